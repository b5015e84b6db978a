#include "gateway/demo/certificate_maker.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/test_pki.h"

using namespace senim;

namespace {

struct Free {
  void operator()(X509* certificate) const { ::X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, Free>;

X509Ptr parsed(const Bytes& der) {
  const unsigned char* at = der.data();
  X509Ptr certificate(::d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  REQUIRE(certificate);
  CHECK(at == der.data() + der.size());
  return certificate;
}

}  // namespace

TEST_CASE("OpenSSL reads and verifies every kind of certificate that the maker makes", "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::p256, demo::KeyKind::p384,
                             demo::KeyKind::p521, demo::KeyKind::brainpool_p256,
                             demo::KeyKind::ed25519, demo::KeyKind::ed448, demo::KeyKind::dsa_2048);
  const test::TestPki& pki = test::test_pki(kind);
  const X509Ptr root = parsed(pki.root.certificate);
  const X509Ptr ca = parsed(pki.ca.certificate);
  const X509Ptr leaf = parsed(pki.leaf.certificate);
  CHECK(::X509_verify(root.get(), ::X509_get0_pubkey(root.get())) == 1);
  CHECK(::X509_verify(ca.get(), ::X509_get0_pubkey(root.get())) == 1);
  CHECK(::X509_verify(leaf.get(), ::X509_get0_pubkey(ca.get())) == 1);
  CHECK(::X509_verify(leaf.get(), ::X509_get0_pubkey(root.get())) != 1);
  CHECK(::X509_check_issued(ca.get(), leaf.get()) == X509_V_OK);
  CHECK(::X509_check_ca(ca.get()) == 1);
  CHECK(::X509_check_ca(leaf.get()) == 0);
}

TEST_CASE("RSASSA-PSS certificates carry parameters that OpenSSL accepts", "[demo]") {
  auto spec = test::root_spec();
  spec.sign.pss = true;
  spec.sign.digest = GENERATE(crypto::DigestAlgorithm::sha256, crypto::DigestAlgorithm::sha384);
  const demo::Party root = demo::make_root(spec, test::shared_key(demo::KeyKind::rsa_2048));
  const X509Ptr certificate = parsed(root.certificate);
  CHECK(::X509_verify(certificate.get(), ::X509_get0_pubkey(certificate.get())) == 1);
}

TEST_CASE("extensions come out as they were asked for", "[demo]") {
  auto spec = test::leaf_spec();
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.8")};
  spec.extended_key_usage_critical = true;
  spec.ocsp_urls = {"http://ocsp.example/"};
  spec.crl_urls = {"http://crl.example/a.crl"};
  spec.dns_names = {"a.example"};
  spec.policies = {Oid("1.2.3.4")};
  spec.key_usage = std::uint16_t{1U << 1};
  const X509Ptr leaf =
      parsed(demo::make_issued(spec, test::shared_key(demo::KeyKind::p256), test::test_pki().ca)
                 .certificate);
  CHECK(::X509_get_key_usage(leaf.get()) == KU_NON_REPUDIATION);
  CHECK(::X509_get_extended_key_usage(leaf.get()) == XKU_TIMESTAMP);
  CHECK(::X509_check_host(leaf.get(), "a.example", 0, 0, nullptr) == 1);
  CHECK(::X509_get_ext_by_NID(leaf.get(), NID_crl_distribution_points, -1) >= 0);
  CHECK(::X509_get_ext_by_NID(leaf.get(), NID_info_access, -1) >= 0);
  CHECK(::X509_get_ext_by_NID(leaf.get(), NID_certificate_policies, -1) >= 0);
}

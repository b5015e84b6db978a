#include "gateway/reports/report_signer.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/gateway/scratch.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/openssl.h"

using namespace senim;
using namespace senim::reports;

namespace {

constexpr UtcTime kNow{Seconds{1764000000}};
const std::string kReport = R"({"format":"senim-report/1","verdict":{}})";

std::vector<std::string> split(const std::string& jws) {
  std::vector<std::string> parts(1);
  for (const char c : jws) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

// OpenSSL's opinion of an ES256 value under a certificate.
bool openssl_verifies(const Bytes& certificate, const std::string& input, const Bytes& value) {
  const unsigned char* at = certificate.data();
  const crypto::Ptr<X509, ::X509_free> x509(
      ::d2i_X509(nullptr, &at, static_cast<long>(certificate.size())));
  REQUIRE(x509 != nullptr);
  const crypto::Ptr<ECDSA_SIG, ::ECDSA_SIG_free> pair(::ECDSA_SIG_new());
  REQUIRE(value.size() == 64);
  REQUIRE(::ECDSA_SIG_set0(pair.get(), ::BN_bin2bn(value.data(), 32, nullptr),
                           ::BN_bin2bn(value.data() + 32, 32, nullptr)) == 1);
  unsigned char* der = nullptr;
  const int size = ::i2d_ECDSA_SIG(pair.get(), &der);
  const crypto::MdCtxPtr context(::EVP_MD_CTX_new());
  REQUIRE(::EVP_DigestVerifyInit(context.get(), nullptr, ::EVP_sha256(), nullptr,
                                 ::X509_get0_pubkey(x509.get())) == 1);
  const int result = ::EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size),
                                        as_bytes(input).data(), input.size());
  OPENSSL_free(der);
  return result == 1;
}

std::shared_ptr<const keys::SigningKey> key(const test::Scratch& scratch) {
  auto made = keys::demo_key(scratch / "demo", kNow);
  REQUIRE(made.ok());
  return std::move(made).value();
}

// Signs with another key than it says, as a broken module would.
class FaultyKey final : public keys::SigningKey {
 public:
  FaultyKey(std::shared_ptr<const keys::SigningKey> said,
            std::shared_ptr<const keys::SigningKey> used)
      : said_(std::move(said)), used_(std::move(used)) {}
  const std::vector<Bytes>& chain() const override { return said_->chain(); }
  const Bytes& spki() const override { return said_->spki(); }
  std::string_view jwa() const override { return said_->jwa(); }
  Result<Bytes> sign(ByteView octets) const override { return used_->sign(octets); }
  UtcTime not_before() const override { return said_->not_before(); }
  UtcTime not_after() const override { return said_->not_after(); }

 private:
  std::shared_ptr<const keys::SigningKey> said_, used_;
};

}  // namespace

TEST_CASE("a signed report is a JAdES B signature that OpenSSL verifies too", "[reports]") {
  const test::Scratch scratch;
  const auto signing = key(scratch);
  const auto signer = ReportSigner::make(signing);
  REQUIRE(signer.ok());
  const auto jws = (*signer)->sign(kReport, kNow);
  REQUIRE(jws.ok());
  const auto parts = split(*jws);
  REQUIRE(parts.size() == 3);
  const auto header = nlohmann::json::parse(as_text(*crypto::from_base64url(parts[0])));
  CHECK(header.size() == 6);
  CHECK(header["alg"] == "ES256");
  CHECK(header["typ"] == "JOSE");
  CHECK(header["cty"] == "senim-report+json");
  CHECK(header["iat"] == 1764000000);
  REQUIRE(header["x5c"].size() == 1);
  const auto certificate = crypto::from_base64(header["x5c"][0].get<std::string>());
  REQUIRE(certificate.ok());
  CHECK(header["x5t#S256"] == crypto::to_base64url(crypto::sha256(*certificate)));
  CHECK((*signer)->certificate() == to_hex(crypto::sha256(*certificate)));
  CHECK(as_text(*crypto::from_base64url(parts[1])) == kReport);
  CHECK(*payload_of(*jws) == kReport);
  const auto value = crypto::from_base64url(parts[2]);
  REQUIRE(value.ok());
  CHECK(openssl_verifies(*certificate, parts[0] + "." + parts[1], *value));
  CHECK_FALSE(openssl_verifies(*certificate, parts[0] + "." + parts[1] + "A", *value));
}

TEST_CASE("a signature that does not verify never leaves the signer", "[reports]") {
  const test::Scratch scratch;
  const test::Scratch elsewhere;
  const auto signer = ReportSigner::make(std::make_shared<FaultyKey>(key(scratch), key(elsewhere)));
  REQUIRE(signer.ok());
  CHECK((*signer)->sign(kReport, kNow).error().code == ErrorCode::internal);
}

TEST_CASE("no report is signed outside the validity of the certificate", "[reports]") {
  const test::Scratch scratch;
  const auto signing = key(scratch);
  const auto signer = ReportSigner::make(signing);
  REQUIRE(signer.ok());
  CHECK((*signer)->sign(kReport, signing->not_before()).ok());
  CHECK((*signer)->sign(kReport, signing->not_after()).ok());
  CHECK((*signer)->sign(kReport, signing->not_before() - Seconds(1)).error().code ==
        ErrorCode::unavailable);
  CHECK((*signer)->sign(kReport, signing->not_after() + Seconds(1)).error().code ==
        ErrorCode::unavailable);
}

// RFC 8419 3.1: Ed448 over signed attributes has SHAKE256 of 512 bits as message digest. RFC 8702
// 3.1 names the same without a length; both are met.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/demo/cms_maker.h"
#include "gateway/demo/der_writer.h"
#include "tests/support/corpus.h"
#include "tests/support/octets.h"
#include "tests/validators/process/court.h"
#include "tests/validators/process/openssl_opinion.h"
#include "validators/crypto/digest.h"

namespace senim::process::test {
namespace {

namespace demo = senim::demo;
namespace der = demo::der;
namespace t = senim::test;
using crypto::DigestAlgorithm;
using demo::KeyKind;

const Bytes kWithoutLength = der::sequence({der::oid(Oid{"2.16.840.1.101.3.4.2.12"})});
Bytes with_length(std::int64_t bits) {
  return der::sequence({der::oid(Oid{"2.16.840.1.101.3.4.2.18"}), der::integer(bits)});
}

demo::Party signer_448(int serial) {
  demo::CertificateSpec spec = t::leaf_spec();
  spec.serial = serial;
  spec.subject.back().second += " " + std::to_string(serial);
  return demo::make_issued(spec, t::shared_key(KeyKind::ed448, 2), t::test_pki().ca);
}

demo::CmsSpec message(const demo::Party& party, const Bytes& digest_algorithm) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.sign.digest = DigestAlgorithm::shake256;
  signer.signing_time = t::at("2026-05-01T00:00:00Z");
  signer.digest_algorithm = digest_algorithm;
  demo::CmsSpec spec;
  spec.content = to_bytes("one hundred tenge");
  spec.certificates = {t::test_pki().ca.certificate};
  spec.signers = {signer};
  return spec;
}

model::PolicyRules with_shake() {
  model::PolicyRules rules = t::plain_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    table.digests.push_back({DigestAlgorithm::shake256, std::nullopt, std::nullopt});
  }
  return rules;
}

}  // namespace

TEST_CASE("Ed448 over signed attributes with SHAKE256 verifies as OpenSSL has it",
          "[process][shake]") {
  const Court court({t::test_pki().root}, with_shake());
  const demo::Party party = signer_448(448);
  for (const Bytes& digest_algorithm : {kWithoutLength, with_length(512)}) {
    for (const bool detached : {false, true}) {
      CAPTURE(detached, to_hex(digest_algorithm));
      demo::CmsSpec spec = message(party, digest_algorithm);
      spec.detached = detached;
      const Bytes good = demo::make_cms(spec);
      const auto form = openssl_form(good);
      REQUIRE(form.has_value());
      const Bytes attributes = der::set_of(form->signers.at(0).attributes);
      CHECK(openssl_verifies_pure(party.certificate, attributes, demo::signature_value_of(good)));
      std::vector<model::DetachedPart> parts;
      if (detached) {
        parts = {detached_part("c", spec.content)};
      }
      const Ruling ruling = court.judge(good, parts);
      CHECK(ruling.cryptographically_valid());
      CHECK(ruling.summary() == "TOTAL_PASSED");
      // One octet of the message digest, of the content, of the value.
      const Bytes digest = crypto::digest(DigestAlgorithm::shake256, spec.content).value();
      REQUIRE(digest.size() == 64);
      const auto place = std::search(good.begin(), good.end(), digest.begin(), digest.end());
      REQUIRE(place != good.end());
      Bytes altered = good;
      altered[static_cast<std::size_t>(place - good.begin()) + 63] ^= 1;
      CHECK(court.judge(altered, parts).summary() == "TOTAL_FAILED/HASH_FAILURE");
      altered = good;
      altered.back() ^= 1;
      CHECK(court.judge(altered, parts).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
      if (detached) {
        const Bytes content = to_bytes("one tenge");
        const std::vector<model::DetachedPart> other{detached_part("c", content)};
        CHECK(court.judge(good, other).summary() == "TOTAL_FAILED/HASH_FAILURE");
      }
    }
  }
}

TEST_CASE("SHAKE256 of another length is another function, that nobody computes",
          "[process][shake]") {
  const Court court({t::test_pki().root}, with_shake());
  const demo::Party party = signer_448(449);
  for (const int bits : {256, 511, 1024}) {
    const Ruling ruling = court.judge(demo::make_cms(message(party, with_length(bits))));
    CHECK_FALSE(ruling.any_passed());
    CHECK(ruling.summary() == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE");
  }
}

TEST_CASE("SHAKE256 is relied on where the policy lists it", "[process][shake]") {
  const demo::Party party = signer_448(450);
  const Bytes cms = demo::make_cms(message(party, kWithoutLength));
  CHECK(Court({t::test_pki().root}, with_shake()).judge(cms).summary() == "TOTAL_PASSED");
  CHECK(Court({t::test_pki().root}).judge(cms).summary() ==
        "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
}

// Two tools of third parties, when the corpus is there: the message in /Contents over /ByteRange.
TEST_CASE("Ed448 signatures of other tools verify, with SHAKE256 of 64 octets",
          "[process][shake]") {
  const auto corpus = t::corpus();
  if (!corpus) {
    return;
  }
  const Court court({t::test_pki().root}, with_shake());
  for (const char* const name : {"pyhanko/pdf/ed448-shake256-nolen.pdf",
                                 "itext-pdf/PdfPKCS7Test/extensions/sample-ed448-shake256.pdf"}) {
    CAPTURE(name);
    const Bytes file = t::read_file(*corpus / name);
    const std::string text(as_text(file));
    const std::size_t at = text.find("/ByteRange");
    REQUIRE(at != std::string::npos);
    std::vector<std::size_t> range;
    std::size_t digit = text.find_first_of("0123456789", at);
    while (range.size() < 4) {
      std::size_t used = 0;
      range.push_back(std::stoul(text.substr(digit), &used));
      digit = text.find_first_of("0123456789", digit + used);
    }
    Bytes padded = t::from_hex(text.substr(range[1] + 1, range[2] - range[1] - 2));
    const auto length = static_cast<std::size_t>(padded.at(2)) * 256 + padded.at(3) + 4;
    REQUIRE(padded[1] == 0x82);
    padded.resize(length);
    Bytes content(file.begin() + static_cast<std::ptrdiff_t>(range[0]),
                  file.begin() + static_cast<std::ptrdiff_t>(range[0] + range[1]));
    content.insert(content.end(), file.begin() + static_cast<std::ptrdiff_t>(range[2]),
                   file.begin() + static_cast<std::ptrdiff_t>(range[2] + range[3]));
    CHECK(court.judge(padded, {detached_part("c", content)}).cryptographically_valid());
    content[100] ^= 1;
    CHECK_FALSE(court.judge(padded, {detached_part("c", content)}).cryptographically_valid());
  }
}

}  // namespace senim::process::test

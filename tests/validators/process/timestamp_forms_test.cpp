#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <utility>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/time_world.h"
#include "validators/crypto/digest.h"
#include "validators/pki/oids.h"

// RFC 3161 tokens in every form: whatever shape their CMS has and whichever algorithms are in them,
// they are over their data and over nothing else. National algorithms: national_objects_test.cpp.

namespace senim::process {
namespace {

namespace der = demo::der;
using crypto::DigestAlgorithm;
using crypto::SignatureScheme;

const UtcTime kThen = at("2026-05-10T00:00:00Z");
const std::string kData = "one hundred tenge";
const std::string kOtherData = "one hundred tengf";

using Change = std::function<void(demo::CmsSpec&)>;

// Every algorithm is reliable: what is asked is whether it is computed.
model::PolicyRules open_rules() {
  model::PolicyRules rules = revocation_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    table.digests.clear();
    for (int i = 1; i <= static_cast<int>(DigestAlgorithm::gost_34311_95_dke1); ++i) {
      table.digests.push_back({static_cast<DigestAlgorithm>(i), std::nullopt, std::nullopt});
    }
    table.keys.clear();
    for (int i = 1; i <= static_cast<int>(SignatureScheme::dstu4145); ++i) {
      table.keys.push_back({static_cast<SignatureScheme>(i), 160, std::nullopt, std::nullopt});
    }
  }
  return rules;
}

struct Stamping {
  TimeWorld world;
  explicit Stamping(KeyKind kind = KeyKind::p256) {
    world.rules = open_rules();
    world.tsa = demo::make_issued(long_lived_tsa(), test::shared_key(kind, 4), world.ec.ca);
  }

  Bytes token(const Change& change = {}, DigestAlgorithm digest = DigestAlgorithm::sha256) const {
    const auto made = crypto::digest(digest, as_bytes(kData));
    const Bytes imprint = der::sequence(
        {der::sequence({der::oid(crypto::digest_oid(digest)), der::null()}),
         der::octet_string(made.ok() ? made.value() : Bytes(crypto::digest_size(digest)))});
    demo::SignerSpec signer;
    signer.party = &world.tsa;
    demo::CmsSpec spec;
    spec.content =
        der::sequence({der::integer(std::int64_t{1}), der::oid(Oid("1.3.6.1.4.1.99999")), imprint,
                       der::integer(std::int64_t{7}), der::generalized_time(kThen)});
    spec.content_type = pki::oid::kTstInfo;
    spec.signers = {signer};
    spec.certificates = {world.ec.ca.certificate};
    if (change) {
      change(spec);
    }
    return demo::make_cms(spec);
  }
  model::TimestampVerdict judged(const Bytes& token, const std::string& data = kData) const {
    model::DetachedPart part;
    part.content = as_bytes(data);
    const model::Verdict verdict = world.verdict(token, {part});
    REQUIRE(verdict.timestamps.size() == 1);
    return verdict.timestamps[0];
  }
};

Outcome outcome_of(const model::TimestampVerdict& one) {
  return {one.conclusion.indication, one.conclusion.sub};
}

// One octet of the token's own value changed.
Bytes forged(Bytes token) {
  const Bytes value = demo::signature_value_of(token);
  const auto place = std::search(token.begin(), token.end(), value.begin(), value.end());
  REQUIRE(place != token.end());
  *(place + static_cast<std::ptrdiff_t>(value.size()) - 1) ^= 1;
  return token;
}

void check_token(const Stamping& stamping, const Bytes& token) {
  const model::TimestampVerdict good = stamping.judged(token);
  CHECK(outcome_of(good) == kPassed);
  CHECK(good.time == kThen);
  CHECK(good.value == model::ValueState::valid);
  CHECK(good.imprint == model::ParsedTimestamp::Imprint::matches);
  const model::TimestampVerdict other = stamping.judged(token, kOtherData);
  CHECK(outcome_of(other) == failed(SubIndication::hash_failure));
  CHECK(other.imprint == model::ParsedTimestamp::Imprint::differs);
  CHECK(outcome_of(stamping.judged(forged(token))) == failed(SubIndication::sig_crypto_failure));
}

}  // namespace

TEST_CASE("a token of any CMS shape is over its data and nothing else", "[process][timestamp]") {
  const Stamping stamping;
  const std::vector<std::pair<const char*, Change>> shapes{
      {"DER", [](demo::CmsSpec&) {}},
      {"indefinite lengths, content in pieces", [](demo::CmsSpec& spec) { spec.ber = true; }},
      {"signer named by key", [](demo::CmsSpec& spec) { spec.signers[0].identify_by_key = true; }},
      {"attributes in another order than DER's",
       [](demo::CmsSpec& spec) { spec.signers[0].unsorted_attributes = true; }},
      {"signing-certificate of version 1",
       [](demo::CmsSpec& spec) {
         spec.signers[0].signing_certificate = demo::SigningCertificateAttribute::v1;
       }},
      {"certificates that have nothing to do with it",
       [&](demo::CmsSpec& spec) {
         spec.certificates.push_back(stamping.world.rsa.leaf.certificate);
         spec.certificates.push_back(stamping.world.rsa.root.certificate);
       }},
  };
  for (const auto& [name, change] : shapes) {
    CAPTURE(name);
    check_token(stamping, stamping.token(change));
  }
}

TEST_CASE("a token without signed attributes or of two authorities is none",
          "[process][timestamp]") {
  const Stamping stamping;
  const Bytes bare =
      stamping.token([](demo::CmsSpec& spec) { spec.signers[0].without_signed_attributes = true; });
  CHECK(outcome_of(stamping.judged(bare)) == failed(SubIndication::format_failure));
  const Bytes two =
      stamping.token([](demo::CmsSpec& spec) { spec.signers.push_back(spec.signers[0]); });
  CHECK(outcome_of(stamping.judged(two)) == failed(SubIndication::format_failure));
}

TEST_CASE("a token is signed in any algorithm", "[process][timestamp]") {
  struct Row {
    KeyKind kind;
    DigestAlgorithm digest;
    bool pss = false;
  };
  const auto row = GENERATE(values<Row>({
      {KeyKind::rsa_2048, DigestAlgorithm::sha1},
      {KeyKind::rsa_2048, DigestAlgorithm::sha256},
      {KeyKind::rsa_2048, DigestAlgorithm::sha512},
      {KeyKind::rsa_2048, DigestAlgorithm::sha256, true},
      {KeyKind::rsa_2048, DigestAlgorithm::sha384, true},
      {KeyKind::p256, DigestAlgorithm::sha256},
      {KeyKind::p256, DigestAlgorithm::sha3_256},
      {KeyKind::p384, DigestAlgorithm::sha384},
      {KeyKind::p521, DigestAlgorithm::sha512},
      {KeyKind::brainpool_p256, DigestAlgorithm::sha256},
      {KeyKind::ed25519, DigestAlgorithm::sha512},
      {KeyKind::dsa_2048, DigestAlgorithm::sha256},
  }));
  CAPTURE(static_cast<int>(row.kind), crypto::to_string(row.digest), row.pss);
  const Stamping stamping(row.kind);
  check_token(stamping, stamping.token([&](demo::CmsSpec& spec) {
    spec.signers[0].sign.digest = row.digest;
    spec.signers[0].sign.pss = row.pss;
  }));
}

TEST_CASE("an imprint is made with any digest, and with none that nobody computes",
          "[process][timestamp]") {
  const Stamping stamping;
  for (const auto digest :
       {DigestAlgorithm::md5,        DigestAlgorithm::sha1,        DigestAlgorithm::sha224,
        DigestAlgorithm::sha256,     DigestAlgorithm::sha384,      DigestAlgorithm::sha512,
        DigestAlgorithm::sha512_224, DigestAlgorithm::sha512_256,  DigestAlgorithm::sha3_224,
        DigestAlgorithm::sha3_256,   DigestAlgorithm::sha3_384,    DigestAlgorithm::sha3_512,
        DigestAlgorithm::ripemd160,  DigestAlgorithm::streebog256, DigestAlgorithm::streebog512,
        DigestAlgorithm::belt_hash,  DigestAlgorithm::bash256,     DigestAlgorithm::bash384,
        DigestAlgorithm::bash512,    DigestAlgorithm::sm3,         DigestAlgorithm::kupyna256,
        DigestAlgorithm::kupyna384,  DigestAlgorithm::kupyna512}) {
    CAPTURE(crypto::to_string(digest));
    REQUIRE(crypto::digest(digest, as_bytes(kData)).ok());
    check_token(stamping, stamping.token({}, digest));
  }
  for (const auto digest : {DigestAlgorithm::md2, DigestAlgorithm::tiger}) {
    CAPTURE(crypto::to_string(digest));
    REQUIRE_FALSE(crypto::digest(digest, as_bytes(kData)).ok());
    const model::TimestampVerdict one = stamping.judged(stamping.token({}, digest));
    CHECK(one.conclusion.indication == Indication::indeterminate);
    CHECK(one.imprint != model::ParsedTimestamp::Imprint::matches);
    CHECK(one.imprint != model::ParsedTimestamp::Imprint::differs);
  }
}

}  // namespace senim::process

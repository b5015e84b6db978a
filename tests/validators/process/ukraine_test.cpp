#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/sign_dstu.h"
#include "tests/validators/process/court.h"
#include "validators/crypto/digest.h"
#include "validators/process/collect.h"

// Ukrainian chains, messages and time-stamp tokens (domain.md 4.10), and the substitution table
// that a key names.

namespace senim::process::test {
namespace {

using crypto::DigestAlgorithm;
using demo::DstuSpec;
using demo::KeyKind;
using demo::Party;
using model::MatchState;
using senim::test::at;

// DKE 3 of the Ukrainian instruction No 114.
Bytes third_table() {
  const std::string digits =
      "D91E72C54B6F38A0786B034D95FEAC21A53C98D64FE02B17BAC1569E2DF70438"
      "5B30F9E41C862A7D43BD1F827EC9A065378B1E50D4CA29F66DCAB793FE120845";
  Bytes table;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    table.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return table;
}

model::PolicyRules ukrainian_rules() {
  model::PolicyRules rules = senim::test::plain_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    for (const auto digest : {DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::kupyna256,
                              DigestAlgorithm::kupyna384, DigestAlgorithm::kupyna512}) {
      table.digests.push_back({digest, std::nullopt, std::nullopt});
    }
    table.keys.push_back({crypto::SignatureScheme::dstu4145, 257, std::nullopt, std::nullopt});
  }
  return rules;
}

// root <- CA <- leaf, each with a DSTU key of its own kind.
struct Hierarchy {
  Party root;
  Party ca;
  Party leaf;

  explicit Hierarchy(const DstuSpec& leaf_key, const DstuSpec& ca_key = {.curve = 9})
      : root(demo::make_root(senim::test::root_spec(), senim::test::shared_key(KeyKind::ua_431))),
        ca(demo::make_issued(senim::test::ca_spec(), demo::make_dstu_key(ca_key), root)),
        leaf(demo::make_issued(senim::test::leaf_spec(), demo::make_dstu_key(leaf_key), ca)) {}
};

demo::CmsSpec message_of(const Hierarchy& chain) {
  demo::CmsSpec spec;
  spec.content = to_bytes("one hundred hryvnias");
  demo::SignerSpec signer;
  signer.party = &chain.leaf;
  signer.signing_time = at("2026-05-01T00:00:00Z");
  spec.signers = {signer};
  spec.certificates = {chain.ca.certificate};
  return spec;
}

MatchState first_state(const Ruling& ruling) {
  return ruling.evidence.signatures.at(0).signature.matchers.at(0).state;
}

}  // namespace

TEST_CASE("a Ukrainian message and its chain are confirmed in every form of the key", "[process]") {
  const auto order = GENERATE(DstuSpec::Order::little_endian, DstuSpec::Order::big_endian);
  const auto parameters = GENERATE(DstuSpec::Curve::named, DstuSpec::Curve::spelt_out);
  const auto digest = GENERATE(DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::kupyna256);
  CAPTURE(crypto::to_string(digest));
  const Hierarchy chain({.order = order, .parameters = parameters, .digest = digest},
                        {.curve = 9, .order = order, .parameters = parameters});
  const Court court({chain.root}, ukrainian_rules());
  const demo::CmsSpec spec = message_of(chain);
  const Bytes document = demo::make_cms(spec);
  const Ruling ruling = court.judge(document);
  CHECK(ruling.confirmed());
  CHECK(ruling.cryptographically_valid());
  CHECK(ruling.evidence.signatures.at(0).key_name == "DSTU 4145 257");

  // The octets of a SignerInfo are bare: r and s of 32 octets.
  CHECK(ruling.evidence.signatures.at(0).signature.value.size() == 64);

  demo::CmsSpec other = spec;
  other.content.back() ^= 1;
  Bytes changed = document;
  const auto found =
      std::search(changed.begin(), changed.end(), spec.content.begin(), spec.content.end());
  REQUIRE(found != changed.end());
  *found ^= 1;
  CHECK(court.judge(changed).summary() == "TOTAL_FAILED/HASH_FAILURE");
  Bytes forged = document;
  forged.back() ^= 1;
  CHECK(court.judge(forged).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
}

TEST_CASE("the digest of a Ukrainian message is made with the table of the signer's key",
          "[process]") {
  const Hierarchy chain({.table = third_table()}, {.curve = 9, .table = third_table()});
  const Court court({chain.root}, ukrainian_rules());
  demo::CmsSpec spec = message_of(chain);
  const Bytes document = demo::make_cms(spec);
  const Ruling ruling = court.judge(document);
  CHECK(ruling.confirmed());
  CHECK(first_state(ruling) == MatchState::intact);
  CHECK(ruling.evidence.signatures.at(0).key_name == "DSTU 4145 257 with table DKE 3");

  Bytes changed = document;
  const auto found =
      std::search(changed.begin(), changed.end(), spec.content.begin(), spec.content.end());
  REQUIRE(found != changed.end());
  *found ^= 1;
  CHECK(court.judge(changed).summary() == "TOTAL_FAILED/HASH_FAILURE");

  SECTION("also where only the caller has the certificate") {
    spec.without_signer_certificates = true;
    Court with({chain.root}, ukrainian_rules());
    with.supplied.certificates = {chain.leaf.certificate};
    const Ruling supplied = with.judge(demo::make_cms(spec));
    CHECK(supplied.confirmed());
    CHECK(first_state(supplied) == MatchState::intact);
    CHECK_FALSE(court.judge(demo::make_cms(spec)).any_passed());
  }
  SECTION("also where the content is beside, and the wrong content is not it") {
    spec.detached = true;
    const Bytes detached = demo::make_cms(spec);
    CHECK(court.judge(detached, {detached_part("a", spec.content)}).confirmed());
    CHECK(court.judge(detached, {detached_part("a", to_bytes("other"))}).summary() ==
          "TOTAL_FAILED/HASH_FAILURE");
  }
  SECTION("a digest handed in without the key is not compared") {
    spec.detached = true;
    model::DetachedPart part;
    part.name = "a";
    part.digest = DigestAlgorithm::gost_34311_95_dke1;
    part.digest_value = chain.leaf.key.hash(part.digest, spec.content);
    const Ruling by_digest = court.judge(demo::make_cms(spec), {part});
    CHECK_FALSE(by_digest.any_passed());
    CHECK(first_state(by_digest) == MatchState::unsupported);
  }
  SECTION("also where the content itself is signed") {
    spec.signers[0].without_signed_attributes = true;
    const Bytes bare = demo::make_cms(spec);
    CHECK(court.judge(bare).cryptographically_valid());
    spec.content.back() ^= 1;
    Bytes other = bare;
    const auto at_content =
        std::search(other.begin(), other.end(), spec.content.begin(), spec.content.end() - 1);
    REQUIRE(at_content != other.end());
    *at_content ^= 1;
    CHECK_FALSE(court.judge(other).cryptographically_valid());
  }
}

TEST_CASE("many Ukrainian signers with one table digest their content once more and no oftener",
          "[process]") {
  const Hierarchy chain({.table = third_table()});
  demo::CmsSpec spec = message_of(chain);
  spec.content.resize(10'000, 0x5a);
  spec.signers.resize(5, spec.signers[0]);
  const Bytes document = demo::make_cms(spec);
  const auto cost = [&](std::uint64_t limit, const Bytes& message) {
    const Court court({chain.root}, ukrainian_rules());
    model::Submission submission;
    submission.document = message;
    Budget budget;
    budget.lower(Cost::canonical_bytes, limit);
    const auto collected = collect(submission, {}, court.trust, court.policies, court.now, budget);
    return std::pair(collected.ok() ? ErrorCode::internal : collected.error().code,
                     limit - budget.left(Cost::canonical_bytes));
  };
  const auto [answer, spent] = cost(1'000'000, document);
  CHECK(answer == ErrorCode::internal);  // none
  // Once for the table; five times the few octets of the signed attributes.
  CHECK(spent > 10'000);
  CHECK(spent < 20'000);
  // A purse too small ends the work.
  CHECK(cost(9'999, document).first == ErrorCode::limit_exceeded);
  // Signatures over the content itself hash it each.
  for (demo::SignerSpec& signer : spec.signers) {
    signer.without_signed_attributes = true;
  }
  const Bytes bare = demo::make_cms(spec);
  CHECK(cost(1'000'000, bare).second >= 50'000);
  CHECK(cost(49'999, bare).first == ErrorCode::limit_exceeded);
}

TEST_CASE("a Ukrainian counter-signature is made with the table of its signer", "[process]") {
  const Hierarchy chain({.table = third_table()});
  const Court court({chain.root}, ukrainian_rules());
  demo::CmsSpec spec = message_of(chain);
  // Random signatures: the value that is counter-signed is the one that is sent.
  const Bytes value = demo::signature_value_of(demo::make_cms(spec));
  const Bytes counter = demo::make_counter_signature(spec.signers[0], value);
  const Bytes other_value(value.rbegin(), value.rend());
  spec.signers[0].unsigned_attributes = {{Oid("1.2.840.113549.1.9.6"), {counter}}};
  const Ruling ruling = court.judge(demo::make_cms(spec));
  REQUIRE(ruling.evidence.signatures.size() == 2);
  // make_cms signed anew, so the counter-signature is over another value: computed, and told.
  CHECK(ruling.evidence.signatures[1].signature.matchers.at(0).state == MatchState::changed);
  CHECK(ruling.evidence.signatures[1].value == model::ValueState::valid);
}

TEST_CASE("a Ukrainian time-stamp token is made with the table of its authority", "[process]") {
  const Hierarchy chain({.table = third_table()});
  const Party tsa = demo::make_issued(senim::test::tsa_spec(),
                                      demo::make_dstu_key({.table = third_table()}), chain.ca);
  const Court court({chain.root}, ukrainian_rules());
  demo::CmsSpec spec = message_of(chain);
  Bytes token = demo::make_timestamp(tsa, spec.content, at("2026-05-01T00:00:05Z"), 1,
                                     DigestAlgorithm::sha256, {chain.ca.certificate});
  // A content time-stamp: its token is signed like any message.
  const auto stamp_of = [&](const Bytes& one) {
    spec.signers[0].signed_attributes = {{Oid("1.2.840.113549.1.9.16.2.20"), {one}}};
    const Ruling ruling = court.judge(demo::make_cms(spec));
    REQUIRE_FALSE(ruling.error);
    REQUIRE(ruling.evidence.signatures.at(0).timestamps.size() == 1);
    return ruling.evidence.signatures[0].timestamps[0].token;
  };
  const model::SignatureEvidence good = stamp_of(token);
  CHECK(good.value == model::ValueState::valid);
  const auto content = std::ranges::find(
      good.signature.matchers, model::DigestMatcherKind::signed_data, &model::DigestMatcher::kind);
  REQUIRE(content != good.signature.matchers.end());
  CHECK(content->state == MatchState::intact);
  token.back() ^= 1;
  CHECK(stamp_of(token).value == model::ValueState::invalid);
}

}  // namespace senim::process::test

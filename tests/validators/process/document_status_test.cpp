// The table of report.md 2, row by row. Verdicts are made by hand, so that each row meets exactly
// what it speaks of.

#include "validators/process/document_status.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "tests/support/judging.h"
#include "tests/support/rewritten_key.h"
#include "validators/model/rules.h"

namespace senim::process {
namespace {

namespace rules = model::rules;
using model::AspectConclusion;
using model::DocumentStatus;
using model::Indication;
using model::Level;
using model::Outcome;
using model::SignatureVerdict;
using model::SubIndication;
using model::ValueState;

const UtcTime kNow = test::at("2026-06-01T00:00:00Z");

SignatureVerdict passing(const std::string& id = "S-1") {
  SignatureVerdict signature;
  signature.id = id;
  signature.conclusion = {Indication::passed, SubIndication::none};
  signature.integrity.references = "intact";
  signature.integrity.value = ValueState::valid;
  signature.integrity.coverage = model::Coverage::whole;
  for (auto* aspect : {&signature.authenticity, &signature.belonging, &signature.immutability}) {
    aspect->outcome = AspectConclusion::Outcome::confirmed;
  }
  signature.signer = model::SignerFacts{};
  return signature;
}

SignatureVerdict failing(const model::Rule& rule, const std::string& id = "S-1") {
  SignatureVerdict signature = passing(id);
  signature.conclusion = rule.on_failure;
  signature.checks = {{&rules::kFormatReadable, Level::fail, Outcome::ok, {}},
                      {&rules::kSigningTime, Level::warn, Outcome::failed, {}},
                      {&rule, Level::fail, Outcome::failed, {{"name", "value"}}}};
  signature.authenticity.outcome = AspectConclusion::Outcome::undetermined;
  return signature;
}

struct Document {
  model::Verdict verdict;
  model::DocumentRules rules;
  model::Expectations expect;

  explicit Document(std::vector<SignatureVerdict> signatures) {
    verdict.document.kind = model::DocumentKind::cms;
    verdict.signatures = std::move(signatures);
  }
  DocumentDecision decide() const { return process::decide(verdict, rules, expect, kNow); }
  DocumentStatus status() const { return decide().status; }
  std::string reason() const {
    const auto decision = decide();
    return decision.reason ? decision.reason->code : "";
  }
};

}  // namespace

TEST_CASE("bytes that nobody recognises cannot be verified", "[process]") {
  Document document({});
  document.verdict.document.kind = model::DocumentKind::unknown;
  CHECK(document.status() == DocumentStatus::cannot_verify);
  CHECK(document.reason() == "unreadable");
}

TEST_CASE("a document in which nothing is signed cannot be verified", "[process]") {
  const Document document({});
  CHECK(document.status() == DocumentStatus::cannot_verify);
  CHECK(document.reason() == "no-signature");
}

TEST_CASE("all passed and all three conclusions confirmed is confirmed", "[process]") {
  const Document document({passing("S-1"), passing("S-2")});
  CHECK(document.status() == DocumentStatus::confirmed);
  CHECK_FALSE(document.decide().reason.has_value());
}

TEST_CASE("a counted signature that is proven wrong is not confirmed", "[process]") {
  const model::Rule revoked{"x-revoked",
                            "",
                            model::Block::x509_validation,
                            model::Aspect::authenticity,
                            {Indication::indeterminate, SubIndication::revoked_no_poe},
                            ""};
  for (const model::Rule* rule :
       {&rules::kFormatStructure, &rules::kReferenceDigest, &rules::kSignatureValue, &revoked}) {
    CAPTURE(rule->id);
    const Document document({passing("S-1"), failing(*rule, "S-2")});
    const auto decision = document.decide();
    CHECK(decision.status == DocumentStatus::not_confirmed);
    REQUIRE(decision.reason.has_value());
    CHECK(decision.reason->code == rule->id);
    CHECK(decision.reason->object == "S-2");
    CHECK(decision.reason->params == model::Params{{"name", "value"}});
  }
}

TEST_CASE("changed references or an invalid value are negative under any conclusion", "[process]") {
  SignatureVerdict signature = failing(rules::kPathFound);
  signature.integrity.references = "changed";
  CHECK(Document({signature}).status() == DocumentStatus::not_confirmed);
  signature.integrity.references = "intact";
  CHECK(Document({signature}).status() == DocumentStatus::cannot_verify);
  signature.integrity.value = ValueState::invalid;
  CHECK(Document({signature}).status() == DocumentStatus::not_confirmed);
}

TEST_CASE("a signature undecided for lack of something cannot be verified", "[process]") {
  for (const model::Rule* rule :
       {&rules::kPathFound, &rules::kTrustServiceStatus, &rules::kTrustListCurrent,
        &rules::kRevocationSourceReachable, &rules::kAlgorithmUnsupported,
        &rules::kCertificateAlgorithmUnsupported, &rules::kSignedDataFound,
        &rules::kReferenceComputable, &rules::kDigestUnsupported}) {
    CAPTURE(rule->id);
    const Document document({passing("S-1"), failing(*rule, "S-2")});
    CHECK(document.status() == DocumentStatus::cannot_verify);
    CHECK(document.reason() == rule->id);
  }
  for (const char* references : {"missing", "unsupported"}) {
    SignatureVerdict signature = failing(rules::kSigningCertificateIdentified);
    signature.integrity.references = references;
    CHECK(Document({signature}).status() == DocumentStatus::cannot_verify);
  }
  for (const ValueState value : {ValueState::unsupported, ValueState::unchecked}) {
    SignatureVerdict signature = failing(rules::kSigningCertificateIdentified);
    signature.integrity.value = value;
    CHECK(Document({signature}).status() == DocumentStatus::cannot_verify);
  }
}

TEST_CASE("expired revocation data is undecided or negative as the policy says", "[process]") {
  Document undecided({failing(rules::kRevocationFresh)});
  CHECK(undecided.status() == DocumentStatus::cannot_verify);
  CHECK(undecided.reason() == "revocation-fresh");
  Document negative({failing(rules::kRevocationNotExpired)});
  CHECK(negative.status() == DocumentStatus::not_confirmed);
  CHECK(negative.reason() == "revocation-not-expired");
  Document unreachable({failing(rules::kRevocationSourceReachable)});
  CHECK(unreachable.status() == DocumentStatus::cannot_verify);
  for (const auto* rule : {&rules::kNotRevoked, &rules::kCaNotRevoked, &rules::kNotOnHold,
                           &rules::kRevocationDataAcceptable, &rules::kRevocationDataAvailable}) {
    CAPTURE(rule->id);
    Document refused({failing(*rule)});
    CHECK(refused.status() == DocumentStatus::not_confirmed);
    CHECK(refused.reason() == rule->id);
  }
}

TEST_CASE("what is proven wrong outranks what cannot be verified", "[process]") {
  const Document document(
      {failing(rules::kPathFound, "S-1"), failing(rules::kSignatureValue, "S-2")});
  CHECK(document.status() == DocumentStatus::not_confirmed);
  CHECK(document.decide().reason->object == "S-2");
}

TEST_CASE("any other doubt is not confirmed", "[process]") {
  for (const model::Rule* rule :
       {&rules::kSigningCertificateDigest, &rules::kKeyUsage, &rules::kRevocationDataAvailable,
        &rules::kSigningCertificateValidity, &rules::kAlgorithmReliable, &rules::kSigningTime,
        &rules::kConstraintSupported, &rules::kCertificateSignature}) {
    CAPTURE(rule->id);
    const Document document({failing(*rule)});
    CHECK(document.status() == DocumentStatus::not_confirmed);
    CHECK(document.reason() == rule->id);
  }
}

TEST_CASE("a counter-signature is reported and does not count", "[process]") {
  SignatureVerdict counter = failing(rules::kSignatureValue, "S-2");
  counter.parent = "S-1";
  CHECK(Document({passing(), counter}).status() == DocumentStatus::confirmed);
  CHECK(Document({counter}).reason() == "require-not-met");
}

TEST_CASE("where one signature is enough the passing ones are counted", "[process]") {
  Document document({failing(rules::kSignatureValue, "S-1"), passing("S-2")});
  document.rules.require.mode = model::Requirement::Mode::at_least_one;
  CHECK(document.status() == DocumentStatus::confirmed);
  document.verdict.signatures[1] = failing(rules::kPathFound, "S-2");
  CHECK(document.status() == DocumentStatus::not_confirmed);
}

TEST_CASE("a document must have the signers that the policy requires", "[process]") {
  Document document({passing("S-1"), passing("S-2")});
  document.verdict.signatures[0].signer->certificate = "a1";
  document.verdict.signatures[1].signer->certificate = "b2";
  document.rules.require.mode = model::Requirement::Mode::signers;
  document.rules.require.signers = {{2, ""}};
  CHECK(document.status() == DocumentStatus::confirmed);
  document.rules.require.signers = {{3, ""}};
  CHECK(document.reason() == "require-not-met");
  document.rules.require.signers = {{1, "head"}, {1, ""}};
  CHECK(document.reason() == "require-not-met");
  document.verdict.signatures[1].signer->roles = {"head"};
  CHECK(document.status() == DocumentStatus::confirmed);
  document.rules.require.signers = {{1, "head"}, {1, "head"}};  // one signature meets one entry
  CHECK(document.reason() == "require-not-met");
}

TEST_CASE("who signs twice is one signer to a policy that counts them", "[process]") {
  Document document({passing("S-1"), passing("S-2")});
  const auto& pki = test::test_pki();
  const pki::Certificate leaf = test::certificate(pki.leaf);
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 77;
  const pki::Certificate renewed = test::certificate(demo::make_issued(spec, pki.leaf.key, pki.ca));
  const pki::Certificate rewritten =
      test::certificate(demo::make_issued(spec, test::compressed(pki.leaf.key), pki.ca));
  const pki::Certificate other = test::certificate(pki.ca);
  document.rules.require.mode = model::Requirement::Mode::signers;
  document.rules.require.signers = {{2, ""}};
  for (const pki::Certificate& one : {leaf, renewed, rewritten, other}) {
    document.verdict.certificates.emplace(to_hex(one.fingerprint()), one);
  }
  const auto second = [&](const pki::Certificate& one) {
    document.verdict.signatures[0].signer->certificate = to_hex(leaf.fingerprint());
    document.verdict.signatures[1].signer->certificate = to_hex(one.fingerprint());
    return document.status();
  };
  CHECK(second(leaf) == DocumentStatus::not_confirmed);
  CHECK(document.reason() == "require-not-met");
  CHECK(second(renewed) == DocumentStatus::not_confirmed);    // another certificate, the same key
  CHECK(second(rewritten) == DocumentStatus::not_confirmed);  // which writes it otherwise
  CHECK(document.reason() == "require-not-met");
  CHECK(second(other) == DocumentStatus::confirmed);
  document.rules.require.signers = {{1, ""}, {1, ""}};
  CHECK(second(leaf) == DocumentStatus::not_confirmed);
  document.rules.require.mode = model::Requirement::Mode::all;
  CHECK(second(leaf) == DocumentStatus::confirmed);
}

TEST_CASE("one person is one signer under all of his keys", "[process]") {
  Document document({passing("S-1"), passing("S-2")});
  document.rules.require.mode = model::Requirement::Mode::signers;
  document.rules.require.signers = {{2, ""}};
  auto& first = *document.verdict.signatures[0].signer;
  auto& second = *document.verdict.signatures[1].signer;
  first.certificate = "a1";
  second.certificate = "b2";
  first.country = second.country = "KZ";
  const auto two = [&](const std::map<std::string, std::string>& left,
                       const std::map<std::string, std::string>& right) {
    first.identifiers = left;
    second.identifiers = right;
    const bool enough = document.status() == DocumentStatus::confirmed;
    CHECK(document.reason() == (enough ? "" : "require-not-met"));
    return enough;
  };
  CHECK(two({}, {}));
  CHECK_FALSE(two({{"iin", "900101300017"}}, {{"iin", "900101300017"}}));
  CHECK(two({{"iin", "900101300017"}}, {{"iin", "900101300018"}}));
  SECTION("whomever he signs for") {
    CHECK_FALSE(two({{"iin", "900101300017"}}, {{"iin", "900101300017"}, {"bin", "1"}}));
    CHECK_FALSE(
        two({{"iin", "900101300017"}, {"bin", "2"}}, {{"iin", "900101300017"}, {"bin", "1"}}));
  }
  SECTION("two people of one organisation are two") {
    CHECK(two({{"iin", "900101300017"}, {"bin", "1"}}, {{"iin", "900101300018"}, {"bin", "1"}}));
    CHECK(two({{"innle", "1"}, {"snils", "5"}}, {{"innle", "1"}, {"snils", "6"}}));
    CHECK(two({{"bin", "1"}}, {{"bin", "1"}}));  // whose owner nobody knows
  }
  SECTION("an entrepreneur is a person") {  // law 129-FZ of Russia: the number is his, not a firm's
    CHECK_FALSE(two({{"ogrnip", "304500116000157"}}, {{"ogrnip", "304500116000157"}}));
    CHECK(two({{"ogrnip", "304500116000157"}}, {{"ogrnip", "304500116000168"}}));
  }
  SECTION("an organisation is one by its own number") {
    first.owner = second.owner = "system";
    CHECK_FALSE(two({{"bin", "1"}}, {{"bin", "1"}}));
    CHECK(two({{"bin", "1"}}, {{"bin", "2"}}));
  }
  SECTION("a serial number counts with its country, where no number of a person is stated") {
    CHECK_FALSE(two({{"serialNumber", "17"}}, {{"serialNumber", "17"}}));
    CHECK(two({{"serialNumber", "17"}}, {{"serialNumber", "18"}}));
    CHECK(two({{"serialNumber", "17"}, {"iin", "1"}}, {{"serialNumber", "17"}, {"iin", "2"}}));
    second.country = "RU";
    CHECK(two({{"serialNumber", "17"}}, {{"serialNumber", "17"}}));
    first.country = second.country = "";
    CHECK(two({{"serialNumber", "17"}}, {{"serialNumber", "17"}}));
  }
  SECTION("his key still says so where the numbers do not") {
    second.certificate = "a1";
    CHECK_FALSE(two({{"iin", "900101300017"}}, {}));
  }
  SECTION("all signatures are counted where nobody asks for signers") {
    document.rules.require.mode = model::Requirement::Mode::all;
    CHECK(two({{"iin", "900101300017"}}, {{"iin", "900101300017"}}));
  }
}

TEST_CASE("a signature that shows two signers to be one person does so wherever it stands",
          "[process]") {
  Document document({passing("S-1"), passing("S-2"), passing("S-3")});
  document.rules.require.mode = model::Requirement::Mode::signers;
  document.rules.require.signers = {{2, ""}};
  // The first names the person only by his number, the second only by his key, the third by both.
  const auto status = [&](std::array<std::size_t, 3> order, const char* number) {
    auto& signatures = document.verdict.signatures;
    const std::array<const char*, 3> keys{"a1", "b2", "b2"};
    const std::array<std::map<std::string, std::string>, 3> numbers{
        {{{"iin", "900101300017"}}, {}, {{"iin", number}}}};
    for (std::size_t i = 0; i < order.size(); ++i) {
      signatures[order[i]].signer->certificate = keys[i];
      signatures[order[i]].signer->identifiers = numbers[i];
    }
    return document.status();
  };
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    CAPTURE(order);
    CHECK(status(order, "900101300017") == DocumentStatus::not_confirmed);
    CHECK(document.reason() == "require-not-met");
    CHECK(status(order, "900101300018") == DocumentStatus::confirmed);
  } while (std::next_permutation(order.begin(), order.end()));
  SECTION("one that did not pass shows nothing") {
    document.verdict.signatures[2].conclusion = {model::Indication::indeterminate,
                                                 model::SubIndication::no_certificate_chain_found};
    CHECK(status({0, 1, 2}, "900101300017") == DocumentStatus::confirmed);
  }
}

TEST_CASE("an expectation must hold for one counted signer", "[process]") {
  Document document({passing("S-1"), passing("S-2")});
  document.expect.iin = "123456789012";
  CHECK(document.status() == DocumentStatus::not_confirmed);
  CHECK(document.reason() == "expectation-not-met");
  document.verdict.signatures[1].signer->identifiers = {{"iin", "123456789012"}};
  CHECK(document.status() == DocumentStatus::confirmed);
  document.expect.role = "head";
  CHECK(document.reason() == "expectation-not-met");
  document.verdict.signatures[0].signer->roles = {"head"};  // of another signer
  CHECK(document.reason() == "expectation-not-met");
  document.verdict.signatures[1].signer->roles = {"head"};
  CHECK(document.status() == DocumentStatus::confirmed);
  document.expect.bin = "1";
  CHECK(document.reason() == "expectation-not-met");
  document.rules.unmet_expectations = model::Permission::allowed;
  CHECK(document.status() == DocumentStatus::confirmed);
}

TEST_CASE("a part of a document or a changed one is not confirmed unless allowed", "[process]") {
  Document document({passing()});
  document.verdict.signatures[0].integrity.coverage = model::Coverage::partial;
  CHECK(document.reason() == "not-whole");
  document.rules.partial_coverage = model::Permission::allowed;
  CHECK(document.status() == DocumentStatus::confirmed);
  document.verdict.signatures[0].integrity.coverage = model::Coverage::revision;
  document.rules.partial_coverage = model::Permission::refused;
  CHECK(document.status() == DocumentStatus::confirmed);
  document.verdict.signatures[0].integrity.modified = true;
  CHECK(document.reason() == "modified");
  document.rules.modified = model::Permission::allowed;
  CHECK(document.status() == DocumentStatus::confirmed);
}

TEST_CASE("what a signature's own policy refuses no default allows", "[process]") {
  struct Row {
    const model::Rule* rule;
    const char* reason;
  };
  for (const Row& row :
       {Row{&rules::kDocumentCovered, "not-whole"}, Row{&rules::kDocumentUnchanged, "modified"}}) {
    CAPTURE(row.reason);
    Document document({passing("S-1"), passing("S-2")});
    document.rules.partial_coverage = model::Permission::allowed;
    document.rules.modified = model::Permission::allowed;
    for (SignatureVerdict& signature : document.verdict.signatures) {
      signature.integrity.coverage = model::Coverage::partial;
      signature.integrity.modified = true;
      signature.checks = {{row.rule, Level::inform, Outcome::failed, {}}};
    }
    CHECK(document.status() == DocumentStatus::confirmed);
    SignatureVerdict& second = document.verdict.signatures[1];
    second.checks[0].level = Level::warn;  // the other one's policy allows it
    CHECK(document.status() == DocumentStatus::not_confirmed);
    CHECK(document.reason() == row.reason);
    CHECK(document.decide().reason->object == "S-2");
    second.checks[0].outcome = Outcome::ok;
    CHECK(document.status() == DocumentStatus::confirmed);
    second.checks[0].outcome = Outcome::failed;
    document.rules.require.mode = model::Requirement::Mode::signers;
    document.rules.require.signers = {{1, ""}};  // the first is enough
    CHECK(document.status() == DocumentStatus::confirmed);
  }
}

TEST_CASE("a past time that was merely asked for proves nothing", "[process]") {
  Document document({passing()});
  document.verdict.asked_time = kNow - Seconds(1);
  CHECK(document.status() == DocumentStatus::not_confirmed);
  CHECK(document.reason() == "time-not-proven");
  SECTION("unless the policy trusts the caller") {
    document.rules.asked_time = model::AskedTime::trusted;
    CHECK(document.status() == DocumentStatus::confirmed);
  }
  SECTION("or a time-stamp proves the signature's time") {
    document.verdict.signatures[0].best_signature_time_from = "timestamp";
    CHECK(document.status() == DocumentStatus::confirmed);
  }
  SECTION("the present may be asked about") {
    document.verdict.asked_time = kNow;
    CHECK(document.status() == DocumentStatus::confirmed);
  }
}

TEST_CASE("passed without three confirmed conclusions is a defect and never confirmed",
          "[process]") {
  for (int aspect = 0; aspect < 3; ++aspect) {
    SignatureVerdict signature = passing();
    auto& conclusion = aspect == 0   ? signature.authenticity
                       : aspect == 1 ? signature.belonging
                                     : signature.immutability;
    conclusion.outcome = AspectConclusion::Outcome::undetermined;
    const Document document({signature});
    CHECK(document.status() == DocumentStatus::not_confirmed);
    CHECK(document.reason() == "internal-doubt");
  }
}

TEST_CASE("a document with time-stamps only follows the same table over them", "[process]") {
  Document document({});
  model::TimestampVerdict& timestamp = document.verdict.timestamps.emplace_back();
  timestamp.id = "T-1";
  timestamp.value = ValueState::valid;
  timestamp.imprint = model::ParsedTimestamp::Imprint::matches;
  timestamp.conclusion.indication = model::Indication::passed;
  CHECK(document.status() == DocumentStatus::confirmed);

  SECTION("without the data it is over nothing can be said") {
    timestamp.imprint = model::ParsedTimestamp::Imprint::no_data;
    timestamp.conclusion = model::rules::kDataNotFound;
    timestamp.checks = {
        {&model::rules::kSignedDataFound, model::Level::fail, model::Outcome::failed, {}}};
    CHECK(document.status() == DocumentStatus::cannot_verify);
    CHECK(document.reason() == "signed-data-found");
    CHECK(document.decide().reason->object == "T-1");
  }
  SECTION("over other data it is refused") {
    timestamp.imprint = model::ParsedTimestamp::Imprint::differs;
    timestamp.conclusion = model::rules::kHashFailure;
    CHECK(document.status() == DocumentStatus::not_confirmed);
  }
  SECTION("any other doubt is not confirmed") {
    timestamp.conclusion = model::rules::kChainConstraints;
    CHECK(document.status() == DocumentStatus::not_confirmed);
  }
  SECTION("a second one that does not pass is enough") {
    document.verdict.timestamps.push_back(timestamp);
    document.verdict.timestamps[1].conclusion = model::rules::kChainConstraints;
    CHECK(document.status() == DocumentStatus::not_confirmed);
  }
  SECTION("an evidence record beside it is not judged yet") {
    document.verdict.evidence_records.emplace_back().id = "E-1";
    CHECK(document.status() == DocumentStatus::cannot_verify);
    CHECK(document.reason() == "timestamp-not-judged");
  }
}

}  // namespace senim::process

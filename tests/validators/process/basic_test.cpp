// EN 319 102-1 5.3 and the rows of spec/en319102-1.md 14 that concern signatures without
// time-stamps and revocation.

#include "validators/process/basic.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::process {
namespace {

using blocks::failed;
using blocks::Fixture;
using blocks::indeterminate;
using blocks::kPassed;
using model::Key;
using model::SubIndication;
using test::at;

BasicResult basic(const blocks::Subject& subject) { return validate_basic(subject); }
model::Conclusion judged(const Fixture& fixture) { return fixture.run(basic).conclusion; }

void break_format(Fixture& fixture) {
  fixture.evidence.signature.format_problems = {{"format-structure", ""}};
}
void break_signer(Fixture& fixture) {
  fixture.evidence.reference_match = model::SignatureEvidence::ReferenceMatch::differs;
}
void break_context(Fixture& fixture) {
  fixture.set(Key::signature_policy_accepted, test::fails_unless({"1.2.3"}));
}
void break_path(Fixture& fixture) { fixture.evidence.paths.clear(); }
void break_value(Fixture& fixture) { fixture.evidence.value = model::ValueState::invalid; }
void break_acceptance(Fixture& fixture) {
  fixture.set(Key::signing_time, test::fails());
  fixture.evidence.signature.claimed_signing_time.reset();
}

}  // namespace

TEST_CASE("a valid chain and an intact signature pass", "[process]") {
  CHECK(judged(Fixture{}) == kPassed);
}

TEST_CASE("changed data fails with HASH_FAILURE", "[process]") {
  Fixture fixture;
  fixture.evidence.signature.matchers[0].state = model::MatchState::changed;
  CHECK(judged(fixture) == failed(SubIndication::hash_failure));
}

TEST_CASE("an unknown root is NO_CERTIFICATE_CHAIN_FOUND", "[process]") {
  Fixture fixture;
  break_path(fixture);
  CHECK(judged(fixture) == indeterminate(SubIndication::no_certificate_chain_found));
}

TEST_CASE("an expired signer without need of revocation is OUT_OF_BOUNDS_NOT_REVOKED",
          "[process]") {
  Fixture fixture;
  fixture.time = at("2028-01-01T00:00:01Z");
  CHECK(judged(fixture) == indeterminate(SubIndication::out_of_bounds_not_revoked));
}

TEST_CASE("an expired signer without revocation data stops at the missing data", "[process]") {
  Fixture fixture;
  fixture.set(Key::revocation_available, test::fails());
  fixture.time = at("2028-01-01T00:00:01Z");
  CHECK(judged(fixture) == indeterminate(SubIndication::certificate_chain_general_failure));
}

TEST_CASE("a weak digest of the value is CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "[process]") {
  Fixture fixture;
  fixture.evidence.signature.algorithm.digest = crypto::DigestAlgorithm::sha1;
  CHECK(judged(fixture) == indeterminate(SubIndication::crypto_constraints_failure_no_poe));
}

TEST_CASE("an expired anchor that signs itself does not pass", "[process]") {
  Fixture fixture;
  auto& path = fixture.evidence.paths[0];
  path.certificates.erase(path.certificates.begin() + 1, path.certificates.end());
  path.signed_by_next.clear();
  path.signature_problems.clear();
  path.services = {test::given(path.certificates[0])};
  fixture.time = at("2028-01-01T00:00:00Z");
  CHECK(judged(fixture) == kPassed);
  fixture.time += Seconds(1);
  CHECK(judged(fixture) == indeterminate(SubIndication::out_of_bounds_not_revoked));
}

TEST_CASE("the blocks outrank each other in the order of 5.3", "[process]") {
  struct Row {
    void (*spoil)(Fixture&);
    model::Conclusion conclusion;
  };
  const std::vector<Row> order{
      {break_format, failed(SubIndication::format_failure)},
      {break_signer, indeterminate(SubIndication::no_signing_certificate_found)},
      {break_context, indeterminate(SubIndication::policy_processing_error)},
      {break_value, failed(SubIndication::sig_crypto_failure)},  // step 5: before the certificate
      {break_path, indeterminate(SubIndication::no_certificate_chain_found)},
      {break_acceptance, indeterminate(SubIndication::sig_constraints_failure)},
  };
  for (std::size_t first = 0; first < order.size(); ++first) {
    Fixture fixture;
    for (std::size_t i = first; i < order.size(); ++i) {
      order[i].spoil(fixture);
    }
    CAPTURE(first);
    CHECK(judged(fixture) == order[first].conclusion);
  }
}

TEST_CASE("every block runs and is recorded, whatever an earlier one said", "[process]") {
  Fixture fixture;
  break_format(fixture);
  const auto checks = fixture.run(basic).take_checks();
  for (const char* id :
       {"format-structure", "signing-certificate-identified", "signature-policy-accepted",
        "path-found", "signature-value", "algorithm-reliable"}) {
    CAPTURE(id);
    CHECK(test::find_check(checks, id) != nullptr);
  }
}

TEST_CASE("an algorithm that cannot be computed is terminal CRYPTO_CONSTRAINTS_FAILURE",
          "[process]") {
  Fixture fixture;
  fixture.evidence.value = model::ValueState::unsupported;
  CHECK(judged(fixture) == indeterminate(SubIndication::crypto_constraints_failure));
  CHECK(test::find_check(fixture.run(basic).take_checks(), "algorithm-unsupported") != nullptr);
}

// spec/en319102-1.md 5.8 B: at least one acceptable reference for each certificate.
TEST_CASE("a weak certificate reference beside a reliable one of the same changes nothing",
          "[process]") {
  Fixture fixture;
  model::ParsedSignature& signature = fixture.evidence.signature;
  model::CertificateReference weak = signature.certificate_references.front();
  weak.digest = crypto::DigestAlgorithm::sha1;
  auto& named = fixture.evidence.referenced_certificates;
  const pki::Fingerprint signer = *named.front();
  const auto other = test::certificate(test::test_pki().ca).fingerprint();
  const auto with = [&](std::vector<model::CertificateReference> references,
                        std::vector<std::optional<pki::Fingerprint>> certificates) {
    signature.certificate_references = std::move(references);
    named = std::move(certificates);
    return judged(fixture);
  };
  const model::CertificateReference strong = signature.certificate_references.front();
  const auto refused = indeterminate(SubIndication::crypto_constraints_failure_no_poe);
  CHECK(with({weak, strong}, {signer, signer}) == kPassed);
  CHECK(with({strong, weak}, {signer, signer}) == kPassed);
  CHECK(with({weak}, {signer}) == refused);
  CHECK(with({strong, weak}, {signer, other}) == refused);
  CHECK(with({strong, weak}, {signer, std::nullopt}) == refused);
}

}  // namespace senim::process

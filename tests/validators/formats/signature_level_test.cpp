#include "validators/formats/signature_level.h"

#include <catch2/catch.hpp>

namespace senim::formats {
namespace {

using model::SignatureLevel;

LevelFacts baseline() {
  LevelFacts facts;
  facts.signing_certificate = true;
  facts.baseline = true;
  return facts;
}
LevelFacts extended() {
  LevelFacts facts;
  facts.signing_certificate = true;
  return facts;
}

}  // namespace

TEST_CASE("without a signing-certificate attribute there is no level", "[formats][level]") {
  LevelFacts facts = baseline();
  facts.signing_certificate = false;
  facts.signature_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::none);
}

TEST_CASE("baseline levels build on one another", "[formats][level]") {
  LevelFacts facts = baseline();
  CHECK(signature_level(facts) == SignatureLevel::baseline_b);
  facts.baseline_revocation = true;
  facts.baseline_archive_timestamp = facts.archive_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::baseline_b);
  facts.signature_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::baseline_lta);
  facts.baseline_archive_timestamp = false;
  CHECK(signature_level(facts) == SignatureLevel::baseline_lt);
  facts.evidence_record = true;
  CHECK(signature_level(facts) == SignatureLevel::ers);
  facts.baseline_revocation = false;
  CHECK(signature_level(facts) == SignatureLevel::baseline_t);
}

TEST_CASE("extended levels build on one another", "[formats][level]") {
  LevelFacts facts = extended();
  CHECK(signature_level(facts) == SignatureLevel::bes);
  facts.policy = true;
  CHECK(signature_level(facts) == SignatureLevel::epes);
  facts.signature_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::t);
  facts.complete_certificate_refs = true;
  CHECK(signature_level(facts) == SignatureLevel::t);
  facts.complete_revocation_refs = true;
  CHECK(signature_level(facts) == SignatureLevel::c);
  facts.refs_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::x);
  facts.certificate_values = facts.revocation_values = true;
  CHECK(signature_level(facts) == SignatureLevel::x);
  facts.whole_chain = true;
  CHECK(signature_level(facts) == SignatureLevel::xl);
  facts.archive_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::a);
  facts.evidence_record = true;
  CHECK(signature_level(facts) == SignatureLevel::ers);
}

TEST_CASE("values that miss a part of the chain make no archival level", "[formats][level]") {
  LevelFacts facts = extended();
  facts.signature_timestamp = true;
  facts.complete_certificate_refs = facts.complete_revocation_refs = true;
  facts.certificate_values = facts.revocation_values = true;
  facts.archive_timestamp = true;
  CHECK(signature_level(facts) == SignatureLevel::c);
  facts.whole_chain = true;
  CHECK(signature_level(facts) == SignatureLevel::a);
}

}  // namespace senim::formats

#include "validators/blocks/signature_acceptance.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {
namespace {

using model::Key;
using model::Level;
using model::Outcome;
using model::SubIndication;

BlockResult accept(const Fixture& fixture) {
  return fixture.run([&](const Subject& subject) {
    return signature_acceptance(
        subject, fixture.evidence.paths.empty() ? nullptr : &fixture.evidence.paths[0]);
  });
}

const auto kRefused = indeterminate(SubIndication::sig_constraints_failure);
const auto kWeak = indeterminate(SubIndication::crypto_constraints_failure_no_poe);

}  // namespace

TEST_CASE("a signature with everything the policy asks for is accepted", "[blocks]") {
  CHECK(accept(Fixture{}).conclusion == kPassed);
}

TEST_CASE("an attribute that the policy demands must be there", "[blocks]") {
  struct Row {
    Key key;
    void (*remove)(model::ParsedSignature&);
    const char* id;
  };
  const std::vector<Row> rows{
      {Key::signing_certificate_attribute,
       [](auto& signature) { signature.certificate_required_by_reference = false; },
       "signing-certificate-attribute"},
      {Key::signing_certificate_single,
       [](auto& signature) {
         signature.certificate_references.push_back(signature.certificate_references[0]);
       },
       "signing-certificate-attribute-single"},
      {Key::signing_time, [](auto& signature) { signature.claimed_signing_time.reset(); },
       "signing-time"},
      {Key::message_digest, [](auto& signature) { signature.matchers.clear(); },
       "message-digest-or-signed-properties"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.id);
    Fixture fixture;
    fixture.set(row.key, test::fails());
    CHECK(accept(fixture).conclusion == kPassed);
    row.remove(fixture.evidence.signature);
    CHECK(accept(fixture).conclusion == kRefused);
    CHECK(outcome(accept(fixture), row.id) == Outcome::failed);
    fixture.set(row.key, {Level::warn, false, {}});
    CHECK(accept(fixture).conclusion == kPassed);
  }
}

TEST_CASE("attribute values must be ones that the policy accepts", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::content_type, test::fails_unless({"1.2.840.113549.1.7.1"}));
  fixture.set(Key::claimed_roles, test::fails_unless({"director"}));
  fixture.set(Key::commitment, test::fails_unless({"*"}));
  fixture.evidence.signature.claimed_roles = {"clerk", "director"};
  fixture.evidence.signature.commitments = {"1.2.3"};
  CHECK(accept(fixture).conclusion == kPassed);
  fixture.evidence.signature.claimed_roles = {"clerk"};
  CHECK(outcome(accept(fixture), "claimed-roles") == Outcome::failed);
  fixture.evidence.signature.claimed_roles = {"director"};
  fixture.evidence.signature.commitments.clear();
  CHECK(outcome(accept(fixture), "commitment-type") == Outcome::failed);
  fixture.evidence.signature.commitments = {"1.2.3"};
  fixture.evidence.signature.content_type = "1.2.840.113549.1.7.2";
  CHECK(outcome(accept(fixture), "content-type") == Outcome::failed);
}

TEST_CASE("the claimed time must lie inside the signer's validity, to the second", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::signing_time_in_validity, test::fails());
  auto& claimed = fixture.evidence.signature.claimed_signing_time;
  for (const char* inside : {"2025-01-01T00:00:00Z", "2028-01-01T00:00:00Z"}) {
    claimed = test::at(inside);
    CHECK(accept(fixture).conclusion == kPassed);
  }
  for (const char* outside : {"2024-12-31T23:59:59Z", "2028-01-01T00:00:01Z"}) {
    claimed = test::at(outside);
    CHECK(accept(fixture).conclusion == kRefused);
    CHECK(outcome(accept(fixture), "signing-time-in-certificate-range") == Outcome::failed);
  }
}

TEST_CASE("every referenced certificate must stand in the path", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::references_in_chain, test::fails());
  const auto& pki = test::test_pki();
  auto& references = fixture.evidence.signature.certificate_references;
  references.push_back(references[0]);
  fixture.evidence.referenced_certificates.emplace_back(test::certificate(pki.ca).fingerprint());
  CHECK(accept(fixture).conclusion == kPassed);
  fixture.evidence.referenced_certificates[1] =
      test::certificate(test::test_pki(demo::KeyKind::rsa_2048).ca).fingerprint();
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "signing-certificate-references-in-chain") == Outcome::failed);
  fixture.evidence.referenced_certificates[1] = std::nullopt;
  CHECK(accept(fixture).conclusion == kRefused);
}

TEST_CASE("the place of signing must be stated where the policy asks for it", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::signer_location, test::fails());
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "signer-location") == Outcome::failed);
  fixture.evidence.signature.signer_location = "Astana";
  CHECK(accept(fixture).conclusion == kPassed);
}

TEST_CASE("a content time-stamp must be over the content", "[blocks]") {
  using Imprint = model::ParsedTimestamp::Imprint;
  Fixture fixture;
  fixture.set(Key::content_timestamp_imprint, test::fails());
  CHECK(accept(fixture).conclusion == kPassed);
  model::ParsedTimestamp stamp;
  stamp.kind = model::TimestampKind::content;
  for (const Imprint imprint :
       {Imprint::matches, Imprint::differs, Imprint::no_data, Imprint::unchecked}) {
    stamp.imprint = imprint;
    fixture.evidence.signature.timestamps = {stamp};
    const bool matches = imprint == Imprint::matches;
    CHECK(accept(fixture).conclusion == (matches ? kPassed : kRefused));
    CHECK(outcome(accept(fixture), "content-timestamp-imprint") ==
          (matches ? Outcome::ok : Outcome::failed));
  }
}

TEST_CASE("a time-stamp that the policy asks for must be one that can be read", "[blocks]") {
  using Kind = model::TimestampKind;
  struct Row {
    Key key;
    Kind kind;
    bool covers;
  };
  const std::vector<Row> rows{{Key::content_timestamp, Kind::content, false},
                              {Key::signature_timestamp, Kind::signature, true},
                              {Key::validation_data_timestamp, Kind::validation_data, true},
                              {Key::references_timestamp, Kind::validation_data, false},
                              {Key::archive_timestamp, Kind::archive, true},
                              {Key::document_timestamp, Kind::document, true}};
  for (const Row& row : rows) {
    CAPTURE(model::info(row.key).name);
    Fixture fixture;
    fixture.set(row.key, test::fails());
    CHECK(accept(fixture).conclusion == kRefused);
    CHECK(outcome(accept(fixture), "timestamp-present") == Outcome::failed);
    model::ParsedTimestamp stamp;
    stamp.kind = row.kind;
    stamp.imprint = model::ParsedTimestamp::Imprint::matches;
    if (row.covers) {
      stamp.covers = {fixture.evidence.signature.id};
    }
    fixture.evidence.signature.timestamps = {stamp};
    CHECK(accept(fixture).conclusion == kPassed);
    fixture.evidence.signature.timestamps[0].problem = "no token";
    CHECK(accept(fixture).conclusion == kRefused);
    CHECK(outcome(accept(fixture), "timestamp-present") == Outcome::failed);
  }
}

TEST_CASE("a document time-stamp beside the signature is there where it covers that", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::document_timestamp, test::fails());
  std::vector<model::TimestampEvidence> beside(1);
  beside[0].timestamp.kind = model::TimestampKind::document;
  beside[0].timestamp.covers = {fixture.evidence.signature.id};
  const auto accepted = [&] {
    return fixture.run([&](Subject subject) {
      subject.beside = beside;
      return signature_acceptance(subject, &fixture.evidence.paths[0]);
    });
  };
  CHECK(accepted().conclusion == kPassed);
  beside[0].timestamp.problem = "no token";
  CHECK(accepted().conclusion == kRefused);
  beside[0].timestamp.problem.clear();
  beside[0].timestamp.covers = {"S-other"};
  CHECK(accepted().conclusion == kRefused);
  CHECK(outcome(accepted(), "timestamp-present") == Outcome::failed);
}

TEST_CASE("an algorithm must be listed, large enough and reliable at the time", "[blocks]") {
  Fixture fixture;
  auto& table = fixture.rules.algorithms[0];
  SECTION("key one bit too small") {
    fixture.evidence.key_bits = 223;
    CHECK(accept(fixture).conclusion == kWeak);
    fixture.evidence.key_bits = 224;
    CHECK(accept(fixture).conclusion == kPassed);
  }
  SECTION("expired at its last second") {
    table.keys[2].until = test::at("2026-06-01T00:00:01Z");
    CHECK(accept(fixture).conclusion == kPassed);
    table.keys[2].until = test::at("2026-06-01T00:00:00Z");
    CHECK(accept(fixture).conclusion == kWeak);
  }
  SECTION("digest of the value") {
    fixture.evidence.signature.algorithm.digest = crypto::DigestAlgorithm::sha1;
    CHECK(outcome(accept(fixture), "algorithm-reliable") == Outcome::failed);
    CHECK(accept(fixture).conclusion == kWeak);
  }
  SECTION("digest of a reference to data") {
    fixture.evidence.signature.matchers[0].digest = crypto::DigestAlgorithm::sha1;
    CHECK(outcome(accept(fixture), "reference-digest-reliable") == Outcome::failed);
    CHECK(accept(fixture).conclusion == kWeak);
  }
  SECTION("digest of the signing-certificate attribute") {
    fixture.evidence.signature.certificate_references[0].digest = crypto::DigestAlgorithm::sha1;
    CHECK(outcome(accept(fixture), "certificate-reference-reliable") == Outcome::failed);
    CHECK(accept(fixture).conclusion == kWeak);
  }
  SECTION("a weak algorithm at level warn is recorded only") {
    table.level = Level::warn;
    fixture.evidence.key_bits = 223;
    CHECK(accept(fixture).conclusion == kPassed);
    CHECK(outcome(accept(fixture), "algorithm-reliable") == Outcome::failed);
  }
}

// attack4 R2: SHA-1 in signing-certificate version 1 (RFC 5035 5.4), where all else is SHA-256.
TEST_CASE("a weak digest in the signing-certificate attribute alone is the policy's to judge",
          "[blocks]") {
  Fixture fixture;
  auto& references = fixture.evidence.signature.certificate_references;
  auto& named = fixture.evidence.referenced_certificates;
  REQUIRE(references.size() == 1);
  named = {test::certificate(test::test_pki().leaf).fingerprint()};
  constexpr const char* kId = "certificate-reference-reliable";
  CHECK(outcome(accept(fixture), kId) == Outcome::ok);
  references[0].digest = crypto::DigestAlgorithm::sha1;
  CHECK(accept(fixture).conclusion == kWeak);
  SECTION("at level warn it is told") {
    fixture.set(Key::reference_digest_algorithm, {Level::warn, false, {}});
    CHECK(accept(fixture).conclusion == kPassed);
    CHECK(outcome(accept(fixture), kId) == Outcome::failed);
  }
  SECTION("a reliable one beside it for the same certificate is enough") {
    references.push_back(references[0]);
    references[1].digest = crypto::DigestAlgorithm::sha256;
    named.push_back(named[0]);
    CHECK(accept(fixture).conclusion == kPassed);
    CHECK(outcome(accept(fixture), kId) == Outcome::ok);
    named[1] = test::certificate(test::test_pki().ca).fingerprint();
    CHECK(accept(fixture).conclusion == kWeak);
    named[1] = std::nullopt;
    CHECK(accept(fixture).conclusion == kWeak);
    named = {std::nullopt, std::nullopt};
    CHECK(accept(fixture).conclusion == kWeak);
  }
  SECTION("two weak ones are no better") {
    references.push_back(references[0]);
    named.push_back(named[0]);
    CHECK(accept(fixture).conclusion == kWeak);
  }
}

TEST_CASE("a constraint that this version cannot check bars the pass at level fail", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::certified_roles, {Level::fail, true, {}});
  CHECK(accept(fixture).conclusion == kRefused);
  const BlockResult refused = accept(fixture);
  const auto* check = test::find_check(refused.checks, "constraint-supported");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == Outcome::unsupported);
  CHECK(check->params.at(0).second == "signature.signed_attributes.certified_roles");
  fixture.set(Key::certified_roles, {Level::warn, true, {}});
  CHECK(accept(fixture).conclusion == kPassed);
  SECTION("but not where it has nothing to look at") {
    fixture.set(Key::pdf_doc_mdp, {Level::fail, true, {}});
    CHECK(accept(fixture).conclusion == kPassed);
    fixture.evidence.signature.format = model::SignatureFormat::pades;
    CHECK(accept(fixture).conclusion == kRefused);
  }
  SECTION("nor in another context") {
    fixture.rules.set({Key::content_timestamp, model::Context::counter_signature},
                      {Level::fail, true, {}});
    CHECK(accept(fixture).conclusion == kPassed);
  }
}

TEST_CASE("content hints and identifiers must be ones that the policy accepts", "[blocks]") {
  struct Row {
    Key key;
    std::vector<std::string> model::ParsedSignature::*stated;
    const char* id;
  };
  for (const Row& row :
       {Row{Key::content_hints, &model::ParsedSignature::content_hints, "content-hints"},
        Row{Key::content_identifier, &model::ParsedSignature::content_identifiers,
            "content-identifier"}}) {
    CAPTURE(row.id);
    Fixture fixture;
    fixture.set(row.key, test::fails_unless({"0102"}));
    CHECK(accept(fixture).conclusion == kRefused);
    CHECK(outcome(accept(fixture), row.id) == Outcome::failed);
    fixture.evidence.signature.*row.stated = {"text", "0102"};
    CHECK(accept(fixture).conclusion == kPassed);
    fixture.evidence.signature.*row.stated = {"0103"};
    CHECK(accept(fixture).conclusion == kRefused);
    fixture.set(row.key, {Level::warn, false, std::vector<std::string>{"0102"}});
    CHECK(accept(fixture).conclusion == kPassed);
    fixture.set(row.key, test::fails_unless({}));  // none may be stated
    CHECK(accept(fixture).conclusion == kRefused);
  }
}

TEST_CASE("the attribute must name every certificate below the anchor", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::references_whole_chain, test::fails());
  const auto& pki = test::test_pki();
  auto& named = fixture.evidence.referenced_certificates;
  named = {test::certificate(pki.leaf).fingerprint()};
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "signing-certificate-references-whole-chain") == Outcome::failed);
  named.emplace_back(test::certificate(pki.root).fingerprint());
  CHECK(accept(fixture).conclusion == kRefused);
  named[1] = test::certificate(pki.ca).fingerprint();
  CHECK(accept(fixture).conclusion == kPassed);
  fixture.evidence.paths.clear();
  CHECK(accept(fixture).conclusion == kRefused);  // a chain that is not known
  fixture.set(Key::references_whole_chain, {Level::warn, false, {}});
  CHECK(accept(fixture).conclusion == kPassed);
}

TEST_CASE("a key identifier must be there and be the signer's where the policy asks", "[blocks]") {
  Fixture fixture;
  auto& stated = fixture.evidence.signature.signer_key_id;
  stated.clear();
  fixture.set(Key::key_identifier_match, test::fails());
  CHECK(accept(fixture).conclusion == kPassed);
  CHECK(outcome(accept(fixture), "key-identifier-match") == Outcome::not_applicable);
  fixture.set(Key::key_identifier, test::fails());
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "key-identifier") == Outcome::failed);
  const auto own = fixture.evidence.signing_certificate->subject_key_identifier();
  REQUIRE((own.ok() && own->has_value()));
  stated = to_bytes(**own);
  CHECK(accept(fixture).conclusion == kPassed);
  stated.back() ^= 1U;
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "key-identifier-match") == Outcome::failed);
  fixture.set(Key::key_identifier_match, {Level::warn, false, {}});
  CHECK(accept(fixture).conclusion == kPassed);
}

TEST_CASE("an ECDSA digest goes with its curve where the policy asks", "[blocks]") {
  using crypto::DigestAlgorithm;
  struct Row {
    unsigned bits;
    DigestAlgorithm digest;
    bool fits;
  };
  for (const Row& row :
       {Row{256, DigestAlgorithm::sha256, true}, Row{256, DigestAlgorithm::sha384, false},
        Row{384, DigestAlgorithm::sha384, true}, Row{384, DigestAlgorithm::sha256, false},
        Row{521, DigestAlgorithm::sha512, true}, Row{521, DigestAlgorithm::sha384, false}}) {
    CAPTURE(row.bits, static_cast<int>(row.digest));
    Fixture fixture;
    fixture.set(Key::elliptic_curve, test::fails());
    fixture.evidence.signature.algorithm.scheme = crypto::SignatureScheme::ecdsa;
    fixture.evidence.signature.algorithm.digest = row.digest;
    fixture.evidence.key_bits = row.bits;
    CHECK(accept(fixture).conclusion == (row.fits ? kPassed : kRefused));
    CHECK(outcome(accept(fixture), "elliptic-curve") == (row.fits ? Outcome::ok : Outcome::failed));
    fixture.set(Key::elliptic_curve, {Level::warn, false, {}});
    CHECK(accept(fixture).conclusion == kPassed);
  }
  Fixture rsa;
  rsa.set(Key::elliptic_curve, test::fails());
  rsa.evidence.signature.algorithm.scheme = crypto::SignatureScheme::rsa_pkcs1;
  rsa.evidence.key_bits = 2048;
  CHECK(outcome(accept(rsa), "elliptic-curve") == Outcome::not_applicable);
}

TEST_CASE("a counter-signature must be there where the policy asks for one", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::counter_signature_present, test::fails());
  CHECK(accept(fixture).conclusion == kRefused);
  CHECK(outcome(accept(fixture), "counter-signature") == Outcome::failed);
  fixture.evidence.signature.countersigned = true;
  CHECK(accept(fixture).conclusion == kPassed);
  fixture.evidence.signature.countersigned = false;
  fixture.set(Key::counter_signature_present, {Level::warn, false, {}});
  CHECK(accept(fixture).conclusion == kPassed);
}

}  // namespace senim::blocks

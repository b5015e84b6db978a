#include "validators/process/collect.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/judging.h"
#include "tests/support/revocation_maker.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/model/rules.h"
#include "validators/process/judge.h"

namespace senim::process {
namespace {

using demo::CmsSpec;
using demo::KeyKind;
using demo::Party;
using demo::SignerSpec;
using model::DocumentStatus;
using model::MatchState;
using model::SubIndication;
using model::ValueState;
using test::at;
using test::certificate;
using Match = model::SignatureEvidence::ReferenceMatch;

const UtcTime kNow = at("2026-06-01T00:00:00Z");

// A CAdES document of test_pki()'s leaf, and what a validation of it needs.
struct World {
  const test::TestPki& pki = test::test_pki();
  CmsSpec spec;
  model::Submission submission;
  test::TestTrust trust{{test::granted(certificate(test::test_pki().root))}};
  test::TestPolicies policies;
  Budget budget;
  Bytes document;  // what the submission views

  World() {
    spec.content = to_bytes("one hundred tenge");
    SignerSpec signer;
    signer.party = &pki.leaf;
    signer.signing_time = at("2026-05-01T00:00:00Z");
    spec.signers = {signer};
    spec.certificates = {pki.ca.certificate};
  }
  SignerSpec& signer() { return spec.signers.at(0); }

  Result<Collected> try_collect(model::Evidence so_far = {}) {
    if (document.empty()) {
      document = demo::make_cms(spec);
    }
    submission.document = document;
    return collect(submission, std::move(so_far), trust, policies, kNow, budget);
  }
  model::Evidence collected() { return try_collect().value().evidence; }
  model::Verdict verdict() { return judge(collected(), submission, trust, policies, kNow); }
};

}  // namespace

TEST_CASE("a good CAdES document is confirmed", "[process]") {
  for (const auto kind : {KeyKind::p256, KeyKind::rsa_2048, KeyKind::ed25519}) {
    World world;
    const test::TestPki& pki = test::test_pki(kind);
    world.signer().party = &pki.leaf;
    world.spec.certificates = {pki.ca.certificate};
    world.trust.add(test::granted(certificate(pki.root)));
    const model::Verdict verdict = world.verdict();
    REQUIRE(verdict.signatures.size() == 1);
    CHECK(verdict.status == DocumentStatus::confirmed);
    CHECK(verdict.signatures[0].chain.size() == 3);
    CHECK(verdict.signatures[0].format == model::SignatureFormat::cades);
    CHECK(verdict.document.sha256.size() == 64);
  }
}

namespace {

// The world's document with a time-stamp on its signature, an RSA one: making it again gives the
// same value.
struct StampedWorld : World {
  StampedWorld() {
    const test::TestPki& rsa = test::test_pki(KeyKind::rsa_2048);
    signer().party = &rsa.leaf;
    spec.certificates = {rsa.ca.certificate, pki.ca.certificate};
    trust.add(test::granted(certificate(rsa.root)));
  }
  Party tsa = demo::make_issued(test::tsa_spec(), test::shared_key(KeyKind::p256, 4), pki.ca);
  UtcTime stamped = at("2026-05-01T00:00:05Z");

  // Made over `over`, or over the signature value when that is empty.
  void stamp(Bytes over = {}, const std::vector<Bytes>& token_certificates = {}) {
    if (over.empty()) {
      over = demo::signature_value_of(demo::make_cms(spec));
    }
    signer().unsigned_attributes = {
        {Oid{"1.2.840.113549.1.9.16.2.14"},
         {demo::make_timestamp(tsa, over, stamped, 1, crypto::DigestAlgorithm::sha256,
                               token_certificates)}}};
  }
  model::TimestampEvidence token() {
    const model::Evidence evidence = collected();
    REQUIRE(evidence.signatures.size() == 1);
    REQUIRE(evidence.signatures[0].timestamps.size() == 1);
    REQUIRE(evidence.signatures[0].timestamps[0].timestamp.problem.empty());
    return evidence.signatures[0].timestamps[0];
  }
};

MatchState imprint(const model::TimestampEvidence& token) {
  for (const model::DigestMatcher& matcher : token.token.signature.matchers) {
    if (matcher.kind == model::DigestMatcherKind::message_imprint) {
      return matcher.state;
    }
  }
  FAIL("no matcher for the imprint");
  return MatchState::missing;
}

}  // namespace

TEST_CASE("a time-stamp is collected like a signature of its authority", "[process]") {
  StampedWorld world;
  world.stamp();
  const model::TimestampEvidence token = world.token();
  CHECK(token.token.signature.id == token.timestamp.id);
  CHECK(token.token.value == ValueState::valid);
  CHECK(token.token.reference_match == Match::matches);
  CHECK(token.token.signing_certificate == certificate(world.tsa));
  REQUIRE(token.token.paths.size() == 1);
  CHECK(token.token.paths[0].certificates.size() == 3);
  REQUIRE(token.token.signature.matchers.size() == 2);
  CHECK(token.token.signature.matchers[0].kind == model::DigestMatcherKind::signed_data);
  CHECK(token.token.signature.matchers[0].state == MatchState::intact);
  CHECK(imprint(token) == MatchState::intact);
}

TEST_CASE("a time-stamp over anything else shows in its imprint and nowhere else", "[process]") {
  StampedWorld world;
  world.stamp(to_bytes("another signature"));
  const model::TimestampEvidence token = world.token();
  CHECK(imprint(token) == MatchState::changed);
  CHECK(token.token.value == ValueState::valid);
  CHECK(token.token.signature.matchers[0].state == MatchState::intact);
}

TEST_CASE("a token whose signature cannot be read says why and has no value", "[process]") {
  StampedWorld world;
  world.signer().unsigned_attributes = {
      {Oid{"1.2.840.113549.1.9.16.2.14"}, {Bytes{0x30, 0x03, 0x02, 0x01, 0x07}}}};
  const model::Evidence evidence = world.collected();
  REQUIRE(evidence.signatures[0].timestamps.size() == 1);
  CHECK_FALSE(evidence.signatures[0].timestamps[0].timestamp.problem.empty());
  CHECK(evidence.signatures[0].timestamps[0].token.value == ValueState::unchecked);
}

TEST_CASE("a changed octet of the content is HASH_FAILURE", "[process]") {
  World world;
  world.document = demo::make_cms(world.spec);
  const Bytes content = world.spec.content;
  const auto at_content =
      std::search(world.document.begin(), world.document.end(), content.begin(), content.end());
  REQUIRE(at_content != world.document.end());
  *at_content ^= 1;
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::hash_failure);
  CHECK(verdict.signatures[0].integrity.references == "changed");
  CHECK(verdict.signatures[0].integrity.value == ValueState::valid);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

TEST_CASE("a changed octet of the value is SIG_CRYPTO_FAILURE", "[process]") {
  World world;
  world.signer().party = &test::test_pki(KeyKind::rsa_2048).leaf;
  world.document = demo::make_cms(world.spec);
  const Bytes value = demo::signature_value_of(world.document);
  const auto at_value =
      std::search(world.document.begin(), world.document.end(), value.begin(), value.end());
  *(at_value + 100) ^= 1;
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::sig_crypto_failure);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

TEST_CASE("an unknown issuer cannot be verified", "[process]") {
  World world;
  const test::TestTrust nobody;
  world.document = demo::make_cms(world.spec);
  world.submission.document = world.document;
  const auto collected =
      collect(world.submission, {}, nobody, world.policies, kNow, world.budget).value();
  CHECK(collected.evidence.signatures[0].partial_path.size() == 2);
  const model::Verdict verdict =
      judge(collected.evidence, world.submission, nobody, world.policies, kNow);
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_certificate_chain_found);
  CHECK(verdict.status == DocumentStatus::cannot_verify);
  CHECK(verdict.reason->code == "path-found");
}

TEST_CASE("an attribute that names another certificate fails, the value is computed all the same",
          "[process]") {
  World world;
  world.signer().referenced_certificate = world.pki.ca.certificate;
  const model::Evidence evidence = world.collected();
  CHECK(evidence.signatures[0].reference_match == Match::differs);
  CHECK(evidence.signatures[0].value == ValueState::valid);
  CHECK(evidence.signatures[0].signing_certificate == certificate(world.pki.leaf));
  const model::Verdict verdict =
      judge(evidence, world.submission, world.trust, world.policies, kNow);
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_signing_certificate_found);
  CHECK(verdict.signatures[0].integrity.value == ValueState::valid);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

namespace {

// What the references say of the signer; the verdict says the same.
Match told_by_reference(World& world) {
  const model::Evidence evidence = world.collected();
  CHECK(evidence.signatures[0].value == ValueState::valid);
  CHECK(evidence.signatures[0].signing_certificate == certificate(world.pki.leaf));
  const model::Verdict verdict =
      judge(evidence, world.submission, world.trust, world.policies, kNow);
  const bool found = evidence.signatures[0].reference_match == Match::matches;
  CHECK(verdict.status == (found ? DocumentStatus::confirmed : DocumentStatus::not_confirmed));
  CHECK(verdict.signatures[0].conclusion.sub ==
        (found ? SubIndication::none : SubIndication::no_signing_certificate_found));
  if (!found) {
    CHECK(verdict.reason->code == "signing-certificate-digest");
  }
  return evidence.signatures[0].reference_match;
}

// RFC 5035 3 and 4: ESSCertIDv2 by SHA-256 where no digest is named, ESSCertID by SHA-1.
Bytes essential_ids(crypto::DigestAlgorithm digest, const std::vector<Bytes>& certificates) {
  namespace der = demo::der;
  std::vector<Bytes> ids;
  for (const Bytes& one : certificates) {
    ids.push_back(der::sequence({der::octet_string(crypto::digest(digest, one).value())}));
  }
  return der::sequence({der::sequence(ids)});
}
demo::AttributeSpec version_1(const std::vector<Bytes>& certificates) {
  return {Oid{"1.2.840.113549.1.9.16.2.12"},
          {essential_ids(crypto::DigestAlgorithm::sha1, certificates)}};
}
demo::AttributeSpec version_2(const std::vector<Bytes>& certificates) {
  return {Oid{"1.2.840.113549.1.9.16.2.47"},
          {essential_ids(crypto::DigestAlgorithm::sha256, certificates)}};
}

}  // namespace

// attack6 A10
TEST_CASE("each signing-certificate attribute names the signer by its first entry", "[process]") {
  World world;
  const Bytes& signer = world.pki.leaf.certificate;
  const Bytes& issuer = world.pki.ca.certificate;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 99;
  const Bytes twin = demo::make_issued(spec, world.pki.leaf.key, world.pki.ca).certificate;
  world.spec.certificates.push_back(twin);
  world.signer().signing_certificate = demo::SigningCertificateAttribute::none;
  const auto told = [&](std::vector<demo::AttributeSpec> attributes) {
    world.signer().signed_attributes = std::move(attributes);
    world.document.clear();
    return told_by_reference(world);
  };
  SECTION("both, and whatever follows the first") {
    CHECK(told({version_2({signer})}) == Match::matches);
    CHECK(told({version_1({signer}), version_2({signer})}) == Match::matches);
    CHECK(told({version_2({signer, issuer}), version_1({signer})}) == Match::matches);
  }
  SECTION("one of them names another") {
    CHECK(told({version_2({issuer}), version_1({signer})}) == Match::differs);
    CHECK(told({version_2({twin}), version_1({signer})}) == Match::differs);
    CHECK(told({version_1({twin}), version_2({signer})}) == Match::differs);
    CHECK(told({version_1({twin})}) == Match::differs);
  }
  SECTION("the signer comes second") {
    CHECK(told({version_2({issuer, signer})}) == Match::differs);
    CHECK(told({version_1({twin, signer})}) == Match::differs);
    CHECK(told({version_2({signer}), version_1({issuer, signer})}) == Match::differs);
  }
  SECTION("by a digest that nobody can compute") {
    namespace der = demo::der;
    const Bytes id = der::sequence(
        {der::sequence({der::oid(Oid("1.2.3.4"))}), der::octet_string(Bytes(32, 0x11))});
    const demo::AttributeSpec unknown{Oid{"1.2.840.113549.1.9.16.2.47"},
                                      {der::sequence({der::sequence({id})})}};
    CHECK(told({unknown, version_1({signer})}) == Match::unsupported);
    CHECK(told({unknown, version_1({twin})}) == Match::differs);
  }
}

TEST_CASE("of two certificates with one key the referenced one is the signer's", "[process]") {
  World world;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = demo::simple_name("Somebody Else");
  spec.serial = 99;
  const Party twin = demo::make_issued(spec, world.pki.leaf.key, world.pki.ca);
  world.signer().identify_by_key = true;  // the key identifier names both
  for (const bool twin_first : {true, false}) {
    for (const Party* meant : {&world.pki.leaf, &twin}) {
      world.spec.without_signer_certificates = true;
      world.spec.certificates = {twin.certificate, world.pki.leaf.certificate,
                                 world.pki.ca.certificate};
      if (!twin_first) {
        std::swap(world.spec.certificates[0], world.spec.certificates[1]);
      }
      world.signer().referenced_certificate = meant->certificate;
      world.document = demo::make_cms(world.spec);
      const model::Evidence evidence = world.collected();
      CHECK(evidence.signatures[0].signing_certificate == certificate(*meant));
      CHECK(evidence.signatures[0].reference_match == Match::matches);
    }
  }
}

TEST_CASE("a certificate that only the caller has is used", "[process]") {
  World world;
  world.spec.without_signer_certificates = true;
  world.spec.certificates.clear();
  SECTION("nobody has it") {
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_signing_certificate_found);
    CHECK(verdict.signatures[0].integrity.value == ValueState::unchecked);
    CHECK(verdict.status == DocumentStatus::cannot_verify);
  }
  SECTION("the caller supplies it and its issuer") {
    world.submission.evidence.certificates = {world.pki.ca.certificate, world.pki.leaf.certificate};
    CHECK(world.verdict().status == DocumentStatus::confirmed);
  }
  SECTION("octets that are no certificate are the caller's error") {
    for (const Bytes& octets :
         {Bytes{}, Bytes{1, 2, 3},
          to_bytes("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")}) {
      world.submission.evidence.certificates = {octets};
      CHECK(world.try_collect().error().code == ErrorCode::malformed);
    }
  }
}

namespace {

test::CrlSpec empty_list() {
  test::CrlSpec spec;
  spec.this_update = at("2026-05-31T00:00:00Z");
  spec.next_update = at("2026-06-02T00:00:00Z");
  spec.number = 1;
  return spec;
}

test::OcspSpec answer_about(const Party& certificate, const Party& issuer) {
  test::OcspEntrySpec entry;
  entry.certificate = &certificate;
  entry.issuer = &issuer;
  entry.this_update = at("2026-05-31T00:00:00Z");
  test::OcspSpec spec;
  spec.produced_at = entry.this_update;
  spec.entries = {entry};
  return spec;
}

Bytes cut(Bytes octets) {
  octets.pop_back();
  return octets;
}

Bytes longer(Bytes octets) {
  octets.push_back(0);
  return octets;
}

// OCSPResponse { responseStatus, responseBytes { type, octets } }
Bytes ocsp_response(std::uint8_t status, const char* type) {
  namespace der = demo::der;
  const Bytes bytes = der::sequence({der::oid(Oid(type)), der::octet_string(to_bytes("?"))});
  return der::sequence({der::tlv(0x0a, Bytes{status}), der::context_constructed(0, bytes)});
}

}  // namespace

// Else the caller takes a verdict for one over a list that nobody could read.
TEST_CASE("supplied octets that are no CRL or no OCSP response are the caller's error",
          "[process]") {
  World world;
  const Bytes list = test::make_crl(empty_list(), world.pki.ca);
  const Bytes answer = test::make_ocsp(answer_about(world.pki.leaf, world.pki.ca), world.pki.ca);
  model::SuppliedEvidence& supplied = world.submission.evidence;
  supplied.crls = {list};
  supplied.ocsps = {answer};
  CHECK(world.verdict().status == DocumentStatus::confirmed);
  SECTION("as a list, behind one that is good") {
    for (const Bytes& octets : {Bytes{}, to_bytes("no CRL"), cut(list), longer(list), answer,
                                demo::der::sequence({demo::der::integer(1)}),
                                world.pki.ca.certificate, test::make_ocsp_refusal(3)}) {
      supplied.crls = {list, octets};
      CHECK(world.try_collect().error().code == ErrorCode::malformed);
    }
  }
  SECTION("as an answer, behind one that is good") {
    for (const Bytes& octets :
         {Bytes{}, to_bytes("no answer"), cut(answer), longer(answer), list,
          demo::der::sequence({demo::der::tlv(0x0a, Bytes{0})}),  // successful, and no answer
          ocsp_response(0, "1.3.6.1.5.5.7.48.1.1")}) {
      supplied.ocsps = {answer, octets};
      CHECK(world.try_collect().error().code == ErrorCode::malformed);
    }
    // A certificate has the outer form of an answer, of version 3. Unsupported are documents only.
    for (const Bytes& octets :
         {world.pki.ca.certificate, ocsp_response(0, "1.3.6.1.5.5.7.48.1.99")}) {
      supplied.ocsps = {answer, octets};
      CHECK(world.try_collect().error().code == ErrorCode::malformed);
    }
  }
  SECTION("also when the same octets stand in the document") {
    const Bytes junk = demo::der::sequence({demo::der::integer(1)});
    world.spec.crls = {junk};
    world.document = demo::make_cms(world.spec);
    CHECK(world.verdict().status == DocumentStatus::confirmed);
    supplied.crls = {junk};
    CHECK(world.try_collect().error().code == ErrorCode::malformed);
  }
}

TEST_CASE("supplied evidence that says nothing here is no error", "[process]") {
  World world;
  const test::TestPki& other = test::test_pki(KeyKind::rsa_2048);
  model::SuppliedEvidence& supplied = world.submission.evidence;
  SECTION("a list and an answer of another authority") {
    supplied.crls = {test::make_crl(empty_list(), other.ca)};
    supplied.ocsps = {test::make_ocsp(answer_about(other.leaf, other.ca), other.ca)};
  }
  SECTION("a responder's refusal") {
    for (const int status : {1, 2, 3, 5, 6}) {
      supplied.ocsps.push_back(test::make_ocsp_refusal(status));
    }
  }
  CHECK(world.verdict().status == DocumentStatus::confirmed);
}

TEST_CASE("fetched octets that are no CRL or no OCSP response are nobody's error", "[process]") {
  World world;
  model::Evidence so_far;
  for (const auto kind : {model::FetchTarget::Kind::crl, model::FetchTarget::Kind::ocsp,
                          model::FetchTarget::Kind::issuer_certificate}) {
    model::Fetched junk;
    junk.target = {kind, "http://authority.example/", {}};
    junk.state = model::Fetched::State::answered;
    junk.octets = to_bytes("no such thing");
    so_far.fetched.push_back(junk);
  }
  CHECK(world.try_collect(so_far).ok());
}

TEST_CASE("each of several signers is judged for himself", "[process]") {
  World world;
  const test::TestPki& other = test::test_pki(KeyKind::rsa_2048);
  SignerSpec second = world.signer();
  second.party = &other.leaf;
  world.spec.signers.push_back(second);
  const model::Verdict verdict = world.verdict();
  REQUIRE(verdict.signatures.size() == 2);
  CHECK(std::ranges::count_if(verdict.signatures, [](const auto& one) {
          return one.conclusion.indication == model::Indication::passed;
        }) == 1);
  CHECK(verdict.status == DocumentStatus::cannot_verify);  // one issuer is not registered
  world.trust.add(test::granted(certificate(other.root)));
  world.spec.certificates.push_back(other.ca.certificate);
  world.document = demo::make_cms(world.spec);
  CHECK(world.verdict().status == DocumentStatus::confirmed);
}

TEST_CASE("a detached document needs its content, and the right one", "[process]") {
  World world;
  world.spec.detached = true;
  SECTION("without it the data are not found") {
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.signatures[0].conclusion.sub == SubIndication::signed_data_not_found);
    CHECK(verdict.signatures[0].integrity.references == "missing");
    CHECK(verdict.status == DocumentStatus::cannot_verify);
  }
  SECTION("with it the document is confirmed") {
    world.submission.detached.push_back({"content", ByteView(world.spec.content), {}, {}});
    CHECK(world.verdict().status == DocumentStatus::confirmed);
  }
  SECTION("with another one it is not") {
    const Bytes other = to_bytes("two hundred tenge");
    world.submission.detached.push_back({"content", ByteView(other), {}, {}});
    CHECK(world.verdict().signatures[0].conclusion.sub == SubIndication::hash_failure);
  }
}

TEST_CASE("more signatures than the purse allows are a limit, not a verdict", "[process]") {
  World world;
  world.budget.lower(Cost::signatures, 0);
  const auto collected = world.try_collect();
  REQUIRE_FALSE(collected.ok());
  CHECK(collected.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("a purse that ends with the values leaves the path search cut", "[process]") {
  World world;
  world.budget.lower(Cost::signatures, 1);
  const model::Evidence evidence = world.collected();
  CHECK(evidence.signatures[0].value == ValueState::valid);
  CHECK(evidence.signatures[0].paths_cut);
  const model::Verdict verdict =
      judge(evidence, world.submission, world.trust, world.policies, kNow);
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_certificate_chain_found);
  CHECK(verdict.reason->code == "path-search-complete");
}

TEST_CASE("embedded revocation data that cannot be read is no evidence and told", "[process]") {
  World world;
  world.spec.crls = {demo::der::sequence({demo::der::integer(1)}),
                     demo::der::sequence({demo::der::integer(2)})};
  model::Evidence evidence = world.collected();
  const auto& remarks = evidence.signatures.at(0).signature.format_remarks;
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].code == "embedded-revocation-readable");
  CHECK(remarks[0].detail.starts_with("2: "));
  model::PolicyRules rules = test::plain_rules();
  rules.set({model::Key::format_deviations, model::Context::signature},
            {model::Level::warn, false, {}});
  const test::TestPolicies warning(rules);
  const model::Verdict verdict = judge(evidence, world.submission, world.trust, warning, kNow);
  CHECK(verdict.status == DocumentStatus::confirmed);
  const auto& checks = verdict.signatures.at(0).checks;
  const auto told = std::ranges::find_if(checks, [](const model::CheckRecord& check) {
    return check.rule == &model::rules::kRevocationReadable;
  });
  REQUIRE(told != checks.end());
  CHECK(told->outcome == model::Outcome::failed);
  CHECK(told->level == model::Level::warn);
  // A later round does not tell it again.
  const auto again = world.try_collect(std::move(evidence)).value().evidence;
  CHECK(again.signatures.at(0).signature.format_remarks.size() == 1);
}

TEST_CASE("a second round opens nothing again and uses fetched issuers", "[process]") {
  World world;
  world.spec.certificates.clear();  // the CA is not embedded
  model::Evidence evidence = world.collected();
  CHECK(evidence.signatures[0].paths.empty());
  model::Fetched answer;
  answer.target.kind = model::FetchTarget::Kind::issuer_certificate;
  answer.state = model::Fetched::State::answered;
  answer.octets = world.pki.ca.certificate;
  evidence.fetched.push_back(answer);
  const std::uint64_t before = world.budget.left(Cost::signatures);
  evidence = world.try_collect(std::move(evidence)).value().evidence;
  CHECK(evidence.signatures.size() == 1);
  CHECK(evidence.signatures[0].paths.size() == 1);
  CHECK(world.budget.left(Cost::signatures) == before - 2);  // two links, no value
  CHECK(judge(evidence, world.submission, world.trust, world.policies, kNow).status ==
        DocumentStatus::confirmed);
}

TEST_CASE("fetched issuers are candidates, and nothing about them is believed", "[process]") {
  World world;
  world.spec.certificates.clear();  // the CA is not embedded
  const auto verdict_with = [&](std::vector<Bytes> answers) {
    model::Evidence evidence = world.collected();
    for (Bytes& octets : answers) {
      model::Fetched answer;
      answer.target.kind = model::FetchTarget::Kind::issuer_certificate;
      answer.state = model::Fetched::State::answered;
      answer.octets = std::move(octets);
      evidence.fetched.push_back(std::move(answer));
    }
    const Collected second = world.try_collect(std::move(evidence)).value();
    CHECK(second.wanted.empty());
    return judge(second.evidence, world.submission, world.trust, world.policies, kNow);
  };
  const auto named = [](demo::CertificateSpec spec) {
    spec.subject.back().second += " " + std::to_string(static_cast<int>(KeyKind::p256));
    return spec;
  };
  const auto peer_spec = [] {
    demo::CertificateSpec spec = test::ca_spec();
    spec.subject = demo::simple_name("Peer");
    return spec;
  };
  const Party other = demo::make_root(peer_spec(), test::shared_key(KeyKind::p256, 6));
  const Party ca_by_other = demo::make_issued(named(test::ca_spec()), world.pki.ca.key, other);
  const Party other_by_ca = demo::make_issued(peer_spec(), other.key, world.pki.ca);
  SECTION("the one that fits among what cannot be read and what does not fit") {
    CHECK(verdict_with({Bytes{1, 2, 3}, other.certificate, world.pki.ca.certificate}).status ==
          DocumentStatus::confirmed);
  }
  SECTION("two that certify each other end in no anchor") {
    const model::Verdict verdict = verdict_with({ca_by_other.certificate, other_by_ca.certificate});
    CHECK(verdict.status == DocumentStatus::cannot_verify);
    CHECK(verdict.signatures.at(0).conclusion.sub == SubIndication::no_certificate_chain_found);
    CHECK(verdict.reason->code == "path-found");
  }
  SECTION("a self-signed one of the right name and key is nobody's anchor") {
    const Party own = demo::make_root(named(test::ca_spec()), world.pki.ca.key);
    const model::Verdict verdict = verdict_with({own.certificate});
    CHECK(verdict.signatures.at(0).conclusion.sub == SubIndication::no_certificate_chain_found);
  }
  SECTION("one of the right name with another key is not the issuer") {
    const Party twin = demo::make_issued(named(test::ca_spec()), test::shared_key(KeyKind::p256, 6),
                                         world.pki.root);
    const model::Verdict verdict = verdict_with({twin.certificate});
    CHECK(verdict.signatures.at(0).conclusion.sub == SubIndication::no_certificate_chain_found);
    CHECK(verdict.status == DocumentStatus::cannot_verify);
  }
  SECTION("a loop beside the right one does no harm") {
    CHECK(verdict_with({ca_by_other.certificate, other_by_ca.certificate, world.pki.ca.certificate})
              .status == DocumentStatus::confirmed);
  }
}

TEST_CASE("a junk certificate beside never makes a verdict better", "[process]") {
  World world;
  world.signer().referenced_certificate = world.pki.ca.certificate;  // refused already
  world.submission.evidence.certificates = {test::test_pki(KeyKind::rsa_2048).ca.certificate,
                                            test::test_pki(KeyKind::rsa_2048).leaf.certificate};
  CHECK(world.verdict().status == DocumentStatus::not_confirmed);
}

TEST_CASE("octets that nobody recognises are unreadable, not an error", "[process]") {
  World world;
  world.document = to_bytes("plain text, signed by nobody");
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.status == DocumentStatus::cannot_verify);
  CHECK(verdict.reason->code == "unreadable");
}

TEST_CASE("a XAdES document is confirmed, and HASH_FAILURE when a word is changed", "[process]") {
  World world;
  demo::XadesSpec spec;
  spec.party = &world.pki.leaf;
  spec.certificates = {world.pki.ca.certificate};
  spec.content = "<pay>one hundred tenge</pay>";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  std::string xml = demo::make_xades(spec);
  world.document = to_bytes(xml);
  CHECK(world.verdict().status == DocumentStatus::confirmed);
  xml.replace(xml.find("one"), 3, "two");
  world.document = to_bytes(xml);
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::hash_failure);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

// attack6 A10
TEST_CASE("each signing-certificate property of XAdES names the signer, in whatever order",
          "[process]") {
  World world;
  const Bytes& signer = world.pki.leaf.certificate;
  const Bytes& issuer = world.pki.ca.certificate;
  const auto version_1_of = [](const std::vector<Bytes>& certificates) {
    const std::string ds = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    std::string list;
    for (const Bytes& one : certificates) {
      const Bytes digest = crypto::digest(crypto::DigestAlgorithm::sha256, one).value();
      list += "<xades:Cert><xades:CertDigest><ds:DigestMethod" + ds +
              " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
              "<ds:DigestValue" +
              ds + ">" + crypto::to_base64(digest) +
              "</ds:DigestValue></xades:CertDigest></xades:Cert>";
    }
    return "<xades:SigningCertificate>" + list + "</xades:SigningCertificate>";
  };
  demo::XadesSpec spec;
  spec.party = &world.pki.leaf;
  spec.certificates = {issuer};
  spec.content = "<pay>one hundred tenge</pay>";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  const auto told = [&] {
    world.document = to_bytes(demo::make_xades(spec));
    return told_by_reference(world);
  };
  CHECK(told() == Match::matches);
  spec.extra_signed_properties = version_1_of({signer});
  CHECK(told() == Match::matches);
  spec.extra_signed_properties = version_1_of({issuer, signer});
  CHECK(told() == Match::matches);
  spec.extra_signed_properties = version_1_of({issuer});
  CHECK(told() == Match::differs);
  spec.extra_signed_properties = version_1_of({signer});
  spec.referenced_certificate = issuer;  // version 2
  CHECK(told() == Match::differs);
}

TEST_CASE("an XML signature with a key alone is checked and identifies nobody", "[process]") {
  World world;
  demo::XadesSpec spec;
  spec.party = &test::test_pki(KeyKind::rsa_2048).leaf;
  spec.xades = false;
  spec.key_value_only = true;
  spec.content = "<pay>one hundred tenge</pay>";
  world.document = to_bytes(demo::make_xades(spec));
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_signing_certificate_found);
  CHECK(verdict.signatures[0].integrity.value == ValueState::valid);
  CHECK(verdict.signatures[0].key_bits == 2048);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

}  // namespace senim::process

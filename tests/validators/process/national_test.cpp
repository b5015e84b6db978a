// What each country signs with its own algorithms (domain.md 4), over generated hierarchies:
// chains, CRLs, OCSP responses, time-stamp tokens, CMS and XML. Every acceptance stands beside the
// altered copies that must not pass. Who may sign a CRL, an OCSP response or a token is not asked
// here.

#include "tests/support/national.h"

#include <catch2/catch.hpp>

#include "gateway/demo/revocation_maker.h"
#include "tests/validators/process/court.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/path_validation.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"
#include "validators/pki/timestamp_token.h"

using namespace senim;
using model::ValueState;
using process::test::Court;
using test::Hierarchy;

namespace {

const UtcTime kNow = test::at("2026-06-01T00:00:00Z");

// Every hierarchy, one after another.
const Hierarchy& each_hierarchy() {
  const auto& all = test::national_hierarchies();
  return all[GENERATE_REF(range(std::size_t{0}, all.size()))];
}

bool signs(const demo::Party& party, ByteView algorithm_der, ByteView message, ByteView value) {
  const auto algorithm = crypto::read_signature_algorithm(algorithm_der);
  const auto key = crypto::PublicKey::from_spki(party.key.spki());
  if (!algorithm.ok() || !key.ok()) {
    return false;
  }
  const auto answer = crypto::verify(*key, *algorithm, message, value);
  REQUIRE(answer.ok());  // never `unsupported`
  return *answer;
}

// `value` signs `message` under `party` and nothing near it does.
void check_signed(const demo::Party& party, const demo::Party& stranger, ByteView algorithm,
                  ByteView message, ByteView value) {
  CHECK(signs(party, algorithm, message, value));
  CHECK_FALSE(signs(stranger, algorithm, message, value));
  Bytes changed = to_bytes(message);
  for (const std::size_t at : {std::size_t{0}, changed.size() / 2, changed.size() - 1}) {
    changed[at] ^= 1;
    CHECK_FALSE(signs(party, algorithm, changed, value));
    changed[at] ^= 1;
  }
  Bytes forged = to_bytes(value);
  for (std::size_t i = 0; i < forged.size(); i += 7) {
    forged[i] ^= 1;
    CHECK_FALSE(signs(party, algorithm, message, forged));
    forged[i] ^= 1;
  }
  // The octets in the other country's order, one too few, one too many.
  CHECK_FALSE(signs(party, algorithm, message, Bytes(forged.rbegin(), forged.rend())));
  CHECK_FALSE(signs(party, algorithm, message, value.first(value.size() - 1)));
  forged.push_back(0);
  CHECK_FALSE(signs(party, algorithm, message, forged));
}

// plain_rules() with every national algorithm beside.
model::PolicyRules national_rules() {
  using crypto::DigestAlgorithm;
  using crypto::SignatureScheme;
  model::PolicyRules rules = test::plain_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    for (const auto digest :
         {DigestAlgorithm::gost_34311_95, DigestAlgorithm::gost_r_3411_94,
          DigestAlgorithm::streebog256, DigestAlgorithm::streebog512, DigestAlgorithm::belt_hash,
          DigestAlgorithm::bash256, DigestAlgorithm::bash384, DigestAlgorithm::bash512,
          DigestAlgorithm::sm3, DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::kupyna256,
          DigestAlgorithm::kupyna384, DigestAlgorithm::kupyna512}) {
      table.digests.push_back({digest, std::nullopt, std::nullopt});
    }
    for (const auto scheme :
         {SignatureScheme::gost_r_3410_2001, SignatureScheme::gost_r_3410_2012,
          SignatureScheme::gost_34310_2004, SignatureScheme::gost_34102015, SignatureScheme::bign,
          SignatureScheme::sm2, SignatureScheme::dstu4145}) {
      table.keys.push_back({scheme, 160, std::nullopt, std::nullopt});
    }
  }
  return rules;
}

Court court_of(const Hierarchy& hierarchy) { return Court({hierarchy.root}, national_rules()); }

demo::CmsSpec message_of(const Hierarchy& hierarchy) {
  demo::SignerSpec signer;
  signer.party = &hierarchy.leaf;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes("the content that is signed");
  spec.signers = {signer};
  spec.certificates = {hierarchy.ca.certificate};
  return spec;
}

demo::XadesSpec xml_of(const Hierarchy& hierarchy) {
  demo::XadesSpec spec;
  spec.party = &hierarchy.leaf;
  spec.content = "<order><item>value</item></order>";
  spec.signing_time = test::at("2026-05-01T00:00:00Z");
  spec.certificates = {hierarchy.ca.certificate};
  return spec;
}

Bytes with_changed(const Bytes& octets, ByteView part, std::size_t inside) {
  Bytes copy = octets;
  const std::size_t at = as_text(octets).rfind(as_text(part));
  REQUIRE(at != std::string_view::npos);
  copy[at + inside] ^= 1;
  return copy;
}

// The document passes; neither a changed item nor a changed signature value does.
void check_document(const Court& court, const std::string& good) {
  CHECK(court.judge(good).summary() == "TOTAL_PASSED");
  std::string changed = good;
  changed[good.find(">value<") + 1] = 'w';
  CHECK(court.judge(changed).summary() == "TOTAL_FAILED/HASH_FAILURE");
  const std::size_t start = good.find('>', good.find("<ds:SignatureValue")) + 1;
  for (const std::size_t at : {std::size_t{0}, std::size_t{11}, std::size_t{40}}) {
    changed = good;
    changed[start + at] = changed[start + at] == 'A' ? 'B' : 'A';
    CHECK(court.judge(changed).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
  }
}

}  // namespace

// ---- chains -------------------------------------------------------------------------------------

TEST_CASE("a national chain verifies from leaf to root and no altered link does", "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  const auto root = test::certificate(hierarchy.root);
  const auto ca = test::certificate(hierarchy.ca);
  const auto leaf = test::certificate(hierarchy.leaf);
  CHECK(paths::verify_link(root, root).state == ValueState::valid);
  CHECK(paths::verify_link(ca, root).state == ValueState::valid);
  CHECK(paths::verify_link(leaf, ca).state == ValueState::valid);
  CHECK(paths::verify_link(leaf, root).state == ValueState::invalid);
  CHECK(paths::verify_link(leaf, leaf).state == ValueState::invalid);
  check_signed(hierarchy.ca, hierarchy.root, leaf.signature_algorithm(), leaf.tbs(),
               leaf.signature_value());

  const test::TestTrust trust({test::granted(root)});
  Budget budget;
  paths::PathBuilder builder(trust, kNow, budget);
  const auto search = builder.build(leaf, std::vector{ca});
  REQUIRE(search.paths.size() == 1);
  CHECK(search.paths[0].signed_by_next == std::vector{ValueState::valid, ValueState::valid});
  paths::PathParameters parameters;
  parameters.time = kNow;
  CHECK(paths::validate_path(search.paths[0], parameters, budget).failures.empty());
}

TEST_CASE(
    "a national certificate may differ in NULL parameters inside and outside and in nothing else",
    "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  const auto ca = test::certificate(hierarchy.ca);
  const auto link = [&](const demo::CertificateSpec& spec) {
    return paths::verify_link(
               test::certificate(demo::make_issued(spec, hierarchy.leaf.key, hierarchy.ca)), ca)
        .state;
  };
  demo::CertificateSpec spec = test::leaf_spec();
  spec.sign.parameters = demo::Parameters::null;
  spec.inner_algorithm =
      hierarchy.ca.key.algorithm_identifier({.parameters = demo::Parameters::absent});
  CHECK(link(spec) == ValueState::valid);
  spec.inner_algorithm = demo::der::sequence({demo::der::oid(Oid("1.2.840.10045.4.3.2"))});
  CHECK(link(spec) == ValueState::invalid);
  spec.inner_algorithm.reset();
  spec.sign.oid = Oid("1.2.840.10045.4.3.2");  // another country's name
  CHECK(link(spec) == ValueState::invalid);
}

TEST_CASE("the older private identifiers of Kazakhstan name GOST 34.310-2004", "[national]") {
  const Hierarchy& hierarchy =
      test::national_hierarchy("KZ GOST 34.310-2004 1.2.398.3.10.1.1.1.1.1");
  demo::CertificateSpec spec = test::leaf_spec();
  spec.sign.oid = Oid("1.3.6.1.4.1.6801.1.2.2");
  const auto leaf = test::certificate(demo::make_issued(spec, hierarchy.leaf.key, hierarchy.ca));
  CHECK(paths::verify_link(leaf, test::certificate(hierarchy.ca)).state == ValueState::valid);
  check_signed(hierarchy.ca, hierarchy.root, leaf.signature_algorithm(), leaf.tbs(),
               leaf.signature_value());
}

// ---- revocation data ----------------------------------------------------------------------------

TEST_CASE("a national CRL verifies with and without NULL parameters on either side", "[national]") {
  using demo::Parameters;
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  // domain.md 4.1: the lists of 2026 have NULL outside only.
  for (const auto& [outside, inside] : {std::pair(Parameters::null, Parameters::absent),
                                        std::pair(Parameters::null, Parameters::null),
                                        std::pair(Parameters::absent, Parameters::absent),
                                        std::pair(Parameters::absent, Parameters::null)}) {
    demo::CrlSpec spec;
    spec.this_update = test::at("2026-05-31T00:00:00Z");
    spec.next_update = test::at("2026-06-02T00:00:00Z");
    spec.revoked = {{.serial = 3, .revoked = test::at("2026-05-01T00:00:00Z"), .reason = 1}};
    spec.sign.parameters = outside;
    spec.inner_algorithm = hierarchy.ca.key.algorithm_identifier({.parameters = inside});
    const Bytes octets = demo::make_crl(spec, hierarchy.ca);
    const auto crl = pki::Crl::from_der(octets);
    REQUIRE(crl.ok());
    CHECK(equal(crl->tbs_signature_algorithm(), crl->signature_algorithm()) == (outside == inside));
    CHECK(crypto::read_signature_algorithm(crl->tbs_signature_algorithm())->oid() ==
          crypto::read_signature_algorithm(crl->signature_algorithm())->oid());
    check_signed(hierarchy.ca, hierarchy.root, crl->signature_algorithm(), crl->tbs(),
                 crl->signature_value());
    auto entries = crl->entries();
    const auto entry = entries.next();
    REQUIRE(entry.ok());
    REQUIRE(entry->has_value());
    CHECK(to_hex((*entry)->serial) == "03");
  }
}

TEST_CASE("a national OCSP response verifies under the CA or its responder and under nobody else",
          "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  demo::OcspSpec spec;
  spec.produced_at = kNow;
  demo::OcspAnswer good;
  good.serial = 3;
  good.this_update = kNow;
  demo::OcspAnswer revoked = good;
  revoked.serial = 4;
  revoked.status = demo::OcspStatus::revoked;
  revoked.revoked = test::at("2026-05-01T00:00:00Z");
  revoked.reason = 1;
  spec.answers = {good, revoked};
  const bool delegated = GENERATE(false, true);
  if (delegated) {
    spec.responder = demo::ResponderId::by_key;
    spec.certificates = {hierarchy.responder.certificate};
  }
  const demo::Party& responder = delegated ? hierarchy.responder : hierarchy.ca;
  const Bytes octets = demo::make_ocsp_response(spec, hierarchy.ca, responder);
  const auto response = pki::BasicOcspResponse::from_der(octets);
  REQUIRE(response.ok());
  check_signed(responder, delegated ? hierarchy.ca : hierarchy.responder,
               response->signature_algorithm(), response->tbs(), response->signature_value());
  auto answers = response->responses();
  CHECK(answers.next().value()->status == pki::OcspCertificateStatus::good);
  const auto second = answers.next().value();
  CHECK(second->status == pki::OcspCertificateStatus::revoked);
  CHECK(second->reason == pki::RevocationReason::key_compromise);
  if (!delegated) {
    CHECK(matches(*response->responder_name(), test::certificate(hierarchy.ca).subject()));
    return;
  }
  REQUIRE(response->certificates().size() == 1);
  const auto certificate = response->certificates()[0];
  CHECK(paths::verify_link(certificate, test::certificate(hierarchy.ca)).state ==
        ValueState::valid);
  CHECK(equal(response->responder_key_hash(), demo::key_identifier(responder.key)));
}

// ---- time-stamp tokens --------------------------------------------------------------------------

TEST_CASE("a national time-stamp token verifies over its data only", "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  const auto own = crypto::DigestAlgorithm::unknown;
  const Bytes octets = demo::make_timestamp(hierarchy.tsa, as_bytes("data"), kNow, 7, own);
  Budget budget;
  const auto token = pki::TimestampToken::from_ber(octets, budget);
  REQUIRE(token.ok());
  CHECK(token->info.time == kNow);
  const auto digest = token->info.imprint_digest;
  CHECK(digest == hierarchy.tsa.key.digest(own));
  CHECK(equal(token->info.imprint, crypto::digest(digest, as_bytes("data")).value()));
  CHECK_FALSE(equal(token->info.imprint, crypto::digest(digest, as_bytes("datb")).value()));
  REQUIRE(token->signed_data.signers().size() == 1);
  const pki::SignerInfo& signer = token->signed_data.signers()[0];
  CHECK(signer.digest == digest);
  check_signed(hierarchy.tsa, hierarchy.leaf, signer.signature_algorithm_der,
               signer.signed_attributes_der, signer.signature);
  const auto attribute = signer.signed_attribute(Oid("1.2.840.113549.1.9.4"));
  REQUIRE(attribute.size() == 1);
  CHECK(
      equal(attribute[0]->values[0],
            demo::der::octet_string(crypto::digest(digest, token->signed_data.content()).value())));
  const auto certificate = token->signed_data.certificates().at(0);
  CHECK(paths::verify_link(certificate, test::certificate(hierarchy.ca)).state ==
        ValueState::valid);
}

// ---- documents ----------------------------------------------------------------------------------

TEST_CASE("a CMS message signed with national algorithms passes and no altered copy does",
          "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  const Court court = court_of(hierarchy);
  demo::CmsSpec spec = message_of(hierarchy);
  SECTION("CAdES") {}
  SECTION("without signed attributes") { spec.signers[0].without_signed_attributes = true; }
  SECTION("BER") { spec.ber = true; }
  SECTION("NULL parameters") { spec.signers[0].sign.parameters = demo::Parameters::null; }
  SECTION("no parameters") { spec.signers[0].sign.parameters = demo::Parameters::absent; }
  const Bytes good = demo::make_cms(spec);
  CHECK(court.judge(good).summary() == "TOTAL_PASSED");
  CHECK(court.judge(good).confirmed());

  const auto spoilt_content = court.judge(with_changed(good, as_bytes("signed"), 0));
  CHECK_FALSE(spoilt_content.any_passed());
  CHECK_FALSE(spoilt_content.cryptographically_valid());
  const Bytes value = demo::signature_value_of(good);
  for (std::size_t i = 0; i < value.size(); i += 16) {
    CHECK(court.judge(with_changed(good, value, i)).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
  }
  // The same message under another's root, and with another's key named.
  CHECK(Court({test::test_pki().root}, national_rules()).judge(good).summary() ==
        "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
}

TEST_CASE("the identifier of a Russian key names the signature in CMS too", "[national]") {
  const auto [name, oid] = GENERATE(table<const char*, const char*>(
      {{"RU GOST R 34.10-2012 256 1.2.643.7.1.2.1.1.1", "1.2.643.7.1.1.1.1"},
       {"RU GOST R 34.10-2012 512 1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.1.2"},
       {"RU GOST R 34.10-2001 1.2.643.2.2.35.1", "1.2.643.2.2.19"}}));
  const Hierarchy& hierarchy = test::national_hierarchy(name);
  demo::CmsSpec spec = message_of(hierarchy);
  spec.signers[0].sign.oid = Oid(oid);
  CHECK(court_of(hierarchy).judge(demo::make_cms(spec)).summary() == "TOTAL_PASSED");
  // The key identifier of the other length says something untrue.
  spec.signers[0].sign.oid =
      Oid(Oid(oid) == Oid("1.2.643.7.1.1.1.1") ? "1.2.643.7.1.1.1.2" : "1.2.643.7.1.1.1.1");
  CHECK_FALSE(court_of(hierarchy).judge(demo::make_cms(spec)).any_passed());
}

TEST_CASE("XML signed under each national name of an algorithm passes and no altered copy does",
          "[national]") {
  const Hierarchy& hierarchy = each_hierarchy();
  CAPTURE(hierarchy.name);
  const Court court = court_of(hierarchy);
  REQUIRE_FALSE(hierarchy.signature_uris.empty());
  for (const std::string& signature_uri : hierarchy.signature_uris) {
    for (const std::string& digest_uri : hierarchy.digest_uris) {
      for (const bool xades : {true, false}) {
        CAPTURE(signature_uri, digest_uri, xades);
        demo::XadesSpec spec = xml_of(hierarchy);
        spec.xades = xades;
        spec.signature_uri = signature_uri;
        spec.digest_uri = digest_uri;
        spec.canonicalization =
            xades ? demo::XmlCanonicalization::exclusive : demo::XmlCanonicalization::inclusive;
        check_document(court, demo::make_xades(spec));
      }
    }
  }
}

TEST_CASE("XML under another country's name for the same mathematics does not pass", "[national]") {
  // Same curve, same hash: only names and octet order differ (domain.md 4.1, 4.5).
  const Hierarchy& kz = test::national_hierarchy("KZ GOST 34.10-2015 512 1.2.398.3.10.1.1.2.2.1");
  const Hierarchy& ru = test::national_hierarchy("RU GOST R 34.10-2012 512 1.2.643.7.1.2.1.2.1");
  demo::XadesSpec spec = xml_of(kz);
  spec.signature_uri = ru.signature_uris[0];
  CHECK(court_of(kz).judge(demo::make_xades(spec)).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
  spec = xml_of(ru);
  spec.signature_uri = kz.signature_uris[0];
  CHECK(court_of(ru).judge(demo::make_xades(spec)).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
}

TEST_CASE("a SOAP message that names its certificate in a KeyIdentifier passes and no altered copy",
          "[national]") {
  // As Kazakh clients sign (domain.md 4.1): exclusive C14N over the body.
  const auto* const name = GENERATE("KZ GOST 34.10-2015 512 1.2.398.3.10.1.1.2.2.1", "KZ RSA");
  const Hierarchy& hierarchy = test::national_hierarchy(name);
  demo::XadesSpec spec = xml_of(hierarchy);
  spec.content = "<item>value</item>";
  spec.packaging = demo::XmlPackaging::internally_detached;
  spec.xades = false;
  std::string text = demo::make_xades(spec);
  const std::size_t start = text.find("<ds:X509Data");
  const std::string end = "</ds:X509Data>";
  const std::size_t length = text.find(end) + end.size() - start;
  std::string reference =
      "<w:SecurityTokenReference xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/"
      "oasis-200401-wss-wssecurity-secext-1.0.xsd\"><w:KeyIdentifier "
      "EncodingType=\"http://docs.oasis-open.org/wss/2004/01/"
      "oasis-200401-wss-soap-message-security-1.0#Base64Binary\" "
      "ValueType=\"http://docs.oasis-open.org/wss/2004/01/"
      "oasis-200401-wss-x509-token-profile-1.0#X509v3\">";
  reference.append(crypto::to_base64(hierarchy.leaf.certificate))
      .append("</w:KeyIdentifier></w:SecurityTokenReference>");
  text.replace(start, length, reference);
  Court court({hierarchy.root}, national_rules());
  court.supplied.certificates = {hierarchy.ca.certificate};
  check_document(court, text);
  // Another's certificate in its place: his key did not sign.
  std::string other = text;
  const std::string encoded = crypto::to_base64(hierarchy.leaf.certificate);
  other.replace(other.find(encoded), encoded.size(), crypto::to_base64(hierarchy.tsa.certificate));
  CHECK(court.judge(other).summary() == "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
}

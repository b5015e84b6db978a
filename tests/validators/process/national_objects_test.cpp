// The table of issue 3: every algorithm of domain.md 4, under each of its identifiers, in every
// kind of object. That altered octets do not pass is shown once in each cell here and at length in
// national_test.

#include <array>
#include <catch2/catch.hpp>
#include <map>

#include "gateway/demo/revocation_maker.h"
#include "tests/support/national.h"
#include "tests/validators/process/court.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/paths/path_builder.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"
#include "validators/pki/oids.h"
#include "validators/pki/timestamp_token.h"

using namespace senim;
using crypto::DigestAlgorithm;
using crypto::KeyFamily;
using crypto::SignatureScheme;
using model::ValueState;
using process::test::Court;
using test::Hierarchy;

namespace {

const UtcTime kNow = test::at("2026-06-01T00:00:00Z");

enum class Object { x509, crl, ocsp, cms, cades, token, xmldsig, xades };
constexpr std::array kObjects{Object::x509,  Object::crl,   Object::ocsp,    Object::cms,
                              Object::cades, Object::token, Object::xmldsig, Object::xades};

// How an algorithm is named in one object. Certificates, lists and answers name no digest.
struct Naming {
  demo::SignOptions sign;
  Oid digest;
  std::string signature_uri;
  std::string digest_uri;
  // The identifier of a Russian key stands for the signature in SignerInfo only (domain.md 4.5).
  bool key_identifier = false;
};

Oid oid_of(ByteView algorithm_identifier) {
  der::Reader outer(algorithm_identifier, der::Rules::der);
  der::Reader inside = outer.enter(der::kSequence, "algorithm").value();
  return der::oid(inside.expect(der::kOid, "algorithm").value()).value();
}

std::string urn(const Oid& oid) { return "urn:oid:" + oid.dotted(); }

struct Alternative {
  KeyFamily family;
  const char* signature;
  const char* digest;  // null: the usual one
  bool key_identifier = false;
};
// domain.md 4.1, 4.5, 4.11.
constexpr std::array kAlternatives{
    Alternative{KeyFamily::gost_34310_2004, "1.3.6.1.4.1.6801.1.2.2", "1.3.6.1.4.1.6801.1.2.1"},
    Alternative{KeyFamily::gost_34310_2004, "1.2.398.3.10.1.1.1.2", "1.2.398.3.10.1.3.1.1.0"},
    Alternative{KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.1.1.1", nullptr, true},
    Alternative{KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.1.1.2", nullptr, true},
    Alternative{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.19", nullptr, true},
    Alternative{KeyFamily::sm2, "1.2.156.10197.1.301.1", nullptr},
};

std::vector<Naming> namings_of(const Hierarchy& hierarchy) {
  const demo::Key& key = hierarchy.leaf.key;
  std::vector<Naming> all;
  const auto add = [&](demo::SignOptions sign, const char* digest, bool key_identifier) {
    const Oid own = oid_of(key.algorithm_identifier(sign));
    Naming one;
    one.sign = sign;
    one.digest = digest != nullptr ? Oid(digest) : oid_of(key.digest_identifier(sign.digest));
    one.signature_uri = urn(own);
    one.digest_uri = urn(one.digest);
    one.key_identifier = key_identifier;
    all.push_back(one);
    if (digest == nullptr && sign.oid.empty()) {  // and by the names of its country
      one.signature_uri = key.algorithm_uri(sign);
      one.digest_uri = key.digest_uri(sign.digest);
      all.push_back(one);
    }
  };
  add({}, nullptr, false);
  const KeyFamily family = crypto::PublicKey::from_spki(key.spki()).value().family();
  for (const Alternative& other : kAlternatives) {
    if (other.family == family) {
      add({.oid = Oid(other.signature)}, other.digest, other.key_identifier);
    }
  }
  if (hierarchy.name == "BY bign 256") {
    add({.digest = DigestAlgorithm::bash256}, nullptr, false);
  }
  return all;
}

model::PolicyRules national_rules() {
  model::PolicyRules rules = test::plain_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    for (int i = 1; i <= static_cast<int>(DigestAlgorithm::gost_34311_95_dke1); ++i) {
      table.digests.push_back({static_cast<DigestAlgorithm>(i), std::nullopt, std::nullopt});
    }
    for (int i = 1; i <= static_cast<int>(SignatureScheme::dstu4145); ++i) {
      table.keys.push_back({static_cast<SignatureScheme>(i), 160, std::nullopt, std::nullopt});
    }
  }
  return rules;
}

// Under `party`'s key `value` signs `octets` and neither signs changed octets nor is changed
// itself.
bool signs(const demo::Party& party, const Result<crypto::SignatureAlgorithm>& algorithm,
           ByteView octets, ByteView value) {
  REQUIRE(algorithm.ok());
  REQUIRE(crypto::supported(*algorithm));
  const auto key = crypto::PublicKey::from_spki(party.key.spki()).value();
  Bytes other = to_bytes(octets);
  other[other.size() / 2] ^= 1;
  Bytes forged = to_bytes(value);
  forged[forged.size() - 3] ^= 1;
  return crypto::verify(key, *algorithm, octets, value).value() &&
         !crypto::verify(key, *algorithm, other, value).value() &&
         !crypto::verify(key, *algorithm, octets, forged).value();
}

bool certificate_holds(const Hierarchy& hierarchy, const Naming& naming) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.sign = naming.sign;
  Bytes der = demo::make_issued(spec, hierarchy.leaf.key, hierarchy.ca).certificate;
  const auto ca = test::certificate(hierarchy.ca);
  const auto good = paths::verify_link(test::certificate(der), ca);
  der[der.size() - 3] ^= 1;
  return good.state == ValueState::valid &&
         paths::verify_link(test::certificate(der), ca).state == ValueState::invalid;
}

bool crl_holds(const Hierarchy& hierarchy, const Naming& naming) {
  demo::CrlSpec spec;
  spec.this_update = kNow;
  spec.sign = naming.sign;
  const Bytes octets = demo::make_crl(spec, hierarchy.ca);
  const auto crl = pki::Crl::from_der(octets).value();
  return signs(hierarchy.ca,
               paths::agreed_algorithm(crl.signature_algorithm(), crl.tbs_signature_algorithm()),
               crl.tbs(), crl.signature_value());
}

bool ocsp_holds(const Hierarchy& hierarchy, const Naming& naming) {
  demo::OcspSpec spec;
  spec.produced_at = kNow;
  demo::OcspAnswer answer;
  answer.serial = 3;
  answer.this_update = kNow;
  spec.answers = {answer};
  spec.sign = naming.sign;
  const Bytes octets = demo::make_ocsp_response(spec, hierarchy.ca, hierarchy.responder);
  const auto response = pki::BasicOcspResponse::from_der(octets).value();
  return signs(hierarchy.responder,
               crypto::read_signature_algorithm(response.signature_algorithm()), response.tbs(),
               response.signature_value());
}

demo::SignerSpec signer_of(const demo::Party& party, const Naming& naming) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.sign = naming.sign;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  signer.digest_algorithm = demo::der::sequence({demo::der::oid(naming.digest), demo::der::null()});
  return signer;
}

bool cms_holds(const Hierarchy& hierarchy, const Naming& naming, Object object) {
  demo::CmsSpec spec;
  spec.content = to_bytes("the content that is signed");
  spec.signers = {signer_of(hierarchy.leaf, naming)};
  spec.signers[0].without_signed_attributes = object == Object::cms;
  spec.certificates = {hierarchy.ca.certificate};
  Bytes octets = demo::make_cms(spec);
  const Court court({hierarchy.root}, national_rules());
  const auto good = court.judge(octets);
  CHECK(good.summary() == "TOTAL_PASSED");
  // The standard's name and the identifier of the whole algorithm are in the report.
  const auto& signature = good.verdict.signatures.at(0);
  const auto own = crypto::read_signature_algorithm(
      hierarchy.leaf.key.algorithm_identifier({.digest = naming.sign.digest}));
  CHECK(signature.signature_algorithm == own->name());
  CHECK(signature.algorithm_oid == (naming.sign.oid.empty() || naming.key_identifier
                                        ? own->oid().dotted()
                                        : naming.sign.oid.dotted()));
  CHECK(signature.digest_algorithm ==
        crypto::to_string(hierarchy.leaf.key.digest(naming.sign.digest)));
  octets[as_text(octets).find("content that")] ^= 1;
  return good.confirmed() && !court.judge(octets).any_passed();
}

bool token_holds(const Hierarchy& hierarchy, const Naming& naming) {
  namespace der = demo::der;
  const DigestAlgorithm digest = hierarchy.tsa.key.digest(naming.sign.digest);
  const Bytes imprint =
      der::sequence({der::sequence({der::oid(naming.digest), der::null()}),
                     der::octet_string(hierarchy.tsa.key.hash(digest, as_bytes("data")))});
  demo::CmsSpec spec;
  spec.content =
      der::sequence({der::integer(std::int64_t{1}), der::oid(Oid("1.3.6.1.4.1.99999.1.1")), imprint,
                     der::integer(std::int64_t{7}), der::generalized_time(kNow)});
  spec.content_type = pki::oid::kTstInfo;
  spec.signers = {signer_of(hierarchy.tsa, naming)};
  const Bytes octets = demo::make_cms(spec);
  Budget budget;
  const auto token = pki::TimestampToken::from_ber(octets, budget).value();
  const pki::SignerInfo& signer = token.signed_data.signers().at(0);
  CHECK(token.info.imprint_digest == digest);
  CHECK(signer.digest == digest);
  auto algorithm = crypto::read_signature_algorithm(signer.signature_algorithm_der);
  if (algorithm.ok() && algorithm->digest == DigestAlgorithm::unknown) {
    algorithm->digest = signer.digest;  // as the identifier of a key leaves it
  }
  // And as a document of its own.
  const Court court({hierarchy.root}, national_rules());
  const auto stamp = court.judge(octets).evidence.timestamps.at(0);
  CHECK(stamp.token.value == ValueState::valid);
  return signs(hierarchy.tsa, algorithm, signer.signed_attributes_der, signer.signature);
}

bool xml_holds(const Hierarchy& hierarchy, const Naming& naming, Object object) {
  demo::XadesSpec spec;
  spec.party = &hierarchy.leaf;
  spec.sign = naming.sign;
  spec.reference_digest = naming.sign.digest;
  spec.signature_uri = naming.signature_uri;
  spec.digest_uri = naming.digest_uri;
  spec.content = "<order><item>value</item></order>";
  spec.signing_time = test::at("2026-05-01T00:00:00Z");
  spec.certificates = {hierarchy.ca.certificate};
  spec.xades = object == Object::xades;
  std::string text = demo::make_xades(spec);
  const Court court({hierarchy.root}, national_rules());
  const auto good = court.judge(text);
  CHECK(good.summary() == "TOTAL_PASSED");
  text[text.find(">value<") + 1] = 'w';
  return good.confirmed() && court.judge(text).summary() == "TOTAL_FAILED/HASH_FAILURE";
}

bool holds(const Hierarchy& hierarchy, const Naming& naming, Object object) {
  switch (object) {
    case Object::x509:
      return certificate_holds(hierarchy, naming);
    case Object::crl:
      return crl_holds(hierarchy, naming);
    case Object::ocsp:
      return ocsp_holds(hierarchy, naming);
    case Object::cms:
    case Object::cades:
      return cms_holds(hierarchy, naming, object);
    case Object::token:
      return token_holds(hierarchy, naming);
    case Object::xmldsig:
    case Object::xades:
      return xml_holds(hierarchy, naming, object);
  }
  return false;
}

bool may_be_named_so(const Naming& naming, Object object) {
  return !naming.key_identifier || object == Object::cms || object == Object::cades ||
         object == Object::token;
}

}  // namespace

TEST_CASE("every national algorithm verifies in every kind of object under each of its names",
          "[national]") {
  std::map<std::pair<std::string, Object>, int> table;
  for (const Hierarchy& hierarchy : test::national_hierarchies()) {
    const auto key = crypto::PublicKey::from_spki(hierarchy.leaf.key.spki()).value();
    for (const Naming& naming : namings_of(hierarchy)) {
      for (const Object object : kObjects) {
        if (!may_be_named_so(naming, object)) {
          continue;
        }
        CAPTURE(hierarchy.name, naming.sign.oid.dotted(), naming.digest.dotted(),
                naming.signature_uri, static_cast<int>(object));
        const bool good = holds(hierarchy, naming, object);
        CHECK(good);
        table[{std::string(crypto::to_string(key.family())), object}] += good ? 1 : 0;
      }
    }
  }
  // No cell of the table is empty.
  for (const KeyFamily family :
       {KeyFamily::gost_34102015_512, KeyFamily::gost_34102015_256, KeyFamily::gost_34310_2004,
        KeyFamily::gost_r_3410_2012_512, KeyFamily::gost_r_3410_2012_256,
        KeyFamily::gost_r_3410_2001, KeyFamily::bign, KeyFamily::sm2, KeyFamily::dstu4145,
        KeyFamily::rsa}) {
    for (const Object object : kObjects) {
      CAPTURE(crypto::to_string(family), static_cast<int>(object));
      CHECK(table[{std::string(crypto::to_string(family)), object}] >= 2);
    }
  }
}

TEST_CASE("an international key with a national digest is named and unsupported in a document",
          "[national]") {
  struct Row {
    demo::KeyKind kind;
    DigestAlgorithm digest;
    const char* oid;  // of the signature
    const char* name;
  };
  // rsaEncryption, RSA with SM3 (GM/T 0006), id-ecPublicKey (not a signature identifier at all).
  const Row row = GENERATE(
      Row{demo::KeyKind::rsa_2048, DigestAlgorithm::sm3, "1.2.840.113549.1.1.1", "RSA with SM3"},
      Row{demo::KeyKind::rsa_2048, DigestAlgorithm::sm3, "1.2.156.10197.1.504", "RSA with SM3"},
      Row{demo::KeyKind::rsa_2048, DigestAlgorithm::streebog256, "1.2.840.113549.1.1.1",
          "RSA with GOST R 34.11-2012-256"},
      Row{demo::KeyKind::rsa_2048, DigestAlgorithm::gost_34311_95, "1.2.840.113549.1.1.1",
          "RSA with GOST 34.311-95"},
      Row{demo::KeyKind::p256, DigestAlgorithm::belt_hash, "1.2.840.10045.2.1",
          "ECDSA with belt-hash"},
      Row{demo::KeyKind::dsa_2048, DigestAlgorithm::kupyna256, "1.2.840.10040.4.1",
          "DSA with Kupyna-256"});
  const auto& pki = test::test_pki(row.kind);
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.without_signed_attributes = true;
  signer.digest_algorithm = demo::der::sequence({demo::der::oid(crypto::digest_oid(row.digest))});
  signer.signature_algorithm = demo::der::sequence({demo::der::oid(Oid(row.oid))});
  demo::CmsSpec spec;
  spec.content = to_bytes("content");
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  const auto ruling = Court({pki.root}, national_rules()).judge(demo::make_cms(spec));
  CAPTURE(row.name);
  REQUIRE(ruling.evidence.signatures.size() == 1);
  CHECK(ruling.evidence.signatures[0].value == ValueState::unsupported);
  CHECK(ruling.verdict.signatures.at(0).signature_algorithm == row.name);
  CHECK(ruling.summary() == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE");
  REQUIRE(ruling.verdict.reason);
  CHECK(ruling.verdict.reason->code == "algorithm-unsupported");
  CHECK(ruling.verdict.status == model::DocumentStatus::cannot_verify);
}

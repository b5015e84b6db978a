#include "validators/formats/cms_attributes.h"

#include <algorithm>
#include <array>

#include "validators/base/der_reader.h"
#include "validators/crypto/algorithms.h"

namespace senim::formats::attribute {
namespace {

constexpr Oid kSpUri{"1.2.840.113549.1.9.16.5.1"};  // RFC 5126 5.8.1: id-spq-ets-uri

Result<der::Reader> sequence(ByteView value, std::string_view what) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::ber, what));
  if (element.tag != der::kSequence) {
    return Error{ErrorCode::malformed, std::string(what) + " is not a SEQUENCE"};
  }
  return der::Reader(element);
}

Result<Bytes> octets(const der::Element& element) {
  SENIM_TRY(const der::Octets joined, der::octet_string(element));
  return to_bytes(joined.view);
}

bool is_octet_string(std::optional<der::Tag> tag) {
  return tag && tag->tag_class == der::TagClass::universal && tag->number == 4;
}

// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }: RFC 5035 4 wants one
// directoryName.
Status issuer_serial(const der::Element& element, model::CertificateReference& reference) {
  der::Reader reader(element);
  SENIM_TRY(der::Reader names, reader.enter(der::kSequence, "issuer"));
  SENIM_TRY(const der::Element serial, reader.expect(der::kInteger, "serialNumber"));
  SENIM_TRY(const ByteView serial_octets, der::integer(serial));
  while (!names.done()) {
    SENIM_TRY(const der::Element name, names.next());
    if (name.tag == der::context_constructed(4) && reference.issuer.empty()) {
      reference.issuer = to_bytes(name.content);
    }
  }
  reference.serial = to_bytes(serial_octets);
  reference.has_issuer_serial = true;
  return success();
}

Result<model::CertificateReference> ess_cert_id(const der::Element& element, bool version_two) {
  der::Reader reader(element);
  model::CertificateReference reference;
  reference.digest = version_two ? crypto::DigestAlgorithm::sha256 : crypto::DigestAlgorithm::sha1;
  if (version_two && reader.at(der::kSequence)) {
    SENIM_TRY(const der::Element algorithm, reader.next());
    SENIM_TRY(reference.digest, crypto::read_digest_algorithm(algorithm.whole));
    SENIM_TRY(const der::Element oid_element,
              der::Reader(algorithm).expect(der::kOid, "hashAlgorithm"));
    SENIM_TRY(const Oid oid, der::oid(oid_element));
    reference.digest_identifier = oid.dotted();
  } else {
    reference.digest_identifier = crypto::digest_oid(reference.digest).dotted();
  }
  SENIM_TRY(const der::Element hash, reader.next());
  if (!is_octet_string(hash.tag)) {
    return Error{ErrorCode::malformed, "certHash is not an OCTET STRING"};
  }
  SENIM_TRY(reference.value, octets(hash));
  SENIM_TRY(const auto serial, reader.next_if(der::kSequence));
  if (serial) {
    SENIM_CHECK(issuer_serial(*serial, reference));
  }
  return reference;
}

Result<std::vector<model::CertificateReference>> ess_cert_ids(ByteView value, bool version_two) {
  SENIM_TRY(der::Reader reader, sequence(value, "signing-certificate"));
  SENIM_TRY(der::Reader list, reader.enter(der::kSequence, "certs"));
  std::vector<model::CertificateReference> references;
  while (!list.done()) {
    SENIM_TRY(const der::Element element, list.expect(der::kSequence, "ESSCertID"));
    SENIM_TRY(auto reference, ess_cert_id(element, version_two));
    references.push_back(std::move(reference));
  }
  return references;
}

// What a value says in words, at most three levels down (RoleSyntax { roleName [1] GeneralName }).
void append_texts(const der::Element& element, int levels, std::vector<std::string>& out) {
  if (!element.tag.constructed) {
    const bool string =
        element.tag.tag_class == der::TagClass::universal &&
        (element.tag.number == 12 ||
         (element.tag.number >= 18 && element.tag.number != 23 && element.tag.number != 24));
    if (string) {
      if (auto text = der::text(element)) {
        out.push_back(std::move(text).value());
      }
    } else if (element.tag.tag_class == der::TagClass::context &&
               (element.tag.number == 1 || element.tag.number == 2 || element.tag.number == 6)) {
      out.emplace_back(as_text(element.content));  // GeneralName: email, DNS name, URI
    }
    return;
  }
  if (levels == 0) {
    return;
  }
  der::Reader reader(element);
  while (!reader.done()) {
    const auto inner = reader.next();
    if (!inner) {
      return;
    }
    append_texts(*inner, levels - 1, out);
  }
}

// ClaimedAttributes ::= SEQUENCE OF Attribute.
Status claimed_attributes(const der::Element& element, std::vector<std::string>& roles) {
  der::Reader outer(element);
  SENIM_TRY(der::Reader list, outer.enter(der::kSequence, "claimedAttributes"));
  while (!list.done()) {
    SENIM_TRY(der::Reader attribute, list.enter(der::kSequence, "Attribute"));
    SENIM_TRY([[maybe_unused]] const der::Element type, attribute.expect(der::kOid, "attrType"));
    SENIM_TRY(const der::Element values, attribute.expect(der::kSet, "attrValues"));
    append_texts(values, 4, roles);
  }
  return success();
}

bool same_algorithm(ByteView left, ByteView right) {
  if (equal(left, right)) {
    return true;
  }
  const auto first = crypto::read_signature_algorithm(left);
  const auto second = crypto::read_signature_algorithm(right);
  if (!first || !second || first->scheme == crypto::SignatureScheme::unknown) {
    return false;
  }
  // RFC 4055 1.2: absent parameters of RSA algorithms and NULL mean the same.
  return first->identifier == second->identifier && first->scheme == second->scheme &&
         first->digest == second->digest && first->pss == second->pss;
}

bool same_digest(ByteView left, ByteView right) {
  if (equal(left, right)) {
    return true;
  }
  const auto first = crypto::read_digest_algorithm(left);
  const auto second = crypto::read_digest_algorithm(right);
  return first.ok() && second.ok() && *first == *second &&
         *first != crypto::DigestAlgorithm::unknown;
}

// SigPolicyHash ::= SEQUENCE { hashAlgorithm, hashValue }
Status policy_hash(const der::Element& element, model::SignaturePolicyReference& policy) {
  der::Reader hash(element);
  SENIM_TRY(const der::Element algorithm, hash.expect(der::kSequence, "hashAlgorithm"));
  SENIM_TRY(policy.digest, crypto::read_digest_algorithm(algorithm.whole));
  SENIM_TRY(const der::Element digest, hash.next());
  SENIM_TRY(policy.value, octets(digest));
  return success();
}

// SEQUENCE OF { sigPolicyQualifierId, sigQualifier }: the URI is what we read.
Status policy_qualifiers(const der::Element& element, model::SignaturePolicyReference& policy) {
  der::Reader qualifiers(element);
  while (!qualifiers.done()) {
    SENIM_TRY(der::Reader qualifier, qualifiers.enter(der::kSequence, "sigPolicyQualifier"));
    SENIM_TRY(const der::Element kind, qualifier.expect(der::kOid, "sigPolicyQualifierId"));
    SENIM_TRY(const Oid kind_oid, der::oid(kind));
    if (kind_oid == kSpUri) {
      SENIM_TRY(const der::Element uri, qualifier.next());
      SENIM_TRY(policy.uri, der::text(uri));
    }
  }
  return success();
}

}  // namespace

bool is_timestamp(const Oid& type) {
  constexpr std::array kTypes{kContentTimestamp,  kSignatureTimestamp, kEscTimestamp,
                              kCertCrlTimestamp,  kArchiveTimestampV1, kArchiveTimestampV2,
                              kArchiveTimestampV3};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

Result<std::vector<model::CertificateReference>> signing_certificate(ByteView value) {
  return ess_cert_ids(value, false);
}

Result<std::vector<model::CertificateReference>> signing_certificate_v2(ByteView value) {
  return ess_cert_ids(value, true);
}

Result<UtcTime> signing_time(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::ber, "signing-time"));
  return der::time(element);
}

Result<model::SignaturePolicyReference> signature_policy(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::ber, "signature policy"));
  model::SignaturePolicyReference policy;
  if (element.tag == der::kNull) {
    policy.implied = true;
    return policy;
  }
  SENIM_TRY(der::Reader reader, sequence(value, "signature policy"));
  SENIM_TRY(const der::Element id, reader.expect(der::kOid, "sigPolicyId"));
  SENIM_TRY(const Oid oid, der::oid(id));
  policy.id = oid.dotted();
  SENIM_TRY(const auto hash, reader.next_if(der::kSequence));
  if (hash) {
    SENIM_CHECK(policy_hash(*hash, policy));
  }
  SENIM_TRY(const auto qualifiers, reader.next_if(der::kSequence));
  if (qualifiers) {
    SENIM_CHECK(policy_qualifiers(*qualifiers, policy));
  }
  return policy;
}

Result<std::string> commitment_type(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "commitment-type-indication"));
  SENIM_TRY(const der::Element id, reader.expect(der::kOid, "commitmentTypeId"));
  SENIM_TRY(const Oid oid, der::oid(id));
  return oid.dotted();
}

Result<std::vector<std::string>> signer_attributes(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "signer-attributes"));
  std::vector<std::string> roles;
  while (!reader.done()) {
    SENIM_TRY(const der::Element choice, reader.next());
    if (choice.tag == der::context_constructed(0)) {
      SENIM_CHECK(claimed_attributes(choice, roles));
    }
  }
  return roles;
}

Result<std::string> signer_location(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::ber, "signer-location"));
  std::vector<std::string> lines;
  append_texts(element, 4, lines);
  std::string joined;
  for (const std::string& line : lines) {
    joined += (joined.empty() ? "" : ", ") + line;
  }
  return joined;
}

// ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType OID }
Result<std::vector<std::string>> content_hints(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "content-hints"));
  std::vector<std::string> hints;
  if (!reader.at(der::kOid)) {
    SENIM_TRY(const der::Element description, reader.next());
    SENIM_TRY(std::string text, der::text(description));
    hints.push_back(std::move(text));
  }
  SENIM_TRY(const der::Element type, reader.expect(der::kOid, "contentType"));
  SENIM_TRY(const Oid oid, der::oid(type));
  hints.push_back(oid.dotted());
  return hints;
}

Result<std::string> content_identifier(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::ber, "content-identifier"));
  SENIM_TRY(const Bytes identifier, octets(element));
  return to_hex(identifier);
}

// SignaturePolicyStore ::= SEQUENCE { spDocSpec, spDocument CHOICE { sigPolicyEncoded OCTET STRING,
// sigPolicyLocalURI IA5String } }
Result<std::optional<Bytes>> policy_store(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "signature-policy-store"));
  SENIM_TRY([[maybe_unused]] const der::Element specification, reader.next());
  SENIM_TRY(const der::Element document, reader.next());
  if (!is_octet_string(document.tag)) {
    return std::optional<Bytes>();
  }
  SENIM_TRY(Bytes stored, octets(document));
  return std::optional<Bytes>(std::move(stored));
}

Result<RevocationValues> revocation_values(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "revocation values"));
  RevocationValues values;
  while (!reader.done()) {
    SENIM_TRY(const der::Element choice, reader.next());
    const bool crls = choice.tag == der::context_constructed(0);
    if (!crls && choice.tag != der::context_constructed(1)) {
      continue;  // otherRevVals
    }
    der::Reader inside(choice);
    SENIM_TRY(der::Reader list, inside.enter(der::kSequence, "revocation values"));
    while (!list.done()) {
      SENIM_TRY(const der::Element item, list.next());
      (crls ? values.crls : values.ocsps).push_back(to_bytes(item.whole));
    }
  }
  return values;
}

Result<std::vector<ByteView>> certificate_values(ByteView value) {
  SENIM_TRY(der::Reader reader, sequence(value, "certificate values"));
  std::vector<ByteView> certificates;
  while (!reader.done()) {
    SENIM_TRY(const der::Element item, reader.next());
    certificates.push_back(item.whole);
  }
  return certificates;
}

Result<bool> algorithm_protection_agrees(ByteView value, ByteView digest_algorithm,
                                         ByteView signature_algorithm) {
  SENIM_TRY(der::Reader reader, sequence(value, "CMSAlgorithmProtection"));
  SENIM_TRY(const der::Element digest, reader.expect(der::kSequence, "digestAlgorithm"));
  SENIM_TRY(const der::Element signature,
            reader.expect(der::context_constructed(1), "signatureAlgorithm"));
  SENIM_CHECK(reader.finish("CMSAlgorithmProtection"));
  // [1] IMPLICIT AlgorithmIdentifier: the same octets under the SEQUENCE tag.
  Bytes retagged = to_bytes(signature.whole);
  retagged[0] = 0x30;
  return same_digest(digest.whole, digest_algorithm) &&
         same_algorithm(retagged, signature_algorithm);
}

}  // namespace senim::formats::attribute

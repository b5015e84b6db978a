#include "validators/pki/cms.h"

#include <algorithm>
#include <limits>

#include "validators/pki/der_writer.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

using Owners = std::vector<std::shared_ptr<const Bytes>>;

Error malformed(std::string_view message) { return {ErrorCode::malformed, std::string(message)}; }

// The element's octets as DER: those of the message, or rewritten ones that `owners` keeps.
Result<ByteView> as_der(const der::Element& element, Owners& owners) {
  if (der::is_definite(element)) {
    return element.whole;
  }
  SENIM_TRY(Bytes octets, rewritten(element));
  owners.push_back(std::make_shared<const Bytes>(std::move(octets)));
  return ByteView(*owners.back());
}

Result<int> version_of(der::Reader& fields) {
  SENIM_TRY(const der::Element element, fields.expect(der::kInteger, "version"));
  SENIM_TRY(const std::int64_t version, der::small_integer(element));
  if (version < 0 || version > std::numeric_limits<int>::max()) {
    return malformed("version out of range");
  }
  return static_cast<int>(version);
}

// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, ... }
Result<Oid> algorithm_oid(ByteView algorithm) {
  SENIM_TRY(const der::Element outer,
            der::single(algorithm, der::Rules::der, "AlgorithmIdentifier"));
  der::Reader fields(outer);
  SENIM_TRY(const der::Element id, fields.expect(der::kOid, "algorithm"));
  return der::oid(id);
}

// Attribute ::= SEQUENCE { attrType, attrValues SET OF ANY } (RFC 5652 5.3).
Result<std::vector<Attribute>> read_attributes(const der::Element& set, Budget& budget) {
  std::vector<Attribute> attributes;
  der::Reader list(set);
  while (!list.done()) {
    SENIM_CHECK(budget.spend(Cost::der_elements));
    SENIM_TRY(const der::Element element, list.expect(der::kSequence, "Attribute"));
    Attribute attribute;
    attribute.whole = element.whole;
    der::Reader fields(element);
    SENIM_TRY(const der::Element type, fields.expect(der::kOid, "attrType"));
    SENIM_TRY(attribute.type, der::oid(type));
    SENIM_TRY(der::Reader values, fields.enter(der::kSet, "attrValues"));
    SENIM_CHECK(fields.finish("Attribute"));
    while (!values.done()) {
      SENIM_CHECK(budget.spend(Cost::der_elements));
      SENIM_TRY(const der::Element value, values.next());
      attribute.values.push_back(value.whole);
    }
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

constexpr std::uint8_t kSetOf = 0x31;

// RFC 5652 5.4: "a separate encoding of the signedAttrs field is performed": as SET OF, not [0].
Status encode_signed_attributes(const der::Element& set, SignerInfo& signer) {
  if (der::is_definite(set)) {
    signer.signed_attributes_der = wrapped(kSetOf, set.content);
  } else {
    SENIM_TRY(signer.signed_attributes_der, rewritten(set));
    signer.signed_attributes_der.front() = kSetOf;
  }
  SENIM_TRY(const der::Element encoded,
            der::single(signer.signed_attributes_der, der::Rules::der, "signedAttrs"));
  std::vector<ByteView> written;
  der::Reader list(encoded);
  while (!list.done()) {
    SENIM_TRY(const der::Element attribute, list.next());
    written.push_back(attribute.whole);
  }
  Bytes sorted;
  sorted.reserve(encoded.content.size());
  for (const ByteView attribute : sorted_as_set(std::move(written))) {
    sorted.insert(sorted.end(), attribute.begin(), attribute.end());
  }
  if (!equal(sorted, encoded.content)) {
    signer.signed_attributes_sorted = wrapped(kSetOf, sorted);
  }
  return success();
}

// SignerIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier [0] }
Status read_sid(der::Reader& fields, SignerInfo& signer) {
  SENIM_TRY(const der::Element sid, fields.next());
  if (sid.tag == der::kSequence) {
    der::Reader inner(sid);
    SENIM_TRY(const der::Element issuer, inner.expect(der::kSequence, "issuer"));
    SENIM_TRY(signer.sid.issuer, as_der(issuer, signer.owners));
    SENIM_TRY(const der::Element serial, inner.expect(der::kInteger, "serialNumber"));
    signer.sid.serial = serial.content;
    return inner.finish("IssuerAndSerialNumber");
  }
  if (sid.tag.tag_class == der::TagClass::context && sid.tag.number == 0) {
    SENIM_TRY(der::Octets key_id, der::octet_string(sid));
    signer.sid.subject_key_id = key_id.view;
    if (key_id.owner) {
      signer.owners.push_back(std::move(key_id.owner));
    }
    return success();
  }
  return malformed("SignerIdentifier is neither issuer and serial nor key identifier");
}

// RFC 5652 11 leaves the digest of rsaEncryption and its like to digestAlgorithm; where the
// identifier names one, both must agree.
void settle_digest(SignerInfo& signer) {
  crypto::SignatureAlgorithm& algorithm = signer.signature_algorithm;
  const bool hashes_by_itself = algorithm.scheme == crypto::SignatureScheme::eddsa;
  if (algorithm.scheme == crypto::SignatureScheme::unknown || hashes_by_itself) {
    return;
  }
  const crypto::DigestAlgorithm named = algorithm.pss ? algorithm.pss->digest : algorithm.digest;
  // bign-with-hspec names its hash in another place than this one (domain.md 4.9): not guessed.
  if (algorithm.scheme == crypto::SignatureScheme::bign &&
      named == crypto::DigestAlgorithm::unknown) {
    return;
  }
  if (named == crypto::DigestAlgorithm::unknown) {
    algorithm.digest = signer.digest;
    return;
  }
  signer.digest_disagrees = named != signer.digest;
}

Result<SignerInfo> read_signer(const der::Element& element, Budget& budget) {
  SENIM_CHECK(budget.spend(Cost::der_elements));
  SignerInfo signer;
  signer.whole = element.whole;
  der::Reader fields(element);
  SENIM_TRY(signer.version, version_of(fields));
  SENIM_CHECK(read_sid(fields, signer));
  SENIM_TRY(const der::Element digest, fields.expect(der::kSequence, "digestAlgorithm"));
  SENIM_TRY(signer.digest_algorithm_der, as_der(digest, signer.owners));
  SENIM_TRY(const Oid digest_id, algorithm_oid(signer.digest_algorithm_der));
  signer.digest_identifier = digest_id.dotted();
  SENIM_TRY(signer.digest, crypto::read_digest_algorithm(signer.digest_algorithm_der));
  SENIM_TRY(const auto signed_set, fields.next_if(der::context_constructed(0)));
  if (signed_set) {
    signer.has_signed_attributes = true;
    SENIM_TRY(signer.signed_attributes, read_attributes(*signed_set, budget));
    SENIM_CHECK(encode_signed_attributes(*signed_set, signer));
  }
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signatureAlgorithm"));
  SENIM_TRY(signer.signature_algorithm_der, as_der(algorithm, signer.owners));
  SENIM_TRY(signer.signature_algorithm,
            crypto::read_signature_algorithm(signer.signature_algorithm_der));
  settle_digest(signer);
  SENIM_TRY(const der::Element value, fields.expect(der::kOctetString, "signature"));
  SENIM_TRY(const der::Octets octets, der::octet_string(value));
  signer.signature = to_bytes(octets.view);
  SENIM_TRY(const auto unsigned_set, fields.next_if(der::context_constructed(1)));
  if (unsigned_set) {
    SENIM_TRY(signer.unsigned_attributes, read_attributes(*unsigned_set, budget));
  }
  SENIM_CHECK(fields.finish("SignerInfo"));
  return signer;
}

std::vector<const Attribute*> of_type(const std::vector<Attribute>& attributes, const Oid& type) {
  std::vector<const Attribute*> found;
  for (const Attribute& attribute : attributes) {
    if (attribute.type == type) {
      found.push_back(&attribute);
    }
  }
  return found;
}

// The elements of a SET OF, whatever its tag.
Result<std::vector<der::Element>> elements_of(const der::Element& set, Budget& budget) {
  std::vector<der::Element> elements;
  der::Reader list(set);
  while (!list.done()) {
    SENIM_CHECK(budget.spend(Cost::der_elements));
    SENIM_TRY(const der::Element element, list.next());
    elements.push_back(element);
  }
  return elements;
}

}  // namespace

bool SignerIdentifier::names(const Certificate& certificate) const {
  if (issuer.empty()) {
    const auto key_id = certificate.subject_key_identifier();
    return !subject_key_id.empty() && key_id.ok() && key_id->has_value() &&
           equal(**key_id, subject_key_id);
  }
  return equal(serial, certificate.serial()) && matches(Name(issuer), certificate.issuer());
}

std::vector<const Attribute*> SignerInfo::signed_attribute(const Oid& type) const {
  return of_type(signed_attributes, type);
}
std::vector<const Attribute*> SignerInfo::unsigned_attribute(const Oid& type) const {
  return of_type(unsigned_attributes, type);
}

struct SignedData::Data {
  ByteView whole;
  ByteView rest;
  int version = 0;
  Oid content_type;
  bool detached = true;
  ByteView content;
  std::vector<crypto::DigestAlgorithm> digest_algorithms;
  std::vector<Certificate> certificates;
  std::size_t unreadable_certificates = 0;
  std::size_t other_certificates = 0;
  std::vector<ByteView> crls;
  std::vector<ByteView> ocsp_responses;
  std::size_t unreadable_revocations = 0;
  std::vector<SignerInfo> signers;
  std::vector<BrokenSigner> broken_signers;
  Owners owners;

  Status read(der::Reader fields, Budget& budget, Certificate::Pool* pool);
  Status read_digest_algorithms(der::Reader& fields, Budget& budget);
  Status read_content(der::Reader fields);
  void read_certificate(const der::Element& choice, Certificate::Pool* pool);
  Status read_revocation(const der::Element& choice);
};

// RFC 5652 5.1.
Status SignedData::Data::read(der::Reader fields, Budget& budget, Certificate::Pool* pool) {
  SENIM_TRY(version, version_of(fields));
  SENIM_CHECK(read_digest_algorithms(fields, budget));
  SENIM_TRY(const der::Reader content_info, fields.enter(der::kSequence, "encapContentInfo"));
  SENIM_CHECK(read_content(content_info));
  SENIM_TRY(const auto certificate_set, fields.next_if(der::context_constructed(0)));
  if (certificate_set) {
    SENIM_TRY(const auto choices, elements_of(*certificate_set, budget));
    for (const der::Element& choice : choices) {
      read_certificate(choice, pool);
    }
  }
  SENIM_TRY(const auto revocation_set, fields.next_if(der::context_constructed(1)));
  if (revocation_set) {
    SENIM_TRY(const auto choices, elements_of(*revocation_set, budget));
    for (const der::Element& choice : choices) {
      SENIM_CHECK(read_revocation(choice));
    }
  }
  SENIM_TRY(der::Reader signer_set, fields.enter(der::kSet, "signerInfos"));
  while (!signer_set.done()) {
    SENIM_TRY(const der::Element element, signer_set.expect(der::kSequence, "SignerInfo"));
    auto signer = read_signer(element, budget);
    if (signer.ok()) {
      signers.push_back(std::move(signer).value());
      continue;
    }
    if (signer.error().code == ErrorCode::limit_exceeded) {
      return signer.error();
    }
    broken_signers.push_back({element.whole, signer.error().message, signers.size()});
  }
  return fields.finish("SignedData");
}

Status SignedData::Data::read_digest_algorithms(der::Reader& fields, Budget& budget) {
  SENIM_TRY(const der::Element set, fields.expect(der::kSet, "digestAlgorithms"));
  SENIM_TRY(const auto elements, elements_of(set, budget));
  for (const der::Element& element : elements) {
    SENIM_TRY(const ByteView algorithm, as_der(element, owners));
    SENIM_TRY(const auto digest, crypto::read_digest_algorithm(algorithm));
    digest_algorithms.push_back(digest);
  }
  return success();
}

// EncapsulatedContentInfo ::= SEQUENCE { eContentType, eContent [0] EXPLICIT OCTET STRING OPTIONAL
// }
Status SignedData::Data::read_content(der::Reader fields) {
  SENIM_TRY(const der::Element type, fields.expect(der::kOid, "eContentType"));
  SENIM_TRY(content_type, der::oid(type));
  SENIM_TRY(const auto wrapped_content, fields.next_if(der::context_constructed(0)));
  SENIM_CHECK(fields.finish("encapContentInfo"));
  if (!wrapped_content) {
    return success();
  }
  detached = false;
  der::Reader inner(*wrapped_content);
  SENIM_TRY(const der::Element element, inner.next());
  SENIM_CHECK(inner.finish("eContent"));
  const bool octets = element.tag.tag_class == der::TagClass::universal &&
                      element.tag.number == der::kOctetString.number;
  if (octets) {
    SENIM_TRY(der::Octets joined, der::octet_string(element));
    content = joined.view;
    if (joined.owner) {
      owners.push_back(std::move(joined.owner));
    }
    return success();
  }
  // RFC 5652 5.2.1: PKCS#7 holds any type here, and its digest leaves out identifier and length.
  if (version != 1 || content_type == oid::kData || content_type == oid::kGmData) {
    return malformed("eContent is not an OCTET STRING");
  }
  content = element.content;
  return success();
}

// RFC 5652 10.2.2: certificates of X.509 are a SEQUENCE, all others are tagged.
void SignedData::Data::read_certificate(const der::Element& choice, Certificate::Pool* pool) {
  const auto parse = [pool](ByteView octets) {
    return pool != nullptr ? Certificate::from_der(octets, *pool) : Certificate::from_der(octets);
  };
  if (choice.tag == der::kSequence) {
    auto certificate = parse(choice.whole);
    if (!certificate.ok() && !der::is_definite(choice)) {
      const auto octets = rewritten(choice);
      if (octets.ok()) {
        certificate = parse(*octets);
      }
    }
    if (certificate.ok()) {
      certificates.push_back(std::move(certificate).value());
      return;
    }
  }
  ++(choice.tag == der::kSequence ? unreadable_certificates : other_certificates);
}

// RevocationInfoChoice ::= CHOICE { crl CertificateList, other [1] OtherRevocationInfoFormat }
Status SignedData::Data::read_revocation(const der::Element& choice) {
  if (choice.tag == der::kSequence) {
    SENIM_TRY(const ByteView crl, as_der(choice, owners));
    crls.push_back(crl);
    return success();
  }
  if (choice.tag != der::context_constructed(1)) {
    ++unreadable_revocations;
    return success();
  }
  der::Reader fields(choice);
  SENIM_TRY(const der::Element format, fields.expect(der::kOid, "otherRevInfoFormat"));
  SENIM_TRY(const Oid format_id, der::oid(format));
  SENIM_TRY(const der::Element info, fields.next());
  SENIM_CHECK(fields.finish("OtherRevocationInfoFormat"));
  // RFC 5940 2.1 wants OCSPResponse; Bouncy Castle and what is built on it write the basic one too.
  if (format_id != oid::kRevocationInfoOcsp && format_id != oid::kOcspBasic) {
    ++unreadable_revocations;
    return success();
  }
  SENIM_TRY(const ByteView response, as_der(info, owners));
  ocsp_responses.push_back(response);
  return success();
}

Result<SignedData> SignedData::from_ber(ByteView content_info, Budget& budget) {
  return read(content_info, budget, nullptr);
}
Result<SignedData> SignedData::from_ber(ByteView content_info, Budget& budget,
                                        Certificate::Pool& pool) {
  return read(content_info, budget, &pool);
}

// RFC 5652 3: ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY }
Result<SignedData> SignedData::read(ByteView content_info, Budget& budget,
                                    Certificate::Pool* pool) {
  auto data = std::make_shared<Data>();
  der::Reader file(content_info, der::Rules::ber);
  SENIM_TRY(const der::Element outer, file.expect(der::kSequence, "ContentInfo"));
  data->whole = outer.whole;
  data->rest = file.rest();
  der::Reader fields(outer);
  SENIM_TRY(const der::Element type, fields.expect(der::kOid, "contentType"));
  SENIM_TRY(const Oid content_type, der::oid(type));
  if (content_type != oid::kSignedData && content_type != oid::kGmSignedData) {
    return Error{ErrorCode::unsupported, "CMS content type " + content_type.dotted()};
  }
  SENIM_TRY(der::Reader content, fields.enter(der::context_constructed(0), "content"));
  SENIM_CHECK(fields.finish("ContentInfo"));
  SENIM_TRY(const der::Reader inner, content.enter(der::kSequence, "SignedData"));
  SENIM_CHECK(content.finish("ContentInfo content"));
  SENIM_CHECK(data->read(inner, budget, pool));
  return SignedData(std::move(data));
}

Result<SignerInfo> SignedData::counter_signature(ByteView signer_info, Budget& budget) {
  SENIM_TRY(const der::Element element,
            der::single(signer_info, der::Rules::ber, "countersignature"));
  if (element.tag != der::kSequence) {
    return malformed("countersignature is not a SignerInfo");
  }
  return read_signer(element, budget);
}

int SignedData::version() const { return data_->version; }
const Oid& SignedData::content_type() const { return data_->content_type; }
bool SignedData::detached() const { return data_->detached; }
ByteView SignedData::content() const { return data_->content; }
const std::vector<crypto::DigestAlgorithm>& SignedData::digest_algorithms() const {
  return data_->digest_algorithms;
}
const std::vector<Certificate>& SignedData::certificates() const { return data_->certificates; }
std::size_t SignedData::unreadable_certificates() const { return data_->unreadable_certificates; }
std::size_t SignedData::other_certificates() const { return data_->other_certificates; }
const std::vector<ByteView>& SignedData::crls() const { return data_->crls; }
const std::vector<ByteView>& SignedData::ocsp_responses() const { return data_->ocsp_responses; }
std::size_t SignedData::unreadable_revocations() const { return data_->unreadable_revocations; }
const std::vector<SignerInfo>& SignedData::signers() const { return data_->signers; }
const std::vector<BrokenSigner>& SignedData::broken_signers() const {
  return data_->broken_signers;
}
ByteView SignedData::whole() const { return data_->whole; }
ByteView SignedData::rest() const { return data_->rest; }

}  // namespace senim::pki

#include "validators/formats/archive_imprint.h"

#include <algorithm>
#include <map>
#include <utility>

#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/formats/cms_attributes.h"
#include "validators/formats/object_ids.h"
#include "validators/pki/der_writer.h"

namespace senim::formats {
namespace {

using crypto::DigestAlgorithm;
using pki::Attribute;

constexpr std::uint8_t kUnsignedAttributes = 0xa1;  // unsignedAttrs [1] IMPLICIT

// A counter-signature inside a counter-signature stands four DER levels deeper.
constexpr unsigned kMaxNesting = der::kMaxDepth / 4;

// To begin and to end a digest takes as long as some hundred octets of it; else a hash index makes
// every time-stamp hash every empty value of a message again for next to nothing.
constexpr std::size_t kDigestStart = 256;

// Digests of what lies in pieces, paid for: every time-stamp may be over the whole document again.
class Imprint {
 public:
  static Result<Imprint> start(DigestAlgorithm algorithm, Budget& budget) {
    SENIM_CHECK(budget.spend(Cost::canonical_bytes, kDigestStart));
    SENIM_TRY(crypto::Hasher hasher, crypto::Hasher::start(algorithm));
    return Imprint(std::move(hasher), budget);
  }
  Status add(ByteView octets) {
    SENIM_CHECK(budget_->spend(Cost::canonical_bytes, octets.size()));
    hasher_.update(octets);
    return success();
  }
  Bytes finish() && { return std::move(hasher_).finish(); }

 private:
  Imprint(crypto::Hasher hasher, Budget& budget) : hasher_(std::move(hasher)), budget_(&budget) {}
  crypto::Hasher hasher_;
  Budget* budget_;
};

Result<Bytes> paid_digest(DigestAlgorithm algorithm, const std::vector<ByteView>& pieces,
                          Budget& budget) {
  SENIM_TRY(Imprint imprint, Imprint::start(algorithm, budget));
  for (const ByteView piece : pieces) {
    SENIM_CHECK(imprint.add(piece));
  }
  return std::move(imprint).finish();
}

// The elements of a SignedData whose octets archive time-stamps are over.
struct MessageParts {
  der::Element content_info;  // encapContentInfo
  ByteView content_type;      // TLV
  std::optional<der::Element> certificates;
  std::optional<der::Element> crls;
};

Result<MessageParts> parts_of_message(ByteView message) {
  SENIM_TRY(const der::Element outer, der::single(message, der::Rules::ber, "ContentInfo"));
  der::Reader info(outer);
  SENIM_TRY([[maybe_unused]] const der::Element type, info.expect(der::kOid, "contentType"));
  SENIM_TRY(der::Reader wrapper, info.enter(der::context_constructed(0), "content"));
  SENIM_TRY(der::Reader fields, wrapper.enter(der::kSequence, "SignedData"));
  SENIM_TRY([[maybe_unused]] const der::Element version, fields.next());
  SENIM_TRY([[maybe_unused]] const der::Element digests, fields.next());
  MessageParts parts;
  SENIM_TRY(parts.content_info, fields.expect(der::kSequence, "encapContentInfo"));
  SENIM_TRY(const der::Element content_type,
            der::Reader(parts.content_info).expect(der::kOid, "eContentType"));
  parts.content_type = content_type.whole;
  SENIM_TRY(parts.certificates, fields.next_if(der::context_constructed(0)));
  SENIM_TRY(parts.crls, fields.next_if(der::context_constructed(1)));
  return parts;
}

// The fields of a SignerInfo up to the signature, and the element of its unsigned attributes.
struct SignerParts {
  std::vector<ByteView> fields;
  std::optional<der::Element> unsigned_attributes;
};

Result<SignerParts> parts_of_signer(ByteView signer_info) {
  SENIM_TRY(const der::Element outer, der::single(signer_info, der::Rules::ber, "SignerInfo"));
  der::Reader reader(outer);
  SignerParts parts;
  while (!reader.done()) {
    SENIM_TRY(const der::Element field, reader.next());
    if (reader.done() && field.tag == der::context_constructed(1)) {
      parts.unsigned_attributes = field;
    } else {
      parts.fields.push_back(field.whole);
    }
  }
  return parts;
}

// ---- ats-hash-index ----------------------------------------------------------------------------

// ATSHashIndex ::= SEQUENCE { hashIndAlgorithm AlgorithmIdentifier DEFAULT sha256 (v3: always
// there), certificatesHashIndex, crlsHashIndex, unsignedAttrsHashIndex SEQUENCE OF OCTET STRING }
struct HashIndex {
  ByteView whole;  // TLV of the attribute's value
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::set<Bytes> certificates;
  std::set<Bytes> crls;
  std::set<Bytes> attributes;
};

Result<std::set<Bytes>> hashes(der::Reader& fields, std::string_view what, Budget& budget) {
  SENIM_TRY(der::Reader list, fields.enter(der::kSequence, what));
  std::set<Bytes> found;
  while (!list.done()) {
    SENIM_CHECK(budget.spend(Cost::der_elements));
    SENIM_TRY(const der::Element hash, list.expect(der::kOctetString, "hash"));
    found.insert(to_bytes(hash.content));
  }
  return found;
}

// The first element of an AlgorithmIdentifier is an identifier, that of a list of hashes is not.
bool is_algorithm(const der::Element& element) { return der::Reader(element).at(der::kOid); }

Result<HashIndex> read_hash_index(ByteView value, Budget& budget) {
  SENIM_TRY(const der::Element outer, der::single(value, der::Rules::ber, "ats-hash-index"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "ats-hash-index is not a SEQUENCE"};
  }
  HashIndex index;
  index.whole = value;
  der::Reader fields(outer);
  der::Reader ahead = fields;
  SENIM_TRY(const der::Element first, ahead.expect(der::kSequence, "hashIndAlgorithm"));
  if (is_algorithm(first)) {
    SENIM_TRY(index.algorithm, crypto::read_digest_algorithm(first.whole));
    fields = ahead;
  }
  SENIM_TRY(index.certificates, hashes(fields, "certificatesHashIndex", budget));
  SENIM_TRY(index.crls, hashes(fields, "crlsHashIndex", budget));
  SENIM_TRY(index.attributes, hashes(fields, "unsignedAttrsHashIndex", budget));
  SENIM_CHECK(fields.finish("ats-hash-index"));
  return index;
}

Result<HashIndex> hash_index_of(const pki::TimestampToken& token, Budget& budget) {
  std::vector<ByteView> values;
  for (const pki::SignerInfo& signer : token.signed_data.signers()) {
    for (const Oid& type :
         {attribute::kAtsHashIndexV3, attribute::kAtsHashIndexV2, attribute::kAtsHashIndex}) {
      for (const Attribute* found : signer.unsigned_attribute(type)) {
        values.insert(values.end(), found->values.begin(), found->values.end());
      }
    }
  }
  if (values.size() != 1) {
    return Error{ErrorCode::not_found, "not one ats-hash-index in the token"};
  }
  SENIM_TRY(HashIndex index, read_hash_index(values.front(), budget));
  // EN 319 122-1 5.5.2: the algorithm of the imprint. A weaker one would let things in that were
  // never stamped.
  const std::size_t size = crypto::digest_size(index.algorithm);
  const bool strong = index.algorithm == token.info.imprint_digest ||
                      size >= crypto::digest_size(DigestAlgorithm::sha256);
  if (size == 0 || !strong) {
    return Error{ErrorCode::unsupported, "the digest algorithm of the ats-hash-index"};
  }
  return index;
}

// Which of the listed hashes have been found.
class Listed {
 public:
  Listed(const std::set<Bytes>& wanted, DigestAlgorithm algorithm, Budget& budget)
      : wanted_(wanted), algorithm_(algorithm), budget_(budget) {}
  Result<bool> has(const std::vector<ByteView>& pieces) {
    SENIM_TRY(Bytes hash, paid_digest(algorithm_, pieces, budget_));
    if (wanted_.count(hash) == 0) {
      return false;
    }
    found_.insert(std::move(hash));
    return true;
  }
  bool all_found() const { return found_.size() == wanted_.size(); }

 private:
  const std::set<Bytes>& wanted_;
  DigestAlgorithm algorithm_;
  Budget& budget_;
  std::set<Bytes> found_;
};

// Hash of an instance of CertificateChoices or RevocationInfoChoice: of its DER, whatever it was
// written in.
Result<bool> has_choice(Listed& listed, const der::Element& choice) {
  SENIM_TRY(const bool as_written, listed.has({choice.whole}));
  if (as_written || der::is_definite(choice)) {
    return as_written;
  }
  SENIM_TRY(const Bytes rewritten, pki::rewritten(choice));
  return listed.has({rewritten});
}

// The data of a RevocationInfoChoice: a CRL, or the answer inside OtherRevocationInfo.
Result<ByteView> revocation_of(const der::Element& choice) {
  if (choice.tag == der::kSequence) {
    return choice.whole;
  }
  der::Reader fields(choice);
  SENIM_TRY([[maybe_unused]] const der::Element format, fields.expect(der::kOid, "format"));
  SENIM_TRY(const der::Element info, fields.next());
  return info.whole;
}

// As cms.cpp keeps it: rewritten as DER when it was not.
Status add_revocation_choice(const der::Element& choice, CoveredObjects& objects) {
  SENIM_TRY(const ByteView octets, revocation_of(choice));
  SENIM_TRY(const der::Element inner, der::single(octets, der::Rules::ber, "revocation data"));
  if (der::is_definite(inner)) {
    objects.add_revocation(octets);
    return success();
  }
  SENIM_TRY(const Bytes rewritten, pki::rewritten(inner));
  objects.add_revocation(rewritten);
  return success();
}

Status add_certificate_choice(const der::Element& choice, CoveredObjects& objects) {
  if (der::is_definite(choice)) {
    objects.add_certificate(choice.whole);
    return success();
  }
  SENIM_TRY(const Bytes rewritten, pki::rewritten(choice));
  objects.add_certificate(rewritten);
  return success();
}

using AddChoice = Status (*)(const der::Element&, CoveredObjects&);

// Adds the listed ones of a set; false when a listed hash names nothing there.
Result<bool> check_choices(const std::optional<der::Element>& set, Listed& listed, AddChoice add,
                           CoveredObjects& objects) {
  if (set) {
    der::Reader choices(*set);
    while (!choices.done()) {
      SENIM_TRY(const der::Element choice, choices.next());
      SENIM_TRY(const bool there, has_choice(listed, choice));
      if (there && !add(choice, objects).ok()) {
        continue;  // what cannot be read proves nothing
      }
    }
  }
  return listed.all_found();
}

// Version 1 hashes the whole Attribute, version 3 its type with one of its values at a time; both
// commit to the very octets, and either is found under either name in practice.
Result<bool> check_attributes(const pki::SignerInfo& signer, Listed& listed, Budget& budget,
                              ArchiveCoverage& coverage) {
  for (const Attribute& attribute : signer.unsigned_attributes) {
    SENIM_TRY(const bool whole, listed.has({attribute.whole}));
    SENIM_TRY(const der::Element element,
              der::single(attribute.whole, der::Rules::ber, "Attribute"));
    SENIM_TRY(const der::Element type, der::Reader(element).next());
    Attribute covered = attribute;
    covered.values.clear();
    for (const ByteView value : attribute.values) {
      SENIM_TRY(const bool single, listed.has({type.whole, value}));
      if (whole || single) {
        covered.values.push_back(value);
        coverage.values.insert(value.data());
      }
    }
    if (!covered.values.empty()) {
      coverage.attributes.push_back(&attribute);
      SENIM_CHECK(coverage.objects.add_attribute(covered, budget));
    }
  }
  return listed.all_found();
}

// ---- archive-time-stamp v2 ---------------------------------------------------------------------

// The unsigned attributes as they were: [1] around those that are left; nothing when none is.
Bytes remaining_attributes(const std::vector<ByteView>& attributes) {
  if (attributes.empty()) {
    return {};
  }
  Bytes joined;
  for (const ByteView attribute : attributes) {
    joined.insert(joined.end(), attribute.begin(), attribute.end());
  }
  return pki::wrapped(kUnsignedAttributes, joined);
}

// What is written here as BER may have been stamped before or after that; attributes may have been
// stamped in the order of DER.
struct V2Variant {
  bool content_as_der = false;
  bool sets_as_der = false;
  bool sorted = false;
};

Status add_element(const der::Element& element, bool as_der, Imprint& imprint) {
  if (!as_der || der::is_definite(element)) {
    return imprint.add(element.whole);
  }
  SENIM_TRY(const Bytes octets, pki::rewritten(element));
  return imprint.add(octets);
}

Result<Bytes> v2_imprint(const ArchivedSigner& archived, const MessageParts& message,
                         const SignerParts& signer, const std::vector<ByteView>& attributes,
                         const V2Variant& variant, DigestAlgorithm algorithm, Budget& budget) {
  SENIM_TRY(Imprint imprint, Imprint::start(algorithm, budget));
  SENIM_CHECK(add_element(message.content_info, variant.content_as_der, imprint));
  if (archived.detached) {
    SENIM_CHECK(imprint.add(*archived.content));
  }
  for (const auto* set : {&message.certificates, &message.crls}) {
    if (*set) {
      SENIM_CHECK(add_element(**set, variant.sets_as_der, imprint));
    }
  }
  for (const ByteView field : signer.fields) {
    SENIM_CHECK(imprint.add(field));
  }
  SENIM_CHECK(imprint.add(
      remaining_attributes(variant.sorted ? pki::sorted_as_set(attributes) : attributes)));
  return std::move(imprint).finish();
}

Status cover_message(const MessageParts& message, CoveredObjects& objects) {
  for (const auto& [set, add] : {std::pair<const std::optional<der::Element>&, AddChoice>(
                                     message.certificates, add_certificate_choice),
                                 std::pair<const std::optional<der::Element>&, AddChoice>(
                                     message.crls, add_revocation_choice)}) {
    if (!set) {
      continue;
    }
    der::Reader choices(*set);
    while (!choices.done()) {
      SENIM_TRY(const der::Element choice, choices.next());
      if (!add(choice, objects).ok()) {
        continue;  // what cannot be read proves nothing
      }
    }
  }
  return success();
}

}  // namespace

// ---- What lies inside --------------------------------------------------------------------------

void CoveredObjects::add_certificate(ByteView der) {
  if (const auto certificate = pki::Certificate::from_der(der)) {
    add_certificate(*certificate);
  }
}

void CoveredObjects::add_certificate(const pki::Certificate& certificate) {
  certificates_.insert(certificate.fingerprint());
}

void CoveredObjects::add_revocation(ByteView octets) { revocation_.insert(revocation_id(octets)); }

Status CoveredObjects::add_token(ByteView token, Budget& budget) {
  const auto data = pki::SignedData::from_ber(token, budget);
  if (!data) {
    return data.error().code == ErrorCode::limit_exceeded ? Status(data.error()) : success();
  }
  for (const pki::Certificate& certificate : data->certificates()) {
    add_certificate(certificate);
  }
  for (const ByteView crl : data->crls()) {
    add_revocation(crl);
  }
  for (const ByteView ocsp : data->ocsp_responses()) {
    add_revocation(ocsp);
  }
  for (const pki::SignerInfo& signer : data->signers()) {
    for (const Attribute& attribute : signer.unsigned_attributes) {
      // Time-stamps inside a token are not looked at for proofs (formats/timestamp.h).
      if (attribute.type == attribute::kCertificateValues ||
          attribute.type == attribute::kRevocationValues) {
        SENIM_CHECK(add_attribute(attribute, budget));
      }
    }
  }
  return success();
}

Status CoveredObjects::add_attribute(const Attribute& attribute, Budget& budget, unsigned depth) {
  const auto add_all = [&](const std::vector<Attribute>& inside) -> Status {
    for (const Attribute& inner : inside) {
      SENIM_CHECK(add_attribute(inner, budget, depth + 1));
    }
    return success();
  };
  for (const ByteView value : attribute.values) {
    if (attribute.type == attribute::kCertificateValues) {
      if (const auto certificates = attribute::certificate_values(value)) {
        for (const ByteView certificate : *certificates) {
          add_certificate(certificate);
        }
      }
    } else if (attribute.type == attribute::kRevocationValues) {
      if (const auto values = attribute::revocation_values(value)) {
        std::for_each(values->crls.begin(), values->crls.end(),
                      [this](const Bytes& crl) { add_revocation(crl); });
        std::for_each(values->ocsps.begin(), values->ocsps.end(),
                      [this](const Bytes& ocsp) { add_revocation(ocsp); });
      }
    } else if (attribute::is_timestamp(attribute.type)) {
      SENIM_CHECK(add_token(value, budget));
    } else if (attribute.type == attribute::kCounterSignature && depth < kMaxNesting) {
      const auto counter = pki::SignedData::counter_signature(value, budget);
      if (!counter) {
        continue;
      }
      SENIM_CHECK(add_all(counter->signed_attributes));
      SENIM_CHECK(add_all(counter->unsigned_attributes));
    }
  }
  return success();
}

void CoveredObjects::write_to(model::ParsedTimestamp& timestamp) const {
  timestamp.covered_certificates.assign(certificates_.begin(), certificates_.end());
  timestamp.covered_revocation.assign(revocation_.begin(), revocation_.end());
}

// ---- Imprints ----------------------------------------------------------------------------------

Result<bool> archive_v3_matches(const ArchivedSigner& archived, const pki::TimestampToken& token,
                                Budget& budget, ArchiveCoverage& coverage) {
  SENIM_TRY(const HashIndex index, hash_index_of(token, budget));
  SENIM_TRY(const MessageParts message, parts_of_message(archived.message));
  SENIM_TRY(const SignerParts signer, parts_of_signer(archived.signer->whole));
  const DigestAlgorithm algorithm = token.info.imprint_digest;
  SENIM_TRY(const Bytes content, archived.content_digest(algorithm));
  std::vector<ByteView> pieces{message.content_type, content};
  pieces.insert(pieces.end(), signer.fields.begin(), signer.fields.end());
  pieces.push_back(index.whole);
  SENIM_TRY(const Bytes imprint, paid_digest(algorithm, pieces, budget));
  if (!equal(imprint, token.info.imprint)) {
    return false;
  }
  ArchiveCoverage found;
  Listed certificates(index.certificates, index.algorithm, budget);
  Listed crls(index.crls, index.algorithm, budget);
  Listed attributes(index.attributes, index.algorithm, budget);
  SENIM_TRY(const bool all_certificates, check_choices(message.certificates, certificates,
                                                       add_certificate_choice, found.objects));
  SENIM_TRY(const bool all_crls,
            check_choices(message.crls, crls, add_revocation_choice, found.objects));
  SENIM_TRY(const bool all_attributes,
            check_attributes(*archived.signer, attributes, budget, found));
  if (!all_certificates || !all_crls || !all_attributes) {
    return false;
  }
  coverage = std::move(found);
  return true;
}

Result<bool> archive_v2_matches(const ArchivedSigner& archived, const pki::TimestampToken& token,
                                const std::set<const Attribute*>& later, Budget& budget,
                                ArchiveCoverage& coverage) {
  if (archived.detached && !archived.content) {
    return Error{ErrorCode::not_found, "the detached content was not handed in"};
  }
  SENIM_TRY(const MessageParts message, parts_of_message(archived.message));
  SENIM_TRY(const SignerParts signer, parts_of_signer(archived.signer->whole));
  std::vector<ByteView> attributes;
  for (const Attribute& attribute : archived.signer->unsigned_attributes) {
    if (later.count(&attribute) == 0) {
      attributes.push_back(attribute.whole);
    }
  }
  const bool content_definite = der::is_definite(message.content_info);
  const bool sets_definite = (!message.certificates || der::is_definite(*message.certificates)) &&
                             (!message.crls || der::is_definite(*message.crls));
  bool matches = false;
  for (unsigned bits = 0; bits < 8 && !matches; ++bits) {
    const V2Variant variant{(bits & 4U) != 0, (bits & 2U) != 0, (bits & 1U) != 0};
    const bool same_as_before =
        (variant.content_as_der && content_definite) || (variant.sets_as_der && sets_definite);
    if (same_as_before) {
      continue;
    }
    SENIM_TRY(const Bytes imprint, v2_imprint(archived, message, signer, attributes, variant,
                                              token.info.imprint_digest, budget));
    matches = equal(imprint, token.info.imprint);
  }
  if (!matches) {
    return false;
  }
  SENIM_CHECK(cover_message(message, coverage.objects));
  for (const Attribute& attribute : archived.signer->unsigned_attributes) {
    if (later.count(&attribute) != 0) {
      continue;
    }
    coverage.attributes.push_back(&attribute);
    for (const ByteView value : attribute.values) {
      coverage.values.insert(value.data());
    }
    SENIM_CHECK(coverage.objects.add_attribute(attribute, budget));
  }
  return true;
}

Result<bool> references_match(const pki::SignerInfo& signer, ReferencesScope scope,
                              const pki::TimestampToken& token, Budget& budget) {
  // RFC 5126 6.3.5: without the outer SEQUENCE of each Attribute, in this order.
  std::vector<ByteView> pieces;
  std::vector<Oid> types;
  if (scope == ReferencesScope::with_signature) {
    pieces.emplace_back(signer.signature);
    types.push_back(attribute::kSignatureTimestamp);
  }
  types.push_back(attribute::kCertificateRefs);
  types.push_back(attribute::kRevocationRefs);
  for (const Oid& type : types) {
    const auto found = signer.unsigned_attribute(type);
    if (found.empty() && type != attribute::kSignatureTimestamp) {
      return Error{ErrorCode::not_found, "references are not there"};
    }
    for (const Attribute* attribute : found) {
      SENIM_TRY(const der::Element element,
                der::single(attribute->whole, der::Rules::ber, "Attribute"));
      pieces.push_back(element.content);
    }
  }
  SENIM_TRY(const Bytes imprint, paid_digest(token.info.imprint_digest, pieces, budget));
  return equal(imprint, token.info.imprint);
}

}  // namespace senim::formats

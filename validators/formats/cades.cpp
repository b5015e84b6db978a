#include "validators/formats/cades.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <utility>

#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/formats/archive_imprint.h"
#include "validators/formats/cms_attributes.h"
#include "validators/formats/distinct_certificates.h"
#include "validators/formats/object_ids.h"
#include "validators/formats/policy_document.h"
#include "validators/formats/revocation_coverage.h"
#include "validators/formats/signature_level.h"
#include "validators/formats/timestamp.h"
#include "validators/pki/cms.h"

namespace senim::formats {
namespace {

using crypto::DigestAlgorithm;
using model::DigestMatcher;
using model::DigestMatcherKind;
using model::MatchState;
using model::ParsedSignature;
using model::TimestampKind;
using pki::Attribute;
using pki::SignerInfo;

constexpr Oid kData{"1.2.840.113549.1.7.1"};
constexpr Oid kGmData{"1.2.156.10197.6.1.4.2.1"};  // the same in China: GM/T 0010
constexpr Oid kEcPublicKey{"1.2.840.10045.2.1"};

// A counter-signature stands at least four DER levels inside its parent; threats.md allows 32.
constexpr unsigned kMaxCounterDepth = der::kMaxDepth / 4;

// Octets of CRLs and OCSP answers that stand once in the message and are copied to each of its
// signatures: half of what may be in flight (design.md 8).
constexpr std::size_t kMaxCopiedEvidence = 256 << 20;
constexpr std::size_t kCopyOverhead = 64;  // what a small vector costs beside its octets

// Keeps alive what the signatures of one message view.
struct CmsSource {
  std::shared_ptr<const Bytes> decoded;
  std::shared_ptr<const pki::SignedData> data;
  std::deque<SignerInfo> counter_signers;
  std::deque<Bytes> counter_signed;  // the values of their parents, which move
};

// What a signature may be over: the octets inside, or what the caller handed in.
struct Content {
  std::string name{};
  std::optional<ByteView> octets{};
  DigestAlgorithm digest = DigestAlgorithm::unknown;  // given by its digest only
  Bytes digest_value{};
};

// The digests of one content, each computed once however many signers there are.
class ContentDigests {
 public:
  explicit ContentDigests(Content content) : content_(std::move(content)) {}
  const Content& content() const { return content_; }

  const Result<Bytes>& of(DigestAlgorithm algorithm) {
    auto found = known_.find(algorithm);
    if (found == known_.end()) {
      found = known_.emplace(algorithm, compute(algorithm)).first;
    }
    return found->second;
  }

 private:
  Result<Bytes> compute(DigestAlgorithm algorithm) const {
    if (content_.octets) {
      return crypto::digest(algorithm, *content_.octets);
    }
    if (content_.digest == algorithm && algorithm != DigestAlgorithm::unknown) {
      return content_.digest_value;
    }
    return Error{ErrorCode::not_found,
                 "the content was handed in as a digest by another algorithm"};
  }
  Content content_;
  std::map<DigestAlgorithm, Result<Bytes>> known_;
};

// The attributes of which RFC 5652 11, RFC 5035 3 and EN 319 122-1 5 allow one, with one value.
constexpr std::array kSingleAttributes{
    attribute::kContentType,          attribute::kMessageDigest,
    attribute::kSigningTime,          attribute::kAlgorithmProtection,
    attribute::kContentHints,         attribute::kSigningCertificate,
    attribute::kSigningCertificateV2, attribute::kSignaturePolicy,
    attribute::kSignerLocation,       attribute::kSignerAttributes,
    attribute::kSignerAttributesV2,   attribute::kMimeType,
};

// RFC 5652 11.1 to 11.3, RFC 6211 2, RFC 5035 3, EN 319 122-1 5.2: signed or nothing.
constexpr std::array kSignedOnly{
    attribute::kContentType,          attribute::kMessageDigest,
    attribute::kSigningTime,          attribute::kAlgorithmProtection,
    attribute::kContentHints,         attribute::kSigningCertificate,
    attribute::kSigningCertificateV2, attribute::kSignaturePolicy,
    attribute::kSignerLocation,       attribute::kSignerAttributes,
    attribute::kSignerAttributesV2,   attribute::kMimeType,
    attribute::kCommitmentType,       attribute::kContentTimestamp,
};
// RFC 5652 11.4, EN 319 122-1 5.3 to 5.5: unsigned or nothing.
constexpr std::array kUnsignedOnly{
    attribute::kCounterSignature,   attribute::kSignatureTimestamp, attribute::kCertificateValues,
    attribute::kRevocationValues,   attribute::kEscTimestamp,       attribute::kCertCrlTimestamp,
    attribute::kArchiveTimestampV1, attribute::kArchiveTimestampV2, attribute::kArchiveTimestampV3,
};

// The value of an attribute that must be single; nothing when absent or doubled (which
// check_single reports).
std::optional<ByteView> single_value(const SignerInfo& signer, const Oid& type) {
  const auto found = signer.signed_attribute(type);
  if (found.size() != 1 || found.front()->values.size() != 1) {
    return std::nullopt;
  }
  return found.front()->values.front();
}

// The values of attributes of one type, however many instances there are.
std::vector<ByteView> values_of(const std::vector<const Attribute*>& attributes) {
  std::vector<ByteView> values;
  for (const Attribute* attribute : attributes) {
    values.insert(values.end(), attribute->values.begin(), attribute->values.end());
  }
  return values;
}

void problem(ParsedSignature& signature, std::string code, std::string detail) {
  signature.format_problems.push_back({std::move(code), std::move(detail)});
}

void deviation(ParsedSignature& signature, std::string code, std::string detail) {
  signature.format_remarks.push_back(
      {model::FormatRemark::Kind::deviation, std::move(code), std::move(detail)});
}

// RFC 5652 10.2.5 knows v0 to v5; what is above is another syntax than the one read here.
constexpr int kMaxCmsVersion = 5;

void check_versions(const pki::SignedData& data, const SignerInfo& signer,
                    ParsedSignature& signature) {
  for (const int version : {data.version(), signer.version}) {
    if (version > kMaxCmsVersion) {
      problem(signature, "signature-structure", "CMSVersion " + std::to_string(version));
      return;
    }
  }
  // RFC 5652 5.3: 1 by issuer and serial, 3 by key identifier. 5.1: below 3 only for id-data signed
  // by certificates named the first way; that a version is higher than it need be says nothing.
  const int by_form = signer.sid.subject_key_id.empty() ? 1 : 3;
  if (signer.version != by_form) {
    deviation(signature, "cms-version", "SignerInfo " + std::to_string(signer.version));
  }
  const bool data_content = data.content_type() == kData || data.content_type() == kGmData;
  const bool plain = data_content && by_form == 1;
  if (data.version() == 0 || data.version() == 2 || (!plain && data.version() < 3)) {
    deviation(signature, "cms-version", "SignedData " + std::to_string(data.version()));
  }
}

// RFC 5758 3.2 and RFC 8410 3: no parameters at all; a NULL says nothing and is told.
// id-ecPublicKey names a key, but what it means as a signature algorithm leaves no choice.
void check_algorithm_identifier(const SignerInfo& signer, ParsedSignature& signature) {
  const bool bare = signer.signature_algorithm.scheme == crypto::SignatureScheme::ecdsa ||
                    signer.signature_algorithm.scheme == crypto::SignatureScheme::eddsa;
  const auto outer =
      der::single(signer.signature_algorithm_der, der::Rules::der, "AlgorithmIdentifier");
  if (!bare || !outer) {
    return;
  }
  der::Reader fields(*outer);
  const auto id = fields.next();
  const auto oid = id ? der::oid(*id) : Result<Oid>(id.error());
  if (oid && *oid == kEcPublicKey) {
    deviation(signature, "algorithm-identifier", "id-ecPublicKey");
  }
  if (!fields.done()) {
    deviation(signature, "algorithm-identifier",
              "parameters of " + signer.signature_algorithm.name());
  }
}

void check_single(const SignerInfo& signer, ParsedSignature& signature) {
  for (const Oid& type : kSingleAttributes) {
    const auto found = signer.signed_attribute(type);
    const bool single = found.empty() || (found.size() == 1 && found.front()->values.size() == 1);
    if (!single) {
      problem(signature, "signed-attributes-unique", type.dotted());
    }
  }
}

// In the wrong place an attribute says nothing to this reader; another one may believe it.
void check_placement(const SignerInfo& signer, ParsedSignature& signature) {
  for (const Oid& type : kSignedOnly) {
    if (!signer.unsigned_attribute(type).empty()) {
      deviation(signature, "attribute-placement", type.dotted() + " is not signed");
    }
  }
  for (const Oid& type : kUnsignedOnly) {
    if (!signer.signed_attribute(type).empty()) {
      deviation(signature, "attribute-placement", type.dotted() + " is signed");
    }
  }
}

// RFC 5652 11.1: there, and equal to eContentType; 11.4: not in a counter-signature.
void check_content_type(const SignerInfo& signer, const Oid& content_type,
                        ParsedSignature& signature) {
  const auto value = single_value(signer, attribute::kContentType);
  if (!value) {
    problem(signature, "content-type-attribute", "absent or not single");
    return;
  }
  const auto element = der::single(*value, der::Rules::ber, "content-type");
  const auto oid = element ? der::oid(*element) : Result<Oid>(element.error());
  if (!oid || *oid != content_type) {
    problem(signature, "content-type-attribute",
            oid ? oid->dotted() + " is not " + content_type.dotted() : oid.error().message);
  }
}

// RFC 6211.
void check_algorithm_protection(const SignerInfo& signer, ParsedSignature& signature) {
  const auto value = single_value(signer, attribute::kAlgorithmProtection);
  if (!value) {
    return;
  }
  const auto agrees = attribute::algorithm_protection_agrees(*value, signer.digest_algorithm_der,
                                                             signer.signature_algorithm_der);
  if (!agrees || !*agrees) {
    problem(signature, "algorithm-protection",
            agrees ? "names other algorithms" : agrees.error().message);
  }
}

// threats.md, "signed attributes offered as content": the value of a signature with signed
// attributes is also a value over content that happens to be their SET OF; such content is refused.
bool looks_like_signed_attributes(ByteView content) {
  const auto set = der::single(content, der::Rules::ber, "content");
  if (!set || set->tag != der::kSet) {
    return false;
  }
  der::Reader attributes(*set);
  if (attributes.done()) {
    return false;
  }
  while (!attributes.done()) {
    const auto item = attributes.next();
    if (!item || item->tag != der::kSequence) {
      return false;
    }
    der::Reader inside(*item);
    const auto type = inside.next();
    const auto values = inside.next();
    if (!type || type->tag != der::kOid || !values || values->tag != der::kSet) {
      return false;
    }
  }
  return true;
}

bool is_padding(ByteView octets) {
  return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) {
    return octet == 0 || octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
  });
}

std::vector<std::string> timestamp_ids(const ParsedSignature& signature) {
  std::vector<std::string> ids;
  for (const model::ParsedTimestamp& timestamp : signature.timestamps) {
    ids.push_back(timestamp.id);
  }
  return ids;
}

// An archive time-stamp before its turn: they are read in the order of their times.
struct ArchiveStamp {
  const Attribute* attribute = nullptr;
  ByteView value{};
  std::optional<UtcTime> time;
};

class CmsReader {
 public:
  CmsReader(const CmsFile& file, const std::vector<model::DetachedPart>& detached, Budget& budget)
      : file_(file), detached_(detached), budget_(budget), certificates_(budget) {}

  Result<SignedDocument> read();

 private:
  ByteView octets() const { return file_.decoded ? ByteView(*file_.decoded) : file_.document; }
  void find_contents();
  void find_coverage();

  Status read_signer(const SignerInfo& signer);
  Status read_counter_signatures(const SignerInfo& signer, std::size_t parent, unsigned depth);
  Status read_counter_signature(const SignerInfo& signer, std::size_t parent, unsigned depth);
  Status check_count() const;
  void check_envelope(const SignerInfo& signer, ParsedSignature& signature) const;
  Status add_broken(ByteView octets, std::string why, std::optional<std::size_t> parent);
  Status add_broken_behind(std::size_t readable);
  Result<ParsedSignature> common(const SignerInfo& signer);
  void read_identity(const SignerInfo& signer, ParsedSignature& signature);
  const std::string& issuer_key(const pki::Certificate& certificate);
  Status read_certificates(const SignerInfo& signer, ParsedSignature& signature);
  void read_claims(const SignerInfo& signer, ParsedSignature& signature);
  void read_policy_store(const SignerInfo& signer, ParsedSignature& signature);
  Status read_revocation(const SignerInfo& signer, ParsedSignature& signature);

  void match_content(const SignerInfo& signer, ParsedSignature& signature);
  ContentDigests* choose_content(const SignerInfo& signer, ByteView expected,
                                 DigestMatcher& matcher);
  void sign_content(const SignerInfo& signer, ParsedSignature& signature);
  void add_scope(const SignerInfo& signer, ParsedSignature& signature);

  Status read_timestamps(const SignerInfo& signer, ParsedSignature& signature);
  Status add_timestamps(const std::vector<const Attribute*>& attributes, TokenSource& source,
                        const CoveredObjects* covered, ParsedSignature& signature);
  Status take_archive_stamps(const Attribute& attribute, std::vector<ArchiveStamp>& stamps);
  Status read_archive_timestamps(const SignerInfo& signer, std::size_t index,
                                 ContentDigests* content);
  Status add_archive_timestamp(const ArchivedSigner& archived, const ArchiveStamp& stamp,
                               const std::vector<ArchiveStamp>& all, ParsedSignature& signature);
  std::vector<std::string> always_covered(const ParsedSignature& signature) const;
  bool has_token(const SignerInfo& signer, const ParsedSignature& signature, const Oid& type) const;
  LevelFacts level_facts(const SignerInfo& signer, const ParsedSignature& signature);

  const CmsFile& file_;
  const std::vector<model::DetachedPart>& detached_;
  Budget& budget_;
  DistinctCertificates certificates_;
  std::map<pki::Fingerprint, std::string> issuer_keys_;
  ObjectIds ids_;
  std::shared_ptr<CmsSource> source_ = std::make_shared<CmsSource>();
  std::vector<ContentDigests> contents_;
  // Which of contents_ the signature being read is over; null when none was found.
  ContentDigests* chosen_ = nullptr;
  model::Coverage coverage_ = model::Coverage::partial;
  std::size_t timestamps_ = 0;
  std::size_t copied_ = 0;
  std::optional<RevocationCoverage> shared_revocation_;  // of SignedData.crls
  IssuerHashes issuer_hashes_;
  std::vector<ParsedSignature> signatures_;
  // By where the value of an unsigned attribute starts: the ids of what it is.
  std::map<const std::uint8_t*, std::vector<std::string>> ids_at_;
};

Result<SignedDocument> CmsReader::read() {
  source_->decoded = file_.decoded;
  if (file_.message) {
    source_->data = file_.message;
  } else {
    SENIM_TRY(pki::SignedData data, pki::SignedData::from_ber(octets(), budget_));
    source_->data = std::make_shared<const pki::SignedData>(std::move(data));
  }
  find_contents();
  find_coverage();
  const std::vector<SignerInfo>& signers = source_->data->signers();
  for (std::size_t i = 0; i < signers.size(); ++i) {
    SENIM_CHECK(add_broken_behind(i));
    SENIM_CHECK(read_signer(signers[i]));
  }
  SENIM_CHECK(add_broken_behind(signers.size()));
  SignedDocument document;
  document.kind = model::DocumentKind::cms;
  document.signatures = std::move(signatures_);
  document.owner = source_;
  return document;
}

// Those that stand behind so many readable signers and before the next.
Status CmsReader::add_broken_behind(std::size_t readable) {
  for (const pki::BrokenSigner& broken : source_->data->broken_signers()) {
    if (broken.readable_before == readable) {
      SENIM_CHECK(add_broken(broken.whole, broken.problem, std::nullopt));
    }
  }
  return success();
}

// report.md 5: CMS and a single detached file match whatever the name.
void CmsReader::find_contents() {
  if (!source_->data->detached()) {
    contents_.emplace_back(Content{.octets = source_->data->content()});
    return;
  }
  for (const model::DetachedPart& part : detached_) {
    const bool again = !contents_.empty() && part.content && contents_.front().content().octets &&
                       equal(*part.content, *contents_.front().content().octets);
    if (again) {
      continue;  // the same file handed in twice
    }
    contents_.emplace_back(Content{.name = part.name,
                                   .octets = part.content,
                                   .digest = part.digest,
                                   .digest_value = part.digest_value});
  }
}

// Whole: nothing behind the message but padding, and no part handed in that is not what was signed.
void CmsReader::find_coverage() {
  const bool clean = file_.trailing == 0 && is_padding(source_->data->rest());
  bool all_parts = true;
  if (source_->data->detached()) {
    all_parts = contents_.size() == 1;
  } else {
    const ByteView content = source_->data->content();
    for (const model::DetachedPart& part : detached_) {
      if (part.content) {
        all_parts = all_parts && equal(*part.content, content);
        continue;
      }
      const auto& digest = contents_.front().of(part.digest);
      all_parts = all_parts && digest.ok() && equal(*digest, part.digest_value);
    }
  }
  coverage_ = clean && all_parts ? model::Coverage::whole : model::Coverage::partial;
}

Status CmsReader::read_signer(const SignerInfo& signer) {
  chosen_ = nullptr;
  SENIM_TRY(ParsedSignature signature, common(signer));
  const pki::SignedData& data = *source_->data;
  signature.packaging = data.detached() ? model::Packaging::detached : model::Packaging::enveloping;
  signature.content_type = data.content_type().dotted();
  signature.coverage = coverage_;
  check_envelope(signer, signature);
  if (signer.has_signed_attributes) {
    check_content_type(signer, data.content_type(), signature);
    match_content(signer, signature);
  } else {
    // RFC 5652 5.3: content of another type than id-data needs signed attributes.
    if (data.content_type() != kData && data.content_type() != kGmData) {
      problem(signature, "content-type-attribute",
              "no signed attributes over " + data.content_type().dotted());
    }
    sign_content(signer, signature);
  }
  add_scope(signer, signature);
  const std::size_t index = signatures_.size();
  SENIM_CHECK(read_timestamps(signer, signature));
  signatures_.push_back(std::move(signature));
  ContentDigests* const content = chosen_;
  SENIM_CHECK(read_counter_signatures(signer, index, 1));
  SENIM_CHECK(read_archive_timestamps(signer, index, content));
  signatures_[index].level = signature_level(level_facts(signer, signatures_[index]));
  return success();
}

// What the message around the signer departs in, and what it leaves unsigned.
void CmsReader::check_envelope(const SignerInfo& signer, ParsedSignature& signature) const {
  const pki::SignedData& data = *source_->data;
  check_versions(data, signer, signature);
  if (std::count(data.digest_algorithms().begin(), data.digest_algorithms().end(), signer.digest) ==
      0) {
    deviation(signature, "digest-algorithms-set", signer.digest_identifier);
  }
  if (const std::size_t trailing = file_.trailing + data.rest().size(); trailing != 0) {
    signature.format_remarks.push_back(
        {model::FormatRemark::Kind::unsigned_content, "trailing-octets", std::to_string(trailing)});
  }
}

// What every SignerInfo says, whatever it is over.
Result<ParsedSignature> CmsReader::common(const SignerInfo& signer) {
  SENIM_CHECK(check_count());
  ParsedSignature signature;
  signature.id = ids_.signature(signer.whole);
  if (ObjectIds::is_repeat(signature.id)) {
    signature.format_remarks.push_back(
        {model::FormatRemark::Kind::unsigned_content, "signature-duplicated", signature.id});
  }
  signature.owner = source_;
  signature.algorithm = signer.signature_algorithm;
  signature.data_digest = signer.digest;
  signature.value = signer.signature;
  if (signer.has_signed_attributes) {
    signature.signed_octets = signer.signed_attributes_der;
    if (signer.signed_attributes_sorted) {
      signature.signed_octets_alternatives.push_back(*signer.signed_attributes_sorted);
    }
    check_single(signer, signature);
    check_algorithm_protection(signer, signature);
  }
  // RFC 5652 5.3: who signed. What names nobody would leave it to the attributes alone.
  if (signer.sid.serial.empty() && signer.sid.subject_key_id.empty()) {
    problem(signature, "signature-structure", "a signer identifier without octets");
  }
  if (signer.digest_disagrees) {
    problem(signature, "digest-algorithm-agreement",
            signer.digest_identifier + " beside " + signer.signature_algorithm.name());
  }
  check_algorithm_identifier(signer, signature);
  check_placement(signer, signature);
  read_claims(signer, signature);
  SENIM_CHECK(read_certificates(signer, signature));
  read_identity(signer, signature);
  SENIM_CHECK(read_revocation(signer, signature));
  return signature;
}

void CmsReader::read_identity(const SignerInfo& signer, ParsedSignature& signature) {
  signature.signer_issuer = to_bytes(signer.sid.issuer);
  signature.signer_serial = to_bytes(signer.sid.serial);
  signature.signer_key_id = to_bytes(signer.sid.subject_key_id);
  std::optional<std::string> issuer;
  const auto names_issuer_of = [&](const pki::Certificate& certificate) {
    if (equal(signer.sid.issuer, certificate.issuer().der())) {
      return true;
    }
    if (!issuer) {
      issuer = pki::Name(signer.sid.issuer).comparison_key();
    }
    return issuer_key(certificate) == *issuer;
  };
  for (const pki::Certificate& certificate : signature.certificates) {
    const bool named = signer.sid.issuer.empty() ? signer.sid.names(certificate)
                                                 : equal(signer.sid.serial, certificate.serial()) &&
                                                       names_issuer_of(certificate);
    if (named) {
      signature.signer_candidates.push_back(certificate);
    }
  }
}

// Prepared once: 100 signers may stand beside 500 certificates with long names.
const std::string& CmsReader::issuer_key(const pki::Certificate& certificate) {
  auto known = issuer_keys_.find(certificate.fingerprint());
  if (known == issuer_keys_.end()) {
    known = issuer_keys_.emplace(certificate.fingerprint(), certificate.issuer().comparison_key())
                .first;
  }
  return known->second;
}

Status CmsReader::read_certificates(const SignerInfo& signer, ParsedSignature& signature) {
  std::size_t unreadable = source_->data->unreadable_certificates();
  SENIM_CHECK(certificates_.add(source_->data->certificates(), signature.certificates));
  for (const ByteView value : values_of(signer.unsigned_attribute(attribute::kCertificateValues))) {
    const auto encoded = attribute::certificate_values(value);
    if (!encoded) {
      ++unreadable;
      continue;
    }
    SENIM_TRY(const std::size_t skipped, certificates_.add(*encoded, signature.certificates));
    unreadable += skipped;
  }
  if (unreadable != 0) {
    deviation(signature, "embedded-certificate-readable", std::to_string(unreadable));
  }
  return success();
}

// Signed attributes that say something about the signature. One that cannot be read is a format
// problem: it was signed, so it is the signer's error, and what it says is unknown.
void CmsReader::read_claims(const SignerInfo& signer, ParsedSignature& signature) {
  const auto read = [&](const Oid& type, auto reader, auto use) {
    const auto value = single_value(signer, type);
    if (!value) {
      return;
    }
    auto result = reader(*value);
    if (!result) {
      problem(signature, "signature-structure", type.dotted() + ": " + result.error().message);
      return;
    }
    use(std::move(result).value());
  };
  const auto add_references = [&](std::vector<model::CertificateReference> found) {
    auto& all = signature.certificate_references;
    for (model::CertificateReference& one : found) {
      one.attribute = all.empty() ? 0 : 1;
    }
    all.insert(all.end(), std::make_move_iterator(found.begin()),
               std::make_move_iterator(found.end()));
  };
  const auto add_roles = [&](std::vector<std::string> found) {
    auto& all = signature.claimed_roles;
    all.insert(all.end(), std::make_move_iterator(found.begin()),
               std::make_move_iterator(found.end()));
  };
  // EN 319 102-1 5.2.3.4: the newer attribute first.
  read(attribute::kSigningCertificateV2, attribute::signing_certificate_v2, add_references);
  read(attribute::kSigningCertificate, attribute::signing_certificate, add_references);
  read(attribute::kSigningTime, attribute::signing_time,
       [&](UtcTime time) { signature.claimed_signing_time = time; });
  read(attribute::kSignaturePolicy, attribute::signature_policy,
       [&](model::SignaturePolicyReference policy) { signature.policy = std::move(policy); });
  read(attribute::kSignerAttributes, attribute::signer_attributes, add_roles);
  read(attribute::kSignerAttributesV2, attribute::signer_attributes, add_roles);
  read(attribute::kSignerLocation, attribute::signer_location,
       [&](std::string location) { signature.signer_location = std::move(location); });
  for (const ByteView value : values_of(signer.signed_attribute(attribute::kCommitmentType))) {
    if (auto commitment = attribute::commitment_type(value)) {
      signature.commitments.push_back(std::move(commitment).value());
    }
  }
  // What only policies ask for and nothing else is made of: unreadable, it states nothing.
  for (const ByteView value : values_of(signer.signed_attribute(attribute::kContentHints))) {
    if (auto hints = attribute::content_hints(value)) {
      signature.content_hints = std::move(hints).value();
    }
  }
  for (const ByteView value : values_of(signer.signed_attribute(attribute::kContentIdentifier))) {
    if (auto identifier = attribute::content_identifier(value)) {
      signature.content_identifiers.push_back(std::move(identifier).value());
    }
  }
  read_policy_store(signer, signature);
  signature.certificate_required_by_reference =
      !signer.signed_attribute(attribute::kSigningCertificate).empty() ||
      !signer.signed_attribute(attribute::kSigningCertificateV2).empty();
  signature.format = signature.certificate_required_by_reference ? model::SignatureFormat::cades
                                                                 : model::SignatureFormat::cms;
}

// EN 319 122-1 5.2.10. Unsigned: only the digest in the signed reference makes it the policy's. Of
// several the first counts; what cannot be read is none.
void CmsReader::read_policy_store(const SignerInfo& signer, ParsedSignature& signature) {
  const auto stores = values_of(signer.unsigned_attribute(attribute::kSignaturePolicyStore));
  if (stores.empty()) {
    return;
  }
  const auto document = attribute::policy_store(stores.front());
  signature.has_policy_store = document.ok();
  if (document && *document && signature.policy) {
    signature.policy->document = compare(*signature.policy, **document);
  }
}

Status CmsReader::read_revocation(const SignerInfo& signer, ParsedSignature& signature) {
  for (const ByteView crl : source_->data->crls()) {
    signature.crls.push_back(to_bytes(crl));
    copied_ += crl.size() + kCopyOverhead;
  }
  for (const ByteView ocsp : source_->data->ocsp_responses()) {
    signature.ocsp_responses.push_back(to_bytes(ocsp));
    copied_ += ocsp.size() + kCopyOverhead;
  }
  if (copied_ > kMaxCopiedEvidence) {
    return Error{ErrorCode::limit_exceeded, "too much revocation data for so many signatures"};
  }
  if (!shared_revocation_) {
    shared_revocation_.emplace(signature.crls, signature.ocsp_responses);
  }
  std::vector<ByteView> values = values_of(signer.unsigned_attribute(attribute::kRevocationValues));
  const auto adobe = values_of(signer.signed_attribute(attribute::kAdobeRevocation));
  values.insert(values.end(), adobe.begin(), adobe.end());
  // Unreadable evidence is no evidence; it is told. What stands in a list that can be read is read
  // in collect, which tells the same of it.
  std::size_t unreadable = source_->data->unreadable_revocations();
  for (const ByteView value : values) {
    auto read = attribute::revocation_values(value);
    if (!read) {
      ++unreadable;
      continue;
    }
    std::move(read->crls.begin(), read->crls.end(), std::back_inserter(signature.crls));
    std::move(read->ocsps.begin(), read->ocsps.end(), std::back_inserter(signature.ocsp_responses));
  }
  if (unreadable != 0) {
    deviation(signature, "embedded-revocation-readable", std::to_string(unreadable));
  }
  for (const Oid& type : {attribute::kEvidenceRecordInternal, attribute::kEvidenceRecordExternal}) {
    for (const ByteView value : values_of(signer.unsigned_attribute(type))) {
      signature.evidence_records.push_back(to_bytes(value));
    }
  }
  return success();
}

// With signed attributes: the message-digest attribute names the content (RFC 5652 11.2).
void CmsReader::match_content(const SignerInfo& signer, ParsedSignature& signature) {
  DigestMatcher matcher;
  matcher.kind = DigestMatcherKind::signed_data;
  matcher.digest = signer.digest;
  matcher.digest_identifier = signer.digest_identifier;
  const auto value = single_value(signer, attribute::kMessageDigest);
  const auto element =
      value ? der::single(*value, der::Rules::ber, "message-digest")
            : Result<der::Element>(Error{ErrorCode::malformed, "absent or not single"});
  const auto expected = element && element->tag.number == der::kOctetString.number
                            ? der::octet_string(*element)
                            : Result<der::Octets>(Error{ErrorCode::malformed, "no OCTET STRING"});
  if (!expected) {
    problem(signature, "message-digest-attribute", expected.error().message);
    matcher.problem = "no message-digest attribute";
    signature.matchers.push_back(std::move(matcher));
    return;
  }
  matcher.expected = to_bytes(expected->view);
  chosen_ = choose_content(signer, matcher.expected, matcher);
  matcher.octets = chosen_ == nullptr ? std::nullopt : chosen_->content().octets;
  signature.matchers.push_back(std::move(matcher));
}

// The content whose digest is `expected`. With several parts and no match, nothing says which one
// was meant: missing, not changed.
ContentDigests* CmsReader::choose_content(const SignerInfo& signer, ByteView expected,
                                          DigestMatcher& matcher) {
  matcher.state = MatchState::missing;
  matcher.problem = "the detached content was not handed in";
  for (ContentDigests& content : contents_) {
    const Result<Bytes>& digest = content.of(signer.digest);
    if (!digest) {
      const bool unsupported = digest.error().code == ErrorCode::unsupported;
      matcher.state = unsupported ? MatchState::unsupported : MatchState::missing;
      matcher.problem = digest.error().message;
      matcher.name = content.content().name;
      continue;
    }
    if (equal(*digest, expected)) {
      matcher.state = MatchState::intact;
      matcher.problem.clear();
      matcher.name = content.content().name;
      return &content;
    }
    if (contents_.size() == 1) {
      matcher.state = MatchState::changed;
      matcher.problem.clear();
      matcher.name = content.content().name;
      return &content;
    }
    matcher.problem = "none of the parts handed in has the signed digest";
  }
  return contents_.size() == 1 ? &contents_.front() : nullptr;
}

// Without signed attributes: the value is over the content itself (RFC 5652 5.4).
void CmsReader::sign_content(const SignerInfo& signer, ParsedSignature& signature) {
  DigestMatcher missing;
  missing.digest = signer.digest;
  missing.digest_identifier = signer.digest_identifier;
  if (contents_.size() != 1) {
    missing.problem = contents_.empty() ? "the detached content was not handed in"
                                        : "several parts and no digest to choose by";
    signature.signed_octets_problem = missing.problem;
    signature.matchers.push_back(std::move(missing));
    return;
  }
  chosen_ = &contents_.front();
  const Content& content = chosen_->content();
  if (content.octets) {
    signature.signed_octets = *content.octets;
    if (looks_like_signed_attributes(*content.octets)) {
      problem(signature, "signed-attributes-as-content", "");
    }
    return;
  }
  if (content.digest == signer.digest && signer.digest != DigestAlgorithm::unknown) {
    signature.signed_digest = content.digest_value;
    return;
  }
  missing.problem = "the content was handed in as a digest by another algorithm";
  signature.signed_octets_problem = missing.problem;
  signature.matchers.push_back(std::move(missing));
}

void CmsReader::add_scope(const SignerInfo& signer, ParsedSignature& signature) {
  if (chosen_ == nullptr) {
    return;
  }
  model::SignedScope scope;
  scope.name = chosen_->content().name;
  scope.kind =
      chosen_->content().octets ? model::SignedScope::Kind::full : model::SignedScope::Kind::digest;
  if (const Result<Bytes>& digest = chosen_->of(signer.digest)) {
    scope.digest = signer.digest;
    scope.value = *digest;
  }
  signature.scope.push_back(std::move(scope));
}

// RFC 5652 11.4: values are SignerInfos over the signature value of their parent.
Status CmsReader::read_counter_signatures(const SignerInfo& signer, std::size_t parent,
                                          unsigned depth) {
  for (const ByteView value : values_of(signer.unsigned_attribute(attribute::kCounterSignature))) {
    if (depth > kMaxCounterDepth) {
      return Error{ErrorCode::limit_exceeded, "counter-signatures nested too deep"};
    }
    auto counter = pki::SignedData::counter_signature(value, budget_);
    const std::size_t first = signatures_.size();
    if (counter) {
      source_->counter_signers.push_back(std::move(counter).value());
      SENIM_CHECK(read_counter_signature(source_->counter_signers.back(), parent, depth));
    } else if (counter.error().code == ErrorCode::limit_exceeded) {
      return counter.error();
    } else {
      SENIM_CHECK(add_broken(value, counter.error().message, parent));
    }
    for (std::size_t i = first; i < signatures_.size(); ++i) {
      std::vector<std::string>& ids = ids_at_[value.data()];
      ids.push_back(signatures_[i].id);
      for (std::string& id : timestamp_ids(signatures_[i])) {
        ids.push_back(std::move(id));
      }
    }
  }
  return success();
}

Status CmsReader::check_count() const {
  return signatures_.size() < kMaxSignatures
             ? success()
             : Error{ErrorCode::limit_exceeded, "more than 100 signatures in one document"};
}

// A signature that cannot be read any further (report.md 2: TOTAL_FAILED/FORMAT_FAILURE).
Status CmsReader::add_broken(ByteView octets, std::string why, std::optional<std::size_t> parent) {
  SENIM_CHECK(check_count());
  ParsedSignature broken;
  broken.id = ids_.signature(octets);
  broken.parent = parent;
  problem(broken, "format-structure", std::move(why));
  signatures_.push_back(std::move(broken));
  return success();
}

Status CmsReader::read_counter_signature(const SignerInfo& signer, std::size_t parent,
                                         unsigned depth) {
  SENIM_TRY(ParsedSignature signature, common(signer));
  signature.parent = parent;
  const Bytes& signed_value = signatures_[parent].value;
  if (signer.has_signed_attributes) {
    // RFC 5652 11.4: no content-type attribute; one that is there says nothing and is tolerated.
    source_->counter_signed.push_back(signed_value);
    ContentDigests content(Content{.octets = ByteView(source_->counter_signed.back())});
    std::vector<ContentDigests> outer = std::exchange(contents_, {});
    contents_.push_back(std::move(content));
    match_content(signer, signature);
    contents_ = std::move(outer);
    signature.matchers.back().kind = DigestMatcherKind::counter_signed_value;
    signature.matchers.back().name = signatures_[parent].id;
  } else {
    // A copy: the parent's value moves with its ParsedSignature.
    auto copy = std::make_shared<const Bytes>(signed_value);
    signature.signed_octets = *copy;
    signature.owner = copy;
    if (looks_like_signed_attributes(*copy)) {
      problem(signature, "signed-attributes-as-content", "");
    }
  }
  chosen_ = nullptr;
  model::SignedScope scope;
  scope.name = signatures_[parent].id;
  scope.kind = model::SignedScope::Kind::signature;
  signature.scope.push_back(std::move(scope));
  const std::size_t index = signatures_.size();
  SENIM_CHECK(read_timestamps(signer, signature));
  signatures_.push_back(std::move(signature));
  SENIM_CHECK(read_counter_signatures(signer, index, depth + 1));
  SENIM_CHECK(read_archive_timestamps(signer, index, nullptr));
  signatures_[index].level = signature_level(level_facts(signer, signatures_[index]));
  return success();
}

Status CmsReader::add_timestamps(const std::vector<const Attribute*>& attributes,
                                 TokenSource& source, const CoveredObjects* covered,
                                 ParsedSignature& signature) {
  for (const ByteView value : values_of(attributes)) {
    if (++timestamps_ > kMaxTimestamps) {
      return Error{ErrorCode::limit_exceeded, "more than 500 time-stamps in one document"};
    }
    source.token = value;
    SENIM_TRY(auto timestamp, read_timestamp(source, ids_, budget_));
    ids_at_[value.data()].push_back(timestamp.id);
    if (timestamp.imprint == model::ParsedTimestamp::Imprint::matches && covered != nullptr) {
      covered->write_to(timestamp);
    }
    signature.timestamps.push_back(std::move(timestamp));
  }
  return success();
}

// In the order in which they were made; what each covers: en319102-1.md 9.3.
Status CmsReader::read_timestamps(const SignerInfo& signer, ParsedSignature& signature) {
  TokenSource source;
  source.kind = TimestampKind::content;
  ContentDigests* content = chosen_;
  source.imprint_of = [content](DigestAlgorithm algorithm) -> Result<Bytes> {
    if (content == nullptr) {
      return Error{ErrorCode::not_found, "the content is not at hand"};
    }
    return content->of(algorithm);
  };
  if (!signature.parent) {
    SENIM_CHECK(add_timestamps(signer.signed_attribute(attribute::kContentTimestamp), source,
                               nullptr, signature));
  }
  CoveredObjects covered;
  for (const Attribute* stamp : signer.signed_attribute(attribute::kContentTimestamp)) {
    SENIM_CHECK(covered.add_attribute(*stamp, budget_));
  }
  source.kind = TimestampKind::signature;
  source.covers = timestamp_ids(signature);
  source.covers.insert(source.covers.begin(), signature.id);
  const ByteView value = signature.value;
  source.imprint_of = [value](DigestAlgorithm algorithm) {
    return crypto::digest(algorithm, value);
  };
  SENIM_CHECK(add_timestamps(signer.unsigned_attribute(attribute::kSignatureTimestamp), source,
                             &covered, signature));
  const auto references = signer.unsigned_attribute(attribute::kEscTimestamp);
  if (!references.empty()) {
    for (const Attribute* stamp : signer.unsigned_attribute(attribute::kSignatureTimestamp)) {
      SENIM_CHECK(covered.add_attribute(*stamp, budget_));
    }
  }
  source.kind = TimestampKind::validation_data;
  source.imprint_of = nullptr;
  source.covers = timestamp_ids(signature);
  source.covers.insert(source.covers.begin(), signature.id);
  const auto over = [&](ReferencesScope scope) {
    return [this, &signer, scope](const pki::TimestampToken& token) {
      return references_match(signer, scope, token, budget_);
    };
  };
  source.imprint_matches = over(ReferencesScope::with_signature);
  SENIM_CHECK(add_timestamps(references, source, &covered, signature));
  source.covers.clear();  // over the references alone
  source.imprint_matches = over(ReferencesScope::references_only);
  return add_timestamps(signer.unsigned_attribute(attribute::kCertCrlTimestamp), source, nullptr,
                        signature);
}

constexpr std::array kArchiveTimestamps{
    attribute::kArchiveTimestampV1, attribute::kArchiveTimestampV2, attribute::kArchiveTimestampV3};

Status CmsReader::take_archive_stamps(const Attribute& attribute,
                                      std::vector<ArchiveStamp>& stamps) {
  for (const ByteView value : attribute.values) {
    if (++timestamps_ > kMaxTimestamps) {
      return Error{ErrorCode::limit_exceeded, "more than 500 time-stamps in one document"};
    }
    const auto token = pki::TimestampToken::from_ber(value, budget_);
    stamps.push_back(
        {&attribute, value, token ? std::optional<UtcTime>(token->info.time) : std::nullopt});
  }
  return success();
}

// After everything else of the signature, because they cover it; among themselves in the order of
// their times.
Status CmsReader::read_archive_timestamps(const SignerInfo& signer, std::size_t index,
                                          ContentDigests* content) {
  std::vector<ArchiveStamp> stamps;
  for (const Oid& type : kArchiveTimestamps) {
    for (const Attribute* attribute : signer.unsigned_attribute(type)) {
      SENIM_CHECK(take_archive_stamps(*attribute, stamps));
    }
  }
  std::stable_sort(stamps.begin(), stamps.end(), [](const auto& left, const auto& right) {
    return left.time && (!right.time || *left.time < *right.time);
  });
  ArchivedSigner archived;
  archived.message = source_->data->whole();
  archived.signer = &signer;
  archived.detached = source_->data->detached();
  archived.content = content == nullptr ? std::nullopt : content->content().octets;
  archived.content_digest = [content](DigestAlgorithm algorithm) -> Result<Bytes> {
    if (content == nullptr) {
      return Error{ErrorCode::not_found, "the content is not at hand"};
    }
    return content->of(algorithm);
  };
  for (const ArchiveStamp& stamp : stamps) {
    SENIM_CHECK(add_archive_timestamp(archived, stamp, stamps, signatures_[index]));
  }
  return success();
}

// The signature with its signed attributes.
std::vector<std::string> CmsReader::always_covered(const ParsedSignature& signature) const {
  std::vector<std::string> ids{signature.id};
  for (const model::ParsedTimestamp& timestamp : signature.timestamps) {
    if (timestamp.kind == TimestampKind::content) {
      ids.push_back(timestamp.id);
    }
  }
  return ids;
}

Status CmsReader::add_archive_timestamp(const ArchivedSigner& archived, const ArchiveStamp& stamp,
                                        const std::vector<ArchiveStamp>& all,
                                        ParsedSignature& signature) {
  ArchiveCoverage coverage;
  TokenSource source;
  source.kind = TimestampKind::archive;
  source.token = stamp.value;
  source.covers = always_covered(signature);
  if (signature.parent) {
    source.imprint_matches = [](const pki::TimestampToken&) -> Result<bool> {
      return Error{ErrorCode::unsupported, "an archive time-stamp of a counter-signature"};
    };
  } else if (stamp.attribute->type == attribute::kArchiveTimestampV3) {
    source.imprint_matches = [&](const pki::TimestampToken& token) {
      return archive_v3_matches(archived, token, budget_, coverage);
    };
  } else if (stamp.attribute->type == attribute::kArchiveTimestampV2) {
    // What was not there yet: itself, and archive time-stamps that are not older.
    std::set<const Attribute*> later{stamp.attribute};
    for (const ArchiveStamp& other : all) {
      if (!other.time || !stamp.time || *other.time >= *stamp.time) {
        later.insert(other.attribute);
      }
    }
    source.imprint_matches = [&, later](const pki::TimestampToken& token) -> Result<bool> {
      if (stamp.attribute->values.size() != 1) {
        return Error{ErrorCode::unsupported, "several archive time-stamps in one attribute"};
      }
      return archive_v2_matches(archived, token, later, budget_, coverage);
    };
  } else {
    source.imprint_matches = [](const pki::TimestampToken&) -> Result<bool> {
      return Error{ErrorCode::unsupported, "archive-time-stamp of TS 101 733 before version 1.5"};
    };
  }
  SENIM_TRY(auto timestamp, read_timestamp(source, ids_, budget_));
  if (timestamp.imprint == model::ParsedTimestamp::Imprint::matches) {
    for (const Attribute* attribute :
         archived.signer->signed_attribute(attribute::kContentTimestamp)) {
      SENIM_CHECK(coverage.objects.add_attribute(*attribute, budget_));
    }
    for (const std::uint8_t* value : coverage.values) {
      const auto found = ids_at_.find(value);
      if (found != ids_at_.end()) {
        timestamp.covers.insert(timestamp.covers.end(), found->second.begin(), found->second.end());
      }
    }
    coverage.objects.write_to(timestamp);
  }
  ids_at_[stamp.value.data()].push_back(timestamp.id);
  signature.timestamps.push_back(std::move(timestamp));
  return success();
}

// What a signature brings behind what is shared by all.
std::vector<Bytes> own_values(const std::vector<Bytes>& all, std::size_t shared) {
  return {all.begin() + static_cast<std::ptrdiff_t>(shared), all.end()};
}

// A value that is no time-stamp token over what it must be over gives no level.
bool CmsReader::has_token(const SignerInfo& signer, const ParsedSignature& signature,
                          const Oid& type) const {
  for (const ByteView value : values_of(signer.unsigned_attribute(type))) {
    const auto ids = ids_at_.find(value.data());
    const bool stamped =
        ids != ids_at_.end() &&
        std::any_of(signature.timestamps.begin(), signature.timestamps.end(),
                    [&](const model::ParsedTimestamp& timestamp) {
                      return gives_level(timestamp, signature) &&
                             std::count(ids->second.begin(), ids->second.end(), timestamp.id) != 0;
                    });
    if (stamped) {
      return true;
    }
  }
  return false;
}

LevelFacts CmsReader::level_facts(const SignerInfo& signer, const ParsedSignature& signature) {
  const auto has = [&](const Oid& type) { return !signer.unsigned_attribute(type).empty(); };
  const auto stamped = [&](const Oid& type) { return has_token(signer, signature, type); };
  LevelFacts facts;
  facts.signing_certificate = signature.certificate_required_by_reference;
  // EN 319 122-1 table 1: one signing-time, content-type id-data, the signer's certificate inside;
  // references and values belong to the extended levels.
  facts.complete_certificate_refs = has(attribute::kCertificateRefs);
  facts.complete_revocation_refs = has(attribute::kRevocationRefs);
  const bool refs_stamp = has(attribute::kEscTimestamp) || has(attribute::kCertCrlTimestamp);
  facts.refs_timestamp = stamped(attribute::kEscTimestamp) || stamped(attribute::kCertCrlTimestamp);
  facts.certificate_values = has(attribute::kCertificateValues);
  facts.revocation_values = has(attribute::kRevocationValues);
  const bool archived = stamped(attribute::kArchiveTimestampV3);
  facts.archive_timestamp = archived || stamped(attribute::kArchiveTimestampV1) ||
                            stamped(attribute::kArchiveTimestampV2);
  facts.baseline_archive_timestamp = archived && seals_revocation(signature, issuer_hashes_);
  const auto content_type = source_->data->content_type();
  facts.baseline = signature.claimed_signing_time && content_type == kData &&
                   !facts.complete_certificate_refs && !facts.complete_revocation_refs &&
                   !refs_stamp && !facts.certificate_values && !facts.revocation_values &&
                   !source_->data->certificates().empty();
  facts.policy = signature.policy.has_value();
  facts.signature_timestamp = stamped(attribute::kSignatureTimestamp);
  // RFC 5276 3: internal records cover content that is inside, external ones content that is not.
  facts.evidence_record =
      has(attribute::kEvidenceRecordInternal) != has(attribute::kEvidenceRecordExternal) &&
      has(attribute::kEvidenceRecordExternal) == source_->data->detached() &&
      has_evidence_record(signature);
  if (!signature.signer_candidates.empty()) {
    const RevocationCoverage own(
        own_values(signature.crls, source_->data->crls().size()),
        own_values(signature.ocsp_responses, source_->data->ocsp_responses().size()));
    facts.baseline_revocation =
        (!source_->data->crls().empty() || !source_->data->ocsp_responses().empty()) &&
        about_signer(signature.signer_candidates.front(), signature.certificates,
                     {&*shared_revocation_}, issuer_hashes_);
    facts.whole_chain = covers_chain(signature.signer_candidates.front(), signature.certificates,
                                     {&*shared_revocation_, &own}, issuer_hashes_);
  }
  return facts;
}

}  // namespace

Result<SignedDocument> open_cms(const CmsFile& file,
                                const std::vector<model::DetachedPart>& detached, Budget& budget) {
  return CmsReader(file, detached, budget).read();
}

}  // namespace senim::formats

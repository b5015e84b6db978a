#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/formats/policy_document.h"
#include "validators/formats/xades_properties.h"
#include "validators/formats/xades_reader.h"
#include "validators/formats/xades_schema.h"
#include "validators/xml/key_info.h"

namespace senim::formats::xades {

using crypto::DigestAlgorithm;
using model::ParsedSignature;
using model::TimestampKind;
using xml::kDsig;
using xml::Reference;

namespace {

constexpr std::string_view kEvidenceRecords = "urn:ietf:params:xml:ns:ers";

}  // namespace

// ---- Properties --------------------------------------------------------------------------------

void XmlReader::find_properties(Entry& entry) {
  std::size_t count = 0;
  for (const Element object : entry.xmldsig->objects) {
    for (const Element candidate : property::children(object, "QualifyingProperties")) {
      ++count;
      if (!entry.qualifying_properties) {
        entry.qualifying_properties = candidate;
      }
    }
  }
  if (count > 1) {
    problem(entry.parsed, "signature-structure", "more than one QualifyingProperties");
  }
  if (!entry.qualifying_properties) {
    return;
  }
  if (std::string found = schema_problem(entry.qualifying_properties); !found.empty()) {
    entry.parsed.schema_problems.push_back(std::move(found));
  }
  // EN 319 132-1 4.3.1: Target shall refer to the Id of the signature that they qualify. The
  // attribute is not signed, and what is read from here is what a reference covers
  // (check_signed_properties), so a wrong one is told and fails where the policy says so;
  // signatures in use have wrong ones.
  const std::string target = entry.qualifying_properties.attribute("Target").value_or("");
  if (entry.xmldsig->id.empty() || target != "#" + entry.xmldsig->id) {
    entry.parsed.format_remarks.push_back(
        {model::FormatRemark::Kind::deviation, "properties-target", target});
  }
}

// The SignedProperties that are read must be the very element that a reference of this signature
// covers (threats.md, wrapping), and that reference must say so by its Type (EN 319 132-1 4.4.2).
void XmlReader::check_signed_properties(Entry& entry) {
  const Element properties = property::child(entry.qualifying_properties, "SignedProperties");
  const auto& references = entry.xmldsig->references;
  const bool announced = std::any_of(references.begin(), references.end(), [](const Reference& r) {
    return is_signed_properties_type(r.type);
  });
  if (!properties) {
    if (announced) {
      problem(entry.parsed, "signed-properties-coverage", "SignedProperties referenced but absent");
    }
    return;
  }
  entry.parsed.format = model::SignatureFormat::xades;
  if (property::children(entry.qualifying_properties, "SignedProperties").size() > 1) {
    problem(entry.parsed, "signature-structure", "more than one SignedProperties");
    return;
  }
  bool covered = false;
  bool typed = false;
  for (const Reference& reference : references) {
    const bool over = is_over(reference, properties);
    covered = covered || over;
    typed = typed || (over && is_signed_properties_type(reference.type));
    if (!over && is_signed_properties_type(reference.type)) {
      problem(entry.parsed, "signed-properties-coverage",
              "a reference of Type SignedProperties covers something else");
    }
  }
  if (!covered) {
    if (!announced) {
      problem(entry.parsed, "signed-properties-coverage", "no reference covers SignedProperties");
    }
    return;
  }
  if (!typed) {
    problem(entry.parsed, "signed-properties-type", "");
  }
  entry.signed_properties = properties;
}

namespace {

// A value with a comment or instruction in it reads differently to different readers, and most
// canonical forms do not cover what was put there (threats.md).
bool has_ambiguous_value(Element element) {
  const auto inner = element.children();  // depth <= 100 (threats.md), kept by xml::Document
  return inner.empty() ? !element.text().ok()
                       : std::any_of(inner.begin(), inner.end(), has_ambiguous_value);
}

}  // namespace

void XmlReader::read_signed_properties(Entry& entry) {
  if (!entry.signed_properties) {
    return;
  }
  ParsedSignature& parsed = entry.parsed;
  if (has_ambiguous_value(entry.signed_properties)) {
    problem(parsed, "signature-structure", "a comment inside the value of a signed property");
  }
  const Element signature = property::child(entry.signed_properties, "SignedSignatureProperties");
  for (const std::string_view name : {"SigningCertificateV2", "SigningCertificate"}) {
    if (const Element certificate = property::child(signature, name)) {
      parsed.certificate_required_by_reference = true;
      auto references = property::signing_certificate(certificate);
      for (model::CertificateReference& one : references) {
        one.attribute = parsed.certificate_references.empty() ? 0 : 1;
      }
      std::move(references.begin(), references.end(),
                std::back_inserter(parsed.certificate_references));
    }
  }
  if (const Element time = property::child(signature, "SigningTime")) {
    const auto utc = parse_utc(time.trimmed_text());
    if (utc) {
      parsed.claimed_signing_time = *utc;
    }
  }
  if (const Element policy = property::child(signature, "SignaturePolicyIdentifier")) {
    if (auto reference = property::signature_policy(policy)) {
      parsed.policy = std::move(reference).value();
    } else {
      problem(parsed, "signature-structure", reference.error().message);
    }
  }
  for (const std::string_view name : {"SignerRole", "SignerRoleV2"}) {
    auto roles = property::signer_roles(property::child(signature, name));
    std::move(roles.begin(), roles.end(), std::back_inserter(parsed.claimed_roles));
  }
  for (const std::string_view name : {"SignatureProductionPlace", "SignatureProductionPlaceV2"}) {
    if (const Element place = property::child(signature, name)) {
      parsed.signer_location = property::production_place(place);
    }
  }
  const Element data = property::child(entry.signed_properties, "SignedDataObjectProperties");
  for (const Element indication : property::children(data, "CommitmentTypeIndication")) {
    if (auto commitment = property::commitment(indication)) {
      parsed.commitments.push_back(std::move(*commitment));
    }
  }
  for (const Element format : property::children(data, "DataObjectFormat")) {
    if (const Element mime = property::child(format, "MimeType");
        mime && parsed.content_type.empty()) {
      parsed.content_type = mime.trimmed_text();
    }
  }
}

// ---- What stands there unsigned ----------------------------------------------------------------

namespace {

void deviation(ParsedSignature& signature, std::string code, std::string detail) {
  signature.format_remarks.push_back(
      {model::FormatRemark::Kind::deviation, std::move(code), std::move(detail)});
}

void unsigned_content(ParsedSignature& signature, std::string code, std::string detail) {
  signature.format_remarks.push_back(
      {model::FormatRemark::Kind::unsigned_content, std::move(code), std::move(detail)});
}

}  // namespace

void XmlReader::remark_comments(Entry& entry) const {
  const auto& references = entry.xmldsig->references;
  // xmldsig-core1 4.4.3.3: what a reader of the file sees in a comment nobody signed.
  for (const Reference& reference : references) {
    if (reference.comments_left_out && !is_signed_properties_type(reference.type)) {
      unsigned_content(entry.parsed, "comments-not-signed", reference.uri.value_or(""));
    }
  }
  const bool around = std::any_of(references.begin(), references.end(),
                                  [](const Reference& r) { return r.around_root; });
  if (!around && entry.parsed.coverage == model::Coverage::whole &&
      document_->around_root().comments) {
    unsigned_content(entry.parsed, "comments-not-signed", "outside the root");
  }
}

// C14N 1.0 2.3: an inclusive form of SignedInfo writes what stands declared around it, unused too.
bool XmlReader::declares_signed(const Entry& entry) {
  const auto method = xml::read_c14n_method(
      entry.xmldsig->signed_info_element.child(kDsig, "CanonicalizationMethod"));
  return method.ok() && method->kind != xml::C14nKind::exclusive10;
}

// What of a signature is under its value or its digests; and in the signatures inside it, which say
// for themselves what is wrong with them, what is under theirs.
Standing XmlReader::own_standing(const Entry& entry) const {
  Standing standing;
  standing.names = &names_;
  standing.covered.insert(entry.xmldsig->signed_info_element.node());
  if (declares_signed(entry)) {
    standing.declarations.insert(entry.element.node());
  }
  const Element data = property::child(entry.signed_properties, "SignedDataObjectProperties");
  for (const Element format : property::children(data, "DataObjectFormat")) {
    standing.media_types.insert(property::child(format, "MimeType").trimmed_text());
  }
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.element && reference.text_only) {
      standing.text_covered.insert(reference.element.node());
    } else if (is_over(reference, reference.element) && reference.excluded.empty()) {
      standing.covered.insert(reference.element.node());
    }
  }
  for (const Entry& other : entries_) {
    if (!other.xmldsig || other.element == entry.element ||
        !entry.element.contains(other.element)) {
      continue;
    }
    for (const Reference& reference : other.xmldsig->references) {
      if (reference.state == xml::ReferenceState::intact && reference.excluded.empty() &&
          is_over(reference, reference.element)) {
        standing.spoken.insert(reference.element.node());
      }
    }
  }
  return standing;
}

// EN 319 132-1 5: what the schemas do not let stand in ds:KeyInfo, among the unsigned properties
// or around them means nothing to a reader of signatures, and no digest keeps it from being put in.
// Neither does one keep a prefix that a signed value uses from being bound anew.
Status XmlReader::remark_unsigned(Entry& entry) {
  remark_comments(entry);
  SENIM_TRY(const auto found, additions(entry.element, own_standing(entry), budget_));
  for (const std::string& what : found) {
    unsigned_content(entry.parsed, "unsigned-additions", what);
  }
  for (const std::string& prefix : entry.loose_prefixes) {
    unsigned_content(entry.parsed, "unsigned-additions",
                     prefix.empty() ? "@xmlns" : "@xmlns:" + prefix);
  }
  const auto& references = entry.xmldsig->references;
  if (!entry.element.contains(document_->root()) &&
      entry.parsed.coverage == model::Coverage::whole &&
      std::none_of(references.begin(), references.end(),
                   [&](const Reference& r) { return r.covers(document_->root()); })) {
    unsigned_content(entry.parsed, "wrapper-not-signed", std::string(document_->root().name()));
  }
  return success();
}

// ---- Time-stamps and long-term data ------------------------------------------------------------

std::vector<std::string> timestamp_ids(const ParsedSignature& signature) {
  std::vector<std::string> ids;
  for (const model::ParsedTimestamp& timestamp : signature.timestamps) {
    ids.push_back(timestamp.id);
  }
  return ids;
}

Status XmlReader::read_timestamp_property(Entry& entry, Element property, TokenSource source) {
  std::vector<Element> tokens = property::children(property, "EncapsulatedTimeStamp");
  const auto xml_tokens = property::children(property, "XMLTimeStamp");
  tokens.insert(tokens.end(), xml_tokens.begin(), xml_tokens.end());
  for (const Element token : tokens) {
    if (++timestamps_ > kMaxTimestamps) {
      return Error{ErrorCode::limit_exceeded, "more than 500 time-stamps in one document"};
    }
    const auto text = token.text();
    const auto octets = text ? crypto::from_base64(*text, crypto::Base64Rules::ignore_whitespace)
                             : Result<Bytes>(text.error());
    const Bytes none;
    source.token = octets ? ByteView(*octets) : ByteView(none);
    SENIM_TRY(auto timestamp, read_timestamp(source, ids_, budget_));
    SENIM_CHECK(cover_objects(entry, property, timestamp));
    entry.parsed.timestamps.push_back(std::move(timestamp));
  }
  return success();
}

Status XmlReader::read_content_timestamps(Entry& entry) {
  const Element data = property::child(entry.signed_properties, "SignedDataObjectProperties");
  for (const std::string_view name :
       {"AllDataObjectsTimeStamp", "IndividualDataObjectsTimeStamp"}) {
    for (const Element property : property::children(data, name)) {
      TokenSource source;
      source.kind = TimestampKind::content;
      source.imprint_of = content_imprint(entry, property);
      SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
    }
  }
  return success();
}

// Properties in document order: an archive time-stamp covers what was placed before it
// (en319102-1.md 9.3).
Status XmlReader::read_unsigned_properties(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  // Content time-stamps are signed properties: whatever is over the value is over them.
  std::vector<std::string> before{parsed.id};
  for (std::string& id : timestamp_ids(parsed)) {
    before.push_back(std::move(id));
  }
  const std::vector<std::string> value = before;
  const Element unsigned_properties =
      property::child(property::child(entry.qualifying_properties, "UnsignedProperties"),
                      "UnsignedSignatureProperties");
  if (!unsigned_properties) {
    return success();
  }
  for (const Element property : unsigned_properties.children()) {
    if (property::is_property(property.ns())) {
      SENIM_CHECK(read_unsigned_property(entry, property, value, before));
    }
  }
  return success();
}

Status XmlReader::read_unsigned_property(Entry& entry, Element property,
                                         const std::vector<std::string>& value,
                                         std::vector<std::string>& before) {
  ParsedSignature& parsed = entry.parsed;
  const std::string_view name = property.name();
  const std::size_t known = parsed.timestamps.size();
  TokenSource source;
  if (name == "SignatureTimeStamp") {
    // Over ds:SignatureValue alone: neither over other time-stamps nor over counter-signatures.
    source.covers = value;
    source.kind = TimestampKind::signature;
    source.imprint_of = signature_value_imprint(entry, property);
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "SigAndRefsTimeStamp" || name == "SigAndRefsTimeStampV2") {
    source.covers = value;
    for (const model::ParsedTimestamp& timestamp : parsed.timestamps) {
      if (timestamp.kind == TimestampKind::signature) {
        source.covers.push_back(timestamp.id);
      }
    }
    source.kind = TimestampKind::validation_data;
    source.imprint_of = references_imprint(entry, property, References::with_signature);
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "RefsOnlyTimeStamp" || name == "RefsOnlyTimeStampV2") {
    source.kind = TimestampKind::validation_data;
    source.imprint_of = references_imprint(entry, property, References::alone);
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "ArchiveTimeStamp" || name == "ArchiveTimeStampV2") {
    source.covers = before;
    source.kind = TimestampKind::archive;
    source.imprint_matches = archive_matches(entry, property);
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
    const bool archived =
        std::any_of(parsed.timestamps.begin() + static_cast<std::ptrdiff_t>(known),
                    parsed.timestamps.end(), [&parsed](const model::ParsedTimestamp& timestamp) {
                      return gives_level(timestamp, parsed);
                    });
    entry.archived = entry.archived || archived;
    entry.baseline_archived = entry.baseline_archived || (archived && name == "ArchiveTimeStamp" &&
                                                          !property::is_xades(property.ns()));
  } else if (name == "CounterSignature") {
    add_counter_signature_ids(property, before);
  } else if (name == "SignaturePolicyStore") {
    read_policy_store(entry, property);
  } else if (name == "SealingEvidenceRecords") {
    SENIM_CHECK(read_evidence_records(property, parsed));
  } else {
    // CertificateValues, RevocationValues, TimeStampValidationData, AttrAuthoritiesCertValues, ...
    auto crls = property::encapsulated(property, "EncapsulatedCRLValue");
    auto ocsps = property::encapsulated(property, "EncapsulatedOCSPValue");
    std::move(crls.begin(), crls.end(), std::back_inserter(parsed.crls));
    std::move(ocsps.begin(), ocsps.end(), std::back_inserter(parsed.ocsp_responses));
    const std::size_t unreadable = property::not_encapsulated(property, "EncapsulatedCRLValue") +
                                   property::not_encapsulated(property, "EncapsulatedOCSPValue");
    if (unreadable != 0) {
      deviation(parsed, "embedded-revocation-readable", std::to_string(unreadable));
    }
  }
  for (std::size_t i = known; i < parsed.timestamps.size(); ++i) {
    before.push_back(parsed.timestamps[i].id);
  }
  return success();
}

// EN 319 132-1 5.2.10. Unsigned: only the digest in the signed reference makes it the policy's. Of
// several the first counts. Transforms of the reference are not made.
void XmlReader::read_policy_store(Entry& entry, Element property) {
  ParsedSignature& parsed = entry.parsed;
  if (parsed.has_policy_store) {
    return;
  }
  const auto documents = property::encapsulated(property, "SignaturePolicyDocument");
  parsed.has_policy_store =
      !documents.empty() || bool(property::child(property, "SigPolDocLocalURI"));
  if (documents.empty() || !parsed.policy) {
    return;
  }
  parsed.policy->document = parsed.policy->transformed
                                ? model::SignaturePolicyReference::Document::unsupported
                                : compare(*parsed.policy, documents.front());
}

// EN 319 132-2: RFC 6283 records as elements (kept in their canonical form), RFC 4998 ones in
// base64.
Status XmlReader::read_evidence_records(Element property, ParsedSignature& parsed) {
  for (const Element element : property.children()) {
    if (element.is(kEvidenceRecords, "EvidenceRecord")) {
      SENIM_TRY(Bytes octets, exclusive_form(element));
      parsed.evidence_records.push_back(std::move(octets));
    }
  }
  auto encoded = property::encapsulated(property, "ASN1EvidenceRecord");
  std::move(encoded.begin(), encoded.end(), std::back_inserter(parsed.evidence_records));
  return success();
}

void XmlReader::add_counter_signature_ids(Element property,
                                          std::vector<std::string>& before) const {
  for (const Entry& other : entries_) {
    if (property.contains(other.element)) {
      before.push_back(other.parsed.id);
    }
  }
}

namespace {

void add_covered(const std::map<std::string, std::vector<std::string>>& inside,
                 const std::string& own, model::ParsedTimestamp& timestamp) {
  const std::vector<std::string> covered = timestamp.covers;
  for (const std::string& id : covered) {
    const auto found = inside.find(id);
    if (found != inside.end() && id != own) {
      timestamp.covers.insert(timestamp.covers.end(), found->second.begin(), found->second.end());
    }
  }
}

}  // namespace

// Time-stamps of counter-signatures are known only when all signatures have been read: an archive
// time-stamp that covers such a signature covers them too.
void XmlReader::cover_counter_signature_timestamps() {
  std::map<std::string, std::vector<std::string>> inside;
  for (const Entry& entry : entries_) {
    if (entry.parent) {
      inside[entry.parsed.id] = timestamp_ids(entry.parsed);
    }
  }
  for (Entry& entry : entries_) {
    for (model::ParsedTimestamp& timestamp : entry.parsed.timestamps) {
      if (timestamp.kind == TimestampKind::archive) {
        add_covered(inside, entry.parsed.id, timestamp);
      }
    }
  }
}

// ---- Certificates ------------------------------------------------------------------------------

Status XmlReader::read_certificates(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  SENIM_CHECK(certificates_.add(entry.xmldsig->key_info.certificates, parsed.certificates));
  entry.key_info_certificates = parsed.certificates.size();
  for (const Bytes& crl : entry.xmldsig->key_info.crls) {
    parsed.crls.push_back(crl);
  }
  std::size_t unreadable = entry.xmldsig->key_info.unreadable_certificates;
  const Element unsigned_properties =
      property::child(property::child(entry.qualifying_properties, "UnsignedProperties"),
                      "UnsignedSignatureProperties");
  std::vector<Bytes> encoded;
  for (const Element property : unsigned_properties.children()) {
    if (property.name() == "CounterSignature") {
      continue;  // those are the counter-signature's
    }
    auto found = property::encapsulated(property, "EncapsulatedX509Certificate");
    std::move(found.begin(), found.end(), std::back_inserter(encoded));
    unreadable += property::not_encapsulated(property, "EncapsulatedX509Certificate");
  }
  SENIM_TRY(const std::size_t skipped,
            certificates_.add(std::vector<ByteView>(encoded.begin(), encoded.end()),
                              parsed.certificates));
  if (unreadable + skipped != 0) {
    deviation(parsed, "embedded-certificate-readable", std::to_string(unreadable + skipped));
  }
  return success();
}

namespace {

// Leaves before their issuers; order kept otherwise. Names by octets: a mere order of candidates.
std::vector<pki::Certificate> leaves_first(const std::vector<pki::Certificate>& certificates) {
  std::set<Bytes> issuers;
  for (const pki::Certificate& certificate : certificates) {
    if (!certificate.self_issued()) {
      issuers.insert(to_bytes(certificate.issuer().der()));
    }
  }
  std::vector<pki::Certificate> ordered = certificates;
  std::stable_partition(ordered.begin(), ordered.end(), [&](const auto& candidate) {
    return issuers.count(to_bytes(candidate.subject().der())) == 0;
  });
  return ordered;
}

}  // namespace

bool named_by(const pki::Certificate& certificate, const ParsedSignature& parsed) {
  std::map<DigestAlgorithm, Result<Bytes>> digests;
  return std::any_of(parsed.certificate_references.begin(), parsed.certificate_references.end(),
                     [&](const model::CertificateReference& reference) {
                       auto known = digests.find(reference.digest);
                       if (known == digests.end()) {
                         auto digest = crypto::digest(reference.digest, certificate.der());
                         known = digests.emplace(reference.digest, std::move(digest)).first;
                       }
                       return known->second.ok() && equal(*known->second, reference.value);
                     });
}

// The certificates of KeyInfo; where it has none, those of the properties that a signed
// SigningCertificate names by digest.
void XmlReader::choose_candidates(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  const xml::KeyInfo& key_info = entry.xmldsig->key_info;
  // Those of KeyInfo stand first in `certificates`, each once.
  const std::size_t in_key_info = entry.key_info_certificates;
  parsed.signer_candidates =
      leaves_first({parsed.certificates.begin(),
                    parsed.certificates.begin() + static_cast<std::ptrdiff_t>(in_key_info)});
  if (parsed.signer_candidates.empty()) {
    std::copy_if(parsed.certificates.begin(), parsed.certificates.end(),
                 std::back_inserter(parsed.signer_candidates),
                 [&](const auto& certificate) { return named_by(certificate, parsed); });
  }
  if (key_info.certificates.empty()) {
    parsed.bare_key = key_info.bare_key;
    if (!key_info.subject_key_ids.empty()) {
      parsed.signer_key_id = key_info.subject_key_ids.front();
    }
  }
}

}  // namespace senim::formats::xades

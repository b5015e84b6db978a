#include "validators/formats/xades.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/formats/detached_parts.h"
#include "validators/formats/distinct_certificates.h"
#include "validators/formats/object_ids.h"
#include "validators/formats/revocation_coverage.h"
#include "validators/formats/signature_level.h"
#include "validators/formats/timestamp.h"
#include "validators/formats/xades_properties.h"
#include "validators/xml/canonical.h"
#include "validators/xml/xmldsig.h"

namespace senim::formats {
namespace {

using crypto::DigestAlgorithm;
using model::Coverage;
using model::DigestMatcher;
using model::DigestMatcherKind;
using model::MatchState;
using model::Packaging;
using model::ParsedSignature;
using model::TimestampKind;
using xml::Element;
using xml::kDsig;
using xml::Reference;
using xml::ReferenceState;

constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kInclusiveC14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view kEvidenceRecords = "urn:ietf:params:xml:ns:ers";

void problem(ParsedSignature& signature, std::string code, std::string detail) {
  signature.format_problems.push_back({std::move(code), std::move(detail)});
}

// ---- Reference types ---------------------------------------------------------------------------

bool is_signed_properties_type(std::string_view type) {
  return type == "http://uri.etsi.org/01903#SignedProperties" ||
         type == "http://uri.etsi.org/01903/v1.3.2#SignedProperties" ||
         type == "http://uri.etsi.org/01903/v1.2.2#SignedProperties" ||
         type == "http://uri.etsi.org/01903/v1.1.1#SignedProperties";
}
bool is_countersigned_type(std::string_view type) {
  return type == "http://uri.etsi.org/01903#CountersignedSignature";
}

// Over exactly this element, nothing of it left out.
bool is_over(const Reference& reference, Element element) {
  return reference.element && reference.element == element && reference.covers(element);
}

bool is_external(const std::optional<std::string>& uri) {
  return !uri || (!uri->empty() && !uri->starts_with('#'));
}

// ---- One document ------------------------------------------------------------------------------

// A ds:Signature on its way: read, but not yet in its place behind its parent.
struct Entry {
  Element element;
  std::optional<xml::XmlSignature> xmldsig;
  Element value;             // ds:SignatureValue
  Element countersigned_in;  // the ds:Signature in whose CounterSignature property it stands
  std::optional<std::size_t> parent;
  Element qualifying_properties;
  Element signed_properties;              // null unless covered by a reference of this signature
  bool parts_covered = false;             // every part handed in is used by a reference
  std::size_t key_info_certificates = 0;  // how many of parsed.certificates KeyInfo brought
  ParsedSignature parsed;
};

class XmlReader {
 public:
  XmlReader(std::shared_ptr<const xml::Document> document,
            const std::vector<model::DetachedPart>& detached, Budget& budget)
      : document_(std::move(document)), parts_(detached), budget_(budget), certificates_(budget) {}

  Result<SignedDocument> read();

 private:
  Result<Bytes> exclusive_form(Element element);
  Status find_signatures();
  Status read_xmldsig(Entry& entry);
  void read_references(Entry& entry);
  void check_malformed(ParsedSignature& parsed, const Reference& reference) const;
  bool is_ambiguous(std::string_view uri) const;
  DigestMatcher matcher_of(const Entry& entry, const Reference& reference) const;
  void check_ids(Entry& entry);
  bool has_duplicate_id(Element element, const std::set<std::string>& duplicates) const;
  void find_parents();
  std::optional<std::size_t> parent_of(std::size_t index) const;
  bool in_circle(std::size_t index) const;
  void check_counter_signature(Entry& entry) const;
  bool countersigns(const Entry& entry, const Entry& other) const;

  void find_properties(Entry& entry);
  void check_signed_properties(Entry& entry);
  void read_signed_properties(Entry& entry);
  Status read_content_timestamps(Entry& entry);
  Status read_unsigned_properties(Entry& entry);
  Status read_unsigned_property(Entry& entry, Element property, std::vector<std::string>& before);
  Status read_evidence_records(Element property, ParsedSignature& parsed);
  Status read_timestamp_property(Entry& entry, Element property, TokenSource source);
  ImprintOf signature_value_imprint(const Entry& entry, Element property);
  Status read_certificates(Entry& entry);
  void choose_candidates(Entry& entry);
  void add_counter_signature_ids(Element property, std::vector<std::string>& before) const;
  void cover_counter_signature_timestamps();
  LevelFacts level_facts(const Entry& entry) const;

  Coverage coverage_of(const Entry& entry) const;
  Packaging packaging_of(const Entry& entry) const;
  bool objects_covered(const Entry& entry) const;
  std::vector<ParsedSignature> in_order();
  void emit(std::size_t index, const std::vector<std::vector<std::size_t>>& children,
            std::optional<std::size_t> parent, std::vector<ParsedSignature>& out);

  std::shared_ptr<const xml::Document> document_;
  DetachedParts parts_;
  Budget& budget_;
  DistinctCertificates certificates_;
  ObjectIds ids_;
  std::size_t timestamps_ = 0;
  std::vector<Entry> entries_;  // document order
};

Result<SignedDocument> XmlReader::read() {
  SENIM_CHECK(find_signatures());
  for (Entry& entry : entries_) {
    SENIM_CHECK(read_xmldsig(entry));
  }
  find_parents();
  for (Entry& entry : entries_) {
    if (!entry.xmldsig) {
      continue;
    }
    read_references(entry);
    check_ids(entry);
    find_properties(entry);
    check_signed_properties(entry);
    entry.parsed.packaging = packaging_of(entry);
    entry.parsed.coverage = coverage_of(entry);
    read_signed_properties(entry);
    SENIM_CHECK(read_certificates(entry));
    SENIM_CHECK(read_content_timestamps(entry));
    SENIM_CHECK(read_unsigned_properties(entry));
    choose_candidates(entry);
    entry.parsed.level = signature_level(level_facts(entry));
  }
  cover_counter_signature_timestamps();
  SignedDocument document;
  document.kind = model::DocumentKind::xml;
  document.signatures = in_order();
  document.owner = document_;
  return document;
}

Result<Bytes> XmlReader::exclusive_form(Element element) {
  xml::Subset subset;
  subset.apex = element;
  xml::C14nMethod method;
  method.kind = xml::C14nKind::exclusive10;
  return xml::canonicalize(*document_, subset, method, budget_);
}

Status XmlReader::find_signatures() {
  for (const Element element : document_->all(kDsig, "Signature")) {
    if (entries_.size() >= kMaxSignatures) {
      return Error{ErrorCode::limit_exceeded, "more than 100 signatures in one document"};
    }
    Entry entry;
    entry.element = element;
    entry.value = element.child(kDsig, "SignatureValue");
    const Element property = element.parent();
    if (property && property.name() == "CounterSignature" && property::is_property(property.ns())) {
      Element above = property.parent();
      while (above && !above.is(kDsig, "Signature")) {
        above = above.parent();
      }
      entry.countersigned_in = above;
    }
    entries_.push_back(std::move(entry));
  }
  return success();
}

// Reads the structure and computes the digests of its references.
Status XmlReader::read_xmldsig(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  parsed.format = model::SignatureFormat::xmldsig;
  const auto octets = exclusive_form(entry.element);
  if (!octets && octets.error().code == ErrorCode::limit_exceeded) {
    return octets.error();
  }
  // Without a canonical form, the place in the document is all that tells it from others.
  parsed.id = octets ? ids_.signature(*octets)
                     : ids_.signature(as_bytes("line " + std::to_string(entry.element.line())));

  std::size_t externals = 0;
  if (const Element signed_info = entry.element.child(kDsig, "SignedInfo")) {
    for (const Element reference : signed_info.children(kDsig, "Reference")) {
      externals += is_external(reference.attribute("URI")) ? 1U : 0U;
    }
  }
  parts_.start_signature();
  const auto resolver = [&](const std::optional<std::string>& uri, DigestAlgorithm digest) {
    return parts_.find(uri, digest,
                       externals == 1 ? ExternalReferences::one : ExternalReferences::several);
  };
  auto signature = xml::read_signature(*document_, entry.element, resolver, budget_);
  if (!signature) {
    if (signature.error().code == ErrorCode::limit_exceeded) {
      return signature.error();
    }
    problem(parsed, "format-structure", signature.error().message);
    return success();
  }
  entry.parts_covered = parts_.all_used();
  entry.xmldsig = std::move(signature).value();
  parsed.algorithm = entry.xmldsig->algorithm;
  parsed.value = entry.xmldsig->value;
  if (entry.xmldsig->problem.empty()) {
    auto signed_info = std::make_shared<const Bytes>(std::move(entry.xmldsig->signed_info));
    parsed.signed_octets = *signed_info;
    parsed.owner = std::move(signed_info);
  } else if (entry.xmldsig->problem_is_unsupported) {
    parsed.signed_octets_problem = entry.xmldsig->problem;
  } else {
    parsed.signed_octets_problem = entry.xmldsig->problem;
    problem(parsed, "format-structure", entry.xmldsig->problem);
  }
  return success();
}

// ---- References --------------------------------------------------------------------------------

void XmlReader::read_references(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  for (const Reference& reference : entry.xmldsig->references) {
    parsed.matchers.push_back(matcher_of(entry, reference));
    check_malformed(parsed, reference);
    const DigestMatcher& matcher = parsed.matchers.back();
    if (matcher.kind == DigestMatcherKind::signed_properties ||
        matcher.kind == DigestMatcherKind::key_info) {
      continue;
    }
    if (parsed.data_digest == DigestAlgorithm::unknown) {
      parsed.data_digest = reference.digest;
    }
    model::SignedScope scope;
    scope.name = matcher.name;
    scope.digest = reference.digest;
    scope.value = reference.expected;
    using Kind = model::SignedScope::Kind;
    scope.kind = matcher.kind == DigestMatcherKind::counter_signed_value ? Kind::signature
                 : reference.whole_document || reference.detached        ? Kind::full
                                                                         : Kind::partial;
    parsed.scope.push_back(std::move(scope));
  }
  for (const Reference& reference : entry.xmldsig->manifest_entries) {
    parsed.matchers.push_back(matcher_of(entry, reference));
  }
}

// A reference that cannot be computed although its algorithms are known. Two elements with its
// identifier: ambiguous, always a failure. No canonical form (a relative namespace URI, C14N 1.0
// 1.3): its data cannot be had; where the signer took the digest of nothing, as broken software
// does and an attacker would, it is a failure (threats.md).
void XmlReader::check_malformed(ParsedSignature& parsed, const Reference& reference) const {
  if (reference.state != ReferenceState::malformed) {
    return;
  }
  if (reference.uri && reference.uri->starts_with('#') && is_ambiguous(*reference.uri)) {
    problem(parsed, "reference-ambiguous", reference.problem);
    return;
  }
  const auto of_nothing = crypto::digest(reference.digest, {});
  if (!of_nothing || equal(*of_nothing, reference.expected)) {
    problem(parsed, "signature-structure", reference.problem);
  }
}

bool XmlReader::is_ambiguous(std::string_view uri) const {
  const auto& duplicates = document_->duplicate_ids();
  return std::any_of(duplicates.begin(), duplicates.end(),
                     [&](const std::string& id) { return uri.find(id) != std::string_view::npos; });
}

DigestMatcher XmlReader::matcher_of(const Entry& entry, const Reference& reference) const {
  DigestMatcher matcher;
  matcher.name = reference.uri.value_or("");
  matcher.digest = reference.digest;
  matcher.digest_identifier = reference.digest_uri;
  matcher.expected = reference.expected;
  matcher.problem = reference.problem;
  switch (reference.state) {
    case ReferenceState::intact:
      matcher.state = MatchState::intact;
      break;
    case ReferenceState::changed:
      matcher.state = MatchState::changed;
      break;
    case ReferenceState::unsupported:
      matcher.state = MatchState::unsupported;
      break;
    case ReferenceState::missing:
    case ReferenceState::malformed:
      matcher.state = MatchState::missing;
      break;
  }
  const bool value_of_another = reference.element &&
                                reference.element.is(kDsig, "SignatureValue") &&
                                reference.element != entry.value;
  if (reference.in_manifest) {
    matcher.kind = DigestMatcherKind::manifest_entry;
  } else if (is_signed_properties_type(reference.type)) {
    matcher.kind = DigestMatcherKind::signed_properties;
  } else if (value_of_another) {
    matcher.kind = DigestMatcherKind::counter_signed_value;
  } else if (reference.element && reference.element.is(kDsig, "KeyInfo")) {
    matcher.kind = DigestMatcherKind::key_info;
  } else if (reference.type == "http://www.w3.org/2000/09/xmldsig#Manifest") {
    matcher.kind = DigestMatcherKind::manifest;
  } else if (reference.type == "http://www.w3.org/2000/09/xmldsig#Object") {
    matcher.kind = DigestMatcherKind::object;
  }
  return matcher;
}

// en319102-1.md 16: duplicate ids. Those on elements of this signature, or that a reference names,
// make it unclear what is signed; others are no concern of it.
void XmlReader::check_ids(Entry& entry) {
  const std::set<std::string> duplicates(document_->duplicate_ids().begin(),
                                         document_->duplicate_ids().end());
  if (!duplicates.empty() && has_duplicate_id(entry.element, duplicates)) {
    problem(entry.parsed, "unique-ids", "an identifier inside the signature stands elsewhere too");
  }
}

bool XmlReader::has_duplicate_id(Element element, const std::set<std::string>& duplicates) const {
  for (const std::string_view name : {"Id", "ID", "id"}) {
    const auto id = element.attribute(name);
    if (id && duplicates.count(*id) != 0) {
      return true;
    }
  }
  const auto inner = element.children();  // depth <= 100 (threats.md), kept by xml::Document
  return std::any_of(inner.begin(), inner.end(),
                     [&](Element child) { return has_duplicate_id(child, duplicates); });
}

// ---- Counter-signatures ------------------------------------------------------------------------

// EN 319 132-1 5.2.7: all that it signs, beside its own properties and KeyInfo, is the other's
// SignatureValue.
bool XmlReader::countersigns(const Entry& entry, const Entry& other) const {
  bool covers = false;
  for (const Reference& reference : entry.xmldsig->references) {
    const bool own = is_signed_properties_type(reference.type) ||
                     (reference.element && entry.element.contains(reference.element));
    if (own) {
      continue;
    }
    if (!is_over(reference, other.value)) {
      return false;
    }
    covers = true;
  }
  return covers;
}

// The place of the signature that `entries_[index]` countersigns: the one in whose property it
// stands, else the one that a reference of that type names.
std::optional<std::size_t> XmlReader::parent_of(std::size_t index) const {
  const Entry& entry = entries_[index];
  const bool typed = entry.xmldsig &&
                     std::any_of(entry.xmldsig->references.begin(), entry.xmldsig->references.end(),
                                 [](const Reference& r) { return is_countersigned_type(r.type); });
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& other = entries_[i];
    const bool inside = entry.countersigned_in && entry.countersigned_in == other.element;
    const bool beside =
        !entry.countersigned_in && typed && other.value && countersigns(entry, other);
    if (i != index && (inside || beside)) {
      return i;
    }
  }
  return std::nullopt;
}

// A circle of counter-signatures has no first signature.
bool XmlReader::in_circle(std::size_t index) const {
  std::size_t steps = 0;
  for (auto above = entries_[index].parent; above; above = entries_[*above].parent) {
    if (*above == index || ++steps > entries_.size()) {
      return true;
    }
  }
  return false;
}

void XmlReader::find_parents() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].parent = parent_of(i);
    if (in_circle(i)) {
      entries_[i].parent.reset();
    }
    check_counter_signature(entries_[i]);
  }
}

// EN 319 132-1 5.2.7.2: what stands in a CounterSignature property signs its parent's
// SignatureValue.
void XmlReader::check_counter_signature(Entry& entry) const {
  if (!entry.countersigned_in || !entry.parent || !entry.xmldsig) {
    return;
  }
  const Element value = entries_[*entry.parent].value;
  const auto& references = entry.xmldsig->references;
  const bool covers =
      value && std::any_of(references.begin(), references.end(),
                           [&](const Reference& r) { return r.element && r.element == value; });
  if (!covers) {
    problem(entry.parsed, "signature-structure",
            "a counter-signature over something else than its parent's SignatureValue");
  }
}

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

// A value with a comment or instruction in it reads differently to different readers, and most
// canonical forms do not cover what was put there (threats.md).
bool has_ambiguous_value(Element element) {
  const auto inner = element.children();  // depth <= 100 (threats.md), kept by xml::Document
  return inner.empty() ? !element.text().ok()
                       : std::any_of(inner.begin(), inner.end(), has_ambiguous_value);
}

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
    entry.parsed.timestamps.push_back(std::move(timestamp));
  }
  return success();
}

// EN 319 132-1 5.3: over the canonical ds:SignatureValue element.
ImprintOf XmlReader::signature_value_imprint(const Entry& entry, Element property) {
  const bool explicit_data = !property::children(property, "Include").empty() ||
                             !property::children(property, "ReferenceInfo").empty() ||
                             !property::children(property, "HashDataInfo").empty();
  if (explicit_data || !entry.value) {
    return nullptr;
  }
  const Element value = entry.value;
  const Element method = property.child(kDsig, "CanonicalizationMethod");
  return [this, value, method](DigestAlgorithm algorithm) -> Result<Bytes> {
    const std::string uri =
        method ? method.attribute("Algorithm").value_or("") : std::string(kInclusiveC14n);
    auto c14n = xml::c14n_by_uri(uri);
    if (!c14n) {
      return Error{ErrorCode::unsupported, "canonicalisation " + uri};
    }
    const Element prefixes =
        method ? method.child(kExclusiveC14n, "InclusiveNamespaces") : Element();
    if (prefixes) {
      std::string list = prefixes.attribute("PrefixList").value_or("");
      for (std::size_t at = list.find_first_not_of(" \t\r\n"); at != std::string::npos;) {
        const std::size_t end = std::min(list.find_first_of(" \t\r\n", at), list.size());
        c14n->inclusive_prefixes.push_back(list.substr(at, end - at));
        at = list.find_first_not_of(" \t\r\n", end);
      }
    }
    xml::Subset subset;
    subset.apex = value;
    SENIM_TRY(const Bytes octets, xml::canonicalize(*document_, subset, *c14n, budget_));
    return crypto::digest(algorithm, octets);
  };
}

Status XmlReader::read_content_timestamps(Entry& entry) {
  const Element data = property::child(entry.signed_properties, "SignedDataObjectProperties");
  for (const std::string_view name :
       {"AllDataObjectsTimeStamp", "IndividualDataObjectsTimeStamp"}) {
    for (const Element property : property::children(data, name)) {
      SENIM_CHECK(read_timestamp_property(entry, property, {.kind = TimestampKind::content}));
    }
  }
  return success();
}

// Properties in document order: an archive time-stamp covers what was placed before it
// (en319102-1.md 9.3).
Status XmlReader::read_unsigned_properties(Entry& entry) {
  ParsedSignature& parsed = entry.parsed;
  std::vector<std::string> before{parsed.id};
  for (std::string& id : timestamp_ids(parsed)) {
    before.push_back(std::move(id));
  }
  const Element unsigned_properties =
      property::child(property::child(entry.qualifying_properties, "UnsignedProperties"),
                      "UnsignedSignatureProperties");
  if (!unsigned_properties) {
    return success();
  }
  for (const Element property : unsigned_properties.children()) {
    if (property::is_property(property.ns())) {
      SENIM_CHECK(read_unsigned_property(entry, property, before));
    }
  }
  return success();
}

Status XmlReader::read_unsigned_property(Entry& entry, Element property,
                                         std::vector<std::string>& before) {
  ParsedSignature& parsed = entry.parsed;
  const std::string_view name = property.name();
  const std::size_t known = parsed.timestamps.size();
  TokenSource source;
  source.covers = before;
  if (name == "SignatureTimeStamp") {
    source.kind = TimestampKind::signature;
    source.imprint_of = signature_value_imprint(entry, property);
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "SigAndRefsTimeStamp" || name == "SigAndRefsTimeStampV2") {
    source.kind = TimestampKind::validation_data;
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "RefsOnlyTimeStamp" || name == "RefsOnlyTimeStampV2") {
    source.kind = TimestampKind::validation_data;
    source.covers.clear();
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "ArchiveTimeStamp" || name == "ArchiveTimeStampV2") {
    source.kind = TimestampKind::archive;
    SENIM_CHECK(read_timestamp_property(entry, property, std::move(source)));
  } else if (name == "CounterSignature") {
    add_counter_signature_ids(property, before);
  } else if (name == "SealingEvidenceRecords") {
    SENIM_CHECK(read_evidence_records(property, parsed));
  } else {
    // CertificateValues, RevocationValues, TimeStampValidationData, AttrAuthoritiesCertValues, ...
    auto crls = property::encapsulated(property, "EncapsulatedCRLValue");
    auto ocsps = property::encapsulated(property, "EncapsulatedOCSPValue");
    std::move(crls.begin(), crls.end(), std::back_inserter(parsed.crls));
    std::move(ocsps.begin(), ocsps.end(), std::back_inserter(parsed.ocsp_responses));
  }
  for (std::size_t i = known; i < parsed.timestamps.size(); ++i) {
    before.push_back(parsed.timestamps[i].id);
  }
  return success();
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
  const Element unsigned_properties =
      property::child(property::child(entry.qualifying_properties, "UnsignedProperties"),
                      "UnsignedSignatureProperties");
  if (!unsigned_properties) {
    return success();
  }
  std::vector<Bytes> encoded;
  for (const Element property : unsigned_properties.children()) {
    if (property.name() == "CounterSignature") {
      continue;  // those are the counter-signature's
    }
    auto found = property::encapsulated(property, "EncapsulatedX509Certificate");
    std::move(found.begin(), found.end(), std::back_inserter(encoded));
  }
  return certificates_.add(std::vector<ByteView>(encoded.begin(), encoded.end()),
                           parsed.certificates);
}

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

// ---- Packaging, coverage, level ----------------------------------------------------------------

Packaging XmlReader::packaging_of(const Entry& entry) const {
  if (entry.parent) {
    return Packaging::unknown;
  }
  bool enveloping = false;
  bool internally_detached = false;
  bool detached = false;
  for (const Reference& reference : entry.xmldsig->references) {
    if (is_signed_properties_type(reference.type) ||
        (reference.element && reference.element.is(kDsig, "KeyInfo"))) {
      continue;
    }
    if (reference.whole_document ||
        (reference.element && reference.element.contains(entry.element))) {
      return Packaging::enveloped;
    }
    const bool inside = reference.element && entry.element.contains(reference.element);
    enveloping = enveloping || inside;
    internally_detached = internally_detached || (reference.element && !inside);
    detached = detached || reference.detached || is_external(reference.uri);
  }
  if (enveloping) {
    return Packaging::enveloping;
  }
  if (internally_detached) {
    return Packaging::internally_detached;
  }
  return detached ? Packaging::detached : Packaging::unknown;
}

// Every ds:Object that does not carry the signature's own properties is covered.
bool XmlReader::objects_covered(const Entry& entry) const {
  std::set<const void*> nodes;
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.element && is_over(reference, reference.element)) {
      nodes.insert(reference.element.node());
    }
  }
  const auto covered = [&](Element element) { return nodes.count(element.node()) != 0; };
  for (const Element object : entry.xmldsig->objects) {
    if (covered(object)) {
      continue;
    }
    const auto children = object.children();
    const bool all =
        !children.empty() && std::all_of(children.begin(), children.end(), [&](Element child) {
          const bool own =
              property::is_property(child.ns()) && child == entry.qualifying_properties;
          return own || covered(child);
        });
    if (!all) {
      return false;
    }
  }
  return true;
}

// Whole: every part handed in and every part of this document, the signature itself left out, is
// under the signature. Otherwise something a reader sees may be unsigned.
Coverage XmlReader::coverage_of(const Entry& entry) const {
  if (!entry.parts_covered) {
    return Coverage::partial;
  }
  const Element root = document_->root();
  if (root == entry.element) {
    const auto& references = entry.xmldsig->references;
    const bool some = std::any_of(references.begin(), references.end(), [](const Reference& r) {
      return !is_signed_properties_type(r.type);
    });
    const bool found = std::none_of(references.begin(), references.end(), [](const Reference& r) {
      return is_external(r.uri) && !r.detached;
    });
    return some && found && objects_covered(entry) ? Coverage::whole : Coverage::partial;
  }
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.whole_document && !reference.text_only) {
      return objects_covered(entry) ? Coverage::whole : Coverage::partial;
    }
  }
  return Coverage::partial;
}

LevelFacts XmlReader::level_facts(const Entry& entry) const {
  LevelFacts facts;
  const ParsedSignature& parsed = entry.parsed;
  facts.signing_certificate = parsed.certificate_required_by_reference;
  // EN 319 132-1 5.2.9: an explicit policy comes with its digest.
  facts.policy = parsed.policy && (parsed.policy->implied || !parsed.policy->value.empty());
  const Element properties =
      property::child(property::child(entry.qualifying_properties, "UnsignedProperties"),
                      "UnsignedSignatureProperties");
  const auto has = [&](std::string_view name) {
    return !property::children(properties, name).empty();
  };
  facts.signature_timestamp = has("SignatureTimeStamp");
  facts.complete_certificate_refs =
      has("CompleteCertificateRefs") || has("CompleteCertificateRefsV2");
  facts.complete_revocation_refs = has("CompleteRevocationRefs");
  facts.refs_timestamp = has("SigAndRefsTimeStamp") || has("SigAndRefsTimeStampV2") ||
                         has("RefsOnlyTimeStamp") || has("RefsOnlyTimeStampV2");
  facts.certificate_values = has("CertificateValues");
  facts.revocation_values = has("RevocationValues");
  facts.baseline_revocation =
      has("RevocationValues") || has("TimeStampValidationData") || has("AnyValidationData");
  for (const Element stamp : property::children(properties, "ArchiveTimeStamp")) {
    facts.archive_timestamp = true;
    facts.baseline_archive_timestamp =
        facts.baseline_archive_timestamp || !property::is_xades(stamp.ns());
  }
  facts.archive_timestamp = facts.archive_timestamp || has("ArchiveTimeStampV2");
  facts.evidence_record = !parsed.evidence_records.empty();
  // EN 319 132-1 table 2: SigningTime, the signing certificate in KeyInfo; references and their
  // time-stamps belong to the extended levels.
  const auto& in_key_info = entry.xmldsig->key_info.certificates;
  const bool named = std::any_of(in_key_info.begin(), in_key_info.end(),
                                 [&](const auto& c) { return named_by(c, parsed); });
  facts.baseline = parsed.claimed_signing_time && named && !facts.complete_certificate_refs &&
                   !facts.complete_revocation_refs && !facts.refs_timestamp;
  if (!parsed.signer_candidates.empty()) {
    const RevocationCoverage revocation(parsed.crls, parsed.ocsp_responses);
    facts.whole_chain =
        covers_chain(parsed.signer_candidates.front(), parsed.certificates, {&revocation});
  }
  return facts;
}

// ---- Order -------------------------------------------------------------------------------------

// Signatures in document order, counter-signatures behind their parents.
std::vector<ParsedSignature> XmlReader::in_order() {
  std::vector<std::vector<std::size_t>> children(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].parent) {
      children[*entries_[i].parent].push_back(i);
    }
  }
  std::vector<ParsedSignature> out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].parent) {
      emit(i, children, std::nullopt, out);
    }
  }
  return out;
}

void XmlReader::emit(std::size_t index, const std::vector<std::vector<std::size_t>>& children,
                     std::optional<std::size_t> parent, std::vector<ParsedSignature>& out) {
  const std::size_t place = out.size();
  out.push_back(std::move(entries_[index].parsed));
  out.back().parent = parent;
  for (const std::size_t child : children[index]) {
    emit(child, children, place, out);
  }
}

}  // namespace

Result<SignedDocument> open_xml(ByteView document, const std::vector<model::DetachedPart>& detached,
                                Budget& budget) {
  SENIM_TRY(auto parsed, xml::Document::parse(document, budget));
  return XmlReader(std::move(parsed), detached, budget).read();
}

}  // namespace senim::formats

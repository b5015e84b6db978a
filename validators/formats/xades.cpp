#include "validators/formats/xades.h"

#include <algorithm>
#include <set>
#include <utility>

#include "validators/crypto/digest.h"
#include "validators/formats/name_text.h"
#include "validators/formats/xades_properties.h"
#include "validators/formats/xades_reader.h"
#include "validators/xml/canonical.h"

namespace senim::formats {
namespace xades {

using crypto::DigestAlgorithm;
using model::DigestMatcher;
using model::DigestMatcherKind;
using model::MatchState;
using model::ParsedSignature;
using xml::kDsig;
using xml::Reference;
using xml::ReferenceState;

namespace {

bool is_countersigned_type(std::string_view type) {
  return type == "http://uri.etsi.org/01903#CountersignedSignature";
}

}  // namespace

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

bool is_over(const Reference& reference, Element element) {
  return reference.element && reference.element == element && reference.covers(element);
}

bool is_external(const std::optional<std::string>& uri) {
  return !uri || (!uri->empty() && !uri->starts_with('#'));
}

// ---- One document ------------------------------------------------------------------------------

Result<SignedDocument> XmlReader::read() {
  SENIM_CHECK(find_signatures());
  for (Entry& entry : entries_) {
    SENIM_CHECK(read_xmldsig(entry));
    find_names(entry);
  }
  find_parents();
  for (Entry& entry : entries_) {
    SENIM_CHECK(verify_counter_signature(entry));
  }
  for (Entry& entry : entries_) {
    if (!entry.xmldsig) {
      continue;
    }
    read_references(entry);
    check_ids(entry);
    find_properties(entry);
    find_loose_prefixes(entry);
    SENIM_TRY(const bool nothing, shows_nothing(entry));
    if (nothing) {
      showing_nothing_.insert(entry.element.node());
    }
  }
  for (Entry& entry : entries_) {
    if (!entry.xmldsig) {
      continue;
    }
    check_signed_properties(entry);
    entry.parsed.packaging = packaging_of(entry);
    entry.parsed.coverage = coverage_of(entry);
    SENIM_CHECK(remark_unsigned(entry));
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
  if (ObjectIds::is_repeat(parsed.id)) {
    parsed.format_remarks.push_back(
        {model::FormatRemark::Kind::unsigned_content, "signature-duplicated", parsed.id});
  }

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

void XmlReader::find_names(const Entry& entry) {
  if (!entry.xmldsig) {
    return;
  }
  for (const pki::Certificate& certificate : entry.xmldsig->key_info.certificates) {
    names_.insert(name_key(certificate.subject()));
    names_.insert(name_key(certificate.issuer()));
  }
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

// xml-exc-c14n 1.3: what binds a prefix that only values and text use is under no digest.
void XmlReader::find_loose_prefixes(Entry& entry) {
  for (const Reference& reference : entry.xmldsig->references) {
    entry.loose_prefixes.insert(reference.loose_prefixes.begin(), reference.loose_prefixes.end());
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
  matcher.other_name = reference.other_name;
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

}  // namespace xades

Result<SignedDocument> open_xml(ByteView document, const std::vector<model::DetachedPart>& detached,
                                Budget& budget) {
  SENIM_TRY(auto parsed, xml::Document::parse(document, budget));
  return xades::XmlReader(std::move(parsed), detached, budget).read();
}

}  // namespace senim::formats

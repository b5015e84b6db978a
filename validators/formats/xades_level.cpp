#include <algorithm>
#include <set>

#include "validators/formats/revocation_coverage.h"
#include "validators/formats/xades_properties.h"
#include "validators/formats/xades_reader.h"

namespace senim::formats::xades {

using model::Coverage;
using model::Packaging;
using model::ParsedSignature;
using xml::kDsig;
using xml::Reference;

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

namespace {

// All that it consists of was decoded into the digest (base64 transform): text and nothing else.
bool is_over_text(const Reference& reference) {
  return reference.text_only && reference.element && !reference.element.first_child() &&
         reference.element.text().ok();
}

// A signature that another one leaves out shows its reader nothing but itself: its ds:Objects hold
// properties of signatures only.
bool is_bare_signature(Element element) {
  if (!element.is(kDsig, "Signature")) {
    return false;
  }
  for (const Element child : element.children()) {
    if (child.is(kDsig, "Object")) {
      const auto inner = child.children();
      const bool properties =
          !inner.empty() && std::all_of(inner.begin(), inner.end(), [](Element one) {
            return property::is_property(one.ns()) && one.name() == "QualifyingProperties";
          });
      if (!properties) {
        return false;
      }
    } else if (!child.is(kDsig, "SignedInfo") && !child.is(kDsig, "SignatureValue") &&
               !child.is(kDsig, "KeyInfo")) {
      return false;
    }
  }
  return true;
}

}  // namespace

// Every ds:Object that does not carry the signature's own properties is covered.
bool XmlReader::objects_covered(const Entry& entry) const {
  std::set<const void*> nodes;
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.element && (is_over(reference, reference.element) || is_over_text(reference))) {
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
  // What its transforms leave out beside itself may only be signatures: everything else that a
  // filter looks away from is unsigned.
  const auto leaves_out_signatures_only = [&](const Reference& reference) {
    return std::all_of(reference.excluded.begin(), reference.excluded.end(), [&](Element one) {
      return entry.element.contains(one) || is_bare_signature(one);
    });
  };
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.whole_document && !reference.text_only && leaves_out_signatures_only(reference)) {
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
  // A time-stamp that cannot be read gives no level.
  const auto stamped = [&](model::TimestampKind kind) {
    return std::any_of(parsed.timestamps.begin(), parsed.timestamps.end(),
                       [kind](const model::ParsedTimestamp& timestamp) {
                         return timestamp.kind == kind && timestamp.problem.empty();
                       });
  };
  facts.signature_timestamp = stamped(model::TimestampKind::signature);
  facts.complete_certificate_refs =
      has("CompleteCertificateRefs") || has("CompleteCertificateRefsV2");
  facts.complete_revocation_refs = has("CompleteRevocationRefs");
  const bool refs_stamp = has("SigAndRefsTimeStamp") || has("SigAndRefsTimeStampV2") ||
                          has("RefsOnlyTimeStamp") || has("RefsOnlyTimeStampV2");
  facts.refs_timestamp = stamped(model::TimestampKind::validation_data);
  facts.certificate_values = has("CertificateValues");
  facts.revocation_values = has("RevocationValues");
  facts.baseline_revocation =
      has("RevocationValues") || has("TimeStampValidationData") || has("AnyValidationData");
  facts.archive_timestamp = entry.archived;
  facts.baseline_archive_timestamp = entry.baseline_archived;
  facts.evidence_record = !parsed.evidence_records.empty();
  // EN 319 132-1 table 2: SigningTime, the signing certificate in KeyInfo; references and their
  // time-stamps belong to the extended levels.
  const auto& in_key_info = entry.xmldsig->key_info.certificates;
  const bool named = std::any_of(in_key_info.begin(), in_key_info.end(),
                                 [&](const auto& c) { return named_by(c, parsed); });
  facts.baseline = parsed.claimed_signing_time && named && !facts.complete_certificate_refs &&
                   !facts.complete_revocation_refs && !refs_stamp;
  if (!parsed.signer_candidates.empty()) {
    const RevocationCoverage revocation(parsed.crls, parsed.ocsp_responses);
    facts.whole_chain =
        covers_chain(parsed.signer_candidates.front(), parsed.certificates, {&revocation});
  }
  return facts;
}

}  // namespace senim::formats::xades

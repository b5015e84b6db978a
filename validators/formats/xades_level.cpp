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

// xmldsig-core1 6.6.2: the base64 transform takes the text of an Object; where there is nothing but
// text in it, that is all of it.
bool covers_object(const Reference& reference) {
  const Element object = reference.element;
  return is_over(reference, object) ||
         (object && reference.text_only && reference.excluded.empty() &&
          object.is(kDsig, "Object") && object.text().ok());
}

}  // namespace

// Every ds:Object that does not carry the signature's own properties is covered.
bool XmlReader::objects_covered(const Entry& entry) const {
  std::set<const void*> nodes;
  for (const Reference& reference : entry.xmldsig->references) {
    if (covers_object(reference)) {
      nodes.insert(reference.element.node());
    }
  }
  const auto covered = [&](Element element) { return nodes.count(element.node()) != 0; };
  for (const Element object : entry.xmldsig->objects) {
    if (covered(object)) {
      continue;
    }
    const auto children = object.children();
    const bool all = !children.empty() && !object.has_text() &&
                     std::all_of(children.begin(), children.end(), [&](Element child) {
                       const bool own = property::is_property(child.ns()) &&
                                        child == entry.qualifying_properties;
                       return own || covered(child);
                     });
    if (!all) {
      return false;
    }
  }
  return true;
}

// Whether it passes is judged later, where a policy asks; whether anything but a signature stands
// here must be known now. With a key that it brings itself: who signed is asked of no signature
// here. Not out of the Budget, whose verifications are for the signatures that count: else whoever
// adds counter-signatures, which anybody can, leaves nothing for them.
Status XmlReader::verify_counter_signature(Entry& entry) {
  if (!entry.parent || !entry.xmldsig || !entry.parsed.signed_octets_problem.empty()) {
    return success();
  }
  constexpr std::size_t kMostKeys = 3;
  std::vector<crypto::PublicKey> keys;
  if (entry.xmldsig->key_info.bare_key) {
    keys.push_back(*entry.xmldsig->key_info.bare_key);
  }
  for (const pki::Certificate& certificate : entry.xmldsig->key_info.certificates) {
    if (certificate.key().ok() && keys.size() < kMostKeys) {
      keys.push_back(*certificate.key());
    }
  }
  for (const crypto::PublicKey& key : keys) {
    if (counter_keys_left_ == 0) {
      break;
    }
    --counter_keys_left_;
    SENIM_CHECK(budget_.spend(Cost::canonical_bytes, entry.parsed.signed_octets.size()));
    const auto verified =
        crypto::verify(key, entry.parsed.algorithm, entry.parsed.signed_octets, entry.parsed.value);
    if (verified.ok() && *verified) {
      entry.value_verifies = true;
      break;
    }
  }
  return success();
}

// Every digest of its is right, and so are those of the signatures that countersign it inside, and
// the values of these: what anybody may have typed is no signature.
bool XmlReader::keeps_its_word(const Entry& entry) const {
  return std::all_of(entries_.begin(), entries_.end(), [&](const Entry& other) {
    if (!other.parent || !entry.element.contains(other.element)) {
      return true;
    }
    return other.xmldsig && other.value_verifies &&
           std::all_of(other.xmldsig->references.begin(), other.xmldsig->references.end(),
                       [](const Reference& r) { return r.state == xml::ReferenceState::intact; });
  });
}

// A signature with nothing in it but itself: all the way down what XMLDSig and XAdES let stand
// there, and no text for people. To leave it out of what is signed hides nothing from a reader.
// What a signer says of himself may be text where his signature is counted with the others: a
// counter-signature is not, so anybody can add one, and it may say nothing, nor stand among text as
// if it belonged there.
Result<bool> XmlReader::shows_nothing(const Entry& entry) {
  Standing standing;
  if (!entry.parent) {
    if (declares_signed(entry)) {
      standing.declarations.insert(entry.element.node());
    }
    for (const Reference& reference : entry.xmldsig->references) {
      if (reference.state == xml::ReferenceState::intact && reference.excluded.empty() &&
          is_over(reference, reference.element)) {
        standing.spoken.insert(reference.element.node());
      }
    }
  } else if (entry.element.parent().has_text() || !entry.value_verifies) {
    return false;
  }
  standing.names = &names_;
  standing.names_must_be_known = entry.parent.has_value();
  SENIM_TRY(const auto found, additions(entry.element, standing, budget_));
  return found.empty() && keeps_its_word(entry);
}

// The reference covers the element with everything in it but signatures: this one (what is in it is
// asked apart), and others that show a reader nothing.
bool XmlReader::covers_whole(const Entry& entry, const Reference& reference,
                             Element element) const {
  // One that could not be computed does not say what it would have left out.
  const bool computed = reference.state == xml::ReferenceState::intact ||
                        reference.state == xml::ReferenceState::changed;
  return computed && reference.covers(element) &&
         std::all_of(reference.excluded.begin(), reference.excluded.end(), [&](Element left_out) {
           return entry.element.contains(left_out) || !element.contains(left_out) ||
                  showing_nothing_.count(left_out.node()) != 0;
         });
}

// Internally detached: the root is a mere wrapper around parts each of which is signed. One level
// only, and without attributes, and no part may speak by a prefix that the wrapper binds: names of
// elements are content as well.
bool XmlReader::parts_whole(const Entry& entry) const {
  const Element root = document_->root();
  if (entry.parent || entry.element.parent() != root || root.has_text() || root.has_attributes() ||
      !entry.loose_prefixes.empty()) {
    return false;
  }
  std::set<const void*> whole;
  for (const Reference& reference : entry.xmldsig->references) {
    if (reference.element && reference.element.parent() == root &&
        covers_whole(entry, reference, reference.element)) {
      whole.insert(reference.element.node());
    }
  }
  const auto children = root.children();
  return !whole.empty() && std::all_of(children.begin(), children.end(), [&](Element child) {
    return whole.count(child.node()) != 0 || child == entry.element ||
           showing_nothing_.count(child.node()) != 0;
  });
}

// Whole: every part handed in and every part of this document, the signature itself left out, is
// under the signature. Otherwise something a reader sees may be unsigned.
Coverage XmlReader::coverage_of(const Entry& entry) const {
  const auto& references = entry.xmldsig->references;
  const bool around = std::any_of(references.begin(), references.end(),
                                  [](const Reference& r) { return r.around_root; });
  if (!entry.parts_covered || (document_->around_root().instructions && !around) ||
      !objects_covered(entry)) {
    return Coverage::partial;
  }
  const Element root = document_->root();
  if (root == entry.element) {
    const bool some = std::any_of(references.begin(), references.end(), [](const Reference& r) {
      return !is_signed_properties_type(r.type);
    });
    const bool found = std::none_of(references.begin(), references.end(), [](const Reference& r) {
      return is_external(r.uri) && !r.detached;
    });
    return some && found ? Coverage::whole : Coverage::partial;
  }
  const bool over_root = std::any_of(references.begin(), references.end(), [&](const Reference& r) {
    return r.whole_document && covers_whole(entry, r, root);
  });
  return over_root || parts_whole(entry) ? Coverage::whole : Coverage::partial;
}

LevelFacts XmlReader::level_facts(const Entry& entry) {
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
  const auto stamped = [&](model::TimestampKind kind) {
    return std::any_of(parsed.timestamps.begin(), parsed.timestamps.end(),
                       [kind](const model::ParsedTimestamp& timestamp) {
                         return timestamp.kind == kind && gives_level(timestamp);
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
  facts.archive_timestamp = entry.archived;
  facts.baseline_archive_timestamp =
      entry.baseline_archived && seals_revocation(parsed, issuer_hashes_);
  facts.evidence_record = has_evidence_record(parsed);
  // EN 319 132-1 table 2: SigningTime, the signing certificate in KeyInfo; references and their
  // time-stamps belong to the extended levels.
  const auto& in_key_info = entry.xmldsig->key_info.certificates;
  const bool named = std::any_of(in_key_info.begin(), in_key_info.end(),
                                 [&](const auto& c) { return named_by(c, parsed); });
  facts.baseline = parsed.claimed_signing_time && named && !facts.complete_certificate_refs &&
                   !facts.complete_revocation_refs && !refs_stamp;
  if (!parsed.signer_candidates.empty()) {
    const RevocationCoverage revocation(parsed.crls, parsed.ocsp_responses);
    facts.baseline_revocation =
        (has("RevocationValues") || has("TimeStampValidationData") || has("AnyValidationData")) &&
        about_signer(parsed.signer_candidates.front(), parsed.certificates, {&revocation},
                     issuer_hashes_);
    facts.whole_chain = covers_chain(parsed.signer_candidates.front(), parsed.certificates,
                                     {&revocation}, issuer_hashes_);
  }
  return facts;
}

}  // namespace senim::formats::xades

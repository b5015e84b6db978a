#include "validators/formats/signature_level.h"

namespace senim::formats {
namespace {

using model::SignatureLevel;

// EN 319 122-1 6 / EN 319 132-1 6: each level contains the one before it. With long-term data, an
// evidence record does what an archive time-stamp does (EN 319 122-2, 132-2: E-ERS).
SignatureLevel baseline(const LevelFacts& facts) {
  if (!facts.signature_timestamp) {
    return SignatureLevel::baseline_b;
  }
  if (!facts.baseline_revocation) {
    return SignatureLevel::baseline_t;
  }
  if (facts.evidence_record) {
    return SignatureLevel::ers;
  }
  return facts.baseline_archive_timestamp ? SignatureLevel::baseline_lta
                                          : SignatureLevel::baseline_lt;
}

// EN 319 122-2 / EN 319 132-2: E-BES, E-EPES, E-T, E-C, E-X, E-XL, E-A, E-ERS. Values beside
// references hold everything that the references name, so the whole chain; fewer are no long-term
// data.
SignatureLevel extended(const LevelFacts& facts) {
  if (!facts.signature_timestamp) {
    return facts.policy ? SignatureLevel::epes : SignatureLevel::bes;
  }
  const bool values = facts.certificate_values && facts.revocation_values;
  const bool refs = facts.complete_certificate_refs && facts.complete_revocation_refs;
  const bool data = (values || facts.baseline_revocation) && facts.whole_chain;
  if (data && facts.evidence_record) {
    return SignatureLevel::ers;
  }
  if (data && facts.archive_timestamp) {
    return SignatureLevel::a;
  }
  if (data && facts.long_term_validation) {
    return SignatureLevel::ltv;
  }
  if (refs && facts.refs_timestamp) {
    return values && data ? SignatureLevel::xl : SignatureLevel::x;
  }
  if (refs) {
    return SignatureLevel::c;
  }
  return SignatureLevel::t;
}

}  // namespace

model::SignatureLevel signature_level(const LevelFacts& facts) {
  if (!facts.signing_certificate) {
    return SignatureLevel::none;
  }
  return facts.baseline ? baseline(facts) : extended(facts);
}

}  // namespace senim::formats

#include "validators/formats/signature_level.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "validators/formats/document_kind.h"
#include "validators/formats/object_ids.h"
#include "validators/formats/revocation_coverage.h"
#include "validators/formats/timestamp.h"

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

bool gives_level(const model::ParsedTimestamp& timestamp, const model::ParsedSignature& signature) {
  const auto is_under = [&](const model::ParsedTimestamp& other) {
    return other.kind == model::TimestampKind::signature && gives_level(other) &&
           timestamp.is_over(other.id);
  };
  return gives_level(timestamp) && (timestamp.kind != model::TimestampKind::archive ||
                                    std::ranges::any_of(signature.timestamps, is_under));
}

bool seals_revocation(const model::ParsedSignature& signature, IssuerHashes& hashes) {
  if (signature.signer_candidates.empty()) {
    return false;
  }
  std::set<std::string> sealed;
  for (const model::ParsedTimestamp& timestamp : signature.timestamps) {
    if (timestamp.kind == model::TimestampKind::archive && gives_level(timestamp)) {
      sealed.insert(timestamp.covered_revocation.begin(), timestamp.covered_revocation.end());
    }
  }
  const auto under = [&sealed](const std::vector<Bytes>& all) {
    std::vector<Bytes> some;
    std::ranges::copy_if(all, std::back_inserter(some), [&sealed](const Bytes& octets) {
      return sealed.count(revocation_id(octets)) != 0;
    });
    return some;
  };
  const RevocationCoverage coverage(under(signature.crls), under(signature.ocsp_responses));
  return about_signer(signature.signer_candidates.front(), signature.certificates, {&coverage},
                      hashes);
}

// RFC 4998 and RFC 6283 records; what they are over is asked when they are judged.
bool has_evidence_record(const model::ParsedSignature& signature) {
  return std::ranges::any_of(signature.evidence_records, [](const Bytes& record) {
    return detect(record) == model::DocumentKind::er;
  });
}

}  // namespace senim::formats

#pragma once

#include "validators/formats/revocation_coverage.h"
#include "validators/model/parsed_signature.h"

// Which level a signature claims by what it carries (EN 319 122-1 and EN 319 132-1 clause 6 for the
// baseline levels, parts 2 for the extended ones). By presence, names and imprints only: whether a
// time-stamp or a revocation answer is worth anything is the validation engine's to say. A
// time-stamp counts when its token can be read and its imprint is that of what it must be over, an
// archive time-stamp when a signature time-stamp is under it (its hash index may leave out what it
// likes); an evidence record when its first fields are those of one.

namespace senim::formats {

struct LevelFacts {
  bool signing_certificate = false;  // without it there is no AdES at all
  bool baseline = false;             // everything that level B asks, nothing that it forbids
  bool policy = false;
  bool signature_timestamp = false;
  bool complete_certificate_refs = false;
  bool complete_revocation_refs = false;
  bool refs_timestamp = false;  // over the references, with or without the signature
  bool certificate_values = false;
  bool revocation_values = false;
  // About the signer. CAdES: in SignedData.crls. XAdES keeps both kinds in the same properties.
  bool baseline_revocation = false;
  bool whole_chain =
      false;  // there is revocation data about each certificate of the signer's chain
  bool archive_timestamp = false;
  // CAdES v3, XAdES 1.4.1; over revocation data about the signer.
  bool baseline_archive_timestamp = false;
  bool evidence_record = false;       // in the attribute that goes with the packaging
  bool long_term_validation = false;  // the attribute of TS 101 733 6.4.1 (deprecated since)
};

model::SignatureLevel signature_level(const LevelFacts& facts);

// For a time-stamp among those of this signature.
bool gives_level(const model::ParsedTimestamp& timestamp, const model::ParsedSignature& signature);
// Archive time-stamps that give a level are over revocation data about the signer.
bool seals_revocation(const model::ParsedSignature& signature, IssuerHashes& hashes);
bool has_evidence_record(const model::ParsedSignature& signature);

}  // namespace senim::formats

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/parsed_signature.h"
#include "validators/model/trust_service.h"

// What collect() found: every fact that a judgement may need, arithmetic included (digests,
// signature values, the signature on each certificate of a path). judge() compares and decides, it
// computes nothing and never sees the document: so stored evidence can be judged again under
// another policy.

namespace senim::model {

enum class ValueState { unchecked, valid, invalid, unsupported };
std::string_view to_string(ValueState state);

// A candidate certification path: the subject first, the trust anchor last. Only its arithmetic has
// been done.
struct CandidatePath {
  std::vector<pki::Certificate> certificates;
  std::vector<ValueState>
      signed_by_next;  // [i]: certificates[i] verifies under the key of [i + 1]; size() - 1 entries
  std::vector<std::string> signature_problems;  // same index: why unsupported, "" otherwise
  std::vector<TrustService>
      services;  // that list the last certificate (copies: evidence outlives snapshots)
};

struct FetchTarget {
  enum class Kind { crl, ocsp, issuer_certificate } kind = Kind::ocsp;
  std::string url;
  pki::Fingerprint certificate{};  // about which certificate
  friend bool operator==(const FetchTarget&, const FetchTarget&) = default;
};
struct Wanted {
  FetchTarget target;
  Bytes request;  // OCSP request to POST; empty for GET
};
struct Fetched {
  FetchTarget target;
  enum class State { answered, unreachable } state = State::unreachable;
  Bytes octets;         // of an answer
  std::string problem;  // of an unreachable one
};

struct EvidenceRecordEvidence {
  std::string id;      // "E-" + 32 hex of SHA-256 of the octets
  std::string format;  // ERS, XMLERS
  Bytes octets;
};

struct SignatureEvidence {
  ParsedSignature signature;
  std::optional<pki::Certificate>
      signing_certificate;  // the candidate the references name, else the first that fits
  // The candidate's digest matches the signing-certificate attribute. not_present: no such
  // attribute.
  enum class ReferenceMatch {
    not_present,
    matches,
    differs,
    issuer_serial_differs,
    unsupported
  } reference_match = ReferenceMatch::not_present;
  // What each certificate reference names, among all certificates at hand; same index as
  // signature.certificate_references.
  std::vector<std::optional<pki::Fingerprint>> referenced_certificates;
  ValueState value =
      ValueState::unchecked;  // under the signing certificate's key, else the bare key
  std::string value_problem;  // which algorithm or key is unsupported
  std::string key_name;       // "RSA 2048"
  unsigned key_bits = 0;
  std::vector<CandidatePath> paths;            // best first; empty: none leads to an anchor
  bool paths_cut = false;                      // a Budget ended the search
  std::vector<pki::Certificate> partial_path;  // the longest chain found when there is no path
  std::vector<EvidenceRecordEvidence> evidence_records;
};

struct TimestampEvidence {
  ParsedTimestamp timestamp;
  std::optional<pki::Certificate> tsa;
  std::vector<CandidatePath> paths;
  ValueState value =
      ValueState::unchecked;  // unchecked until the validation engine judges time-stamps
};

struct DocumentFacts {
  DocumentKind kind = DocumentKind::unknown;
  std::uint64_t size = 0;
  std::string sha256;
};

struct Evidence {
  DocumentFacts document;
  std::vector<SignatureEvidence> signatures;
  std::vector<TimestampEvidence> timestamps;  // document, container and detached ones
  std::vector<EvidenceRecordEvidence> evidence_records;
  std::vector<Fetched> fetched;  // answers to earlier Wanted
};

}  // namespace senim::model

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "validators/base/compiled_once.h"
#include "validators/base/utc_time.h"
#include "validators/model/parsed_signature.h"
#include "validators/model/trust_service.h"
#include "validators/pki/crl.h"

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
  SENIM_COMPILED_ONCE(CandidatePath);
  std::vector<pki::Certificate> certificates;
  std::vector<ValueState>
      signed_by_next;  // [i]: certificates[i] verifies under the key of [i + 1]; size() - 1 entries
  std::vector<std::string> signature_problems;  // same index: why unsupported, "" otherwise
  Services services;                            // that list the last certificate
};

class CrlLookup;  // model/crl_lookup.h

// Revocation data (RFC 5280 5, RFC 6960): one CRL or one OCSP answer, whoever brought it.
enum class RevocationKind : std::uint8_t { crl, ocsp };
enum class RevocationOrigin : std::uint8_t { embedded, supplied, cache, online, list };
std::string_view to_string(RevocationKind kind);      // report.md: "crl", "ocsp"
std::string_view to_string(RevocationOrigin origin);  // report.md `from`

struct FetchTarget {
  enum class Kind { crl, ocsp, issuer_certificate } kind = Kind::ocsp;
  std::string url;
  pki::Fingerprint certificate{};  // about which certificate
  friend bool operator==(const FetchTarget&, const FetchTarget&) = default;
};
struct Wanted {
  FetchTarget target;
  Bytes request;  // OCSP request to POST; empty for GET
  // What a cache gave did not do (too old for a policy, or of no use): only the source itself.
  bool beyond_cache = false;
};
struct Fetched {
  FetchTarget target;
  enum class State { answered, unreachable } state = State::unreachable;
  Bytes octets;  // of an answer; empty when `crl` holds it
  // A list that was read before (an index over a large one); asked instead of octets.
  std::shared_ptr<const CrlLookup> crl{};
  RevocationOrigin origin = RevocationOrigin::online;  // or cache
  std::string problem;                                 // of an unreachable one
};
// The problem of a source that did answer, but not this request: its answer has another nonce (RFC
// 9654 2.1), so it was made for somebody else and is replayed. Every other failure is told alike.
inline constexpr std::string_view kNonceDiffers = "nonce-differs";

struct EvidenceRecordEvidence {
  std::string id;      // "E-" + 32 hex of SHA-256 of the octets
  std::string format;  // ERS, XMLERS
  Bytes octets;
};

struct TimestampEvidence;

// Everything computed about one signed thing: a signature of the document, and likewise the
// signature of a time-stamp token or of revocation data (EN 319 102-1 validates all three with the
// same building blocks).
struct SignatureEvidence {
  SENIM_COMPILED_ONCE(SignatureEvidence);
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
  std::vector<TimestampEvidence> timestamps;  // same order as signature.timestamps
  // RevocationEvidence of the data inside it: signature.crls, then signature.ocsp_responses.
  std::vector<std::string> revocation_ids;
};

// A time-stamp token: what it says (`timestamp`) and its own signature (`token`), whose matchers
// hold the imprint beside the digest of TSTInfo. A token that cannot be read has a `problem` and an
// empty token.
struct TimestampEvidence {
  ParsedTimestamp timestamp;
  SignatureEvidence token;
};

// What revocation data says of one certificate. A CRL that does not name a certificate says `good`
// within its scope; whether the scope fits is judged (RFC 5280 6.3.3).
struct CertificateStatus {
  pki::Fingerprint certificate{};
  enum class State : std::uint8_t { good, revoked, unknown } state = State::unknown;
  std::optional<pki::RevocationReason> reason;  // of a revoked one; removeFromCRL only in deltas
  std::optional<UtcTime> revoked_at;
  std::optional<UtcTime> invalidity;
  // Of the list, or of the single response.
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  std::optional<UtcTime> archive_cutoff;  // OCSP, RFC 6960 4.4.4
  enum class CertificateHash : std::uint8_t { absent, matches, differs, unsupported };
  CertificateHash certificate_hash = CertificateHash::absent;  // OCSP, Common PKI CertHash
};

// RFC 5280 5.2: what bounds a list. Values, because evidence outlives the octets.
struct CrlFacts {
  Bytes issuer;                    // Name TLV
  Bytes number;                    // cRLNumber, INTEGER content; empty when absent
  bool number_critical = false;    // RFC 5280 5.2.3 forbids it
  bool empty_list = false;         // revokedCertificates without an entry: 5.1.2.6 forbids it
  Bytes base_number;               // deltaCRLIndicator; empty: a full list
  Bytes distribution_point;        // issuingDistributionPoint extension value; empty when absent
  Bytes authority_key_id;          // keyIdentifier; empty when absent
  Bytes freshest;                  // freshestCRL extension value; empty when absent
  bool freshest_critical = false;  // how Kazakh delta lists may be marked (spec/domain.md 1.3)
  std::optional<UtcTime> expired_certificates_since;  // expiredCertsOnCRL
  std::vector<Oid> unknown_critical;                  // critical extensions that nobody processes
};
// RFC 6960 4.2.2.3: who answers.
struct OcspFacts {
  Bytes responder_name;       // Name TLV; empty when by key
  Bytes responder_key_hash;   // SHA-1 of the key; empty when by name
  bool names_signer = false;  // the responder ID is that of token.signing_certificate
  enum class Nonce : std::uint8_t { absent, present } nonce = Nonce::absent;
  std::vector<Oid> unknown_critical;
};

struct RevocationEvidence {
  SENIM_COMPILED_ONCE(RevocationEvidence);
  std::string id;  // "R-" + 32 hex of SHA-256 of the octets
  RevocationKind kind = RevocationKind::ocsp;
  RevocationOrigin origin = RevocationOrigin::embedded;
  std::string endpoint;   // where it came from; "" when embedded or supplied
  std::string problem;    // it cannot be read, or refuses to answer: why. Else ""
  UtcTime produced_at{};  // OCSP producedAt, CRL thisUpdate
  std::variant<CrlFacts, OcspFacts> facts;
  // Its signature: issuer or responder, arithmetic, paths (signature.format is cms: nobody reports
  // it). Empty signing_certificate: nobody at hand verifies it.
  SignatureEvidence token;
  std::vector<CertificateStatus> statuses;  // of the certificates asked about
};

// What whoever validates has seen of this evidence before: the object existed then (EN 319 102-1
// 5.6.2.3).
struct ArchiveProof {
  std::string object;  // id of a signature or time-stamp, of revocation data; hex of a fingerprint
  UtcTime time{};      // of the receipt, whole seconds
  std::string receipt;
  UtcTime existed_by() const { return time + Seconds{1}; }  // it was issued within that second
};

struct DocumentFacts {
  DocumentKind kind = DocumentKind::unknown;
  std::uint64_t size = 0;
  std::string sha256;
};

struct Evidence {
  SENIM_COMPILED_ONCE(Evidence);
  DocumentFacts document;
  std::vector<SignatureEvidence> signatures;
  std::vector<TimestampEvidence> timestamps;  // document, container and detached ones
  std::vector<EvidenceRecordEvidence> evidence_records;
  std::vector<RevocationEvidence> revocation;  // distinct, all origins
  // Paths of certificates over one key, where several are at hand and one of them is on a path:
  // what is known of any of them is known of the key. Only with signatures that verify.
  std::vector<CandidatePath> twins;
  bool revocation_cut = false;   // a limit ended the search: what was left out may say otherwise
  std::vector<Fetched> fetched;  // answers to earlier Wanted
  std::vector<ArchiveProof> archive_proofs;  // of the caller's own receipts
};

}  // namespace senim::model

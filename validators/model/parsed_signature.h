#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/compiled_once.h"
#include "validators/base/oid.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/certificate.h"

// What a format reader says of one signature: facts common to all formats. Digests of references
// are already computed (they need no key); the signature value is not verified yet. Nothing here
// has been judged.

namespace senim::pki {
struct TimestampToken;  // pki/timestamp_token.h
}

namespace senim::model {

enum class SignatureFormat {
  cades,
  cms,
  xades,
  xmldsig,
  pades,
  pdf_cms,
  jades,
  jws,
  ooxml,
  odf,
  eaeu,
  ddoc
};
std::string_view to_string(SignatureFormat format);  // report.md: "CAdES", ...

enum class SignatureLevel {
  none,
  baseline_b,
  baseline_t,
  baseline_lt,
  baseline_lta,
  bes,
  epes,
  t,
  lt,
  lt_tm,
  ltv,
  c,
  x,
  xl,
  a,
  ers,
};
std::string_view to_string(SignatureLevel level);  // "BASELINE-B", ..., "none"

enum class Packaging { unknown, enveloped, enveloping, detached, internally_detached };
std::string_view to_string(Packaging packaging);

enum class DocumentKind {
  unknown,
  pdf,
  xml,
  cms,
  asic_s,
  asic_e,
  jws,
  ooxml,
  odf,
  eaeu,
  tst,
  er,
  ddoc
};
std::string_view to_string(DocumentKind kind);  // report.md: "CMS", ...

// A digest matcher (spec/en319102-1.md 1.1).
enum class DigestMatcherKind {
  signed_data,        // a signed data object: CAdES content, XAdES reference to data
  signed_properties,  // XAdES SignedProperties
  key_info,
  object,
  manifest,
  manifest_entry,
  counter_signed_value,
  message_imprint,
};
enum class MatchState { intact, changed, missing, unsupported };

struct DigestMatcher {
  DigestMatcherKind kind = DigestMatcherKind::signed_data;
  std::string name;  // URI, file or part name; "" where there is none
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::string digest_identifier;  // OID or URI as written
  Bytes expected;
  MatchState state = MatchState::missing;
  std::string problem;  // why missing or unsupported: the transform or URI
  // What was digested, where it lies in one piece: the signer's key may choose another digest
  // (crypto::digest_for), and readers do not know the signer.
  std::optional<ByteView> octets{};
  // The name under which what was digested was handed in, where that is another one than the
  // reference gives; "" otherwise.
  std::string other_name{};
};

// A reason why format checking (EN 319 102-1 5.2.2) fails although the file could be read.
struct FormatProblem {
  std::string code;  // id of a Rule of model/rules.h in block format_checking
  std::string detail;
};

// What a reader tolerates and tells: the signature means the same without it. Judged at the level
// of the policy's `format.deviations` or `format.unsigned_content`.
struct FormatRemark {
  enum class Kind : std::uint8_t { deviation, unsigned_content } kind = Kind::deviation;
  std::string code;  // like FormatProblem
  std::string detail;
};

// One entry of a signing-certificate attribute (v1 or v2), XAdES CertDigest, x5t#S256.
struct CertificateReference {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::string digest_identifier;
  Bytes value;
  bool has_issuer_serial = false;
  Bytes issuer;                // Name TLV; empty when written as text or absent
  std::string issuer_text;     // RFC 4514 text (XAdES v1)
  Bytes serial;                // INTEGER content
  std::uint8_t attribute = 0;  // which of the signature's attributes or properties it stands in
};

struct SignaturePolicyReference {
  bool implied = false;
  std::string id;  // OID or URI
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  Bytes value;
  std::string uri;  // SPURI qualifier
  // The policy's document, where the signature carries it (SignaturePolicyStore), under the digest
  // above; unsupported: the digest cannot be computed.
  enum class Document { absent, matches, differs, unsupported } document = Document::absent;
  bool transformed = false;  // the digest is of what transforms make of the document (XAdES)
};

enum class TimestampKind {
  content,
  signature,
  validation_data,
  archive,
  document,
  container,
  detached
};
std::string_view to_string(TimestampKind kind);

struct ParsedTimestamp {
  SENIM_COMPILED_ONCE(ParsedTimestamp);
  std::string id;  // "T-" + 32 hex of SHA-256 of the token
  TimestampKind kind = TimestampKind::detached;
  Bytes token;  // ContentInfo
  // What was read from a copy of `token`, which it keeps alive; null: nobody did, or nobody could.
  std::shared_ptr<const pki::TimestampToken> read;
  std::optional<UtcTime> time;  // genTime when the token could be read
  Oid policy;
  Bytes serial;
  std::optional<Seconds> accuracy;  // rounded up
  bool ordering = false;            // RFC 3161 2.4.2: tokens of this authority sort by their times
  Bytes tsa;                        // GeneralName TLV, empty when absent
  std::string problem;              // why the token could not be read
  // What its imprint must be over, computed by the format reader; no_data: cannot be had
  // (unsupported canonicalisation, ...).
  enum class Imprint { matches, differs, no_data, unchecked } imprint = Imprint::unchecked;
  std::string imprint_problem;  // why no_data
  std::vector<std::string>
      covers;  // ids of signatures, timestamps; names of data objects are in the scope
  // What else stands under the imprint (spec/en319102-1.md 9.3): certificates and revocation data.
  // Filled only when the imprint matches.
  std::vector<pki::Fingerprint> covered_certificates;
  std::vector<std::string> covered_revocation;  // ids as in RevocationEvidence: "R-" + 32 hex

  bool is_over(const std::string& object) const { return std::ranges::count(covers, object) != 0; }
};

struct SignedScope {
  std::string name;
  enum class Kind { full, partial, digest, signature, archived } kind = Kind::full;
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  Bytes value;
};

enum class Coverage { whole, partial, revision };

struct ParsedSignature {
  SENIM_COMPILED_ONCE(ParsedSignature);
  std::string id;                     // "S-" + 32 hex (report.md 1); made unique within a document
  std::optional<std::size_t> parent;  // index of the signature that this one countersigns
  SignatureFormat format = SignatureFormat::cms;
  SignatureLevel level = SignatureLevel::none;
  Packaging packaging = Packaging::unknown;

  // It was recognised as a signature but cannot be read any further: everything below may be empty
  // (TOTAL_FAILED/FORMAT_FAILURE).
  std::vector<FormatProblem> format_problems;
  std::vector<FormatRemark> format_remarks;

  std::vector<DigestMatcher> matchers;
  Coverage coverage =
      Coverage::partial;  // whole: every octet of the (detached) document is under this signature
  std::vector<SignedScope> scope;

  crypto::SignatureAlgorithm algorithm;
  crypto::DigestAlgorithm data_digest =
      crypto::DigestAlgorithm::unknown;  // of the signed data, for `algorithms.digest`
  // What the value signs. `owner` keeps alive what `signed_octets` views. When only a digest of the
  // content is at hand (detached CMS without signed attributes) signed_octets is empty and
  // `signed_digest` holds it.
  ByteView signed_octets;
  std::shared_ptr<const void> owner;
  std::optional<Bytes> signed_digest;
  // Alternatives under which the value may be verified too (CMS attributes sorted as DER); tried in
  // order.
  std::vector<Bytes> signed_octets_alternatives;
  // Why there is nothing to verify the value over: unsupported canonicalisation, missing content.
  // "" otherwise.
  std::string signed_octets_problem;
  Bytes value;

  std::vector<pki::Certificate> certificates;  // embedded in or around this signature
  // What names the signer, in the order of trust: CMS sid; XML KeyInfo. Candidate signing
  // certificates, best first: filled by the reader from `certificates` (those that the identifier
  // names; for XML all of KeyInfo's, leaves first).
  std::vector<pki::Certificate> signer_candidates;
  // An identifier that matched none of them, for the caller's supplied certificates: issuer Name
  // TLV and serial, or SKI.
  Bytes signer_issuer;
  Bytes signer_serial;
  Bytes signer_key_id;
  bool certificate_required_by_reference = false;  // a signing-certificate attribute is present
  std::vector<CertificateReference> certificate_references;  // in order; EN 319 102-1 5.2.3.4
  std::optional<crypto::PublicKey>
      bare_key;  // XML KeyValue only: value is checked, nobody is identified

  std::optional<UtcTime> claimed_signing_time;
  std::optional<SignaturePolicyReference> policy;
  std::vector<std::string> claimed_roles;
  std::vector<std::string> commitments;          // OIDs or URIs
  std::string content_type;                      // CMS content-type OID or MIME type
  std::vector<std::string> content_hints;        // RFC 2634 2.9: OID of the content, description
  std::vector<std::string> content_identifiers;  // RFC 2634 2.7: hex
  bool countersigned = false;                    // a counter-signature of it is in the document
  bool has_policy_store = false;                 // SignaturePolicyStore
  // Where its elements leave the schema of their standard (XML only).
  std::vector<std::string> schema_problems;
  std::string signer_location;

  std::vector<ParsedTimestamp> timestamps;
  std::vector<Bytes> crls;  // embedded revocation data, DER
  std::vector<Bytes> ocsp_responses;
  std::vector<Bytes> evidence_records;
};

}  // namespace senim::model

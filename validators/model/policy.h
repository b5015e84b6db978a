#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"
#include "validators/model/agreement.h"
#include "validators/model/check.h"
#include "validators/model/path_inputs.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"

// A validation policy, resolved: every key of schema 1 has a value, so no check is ever skipped
// because somebody forgot it. Plain data without opinions; policies/ makes it from YAML, the blocks
// ask it. Immutable once it is a Policy, cheap to copy, shared between threads.

namespace senim::model {

// EN 319 102-1 contexts (spec/en319102-1.md 1.2).
enum class Context : std::uint8_t {
  signature,
  counter_signature,
  timestamp,
  revocation,
  evidence_record
};
inline constexpr std::size_t kContexts = 5;
std::string_view to_string(Context context);
enum class CertificateRole : std::uint8_t { signing, ca };
std::string_view to_string(CertificateRole role);

// The keys of schema 1. Their YAML paths, kinds of value, contexts and whether their checks exist
// yet stand in the table of policy_keys.cpp, one line each; policies/README.md explains the groups.
enum class Key : std::uint8_t {
  // container: ASiC and other packages (5.2.2); asked once per document
  container_types,
  container_comment,
  container_comment_text,
  container_mimetype,
  container_mimetype_content,
  container_manifest,
  container_signed_files,
  container_file_names,
  container_all_files_signed,
  // pdfa: the document as PDF/A
  pdfa_profiles,
  pdfa_compliant,
  // trust.lists: the lists that the anchors come from
  list_fresh,
  list_not_expired,
  list_signed,
  list_versions,
  list_structure,
  // format: format checking (5.2.2)
  format_structure,
  format_accepted,
  format_unique_ids,
  format_full_scope,
  format_deviations,
  format_unsigned_content,
  // signature_policy: validation context initialisation (5.2.4)
  signature_policy_accepted,
  signature_policy_available,
  signature_policy_store,
  signature_policy_hash,
  // signed_attributes: identification of the signing certificate (5.2.3), signature acceptance
  // (5.2.8)
  signing_certificate_attribute,
  signing_certificate_single,
  references_in_chain,
  references_whole_chain,
  reference_digest_algorithm,
  reference_digest_present,
  reference_digest,
  reference_issuer_serial,
  key_identifier,
  key_identifier_match,
  signing_time,
  signing_time_in_validity,
  content_type,
  content_hints,
  content_identifier,
  message_digest,
  elliptic_curve,
  commitment,
  signer_location,
  claimed_roles,
  certified_roles,
  content_timestamp,
  content_timestamp_imprint,
  // unsigned_attributes
  counter_signature_present,
  signature_timestamp,
  validation_data_timestamp,
  references_timestamp,
  archive_timestamp,
  document_timestamp,
  t_level,
  lta_level,
  // integrity: cryptographic verification (5.2.7)
  data_found,
  data_intact,
  data_name,
  manifest_found,
  manifest_group,
  manifest_intact,
  manifest_name,
  value_valid,
  // pdf: later changes and structure (5.2.2)
  pdf_single_signer,
  pdf_byte_range,
  pdf_byte_range_collision,
  pdf_byte_range_whole,
  pdf_dictionary,
  pdf_page_difference,
  pdf_annotation_overlap,
  pdf_visual_difference,
  pdf_doc_mdp,
  pdf_field_mdp,
  pdf_field_lock,
  pdf_form_changes,
  pdf_annotation_changes,
  pdf_undefined_changes,
  // signing_certificate, ca_certificate: X.509 validation (5.2.6)
  certificate_identified,
  identifier_match,
  certificate_chain,
  certificate_signature,
  certificate_validity,
  anchor_expiry,
  anchor_sunset,
  issuer_access,
  revocation_skip_extensions,
  revocation_skip_policies,
  revocation_skip_lifetime,
  revocation_access,
  revocation_available,
  revocation_acceptable,
  crl_next_update,
  ocsp_next_update,
  revocation_fresh,
  revocation_fresh_next_update,
  revocation_issuer_validity,
  not_revoked,
  not_on_hold,
  ca_flag,
  path_length,
  key_usage,
  extended_key_usage,
  critical_purposes,
  stated_purposes,
  reserved_purposes,
  not_ca,
  not_anchor,
  certificate_sign_usage,
  policy_tree,
  name_constraints,
  authority_key_identifier,
  subject_key_identifier,
  conformity,
  anchor_conformity,
  public_key,
  no_revocation_available,
  critical_extensions,
  forbidden_extensions,
  issuer_name,
  not_self_signed,
  self_signed,
  certificate_policies,
  // the same groups, about whom the certificate names (chain constraints, 5.2.6)
  subject_surname,
  subject_given_name,
  subject_common_name,
  subject_pseudonym,
  subject_pseudonym_use,
  subject_title,
  subject_email,
  subject_organization_identifier,
  subject_organization_unit,
  subject_organization,
  subject_country,
  subject_locality,
  subject_state,
  subject_serial_number,
  policy_qualified,
  policy_qscd,
  qc_compliance,
  qc_currency,
  qc_limit,
  qc_retention,
  qc_sscd,
  qc_pds,
  qc_type,
  qc_legislation,
  natural_person,
  legal_person,
  semantics_identifier,
  psd2_roles,
  psd2_authority_name,
  psd2_authority_id,
  qscd_legislation,
  identification_method,
  // the same groups, national rules (spec/policies.md, "What ours adds")
  key_purpose,
  signer_roles,
  owner_kind,
  key_store,
  tool_class,
  signer_identifiers,
  // timestamp: with time and long-term data (5.5, 5.6)
  timestamp_delay,
  timestamp_revocation_time,
  timestamp_before_expiry,
  timestamp_coherence,
  timestamp_valid,
  tsa_name,
  tsa_name_match,
  tsa_name_order,
  tsa_purpose,
  tsa_accuracy,
  ats_hash_index,
  timestamp_container_coverage,
  // revocation: acceptance of revocation data (5.2.6)
  revocation_status_known,
  revocation_this_update,
  revocation_issuer_known,
  revocation_issuer_valid,
  revocation_after_issuance,
  revocation_has_information,
  responder_id,
  cert_hash_present,
  cert_hash,
  crl_number,
  crl_entries,
  self_issued_ocsp,
  // qualification: what the signature is worth (TS 119 615, national schemes)
  qualification_level,
  qualification_recognised,
  // evidence_record (5.6.3)
  evidence_record_valid,
  evidence_object_found,
  evidence_object_intact,
  evidence_object_located,
  evidence_object_group,
  evidence_signed_files,
  evidence_container_coverage,
  evidence_hash_tree_renewal,
};
inline constexpr std::size_t kKeys = static_cast<std::size_t>(Key::evidence_hash_tree_renewal) + 1;

// What a key holds besides its level.
enum class ValueKind : std::uint8_t {
  flag,      // nothing: the check is run or not
  strings,   // what is acceptable, see Constraint::accepts
  integer,   // a minimum or a number
  duration,  // a maximum age or delay
  names,     // a list that steers, without a level of its own (skip rules)
};

struct KeyInfo {
  Key key{};
  std::string_view group;  // of the YAML path; "certificate": signing_certificate, ca_certificate
  std::string_view name;   // last part of the YAML path
  ValueKind kind = ValueKind::flag;
  std::uint8_t contexts = 0;     // bit per Context; 0: asked once, in no context
  std::uint8_t roles = 0;        // bit per CertificateRole; 0: not about a certificate
  std::uint8_t implemented = 0;  // bit per Context in which the check exists; bit 7 without context
  bool fixed = false;            // part of the algorithm: `fail` is its only value
};
const KeyInfo& info(Key key);

// One place of the table: a key in one context and role (both meaningless where the key has none).
struct Slot {
  Key key{};
  Context context = Context::signature;
  CertificateRole role = CertificateRole::signing;
  friend bool operator==(const Slot&, const Slot&) = default;
};
std::span<const Slot> slots();       // every slot of schema 1, in the order of Key
std::string path(const Slot& slot);  // "signature.signing_certificate.key_usage"
bool implemented(const Slot& slot);  // false: it may only hold `unsupported`
inline constexpr std::uint16_t kNoSlot = 0xffff;
// By key, context and role: where the slot stands in slots(); kNoSlot: there is none.
// policy_keys.cpp.
extern const std::array<std::array<std::array<std::uint16_t, 2>, kContexts>, kKeys> kSlotIndex;
inline std::size_t index(const Slot& slot) {  // kNoSlot: the key has no such context or role
  return kSlotIndex.at(static_cast<std::size_t>(slot.key))
      .at(static_cast<std::size_t>(slot.context))
      .at(static_cast<std::size_t>(slot.role));
}

// What the policy says at one slot.
struct Constraint {
  Level level = Level::fail;
  // The check does not exist yet: recorded with outcome unsupported at `level`; at fail it bars
  // TOTAL_PASSED (report.md 2).
  bool unsupported = false;
  std::variant<std::monostate, std::vector<std::string>, std::uint64_t, Seconds> value;

  bool runs() const { return !unsupported && level != Level::ignore; }
  const std::vector<std::string>& strings() const;  // empty where the key holds none
  std::optional<std::uint64_t> integer() const;
  std::optional<Seconds> duration() const;
  // Lists (spec/policies.md 2.1): an empty list wants no value; "*" wants at least one; else one of
  // `found` must match. An entry that ends in "*" matches what begins with the rest.
  bool accepts(std::span<const std::string> found) const;
  bool accepts(std::string_view found) const;  // "" counts as no value
  // The other reading of a list: every one of `found` must match (supported critical extensions).
  bool covers(std::span<const std::string> found) const;
  bool contains(std::string_view entry) const;  // literally
  bool contains(const Oid& entry) const;        // in dotted decimal
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

// Cryptographic constraints (spec/en319102-1.md 5.8), one table per usage.
enum class AlgorithmUsage : std::uint8_t { signature, certificates, timestamps, revocation };
inline constexpr std::size_t kAlgorithmUsages = 4;
std::string_view to_string(AlgorithmUsage usage);

struct DigestRow {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::optional<UtcTime> since;
  std::optional<UtcTime> until;  // empty: no end is known
  // Whoever published the row announced another list by then (RFC 5698 NextUpdate); empty: never.
  std::optional<UtcTime> next_update = {};
  friend bool operator==(const DigestRow&, const DigestRow&) = default;
};
struct KeyRow {
  crypto::SignatureScheme scheme = crypto::SignatureScheme::unknown;
  unsigned min_bits = 0;
  std::optional<UtcTime> since;
  std::optional<UtcTime> until;
  unsigned max_bits = 0;  // 0: no size is too large
  // The one digest that the row allows the scheme with; unknown: any that is reliable itself.
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::optional<UtcTime> next_update = {};  // as above
  friend bool operator==(const KeyRow&, const KeyRow&) = default;
};

enum class Reliability : std::uint8_t {
  reliable,
  not_listed,
  key_too_small,
  not_yet,
  expired,
  outdated,  // reliable by a list that should have been replaced before
};
std::string_view to_string(Reliability reliability);

struct Assessment {
  Reliability reliability = Reliability::not_listed;
  Level level = Level::fail;  // at which the failure counts; meaningless when reliable
  // The last instant before which it is (or was) reliable; empty: no end, or never was.
  std::optional<UtcTime> until;
  std::string_view subject;  // "digest", "key" or "scheme": what decided
  bool ok() const { return reliability == Reliability::reliable; }
};

struct AlgorithmTable {
  std::string suite;  // name of the calendar it comes from
  std::vector<DigestRow> digests;
  std::vector<KeyRow> keys;
  Level level = Level::fail;  // of whatever is not listed, too small or over
  // Ends that lie after the day the suite was published are forecasts: an algorithm past such an
  // end counts at level_after_update.
  std::optional<UtcTime> updated;
  Level level_after_update = Level::warn;

  Assessment assess(crypto::DigestAlgorithm digest, UtcTime at) const;
  // Scheme with key size, and the digest the scheme names (both of PSS). EdDSA names none. Rows for
  // this very combination decide alone (spec/en319102-1.md 5.8).
  Assessment assess(const crypto::SignatureAlgorithm& algorithm, unsigned key_bits,
                    UtcTime at) const;
  friend bool operator==(const AlgorithmTable&, const AlgorithmTable&) = default;
};

// What an anchor may be used for, and which anchors.
enum class AnchorPurpose : std::uint8_t { signature, timestamp, revocation, receipt };
inline constexpr std::size_t kAnchorPurposes = 4;
std::string_view to_string(AnchorPurpose purpose);

struct AnchorRule {
  // Each a list of exact values or "*" (any); an empty list: none. Anchors given explicitly
  // (TrustService::given) need their source and territory only: they have no type and no timeline.
  std::vector<std::string> sources;
  std::vector<std::string> territories;
  std::vector<std::string> service_types;          // URIs
  std::vector<ServiceStatus> statuses;             // acceptable at the decisive time
  PathInputs path{};                               // of every path to these anchors
  bool admits(const TrustService& service) const;  // source and territory
  bool admits(const ServicePeriod& period) const;  // type and status
  friend bool operator==(const AnchorRule&, const AnchorRule&) = default;
};

enum class ValidityModel : std::uint8_t { shell, chain, hybrid };
std::string_view to_string(ValidityModel model);
enum class ValidationLevel : std::uint8_t { basic, timestamps, long_term, archival };
std::string_view to_string(ValidationLevel level);

// An expired CRL or OCSP answer (report.md 2): nobody can say, or no (order 500/NK point 18).
enum class StaleRevocation : std::uint8_t { undecided, negative };
// Revoked after the proven signing time: proofs of existence decide (EN 319 102-1), or compromise
// acts retroactively (domain.md 1.2).
enum class RevocationSemantics : std::uint8_t { proof_of_existence, compromise_is_retroactive };
// Whether what the own archive has seen earlier counts as proof of existence (EN 319
// 102-1 5.6.2.3), or time-stamps alone do.
enum class ArchiveProofs : std::uint8_t { ignored, counted };
struct RevocationRules {
  StaleRevocation stale = StaleRevocation::undecided;
  RevocationSemantics semantics = RevocationSemantics::proof_of_existence;
  friend bool operator==(const RevocationRules&, const RevocationRules&) = default;
};

// Where spec/en319102-1.md says that DSS leaves the standard ([DSS]) and no other key can say so:
// what the standard says, the default, then what DSS does, for comparing verdicts with it. A value
// that may turn a no into a yes by what it does not look at is named so. Whatever made a difference
// is told by the check `departure-applied`.
struct Departures {
  // 3.1: every candidate path of a signature or time-stamp until one passes, or the best one alone.
  enum class Paths : std::uint8_t { all, best } paths = Paths::all;
  // 5.5 step 3: when the service of a signature's anchor must have been in an accepted status.
  enum class TrustTime : std::uint8_t {
    best_signature_time,
    insecurely_issuance,  // of the signing certificate: what became of the service is not asked
  } trust_time = TrustTime::best_signature_time;
  // 5.5.2, RFC 5280 6.3.3 (b): the kinds of certificates and the distribution points that a list
  // bounds itself to are compared with the certificate, or not.
  enum class Lists : std::uint8_t { honoured, insecurely_ignored };
  Lists list_scope = Lists::honoured;
  Lists delta_lists = Lists::honoured;     // (c): merged, or not looked at
  Lists indirect_lists = Lists::honoured;  // (f): of whom a cRLIssuer names, or the issuer's only
  // 10.2: when past validation checks the path: inside all of its validities, or when it is asked.
  enum class PastPath : std::uint8_t {
    inside_validity,
    validation_time
  } past_path = PastPath::inside_validity;
  // 10.3 step 4: an algorithm that has ended is excused in what is itself proven to be older, or in
  // whatever goes with a signature that is.
  enum class PastAlgorithms : std::uint8_t {
    each_object,
    insecurely_signature
  } past_algorithms = PastAlgorithms::each_object;
  friend bool operator==(const Departures&, const Departures&) = default;
};

// Document-wide rules, taken from the submission's policy (report.md 2).
struct RequiredSigners {
  unsigned count = 1;
  std::string role;  // "" any
  friend bool operator==(const RequiredSigners&, const RequiredSigners&) = default;
};
struct Requirement {
  enum class Mode : std::uint8_t { all, at_least_one, signers } mode = Mode::all;
  std::vector<RequiredSigners> signers;  // mode signers: each entry must be met
  friend bool operator==(const Requirement&, const Requirement&) = default;
};
enum class AskedTime : std::uint8_t { untrusted, trusted };
enum class Permission : std::uint8_t { refused, allowed };
struct DocumentRules {
  Requirement require;
  AskedTime asked_time = AskedTime::untrusted;
  Permission partial_coverage = Permission::refused;
  Permission modified = Permission::refused;
  Permission unmet_expectations = Permission::refused;
  friend bool operator==(const DocumentRules&, const DocumentRules&) = default;
};

// Everything a policy says. Filled by policies/policy_file; tests change a copy and make a Policy
// of it.
struct PolicyRules {
  std::string id;
  std::string version;
  std::string digest;  // SHA-256 hex of the canonical resolved form
  std::string title;
  std::string legal_basis;
  // The point of the law behind a check, by the check's id: told with every record of that check.
  std::map<std::string, std::string, std::less<>> legal_points{};
  bool demo = false;  // only loaded in the demo world (design.md 7)

  ValidityModel model = ValidityModel::shell;
  ValidationLevel level = ValidationLevel::basic;
  Seconds max_age{900};                 // how long a verdict may be served again (report.md 4)
  std::vector<Constraint> constraints;  // one per slot
  std::array<AlgorithmTable, kAlgorithmUsages> algorithms;
  std::array<AnchorRule, kAnchorPurposes> anchors;
  RevocationRules revocation;
  ArchiveProofs archive_proofs = ArchiveProofs::ignored;
  Departures departures;
  DocumentRules document;

  // Throws std::logic_error for a slot that schema 1 does not have.
  void set(const Slot& slot, Constraint constraint);
};

class Policy {
 public:
  // Throws std::logic_error unless every slot has a constraint.
  explicit Policy(PolicyRules rules);

  const std::string& id() const { return rules_->id; }
  const std::string& version() const { return rules_->version; }
  const std::string& digest() const { return rules_->digest; }
  const PolicyRules& rules() const { return *rules_; }

  // Throw std::logic_error where the key has no such context or role: a defect of the caller.
  const Constraint& constraint(Key key, Context context,
                               CertificateRole role = CertificateRole::signing) const {
    const std::size_t at = index({key, context, role});
    return at != kNoSlot ? rules_->constraints[at] : no_constraint({key, context, role});
  }
  const Constraint& constraint(Key key) const;  // keys without context

  const AlgorithmTable& algorithms(AlgorithmUsage usage) const {
    return rules_->algorithms.at(static_cast<std::size_t>(usage));
  }
  const AnchorRule& anchors(AnchorPurpose purpose) const {
    return rules_->anchors.at(static_cast<std::size_t>(purpose));
  }
  ValidityModel model() const { return rules_->model; }
  ValidationLevel level() const { return rules_->level; }
  Seconds max_age() const { return rules_->max_age; }
  const RevocationRules& revocation() const { return rules_->revocation; }
  bool counts_archive() const { return rules_->archive_proofs == ArchiveProofs::counted; }
  const Departures& departures() const { return rules_->departures; }
  const DocumentRules& document() const { return rules_->document; }

  // The slots whose check does not exist yet, in the order of slots(); those with level fail bar
  // TOTAL_PASSED for an object judged in their context (keys without context: for every one).
  std::span<const Slot> unsupported() const { return *unsupported_; }

 private:
  [[noreturn]] static const Constraint& no_constraint(const Slot& slot);
  std::shared_ptr<const PolicyRules> rules_;
  std::shared_ptr<const std::vector<Slot>> unsupported_;
};

struct PolicyQuery {
  std::optional<std::string> asked;  // id named by the caller
  std::string direction;             // inbound, outbound, domestic, transit, unknown
  Territory issuer_country;          // "" unknown
  Purpose purpose = Purpose::check;
  Territory recipient{};  // who relies on what is forwarded; "" not said
  UtcTime time{};         // validation time: agreements and policies must be in force then
  std::string format{};   // as format.accepted names it: "XAdES-BASELINE-T"; "" not known
};

// Why a policy is not for what is asked.
struct PolicyObjection {
  // "before-period", "after-period", "caller", "direction", "country", "purpose" or "format".
  std::string_view problem;
  std::optional<UtcTime> from{};  // of its period, where that is the problem
  std::optional<UtcTime> to{};
};

// The policy book as the core sees it, already scoped to the caller. Immutable, shared between
// threads.
class PolicyChooser {
 public:
  PolicyChooser() = default;
  PolicyChooser(const PolicyChooser&) = delete;
  PolicyChooser& operator=(const PolicyChooser&) = delete;
  virtual ~PolicyChooser() = default;
  virtual const std::string& digest() const = 0;  // of the whole book
  virtual const Territory& home() const = 0;      // the country we stand in
  virtual const Policy& choose(
      const PolicyQuery& query) const = 0;  // never fails: falls back to the default policy
  // Whether what choose() gives for this query is in force then and made for it. Where it is not,
  // nothing passes.
  virtual std::optional<PolicyObjection> objection(const PolicyQuery& query) const = 0;
  // The instants at which the choice may change, agreements apart.
  virtual std::span<const UtcTime> turning_points() const = 0;
  virtual const Policy& submission_policy() const = 0;  // document-wide rules: require, asked_time
  // Every agreement of home with anybody, in force or not; of one pair never two at a time.
  virtual std::span<const Agreement> agreements() const { return {}; }
};

}  // namespace senim::model

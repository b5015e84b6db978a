// The key table of schema 1: the inventory of spec/policies.md in our words. A new check is marked
// as implemented here, in the same commit that implements it.

#include <array>
#include <stdexcept>

#include "validators/model/policy.h"

namespace senim::model {

namespace {

constexpr std::uint8_t bit(Context context) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(context));
}
constexpr std::uint8_t kSignatures = bit(Context::signature) | bit(Context::counter_signature);
constexpr std::uint8_t kTimestamps = bit(Context::timestamp);
constexpr std::uint8_t kRevocation = bit(Context::revocation);
constexpr std::uint8_t kEvidence = bit(Context::evidence_record);
constexpr std::uint8_t kSigned = kSignatures | kTimestamps;
constexpr std::uint8_t kAll = kSigned | kRevocation;
constexpr std::uint8_t kNone = 0;

constexpr std::uint8_t kSigner = 1;
constexpr std::uint8_t kCa = 2;
constexpr std::uint8_t kBoth = kSigner | kCa;

constexpr ValueKind kFlag = ValueKind::flag;
constexpr ValueKind kStrings = ValueKind::strings;
constexpr ValueKind kInteger = ValueKind::integer;
constexpr ValueKind kDuration = ValueKind::duration;
constexpr ValueKind kNames = ValueKind::names;
constexpr bool kFixed = true;

constexpr std::string_view kCertificate = "certificate";

// Where the check exists today (last but one column).
constexpr std::uint8_t kNotYet = 0;
constexpr std::uint8_t kOnce = 1U << 7;  // for keys without context

// key, group, name, value, contexts, roles, implemented in, fixed
constexpr std::array<KeyInfo, kKeys> kTable{{
    {Key::container_types, "container", "types", kStrings, kNone, 0, kNotYet},
    {Key::container_comment, "container", "comment", kFlag, kNone, 0, kNotYet},
    {Key::container_comment_text, "container", "comment_text", kStrings, kNone, 0, kNotYet},
    {Key::container_mimetype, "container", "mimetype", kFlag, kNone, 0, kNotYet},
    {Key::container_mimetype_content, "container", "mimetype_content", kStrings, kNone, 0, kNotYet},
    {Key::container_manifest, "container", "manifest", kFlag, kNone, 0, kNotYet},
    {Key::container_signed_files, "container", "signed_files", kFlag, kNone, 0, kNotYet},
    {Key::container_file_names, "container", "file_names", kFlag, kNone, 0, kNotYet},
    {Key::container_all_files_signed, "container", "all_files_signed", kFlag, kNone, 0, kNotYet},
    {Key::pdfa_profiles, "pdfa", "profiles", kStrings, kNone, 0, kNotYet},
    {Key::pdfa_compliant, "pdfa", "compliant", kFlag, kNone, 0, kNotYet},
    {Key::list_fresh, "trust.lists", "fresh", kDuration, kNone, 0, kOnce},
    {Key::list_not_expired, "trust.lists", "not_expired", kFlag, kNone, 0, kOnce, kFixed},
    {Key::list_signed, "trust.lists", "signed", kFlag, kNone, 0, kOnce, kFixed},
    {Key::list_versions, "trust.lists", "versions", kStrings, kNone, 0, kOnce},
    {Key::list_structure, "trust.lists", "structure", kFlag, kNone, 0, kOnce},

    {Key::format_structure, "format", "structure", kFlag, kSignatures, 0, kSignatures},
    {Key::format_accepted, "format", "accepted", kStrings, kSignatures, 0, kSignatures},
    {Key::format_unique_ids, "format", "unique_ids", kFlag, kAll, 0, kSigned, kFixed},
    {Key::format_full_scope, "format", "full_scope", kFlag, kSignatures, 0, kSignatures},
    {Key::format_deviations, "format", "deviations", kFlag, kSignatures, 0, kSignatures},
    {Key::format_unsigned_content, "format", "unsigned_content", kFlag, kSignatures, 0,
     kSignatures},

    {Key::signature_policy_accepted, "signature_policy", "accepted", kStrings, kSignatures, 0,
     kSignatures},
    {Key::signature_policy_available, "signature_policy", "available", kFlag, kSignatures, 0,
     kSignatures},
    {Key::signature_policy_store, "signature_policy", "store", kFlag, kSignatures, 0, kSignatures},
    {Key::signature_policy_hash, "signature_policy", "hash", kFlag, kSignatures, 0, kSignatures},

    {Key::signing_certificate_attribute, "signed_attributes", "signing_certificate", kFlag, kSigned,
     0, kSigned},
    {Key::signing_certificate_single, "signed_attributes", "single_signing_certificate", kFlag,
     kSigned, 0, kSigned},
    {Key::references_in_chain, "signed_attributes", "references_in_chain", kFlag, kSigned, 0,
     kSigned},
    {Key::references_whole_chain, "signed_attributes", "references_whole_chain", kFlag, kSigned, 0,
     kSigned},
    {Key::reference_digest_algorithm, "signed_attributes", "reference_digest_algorithm", kFlag,
     kSigned, 0, kSigned},
    {Key::reference_digest_present, "signed_attributes", "reference_digest_present", kFlag, kSigned,
     0, kSigned},
    {Key::reference_digest, "signed_attributes", "reference_digest", kFlag, kSigned, 0, kSigned,
     kFixed},
    {Key::reference_issuer_serial, "signed_attributes", "issuer_serial", kFlag, kSigned, 0,
     kSigned},
    {Key::key_identifier, "signed_attributes", "key_identifier", kFlag, kSignatures, 0,
     kSignatures},
    {Key::key_identifier_match, "signed_attributes", "key_identifier_match", kFlag, kSignatures, 0,
     kSignatures},
    {Key::signing_time, "signed_attributes", "signing_time", kFlag, kSignatures, 0, kSignatures},
    {Key::signing_time_in_validity, "signed_attributes", "signing_time_in_validity", kFlag,
     kSignatures, 0, kSignatures},
    {Key::content_type, "signed_attributes", "content_type", kStrings, kSignatures, 0, kSignatures},
    {Key::content_hints, "signed_attributes", "content_hints", kStrings, kSignatures, 0,
     kSignatures},
    {Key::content_identifier, "signed_attributes", "content_identifier", kStrings, kSignatures, 0,
     kSignatures},
    {Key::message_digest, "signed_attributes", "message_digest", kFlag, kSignatures, 0,
     kSignatures},
    {Key::elliptic_curve, "signed_attributes", "elliptic_curve", kFlag, kSignatures, 0,
     kSignatures},
    {Key::commitment, "signed_attributes", "commitment", kStrings, kSignatures, 0, kSignatures},
    {Key::signer_location, "signed_attributes", "signer_location", kFlag, kSignatures, 0,
     kSignatures},
    {Key::claimed_roles, "signed_attributes", "claimed_roles", kStrings, kSignatures, 0,
     kSignatures},
    {Key::certified_roles, "signed_attributes", "certified_roles", kStrings, kSignatures, 0,
     kNotYet},
    {Key::content_timestamp, "signed_attributes", "content_timestamp", kFlag, kSignatures, 0,
     kSignatures},
    {Key::content_timestamp_imprint, "signed_attributes", "content_timestamp_imprint", kFlag,
     kSignatures, 0, kSignatures},

    {Key::counter_signature_present, "unsigned_attributes", "counter_signature", kFlag, kSignatures,
     0, kSignatures},
    {Key::signature_timestamp, "unsigned_attributes", "signature_timestamp", kFlag, kSignatures, 0,
     kSignatures},
    {Key::validation_data_timestamp, "unsigned_attributes", "validation_data_timestamp", kFlag,
     kSignatures, 0, kSignatures},
    {Key::references_timestamp, "unsigned_attributes", "references_timestamp", kFlag, kSignatures,
     0, kSignatures},
    {Key::archive_timestamp, "unsigned_attributes", "archive_timestamp", kFlag, kSignatures, 0,
     kSignatures},
    {Key::document_timestamp, "unsigned_attributes", "document_timestamp", kFlag, kSignatures, 0,
     kSignatures},
    {Key::t_level, "unsigned_attributes", "t_level", kFlag, kSignatures, 0, kSignatures},
    {Key::lta_level, "unsigned_attributes", "lta_level", kFlag, kSignatures, 0, kSignatures},

    {Key::data_found, "integrity", "data_found", kFlag, kAll, 0, kSigned, kFixed},
    {Key::data_intact, "integrity", "data_intact", kFlag, kAll, 0, kSigned, kFixed},
    {Key::data_name, "integrity", "data_name", kFlag, kAll, 0, kSigned},
    {Key::manifest_found, "integrity", "manifest_found", kFlag, kAll, 0, kSigned},
    {Key::manifest_group, "integrity", "manifest_group", kFlag, kAll, 0, kSigned},
    {Key::manifest_intact, "integrity", "manifest_intact", kFlag, kAll, 0, kSigned, kFixed},
    {Key::manifest_name, "integrity", "manifest_name", kFlag, kAll, 0, kSigned},
    {Key::value_valid, "integrity", "value", kFlag, kAll, 0, kAll, kFixed},

    {Key::pdf_single_signer, "pdf", "single_signer", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_byte_range, "pdf", "byte_range", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_byte_range_collision, "pdf", "byte_range_collision", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_byte_range_whole, "pdf", "byte_range_whole", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_dictionary, "pdf", "dictionary", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_page_difference, "pdf", "page_difference", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_annotation_overlap, "pdf", "annotation_overlap", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_visual_difference, "pdf", "visual_difference", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_doc_mdp, "pdf", "doc_mdp", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_field_mdp, "pdf", "field_mdp", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_field_lock, "pdf", "field_lock", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_form_changes, "pdf", "form_changes", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_annotation_changes, "pdf", "annotation_changes", kFlag, kSigned, 0, kNotYet},
    {Key::pdf_undefined_changes, "pdf", "undefined_changes", kFlag, kSigned, 0, kNotYet},

    {Key::certificate_identified, kCertificate, "identified", kFlag, kAll, kSigner, kAll, kFixed},
    {Key::identifier_match, kCertificate, "identifier_match", kFlag, kSignatures, kSigner,
     kSignatures},
    {Key::certificate_chain, kCertificate, "chain", kFlag, kAll, kSigner, kAll, kFixed},
    {Key::certificate_signature, kCertificate, "signature", kFlag, kAll, kBoth, kAll, kFixed},
    {Key::certificate_validity, kCertificate, "validity", kFlag, kAll, kBoth, kAll},
    {Key::anchor_expiry, kCertificate, "anchor_expiry", kFlag, kAll, kCa, kAll},
    {Key::anchor_sunset, kCertificate, "anchor_sunset", kFlag, kAll, kCa, kSigned, kFixed},
    {Key::issuer_access, kCertificate, "issuer_access", kFlag, kAll, kBoth, kAll},
    {Key::revocation_skip_extensions, kCertificate, "revocation_skip_extensions", kNames, kAll,
     kBoth, kAll},
    {Key::revocation_skip_policies, kCertificate, "revocation_skip_policies", kNames, kAll, kBoth,
     kAll},
    {Key::revocation_skip_lifetime, kCertificate, "revocation_skip_lifetime", kDuration, kAll,
     kBoth, kAll},
    {Key::revocation_access, kCertificate, "revocation_access", kFlag, kAll, kBoth, kAll},
    {Key::revocation_available, kCertificate, "revocation_available", kFlag, kAll, kBoth, kAll},
    {Key::revocation_acceptable, kCertificate, "revocation_acceptable", kFlag, kAll, kBoth, kAll},
    {Key::crl_next_update, kCertificate, "crl_next_update", kFlag, kAll, kBoth, kAll},
    {Key::ocsp_next_update, kCertificate, "ocsp_next_update", kFlag, kAll, kBoth, kAll},
    {Key::revocation_fresh, kCertificate, "revocation_fresh", kDuration, kAll, kBoth, kAll},
    {Key::revocation_fresh_next_update, kCertificate, "revocation_fresh_next_update", kFlag, kAll,
     kBoth, kAll},
    {Key::revocation_issuer_validity, kCertificate, "revocation_issuer_validity", kFlag, kAll,
     kBoth, kAll},
    {Key::not_revoked, kCertificate, "not_revoked", kFlag, kAll, kBoth, kAll},
    {Key::not_on_hold, kCertificate, "not_on_hold", kFlag, kAll, kBoth, kAll},
    {Key::ca_flag, kCertificate, "ca_flag", kFlag, kAll, kCa, kAll, kFixed},
    {Key::path_length, kCertificate, "path_length", kFlag, kAll, kCa, kAll},
    {Key::key_usage, kCertificate, "key_usage", kStrings, kAll, kBoth, kAll},
    {Key::extended_key_usage, kCertificate, "extended_key_usage", kStrings, kAll, kBoth, kAll},
    {Key::critical_purposes, kCertificate, "critical_purposes", kStrings, kSignatures, kBoth,
     kSignatures},
    {Key::stated_purposes, kCertificate, "stated_purposes", kStrings, kSignatures, kSigner,
     kSignatures},
    {Key::reserved_purposes, kCertificate, "reserved_purposes", kStrings, kSignatures, kSigner,
     kSignatures},
    {Key::not_ca, kCertificate, "not_ca", kFlag, kSignatures, kSigner, kSignatures},
    {Key::not_anchor, kCertificate, "not_anchor", kFlag, kSignatures, kSigner, kSignatures},
    {Key::certificate_sign_usage, kCertificate, "certificate_sign_usage", kFlag, kSignatures,
     kSigner, kSignatures},
    {Key::policy_tree, kCertificate, "policy_tree", kFlag, kAll, kSigner, kAll},
    {Key::name_constraints, kCertificate, "name_constraints", kFlag, kAll, kBoth, kAll},
    {Key::authority_key_identifier, kCertificate, "authority_key_identifier", kFlag, kAll, kBoth,
     kAll},
    {Key::subject_key_identifier, kCertificate, "subject_key_identifier", kFlag, kAll, kBoth, kAll},
    {Key::conformity, kCertificate, "conformity", kStrings, kSigned, kBoth, kSigned},
    {Key::anchor_conformity, kCertificate, "anchor_conformity", kStrings, kSigned, kCa, kSigned},
    {Key::public_key, kCertificate, "public_key", kStrings, kSigned, kBoth, kSigned},
    {Key::no_revocation_available, kCertificate, "no_revocation_available", kFlag, kAll, kBoth,
     kAll},
    {Key::critical_extensions, kCertificate, "critical_extensions", kStrings, kAll, kBoth, kAll},
    {Key::forbidden_extensions, kCertificate, "forbidden_extensions", kStrings, kAll, kBoth, kAll},
    {Key::issuer_name, kCertificate, "issuer_name", kFlag, kAll, kBoth, kAll, kFixed},
    {Key::not_self_signed, kCertificate, "not_self_signed", kFlag, kAll, kSigner, kAll},
    {Key::self_signed, kCertificate, "self_signed", kFlag, kAll, kSigner, kAll},
    {Key::certificate_policies, kCertificate, "policies", kStrings, kAll, kBoth, kAll},

    {Key::subject_surname, kCertificate, "surname", kStrings, kAll, kSigner, kAll},
    {Key::subject_given_name, kCertificate, "given_name", kStrings, kAll, kSigner, kAll},
    {Key::subject_common_name, kCertificate, "common_name", kStrings, kAll, kSigner, kAll},
    {Key::subject_pseudonym, kCertificate, "pseudonym", kStrings, kAll, kSigner, kAll},
    {Key::subject_pseudonym_use, kCertificate, "pseudonym_use", kFlag, kAll, kSigner, kAll},
    {Key::subject_title, kCertificate, "title", kStrings, kAll, kSigner, kAll},
    {Key::subject_email, kCertificate, "email", kStrings, kAll, kSigner, kAll},
    {Key::subject_organization_identifier, kCertificate, "organization_identifier", kStrings, kAll,
     kSigner, kAll},
    {Key::subject_organization_unit, kCertificate, "organization_unit", kStrings, kAll, kSigner,
     kAll},
    {Key::subject_organization, kCertificate, "organization", kStrings, kAll, kSigner, kAll},
    {Key::subject_country, kCertificate, "country", kStrings, kAll, kSigner, kAll},
    {Key::subject_locality, kCertificate, "locality", kStrings, kAll, kSigner, kAll},
    {Key::subject_state, kCertificate, "state", kStrings, kAll, kSigner, kAll},
    {Key::subject_serial_number, kCertificate, "serial_number", kFlag, kAll, kSigner, kAll},
    {Key::policy_qualified, kCertificate, "policy_qualified", kFlag, kAll, kSigner, kAll},
    {Key::policy_qscd, kCertificate, "policy_qscd", kFlag, kAll, kSigner, kAll},
    {Key::qc_compliance, kCertificate, "qc_compliance", kFlag, kAll, kSigner, kAll},
    {Key::qc_currency, kCertificate, "qc_currency", kStrings, kAll, kSigner, kAll},
    {Key::qc_limit, kCertificate, "qc_limit", kInteger, kAll, kSigner, kAll},
    {Key::qc_retention, kCertificate, "qc_retention", kInteger, kAll, kSigner, kAll},
    {Key::qc_sscd, kCertificate, "qc_sscd", kFlag, kAll, kSigner, kAll},
    {Key::qc_pds, kCertificate, "qc_pds", kStrings, kAll, kSigner, kAll},
    {Key::qc_type, kCertificate, "qc_type", kStrings, kAll, kSigner, kAll},
    {Key::qc_legislation, kCertificate, "qc_legislation", kStrings, kAll, kSigner, kAll},
    {Key::natural_person, kCertificate, "natural_person", kFlag, kAll, kSigner, kAll},
    {Key::legal_person, kCertificate, "legal_person", kFlag, kAll, kSigner, kAll},
    {Key::semantics_identifier, kCertificate, "semantics_identifier", kStrings, kAll, kSigner,
     kAll},
    {Key::psd2_roles, kCertificate, "psd2_roles", kStrings, kAll, kSigner, kAll},
    {Key::psd2_authority_name, kCertificate, "psd2_authority_name", kStrings, kAll, kSigner, kAll},
    {Key::psd2_authority_id, kCertificate, "psd2_authority_id", kStrings, kAll, kSigner, kAll},
    {Key::qscd_legislation, kCertificate, "qscd_legislation", kStrings, kAll, kSigner, kAll},
    {Key::identification_method, kCertificate, "identification_method", kStrings, kAll, kSigner,
     kAll},

    {Key::key_purpose, kCertificate, "key_purpose", kStrings, kSignatures, kSigner, kSignatures},
    {Key::signer_roles, kCertificate, "roles", kStrings, kSignatures, kSigner, kSignatures},
    {Key::owner_kind, kCertificate, "owner", kStrings, kSignatures, kSigner, kSignatures},
    {Key::key_store, kCertificate, "key_store", kStrings, kSignatures, kSigner, kSignatures},
    {Key::tool_class, kCertificate, "tool_class", kStrings, kSignatures, kSigner, kSignatures},
    {Key::signer_identifiers, kCertificate, "identifiers", kFlag, kSignatures, kSigner,
     kSignatures},

    {Key::timestamp_delay, "time", "delay", kDuration, kTimestamps, 0, kTimestamps},
    {Key::timestamp_revocation_time, "time", "revocation_time", kFlag, kTimestamps, 0, kTimestamps},
    {Key::timestamp_before_expiry, "time", "before_expiry", kFlag, kTimestamps, 0, kTimestamps},
    {Key::timestamp_coherence, "time", "coherence", kFlag, kTimestamps, 0, kTimestamps},
    {Key::timestamp_valid, "time", "valid", kFlag, kTimestamps, 0, kTimestamps},
    {Key::tsa_name, "tsa", "name", kFlag, kTimestamps, 0, kTimestamps},
    {Key::tsa_name_match, "tsa", "name_match", kFlag, kTimestamps, 0, kTimestamps},
    {Key::tsa_name_order, "tsa", "name_order", kFlag, kTimestamps, 0, kTimestamps},
    {Key::tsa_purpose, "tsa", "purpose", kFlag, kTimestamps, 0, kTimestamps},
    {Key::tsa_accuracy, "tsa", "accuracy", kDuration, kTimestamps, 0, kTimestamps},
    {Key::ats_hash_index, "format", "ats_hash_index", kFlag, kTimestamps, 0, kTimestamps, kFixed},
    {Key::timestamp_container_coverage, "format", "container_coverage", kFlag, kTimestamps, 0,
     kNotYet},

    {Key::revocation_status_known, "acceptance", "status_known", kFlag, kRevocation, 0, kRevocation,
     kFixed},
    {Key::revocation_this_update, "acceptance", "this_update", kFlag, kRevocation, 0, kRevocation},
    {Key::revocation_issuer_known, "acceptance", "issuer_known", kFlag, kRevocation, 0, kRevocation,
     kFixed},
    {Key::revocation_issuer_valid, "acceptance", "issuer_valid", kFlag, kRevocation, 0,
     kRevocation},
    {Key::revocation_after_issuance, "acceptance", "after_issuance", kFlag, kRevocation, 0,
     kRevocation},
    {Key::revocation_has_information, "acceptance", "has_information", kFlag, kRevocation, 0,
     kRevocation},
    {Key::responder_id, "acceptance", "responder_id", kFlag, kRevocation, 0, kRevocation},
    {Key::cert_hash_present, "acceptance", "cert_hash_present", kFlag, kRevocation, 0, kRevocation},
    {Key::cert_hash, "acceptance", "cert_hash", kFlag, kRevocation, 0, kRevocation},
    {Key::crl_number, "acceptance", "crl_number", kFlag, kRevocation, 0, kRevocation},
    {Key::crl_entries, "acceptance", "crl_entries", kFlag, kRevocation, 0, kRevocation},
    {Key::self_issued_ocsp, "acceptance", "self_issued", kFlag, kRevocation, 0, kRevocation},

    {Key::qualification_level, "qualification", "level", kStrings, kSigned, 0, kSigned},
    {Key::qualification_recognised, "qualification", "recognised", kStrings, kSignatures, 0,
     kSignatures},

    {Key::evidence_record_valid, "record", "valid", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_object_found, "record", "object_found", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_object_intact, "record", "object_intact", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_object_located, "record", "object_located", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_object_group, "record", "object_group", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_signed_files, "record", "signed_files", kFlag, kEvidence, 0, kNotYet},
    {Key::evidence_container_coverage, "record", "container_coverage", kFlag, kEvidence, 0,
     kNotYet},
    {Key::evidence_hash_tree_renewal, "record", "hash_tree_renewal", kFlag, kEvidence, 0, kNotYet},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (kTable.at(i).key != static_cast<Key>(i) || kTable.at(i).name.empty()) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "the table has one line per Key, in the order of the enum");

constexpr bool has(std::uint8_t mask, unsigned position) {
  return ((std::uint32_t{mask} >> position) & 1U) != 0;
}

// Every slot in the order of the table.
template <typename Visit>
constexpr void for_each_slot(const Visit& visit) {
  for (const KeyInfo& key : kTable) {
    for (unsigned context = 0; context < kContexts; ++context) {
      if (key.contexts == 0 ? context != static_cast<unsigned>(Context::signature)
                            : !has(key.contexts, context)) {
        continue;
      }
      for (unsigned role = 0; role < 2; ++role) {
        if (key.roles == 0 ? role == 0 : has(key.roles, role)) {
          visit(Slot{key.key, static_cast<Context>(context), static_cast<CertificateRole>(role)});
        }
      }
    }
  }
}

constexpr std::size_t count_slots() {
  std::size_t count = 0;
  for_each_slot([&](const Slot&) { ++count; });
  return count;
}

constexpr std::array<Slot, count_slots()> kSlots = [] {
  std::array<Slot, count_slots()> slots{};
  std::size_t at = 0;
  for_each_slot([&](const Slot& slot) { slots.at(at++) = slot; });
  return slots;
}();

}  // namespace

constexpr std::array<std::array<std::array<std::uint16_t, 2>, kContexts>, kKeys> kSlotIndex = [] {
  std::array<std::array<std::array<std::uint16_t, 2>, kContexts>, kKeys> index{};
  for (auto& contexts : index) {
    for (auto& roles : contexts) {
      roles.fill(kNoSlot);
    }
  }
  for (std::size_t i = 0; i < kSlots.size(); ++i) {
    const Slot& slot = kSlots.at(i);
    index.at(static_cast<std::size_t>(slot.key))
        .at(static_cast<std::size_t>(slot.context))
        .at(static_cast<std::size_t>(slot.role)) = static_cast<std::uint16_t>(i);
  }
  return index;
}();

const KeyInfo& info(Key key) { return kTable.at(static_cast<std::size_t>(key)); }

std::span<const Slot> slots() { return kSlots; }

bool implemented(const Slot& slot) {
  const KeyInfo& key = info(slot.key);
  return key.contexts == 0 ? has(key.implemented, 7)
                           : has(key.implemented, static_cast<unsigned>(slot.context));
}

std::string path(const Slot& slot) {
  const KeyInfo& key = info(slot.key);
  std::string text;
  if (key.contexts != 0) {
    text.append(to_string(slot.context)).append(".");
  }
  text.append(key.group == kCertificate ? to_string(slot.role) : key.group);
  return text.append(".").append(key.name);
}

}  // namespace senim::model

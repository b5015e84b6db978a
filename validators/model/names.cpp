// One to_string per enum: the spelling of report.md and EN 319 102-1.

#include "validators/model/check.h"
#include "validators/model/evidence.h"
#include "validators/model/parsed_signature.h"
#include "validators/model/submission.h"
#include "validators/model/verdict.h"

namespace senim::model {

std::string_view to_string(SubIndication sub) {
  switch (sub) {
    case SubIndication::none:
      return "";
    case SubIndication::format_failure:
      return "FORMAT_FAILURE";
    case SubIndication::hash_failure:
      return "HASH_FAILURE";
    case SubIndication::sig_crypto_failure:
      return "SIG_CRYPTO_FAILURE";
    case SubIndication::revoked:
      return "REVOKED";
    case SubIndication::expired:
      return "EXPIRED";
    case SubIndication::not_yet_valid:
      return "NOT_YET_VALID";
    case SubIndication::sig_constraints_failure:
      return "SIG_CONSTRAINTS_FAILURE";
    case SubIndication::chain_constraints_failure:
      return "CHAIN_CONSTRAINTS_FAILURE";
    case SubIndication::certificate_chain_general_failure:
      return "CERTIFICATE_CHAIN_GENERAL_FAILURE";
    case SubIndication::crypto_constraints_failure:
      return "CRYPTO_CONSTRAINTS_FAILURE";
    case SubIndication::policy_processing_error:
      return "POLICY_PROCESSING_ERROR";
    case SubIndication::signature_policy_not_available:
      return "SIGNATURE_POLICY_NOT_AVAILABLE";
    case SubIndication::timestamp_order_failure:
      return "TIMESTAMP_ORDER_FAILURE";
    case SubIndication::no_signing_certificate_found:
      return "NO_SIGNING_CERTIFICATE_FOUND";
    case SubIndication::no_certificate_chain_found:
      return "NO_CERTIFICATE_CHAIN_FOUND";
    case SubIndication::no_certificate_chain_found_no_poe:
      return "NO_CERTIFICATE_CHAIN_FOUND_NO_POE";
    case SubIndication::revoked_no_poe:
      return "REVOKED_NO_POE";
    case SubIndication::revoked_ca_no_poe:
      return "REVOKED_CA_NO_POE";
    case SubIndication::out_of_bounds_not_revoked:
      return "OUT_OF_BOUNDS_NOT_REVOKED";
    case SubIndication::out_of_bounds_no_poe:
      return "OUT_OF_BOUNDS_NO_POE";
    case SubIndication::revocation_out_of_bounds_no_poe:
      return "REVOCATION_OUT_OF_BOUNDS_NO_POE";
    case SubIndication::crypto_constraints_failure_no_poe:
      return "CRYPTO_CONSTRAINTS_FAILURE_NO_POE";
    case SubIndication::no_poe:
      return "NO_POE";
    case SubIndication::try_later:
      return "TRY_LATER";
    case SubIndication::signed_data_not_found:
      return "SIGNED_DATA_NOT_FOUND";
  }
  return "";
}

std::string_view block_name(Indication indication) {
  switch (indication) {
    case Indication::passed:
      return "PASSED";
    case Indication::failed:
      return "FAILED";
    case Indication::indeterminate:
      return "INDETERMINATE";
  }
  return "INDETERMINATE";
}

std::string_view signature_name(Indication indication) {
  switch (indication) {
    case Indication::passed:
      return "TOTAL_PASSED";
    case Indication::failed:
      return "TOTAL_FAILED";
    case Indication::indeterminate:
      return "INDETERMINATE";
  }
  return "INDETERMINATE";
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::fail:
      return "fail";
    case Level::warn:
      return "warn";
    case Level::inform:
      return "inform";
    case Level::ignore:
      return "ignore";
  }
  return "fail";
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::failed:
      return "failed";
    case Outcome::ignored:
      return "ignored";
    case Outcome::not_applicable:
      return "not_applicable";
    case Outcome::unsupported:
      return "unsupported";
  }
  return "failed";
}

std::string_view to_string(Block block) {
  switch (block) {
    case Block::format_checking:
      return "format-checking";
    case Block::signing_certificate:
      return "signing-certificate";
    case Block::validation_context:
      return "validation-context";
    case Block::x509_validation:
      return "x509-validation";
    case Block::cryptographic_verification:
      return "cryptographic-verification";
    case Block::signature_acceptance:
      return "signature-acceptance";
    case Block::revocation_freshness:
      return "revocation-freshness";
    case Block::past_validation:
      return "past-validation";
    case Block::basic:
      return "basic";
    case Block::with_time:
      return "with-time";
    case Block::long_term:
      return "long-term";
    case Block::qualification:
      return "qualification";
    case Block::agreement:
      return "agreement";
    case Block::document:
      return "document";
  }
  return "basic";
}

std::string_view to_string(SignatureFormat format) {
  switch (format) {
    case SignatureFormat::cades:
      return "CAdES";
    case SignatureFormat::cms:
      return "CMS";
    case SignatureFormat::xades:
      return "XAdES";
    case SignatureFormat::xmldsig:
      return "XMLDSig";
    case SignatureFormat::pades:
      return "PAdES";
    case SignatureFormat::pdf_cms:
      return "PDF-CMS";
    case SignatureFormat::jades:
      return "JAdES";
    case SignatureFormat::jws:
      return "JWS";
    case SignatureFormat::ooxml:
      return "OOXML";
    case SignatureFormat::odf:
      return "ODF";
    case SignatureFormat::eaeu:
      return "EAEU";
    case SignatureFormat::ddoc:
      return "DDOC";
  }
  return "CMS";
}

std::string_view to_string(SignatureLevel level) {
  switch (level) {
    case SignatureLevel::none:
      return "none";
    case SignatureLevel::baseline_b:
      return "BASELINE-B";
    case SignatureLevel::baseline_t:
      return "BASELINE-T";
    case SignatureLevel::baseline_lt:
      return "BASELINE-LT";
    case SignatureLevel::baseline_lta:
      return "BASELINE-LTA";
    case SignatureLevel::bes:
      return "BES";
    case SignatureLevel::epes:
      return "EPES";
    case SignatureLevel::t:
      return "T";
    case SignatureLevel::lt:
      return "LT";
    case SignatureLevel::lt_tm:
      return "LT-TM";
    case SignatureLevel::ltv:
      return "LTV";
    case SignatureLevel::c:
      return "C";
    case SignatureLevel::x:
      return "X";
    case SignatureLevel::xl:
      return "XL";
    case SignatureLevel::a:
      return "A";
    case SignatureLevel::ers:
      return "ERS";
  }
  return "none";
}

std::string_view to_string(Packaging packaging) {
  switch (packaging) {
    case Packaging::unknown:
      return "";
    case Packaging::enveloped:
      return "enveloped";
    case Packaging::enveloping:
      return "enveloping";
    case Packaging::detached:
      return "detached";
    case Packaging::internally_detached:
      return "internally-detached";
  }
  return "";
}

std::string_view to_string(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::unknown:
      return "unknown";
    case DocumentKind::pdf:
      return "PDF";
    case DocumentKind::xml:
      return "XML";
    case DocumentKind::cms:
      return "CMS";
    case DocumentKind::asic_s:
      return "ASiC-S";
    case DocumentKind::asic_e:
      return "ASiC-E";
    case DocumentKind::jws:
      return "JWS";
    case DocumentKind::ooxml:
      return "OOXML";
    case DocumentKind::odf:
      return "ODF";
    case DocumentKind::eaeu:
      return "EAEU";
    case DocumentKind::tst:
      return "TST";
    case DocumentKind::er:
      return "ER";
    case DocumentKind::ddoc:
      return "DDOC";
  }
  return "unknown";
}

std::string_view to_string(TimestampKind kind) {
  switch (kind) {
    case TimestampKind::content:
      return "content";
    case TimestampKind::signature:
      return "signature";
    case TimestampKind::validation_data:
      return "validation-data";
    case TimestampKind::archive:
      return "archive";
    case TimestampKind::document:
      return "document";
    case TimestampKind::container:
      return "container";
    case TimestampKind::detached:
      return "detached";
  }
  return "detached";
}

std::string_view to_string(RevocationKind kind) {
  switch (kind) {
    case RevocationKind::crl:
      return "crl";
    case RevocationKind::ocsp:
      return "ocsp";
  }
  return "ocsp";
}

std::string_view to_string(RevocationOrigin origin) {
  switch (origin) {
    case RevocationOrigin::embedded:
      return "embedded";
    case RevocationOrigin::supplied:
      return "supplied";
    case RevocationOrigin::cache:
      return "cache";
    case RevocationOrigin::online:
      return "online";
    case RevocationOrigin::list:
      return "list";
  }
  return "embedded";
}

std::string_view to_string(ValueState state) {
  switch (state) {
    case ValueState::unchecked:
      return "unchecked";
    case ValueState::valid:
      return "valid";
    case ValueState::invalid:
      return "invalid";
    case ValueState::unsupported:
      return "unsupported";
  }
  return "unchecked";
}

std::string_view to_string(Purpose purpose) {
  switch (purpose) {
    case Purpose::check:
      return "check";
    case Purpose::accept:
      return "accept";
    case Purpose::forward:
      return "forward";
    case Purpose::archive:
      return "archive";
  }
  return "check";
}

std::string_view to_string(DocumentStatus status) {
  switch (status) {
    case DocumentStatus::cannot_verify:
      return "cannot_verify";
    case DocumentStatus::confirmed:
      return "confirmed";
    case DocumentStatus::not_confirmed:
      return "not_confirmed";
  }
  return "cannot_verify";
}

}  // namespace senim::model

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/compiled_once.h"
#include "validators/base/utc_time.h"
#include "validators/model/check.h"
#include "validators/model/evidence.h"
#include "validators/model/parsed_signature.h"
#include "validators/pki/certificate_profile.h"

// The verdict of report.md 1 as a value, member for member. No id, no clock, no caller, no file
// name: recorded evidence gives the same value again, and callers can share it. gateway/reports
// writes it down.

namespace senim::model {

enum class DocumentStatus { cannot_verify, confirmed, not_confirmed };
std::string_view to_string(DocumentStatus status);

struct Reason {
  std::string code;  // of the registry
  Params params;
  std::string object;    // id, "" when none
  std::string remedy{};  // what can be done: a code of model/remedies.h
  Params remedy_params{};
};

struct ListBasis {
  std::string source;
  Territory territory;
  std::optional<std::uint64_t> sequence;
  std::optional<UtcTime> issued;
  std::optional<UtcTime> next_update;
  std::string digest;
  std::string state;
};
struct Basis {
  std::string policy_book;  // digest
  std::string snapshot;     // id
  std::vector<ListBasis> lists;
};

struct AspectConclusion {
  enum class Outcome { undetermined, confirmed, refuted } outcome = Outcome::undetermined;
  std::vector<std::string_view> checks;  // ids of rules, which live as long as the process
};

struct Integrity {
  std::string references = "missing";  // intact, changed, missing, unsupported, none
  ValueState value = ValueState::unchecked;
  Coverage coverage = Coverage::partial;
  bool modified = false;
  struct Change {
    std::string object;
    std::string kind;
    bool allowed = false;
  };
  std::vector<Change> changes;
};

struct SignerFacts {
  std::string certificate;  // fingerprint hex
  std::string name;
  std::string country;  // "" unknown
  std::map<std::string, std::string> identifiers;
  std::string owner = "unknown";
  std::vector<std::string> roles;
  std::string key_purpose = "unknown";
  std::string profile = "general";  // whose rules the certificate was read by
  std::vector<std::string> policies;
  std::vector<std::string> key_stores;
  std::vector<std::string> tool_classes;
  std::string sign_tool;
  std::vector<std::string> issuer_tools;
  std::optional<pki::QualifiedStatements> qualified;  // stated, not proven
};

struct AnchorFacts {
  std::string source;
  Territory territory;
  std::string provider;
  std::string service;
  std::string status;
  std::optional<UtcTime> since;
};

// What the lists made of a certificate at one time (TS 119 615 4.4, or a national scheme).
struct QualityFacts {
  UtcTime at{};
  std::string quality = "unknown";     // qualified, not-qualified, unknown
  std::string type = "unknown";        // esign, eseal, web
  bool device = false;                 // the key is in a qualified device
  std::optional<AnchorFacts> service;  // whose entry decided
  std::vector<std::string> remarks;    // why not, and what was odd
};
// What a signature is worth by the law of its country, whether or not it is valid; `at` is the best
// signature time, genTime of a time-stamp.
struct Qualification {
  std::string scheme;  // eu, kz, ru, by
  std::string level;   // process/README.md
  UtcTime at{};
  QualityFacts issuance, signing;  // of the certificate; a time-stamp's authority: genTime, now
};

// The agreement that somebody relies on the signature by (policies/agreement_file), and what it is
// worth to him.
struct AgreementFacts {
  std::string id;
  UtcTime since{};
  std::optional<UtcTime> until;
  Territory relying;  // the party in whose words the level is
  std::string level;
  QualityFacts issuance, signing;
};

struct RevocationFacts {
  std::string certificate;
  std::string kind = "none";       // crl, ocsp, none
  std::string from;                // embedded, supplied, cache, online, list
  std::string status = "unknown";  // good, revoked, unknown, unreachable, stale
  std::string reason;
  std::optional<UtcTime> revoked_at, this_update, next_update, produced_at;
  std::string endpoint;
};

struct TimestampVerdict {
  SENIM_COMPILED_ONCE(TimestampVerdict);
  std::string id;
  TimestampKind kind = TimestampKind::detached;
  std::optional<UtcTime> time;
  std::string policy, serial, tsa;
  Conclusion conclusion;
  ParsedTimestamp::Imprint imprint = ParsedTimestamp::Imprint::unchecked;
  ValueState value = ValueState::unchecked;
  bool stands_now = true;  // false: it passes at the asked time only
  std::vector<std::string> covers;
  std::optional<Qualification> qualification;
  std::vector<std::string> chain;
  std::vector<CheckRecord> checks;
};

struct EvidenceRecordVerdict {
  SENIM_COMPILED_ONCE(EvidenceRecordVerdict);
  std::string id;
  std::string format;  // ERS, XMLERS
  Conclusion conclusion;
  Integrity integrity;
  std::optional<UtcTime> poe;
  std::vector<std::string> covers;
  std::vector<TimestampVerdict> timestamps;
};

struct PolicyIdentity {
  std::string id, version, digest;
};

struct SignatureVerdict {
  SENIM_COMPILED_ONCE(SignatureVerdict);
  std::string id;
  std::string parent;  // "" when none
  PolicyIdentity policy;
  std::string direction = "unknown";
  SignatureFormat format = SignatureFormat::cms;
  SignatureLevel level = SignatureLevel::none;
  Packaging packaging = Packaging::unknown;
  Conclusion conclusion;
  Integrity integrity;
  AspectConclusion authenticity, belonging, immutability;
  std::optional<UtcTime> claimed_signing_time;
  UtcTime best_signature_time{};
  std::string best_signature_time_from = "validation";
  std::optional<SignerFacts> signer;
  std::optional<Qualification> qualification;  // where a country's list has a say
  std::optional<AgreementFacts> agreement;     // in force at the best signature time
  std::string digest_algorithm, signature_algorithm, algorithm_oid;
  unsigned key_bits = 0;
  std::vector<SignedScope> scope;
  std::vector<std::string> chain;  // fingerprints
  std::optional<AnchorFacts> anchor;
  std::vector<TimestampVerdict> timestamps;
  std::vector<EvidenceRecordVerdict> evidence_records;
  std::vector<RevocationFacts> revocation;
  std::vector<CheckRecord> checks;
};

struct Verdict {
  SENIM_COMPILED_ONCE(Verdict);
  DocumentStatus status = DocumentStatus::cannot_verify;
  std::optional<Reason> reason;
  UtcTime validation_time{};
  std::optional<UtcTime> asked_time;
  UtcTime fresh_until{};
  Basis basis;
  DocumentFacts document;
  std::vector<SignatureVerdict> signatures;
  std::vector<TimestampVerdict> timestamps;
  std::vector<EvidenceRecordVerdict> evidence_records;
  std::map<std::string, pki::Certificate> certificates;  // by fingerprint hex
};

}  // namespace senim::model

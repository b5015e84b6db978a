#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/check.h"
#include "validators/model/trust_service.h"
#include "validators/pki/certificate.h"

// What the trusted lists of the European Union say a certificate was worth at one time, and what a
// signature is worth by that: TS 119 615 (spec/trustlists.md 1.12). Pure functions of what the
// certificate states and of the services on its path; who may be an anchor is decided elsewhere,
// and nothing here makes a signature valid. Doubt counts against: what a list says in words that we
// do not understand takes away and never gives.

namespace senim::process {

// 2016-06-30T22:00:00Z, midnight in Brussels: Regulation (EU) No 910/2014 applies.
inline constexpr UtcTime kEidas{Seconds{1467324000}};

enum class CertificateType : std::uint8_t { unknown, esign, eseal, web };
std::string_view to_string(CertificateType type);

// TS 119 615 4.4: unknown where no list has a say or the lists disagree (its "not applicable").
enum class Quality : std::uint8_t { unknown, not_qualified, qualified };
std::string_view to_string(Quality quality);

// What a certificate states of itself, in the words that a list's criteria ask about.
struct Statements {
  UtcTime not_before{};
  // False: an extension cannot be read, so that nothing it might say is known.
  bool usage_readable = true;
  bool purposes_readable = true;
  bool policies_readable = true;
  bool qc_readable = true;
  std::optional<pki::KeyUsages> usage;
  std::vector<Oid> purposes;
  std::vector<Oid> policies;
  std::vector<Oid> attributes;           // of the subject name
  std::vector<Oid> qc_statements;        // of RFC 3739
  std::vector<Oid> type_ids;             // of QcType, as stated
  std::vector<std::string> legislation;  // QcCClegislation, as stated
  // QcQSCDlegislation, as stated; empty when it cannot be read.
  std::optional<std::vector<std::string>> device_legislation;
  bool compliance = false;             // QcCompliance, of no country outside the EU
  bool device = false;                 // QcSSCD, of a device that the EU's law certified
  std::vector<CertificateType> types;  // QcType; unknown for one that is not of EN 319 412-5
};
Statements read_statements(const pki::Certificate& certificate);

// EN 319 412-5 4.2.3 and TS 119 615 table 1: without QcType a qualified certificate is for
// signatures; two types are none.
CertificateType stated_type(const Statements& statements);

struct CertificateQuality {
  Quality quality = Quality::unknown;
  CertificateType type = CertificateType::unknown;
  bool device = false;  // the key is in a qualified (before 2016: secure) device
  friend bool operator==(const CertificateQuality&, const CertificateQuality&) = default;
};

// One service whose identity is on the path, and its entry for the time in question; the entry in
// our words where an agreement translates them.
struct ListedService {
  const model::TrustService* service = nullptr;
  const model::ServicePeriod* period = nullptr;
};
// The entries that cover `at`. Services given explicitly stand in no list and have none.
std::vector<ListedService> entries_at(std::span<const model::TrustService* const> services,
                                      UtcTime at);

struct QualityAt {
  UtcTime at{};
  CertificateQuality result;
  ListedService decided_by;               // the entry behind the result, where there is one
  std::vector<std::string_view> remarks;  // why not, and what was odd: stable words
};

// TS 119 615 4.4 at one time.
QualityAt quality_at(const Statements& statements, std::span<const ListedService> entries,
                     UtcTime at);
// What the qualifiers of an entry have against a certificate, whoever's law reads the list: that it
// is not qualified, or what nobody understands. "" nothing.
std::string_view denied_by(const model::ServicePeriod& entry, const Statements& statements);
// Both times together: qualified only if at both, of one type; the device as at signing.
CertificateQuality combined(const CertificateQuality& issuance, const CertificateQuality& signing);

// "QESig", "AdESeal-QC", "indeterminate-QESig", "not-AdES-QC", "NA"; README.md has all.
std::string signature_level(model::Indication ades, const CertificateQuality& quality);

// TS 119 615 4.5: a time-stamp is qualified when its authority's certificate, or the issuer above
// it, is listed for TSA/QTST and granted. "QTSA", "TSA"; "NA" when no list names any of them.
// `entries` are those of one certificate.
struct TimestampQuality {
  UtcTime at{};
  std::string level;
  ListedService decided_by;
  bool named = false;  // a list names it for TSA/QTST, in whatever status
};
TimestampQuality timestamp_quality(std::span<const ListedService> entries, UtcTime at);

// Does the certificate meet the criteria of a qualification element (TS 119 612 5.5.9.2.2)?
enum class Match : std::uint8_t { no, yes, unknown };
Match matches(const model::Criterion& criterion, const Statements& statements);

}  // namespace senim::process

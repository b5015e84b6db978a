#include "validators/process/qualification.h"

#include <algorithm>
#include <array>

#include "validators/pki/certificate_profile.h"
#include "validators/pki/oids.h"

namespace senim::process {

namespace {

using model::Criterion;
using model::ServicePeriod;
using model::ServiceStatus;

constexpr std::string_view kCaQc = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
constexpr std::string_view kQtst = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
bool has(const std::vector<Oid>& list, const Oid& id) { return std::ranges::count(list, id) != 0; }

}  // namespace

std::string_view to_string(CertificateType type) {
  switch (type) {
    case CertificateType::unknown:
      return "unknown";
    case CertificateType::esign:
      return "esign";
    case CertificateType::eseal:
      return "eseal";
    case CertificateType::web:
      return "web";
  }
  return "unknown";
}

std::string_view to_string(Quality quality) {
  switch (quality) {
    case Quality::unknown:
      return "unknown";
    case Quality::not_qualified:
      return "not-qualified";
    case Quality::qualified:
      return "qualified";
  }
  return "unknown";
}

// ---- what the certificate states ----------------------------------------------------------------

namespace {

std::optional<Oid> type_id(const std::string& type) {
  return type == "esign"   ? pki::oid::kQcTypeEsign
         : type == "eseal" ? pki::oid::kQcTypeEseal
         : type == "web"   ? pki::oid::kQcTypeWeb
                           : Oid::parse(type);
}

void read_qualified(const pki::Certificate& certificate, Statements& into) {
  const auto& stated = certificate.profile().qualified;
  if (!stated) {
    return;
  }
  into.qc_readable = stated->readable;
  if (!stated->readable) {
    return;
  }
  // EN 319 412-5 4.2.1: QcCClegislation names the law of another country than the EU.
  into.legislation = stated->legislation;
  into.compliance = stated->compliance && stated->legislation.empty();
  // 4.2.5: a device certified under other law than the EU's is none of the Regulation's.
  into.device_legislation = stated->qscd_legislation;
  into.device = stated->sscd && (!stated->qscd_legislation ||
                                 std::ranges::count(*stated->qscd_legislation, "EU") != 0);
  for (const std::string& type : stated->types) {
    if (const auto id = type_id(type)) {
      into.type_ids.push_back(*id);
    }
    into.types.push_back(type == "esign"   ? CertificateType::esign
                         : type == "eseal" ? CertificateType::eseal
                         : type == "web"   ? CertificateType::web
                                           : CertificateType::unknown);
  }
  if (const auto list = certificate.qc_statements(); list.ok() && *list) {
    for (const pki::QcStatement& statement : **list) {
      into.qc_statements.push_back(statement.id);
    }
  }
}

}  // namespace

Statements read_statements(const pki::Certificate& certificate) {
  Statements read;
  read.not_before = certificate.not_before();
  const auto usage = certificate.key_usage();
  read.usage_readable = usage.ok();
  if (usage.ok()) {
    read.usage = *usage;
  }
  const auto purposes = certificate.extended_key_usage();
  read.purposes_readable = purposes.ok();
  if (purposes.ok() && *purposes) {
    read.purposes = **purposes;
  }
  const auto policies = certificate.policies();
  read.policies_readable = policies.ok();
  if (policies.ok() && *policies) {
    for (const pki::PolicyInformation& policy : **policies) {
      read.policies.push_back(policy.id);
    }
  }
  for (const auto& [type, value] : certificate.subject_attributes()) {
    read.attributes.push_back(type);
  }
  read_qualified(certificate, read);
  return read;
}

CertificateType stated_type(const Statements& statements) {
  if (statements.not_before < kEidas) {
    // Directive 1999/93/EC knew qualified certificates of people only.
    const bool stated = statements.compliance || has(statements.policies, pki::oid::kQcpPublic) ||
                        has(statements.policies, pki::oid::kQcpPublicWithSscd);
    return stated ? CertificateType::esign : CertificateType::unknown;
  }
  CertificateType only = CertificateType::unknown;
  unsigned known = 0;
  for (const CertificateType type :
       {CertificateType::esign, CertificateType::eseal, CertificateType::web}) {
    if (std::ranges::count(statements.types, type) != 0) {
      ++known;
      only = type;
    }
  }
  if (known == 0) {
    return statements.compliance && statements.types.empty() ? CertificateType::esign
                                                             : CertificateType::unknown;
  }
  return known == 1 ? only : CertificateType::unknown;
}

// ---- criteria, TS 119 612 5.5.9.2.2 -------------------------------------------------------------

namespace {

Match all_of(const std::vector<Oid>& wanted, const std::vector<Oid>& stated, bool readable) {
  if (wanted.empty() || !readable) {
    return Match::unknown;
  }
  return std::ranges::all_of(wanted, [&](const Oid& id) { return has(stated, id); }) ? Match::yes
                                                                                     : Match::no;
}

// Every bit must be as the criterion says. A certificate without the extension states no bit, and
// RFC 5280 then allows any use: nobody knows.
Match usage_match(const Criterion& criterion, const Statements& statements) {
  if (!statements.usage || !statements.usage_readable || criterion.bits.empty()) {
    return Match::unknown;
  }
  const bool equal = std::ranges::all_of(criterion.bits, [&](const auto& bit) {
    return statements.usage->has(bit.first) == bit.second;
  });
  return equal ? Match::yes : Match::no;
}

// An empty list: `all` and `none` of nothing hold, `atLeastOne` of nothing does not
// (spec/trustlists.md 1.8).
Match list_match(const Criterion& list, const Statements& statements) {
  bool any = false;
  bool none = false;
  bool unclear = false;
  for (const Criterion& child : list.children) {
    const Match match = matches(child, statements);
    any = any || match == Match::yes;
    none = none || match == Match::no;
    unclear = unclear || match == Match::unknown;
  }
  switch (list.assert_kind) {
    case Criterion::Assert::all:
      return none ? Match::no : unclear ? Match::unknown : Match::yes;
    case Criterion::Assert::at_least_one:
      return any ? Match::yes : unclear ? Match::unknown : Match::no;
    case Criterion::Assert::none:
      return any ? Match::no : unclear ? Match::unknown : Match::yes;
  }
  return Match::unknown;
}

}  // namespace

// Recursion as deep as the list's XML, which its reader bounds (threats.md: 100).
Match matches(const Criterion& criterion, const Statements& statements) {
  switch (criterion.kind) {
    case Criterion::Kind::list:
      return list_match(criterion, statements);
    case Criterion::Kind::key_usage:
      return usage_match(criterion, statements);
    case Criterion::Kind::policy_set:
      return all_of(criterion.oids, statements.policies, statements.policies_readable);
    case Criterion::Kind::dn_attributes:
      return all_of(criterion.oids, statements.attributes, true);
    case Criterion::Kind::extended_key_usages:
      return all_of(criterion.oids, statements.purposes, statements.purposes_readable);
    case Criterion::Kind::qc_statements:
      return all_of(criterion.oids, statements.qc_statements, statements.qc_readable);
    case Criterion::Kind::unknown:
      return Match::unknown;
  }
  return Match::unknown;
}

// ---- qualifiers, TS 119 612 5.5.9.2.3 -----------------------------------------------------------

namespace {

enum class Qualifier : std::uint8_t {
  qc_statement,
  not_qualified,
  with_sscd,
  no_sscd,
  sscd_as_in_cert,
  with_qscd,
  no_qscd,
  qscd_as_in_cert,
  qscd_on_behalf,
  legal_person,
  for_esig,
  for_eseal,
  for_wsa,
  unknown,
};
struct QualifierName {
  std::string_view word;
  Qualifier qualifier;
};
constexpr std::array kQualifiers{
    QualifierName{"QCStatement", Qualifier::qc_statement},
    QualifierName{"NotQualified", Qualifier::not_qualified},
    QualifierName{"QCWithSSCD", Qualifier::with_sscd},
    QualifierName{"QCNoSSCD", Qualifier::no_sscd},
    QualifierName{"QCSSCDStatusAsInCert", Qualifier::sscd_as_in_cert},
    QualifierName{"QCWithQSCD", Qualifier::with_qscd},
    QualifierName{"QCNoQSCD", Qualifier::no_qscd},
    QualifierName{"QCQSCDStatusAsInCert", Qualifier::qscd_as_in_cert},
    QualifierName{"QCQSCDManagedOnBehalf", Qualifier::qscd_on_behalf},
    QualifierName{"QCForLegalPerson", Qualifier::legal_person},
    QualifierName{"QCForESig", Qualifier::for_esig},
    QualifierName{"QCForESeal", Qualifier::for_eseal},
    QualifierName{"QCForWSA", Qualifier::for_wsa},
};
// The second is TS 102 231's, in lists under directive 1999/93/EC.
constexpr std::array<std::string_view, 2> kQualifierPrefixes{
    "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/",
    "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/"};

Qualifier qualifier_of(std::string_view uri) {
  for (const std::string_view prefix : kQualifierPrefixes) {
    if (uri.starts_with(prefix)) {
      const auto* const found =
          std::ranges::find(kQualifiers, uri.substr(prefix.size()), &QualifierName::word);
      return found == kQualifiers.end() ? Qualifier::unknown : found->qualifier;
    }
  }
  return Qualifier::unknown;
}

// Which qualifiers hold although nobody can tell whether the certificate is meant: those that take
// something away.
bool takes_away(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::not_qualified:
    case Qualifier::no_sscd:
    case Qualifier::sscd_as_in_cert:
    case Qualifier::no_qscd:
    case Qualifier::qscd_as_in_cert:
    case Qualifier::legal_person:
    case Qualifier::unknown:
      return true;
    case Qualifier::qc_statement:
    case Qualifier::with_sscd:
    case Qualifier::with_qscd:
    case Qualifier::qscd_on_behalf:
    case Qualifier::for_esig:
    case Qualifier::for_eseal:
    case Qualifier::for_wsa:
      return false;
  }
  return true;
}

// Step 4: the qualifiers of every element whose criteria the certificate meets.
class Captured {
 public:
  Captured(const ServicePeriod& period, const Statements& statements) {
    for (const model::QualificationElement& element : period.qualifications) {
      const Match match = matches(element.criteria, statements);
      unclear_ = unclear_ || match == Match::unknown;
      for (const std::string& uri : element.qualifiers) {
        const Qualifier qualifier = qualifier_of(uri);
        if (match == Match::yes || (match == Match::unknown && takes_away(qualifier))) {
          held_ |= bit(qualifier);
        } else if (match == Match::unknown && for_type(qualifier)) {
          type_unclear_ = true;
        }
      }
    }
  }

  bool has(Qualifier qualifier) const { return (held_ & bit(qualifier)) != 0; }
  bool unclear() const { return unclear_; }
  bool type_unclear() const { return type_unclear_; }
  // QCForESig, QCForESeal, QCForWSA.
  unsigned types() const {
    return static_cast<unsigned>(has(Qualifier::for_esig)) +
           static_cast<unsigned>(has(Qualifier::for_eseal)) +
           static_cast<unsigned>(has(Qualifier::for_wsa));
  }
  CertificateType type() const {
    if (types() != 1) {
      return CertificateType::unknown;
    }
    return has(Qualifier::for_esig)    ? CertificateType::esign
           : has(Qualifier::for_eseal) ? CertificateType::eseal
                                       : CertificateType::web;
  }

 private:
  static std::uint32_t bit(Qualifier qualifier) {
    return std::uint32_t{1} << static_cast<unsigned>(qualifier);
  }
  static bool for_type(Qualifier qualifier) {
    return qualifier == Qualifier::for_esig || qualifier == Qualifier::for_eseal ||
           qualifier == Qualifier::for_wsa;
  }
  std::uint32_t held_ = 0;
  bool unclear_ = false;
  bool type_unclear_ = false;
};

std::string_view objection(const Captured& captured) {
  if (captured.has(Qualifier::not_qualified)) {
    return captured.has(Qualifier::qc_statement) ? "qualifiers-contradict"
                                                 : "not-qualified-by-list";
  }
  return captured.has(Qualifier::unknown) ? "qualifier-not-understood" : "";
}

// AdditionalServiceInformation (TS 119 612 5.5.9.4): what the service may issue for.
bool announces(const ServicePeriod& period, CertificateType type) {
  std::string_view word;
  switch (type) {
    case CertificateType::esign:
      word = "ForeSignatures";
      break;
    case CertificateType::eseal:
      word = "ForeSeals";
      break;
    case CertificateType::web:
      word = "ForWebSiteAuthentication";
      break;
    case CertificateType::unknown:
      return false;
  }
  return std::ranges::any_of(period.additional_information, [&](const std::string& uri) {
    return std::ranges::any_of(kQualifierPrefixes, [&](std::string_view prefix) {
      return uri.size() == prefix.size() + word.size() && uri.starts_with(prefix) &&
             uri.ends_with(word);
    });
  });
}

// ---- one service, TS 119 615 4.4.4 --------------------------------------------------------------

class ServiceJudge {
 public:
  ServiceJudge(const Statements& statements, const ServicePeriod& period, UtcTime at)
      : statements_(statements), period_(period), at_(at), captured_(period, statements) {}

  // Step 3: may this service issue certificates of that type at all?
  bool issues_its_type() const {
    if (statements_.not_before < kEidas) {
      return true;
    }
    const CertificateType type = stated_type(statements_);
    if (type == CertificateType::unknown) {
      return true;  // goes on, and stays of an unknown type
    }
    return may_issue(type) || may_issue(captured_.type());  // the list overrules the certificate
  }

  CertificateQuality run(std::vector<std::string_view>& remarks) const {
    CertificateQuality result;
    const std::string_view problem = why_not_qualified();
    result.quality = problem.empty() ? Quality::qualified : Quality::not_qualified;
    if (!problem.empty()) {
      remarks.push_back(problem);
    }
    if (captured_.unclear()) {
      remarks.push_back("criteria-not-understood");
    }
    result.type = type(result.quality, remarks);
    result.device = result.quality == Quality::qualified && device(remarks);
    return result;
  }

 private:
  // "" or the first reason.
  std::string_view why_not_qualified() const {
    if (period_.unknown_critical_extension) {
      return "critical-extension-not-understood";
    }
    if (!in_good_status()) {
      return "service-not-granted";
    }
    if (const std::string_view denied = objection(captured_); !denied.empty()) {
      return denied;
    }
    if (captured_.has(Qualifier::qc_statement) || states_compliance()) {
      return {};
    }
    return "no-statement-of-compliance";
  }

  // Step 6. The status words of the directive end with it.
  bool in_good_status() const {
    if (period_.status != ServiceStatus::granted) {
      return false;
    }
    const bool word_of_regulation = std::string_view(period_.status_uri).ends_with("/granted");
    return word_of_regulation == (at_ >= kEidas);
  }

  // Step 8.
  bool states_compliance() const {
    return statements_.compliance || (statements_.not_before < kEidas &&
                                      (has(statements_.policies, pki::oid::kQcpPublic) ||
                                       has(statements_.policies, pki::oid::kQcpPublicWithSscd)));
  }

  bool may_issue(CertificateType type) const {
    // TS 119 615 PRO-4.4.4-12: a legal person makes no electronic signature.
    const bool person = type != CertificateType::esign || !captured_.has(Qualifier::legal_person);
    return person && announces(period_, type);
  }

  // Step 9.
  CertificateType type(Quality quality, std::vector<std::string_view>& remarks) const {
    if (quality != Quality::qualified) {
      return stated_type(statements_);
    }
    if (period_.since < kEidas) {
      return CertificateType::esign;
    }
    if (captured_.types() > 1 || captured_.type_unclear()) {
      remarks.push_back("type-qualifiers-contradict");
      return CertificateType::unknown;
    }
    const CertificateType by_list = captured_.type();
    const CertificateType type =
        by_list == CertificateType::unknown ? stated_type(statements_) : by_list;
    if (type == CertificateType::esign && captured_.has(Qualifier::legal_person)) {
      remarks.push_back("signature-of-legal-person");
      return CertificateType::unknown;
    }
    if (by_list != CertificateType::unknown && !announces(period_, by_list)) {
      remarks.push_back("type-not-announced");
      return CertificateType::unknown;
    }
    return type;
  }

  // Step 10. The qualifiers of the directive count in its entries, those of the Regulation in its.
  bool device(std::vector<std::string_view>& remarks) const {
    const bool regulation = period_.since >= kEidas;
    const bool with =
        regulation ? captured_.has(Qualifier::with_qscd) || captured_.has(Qualifier::qscd_on_behalf)
                   : captured_.has(Qualifier::with_sscd);
    const bool without = captured_.has(regulation ? Qualifier::no_qscd : Qualifier::no_sscd);
    const bool as_stated =
        captured_.has(regulation ? Qualifier::qscd_as_in_cert : Qualifier::sscd_as_in_cert);
    if (with && (without || as_stated)) {  // step 7: contradictions give nothing
      remarks.push_back("device-qualifiers-contradict");
      return false;
    }
    if (with || without) {
      return with;
    }
    return statements_.device || (statements_.not_before < kEidas &&
                                  has(statements_.policies, pki::oid::kQcpPublicWithSscd));
  }

  const Statements& statements_;
  const ServicePeriod& period_;
  UtcTime at_;
  Captured captured_;
};

}  // namespace

std::string_view denied_by(const ServicePeriod& entry, const Statements& statements) {
  return objection(Captured(entry, statements));
}

std::vector<ListedService> entries_at(std::span<const model::TrustService* const> services,
                                      UtcTime at) {
  std::vector<ListedService> entries;
  for (const model::TrustService* service : services) {
    const ServicePeriod* period = service->given ? nullptr : service->at(at);
    if (period != nullptr) {
      entries.push_back({service, period});
    }
  }
  return entries;
}

QualityAt quality_at(const Statements& statements, std::span<const ListedService> entries,
                     UtcTime at) {
  QualityAt found;
  found.at = at;
  found.result.type = stated_type(statements);
  if (entries.empty()) {
    found.remarks.emplace_back("no-listed-service");
    found.result = {Quality::not_qualified, stated_type(statements), false};
    return found;
  }
  found.decided_by = entries.front();
  found.result.quality = Quality::not_qualified;
  bool issues = false;
  for (const ListedService& entry : entries) {
    if (entry.period->type != kCaQc) {
      continue;
    }
    const ServiceJudge judge(statements, *entry.period, at);
    if (!judge.issues_its_type()) {
      found.decided_by = issues ? found.decided_by : entry;
      continue;
    }
    std::vector<std::string_view> remarks;
    const CertificateQuality result = judge.run(remarks);
    if (issues && result != found.result) {  // step 5
      return {at, {}, {}, {"services-contradict"}};
    }
    issues = true;
    found.result = result;
    found.decided_by = entry;
    found.remarks = std::move(remarks);
  }
  if (!issues) {
    const bool listed = std::ranges::any_of(
        entries, [](const ListedService& entry) { return entry.period->type == kCaQc; });
    found.remarks.emplace_back(listed ? "type-not-announced" : "no-qualified-service");
  }
  return found;
}

CertificateQuality combined(const CertificateQuality& issuance, const CertificateQuality& signing) {
  if (issuance.quality == Quality::unknown || signing.quality == Quality::unknown) {
    return {};
  }
  CertificateQuality result;
  const bool both = issuance.quality == Quality::qualified && signing.quality == Quality::qualified;
  result.quality = both ? Quality::qualified : Quality::not_qualified;
  result.type = issuance.type == signing.type ? signing.type : CertificateType::unknown;
  result.device = both && signing.device;
  return result;
}

namespace {

std::string_view passed_level(const CertificateQuality& quality) {
  const bool qualified = quality.quality == Quality::qualified;
  switch (quality.type) {
    case CertificateType::esign:
      return !qualified ? "AdESig" : quality.device ? "QESig" : "AdESig-QC";
    case CertificateType::eseal:
      return !qualified ? "AdESeal" : quality.device ? "QESeal" : "AdESeal-QC";
    case CertificateType::web:
      return "not-AdES";
    case CertificateType::unknown:
      return !qualified ? "unknown" : quality.device ? "unknown-QC-QSCD" : "unknown-QC";
  }
  return "NA";
}

}  // namespace

std::string signature_level(model::Indication ades, const CertificateQuality& quality) {
  if (quality.quality == Quality::unknown) {
    return "NA";
  }
  switch (ades) {
    case model::Indication::passed:
      return std::string(passed_level(quality));
    case model::Indication::indeterminate: {
      const std::string_view level = passed_level(quality);
      return level == "not-AdES" ? std::string(level) : "indeterminate-" + std::string(level);
    }
    case model::Indication::failed:
      if (quality.quality != Quality::qualified) {
        return "not-AdES";
      }
      return quality.device ? "not-AdES-QC-QSCD" : "not-AdES-QC";
  }
  return "NA";
}

TimestampQuality timestamp_quality(std::span<const ListedService> entries, UtcTime at) {
  TimestampQuality found{at, "NA", {}};
  for (const ListedService& entry : entries) {
    const bool qualified_type = entry.period->type == kQtst;
    if (found.decided_by.service == nullptr || (qualified_type && !found.named)) {
      found = {at, "TSA", entry, qualified_type};
    }
    const bool granted = entry.period->status == ServiceStatus::granted &&
                         std::string_view(entry.period->status_uri).ends_with("/granted");
    if (qualified_type && granted && !entry.period->unknown_critical_extension && at >= kEidas) {
      return {at, "QTSA", entry, true};
    }
  }
  return found;
}

}  // namespace senim::process

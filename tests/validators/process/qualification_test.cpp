#include "validators/process/qualification.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"
#include "validators/pki/oids.h"

// TS 119 615 as spec/trustlists.md 1.12 has it: clause by clause, and then the whole small world of
// status x time x qualifier x statement against an independent reading of the table.

namespace senim::process {
namespace {

using model::Criterion;
using model::Indication;
using model::ServiceStatus;
using test::at;

constexpr std::string_view kStatusPrefix = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/";
constexpr std::string_view kInfoPrefix = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";

const UtcTime kBefore = at("2015-06-01T00:00:00Z");
const UtcTime kAfter = at("2020-06-01T00:00:00Z");
const UtcTime kEntryBefore = at("2012-01-01T00:00:00Z");

std::string uri(std::string_view prefix, std::string_view word) {
  return std::string(prefix).append(word);
}

Criterion anything() {  // `all` of nothing
  Criterion criterion;
  criterion.kind = Criterion::Kind::list;
  return criterion;
}
Criterion nobody() {
  Criterion criterion = anything();
  criterion.assert_kind = Criterion::Assert::at_least_one;
  return criterion;
}
Criterion not_understood() { return {}; }

model::QualificationElement element(std::vector<std::string> words,
                                    Criterion criteria = anything()) {
  model::QualificationElement one;
  for (const std::string& word : words) {
    one.qualifiers.push_back(uri(kInfoPrefix, word));
  }
  one.criteria = std::move(criteria);
  return one;
}

// One service whose single entry covers all times from `since`.
struct Listed {
  model::TrustService service;
  model::ServicePeriod& entry() { return service.periods.front(); }

  explicit Listed(UtcTime since = kEidas, std::string_view status = "granted",
                  ServiceStatus normalised = ServiceStatus::granted) {
    service.source = "ee";
    service.territory = "EE";
    service.provider = "Provider";
    service.name = "Service";
    model::ServicePeriod period;
    period.since = since;
    period.type = test::kCaQc;
    period.status_uri = uri(kStatusPrefix, status);
    period.status = normalised;
    period.additional_information = {uri(kInfoPrefix, "ForeSignatures"),
                                     uri(kInfoPrefix, "ForeSeals"),
                                     uri(kInfoPrefix, "ForWebSiteAuthentication")};
    service.periods = {period};
  }
};

Statements signing_certificate(UtcTime not_before = kAfter) {
  Statements statements;
  statements.not_before = not_before;
  statements.usage = pki::KeyUsages{};
  statements.compliance = true;
  statements.device = true;
  statements.types = {CertificateType::esign};
  return statements;
}

QualityAt judged(const Statements& statements, const Listed& listed, UtcTime time = kAfter) {
  const std::vector<const model::TrustService*> services{&listed.service};
  return quality_at(statements, entries_at(services, time), time);
}

bool remarked(const QualityAt& quality, std::string_view remark) {
  return std::ranges::count(quality.remarks, remark) == 1;
}

}  // namespace

TEST_CASE("the Regulation begins at midnight in Brussels", "[qualification]") {
  CHECK(kEidas == at("2016-06-30T22:00:00Z"));
}

TEST_CASE("a granted CA/QC service and a compliant certificate make a qualified one",
          "[qualification]") {
  const Listed listed;
  const QualityAt found = judged(signing_certificate(), listed);
  CHECK(found.result == CertificateQuality{Quality::qualified, CertificateType::esign, true});
  CHECK(found.decided_by.service == &listed.service);
  CHECK(found.remarks.empty());
}

TEST_CASE("each statement that is missing is one thing less", "[qualification]") {
  SECTION("no QcCompliance") {
    Statements statements = signing_certificate();
    statements.compliance = false;
    const QualityAt found = judged(statements, Listed{});
    CHECK(found.result ==
          CertificateQuality{Quality::not_qualified, CertificateType::esign, false});
    CHECK(remarked(found, "no-statement-of-compliance"));
  }
  SECTION("no QcSSCD") {
    Statements statements = signing_certificate();
    statements.device = false;
    CHECK(judged(statements, Listed{}).result ==
          CertificateQuality{Quality::qualified, CertificateType::esign, false});
  }
  SECTION("no QcType: for signatures") {
    Statements statements = signing_certificate();
    statements.types.clear();
    CHECK(judged(statements, Listed{}).result.type == CertificateType::esign);
  }
  SECTION("a QcType of somebody else's: unknown") {
    Statements statements = signing_certificate();
    statements.types = {CertificateType::unknown};
    CHECK(judged(statements, Listed{}).result ==
          CertificateQuality{Quality::qualified, CertificateType::unknown, true});
  }
  SECTION("two types: unknown") {
    Statements statements = signing_certificate();
    statements.types = {CertificateType::esign, CertificateType::eseal};
    CHECK(judged(statements, Listed{}).result.type == CertificateType::unknown);
  }
}

TEST_CASE("the entry of the time in question counts, and its end is not part of it",
          "[qualification]") {
  Listed listed(at("2018-01-01T00:00:00Z"));
  listed.entry().until = at("2020-01-01T00:00:00Z");
  model::ServicePeriod withdrawn = listed.entry();
  withdrawn.since = at("2020-01-01T00:00:00Z");
  withdrawn.until.reset();
  withdrawn.status = ServiceStatus::withdrawn;
  withdrawn.status_uri = uri(kStatusPrefix, "withdrawn");
  listed.service.periods.push_back(withdrawn);
  const Statements statements = signing_certificate(at("2018-02-01T00:00:00Z"));
  const auto quality = [&](const char* time) {
    return judged(statements, listed, at(time)).result.quality;
  };
  CHECK(quality("2017-12-31T23:59:59Z") == Quality::not_qualified);
  CHECK(quality("2018-01-01T00:00:00Z") == Quality::qualified);
  CHECK(quality("2019-12-31T23:59:59Z") == Quality::qualified);
  CHECK(quality("2020-01-01T00:00:00Z") == Quality::not_qualified);
  CHECK(remarked(judged(statements, listed, at("2017-12-31T23:59:59Z")), "no-listed-service"));
  CHECK(remarked(judged(statements, listed, at("2020-01-01T00:00:00Z")), "service-not-granted"));
}

TEST_CASE("a service of another type qualifies nobody", "[qualification]") {
  Listed listed;
  listed.entry().type = "http://uri.etsi.org/TrstSvc/Svctype/CA/PKC";
  const QualityAt found = judged(signing_certificate(), listed);
  CHECK(found.result == CertificateQuality{Quality::not_qualified, CertificateType::esign, false});
  CHECK(remarked(found, "no-qualified-service"));
}

TEST_CASE("a critical extension that nobody understands makes a service useless here",
          "[qualification]") {
  Listed listed;
  listed.entry().unknown_critical_extension = true;
  CHECK(judged(signing_certificate(), listed).result.quality == Quality::not_qualified);
}

TEST_CASE("a service issues the types that it announces", "[qualification]") {
  const auto [announced, type, quality] = GENERATE(table<const char*, CertificateType, Quality>({
      {"ForeSignatures", CertificateType::esign, Quality::qualified},
      {"ForeSignatures", CertificateType::eseal, Quality::not_qualified},
      {"ForeSignatures", CertificateType::web, Quality::not_qualified},
      {"ForeSeals", CertificateType::esign, Quality::not_qualified},
      {"ForeSeals", CertificateType::eseal, Quality::qualified},
      {"ForeSeals", CertificateType::web, Quality::not_qualified},
      {"ForWebSiteAuthentication", CertificateType::esign, Quality::not_qualified},
      {"ForWebSiteAuthentication", CertificateType::eseal, Quality::not_qualified},
      {"ForWebSiteAuthentication", CertificateType::web, Quality::qualified},
      {"ForeSignaturesX", CertificateType::esign, Quality::not_qualified},
  }));
  CAPTURE(announced, to_string(type));
  Listed listed;
  listed.entry().additional_information = {uri(kInfoPrefix, announced)};
  Statements statements = signing_certificate();
  statements.types = {type};
  CHECK(judged(statements, listed).result.quality == quality);
  SECTION("before the Regulation nobody announced anything") {
    statements.not_before = kBefore;
    CHECK(judged(statements, listed).result.quality == Quality::qualified);
  }
}

TEST_CASE("one qualifier for a type overrules the certificate where the type is announced",
          "[qualification]") {
  Listed listed;
  listed.entry().additional_information = {uri(kInfoPrefix, "ForeSeals")};
  const Statements statements = signing_certificate();  // says esign
  CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  listed.entry().qualifications = {element({"QCForESeal"})};
  CHECK(judged(statements, listed).result ==
        CertificateQuality{Quality::qualified, CertificateType::eseal, true});
  SECTION("not announced") {
    listed.entry().additional_information = {uri(kInfoPrefix, "ForWebSiteAuthentication")};
    CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  }
  SECTION("two of them") {
    listed.entry().qualifications = {element({"QCForESeal", "QCForWSA"})};
    CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  }
  SECTION("of an element for other certificates") {
    listed.entry().qualifications = {element({"QCForESeal"}, nobody())};
    CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  }
}

TEST_CASE("a legal person makes no electronic signature", "[qualification]") {
  Listed listed;
  listed.entry().qualifications = {element({"QCForLegalPerson"})};
  Statements statements = signing_certificate();
  CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  statements.types = {CertificateType::eseal};
  CHECK(judged(statements, listed).result ==
        CertificateQuality{Quality::qualified, CertificateType::eseal, true});
  listed.entry().qualifications = {element({"QCForLegalPerson", "QCForESig"})};
  CHECK(judged(statements, listed).result.type == CertificateType::unknown);
}

TEST_CASE("the list has the last word on whether a certificate is qualified", "[qualification]") {
  Listed listed;
  Statements statements = signing_certificate();
  statements.compliance = false;
  listed.entry().qualifications = {element({"QCStatement"})};
  CHECK(judged(statements, listed).result.quality == Quality::qualified);
  listed.entry().qualifications = {element({"NotQualified"})};
  statements.compliance = true;
  CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
  listed.entry().qualifications = {element({"NotQualified"}), element({"QCStatement"})};
  CHECK(remarked(judged(statements, listed), "qualifiers-contradict"));
  CHECK(judged(statements, listed).result.quality == Quality::not_qualified);
}

TEST_CASE("what a list says in words not understood takes away and never gives",
          "[qualification]") {
  Listed listed;
  Statements statements = signing_certificate();
  const auto with = [&](const char* word, Criterion criteria) {
    listed.entry().qualifications = {element({word}, std::move(criteria))};
    return judged(statements, listed).result;
  };
  CHECK(with("NeverHeardOf", anything()).quality == Quality::not_qualified);
  CHECK(with("NeverHeardOf", nobody()).quality == Quality::qualified);
  CHECK(with("NotQualified", not_understood()).quality == Quality::not_qualified);
  CHECK(with("QCNoQSCD", not_understood()).device == false);
  CHECK(with("QCForESeal", not_understood()).type == CertificateType::unknown);
  CHECK(remarked(judged(statements, listed), "criteria-not-understood"));
  statements.device = false;
  CHECK(with("QCWithQSCD", anything()).device);
  CHECK_FALSE(with("QCWithQSCD", not_understood()).device);
  statements.compliance = false;
  CHECK(with("QCStatement", not_understood()).quality == Quality::not_qualified);
}

TEST_CASE("lists that disagree about a certificate say nothing", "[qualification]") {
  const Listed one;
  Listed other;
  const std::vector<const model::TrustService*> services{&one.service, &other.service};
  const auto result = [&] {
    return quality_at(signing_certificate(), entries_at(services, kAfter), kAfter);
  };
  CHECK(result().result.quality == Quality::qualified);
  other.entry().status = ServiceStatus::withdrawn;
  other.entry().status_uri = uri(kStatusPrefix, "withdrawn");
  CHECK(result().result == CertificateQuality{});
  CHECK(remarked(result(), "services-contradict"));
  SECTION("a service of another type has no say") {
    other.entry().type = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
    CHECK(result().result.quality == Quality::qualified);
  }
  SECTION("nor has one that was not listed then") {
    other.entry().since = at("2021-01-01T00:00:00Z");
    CHECK(result().result.quality == Quality::qualified);
  }
}

TEST_CASE("anchors given explicitly stand in no list", "[qualification]") {
  Listed listed;
  listed.service.given = true;
  const std::vector<const model::TrustService*> services{&listed.service};
  CHECK(entries_at(services, kAfter).empty());
}

TEST_CASE("criteria are met as TS 119 612 5.5.9.2.2 says", "[qualification]") {
  Statements statements;
  pki::KeyUsages usage;
  usage.bits = 0b11;  // digitalSignature, nonRepudiation
  statements.usage = usage;
  statements.policies = {Oid{"1.2.3"}, Oid{"1.2.4"}};
  statements.purposes = {pki::oid::kEmailProtection};
  statements.attributes = {pki::oid::kCommonName};
  statements.qc_statements = {Oid{"0.4.0.1862.1.1"}};
  const auto ids = [](Criterion::Kind kind, std::vector<Oid> oids) {
    Criterion criterion;
    criterion.kind = kind;
    criterion.oids = std::move(oids);
    return criterion;
  };
  const auto bits = [](std::vector<std::pair<pki::KeyUsage, bool>> wanted) {
    Criterion criterion;
    criterion.kind = Criterion::Kind::key_usage;
    criterion.bits = std::move(wanted);
    return criterion;
  };
  using Kind = Criterion::Kind;
  SECTION("policies: all of them") {
    CHECK(matches(ids(Kind::policy_set, {Oid{"1.2.3"}, Oid{"1.2.4"}}), statements) == Match::yes);
    CHECK(matches(ids(Kind::policy_set, {Oid{"1.2.3"}, Oid{"1.2.5"}}), statements) == Match::no);
    CHECK(matches(ids(Kind::policy_set, {}), statements) == Match::unknown);
    statements.policies_readable = false;
    CHECK(matches(ids(Kind::policy_set, {Oid{"1.2.3"}}), statements) == Match::unknown);
  }
  SECTION("key usage: every bit as said") {
    using pki::KeyUsage;
    CHECK(matches(bits({{KeyUsage::non_repudiation, true}}), statements) == Match::yes);
    CHECK(matches(bits({{KeyUsage::non_repudiation, false}}), statements) == Match::no);
    CHECK(matches(bits({{KeyUsage::non_repudiation, true}, {KeyUsage::key_agreement, true}}),
                  statements) == Match::no);
    CHECK(matches(bits({{KeyUsage::key_agreement, false}}), statements) == Match::yes);
    CHECK(matches(bits({}), statements) == Match::unknown);
    statements.usage.reset();
    CHECK(matches(bits({{KeyUsage::key_agreement, false}}), statements) == Match::unknown);
  }
  SECTION("the other kinds") {
    CHECK(matches(ids(Kind::extended_key_usages, {pki::oid::kEmailProtection}), statements) ==
          Match::yes);
    CHECK(matches(ids(Kind::extended_key_usages, {pki::oid::kClientAuth}), statements) ==
          Match::no);
    CHECK(matches(ids(Kind::dn_attributes, {pki::oid::kCommonName}), statements) == Match::yes);
    CHECK(matches(ids(Kind::dn_attributes, {pki::oid::kSurname}), statements) == Match::no);
    CHECK(matches(ids(Kind::qc_statements, {Oid{"0.4.0.1862.1.1"}}), statements) == Match::yes);
    CHECK(matches(ids(Kind::qc_statements, {Oid{"0.4.0.1862.1.4"}}), statements) == Match::no);
    statements.qc_readable = false;
    CHECK(matches(ids(Kind::qc_statements, {Oid{"0.4.0.1862.1.4"}}), statements) == Match::unknown);
  }
  SECTION("lists") {
    const Criterion yes = ids(Kind::policy_set, {Oid{"1.2.3"}});
    const Criterion no = ids(Kind::policy_set, {Oid{"1.2.9"}});
    const Criterion unclear;
    const auto list = [](Criterion::Assert assertion, std::vector<Criterion> children) {
      Criterion criterion;
      criterion.kind = Kind::list;
      criterion.assert_kind = assertion;
      criterion.children = std::move(children);
      return criterion;
    };
    using Assert = Criterion::Assert;
    struct Row {
      std::vector<Criterion> children;
      Match all, at_least_one, none;
    };
    const std::vector<Row> rows{
        {{}, Match::yes, Match::no, Match::yes},
        {{yes}, Match::yes, Match::yes, Match::no},
        {{no}, Match::no, Match::no, Match::yes},
        {{unclear}, Match::unknown, Match::unknown, Match::unknown},
        {{yes, no}, Match::no, Match::yes, Match::no},
        {{yes, unclear}, Match::unknown, Match::yes, Match::no},
        {{no, unclear}, Match::no, Match::unknown, Match::unknown},
        {{yes, yes}, Match::yes, Match::yes, Match::no},
        {{no, no}, Match::no, Match::no, Match::yes},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(i);
      CHECK(matches(list(Assert::all, rows[i].children), statements) == rows[i].all);
      CHECK(matches(list(Assert::at_least_one, rows[i].children), statements) ==
            rows[i].at_least_one);
      CHECK(matches(list(Assert::none, rows[i].children), statements) == rows[i].none);
      const Criterion nested = list(Assert::all, {list(Assert::none, rows[i].children)});
      CHECK(matches(nested, statements) == rows[i].none);
    }
  }
}

// ---- the whole table ----------------------------------------------------------------------------

namespace {

struct Status {
  const char* word;
  ServiceStatus normalised;
  bool good_before, good_after;
};
const std::vector<Status> kStatuses{
    {"granted", ServiceStatus::granted, false, true},
    {"withdrawn", ServiceStatus::withdrawn, false, false},
    {"undersupervision", ServiceStatus::granted, true, false},
    {"supervisionincessation", ServiceStatus::granted, true, false},
    {"accredited", ServiceStatus::granted, true, false},
    {"supervisionceased", ServiceStatus::withdrawn, false, false},
    {"supervisionrevoked", ServiceStatus::withdrawn, false, false},
    {"accreditationceased", ServiceStatus::withdrawn, false, false},
    {"accreditationrevoked", ServiceStatus::withdrawn, false, false},
    {"recognisedatnationallevel", ServiceStatus::national, false, false},
    {"setbynationallaw", ServiceStatus::national, false, false},
    {"deprecatedatnationallevel", ServiceStatus::withdrawn, false, false},
    {"deprecatedbynationallaw", ServiceStatus::withdrawn, false, false},
    {"neverheardof", ServiceStatus::unknown, false, false},
};

struct Time {
  UtcTime entry, issued, asked;
};
// entry, certificate and question on either side of the Regulation; an entry after the question
// covers nothing.
const std::vector<Time> kTimes{
    {kEntryBefore, kBefore, kBefore},
    {kEntryBefore, kBefore, kAfter},
    {kEntryBefore, kAfter, kAfter},
    {kEidas, kBefore, kAfter},
    {kEidas, kAfter, kAfter},
    {kEidas, kEidas, kEidas},
    {kEntryBefore, kBefore, kEidas - Seconds{1}},
};

const std::vector<const char*> kWords{
    "QCStatement",
    "NotQualified",
    "QCWithSSCD",
    "QCNoSSCD",
    "QCSSCDStatusAsInCert",
    "QCWithQSCD",
    "QCNoQSCD",
    "QCQSCDStatusAsInCert",
    "QCQSCDManagedOnBehalf",
    "QCForLegalPerson",
    "QCForESig",
    "QCForESeal",
    "QCForWSA",
    "NeverHeardOf",
};

// What a certificate can state: compliance, device, QCP or QCP+, type.
struct Said {
  bool compliance, device, qcp, qcp_plus;
  std::vector<CertificateType> types;
};
std::vector<Said> everything_said() {
  std::vector<Said> all;
  for (unsigned bits = 0; bits < 16; ++bits) {
    for (const auto& types : std::vector<std::vector<CertificateType>>{
             {},
             {CertificateType::esign},
             {CertificateType::eseal},
             {CertificateType::web},
             {CertificateType::esign, CertificateType::eseal}}) {
      all.push_back(
          {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0, types});
    }
  }
  return all;
}

// The table read once more, from what is asked instead of from the steps: independent of the code
// that is tested, over words instead of bits. All types are announced.
struct Reading {
  const Status& status;
  const Time& time;
  std::vector<std::string_view> words;
  const Said& said;

  bool held(std::string_view word) const { return std::ranges::count(words, word) != 0; }
  bool old_certificate() const { return time.issued < at("2016-06-30T22:00:00Z"); }
  bool old_entry() const { return time.entry < at("2016-06-30T22:00:00Z"); }
  bool old_question() const { return time.asked < at("2016-06-30T22:00:00Z"); }

  CertificateType by_certificate() const {
    if (old_certificate()) {
      return said.compliance || said.qcp || said.qcp_plus ? CertificateType::esign
                                                          : CertificateType::unknown;
    }
    if (said.types.size() == 1) {
      return said.types[0];
    }
    return said.types.empty() && said.compliance ? CertificateType::esign
                                                 : CertificateType::unknown;
  }
  int type_words() const {
    return int{held("QCForESig")} + int{held("QCForESeal")} + int{held("QCForWSA")};
  }
  CertificateType by_words() const {
    if (type_words() != 1) {
      return CertificateType::unknown;
    }
    return held("QCForESig")    ? CertificateType::esign
           : held("QCForESeal") ? CertificateType::eseal
                                : CertificateType::web;
  }
  // The service would not issue it: a signature certificate of a legal person, unless the list
  // makes it a seal or for web sites.
  bool filtered() const {
    return !old_certificate() && by_certificate() == CertificateType::esign &&
           held("QCForLegalPerson") && by_words() != CertificateType::eseal &&
           by_words() != CertificateType::web;
  }
  bool qualified() const {
    const bool good = old_question() ? status.good_before : status.good_after;
    const bool stated = said.compliance || (old_certificate() && (said.qcp || said.qcp_plus));
    return good && !filtered() && !held("NotQualified") && !held("NeverHeardOf") &&
           (held("QCStatement") || stated);
  }
  CertificateType type() const {
    if (!qualified()) {
      return by_certificate();
    }
    if (old_entry()) {
      return CertificateType::esign;
    }
    if (type_words() > 1) {
      return CertificateType::unknown;
    }
    const CertificateType type = type_words() == 1 ? by_words() : by_certificate();
    return type == CertificateType::esign && held("QCForLegalPerson") ? CertificateType::unknown
                                                                      : type;
  }
  bool device() const {
    if (!qualified()) {
      return false;
    }
    const bool in_certificate = said.device || (old_certificate() && said.qcp_plus);
    const bool yes =
        old_entry() ? held("QCWithSSCD") : held("QCWithQSCD") || held("QCQSCDManagedOnBehalf");
    const bool no = held(old_entry() ? "QCNoSSCD" : "QCNoQSCD");
    const bool as_said = held(old_entry() ? "QCSSCDStatusAsInCert" : "QCQSCDStatusAsInCert");
    if (yes) {
      return !no && !as_said;
    }
    return !no && in_certificate;
  }
};

}  // namespace

TEST_CASE("status x time x qualifiers x statements, exhaustively", "[qualification]") {
  // No qualifier, each alone, every pair.
  std::vector<std::vector<std::string>> sets{{}};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    sets.push_back({kWords[i]});
    for (std::size_t k = i + 1; k < kWords.size(); ++k) {
      sets.push_back({kWords[i], kWords[k]});
    }
  }
  const std::vector<Said> all_said = everything_said();
  std::size_t cases = 0;
  std::size_t qualified = 0;
  std::size_t wrong = 0;
  for (const Status& status : kStatuses) {
    for (const Time& time : kTimes) {
      for (const auto& set : sets) {
        Listed listed(time.entry, status.word, status.normalised);
        listed.entry().qualifications = {element(set), element({"NotQualified"}, nobody())};
        for (const Said& said : all_said) {
          Statements statements;
          statements.not_before = time.issued;
          statements.usage = pki::KeyUsages{};
          statements.compliance = said.compliance;
          statements.device = said.device;
          statements.types = said.types;
          if (said.qcp) {
            statements.policies.push_back(Oid{"0.4.0.1456.1.2"});
          }
          if (said.qcp_plus) {
            statements.policies.push_back(Oid{"0.4.0.1456.1.1"});
          }
          const Reading reading{status, time, {set.begin(), set.end()}, said};
          const CertificateQuality found = judged(statements, listed, time.asked).result;
          const CertificateQuality expected{
              reading.qualified() ? Quality::qualified : Quality::not_qualified, reading.type(),
              reading.device()};
          ++cases;
          qualified += found.quality == Quality::qualified ? 1U : 0U;
          if (!(found == expected)) {
            ++wrong;
            CAPTURE(status.word, senim::to_string(time.entry), senim::to_string(time.issued),
                    senim::to_string(time.asked), set, said.compliance, said.device, said.qcp,
                    said.qcp_plus, said.types.size());
            CAPTURE(to_string(found.quality), to_string(found.type), found.device);
            CHECK(wrong == 0);  // tells the first ones in full
            REQUIRE(wrong < 5);
          }
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(cases == kStatuses.size() * kTimes.size() * 106 * 80);
  CHECK(qualified > cases / 20);
}

TEST_CASE("a certificate is qualified only if it was at issuance and at signing",
          "[qualification]") {
  const std::vector<Quality> qualities{Quality::unknown, Quality::not_qualified,
                                       Quality::qualified};
  const std::vector<CertificateType> types{CertificateType::unknown, CertificateType::esign,
                                           CertificateType::eseal, CertificateType::web};
  for (const Quality issuance : qualities) {
    for (const Quality signing : qualities) {
      for (const CertificateType first : types) {
        for (const CertificateType second : types) {
          for (const bool before : {false, true}) {
            for (const bool then : {false, true}) {
              const CertificateQuality found =
                  combined({issuance, first, before}, {signing, second, then});
              const bool unknown = issuance == Quality::unknown || signing == Quality::unknown;
              const bool both = issuance == Quality::qualified && signing == Quality::qualified;
              CHECK(found.quality == (unknown ? Quality::unknown
                                      : both  ? Quality::qualified
                                              : Quality::not_qualified));
              CHECK(found.type == (!unknown && first == second ? first : CertificateType::unknown));
              CHECK(found.device == (both && then));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("the level of a signature follows from its validity and its certificate",
          "[qualification]") {
  using Type = CertificateType;
  constexpr auto yes = Quality::qualified;
  constexpr auto no = Quality::not_qualified;
  struct Row {
    CertificateQuality quality;
    const char *passed, *indeterminate, *failed;
  };
  const std::vector<Row> rows{
      {{yes, Type::esign, true}, "QESig", "indeterminate-QESig", "not-AdES-QC-QSCD"},
      {{yes, Type::esign, false}, "AdESig-QC", "indeterminate-AdESig-QC", "not-AdES-QC"},
      {{yes, Type::eseal, true}, "QESeal", "indeterminate-QESeal", "not-AdES-QC-QSCD"},
      {{yes, Type::eseal, false}, "AdESeal-QC", "indeterminate-AdESeal-QC", "not-AdES-QC"},
      {{yes, Type::web, true}, "not-AdES", "not-AdES", "not-AdES-QC-QSCD"},
      {{yes, Type::web, false}, "not-AdES", "not-AdES", "not-AdES-QC"},
      {{yes, Type::unknown, true},
       "unknown-QC-QSCD",
       "indeterminate-unknown-QC-QSCD",
       "not-AdES-QC-QSCD"},
      {{yes, Type::unknown, false}, "unknown-QC", "indeterminate-unknown-QC", "not-AdES-QC"},
      {{no, Type::esign, false}, "AdESig", "indeterminate-AdESig", "not-AdES"},
      {{no, Type::eseal, false}, "AdESeal", "indeterminate-AdESeal", "not-AdES"},
      {{no, Type::web, false}, "not-AdES", "not-AdES", "not-AdES"},
      {{no, Type::unknown, false}, "unknown", "indeterminate-unknown", "not-AdES"},
      {{}, "NA", "NA", "NA"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.passed);
    CHECK(signature_level(Indication::passed, row.quality) == row.passed);
    CHECK(signature_level(Indication::indeterminate, row.quality) == row.indeterminate);
    CHECK(signature_level(Indication::failed, row.quality) == row.failed);
  }
}

TEST_CASE("a time-stamp is qualified by a granted TSA/QTST service only", "[qualification]") {
  Listed listed;
  const std::vector<const model::TrustService*> services{&listed.service};
  const auto level = [&](UtcTime time = kAfter) {
    return timestamp_quality(entries_at(services, time), time).level;
  };
  CHECK(level() == "TSA");  // listed, for something else
  listed.entry().type = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
  CHECK(level() == "QTSA");
  CHECK(level(kEidas) == "QTSA");
  CHECK(level(kEidas - Seconds{1}) == "NA");
  SECTION("withdrawn") {
    listed.entry().status = ServiceStatus::withdrawn;
    listed.entry().status_uri = uri(kStatusPrefix, "withdrawn");
    CHECK(level() == "TSA");
  }
  SECTION("in a word of before the Regulation") {
    listed.entry().status_uri = uri(kStatusPrefix, "undersupervision");
    CHECK(level() == "TSA");
  }
  SECTION("with a critical extension that nobody understands") {
    listed.entry().unknown_critical_extension = true;
    CHECK(level() == "TSA");
  }
  SECTION("given explicitly") {
    listed.service.given = true;
    CHECK(level() == "NA");
  }
}

}  // namespace senim::process

#include "trustlists/etsi_list.h"

#include <catch2/catch.hpp>

#include "gateway/demo/trust_list_maker.h"
#include "tests/support/test_pki.h"
#include "tests/trustlists/list_signer.h"
#include "trustlists/list_structure.h"
#include "validators/crypto/base64.h"
#include "validators/xml/document.h"

using namespace senim;
using namespace senim::test;
using model::Criterion;
using model::ServiceStatus;
using trustlists::TrustList;

namespace {

const std::string kStatus(demo::kServiceStatus);
const std::string kType(demo::kServiceType);

Result<TrustList> read(std::string_view text) {
  Budget budget;
  const auto document = xml::Document::parse(as_bytes(text), budget);
  REQUIRE(document.ok());
  pki::Certificate::Pool pool;
  return trustlists::read_list((*document)->root(), trustlists::Vocabulary::etsi(), pool);
}

std::string with_change(std::string_view from, std::string_view to) {
  std::string text = demo::make_trust_list(simple_list());
  const std::size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

// The only service of a list that read() accepts.
trustlists::ListedService only_service(const std::string& text) {
  auto list = read(text);
  REQUIRE(list.ok());
  REQUIRE(list->providers.size() == 1);
  REQUIRE(list->providers.front().services.size() == 1);
  return list->providers.front().services.front();
}

model::TrustService as_model(const trustlists::ListedService& service) {
  model::TrustService result;
  result.periods = service.periods;
  return result;
}

demo::ServicePeriodSpec entry(std::string_view status, std::string_view since) {
  demo::ServicePeriodSpec spec;
  spec.status = kStatus + std::string(status);
  spec.since = at(since);
  return spec;
}

std::string list_with(const demo::ServicePeriodSpec& current,
                      std::vector<demo::ServicePeriodSpec> history) {
  auto spec = simple_list();
  spec.services.front().current = current;
  spec.services.front().history = std::move(history);
  return demo::make_trust_list(spec);
}

// The criteria of the one qualification that a list with this CriteriaList text has.
Criterion criteria_of(const std::string& criteria) {
  auto spec = simple_list();
  spec.services.front().current.extensions = demo::qualification(
      {"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCWithQSCD"}, criteria);
  const auto service = only_service(demo::make_trust_list(spec));
  REQUIRE(service.periods.size() == 1);
  REQUIRE(service.periods.front().qualifications.size() == 1);
  CHECK_FALSE(service.periods.front().unknown_critical_extension);
  return service.periods.front().qualifications.front().criteria;
}

std::string policy_set(std::string_view identifier) {
  return "<sie:PolicySet><sie:PolicyIdentifier><xades:Identifier "
         "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">" +
         std::string(identifier) + "</xades:Identifier></sie:PolicyIdentifier></sie:PolicySet>";
}
std::string criteria_list(std::string_view assertion, std::string_view inner) {
  return "<sie:CriteriaList assert=\"" + std::string(assertion) + "\">" + std::string(inner) +
         "</sie:CriteriaList>";
}

}  // namespace

TEST_CASE("a list says who publishes it, its number and its dates", "[trustlists]") {
  const auto list = read(demo::make_trust_list(simple_list()));
  REQUIRE(list.ok());
  CHECK(list->scheme.version == 6U);
  CHECK(list->scheme.sequence == 1U);
  CHECK(list->scheme.territory == "KZ");
  CHECK(list->scheme.operator_name == "Demo operator KZ");
  CHECK(list->scheme.issued == at("2026-06-01T00:00:00Z"));
  CHECK(list->scheme.next_update == at("2026-12-01T00:00:00Z"));
  CHECK_FALSE(list->scheme.closed);
  CHECK(list->scheme.history_period == 65535U);
  CHECK(list->services() == 1);
  CHECK(list->history() == 0);
}

TEST_CASE("a list that leaves its schema is told where", "[trustlists]") {
  const auto told = [](const std::string& text) {
    Budget budget;
    const auto document = xml::Document::parse(as_bytes(text), budget);
    REQUIRE(document.ok());
    return trustlists::structure_problem((*document)->root());
  };
  CHECK(told(demo::make_trust_list(simple_list())) == "");
  CHECK(told(with_change("<tsl:HistoricalInformationPeriod>65535</tsl:HistoricalInformationPeriod>",
                         "")) == "HistoricalInformationPeriod is missing in SchemeInformation");
  CHECK(told(with_change("<tsl:SchemeTerritory>",
                         "<tsl:SchemeTerritory>KZ</tsl:SchemeTerritory><tsl:SchemeTerritory>")) ==
        "HistoricalInformationPeriod is missing in SchemeInformation");
  CHECK(told(with_change("<tsl:ServiceStatus>", "<tsl:Own></tsl:Own><tsl:ServiceStatus>")) ==
        "ServiceStatus is missing in ServiceInformation");
  CHECK(told(with_change("<tsl:ServiceStatus>",
                         "<own xmlns=\"urn:own\"></own><tsl:ServiceStatus>")) == "");
}

TEST_CASE("an empty NextUpdate closes a list and a missing one makes it unreadable",
          "[trustlists]") {
  auto spec = simple_list();
  spec.next_update.reset();
  const auto closed = read(demo::make_trust_list(spec));
  REQUIRE(closed.ok());
  CHECK(closed->scheme.closed);
  CHECK_FALSE(closed->scheme.next_update.has_value());

  const std::string date = "<tsl:dateTime>2026-12-01T00:00:00Z</tsl:dateTime>";
  CHECK(read(with_change("<tsl:NextUpdate>" + date + "</tsl:NextUpdate>", "")).error().code ==
        ErrorCode::malformed);
  CHECK(read(with_change(date, "2026-12-01T00:00:00Z")).error().code == ErrorCode::malformed);
  CHECK(read(with_change(date, "<tsl:dateTime></tsl:dateTime>")).error().code ==
        ErrorCode::malformed);
  CHECK(read(with_change(date, date + date)).error().code == ErrorCode::malformed);
}

TEST_CASE("dates may have white space, fractions, offsets or no zone", "[trustlists]") {
  const std::string date =
      GENERATE("2026-12-01T00:00:00Z", " \n 2026-12-01T00:00:00Z\t", "2026-12-01T00:00:00.250Z",
               "2026-12-01T05:00:00+05:00", "2026-12-01T00:00:00");
  CAPTURE(date);
  const auto list = read(with_change("2026-12-01T00:00:00Z", date));
  REQUIRE(list.ok());
  CHECK(list->scheme.next_update == at("2026-12-01T00:00:00Z"));
}

TEST_CASE("territories are written as TS 119 612 has them", "[trustlists]") {
  CHECK(trustlists::territory_code(" gr\n") == "EL");
  CHECK(trustlists::territory_code("GB") == "UK");
  CHECK(trustlists::territory_code("EL") == "EL");
  CHECK(trustlists::territory_code("kz") == "KZ");
  CHECK(trustlists::territory_code("").empty());
}

TEST_CASE("a period holds from its first second to the second before the next one",
          "[trustlists]") {
  const auto service = as_model(only_service(list_with(
      entry("withdrawn", "2025-03-01T00:00:00Z"), {entry("granted", "2020-01-01T00:00:00Z")})));
  REQUIRE(service.periods.size() == 2);
  CHECK(service.at(at("2019-12-31T23:59:59Z")) == nullptr);
  CHECK(service.at(at("2020-01-01T00:00:00Z"))->status == ServiceStatus::granted);
  CHECK(service.at(at("2025-02-28T23:59:59Z"))->status == ServiceStatus::granted);
  CHECK(service.at(at("2025-03-01T00:00:00Z"))->status == ServiceStatus::withdrawn);
  CHECK(service.at(at("2099-01-01T00:00:00Z"))->status == ServiceStatus::withdrawn);
}

TEST_CASE("of two entries with one starting time the upper one counts", "[trustlists]") {
  const auto service = as_model(only_service(list_with(
      entry("withdrawn", "2025-03-01T00:00:00Z"),
      {entry("granted", "2025-03-01T00:00:00Z"), entry("granted", "2020-01-01T00:00:00Z")})));
  REQUIRE(service.periods.size() == 3);
  CHECK(service.at(at("2025-02-28T23:59:59Z"))->status == ServiceStatus::granted);
  CHECK(service.at(at("2025-03-01T00:00:00Z"))->status == ServiceStatus::withdrawn);
  CHECK(service.periods[1].since == *service.periods[1].until);
}

TEST_CASE("history out of order is put in order", "[trustlists]") {
  const auto service =
      as_model(only_service(list_with(entry("withdrawn", "2025-03-01T00:00:00Z"),
                                      {entry("supervisionceased", "2018-01-01T00:00:00Z"),
                                       entry("granted", "2020-01-01T00:00:00Z")})));
  CHECK(service.at(at("2019-01-01T00:00:00Z"))->status == ServiceStatus::withdrawn);
  CHECK(service.at(at("2021-01-01T00:00:00Z"))->status == ServiceStatus::granted);
}

TEST_CASE("a timeline that cannot be trusted is named and its service stays visible",
          "[trustlists]") {
  SECTION("a time that cannot be read") {
    const auto service = only_service(with_change("2024-01-01T00:00:00Z", "2024-13-01T00:00:00Z"));
    CHECK_FALSE(service.problem.empty());
    CHECK(service.name == "Demo CA");
  }
  SECTION("a history entry that cannot be read") {
    std::string text = list_with(entry("granted", "2025-03-01T00:00:00Z"),
                                 {entry("withdrawn", "2020-01-01T00:00:00Z")});
    text.replace(text.find("2020-01-01"), 10, "2020-99-01");
    CHECK_FALSE(only_service(text).problem.empty());
  }
  SECTION("history that starts after the current entry") {
    CHECK_FALSE(only_service(list_with(entry("withdrawn", "2025-03-01T00:00:00Z"),
                                       {entry("granted", "2025-03-01T00:00:01Z")}))
                    .problem.empty());
  }
  SECTION("no current entry") {
    std::string text = with_change("<tsl:ServiceInformation>", "<tsl:Other>");
    const std::string end = "</tsl:ServiceInformation>";
    text.replace(text.find(end), end.size(), "</tsl:Other>");
    CHECK_FALSE(only_service(text).problem.empty());
  }
}

TEST_CASE("statuses are mapped and unknown ones stay unknown", "[trustlists]") {
  struct Row {
    std::string uri;
    ServiceStatus status;
  };
  const auto row = GENERATE(values<Row>({
      {std::string(demo::kServiceStatus) + "granted", ServiceStatus::granted},
      {std::string(demo::kServiceStatus) + "withdrawn", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "recognisedatnationallevel", ServiceStatus::national},
      {std::string(demo::kServiceStatus) + "setbynationallaw", ServiceStatus::national},
      {std::string(demo::kServiceStatus) + "deprecatedatnationallevel", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "deprecatedbynationallaw", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "undersupervision", ServiceStatus::granted},
      {std::string(demo::kServiceStatus) + "supervisionincessation", ServiceStatus::granted},
      {std::string(demo::kServiceStatus) + "accredited", ServiceStatus::granted},
      {std::string(demo::kServiceStatus) + "supervisionceased", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "supervisionrevoked", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "accreditationceased", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "accreditationrevoked", ServiceStatus::withdrawn},
      {std::string(demo::kServiceStatus) + "Granted", ServiceStatus::unknown},
      {std::string(demo::kServiceStatus) + "granted/", ServiceStatus::unknown},
      {"http://uri.etsi.org/TrstSvc/Svcstatus/inaccord", ServiceStatus::unknown},
      {"granted", ServiceStatus::unknown},
      {"", ServiceStatus::unknown},
  }));
  CAPTURE(row.uri);
  auto spec = simple_list();
  spec.services.front().current.status = row.uri;
  const auto service = only_service(demo::make_trust_list(spec));
  REQUIRE(service.periods.size() == 1);
  CHECK(service.periods.front().status == row.status);
  CHECK(service.periods.front().status_uri == row.uri);
}

TEST_CASE("a vocabulary gives meaning to the words of another scheme", "[trustlists]") {
  auto spec = simple_list();
  spec.services.front().current.status = "https://example.org/status/ok";
  spec.services.front().current.type = "https://example.org/type/ca";
  const std::string text = demo::make_trust_list(spec);
  Budget budget;
  const auto document = xml::Document::parse(as_bytes(text), budget).value();
  pki::Certificate::Pool pool;
  trustlists::Vocabulary vocabulary;
  vocabulary.statuses["https://example.org/status/ok"] = ServiceStatus::granted;
  vocabulary.types["https://example.org/type/ca"] = kType + "CA/QC";
  const auto list = trustlists::read_list(document->root(), vocabulary, pool).value();
  const auto& period = list.providers.front().services.front().periods.front();
  CHECK(period.status == ServiceStatus::granted);
  CHECK(period.status_uri == "https://example.org/status/ok");
  CHECK(period.type == kType + "CA/QC");
}

TEST_CASE("white space around URIs is cut and unknown types are kept", "[trustlists]") {
  const auto service =
      only_service(with_change(kType + "CA/QC", "\n   https://example.org/own-type \n"));
  CHECK(service.periods.front().type == "https://example.org/own-type");
}

TEST_CASE("a comment inside a value makes the list unreadable", "[trustlists]") {
  CHECK(read(with_change("Svctype/CA/QC", "Svctype/CA/<!-- -->QC")).error().code ==
        ErrorCode::malformed);
  CHECK(read(with_change("2024-01-01T00:00:00Z", "2024-01-01<!-- -->T00:00:00Z")).error().code ==
        ErrorCode::malformed);
}

TEST_CASE("additional information belongs to its own period", "[trustlists]") {
  const std::string prefix = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
  auto current = entry("granted", "2025-01-01T00:00:00Z");
  current.extensions = demo::additional_information(prefix + "ForeSignatures") +
                       demo::additional_information(prefix + "ForeSeals");
  auto past = entry("granted", "2020-01-01T00:00:00Z");
  past.extensions = demo::additional_information(prefix + "ForWebSiteAuthentication");
  const auto service = only_service(list_with(current, {past}));
  REQUIRE(service.periods.size() == 2);
  CHECK(service.periods[0].additional_information ==
        std::vector<std::string>{prefix + "ForWebSiteAuthentication"});
  CHECK(service.periods[1].additional_information ==
        std::vector<std::string>{prefix + "ForeSignatures", prefix + "ForeSeals"});
}

TEST_CASE("criteria lists are read with their assertion and children", "[trustlists]") {
  const Criterion list = criteria_of(criteria_list(
      "all",
      "<sie:KeyUsage><sie:KeyUsageBit name=\"nonRepudiation\">true</sie:KeyUsageBit>"
      "<sie:KeyUsageBit name=\"digitalSignature\">false</sie:KeyUsageBit></sie:KeyUsage>" +
          policy_set("1.2.3.4") + policy_set("urn:oid:1.2.3.5") +
          criteria_list("atLeastOne", policy_set("1.2.3.6")) + criteria_list("none", "") +
          "<sie:Description>text</sie:Description>"));
  CHECK(list.kind == Criterion::Kind::list);
  CHECK(list.assert_kind == Criterion::Assert::all);
  REQUIRE(list.children.size() == 5);
  CHECK(list.children[0].kind == Criterion::Kind::key_usage);
  CHECK(list.children[0].bits ==
        std::vector<std::pair<pki::KeyUsage, bool>>{{pki::KeyUsage::non_repudiation, true},
                                                    {pki::KeyUsage::digital_signature, false}});
  CHECK(list.children[1].kind == Criterion::Kind::policy_set);
  CHECK(list.children[1].oids == std::vector<Oid>{Oid("1.2.3.4")});
  CHECK(list.children[2].oids == std::vector<Oid>{Oid("1.2.3.5")});
  CHECK(list.children[3].assert_kind == Criterion::Assert::at_least_one);
  CHECK(list.children[4].assert_kind == Criterion::Assert::none);
  CHECK(list.children[4].children.empty());
}

TEST_CASE("other criteria name attributes and purposes", "[trustlists]") {
  const std::string add = " xmlns:add=\"http://uri.etsi.org/02231/v2/additionaltypes#\"";
  const std::string id =
      "<xades:Identifier xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">2.5.4.97</"
      "xades:Identifier>";
  const Criterion list = criteria_of(criteria_list(
      "atLeastOne", "<sie:otherCriteriaList><add:CertSubjectDNAttribute" + add +
                        "><add:AttributeOID>" + id +
                        "</add:AttributeOID></add:CertSubjectDNAttribute><add:ExtendedKeyUsage" +
                        add + "><add:KeyPurposeId>" + id +
                        "</add:KeyPurposeId></add:ExtendedKeyUsage></sie:otherCriteriaList>"));
  REQUIRE(list.children.size() == 2);
  CHECK(list.children[0].kind == Criterion::Kind::dn_attributes);
  CHECK(list.children[0].oids == std::vector<Oid>{Oid("2.5.4.97")});
  CHECK(list.children[1].kind == Criterion::Kind::extended_key_usages);
}

TEST_CASE("criteria that are not understood become unknown and never vanish", "[trustlists]") {
  const auto child_kind = [](const std::string& inner) {
    const Criterion list = criteria_of(criteria_list("all", inner));
    REQUIRE(list.children.size() == 1);
    return list.children.front().kind;
  };
  CHECK(child_kind("<sie:Novelty></sie:Novelty>") == Criterion::Kind::unknown);
  CHECK(child_kind("<x:Other xmlns:x=\"urn:x\"></x:Other>") == Criterion::Kind::unknown);
  CHECK(child_kind(policy_set("not an identifier")) == Criterion::Kind::unknown);
  CHECK(child_kind("<sie:PolicySet></sie:PolicySet>") == Criterion::Kind::unknown);
  CHECK(child_kind("<sie:KeyUsage></sie:KeyUsage>") == Criterion::Kind::unknown);
  CHECK(child_kind("<sie:KeyUsage><sie:KeyUsageBit name=\"nonsense\">true</sie:KeyUsageBit>"
                   "</sie:KeyUsage>") == Criterion::Kind::unknown);
  CHECK(child_kind("<sie:KeyUsage><sie:KeyUsageBit name=\"crlSign\">maybe</sie:KeyUsageBit>"
                   "</sie:KeyUsage>") == Criterion::Kind::unknown);
  CHECK(child_kind("<sie:otherCriteriaList><x:Other xmlns:x=\"urn:x\"></x:Other>"
                   "</sie:otherCriteriaList>") == Criterion::Kind::unknown);
  CHECK(criteria_of(criteria_list("most", policy_set("1.2.3"))).kind == Criterion::Kind::unknown);
  CHECK(criteria_of("").kind == Criterion::Kind::unknown);
}

TEST_CASE("an unknown extension marks its period only when it is critical", "[trustlists]") {
  const auto flag = [](std::string_view critical, std::string_view content) {
    auto spec = simple_list();
    spec.services.front().current.extensions = "<tsl:Extension Critical=\"" +
                                               std::string(critical) + "\">" +
                                               std::string(content) + "</tsl:Extension>";
    return only_service(demo::make_trust_list(spec)).periods.front().unknown_critical_extension;
  };
  const std::string unknown = "<x:News xmlns:x=\"urn:x\"></x:News>";
  const std::string expired =
      "<tsl:ExpiredCertsRevocationInfo>2016-06-30T22:00:00Z</tsl:ExpiredCertsRevocationInfo>";
  CHECK(flag("true", unknown));
  CHECK(flag("1", unknown));
  CHECK(flag("", unknown));
  CHECK_FALSE(flag("false", unknown));
  CHECK_FALSE(flag("0", unknown));
  CHECK_FALSE(flag("true", expired));
  CHECK(flag("true", ""));
  CHECK(flag("true", "text"));
  CHECK(flag("true", "<tsl:ExpiredCertsRevocationInfo>soon</tsl:ExpiredCertsRevocationInfo>"));
  CHECK(flag("true", "<tsl:AdditionalServiceInformation></tsl:AdditionalServiceInformation>"));
}

TEST_CASE("expired certificates and a takeover are kept with the period", "[trustlists]") {
  auto spec = simple_list();
  spec.services.front().current.extensions =
      "<tsl:Extension Critical=\"true\"><tsl:ExpiredCertsRevocationInfo>2016-06-30T22:00:00Z"
      "</tsl:ExpiredCertsRevocationInfo></tsl:Extension>"
      "<tsl:Extension Critical=\"true\"><add:TakenOverBy "
      "xmlns:add=\"http://uri.etsi.org/02231/v2/additionaltypes#\"><add:URI "
      "xml:lang=\"en\">https://example.org/successor</add:URI><add:TSPName><tsl:Name "
      "xml:lang=\"en\">Successor</tsl:Name></add:TSPName></add:TakenOverBy></tsl:Extension>";
  const auto period = only_service(demo::make_trust_list(spec)).periods.front();
  CHECK(period.expired_certs_revocation_info == at("2016-06-30T22:00:00Z"));
  CHECK(period.taken_over_by == "Successor");
  CHECK_FALSE(period.unknown_critical_extension);
}

TEST_CASE("a service without a certificate stays visible", "[trustlists]") {
  const std::string certificate = "<tsl:X509Certificate>" +
                                  crypto::to_base64(test_pki().ca.certificate) +
                                  "</tsl:X509Certificate>";
  const auto service = only_service(
      with_change("<tsl:DigitalId>" + certificate + "</tsl:DigitalId>",
                  "<tsl:DigitalId><tsl:X509SKI>AQID</tsl:X509SKI></tsl:DigitalId><tsl:DigitalId>"
                  "<tsl:X509SubjectName>CN=Somebody</tsl:X509SubjectName></tsl:DigitalId>"));
  CHECK(service.identities.empty());
  CHECK(service.key_ids == std::vector<Bytes>{{1, 2, 3}});
  CHECK(service.subject_names == std::vector<std::string>{"CN=Somebody"});
  CHECK(service.problem.empty());
}

TEST_CASE("certificate text may hold white space or PEM armour and rubbish is counted",
          "[trustlists]") {
  const std::string text = crypto::to_base64(test_pki().ca.certificate);
  CHECK(only_service(
            with_change(text, "\n  " + text.substr(0, 64) + "\r\n\t" + text.substr(64) + "\n"))
            .identities.size() == 1);
  CHECK(only_service(with_change(text, "-----BEGIN CERTIFICATE-----\n" + text +
                                           "\n-----END CERTIFICATE-----"))
            .identities.size() == 1);
  for (const std::string& bad :
       {std::string("AAAA"), std::string("*"), text.substr(4), text + "AA"}) {
    const auto service = only_service(with_change(text, bad));
    CHECK(service.identities.empty());
    CHECK(service.unreadable_certificates == 1);
  }
}

TEST_CASE("names are taken in English where there is English", "[trustlists]") {
  const std::string english = "<tsl:Name xml:lang=\"en\">Demo CA</tsl:Name>";
  const auto named = [&](const std::string& names) {
    return only_service(with_change(english, names)).name;
  };
  CHECK(named("<tsl:Name xml:lang=\"de\">Eins</tsl:Name>" + english) == "Demo CA");
  CHECK(
      named("<tsl:Name xml:lang=\"de\">Eins</tsl:Name><tsl:Name xml:lang=\"fr\">Deux</tsl:Name>") ==
      "Eins");
  CHECK(named("").empty());
}

TEST_CASE("pointers carry the signers of the lists they point at", "[trustlists]") {
  const std::string certificate = crypto::to_base64(test_signer().certificate);
  const std::string pointer =
      "<tsl:PointersToOtherTSL><tsl:OtherTSLPointer><tsl:ServiceDigitalIdentities>"
      "<tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>" +
      certificate +
      "</tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity>"
      "</tsl:ServiceDigitalIdentities><tsl:TSLLocation> https://example.org/gr.xml "
      "</tsl:TSLLocation>"
      "<tsl:AdditionalInformation><tsl:OtherInformation><tsl:TSLType>urn:type</tsl:TSLType>"
      "</tsl:OtherInformation><tsl:OtherInformation><tsl:SchemeTerritory>GR</tsl:SchemeTerritory>"
      "</tsl:OtherInformation><tsl:OtherInformation><add:MimeType "
      "xmlns:add=\"http://uri.etsi.org/02231/v2/additionaltypes#\">application/"
      "vnd.etsi.tsl+xml</add:MimeType></"
      "tsl:OtherInformation><tsl:OtherInformation><tsl:SchemeOperatorName>"
      "<tsl:Name "
      "xml:lang=\"en\">Operator</tsl:Name></tsl:SchemeOperatorName></tsl:OtherInformation>"
      "</tsl:AdditionalInformation></tsl:OtherTSLPointer></tsl:PointersToOtherTSL>";
  const auto list =
      read(with_change("<tsl:ListIssueDateTime>", pointer + "<tsl:ListIssueDateTime>"));
  REQUIRE(list.ok());
  REQUIRE(list->pointers.size() == 1);
  const auto& read_pointer = list->pointers.front();
  CHECK(read_pointer.location == "https://example.org/gr.xml");
  CHECK(read_pointer.territory == "EL");
  CHECK(read_pointer.type == "urn:type");
  CHECK(read_pointer.mime_type == "application/vnd.etsi.tsl+xml");
  CHECK(read_pointer.operator_name == "Operator");
  REQUIRE(read_pointer.signers.size() == 1);
  CHECK(read_pointer.signers.front().fingerprint() == fingerprint(test_signer().certificate));
}

TEST_CASE("a list without providers is a list", "[trustlists]") {
  auto spec = simple_list();
  spec.services.clear();
  const auto list = read(demo::make_trust_list(spec));
  REQUIRE(list.ok());
  CHECK(list->providers.empty());
}

TEST_CASE("without scheme information there is no list", "[trustlists]") {
  CHECK(read("<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\"/>").error().code ==
        ErrorCode::malformed);
  CHECK(read("<other/>").error().code == ErrorCode::malformed);
}

#include "validators/process/national_quality.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/kz_certificates.h"
#include "tests/support/judging.h"
#include "validators/pki/oids.h"

// Kazakh, Russian and Belarusian quality: what each law asks of list and certificate, and that
// nothing less will do.

namespace senim::process {
namespace {

namespace der = demo::der;
namespace oid = pki::oid;
using model::Indication;
using model::ServiceStatus;
using test::at;

const UtcTime kIssued = at("2025-02-01T00:00:00Z");
const UtcTime kSigned = at("2026-06-01T00:00:00Z");

pki::Certificate made(demo::CertificateSpec spec) {
  spec.serial = 7;
  spec.not_before = kIssued;
  spec.not_after = at("2027-02-01T00:00:00Z");
  return test::certificate(demo::make_root(spec, test::shared_key(demo::KeyKind::p256, 0)));
}

demo::CertificateSpec russian() {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {
      {oid::kCountryName, "RU"}, {oid::kSurname, "Owner"}, {oid::kRuSnils, "52655264900"}};
  spec.policies = {Oid{"1.2.643.100.113.1"}};
  spec.extended_key_usage.clear();
  spec.extensions = {
      {oid::kRuSubjectSignTool, false, der::utf8("tool")},
      {oid::kRuIssuerSignTool, false,
       der::sequence({der::utf8("a"), der::utf8("b"), der::utf8("c"), der::utf8("d")})}};
  return spec;
}

demo::CertificateSpec belarusian() {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {{oid::kCountryName, "BY"},
                  {oid::kSurname, "Owner"},
                  {Oid{"1.2.112.1.2.1.1.1.1.2"}, "152175195"}};
  spec.policies.clear();
  spec.extended_key_usage.clear();
  return spec;
}

demo::CertificateSpec kazakh() {
  return demo::kz_holder(demo::KzRole::individual, demo::KzPurpose::signing,
                         demo::KzAlgorithm::rsa);
}

model::TrustService listed(const pki::Certificate& identity, const char* territory) {
  model::TrustService service = test::granted(identity);
  service.territory = territory;
  return service;
}

QualityAt judged(Scheme scheme, const pki::Certificate& certificate,
                 const model::TrustService& service, UtcTime time = kSigned) {
  const std::vector<const model::TrustService*> services{&service};
  return national_quality(scheme, certificate, services, time);
}

bool remarked(const QualityAt& quality, std::string_view remark) {
  return std::ranges::count(quality.remarks, remark) == 1;
}

struct Country {
  Scheme scheme;
  const char* territory;
  demo::CertificateSpec (*spec)();
};
const std::vector<Country>& countries() {
  static const std::vector<Country> all{
      {Scheme::kz, "KZ", kazakh}, {Scheme::ru, "RU", russian}, {Scheme::by, "BY", belarusian}};
  return all;
}

}  // namespace

TEST_CASE("each territory has its scheme, the Union one for all", "[qualification]") {
  CHECK(scheme_of("KZ") == Scheme::kz);
  CHECK(scheme_of("RU") == Scheme::ru);
  CHECK(scheme_of("BY") == Scheme::by);
  for (const char* eu : {"EE", "EL", "DE", "IS", "LI", "NO", "EU"}) {
    CHECK(scheme_of(eu) == Scheme::eu);
  }
  for (const char* none : {"", "UK", "GR", "UA", "CN", "kz"}) {
    CHECK(scheme_of(none) == Scheme::none);
  }
}

TEST_CASE("an accredited authority and a certificate as the law wants it qualify",
          "[qualification]") {
  for (const Country& country : countries()) {
    CAPTURE(country.territory);
    const pki::Certificate certificate = made(country.spec());
    const model::TrustService service = listed(certificate, country.territory);
    const QualityAt found = judged(country.scheme, certificate, service);
    CHECK(found.remarks.empty());
    CHECK(found.result.quality == Quality::qualified);
    CHECK(found.result.type == CertificateType::esign);
    CHECK(found.result.device == (country.scheme == Scheme::ru));
    CHECK(found.decided_by.service == &service);
  }
}

TEST_CASE("the authority must stand in the list, granted, as an authority, at that time",
          "[qualification]") {
  for (const Country& country : countries()) {
    CAPTURE(country.territory);
    const pki::Certificate certificate = made(country.spec());
    model::TrustService service = listed(certificate, country.territory);
    const auto quality = [&](UtcTime time = kSigned) {
      return judged(country.scheme, certificate, service, time).result.quality;
    };
    SECTION(country.territory) {
      for (const ServiceStatus status : {ServiceStatus::withdrawn, ServiceStatus::suspended,
                                         ServiceStatus::national, ServiceStatus::unknown}) {
        service.periods[0].status = status;
        CHECK(quality() == Quality::not_qualified);
      }
      service.periods[0].status = ServiceStatus::granted;
      service.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/NationalRootCA-QC";
      CHECK(quality() == Quality::qualified);
      service.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/CA/PKC";
      CHECK(quality() == Quality::not_qualified);
      service.periods[0].type = test::kCaQc;
      service.periods[0].unknown_critical_extension = true;
      CHECK(quality() == Quality::not_qualified);
      service.periods[0].unknown_critical_extension = false;
      service.periods[0].since = kSigned;
      CHECK(quality() == Quality::qualified);
      CHECK(quality(kSigned - Seconds{1}) == Quality::not_qualified);
      service.given = true;  // registered by hand: no timeline
      CHECK(quality(kSigned - Seconds{1}) == Quality::qualified);
    }
  }
}

TEST_CASE("what a list has against a certificate counts under every law", "[qualification]") {
  for (const Country& country : countries()) {
    CAPTURE(country.territory);
    const pki::Certificate certificate = made(country.spec());
    model::TrustService service = listed(certificate, country.territory);
    model::QualificationElement element;
    element.criteria.kind = model::Criterion::Kind::list;
    const auto with = [&](const char* word) {
      element.qualifiers = {std::string("http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/") +
                            word};
      service.periods[0].qualifications = {element};
      return judged(country.scheme, certificate, service);
    };
    CHECK(with("QCStatement").result.quality == Quality::qualified);
    CHECK(with("NotQualified").result.quality == Quality::not_qualified);
    CHECK(remarked(with("NotQualified"), "not-qualified-by-list"));
    CHECK(with("NeverHeardOf").result.quality == Quality::not_qualified);
    CHECK(remarked(with("NeverHeardOf"), "qualifier-not-understood"));
    element.criteria.assert_kind = model::Criterion::Assert::at_least_one;  // of no certificate
    CHECK(with("NotQualified").result.quality == Quality::qualified);
  }
}

TEST_CASE("lists that disagree about an authority say nothing", "[qualification]") {
  const pki::Certificate certificate = made(kazakh());
  const model::TrustService good = listed(certificate, "KZ");
  model::TrustService bad = good;
  bad.periods[0].status = ServiceStatus::withdrawn;
  const std::vector<const model::TrustService*> services{&good, &bad};
  CHECK(national_quality(Scheme::kz, certificate, services, kSigned).result ==
        CertificateQuality{});
  bad.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/TSA";  // has no say
  CHECK(national_quality(Scheme::kz, certificate, services, kSigned).result.quality ==
        Quality::qualified);
  CHECK(national_quality(Scheme::kz, certificate, {}, kSigned).result == CertificateQuality{});
}

TEST_CASE("a Kazakh certificate that is not for signing or names nobody is no EDS certificate",
          "[qualification]") {
  const auto quality = [](const demo::CertificateSpec& spec) {
    const pki::Certificate certificate = made(spec);
    return judged(Scheme::kz, certificate, listed(certificate, "KZ"));
  };
  const auto login = demo::kz_holder(demo::KzRole::individual, demo::KzPurpose::authentication,
                                     demo::KzAlgorithm::rsa);
  CHECK(quality(login).result.quality == Quality::not_qualified);
  CHECK(remarked(quality(login), "not-for-signing"));
  demo::CertificateSpec spec = kazakh();
  std::erase_if(spec.subject, [](const auto& part) { return part.first == oid::kSerialNumber; });
  CHECK(remarked(quality(spec), "owner-not-identified"));
  spec.subject.emplace_back(oid::kSerialNumber, "IIN850101768427");  // wrong check digit
  CHECK(remarked(quality(spec), "owner-number-wrong"));
  CHECK(quality(spec).result.quality == Quality::not_qualified);
  SECTION("an organisation's system makes seals") {
    demo::CertificateSpec system = kazakh();
    std::erase_if(system.subject,
                  [](const auto& part) { return part.first == oid::kSerialNumber; });
    system.subject.emplace_back(oid::kOrganizationalUnitName, "BIN150440345052");
    CHECK(quality(system).result.quality == Quality::qualified);
    CHECK(quality(system).result.type == CertificateType::eseal);
  }
}

TEST_CASE("a Russian certificate without tools, their papers or a number is not qualified",
          "[qualification]") {
  const auto quality = [](const demo::CertificateSpec& spec) {
    const pki::Certificate certificate = made(spec);
    return judged(Scheme::ru, certificate, listed(certificate, "RU"));
  };
  demo::CertificateSpec spec = russian();
  SECTION("no class") {
    spec.policies.clear();
    CHECK(remarked(quality(spec), "tools-not-stated"));
  }
  SECTION("no tool of the owner") {
    spec.extensions.erase(spec.extensions.begin());
    CHECK(remarked(quality(spec), "tools-not-stated"));
  }
  SECTION("no papers of the authority") {
    spec.extensions[1].value = der::sequence({der::utf8("a"), der::utf8("b"), der::utf8("c")});
    CHECK(remarked(quality(spec), "tools-not-stated"));
  }
  SECTION("a field of the authority's that says nothing") {
    spec.extensions[1].value =
        der::sequence({der::utf8("a"), der::utf8("b"), der::utf8("c"), der::utf8("")});
    CHECK(remarked(quality(spec), "tools-not-stated"));
  }
  SECTION("no number") {
    spec.subject.pop_back();
    CHECK(remarked(quality(spec), "owner-not-identified"));
  }
  SECTION("a wrong number") {
    spec.subject.back().second = "52655264901";
    CHECK(remarked(quality(spec), "owner-number-wrong"));
  }
  SECTION("for logging in") {
    spec.key_usage = 1;  // digitalSignature
    spec.extended_key_usage = {oid::kClientAuth};
    CHECK(remarked(quality(spec), "not-for-signing"));
  }
  CHECK(quality(spec).result.quality == Quality::not_qualified);
  CHECK_FALSE(quality(spec).result.device);
}

TEST_CASE("a Belarusian certificate names its owner by number", "[qualification]") {
  const auto quality = [](const demo::CertificateSpec& spec) {
    const pki::Certificate certificate = made(spec);
    return judged(Scheme::by, certificate, listed(certificate, "BY"));
  };
  demo::CertificateSpec spec = belarusian();
  spec.subject.back().second = "152175196";
  CHECK(remarked(quality(spec), "owner-number-wrong"));
  spec.subject.pop_back();
  CHECK(remarked(quality(spec), "owner-not-identified"));
  spec = belarusian();
  spec.key_usage = 1;
  spec.extended_key_usage = {oid::kClientAuth};
  CHECK(remarked(quality(spec), "not-for-signing"));
}

TEST_CASE("a certificate by another country's rules is worth nothing by these", "[qualification]") {
  for (const Country& country : countries()) {
    for (const Country& other : countries()) {
      const pki::Certificate certificate = made(other.spec());
      const QualityAt found =
          judged(country.scheme, certificate, listed(certificate, country.territory));
      CAPTURE(country.territory, other.territory);
      CHECK((found.result.quality == Quality::qualified) == (country.scheme == other.scheme));
      CHECK(remarked(found, "foreign-profile") == (country.scheme != other.scheme));
    }
  }
}

TEST_CASE("national levels follow from validity and quality", "[qualification]") {
  const CertificateQuality yes{Quality::qualified, CertificateType::esign, false};
  const CertificateQuality no{Quality::not_qualified, CertificateType::esign, false};
  const CertificateQuality unknown;
  struct Row {
    Scheme scheme;
    Indication ades;
    const char *yes, *no;
  };
  for (const Row& row : std::vector<Row>{
           {Scheme::kz, Indication::passed, "EDS", "not-EDS"},
           {Scheme::by, Indication::passed, "EDS", "not-EDS"},
           {Scheme::ru, Indication::passed, "UKEP", "UNEP"},
           {Scheme::kz, Indication::indeterminate, "indeterminate-EDS", "indeterminate-not-EDS"},
           {Scheme::ru, Indication::indeterminate, "indeterminate-UKEP", "indeterminate-UNEP"},
           {Scheme::kz, Indication::failed, "not-EDS", "not-EDS"},
           {Scheme::ru, Indication::failed, "not-UKEP", "not-UKEP"},
       }) {
    CAPTURE(to_string(row.scheme), row.yes);
    CHECK(national_level(row.scheme, row.ades, yes) == row.yes);
    CHECK(national_level(row.scheme, row.ades, no) == row.no);
    CHECK(national_level(row.scheme, row.ades, unknown) == "NA");
  }
}

}  // namespace senim::process

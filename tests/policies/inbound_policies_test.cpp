// Whole documents of Russia, Belarus and the Union under their inbound policies as shipped: numbers
// of persons and organisations whose check digits cannot be right refuse the signature, and so does
// a certificate that is not qualified by the list of its country.

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/policies/country_court.h"
#include "validators/pki/oids.h"

namespace senim::policies {
namespace {

using process::test::Ruling;
using test::Authorities;
using test::CountryCourt;
using test::Form;
using test::signed_by;

demo::CertificateSpec authority(const char* name, const char* country) {
  demo::CertificateSpec spec;
  spec.subject = demo::simple_name(name, "Senim Test", country);
  spec.ca = true;
  return spec;
}

struct Number {
  const char* kind;  // of signer.identifiers
  Oid attribute;
  const char* right;
};

// Made up, with right check digits.
const std::vector<Number>& russian_numbers() {
  static const std::vector<Number> numbers = {
      {"inn", Oid("1.2.643.3.131.1.1"), "676707585451"},
      {"innle", Oid("1.2.643.100.4"), "8405326781"},
      {"ogrn", Oid("1.2.643.100.1"), "1271496870754"},
      {"ogrnip", Oid("1.2.643.100.5"), "322328734277746"},
      {"snils", Oid("1.2.643.100.3"), "00530347495"},
  };
  return numbers;
}

// order 795: a person of an organisation whose tools are of class KC1.
demo::CertificateSpec russian(const std::vector<Number>& numbers) {
  namespace der = demo::der;
  demo::CertificateSpec spec;
  spec.subject = {{Oid("2.5.4.6"), "RU"},
                  {Oid("2.5.4.3"), "Owner"},
                  {Oid("2.5.4.4"), "Owner"},
                  {Oid("2.5.4.10"), "Organisation"}};
  for (const Number& number : numbers) {
    spec.subject.emplace_back(number.attribute, number.right);
  }
  spec.policies = {Oid("1.2.643.100.113.1")};
  spec.extensions = {{Oid("1.2.643.100.111"), false, der::utf8("owner's tool")},
                     {Oid("1.2.643.100.112"), false,
                      der::sequence({der::utf8("tool"), der::utf8("authority"),
                                     der::utf8("paper 1"), der::utf8("paper 2")})}};
  return spec;
}

char& last_digit(demo::CertificateSpec& spec, const Oid& attribute) {
  for (auto& [type, value] : spec.subject) {
    if (type == attribute) {
      return value.back();
    }
  }
  throw std::logic_error("no such attribute");
}

void check_refused(const Ruling& ruling, const std::string& kind) {
  CHECK(ruling.summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
  CHECK(ruling.verdict.status == model::DocumentStatus::not_confirmed);
  REQUIRE(ruling.verdict.reason);
  CHECK(ruling.verdict.reason->code == "signer-identifiers");
  const auto* check =
      senim::test::find_check(ruling.verdict.signatures.at(0).checks, "signer-identifiers");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
  CHECK(check->params == model::Params{{kind, "wrong"}});
}

}  // namespace

TEST_CASE(
    "a wrong check digit of INN or OGRN or OGRNIP or SNILS refuses the signature under ru-inbound",
    "[policies]") {
  const auto kind = GENERATE(demo::KeyKind::ru_2012_256, demo::KeyKind::ru_2012_512);
  const Authorities country(kind, authority("Root", "RU"), authority("Authority", "RU"));
  const CountryCourt court(country, "ru-inbound", "RU");
  const auto judged = [&](const demo::CertificateSpec& spec) {
    return court.judge(signed_by(country, country.issue(spec), Form::xmldsig));
  };
  demo::CertificateSpec spec = russian(russian_numbers());
  const Ruling good = judged(spec);
  CHECK(good.summary() == "TOTAL_PASSED");
  CHECK(good.confirmed());
  const auto& facts = good.verdict.signatures.at(0).signer;
  REQUIRE(facts);
  CHECK(facts->profile == "ru");
  CHECK(facts->tool_classes == std::vector<std::string>{"KC1"});
  for (const Number& number : russian_numbers()) {
    CAPTURE(number.kind);
    const auto stated = facts->identifiers.find(number.kind);
    REQUIRE(stated != facts->identifiers.end());
    CHECK(stated->second == number.right);
    char& digit = last_digit(spec, number.attribute);
    const char right = digit;
    digit = right == '9' ? '0' : static_cast<char>(right + 1);
    check_refused(judged(spec), number.kind);
    digit = right;
  }
}

namespace {

// What a certificate of the Union says of itself, and what its list says of who issued it.
struct EuropeanCase {
  std::vector<Oid> statements{pki::oid::kQcCompliance, pki::oid::kQcSscd};
  std::optional<std::string> legislation;                      // QcCClegislation
  std::optional<std::vector<std::string>> device_legislation;  // QcQSCDlegislation
  const char* territory = "EE";
  const char* announced = "ForeSignatures";

  demo::CertificateSpec signer() const {
    namespace der = demo::der;
    std::vector<Bytes> list;
    for (const Oid& one : statements) {
      list.push_back(der::sequence({der::oid(one)}));
    }
    list.push_back(der::sequence(
        {der::oid(pki::oid::kQcType), der::sequence({der::oid(pki::oid::kQcTypeEsign)})}));
    if (legislation) {
      list.push_back(der::sequence({der::oid(pki::oid::kQcLegislation),
                                    der::sequence({der::tlv(0x13, to_bytes(*legislation))})}));
    }
    if (device_legislation) {
      std::vector<Bytes> countries;
      for (const std::string& country : *device_legislation) {
        countries.push_back(der::printable(country));
      }
      list.push_back(
          der::sequence({der::oid(pki::oid::kQcQscdLegislation), der::sequence(countries)}));
    }
    demo::CertificateSpec spec;
    spec.subject = {{Oid("2.5.4.6"), "EE"},
                    {Oid("2.5.4.4"), "Owner"},
                    {Oid("2.5.4.3"), "Owner"},
                    {Oid("2.5.4.5"), "PNOEE-00000000000"}};
    spec.extensions = {{pki::oid::kQcStatements, false, der::sequence(list)}};
    return spec;
  }

  Ruling judged() const {
    static const Authorities country(demo::KeyKind::p256, authority("Root", "EE"),
                                     authority("Authority", "EE"));
    model::TrustService service = senim::test::granted(senim::test::certificate(country.root));
    service.territory = territory;
    service.periods[0].since = senim::test::at("2017-01-01T00:00:00Z");
    service.periods[0].additional_information = {
        std::string("http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/").append(announced)};
    process::test::Court court({}, test::shipped_rules("eu-inbound"));
    court.trust.add(service);
    demo::CrlSpec list;
    list.this_update = court.now - Seconds{3600};
    list.next_update = court.now + Seconds{3600};
    court.supplied.crls = {demo::make_crl(list, country.root), demo::make_crl(list, country.ca)};
    return court.judge(signed_by(country, country.issue(signer())));
  }
};

std::string level(const Ruling& ruling) {
  const auto& worth = ruling.verdict.signatures.at(0).qualification;
  return worth ? worth->level : "";
}

std::string reason(const Ruling& ruling) {
  return ruling.verdict.reason ? ruling.verdict.reason->code : "";
}

}  // namespace

TEST_CASE("under eu-inbound a qualified certificate of a listed service signs, and no other",
          "[policies]") {
  EuropeanCase one;
  const Ruling good = one.judged();
  CHECK(good.summary() == "TOTAL_PASSED");
  CHECK(good.confirmed());
  CHECK(level(good) == "QESig");
  SECTION("without a device: advanced, and confirmed all the same") {
    one.statements = {pki::oid::kQcCompliance};
    CHECK(one.judged().confirmed());
    CHECK(level(one.judged()) == "AdESig-QC");
  }
  SECTION("with a device that another country certified: as without one") {
    one.device_legislation = {{"GB"}};
    CHECK(one.judged().confirmed());
    CHECK(level(one.judged()) == "AdESig-QC");
    one.device_legislation = {{"GB", "CH"}};
    CHECK(level(one.judged()) == "AdESig-QC");
    one.device_legislation.emplace();  // names nobody
    CHECK(level(one.judged()) == "AdESig-QC");
    one.device_legislation = {{"GB", "EU"}};
    CHECK(level(one.judged()) == "QESig");
  }
  SECTION("one that does not state to be qualified") {
    one.statements = {pki::oid::kQcSscd};
    CHECK(one.judged().summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
    CHECK(reason(one.judged()) == "qualified-statements");
  }
  SECTION("one by the law of another country") {
    one.legislation = "GB";
    CHECK(one.judged().summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
    CHECK(reason(one.judged()) == "qualified-statements");
  }
  SECTION("of a service that issues for something else") {
    one.announced = "ForeSeals";
    CHECK(level(one.judged()) == "AdESig");
    CHECK(reason(one.judged()) == "qualification-level");
    CHECK(one.judged().verdict.status == model::DocumentStatus::not_confirmed);
  }
  SECTION("of a list that is not of the Union or the Economic Area") {
    one.territory = "UK";
    CHECK(one.judged().summary() == "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
    CHECK(reason(one.judged()) == "trust-source-accepted");
    CHECK(one.judged().verdict.status == model::DocumentStatus::cannot_verify);
    one.territory = "NO";
    CHECK(one.judged().confirmed());
  }
}

TEST_CASE("a wrong check digit of a UNP refuses the signature under by-inbound", "[policies]") {
  const Authorities country(demo::KeyKind::by_256, authority("Root", "BY"),
                            authority("Authority", "BY"));
  const CountryCourt court(country, "by-inbound", "BY");
  const Oid unp("1.2.112.1.2.1.1.1.1.2");
  demo::CertificateSpec spec;
  spec.subject = {{Oid("2.5.4.6"), "BY"}, {Oid("2.5.4.3"), "Organisation"}, {unp, "152175195"}};
  const auto judged = [&] {
    return court.judge(signed_by(country, country.issue(spec), Form::xmldsig));
  };
  const Ruling good = judged();
  CHECK(good.summary() == "TOTAL_PASSED");
  CHECK(good.verdict.signatures.at(0).signer->identifiers.at("unp") == "152175195");
  last_digit(spec, unp) = '6';
  check_refused(judged(), "unp");
}

TEST_CASE("under cn-inbound an SM2 signature under a registered authority passes, and no other",
          "[policies]") {
  const auto judged = [](const Authorities& country, const std::string& territory,
                         std::uint16_t usage) {
    demo::CertificateSpec spec;
    spec.subject = {{Oid("2.5.4.6"), "CN"}, {Oid("2.5.4.3"), "Owner"}};
    spec.key_usage = usage;
    return CountryCourt(country, "cn-inbound", territory)
        .judge(signed_by(country, country.issue(spec)));
  };
  constexpr std::uint16_t kSigning = 1 | 2;  // digitalSignature, nonRepudiation
  const Authorities sm2(demo::KeyKind::cn_sm2, authority("Root", "CN"),
                        authority("Authority", "CN"));
  const Ruling good = judged(sm2, "CN", kSigning);
  CHECK(good.summary() == "TOTAL_PASSED");
  CHECK(good.confirmed());
  SECTION("of another country's list") {
    const Ruling other = judged(sm2, "RU", kSigning);
    CHECK(other.summary() == "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
    CHECK(reason(other) == "trust-source-accepted");
    CHECK(other.verdict.status == model::DocumentStatus::cannot_verify);
  }
  SECTION("with other algorithms, reliable as they are elsewhere") {
    const Authorities p256(demo::KeyKind::p256, authority("Root", "CN"),
                           authority("Authority", "CN"));
    const Ruling other = judged(p256, "CN", kSigning);
    CHECK(other.summary().starts_with("INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE"));
    CHECK_FALSE(other.confirmed());
  }
  SECTION("a certificate that is not for signing documents") {
    const Ruling other = judged(sm2, "CN", 1);
    CHECK(other.summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
    CHECK(other.verdict.status == model::DocumentStatus::not_confirmed);
  }
}

}  // namespace senim::policies

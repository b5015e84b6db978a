// Whole documents of Russia and Belarus under their inbound policies as shipped: numbers of persons
// and organisations whose check digits cannot be right refuse the signature, and nothing else does.

#include <catch2/catch.hpp>

#include "tests/policies/country_court.h"

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

}  // namespace senim::policies

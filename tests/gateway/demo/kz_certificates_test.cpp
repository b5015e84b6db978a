#include "gateway/demo/kz_certificates.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/judging.h"
#include "validators/pki/certificate.h"

using namespace senim;
using demo::KzAlgorithm;
using demo::KzPurpose;
using demo::KzRole;

namespace {

demo::KeyKind kind_of(KzAlgorithm algorithm) {
  return algorithm == KzAlgorithm::gost ? demo::KeyKind::kz_2015_512 : demo::KeyKind::rsa_2048;
}

pki::Certificate holder(KzRole role, KzPurpose purpose, KzAlgorithm algorithm) {
  const demo::Key& key = test::shared_key(kind_of(algorithm), 0);
  demo::CertificateSpec root = demo::kz_root(algorithm);
  demo::CertificateSpec leaf = demo::kz_holder(role, purpose, algorithm);
  root.not_before = leaf.not_before = test::at("2026-01-01T00:00:00Z");
  root.not_after = leaf.not_after = test::at("2027-01-01T00:00:00Z");
  return test::certificate(demo::make_issued(leaf, key, demo::make_root(root, key)));
}

std::string attribute(const pki::Certificate& certificate, const char* type) {
  return certificate.subject().attribute(Oid(type)).value_or("");
}

// The weights 1..11 decide for the numbers of the demo world; 10 would ask for others.
bool right_check_digit(const std::string& number) {
  int sum = 0;
  for (int i = 0; i < 11; ++i) {
    sum += (i + 1) * (number[static_cast<std::size_t>(i)] - '0');
  }
  return number.size() == 12 && sum % 11 == number[11] - '0';
}

}  // namespace

TEST_CASE("the people of the demo world have numbers with right check digits and no birthday",
          "[demo]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  std::set<std::string> numbers;
  for (const KzRole role :
       {KzRole::first_head, KzRole::right_to_sign, KzRole::employee, KzRole::individual}) {
    const auto certificate = holder(role, KzPurpose::signing, algorithm);
    const std::string iin = attribute(certificate, "2.5.4.5");
    REQUIRE(iin.substr(0, 3) == "IIN");
    CHECK(right_check_digit(iin.substr(3)));
    CHECK(iin.substr(5, 2) == "00");  // YYMMDD: no such month
    numbers.insert(iin);
    const std::string unit = attribute(certificate, "2.5.4.11");
    CHECK(unit.empty() == (role == KzRole::individual));
    if (!unit.empty()) {
      REQUIRE(unit.substr(0, 3) == "BIN");
      CHECK(right_check_digit(unit.substr(3)));
    }
    CHECK(attribute(certificate, "2.5.4.6") == "KZ");
  }
  CHECK(numbers.size() == 4);
}

TEST_CASE("a Kazakh demo certificate says its role and its purpose as domain.md 3 has it",
          "[demo]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  const auto [role, own] =
      GENERATE(table<KzRole, const char*>({{KzRole::first_head, "1.2.398.3.3.4.1.2.1"},
                                           {KzRole::right_to_sign, "1.2.398.3.3.4.1.2.2"},
                                           {KzRole::employee, "1.2.398.3.3.4.1.2.5"},
                                           {KzRole::individual, "1.2.398.3.3.4.1.1"}}));
  const auto purpose = GENERATE(KzPurpose::signing, KzPurpose::authentication);
  const auto certificate = holder(role, purpose, algorithm);
  const auto usages = certificate.extended_key_usage().value().value();
  const auto has = [&](const char* oid) { return std::ranges::count(usages, Oid(oid)) == 1; };
  CHECK(has(own));
  CHECK(has("1.2.398.3.3.4.1.2") == (role != KzRole::individual));
  CHECK(has("1.3.6.1.5.5.7.3.4") == (purpose == KzPurpose::signing));
  CHECK(has("1.3.6.1.5.5.7.3.2") == (purpose == KzPurpose::authentication));
  const auto usage = certificate.key_usage().value().value();
  CHECK(usage.has(pki::KeyUsage::digital_signature));
  CHECK(usage.has(pki::KeyUsage::non_repudiation) == (purpose == KzPurpose::signing));
  CHECK(certificate.extension(Oid("1.2.398.3.3.5")) != nullptr);
}

// Whole documents under kz-domestic as it is shipped, revocation included: who signed is reported
// by role, and a certificate for logging in confirms nothing, with GOST 34.10-2015 and with RSA.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "gateway/demo/kz_certificates.h"
#include "tests/policies/country_court.h"

namespace senim::policies {
namespace {

using demo::KzAlgorithm;
using demo::KzPurpose;
using demo::KzRole;
using process::test::Ruling;
using test::Authorities;
using test::CountryCourt;
using test::Form;
using test::signed_by;

constexpr std::array kRoles{KzRole::first_head, KzRole::right_to_sign, KzRole::employee,
                            KzRole::individual};

// One of the two hierarchies.
struct Hierarchy : Authorities {
  explicit Hierarchy(KzAlgorithm which)
      : Hierarchy(which, demo::kz_root(which), demo::kz_national_ca(which)) {}
  Hierarchy(KzAlgorithm which, const demo::CertificateSpec& root_spec,
            const demo::CertificateSpec& ca_spec)
      : Authorities(
            which == KzAlgorithm::gost ? demo::KeyKind::kz_2015_512 : demo::KeyKind::rsa_2048,
            root_spec, ca_spec),
        algorithm(which) {}
  demo::Party holder(KzRole role, KzPurpose purpose) const {
    return issue(demo::kz_holder(role, purpose, algorithm));
  }
  KzAlgorithm algorithm;
};

const Hierarchy& hierarchy(KzAlgorithm algorithm) {
  static const Hierarchy gost(KzAlgorithm::gost);
  static const Hierarchy rsa(KzAlgorithm::rsa);
  return algorithm == KzAlgorithm::gost ? gost : rsa;
}

void check_confirmed(const Ruling& ruling) {
  CHECK(ruling.summary() == "TOTAL_PASSED");
  CHECK(ruling.confirmed());
  CHECK_FALSE(ruling.verdict.reason);
}

void check_refused(const Ruling& ruling, const std::string& rule) {
  CHECK(ruling.summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
  CHECK(ruling.verdict.status == model::DocumentStatus::not_confirmed);
  REQUIRE(ruling.verdict.reason);
  CHECK(ruling.verdict.reason->code == rule);
}

}  // namespace

TEST_CASE("under kz-domestic a signature of each role is confirmed and reported by that role",
          "[policies]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  const auto [role, own, owner] = GENERATE(table<KzRole, const char*, const char*>(
      {{KzRole::first_head, "1.2.398.3.3.4.1.2.1", "person-of-organisation"},
       {KzRole::right_to_sign, "1.2.398.3.3.4.1.2.2", "person-of-organisation"},
       {KzRole::employee, "1.2.398.3.3.4.1.2.5", "person-of-organisation"},
       {KzRole::individual, "1.2.398.3.3.4.1.1", "individual"}}));
  const auto form = GENERATE(Form::cades, Form::xades, Form::xmldsig);
  const Hierarchy& country = hierarchy(algorithm);
  const demo::Party signer = country.holder(role, KzPurpose::signing);
  const Ruling ruling =
      CountryCourt(country, "kz-domestic", "KZ").judge(signed_by(country, signer, form));
  check_confirmed(ruling);
  const auto& facts = ruling.verdict.signatures.at(0).signer;
  REQUIRE(facts);
  CHECK(facts->roles.back() == own);
  CHECK((std::ranges::count(facts->roles, "1.2.398.3.3.4.1.2") == 1) ==
        (role != KzRole::individual));
  CHECK(facts->owner == owner);
  CHECK(facts->key_purpose == "signing");
  CHECK(facts->profile == "kz");
  CHECK(facts->identifiers.count("iin") == 1);
  CHECK((facts->identifiers.count("bin") == 1) == (role != KzRole::individual));
  CHECK(facts->key_stores == std::vector<std::string>{"1.2.398.3.3.5.1.1"});
}

TEST_CASE("under kz-domestic an authentication certificate confirms no signature", "[policies]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  const auto form = GENERATE(Form::cades, Form::xades, Form::xmldsig);
  const Hierarchy& country = hierarchy(algorithm);
  const CountryCourt court(country, "kz-domestic", "KZ");
  for (const KzRole role : kRoles) {
    const demo::Party login = country.holder(role, KzPurpose::authentication);
    const Ruling ruling = court.judge(signed_by(country, login, form));
    check_refused(ruling, "key-purpose");
    CHECK(ruling.verdict.signatures.at(0).signer->key_purpose == "authentication");
    // Nothing else is wrong with it.
    CHECK(ruling.cryptographically_valid());
  }
}

TEST_CASE("under kz-domestic each word of a certificate that says logging in refuses the signature",
          "[policies]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  const Hierarchy& country = hierarchy(algorithm);
  const CountryCourt court(country, "kz-domestic", "KZ");
  const demo::CertificateSpec signing =
      demo::kz_holder(KzRole::first_head, KzPurpose::signing, algorithm);
  const auto judged = [&](const demo::CertificateSpec& spec) {
    return court.judge(signed_by(country, country.issue(spec), Form::cades));
  };
  check_confirmed(judged(signing));
  SECTION("the extended key usage beside emailProtection") {
    demo::CertificateSpec both = signing;
    both.extended_key_usage.push_back(Oid("1.3.6.1.5.5.7.3.2"));
    check_refused(judged(both), "key-purpose");
  }
  SECTION("the extended key usage alone") {
    demo::CertificateSpec login = signing;
    login.extended_key_usage[0] = Oid("1.3.6.1.5.5.7.3.2");
    check_refused(judged(login), "key-purpose");
  }
  SECTION("the key usage") {
    demo::CertificateSpec login = signing;
    login.key_usage = 1 | 4;
    check_refused(judged(login), "key-purpose");
  }
  SECTION("a policy of the older generation, whose neighbour is for signing") {
    for (const auto& [policy, signs] :
         {std::pair("1.2.398.3.3.2.1", true), std::pair("1.2.398.3.3.2.2", false),
          std::pair("1.2.398.3.3.2.3", true), std::pair("1.2.398.3.3.2.4", false)}) {
      CAPTURE(policy);
      demo::CertificateSpec older = signing;
      older.policies = {Oid(policy)};
      const Ruling ruling = judged(older);
      if (signs) {
        check_confirmed(ruling);
      } else {
        check_refused(ruling, "key-purpose");
      }
    }
  }
}

TEST_CASE("a wrong check digit of IIN or BIN refuses the signature under kz-domestic",
          "[policies]") {
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  const Hierarchy& country = hierarchy(algorithm);
  const CountryCourt court(country, "kz-domestic", "KZ");
  demo::CertificateSpec spec =
      demo::kz_holder(KzRole::right_to_sign, KzPurpose::signing, algorithm);
  int changed = 0;
  for (auto& [type, value] : spec.subject) {
    if (!value.starts_with("IIN") && !value.starts_with("BIN")) {
      continue;
    }
    char& digit = value.back();
    const char right = digit;
    digit = right == '9' ? '0' : static_cast<char>(right + 1);
    CAPTURE(type.dotted());
    check_refused(court.judge(signed_by(country, country.issue(spec), Form::cades)),
                  "signer-identifiers");
    digit = right;
    ++changed;
  }
  CHECK(changed == 2);
  check_confirmed(court.judge(signed_by(country, country.issue(spec), Form::cades)));
}

TEST_CASE("under a Kazakh list a certificate without Kazakh marks is for what Kazakh rules say",
          "[policies]") {
  // Authority and owner name no country and no number; `default` asks for neither.
  const auto algorithm = GENERATE(KzAlgorithm::gost, KzAlgorithm::rsa);
  demo::CertificateSpec root = demo::kz_root(algorithm);
  demo::CertificateSpec ca = demo::kz_national_ca(algorithm);
  root.subject = demo::simple_name("Root", "Senim Test", "");
  ca.subject = demo::simple_name("Authority", "Senim Test", "");
  const Hierarchy country(algorithm, root, ca);
  demo::CertificateSpec owner;
  owner.subject = demo::simple_name("Owner", "", "");
  owner.key_usage = 1 | 2;  // digitalSignature, nonRepudiation
  const auto judged = [&](const std::string& territory) {
    return CountryCourt(country, "default", territory)
        .judge(signed_by(country, country.issue(owner), Form::cades));
  };
  check_confirmed(judged("KZ"));
  owner.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.4"), Oid("1.3.6.1.5.5.7.3.2")};
  check_confirmed(judged("EE"));
  const Ruling refused = judged("KZ");
  check_refused(refused, "key-purpose");
  CHECK(refused.verdict.signatures.at(0).signer->key_purpose == "unknown");
  owner.extended_key_usage.pop_back();
  check_confirmed(judged("KZ"));
  owner.policies = {Oid("1.2.398.3.3.2.4")};
  check_confirmed(judged("EE"));
  check_refused(judged("KZ"), "key-purpose");
}

}  // namespace senim::policies

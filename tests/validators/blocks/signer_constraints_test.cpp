#include "validators/blocks/signer_constraints.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"
#include "validators/blocks/x509_validation.h"
#include "validators/pki/oids.h"

namespace senim::blocks {
namespace {

namespace oid = pki::oid;
using model::Key;
using model::Level;
using model::Outcome;
using model::SubIndication;

const auto kConstraints = indeterminate(SubIndication::chain_constraints_failure);
constexpr std::uint16_t kLogin = 1 | 4;  // digitalSignature, keyEncipherment

demo::CertificateSpec head() {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {{oid::kCountryName, "KZ"},
                  {oid::kCommonName, "Head"},
                  {oid::kSerialNumber, "IIN850101768426"},
                  {oid::kOrganizationalUnitName, "BIN150440345052"}};
  spec.extended_key_usage = {oid::kEmailProtection, Oid("1.2.398.3.3.4.1.2"),
                             Oid("1.2.398.3.3.4.1.2.1")};
  return spec;
}

// The signer's certificate made anew under the fixture's CA.
struct Signed : Fixture {
  explicit Signed(const demo::CertificateSpec& spec) {
    const auto& pki = test::test_pki();
    const auto made = test::certificate(demo::make_issued(spec, pki.leaf.key, pki.ca));
    evidence.paths.at(0).certificates[0] = made;
    evidence.signing_certificate = made;
  }
};

model::Conclusion judged(const Fixture& fixture) {
  return fixture.run(x509_validation).block.conclusion;
}
Outcome judged(const Fixture& fixture, std::string_view id) {
  return outcome(fixture.run(x509_validation).block, id);
}

}  // namespace

TEST_CASE("an authentication certificate fails where the policy wants a signing one", "[blocks]") {
  const auto wants = test::fails_unless({"signing"});
  Signed good(head());
  good.set(Key::key_purpose, wants);
  CHECK(judged(good) == kPassed);
  CHECK(judged(good, "key-purpose") == Outcome::ok);

  demo::CertificateSpec login = head();
  login.key_usage = kLogin;
  login.extended_key_usage = {oid::kClientAuth};
  Signed bad(login);
  CHECK(judged(bad) == kPassed);  // nobody asked
  CHECK(judged(bad, "key-purpose") == Outcome::ignored);
  bad.set(Key::key_purpose, wants);
  CHECK(judged(bad) == kConstraints);
  CHECK(judged(bad, "key-purpose") == Outcome::failed);
  bad.set(Key::key_purpose, {Level::warn, false, wants.value});
  CHECK(judged(bad) == kPassed);
  CHECK(judged(bad, "key-purpose") == Outcome::failed);

  demo::CertificateSpec mute = head();
  mute.without_key_usage = true;
  Signed unknown(mute);
  unknown.set(Key::key_purpose, wants);
  CHECK(judged(unknown) == kConstraints);
}

TEST_CASE("under a list of Kazakhstan its rules say what the key is for", "[blocks]") {
  // A certificate without Kazakh marks, for which the general rule would be nonRepudiation alone.
  demo::CertificateSpec both = test::leaf_spec();
  both.subject = {{oid::kCountryName, "EE"}, {oid::kCommonName, "Owner"}};
  both.extended_key_usage = {oid::kEmailProtection, oid::kClientAuth};
  demo::CertificateSpec mail = both;
  mail.extended_key_usage = {oid::kEmailProtection};
  const auto judge_under = [](const demo::CertificateSpec& spec, const char* territory) {
    const auto& pki = test::test_pki();
    demo::CertificateSpec authority = test::ca_spec();
    authority.subject = demo::simple_name("Authority", "Senim Test", "EE");
    const auto ca = demo::make_issued(authority, pki.ca.key, pki.root);
    Fixture fixture;
    fixture.evidence.paths.at(0).certificates[0] =
        test::certificate(demo::make_issued(spec, pki.leaf.key, ca));
    fixture.evidence.paths.at(0).certificates[1] = test::certificate(ca);
    fixture.evidence.signing_certificate = fixture.evidence.paths.at(0).certificates[0];
    fixture.evidence.paths.at(0).services.own().at(0).territory = territory;
    fixture.set(Key::key_purpose, test::fails_unless({"signing"}));
    return std::pair(judged(fixture), judged(fixture, "key-purpose"));
  };
  CHECK(judge_under(both, "EE") == std::pair(kPassed, Outcome::ok));
  CHECK(judge_under(both, "KZ") == std::pair(kConstraints, Outcome::failed));
  CHECK(judge_under(mail, "EE") == std::pair(kPassed, Outcome::ok));
  CHECK(judge_under(mail, "KZ") == std::pair(kPassed, Outcome::ok));
  CHECK(judge_under(both, "") == std::pair(kPassed, Outcome::ok));  // given, not on a list
}

TEST_CASE("a role is accepted by its identifier or its name and not by its neighbour", "[blocks]") {
  const auto wanting = [](std::vector<std::string> roles) {
    Signed fixture(head());
    fixture.set(Key::signer_roles, test::fails_unless(std::move(roles)));
    CHECK((judged(fixture, "signer-roles") == Outcome::ok) == (judged(fixture) == kPassed));
    return judged(fixture);
  };
  CHECK(wanting({"1.2.398.3.3.4.1.2.1"}) == kPassed);
  CHECK(wanting({"first-head"}) == kPassed);
  CHECK(wanting({"employee", "first-head"}) == kPassed);
  CHECK(wanting({"*"}) == kPassed);
  CHECK(wanting({"1.2.398.3.3.4.1.2.2"}) == kConstraints);
  CHECK(wanting({"right-to-sign"}) == kConstraints);
  CHECK(wanting({}) == kConstraints);
}

TEST_CASE("a wrong or ambiguous identifier is a check that failed", "[blocks]") {
  demo::CertificateSpec spec = head();
  const auto judge_at = [&](Level level) {
    Signed fixture(spec);
    fixture.set(Key::signer_identifiers, {level, false, {}});
    return std::pair(judged(fixture), judged(fixture, "signer-identifiers"));
  };
  CHECK(judge_at(Level::fail) == std::pair(kPassed, Outcome::ok));
  spec.subject[2].second = "IIN850101768427";
  CHECK(judge_at(Level::fail) == std::pair(kConstraints, Outcome::failed));
  CHECK(judge_at(Level::warn) == std::pair(kPassed, Outcome::failed));
  CHECK(judge_at(Level::ignore) == std::pair(kPassed, Outcome::ignored));
  spec.subject[2].second = "IIN850101768426";
  spec.subject.emplace_back(oid::kOrganizationalUnitName, "BIN120740699737");
  CHECK(judge_at(Level::fail) == std::pair(kConstraints, Outcome::failed));
}

TEST_CASE("the identifiers check says which number is wrong and not the number", "[blocks]") {
  demo::CertificateSpec spec = head();
  spec.subject[2].second = "IIN850101768427";
  Signed fixture(spec);
  fixture.set(Key::signer_identifiers, test::fails());
  const auto result = fixture.run(x509_validation);
  const auto* check = test::find_check(result.block.checks, "signer-identifiers");
  REQUIRE(check != nullptr);
  CHECK(check->params == model::Params{{"iin", "wrong"}});
}

TEST_CASE("owner, key store and class of tools are asked one by one", "[blocks]") {
  const auto judge_with = [](const demo::CertificateSpec& spec, Key key,
                             std::vector<std::string> accepted) {
    Signed fixture(spec);
    fixture.set(key, test::fails_unless(std::move(accepted)));
    const char* id = key == Key::owner_kind  ? "signer-owner"
                     : key == Key::key_store ? "key-store"
                                             : "tool-class";
    CHECK(judged(fixture, id) == (judged(fixture) == kPassed ? Outcome::ok : Outcome::failed));
    return judged(fixture);
  };
  CHECK(judge_with(head(), Key::owner_kind, {"person-of-organisation"}) == kPassed);
  CHECK(judge_with(head(), Key::owner_kind, {"individual"}) == kConstraints);
  demo::CertificateSpec stored = head();
  CHECK(judge_with(stored, Key::key_store, {"1.2.398.3.3.5.1.1"}) == kConstraints);
  stored.extensions = {
      {oid::kKzKeyStore, false, demo::der::sequence({demo::der::oid(Oid("1.2.398.3.3.5.1.1"))})}};
  CHECK(judge_with(stored, Key::key_store, {"1.2.398.3.3.5.1.1"}) == kPassed);
  CHECK(judge_with(stored, Key::key_store, {"1.2.398.3.3.5.1.2"}) == kConstraints);
  CHECK(judge_with(head(), Key::tool_class, {"KC1"}) == kConstraints);
}

TEST_CASE("qualified statements are asked one by one and unreadable ones say nothing", "[blocks]") {
  namespace der = demo::der;
  const auto judge_with = [](const std::vector<Bytes>& list, Key key, model::Constraint asked) {
    demo::CertificateSpec spec = head();
    if (!list.empty()) {
      spec.extensions = {{oid::kQcStatements, false, der::sequence(list)}};
    }
    Signed fixture(spec);
    fixture.set(key, std::move(asked));
    CHECK(judged(fixture, "qualified-statements") ==
          (judged(fixture) == kPassed ? Outcome::ok : Outcome::failed));
    return judged(fixture);
  };
  const auto stated = [](const Oid& id) { return der::sequence({der::oid(id)}); };
  const Bytes esign =
      der::sequence({der::oid(oid::kQcType), der::sequence({der::oid(oid::kQcTypeEsign)})});
  const std::vector<Bytes> whole{stated(oid::kQcCompliance), stated(oid::kQcSscd), esign};
  const std::vector<Bytes> none;
  const std::vector<Bytes> broken{stated(oid::kQcCompliance), stated(oid::kQcCompliance)};
  const std::vector<std::pair<Key, model::Constraint>> asked{
      {Key::qc_compliance, test::fails()},
      {Key::qc_sscd, test::fails()},
      {Key::qc_type, test::fails_unless({"esign"})},
  };
  for (const auto& [key, constraint] : asked) {
    CHECK(judge_with(whole, key, constraint) == kPassed);
    CHECK(judge_with(none, key, constraint) == kConstraints);
    CHECK(judge_with(broken, key, constraint) == kConstraints);
  }
  CHECK(judge_with(whole, Key::qc_type, test::fails_unless({"eseal"})) == kConstraints);
  std::vector<Bytes> natural = whole;
  natural.push_back(der::sequence(
      {der::oid(oid::kQcSyntaxV2), der::sequence({der::oid(Oid("0.4.0.194121.1.1"))})}));
  const auto semantics = [](const char* id) { return test::fails_unless({id}); };
  CHECK(judge_with(natural, Key::semantics_identifier, semantics("0.4.0.194121.1.1")) == kPassed);
  CHECK(judge_with(natural, Key::semantics_identifier, semantics("0.4.0.194121.1.2")) ==
        kConstraints);
  CHECK(judge_with(whole, Key::semantics_identifier, semantics("0.4.0.194121.1.1")) ==
        kConstraints);
  // No legislation stated is the EU's; what cannot be read is nobody's.
  CHECK(judge_with(none, Key::qc_legislation, test::fails_unless({})) == kPassed);
  CHECK(judge_with(broken, Key::qc_legislation, test::fails_unless({})) == kConstraints);
}

TEST_CASE("natural and legal persons are told apart", "[blocks]") {
  demo::CertificateSpec legal = test::leaf_spec();
  legal.subject = {{oid::kCountryName, "KZ"},
                   {oid::kOrganizationName, "Organisation"},
                   {oid::kCommonName, "Seal"}};
  for (const auto& [key, person] :
       {std::pair{Key::natural_person, true}, std::pair{Key::legal_person, false}}) {
    Signed natural(head());
    natural.set(key, test::fails());
    CHECK(judged(natural) == (person ? kPassed : kConstraints));
    Signed seal(legal);
    seal.set(key, test::fails());
    CHECK(judged(seal) == kConstraints);  // the Kazakh profile knows no organisation without BIN
  }
}

TEST_CASE("limits, places and payment services of QC statements are asked one by one", "[blocks]") {
  namespace der = demo::der;
  const auto statement = [](const Oid& id, const Bytes& info) {
    return der::sequence({der::oid(id), info});
  };
  const auto judge_with = [](const std::vector<Bytes>& list, Key key, model::Constraint asked) {
    demo::CertificateSpec spec = head();
    spec.extensions = {{oid::kQcStatements, false, der::sequence(list)}};
    Signed fixture(spec);
    fixture.set(key, std::move(asked));
    return judged(fixture);
  };
  const auto at_least = [](std::uint64_t number) {
    return model::Constraint{Level::fail, false, number};
  };
  const std::vector<Bytes> whole{
      statement(oid::kQcLimitValue,
                der::sequence({der::printable("EUR"), der::integer(5), der::integer(3)})),
      statement(oid::kQcRetentionPeriod, der::integer(10)),
      statement(oid::kQcPds, der::sequence({der::sequence(
                                 {der::ia5("https://ca.example/pds"), der::printable("en")})})),
      statement(oid::kQcQscdLegislation, der::sequence({der::printable("DE")})),
      statement(oid::kQcIdentificationMethod, der::sequence({der::oid(Oid("0.4.0.1862.1.8.3"))})),
      statement(oid::kQcPaymentService,
                der::sequence({der::sequence({der::sequence(
                                   {der::oid(Oid("0.4.0.19495.1.1")), der::utf8("PSP_AS")})}),
                               der::utf8("Authority"), der::utf8("XX-NCA")})),
  };
  const std::vector<Bytes> none{der::sequence({der::oid(oid::kQcCompliance)})};
  struct Row {
    Key key;
    model::Constraint met;
    model::Constraint unmet;
  };
  const std::vector<Row> rows{
      {Key::qc_currency, test::fails_unless({"EUR"}), test::fails_unless({"USD"})},
      {Key::qc_limit, at_least(5000), at_least(5001)},
      {Key::qc_retention, at_least(10), at_least(11)},
      {Key::qc_pds, test::fails_unless({"https://ca.example/*"}), test::fails_unless({"http://*"})},
      {Key::qscd_legislation, test::fails_unless({"DE"}), test::fails_unless({"FR"})},
      {Key::identification_method, test::fails_unless({"0.4.0.1862.1.8.3"}),
       test::fails_unless({"0.4.0.1862.1.8.4"})},
      {Key::psd2_roles, test::fails_unless({"PSP_AS"}), test::fails_unless({"PSP_PI"})},
      {Key::psd2_authority_name, test::fails_unless({"Authority"}), test::fails_unless({"Other"})},
      {Key::psd2_authority_id, test::fails_unless({"XX-NCA"}), test::fails_unless({"XX-NCB"})},
  };
  for (const Row& row : rows) {
    CAPTURE(path(model::Slot{row.key}));
    CHECK(judge_with(whole, row.key, row.met) == kPassed);
    CHECK(judge_with(whole, row.key, row.unmet) == kConstraints);
    CHECK(judge_with(none, row.key, row.met) == kConstraints);
    CHECK(judge_with(whole, row.key, {Level::warn, false, row.unmet.value}) == kPassed);
  }
  CHECK(judge_with(whole, Key::psd2_roles, test::fails_unless({"0.4.0.19495.1.1"})) == kPassed);
  CHECK(judge_with(none, Key::psd2_roles, test::fails_unless({})) == kPassed);
}

TEST_CASE("an amount with any exponent is compared as the number it is", "[blocks]") {
  namespace der = demo::der;
  const auto reaches = [](std::int64_t amount, std::int64_t exponent, std::uint64_t least) {
    demo::CertificateSpec spec = head();
    spec.extensions = {
        {oid::kQcStatements, false,
         der::sequence({der::sequence({der::oid(oid::kQcLimitValue),
                                       der::sequence({der::printable("EUR"), der::integer(amount),
                                                      der::integer(exponent)})})})}};
    Signed fixture(spec);
    fixture.set(Key::qc_limit, {Level::fail, false, least});
    return judged(fixture) == kPassed;
  };
  CHECK(reaches(599, -2, 5));
  CHECK_FALSE(reaches(599, -2, 6));
  CHECK(reaches(1, 300, 1'000'000'000'000));
  CHECK_FALSE(reaches(9'000'000, -300, 1));
  CHECK_FALSE(reaches(0, 300, 1));
  CHECK(reaches(0, 0, 0));
}

TEST_CASE("policies of qualified certificates are known with and without a device", "[blocks]") {
  const auto judge_with = [](const char* id, Key key) {
    demo::CertificateSpec spec = head();
    spec.extensions = {{oid::kCertificatePolicies, false,
                        demo::der::sequence({demo::der::sequence({demo::der::oid(Oid(id))})})}};
    Signed fixture(spec);
    fixture.set(key, test::fails());
    return judged(fixture);
  };
  for (const char* device : {"0.4.0.1456.1.1", "0.4.0.194112.1.2", "0.4.0.194112.1.3"}) {
    CHECK(judge_with(device, Key::policy_qscd) == kPassed);
    CHECK(judge_with(device, Key::policy_qualified) == kPassed);
  }
  for (const char* plain : {"0.4.0.1456.1.2", "0.4.0.194112.1.0", "0.4.0.194112.1.1"}) {
    CHECK(judge_with(plain, Key::policy_qscd) == kConstraints);
    CHECK(judge_with(plain, Key::policy_qualified) == kPassed);
  }
  CHECK(judge_with("0.4.0.194112.1.7", Key::policy_qualified) == kConstraints);
}

}  // namespace senim::blocks

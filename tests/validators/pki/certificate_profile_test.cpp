#include "validators/pki/certificate_profile.h"

#include <catch2/catch.hpp>

#include "tests/support/corpus.h"
#include "tests/support/judging.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

namespace der = demo::der;
using State = Identifier::State;

constexpr std::uint16_t kDs = 1;  // key usage bits as pki::KeyUsages numbers them
constexpr std::uint16_t kNr = 2;
constexpr std::uint16_t kKe = 4;
constexpr std::uint16_t kKa = 16;

const Oid kRole("1.2.398.3.3.4.1.2");  // legal entity

demo::CertificateSpec spec(std::string_view country, demo::NameSpec subject) {
  demo::CertificateSpec made = test::leaf_spec();
  made.subject = {{oid::kCountryName, std::string(country)}};
  made.subject.insert(made.subject.end(), subject.begin(), subject.end());
  made.policies.clear();
  made.extended_key_usage.clear();
  return made;
}

CertificateProfile profile(const demo::CertificateSpec& made) {
  return read_profile(
      test::certificate(demo::make_root(made, test::shared_key(demo::KeyKind::p256, 0))));
}

std::pair<std::string, State> stated(const CertificateProfile& read, std::string_view kind) {
  const Identifier* found = read.identifier(kind);
  return found == nullptr ? std::pair<std::string, State>{} : std::pair{found->value, found->state};
}

std::pair<std::string, State> expected(std::string value, State state) {
  return {std::move(value), state};
}

// QCStatements from statements that are whole TLVs.
demo::ExtensionSpec statements(const std::vector<Bytes>& list) {
  return {oid::kQcStatements, false, der::sequence(list)};
}
Bytes statement(const Oid& id) { return der::sequence({der::oid(id)}); }
Bytes statement(const Oid& id, const Bytes& info) { return der::sequence({der::oid(id), info}); }

}  // namespace

// ---- Kazakhstan ---------------------------------------------------------------------------------

TEST_CASE("a Kazakh certificate names its owner by IIN and BIN", "[pki][profile]") {
  const auto read = profile(spec("KZ", {{oid::kCommonName, "Owner"},
                                        {oid::kSurname, "Owner"},
                                        {oid::kSerialNumber, "IIN850101768426"},
                                        {oid::kOrganizationalUnitName, "BIN150440345052"}}));
  CHECK(read.name == "kz");
  CHECK(stated(read, "iin") == expected("850101768426", State::right));
  CHECK(stated(read, "bin") == expected("150440345052", State::right));
}

TEST_CASE("a Kazakh identifier with a wrong check digit is stated and wrong", "[pki][profile]") {
  for (const std::string number : {"850101768427", "85010176842", "8501017684260", "8x"}) {
    CAPTURE(number);
    CHECK(stated(profile(spec("KZ", {{oid::kSerialNumber, "IIN" + number}})), "iin") ==
          expected(number, State::wrong));
    CHECK(stated(profile(spec("KZ", {{oid::kOrganizationalUnitName, "BIN" + number}})), "bin") ==
          expected(number, State::wrong));
  }
}

TEST_CASE("what only begins like a Kazakh identifier is none", "[pki][profile]") {
  for (const std::string value : {"IIN", "BIN", "BINDER", "IINX850101768426", "iin850101768426"}) {
    CAPTURE(value);
    CHECK(profile(spec("KZ", {{oid::kSerialNumber, value}})).identifiers.empty());
    CHECK(profile(spec("KZ", {{oid::kOrganizationalUnitName, value}})).identifiers.empty());
  }
  CHECK(
      profile(spec("KZ", {{oid::kOrganizationalUnitName, "IIN850101768426"}})).identifiers.empty());
}

TEST_CASE("two different identifiers of one kind are ambiguous and one said twice is not",
          "[pki][profile]") {
  const auto twice = profile(spec("KZ", {{oid::kOrganizationalUnitName, "BIN150440345052"},
                                         {oid::kOrganizationalUnitName, "BIN150440345052"}}));
  CHECK(stated(twice, "bin") == expected("150440345052", State::right));
  const auto two = profile(spec("KZ", {{oid::kOrganizationalUnitName, "BIN150440345052"},
                                       {oid::kOrganizationalUnitName, "BIN120740699737"}}));
  CHECK(stated(two, "bin").second == State::ambiguous);
}

TEST_CASE("the owner kind follows from IIN, BIN, name and role of a system", "[pki][profile]") {
  // every combination of: IIN, BIN, personal name, role of a system
  for (unsigned bits = 0; bits < 16; ++bits) {
    const bool iin = (bits & 1U) != 0;
    const bool bin = (bits & 2U) != 0;
    const bool named = (bits & 4U) != 0;
    const bool system = (bits & 8U) != 0;
    CAPTURE(iin, bin, named, system);
    demo::CertificateSpec made = spec("KZ", {{oid::kCommonName, "Owner"}});
    if (iin) {
      made.subject.emplace_back(oid::kSerialNumber, "IIN850101768426");
    }
    if (bin) {
      made.subject.emplace_back(oid::kOrganizationalUnitName, "BIN150440345052");
    }
    if (named) {
      made.subject.emplace_back(oid::kSurname, "Owner");
    }
    if (system) {
      made.extended_key_usage = {Oid("1.2.398.3.3.4.1.2.6.1")};
    }
    OwnerKind want = OwnerKind::unknown;  // spec/domain.md 3.1
    if (system || (bin && !iin)) {
      want = OwnerKind::system;
    } else if (bin) {
      want = OwnerKind::person_of_organisation;
    } else if (iin || named) {
      want = OwnerKind::individual;
    }
    CHECK(profile(made).owner == want);
  }
}

TEST_CASE("every Kazakh role is reported and named, and its neighbour is not", "[pki][profile]") {
  const std::vector<std::pair<std::string, std::string>> roles{
      {"1.1", "individual"},
      {"1.1.1", "system-of-individual"},
      {"1.2", "legal-entity"},
      {"1.2.1", "first-head"},
      {"1.2.2", "right-to-sign"},
      {"1.2.3", "right-to-sign-financial"},
      {"1.2.4", "human-resources"},
      {"1.2.5", "employee"},
      {"1.2.6", "system-of-legal-entity"},
      {"1.2.6.7", "system-of-legal-entity"},
      {"2", "authority-privileges"},
      {"2.1", "authority-administrator"},
      {"2.2", "authority-manager"},
      {"2.3", "authority-operator"},
      {"3.1", "identified-at-service-centre"},
      {"3.2", "identified-remotely"},
      {"3.2.1", "identified-by-digital-id"},
      {"3.2.2", "identified-by-ai-platform"},
      {"1.2.7", ""},
      {"9", ""}};
  for (const auto& [arc, name] : roles) {
    CAPTURE(arc);
    const Oid role("1.2.398.3.3.4." + arc);
    CHECK(role_name(role) == name);
    demo::CertificateSpec made = spec("KZ", {{oid::kSerialNumber, "IIN850101768426"}});
    made.extended_key_usage = {oid::kEmailProtection, role, role};
    CHECK(profile(made).roles == std::vector<Oid>{role});
    made.subject.front().second = "EE";  // another country's authority gives no Kazakh role
    CHECK(profile(made).roles.empty());
  }
  CHECK(role_name(Oid("1.2.398.3.3.44.1.2.1")).empty());
  demo::CertificateSpec other = spec("KZ", {});
  other.extended_key_usage = {Oid("1.2.398.3.3.44.1")};
  CHECK(profile(other).roles.empty());
}

TEST_CASE("a Kazakh key is for signing only when nothing says otherwise", "[pki][profile]") {
  using P = KeyPurpose;
  const std::vector<std::uint16_t> usages{
      0, kDs, kNr, kDs | kNr, kDs | kKe, kNr | kKe, kDs | kNr | kKa, kDs | kNr | kKe};
  const std::vector<std::vector<Oid>> purposes{
      {}, {oid::kEmailProtection}, {oid::kClientAuth}, {oid::kEmailProtection, oid::kClientAuth}};
  const std::vector<std::string> policies{"",
                                          "1.2.398.3.3.2",
                                          "1.2.398.3.3.2.1",
                                          "1.2.398.3.3.2.2",
                                          "1.2.398.3.3.2.3",
                                          "1.2.398.3.3.2.4"};
  int signing = 0;
  for (const std::uint16_t usage : usages) {
    for (const auto& purpose : purposes) {
      for (const std::string& policy : policies) {
        demo::CertificateSpec made = spec("KZ", {});
        made.key_usage = usage;
        made.without_key_usage = usage == 0;
        made.extended_key_usage = purpose;
        if (!policy.empty()) {
          made.policies = {Oid(policy)};
        }
        const P read = profile(made).purpose;
        const bool repudiable = (usage & kNr) == 0;
        const bool login_policy = policy.ends_with("2.2") || policy.ends_with("2.4");
        const bool login_usage = purpose == purposes[2] || purpose == purposes[3];
        CAPTURE(usage, purpose.size(), policy);
        CHECK((read == P::signing) == (!repudiable && !login_policy && !login_usage));
        signing += read == P::signing ? 1 : 0;
      }
    }
  }
  CHECK(signing == 5 * 2 * 4);
}

TEST_CASE("the Kazakh certificates that are issued have the purpose they are issued for",
          "[pki][profile]") {
  const auto purpose = [](std::uint16_t usage, const Oid& extended, const char* policy) {
    demo::CertificateSpec made = spec("KZ", {});
    made.key_usage = usage;
    made.extended_key_usage = {extended, kRole};
    made.policies = {Oid(policy)};
    return profile(made).purpose;
  };
  // spec/domain.md 3.3 and 3.4: both generations, both kinds.
  CHECK(purpose(kDs | kNr, oid::kEmailProtection, "1.2.398.3.3.2.1") == KeyPurpose::signing);
  CHECK(purpose(kDs | kKe, oid::kClientAuth, "1.2.398.3.3.2.4") == KeyPurpose::authentication);
  CHECK(purpose(kDs | kNr | kKa, oid::kEmailProtection, "1.2.398.3.3.2") == KeyPurpose::signing);
  CHECK(purpose(kDs | kNr | kKe, oid::kEmailProtection, "1.2.398.3.3.2") == KeyPurpose::signing);
  CHECK(purpose(kDs | kKe, oid::kClientAuth, "1.2.398.3.3.2") == KeyPurpose::authentication);
  // contradictions
  CHECK(purpose(kDs | kNr, oid::kClientAuth, "1.2.398.3.3.2") == KeyPurpose::unknown);
  CHECK(purpose(kDs | kKe, oid::kEmailProtection, "1.2.398.3.3.2") == KeyPurpose::unknown);
  CHECK(purpose(kDs | kNr, oid::kEmailProtection, "1.2.398.3.3.2.2") == KeyPurpose::unknown);
}

TEST_CASE("a Kazakh certificate that states logging in beside mail is not for signing",
          "[pki][profile]") {
  demo::CertificateSpec made = spec("KZ", {});
  made.key_usage = kDs | kNr;
  made.policies = {Oid("1.2.398.3.3.2")};
  made.extended_key_usage = {oid::kEmailProtection, kRole};
  CHECK(profile(made).purpose == KeyPurpose::signing);
  made.extended_key_usage.push_back(oid::kClientAuth);
  CHECK(profile(made).purpose == KeyPurpose::unknown);
  made.extended_key_usage = {oid::kClientAuth, oid::kEmailProtection, kRole};
  CHECK(profile(made).purpose == KeyPurpose::unknown);
  made.key_usage = kDs | kKe;
  CHECK(profile(made).purpose == KeyPurpose::unknown);
  made.extended_key_usage = {oid::kClientAuth, kRole};
  CHECK(profile(made).purpose == KeyPurpose::authentication);
}

TEST_CASE("under a Kazakh list the rules of Kazakhstan say what the key of any certificate is for",
          "[pki][profile]") {
  using P = KeyPurpose;
  demo::CertificateSpec made = spec("EE", {{oid::kSurname, "Owner"}});
  const auto purposes = [&] {
    const auto one =
        test::certificate(demo::make_root(made, test::shared_key(demo::KeyKind::p256, 0)));
    return std::pair(one.profile().purpose, purpose_under_kazakh_list(one));
  };
  made.key_usage = kDs | kNr;
  CHECK(purposes() == std::pair(P::signing, P::signing));
  made.extended_key_usage = {oid::kEmailProtection, oid::kClientAuth};
  CHECK(purposes() == std::pair(P::signing, P::unknown));
  made.extended_key_usage = {oid::kEmailProtection};
  CHECK(purposes() == std::pair(P::signing, P::signing));
  made.policies = {Oid("1.2.398.3.3.2.4")};
  CHECK(purposes() == std::pair(P::signing, P::unknown));
  made.policies = {Oid("1.2.398.3.3.2.3")};
  CHECK(purposes() == std::pair(P::signing, P::signing));
  made.policies.clear();
  made.extended_key_usage.clear();
  made.key_usage = kDs | kKe;
  CHECK(purposes() == std::pair(P::unknown, P::authentication));
  made.key_usage = kDs;
  made.extensions = {
      statements({statement(oid::kQcType, der::sequence({der::oid(oid::kQcTypeEsign)}))})};
  CHECK(purposes() == std::pair(P::signing, P::unknown));
  // A certificate with Kazakh marks has the one purpose on either list.
  made = spec("KZ", {{oid::kSurname, "Owner"}});
  made.key_usage = kDs | kNr;
  CHECK(purposes() == std::pair(P::signing, P::signing));
}

TEST_CASE("a Kazakh certificate states where its key is kept", "[pki][profile]") {
  const Oid file("1.2.398.3.3.5.1.1");
  demo::CertificateSpec made = spec("KZ", {});
  made.extensions = {{oid::kKzKeyStore, false, der::sequence({der::oid(file)})}};
  CHECK(profile(made).key_stores == std::vector<Oid>{file});
  SECTION("octets that are no list of identifiers state nothing") {
    for (const Bytes& value :
         {Bytes{}, der::oid(file), der::sequence({der::null()}), der::set({der::oid(file)}),
          der::join({der::sequence({der::oid(file)}), der::null()})}) {
      made.extensions.front().value = value;
      CHECK(profile(made).key_stores.empty());
    }
  }
  SECTION("a list beyond the limit states nothing") {
    made.extensions.front().value = der::sequence(std::vector<Bytes>(17, der::oid(file)));
    CHECK(profile(made).key_stores.empty());
    made.extensions.front().value = der::sequence(std::vector<Bytes>(16, der::oid(file)));
    CHECK(profile(made).key_stores.size() == 16);
  }
}

TEST_CASE("the issuer's country decides the profile, the subject's only without it",
          "[pki][profile]") {
  const demo::NameSpec subject{{oid::kCountryName, "KZ"}, {oid::kSerialNumber, "IIN850101768426"}};
  const auto issued_by = [&](const demo::NameSpec& issuer) {
    demo::CertificateSpec root = test::root_spec();
    root.subject = issuer;
    demo::CertificateSpec leaf = test::leaf_spec();
    leaf.subject = subject;
    const auto& key = test::shared_key(demo::KeyKind::p256, 0);
    return read_profile(
        test::certificate(demo::make_issued(leaf, key, demo::make_root(root, key))));
  };
  CHECK(issued_by({{oid::kCountryName, "KZ"}}).name == "kz");
  CHECK(issued_by({{oid::kCountryName, "kz"}}).name == "kz");
  CHECK(issued_by({{oid::kCommonName, "Root"}}).name == "kz");
  const auto foreign = issued_by({{oid::kCountryName, "EE"}});
  CHECK(foreign.name == "general");
  CHECK(foreign.identifiers.empty());
}

// ---- Russia -------------------------------------------------------------------------------------

TEST_CASE("a Russian certificate names its owner by the numbers of order 795", "[pki][profile]") {
  const auto read = profile(spec("RU", {{oid::kSurname, "Owner"},
                                        {oid::kRuInn, "676707585451"},
                                        {oid::kRuInnLegal, "8405326781"},
                                        {oid::kRuOgrn, "1271496870754"},
                                        {oid::kRuSnils, "52655264900"}}));
  CHECK(read.name == "ru");
  CHECK(stated(read, "inn") == expected("676707585451", State::right));
  CHECK(stated(read, "innle") == expected("8405326781", State::right));
  CHECK(stated(read, "ogrn") == expected("1271496870754", State::right));
  CHECK(stated(read, "snils") == expected("52655264900", State::right));
  CHECK(read.owner == OwnerKind::person_of_organisation);
}

TEST_CASE("a Russian legal entity's INN stands in its own attribute or behind two zeros",
          "[pki][profile]") {
  const auto zeros = profile(spec("RU", {{oid::kRuInn, "008405326781"}}));
  CHECK(stated(zeros, "innle") == expected("8405326781", State::right));
  CHECK(zeros.identifier("inn") == nullptr);
  CHECK(zeros.owner == OwnerKind::organisation);
  const auto both =
      profile(spec("RU", {{oid::kRuInn, "008405326781"}, {oid::kRuInnLegal, "8405326781"}}));
  CHECK(stated(both, "innle") == expected("8405326781", State::right));
  const auto differ =
      profile(spec("RU", {{oid::kRuInn, "008405326781"}, {oid::kRuInnLegal, "1292731790"}}));
  CHECK(stated(differ, "innle").second == State::ambiguous);
}

TEST_CASE("a Russian number with a wrong check digit is wrong", "[pki][profile]") {
  const std::vector<std::tuple<Oid, std::string, std::string>> numbers{
      {oid::kRuInn, "676707585452", "inn"},      {oid::kRuInnLegal, "8405326782", "innle"},
      {oid::kRuInn, "008405326782", "innle"},    {oid::kRuOgrn, "1271496870755", "ogrn"},
      {oid::kRuSnils, "52655264901", "snils"},   {oid::kRuOgrnip, "322328734277747", "ogrnip"},
      {oid::kRuSnils, "526-552-649 00", "snils"}};
  for (const auto& [type, value, kind] : numbers) {
    CAPTURE(value);
    CHECK(stated(profile(spec("RU", {{type, value}})), kind).second == State::wrong);
  }
}

TEST_CASE("the owner of a Russian certificate is a person, an organisation or both",
          "[pki][profile]") {
  const auto owner = [](demo::NameSpec subject) {
    return profile(spec("RU", std::move(subject))).owner;
  };
  CHECK(owner({{oid::kRuSnils, "52655264900"}}) == OwnerKind::individual);
  CHECK(owner({{oid::kRuOgrnip, "322328734277746"}}) == OwnerKind::individual);
  CHECK(owner({{oid::kRuOgrn, "1271496870754"}}) == OwnerKind::organisation);
  CHECK(owner({{oid::kRuOgrn, "1271496870754"}, {oid::kGivenName, "Owner"}}) ==
        OwnerKind::person_of_organisation);
  CHECK(owner({{oid::kCommonName, "Owner"}}) == OwnerKind::unknown);
}

TEST_CASE("a Russian certificate states the classes and names of its tools", "[pki][profile]") {
  demo::CertificateSpec made = spec("RU", {{oid::kSurname, "Owner"}});
  for (int i = 1; i <= 7; ++i) {
    made.policies.emplace_back("1.2.643.100.113." + std::to_string(i));
  }
  const Bytes four = der::sequence(
      {der::utf8("tool"), der::utf8("authority"), der::utf8("paper 1"), der::utf8("paper 2")});
  made.extensions = {{oid::kRuSubjectSignTool, false, der::utf8("owner's tool")},
                     {oid::kRuIssuerSignTool, false, four}};
  const auto read = profile(made);
  CHECK(read.tool_classes ==
        std::vector<std::string_view>{"KC1", "KC2", "KC3", "KB1", "KB2", "KA1"});
  CHECK(read.policies.size() == 7);
  CHECK(read.sign_tool == "owner's tool");
  CHECK(read.issuer_tools == std::vector<std::string>{"tool", "authority", "paper 1", "paper 2"});
  SECTION("what is malformed states nothing") {
    made.extensions = {{oid::kRuSubjectSignTool, false, der::null()},
                       {oid::kRuIssuerSignTool, false, der::sequence({der::utf8("tool")})}};
    CHECK(profile(made).sign_tool.empty());
    CHECK(profile(made).issuer_tools.empty());
    made.extensions = {{oid::kRuSubjectSignTool, false, Bytes{}},
                       {oid::kRuIssuerSignTool, false, Bytes{0x30}}};
    CHECK(profile(made).sign_tool.empty());
    CHECK(profile(made).issuer_tools.empty());
  }
}

// ---- Belarus ------------------------------------------------------------------------------------

TEST_CASE("a Belarusian certificate names its owner in subject or extensions", "[pki][profile]") {
  const Oid personal("1.2.112.1.2.1.1.1.1.1");
  const Oid unp("1.2.112.1.2.1.1.1.1.2");
  demo::CertificateSpec made = spec("BY", {{oid::kSurname, "Owner"}});
  made.extensions = {{personal, false, der::printable("3010180A001PB1")},
                     {unp, false, der::utf8("152175195")}};
  const auto read = profile(made);
  CHECK(read.name == "by");
  CHECK(stated(read, "personalNumber") == expected("3010180A001PB1", State::unchecked));
  CHECK(stated(read, "unp") == expected("152175195", State::right));
  CHECK(read.owner == OwnerKind::person_of_organisation);

  CHECK(stated(profile(spec("BY", {{unp, "152175195"}})), "unp") ==
        expected("152175195", State::right));
  CHECK(stated(profile(spec("BY", {{unp, "152175196"}})), "unp").second == State::wrong);
  CHECK(profile(spec("BY", {{unp, "152175195"}})).owner == OwnerKind::organisation);
  CHECK(profile(spec("BY", {{unp, "MA9516917"}})).owner == OwnerKind::individual);
  made.extensions = {{unp, false, der::utf8("152175195")}};
  made.subject.emplace_back(unp, "MA9516917");
  CHECK(stated(profile(made), "unp").second == State::ambiguous);
  made.subject.pop_back();
  made.extensions = {{unp, false, der::integer(5)}};
  CHECK(profile(made).identifiers.empty());
}

// ---- Ukraine ------------------------------------------------------------------------------------

TEST_CASE("a Ukrainian certificate names its owner in directory attributes or by prefix",
          "[pki][profile]") {
  const auto attribute = [](const char* type, const Bytes& value) {
    return der::sequence({der::oid(Oid(type)), der::set({value})});
  };
  const char* const drfo = "1.2.804.2.1.1.1.11.1.4.1.1";
  const char* const edrpou = "1.2.804.2.1.1.1.11.1.4.2.1";
  demo::CertificateSpec made = spec("UA", {{oid::kSurname, "Owner"}});
  const auto with = [&](const std::vector<Bytes>& attributes) {
    made.extensions = {{oid::kSubjectDirectoryAttributes, false, der::sequence(attributes)}};
    return profile(made);
  };
  const auto read = with({attribute(edrpou, der::printable("44801668")),
                          attribute(drfo, der::printable("8528674783"))});
  CHECK(read.name == "ua");
  CHECK(stated(read, "edrpou") == expected("44801668", State::right));
  CHECK(stated(read, "rnokpp") == expected("8528674783", State::right));
  CHECK(read.owner == OwnerKind::person_of_organisation);
  CHECK(stated(with({attribute(drfo, der::printable("8528674784"))}), "rnokpp").second ==
        State::wrong);
  CHECK(stated(with({attribute(edrpou, der::printable("44801669"))}), "edrpou").second ==
        State::wrong);
  SECTION("a passport in place of the number is not computed") {
    CHECK(stated(with({attribute(drfo, der::printable("AB123456"))}), "rnokpp") ==
          expected("AB123456", State::unchecked));
  }
  SECTION("a sole trader has one number") {
    const auto trader = with({attribute(edrpou, der::printable("8528674783")),
                              attribute(drfo, der::printable("8528674783"))});
    CHECK(stated(trader, "rnokpp") == expected("8528674783", State::right));
    CHECK(trader.identifier("edrpou") == nullptr);
    CHECK(trader.owner == OwnerKind::individual);
  }
  SECTION("an empty value is none") {
    CHECK(with({attribute(drfo, der::printable(""))}).identifiers.empty());
  }
  SECTION("prefixes of EN 319 412-1 name the same numbers") {
    const auto prefixed = profile(spec("UA", {{oid::kSerialNumber, "TINUA-8528674783"},
                                              {oid::kOrganizationIdentifier, "NTRUA-44801668"}}));
    CHECK(stated(prefixed, "rnokpp") == expected("8528674783", State::right));
    CHECK(stated(prefixed, "edrpou") == expected("44801668", State::right));
    CHECK(stated(prefixed, "tin") == expected("UA-8528674783", State::unchecked));
  }
  SECTION("malformed attributes state nothing and break nothing") {
    made.extensions = {{oid::kSubjectDirectoryAttributes, false, Bytes{0x30, 0x05, 0x30}}};
    CHECK(profile(made).identifiers.empty());
    CHECK(with({attribute(drfo, der::null()), der::null()}).identifiers.empty());
  }
}

// ---- EU -----------------------------------------------------------------------------------------

TEST_CASE("semantics identifiers of EN 319 412-1 are read where they are well formed",
          "[pki][profile]") {
  const auto read = profile(spec("EE", {{oid::kSerialNumber, "PNOEE-0000000001"},
                                        {oid::kOrganizationIdentifier, "VATDE-000000000"}}));
  CHECK(read.name == "eu");
  CHECK(stated(read, "pno") == expected("EE-0000000001", State::unchecked));
  CHECK(stated(read, "vat") == expected("DE-000000000", State::unchecked));
  CHECK(read.owner == OwnerKind::person_of_organisation);
  for (const std::string value :
       {"PNOEE0000000001", "PNOee-1", "XYZEE-1", "PNO-EE1", "EI:SE-12345", "PNOEE-", "pnoEE-12"}) {
    CAPTURE(value);
    const auto none = profile(spec("EE", {{oid::kSerialNumber, value}}));
    CHECK(none.identifiers.empty());
    CHECK(none.name == "general");
  }
}

TEST_CASE("the owner of a European certificate is a person, an organisation or both",
          "[pki][profile]") {
  const auto owner = [](demo::NameSpec subject) {
    return profile(spec("EE", std::move(subject))).owner;
  };
  CHECK(owner({{oid::kSurname, "S"}}) == OwnerKind::individual);
  CHECK(owner({{oid::kPseudonym, "P"}}) == OwnerKind::individual);
  CHECK(owner({{oid::kSerialNumber, "PNOEE-1"}}) == OwnerKind::individual);
  CHECK(owner({{oid::kOrganizationName, "O"}}) == OwnerKind::organisation);
  CHECK(owner({{oid::kOrganizationIdentifier, "NTREE-1"}}) == OwnerKind::organisation);
  CHECK(owner({{oid::kGivenName, "G"}, {oid::kOrganizationName, "O"}}) ==
        OwnerKind::person_of_organisation);
  CHECK(owner({{oid::kCommonName, "C"}}) == OwnerKind::unknown);
}

TEST_CASE("qualified statements of EN 319 412-5 are read whole", "[pki][profile]") {
  demo::CertificateSpec made = spec("EE", {{oid::kSurname, "Owner"}});
  CHECK_FALSE(profile(made).qualified.has_value());
  const Bytes pds =
      der::sequence({der::sequence({der::ia5("https://ca.example/pds"), der::printable("en")})});
  made.extensions = {statements(
      {statement(oid::kQcCompliance), statement(oid::kQcSscd),
       statement(oid::kQcType, der::sequence({der::oid(oid::kQcTypeEsign)})),
       statement(oid::kQcPds, pds), statement(oid::kQcRetentionPeriod, der::integer(10)),
       statement(oid::kQcLimitValue,
                 der::sequence({der::printable("EUR"), der::integer(5), der::integer(3)})),
       statement(oid::kQcLegislation, der::sequence({der::printable("UA")})),
       statement(oid::kQcSyntaxV2, der::sequence({der::oid(Oid("0.4.0.194121.1.1"))}))})};
  const auto read = profile(made);
  CHECK(read.name == "eu");
  REQUIRE(read.qualified.has_value());
  CHECK(read.qualified->readable);
  CHECK(read.qualified->compliance);
  CHECK(read.qualified->sscd);
  CHECK(read.qualified->types == std::vector<std::string>{"esign"});
  CHECK(read.qualified->pds ==
        std::vector<QualifiedStatements::Pds>{{"https://ca.example/pds", "en"}});
  CHECK(read.qualified->retention_years == 10);
  CHECK(read.qualified->limit == QualifiedStatements::Limit{"EUR", 5, 3});
  CHECK(read.qualified->legislation == std::vector<std::string>{"UA"});
  CHECK(read.qualified->semantics == std::vector<Oid>{Oid("0.4.0.194121.1.1")});
}

TEST_CASE("statements that cannot be read state nothing at all", "[pki][profile]") {
  demo::CertificateSpec made = spec("EE", {{oid::kSurname, "Owner"}});
  const Bytes good = statement(oid::kQcCompliance);
  const std::vector<Bytes> bad{
      good,  // twice
      statement(oid::kQcType, der::null()),
      statement(oid::kQcType, der::sequence({der::printable("x")})),
      statement(oid::kQcType),
      statement(oid::kQcType, der::sequence({})),         // not: for signatures
      statement(oid::kQcLegislation, der::sequence({})),  // not: of the EU
      statement(oid::kQcLegislation),
      statement(oid::kQcPds, der::sequence({der::sequence({der::ia5("https://ca.example")})})),
      statement(oid::kQcLimitValue, der::sequence({der::printable("EUR"), der::integer(5)})),
      statement(oid::kQcRetentionPeriod, der::printable("x")),
      der::null()};
  for (const Bytes& one : bad) {
    CAPTURE(to_hex(one));
    made.extensions = {statements({good, one})};
    const auto read = profile(made);
    REQUIRE(read.qualified.has_value());
    CHECK_FALSE(read.qualified->readable);
    CHECK_FALSE(read.qualified->compliance);
  }
  // Those that make nobody qualified spoil nothing but themselves.
  for (const Oid& later :
       {oid::kQcQscdLegislation, oid::kQcIdentificationMethod, oid::kQcPaymentService}) {
    made.extensions = {statements({good, statement(later, der::null())})};
    const auto read = profile(made);
    CHECK(read.qualified->compliance);
    CHECK(read.qualified->qscd_legislation.value_or(std::vector<std::string>{}).empty());
    CHECK(read.qualified->identification_methods.empty());
    CHECK_FALSE(read.qualified->payment_service.has_value());
  }
  // Whose law certified the device: silence is not the same as what cannot be read.
  made.extensions = {statements({good})};
  CHECK_FALSE(profile(made).qualified->qscd_legislation.has_value());
  for (const Bytes& unread :
       {Bytes{}, der::null(), der::sequence({}), der::sequence({der::integer(1)}),
        der::sequence({der::printable("EU"), der::null()}), der::printable("EU")}) {
    CAPTURE(to_hex(unread));
    made.extensions = {statements({good, statement(oid::kQcQscdLegislation, unread)})};
    const auto read = profile(made);
    REQUIRE(read.qualified->qscd_legislation.has_value());
    CHECK(read.qualified->qscd_legislation->empty());
  }
  const auto certified_by = [](const char* country) {
    return statement(oid::kQcQscdLegislation, der::sequence({der::printable(country)}));
  };
  made.extensions = {statements({good, certified_by("EU")})};
  CHECK(profile(made).qualified->qscd_legislation == std::vector<std::string>{"EU"});
  made.extensions = {statements({good, certified_by("UA"), certified_by("EU")})};
  CHECK_FALSE(profile(made).qualified->readable);  // none is stated twice
  made.extensions = {statements({good, statement(Oid("1.2.3.4"), der::null())})};
  CHECK(profile(made).qualified->compliance);  // one that we do not know says nothing
}

TEST_CASE("a key for TLS authenticates and one that cannot repudiate signs", "[pki][profile]") {
  using P = KeyPurpose;
  const auto purpose = [](std::uint16_t usage, std::vector<Oid> extended,
                          std::vector<Oid> types = {}) {
    demo::CertificateSpec made = spec("EE", {{oid::kSurname, "Owner"}});
    made.key_usage = usage;
    made.without_key_usage = usage == 0;
    made.extended_key_usage = std::move(extended);
    std::vector<Bytes> list;
    for (const Oid& type : types) {
      list.push_back(der::oid(type));
    }
    if (!list.empty()) {
      made.extensions = {statements({statement(oid::kQcType, der::sequence(list))})};
    }
    return profile(made).purpose;
  };
  CHECK(purpose(kNr, {}) == P::signing);
  CHECK(purpose(kDs | kNr, {oid::kClientAuth, oid::kEmailProtection}) == P::signing);
  CHECK(purpose(kDs, {}) == P::unknown);
  CHECK(purpose(0, {}) == P::unknown);
  CHECK(purpose(kKe, {oid::kClientAuth}) == P::unknown);
  CHECK(purpose(kDs, {oid::kClientAuth}) == P::authentication);
  CHECK(purpose(kDs | kKe, {oid::kServerAuth}) == P::authentication);
  CHECK(purpose(kDs, {oid::kClientAuth, oid::kEmailProtection}) == P::unknown);
  CHECK(purpose(kDs, {oid::kClientAuth, oid::kDocumentSigning}) == P::unknown);
  CHECK(purpose(kDs, {}, {oid::kQcTypeEseal}) == P::signing);
  CHECK(purpose(kDs, {oid::kClientAuth}, {oid::kQcTypeEsign}) == P::signing);
  CHECK(purpose(kDs, {}, {oid::kQcTypeWeb}) == P::authentication);
  CHECK(purpose(kDs | kNr, {}, {oid::kQcTypeWeb}) == P::unknown);
  CHECK(purpose(kDs | kNr, {}, {oid::kQcTypeWeb, oid::kQcTypeEsign}) == P::signing);
}

// ---- the corpus ---------------------------------------------------------------------------------

namespace {

struct Seen {
  int certificates = 0;
  int with_identifier = 0;
  int with_owner = 0;
};

// Structure only: what stands in real certificates is nobody's business here.
Seen read_folder(const std::string& folder, std::string_view name) {
  Seen seen;
  const auto root = test::corpus();
  if (!root) {
    return seen;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*root / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".cer" && extension != ".crt" && extension != ".p7s") {
      continue;
    }
    const auto read = read_certificates(test::read_file(entry.path()));  // PKCS#7 too
    if (!read.ok()) {
      continue;
    }
    for (const Certificate& certificate : *read) {
      const CertificateProfile profile = read_profile(certificate);
      ++seen.certificates;
      seen.with_identifier += profile.identifiers.empty() ? 0 : 1;
      seen.with_owner += profile.owner == OwnerKind::unknown ? 0 : 1;
      CHECK((profile.name == name || profile.name == "general"));
    }
  }
  return seen;
}

}  // namespace

TEST_CASE(
    "the Kazakh and Russian and Ukrainian certificates of the corpus are read by their profiles",
    "[pki][profile][corpus]") {
  if (!test::corpus()) {
    return;
  }
  const Seen kz = read_folder("kz", "kz");
  CHECK(kz.certificates >= 7);
  CHECK(kz.with_identifier >= 3);
  const Seen ru = read_folder("ru-gost", "ru");
  CHECK(ru.certificates >= 4);
  CHECK(ru.with_identifier >= 2);
  const Seen ua = read_folder("ua-dstu", "ua");
  CHECK(ua.certificates >= 3);
  CHECK(ua.with_identifier >= 3);
}

}  // namespace senim::pki

#include "policies/policy_book.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace senim::policies {
namespace {

using model::PolicyQuery;
using model::Purpose;

NamedFile file(const std::string& id, const std::string& extends = "base",
               const std::string& body = "") {
  const std::string demo = id.rfind("demo-", 0) == 0 ? "demo: true\n" : "";
  return {id + ".yaml", to_bytes("schema: 1\nid: " + id + "\nversion: \"1\"\nextends: " + extends +
                                 "\ntitle: T\nlegal_basis: L\n" + demo + body)};
}

std::vector<SelectionRule> rules(std::string_view text) {
  return read_selection(read_yaml("senim.yaml", as_bytes(text)).value()).value();
}

constexpr std::string_view kRules =
    "- {callers: [partner-a], directions: [inbound], policy: p-partner}\n"
    "- {directions: [inbound], issuer_countries: [DE, FR], policy: p-eu}\n"
    "- {directions: [inbound], purposes: [archive], policy: p-archive}\n"
    "- {directions: [domestic], policy: p-home}\n";

std::shared_ptr<const PolicyBook> book() {
  BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "p-default";
  settings.rules = rules(kRules);
  return PolicyBook::make({file("p-partner"), file("p-eu"), file("p-archive"), file("p-home"),
                           file("p-default"), file("p-own")},
                          settings)
      .value();
}

std::string chosen(const CallerScope& caller, const PolicyQuery& query,
                   const std::optional<std::string>& asked = std::nullopt) {
  return book()->scoped(caller, asked).value()->choose(query).id();
}

}  // namespace

TEST_CASE("a policy is chosen by the first rule that fits, else by default", "[policies][book]") {
  const CallerScope nobody;
  const CallerScope partner{{"partner-a", "foreign"}, {}, {}};
  const CallerScope own{{"x"}, {}, "p-own"};
  CHECK(chosen(partner, {{}, "inbound", "DE", Purpose::check}) == "p-partner");
  CHECK(chosen(partner, {{}, "domestic", "KZ", Purpose::check}) == "p-home");
  CHECK(chosen(nobody, {{}, "inbound", "DE", Purpose::check}) == "p-eu");
  CHECK(chosen(nobody, {{}, "inbound", "DE", Purpose::archive}) == "p-eu");
  CHECK(chosen(nobody, {{}, "inbound", "RU", Purpose::archive}) == "p-archive");
  CHECK(chosen(nobody, {{}, "inbound", "", Purpose::archive}) == "p-archive");
  CHECK(chosen(nobody, {{}, "inbound", "RU", Purpose::check}) == "p-default");
  CHECK(chosen(nobody, {{}, "outbound", "DE", Purpose::check}) == "p-default");
  CHECK(chosen(nobody, {{}, "unknown", "", Purpose::check}) == "p-default");
  CHECK(chosen(own, {{}, "unknown", "", Purpose::check}) == "p-own");
  CHECK(chosen(own, {{}, "domestic", "KZ", Purpose::check}) == "p-home");
}

TEST_CASE("an explicit policy is used only when the caller may ask for it", "[policies][book]") {
  const PolicyQuery query{{}, "inbound", "DE", Purpose::check};
  const CallerScope some{{}, {"p-own"}, {}};
  const CallerScope any{{}, {"*"}, {}};
  CHECK(chosen(some, query, "p-own") == "p-own");
  CHECK(chosen(any, query, "base") == "base");
  CHECK(book()->scoped(some, "p-home").error().code == ErrorCode::denied);
  CHECK(book()->scoped({}, "p-own").error().code == ErrorCode::denied);
  CHECK(book()->scoped(any, "p-gone").error().code == ErrorCode::not_found);
  CHECK(book()->scoped({{}, {}, "p-gone"}, std::nullopt).error().code == ErrorCode::not_found);
}

TEST_CASE("document-wide rules come from the asked policy, the caller's, or the default",
          "[policies][book]") {
  CHECK(book()->scoped({}, {}).value()->submission_policy().id() == "p-default");
  CHECK(book()->scoped({{}, {}, "p-own"}, {}).value()->submission_policy().id() == "p-own");
  CHECK(book()->scoped({{}, {"*"}, "p-own"}, "p-eu").value()->submission_policy().id() == "p-eu");
}

TEST_CASE("a chooser keeps its book alive", "[policies][book]") {
  const std::shared_ptr<const model::PolicyChooser> chooser = book()->scoped({}, {}).value();
  CHECK(chooser->home() == "KZ");
  CHECK(chooser->digest().size() == 64);
  CHECK(chooser->choose({{}, "domestic", "KZ", Purpose::check}).id() == "p-home");
}

TEST_CASE("a book without files is the built-in base", "[policies][book]") {
  const auto bare = PolicyBook::make({}, {}).value();
  CHECK(bare->scoped({}, {}).value()->choose({}).id() == "base");
  CHECK(bare->policies().size() == 1);
}

TEST_CASE("demo policies exist only in the demo world", "[policies][book]") {
  BookSettings settings;
  CHECK(PolicyBook::make({file("demo-a")}, settings).value()->find("demo-a") == nullptr);
  settings.default_policy = "demo-a";
  CHECK(PolicyBook::make({file("demo-a")}, settings).error().code == ErrorCode::not_found);
  settings.demo = DemoWorld::present;
  CHECK(PolicyBook::make({file("demo-a")}, settings).value()->find("demo-a") != nullptr);
}

TEST_CASE("a book loads whole or not at all", "[policies][book]") {
  BookSettings settings;
  CHECK_FALSE(PolicyBook::make({file("a"), file("b", "gone")}, settings).ok());
  CHECK_FALSE(PolicyBook::make({file("a"), file("b", "base", "modle: shell\n")}, settings).ok());
  CHECK_FALSE(PolicyBook::make({file("base")}, settings).ok());
  NamedFile twin = file("a");
  twin.name = "twin.yaml";
  const auto twins = PolicyBook::make({file("a"), twin}, settings);
  CHECK(twins.error().message.rfind("twin.yaml:2: ", 0) == 0);
  settings.rules = rules("- {directions: [inbound], policy: gone}\n");
  CHECK(PolicyBook::make({file("a")}, settings).error().code == ErrorCode::not_found);
}

TEST_CASE("the book's digest covers policies, rules, home and default", "[policies][book]") {
  const auto digest = [](const std::vector<NamedFile>& files, const BookSettings& settings) {
    return PolicyBook::make(files, settings).value()->digest();
  };
  BookSettings settings;
  settings.home = "KZ";
  const std::string one = digest({file("a"), file("b")}, settings);
  CHECK(digest({file("b"), file("a")}, settings) == one);
  CHECK(digest({file("a")}, settings) != one);
  CHECK(digest({file("a"), file("b", "a", "max_age: 1s\n")}, settings) != one);
  BookSettings other = settings;
  other.home = "BY";
  CHECK(digest({file("a"), file("b")}, other) != one);
  other = settings;
  other.default_policy = "a";
  CHECK(digest({file("a"), file("b")}, other) != one);
  other = settings;
  other.rules = rules("- {directions: [inbound], policy: a}\n");
  CHECK(digest({file("a"), file("b")}, other) != one);
}

namespace {

model::Agreement treaty(const std::string& id, const char* since, const char* until) {
  model::Agreement made;
  made.id = id;
  made.ours = "KZ";
  made.theirs = "DE";
  made.since = parse_utc(since).value();
  if (*until != 0) {
    made.until = parse_utc(until).value();
  }
  model::ServiceEquivalence service;
  service.theirs = "a";
  service.ours = "b";
  made.services = {service};
  made.outbound = {service};
  made.policy = "p-treaty";
  made.outbound_policy = "p-there";
  return made;
}

constexpr const char* kSince = "2026-01-01T00:00:00Z";
constexpr const char* kUntil = "2027-01-01T00:00:00Z";

Result<std::shared_ptr<const PolicyBook>> with_treaties(std::vector<model::Agreement> treaties) {
  BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "p-default";
  settings.rules = rules("- {directions: [inbound], policy: p-eu}\n");
  settings.agreements = std::move(treaties);
  return PolicyBook::make({file("p-default"), file("p-eu"), file("p-treaty"), file("p-there")},
                          settings);
}

}  // namespace

TEST_CASE("an agreement in force chooses the policy before any rule", "[policies][book]") {
  const auto treaties = with_treaties({treaty("de", kSince, kUntil)}).value();
  const auto chooser = treaties->scoped({}, {}).value();
  const auto chosen_for = [&](const char* direction, const char* issuer, const char* recipient,
                              const char* time) {
    PolicyQuery query;
    query.direction = direction;
    query.issuer_country = issuer;
    query.recipient = recipient;
    query.time = parse_utc(time).value();
    return chooser->choose(query).id();
  };
  constexpr const char* kIn = "2026-06-01T00:00:00Z";
  CHECK(chosen_for("inbound", "DE", "", kIn) == "p-treaty");
  CHECK(chosen_for("inbound", "FR", "", kIn) == "p-eu");
  CHECK(chosen_for("inbound", "DE", "", "2025-12-31T23:59:59Z") == "p-eu");
  CHECK(chosen_for("inbound", "DE", "", kSince) == "p-treaty");
  CHECK(chosen_for("inbound", "DE", "", "2026-12-31T23:59:59Z") == "p-treaty");
  CHECK(chosen_for("inbound", "DE", "", kUntil) == "p-eu");
  CHECK(chosen_for("outbound", "KZ", "DE", kIn) == "p-there");
  CHECK(chosen_for("outbound", "KZ", "FR", kIn) == "p-default");
  CHECK(chosen_for("outbound", "KZ", "", kIn) == "p-default");
  CHECK(chosen_for("domestic", "KZ", "DE", kIn) == "p-default");
  CHECK(chosen_for("transit", "DE", "DE", kIn) == "p-default");
  CHECK(chooser->agreements().size() == 1);
  SECTION("what the caller asked for comes first") {
    const auto asked = treaties->scoped({{}, {"*"}, {}}, "p-eu").value();
    PolicyQuery query{{}, "inbound", "DE", Purpose::check};
    query.time = parse_utc(kIn).value();
    CHECK(asked->choose(query).id() == "p-eu");
  }
  SECTION("an agreement without a policy leaves the rules alone") {
    model::Agreement silent = treaty("de", kSince, kUntil);
    silent.policy.reset();
    const auto other = with_treaties({silent}).value()->scoped({}, {}).value();
    PolicyQuery query{{}, "inbound", "DE", Purpose::check};
    query.time = parse_utc(kIn).value();
    CHECK(other->choose(query).id() == "p-eu");
  }
}

TEST_CASE("a book with agreements that cannot be is not loaded", "[policies][book]") {
  model::Agreement foreign = treaty("a", kSince, kUntil);
  foreign.ours = "BY";
  CHECK(with_treaties({foreign}).error().code == ErrorCode::malformed);
  CHECK_FALSE(with_treaties({treaty("a", kSince, kUntil), treaty("a", kUntil, "")}).ok());
  CHECK_FALSE(
      with_treaties({treaty("a", kSince, kUntil), treaty("b", "2026-12-31T23:59:59Z", "")}).ok());
  CHECK_FALSE(with_treaties({treaty("a", kSince, ""), treaty("b", kUntil, "")}).ok());
  CHECK(with_treaties({treaty("a", kSince, kUntil), treaty("b", kUntil, "")}).ok());
  model::Agreement whole = treaty("b", kSince, "");
  whole.theirs = "EU";  // DE among others
  CHECK_FALSE(with_treaties({treaty("a", kSince, kUntil), whole}).ok());
  CHECK_FALSE(with_treaties({whole, treaty("a", kSince, kUntil)}).ok());
  model::Agreement elsewhere = treaty("b", kSince, "");
  elsewhere.theirs = "FR";
  CHECK(with_treaties({treaty("a", kSince, kUntil), elsewhere}).ok());
  model::Agreement gone = treaty("a", kSince, kUntil);
  gone.outbound_policy = "gone";
  CHECK(with_treaties({gone}).error().code == ErrorCode::not_found);
}

TEST_CASE("the book's digest covers what agreements decide", "[policies][book]") {
  const auto digest = [](std::vector<model::Agreement> treaties) {
    return with_treaties(std::move(treaties)).value()->digest();
  };
  const model::Agreement one = treaty("a", kSince, kUntil);
  const std::string with = digest({one});
  CHECK(digest({}) != with);
  CHECK(digest({one}) == with);
  const std::vector<void (*)(model::Agreement&)> changes{
      [](auto& it) { it.id = "b"; },
      [](auto& it) { it.theirs = "FR"; },
      [](auto& it) { it.since += Seconds{1}; },
      [](auto& it) { it.until.reset(); },
      [](auto& it) { it.policy.reset(); },
      [](auto& it) { it.outbound_policy.reset(); },
      [](auto& it) { it.services[0].ours = "c"; },
      [](auto& it) {
        it.services[0].statuses = {{"s", "granted"}};
      },
      [](auto& it) {
        it.services[0].qualifiers = {{"s", "granted"}};
      },
      [](auto& it) {
        it.services[0].statements = {{"s", "granted"}};
      },
      [](auto& it) { it.services[0].announces = {"s"}; },
      [](auto& it) { it.outbound.clear(); },
      [](auto& it) { it.services.clear(); },
  };
  std::vector<std::string> digests{with};
  for (const auto change : changes) {
    model::Agreement other = one;
    change(other);
    digests.push_back(digest({other}));
  }
  std::ranges::sort(digests);
  CHECK(std::ranges::adjacent_find(digests) == digests.end());
}

namespace {

constexpr const char* kOld = "valid_to: 2027-01-01\n";
constexpr const char* kNew = "valid_from: 2027-01-01\nvalid_to: 2028-01-01\n";

Result<std::shared_ptr<const PolicyBook>> in_time(const std::string& selection,
                                                  const std::string& of_default = "") {
  BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "p-default";
  settings.rules = rules(selection);
  return PolicyBook::make(
      {file("p-default", "base", of_default), file("p-old", "base", kOld),
       file("p-new", "base", kNew), file("p-cades", "base", "target: {formats: [CAdES-*]}\n"),
       file("p-stamped", "base", "target: {formats: [CAdES-BASELINE-T]}\n"),
       file("p-forward", "base", "target: {purposes: [forward], directions: [outbound]}\n"),
       file("p-ru", "base", "target: {issuer_countries: [RU]}\n"),
       file("p-own", "base", "target: {callers: [partner-a]}\n")},
      settings);
}

PolicyQuery query_at(const char* time, std::string format = "") {
  PolicyQuery query{{}, "inbound", "DE", Purpose::check};
  query.time = parse_utc(time).value();
  query.format = std::move(format);
  return query;
}

std::string problem(const model::PolicyChooser& chooser, const PolicyQuery& query) {
  const auto objection = chooser.objection(query);
  return objection ? std::string(objection->problem) : "";
}

}  // namespace

TEST_CASE("of the rules that fit the first whose policy is in force then chooses",
          "[policies][book][scope]") {
  const auto book =
      in_time(
          "- {directions: [inbound], policy: p-old}\n- {directions: [inbound], policy: p-new}\n")
          .value();
  const auto chooser = book->scoped({}, {}).value();
  const auto chosen_at = [&](const char* time) { return chooser->choose(query_at(time)).id(); };
  CHECK(chosen_at("2020-01-01T00:00:00Z") == "p-old");
  CHECK(chosen_at("2026-12-31T23:59:59Z") == "p-old");
  CHECK(chosen_at("2027-01-01T00:00:00Z") == "p-new");
  CHECK(chosen_at("2027-12-31T23:59:59Z") == "p-new");
  CHECK(problem(*chooser, query_at("2027-12-31T23:59:59Z")).empty());
  // None is in force: the one written first, under which nothing passes, and not the default.
  CHECK(chosen_at("2028-01-01T00:00:00Z") == "p-old");
  CHECK(problem(*chooser, query_at("2028-01-01T00:00:00Z")) == "after-period");
  PolicyQuery domestic = query_at("2028-01-01T00:00:00Z");
  domestic.direction = "domestic";
  CHECK(chooser->choose(domestic).id() == "p-default");  // for which none was written
  CHECK(problem(*chooser, domestic).empty());
  CHECK(chooser->turning_points().size() == 3);
}

TEST_CASE("a policy is chosen for nothing outside of its target", "[policies][book][scope]") {
  const auto book =
      in_time("- {directions: [inbound], policy: p-cades}\n- {callers: [x], policy: p-own}\n")
          .value();
  const auto chooser = book->scoped({{"x"}, {"*"}, {}}, {}).value();
  constexpr const char* kTime = "2026-06-01T00:00:00Z";
  CHECK(chooser->choose(query_at(kTime, "CAdES-BASELINE-B")).id() == "p-cades");
  CHECK(chooser->choose(query_at(kTime, "CAdES")).id() == "p-cades");
  CHECK(problem(*chooser, query_at(kTime, "CAdES-BASELINE-B")).empty());
  for (const char* const other : {"XAdES-BASELINE-B", "CMS", ""}) {
    CAPTURE(other);
    CHECK(chooser->choose(query_at(kTime, other)).id() == "p-cades");
    CHECK(problem(*chooser, query_at(kTime, other)) == "format");
  }
  SECTION("what was asked for by name objects") {
    const CallerScope any{{"x"}, {"*"}, {}};
    const auto forward = book->scoped(any, "p-forward").value();
    PolicyQuery query = query_at(kTime);
    CHECK(problem(*forward, query) == "direction");
    query.direction = "outbound";
    CHECK(problem(*forward, query) == "purpose");
    query.purpose = Purpose::forward;
    CHECK(problem(*forward, query).empty());
    const auto ru = book->scoped(any, "p-ru").value();
    CHECK(problem(*ru, query) == "country");
    query.issuer_country = "";
    CHECK(problem(*ru, query) == "country");
    query.issuer_country = "RU";
    CHECK(problem(*ru, query).empty());
  }
  SECTION("a rule for what its policy is not made for is an error") {
    CHECK(in_time("- {directions: [inbound], policy: p-forward}\n").error().code ==
          ErrorCode::malformed);
    CHECK(in_time("- {purposes: [check, accept], policy: p-forward}\n").error().code ==
          ErrorCode::malformed);
    CHECK(in_time("- {issuer_countries: [DE], policy: p-ru}\n").error().code ==
          ErrorCode::malformed);
    CHECK(in_time("- {issuer_countries: [DE, RU], policy: p-ru}\n").ok());
    CHECK(in_time("- {directions: [outbound], policy: p-forward}\n").ok());
  }
}

TEST_CASE("no rule is passed over for the format that the sender chose",
          "[policies][book][scope]") {
  constexpr const char* kTime = "2026-06-01T00:00:00Z";
  const auto row = GENERATE(table<const char*, const char*, const char*>({
      {"p-cades", "CAdES-BASELINE-B", ""},
      {"p-cades", "XAdES-BASELINE-B", "format"},
      {"p-cades", "", "format"},
      {"p-stamped", "CAdES-BASELINE-T", ""},
      {"p-stamped", "CAdES-BASELINE-B", "format"},  // its time-stamp is left out
  }));
  const auto& [policy, format, wrong] = row;
  CAPTURE(policy, format);
  const auto book = in_time("- {directions: [inbound], policy: " + std::string(policy) +
                            "}\n- {directions: [inbound], policy: p-old}\n")
                        .value();
  const auto chooser = book->scoped({}, {}).value();
  CHECK(chooser->choose(query_at(kTime, format)).id() == policy);
  CHECK(problem(*chooser, query_at(kTime, format)) == wrong);
}

TEST_CASE("a policy that is not in force or for others is not to be asked for",
          "[policies][book][scope]") {
  const auto book = in_time("[]\n").value();
  const CallerScope any{{"partner-a"}, {"*"}, {}};
  const auto asked = [&](const char* id, const char* time) {
    return book->scoped(any, id, parse_utc(time).value());
  };
  CHECK(asked("p-new", "2026-12-31T23:59:59Z").error().code == ErrorCode::denied);
  CHECK(asked("p-new", "2027-01-01T00:00:00Z").ok());
  CHECK(asked("p-new", "2027-12-31T23:59:59Z").ok());
  CHECK(asked("p-new", "2028-01-01T00:00:00Z").error().code == ErrorCode::denied);
  CHECK(asked("p-own", "2026-01-01T00:00:00Z").ok());
  CHECK(book->scoped({{"partner-b"}, {"*"}, {}}, "p-own").error().code == ErrorCode::denied);
  // Without a time the verdict tells.
  CHECK(problem(*book->scoped(any, "p-new").value(), query_at("2026-12-31T23:59:59Z")) ==
        "before-period");
}

TEST_CASE("a book whose default policy is not in force cannot serve", "[policies][book][scope]") {
  const auto book = in_time("[]\n", kNew).value();
  const auto problem_at = [&](const char* time) { return book->problem(parse_utc(time).value()); };
  CHECK_FALSE(problem_at("2026-12-31T23:59:59Z").empty());
  CHECK(problem_at("2027-01-01T00:00:00Z").empty());
  CHECK(problem_at("2027-12-31T23:59:59Z").empty());
  CHECK_FALSE(problem_at("2028-01-01T00:00:00Z").empty());
  CHECK(problem(*book->scoped({}, {}).value(), query_at("2026-12-31T23:59:59Z")) ==
        "before-period");
  CHECK(in_time("[]\n").value()->problem(parse_utc("2026-12-31T23:59:59Z").value()).empty());
}

TEST_CASE("selection rules are read strictly", "[policies][book]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"- {directions: [inbound]}\n", "senim.yaml:1: [0]: the key 'policy' is missing"},
      {"- policy: a\n  direction: [inbound]\n", "senim.yaml:2: "},
      {"- policy: a\n  directions: [in]\n", "senim.yaml:2: "},
      {"- policy: a\n  directions: []\n", "senim.yaml:2: "},
      {"- policy: a\n  issuer_countries: [Kazakhstan]\n", "senim.yaml:2: "},
      {"- policy: a\n  purposes: [sign]\n", "senim.yaml:2: "},
      {"- policy: a\n  purposes: []\n", "senim.yaml:2: "},
      {"policy: a\n", "senim.yaml:1: "},
  }));
  CAPTURE(std::get<0>(row));
  const auto read = read_selection(read_yaml("senim.yaml", as_bytes(std::get<0>(row))).value());
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().message.rfind(std::get<1>(row), 0) == 0);
}

TEST_CASE("two callers with the same policies have the same scope text", "[policies][book]") {
  const CallerScope one{{"foreign"}, {"a"}, "b"};
  CallerScope other = one;
  CHECK(scope_text(one) == scope_text(other));
  other.names.push_back("x");
  CHECK(scope_text(one) != scope_text(other));
  other = one;
  other.default_policy.reset();
  CHECK(scope_text(one) != scope_text(other));
  CHECK(scope_text({{"a, b"}, {}, {}}) != scope_text({{"a", "b"}, {}, {}}));
}

}  // namespace senim::policies

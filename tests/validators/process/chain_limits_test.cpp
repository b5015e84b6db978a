// Chains that are made to cost: each limit of spec/threats.md that paths know ends in a named
// INDETERMINATE, and what stays below it is judged.

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/chain_court.h"
#include "validators/paths/path_builder.h"

namespace senim::process {
namespace {

namespace der = demo::der;
using demo::KeyKind;
using demo::Party;
using model::Key;
using model::Outcome;
using senim::test::certificate;
using senim::test::shared_key;
using test::ChainCase;
using test::ChainOutcome;

const UtcTime kNow = senim::test::at("2026-06-01T00:00:00Z");

std::string numbered(const char* prefix, std::size_t number) {
  std::string text(prefix);
  text.append(std::to_string(number));
  return text;
}

Party root() { return demo::make_root(senim::test::root_spec(), shared_key(KeyKind::p256, 0)); }

ChainOutcome judge(const Party& leaf, const std::vector<Party>& others,
                   const std::vector<Party>& anchors,
                   model::PolicyRules rules = senim::test::plain_rules()) {
  ChainCase chain{certificate(leaf), {}, {}, {}, {}, kNow};
  for (const Party& one : others) {
    chain.others.push_back(certificate(one));
  }
  for (const Party& one : anchors) {
    chain.anchors.push_back(certificate(one));
  }
  return judge_chain(chain, model::Policy(std::move(rules)));
}

std::vector<const model::CheckRecord*> all(const ChainOutcome& outcome, std::string_view id) {
  std::vector<const model::CheckRecord*> found;
  for (const model::CheckRecord& check : outcome.checks) {
    if (check.rule->id == id) {
      found.push_back(&check);
    }
  }
  return found;
}

std::string param(const model::CheckRecord& check, std::string_view name) {
  const auto found = std::ranges::find(check.params, name,
                                       [](const auto& one) { return std::string_view(one.first); });
  return found == check.params.end() ? std::string{} : found->second;
}

// `constraints` subtrees in the CA, `names` alternative names in the leaf, all of hosts below one.
ChainOutcome judge_names(std::size_t constraints, std::size_t names, unsigned list) {
  Bytes trees;
  for (std::size_t i = 0; i < constraints; ++i) {
    const Bytes tree = der::sequence({der::context(2, as_bytes(numbered("permitted", i)))});
    trees.insert(trees.end(), tree.begin(), tree.end());
  }
  if (list == 0) {  // the last entry is the one that fits
    const Bytes tree = der::sequence({der::context(2, as_bytes("example.kz"))});
    trees.insert(trees.end(), tree.begin(), tree.end());
  }
  const Party top = root();
  demo::CertificateSpec ca_spec = senim::test::ca_spec();
  ca_spec.extensions.push_back(
      {Oid("2.5.29.30"), true, der::sequence({der::context_constructed(list, trees)})});
  const Party ca = demo::make_issued(ca_spec, shared_key(KeyKind::p256, 1), top);
  demo::CertificateSpec leaf_spec = senim::test::leaf_spec();
  for (std::size_t i = 0; i < names; ++i) {
    leaf_spec.dns_names.push_back(numbered("host", i) + ".example.kz");
  }
  const Party leaf = demo::make_issued(leaf_spec, shared_key(KeyKind::p256, 2), ca);
  return judge(leaf, {ca}, {top});
}

}  // namespace

TEST_CASE("many names under many constraints end at a named limit", "[limits]") {
  for (const unsigned list : {0U, 1U}) {  // permitted, excluded
    CAPTURE(list);
    const ChainOutcome bomb = judge_names(2'000, 2'000, list);
    CHECK(bomb.conclusion ==
          model::Conclusion{model::Indication::indeterminate,
                            model::SubIndication::certificate_chain_general_failure});
    CHECK(bomb.check == "name-constraints-bounded");
    const ChainOutcome large = judge_names(400, 400, list);
    CAPTURE(large.text());
    CHECK(large.passed());
  }
}

TEST_CASE("more policies than the purse allows end at a named limit", "[limits]") {
  const auto judged = [](std::size_t policies) {
    const Party top = root();
    demo::CertificateSpec ca_spec = senim::test::ca_spec();
    demo::CertificateSpec leaf_spec = senim::test::leaf_spec();
    for (std::size_t i = 0; i < policies; ++i) {
      ca_spec.policies.emplace_back(numbered("1.2.3.", i));
    }
    leaf_spec.policies = ca_spec.policies;
    const Party ca = demo::make_issued(ca_spec, shared_key(KeyKind::p256, 1), top);
    return judge(demo::make_issued(leaf_spec, shared_key(KeyKind::p256, 2), ca), {ca}, {top});
  };
  const ChainOutcome bomb = judged(1'100);  // in both certificates
  CHECK(bomb.conclusion.sub == model::SubIndication::certificate_chain_general_failure);
  CHECK(bomb.conclusion.indication == model::Indication::indeterminate);
  CHECK(bomb.check == "certificate-policies-bounded");
  CHECK(judged(1'000).passed());
}

TEST_CASE("a chain may be as long as the limit and no longer", "[limits]") {
  const auto judged = [](std::size_t length) {
    std::vector<Party> chain{root()};
    while (chain.size() + 1 < length) {
      demo::CertificateSpec spec = senim::test::ca_spec();
      spec.subject = demo::simple_name(numbered("Deep CA ", chain.size()));
      const auto key = static_cast<unsigned>(20 + chain.size());
      chain.push_back(demo::make_issued(spec, shared_key(KeyKind::p256, key), chain.back()));
    }
    const Party leaf =
        demo::make_issued(senim::test::leaf_spec(), shared_key(KeyKind::p256, 2), chain.back());
    return judge(leaf, chain, {chain.front()});
  };
  CHECK(judged(paths::kMaxPathLength).passed());
  const ChainOutcome longer = judged(paths::kMaxPathLength + 1);
  CHECK(longer.conclusion.sub == model::SubIndication::no_certificate_chain_found);
  CHECK(longer.check == "path-search-complete");
}

namespace {

// CAs that all certify each other, one key each.
struct Mesh {
  std::vector<Party> tops;
  std::vector<Party> crosses;

  explicit Mesh(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      demo::CertificateSpec spec = senim::test::root_spec();
      spec.subject = demo::simple_name(numbered("Mesh CA ", i));
      tops.push_back(demo::make_root(spec, shared_key(KeyKind::p256, 10 + i)));
    }
    for (unsigned subject = 0; subject < count; ++subject) {
      for (unsigned issuer = 0; issuer < count; ++issuer) {
        if (subject != issuer) {
          demo::CertificateSpec spec = senim::test::ca_spec();
          spec.subject = demo::simple_name(numbered("Mesh CA ", subject));
          spec.serial = 1000 + static_cast<std::int64_t>(subject) * 100 + issuer;
          crosses.push_back(demo::make_issued(spec, tops[subject].key, tops[issuer]));
        }
      }
    }
  }
  Party leaf(demo::CertificateSpec spec = senim::test::leaf_spec()) const {
    return demo::make_issued(spec, shared_key(KeyKind::p256, 2), tops.front());
  }
};

}  // namespace

TEST_CASE("an explosion of paths ends at a named limit", "[limits]") {
  const Mesh mesh(7);
  SECTION("without an anchor") {
    const ChainOutcome outcome = judge(mesh.leaf(), mesh.crosses, {});
    CHECK(outcome.conclusion ==
          model::Conclusion{model::Indication::indeterminate,
                            model::SubIndication::no_certificate_chain_found});
    CHECK(outcome.check == "path-search-complete");
  }
  SECTION("with one, when no path that was looked at holds") {
    demo::CertificateSpec spec = senim::test::leaf_spec();
    spec.not_after = kNow - Seconds(1);
    const ChainOutcome outcome = judge(mesh.leaf(spec), mesh.crosses, {mesh.tops.back()});
    CHECK(outcome.conclusion.indication == model::Indication::indeterminate);
    CHECK(outcome.check == "signing-certificate-validity");
    const auto cut = all(outcome, "path-search-complete");
    REQUIRE(cut.size() == 1);
    CHECK(cut[0]->outcome == Outcome::failed);
    // Twenty candidates: the one that is told in full, and why each of the others is not the way.
    const auto tried = all(outcome, "path-tried");
    CHECK(tried.size() == 19);
    for (const model::CheckRecord* one : tried) {
      CHECK(param(*one, "check") == "signing-certificate-validity");
    }
  }
  SECTION("with one, a path that holds is found all the same") {
    const ChainOutcome outcome = judge(mesh.leaf(), mesh.crosses, {mesh.tops.back()});
    CHECK(outcome.passed());
    CHECK(all(outcome, "path-tried").empty());
  }
}

TEST_CASE("each candidate path that fails tells why", "[limits]") {
  // One CA, certified by three anchors: expired, without room for a CA, and constrained.
  const demo::Key& key = shared_key(KeyKind::p256, 1);
  const auto anchor = [](const char* name, unsigned number) {
    demo::CertificateSpec spec = senim::test::root_spec();
    spec.subject = demo::simple_name(name);
    return std::pair(spec, number);
  };
  std::vector<Party> anchors;
  std::vector<Party> crosses;
  const auto add = [&](std::pair<demo::CertificateSpec, unsigned> top,
                       demo::CertificateSpec cross) {
    anchors.push_back(demo::make_root(top.first, shared_key(KeyKind::p256, top.second)));
    cross.serial = top.second;
    crosses.push_back(demo::make_issued(cross, key, anchors.back()));
  };
  demo::CertificateSpec expired = senim::test::ca_spec();
  expired.not_after = kNow - Seconds(1);
  add(anchor("First", 11), expired);
  auto narrow = anchor("Second", 12);
  narrow.first.path_length = 0;
  add(narrow, senim::test::ca_spec());
  auto constrained = anchor("Third", 13);
  constrained.first.extensions.push_back(
      {Oid("2.5.29.30"), true,
       der::sequence(
           {der::context_constructed(1, der::sequence({der::context_constructed(
                                            4, demo::make_name({{Oid("2.5.4.6"), "KZ"}}))}))})});
  add(constrained, senim::test::ca_spec());
  const Party leaf =
      demo::make_issued(senim::test::leaf_spec(), shared_key(KeyKind::p256, 2), crosses.front());

  const ChainOutcome outcome = judge(leaf, crosses, anchors);
  CHECK(outcome.conclusion ==
        model::Conclusion{model::Indication::indeterminate,
                          model::SubIndication::certificate_chain_general_failure});
  std::vector<std::string> reasons{outcome.check};
  for (const model::CheckRecord* one : all(outcome, "path-tried")) {
    CHECK(one->level == model::Level::inform);
    CHECK_FALSE(param(*one, "anchor").empty());
    reasons.push_back(param(*one, "check"));
  }
  std::ranges::sort(reasons);
  CHECK(reasons == std::vector<std::string>{"ca-validity", "name-constraints", "path-length"});

  // A fourth anchor without fault: its path passes, whatever the others are.
  add(anchor("Fourth", 14), senim::test::ca_spec());
  CHECK(judge(leaf, crosses, anchors).passed());
}

}  // namespace senim::process

#include "validators/paths/path_validation.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/judging.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/policy_graph.h"

namespace senim::paths {
namespace {

namespace der = demo::der;
namespace rules = model::rules;
using demo::KeyKind;
using demo::Party;
using test::certificate;

const UtcTime kNow = test::at("2026-06-01T00:00:00Z");

// root <- ca <- (sub <-) leaf with one thing varied.
struct Chain {
  demo::CertificateSpec root_spec = test::root_spec();
  demo::CertificateSpec ca_spec = test::ca_spec();
  std::optional<demo::CertificateSpec> sub_spec;
  demo::CertificateSpec leaf_spec = test::leaf_spec();

  model::CandidatePath path() const {
    std::vector<Party> made{demo::make_root(root_spec, test::shared_key(KeyKind::p256, 0))};
    made.push_back(demo::make_issued(ca_spec, test::shared_key(KeyKind::p256, 1), made.back()));
    if (sub_spec) {
      made.push_back(demo::make_issued(*sub_spec, test::shared_key(KeyKind::p256, 3), made.back()));
    }
    made.push_back(demo::make_issued(leaf_spec, test::shared_key(KeyKind::p256, 2), made.back()));
    model::CandidatePath path;
    for (auto party = made.rbegin(); party != made.rend(); ++party) {
      path.certificates.push_back(certificate(*party));
    }
    for (std::size_t i = 0; i + 1 < made.size(); ++i) {
      const LinkState link = verify_link(path.certificates[i], path.certificates[i + 1]);
      path.signed_by_next.push_back(link.state);
      path.signature_problems.push_back(link.problem);
    }
    return path;
  }

  std::vector<std::string> failures(PathParameters parameters = {}) const {
    Budget budget;
    return failures(path(), parameters, budget);
  }
  static std::vector<std::string> failures(const model::CandidatePath& path,
                                           PathParameters parameters, Budget& budget) {
    if (parameters.time == UtcTime{}) {
      parameters.time = kNow;
    }
    std::vector<std::string> found;
    for (const PathFailure& failure : validate_path(path, parameters, budget).failures) {
      found.push_back(std::string(failure.rule->id) + "@" + std::to_string(failure.certificate));
    }
    return found;
  }
};

using Failures = std::vector<std::string>;

demo::CertificateSpec sub_ca() {
  demo::CertificateSpec spec = test::ca_spec();
  spec.subject = demo::simple_name("Test Sub CA");
  spec.serial = 20;
  return spec;
}

demo::ExtensionSpec extension(const char* id, Bytes value, bool critical = true) {
  return {Oid(id), critical, std::move(value)};
}

}  // namespace

TEST_CASE("a sound path has no failure", "[paths]") {
  CHECK(Chain{}.failures() == Failures{});
  Chain longer;
  longer.sub_spec = sub_ca();
  CHECK(longer.failures() == Failures{});
}

TEST_CASE("CA and anchor must be valid at the time, to the second", "[paths]") {
  const Chain chain;
  const auto at = [&](const char* time) {
    PathParameters parameters;
    parameters.time = test::at(time);
    return chain.failures(parameters);
  };
  CHECK(at("2022-01-01T00:00:00Z") == Failures{});
  CHECK(at("2021-12-31T23:59:59Z") == Failures{"ca-validity@1"});
  CHECK(at("2035-01-01T00:00:00Z") == Failures{});
  CHECK(at("2035-01-01T00:00:01Z") == Failures{"ca-validity@1"});
  CHECK(at("2040-01-01T00:00:01Z") == Failures{"anchor-validity@2", "ca-validity@1"});
}

TEST_CASE("in the chain model a CA must have been valid when it issued", "[paths]") {
  Chain chain;
  chain.ca_spec.not_after = test::at("2025-06-01T00:00:00Z");  // leaf issued 2025-01-01
  PathParameters parameters;
  parameters.model = model::ValidityModel::shell;
  CHECK(chain.failures(parameters) == Failures{"ca-validity@1"});
  parameters.model = model::ValidityModel::chain;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.model = model::ValidityModel::hybrid;
  CHECK(chain.failures(parameters) == Failures{});
  chain.ca_spec.not_after = test::at("2024-12-31T23:59:59Z");
  CHECK(chain.failures(parameters) == Failures{"ca-validity@1"});
  parameters.model = model::ValidityModel::chain;
  CHECK(chain.failures(parameters) == Failures{"ca-validity@1"});
}

TEST_CASE("the hybrid model looks at every CA when the signer's certificate was issued",
          "[paths]") {
  Chain chain;  // root 2020-, ca 2022-, sub 2024-2030, leaf 2025-
  chain.sub_spec = sub_ca();
  chain.sub_spec->not_before = test::at("2024-01-01T00:00:00Z");
  chain.ca_spec.not_after = test::at("2024-06-01T00:00:00Z");
  PathParameters parameters;
  parameters.model = model::ValidityModel::chain;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.model = model::ValidityModel::hybrid;
  CHECK(chain.failures(parameters) == Failures{"ca-validity@2"});
}

TEST_CASE("a false or uncomputable signature on a certificate is a failure", "[paths]") {
  model::CandidatePath path = Chain{}.path();
  Budget budget;
  path.signed_by_next[0] = model::ValueState::invalid;
  CHECK(Chain::failures(path, {}, budget) == Failures{"certificate-signature@0"});
  path.signed_by_next[0] = model::ValueState::unchecked;
  CHECK(Chain::failures(path, {}, budget) == Failures{"certificate-signature@0"});
  path.signed_by_next[0] = model::ValueState::unsupported;
  CHECK(Chain::failures(path, {}, budget) == Failures{"algorithm-unsupported@0"});
}

TEST_CASE("an issuer name must be the subject name above", "[paths]") {
  model::CandidatePath path = Chain{}.path();
  Chain other;
  other.ca_spec.subject = demo::simple_name("Another CA");
  path.certificates[1] = other.path().certificates[1];
  Budget budget;
  CHECK(Chain::failures(path, {}, budget) == Failures{"name-chaining@0"});
}

TEST_CASE("an issuer must be a CA whose key may sign certificates", "[paths]") {
  SECTION("no CA flag") {
    Chain chain;
    chain.ca_spec.ca = false;
    CHECK(chain.failures() == Failures{"basic-constraints@1", "ca-key-usage@1"});
  }
  SECTION("no keyCertSign") {
    Chain chain;
    chain.ca_spec.key_usage = 1U << static_cast<unsigned>(pki::KeyUsage::crl_sign);
    CHECK(chain.failures() == Failures{"ca-key-usage@1"});
  }
  SECTION("no key usage at all restricts nothing") {
    Chain chain;
    chain.ca_spec.without_key_usage = true;
    CHECK(chain.failures() == Failures{});
  }
  SECTION("a listed end-entity certificate issues nothing") {
    Chain chain;
    chain.root_spec.ca = false;
    CHECK(chain.failures() == Failures{"basic-constraints@2", "ca-key-usage@2"});
  }
}

TEST_CASE("the path length counts CAs below, self-issued ones excepted", "[paths]") {
  Chain chain;
  chain.sub_spec = sub_ca();
  chain.ca_spec.path_length = 0;
  CHECK(chain.failures() == Failures{"path-length@1"});
  chain.ca_spec.path_length = 1;
  CHECK(chain.failures() == Failures{});
  chain.ca_spec.path_length = 0;
  chain.sub_spec->subject = chain.ca_spec.subject;
  CHECK(chain.failures() == Failures{});
  chain.sub_spec = sub_ca();
  chain.ca_spec.path_length.reset();
  chain.root_spec.path_length = 1;
  CHECK(chain.failures() == Failures{"path-length@1"});
}

TEST_CASE("a critical extension that nobody understands fails anywhere below the anchor",
          "[paths]") {
  const demo::ExtensionSpec unknown = extension("1.2.3.4.5", der::null());
  Chain leaf;
  leaf.leaf_spec.extensions = {unknown};
  CHECK(leaf.failures() == Failures{"critical-extensions@0"});
  Chain ca;
  ca.ca_spec.extensions = {unknown};
  CHECK(ca.failures() == Failures{"critical-extensions@1"});
  PathParameters parameters;
  parameters.critical = PathParameters::CriticalExtensions::by_caller;
  CHECK(ca.failures(parameters) == Failures{});
  ca.ca_spec.extensions[0].critical = false;
  CHECK(ca.failures() == Failures{});
}

TEST_CASE("a malformed extension that is used fails", "[paths]") {
  Chain chain;
  chain.ca_spec.extensions = {extension("2.5.29.36", der::null())};
  CHECK(chain.failures() == Failures{"extensions-readable@1"});
}

TEST_CASE("names outside the constraints of a CA or of the anchor fail", "[paths]") {
  const Bytes permitted = der::sequence(
      {der::context_constructed(0, der::sequence({der::context(2, as_bytes("example.com"))}))});
  for (const bool at_anchor : {false, true}) {
    Chain chain;
    (at_anchor ? chain.root_spec : chain.ca_spec).extensions = {extension("2.5.29.30", permitted)};
    chain.leaf_spec.dns_names = {"a.example.com"};
    CHECK(chain.failures() == Failures{});
    chain.leaf_spec.dns_names = {"a.example.org"};
    CHECK(chain.failures() == Failures{"name-constraints@0"});
  }
}

TEST_CASE("a limit on name comparisons is named and is no pass", "[paths]") {
  Chain chain;
  chain.ca_spec.extensions = {
      extension("2.5.29.30", der::sequence({der::context_constructed(
                                 1, der::sequence({der::context(2, as_bytes("example.com"))}))}))};
  Budget budget;
  budget.lower(Cost::name_comparisons, 0);
  CHECK(Chain::failures(chain.path(), {}, budget) == Failures{"name-constraints-bounded@0"});
}

TEST_CASE("a limit on the policy graph is named and is no pass", "[paths]") {
  Chain chain;
  chain.ca_spec.policies = {Oid("1.2.3.1"), Oid("1.2.3.2")};
  chain.leaf_spec.policies = {Oid("1.2.3.1"), Oid("1.2.3.2")};
  Budget budget;
  CHECK(Chain::failures(chain.path(), {}, budget) == Failures{});
  const std::uint64_t needed = Budget::kDefaults[static_cast<std::size_t>(Cost::policy_nodes)] -
                               budget.left(Cost::policy_nodes);
  REQUIRE(needed > 0);
  Budget enough;
  enough.lower(Cost::policy_nodes, needed);
  CHECK(Chain::failures(chain.path(), {}, enough) == Failures{});
  Budget short_of;
  short_of.lower(Cost::policy_nodes, needed - 1);
  const Failures found = Chain::failures(chain.path(), {}, short_of);
  CHECK(std::ranges::any_of(found, [](const std::string& failure) {
    return failure.starts_with("certificate-policies-bounded@");
  }));
}

TEST_CASE("a policy is demanded where an explicit policy is required", "[paths]") {
  const Bytes require_now = der::sequence({der::context(0, Bytes{0})});
  Chain chain;
  chain.ca_spec.extensions = {extension("2.5.29.36", require_now)};
  CHECK(chain.failures() == Failures{"certificate-policies@0"});
  chain.ca_spec.policies = {Oid("1.2.3.1")};
  CHECK(chain.failures() == Failures{"certificate-policies@0"});
  chain.leaf_spec.policies = {Oid("1.2.3.1")};
  CHECK(chain.failures() == Failures{});
  chain.leaf_spec.policies = {Oid("1.2.3.2")};
  CHECK(chain.failures() == Failures{"certificate-policies@0"});
}

TEST_CASE("a mapping from or to anyPolicy fails", "[paths]") {
  const auto mapping = [](const char* from, const char* to) {
    return extension("2.5.29.33",
                     der::sequence({der::sequence({der::oid(Oid(from)), der::oid(Oid(to))})}));
  };
  Chain chain;
  chain.ca_spec.policies = {Oid("1.2.3.1")};
  chain.ca_spec.extensions = {mapping("2.5.29.32.0", "1.2.3.1")};
  CHECK(chain.failures() == Failures{"policy-mappings@1"});
  chain.ca_spec.extensions = {mapping("1.2.3.1", "2.5.29.32.0")};
  CHECK(chain.failures() == Failures{"policy-mappings@1"});
  chain.ca_spec.extensions = {mapping("1.2.3.1", "1.2.4.1")};
  CHECK(chain.failures() == Failures{});
}

TEST_CASE("initial policies and flags are the relying party's", "[paths]") {
  Chain chain;
  chain.ca_spec.policies = {Oid("1.2.3.4")};
  chain.leaf_spec.policies = {Oid("1.2.3.4")};
  PathParameters parameters;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.explicit_policy = model::PathInputs::ExplicitPolicy::required;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.policies = {Oid("1.2.3.4")};
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.policies = {Oid("1.2.3.5")};
  CHECK(chain.failures(parameters) == Failures{"certificate-policies@0"});
  SECTION("anyPolicy stands for them unless it is inhibited") {
    chain.ca_spec.policies = {kAnyPolicy};
    parameters.inputs.policies = {Oid("1.2.3.4")};
    CHECK(chain.failures(parameters) == Failures{});
    parameters.inputs.any_policy = model::PathInputs::Handling::inhibited;
    CHECK(chain.failures(parameters) == Failures{"certificate-policies@1"});
  }
  SECTION("a mapped policy leads on unless mapping is inhibited") {
    const Bytes mapping =
        der::sequence({der::sequence({der::oid(Oid("1.2.3.4")), der::oid(Oid("1.2.3.9"))})});
    chain.ca_spec.extensions = {extension("2.5.29.33", mapping)};
    chain.leaf_spec.policies = {Oid("1.2.3.9")};
    parameters.inputs.policies = {Oid("1.2.3.4")};
    CHECK(chain.failures(parameters) == Failures{});
    parameters.inputs.policy_mapping = model::PathInputs::Mapping::inhibited;
    CHECK(chain.failures(parameters) == Failures{"certificate-policies@0"});
  }
}

TEST_CASE("initial subtrees hold for every certificate below the anchor", "[paths]") {
  Chain chain;
  PathParameters parameters;
  const auto subtree = [](const char* text) { return model::NameSubtree::parse(text).value(); };
  parameters.inputs.permitted = {subtree("directory:C=KZ")};
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.permitted = {subtree("directory:C=EE")};
  CHECK(chain.failures(parameters) == Failures{"name-constraints@1", "name-constraints@0"});
  parameters.inputs = {};
  parameters.inputs.excluded = {subtree("directory:C=KZ/O=Senim Test/CN=Test Signer")};
  CHECK(chain.failures(parameters) == Failures{"name-constraints@0"});
  parameters.inputs.excluded = {subtree("directory:C=KZ/O=Senim Test/CN=Test Signe")};
  CHECK(chain.failures(parameters) == Failures{});
}

TEST_CASE("the relying party may set a length, and what the anchor says can only shorten it",
          "[paths]") {
  Chain chain;
  chain.sub_spec = sub_ca();
  PathParameters parameters;
  parameters.inputs.path_length = 2;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.path_length = 1;
  CHECK(chain.failures(parameters) == Failures{"path-length@1"});
  chain.root_spec.path_length = 5;
  CHECK(chain.failures(parameters) == Failures{"path-length@1"});
  chain.root_spec.path_length = 1;
  parameters.inputs.path_length = 5;
  CHECK(chain.failures(parameters) == Failures{"path-length@1"});
}

TEST_CASE("the anchor's certificate is name and key alone where the policy says so", "[paths]") {
  Chain chain;
  chain.root_spec.path_length = 0;
  PathParameters parameters;
  CHECK(chain.failures(parameters) == Failures{"path-length@1"});
  parameters.inputs.anchor = model::PathInputs::AnchorCertificate::ignored;
  CHECK(chain.failures(parameters) == Failures{});
  chain.root_spec.ca = false;
  CHECK(chain.failures(parameters) == Failures{});
  parameters.inputs.anchor = model::PathInputs::AnchorCertificate::honoured;
  CHECK(chain.failures(parameters) == Failures{"basic-constraints@2", "ca-key-usage@2"});
  // Of the CAs below nothing is ignored.
  parameters.inputs.anchor = model::PathInputs::AnchorCertificate::ignored;
  chain.ca_spec.ca = false;
  CHECK(chain.failures(parameters) == Failures{"basic-constraints@1", "ca-key-usage@1"});
}

TEST_CASE("a critical policies extension is understood with known qualifiers only", "[paths]") {
  const auto policies = [](const char* qualifier) {
    const Bytes info = der::sequence({der::oid(Oid(qualifier)), der::ia5("http://cps.kz/")});
    return der::sequence({der::sequence({der::oid(Oid("1.2.3.4")), der::sequence({info})})});
  };
  Chain chain;
  chain.ca_spec.extensions = {extension("2.5.29.32", policies("1.3.6.1.5.5.7.2.1"))};
  CHECK(chain.failures() == Failures{});
  chain.ca_spec.extensions = {extension("2.5.29.32", policies("1.2.3.4.5"))};
  CHECK(chain.failures() == Failures{"critical-extensions@1"});
  chain.ca_spec.extensions[0].critical = false;
  CHECK(chain.failures() == Failures{});
}

// When every certificate must have been valid (spec/en319102-1.md 5.5): the second before and the
// second after for each model, at both ends of the CA and of the anchor.
TEST_CASE("each validity model looks at its own time, to the second", "[paths]") {
  using model::ValidityModel;
  const UtcTime leaf_issued = test::at("2025-01-01T00:00:00Z");
  const UtcTime sub_issued = test::at("2024-01-01T00:00:00Z");
  struct Row {
    ValidityModel model;
    UtcTime sub;  // when the CA that issued the signer must have been valid
    UtcTime ca;   // and the one above
    UtcTime anchor;
  };
  const std::array<Row, 3> rows{{
      {ValidityModel::shell, kNow, kNow, kNow},
      {ValidityModel::chain, leaf_issued, sub_issued, test::at("2022-01-01T00:00:00Z")},
      {ValidityModel::hybrid, leaf_issued, leaf_issued, leaf_issued},
  }};
  constexpr Seconds kSecond{1};
  for (const Row& row : rows) {
    CAPTURE(to_string(row.model));
    PathParameters parameters;
    parameters.model = row.model;
    Chain chain;
    chain.sub_spec = sub_ca();
    chain.sub_spec->not_before = sub_issued;
    const auto ends = [&](auto spec, UtcTime time, const Failures& failure) {
      const demo::CertificateSpec whole = spec(chain);
      spec(chain).not_after = time;
      CHECK(chain.failures(parameters) == Failures{});
      spec(chain).not_after = time - kSecond;
      CHECK(chain.failures(parameters) == failure);
      spec(chain) = whole;
    };
    ends([](Chain & one) -> auto& { return *one.sub_spec; }, row.sub, {"ca-validity@1"});
    ends([](Chain & one) -> auto& { return one.ca_spec; }, row.ca, {"ca-validity@2"});
    ends([](Chain & one) -> auto& { return one.root_spec; }, row.anchor, {"anchor-validity@3"});
    // The other end, of those whose own notBefore moves nobody else's time.
    const UtcTime before = chain.root_spec.not_before;
    chain.root_spec.not_before = row.anchor;
    CHECK(chain.failures(parameters) == Failures{});
    chain.root_spec.not_before = row.anchor + kSecond;
    CHECK(chain.failures(parameters) == Failures{"anchor-validity@3"});
    chain.root_spec.not_before = before;
  }
}

}  // namespace senim::paths

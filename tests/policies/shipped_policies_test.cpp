// The policies that are shipped, in resolved form: a change of what they accept is a visible diff.
// After a change that is meant: policies_test "[update-golden]".

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "policies/algorithm_calendar.h"
#include "policies/policy_book.h"
#include "tests/policies/shipped.h"
#include "tests/support/corpus.h"
#include "tests/support/judging.h"
#include "validators/process/judge.h"

namespace senim::policies {
namespace {

std::filesystem::path root() { return SENIM_SOURCE_DIR; }

std::filesystem::path golden(const std::string& id) {
  return root() / "tests" / "data" / "policies" / (id + ".resolved.yaml");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

}  // namespace

TEST_CASE("the resolved form of each shipped policy is the reviewed one", "[policies]") {
  const auto book = shipped_book();
  for (const ResolvedPolicy& policy : book->policies()) {
    CAPTURE(policy.policy.id());
    const Bytes expected = test::read_file(golden(policy.policy.id()));
    const std::vector<std::string> want = lines_of(std::string(as_text(expected)));
    const std::vector<std::string> have = lines_of(policy.canonical());
    for (std::size_t i = 0; i < std::min(want.size(), have.size()); ++i) {
      CHECK(have[i] == want[i]);
    }
    CHECK(have.size() == want.size());
  }
}

TEST_CASE("write the resolved form of each shipped policy", "[.][update-golden]") {
  const auto book = shipped_book();
  for (const ResolvedPolicy& policy : book->policies()) {
    std::ofstream(golden(policy.policy.id()), std::ios::binary) << policy.canonical();
  }
  SUCCEED();
}

TEST_CASE("of the shipped policies only demo-basic does without revocation", "[policies]") {
  using model::Context;
  using model::Key;
  std::size_t demos = 0;
  const auto book = shipped_book();
  for (const ResolvedPolicy& policy : book->policies()) {
    CAPTURE(policy.policy.id());
    const bool demo = policy.policy.rules().demo;
    demos += demo ? 1U : 0U;
    CHECK(demo == (policy.policy.id().rfind("demo-", 0) == 0));
    CHECK((policy.policy.id() == "demo-basic") ==
          !policy.policy.constraint(Key::revocation_available, Context::signature).runs());
    CHECK_FALSE(policy.policy.rules().legal_basis.empty());
    CHECK_FALSE(policy.scope.not_in_force(make_utc(2026, 11, 1, 0, 0, 0).value()));
  }
  CHECK(demos == 2);
}

TEST_CASE("the demo policy has nothing that bars a pass", "[policies]") {
  const model::Policy demo = shipped_book()->find("demo-basic")->policy;
  for (const model::Slot& slot : demo.unsupported()) {
    CAPTURE(model::path(slot));
    const model::Constraint& constraint = model::info(slot.key).contexts == 0
                                              ? demo.constraint(slot.key)
                                              : demo.constraint(slot.key, slot.context, slot.role);
    CHECK(constraint.level != model::Level::fail);
  }
}

TEST_CASE("the default policy cites order 500 where it is stricter than base", "[policies]") {
  using model::CertificateRole;
  using model::Context;
  using model::Key;
  const model::Policy policy = shipped_book()->find("default")->policy;
  CHECK(policy.constraint(Key::anchor_expiry, Context::signature, CertificateRole::ca).level ==
        model::Level::fail);
  CHECK(policy.constraint(Key::key_usage, Context::signature).level == model::Level::fail);
  CHECK(policy.constraint(Key::key_usage, Context::signature).accepts("nonRepudiation"));
  CHECK_FALSE(policy.constraint(Key::key_usage, Context::signature).accepts("digitalSignature"));
  CHECK(policy.revocation().stale == model::StaleRevocation::negative);
}

namespace {

using model::Key;

// A shipped policy without what nothing can pass yet: revocation and checks that do not exist.
model::PolicyRules passable(const std::string& id) {
  model::PolicyRules rules = shipped_book()->find(id)->policy.rules();
  for (const model::Slot& slot : model::slots()) {
    model::Constraint constraint = rules.constraints.at(model::index(slot));
    if (constraint.unsupported || slot.key == Key::revocation_available) {
      constraint.level = model::Level::ignore;
      rules.set(slot, constraint);
    }
  }
  return rules;
}

demo::CertificateSpec kazakh_signer() {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {
      {Oid("2.5.4.6"), "KZ"}, {Oid("2.5.4.3"), "A"}, {Oid("2.5.4.5"), "IIN850101768426"}};
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.4"), Oid("1.2.398.3.3.4.1.1")};
  return spec;
}

model::Verdict judged(const model::PolicyRules& rules, const demo::CertificateSpec& signer) {
  const auto& pki = test::test_pki();
  const auto made = test::certificate(demo::make_issued(signer, pki.leaf.key, pki.ca));
  model::Evidence evidence = test::passing_document();
  model::SignatureEvidence& signature = evidence.signatures.at(0);
  signature.paths.at(0).certificates[0] = made;
  signature.signing_certificate = made;
  model::TrustService service = test::granted(test::certificate(pki.root));
  service.territory = "KZ";
  const test::TestTrust trust({service});
  signature.paths.at(0).services = {service};
  return process::judge(evidence, {}, trust, test::TestPolicies(rules),
                        test::at("2026-06-01T00:00:00Z"));
}

}  // namespace

TEST_CASE("an authentication certificate confirms nothing under the Kazakh policies",
          "[policies]") {
  for (const std::string id : {"default", "kz-domestic", "demo-basic"}) {
    CAPTURE(id);
    const model::PolicyRules rules = passable(id);
    CHECK(judged(rules, kazakh_signer()).status == model::DocumentStatus::confirmed);
    // each alone is enough: key usage, extended key usage, policy of the older generation, logging
    // in stated beside signing
    std::vector<demo::CertificateSpec> logins(4, kazakh_signer());
    logins[0].key_usage = 1 | 4;  // digitalSignature, keyEncipherment
    logins[1].extended_key_usage = {Oid("1.3.6.1.5.5.7.3.2")};
    logins[2].policies = {Oid("1.2.398.3.3.2.4")};
    logins[3].extended_key_usage.push_back(Oid("1.3.6.1.5.5.7.3.2"));
    for (const demo::CertificateSpec& login : logins) {
      const model::Verdict verdict = judged(rules, login);
      CHECK(verdict.status == model::DocumentStatus::not_confirmed);
      CHECK(verdict.signatures.at(0).conclusion.sub ==
            model::SubIndication::chain_constraints_failure);
      REQUIRE(verdict.reason);
      CHECK(verdict.reason->code == "key-purpose");
    }
  }
}

TEST_CASE("the Kazakh domestic policy wants a Kazakh anchor and a number that can be right",
          "[policies]") {
  const model::PolicyRules rules = passable("kz-domestic");
  demo::CertificateSpec wrong = kazakh_signer();
  wrong.subject.back().second = "IIN850101768427";
  const model::Verdict verdict = judged(rules, wrong);
  CHECK(verdict.status == model::DocumentStatus::not_confirmed);
  CHECK(verdict.reason->code == "signer-identifiers");
  model::PolicyRules elsewhere = rules;
  elsewhere.anchors.front().territories = {"EE"};
  CHECK(judged(elsewhere, kazakh_signer()).reason->code == "trust-source-accepted");
}

TEST_CASE("the Kazakh domestic policy refuses a certificate for another purpose", "[policies]") {
  const model::PolicyRules rules = passable("kz-domestic");
  // point 16.4: serverAuth, smart card logon, any purpose at all
  for (const char* purpose :
       {"1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.311.20.2.2", "2.5.29.37.0", "1.2.398.3.3.5.1"}) {
    CAPTURE(purpose);
    demo::CertificateSpec other = kazakh_signer();
    other.extended_key_usage = {Oid(purpose)};
    const model::Verdict verdict = judged(rules, other);
    CHECK(verdict.status == model::DocumentStatus::not_confirmed);
    CHECK(verdict.reason->code == "stated-purpose");
    CHECK(verdict.signatures.at(0).conclusion.sub ==
          model::SubIndication::chain_constraints_failure);
  }
  demo::CertificateSpec role = kazakh_signer();
  role.extended_key_usage = {Oid("1.2.398.3.3.4.1.2.1")};
  CHECK(judged(rules, role).status == model::DocumentStatus::confirmed);
}

TEST_CASE("each inbound policy admits anchors of its countries only", "[policies]") {
  const std::vector<std::pair<std::string, std::string>> policies{{"kz-domestic", "KZ"},
                                                                  {"ru-inbound", "RU"},
                                                                  {"by-inbound", "BY"},
                                                                  {"eu-inbound", "EE"},
                                                                  {"cn-inbound", "CN"}};
  const auto book = shipped_book();
  for (const auto& [id, home] : policies) {
    for (const auto& [other, territory] : policies) {
      CAPTURE(id, territory);
      model::TrustService service;
      service.source = "list";
      service.territory = territory;
      CHECK(book->find(id)->policy.anchors(model::AnchorPurpose::signature).admits(service) ==
            (home == territory));
    }
  }
}

TEST_CASE("the suite of TS 119 312 says what policies.md 2.3 says", "[policies][calendar]") {
  using crypto::DigestAlgorithm;
  using crypto::SignatureScheme;
  const model::AlgorithmTable table =
      shipped_book()->find("base")->policy.algorithms(model::AlgorithmUsage::signature);
  const auto day = [](int year, int month) { return make_utc(year, month, 1, 0, 0, 0).value(); };
  const auto digests =
      std::vector<std::pair<DigestAlgorithm, UtcTime>>{{DigestAlgorithm::md5, day(2004, 8)},
                                                       {DigestAlgorithm::sha1, day(2012, 8)},
                                                       {DigestAlgorithm::ripemd160, day(2014, 8)},
                                                       {DigestAlgorithm::whirlpool, day(2020, 12)},
                                                       {DigestAlgorithm::sha224, day(2029, 1)}};
  for (const auto& [digest, end] : digests) {
    CAPTURE(crypto::to_string(digest));
    CHECK(table.assess(digest, end - Seconds(1)).ok());
    CHECK(table.assess(digest, end).reliability == model::Reliability::expired);
  }
  CHECK(table.assess(DigestAlgorithm::sha256, day(2090, 1)).ok());
  CHECK(table.assess(DigestAlgorithm::md2, day(2000, 1)).reliability ==
        model::Reliability::not_listed);
  const auto row = [&](SignatureScheme scheme, unsigned bits, UtcTime at) {
    return table.assess({scheme, DigestAlgorithm::sha256, {}, {}, {}}, bits, at).reliability;
  };
  using model::Reliability;
  CHECK(row(SignatureScheme::rsa_pkcs1, 785, day(2010, 1)) == Reliability::key_too_small);
  CHECK(row(SignatureScheme::rsa_pkcs1, 786, day(2010, 8) - Seconds(1)) == Reliability::reliable);
  CHECK(row(SignatureScheme::rsa_pkcs1, 1023, day(2010, 8)) == Reliability::expired);
  CHECK(row(SignatureScheme::rsa_pkcs1, 1899, day(2019, 10) - Seconds(1)) == Reliability::reliable);
  CHECK(row(SignatureScheme::rsa_pkcs1, 1899, day(2019, 10)) == Reliability::expired);
  CHECK(row(SignatureScheme::rsa_pkcs1, 4096, day(2029, 1)) == Reliability::expired);
  CHECK(row(SignatureScheme::rsa_pss, 3000, day(2029, 1)) == Reliability::reliable);
  CHECK(row(SignatureScheme::rsa_pss, 2999, day(2029, 1)) == Reliability::expired);
  CHECK(row(SignatureScheme::dsa, 1024, day(2015, 12)) == Reliability::expired);
  CHECK(row(SignatureScheme::dsa, 3000, day(2029, 1)) == Reliability::reliable);
  CHECK(row(SignatureScheme::ecdsa, 192, day(2012, 8)) == Reliability::expired);
  CHECK(row(SignatureScheme::ecdsa, 255, day(2021, 10)) == Reliability::expired);
  CHECK(row(SignatureScheme::ecdsa, 256, day(2090, 1)) == Reliability::reliable);
  CHECK(row(SignatureScheme::hmac, 256, day(2010, 1)) == Reliability::not_listed);
}

TEST_CASE("the suite of a country lists its algorithms, those it has given up until they ended",
          "[policies][calendar]") {
  using D = crypto::DigestAlgorithm;
  using S = crypto::SignatureScheme;
  using model::Reliability;
  struct Row {
    std::string suite;
    S scheme;
    unsigned least_bits;
    std::vector<D> digests;
    std::optional<UtcTime> end = std::nullopt;
  };
  const UtcTime end_of_2001 = make_utc(2020, 1, 1, 0, 0, 0).value();
  const std::vector<Row> rows = {
      {"kz", S::gost_34102015, 256, {D::streebog256, D::streebog512}},
      {"kz", S::gost_34310_2004, 256, {D::gost_34311_95}},
      {"ru", S::gost_r_3410_2012, 256, {D::streebog256, D::streebog512}},
      {"ru", S::gost_r_3410_2001, 256, {D::gost_r_3411_94}, end_of_2001},
      {"by", S::bign, 256, {D::belt_hash, D::bash256, D::bash384, D::bash512}},
      {"cn", S::sm2, 256, {D::sm3}},
      {"ua", S::dstu4145, 257, {D::gost_34311_95_dke1, D::kupyna256, D::kupyna384, D::kupyna512}},
  };
  const UtcTime late = make_utc(2090, 1, 1, 0, 0, 0).value();
  for (const Suite& suite : suites()) {
    for (std::size_t usage = 0; usage < model::kAlgorithmUsages; ++usage) {
      model::AlgorithmTable table;
      table.digests = suite.usages[usage].digests;
      table.keys = suite.usages[usage].keys;
      for (const Row& row : rows) {
        for (const D digest : row.digests) {
          CAPTURE(suite.name, usage, crypto::to_string(row.scheme), crypto::to_string(digest));
          const auto assess = [&](unsigned bits, UtcTime at) {
            return table.assess({row.scheme, digest, {}, {}, {}}, bits, at).reliability;
          };
          if (suite.name != row.suite) {
            CHECK(assess(row.least_bits, late) == Reliability::not_listed);
            continue;
          }
          CHECK(assess(row.least_bits - 1, row.end.value_or(late) - Seconds(1)) ==
                Reliability::key_too_small);
          CHECK(assess(row.least_bits, row.end.value_or(late) - Seconds(1)) ==
                Reliability::reliable);
          CHECK(assess(row.least_bits, row.end.value_or(late)) ==
                (row.end ? Reliability::expired : Reliability::reliable));
        }
      }
    }
  }
  // Every policy stands on base, which has them all.
  const auto book = shipped_book();
  for (const Row& row : rows) {
    for (const auto usage :
         {model::AlgorithmUsage::signature, model::AlgorithmUsage::certificates,
          model::AlgorithmUsage::timestamps, model::AlgorithmUsage::revocation}) {
      const auto& table = book->find("base")->policy.algorithms(usage);
      CHECK(table
                .assess({row.scheme, row.digests.front(), {}, {}, {}}, row.least_bits,
                        row.end.value_or(late) - Seconds(1))
                .ok());
    }
  }
}

TEST_CASE("suites have names of their own", "[policies][calendar]") {
  for (const Suite& suite : suites()) {
    CHECK(find_suite(suite.name) == &suite);
    CHECK_FALSE(suite.source.empty());
  }
  CHECK(find_suite("etsi-1999") == nullptr);
}

}  // namespace senim::policies

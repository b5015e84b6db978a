#include "validators/model/policy.h"

#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

namespace senim::model {
namespace {

UtcTime day(int year, int month = 1, int date = 1) {
  return make_utc(year, month, date, 0, 0, 0).value();
}

Constraint list(std::vector<std::string> values) { return {Level::fail, false, std::move(values)}; }

PolicyRules all_unsupported() {
  PolicyRules rules;
  rules.constraints.assign(slots().size(), Constraint{Level::inform, true, {}});
  return rules;
}

}  // namespace

TEST_CASE("every slot of schema 1 has its own path and its own index", "[model][policy]") {
  std::set<std::string> paths;
  std::set<std::size_t> places;
  for (const Slot& slot : slots()) {
    CAPTURE(path(slot));
    CHECK(paths.insert(path(slot)).second);
    REQUIRE(index(slot) != kNoSlot);
    CHECK(places.insert(index(slot)).second);
    CHECK(slots()[index(slot)] == slot);
  }
  CHECK(places.size() == slots().size());
}

TEST_CASE("a part of the algorithm cannot be softened before its check exists", "[model][policy]") {
  for (const Slot& slot : slots()) {
    const bool judged = slot.context == Context::signature;
    CAPTURE(path(slot));
    CHECK((!info(slot.key).fixed || !judged || implemented(slot)));
  }
}

TEST_CASE("a policy without a constraint at every slot cannot be made", "[model][policy]") {
  CHECK_THROWS_AS(Policy(PolicyRules{}), std::logic_error);
  CHECK_NOTHROW(Policy(all_unsupported()));
}

TEST_CASE("a key is asked only in contexts and roles that it has", "[model][policy]") {
  const Policy policy(all_unsupported());
  CHECK_NOTHROW(policy.constraint(Key::key_usage, Context::timestamp, CertificateRole::ca));
  CHECK_NOTHROW(policy.constraint(Key::container_types));
  CHECK_THROWS_AS(policy.constraint(Key::key_usage, Context::evidence_record), std::logic_error);
  CHECK_THROWS_AS(policy.constraint(Key::ca_flag, Context::signature, CertificateRole::signing),
                  std::logic_error);
  CHECK_THROWS_AS(policy.constraint(Key::key_usage), std::logic_error);
  CHECK_THROWS_AS(policy.constraint(Key::container_types, Context::timestamp), std::logic_error);
}

TEST_CASE("a policy tells which of its slots are unsupported", "[model][policy]") {
  PolicyRules rules = all_unsupported();
  const Slot slot{Key::key_usage, Context::signature, CertificateRole::signing};
  rules.set(slot, list({"nonRepudiation"}));
  const Policy policy(std::move(rules));
  CHECK(policy.unsupported().size() == slots().size() - 1);
  for (const Slot& other : policy.unsupported()) {
    CHECK_FALSE(other == slot);
  }
  CHECK(policy.constraint(slot.key, slot.context, slot.role).runs());
}

TEST_CASE("a list accepts what policies.md 2.1 says", "[model][policy]") {
  CHECK(list({}).accepts(""));
  CHECK_FALSE(list({}).accepts("x"));
  CHECK(list({"*"}).accepts("x"));
  CHECK_FALSE(list({"*"}).accepts(""));
  CHECK(list({"a", "b"}).accepts("b"));
  CHECK_FALSE(list({"a", "b"}).accepts("c"));
  CHECK_FALSE(list({"a", "b"}).accepts(""));
  CHECK(list({"XAdES-BASELINE-*"}).accepts("XAdES-BASELINE-LTA"));
  CHECK_FALSE(list({"XAdES-BASELINE-*"}).accepts("XAdES-BES"));
  CHECK_FALSE(list({"XAdES-BASELINE-B"}).accepts("XAdES-BASELINE-BX"));
  CHECK(list({"a"}).covers(std::vector<std::string>{}));
  CHECK(list({"a", "b"}).covers(std::vector<std::string>{"b", "a"}));
  CHECK_FALSE(list({"a", "b"}).covers(std::vector<std::string>{"a", "c"}));
}

TEST_CASE("an algorithm is reliable strictly before its end", "[model][policy]") {
  using crypto::DigestAlgorithm;
  using crypto::SignatureScheme;
  AlgorithmTable table;
  table.updated = day(2024, 10, 13);
  table.digests = {{DigestAlgorithm::sha1, {}, day(2012, 8)},
                   {DigestAlgorithm::sha224, {}, day(2029)},
                   {DigestAlgorithm::sha256, {}, {}}};
  table.keys = {{SignatureScheme::rsa_pkcs1, 1024, {}, day(2019, 10)},
                {SignatureScheme::rsa_pkcs1, 1900, {}, day(2029)},
                {SignatureScheme::ecdsa, 256, {}, {}}};

  SECTION("digests") {
    const UtcTime end = day(2012, 8);
    CHECK(table.assess(DigestAlgorithm::sha1, end - Seconds(1)).ok());
    const Assessment over = table.assess(DigestAlgorithm::sha1, end);
    CHECK(over.reliability == Reliability::expired);
    CHECK(over.level == Level::fail);
    CHECK(over.until == end);
    CHECK(table.assess(DigestAlgorithm::md5, end).reliability == Reliability::not_listed);
    CHECK(table.assess(DigestAlgorithm::unknown, end).reliability == Reliability::not_listed);
    CHECK(table.assess(DigestAlgorithm::sha256, day(2100)).ok());
  }
  SECTION("an end after the day of the suite is a forecast and counts at its own level") {
    const Assessment over = table.assess(DigestAlgorithm::sha224, day(2029));
    CHECK(over.reliability == Reliability::expired);
    CHECK(over.level == Level::warn);
  }
  SECTION("key sizes: the row that holds longest decides") {
    const crypto::SignatureAlgorithm rsa{
        SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256, {}, {}, {}};
    CHECK(table.assess(rsa, 1023, day(2015)).reliability == Reliability::key_too_small);
    CHECK(table.assess(rsa, 1024, day(2015)).ok());
    CHECK(table.assess(rsa, 1024, day(2019, 10)).reliability == Reliability::expired);
    CHECK(table.assess(rsa, 1024, day(2019, 10)).level == Level::fail);
    CHECK(table.assess(rsa, 2048, day(2020)).ok());
    CHECK(table.assess(rsa, 2048, day(2020)).until == day(2029));
  }
  SECTION("a signature needs its scheme and its digest") {
    const crypto::SignatureAlgorithm old{SignatureScheme::ecdsa, DigestAlgorithm::sha1, {}, {}, {}};
    CHECK(table.assess(old, 256, day(2020)).reliability == Reliability::expired);
    CHECK(table.assess(old, 256, day(2020)).subject == "digest");
    const crypto::SignatureAlgorithm none{
        SignatureScheme::ecdsa, DigestAlgorithm::unknown, {}, {}, {}};
    CHECK(table.assess(none, 256, day(2020)).reliability == Reliability::not_listed);
    const crypto::SignatureAlgorithm unknown{
        SignatureScheme::unknown, DigestAlgorithm::sha256, {}, {}, {}};
    CHECK(table.assess(unknown, 256, day(2020)).reliability == Reliability::not_listed);
    const crypto::SignatureAlgorithm dsa{SignatureScheme::dsa, DigestAlgorithm::sha256, {}, {}, {}};
    CHECK(table.assess(dsa, 3072, day(2020)).reliability == Reliability::not_listed);
  }
}

TEST_CASE("rows for a combination of scheme and digest decide alone", "[model][policy]") {
  using crypto::DigestAlgorithm;
  using crypto::SignatureScheme;
  AlgorithmTable table;
  table.digests = {{DigestAlgorithm::sha256, {}, {}}, {DigestAlgorithm::sha512, {}, {}}};
  table.keys = {{SignatureScheme::rsa_pkcs1, 1900, {}, day(2029), 2999, DigestAlgorithm::sha256},
                {SignatureScheme::rsa_pkcs1, 3000, day(2020), {}, 4096, DigestAlgorithm::sha256},
                {SignatureScheme::rsa_pkcs1, 3000, {}, {}, 0, DigestAlgorithm::sha3_256},
                {SignatureScheme::dsa, 3000, {}, {}}};
  const auto assess = [&table](SignatureScheme scheme, DigestAlgorithm digest, unsigned bits,
                               UtcTime at) {
    return table.assess({scheme, digest, {}, {}, {}}, bits, at);
  };
  const auto rsa = [&](DigestAlgorithm digest, unsigned bits, UtcTime at) {
    return assess(SignatureScheme::rsa_pkcs1, digest, bits, at).reliability;
  };
  SECTION("of its own sizes and times") {
    const UtcTime at = day(2025);
    CHECK(rsa(DigestAlgorithm::sha256, 1899, at) == Reliability::key_too_small);
    CHECK(rsa(DigestAlgorithm::sha256, 1900, at) == Reliability::reliable);
    CHECK(rsa(DigestAlgorithm::sha256, 2999, day(2029) - Seconds(1)) == Reliability::reliable);
    CHECK(rsa(DigestAlgorithm::sha256, 2999, day(2029)) == Reliability::expired);
    CHECK(rsa(DigestAlgorithm::sha256, 3000, day(2029)) == Reliability::reliable);
    CHECK(rsa(DigestAlgorithm::sha256, 3000, day(2020)) == Reliability::not_yet);
    CHECK(rsa(DigestAlgorithm::sha256, 3000, day(2020) + Seconds(1)) == Reliability::reliable);
    CHECK(rsa(DigestAlgorithm::sha256, 4096, at) == Reliability::reliable);
    CHECK(rsa(DigestAlgorithm::sha256, 4097, at) == Reliability::not_listed);
  }
  SECTION("with a digest that is not listed by itself, and with no other digest") {
    CHECK(rsa(DigestAlgorithm::sha3_256, 3000, day(2025)) == Reliability::reliable);
    CHECK(table.assess(DigestAlgorithm::sha3_256, day(2025)).reliability ==
          Reliability::not_listed);
    CHECK(rsa(DigestAlgorithm::sha512, 4096, day(2025)) == Reliability::not_listed);
    CHECK(rsa(DigestAlgorithm::unknown, 4096, day(2025)) == Reliability::not_listed);
  }
  SECTION("where there is none both parts must be reliable") {
    const auto dsa = [&](DigestAlgorithm digest) {
      return assess(SignatureScheme::dsa, digest, 3072, day(2025)).reliability;
    };
    CHECK(dsa(DigestAlgorithm::sha256) == Reliability::reliable);
    CHECK(dsa(DigestAlgorithm::sha3_256) == Reliability::not_listed);
  }
  SECTION("RSASSA-PSS with another digest in its mask generation needs that digest too") {
    table.keys = {{SignatureScheme::rsa_pss, 3000, {}, {}, 0, DigestAlgorithm::sha3_256}};
    const auto pss = [&table](DigestAlgorithm mask) {
      const crypto::PssParameters parameters{DigestAlgorithm::sha3_256, mask, 32};
      return table
          .assess({SignatureScheme::rsa_pss, DigestAlgorithm::sha3_256, {}, parameters, {}}, 3072,
                  day(2025))
          .reliability;
    };
    CHECK(pss(DigestAlgorithm::sha3_256) == Reliability::reliable);
    CHECK(pss(DigestAlgorithm::sha256) == Reliability::reliable);
    CHECK(pss(DigestAlgorithm::sha1) == Reliability::not_listed);
  }
}

TEST_CASE("a list past its next update counts at the level after update", "[model][policy]") {
  using crypto::DigestAlgorithm;
  AlgorithmTable table;
  table.digests = {{DigestAlgorithm::sha256, {}, {}, day(2027)},
                   {DigestAlgorithm::sha224, {}, day(2026), day(2027)},
                   {DigestAlgorithm::sha384, {}, {}}};
  const auto sha256 = [&table](UtcTime at) { return table.assess(DigestAlgorithm::sha256, at); };
  CHECK(sha256(day(2027) - Seconds(1)).ok());
  CHECK(sha256(day(2027)).reliability == Reliability::outdated);
  CHECK(sha256(day(2027)).level == Level::warn);
  CHECK(sha256(day(2027)).until == day(2027));
  CHECK(table.assess(DigestAlgorithm::sha224, day(2027)).reliability == Reliability::expired);
  CHECK(table.assess(DigestAlgorithm::sha224, day(2027)).level == Level::fail);
  CHECK(table.assess(DigestAlgorithm::sha384, day(2027)).ok());
  table.level_after_update = Level::fail;
  CHECK(sha256(day(2027)).level == Level::fail);
  // Another list that holds it makes up for this one.
  table.digests.push_back({DigestAlgorithm::sha256, {}, {}});
  CHECK(sha256(day(2027)).ok());
}

TEST_CASE("an anchor rule admits by source, territory, type and status", "[model][policy]") {
  AnchorRule rule{
      {"eu-lotl"}, {"*"}, {"http://uri.etsi.org/TrstSvc/Svctype/CA/QC"}, {ServiceStatus::granted}};
  TrustService service;
  service.source = "eu-lotl";
  service.territory = "DE";
  CHECK(rule.admits(service));
  service.source = "other";
  CHECK_FALSE(rule.admits(service));
  rule.sources.clear();
  CHECK_FALSE(rule.admits(service));
  ServicePeriod period;
  period.type = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
  period.status = ServiceStatus::granted;
  CHECK(rule.admits(period));
  period.status = ServiceStatus::withdrawn;
  CHECK_FALSE(rule.admits(period));
  period.status = ServiceStatus::granted;
  period.type = "http://uri.etsi.org/TrstSvc/Svctype/TSA";
  CHECK_FALSE(rule.admits(period));
}

}  // namespace senim::model

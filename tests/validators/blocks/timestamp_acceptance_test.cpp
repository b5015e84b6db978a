#include "validators/blocks/timestamp_acceptance.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/blocks/fixture.h"
#include "validators/blocks/signature_acceptance.h"

namespace senim::blocks {
namespace {

namespace der = demo::der;
using model::Key;
using model::Outcome;
using model::SubIndication;

const auto kRefused = indeterminate(SubIndication::sig_constraints_failure);

// A token of a TSA that passed everything before.
struct Stamped : Fixture {
  demo::CertificateSpec spec = test::tsa_spec();
  model::ParsedTimestamp timestamp;

  Stamped() {
    context = model::Context::timestamp;
    timestamp.time = test::at("2026-05-01T00:00:00Z");
    spec.subject = {{Oid("2.5.4.6"), "KZ"}, {Oid("2.5.4.3"), "Stamps"}};
    make();
  }
  void make() {
    evidence.signing_certificate = test::certificate(
        demo::make_issued(spec, test::shared_key(demo::KeyKind::p256, 4), test::test_pki().ca));
  }
  // RFC 3161 2.4.2: tsa [0] GeneralName; read_timestamp keeps the GeneralName's octets.
  void names(const Bytes& name) { timestamp.tsa = der::context_constructed(4, name); }
  BlockResult judged() const {
    return run([&](const Subject& subject) {
      return timestamp_acceptance(subject, timestamp, nullptr, Checklist().pass());
    });
  }
};

Bytes name_of(const demo::NameSpec& parts) {
  std::vector<Bytes> sets;
  for (const auto& [type, value] : parts) {
    sets.push_back(der::set({der::sequence({der::oid(type), der::utf8(value)})}));
  }
  return der::sequence(sets);
}

}  // namespace

TEST_CASE("a time-stamp names its authority as the policy asks", "[blocks]") {
  Stamped stamped;
  CHECK(stamped.judged().conclusion == kPassed);
  stamped.set(Key::tsa_name, test::fails());
  CHECK(stamped.judged().conclusion == kRefused);
  CHECK(outcome(stamped.judged(), "tsa-name") == Outcome::failed);
  stamped.names(name_of(stamped.spec.subject));
  CHECK(stamped.judged().conclusion == kPassed);
}

TEST_CASE("the name of the authority is the subject of its certificate, part by part", "[blocks]") {
  Stamped stamped;
  stamped.set(Key::tsa_name_match, test::fails());
  stamped.set(Key::tsa_name_order, test::fails());
  CHECK(stamped.judged().conclusion == kPassed);  // none is stated
  auto parts = stamped.spec.subject;
  stamped.names(name_of(parts));
  CHECK(stamped.judged().conclusion == kPassed);
  std::swap(parts[0], parts[1]);
  stamped.names(name_of(parts));
  CHECK(stamped.judged().conclusion == kRefused);
  CHECK(outcome(stamped.judged(), "tsa-name-match") == Outcome::ok);
  CHECK(outcome(stamped.judged(), "tsa-name-order") == Outcome::failed);
  parts[1].second = "Other stamps";
  stamped.names(name_of(parts));
  CHECK(stamped.judged().conclusion == kRefused);
  CHECK(outcome(stamped.judged(), "tsa-name-match") == Outcome::failed);
  stamped.timestamp.tsa = der::integer(1);
  CHECK(outcome(stamped.judged(), "tsa-name-match") == Outcome::failed);
}

TEST_CASE("the authority's certificate is for time-stamps alone and says so critically",
          "[blocks]") {
  Stamped stamped;
  stamped.set(Key::tsa_purpose, test::fails());
  CHECK(stamped.judged().conclusion == kPassed);
  CHECK(outcome(stamped.judged(), "tsa-purpose") == Outcome::ok);
  SECTION("not critical") { stamped.spec.extended_key_usage_critical = false; }
  SECTION("another purpose beside") {
    stamped.spec.extended_key_usage.emplace_back("1.3.6.1.5.5.7.3.4");
  }
  SECTION("another purpose instead") {
    stamped.spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.9")};
  }
  SECTION("none") { stamped.spec.extended_key_usage.clear(); }
  stamped.make();
  CHECK(stamped.judged().conclusion == kRefused);
  CHECK(outcome(stamped.judged(), "tsa-purpose") == Outcome::failed);
}

}  // namespace senim::blocks

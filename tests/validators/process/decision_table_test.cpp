#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

#include "tests/validators/process/time_world.h"

// spec/en319102-1.md 14: its 17 rows, each with what the basic process, the one with time and the
// last one say. Their neighbours stand in with_time_test.cpp, long_term_test.cpp and
// indications_test.cpp.

namespace senim::process {
namespace {

using crypto::DigestAlgorithm;
using model::AlgorithmUsage;
using model::ValidationLevel;

constexpr Seconds kDay{24 * 3600};
const UtcTime kThen = at("2026-05-10T00:00:00Z");  // of revocation, suspension, the end of SHA-1

// What the document's octets become before they are judged.
struct Case {
  TimeWorld world;
  bool changed = false;
};

Outcome judged(Case one, ValidationLevel level) {
  one.world.rules.level = level;
  Bytes document = one.world.document();
  if (one.changed) {
    const std::string_view content = "tenge";
    const auto place =
        std::search(document.begin(), document.end(), content.begin(), content.end());
    REQUIRE(place != document.end());
    *place ^= 1;
  }
  const model::Verdict verdict = one.world.verdict(document);
  REQUIRE(verdict.signatures.size() == 1);
  const model::Conclusion& conclusion = verdict.signatures[0].conclusion;
  return {conclusion.indication, conclusion.sub};
}

Case good() {
  Case one;
  TimeWorld& world = one.world;
  const auto answer = [&](const Party& about, const Party& issuer) {
    demo::OcspSpec spec;
    spec.produced_at = world.now - Seconds{60};
    demo::OcspAnswer status;
    status.serial = world.serial_of(about);
    status.this_update = spec.produced_at;
    status.next_update = world.now + Seconds{3600};
    spec.answers = {status};
    return demo::make_ocsp_response(spec, issuer, issuer);
  };
  world.without_lists = true;
  world.answers = {answer(world.rsa.leaf, world.rsa.ca), answer(world.rsa.ca, world.rsa.root)};
  return one;
}

Case data_changed() {
  Case one;
  one.changed = true;
  return one;
}

Case unknown_root() {
  Case one;
  one.world.services.erase(one.world.services.begin());
  return one;
}

Case expired() {
  Case one;
  const UtcTime end = certificate(one.world.rsa.leaf).not_after();
  one.world.now = end + kDay;
  one.world.lists_made = end - Seconds{3600};
  one.world.lists_last = 7 * kDay;
  return one;
}

Case expired_stamped() {
  Case one = expired();
  one.world.stamped = at("2026-05-01T00:00:05Z");
  return one;
}

Case expired_without_data() {
  Case one = expired_stamped();
  one.world.without_lists = true;
  return one;
}

Case revoked() {
  Case one;
  one.world.revoked = {{one.world.serial_of(one.world.rsa.leaf), kThen, kSuperseded}};
  return one;
}

Case revoked_after_stamp() {
  Case one = revoked();
  one.world.stamped = kThen - Seconds{1};
  return one;
}

Case content_stamped_after_revocation() {
  Case one = revoked();
  one.world.content_stamped = kThen + Seconds{1};
  return one;
}

Case suspended() {
  Case one = revoked();
  one.world.revoked[0].reason = kHold;
  return one;
}

Case suspended_after_stamp() {
  Case one = suspended();
  one.world.stamped = kThen - Seconds{1};
  return one;
}

Case stamped_before_issuance() {
  Case one;
  one.world.stamped = certificate(one.world.rsa.leaf).not_before() - Seconds{1};
  return one;
}

Case sha1_value() {
  Case one;
  end_of(one.world.rules, DigestAlgorithm::sha1, AlgorithmUsage::signature, kThen);
  one.world.change = [](demo::CmsSpec& spec) {
    spec.signers[0].sign.digest = DigestAlgorithm::sha1;
  };
  one.world.stamped = kThen - Seconds{1};
  return one;
}

// The CA's certificate is signed by SHA-1, everything else by SHA-256.
const test::TestPki& sha1_pki() {
  static const test::TestPki kPki = [] {
    test::TestPki pki = test::test_pki(KeyKind::rsa_2048);
    demo::CertificateSpec ca = test::ca_spec();
    ca.sign.digest = DigestAlgorithm::sha1;
    pki.ca = demo::make_issued(ca, pki.ca.key, pki.root);
    pki.leaf = demo::make_issued(test::leaf_spec(), pki.leaf.key, pki.ca);
    return pki;
  }();
  return kPki;
}

Case sha1_authority() {
  Case one{TimeWorld{sha1_pki()}};
  for (const auto usage : {AlgorithmUsage::certificates, AlgorithmUsage::revocation}) {
    end_of(one.world.rules, DigestAlgorithm::sha1, usage, kThen);
  }
  one.world.stamped = at("2026-05-01T00:00:05Z");
  one.world.lists_made = at("2026-05-09T00:00:00Z");
  one.world.lists_last = 60 * kDay;
  return one;
}

Case sha1_authority_archived() {
  Case one = sha1_authority();
  one.world.archived = kThen - Seconds{1};
  return one;
}

// That the archived lists are out of date by now would hide that the signer has expired.
Case archived() {
  Case one{ArchiveWorld{}};
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    one.world.rules.set({Key::revocation_fresh_next_update, Context::signature, role},
                        {model::Level::ignore, false, {}});
  }
  return one;
}

// validators/README.md, Departures: an anchor that signs is asked for its own validity like any
// signer; who wants the letter of the row says so of his signers.
Case anchor_signs() {
  Case one = expired();
  one.world.services[0] = test::given(certificate(one.world.rsa.leaf));
  one.world.rules.set({Key::certificate_validity, Context::signature},
                      {model::Level::ignore, false, {}});
  one.world.rules.set({Key::timestamp_before_expiry, Context::timestamp},
                      {model::Level::ignore, false, {}});
  return one;
}

struct Row {
  std::string_view name;
  Case (*make)();
  Outcome basic;
  Outcome with_time;
  Outcome last;
};

using Sub = SubIndication;
const std::vector<Row>& rows() {
  constexpr Outcome kWeak = undecided(Sub::crypto_constraints_failure_no_poe);
  constexpr Outcome kOutside = undecided(Sub::out_of_bounds_not_revoked);
  constexpr Outcome kLacking = undecided(Sub::certificate_chain_general_failure);
  constexpr Outcome kRevoked = undecided(Sub::revoked_no_poe);
  constexpr Outcome kLater = undecided(Sub::try_later);
  constexpr Outcome kNoChain = undecided(Sub::no_certificate_chain_found);
  constexpr Outcome kChanged = failed(Sub::hash_failure);
  constexpr Outcome kSignedRevoked = failed(Sub::revoked);
  static const std::vector<Row> kRows{
      {"valid, good by OCSP", good, kPassed, kPassed, kPassed},
      {"data changed", data_changed, kChanged, kChanged, kChanged},
      {"unknown root", unknown_root, kNoChain, kNoChain, kNoChain},
      {"expired", expired, kOutside, kOutside, kOutside},
      {"expired, stamped before", expired_stamped, kOutside, kPassed, kPassed},
      {"expired, no revocation data", expired_without_data, kLacking, kLacking, kLacking},
      {"revoked", revoked, kRevoked, kRevoked, kRevoked},
      {"revoked, stamped before", revoked_after_stamp, kRevoked, kPassed, kPassed},
      {"content stamped after the revocation", content_stamped_after_revocation, kSignedRevoked,
       kSignedRevoked, kSignedRevoked},
      {"suspended", suspended, kLater, kLater, kLater},
      {"suspended, stamped before", suspended_after_stamp, kLater, kPassed, kPassed},
      {"stamped before the certificate was issued", stamped_before_issuance, kPassed,
       failed(Sub::not_yet_valid), failed(Sub::not_yet_valid)},
      {"a SHA-1 value, stamped before its end", sha1_value, kWeak, kPassed, kPassed},
      {"SHA-1 in the CA's certificate", sha1_authority, kWeak, kWeak, kWeak},
      {"the same, archived before its end", sha1_authority_archived, kWeak, kWeak, kPassed},
      {"signer and first TSA expired, archived", archived, kOutside, kOutside, kPassed},
      {"an expired anchor signs", anchor_signs, kPassed, kPassed, kPassed},
  };
  return kRows;
}

}  // namespace

TEST_CASE("the decision table holds, process by process", "[process][decision-table]") {
  CHECK(rows().size() == 17);
  for (const Row& row : rows()) {
    CAPTURE(row.name);
    CHECK(judged(row.make(), ValidationLevel::basic) == row.basic);
    CHECK(judged(row.make(), ValidationLevel::long_term) == row.with_time);
    CHECK(judged(row.make(), ValidationLevel::archival) == row.last);
  }
}

TEST_CASE("the same rows one step beside do not hold", "[process][decision-table]") {
  const auto last = [](const Case& one) { return judged(one, ValidationLevel::archival); };
  SECTION("SHA-1 in the CA's certificate, archived at its end") {
    Case one = sha1_authority_archived();
    one.world.archived = kThen;
    CHECK(last(one) == undecided(Sub::crypto_constraints_failure_no_poe));
  }
  SECTION("a SHA-1 value, stamped at its end") {
    Case one = sha1_value();
    one.world.stamped = kThen;
    CHECK(last(one) == undecided(Sub::crypto_constraints_failure_no_poe));
  }
  SECTION("an expired anchor that signs, asked as a signer") {
    Case one = anchor_signs();
    one.world.rules.set({Key::certificate_validity, Context::signature}, test::fails());
    one.world.rules.set({Key::timestamp_before_expiry, Context::timestamp}, test::fails());
    CHECK(last(one) == undecided(Sub::out_of_bounds_not_revoked));
  }
}

}  // namespace senim::process

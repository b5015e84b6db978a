#include "validators/process/known.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gateway/reports/report_json.h"
#include "tests/validators/process/revocation_world.h"
#include "validators/process/collect.h"
#include "validators/process/judge.h"

// What earlier requests left behind changes nothing that anybody sees: the verdict is the same
// octet by octet, and so is what a request was charged.

namespace senim::process::test {
namespace {

struct Told {
  std::string verdict;
  model::DocumentStatus status{};
  model::Conclusion conclusion;
  std::array<std::uint64_t, kCostKinds> left{};
  friend bool operator==(const Told&, const Told&) = default;
};

// A document, what stands beside it, and everything else that a validation needs.
struct Document {
  explicit Document(const RevocationWorld& world)
      : trust(world.trust), rules(world.rules), now(world.time) {
    demo::SignerSpec signer;
    signer.party = &world.leaf;
    signer.signing_time = t::at("2026-05-31T10:00:00Z");
    demo::CmsSpec spec;
    spec.content = to_bytes("one hundred tenge");
    spec.signers = {signer};
    spec.certificates = {world.ca.certificate};
    octets = demo::make_cms(spec);
    supplied = world.supplied;
  }

  Told told(Known* known) const {
    model::Submission submission;
    submission.document = octets;
    submission.evidence = supplied;
    const t::TestPolicies policies(rules);
    Budget budget;
    const model::Evidence evidence =
        collect(submission, {}, *trust, policies, now, budget, known).value().evidence;
    const model::Verdict verdict = judge(evidence, submission, *trust, policies, now);
    Told result{
        reports::verdict_json(verdict), verdict.status, verdict.signatures.at(0).conclusion, {}};
    for (std::size_t i = 0; i < kCostKinds; ++i) {
      result.left[i] = budget.left(static_cast<Cost>(i));
    }
    return result;
  }

  std::shared_ptr<t::TestTrust> trust;
  model::PolicyRules rules;
  UtcTime now;
  Bytes octets;
  model::SuppliedEvidence supplied;
};

RevocationWorld good_world() {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();
  answer.certificates = {world.ca.certificate};  // a third place to find it in
  world.give(answer, world.ca);
  world.give(world.list(), world.root);
  return world;
}

// Nothing known, the same known, and known for the second time.
Told same_three_times(const Document& document, Known& known) {
  const Told cold = document.told(nullptr);
  CHECK(document.told(&known) == cold);
  CHECK(document.told(&known) == cold);
  return cold;
}

// Where `part` stands in the document.
std::size_t position(const Bytes& octets, ByteView part) {
  const auto found = std::search(octets.begin(), octets.end(), part.begin(), part.end());
  REQUIRE(found != octets.end());
  return static_cast<std::size_t>(found - octets.begin());
}

}  // namespace

TEST_CASE("a verdict and its cost are the same with and without what is known",
          "[process][known]") {
  Known known;
  const RevocationWorld world = good_world();
  const Document document(world);
  const Told told = same_three_times(document, known);
  CHECK(told.status == model::DocumentStatus::confirmed);
  CHECK(known.certificates.size() == 2);  // leaf and CA, wherever they stand
  SECTION("a document whose content is changed") {
    Document changed(world);
    changed.octets[position(changed.octets, to_bytes("hundred"))] ^= 1;
    const Told false_one = same_three_times(changed, known);
    CHECK(false_one.conclusion.sub == model::SubIndication::hash_failure);
  }
  SECTION("a signer who is revoked since") {
    RevocationWorld later = good_world();
    later.supplied.ocsps.clear();
    later.give(later.list({later.entry("2026-05-01T00:00:00Z")}), later.ca);
    const Told revoked = same_three_times(Document(later), known);
    CHECK(revoked.conclusion.sub == model::SubIndication::revoked_no_poe);
  }
  SECTION("a time at which the answer is too old") {
    Document later(world);
    later.now = t::at("2026-06-03T00:00:00Z");
    CHECK(same_three_times(later, known).status != model::DocumentStatus::confirmed);
  }
  SECTION("who answers, and what stands beside the document, are known next time") {
    RevocationWorld other = good_world();
    demo::CertificateSpec spec = t::leaf_spec();
    spec.serial = 77;
    const demo::Party responder = demo::make_issued(spec, t::test_pki().leaf.key, world.ca);
    t::OcspSpec answer = other.answer();
    answer.certificates = {responder.certificate};
    other.supplied.ocsps = {t::make_ocsp(answer, other.ca)};
    Known fresh;
    same_three_times(Document(other), fresh);
    CHECK(fresh.certificates.size() == 3);
    spec.serial = 78;
    other.supplied.certificates = {
        demo::make_issued(spec, t::test_pki().leaf.key, world.ca).certificate};
    same_three_times(Document(other), fresh);
    CHECK(fresh.certificates.size() == 4);
  }
  SECTION("an anchor that is no more") {
    Document elsewhere(world);
    elsewhere.trust = std::make_shared<t::TestTrust>();
    const Told unknown = same_three_times(elsewhere, known);
    CHECK(unknown.conclusion.sub == model::SubIndication::no_certificate_chain_found);
  }
}

TEST_CASE("a certificate of one other octet is another certificate", "[process][known]") {
  Known known;
  const RevocationWorld world = good_world();
  const Document good(world);
  CHECK(good.told(&known).status == model::DocumentStatus::confirmed);
  Document forged(world);
  // The last octet of the CA's certificate: of the root's signature on it.
  const std::size_t end =
      position(forged.octets, world.ca.certificate) + world.ca.certificate.size() - 1;
  forged.octets[end] ^= 1;
  forged.supplied.ocsps.at(0) = t::make_ocsp(world.answer(), world.ca);  // not beside it either
  const Told told = same_three_times(forged, known);
  CHECK(told.status != model::DocumentStatus::confirmed);
  CHECK(told.conclusion.sub == model::SubIndication::certificate_chain_general_failure);
  CHECK(good.told(&known) == good.told(nullptr));
}

TEST_CASE("requests at the same time share what is known and disturb nothing", "[process][known]") {
  Known known;
  std::vector<Document> documents;
  std::vector<Told> cold;
  for (std::int64_t serial = 1; serial <= 8; ++serial) {
    RevocationWorld world;
    world.leaf_spec.serial = serial;
    world.make();
    world.give(world.answer(), world.ca);
    world.give(world.list(), world.root);
    documents.emplace_back(world);
    cold.push_back(documents.back().told(nullptr));
  }
  std::vector<int> wrong(2, 0);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t i = 0; i < 3 * documents.size(); ++i) {
        const std::size_t one = i % documents.size();
        wrong[thread] += documents[one].told(&known) == cold[one] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(2, 0));
}

TEST_CASE("what is known of certificates is bounded, and full it still answers right",
          "[process][known]") {
  const RevocationWorld world = good_world();
  const Document document(world);
  const Told cold = document.told(nullptr);
  Known measure;
  CHECK(document.told(&measure) == cold);
  const std::size_t enough = measure.certificates.memory();  // for the leaf and the CA, once
  Known known(enough);
  for (std::int64_t serial = 1; serial <= 20; ++serial) {
    demo::CertificateSpec spec = t::leaf_spec();
    spec.serial = serial;
    const demo::Party party = demo::make_issued(spec, t::test_pki().leaf.key, world.ca);
    const auto one = t::certificate(party);
    CHECK(one.interned(known.certificates) == one);
    CHECK(known.certificates.memory() <= enough);
    CHECK(document.told(&known) == cold);
    CHECK(known.certificates.memory() <= enough);
  }
  CHECK(known.certificates.size() <= 2);
}

}  // namespace senim::process::test

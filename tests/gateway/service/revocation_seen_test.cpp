#include "gateway/service/revocation_seen.h"

#include <catch2/catch.hpp>
#include <map>

#include "tests/support/rewritten_key.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/key_identity.h"

using namespace senim;
using model::ValueState;

namespace {

const UtcTime kNow = test::at("2026-11-24T12:00:00Z");

pki::Certificate certificate(const demo::Party& party) {
  return pki::Certificate::from_der(party.certificate).value();
}
pki::Certificate leaf() { return certificate(test::test_pki().leaf); }
pki::Certificate ca() { return certificate(test::test_pki().ca); }
pki::Certificate root() { return certificate(test::test_pki().root); }

crypto::Sha256 id_of(const pki::Certificate& issuer) {
  Bytes both = to_bytes(issuer.subject().der());
  const Bytes key = crypto::key_identity(issuer.spki());
  both.insert(both.end(), key.begin(), key.end());
  return crypto::sha256(both);
}

model::SignatureEvidence signed_along(std::vector<pki::Certificate> path) {
  model::SignatureEvidence evidence;
  evidence.paths.emplace_back().certificates = std::move(path);
  return evidence;
}

model::RevocationEvidence about(const pki::Certificate& subject, UtcTime this_update,
                                ValueState value = ValueState::valid) {
  model::RevocationEvidence data;
  data.token.value = value;
  data.statuses.resize(1);
  data.statuses[0].certificate = subject.fingerprint();
  data.statuses[0].this_update = this_update;
  return data;
}

std::map<crypto::Sha256, UtcTime> seen(const model::Evidence& evidence) {
  std::map<crypto::Sha256, UtcTime> all;
  for (const store::RevocationEpoch& epoch : service::revocation_seen(evidence)) {
    CHECK(all.emplace(epoch.issuer, epoch.newest).second);
  }
  return all;
}

}  // namespace

TEST_CASE("every issuer on a path is seen, with the newest data about what he issued", "[cache]") {
  model::Evidence evidence;
  evidence.signatures.push_back(signed_along({leaf(), ca(), root()}));
  CHECK(seen(evidence) ==
        std::map<crypto::Sha256, UtcTime>{{id_of(ca()), {}}, {id_of(root()), {}}});

  evidence.revocation.push_back(about(leaf(), kNow));
  evidence.revocation.push_back(about(leaf(), kNow - Seconds{1}));
  const std::map<crypto::Sha256, UtcTime> of_the_leaf = {{id_of(ca()), kNow}, {id_of(root()), {}}};
  CHECK(seen(evidence) == of_the_leaf);

  SECTION("data that nobody signed do not count") {
    evidence.revocation.push_back(
        about(leaf(), kNow + Seconds{1}, GENERATE(ValueState::invalid, ValueState::unchecked)));
    CHECK(seen(evidence) == of_the_leaf);
  }
  SECTION("an issuer is one in every writing of his key, and another under another one") {
    const auto again = [](const demo::Key& key) {
      auto spec = test::ca_spec();
      spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
      spec.serial += 1000;
      return certificate(demo::make_issued(spec, key, test::test_pki().root));
    };
    const pki::Certificate rewritten = again(test::compressed(test::test_pki().ca.key));
    const pki::Certificate other = again(test::shared_key(demo::KeyKind::p256, 8));
    REQUIRE(equal(rewritten.subject().der(), ca().subject().der()));
    evidence.signatures.push_back(signed_along({ca(), rewritten, root()}));
    CHECK(seen(evidence) == of_the_leaf);
    evidence.signatures.push_back(signed_along({leaf(), other, root()}));
    CHECK(seen(evidence).size() == 3);
    CHECK(seen(evidence)[id_of(other)] == kNow);
  }
  SECTION("data about a certificate on no path do not count") {
    evidence.revocation.push_back(about(root(), kNow));
    CHECK(seen(evidence) == of_the_leaf);
  }
  SECTION("data about the authority are its own issuer's") {
    evidence.revocation.push_back(about(ca(), kNow - Seconds{9}));
    CHECK(seen(evidence)[id_of(root())] == kNow - Seconds{9});
  }
}

TEST_CASE("the issuers of time-stamps and of who signed revocation data are seen too", "[cache]") {
  model::Evidence evidence;
  const std::map<crypto::Sha256, UtcTime> the_ca = {{id_of(ca()), {}}};
  SECTION("a time-stamp of a signature") {
    evidence.signatures.emplace_back();
    evidence.signatures[0].timestamps.emplace_back();
    evidence.signatures[0].timestamps[0].token = signed_along({leaf(), ca()});
  }
  SECTION("a time-stamp of the document") {
    evidence.timestamps.emplace_back();
    evidence.timestamps[0].token = signed_along({leaf(), ca()});
  }
  SECTION("a responder") {
    evidence.revocation.emplace_back();
    evidence.revocation[0].token = signed_along({leaf(), ca()});
  }
  CHECK(seen(evidence) == the_ca);
}

// What collect() still wants, and that it stops wanting.

#include "validators/process/revocation_wanted.h"

#include <openssl/ocsp.h>

#include <catch2/catch.hpp>

#include "tests/support/two_policies.h"
#include "tests/validators/process/revocation_world.h"
#include "validators/pki/ocsp_request.h"

namespace senim::process::test {
namespace {

using Kind = model::FetchTarget::Kind;

const std::string kOcsp = "http://ocsp.example/";
const std::string kMirror = "http://ocsp1.example/";
const std::string kList = "http://crl.example/ca.crl";
const std::string kDelta = "http://crl.example/ca_d.crl";
const std::string kRootList = "http://crl.example/root.crl";

struct Asking {
  RevocationWorld world;
  Asking() {
    world.leaf_spec.ocsp_urls = {kOcsp, kMirror};
    world.leaf_spec.crl_urls = {"ldap://crl.example/ca", kList};
    world.ca_spec.crl_urls = {kRootList};
    world.make();
  }
  std::vector<model::Wanted> wants() const {
    const t::TestPolicies policies(world.rules);
    return wanted(world.collect(), {}, *world.trust, policies, world.time);
  }
  std::vector<std::string> urls() const {
    std::vector<std::string> found;
    for (const model::Wanted& one : wants()) {
      found.push_back(one.target.url);
    }
    return found;
  }
  void unreachable(Kind kind, const std::string& url, const demo::Party& whom) {
    model::Fetched one;
    one.target = {kind, url, t::certificate(whom).fingerprint()};
    one.problem = "timed out";
    world.fetched.push_back(std::move(one));
  }
};
using Urls = std::vector<std::string>;

}  // namespace

TEST_CASE("a status is asked of one source after another", "[revocation]") {
  Asking one;
  CHECK(one.urls() == Urls{kOcsp, kRootList});
  one.unreachable(Kind::ocsp, kOcsp, one.world.leaf);
  one.unreachable(Kind::crl, kRootList, one.world.ca);
  CHECK(one.urls() == Urls{kMirror});
  one.unreachable(Kind::ocsp, kMirror, one.world.leaf);
  CHECK(one.urls() == Urls{kList});  // never ldap
  one.unreachable(Kind::crl, kList, one.world.leaf);
  CHECK(one.urls().empty());
  CHECK(one.world.state() == blocks::RevocationState::unreachable);
}

TEST_CASE("nothing is wanted that is at hand and fresh", "[revocation]") {
  Asking one;
  one.world.give(one.world.list(), one.world.root);
  CHECK(one.urls() == Urls{kOcsp});
  one.world.give(one.world.answer(), one.world.ca);
  CHECK(one.urls().empty());
  SECTION("what is stale is asked for again") {
    t::OcspSpec old = one.world.answer();
    old.entries[0].next_update = one.world.time;
    one.world.supplied.ocsps = {t::make_ocsp(old, one.world.ca)};
    CHECK(one.urls() == Urls{kOcsp});
  }
  SECTION("what is revoked is not") {
    one.world.supplied.ocsps.clear();
    one.world.give(one.world.list({one.world.entry("2026-05-01T00:00:00Z")}), one.world.ca);
    CHECK(one.urls().empty());
  }
  SECTION("nor what the policy does not ask about") {
    one.world.supplied = {};
    for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
      one.world.rules.set({model::Key::revocation_available, model::Context::signature, role},
                          {model::Level::ignore, false, {}});
    }
    CHECK(one.urls().empty());
  }
}

// It stands beside the signature, where another policy asks less of it.
TEST_CASE("of a document's time-stamp is wanted what the policy of a signature under it asks",
          "[revocation]") {
  Asking one;
  one.world.rules = t::plain_rules();
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    one.world.rules.set({model::Key::revocation_available, model::Context::timestamp, role},
                        t::fails());
  }
  const t::TwoPolicies policies(t::plain_rules(), one.world.rules,
                                [](const auto& query) { return query.direction != "unknown"; });
  model::Evidence evidence = one.world.collect();
  model::TimestampEvidence& stamp = evidence.timestamps.emplace_back();
  stamp.timestamp.kind = model::TimestampKind::document;
  stamp.timestamp.covers = {evidence.signatures[0].signature.id};
  stamp.token = evidence.signatures[0];
  const auto urls = [&] {
    Urls found;
    for (const model::Wanted& wish :
         wanted(evidence, {}, *one.world.trust, policies, one.world.time)) {
      found.push_back(wish.target.url);
    }
    return found;
  };
  CHECK(urls() == Urls{kOcsp, kRootList});
  stamp.timestamp.covers = {"S-other"};
  CHECK(urls().empty());
}

// What a treaty asks is fetched though a listing at home comes first (attack6 A2).
TEST_CASE("of each list that a path ends in is wanted what its own policy asks", "[revocation]") {
  Asking one;
  const auto context = GENERATE(model::Context::signature, model::Context::timestamp);
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    one.world.rules.set({model::Key::revocation_available, context, role}, t::fails());
  }
  const t::TwoPolicies policies(t::plain_rules(), one.world.rules, [](const auto& query) {
    // Of a time-stamp there is no direction.
    return query.direction != "domestic" && query.issuer_country != "KZ";
  });
  model::TrustService at_home = t::granted(t::certificate(one.world.root));
  at_home.territory = "KZ";
  const auto urls = [&](const std::vector<model::TrustService>& services) {
    model::Evidence evidence = one.world.collect();
    evidence.signatures[0].paths.at(0).services = services;
    if (context == model::Context::timestamp) {
      evidence.timestamps.push_back({{}, std::move(evidence.signatures[0])});
      evidence.signatures.clear();
    }
    Urls found;
    for (const model::Wanted& wish :
         wanted(evidence, {}, *one.world.trust, policies, one.world.time)) {
      found.push_back(wish.target.url);
    }
    return found;
  };
  const model::TrustService there = t::granted(t::certificate(one.world.root));
  CHECK(urls({at_home, there}) == Urls{kOcsp, kRootList});
  CHECK(urls({there, at_home}) == Urls{kOcsp, kRootList});
  CHECK(urls({there}) == Urls{kOcsp, kRootList});
  CHECK(urls({at_home}).empty());
}

TEST_CASE("the delta of a list that was fetched is wanted once", "[revocation]") {
  Asking one;
  one.world.leaf_spec.extensions = {
      {Oid("2.5.29.46"), false, t::make_points({{{kDelta}, std::nullopt, std::nullopt}})}};
  one.world.leaf_spec.ocsp_urls.clear();
  one.world.make();
  one.world.give(one.world.list(), one.world.root);
  CHECK(one.urls() == Urls{kList});
  const Bytes list = t::make_crl(one.world.list(), one.world.ca);
  SECTION("what the document brings along is left as it is") {
    one.world.supplied.crls.push_back(list);
    CHECK(one.urls().empty());
  }
  SECTION("what was fetched is brought up to date") {
    one.world.fetch(Kind::crl, kList, list);
    CHECK(one.urls() == Urls{kDelta});
    one.unreachable(Kind::crl, kDelta, one.world.leaf);
    CHECK(one.urls().empty());
    CHECK(one.world.state() == blocks::RevocationState::good);
  }
}

TEST_CASE("what a cache gave is wanted of its source when it does not do", "[revocation]") {
  Asking one;
  one.world.ca_spec.crl_urls.clear();
  one.world.leaf_spec.ocsp_urls = {kOcsp};
  one.world.leaf_spec.crl_urls.clear();
  one.world.make();
  one.world.give(one.world.list(), one.world.root);
  t::OcspSpec old = one.world.answer();
  const auto cached = [&] {
    one.world.fetch(Kind::ocsp, kOcsp, t::make_ocsp(old, one.world.ca));
    one.world.fetched.back().target.certificate = t::certificate(one.world.leaf).fingerprint();
    one.world.fetched.back().origin = model::RevocationOrigin::cache;
  };
  SECTION("nothing is when it does") {
    cached();
    CHECK(one.urls().empty());
  }
  SECTION("beyond the cache, and once") {
    old.entries[0].next_update = one.world.time;  // stale
    cached();
    const auto wants = one.wants();
    REQUIRE(wants.size() == 1);
    CHECK(wants[0].target.url == kOcsp);
    CHECK(wants[0].beyond_cache);
    one.unreachable(Kind::ocsp, kOcsp, one.world.leaf);
    CHECK(one.urls().empty());
  }
  SECTION("what never came from a cache is wanted of anybody") {
    const auto wants = one.wants();
    REQUIRE(wants.size() == 1);
    CHECK_FALSE(wants[0].beyond_cache);
  }
}

TEST_CASE("a delta that a cache gave is not wanted again", "[revocation]") {
  Asking one;
  one.world.leaf_spec.ocsp_urls.clear();
  one.world.leaf_spec.extensions = {
      {Oid("2.5.29.46"), false, t::make_points({{{kDelta}, std::nullopt, std::nullopt}})}};
  one.world.make();
  one.world.give(one.world.list(), one.world.root);
  one.world.fetch(Kind::crl, kList, t::make_crl(one.world.list(), one.world.ca));
  CHECK(one.urls() == Urls{kDelta});
  t::CrlSpec delta = one.world.list();
  delta.number = 11;
  delta.base_number = 10;
  one.world.fetch(Kind::crl, kDelta, t::make_crl(delta, one.world.ca));
  one.world.fetched.back().origin = model::RevocationOrigin::cache;
  CHECK(one.urls().empty());
}

TEST_CASE("an issuer that is not at hand is wanted by AIA", "[revocation]") {
  Asking one;
  one.world.leaf_spec.issuer_urls = {"http://ca.example/ca.cer", "ftp://ca.example/ca.cer"};
  one.world.make();
  model::Evidence evidence = one.world.collect();
  model::SignatureEvidence& signature = evidence.signatures[0];
  signature.paths.clear();
  signature.partial_path = {*signature.signing_certificate};
  const t::TestPolicies policies(one.world.rules);
  const auto found = wanted(evidence, {}, *one.world.trust, policies, one.world.time);
  REQUIRE(found.size() == 1);
  CHECK(found[0].target.kind == Kind::issuer_certificate);
  CHECK(found[0].target.url == "http://ca.example/ca.cer");
  CHECK(found[0].request.empty());
}

TEST_CASE("an OCSP request is one that OpenSSL reads", "[revocation]") {
  Asking one;
  const auto found = one.wants();
  REQUIRE_FALSE(found.empty());
  const std::vector<std::uint8_t> nonce{1, 2, 3, 4, 5, 6, 7, 8};
  const Bytes with_nonce = pki::with_nonce(pki::ocsp_request(t::certificate(one.world.leaf),
                                                             t::certificate(one.world.ca),
                                                             {crypto::DigestAlgorithm::sha256})
                                               .value(),
                                           nonce)
                               .value();
  CHECK_FALSE(pki::with_nonce(with_nonce, nonce).ok());  // it has one
  CHECK_FALSE(pki::with_nonce(to_bytes("ask"), nonce).ok());
  for (const Bytes& request : {found[0].request, with_nonce}) {
    const unsigned char* at = request.data();
    OCSP_REQUEST* read = ::d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request.size()));
    REQUIRE(read != nullptr);
    CHECK(at == request.data() + request.size());
    CHECK(::OCSP_request_onereq_count(read) == 1);
    OCSP_CERTID* id = ::OCSP_onereq_get0_id(::OCSP_request_onereq_get0(read, 0));
    const auto x509 = [](const Bytes& der) {
      const unsigned char* in = der.data();
      return ::d2i_X509(nullptr, &in, static_cast<long>(der.size()));
    };
    X509* leaf = x509(one.world.leaf.certificate);
    X509* ca = x509(one.world.ca.certificate);
    const bool plain = request == found[0].request;
    OCSP_CERTID* own = ::OCSP_cert_to_id(plain ? ::EVP_sha1() : ::EVP_sha256(), leaf, ca);
    CHECK(::OCSP_id_cmp(id, own) == 0);
    CHECK(::OCSP_REQUEST_get_ext_by_NID(read, NID_id_pkix_OCSP_Nonce, -1) == (plain ? -1 : 0));
    ::OCSP_CERTID_free(own);
    ::X509_free(leaf);
    ::X509_free(ca);
    ::OCSP_REQUEST_free(read);
  }
  CHECK(pki::ocsp_request(t::certificate(one.world.leaf), t::certificate(one.world.ca),
                          {crypto::DigestAlgorithm::md5})
            .error()
            .code == ErrorCode::unsupported);
}

}  // namespace senim::process::test

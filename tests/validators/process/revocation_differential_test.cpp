// Chains with random defects, judged by us and by OpenSSL: whatever we accept it accepts. It is
// the other opinion on lists (X509_verify_cert with CRLs of the whole chain, extended and delta
// lists) and on answers (OCSP_basic_verify at the same time).

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <random>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/revocation_world.h"

namespace senim::process::test {
namespace {

using t::at;
template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* value) const { Free(value); }
};
template <typename T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;
using X509Owned = Owned<X509, ::X509_free>;

X509Owned x509(const Bytes& der) {
  const unsigned char* in = der.data();
  return X509Owned(::d2i_X509(nullptr, &in, static_cast<long>(der.size())));
}

struct OpenSsl {
  Owned<X509_STORE, ::X509_STORE_free> store{::X509_STORE_new()};
  X509Owned root, ca, leaf;
  std::time_t time;

  explicit OpenSsl(const RevocationWorld& world)
      : root(x509(world.root.certificate)),
        ca(x509(world.ca.certificate)),
        leaf(x509(world.leaf.certificate)),
        time(static_cast<std::time_t>(world.time.time_since_epoch().count())) {
    ::X509_STORE_add_cert(store.get(), root.get());
  }

  bool lists_hold(const std::vector<Bytes>& lists) const {
    for (const Bytes& der : lists) {
      const unsigned char* in = der.data();
      Owned<X509_CRL, ::X509_CRL_free> list(
          ::d2i_X509_CRL(nullptr, &in, static_cast<long>(der.size())));
      if (list != nullptr) {
        ::X509_STORE_add_crl(store.get(), list.get());
      }
    }
    Owned<X509_STORE_CTX, ::X509_STORE_CTX_free> context(::X509_STORE_CTX_new());
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, ca.get());
    ::X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), chain);
    ::X509_VERIFY_PARAM* parameters = ::X509_STORE_CTX_get0_param(context.get());
    ::X509_VERIFY_PARAM_set_time(parameters, time);
    ::X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
                                                  X509_V_FLAG_EXTENDED_CRL_SUPPORT |
                                                  X509_V_FLAG_USE_DELTAS);
    const bool good = ::X509_verify_cert(context.get()) == 1;
    sk_X509_free(chain);
    if (!good) {
      UNSCOPED_INFO(::X509_verify_cert_error_string(::X509_STORE_CTX_get_error(context.get())));
    }
    return good;
  }

  bool answer_holds(const Bytes& der) const {
    ::ERR_clear_error();
    const unsigned char* in = der.data();
    Owned<OCSP_RESPONSE, ::OCSP_RESPONSE_free> response(
        ::d2i_OCSP_RESPONSE(nullptr, &in, static_cast<long>(der.size())));
    if (response == nullptr || ::OCSP_response_status(response.get()) != 0) {
      return false;
    }
    Owned<OCSP_BASICRESP, ::OCSP_BASICRESP_free> basic(::OCSP_response_get1_basic(response.get()));
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, ca.get());
    ::X509_VERIFY_PARAM_set_time(::X509_STORE_get0_param(store.get()), time);
    const bool verified =
        basic != nullptr && ::OCSP_basic_verify(basic.get(), chain, store.get(), 0) == 1;
    sk_X509_free(chain);
    if (!verified) {
      UNSCOPED_INFO("OCSP_basic_verify: " << ::ERR_reason_error_string(::ERR_peek_last_error()));
    }
    Owned<OCSP_CERTID, ::OCSP_CERTID_free> id(
        ::OCSP_cert_to_id(::EVP_sha1(), leaf.get(), ca.get()));
    int status = -1;
    ASN1_GENERALIZEDTIME* next = nullptr;
    const bool about = verified && ::OCSP_resp_find_status(basic.get(), id.get(), &status, nullptr,
                                                           nullptr, nullptr, &next) == 1;
    const bool current = next == nullptr || ::ASN1_TIME_cmp_time_t(next, time) > 0;
    return about && status == V_OCSP_CERTSTATUS_GOOD && current;
  }
};

class Defects {
 public:
  explicit Defects(unsigned seed) : random_(seed) {}

  bool chance(int one_in) { return std::uniform_int_distribution<int>(1, one_in)(random_) == 1; }
  template <typename T>
  T one_of(std::vector<T> all) {
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random_)];
  }
  UtcTime around(UtcTime time) {
    return time + Seconds(3600 * std::uniform_int_distribution<int>(-40, 40)(random_));
  }

  void certificates(RevocationWorld& world) {
    if (chance(6)) {
      world.leaf_spec.crl_urls = {one_of<std::string>({"http://a/1", "http://a/2"})};
    }
    if (chance(12)) {
      world.ca_spec.key_usage = std::uint16_t{1U << 5};  // keyCertSign alone
    }
    if (chance(12)) {
      world.leaf_spec.not_after = around(world.time);
    }
    if (chance(12)) {
      world.ca_spec.not_after = around(world.time);
    }
    world.make();
  }

  t::CrlSpec list(const RevocationWorld& world, std::int64_t serial) {
    t::CrlSpec spec = world.list();
    if (chance(5)) {
      // Not later than the time in question: OpenSSL does not look at the date of a revocation.
      spec.entries.push_back({chance(3) ? serial + 1 : serial,
                              std::min(around(world.time), world.time),
                              one_of<int>({0, 1, 4, 6}),
                              std::nullopt,
                              {}});
    }
    if (chance(6)) {
      spec.next_update = around(world.time);
    }
    if (chance(8)) {
      spec.this_update = around(world.time);
    }
    if (chance(6)) {
      t::ScopeSpec scope;
      scope.users = chance(2);
      scope.authorities = !scope.users && chance(2);
      if (chance(2)) {
        scope.urls = {one_of<std::string>({"http://a/1", "http://a/2"})};
      }
      if (chance(3)) {
        scope.reasons = one_of<std::uint16_t>({0x00e, 0x1f0, 0x1fe});
      }
      spec.distribution_point = t::make_scope(scope);
    }
    if (chance(12)) {
      spec.extensions.push_back({Oid("1.2.3.4"), chance(2), demo::der::null()});
    }
    if (chance(12)) {
      spec.issuer = world.root.name;
    }
    return spec;
  }

  // `unsigned_tail`: certificates beside an answer are under no signature. We do not need one that
  // the path has, OpenSSL reads nothing when one of them cannot be read.
  Bytes spoiled(Bytes octets, std::size_t unsigned_tail = 0) {
    if (chance(10)) {
      const std::size_t last = octets.size() - unsigned_tail - 1;
      octets[std::uniform_int_distribution<std::size_t>(0, last)(random_)] ^= 0x10;
    }
    return octets;
  }

 private:
  std::mt19937 random_;
};

// The rules of both sides as one question: nothing is asked beyond path and revocation.
bool accepts(const RevocationWorld& world) {
  return world.conclusion().indication == model::Indication::passed;
}

}  // namespace

TEST_CASE("whatever chain with lists we accept OpenSSL accepts", "[revocation]") {
  unsigned accepted = 0;
  unsigned theirs = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    Defects defects(seed);
    RevocationWorld world;
    defects.certificates(world);
    world.supplied.crls.push_back(
        defects.spoiled(t::make_crl(defects.list(world, kCaSerial), world.root)));
    t::CrlSpec list = defects.list(world, kLeafSerial);
    world.supplied.crls.push_back(defects.spoiled(t::make_crl(list, world.ca)));
    if (defects.chance(5)) {
      t::CrlSpec delta = defects.list(world, kLeafSerial);
      delta.number = defects.one_of<std::int64_t>({9, 10, 11, 12});
      delta.base_number = defects.one_of<std::int64_t>({9, 10, 11});
      world.supplied.crls.push_back(t::make_crl(delta, world.ca));
    }
    const bool ours = accepts(world);
    const bool openssl = OpenSsl(world).lists_hold(world.supplied.crls);
    accepted += ours ? 1U : 0U;
    theirs += openssl ? 1U : 0U;
    CHECK((openssl || !ours));
  }
  CHECK(accepted > 60);  // both say yes often enough for the comparison to mean something
  CHECK(theirs < 550);
  WARN("lists: accepted " << accepted << ", by OpenSSL " << theirs << " of 600");
}

TEST_CASE("whatever chain with an OCSP answer we accept OpenSSL accepts", "[revocation]") {
  unsigned accepted = 0;
  unsigned theirs = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    Defects defects(seed);
    RevocationWorld world;
    defects.certificates(world);
    world.give(world.list(), world.root);
    demo::CertificateSpec spec = t::leaf_spec();
    spec.subject = demo::simple_name("Responder");
    spec.serial = 3000;
    spec.extended_key_usage = {Oid(defects.chance(5) ? "1.3.6.1.5.5.7.3.8" : "1.3.6.1.5.5.7.3.9")};
    spec.extensions = {{Oid("1.3.6.1.5.5.7.48.1.5"), false, demo::der::null()}};
    if (defects.chance(5)) {
      spec.not_after = defects.around(world.time);
    }
    const demo::Party& above = defects.chance(6) ? world.root : world.ca;
    const demo::Party responder =
        demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), above);
    const demo::Party& by = defects.chance(3) ? world.ca : responder;
    t::OcspSpec answer = world.answer();
    answer.by_key = defects.chance(2);
    if (!defects.chance(8)) {
      answer.certificates = {by.certificate};
    }
    if (defects.chance(10)) {
      answer.responder_name = world.root.name;
      answer.by_key = false;
    }
    t::OcspEntrySpec& entry = answer.entries[0];
    if (defects.chance(5)) {
      entry.status = defects.one_of<t::OcspEntrySpec::Status>(
          {t::OcspEntrySpec::Status::revoked, t::OcspEntrySpec::Status::unknown});
      entry.revoked = defects.around(world.time);
    }
    if (defects.chance(6)) {
      entry.next_update = defects.around(world.time);
    }
    if (defects.chance(8)) {
      entry.issuer = &world.root;
    }
    world.supplied.ocsps = {defects.spoiled(
        t::make_ocsp(answer, by), answer.certificates.empty() ? 0 : by.certificate.size())};
    const bool ours = accepts(world);
    const OpenSsl other(world);
    // A revocation after the time in question is none yet; OpenSSL does not look at its date.
    const bool later =
        entry.status == t::OcspEntrySpec::Status::revoked && entry.revoked > world.time;
    const bool openssl = other.answer_holds(world.supplied.ocsps[0]) || later;
    accepted += ours ? 1U : 0U;
    theirs += openssl ? 1U : 0U;
    CHECK((openssl || !ours));
  }
  CHECK(accepted > 60);
  WARN("answers: accepted " << accepted << ", by OpenSSL " << theirs << " of 600");
}

}  // namespace senim::process::test

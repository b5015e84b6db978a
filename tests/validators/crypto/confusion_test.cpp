// Keys, identifiers, parameters and byte orders of one family offered as those of another
// (domain.md 4): what is not written as its own standard has it is no key, or signs nothing.

#include <openssl/err.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/curve_signing.h"
#include "gateway/demo/der_writer.h"
#include "gateway/demo/key.h"
#include "gateway/demo/sign_dstu.h"
#include "gateway/demo/sign_gost.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/bign.h"
#include "validators/crypto/gost.h"
#include "validators/crypto/public_key.h"
#include "validators/crypto/sm2.h"

using namespace senim;
using namespace senim::crypto;
using demo::KeyKind;

namespace {

const Bytes kMessage = to_bytes("message");

struct Signer {
  std::string name;
  demo::Key secret;
  PublicKey key;
  SignatureAlgorithm algorithm;
  Bytes value;
};

Signer signer_of(const demo::Key& secret) {
  const PublicKey key = PublicKey::from_spki(secret.spki()).value();
  return {key.name() + " " + key.algorithm().dotted(), secret, key,
          read_signature_algorithm(secret.algorithm_identifier()).value(), secret.sign(kMessage)};
}

// Every family, and the curves that two of them share.
std::vector<Signer> make_signers() {
  std::vector<Signer> made;
  for (const KeyKind kind :
       {KeyKind::rsa_2048, KeyKind::p256, KeyKind::brainpool_p256, KeyKind::p521, KeyKind::ed25519,
        KeyKind::ed448, KeyKind::dsa_2048, KeyKind::kz_2015_512, KeyKind::kz_2015_256,
        KeyKind::kz_2004, KeyKind::ru_2012_256, KeyKind::ru_2012_512, KeyKind::ru_2001,
        KeyKind::by_256, KeyKind::by_384, KeyKind::by_512, KeyKind::cn_sm2, KeyKind::ua_257,
        KeyKind::ua_431}) {
    made.push_back(signer_of(demo::Key::generate(kind)));
  }
  for (const char* const set : {"1.2.643.2.2.35.1", "1.2.643.2.2.36.1"}) {
    for (const KeyFamily family : {KeyFamily::gost_r_3410_2001, KeyFamily::gost_r_3410_2012_256}) {
      made.push_back(signer_of(demo::make_gost_key(family, Oid(set))));
    }
  }
  using demo::DstuSpec;
  made.push_back(signer_of(demo::make_dstu_key(
      {.order = DstuSpec::Order::big_endian, .parameters = DstuSpec::Curve::spelt_out})));
  made.push_back(signer_of(demo::make_dstu_key({.digest = DigestAlgorithm::kupyna256})));
  return made;
}
const std::vector<Signer>& signers() {
  static const std::vector<Signer> all = make_signers();
  return all;
}

// KeyFamily has the international ones first.
bool national(const Signer& signer) { return signer.key.family() >= KeyFamily::gost_r_3410_2001; }

// What does not go together is a no or one of two errors.
bool says_yes(const Result<bool>& answer) {
  CHECK(::ERR_peek_error() == 0);
  if (!answer.ok()) {
    CHECK((answer.error().code == ErrorCode::unsupported ||
           answer.error().code == ErrorCode::malformed));
    return false;
  }
  return *answer;
}

// A SubjectPublicKeyInfo in pieces.
struct Pieces {
  Bytes oid;
  Bytes parameters;  // empty: none
  Bytes bits;
  Bytes whole() const {
    using namespace demo::der;
    return sequence({sequence({oid, parameters}), bit_string(bits)});
  }
};
Pieces pieces_of(const Signer& signer) {
  const Bytes& spki = signer.key.spki();
  der::Reader outer(spki);
  der::Reader inside = outer.enter(der::kSequence, "SubjectPublicKeyInfo").value();
  der::Reader algorithm = inside.enter(der::kSequence, "algorithm").value();
  Pieces pieces;
  pieces.oid = to_bytes(algorithm.next().value().whole);
  pieces.parameters = to_bytes(algorithm.rest());
  pieces.bits = to_bytes(der::bit_string(inside.next().value()).value().octets);
  return pieces;
}

// The identifier with each digest that a caller could fill in where it names none.
std::vector<SignatureAlgorithm> readings(const Oid& oid) {
  const auto read = read_signature_algorithm(demo::der::sequence({demo::der::oid(oid)}));
  if (!read.ok()) {  // it needs parameters
    return {};
  }
  if (read->digest != DigestAlgorithm::unknown || read->scheme == SignatureScheme::eddsa) {
    return {*read};
  }
  std::vector<SignatureAlgorithm> all;
  for (int i = 1; i <= static_cast<int>(DigestAlgorithm::gost_34311_95_dke1); ++i) {
    all.push_back(*read);
    all.back().digest = static_cast<DigestAlgorithm>(i);
  }
  return all;
}

Bytes reversed(ByteView octets) { return Bytes(octets.rbegin(), octets.rend()); }

// The same octets in the orders that other standards have: as a whole, the numbers changed over,
// each number for itself. `first`: octets of the first number.
std::vector<Bytes> other_orders(ByteView octets, std::size_t first) {
  using demo::der::join;
  const ByteView left = octets.first(first);
  const ByteView right = octets.subspan(first);
  return {reversed(octets), join({right, left}), join({reversed(left), reversed(right)})};
}

}  // namespace

TEST_CASE("a signature verifies under the identifiers of its own algorithm and no others",
          "[crypto]") {
  int accepted = 0;
  for (const Signer& signer : signers()) {
    for (const Oid& oid : signature_oids()) {
      for (const SignatureAlgorithm& algorithm : readings(oid)) {
        CAPTURE(signer.name, oid.dotted(), to_string(algorithm.digest));
        const bool own =
            algorithm.scheme == signer.algorithm.scheme &&
            algorithm.digest == signer.algorithm.digest &&
            algorithm.encoding == signer.algorithm.encoding &&
            (algorithm.key == KeyFamily::unknown || algorithm.key == signer.key.family());
        const bool answer = says_yes(verify(signer.key, algorithm, kMessage, signer.value));
        CHECK(answer == own);
        accepted += answer ? 1 : 0;
      }
    }
  }
  // At least its own one each; GOST R and RSA by the identifier of the key, GOST 34.310 and SM2 by
  // their second one, too.
  CHECK(accepted > static_cast<int>(signers().size()));
}

TEST_CASE("a key under the algorithm or the parameters of another family signs nothing",
          "[crypto]") {
  for (const Signer& signer : signers()) {
    const Pieces own = pieces_of(signer);
    REQUIRE(own.whole() == signer.key.spki());
    for (const Signer& other : signers()) {
      if (!national(signer) && !national(other)) {
        continue;  // public_key_test
      }
      const Pieces theirs = pieces_of(other);
      for (const Pieces& mixed : {Pieces{theirs.oid, own.parameters, own.bits},
                                  Pieces{own.oid, theirs.parameters, own.bits},
                                  Pieces{theirs.oid, theirs.parameters, own.bits}}) {
        if (mixed.whole() == own.whole()) {
          continue;
        }
        CAPTURE(signer.name, other.name, to_hex(mixed.whole()));
        const auto key = PublicKey::from_spki(mixed.whole());
        CHECK(::ERR_peek_error() == 0);
        if (!key.ok()) {
          CHECK(key.error().code == ErrorCode::malformed);
          continue;
        }
        // The same key in words that mean the same: an identifier of DSTU 4145 over another hash
        // (domain.md 4.10: either may stand there), a Russian curve by another set's name.
        const bool same =
            key->family() == signer.key.family() &&
            (key->family() == KeyFamily::dstu4145 || key->family() == KeyFamily::gost_r_3410_2001 ||
             key->family() == KeyFamily::gost_r_3410_2012_256) &&
            key->bits() == signer.key.bits();
        CHECK((same || !says_yes(verify(*key, signer.algorithm, kMessage, signer.value))));
        if (other.algorithm.scheme != signer.algorithm.scheme) {
          CHECK_FALSE(says_yes(verify(*key, other.algorithm, kMessage, signer.value)));
        }
      }
    }
  }
}

TEST_CASE("a national key whose numbers stand in another order is no key", "[crypto]") {
  for (const Signer& signer : signers()) {
    if (!national(signer)) {
      continue;
    }
    CAPTURE(signer.name);
    Pieces pieces = pieces_of(signer);
    const KeyFamily family = signer.key.family();
    if (family == KeyFamily::dstu4145) {  // one number; the other order may be another point
      const std::size_t width = signer.key.bits() / 8 + 1;
      std::reverse(pieces.bits.end() - static_cast<std::ptrdiff_t>(width), pieces.bits.end());
      const auto key = PublicKey::from_spki(pieces.whole());
      CHECK((!key.ok() || !says_yes(verify(*key, signer.algorithm, kMessage, signer.value))));
      continue;
    }
    const std::size_t width = signer.key.bits() / 8;
    const std::size_t head = pieces.bits.size() - 2 * width;
    for (const Bytes& order : other_orders(ByteView(pieces.bits).subspan(head), width)) {
      std::ranges::copy(order, pieces.bits.begin() + static_cast<std::ptrdiff_t>(head));
      CHECK(PublicKey::from_spki(pieces.whole()).error().code == ErrorCode::malformed);
    }
    CHECK(::ERR_peek_error() == 0);
  }
}

TEST_CASE("a national value or digest whose numbers stand in another order signs nothing",
          "[crypto]") {
  for (const Signer& signer : signers()) {
    if (!national(signer)) {
      continue;
    }
    CAPTURE(signer.name);
    SignatureAlgorithm algorithm = signer.algorithm;
    if (algorithm.encoding == ValueEncoding::der) {  // SM2
      algorithm.encoding = ValueEncoding::plain;
    }
    const Bytes value = signer.secret.sign_plain(kMessage);
    REQUIRE(says_yes(verify(signer.key, algorithm, kMessage, value)));
    // bign: s0 has half as many octets as s1.
    const std::size_t first =
        signer.key.family() == KeyFamily::bign ? value.size() / 3 : value.size() / 2;
    for (const Bytes& order : other_orders(value, first)) {
      CHECK_FALSE(says_yes(verify(signer.key, algorithm, kMessage, order)));
    }
    const Bytes digest = signer.secret.hash(algorithm.digest, kMessage);
    CHECK(says_yes(verify_digest(signer.key, algorithm, digest, value)) ==
          (signer.key.family() != KeyFamily::sm2));
    CHECK_FALSE(says_yes(verify_digest(signer.key, algorithm, reversed(digest), value)));
  }
}

TEST_CASE("the parameters of a national signature identifier are NULL or none", "[crypto]") {
  using namespace demo::der;
  for (const Signer& signer : signers()) {
    if (!national(signer)) {
      continue;
    }
    CAPTURE(signer.name);
    const Bytes own = oid(signer.algorithm.oid());
    const auto read = [&](ByteView parameters) {
      return read_signature_algorithm(sequence({own, parameters}));
    };
    for (const Bytes& parameters : {Bytes{}, null()}) {
      const auto algorithm = read(parameters);
      REQUIRE(algorithm.ok());
      CHECK(says_yes(verify(signer.key, *algorithm, kMessage, signer.value)));
    }
    CHECK(read(join({null(), null()})).error().code == ErrorCode::malformed);
    if (signer.key.family() == KeyFamily::dstu4145) {
      continue;  // the identifier of a key, which may repeat the key's own (domain.md 4.10)
    }
    for (const Bytes& parameters :
         {Bytes{0x05, 0x01, 0x00}, own, sequence({own}), octet_string({}), tlv(0xa0, null())}) {
      CHECK(read(parameters).error().code == ErrorCode::malformed);
    }
  }
}

// ---- coordinates above the prime ----------------------------------------------------------------

namespace {

struct Curve {
  std::string name;
  const EC_GROUP* group;
  std::function<Bytes(ByteView x, ByteView y)> spki;  // of big-endian coordinates
};

std::vector<Curve> prime_curves() {
  using namespace demo::der;
  std::vector<Curve> curves;
  const auto gost = [&](KeyFamily family, const char* key, const char* set, const char* digest) {
    curves.push_back({set, gost_curve(family, Oid(set)), [=](ByteView x, ByteView y) {
                        const Bytes sets = sequence({oid(Oid(set)), oid(Oid(digest))});
                        const Bytes point = octet_string(join({reversed(x), reversed(y)}));
                        return sequence({sequence({oid(Oid(key)), sets}), bit_string(point)});
                      }});
  };
  for (const char* const set :
       {"1.2.643.2.2.35.0", "1.2.643.2.2.35.1", "1.2.643.2.2.35.2", "1.2.643.2.2.35.3"}) {
    gost(KeyFamily::gost_r_3410_2001, "1.2.643.2.2.19", set, "1.2.643.2.2.30.1");
  }
  gost(KeyFamily::gost_34102015_256, "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1",
       "1.2.398.3.10.1.3.2");
  for (const char* const set :
       {"1.2.643.7.1.2.1.2.1", "1.2.643.7.1.2.1.2.2", "1.2.643.7.1.2.1.2.3"}) {
    gost(KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.1.1.2", set, "1.2.643.7.1.1.2.3");
  }
  for (const char* const name : {"1.2.112.0.2.0.34.101.45.3.1", "1.2.112.0.2.0.34.101.45.3.2",
                                 "1.2.112.0.2.0.34.101.45.3.3"}) {
    curves.push_back({name, bign_curve(Oid(name)), [=](ByteView x, ByteView y) {
                        return sequence(
                            {sequence({oid(Oid("1.2.112.0.2.0.34.101.45.2.1")), oid(Oid(name))}),
                             bit_string(join({reversed(x), reversed(y)}))});
                      }});
  }
  curves.push_back({"SM2", sm2_curve(), [](ByteView x, ByteView y) {
                      return sequence({sequence({oid(Oid("1.2.840.10045.2.1")),
                                                 oid(Oid("1.2.156.10197.1.301"))}),
                                       bit_string(join({Bytes{0x04}, x, y}))});
                    }});
  return curves;
}

}  // namespace

TEST_CASE("a point whose abscissa has the prime added is no second spelling of a key", "[crypto]") {
  // There is room for x + p below the full octets where x is small.
  for (const Curve& curve : prime_curves()) {
    CAPTURE(curve.name);
    const auto width = static_cast<std::size_t>(::EC_GROUP_get_degree(curve.group) + 7) / 8;
    const BignumPtr p(::BN_new());
    must(::EC_GROUP_get_curve(curve.group, p.get(), nullptr, nullptr, nullptr));
    int tried = 0;
    for (BN_ULONG small = 0; small < 60; ++small) {
      const BignumPtr x(::BN_new());
      const BignumPtr y(::BN_new());
      must(::BN_set_word(x.get(), small));
      const PointPtr point(::EC_POINT_new(curve.group));
      if (::EC_POINT_set_compressed_coordinates(curve.group, point.get(), x.get(), 0, nullptr) !=
          1) {
        ::ERR_clear_error();
        continue;  // no point has it
      }
      must(::EC_POINT_get_affine_coordinates(curve.group, point.get(), nullptr, y.get(), nullptr));
      const Bytes ordinate = demo::big_endian(y.get(), width);
      if (!PublicKey::from_spki(curve.spki(demo::big_endian(x.get(), width), ordinate)).ok()) {
        continue;  // of a small subgroup
      }
      must(::BN_add(x.get(), x.get(), p.get()));
      const auto second =
          PublicKey::from_spki(curve.spki(demo::big_endian(x.get(), width), ordinate));
      CHECK(second.error().code == ErrorCode::malformed);
      ++tried;
    }
    CHECK(tried > 0);  // fewer where the cofactor is 4
  }
  CHECK(::ERR_peek_error() == 0);
}

#include "tests/validators/crypto/gost_signer.h"

#include <gcrypt.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "validators/crypto/digest.h"

namespace senim::crypto::test {

namespace {

struct SexpFree {
  void operator()(gcry_sexp* expression) const { ::gcry_sexp_release(expression); }
};
using Sexp = std::unique_ptr<gcry_sexp, SexpFree>;

void must_do(gcry_error_t error) {
  if (error != 0) {
    throw std::runtime_error(std::string("libgcrypt: ") + ::gcry_strerror(error));
  }
}

template <typename... Values>
Sexp build(const char* format, Values... values) {
  gcry_sexp_t made = nullptr;
  must_do(::gcry_sexp_build(&made, nullptr, format, values...));
  return Sexp(made);
}

Bytes reversed(ByteView octets) { return Bytes(octets.rbegin(), octets.rend()); }

std::size_t width_of(const GostSet& set) {
  return set.family == KeyFamily::gost_r_3410_2012_512 || set.family == KeyFamily::gost_34102015_512
             ? 64
             : 32;
}

bool kazakh(const GostSet& set) {
  return set.family == KeyFamily::gost_34102015_512 || set.family == KeyFamily::gost_34102015_256 ||
         set.family == KeyFamily::gost_34310_2004;
}

// The octets of the one value of the list `name`, widened to `width`.
Bytes part(gcry_sexp_t whole, const char* name, std::size_t width) {
  const Sexp list(::gcry_sexp_find_token(whole, name, 0));
  std::size_t size = 0;
  const char* const data = ::gcry_sexp_nth_data(list.get(), 1, &size);
  if (data == nullptr) {
    throw std::runtime_error(std::string("no ") + name);
  }
  Bytes octets(data, data + size);
  while (octets.size() > width && octets.front() == 0) {
    octets.erase(octets.begin());
  }
  octets.insert(octets.begin(), width - octets.size(), 0);
  return octets;
}

Sexp hash_expression(ByteView digest) {
  const Bytes number = reversed(digest);
  return build("(data (flags gost) (value %b))", static_cast<int>(number.size()), number.data());
}

Sexp parse(const Bytes& octets) {
  gcry_sexp_t made = nullptr;
  must_do(::gcry_sexp_new(&made, octets.data(), octets.size(), 1));
  return Sexp(made);
}

Bytes canonical(gcry_sexp_t expression) {
  Bytes octets(::gcry_sexp_sprint(expression, GCRYSEXP_FMT_CANON, nullptr, 0));
  octets.resize(::gcry_sexp_sprint(expression, GCRYSEXP_FMT_CANON, octets.data(), octets.size()));
  return octets;
}

const char* digest_set(KeyFamily family) {
  switch (family) {
    case KeyFamily::gost_34102015_512:
      return "1.2.398.3.10.1.3.3";
    case KeyFamily::gost_34102015_256:
      return "1.2.398.3.10.1.3.2";
    case KeyFamily::gost_34310_2004:
      return "1.2.398.3.10.1.3.1.1.0";
    case KeyFamily::gost_r_3410_2012_256:
      return "1.2.643.7.1.1.2.2";
    case KeyFamily::gost_r_3410_2012_512:
      return "1.2.643.7.1.1.2.3";
    default:
      return "1.2.643.2.2.30.1";
  }
}

const char* key_oid(KeyFamily family) {
  switch (family) {
    case KeyFamily::gost_34102015_512:
      return "1.2.398.3.10.1.1.2.2";
    case KeyFamily::gost_34102015_256:
      return "1.2.398.3.10.1.1.2.1";
    case KeyFamily::gost_34310_2004:
      return "1.2.398.3.10.1.1.1.1";
    case KeyFamily::gost_r_3410_2012_256:
      return "1.2.643.7.1.1.1.1";
    case KeyFamily::gost_r_3410_2012_512:
      return "1.2.643.7.1.1.1.2";
    default:
      return "1.2.643.2.2.19";
  }
}

}  // namespace

const std::vector<GostSet>& gost_sets() {
  using K = KeyFamily;
  constexpr const char* k2012 = "gost2012_256";
  constexpr const char* k2001 = "gost2001";
  static const std::vector<GostSet> sets = {
      {K::gost_34102015_512, "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.1.2.3.2",
       "GOST2012-512-tc26-A", nullptr, nullptr},
      {K::gost_34102015_256, "1.2.398.3.10.1.1.2.1.1", "1.2.398.3.10.1.1.2.3.1", "GOST2012-256-A",
       nullptr, nullptr},
      {K::gost_34310_2004, "1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.1.1.2", "GOST2001-CryptoPro-A",
       nullptr, nullptr},
      {K::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.3.3", "GOST2012-512-tc26-A",
       "gost2012_512", "A"},
      {K::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.2", "1.2.643.7.1.1.3.3", "GOST2012-512-tc26-B",
       "gost2012_512", "B"},
      {K::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.3", "1.2.643.7.1.1.3.3", "GOST2012-512-tc26-C",
       "gost2012_512", "C"},
      {K::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.1", "1.2.643.7.1.1.3.2", "GOST2012-256-A", k2012,
       "TCA"},
      {K::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.2", "1.2.643.7.1.1.3.2", "GOST2012-256-tc26-B",
       k2012, "TCB"},
      {K::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.3", "1.2.643.7.1.1.3.2", "GOST2012-256-tc26-C",
       k2012, "TCC"},
      {K::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.4", "1.2.643.7.1.1.3.2", "GOST2012-256-tc26-D",
       k2012, "TCD"},
      {K::gost_r_3410_2012_256, "1.2.643.2.2.35.1", "1.2.643.7.1.1.3.2", "GOST2001-CryptoPro-A",
       k2012, "A"},
      {K::gost_r_3410_2012_256, "1.2.643.2.2.35.2", "1.2.643.7.1.1.3.2", "GOST2001-CryptoPro-B",
       k2012, "B"},
      {K::gost_r_3410_2012_256, "1.2.643.2.2.35.3", "1.2.643.7.1.1.3.2", "GOST2001-CryptoPro-C",
       k2012, "C"},
      {K::gost_r_3410_2012_256, "1.2.643.2.2.36.0", "1.2.643.7.1.1.3.2", "GOST2001-CryptoPro-XchA",
       k2012, "XA"},
      {K::gost_r_3410_2012_256, "1.2.643.2.2.36.1", "1.2.643.7.1.1.3.2", "GOST2001-CryptoPro-XchB",
       k2012, "XB"},
      {K::gost_r_3410_2001, "1.2.643.2.2.35.0", "1.2.643.2.2.3", "GOST2001-test", k2001, "0"},
      {K::gost_r_3410_2001, "1.2.643.2.2.35.1", "1.2.643.2.2.3", "GOST2001-CryptoPro-A", k2001,
       "A"},
      {K::gost_r_3410_2001, "1.2.643.2.2.35.2", "1.2.643.2.2.3", "GOST2001-CryptoPro-B", k2001,
       "B"},
      {K::gost_r_3410_2001, "1.2.643.2.2.35.3", "1.2.643.2.2.3", "GOST2001-CryptoPro-C", k2001,
       "C"},
      {K::gost_r_3410_2001, "1.2.643.2.2.36.0", "1.2.643.2.2.3", "GOST2001-CryptoPro-XchA", k2001,
       "XA"},
      {K::gost_r_3410_2001, "1.2.643.2.2.36.1", "1.2.643.2.2.3", "GOST2001-CryptoPro-XchB", k2001,
       "XB"},
  };
  return sets;
}

GostKey make_gost_key(const GostSet& set) {
  (void)digest(DigestAlgorithm::streebog256, {});  // initialises libgcrypt as the product does
  const Sexp wish = build("(genkey (ecc (curve %s)))", set.gcrypt_curve);
  gcry_sexp_t pair = nullptr;
  must_do(::gcry_pk_genkey(&pair, wish.get()));
  const Sexp made(pair);
  const Sexp secret(::gcry_sexp_find_token(pair, "private-key", 0));
  const std::size_t width = width_of(set);
  const Bytes point = part(secret.get(), "q", 2 * width + 1);
  GostKey key{set, canonical(secret.get()), {}, {}, {}};
  key.x = Bytes(point.begin() + 1, point.begin() + 1 + static_cast<std::ptrdiff_t>(width));
  key.y = Bytes(point.begin() + 1 + static_cast<std::ptrdiff_t>(width), point.end());
  key.spki = gost_spki(set, key_octets(key));
  return key;
}

Bytes key_octets(const GostKey& key) { return join({reversed(key.x), reversed(key.y)}); }

Bytes gost_spki(const GostSet& set, ByteView key) {
  const Bytes parameters = tlv(0x30, join({oid_tlv(set.oid), oid_tlv(digest_set(set.family))}));
  return tlv(0x30, join({tlv(0x30, join({oid_tlv(key_oid(set.family)), parameters})),
                         tlv(0x03, join({Bytes{0}, tlv(0x04, key)}))}));
}

SignatureAlgorithm gost_algorithm(const GostSet& set) {
  return read_signature_algorithm(tlv(0x30, oid_tlv(set.signature_oid))).value();
}

Bytes gost_value(const GostSet& set, ByteView r, ByteView s) {
  return kazakh(set) ? join({reversed(r), reversed(s)}) : join({s, r});
}

Bytes gost_sign(const GostKey& key, ByteView digest) {
  gcry_sexp_t value = nullptr;
  must_do(::gcry_pk_sign(&value, hash_expression(digest).get(), parse(key.secret).get()));
  const Sexp made(value);
  const std::size_t width = width_of(key.set);
  return gost_value(key.set, part(value, "r", width), part(value, "s", width));
}

bool gcrypt_verify(const GostKey& key, ByteView digest, ByteView value) {
  const auto half = static_cast<int>(value.size() / 2);
  const Bytes first = to_bytes(value.first(value.size() / 2));
  const Bytes last = to_bytes(value.last(value.size() / 2));
  const Bytes r = kazakh(key.set) ? reversed(first) : last;
  const Bytes s = kazakh(key.set) ? reversed(last) : first;
  const Sexp numbers = build("(sig-val (gost (r %b) (s %b)))", half, r.data(), half, s.data());
  const Bytes point = join({Bytes{0x04}, key.x, key.y});
  const Sexp public_key = build("(public-key (ecc (curve %s) (q %b)))", key.set.gcrypt_curve,
                                static_cast<int>(point.size()), point.data());
  return ::gcry_pk_verify(numbers.get(), hash_expression(digest).get(), public_key.get()) == 0;
}

Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes octets{tag};
  if (content.size() >= 0x100) {
    octets.push_back(0x82);
    octets.push_back(static_cast<std::uint8_t>(content.size() >> 8));
  } else if (content.size() >= 0x80) {
    octets.push_back(0x81);
  }
  octets.push_back(static_cast<std::uint8_t>(content.size()));
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

Bytes join(std::initializer_list<ByteView> parts) {
  Bytes all;
  for (const ByteView each : parts) {
    all.insert(all.end(), each.begin(), each.end());
  }
  return all;
}

Bytes oid_tlv(std::string_view dotted) {
  const Oid oid{dotted};
  return tlv(0x06, oid.content());
}

}  // namespace senim::crypto::test

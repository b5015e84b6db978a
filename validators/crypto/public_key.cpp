#include "validators/crypto/public_key.h"

#include <utility>

#include "validators/crypto/digest.h"
#include "validators/crypto/shake.h"
#include "validators/crypto/verifier.h"

namespace senim::crypto {

struct PublicKey::Data {
  KeyFamily family = KeyFamily::unknown;
  Oid algorithm;
  KeyParts parts;
  Bytes spki;
};

Result<SubjectKey> take_apart(ByteView spki) {
  SENIM_TRY(const der::Element outer, der::single(spki, der::Rules::der, "SubjectPublicKeyInfo"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "SubjectPublicKeyInfo is not a SEQUENCE"};
  }
  der::Reader reader(outer);
  SENIM_TRY(const der::Element algorithm, reader.expect(der::kSequence, "algorithm"));
  SENIM_TRY(const der::Element key, reader.expect(der::kBitString, "subjectPublicKey"));
  SENIM_CHECK(reader.finish("SubjectPublicKeyInfo"));
  SubjectKey subject;
  subject.algorithm = algorithm.whole;
  der::Reader inside(algorithm);
  SENIM_TRY(const der::Element oid, inside.expect(der::kOid, "algorithm"));
  SENIM_TRY(subject.oid, der::oid(oid));
  if (!inside.done()) {
    SENIM_TRY(subject.parameters, inside.next());
  }
  SENIM_CHECK(inside.finish("AlgorithmIdentifier"));
  SENIM_TRY(const der::BitString bits, der::bit_string(key));
  if (bits.unused_bits != 0) {
    return Error{ErrorCode::malformed, "subjectPublicKey has unused bits"};
  }
  subject.key = bits.octets;
  return subject;
}

namespace {

// ---- reading ------------------------------------------------------------------------------------

// SM2 keys are EC keys on the SM2 curve (GB/T 35275, domain.md 4.11).
Result<KeyFamily> family_of(const SubjectKey& subject) {
  const KeyFamily family = key_family_by_oid(subject.oid);
  if (family == KeyFamily::ec && subject.parameters && subject.parameters->tag == der::kOid) {
    SENIM_TRY(const Oid curve, der::oid(*subject.parameters));
    if (curve == kSm2Curve) {
      return KeyFamily::sm2;
    }
  }
  return family;
}

KeyParts named_only(std::string_view name) {
  KeyParts parts;
  parts.name = name;
  return parts;
}

Result<KeyParts> read_key(KeyFamily family, const SubjectKey& subject) {
  switch (family) {
    case KeyFamily::rsa:
    case KeyFamily::rsa_pss:
      return read_rsa_key(subject);
    case KeyFamily::dsa:
      return read_dsa_key(subject);
    case KeyFamily::ec:
      return read_ec_key(subject);
    case KeyFamily::ed25519:
    case KeyFamily::ed448:
      return read_edwards_key(subject);
    case KeyFamily::gost_r_3410_2001:
    case KeyFamily::gost_r_3410_2012_256:
    case KeyFamily::gost_r_3410_2012_512:
    case KeyFamily::gost_34310_2004:
    case KeyFamily::gost_34102015_256:
    case KeyFamily::gost_34102015_512:
      return read_gost_key(family, subject);
    case KeyFamily::bign:
      return read_bign_key(subject);
    case KeyFamily::sm2:
      return read_sm2_key(subject);
    case KeyFamily::dstu4145:
      return read_dstu_key(subject);
    case KeyFamily::unknown:
      return named_only(subject.oid.dotted());
    case KeyFamily::x25519:
    case KeyFamily::dh:
    case KeyFamily::dstu4145_normal_basis:
      return named_only(to_string(family));
  }
  return named_only(subject.oid.dotted());
}

// ---- writing SubjectPublicKeyInfo ---------------------------------------------------------------

Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes octets{tag};
  if (content.size() < 0x80) {
    octets.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    Bytes length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8) {
      length.insert(length.begin(), static_cast<std::uint8_t>(rest));
    }
    octets.push_back(static_cast<std::uint8_t>(0x80 | length.size()));
    octets.insert(octets.end(), length.begin(), length.end());
  }
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

Bytes join(std::initializer_list<ByteView> parts) {
  Bytes all;
  for (const ByteView part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

Bytes integer_tlv(ByteView big_endian) {
  while (big_endian.size() > 1 && big_endian[0] == 0) {
    big_endian = big_endian.subspan(1);
  }
  const Bytes zero{0x00};
  if (big_endian.empty()) {
    return tlv(0x02, zero);
  }
  return tlv(0x02, join({big_endian[0] >= 0x80 ? ByteView(zero) : ByteView(), big_endian}));
}

Bytes oid_tlv(const Oid& oid) { return tlv(0x06, oid.content()); }

Bytes spki_tlv(const Oid& algorithm, ByteView parameters, ByteView key) {
  const Bytes no_unused_bits{0x00};
  const Bytes identifier = tlv(0x30, join({oid_tlv(algorithm), parameters}));
  return tlv(0x30, join({identifier, tlv(0x03, join({no_unused_bits, key}))}));
}

constexpr Oid kRsa{"1.2.840.113549.1.1.1"};
constexpr Oid kDsa{"1.2.840.10040.4.1"};
constexpr Oid kEc{"1.2.840.10045.2.1"};
constexpr Oid kEd25519{"1.3.101.112"};
constexpr Oid kEd448{"1.3.101.113"};

// ---- verifying ----------------------------------------------------------------------------------

bool goes_with(SignatureScheme scheme, KeyFamily family) {
  switch (scheme) {
    case SignatureScheme::unknown:
    case SignatureScheme::hmac:
      return false;
    case SignatureScheme::rsa_pkcs1:  // RFC 4055 1.2: an id-RSASSA-PSS key is for PSS only
      return family == KeyFamily::rsa;
    case SignatureScheme::rsa_pss:
      return family == KeyFamily::rsa || family == KeyFamily::rsa_pss;
    case SignatureScheme::dsa:
      return family == KeyFamily::dsa;
    case SignatureScheme::ecdsa:
      return family == KeyFamily::ec;
    case SignatureScheme::eddsa:
      return family == KeyFamily::ed25519 || family == KeyFamily::ed448;
    case SignatureScheme::gost_r_3410_2001:
      return family == KeyFamily::gost_r_3410_2001;
    case SignatureScheme::gost_r_3410_2012:
      return family == KeyFamily::gost_r_3410_2012_256 || family == KeyFamily::gost_r_3410_2012_512;
    case SignatureScheme::gost_34310_2004:
      return family == KeyFamily::gost_34310_2004;
    case SignatureScheme::gost_34102015:
      return family == KeyFamily::gost_34102015_256 || family == KeyFamily::gost_34102015_512;
    case SignatureScheme::bign:
      return family == KeyFamily::bign;
    case SignatureScheme::sm2:
      return family == KeyFamily::sm2;
    case SignatureScheme::dstu4145:
      return family == KeyFamily::dstu4145 || family == KeyFamily::dstu4145_normal_basis;
  }
  return false;
}

// The identifier may be bound to one kind of key (id-Ed25519, ES256).
bool bound_to(const SignatureAlgorithm& algorithm, const PublicKey& key) {
  return goes_with(algorithm.scheme, key.family()) &&
         (algorithm.key == KeyFamily::unknown || algorithm.key == key.family()) &&
         (algorithm.curve.empty() || algorithm.curve == key.curve());
}

Error unsupported(const std::string& name) {
  return Error{ErrorCode::unsupported, name + " is not supported"};
}

enum class Way { refuse, compute };

// What can be answered without arithmetic: false (refuse), an error, or the way is free.
Result<Way> way(const PublicKey& key, const PublicKey::Data& data,
                const SignatureAlgorithm& algorithm) {
  if (algorithm.scheme == SignatureScheme::unknown || algorithm.scheme == SignatureScheme::hmac) {
    return unsupported("signature algorithm " + algorithm.name());
  }
  if (data.family == KeyFamily::unknown) {
    return unsupported("key algorithm " + key.name());
  }
  if (!bound_to(algorithm, key)) {
    return Way::refuse;
  }
  if (!supported(algorithm)) {
    return unsupported("signature algorithm " + algorithm.name());
  }
  if (data.parts.verifier == nullptr) {
    return unsupported("key " + key.name() +
                       (data.parts.lacks_parameters ? " without domain parameters" : ""));
  }
  return Way::compute;
}

}  // namespace

Result<bool> Verifier::verify(const SignatureAlgorithm& algorithm, ByteView message,
                              ByteView value) const {
  SENIM_TRY(const Bytes hash, digest(algorithm.digest, message));
  return verify_digest(algorithm, hash, value);
}

Result<Bytes> Verifier::hash(DigestAlgorithm algorithm, ByteView message) const {
  return digest(algorithm, message);
}

namespace {

// A national digest goes with the signatures of its country. RSA, DSA and ECDSA over one can be
// asked for (a SignerInfo names the two apart; GM/T 0006 has an identifier for RSA with SM3), but
// no vectors show what the value would be: named, not computed.
bool international(DigestAlgorithm digest) {
  switch (digest) {
    case DigestAlgorithm::gost_r_3411_94:
    case DigestAlgorithm::gost_34311_95:
    case DigestAlgorithm::gost_34311_95_dke1:
    case DigestAlgorithm::streebog256:
    case DigestAlgorithm::streebog512:
    case DigestAlgorithm::belt_hash:
    case DigestAlgorithm::bash256:
    case DigestAlgorithm::bash384:
    case DigestAlgorithm::bash512:
    case DigestAlgorithm::sm3:
    case DigestAlgorithm::kupyna256:
    case DigestAlgorithm::kupyna384:
    case DigestAlgorithm::kupyna512:
      return false;
    case DigestAlgorithm::unknown:
    case DigestAlgorithm::md2:
    case DigestAlgorithm::md4:
    case DigestAlgorithm::md5:
    case DigestAlgorithm::ripemd128:
    case DigestAlgorithm::ripemd160:
    case DigestAlgorithm::sha1:
    case DigestAlgorithm::sha224:
    case DigestAlgorithm::sha256:
    case DigestAlgorithm::sha384:
    case DigestAlgorithm::sha512:
    case DigestAlgorithm::sha512_224:
    case DigestAlgorithm::sha512_256:
    case DigestAlgorithm::sha3_224:
    case DigestAlgorithm::sha3_256:
    case DigestAlgorithm::sha3_384:
    case DigestAlgorithm::sha3_512:
    case DigestAlgorithm::shake128:
    case DigestAlgorithm::shake256:
    case DigestAlgorithm::whirlpool:
    case DigestAlgorithm::tiger:
      return true;
  }
  return false;
}

// RFC 8702: SHAKE goes with ECDSA, and with RSASSA-PSS as digest, mask and length of the salt.
bool shake_wholly(const PssParameters& pss) {
  return (!is_shake(pss.digest) && !is_shake(pss.mgf_digest)) ||
         (pss.digest == pss.mgf_digest && pss.salt_length == digest_size(pss.digest));
}

}  // namespace

bool supported(const SignatureAlgorithm& algorithm) {
  switch (algorithm.scheme) {
    case SignatureScheme::rsa_pkcs1:
    case SignatureScheme::dsa:
      return !is_shake(algorithm.digest) && international(algorithm.digest) &&
             supported(algorithm.digest);
    case SignatureScheme::ecdsa:
      return international(algorithm.digest) && supported(algorithm.digest);
    case SignatureScheme::rsa_pss:
      return algorithm.pss && algorithm.pss->digest == algorithm.digest &&
             shake_wholly(*algorithm.pss) && international(algorithm.digest) &&
             international(algorithm.pss->mgf_digest) && supported(algorithm.digest) &&
             supported(algorithm.pss->mgf_digest);
    case SignatureScheme::eddsa:
      return true;
    case SignatureScheme::gost_r_3410_2001:
      return algorithm.digest == DigestAlgorithm::gost_r_3411_94 && supported(algorithm.digest);
    case SignatureScheme::gost_34310_2004:
      return algorithm.digest == DigestAlgorithm::gost_34311_95 && supported(algorithm.digest);
    case SignatureScheme::gost_r_3410_2012:
    case SignatureScheme::gost_34102015:  // the verifier sees to the width
      return (algorithm.digest == DigestAlgorithm::streebog256 ||
              algorithm.digest == DigestAlgorithm::streebog512) &&
             supported(algorithm.digest);
    case SignatureScheme::bign:  // bign-with-hspec names its hash elsewhere: not ours to guess
      return (algorithm.digest == DigestAlgorithm::belt_hash ||
              algorithm.digest == DigestAlgorithm::bash256 ||
              algorithm.digest == DigestAlgorithm::bash384 ||
              algorithm.digest == DigestAlgorithm::bash512) &&
             supported(algorithm.digest);
    case SignatureScheme::sm2:
      return algorithm.digest == DigestAlgorithm::sm3 && supported(algorithm.digest);
    case SignatureScheme::dstu4145:
      return dstu_built() && algorithm.key != KeyFamily::dstu4145_normal_basis &&
             (algorithm.digest == DigestAlgorithm::gost_34311_95_dke1 ||
              algorithm.digest == DigestAlgorithm::kupyna256 ||
              algorithm.digest == DigestAlgorithm::kupyna384 ||
              algorithm.digest == DigestAlgorithm::kupyna512) &&
             supported(algorithm.digest);
    case SignatureScheme::unknown:
    case SignatureScheme::hmac:
      return false;
  }
  return false;
}

// ---- PublicKey ----------------------------------------------------------------------------------

PublicKey::PublicKey(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

Result<PublicKey> PublicKey::from_spki(ByteView spki) {
  SENIM_TRY(const SubjectKey subject, take_apart(spki));
  auto data = std::make_shared<Data>();
  SENIM_TRY(data->family, family_of(subject));
  SENIM_TRY(data->parts, read_key(data->family, subject));
  data->algorithm = subject.oid;
  data->spki = to_bytes(spki);
  return PublicKey(std::move(data));
}

Result<PublicKey> PublicKey::from_rsa(ByteView modulus, ByteView exponent) {
  const Bytes null{0x05, 0x00};
  return from_spki(
      spki_tlv(kRsa, null, tlv(0x30, join({integer_tlv(modulus), integer_tlv(exponent)}))));
}

Result<PublicKey> PublicKey::from_dsa(ByteView p, ByteView q, ByteView g, ByteView y) {
  const Bytes domain = tlv(0x30, join({integer_tlv(p), integer_tlv(q), integer_tlv(g)}));
  return from_spki(spki_tlv(kDsa, domain, integer_tlv(y)));
}

Result<PublicKey> PublicKey::from_ec(const Oid& curve, ByteView uncompressed_point) {
  return from_spki(spki_tlv(kEc, oid_tlv(curve), uncompressed_point));
}

Result<PublicKey> PublicKey::from_edwards(KeyFamily family, ByteView key) {
  if (family != KeyFamily::ed25519 && family != KeyFamily::ed448) {
    return Error{ErrorCode::malformed, std::string(to_string(family)) + " is no Edwards curve"};
  }
  return from_spki(spki_tlv(family == KeyFamily::ed25519 ? kEd25519 : kEd448, {}, key));
}

Result<PublicKey> PublicKey::inheriting_from(const PublicKey& issuer) const {
  if (!lacks_parameters()) {
    return *this;
  }
  SENIM_TRY(const SubjectKey subject, take_apart(spki()));
  SENIM_TRY(const SubjectKey from, take_apart(issuer.spki()));
  if (issuer.family() != family() || issuer.lacks_parameters() || !from.parameters) {
    return Error{ErrorCode::malformed, "no domain parameters to inherit"};
  }
  return from_spki(spki_tlv(subject.oid, from.parameters->whole, subject.key));
}

KeyFamily PublicKey::family() const { return data_->family; }
unsigned PublicKey::bits() const { return data_->parts.bits; }
const Oid& PublicKey::algorithm() const { return data_->algorithm; }
const Oid& PublicKey::curve() const { return data_->parts.curve; }
std::string PublicKey::name() const { return data_->parts.name; }
const Bytes& PublicKey::spki() const { return data_->spki; }
bool PublicKey::lacks_parameters() const { return data_->parts.lacks_parameters; }
const PublicKey::Data& PublicKey::data() const { return *data_; }

bool operator==(const PublicKey& left, const PublicKey& right) {
  return left.data_ == right.data_ || left.spki() == right.spki();
}

bool PublicKey::chooses_digest(DigestAlgorithm algorithm) const {
  return data_->parts.verifier != nullptr && data_->parts.verifier->chooses_digest(algorithm);
}

bool PublicKey::chooses_like(const PublicKey& other) const {
  const auto choice = [](const PublicKey& key) {
    return key.data_->parts.verifier == nullptr ? nullptr : key.data_->parts.verifier->choice();
  };
  return choice(*this) != nullptr && choice(*this) == choice(other);
}

Result<Bytes> digest_for(const PublicKey& key, DigestAlgorithm algorithm, ByteView message) {
  return key.chooses_digest(algorithm) ? key.data().parts.verifier->hash(algorithm, message)
                                       : digest(algorithm, message);
}

Result<bool> verify(const PublicKey& key, const SignatureAlgorithm& algorithm, ByteView message,
                    ByteView value) {
  SENIM_TRY(const Way taken, way(key, key.data(), algorithm));
  if (taken == Way::refuse) {
    return false;
  }
  return key.data().parts.verifier->verify(algorithm, message, value);
}

Result<bool> verify_digest(const PublicKey& key, const SignatureAlgorithm& algorithm,
                           ByteView digest, ByteView value) {
  SENIM_TRY(const Way taken, way(key, key.data(), algorithm));
  if (taken == Way::refuse) {
    return false;
  }
  if (algorithm.digest != DigestAlgorithm::unknown &&
      digest.size() != digest_size(algorithm.digest)) {
    return Error{ErrorCode::malformed,
                 "a " + std::string(to_string(algorithm.digest)) + " digest has another length"};
  }
  return key.data().parts.verifier->verify_digest(algorithm, digest, value);
}

}  // namespace senim::crypto

#include "validators/crypto/key_identity.h"

#include <utility>

#include "validators/crypto/verifier.h"

namespace senim::crypto {

namespace {

// In front of what the families say; no SubjectPublicKeyInfo begins with one. A GOST key is a point
// of a curve under any of its identifiers: the scheme is the signature's.
enum class Kind : std::uint8_t { rsa = 1, dsa, ec, ed25519, ed448, gost, dstu };

Result<Bytes> marked(Kind kind, Result<Bytes> identity) {
  if (identity.ok()) {
    identity->insert(identity->begin(), static_cast<std::uint8_t>(kind));
  }
  return identity;
}

Result<Bytes> identity_of(const SubjectKey& subject) {
  const KeyFamily family = key_family_by_oid(subject.oid);
  switch (family) {
    case KeyFamily::rsa:
    case KeyFamily::rsa_pss:
      return marked(Kind::rsa, rsa_identity(subject));
    case KeyFamily::dsa:
      return marked(Kind::dsa, dsa_identity(subject));
    case KeyFamily::ec:
    case KeyFamily::sm2:
      return marked(Kind::ec, ec_identity(subject));
    case KeyFamily::ed25519:
      return marked(Kind::ed25519, to_bytes(subject.key));
    case KeyFamily::ed448:
      return marked(Kind::ed448, to_bytes(subject.key));
    case KeyFamily::gost_r_3410_2001:
    case KeyFamily::gost_r_3410_2012_256:
    case KeyFamily::gost_r_3410_2012_512:
    case KeyFamily::gost_34310_2004:
    case KeyFamily::gost_34102015_256:
    case KeyFamily::gost_34102015_512:
      return marked(Kind::gost, gost_identity(family, subject));
    case KeyFamily::dstu4145:
      return marked(Kind::dstu, dstu_identity(subject));
    case KeyFamily::bign:  // one writing: the other, with an explicit curve, is not read
    case KeyFamily::unknown:
    case KeyFamily::x25519:
    case KeyFamily::dh:
    case KeyFamily::dstu4145_normal_basis:
      break;
  }
  return Error{ErrorCode::unsupported, "other writings of this key are not known"};
}

}  // namespace

Bytes key_identity(ByteView spki) {
  const auto subject = take_apart(spki);
  if (!subject.ok()) {
    return to_bytes(spki);
  }
  auto identity = identity_of(*subject);
  return identity.ok() ? std::move(identity).value() : to_bytes(spki);
}

bool same_key(ByteView left, ByteView right) {
  return equal(left, right) || key_identity(left) == key_identity(right);
}

}  // namespace senim::crypto

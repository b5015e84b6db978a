#include "gateway/demo/key.h"

#include "gateway/demo/sign_bign.h"
#include "gateway/demo/sign_dstu.h"
#include "gateway/demo/sign_gost.h"
#include "gateway/demo/sign_openssl.h"
#include "gateway/demo/sign_sm2.h"

namespace senim::demo {

Key Key::generate(KeyKind kind) {
  using crypto::KeyFamily;
  switch (kind) {
    case KeyKind::rsa_2048:
    case KeyKind::rsa_1024:
    case KeyKind::rsa_4096:
    case KeyKind::p256:
    case KeyKind::p384:
    case KeyKind::p521:
    case KeyKind::brainpool_p256:
    case KeyKind::ed25519:
    case KeyKind::ed448:
    case KeyKind::dsa_2048:
      break;
    case KeyKind::kz_2015_512:
      return make_gost_key(KeyFamily::gost_34102015_512, Oid("1.2.398.3.10.1.1.2.2.1"));
    case KeyKind::kz_2015_256:
      return make_gost_key(KeyFamily::gost_34102015_256, Oid("1.2.398.3.10.1.1.2.1.1"));
    case KeyKind::kz_2004:
      return make_gost_key(KeyFamily::gost_34310_2004, Oid("1.2.398.3.10.1.1.1.1.1"));
    case KeyKind::ru_2012_256:
      return make_gost_key(KeyFamily::gost_r_3410_2012_256, Oid("1.2.643.7.1.2.1.1.1"));
    case KeyKind::ru_2012_512:
      return make_gost_key(KeyFamily::gost_r_3410_2012_512, Oid("1.2.643.7.1.2.1.2.1"));
    case KeyKind::ru_2001:
      return make_gost_key(KeyFamily::gost_r_3410_2001, Oid("1.2.643.2.2.35.1"));
    case KeyKind::by_256:
      return make_bign_key(Oid("1.2.112.0.2.0.34.101.45.3.1"));
    case KeyKind::by_384:
      return make_bign_key(Oid("1.2.112.0.2.0.34.101.45.3.2"));
    case KeyKind::by_512:
      return make_bign_key(Oid("1.2.112.0.2.0.34.101.45.3.3"));
    case KeyKind::cn_sm2:
      return make_sm2_key();
    case KeyKind::ua_257:
      return make_dstu_key({.curve = 6});
    case KeyKind::ua_431:
      return make_dstu_key({.curve = 9});
  }
  return make_openssl_key(kind);
}

Key Key::from_pem(const std::string& pem) {
  if (auto gost = gost_key_from_pem(pem)) {
    return std::move(*gost);
  }
  if (auto bign = bign_key_from_pem(pem)) {
    return std::move(*bign);
  }
  if (auto sm2 = sm2_key_from_pem(pem)) {
    return std::move(*sm2);
  }
  if (auto dstu = dstu_key_from_pem(pem)) {
    return std::move(*dstu);
  }
  return openssl_key_from_pem(pem);
}

}  // namespace senim::demo

// ENGINE is deprecated and the only way to reach this oracle: the provider of the same package has
// no keys (domain.md 4.5).
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tests/validators/crypto/gost_engine.h"

#include <openssl/engine.h>

#include <stdexcept>

namespace senim::crypto::test {

namespace {

// Functional for the rest of the process; null when it is not installed.
ENGINE* engine() {
  static ENGINE* const loaded = [] {
    ::ENGINE_load_builtin_engines();
    ENGINE* found = ::ENGINE_by_id("gost");
    if (found != nullptr && ::ENGINE_init(found) != 1) {
      found = nullptr;
    }
    if (found != nullptr) {
      ::ENGINE_register_pkey_asn1_meths(found);
      ::ENGINE_register_pkey_meths(found);
      ::ENGINE_register_digests(found);
    }
    drain_errors();
    return found;
  }();
  return loaded;
}

const EVP_MD* engine_md(const char* name) {
  const EVP_MD* const md = ::ENGINE_get_digest(engine(), ::OBJ_txt2nid(name));
  if (md == nullptr) {
    throw std::runtime_error(std::string("the gost engine has no ") + name);
  }
  return md;
}

}  // namespace

bool gost_engine_present() { return engine() != nullptr; }

Bytes engine_digest(const char* name, ByteView message) {
  const EVP_MD* const md = engine_md(name);
  Bytes result(static_cast<std::size_t>(::EVP_MD_get_size(md)));
  must(::EVP_Digest(message.data(), message.size(), result.data(), nullptr, md, engine()));
  return result;
}

PkeyPtr engine_key(const char* type, const char* set) {
  const PkeyCtxPtr context(::EVP_PKEY_CTX_new_id(::OBJ_txt2nid(type), engine()));
  must(context == nullptr ? 0 : 1);
  must(::EVP_PKEY_keygen_init(context.get()));
  must(::EVP_PKEY_CTX_ctrl_str(context.get(), "paramset", set));
  EVP_PKEY* key = nullptr;
  must(::EVP_PKEY_keygen(context.get(), &key));
  return PkeyPtr(key);
}

Bytes engine_sign(EVP_PKEY* key, const char* digest, ByteView message) {
  const MdCtxPtr context(::EVP_MD_CTX_new());
  must(::EVP_DigestSignInit(context.get(), nullptr, engine_md(digest), engine(), key));
  must(::EVP_DigestSignUpdate(context.get(), message.data(), message.size()));
  std::size_t size = 0;
  must(::EVP_DigestSignFinal(context.get(), nullptr, &size));
  Bytes value(size);
  must(::EVP_DigestSignFinal(context.get(), value.data(), &size));
  value.resize(size);
  return value;
}

bool engine_verify(EVP_PKEY* key, const char* digest, ByteView message, ByteView value) {
  const MdCtxPtr context(::EVP_MD_CTX_new());
  must(::EVP_DigestVerifyInit(context.get(), nullptr, engine_md(digest), engine(), key));
  must(::EVP_DigestVerifyUpdate(context.get(), message.data(), message.size()));
  const bool good = ::EVP_DigestVerifyFinal(context.get(), value.data(), value.size()) == 1;
  drain_errors();
  return good;
}

}  // namespace senim::crypto::test

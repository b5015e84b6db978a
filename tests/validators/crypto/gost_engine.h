#pragma once

#include <string>

#include "validators/base/bytes.h"
#include "validators/crypto/openssl.h"

// Debian's gost engine (libengine-gost-openssl): the independent oracle for Russia's algorithms.
// Tests pass without it.

namespace senim::crypto::test {

bool gost_engine_present();
Bytes engine_digest(const char* name, ByteView message);
// `type` is "gost2001", "gost2012_256" or "gost2012_512", `set` its name of a parameter set.
PkeyPtr engine_key(const char* type, const char* set);
Bytes engine_sign(EVP_PKEY* key, const char* digest, ByteView message);
bool engine_verify(EVP_PKEY* key, const char* digest, ByteView message, ByteView value);

}  // namespace senim::crypto::test

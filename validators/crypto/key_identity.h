#pragma once

#include "validators/base/bytes.h"

// Whose key a SubjectPublicKeyInfo (whole TLV) holds, however it writes it: EC points compressed or
// not and curves named or spelled out (RFC 5480 2), RSA under rsaEncryption or id-RSASSA-PSS with
// whatever parameters (RFC 4055 1.2), GOST sets that name one curve, DSTU 4145 in either byte
// order. For comparing keys where the holder matters; what verifies under one writing need not
// under another (id-RSASSA-PSS restricts, RFC 4055 3.3), so that results of arithmetic are kept by
// octets. Reading only, next to no arithmetic: whether the key is a good one is PublicKey's.

namespace senim::crypto {

// Equal for two writings of one key. Its octets themselves for a key that cannot be read, is of an
// unknown kind or on an unknown curve, or takes its parameters from its issuer. With the curve: one
// point on two curves is two keys (CVE-2020-0601).
Bytes key_identity(ByteView spki);
// By octets first: nearly always they decide.
bool same_key(ByteView left, ByteView right);

}  // namespace senim::crypto

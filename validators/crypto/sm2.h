#pragma once

#include "validators/base/bytes.h"

struct ec_group_st;  // OpenSSL's EC_GROUP: style.md 1 keeps its headers out of ours

// What SM2 (GB/T 32918, GM/T 0003; domain.md 4.11) hashes before the message, and its curve, for
// the side that makes signatures (gateway/demo) and the tests as well.

namespace senim::crypto {

// Built once, shared by every thread, never freed. Null where libcrypto was built without it.
const ec_group_st* sm2_curve();
// Z of GB/T 32918.2 5.5 with the identifier that certificates, CRLs, OCSP and CMS take without
// saying so, "1234567812345678". key: 04 || x || y, 65 octets.
Bytes sm2_identity(ByteView key);

}  // namespace senim::crypto

#pragma once

#include "validators/base/oid.h"
#include "validators/crypto/algorithms.h"

struct ec_group_st;  // OpenSSL's EC_GROUP: style.md 1 keeps its headers out of ours

// The curves of the GOST parameter sets, for the side that makes signatures (gateway/demo): one
// table for both. Built once, shared by every thread, never freed.

namespace senim::crypto {

// Null for a set that the family does not have.
const ec_group_st* gost_curve(KeyFamily family, const Oid& set);

}  // namespace senim::crypto

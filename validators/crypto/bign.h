#pragma once

#include "validators/base/oid.h"

struct ec_group_st;  // OpenSSL's EC_GROUP: style.md 1 keeps its headers out of ours

// The curves of STB 34.101.45, for the side that makes signatures (gateway/demo) and the tests: one
// table for all. Built once, shared by every thread, never freed.

namespace senim::crypto {

// Null for a curve that is not in the standard's table.
const ec_group_st* bign_curve(const Oid& curve);

}  // namespace senim::crypto

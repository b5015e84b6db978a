#pragma once

#include <cstdint>

// libxml2's allocators. libxml2 2.9 can come back from a failed allocation with success and another
// tree (spec/threats.md, False accept), so each failure is counted here and whoever called libxml2
// compares the count before and after. Counters are per thread; nothing here keeps memory.

namespace senim::xml::memory {

// Before every use of libxml2: hands our allocators to it and initialises it, once per process;
// silences, in this thread, what it would print for want of a parser to blame.
void prepare_library();
// Allocations of libxml2 that failed in this thread so far.
std::uint64_t failures();
// For tests: the n-th allocation of libxml2 in this thread from now on fails (1 = the next), 0 ends
// it.
void fail_nth(std::uint64_t n);

}  // namespace senim::xml::memory

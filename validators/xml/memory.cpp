#include "validators/xml/memory.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

#include <cstdlib>
#include <cstring>

namespace senim::xml::memory {
namespace {

// Per thread and never read by a verdict except as "something failed": libxml2's hooks take no
// context argument.
thread_local std::uint64_t failed_allocations = 0;
thread_local std::uint64_t until_failure = 0;

bool fails_now() { return until_failure != 0 && --until_failure == 0; }

void* counted(void* memory) {
  if (memory == nullptr) {
    ++failed_allocations;
  }
  return memory;
}

void* allocate(std::size_t size) { return counted(fails_now() ? nullptr : std::malloc(size)); }

void* reallocate(void* memory, std::size_t size) {
  return counted(fails_now() ? nullptr : std::realloc(memory, size));
}

char* duplicate(const char* text) {
  const std::size_t size = std::strlen(text) + 1;
  void* const copy = allocate(size);
  return copy == nullptr ? nullptr : static_cast<char*>(std::memcpy(copy, text, size));
}

void ignore(void* /*context*/, xmlError* /*error*/) {}

}  // namespace

void prepare_library() {
  static const bool done = [] {
    // NOLINTNEXTLINE(cert-err33-c): fails only for null pointers
    ::xmlMemSetup(std::free, allocate, reallocate, duplicate);
    ::xmlInitParser();
    return true;
  }();
  static_cast<void>(done);
  ::xmlSetStructuredErrorFunc(nullptr, ignore);
}

std::uint64_t failures() { return failed_allocations; }
void fail_nth(std::uint64_t n) { until_failure = n; }

}  // namespace senim::xml::memory

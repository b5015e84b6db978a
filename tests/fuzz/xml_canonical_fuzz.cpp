#include <cstdint>
#include <cstdlib>

#include "validators/xml/canonical.h"

// Canonicalising is idempotent: the canonical form, read again, has itself as its canonical form.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  Budget budget;
  const auto document = xml::Document::parse({data, size}, budget);
  if (!document.ok()) {
    return 0;
  }
  for (const auto kind :
       {xml::C14nKind::inclusive10, xml::C14nKind::inclusive11, xml::C14nKind::exclusive10}) {
    const xml::C14nMethod method{kind, true, {}};
    const xml::Subset whole{{}, true, {}};
    const auto once = xml::canonicalize(**document, whole, method, budget);
    if (!once.ok()) {
      continue;
    }
    const auto again = xml::Document::parse(*once, budget);
    if (!again.ok()) {
      // Only escaped text grows: a start tag or the document may now be too long.
      if (again.error().code != ErrorCode::limit_exceeded) {
        std::abort();
      }
      continue;
    }
    const auto twice = xml::canonicalize(**again, whole, method, budget);
    if (!twice.ok() || *twice != *once) {
      if (twice.ok() || twice.error().code != ErrorCode::limit_exceeded) {
        std::abort();
      }
    }
  }
  return 0;
}

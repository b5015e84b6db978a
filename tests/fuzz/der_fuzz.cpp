// base/der_reader under both rules: every element lies inside the input, values never throw.

#include <cstdlib>

#include "validators/base/der_reader.h"

namespace {

using namespace senim;

void values(const der::Element& element) {
  static_cast<void>(der::boolean(element));
  static_cast<void>(der::integer(element));
  static_cast<void>(der::unsigned_integer(element));
  static_cast<void>(der::small_integer(element));
  if (const auto id = der::oid(element); id.ok()) {
    static_cast<void>(id->dotted());
  }
  if (const auto bits = der::bit_string(element); bits.ok()) {
    static_cast<void>(bits->bit(7));
  }
  static_cast<void>(der::octet_string(element));
  static_cast<void>(der::time(element, der::Fractions::allowed));
  static_cast<void>(der::text(element));
}

// Each octet is visited once per level, and there are at most kMaxDepth levels.
void walk(der::Reader reader, ByteView input) {
  while (!reader.done()) {
    const auto element = reader.next();
    if (!element.ok()) {
      return;
    }
    if (!lies_within(element->whole, input) || !lies_within(element->content, element->whole)) {
      std::abort();
    }
    values(*element);
    if (element->tag.constructed) {
      walk(der::Reader(*element), input);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  walk(der::Reader(input, der::Rules::der), input);
  walk(der::Reader(input, der::Rules::ber), input);
  return 0;
}

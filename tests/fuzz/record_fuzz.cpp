// Any octets as the index of a record: an Error or an index that is written and read again the
// same.

#include <cstdint>
#include <cstdlib>

#include "gateway/commands/record.h"
#include "gateway/commands/verify_arguments.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  const auto index = commands::read_record_index(ByteView(data, size));
  if (!index.ok()) {
    return 0;
  }
  (void)commands::verify_arguments(index->arguments);
  const std::string written = commands::write_record_index(*index);
  const auto again = commands::read_record_index(as_bytes(written));
  if (!again.ok() || commands::write_record_index(*again) != written) {
    std::abort();
  }
  return 0;
}

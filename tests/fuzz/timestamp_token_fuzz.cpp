// pki/timestamp_token, with and without the response around it.

#include <cstdlib>

#include "validators/pki/timestamp_token.h"

namespace {

using namespace senim;

void ask(ByteView token) {
  Budget budget;
  const auto read = pki::TimestampToken::from_ber(token, budget);
  if (!read.ok()) {
    return;
  }
  const ByteView content = read->signed_data.content();
  if (!lies_within(read->info.imprint, content) || !lies_within(read->info.serial, content)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  ask(input);
  if (const auto token = pki::token_of_response(input); token.ok()) {
    ask(*token);
  }
  return 0;
}

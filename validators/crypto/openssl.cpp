#include "validators/crypto/openssl.h"

#include <openssl/err.h>

#include <new>
#include <stdexcept>

namespace senim::crypto {

std::string drain_errors() {
  std::string text;
  bool memory_gone = false;
  while (const unsigned long code =
             ::ERR_get_error()) {  // the queue holds at most 16 (ERR_NUM_ERRORS)
    memory_gone = memory_gone || ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
    const char* const reason = ::ERR_reason_error_string(code);
    if (!text.empty()) {
      text += "; ";
    }
    text += reason != nullptr ? std::string(reason) : "error " + std::to_string(code);
  }
  if (memory_gone) {
    throw std::bad_alloc();
  }
  return text;
}

void must(int returned) {
  if (returned != 1) {
    throw std::runtime_error("OpenSSL failed: " + drain_errors());
  }
}

}  // namespace senim::crypto

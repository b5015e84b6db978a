#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// multipart/form-data (RFC 7578): parts as views into the body, nothing is copied. Preamble and
// epilogue are skipped; a boundary that does not end the body, a part without a name and transfer
// encodings (RFC 7578 4.7: deprecated) are malformed.

namespace senim::http {

inline constexpr std::size_t kMaxParts = 500;       // as many as certificates in a request
inline constexpr std::size_t kMaxPartHead = 4'096;  // a name and a file name
inline constexpr std::size_t kMaxBoundary = 70;     // RFC 2046 5.1.1

struct Part {
  std::string name;
  std::string file_name;  // "" when absent
  std::string content_type;
  ByteView content;
};

Result<std::vector<Part>> read_multipart(ByteView body, std::string_view boundary);

}  // namespace senim::http

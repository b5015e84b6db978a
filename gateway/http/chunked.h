#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "validators/base/result.h"

// Decodes the chunked transfer coding (RFC 9112 7.1) as it arrives. Chunk extensions and trailers
// are read and dropped; anything else than the grammar, a bare LF included, is malformed.

namespace senim::http {

class ChunkedDecoder {
 public:
  // Where decoded octets go; its error ends the decoding.
  using Sink = std::function<Status(std::string_view)>;

  // How many of `octets` belong to this body; once done() that may be fewer than all.
  Result<std::size_t> feed(std::string_view octets, const Sink& sink);
  bool done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t {
    size,
    size_end,
    data,
    data_cr,
    data_lf,
    trailer,
    trailer_lf,
    done
  };
  Status step(char octet);
  Status size_octet(char octet);
  State state_ = State::size;
  std::uint64_t left_ = 0;
  unsigned digits_ = 0;
  bool extension_ = false;
  std::size_t overhead_ = 0;  // octets of the current size line, or of all trailers
  std::size_t line_ = 0;      // octets of the current trailer line
};

}  // namespace senim::http

#include "gateway/http/chunked.h"

#include <algorithm>
#include <optional>
#include <string>

#include "validators/base/bytes.h"

namespace senim::http {
namespace {

constexpr unsigned kMaxSizeDigits = 13;     // 52 bits: no overflow, more than any limit on bodies
constexpr std::size_t kMaxSizeLine = 256;   // extensions mean nothing here
constexpr std::size_t kMaxTrailers = 4096;  // dropped anyway

Error malformed(std::string_view message) {
  return Error{ErrorCode::malformed, "chunked body: " + std::string(message)};
}

}  // namespace

Result<std::size_t> ChunkedDecoder::feed(std::string_view octets, const Sink& sink) {
  std::size_t at = 0;
  while (at < octets.size() && !done()) {
    if (state_ == State::data) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size() - at));
      SENIM_CHECK(sink(octets.substr(at, size)));
      at += size;
      left_ -= size;
      if (left_ == 0) {
        state_ = State::data_cr;
      }
      continue;
    }
    SENIM_CHECK(step(octets[at]));
    ++at;
  }
  return at;
}

Status ChunkedDecoder::size_octet(char octet) {
  const std::optional<std::uint8_t> digit = hex_digit(octet);
  if (!extension_ && digit) {
    if (++digits_ > kMaxSizeDigits) {
      return malformed("a chunk size is too long");
    }
    left_ = left_ * 16 + *digit;
    return success();
  }
  if (digits_ == 0) {
    return malformed("a chunk has no size");
  }
  if (octet == '\r') {
    state_ = State::size_end;
    return success();
  }
  const bool begins = octet == ';' || octet == ' ' || octet == '\t';
  if ((!extension_ && !begins) || octet == '\n') {
    return malformed("a chunk size is not hexadecimal");
  }
  extension_ = true;
  return ++overhead_ > kMaxSizeLine ? Status(malformed("a chunk extension is too long"))
                                    : success();
}

Status ChunkedDecoder::step(char octet) {
  const auto expect = [&](char wanted, State next) {
    if (octet != wanted) {
      return Status(malformed("CR LF expected"));
    }
    state_ = next;
    return success();
  };
  switch (state_) {
    case State::size:
      return size_octet(octet);
    case State::size_end: {
      const bool last = left_ == 0;
      digits_ = 0;
      overhead_ = 0;
      line_ = 0;
      extension_ = false;
      return expect('\n', last ? State::trailer : State::data);
    }
    case State::data_cr:
      return expect('\r', State::data_lf);
    case State::data_lf:
      return expect('\n', State::size);
    case State::trailer:
      if (octet == '\r') {
        state_ = State::trailer_lf;
        return success();
      }
      ++line_;
      if (octet == '\n' || ++overhead_ > kMaxTrailers) {
        return malformed("trailers too long or not ended by CR LF");
      }
      return success();
    case State::trailer_lf: {
      const bool empty = line_ == 0;
      line_ = 0;
      return expect('\n', empty ? State::done : State::trailer);
    }
    case State::data:
    case State::done:
      break;
  }
  return success();
}

}  // namespace senim::http

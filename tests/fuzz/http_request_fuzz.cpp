// What a caller's octets meet before the core: head guard, chunked coding,
// multipart, JSON request, raw request. The first octet says which. Besides not
// crashing, each must keep what its header promises.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/http/chunked.h"
#include "gateway/http/guard.h"
#include "gateway/http/multipart.h"
#include "gateway/http/validation_request.h"

namespace {

using namespace senim;
using namespace senim::http;

void promise(bool kept) {
  if (!kept) {
    std::abort();
  }
}

void fuzz_head(std::string_view text) {
  const std::size_t end = head_end(text);
  const auto head = read_head(end == std::string_view::npos ? text : text.substr(0, end));
  const auto* read = std::get_if<RequestHead>(&head);
  if (read == nullptr) {
    promise(std::get<Problem>(head).status >= 400);
    return;
  }
  promise(end != std::string_view::npos && read->path.starts_with('/') &&
          is_plain_text(read->path));
  promise(!(read->chunked && read->content_length.has_value()));
  promise(read->headers.size() <= kMaxHeaders && read->query.size() <= kMaxQueryFields);
  for (const auto& [name, value] : read->headers) {
    promise(!name.empty() &&
            std::ranges::all_of(value, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
  }
  promise(!read->header("host").empty());
  static_cast<void>(negotiate(read->header("accept"), {"application/json", "application/jose"}));
  static_cast<void>(media_parameter(read->header("content-type"), "boundary"));
  static_cast<void>(parse_raw_request(as_bytes("document"), read->query));
}

struct Decoded {
  std::string octets;
  std::size_t used = 0;
  bool good = true;
  bool done = false;
};

Decoded decode(std::string_view wire, std::size_t step) {
  Decoded decoded;
  ChunkedDecoder decoder;
  while (decoded.good && decoded.used < wire.size() && !decoder.done()) {
    const auto used = decoder.feed(wire.substr(decoded.used, step), [&](std::string_view octets) {
      decoded.octets += octets;
      return success();
    });
    decoded.good = used.ok();
    decoded.used += used.ok() ? *used : 0;
  }
  decoded.done = decoder.done();
  return decoded;
}

void fuzz_chunked(std::string_view text) {
  const Decoded whole = decode(text, text.size());
  const Decoded pieces = decode(text, 3);
  promise(whole.good == pieces.good && whole.done == pieces.done);
  promise(!whole.good || (whole.octets == pieces.octets && whole.used == pieces.used));
}

void fuzz_multipart(ByteView octets) {
  const auto parts = read_multipart(octets, "XX");
  if (parts.ok()) {
    for (const Part& part : *parts) {
      promise(part.content.empty() || lies_within(part.content, octets));
      promise(!part.name.empty() && is_plain_text(part.name) && is_plain_text(part.file_name));
    }
  }
  const auto request = parse_multipart_request(octets, "XX");
  promise(!request.ok() || !request->request.submission.document.empty());
}

void fuzz_json(ByteView octets) {
  const auto request = parse_json_request(octets);
  promise(!request.ok() || (!request->request.submission.document.empty() &&
                            request->request.document_name.size() <= kMaxNameOctets &&
                            is_plain_text(request->request.document_name)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const ByteView octets(data + 1, size - 1);
  switch (data[0]) {
    case 'h':
      fuzz_head(as_text(octets));
      break;
    case 'c':
      fuzz_chunked(as_text(octets));
      break;
    case 'm':
      fuzz_multipart(octets);
      break;
    case 'j':
      fuzz_json(octets);
      break;
    default:
      static_cast<void>(percent_decode(as_text(octets)));
      static_cast<void>(media_parameter(as_text(octets), "q"));
      static_cast<void>(negotiate(as_text(octets), {"a/b", "c/d"}));
  }
  return 0;
}

#include "gateway/http/multipart.h"

#include <algorithm>

#include "gateway/http/guard.h"

namespace senim::http {
namespace {

Error malformed(std::string message) {
  return Error{ErrorCode::malformed, "multipart body: " + std::move(message)};
}

bool is_boundary(std::string_view text) {  // RFC 2046 5.1.1: bchars
  return !text.empty() && text.size() <= kMaxBoundary && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

// RFC 7578 4.2: browsers write quotes and line ends of a file name as %22, %0D, %0A and nothing
// else; the name is kept as it came, only control characters and broken UTF-8 are refused.
Status read_disposition(std::string_view value, Part& part) {
  if (media_type(value) != "form-data") {
    return malformed("a part's Content-Disposition is not form-data");
  }
  part.name = media_parameter(value, "name");
  part.file_name = media_parameter(value, "filename");
  if (part.name.empty()) {
    return malformed("a part has no name");
  }
  if (!is_plain_text(part.name) || !is_plain_text(part.file_name)) {
    return malformed("a part's name is not UTF-8 or has control characters");
  }
  return success();
}

Status read_part_field(std::string_view line, Part& part, bool& named) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string name = media_type(line.substr(0, colon));
  const std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (name == "content-disposition") {
    if (named) {
      return malformed("a part has two Content-Dispositions");
    }
    named = true;
    return read_disposition(value, part);
  }
  if (name == "content-type") {
    part.content_type = media_type(value);
  }
  if (name == "content-transfer-encoding" && media_type(value) != "binary" &&
      media_type(value) != "8bit" && media_type(value) != "7bit") {
    return malformed("a part has a Content-Transfer-Encoding");
  }
  return success();
}

Result<Part> read_part(std::string_view octets) {
  Part part;
  bool named = false;
  for (;;) {
    const std::size_t end = octets.substr(0, kMaxPartHead).find("\r\n");
    if (end == std::string_view::npos) {
      return malformed("a part's headers do not end");
    }
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end + 2);
    if (line.empty()) {
      break;
    }
    SENIM_CHECK(read_part_field(line, part, named));
  }
  if (!named) {
    return malformed("a part has no Content-Disposition");
  }
  part.content = as_bytes(octets);
  return part;
}

}  // namespace

Result<std::vector<Part>> read_multipart(ByteView body, std::string_view boundary) {
  if (!is_boundary(boundary)) {
    return malformed("no usable boundary");
  }
  const std::string opening = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + opening;
  std::string_view rest = as_text(body);
  // RFC 2046 5.1.1: the first delimiter may stand at the very beginning.
  std::size_t at = rest.starts_with(opening) ? 0 : rest.find(delimiter);
  if (at == std::string_view::npos) {
    return malformed("the boundary does not occur");
  }
  rest.remove_prefix(at + (at == 0 && rest.starts_with(opening) ? opening : delimiter).size());
  std::vector<Part> parts;
  while (!rest.starts_with("--")) {
    const std::size_t blank = std::min(rest.find_first_not_of(" \t"), rest.size());
    rest.remove_prefix(blank);
    if (!rest.starts_with("\r\n")) {
      return malformed(rest.empty() ? "the last boundary is missing" : "octets behind a boundary");
    }
    rest.remove_prefix(2);
    at = rest.find(delimiter);
    if (at == std::string_view::npos) {
      return malformed("the last boundary is missing");
    }
    if (parts.size() == kMaxParts) {
      return Error{ErrorCode::limit_exceeded,
                   "multipart body: more than " + std::to_string(kMaxParts) + " parts"};
    }
    SENIM_TRY(Part part, read_part(rest.substr(0, at)));
    parts.push_back(std::move(part));
    rest.remove_prefix(at + delimiter.size());
  }
  // A document that holds "--boundary--" and more must not be cut there without a word.
  rest.remove_prefix(2);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  if (!rest.empty() && !rest.starts_with("\r\n")) {
    return malformed("octets behind the last boundary");
  }
  return parts;
}

}  // namespace senim::http

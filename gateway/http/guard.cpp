#include "gateway/http/guard.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utf8.h"

namespace senim::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// RFC 9110 5.6.2.
bool is_token_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

// Field values may hold octets above 0x7f by RFC 9110 5.5, whose meaning nobody agrees on: refused.
bool is_field_char(char c) { return c == '\t' || (c >= ' ' && c <= '~'); }

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Problem refuse(std::string detail) { return {400, "malformed", std::move(detail)}; }
Problem too_large(int status, std::string detail) {
  return {status, "limit-exceeded", std::move(detail)};
}

std::optional<std::uint64_t> decimal(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() ||
      digits[0] < '0' || digits[0] > '9' || number > kMaxDeclared) {
    return std::nullopt;
  }
  return number;
}

using Step = std::optional<Problem>;  // empty: go on

Step read_query(std::string_view text, RequestHead& head) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) {
      continue;
    }
    const std::size_t equals = std::min(field.find('='), field.size());
    Result<std::string> name = percent_decode(field.substr(0, equals));
    Result<std::string> value = percent_decode(field.substr(std::min(equals + 1, field.size())));
    if (!name.ok() || !value.ok()) {
      return refuse("the query is not percent-encoded UTF-8");
    }
    if (head.query_value(*name).has_value()) {
      return refuse("a query parameter stands twice");
    }
    if (head.query.size() == kMaxQueryFields) {
      return too_large(414, "more than " + std::to_string(kMaxQueryFields) + " query parameters");
    }
    head.query.emplace_back(std::move(*name), std::move(*value));
  }
  return std::nullopt;
}

bool plausible_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_token_char(c) || c == ':' || c == '[' || c == ']';
  });
}

// RFC 9112 3.2.2: a server must accept the absolute form, whose path may be absent before a query.
// Leaves path and query; false for another scheme and where no host stands, or one with user
// information (RFC 9110 4.2.4).
bool strip_authority(std::string_view& target) {
  const std::size_t colon = target.find("://");
  const std::string scheme = lowered(target.substr(0, colon));
  if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return false;
  }
  target.remove_prefix(colon + 3);
  const std::string_view host = target.substr(0, target.find_first_of("/?#"));
  target.remove_prefix(host.size());
  return plausible_host(host);
}

Step read_target(std::string_view target, RequestHead& head) {
  if (target.size() > kMaxTarget) {
    return too_large(414, "the request target is longer than " + std::to_string(kMaxTarget));
  }
  const bool absolute = !target.starts_with('/');
  const bool visible = std::ranges::all_of(target, [](char c) { return c > ' ' && c <= '~'; });
  if (!visible || target.find('#') != std::string_view::npos ||
      (absolute && !strip_authority(target))) {
    return refuse("the request target is not an absolute path");
  }
  const std::string_view written = target.substr(0, target.find('?'));
  const std::string escapes = lowered(written);
  if (escapes.find("%2f") != std::string::npos) {  // a slash to one reader, none to another
    return refuse("the path has an encoded slash");
  }
  Result<std::string> path = percent_decode(written);
  if (!path.ok()) {
    return refuse("the path is not percent-encoded UTF-8");
  }
  head.path = absolute && path->empty() ? "/" : std::move(*path);
  const std::size_t question = written.size();
  return read_query(target.substr(std::min(question + 1, target.size())), head);
}

// RFC 9112 3.
Step read_request_line(std::string_view line, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refuse("the request line has not three parts");
  }
  head.method = line.substr(0, first);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(head.method) || head.method.size() > 16) {
    return refuse("the method is not a token");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse("only HTTP/1.1 and HTTP/1.0 are spoken here");
  }
  head.keep_alive = version == "HTTP/1.1";
  return read_target(line.substr(first + 1, last - first - 1), head);
}

Step read_field(std::string_view line, RequestHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return refuse("a header line has no name");  // also white space before the colon, folded lines
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!std::ranges::all_of(value, is_field_char)) {
    return refuse("a header value has characters that are not allowed");
  }
  if (head.headers.size() == kMaxHeaders) {
    return too_large(431, "more than " + std::to_string(kMaxHeaders) + " header lines");
  }
  head.headers.emplace_back(lowered(line.substr(0, colon)), value);
  return std::nullopt;
}

std::size_t count_of(const RequestHead& head, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count(head.headers, name, &std::pair<std::string, std::string>::first));
}

// RFC 9112 6: how long the body is, and nothing that two readers could understand differently.
Step read_framing(RequestHead& head, bool http_1_1) {
  const std::size_t lengths = count_of(head, "content-length");
  const std::size_t codings = count_of(head, "transfer-encoding");
  if (lengths > 1 || codings > 1) {
    return refuse("Content-Length or Transfer-Encoding stands twice");
  }
  if (lengths == 1 && codings == 1) {
    return refuse("Content-Length and Transfer-Encoding together");
  }
  if (lengths == 1) {
    head.content_length = decimal(head.header("content-length"));
    if (!head.content_length.has_value()) {
      return refuse("Content-Length is not a number");
    }
  }
  if (codings == 1) {
    if (!http_1_1 || lowered(head.header("transfer-encoding")) != "chunked") {
      return refuse("the only Transfer-Encoding is chunked, in HTTP/1.1");
    }
    head.chunked = true;
  }
  return std::nullopt;
}

Step read_semantics(RequestHead& head, bool http_1_1) {
  if (count_of(head, "host") != 1 || !plausible_host(head.header("host"))) {
    return refuse("exactly one Host header is needed");  // RFC 9112 3.2
  }
  for (const std::string_view single : {"content-type", "expect", "authorization"}) {
    if (count_of(head, single) > 1) {
      return refuse("a header that may stand once stands twice: " + std::string(single));
    }
  }
  const std::string connection = lowered(head.header("connection"));
  if (connection.find("close") != std::string::npos) {
    head.keep_alive = false;
  }
  const std::string expect = lowered(head.header("expect"));
  if (!expect.empty() && expect != "100-continue") {
    return Problem{417, "malformed", "the only expectation is 100-continue"};
  }
  head.expects_continue = http_1_1 && !expect.empty();  // RFC 9110 10.1.1: not to HTTP/1.0
  // Nothing here decompresses: a document must not be judged as the octets of its compressed form.
  const std::string coding = lowered(head.header("content-encoding"));
  if (!coding.empty() && coding != "identity") {
    return Problem{415, "unsupported-encoding", "the only Content-Encoding is identity"};
  }
  return std::nullopt;
}

// The value that begins at `at`, a token or a quoted string (RFC 9110 5.6.4); `at` moves to the
// semicolon behind it or to the end.
std::string parameter_value(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '"') {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string_view value = trimmed(text.substr(at, end - at));
    at = end;
    return std::string(value);
  }
  std::string value;
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      ++at;
    }
    value.push_back(text[at]);
  }
  at = std::min(text.find(';', at), text.size());
  return value;
}

// One element of Accept: "type/subtype;q=0.5" against "type/subtype". Its quality in thousandths,
// and how exactly it names the type (0: not at all).
struct Preference {
  int quality = 0;
  int exactness = 0;
};

int quality_of(std::string_view element) {
  const std::string text = media_parameter(element, "q");
  if (text.empty()) {
    return 1000;
  }
  // RFC 9110 12.4.2: 0, 1, or one of them with up to three decimals.
  if (text[0] != '0' && text[0] != '1') {
    return 0;
  }
  int quality = (text[0] - '0') * 1000;
  int weight = 100;
  for (std::size_t i = 2; text.size() > 1 && text[1] == '.' && i < text.size() && i < 5; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      break;
    }
    quality += (text[i] - '0') * weight;
    weight /= 10;
  }
  return std::min(quality, 1000);
}

Preference preference(std::string_view element, std::string_view offered) {
  const std::string range = media_type(element);
  const int quality = quality_of(element);
  if (range == offered) {
    return {quality, 3};
  }
  if (range == std::string(offered.substr(0, offered.find('/'))) + "/*") {
    return {quality, 2};
  }
  return range == "*/*" ? Preference{quality, 1} : Preference{};
}

}  // namespace

std::size_t head_end(std::string_view octets) {
  const std::size_t at = octets.find("\r\n\r\n");
  return at == std::string_view::npos ? at : at + 4;
}

std::variant<RequestHead, Problem> read_head(std::string_view octets) {
  // RFC 9112 2.2: clients of old send a CRLF behind a body, which belongs to neither request. At
  // least one is to be ignored; nobody sends two.
  if (octets.starts_with("\r\n")) {
    octets.remove_prefix(2);
  }
  RequestHead head;
  bool first = true;
  while (octets.size() > 2 || (first && !octets.empty())) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos) {
      return refuse("a line does not end in CR LF");
    }
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end + 2);
    Step step = first ? read_request_line(line, head) : read_field(line, head);
    if (step.has_value()) {
      return std::move(*step);
    }
    first = false;
  }
  if (first || octets != "\r\n") {
    return refuse("no request line");
  }
  const bool http_1_1 = head.keep_alive;
  if (Step step = read_framing(head, http_1_1); step.has_value()) {
    return std::move(*step);
  }
  if (Step step = read_semantics(head, http_1_1); step.has_value()) {
    return std::move(*step);
  }
  return head;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const auto octet = i + 2 < text.size() ? read_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!octet) {
      return Error{ErrorCode::malformed, "broken percent escape"};
    }
    out.push_back(static_cast<char>(octet->front()));
    i += 2;
  }
  if (!is_plain_text(out)) {
    return Error{ErrorCode::malformed, "not UTF-8, or control characters"};
  }
  return out;
}

std::string media_type(std::string_view content_type) {
  return lowered(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string media_parameter(std::string_view content_type, std::string_view name) {
  std::string found;
  std::size_t at = std::min(content_type.find(';'), content_type.size());
  while (at < content_type.size()) {
    ++at;
    const std::size_t equals = content_type.find('=', at);
    if (equals == std::string_view::npos) {
      return found;
    }
    const std::string key = lowered(trimmed(content_type.substr(at, equals - at)));
    at = equals + 1;
    const std::string value = parameter_value(content_type, at);
    if (key == name && !found.empty()) {
      return {};
    }
    if (key == name) {
      found = value;
    }
  }
  return found;
}

std::size_t negotiate(std::string_view accept, const std::vector<std::string_view>& offered) {
  if (trimmed(accept).empty()) {
    return 0;
  }
  std::vector<Preference> best(offered.size());
  while (!accept.empty()) {
    const std::size_t end = std::min(accept.find(','), accept.size());
    for (std::size_t i = 0; i < offered.size(); ++i) {
      const Preference found = preference(accept.substr(0, end), offered[i]);
      if (found.exactness > best[i].exactness) {
        best[i] = found;
      }
    }
    accept.remove_prefix(std::min(end + 1, accept.size()));
  }
  const auto liked = std::ranges::max_element(best, {}, &Preference::quality);
  return liked == best.end() || liked->quality == 0
             ? std::string_view::npos
             : static_cast<std::size_t>(liked - best.begin());
}

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const bool well_formed = utf8_sequence(as_bytes(text)) != 0;
    const std::uint32_t c = take_utf8(text);
    if (!well_formed || c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029) {
      return false;
    }
  }
  return true;
}

}  // namespace senim::http

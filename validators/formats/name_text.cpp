#include "validators/formats/name_text.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "validators/base/bytes.h"

namespace senim::formats {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string key_of(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  std::string key;
  for (const std::string& value : values) {
    key.append(std::to_string(value.size())).append(":").append(value);
  }
  return key;
}

// RFC 4514 3 and X.520 as pki prints them, and what Java, .NET and OpenSSL call them besides.
bool is_type(std::string_view type) {
  constexpr std::string_view kOthers[] = {
      "s",   "userid", "surname",         "g", "gn", "t", "e", "generation",
      "dnq", "email",  "unstructuredname"};
  std::string known = pki::prepared_text(type);
  if (known.starts_with("oid.")) {
    known.erase(0, 4);
  }
  const bool dotted = known.find('.') != std::string::npos &&
                      known.find_first_not_of("0123456789.") == std::string::npos;
  return dotted || pki::is_short_name(known) ||
         std::find(std::begin(kOthers), std::end(kOthers), known) != std::end(kOthers);
}

// RFC 4514 2.4: "#" and the hex of a DER string; the octets of a short one behind its tag.
std::string unwrapped(std::string value) {
  if (!value.starts_with('#')) {
    return value;
  }
  const auto der = read_hex(value.substr(1));
  constexpr std::size_t kShort = 128;  // X.690 8.1.3.4
  if (!der || der->size() < 2 || (*der)[1] >= kShort || (*der)[1] + 2U != der->size()) {
    return value;
  }
  return std::string(as_text(ByteView(*der).subspan(2)));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (take('/')) {
      separators_ = "/";
    }
  }
  std::optional<std::string> read();

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool take(char c) {
    const bool there = !at_end() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
  }
  void skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
  bool type();
  std::optional<std::string> value();
  void escaped(std::string& value);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view separators_ = ",;+";
};

bool Reader::type() {
  skip_space();
  const std::size_t begin = at_;
  at_ = std::min(text_.find_first_of(" \t\r\n=", at_), text_.size());
  const std::string_view type = text_.substr(begin, at_ - begin);
  skip_space();
  return is_type(type) && take('=');
}

// Behind a backslash.
void Reader::escaped(std::string& value) {
  const auto octet = read_hex(text_.substr(at_, 2));
  if (octet && octet->size() == 1) {
    value.push_back(static_cast<char>(octet->front()));
    at_ += 2;
  } else if (!at_end()) {
    value.push_back(text_[at_++]);
  }
}

std::optional<std::string> Reader::value() {
  skip_space();
  const bool quoted = take('"');
  std::string value;
  while (!at_end()) {
    const char c = text_[at_];
    if (quoted ? c == '"' : separators_.find(c) != std::string_view::npos) {
      break;
    }
    ++at_;
    if (c == '\\') {
      escaped(value);
    } else {
      value.push_back(c);
    }
  }
  if (quoted && !take('"')) {
    return std::nullopt;
  }
  skip_space();
  return quoted ? pki::prepared_text(value)
                : pki::prepared_text(unwrapped(pki::prepared_text(value)));
}

std::optional<std::string> Reader::read() {
  std::vector<std::string> values;
  do {
    if (!type()) {
      return std::nullopt;
    }
    auto read = value();
    if (!read) {
      return std::nullopt;
    }
    values.push_back(std::move(*read));
  } while (!at_end() && separators_.find(text_[at_]) != std::string_view::npos && ++at_ != 0);
  return at_end() ? std::optional(key_of(std::move(values))) : std::nullopt;
}

}  // namespace

std::string name_key(const pki::Name& name) {
  std::vector<std::string> values;
  for (const auto& [type, value] : name.attributes()) {
    values.push_back(pki::prepared_text(value));
  }
  return key_of(std::move(values));
}

std::optional<std::string> name_key(std::string_view text) { return Reader(text).read(); }

}  // namespace senim::formats

#include "validators/formats/name_text.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "validators/base/bytes.h"

namespace senim::formats {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// RFC 4518 2.2, 2.6.1, as far as ASCII goes.
std::string folded(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (kSpace.find(c) == std::string_view::npos) {
      text.push_back(lower(c));
    } else if (!text.empty() && text.back() != ' ') {
      text.push_back(' ');
    }
  }
  if (!text.empty() && text.back() == ' ') {
    text.pop_back();
  }
  return text;
}

std::optional<int> hex_digit(char c) {
  const auto at = std::string_view("0123456789abcdef").find(lower(c));
  return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<int>(at));
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) {
      return std::nullopt;
    }
    octets.push_back(static_cast<std::uint8_t>(*high * 16 + *low));
  }
  return text.size() % 2 == 0 ? std::optional(std::move(octets)) : std::nullopt;
}

std::string key_of(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  std::string key;
  for (const std::string& value : values) {
    key.append(std::to_string(value.size())).append(":").append(value);
  }
  return key;
}

// RFC 4514 3, X.520, and what Java, .NET, OpenSSL and our partners call them.
bool is_type(std::string_view type) {
  constexpr std::string_view kTypes[] = {"cn",
                                         "l",
                                         "st",
                                         "s",
                                         "o",
                                         "ou",
                                         "c",
                                         "street",
                                         "dc",
                                         "uid",
                                         "userid",
                                         "sn",
                                         "surname",
                                         "givenname",
                                         "g",
                                         "gn",
                                         "serialnumber",
                                         "title",
                                         "t",
                                         "description",
                                         "businesscategory",
                                         "postaladdress",
                                         "postalcode",
                                         "name",
                                         "initials",
                                         "generationqualifier",
                                         "generation",
                                         "dnqualifier",
                                         "dnq",
                                         "pseudonym",
                                         "organizationidentifier",
                                         "emailaddress",
                                         "email",
                                         "e",
                                         "unstructuredname",
                                         "ogrn",
                                         "ogrnip",
                                         "snils",
                                         "innle",
                                         "inn"};
  std::string known;
  std::transform(type.begin(), type.end(), std::back_inserter(known), lower);
  if (known.starts_with("oid.")) {
    known.erase(0, 4);
  }
  const bool dotted = known.find('.') != std::string::npos &&
                      known.find_first_not_of("0123456789.") == std::string::npos;
  return dotted || std::find(std::begin(kTypes), std::end(kTypes), known) != std::end(kTypes);
}

// RFC 4514 2.4: "#" and the hex of a DER string; the octets of a short one behind its tag.
std::string unwrapped(std::string value) {
  if (!value.starts_with('#')) {
    return value;
  }
  const auto der = from_hex(value.substr(1));
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
  const auto octet = from_hex(text_.substr(at_, 2));
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
  return quoted ? folded(value) : folded(unwrapped(folded(value)));
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
    values.push_back(folded(value));
  }
  return key_of(std::move(values));
}

std::optional<std::string> name_key(std::string_view text) { return Reader(text).read(); }

}  // namespace senim::formats

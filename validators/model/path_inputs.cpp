#include "validators/model/path_inputs.h"

#include <array>
#include <charconv>
#include <utility>

#include "validators/pki/der_writer.h"

namespace senim::model {

namespace {

using Kind = pki::GeneralName::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"dns", Kind::dns},
                                                                   {"email", Kind::email},
                                                                   {"uri", Kind::uri},
                                                                   {"ip", Kind::ip},
                                                                   {"directory", Kind::directory}}};

// RFC 4514 3, and what national names begin with.
constexpr std::array<std::pair<std::string_view, Oid>, 8> kTypes{
    {{"C", Oid{"2.5.4.6"}},
     {"O", Oid{"2.5.4.10"}},
     {"OU", Oid{"2.5.4.11"}},
     {"CN", Oid{"2.5.4.3"}},
     {"L", Oid{"2.5.4.7"}},
     {"ST", Oid{"2.5.4.8"}},
     {"SERIALNUMBER", Oid{"2.5.4.5"}},
     {"DC", Oid{"0.9.2342.19200300.100.1.25"}}}};

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kSet = 0x31;
constexpr std::uint8_t kOid = 0x06;
constexpr std::uint8_t kUtf8 = 0x0c;

Error refused(std::string_view text, std::string_view wanted) {
  return Error{ErrorCode::malformed, "'" + std::string(text) + "' must be " + std::string(wanted)};
}

void append(Bytes& to, ByteView octets) { to.insert(to.end(), octets.begin(), octets.end()); }

std::optional<Oid> type_of(std::string_view name) {
  for (const auto& [short_name, type] : kTypes) {
    if (name == short_name) {
      return type;
    }
  }
  return Oid::parse(name);
}

// String types do not matter: names are compared by meaning (RFC 5280 7.1).
std::optional<Bytes> directory(std::string_view path) {
  Bytes relative_names;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, end - start);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals + 1 == part.size()) {
      return std::nullopt;
    }
    const auto type = type_of(part.substr(0, equals));
    if (!type) {
      return std::nullopt;
    }
    Bytes attribute = pki::wrapped(kOid, type->content());
    append(attribute, pki::wrapped(kUtf8, as_bytes(part.substr(equals + 1))));
    append(relative_names, pki::wrapped(kSet, pki::wrapped(kSequence, attribute)));
    start = end + 1;
  }
  return pki::wrapped(kSequence, relative_names);
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// a.b.c.d/n: address and mask (RFC 5280 4.2.1.10).
std::optional<Bytes> network(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  Bytes octets;
  std::string_view address = text.substr(0, slash);
  while (octets.size() < 4) {
    const std::size_t dot = std::min(address.find('.'), address.size());
    const auto octet = number<std::uint8_t>(address.substr(0, dot));
    const bool last = dot == address.size();
    if (!octet || last != (octets.size() == 3)) {
      return std::nullopt;
    }
    octets.push_back(*octet);
    address.remove_prefix(last ? dot : dot + 1);
  }
  const auto bits = number<unsigned>(text.substr(slash + 1));
  if (!bits || *bits > 32) {
    return std::nullopt;
  }
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned ones = *bits > 8 * i ? std::min(8U, *bits - 8 * i) : 0;
    octets.push_back(static_cast<std::uint8_t>(0xff00U >> ones));
  }
  return octets;
}

}  // namespace

Result<NameSubtree> NameSubtree::parse(std::string_view text) {
  constexpr std::string_view kForms =
      "dns:, email:, uri:, ip:a.b.c.d/n or directory:C=KZ/O=Name and a value";
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) {
    return refused(text, kForms);
  }
  const std::string_view rest = text.substr(colon + 1);
  for (const auto& [name, kind] : kKinds) {
    if (text.substr(0, colon) != name) {
      continue;
    }
    std::optional<Bytes> value = kind == Kind::directory ? directory(rest)
                                 : kind == Kind::ip      ? network(rest)
                                                         : std::optional(to_bytes(as_bytes(rest)));
    if (!value) {
      return refused(text, kForms);
    }
    return NameSubtree{std::string(text), kind, std::move(*value)};
  }
  return refused(text, kForms);
}

}  // namespace senim::model

#include "validators/paths/name_constraints.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "validators/base/der_reader.h"
#include "validators/base/oid.h"
#include "validators/pki/name.h"

namespace senim::paths {

namespace {

using pki::GeneralName;
using Kind = GeneralName::Kind;

constexpr Oid kEmailAddress{"1.2.840.113549.1.9.1"};
constexpr Oid kSmtpUtf8Mailbox{"1.3.6.1.5.5.7.8.9"};

// RFC 9598 6: constraints on mail addresses hold for the internationalised form of an address too,
// which stands in an otherName. Nothing: another kind of name. "": one that cannot be read, which
// lies in no constraint.
std::optional<ByteView> utf8_mailbox(const GeneralName& name) {
  if (name.kind != Kind::other) {
    return std::nullopt;
  }
  der::Reader reader(name.value);
  const auto type = reader.expect(der::kOid, "type-id");
  const auto id = type.ok() ? der::oid(*type) : Result<Oid>(type.error());
  if (!id.ok() || *id != kSmtpUtf8Mailbox) {
    return std::nullopt;
  }
  const auto wrapped = reader.expect(der::context_constructed(0), "value");
  if (!wrapped.ok()) {
    return ByteView{};
  }
  der::Reader inside(*wrapped);
  const auto text = inside.expect(der::kUtf8String, "SmtpUTF8Mailbox");
  return text.ok() && inside.done() && reader.done() ? text->content : ByteView{};
}

// The addresses of a Name: IA5String, and what is written in its place. Of any other type: "",
// which lies in no constraint.
Status mail_addresses(ByteView name, std::vector<std::string_view>& found) {
  SENIM_TRY(const der::Element list, der::single(name, der::Rules::der, "subject"));
  der::Reader sets(list);
  while (!sets.done()) {
    SENIM_TRY(der::Reader set, sets.enter(der::kSet, "RelativeDistinguishedName"));
    while (!set.done()) {
      SENIM_TRY(der::Reader attribute, set.enter(der::kSequence, "AttributeTypeAndValue"));
      SENIM_TRY(const der::Element type, attribute.expect(der::kOid, "type"));
      SENIM_TRY(const der::Element value, attribute.next());
      SENIM_TRY(const Oid id, der::oid(type));
      if (id == kEmailAddress) {
        const bool text = value.tag == der::kIa5String || value.tag == der::kUtf8String ||
                          value.tag == der::kPrintableString;
        found.push_back(text ? as_text(value.content) : std::string_view());
      }
    }
  }
  return success();
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_folded(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

bool ends_with_folded(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && equal_folded(text.substr(text.size() - tail.size()), tail);
}

// Which answer is the careful one where a name could be read two ways.
enum class Reading : std::uint8_t { permitted, excluded };

// A base with a dot behind is no name of RFC 5280, yet there is no doubt what it excludes.
std::string_view without_root(std::string_view base, Reading reading) {
  if (reading == Reading::excluded && base.size() > 1 && base.back() == '.') {
    base.remove_suffix(1);
  }
  return base;
}

// Nothing: the name (or the constraint) has no form that the constraint could be applied to.
std::optional<bool> dns_within(std::string_view name, std::string_view base, Reading reading) {
  if (name.empty() || name.back() == '.') {
    return std::nullopt;
  }
  base = without_root(base, reading);
  if (base.empty()) {
    return true;
  }
  if (base.front() == '.') {  // not in RFC 5280 for DNS names, but in use: below, not itself
    return ends_with_folded(name, base);
  }
  const auto below = [](std::string_view inner, std::string_view outer) {
    return equal_folded(inner, outer) ||
           (inner.size() > outer.size() && ends_with_folded(inner, outer) &&
            inner[inner.size() - outer.size() - 1] == '.');
  };
  if (below(name, base)) {
    return true;
  }
  // "*.example.com" stands for a.example.com too: excluded by a constraint on that.
  return reading == Reading::excluded && name.starts_with("*.") && below(base, name.substr(2));
}

// Nothing: a base that is no host. An empty one leaves nothing out where it excludes; RFC 5280 has
// none, so that it permits nothing.
std::optional<bool> host_within(std::string_view host, std::string_view base, Reading reading) {
  if (base.find_first_of(":/@[]\"") != std::string_view::npos) {
    return std::nullopt;
  }
  base = without_root(base, reading);
  if (base.empty()) {
    return reading == Reading::excluded ? std::optional(true) : std::nullopt;
  }
  return base.front() == '.' ? host.size() > base.size() && ends_with_folded(host, base)
                             : equal_folded(host, base);
}

struct Mailbox {
  std::string_view local;
  std::string_view host;
};

// RFC 5321 4.1.2: of one `@`, and neither quoted, since the same address is written without quotes
// too, nor at an address literal, which is no host that a constraint could name, nor at a host with
// a dot behind, which is the same one without.
std::optional<Mailbox> mailbox(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() ||
      text.find('@', at + 1) != std::string_view::npos ||
      text.find('"') != std::string_view::npos || text[at + 1] == '[' || text.back() == '.') {
    return std::nullopt;
  }
  return Mailbox{text.substr(0, at), text.substr(at + 1)};
}

std::optional<bool> email_within(std::string_view name, std::string_view base, Reading reading) {
  const auto address = mailbox(name);
  if (!address) {
    return std::nullopt;
  }
  if (base.find('@') == std::string_view::npos) {
    return host_within(address->host, base, reading);
  }
  const auto wanted = mailbox(base);
  if (!wanted) {
    return std::nullopt;
  }
  const bool same_local = reading == Reading::excluded ? equal_folded(address->local, wanted->local)
                                                       : address->local == wanted->local;
  return same_local && equal_folded(address->host, wanted->host);
}

bool is_ip_literal(std::string_view host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// RFC 5280 4.2.1.10: applies to the host part; a URI without one, or with an address, is refused.
// So is one whose host is written as another: with a dot behind, escaped (RFC 3986 3.2.2), or
// behind a backslash, which is no character of a URI and for browsers ends the host.
std::optional<bool> uri_within(std::string_view name, std::string_view base, Reading reading) {
  const std::size_t scheme = name.find("://");
  if (scheme == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view host = name.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.find('\\') != std::string_view::npos) {
    return std::nullopt;
  }
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos) {
    host.remove_prefix(user + 1);
  }
  if (const std::size_t port = host.rfind(':');
      port != std::string_view::npos && !host.starts_with('[')) {
    host = host.substr(0, port);
  }
  if (host.empty() || host.back() == '.' || host.find('%') != std::string_view::npos ||
      is_ip_literal(host)) {
    return std::nullopt;
  }
  return host_within(host, base, reading);
}

// RFC 5280 4.2.1.10: a mask in the style of RFC 4632, ones before zeros.
bool is_prefix(ByteView mask) {
  bool ended = false;
  for (const std::uint8_t octet : mask) {
    for (unsigned bit = 0x80; bit != 0; bit >>= 1) {
      const bool one = (octet & bit) != 0;
      if (one && ended) {
        return false;
      }
      ended = !one;
    }
  }
  return true;
}

std::optional<bool> ip_within(ByteView name, ByteView base) {
  if ((name.size() != 4 && name.size() != 16) || (base.size() != 8 && base.size() != 32) ||
      !is_prefix(base.subspan(base.size() / 2))) {
    return std::nullopt;
  }
  if (base.size() != name.size() * 2) {
    return false;  // the other version of the protocol
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (((name[i] ^ base[i]) & base[name.size() + i]) != 0) {
      return false;
    }
  }
  return true;
}

std::optional<bool> lies_in(const GeneralName& name, const GeneralName& base, Reading reading) {
  switch (name.kind) {
    case Kind::directory:
      return within(pki::Name(name.value), pki::Name(base.value));
    case Kind::dns:
      return dns_within(as_text(name.value), as_text(base.value), reading);
    case Kind::email:
      return email_within(as_text(name.value), as_text(base.value), reading);
    case Kind::uri:
      return uri_within(as_text(name.value), as_text(base.value), reading);
    case Kind::ip:
      return ip_within(name.value, base.value);
    case Kind::other:
    case Kind::x400:
    case Kind::edi:
    case Kind::registered_id:
      return std::nullopt;  // RFC 5280 4.2.1.10: process the form or reject the certificate
  }
  return std::nullopt;
}

// One that cannot be applied makes all of them void: nobody knows what else its CA meant.
bool permits(const std::vector<GeneralName>& list, const GeneralName& name) {
  bool inside = false;
  for (const GeneralName& base : list) {
    const auto one = lies_in(name, base, Reading::permitted);
    if (!one) {
      return false;
    }
    inside = inside || *one;
  }
  return inside;
}

std::string describe(const GeneralName& name) {
  switch (name.kind) {
    case Kind::directory:
      return pki::Name(name.value).text();
    case Kind::dns:
    case Kind::email:
    case Kind::uri:
      return std::string(as_text(name.value));
    case Kind::ip:
    case Kind::other:
    case Kind::x400:
    case Kind::edi:
    case Kind::registered_id:
      return to_hex(name.value);
  }
  return {};
}

}  // namespace

void NameSpace::narrow(const pki::NameConstraints& constraints) {
  std::vector<std::vector<GeneralName>> lists;
  for (const pki::GeneralSubtree& subtree : constraints.permitted) {
    const auto same_kind = std::ranges::find_if(
        lists, [&](const auto& list) { return list.front().kind == subtree.base.kind; });
    if (same_kind == lists.end()) {
      lists.push_back({subtree.base});
    } else {
      same_kind->push_back(subtree.base);
    }
  }
  permitted_.insert(permitted_.end(), lists.begin(), lists.end());
  for (const pki::GeneralSubtree& subtree : constraints.excluded) {
    excluded_.push_back(subtree.base);
  }
}

Result<std::string> NameSpace::outside(const pki::Certificate& certificate, Budget& budget) const {
  if (permitted_.empty() && excluded_.empty()) {
    return std::string{};
  }
  SENIM_TRY(const auto alternatives, certificate.subject_alt_names());
  std::vector<GeneralName> names;
  std::vector<std::string_view> emails;
  if (alternatives) {
    names = *alternatives;
  }
  for (std::size_t i = 0, count = names.size(); i < count; ++i) {
    if (const auto mailbox = utf8_mailbox(names[i])) {
      names.push_back({Kind::email, *mailbox});
    }
  }
  const bool has_email =
      std::ranges::any_of(names, [](const GeneralName& name) { return name.kind == Kind::email; });
  if (!certificate.subject().empty()) {
    names.push_back({Kind::directory, certificate.subject().der()});
    if (!has_email) {
      SENIM_CHECK(mail_addresses(certificate.subject().der(), emails));
    }
  }
  for (const std::string_view email : emails) {
    names.push_back({Kind::email, as_bytes(email)});
  }
  for (const GeneralName& name : names) {
    SENIM_TRY(auto outsider, outside(name, budget));
    if (!outsider.empty()) {
      return outsider;
    }
  }
  return std::string{};
}

Result<std::string> NameSpace::outside(const GeneralName& name, Budget& budget) const {
  for (const GeneralName& base : excluded_) {
    SENIM_CHECK(budget.spend(Cost::name_comparisons));
    if (base.kind == name.kind && lies_in(name, base, Reading::excluded).value_or(true)) {
      return "excluded: " + describe(name);
    }
  }
  for (const std::vector<GeneralName>& list : permitted_) {
    SENIM_CHECK(budget.spend(Cost::name_comparisons, list.size()));
    if (list.front().kind == name.kind && !permits(list, name)) {
      return "not permitted: " + describe(name);
    }
  }
  return std::string{};
}

}  // namespace senim::paths

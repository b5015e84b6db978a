#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"

// A distinguished name as its DER octets: compared by RFC 5280 7.1, printed by RFC 4514. A view:
// the octets belong to the certificate, CRL or list it was read from. Threads may share it.
//
// Comparing prepares each character string as RFC 4518 2 does, whatever its string type: white
// space trimmed and compressed, control and invisible characters dropped, case folded (ASCII,
// Latin-1, Latin Extended-A, Greek, Cyrillic, Armenian: the scripts of the lists we load). Not
// done: NFKC (a composed letter differs from a decomposed one) and folding of other scripts; such
// names match only when their octets do, an error towards doubt. A value that is not a string, or
// not valid in its own encoding, is compared by its octets. Equal names prove nothing: a signature
// decides who issued what.

namespace senim::pki {

class Name {
 public:
  Name() = default;
  explicit Name(ByteView der) : der_(der) {}  // the whole SEQUENCE, already known to be one
  ByteView der() const { return der_; }
  bool empty() const;  // no attribute at all
  // RFC 4514, most specific first. Control characters are escaped; a value that is no valid string
  // and a type without a short name (RFC 4514 2.4) are written as "#" and the hex of the value; a
  // name that cannot be read at all likewise.
  std::string text() const;
  // The first value of that type in the order of the name (least specific first).
  std::optional<std::string> attribute(const Oid& type) const;
  // Every attribute in the order of the name; a value that is no string as "#" and hex. Empty for
  // a name that cannot be read.
  std::vector<std::pair<Oid, std::string>> attributes() const;
  // The prepared form: equal for two readable names exactly when they match. A key for maps, not
  // for people. Its octets themselves where the name cannot be read.
  std::string comparison_key() const;
  // The same for two names with the same key, else most likely another: for tables in memory.
  std::uint64_t comparison_hash() const;
  // RFC 5280 7.1.
  friend bool matches(const Name& left, const Name& right);
  // True when `base` is a prefix of `name` (directoryName subtree, RFC 5280 4.2.1.10).
  friend bool within(const Name& name, const Name& base);

 private:
  ByteView der_;
};
bool matches(const Name& left, const Name& right);
bool within(const Name& name, const Name& base);

// One character string (UTF-8) prepared for comparison as above.
std::string prepared_text(std::string_view text);
// A type that Name::text() writes by this name ("CN"), in any case.
bool is_short_name(std::string_view name);

}  // namespace senim::pki

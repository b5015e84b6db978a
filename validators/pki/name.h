#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"

// A distinguished name as its DER octets: compared by RFC 5280 7.1 (case and white space folded),
// printed by RFC 4514. A view: the octets belong to the certificate, CRL or list it was read from.

namespace senim::pki {

class Name {
 public:
  Name() = default;
  explicit Name(ByteView der) : der_(der) {}  // the whole SEQUENCE, already known to be one
  ByteView der() const { return der_; }
  bool empty() const;  // no attribute at all
  // RFC 4514, most specific first; control characters and non-UTF-8 are escaped.
  std::string text() const;
  // The first value of that attribute, in the order of the name (or the last for `most_specific` CN
  // use).
  std::optional<std::string> attribute(const Oid& type) const;
  std::vector<std::pair<Oid, std::string>> attributes() const;
  // RFC 5280 7.1.
  friend bool matches(const Name& left, const Name& right);
  // True when `base` is a prefix of `name` (directoryName subtree, RFC 5280 4.2.1.10).
  friend bool within(const Name& name, const Name& base);

 private:
  ByteView der_;
};

}  // namespace senim::pki

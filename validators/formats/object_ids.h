#pragma once

#include <map>
#include <string>
#include <string_view>

#include "validators/base/bytes.h"

// The ids of report.md 1 within one document: a letter and the first 32 hex digits of the SHA-256
// of the object's own octets, with "-2", "-3" for repeats. One per opened document, one thread.

namespace senim::formats {

class ObjectIds {
 public:
  std::string signature(ByteView octets) { return next("S-", octets); }
  std::string timestamp(ByteView octets) { return next("T-", octets); }
  // Is it the id of a repeat?
  static bool is_repeat(std::string_view id) { return id.size() > kPlain; }

 private:
  static constexpr std::size_t kPlain = 2 + 32;
  std::string next(std::string_view prefix, ByteView octets);
  std::map<std::string, unsigned> seen_;
};

// The id of a CRL or OCSP answer (model/evidence.h): "R-" and the same digits, never a repeat,
// since equal octets are one piece of data.
std::string revocation_id(ByteView octets);

}  // namespace senim::formats

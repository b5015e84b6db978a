#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "validators/base/utc_time.h"
#include "validators/model/verdict.h"

// The JSON of spec/report.md 1. Member order is fixed, there is no white space, and octets that are
// not UTF-8 come out as U+FFFD, so that the same verdict always gives the same bytes (replay,
// cache, signature).

namespace senim::reports {

struct Receipt {
  std::string id;      // UUID version 7
  std::string serial;  // decimal
  UtcTime issued_at{};
  std::string service_name;
  std::string service_certificate;  // SHA-256 hex
  std::string service_policy;       // OID, "" when none
  std::string document_name;        // "" when none
  std::string transaction;          // "" when none
  bool demo = false;
};

// The value of the member `verdict`.
std::string verdict_json(const model::Verdict& verdict);
// {"format":"senim-report/1","receipt":...,"verdict":...} around verdict bytes made earlier, byte
// for byte.
std::string report_json(const Receipt& receipt, std::string_view verdict_bytes);
// The same without receipt: what `senim verify` prints.
std::string report_json(std::string_view verdict_bytes);
// One line of jsonl (report.md 5): {"file":...,<report members>} or
// {"file":...,"error":{"code","message"}}.
std::string batch_line(std::string_view file, std::string_view verdict_bytes);
std::string batch_error(std::string_view file, const Error& error);

}  // namespace senim::reports

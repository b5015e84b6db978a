#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "validators/model/evidence.h"
#include "validators/pki/certificate.h"

// Which certificates a CRL speaks of, and for which reasons (RFC 5280 6.3.3 (b) to (e)): pure
// functions over what certificate and list say of themselves.

namespace senim::blocks {

// ReasonFlags without the unused bit 0 (RFC 5280 4.2.1.13).
inline constexpr std::uint16_t kAllReasons = 0x1fe;

// The reasons for which this list tells the status of the certificate; 0: none, it is not the right
// list. `why` then says what does not fit: "issuer", "distribution-point", "certificate-kind",
// "indirect", "malformed".
struct ListScope {
  std::uint16_t reasons = 0;
  std::string why;
};
ListScope scope_of(const model::CrlFacts& list, const pki::Certificate& certificate);
// The scope of a list that is not the right one as DSS has it (spec/en319102-1.md 5.5.2): neither
// kinds of certificates nor names of points are compared. Still `scope` where something else does
// not fit, where only some reasons are told, where the point has no address, or where nothing would
// be left to speak of.
ListScope without_bounds(const model::CrlFacts& list, ListScope scope);

// What a list is by its marks (RFC 5280 5.2.4). A list that comes from the address of a delta, or
// is marked as Kazakh deltas are, and does not say which base it goes with is neither base nor
// delta (spec/domain.md 1.3): its number is far higher and would win as base.
enum class ListKind : std::uint8_t { complete, delta, neither };
ListKind kind_of(const model::RevocationEvidence& data, const pki::Certificate& certificate);

// RFC 5280 5.2.4 and 6.3.3 (c): does the delta go with this complete list?
enum class DeltaFit : std::uint8_t { fits, other_scope, older, base_too_old };
DeltaFit fit(const model::CrlFacts& delta, const model::CrlFacts& base);

// http and https addresses of a freshestCRL extension (certificate or list).
std::vector<std::string> delta_urls(const pki::Certificate& certificate);
std::vector<std::string> delta_urls(const model::CrlFacts& list);

}  // namespace senim::blocks

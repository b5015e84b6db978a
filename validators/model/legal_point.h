#pragma once

#include <string_view>

// Keys of PolicyRules::legal_points: the id of a check, for checks of time-stamps behind this
// prefix, since the law speaks of them elsewhere (order 500/NK points 15 and 17).

namespace senim::model {

inline constexpr std::string_view kTimestampPoint = "timestamp.";

}  // namespace senim::model

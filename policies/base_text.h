#pragma once

#include <string_view>

// policies/base.yaml as it was when this was built; the .cpp is made of it by CMake.

namespace senim::policies {

std::string_view base_text();

}  // namespace senim::policies

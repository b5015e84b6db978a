#pragma once

#include <string>
#include <string_view>

#include "validators/model/verdict.h"

// The verdict for a person at a terminal: the answer first, then who signed, then why (report.md
// 5). Control characters of names and files, and those that nobody sees and that change what is
// seen, are shown escaped, never sent to the terminal.

namespace senim::reports {

std::string report_text(std::string_view file, const model::Verdict& verdict);
// `text` with every control character (C0, DEL, C1) and every octet that is no UTF-8 written as
// \xNN, and every invisible format character, line and paragraph separator as \uNNNN
// (\UNNNNNNNN above U+FFFF).
std::string safe_text(std::string_view text);

}  // namespace senim::reports

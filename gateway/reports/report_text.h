#pragma once

#include <string>
#include <string_view>

#include "validators/model/verdict.h"

// The verdict for a person at a terminal: the answer first, then who signed, then why (report.md
// 5). Control characters of names and files are shown escaped, never sent to the terminal.

namespace senim::reports {

std::string report_text(std::string_view file, const model::Verdict& verdict);
// `text` with every control character (C0, DEL, C1) written as \xNN.
std::string safe_text(std::string_view text);

}  // namespace senim::reports

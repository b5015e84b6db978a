#pragma once

#include <optional>
#include <string>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// The octets of an XML entity as UTF-8, before anything scans them: a DOCTYPE written in UTF-16
// must not slip past the scan (spec/threats.md, Limits). Tables of our own, because iconv would
// load modules from the disk.

namespace senim::xml {

// Nothing when the octets are UTF-8 already (a byte order mark is left in place), else their UTF-8.
// Known: UTF-8, UTF-16, UTF-32, US-ASCII, ISO-8859-1/2/5/9/15, windows-1250/1251/1252/1254/1257,
// KOI8-R/U. unsupported: any other declared encoding; malformed: octets that the encoding does not
// have, NUL.
Result<std::optional<std::string>> to_utf8(ByteView octets);

}  // namespace senim::xml

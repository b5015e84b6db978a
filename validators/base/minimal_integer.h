#pragma once

#include "validators/base/bytes.h"

namespace senim {

// Content of an INTEGER without the leading octets that X.690 8.3.2 forbids: numbers that are equal
// are equal octets then, whoever padded them.
inline ByteView minimal_integer(ByteView content) {
  while (content.size() > 1 &&
         ((content[0] == 0 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80))) {
    content = content.subspan(1);
  }
  return content;
}

}  // namespace senim

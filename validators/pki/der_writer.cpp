#include "validators/pki/der_writer.h"

#include <algorithm>

namespace senim::pki {
namespace {

// The identifier octets as written, with the constructed bit as given.
void append_identifier(Bytes& out, const der::Element& element, bool constructed) {
  const std::uint8_t first = element.whole[0];
  out.push_back(static_cast<std::uint8_t>(constructed ? first | 0x20U : first & 0xdfU));
  if ((first & 0x1fU) == 0x1f) {
    for (std::size_t i = 1;; ++i) {
      out.push_back(element.whole[i]);
      if ((element.whole[i] & 0x80U) == 0) {
        return;
      }
    }
  }
}

void append_length(Bytes& out, std::size_t length) {
  if (length < 0x80) {
    out.push_back(static_cast<std::uint8_t>(length));
    return;
  }
  unsigned count = 0;
  for (std::size_t rest = length; rest != 0; rest >>= 8) {
    ++count;
  }
  out.push_back(static_cast<std::uint8_t>(0x80U | count));
  for (unsigned i = count; i-- > 0;) {
    out.push_back(static_cast<std::uint8_t>(length >> (8 * i)));
  }
}

// Recursion here and below is bounded: der::Reader refuses what is nested deeper than 32 levels.
// X.690 8.21: the pieces of a string are of its own type or OCTET STRINGs.
Status append_pieces(Bytes& out, const der::Element& string, std::uint32_t type) {
  der::Reader pieces(string);
  while (!pieces.done()) {
    SENIM_TRY(const der::Element piece, pieces.next());
    const bool fits = piece.tag.tag_class == der::TagClass::universal &&
                      (piece.tag.number == type || piece.tag.number == der::kOctetString.number);
    if (!fits) {
      return Error{ErrorCode::malformed, "a string in pieces of another type"};
    }
    if (piece.tag.constructed) {
      SENIM_CHECK(append_pieces(out, piece, type));
    } else {
      out.insert(out.end(), piece.content.begin(), piece.content.end());
    }
  }
  return success();
}

Status append(Bytes& out, const der::Element& element) {
  if (!element.tag.constructed) {
    append_identifier(out, element, false);
    append_length(out, element.content.size());
    out.insert(out.end(), element.content.begin(), element.content.end());
    return success();
  }
  Bytes inner;
  const bool string = der::is_string(element.tag);
  if (string) {
    SENIM_CHECK(append_pieces(inner, element, element.tag.number));
  } else {
    der::Reader elements(element);
    while (!elements.done()) {
      SENIM_TRY(const der::Element next, elements.next());
      SENIM_CHECK(append(inner, next));
    }
  }
  append_identifier(out, element, !string);
  append_length(out, inner.size());
  out.insert(out.end(), inner.begin(), inner.end());
  return success();
}

}  // namespace

Result<Bytes> rewritten(const der::Element& element) {
  Bytes out;
  out.reserve(element.whole.size());
  SENIM_CHECK(append(out, element));
  return out;
}

Bytes wrapped(std::uint8_t identifier, ByteView content) {
  Bytes out;
  out.reserve(content.size() + 6);
  out.push_back(identifier);
  append_length(out, content.size());
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

std::vector<ByteView> sorted_as_set(std::vector<ByteView> elements) {
  // X.690 11.6: as octet strings; a shorter one that is a prefix goes first.
  std::ranges::stable_sort(elements, [](ByteView left, ByteView right) {
    return std::ranges::lexicographical_compare(left, right);
  });
  return elements;
}

}  // namespace senim::pki

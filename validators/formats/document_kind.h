#pragma once

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/model/parsed_signature.h"

// What a file is, told by its first octets (and, for ZIP, by the names in its local headers): never
// by a file name. Nothing is parsed here that a reader of the format would not parse again, so a
// wrong guess ends as `malformed` there and never as a verdict.

namespace senim::formats {

model::DocumentKind detect(ByteView document);

// The octets of a CMS, time-stamp, evidence record or XML document: as they are, or out of PEM or
// base64 text.
struct Unwrapped {
  bool wrapped = false;  // `octets` hold the decoded ones, else the document is to be used
  Bytes octets;
  std::size_t trailing = 0;  // octets of the text behind the wrapping that are not white space
};
// Only for a document that detect() calls CMS, TST, ER or one of the XML kinds.
Result<Unwrapped> unwrap(ByteView document);

}  // namespace senim::formats

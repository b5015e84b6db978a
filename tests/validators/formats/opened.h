#pragma once

#include <string>
#include <vector>

#include "validators/formats/signed_document.h"

// What the tests of all formats do: open a document, look at what was found.

namespace senim::formats::test {

// Opens or fails the test.
SignedDocument opened(ByteView document, const std::vector<model::DetachedPart>& parts = {});
// Opens and expects an error.
ErrorCode refused(ByteView document);
// The one signature of a document.
model::ParsedSignature only(const SignedDocument& document);
// Does the value verify under the first candidate (or the bare key)?
bool value_verifies(const model::ParsedSignature& signature);
// The codes of the format problems, in order.
std::vector<std::string> codes(const model::ParsedSignature& signature);
using Codes = std::vector<std::string>;

model::DetachedPart part(const std::string& name, ByteView content);
// The same content as its digest only.
model::DetachedPart digest_part(const std::string& name, crypto::DigestAlgorithm digest,
                                ByteView content);

}  // namespace senim::formats::test

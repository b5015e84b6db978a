#include <cstdint>
#include <cstdlib>

#include "validators/xml/xmldsig.h"

// Every ds:Signature of a document, with a resolver that has octets for some names and a digest for
// others.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  Budget budget;
  const auto document = xml::Document::parse({data, size}, budget);
  if (!document.ok()) {
    return 0;
  }
  const Bytes content = to_bytes("<x xmlns='urn:x'> content </x>");
  const xml::Resolver resolver = [&](const std::optional<std::string>& uri,
                                     crypto::DigestAlgorithm digest) -> Result<xml::External> {
    if (!uri || uri->size() % 3 == 0) {
      return xml::External{ByteView(content), std::nullopt};
    }
    if (uri->size() % 3 == 1) {
      auto computed = crypto::digest(digest, content);
      if (computed.ok()) {
        return xml::External{std::nullopt, std::move(computed).value()};
      }
    }
    return Error{ErrorCode::not_found, "no such content"};
  };
  for (const xml::Element element : (*document)->all(xml::kDsig, "Signature")) {
    const auto signature = xml::read_signature(**document, element, resolver, budget);
    if (!signature.ok()) {
      continue;
    }
    for (const xml::Reference& reference : signature->references) {
      // An intact reference covers something that is there.
      if (reference.state == xml::ReferenceState::intact && !reference.detached &&
          !(*document)->root().contains(reference.element)) {
        std::abort();
      }
    }
  }
  return 0;
}

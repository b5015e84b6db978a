#include <cstdint>
#include <cstdlib>

#include "validators/formats/signed_document.h"

// Any file, opened with a detached part beside it. What comes out must hold together: parents stand
// before their counter-signatures, ids are unique.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  Budget budget;
  const Bytes content = to_bytes("hello");
  model::DetachedPart part;
  part.name = "document.txt";
  part.content = ByteView(content);
  const auto document = formats::open({data, size}, {part}, budget);
  if (!document.ok()) {
    return 0;
  }
  for (std::size_t i = 0; i < document->signatures.size(); ++i) {
    const auto& signature = document->signatures[i];
    const bool placed = !signature.parent || *signature.parent < i;
    const bool alone = i == 0 || signature.id != document->signatures[i - 1].id;
    if (!placed || !alone) {
      std::abort();
    }
  }
  return 0;
}

// The data of a trust list, read from documents that nobody verified, and the verification itself.

#include <cstddef>
#include <cstdint>

#include "trustlists/trust_snapshot.h"
#include "validators/xml/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  const ByteView octets(data, size);
  Budget budget;
  const auto document = xml::Document::parse(octets, budget);
  if (document.ok()) {
    pki::Certificate::Pool pool;
    (void)trustlists::read_list((*document)->root(), trustlists::Vocabulary::etsi(), pool);
  }
  trustlists::SnapshotBuilder builder;
  builder.add(trustlists::given_source("fuzz", octets));
  (void)builder.build()->id();
  return 0;
}

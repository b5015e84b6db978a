// pki/cms: what is read from a message is inside it or owned, and rewriting BER gives DER.

#include <cstdlib>

#include "validators/pki/cms.h"
#include "validators/pki/der_writer.h"

namespace {

using namespace senim;

void ask(const pki::SignerInfo& signer, const pki::SignedData& data) {
  for (const pki::Certificate& certificate : data.certificates()) {
    static_cast<void>(signer.sid.names(certificate));
  }
  if (!signer.has_signed_attributes) {
    return;
  }
  const auto set = der::single(signer.signed_attributes_der, der::Rules::der, "signedAttrs");
  if (!set.ok() || set->tag != der::kSet) {
    std::abort();  // what a signature would be checked over
  }
  if (signer.signed_attributes_sorted &&
      signer.signed_attributes_sorted->size() != signer.signed_attributes_der.size()) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  Budget budget;
  if (const auto message = pki::SignedData::from_ber(input, budget); message.ok()) {
    if (!lies_within(message->whole(), input) ||
        message->whole().size() + message->rest().size() != size) {
      std::abort();
    }
    for (const pki::SignerInfo& signer : message->signers()) {
      ask(signer, *message);
    }
  }
  static_cast<void>(pki::SignedData::counter_signature(input, budget));
  if (const auto element = der::single(input, der::Rules::ber, "fuzz"); element.ok()) {
    const auto octets = pki::rewritten(*element);
    if (octets.ok()) {
      const auto again = der::single(*octets, der::Rules::der, "rewritten");
      if (!again.ok() || !der::is_definite(*again)) {
        std::abort();
      }
    }
  }
  return 0;
}

#include "validators/formats/policy_document.h"

#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"

namespace senim::formats {

namespace {

using Document = model::SignaturePolicyReference::Document;

// SignaturePolicy ::= SEQUENCE { signPolicyHashAlg, signPolicyInfo, signPolicyHash OPTIONAL }: the
// octets of the first two.
Result<Bytes> inside_of(ByteView document) {
  SENIM_TRY(const der::Element outer, der::single(document, der::Rules::ber, "SignaturePolicy"));
  der::Reader reader(outer);
  SENIM_TRY(const der::Element algorithm, reader.expect(der::kSequence, "signPolicyHashAlg"));
  SENIM_TRY(const der::Element info, reader.expect(der::kSequence, "signPolicyInfo"));
  Bytes joined = to_bytes(algorithm.whole);
  joined.insert(joined.end(), info.whole.begin(), info.whole.end());
  return joined;
}

}  // namespace

Document compare(const model::SignaturePolicyReference& policy, ByteView document) {
  const auto digest = crypto::digest(policy.digest, document);
  if (policy.value.empty() || !digest) {
    return Document::unsupported;
  }
  if (equal(*digest, policy.value)) {
    return Document::matches;
  }
  const auto inside = inside_of(document);
  const auto inner =
      inside ? crypto::digest(policy.digest, *inside) : Result<Bytes>(inside.error());
  return inner && equal(*inner, policy.value) ? Document::matches : Document::differs;
}

}  // namespace senim::formats

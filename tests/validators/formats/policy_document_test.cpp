#include "validators/formats/policy_document.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "validators/crypto/digest.h"

namespace senim::formats {
namespace {

namespace der = demo::der;
using crypto::DigestAlgorithm;
using Document = model::SignaturePolicyReference::Document;

model::SignaturePolicyReference over(ByteView octets) {
  model::SignaturePolicyReference policy;
  policy.digest = DigestAlgorithm::sha256;
  policy.value = *crypto::digest(DigestAlgorithm::sha256, octets);
  return policy;
}

}  // namespace

TEST_CASE("a document is the policy whose digest was signed", "[formats][policy]") {
  const Bytes text = to_bytes("the policy");
  CHECK(compare(over(text), text) == Document::matches);
  CHECK(compare(over(text), to_bytes("the policz")) == Document::differs);
  CHECK(compare(over(text), to_bytes("the policy ")) == Document::differs);
  CHECK(compare(over(text), {}) == Document::differs);
}

// TR 102 272: signPolicyHash leaves out the outer identifier and length, and itself.
TEST_CASE("the digest of a policy in ASN.1 may be that of its first two fields",
          "[formats][policy]") {
  const Bytes algorithm = der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256))});
  const Bytes info = der::sequence({der::integer(1)});
  Bytes inside = algorithm;
  inside.insert(inside.end(), info.begin(), info.end());
  const auto policy = over(inside);
  CHECK(compare(policy, der::sequence({algorithm, info})) == Document::matches);
  CHECK(compare(policy, der::sequence({algorithm, info, der::octet_string(policy.value)})) ==
        Document::matches);
  CHECK(compare(policy, der::sequence({info, algorithm})) == Document::differs);
  CHECK(compare(policy, der::sequence({algorithm, der::sequence({der::integer(2)})})) ==
        Document::differs);
  CHECK(compare(policy, der::sequence({algorithm})) == Document::differs);
  Bytes tail = der::sequence({algorithm, info});
  tail.push_back(0);
  CHECK(compare(policy, tail) == Document::differs);
}

TEST_CASE("without a digest that can be computed nothing is known of the document",
          "[formats][policy]") {
  const Bytes text = to_bytes("the policy");
  auto policy = over(text);
  policy.digest = DigestAlgorithm::unknown;
  CHECK(compare(policy, text) == Document::unsupported);
  policy = over(text);
  policy.value.clear();
  CHECK(compare(policy, text) == Document::unsupported);
}

}  // namespace senim::formats

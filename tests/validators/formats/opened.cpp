#include "tests/validators/formats/opened.h"

#include <catch2/catch.hpp>

#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"

namespace senim::formats::test {

SignedDocument opened(ByteView document, const std::vector<model::DetachedPart>& parts) {
  Budget budget;
  auto result = open(document, parts, budget);
  if (!result) {
    FAIL(result.error().message);
  }
  return std::move(result).value();
}

ErrorCode refused(ByteView document) {
  Budget budget;
  const auto result = open(document, {}, budget);
  REQUIRE_FALSE(result.ok());
  return result.error().code;
}

model::ParsedSignature only(const SignedDocument& document) {
  REQUIRE(document.signatures.size() == 1);
  return document.signatures.front();
}

bool value_verifies(const model::ParsedSignature& signature) {
  const auto verified = [&](const crypto::PublicKey& key) {
    return signature.signed_digest
               ? crypto::verify_digest(key, signature.algorithm, *signature.signed_digest,
                                       signature.value)
               : crypto::verify(key, signature.algorithm, signature.signed_octets, signature.value);
  };
  if (signature.signer_candidates.empty()) {
    REQUIRE(signature.bare_key.has_value());
    const auto result = verified(*signature.bare_key);
    REQUIRE(result.ok());
    return *result;
  }
  const auto& key = signature.signer_candidates.front().key();
  REQUIRE(key.ok());
  const auto result = verified(*key);
  REQUIRE(result.ok());
  return *result;
}

std::vector<std::string> codes(const model::ParsedSignature& signature) {
  std::vector<std::string> found;
  for (const model::FormatProblem& problem : signature.format_problems) {
    found.push_back(problem.code);
  }
  return found;
}

model::DetachedPart part(const std::string& name, ByteView content) {
  model::DetachedPart part;
  part.name = name;
  part.content = content;
  return part;
}

model::DetachedPart digest_part(const std::string& name, crypto::DigestAlgorithm digest,
                                ByteView content) {
  model::DetachedPart part;
  part.name = name;
  part.digest = digest;
  part.digest_value = crypto::digest(digest, content).value();
  return part;
}

}  // namespace senim::formats::test

// Octets: which algorithm (1), length of the SubjectPublicKeyInfo (2, big endian), that, then a
// signature value. All of it is offered to the AlgorithmIdentifier readers, too.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "validators/crypto/public_key.h"

namespace {

using namespace senim;
using namespace senim::crypto;

constexpr std::array<std::string_view, 10> kNames = {"RS256", "PS256", "ES256", "EdDSA",  "RS512",
                                                     "PS512", "ES384", "ES512", "ES256K", "HS256"};

// The named one or DSA, as DER or plain, on any curve.
SignatureAlgorithm algorithm_of(std::uint8_t selector) {
  SignatureAlgorithm algorithm =
      selector % 16 < kNames.size()
          ? signature_by_jwa(kNames.at(selector % 16))
          : signature_by_uri("http://www.w3.org/2009/xmldsig11#dsa-sha256");
  algorithm.encoding = selector >= 128 ? ValueEncoding::plain : ValueEncoding::der;
  algorithm.curve = Oid();
  return algorithm;
}

void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void verify_something(const PublicKey& key, std::uint8_t selector, ByteView value) {
  const SignatureAlgorithm algorithm = algorithm_of(selector);
  const Bytes message = to_bytes("message");
  const Result<bool> answer = verify(key, algorithm, message, value);
  if (!answer.ok()) {
    demand(answer.error().code == ErrorCode::unsupported);
  }
  demand(PublicKey::from_spki(key.spki()).value() == key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView octets(data, size);
  (void)read_digest_algorithm(octets);
  const Result<SignatureAlgorithm> read = read_signature_algorithm(octets);
  if (read.ok()) {
    demand(!read->name().empty());
    (void)supported(*read);
  }
  if (size < 3) {
    return 0;
  }
  const std::size_t length = static_cast<std::size_t>(data[1]) << 8 | data[2];
  const ByteView rest = octets.subspan(3);
  const ByteView spki = rest.first(std::min(length, rest.size()));
  const Result<PublicKey> key = PublicKey::from_spki(spki);
  if (key.ok()) {
    verify_something(*key, data[0], rest.subspan(spki.size()));
  }
  return 0;
}

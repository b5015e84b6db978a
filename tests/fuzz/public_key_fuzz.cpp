// Octets: which algorithm of those that go with the key (1), length of the SubjectPublicKeyInfo (2,
// big endian), that, then a signature value. All of it is offered to the AlgorithmIdentifier
// readers, too.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "validators/crypto/public_key.h"

namespace {

using namespace senim;
using namespace senim::crypto;

// What the registry has by OID alone, and PSS, which needs parameters beside it.
std::vector<SignatureAlgorithm> all_algorithms() {
  std::vector<SignatureAlgorithm> all = {signature_by_jwa("PS256"), signature_by_jwa("PS512")};
  for (const Oid& oid : signature_oids()) {
    const auto size = static_cast<std::uint8_t>(oid.content().size());
    Bytes identifier{0x30, static_cast<std::uint8_t>(size + 2), 0x06, size};
    identifier.insert(identifier.end(), oid.content().begin(), oid.content().end());
    Result<SignatureAlgorithm> read = read_signature_algorithm(identifier);
    if (read.ok()) {
      all.push_back(std::move(read).value());
    }
  }
  return all;
}

// Whether the scheme has arithmetic to do with such a key: one that has not is refused before any.
bool goes_with(const SignatureAlgorithm& algorithm, KeyFamily family) {
  return algorithm.key == family || to_string(family).starts_with(to_string(algorithm.scheme)) ||
         (algorithm.scheme == SignatureScheme::rsa_pss && family == KeyFamily::rsa);
}

// One of those that go with the key, whatever the order of the registry, as DER or plain; every
// eighth selector takes any algorithm.
SignatureAlgorithm algorithm_of(std::uint8_t selector, KeyFamily family) {
  static const std::vector<SignatureAlgorithm> all = all_algorithms();
  std::vector<SignatureAlgorithm> fitting;
  std::ranges::copy_if(all, std::back_inserter(fitting), [&](const SignatureAlgorithm& algorithm) {
    return goes_with(algorithm, family);
  });
  const std::vector<SignatureAlgorithm>& from =
      fitting.empty() || selector % 8 == 7 ? all : fitting;
  SignatureAlgorithm algorithm = from.at(selector % 128 % from.size());
  algorithm.encoding = selector >= 128 ? ValueEncoding::plain : ValueEncoding::der;
  return algorithm;
}

void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void verify_something(const PublicKey& key, std::uint8_t selector, ByteView value) {
  const SignatureAlgorithm algorithm = algorithm_of(selector, key.family());
  const Bytes message = to_bytes("message");
  const Result<bool> answer = verify(key, algorithm, message, value);
  if (!answer.ok()) {
    // bign: a pair of hash and curve that it does not have.
    const bool no_pair =
        key.family() == KeyFamily::bign && answer.error().code == ErrorCode::malformed;
    demand(no_pair || answer.error().code == ErrorCode::unsupported);
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

#include "tests/fuzz/family.h"

#include <algorithm>
#include <cstdlib>

#include "validators/base/oid.h"
#include "validators/crypto/public_key.h"

namespace senim::fuzz {

Bytes unhex(std::string_view text) {
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  Bytes octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(nibble(text[i]) << 4 | nibble(text[i + 1])));
  }
  return octets;
}

Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes octets{tag};
  Bytes length;
  for (std::size_t rest = content.size(); rest != 0; rest >>= 8) {
    length.insert(length.begin(), static_cast<std::uint8_t>(rest));
  }
  if (content.size() >= 0x80) {
    octets.push_back(static_cast<std::uint8_t>(0x80 | length.size()));
  } else if (length.empty()) {
    length = {0};
  }
  octets.insert(octets.end(), length.begin(), length.end());
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

Bytes joined(ByteView first, ByteView second) {
  Bytes octets = to_bytes(first);
  octets.insert(octets.end(), second.begin(), second.end());
  return octets;
}

Bytes oid_tlv(std::string_view dotted) { return tlv(0x06, Oid(dotted).content()); }

Bytes spki_of(std::string_view algorithm, ByteView parameters, ByteView bits) {
  const Bytes identifier = tlv(0x30, joined(oid_tlv(algorithm), parameters));
  return tlv(0x30, joined(identifier, tlv(0x03, joined(Bytes{0}, bits))));
}

namespace {

void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

crypto::SignatureAlgorithm algorithm_of(std::string_view dotted) {
  return crypto::read_signature_algorithm(tlv(0x30, oid_tlv(dotted))).value();
}

Result<bool> verified(const Family& known, const crypto::PublicKey& key,
                      const crypto::SignatureAlgorithm& algorithm, ByteView hashed,
                      ByteView value) {
  return known.hashes_itself ? crypto::verify(key, algorithm, hashed, value)
                             : crypto::verify_digest(key, algorithm, hashed, value);
}

// A yes, a no, or an error of the two kinds that a key and an algorithm which do not go together
// may have; never a yes for a value that differs in one bit from one that verifies.
void try_value(const Family& known, const crypto::PublicKey& key,
               const crypto::SignatureAlgorithm& algorithm, ByteView hashed, ByteView value) {
  const Result<bool> answer = verified(known, key, algorithm, hashed, value);
  if (!answer.ok()) {
    demand(answer.error().code == ErrorCode::unsupported ||
           answer.error().code == ErrorCode::malformed);
    return;
  }
  if (*answer) {
    Bytes other = to_bytes(value);
    other.at(hashed.size() % other.size()) ^= 1;
    demand(!verified(known, key, algorithm, hashed, other).value());
  }
}

// Whatever is read is read again from its own octets, and every algorithm of the family answers.
void try_key(const Family& known, ByteView spki, ByteView value) {
  const Result<crypto::PublicKey> key = crypto::PublicKey::from_spki(spki);
  if (!key.ok()) {
    return;
  }
  demand(crypto::PublicKey::from_spki(key->spki()).value() == *key);
  demand(!key->name().empty());
  (void)key->inheriting_from(*key);
  for (const std::string_view dotted : known.signatures) {
    crypto::SignatureAlgorithm algorithm = algorithm_of(dotted);
    if (algorithm.digest == crypto::DigestAlgorithm::unknown) {  // the identifier of a key, in CMS
      algorithm.digest = crypto::DigestAlgorithm::streebog256;
    }
    try_value(known, *key, algorithm, Bytes(crypto::digest_size(algorithm.digest), 0x5a), value);
  }
}

int run(const Family& known, const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  const ByteView octets(data, size);
  const std::size_t selector = data[1];
  if (data[0] % 3 == 2) {
    const PublishedKey& one = known.published.at(selector % known.published.size());
    const auto key = crypto::PublicKey::from_spki(one.spki).value();
    try_value(known, key, algorithm_of(one.algorithm), unhex(one.hashed), octets.subspan(2));
    return 0;
  }
  const std::size_t length = static_cast<std::size_t>(data[2]) << 8 | data[3];
  const ByteView rest = octets.subspan(4);
  const ByteView first = rest.first(std::min(length, rest.size()));
  const ByteView second = rest.subspan(first.size());
  if (data[0] % 3 == 0) {
    try_key(known, first, second);
    return 0;
  }
  try_key(known, spki_of(known.keys.at(selector % known.keys.size()), first, second),
          second.first(std::min<std::size_t>(second.size(), 128)));
  return 0;
}

}  // namespace

}  // namespace senim::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const senim::fuzz::Family known = senim::fuzz::family();
  return senim::fuzz::run(known, data, size);
}

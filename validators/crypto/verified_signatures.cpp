#include "validators/crypto/verified_signatures.h"

#include <cstring>
#include <utility>

namespace senim::crypto {

// The key stands first and what follows it has one length: no two pairs make the same octets.
Sha256 VerifiedSignatures::entry(ByteView spki, const Signed& object) {
  Bytes octets;
  octets.reserve(spki.size() + object.octets.size() + 1);
  octets.insert(octets.end(), spki.begin(), spki.end());
  octets.insert(octets.end(), object.octets.begin(), object.octets.end());
  octets.push_back(static_cast<std::uint8_t>(object.kind));
  return sha256(octets);
}

bool VerifiedSignatures::contains(ByteView spki, const Signed& object) {
  const Sha256 wanted = entry(spki, object);
  const std::lock_guard lock(mutex_);
  if (young_.contains(wanted)) {
    return true;
  }
  if (old_.erase(wanted) == 0) {
    return false;
  }
  insert(wanted);
  return true;
}

void VerifiedSignatures::add(ByteView spki, const Signed& object) {
  const Sha256 fresh = entry(spki, object);
  const std::lock_guard lock(mutex_);
  old_.erase(fresh);
  insert(fresh);
}

std::size_t VerifiedSignatures::size() const {
  const std::lock_guard lock(mutex_);
  return young_.size() + old_.size();
}

void VerifiedSignatures::insert(const Sha256& entry) {
  if (young_.size() >= generation_size_ && !young_.contains(entry)) {
    old_ = std::exchange(young_, Generation());
  }
  young_.insert(entry);
}

std::size_t VerifiedSignatures::Hash::operator()(const Sha256& digest) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, digest.data(), sizeof(value));
  return value;
}

}  // namespace senim::crypto

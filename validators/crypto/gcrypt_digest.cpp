#include <gcrypt.h>

#include <stdexcept>

#include "validators/crypto/digest_state.h"

// The GOST digests, which OpenSSL does not have, by libgcrypt: GOST R 34.11-2012 (Streebog, RFC
// 6986) and GOST R 34.11-94 (RFC 5831) with the S-boxes of RFC 4357 11.2. Kazakhstan's GOST
// 34.311-95 is the latter with the test S-box (domain.md 4.1, 4.3); the Ukrainian tables are not in
// libgcrypt.

namespace senim::crypto {

namespace {

// Once per process, before any other call (libgcrypt manual, "Initializing the library"). Digests
// of public documents need no locked memory.
bool initialise() {
  if (::gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) {
    return true;
  }
  if (::gcry_check_version(GCRYPT_VERSION) == nullptr) {
    return false;
  }
  ::gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  ::gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  return true;
}

bool ready() {
  static const bool done = initialise();
  return done;
}

// GCRY_MD_NONE for what libgcrypt is not asked for.
int gcrypt_algorithm(DigestAlgorithm algorithm) {
  if (algorithm == DigestAlgorithm::streebog256) {
    return GCRY_MD_STRIBOG256;
  }
  if (algorithm == DigestAlgorithm::streebog512) {
    return GCRY_MD_STRIBOG512;
  }
  if (algorithm == DigestAlgorithm::gost_r_3411_94) {
    return GCRY_MD_GOSTR3411_CP;
  }
  if (algorithm == DigestAlgorithm::gost_34311_95) {
    return GCRY_MD_GOSTR3411_94;
  }
  return GCRY_MD_NONE;
}

class GcryptState final : public Hasher::State {
 public:
  GcryptState(int algorithm, std::size_t size) : algorithm_(algorithm), size_(size) {
    if (::gcry_md_open(&handle_, algorithm, 0) != 0) {
      throw std::runtime_error("libgcrypt failed");  // memory is gone: never a verdict
    }
  }
  GcryptState(const GcryptState&) = delete;
  GcryptState& operator=(const GcryptState&) = delete;
  ~GcryptState() override { ::gcry_md_close(handle_); }

  void update(ByteView octets) override { ::gcry_md_write(handle_, octets.data(), octets.size()); }
  Bytes finish() override {
    const std::uint8_t* const result = ::gcry_md_read(handle_, algorithm_);
    return Bytes(result, result + size_);
  }

 private:
  gcry_md_hd_t handle_ = nullptr;
  int algorithm_;
  std::size_t size_;
};

}  // namespace

bool gcrypt_has(DigestAlgorithm algorithm) {
  const int name = gcrypt_algorithm(algorithm);
  return name != GCRY_MD_NONE && ready() && ::gcry_md_test_algo(name) == 0;
}

std::unique_ptr<Hasher::State> start_gcrypt_state(DigestAlgorithm algorithm) {
  if (!gcrypt_has(algorithm)) {
    return nullptr;
  }
  return std::make_unique<GcryptState>(gcrypt_algorithm(algorithm), digest_size(algorithm));
}

}  // namespace senim::crypto

#include "validators/crypto/digest.h"

#include <algorithm>
#include <span>
#include <utility>

#include "validators/crypto/digest_state.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/shake.h"

namespace senim::crypto {

namespace {

struct ProviderName {
  DigestAlgorithm digest;
  const char* name;
};
// What OpenSSL may have, by the names its providers use. MD4 and WHIRLPOOL live in the legacy
// provider: supported only where the machine's configuration loads it. MD2 is in no build.
constexpr std::array kProviderNames = {
    ProviderName{DigestAlgorithm::sha256, "SHA2-256"},
    ProviderName{DigestAlgorithm::sha1, "SHA1"},
    ProviderName{DigestAlgorithm::sha384, "SHA2-384"},
    ProviderName{DigestAlgorithm::sha512, "SHA2-512"},
    ProviderName{DigestAlgorithm::sha224, "SHA2-224"},
    ProviderName{DigestAlgorithm::sha512_224, "SHA2-512/224"},
    ProviderName{DigestAlgorithm::sha512_256, "SHA2-512/256"},
    ProviderName{DigestAlgorithm::sha3_224, "SHA3-224"},
    ProviderName{DigestAlgorithm::sha3_256, "SHA3-256"},
    ProviderName{DigestAlgorithm::sha3_384, "SHA3-384"},
    ProviderName{DigestAlgorithm::sha3_512, "SHA3-512"},
    ProviderName{DigestAlgorithm::shake128, "SHAKE-128"},
    ProviderName{DigestAlgorithm::shake256, "SHAKE-256"},
    ProviderName{DigestAlgorithm::md4, "MD4"},
    ProviderName{DigestAlgorithm::md5, "MD5"},
    ProviderName{DigestAlgorithm::ripemd160, "RIPEMD-160"},
    ProviderName{DigestAlgorithm::whirlpool, "WHIRLPOOL"},
    ProviderName{DigestAlgorithm::sm3, "SM3"},
};

constexpr std::size_t kAlgorithms = 64;
using Fetched = std::array<MdPtr, kAlgorithms>;
constexpr std::size_t index_of(DigestAlgorithm algorithm) {
  return static_cast<std::size_t>(algorithm);
}
static_assert(index_of(DigestAlgorithm::gost_34311_95_dke1) < kAlgorithms);

Fetched fetch_all() {
  Fetched fetched;
  for (const ProviderName& row : kProviderNames) {
    fetched.at(index_of(row.digest)).reset(::EVP_MD_fetch(nullptr, row.name, nullptr));
  }
  drain_errors();  // of the ones this machine does not have
  return fetched;
}

// Null when OpenSSL here does not compute it. Fetched once: a fetch costs more than a short digest.
const EVP_MD* provider_digest(DigestAlgorithm algorithm) {
  static const Fetched fetched = fetch_all();
  return fetched.at(index_of(algorithm)).get();
}

Error unsupported(DigestAlgorithm algorithm) {
  return Error{ErrorCode::unsupported,
               "digest algorithm " + std::string(to_string(algorithm)) + " is not supported"};
}

// One context per thread and algorithm: starting again is then free of allocations.
EVP_MD_CTX* thread_context(DigestAlgorithm algorithm) {
  thread_local std::array<MdCtxPtr, kAlgorithms> contexts;
  MdCtxPtr& context = contexts.at(index_of(algorithm));
  if (context == nullptr) {
    context.reset(::EVP_MD_CTX_new());
    must(context == nullptr ? 0 : 1);
  }
  return context.get();
}

// OpenSSL 3.0 gives SHAKE as a digest half of its strength (EVP_MD-SHAKE): always asked for a size.
void finish_into(EVP_MD_CTX* context, DigestAlgorithm algorithm, std::uint8_t* result,
                 std::size_t size) {
  must(is_shake(algorithm) ? ::EVP_DigestFinalXOF(context, result, size)
                           : ::EVP_DigestFinal_ex(context, result, nullptr));
}

// `result`: as long as the digest, where it has a length of its own.
void provider_digest_into(DigestAlgorithm algorithm, const EVP_MD* md, ByteView octets,
                          std::span<std::uint8_t> result) {
  EVP_MD_CTX* const context = thread_context(algorithm);
  must(::EVP_DigestInit_ex2(context, md, nullptr));
  must(::EVP_DigestUpdate(context, octets.data(), octets.size()));
  finish_into(context, algorithm, result.data(), result.size());
}

class ProviderState final : public Hasher::State {
 public:
  ProviderState(DigestAlgorithm algorithm, const EVP_MD* md)
      : context_(::EVP_MD_CTX_new()), algorithm_(algorithm) {
    must(context_ == nullptr ? 0 : ::EVP_DigestInit_ex2(context_.get(), md, nullptr));
  }
  void update(ByteView octets) override {
    must(::EVP_DigestUpdate(context_.get(), octets.data(), octets.size()));
  }
  Bytes finish() override {
    Bytes result(digest_size(algorithm_));
    finish_into(context_.get(), algorithm_, result.data(), result.size());
    return result;
  }

 private:
  MdCtxPtr context_;
  DigestAlgorithm algorithm_;
};

// Those that no library has (style.md 1, crypto): each in a file of its own.
struct OwnDigest {
  DigestAlgorithm digest;
  std::unique_ptr<Hasher::State> (*start)(DigestAlgorithm);
};
constexpr std::array kOwnDigests = {
    OwnDigest{DigestAlgorithm::belt_hash, start_belt_state},
    OwnDigest{DigestAlgorithm::bash256, start_bash_state},
    OwnDigest{DigestAlgorithm::bash384, start_bash_state},
    OwnDigest{DigestAlgorithm::bash512, start_bash_state},
    OwnDigest{DigestAlgorithm::gost_34311_95_dke1, start_dke1_state},
    OwnDigest{DigestAlgorithm::kupyna256, start_kupyna_state},
    OwnDigest{DigestAlgorithm::kupyna384, start_kupyna_state},
    OwnDigest{DigestAlgorithm::kupyna512, start_kupyna_state},
};
const OwnDigest* own_digest(DigestAlgorithm algorithm) {
  const auto* const row = std::ranges::find(kOwnDigests, algorithm, &OwnDigest::digest);
  return row == kOwnDigests.end() ? nullptr : row;
}

// Null when nothing here computes it.
std::unique_ptr<Hasher::State> start_state(DigestAlgorithm algorithm) {
  if (const EVP_MD* const md = provider_digest(algorithm)) {
    return std::make_unique<ProviderState>(algorithm, md);
  }
  if (const OwnDigest* const own = own_digest(algorithm)) {
    return own->start(algorithm);
  }
  return start_gcrypt_state(algorithm);
}

}  // namespace

bool supported(DigestAlgorithm digest) {
  return provider_digest(digest) != nullptr || own_digest(digest) != nullptr || gcrypt_has(digest);
}

Result<Bytes> digest(DigestAlgorithm algorithm, ByteView octets) {
  if (const EVP_MD* const md = provider_digest(algorithm)) {
    Bytes result(digest_size(algorithm));
    provider_digest_into(algorithm, md, octets, result);
    return result;
  }
  SENIM_TRY(Hasher hasher, Hasher::start(algorithm));
  hasher.update(octets);
  return std::move(hasher).finish();
}

Result<Bytes> extended_digest(DigestAlgorithm algorithm, ByteView octets, std::size_t size) {
  const EVP_MD* const md = is_shake(algorithm) ? provider_digest(algorithm) : nullptr;
  if (md == nullptr) {
    return unsupported(algorithm);
  }
  Bytes result(size);
  provider_digest_into(algorithm, md, octets, result);
  return result;
}

Result<Hasher> Hasher::start(DigestAlgorithm algorithm) {
  std::unique_ptr<State> state = start_state(algorithm);
  if (state == nullptr) {
    return unsupported(algorithm);
  }
  return Hasher(std::move(state));
}

Hasher::Hasher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;
void Hasher::update(ByteView octets) { state_->update(octets); }
Bytes Hasher::finish() && { return std::exchange(state_, nullptr)->finish(); }

Sha256 sha256(ByteView octets) {
  const EVP_MD* const md = provider_digest(DigestAlgorithm::sha256);
  must(md == nullptr ? 0 : 1);
  Sha256 result;
  provider_digest_into(DigestAlgorithm::sha256, md, octets, result);
  return result;
}

}  // namespace senim::crypto

#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

// Owning pointers over OpenSSL's objects and its error queue (style.md 6). The only header of ours
// that may include a library's; used by .cpp files of validators/crypto, gateway/keys and
// gateway/demo. A raw pointer is adopted on the line that creates it.

namespace senim::crypto {

template <auto Free>
struct FreeBy {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
// A unique_ptr whose deleter is the function: one pointer wide.
template <typename T, auto Free>
using Ptr = std::unique_ptr<T, FreeBy<Free>>;

using BignumPtr = Ptr<BIGNUM, ::BN_free>;
using BnCtxPtr = Ptr<BN_CTX, ::BN_CTX_free>;
using MontPtr = Ptr<BN_MONT_CTX, ::BN_MONT_CTX_free>;
using GroupPtr = Ptr<EC_GROUP, ::EC_GROUP_free>;
using PointPtr = Ptr<EC_POINT, ::EC_POINT_free>;
using MdPtr = Ptr<EVP_MD, ::EVP_MD_free>;
using MdCtxPtr = Ptr<EVP_MD_CTX, ::EVP_MD_CTX_free>;
using PkeyPtr = Ptr<EVP_PKEY, ::EVP_PKEY_free>;
using PkeyCtxPtr = Ptr<EVP_PKEY_CTX, ::EVP_PKEY_CTX_free>;

// Empties this thread's error queue into a text (the reasons, oldest first; "" when it was empty).
// Called after every failed OpenSSL call, so that the next one does not report it. Throws
// std::bad_alloc when the call failed for want of memory: that tells nothing of its input.
std::string drain_errors();
// For calls that fail only when memory is gone or we call them wrongly: throws std::runtime_error
// unless `returned` is 1, with the error queue emptied into its message. Never a verdict.
void must(int returned);

}  // namespace senim::crypto

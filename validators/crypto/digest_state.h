#pragma once

#include <memory>

#include "validators/base/bytes.h"
#include "validators/crypto/digest.h"

// What a Hasher runs on. Inside validators/crypto only: a national digest is one more State in its
// own file and one line in digest.cpp, start_state().

namespace senim::crypto {

struct Hasher::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  virtual ~State() = default;
  virtual void update(ByteView octets) = 0;
  virtual Bytes finish() = 0;
};

}  // namespace senim::crypto

// bign and SM2 verification beside ECDSA on the same curves; goals in verification.h.

#include "tests/bench/verification.h"
#include "validators/crypto/bign.h"
#include "validators/crypto/sm2.h"

using namespace senim;
using crypto::DigestAlgorithm;
using demo::KeyKind;

namespace {

bool measure(const char* name, KeyKind kind, const EC_GROUP* curve, int times) {
  return bench::measure({name, demo::Key::generate(kind), curve, times});
}

}  // namespace

int main() {
  const auto bign = [](const char* oid) { return crypto::bign_curve(Oid(oid)); };
  bool right = true;
  right = measure("bign 256", KeyKind::by_256, bign("1.2.112.0.2.0.34.101.45.3.1"), 500) && right;
  right = measure("bign 384", KeyKind::by_384, bign("1.2.112.0.2.0.34.101.45.3.2"), 300) && right;
  right = measure("bign 512", KeyKind::by_512, bign("1.2.112.0.2.0.34.101.45.3.3"), 200) && right;
  right = measure("SM2", KeyKind::cn_sm2, crypto::sm2_curve(), 500) && right;
  for (const auto algorithm :
       {DigestAlgorithm::belt_hash, DigestAlgorithm::bash256, DigestAlgorithm::bash512}) {
    right = bench::measure_digest(algorithm) && right;
  }
  return bench::conclusion(right);
}

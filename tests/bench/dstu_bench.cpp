// DSTU 4145 verification beside ECDSA on the same binary curves (goals in verification.h); GOST
// 34.311 and Kupyna beside libcrypto's SHA-256.

#include "gateway/demo/sign_dstu.h"
#include "tests/bench/verification.h"
#include "validators/crypto/dstu_curve.h"

using namespace senim;
using crypto::DigestAlgorithm;

namespace {

bool measure(std::size_t index, int times) {
  const demo::Key signer =
      demo::make_dstu_key({.curve = index, .parameters = demo::DstuSpec::Curve::spelt_out});
  const crypto::DstuCurve& curve = crypto::dstu_curve(index);
  return bench::measure(
      {"DSTU 4145 " + std::to_string(curve.parameters().degree), signer, curve.group(), times});
}

}  // namespace

int main() {
  bool right = measure(6, 300);
  right = measure(9, 150) && right;
  for (const auto algorithm :
       {DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::gost_34311_95,
        DigestAlgorithm::kupyna256, DigestAlgorithm::kupyna512, DigestAlgorithm::sha256}) {
    right = bench::measure_digest(algorithm) && right;
  }
  return bench::conclusion(right);
}

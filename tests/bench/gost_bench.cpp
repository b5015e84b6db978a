// GOST verification beside ECDSA on the same curves; goals in verification.h.

#include "tests/bench/verification.h"
#include "validators/crypto/gost.h"

using namespace senim;
using crypto::KeyFamily;
using demo::KeyKind;

namespace {

bool measure(KeyKind kind, KeyFamily family, const char* set, int times) {
  return bench::measure({std::string(crypto::to_string(family)), demo::Key::generate(kind),
                         crypto::gost_curve(family, Oid(set)), times});
}

}  // namespace

int main() {
  bool right = true;
  // Both forms of 256 bits: the Kazakh curve of 2015 has cofactor 4, that of 2004 has a = p - 3.
  right =
      measure(KeyKind::kz_2004, KeyFamily::gost_34310_2004, "1.2.398.3.10.1.1.1.1.1", 500) && right;
  right =
      measure(KeyKind::kz_2015_256, KeyFamily::gost_34102015_256, "1.2.398.3.10.1.1.2.1.1", 500) &&
      right;
  right =
      measure(KeyKind::kz_2015_512, KeyFamily::gost_34102015_512, "1.2.398.3.10.1.1.2.2.1", 200) &&
      right;
  return bench::conclusion(right);
}

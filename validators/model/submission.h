#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"

// What a caller hands in, already limited in size. Views live as long as the request.

namespace senim::model {

struct DetachedPart {
  std::string name;
  std::optional<ByteView> content;
  // Content given as its digest only: serves references without transforms (report.md 5).
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  Bytes digest_value;
};

// As it came; collect() refuses what cannot be read.
struct SuppliedEvidence {
  std::vector<Bytes> certificates;
  std::vector<Bytes> crls;
  std::vector<Bytes> ocsps;
};

enum class Purpose { check, accept, forward, archive };
std::string_view to_string(Purpose purpose);

struct Expectations {
  std::optional<std::string> iin;
  std::optional<std::string> bin;
  std::optional<std::string> role;
};

struct Submission {
  ByteView document;
  std::vector<DetachedPart> detached;
  SuppliedEvidence evidence;
  std::optional<std::string> policy;  // explicitly asked for
  std::optional<UtcTime> asked_time;
  Purpose purpose = Purpose::check;
  std::string recipient;  // territory that relies on what is forwarded; "" not said
  Expectations expect;
};

}  // namespace senim::model

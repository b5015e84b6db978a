#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/service/engine.h"
#include "policies/policy_book.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/trust_service.h"

// `senim verify` (report.md 5): files in, verdicts out, no service. It never stops at a bad input.

namespace senim::commands {

// report.md 5: the first of these that applies is the exit code.
enum class Exit {
  confirmed = 0,
  not_confirmed = 1,
  cannot_verify = 2,
  usage = 3,
  no_verdict = 4,
  unreachable = 5,
  bad_receipt = 6
};

enum class Output { text, json, jsonl };

struct DetachedFile {
  std::string name;  // what a reference calls it; the file's own name unless NAME=FILE was given
  std::string path;
};
// "[NAME=]FILE"; an existing file whose own name holds "=" is taken as it is.
DetachedFile detached_file(const std::string& argument);

struct VerifyOptions {
  std::vector<std::string> files;
  std::vector<DetachedFile> detached;
  std::optional<std::string> policy;  // id; a FILE was read into the book before
  std::optional<UtcTime> at;
  Output output = Output::text;
  std::optional<std::string> batch;  // FILE or "-"
};

// What verify judges with; the same for all inputs.
struct VerifyWorld {
  std::shared_ptr<const model::TrustView> trust;
  std::shared_ptr<const policies::PolicyBook> policies;
  UtcTime now{};
  std::shared_ptr<service::EvidenceSource> source{};  // null: nobody, as with --offline
};

Exit verify(const VerifyOptions& options, const VerifyWorld& world, std::istream& in,
            std::ostream& out, std::ostream& err);

}  // namespace senim::commands

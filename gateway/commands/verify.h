#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/commands/item.h"
#include "gateway/files.h"
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

struct VerifyOptions {
  std::vector<std::string> files;
  std::vector<DetachedFile> detached;
  std::optional<std::string> policy;  // id; a FILE was read into the book before
  std::optional<UtcTime> at;
  Output output = Output::text;
  std::optional<std::string> batch;  // what to call it in messages: FILE, "-" for standard input
};

// Whoever sits at the command line may name any policy of the book.
policies::CallerScope anyone();

// What verify judges with; the same for all inputs.
struct VerifyWorld {
  std::shared_ptr<const model::TrustView> trust;
  std::shared_ptr<const policies::PolicyBook> policies;
  UtcTime now{};
  const gateway::Files& files;
  service::EvidenceSource& source;
};

// `lines`: those of the batch, if there is one.
Exit verify(const VerifyOptions& options, const VerifyWorld& world, std::istream& lines,
            std::ostream& out, std::ostream& err);

}  // namespace senim::commands

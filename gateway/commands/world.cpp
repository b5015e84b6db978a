#include "gateway/commands/world.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "gateway/policy_loader.h"
#include "gateway/reports/report_text.h"
#include "gateway/trust_files.h"
#include "gateway/trust_loader.h"
#include "gateway/trust_state.h"

namespace senim::commands {

Result<std::optional<gateway::Config>> configuration(const gateway::Files& files,
                                                     const std::optional<std::string>& file) {
  if (!file) {
    return std::optional<gateway::Config>();
  }
  SENIM_TRY(gateway::Config config, gateway::read_config(files, *file));
  return std::optional<gateway::Config>(std::move(config));
}

Result<std::shared_ptr<const policies::PolicyBook>> policy_book(
    const gateway::Files& files, const std::optional<gateway::Config>& config,
    std::optional<std::string>& policy) {
  if (policy && files.kind(*policy) == gateway::Files::Kind::file) {
    SENIM_TRY(gateway::ChosenPolicy chosen, gateway::load_policy_file(files, *policy));
    policy = chosen.id;
    return chosen.book;
  }
  if (config) {
    return gateway::load_policies(files, *config);
  }
  return policies::PolicyBook::make({}, {});
}

Result<std::shared_ptr<const trustlists::TrustSnapshot>> snapshot_of(
    const gateway::Files& files, const std::optional<gateway::Config>& config,
    const std::vector<std::string>& trust) {
  trustlists::SnapshotBuilder builder;
  if (config) {
    SENIM_TRY(const gateway::TrustConfig sources, gateway::read_trust(files, config->trust_file));
    const gateway::TrustState kept(config->state_dir);
    builder = trustlists::SnapshotBuilder(*gateway::load_snapshot(files, sources, nullptr, &kept));
  }
  SENIM_CHECK(gateway::add_trust_arguments(files, trust, builder));
  return builder.build();
}

Status usable(const trustlists::TrustSnapshot& snapshot, const std::vector<std::string>& trust,
              std::string_view command, std::ostream& err) {
  for (const trustlists::ListReport& report : snapshot.reports()) {
    const std::string& source = report.info.source;
    if (report.error.empty()) {
      continue;
    }
    if (!report.loaded || std::ranges::find(trust, source) != trust.end()) {
      return Error{ErrorCode::malformed, source + ": " + report.error};
    }
    err << "senim " << command << ": "
        << reports::safe_text(source + ": the version used before stays: " + report.error) << "\n";
  }
  return success();
}

}  // namespace senim::commands

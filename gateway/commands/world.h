#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.h"
#include "gateway/files.h"
#include "policies/policy_book.h"
#include "trustlists/trust_snapshot.h"

// What a command judges with: the words of its command line (report.md 5) as configuration,
// policies and trust. Without --config nothing is read from the working directory.

namespace senim::commands {

// What --config names, read; nothing without it.
Result<std::optional<gateway::Config>> configuration(const gateway::Files& files,
                                                     const std::optional<std::string>& file);

// The configured policies, or a policy FILE with those beside it, or the built-in base. `policy`
// becomes an id.
Result<std::shared_ptr<const policies::PolicyBook>> policy_book(
    const gateway::Files& files, const std::optional<gateway::Config>& config,
    std::optional<std::string>& policy);

// The configured sources and what --trust gives besides. A configured list is measured by the one
// that the gateway of this configuration used last, as the gateway measures it when it starts
// (threats.md: older, or equal number with other bytes); nothing is written. A list that was
// refused is in the snapshot's reports.
Result<std::shared_ptr<const trustlists::TrustSnapshot>> snapshot_of(
    const gateway::Files& files, const std::optional<gateway::Config>& config,
    const std::vector<std::string>& trust);

// An error when a source gives nothing to judge with, or what --trust names was refused. Where the
// version that the gateway used before stays in use, `err` says so, as the gateway's log does.
Status usable(const trustlists::TrustSnapshot& snapshot, const std::vector<std::string>& trust,
              std::string_view command, std::ostream& err);

}  // namespace senim::commands

#include "gateway/trust_loader.h"

#include <algorithm>
#include <utility>

#include "validators/crypto/digest.h"

namespace senim::gateway {
namespace {

trustlists::TrustSource source_of(const TrustSourceConfig& config) {
  trustlists::TrustSource source;
  source.id = config.id;
  source.territory = config.territory;
  source.domestic = config.domestic;
  source.format = config.format;
  source.pinned = config.pinned;
  source.required = config.required;
  source.grace = config.grace;
  source.rules.insecurely_allow_sha1 = config.insecurely_allow_sha1;
  return source;
}

bool is_list(const TrustSourceConfig& config) {
  return config.format == trustlists::TrustSource::Format::etsi_list;
}

Result<std::vector<std::filesystem::path>> files_of(const Files& disk,
                                                    const TrustSourceConfig& config) {
  if (config.format == trustlists::TrustSource::Format::certificates &&
      disk.kind(config.path) == Files::Kind::folder) {
    return disk.list(config.path);
  }
  return std::vector<std::filesystem::path>{config.path};
}

// One list or folder on its way into a snapshot.
class SourceLoader {
 public:
  SourceLoader(const Files& disk, const TrustSourceConfig& config,
               trustlists::SnapshotBuilder& builder)
      : disk_(disk), config_(config), builder_(builder), read_(read()) {}

  // What was used last first, so that nothing older follows it. Nothing is taken when that is
  // unknown.
  void add_after(const TrustState& state) {
    if (!is_list(config_)) {
      return add();
    }
    const auto kept = state.read(disk_, config_.id);
    if (!kept.ok()) {
      builder_.unavailable(source_of(config_), kept.error().message);
      return;
    }
    if (kept->has_value()) {
      add_kept(**kept);
    }
    add();
  }

  void add() {
    trustlists::TrustSource source = source_of(config_);
    if (!read_.ok()) {
      builder_.unavailable(source, read_.error().message);
      return;
    }
    for (std::size_t i = 0; i < contents_.size(); ++i) {
      source.files.push_back({names_[i], contents_[i]});
    }
    builder_.add(source);
  }

 private:
  Status read() {
    SENIM_TRY(const std::vector<std::filesystem::path> files, files_of(disk_, config_));
    for (const std::filesystem::path& file : files) {
      SENIM_TRY(Bytes octets, disk_.read(file, trustlists::kMaxListOctets));
      names_.push_back(file.string());
      contents_.push_back(std::move(octets));
    }
    return success();
  }

  // Only where the file now holds something else.
  void add_kept(const TrustState::Kept& kept) {
    if (contents_.size() == 1 && equal(contents_[0], kept.octets)) {
      return;
    }
    trustlists::TrustSource source = source_of(config_);
    source.files.push_back({kept.name, kept.octets});
    builder_.add(source);
  }

  const Files& disk_;
  const TrustSourceConfig& config_;
  trustlists::SnapshotBuilder& builder_;
  std::vector<std::string> names_;
  std::vector<Bytes> contents_;
  Status read_;  // last: it fills the others
};

// Whether `base` has a version of the list, which then is the least that a newer one must reach.
bool holds(const trustlists::TrustSnapshot* base, const std::string& source) {
  return base != nullptr &&
         std::ranges::any_of(base->reports(), [&source](const trustlists::ListReport& report) {
           return report.info.source == source && report.loaded && !report.info.pinned;
         });
}

}  // namespace

std::shared_ptr<const trustlists::TrustSnapshot> load_snapshot(
    const Files& files, const TrustConfig& trust, const trustlists::TrustSnapshot* base,
    const TrustState* state) {
  trustlists::SnapshotBuilder builder =
      base == nullptr ? trustlists::SnapshotBuilder() : trustlists::SnapshotBuilder(*base);
  if (base != nullptr) {
    for (const trustlists::ListReport& report : base->reports()) {
      if (std::ranges::find(trust.sources, report.info.source, &TrustSourceConfig::id) ==
          trust.sources.end()) {
        builder.remove(report.info.source);
      }
    }
  }
  for (const TrustSourceConfig& config : trust.sources) {
    SourceLoader loader(files, config, builder);
    if (state != nullptr && !holds(base, config.id)) {
      loader.add_after(*state);
    } else {
      loader.add();
    }
  }
  builder.decide({.denied = trust.denied});
  return builder.build();
}

std::vector<std::string> keep_lists(const Files& files, const TrustConfig& trust,
                                    const trustlists::TrustSnapshot& snapshot,
                                    const TrustState& state) {
  std::vector<std::string> problems;
  for (const TrustSourceConfig& config : trust.sources) {
    const auto& reports = snapshot.reports();
    const auto report = std::ranges::find(
        reports, config.id, [](const trustlists::ListReport& one) { return one.info.source; });
    if (!is_list(config) || report == reports.end() || !report->loaded) {
      continue;
    }
    const auto octets = files.read(config.path, trustlists::kMaxListOctets);
    if (octets.ok() && to_hex(crypto::sha256(*octets)) == report->info.digest) {
      const Status kept = state.write(config.id, config.path.string(), *octets);
      if (!kept.ok()) {
        problems.push_back("trust source " + config.id + ": its list is not kept for the next " +
                           "start: " + kept.error().message);
      }
    }
  }
  return problems;
}

}  // namespace senim::gateway

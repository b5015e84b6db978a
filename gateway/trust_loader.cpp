#include "gateway/trust_loader.h"

#include <algorithm>
#include <utility>

namespace senim::gateway {
namespace {

// threats.md: an XML document has at most 32 MB.
constexpr std::uint64_t kMaxSourceFile = std::uint64_t{32} << 20;

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

Result<std::vector<std::filesystem::path>> files_of(const Files& disk,
                                                    const TrustSourceConfig& config) {
  if (config.format == trustlists::TrustSource::Format::certificates &&
      disk.kind(config.path) == Files::Kind::folder) {
    return disk.list(config.path);
  }
  return std::vector<std::filesystem::path>{config.path};
}

Status add_source(const Files& disk, const TrustSourceConfig& config,
                  trustlists::TrustSource source, trustlists::SnapshotBuilder& builder) {
  SENIM_TRY(const std::vector<std::filesystem::path> files, files_of(disk, config));
  std::vector<Bytes> contents;
  contents.reserve(files.size());  // the views below must not move
  for (const std::filesystem::path& file : files) {
    SENIM_TRY(Bytes octets, disk.read(file, kMaxSourceFile));
    contents.push_back(std::move(octets));
    source.files.push_back({file.string(), contents.back()});
  }
  builder.add(source);
  return success();
}

}  // namespace

std::shared_ptr<const trustlists::TrustSnapshot> load_snapshot(
    const Files& files, const TrustConfig& trust, const trustlists::TrustSnapshot* base) {
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
    const trustlists::TrustSource source = source_of(config);
    if (Status added = add_source(files, config, source, builder); !added.ok()) {
      builder.unavailable(source, added.error().message);
    }
  }
  builder.decide({.denied = trust.denied});
  return builder.build();
}

}  // namespace senim::gateway

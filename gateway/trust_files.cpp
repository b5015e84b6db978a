#include "gateway/trust_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace senim::gateway {
namespace {

Status add_file(const Files& disk, const std::filesystem::path& path,
                const std::optional<pki::Fingerprint>& pin, trustlists::SnapshotBuilder& builder) {
  SENIM_TRY(const Bytes octets, disk.read(path, trustlists::kMaxListOctets));
  builder.add(trustlists::given_source(path.string(), octets, pin));
  return success();
}

Status add_argument(const Files& disk, const std::string& argument,
                    trustlists::SnapshotBuilder& builder) {
  const Files::Kind kind = disk.kind(argument);
  if (kind == Files::Kind::folder) {
    SENIM_TRY(const auto files, disk.list(argument));
    for (const auto& file : files) {
      SENIM_CHECK(add_file(disk, file, std::nullopt, builder));
    }
    return success();
  }
  const std::size_t hash = argument.rfind('#');
  if (hash == std::string::npos || kind != Files::Kind::absent) {
    return add_file(disk, argument, std::nullopt, builder);
  }
  const auto pin = parse_fingerprint(std::string_view(argument).substr(hash + 1));
  if (!pin) {
    return Error{
        ErrorCode::malformed,
        "--trust FILE#PIN: the pin is the SHA-256 of the signer's certificate, 64 hex digits"};
  }
  return add_file(disk, argument.substr(0, hash), pin, builder);
}

}  // namespace

std::optional<pki::Fingerprint> parse_fingerprint(std::string_view hex) {
  pki::Fingerprint value{};
  if (hex.size() != value.size() * 2) {
    return std::nullopt;
  }
  const std::optional<Bytes> octets = read_hex(hex);
  if (!octets) {
    return std::nullopt;
  }
  std::ranges::copy(*octets, value.begin());
  return value;
}

Status add_trust_arguments(const Files& files, const std::vector<std::string>& arguments,
                           trustlists::SnapshotBuilder& builder) {
  for (const std::string& argument : arguments) {
    SENIM_CHECK(add_argument(files, argument, builder));
  }
  return success();
}

}  // namespace senim::gateway

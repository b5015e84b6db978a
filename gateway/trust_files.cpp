#include "gateway/trust_files.h"

#include <filesystem>
#include <optional>

namespace senim::gateway {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

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
  for (std::size_t i = 0; i < value.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    value.at(i) = static_cast<std::uint8_t>(high * 16 + low);
  }
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

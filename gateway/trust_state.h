#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// The version of each trust list that was used last, as it came (`trust/` of the state folder), so
// that a file that was replaced by half of one, by another signer's or by an older one does not
// cost the trust of yesterday after a restart (threats.md, Time, lists, people). It is verified
// anew at every start, under the pins of now. Not the operator's certificate folders: what he takes
// away there is gone.
//
// One file for each source, named by the SHA-256 of its id: record as in store/record.h, version 1,
// checksum `archive`, key = id: name of the file it came from, octets.

namespace senim::gateway {

class TrustState final {
 public:
  // Made when missing, mode 0700.
  static Result<TrustState> open(const std::filesystem::path& folder);

  struct Kept {
    std::string name;
    Bytes octets;
  };
  // Nothing when there is none or it is damaged.
  std::optional<Kept> read(const std::string& source) const;
  // Synced, then renamed into place; what is there already is not written again.
  Status write(const std::string& source, const std::string& name, ByteView octets) const;

 private:
  explicit TrustState(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path file_of(const std::string& source) const;
  std::filesystem::path folder_;
};

}  // namespace senim::gateway

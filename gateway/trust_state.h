#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "gateway/files.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"

// The version of each trust list that was used last, as it came (`trust/` of the state folder), so
// that a file that was replaced by half of one, by another signer's or by an older one does not
// cost the trust of yesterday after a restart (threats.md, Time, lists, people). It is verified
// anew at every start, under the pins of now. Not the operator's certificate folders: what he takes
// away there is gone.
//
// A damaged file is no absent one: whoever could flip one bit of it could bring back any older list
// (design.md 6). Its source is not used until an administrator has looked at the list and removed
// the file; we never write over it.
//
// One file for each source, named by the SHA-256 of its id: record as in store/record.h, version 1,
// checksum `archive`, key = id: name of the file it came from, octets.

namespace senim::gateway {

class TrustState final {
 public:
  // For reading: nothing is made, and where there is no such folder nothing was kept.
  explicit TrustState(const std::filesystem::path& state_dir) : folder_(state_dir / "trust") {}
  // For writing: made when missing, mode 0700.
  static Result<TrustState> open(const std::filesystem::path& state_dir);

  struct Kept {
    std::string name;
    Bytes octets;
  };
  // Empty when none was kept. An error, with the file and what to do, when one cannot be read or is
  // damaged (`corrupt`): which list was used last is then unknown.
  Result<std::optional<Kept>> read(const Files& files, const std::string& source) const;
  // Synced, then renamed into place; what is there already is not written again, and what cannot be
  // read is not written over.
  Status write(const std::string& source, const std::string& name, ByteView octets) const;

 private:
  std::filesystem::path file_of(const std::string& source) const;
  std::filesystem::path folder_;
};

}  // namespace senim::gateway

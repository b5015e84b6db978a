#pragma once

#include <filesystem>
#include <memory>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// The octets of a file without holding them: pages of the file are memory that the system may take
// back. Whoever maps a file makes sure that nobody cuts it (ours are written whole, renamed into
// place and never changed). Immutable, shared between threads.

namespace senim::store {

class MappedFile final {
 public:
  // not_found: there is none; unavailable: it cannot be read.
  static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& file);
  // Of an open file, which is left open.
  static Result<std::shared_ptr<const MappedFile>> of(int descriptor);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  ByteView octets() const { return octets_; }

 private:
  explicit MappedFile(ByteView octets) : octets_(octets) {}
  ByteView octets_;
};

}  // namespace senim::store

#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// Bodies as they arrive. What is in memory or on disk for requests in flight is counted once, over
// all of them, by octets received and not by octets promised (spec/threats.md).

namespace senim::http {

// Shared by all connections.
class InFlight {
 public:
  explicit InFlight(std::uint64_t limit) : limit_(limit) {}
  std::uint64_t octets() const { return octets_.load(); }

 private:
  friend class Body;
  bool take(std::uint64_t count);
  void give_back(std::uint64_t count) { octets_.fetch_sub(count); }
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> octets_{0};
};

// One body: in memory up to kSpoolAbove, then in a file without a name, mapped when complete.
class Body {
 public:
  static constexpr std::size_t kSpoolAbove = 1U << 20;  // design.md 8

  // `spool_folder` must exist; `limit` is that of the route.
  Body(InFlight& in_flight, std::filesystem::path spool_folder, std::uint64_t limit)
      : in_flight_(in_flight), spool_folder_(std::move(spool_folder)), limit_(limit) {}
  ~Body();
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  // limit_exceeded: longer than the route allows. unavailable: too much in flight, or no disk.
  Status append(std::string_view octets);
  std::uint64_t size() const { return size_; }
  // All of it; valid as long as the body. Nothing may be appended afterwards.
  Result<ByteView> view();

 private:
  Status spool();
  Status write_out(std::string_view octets);
  InFlight& in_flight_;
  std::filesystem::path spool_folder_;
  std::uint64_t limit_;
  std::uint64_t size_ = 0;
  std::string memory_;
  int file_ = -1;
  void* mapped_ = nullptr;
};

}  // namespace senim::http

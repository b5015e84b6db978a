#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/store/crl_index.h"

// The large lists at hand, each an index in a file of one folder (`crls/`), one for each address
// they came from. Indexes are written on one thread of its own, so that whoever waits for one can
// leave; they are there again after a restart. The folder may be deleted while nothing runs; a
// damaged index is none. Shared between threads.

namespace senim::store {

class CrlShelf final {
 public:
  using Loaded = std::shared_ptr<const CrlIndex>;
  // Lists of all authorities that one gateway meets; the real ones are below 10 MB each as an
  // index, but for a handful.
  static constexpr std::size_t kMost = 64;
  // Lists waiting for their index.
  static constexpr std::size_t kMostWaiting = 16;

  static Result<std::unique_ptr<CrlShelf>> open(const std::filesystem::path& folder,
                                                std::size_t most = kMost);
  ~CrlShelf();  // finishes the index that is being written
  CrlShelf(const CrlShelf&) = delete;
  CrlShelf& operator=(const CrlShelf&) = delete;

  // The list of that name, or nothing.
  Loaded find(const std::string& name);
  // Makes an index over the list and puts it in the place of an older one of that name. The same
  // list at the same time is done once.
  std::shared_future<Result<Loaded>> put(const std::string& name,
                                         std::shared_ptr<const MappedFile> list);
  std::uint64_t written() const;  // indexes, since it was opened

  const std::filesystem::path& folder() const { return folder_; }

 private:
  struct Held {
    Loaded index;
    std::uint64_t used = 0;
    std::weak_ptr<const MappedFile> source;  // what it was made of
  };
  struct Job {
    std::string name;
    std::shared_ptr<const MappedFile> list;
    std::promise<Result<Loaded>> promise;
  };
  CrlShelf(std::filesystem::path folder, std::size_t most);
  std::filesystem::path file_of(const std::string& name) const;
  void run();
  Result<Loaded> write(const Job& job);
  void hold(const std::string& name, Loaded index, std::weak_ptr<const MappedFile> source);

  const std::filesystem::path folder_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Under the mutex.
  std::map<std::string, Held> held_;
  std::map<std::string, std::shared_future<Result<Loaded>>> under_way_;
  std::deque<Job> jobs_;
  std::uint64_t clock_ = 0;
  std::uint64_t written_ = 0;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the others
};

}  // namespace senim::store

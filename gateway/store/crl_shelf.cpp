#include "gateway/store/crl_shelf.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace senim::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnding = ".crlindex";

// What a kill left half written, and what is more than the shelf holds: the oldest.
void tidy(const fs::path& folder, std::size_t most) {
  std::error_code problem;
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem)) {
    if (entry.path().extension() != kEnding) {
      fs::remove(entry.path(), problem);
      continue;
    }
    files.emplace_back(entry.last_write_time(problem), entry.path());
  }
  std::ranges::sort(files);
  for (std::size_t i = 0; i + most < files.size(); ++i) {
    fs::remove(files[i].second, problem);
  }
}

std::shared_future<Result<CrlShelf::Loaded>> at_once(Result<CrlShelf::Loaded> result) {
  std::promise<Result<CrlShelf::Loaded>> promise;
  promise.set_value(std::move(result));
  return promise.get_future().share();
}

}  // namespace

Result<std::unique_ptr<CrlShelf>> CrlShelf::open(const fs::path& folder, std::size_t most) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (!problem) {
    fs::permissions(folder, fs::perms::owner_all, problem);
  }
  if (problem) {
    return Error{ErrorCode::unavailable, folder.string() + ": " + problem.message()};
  }
  tidy(folder, most);
  return std::unique_ptr<CrlShelf>(new CrlShelf(folder, most));
}

CrlShelf::CrlShelf(fs::path folder, std::size_t most)
    : folder_(std::move(folder)), most_(most), thread_([this] { run(); }) {}

CrlShelf::~CrlShelf() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

fs::path CrlShelf::file_of(const std::string& name) const { return folder_ / (name + kEnding); }

CrlShelf::Loaded CrlShelf::find(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(name);
    if (found != held_.end() && !found->second.index->damaged()) {
      found->second.used = ++clock_;
      return found->second.index;
    }
  }
  // Opened outside the lock: reading every checksum of a large one takes milliseconds.
  auto opened = CrlIndex::open(file_of(name));
  if (!opened.ok()) {
    if (opened.error().code == ErrorCode::corrupt) {
      std::error_code ignored;
      fs::remove(file_of(name), ignored);
    }
    return nullptr;
  }
  const std::lock_guard lock(mutex_);
  hold(name, *opened, {});
  return *opened;
}

std::shared_future<Result<CrlShelf::Loaded>> CrlShelf::put(const std::string& name,
                                                           std::shared_ptr<const MappedFile> list) {
  std::shared_future<Result<Loaded>> answer;
  {
    const std::lock_guard lock(mutex_);
    const auto under_way = under_way_.find(name);
    if (under_way != under_way_.end()) {
      return under_way->second;
    }
    const auto held = held_.find(name);
    if (held != held_.end() && held->second.source.lock() == list) {
      return at_once(held->second.index);
    }
    if (jobs_.size() >= kMostWaiting) {
      return at_once(Error{ErrorCode::unavailable, "too many lists are waiting"});
    }
    Job job{name, std::move(list), {}};
    answer = job.promise.get_future().share();
    under_way_.emplace(name, answer);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_all();
  return answer;
}

std::uint64_t CrlShelf::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

void CrlShelf::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    if (stopping_) {
      break;
    }
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    Result<Loaded> result = write(job);
    lock.lock();
    if (result.ok()) {
      hold(job.name, *result, job.list);
      ++written_;
    }
    under_way_.erase(job.name);
    job.promise.set_value(std::move(result));
  }
  for (Job& job : jobs_) {
    job.promise.set_value(Error{ErrorCode::unavailable, "the gateway stops"});
  }
}

Result<CrlShelf::Loaded> CrlShelf::write(const Job& job) {
  SENIM_CHECK(write_crl_index(job.list->octets(), file_of(job.name)));
  return CrlIndex::open(file_of(job.name));
}

// Whoever uses an index that goes keeps it to his end.
void CrlShelf::hold(const std::string& name, Loaded index, std::weak_ptr<const MappedFile> source) {
  held_[name] = {std::move(index), ++clock_, std::move(source)};
  if (held_.size() <= most_) {
    return;
  }
  const auto oldest =
      std::ranges::min_element(held_, {}, [](const auto& one) { return one.second.used; });
  std::error_code ignored;
  fs::remove(file_of(oldest->first), ignored);
  held_.erase(oldest);
}

}  // namespace senim::store

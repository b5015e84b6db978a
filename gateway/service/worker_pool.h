#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

// Validations run here and not on the many threads of connections: as many at once as there are
// workers, as many waiting as the queue holds, and no more (design.md 8).

namespace senim::service {

class WorkerPool final {
 public:
  WorkerPool(std::size_t workers, std::size_t queue);
  ~WorkerPool();  // finishes what was taken
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when all workers are busy and the queue is full. `job` must not throw.
  bool try_submit(std::function<void()> job);

 private:
  void run();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  const std::size_t most_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace senim::service

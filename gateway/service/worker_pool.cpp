#include "gateway/service/worker_pool.h"

#include <utility>

namespace senim::service {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue) : most_(workers + queue) {
  for (std::size_t i = 0; i < workers; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool WorkerPool::try_submit(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || busy_ + jobs_.size() >= most_) {
    return false;
  }
  jobs_.push_back(std::move(job));
  wake_.notify_one();
  return true;
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) {
      return;
    }
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    ++busy_;
    lock.unlock();
    job();
    lock.lock();
    --busy_;
  }
}

}  // namespace senim::service

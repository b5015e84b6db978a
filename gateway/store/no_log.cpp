#include "gateway/store/no_log.h"

#include <rocksdb/env.h>

namespace senim::store {
namespace {

class NoLog final : public rocksdb::Logger {
 public:
  NoLog() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Logger> no_log() { return std::make_shared<NoLog>(); }

}  // namespace senim::store

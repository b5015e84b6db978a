#pragma once

#include <memory>

namespace rocksdb {
class Logger;
}

namespace senim::store {

// RocksDB's own log, which nobody reads, thrown away: written to a file it asserts on a full disk
// and takes the process with it (the packaged RocksDB is built with assertions). What RocksDB has
// to say comes back as the status of each call.
std::shared_ptr<rocksdb::Logger> no_log();

}  // namespace senim::store

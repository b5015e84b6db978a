// Appends receipts to an archive until it is killed, from three threads; says each one that is on
// disk: "<id> <serial>". For archive_test.

#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "gateway/store/archive.h"

namespace {

void write_receipts(senim::store::Archive& archive) {
  using namespace senim;
  for (;;) {
    auto id = store::ReceiptId::generate(std::chrono::milliseconds(1764000000000));
    auto serial = archive.next_serial();
    if (!id.ok() || !serial.ok()) {
      std::_Exit(2);
    }
    const store::ReceiptRecord record{*id,       *serial, UtcTime{Seconds{1764000000}},
                                      "partner", "key",   std::string(300 + *serial % 700, 'j')};
    if (!archive.append(record).ok()) {
      std::_Exit(3);
    }
    const std::string line = id->text() + " " + std::to_string(*serial) + "\n";
    if (::write(1, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      std::_Exit(4);
    }
  }
}

}  // namespace

int main(int, char** argv) {
  auto archive =
      senim::store::Archive::open({.state_dir = argv[1], .min_free_bytes = 0, .stop_process = {}});
  if (!archive.ok()) {
    std::fprintf(stderr, "%s\n", archive.error().message.c_str());
    return 1;
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { write_receipts(**archive); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

// serve() with a demo key and no demo world, for server_test: says the port, then runs until a
// signal.

#include <cstdio>
#include <string>

#include "gateway/server.h"

int main(int, char** argv) {
  senim::gateway::ServeOptions options;
  options.config = argv[1];
  options.demo = true;
  options.on_started = [](const std::string& address) {
    std::printf("%s\n", address.substr(address.rfind(':') + 1).c_str());
    static_cast<void>(std::fflush(stdout));
  };
  options.log = [](std::string_view line) {
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    static_cast<void>(std::fflush(stdout));
  };
  return senim::gateway::serve(options);
}

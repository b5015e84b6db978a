// The program with its demo world and responders, as ./dev run starts it, and what --offline means.

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/gateway/commands/program.h"
#include "tests/support/corpus.h"

using namespace senim;
using Json = nlohmann::json;

namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;  // no operator+: GCC 12 is wrong about its bounds for some lengths of literals
  for (const std::string_view part : parts) {
    all.append(part);
  }
  return all;
}

// senim.yaml with the shipped policies and any free port; `network` is that section's content.
std::string configured(const test::TemporaryFolder& folder, std::string_view network) {
  folder.write("trust.yaml", "sources: []\n");
  return folder
      .write(
          "senim.yaml",
          joined({"home: KZ\nservice: {name: Senim}\nlisten: {address: 127.0.0.1, port: 0}\n"
                  "state_dir: state\ntrust: trust.yaml\npolicies: ",
                  SENIM_SOURCE_DIR, "/conf/policies\n",
                  "default_policy: default\ndemo_policy: demo-strict\nnetwork: {", network, "}\n"}))
      .string();
}

// `senim serve --demo`, until the end of the test.
class Gateway {
 public:
  explicit Gateway(const std::string& config) {
    const std::string command = joined(
        {"echo $$; exec ", SENIM_PROGRAM, " serve --demo --config ", config, " 2>/dev/null"});
    pipe_ = ::popen(command.c_str(), "r");
    pid_ = std::stoi(line());
    // From "Senim answers at http://127.0.0.1:PORT" to "Stop with ...".
    for (std::string next = line(); next != "0"; next = line()) {
      said_.append(next);
      if (next.starts_with("Stop with")) {
        break;
      }
    }
    const std::size_t at = said_.find("http://");
    if (at != std::string::npos) {
      address_ = said_.substr(at, said_.find('\n') - at);
    }
  }
  ~Gateway() {
    ::kill(pid_, SIGTERM);
    ::pclose(pipe_);
  }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  const std::string& address() const { return address_; }
  const std::string& said() const { return said_; }
  Json verdict_on(const std::string& file) const {
    const auto answer = test::run(joined({"curl -s --max-time 60 --data-binary @", file,
                                          " -H 'Content-Type: application/octet-stream' '",
                                          address_, "/api/v1/validations?name=a'"}));
    const Json json = Json::parse(answer.output, nullptr, false);
    return json.is_discarded() ? Json() : json["report"]["verdict"];
  }

 private:
  std::string line() {
    char text[512] = {};
    return std::fgets(text, sizeof text, pipe_) == nullptr ? std::string("0") : text;
  }
  std::FILE* pipe_ = nullptr;
  int pid_ = 0;
  std::string address_;
  std::string said_;
};

// The program under strace, which writes every socket it opens to `trace`. LeakSanitizer cannot
// look while another tracer does, and ends the program with 1; the other tests of `--replay` and
// `--offline` run untraced, and it looks there.
test::CommandResult traced(std::string_view trace, std::string_view arguments) {
  return test::run(joined({"strace -E ASAN_OPTIONS=detect_leaks=0 -f -e trace=socket -o ", trace,
                           " ", SENIM_PROGRAM, " ", arguments}));
}

}  // namespace

TEST_CASE("the running demo judges each sample as its index promises", "[program][demo]") {
  const test::TemporaryFolder folder;
  const Gateway gateway(configured(folder, "enabled: true"));
  REQUIRE(!gateway.address().empty());
  const auto world = folder.path() / "state" / "demo" / "world";
  const Bytes octets = test::read_file(world / "world.json");
  const Json index = Json::parse(as_text(octets));
  std::size_t judged = 0;
  for (const Json& sample : index["samples"]) {
    if (sample.contains("detached")) {
      continue;  // the content travels in another form of request
    }
    CAPTURE(sample["name"]);
    const Json verdict = gateway.verdict_on((world / sample["file"].get<std::string>()).string());
    CHECK(verdict["status"] == sample["status"]);
    ++judged;
  }
  CHECK(judged == 32);
  const Json good = gateway.verdict_on((world / "samples" / "good-cades.p7m").string());
  REQUIRE(good["signatures"].size() == 1);
  CHECK(good["signatures"][0]["revocation"][0]["status"] == "good");
  CHECK(good["signatures"][0]["revocation"][0]["kind"] == "ocsp");
}

TEST_CASE("the command that the gateway prints at its start confirms a demo document",
          "[program][demo]") {
  const test::TemporaryFolder folder;
  const Gateway gateway(configured(folder, "enabled: true"));
  const std::string& said = gateway.said();
  CAPTURE(said);
  const std::size_t begin = said.find("  curl ");
  const std::size_t end = said.find("\n\n", begin);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  CHECK(said.find("Stop with Ctrl-C", end) != std::string::npos);
  const auto answer = test::run(said.substr(begin, end - begin));
  const Json json = Json::parse(answer.output, nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  CHECK(json["report"]["verdict"]["status"] == "confirmed");
  CHECK(json["report"]["receipt"]["demo"] == true);
}

TEST_CASE("without its network the running demo confirms nothing", "[program][demo]") {
  const test::TemporaryFolder folder;
  const Gateway gateway(configured(folder, "enabled: false"));
  REQUIRE(!gateway.address().empty());
  const auto samples = folder.path() / "state" / "demo" / "world" / "samples";
  const Json good = gateway.verdict_on((samples / "good-cades.p7m").string());
  CHECK(good["status"] == "cannot_verify");
  CHECK(good["signatures"][0]["revocation"][0]["status"] == "unreachable");
}

TEST_CASE("a replay says what responders said once they are gone, and asks nobody",
          "[program][demo][record]") {
  const test::TemporaryFolder folder;
  const std::string config = configured(folder, "enabled: true, allow_private: [127.0.0.0/8]");
  std::optional<Gateway> gateway(std::in_place, config);
  REQUIRE(!gateway->address().empty());
  const std::string world = (folder.path() / "state" / "demo" / "world").string();
  const std::string record = (folder.path() / "record").string();
  const std::string trace = (folder.path() / "trace").string();
  const std::string question = joined({"verify --output json --config ", config, " --trust ", world,
                                       "/lists ", world, "/samples/good-cades.p7m"});
  const auto said = test::senim_program(joined({question, " --record ", record}));
  CAPTURE(said.output);
  REQUIRE(said.exit == 0);
  const Json status = Json::parse(said.output)["verdict"]["signatures"][0]["revocation"][0];
  CHECK(status["status"] == "good");
  CHECK(status["from"] == "online");
  gateway.reset();
  CHECK(test::senim_program(question).exit == 2);  // nobody answers any more
  std::filesystem::remove_all(world);
  const auto again = traced(trace, joined({"verify --replay ", record}));
  CHECK(again.exit == 0);
  CHECK(again.output == said.output);
  const Bytes calls = test::read_file(trace);
  CHECK(as_text(calls).find("AF_INET") == std::string_view::npos);
}

TEST_CASE("verify --offline opens no socket", "[program]") {
  const test::TemporaryFolder folder;
  const std::string& demo = test::demo_folder();
  const std::string config = configured(folder, "allow_private: [127.0.0.0/8]");
  const auto sockets = [&](std::string_view offline) {
    const std::string trace = (folder.path() / "trace").string();
    // The status cannot be had.
    CHECK(traced(trace, joined({"verify --config ", config, " --trust ", demo, "/lists ", offline,
                                " ", demo, "/samples/good-cades.p7m"}))
              .exit == 2);
    const Bytes calls = test::read_file(trace);
    return as_text(calls).find("AF_INET") != std::string_view::npos;
  };
  CHECK_FALSE(sockets("--offline"));
  CHECK(sockets(""));
}

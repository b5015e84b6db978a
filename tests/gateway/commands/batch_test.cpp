// report.md 5: each line of a batch is answered, and the answer flushed, before the next is
// awaited.

#include <algorithm>
#include <catch2/catch.hpp>
#include <istream>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

#include "gateway/commands/verify.h"
#include "tests/support/test_pki.h"
#include "trustlists/trust_snapshot.h"

using namespace senim;

namespace {

// What a reader at the other end of the pipe has: only what was flushed.
class Pipe final : public std::streambuf {
 public:
  std::size_t lines() const {
    return static_cast<std::size_t>(std::count(arrived_.begin(), arrived_.end(), '\n'));
  }

 protected:
  int_type overflow(int_type octet) override {
    waiting_.push_back(static_cast<char>(octet));
    return octet;
  }
  int sync() override {
    arrived_ += waiting_;
    waiting_.clear();
    return 0;
  }

 private:
  std::string waiting_;
  std::string arrived_;
};

// Gives one line at a time, and notes how many answers had arrived when the next was awaited.
class Partner final : public std::streambuf {
 public:
  Partner(std::vector<std::string> lines, const Pipe& answers)
      : lines_(std::move(lines)), answers_(answers) {}
  const std::vector<std::size_t>& seen() const { return seen_; }

 protected:
  int_type underflow() override {
    seen_.push_back(answers_.lines());
    if (next_ == lines_.size()) {
      return traits_type::eof();
    }
    std::string& line = lines_[next_++];
    setg(line.data(), line.data(), line.data() + line.size());
    return traits_type::to_int_type(line.front());
  }

 private:
  std::vector<std::string> lines_;
  const Pipe& answers_;
  std::size_t next_ = 0;
  std::vector<std::size_t> seen_;
};

}  // namespace

TEST_CASE("a batch flushes each answer before it awaits the next line", "[verify]") {
  const gateway::DiskFiles disk;
  service::NoNetwork network;
  const commands::VerifyWorld nobody{trustlists::SnapshotBuilder().build(),
                                     policies::PolicyBook::make({}, {}).value(),
                                     test::at("2026-11-24T12:00:00Z"), disk, network};
  Pipe pipe;
  Partner partner({"{\"file\":\"/nowhere\"}\n", "not json\n", "{\"file\":\"/nowhere\"}\n"}, pipe);
  std::istream in(&partner);
  std::ostream out(&pipe);
  std::ostream err(nullptr);
  commands::VerifyOptions options;
  options.batch = "-";
  options.output = commands::Output::jsonl;
  CHECK(commands::verify(options, nobody, in, out, err) == commands::Exit::no_verdict);
  REQUIRE(partner.seen().size() >= 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(partner.seen()[i] == i);
  }
}

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/net/outbound_rules.h"
#include "gateway/store/mapped_file.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"

// Fetches octets over HTTP for whoever waits for them. One thread of its own drives all transfers
// (libcurl's multi interface), so nobody's socket ever holds up a thread of a validation; identical
// requests at the same time are one transfer. It knows nothing of what the octets mean and believes
// nothing of them: not the content type, not the length.
//
// Each transfer ends by its own time limit, whatever the other side does; each waiter may leave
// earlier. Thread-safe.

namespace senim::net {

using Milliseconds = std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

struct FetchRequest {
  std::string url;
  std::string accept = "*/*";
  std::string content_type;                            // of `body`
  Bytes body;                                          // sent by POST; empty: GET
  std::uint64_t max_octets = std::uint64_t{10} << 20;  // threats.md, HTTP: "Fetch: 3 s, 10 MB"
  Milliseconds time{3000};                             // likewise; of all attempts together
  // Another one follows only what may be over in a moment: no connection, one that broke or took
  // too long to come, 502, 503 and 504. `time` stays the same, so nobody waits longer for it.
  unsigned attempts = 1;
  // What makes two requests the same instead of `body`, when that holds something random.
  Bytes same_as;
  // Whether the octets that came answer this very request; else its error is the result. Called on
  // the fetcher's thread, which must not wait for a disk: with a spool folder it is a logic_error.
  std::function<Status(ByteView octets)> answers;
  // Where an answer above kSpoolAbove goes, into a file without a name; empty: it stays in memory.
  std::filesystem::path spool_folder;
};
inline constexpr std::size_t kSpoolAbove = std::size_t{256} << 10;

// What came: in memory, or mapped.
struct Body {
  Bytes memory;
  std::shared_ptr<const store::MappedFile> file;
  ByteView octets() const { return file != nullptr ? file->octets() : ByteView(memory); }
};

// Errors: malformed (the URL), denied (the rules), limit_exceeded (too many octets),
// unsupported (the server does not take the method: 405, 501), what `answers` says (of ours only it
// says corrupt: it is the answer to another request), unavailable (everything else).
using FetchResult = std::shared_ptr<const Result<Body>>;

struct FetcherOptions {
  OutboundRules rules;
  std::string proxy;  // "http://host:port"; "" none. The environment's is never used.
  Milliseconds connect_time{2000};
  std::size_t concurrent = 64;  // transfers at once: eight validations' worth of mirrors
  std::size_t per_host = 8;     // of them at one server: a slow one does not take all, nor a proxy
  std::size_t waiting = 1024;   // transfers at once and in the queue; more are unavailable
  // Octets of all answers that are being received.
  std::uint64_t in_flight = std::uint64_t{256} << 20;
  // A server that could not be connected to, that let a request wait in vain, or that failed three
  // times in a row is not tried again for so long: each validation would wait for it anew. As long
  // as an unreachable verdict lives (report.md 4). 0: each request tries.
  Milliseconds remember_dead{10'000};
  // Before another attempt: for a server that restarts, and little of the 3 s.
  Milliseconds retry_pause{250};
  // Instead of the system's resolver: a host's addresses, none when it is unknown. Must not wait.
  std::function<std::vector<std::string>(const std::string& host)> resolver;
  // Instead of the steady clock, for `remember_dead` only.
  std::function<SteadyTime()> clock;
  // One line for each failure, for the operator; called on the fetcher's thread.
  std::function<void(std::string_view)> log;
};

class Fetcher final {
 public:
  static Result<std::unique_ptr<Fetcher>> start(FetcherOptions options);
  ~Fetcher();  // ends all transfers; whoever waits gets `unavailable`
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  // Begins, or joins the same request that is under way. Never waits.
  std::shared_future<FetchResult> begin(const FetchRequest& request);
  // Begins and waits, at most until then.
  FetchResult fetch(const FetchRequest& request, SteadyTime until);
  static FetchResult wait(const std::shared_future<FetchResult>& answer, SteadyTime until);

 private:
  class Loop;
  explicit Fetcher(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace senim::net

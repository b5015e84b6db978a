#include "gateway/net/fetcher.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "validators/crypto/digest.h"

namespace senim::net {
namespace {

// An ordinary head has less than 1 KB; what is longer than what we take ourselves (http/guard) has
// no use here.
constexpr std::size_t kMaxHead = std::size_t{64} << 10;
// An allowed redirect may lead to another one: CDNs do that once.
constexpr int kMaxHops = 3;
// Servers that are known to be dead: as many as are tried in `remember_dead` by full queues.
constexpr std::size_t kMaxDead = 4096;
// One broken answer is one request's bad luck, and so may be the next.
constexpr unsigned kMaxFailures = 3;
constexpr Milliseconds kPoll{1000};
// An empty one gets a redirect to a filter page from Kazakh responders (domain.md 1.3).
constexpr const char* kUserAgent = "Senim/0.1";

template <auto Function>
struct Deleter {
  template <typename T>
  void operator()(T* pointer) const {
    static_cast<void>(Function(pointer));
  }
};
using EasyPtr = std::unique_ptr<CURL, Deleter<::curl_easy_cleanup>>;
using MultiPtr = std::unique_ptr<CURLM, Deleter<::curl_multi_cleanup>>;
using ListPtr = std::unique_ptr<curl_slist, Deleter<::curl_slist_free_all>>;

void append(ListPtr& list, const std::string& line) {
  curl_slist* const longer = ::curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) {
    throw std::bad_alloc();
  }
  static_cast<void>(list.release());  // it is the head of the longer one
  list.reset(longer);
}

FetchResult result_of(Result<Body> result) {
  return std::make_shared<const Result<Body>>(std::move(result));
}
FetchResult failed(ErrorCode code, std::string message) {
  return result_of(Error{code, std::move(message)});
}
std::shared_future<FetchResult> at_once(FetchResult result) {
  std::promise<FetchResult> promise;
  promise.set_value(std::move(result));
  return promise.get_future().share();
}

crypto::Sha256 key_of(const FetchRequest& request, const Url& url) {
  std::string text = std::to_string(request.max_octets) + ' ' +
                     std::to_string(request.time.count()) + ' ' + std::to_string(request.attempts) +
                     ' ' + request.spool_folder.string() + '\n' + url.text() + '\n' +
                     request.accept + '\n' + request.content_type + '\n';
  text += request.same_as.empty() ? "body\n" : "same as\n";
  text += as_text(request.same_as.empty() ? request.body : request.same_as);
  return crypto::sha256(as_bytes(text));
}

std::optional<std::pair<IpAddress, std::uint16_t>> address_of(const curl_sockaddr& address) {
  if (address.family == AF_INET && address.addrlen >= sizeof(sockaddr_in)) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.addr, sizeof v4);
    std::array<std::uint8_t, 4> octets{};
    std::memcpy(octets.data(), &v4.sin_addr, octets.size());
    return std::pair(IpAddress::v4(octets), ntohs(v4.sin_port));
  }
  if (address.family == AF_INET6 && address.addrlen >= sizeof(sockaddr_in6)) {
    // curl_sockaddr declares room for a sockaddr only, curl gives the whole behind it.
    sockaddr_in6 v6{};
    std::memcpy(&v6, static_cast<const void*>(&address.addr), sizeof v6);
    IpAddress::Octets octets{};
    std::memcpy(octets.data(), &v6.sin6_addr, octets.size());
    return std::pair(IpAddress::v6(octets), ntohs(v6.sin6_port));
  }
  return std::nullopt;
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// An answer as it arrives. In a file it has no name: nothing is left behind by a kill.
class Arriving {
 public:
  Arriving() = default;
  ~Arriving() { forget(); }
  Arriving(const Arriving&) = delete;
  Arriving& operator=(const Arriving&) = delete;

  std::uint64_t size() const { return size_; }
  // False: the disk takes no more.
  bool append(std::string_view octets, const std::filesystem::path& folder) {
    size_ += octets.size();
    if (file_ >= 0) {
      return write_out(octets);
    }
    memory_.insert(memory_.end(), octets.begin(), octets.end());
    if (folder.empty() || memory_.size() <= kSpoolAbove) {
      return true;
    }
    file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    const bool written = file_ >= 0 && write_out(as_text(memory_));
    memory_ = Bytes();
    return written;
  }
  Result<Body> take() {
    Result<Body> body = Body{std::move(memory_), nullptr};
    if (file_ >= 0) {
      auto mapped = store::MappedFile::of(file_);
      body = mapped.ok() ? Result<Body>(Body{{}, std::move(mapped).value()})
                         : Result<Body>(std::move(mapped).error());
    }
    forget();
    return body;
  }
  void forget() {
    if (file_ >= 0) {
      ::close(file_);
    }
    file_ = -1;
    memory_ = Bytes();
    size_ = 0;
  }

 private:
  bool write_out(std::string_view octets) const {
    while (!octets.empty()) {
      const ssize_t written = ::write(file_, octets.data(), octets.size());
      if (written < 0 && errno != EINTR) {
        return false;
      }
      octets.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return true;
  }
  Bytes memory_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

// What libcurl's callbacks need of the loop; only its thread touches it.
struct Accounts {
  const OutboundRules& rules;
  const std::uint64_t most_octets;  // of all answers together
  std::uint64_t octets = 0;
};

// One request and its transfer. Between begin() and the end only the loop's thread touches it.
struct Flight {
  Accounts* accounts = nullptr;
  FetchRequest request;
  crypto::Sha256 key{};
  std::promise<FetchResult> promise;
  std::shared_future<FetchResult> answer;

  Url url;             // of this hop
  std::string server;  // its endpoint: asked for at every turn of the loop
  int hops = 0;
  unsigned attempts_left = 0;
  SteadyTime not_before{};
  SteadyTime until{};

  // Of the running transfer.
  EasyPtr easy;
  ListPtr headers, addresses;
  Arriving body;
  std::size_t head_octets = 0;
  std::string location;
  bool proxied = false;
  bool server_answers = false;  // others, meanwhile
  bool had_its_time = false;    // the server, and not a queue, a redirect or an attempt before
  enum class Stopped { no, denied, too_much, head, coding, disk } stopped = Stopped::no;

  void head_for(Url to) {
    server = to.endpoint();
    url = std::move(to);
  }
};

// Sets options and keeps the first failure: an option that this library does not know or a lack of
// memory must not become a transfer without that option.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (code_ == CURLE_OK) {
      code_ = ::curl_easy_setopt(easy_, option, value);
    }
  }
  bool all_set() const { return code_ == CURLE_OK; }

 private:
  CURL* easy_;
  CURLcode code_ = CURLE_OK;
};

long status_of(const Flight& flight) {
  long status = 0;
  ::curl_easy_getinfo(flight.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// The address that is about to be connected to, whatever the name resolved to (threats.md,
// Outbound). The proxy is the operator's own choice; it sees the name only after admit(Url).
curl_socket_t on_socket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& flight = *static_cast<Flight*>(data);
  const auto where = address_of(*address);
  const bool admitted =
      flight.proxied || (where && flight.accounts->rules.admit(where->first, where->second).ok());
  if (!admitted) {
    flight.stopped = Flight::Stopped::denied;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t on_head(const char* octets, std::size_t /*one*/, std::size_t size, void* data) {
  auto& flight = *static_cast<Flight*>(data);
  flight.head_octets += size;
  if (flight.head_octets > kMaxHead) {
    flight.stopped = Flight::Stopped::head;
    return 0;
  }
  const std::string_view line(octets, size);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return size;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(name, "location")) {
    flight.location = std::string(value);
  }
  // Nobody asked for a coding, and nothing is decompressed: what it would become has no bound.
  if (equal_ignoring_case(name, "content-encoding") && !equal_ignoring_case(value, "identity")) {
    flight.stopped = Flight::Stopped::coding;
    return 0;
  }
  return size;
}

// The body of anything but 200 is not read at all.
std::size_t on_body(const char* octets, std::size_t /*one*/, std::size_t size, void* data) {
  auto& flight = *static_cast<Flight*>(data);
  if (status_of(flight) != 200) {
    return 0;
  }
  Accounts& accounts = *flight.accounts;
  if (size > flight.request.max_octets - flight.body.size() ||
      size > accounts.most_octets - accounts.octets) {
    flight.stopped = Flight::Stopped::too_much;
    return 0;
  }
  accounts.octets += size;
  if (!flight.body.append({octets, size}, flight.request.spool_folder)) {
    flight.stopped = Flight::Stopped::disk;
    return 0;
  }
  return size;
}

void set_request(Options& options, Flight& flight) {
  const FetchRequest& request = flight.request;
  options.set(CURLOPT_URL, flight.url.text().c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  options.set(CURLOPT_PATH_AS_IS, 1L);
  options.set(CURLOPT_USERAGENT, kUserAgent);
  append(flight.headers, "Accept: " + request.accept);
  append(flight.headers, "Expect:");  // no waiting for a 100
  if (!request.body.empty()) {
    append(flight.headers, "Content-Type: " + request.content_type);
    options.set(CURLOPT_POST, 1L);
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    options.set(CURLOPT_POSTFIELDS, request.body.data());  // lives as long as the flight
  }
  options.set(CURLOPT_HTTPHEADER, flight.headers.get());
  options.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_octets));
}

void set_callbacks(Options& options, Flight& flight) {
  options.set(CURLOPT_OPENSOCKETFUNCTION, &on_socket);
  options.set(CURLOPT_OPENSOCKETDATA, &flight);
  options.set(CURLOPT_HEADERFUNCTION, &on_head);
  options.set(CURLOPT_HEADERDATA, &flight);
  options.set(CURLOPT_WRITEFUNCTION, &on_body);
  options.set(CURLOPT_WRITEDATA, &flight);
  options.set(CURLOPT_NOSIGNAL, 1L);
  // The system's resolver cannot be interrupted: its thread is left to end by itself.
  options.set(CURLOPT_QUICK_EXIT, 1L);
}

// Where a redirect leads, when it may be followed. A POST is repeated only where HTTP says that it
// stays one (RFC 9110 15.4.8, 15.4.9).
std::optional<Url> redirect_of(const Flight& flight, long status) {
  const bool keeps_method = status == 307 || status == 308;
  const bool changes_method = status == 301 || status == 302 || status == 303;
  if (!keeps_method && !(changes_method && flight.request.body.empty())) {
    return std::nullopt;
  }
  const std::string& location = flight.location;
  Url target = flight.url;
  if (location.starts_with('/') && !location.starts_with("//")) {
    target.target.clear();
    const auto beside = parse_url(target.text() + location);
    return beside.ok() ? std::optional(*beside) : std::nullopt;
  }
  const auto elsewhere = parse_url(location);
  return elsewhere.ok() ? std::optional(*elsewhere) : std::nullopt;
}

// No answer comes across a country in less; libcurl's clock may also end an attempt a little early.
constexpr Milliseconds kLeastAttempt{20};

// What another attempt may mend. Whoever answered with anything but 502 to 504 has said what he has
// to say, and what we stopped ourselves would be stopped again.
bool is_transient(const Flight& flight, CURLcode code, long status) {
  if (flight.stopped != Flight::Stopped::no) {
    return false;
  }
  if (status != 0 && status != 200) {
    return status >= 502 && status <= 504;
  }
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return true;
    default:
      return false;
  }
}

Error error_of(const Flight& flight, CURLcode code, long status) {
  using Stopped = Flight::Stopped;
  switch (flight.stopped) {
    case Stopped::denied:
      return {ErrorCode::denied, "its address may not be connected to"};
    case Stopped::too_much:
      return {ErrorCode::limit_exceeded, "the answer is too long"};
    case Stopped::head:
      return {ErrorCode::limit_exceeded, "the head of the answer is too long"};
    case Stopped::coding:
      return {ErrorCode::unavailable, "the answer is compressed"};
    case Stopped::disk:
      return {ErrorCode::unavailable, "the answer cannot be written to disk"};
    case Stopped::no:
      break;
  }
  if (code == CURLE_FILESIZE_EXCEEDED) {
    return {ErrorCode::limit_exceeded, "the answer is too long"};
  }
  if (status == 405 || status == 501) {
    return {ErrorCode::unsupported, "HTTP status " + std::to_string(status)};
  }
  if (status != 0 && status != 200) {
    return {ErrorCode::unavailable, "HTTP status " + std::to_string(status)};
  }
  return {ErrorCode::unavailable,
          code == CURLE_OK ? "the answer is empty" : ::curl_easy_strerror(code)};
}

}  // namespace

class Fetcher::Loop final {
 public:
  Loop(FetcherOptions options, MultiPtr multi)
      : options_(std::move(options)),
        accounts_{options_.rules, options_.in_flight},
        multi_(std::move(multi)),
        thread_([this] { run(); }) {}
  ~Loop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    ::curl_multi_wakeup(multi_.get());
    thread_.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  std::shared_future<FetchResult> begin(const FetchRequest& request) {
    if (request.answers && !request.spool_folder.empty()) {
      throw std::logic_error("an answer in a file is nobody's to compare on the fetcher's thread");
    }
    auto url = parse_url(request.url);
    if (!url.ok()) {
      return at_once(failed(url.error().code, url.error().message));
    }
    if (const Status admitted = options_.rules.admit(*url); !admitted.ok()) {
      return at_once(failed(admitted.error().code, admitted.error().message));
    }
    auto flight = std::make_unique<Flight>();
    flight->accounts = &accounts_;
    flight->request = request;
    flight->key = key_of(request, *url);
    flight->head_for(std::move(url).value());
    flight->answer = flight->promise.get_future().share();
    flight->attempts_left = std::max(request.attempts, 1U);
    flight->until = std::chrono::steady_clock::now() + request.time;
    std::shared_future<FetchResult> answer = flight->answer;
    {
      const std::lock_guard lock(mutex_);
      const auto same = known_.find(flight->key);
      if (same != known_.end()) {
        return same->second;
      }
      if (known_.size() >= options_.waiting) {
        return at_once(failed(ErrorCode::unavailable, "too many fetches are waiting"));
      }
      known_.emplace(flight->key, answer);
      arrived_.push_back(std::move(flight));
    }
    ::curl_multi_wakeup(multi_.get());
    return answer;
  }

 private:
  using FlightPtr = std::unique_ptr<Flight>;
  struct Failing {
    unsigned failures = 0;  // in a row
    SteadyTime dead_until = SteadyTime::min();
  };

  void run() {
    while (take_arrived()) {
      start_due();
      int running = 0;
      if (::curl_multi_perform(multi_.get(), &running) != CURLM_OK) {
        end_all("the network library failed");
      }
      reap();
      expire();
      static_cast<void>(::curl_multi_poll(multi_.get(), nullptr, 0, pause(), nullptr));
    }
    end_all("the gateway stops");
  }

  bool take_arrived() {
    const std::lock_guard lock(mutex_);
    std::move(arrived_.begin(), arrived_.end(), std::back_inserter(queue_));
    arrived_.clear();
    return !stopping_;
  }

  void start_due() {
    const SteadyTime now = std::chrono::steady_clock::now();
    for (auto at = queue_.begin(); at != queue_.end() && running_.size() < options_.concurrent;) {
      if ((*at)->not_before > now || !has_room(**at)) {
        ++at;
        continue;
      }
      FlightPtr flight = std::move(*at);
      at = queue_.erase(at);
      if (Status ready = take_off(*flight, now); !ready.ok()) {
        finish(*flight, std::move(ready).error());
        continue;
      }
      ++busy_[flight->server];
      CURL* const easy = flight->easy.get();
      running_.emplace(easy, std::move(flight));
    }
  }

  // Not libcurl's own bound: behind a proxy all servers are one host to it, and who waits inside it
  // looks as if he had been asked.
  bool has_room(const Flight& flight) const {
    const auto found = busy_.find(flight.server);
    return found == busy_.end() || found->second < options_.per_host;
  }

  FlightPtr leave(std::map<CURL*, FlightPtr>::iterator at) {
    FlightPtr flight = std::move(at->second);
    running_.erase(at);
    const auto busy = busy_.find(flight->server);
    if (--busy->second == 0) {
      busy_.erase(busy);
    }
    return flight;
  }

  Status take_off(Flight& flight, SteadyTime now) {
    if (is_dead(flight)) {
      return Error{ErrorCode::unavailable, "did not answer a moment ago"};
    }
    SENIM_CHECK(prepare(flight, now));
    if (::curl_multi_add_handle(multi_.get(), flight.easy.get()) != CURLM_OK) {
      return Error{ErrorCode::unavailable, "the network library failed"};
    }
    return success();
  }

  Status prepare(Flight& flight, SteadyTime now) {
    forget_transfer(flight);
    flight.easy.reset(::curl_easy_init());
    if (flight.easy == nullptr) {
      return Error{ErrorCode::unavailable, "the network library failed"};
    }
    Options options(flight.easy.get());
    set_request(options, flight);
    set_callbacks(options, flight);
    const auto left =
        std::max(std::chrono::duration_cast<Milliseconds>(flight.until - now), Milliseconds{1});
    flight.had_its_time = 2 * left >= flight.request.time;
    options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    options.set(CURLOPT_CONNECTTIMEOUT_MS,
                static_cast<long>(std::min(left, options_.connect_time).count()));
    const auto& literal = flight.url.literal;
    const bool endpoint = literal && options_.rules.is_endpoint(*literal, flight.url.port);
    flight.proxied = !options_.proxy.empty() && !endpoint;
    // Set in any case: "" is what keeps libcurl from asking the environment.
    options.set(CURLOPT_PROXY, flight.proxied ? options_.proxy.c_str() : "");
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // the proxy's, not the server's
    options.set(CURLOPT_NOPROXY, "");
    if (options_.resolver && !literal && !flight.proxied) {
      SENIM_CHECK(resolve(options, flight));
    }
    return options.all_set() ? success()
                             : Status(Error{ErrorCode::internal, "an option cannot be set"});
  }

  Status resolve(Options& options, Flight& flight) const {
    std::string addresses;
    for (const std::string& address : options_.resolver(flight.url.host)) {
      addresses += (addresses.empty() ? "" : ",") + address;
    }
    if (addresses.empty()) {
      return Error{ErrorCode::unavailable, "the host has no address"};
    }
    append(flight.addresses, flight.server + ":" + addresses);
    options.set(CURLOPT_RESOLVE, flight.addresses.get());
    return success();
  }

  void reap() {
    int left = 0;
    while (const CURLMsg* const message = ::curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) {
        continue;
      }
      const CURLcode code = message->data.result;  // gone with the handle
      landed(leave(running_.find(message->easy_handle)), code);
    }
  }

  void landed(FlightPtr flight, CURLcode code) {
    const long status = status_of(*flight);
    const bool transient = is_transient(*flight, code, status);
    if (status != 0 && !transient) {
      remember_alive(*flight);
    }
    const bool whole = code == CURLE_OK && status == 200 && flight->body.size() != 0 &&
                       flight->stopped == Flight::Stopped::no;
    if (whole) {
      accounts_.octets -= flight->body.size();
      finish(*flight, body_of(*flight));
      return;
    }
    if (status >= 300 && status < 400 && flight->stopped == Flight::Stopped::no) {
      follow(std::move(flight), status);
      return;
    }
    const Error error = error_of(*flight, code, status);
    if (transient && may_retry(*flight)) {
      forget_transfer(*flight);
      queue_.push_back(std::move(flight));
      return;
    }
    remember_failure(*flight, code, transient);
    finish(*flight, error);
  }

  static Result<Body> body_of(Flight& flight) {
    Result<Body> body = flight.body.take();
    if (body.ok() && flight.request.answers) {
      SENIM_CHECK(flight.request.answers(body->octets()));
    }
    return body;
  }

  // Only within the time of the request: whoever waits for it does not wait longer.
  bool may_retry(Flight& flight) const {
    const SteadyTime next = std::chrono::steady_clock::now() + options_.retry_pause;
    if (next + kLeastAttempt >= flight.until || --flight.attempts_left == 0) {
      return false;
    }
    flight.not_before = next;
    return true;
  }

  void follow(FlightPtr flight, long status) {
    const std::optional<Url> to = redirect_of(*flight, status);
    if (!to || ++flight->hops > kMaxHops || !options_.rules.admits_redirect(flight->url, *to)) {
      finish(*flight, Error{ErrorCode::denied, "redirects to where nobody allowed"});
      return;
    }
    flight->head_for(*to);
    forget_transfer(*flight);
    queue_.push_front(std::move(flight));
  }

  // Our own limits: libcurl's do not count while a transfer waits for its turn.
  void expire() {
    const SteadyTime now = std::chrono::steady_clock::now();
    const auto late = [&](const FlightPtr& flight) { return flight->until <= now; };
    for (auto at = running_.begin(); at != running_.end();) {
      if (!late(at->second)) {
        ++at;
        continue;
      }
      landed(leave(at++), CURLE_OPERATION_TIMEDOUT);
    }
    for (auto at = queue_.begin(); at != queue_.end();) {
      if (!late(*at)) {
        ++at;
        continue;
      }
      finish(**at, Error{ErrorCode::unavailable, "it was not its turn in time"});
      at = queue_.erase(at);
    }
  }

  int pause() {
    SteadyTime first = std::chrono::steady_clock::now() + kPoll;
    for (const auto& [easy, flight] : running_) {
      first = std::min(first, flight->until);
    }
    const bool room = running_.size() < options_.concurrent;
    for (const FlightPtr& flight : queue_) {
      const bool due = room && has_room(*flight);
      first = std::min(first, due ? std::min(flight->not_before, flight->until) : flight->until);
    }
    const auto left = std::chrono::ceil<Milliseconds>(first - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }

  void forget_transfer(Flight& flight) {
    if (flight.easy != nullptr) {
      ::curl_multi_remove_handle(multi_.get(), flight.easy.get());
    }
    flight.easy.reset();
    flight.headers.reset();
    flight.addresses.reset();
    accounts_.octets -= flight.body.size();
    flight.body.forget();
    flight.head_octets = 0;
    flight.location.clear();
    flight.server_answers = false;
    flight.stopped = Flight::Stopped::no;
  }

  void finish(Flight& flight, Result<Body> result) {
    forget_transfer(flight);
    if (!result.ok() && options_.log) {
      options_.log("fetching " + flight.url.text() + ": " + result.error().message);
    }
    {
      // Before the answer: who asks after it gets a fetch of his own.
      const std::lock_guard lock(mutex_);
      known_.erase(flight.key);
    }
    flight.promise.set_value(result_of(std::move(result)));
  }

  void end_all(const std::string& why) {
    for (auto& [easy, flight] : running_) {
      finish(*flight, Error{ErrorCode::unavailable, why});
    }
    running_.clear();
    busy_.clear();
    for (const FlightPtr& flight : queue_) {
      finish(*flight, Error{ErrorCode::unavailable, why});
    }
    queue_.clear();
  }

  SteadyTime clock() const {
    return options_.clock ? options_.clock() : std::chrono::steady_clock::now();
  }

  bool is_dead(const Flight& flight) const {
    const auto found = failing_.find(flight.server);
    return found != failing_.end() && found->second.dead_until > clock();
  }

  // What else fails there at the same time says nothing of the server: a document may name an
  // address at an honest responder that never answers.
  void remember_alive(const Flight& flight) {
    failing_.erase(flight.server);
    for (const auto& [easy, other] : running_) {
      other->server_answers = other->server_answers || other->server == flight.server;
    }
  }

  // An answer has come meanwhile, or one is coming.
  bool server_answers(const Flight& flight) const {
    return flight.server_answers || std::ranges::any_of(running_, [&](const auto& one) {
             return one.second->head_octets > 0 && one.second->server == flight.server;
           });
  }

  // At once what makes a request wait: no connection, or not an octet in its time. Who was given
  // only the end of that time was not asked in earnest: it says nothing of him.
  void remember_failure(const Flight& flight, CURLcode code, bool transient) {
    const bool late = code == CURLE_OPERATION_TIMEDOUT;
    const bool silent = late && flight.head_octets == 0;
    const bool dead = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT || silent;
    const bool counts = flight.stopped == Flight::Stopped::no && (dead || transient) &&
                        (!late || flight.had_its_time);
    if (!counts || options_.remember_dead.count() == 0 || server_answers(flight)) {
      return;
    }
    const SteadyTime now = clock();
    if (failing_.size() >= kMaxDead) {
      std::erase_if(failing_, [&](const auto& one) { return one.second.dead_until <= now; });
    }
    if (failing_.size() >= kMaxDead) {
      return;
    }
    Failing& server = failing_[flight.server];
    if (dead || ++server.failures >= kMaxFailures) {
      server = {0, now + options_.remember_dead};
    }
  }

  const FetcherOptions options_;
  Accounts accounts_;
  const MultiPtr multi_;
  std::mutex mutex_;
  // Under the mutex.
  bool stopping_ = false;
  std::map<crypto::Sha256, std::shared_future<FetchResult>> known_;
  std::vector<FlightPtr> arrived_;
  // Of the loop's thread.
  std::deque<FlightPtr> queue_;
  std::map<CURL*, FlightPtr> running_;
  std::map<std::string, std::size_t> busy_;  // of them, by endpoint
  std::map<std::string, Failing> failing_;   // by endpoint; whoever answers leaves it
  std::thread thread_;                       // last: it uses all of the others
};

Fetcher::Fetcher(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Fetcher::~Fetcher() = default;

Result<std::unique_ptr<Fetcher>> Fetcher::start(FetcherOptions options) {
  static const CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  MultiPtr multi(::curl_multi_init());
  if (ready != CURLE_OK || multi == nullptr) {
    return Error{ErrorCode::internal, "the network library does not start"};
  }
  if (::curl_multi_setopt(multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS,
                          static_cast<long>(options.concurrent)) != CURLM_OK) {
    return Error{ErrorCode::internal, "the network library takes no limits"};
  }
  return std::unique_ptr<Fetcher>(
      new Fetcher(std::make_unique<Loop>(std::move(options), std::move(multi))));
}

std::shared_future<FetchResult> Fetcher::begin(const FetchRequest& request) {
  return loop_->begin(request);
}

FetchResult Fetcher::wait(const std::shared_future<FetchResult>& answer, SteadyTime until) {
  if (answer.wait_until(until) != std::future_status::ready) {
    return failed(ErrorCode::unavailable, "the time is up");
  }
  return answer.get();
}

FetchResult Fetcher::fetch(const FetchRequest& request, SteadyTime until) {
  return wait(begin(request), until);
}

}  // namespace senim::net

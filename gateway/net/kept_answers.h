#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "gateway/net/fetcher.h"
#include "gateway/service/clock.h"
#include "gateway/service/engine.h"
#include "gateway/store/answer_cache.h"
#include "gateway/store/crl_shelf.h"
#include "validators/model/evidence.h"

// Answers that are used again: small ones in the answer cache, large lists as indexes on the shelf.
// How long is what the answer says of itself (nextUpdate), cut to our own bounds. Nothing is
// verified: an answer that the core cannot use, or that is too old for a policy, is wanted once
// more "beyond the cache" (model::Wanted). Shared between threads.

namespace senim::net {

struct KeepFor {
  Seconds ocsp{600};
  Seconds crl{3600};
  Seconds issuer{86'400};
  // RFC 6960 4.2.2.1, RFC 5280 5.1.2.5: without nextUpdate newer news is there at any time.
  Seconds without_end{60};
};

class KeptAnswers final {
 public:
  KeptAnswers(std::shared_ptr<store::AnswerCache> cache, std::shared_ptr<store::CrlShelf> shelf,
              const service::Clock& clock, KeepFor keep)
      : cache_(std::move(cache)), shelf_(std::move(shelf)), clock_(clock), keep_(keep) {}

  // Where long answers go while they arrive.
  const std::filesystem::path& spool_folder() const { return shelf_->folder(); }
  std::optional<model::Fetched> find(const model::Wanted& wanted) const;
  // What came, as an answer; kept if it may be. Waits for the index of a large list, at most until
  // then; it is finished and kept all the same.
  model::Fetched keep(const model::Wanted& wanted, const FetchResult& result, SteadyTime until);

 private:
  model::Fetched keep_list(const model::Wanted& wanted, const Body& body, SteadyTime until);
  void remember(const model::Wanted& wanted, UtcTime until, store::CachedAnswer answer);
  std::shared_ptr<store::AnswerCache> cache_;
  std::shared_ptr<store::CrlShelf> shelf_;
  const service::Clock& clock_;
  KeepFor keep_;
};

// Answered with these octets, or unreachable; as EvidenceFetcher says it.
model::Fetched fetched(const model::Wanted& wanted, const FetchResult& result);
model::Fetched unreachable(const model::Wanted& wanted);

}  // namespace senim::net

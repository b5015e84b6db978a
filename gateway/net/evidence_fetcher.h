#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "gateway/net/fetcher.h"
#include "gateway/net/kept_answers.h"
#include "gateway/service/engine.h"

// Answers what collect() wants from the network: OCSP by POST or GET (RFC 6960 A.1), CRLs and
// issuers' certificates by GET (RFC 5280 4.2.1.13, 4.2.2.1). It delivers octets and judges nothing
// but whether there are any (an answer with another's nonce is none to us): a wrong, old or foreign
// answer is the core's to refuse.

namespace senim::net {

struct EvidenceLimits {
  Milliseconds time{3000};                         // threats.md, HTTP: "Fetch: 3 s, 10 MB"
  std::uint64_t octets = std::uint64_t{10} << 20;  // likewise
  // Lists are longer (domain.md 1.3: 22 MB) and may take what one validation may (threats.md: 8 s).
  Milliseconds crl_time{8000};
  std::uint64_t crl_octets = std::uint64_t{64} << 20;
  // Within these times. Two: domain.md 1.3 knows a server that often fails the first try only, and
  // each more is load on one that is down.
  unsigned attempts = 2;
};

enum class OcspMethod : std::uint8_t { post, get };

class EvidenceFetcher final : public service::EvidenceSource {
 public:
  // `kept`: answers that may be used again; none: every answer is fetched and held in memory.
  // `nonces`: what is asked by POST has one (RFC 9654), and an answer with another is none. By GET
  // there is none (RFC 5019 4): caches on the way could not answer.
  EvidenceFetcher(std::unique_ptr<Fetcher> fetcher, EvidenceLimits limits, OcspMethod ocsp,
                  std::shared_ptr<KeptAnswers> kept = nullptr, bool nonces = true)
      : fetcher_(std::move(fetcher)),
        limits_(limits),
        ocsp_(ocsp),
        kept_(std::move(kept)),
        nonces_(nonces) {}

  // All at once, but for what is kept; whatever has not come by `until` is unreachable. Every
  // failure has the same problem text: why an address did not answer is nobody's business outside
  // (threats.md, Outbound: a verdict must not be a port scanner). But an OCSP answer with another
  // nonce is told (model::kNonceDiffers): it is an allowed responder's, and somebody replays it.
  // The fetcher's log tells the operator.
  std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted,
                                    service::SteadyTime until) override;

 private:
  FetchResult finish(const model::Wanted& wanted, const std::shared_future<FetchResult>& under_way,
                     service::SteadyTime until);
  FetchRequest request_for(const model::Wanted& wanted, OcspMethod method, bool nonce) const;
  std::unique_ptr<Fetcher> fetcher_;
  EvidenceLimits limits_;
  OcspMethod ocsp_;
  std::shared_ptr<KeptAnswers> kept_;
  bool nonces_;
};

}  // namespace senim::net

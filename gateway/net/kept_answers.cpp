#include "gateway/net/kept_answers.h"

#include <algorithm>
#include <utility>

#include "validators/crypto/digest.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"

namespace senim::net {
namespace {

using Kind = model::FetchTarget::Kind;

// Answers about more certificates than were asked about are rare; those that go on are not kept.
constexpr int kMaxSingles = 100;

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::crl:
      return "crl";
    case Kind::ocsp:
      return "ocsp";
    case Kind::issuer_certificate:
      return "issuer";
  }
  return "";
}

crypto::Sha256 key_of(const model::Wanted& wanted) {
  std::string text = "senim-answer/1\n";
  text += name_of(wanted.target.kind);
  text += '\n' + std::to_string(wanted.target.url.size()) + ':' + wanted.target.url + '\n';
  text += as_text(wanted.request);
  return crypto::sha256(as_bytes(text));
}

// Until when an answer says that nothing newer is to be expected.
struct End {
  bool readable = false;
  std::optional<UtcTime> next_update;
};

End end_of_ocsp(ByteView octets) {
  const auto answer = pki::BasicOcspResponse::from_der(octets);
  if (!answer.ok()) {
    return {};
  }
  End end{true, std::nullopt};
  pki::SingleResponses responses = answer->responses();
  bool all_have = true;
  for (int i = 0; i < kMaxSingles; ++i) {
    const auto single = responses.next();
    if (!single.ok()) {
      return {};
    }
    if (!*single) {
      end.next_update = all_have ? end.next_update : std::nullopt;
      return end;
    }
    all_have = all_have && (*single)->next_update.has_value();
    if ((*single)->next_update) {
      end.next_update =
          std::min(end.next_update.value_or(*(*single)->next_update), *(*single)->next_update);
    }
  }
  return {};
}

End end_of_list(ByteView octets) {
  const auto list = pki::Crl::from_der(octets);
  return list.ok() ? End{true, list->next_update()} : End{};
}

}  // namespace

model::Fetched unreachable(const model::Wanted& wanted) {
  model::Fetched answer;
  answer.target = wanted.target;
  answer.problem = service::kUnreachable;
  return answer;
}

model::Fetched fetched(const model::Wanted& wanted, const FetchResult& result) {
  if (!result->ok()) {
    model::Fetched none = unreachable(wanted);
    if (result->error().code == ErrorCode::corrupt) {
      none.problem = model::kNonceDiffers;
    }
    return none;
  }
  model::Fetched answer;
  answer.target = wanted.target;
  answer.state = model::Fetched::State::answered;
  answer.octets = to_bytes(result->value().octets());
  return answer;
}

std::optional<model::Fetched> KeptAnswers::find(const model::Wanted& wanted) const {
  const crypto::Sha256 key = key_of(wanted);
  std::optional<store::CachedAnswer> kept = cache_->answer(key, clock_.now());
  if (!kept) {
    return std::nullopt;
  }
  model::Fetched answer;
  answer.target = wanted.target;
  answer.state = model::Fetched::State::answered;
  answer.origin = model::RevocationOrigin::cache;
  if (kept->list.empty()) {
    answer.octets = std::move(kept->octets);
    return answer;
  }
  const store::CrlShelf::Loaded list = shelf_->find(to_hex(key));
  if (list == nullptr || list->header().id != kept->list) {
    return std::nullopt;
  }
  answer.crl = list;
  return answer;
}

model::Fetched KeptAnswers::keep(const model::Wanted& wanted, const FetchResult& result,
                                 SteadyTime until) {
  if (result->ok() && wanted.target.kind == Kind::crl && result->value().file != nullptr) {
    return keep_list(wanted, result->value(), until);
  }
  model::Fetched answer = fetched(wanted, result);
  if (answer.state != model::Fetched::State::answered) {
    return answer;
  }
  const UtcTime now = clock_.now();
  End end{true, now + keep_.issuer};
  Seconds most = keep_.issuer;
  if (wanted.target.kind != Kind::issuer_certificate) {
    const bool list = wanted.target.kind == Kind::crl;
    end = list ? end_of_list(answer.octets) : end_of_ocsp(answer.octets);
    most = list ? keep_.crl : keep_.ocsp;
  }
  if (end.readable) {
    const UtcTime last = now + most;
    remember(wanted, std::min(last, end.next_update.value_or(now + keep_.without_end)),
             {.list = "", .octets = answer.octets});
  }
  return answer;
}

model::Fetched KeptAnswers::keep_list(const model::Wanted& wanted, const Body& body,
                                      SteadyTime until) {
  const auto writing = shelf_->put(to_hex(key_of(wanted)), body.file);
  if (writing.wait_until(until) != std::future_status::ready || !writing.get().ok()) {
    return unreachable(wanted);
  }
  const store::CrlShelf::Loaded& list = *writing.get();
  const model::CrlHeader& header = list->header();
  const UtcTime now = clock_.now();
  remember(wanted, std::min(now + keep_.crl, header.next_update.value_or(now + keep_.without_end)),
           {.list = header.id, .octets = {}});
  model::Fetched answer;
  answer.target = wanted.target;
  answer.state = model::Fetched::State::answered;
  answer.crl = list;
  return answer;
}

void KeptAnswers::remember(const model::Wanted& wanted, UtcTime until, store::CachedAnswer answer) {
  answer.fetched_at = clock_.now();
  answer.fresh_until = until;
  if (answer.fresh_until > answer.fetched_at) {
    cache_->put(key_of(wanted), answer);
  }
}

}  // namespace senim::net

#include "gateway/net/evidence_fetcher.h"

#include <optional>
#include <utility>

#include "validators/crypto/base64.h"
#include "validators/crypto/random.h"
#include "validators/pki/ocsp.h"
#include "validators/pki/ocsp_request.h"

namespace senim::net {
namespace {

using Kind = model::FetchTarget::Kind;

// RFC 5019 5: a longer one is sent by POST.
constexpr std::size_t kMaxOcspUrl = 255;
// RFC 9654 2.1: what a client should send.
constexpr std::size_t kNonceOctets = 32;

std::string percent_encoded(std::string_view base64) {
  std::string text;
  for (const char c : base64) {
    switch (c) {
      case '+':
        text += "%2B";
        break;
      case '/':
        text += "%2F";
        break;
      case '=':
        text += "%3D";
        break;
      default:
        text += c;
    }
  }
  return text;
}

// RFC 6960 A.1: {url}/{percent-encoded base64 of the request}; "" when that is too long.
std::string ocsp_get_url(const model::Wanted& wanted) {
  const std::string encoded = percent_encoded(crypto::to_base64(wanted.request));
  const std::string& base = wanted.target.url;
  std::string url = base + (base.ends_with('/') ? "" : "/") + encoded;
  return encoded.size() <= kMaxOcspUrl ? url : std::string();
}

// Without a nonce it was made beforehand, and how old it may be is the policy's business; with
// another one it was made for somebody else's question and is replayed.
Status answers_nonce(ByteView octets, const Bytes& nonce) {
  const auto answer = pki::BasicOcspResponse::from_der(octets);
  if (!answer.ok()) {
    return Error{ErrorCode::malformed, "no OCSP answer to a request with a nonce"};
  }
  const std::optional<ByteView> theirs = answer->nonce();
  if (theirs && !equal(*theirs, nonce)) {
    return Error{ErrorCode::corrupt, "the answer has the nonce of another request"};
  }
  return success();
}

// As it is where it cannot have one.
void add_nonce(FetchRequest& request) {
  auto nonce = crypto::random_bytes(kNonceOctets);
  if (!nonce.ok()) {
    return;
  }
  auto body = pki::with_nonce(request.body, *nonce);
  if (!body.ok()) {
    return;
  }
  request.same_as = std::move(request.body);
  request.body = std::move(body).value();
  request.answers = [nonce = std::move(nonce).value()](ByteView octets) {
    return answers_nonce(octets, nonce);
  };
}

}  // namespace

FetchRequest EvidenceFetcher::request_for(const model::Wanted& wanted, OcspMethod method,
                                          bool nonce) const {
  FetchRequest request;
  request.url = wanted.target.url;
  request.time = limits_.time;
  request.max_octets = limits_.octets;
  request.attempts = limits_.attempts;
  switch (wanted.target.kind) {
    case Kind::crl:
      request.accept = "application/pkix-crl, */*";
      request.spool_folder = kept_ != nullptr ? kept_->spool_folder() : std::filesystem::path();
      request.time = limits_.crl_time;
      request.max_octets = limits_.crl_octets;
      return request;
    case Kind::issuer_certificate:
      request.accept = "application/pkix-cert, application/pkcs7-mime, */*";
      return request;
    case Kind::ocsp:
      break;
  }
  request.accept = "application/ocsp-response";
  const std::string url = method == OcspMethod::get ? ocsp_get_url(wanted) : std::string();
  if (!url.empty()) {
    request.url = url;
    return request;
  }
  request.content_type = "application/ocsp-request";
  request.body = wanted.request;
  if (nonce) {
    add_nonce(request);
  }
  return request;
}

std::vector<model::Fetched> EvidenceFetcher::fetch(const std::vector<model::Wanted>& wanted,
                                                   service::SteadyTime until) {
  std::vector<std::optional<model::Fetched>> kept(wanted.size());
  std::vector<std::shared_future<FetchResult>> under_way(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (kept_ != nullptr && !wanted[i].beyond_cache) {
      kept[i] = kept_->find(wanted[i]);
    }
    if (!kept[i]) {
      under_way[i] = fetcher_->begin(request_for(wanted[i], ocsp_, nonces_));
    }
  }
  std::vector<model::Fetched> answers;
  answers.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (kept[i]) {
      answers.push_back(std::move(*kept[i]));
      continue;
    }
    const FetchResult result = finish(wanted[i], under_way[i], until);
    answers.push_back(kept_ != nullptr ? kept_->keep(wanted[i], result, until)
                                       : fetched(wanted[i], result));
  }
  return answers;
}

FetchResult EvidenceFetcher::finish(const model::Wanted& wanted,
                                    const std::shared_future<FetchResult>& under_way,
                                    service::SteadyTime until) {
  FetchResult result = Fetcher::wait(under_way, until);
  const auto failed_as = [&](ErrorCode code) {
    return wanted.target.kind == Kind::ocsp && !result->ok() && result->error().code == code;
  };
  // Responders that know one of the two methods only exist; RFC 6960 A.1 lets them.
  if (failed_as(ErrorCode::unsupported)) {
    const OcspMethod other = ocsp_ == OcspMethod::get ? OcspMethod::post : OcspMethod::get;
    result = fetcher_->fetch(request_for(wanted, other, nonces_), until);
  }
  // Responders that take no extensions exist (RFC 5019 2.1.1).
  if (nonces_ && failed_as(ErrorCode::malformed)) {
    result = fetcher_->fetch(request_for(wanted, OcspMethod::post, false), until);
  }
  return result;
}

}  // namespace senim::net

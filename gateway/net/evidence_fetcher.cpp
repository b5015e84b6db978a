#include "gateway/net/evidence_fetcher.h"

#include <optional>
#include <utility>

#include "validators/crypto/base64.h"

namespace senim::net {
namespace {

using Kind = model::FetchTarget::Kind;

// RFC 5019 5: a longer one is sent by POST.
constexpr std::size_t kMaxOcspUrl = 255;

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

}  // namespace

FetchRequest EvidenceFetcher::request_for(const model::Wanted& wanted, OcspMethod method) const {
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
      under_way[i] = fetcher_->begin(request_for(wanted[i], ocsp_));
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
  // Responders that know one of the two methods only exist; RFC 6960 A.1 lets them.
  const bool refused = !result->ok() && result->error().code == ErrorCode::unsupported &&
                       wanted.target.kind == Kind::ocsp;
  if (refused) {
    const OcspMethod other = ocsp_ == OcspMethod::get ? OcspMethod::post : OcspMethod::get;
    result = fetcher_->fetch(request_for(wanted, other), until);
  }
  return result;
}

}  // namespace senim::net

#include "gateway/net/evidence_fetcher.h"

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
  switch (wanted.target.kind) {
    case Kind::crl:
      request.accept = "application/pkix-crl, */*";
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
  std::vector<std::shared_future<FetchResult>> under_way;
  under_way.reserve(wanted.size());
  for (const model::Wanted& one : wanted) {
    under_way.push_back(fetcher_->begin(request_for(one, ocsp_)));
  }
  std::vector<FetchResult> results;
  results.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    results.push_back(Fetcher::wait(under_way[i], until));
    // Responders that know one of the two methods only exist; RFC 6960 A.1 lets them.
    const bool refused = !results[i]->ok() && results[i]->error().code == ErrorCode::unsupported &&
                         wanted[i].target.kind == Kind::ocsp;
    if (refused) {
      const OcspMethod other = ocsp_ == OcspMethod::get ? OcspMethod::post : OcspMethod::get;
      results[i] = fetcher_->fetch(request_for(wanted[i], other), until);
    }
  }
  std::vector<model::Fetched> answers;
  answers.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    model::Fetched answer;
    answer.target = wanted[i].target;
    if (results[i]->ok()) {
      answer.state = model::Fetched::State::answered;
      answer.octets = results[i]->value();
    } else {
      answer.problem = service::kUnreachable;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace senim::net

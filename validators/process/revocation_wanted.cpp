#include "validators/process/revocation_wanted.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "validators/blocks/revocation.h"
#include "validators/blocks/revocation_scope.h"
#include "validators/model/rules.h"
#include "validators/pki/ocsp_request.h"
#include "validators/process/policy_choice.h"
#include "validators/process/timestamp.h"

namespace senim::process {

namespace {

using blocks::RevocationFinding;
using blocks::RevocationState;
using model::CandidatePath;
using model::CertificateRole;
using model::Evidence;
using model::FetchTarget;
using model::SignatureEvidence;
using model::Wanted;
using pki::Certificate;

bool web(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

class Wishes {
 public:
  Wishes(const Evidence& evidence, const model::Submission& submission,
         const model::TrustView& trust, const model::PolicyChooser& policies, UtcTime now)
      : evidence_(evidence),
        submission_(submission),
        trust_(trust),
        policies_(policies),
        now_(now) {
    for (const model::Fetched& one : evidence.fetched) {
      const bool cached = one.origin == model::RevocationOrigin::cache;
      (cached ? from_cache_ : asked_).insert(key(one.target));
    }
  }

  std::vector<Wanted> run() && {
    for (const SignatureEvidence& signature : evidence_.signatures) {
      by_territory(signature,
                   [this](const SignatureEvidence& part) { want_with_timestamps(part); });
    }
    for (const model::TimestampEvidence& timestamp : evidence_.timestamps) {
      by_territory(timestamp.token, [this](const SignatureEvidence& token) {
        const model::Policy& policy =
            policies_.choose(policy_query(token, "unknown", submission_, asked_time()));
        want_for(token, policy, model::Context::timestamp);
      });
    }
    for (std::size_t i = 0; i < issuers_.size(); ++i) {  // grows: issuers have issuers
      const auto [data, policy] = issuers_[i];
      want_for(data->token, *policy, model::Context::revocation);
    }
    return std::move(wanted_);
  }

 private:
  UtcTime asked_time() const { return submission_.asked_time.value_or(now_); }

  // As judge() will have it: the paths of each country under the policy that the country chooses.
  template <typename Want>
  void by_territory(const SignatureEvidence& signed_thing, const Want& want_part) const {
    const auto territories = listed_territories(signed_thing, policies_.home());
    if (territories.size() < 2) {
      want_part(signed_thing);
      return;
    }
    for (const model::Territory& territory : territories) {
      want_part(within(signed_thing, territory));
    }
  }
  void want_with_timestamps(const SignatureEvidence& signature) {
    const model::Policy& policy = choose_policy(signature, submission_, policies_, asked_time());
    const auto context =
        signature.signature.parent ? model::Context::counter_signature : model::Context::signature;
    want_for(signature, policy, context);
    for (const model::TimestampEvidence* timestamp :
         timestamps_over(signature, evidence_.timestamps)) {
      want_for(timestamp->token, policy, model::Context::timestamp);
    }
  }

  // An OCSP request is about one certificate; a list or an issuer's certificate is the same for
  // all.
  static std::string key(const FetchTarget& target) {
    return target.kind == FetchTarget::Kind::ocsp ? target.url + " " + to_hex(target.certificate)
                                                  : target.url;
  }

  void want_for(const SignatureEvidence& signed_thing, const model::Policy& policy,
                model::Context context) {
    if (!signed_thing.signing_certificate) {
      return;
    }
    if (signed_thing.paths.empty()) {
      want_issuer(signed_thing);
      return;
    }
    const std::size_t count = std::min(signed_thing.paths.size(), kMaxAskedPaths);
    for (std::size_t i = 0; i < count; ++i) {
      want_statuses(signed_thing, signed_thing.paths[i], policy, context);
    }
  }

  // The longest chain that there is, one step further (spec/en319102-1.md 3.1).
  void want_issuer(const SignatureEvidence& signed_thing) {
    const Certificate& last = signed_thing.partial_path.empty() ? *signed_thing.signing_certificate
                                                                : signed_thing.partial_path.back();
    for (const std::string& url : last.issuer_urls()) {
      want({FetchTarget::Kind::issuer_certificate, url, last.fingerprint()}, {});
    }
  }

  void want_statuses(const SignatureEvidence& signed_thing, const CandidatePath& path,
                     const model::Policy& policy, model::Context context) {
    const bool sound = std::ranges::all_of(
        path.signed_by_next, [](model::ValueState one) { return one == model::ValueState::valid; });
    if (!sound) {
      return;
    }
    const blocks::Subject subject{signed_thing,
                                  policy,
                                  trust_,
                                  context,
                                  asked_time(),
                                  now_,
                                  budget_,
                                  evidence_.revocation,
                                  evidence_.fetched,
                                  {},
                                  false,
                                  nullptr,
                                  policies_.agreements(),
                                  evidence_.twins};
    for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
      const auto role = i == 0 ? CertificateRole::signing : CertificateRole::ca;
      if (subject.constraint(model::Key::revocation_available, role).runs()) {
        want_status(subject, path, i, role);
      }
    }
  }

  void want_status(const blocks::Subject& subject, const CandidatePath& path, std::size_t index,
                   CertificateRole role) {
    const RevocationFinding finding =
        blocks::find_revocation(subject, {path, index, std::nullopt}, role, subject.time);
    remember_issuers(finding, subject.policy);
    switch (finding.state) {
      case RevocationState::not_required:
      case RevocationState::revoked:
      case RevocationState::on_hold:
        return;
      case RevocationState::good:
        want_delta(finding, path.certificates[index]);
        return;
      case RevocationState::stale:
      case RevocationState::unknown:
      case RevocationState::unreachable:
      case RevocationState::unavailable:
        want_next_source(path.certificates[index], path.certificates[index + 1]);
        return;
    }
  }

  // Whoever signed data that would do but for his own status or path.
  void remember_issuers(const RevocationFinding& finding, const model::Policy& policy) {
    for (const blocks::RejectedData& rejected : finding.acceptance.rejected) {
      const bool lacks = rejected.rule == &model::rules::kRevocationIssuerTrusted ||
                         rejected.rule == &model::rules::kRevocationIssuerNotRevoked;
      if (lacks && issuers_.size() < kMaxWanted &&
          std::ranges::none_of(issuers_,
                               [&](const auto& one) { return one.first == rejected.data; })) {
        issuers_.emplace_back(rejected.data, &policy);
      }
    }
  }

  // One source after another: answers before lists, mirrors in their order.
  void want_next_source(const Certificate& certificate, const Certificate& issuer) {
    for (const std::string& url : certificate.ocsp_urls()) {
      const FetchTarget target{FetchTarget::Kind::ocsp, url, certificate.fingerprint()};
      auto request = pki::ocsp_request(certificate, issuer);
      if (request.ok() && want(target, std::move(request).value())) {
        return;
      }
    }
    for (const std::string& url : certificate.crl_urls()) {
      if (want({FetchTarget::Kind::crl, url, certificate.fingerprint()}, {})) {
        return;
      }
    }
    // The list is there and old: perhaps its delta is not.
    for (const std::string& url : blocks::delta_urls(certificate)) {
      want({FetchTarget::Kind::crl, url, certificate.fingerprint()}, {});
    }
  }

  // RFC 5280 5.2.6: newer news than a list that we went for ourselves; what a document brings along
  // is left as it is.
  void want_delta(const RevocationFinding& finding, const Certificate& certificate) {
    const model::RevocationEvidence& data = finding.answer()->main();
    const bool fetched = data.origin == model::RevocationOrigin::online ||
                         data.origin == model::RevocationOrigin::cache;
    if (data.kind != model::RevocationKind::crl || !fetched) {
      return;
    }
    auto urls = blocks::delta_urls(certificate);
    const auto listed = blocks::delta_urls(std::get<model::CrlFacts>(data.facts));
    urls.insert(urls.end(), listed.begin(), listed.end());
    for (const std::string& url : urls) {
      const FetchTarget target{FetchTarget::Kind::crl, url, certificate.fingerprint()};
      if (from_cache_.contains(key(target)) || want(target, {})) {
        return;  // the others are its mirrors
      }
    }
  }

  // False: it was asked for before, or may not be. What a cache answered was not asked of its
  // source yet: a policy that finds it too old must not have to live with it.
  bool want(FetchTarget target, Bytes request) {
    if (!web(target.url) || evidence_.fetched.size() + wanted_.size() >= kMaxWanted) {
      return false;
    }
    const bool now = std::ranges::any_of(
        wanted_, [&](const Wanted& one) { return key(one.target) == key(target); });
    if (now) {
      return true;
    }
    if (!asked_.insert(key(target)).second) {
      return false;
    }
    const bool beyond_cache = from_cache_.contains(key(target));
    wanted_.push_back({std::move(target), std::move(request), beyond_cache});
    return true;
  }

  const Evidence& evidence_;
  const model::Submission& submission_;
  const model::TrustView& trust_;
  const model::PolicyChooser& policies_;
  UtcTime now_;
  Budget budget_;                // of its own: looking at paths here must not cost the judgement
  std::set<std::string> asked_;  // of its source
  std::set<std::string> from_cache_;  // and answered so
  std::vector<std::pair<const model::RevocationEvidence*, const model::Policy*>> issuers_;
  std::vector<Wanted> wanted_;
};

}  // namespace

std::vector<Wanted> wanted(const Evidence& evidence, const model::Submission& submission,
                           const model::TrustView& trust, const model::PolicyChooser& policies,
                           UtcTime now) {
  return Wishes(evidence, submission, trust, policies, now).run();
}

}  // namespace senim::process

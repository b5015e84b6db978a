#include "validators/process/path_qualification.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "validators/process/national_quality.h"
#include "validators/process/qualification.h"

namespace senim::process {

namespace {

using model::TrustService;
using Services = std::vector<const TrustService*>;

bool list_expired(const blocks::Subject& subject, const TrustService& service) {
  return std::ranges::any_of(subject.trust.lists(), [&](const model::TrustListInfo& list) {
    return list.source == service.source && list.state(subject.now) == "expired";
  });
}

std::optional<model::AnchorFacts> service_facts(const ListedService& entry) {
  if (entry.service == nullptr) {
    return std::nullopt;
  }
  model::AnchorFacts facts;
  facts.source = entry.service->source;
  facts.territory = entry.service->territory;
  facts.provider = entry.service->provider;
  facts.service = entry.service->name;
  facts.status = entry.service->given ? "given" : "not listed at that time";
  if (entry.period != nullptr) {
    facts.status = entry.period->status_uri;
    facts.since = entry.period->since;
  }
  return facts;
}

std::string level_of(Scheme scheme, model::Indication ades, const CertificateQuality& quality) {
  return scheme == Scheme::eu ? signature_level(ades, quality)
                              : national_level(scheme, ades, quality);
}

bool of_scheme(const TrustService& service, Scheme scheme) {
  return scheme_of(service.territory) == scheme;
}

}  // namespace

std::vector<const TrustService*> services_on(
    const QualificationQuestion& question, std::size_t first,
    const std::function<bool(const TrustService&)>& admits) {
  std::vector<const TrustService*> found;
  const auto add = [&](const TrustService& service) {
    const blocks::Subject& subject = question.subject;
    if (admits(service) && subject.policy.anchors(subject.anchor_purpose()).admits(service) &&
        !list_expired(subject, service)) {
      found.push_back(&service);
    }
  };
  const auto& certificates = question.path->certificates;
  for (std::size_t i = first; i + 1 < certificates.size(); ++i) {
    for (const TrustService* service : question.subject.trust.services_of(certificates[i])) {
      add(*service);
    }
  }
  if (certificates.size() > first) {
    std::ranges::for_each(question.path->services, add);
  }
  return found;
}

model::QualityFacts facts_of(const QualityAt& found) {
  model::QualityFacts facts;
  facts.at = found.at;
  facts.quality = to_string(found.result.quality);
  facts.type = to_string(found.result.type);
  facts.device = found.result.device;
  facts.service = service_facts(found.decided_by);
  facts.remarks.assign(found.remarks.begin(), found.remarks.end());
  return facts;
}

std::optional<PathQualification> qualification_of(const QualificationQuestion& question) {
  const Scheme scheme =
      question.anchor == nullptr ? Scheme::none : scheme_of(question.anchor->territory);
  if (scheme == Scheme::none || question.path == nullptr) {
    return std::nullopt;
  }
  const pki::Certificate& signer = question.path->certificates.front();
  const Services services = services_on(
      question, 1, [&](const TrustService& service) { return of_scheme(service, scheme); });
  const Statements statements = read_statements(signer);
  const auto at = [&](UtcTime time) {
    if (scheme != Scheme::eu) {
      return national_quality(scheme, signer, services, time);
    }
    // TS 119 615 step 0: no list reaches the certificate. Given anchors are of no list.
    const bool listed = std::ranges::any_of(services, [](const auto* one) { return !one->given; });
    return listed ? quality_at(statements, entries_at(services, time), time)
                  : QualityAt{time, {}, {}, {"no-list"}};
  };
  const QualityAt issuance = at(signer.not_before());
  const QualityAt signing = at(question.best_signature_time);
  const CertificateQuality quality = combined(issuance.result, signing.result);
  model::Qualification facts;
  facts.scheme = to_string(scheme);
  facts.level = level_of(scheme, question.ades, quality);
  facts.at = question.best_signature_time;
  facts.issuance = facts_of(issuance);
  facts.signing = facts_of(signing);
  return PathQualification{std::move(facts), level_of(scheme, model::Indication::passed, quality)};
}

std::optional<PathQualification> timestamp_qualification(const QualificationQuestion& question) {
  const bool eu = question.anchor != nullptr && scheme_of(question.anchor->territory) == Scheme::eu;
  if (!eu || question.path == nullptr) {
    return std::nullopt;
  }
  const Services services = services_on(
      question, 0, [](const TrustService& service) { return of_scheme(service, Scheme::eu); });
  const auto facts = [](const TimestampQuality& found) {
    model::QualityFacts one;
    one.at = found.at;
    one.quality = to_string(found.level == "QTSA"  ? Quality::qualified
                            : found.level == "TSA" ? Quality::not_qualified
                                                   : Quality::unknown);
    one.service = service_facts(found.decided_by);
    return one;
  };
  const auto at = [&](UtcTime time) { return timestamp_quality(entries_at(services, time), time); };
  const TimestampQuality then = at(question.best_signature_time);
  const TimestampQuality now = at(question.subject.time);
  model::Qualification result;
  result.scheme = to_string(Scheme::eu);
  result.level = then.level;
  if (then.level != now.level) {
    result.level = then.level == "NA" || now.level == "NA" ? "NA" : "TSA";
  }
  result.at = question.best_signature_time;
  result.issuance = facts(then);
  result.signing = facts(now);
  std::string level = result.level;
  return PathQualification{std::move(result), std::move(level)};
}

}  // namespace senim::process

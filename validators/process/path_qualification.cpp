#include "validators/process/path_qualification.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "validators/process/national_quality.h"
#include "validators/process/qualification.h"

namespace senim::process {

namespace {

using model::TrustService;
using Services = ListedServices::Services;

bool list_expired(const blocks::Subject& subject, const TrustService& service) {
  return std::ranges::any_of(subject.trust.lists(), [&](const model::TrustListInfo& list) {
    return list.source == service.source && list.state(subject.now) == "expired";
  });
}

std::optional<model::AnchorFacts> service_facts(const ListedService& entry) {
  return entry.service == nullptr ? std::nullopt
                                  : std::optional(facts_of(*entry.service, entry.period));
}

std::string level_of(Scheme scheme, model::Indication ades, const CertificateQuality& quality) {
  return scheme == Scheme::eu ? signature_level(ades, quality)
                              : national_level(scheme, ades, quality);
}

bool of_scheme(const TrustService& service, Scheme scheme) {
  return scheme_of(service.territory) == scheme;
}

bool has_say(const blocks::Subject& subject, const TrustService& service,
             const ListedServices::Admits& admits) {
  return admits(service) && subject.policy.anchors(subject.anchor_purpose()).admits(service) &&
         !list_expired(subject, service);
}

// Of the certificate at that place of the path, found as an anchor is (spec/trustlists.md 1.9).
// Beside the listings that an anchor was taken for, which are of one country (policy_choice),
// whatever another list says of it: TS 119 615 asks all lists, and those that disagree say nothing
// (spec/trustlists.md 1.12, step 5).
Services services_at(const QualificationQuestion& question, std::size_t place,
                     const ListedServices::Admits& admits) {
  const blocks::Subject& subject = question.subject;
  const auto& certificates = question.path->certificates;
  Services services;
  if (place + 1 == certificates.size()) {
    for (const TrustService& service : question.path->services) {
      services.push_back(&service);
    }
  }
  std::ranges::move(subject.trust.services_of(certificates[place]), std::back_inserter(services));
  std::erase_if(services,
                [&](const TrustService* service) { return !has_say(subject, *service, admits); });
  return services;
}

// National lists name certificates: what lists say of the key is nothing to their yes.
bool may_be_objected_to(const QualityAt& found) {
  const TrustService* by =
      found.decided_by.service;  // null: not said, so it may be a list of the EU
  return found.result.quality == Quality::qualified &&
         (by == nullptr || of_scheme(*by, Scheme::eu));
}

}  // namespace

ListedServices::ListedServices(const QualificationQuestion& question, Admits admits)
    : question_(question), admits_(std::move(admits)) {
  for (std::size_t i = 1; i < question.path->certificates.size(); ++i) {
    std::ranges::move(services_at(question, i, admits_), std::back_inserter(own_));
  }
}

QualityAt ListedServices::quality(const QualityOf& of) {
  QualityAt found = of(own_);
  if (!may_be_objected_to(found) || objecting().empty()) {
    return found;
  }
  Services all = own_;
  std::ranges::copy(objecting(), std::back_inserter(all));
  QualityAt objected = of(all);
  return objected.result == found.result ? found : objected;
}

// TS 119 612 5.5.3: in a list of the Union a service is a key, not a certificate of it. TS 119 615
// 4.3 selects by key and name, so that the exact certificate in one entry does not silence another
// entry that says the contrary: that makes no yes (spec/trustlists.md 1.12, step 5).
const ListedServices::Services& ListedServices::objecting() {
  if (objecting_) {
    return *objecting_;
  }
  objecting_.emplace();
  const blocks::Subject& subject = question_.subject;
  for (std::size_t i = 1; i < question_.path->certificates.size(); ++i) {
    for (const TrustService* service :
         subject.trust.services_of_key(question_.path->certificates[i])) {
      if (of_scheme(*service, Scheme::eu) && has_say(subject, *service, admits_) &&
          std::ranges::count(own_, service) == 0 && std::ranges::count(*objecting_, service) == 0) {
        objecting_->push_back(service);
      }
    }
  }
  return *objecting_;
}

model::AnchorFacts facts_of(const TrustService& service, const model::ServicePeriod* period) {
  model::AnchorFacts facts;
  facts.source = service.source;
  facts.territory = service.territory;
  facts.provider = service.provider;
  facts.service = service.name;
  facts.status = service.given ? "given" : "not listed at that time";
  if (period != nullptr) {
    facts.status = period->status_uri;
    facts.since = period->since;
  }
  return facts;
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
  ListedServices all(question,
                     [&](const TrustService& service) { return of_scheme(service, scheme); });
  const Statements statements = read_statements(signer);
  const auto at = [&](UtcTime time) {
    return all.quality([&](std::span<const TrustService* const> services) {
      if (scheme != Scheme::eu) {
        return national_quality(scheme, signer, services, time);
      }
      // TS 119 615 step 0: no list reaches the certificate. Given anchors are of no list.
      const bool listed =
          std::ranges::any_of(services, [](const auto* one) { return !one->given; });
      return listed ? quality_at(statements, entries_at(services, time), time)
                    : QualityAt{time, {}, {}, {"no-list"}};
    });
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

namespace {

// spec/trustlists.md 1.12: the authority's own certificate stands under TSA/QTST, or where no list
// names it so the next one above it. What a list says of the authority itself no issuer of it puts
// right.
TimestampQuality timestamp_quality_on(const QualificationQuestion& question, UtcTime time) {
  const auto eu = [](const TrustService& service) { return of_scheme(service, Scheme::eu); };
  TimestampQuality found = timestamp_quality({}, time);
  for (std::size_t i = 0; i < question.path->certificates.size() && !found.named; ++i) {
    // One granted listing qualifies a time-stamp: no other certificate's is added.
    const Services services = services_at(question, i, eu);
    TimestampQuality here = timestamp_quality(entries_at(services, time), time);
    if (here.named || found.decided_by.service == nullptr) {
      found = std::move(here);
    }
  }
  return found;
}

}  // namespace

std::optional<PathQualification> timestamp_qualification(const QualificationQuestion& question) {
  const bool eu = question.anchor != nullptr && scheme_of(question.anchor->territory) == Scheme::eu;
  if (!eu || question.path == nullptr) {
    return std::nullopt;
  }
  const auto facts = [](const TimestampQuality& found) {
    model::QualityFacts one;
    one.at = found.at;
    one.quality = to_string(found.level == "QTSA"  ? Quality::qualified
                            : found.level == "TSA" ? Quality::not_qualified
                                                   : Quality::unknown);
    one.service = service_facts(found.decided_by);
    return one;
  };
  const auto at = [&](UtcTime time) { return timestamp_quality_on(question, time); };
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

#include "validators/process/agreement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "validators/pki/oids.h"
#include "validators/process/national_quality.h"
#include "validators/process/qualification.h"
#include "validators/process/signer_facts.h"

namespace senim::process {

namespace {

using model::Agreement;
using model::ServicePeriod;
using model::TrustService;
using model::Way;

// EN 319 412-5 4.2.4: with QcCClegislation a certificate is qualified by the law of the countries
// that it names and of no other. An agreement makes the law of its party count, not theirs.
bool by_law_of(const model::Territory& party, const Statements& stated) {
  return stated.legislation.empty() ||
         (scheme_of(party) != Scheme::eu &&
          std::ranges::any_of(stated.legislation, [&](const std::string& country) {
            return territory_of(country) == party;
          }));
}

// EN 319 412-5 4.2.5: the same of the device and QcQSCDlegislation, which can name the EU itself.
bool device_by_law_of(const model::Territory& party, const Statements& stated) {
  return !stated.device_legislation ||
         std::ranges::any_of(*stated.device_legislation, [&](const std::string& country) {
           return scheme_of(party) == Scheme::eu ? country == "EU" : territory_of(country) == party;
         });
}

// Whether the law that makes a statement count is the party's.
bool counts_for(const model::Territory& party, const Oid& statement, const Statements& stated) {
  if (statement == pki::oid::kQcCompliance) {
    return by_law_of(party, stated);
  }
  return statement != pki::oid::kQcSscd || device_by_law_of(party, stated);
}

bool states(const Statements& stated, const Oid& id) {
  return std::ranges::any_of(
      std::initializer_list<const std::vector<Oid>*>{&stated.qc_statements, &stated.type_ids,
                                                     &stated.policies, &stated.purposes},
      [&](const auto* list) { return std::ranges::count(*list, id) != 0; });
}

void count_as(const Oid& meaning, Statements& read) {
  read.compliance = read.compliance || meaning == pki::oid::kQcCompliance;
  read.device = read.device || meaning == pki::oid::kQcSscd;
  const CertificateType type = meaning == pki::oid::kQcTypeEsign   ? CertificateType::esign
                               : meaning == pki::oid::kQcTypeEseal ? CertificateType::eseal
                               : meaning == pki::oid::kQcTypeWeb   ? CertificateType::web
                                                                   : CertificateType::unknown;
  if (type != CertificateType::unknown && std::ranges::count(read.types, type) == 0) {
    read.types.push_back(type);
  }
}

// One entry of a list, read by the agreement: worth what the relying party's law makes of it.
CertificateQuality quality_of_entry(const Statements& stated, const TrustService& service,
                                    const ServicePeriod& entry, Scheme relying, UtcTime at,
                                    std::vector<std::string_view>& remarks) {
  if (relying == Scheme::eu) {
    // The agreement puts the entry into the words of the Regulation, however old it is: the types
    // and qualifiers of the directive (TS 119 615 4.4.4) are not what it speaks of.
    ServicePeriod read = entry;
    read.since = std::max(read.since, kEidas);
    const std::vector<ListedService> entries{{&service, &read}};
    QualityAt found = quality_at(stated, entries, at);
    remarks = std::move(found.remarks);
    return found.result;
  }
  CertificateQuality result{Quality::not_qualified, stated_type(stated), false};
  if (entry.unknown_critical_extension || entry.status != model::ServiceStatus::granted) {
    remarks.emplace_back("service-not-granted");
  } else if (const std::string_view denied = denied_by(entry, stated); !denied.empty()) {
    remarks.push_back(denied);
  } else if (!stated.compliance) {
    remarks.emplace_back("no-statement-of-compliance");
  } else {
    result.quality = Quality::qualified;
    result.device = stated.device;
  }
  return result;
}

class Reader {
 public:
  Reader(const QualificationQuestion& question, const Relation& relation)
      : question_(question),
        relation_(relation),
        listed_(relation.way == Way::inbound ? relation.partner : relation.home),
        relying_(scheme_of(relation.way == Way::inbound ? relation.home : relation.partner)),
        stated_(read_statements(question.path->certificates.front())),
        services_(question, [&listed = listed_](const TrustService& service) {
          return service.territory == listed;
        }) {}

  Scheme relying() const { return relying_; }

  const Agreement* agreement_at(UtcTime at) const {
    return agreement_with(question_.subject.agreements, relation_.partner, relation_.way, at);
  }

  QualityAt at(UtcTime time) {
    return services_.quality(
        [&](std::span<const TrustService* const> services) { return quality_by(services, time); });
  }

 private:
  QualityAt quality_by(std::span<const TrustService* const> services, UtcTime time) const {
    QualityAt found;
    found.at = time;
    found.result.quality = Quality::not_qualified;
    const Agreement* agreement = agreement_at(time);
    if (agreement == nullptr) {
      found.remarks.emplace_back("agreement-not-in-force");
      return found;
    }
    bool first = true;
    for (const ListedService& listed : entries_at(services, time)) {
      const auto entry = model::translated(*agreement, relation_.way, *listed.period);
      if (!entry || !is_authority_type(entry->type)) {
        continue;
      }
      const auto* equivalence = agreement->equivalence(relation_.way, listed.period->type);
      std::vector<std::string_view> remarks;
      const CertificateQuality result =
          quality_of_entry(translated(stated_, *equivalence, listed_), *listed.service, *entry,
                           relying_, time, remarks);
      if (!first && result != found.result) {
        return {time, {}, {}, {"services-contradict"}};
      }
      first = false;
      found.result = result;
      found.decided_by = listed;
      found.remarks = std::move(remarks);
    }
    if (first) {
      found.remarks.emplace_back("service-not-named-by-agreement");
    }
    return found;
  }

  const QualificationQuestion& question_;
  const Relation& relation_;
  const model::Territory& listed_;  // whose lists are read
  Scheme relying_;
  Statements stated_;
  ListedServices services_;
};

}  // namespace

std::optional<Relation> relation_of(const std::string& direction, const model::Territory& home,
                                    const model::Territory& issuer_country,
                                    const model::Territory& recipient) {
  if (direction == "inbound" && !issuer_country.empty() && issuer_country != home) {
    return Relation{Way::inbound, home, issuer_country};
  }
  if (direction == "outbound" && !recipient.empty() && recipient != home &&
      issuer_country == home) {
    return Relation{Way::outbound, home, recipient};
  }
  return std::nullopt;
}

Statements translated(const Statements& stated, const model::ServiceEquivalence& equivalence,
                      const model::Territory& party) {
  Statements read = stated;
  read.compliance = false;
  read.device = false;
  read.types.clear();
  for (const auto& [from, to] : equivalence.statements) {
    const auto theirs = Oid::parse(from);
    const auto ours = Oid::parse(to);
    if (!theirs || !ours || !states(stated, *theirs)) {
      continue;
    }
    if (counts_for(party, *theirs, stated)) {
      count_as(*ours, read);
    }
  }
  return read;
}

std::optional<Recognition> recognition_of(const QualificationQuestion& question,
                                          const Relation& relation) {
  if (question.path == nullptr) {
    return std::nullopt;
  }
  Reader reader(question, relation);
  const Agreement* agreement = reader.agreement_at(question.best_signature_time);
  if (agreement == nullptr) {
    return std::nullopt;
  }
  const QualityAt issuance = reader.at(question.path->certificates.front().not_before());
  const QualityAt signing = reader.at(question.best_signature_time);
  const CertificateQuality quality = combined(issuance.result, signing.result);
  const auto level = [&](model::Indication ades) {
    return reader.relying() == Scheme::eu ? signature_level(ades, quality)
                                          : national_level(reader.relying(), ades, quality);
  };
  Recognition result;
  result.facts.id = agreement->id;
  result.facts.since = agreement->since;
  result.facts.until = agreement->until;
  result.facts.relying = relation.way == Way::inbound ? relation.home : relation.partner;
  result.facts.level = level(question.ades);
  result.facts.issuance = facts_of(issuance);
  result.facts.signing = facts_of(signing);
  result.level_if_passed = level(model::Indication::passed);
  return result;
}

}  // namespace senim::process

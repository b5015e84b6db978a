#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/model/evidence.h"
#include "validators/model/verdict.h"
#include "validators/process/qualification.h"

// From a path and the snapshot to what a signature is worth: which lists have a say, under whose
// law, at issuance and at the best signature time. The rules themselves are in qualification.h (EU)
// and national_quality.h. Pure.

namespace senim::process {

struct QualificationQuestion {
  const blocks::Subject& subject;
  const model::CandidatePath* path =
      nullptr;  // of the conclusion; null: no list reaches the signer
  const model::TrustService* anchor = nullptr;  // whose country's law counts
  UtcTime best_signature_time{};
  model::Indication ades = model::Indication::indeterminate;
};

// Services of acceptable lists that `admits` lets have a say (TS 119 615 4.4.2) of the certificates
// above the signer's own on the path.
struct ListedServices {
  std::vector<const model::TrustService*> own;  // found as anchors are (spec/trustlists.md 1.9)
  // These, and what lists of the EU say of the same keys by other certificates.
  std::vector<const model::TrustService*> of_keys;
};
ListedServices services_on(const QualificationQuestion& question,
                           const std::function<bool(const model::TrustService&)>& admits);
// What `quality` makes of the services. Those of keys alone can object to a yes and give none.
QualityAt quality_of(
    const ListedServices& services,
    const std::function<QualityAt(std::span<const model::TrustService* const>)>& quality);
// For the report; words as in the list. `period`: its entry of the time in question, if any.
model::AnchorFacts facts_of(const model::TrustService& service, const model::ServicePeriod* period);
model::QualityFacts facts_of(const QualityAt& found);

struct PathQualification {
  model::Qualification facts;
  // The level that the signature would have if it passed: what a policy compares, so that a level
  // is not missed for a reason that another check tells.
  std::string level_if_passed;
};

// Empty where no country's scheme applies.
std::optional<PathQualification> qualification_of(const QualificationQuestion& question);

// Of a time-stamp (EU lists only): at genTime, which stands as best_signature_time, and at the
// validation time; qualified if at both.
std::optional<PathQualification> timestamp_qualification(const QualificationQuestion& question);

}  // namespace senim::process

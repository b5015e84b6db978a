#pragma once

#include <functional>
#include <optional>
#include <span>
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
// above the signer's own on the path, and what is made of them. Lasts no longer than the question,
// and is one thread's.
class ListedServices {
 public:
  using Services = std::vector<const model::TrustService*>;
  using Admits = std::function<bool(const model::TrustService&)>;
  using QualityOf = std::function<QualityAt(std::span<const model::TrustService* const>)>;

  ListedServices(const QualificationQuestion& question, Admits admits);
  // By those found as anchors are (spec/trustlists.md 1.9). What lists of the EU say of the same
  // keys by other certificates can object to a yes and gives none: asked for at the first yes that
  // a list of the EU gave, and kept.
  QualityAt quality(const QualityOf& of);

 private:
  const Services& objecting();

  const QualificationQuestion& question_;
  Admits admits_;
  Services own_;
  std::optional<Services> objecting_;  // empty: not asked yet
};
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

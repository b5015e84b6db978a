#pragma once

#include <optional>
#include <string>

#include "validators/model/agreement.h"
#include "validators/model/verdict.h"
#include "validators/process/path_qualification.h"

// What an agreement makes of a signature: services, statuses, qualifiers and certificate statements
// of the one party read in the words of the other, and the level that follows there. At issuance
// and at the best signature time, each by the agreement in force then. Pure.

namespace senim::process {

// Whose signature for whom (report.md 1 `direction`): one of theirs that comes in, or one of ours
// that is forwarded to them. Empty: nobody relies on it by an agreement of ours.
struct Relation {
  model::Way way = model::Way::inbound;
  model::Territory home;
  model::Territory partner;
};
std::optional<Relation> relation_of(const std::string& direction, const model::Territory& home,
                                    const model::Territory& issuer_country,
                                    const model::Territory& recipient);

struct Recognition {
  model::AgreementFacts facts;
  std::string level_if_passed;  // what a policy compares
};
// Empty: no agreement of that pair is in force at the best signature time.
std::optional<Recognition> recognition_of(const QualificationQuestion& question,
                                          const Relation& relation);

// The certificate's statements as the agreement has them count: whatever it names, and nothing
// else. `party`: whose list is read.
Statements translated(const Statements& stated, const model::ServiceEquivalence& equivalence,
                      const model::Territory& party);

}  // namespace senim::process

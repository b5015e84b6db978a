#pragma once

#include <string_view>
#include <vector>

#include "tests/validators/process/revocation_world.h"
#include "validators/process/past_validation.h"

namespace senim::process::test {

// The signature is proven to have existed on the 10th of May; it is June.
struct PastWorld : RevocationWorld {
  UtcTime proven = t::at("2026-05-10T00:00:00Z");
  UtcTime archived = t::at("2026-05-16T00:00:00Z");
  std::vector<pki::Certificate> archived_certificates;
  model::SubIndication current = model::SubIndication::out_of_bounds_not_revoked;
  bool cut = false;

  // All data at hand stand in the archive, but those given in `late`.
  PastResult past(const std::vector<Bytes>& late = {}) const {
    RevocationWorld all = *this;
    for (const Bytes& list : late) {
      all.supplied.crls.push_back(list);
    }
    const model::Evidence evidence = all.collect();
    ProofsOfExistence proofs(time);
    proofs.add(evidence.signatures[0].signature.id, proven, "T-1");
    const model::Evidence without = collect();
    for (const model::RevocationEvidence& data : without.revocation) {
      proofs.add(data.id, archived, "T-2");
    }
    for (const pki::Certificate& one : archived_certificates) {
      proofs.add(to_hex(one.fingerprint()), archived, "T-2");
    }
    return all.ask(evidence, [&](blocks::Subject subject) {
      subject.revocation_cut = cut;
      return past_signature_validation(subject, {model::Indication::indeterminate, current},
                                       proofs);
    });
  }
  model::Conclusion conclusion_of(const std::vector<Bytes>& late = {}) const {
    return past(late).conclusion;
  }
};

inline t::CrlSpec list_of(std::string_view day, int days, std::int64_t number) {
  t::CrlSpec spec;
  spec.this_update = t::at(day);
  spec.next_update = spec.this_update + Seconds{days * 24 * 3600};
  spec.number = number;
  return spec;
}

}  // namespace senim::process::test

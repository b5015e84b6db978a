#pragma once

#include <span>
#include <string>
#include <vector>

#include "validators/crypto/digest.h"
#include "validators/model/evidence.h"

// What a gateway that has seen some evidence can testify of later (EN 319 102-1 5.6.2.3: proofs of
// existence that the validator has himself): that these objects existed. Pure, any thread.

namespace senim::process {

// A digest of the object, of revocation data of its id, which is one: nobody finds another object
// with it, and who made two with one digest had both by then. Of a signature its value counts, as
// under a signature time-stamp.
struct ExistingObject {
  std::string id;  // as in the evidence
  crypto::Sha256 digest{};
};

// One validation testifies of at most this many, signatures first: an archived document with ten
// signatures, each with five time-stamps and four certificates and answers to each, has 450.
inline constexpr std::size_t kMaxObjects = 512;

// Signatures, time-stamps, certificates and revocation data, each once.
std::vector<ExistingObject> existing_objects(const model::Evidence& evidence);
// What somebody can testify of whose clock says `now`: nothing where time-stamps, revocation data
// or signers' certificates are from after it. His clock is behind, his time would be too early.
std::vector<ExistingObject> testimony(const model::Evidence& evidence, UtcTime now);

// An earlier testimony, of whoever keeps them (gateway/store/archive).
struct Testimony {
  crypto::Sha256 object{};
  UtcTime time{};
  std::string receipt;  // which
};
// The same about the objects of this evidence, by their ids.
std::vector<model::ArchiveProof> archive_proofs(const model::Evidence& evidence,
                                                std::span<const Testimony> testimonies);

}  // namespace senim::process

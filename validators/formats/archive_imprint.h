#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/model/parsed_signature.h"
#include "validators/pki/cms.h"
#include "validators/pki/timestamp_token.h"

// What the time-stamps of CAdES are over, beyond content and signature value: long-term and archive
// ones. Each answers whether the token's imprint is that of the message as it stands, and only
// then, what lies under it. Nothing is verified: neither token nor certificates.

namespace senim::formats {

// Certificates and revocation data under an imprint (en319102-1.md 9.3), each once.
class CoveredObjects {
 public:
  void add_certificate(ByteView der);  // one that cannot be read is nobody's proof
  void add_certificate(const pki::Certificate& certificate);
  void add_revocation(ByteView octets);  // as embedded: the octets of its id
  // Everything that a token, or an unsigned attribute, carries inside itself.
  Status add_token(ByteView token, Budget& budget);
  Status add_attribute(const pki::Attribute& attribute, Budget& budget, unsigned depth = 0);
  void write_to(model::ParsedTimestamp& timestamp) const;

 private:
  std::set<pki::Fingerprint> certificates_;
  std::set<std::string> revocation_;
};

// A signer inside its message, as both stand in the octets.
struct ArchivedSigner {
  ByteView message{};  // ContentInfo
  const pki::SignerInfo* signer = nullptr;
  // Digest of the content, and the octets themselves when they are at hand.
  std::function<Result<Bytes>(crypto::DigestAlgorithm)> content_digest{};
  std::optional<ByteView> content{};
  bool detached = false;
};

// What an archive time-stamp covers, filled only by an imprint that matches.
struct ArchiveCoverage {
  std::vector<const pki::Attribute*> attributes;  // unsigned ones with a value under the imprint
  std::set<const std::uint8_t*> values;           // where the covered values of those start
  CoveredObjects objects;
};

// EN 319 122-1 5.5.3: over content type, digest of the content, the SignerInfo without its unsigned
// attributes, and the token's own ats-hash-index, all of whose hashes must name something that is
// there. not_found, unsupported: the imprint cannot be computed.
Result<bool> archive_v3_matches(const ArchivedSigner& archived, const pki::TimestampToken& token,
                                Budget& budget, ArchiveCoverage& coverage);

// RFC 5126 6.4.1: over the message as it was before the time-stamp: `later` are the unsigned
// attributes that came with it or behind it.
Result<bool> archive_v2_matches(const ArchivedSigner& archived, const pki::TimestampToken& token,
                                const std::set<const pki::Attribute*>& later, Budget& budget,
                                ArchiveCoverage& coverage);

// RFC 5126 6.3.5 and 6.3.6: over the references, with or without the signature and its time-stamps
// before them.
enum class ReferencesScope { with_signature, references_only };
Result<bool> references_match(const pki::SignerInfo& signer, ReferencesScope scope,
                              const pki::TimestampToken& token, Budget& budget);

}  // namespace senim::formats

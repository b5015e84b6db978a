#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/utc_time.h"
#include "validators/pki/certificate.h"
#include "validators/xml/document.h"

// Is this document a trust list that one of the expected signers signed, all of it? The rules of
// spec/trustlists.md 1.5: trust is direct, by the SHA-256 of the signer's certificate; no path and
// no revocation. It does not look at sequence numbers or NextUpdate.

namespace senim::trustlists {

// Why a list is refused; stable codes, to_string() spells them for `senim trust show`.
enum class Refusal {
  not_xml,                // malformed, DOCTYPE, over a limit
  not_a_list,             // another root element
  version,                // TSLVersionIdentifier missing or not accepted
  unsigned_list,          // no ds:Signature at all
  several_signatures,     // more than one anywhere in the document
  misplaced_signature,    // not a direct child of the root
  duplicate_id,           // one identifier on two elements: wrapping
  signature_format,       // the structure is not XMLDSig's, or too many references
  coverage,               // the first reference does not cover the root without the signature
  properties_uncovered,   // no reference covers this signature's SignedProperties
  transform,              // one that is not on the allow-list
  changed,                // a digest differs
  weak_algorithm,         // digest or key too weak
  algorithm_unsupported,  // this build cannot tell
  signer_absent,          // KeyInfo carries no certificate
  signer_not_pinned,      // it carries others than the expected ones
  certificate_reference,  // SigningCertificate is missing or names another certificate
  signing_time,           // missing, or outside the validity of the signer's certificate
  value,                  // the signature value is wrong
  malformed,              // verified, but a value of the list cannot be read
  territory,              // the list is another country's than configured
  rollback,               // older than the version in use
  conflict,               // same number, other content
  limit,                  // costs more than a list may
};
std::string_view to_string(Refusal refusal);  // "signer-not-pinned"

struct Refused {
  Refusal why = Refusal::not_xml;
  std::string detail;  // for people
};

struct ListSignatureRules {
  std::set<unsigned> versions{4, 5, 6};  // TSLVersionIdentifier
  bool insecurely_allow_sha1 = false;    // the lists of 2016 and before
};

// Who may sign. carried: whoever's certificate the list carries (`senim verify --trust FILE`).
struct ExpectedSigner {
  enum class Kind { pinned, carried } kind = Kind::pinned;
  std::vector<pki::Fingerprint> pins;
};

class VerifiedList;
using ListVerification = std::variant<VerifiedList, Refused>;
ListVerification verify_list(std::shared_ptr<const xml::Document> document,
                             const ExpectedSigner& expected, const ListSignatureRules& rules,
                             Budget& budget);

// Proof that verify_list() found every rule kept. Values are read below root() only.
class VerifiedList {
 public:
  xml::Element root() const { return root_; }
  const pki::Certificate& signer() const { return signer_; }
  UtcTime signing_time() const { return signing_time_; }

 private:
  friend ListVerification verify_list(std::shared_ptr<const xml::Document> document,
                                      const ExpectedSigner& expected,
                                      const ListSignatureRules& rules, Budget& budget);
  VerifiedList(std::shared_ptr<const xml::Document> document, xml::Element root,
               pki::Certificate signer, UtcTime signing_time)
      : document_(std::move(document)),
        root_(root),
        signer_(std::move(signer)),
        signing_time_(signing_time) {}
  std::shared_ptr<const xml::Document> document_;
  xml::Element root_;
  pki::Certificate signer_;
  UtcTime signing_time_;
};

}  // namespace senim::trustlists

#include "validators/blocks/signature_acceptance.h"

#include <algorithm>
#include <string>
#include <vector>

#include "validators/model/rules.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::Assessment;
using model::Key;
using model::Level;
using model::Params;
using model::ParsedSignature;

// Keys of later processes or other formats that have nothing to look at in this signature.
bool applies(const model::Slot& slot, const ParsedSignature& signature) {
  const std::string_view group = model::info(slot.key).group;
  const bool pdf = signature.format == model::SignatureFormat::pades ||
                   signature.format == model::SignatureFormat::pdf_cms;
  if (group == "pdf" || group == "pdfa") {
    return pdf;
  }
  if (group == "container") {
    return signature.format == model::SignatureFormat::ooxml ||
           signature.format == model::SignatureFormat::odf;
  }
  return true;
}

class Acceptance {
 public:
  Acceptance(const Subject& subject, const model::CandidatePath* path)
      : subject_(subject), signature_(subject.evidence.signature), path_(path) {}

  BlockResult run() && {
    const bool signature = subject_.is_signature();
    const bool through = (subject_.context == model::Context::revocation || reference()) &&
                         (!signature || (times() && attributes() && timestamps())) && supported() &&
                         algorithms();
    if (!through) {
      return std::move(list_).stop();
    }
    return std::move(list_).pass();
  }

 private:
  const model::Constraint& constraint(Key key) const { return subject_.constraint(key); }

  bool accepted(const model::Rule& rule, Key key, const std::vector<std::string>& found) {
    const model::Constraint& wanted = constraint(key);
    const bool holds = !wanted.runs() || wanted.accepts(found);
    return list_.require(rule, wanted, holds,
                         holds || found.empty() ? Params{} : Params{{"found", found.front()}});
  }

  bool reference() {
    const auto& references = signature_.certificate_references;
    return list_.require(rules::kSigningCertificateAttribute,
                         constraint(Key::signing_certificate_attribute),
                         signature_.certificate_required_by_reference) &&
           list_.require(rules::kSigningCertificateAttributeSingle,
                         constraint(Key::signing_certificate_single), references.size() <= 1) &&
           list_.require(rules::kReferencesInChain, constraint(Key::references_in_chain),
                         references_in_chain()) &&
           list_.require(rules::kReferencesWholeChain, constraint(Key::references_whole_chain),
                         references_whole_chain());
  }

  // collect() found out which certificate each reference names; the first is the signer's.
  bool references_in_chain() const {
    if (path_ == nullptr) {
      return signature_.certificate_references.size() <= 1;
    }
    return std::ranges::all_of(
        subject_.evidence.referenced_certificates,
        [&](const std::optional<pki::Fingerprint>& referenced) {
          return referenced && std::ranges::any_of(path_->certificates, [&](const auto& one) {
                   return one.fingerprint() == *referenced;
                 });
        });
  }

  // The anchor is trusted for what its list says, whoever names it.
  bool references_whole_chain() const {
    if (path_ == nullptr) {
      return false;
    }
    const auto& certificates = path_->certificates;
    const auto below = std::max<std::size_t>(certificates.size() - 1, 1);
    return std::all_of(certificates.begin(),
                       certificates.begin() + static_cast<std::ptrdiff_t>(below),
                       [&](const pki::Certificate& one) {
                         return std::ranges::count(subject_.evidence.referenced_certificates,
                                                   std::optional(one.fingerprint())) != 0;
                       });
  }

  // RFC 5652 5.3, RFC 5280 4.2.1.2: subjectKeyIdentifier of the SignerInfo, ds:X509SKI.
  bool key_identifier() {
    const Bytes& stated = signature_.signer_key_id;
    const model::Constraint& match = constraint(Key::key_identifier_match);
    if (!list_.require(rules::kKeyIdentifier, constraint(Key::key_identifier), !stated.empty())) {
      return false;
    }
    const auto& signer = subject_.evidence.signing_certificate;
    if (stated.empty() || !signer) {
      list_.not_applicable(rules::kKeyIdentifierMatch, match.level);
      return true;
    }
    const auto own = signer->subject_key_identifier();
    return list_.require(rules::kKeyIdentifierMatch, match,
                         own.ok() && *own && equal(**own, stated));
  }

  // RFC 7518 3.4 pairs P-256 with SHA-256, P-384 with SHA-384, P-521 with SHA-512; so we read it
  // for every curve: the digest is as long as the curve's order, or the next longer one.
  bool elliptic_curve() {
    const model::Constraint& wanted = constraint(Key::elliptic_curve);
    if (signature_.algorithm.scheme != crypto::SignatureScheme::ecdsa) {
      list_.not_applicable(rules::kEllipticCurve, wanted.level);
      return true;
    }
    const unsigned bits = subject_.evidence.key_bits;
    const std::size_t due = bits <= 256 ? 256 : bits <= 384 ? 384 : 512;
    const bool fits = crypto::digest_size(signature_.algorithm.digest) * 8 == due;
    return list_.require(rules::kEllipticCurve, wanted, fits,
                         fits ? Params{}
                              : Params{{"algorithm", signature_.algorithm.name()},
                                       {"keyBits", std::to_string(bits)}});
  }

  bool times() {
    const auto& claimed = signature_.claimed_signing_time;
    if (!list_.require(rules::kSigningTime, constraint(Key::signing_time), claimed.has_value())) {
      return false;
    }
    const auto& signer = subject_.evidence.signing_certificate;
    if (!claimed || !signer) {
      list_.not_applicable(rules::kSigningTimeInRange);
      return true;
    }
    const bool inside = signer->not_before() <= *claimed && *claimed <= signer->not_after();
    return list_.require(rules::kSigningTimeInRange, constraint(Key::signing_time_in_validity),
                         inside, inside ? Params{} : Params{{"claimed", to_string(*claimed)}});
  }

  bool attributes() {
    std::vector<std::string> content_type;
    if (!signature_.content_type.empty()) {
      content_type.push_back(signature_.content_type);
    }
    return accepted(rules::kContentType, Key::content_type, content_type) &&
           accepted(rules::kContentHints, Key::content_hints, signature_.content_hints) &&
           accepted(rules::kContentIdentifier, Key::content_identifier,
                    signature_.content_identifiers) &&
           key_identifier() && elliptic_curve() &&
           list_.require(rules::kMessageDigestPresent, constraint(Key::message_digest),
                         has_message_digest()) &&
           accepted(rules::kCommitmentType, Key::commitment, signature_.commitments) &&
           list_.require(rules::kSignerLocation, constraint(Key::signer_location),
                         !signature_.signer_location.empty()) &&
           accepted(rules::kClaimedRoles, Key::claimed_roles, signature_.claimed_roles) &&
           list_.require(rules::kCounterSignature, constraint(Key::counter_signature_present),
                         signature_.countersigned);
  }

  // Whether it carries the time-stamps that the policy asks for, and they can be read; what they
  // are worth is judged by the processes (EN 319 102-1 5.4, 5.5).
  bool timestamps() {
    using Kind = model::TimestampKind;
    const auto carries = [&](auto filter) {
      return std::ranges::any_of(signature_.timestamps, filter) ||
             std::ranges::any_of(subject_.beside, [&](const model::TimestampEvidence& one) {
               return covers(one, signature_.id) && filter(one.timestamp);
             });
    };
    const auto kind = [&](Kind wanted) {
      return carries([=](const auto& one) { return one.kind == wanted && one.problem.empty(); });
    };
    // Over the references alone (CAdES-X type 2, RefsOnlyTimeStamp) covers no object by its id.
    const auto validation_data = [&](bool references_only) {
      return carries([=](const auto& one) {
        return one.kind == Kind::validation_data && one.problem.empty() &&
               one.covers.empty() == references_only;
      });
    };
    const bool imprints = std::ranges::all_of(signature_.timestamps, [](const auto& one) {
      return one.kind != Kind::content || one.imprint == model::ParsedTimestamp::Imprint::matches;
    });
    return present(Key::content_timestamp, kind(Kind::content)) &&
           list_.require(rules::kContentTimestampImprint,
                         constraint(Key::content_timestamp_imprint), imprints) &&
           present(Key::signature_timestamp, kind(Kind::signature)) &&
           present(Key::validation_data_timestamp, validation_data(false)) &&
           present(Key::references_timestamp, validation_data(true)) &&
           present(Key::archive_timestamp, kind(Kind::archive)) &&
           present(Key::document_timestamp, kind(Kind::document));
  }
  bool present(Key key, bool is_there) {
    const model::Constraint& wanted = constraint(key);
    if (wanted.level == Level::ignore && !wanted.unsupported) {
      return true;  // six records of nothing would hide the others
    }
    return list_.require(rules::kTimestampPresent, wanted, is_there,
                         {{"constraint", model::path({key, subject_.context})}});
  }

  bool has_message_digest() const {
    return std::ranges::any_of(signature_.matchers, [](const model::DigestMatcher& one) {
      return one.kind == model::DigestMatcherKind::signed_data ||
             one.kind == model::DigestMatcherKind::signed_properties;
    });
  }

  // report.md 2: a check that does not exist yet is recorded so; at level fail it bars the pass.
  // Those that only inform are counted: the policy's resolved form lists them.
  bool supported() {
    Params failing;
    Params warning;
    std::size_t informing = 0;
    for (const model::Slot& slot : subject_.policy.unsupported()) {
      const bool everywhere = model::info(slot.key).contexts == 0;
      if ((!everywhere && slot.context != subject_.context) || !applies(slot, signature_)) {
        continue;
      }
      const Level level = everywhere
                              ? subject_.policy.constraint(slot.key).level
                              : subject_.policy.constraint(slot.key, slot.context, slot.role).level;
      if (level == Level::fail || level == Level::warn) {
        (level == Level::fail ? failing : warning).emplace_back("constraint", path(slot));
      }
      informing += level == Level::inform ? 1 : 0;
    }
    if (!failing.empty()) {
      list_.unsupported(rules::kConstraintSupported, Level::fail, std::move(failing));
    }
    if (!warning.empty()) {
      list_.unsupported(rules::kConstraintSupported, Level::warn, std::move(warning));
    }
    if (informing != 0) {
      list_.unsupported(rules::kConstraintSupported, Level::inform,
                        {{"constraints", std::to_string(informing)}});
    }
    return !list_.failed();
  }

  bool assess(const model::Rule& rule, const Assessment& assessment, std::string name,
              unsigned bits) {
    if (assessment.ok()) {
      return list_.require(rule, Level::fail, true);
    }
    return list_.require(rule, assessment.level, false,
                         weakness(assessment, std::move(name), bits));
  }
  static Params weakness(const Assessment& assessment, std::string name, unsigned bits) {
    Params params{{"algorithm", std::move(name)},
                  {"problem", std::string(to_string(assessment.reliability))}};
    if (bits != 0) {
      params.emplace_back("keyBits", std::to_string(bits));
    }
    if (assessment.until) {
      params.emplace_back("until", to_string(*assessment.until));
    }
    return params;
  }

  // spec/en319102-1.md 5.8 A, B, C. All run, so that every weak algorithm is named.
  bool algorithms() {
    const model::AlgorithmTable& table = subject_.policy.algorithms(subject_.algorithm_usage());
    const unsigned bits = subject_.evidence.key_bits;
    assess(rules::kAlgorithmReliable, table.assess(signature_.algorithm, bits, subject_.time),
           signature_.algorithm.name(), bits);
    certificate_references(table);
    std::vector<crypto::DigestAlgorithm> seen;
    for (const model::DigestMatcher& matcher : signature_.matchers) {
      digest(table, rules::kReferenceDigestReliable, matcher.digest, seen);
    }
    return !list_.failed();
  }

  // B: for each certificate named, one reference by a reliable digest is enough; many authorities
  // write version 1, which holds SHA-1 only, beside version 2. A weak one alone is at the level of
  // its own key: who wants another certificate under that digest needs a second preimage.
  void certificate_references(const model::AlgorithmTable& table) {
    const auto& references = signature_.certificate_references;
    if (references.empty()) {
      return;  // revocation data have none, and no key for it
    }
    const model::Constraint& wanted = constraint(Key::reference_digest_algorithm);
    bool reliable = true;
    std::vector<crypto::DigestAlgorithm> seen;
    for (std::size_t i = 0; i < references.size(); ++i) {
      const crypto::DigestAlgorithm algorithm = references[i].digest;
      const Assessment assessment = table.assess(algorithm, subject_.time);
      if (assessment.ok() || named_reliably(table, i)) {
        continue;
      }
      reliable = false;
      if (std::ranges::count(seen, algorithm) == 0) {
        seen.push_back(algorithm);
        list_.require(rules::kCertificateReferenceReliable, wanted, false,
                      weakness(assessment, std::string(to_string(algorithm)), 0));
      }
    }
    if (reliable) {
      list_.require(rules::kCertificateReferenceReliable, wanted, true);
    }
  }

  // Does another reference name the same certificate by a reliable digest?
  bool named_reliably(const model::AlgorithmTable& table, std::size_t reference) const {
    const auto& named = subject_.evidence.referenced_certificates;
    const std::size_t count = std::min(named.size(), signature_.certificate_references.size());
    for (std::size_t i = 0; i < count && reference < count; ++i) {
      if (i != reference && named[i] && named[i] == named[reference] &&
          table.assess(signature_.certificate_references[i].digest, subject_.time).ok()) {
        return true;
      }
    }
    return false;
  }

  void digest(const model::AlgorithmTable& table, const model::Rule& rule,
              crypto::DigestAlgorithm algorithm, std::vector<crypto::DigestAlgorithm>& seen) {
    if (std::ranges::count(seen, algorithm) != 0) {
      return;
    }
    seen.push_back(algorithm);
    assess(rule, table.assess(algorithm, subject_.time), std::string(to_string(algorithm)), 0);
  }

  const Subject& subject_;
  const ParsedSignature& signature_;
  const model::CandidatePath* path_;
  Checklist list_;
};

}  // namespace

BlockResult signature_acceptance(const Subject& subject, const model::CandidatePath* path) {
  return Acceptance(subject, path).run();
}

}  // namespace senim::blocks

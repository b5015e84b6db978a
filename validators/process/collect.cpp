#include "validators/process/collect.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/formats/object_ids.h"
#include "validators/formats/signed_document.h"
#include "validators/formats/timestamp.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/pki/cms.h"
#include "validators/pki/ocsp.h"
#include "validators/process/parsed_crl.h"
#include "validators/process/revocation_search.h"
#include "validators/process/revocation_wanted.h"

namespace senim::process {

namespace {

using model::CertificateReference;
using model::Evidence;
using model::MatchState;
using model::ParsedSignature;
using model::SignatureEvidence;
using model::ValueState;
using pki::Certificate;
using Match = SignatureEvidence::ReferenceMatch;

struct Value {
  ValueState state = ValueState::unchecked;
  std::string problem;
};

// Nothing to verify the value over: content that is not at hand leaves it unchecked, a form that
// this build cannot make is unsupported.
Value without_octets(const ParsedSignature& signature) {
  const bool missing = std::ranges::any_of(
      signature.matchers,
      [](const model::DigestMatcher& matcher) { return matcher.state == MatchState::missing; });
  return {missing || signature.matchers.empty() ? ValueState::unchecked : ValueState::unsupported,
          signature.signed_octets_problem};
}

Value from_result(const Result<bool>& verified) {
  if (verified.ok()) {
    return {*verified ? ValueState::valid : ValueState::invalid, ""};
  }
  // Refused numbers are a value that cannot be valid; only what this build has no arithmetic for is
  // left open.
  return {verified.error().code == ErrorCode::unsupported ? ValueState::unsupported
                                                          : ValueState::invalid,
          verified.error().message};
}

Result<Value> verify_value(const ParsedSignature& signature, const crypto::PublicKey& key,
                           Budget& budget) {
  if (!signature.signed_octets_problem.empty()) {
    return without_octets(signature);
  }
  SENIM_CHECK(budget.spend(Cost::signatures));
  // Hashed anew for every key: a long content under many signatures without attributes.
  SENIM_CHECK(budget.spend(Cost::canonical_bytes, signature.signed_octets.size()));
  if (signature.signed_digest) {
    return from_result(
        crypto::verify_digest(key, signature.algorithm, *signature.signed_digest, signature.value));
  }
  Value value = from_result(
      crypto::verify(key, signature.algorithm, signature.signed_octets, signature.value));
  for (const Bytes& alternative : signature.signed_octets_alternatives) {
    if (value.state != ValueState::invalid) {
      break;
    }
    SENIM_CHECK(budget.spend(Cost::signatures));
    const Value other =
        from_result(crypto::verify(key, signature.algorithm, alternative, signature.value));
    value = other.state == ValueState::valid ? other : value;
  }
  return value;
}

Result<Value> verify_value(const ParsedSignature& signature, const Certificate& certificate,
                           Budget& budget) {
  const auto& key = certificate.key();
  return key.ok() ? verify_value(signature, *key, budget)
                  : Result<Value>(from_result(Result<bool>(key.error())));
}

Bytes digest_of(const Certificate& certificate, crypto::DigestAlgorithm algorithm) {
  if (algorithm == crypto::DigestAlgorithm::sha256) {
    return to_bytes(ByteView(certificate.fingerprint()));
  }
  auto digest = crypto::digest(algorithm, certificate.der());
  return digest.ok() ? std::move(digest).value() : Bytes{};  // unsupported: matches nothing
}

bool same_issuer_serial(const CertificateReference& reference, const Certificate& certificate) {
  if (!equal(reference.serial, certificate.serial())) {
    return false;
  }
  // An issuer written as text is not compared: RFC 4514 leaves it too many spellings.
  return reference.issuer.empty() || matches(pki::Name(reference.issuer), certificate.issuer());
}

// EN 319 102-1 5.2.3 for one reference and one certificate.
Match match(const CertificateReference& reference, const Certificate& certificate) {
  if (!crypto::supported(reference.digest)) {
    return Match::unsupported;
  }
  if (reference.value.empty() ||
      !equal(reference.value, digest_of(certificate, reference.digest))) {
    return Match::differs;
  }
  return !reference.has_issuer_serial || same_issuer_serial(reference, certificate)
             ? Match::matches
             : Match::issuer_serial_differs;
}

bool names(Match match) { return match == Match::matches || match == Match::issuer_serial_differs; }

// What was digested by the choice of a key, for all signatures of one request: many signers over
// one long content have no more tables than are published.
class ChosenDigests {
 public:
  explicit ChosenDigests(Budget& budget) : budget_(budget) {}

  Result<Bytes> of(const crypto::PublicKey& key, crypto::DigestAlgorithm algorithm,
                   ByteView octets) {
    for (const Entry& entry : entries_) {
      if (entry.algorithm == algorithm && entry.octets.data() == octets.data() &&
          entry.octets.size() == octets.size() && entry.key.chooses_like(key)) {
        return entry.digest;
      }
    }
    SENIM_CHECK(budget_.spend(Cost::canonical_bytes, octets.size()));
    SENIM_TRY(Bytes digest, crypto::digest_for(key, algorithm, octets));
    entries_.push_back({key, algorithm, octets, digest});
    return digest;
  }

 private:
  struct Entry {
    crypto::PublicKey key;
    crypto::DigestAlgorithm algorithm;
    ByteView octets;
    Bytes digest;
  };

  Budget& budget_;
  std::vector<Entry> entries_;  // at most one for each signature and reference
};

// Everything about one signature that its document and the caller's certificates tell.
class SignerSearch {
 public:
  SignerSearch(SignatureEvidence& evidence, std::span<const Certificate> supplied,
               ChosenDigests& chosen, Budget& budget)
      : evidence_(evidence),
        signature_(evidence.signature),
        supplied_(supplied),
        chosen_(chosen),
        budget_(budget) {}

  Status run() {
    find_candidates();
    if (!find_by_reference()) {
      SENIM_CHECK(find_by_value());
    } else {
      SENIM_TRY(const Value value,
                verify_value(signature_, *evidence_.signing_certificate, budget_));
      take(value);
    }
    if (!evidence_.signing_certificate && signature_.bare_key) {
      SENIM_TRY(const Value value, verify_value(signature_, *signature_.bare_key, budget_));
      take(value);
      SENIM_CHECK(take_key(*signature_.bare_key));
    }
    if (evidence_.signing_certificate && evidence_.signing_certificate->key().ok()) {
      SENIM_CHECK(take_key(*evidence_.signing_certificate->key()));
    }
    return success();
  }

 private:
  // The reader's candidates; then the caller's certificates that the signature names; then whatever
  // the signing-certificate attribute names.
  void find_candidates() {
    candidates_ = signature_.signer_candidates;
    const pki::SignerIdentifier identifier{signature_.signer_issuer, signature_.signer_serial,
                                           signature_.signer_key_id};
    const bool identified = !identifier.serial.empty() || !identifier.subject_key_id.empty();
    for (const Certificate& certificate : supplied_) {
      if (identified && identifier.names(certificate)) {
        add(certificate);
      }
    }
    if (!candidates_.empty() || signature_.certificate_references.empty()) {
      return;
    }
    for (const auto& source : {std::span<const Certificate>(signature_.certificates), supplied_}) {
      for (const Certificate& certificate : source) {
        if (std::ranges::any_of(
                signature_.certificate_references,
                [&](const CertificateReference& one) { return names(match(one, certificate)); })) {
          add(certificate);
        }
      }
    }
  }

  void add(const Certificate& certificate) {
    if (std::ranges::count(candidates_, certificate) == 0) {
      candidates_.push_back(certificate);
    }
  }

  // The candidate that every signing-certificate attribute names.
  bool find_by_reference() {
    const auto& references = signature_.certificate_references;
    if (references.empty()) {
      evidence_.reference_match =
          signature_.certificate_required_by_reference ? Match::differs : Match::not_present;
      return false;
    }
    const bool computable = std::ranges::any_of(
        references, [](const CertificateReference& one) { return crypto::supported(one.digest); });
    evidence_.reference_match = computable ? Match::differs : Match::unsupported;
    std::set<pki::Fingerprint> named;  // each asked once: references may be repeated by thousands
    for (const CertificateReference& reference : references) {
      for (const Certificate& candidate : candidates_) {
        if (!names(match(reference, candidate)) || !named.insert(candidate.fingerprint()).second) {
          continue;
        }
        const Match found = match_all(candidate);
        if (names(found)) {
          evidence_.reference_match = found;
          evidence_.signing_certificate = candidate;
          return true;
        }
        if (found == Match::unsupported) {
          evidence_.reference_match = found;
        }
      }
    }
    return false;
  }

  // EN 319 102-1 5.2.3.4: of version 1 and 2 each for itself, the worst counts; two that contradict
  // each other name nobody.
  Match match_all(const Certificate& candidate) const {
    const auto& references = signature_.certificate_references;
    Match worst = Match::matches;
    for (auto from = references.begin(); from != references.end();) {
      const auto to = std::find_if(from, references.end(), [&](const CertificateReference& one) {
        return one.attribute != from->attribute;
      });
      worst = std::max(worst, match_one(std::span(from, to), candidate), less_worth);
      from = to;
    }
    return worst;
  }

  // RFC 5035 3, 4: the first in an attribute of CMS is the signer's certificate. XAdES knows no
  // order: the first that matches (spec/en319102-1.md 5.2).
  Match match_one(std::span<const CertificateReference> attribute,
                  const Certificate& candidate) const {
    const bool xml = signature_.format == model::SignatureFormat::xades;
    Match best = match(attribute.front(), candidate);
    for (const CertificateReference& reference : attribute.subspan(1)) {
      if (!xml || names(best)) {
        break;
      }
      best = std::min(best, match(reference, candidate), less_worth);
    }
    return best;
  }

  static bool less_worth(Match left, Match right) {
    const auto rank = [](Match match) {
      switch (match) {
        case Match::matches:
          return 0;
        case Match::issuer_serial_differs:
          return 1;
        case Match::unsupported:
          return 2;
        case Match::differs:
        case Match::not_present:
          return 3;
      }
      return 3;
    };
    return rank(left) < rank(right);
  }

  // spec/en319102-1.md 16: without a matching reference the value is computed all the same, with
  // the first candidate under which it verifies.
  Status find_by_value() {
    for (const Certificate& candidate : candidates_) {
      SENIM_TRY(const Value value, verify_value(signature_, candidate, budget_));
      const bool valid = value.state == ValueState::valid;
      if (valid || !evidence_.signing_certificate) {
        evidence_.signing_certificate = candidate;
        take(value);
      }
      if (valid) {
        return success();
      }
    }
    return candidates_.empty() && !signature_.bare_key ? find_among_supplied() : success();
  }

  // Nothing in the signature names anybody: a certificate that the caller gives is the signer's
  // exactly when the value verifies under it (EN 319 102-1 5.2.3, input of the algorithm).
  Status find_among_supplied() {
    const bool named = !signature_.signer_serial.empty() || !signature_.signer_key_id.empty() ||
                       signature_.certificate_required_by_reference;
    if (named) {
      evidence_.value_problem = "the signer's certificate is not at hand";
      return success();
    }
    for (const Certificate& certificate : supplied_) {
      SENIM_TRY(const Value value, verify_value(signature_, certificate, budget_));
      if (value.state == ValueState::valid) {
        evidence_.signing_certificate = certificate;
        take(value);
        return success();
      }
    }
    evidence_.value_problem = "no key of the signer is at hand";
    return success();
  }

  void take(const Value& value) {
    evidence_.value = value.state;
    evidence_.value_problem = value.problem;
  }
  // domain.md 4.10: a Ukrainian key may name the substitution table of GOST 34.311, so what the
  // reader compared before it knew the signer is not what he hashed.
  Status match_as_signer(const crypto::PublicKey& key) {
    for (model::DigestMatcher& matcher : evidence_.signature.matchers) {
      if (matcher.state == MatchState::missing || !key.chooses_digest(matcher.digest)) {
        continue;
      }
      const auto digest = matcher.octets
                              ? chosen_.of(key, matcher.digest, *matcher.octets)
                              : Result<Bytes>(Error{ErrorCode::unsupported, "digest by a key"});
      if (!digest.ok() && digest.error().code == ErrorCode::limit_exceeded) {
        return digest.error();
      }
      matcher.state = !digest.ok()                       ? MatchState::unsupported
                      : equal(*digest, matcher.expected) ? MatchState::intact
                                                         : MatchState::changed;
      matcher.problem = digest.ok() ? "" : "the key's own substitution table";
    }
    return success();
  }

  Status take_key(const crypto::PublicKey& key) {
    SENIM_CHECK(match_as_signer(key));
    evidence_.key_name = key.name();
    evidence_.key_bits = key.bits();
    return success();
  }

  SignatureEvidence& evidence_;
  const ParsedSignature& signature_;
  std::span<const Certificate> supplied_;
  ChosenDigests& chosen_;
  Budget& budget_;
  std::vector<Certificate> candidates_;
};

// Which certificate each reference names, among all that are known; each digested once.
void resolve_references(SignatureEvidence& evidence, std::span<const Certificate> known) {
  const auto& references = evidence.signature.certificate_references;
  std::map<crypto::DigestAlgorithm, std::map<Bytes, pki::Fingerprint>> tables;
  evidence.referenced_certificates.assign(references.size(), std::nullopt);
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (references.size() == 1 && names(evidence.reference_match)) {
      evidence.referenced_certificates[i] = evidence.signing_certificate->fingerprint();
      return;
    }
    if (!crypto::supported(references[i].digest)) {
      continue;
    }
    auto& table = tables[references[i].digest];
    if (table.empty()) {
      for (const Certificate& certificate : known) {
        table.emplace(digest_of(certificate, references[i].digest), certificate.fingerprint());
      }
    }
    if (const auto found = table.find(references[i].value); found != table.end()) {
      evidence.referenced_certificates[i] = found->second;
    }
  }
}

std::vector<model::EvidenceRecordEvidence> describe(const std::vector<Bytes>& records) {
  std::vector<model::EvidenceRecordEvidence> described;
  for (const Bytes& record : records) {
    // RFC 4998 is DER, RFC 6283 is XML.
    const bool der = !record.empty() && record.front() == 0x30;
    described.push_back(
        {"E-" + to_hex(crypto::sha256(record)).substr(0, 32), der ? "ERS" : "XMLERS", record});
  }
  return described;
}

std::vector<std::string> revocation_ids(const ParsedSignature& signature) {
  std::vector<std::string> ids;
  for (const auto* data : {&signature.crls, &signature.ocsp_responses}) {
    for (const Bytes& octets : *data) {
      ids.push_back(formats::revocation_id(octets));
    }
  }
  return ids;
}

// Embedded revocation data that cannot be read is evidence of nothing, and told: one remark per
// signature with how many there are.
void remark_unreadable(Evidence& evidence) {
  std::map<std::string_view, std::string_view> problems;
  for (const model::RevocationEvidence& one : evidence.revocation) {
    if (!one.problem.empty()) {
      problems.emplace(one.id, one.problem);
    }
  }
  if (problems.empty()) {
    return;
  }
  for (SignatureEvidence& one : evidence.signatures) {
    std::size_t count = 0;
    std::string_view first;
    for (const std::string& id : one.revocation_ids) {
      if (const auto found = problems.find(id); found != problems.end()) {
        first = count++ == 0 ? found->second : first;
      }
    }
    if (count != 0) {
      one.signature.format_remarks.push_back({model::FormatRemark::Kind::deviation,
                                              std::string(model::rules::kRevocationReadable.id),
                                              std::to_string(count).append(": ").append(first)});
    }
  }
}

// A token whose signature cannot be read proves nothing; its `problem` says why.
Result<model::TimestampEvidence> open_token(const model::ParsedTimestamp& timestamp,
                                            Budget& budget) {
  model::TimestampEvidence evidence;
  evidence.timestamp = timestamp;
  if (!timestamp.problem.empty()) {
    return evidence;
  }
  auto signature = formats::read_token_signature(timestamp, budget);
  if (signature.ok()) {
    evidence.token.signature = std::move(signature).value();
    return evidence;
  }
  if (signature.error().code == ErrorCode::limit_exceeded) {
    return signature.error();
  }
  evidence.timestamp.problem = signature.error().message;
  return evidence;
}

Status open_document(const model::Submission& submission, Evidence& evidence, Budget& budget) {
  SENIM_TRY(formats::SignedDocument document,
            formats::open(submission.document, submission.detached, budget));
  evidence.document.kind = document.kind;
  evidence.document.size = submission.document.size();
  evidence.document.sha256 = to_hex(crypto::sha256(submission.document));
  for (ParsedSignature& signature : document.signatures) {
    SignatureEvidence found;
    found.evidence_records = describe(signature.evidence_records);
    for (const model::ParsedTimestamp& timestamp : signature.timestamps) {
      SENIM_TRY(auto token, open_token(timestamp, budget));
      found.timestamps.push_back(std::move(token));
    }
    found.signature = std::move(signature);
    if (found.signature.owner == nullptr) {
      found.signature.owner = document.owner;
    }
    evidence.signatures.push_back(std::move(found));
  }
  for (const model::ParsedTimestamp& timestamp : document.timestamps) {
    SENIM_TRY(auto token, open_token(timestamp, budget));
    evidence.timestamps.push_back(std::move(token));
  }
  evidence.evidence_records = describe(document.evidence_records);
  return success();
}

// Which of the pieces that the caller supplied cannot be read, why, and what to send instead.
Error unreadable(Error error, std::string_view kind, std::size_t index, std::string_view wanted) {
  // Unsupported is said of documents, and nothing is looked for here.
  if (error.code == ErrorCode::unsupported || error.code == ErrorCode::not_found) {
    error.code = ErrorCode::malformed;
  }
  error.message.append("; send ").append(wanted).append(", or leave it out");
  return std::move(error).within(
      std::string("supplied ").append(kind).append(" ").append(std::to_string(index + 1)));
}

// Whoever supplies a list believes that it was looked at, so one that cannot be read is an error,
// as a certificate is. Neither a list that fits nothing here nor a responder's refusal (denied: RFC
// 6960 4.2.1) is one: they were read and say nothing.
Status check_supplied(const model::SuppliedEvidence& supplied) {
  for (std::size_t i = 0; i < supplied.crls.size(); ++i) {
    if (auto list = ParsedCrl::read(supplied.crls[i], ""); !list.ok()) {
      return unreadable(std::move(list).error(), "CRL", i, "one CertificateList in DER");
    }
  }
  for (std::size_t i = 0; i < supplied.ocsps.size(); ++i) {
    auto answer = pki::BasicOcspResponse::from_der(supplied.ocsps[i]);
    if (!answer.ok() && answer.error().code != ErrorCode::denied) {
      return unreadable(std::move(answer).error(), "OCSP response", i,
                        "one OCSPResponse or BasicOCSPResponse in DER");
    }
  }
  return success();
}

// What the caller sent beside the document and what was fetched. Supplied octets that are no
// certificate are the caller's mistake and an error; fetched ones are nobody's and ignored.
Result<std::vector<Certificate>> outside_certificates(const model::Submission& submission,
                                                      const Evidence& evidence, Budget& budget) {
  std::vector<Certificate> found;
  const std::vector<Bytes>& supplied = submission.evidence.certificates;
  for (std::size_t i = 0; i < supplied.size(); ++i) {
    auto certificates = pki::read_certificates(supplied[i]);
    if (!certificates.ok()) {
      return unreadable(std::move(certificates).error(), "certificate", i, "DER, PEM or PKCS#7");
    }
    SENIM_CHECK(budget.spend(Cost::certificates, certificates->size()));
    found.insert(found.end(), certificates->begin(), certificates->end());
  }
  for (const model::Fetched& answer : evidence.fetched) {
    if (answer.target.kind != model::FetchTarget::Kind::issuer_certificate ||
        answer.state != model::Fetched::State::answered) {
      continue;
    }
    if (const auto certificates = pki::read_certificates(answer.octets); certificates.ok()) {
      SENIM_CHECK(budget.spend(Cost::certificates, certificates->size()));
      found.insert(found.end(), certificates->begin(), certificates->end());
    }
  }
  return found;
}

// Every certificate that one signature may be built with: its own, then those around it.
std::vector<Certificate> joined(const std::vector<Certificate>& own,
                                std::span<const Certificate> around) {
  std::vector<Certificate> all(own.begin(), own.end());
  all.insert(all.end(), around.begin(), around.end());
  return all;
}

void find_paths(SignatureEvidence& evidence, std::span<const Certificate> outside,
                paths::PathBuilder& builder) {
  if (!evidence.signing_certificate) {
    return;
  }
  const auto& embedded = evidence.signature.certificates;
  std::vector<Certificate> all;
  std::span<const Certificate> known = embedded;
  if (!outside.empty()) {
    all = joined(embedded, outside);
    known = all;
  }
  paths::PathSearch search = builder.build(*evidence.signing_certificate, known);
  evidence.paths = std::move(search.paths);
  evidence.paths_cut = search.cut;
  evidence.partial_path = std::move(search.partial_path);
  if (evidence.signature.certificate_references.empty()) {
    return;
  }
  std::vector<Certificate> candidates(known.begin(), known.end());
  for (const model::CandidatePath& path : evidence.paths) {
    candidates.insert(candidates.end(), path.certificates.begin(), path.certificates.end());
  }
  resolve_references(evidence, candidates);
}

// A key that takes its domain parameters from the issuer's (RFC 3279 2.3.2) is whole only within a
// path: the value is computed then, and only paths under which it verifies are this signature's.
Status verify_within_paths(SignatureEvidence& evidence, Budget& budget) {
  const auto& signer = evidence.signing_certificate;
  if (!signer || !signer->key().ok() || !signer->key()->lacks_parameters()) {
    return success();
  }
  std::vector<model::CandidatePath> sound;
  for (model::CandidatePath& path : evidence.paths) {
    const auto key = paths::working_key(path, 0);
    if (!key.ok() || key->lacks_parameters()) {
      continue;
    }
    SENIM_TRY(const Value value, verify_value(evidence.signature, *key, budget));
    if (value.state == ValueState::valid || sound.empty()) {
      evidence.value = value.state;
      evidence.value_problem = value.problem;
      evidence.key_name = key->name();
      evidence.key_bits = key->bits();
    }
    if (value.state == ValueState::valid) {
      sound.push_back(std::move(path));
    }
  }
  if (!sound.empty()) {
    evidence.paths = std::move(sound);
  }
  return success();
}

template <typename Visit>
Status for_each_token(std::vector<model::TimestampEvidence>& timestamps,
                      std::span<const Certificate> around, Visit& visit) {
  for (model::TimestampEvidence& timestamp : timestamps) {
    if (timestamp.timestamp.problem.empty()) {
      SENIM_CHECK(visit(timestamp.token, around));
    }
  }
  return success();
}

// One walk over everything that is signed: the signatures of the document, then the tokens on them
// and beside them. `visit` takes the evidence and the certificates around it (a token's authority
// may stand among those of the signature it is on).
template <typename Visit>
Status for_each_signed(Evidence& evidence, std::span<const Certificate> outside, Visit visit) {
  for (SignatureEvidence& signature : evidence.signatures) {
    SENIM_CHECK(visit(signature, outside));
  }
  for (SignatureEvidence& signature : evidence.signatures) {
    if (signature.timestamps.empty()) {
      continue;
    }
    const std::vector<Certificate> around = joined(signature.signature.certificates, outside);
    SENIM_CHECK(for_each_token(signature.timestamps, around, visit));
  }
  return for_each_token(evidence.timestamps, outside, visit);
}

}  // namespace

Result<Collected> collect(const model::Submission& submission, Evidence so_far,
                          const model::TrustView& trust, const model::PolicyChooser& policies,
                          UtcTime now, Budget& budget, Known* known) {
  Collected collected{std::move(so_far), {}};
  Evidence& evidence = collected.evidence;
  const bool first_round = evidence.document.sha256.empty();
  if (first_round) {
    SENIM_CHECK(open_document(submission, evidence, budget));
    SENIM_CHECK(check_supplied(submission.evidence));
  }
  SENIM_TRY(std::vector<Certificate> outside, outside_certificates(submission, evidence, budget));
  if (known != nullptr) {
    intern(outside, known->certificates);
  }
  paths::PathBuilder builder(trust, submission.asked_time.value_or(now), budget,
                             known == nullptr ? nullptr : &known->signatures);
  if (first_round) {
    ChosenDigests chosen(budget);
    SENIM_CHECK(for_each_signed(evidence, outside, [&](SignatureEvidence& one, auto around) {
      one.revocation_ids = revocation_ids(one.signature);
      if (known != nullptr) {
        intern(one.signature.certificates, known->certificates);
        intern(one.signature.signer_candidates, known->certificates);
      }
      return SignerSearch(one, around, chosen, budget).run();
    }));
  }
  // After all values: a document of many signers must not spend the purse for signatures on paths.
  SENIM_CHECK(for_each_signed(evidence, outside, [&](SignatureEvidence& one, auto around) {
    if (first_round || one.paths.empty()) {
      find_paths(one, around, builder);
      return verify_within_paths(one, budget);
    }
    return success();
  }));
  search_revocation(evidence, submission, trust, outside, builder, budget, known);
  if (first_round) {
    remark_unreadable(evidence);
  }
  collected.wanted = wanted(evidence, submission, trust, policies, now);
  return collected;
}

}  // namespace senim::process

#include "validators/process/revocation_search.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "validators/base/minimal_integer.h"
#include "validators/crypto/digest.h"
#include "validators/formats/object_ids.h"
#include "validators/model/crl_lookup.h"
#include "validators/pki/ocsp.h"
#include "validators/pki/ocsp_request.h"
#include "validators/pki/oids.h"
#include "validators/process/parsed_crl.h"

namespace senim::process {

namespace {

using model::CandidatePath;
using model::CertificateStatus;
using model::CrlFacts;
using model::Evidence;
using model::OcspFacts;
using model::RevocationEvidence;
using model::RevocationKind;
using model::RevocationOrigin;
using model::SignatureEvidence;
using model::ValueState;
using pki::Certificate;
using State = CertificateStatus::State;

// Revocation data of revocation data: a responder's certificate, its list's issuer, and once more
// (RFC 6960 4.2.2.2.1 lets that go on; real ones end after one).
constexpr int kMaxTurns = 6;

// One CRL or answer as it lies at hand. Views live as long as the evidence and the submission.
struct Datum {
  RevocationKind kind = RevocationKind::ocsp;
  RevocationOrigin origin = RevocationOrigin::embedded;
  ByteView octets;
  std::shared_ptr<const model::CrlLookup> crl;
  std::string endpoint;
  std::optional<pki::BasicOcspResponse> answer;  // read when first needed
  std::size_t evidence = 0;                      // index into Evidence::revocation
  std::size_t asked = 0;                         // targets looked up so far
};

// A certificate of a candidate path, and whoever stands above it there.
struct Target {
  Certificate certificate;
  std::vector<Certificate> issuers;  // distinct
};

// Who may have signed one CRL or answer: distinct certificates over at most kMaxIssuerCandidates
// keys.
class Candidates {
 public:
  void add(std::span<const Certificate> some) {
    add_if(some, [](const Certificate& /*any*/) { return true; });
  }

  template <typename Fits>
  void add_if(std::span<const Certificate> some, const Fits& fits) {
    for (const Certificate& one : some) {
      if (fits(one)) {
        add(one);
      }
    }
  }

  // Some were left out.
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] std::vector<Certificate> take() && { return std::move(found_); }

 private:
  void add(const Certificate& one) {
    if (std::ranges::count(found_, one) != 0) {
      return;
    }
    const bool known =
        std::ranges::any_of(keys_, [&](ByteView key) { return equal(key, one.spki()); });
    if (!known && keys_.size() >= kMaxIssuerCandidates) {
      cut_ = true;
      return;
    }
    if (!known) {
      keys_.push_back(one.spki());
    }
    found_.push_back(one);
  }

  std::vector<Certificate> found_;
  std::vector<ByteView> keys_;  // views of found_
  bool cut_ = false;
};

ValueState state_of(const Result<bool>& verified) {
  if (verified.ok()) {
    return *verified ? ValueState::valid : ValueState::invalid;
  }
  return verified.error().code == ErrorCode::unsupported ? ValueState::unsupported
                                                         : ValueState::invalid;
}

// The name of a cRLIssuer in a distribution point of the certificate.
bool names_crl_issuer(const Certificate& certificate, const pki::Name& issuer) {
  const auto points = certificate.crl_distribution_points();
  if (!points.ok() || !*points) {
    return false;
  }
  return std::ranges::any_of(**points, [&](const pki::DistributionPoint& point) {
    return std::ranges::any_of(point.crl_issuer, [&](const pki::GeneralName& name) {
      return name.kind == pki::GeneralName::Kind::directory &&
             matches(pki::Name(name.value), issuer);
    });
  });
}

class RevocationSearch {
 public:
  RevocationSearch(Evidence& evidence, const model::Submission& submission,
                   const model::TrustView& trust, std::span<const Certificate> outside,
                   paths::PathBuilder& builder, Budget& budget, Known* known)
      : evidence_(evidence), trust_(trust), builder_(builder), budget_(budget), earlier_(known) {
    gather(submission);
    known_.assign(outside.begin(), outside.end());
    for_each_signature(evidence_,
                       [&](const SignatureEvidence& one) { know(one.signature.certificates); });
    for (const Certificate& certificate : known_) {
      over_key(certificate);
    }
    for (const CandidatePath& path : evidence_.twins) {
      twins_.insert(path.certificates.front().fingerprint());
    }
  }

  void run() {
    for (int turn = 0; turn < kMaxTurns; ++turn) {
      const std::size_t before = targets_.size();
      find_targets();
      if (targets_.size() == before) {
        return;
      }
      for (Datum& datum : data_) {
        look_up(datum);
      }
    }
    const std::size_t before = targets_.size();
    find_targets();
    evidence_.revocation_cut = evidence_.revocation_cut || targets_.size() != before;
  }

 private:
  // ---- what is at hand ----
  void gather(const model::Submission& submission) {
    for_each_signature(evidence_, [&](const SignatureEvidence& one) { add_embedded(one); });
    for (const Bytes& list : submission.evidence.crls) {
      add({RevocationKind::crl, RevocationOrigin::supplied, list, nullptr, "", {}});
    }
    for (const Bytes& answer : submission.evidence.ocsps) {
      add({RevocationKind::ocsp, RevocationOrigin::supplied, answer, nullptr, "", {}});
    }
    for (const model::Fetched& answer : evidence_.fetched) {
      const bool answered = answer.state == model::Fetched::State::answered;
      if (!answered || answer.target.kind == model::FetchTarget::Kind::issuer_certificate) {
        continue;
      }
      const bool list = answer.target.kind == model::FetchTarget::Kind::crl;
      add({list ? RevocationKind::crl : RevocationKind::ocsp,
           answer.origin,
           answer.octets,
           answer.crl,
           answer.target.url,
           {}});
    }
  }

  // collect() has made their ids already, lists first: each is digested once.
  void add_embedded(const SignatureEvidence& one) {
    const auto& lists = one.signature.crls;
    const auto& answers = one.signature.ocsp_responses;
    const bool known = one.revocation_ids.size() == lists.size() + answers.size();
    for (std::size_t i = 0; i < lists.size() + answers.size(); ++i) {
      const bool list = i < lists.size();
      const Bytes& octets = list ? lists[i] : answers[i - lists.size()];
      add({list ? RevocationKind::crl : RevocationKind::ocsp,
           RevocationOrigin::embedded,
           octets,
           nullptr,
           "",
           {}},
          known ? one.revocation_ids[i] : formats::revocation_id(octets));
    }
  }

  void add(Datum datum) {
    const std::string id =
        datum.crl != nullptr ? datum.crl->header().id : formats::revocation_id(datum.octets);
    add(std::move(datum), id);
  }

  void add(Datum datum, const std::string& id) {
    if (!seen_.insert(id).second) {
      return;
    }
    auto known = std::ranges::find(evidence_.revocation, id, &RevocationEvidence::id);
    if (known == evidence_.revocation.end()) {
      if (evidence_.revocation.size() >= kMaxRevocationData) {
        evidence_.revocation_cut = true;
        return;
      }
      RevocationEvidence fresh;
      fresh.id = id;
      fresh.kind = datum.kind;
      fresh.origin = datum.origin;
      fresh.endpoint = datum.endpoint;
      read(datum, fresh);
      known = evidence_.revocation.insert(evidence_.revocation.end(), std::move(fresh));
    }
    if (known->problem.empty()) {
      datum.evidence = static_cast<std::size_t>(known - evidence_.revocation.begin());
      data_.push_back(std::move(datum));
    }
  }

  // The header of a list, the frame of an answer.
  void read(Datum& datum, RevocationEvidence& out) const {
    if (datum.kind == RevocationKind::crl) {
      out.facts = CrlFacts{};
      if (!open_list(datum, out)) {
        return;
      }
      const model::CrlHeader& header = datum.crl->header();
      out.facts = header.facts;
      out.produced_at = header.this_update;
      out.token.signature.algorithm = header.algorithm;
      return;
    }
    out.facts = OcspFacts{};
    if (open_answer(datum, out)) {
      read(*datum.answer, out);
    }
  }

  void read(const pki::BasicOcspResponse& answer, RevocationEvidence& out) const {
    OcspFacts facts;
    if (answer.responder_name()) {
      facts.responder_name = to_bytes(answer.responder_name()->der());
    }
    facts.responder_key_hash = to_bytes(answer.responder_key_hash());
    if (answer.nonce()) {
      facts.nonce = OcspFacts::Nonce::present;
    }
    for (const pki::Extension& extension : answer.extensions()) {
      if (extension.critical && extension.id != pki::oid::kOcspNonce) {
        facts.unknown_critical.push_back(extension.id);
      }
    }
    out.facts = std::move(facts);
    out.produced_at = answer.produced_at();
    out.token.signature.certificates = answer.certificates();
    if (earlier_ != nullptr) {
      intern(out.token.signature.certificates, earlier_->certificates);
    }
    auto algorithm = crypto::read_signature_algorithm(answer.signature_algorithm());
    if (algorithm.ok()) {
      out.token.signature.algorithm = std::move(algorithm).value();
    }
  }

  static bool open_list(Datum& datum, RevocationEvidence& evidence) {
    if (datum.crl != nullptr) {
      return true;
    }
    auto list = ParsedCrl::read(datum.octets, evidence.id);
    if (!list.ok()) {
      evidence.problem = list.error().message;
      return false;
    }
    datum.crl = std::move(list).value();
    return true;
  }

  static bool open_answer(Datum& datum, RevocationEvidence& evidence) {
    if (datum.answer) {
      return true;
    }
    auto answer = pki::BasicOcspResponse::from_der(datum.octets);
    if (!answer.ok()) {
      evidence.problem = answer.error().message;
      return false;
    }
    datum.answer = std::move(answer).value();
    return true;
  }

  // ---- who is asked about ----
  void find_targets() {
    for_each_signature(evidence_, [&](const SignatureEvidence& one) {
      for (const CandidatePath& path : one.paths) {
        ask(path);
      }
    });
    find_twins();
    for (const CandidatePath& path : evidence_.twins) {
      ask(path);
    }
  }

  void ask(const CandidatePath& path) {
    for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
      ask(path.certificates[i], path.certificates[i + 1]);
    }
  }

  void ask(const Certificate& certificate, const Certificate& issuer) {
    const auto [at, fresh] = target_of_.try_emplace(certificate.fingerprint(), targets_.size());
    if (fresh) {
      targets_.push_back({certificate, {}});
    }
    auto& issuers = targets_[at->second].issuers;
    if (std::ranges::count(issuers, issuer) == 0) {
      issuers.push_back(issuer);
    }
  }

  // ---- other certificates over the keys of those ----
  void find_twins() {
    for (; keys_seen_ < targets_.size(); ++keys_seen_) {
      const std::vector<Certificate>& all = over_key(targets_[keys_seen_].certificate);
      evidence_.revocation_cut = evidence_.revocation_cut || all.size() > kMaxTwins;
      for (std::size_t i = 0; all.size() > 1 && i < std::min(all.size(), kMaxTwins); ++i) {
        add_twin(all[i]);
      }
    }
  }

  // All at hand that have its key, however they write it, itself among them.
  const std::vector<Certificate>& over_key(const Certificate& certificate) {
    auto& all = over_key_[certificate.key_identity()];
    if (std::ranges::count(all, certificate) == 0) {
      all.push_back(certificate);
    }
    return all;
  }

  // Whoever sends a document can put certificates over any key into it that nobody issued.
  void add_twin(const Certificate& certificate) {
    if (!twins_.insert(certificate.fingerprint()).second) {
      return;
    }
    paths::PathSearch search = paths_of(certificate, {});
    evidence_.revocation_cut = evidence_.revocation_cut || search.cut;
    for (CandidatePath& path : search.paths) {
      const bool issued = path.certificates.size() > 1 &&
                          std::ranges::all_of(path.signed_by_next, [](ValueState link) {
                            return link == ValueState::valid;
                          });
      if (issued) {
        evidence_.twins.push_back(std::move(path));
      }
    }
  }

  void look_up(Datum& datum) {
    RevocationEvidence& evidence = evidence_.revocation[datum.evidence];
    const std::size_t from = std::exchange(datum.asked, targets_.size());
    std::vector<const Target*> open;
    for (std::size_t i = from; i < targets_.size(); ++i) {
      const auto& fingerprint = targets_[i].certificate.fingerprint();
      if (std::ranges::count(evidence.statuses, fingerprint, &CertificateStatus::certificate) ==
          0) {
        open.push_back(&targets_[i]);
      }
    }
    if (!open.empty() && evidence.problem.empty()) {
      datum.kind == RevocationKind::crl ? ask_list(datum, evidence, open)
                                        : ask_answer(datum, evidence, open);
    }
    if (!evidence.statuses.empty()) {
      identify(datum, evidence);
    }
  }

  // A list speaks of what its issuer issued, and of whose distribution point names that issuer; an
  // entry counts for (issuer, serial), whoever the list is by (RFC 5280 5.3.3).
  void ask_list(Datum& datum, RevocationEvidence& evidence,
                const std::vector<const Target*>& open) {
    const pki::Name issuer(std::get<CrlFacts>(evidence.facts).issuer);
    std::vector<const Target*> his;
    std::vector<model::CrlQuestion> questions;
    for (const Target* target : open) {
      const Certificate& certificate = target->certificate;
      if (matches(certificate.issuer(), issuer) || names_crl_issuer(certificate, issuer)) {
        his.push_back(target);
        questions.push_back({minimal_integer(certificate.serial()), certificate.issuer().der()});
      }
    }
    if (his.empty() || !open_list(datum, evidence)) {
      return;
    }
    const model::CrlHeader& header = datum.crl->header();
    const auto found = datum.crl->find(questions, budget_);
    if (!found.ok() && found.error().code == ErrorCode::limit_exceeded) {
      drop(evidence, found.error());
      return;
    }
    for (std::size_t i = 0; i < his.size(); ++i) {
      CertificateStatus status;
      status.certificate = his[i]->certificate.fingerprint();
      // Entries that cannot be read might name it: what was known before is no longer the last
      // word.
      status.state = found.ok() ? State::good : State::unknown;
      status.this_update = header.this_update;
      status.next_update = header.next_update;
      if (!found.ok()) {
        evidence.statuses.push_back(status);
        continue;
      }
      if (const auto& entry = (*found)[i]) {
        status.state = State::revoked;
        status.reason = entry->reason;
        status.revoked_at = entry->revoked_at;
        status.invalidity = entry->invalidity;
      }
      evidence.statuses.push_back(status);
    }
  }

  void ask_answer(Datum& datum, RevocationEvidence& evidence,
                  const std::vector<const Target*>& open) {
    if (!open_answer(datum, evidence)) {
      return;
    }
    pki::SingleResponses responses = datum.answer->responses();
    for (;;) {
      const auto single = responses.next();
      if (!single.ok()) {
        drop(evidence, single.error());
        return;
      }
      if (!*single) {
        return;
      }
      if (const Status paid = budget_.spend(Cost::der_elements); !paid.ok()) {
        drop(evidence, paid.error());
        return;
      }
      for (const Target* target : open) {
        if (equal((*single)->id.serial, minimal_integer(target->certificate.serial())) &&
            about((*single)->id, *target)) {
          take(**single, *target, evidence);
        }
      }
    }
  }

  // What cannot be read to its end says nothing good; where a limit ended it, that is told: it
  // might have said that a certificate is revoked.
  void drop(RevocationEvidence& evidence, const Error& error) {
    evidence.problem = error.message;
    std::erase_if(evidence.statuses,
                  [](const CertificateStatus& status) { return status.state != State::revoked; });
    evidence_.revocation_cut = evidence_.revocation_cut || error.code == ErrorCode::limit_exceeded;
  }

  // RFC 6960 4.1.1: any digest, of the issuer's name as the certificate writes it and of its key.
  bool about(const pki::CertificateId& id, const Target& target) {
    if (!crypto::supported(id.digest) ||
        !equal(id.issuer_name_hash, hash(id.digest, target.certificate.issuer().der()))) {
      return false;
    }
    return std::ranges::any_of(target.issuers, [&](const Certificate& issuer) {
      const auto bits = pki::key_bits(issuer.spki());
      return bits.ok() && equal(id.issuer_key_hash, hash(id.digest, *bits));
    });
  }

  const Bytes& hash(crypto::DigestAlgorithm algorithm, ByteView octets) {
    const auto [at, fresh] = hashes_.try_emplace({algorithm, to_bytes(octets)});
    if (fresh) {
      auto digest = crypto::digest(algorithm, octets);
      at->second = digest.ok() ? std::move(digest).value() : Bytes{};
    }
    return at->second;
  }

  void take(const pki::SingleResponse& single, const Target& target, RevocationEvidence& evidence) {
    CertificateStatus status;
    status.certificate = target.certificate.fingerprint();
    status.state = single.status == pki::OcspCertificateStatus::good      ? State::good
                   : single.status == pki::OcspCertificateStatus::revoked ? State::revoked
                                                                          : State::unknown;
    if (status.state == State::revoked) {
      status.reason = single.reason;
      status.revoked_at = single.revoked;
    }
    status.this_update = single.this_update;
    status.next_update = single.next_update;
    const auto cutoff = single.archive_cutoff();
    const auto statement = single.certificate_hash();
    auto& facts = std::get<OcspFacts>(evidence.facts);
    for (const pki::Extension& extension : single.extensions) {
      const bool processed =
          extension.id == pki::oid::kOcspArchiveCutoff || extension.id == pki::oid::kCertHash;
      if (extension.critical && !processed) {
        facts.unknown_critical.push_back(extension.id);
      }
    }
    if (cutoff.ok() && statement.ok()) {
      status.archive_cutoff = *cutoff;
      status.certificate_hash = compare(*statement, target.certificate);
    } else if (status.state != State::revoked) {
      status.state = State::unknown;  // an answer that cannot be read whole says nothing good
    }
    keep(status, evidence);
  }

  static CertificateStatus::CertificateHash compare(
      const std::optional<pki::SingleResponse::CertificateHash>& statement,
      const Certificate& certificate) {
    using Hash = CertificateStatus::CertificateHash;
    if (!statement) {
      return Hash::absent;
    }
    const auto digest = crypto::digest(statement->digest, certificate.der());
    if (!digest.ok()) {
      return Hash::unsupported;
    }
    return equal(*digest, statement->value) ? Hash::matches : Hash::differs;
  }

  // Two answers about one certificate in one response: the worse one counts.
  static void keep(const CertificateStatus& status, RevocationEvidence& evidence) {
    const auto badness = [](State state) {
      return state == State::revoked ? 2 : state == State::unknown ? 1 : 0;
    };
    const auto there =
        std::ranges::find(evidence.statuses, status.certificate, &CertificateStatus::certificate);
    if (there == evidence.statuses.end()) {
      evidence.statuses.push_back(status);
    } else if (badness(status.state) > badness(there->state)) {
      *there = status;
    }
  }

  // ---- who signed it ----
  void know(const std::vector<Certificate>& certificates) {
    for (const Certificate& certificate : certificates) {
      if (known_fingerprints_.insert(certificate.fingerprint()).second) {
        known_.push_back(certificate);
      }
    }
  }

  void identify(Datum& datum, RevocationEvidence& evidence) {
    SignatureEvidence& token = evidence.token;
    if (token.value == ValueState::valid && !token.paths.empty()) {
      return;
    }
    const std::vector<Certificate> candidates = candidates_for(evidence);
    // Known already in an earlier turn: no other keys to try, perhaps a path to be found by now.
    if (candidates.size() != tried_[evidence.id]) {
      tried_[evidence.id] = candidates.size();
      find_signer(datum, evidence, candidates);
    } else if (token.value == ValueState::valid) {
      paths::PathSearch search = paths_of(*token.signing_certificate, token);
      evidence_.revocation_cut = evidence_.revocation_cut || search.cut;
      take_paths(std::move(search), token);
    }
  }

  static void take_paths(paths::PathSearch search, SignatureEvidence& token) {
    token.paths = std::move(search.paths);
    token.paths_cut = search.cut;
    token.partial_path = std::move(search.partial_path);
  }

  std::vector<Certificate> candidates_for(const RevocationEvidence& evidence) {
    Candidates found;
    const auto* crl = std::get_if<CrlFacts>(&evidence.facts);
    if (crl != nullptr) {
      const pki::Name issuer(crl->issuer);
      add_fitting(evidence, found,
                  [&](const Certificate& one) { return matches(one.subject(), issuer); });
      found.add(trust_.by_subject(issuer));
    } else {
      const auto& ocsp = std::get<OcspFacts>(evidence.facts);
      add_fitting(evidence, found, [&](const Certificate& one) { return is_responder(ocsp, one); });
      if (!ocsp.responder_name.empty()) {
        found.add(trust_.by_subject(pki::Name(ocsp.responder_name)));
      }
      // The policy may do without the match (`responder_id`): whoever else could have signed.
      found.add(evidence.token.signature.certificates);
    }
    evidence_.revocation_cut = evidence_.revocation_cut || found.cut();
    std::vector<Certificate> all = std::move(found).take();
    if (crl != nullptr) {
      std::ranges::stable_sort(all, [&](const Certificate& left, const Certificate& right) {
        return key_id_rank(*crl, left) < key_id_rank(*crl, right);
      });
    }
    return all;
  }

  // Nearest first: only so many keys are tried.
  template <typename Fits>
  void add_fitting(const RevocationEvidence& evidence, Candidates& found, const Fits& fits) const {
    for (const CertificateStatus& status : evidence.statuses) {
      const auto target = target_of_.find(status.certificate);
      if (target != target_of_.end()) {
        found.add_if(targets_[target->second].issuers, fits);
      }
    }
    found.add_if(evidence.token.signature.certificates, fits);
    found.add_if(known_, fits);
    for (const Target& target : targets_) {
      found.add_if(std::span(&target.certificate, 1), fits);
      found.add_if(target.issuers, fits);
    }
  }

  // RFC 5280 4.2.1.1: a hint; 0 equal, 1 unknown, 2 differs.
  static int key_id_rank(const CrlFacts& crl, const Certificate& certificate) {
    const auto id = certificate.subject_key_identifier();
    if (crl.authority_key_id.empty() || !id.ok() || !*id) {
      return 1;
    }
    return equal(crl.authority_key_id, **id) ? 0 : 2;
  }

  // RFC 6960 4.2.2.3, ResponderID in both forms.
  static bool is_responder(const OcspFacts& facts, const Certificate& certificate) {
    if (!facts.responder_name.empty()) {
      return matches(pki::Name(facts.responder_name), certificate.subject());
    }
    const auto bits = pki::key_bits(certificate.spki());
    if (!bits.ok()) {
      return false;
    }
    const auto digest = crypto::digest(crypto::DigestAlgorithm::sha1, *bits);
    return digest.ok() && equal(facts.responder_key_hash, *digest);
  }

  // The first under whose key it verifies, who has a path and was certified when it was made;
  // whoever sends a document can put certificates of that name and key into it that nobody issued,
  // and an authority may have another one since.
  void find_signer(Datum& datum, RevocationEvidence& evidence,
                   const std::vector<Certificate>& candidates) {
    SignatureEvidence& token = evidence.token;
    std::vector<std::pair<Certificate, Result<bool>>> keys;
    int best = 0;
    for (const Certificate& candidate : candidates) {
      auto known = std::ranges::find_if(
          keys, [&](const auto& one) { return equal(one.first.spki(), candidate.spki()); });
      const auto& own = candidate.key();
      if (known == keys.end() || (own.ok() && own->lacks_parameters())) {
        if (!budget_.spend(Cost::signatures).ok()) {
          token.value_problem = "too many signatures in one request";
          evidence_.revocation_cut = true;
          return;
        }
        keys.emplace_back(candidate, verify(datum, evidence, candidate));
        known = keys.end() - 1;
      }
      const ValueState state = state_of(known->second);
      const std::string problem = known->second.ok() ? "" : known->second.error().message;
      if (state == ValueState::valid) {
        paths::PathSearch search = paths_of(candidate, token);
        evidence_.revocation_cut = evidence_.revocation_cut || search.cut;
        const bool then = candidate.not_before() <= evidence.produced_at &&
                          evidence.produced_at <= candidate.not_after();
        const int worth = search.paths.empty() ? 1 : then ? 3 : 2;
        if (worth > best) {
          best = worth;
          take_signer(candidate, state, problem, evidence);
          take_paths(std::move(search), token);
        }
        if (best == 3) {
          return;
        }
      } else if (!token.signing_certificate || (best == 0 && state == ValueState::unsupported &&
                                                token.value == ValueState::invalid)) {
        take_signer(candidate, state, problem, evidence);
      }
    }
  }

  void take_signer(const Certificate& candidate, ValueState state, const std::string& problem,
                   RevocationEvidence& evidence) const {
    SignatureEvidence& token = evidence.token;
    token.signing_certificate = candidate;
    token.value = state;
    token.value_problem = problem;
    take_key(candidate, token);
    if (auto* ocsp = std::get_if<OcspFacts>(&evidence.facts)) {
      ocsp->names_signer = is_responder(*ocsp, candidate);
    }
  }

  // A key that takes its parameters from above is whole only as part of a path.
  Result<crypto::PublicKey> whole_key(const Certificate& certificate) const {
    Result<crypto::PublicKey> whole = certificate.key();
    if (!whole.ok() || !whole->lacks_parameters()) {
      return whole;
    }
    for_each_signature(evidence_, [&](const SignatureEvidence& one) {
      for (const CandidatePath& path : one.paths) {
        const auto at = std::ranges::find(path.certificates, certificate);
        if (at != path.certificates.end() && whole.ok() && whole->lacks_parameters()) {
          whole =
              paths::working_key(path, static_cast<std::size_t>(at - path.certificates.begin()));
        }
      }
    });
    return whole;
  }

  void take_key(const Certificate& certificate, SignatureEvidence& token) const {
    if (const auto key = whole_key(certificate); key.ok()) {
      token.key_name = key->name();
      token.key_bits = key->bits();
    }
  }

  Result<bool> verify(Datum& datum, RevocationEvidence& evidence,
                      const Certificate& candidate) const {
    const auto key = whole_key(candidate);
    if (!key.ok()) {
      return key.error();
    }
    // An index over a large list remembers for itself, and its octets are not at hand.
    if (earlier_ == nullptr || datum.octets.empty()) {
      return compute(datum, evidence, *key);
    }
    const crypto::VerifiedSignatures::Signed object{evidence.kind == RevocationKind::crl
                                                        ? crypto::VerifiedSignatures::Kind::crl
                                                        : crypto::VerifiedSignatures::Kind::ocsp,
                                                    crypto::sha256(datum.octets)};
    if (earlier_->signatures.contains(key->spki(), object)) {
      return true;
    }
    Result<bool> valid = compute(datum, evidence, *key);
    if (valid.ok() && *valid) {
      earlier_->signatures.add(key->spki(), object);
    }
    return valid;
  }

  static Result<bool> compute(Datum& datum, RevocationEvidence& evidence,
                              const crypto::PublicKey& key) {
    const bool list = evidence.kind == RevocationKind::crl;
    if (list ? !open_list(datum, evidence) : !open_answer(datum, evidence)) {
      return Error{ErrorCode::malformed, evidence.problem};
    }
    if (list) {
      return datum.crl->verify(key);
    }
    const pki::BasicOcspResponse& answer = *datum.answer;
    SENIM_TRY(const crypto::SignatureAlgorithm algorithm,
              crypto::read_signature_algorithm(answer.signature_algorithm()));
    return crypto::verify(key, algorithm, answer.tbs(), answer.signature_value());
  }

  // The rest of every path that leads over the signer's certificate, else a search of its own.
  paths::PathSearch paths_of(const Certificate& signer, const SignatureEvidence& token) {
    paths::PathSearch search;
    const auto key = whole_key(signer);
    for_each_signature(evidence_, [&](const SignatureEvidence& one) {
      for (const CandidatePath& path : one.paths) {
        const auto at = std::ranges::find(path.certificates, signer);
        if (at == path.certificates.end()) {
          continue;
        }
        const auto from = static_cast<std::size_t>(at - path.certificates.begin());
        // A path that gives the key other parameters is not one of the key that verified.
        const auto there = paths::working_key(path, from);
        if (key.ok() && there.ok() && *key == *there) {
          add_rest(path, from, search.paths);
        }
      }
    });
    if (!search.paths.empty()) {
      return search;
    }
    std::vector<Certificate> extra = token.signature.certificates;
    extra.insert(extra.end(), known_.begin(), known_.end());
    for (const Target& target : targets_) {
      extra.insert(extra.end(), target.issuers.begin(), target.issuers.end());
    }
    return builder_.build(signer, extra);
  }

  static void add_rest(const CandidatePath& path, std::size_t from,
                       std::vector<CandidatePath>& found) {
    CandidatePath rest;
    const auto after = [from](const auto& all) {
      return std::decay_t<decltype(all)>(all.begin() + static_cast<std::ptrdiff_t>(from),
                                         all.end());
    };
    rest.certificates = after(path.certificates);
    if (std::ranges::count(found, rest.certificates, &CandidatePath::certificates) != 0) {
      return;
    }
    rest.signed_by_next = after(path.signed_by_next);
    rest.signature_problems = after(path.signature_problems);
    rest.services = path.services;
    found.push_back(std::move(rest));
  }

  Evidence& evidence_;
  const model::TrustView& trust_;
  paths::PathBuilder& builder_;
  Budget& budget_;
  Known* earlier_;  // null: nothing
  std::vector<Datum> data_;
  std::set<std::string> seen_;
  std::vector<Target> targets_;
  std::map<pki::Fingerprint, std::size_t> target_of_;
  std::vector<Certificate> known_;
  std::set<pki::Fingerprint> known_fingerprints_;
  std::map<std::pair<crypto::DigestAlgorithm, Bytes>, Bytes> hashes_;
  std::map<std::string, std::size_t> tried_;            // candidates tried, by evidence
  std::map<Bytes, std::vector<Certificate>> over_key_;  // by key_identity()
  std::size_t keys_seen_ = 0;                           // targets whose twins were looked for
  std::set<pki::Fingerprint> twins_;                    // found, or known to have no path
};

}  // namespace

void for_each_signature(const Evidence& evidence,
                        const std::function<void(const SignatureEvidence&)>& visit) {
  for (const SignatureEvidence& signature : evidence.signatures) {
    visit(signature);
    for (const model::TimestampEvidence& timestamp : signature.timestamps) {
      visit(timestamp.token);
    }
  }
  for (const model::TimestampEvidence& timestamp : evidence.timestamps) {
    visit(timestamp.token);
  }
  for (const RevocationEvidence& one : evidence.revocation) {
    visit(one.token);
  }
}

void search_revocation(Evidence& evidence, const model::Submission& submission,
                       const model::TrustView& trust, std::span<const Certificate> outside,
                       paths::PathBuilder& builder, Budget& budget, Known* known) {
  RevocationSearch(evidence, submission, trust, outside, builder, budget, known).run();
}

}  // namespace senim::process

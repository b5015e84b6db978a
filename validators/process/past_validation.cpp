#include "validators/process/past_validation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "validators/blocks/revocation_freshness.h"
#include "validators/blocks/signature_acceptance.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"

namespace senim::process {

namespace {

namespace rules = model::rules;
using blocks::RevocationAnswer;
using blocks::RevocationFinding;
using blocks::RevocationState;
using model::CandidatePath;
using model::CertificateRole;
using model::Indication;
using model::Level;
using model::Params;
using model::SubIndication;
using pki::Certificate;
using PastAlgorithms = model::Departures::PastAlgorithms;

CertificateRole role_of(std::size_t i) {
  return i == 0 ? CertificateRole::signing : CertificateRole::ca;
}

std::string id_of(const Certificate& certificate) { return to_hex(certificate.fingerprint()); }

const RevocationFinding* finding_of(const std::vector<RevocationFinding>& findings,
                                    std::size_t certificate) {
  const auto found = std::ranges::find(findings, certificate, &RevocationFinding::certificate);
  return found == findings.end() ? nullptr : &*found;
}

bool says_revoked(const RevocationAnswer& answer) {
  return answer.status.state == model::CertificateStatus::State::revoked &&
         answer.status.revoked_at.has_value();
}

bool says_hold(const RevocationAnswer& answer) {
  return says_revoked(answer) && answer.status.reason == pki::RevocationReason::certificate_hold;
}

// 5.6.2.4 step 1: an anchor signed it, or somebody whose certificate is proven to have existed
// inside its validity.
bool issuer_proven(const RevocationAnswer& answer, const CandidatePath& path,
                   const ProofsOfExistence& proofs) {
  return std::ranges::all_of(answer.data, [&](const model::RevocationEvidence* data) {
    const auto& issuer = data->token.signing_certificate;
    if (!issuer) {
      return false;
    }
    const UtcTime at = proofs.earliest(*issuer).time;
    return *issuer == path.certificates.back() ||
           (issuer->not_before() <= at && at <= issuer->not_after());
  });
}

// The last second at which an algorithm could be relied on that ended at `until`.
UtcTime last_before(UtcTime until) { return until - Seconds{1}; }

// One path, from the certificate under the anchor down to the signer.
class Slide {
 public:
  Slide(const blocks::Subject& subject, const CandidatePath& path,
        const std::vector<RevocationFinding>& findings, const ProofsOfExistence& proofs,
        UtcTime start)
      : subject_(subject), path_(path), findings_(findings), proofs_(proofs), control_(start) {}

  ControlTime run() && {
    relied_.resize(findings_.size());
    for (std::size_t i = path_.certificates.size() - 1; i-- > 0;) {
      const RevocationAnswer* answer = nullptr;
      if (const RevocationFinding* finding = finding_of(findings_, i);
          finding != nullptr && finding->state != RevocationState::not_required) {
        const auto latest = latest_proven(*finding, i);
        if (!latest) {
          return {std::nullopt, lacking_, {}};
        }
        relied_[static_cast<std::size_t>(finding - findings_.data())] = latest;
        answer = &finding->acceptance.answers[*latest];
        follow(*answer, i);
      }
      follow_compromises(i);
      if (!algorithms(i, answer)) {
        return {std::nullopt, id_of(path_.certificates[i]), {}};
      }
    }
    return {control_, "", std::move(relied_)};
  }

 private:
  // Step 2 a: known before the control time, and so was the certificate. Of the signer's only what
  // issuer_proven() lets in, where there is such (5.6.2.4 step 1).
  std::optional<std::size_t> latest_proven(const RevocationFinding& finding, std::size_t i) {
    const Certificate& certificate = path_.certificates[i];
    lacking_ = id_of(certificate);
    if (proofs_.earliest(certificate).time > control_) {
      return std::nullopt;
    }
    const auto& answers = finding.acceptance.answers;
    const bool choosy = i == 0 && std::ranges::any_of(answers, [&](const RevocationAnswer& answer) {
                          return known(answer) && issuer_proven(answer, path_, proofs_);
                        });
    // In the selector's order: the first is the latest, or what says that it is revoked for good.
    for (std::size_t k = 0; k < answers.size(); ++k) {
      if (says_revoked(answers[k])) {
        return k;  // whenever it was known: nobody steps over a revocation to an older answer
      }
      if (known(answers[k]) && (!choosy || issuer_proven(answers[k], path_, proofs_))) {
        return k;
      }
      lacking_ = answers[k].main().id;
    }
    return std::nullopt;
  }
  bool known(const RevocationAnswer& answer) const {
    return answer.status.this_update < control_ &&
           std::ranges::all_of(answer.data, [&](const auto* data) {
             return proofs_.earliest(data->id).time <= control_;
           });
  }

  // The key's ends it as the certificate's own revocation does.
  void follow_compromises(std::size_t i) {
    for (std::size_t k = 0; k < findings_.size(); ++k) {
      if (findings_[k].certificate == i && findings_[k].twin) {
        relied_[k] = findings_[k].chosen;
        follow(*findings_[k].answer(), i);
      }
    }
  }

  // Steps 2 b and c.
  void follow(const RevocationAnswer& answer, std::size_t i) {
    const model::CertificateStatus& status = answer.status;
    if (says_revoked(answer)) {
      if (counts(status, i)) {
        control_ = std::min(control_, *status.revoked_at);
      }
      if (!blocks::survivable(subject_.policy, status)) {
        control_ = std::min(control_, path_.certificates[i].not_before());  // never relied on
      }
      return;
    }
    // Only an age that the policy names slides the time. That data is past its own nextUpdate by
    // now is what archives are for; it must be recent enough for the proven time
    // (validators/README.md, Departures).
    const model::Constraint& age = subject_.constraint(model::Key::revocation_fresh, role_of(i));
    if (age.runs() && age.level == Level::fail &&
        !blocks::freshness(status, answer.main().kind, subject_.policy, subject_.context,
                           role_of(i), control_)
             .holds) {
      control_ = std::min(control_, status.this_update);
    }
  }

  // Shell: every revocation ends it. Chain: only one for a reason that reaches back; hybrid: CAs as
  // shell, the signer as chain.
  bool counts(const model::CertificateStatus& status, std::size_t i) const {
    using Reason = pki::RevocationReason;
    const bool reaches_back = !status.reason || *status.reason == Reason::key_compromise ||
                              *status.reason == Reason::unspecified;
    switch (subject_.policy.model()) {
      case model::ValidityModel::shell:
        return true;
      case model::ValidityModel::chain:
        return reaches_back;
      case model::ValidityModel::hybrid:
        return i != 0 || reaches_back;
    }
    return true;
  }

  // Step 2 d. False: never relied on.
  bool algorithms(std::size_t i, const RevocationAnswer* answer) {
    const auto algorithm =
        crypto::read_signature_algorithm(path_.certificates[i].signature_algorithm());
    const auto key = paths::working_key(path_, i + 1);
    const auto slide = [&](const model::Assessment& assessment) {
      if (assessment.ok() || assessment.level != Level::fail) {
        return true;
      }
      if (!assessment.until) {
        return false;
      }
      control_ = std::min(control_, last_before(*assessment.until));
      return true;
    };
    const auto& certificates = subject_.policy.algorithms(model::AlgorithmUsage::certificates);
    if (!algorithm.ok() ||
        !slide(certificates.assess(*algorithm, key.ok() ? key->bits() : 0, control_))) {
      return false;
    }
    const auto& revocation = subject_.policy.algorithms(model::AlgorithmUsage::revocation);
    return answer == nullptr || std::ranges::all_of(answer->data, [&](const auto* data) {
             const auto used = blocks::algorithms_of(*data);
             return std::ranges::all_of(used, [&](const blocks::UsedAlgorithm& one) {
               return slide(revocation.assess(one.algorithm, one.key_bits, control_));
             });
           });
  }

  const blocks::Subject& subject_;
  const CandidatePath& path_;
  const std::vector<RevocationFinding>& findings_;
  const ProofsOfExistence& proofs_;
  UtcTime control_;
  std::string lacking_;
  std::vector<std::optional<std::size_t>> relied_;
};

// From here on each finding is about the answer that was relied on.
void rely_on(const std::vector<std::optional<std::size_t>>& relied,
             std::vector<RevocationFinding>& findings) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    findings[i].chosen = relied[i];
    if (const RevocationAnswer* answer = findings[i].answer(); answer != nullptr) {
      findings[i].state = says_hold(*answer)      ? RevocationState::on_hold
                          : says_revoked(*answer) ? RevocationState::revoked
                                                  : RevocationState::good;
    }
  }
}

// A time inside every validity interval of the path (shell), or inside the signer's (chain,
// hybrid); the anchor's own only where the policy asks for it.
std::optional<UtcTime> inside_validity(const blocks::Subject& subject, const CandidatePath& path) {
  const auto& certificates = path.certificates;
  UtcTime from = certificates.front().not_before();
  UtcTime until = certificates.front().not_after();
  if (subject.policy.model() != model::ValidityModel::shell) {
    return until;
  }
  const bool anchor_counts =
      subject.constraint(model::Key::anchor_expiry, CertificateRole::ca).level == Level::fail;
  const std::size_t count = certificates.size() - (anchor_counts ? 0 : 1);
  for (std::size_t i = 1; i < count; ++i) {
    from = std::max(from, certificates[i].not_before());
    until = std::min(until, certificates[i].not_after());
  }
  return from <= until ? std::optional<UtcTime>(until) : std::nullopt;
}

// The first check that failed at level fail; null when none did.
const model::CheckRecord* first_failure(const blocks::BlockResult& block) {
  const auto found = std::ranges::find_if(block.checks, [](const model::CheckRecord& check) {
    return check.level == Level::fail && check.outcome != model::Outcome::ok &&
           check.outcome != model::Outcome::not_applicable &&
           check.outcome != model::Outcome::ignored;
  });
  return found == block.checks.end() ? nullptr : &*found;
}

// A CA that has expired by now ends path validation with a general failure
// (spec/en319102-1.md 16), and is nothing that a proof of existence could not mend.
bool expired_ca(const model::Conclusion& conclusion, const BasicResult& basic) {
  const model::CheckRecord* failure = first_failure(basic.x509.block);
  return conclusion.sub == SubIndication::certificate_chain_general_failure && failure != nullptr &&
         (failure->rule == &rules::kCaValidity || failure->rule == &rules::kAnchorValidity);
}

class Past {
 public:
  Past(const blocks::Subject& subject, const model::Conclusion& current,
       const ProofsOfExistence& proofs)
      : subject_(subject), current_(current), proofs_(proofs) {}

  PastResult run() && {
    result_.conclusion = current_;
    const auto proof = proofs_.earliest(subject_.evidence.signature.id);
    best_ = proof.time;
    if (!subject_.evidence.signing_certificate) {
      return std::move(result_);
    }
    result_.past = past_certificate_validation(subject_, proofs_);
    if (result_.past.departed) {
      list_.require(rules::kDepartureApplied, Level::warn, false, {{"departure", "past_path"}});
    }
    if (!list_.require(rules::kPastPath, Level::fail, result_.past.path != nullptr,
                       {{"lacking", result_.past.lacking}})) {
      return std::move(*this).keep();
    }
    const bool in_time = list_.require(
        rules::kExistedThen, Level::fail, best_ <= result_.past.control_time,
        {{"provenAt", to_string(best_)}, {"controlTime", to_string(result_.past.control_time)}});
    if (!in_time) {
      return std::move(*this).keep();
    }
    return complete() && before_revocations() && fresh_then() && data_as_asked() && by_status() &&
                   revocation_issuer()
               ? std::move(*this).pass()
               : std::move(*this).stop();
  }

 private:
  // Nothing changes: the status so far stands.
  PastResult keep() && {
    result_.checks = std::move(list_).stop().checks;
    return std::move(result_);
  }
  PastResult stop() && {
    blocks::BlockResult block = std::move(list_).stop();
    result_.conclusion = refused_                                  ? *refused_
                         : block.conclusion == model::Conclusion{} ? current_
                                                                   : block.conclusion;
    result_.checks = std::move(block.checks);
    return std::move(result_);
  }
  PastResult pass() && {
    blocks::BlockResult block = std::move(list_).pass();
    result_.conclusion = block.conclusion;
    result_.checks = std::move(block.checks);
    return std::move(result_);
  }

  // Data that was left out might say that a certificate is revoked: at whatever time it is asked.
  bool complete() {
    const auto& findings = result_.past.findings;
    return findings.empty() || list_.require(rules::kRevocationSearchComplete, Level::fail,
                                             !blocks::search_cut(subject_, findings));
  }

  // Control times do not look at every revocation (the chain model, data from after them): the
  // proven time is compared with each, as 5.5 does.
  bool before_revocations() {
    for (const RevocationFinding& finding : result_.past.findings) {
      for (const RevocationAnswer& answer : finding.acceptance.answers) {
        if (!says_revoked(answer) ||
            (says_hold(answer) && finding.answer() != &answer)) {  // suspended, and taken back
          continue;
        }
        const model::CertificateStatus& status = answer.status;
        const model::Rule& rule = finding.certificate == 0 ? rules::kProvenBeforeRevocation
                                                           : rules::kProvenBeforeCaRevocation;
        const bool holds =
            best_ < *status.revoked_at && blocks::survivable(subject_.policy, status);
        if (!list_.require(
                rule, Level::fail, holds,
                {{"revokedAt", to_string(*status.revoked_at)}, {"provenAt", to_string(best_)}})) {
          return false;
        }
      }
    }
    return true;
  }

  // What was relied on is recent enough for the proven time (10.3 step 5).
  bool fresh_then() {
    for (const RevocationFinding& finding : result_.past.findings) {
      const RevocationAnswer* answer = finding.answer();
      if (answer == nullptr) {
        continue;
      }
      const bool fresh = blocks::freshness(answer->status, answer->main().kind, subject_.policy,
                                           subject_.context, role_of(finding.certificate), best_)
                             .holds;
      if (!list_.require(
              rules::kFreshThen, Level::fail, fresh,
              {{"certificate", id_of(result_.past.path->certificates[finding.certificate])},
               {"provenAt", to_string(best_)}})) {
        return false;
      }
    }
    return true;
  }

  // What the policy asks of the data whatever they say: a lift does not make it forget that.
  bool data_as_asked() {
    return blocks::check_revocation_form(subject_, *result_.past.path, result_.past.findings,
                                         list_);
  }

  // spec/en319102-1.md 10.3 steps 3 to 6.
  bool by_status() {
    switch (current_.sub) {
      case SubIndication::no_certificate_chain_found_no_poe:
      case SubIndication::revoked_no_poe:
      case SubIndication::revocation_out_of_bounds_no_poe:
      case SubIndication::out_of_bounds_no_poe:
      case SubIndication::out_of_bounds_not_revoked:
      case SubIndication::certificate_chain_general_failure:
      case SubIndication::try_later:
      case SubIndication::sig_constraints_failure:
        return inside_validity() && reliable();
      case SubIndication::revoked_ca_no_poe:
        return status_before_ca_revocation() && inside_validity() && reliable();
      case SubIndication::crypto_constraints_failure_no_poe:
        return inside_validity() && reliable();
      default:
        return false;
    }
  }

  bool inside_validity() {
    const Certificate& signer = *subject_.evidence.signing_certificate;
    const Params when{{"provenAt", to_string(best_)}};
    if (!list_.require(rules::kAfterIssuanceThen, Level::fail, best_ >= signer.not_before(),
                       when)) {
      return false;
    }
    if (!list_.require(rules::kInsideValidityThen, Level::fail,
                       best_ <= signer.not_after() && issuers_valid(), when)) {
      refused_ = out_of_bounds();
      return false;
    }
    return true;
  }

  // spec/en319102-1.md 10.3 step 3: what being outside the validity is called goes by the status so
  // far. Where that one did not know whether the certificate was revoked, nobody knows it now.
  model::Conclusion out_of_bounds() const {
    if (current_.sub == SubIndication::out_of_bounds_no_poe ||
        current_.sub == SubIndication::out_of_bounds_not_revoked) {
      return current_;
    }
    return current_.sub == SubIndication::no_certificate_chain_found_no_poe
               ? rules::kOutOfBounds
               : rules::kInsideValidityThen.on_failure;
  }

  // Shell model: who issued the certificate was inside his own validity too when the object is
  // proven to have existed (spec/en319102-1.md 16; the anchor's own where the policy asks for it).
  bool issuers_valid() const {
    if (subject_.policy.model() != model::ValidityModel::shell) {
      return true;
    }
    const auto& certificates = result_.past.path->certificates;
    const bool anchor_counts =
        subject_.constraint(model::Key::anchor_expiry, CertificateRole::ca).level == Level::fail;
    const std::size_t count = certificates.size() - (anchor_counts ? 0 : 1);
    for (std::size_t i = 1; i < count; ++i) {
      if (best_ < certificates[i].not_before() || best_ > certificates[i].not_after()) {
        return false;
      }
    }
    return true;
  }

  // Step 3, third row: whoever says that the signer was good said so before his CA was revoked.
  bool status_before_ca_revocation() {
    std::optional<UtcTime> revoked;
    for (const RevocationFinding& finding : result_.past.findings) {
      if (finding.certificate != 0 && finding.state == RevocationState::revoked) {
        const UtcTime at = *finding.answer()->status.revoked_at;
        revoked = std::min(revoked.value_or(at), at);
      }
    }
    const RevocationFinding* signer = finding_of(result_.past.findings, 0);
    if (!revoked || signer == nullptr || signer->answer() == nullptr) {
      return list_.require(rules::kStatusKnownThen, Level::fail, true);
    }
    const bool known = std::ranges::all_of(signer->answer()->data, [&](const auto* data) {
      return proofs_.earliest(data->id).time <= *revoked;
    });
    return list_.require(rules::kStatusKnownThen, Level::fail, known,
                         {{"revokedAt", to_string(*revoked)}});
  }

  // Step 4: everything signed with an algorithm that has ended is proven to be older.
  bool reliable() {
    const blocks::BlockResult acceptance =
        blocks::signature_acceptance(subject_.at(best_), result_.past.path);
    if (!acceptance.passed() &&
        acceptance.conclusion.sub != SubIndication::crypto_constraints_failure_no_poe) {
      refused_ = acceptance.conclusion;  // what the policy asks of it does not change with time
      return false;
    }
    if (!acceptance.passed()) {
      return list_.require(rules::kReliableThen, Level::fail, false,
                           {{"object", subject_.evidence.signature.id}});
    }
    const PastAlgorithms way = subject_.policy.departures().past_algorithms;
    const std::string weak = weak_object(way);
    if (way != PastAlgorithms::each_object &&
        weak.empty() != weak_object(PastAlgorithms::each_object).empty()) {
      list_.require(rules::kDepartureApplied, Level::warn, false,
                    {{"departure", "past_algorithms"}});
    }
    return list_.require(rules::kReliableThen, Level::fail, weak.empty(),
                         weak.empty() ? Params{} : Params{{"object", weak}});
  }

  // The first certificate or piece of revocation data whose algorithms had ended when it is proven
  // to have existed; with DSS (spec/en319102-1.md 10.3 step 4) when the signature is, and
  // revocation data when the certificate is whose status it tells.
  std::string weak_object(PastAlgorithms way) const {
    const bool own = way == PastAlgorithms::each_object;
    const auto& path = *result_.past.path;
    for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
      const Certificate& certificate = path.certificates[i];
      const auto algorithm = crypto::read_signature_algorithm(certificate.signature_algorithm());
      const auto key = paths::working_key(path, i + 1);
      const UtcTime then = own ? proofs_.earliest(certificate).time : best_;
      if (!algorithm.ok() || !counts(subject_.policy.algorithms(model::AlgorithmUsage::certificates)
                                         .assess(*algorithm, key.ok() ? key->bits() : 0, then))) {
        return id_of(certificate);
      }
    }
    for (const RevocationFinding& finding : result_.past.findings) {
      if (!finding.chosen) {
        continue;
      }
      const UtcTime told = proofs_.earliest(path.certificates[finding.certificate]).time;
      for (const model::RevocationEvidence* data : finding.answer()->data) {
        if (!reliable_data(*data, own ? std::nullopt : std::optional<UtcTime>(told))) {
          return data->id;
        }
      }
    }
    return "";
  }
  // At that time; none: each part when it is itself proven to have existed.
  bool reliable_data(const model::RevocationEvidence& data, std::optional<UtcTime> at) const {
    const auto used = blocks::algorithms_of(data);
    return std::ranges::all_of(used, [&](const blocks::UsedAlgorithm& one) {
      const UtcTime own = one.certificate ? proofs_.earliest(*one.certificate).time
                                          : proofs_.earliest(data.id).time;
      return counts(subject_.policy.algorithms(model::AlgorithmUsage::revocation)
                        .assess(one.algorithm, one.key_bits, at.value_or(own)));
    });
  }
  static bool counts(const model::Assessment& assessment) {
    return assessment.ok() || assessment.level != Level::fail;
  }

  // Steps 1 and 7: somebody who can still be relied on said that the signer was good.
  bool revocation_issuer() {
    const RevocationFinding* signer = finding_of(result_.past.findings, 0);
    if (signer == nullptr || signer->answer() == nullptr) {
      return true;
    }
    return list_.require(rules::kRevocationIssuerThen, Level::fail,
                         issuer_proven(*signer->answer(), *result_.past.path, proofs_));
  }

  const blocks::Subject& subject_;
  const model::Conclusion& current_;
  const ProofsOfExistence& proofs_;
  UtcTime best_{};
  std::optional<model::Conclusion> refused_;  // by signature acceptance
  blocks::Checklist list_;
  PastResult result_;
};

}  // namespace

ControlTime slide_validation_time(const blocks::Subject& subject, const CandidatePath& path,
                                  const std::vector<RevocationFinding>& findings,
                                  const ProofsOfExistence& proofs, UtcTime start) {
  return Slide(subject, path, findings, proofs, start).run();
}

PastPath past_certificate_validation(const blocks::Subject& subject,
                                     const ProofsOfExistence& proofs) {
  PastPath best;
  blocks::Subject then = subject;
  then.trust_time = proofs.earliest(subject.evidence.signature.id).time;
  then.existed_by.reset();  // proofs count accuracies
  const std::function<UtcTime(const std::string&)> proven = [&](const std::string& id) {
    return proofs.earliest(id).time;
  };
  then.proven = &proven;
  const bool inside_only =
      subject.policy.departures().past_path == model::Departures::PastPath::inside_validity;
  bool departed = false;
  for (const CandidatePath& path : blocks::judged_paths(subject)) {
    const auto inside = inside_validity(subject, path);
    if (!inside) {
      continue;
    }
    blocks::X509Result checked =
        blocks::check_path_alone(then.at(inside_only ? *inside : subject.time), path);
    departed = departed ||
               (!inside_only && blocks::check_path_alone(then.at(*inside), path).block.passed() !=
                                    checked.block.passed());
    if (!checked.block.passed()) {
      const model::CheckRecord* failure = first_failure(checked.block);
      if (best.path == nullptr && failure != nullptr && failure->rule == &rules::kAnchorSunset) {
        best.lacking = subject.evidence.signature.id;  // not proven to be older than that
      }
      continue;
    }
    auto findings = blocks::find_revocation(then, path, blocks::kept_since(checked));
    // spec/en319102-1.md 10.1 step 1: nothing from after the anchor's sunset is relied on.
    const UtcTime start = std::min(subject.time, checked.sunset.value_or(subject.time));
    const ControlTime control = slide_validation_time(then, path, findings, proofs, start);
    if (!control.time) {
      if (best.path == nullptr) {
        best.lacking = control.lacking;
      }
      continue;
    }
    if (best.path == nullptr || *control.time > best.control_time) {
      rely_on(control.relied, findings);
      best = {&path, *control.time, std::move(findings), checked.service, checked.period,
              "",    false};
    }
  }
  best.departed = departed;
  return best;
}

bool liftable(const model::Conclusion& conclusion, const BasicResult& basic) {
  constexpr std::array kLater{SubIndication::revoked_no_poe,
                              SubIndication::revoked_ca_no_poe,
                              SubIndication::out_of_bounds_no_poe,
                              SubIndication::out_of_bounds_not_revoked,
                              SubIndication::crypto_constraints_failure_no_poe,
                              SubIndication::revocation_out_of_bounds_no_poe,
                              SubIndication::no_certificate_chain_found_no_poe};
  return conclusion.indication == Indication::indeterminate &&
         (std::ranges::count(kLater, conclusion.sub) != 0 || expired_ca(conclusion, basic));
}

PastResult past_signature_validation(const blocks::Subject& subject,
                                     const model::Conclusion& current,
                                     const ProofsOfExistence& proofs) {
  return Past(subject, current, proofs).run();
}

}  // namespace senim::process

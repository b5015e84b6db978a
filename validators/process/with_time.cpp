#include "validators/process/with_time.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "validators/blocks/revocation_freshness.h"
#include "validators/blocks/signature_acceptance.h"
#include "validators/model/rules.h"
#include "validators/process/past_validation.h"
#include "validators/process/proofs.h"

namespace senim::process {

namespace {

namespace rules = model::rules;
using blocks::RevocationFinding;
using blocks::RevocationState;
using model::CertificateRole;
using model::Context;
using model::Key;
using model::Level;
using model::Params;
using model::SubIndication;
using model::TimestampKind;

// spec/en319102-1.md 8 step 2: what a best signature time may change.
bool continues(const model::Conclusion& conclusion) {
  constexpr std::array kLater{SubIndication::crypto_constraints_failure_no_poe,
                              SubIndication::revoked_no_poe,
                              SubIndication::revoked_ca_no_poe,
                              SubIndication::try_later,
                              SubIndication::out_of_bounds_no_poe,
                              SubIndication::out_of_bounds_not_revoked};
  return conclusion.indication == model::Indication::passed ||
         (conclusion.indication == model::Indication::indeterminate &&
          std::ranges::count(kLater, conclusion.sub) != 0);
}

Seconds accuracy(const model::ParsedTimestamp& timestamp) {
  return timestamp.accuracy.value_or(Seconds{0});
}

// spec/en319102-1.md 1.1: in which order time-stamps are made.
int rank(TimestampKind kind) {
  switch (kind) {
    case TimestampKind::content:
      return 0;
    case TimestampKind::signature:
      return 1;
    case TimestampKind::validation_data:
      return 2;
    case TimestampKind::archive:
    case TimestampKind::document:
    case TimestampKind::container:
    case TimestampKind::detached:
      return 3;
  }
  return 3;
}

// The signature is not older than what is inside it.
UtcTime earliest_possible(std::span<const TimestampFinding> timestamps) {
  UtcTime possible = UtcTime::min();
  for (const TimestampFinding& one : timestamps) {
    if (one.kind() == TimestampKind::content && one.valid()) {
      possible = std::max(possible, one.time());
    }
  }
  return possible;
}

// What time-stamps prove, without the archive.
BestSignatureTime stamped_time(const blocks::Subject& subject,
                               std::span<const TimestampFinding> timestamps) {
  BestSignatureTime best{subject.time, "", subject.time};
  const UtcTime possible = earliest_possible(timestamps);
  for (const TimestampFinding& one : timestamps) {
    if (!one.on_value_of(subject.evidence.signature.id) || !one.valid()) {
      continue;
    }
    const UtcTime time = std::max(one.time(), possible);
    best.existed_by = std::min(best.existed_by, time + accuracy(one.evidence->timestamp));
    if (time < best.time) {
      best.time = time;
      best.proof = one.id();
    }
  }
  return best;
}

class WithTime {
 public:
  WithTime(const blocks::Subject& subject, const BasicResult& basic,
           std::span<const TimestampFinding> timestamps)
      : subject_(subject), basic_(basic), timestamps_(timestamps) {}

  WithTimeResult constraints(const BestSignatureTime& best) && {
    take(best);
    const bool through = mandated() && order() && delay();
    return through ? std::move(*this).pass() : std::move(*this).stop();
  }

  WithTimeResult run() && {
    result_.best_signature_time = result_.existed_by = subject_.time;
    result_.conclusion = basic_.conclusion;
    if (!continues(basic_.conclusion) || status_lacking()) {
      return std::move(result_);
    }
    const BestSignatureTime best = best_signature_time(subject_, timestamps_);
    take(best);
    if (basic_.conclusion.sub == SubIndication::out_of_bounds_no_poe) {
      list_.require(rules::kNotBeforeIssuance, Level::fail, best_ >= signer().not_before(), when());
      return list_.failed() ? std::move(*this).stop() : std::move(result_);
    }
    const bool through = mandated() && revocation() && complete() && validity() && order() &&
                         delay() && suspension() && freshness() && acceptance() &&
                         chain_algorithms() && rest_of_revocation();
    return through ? std::move(*this).pass() : std::move(*this).stop();
  }

 private:
  void take(const BestSignatureTime& best) {
    best_ = best.time;
    result_.best_signature_time = best.time;
    result_.existed_by = best.existed_by;
    result_.proof = best.proof;
    stamped_ = is_archive_source(best.proof) ? stamped_time(subject_, timestamps_) : best;
  }
  WithTimeResult stop() && {
    blocks::BlockResult block = std::move(list_).stop();
    if (block.conclusion != model::Conclusion{} && !overruled_) {
      result_.conclusion = block.conclusion;
    }
    std::ranges::move(block.checks, std::back_inserter(result_.checks));
    return std::move(result_);
  }
  WithTimeResult pass() && {
    blocks::BlockResult block = std::move(list_).pass();
    result_.conclusion = block.conclusion;
    std::ranges::move(block.checks, std::back_inserter(result_.checks));
    return std::move(result_);
  }

  const pki::Certificate& signer() const { return *subject_.evidence.signing_certificate; }
  Params when() const {
    Params params{{"bestSignatureTime", to_string(best_)}};
    if (result_.existed_by != best_) {
      params.emplace_back("existedBy", to_string(result_.existed_by));
    }
    if (!result_.proof.empty()) {
      params.emplace_back(is_archive_source(result_.proof) ? "archive" : "timestamp",
                          result_.proof);
    }
    return params;
  }
  const model::Constraint& time_constraint(Key key) const {
    return subject_.policy.constraint(key, Context::timestamp);
  }

  // Step 3: nobody knows the status of a certificate that needs one. No time-stamp mends that
  // (spec/en319102-1.md 16).
  bool status_lacking() const {
    return std::ranges::any_of(basic_.x509.revocation, [&](const RevocationFinding& finding) {
      const CertificateRole role =
          finding.certificate == 0 ? CertificateRole::signing : CertificateRole::ca;
      const auto fails = [&](Key key) {
        const model::Constraint& wanted = subject_.constraint(key, role);
        return wanted.runs() && wanted.level == Level::fail;
      };
      return finding.state != RevocationState::not_required && !finding.chosen &&
             (fails(Key::revocation_available) || fails(Key::revocation_acceptable));
    });
  }

  // Steps 4 and 5, as far as the policy asks for them.
  bool mandated() {
    // At a time in the past, of those that there were.
    const auto there = [&](const TimestampFinding& one) {
      return one.on_value_of(subject_.evidence.signature.id) &&
             (subject_.time == subject_.now || one.time() <= subject_.time);
    };
    const auto bad = std::ranges::find_if(
        timestamps_, [&](const TimestampFinding& one) { return there(one) && !one.valid(); });
    const model::Constraint& valid = time_constraint(Key::timestamp_valid);
    const bool any = std::ranges::any_of(timestamps_, there);
    if (!any) {
      list_.not_applicable(rules::kTimestampValid, valid.level);
    } else if (!list_.require(rules::kTimestampValid, valid, bad == timestamps_.end(),
                              bad == timestamps_.end()
                                  ? Params{}
                                  : Params{{"timestamp", bad->id()},
                                           {"check", std::string(bad->failed_check())}})) {
      result_.conclusion = bad->conclusion;  // the process ends with what the time-stamp says
      overruled_ = true;
      return false;
    }
    if (!subject_.is_signature()) {
      return true;
    }
    const model::Constraint& level = subject_.constraint(Key::t_level);
    return level.level == Level::ignore ||
           list_.require(rules::kLevelReached, level, !stamped_.proof.empty(), {{"level", "T"}});
  }

  // Step 6 a. Every revoked certificate of the path, not only the one the basic process named.
  bool revocation() {
    const model::Constraint& wanted = time_constraint(Key::timestamp_revocation_time);
    for (const RevocationFinding& finding : basic_.x509.revocation) {
      if (finding.state != RevocationState::revoked) {
        continue;
      }
      const model::CertificateStatus& status = finding.answer()->status;
      const bool survives = blocks::survivable(subject_.policy, status);
      Params params = when();
      params.emplace_back("revokedAt", to_string(*status.revoked_at));
      if (status.reason) {
        params.emplace_back("reason", std::string(pki::to_string(*status.reason)));
      }
      const model::Rule& rule = finding.certificate == 0 ? rules::kProvenBeforeRevocation
                                                         : rules::kProvenBeforeCaRevocation;
      if (!list_.require(rule, wanted, result_.existed_by < *status.revoked_at && survives,
                         std::move(params))) {
        return false;
      }
    }
    return true;
  }

  // What was left out may say that it was revoked before the proven time: a revocation that was
  // told although the search did not end is not lifted.
  bool complete() {
    const auto& findings = basic_.x509.revocation;
    return findings.empty() || !blocks::search_cut(subject_, findings) ||
           list_.require(rules::kRevocationSearchComplete, Level::fail, false);
  }

  // Steps 6 a to d: whatever else was wrong, the signature lies inside its certificate's validity.
  bool validity() {
    return list_.require(rules::kNotBeforeIssuance, Level::fail, best_ >= signer().not_before(),
                         when()) &&
           list_.require(rules::kProvenBeforeExpiry, time_constraint(Key::timestamp_before_expiry),
                         result_.existed_by <= signer().not_after(), when());
  }
  // Step 6 e, over the time-stamps that passed; RFC 3161 2.4.2 about accuracy and ordering.
  bool order() {
    const model::Constraint& wanted = time_constraint(Key::timestamp_coherence);
    for (const TimestampFinding& left : timestamps_) {
      for (const TimestampFinding& right : timestamps_) {
        if (left.valid() && right.valid() && made_before(left, right) &&
            surely_later(left, right)) {
          return list_.require(rules::kTimestampOrder, wanted, false,
                               {{"timestamp", left.id()},
                                {"time", to_string(left.time())},
                                {"before", right.id()},
                                {"beforeTime", to_string(right.time())}});
        }
      }
    }
    if (stamped_.proof.empty()) {
      return true;
    }
    return list_.require(rules::kTimestampOrder, wanted, true);
  }
  static bool made_before(const TimestampFinding& left, const TimestampFinding& right) {
    const int left_rank = rank(left.kind());
    const int right_rank = rank(right.kind());
    return left_rank < right_rank || (left_rank == right_rank && &left != &right &&
                                      right.evidence->timestamp.is_over(left.id()));
  }
  static bool surely_later(const TimestampFinding& left, const TimestampFinding& right) {
    const auto& first = left.evidence->timestamp;
    const auto& second = right.evidence->timestamp;
    const Seconds slack =
        first.ordering && second.ordering ? Seconds{0} : accuracy(first) + accuracy(second);
    return left.time() > right.time() + slack;
  }

  // Step 7.
  bool delay() {
    const model::Constraint& wanted = time_constraint(Key::timestamp_delay);
    if (!wanted.runs() || stamped_.proof.empty() || !subject_.is_signature()) {
      return true;
    }
    const auto& claimed = subject_.evidence.signature.claimed_signing_time;
    const Seconds allowed = wanted.duration().value_or(Seconds{0});
    Params params = when();
    if (stamped_.proof != result_.proof) {
      params.emplace_back("timestamp", stamped_.proof);
      params.emplace_back("time", to_string(stamped_.time));
    }
    params.emplace_back("claimed", claimed ? to_string(*claimed) : "");
    return list_.require(rules::kTimestampDelay, wanted,
                         claimed && *claimed + allowed > stamped_.time, std::move(params));
  }

  // Step 8: suspended after the signature was made.
  bool suspension() {
    for (const RevocationFinding& finding : basic_.x509.revocation) {
      if (finding.state != RevocationState::on_hold) {
        continue;
      }
      Params params = when();
      const model::CertificateStatus& status = finding.answer()->status;
      const UtcTime since = *status.revoked_at;
      params.emplace_back("suspendedAt", to_string(since));
      const bool survives = blocks::survivable(subject_.policy, status);
      if (!list_.require(rules::kProvenBeforeSuspension, Level::fail,
                         result_.existed_by < since && survives, std::move(params))) {
        return false;
      }
    }
    return true;
  }

  // Step 8: data that is too old for now may be recent enough for then.
  bool freshness() {
    for (const RevocationFinding& finding : basic_.x509.revocation) {
      if (finding.state != RevocationState::stale) {
        continue;
      }
      const CertificateRole role =
          finding.certificate == 0 ? CertificateRole::signing : CertificateRole::ca;
      const blocks::RevocationAnswer& answer = *finding.answer();
      const bool fresh = blocks::freshness(answer.status, answer.main().kind, subject_.policy,
                                           subject_.context, role, best_)
                             .holds;
      Params params = when();
      params.emplace_back("thisUpdate", to_string(answer.status.this_update));
      if (!list_.require(rules::kFreshThen, Level::fail, fresh, std::move(params))) {
        return false;
      }
    }
    return true;
  }

  // Step 9: signature acceptance again, its algorithms at the best signature time.
  bool acceptance() {
    if (basic_.acceptance.passed()) {
      return true;
    }
    blocks::BlockResult again = blocks::signature_acceptance(subject_.at(best_), basic_.x509.path);
    if (again.passed()) {
      return true;
    }
    result_.conclusion = again.conclusion;
    overruled_ = true;
    return false;
  }

  // Step 10: certificates and revocation data are still relied on now.
  bool chain_algorithms() {
    if (basic_.x509.path == nullptr) {
      return false;
    }
    return blocks::check_path_algorithms(subject_, *basic_.x509.path, list_) &&
           blocks::check_revocation_algorithms(subject_, basic_.x509.revocation, list_);
  }

  // The basic process ended at the failure that is lifted here: what it would have asked of the
  // revocation data behind that, whoever issued them being still valid among it, is asked now.
  bool rest_of_revocation() {
    return basic_.x509.block.passed() ||
           (blocks::check_revocation_form(subject_, *basic_.x509.path, basic_.x509.revocation,
                                          list_) &&
            blocks::check_revocation_issuers(subject_, basic_.x509.revocation, list_));
  }

  const blocks::Subject& subject_;
  const BasicResult& basic_;
  std::span<const TimestampFinding> timestamps_;
  UtcTime best_{};
  // By time-stamps alone: what asks for time-stamps is not met by the archive.
  BestSignatureTime stamped_;
  bool overruled_ = false;  // the conclusion is another object's
  blocks::Checklist list_;
  WithTimeResult result_;
};

}  // namespace

BestSignatureTime best_signature_time(const blocks::Subject& subject,
                                      std::span<const TimestampFinding> timestamps) {
  BestSignatureTime best = stamped_time(subject, timestamps);
  const UtcTime possible = earliest_possible(timestamps);
  for (const model::ArchiveProof& proof : subject.archive_proofs) {
    if (proof.object != subject.evidence.signature.id || !subject.counts(proof)) {
      continue;
    }
    const UtcTime time = std::max(proof.time, possible);
    best.existed_by = std::min(best.existed_by, std::max(proof.existed_by(), possible));
    if (time < best.time) {
      best.time = time;
      best.proof = archive_source(proof);
    }
  }
  return best;
}

WithTimeResult validate_with_time(const blocks::Subject& subject, const BasicResult& basic,
                                  std::span<const TimestampFinding> timestamps) {
  return WithTime(subject, basic, timestamps).run();
}

WithTimeResult check_time_constraints(const blocks::Subject& subject, const BasicResult& basic,
                                      std::span<const TimestampFinding> timestamps,
                                      const BestSignatureTime& best) {
  return WithTime(subject, basic, timestamps).constraints(best);
}

}  // namespace senim::process

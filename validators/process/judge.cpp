#include "validators/process/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/blocks/signer_constraints.h"
#include "validators/model/legal_point.h"
#include "validators/model/rules.h"
#include "validators/process/agreement.h"
#include "validators/process/basic.h"
#include "validators/process/demanded_timestamps.h"
#include "validators/process/document_status.h"
#include "validators/process/long_term.h"
#include "validators/process/path_qualification.h"
#include "validators/process/policy_choice.h"
#include "validators/process/proofs.h"
#include "validators/process/signer_facts.h"
#include "validators/process/timestamp.h"
#include "validators/process/timestamps_beside.h"
#include "validators/process/with_time.h"

namespace senim::process {

namespace {

using model::Aspect;
using model::AspectConclusion;
using model::CandidatePath;
using model::CheckRecord;
using model::Indication;
using model::Level;
using model::MatchState;
using model::Outcome;
using model::Policy;
using model::SignatureEvidence;
using model::SignatureVerdict;
using model::ValueState;
using model::Verdict;
using pki::Certificate;

// report.md 4: unreachable, stale, unsupported may be served again for at most 10 s.
constexpr Seconds kUndecidedAge{10};

std::string references_state(const std::vector<model::DigestMatcher>& matchers) {
  const auto has = [&](MatchState state) {
    return std::ranges::any_of(matchers,
                               [=](const auto& matcher) { return matcher.state == state; });
  };
  if (matchers.empty()) {
    return "none";
  }
  if (has(MatchState::changed)) {
    return "changed";
  }
  if (has(MatchState::missing)) {
    return "missing";
  }
  return has(MatchState::unsupported) ? "unsupported" : "intact";
}

// A check that failed and that a later process has made harmless stays in the report, and no longer
// counts (EN 319 102-1 5.5, 5.6.3): what was wrong at the validation time happened afterwards.
void mark_lifted(std::vector<CheckRecord>& checks, const std::string& proof) {
  for (CheckRecord& check : checks) {
    if (check.level == Level::fail && check.outcome == Outcome::failed) {
      check.level = Level::inform;
      check.params.emplace_back("resolvedBy", proof);
    }
  }
}

std::vector<model::EvidenceRecordVerdict> list_records(
    const std::vector<model::EvidenceRecordEvidence>& records) {
  std::vector<model::EvidenceRecordVerdict> listed;
  for (const model::EvidenceRecordEvidence& record : records) {
    model::EvidenceRecordVerdict one;
    one.id = record.id;
    one.format = record.format;
    listed.push_back(std::move(one));
  }
  return listed;
}

// report.md 2, last table. Confirmed only when the blocks behind it passed: a record that is
// missing confirms nothing.
AspectConclusion conclude(const std::vector<CheckRecord>& checks, Aspect aspect,
                          bool blocks_passed) {
  AspectConclusion conclusion;
  std::vector<const model::Rule*> seen;
  seen.reserve(checks.size());
  bool refuted = false;
  bool doubted = !blocks_passed;
  for (const CheckRecord& check : checks) {
    if (check.rule->aspect != aspect || check.outcome == Outcome::ignored ||
        check.outcome == Outcome::not_applicable) {
      continue;
    }
    if (std::ranges::find(seen, check.rule) == seen.end()) {
      seen.push_back(check.rule);
    }
    if (check.level == Level::fail && check.outcome != Outcome::ok) {
      const bool definite = check.rule->on_failure.indication == Indication::failed;
      refuted = refuted || (definite && check.outcome == Outcome::failed);
      doubted = true;
    }
  }
  conclusion.checks.reserve(seen.size());
  for (const model::Rule* rule : seen) {
    conclusion.checks.emplace_back(rule->id);
  }
  if (refuted) {
    conclusion.outcome = AspectConclusion::Outcome::refuted;
  } else if (!doubted) {
    conclusion.outcome = AspectConclusion::Outcome::confirmed;
  }
  return conclusion;
}

// `passed`: by the last process that ran. Then whatever a block failed at the validation time has
// been lifted, and only failures of authenticity and of algorithms can be.
void conclude_aspects(const BasicResult& basic, bool passed, SignatureVerdict& verdict) {
  const bool value = verdict.integrity.value == ValueState::valid;
  // Acceptance ends with the algorithms. Where it came that far each of the three has what it asks
  // of it among its own checks; where it stopped before, they are missing in all three.
  const bool complete = std::ranges::any_of(verdict.checks, [](const CheckRecord& check) {
    return check.rule == &model::rules::kAlgorithmReliable;
  });
  const bool accepted = basic.acceptance.passed() || passed || complete;
  verdict.authenticity = conclude(verdict.checks, Aspect::authenticity,
                                  (basic.x509.block.passed() && accepted) || passed);
  verdict.belonging =
      conclude(verdict.checks, Aspect::belonging,
               value && basic.signer.passed() && basic.context.passed() && accepted);
  // The digests stand under the value: without it nothing says that they were not replaced.
  verdict.immutability =
      conclude(verdict.checks, Aspect::immutability,
               value && basic.format.passed() && basic.cryptographic.passed() && accepted);
}

// domain.md 1: immutability is digests and coverage of the whole document. What the document's
// policy allows counts for nothing; the status tells the rest (document_status).
void conclude_document(const model::DocumentRules& document, SignatureVerdict& verdict) {
  using model::Permission;
  AspectConclusion& immutability = verdict.immutability;
  const auto see = [&](const model::Rule& rule, bool holds, Permission permission,
                       AspectConclusion::Outcome otherwise) {
    const bool allowed = permission == Permission::allowed;
    verdict.checks.push_back(
        {&rule, allowed ? Level::inform : Level::warn, holds ? Outcome::ok : Outcome::failed, {}});
    immutability.checks.emplace_back(rule.id);
    if (!holds && !allowed && immutability.outcome != AspectConclusion::Outcome::refuted) {
      immutability.outcome = otherwise;
    }
  };
  see(model::rules::kDocumentCovered, verdict.integrity.coverage != model::Coverage::partial,
      document.partial_coverage, AspectConclusion::Outcome::undetermined);
  see(model::rules::kDocumentUnchanged, !verdict.integrity.modified, document.modified,
      AspectConclusion::Outcome::refuted);
}

// What the submission's policy or the signature's own refuses is refused (report.md 2: each is
// judged under its own; what its policy refuses in a signature a laxer default does not allow).
model::DocumentRules stricter(model::DocumentRules submission, const model::DocumentRules& own) {
  using model::Permission;
  const auto add = [](Permission& one, Permission other) {
    one = other == Permission::refused ? other : one;
  };
  add(submission.partial_coverage, own.partial_coverage);
  add(submission.modified, own.modified);
  return submission;
}

// A policy that is not in force, or not made for this: it can take a pass away, never give one.
template <typename OneVerdict>
void demand_policy(const model::PolicyChooser& policies, const model::PolicyQuery& query,
                   const Policy& policy, OneVerdict& verdict) {
  const auto objection = policies.objection(query);
  if (!objection) {
    return;
  }
  CheckRecord record{&model::rules::kPolicyInForce,
                     Level::fail,
                     Outcome::failed,
                     {{"policy", policy.id()}, {"problem", std::string(objection->problem)}}};
  for (const auto& [name, instant] :
       {std::pair("from", objection->from), std::pair("to", objection->to)}) {
    if (instant) {
      record.params.emplace_back(name, senim::to_string(*instant));
    }
  }
  verdict.checks.push_back(std::move(record));
  if (verdict.conclusion.indication == Indication::passed) {
    verdict.conclusion = model::rules::kPolicyInForce.on_failure;
  }
}

// The points of the law that the policy names for its checks, told with each record. Those of
// time-stamps are others (order 500/NK points 15 and 17).
void cite(const Policy& policy, std::string_view prefix, std::vector<CheckRecord>& checks) {
  const auto& points = policy.rules().legal_points;
  if (points.empty()) {
    return;
  }
  for (CheckRecord& check : checks) {
    const auto point = points.find(std::string(prefix).append(check.rule->id));
    if (point != points.end()) {
      check.params.emplace_back(model::kLegalPoint, point->second);
    }
  }
}

// No anchor that the policy accepts: such a listing is the last to say whose signature it is.
bool without_anchor(const model::Conclusion& conclusion) {
  return conclusion.sub == model::SubIndication::no_certificate_chain_found ||
         conclusion.sub == model::SubIndication::no_certificate_chain_found_no_poe;
}

// What became of it under the lists of another country, beside the verdict that is told in full.
template <typename OneVerdict>
CheckRecord tried(const OneVerdict& verdict) {
  CheckRecord record{&model::rules::kPathTried, Level::inform, Outcome::failed, {}};
  if (!verdict.chain.empty()) {
    record.params.emplace_back("anchor", verdict.chain.back());
    record.params.emplace_back("length", std::to_string(verdict.chain.size()));
  }
  if (const CheckRecord* why = check_behind(verdict.conclusion, verdict.checks)) {
    record.params.emplace_back("check", why->rule->id);
  }
  return record;
}

// One signed thing under the lists of each country that its paths end in, each under the policy
// that this country chooses: a pass stands only on a list by which its policy was chosen
// (spec/domain.md 1: the pair of an agreement is that of issuer and relying country).
template <typename JudgeOne>
auto judge_by_territory(const SignatureEvidence& evidence, const model::Territory& home,
                        const JudgeOne& judge_one) {
  const std::vector<model::Territory> territories = listed_territories(evidence, home);
  if (territories.size() < 2) {
    return judge_one(evidence);
  }
  auto best = judge_one(within(evidence, territories.front()));
  std::vector<CheckRecord> others;
  for (std::size_t i = 1; i < territories.size(); ++i) {
    if (best.conclusion.indication == Indication::passed) {
      return best;
    }
    auto next = judge_one(within(evidence, territories[i]));
    if (next.conclusion.indication == Indication::passed ||
        (without_anchor(best.conclusion) && !without_anchor(next.conclusion))) {
      std::swap(best, next);
    }
    others.push_back(tried(next));
  }
  if (best.conclusion.indication != Indication::passed) {
    std::ranges::move(others, std::back_inserter(best.checks));
  }
  return best;
}

class Judgement {
 public:
  Judgement(const model::Evidence& evidence, const model::Submission& submission,
            const model::TrustView& trust, const model::PolicyChooser& policies, UtcTime now)
      : evidence_(evidence),
        submission_(submission),
        trust_(trust),
        policies_(policies),
        now_(now),
        time_(submission.asked_time.value_or(now)) {}

  Verdict run() && {
    verdict_.validation_time = time_;
    verdict_.asked_time = submission_.asked_time;
    verdict_.document = evidence_.document;
    fresh_until_ = now_ + policies_.submission_policy().max_age();
    describe_basis();
    for (const model::Agreement& agreement : policies_.agreements()) {  // they begin and end
      may_change_at(agreement.since);
      may_change_at(agreement.until.value_or(now_));
    }
    for (const UtcTime instant : policies_.turning_points()) {
      may_change_at(instant);
    }
    judged_.resize(evidence_.signatures.size());
    for (std::size_t i = 0; i < judged_.size(); ++i) {
      judged(i);
    }
    for (std::optional<SignatureVerdict>& signature : judged_) {
      verdict_.signatures.push_back(*std::move(signature));
    }
    judge_timestamps();
    auto decision =
        decide(verdict_, policies_.submission_policy().document(), submission_.expect, now_);
    verdict_.status = decision.status;
    verdict_.reason = std::move(decision.reason);
    verdict_.fresh_until = fresh_until_;
    return std::move(verdict_);
  }

 private:
  void describe_basis() {
    verdict_.basis.policy_book = policies_.digest();
    verdict_.basis.snapshot = trust_.id();
    for (const model::TrustListInfo& list : trust_.lists()) {
      verdict_.basis.lists.push_back({list.source, list.territory, list.sequence, list.issued,
                                      list.next_update, list.digest,
                                      std::string(list.state(now_))});
    }
  }

  // Document, container and detached ones: each under the policy for the country of its authority,
  // the newest first, because what it covers stands longer (spec/en319102-1.md 11).
  void judge_timestamps() {
    verdict_.timestamps.resize(evidence_.timestamps.size());
    for (std::size_t place = 0; place < verdict_.timestamps.size(); ++place) {
      const std::size_t index = beside_.newest_first()[place];
      const model::TimestampEvidence& timestamp = evidence_.timestamps[index];
      verdict_.timestamps[index] = judge_by_territory(
          timestamp.token, policies_.home(), [&](const SignatureEvidence& token) {
            return &token == &timestamp.token
                       ? judge_timestamp(place, timestamp)
                       : judge_timestamp(place, {timestamp.timestamp, token});
          });
    }
    verdict_.evidence_records = list_records(evidence_.evidence_records);
  }
  model::TimestampVerdict judge_timestamp(std::size_t place,
                                          const model::TimestampEvidence& timestamp) {
    const model::PolicyQuery query = policy_query(timestamp.token, "unknown", submission_, time_);
    const Policy& policy = policies_.choose(query);
    fresh_until_ = std::min(fresh_until_, now_ + policy.max_age());
    const blocks::Subject subject =
        this->subject(timestamp.token, policy, model::Context::timestamp);
    TimestampFinding finding = beside_.sustained(place, timestamp, subject);
    model::TimestampVerdict verdict = describe(finding);
    if (policy.level() == model::ValidationLevel::archival) {
      std::ranges::move(tell_archive(subject, "timestamp", verdict.id),
                        std::back_inserter(verdict.checks));
    }
    demand_policy(policies_, query, policy, verdict);
    cite(policy, model::kTimestampPoint, verdict.checks);
    if (time_ < now_) {  // as proven_now()
      verdict.stands_now = beside_.sustained(place, timestamp, subject.at(now_)).valid();
    }
    bound_freshness(finding.basic.x509);
    return verdict;
  }

  blocks::Subject subject(const SignatureEvidence& evidence, const Policy& policy,
                          model::Context context) {
    return {evidence,
            policy,
            trust_,
            context,
            time_,
            now_,
            budget_,
            evidence_.revocation,
            evidence_.fetched,
            {},
            evidence_.revocation_cut,
            nullptr,
            policies_.agreements(),
            evidence_.twins,
            {},
            evidence_.archive_proofs,
            evidence_.timestamps};
  }

  // Each once, whoever asks first: a policy may ask for a counter-signature that passes.
  const SignatureVerdict& judged(std::size_t index) {
    std::optional<SignatureVerdict>& place = judged_.at(index);
    if (!place) {
      place = judge_by_territory(
          evidence_.signatures[index], policies_.home(),
          [&](const SignatureEvidence& part) { return judge_signature(index, part); });
    }
    return *place;
  }

  // Counter-signatures stand behind their parents, so this ends.
  bool countersigned(std::size_t own) {
    for (std::size_t i = own + 1; i < evidence_.signatures.size(); ++i) {
      if (evidence_.signatures[i].signature.parent == own &&
          judged(i).conclusion.indication == Indication::passed) {
        return true;
      }
    }
    return false;
  }

  // As demanded_timestamps: signature acceptance has asked whether one is there at all, and anybody
  // can put one there (EN 319 132-1 5.2.7, EN 319 122-1 5.2.7: an unsigned property).
  blocks::BlockResult demanded_counter_signature(std::size_t own, const blocks::Subject& subject) {
    blocks::Checklist list;
    const model::Constraint& wanted = subject.constraint(model::Key::counter_signature_present);
    if (wanted.runs() && !countersigned(own)) {
      list.require(model::rules::kCounterSignature, wanted, false, {{"problem", "none passes"}});
    }
    return list.failed() ? std::move(list).stop() : std::move(list).pass();
  }

  static void demand(blocks::BlockResult demanded, LongTermResult& result) {
    std::ranges::move(demanded.checks, std::back_inserter(result.checks));
    if (!demanded.passed() && result.conclusion.indication == Indication::passed) {
      result.conclusion = demanded.conclusion;
    }
  }

  // `evidence`: that of `own`, with paths to the lists of one country, or with none.
  SignatureVerdict judge_signature(std::size_t own, const SignatureEvidence& evidence) {
    SignatureVerdict verdict = describe(evidence);
    const model::PolicyQuery query = policy_query(evidence, verdict.direction, submission_, time_);
    const Policy& policy = policies_.choose(query);
    verdict.policy = {policy.id(), policy.version(), policy.digest()};
    fresh_until_ = std::min(fresh_until_, now_ + policy.max_age());

    blocks::Subject subject = this->subject(
        evidence, policy,
        evidence.signature.parent ? model::Context::counter_signature : model::Context::signature);
    std::vector<TimestampFinding> timestamps = timestamps_of(subject);
    // spec/en319102-1.md 16: the anchor's service was acceptable at the best signature time.
    trust_at(best_signature_time(subject, timestamps), subject);
    BasicResult basic = validate_basic(subject, timestamps);
    verdict.conclusion = basic.conclusion;
    LongTermResult later = run_processes(own, subject, basic, timestamps, verdict);
    if (time_ < now_ && !later.proof.empty() && !proven_now(own, subject)) {
      verdict.best_signature_time = time_;
      verdict.best_signature_time_from = "validation";
    }
    describe_path(evidence, basic.x509, verdict);
    if (later.past.path != nullptr) {
      describe_past_path(later.past, verdict);
    }
    const bool passed = verdict.conclusion.indication == Indication::passed;
    const bool lifted = passed && basic.conclusion.indication != Indication::passed;
    verdict.checks = basic.take_checks();
    if (lifted) {
      mark_lifted(verdict.checks, later.proof);
    }
    std::ranges::move(tell_archive(subject, "signature", verdict.id),
                      std::back_inserter(verdict.checks));
    std::ranges::move(later.checks, std::back_inserter(verdict.checks));
    judge_qualification(subject, basic.x509, later.past, verdict);
    demand_policy(policies_, query, policy, verdict);
    conclude_aspects(basic, passed, verdict);
    conclude_document(stricter(policies_.submission_policy().document(), policy.document()),
                      verdict);
    for (std::size_t i = 0; i < timestamps.size(); ++i) {
      bound_freshness(timestamps[i].basic.x509);
      if (i < evidence.timestamps.size()) {  // the others stand at the top of the report
        verdict.timestamps.push_back(describe(timestamps[i]));
        cite(policy, model::kTimestampPoint, verdict.timestamps.back().checks);
      }
    }
    cite(policy, "", verdict.checks);
    bound_freshness(basic, verdict);
    return verdict;
  }

  // All over the signature, its own first, under its own policy.
  std::vector<TimestampFinding> timestamps_of(const blocks::Subject& subject) {
    const std::size_t own = subject.evidence.timestamps.size();
    std::vector<TimestampFinding> found;
    for (const model::TimestampEvidence* one : timestamps_over(subject.evidence, subject.beside)) {
      found.push_back(found.size() < own ? validate_timestamp(*one, subject)
                                         : beside_.validated(*one, subject));
    }
    return found;
  }

  static void trust_at(const BestSignatureTime& best, blocks::Subject& subject) {
    subject.trust_time = best.time;
    subject.existed_by = best.existed_by;
  }

  // What the signature is worth, and whether that is what the policy asks for. A level can take a
  // pass away, never give one.
  void judge_qualification(const blocks::Subject& subject, const blocks::X509Result& x509,
                           const PastPath& past, SignatureVerdict& verdict) const {
    const bool by_past = past.path != nullptr;
    const QualificationQuestion question{
        subject, by_past ? past.path : x509.path, by_past ? past.service : x509.service,
        verdict.best_signature_time, verdict.conclusion.indication};
    std::string level;
    model::Params params;
    if (const auto found = qualification_of(question)) {
      verdict.qualification = found->facts;
      level = found->level_if_passed;
      params =
          level_params(found->facts.scheme, level, found->facts.issuance, found->facts.signing);
    }
    demand_level(model::rules::kQualificationLevel,
                 subject.constraint(model::Key::qualification_level), level, std::move(params),
                 verdict);
    judge_agreement(question, verdict);
  }

  void judge_agreement(const QualificationQuestion& question, SignatureVerdict& verdict) const {
    // Whose list the judged path ends in.
    const model::Territory issuer = question.anchor != nullptr
                                        ? question.anchor->territory
                                        : issuer_territory(question.subject.evidence);
    const auto relation =
        relation_of(verdict.direction, policies_.home(), issuer, submission_.recipient);
    std::string level;
    model::Params params;
    if (const auto found = relation ? recognition_of(question, *relation) : std::nullopt) {
      verdict.agreement = found->facts;
      level = found->level_if_passed;
      params = level_params(found->facts.id, level, found->facts.issuance, found->facts.signing);
    }
    const model::Constraint& wanted =
        question.subject.constraint(model::Key::qualification_recognised);
    if (verdict.agreement || wanted.level != Level::ignore) {
      demand_level(model::rules::kRecognised, wanted, level, std::move(params), verdict);
    }
  }

  static void demand_level(const model::Rule& rule, const model::Constraint& wanted,
                           const std::string& level, model::Params params,
                           SignatureVerdict& verdict) {
    blocks::Checklist list;
    list.require(rule, wanted, wanted.accepts(level), std::move(params));
    const bool failed = list.failed();
    blocks::BlockResult result = std::move(list).stop();
    std::ranges::move(result.checks, std::back_inserter(verdict.checks));
    if (failed && verdict.conclusion.indication == Indication::passed) {
      verdict.conclusion = result.conclusion;
    }
  }
  static model::Params level_params(const std::string& scheme, const std::string& level,
                                    const model::QualityFacts& issuance,
                                    const model::QualityFacts& signing) {
    model::Params params{{"scheme", scheme}, {"level", level}};
    add_remarks("issuance", issuance, params);
    add_remarks("signing", signing, params);
    return params;
  }
  static void add_remarks(const char* when, const model::QualityFacts& facts,
                          model::Params& params) {
    std::string words;
    for (const std::string& remark : facts.remarks) {
      words.append(words.empty() ? "" : " ").append(remark);
    }
    if (!words.empty()) {
      params.emplace_back(when, std::move(words));
    }
  }

  // Whoever holds the key of an authority that has ended makes time-stamps of any time: one that
  // could be relied on at the asked time, and no longer can, would need a proof that it existed
  // then, and having been asked for is none (spec/en319102-1.md 16). So the proof stands only if
  // it stands now, by itself or by archives.
  bool proven_now(std::size_t own, const blocks::Subject& then) {
    blocks::Subject subject = then.at(now_);
    std::vector<TimestampFinding> timestamps = timestamps_of(subject);
    trust_at(best_signature_time(subject, timestamps), subject);
    SignatureVerdict unused;
    const LongTermResult result =
        run_processes(own, subject, validate_basic(subject, timestamps), timestamps, unused);
    return !result.proof.empty() && result.best_signature_time <= time_;
  }

  // Which receipts had a say about the signature or time-stamp of that id: one record for each,
  // whatever of it counted in the end.
  static std::vector<CheckRecord> tell_archive(const blocks::Subject& subject, const char* what,
                                               const std::string& id) {
    struct Told {
      UtcTime time{};
      std::size_t objects = 0;
      bool itself = false;  // that id among them
    };
    std::map<std::string, Told> receipts;
    for (const model::ArchiveProof& proof : subject.archive_proofs) {
      if (subject.counts(proof)) {
        Told& told = receipts[archive_source(proof)];
        told.time = proof.time;
        ++told.objects;
        told.itself = told.itself || proof.object == id;
      }
    }
    std::vector<CheckRecord> records;
    records.reserve(receipts.size());
    for (const auto& [source, told] : receipts) {
      records.push_back({&model::rules::kSeenBefore,
                         Level::inform,
                         Outcome::ok,
                         {{"archive", source},
                          {"time", senim::to_string(told.time)},
                          {what, told.itself ? "seen" : "not-seen"},
                          {"objects", std::to_string(told.objects)}}});
    }
    return records;
  }

  // The processes above the basic one, as far as the policy wants (spec/en319102-1.md 1.4). The
  // conclusion of the last that ran is the verdict's.
  LongTermResult run_processes(std::size_t own, const blocks::Subject& subject,
                               const BasicResult& basic, std::vector<TimestampFinding>& timestamps,
                               SignatureVerdict& verdict) {
    LongTermResult result;
    result.conclusion = basic.conclusion;
    result.best_signature_time = time_;
    const model::ValidationLevel level = subject.policy.level();
    if (level == model::ValidationLevel::long_term || level == model::ValidationLevel::archival) {
      WithTimeResult with_time = validate_with_time(subject, basic, timestamps);
      std::vector<CheckRecord> checks = std::move(with_time.checks);
      if (level == model::ValidationLevel::archival) {
        result = validate_long_term(subject, basic, with_time, timestamps);
      } else {
        result.conclusion = with_time.conclusion;
        result.best_signature_time = with_time.best_signature_time;
        result.proof = with_time.proof;
      }
      if (result.conclusion.indication == Indication::passed &&
          with_time.conclusion.indication != Indication::passed) {
        mark_lifted(checks, result.proof);
      }
      std::ranges::move(result.checks, std::back_inserter(checks));
      result.checks = std::move(checks);
    }
    if (subject.is_signature()) {
      demand(demanded_timestamps(subject, timestamps), result);
      demand(demanded_counter_signature(own, subject), result);
    }
    verdict.conclusion = result.conclusion;
    verdict.best_signature_time = result.best_signature_time;
    verdict.best_signature_time_from = result.proof.empty()              ? "validation"
                                       : is_archive_source(result.proof) ? "archive"
                                                                         : "timestamp";
    return result;
  }

  model::TimestampVerdict describe(TimestampFinding& finding) {
    const model::ParsedTimestamp& timestamp = finding.evidence->timestamp;
    const SignatureEvidence& token = finding.evidence->token;
    model::TimestampVerdict one;
    one.id = timestamp.id;
    one.kind = timestamp.kind;
    one.time = timestamp.time;
    one.policy = timestamp.policy.dotted();
    one.serial = to_hex(timestamp.serial);
    one.imprint = timestamp.imprint;
    one.covers = timestamp.covers;
    one.value = token.value;
    one.conclusion = finding.conclusion;
    one.qualification = finding.qualification;
    if (token.signing_certificate) {
      one.tsa = to_hex(token.signing_certificate->fingerprint());
      verdict_.certificates.try_emplace(one.tsa, *token.signing_certificate);
    }
    const auto& chain = finding.basic.x509.path != nullptr ? finding.basic.x509.path->certificates
                                                           : token.partial_path;
    for (const Certificate& certificate : chain) {
      one.chain.push_back(to_hex(certificate.fingerprint()));
      verdict_.certificates.try_emplace(one.chain.back(), certificate);
    }
    one.checks = finding.basic.take_checks();
    if (finding.valid() && !finding.past.empty()) {
      mark_lifted(one.checks, "past-validation");
    }
    std::ranges::move(finding.past, std::back_inserter(one.checks));
    return one;
  }

  // The anchor, and what under its list the signer's key is for.
  static void describe_anchor(const model::TrustService& service,
                              const model::ServicePeriod* period, const Certificate& signer,
                              SignatureVerdict& verdict) {
    verdict.anchor = facts_of(service, period);
    if (verdict.signer) {
      verdict.signer->key_purpose = to_string(blocks::key_purpose(signer, &service));
    }
  }

  void describe_past_path(const PastPath& past, SignatureVerdict& verdict) {
    verdict.chain.clear();
    for (const Certificate& certificate : past.path->certificates) {
      verdict.chain.push_back(to_hex(certificate.fingerprint()));
      verdict_.certificates.try_emplace(verdict.chain.back(), certificate);
    }
    if (past.service != nullptr) {
      describe_anchor(*past.service, past.period, past.path->certificates.front(), verdict);
    }
  }

  SignatureVerdict describe(const SignatureEvidence& evidence) {
    const model::ParsedSignature& signature = evidence.signature;
    SignatureVerdict verdict;
    verdict.id = signature.id;
    if (signature.parent) {
      verdict.parent = evidence_.signatures.at(*signature.parent).signature.id;
    }
    verdict.format = signature.format;
    verdict.level = signature.level;
    verdict.packaging = signature.packaging;
    verdict.integrity.references = references_state(signature.matchers);
    verdict.integrity.value = evidence.value;
    verdict.integrity.coverage = signature.coverage;
    verdict.claimed_signing_time = signature.claimed_signing_time;
    verdict.best_signature_time = time_;  // EN 319 102-1 5.3 knows no better one
    if (evidence.signing_certificate) {
      verdict.signer = signer_facts(*evidence.signing_certificate);
      verdict_.certificates.try_emplace(verdict.signer->certificate, *evidence.signing_certificate);
    }
    verdict.direction = direction(signer_territory(evidence, verdict.signer), policies_.home(),
                                  submission_.purpose);
    if (signature.data_digest != crypto::DigestAlgorithm::unknown) {
      verdict.digest_algorithm = to_string(signature.data_digest);
    }
    verdict.signature_algorithm = signature.algorithm.name();
    verdict.algorithm_oid = signature.algorithm.oid().dotted();
    verdict.key_bits = evidence.key_bits;
    verdict.scope = signature.scope;
    verdict.evidence_records = list_records(evidence.evidence_records);
    return verdict;
  }

  void describe_path(const SignatureEvidence& evidence, const blocks::X509Result& x509,
                     SignatureVerdict& verdict) {
    const std::vector<Certificate>& chain =
        x509.path != nullptr ? x509.path->certificates : evidence.partial_path;
    for (const Certificate& certificate : chain) {
      verdict.chain.push_back(to_hex(certificate.fingerprint()));
      verdict_.certificates.try_emplace(verdict.chain.back(), certificate);
    }
    if (x509.service != nullptr) {
      describe_anchor(*x509.service, x509.period, chain.front(), verdict);
    }
    for (const blocks::RevocationFinding& finding : x509.revocation) {
      if (finding.state != blocks::RevocationState::not_required) {
        std::string certificate = verdict.chain.at(finding.certificate);
        if (finding.twin) {
          certificate = to_hex(finding.twin->fingerprint());
          verdict_.certificates.try_emplace(certificate, *finding.twin);
        }
        verdict.revocation.push_back(revocation_facts(finding, std::move(certificate)));
      }
    }
  }

  static model::RevocationFacts revocation_facts(const blocks::RevocationFinding& finding,
                                                 std::string certificate) {
    model::RevocationFacts facts;
    facts.certificate = std::move(certificate);
    facts.status = status_name(finding.state);
    const blocks::RevocationAnswer* answer = finding.answer();
    if (answer == nullptr) {
      facts.from = "online";  // where it had to come from
      facts.endpoint = finding.endpoint;
      return facts;
    }
    const model::RevocationEvidence& data = answer->main();
    const model::CertificateStatus& status = answer->status;
    facts.kind = to_string(data.kind);
    facts.from = to_string(data.origin);
    facts.endpoint = data.endpoint;
    facts.reason = status.reason ? to_string(*status.reason) : "";
    facts.revoked_at = status.revoked_at;
    facts.this_update = status.this_update;
    facts.next_update = status.next_update;
    facts.produced_at = data.produced_at;
    return facts;
  }

  // report.md 4: the first instant after now at which this verdict may change.
  void bound_freshness(const BasicResult& basic, const SignatureVerdict& verdict) {
    if (undecided_for_lack(verdict) &&
        verdict.conclusion.sub != model::SubIndication::no_certificate_chain_found &&
        verdict.conclusion.sub != model::SubIndication::no_certificate_chain_found_no_poe) {
      fresh_until_ = std::min(fresh_until_, now_ + kUndecidedAge);
    }
    bound_freshness(basic.x509);
  }
  void bound_freshness(const blocks::X509Result& x509) {
    if (x509.path == nullptr) {
      return;
    }
    for (const Certificate& certificate : x509.path->certificates) {
      may_change_at(certificate.not_before());
      may_change_at(certificate.not_after());
    }
    for (const blocks::RevocationFinding& finding : x509.revocation) {
      if (finding.chosen && finding.answer()->status.next_update) {
        may_change_at(*finding.answer()->status.next_update);
      }
    }
    if (x509.period != nullptr && x509.period->until) {
      may_change_at(*x509.period->until);
    }
    for (const model::TrustListInfo& list : trust_.lists()) {
      if (x509.service != nullptr && list.source == x509.service->source && list.next_update) {
        may_change_at(*list.next_update);
        may_change_at(*list.next_update + list.grace);
      }
    }
  }
  void may_change_at(UtcTime instant) {
    if (instant > now_) {
      fresh_until_ = std::min(fresh_until_, instant);
    }
  }

  const model::Evidence& evidence_;
  const model::Submission& submission_;
  const model::TrustView& trust_;
  const model::PolicyChooser& policies_;
  UtcTime now_;
  UtcTime time_;
  UtcTime fresh_until_{};
  Budget budget_;  // name comparisons and policy nodes of all paths together (spec/threats.md)
  std::vector<std::optional<SignatureVerdict>> judged_;  // as evidence_.signatures
  Verdict verdict_;
  TimestampsBeside beside_{evidence_.timestamps};
};

}  // namespace

Verdict judge(const model::Evidence& evidence, const model::Submission& submission,
              const model::TrustView& trust, const model::PolicyChooser& policies, UtcTime now) {
  return Judgement(evidence, submission, trust, policies, now).run();
}

}  // namespace senim::process

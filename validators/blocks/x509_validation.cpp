#include "validators/blocks/x509_validation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "validators/blocks/chain_constraints.h"
#include "validators/blocks/listed_entry.h"
#include "validators/blocks/signer_constraints.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/path_validation.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::CandidatePath;
using model::CertificateRole;
using model::Key;
using model::Level;
using model::Params;
using model::ServicePeriod;
using model::SubIndication;
using model::TrustService;
using TrustTime = model::Departures::TrustTime;
using paths::PathFindings;
using pki::Certificate;

std::string name_of(const Certificate& certificate) { return to_hex(certificate.fingerprint()); }

// How far a service gets as an anchor; the furthest one is reported.
enum class AnchorStep : std::uint8_t { source, list, type, status, sunset, accepted };

struct AnchorFinding {
  AnchorStep failed_at = AnchorStep::source;
  const TrustService* service = nullptr;
  const ServicePeriod* period = nullptr;
};

bool contains_or_any(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::any_of(
      list, [&](const std::string& entry) { return entry == "*" || entry == value; });
}

// One certification path under one policy: a list of steps over its parts.
class PathJudge {
 public:
  PathJudge(const Subject& subject, const CandidatePath& path)
      : subject_(subject), candidate_(path), path_(path.certificates) {}

  X509Result run() && {
    const bool through =
        check_anchor() && check_listed_intermediates() && check_path() && check_constraints() &&
        check_no_revocation_available(subject_, candidate_, list_) && check_revocation() &&
        check_algorithms() && check_revocation_algorithms(subject_, result_.revocation, list_) &&
        check_signer_validity() && check_revocation_issuers(subject_, result_.revocation, list_);
    return std::move(*this).end(through);
  }

  // Without revocation and algorithms, which past validation judges at other times.
  X509Result run_alone() && {
    const bool through = check_anchor() && check_listed_intermediates() && check_path() &&
                         check_constraints() &&
                         check_no_revocation_available(subject_, candidate_, list_);
    return std::move(*this).end(through);
  }

 private:
  X509Result end(bool through) && {
    result_.path = &candidate_;
    result_.block = through ? std::move(list_).pass() : std::move(list_).stop();
    return std::move(result_);
  }

  // spec/en319102-1.md 5.5 step 4 ends here; we ask it what any signer is asked.
  bool signer_is_anchor() const { return path_.size() == 1; }

  const model::Constraint& constraint(Key key, CertificateRole role) const {
    return subject_.constraint(key, role);
  }
  static CertificateRole role_of(std::size_t i) {
    return i == 0 ? CertificateRole::signing : CertificateRole::ca;
  }

  // spec/en319102-1.md 5.5 step 3: only of signatures; time-stamps and revocation data are asked
  // when they were made either way.
  TrustTime trust_time() const {
    return subject_.is_signature() ? subject_.policy.departures().trust_time
                                   : TrustTime::best_signature_time;
  }
  UtcTime decisive(TrustTime way) const {
    return way == TrustTime::insecurely_issuance ? path_.front().not_before()
                                                 : subject_.anchored_at();
  }

  const model::TrustListInfo* list_of(const TrustService& service) const {
    for (const model::TrustListInfo& list : subject_.trust.lists()) {
      if (list.source == service.source) {
        return &list;
      }
    }
    return nullptr;
  }

  AnchorFinding examine(const TrustService& service) const {
    return examine(service, trust_time());
  }
  AnchorFinding examine(const TrustService& service, TrustTime way) const {
    const model::AnchorRule& rule = subject_.policy.anchors(subject_.anchor_purpose());
    AnchorFinding finding{AnchorStep::source, &service, nullptr};
    if (!rule.admits(service)) {
      return finding;
    }
    finding.failed_at = AnchorStep::list;
    const model::TrustListInfo* list = list_of(service);
    if (list != nullptr && list->state(subject_.now) == "expired") {
      return finding;
    }
    if (service.given) {
      finding.failed_at = AnchorStep::accepted;  // trusted as given: no type, no timeline
      return finding;
    }
    // spec/en319102-1.md 16: in an acceptable status at the best signature time.
    finding.period = service.at(decisive(way));
    finding.failed_at = entry_step(service, finding.period, decisive(way));
    if (way == TrustTime::insecurely_issuance) {
      return finding;  // what became of it is not asked: it has no sunset
    }
    if (finding.failed_at == AnchorStep::status && accepted_before(service)) {
      finding.failed_at = AnchorStep::sunset;
    }
    if (finding.failed_at == AnchorStep::accepted && subject_.existed_by) {
      const ServicePeriod* last = service.at(*subject_.existed_by);
      if (entry_step(service, last, *subject_.existed_by) != AnchorStep::accepted) {
        finding = {AnchorStep::sunset, &service, last};
      }
    }
    return finding;
  }

  // What is wrong with the list's entry of that time: its type, its status, or nothing.
  AnchorStep entry_step(const TrustService& service, const ServicePeriod* period,
                        UtcTime at) const {
    if (period == nullptr) {
      return AnchorStep::status;
    }
    const model::AnchorRule& rule = subject_.policy.anchors(subject_.anchor_purpose());
    const std::optional<ServicePeriod> entry = as_we_read(subject_, service, *period, at);
    if (!entry || !contains_or_any(rule.service_types, entry->type)) {
      return AnchorStep::type;
    }
    return rule.admits(*entry) ? AnchorStep::accepted : AnchorStep::status;
  }

  // An accepted status that has ended is the anchor's sunset (spec/en319102-1.md 5.5 step 2): what
  // is proven to be older can still be saved by it, unlike by a service that never had one.
  bool accepted_before(const TrustService& service) const {
    const UtcTime decisive = subject_.anchored_at();
    return std::ranges::any_of(service.periods, [&](const ServicePeriod& period) {
      if (period.since >= decisive) {
        return false;
      }
      const UtcTime last = std::min(period.until.value_or(decisive), decisive) - Seconds{1};
      return entry_step(service, &period, last) == AnchorStep::accepted;
    });
  }

  // The end of the accepted status in which the service was at the decisive time; empty: none yet.
  std::optional<UtcTime> sunset_of(const TrustService& service) const {
    const ServicePeriod* period = service.at(subject_.anchored_at());
    while (period != nullptr && period->until) {
      const UtcTime end = *period->until;
      period = service.at(end);
      if (entry_step(service, period, end) != AnchorStep::accepted) {
        return end;
      }
    }
    return std::nullopt;
  }
  // The latest, where several services that are accepted list the anchor.
  std::optional<UtcTime> sunset() const {
    std::optional<UtcTime> latest;
    for (const TrustService& service : candidate_.services) {
      if (examine(service).failed_at != AnchorStep::accepted) {
        continue;
      }
      const bool endless = service.given || trust_time() == TrustTime::insecurely_issuance;
      const std::optional<UtcTime> end = endless ? std::nullopt : sunset_of(service);
      if (!end) {
        return std::nullopt;
      }
      latest = std::max(latest.value_or(*end), *end);
    }
    return latest;
  }

  // The service that gets furthest.
  AnchorFinding best_service(TrustTime way) const {
    AnchorFinding best;
    for (const TrustService& service : candidate_.services) {
      const AnchorFinding finding = examine(service, way);
      if (best.service == nullptr || finding.failed_at > best.failed_at) {
        best = finding;
      }
    }
    return best;
  }

  void tell_trust_time(const AnchorFinding& best) {
    if (trust_time() == TrustTime::best_signature_time) {
      return;
    }
    const AnchorFinding standard = best_service(TrustTime::best_signature_time);
    if ((standard.failed_at == AnchorStep::accepted) != (best.failed_at == AnchorStep::accepted)) {
      list_.require(rules::kDepartureApplied, Level::warn, false,
                    {{"departure", "trust_time"},
                     {"source", best.service->source},
                     {"service", best.service->name},
                     {"asked", to_string(decisive(trust_time()))}});
    }
  }

  bool check_anchor() {
    const AnchorFinding best = best_service(trust_time());
    const bool found = best.service != nullptr;
    list_.require(rules::kPathFound, Level::fail, found);
    if (!found) {
      return false;  // an anchor without a service: evidence that does not fit its snapshot
    }
    result_.service = best.service;
    result_.period = best.period;
    result_.sunset = sunset();
    tell_trust_time(best);
    const Params about{{"source", best.service->source}, {"service", best.service->name}};
    const auto step = [&](const model::Rule& rule, AnchorStep at) {
      const bool holds = best.failed_at != at;
      return list_.require(rule, Level::fail, holds, holds ? Params{} : about);
    };
    return step(rules::kTrustSourceAccepted, AnchorStep::source) &&
           step(rules::kTrustListCurrent, AnchorStep::list) && check_list_fresh(*best.service) &&
           check_list_form(*best.service) && step(rules::kTrustServiceType, AnchorStep::type) &&
           check_status(best);
  }

  // TS 119 612 5.3.15 and policy key trust.lists.fresh: its grace lets a list be used, this says
  // that it is old. A list closed for ever, or certificates pinned one by one, age no more.
  bool check_list_fresh(const TrustService& service) {
    const model::Constraint& wanted = subject_.policy.constraint(Key::list_fresh);
    const model::TrustListInfo* list = list_of(service);
    if (list == nullptr || list->closed || list->pinned) {
      list_.not_applicable(rules::kTrustListFresh, wanted.level);
      return true;
    }
    const auto most = wanted.duration();
    const bool young = !most || (list->issued && subject_.now - *list->issued <= *most &&
                                 *list->issued <= subject_.now);
    const bool fresh = list->state(subject_.now) == "fresh" && young;
    Params params{{"source", list->source}};
    if (list->issued) {
      params.emplace_back("issued", to_string(*list->issued));
    }
    if (list->next_update) {
      params.emplace_back("nextUpdate", to_string(*list->next_update));
    }
    return list_.require(rules::kTrustListFresh, wanted, fresh,
                         fresh ? Params{} : std::move(params));
  }

  // TS 119 612 5.3.1 and its schema; other kinds of lists have neither.
  bool check_list_form(const TrustService& service) {
    const model::Constraint& versions = subject_.policy.constraint(Key::list_versions);
    const model::Constraint& structure = subject_.policy.constraint(Key::list_structure);
    const model::TrustListInfo* list = list_of(service);
    if (list == nullptr || !list->version) {
      list_.not_applicable(rules::kTrustListVersion, versions.level);
      list_.not_applicable(rules::kTrustListStructure, structure.level);
      return true;
    }
    const std::string version = std::to_string(*list->version);
    const bool known = !versions.runs() || versions.accepts(version);
    const std::string& problem = list->structure_problem;
    return list_.require(
               rules::kTrustListVersion, versions, known,
               known ? Params{} : Params{{"source", list->source}, {"version", version}}) &&
           list_.require(
               rules::kTrustListStructure, structure, problem.empty(),
               problem.empty() ? Params{} : Params{{"source", list->source}, {"problem", problem}});
  }

  bool check_status(const AnchorFinding& best) {
    const bool holds = best.failed_at == AnchorStep::accepted;
    const bool ended = best.failed_at == AnchorStep::sunset;
    Params params;
    if (!holds) {
      params = {{"source", best.service->source},
                {"service", best.service->name},
                {"status", best.period != nullptr ? best.period->status_uri : "not listed then"}};
      if (best.period != nullptr) {
        params.emplace_back("since", to_string(best.period->since));
      }
    }
    return list_.require(rules::kAnchorSunset, Level::fail, !ended, ended ? params : Params{}) &&
           list_.require(rules::kTrustServiceStatus, Level::fail, holds, std::move(params));
  }

  // By the agreement where it names the status, else by the list itself: it lifts only what it
  // says. A status that nobody can read counts as withdrawn where the type is an anchor's.
  bool ended(const TrustService& service, UtcTime at) const {
    using enum model::ServiceStatus;
    const ServicePeriod* period = service.at(at);
    if (period == nullptr) {
      return false;
    }
    const auto ours = as_we_read(subject_, service, *period, at);
    const model::ServiceStatus status =
        ours && ours->status != unknown ? ours->status : period->status;
    const model::AnchorRule& rule = subject_.policy.anchors(subject_.anchor_purpose());
    return status == withdrawn || status == suspended ||
           (status == unknown &&
            contains_or_any(rule.service_types, ours ? ours->type : period->type));
  }

  // A certificate below the anchor that a list names for itself and has withdrawn stays withdrawn:
  // a way around it over a higher anchor would be a shortcut that nobody granted. Another entry
  // lifts it only if it could be the anchor itself.
  bool check_listed_intermediates() {
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) {
      const auto services = subject_.trust.services_of(path_[i]);
      const auto usable = [&](const TrustService* service) {
        return examine(*service).failed_at == AnchorStep::accepted;
      };
      const auto barred = [&](const TrustService* service) {
        const UtcTime at = subject_.anchored_at();
        return ended(*service, at) || ended(*service, subject_.existed_by.value_or(at));
      };
      if (std::ranges::none_of(services, usable) && std::ranges::any_of(services, barred)) {
        return list_.require(rules::kIntermediateServiceStatus, Level::fail, false,
                             {{"certificate", name_of(path_[i])}});
      }
    }
    return list_.require(rules::kIntermediateServiceStatus, Level::fail, true);
  }

  // The records of one rule of path validation: the failure of the strictest level, or ok.
  template <typename ConstraintOf>
  bool record(const PathFindings& findings, const model::Rule& rule, ConstraintOf constraint_of) {
    const paths::PathFailure* worst = nullptr;
    for (const paths::PathFailure& failure : findings.failures) {
      if (failure.rule == &rule &&
          (worst == nullptr ||
           constraint_of(failure.certificate).level < constraint_of(worst->certificate).level)) {
        worst = &failure;
      }
    }
    if (worst == nullptr) {
      return list_.require(rule, constraint_of(path_.size() > 2 ? 1 : 0), true);
    }
    Params params{{"certificate", name_of(path_[worst->certificate])}};
    params.insert(params.end(), worst->params.begin(), worst->params.end());
    return list_.require(rule, constraint_of(worst->certificate), false, std::move(params));
  }
  bool record_always(const PathFindings& findings, const model::Rule& rule) {
    static const model::Constraint always{};
    return record(findings, rule, [](std::size_t) -> const model::Constraint& { return always; });
  }
  bool record_for(const PathFindings& findings, const model::Rule& rule, Key key,
                  CertificateRole role) {
    return record(findings, rule,
                  [&](std::size_t) -> const model::Constraint& { return constraint(key, role); });
  }

  void tell_policy_mapping(paths::PathParameters parameters, const PathFindings& findings) {
    using Mapping = model::PathInputs::Mapping;
    if (parameters.inputs.policy_mapping != Mapping::insecurely_ignored) {
      return;
    }
    parameters.inputs.policy_mapping = Mapping::allowed;
    const PathFindings standard = paths::validate_path(candidate_, parameters, subject_.budget);
    const auto holds = [](const PathFindings& one) {
      return !one.failed(rules::kCertificatePolicies) && !one.failed(rules::kPolicyMappings);
    };
    if (holds(standard) != holds(findings)) {
      list_.require(rules::kDepartureApplied, Level::warn, false,
                    {{"departure", "policy_mapping"}, {"anchor", name_of(path_.back())}});
    }
  }

  bool check_path() {
    paths::PathParameters parameters;
    parameters.time = subject_.time;
    parameters.model = subject_.policy.model();
    parameters.critical = paths::PathParameters::CriticalExtensions::by_caller;
    parameters.inputs = subject_.policy.anchors(subject_.anchor_purpose()).path;
    const PathFindings findings = paths::validate_path(candidate_, parameters, subject_.budget);
    if (signer_is_anchor()) {
      return check_anchor_as_signer();
    }
    tell_policy_mapping(parameters, findings);
    const auto by_role = [&](std::size_t i) -> const model::Constraint& {
      return constraint(Key::name_constraints, role_of(i));
    };
    return record_always(findings, rules::kCertificateAlgorithmUnsupported) &&
           record_always(findings, rules::kCertificateSignature) &&
           record_always(findings, rules::kNameChaining) &&
           record_always(findings, rules::kExtensionsReadable) &&
           record_always(findings, rules::kBasicConstraints) &&
           record_always(findings, rules::kCaKeyUsage) &&
           record_for(findings, rules::kPathLength, Key::path_length, CertificateRole::ca) &&
           record_for(findings, rules::kCaValidity, Key::certificate_validity,
                      CertificateRole::ca) &&
           record_for(findings, rules::kAnchorValidity, Key::anchor_expiry, CertificateRole::ca) &&
           record(findings, rules::kNameConstraints, by_role) &&
           record_always(findings, rules::kNameConstraintsBounded) &&
           record_for(findings, rules::kCertificatePolicies, Key::policy_tree,
                      CertificateRole::signing) &&
           record_always(findings, rules::kPolicyMappings) &&
           record_always(findings, rules::kCertificatePoliciesBounded);
  }

  bool check_anchor_as_signer() {
    const bool valid =
        path_[0].not_before() <= subject_.time && subject_.time <= path_[0].not_after();
    return list_.require(rules::kAnchorValidity,
                         constraint(Key::anchor_expiry, CertificateRole::ca), valid,
                         {{"certificate", name_of(path_[0])}});
  }

  // spec/en319102-1.md 5.5 b and c: the policy's own demands on signer and CAs, not on the anchor;
  // but an anchor that signs a document itself is asked what any signer is (validators/README.md,
  // Departures): a CA's key is not for signing documents.
  bool check_constraints() {
    const std::size_t judged = signer_is_anchor() ? 1 : path_.size() - 1;
    const bool given = signer_is_anchor() && result_.service->given;
    return (!subject_.is_signature() ||
            list_.require(rules::kSignerNotAnchor,
                          constraint(Key::not_anchor, CertificateRole::signing),
                          !signer_is_anchor())) &&
           check_signer_constraints(subject_, path_.front(), result_.service, list_) &&
           check_chain_constraints(subject_, {path_.data(), judged},
                                   given ? SignerTrust::given : SignerTrust::by_path, list_) &&
           (signer_is_anchor() || check_anchor_constraints(subject_, path_.back(), list_));
  }

  // spec/en319102-1.md 5.5 d; the anchor's own status is its list's.
  bool check_revocation() {
    result_.revocation = find_revocation(subject_, candidate_, kept_since(result_));
    const auto complete = [&] {
      return result_.revocation.empty() ||
             list_.require(rules::kRevocationSearchComplete, Level::fail,
                           !search_cut(subject_, result_.revocation));
    };
    const auto judged = [&] {
      return blocks::check_revocation(subject_, candidate_, result_.revocation, list_);
    };
    // Data that was left out might say that a certificate is revoked: no answer is believed then,
    // but one that says so already; it is told first, as nothing left out takes it back.
    const bool revoked = std::ranges::count(result_.revocation, RevocationState::revoked,
                                            &RevocationFinding::state) != 0;
    return revoked && search_cut(subject_, result_.revocation) ? judged() && complete()
                                                               : complete() && judged();
  }

  bool check_algorithms() { return check_path_algorithms(subject_, candidate_, list_); }

  // spec/en319102-1.md 5.5 f. Of an anchor that signs as well: anchor_expiry lets an old root vouch
  // for what it issued, not sign today (validators/README.md, Departures).
  bool check_signer_validity() {
    const bool inside =
        path_[0].not_before() <= subject_.time && subject_.time <= path_[0].not_after();
    const bool status_unknown = !known_not_revoked();
    const model::Rule& rule = status_unknown ? rules::kSigningCertificateValidityUnknown
                                             : rules::kSigningCertificateValidity;
    return list_.require(rule, constraint(Key::certificate_validity, CertificateRole::signing),
                         inside,
                         inside ? Params{}
                                : Params{{"certificate", name_of(path_[0])},
                                         {"notBefore", to_string(path_[0].not_before())},
                                         {"notAfter", to_string(path_[0].not_after())}});
  }

  // Not asked about, or good by the word of somebody who can still be relied on.
  bool known_not_revoked() const {
    if (result_.revocation.empty() || result_.revocation.front().certificate != 0) {
      return true;
    }
    const RevocationFinding& signer = result_.revocation.front();
    if (signer.state == RevocationState::not_required) {
      return true;
    }
    const bool enforced =
        constraint(Key::revocation_issuer_validity, CertificateRole::signing).runs();
    return signer.state == RevocationState::good &&
           (!enforced || issuer_valid(*signer.answer(), subject_.time));
  }

  const Subject& subject_;
  const CandidatePath& candidate_;
  const std::vector<Certificate>& path_;
  Checklist list_;
  X509Result result_;
};

// Which failure came furthest: later processes can lift the first group, a constraint failed on a
// whole path, or there is none.
int rank(SubIndication sub) {
  switch (sub) {
    case SubIndication::out_of_bounds_not_revoked:
    case SubIndication::out_of_bounds_no_poe:
    case SubIndication::crypto_constraints_failure_no_poe:
    case SubIndication::try_later:
    case SubIndication::revoked_no_poe:
    case SubIndication::revoked_ca_no_poe:
    case SubIndication::revocation_out_of_bounds_no_poe:
      return 0;
    case SubIndication::chain_constraints_failure:
    case SubIndication::certificate_chain_general_failure:
    case SubIndication::crypto_constraints_failure:
      return 1;
    case SubIndication::no_certificate_chain_found_no_poe:
      return 2;
    case SubIndication::none:
    case SubIndication::format_failure:
    case SubIndication::hash_failure:
    case SubIndication::sig_crypto_failure:
    case SubIndication::revoked:
    case SubIndication::expired:
    case SubIndication::not_yet_valid:
    case SubIndication::sig_constraints_failure:
    case SubIndication::policy_processing_error:
    case SubIndication::signature_policy_not_available:
    case SubIndication::timestamp_order_failure:
    case SubIndication::no_signing_certificate_found:
    case SubIndication::no_certificate_chain_found:
    case SubIndication::no_poe:
    case SubIndication::signed_data_not_found:
      return 3;
  }
  return 3;
}

// Why another candidate is not the way, beside the one that is told in full.
model::CheckRecord tried(const X509Result& result) {
  model::CheckRecord record{&rules::kPathTried, Level::inform, model::Outcome::failed, {}};
  record.params.emplace_back("anchor", name_of(result.path->certificates.back()));
  record.params.emplace_back("length", std::to_string(result.path->certificates.size()));
  const auto& checks = result.block.checks;
  const auto why = std::ranges::find_if(checks, [](const model::CheckRecord& check) {
    return check.level == Level::fail && (check.outcome == model::Outcome::failed ||
                                          check.outcome == model::Outcome::unsupported);
  });
  if (why != checks.end()) {
    record.params.emplace_back("check", why->rule->id);
    record.params.insert(record.params.end(), why->params.begin(), why->params.end());
  }
  return record;
}

X509Result no_path(const Subject& subject) {
  const model::SignatureEvidence& evidence = subject.evidence;
  X509Result result;
  Checklist list;
  if (!evidence.signing_certificate) {
    list.not_applicable(rules::kPathFound);
    result.block = std::move(list).stop();
    return result;
  }
  list.require(rules::kPathSearchComplete, Level::fail, !evidence.paths_cut);
  Params params;
  if (!evidence.partial_path.empty()) {
    const Certificate& last = evidence.partial_path.back();
    params.emplace_back("issuer", last.issuer().text());
    if (const auto urls = last.issuer_urls(); !urls.empty()) {
      params.emplace_back("endpoint", urls.front());
    }
  }
  list.require(rules::kPathFound, Level::fail, false, std::move(params));
  result.block = std::move(list).stop();
  return result;
}

}  // namespace

bool check_path_algorithms(const Subject& subject, const CandidatePath& path, Checklist& list) {
  const auto& certificates = path.certificates;
  const model::AlgorithmTable& table =
      subject.policy.algorithms(model::AlgorithmUsage::certificates);
  for (std::size_t i = 0; i + 1 < certificates.size(); ++i) {
    const auto algorithm = crypto::read_signature_algorithm(certificates[i].signature_algorithm());
    const auto key = paths::working_key(path, i + 1);
    const unsigned bits = key.ok() ? key->bits() : 0;
    const model::Assessment assessment =
        algorithm.ok() ? table.assess(*algorithm, bits, subject.time) : model::Assessment{};
    if (assessment.ok()) {
      continue;
    }
    Params params{{"certificate", name_of(certificates[i])},
                  {"algorithm", algorithm.ok() ? algorithm->name() : std::string{}},
                  {"keyBits", std::to_string(bits)},
                  {"problem", std::string(to_string(assessment.reliability))}};
    if (assessment.until) {
      params.emplace_back("until", to_string(*assessment.until));
    }
    if (!list.require(rules::kCertificateAlgorithmReliable, assessment.level, false,
                      std::move(params))) {
      return false;
    }
  }
  return list.require(rules::kCertificateAlgorithmReliable, Level::fail, true);
}

X509Result check_path_alone(const Subject& subject, const CandidatePath& path) {
  return PathJudge(subject, path).run_alone();
}

std::span<const CandidatePath> judged_paths(const Subject& subject) {
  const std::span<const CandidatePath> all(subject.evidence.paths);
  const bool best = subject.policy.departures().paths == model::Departures::Paths::best;
  return best && !all.empty() ? all.first(1) : all;
}

std::optional<UtcTime> kept_since(const X509Result& result) {
  return result.period != nullptr ? result.period->expired_certs_revocation_info : std::nullopt;
}

X509Result x509_validation(const Subject& subject) {
  if (subject.evidence.paths.empty()) {
    return no_path(subject);
  }
  std::vector<X509Result> failed;
  const std::span<const CandidatePath> judged = judged_paths(subject);
  for (const CandidatePath& path : judged) {
    X509Result result = PathJudge(subject, path).run();
    if (result.block.passed()) {
      return result;
    }
    failed.push_back(std::move(result));
  }
  const auto best = std::ranges::min_element(
      failed, {}, [](const X509Result& one) { return rank(one.block.conclusion.sub); });
  for (auto other = failed.begin(); other != failed.end(); ++other) {
    if (other != best) {
      best->block.checks.push_back(tried(*other));
    }
  }
  if (judged.size() < subject.evidence.paths.size()) {
    best->block.checks.push_back(
        {&rules::kDepartureApplied,
         Level::warn,
         model::Outcome::failed,
         {{"departure", "paths"},
          {"left", std::to_string(subject.evidence.paths.size() - judged.size())}}});
  }
  // The path that would have passed may be among those that nobody looked at.
  if (subject.evidence.paths_cut) {
    best->block.checks.push_back(
        {&rules::kPathSearchComplete, Level::fail, model::Outcome::failed, {}});
  }
  return std::move(*best);
}

}  // namespace senim::blocks

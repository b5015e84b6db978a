#include "validators/blocks/revocation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

#include "validators/blocks/revocation_freshness.h"
#include "validators/blocks/revocation_scope.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/pki/oids.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::CandidatePath;
using model::CertificateRole;
using model::CertificateStatus;
using model::Constraint;
using model::Key;
using model::Level;
using model::Params;
using pki::Certificate;

CertificateRole role_of(std::size_t i) {
  return i == 0 ? CertificateRole::signing : CertificateRole::ca;
}

std::vector<std::string> sources(const Certificate& certificate) {
  std::vector<std::string> urls = certificate.ocsp_urls();
  const std::vector<std::string> lists = certificate.crl_urls();
  urls.insert(urls.end(), lists.begin(), lists.end());
  return urls;
}

// The source to name: one that was asked and is out of reach, before all one that gave somebody
// else's answer, else the first that the certificate names.
void name_source(const Subject& subject, const Certificate& certificate,
                 RevocationFinding& finding) {
  const std::vector<std::string> urls = sources(certificate);
  const model::Fetched* named = nullptr;
  for (const model::Fetched& one : subject.fetched) {
    const bool asked = one.state == model::Fetched::State::unreachable &&
                       std::ranges::count(urls, one.target.url) != 0;
    if (asked && (named == nullptr ||
                  (one.problem == model::kNonceDiffers && named->problem != one.problem))) {
      named = &one;
    }
  }
  if (named == nullptr) {
    finding.endpoint = urls.empty() ? std::string{} : urls.front();
    return;
  }
  finding.endpoint = named->target.url;
  finding.problem = named->problem == model::kNonceDiffers ? named->problem : "";
}

bool on_hold(const CertificateStatus& status) {
  return status.reason == pki::RevocationReason::certificate_hold;
}

bool fresh(const Subject& subject, const RevocationAnswer& answer, CertificateRole role,
           UtcTime t) {
  return freshness(answer.status, answer.main().kind, subject.policy, subject.context, role, t)
      .holds;
}

bool known_revoked(const Subject& subject, const RevocationAcceptance& acceptance, UtcTime t) {
  return !acceptance.answers.empty() &&
         revoked_at(subject.policy, acceptance.answers.front().status, t);
}

RevocationState without_answer(const RevocationFinding& finding) {
  const bool unknown = std::ranges::any_of(finding.acceptance.rejected, [](const auto& one) {
    return one.rule == &rules::kRevocationStatusKnown;
  });
  if (unknown) {
    return RevocationState::unknown;
  }
  return finding.endpoint.empty() ? RevocationState::unavailable : RevocationState::unreachable;
}

Params about(const CandidatePath& path, const RevocationFinding& finding) {
  const Certificate& certificate =
      finding.twin ? *finding.twin : path.certificates[finding.certificate];
  return {{"certificate", to_hex(certificate.fingerprint())}};
}

// One rule over all certificates of the path: a record for each that breaks it, else one that it
// holds. `holds`: empty where the rule has nothing to look at.
using Holds = std::function<std::optional<bool>(const RevocationFinding&)>;
using Facts = std::function<void(const RevocationFinding&, Params&)>;

class RevocationChecks {
 public:
  RevocationChecks(const Subject& subject, const CandidatePath& path,
                   const std::vector<RevocationFinding>& findings, Checklist& list)
      : subject_(subject), path_(path), findings_(findings), list_(list) {}

  bool run() {
    const Facts no_facts = [](const RevocationFinding&, Params&) {};
    tell_departures();
    tell_ignored();
    // What is known to be revoked comes first: no source out of reach softens it.
    return of(rules::kNotRevoked, Key::not_revoked, CertificateRole::signing, not_revoked, when) &&
           of(rules::kCaNotRevoked, Key::not_revoked, CertificateRole::ca, not_revoked, when) &&
           access() &&
           each(
               rules::kRevocationDataAvailable, Key::revocation_available,
               [](const RevocationFinding& one) -> std::optional<bool> {
                 return one.data_at_hand || one.state != RevocationState::unavailable;
               },
               no_facts) &&
           each(
               rules::kRevocationSourceReachable, Key::revocation_available,
               [](const RevocationFinding& one) -> std::optional<bool> {
                 return one.state != RevocationState::unreachable;
               },
               endpoint) &&
           each(
               rules::kRevocationDataAcceptable, Key::revocation_acceptable,
               [](const RevocationFinding& one) -> std::optional<bool> {
                 return one.data_at_hand ? std::optional<bool>(one.chosen.has_value())
                                         : std::nullopt;
               },
               rejection) &&
           each(
               rules::kNotOnHold, Key::not_on_hold,
               [](const RevocationFinding& one) -> std::optional<bool> {
                 return one.chosen ? std::optional<bool>(one.state != RevocationState::on_hold)
                                   : std::nullopt;
               },
               when) &&
           next_updates() && freshness_holds();
  }

  bool form() { return access() && next_updates(); }

 private:
  // What the policy let in or left out against RFC 5280 6.3.3.
  void tell_departures() {
    for (const RevocationFinding& one : findings_) {
      for (const DepartedData& departed : one.acceptance.departed) {
        list_.require(rules::kDepartureApplied, Level::warn, false,
                      {{"departure", std::string(departed.departure)},
                       {"certificate", to_hex(path_.certificates[one.certificate].fingerprint())},
                       {"data", departed.data->id}});
      }
    }
  }

  static std::optional<bool> not_revoked(const RevocationFinding& one) {
    return one.chosen ? std::optional<bool>(one.state != RevocationState::revoked) : std::nullopt;
  }
  static void when(const RevocationFinding& one, Params& params) {
    const CertificateStatus& status = one.answer()->status;
    params.emplace_back("revokedAt", to_string(*status.revoked_at));
    if (status.reason) {
      params.emplace_back("reason", std::string(pki::to_string(*status.reason)));
    }
  }
  static void endpoint(const RevocationFinding& one, Params& params) {
    params.emplace_back("endpoint", one.endpoint);
    if (!one.problem.empty()) {
      params.emplace_back("problem", one.problem);
    }
  }
  // A delta that does not go with its list, and what is neither, are passed over though the list
  // answers; whoever reads the verdict is told, once of each.
  void tell_ignored() {
    for (const RevocationFinding& one : findings_) {
      std::set<std::string_view> told;
      for (const RejectedData& rejected : one.acceptance.rejected) {
        const bool list = rejected.rule == &rules::kRevocationDelta ||
                          rejected.rule == &rules::kRevocationListKind;
        if (list && told.insert(rejected.data->id).second) {
          Params params = about(path_, one);
          params.emplace_back("data", rejected.data->id);
          params.insert(params.end(), rejected.params.begin(), rejected.params.end());
          list_.require(*rejected.rule, Level::inform, false, std::move(params));
        }
      }
    }
  }
  static void rejection(const RevocationFinding& one, Params& params) {
    if (one.acceptance.rejected.empty()) {
      return;
    }
    const RejectedData& rejected = one.acceptance.rejected.front();
    params.emplace_back("data", rejected.data->id);
    if (rejected.rule != nullptr) {
      params.emplace_back("check", std::string(rejected.rule->id));
    }
    params.insert(params.end(), rejected.params.begin(), rejected.params.end());
  }

  std::optional<bool> has_source(const RevocationFinding& one) const {
    return one.state == RevocationState::not_required || one.twin
               ? std::nullopt
               : std::optional<bool>(!sources(path_.certificates[one.certificate]).empty());
  }

  const Constraint& constraint(Key key, CertificateRole role) const {
    return subject_.constraint(key, role);
  }

  bool each(const model::Rule& rule, Key key, const Holds& holds, const Facts& facts) {
    return record(
        rule, [&](std::size_t i) -> const Constraint& { return constraint(key, role_of(i)); },
        holds, facts);
  }
  bool of(const model::Rule& rule, Key key, CertificateRole role, const Holds& holds,
          const Facts& facts) {
    return record(
        rule, [&](std::size_t) -> const Constraint& { return constraint(key, role); },
        [&](const RevocationFinding& one) {
          return role_of(one.certificate) == role ? holds(one) : std::nullopt;
        },
        facts);
  }

  template <typename ConstraintOf>
  bool record(const model::Rule& rule, ConstraintOf constraint_of, const Holds& holds,
              const Facts& facts) {
    bool through = true;
    const Constraint* looked_at = nullptr;
    bool broken = false;
    for (const RevocationFinding& finding : findings_) {
      const std::optional<bool> ok =
          finding.state == RevocationState::not_required ? std::nullopt : holds(finding);
      if (!ok) {
        continue;
      }
      const Constraint& wanted = constraint_of(finding.certificate);
      if (looked_at == nullptr || wanted.level < looked_at->level) {
        looked_at = &wanted;
      }
      if (*ok || !wanted.runs()) {
        continue;
      }
      broken = true;
      Params params = about(path_, finding);
      facts(finding, params);
      through = list_.require(rule, wanted, false, std::move(params)) && through;
    }
    if (looked_at == nullptr) {
      list_.not_applicable(rule, findings_.empty()
                                     ? Level::fail
                                     : constraint_of(findings_.front().certificate).level);
    } else if (!broken) {
      list_.require(rule, *looked_at, true);
    }
    return through;
  }

  bool access() {
    return each(
        rules::kRevocationAccess, Key::revocation_access,
        [&](const RevocationFinding& one) { return has_source(one); },
        [](const RevocationFinding&, Params&) {});
  }

  bool next_updates() {
    const auto has = [](model::RevocationKind kind) {
      return [kind](const RevocationFinding& one) -> std::optional<bool> {
        return one.chosen && one.answer()->main().kind == kind
                   ? std::optional<bool>(one.answer()->status.next_update.has_value())
                   : std::nullopt;
      };
    };
    const Facts no_facts = [](const RevocationFinding&, Params&) {};
    return each(rules::kCrlNextUpdate, Key::crl_next_update, has(model::RevocationKind::crl),
                no_facts) &&
           each(rules::kOcspNextUpdate, Key::ocsp_next_update, has(model::RevocationKind::ocsp),
                no_facts);
  }

  bool freshness_holds() {
    // report.md 2: what an expired answer means for the document is the policy's.
    const model::Rule& rule = subject_.policy.revocation().stale == model::StaleRevocation::negative
                                  ? rules::kRevocationNotExpired
                                  : rules::kRevocationFresh;
    const auto constraint_of = [&](std::size_t i) -> const Constraint& {
      const Constraint& age = constraint(Key::revocation_fresh, role_of(i));
      return age.runs() ? age : constraint(Key::revocation_fresh_next_update, role_of(i));
    };
    return record(
        rule, constraint_of,
        [](const RevocationFinding& one) -> std::optional<bool> {
          return one.chosen ? std::optional<bool>(one.state != RevocationState::stale)
                            : std::nullopt;
        },
        [](const RevocationFinding& one, Params& params) {
          const CertificateStatus& status = one.answer()->status;
          params.emplace_back("thisUpdate", to_string(status.this_update));
          if (status.next_update) {
            params.emplace_back("nextUpdate", to_string(*status.next_update));
          }
          if (!one.endpoint.empty()) {
            endpoint(one, params);
          }
        });
  }

  const Subject& subject_;
  const CandidatePath& path_;
  const std::vector<RevocationFinding>& findings_;
  Checklist& list_;
};

}  // namespace

// The data's own signature, then those on the certificates of its issuer's path.
std::vector<UsedAlgorithm> algorithms_of(const model::RevocationEvidence& data) {
  std::vector<UsedAlgorithm> used{
      {data.token.signature.algorithm, data.token.key_bits, std::nullopt}};
  if (data.token.paths.empty()) {
    return used;
  }
  const CandidatePath& path = data.token.paths.front();
  for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
    auto algorithm = crypto::read_signature_algorithm(path.certificates[i].signature_algorithm());
    const auto key = paths::working_key(path, i + 1);
    used.push_back({algorithm.ok() ? std::move(algorithm).value() : crypto::SignatureAlgorithm{},
                    key.ok() ? key->bits() : 0, path.certificates[i]});
  }
  return used;
}

std::string_view status_name(RevocationState state) {
  switch (state) {
    case RevocationState::not_required:
      return "not required";
    case RevocationState::good:
      return "good";
    case RevocationState::revoked:
    case RevocationState::on_hold:
      return "revoked";
    case RevocationState::stale:
      return "stale";
    case RevocationState::unreachable:
      return "unreachable";
    case RevocationState::unknown:
    case RevocationState::unavailable:
      return "unknown";
  }
  return "unknown";
}

bool asks_revocation(const Subject& subject, CertificateRole role) {
  constexpr std::array kKeys{Key::revocation_available, Key::revocation_acceptable,
                             Key::not_revoked, Key::not_on_hold};
  return std::ranges::any_of(
      kKeys, [&](Key key) { return subject.constraint(key, role).level != Level::ignore; });
}

RevocationFinding find_revocation(const Subject& subject, const StatusQuestion& question,
                                  CertificateRole role, UtcTime t) {
  RevocationFinding finding;
  finding.certificate = question.index;
  if (!revocable(question.path, question.index)) {
    finding.state = RevocationState::not_required;
    return finding;
  }
  finding.acceptance = accept_revocation(subject, question);
  if (!needs_revocation(subject, question.path, question.index, role) &&
      !known_revoked(subject, finding.acceptance, t)) {
    finding.acceptance = {};
    finding.state = RevocationState::not_required;
    return finding;
  }
  name_source(subject, question.certificate(), finding);
  const auto& answers = finding.acceptance.answers;
  finding.data_at_hand = !answers.empty() || !finding.acceptance.rejected.empty();
  if (answers.empty()) {
    finding.state = without_answer(finding);
    return finding;
  }
  finding.chosen = 0;
  if (known_revoked(subject, finding.acceptance, t)) {
    finding.state =
        on_hold(answers.front().status) ? RevocationState::on_hold : RevocationState::revoked;
    return finding;
  }
  // The latest says that it is good; any recent one may say so (order 500 16.2: one good channel).
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!revoked_at(subject.policy, answers[i].status, t) && fresh(subject, answers[i], role, t)) {
      finding.chosen = i;
      finding.state = RevocationState::good;
      return finding;
    }
  }
  finding.state = RevocationState::stale;
  return finding;
}

namespace {

RevocationFinding finding_of(KeyCompromise compromise, std::size_t certificate) {
  RevocationFinding finding;
  finding.certificate = certificate;
  finding.state = RevocationState::revoked;
  finding.data_at_hand = true;
  finding.acceptance.answers = std::move(compromise.answers);
  finding.chosen = 0;  // the earliest
  finding.twin = std::move(compromise.twin);
  return finding;
}

}  // namespace

std::vector<RevocationFinding> find_revocation(const Subject& subject, const CandidatePath& path,
                                               std::optional<UtcTime> kept_since) {
  std::vector<RevocationFinding> findings;
  for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
    if (asks_revocation(subject, role_of(i))) {
      const StatusQuestion question{path, i, kept_since};
      findings.push_back(find_revocation(subject, question, role_of(i), subject.time));
      KeyCompromises compromises = compromises_of_key(subject, question, subject.time);
      findings.back().acceptance.cut = findings.back().acceptance.cut || compromises.cut;
      for (KeyCompromise& one : compromises.found) {
        findings.push_back(finding_of(std::move(one), i));
      }
    }
  }
  return findings;
}

bool search_cut(const Subject& subject, const std::vector<RevocationFinding>& findings) {
  return subject.revocation_cut ||
         std::ranges::any_of(
             findings, [](const RevocationFinding& finding) { return finding.acceptance.cut; });
}

bool check_no_revocation_available(const Subject& subject, const CandidatePath& path,
                                   Checklist& list) {
  const Constraint* looked_at = nullptr;
  for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
    const Certificate& certificate = path.certificates[i];
    if (certificate.extension(pki::oid::kNoRevAvail) == nullptr) {
      continue;
    }
    looked_at = &subject.constraint(Key::no_revocation_available, role_of(i));
    const auto constraints = certificate.basic_constraints();
    const bool ca = !constraints.ok() || (*constraints && (**constraints).ca);
    const bool consistent =
        !ca && certificate.extension(pki::oid::kCrlDistributionPoints) == nullptr &&
        certificate.extension(pki::oid::kFreshestCrl) == nullptr && certificate.ocsp_urls().empty();
    if (!list.require(
            rules::kNoRevocationAvailable, *looked_at, consistent,
            consistent ? Params{} : Params{{"certificate", to_hex(certificate.fingerprint())}})) {
      return false;
    }
  }
  if (looked_at == nullptr) {
    list.not_applicable(rules::kNoRevocationAvailable);
  }
  return true;
}

bool check_revocation(const Subject& subject, const CandidatePath& path,
                      const std::vector<RevocationFinding>& findings, Checklist& list) {
  return RevocationChecks(subject, path, findings, list).run();
}

bool check_revocation_form(const Subject& subject, const CandidatePath& path,
                           const std::vector<RevocationFinding>& findings, Checklist& list) {
  return RevocationChecks(subject, path, findings, list).form();
}

bool check_revocation_algorithms(const Subject& subject,
                                 const std::vector<RevocationFinding>& findings, Checklist& list) {
  const model::AlgorithmTable& table = subject.policy.algorithms(model::AlgorithmUsage::revocation);
  bool used_any = false;
  for (const RevocationFinding& finding : findings) {
    if (!finding.chosen) {
      continue;
    }
    used_any = true;
    for (const model::RevocationEvidence* data : finding.answer()->data) {
      for (const UsedAlgorithm& used : algorithms_of(*data)) {
        const model::Assessment assessment =
            table.assess(used.algorithm, used.key_bits, subject.time);
        if (assessment.ok()) {
          continue;
        }
        Params params{{"data", data->id},
                      {"algorithm", used.algorithm.name()},
                      {"keyBits", std::to_string(used.key_bits)},
                      {"problem", std::string(to_string(assessment.reliability))}};
        if (assessment.until) {
          params.emplace_back("until", to_string(*assessment.until));
        }
        if (!list.require(rules::kRevocationAlgorithmReliable, assessment.level, false,
                          std::move(params))) {
          return false;
        }
      }
    }
  }
  if (!used_any) {
    list.not_applicable(rules::kRevocationAlgorithmReliable);
    return true;
  }
  return list.require(rules::kRevocationAlgorithmReliable, Level::fail, true);
}

bool issuer_valid(const RevocationAnswer& answer, UtcTime t) {
  return std::ranges::all_of(answer.data, [&](const model::RevocationEvidence* data) {
    const Certificate& issuer = *data->token.signing_certificate;
    const bool anchor = std::ranges::any_of(
        data->token.paths, [](const CandidatePath& path) { return path.certificates.size() == 1; });
    return anchor || (issuer.not_before() <= t && t <= issuer.not_after());
  });
}

bool check_revocation_issuers(const Subject& subject,
                              const std::vector<RevocationFinding>& findings, Checklist& list) {
  const Constraint* looked_at = nullptr;
  for (const RevocationFinding& finding : findings) {
    if (!finding.chosen) {
      continue;
    }
    const Constraint& wanted =
        subject.constraint(Key::revocation_issuer_validity, role_of(finding.certificate));
    looked_at = looked_at == nullptr ? &wanted : looked_at;
    const RevocationAnswer& answer = *finding.answer();
    if (!issuer_valid(answer, subject.time) &&
        !list.require(
            rules::kRevocationIssuerValidity, wanted, false,
            {{"data", answer.main().id},
             {"issuer", to_hex(answer.main().token.signing_certificate->fingerprint())}})) {
      return false;
    }
  }
  if (looked_at == nullptr) {
    list.not_applicable(rules::kRevocationIssuerValidity);
    return true;
  }
  return list.require(rules::kRevocationIssuerValidity, *looked_at, true);
}

}  // namespace senim::blocks

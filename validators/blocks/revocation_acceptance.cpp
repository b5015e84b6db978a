#include "validators/blocks/revocation_acceptance.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "validators/blocks/chain_constraints.h"
#include "validators/blocks/listed_entry.h"
#include "validators/blocks/revocation.h"
#include "validators/blocks/revocation_freshness.h"
#include "validators/blocks/revocation_scope.h"
#include "validators/blocks/signer_constraints.h"
#include "validators/model/rules.h"
#include "validators/paths/path_validation.h"
#include "validators/pki/oids.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::CandidatePath;
using model::CertificateRole;
using model::CertificateStatus;
using model::Context;
using model::CrlFacts;
using model::Key;
using model::Level;
using model::OcspFacts;
using model::Params;
using model::RevocationEvidence;
using model::RevocationKind;
using model::ValueState;
using pki::Certificate;
using State = CertificateStatus::State;

// A responder's clock may run a little ahead of ours: as much as a caller's (report.md 2).
constexpr Seconds kClockSkew{60};

bool same_authority(const Certificate& left, const Certificate& right) {
  return left.same_key(right) && matches(left.subject(), right.subject());
}

bool inside(UtcTime time, const Certificate& certificate) {
  return certificate.not_before() <= time && time <= certificate.not_after();
}

const CertificateStatus* status_of(const RevocationEvidence& data, const Certificate& certificate) {
  const auto found =
      std::ranges::find(data.statuses, certificate.fingerprint(), &CertificateStatus::certificate);
  return found == data.statuses.end() ? nullptr : &*found;
}

// The name of a cRLIssuer in a distribution point of the certificate: whose indirect list tells of
// it. Such a list's scope and mark are revocation_scope's.
bool names_crl_issuer(const Certificate& certificate, const pki::Name& issuer) {
  const auto points = certificate.crl_distribution_points();
  return points.ok() && *points &&
         std::ranges::any_of(**points, [&](const pki::DistributionPoint& point) {
           return std::ranges::any_of(point.crl_issuer, [&](const pki::GeneralName& name) {
             return name.kind == pki::GeneralName::Kind::directory &&
                    matches(pki::Name(name.value), issuer);
           });
         });
}

bool for_ocsp_signing(const Certificate& certificate) {
  const auto usages = certificate.extended_key_usage();
  return usages.ok() && *usages && std::ranges::count(**usages, pki::oid::kOcspSigning) != 0;
}

// RFC 5280 5.3.1: the reasons that say of a key that others have it.
bool compromise(const CertificateStatus& status) {
  using Reason = pki::RevocationReason;
  constexpr std::array kCompromises{Reason::key_compromise, Reason::ca_compromise,
                                    Reason::aa_compromise};
  return status.state == State::revoked && status.reason &&
         std::ranges::count(kCompromises, *status.reason) != 0;
}

// A candidate that passed, before lists are put together.
struct Accepted {
  const RevocationEvidence* data = nullptr;
  CertificateStatus status;
  std::uint16_t reasons = kAllReasons;
  std::string_view departure;  // DepartedData, where one was followed
};

class Acceptance {
 public:
  explicit Acceptance(const Subject& subject) : subject_(subject) {}

  RevocationAcceptance run(const StatusQuestion& question) {
    RevocationAcceptance result;
    std::vector<Accepted> lists;
    std::vector<Accepted> deltas;
    // When the authority last said what cannot be relied on and may well be a revocation.
    std::optional<UtcTime> overtaken;
    for (const RevocationEvidence& data : subject_.revocation) {
      const CertificateStatus* status = status_of(data, question.certificate());
      if (status == nullptr) {
        continue;
      }
      if (++looked_at_ > kMaxAcceptances) {
        cut_ = true;
        break;
      }
      Accepted accepted{&data, *status, kAllReasons, ""};
      made_by_now(accepted.status);
      if (left_out(data)) {
        result.departed.push_back({&data, "delta_lists"});
        continue;
      }
      const auto overtake = [&] {
        overtaken =
            std::max(overtaken.value_or(accepted.status.this_update), accepted.status.this_update);
      };
      auto refused = refuse(question, data, accepted);
      if (!accepted.departure.empty()) {
        result.departed.push_back({&data, accepted.departure});
      }
      if (refused) {
        result.rejected.push_back(std::move(*refused));
        if (accepted.status.state == State::revoked && speaks_for_issuer(question, data)) {
          overtake();
        }
        continue;
      }
      if (accepted.status.state == State::unknown) {
        result.rejected.push_back({&data, &rules::kRevocationStatusKnown, {}});
        if (data.kind == RevocationKind::crl) {
          overtake();
        }
        continue;
      }
      if (data.kind == RevocationKind::ocsp) {
        result.answers.push_back({{&data}, accepted.status, data.produced_at});
      } else if (std::get<CrlFacts>(data.facts).base_number.empty()) {
        lists.push_back(accepted);
      } else {
        deltas.push_back(accepted);
      }
    }
    join_lists(lists, deltas, result);
    if (overtaken) {
      drop_older(*overtaken, result);
    }
    put_in_order(result.answers);
    result.cut = cut_;
    return result;
  }

  KeyCompromises compromises(const StatusQuestion& question, UtcTime t) {
    KeyCompromises result;
    if (suspects().empty()) {  // nearly always
      result.cut = cut_;
      return result;
    }
    std::set<pki::Fingerprint> done{question.certificate().fingerprint()};
    for (const CandidatePath* path : suspects()) {
      const Certificate& twin = path->certificates.front();
      if (done.contains(twin.fingerprint()) || asking_.contains(twin.fingerprint()) ||
          !twin.same_key(question.certificate())) {
        continue;
      }
      std::vector<RevocationAnswer> answers = run({*path, 0, question.kept_since}).answers;
      std::erase_if(answers, [&](const RevocationAnswer& answer) {
        return !compromise(answer.status) || !revoked_at(subject_.policy, answer.status, t);
      });
      if (!answers.empty()) {
        done.insert(twin.fingerprint());
        result.found.push_back({twin, std::move(answers)});
      }
    }
    result.cut = cut_;
    return result;
  }

 private:
  // Most keys have no twin, and most twins nothing against them: they are not asked about.
  const std::vector<const CandidatePath*>& suspects() {
    if (!suspects_) {
      suspects_.emplace();
      for (const CandidatePath& path : subject_.twins) {
        const bool suspect =
            std::ranges::any_of(subject_.revocation, [&](const RevocationEvidence& data) {
              const CertificateStatus* status = status_of(data, path.certificates.front());
              return status != nullptr && compromise(*status);
            });
        if (suspect) {
          suspects_->push_back(&path);
        }
      }
    }
    return *suspects_;
  }

  // ---- spec/en319102-1.md 5.5.2 for one piece of data ----
  std::optional<RejectedData> refuse(const StatusQuestion& question, const RevocationEvidence& data,
                                     Accepted& accepted) {
    Checklist list;
    if (holds(question, data, accepted, list)) {
      return std::nullopt;
    }
    const BlockResult result = std::move(list).stop();
    const auto broken = std::ranges::find_if(result.checks, [](const model::CheckRecord& check) {
      return check.level == Level::fail && check.outcome != model::Outcome::ok &&
             check.outcome != model::Outcome::not_applicable;
    });
    RejectedData rejected{&data, nullptr, {}};
    if (broken != result.checks.end()) {
      rejected.rule = broken->rule;
      rejected.params = broken->params;
    }
    return rejected;
  }

  bool holds(const StatusQuestion& question, const RevocationEvidence& data, Accepted& accepted,
             Checklist& list) {
    const bool ocsp = data.kind == RevocationKind::ocsp;
    return (!ocsp || ask(list, rules::kRevocationStatusKnown, Key::revocation_status_known,
                         accepted.status.state != State::unknown)) &&
           signature(data, list) && extensions(data, list) &&
           (ocsp ? answer(question, data, accepted, list) : crl(question, data, accepted, list)) &&
           times(question, data, accepted, list) && issuer_path(question, data, accepted, list);
  }

  const model::Constraint& constraint(Key key) const {
    return subject_.policy.constraint(key, Context::revocation);
  }
  bool ask(Checklist& list, const model::Rule& rule, Key key, bool ok) const {
    return list.require(rule, constraint(key), ok);
  }
  // `facts` makes the parameters: nobody sees those of what holds, and nearly everything does.
  template <typename Facts>
  bool ask(Checklist& list, const model::Rule& rule, Key key, bool ok, const Facts& facts) const {
    return list.require(rule, constraint(key), ok, ok ? Params{} : facts());
  }
  template <typename Facts>
  static bool demand(Checklist& list, const model::Rule& rule, bool ok, const Facts& facts) {
    return list.require(rule, Level::fail, ok, ok ? Params{} : facts());
  }

  bool signature(const RevocationEvidence& data, Checklist& list) const {
    const model::SignatureEvidence& token = data.token;
    if (!ask(list, rules::kRevocationIssuerKnown, Key::revocation_issuer_known,
             token.signing_certificate.has_value()) ||
        !demand(list, rules::kRevocationAlgorithmUnsupported,
                token.value != ValueState::unsupported, [&] {
                  return Params{{"problem", token.value_problem}};
                })) {
      return false;
    }
    return list.require(rules::kRevocationSignature, Level::fail,
                        token.value == ValueState::valid && token.signing_certificate);
  }

  static bool extensions(const RevocationEvidence& data, Checklist& list) {
    const auto& unknown = data.kind == RevocationKind::crl
                              ? std::get<CrlFacts>(data.facts).unknown_critical
                              : std::get<OcspFacts>(data.facts).unknown_critical;
    return list.require(
        rules::kRevocationExtensions, Level::fail, unknown.empty(),
        unknown.empty() ? Params{} : Params{{"extension", unknown.front().dotted()}});
  }

  // What the policy lets nobody look at (model::Departures), whatever it says.
  bool left_out(const RevocationEvidence& data) const {
    return data.kind == RevocationKind::crl &&
           subject_.policy.departures().delta_lists ==
               model::Departures::Lists::insecurely_ignored &&
           !std::get<CrlFacts>(data.facts).base_number.empty();
  }

  // A list that names a certificate says that it is revoked (RFC 5280 6.3.3), an answer likewise
  // (RFC 6960 2.2): a date after that, or after now, does not put it off.
  void made_by_now(CertificateStatus& status) const {
    if (status.state == State::revoked && status.revoked_at) {
      status.revoked_at = std::min({*status.revoked_at, status.this_update, subject_.now});
      // RFC 5280 5.3.2: known to be invalid since then. Where causes reach back that date does too.
      const bool reaches_back = subject_.policy.revocation().semantics ==
                                model::RevocationSemantics::compromise_is_retroactive;
      if (reaches_back && status.invalidity) {
        status.revoked_at = std::min(*status.revoked_at, *status.invalidity);
      }
    }
  }

  // Signed with the key of the issuer, or of whom he delegated, whatever else is wrong with it.
  static bool speaks_for_issuer(const StatusQuestion& question, const RevocationEvidence& data) {
    const model::SignatureEvidence& token = data.token;
    if (token.value != ValueState::valid || !token.signing_certificate) {
      return false;
    }
    return same_authority(*token.signing_certificate, question.issuer()) ||
           (data.kind == RevocationKind::crl ? is_issuer(question, data)
                                             : delegated(question, data));
  }

  // The authority said something that nobody here can read, or a revocation that cannot be relied
  // on: what it said before is no longer known to hold.
  static void drop_older(UtcTime since, RevocationAcceptance& result) {
    std::erase_if(result.answers, [&](const RevocationAnswer& answer) {
      const bool overtaken =
          answer.status.state == State::good && answer.status.this_update < since;
      if (overtaken) {
        result.rejected.push_back({answer.data.front(), &rules::kRevocationStatusKnown, {}});
      }
      return overtaken;
    });
  }

  // What says that it is revoked for good stands first, the earliest date before all: nobody takes
  // such a revocation back, and none makes it later. Of the rest the one that knows most recently,
  // a suspension before what says good of the same time. By thisUpdate: what was known when; an
  // answer may have been signed long after (RFC 6960 2.5).
  static void put_in_order(std::vector<RevocationAnswer>& answers) {
    std::ranges::stable_sort(answers,
                             [](const RevocationAnswer& left, const RevocationAnswer& right) {
                               return comes_before(left, right);
                             });
    if (!answers.empty() && permanent(answers.front().status)) {
      reach_back(answers);
    }
  }
  static bool comes_before(const RevocationAnswer& left, const RevocationAnswer& right) {
    const CertificateStatus& one = left.status;
    const CertificateStatus& other = right.status;
    if (permanent(one) != permanent(other)) {
      return permanent(one);
    }
    if (permanent(one) && one.revoked_at != other.revoked_at) {
      return one.revoked_at < other.revoked_at;
    }
    const auto key = [](const RevocationAnswer& answer) {
      return std::tuple(answer.status.this_update, answer.status.state == State::revoked,
                        answer.produced_at);
    };
    return key(left) > key(right);
  }
  // A suspension that ended in the revocation counts from its own date (RFC 5280 5.3.1): nothing
  // acceptable says that it had been taken back in between.
  static void reach_back(std::vector<RevocationAnswer>& answers) {
    RevocationAnswer& revoked = answers.front();
    for (const RevocationAnswer& hold : std::span(answers).subspan(1)) {
      if (permanent(hold.status) || hold.status.state != State::revoked ||
          hold.status.revoked_at >= revoked.status.revoked_at) {
        continue;
      }
      const bool taken_back = std::ranges::any_of(answers, [&](const RevocationAnswer& answer) {
        return answer.status.state == State::good &&
               answer.status.this_update > hold.status.this_update &&
               answer.status.this_update < revoked.status.this_update;
      });
      if (!taken_back) {
        revoked.status.revoked_at = hold.status.revoked_at;
        revoked.data.push_back(&hold.main());
      }
    }
  }

  // RFC 5280 6.3.3 (b) to (f); which kind of list, which scope, whose. A list of no clear kind says
  // little, but what it revokes for good is revoked.
  bool crl(const StatusQuestion& question, const RevocationEvidence& data, Accepted& accepted,
           Checklist& list) const {
    const auto& facts = std::get<CrlFacts>(data.facts);
    const model::Departures& departures = subject_.policy.departures();
    if (!list.require(rules::kRevocationListKind, Level::fail,
                      permanent(accepted.status) ||
                          kind_of(data, question.certificate()) != ListKind::neither)) {
      return false;
    }
    ListScope scope = scope_of(facts, question.certificate());
    if (scope.reasons == 0 &&
        departures.list_scope == model::Departures::Lists::insecurely_ignored) {
      scope = without_bounds(facts, std::move(scope));
      accepted.departure = scope.reasons != 0 ? "list_scope" : "";
    }
    const bool by_issuer = matches(pki::Name(facts.issuer), question.certificate().issuer());
    if (scope.reasons != 0 && !by_issuer &&
        departures.indirect_lists == model::Departures::Lists::insecurely_ignored) {
      scope = {0, "indirect"};
      accepted.departure = "indirect_lists";
    }
    accepted.reasons = scope.reasons;
    if (!list.require(rules::kRevocationScope, Level::fail, scope.reasons != 0,
                      scope.reasons != 0 ? Params{} : Params{{"problem", scope.why}})) {
      return false;
    }
    if (!ask(list, rules::kCrlNumber, Key::crl_number,
             !facts.number.empty() && !facts.number_critical) ||
        !ask(list, rules::kCrlEntries, Key::crl_entries, !facts.empty_list)) {
      return false;
    }
    const Certificate& issuer = *data.token.signing_certificate;
    const bool own = matches(issuer.subject(), question.certificate().issuer());
    return demand(list, rules::kRevocationIssuerAuthorised,
                  may_sign_lists(issuer) && matches(issuer.subject(), pki::Name(facts.issuer)) &&
                      (own ? is_issuer(question, data)
                           : names_crl_issuer(question.certificate(), issuer.subject())),
                  [&] {
                    return Params{{"issuer", to_hex(issuer.fingerprint())}};
                  });
  }

  static bool may_sign_lists(const Certificate& certificate) {
    const auto usage = certificate.key_usage();
    return usage.ok() && (!*usage || (**usage).has(pki::KeyUsage::crl_sign));
  }

  // Whoever signed the list is the authority that issued the certificate, not another one of the
  // same name (RFC 5280 6.3.3 (f) asks for the same anchor only). With the same key; or by a
  // self-issued certificate, in either direction (5280 3.2, 6.1: its new or old key, or one for
  // lists); or with the key that his superior certified for lists where his own may not sign any.
  static bool is_issuer(const StatusQuestion& question, const RevocationEvidence& data) {
    const Certificate& signer = *data.token.signing_certificate;
    const Certificate& issuer = question.issuer();
    if (same_authority(signer, issuer)) {
      return true;
    }
    const auto& above = question.path.certificates;
    const bool has_superior = question.index + 2 < above.size();
    if (issuer.self_issued() && has_superior && same_authority(above[question.index + 2], signer)) {
      return true;
    }
    return std::ranges::any_of(data.token.paths, [&](const CandidatePath& path) {
      if (path.certificates.size() < 2 || path.signed_by_next.front() != ValueState::valid) {
        return false;
      }
      const Certificate& superior = path.certificates[1];
      return same_authority(superior, issuer) ||
             (has_superior && !may_sign_lists(issuer) &&
              same_authority(superior, above[question.index + 2]));
    });
  }

  // RFC 6960 4.2.2.2: the issuer himself, whom he delegated, or whom a trust list names for that.
  bool answer(const StatusQuestion& question, const RevocationEvidence& data,
              const Accepted& accepted, Checklist& list) const {
    using Hash = CertificateStatus::CertificateHash;
    const Certificate& responder = *data.token.signing_certificate;
    const Hash hash = accepted.status.certificate_hash;
    return demand(list, rules::kRevocationIssuerAuthorised,
                  same_authority(responder, question.issuer()) || delegated(question, data) ||
                      listed(question, data),
                  [&] {
                    return Params{{"issuer", to_hex(responder.fingerprint())}};
                  }) &&
           ask(list, rules::kResponderId, Key::responder_id,
               std::get<OcspFacts>(data.facts).names_signer) &&
           ask(list, rules::kCertificateHashPresent, Key::cert_hash_present,
               hash != Hash::absent) &&
           ask(list, rules::kCertificateHash, Key::cert_hash,
               hash == Hash::absent || hash == Hash::matches);
  }

  static bool delegated(const StatusQuestion& question, const RevocationEvidence& data) {
    return for_ocsp_signing(*data.token.signing_certificate) &&
           std::ranges::any_of(data.token.paths, [&](const CandidatePath& path) {
             return path.certificates.size() > 1 &&
                    path.signed_by_next.front() == ValueState::valid &&
                    same_authority(path.certificates[1], question.issuer());
           });
  }

  // A responder that a list names as such, for the provider of the anchor.
  bool listed(const StatusQuestion& question, const RevocationEvidence& data) const {
    const model::AnchorRule& rule = subject_.policy.anchors(model::AnchorPurpose::revocation);
    return std::ranges::any_of(data.token.paths, [&](const CandidatePath& path) {
      return path.certificates.size() == 1 &&
             std::ranges::any_of(path.services, [&](const model::TrustService& service) {
               const model::ServicePeriod* period = service.at(data.produced_at);
               return !service.given && period != nullptr && rule.admits(service) &&
                      rule.admits(*period) &&
                      period->type.find("/Certstatus/OCSP") != std::string::npos &&
                      same_provider(service, question.path);
             });
    });
  }
  static bool same_provider(const model::TrustService& service, const CandidatePath& path) {
    return std::ranges::any_of(path.services, [&](const model::TrustService& anchor) {
      return anchor.source == service.source && anchor.provider == service.provider;
    });
  }

  bool times(const StatusQuestion& question, const RevocationEvidence& data,
             const Accepted& accepted, Checklist& list) const {
    const CertificateStatus& status = accepted.status;
    const Certificate& certificate = question.certificate();
    const UtcTime latest = subject_.now + kClockSkew;
    // That it is not named proves nothing before its time and after its end; that it is, does.
    const bool named = status.state == State::revoked;
    const auto at = [&] { return Params{{"thisUpdate", to_string(status.this_update)}}; };
    const auto made = [&] { return Params{{"producedAt", to_string(data.produced_at)}}; };
    // RFC 6960 2.4: nobody signs what he will know later; who says so was valid at both times.
    const Certificate& issuer = signed_by(question, data);
    return ask(list, rules::kRevocationThisUpdate, Key::revocation_this_update,
               status.this_update <= latest && data.produced_at <= latest &&
                   status.this_update <= data.produced_at + kClockSkew,
               at) &&
           ask(list, rules::kRevocationIssuerValidThen, Key::revocation_issuer_valid,
               is_anchor(data) ||
                   (inside(data.produced_at, issuer) && status.this_update <= issuer.not_after()),
               made) &&
           ask(list, rules::kRevocationIssuerValidThen, Key::certificate_validity,
               is_anchor(data) || inside(data.produced_at, issuer), made) &&
           ask(list, rules::kRevocationAfterIssuance, Key::revocation_after_issuance,
               named || certificate.not_before() <= status.this_update, at) &&
           ask(list, rules::kRevocationHasInformation, Key::revocation_has_information,
               named || has_information(question, data, status), at);
  }

  // Whose certificate counts. The issuer himself is the one that stands in the path, whichever of
  // the certificates over his key was found first: a renewed authority signs with the old key.
  static const Certificate& signed_by(const StatusQuestion& question,
                                      const RevocationEvidence& data) {
    const Certificate& signer = *data.token.signing_certificate;
    return same_authority(signer, question.issuer()) ? question.issuer() : signer;
  }

  // An anchor is what its list says; its own certificate's expiry is `anchor_expiry`.
  static bool is_anchor(const RevocationEvidence& data) {
    return std::ranges::any_of(
        data.token.paths, [](const CandidatePath& path) { return path.certificates.size() == 1; });
  }

  // Does whoever answers still keep what he knew of a certificate that has expired?
  static bool has_information(const StatusQuestion& question, const RevocationEvidence& data,
                              const CertificateStatus& status) {
    if (status.certificate_hash == CertificateStatus::CertificateHash::matches) {
      return true;
    }
    std::optional<UtcTime> kept = data.kind == RevocationKind::crl
                                      ? std::get<CrlFacts>(data.facts).expired_certificates_since
                                      : status.archive_cutoff;
    kept = kept ? kept : question.kept_since;
    return question.certificate().not_after() >=
           std::min(kept.value_or(status.this_update), status.this_update);
  }

  // ---- whoever signed it ----
  // RFC 5280 6.3.3 (f) and spec/en319102-1.md 5.5.2, end: a path to the anchor of the certificate
  // in question, valid when the data was made, none of it revoked.
  bool issuer_path(const StatusQuestion& question, const RevocationEvidence& data,
                   const Accepted& accepted, Checklist& list) {
    const bool crl = data.kind == RevocationKind::crl;
    if (!list.require(rules::kRevocationIssuerTrusted, Level::fail, !data.token.paths.empty())) {
      return false;
    }
    const bool self = std::ranges::all_of(data.token.paths, [&](const CandidatePath& path) {
      return std::ranges::count(path.certificates, question.certificate()) != 0;
    });
    const bool other = crl ? list.require(rules::kRevocationSelfIssued, Level::fail,
                                          !self || covers_itself(question, data))
                           : ask(list, rules::kRevocationSelfIssued, Key::self_issued_ocsp, !self);
    if (!other) {
      return false;
    }
    const bool lifts = !speaks_against(accepted.status);
    bool anchored = false;
    bool valid = false;
    bool proper = false;
    bool unrevoked = false;
    std::string broken;
    std::optional<Certificate> twin;
    std::optional<CandidatePath> own;
    if (same_authority(*data.token.signing_certificate, question.issuer())) {
      own = issuers_path(question);
    }
    for (const CandidatePath& path : own ? std::span(&*own, 1) : std::span(data.token.paths)) {
      const bool here = (same_authority(path.certificates.back(), question.anchor()) ||
                         (!crl && path.certificates.size() == 1 && listed(question, data))) &&
                        (!lifts || vouched_for(path, data.produced_at));
      anchored = anchored || here;
      const bool sound = here && valid_then(path, data.produced_at);
      valid = valid || sound;
      const bool kept = sound && keeps_constraints(path, broken);
      proper = proper || kept;
      unrevoked = unrevoked || (kept && statuses_hold(question, path, data, twin));
      if (unrevoked) {
        break;
      }
    }
    return demand(list, rules::kRevocationIssuerAnchor, anchored,
                  [&] {
                    return Params{{"producedAt", to_string(data.produced_at)}};
                  }) &&
           list.require(rules::kRevocationIssuerPath, Level::fail, valid) &&
           list.require(rules::kRevocationIssuerConstraints, Level::fail, proper,
                        proper ? Params{} : Params{{"broken", broken}}) &&
           list.require(rules::kRevocationIssuerNotRevoked, Level::fail, unrevoked,
                        twin && !unrevoked ? Params{{"certificate", to_hex(twin->fingerprint())}}
                                           : Params{});
  }

  // Whoever holds the key of an authority that was closed gains by data that leave a revoked
  // certificate out, or take a suspension back, not by what revokes.
  static bool speaks_against(const CertificateStatus& status) {
    return status.state == State::revoked &&
           status.reason != pki::RevocationReason::remove_from_crl;
  }

  // spec/en319102-1.md 16: the anchor's service was one that the policy takes for revocation data
  // when they were made.
  bool vouched_for(const CandidatePath& path, UtcTime made) const {
    const model::AnchorRule& rule = subject_.policy.anchors(model::AnchorPurpose::revocation);
    return std::ranges::any_of(path.services, [&](const model::TrustService& service) {
      const model::ServicePeriod* period = service.at(made);
      const auto entry =
          period == nullptr ? std::nullopt : as_we_read(subject_, service, *period, made);
      return rule.admits(service) && (service.given || (entry && rule.admits(*entry)));
    });
  }

  // The path in question from the issuer on.
  static CandidatePath issuers_path(const StatusQuestion& question) {
    const CandidatePath& whole = question.path;
    const auto below = static_cast<std::ptrdiff_t>(question.index) + 1;
    const auto rest_of = [below](const auto& list) {
      return std::decay_t<decltype(list)>(list.begin() + below, list.end());
    };
    CandidatePath path;
    path.certificates = rest_of(whole.certificates);
    path.signed_by_next = rest_of(whole.signed_by_next);
    path.signature_problems = rest_of(whole.signature_problems);
    path.services = whole.services;
    return path;
  }

  // PKITS 4.14.30: the certificate of an indirect list's issuer names that issuer as the one whose
  // list tells of it. Its authority chose that there be no other.
  static bool covers_itself(const StatusQuestion& question, const RevocationEvidence& data) {
    if (!(*data.token.signing_certificate == question.certificate())) {
      return false;
    }
    const auto points = question.certificate().crl_distribution_points();
    return points.ok() && *points &&
           std::ranges::all_of(**points, [&](const pki::DistributionPoint& point) {
             return std::ranges::any_of(point.crl_issuer, [&](const pki::GeneralName& name) {
               return name.kind == pki::GeneralName::Kind::directory &&
                      matches(pki::Name(name.value), question.certificate().subject());
             });
           });
  }

  bool valid_then(const CandidatePath& path, UtcTime time) {
    paths::PathParameters parameters;
    parameters.time = time;
    parameters.critical = paths::PathParameters::CriticalExtensions::by_caller;
    parameters.inputs = subject_.policy.anchors(model::AnchorPurpose::revocation).path;
    const auto findings = paths::validate_path(path, parameters, subject_.budget);
    cut_ = cut_ || findings.failed(rules::kNameConstraintsBounded) ||
           findings.failed(rules::kCertificatePoliciesBounded);
    return std::ranges::none_of(findings.failures, [&](const paths::PathFailure& failure) {
      return level_of(failure) == Level::fail;
    });
  }

  // As on the path of the signer: what RFC 5280 leaves to policies is at the level of their keys.
  Level level_of(const paths::PathFailure& failure) const {
    const auto level = [&](Key key, CertificateRole role) {
      return subject_.policy.constraint(key, Context::revocation, role).level;
    };
    if (failure.rule == &rules::kPathLength) {
      return level(Key::path_length, CertificateRole::ca);
    }
    if (failure.rule == &rules::kCaValidity) {
      return level(Key::certificate_validity, CertificateRole::ca);
    }
    if (failure.rule == &rules::kAnchorValidity) {
      return level(Key::anchor_expiry, CertificateRole::ca);
    }
    if (failure.rule == &rules::kNameConstraints) {
      return level(Key::name_constraints, role_at(failure.certificate));
    }
    if (failure.rule == &rules::kCertificatePolicies) {
      return level(Key::policy_tree, CertificateRole::signing);
    }
    return Level::fail;
  }
  static CertificateRole role_at(std::size_t i) {
    return i == 0 ? CertificateRole::signing : CertificateRole::ca;
  }

  // What the policy asks of whoever signs revocation data and of the CAs above him; of an anchor
  // its list is asked. What only warns bars nothing and is not told.
  bool keeps_constraints(const CandidatePath& path, std::string& broken) const {
    Subject asked = subject_;
    asked.context = Context::revocation;
    const std::span<const Certificate> below(path.certificates.data(),
                                             path.certificates.size() - 1);
    if (below.empty()) {
      return true;
    }
    Checklist list;
    const bool kept = names_sources(asked, path, list) &&
                      check_no_revocation_available(asked, path, list) &&
                      check_signer_constraints(asked, below.front(), nullptr, list) &&
                      check_chain_constraints(asked, below, SignerTrust::by_path, list);
    if (!kept) {
      const BlockResult result = std::move(list).stop();
      broken = result.checks.back().rule->id;
    }
    return kept;
  }

  static bool names_sources(const Subject& asked, const CandidatePath& path, Checklist& list) {
    for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
      const Certificate& one = path.certificates[i];
      const bool named = !one.ocsp_urls().empty() || !one.crl_urls().empty() ||
                         !needs_revocation(asked, path, i, role_at(i));
      if (!list.require(rules::kRevocationAccess,
                        asked.constraint(Key::revocation_access, role_at(i)), named)) {
        return false;
      }
    }
    return true;
  }

  // `twin`: where it does not hold for the key of one of them, the certificate revoked for that.
  bool statuses_hold(const StatusQuestion& question, const CandidatePath& path,
                     const RevocationEvidence& data, std::optional<Certificate>& twin) {
    const auto above =
        question.path.certificates.begin() + static_cast<std::ptrdiff_t>(question.index) + 1;
    for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
      const Certificate& certificate = path.certificates[i];
      // Those of the path itself have their own turn there.
      if (std::find(above, question.path.certificates.end(), certificate) !=
          question.path.certificates.end()) {
        continue;
      }
      const bool own =
          i == 0 && data.kind == RevocationKind::crl && certificate == question.certificate();
      if (!own && !status_holds(question, path, i, judged_at(data), twin)) {
        return false;
      }
    }
    return true;
  }

  UtcTime judged_at(const RevocationEvidence& data) const {
    return subject_.proven == nullptr ? subject_.time
                                      : std::min(subject_.time, (*subject_.proven)(data.id));
  }

  bool status_holds(const StatusQuestion& question, const CandidatePath& path, std::size_t index,
                    UtcTime at, std::optional<Certificate>& twin) {
    Subject asked = subject_;
    asked.context = Context::revocation;
    const CertificateRole role = role_at(index);
    if (!revocable(path, index)) {
      return true;
    }
    const Certificate& certificate = path.certificates[index];
    // A circle of responders that vouch for each other proves nothing.
    const bool skipped = !needs_revocation(asked, path, index, role);
    if (asking_.size() >= kMaxStatusDepth) {
      cut_ = true;  // what is refused for that may say that a certificate is revoked
      return skipped;
    }
    if (!asking_.insert(question.certificate().fingerprint()).second) {
      return skipped;
    }
    const auto bars = [&](Key key) { return asked.constraint(key, role).level == Level::fail; };
    RevocationAcceptance found;
    if (asking_.count(certificate.fingerprint()) == 0) {
      found = run({path, index, question.kept_since});
    }
    const KeyCompromises compromised = compromises({path, index, question.kept_since}, at);
    asking_.erase(question.certificate().fingerprint());
    if (!compromised.found.empty() &&
        asked.constraint(Key::not_revoked, role).level == Level::fail) {
      twin = compromised.found.front().twin;
      return false;
    }
    if (found.answers.empty()) {
      return skipped ||
             !bars(found.rejected.empty() ? Key::revocation_available : Key::revocation_acceptable);
    }
    const CertificateStatus& latest = found.answers.front().status;
    if (revoked_at(subject_.policy, latest, at)) {
      return !bars(latest.reason == pki::RevocationReason::certificate_hold ? Key::not_on_hold
                                                                            : Key::not_revoked);
    }
    return skipped || std::ranges::any_of(found.answers, [&](const RevocationAnswer& one) {
             const model::RevocationKind kind = one.main().kind;
             const Freshness fresh =
                 freshness(one.status, kind, asked.policy, asked.context, role, at);
             const Key next =
                 kind == RevocationKind::crl ? Key::crl_next_update : Key::ocsp_next_update;
             return one.status.state != State::revoked &&
                    (fresh.holds || fresh.constraint->level != Level::fail) &&
                    (one.status.next_update || !bars(next)) &&
                    (!bars(Key::revocation_issuer_validity) || issuer_valid(one, at));
           });
  }

  // ---- lists, put together ----
  static void join_lists(const std::vector<Accepted>& lists, const std::vector<Accepted>& deltas,
                         RevocationAcceptance& result) {
    std::vector<Accepted> merged;
    std::vector<std::vector<const RevocationEvidence*>> parts;
    for (const Accepted& base : lists) {
      parts.push_back({base.data});
      merged.push_back(with_delta(base, deltas, parts.back(), result));
    }
    std::vector<std::size_t> partial;
    for (std::size_t i = 0; i < merged.size(); ++i) {
      // A revocation ends the search, whatever reasons are still open (RFC 5280 6.3.3, loop).
      if (merged[i].reasons == kAllReasons || merged[i].status.state == State::revoked) {
        result.answers.push_back(
            {parts[i], merged[i].status,
             std::max(merged[i].status.this_update, merged[i].data->produced_at)});
      } else {
        partial.push_back(i);
      }
    }
    join_reasons(merged, parts, partial, result);
    deltas_alone(lists, deltas, result);
  }

  // RFC 5280 5.2.4: the newest delta that goes with the list.
  static Accepted with_delta(const Accepted& base, const std::vector<Accepted>& deltas,
                             std::vector<const RevocationEvidence*>& parts,
                             RevocationAcceptance& result) {
    const auto& facts = std::get<CrlFacts>(base.data->facts);
    const Accepted* newest = nullptr;
    for (const Accepted& delta : deltas) {
      const DeltaFit how = fit(std::get<CrlFacts>(delta.data->facts), facts);
      const bool same_key = same_authority(*delta.data->token.signing_certificate,
                                           *base.data->token.signing_certificate);
      if (how != DeltaFit::fits || !same_key) {
        const char* why = how == DeltaFit::older          ? "older"
                          : how == DeltaFit::base_too_old ? "base-too-old"
                                                          : "other-scope";
        result.rejected.push_back({delta.data, &rules::kRevocationDelta, {{"problem", why}}});
        continue;
      }
      if (newest == nullptr || newest->status.this_update < delta.status.this_update) {
        newest = &delta;
      }
    }
    if (newest == nullptr) {
      return base;
    }
    parts.push_back(newest->data);
    return merge(base, *newest);
  }

  static Accepted merge(const Accepted& base, const Accepted& delta) {
    Accepted merged = base;
    if (delta.status.state == State::revoked) {
      const bool removed = delta.status.reason == pki::RevocationReason::remove_from_crl;
      // removeFromCRL takes back a hold, nothing else (5.3.1).
      if (removed && !permanent(base.status)) {
        merged.status.state = State::good;
        merged.status.reason.reset();
        merged.status.revoked_at.reset();
      } else if (!removed && !permanent(base.status)) {
        merged.status.state = State::revoked;
        merged.status.reason = delta.status.reason;
        merged.status.revoked_at = delta.status.revoked_at;
        merged.status.invalidity = delta.status.invalidity;
      }
    }
    // As recent as the delta; it ends when the list does.
    merged.status.this_update = std::max(base.status.this_update, delta.status.this_update);
    return merged;
  }

  // RFC 5280 6.3.3 (e): lists that tell of some reasons only are one answer when together they tell
  // of all; it is as old as its oldest part.
  static void join_reasons(const std::vector<Accepted>& merged,
                           const std::vector<std::vector<const RevocationEvidence*>>& parts,
                           std::vector<std::size_t> partial, RevocationAcceptance& result) {
    std::ranges::stable_sort(partial, [&](std::size_t left, std::size_t right) {
      return merged[left].status.this_update > merged[right].status.this_update;
    });
    RevocationAnswer answer;
    std::uint16_t reasons = 0;
    for (const std::size_t i : partial) {
      const Accepted& one = merged[i];
      if ((one.reasons & ~reasons) == 0) {
        continue;
      }
      if (answer.data.empty()) {
        answer.status = one.status;
        answer.produced_at = one.status.this_update;
      }
      reasons |= one.reasons;
      answer.data.insert(answer.data.end(), parts[i].begin(), parts[i].end());
      answer.status.this_update = std::min(answer.status.this_update, one.status.this_update);
      if (!one.status.next_update ||
          (answer.status.next_update && *one.status.next_update < *answer.status.next_update)) {
        answer.status.next_update = one.status.next_update;
      }
    }
    if (reasons == kAllReasons) {
      answer.produced_at = answer.status.this_update;
      result.answers.push_back(std::move(answer));
      return;
    }
    for (const std::size_t i : partial) {
      result.rejected.push_back({merged[i].data, &rules::kRevocationReasons, {}});
    }
  }

  // Without its list, or beside one that it does not go with, a delta says little; but what it
  // revokes for good is revoked, and what it suspends is suspended, unless a list is newer.
  static void deltas_alone(const std::vector<Accepted>& lists, const std::vector<Accepted>& deltas,
                           RevocationAcceptance& result) {
    for (const Accepted& delta : deltas) {
      const bool holds =
          delta.status.state == State::revoked &&
          delta.status.reason == pki::RevocationReason::certificate_hold &&
          std::ranges::none_of(lists, [&](const Accepted& base) {
            const DeltaFit how =
                fit(std::get<CrlFacts>(delta.data->facts), std::get<CrlFacts>(base.data->facts));
            return how == DeltaFit::older || how == DeltaFit::fits;  // older: said; fits: merged
          });
      if (permanent(delta.status) || holds) {
        result.answers.push_back({{delta.data}, delta.status, delta.data->produced_at});
      } else if (lists.empty()) {
        result.rejected.push_back({delta.data, &rules::kRevocationDelta, {{"problem", "no-base"}}});
      }
    }
  }

  const Subject& subject_;
  std::set<pki::Fingerprint> asking_;
  std::optional<std::vector<const CandidatePath*>> suspects_;  // twins; made when first needed
  std::size_t looked_at_ = 0;
  bool cut_ = false;
};

}  // namespace

bool permanent(const CertificateStatus& status) {
  return status.state == State::revoked &&
         status.reason != pki::RevocationReason::certificate_hold &&
         status.reason != pki::RevocationReason::remove_from_crl;
}

bool survivable(const model::Policy& policy, const CertificateStatus& status) {
  using Reason = pki::RevocationReason;
  constexpr std::array kHarmless{Reason::affiliation_changed, Reason::superseded,
                                 Reason::cessation_of_operation, Reason::privilege_withdrawn};
  switch (policy.revocation().semantics) {
    case model::RevocationSemantics::proof_of_existence:
      return true;
    case model::RevocationSemantics::compromise_is_retroactive:
      return status.reason && std::ranges::count(kHarmless, *status.reason) != 0;
  }
  return false;
}

bool revoked_at(const model::Policy& policy, const CertificateStatus& status, UtcTime t) {
  return status.state == State::revoked && status.revoked_at &&
         (*status.revoked_at <= t || !survivable(policy, status));
}

bool revocable(const CandidatePath& path, std::size_t index) {
  if (index + 1 >= path.certificates.size()) {
    return false;  // the anchor
  }
  const Certificate& certificate = path.certificates[index];
  // spec/en319102-1.md 3.3
  return !certificate.self_issued() ||
         !equal(certificate.spki(), path.certificates[index + 1].spki());
}

bool needs_revocation(const Subject& subject, const CandidatePath& path, std::size_t index,
                      CertificateRole role) {
  return revocable(path, index) && !skips_revocation(subject, path.certificates[index], role);
}

RevocationAcceptance accept_revocation(const Subject& subject, const StatusQuestion& question) {
  return Acceptance(subject).run(question);
}

KeyCompromises compromises_of_key(const Subject& subject, const StatusQuestion& question,
                                  UtcTime t) {
  return Acceptance(subject).compromises(question, t);
}

}  // namespace senim::blocks

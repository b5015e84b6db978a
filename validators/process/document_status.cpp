#include "validators/process/document_status.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "validators/model/remedies.h"
#include "validators/model/rules.h"

namespace senim::process {

namespace {

namespace rules = model::rules;
using model::CheckRecord;
using model::Conclusion;
using model::DocumentRules;
using model::DocumentStatus;
using model::Indication;
using model::Level;
using model::Outcome;
using model::Permission;
using model::Reason;
using model::SignatureVerdict;
using model::SubIndication;
using model::ValueState;
using model::Verdict;
using Signatures = std::vector<const SignatureVerdict*>;

bool revoked(SubIndication sub) {
  return sub == SubIndication::revoked || sub == SubIndication::revoked_no_poe ||
         sub == SubIndication::revoked_ca_no_poe;
}

bool broke(const CheckRecord& check) {
  return check.level == Level::fail &&
         (check.outcome == Outcome::failed || check.outcome == Outcome::unsupported);
}

// Third row: proven wrong.
bool negative(const SignatureVerdict& signature) {
  return signature.conclusion.indication == Indication::failed ||
         signature.integrity.references == "changed" ||
         signature.integrity.value == ValueState::invalid || revoked(signature.conclusion.sub);
}
bool negative(const CheckRecord& check) {
  return broke(check) && (check.rule->on_failure.indication == Indication::failed ||
                          revoked(check.rule->on_failure.sub));
}

bool lack(const CheckRecord& check) {
  if (!broke(check)) {
    return false;
  }
  const SubIndication sub = check.rule->on_failure.sub;
  return sub == SubIndication::no_certificate_chain_found ||
         sub == SubIndication::no_certificate_chain_found_no_poe ||
         sub == SubIndication::signed_data_not_found ||
         sub == SubIndication::crypto_constraints_failure ||
         check.rule == &rules::kRevocationSourceReachable ||
         check.rule == &rules::kRevocationFresh;  // revocation-not-expired is a negative answer
}

Reason with_remedy(Reason reason, const model::Remedy& remedy) {
  reason.remedy = remedy.code;
  for (const auto& param : reason.params) {
    if (std::ranges::find(remedy.params, param.first) != remedy.params.end()) {
      reason.remedy_params.push_back(param);
    }
  }
  return reason;
}

Reason reason_of(const rules::ReasonCode& code, std::string object = {},
                 model::Params params = {}) {
  return with_remedy({std::string(code.id), std::move(params), std::move(object)},
                     model::remedy_of(code));
}

// That signature as the reason: the check that says most about the row, with its facts.
template <typename Object, typename Says>
Reason reason_of(const Object& signature, Says says) {
  const auto decided = [&](const CheckRecord& check) {
    return broke(check) && check.rule->on_failure == signature.conclusion;
  };
  const auto find = [&](auto filter) { return std::ranges::find_if(signature.checks, filter); };
  auto found = find([&](const CheckRecord& check) { return decided(check) && says(check); });
  if (found == signature.checks.end()) {
    found = find(says);
  }
  if (found == signature.checks.end()) {
    found = find(decided);
  }
  if (found == signature.checks.end()) {
    found = find(broke);
  }
  if (found == signature.checks.end()) {
    return reason_of(rules::kInternalDoubt, signature.id);
  }
  return with_remedy({std::string(found->rule->id), found->params, signature.id},
                     model::remedy_of(*found->rule));
}

bool passed(const SignatureVerdict& signature) {
  return signature.conclusion.indication == Indication::passed;
}

struct Selection {
  Signatures counted;
  bool enough = true;
};

Signatures all_signatures(const Verdict& verdict) {
  Signatures found;
  for (const SignatureVerdict& signature : verdict.signatures) {
    if (signature.parent.empty()) {  // counter-signatures are reported, not counted
      found.push_back(&signature);
    }
  }
  return found;
}

// The numbers of a natural person, by the names that the national profiles give them; those of who
// else may own a key.
constexpr std::array<std::string_view, 12> kPersons{
    "iin", "inn", "snils", "ogrnip", "personalNumber", "rnokpp", "pno", "idc",
    "pas", "tin", "tax",   "eid"};
constexpr std::array<std::string_view, 9> kOrganisations{"bin", "innle", "ogrn", "unp", "edrpou",
                                                         "vat", "ntr",   "psd",  "lei"};

template <std::size_t size>
std::vector<std::string> stated(const model::SignerFacts& signer,
                                const std::array<std::string_view, size>& kinds) {
  std::vector<std::string> found;
  for (const std::string_view kind : kinds) {
    if (const auto at = signer.identifiers.find(std::string(kind));
        at != signer.identifiers.end()) {
      found.push_back(std::string(kind) + ":" + at->second);
    }
  }
  return found;
}

// Who he is: by his own numbers, whomever he signs for; an organisation or system by its; else by
// serialNumber, which tells people of one country apart (RFC 3739 3.1.2). Empty: unknown.
std::vector<std::string> person_of(const model::SignerFacts& signer) {
  if (auto person = stated(signer, kPersons); !person.empty()) {
    return person;
  }
  if (signer.owner == pki::to_string(pki::OwnerKind::organisation) ||
      signer.owner == pki::to_string(pki::OwnerKind::system)) {
    if (auto organisation = stated(signer, kOrganisations); !organisation.empty()) {
      return organisation;
    }
  }
  const auto serial = signer.identifiers.find("serialNumber");
  if (serial == signer.identifiers.end() || signer.country.empty()) {
    return {};
  }
  return {"serialNumber:" + signer.country + ":" + serial->second};
}

// Everything that says whose signature it is: one person may have several keys (in Kazakhstan
// everybody has an RSA and a GOST pair), and one key several certificates, however they write it.
std::vector<std::string> signer_of(const Verdict& verdict, const SignatureVerdict& signature) {
  if (!signature.signer) {
    return {"signature:" + signature.id};
  }
  std::vector<std::string> names = person_of(*signature.signer);
  const auto found = verdict.certificates.find(signature.signer->certificate);
  names.push_back(found == verdict.certificates.end()
                      ? "certificate:" + signature.signer->certificate
                      : "key:" + to_hex(found->second.key_identity()));
  return names;
}

using Names = std::set<std::string>;

bool meet(const Names& left, const std::vector<std::string>& right) {
  return std::ranges::any_of(right, [&](const std::string& name) { return left.contains(name); });
}

// The names of each person that signed. One signature may show that the signers of two others are
// one person: it does so wherever in the document it stands. What did not pass shows nothing.
std::vector<Names> persons_of(const Verdict& verdict, const Signatures& signatures) {
  std::vector<Names> persons;
  for (const SignatureVerdict* one : signatures) {
    if (!passed(*one)) {
      continue;
    }
    const std::vector<std::string> names = signer_of(verdict, *one);
    Names person(names.begin(), names.end());
    std::erase_if(persons, [&](const Names& known) {
      const bool same = meet(known, names);
      if (same) {
        person.insert(known.begin(), known.end());
      }
      return same;
    });
    persons.push_back(std::move(person));
  }
  return persons;
}

// One signer meets one entry, once, however often he signed. Greedy: an unlucky order of entries
// can only select too few.
Selection select_signers(const Verdict& verdict, const std::vector<model::RequiredSigners>& entries,
                         Signatures left) {
  Selection selection;
  const std::vector<Names> persons = persons_of(verdict, left);
  Names signers;
  const auto counted_already = [&](const SignatureVerdict& one) {
    const std::vector<std::string> names = signer_of(verdict, one);
    const bool known = meet(signers, names);
    signers.insert(names.begin(), names.end());
    for (const Names& person : persons) {
      if (meet(person, names)) {
        signers.insert(person.begin(), person.end());
      }
    }
    return known;
  };
  std::stable_partition(left.begin(), left.end(), [](const auto* one) { return passed(*one); });
  for (const model::RequiredSigners& entry : entries) {
    unsigned found = 0;
    std::erase_if(left, [&](const SignatureVerdict* one) {
      const bool fits = entry.role.empty() ||
                        (one->signer && std::ranges::count(one->signer->roles, entry.role) != 0);
      if (found == entry.count || !fits || counted_already(*one)) {
        return false;
      }
      ++found;
      selection.counted.push_back(one);
      return true;
    });
    selection.enough = selection.enough && found == entry.count;
  }
  return selection;
}

Selection select(const Verdict& verdict, const model::Requirement& require) {
  Signatures all = all_signatures(verdict);
  switch (require.mode) {
    case model::Requirement::Mode::all:
      return {std::move(all), true};
    case model::Requirement::Mode::at_least_one: {
      Signatures good;
      std::ranges::copy_if(all, std::back_inserter(good),
                           [](const auto* one) { return passed(*one); });
      return {good.empty() ? std::move(all) : std::move(good), true};
    }
    case model::Requirement::Mode::signers:
      return select_signers(verdict, require.signers, std::move(all));
  }
  return {{}, false};
}

template <typename Filter>
const SignatureVerdict* first(const Signatures& signatures, Filter filter) {
  const auto found =
      std::ranges::find_if(signatures, [&](const auto* signature) { return filter(*signature); });
  return found == signatures.end() ? nullptr : *found;
}

bool meets(const SignatureVerdict& signature, const model::Expectations& expect) {
  const auto identifier = [&](const char* name, const std::optional<std::string>& wanted) {
    if (!wanted) {
      return true;
    }
    const auto& found = signature.signer->identifiers;
    const auto at = found.find(name);
    return at != found.end() && at->second == *wanted;
  };
  return signature.signer && identifier("iin", expect.iin) && identifier("bin", expect.bin) &&
         (!expect.role || std::ranges::count(signature.signer->roles, *expect.role) != 0);
}

bool expects(const model::Expectations& expect) { return expect.iin || expect.bin || expect.role; }

DocumentDecision no(Reason reason) { return {DocumentStatus::not_confirmed, std::move(reason)}; }
DocumentDecision cannot(Reason reason) {
  return {DocumentStatus::cannot_verify, std::move(reason)};
}

// What a person must be told first of several signatures that are wrong: that the content is not
// what was signed, that the value is nobody's, that the certificate was revoked.
int gravity(const SignatureVerdict& signature) {
  if (signature.integrity.references == "changed") {
    return 0;
  }
  if (signature.integrity.value == ValueState::invalid) {
    return 1;
  }
  return revoked(signature.conclusion.sub) ? 2 : 3;
}
const SignatureVerdict* gravest_negative(const Signatures& signatures) {
  const SignatureVerdict* gravest = nullptr;
  for (const SignatureVerdict* one : signatures) {
    if (negative(*one) && (gravest == nullptr || gravity(*one) < gravity(*gravest))) {
      gravest = one;
    }
  }
  return gravest;
}

// By the submission's policy, or by the signature's own, whose word stands in its records.
bool refused(const SignatureVerdict& signature, const model::Rule& rule, Permission submission) {
  return submission == Permission::refused ||
         std::ranges::any_of(signature.checks, [&](const CheckRecord& check) {
           return check.rule == &rule && check.level == Level::warn &&
                  check.outcome == Outcome::failed;
         });
}

// Rows six: what the document must be beyond its signatures.
std::optional<DocumentDecision> check_document_rules(const Selection& selection,
                                                     const DocumentRules& document,
                                                     const model::Expectations& expect) {
  if (!selection.enough || selection.counted.empty()) {
    return no(reason_of(rules::kRequireNotMet));
  }
  if (expects(expect) && document.unmet_expectations == Permission::refused &&
      first(selection.counted, [&](const auto& one) { return meets(one, expect); }) == nullptr) {
    return no(reason_of(rules::kExpectationNotMet));
  }
  if (const auto* part = first(selection.counted, [&](const auto& one) {
        return one.integrity.coverage == model::Coverage::partial &&
               refused(one, rules::kDocumentCovered, document.partial_coverage);
      })) {
    return no(reason_of(rules::kNotWhole, part->id));
  }
  if (const auto* changed = first(selection.counted, [&](const auto& one) {
        return one.integrity.modified && refused(one, rules::kDocumentUnchanged, document.modified);
      })) {
    return no(reason_of(rules::kModified, changed->id));
  }
  return std::nullopt;
}

bool confirmed(const model::AspectConclusion& conclusion) {
  return conclusion.outcome == model::AspectConclusion::Outcome::confirmed;
}

DocumentDecision decide_signatures(const Verdict& verdict, const DocumentRules& document,
                                   const model::Expectations& expect, UtcTime now) {
  const Selection selection = select(verdict, document.require);
  const Signatures& counted = selection.counted;
  if (const auto* bad = gravest_negative(counted)) {
    return no(reason_of(*bad, [](const CheckRecord& check) { return negative(check); }));
  }
  if (const auto* open = first(counted, undecided_for_lack)) {
    return cannot(reason_of(*open, lack));
  }
  if (const auto* other = first(counted, [](const auto& one) { return !passed(one); })) {
    return no(reason_of(*other, broke));
  }
  if (auto decision = check_document_rules(selection, document, expect)) {
    return std::move(*decision);
  }
  const bool past = verdict.asked_time && *verdict.asked_time < now;
  if (const auto* unproven = first(
          counted, [](const auto& one) { return one.best_signature_time_from == "validation"; });
      past && unproven != nullptr && document.asked_time == model::AskedTime::untrusted) {
    return no(reason_of(rules::kTimeNotProven, unproven->id));
  }
  const bool whole = std::ranges::all_of(counted, [](const auto* one) {
    return passed(*one) && confirmed(one->authenticity) && confirmed(one->belonging) &&
           confirmed(one->immutability);
  });
  if (whole && !counted.empty()) {
    return {DocumentStatus::confirmed, std::nullopt};
  }
  return no(reason_of(rules::kInternalDoubt));
}

bool negative(const model::TimestampVerdict& one) {
  return one.conclusion.indication == Indication::failed || one.value == ValueState::invalid ||
         one.imprint == model::ParsedTimestamp::Imprint::differs || revoked(one.conclusion.sub);
}
bool undecided_for_lack(const model::TimestampVerdict& one) {
  return one.conclusion.indication == Indication::indeterminate &&
         (one.value == ValueState::unsupported || one.value == ValueState::unchecked ||
          one.imprint == model::ParsedTimestamp::Imprint::no_data ||
          one.imprint == model::ParsedTimestamp::Imprint::unchecked ||
          std::ranges::any_of(one.checks, [&](const CheckRecord& check) {
            return lack(check) && check.rule->on_failure == one.conclusion;
          }));
}

// "Documents with only timestamps or evidence records: the same table over those" (report.md 2). An
// evidence record is not judged yet, and what is not judged is undecided.
DocumentDecision decide_proofs(const Verdict& verdict, const DocumentRules& document, UtcTime now) {
  const auto find = [&](auto filter) { return std::ranges::find_if(verdict.timestamps, filter); };
  const auto none = verdict.timestamps.end();
  if (const auto bad = find([](const auto& one) { return negative(one); }); bad != none) {
    return no(reason_of(*bad, [](const CheckRecord& check) { return negative(check); }));
  }
  if (const auto open = find([](const auto& one) { return undecided_for_lack(one); });
      open != none) {
    return cannot(reason_of(*open, lack));
  }
  if (const auto other =
          find([](const auto& one) { return one.conclusion.indication != Indication::passed; });
      other != none) {
    return no(reason_of(*other, broke));
  }
  const bool past = verdict.asked_time && *verdict.asked_time < now;
  if (const auto ended = find([](const auto& one) { return !one.stands_now; });
      past && ended != none && document.asked_time == model::AskedTime::untrusted) {
    return no(reason_of(rules::kTimeNotProven, ended->id));
  }
  if (!verdict.evidence_records.empty()) {
    return cannot(reason_of(rules::kTimestampNotJudged, verdict.evidence_records.front().id));
  }
  return {DocumentStatus::confirmed, std::nullopt};
}

}  // namespace

bool undecided_for_lack(const SignatureVerdict& signature) {
  return signature.conclusion.indication == Indication::indeterminate &&
         (signature.integrity.value == ValueState::unsupported ||
          signature.integrity.value == ValueState::unchecked ||
          signature.integrity.references == "missing" ||
          signature.integrity.references == "unsupported" ||
          std::ranges::any_of(signature.checks, [&](const CheckRecord& check) {
            return lack(check) && check.rule->on_failure == signature.conclusion;
          }));
}

DocumentDecision decide(const Verdict& verdict, const DocumentRules& document,
                        const model::Expectations& expect, UtcTime now) {
  const bool nothing =
      verdict.signatures.empty() && verdict.timestamps.empty() && verdict.evidence_records.empty();
  if (nothing) {
    return cannot(reason_of(verdict.document.kind == model::DocumentKind::unknown
                                ? rules::kUnreadable
                                : rules::kNoSignature));
  }
  return verdict.signatures.empty() ? decide_proofs(verdict, document, now)
                                    : decide_signatures(verdict, document, expect, now);
}

}  // namespace senim::process

#include "validators/blocks/chain_constraints.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "validators/model/rules.h"
#include "validators/paths/path_validation.h"
#include "validators/pki/conformity.h"
#include "validators/pki/oids.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::CertificateRole;
using model::Constraint;
using model::Key;
using model::Params;
using pki::Certificate;
using Strings = std::vector<std::string>;

constexpr Oid kSubjectKeyIdentifier{"2.5.29.14"};
constexpr Oid kExtendedKeyUsage{"2.5.29.37"};
constexpr Oid kAuthorityKeyIdentifier{"2.5.29.35"};
constexpr Oid kAuthorityInformationAccess{"1.3.6.1.5.5.7.1.1"};

// RFC 5280 4.2.1.3
constexpr std::array<std::pair<pki::KeyUsage, std::string_view>, 9> kUsages{{
    {pki::KeyUsage::digital_signature, "digitalSignature"},
    {pki::KeyUsage::non_repudiation, "nonRepudiation"},
    {pki::KeyUsage::key_encipherment, "keyEncipherment"},
    {pki::KeyUsage::data_encipherment, "dataEncipherment"},
    {pki::KeyUsage::key_agreement, "keyAgreement"},
    {pki::KeyUsage::key_cert_sign, "keyCertSign"},
    {pki::KeyUsage::crl_sign, "cRLSign"},
    {pki::KeyUsage::encipher_only, "encipherOnly"},
    {pki::KeyUsage::decipher_only, "decipherOnly"},
}};

// RFC 5280 4.2.1.12, RFC 6960 4.2.2.2, RFC 3161 2.3; others by their dotted form only.
constexpr std::array<std::pair<Oid, std::string_view>, 7> kPurposes{{
    {Oid{"2.5.29.37.0"}, "anyExtendedKeyUsage"},
    {Oid{"1.3.6.1.5.5.7.3.1"}, "serverAuth"},
    {Oid{"1.3.6.1.5.5.7.3.2"}, "clientAuth"},
    {Oid{"1.3.6.1.5.5.7.3.3"}, "codeSigning"},
    {Oid{"1.3.6.1.5.5.7.3.4"}, "emailProtection"},
    {Oid{"1.3.6.1.5.5.7.3.8"}, "timeStamping"},
    {Oid{"1.3.6.1.5.5.7.3.9"}, "OCSPSigning"},
}};

// X.520 attribute types and PKCS#9 emailAddress.
constexpr std::array<std::pair<Key, Oid>, 13> kSubjectAttributes{{
    {Key::subject_surname, Oid{"2.5.4.4"}},
    {Key::subject_given_name, Oid{"2.5.4.42"}},
    {Key::subject_common_name, Oid{"2.5.4.3"}},
    {Key::subject_pseudonym, Oid{"2.5.4.65"}},
    {Key::subject_title, Oid{"2.5.4.12"}},
    {Key::subject_email, Oid{"1.2.840.113549.1.9.1"}},
    {Key::subject_organization_identifier, Oid{"2.5.4.97"}},
    {Key::subject_organization_unit, Oid{"2.5.4.11"}},
    {Key::subject_organization, Oid{"2.5.4.10"}},
    {Key::subject_country, Oid{"2.5.4.6"}},
    {Key::subject_locality, Oid{"2.5.4.7"}},
    {Key::subject_state, Oid{"2.5.4.8"}},
    {Key::subject_serial_number, Oid{"2.5.4.5"}},
}};
constexpr Oid kPseudonym{"2.5.4.65"};

std::string joined(const Strings& values) {
  std::string text;
  for (const std::string& value : values) {
    text.append(text.empty() ? "" : " ").append(value);
  }
  return text;
}

// One certificate in its role; records only what fails, the caller records what holds for all.
class CertificateJudge {
 public:
  CertificateJudge(const Subject& subject, const Certificate& certificate, CertificateRole role,
                   SignerTrust trust, Checklist& list)
      : subject_(subject), certificate_(certificate), role_(role), trust_(trust), list_(list) {}

  bool run() {
    // Of revocation data path validation has read what it used, and the rest gives nobody a right.
    return (!subject_.timed_or_signature() || readable()) && key_usage() && purposes() &&
           named_purposes() && policies() && critical() && forbidden() && identifiers() &&
           public_key() && conforms(rules::kProfileConformity, Key::conformity) &&
           (role_ != CertificateRole::signing || signer());
  }

  bool run_as_anchor() {
    return public_key() && conforms(rules::kAnchorConformity, Key::anchor_conformity);
  }

 private:
  const Constraint& constraint(Key key) const { return subject_.constraint(key, role_); }

  bool record(const model::Rule& rule, Key key, bool holds) {
    return record(rule, key, holds, [] { return Params{}; });
  }
  // `facts` makes the parameters: those of what holds are not told, and nearly everything does.
  template <typename Facts>
  bool record(const model::Rule& rule, Key key, bool holds, const Facts& facts) {
    Params params;
    if (!holds) {
      params = facts();
      params.insert(params.begin(), {"certificate", to_hex(certificate_.fingerprint())});
    }
    return list_.require(rule, constraint(key), holds, std::move(params));
  }
  static Params found_in(const Strings& found) { return {{"found", joined(found)}}; }

  // What is malformed says nothing, and nothing is no permission (RFC 5280 4.2: critical or not,
  // what is used must be understood).
  bool readable() {
    const auto usage = certificate_.key_usage();
    const auto purposes = certificate_.extended_key_usage();
    const auto constraints = certificate_.basic_constraints();
    std::string problem;
    for (const Error* error :
         {usage.ok() ? nullptr : &usage.error(), purposes.ok() ? nullptr : &purposes.error(),
          constraints.ok() ? nullptr : &constraints.error()}) {
      problem = problem.empty() && error != nullptr ? error->message : problem;
    }
    const bool holds = problem.empty();
    return list_.require(
        rules::kUsageReadable, model::Level::fail, holds,
        holds ? Params{}
              : Params{{"certificate", to_hex(certificate_.fingerprint())}, {"problem", problem}});
  }

  bool key_usage() {
    const bool signing = role_ == CertificateRole::signing;
    const model::Rule& rule = signing ? rules::kKeyUsage : rules::kCaKeyUsageAccepted;
    if (!constraint(Key::key_usage).runs()) {
      return record(rule, Key::key_usage, true);
    }
    Strings found;
    if (const auto usage = certificate_.key_usage(); usage.ok() && *usage) {
      for (const auto& [bit, name] : kUsages) {
        if ((**usage).has(bit)) {
          found.emplace_back(name);
        }
      }
    }
    const bool holds = constraint(Key::key_usage).accepts(found);
    return record(rule, Key::key_usage, holds, [&] { return found_in(found); });
  }

  bool purposes() {
    const Constraint& wanted = constraint(Key::extended_key_usage);
    if (!wanted.runs()) {
      return record(rules::kExtendedKeyUsage, Key::extended_key_usage, true);
    }
    const Strings found = stated(Spelling::with_names);
    return record(rules::kExtendedKeyUsage, Key::extended_key_usage, wanted.accepts(found),
                  [&] { return found_in(found); });
  }

  enum class Spelling : std::uint8_t { dotted, with_names };
  Strings stated(Spelling spelling) const {
    Strings found;
    const auto usages = certificate_.extended_key_usage();
    if (!usages.ok() || !*usages) {
      return found;
    }
    for (const Oid& usage : **usages) {
      found.push_back(usage.dotted());
      const auto named =
          std::ranges::find(kPurposes, usage, &std::pair<Oid, std::string_view>::first);
      if (spelling == Spelling::with_names && named != kPurposes.end()) {
        found.emplace_back(named->second);
      }
    }
    return found;
  }

  // RFC 5280 4.2.1.12: a certificate that states purposes serves one of them only. Critical, that
  // binds everybody and a CA's certificate too; else how strictly is the policy's. No extension, no
  // restriction. `extended_key_usage` above asks the other question: that a purpose be stated.
  bool named_purposes() {
    if (!subject_.is_signature()) {
      return true;  // extended_key_usage says what an authority's certificate is for
    }
    const pki::Extension* extension = certificate_.extension(kExtendedKeyUsage);
    const bool critical = extension != nullptr && extension->critical;
    const Strings found = stated(Spelling::dotted);
    const auto among = [&](const model::Rule& rule, Key key, bool asked) {
      const Constraint& wanted = constraint(key);
      const bool holds = !asked || !wanted.runs() || wanted.accepts(found);
      return record(rule, key, holds, [&] { return found_in(found); });
    };
    if (!among(rules::kCriticalPurpose, Key::critical_purposes, critical)) {
      return false;
    }
    if (role_ != CertificateRole::signing) {
      return true;
    }
    const Constraint& reserved = constraint(Key::reserved_purposes);
    const bool others = !reserved.runs() || found.empty() || !reserved.covers(found);
    return among(rules::kStatedPurpose, Key::stated_purposes, extension != nullptr && !critical) &&
           record(rules::kReservedPurpose, Key::reserved_purposes, others,
                  [&] { return found_in(found); });
  }

  bool policies() {
    const Constraint& wanted = constraint(Key::certificate_policies);
    if (!wanted.runs()) {
      return record(rules::kAcceptedCertificatePolicies, Key::certificate_policies, true);
    }
    Strings found;
    if (const auto policies = certificate_.policies(); policies.ok() && *policies) {
      for (const pki::PolicyInformation& policy : **policies) {
        found.push_back(policy.id.dotted());
      }
    }
    return record(rules::kAcceptedCertificatePolicies, Key::certificate_policies,
                  wanted.accepts(found), [&] { return found_in(found); });
  }

  // RFC 5280 6.1.4 (o): the policy lists what may be critical.
  bool critical() {
    const Constraint& may_be = constraint(Key::critical_extensions);
    bool understood = true;
    bool listed = true;
    for (const pki::Extension& extension : certificate_.extensions()) {
      if (extension.critical) {
        listed = listed && may_be.contains(extension.id);
        understood = understood && (extension.id != pki::oid::kCertificatePolicies ||
                                    paths::processed(extension));
      }
    }
    Strings found;
    if (!listed || !understood) {
      for (const pki::Extension& extension : certificate_.extensions()) {
        if (extension.critical) {
          found.push_back(extension.id.dotted());
        }
      }
    }
    const bool holds = understood && (listed || may_be.covers(found));
    return record(rules::kCriticalExtensions, Key::critical_extensions, holds,
                  [&] { return found_in(found); });
  }

  bool forbidden() {
    const Constraint& wanted = constraint(Key::forbidden_extensions);
    Strings found;
    if (wanted.runs() && !wanted.strings().empty()) {
      for (const pki::Extension& extension : certificate_.extensions()) {
        if (wanted.contains(extension.id)) {
          found.push_back(extension.id.dotted());
        }
      }
    }
    return record(rules::kForbiddenExtensions, Key::forbidden_extensions, found.empty(),
                  [&] { return found_in(found); });
  }

  bool identifiers() {
    const bool authority = certificate_.extension(kAuthorityKeyIdentifier) != nullptr;
    const bool subject = certificate_.extension(kSubjectKeyIdentifier) != nullptr;
    // RFC 5280 4.2.2.1: caIssuers tells where the certificate above can be had.
    const Constraint& access = constraint(Key::issuer_access);
    if (access.runs() &&
        !present(Key::issuer_access, kAuthorityInformationAccess,
                 certificate_.self_issued() || !certificate_.issuer_urls().empty())) {
      return false;
    }
    return present(Key::authority_key_identifier, kAuthorityKeyIdentifier,
                   authority || certificate_.self_issued()) &&
           present(Key::subject_key_identifier, kSubjectKeyIdentifier, subject);
  }

  bool present(Key key, const Oid& extension, bool holds) {
    return record(rules::kExtensionPresence, key, holds, [&] {
      return Params{{"extension", extension.dotted()}};
    });
  }

  // The key by its name: "RSA 2048", "ECDSA P-256".
  bool public_key() {
    if (!subject_.timed_or_signature()) {
      return true;
    }
    const Constraint& wanted = constraint(Key::public_key);
    if (!wanted.runs()) {
      return record(rules::kPublicKeyAccepted, Key::public_key, true);
    }
    const auto& key = certificate_.key();
    const std::string name = key.ok() ? key->name() : std::string{};
    return record(rules::kPublicKeyAccepted, Key::public_key, wanted.accepts(name), [&] {
      return Params{{"found", name}};
    });
  }

  // Every demand of the profile that the policy names.
  bool conforms(const model::Rule& rule, Key key) {
    if (!subject_.timed_or_signature()) {
      return true;
    }
    const Constraint& wanted = constraint(key);
    const pki::Place place =
        role_ == CertificateRole::signing ? pki::Place::end_entity : pki::Place::authority;
    for (const pki::Demand& demand : pki::demands()) {
      const bool asked = wanted.runs() && (wanted.contains(demand.name) || wanted.contains("*"));
      if (asked && !demand.kept(certificate_, place)) {
        return record(rule, key, false, [&] {
          return Params{{"demand", std::string(demand.name)},
                        {"clause", std::string(demand.clause)}};
        });
      }
    }
    return record(rule, key, true);
  }

  bool signer() {
    const bool self_signed = certificate_.self_issued();
    return record(rules::kSelfSigned, Key::not_self_signed, !self_signed) && end_entity() &&
           demanded() && subject_attributes();
  }

  // RFC 5280 4.2.1.9: the key of a CA signs certificates and lists; and who may not issue does not
  // assert keyCertSign.
  bool end_entity() {
    if (!subject_.is_signature()) {
      return true;
    }
    const auto constraints = certificate_.basic_constraints();
    const bool ca = !constraints.ok() || (*constraints && (**constraints).ca);
    const auto usage = certificate_.key_usage();
    const bool issues = usage.ok() && *usage && (**usage).has(pki::KeyUsage::key_cert_sign);
    return record(rules::kSignerNotCa, Key::not_ca, !ca || trust_ == SignerTrust::given) &&
           record(rules::kCertificateSignUsage, Key::certificate_sign_usage, ca || !issues);
  }

  bool demanded() {
    if (constraint(Key::self_signed).runs() &&
        !record(rules::kSelfSigned, Key::self_signed, certificate_.self_issued())) {
      return false;
    }
    return !constraint(Key::subject_pseudonym_use).runs() ||
           record(rules::kSubjectConstraints, Key::subject_pseudonym_use, !has_pseudonym(), [&] {
             return Params{{"attribute", kPseudonym.dotted()}};
           });
  }

  bool has_pseudonym() const {
    return std::ranges::any_of(certificate_.subject_attributes(),
                               [](const auto& one) { return one.first == kPseudonym; });
  }

  bool subject_attributes() {
    for (const auto& [key, type] : kSubjectAttributes) {
      const Constraint& wanted = constraint(key);
      if (!wanted.runs()) {
        continue;
      }
      Strings found;
      for (const auto& [attribute, value] : certificate_.subject_attributes()) {
        if (attribute == type) {
          found.push_back(value);
        }
      }
      const bool holds =
          model::info(key).kind == model::ValueKind::flag ? !found.empty() : wanted.accepts(found);
      const auto facts = [&found, &wanted_type = type] {  // clang 14 captures no binding
        return Params{{"attribute", wanted_type.dotted()}, {"found", joined(found)}};
      };
      if (!record(rules::kSubjectConstraints, key, holds, facts)) {
        return false;
      }
    }
    return true;
  }

  const Subject& subject_;
  const Certificate& certificate_;
  CertificateRole role_;
  SignerTrust trust_;
  Checklist& list_;
};

}  // namespace

bool check_chain_constraints(const Subject& subject, std::span<const Certificate> certificates,
                             SignerTrust trust, Checklist& list) {
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    const CertificateRole role = i == 0 ? CertificateRole::signing : CertificateRole::ca;
    if (!CertificateJudge(subject, certificates[i], role, trust, list).run()) {
      return false;
    }
  }
  return true;
}

bool check_anchor_constraints(const Subject& subject, const Certificate& anchor, Checklist& list) {
  return CertificateJudge(subject, anchor, CertificateRole::ca, SignerTrust::by_path, list)
      .run_as_anchor();
}

bool skips_revocation(const Subject& subject, const Certificate& certificate,
                      CertificateRole role) {
  // EN 319 412-1 5.2: such a mark means that the certificate ends before a revocation would be
  // told; on one that lasts for years it says nothing.
  const Constraint& longest = subject.constraint(Key::revocation_skip_lifetime, role);
  if (longest.runs() && longest.duration() &&
      certificate.not_after() - certificate.not_before() > *longest.duration()) {
    return false;
  }
  const Constraint& extensions = subject.constraint(Key::revocation_skip_extensions, role);
  if (!extensions.unsupported && !extensions.strings().empty()) {
    for (const pki::Extension& extension : certificate.extensions()) {
      if (extensions.contains(extension.id)) {
        return true;
      }
    }
  }
  const Constraint& policies = subject.constraint(Key::revocation_skip_policies, role);
  if (policies.unsupported || policies.strings().empty()) {
    return false;
  }
  const auto stated = certificate.policies();
  return stated.ok() && *stated &&
         std::ranges::any_of(**stated, [&](const pki::PolicyInformation& policy) {
           return policies.contains(policy.id);
         });
}

}  // namespace senim::blocks

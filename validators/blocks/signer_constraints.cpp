#include "validators/blocks/signer_constraints.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "validators/model/rules.h"
#include "validators/pki/certificate_profile.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::Constraint;
using model::Key;
using model::Params;
using pki::CertificateProfile;
using pki::OwnerKind;
using pki::QualifiedStatements;
using Strings = std::vector<std::string>;

std::string joined(const Strings& values) {
  std::string text;
  for (const std::string& value : values) {
    text.append(text.empty() ? "" : " ").append(value);
  }
  return text;
}

Strings dotted(const std::vector<Oid>& ids) {
  Strings texts;
  for (const Oid& id : ids) {
    texts.push_back(id.dotted());
  }
  return texts;
}

// Certificate policies of qualified certificates: TS 101 456 5.2, EN 319 411-2 5.3 (QCP-n, QCP-l,
// both with a device, QCP-w, QNCP-w, QNCP-w-gen).
constexpr std::array kQualifiedPolicies{
    Oid{"0.4.0.1456.1.1"},   Oid{"0.4.0.1456.1.2"},   Oid{"0.4.0.194112.1.0"},
    Oid{"0.4.0.194112.1.1"}, Oid{"0.4.0.194112.1.2"}, Oid{"0.4.0.194112.1.3"},
    Oid{"0.4.0.194112.1.4"}, Oid{"0.4.0.194112.1.5"}, Oid{"0.4.0.194112.1.6"},
};
// Those that say that the key is in a qualified device.
constexpr std::array kDevicePolicies{Oid{"0.4.0.1456.1.1"}, Oid{"0.4.0.194112.1.2"},
                                     Oid{"0.4.0.194112.1.3"}};

// amount * 10^exponent >= least, without a number that does not fit.
bool reaches(const QualifiedStatements::Limit& limit, std::uint64_t least) {
  if (limit.amount < 0) {
    return false;
  }
  auto amount = static_cast<std::uint64_t>(limit.amount);
  std::int64_t exponent = limit.exponent;
  while (exponent > 0 && amount != 0 && amount < least) {
    amount = amount > UINT64_MAX / 10 ? UINT64_MAX : amount * 10;
    --exponent;
  }
  while (exponent < 0 && amount >= least && least != 0) {
    amount /= 10;  // a fraction below one unit is none: `least` is a whole number
    ++exponent;
  }
  return amount >= least;
}

class SignerJudge {
 public:
  SignerJudge(const Subject& subject, const CertificateProfile& profile, pki::KeyPurpose purpose,
              Checklist& list)
      : subject_(subject), profile_(profile), purpose_(purpose), list_(list) {}

  bool run() {
    return accepted(rules::kKeyPurpose, Key::key_purpose, {std::string(to_string(purpose_))}) &&
           identifiers() && roles() &&
           accepted(rules::kSignerOwner, Key::owner_kind,
                    {std::string(to_string(profile_.owner))}) &&
           accepted(rules::kKeyStore, Key::key_store, dotted(profile_.key_stores)) &&
           accepted(rules::kToolClass, Key::tool_class,
                    {profile_.tool_classes.begin(), profile_.tool_classes.end()}) &&
           statements();
  }

 private:
  // A key that this context does not have (the national rules are about signatures) asks nothing.
  const Constraint* constraint(Key key) const {
    const model::Slot slot{key, subject_.context, model::CertificateRole::signing};
    return model::index(slot) != model::kNoSlot ? &subject_.constraint(key) : nullptr;
  }

  bool accepted(const model::Rule& rule, Key key, const Strings& found) {
    const Constraint* wanted = constraint(key);
    if (wanted == nullptr) {
      return true;
    }
    const bool holds = !wanted->runs() || wanted->accepts(found);
    return list_.require(rule, *wanted, holds, holds ? Params{} : Params{{"found", joined(found)}});
  }

  bool identifiers() {
    const Constraint* wanted = constraint(Key::signer_identifiers);
    if (wanted == nullptr) {
      return true;
    }
    Params bad;
    for (const pki::Identifier& identifier : profile_.identifiers) {
      if (identifier.state == pki::Identifier::State::wrong ||
          identifier.state == pki::Identifier::State::ambiguous) {
        bad.emplace_back(identifier.kind, to_string(identifier.state));
      }
    }
    const bool holds = bad.empty();
    return list_.require(rules::kSignerIdentifiers, *wanted, holds, std::move(bad));
  }

  // By object identifier or by our name for it.
  bool roles() {
    Strings found = dotted(profile_.roles);
    for (const Oid& role : profile_.roles) {
      if (const std::string_view name = pki::role_name(role); !name.empty()) {
        found.emplace_back(name);
      }
    }
    return accepted(rules::kSignerRoles, Key::signer_roles, found);
  }

  bool stated(Key key, bool holds) {
    const Constraint* wanted = constraint(key);
    if (wanted == nullptr || !wanted->runs()) {
      return true;
    }
    const model::Slot slot{key, subject_.context, model::CertificateRole::signing};
    return list_.require(rules::kQualifiedStatements, *wanted, holds,
                         holds ? Params{} : Params{{"constraint", path(slot)}});
  }
  bool stated(Key key, const Strings& found) {
    const Constraint* wanted = constraint(key);
    return wanted == nullptr || !wanted->runs() || stated(key, wanted->accepts(found));
  }

  // EN 319 412-5: what cannot be read states nothing, and is not the EU's word by its silence.
  bool statements() {
    const bool readable = profile_.qualified && profile_.qualified->readable;
    const QualifiedStatements said = readable ? *profile_.qualified : QualifiedStatements{};
    const bool broken = profile_.qualified && !readable;
    const OwnerKind owner = profile_.owner;
    return stated(Key::policy_qualified, has_policy(kQualifiedPolicies)) &&
           stated(Key::policy_qscd, has_policy(kDevicePolicies)) &&
           stated(Key::qc_compliance, said.compliance) && stated(Key::qc_sscd, said.sscd) &&
           stated(Key::qc_type, said.types) && amounts(said) && places(said) &&
           stated(Key::identification_method, dotted(said.identification_methods)) &&
           payment_service(said) &&
           (broken ? stated(Key::qc_legislation, false)
                   : stated(Key::qc_legislation, said.legislation)) &&
           stated(Key::natural_person,
                  owner == OwnerKind::individual || owner == OwnerKind::person_of_organisation) &&
           stated(Key::legal_person, owner == OwnerKind::organisation) &&
           stated(Key::semantics_identifier, dotted(said.semantics));
  }

  template <std::size_t N>
  bool has_policy(const std::array<Oid, N>& wanted) const {
    return std::ranges::any_of(
        profile_.policies, [&](const Oid& one) { return std::ranges::count(wanted, one) != 0; });
  }

  // EN 319 412-5 4.3.2, 4.3.3. Whoever states no limit or period does not state the one asked for.
  bool amounts(const QualifiedStatements& said) {
    const auto least = [&](Key key) {
      const Constraint* wanted = constraint(key);
      return wanted == nullptr ? 0 : wanted->integer().value_or(0);
    };
    const Strings currency = said.limit ? Strings{said.limit->currency} : Strings{};
    return stated(Key::qc_currency, currency) &&
           stated(Key::qc_limit, said.limit && reaches(*said.limit, least(Key::qc_limit))) &&
           stated(Key::qc_retention, said.retention_years && *said.retention_years >= 0 &&
                                         static_cast<std::uint64_t>(*said.retention_years) >=
                                             least(Key::qc_retention));
  }

  bool places(const QualifiedStatements& said) {
    Strings urls;
    for (const QualifiedStatements::Pds& pds : said.pds) {
      urls.push_back(pds.url);
    }
    return stated(Key::qc_pds, urls) &&
           stated(Key::qscd_legislation, said.qscd_legislation.value_or(Strings{}));
  }

  bool payment_service(const QualifiedStatements& said) {
    const bool there = said.payment_service.has_value();
    return stated(Key::psd2_roles, there ? said.payment_service->roles : Strings{}) &&
           stated(Key::psd2_authority_name,
                  there ? Strings{said.payment_service->authority_name} : Strings{}) &&
           stated(Key::psd2_authority_id,
                  there ? Strings{said.payment_service->authority_id} : Strings{});
  }

  const Subject& subject_;
  const CertificateProfile& profile_;
  pki::KeyPurpose purpose_;
  Checklist& list_;
};

}  // namespace

bool check_signer_constraints(const Subject& subject, const pki::Certificate& certificate,
                              const model::TrustService* service, Checklist& list) {
  return SignerJudge(subject, certificate.profile(), key_purpose(certificate, service), list).run();
}

pki::KeyPurpose key_purpose(const pki::Certificate& certificate,
                            const model::TrustService* service) {
  return service != nullptr && service->territory == "KZ"
             ? pki::purpose_under_kazakh_list(certificate)
             : certificate.profile().purpose;
}

}  // namespace senim::blocks

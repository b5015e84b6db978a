#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tests/support/judging.h"
#include "tests/support/revocation_maker.h"
#include "validators/blocks/revocation.h"
#include "validators/blocks/x509_validation.h"
#include "validators/process/revocation_search.h"

namespace senim::process::test {

namespace demo = senim::demo;
namespace t = senim::test;

// What `base` asks of revocation, on top of plain_rules(): nothing else stands in the way.
inline model::PolicyRules strict_rules() {
  using model::Context;
  using model::Key;
  model::PolicyRules rules = t::plain_rules();
  for (const auto context : {Context::signature, Context::revocation}) {
    for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
      for (const Key key : {Key::revocation_available, Key::revocation_acceptable,
                            Key::revocation_fresh_next_update, Key::revocation_issuer_validity,
                            Key::not_revoked, Key::not_on_hold, Key::no_revocation_available}) {
        if (model::implemented({key, context, role})) {
          rules.set({key, context, role}, t::fails());
        }
      }
    }
  }
  for (const Key key : {Key::revocation_this_update, Key::revocation_issuer_valid,
                        Key::revocation_after_issuance, Key::revocation_has_information,
                        Key::responder_id, Key::cert_hash, Key::self_issued_ocsp}) {
    rules.set({key, Context::revocation}, t::fails());
  }
  rules.set({Key::revocation_skip_extensions, Context::revocation},
            {model::Level::inform, false, std::vector<std::string>{"1.3.6.1.5.5.7.48.1.5"}});
  return rules;
}

inline constexpr std::int64_t kLeafSerial = 1000;
inline constexpr std::int64_t kCaSerial = 2000;

// root <- CA <- leaf with serial numbers of their own, and what is known of their revocation.
// `make` after a change of the specifications.
struct RevocationWorld {
  UtcTime time = t::at("2026-06-01T00:00:00Z");
  model::PolicyRules rules = strict_rules();
  demo::CertificateSpec ca_spec = t::ca_spec();
  demo::CertificateSpec leaf_spec = t::leaf_spec();
  demo::Party root = t::test_pki().root;
  demo::Party ca = root;
  demo::Party leaf = root;
  model::SuppliedEvidence supplied;
  std::vector<model::Fetched> fetched;
  std::vector<pki::Certificate> outside;
  std::optional<UtcTime> kept_since;
  std::optional<UtcTime> now;             // of the request, where `time` shall lie before it
  std::optional<std::uint64_t> elements;  // the purse for reading, where it shall be small
  Known* known = nullptr;                 // of earlier requests
  std::shared_ptr<t::TestTrust> trust =
      std::make_shared<t::TestTrust>(std::vector{t::granted(t::certificate(root))});

  RevocationWorld() {
    ca_spec.serial = kCaSerial;
    leaf_spec.serial = kLeafSerial;
    make();
  }
  void make() {
    ca = demo::make_issued(ca_spec, t::test_pki().ca.key, root);
    leaf = demo::make_issued(leaf_spec, t::test_pki().leaf.key, ca);
  }

  t::CrlSpec list(std::vector<t::CrlEntrySpec> entries = {}) const {
    t::CrlSpec spec;
    spec.this_update = t::at("2026-05-31T12:00:00Z");
    spec.next_update = t::at("2026-06-02T12:00:00Z");
    spec.number = 10;
    spec.entries = std::move(entries);
    return spec;
  }
  t::CrlEntrySpec entry(std::string_view revoked, std::optional<int> reason = std::nullopt,
                        std::int64_t serial = kLeafSerial) const {
    return {serial, t::at(revoked), reason, std::nullopt, {}};
  }
  t::OcspSpec answer() const {
    t::OcspSpec spec;
    spec.produced_at = t::at("2026-05-31T23:59:00Z");
    t::OcspEntrySpec entry;
    entry.certificate = &leaf;
    entry.issuer = &ca;
    entry.this_update = t::at("2026-05-31T23:59:00Z");
    entry.next_update = t::at("2026-06-01T12:00:00Z");
    spec.entries = {entry};
    return spec;
  }
  void give(const t::CrlSpec& spec, const demo::Party& issuer) {
    supplied.crls.push_back(t::make_crl(spec, issuer));
  }
  void give(const t::OcspSpec& spec, const demo::Party& responder) {
    supplied.ocsps.push_back(t::make_ocsp(spec, responder));
  }
  void fetch(model::FetchTarget::Kind kind, std::string url, Bytes octets) {
    model::Fetched one;
    one.target = {kind, std::move(url), {}};
    one.state = model::Fetched::State::answered;
    one.octets = std::move(octets);
    fetched.push_back(std::move(one));
  }

  model::Evidence collect() const {
    model::Evidence evidence = t::passing_document();
    model::SignatureEvidence& signature = evidence.signatures[0];
    signature.signing_certificate = t::certificate(leaf);
    Budget budget;
    if (elements) {
      budget.lower(Cost::der_elements, *elements);
    }
    paths::PathBuilder builder(*trust, time, budget,
                               known == nullptr ? nullptr : &known->signatures);
    std::vector<pki::Certificate> around{t::certificate(ca)};
    around.insert(around.end(), outside.begin(), outside.end());
    signature.paths = builder.build(*signature.signing_certificate, around).paths;
    evidence.fetched = fetched;
    model::Submission submission;
    submission.evidence = supplied;
    search_revocation(evidence, submission, *trust, around, builder, budget, known);
    return evidence;
  }

  template <typename Ask>
  auto ask(const model::Evidence& evidence, Ask question) const {
    Budget budget;
    const model::Policy policy(rules);
    return question(blocks::Subject{.evidence = evidence.signatures[0],
                                    .policy = policy,
                                    .trust = *trust,
                                    .context = model::Context::signature,
                                    .time = time,
                                    .now = now.value_or(time),
                                    .budget = budget,
                                    .revocation = evidence.revocation,
                                    .fetched = evidence.fetched,
                                    .revocation_cut = evidence.revocation_cut,
                                    .twins = evidence.twins});
  }

  // Of the leaf, or of the CA (index 1).
  blocks::RevocationState state(std::size_t index = 0) const {
    const model::Evidence evidence = collect();
    return ask(evidence, [&](const blocks::Subject& subject) {
      return blocks::find_revocation(
                 subject, {evidence.signatures[0].paths.at(0), index, kept_since},
                 index == 0 ? model::CertificateRole::signing : model::CertificateRole::ca, time)
          .state;
    });
  }
  // Why the first piece of data about the leaf was refused; "" when none was.
  std::string refused() const {
    const model::Evidence evidence = collect();
    return ask(evidence, [&](const blocks::Subject& subject) {
      const auto acceptance =
          blocks::accept_revocation(subject, {evidence.signatures[0].paths.at(0), 0, kept_since});
      return acceptance.rejected.empty() || acceptance.rejected.front().rule == nullptr
                 ? std::string{}
                 : std::string(acceptance.rejected.front().rule->id);
    });
  }
  // One check of X.509 validation; nothing when it was not made.
  std::optional<model::Outcome> check(std::string_view id) const {
    const model::Evidence evidence = collect();
    return ask(evidence, [&](const blocks::Subject& subject) -> std::optional<model::Outcome> {
      const auto checks = blocks::x509_validation(subject).block.checks;
      const model::CheckRecord* found = t::find_check(checks, id);
      return found == nullptr ? std::nullopt : std::optional(found->outcome);
    });
  }
  model::Conclusion conclusion() const {
    const model::Evidence evidence = collect();
    return ask(evidence, [](const blocks::Subject& subject) {
      return blocks::x509_validation(subject).block.conclusion;
    });
  }
};

}  // namespace senim::process::test

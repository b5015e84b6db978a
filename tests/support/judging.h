#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/test_pki.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"
#include "validators/pki/certificate.h"

// Doubles of what judge() is given: trust without lists, policies without YAML. They say yes to
// nothing that a test has not put in.

namespace senim::test {

pki::Certificate certificate(const Bytes& der);  // throws on malformed octets
pki::Certificate certificate(const demo::Party& party);

inline constexpr std::string_view kCaQc = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";

// A granted CA/QC service of one certificate, since 2015.
model::TrustService granted(const pki::Certificate& identity, std::string source = "test-list");
// From then on the list says that it is no more.
void withdraw(model::TrustService& service, UtcTime when);
// The same given explicitly: no type, no timeline.
model::TrustService given(const pki::Certificate& identity);

class TestTrust final : public model::TrustView {
 public:
  TestTrust() = default;
  explicit TestTrust(std::vector<model::TrustService> services) : services_(std::move(services)) {}
  void add(model::TrustService service) { services_.push_back(std::move(service)); }
  void add(model::TrustListInfo list) { lists_.push_back(std::move(list)); }

  const std::string& id() const override { return id_; }
  std::span<const model::TrustListInfo> lists() const override { return lists_; }
  std::vector<const model::TrustService*> services_of(
      const pki::Certificate& certificate) const override;
  std::vector<const model::TrustService*> services_of_key(
      const pki::Certificate& certificate) const override;
  std::vector<pki::Certificate> by_subject(const pki::Name& subject) const override;
  std::size_t asked_of_keys() const { return asked_of_keys_; }  // calls of services_of_key()

 private:
  std::vector<const model::TrustService*> of_key(const pki::Certificate& certificate) const;
  std::string id_ = std::string(64, '0');
  std::vector<model::TrustService> services_;
  std::vector<model::TrustListInfo> lists_;
  mutable std::atomic<std::size_t> asked_of_keys_ = 0;
};

// What RFC 5280 and EN 319 102-1 ask at level fail, every other key ignored, revocation too; SHA-2,
// RSA from 1900, elliptic curves from 224 bits; any anchor that is granted. Tests tighten a copy.
model::PolicyRules plain_rules();
model::Constraint fails();  // level fail, no value
model::Constraint fails_unless(std::vector<std::string> values);

class TestPolicies final : public model::PolicyChooser {
 public:
  explicit TestPolicies(model::PolicyRules rules = plain_rules(),
                        std::vector<model::Agreement> agreements = {})
      : policy_(std::move(rules)), agreements_(std::move(agreements)) {}
  const std::string& digest() const override { return digest_; }
  const model::Territory& home() const override { return home_; }
  const model::Policy& choose(const model::PolicyQuery& query) const override {
    last_query = query;
    return policy_;
  }
  std::optional<model::PolicyObjection> objection(const model::PolicyQuery&) const override {
    return std::nullopt;
  }
  std::span<const UtcTime> turning_points() const override { return {}; }
  const model::Policy& submission_policy() const override { return policy_; }
  std::span<const model::Agreement> agreements() const override { return agreements_; }

  mutable model::PolicyQuery last_query;

 private:
  model::Policy policy_;
  std::vector<model::Agreement> agreements_;
  std::string digest_ = std::string(64, '1');
  model::Territory home_ = "KZ";
};

// A CAdES-BASELINE-B signature of test_pki()'s leaf in which everything is as it should be; its
// path ends in the root, granted. Tests break one thing in it.
model::SignatureEvidence passing_evidence();
model::Evidence passing_document();  // with that one signature

// The record of that rule, or null; the first when there are several.
const model::CheckRecord* find_check(const std::vector<model::CheckRecord>& checks,
                                     std::string_view id);

}  // namespace senim::test

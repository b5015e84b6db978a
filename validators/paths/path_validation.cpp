#include "validators/paths/path_validation.h"

#include <algorithm>
#include <array>
#include <limits>

#include "validators/base/der_reader.h"
#include "validators/model/rules.h"
#include "validators/paths/name_constraints.h"
#include "validators/paths/policy_graph.h"

namespace senim::paths {

namespace {

namespace rules = model::rules;
using model::CandidatePath;
using model::PathInputs;
using model::Rule;
using model::ValueState;
using pki::Certificate;

// Processed here or by the blocks above: RFC 5280 4.2.1, and what EN 319 102-1 5.2.6 looks at.
// freshestCRL is never critical in RFC 5280, but Kazakh CRL structures write it so (domain.md 1.3);
// in certificates it only names a source.
constexpr std::array kProcessed{
    Oid{"2.5.29.14"},          // subjectKeyIdentifier
    Oid{"2.5.29.15"},          // keyUsage
    Oid{"2.5.29.17"},          // subjectAltName
    Oid{"2.5.29.19"},          // basicConstraints
    Oid{"2.5.29.30"},          // nameConstraints
    Oid{"2.5.29.31"},          // cRLDistributionPoints
    Oid{"2.5.29.32"},          // certificatePolicies
    Oid{"2.5.29.33"},          // policyMappings
    Oid{"2.5.29.35"},          // authorityKeyIdentifier
    Oid{"2.5.29.36"},          // policyConstraints
    Oid{"2.5.29.37"},          // extKeyUsage
    Oid{"2.5.29.46"},          // freshestCRL
    Oid{"2.5.29.54"},          // inhibitAnyPolicy
    Oid{"1.3.6.1.5.5.7.1.1"},  // authorityInfoAccess
    Oid{"1.3.6.1.5.5.7.1.3"},  // qcStatements
};

constexpr Oid kKeyUsageId{"2.5.29.15"};

constexpr Oid kCertificatePoliciesId{"2.5.29.32"};
constexpr std::array kQualifiers{Oid{"1.3.6.1.5.5.7.2.1"}, Oid{"1.3.6.1.5.5.7.2.2"}};

// RFC 5280 4.2.1.4: who cannot interpret a critical policies extension, qualifiers included, must
// reject the certificate.
bool qualifiers_known(const pki::PolicyInformation& policy) {
  if (policy.qualifiers.empty()) {
    return true;
  }
  const auto list = der::single(policy.qualifiers, der::Rules::der, "policyQualifiers");
  if (!list.ok()) {
    return false;
  }
  der::Reader reader(*list);
  while (!reader.done()) {
    const auto one = reader.expect(der::kSequence, "PolicyQualifierInfo");
    if (!one.ok()) {
      return false;
    }
    der::Reader inside(*one);
    const auto element = inside.expect(der::kOid, "policyQualifierId");
    const auto id = element.ok() ? der::oid(*element) : Result<Oid>(element.error());
    if (!id.ok() || std::ranges::count(kQualifiers, *id) == 0) {
      return false;
    }
  }
  return true;
}

// One path on its way from the anchor down (RFC 5280 6.1.2 to 6.1.5). `i` is an index into the
// path: size() - 1 is the anchor, 0 the target.
class Walk {
 public:
  Walk(const CandidatePath& path, const PathParameters& parameters, Budget& budget)
      : path_(path.certificates), path_facts_(path), parameters_(parameters), budget_(budget) {}

  PathFindings run() {
    find_times();
    start_from_anchor();
    for (std::size_t i = path_.size() - 1; i-- > 0;) {
      check_link(i);
      check_names(i);
      take_policies(i);
      check_critical(i);
      if (i > 0) {
        check_validity(i);
        check_issuer(i);
        prepare_next(i);
      }
    }
    finish();
    return std::move(findings_);
  }

 private:
  void fail(const Rule& rule, std::size_t certificate, model::Params params = {}) {
    findings_.failures.push_back({&rule, certificate, std::move(params)});
  }

  // Decoded or absent; a malformed extension is a failure and counts as absent for what follows.
  template <typename T>
  std::optional<T> read(std::size_t i, Result<std::optional<T>> extension) {
    if (!extension.ok()) {
      fail(rules::kExtensionsReadable, i, {{"problem", extension.error().message}});
      return std::nullopt;
    }
    return std::move(extension).value();
  }

  // spec/en319102-1.md 5.5, step 5: shell now, chain and hybrid at notBefore of what was issued.
  void find_times() {
    findings_.times.assign(path_.size(), parameters_.time);
    for (std::size_t i = 1; i < path_.size(); ++i) {
      switch (parameters_.model) {
        case model::ValidityModel::shell:
          break;
        case model::ValidityModel::chain:
          findings_.times[i] = path_[i - 1].not_before();
          break;
        case model::ValidityModel::hybrid:
          findings_.times[i] = path_[0].not_before();
          break;
      }
    }
  }

  void start_from_anchor() {
    // RFC 5280 6.1.2: n + 1 means "never within this path".
    const auto never = static_cast<std::uint32_t>(path_.size());
    const auto initial = [&](bool set) { return set ? 0 : never; };
    const PathInputs& inputs = parameters_.inputs;
    explicit_policy_ = initial(inputs.explicit_policy == PathInputs::ExplicitPolicy::required);
    policy_mapping_ = initial(inputs.policy_mapping == PathInputs::Mapping::inhibited);
    inhibit_any_ = initial(inputs.any_policy == PathInputs::Handling::inhibited);
    if (path_.size() == 1) {
      return;
    }
    max_path_length_ = inputs.path_length.value_or(max_path_length_);
    names_.narrow({subtrees(inputs.permitted), subtrees(inputs.excluded)});
    const std::size_t anchor = path_.size() - 1;
    check_validity(anchor);
    if (inputs.anchor == PathInputs::AnchorCertificate::honoured) {
      check_anchor(anchor);
      take_constraints(anchor);
    }
  }

  static std::vector<pki::GeneralSubtree> subtrees(const std::vector<model::NameSubtree>& names) {
    std::vector<pki::GeneralSubtree> trees;
    trees.reserve(names.size());
    for (const model::NameSubtree& name : names) {
      trees.push_back({{name.kind, name.value}});
    }
    return trees;
  }

  void check_anchor(std::size_t anchor) {
    const Certificate& certificate = path_[anchor];
    if (certificate.version() < 3) {
      return;  // trusted as given; there are no extensions to read
    }
    check_ca(anchor);
    if (const auto constraints = read(anchor, certificate.basic_constraints());
        constraints && constraints->path_length) {
      max_path_length_ = std::min(max_path_length_, *constraints->path_length);
    }
  }

  void check_validity(std::size_t i) {
    const UtcTime time = findings_.times[i];
    if (path_[i].not_before() <= time && time <= path_[i].not_after()) {
      return;  // RFC 5280 4.1.2.5: both ends included
    }
    fail(i + 1 == path_.size() ? rules::kAnchorValidity : rules::kCaValidity, i,
         {{"notBefore", to_string(path_[i].not_before())},
          {"notAfter", to_string(path_[i].not_after())},
          {"at", to_string(time)}});
  }

  // RFC 5280 6.1.3 (a)(1), (a)(4)
  void check_link(std::size_t i) {
    switch (path_facts_.signed_by_next.at(i)) {
      case ValueState::valid:
        break;
      case ValueState::unsupported:
        fail(rules::kCertificateAlgorithmUnsupported, i,
             {{"algorithm", path_facts_.signature_problems.at(i)}});
        break;
      case ValueState::invalid:
      case ValueState::unchecked:
        fail(rules::kCertificateSignature, i);
        break;
    }
    if (!equal(path_[i].issuer().der(), path_[i + 1].subject().der()) &&
        !matches(path_[i].issuer(), path_[i + 1].subject())) {
      fail(rules::kNameChaining, i);
    }
  }

  // RFC 5280 6.1.3 (b)(c): self-issued CA certificates are exempt, the target never is.
  void check_names(std::size_t i) {
    if (i > 0 && path_[i].self_issued()) {
      return;
    }
    const auto outsider = names_.outside(path_[i], budget_);
    if (!outsider.ok()) {
      const bool limit = outsider.error().code == ErrorCode::limit_exceeded;
      fail(limit ? rules::kNameConstraintsBounded : rules::kExtensionsReadable, i,
           {{"problem", outsider.error().message}});
    } else if (!outsider->empty()) {
      fail(rules::kNameConstraints, i, {{"name", *outsider}});
    }
  }

  // RFC 5280 6.1.3 (d)(e)(f)
  void take_policies(std::size_t i) {
    const auto policies = read(i, path_[i].policies());
    if (policies) {
      const bool any = inhibit_any_ > 0 || (i > 0 && path_[i].self_issued());
      limit(i,
            graph_.add_level(
                *policies, any ? PolicyGraph::AnyPolicy::counts : PolicyGraph::AnyPolicy::inhibited,
                budget_));
    } else {
      graph_.clear();
    }
    if (explicit_policy_ == 0 && graph_.empty()) {
      policy_failed(i);
    }
  }

  void policy_failed(std::size_t i) {
    if (!findings_.failed(rules::kCertificatePolicies)) {
      fail(rules::kCertificatePolicies, i);
    }
  }

  void limit(std::size_t i, const Status& status) {
    if (!status.ok()) {
      graph_.clear();
      fail(rules::kCertificatePoliciesBounded, i, {{"problem", status.error().message}});
    }
  }

  // RFC 5280 6.1.4 (k)(n) for certificates that issued the one below
  void check_ca(std::size_t i) {
    const auto constraints = read(i, path_[i].basic_constraints());
    if (path_[i].version() < 3 || !constraints || !constraints->ca) {
      fail(rules::kBasicConstraints, i);
    }
    const auto usage = read(i, path_[i].key_usage());
    if (path_[i].extension(kKeyUsageId) != nullptr &&
        (!usage || !usage->has(pki::KeyUsage::key_cert_sign))) {
      fail(rules::kCaKeyUsage, i);
    }
  }

  void check_issuer(std::size_t i) {
    check_ca(i);
    // RFC 5280 6.1.4 (l)(m)
    if (!path_[i].self_issued()) {
      if (max_path_length_ == 0) {
        fail(rules::kPathLength, i);
      } else {
        --max_path_length_;
      }
    }
    if (const auto constraints = path_[i].basic_constraints();
        constraints.ok() && *constraints && (**constraints).path_length) {
      max_path_length_ = std::min(max_path_length_, *(**constraints).path_length);
    }
  }

  // RFC 5280 6.1.4 (o), 6.1.5 (f)
  void check_critical(std::size_t i) {
    if (parameters_.critical == PathParameters::CriticalExtensions::by_caller) {
      return;
    }
    for (const pki::Extension& extension : path_[i].extensions()) {
      if (extension.critical && !processed(extension)) {
        fail(rules::kCriticalExtensions, i, {{"extension", extension.id.dotted()}});
      }
    }
  }

  // RFC 5280 6.1.4 (a)(b), then (h)-(j)
  void prepare_next(std::size_t i) {
    const bool ignored =
        parameters_.inputs.policy_mapping == PathInputs::Mapping::insecurely_ignored;
    if (const auto mappings = ignored ? std::nullopt : read(i, path_[i].policy_mappings())) {
      if (std::ranges::any_of(*mappings, [](const pki::PolicyMapping& one) {
            return one.issuer_domain == kAnyPolicy || one.subject_domain == kAnyPolicy;
          })) {
        fail(rules::kPolicyMappings, i);
      } else {
        limit(i, graph_.map(*mappings,
                            policy_mapping_ > 0 ? PolicyGraph::Mapping::allowed
                                                : PolicyGraph::Mapping::inhibited,
                            budget_));
      }
    }
    if (!path_[i].self_issued()) {
      explicit_policy_ -= explicit_policy_ > 0 ? 1 : 0;
      policy_mapping_ -= policy_mapping_ > 0 ? 1 : 0;
      inhibit_any_ -= inhibit_any_ > 0 ? 1 : 0;
    }
    take_constraints(i);
  }

  // RFC 5280 6.1.4 (g)(i)(j); for the anchor RFC 5937
  void take_constraints(std::size_t i) {
    if (const auto names = read(i, path_[i].name_constraints())) {
      names_.narrow(*names);
    }
    if (const auto constraints = read(i, path_[i].policy_constraints())) {
      explicit_policy_ = std::min(explicit_policy_,
                                  constraints->require_explicit_policy.value_or(explicit_policy_));
      policy_mapping_ =
          std::min(policy_mapping_, constraints->inhibit_policy_mapping.value_or(policy_mapping_));
    }
    if (const auto inhibit = read(i, path_[i].inhibit_any_policy())) {
      inhibit_any_ = std::min(inhibit_any_, *inhibit);
    }
  }

  // RFC 5280 6.1.5 (a)(b)(g)
  void finish() {
    if (path_.size() > 1) {
      explicit_policy_ -= explicit_policy_ > 0 ? 1 : 0;
      if (const auto constraints = read(0, path_[0].policy_constraints());
          constraints && constraints->require_explicit_policy == 0U) {
        explicit_policy_ = 0;
      }
    }
    findings_.policies = graph_.user_constrained(parameters_.inputs.policies);
    if (explicit_policy_ == 0 && findings_.policies.empty()) {
      policy_failed(0);
    }
  }

  const std::vector<Certificate>& path_;
  const CandidatePath& path_facts_;
  const PathParameters& parameters_;
  Budget& budget_;
  PathFindings findings_;
  NameSpace names_;
  PolicyGraph graph_;
  std::uint32_t explicit_policy_ = 0;
  std::uint32_t policy_mapping_ = 0;
  std::uint32_t inhibit_any_ = 0;
  std::uint32_t max_path_length_ = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace

bool PathFindings::failed(const Rule& rule) const {
  return std::ranges::any_of(failures, [&](const PathFailure& one) { return one.rule == &rule; });
}

PathFindings validate_path(const CandidatePath& path, const PathParameters& parameters,
                           Budget& budget) {
  return Walk(path, parameters, budget).run();
}

bool processed(const pki::Extension& extension) {
  if (extension.id == kCertificatePoliciesId) {
    const auto policies = pki::read_policies(extension.value);
    return policies.ok() && std::ranges::all_of(*policies, qualifiers_known);
  }
  return std::ranges::count(kProcessed, extension.id) != 0;
}

}  // namespace senim::paths

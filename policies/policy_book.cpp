#include "policies/policy_book.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "policies/constraint_values.h"
#include "policies/suite_file.h"
#include "validators/crypto/digest.h"

namespace senim::policies {

namespace {

using model::PolicyQuery;

bool holds(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class ScopedBook final : public model::PolicyChooser {
 public:
  ScopedBook(std::shared_ptr<const PolicyBook> book, const std::vector<SelectionRule>& rules,
             CallerScope caller, const ResolvedPolicy& otherwise, const ResolvedPolicy* asked)
      : book_(std::move(book)),
        rules_(rules),
        caller_(std::move(caller)),
        otherwise_(otherwise),
        asked_(asked) {}

  const std::string& digest() const override { return book_->digest(); }
  const model::Territory& home() const override { return book_->home(); }

  const model::Policy& choose(const PolicyQuery& query) const override {
    return chosen(query).policy;
  }
  std::optional<model::PolicyObjection> objection(const PolicyQuery& query) const override {
    return chosen(query).scope.objection(caller_.names, query);
  }
  std::span<const UtcTime> turning_points() const override { return book_->turning_points(); }
  const model::Policy& submission_policy() const override {
    return asked_ != nullptr ? asked_->policy : otherwise_.policy;
  }
  std::span<const model::Agreement> agreements() const override { return book_->agreements(); }

 private:
  const ResolvedPolicy& chosen(const PolicyQuery& query) const {
    if (asked_ != nullptr) {
      return *asked_;
    }
    if (const std::string* under = policy_by_agreement(query)) {
      return *book_->find(*under);  // make() has looked
    }
    const ResolvedPolicy* written = nullptr;  // for this, but not in force or for others
    for (const SelectionRule& rule : rules_) {
      if (!rule.broken(caller_.names, query).empty()) {
        continue;
      }
      const ResolvedPolicy& policy = *book_->find(rule.policy);  // make() has looked
      if (!policy.scope.out_of_place(caller_.names, query)) {
        return policy;
      }
      written = written == nullptr ? &policy : written;
    }
    return written == nullptr ? otherwise_ : *written;
  }

  // A treaty comes before domestic rules (spec/domain.md 1), while it is in force.
  const std::string* policy_by_agreement(const PolicyQuery& query) const {
    const bool inbound = query.direction == "inbound";
    if (!inbound && query.direction != "outbound") {
      return nullptr;
    }
    const model::Agreement* agreement =
        model::agreement_with(book_->agreements(), inbound ? query.issuer_country : query.recipient,
                              inbound ? model::Way::inbound : model::Way::outbound, query.time);
    if (agreement == nullptr) {
      return nullptr;
    }
    const auto& policy = inbound ? agreement->policy : agreement->outbound_policy;
    return policy ? &*policy : nullptr;
  }

  std::shared_ptr<const PolicyBook> book_;  // keeps everything below alive
  const std::vector<SelectionRule>& rules_;
  CallerScope caller_;
  const ResolvedPolicy& otherwise_;
  const ResolvedPolicy* asked_;
};

Result<PolicyFiles> read_files(const std::vector<NamedFile>& files) {
  PolicyFiles by_id{{base_file().id, base_file()}};
  const SuiteShelf shelf = suites_among(files);
  for (const NamedFile& file : files) {
    if (is_suite_file(file.name)) {
      continue;
    }
    if (file.problem) {
      return *file.problem;
    }
    SENIM_TRY(PolicyFile read, read_policy_file(file.name, file.octets, shelf));
    const std::string id = read.id;
    const Origin origin = read.origin;
    const auto [at, added] = by_id.emplace(id, std::move(read));
    if (!added) {
      return Error{ErrorCode::malformed, origin.file + ":" + std::to_string(origin.line) +
                                             ": id: " + id + " is also the id of " +
                                             at->second.origin.file};
    }
  }
  return by_id;
}

Error no_policy(std::string_view who, std::string_view id) {
  return {ErrorCode::not_found, std::string(who) + ": no policy '" + std::string(id) + "'"};
}

void append_services(const std::vector<model::ServiceEquivalence>& services, std::string& text) {
  for (const model::ServiceEquivalence& one : services) {
    text.append("  " + quoted(one.theirs) + " " + quoted(one.ours) + " " +
                write_list(one.announces) + "\n");
    for (const auto* pairs : {&one.statuses, &one.qualifiers, &one.statements}) {
      text.append("   ");
      for (const auto& [from, to] : *pairs) {
        text.append(" " + quoted(from) + ": " + quoted(to));
      }
      text.append("\n");
    }
  }
}

// Everything that decides; title and legal basis are for people.
std::string agreement_text(const model::Agreement& agreement) {
  std::string text = "agreement: " + quoted(agreement.id) + " " + agreement.ours + " " +
                     agreement.theirs + " " + to_string(agreement.since) + " " +
                     (agreement.until ? to_string(*agreement.until) : "open") + " " +
                     quoted(agreement.policy.value_or("")) + " " +
                     quoted(agreement.outbound_policy.value_or("")) + "\n";
  append_services(agreement.services, text);
  text.append("  outbound\n");
  append_services(agreement.outbound, text);
  return text;
}

std::string digest_of(const std::vector<ResolvedPolicy>& policies, const BookSettings& settings) {
  std::string text = "senim-policy-book/1\nhome: " + quoted(settings.home) +
                     "\ndefault: " + settings.default_policy + "\n";
  for (const ResolvedPolicy& policy : policies) {
    text.append("policy: " + policy.policy.id() + " " + policy.policy.digest() + "\n");
  }
  for (const SelectionRule& rule : settings.rules) {
    text.append("rule: " + write_list(rule.callers) + " " + write_list(rule.directions) + " " +
                write_list(rule.issuer_countries) + " " + write_list(words_of(rule.purposes)) +
                " " + rule.policy + "\n");
  }
  for (const model::Agreement& agreement : settings.agreements) {
    text.append(agreement_text(agreement));
  }
  return to_hex(crypto::sha256(as_bytes(text)));
}

// One of two at the same time would be chosen by the order of files.
bool overlap(const model::Agreement& one, const model::Agreement& other) {
  const UtcTime both = std::max(one.since, other.since);
  if (!one.in_force(both) || !other.in_force(both)) {
    return false;
  }
  // One with the EU is one with each of its members.
  const auto binds = [&](const model::Agreement& agreement, const model::Territory& territory) {
    const std::span<const model::Agreement> alone(&agreement, 1);
    return agreement_with(alone, territory, model::Way::inbound, both) != nullptr ||
           agreement_with(alone, territory, model::Way::outbound, both) != nullptr;
  };
  return binds(one, other.theirs) || binds(other, one.theirs);
}

Status check_agreements(const std::vector<model::Agreement>& agreements,
                        const model::Territory& home) {
  for (std::size_t i = 0; i < agreements.size(); ++i) {
    const model::Agreement& one = agreements[i];
    if (one.ours != home) {
      return Error{ErrorCode::malformed,
                   "agreement " + one.id + ": ours must be " + quoted(home) + ", the home country"};
    }
    for (std::size_t k = i + 1; k < agreements.size(); ++k) {
      if (agreements[k].id == one.id) {
        return Error{ErrorCode::malformed, "two agreements have the id " + one.id};
      }
      if (overlap(one, agreements[k])) {
        return Error{ErrorCode::malformed, "agreements " + one.id + " and " + agreements[k].id +
                                               " are in force at the same time"};
      }
    }
  }
  return success();
}

// A rule for what its policy is not made for would choose it for nothing.
Status check_rules(const PolicyBook& book, const std::vector<SelectionRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const ResolvedPolicy* const policy = book.find(rules[i].policy);
    if (policy == nullptr) {
      return no_policy("selection", rules[i].policy);
    }
    const std::string_view apart = disjoint(rules[i], policy->scope.target);
    if (!apart.empty()) {
      return Error{ErrorCode::malformed, "selection: rule " + std::to_string(i + 1) + ": policy '" +
                                             rules[i].policy + "' is made for another " +
                                             std::string(apart)};
    }
  }
  return success();
}

std::string told(const model::PolicyObjection& objection) {
  std::string text = " is not in force";
  text += objection.from ? " before " + to_string(*objection.from) : "";
  text += objection.from && objection.to ? " and" : "";
  return text + (objection.to ? " from " + to_string(*objection.to) + " on" : "");
}

// One that was asked for by name: what is known before any document is read.
Status check_asked(const ResolvedPolicy& policy, const CallerScope& caller,
                   std::optional<UtcTime> at) {
  if (!policy.scope.target.admit(caller.names)) {
    return Error{ErrorCode::denied, "policy '" + policy.policy.id() + "' is for other callers"};
  }
  if (const auto objection = at ? policy.scope.not_in_force(*at) : std::nullopt) {
    return Error{ErrorCode::denied, "policy '" + policy.policy.id() + "'" + told(*objection)};
  }
  return success();
}

}  // namespace

Result<std::vector<SelectionRule>> read_selection(const YamlValue& value) {
  std::vector<SelectionRule> rules;
  SENIM_TRY(const std::vector<YamlValue> entries, value.list());
  for (const YamlValue& entry : entries) {
    std::vector<std::string_view> keys(std::begin(kConditionKeys), std::end(kConditionKeys));
    keys.emplace_back("policy");
    SENIM_TRY(YamlMap map, entry.map(keys));
    SENIM_TRY(Conditions conditions, read_conditions(map));
    SelectionRule rule{std::move(conditions), {}};
    SENIM_TRY(rule.policy, map.text("policy"));
    SENIM_CHECK(map.done());
    rules.push_back(std::move(rule));
  }
  return rules;
}

bool is_suite_file(std::string_view name) { return name.ends_with(".json"); }

SuiteShelf suites_among(const std::vector<NamedFile>& files) {
  const auto read = [](const NamedFile& file) -> Result<std::shared_ptr<const Suite>> {
    if (file.problem) {
      return *file.problem;
    }
    SENIM_TRY(Suite suite, read_suite_file(file.name, file.octets));
    return std::make_shared<const Suite>(std::move(suite));
  };
  SuiteShelf shelf;
  for (const NamedFile& file : files) {
    if (is_suite_file(file.name)) {
      shelf.emplace(file.name.substr(file.name.find_last_of('/') + 1), read(file));
    }
  }
  return shelf;
}

Result<std::shared_ptr<const PolicyBook>> PolicyBook::make(const std::vector<NamedFile>& files,
                                                           BookSettings settings) {
  SENIM_TRY(const PolicyFiles by_id, read_files(files));
  std::vector<ResolvedPolicy> policies;
  for (const auto& [id, file] : by_id) {
    SENIM_TRY(ResolvedPolicy resolved, resolve_policy(by_id, id));
    if (!file.demo || settings.demo == DemoWorld::present) {
      policies.push_back(std::move(resolved));
    }
  }
  const std::shared_ptr<const PolicyBook> book(
      new PolicyBook(std::move(policies), std::move(settings)));
  if (book->find(book->settings_.default_policy) == nullptr) {
    return no_policy("default policy", book->settings_.default_policy);
  }
  SENIM_CHECK(check_rules(*book, book->settings_.rules));
  SENIM_CHECK(check_agreements(book->agreements(), book->home()));
  for (const model::Agreement& agreement : book->agreements()) {
    for (const std::optional<std::string>& id : {agreement.policy, agreement.outbound_policy}) {
      if (id && book->find(*id) == nullptr) {
        return no_policy("agreement " + agreement.id, *id);
      }
    }
  }
  return book;
}

PolicyBook::PolicyBook(std::vector<ResolvedPolicy> policies, BookSettings settings)
    : policies_(std::move(policies)),
      settings_(std::move(settings)),
      digest_(digest_of(policies_, settings_)) {
  for (const ResolvedPolicy& policy : policies_) {
    for (const std::optional<UtcTime>& instant : {policy.scope.from, policy.scope.to}) {
      if (instant) {
        turning_points_.push_back(*instant);
      }
    }
  }
}

const ResolvedPolicy* PolicyBook::find(std::string_view id) const {
  const auto found =
      std::find_if(policies_.begin(), policies_.end(),
                   [id](const ResolvedPolicy& resolved) { return resolved.policy.id() == id; });
  return found == policies_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const model::PolicyChooser>> PolicyBook::scoped(
    const CallerScope& caller, const std::optional<std::string>& asked,
    std::optional<UtcTime> at) const {
  const std::string& id = caller.default_policy.value_or(settings_.default_policy);
  const ResolvedPolicy* const otherwise = find(id);
  if (otherwise == nullptr) {
    return no_policy("the caller's default", id);
  }
  const ResolvedPolicy* named = nullptr;
  if (asked) {
    if (!holds(caller.allowed, "*") && !holds(caller.allowed, *asked)) {
      return Error{ErrorCode::denied, "this caller may not ask for policy '" + *asked + "'"};
    }
    named = find(*asked);
    if (named == nullptr) {
      return no_policy("asked for", *asked);
    }
    SENIM_CHECK(check_asked(*named, caller, at));
  }
  return std::shared_ptr<const model::PolicyChooser>(std::make_shared<const ScopedBook>(
      shared_from_this(), settings_.rules, caller, *otherwise, named));
}

std::string PolicyBook::problem(UtcTime at) const {
  const ResolvedPolicy& policy = *find(settings_.default_policy);  // make() has looked
  const auto objection = policy.scope.not_in_force(at);
  return objection ? "the default policy '" + policy.policy.id() + "'" + told(*objection) : "";
}

std::string scope_text(const CallerScope& caller) {
  return "names: " + write_list(caller.names) + "\nallowed: " + write_list(caller.allowed) +
         "\ndefault: " + quoted(caller.default_policy.value_or(""));
}

}  // namespace senim::policies

#include "validators/model/policy.h"

#include <algorithm>
#include <stdexcept>

namespace senim::model {

namespace {

bool matches(std::string_view pattern, std::string_view found) {
  if (!pattern.empty() && pattern.back() == '*') {
    return !found.empty() && found.starts_with(pattern.substr(0, pattern.size() - 1));
  }
  return pattern == found;
}

bool listed(const std::vector<std::string>& list, std::string_view value) {
  return std::any_of(list.begin(), list.end(),
                     [value](const std::string& entry) { return entry == "*" || entry == value; });
}

// Rows of one algorithm: the one that holds longest decides.
template <typename Row, typename Fits>
Assessment assess_rows(const AlgorithmTable& table, const std::vector<Row>& rows, Fits fits,
                       UtcTime at, std::string_view subject) {
  Assessment found{Reliability::not_listed, table.level, std::nullopt, subject};
  for (const Row& row : rows) {
    if (!fits(row)) {
      continue;
    }
    // spec/en319102-1.md 1.6: usable before the end, and after the start where there is one.
    const bool begun = !row.since || at > *row.since;
    const bool over = row.until && at >= *row.until;
    const bool replaced = row.next_update && at >= *row.next_update;
    if (begun && !over && !replaced) {
      const bool longer = !found.ok() || !row.until || (found.until && *row.until > *found.until);
      found = {Reliability::reliable, table.level, longer ? row.until : found.until, subject};
      continue;
    }
    if (found.ok()) {
      continue;
    }
    if (begun && !over) {
      if (found.reliability != Reliability::outdated || *row.next_update > *found.until) {
        found = {Reliability::outdated, table.level_after_update, row.next_update, subject};
      }
      continue;
    }
    if (found.reliability == Reliability::outdated) {
      continue;
    }
    if (over && (found.reliability != Reliability::expired || *row.until > *found.until)) {
      const bool forecast = table.updated && *row.until > *table.updated;
      found = {Reliability::expired, forecast ? table.level_after_update : table.level, row.until,
               subject};
    } else if (!begun && found.reliability == Reliability::not_listed) {
      found.reliability = Reliability::not_yet;
    }
  }
  return found;
}

int severity(const Assessment& assessment) {
  return assessment.ok() ? -1 : 3 - static_cast<int>(assessment.level);
}

// Both must be reliable: the worse one, or the one that ends first.
Assessment worse(const Assessment& left, const Assessment& right) {
  if (left.ok() && right.ok()) {
    return right.until && (!left.until || *right.until < *left.until) ? right : left;
  }
  return severity(right) > severity(left) ? right : left;
}

bool lists_combination(const std::vector<KeyRow>& rows, crypto::SignatureScheme scheme,
                       crypto::DigestAlgorithm digest) {
  return digest != crypto::DigestAlgorithm::unknown &&
         std::any_of(rows.begin(), rows.end(), [scheme, digest](const KeyRow& row) {
           return row.scheme == scheme && row.digest == digest;
         });
}

// The rows of a scheme with one digest, or of those that name no digest.
Assessment assess_key(const AlgorithmTable& table, crypto::SignatureScheme scheme,
                      crypto::DigestAlgorithm digest, unsigned bits, UtcTime at) {
  const auto same = [scheme, digest](const KeyRow& row) {
    return row.scheme == scheme && row.digest == digest;
  };
  Assessment result = assess_rows(
      table, table.keys,
      [&](const KeyRow& row) {
        return same(row) && row.min_bits <= bits && (row.max_bits == 0 || bits <= row.max_bits);
      },
      at, "key");
  if (result.reliability != Reliability::not_listed) {
    return result;
  }
  const auto& rows = table.keys;
  if (std::any_of(rows.begin(), rows.end(),
                  [&](const KeyRow& row) { return same(row) && bits < row.min_bits; })) {
    result.reliability = Reliability::key_too_small;
  } else if (std::none_of(rows.begin(), rows.end(), same)) {
    result.subject = "scheme";
  }
  return result;
}

}  // namespace

std::string_view to_string(Context context) {
  switch (context) {
    case Context::signature:
      return "signature";
    case Context::counter_signature:
      return "counter_signature";
    case Context::timestamp:
      return "timestamp";
    case Context::revocation:
      return "revocation";
    case Context::evidence_record:
      return "evidence_record";
  }
  return "signature";
}

std::string_view to_string(CertificateRole role) {
  switch (role) {
    case CertificateRole::signing:
      return "signing_certificate";
    case CertificateRole::ca:
      return "ca_certificate";
  }
  return "signing_certificate";
}

std::string_view to_string(AlgorithmUsage usage) {
  switch (usage) {
    case AlgorithmUsage::signature:
      return "signature";
    case AlgorithmUsage::certificates:
      return "certificates";
    case AlgorithmUsage::timestamps:
      return "timestamps";
    case AlgorithmUsage::revocation:
      return "revocation";
  }
  return "signature";
}

std::string_view to_string(Reliability reliability) {
  switch (reliability) {
    case Reliability::reliable:
      return "reliable";
    case Reliability::not_listed:
      return "not_listed";
    case Reliability::key_too_small:
      return "key_too_small";
    case Reliability::not_yet:
      return "not_yet";
    case Reliability::expired:
      return "expired";
    case Reliability::outdated:
      return "outdated";
  }
  return "not_listed";
}

std::string_view to_string(AnchorPurpose purpose) {
  switch (purpose) {
    case AnchorPurpose::signature:
      return "signature";
    case AnchorPurpose::timestamp:
      return "timestamp";
    case AnchorPurpose::revocation:
      return "revocation";
    case AnchorPurpose::receipt:
      return "receipt";
  }
  return "signature";
}

std::string_view to_string(ValidityModel model) {
  switch (model) {
    case ValidityModel::shell:
      return "shell";
    case ValidityModel::chain:
      return "chain";
    case ValidityModel::hybrid:
      return "hybrid";
  }
  return "shell";
}

std::string_view to_string(ValidationLevel level) {
  switch (level) {
    case ValidationLevel::basic:
      return "basic";
    case ValidationLevel::timestamps:
      return "timestamps";
    case ValidationLevel::long_term:
      return "long_term";
    case ValidationLevel::archival:
      return "archival";
  }
  return "basic";
}

const std::vector<std::string>& Constraint::strings() const {
  static const std::vector<std::string> none;
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  return list != nullptr ? *list : none;
}

std::optional<std::uint64_t> Constraint::integer() const {
  const auto* number = std::get_if<std::uint64_t>(&value);
  return number != nullptr ? std::optional<std::uint64_t>(*number) : std::nullopt;
}

std::optional<Seconds> Constraint::duration() const {
  const auto* seconds = std::get_if<Seconds>(&value);
  return seconds != nullptr ? std::optional<Seconds>(*seconds) : std::nullopt;
}

bool Constraint::accepts(std::span<const std::string> found) const {
  const std::vector<std::string>& list = strings();
  if (list.empty()) {
    return std::all_of(found.begin(), found.end(),
                       [](const std::string& value_found) { return value_found.empty(); });
  }
  return std::any_of(found.begin(), found.end(), [&list](const std::string& value_found) {
    return std::any_of(list.begin(), list.end(), [&value_found](const std::string& pattern) {
      return matches(pattern, value_found);
    });
  });
}

bool Constraint::accepts(std::string_view found) const {
  if (found.empty()) {
    return accepts(std::span<const std::string>{});
  }
  const std::string one(found);
  return accepts(std::span<const std::string>{&one, 1});
}

bool Constraint::covers(std::span<const std::string> found) const {
  return std::all_of(found.begin(), found.end(), [this](const std::string& one) {
    const std::vector<std::string>& list = strings();
    return std::any_of(list.begin(), list.end(),
                       [&one](const std::string& pattern) { return matches(pattern, one); });
  });
}

bool Constraint::contains(std::string_view entry) const {
  const std::vector<std::string>& list = strings();
  return std::find(list.begin(), list.end(), entry) != list.end();
}
bool Constraint::contains(const Oid& entry) const {
  return std::ranges::any_of(strings(), [&](const std::string& text) { return entry.is(text); });
}

Assessment AlgorithmTable::assess(crypto::DigestAlgorithm digest, UtcTime at) const {
  if (digest == crypto::DigestAlgorithm::unknown) {
    return {Reliability::not_listed, level, std::nullopt, "digest"};
  }
  return assess_rows(
      *this, digests, [digest](const DigestRow& row) { return row.digest == digest; }, at,
      "digest");
}

Assessment AlgorithmTable::assess(const crypto::SignatureAlgorithm& algorithm, unsigned key_bits,
                                  UtcTime at) const {
  using crypto::SignatureScheme;
  if (algorithm.scheme == SignatureScheme::unknown) {
    return {Reliability::not_listed, level, std::nullopt, "scheme"};
  }
  const crypto::DigestAlgorithm digest = algorithm.pss ? algorithm.pss->digest : algorithm.digest;
  const bool combined = lists_combination(keys, algorithm.scheme, digest);
  Assessment result = assess_key(
      *this, algorithm.scheme, combined ? digest : crypto::DigestAlgorithm::unknown, key_bits, at);
  // RFC 8032: EdDSA hashes by itself.
  if (!combined && algorithm.scheme != SignatureScheme::eddsa) {
    result = worse(result, assess(digest, at));
  }
  if (algorithm.pss && (!combined || algorithm.pss->mgf_digest != digest)) {
    result = worse(result, assess(algorithm.pss->mgf_digest, at));
  }
  return result;
}

bool AnchorRule::admits(const TrustService& service) const {
  return listed(sources, service.source) && listed(territories, service.territory);
}

bool AnchorRule::admits(const ServicePeriod& period) const {
  return listed(service_types, period.type) &&
         std::find(statuses.begin(), statuses.end(), period.status) != statuses.end();
}

void PolicyRules::set(const Slot& slot, Constraint constraint) {
  const std::optional<std::size_t> at = index(slot);
  if (!at) {
    throw std::logic_error("schema 1 has no " + path(slot));
  }
  constraints.resize(slots().size());
  constraints.at(*at) = std::move(constraint);
}

Policy::Policy(PolicyRules rules) {
  if (rules.constraints.size() != slots().size()) {
    throw std::logic_error("a policy sets every slot of schema 1");
  }
  std::vector<Slot> unsupported;
  for (std::size_t i = 0; i < rules.constraints.size(); ++i) {
    if (rules.constraints[i].unsupported) {
      unsupported.push_back(slots()[i]);
    }
  }
  rules_ = std::make_shared<const PolicyRules>(std::move(rules));
  unsupported_ = std::make_shared<const std::vector<Slot>>(std::move(unsupported));
}

const Constraint& Policy::no_constraint(const Slot& slot) {
  throw std::logic_error("schema 1 has no " + path(slot));
}

const Constraint& Policy::constraint(Key key) const {
  if (info(key).contexts != 0) {
    throw std::logic_error("this key stands in a context");
  }
  return constraint(key, Context::signature);
}

}  // namespace senim::model

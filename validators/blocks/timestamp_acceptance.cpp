#include "validators/blocks/timestamp_acceptance.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "validators/base/der_reader.h"
#include "validators/model/rules.h"

namespace senim::blocks {

namespace {

namespace rules = model::rules;
using model::Key;
using pki::Certificate;

constexpr Oid kExtendedKeyUsage{"2.5.29.37"};
constexpr Oid kTimeStamping{"1.3.6.1.5.5.7.3.8"};

// RFC 3161 2.3: "this extension MUST be critical", and holds one purpose.
bool for_timestamping_alone(const Certificate& certificate) {
  const pki::Extension* extension = certificate.extension(kExtendedKeyUsage);
  const auto purposes = certificate.extended_key_usage();
  return extension != nullptr && extension->critical && purposes.ok() && *purposes &&
         (*purposes)->size() == 1 && (*purposes)->front() == kTimeStamping;
}

// A clock of an authority may run a little ahead of ours: as much as a caller's (report.md 2). At a
// time in the past there is nothing to be tolerant of.
constexpr Seconds kClockSkew{60};
UtcTime latest(const Subject& subject) {
  return subject.time < subject.now ? subject.time : subject.time + kClockSkew;
}

// EN 319 102-1 5.4, RFC 3161 2.4.2: whoever states a time was certified at that time, or every new
// authority could speak of the years before there was one. In the shell model his CAs were too; the
// anchor is what its list says at that time.
bool inside_validity(const Subject& subject, UtcTime time, const model::CandidatePath* path) {
  const auto inside = [&](const Certificate& one) {
    return one.not_before() <= time && time <= one.not_after();
  };
  if (!inside(*subject.evidence.signing_certificate)) {
    return false;
  }
  if (path == nullptr || subject.policy.model() != model::ValidityModel::shell) {
    return true;
  }
  return std::all_of(path->certificates.begin(), path->certificates.end() - 1, inside);
}

// RFC 3161 2.4.2: the time is somewhere between genTime minus and plus the accuracy.
bool exact_enough(const Subject& subject, const model::ParsedTimestamp& timestamp) {
  const auto most = subject.constraint(Key::tsa_accuracy).duration();
  return !most || !timestamp.accuracy || *timestamp.accuracy <= *most;
}

enum class NameMatch : std::uint8_t { none, other_order, same };

// The parts of both names, whatever their order.
bool same_parts(const pki::Name& left, const pki::Name& right) {
  auto sorted = [](const pki::Name& name) {
    auto parts = name.attributes();
    std::ranges::sort(parts);
    return parts;
  };
  const auto parts = sorted(left);
  return !parts.empty() && parts == sorted(right);
}

// RFC 3161 2.4.2: tsa "MUST correspond to one of the subject names" of the certificate.
NameMatch match(ByteView tsa, const Certificate& certificate) {
  const auto element = der::single(tsa, der::Rules::ber, "tsa");
  const auto name =
      element.ok() ? pki::read_general_name(*element) : Result<pki::GeneralName>(element.error());
  if (!name.ok()) {
    return NameMatch::none;
  }
  if (name->kind == pki::GeneralName::Kind::directory) {
    const pki::Name stated(name->value);
    if (matches(stated, certificate.subject())) {
      return NameMatch::same;
    }
    if (same_parts(stated, certificate.subject())) {
      return NameMatch::other_order;
    }
  }
  const auto others = certificate.subject_alt_names();
  const bool alternative =
      others.ok() && *others && std::ranges::any_of(**others, [&](const pki::GeneralName& other) {
        return other.kind == name->kind && equal(other.value, name->value);
      });
  return alternative ? NameMatch::same : NameMatch::none;
}

}  // namespace

BlockResult timestamp_acceptance(const Subject& subject, const model::ParsedTimestamp& timestamp,
                                 const model::CandidatePath* path, BlockResult result) {
  const auto& tsa = subject.evidence.signing_certificate;
  if (!result.passed() || !tsa) {
    return result;
  }
  Checklist list;
  const bool named = !timestamp.tsa.empty();
  // What did not exist yet proves nothing then.
  const bool existed = timestamp.time && *timestamp.time <= latest(subject);
  const bool exact = exact_enough(subject, timestamp);
  bool through =
      list.require(
          rules::kTimestampNotLater, model::Level::fail, existed,
          existed ? model::Params{} : model::Params{{"validationTime", to_string(subject.time)}}) &&
      list.require(rules::kTimestampInsideValidity, model::Level::fail,
                   timestamp.time && inside_validity(subject, *timestamp.time, path)) &&
      list.require(rules::kTimestampAccuracy, subject.constraint(Key::tsa_accuracy), exact,
                   exact ? model::Params{}
                         : model::Params{{"accuracySeconds",
                                          std::to_string(timestamp.accuracy->count())}}) &&
      list.require(rules::kTsaPurpose, subject.constraint(Key::tsa_purpose),
                   for_timestamping_alone(*tsa)) &&
      list.require(rules::kTsaName, subject.constraint(Key::tsa_name), named);
  if (through && named) {
    const NameMatch found = match(timestamp.tsa, *tsa);
    through = list.require(rules::kTsaNameMatch, subject.constraint(Key::tsa_name_match),
                           found != NameMatch::none) &&
              list.require(rules::kTsaNameOrder, subject.constraint(Key::tsa_name_order),
                           found != NameMatch::other_order);
  }
  BlockResult own = through ? std::move(list).pass() : std::move(list).stop();
  result.conclusion = own.conclusion;
  std::ranges::move(own.checks, std::back_inserter(result.checks));
  return result;
}

}  // namespace senim::blocks

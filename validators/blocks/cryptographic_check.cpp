#include "validators/blocks/cryptographic_check.h"

#include <algorithm>

#include "validators/model/rules.h"

namespace senim::blocks {

namespace rules = model::rules;
using model::DigestMatcher;
using model::DigestMatcherKind;
using model::Key;
using model::Level;
using model::MatchState;
using model::ValueState;

namespace {

bool is_manifest_entry(const DigestMatcher& matcher) {
  return matcher.kind == DigestMatcherKind::manifest_entry;
}

// The first matcher in that state, or null.
template <typename Filter>
const DigestMatcher* first(const std::vector<DigestMatcher>& matchers, Filter filter) {
  const auto found = std::ranges::find_if(matchers, filter);
  return found == matchers.end() ? nullptr : &*found;
}

model::Params describe(const DigestMatcher* matcher) {
  if (matcher == nullptr) {
    return {};
  }
  model::Params params{{"name", matcher->name}};
  if (!matcher->problem.empty()) {
    params.emplace_back("problem", matcher->problem);
  }
  return params;
}

// spec/en319102-1.md 5.6 steps 1 to 3, over references or over manifest entries.
void changed(const Subject& subject, Checklist& list) {
  const auto& matchers = subject.evidence.signature.matchers;
  const auto* reference = first(matchers, [](const DigestMatcher& one) {
    return !is_manifest_entry(one) && one.state == MatchState::changed;
  });
  if (matchers.empty()) {
    list.not_applicable(rules::kReferenceDigest);  // the value is over the content itself
  } else {
    list.require(rules::kReferenceDigest, Level::fail, reference == nullptr, describe(reference));
  }
  if (std::ranges::none_of(matchers, is_manifest_entry)) {
    return;
  }
  const auto* entry = first(matchers, [](const DigestMatcher& one) {
    return is_manifest_entry(one) && one.state == MatchState::changed;
  });
  list.require(rules::kManifestEntryDigest, Level::fail, entry == nullptr, describe(entry));
}

void missing(const Subject& subject, Checklist& list) {
  const auto& matchers = subject.evidence.signature.matchers;
  const auto absent = [&](MatchState state, bool unknown_digest) {
    return first(matchers, [=](const DigestMatcher& one) {
      return !is_manifest_entry(one) && one.state == state &&
             (state == MatchState::missing || crypto::supported(one.digest) != unknown_digest);
    });
  };
  const auto* lost = absent(MatchState::missing, false);
  const auto* transform = absent(MatchState::unsupported, false);
  const auto* digest = absent(MatchState::unsupported, true);
  list.require(rules::kSignedDataFound, Level::fail, lost == nullptr, describe(lost));
  list.require(rules::kReferenceComputable, Level::fail, transform == nullptr, describe(transform));
  list.require(rules::kDigestUnsupported, Level::fail, digest == nullptr,
               digest != nullptr ? model::Params{{"algorithm", digest->digest_identifier}}
                                 : model::Params{});
}

void missing_entries(const Subject& subject, Checklist& list) {
  const auto& matchers = subject.evidence.signature.matchers;
  const auto entries = std::ranges::count_if(matchers, is_manifest_entry);
  if (entries == 0) {
    return;
  }
  const auto not_intact = [](const DigestMatcher& one) {
    return is_manifest_entry(one) &&
           (one.state == MatchState::missing || one.state == MatchState::unsupported);
  };
  const auto* lost = first(matchers, not_intact);
  const bool any = std::ranges::count_if(matchers, not_intact) < entries;
  list.require(rules::kManifestEntryFound, subject.constraint(Key::manifest_found), any,
               describe(lost));
  list.require(rules::kManifestGroup, subject.constraint(Key::manifest_group), lost == nullptr,
               describe(lost));
}

// A single object that was handed in serves a single reference whatever the name (report.md 5): it
// may be meant for another. Where neither has a name there is nothing to compare.
void names(const Subject& subject, Checklist& list) {
  const auto& matchers = subject.evidence.signature.matchers;
  const auto compare = [&](const model::Rule& rule, Key key, bool entries) {
    if (!subject.constraint(key).runs()) {
      return;
    }
    const auto* other = first(matchers, [=](const DigestMatcher& one) {
      return is_manifest_entry(one) == entries && !one.other_name.empty();
    });
    list.require(rule, subject.constraint(key), other == nullptr,
                 other == nullptr
                     ? model::Params{}
                     : model::Params{{"name", other->name}, {"object", other->other_name}});
  };
  compare(rules::kReferenceName, Key::data_name, false);
  compare(rules::kManifestEntryName, Key::manifest_name, true);
}

void value(const Subject& subject, Checklist& list) {
  const model::SignatureEvidence& evidence = subject.evidence;
  switch (evidence.value) {
    case ValueState::valid:
    case ValueState::invalid:
      list.require(rules::kSignatureValue, Level::fail, evidence.value == ValueState::valid);
      return;
    case ValueState::unsupported:
      // Where the octets under the value cannot be made the signature's algorithm is not the cause.
      if (const std::string& octets = evidence.signature.signed_octets_problem; !octets.empty()) {
        list.require(rules::kAlgorithmUnsupported, Level::fail, false, {{"problem", octets}});
        return;
      }
      list.require(rules::kAlgorithmUnsupported, Level::fail, false,
                   {{"algorithm", evidence.signature.algorithm.name()},
                    {"problem", evidence.value_problem}});
      return;
    case ValueState::unchecked:
      list.require(rules::kSignedOctetsAtHand, Level::fail, false,
                   {{"problem", evidence.value_problem}});
      return;
  }
}

}  // namespace

BlockResult cryptographic_check(const Subject& subject) {
  Checklist list;
  changed(subject, list);
  const bool definite = subject.evidence.value == ValueState::invalid;
  if (definite) {
    value(subject, list);
  }
  missing(subject, list);
  missing_entries(subject, list);
  names(subject, list);
  if (!definite) {
    value(subject, list);
  }
  return std::move(list).pass();
}

}  // namespace senim::blocks

#include "validators/blocks/format_checking.h"

#include <algorithm>
#include <string>

#include "validators/model/rules.h"

namespace senim::blocks {

namespace rules = model::rules;
using model::Key;
using model::Level;

std::string format_name(const model::ParsedSignature& signature) {
  std::string name(to_string(signature.format));
  if (signature.level != model::SignatureLevel::none) {
    name.append("-").append(to_string(signature.level));
  }
  return name;
}

namespace {

// What the reader tolerated, each at the policy's level; one record of all when there is nothing.
bool remarks(const Subject& subject, model::FormatRemark::Kind kind, Key key,
             const model::Rule& none, Checklist& list) {
  const model::Constraint& wanted = subject.constraint(key);
  bool any = false;
  for (const model::FormatRemark& remark : subject.evidence.signature.format_remarks) {
    if (remark.kind == kind) {
      any = true;
      list.require(rules::format_rule(remark.code), wanted, false, {{"detail", remark.detail}});
    }
  }
  if (!any) {
    list.require(none, wanted, true);
  }
  return !list.failed();
}

// Only XML has a schema beside what the reader must find anyway.
bool schema(const Subject& subject, Checklist& list) {
  const model::ParsedSignature& signature = subject.evidence.signature;
  const model::Constraint& wanted = subject.constraint(Key::format_structure);
  if (signature.format != model::SignatureFormat::xades) {
    list.not_applicable(rules::kFormatSchema, wanted.level);
    return true;
  }
  const auto& problems = signature.schema_problems;
  return list.require(
      rules::kFormatSchema, wanted, problems.empty(),
      problems.empty() ? model::Params{} : model::Params{{"detail", problems.front()}});
}

}  // namespace

BlockResult format_checking(const Subject& subject) {
  const model::ParsedSignature& signature = subject.evidence.signature;
  Checklist list;
  for (const model::FormatProblem& problem : signature.format_problems) {
    // Never softened: the code may be unknown to the registry, and then it is a failure all the
    // same.
    list.require(rules::format_rule(problem.code), Level::fail, false,
                 {{"code", problem.code}, {"detail", problem.detail}});
  }
  if (list.failed()) {
    return std::move(list).stop();
  }
  list.require(rules::kFormatReadable, Level::fail, true);
  list.require(rules::kUniqueIds, subject.constraint(Key::format_unique_ids), true);
  if (!subject.is_signature()) {
    return std::move(list).pass();  // a token has no format to choose and nothing around it
  }
  const std::string name = format_name(signature);
  if (!list.require(rules::kAcceptedFormat, subject.constraint(Key::format_accepted),
                    subject.constraint(Key::format_accepted).accepts(name), {{"format", name}})) {
    return std::move(list).stop();
  }
  if (!schema(subject, list)) {
    return std::move(list).stop();
  }
  using Kind = model::FormatRemark::Kind;
  if (!remarks(subject, Kind::deviation, Key::format_deviations, rules::kNoDeviations, list) ||
      !remarks(subject, Kind::unsigned_content, Key::format_unsigned_content,
               rules::kNoUnsignedContent, list)) {
    return std::move(list).stop();
  }
  list.require(rules::kFullScope, subject.constraint(Key::format_full_scope),
               signature.coverage == model::Coverage::whole);
  return std::move(list).pass();
}

}  // namespace senim::blocks

#include "policies/constraint_values.h"

#include <algorithm>
#include <array>

#include "policies/policy_schema.h"
#include "validators/model/parsed_signature.h"

namespace senim::policies {

namespace {

using model::Constraint;
using model::Key;
using model::Level;
using model::Slot;
using model::ValueKind;

constexpr std::array<std::string_view, 9> kKeyUsages{
    "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
    "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly"};

bool is_oid(std::string_view text) {
  bool digit = false;
  std::size_t arcs = 0;
  for (const char c : text) {
    if (c == '.') {
      if (!digit) {
        return false;
      }
      digit = false;
      continue;
    }
    if (c < '0' || c > '9') {
      return false;
    }
    arcs += digit ? 0U : 1U;
    digit = true;
  }
  return digit && arcs >= 2;
}

bool is_format(std::string_view text) {
  using model::SignatureFormat;
  constexpr std::array kFormats{
      SignatureFormat::cades,   SignatureFormat::cms,   SignatureFormat::xades,
      SignatureFormat::xmldsig, SignatureFormat::pades, SignatureFormat::pdf_cms,
      SignatureFormat::jades,   SignatureFormat::jws,   SignatureFormat::ooxml,
      SignatureFormat::odf,     SignatureFormat::eaeu,  SignatureFormat::ddoc};
  return std::any_of(kFormats.begin(), kFormats.end(), [text](SignatureFormat format) {
    return text.starts_with(std::string(to_string(format)) + "-");
  });
}

bool is_key_usage(std::string_view text) {
  return std::find(kKeyUsages.begin(), kKeyUsages.end(), text) != kKeyUsages.end();
}

struct Vocabulary {
  bool (*knows)(std::string_view) = nullptr;  // null: any text
  std::string_view wanted;
};

// A misspelt entry would never match: where the words are known they are checked.
Vocabulary vocabulary(Key key) {
  switch (key) {
    case Key::format_accepted:
      return {is_format, "a format and level like CAdES-BASELINE-B or XAdES-*"};
    case Key::key_usage:
      return {is_key_usage, "a key usage bit like nonRepudiation (RFC 5280 4.2.1.3)"};
    case Key::extended_key_usage:
    case Key::critical_extensions:
    case Key::forbidden_extensions:
    case Key::certificate_policies:
    case Key::revocation_skip_extensions:
    case Key::revocation_skip_policies:
      return {is_oid, "an object identifier"};
    // NOLINTNEXTLINE(style.md 3 allows no default here, but 150 keys take any text)
    default:
      return {};
  }
}

Status check_entries(const YamlValue& list, const Vocabulary& words) {
  SENIM_TRY(const std::vector<YamlValue> entries, list.list());
  for (const YamlValue& entry : entries) {
    SENIM_TRY(const std::string written, entry.text());
    const std::string_view text = written;
    if (text != "*" && words.knows != nullptr && !words.knows(text)) {
      return entry.error("must be * or " + std::string(words.wanted));
    }
  }
  return success();
}

Result<std::vector<std::string>> read_list(const YamlValue& value, Key key) {
  SENIM_TRY(std::vector<std::string> list, value.texts());
  SENIM_CHECK(check_entries(value, vocabulary(key)));
  return list;
}

std::string form(ValueKind kind) {
  switch (kind) {
    case ValueKind::flag:
      return "fail, warn, inform or ignore";
    case ValueKind::strings:
      return "ignore or a level with a list, like {fail: [a, b]}";
    case ValueKind::integer:
      return "ignore or a level with a number, like {fail: 3}";
    case ValueKind::duration:
      return "ignore or a level with a duration, like {fail: 6h}";
    case ValueKind::names:
      return "a list";
  }
  return "";
}

Result<Level> read_level(const YamlValue& value) {
  return choose<Level>(value,
                       {{"fail", Level::fail}, {"warn", Level::warn}, {"inform", Level::inform}});
}

// `unsupported` or {unsupported: LEVEL}; the only values of a key whose check does not exist.
Result<Constraint> read_unsupported(const YamlValue& value) {
  constexpr std::string_view kWanted =
      "this check does not exist yet: must be unsupported or {unsupported: fail | warn | inform}";
  if (value.kind() == YamlValue::Kind::scalar) {
    SENIM_TRY(const std::string word, value.text());
    if (word == "unsupported") {
      return Constraint{Level::inform, true, {}};
    }
    return value.error(kWanted);
  }
  if (value.kind() != YamlValue::Kind::map) {
    return value.error(kWanted);
  }
  Result<YamlMap> map = value.map({"unsupported"});
  if (!map) {
    return value.error(kWanted);
  }
  SENIM_TRY(const YamlValue level, map.value().value("unsupported"));
  SENIM_TRY(const Level read, read_level(level));
  return Constraint{read, true, {}};
}

Result<Constraint> read_valued(const YamlValue& value, const Slot& slot, ValueKind kind) {
  SENIM_TRY(YamlMap map, value.map({"fail", "warn", "inform"}));
  SENIM_TRY(const auto entries, value.entries());
  if (entries.size() != 1) {
    return value.error("must be " + form(kind));
  }
  const YamlValue& inner = entries[0].second;
  Constraint constraint;
  constraint.level = entries[0].first == "fail"   ? Level::fail
                     : entries[0].first == "warn" ? Level::warn
                                                  : Level::inform;
  switch (kind) {
    case ValueKind::strings: {
      SENIM_TRY(constraint.value, read_list(inner, slot.key));
      return constraint;
    }
    case ValueKind::integer: {
      SENIM_TRY(constraint.value, inner.integer(0, 1'000'000'000'000));
      return constraint;
    }
    case ValueKind::duration: {
      SENIM_TRY(constraint.value, inner.duration());
      return constraint;
    }
    case ValueKind::flag:
    case ValueKind::names:
      break;
  }
  return value.error("must be " + form(kind));
}

}  // namespace

Result<Constraint> read_constraint(const YamlValue& value, const Slot& slot) {
  const model::KeyInfo& key = model::info(slot.key);
  if (!model::implemented(slot)) {
    return read_unsupported(value);
  }
  if (key.kind == ValueKind::names) {
    SENIM_TRY(std::vector<std::string> list, read_list(value, slot.key));
    return Constraint{Level::inform, false, std::move(list)};
  }
  if (value.kind() != YamlValue::Kind::scalar) {
    if (key.kind == ValueKind::flag) {
      return value.error("must be " + form(key.kind));
    }
    return read_valued(value, slot, key.kind);
  }
  SENIM_TRY(const std::string word, value.text());
  if (key.fixed) {
    // EN 319 102-1 leaves these no choice (spec/en319102-1.md 1.5, last sentence).
    return word == "fail" ? Result<Constraint>(Constraint{Level::fail, false, {}})
                          : value.error("is a fixed part of the validation: must be fail");
  }
  if (word == "ignore") {
    return Constraint{Level::ignore, false, {}};
  }
  if (key.kind != ValueKind::flag || word == "unsupported") {
    return value.error("must be " + form(key.kind));
  }
  const Result<Level> level = read_level(value);
  if (!level) {
    return value.error("must be " + form(key.kind));
  }
  return Constraint{*level, false, {}};
}

std::string write_list(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& entry : list) {
    text.append(text.size() == 1 ? "" : ", ").append(quoted(entry));
  }
  return text + "]";
}

std::string write_duration(Seconds duration) {
  constexpr std::array<std::pair<Seconds::rep, char>, 3> kUnits{
      {{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}}};
  const Seconds::rep count = duration.count();
  for (const auto& [factor, unit] : kUnits) {
    if (count != 0 && count % factor == 0) {
      return std::to_string(count / factor) + unit;
    }
  }
  return std::to_string(count) + "s";
}

std::string write_constraint(const Constraint& constraint) {
  const std::string level(to_string(constraint.level));
  if (constraint.unsupported) {
    return constraint.level == Level::inform ? "unsupported" : "{unsupported: " + level + "}";
  }
  if (constraint.integer()) {
    return "{" + level + ": " + std::to_string(*constraint.integer()) + "}";
  }
  if (constraint.duration()) {
    return "{" + level + ": " + write_duration(*constraint.duration()) + "}";
  }
  if (std::holds_alternative<std::vector<std::string>>(constraint.value)) {
    return "{" + level + ": " + write_list(constraint.strings()) + "}";
  }
  return level;
}

}  // namespace senim::policies

#include "gateway/reports/report_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "validators/base/utf8.h"
#include "validators/model/remedies.h"

namespace senim::reports {
namespace {

using namespace model;

std::string_view headline(DocumentStatus status) {
  switch (status) {
    case DocumentStatus::confirmed:
      return "CONFIRMED";
    case DocumentStatus::not_confirmed:
      return "NOT CONFIRMED";
    case DocumentStatus::cannot_verify:
      return "CANNOT BE VERIFIED";
  }
  return "CANNOT BE VERIFIED";
}

std::string joined(const Params& params) {
  std::string text;
  for (const auto& [name, value] : params) {
    if (value.empty()) {
      continue;
    }
    text += (text.empty() ? "" : ", ") + safe_text(name) + " " + safe_text(value);
  }
  return text;
}

std::string remedy_line(const Reason& reason) {
  for (const Remedy* remedy : all_remedies()) {
    if (remedy->code == reason.remedy) {
      return "  what to do: " + std::string(remedy->meaning) + "\n";
    }
  }
  return "";
}

std::string reason_line(const Verdict& verdict) {
  if (!verdict.reason) {
    return "";
  }
  const std::string facts = joined(verdict.reason->params);
  return "  why: " + verdict.reason->code + (facts.empty() ? "" : " (" + facts + ")") +
         (verdict.reason->object.empty() ? "" : " at " + verdict.reason->object) + "\n" +
         remedy_line(*verdict.reason);
}

std::string conclusion_text(const Conclusion& conclusion) {
  const std::string_view sub = to_string(conclusion.sub);
  return std::string(signature_name(conclusion.indication)) +
         (sub.empty() ? "" : "/" + std::string(sub));
}

std::string signer_text(const SignatureVerdict& signature) {
  if (!signature.signer) {
    return "nobody identified";
  }
  std::string text = safe_text(signature.signer->name);
  if (!signature.signer->country.empty()) {
    text += " (" + safe_text(signature.signer->country) + ")";
  }
  return text;
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    text += (text.empty() ? "" : ", ") + safe_text(value);
  }
  return text;
}

// "first-head (1.2.398.3.3.4.1.2.1)"; a role without a name by its identifier alone.
std::string role_text(const std::string& role) {
  const auto id = Oid::parse(role);
  const std::string_view name = id ? pki::role_name(*id) : std::string_view{};
  return name.empty() ? safe_text(role) : std::string(name) + " (" + role + ")";
}

// What the certificate says of its owner, one line for each thing that is said.
std::string owner_lines(const SignerFacts& signer) {
  std::string text;
  const auto line = [&text](std::string_view what, const std::string& value) {
    text += value.empty() ? "" : "      " + std::string(what) + ": " + value + "\n";
  };
  std::string numbers;
  for (const auto& [kind, value] : signer.identifiers) {
    numbers += (numbers.empty() ? "" : ", ") + safe_text(kind) + " " + safe_text(value);
  }
  line("identifiers", numbers);
  line("owner", signer.owner == "unknown" ? "" : signer.owner);
  std::string roles;
  for (const std::string& role : signer.roles) {
    roles += (roles.empty() ? "" : ", ") + role_text(role);
  }
  line("roles", roles);
  line("key purpose", signer.key_purpose == "unknown" ? "" : signer.key_purpose);
  line("key store", listed(signer.key_stores));
  line("classes of tools", listed(signer.tool_classes));
  if (signer.qualified && signer.qualified->readable) {
    line("stated", std::string(signer.qualified->compliance ? "qualified certificate"
                                                            : "no qualified certificate") +
                       (signer.qualified->sscd ? ", key in a qualified device" : ""));
  }
  return text;
}

std::string signature_lines(const SignatureVerdict& signature) {
  std::string text =
      "  signature " + signature.id + ": " + conclusion_text(signature.conclusion) + "\n";
  text += "    signer: " + signer_text(signature) + "\n";
  text += signature.signer ? owner_lines(*signature.signer) : "";
  if (signature.anchor) {
    text += "    trusted by: " + safe_text(signature.anchor->provider) + ", list " +
            safe_text(signature.anchor->source) + " (" + safe_text(signature.anchor->territory) +
            "), " + safe_text(signature.anchor->status) + "\n";
  }
  if (signature.qualification) {
    text += "    worth: " + safe_text(signature.qualification->level) + " (" +
            safe_text(signature.qualification->scheme) + ")\n";
  }
  if (signature.agreement) {
    text += "    by agreement " + safe_text(signature.agreement->id) + ": " +
            safe_text(signature.agreement->level) + " in " +
            safe_text(signature.agreement->relying) + "\n";
  }
  text +=
      "    format: " + std::string(to_string(signature.format)) + " " +
      std::string(to_string(signature.level)) + ", " + safe_text(signature.signature_algorithm) +
      (signature.algorithm_oid.empty() ? "" : " (" + signature.algorithm_oid + ")") +
      (signature.key_bits == 0 ? "" : ", " + std::to_string(signature.key_bits) + " bits") + "\n";
  text += "    integrity: content " + signature.integrity.references + ", value " +
          std::string(to_string(signature.integrity.value)) +
          (signature.integrity.modified ? ", changed after signing" : "") + "\n";
  if (signature.claimed_signing_time) {
    text += "    claimed signing time: " + to_string(*signature.claimed_signing_time) +
            " (not proven)\n";
  }
  text += "    policy: " + safe_text(signature.policy.id) + "\n";
  for (const CheckRecord& check : signature.checks) {
    if (check.outcome != Outcome::failed && check.outcome != Outcome::unsupported) {
      continue;
    }
    if (check.level == Level::inform && check.outcome == Outcome::unsupported) {
      continue;  // said in the JSON; nothing for a person to act on
    }
    const std::string facts = joined(check.params);
    text += "    " + std::string(to_string(check.level)) + ": " + std::string(check.rule->id) +
            ", " + std::string(check.rule->clause) + (facts.empty() ? "" : ": " + facts) + "\n";
  }
  for (const TimestampVerdict& timestamp : signature.timestamps) {
    text += "    time-stamp (" + std::string(to_string(timestamp.kind)) +
            "): " + (timestamp.time ? to_string(*timestamp.time) : "unreadable") + ", " +
            std::string(block_name(timestamp.conclusion.indication)) + "\n";
  }
  return text;
}

// Characters that are not seen and change what is: the direction of what follows, line and
// paragraph ends, joiners, fillers, selectors, tags (Unicode 15: Cf, Zl, Zp and what
// Default_Ignorable_Code_Point adds). A name with one shows another name, or two lines.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 18> kUnseen = {{
    {0x00ad, 0x00ad},    // soft hyphen
    {0x034f, 0x034f},    // combining grapheme joiner
    {0x061c, 0x061c},    // Arabic letter mark
    {0x115f, 0x1160},    // Hangul fillers
    {0x17b4, 0x17b5},    // Khmer inherent vowels
    {0x180b, 0x180f},    // Mongolian selectors and vowel separator
    {0x200b, 0x200f},    // zero width, marks of direction
    {0x2028, 0x202e},    // line and paragraph separator, embeddings and overrides
    {0x2060, 0x206f},    // word joiner, isolates
    {0x3164, 0x3164},    // Hangul filler
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfeff, 0xfeff},    // byte order mark
    {0xffa0, 0xffa0},    // halfwidth Hangul filler
    {0xfff0, 0xfffb},    // interlinear annotation
    {0x13430, 0x1343f},  // hieroglyph joiners
    {0x1bca0, 0x1bca3},  // shorthand format controls
    {0x1d173, 0x1d17a},  // musical format controls
    {0xe0000, 0xe0fff},  // tags, selectors
}};

bool is_unseen(std::uint32_t code) {
  return std::ranges::any_of(
      kUnseen, [code](const auto& range) { return range.first <= code && code <= range.second; });
}

std::string escaped(char kind, int digits, std::uint32_t code) {
  std::array<char, 11> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "\\%c%0*x", kind, digits, code));
  return text.data();
}

}  // namespace

std::string safe_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(as_bytes(text));
    if (length == 0) {
      out += escaped('x', 2, static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    const std::string_view written = text.substr(0, length);
    const std::uint32_t code = take_utf8(text);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {  // C0, DEL, C1
      out += escaped('x', 2, code);
    } else if (is_unseen(code)) {
      out += code > 0xffff ? escaped('U', 8, code) : escaped('u', 4, code);
    } else {
      out += written;
    }
  }
  return out;
}

std::string report_text(std::string_view file, const Verdict& verdict) {
  // report.md 5: verdict first, then signer, then why.
  std::string text = safe_text(file) + ": " + std::string(headline(verdict.status)) + "\n";
  for (const SignatureVerdict& signature : verdict.signatures) {
    text += signature_lines(signature);
  }
  for (const TimestampVerdict& timestamp : verdict.timestamps) {
    text += "  time-stamp " + timestamp.id + ": " +
            (timestamp.time ? to_string(*timestamp.time) : "unreadable") + ", " +
            std::string(block_name(timestamp.conclusion.indication)) + "\n";
  }
  text += reason_line(verdict);
  text += "  judged at " + to_string(verdict.validation_time) + " with trust snapshot " +
          verdict.basis.snapshot.substr(0, 16) + "\n";
  return text;
}

}  // namespace senim::reports

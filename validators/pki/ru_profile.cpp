#include "validators/pki/ru_profile.h"

#include <array>

#include "validators/base/der_reader.h"
#include "validators/pki/check_digits.h"
#include "validators/pki/eu_profile.h"
#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

struct ToolClass {
  Oid policy;
  std::string_view name;
};
// FSB orders 795 and 796 of 2011: classes of tools, a higher one includes the lower ones.
constexpr std::array kClasses{
    ToolClass{Oid{"1.2.643.100.113.1"}, "KC1"}, ToolClass{Oid{"1.2.643.100.113.2"}, "KC2"},
    ToolClass{Oid{"1.2.643.100.113.3"}, "KC3"}, ToolClass{Oid{"1.2.643.100.113.4"}, "KB1"},
    ToolClass{Oid{"1.2.643.100.113.5"}, "KB2"}, ToolClass{Oid{"1.2.643.100.113.6"}, "KA1"},
};

// The attribute INN has room for 12 digits: a person's whole, or that of a legal entity with two
// zeros before it (no person's begins so).
void read_inn(const std::string& value, CertificateProfile& profile) {
  const bool legal = value.size() == 10 || (value.size() == 12 && value.starts_with("00"));
  if (!legal) {
    add_identifier(profile, "inn", value, checked(is_inn(value)));
    return;
  }
  std::string number = value.substr(value.size() - 10);
  const auto state = checked(is_innle(number));
  add_identifier(profile, "innle", std::move(number), state);
}

void read_numbers(const ProfileSource& source, CertificateProfile& profile) {
  for (const auto& [type, value] : source.subject) {
    if (type == oid::kRuInn) {
      read_inn(value, profile);
    } else if (type == oid::kRuInnLegal) {
      add_identifier(profile, "innle", value, checked(is_innle(value)));
    } else if (type == oid::kRuOgrn) {
      add_identifier(profile, "ogrn", value, checked(is_ogrn(value)));
    } else if (type == oid::kRuOgrnip) {
      add_identifier(profile, "ogrnip", value, checked(is_ogrnip(value)));
    } else if (type == oid::kRuSnils) {
      add_identifier(profile, "snils", value, checked(is_snils(value)));
    }
  }
}

// issuerSignTool ::= SEQUENCE { signTool, cATool, signToolCert, cAToolCert: UTF8String }.
std::vector<std::string> read_issuer_tools(ByteView value) {
  std::vector<std::string> tools;
  const auto list = der::single(value, der::Rules::der, "issuerSignTool");
  if (!list.ok() || list->tag != der::kSequence) {
    return tools;
  }
  der::Reader fields(*list);
  for (int i = 0; i < 4; ++i) {
    const auto field = fields.next();
    const auto text = field.ok() ? string_of(field->whole) : std::nullopt;
    if (!text) {
      return {};
    }
    tools.push_back(*text);
  }
  return fields.done() ? tools : std::vector<std::string>{};
}

}  // namespace

void read_ru_profile(const ProfileSource& source, CertificateProfile& profile) {
  profile.name = "ru";
  read_numbers(source, profile);
  read_semantics(source, profile);
  for (const Oid& policy : source.policies) {
    for (const ToolClass& one : kClasses) {
      if (one.policy == policy) {
        profile.tool_classes.push_back(one.name);
      }
    }
  }
  if (const Extension* tool = source.certificate.extension(oid::kRuSubjectSignTool)) {
    profile.sign_tool = string_of(tool->value).value_or("");
  }
  if (const Extension* tools = source.certificate.extension(oid::kRuIssuerSignTool)) {
    profile.issuer_tools = read_issuer_tools(tools->value);
  }
  const auto states = [&](std::string_view kind) { return profile.identifier(kind) != nullptr; };
  profile.purpose = general_purpose(source, profile);
  // A sole trader signs for himself.
  profile.owner =
      owner_of(states("snils") || states("inn") || states("ogrnip") || source.names_person(),
               states("ogrn") || states("innle"));
}

}  // namespace senim::pki

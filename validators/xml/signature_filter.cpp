#include "validators/xml/signature_filter.h"

#include <algorithm>

#include "validators/xml/xmldsig.h"

namespace senim::xml {
namespace {

using Removes = SignatureFilter::Removes;

// `$` stands for a prefix bound to XMLDSig, the same at each place; `%` for any prefix.
struct Known {
  std::string_view expression;
  Removes removes;
};
constexpr Known kXPaths[] = {
    {"not(ancestor-or-self::$:Signature)", Removes::all},
    // xmldsig-core1 6.6.4: written out there as the equal of enveloped-signature.
    {"count(ancestor-or-self::$:Signature|here()/ancestor::$:Signature[1])>"
     "count(ancestor-or-self::$:Signature)",
     Removes::own},
};
constexpr Known kSubtractions[] = {
    {"here()/ancestor::$:Signature[1]", Removes::own},
    {"//$:Signature", Removes::all},
    {"/descendant::$:Signature", Removes::all},
    {"/*/$:Signature", Removes::root_children},
    {"/descendant::*[name()='%:Signature']", Removes::by_name},
    {"//*[name()='%:Signature']", Removes::by_name},
};

// Without white space at the ends and beside punctuation that XPath needs none at. Elsewhere a
// space stays, so that nothing that means something else becomes equal.
std::string normalised(std::string_view expression) {
  constexpr std::string_view kSpace = " \t\r\n";
  constexpr std::string_view kPunctuation = "()[]|>=/";
  std::string result;
  bool pending = false;
  for (const char c : expression) {
    if (kSpace.find(c) != std::string_view::npos) {
      pending = !result.empty();
      continue;
    }
    if (pending && kPunctuation.find(c) == std::string_view::npos &&
        kPunctuation.find(result.back()) == std::string_view::npos) {
      result += ' ';
    }
    pending = false;
    result += c;
  }
  return result;
}

bool is_prefix(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

// The prefix with which `expression` is an instance of `pattern`; "" when it is not.
std::string matching_prefix(std::string_view expression, std::string_view pattern, char variable) {
  const std::size_t at = pattern.find(variable);
  const std::size_t end = expression.find(':', at);
  if (at == std::string_view::npos || at >= expression.size() || end == std::string_view::npos) {
    return {};
  }
  const std::string_view prefix = expression.substr(at, end - at);
  std::string instance;
  for (const char c : pattern) {
    if (c == variable) {
      instance += prefix;
    } else {
      instance += c;
    }
  }
  return is_prefix(prefix) && instance == expression ? std::string(prefix) : std::string();
}

template <std::size_t n>
Result<SignatureFilter> match(Element xpath, const Known (&known)[n]) {
  SENIM_TRY(const std::string text, xpath.text());
  if (!xpath.children().empty()) {
    return Error{ErrorCode::malformed, "an XPath element with content"};
  }
  const std::string expression = normalised(text);
  for (const Known& candidate : known) {
    const bool by_name = candidate.removes == Removes::by_name;
    const std::string prefix =
        matching_prefix(expression, candidate.expression, by_name ? '%' : '$');
    if (prefix.empty()) {
      continue;
    }
    if (by_name) {
      return SignatureFilter{Removes::by_name, prefix + ":Signature"};
    }
    if (xpath.namespace_of(prefix) == kDsig) {
      return SignatureFilter{candidate.removes, {}};
    }
  }
  return Error{ErrorCode::unsupported, "the XPath expression \"" + expression.substr(0, 200) +
                                           "\" is no known way of removing the signature"};
}

}  // namespace

Result<SignatureFilter> read_xpath(Element xpath) { return match(xpath, kXPaths); }

Result<SignatureFilter> read_filter2(Element xpath) {
  if (xpath.attribute("Filter") != "subtract") {
    return Error{ErrorCode::unsupported, "an XPath filter other than subtract"};
  }
  return match(xpath, kSubtractions);
}

}  // namespace senim::xml

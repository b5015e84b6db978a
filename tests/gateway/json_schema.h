#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

// Does a JSON value fit a schema of the OpenAPI document? The keywords that the document uses and
// no other: a keyword that is not known here is a failure, so that the document cannot say what
// nobody checks.

namespace senim::test {

class SchemaCheck {
 public:
  explicit SchemaCheck(const nlohmann::json& document) : document_(document) {}

  // Every place where `value` does not fit, with its path; empty: it fits.
  std::vector<std::string> against(const nlohmann::json& value, const std::string& schema_name) {
    problems_.clear();
    check(value, document_["components"]["schemas"].at(schema_name), "$");
    return problems_;
  }
  // The same for a schema in its place.
  std::vector<std::string> at_place(const nlohmann::json& value, const nlohmann::json& schema) {
    problems_.clear();
    check(value, schema, "$");
    return problems_;
  }

 private:
  using Json = nlohmann::json;

  void problem(const std::string& at, const std::string& what) {
    problems_.push_back(at + ": " + what);
  }

  static bool has_type(const Json& value, const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) ||
           (type == "integer" && value.is_number_integer()) ||
           (type == "boolean" && value.is_boolean());
  }

  void check(const Json& value, const Json& schema, const std::string& at) {
    if (schema.contains("$ref")) {
      const std::string reference = schema["$ref"];
      check(value, document_.at(Json::json_pointer(reference.substr(1))), at);
      return;
    }
    for (const auto& [keyword, wanted] : schema.items()) {
      keyword_of(value, schema, keyword, wanted, at);
    }
  }

  void keyword_of(const Json& value, const Json& schema, const std::string& keyword,
                  const Json& wanted, const std::string& at) {
    static const std::vector<std::string> kSilent = {"description", "format", "contentEncoding",
                                                     "default", "examples"};
    if (std::find(kSilent.begin(), kSilent.end(), keyword) != kSilent.end()) {
      return;
    }
    if (keyword == "type") {
      if (!has_type(value, wanted)) {
        problem(at, "is no " + wanted.get<std::string>());
      }
    } else if (keyword == "const") {
      if (value != wanted) {
        problem(at, value.dump() + " is not " + wanted.dump());
      }
    } else if (keyword == "enum") {
      if (std::find(wanted.begin(), wanted.end(), value) == wanted.end()) {
        problem(at, value.dump() + " is not in the list");
      }
    } else if (keyword == "pattern") {
      if (value.is_string() &&
          !std::regex_search(value.get<std::string>(), std::regex(wanted.get<std::string>()))) {
        problem(at, value.dump() + " does not match " + wanted.dump());
      }
    } else if (keyword == "maxLength") {
      if (value.is_string() && value.get<std::string>().size() > wanted.get<std::size_t>()) {
        problem(at, "is too long");
      }
    } else if (keyword == "maxItems") {
      if (value.is_array() && value.size() > wanted.get<std::size_t>()) {
        problem(at, "has too many items");
      }
    } else if (keyword == "required") {
      for (const Json& name : wanted) {
        if (value.is_object() && !value.contains(name.get<std::string>())) {
          problem(at, "lacks " + name.get<std::string>());
        }
      }
    } else if (keyword == "items") {
      for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        check(value[i], wanted, at + "[" + std::to_string(i) + "]");
      }
    } else if (keyword == "properties" || keyword == "additionalProperties") {
      members(value, schema, at, keyword);
    } else if (keyword == "oneOf") {
      one_of(value, wanted, at);
    } else {
      problem(at, "the document uses a keyword that nobody checks: " + keyword);
    }
  }

  void members(const Json& value, const Json& schema, const std::string& at,
               const std::string& keyword) {
    const Json& known = schema.contains("properties") ? schema["properties"] : empty_;
    for (const auto& [name, member] : value.is_object() ? value.items() : empty_.items()) {
      const std::string inside = at + "." + name;
      if (known.contains(name)) {
        if (keyword == "properties") {
          check(member, known[name], inside);
        }
      } else if (keyword == "additionalProperties") {
        const Json& others = schema["additionalProperties"];
        if (others == false) {
          problem(inside, "is not described");
        } else if (others.is_object()) {
          check(member, others, inside);
        }
      }
    }
  }

  void one_of(const Json& value, const Json& choices, const std::string& at) {
    std::size_t fitting = 0;
    for (const Json& choice : choices) {
      SchemaCheck inside(document_);
      fitting += inside.at_place(value, choice).empty() ? 1U : 0U;
    }
    if (fitting != 1) {
      problem(at, "fits " + std::to_string(fitting) + " of the choices");
    }
  }

  const Json& document_;
  const Json empty_ = Json::object();
  std::vector<std::string> problems_;
};

// All problems on a line each: what a test shows.
inline std::string lines(const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& problem : problems) {
    text += problem + "\n";
  }
  return text;
}

// The names of members of schemas that are described and that neither `value` nor anything inside
// it has, is nobody's business; those that it has and the document does not describe are `unknown`.
inline void undescribed(const nlohmann::json& value, const nlohmann::json& schema,
                        const nlohmann::json& document, const std::string& at,
                        std::vector<std::string>& unknown) {
  if (schema.contains("$ref")) {
    const std::string reference = schema["$ref"];
    undescribed(value, document.at(nlohmann::json::json_pointer(reference.substr(1))), document, at,
                unknown);
    return;
  }
  if (value.is_array() && schema.contains("items")) {
    for (const nlohmann::json& item : value) {
      undescribed(item, schema["items"], document, at + "[]", unknown);
    }
  }
  if (!value.is_object() || !schema.contains("properties")) {
    return;
  }
  for (const auto& [name, member] : value.items()) {
    if (schema["properties"].contains(name)) {
      undescribed(member, schema["properties"][name], document, at + "." + name, unknown);
    } else {
      unknown.push_back(at + "." + name);
    }
  }
}

}  // namespace senim::test

#include "gateway/commands/verify_arguments.h"

#include <algorithm>
#include <array>

namespace senim::commands {
namespace {

Error wrong(const std::string& name) {
  return {ErrorCode::malformed, "record.json: arguments: \"" + name + "\" does not fit"};
}

}  // namespace

RecordedArguments recorded_form(const VerifyArguments& arguments) {
  RecordedArguments recorded{{"files", arguments.files},
                             {"detached", arguments.detached},
                             {"trust", arguments.trust},
                             {"output", {arguments.output}}};
  const auto one = [&recorded](const char* name, const std::optional<std::string>& value) {
    if (value) {
      recorded[name] = {*value};
    }
  };
  one("config", arguments.config);
  one("policy", arguments.policy);
  one("at", arguments.at);
  one("batch", arguments.batch);
  if (arguments.offline) {
    recorded["offline"] = {};
  }
  return recorded;
}

Result<VerifyArguments> verify_arguments(const RecordedArguments& recorded) {
  constexpr std::array kOutputs = {"text", "json", "jsonl"};
  VerifyArguments arguments;
  const std::map<std::string, std::vector<std::string>*> lists = {
      {"files", &arguments.files}, {"detached", &arguments.detached}, {"trust", &arguments.trust}};
  const std::map<std::string, std::optional<std::string>*> ones = {{"config", &arguments.config},
                                                                   {"policy", &arguments.policy},
                                                                   {"at", &arguments.at},
                                                                   {"batch", &arguments.batch}};
  for (const auto& [name, values] : recorded) {
    if (const auto list = lists.find(name); list != lists.end()) {
      *list->second = values;
    } else if (name == "offline" && values.empty()) {
      arguments.offline = true;
    } else if (const auto one = ones.find(name); one != ones.end() && values.size() == 1) {
      *one->second = values.front();
    } else if (name == "output" && values.size() == 1 &&
               std::ranges::find(kOutputs, values.front()) != kOutputs.end()) {
      arguments.output = values.front();
    } else {
      return wrong(name);
    }
  }
  return arguments;
}

}  // namespace senim::commands

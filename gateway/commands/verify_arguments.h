#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/result.h"

// The command line of `senim verify` as values, and as a record keeps it.

namespace senim::commands {

struct VerifyArguments {
  std::vector<std::string> files, detached, trust;
  std::string output = "text";
  // An empty value is a value: a script whose variable was empty must not get another meaning.
  std::optional<std::string> config, policy, at, batch;
  bool offline = false;
  std::optional<std::string> record, replay;  // folders; not part of the recorded form
};

using RecordedArguments = std::map<std::string, std::vector<std::string>>;
RecordedArguments recorded_form(const VerifyArguments& arguments);
// malformed: a name that no build writes, an unknown output, two values where one belongs.
Result<VerifyArguments> verify_arguments(const RecordedArguments& recorded);

}  // namespace senim::commands

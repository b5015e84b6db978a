#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "gateway/files.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/submission.h"

// One thing to verify: a file of the command line, or one line of a batch (report.md 5).

namespace senim::commands {

struct DetachedFile {
  std::string name;  // what a reference calls it; the file's own name unless NAME=FILE was given
  std::string path;
};
// "[NAME=]FILE"; an existing file whose own name holds "=" is taken as it is.
DetachedFile detached_file(const gateway::Files& files, const std::string& argument);

struct Item {
  std::string file;
  std::vector<DetachedFile> detached;
  std::optional<UtcTime> at;
  std::optional<std::string> policy;
};

// {"file","detached"?,"at"?,"policy"?}; an unknown or doubled member is an error: a misspelt "at"
// must not be "now". What was read stays in `item`, so that an error can name the file.
Status read_batch_line(const std::string& text, Item& item);

// An item's octets and the submission that views them.
class OpenItem {
 public:
  // malformed: the time asked for lies in the future (report.md 2).
  static Result<OpenItem> open(const Item& item, const gateway::Files& files, UtcTime now);
  const model::Submission& submission() const { return submission_; }

 private:
  OpenItem() = default;
  Bytes document_;
  std::vector<Bytes> contents_;
  model::Submission submission_;
};

}  // namespace senim::commands

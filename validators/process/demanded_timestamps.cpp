#include "validators/process/demanded_timestamps.h"

#include <algorithm>
#include <array>

#include "validators/model/rules.h"

namespace senim::process {

namespace {

using model::Key;
using Kind = model::TimestampKind;

struct Demand {
  Key key;
  Kind kind;
};
constexpr std::array<Demand, 6> kDemands{{
    {Key::content_timestamp, Kind::content},
    {Key::signature_timestamp, Kind::signature},
    {Key::validation_data_timestamp, Kind::validation_data},
    {Key::references_timestamp, Kind::validation_data},
    {Key::archive_timestamp, Kind::archive},
    {Key::document_timestamp, Kind::document},
}};

bool answers(const Demand& demand, const TimestampFinding& one, const std::string& signature) {
  if (one.kind() != demand.kind) {
    return false;
  }
  if (one.kind() == Kind::document) {  // not one that keeps another time-stamp only
    return one.on_value_of(signature);
  }
  // Over the references alone covers no object by its id.
  const bool references_only = one.evidence->timestamp.covers.empty();
  return one.kind() != Kind::validation_data ||
         references_only == (demand.key == Key::references_timestamp);
}

}  // namespace

blocks::BlockResult demanded_timestamps(const blocks::Subject& subject,
                                        std::span<const TimestampFinding> timestamps) {
  blocks::Checklist list;
  for (const Demand& demand : kDemands) {
    const model::Constraint& wanted = subject.constraint(demand.key);
    const auto passes = [&](const TimestampFinding& one) {
      return one.valid() && answers(demand, one, subject.evidence.signature.id);
    };
    if (wanted.runs() && std::ranges::none_of(timestamps, passes)) {
      list.require(model::rules::kTimestampPresent, wanted, false,
                   {{"constraint", model::path({demand.key, subject.context})},
                    {"problem", "none of this kind passes"}});
    }
  }
  return list.failed() ? std::move(list).stop() : std::move(list).pass();
}

}  // namespace senim::process

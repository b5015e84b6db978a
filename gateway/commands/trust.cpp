#include "gateway/commands/trust.h"

#include <algorithm>
#include <ostream>

#include "gateway/reports/report_text.h"
#include "validators/formats/json_writer.h"

namespace senim::commands {
namespace {

using formats::Json;
using reports::safe_text;
using trustlists::ListReport;

Json list_json(const ListReport& report, UtcTime now) {
  Json list;
  list["source"] = report.info.source;
  list["territory"] = report.info.territory;
  if (report.info.sequence) {
    list["sequence"] = *report.info.sequence;
  }
  if (report.info.issued) {
    list["issued"] = to_string(*report.info.issued);
  }
  if (report.info.next_update) {
    list["nextUpdate"] = to_string(*report.info.next_update);
  }
  list["state"] = report.state(now);
  if (report.signer) {
    list["signer"] = to_hex(*report.signer);
  }
  list["providers"] = report.providers;
  list["services"] = report.services;
  list["history"] = report.history;
  list["certificates"] = report.certificates;
  if (!report.error.empty()) {
    list["error"] = report.error;
  }
  return list;
}

std::string age(const ListReport& report, UtcTime now) {
  if (!report.info.issued) {
    return "";
  }
  return ", issued " + to_string(*report.info.issued) + " (" +
         std::to_string(
             std::chrono::duration_cast<std::chrono::hours>(now - *report.info.issued).count() /
             24) +
         " days ago)";
}

void print(const ListReport& report, UtcTime now, std::ostream& out) {
  out << safe_text(report.info.source) << "  " << safe_text(report.info.territory) << "  "
      << report.state(now);
  if (report.info.sequence) {
    out << ", number " << *report.info.sequence;
  }
  out << age(report, now);
  if (report.info.next_update) {
    out << ", next update " << to_string(*report.info.next_update);
  }
  out << "\n  " << report.providers << " providers, " << report.services << " services, "
      << report.history << " history entries, " << report.certificates << " certificates\n";
  if (!report.error.empty()) {
    out << "  error: " << safe_text(report.error) << "\n";
  }
}

}  // namespace

int trust_show(const trustlists::TrustSnapshot& snapshot, UtcTime now, Output output,
               std::ostream& out) {
  const auto& reports = snapshot.reports();
  if (output == Output::text) {
    out << "snapshot " << snapshot.id() << ", " << reports.size() << " lists, "
        << snapshot.anchors() << " anchors\n";
    for (const ListReport& report : reports) {
      print(report, now, out);
    }
  } else {
    Json object;
    object["snapshot"] = snapshot.id();
    object["lists"] = Json::array();
    for (const ListReport& report : reports) {
      object["lists"].push_back(list_json(report, now));
    }
    out << object.written() << "\n";
  }
  const bool all =
      std::ranges::all_of(reports, [](const ListReport& report) { return report.error.empty(); });
  return all ? 0 : 1;
}

}  // namespace senim::commands

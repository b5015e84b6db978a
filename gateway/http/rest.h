#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/http_server.h"
#include "gateway/http/router.h"
#include "gateway/service/validation_service.h"

// The REST surface (report.md 3) and the health probes. openapi.json beside this file is its
// description, served at /api/v1/openapi.json; a test holds the two together.

namespace senim::http {

// What readiness depends on, each with "" or the reason why not (issue: snapshot, key, store,
// space).
using ReadinessChecks = std::vector<std::pair<std::string, std::string>>;

struct RestParts {
  service::ValidationService& validations;
  std::function<ReadinessChecks()> readiness;
  BodyLimits limits{};
};

Router rest_router(const RestParts& parts);

std::string_view openapi_document();

}  // namespace senim::http

#pragma once

#include "gateway/http/message.h"
#include "gateway/service/validator.h"
#include "validators/base/result.h"

// Names the caller of a request. Without partners.yaml the gateway binds loopback only (design.md
// 7) and everybody there is one caller, who may ask for any policy.

namespace senim::http {

Result<service::Caller> caller_of(const Request& request);

}  // namespace senim::http

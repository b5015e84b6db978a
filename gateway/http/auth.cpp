#include "gateway/http/auth.h"

namespace senim::http {

Result<service::Caller> caller_of(const Request&) {
  service::Caller local;
  local.id = "local";
  local.scope.names = {"local"};
  local.scope.allowed = {"*"};
  return local;
}

}  // namespace senim::http

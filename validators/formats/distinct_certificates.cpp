#include "validators/formats/distinct_certificates.h"

namespace senim::formats {

Status DistinctCertificates::add(const std::vector<pki::Certificate>& more,
                                 std::vector<pki::Certificate>& list) {
  std::set<pki::Fingerprint> there;
  for (const pki::Certificate& certificate : list) {
    there.insert(certificate.fingerprint());
  }
  for (const pki::Certificate& certificate : more) {
    if (!there.insert(certificate.fingerprint()).second) {
      continue;
    }
    if (seen_.insert(certificate.fingerprint()).second) {
      SENIM_CHECK(budget_.spend(Cost::certificates));
    }
    list.push_back(certificate);
  }
  return success();
}

Result<std::size_t> DistinctCertificates::add(const std::vector<ByteView>& more,
                                              std::vector<pki::Certificate>& list) {
  std::vector<pki::Certificate> readable;
  for (const ByteView der : more) {
    if (auto certificate = pki::Certificate::from_der(der)) {
      readable.push_back(std::move(certificate).value());
    }
  }
  SENIM_CHECK(add(readable, list));
  return more.size() - readable.size();
}

}  // namespace senim::formats

#include "trustlists/certificate_folder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace senim::trustlists {
namespace {

// Every certificate of the files, each once. `pool` makes equal ones share their octets.
Result<std::vector<pki::Certificate>> read_all(std::span<const NamedOctets> files,
                                               pki::Certificate::Pool& pool) {
  std::vector<pki::Certificate> certificates;
  std::set<pki::Fingerprint> seen;
  for (const NamedOctets& file : files) {
    auto read = pki::read_certificates(file.octets);
    if (!read.ok()) {
      return std::move(read).error().within(file.name);
    }
    for (const pki::Certificate& certificate : *read) {
      if (!seen.insert(certificate.fingerprint()).second) {
        continue;
      }
      SENIM_TRY(auto interned, pki::Certificate::from_der(certificate.der(), pool));
      certificates.push_back(std::move(interned));
    }
  }
  return certificates;
}

}  // namespace

Result<PinnedCertificates> pinned_certificates(std::span<const NamedOctets> files,
                                               std::span<const pki::Fingerprint> pins,
                                               pki::Certificate::Pool& pool) {
  SENIM_TRY(auto certificates, read_all(files, pool));
  PinnedCertificates result;
  for (pki::Certificate& certificate : certificates) {
    if (std::ranges::find(pins, certificate.fingerprint()) == pins.end()) {
      ++result.left_out;
      continue;
    }
    result.certificates.push_back(std::move(certificate));
  }
  for (const pki::Fingerprint& pin : pins) {
    const bool found = std::ranges::any_of(
        result.certificates,
        [&](const pki::Certificate& certificate) { return certificate.fingerprint() == pin; });
    if (!found) {
      return Error{ErrorCode::not_found, "no file holds the pinned certificate " + to_hex(pin)};
    }
  }
  return result;
}

Result<PinnedCertificates> given_certificates(std::span<const NamedOctets> files,
                                              pki::Certificate::Pool& pool) {
  SENIM_TRY(auto certificates, read_all(files, pool));
  return PinnedCertificates{.certificates = std::move(certificates), .left_out = 0};
}

}  // namespace senim::trustlists

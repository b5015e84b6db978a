#pragma once

#include <span>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/pki/certificate.h"

// Certificates in whatever wrapping people keep them (DER, PEM, PKCS#7), taken as anchors because
// the configuration pins each by its SHA-256 (spec/trustlists.md 2, Kazakhstan).

namespace senim::trustlists {

struct NamedOctets {
  std::string name;
  ByteView octets;
};

struct PinnedCertificates {
  std::vector<pki::Certificate> certificates;  // each once, in order of appearance
  std::size_t left_out = 0;  // readable, but nobody pinned them: they came along in a bundle
};

// Every certificate of the files that is pinned. Whole or not at all: malformed names the file that
// cannot be read, not_found a pinned certificate that no file holds.
Result<PinnedCertificates> pinned_certificates(std::span<const NamedOctets> files,
                                               std::span<const pki::Fingerprint> pins,
                                               pki::Certificate::Pool& pool);
// Every certificate of the files: for anchors that the caller gives explicitly (report.md 5).
Result<PinnedCertificates> given_certificates(std::span<const NamedOctets> files,
                                              pki::Certificate::Pool& pool);

}  // namespace senim::trustlists

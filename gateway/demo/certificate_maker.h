#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/demo/key.h"
#include "validators/base/oid.h"
#include "validators/base/utc_time.h"

// Makes certificates (RFC 5280) for the demo world and the tests' PKI, with whatever a test needs
// to be wrong.

namespace senim::demo {

using NameSpec =
    std::vector<std::pair<Oid, std::string>>;  // one attribute a relative name, in order
Bytes make_name(const NameSpec& attributes);
// C (when not empty), O (when not empty), CN.
NameSpec simple_name(std::string_view common_name, std::string_view organization = "Senim Test",
                     std::string_view country = "KZ");

struct ExtensionSpec {
  Oid id;
  bool critical = false;
  Bytes value;
};

struct CertificateSpec {
  NameSpec subject;
  UtcTime not_before{};
  UtcTime not_after{};
  std::int64_t serial = 1;
  bool ca = false;  // basicConstraints, keyCertSign and cRLSign
  std::optional<std::uint32_t> path_length;
  std::optional<std::uint16_t>
      key_usage;  // bits as pki::KeyUsages; default: CA bits, or digitalSignature + nonRepudiation
  bool without_key_usage = false;
  std::vector<Oid> extended_key_usage;
  bool extended_key_usage_critical = false;
  std::vector<Oid> policies;
  std::vector<std::string> ocsp_urls;     // AIA
  std::vector<std::string> issuer_urls;   // AIA
  std::vector<std::string> crl_urls;      // one distribution point each
  std::vector<std::string> dns_names;     // SAN
  bool without_key_identifiers = false;   // no SKI, no AKI
  std::vector<ExtensionSpec> extensions;  // besides
  int version = 3;
  SignOptions sign;
  std::optional<Bytes> inner_algorithm;  // tbsCertificate.signature when it shall differ
};

// A party: its key and its certificate.
struct Party {
  Key key;
  Bytes certificate;  // DER
  Bytes name;         // subject Name TLV
};

Party make_root(const CertificateSpec& spec, Key key);
Party make_issued(const CertificateSpec& spec, Key key, const Party& issuer);
Bytes key_identifier(const Key& key);  // RFC 5280 4.2.1.2 (1)

}  // namespace senim::demo

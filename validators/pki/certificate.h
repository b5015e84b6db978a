#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/name.h"

// An X.509 certificate (RFC 5280): spans over its own copy of the octets. It says what the
// certificate says and checks nothing but its syntax: no signature, no time, no path. Immutable,
// cheap to copy (one shared pointer), equal by octets, shared between threads; the key and the
// rarer extensions are decoded on first use.

namespace senim::pki {

using Fingerprint = crypto::Sha256;

enum class KeyUsage : std::uint8_t {  // bit numbers of RFC 5280 4.2.1.3
  digital_signature,
  non_repudiation,
  key_encipherment,
  data_encipherment,
  key_agreement,
  key_cert_sign,
  crl_sign,
  encipher_only,
  decipher_only,
};
struct KeyUsages {
  std::uint16_t bits = 0;
  bool has(KeyUsage usage) const { return ((bits >> static_cast<unsigned>(usage)) & 1U) != 0; }
};

struct BasicConstraints {
  bool ca = false;
  std::optional<std::uint32_t> path_length;
};
struct Extension {
  Oid id;
  bool critical = false;
  ByteView value;  // content of the OCTET STRING
};
struct GeneralName {
  enum class Kind : std::uint8_t {
    other,
    email,
    dns,
    x400,
    directory,
    edi,
    uri,
    ip,
    registered_id
  };  // context tag numbers
  Kind kind = Kind::other;
  ByteView value;  // content octets; for directory: the whole Name; for other: the whole inner
                   // SEQUENCE content
};
struct GeneralSubtree {
  GeneralName base;
};
struct NameConstraints {
  std::vector<GeneralSubtree> permitted;
  std::vector<GeneralSubtree> excluded;
};
struct PolicyInformation {
  Oid id;
  ByteView qualifiers;  // whole SEQUENCE, empty when absent
};
struct PolicyMapping {
  Oid issuer_domain;
  Oid subject_domain;
};
struct PolicyConstraints {
  std::optional<std::uint32_t> require_explicit_policy;
  std::optional<std::uint32_t> inhibit_policy_mapping;
};
struct DistributionPoint {
  std::vector<GeneralName> full_name;
  ByteView relative_name;  // RDN content, empty when absent
  std::optional<std::uint16_t> reasons;
  std::vector<GeneralName> crl_issuer;
};
struct AuthorityKeyIdentifier {
  ByteView key_id;  // empty when absent
  std::vector<GeneralName> issuer;
  ByteView serial;
};
struct AccessDescription {
  Oid method;
  GeneralName location;
};
struct QcStatement {
  Oid id;
  ByteView info;  // whole TLV of statementInfo, empty when absent
};

class Certificate {
 public:
  // One DER certificate, nothing behind it. The octets are copied; a certificate seen before is
  // found again by its SHA-256 in `interned` when given (one hash instead of a parse).
  class Pool;
  static Result<Certificate> from_der(ByteView der);
  static Result<Certificate> from_der(ByteView der, Pool& pool);

  ByteView der() const;
  const Fingerprint& fingerprint() const;
  ByteView tbs() const;                      // whole TLV: what the issuer signed
  ByteView signature_algorithm() const;      // whole outer AlgorithmIdentifier
  ByteView tbs_signature_algorithm() const;  // RFC 5280 4.1.1.2: must equal the outer one
  ByteView signature_value() const;          // BIT STRING content
  int version() const;                       // 1, 2, 3
  ByteView serial() const;                   // INTEGER content octets
  const Name& issuer() const;
  const Name& subject() const;
  UtcTime not_before() const;
  UtcTime not_after() const;
  ByteView spki() const;  // whole SubjectPublicKeyInfo
  // The decoded key; an error when its numbers are refused (PublicKey::from_spki). Decoded once,
  // thread safe.
  const Result<crypto::PublicKey>& key() const;
  bool self_issued() const;  // subject matches issuer (RFC 5280 7.1)

  const std::vector<Extension>& extensions() const;  // in order; a doubled extension is malformed
  const Extension* extension(const Oid& id) const;
  // Decoded extensions: empty when absent; an error when present and malformed.
  Result<std::optional<BasicConstraints>> basic_constraints() const;
  Result<std::optional<KeyUsages>> key_usage() const;
  Result<std::optional<std::vector<Oid>>> extended_key_usage() const;
  Result<std::optional<ByteView>> subject_key_identifier() const;
  Result<std::optional<AuthorityKeyIdentifier>> authority_key_identifier() const;
  Result<std::optional<std::vector<GeneralName>>> subject_alt_names() const;
  Result<std::optional<NameConstraints>> name_constraints() const;
  Result<std::optional<std::vector<PolicyInformation>>> policies() const;
  Result<std::optional<std::vector<PolicyMapping>>> policy_mappings() const;
  Result<std::optional<PolicyConstraints>> policy_constraints() const;
  Result<std::optional<std::uint32_t>> inhibit_any_policy() const;
  Result<std::optional<std::vector<DistributionPoint>>> crl_distribution_points() const;
  Result<std::optional<std::vector<DistributionPoint>>> freshest_crl() const;
  Result<std::optional<std::vector<AccessDescription>>> authority_info_access() const;
  Result<std::optional<std::vector<QcStatement>>> qc_statements() const;

  // URLs (http, https, ldap as written) of AIA and CRL DP; empty when absent or malformed.
  std::vector<std::string> ocsp_urls() const;
  std::vector<std::string> issuer_urls() const;
  std::vector<std::string> crl_urls() const;

  friend bool operator==(const Certificate& left, const Certificate& right) {
    return left.fingerprint() == right.fingerprint();
  }

  struct Data;

 private:
  explicit Certificate(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

// Octets of certificates in whatever wrapping people keep them: one DER, PEM text with any number,
// PKCS#7.
Result<std::vector<Certificate>> read_certificates(ByteView file);

}  // namespace senim::pki

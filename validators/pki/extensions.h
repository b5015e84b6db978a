#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"

// The extensions of certificates, CRLs and OCSP responses (RFC 5280 4.2, 5.2) as values, and how
// to read each. Reading checks syntax only. All views point into the octets given.

namespace senim::pki {

struct Extension {
  Oid id;
  bool critical = false;
  ByteView value;  // content of the OCTET STRING
};

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
  std::optional<std::uint32_t> path_length;  // larger ones read as the largest
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
  ByteView relative_name;                // RDN content, empty when absent
  std::optional<std::uint16_t> reasons;  // bit i is bit i of ReasonFlags
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
// RFC 5280 5.2.5, an extension of CRLs.
struct IssuingDistributionPoint {
  std::vector<GeneralName> full_name;
  ByteView relative_name;  // RDN content, empty when absent
  bool only_user_certificates = false;
  bool only_ca_certificates = false;
  std::optional<std::uint16_t> only_some_reasons;
  bool indirect = false;
  bool only_attribute_certificates = false;
};

// More than any certificate of the corpus has (22); bounds the search for doubles.
inline constexpr std::size_t kMaxExtensions = 128;

// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension; `reader` stands before the SEQUENCE. One that
// occurs twice is malformed (RFC 5280 4.2).
Result<std::vector<Extension>> read_extensions(der::Reader& reader);
// The same from inside the SEQUENCE, for where its tag is IMPLICIT.
Result<std::vector<Extension>> read_extension_list(der::Reader list);
const Extension* find_extension(const std::vector<Extension>& extensions, const Oid& id);

// Each reads the content of one extension's OCTET STRING.
Result<BasicConstraints> read_basic_constraints(ByteView value);
Result<KeyUsages> read_key_usage(ByteView value);
Result<std::vector<Oid>> read_extended_key_usage(ByteView value);
Result<ByteView> read_subject_key_identifier(ByteView value);
Result<AuthorityKeyIdentifier> read_authority_key_identifier(ByteView value);
Result<std::vector<GeneralName>> read_general_names(ByteView value);
Result<NameConstraints> read_name_constraints(ByteView value);
Result<std::vector<PolicyInformation>> read_policies(ByteView value);
Result<std::vector<PolicyMapping>> read_policy_mappings(ByteView value);
Result<PolicyConstraints> read_policy_constraints(ByteView value);
Result<std::uint32_t> read_skip_certificates(ByteView value);  // inhibitAnyPolicy
Result<std::vector<DistributionPoint>> read_distribution_points(ByteView value);
Result<std::vector<AccessDescription>> read_access_descriptions(ByteView value);
Result<std::vector<QcStatement>> read_qc_statements(ByteView value);
Result<IssuingDistributionPoint> read_issuing_distribution_point(ByteView value);
// One GeneralName; `element` is its context-tagged TLV.
Result<GeneralName> read_general_name(const der::Element& element);

}  // namespace senim::pki

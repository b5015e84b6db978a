#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/pki/extensions.h"
#include "validators/pki/name.h"

// A certificate revocation list (RFC 5280 5) as spans over octets that must outlive it: lists have
// tens of megabytes, so entries are read one after another and never held. Syntax only: no
// signature, no time, no scope is judged. Immutable, shared between threads.

namespace senim::pki {

enum class RevocationReason : std::uint8_t {  // RFC 5280 5.3.1; RevokedInfo of RFC 6960 uses it too
  unspecified = 0,
  key_compromise = 1,
  ca_compromise = 2,
  affiliation_changed = 3,
  superseded = 4,
  cessation_of_operation = 5,
  certificate_hold = 6,
  remove_from_crl = 8,
  privilege_withdrawn = 9,
  aa_compromise = 10,
};
std::string_view to_string(RevocationReason reason);  // "keyCompromise", as RFC 5280 writes it
// An ENUMERATED; a number that RFC 5280 does not name is malformed.
Result<RevocationReason> read_reason(const der::Element& element);

struct CrlEntry {
  ByteView whole;
  ByteView serial;  // INTEGER content
  UtcTime revoked;
  std::vector<Extension> extensions;

  // Decoded: empty when absent; an error when present and malformed.
  Result<std::optional<RevocationReason>> reason() const;
  Result<std::optional<UtcTime>> invalidity_date() const;
  // Indirect lists (5.3.3): from this entry on until the next one that has it.
  Result<std::optional<std::vector<GeneralName>>> certificate_issuer() const;
};

class CrlEntries {
 public:
  // `version`: of the list; only one of version 2 has extensions (RFC 5280 5.1.2.1).
  explicit CrlEntries(der::Reader reader, int version = 2) : reader_(reader), version_(version) {}
  // The next entry; empty at the end. After an error there is no next one.
  Result<std::optional<CrlEntry>> next();

 private:
  der::Reader reader_;
  int version_;
};

class Crl {
 public:
  // One DER CertificateList, nothing behind it. Entries are not looked at.
  static Result<Crl> from_der(ByteView der);

  ByteView der() const { return der_; }
  ByteView tbs() const { return tbs_; }                                  // what the issuer signed
  ByteView signature_algorithm() const { return signature_algorithm_; }  // whole outer one
  // RFC 5280 5.1.1.2: must equal the outer one (spec/domain.md 4.1: NULL parameters may differ).
  ByteView tbs_signature_algorithm() const { return tbs_signature_algorithm_; }
  ByteView signature_value() const { return signature_value_; }
  int version() const { return version_; }  // 1, 2
  const Name& issuer() const { return issuer_; }
  UtcTime this_update() const { return this_update_; }
  std::optional<UtcTime> next_update() const { return next_update_; }
  CrlEntries entries() const;
  bool has_entries() const { return !revoked_.empty(); }
  ByteView revoked() const { return revoked_; }  // content of revokedCertificates
  // revokedCertificates is there without an entry, which RFC 5280 5.1.2.6 forbids and lists in use
  // do.
  bool has_empty_list() const { return empty_list_; }

  const std::vector<Extension>& extensions() const { return extensions_; }
  const Extension* extension(const Oid& id) const { return find_extension(extensions_, id); }
  // Decoded extensions: empty when absent; an error when present and malformed.
  Result<std::optional<ByteView>> number() const;       // cRLNumber, INTEGER content
  Result<std::optional<ByteView>> base_number() const;  // deltaCRLIndicator, INTEGER content
  Result<std::optional<IssuingDistributionPoint>> issuing_distribution_point() const;
  Result<std::optional<AuthorityKeyIdentifier>> authority_key_identifier() const;
  Result<std::optional<std::vector<DistributionPoint>>> freshest_crl() const;
  // ISO/IEC 9594-8: the list keeps certificates that expired after this time.
  Result<std::optional<UtcTime>> expired_certificates_since() const;

 private:
  Crl() = default;
  Status read_tbs(der::Reader fields);
  ByteView der_;
  ByteView tbs_;
  ByteView signature_algorithm_;
  ByteView tbs_signature_algorithm_;
  ByteView signature_value_;
  int version_ = 1;
  Name issuer_;
  UtcTime this_update_;
  std::optional<UtcTime> next_update_;
  ByteView revoked_;  // content of revokedCertificates
  bool empty_list_ = false;
  std::vector<Extension> extensions_;
};

}  // namespace senim::pki

#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/extensions.h"
#include "validators/pki/name.h"

// An X.509 certificate (RFC 5280): spans over its own copy of the octets. It says what the
// certificate says and checks nothing but its syntax: no signature, no time, no path. Immutable,
// cheap to copy (one shared pointer), equal by octets, shared between threads; the key and the
// extensions' contents are decoded on demand.
//
// Read although RFC 5280 or DER forbids it, because certificates in use are so; none of it takes
// part in deciding who is trusted (signatures cover the octets as they are):
// - serial numbers that are negative, zero, longer than 20 octets or not in their shortest form;
// - DEFAULT values written out (version v1, critical FALSE, cA FALSE);
// - GeneralizedTime before 2050, an empty issuer, unique identifiers and extensions whatever the
//   version says, an extensions list without an entry;
// - a signatureValue that is not whole octets: there is then no value to verify.
// Everything else is strict DER.

namespace senim::pki {

using Fingerprint = crypto::Sha256;
struct CertificateProfile;  // certificate_profile.h

class Certificate {
 public:
  // Keeps certificates by fingerprint, so that one seen before costs a hash instead of a parse and
  // its key is decoded once. Holds about `capacity` of them in `memory` octets, the longest unused
  // go first. Shared between threads.
  class Pool;

  // One DER certificate, nothing behind it. The octets are copied.
  static Result<Certificate> from_der(ByteView der);
  static Result<Certificate> from_der(ByteView der, Pool& pool);
  // The same octets with whatever was decoded of them before: the pool's copy, else this one, which
  // the pool keeps from now on.
  Certificate interned(Pool& pool) const;

  ByteView der() const;
  const Fingerprint& fingerprint() const;    // SHA-256 of der()
  ByteView tbs() const;                      // whole TLV: what the issuer signed
  ByteView signature_algorithm() const;      // whole outer AlgorithmIdentifier
  ByteView tbs_signature_algorithm() const;  // RFC 5280 4.1.1.2: must equal the outer one
  // BIT STRING content; empty, and thus signed by nobody, when that is not whole octets.
  ByteView signature_value() const;
  int version() const;      // 1, 2, 3
  ByteView serial() const;  // INTEGER content octets
  const Name& issuer() const;
  const Name& subject() const;
  UtcTime not_before() const;
  UtcTime not_after() const;
  ByteView spki() const;  // whole SubjectPublicKeyInfo
  // The decoded key; an error when its numbers are refused (PublicKey::from_spki). Decoded once,
  // thread safe.
  const Result<crypto::PublicKey>& key() const;
  // crypto::key_identity of spki(). Made once, thread safe.
  const Bytes& key_identity() const;
  bool same_key(const Certificate& other) const;  // crypto::same_key
  bool self_issued() const;                       // subject matches issuer (RFC 5280 7.1)
  // Name::attributes() of the subject. Read once, thread safe.
  const std::vector<std::pair<Oid, std::string>>& subject_attributes() const;
  // What it says of its owner in the words of its country. Read once, thread safe.
  const CertificateProfile& profile() const;

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

class Certificate::Pool {
 public:
  // 4,096: some 10 MB with keys; the anchors of all lists that we load are fewer. `memory`: what
  // all of them take at the most once everything in them is decoded; an ordinary one counts for
  // some 14 KB and takes about 5.
  explicit Pool(std::size_t capacity = 4096,
                std::size_t memory = std::numeric_limits<std::size_t>::max())
      : generation_size_(capacity / 2 + 1), generation_memory_(memory / 2) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  std::size_t size() const;
  std::size_t memory() const;  // at the most, of all that are kept

 private:
  friend class Certificate;
  struct Hash {
    std::size_t operator()(const Fingerprint& fingerprint) const noexcept;
  };
  using Generation = std::unordered_map<Fingerprint, std::shared_ptr<const Data>, Hash>;
  std::shared_ptr<const Data> find(const Fingerprint& fingerprint);
  std::shared_ptr<const Data> keep(std::shared_ptr<const Data> data);
  Generation insert(const std::shared_ptr<const Data>& data);

  // Two generations: what was used since the last turn, and what was used in the one before.
  std::size_t generation_size_;
  std::size_t generation_memory_;
  mutable std::mutex mutex_;
  Generation young_;
  Generation old_;
  std::size_t young_memory_ = 0;
};

void intern(std::vector<Certificate>& certificates, Certificate::Pool& pool);

// Octets of certificates in whatever wrapping people keep them: one DER, the same in base64, PEM
// text with any number (other PEM blocks are passed over), PKCS#7. An error when one of them cannot
// be read, or when there is none (not_found).
Result<std::vector<Certificate>> read_certificates(ByteView file);

}  // namespace senim::pki

#include "validators/pki/certificate.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "validators/base/lazy.h"
#include "validators/crypto/key_identity.h"
#include "validators/pki/certificate_profile.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

// The largest of the corpus has 9 KB; post-quantum ones in use stay below 64 KB.
constexpr std::size_t kMaxCertificate = std::size_t{256} * 1024;

}  // namespace

struct Certificate::Data {
  explicit Data(ByteView der) : octets(der.begin(), der.end()) {}

  const Bytes octets;
  Fingerprint fingerprint{};
  ByteView tbs;
  ByteView signature_algorithm;
  ByteView tbs_signature_algorithm;
  ByteView signature_value;
  int version = 1;
  ByteView serial;
  Name issuer;
  Name subject;
  UtcTime not_before;
  UtcTime not_after;
  ByteView spki;
  std::vector<Extension> extensions;
  Lazy<bool> self_issued;
  Lazy<Result<crypto::PublicKey>> key;
  Lazy<Bytes> identity;
  Lazy<std::vector<std::pair<Oid, std::string>>> subject_attributes;
  Lazy<std::shared_ptr<const CertificateProfile>> profile;

  std::size_t decoded_size() const;

  Status read();
  Status read_tbs(der::Reader fields);
  Status read_validity(der::Reader fields);
  Status read_tail(der::Reader& fields);
};

// At the most, with all that is decoded on demand. An attribute of a name or a policy takes 5
// octets and 104 decoded, in a vector that may be half empty; 4 KB hold a key with its tables, and
// the rest.
std::size_t Certificate::Data::decoded_size() const {
  constexpr std::size_t kListed = 2 * sizeof(std::pair<Oid, std::string>) / 5;
  constexpr std::size_t kRest = 4'096;
  const auto policies = std::ranges::find(extensions, oid::kCertificatePolicies, &Extension::id);
  return octets.size() + extensions.capacity() * sizeof(Extension) +
         kListed *
             (subject.der().size() + (policies == extensions.end() ? 0 : policies->value.size())) +
         kRest;
}

// RFC 5280 4.1.
Status Certificate::Data::read() {
  if (octets.size() > kMaxCertificate) {
    return Error{ErrorCode::limit_exceeded, "certificate larger than 256 KiB"};
  }
  der::Reader file(octets);
  SENIM_TRY(der::Reader fields, file.enter(der::kSequence, "Certificate"));
  SENIM_CHECK(file.finish("certificate file"));
  SENIM_TRY(const der::Element tbs_element, fields.expect(der::kSequence, "tbsCertificate"));
  tbs = tbs_element.whole;
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signatureAlgorithm"));
  signature_algorithm = algorithm.whole;
  SENIM_TRY(const der::Element signature, fields.expect(der::kBitString, "signatureValue"));
  SENIM_TRY(const der::BitString value, der::bit_string(signature));
  // The signer of Italy's trust list has a certificate whose signatureValue is not whole octets. It
  // may be pinned; but no key can have made such a value, so there is none to verify (OpenSSL
  // refuses it there too).
  if (value.unused_bits == 0) {
    signature_value = value.octets;
  }
  SENIM_CHECK(fields.finish("Certificate"));
  return read_tbs(der::Reader(tbs_element));
}

Status Certificate::Data::read_tbs(der::Reader fields) {
  SENIM_TRY(const auto version_field, fields.next_if(der::context_constructed(0)));
  if (version_field) {
    der::Reader inner(*version_field);
    SENIM_TRY(const der::Element element, inner.expect(der::kInteger, "version"));
    SENIM_CHECK(inner.finish("version"));
    SENIM_TRY(const std::int64_t number, der::small_integer(element));
    if (number < 0 || number > 2) {
      return Error{ErrorCode::unsupported, "certificate version " + std::to_string(number + 1)};
    }
    version = static_cast<int>(number) + 1;
  }
  SENIM_TRY(const der::Element serial_number, fields.expect(der::kInteger, "serialNumber"));
  if (serial_number.content.empty()) {
    return Error{ErrorCode::malformed, "serialNumber without octets"};
  }
  serial = serial_number.content;
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signature"));
  tbs_signature_algorithm = algorithm.whole;
  SENIM_TRY(const der::Element issuer_name, fields.expect(der::kSequence, "issuer"));
  issuer = Name(issuer_name.whole);
  SENIM_TRY(const der::Reader validity, fields.enter(der::kSequence, "validity"));
  SENIM_CHECK(read_validity(validity));
  SENIM_TRY(const der::Element subject_name, fields.expect(der::kSequence, "subject"));
  subject = Name(subject_name.whole);
  SENIM_TRY(const der::Element key_info, fields.expect(der::kSequence, "subjectPublicKeyInfo"));
  spki = key_info.whole;
  return read_tail(fields);
}

Status Certificate::Data::read_validity(der::Reader fields) {
  SENIM_TRY(const der::Element first, fields.next());
  SENIM_TRY(not_before, der::time(first));
  SENIM_TRY(const der::Element last, fields.next());
  SENIM_TRY(not_after, der::time(last));
  return fields.finish("validity");
}

// issuerUniqueID [1], subjectUniqueID [2], extensions [3].
Status Certificate::Data::read_tail(der::Reader& fields) {
  if (!fields.done()) {
    SENIM_CHECK(fields.next_if(der::context(1)));
    SENIM_CHECK(fields.next_if(der::context(2)));
    SENIM_TRY(const auto wrapped, fields.next_if(der::context_constructed(3)));
    if (wrapped) {
      der::Reader inner(*wrapped);
      SENIM_TRY(extensions, read_extensions(inner));
      SENIM_CHECK(inner.finish("extensions"));
    }
  }
  return fields.finish("tbsCertificate");
}

Result<Certificate> Certificate::from_der(ByteView der) {
  auto data = std::make_shared<Data>(der);
  SENIM_CHECK(data->read());
  data->fingerprint = crypto::sha256(data->octets);
  return Certificate(std::move(data));
}

Result<Certificate> Certificate::from_der(ByteView der, Pool& pool) {
  const Fingerprint fingerprint = crypto::sha256(der);
  if (auto known = pool.find(fingerprint)) {
    return Certificate(std::move(known));
  }
  auto data = std::make_shared<Data>(der);
  SENIM_CHECK(data->read());
  data->fingerprint = fingerprint;
  return Certificate(pool.keep(std::move(data)));
}

Certificate Certificate::interned(Pool& pool) const {
  auto known = pool.find(data_->fingerprint);
  return Certificate(known != nullptr ? std::move(known) : pool.keep(data_));
}

void intern(std::vector<Certificate>& certificates, Certificate::Pool& pool) {
  for (Certificate& certificate : certificates) {
    certificate = certificate.interned(pool);
  }
}

std::size_t Certificate::Pool::Hash::operator()(const Fingerprint& fingerprint) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, fingerprint.data(), sizeof(value));
  return value;
}

std::size_t Certificate::Pool::size() const {
  const std::lock_guard lock(mutex_);
  return young_.size() + old_.size();
}

std::size_t Certificate::Pool::memory() const {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const Generation* generation : {&young_, &old_}) {
    for (const auto& [fingerprint, data] : *generation) {
      all += data->decoded_size();
    }
  }
  return all;
}

std::shared_ptr<const Certificate::Data> Certificate::Pool::find(const Fingerprint& fingerprint) {
  Generation unused;  // dies when nobody waits for the lock
  const std::lock_guard lock(mutex_);
  if (const auto found = young_.find(fingerprint); found != young_.end()) {
    return found->second;
  }
  const auto aged = old_.find(fingerprint);
  if (aged == old_.end()) {
    return nullptr;
  }
  std::shared_ptr<const Data> data = aged->second;
  old_.erase(aged);
  unused = insert(data);
  return data;
}

// The one that is kept: another thread may have read the same certificate meanwhile.
std::shared_ptr<const Certificate::Data> Certificate::Pool::keep(std::shared_ptr<const Data> data) {
  Generation unused;  // dies when nobody waits for the lock
  const std::lock_guard lock(mutex_);
  if (const auto found = young_.find(data->fingerprint); found != young_.end()) {
    return found->second;
  }
  unused = insert(data);
  return data;
}

// What is forgotten for it.
Certificate::Pool::Generation Certificate::Pool::insert(const std::shared_ptr<const Data>& data) {
  const std::size_t size = data->decoded_size();
  Generation unused;
  if (size > generation_memory_) {
    return unused;
  }
  if (young_.size() >= generation_size_ || size > generation_memory_ - young_memory_) {
    unused = std::exchange(old_, std::exchange(young_, Generation()));
    young_memory_ = 0;
  }
  young_.emplace(data->fingerprint, data);
  young_memory_ += size;
  return unused;
}

ByteView Certificate::der() const { return data_->octets; }
const Fingerprint& Certificate::fingerprint() const { return data_->fingerprint; }
ByteView Certificate::tbs() const { return data_->tbs; }
ByteView Certificate::signature_algorithm() const { return data_->signature_algorithm; }
ByteView Certificate::tbs_signature_algorithm() const { return data_->tbs_signature_algorithm; }
ByteView Certificate::signature_value() const { return data_->signature_value; }
int Certificate::version() const { return data_->version; }
ByteView Certificate::serial() const { return data_->serial; }
const Name& Certificate::issuer() const { return data_->issuer; }
const Name& Certificate::subject() const { return data_->subject; }
UtcTime Certificate::not_before() const { return data_->not_before; }
UtcTime Certificate::not_after() const { return data_->not_after; }
ByteView Certificate::spki() const { return data_->spki; }
const std::vector<Extension>& Certificate::extensions() const { return data_->extensions; }

const Result<crypto::PublicKey>& Certificate::key() const {
  return data_->key.get([this] { return crypto::PublicKey::from_spki(data_->spki); });
}

const Bytes& Certificate::key_identity() const {
  return data_->identity.get([this] { return crypto::key_identity(data_->spki); });
}

bool Certificate::same_key(const Certificate& other) const {
  return equal(spki(), other.spki()) || key_identity() == other.key_identity();
}

const std::vector<std::pair<Oid, std::string>>& Certificate::subject_attributes() const {
  return data_->subject_attributes.get([this] { return data_->subject.attributes(); });
}

const CertificateProfile& Certificate::profile() const {
  return *data_->profile.get(
      [this] { return std::make_shared<const CertificateProfile>(read_profile(*this)); });
}

bool Certificate::self_issued() const {
  return data_->self_issued.get([this] { return matches(data_->issuer, data_->subject); });
}

const Extension* Certificate::extension(const Oid& id) const {
  return find_extension(data_->extensions, id);
}

namespace {

// An absent extension is no value, a present one what `read` makes of it.
template <typename T>
Result<std::optional<T>> decoded(const Certificate& certificate, const Oid& id,
                                 Result<T> (*read)(ByteView)) {
  const Extension* extension = certificate.extension(id);
  if (extension == nullptr) {
    return std::optional<T>{};
  }
  SENIM_TRY(T value, read(extension->value));
  return std::optional<T>{std::move(value)};
}

}  // namespace

Result<std::optional<BasicConstraints>> Certificate::basic_constraints() const {
  return decoded(*this, oid::kBasicConstraints, read_basic_constraints);
}
Result<std::optional<KeyUsages>> Certificate::key_usage() const {
  return decoded(*this, oid::kKeyUsage, read_key_usage);
}
Result<std::optional<std::vector<Oid>>> Certificate::extended_key_usage() const {
  return decoded(*this, oid::kExtendedKeyUsage, read_extended_key_usage);
}
Result<std::optional<ByteView>> Certificate::subject_key_identifier() const {
  return decoded(*this, oid::kSubjectKeyIdentifier, read_subject_key_identifier);
}
Result<std::optional<AuthorityKeyIdentifier>> Certificate::authority_key_identifier() const {
  return decoded(*this, oid::kAuthorityKeyIdentifier, read_authority_key_identifier);
}
Result<std::optional<std::vector<GeneralName>>> Certificate::subject_alt_names() const {
  return decoded(*this, oid::kSubjectAltName, read_general_names);
}
Result<std::optional<NameConstraints>> Certificate::name_constraints() const {
  return decoded(*this, oid::kNameConstraints, read_name_constraints);
}
Result<std::optional<std::vector<PolicyInformation>>> Certificate::policies() const {
  return decoded(*this, oid::kCertificatePolicies, read_policies);
}
Result<std::optional<std::vector<PolicyMapping>>> Certificate::policy_mappings() const {
  return decoded(*this, oid::kPolicyMappings, read_policy_mappings);
}
Result<std::optional<PolicyConstraints>> Certificate::policy_constraints() const {
  return decoded(*this, oid::kPolicyConstraints, read_policy_constraints);
}
Result<std::optional<std::uint32_t>> Certificate::inhibit_any_policy() const {
  return decoded(*this, oid::kInhibitAnyPolicy, read_skip_certificates);
}
Result<std::optional<std::vector<DistributionPoint>>> Certificate::crl_distribution_points() const {
  return decoded(*this, oid::kCrlDistributionPoints, read_distribution_points);
}
Result<std::optional<std::vector<DistributionPoint>>> Certificate::freshest_crl() const {
  return decoded(*this, oid::kFreshestCrl, read_distribution_points);
}
Result<std::optional<std::vector<AccessDescription>>> Certificate::authority_info_access() const {
  return decoded(*this, oid::kAuthorityInfoAccess, read_access_descriptions);
}
Result<std::optional<std::vector<QcStatement>>> Certificate::qc_statements() const {
  return decoded(*this, oid::kQcStatements, read_qc_statements);
}

namespace {

std::vector<std::string> access_urls(const Certificate& certificate, const Oid& method) {
  std::vector<std::string> urls;
  const auto access = certificate.authority_info_access();
  if (!access.ok() || !access->has_value()) {
    return urls;
  }
  for (const AccessDescription& description : **access) {
    if (description.method == method && description.location.kind == GeneralName::Kind::uri) {
      urls.emplace_back(as_text(description.location.value));
    }
  }
  return urls;
}

}  // namespace

std::vector<std::string> Certificate::ocsp_urls() const {
  return access_urls(*this, oid::kAccessOcsp);
}
std::vector<std::string> Certificate::issuer_urls() const {
  return access_urls(*this, oid::kAccessCaIssuers);
}
std::vector<std::string> Certificate::crl_urls() const {
  std::vector<std::string> urls;
  const auto points = crl_distribution_points();
  if (!points.ok() || !points->has_value()) {
    return urls;
  }
  for (const DistributionPoint& point : **points) {
    for (const GeneralName& name : point.full_name) {
      if (name.kind == GeneralName::Kind::uri) {
        urls.emplace_back(as_text(name.value));
      }
    }
  }
  return urls;
}

}  // namespace senim::pki

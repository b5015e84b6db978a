#include "validators/pki/crl.h"

#include "validators/base/minimal_integer.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

constexpr unsigned kEntriesDepth = 3;  // CertificateList, tbsCertList, revokedCertificates, entry

Error malformed(std::string_view message) { return {ErrorCode::malformed, std::string(message)}; }

bool is_time(std::optional<der::Tag> tag) {
  return tag == der::kUtcTime || tag == der::kGeneralizedTime;
}

Result<ByteView> read_number(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "CRL number"));
  if (element.tag != der::kInteger) {
    return malformed("CRL number is not an INTEGER");
  }
  return der::integer(element);
}

Result<UtcTime> read_generalized_time(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "GeneralizedTime"));
  if (element.tag != der::kGeneralizedTime) {
    return malformed("not a GeneralizedTime");
  }
  return der::time(element);
}

Result<RevocationReason> read_reason_value(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "reasonCode"));
  if (element.tag != der::kEnumerated) {
    return malformed("reasonCode is not an ENUMERATED");
  }
  return read_reason(element);
}

template <typename T>
Result<std::optional<T>> decoded(const std::vector<Extension>& extensions, const Oid& id,
                                 Result<T> (*read)(ByteView)) {
  const Extension* extension = find_extension(extensions, id);
  if (extension == nullptr) {
    return std::optional<T>{};
  }
  SENIM_TRY(T value, read(extension->value));
  return std::optional<T>{std::move(value)};
}

}  // namespace

std::string_view to_string(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::unspecified:
      return "unspecified";
    case RevocationReason::key_compromise:
      return "keyCompromise";
    case RevocationReason::ca_compromise:
      return "cACompromise";
    case RevocationReason::affiliation_changed:
      return "affiliationChanged";
    case RevocationReason::superseded:
      return "superseded";
    case RevocationReason::cessation_of_operation:
      return "cessationOfOperation";
    case RevocationReason::certificate_hold:
      return "certificateHold";
    case RevocationReason::remove_from_crl:
      return "removeFromCRL";
    case RevocationReason::privilege_withdrawn:
      return "privilegeWithdrawn";
    case RevocationReason::aa_compromise:
      return "aACompromise";
  }
  return "unspecified";
}

Result<RevocationReason> read_reason(const der::Element& element) {
  SENIM_TRY(const std::int64_t value, der::small_integer(element));
  if (value < 0 || value > 10 || value == 7) {
    return malformed("no such reason code");
  }
  return static_cast<RevocationReason>(value);
}

Result<std::optional<RevocationReason>> CrlEntry::reason() const {
  return decoded(extensions, oid::kReasonCode, read_reason_value);
}
Result<std::optional<UtcTime>> CrlEntry::invalidity_date() const {
  return decoded(extensions, oid::kInvalidityDate, read_generalized_time);
}
Result<std::optional<std::vector<GeneralName>>> CrlEntry::certificate_issuer() const {
  return decoded(extensions, oid::kCertificateIssuer, read_general_names);
}

Result<std::optional<CrlEntry>> CrlEntries::next() {
  if (reader_.done()) {
    return std::optional<CrlEntry>{};
  }
  SENIM_TRY(const der::Element whole, reader_.expect(der::kSequence, "revoked certificate"));
  der::Reader fields(whole);
  CrlEntry entry;
  entry.whole = whole.whole;
  SENIM_TRY(const der::Element serial, fields.expect(der::kInteger, "userCertificate"));
  if (serial.content.empty()) {
    return malformed("userCertificate without octets");
  }
  entry.serial = minimal_integer(serial.content);
  SENIM_TRY(const der::Element revoked, fields.next());
  SENIM_TRY(entry.revoked, der::time(revoked));
  if (!fields.done()) {
    if (version_ != 2) {
      return malformed("an entry of a version 1 list has extensions");
    }
    SENIM_TRY(entry.extensions, read_extensions(fields));
  }
  SENIM_CHECK(fields.finish("revoked certificate"));
  return std::optional<CrlEntry>{std::move(entry)};
}

// RFC 5280 5.1.
Result<Crl> Crl::from_der(ByteView der) {
  Crl crl;
  crl.der_ = der;
  der::Reader file(der);
  SENIM_TRY(der::Reader fields, file.enter(der::kSequence, "CertificateList"));
  SENIM_CHECK(file.finish("CRL file"));
  SENIM_TRY(const der::Element tbs, fields.expect(der::kSequence, "tbsCertList"));
  crl.tbs_ = tbs.whole;
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signatureAlgorithm"));
  crl.signature_algorithm_ = algorithm.whole;
  SENIM_TRY(const der::Element signature, fields.expect(der::kBitString, "signatureValue"));
  SENIM_TRY(const der::BitString value, der::bit_string(signature));
  if (value.unused_bits != 0) {
    return malformed("signatureValue is not whole octets");
  }
  crl.signature_value_ = value.octets;
  SENIM_CHECK(fields.finish("CertificateList"));
  SENIM_CHECK(crl.read_tbs(der::Reader(tbs)));
  return crl;
}

Status Crl::read_tbs(der::Reader fields) {
  SENIM_TRY(const auto version, fields.next_if(der::kInteger));
  if (version) {
    SENIM_TRY(const std::int64_t number, der::small_integer(*version));
    if (number == 0) {
      return malformed("a CRL of version 1 names no version");  // RFC 5280 5.1.2.1
    }
    if (number != 1) {
      return Error{ErrorCode::unsupported, "CRL version " + std::to_string(number + 1)};
    }
    version_ = 2;
  }
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signature"));
  tbs_signature_algorithm_ = algorithm.whole;
  SENIM_TRY(const der::Element issuer, fields.expect(der::kSequence, "issuer"));
  issuer_ = Name(issuer.whole);
  SENIM_TRY(const der::Element this_update, fields.next());
  SENIM_TRY(this_update_, der::time(this_update));
  if (is_time(fields.peek())) {
    SENIM_TRY(const der::Element next_update, fields.next());
    SENIM_TRY(next_update_, der::time(next_update));
  }
  SENIM_TRY(const auto revoked, fields.next_if(der::kSequence));
  if (revoked) {
    revoked_ = revoked->content;
    empty_list_ = revoked_.empty();
  }
  SENIM_TRY(const auto wrapped, fields.next_if(der::context_constructed(0)));
  if (wrapped) {
    if (version_ != 2) {
      return malformed("a version 1 CRL has extensions");
    }
    der::Reader inner(*wrapped);
    SENIM_TRY(extensions_, read_extensions(inner));
    SENIM_CHECK(inner.finish("crlExtensions"));
  }
  return fields.finish("tbsCertList");
}

CrlEntries Crl::entries() const {
  return CrlEntries(der::Reader(revoked_, der::Rules::der, kEntriesDepth), version_);
}

Result<std::optional<ByteView>> Crl::number() const {
  return decoded(extensions_, oid::kCrlNumber, read_number);
}
Result<std::optional<ByteView>> Crl::base_number() const {
  return decoded(extensions_, oid::kDeltaCrlIndicator, read_number);
}
Result<std::optional<IssuingDistributionPoint>> Crl::issuing_distribution_point() const {
  return decoded(extensions_, oid::kIssuingDistributionPoint, read_issuing_distribution_point);
}
Result<std::optional<AuthorityKeyIdentifier>> Crl::authority_key_identifier() const {
  return decoded(extensions_, oid::kAuthorityKeyIdentifier, read_authority_key_identifier);
}
Result<std::optional<std::vector<DistributionPoint>>> Crl::freshest_crl() const {
  return decoded(extensions_, oid::kFreshestCrl, read_distribution_points);
}
Result<std::optional<UtcTime>> Crl::expired_certificates_since() const {
  return decoded(extensions_, oid::kExpiredCertsOnCrl, read_generalized_time);
}

}  // namespace senim::pki

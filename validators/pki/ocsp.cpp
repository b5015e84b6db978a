#include "validators/pki/ocsp.h"

#include <array>
#include <string_view>

#include "validators/base/minimal_integer.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

constexpr unsigned kResponsesDepth = 3;  // BasicOCSPResponse, tbsResponseData, responses, single

// Responders send one to three; bounds what a small request may make us parse.
constexpr std::size_t kMaxCertificates = 100;

Error malformed(std::string_view message) { return {ErrorCode::malformed, std::string(message)}; }

// RFC 6960 4.2.1 OCSPResponseStatus.
std::string_view status_name(std::int64_t status) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "successful", "malformedRequest", "internalError", "tryLater",
      "4",          "sigRequired",      "unauthorized"};
  return status >= 0 && status < 7 ? kNames.at(static_cast<std::size_t>(status)) : "unknown status";
}

Result<UtcTime> generalized_time(const der::Element& element) {
  if (element.tag != der::kGeneralizedTime) {
    return malformed("expected a GeneralizedTime");
  }
  // RFC 6960 4.2.2.1 takes the form of RFC 5280, without fractions; some responders write them.
  return der::time(element, der::Fractions::allowed);
}

Result<crypto::DigestAlgorithm> digest_of(const der::Element& algorithm, std::string& identifier) {
  der::Reader fields(algorithm);
  SENIM_TRY(const der::Element id, fields.expect(der::kOid, "hashAlgorithm"));
  SENIM_TRY(const Oid digest_id, der::oid(id));
  identifier = digest_id.dotted();
  return crypto::read_digest_algorithm(algorithm.whole);
}

Result<CertificateId> read_id(der::Reader fields) {
  CertificateId id;
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "hashAlgorithm"));
  SENIM_TRY(id.digest, digest_of(algorithm, id.digest_identifier));
  SENIM_TRY(const der::Element name, fields.expect(der::kOctetString, "issuerNameHash"));
  id.issuer_name_hash = name.content;
  SENIM_TRY(const der::Element key, fields.expect(der::kOctetString, "issuerKeyHash"));
  id.issuer_key_hash = key.content;
  SENIM_TRY(const der::Element serial, fields.expect(der::kInteger, "serialNumber"));
  if (serial.content.empty()) {
    return malformed("serialNumber without octets");
  }
  id.serial = minimal_integer(serial.content);
  SENIM_CHECK(fields.finish("CertID"));
  return id;
}

// CertStatus ::= CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }
Status read_status(const der::Element& element, SingleResponse& single) {
  if (element.tag == der::context(0) || element.tag == der::context(2)) {
    single.status =
        element.tag.number == 0 ? OcspCertificateStatus::good : OcspCertificateStatus::unknown;
    return element.content.empty() ? success() : malformed("certStatus with a value");
  }
  if (element.tag != der::context_constructed(1)) {
    return malformed("no such certStatus");
  }
  single.status = OcspCertificateStatus::revoked;
  der::Reader fields(element);
  SENIM_TRY(const der::Element time, fields.next());
  SENIM_TRY(single.revoked, generalized_time(time));
  SENIM_TRY(const auto reason, fields.next_if(der::context_constructed(0)));
  if (reason) {
    der::Reader inner(*reason);
    SENIM_TRY(const der::Element code, inner.expect(der::kEnumerated, "revocationReason"));
    SENIM_CHECK(inner.finish("revocationReason"));
    // It is revoked for whatever reason (RFC 6960 2.2): one that nobody knows softens nothing.
    if (const auto known = read_reason(code); known.ok()) {
      single.reason = *known;
    }
  }
  return fields.finish("RevokedInfo");
}

Result<SingleResponse> read_single(der::Reader fields) {
  SingleResponse single;
  SENIM_TRY(const der::Reader id, fields.enter(der::kSequence, "certID"));
  SENIM_TRY(single.id, read_id(id));
  SENIM_TRY(const der::Element status, fields.next());
  SENIM_CHECK(read_status(status, single));
  SENIM_TRY(const der::Element this_update, fields.next());
  SENIM_TRY(single.this_update, generalized_time(this_update));
  SENIM_TRY(const auto next_update, fields.next_if(der::context_constructed(0)));
  if (next_update) {
    der::Reader inner(*next_update);
    SENIM_TRY(const der::Element time, inner.next());
    SENIM_CHECK(inner.finish("nextUpdate"));
    SENIM_TRY(single.next_update, generalized_time(time));
  }
  SENIM_TRY(const auto extensions, fields.next_if(der::context_constructed(1)));
  if (extensions) {
    der::Reader inner(*extensions);
    SENIM_TRY(single.extensions, read_extensions(inner));
    SENIM_CHECK(inner.finish("singleExtensions"));
  }
  SENIM_CHECK(fields.finish("SingleResponse"));
  return single;
}

// OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] OPTIONAL }; returns the
// BasicOCSPResponse inside.
Result<ByteView> unwrapped(der::Reader fields) {
  SENIM_TRY(const der::Element status, fields.expect(der::kEnumerated, "responseStatus"));
  SENIM_TRY(const std::int64_t number, der::small_integer(status));
  if (number != 0) {
    return Error{ErrorCode::denied,
                 "the OCSP responder answered " + std::string(status_name(number))};
  }
  SENIM_TRY(der::Reader bytes, fields.enter(der::context_constructed(0), "responseBytes"));
  SENIM_CHECK(fields.finish("OCSPResponse"));
  SENIM_TRY(der::Reader inner, bytes.enter(der::kSequence, "ResponseBytes"));
  SENIM_CHECK(bytes.finish("responseBytes"));
  SENIM_TRY(const der::Element type, inner.expect(der::kOid, "responseType"));
  SENIM_TRY(const Oid type_id, der::oid(type));
  if (type_id != oid::kOcspBasic) {
    return Error{ErrorCode::unsupported, "OCSP response type " + type_id.dotted()};
  }
  SENIM_TRY(const der::Element response, inner.expect(der::kOctetString, "response"));
  SENIM_CHECK(inner.finish("ResponseBytes"));
  return response.content;
}

}  // namespace

Result<std::optional<UtcTime>> SingleResponse::archive_cutoff() const {
  const Extension* extension = find_extension(extensions, oid::kOcspArchiveCutoff);
  if (extension == nullptr) {
    return std::optional<UtcTime>{};
  }
  SENIM_TRY(const der::Element element,
            der::single(extension->value, der::Rules::der, "archiveCutoff"));
  SENIM_TRY(const UtcTime time, generalized_time(element));
  return std::optional<UtcTime>{time};
}

Result<std::optional<SingleResponse::CertificateHash>> SingleResponse::certificate_hash() const {
  const Extension* extension = find_extension(extensions, oid::kCertHash);
  if (extension == nullptr) {
    return std::optional<CertificateHash>{};
  }
  SENIM_TRY(const der::Element outer, der::single(extension->value, der::Rules::der, "CertHash"));
  der::Reader fields(outer);
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "hashAlgorithm"));
  CertificateHash hash;
  SENIM_TRY(hash.digest, crypto::read_digest_algorithm(algorithm.whole));
  SENIM_TRY(const der::Element digest, fields.expect(der::kOctetString, "certificateHash"));
  SENIM_CHECK(fields.finish("CertHash"));
  hash.value = digest.content;
  return std::optional<CertificateHash>{hash};
}

Result<std::optional<SingleResponse>> SingleResponses::next() {
  if (reader_.done()) {
    return std::optional<SingleResponse>{};
  }
  SENIM_TRY(const der::Reader fields, reader_.enter(der::kSequence, "SingleResponse"));
  SENIM_TRY(SingleResponse single, read_single(fields));
  return std::optional<SingleResponse>{std::move(single)};
}

Result<BasicOcspResponse> BasicOcspResponse::from_der(ByteView der) {
  SENIM_TRY(der::Element outer, der::single(der, der::Rules::der, "OCSP response"));
  if (outer.tag == der::kSequence && der::Reader(outer).at(der::kEnumerated)) {
    SENIM_TRY(const ByteView basic, unwrapped(der::Reader(outer)));
    SENIM_TRY(outer, der::single(basic, der::Rules::der, "BasicOCSPResponse"));
  }
  if (outer.tag != der::kSequence) {
    return malformed("BasicOCSPResponse is not a SEQUENCE");
  }
  BasicOcspResponse response;
  SENIM_CHECK(response.read(outer));
  return response;
}

Status BasicOcspResponse::read(const der::Element& outer) {
  der_ = outer.whole;
  der::Reader fields(outer);
  SENIM_TRY(const der::Element tbs, fields.expect(der::kSequence, "tbsResponseData"));
  tbs_ = tbs.whole;
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "signatureAlgorithm"));
  signature_algorithm_ = algorithm.whole;
  SENIM_TRY(const der::Element signature, fields.expect(der::kBitString, "signature"));
  SENIM_TRY(const der::BitString value, der::bit_string(signature));
  if (value.unused_bits != 0) {
    return malformed("signature is not whole octets");
  }
  signature_value_ = value.octets;
  SENIM_TRY(const auto certificates, fields.next_if(der::context_constructed(0)));
  if (certificates) {
    SENIM_CHECK(read_certificates(*certificates));
  }
  SENIM_CHECK(fields.finish("BasicOCSPResponse"));
  return read_tbs(der::Reader(tbs));
}

// ResponseData ::= SEQUENCE { version [0], responderID, producedAt, responses, extensions [1] }
Status BasicOcspResponse::read_tbs(der::Reader fields) {
  SENIM_TRY(const auto version, fields.next_if(der::context_constructed(0)));
  if (version) {
    der::Reader inner(*version);
    SENIM_TRY(const der::Element element, inner.expect(der::kInteger, "version"));
    SENIM_TRY(const std::int64_t number, der::small_integer(element));
    if (number != 0) {
      return Error{ErrorCode::unsupported, "OCSP response version " + std::to_string(number + 1)};
    }
  }
  SENIM_TRY(const der::Element responder, fields.next());
  der::Reader inner(responder);
  if (responder.tag == der::context_constructed(1)) {
    SENIM_TRY(const der::Element name, inner.expect(der::kSequence, "byName"));
    responder_name_ = Name(name.whole);
  } else if (responder.tag == der::context_constructed(2)) {
    SENIM_TRY(const der::Element hash, inner.expect(der::kOctetString, "byKey"));
    responder_key_hash_ = hash.content;
  } else {
    return malformed("responderID is neither a name nor a key");
  }
  SENIM_CHECK(inner.finish("responderID"));
  SENIM_TRY(const der::Element produced, fields.next());
  SENIM_TRY(produced_at_, generalized_time(produced));
  SENIM_TRY(const der::Element responses, fields.expect(der::kSequence, "responses"));
  responses_ = responses.content;
  SENIM_TRY(const auto wrapped, fields.next_if(der::context_constructed(1)));
  if (wrapped) {
    der::Reader list(*wrapped);
    SENIM_TRY(extensions_, read_extensions(list));
    SENIM_CHECK(list.finish("responseExtensions"));
  }
  return fields.finish("tbsResponseData");
}

Status BasicOcspResponse::read_certificates(const der::Element& wrapped) {
  der::Reader outer(wrapped);
  SENIM_TRY(der::Reader list, outer.enter(der::kSequence, "certs"));
  SENIM_CHECK(outer.finish("certs"));
  for (std::size_t count = 0; !list.done(); ++count) {
    if (count == kMaxCertificates) {
      return Error{ErrorCode::limit_exceeded, "more than 100 certificates in an OCSP response"};
    }
    SENIM_TRY(const der::Element element, list.next());
    auto certificate = Certificate::from_der(element.whole);
    if (certificate.ok()) {
      certificates_.push_back(std::move(certificate).value());
    } else {
      ++unreadable_certificates_;
    }
  }
  return success();
}

SingleResponses BasicOcspResponse::responses() const {
  return SingleResponses(der::Reader(responses_, der::Rules::der, kResponsesDepth));
}

std::optional<ByteView> BasicOcspResponse::nonce() const {
  const Extension* extension = find_extension(extensions_, oid::kOcspNonce);
  if (extension == nullptr) {
    return std::nullopt;
  }
  const auto inner = der::single(extension->value, der::Rules::der, "nonce");
  return inner.ok() && inner->tag == der::kOctetString ? inner->content : extension->value;
}

}  // namespace senim::pki

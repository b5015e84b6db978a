#include "validators/pki/ocsp_request.h"

#include <array>
#include <initializer_list>
#include <string>

#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/pki/der_writer.h"

namespace senim::pki {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kExtensions = 0xa2;  // TBSRequest.requestExtensions [2]

// AlgorithmIdentifiers as responders expect them, NULL parameters and all.
constexpr std::array<std::uint8_t, 11> kSha1{0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
                                             0x03, 0x02, 0x1a, 0x05, 0x00};
constexpr std::array<std::uint8_t, 15> kSha256{0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                               0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00};
constexpr std::array<std::uint8_t, 11> kNonceId{0x06, 0x09, 0x2b, 0x06, 0x01, 0x05,
                                                0x05, 0x07, 0x30, 0x01, 0x02};

Result<ByteView> algorithm_identifier(crypto::DigestAlgorithm digest) {
  if (digest == crypto::DigestAlgorithm::sha1) {
    return ByteView(kSha1);
  }
  if (digest == crypto::DigestAlgorithm::sha256) {
    return ByteView(kSha256);
  }
  return Error{ErrorCode::unsupported, "CertID with " + std::string(crypto::to_string(digest))};
}

Bytes sequence(std::initializer_list<ByteView> parts) {
  Bytes content;
  for (const ByteView part : parts) {
    content.insert(content.end(), part.begin(), part.end());
  }
  return wrapped(kSequence, content);
}

}  // namespace

Result<ByteView> key_bits(ByteView spki) {
  SENIM_TRY(const der::Element outer, der::single(spki, der::Rules::der, "SubjectPublicKeyInfo"));
  der::Reader fields(outer);
  SENIM_TRY([[maybe_unused]] const der::Element algorithm,
            fields.expect(der::kSequence, "algorithm"));
  SENIM_TRY(const der::Element key, fields.expect(der::kBitString, "subjectPublicKey"));
  SENIM_TRY(const der::BitString bits, der::bit_string(key));
  return bits.octets;
}

Result<Bytes> ocsp_request(const Certificate& certificate, const Certificate& issuer,
                           const OcspRequestOptions& options) {
  SENIM_TRY(const ByteView algorithm, algorithm_identifier(options.digest));
  SENIM_TRY(const ByteView key, key_bits(issuer.spki()));
  // RFC 6960 4.1.1: the issuer's name as the certificate in question writes it.
  SENIM_TRY(const Bytes name_hash, crypto::digest(options.digest, certificate.issuer().der()));
  SENIM_TRY(const Bytes key_hash, crypto::digest(options.digest, key));
  const Bytes id =
      sequence({algorithm, wrapped(kOctetString, name_hash), wrapped(kOctetString, key_hash),
                wrapped(kInteger, certificate.serial())});
  const Bytes list = sequence({sequence({id})});
  return sequence({sequence({list})});
}

Result<Bytes> with_nonce(ByteView request, ByteView nonce) {
  SENIM_TRY(const der::Element outer, der::single(request, der::Rules::der, "OCSPRequest"));
  der::Reader file(outer);
  SENIM_TRY(const der::Element inner, file.expect(der::kSequence, "tbsRequest"));
  SENIM_CHECK(file.finish("OCSPRequest"));
  der::Reader fields(inner);
  SENIM_TRY(const der::Element list, fields.expect(der::kSequence, "requestList"));
  SENIM_CHECK(fields.finish("tbsRequest"));
  const Bytes extension = sequence({kNonceId, wrapped(kOctetString, wrapped(kOctetString, nonce))});
  return sequence({sequence({list.whole, wrapped(kExtensions, sequence({extension}))})});
}

}  // namespace senim::pki

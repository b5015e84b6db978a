#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/key.h"
#include "validators/base/utc_time.h"

// Makes CMS SignedData (RFC 5652) and CAdES (EN 319 122-1) for the demo world and the tests, right
// or wrong as asked.

namespace senim::demo {

struct AttributeSpec {
  Oid type;
  std::vector<Bytes> values;  // whole TLVs
};

enum class SigningCertificateAttribute { none, v1, v2 };

struct SignerSpec {
  const Party* party = nullptr;
  SignOptions sign;
  SigningCertificateAttribute signing_certificate = SigningCertificateAttribute::v2;
  std::optional<Bytes> referenced_certificate;  // put this one's digest into the attribute instead
  std::optional<Bytes> identified_certificate;  // sid names this one by issuer and serial instead
  std::optional<UtcTime> signing_time;
  bool without_signed_attributes = false;
  bool identify_by_key = false;      // sid by SubjectKeyIdentifier
  bool unsorted_attributes = false;  // as given, not as DER sorts them; signed as written
  bool sign_sorted_send_unsorted = false;
  bool rsa_encryption_oid = false;  // signatureAlgorithm rsaEncryption instead of sha256WithRSA
  std::optional<Bytes> signature_algorithm;  // AlgorithmIdentifier as it shall stand there instead
  std::optional<Bytes> digest_algorithm;     // the same for digestAlgorithm
  std::optional<crypto::DigestAlgorithm>
      claimed_digest;  // digestAlgorithm of the SignerInfo when it shall disagree
  std::vector<AttributeSpec> signed_attributes;  // besides content-type, message-digest, ...
  std::vector<AttributeSpec> unsigned_attributes;
  std::optional<Bytes> value;                 // made before over the same, instead of signing again
  std::optional<Oid> content_type_attribute;  // when it shall differ from eContentType
};

struct CmsSpec {
  Bytes content;
  bool detached = false;
  Oid content_type{"1.2.840.113549.1.7.1"};
  Oid type{"1.2.840.113549.1.7.2"};  // of the ContentInfo: China has its own (domain.md 4.11)
  std::vector<SignerSpec> signers;
  std::vector<Bytes> certificates;  // besides the signers'
  bool without_signer_certificates = false;
  std::vector<Bytes> crls;
  bool ber = false;  // indefinite lengths and content in pieces
};

Bytes make_cms(const CmsSpec& spec);
// The SignerInfo TLV alone: what a counter-signature attribute holds (content = the value that it
// countersigns).
Bytes make_counter_signature(const SignerSpec& signer, ByteView countersigned_value);
// An RFC 3161 token over `imprint_of`, by a TSA; digest unknown: its key's own.
Bytes make_timestamp(const Party& tsa, ByteView imprint_of, UtcTime time, std::int64_t serial = 1,
                     crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown,
                     const std::vector<Bytes>& certificates = {},
                     const std::vector<AttributeSpec>& unsigned_attributes = {});
// The same over an imprint that somebody else made.
struct StampSpec {
  Bytes imprint;  // MessageImprint, whole TLV
  UtcTime time{};
  std::int64_t serial = 1;
  Bytes more;  // what stands behind genTime: the nonce
};
Bytes make_timestamp_over(const Party& tsa, const StampSpec& spec);
// EN 319 122-1 5.5: an archive time-stamp of version 3 for the only signer of `cms`, attached or
// over `content`, with an ats-hash-index of everything that is there.
Bytes make_archive_timestamp_v3(const Party& tsa, ByteView cms, ByteView content, UtcTime time);
// How its ats-hash-index is written.
struct HashIndexForm {
  Oid type{"0.4.0.19122.1.5"};
  bool whole_attributes = false;    // version 1: a hash of each Attribute, not of each value
  bool algorithm_left_out = false;  // version 1: DEFAULT SHA-256
  std::function<void(Bytes& index)> change;  // may be empty; before the authority stamps it
};
// Version 1 of it, 0.4.0.1733.2.5 (TS 101 733 6.4.2), as DER has it: SHA-256 goes without saying.
HashIndexForm hash_index_v1();
// make_archive_timestamp_v3 with an index written otherwise.
Bytes make_archive_timestamp_indexed(const Party& tsa, ByteView cms, ByteView content, UtcTime time,
                                     const HashIndexForm& form);
// RFC 5126 6.4.1: one of version 2 for the same.
Bytes make_archive_timestamp_v2(const Party& tsa, ByteView cms, ByteView content, UtcTime time);
// The value of the first SignerInfo's signature in a SignedData made here (to time-stamp or
// countersign it).
Bytes signature_value_of(ByteView cms, std::size_t signer = 0);

}  // namespace senim::demo

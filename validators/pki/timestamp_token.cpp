#include "validators/pki/timestamp_token.h"

#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

// RFC 3161 2.4.2: seconds are not limited; a century of doubt is nobody's clock.
constexpr std::int64_t kMaxAccuracy = 3'155'760'000;

// millis and micros are INTEGER (1..999); 0 is met in practice.
Result<std::int64_t> thousandth(const der::Element& element) {
  SENIM_TRY(const std::int64_t value, der::small_integer(element));
  if (value < 0 || value > 999) {
    return Error{ErrorCode::malformed, "accuracy out of range"};
  }
  return value;
}

// Accuracy ::= SEQUENCE { seconds OPTIONAL, millis [0] OPTIONAL, micros [1] OPTIONAL }
Result<Seconds> read_accuracy(der::Reader fields) {
  std::int64_t seconds = 0;
  std::int64_t fraction = 0;
  SENIM_TRY(const auto whole, fields.next_if(der::kInteger));
  if (whole) {
    SENIM_TRY(seconds, der::small_integer(*whole));
  }
  SENIM_TRY(const auto millis, fields.next_if(der::context(0)));
  if (millis) {
    SENIM_TRY(fraction, thousandth(*millis));
  }
  SENIM_TRY(const auto micros, fields.next_if(der::context(1)));
  if (micros) {
    SENIM_TRY(const std::int64_t value, thousandth(*micros));
    fraction += value;
  }
  SENIM_CHECK(fields.finish("accuracy"));
  if (seconds < 0 || seconds > kMaxAccuracy) {
    return Error{ErrorCode::malformed, "accuracy out of range"};
  }
  return Seconds{seconds + (fraction == 0 ? 0 : 1)};
}

// MessageImprint ::= SEQUENCE { hashAlgorithm, hashedMessage OCTET STRING }
Status read_imprint(der::Reader fields, TstInfo& info) {
  SENIM_TRY(const der::Element algorithm, fields.expect(der::kSequence, "hashAlgorithm"));
  der::Reader inner(algorithm);
  SENIM_TRY(const der::Element id, inner.expect(der::kOid, "hashAlgorithm"));
  SENIM_TRY(const Oid digest_id, der::oid(id));
  info.imprint_identifier = digest_id.dotted();
  SENIM_TRY(info.imprint_digest, crypto::read_digest_algorithm(algorithm.whole));
  SENIM_TRY(const der::Element digest, fields.expect(der::kOctetString, "hashedMessage"));
  info.imprint = digest.content;
  return fields.finish("messageImprint");
}

Status read_optional(der::Reader& fields, TstInfo& info) {
  SENIM_TRY(const auto accuracy, fields.next_if(der::kSequence));
  if (accuracy) {
    SENIM_TRY(info.accuracy, read_accuracy(der::Reader(*accuracy)));
  }
  SENIM_TRY(const auto ordering, fields.next_if(der::kBoolean));
  if (ordering) {
    SENIM_TRY(info.ordering, der::boolean(*ordering));
  }
  SENIM_TRY(const auto nonce, fields.next_if(der::kInteger));
  if (nonce) {
    info.nonce = nonce->content;
  }
  SENIM_TRY(const auto tsa, fields.next_if(der::context_constructed(0)));
  if (tsa) {
    der::Reader inner(*tsa);
    SENIM_TRY(const der::Element name, inner.next());
    SENIM_CHECK(inner.finish("tsa"));
    info.tsa = name.whole;
  }
  SENIM_TRY(const auto extensions, fields.next_if(der::context_constructed(1)));
  if (extensions) {
    SENIM_TRY(info.extensions, read_extension_list(der::Reader(*extensions)));
    for (const Extension& extension : info.extensions) {
      if (extension.critical) {  // RFC 3161 2.4.2: as in RFC 5280 4.2; none is known here
        return Error{ErrorCode::unsupported,
                     "TSTInfo with the critical extension " + extension.id.dotted()};
      }
    }
  }
  return success();
}

// RFC 3161 2.4.2: "TSTInfo ... MUST be DER encoded".
Result<TstInfo> read_info(ByteView content) {
  SENIM_TRY(const der::Element outer, der::single(content, der::Rules::der, "TSTInfo"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "TSTInfo is not a SEQUENCE"};
  }
  der::Reader fields(outer);
  TstInfo info;
  SENIM_TRY(const der::Element version, fields.expect(der::kInteger, "version"));
  SENIM_TRY(const std::int64_t number, der::small_integer(version));
  if (number != 1) {
    return Error{ErrorCode::unsupported, "TSTInfo version " + std::to_string(number)};
  }
  SENIM_TRY(const der::Element policy, fields.expect(der::kOid, "policy"));
  SENIM_TRY(info.policy, der::oid(policy));
  SENIM_TRY(const der::Reader imprint, fields.enter(der::kSequence, "messageImprint"));
  SENIM_CHECK(read_imprint(imprint, info));
  SENIM_TRY(const der::Element serial, fields.expect(der::kInteger, "serialNumber"));
  info.serial = serial.content;
  SENIM_TRY(const der::Element time, fields.expect(der::kGeneralizedTime, "genTime"));
  SENIM_TRY(info.time, der::time(time, der::Fractions::allowed));
  SENIM_CHECK(read_optional(fields, info));
  SENIM_CHECK(fields.finish("TSTInfo"));
  return info;
}

}  // namespace

Result<TimestampToken> TimestampToken::from_ber(ByteView token, Budget& budget) {
  SENIM_TRY(SignedData signed_data, SignedData::from_ber(token, budget));
  if (signed_data.content_type() != oid::kTstInfo) {
    return Error{ErrorCode::unsupported,
                 "time-stamp token holds " + signed_data.content_type().dotted()};
  }
  if (signed_data.detached()) {
    return Error{ErrorCode::malformed, "time-stamp token without TSTInfo"};
  }
  if (!signed_data.broken_signers().empty()) {
    return Error{ErrorCode::malformed,
                 "time-stamp token: " + signed_data.broken_signers().front().problem};
  }
  SENIM_TRY(TstInfo info, read_info(signed_data.content()));
  return TimestampToken{std::move(signed_data), std::move(info)};
}

Result<ByteView> token_of_response(ByteView response) {
  SENIM_TRY(const der::Element outer, der::single(response, der::Rules::ber, "TimeStampResp"));
  der::Reader fields(outer);
  SENIM_TRY(der::Reader status, fields.enter(der::kSequence, "PKIStatusInfo"));
  SENIM_TRY(const der::Element number, status.expect(der::kInteger, "status"));
  SENIM_TRY(const std::int64_t value, der::small_integer(number));
  if (value != 0 && value != 1) {  // granted, grantedWithMods
    return Error{ErrorCode::denied,
                 "the time-stamp authority answered status " + std::to_string(value)};
  }
  SENIM_TRY(const der::Element token, fields.expect(der::kSequence, "timeStampToken"));
  SENIM_CHECK(fields.finish("TimeStampResp"));
  return token.whole;
}

}  // namespace senim::pki

#include "gateway/demo/revocation_maker.h"

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

constexpr std::uint8_t kEnumerated = 0x0a;

Bytes enumerated(std::uint8_t value) { return der::tlv(kEnumerated, Bytes{value}); }

Bytes extension(const ExtensionSpec& spec) {
  return spec.critical
             ? der::sequence({der::oid(spec.id), der::boolean(true), der::octet_string(spec.value)})
             : der::sequence({der::oid(spec.id), der::octet_string(spec.value)});
}

Bytes revoked_entry(const RevokedSpec& entry) {
  std::vector<Bytes> fields = {der::integer(entry.serial), der::time(entry.revoked)};
  if (entry.reason) {
    fields.push_back(
        der::sequence({extension({Oid("2.5.29.21"), false, enumerated(*entry.reason)})}));
  }
  return der::sequence(fields);
}

// The octets of the BIT STRING of a key.
Bytes public_key_octets(const Key& key) {
  const Bytes spki = key.spki();
  senim::der::Reader reader(senim::der::single(spki, senim::der::Rules::der, "key").value());
  (void)reader.next();
  return to_bytes(senim::der::bit_string(reader.next().value()).value().octets);
}

Bytes certificate_id(const OcspSpec& spec, const Party& issuer, std::int64_t serial) {
  const auto hashed = [&](ByteView octets) {
    return der::octet_string(crypto::digest(spec.id_digest, octets).value());
  };
  return der::sequence({issuer.key.digest_identifier(spec.id_digest), hashed(issuer.name),
                        hashed(public_key_octets(issuer.key)), der::integer(serial)});
}

Bytes certificate_status(const OcspAnswer& answer) {
  const auto number = static_cast<unsigned>(answer.status);
  if (answer.status != OcspStatus::revoked) {
    return der::context(number, {});
  }
  Bytes info = der::generalized_time(answer.revoked);
  if (answer.reason) {
    info = der::join({info, der::context_constructed(0, enumerated(*answer.reason))});
  }
  return der::context_constructed(number, info);
}

Bytes single_response(const OcspSpec& spec, const Party& issuer, const OcspAnswer& answer) {
  std::vector<Bytes> fields = {certificate_id(spec, issuer, answer.serial),
                               certificate_status(answer),
                               der::generalized_time(answer.this_update)};
  if (answer.next_update) {
    fields.push_back(der::context_constructed(0, der::generalized_time(*answer.next_update)));
  }
  if (answer.archive_cutoff) {
    fields.push_back(der::context_constructed(
        1, der::sequence({extension({Oid("1.3.6.1.5.5.7.48.1.6"), false,
                                     der::generalized_time(*answer.archive_cutoff)})})));
  }
  return der::sequence(fields);
}

}  // namespace

Bytes make_crl(const CrlSpec& spec, const Party& issuer) {
  const Bytes algorithm = issuer.key.algorithm_identifier(spec.sign);
  std::vector<Bytes> tbs = {der::integer(std::int64_t{1}), spec.inner_algorithm.value_or(algorithm),
                            issuer.name, der::time(spec.this_update)};
  if (spec.next_update) {
    tbs.push_back(der::time(*spec.next_update));
  }
  if (!spec.revoked.empty()) {
    std::vector<Bytes> entries;
    for (const RevokedSpec& entry : spec.revoked) {
      entries.push_back(revoked_entry(entry));
    }
    tbs.push_back(der::sequence(entries));
  }
  std::vector<Bytes> extensions = {
      extension(
          {Oid("2.5.29.35"), false, der::sequence({der::context(0, key_identifier(issuer.key))})}),
      extension({Oid("2.5.29.20"), false, der::integer(spec.number)})};
  for (const ExtensionSpec& more : spec.extensions) {
    extensions.push_back(extension(more));
  }
  tbs.push_back(der::context_constructed(0, der::sequence(extensions)));
  const Bytes tbs_der = der::sequence(tbs);
  return der::sequence({tbs_der, algorithm, der::bit_string(issuer.key.sign(tbs_der, spec.sign))});
}

Bytes make_ocsp_response(const OcspSpec& spec, const Party& issuer, const Party& responder) {
  std::vector<Bytes> answers;
  for (const OcspAnswer& answer : spec.answers) {
    answers.push_back(single_response(spec, issuer, answer));
  }
  const Bytes id =
      spec.responder == ResponderId::by_name
          ? der::context_constructed(1, responder.name)
          : der::context_constructed(2, der::octet_string(key_identifier(responder.key)));
  const Bytes tbs =
      der::sequence({id, der::generalized_time(spec.produced_at), der::sequence(answers)});
  std::vector<Bytes> basic = {tbs, responder.key.algorithm_identifier(spec.sign),
                              der::bit_string(responder.key.sign(tbs, spec.sign))};
  if (!spec.certificates.empty()) {
    basic.push_back(der::context_constructed(0, der::sequence(spec.certificates)));
  }
  // RFC 6960 4.2.1: successful, id-pkix-ocsp-basic.
  const Bytes response = der::sequence(
      {der::oid(Oid("1.3.6.1.5.5.7.48.1.1")), der::octet_string(der::sequence(basic))});
  return der::sequence({enumerated(0), der::context_constructed(0, response)});
}

}  // namespace senim::demo

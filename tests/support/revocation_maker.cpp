#include "tests/support/revocation_maker.h"

#include "gateway/demo/der_writer.h"
#include "validators/crypto/digest.h"
#include "validators/pki/certificate.h"
#include "validators/pki/ocsp_request.h"

namespace senim::test {

namespace der = demo::der;

namespace {

Bytes extension(const demo::ExtensionSpec& spec) {
  return spec.critical
             ? der::sequence({der::oid(spec.id), der::boolean(true), der::octet_string(spec.value)})
             : der::sequence({der::oid(spec.id), der::octet_string(spec.value)});
}

Bytes extensions(const std::vector<demo::ExtensionSpec>& specs) {
  std::vector<Bytes> list;
  for (const auto& spec : specs) {
    list.push_back(extension(spec));
  }
  return der::sequence(list);
}

Bytes enumerated(int value) {
  const std::vector<std::uint8_t> octet{static_cast<std::uint8_t>(value)};
  return der::tlv(0x0a, octet);
}

// ReasonFlags: bit i of the value is bit i of the BIT STRING, trailing zero bits cut off.
Bytes reason_flags(unsigned tag, std::uint16_t bits) {
  Bytes octets(2, 0);
  unsigned last = 0;
  for (unsigned i = 0; i < 16; ++i) {
    if (((unsigned{bits} >> i) & 1U) != 0) {
      octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | (0x80U >> (i % 8)));
      last = i;
    }
  }
  octets.resize(last / 8 + 1);
  Bytes content{static_cast<std::uint8_t>(7 - last % 8)};
  content.insert(content.end(), octets.begin(), octets.end());
  return der::context(tag, content);
}

Bytes full_name(const std::vector<std::string>& urls) {
  Bytes names;
  for (const std::string& url : urls) {
    names = der::join({names, der::context(6, as_bytes(url))});
  }
  return der::context_constructed(0, der::context_constructed(0, names));
}

Bytes entry(const CrlEntrySpec& spec) {
  std::vector<demo::ExtensionSpec> list;
  if (spec.reason) {
    list.push_back({Oid("2.5.29.21"), false, enumerated(*spec.reason)});
  }
  if (spec.issuer) {
    list.push_back(
        {Oid("2.5.29.29"), true, der::sequence({der::context_constructed(4, *spec.issuer)})});
  }
  list.insert(list.end(), spec.extensions.begin(), spec.extensions.end());
  std::vector<Bytes> parts{der::integer(spec.serial), der::time(spec.revoked)};
  if (!list.empty()) {
    parts.push_back(extensions(list));
  }
  return der::sequence(parts);
}

Bytes signed_by(const demo::Party& party, const Bytes& tbs, const std::vector<Bytes>& more = {}) {
  std::vector<Bytes> parts{tbs, party.key.algorithm_identifier(),
                           der::bit_string(party.key.sign(tbs))};
  parts.insert(parts.end(), more.begin(), more.end());
  return der::sequence(parts);
}

Bytes hashed(crypto::DigestAlgorithm algorithm, ByteView octets) {
  return crypto::digest(algorithm, octets).value();
}

Bytes digest_identifier(const OcspEntrySpec& spec) {
  const Oid id = spec.hash_oid.value_or(crypto::digest_oid(spec.digest));
  return spec.digest == crypto::DigestAlgorithm::sha1 ? der::sequence({der::oid(id), der::null()})
                                                      : der::sequence({der::oid(id)});
}

Bytes single(const OcspEntrySpec& spec) {
  const pki::Certificate certificate =
      pki::Certificate::from_der(spec.certificate->certificate).value();
  const Bytes spki = spec.issuer->key.spki();
  const Bytes id = der::sequence(
      {digest_identifier(spec), der::octet_string(hashed(spec.digest, certificate.issuer().der())),
       der::octet_string(hashed(spec.digest, pki::key_bits(spki).value())),
       der::tlv(0x02, certificate.serial())});
  Bytes status;
  switch (spec.status) {
    case OcspEntrySpec::Status::good:
      status = der::context(0, {});
      break;
    case OcspEntrySpec::Status::unknown:
      status = der::context(2, {});
      break;
    case OcspEntrySpec::Status::revoked:
      status = der::generalized_time(spec.revoked);
      if (spec.reason) {
        status = der::join({status, der::context_constructed(0, enumerated(*spec.reason))});
      }
      status = der::context_constructed(1, status);
      break;
  }
  std::vector<Bytes> parts{id, status, der::generalized_time(spec.this_update)};
  if (spec.next_update) {
    parts.push_back(der::context_constructed(0, der::generalized_time(*spec.next_update)));
  }
  if (!spec.extensions.empty()) {
    parts.push_back(der::context_constructed(1, extensions(spec.extensions)));
  }
  return der::sequence(parts);
}

}  // namespace

Bytes make_crl(const CrlSpec& spec, const demo::Party& issuer) {
  std::vector<Bytes> entries;
  for (const CrlEntrySpec& one : spec.entries) {
    entries.push_back(entry(one));
  }
  std::vector<demo::ExtensionSpec> list;
  if (!spec.without_key_id) {
    list.push_back({Oid("2.5.29.35"), false,
                    der::sequence({der::context(0, demo::key_identifier(issuer.key))})});
  }
  if (spec.number) {
    list.push_back({Oid("2.5.29.20"), false, der::integer(*spec.number)});
  }
  if (spec.base_number) {
    list.push_back({Oid("2.5.29.27"), true, der::integer(*spec.base_number)});
  }
  if (spec.distribution_point) {
    list.push_back({Oid("2.5.29.28"), true, *spec.distribution_point});
  }
  list.insert(list.end(), spec.extensions.begin(), spec.extensions.end());
  std::vector<Bytes> parts{der::integer(1), issuer.key.algorithm_identifier(),
                           spec.issuer.value_or(issuer.name), der::time(spec.this_update)};
  if (spec.next_update) {
    parts.push_back(der::time(*spec.next_update));
  }
  if (!entries.empty()) {
    parts.push_back(der::sequence(entries));
  }
  if (!list.empty()) {
    parts.push_back(der::context_constructed(0, extensions(list)));
  }
  return signed_by(issuer, der::sequence(parts));
}

Bytes make_scope(const ScopeSpec& spec) {
  Bytes content;
  const auto flag = [&](unsigned tag, bool set) {
    if (set) {
      const std::vector<std::uint8_t> yes{0xff};
      content = der::join({content, der::context(tag, yes)});
    }
  };
  if (!spec.urls.empty()) {
    content = full_name(spec.urls);
  }
  flag(1, spec.users);
  flag(2, spec.authorities);
  if (spec.reasons) {
    content = der::join({content, reason_flags(3, *spec.reasons)});
  }
  flag(4, spec.indirect);
  flag(5, spec.attributes);
  return der::sequence({content});
}

Bytes make_points(const std::vector<PointSpec>& points) {
  std::vector<Bytes> list;
  for (const PointSpec& point : points) {
    Bytes content;
    if (!point.urls.empty()) {
      content = full_name(point.urls);
    }
    if (point.reasons) {
      content = der::join({content, reason_flags(1, *point.reasons)});
    }
    if (point.crl_issuer) {
      content = der::join(
          {content, der::context_constructed(2, der::context_constructed(4, *point.crl_issuer))});
    }
    list.push_back(der::sequence({content}));
  }
  return der::sequence(list);
}

Bytes make_ocsp(const OcspSpec& spec, const demo::Party& responder) {
  std::vector<Bytes> responses;
  for (const OcspEntrySpec& one : spec.entries) {
    responses.push_back(single(one));
  }
  const Bytes spki = responder.key.spki();
  const Bytes id =
      spec.by_key
          ? der::context_constructed(2, der::octet_string(hashed(crypto::DigestAlgorithm::sha1,
                                                                 pki::key_bits(spki).value())))
          : der::context_constructed(1, spec.responder_name.value_or(responder.name));
  std::vector<Bytes> parts{id, der::generalized_time(spec.produced_at), der::sequence(responses)};
  if (!spec.extensions.empty()) {
    parts.push_back(der::context_constructed(1, extensions(spec.extensions)));
  }
  std::vector<Bytes> certificates;
  if (!spec.certificates.empty()) {
    certificates.push_back(der::context_constructed(0, der::sequence(spec.certificates)));
  }
  const Bytes basic = signed_by(responder, der::sequence(parts), certificates);
  const Bytes bytes =
      der::sequence({der::oid(Oid("1.3.6.1.5.5.7.48.1.1")), der::octet_string(basic)});
  return der::sequence({enumerated(0), der::context_constructed(0, bytes)});
}

Bytes make_ocsp_refusal(int status) { return der::sequence({enumerated(status)}); }

}  // namespace senim::test

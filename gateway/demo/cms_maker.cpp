#include "gateway/demo/cms_maker.h"

#include <algorithm>

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

Bytes hash(crypto::DigestAlgorithm algorithm, ByteView octets) {
  return crypto::digest(algorithm, octets).value();
}

struct CertificateParts {
  Bytes issuer;
  Bytes serial;  // TLV
};

CertificateParts parts_of(ByteView certificate) {
  senim::der::Reader outer(
      senim::der::single(certificate, senim::der::Rules::der, "certificate").value());
  senim::der::Reader tbs(outer.next().value());
  (void)tbs.next_if(senim::der::context_constructed(0)).value();
  const auto serial = tbs.next().value();
  (void)tbs.next();
  const auto issuer = tbs.next().value();
  return {to_bytes(issuer.whole), to_bytes(serial.whole)};
}

Bytes attribute(const AttributeSpec& spec) {
  return der::sequence({der::oid(spec.type), der::set_of(spec.values)});
}

Bytes digest_identifier(const SignerSpec& signer) {
  return signer.digest_algorithm.value_or(
      signer.party->key.digest_identifier(signer.claimed_digest.value_or(signer.sign.digest)));
}

Bytes signing_certificate(const SignerSpec& signer) {
  const Bytes& certificate =
      signer.referenced_certificate ? *signer.referenced_certificate : signer.party->certificate;
  const CertificateParts parts = parts_of(certificate);
  const Bytes issuer_serial =
      der::sequence({der::sequence({der::context_constructed(4, parts.issuer)}), parts.serial});
  if (signer.signing_certificate == SigningCertificateAttribute::v1) {
    const Bytes id = der::sequence(
        {der::octet_string(hash(crypto::DigestAlgorithm::sha1, certificate)), issuer_serial});
    return der::sequence({der::sequence({id})});
  }
  const Bytes id = der::sequence(
      {der::octet_string(hash(crypto::DigestAlgorithm::sha256, certificate)), issuer_serial});
  return der::sequence({der::sequence({id})});
}

std::vector<Bytes> signed_attributes(const SignerSpec& signer, ByteView content,
                                     const std::optional<Oid>& content_type) {
  std::vector<Bytes> list;
  if (content_type) {
    list.push_back(attribute({Oid("1.2.840.113549.1.9.3"),
                              {der::oid(signer.content_type_attribute.value_or(*content_type))}}));
  }
  if (signer.signing_time) {
    list.push_back(attribute({Oid("1.2.840.113549.1.9.5"), {der::time(*signer.signing_time)}}));
  }
  list.push_back(attribute({Oid("1.2.840.113549.1.9.4"),
                            {der::octet_string(signer.party->key.hash(
                                signer.party->key.digest(signer.sign.digest), content))}}));
  if (signer.signing_certificate != SigningCertificateAttribute::none) {
    const bool v1 = signer.signing_certificate == SigningCertificateAttribute::v1;
    list.push_back(attribute({Oid(v1 ? "1.2.840.113549.1.9.16.2.12" : "1.2.840.113549.1.9.16.2.47"),
                              {signing_certificate(signer)}}));
  }
  for (const AttributeSpec& more : signer.signed_attributes) {
    list.push_back(attribute(more));
  }
  return list;
}

Bytes concatenated(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const Bytes& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

Bytes signer_info(const SignerSpec& signer, ByteView content,
                  const std::optional<Oid>& content_type) {
  const CertificateParts parts =
      parts_of(signer.identified_certificate.value_or(signer.party->certificate));
  std::vector<Bytes> info;
  info.push_back(der::integer(std::int64_t{signer.identify_by_key ? 3 : 1}));
  info.push_back(signer.identify_by_key ? der::context(0, key_identifier(signer.party->key))
                                        : der::sequence({parts.issuer, parts.serial}));
  info.push_back(digest_identifier(signer));
  Bytes value;
  if (signer.without_signed_attributes) {
    value = signer.party->key.sign_cms(content, signer.sign);
  } else {
    std::vector<Bytes> written = signed_attributes(signer, content, content_type);
    std::vector<Bytes> sorted = written;
    std::ranges::sort(sorted);
    if (signer.unsorted_attributes || signer.sign_sorted_send_unsorted) {
      written.assign(sorted.rbegin(), sorted.rend());
    } else {
      written = sorted;
    }
    const Bytes over = concatenated(signer.sign_sorted_send_unsorted ? sorted : written);
    value = signer.party->key.sign_cms(der::tlv(0x31, over), signer.sign);
    info.push_back(der::context_constructed(0, concatenated(written)));
  }
  const Bytes own = signer.rsa_encryption_oid
                        ? der::sequence({der::oid(Oid("1.2.840.113549.1.1.1")), der::null()})
                        : signer.party->key.algorithm_identifier(signer.sign);
  info.push_back(signer.signature_algorithm.value_or(own));
  info.push_back(der::octet_string(signer.value.value_or(value)));
  if (!signer.unsigned_attributes.empty()) {
    std::vector<Bytes> list;
    for (const AttributeSpec& more : signer.unsigned_attributes) {
      list.push_back(attribute(more));
    }
    info.push_back(der::context_constructed(1, concatenated(list)));
  }
  return der::sequence(info);
}

Bytes indefinite(std::uint8_t tag, const std::vector<Bytes>& parts) {
  Bytes out = {tag, 0x80};
  const Bytes content = concatenated(parts);
  out.insert(out.end(), content.begin(), content.end());
  out.insert(out.end(), {0x00, 0x00});
  return out;
}

// The content as a constructed OCTET STRING of two halves.
Bytes in_pieces(const Bytes& content) {
  const ByteView view(content);
  const std::size_t half = content.size() / 2;
  return indefinite(0x24,
                    {der::octet_string(view.first(half)), der::octet_string(view.subspan(half))});
}

}  // namespace

Bytes make_cms(const CmsSpec& spec) {
  std::vector<Bytes> digests;
  std::vector<Bytes> infos;
  std::vector<Bytes> certificates = spec.certificates;
  bool by_key = false;
  for (const SignerSpec& signer : spec.signers) {
    digests.push_back(digest_identifier(signer));
    infos.push_back(signer_info(signer, spec.content, spec.content_type));
    if (!spec.without_signer_certificates) {
      certificates.insert(certificates.begin(), signer.party->certificate);
    }
    by_key = by_key || signer.identify_by_key;
  }
  std::ranges::sort(digests);
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  std::vector<Bytes> content_info = {der::oid(spec.content_type)};
  if (!spec.detached) {
    content_info.push_back(spec.ber ? indefinite(0xa0, {in_pieces(spec.content)})
                                    : der::context_constructed(0, der::octet_string(spec.content)));
  }
  const bool data = spec.content_type == Oid("1.2.840.113549.1.7.1") ||
                    spec.content_type == Oid("1.2.156.10197.6.1.4.2.1");
  std::vector<Bytes> parts;
  parts.push_back(der::integer(std::int64_t{by_key || !data ? 3 : 1}));
  parts.push_back(der::set_of(digests));
  parts.push_back(spec.ber ? indefinite(0x30, content_info) : der::sequence(content_info));
  if (!certificates.empty()) {
    parts.push_back(der::context_constructed(0, concatenated(certificates)));
  }
  if (!spec.crls.empty()) {
    parts.push_back(der::context_constructed(1, concatenated(spec.crls)));
  }
  parts.push_back(der::set_of(infos));
  if (spec.ber) {
    return indefinite(0x30, {der::oid(spec.type), indefinite(0xa0, {indefinite(0x30, parts)})});
  }
  return der::sequence({der::oid(spec.type), der::context_constructed(0, der::sequence(parts))});
}

Bytes make_counter_signature(const SignerSpec& signer, ByteView countersigned_value) {
  // RFC 5652 11.4: no content-type attribute.
  return signer_info(signer, countersigned_value, std::nullopt);
}

namespace {

Bytes timestamp_token(const Party& tsa, const StampSpec& stamp,
                      const std::vector<Bytes>& certificates,
                      const std::vector<AttributeSpec>& unsigned_attributes) {
  SignerSpec signer;
  signer.party = &tsa;
  signer.unsigned_attributes = unsigned_attributes;
  CmsSpec spec;
  spec.content = der::sequence(
      {der::integer(std::int64_t{1}), der::oid(Oid("1.3.6.1.4.1.99999.1.1")), stamp.imprint,
       der::integer(stamp.serial), der::generalized_time(stamp.time), stamp.more});
  spec.content_type = Oid("1.2.840.113549.1.9.16.1.4");
  spec.signers = {signer};
  spec.certificates = certificates;
  return make_cms(spec);
}

}  // namespace

Bytes make_timestamp(const Party& tsa, ByteView imprint_of, UtcTime time, std::int64_t serial,
                     crypto::DigestAlgorithm digest, const std::vector<Bytes>& certificates,
                     const std::vector<AttributeSpec>& unsigned_attributes) {
  const Bytes imprint =
      der::sequence({tsa.key.digest_identifier(digest),
                     der::octet_string(hash(tsa.key.digest(digest), imprint_of))});
  return timestamp_token(tsa, {imprint, time, serial, {}}, certificates, unsigned_attributes);
}

Bytes make_timestamp_over(const Party& tsa, const StampSpec& spec) {
  return timestamp_token(tsa, spec, {}, {});
}

namespace {

// A SignedData made here, taken apart.
struct Parts {
  Bytes content_info;
  Bytes content_type;
  bool detached = true;
  Bytes sets;  // certificates [0] and crls [1], whole
  std::vector<Bytes> certificates;
  std::vector<Bytes> crls;
  Bytes signer_fields;                  // of the first SignerInfo, up to the signature
  Bytes unsigned_attributes;            // [1], whole
  std::vector<Bytes> attributes;        // the same, one by one
  std::vector<Bytes> attribute_values;  // type and one value each
};

void append(Bytes& out, ByteView octets) { out.insert(out.end(), octets.begin(), octets.end()); }

Parts parts_of_message(ByteView cms) {
  using senim::der::Reader;
  Parts parts;
  Reader file(senim::der::single(cms, senim::der::Rules::ber, "CMS").value());
  (void)file.next();
  Reader wrapper(file.next().value());
  Reader fields(wrapper.next().value());
  (void)fields.next();
  (void)fields.next();
  const auto content_info = fields.next().value();
  parts.content_info = to_bytes(content_info.whole);
  Reader content(content_info);
  parts.content_type = to_bytes(content.next().value().whole);
  parts.detached = content.done();
  auto element = fields.next().value();
  for (; element.tag != senim::der::kSet; element = fields.next().value()) {
    append(parts.sets, element.whole);
    auto& list = element.tag.number == 0 ? parts.certificates : parts.crls;
    for (Reader choices(element); !choices.done();) {
      list.push_back(to_bytes(choices.next().value().whole));
    }
  }
  Reader infos(element);
  for (Reader info(infos.next().value()); !info.done();) {
    const auto field = info.next().value();
    if (field.tag != senim::der::context_constructed(1)) {
      append(parts.signer_fields, field.whole);
      continue;
    }
    parts.unsigned_attributes = to_bytes(field.whole);
    for (Reader list(field); !list.done();) {
      const auto attribute = list.next().value();
      parts.attributes.push_back(to_bytes(attribute.whole));
      Reader one(attribute);
      const auto type = one.next().value();
      for (Reader values(one.next().value()); !values.done();) {
        parts.attribute_values.push_back(
            concatenated({to_bytes(type.whole), to_bytes(values.next().value().whole)}));
      }
    }
  }
  return parts;
}

Bytes index_of(const std::vector<Bytes>& objects, crypto::DigestAlgorithm digest) {
  std::vector<Bytes> hashes;
  hashes.reserve(objects.size());
  for (const Bytes& object : objects) {
    hashes.push_back(der::octet_string(hash(digest, object)));
  }
  return der::sequence(hashes);
}

}  // namespace

HashIndexForm hash_index_v1() { return {Oid("0.4.0.1733.2.5"), true, true, {}}; }

Bytes make_archive_timestamp_indexed(const Party& tsa, ByteView cms, ByteView content, UtcTime time,
                                     const HashIndexForm& form) {
  const crypto::DigestAlgorithm digest = tsa.key.digest(crypto::DigestAlgorithm::unknown);
  const crypto::DigestAlgorithm listed =
      form.algorithm_left_out ? crypto::DigestAlgorithm::sha256 : digest;
  const Parts parts = parts_of_message(cms);
  Bytes index = der::sequence(
      {form.algorithm_left_out ? Bytes{} : tsa.key.digest_identifier(digest),
       index_of(parts.certificates, listed), index_of(parts.crls, listed),
       index_of(form.whole_attributes ? parts.attributes : parts.attribute_values, listed)});
  if (form.change) {
    form.change(index);
  }
  return make_timestamp(
      tsa, concatenated({parts.content_type, hash(digest, content), parts.signer_fields, index}),
      time, 1, digest, {}, {{form.type, {index}}});
}

Bytes make_archive_timestamp_v3(const Party& tsa, ByteView cms, ByteView content, UtcTime time) {
  return make_archive_timestamp_indexed(tsa, cms, content, time, {});
}

Bytes make_archive_timestamp_v2(const Party& tsa, ByteView cms, ByteView content, UtcTime time) {
  const Parts parts = parts_of_message(cms);
  return make_timestamp(
      tsa,
      concatenated({parts.content_info, parts.detached ? to_bytes(content) : Bytes{}, parts.sets,
                    parts.signer_fields, parts.unsigned_attributes}),
      time);
}

Bytes signature_value_of(ByteView cms, std::size_t signer) {
  using senim::der::Reader;
  Reader content_info(senim::der::single(cms, senim::der::Rules::ber, "CMS").value());
  (void)content_info.next();
  Reader inner(content_info.next().value());
  Reader signed_data(inner.next().value());
  senim::der::Element infos;
  while (!signed_data.done()) {
    infos = signed_data.next().value();
  }
  Reader list(infos);
  for (std::size_t i = 0; i < signer; ++i) {
    (void)list.next();
  }
  Reader info(list.next().value());
  while (!info.done()) {
    const auto element = info.next().value();
    if (element.tag == senim::der::kOctetString) {
      return to_bytes(element.content);
    }
  }
  return {};
}

}  // namespace senim::demo

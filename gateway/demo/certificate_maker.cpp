#include "gateway/demo/certificate_maker.h"

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

Bytes extension(const Oid& id, bool critical, ByteView value) {
  return critical ? der::sequence({der::oid(id), der::boolean(true), der::octet_string(value)})
                  : der::sequence({der::oid(id), der::octet_string(value)});
}

Bytes key_usage_value(std::uint16_t bits) {
  // X.680 numbering: bit 0 is the highest of the first octet; trailing zero bits are cut (DER named
  // bit list).
  unsigned last = 0;
  Bytes octets(2, 0);
  for (unsigned bit = 0; bit < 9; ++bit) {
    if (((unsigned{bits} >> bit) & 1U) != 0) {
      octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | (0x80U >> (bit % 8)));
      last = bit;
    }
  }
  octets.resize(last / 8 + 1);
  return der::bit_string(octets, 7 - last % 8);
}

Bytes access(const char* method, const std::string& url) {
  return der::sequence({der::oid(Oid(method)), der::context(6, as_bytes(url))});
}

std::uint16_t usage_of(const CertificateSpec& spec) {
  constexpr std::uint16_t kCa = (1U << 5) | (1U << 6);
  constexpr std::uint16_t kSigner = 1U | (1U << 1);
  return spec.key_usage.value_or(spec.ca ? kCa : kSigner);
}

std::vector<Bytes> extensions_of(const CertificateSpec& spec, const Key& key,
                                 const Key& issuer_key) {
  std::vector<Bytes> list;
  if (!spec.without_key_identifiers) {
    list.push_back(extension(Oid("2.5.29.14"), false, der::octet_string(key_identifier(key))));
    list.push_back(extension(Oid("2.5.29.35"), false,
                             der::sequence({der::context(0, key_identifier(issuer_key))})));
  }
  if (spec.ca) {
    const Bytes flag = der::boolean(true);
    list.push_back(extension(
        Oid("2.5.29.19"), true,
        spec.path_length ? der::sequence({flag, der::integer(std::int64_t{*spec.path_length})})
                         : der::sequence({flag})));
  }
  if (!spec.without_key_usage) {
    list.push_back(extension(Oid("2.5.29.15"), true, key_usage_value(usage_of(spec))));
  }
  const auto oids = [](const std::vector<Oid>& ids, bool wrapped) {
    std::vector<Bytes> parts;
    parts.reserve(ids.size());
    for (const Oid& id : ids) {
      parts.push_back(wrapped ? der::sequence({der::oid(id)}) : der::oid(id));
    }
    return der::sequence(parts);
  };
  if (!spec.extended_key_usage.empty()) {
    list.push_back(extension(Oid("2.5.29.37"), spec.extended_key_usage_critical,
                             oids(spec.extended_key_usage, false)));
  }
  if (!spec.policies.empty()) {
    list.push_back(extension(Oid("2.5.29.32"), false, oids(spec.policies, true)));
  }
  std::vector<Bytes> accesses;
  for (const std::string& url : spec.ocsp_urls) {
    accesses.push_back(access("1.3.6.1.5.5.7.48.1", url));
  }
  for (const std::string& url : spec.issuer_urls) {
    accesses.push_back(access("1.3.6.1.5.5.7.48.2", url));
  }
  if (!accesses.empty()) {
    list.push_back(extension(Oid("1.3.6.1.5.5.7.1.1"), false, der::sequence(accesses)));
  }
  std::vector<Bytes> points;
  for (const std::string& url : spec.crl_urls) {
    points.push_back(der::sequence({der::context_constructed(
        0, der::context_constructed(0, der::context(6, as_bytes(url))))}));
  }
  if (!points.empty()) {
    list.push_back(extension(Oid("2.5.29.31"), false, der::sequence(points)));
  }
  std::vector<Bytes> names;
  for (const std::string& name : spec.dns_names) {
    names.push_back(der::context(2, as_bytes(name)));
  }
  if (!names.empty()) {
    list.push_back(extension(Oid("2.5.29.17"), false, der::sequence(names)));
  }
  for (const ExtensionSpec& more : spec.extensions) {
    list.push_back(extension(more.id, more.critical, more.value));
  }
  return list;
}

Party make(const CertificateSpec& spec, Key key, const Key& issuer_key, const Bytes& issuer_name) {
  const Bytes name = make_name(spec.subject);
  const Bytes algorithm = issuer_key.algorithm_identifier(spec.sign);
  std::vector<Bytes> tbs;
  if (spec.version > 1) {
    tbs.push_back(der::context_constructed(0, der::integer(std::int64_t{spec.version - 1})));
  }
  tbs.push_back(der::integer(spec.serial));
  tbs.push_back(spec.inner_algorithm.value_or(algorithm));
  tbs.push_back(issuer_name);
  tbs.push_back(der::sequence({der::time(spec.not_before), der::time(spec.not_after)}));
  tbs.push_back(name);
  tbs.push_back(key.spki());
  const std::vector<Bytes> extensions = extensions_of(spec, key, issuer_key);
  if (spec.version == 3 && !extensions.empty()) {
    tbs.push_back(der::context_constructed(3, der::sequence(extensions)));
  }
  const Bytes tbs_der = der::sequence(tbs);
  Bytes certificate =
      der::sequence({tbs_der, algorithm, der::bit_string(issuer_key.sign(tbs_der, spec.sign))});
  return Party{std::move(key), std::move(certificate), name};
}

}  // namespace

Bytes make_name(const NameSpec& attributes) {
  // RFC 5280 A.1: both are PrintableString.
  static const Oid country("2.5.4.6");
  static const Oid serial_number("2.5.4.5");
  std::vector<Bytes> relative_names;
  for (const auto& [type, value] : attributes) {
    const Bytes text =
        type == country || type == serial_number ? der::printable(value) : der::utf8(value);
    relative_names.push_back(der::set({der::sequence({der::oid(type), text})}));
  }
  return der::sequence(relative_names);
}

NameSpec simple_name(std::string_view common_name, std::string_view organization,
                     std::string_view country) {
  NameSpec name;
  if (!country.empty()) {
    name.emplace_back(Oid("2.5.4.6"), country);
  }
  if (!organization.empty()) {
    name.emplace_back(Oid("2.5.4.10"), organization);
  }
  name.emplace_back(Oid("2.5.4.3"), common_name);
  return name;
}

Party make_root(const CertificateSpec& spec, Key key) {
  const Key issuer = key;
  return make(spec, std::move(key), issuer, make_name(spec.subject));
}

Party make_issued(const CertificateSpec& spec, Key key, const Party& issuer) {
  return make(spec, std::move(key), issuer.key, issuer.name);
}

Bytes key_identifier(const Key& key) {
  const Bytes spki = key.spki();
  senim::der::Reader reader(senim::der::single(spki, senim::der::Rules::der, "key").value());
  (void)reader.next();
  const auto bits = senim::der::bit_string(reader.next().value()).value();
  return crypto::digest(crypto::DigestAlgorithm::sha1, bits.octets).value();
}

}  // namespace senim::demo

#include "gateway/demo/xades_maker.h"

#include <stdexcept>

#include "validators/base/der_reader.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kInclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view kWithComments =
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
constexpr std::string_view kXpath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

std::string hash64(crypto::DigestAlgorithm algorithm, std::string_view text) {
  return crypto::to_base64(crypto::digest(algorithm, as_bytes(text)).value());
}
std::string hash64(crypto::DigestAlgorithm algorithm, ByteView octets) {
  return hash64(algorithm, as_text(octets));
}

// <prefix:name xmlns:prefix="ns" attributes>inner</prefix:name>, canonical.
std::string apex(std::string_view prefix, std::string_view ns, std::string_view name,
                 std::string_view attributes, std::string_view inner) {
  const std::string tag = std::string(prefix) + ":" + std::string(name);
  return "<" + tag + " xmlns:" + std::string(prefix) + "=\"" + std::string(ns) + "\"" +
         std::string(attributes) + ">" + std::string(inner) + "</" + tag + ">";
}
std::string ds(std::string_view name, std::string_view attributes, std::string_view inner) {
  const std::string tag = "ds:" + std::string(name);
  return "<" + tag + std::string(attributes) + ">" + std::string(inner) + "</" + tag + ">";
}
std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}
// A ds: element inside xades:, which declares the prefix anew.
std::string ds_apex(std::string_view name, std::string_view attributes, std::string_view inner) {
  return apex("ds", kDs, name, attributes, inner);
}
std::string xa(std::string_view name, std::string_view inner, std::string_view attributes = "") {
  const std::string tag = "xades:" + std::string(name);
  return "<" + tag + std::string(attributes) + ">" + std::string(inner) + "</" + tag + ">";
}

bool inclusive(const XadesSpec& spec) {
  return spec.canonicalization == XmlCanonicalization::inclusive;
}

std::string reference_digest_uri(const XadesSpec& spec) {
  return spec.digest_uri.empty() ? spec.party->key.digest_uri(spec.reference_digest)
                                 : spec.digest_uri;
}

std::string reference(const XadesSpec& spec, std::string_view attributes,
                      const std::vector<std::string_view>& transforms, std::string_view over) {
  std::string list;
  for (const std::string_view transform : transforms) {
    list += ds("Transform", attribute("Algorithm", transform),
               transform == kXpath ? ds("XPath", "", "not(ancestor-or-self::ds:Signature)") : "");
  }
  return ds("Reference", attributes,
            (transforms.empty() ? "" : ds("Transforms", "", list)) +
                ds("DigestMethod", attribute("Algorithm", reference_digest_uri(spec)), "") +
                ds("DigestValue", "", hash64(spec.party->key.digest(spec.reference_digest), over)));
}

struct IssuerSerial {
  Bytes name;
  Bytes serial;
};
IssuerSerial issuer_serial(ByteView certificate) {
  senim::der::Reader outer(
      senim::der::single(certificate, senim::der::Rules::der, "certificate").value());
  senim::der::Reader tbs(outer.next().value());
  (void)tbs.next_if(senim::der::context_constructed(0)).value();
  const auto serial = tbs.next().value();
  (void)tbs.next();
  return {to_bytes(tbs.next().value().whole), to_bytes(serial.content)};
}

std::string signing_certificate(const XadesSpec& spec) {
  const Bytes& certificate =
      spec.referenced_certificate ? *spec.referenced_certificate : spec.party->certificate;
  const std::string digest =
      xa("CertDigest",
         ds_apex("DigestMethod",
                 attribute("Algorithm", digest_uri(crypto::DigestAlgorithm::sha256)), "") +
             ds_apex("DigestValue", "", hash64(crypto::DigestAlgorithm::sha256, certificate)));
  if (spec.version_2) {
    return xa("SigningCertificateV2", xa("Cert", digest));
  }
  const IssuerSerial parts = issuer_serial(certificate);
  std::uint64_t serial = 0;
  for (const std::uint8_t octet : parts.serial) {
    serial = (serial << 8) | octet;
  }
  // The issuer's text is not compared here: RFC 4514 of an unknown name would need a printer of its
  // own.
  return xa("SigningCertificate",
            xa("Cert", digest + xa("IssuerSerial",
                                   ds_apex("X509IssuerName", "", "CN=Senim Test") +
                                       ds_apex("X509SerialNumber", "", std::to_string(serial)))));
}

std::string signed_properties(const XadesSpec& spec) {
  std::string inner;
  if (spec.signing_time) {
    inner += xa("SigningTime", to_string(*spec.signing_time));
  }
  inner += signing_certificate(spec) + spec.extra_signed_properties;
  return apex("xades", kXades, "SignedProperties", attribute("Id", spec.id + "-props"),
              xa("SignedSignatureProperties", inner));
}

std::string key_info(const XadesSpec& spec) {
  if (!spec.key_value_only) {
    std::string list = ds("X509Certificate", "", crypto::to_base64(spec.party->certificate));
    for (const Bytes& more : spec.certificates) {
      list += ds("X509Certificate", "", crypto::to_base64(more));
    }
    return ds("KeyInfo", "", ds("X509Data", "", list));
  }
  const Bytes spki = spec.party->key.spki();
  senim::der::Reader info(senim::der::single(spki, senim::der::Rules::der, "key").value());
  (void)info.next();
  const ByteView bits = senim::der::bit_string(info.next().value()).value().octets;
  senim::der::Reader numbers(senim::der::single(bits, senim::der::Rules::der, "RSA key").value());
  const ByteView modulus = senim::der::unsigned_integer(numbers.next().value()).value();
  const ByteView exponent = senim::der::unsigned_integer(numbers.next().value()).value();
  return ds("KeyInfo", "",
            ds("KeyValue", "",
               ds("RSAKeyValue", "",
                  ds("Modulus", "", crypto::to_base64(modulus)) +
                      ds("Exponent", "", crypto::to_base64(exponent)))));
}

std::string data_id(const XadesSpec& spec) {
  return spec.data_id.empty() ? spec.id + "-data" : spec.data_id;
}

std::string data_reference(const XadesSpec& spec) {
  switch (spec.packaging) {
    case XmlPackaging::enveloped: {
      std::vector<std::string_view> transforms = {kEnveloped};
      if (spec.exclude_all_signatures) {
        transforms.push_back(kXpath);
      }
      transforms.push_back(inclusive(spec) ? kWithComments : kExclusive);
      return reference(spec, attribute("Id", spec.id + "-ref") + attribute("URI", ""), transforms,
                       spec.content);
    }
    case XmlPackaging::enveloping:
      return reference(
          spec, attribute("Id", spec.id + "-ref") + attribute("URI", "#" + spec.id + "-obj"),
          {kExclusive}, apex("ds", kDs, "Object", attribute("Id", spec.id + "-obj"), spec.content));
    case XmlPackaging::detached:
      return reference(spec,
                       attribute("Id", spec.id + "-ref") + attribute("URI", spec.detached_uri), {},
                       spec.content);
    case XmlPackaging::internally_detached:
      return reference(
          spec, attribute("Id", spec.id + "-ref") + attribute("URI", "#" + data_id(spec)),
          {kExclusive}, "<data" + attribute("Id", data_id(spec)) + ">" + spec.content + "</data>");
  }
  throw std::logic_error("no such packaging");
}

}  // namespace

std::string make_xades(const XadesSpec& spec) {
  const std::string method =
      spec.signature_uri.empty() ? spec.party->key.algorithm_uri(spec.sign) : spec.signature_uri;
  const std::string properties = spec.xades ? signed_properties(spec) : "";
  std::string inner = ds("CanonicalizationMethod",
                         attribute("Algorithm", inclusive(spec) ? kInclusive : kExclusive), "") +
                      ds("SignatureMethod", attribute("Algorithm", method), "") +
                      data_reference(spec) + spec.extra_references;
  if (spec.xades) {
    // Attributes in canonical order: Type sorts before URI.
    const std::string type = spec.without_signed_properties_type
                                 ? ""
                                 : attribute("Type", "http://uri.etsi.org/01903#SignedProperties");
    inner += reference(spec, type + attribute("URI", "#" + spec.id + "-props"), {kExclusive},
                       properties);
  }
  const std::string signed_info = apex("ds", kDs, "SignedInfo", "", inner);
  const std::string value =
      crypto::to_base64(spec.party->key.sign_plain(as_bytes(signed_info), spec.sign));
  std::string signature =
      signed_info + apex("ds", kDs, "SignatureValue", attribute("Id", spec.id + "-value"), value) +
      key_info(spec);
  if (spec.xades) {
    const std::string more =
        spec.unsigned_properties.empty()
            ? ""
            : xa("UnsignedProperties", xa("UnsignedSignatureProperties", spec.unsigned_properties));
    signature += ds("Object", "",
                    apex("xades", kXades, "QualifyingProperties",
                         attribute("Target", "#" + spec.id), properties + more));
  }
  if (spec.packaging == XmlPackaging::enveloping) {
    signature += apex("ds", kDs, "Object", attribute("Id", spec.id + "-obj"), spec.content);
  }
  signature = apex("ds", kDs, "Signature", attribute("Id", spec.id), signature);
  switch (spec.packaging) {
    case XmlPackaging::enveloped: {
      const std::size_t end = spec.content.rfind("</");
      if (end == std::string::npos) {
        throw std::logic_error("the enveloped document needs an end tag");
      }
      return spec.content.substr(0, end) + signature + spec.content.substr(end);
    }
    case XmlPackaging::internally_detached:
      return "<root><data" + attribute("Id", data_id(spec)) + ">" + spec.content + "</data>" +
             signature + "</root>";
    case XmlPackaging::enveloping:
    case XmlPackaging::detached:
      return signature;
  }
  throw std::logic_error("no such packaging");
}

std::string signature_value_element(std::string_view document) {
  const std::size_t start = document.find("<ds:SignatureValue");
  const std::string_view end = "</ds:SignatureValue>";
  const std::size_t stop = document.find(end, start);
  if (start == std::string_view::npos || stop == std::string_view::npos) {
    throw std::logic_error("no SignatureValue in this document");
  }
  return std::string(document.substr(start, stop + end.size() - start));
}

}  // namespace senim::demo

#include "validators/formats/xades_properties.h"

#include <algorithm>
#include <array>

#include "validators/base/der_reader.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/base64.h"
#include "validators/xml/xmldsig.h"

namespace senim::formats::property {
namespace {

using xml::Element;
using xml::kDsig;

constexpr std::array<std::string_view, 3> kNamespaces{"http://uri.etsi.org/01903/v1.3.2#",
                                                      "http://uri.etsi.org/01903/v1.2.2#",
                                                      "http://uri.etsi.org/01903/v1.1.1#"};
constexpr std::string_view k141 = "http://uri.etsi.org/01903/v1.4.1#";
constexpr std::string_view kOidUrn = "urn:oid:";
// RFC 5280 4.1.2.2 has at most 20 octets (49 digits), real serial numbers a few more.
constexpr std::size_t kMaxDigits = 100;
constexpr std::string_view k19132 = "http://uri.etsi.org/19132/v1.1.1#";

std::optional<Bytes> base64_of(Element element) {
  const auto text = element.text();
  if (!text) {
    return std::nullopt;
  }
  auto octets = crypto::from_base64(*text, crypto::Base64Rules::ignore_whitespace);
  return octets ? std::optional<Bytes>(std::move(octets).value()) : std::nullopt;
}

// The decimal number of X509SerialNumber as INTEGER content octets; empty when it is none.
Bytes serial_octets(std::string_view decimal) {
  if (decimal.empty() || decimal.size() > kMaxDigits) {
    return {};
  }
  Bytes octets;  // little endian
  for (const char c : decimal) {
    if (c < '0' || c > '9') {
      return {};
    }
    unsigned carry = static_cast<unsigned>(c - '0');
    for (std::uint8_t& octet : octets) {
      carry += octet * 10U;
      octet = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) {
      octets.push_back(static_cast<std::uint8_t>(carry));
    }
  }
  if (octets.empty() || (octets.back() & 0x80U) != 0) {
    octets.push_back(0);
  }
  std::reverse(octets.begin(), octets.end());
  return octets;
}

void read_digest(Element digest_owner, model::CertificateReference& reference) {
  const Element method = digest_child(digest_owner, "DigestMethod");
  const Element value = digest_child(digest_owner, "DigestValue");
  if (method) {
    reference.digest_identifier = method.attribute("Algorithm").value_or("");
    reference.digest = crypto::digest_by_uri(reference.digest_identifier);
  }
  if (value) {
    reference.value = base64_of(value).value_or(Bytes{});
  }
}

// IssuerSerial: ds:X509IssuerName as text and ds:X509SerialNumber.
void read_issuer_serial(Element element, model::CertificateReference& reference) {
  reference.has_issuer_serial = true;
  reference.issuer_text = element.child(kDsig, "X509IssuerName")
                              ? element.child(kDsig, "X509IssuerName").trimmed_text()
                              : "";
  if (const Element serial = element.child(kDsig, "X509SerialNumber")) {
    reference.serial = serial_octets(serial.trimmed_text());
  }
}

// IssuerSerialV2: base64 of a DER IssuerSerial (RFC 5035). One that cannot be read names nobody.
void read_issuer_serial_v2(Element element, model::CertificateReference& reference) {
  reference.has_issuer_serial = true;
  const auto octets = base64_of(element);
  if (!octets) {
    return;
  }
  const auto outer = der::single(*octets, der::Rules::ber, "IssuerSerialV2");
  if (!outer || outer->tag != der::kSequence) {
    return;
  }
  der::Reader reader(*outer);
  auto names = reader.enter(der::kSequence, "issuer");
  const auto serial = reader.expect(der::kInteger, "serialNumber");
  if (!names || !serial) {
    return;
  }
  const auto name = names->next();
  if (name && name->tag == der::context_constructed(4)) {
    reference.issuer = to_bytes(name->content);
  }
  reference.serial = to_bytes(serial->content);
}

void collect(Element parent, std::string_view local_name, std::vector<Element>& out) {
  for (const Element element : parent.children()) {
    if (element.name() == local_name && is_property(element.ns())) {
      out.push_back(element);
    } else {
      collect(element, local_name, out);  // depth <= 100 (threats.md), kept by xml::Document
    }
  }
}

}  // namespace

bool is_xades(std::string_view ns) {
  return std::find(kNamespaces.begin(), kNamespaces.end(), ns) != kNamespaces.end();
}

bool is_property(std::string_view ns) { return ns == k141 || ns == k19132 || is_xades(ns); }

std::vector<Element> children(Element parent, std::string_view local_name) {
  std::vector<Element> found;
  if (!parent) {
    return found;
  }
  for (const Element element : parent.children()) {
    if (element.name() == local_name && is_property(element.ns())) {
      found.push_back(element);
    }
  }
  return found;
}

Element child(Element parent, std::string_view local_name) {
  const auto found = children(parent, local_name);
  return found.empty() ? Element() : found.front();
}

Element digest_child(Element parent, std::string_view local_name) {
  const Element found = parent.child(kDsig, local_name);
  return found ? found : child(parent, local_name);
}

std::vector<model::CertificateReference> signing_certificate(Element property) {
  std::vector<model::CertificateReference> references;
  for (const Element cert : children(property, "Cert")) {
    model::CertificateReference reference;
    if (const Element digest = child(cert, "CertDigest")) {
      read_digest(digest, reference);
    }
    if (const Element serial = child(cert, "IssuerSerial")) {
      read_issuer_serial(serial, reference);
    } else if (const Element serial_v2 = child(cert, "IssuerSerialV2")) {
      read_issuer_serial_v2(serial_v2, reference);
    }
    references.push_back(std::move(reference));
  }
  return references;
}

Result<model::SignaturePolicyReference> signature_policy(Element property) {
  model::SignaturePolicyReference policy;
  if (child(property, "SignaturePolicyImplied")) {
    policy.implied = true;
    return policy;
  }
  const Element id = child(property, "SignaturePolicyId");
  const Element sig_policy_id = id ? child(id, "SigPolicyId") : Element();
  const Element identifier = sig_policy_id ? child(sig_policy_id, "Identifier") : Element();
  if (!identifier) {
    return Error{ErrorCode::malformed, "SignaturePolicyIdentifier without an Identifier"};
  }
  policy.id = identifier.trimmed_text();
  if (policy.id.starts_with(kOidUrn)) {
    policy.id = policy.id.substr(kOidUrn.size());
  }
  policy.transformed = bool(digest_child(id, "Transforms"));
  if (const Element hash = child(id, "SigPolicyHash")) {
    model::CertificateReference digest;
    read_digest(hash, digest);
    policy.digest = digest.digest;
    policy.value = std::move(digest.value);
  }
  for (const Element qualifier : children(child(id, "SigPolicyQualifiers"), "SigPolicyQualifier")) {
    if (const Element uri = child(qualifier, "SPURI")) {
      policy.uri = uri.trimmed_text();
    }
  }
  return policy;
}

std::vector<std::string> signer_roles(Element property) {
  std::vector<std::string> roles;
  for (const Element role : children(child(property, "ClaimedRoles"), "ClaimedRole")) {
    std::string text = role.trimmed_text();
    if (!text.empty()) {
      roles.push_back(std::move(text));
    }
  }
  return roles;
}

std::string production_place(Element property) {
  std::string joined;
  for (const std::string_view part :
       {"City", "StreetAddress", "StateOrProvince", "PostalCode", "CountryName"}) {
    if (const Element element = child(property, part)) {
      const std::string text = element.trimmed_text();
      if (!text.empty()) {
        joined += (joined.empty() ? "" : ", ") + text;
      }
    }
  }
  return joined;
}

std::optional<std::string> commitment(Element property) {
  const Element id = child(property, "CommitmentTypeId");
  const Element identifier = id ? child(id, "Identifier") : Element();
  return identifier ? std::optional<std::string>(identifier.trimmed_text()) : std::nullopt;
}

std::vector<Bytes> encapsulated(Element parent, std::string_view local_name) {
  std::vector<Element> found;
  collect(parent, local_name, found);
  std::vector<Bytes> all;
  for (const Element element : found) {
    if (auto octets = base64_of(element)) {
      all.push_back(std::move(*octets));
    }
  }
  return all;
}

std::size_t not_encapsulated(Element parent, std::string_view local_name) {
  std::vector<Element> found;
  collect(parent, local_name, found);
  return static_cast<std::size_t>(std::count_if(
      found.begin(), found.end(), [](Element element) { return !base64_of(element); }));
}

}  // namespace senim::formats::property

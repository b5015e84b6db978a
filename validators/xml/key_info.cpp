#include "validators/xml/key_info.h"

#include <algorithm>

#include "validators/crypto/base64.h"

namespace senim::xml {
namespace {

constexpr std::string_view kDsig11 = "http://www.w3.org/2009/xmldsig11#";
constexpr std::string_view kMore = "http://www.w3.org/2001/04/xmldsig-more#";  // RFC 4050
constexpr std::string_view kX509DataType = "http://www.w3.org/2000/09/xmldsig#X509Data";
constexpr std::string_view kOidUrn = "urn:oid:";
// WS-Security: X.509 Certificate Token Profile 1.1 3.1 and 3.2.
constexpr std::string_view kX509v3 =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
constexpr std::string_view kX509SubjectKeyIdentifier =
    "http://docs.oasis-open.org/wss/2004/01/"
    "oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
constexpr std::string_view kBase64Binary =
    "http://docs.oasis-open.org/wss/2004/01/"
    "oasis-200401-wss-soap-message-security-1.0#Base64Binary";

Result<Bytes> decoded(Element element) {
  SENIM_TRY(const std::string text, element.text());
  return crypto::from_base64(text, crypto::Base64Rules::ignore_whitespace);
}

Result<Bytes> decoded_child(Element parent, std::string_view ns, std::string_view local_name) {
  SENIM_TRY(const Element child, parent.only_child(ns, local_name));
  return decoded(child);
}

// --- keys
// -----------------------------------------------------------------------------------------

struct Curve {
  std::string_view oid;
  std::size_t width;  // octets of a coordinate
};
// FIPS 186-4, SEC 2, RFC 5639.
constexpr Curve kCurves[] = {
    {"1.2.840.10045.3.1.7", 32},   {"1.3.132.0.34", 48},          {"1.3.132.0.35", 66},
    {"1.2.840.10045.3.1.1", 24},   {"1.3.132.0.33", 28},          {"1.3.132.0.10", 32},
    {"1.3.36.3.3.2.8.1.1.1", 20},  {"1.3.36.3.3.2.8.1.1.2", 20},  {"1.3.36.3.3.2.8.1.1.3", 24},
    {"1.3.36.3.3.2.8.1.1.4", 24},  {"1.3.36.3.3.2.8.1.1.5", 28},  {"1.3.36.3.3.2.8.1.1.6", 28},
    {"1.3.36.3.3.2.8.1.1.7", 32},  {"1.3.36.3.3.2.8.1.1.8", 32},  {"1.3.36.3.3.2.8.1.1.9", 40},
    {"1.3.36.3.3.2.8.1.1.10", 40}, {"1.3.36.3.3.2.8.1.1.11", 48}, {"1.3.36.3.3.2.8.1.1.12", 48},
    {"1.3.36.3.3.2.8.1.1.13", 64}, {"1.3.36.3.3.2.8.1.1.14", 64},
};

Result<Curve> curve_named(const std::optional<std::string>& urn) {
  for (const Curve& curve : kCurves) {
    if (urn && urn->starts_with(kOidUrn) && urn->substr(kOidUrn.size()) == curve.oid) {
      return curve;
    }
  }
  return Error{ErrorCode::unsupported, "the curve \"" + urn.value_or("") + "\""};
}

// A decimal number as `width` octets, big endian (RFC 4050 3.2).
Result<Bytes> from_decimal(std::string_view text, std::size_t width) {
  Bytes octets(width, 0);
  constexpr std::size_t kDigits = 160;  // 2^528, the largest field here, has 159
  if (text.empty() || text.size() > kDigits) {
    return Error{ErrorCode::malformed, "a coordinate of no or too many digits"};
  }
  for (const char digit : text) {
    if (digit < '0' || digit > '9') {
      return Error{ErrorCode::malformed, "a coordinate that is no decimal number"};
    }
    unsigned carry = static_cast<unsigned>(digit - '0');
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
      carry += 10U * *octet;
      *octet = static_cast<std::uint8_t>(carry & 0xffU);
      carry >>= 8U;
    }
    if (carry != 0) {
      return Error{ErrorCode::malformed, "a coordinate wider than its curve"};
    }
  }
  return octets;
}

Result<crypto::PublicKey> read_rsa(Element value) {
  SENIM_TRY(const Bytes modulus, decoded_child(value, kDsig, "Modulus"));
  SENIM_TRY(const Bytes exponent, decoded_child(value, kDsig, "Exponent"));
  return crypto::PublicKey::from_rsa(modulus, exponent);
}

Result<crypto::PublicKey> read_dsa(Element value) {
  SENIM_TRY(const Bytes p, decoded_child(value, kDsig, "P"));
  SENIM_TRY(const Bytes q, decoded_child(value, kDsig, "Q"));
  SENIM_TRY(const Bytes g, decoded_child(value, kDsig, "G"));
  SENIM_TRY(const Bytes y, decoded_child(value, kDsig, "Y"));
  return crypto::PublicKey::from_dsa(p, q, g, y);
}

// xmldsig-core1 4.5.2.3. Explicit curves are refused before arithmetic (spec/threats.md).
Result<crypto::PublicKey> read_ec(Element value) {
  const auto named = value.only_child(kDsig11, "NamedCurve");
  if (!named.ok()) {
    return Error{ErrorCode::unsupported, "an ECKeyValue without NamedCurve"};
  }
  SENIM_TRY(const Curve curve, curve_named(named->attribute("URI")));
  SENIM_TRY(const Bytes point, decoded_child(value, kDsig11, "PublicKey"));
  return crypto::PublicKey::from_ec(Oid(curve.oid), point);
}

// RFC 4050 3.
Result<crypto::PublicKey> read_ecdsa(Element value) {
  SENIM_TRY(const Element domain, value.only_child(kMore, "DomainParameters"));
  const auto named = domain.only_child(kMore, "NamedCurve");
  if (!named.ok()) {
    return Error{ErrorCode::unsupported, "an ECDSAKeyValue without NamedCurve"};
  }
  SENIM_TRY(const Curve curve, curve_named(named->attribute("URN")));
  SENIM_TRY(const Element key, value.only_child(kMore, "PublicKey"));
  Bytes point{0x04};  // uncompressed, SEC 1 2.3.3
  for (const std::string_view name : {"X", "Y"}) {
    SENIM_TRY(const Element coordinate, key.only_child(kMore, name));
    SENIM_TRY(const Bytes octets,
              from_decimal(coordinate.attribute("Value").value_or(""), curve.width));
    point.insert(point.end(), octets.begin(), octets.end());
  }
  return crypto::PublicKey::from_ec(Oid(curve.oid), point);
}

Result<crypto::PublicKey> read_key_value(Element key_value) {
  const std::vector<Element> children = key_value.children();
  if (children.size() != 1) {
    return Error{ErrorCode::malformed, "a KeyValue without one key"};
  }
  const Element value = children.front();
  if (value.is(kDsig, "RSAKeyValue")) {
    return read_rsa(value);
  }
  if (value.is(kDsig, "DSAKeyValue")) {
    return read_dsa(value);
  }
  if (value.is(kDsig11, "ECKeyValue")) {
    return read_ec(value);
  }
  if (value.is(kMore, "ECDSAKeyValue")) {
    return read_ecdsa(value);
  }
  return Error{ErrorCode::unsupported, "a key of the kind " + std::string(value.name())};
}

Result<crypto::PublicKey> read_der_key(Element value) {
  SENIM_TRY(const Bytes spki, decoded(value));
  return crypto::PublicKey::from_spki(spki);
}

// --- KeyInfo
// --------------------------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const Document& document) : document_(document) {}
  void key_info(Element element);
  KeyInfo take() { return std::move(found_); }

 private:
  void x509_data(Element data);
  void certificate(Element encoded);
  void token_reference(Element reference);
  void token(Element reference);
  void key(Result<crypto::PublicKey> key);
  void follow(Element reference);

  // One more reference inside the document; false once there were too many.
  bool may_follow() { return followed_++ < kMaxFollowed; }

  // Real ones have one; each may name the same large element again.
  static constexpr std::size_t kMaxFollowed = 16;

  const Document& document_;
  KeyInfo found_;
  bool following_ = false;
  std::size_t followed_ = 0;
};

void Reader::key_info(Element element) {
  for (const Element child : element.children()) {
    if (child.is(kDsig, "X509Data")) {
      x509_data(child);
    } else if (child.is(kDsig, "KeyValue")) {
      key(read_key_value(child));
    } else if (child.is(kDsig11, "DEREncodedKeyValue")) {
      key(read_der_key(child));
    } else if (child.is(kDsig, "KeyName") && found_.key_name.empty()) {
      found_.key_name = child.trimmed_text();
    } else if (child.is(kDsig11, "KeyInfoReference") || child.is(kDsig, "RetrievalMethod")) {
      follow(child);
    } else if (child.is(kWsse, "SecurityTokenReference")) {
      token_reference(child);
    }
  }
}

// The first key counts; a second one may not talk its way past the first one's problem.
void Reader::key(Result<crypto::PublicKey> key) {
  if (found_.bare_key || !found_.bare_key_problem.empty()) {
    return;
  }
  if (key.ok()) {
    found_.bare_key = std::move(key).value();
  } else {
    found_.bare_key_problem = key.error().message;
  }
}

void Reader::x509_data(Element data) {
  for (const Element child : data.children()) {
    if (child.is(kDsig, "X509Certificate")) {
      certificate(child);
    } else if (child.is(kDsig, "X509CRL")) {
      if (auto crl = decoded(child); crl.ok()) {
        found_.crls.push_back(std::move(crl).value());
      }
    } else if (child.is(kDsig, "X509IssuerSerial")) {
      found_.issuer_serials.push_back({child.child(kDsig, "X509IssuerName").trimmed_text(),
                                       child.child(kDsig, "X509SerialNumber").trimmed_text()});
    } else if (child.is(kDsig, "X509SKI")) {
      if (auto id = decoded(child); id.ok()) {
        found_.subject_key_ids.push_back(std::move(id).value());
      }
    } else if (child.is(kDsig, "X509SubjectName")) {
      found_.subject_names.push_back(child.trimmed_text());
    }
  }
}

void Reader::certificate(Element encoded) {
  const auto der = decoded(encoded);
  auto read = der.ok() ? pki::Certificate::from_der(*der) : der.error();
  if (read.ok()) {
    found_.certificates.push_back(std::move(read).value());
  } else {
    ++found_.unreadable_certificates;
  }
}

bool is_base64(Element encoded) {
  return encoded.attribute("EncodingType").value_or(std::string(kBase64Binary)) == kBase64Binary;
}

// SOAP Message Security 7: how the signer of a SOAP message names his certificate. Kazakh tools put
// it into the KeyIdentifier itself (domain.md 4.1).
void Reader::token_reference(Element reference) {
  for (const Element child : reference.children()) {
    const std::string type = child.attribute("ValueType").value_or("");
    if (child.is(kDsig, "X509Data")) {
      x509_data(child);
    } else if (child.is(kWsse, "Reference")) {
      token(child);
    } else if (child.is(kWsse, "KeyIdentifier") && is_base64(child) && type == kX509v3) {
      certificate(child);
    } else if (child.is(kWsse, "KeyIdentifier") && is_base64(child) &&
               type == kX509SubjectKeyIdentifier) {
      if (auto id = decoded(child); id.ok()) {
        found_.subject_key_ids.push_back(std::move(id).value());
      }
    }
  }
}

// SOAP Message Security 7.2: a BinarySecurityToken of the same message.
void Reader::token(Element reference) {
  const std::string uri = reference.attribute("URI").value_or("");
  if (uri.size() < 2 || uri.front() != '#' || !may_follow()) {
    return;
  }
  const auto target = document_.by_id(std::string_view(uri).substr(1));
  if (target.ok() && target->is(kWsse, "BinarySecurityToken") && is_base64(*target) &&
      target->attribute("ValueType").value_or("") == kX509v3) {
    certificate(*target);
  }
}

// xmldsig-core1 4.5.3, 4.5.10: one step, inside the document, without transforms.
void Reader::follow(Element reference) {
  const std::string uri = reference.attribute("URI").value_or("");
  if (following_ || uri.size() < 2 || uri.front() != '#' || reference.child(kDsig, "Transforms") ||
      !may_follow()) {
    return;
  }
  const auto target = document_.by_id(std::string_view(uri).substr(1));
  if (!target.ok()) {
    return;
  }
  following_ = true;
  if (reference.is(kDsig11, "KeyInfoReference") && target->is(kDsig, "KeyInfo")) {
    key_info(*target);
  } else if (reference.is(kDsig, "RetrievalMethod") && target->is(kDsig, "X509Data") &&
             reference.attribute("Type").value_or(std::string(kX509DataType)) == kX509DataType) {
    x509_data(*target);
  }
  following_ = false;
}

}  // namespace

KeyInfo read_key_info(const Document& document, Element key_info) {
  Reader reader(document);
  reader.key_info(key_info);
  return reader.take();
}

}  // namespace senim::xml

#include "validators/xml/key_info.h"

#include <catch2/catch.hpp>

#include "tests/support/test_pki.h"
#include "validators/crypto/base64.h"

using namespace senim;
using xml::Document;
using xml::KeyInfo;

namespace {

// A document with a KeyInfo at its start and others to be referred to.
KeyInfo read(const std::string& inside, const std::string& behind = "") {
  const std::string text =
      "<r xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
      "xmlns:x=\"http://www.w3.org/2009/xmldsig11#\" "
      "xmlns:m=\"http://www.w3.org/2001/04/xmldsig-more#\"><ds:KeyInfo Id=\"first\">" +
      inside + "</ds:KeyInfo>" + behind + "</r>";
  Budget budget;
  const auto document = Document::parse(as_bytes(text), budget);
  if (!document.ok()) {
    FAIL(document.error().message);
  }
  return xml::read_key_info(**document, (*document)->root().children().front());
}

std::string base64(ByteView octets) { return crypto::to_base64(octets); }

const Bytes& leaf() { return test::test_pki().leaf.certificate; }

std::string der_key() {
  return "<x:DEREncodedKeyValue>" + base64(test::test_pki().leaf.key.spki()) +
         "</x:DEREncodedKeyValue>";
}

// The uncompressed point of the leaf's P-256 key: the last 65 octets of its SubjectPublicKeyInfo.
Bytes point() {
  const Bytes spki = test::test_pki().leaf.key.spki();
  return to_bytes(ByteView(spki).last(65));
}

std::string decimal(ByteView octets) {
  std::string digits = "0";
  for (const std::uint8_t octet : octets) {
    unsigned carry = octet;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
      carry += static_cast<unsigned>(*digit - '0') * 256U;
      *digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) {
      digits.insert(digits.begin(), static_cast<char>('0' + carry % 10));
    }
  }
  return digits;
}

std::string ec_key(const std::string& curve, ByteView octets) {
  return "<ds:KeyValue><x:ECKeyValue><x:NamedCurve URI=\"" + curve + "\"/><x:PublicKey>" +
         base64(octets) + "</x:PublicKey></x:ECKeyValue></ds:KeyValue>";
}

std::string rfc4050_key(const std::string& x, const std::string& y) {
  return "<ds:KeyValue><m:ECDSAKeyValue><m:DomainParameters><m:NamedCurve "
         "URN=\"urn:oid:1.2.840.10045.3.1.7\"/></m:DomainParameters><m:PublicKey><m:X Value=\"" +
         x + "\"/><m:Y Value=\"" + y + "\"/></m:PublicKey></m:ECDSAKeyValue></ds:KeyValue>";
}

}  // namespace

TEST_CASE("X509Data gives certificates, CRLs and names", "[xml]") {
  const KeyInfo info = read(
      "<ds:KeyName> alias </ds:KeyName><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=a"
      "</ds:X509IssuerName><ds:X509SerialNumber> 12 </ds:X509SerialNumber></ds:X509IssuerSerial>"
      "<ds:X509SKI>AQI=</ds:X509SKI><ds:X509SubjectName>CN=b</ds:X509SubjectName>"
      "<ds:X509Certificate>\n" +
      base64(leaf()) +
      "\n</ds:X509Certificate><ds:X509Certificate>AAAA</ds:X509Certificate><ds:X509Certificate>@"
      "</ds:X509Certificate><ds:X509CRL>MAA=</ds:X509CRL></ds:X509Data><ds:X509Data>"
      "<ds:X509Certificate>" +
      base64(test::test_pki().ca.certificate) + "</ds:X509Certificate></ds:X509Data>");
  REQUIRE(info.certificates.size() == 2);
  CHECK(equal(info.certificates[0].der(), leaf()));
  CHECK(equal(info.certificates[1].der(), test::test_pki().ca.certificate));
  CHECK(info.unreadable_certificates == 2);
  CHECK(info.crls == std::vector<Bytes>{{0x30, 0x00}});
  CHECK(info.key_name == "alias");
  REQUIRE(info.issuer_serials.size() == 1);
  CHECK(info.issuer_serials[0].issuer == "CN=a");
  CHECK(info.issuer_serials[0].serial == "12");
  CHECK(info.subject_key_ids == std::vector<Bytes>{{1, 2}});
  CHECK(info.subject_names == std::vector<std::string>{"CN=b"});
  CHECK_FALSE(info.bare_key.has_value());
  CHECK(info.bare_key_problem.empty());
}

TEST_CASE("one key in every way of writing it", "[xml]") {
  const auto key = crypto::PublicKey::from_spki(test::test_pki().leaf.key.spki()).value();
  const Bytes octets = point();
  const ByteView coordinates = ByteView(octets).subspan(1);
  for (const std::string& written :
       {der_key(), ec_key("urn:oid:1.2.840.10045.3.1.7", octets),
        rfc4050_key(decimal(coordinates.first(32)), decimal(coordinates.last(32)))}) {
    CAPTURE(written);
    const KeyInfo info = read(written);
    CAPTURE(info.bare_key_problem);
    REQUIRE(info.bare_key.has_value());
    CHECK(*info.bare_key == key);
  }
}

namespace {

constexpr const char* kSecext =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
constexpr const char* kProfile =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#";
constexpr const char* kEncoding =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#";

std::string token_reference(const std::string& inside) {
  return std::string("<w:SecurityTokenReference xmlns:w=\"") + kSecext + "\">" + inside +
         "</w:SecurityTokenReference>";
}
std::string key_identifier(const std::string& type, const std::string& encoding, ByteView octets) {
  return token_reference("<w:KeyIdentifier ValueType=\"" + type + "\"" +
                         (encoding.empty() ? "" : " EncodingType=\"" + encoding + "\"") + ">" +
                         base64(octets) + "</w:KeyIdentifier>");
}

}  // namespace

TEST_CASE("a security token reference of SOAP names the certificate in each of its ways", "[xml]") {
  const std::string x509 = std::string(kProfile) + "X509v3";
  const std::string binary = std::string(kEncoding) + "Base64Binary";
  for (const std::string& encoding : {binary, std::string()}) {  // base64 is the default
    const KeyInfo info = read(key_identifier(x509, encoding, leaf()));
    REQUIRE(info.certificates.size() == 1);
    CHECK(equal(info.certificates[0].der(), leaf()));
  }
  CHECK(read(key_identifier(std::string(kProfile) + "X509SubjectKeyIdentifier", binary, leaf()))
            .subject_key_ids == std::vector<Bytes>{leaf()});
  CHECK(read(token_reference("<ds:X509Data><ds:X509Certificate>" + base64(leaf()) +
                             "</ds:X509Certificate></ds:X509Data>"))
            .certificates.size() == 1);
  // What it does not know it passes over.
  CHECK(read(key_identifier(x509, std::string(kEncoding) + "HexBinary", leaf()))
            .certificates.empty());
  CHECK(read(key_identifier(std::string(kProfile) + "X509PKIPathv1", binary, leaf()))
            .certificates.empty());
  CHECK(read(key_identifier("", binary, leaf())).certificates.empty());
  CHECK(read("<w:SecurityTokenReference xmlns:w=\"urn:other\"><w:KeyIdentifier ValueType=\"" +
             x509 + "\">" + base64(leaf()) + "</w:KeyIdentifier></w:SecurityTokenReference>")
            .certificates.empty());
  const KeyInfo broken = read(key_identifier(x509, binary, ByteView(leaf()).first(100)));
  CHECK(broken.certificates.empty());
  CHECK(broken.unreadable_certificates == 1);
}

TEST_CASE("a security token reference is followed to a token of the same message", "[xml]") {
  const auto token = [](const std::string& type, const std::string& id) {
    return std::string("<w:BinarySecurityToken xmlns:w=\"") + kSecext + "\" Id=\"" + id +
           "\" ValueType=\"" + kProfile + type + "\">" + base64(leaf()) +
           "</w:BinarySecurityToken>";
  };
  const auto found = [&](const std::string& uri, const std::string& behind) {
    return read(token_reference("<w:Reference URI=\"" + uri + "\"/>"), behind).certificates.size();
  };
  CHECK(found("#t", token("X509v3", "t")) == 1);
  CHECK(found("t", token("X509v3", "t")) == 0);
  CHECK(found("#u", token("X509v3", "t")) == 0);
  CHECK(found("#t", token("X509PKIPathv1", "t")) == 0);
  CHECK(found("#t", token("X509v3", "t") + token("X509v3", "t")) == 0);  // which one?
  // Many references to one token do not read it many times.
  std::string many;
  for (int i = 0; i < 100; ++i) {
    many += token_reference("<w:Reference URI=\"#t\"/>");
  }
  CHECK(read(many, token("X509v3", "t")).certificates.size() == 16);
  many.clear();
  for (int i = 0; i < 100; ++i) {
    many += "<ds:RetrievalMethod URI=\"#k\"/>";
  }
  CHECK(read(many, "<ds:X509Data Id=\"k\"><ds:X509Certificate>" + base64(leaf()) +
                       "</ds:X509Certificate></ds:X509Data>")
            .certificates.size() == 16);
}

TEST_CASE("a key that is none is a problem and no key", "[xml]") {
  const Bytes octets = point();
  Bytes off_curve = octets;
  off_curve.back() ^= 1U;
  const ByteView coordinates = ByteView(octets).subspan(1);
  const std::string x = decimal(coordinates.first(32));
  const std::string y = decimal(coordinates.last(32));
  for (const std::string& written :
       {ec_key("urn:oid:1.2.840.10045.3.1.7", off_curve), ec_key("urn:oid:1.2.3", octets),
        ec_key("1.2.840.10045.3.1.7", octets), ec_key("", octets), rfc4050_key(x + "0", y),
        rfc4050_key(x, "-1"), rfc4050_key(y, x), rfc4050_key("", y),
        rfc4050_key(std::string(10'000, '9'), y), std::string("<ds:KeyValue/>"),
        std::string("<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>"),
        std::string("<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQ==</ds:Modulus><ds:Exponent>AQ=="
                    "</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>"),
        std::string("<ds:KeyValue><ds:DSAKeyValue><ds:Y>AQ==</ds:Y></ds:DSAKeyValue>"
                    "</ds:KeyValue>"),
        std::string("<ds:KeyValue><m:GostKeyValue/></ds:KeyValue>"),
        std::string("<x:DEREncodedKeyValue>MAA=</x:DEREncodedKeyValue>")}) {
    CAPTURE(written);
    const KeyInfo info = read(written);
    CHECK_FALSE(info.bare_key.has_value());
    CHECK_FALSE(info.bare_key_problem.empty());
    // The problem is not talked away by a good key behind it.
    CHECK_FALSE(read(written + der_key()).bare_key.has_value());
  }
}

TEST_CASE("KeyInfoReference and RetrievalMethod are followed one step inside the document",
          "[xml]") {
  const std::string other = "<ds:KeyInfo Id=\"k\">" + der_key() + "</ds:KeyInfo>";
  CHECK(read("<x:KeyInfoReference URI=\"#k\"/>", other).bare_key.has_value());
  CHECK_FALSE(read("<x:KeyInfoReference URI=\"k\"/>", other).bare_key.has_value());
  CHECK_FALSE(read("<x:KeyInfoReference URI=\"#j\"/>", other).bare_key.has_value());
  CHECK_FALSE(read("<x:KeyInfoReference URI=\"#k\"/>", other + other).bare_key.has_value());
  CHECK_FALSE(read("<x:KeyInfoReference URI=\"#first\"/>").bare_key.has_value());
  CHECK_FALSE(read("<x:KeyInfoReference URI=\"#j\"/>",
                   "<ds:KeyInfo Id=\"j\"><x:KeyInfoReference URI=\"#k\"/></ds:KeyInfo>" + other)
                  .bare_key.has_value());
  const std::string data = "<ds:X509Data Id=\"k\"><ds:X509Certificate>" + base64(leaf()) +
                           "</ds:X509Certificate></ds:X509Data>";
  const std::string type = "Type=\"http://www.w3.org/2000/09/xmldsig#";
  CHECK(read("<ds:RetrievalMethod URI=\"#k\" " + type + "X509Data\"/>", data).certificates.size() ==
        1);
  CHECK(read("<ds:RetrievalMethod URI=\"#k\" " + type + "KeyValue\"/>", data).certificates.empty());
  CHECK(read("<ds:RetrievalMethod URI=\"http://example.org/#k\"/>", data).certificates.empty());
  CHECK(read("<ds:RetrievalMethod URI=\"#k\"><ds:Transforms/></ds:RetrievalMethod>", data)
            .certificates.empty());
}

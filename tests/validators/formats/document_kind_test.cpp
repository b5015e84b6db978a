#include "validators/formats/document_kind.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/octets.h"
#include "validators/crypto/base64.h"

namespace senim::formats {
namespace {

using model::DocumentKind;
using test::from_hex;

// ContentInfo { id-signedData, [0] SignedData { 1, {}, { eContentType } ... cut short
const Bytes kCms = from_hex(
    "3080"
    "06092a864886f70d010702"
    "a080"
    "3080"
    "020101"
    "3100"
    "300b"
    "06092a864886f70d010701");
const Bytes kTst = from_hex(
    "3080"
    "06092a864886f70d010702"
    "a080"
    "3080"
    "020103"
    "3100"
    "308006"
    "0b2a864886f70d0109100104");

std::string zip_entry(const std::string& name, const std::string& content) {
  std::string entry("PK\x03\x04", 4);
  entry += std::string("\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0", 14);
  entry += static_cast<char>(content.size());
  entry += std::string("\0\0\0", 3);
  entry += static_cast<char>(content.size());
  entry += std::string("\0\0\0", 3);
  entry += static_cast<char>(name.size());
  entry += std::string("\0\0\0", 3);
  return entry + name + content;
}

DocumentKind kind_of(std::string_view text) { return detect(as_bytes(text)); }

}  // namespace

TEST_CASE("CMS is recognised in DER, BER, PEM and base64", "[formats]") {
  CHECK(detect(kCms) == DocumentKind::cms);
  const std::string base64 = crypto::to_base64(kCms);
  CHECK(kind_of(base64) == DocumentKind::cms);
  CHECK(kind_of(base64.substr(0, 20) + "\r\n" + base64.substr(20)) == DocumentKind::cms);
  CHECK(kind_of("-----BEGIN CMS-----\n" + base64 + "\n-----END CMS-----\n") == DocumentKind::cms);
  CHECK(kind_of("\n-----BEGIN PKCS7-----\n" + base64 + "\n-----END PKCS7-----") ==
        DocumentKind::cms);
}

TEST_CASE("a PEM block whose label does not come back is not one", "[formats]") {
  const std::string base64 = crypto::to_base64(kCms);
  CHECK(kind_of("-----BEGIN CMS-----\n" + base64 + "\n-----END PKCS7-----\n") ==
        DocumentKind::unknown);
  CHECK(kind_of("text before\n-----BEGIN CMS-----\n" + base64 + "\n-----END CMS-----\n") ==
        DocumentKind::unknown);
}

TEST_CASE("a time-stamp token is told from other CMS by its content type", "[formats]") {
  CHECK(detect(kTst) == DocumentKind::tst);
  Bytes other = kTst;
  other.back() = 5;
  CHECK(detect(other) == DocumentKind::cms);
  // TimeStampResp { PKIStatusInfo { granted }, token }
  Bytes response = from_hex(
      "3080"
      "3003020100");
  response.insert(response.end(), kTst.begin(), kTst.end());
  CHECK(detect(response) == DocumentKind::tst);
}

TEST_CASE("an evidence record is a sequence of version 1 and digest algorithms", "[formats]") {
  CHECK(detect(from_hex("3080"
                        "020101"
                        "300d300b0609608648016503040201"
                        "3000")) == DocumentKind::er);
  CHECK(detect(from_hex("3080"
                        "020102"
                        "300d300b0609608648016503040201"
                        "3000")) == DocumentKind::unknown);
  CHECK(kind_of("<e:EvidenceRecord xmlns:e=\"urn:ietf:params:xml:ns:ers\" Version=\"1.0\">") ==
        DocumentKind::er);
}

TEST_CASE("a certificate is no signed document", "[formats]") {
  CHECK(detect(from_hex("3082010030820100a003020102")) == DocumentKind::unknown);
}

TEST_CASE("XML is recognised in UTF-8 and UTF-16, with or without a byte order mark", "[formats]") {
  CHECK(kind_of("<?xml version=\"1.0\"?><a/>") == DocumentKind::xml);
  CHECK(kind_of("\xef\xbb\xbf<a/>") == DocumentKind::xml);
  CHECK(kind_of("  \n<!-- <SignedDoc urn:EEC:SignedData: --><a/>") == DocumentKind::xml);
  CHECK(kind_of(std::string("<\0a\0/\0>\0", 8)) == DocumentKind::xml);
  CHECK(kind_of(std::string("\xfe\xff\0<\0a\0/\0>", 10)) == DocumentKind::xml);
  CHECK(kind_of("<!DOCTYPE a><a/>") == DocumentKind::xml);
  CHECK(kind_of("< a") == DocumentKind::unknown);
}

TEST_CASE("XML formats of their own are told by their root element", "[formats]") {
  CHECK(kind_of("<?xml version=\"1.0\"?>\n<SignedDoc format=\"DIGIDOC-XML\" version=\"1.3\">") ==
        DocumentKind::ddoc);
  CHECK(kind_of("<d:SignedDoc xmlns:d=\"urn:EEC:SignedData:v1.0:EDoc\">") == DocumentKind::eaeu);
  CHECK(kind_of("<d:SignedDoc xmlns:d=\"urn:other\">") == DocumentKind::xml);
}

TEST_CASE("XML is recognised in PEM and base64 as CMS is", "[formats]") {
  const auto base64 = [](std::string_view text) { return crypto::to_base64(as_bytes(text)); };
  CHECK(kind_of(base64("<?xml version=\"1.0\"?><a/>")) == DocumentKind::xml);
  CHECK(kind_of("\xef\xbb\xbf" + base64("\xef\xbb\xbf <a/>")) == DocumentKind::xml);
  CHECK(kind_of("-----BEGIN XML-----\n" + base64("<a/>") + "\n-----END XML-----\n") ==
        DocumentKind::xml);
  const std::string late = "<!--" + std::string(1000, '-') + " -->";
  CHECK(kind_of(base64(late + "<d:SignedDoc xmlns:d=\"urn:EEC:SignedData:v1.0:EDoc\">")) ==
        DocumentKind::eaeu);
  CHECK(kind_of(base64("< a")) == DocumentKind::unknown);
  CHECK(kind_of(base64("text")) == DocumentKind::unknown);
  CHECK(kind_of(base64(base64("<a/>"))) == DocumentKind::unknown);  // once
}

TEST_CASE("however much white space stands before it, XML is XML", "[formats]") {
  const std::string blanks(200'000, ' ');
  CHECK(kind_of(blanks + "<a/>") == DocumentKind::xml);
  CHECK(kind_of("\xef\xbb\xbf" + blanks + "<a/>") == DocumentKind::xml);
  CHECK(kind_of(blanks + "<d:SignedDoc xmlns:d=\"urn:EEC:SignedData:v1.0:EDoc\">") ==
        DocumentKind::eaeu);
  CHECK(kind_of(blanks + "text") == DocumentKind::unknown);
  CHECK(kind_of(blanks) == DocumentKind::unknown);
  const auto base64 = [](const std::string& text) { return crypto::to_base64(as_bytes(text)); };
  CHECK(kind_of(base64(std::string(1000, '\n') + "<a/>")) == DocumentKind::xml);
  CHECK(kind_of(base64(std::string(1000, '\n') + "text")) == DocumentKind::unknown);
  CHECK(kind_of(base64(std::string(1000, '\n'))) == DocumentKind::unknown);
}

TEST_CASE("containers are told apart by the names inside", "[formats]") {
  CHECK(kind_of(zip_entry("mimetype", "application/vnd.etsi.asic-s+zip")) == DocumentKind::asic_s);
  CHECK(kind_of(zip_entry("mimetype", "application/vnd.etsi.asic-e+zip")) == DocumentKind::asic_e);
  CHECK(kind_of(zip_entry("mimetype", "application/vnd.oasis.opendocument.text")) ==
        DocumentKind::odf);
  CHECK(kind_of(zip_entry("[Content_Types].xml", "<Types/>")) == DocumentKind::ooxml);
  CHECK(kind_of(zip_entry("a.txt", "a") + zip_entry("META-INF/signature.p7s", "s")) ==
        DocumentKind::asic_s);
  CHECK(kind_of(zip_entry("META-INF/manifest.xml", "m") +
                zip_entry("META-INF/signatures0.xml", "s")) == DocumentKind::asic_e);
  CHECK(kind_of(zip_entry("a.txt", "a") + zip_entry("META-INF/evidencerecord.ers", "e")) ==
        DocumentKind::asic_s);
  CHECK(kind_of(zip_entry("a.txt", "a")) == DocumentKind::unknown);
}

TEST_CASE("JWS is recognised in all serializations", "[formats]") {
  CHECK(kind_of("eyJhbGciOiJFUzI1NiJ9.cGF5bG9hZA.c2ln") == DocumentKind::jws);
  CHECK(kind_of("eyJhbGciOiJFUzI1NiJ9..c2ln\n") == DocumentKind::jws);
  CHECK(kind_of("ew0KICJhbGciOiAiRVMyNTYiDQp9.cGF5bG9hZA.c2ln") == DocumentKind::jws);
  CHECK(kind_of("{\"payload\":\"\",\"protected\":\"\",\"signature\":\"\"}") == DocumentKind::jws);
  CHECK(kind_of("{\"payload\":\"\",\"signatures\":[]}") == DocumentKind::jws);
  CHECK(kind_of("eyJhbGciOiJFUzI1NiJ9.cGF5bG9hZA") == DocumentKind::unknown);
  CHECK(kind_of("{\"a\":1}") == DocumentKind::unknown);
}

TEST_CASE("PDF is recognised behind up to a kilobyte of other octets", "[formats]") {
  for (const std::size_t before : {0U, 100U, 1019U}) {
    CAPTURE(before);
    std::string text(before, 'x');
    text.append("%PDF-1.7");
    CHECK(kind_of(text) == DocumentKind::pdf);
  }
  std::string text(1020, 'x');
  text.append("%PDF-1.7");
  CHECK(kind_of(text) == DocumentKind::unknown);
}

TEST_CASE("what nobody recognises is unknown", "[formats]") {
  CHECK(detect({}) == DocumentKind::unknown);
  CHECK(kind_of("hello") == DocumentKind::unknown);
  CHECK(kind_of("MIME-Version: 1.0\nContent-Type: multipart/signed\n") == DocumentKind::unknown);
}

TEST_CASE("unwrapping tells what stands behind a PEM block", "[formats]") {
  const std::string pem =
      "-----BEGIN CMS-----\n" + crypto::to_base64(kCms) + "\n-----END CMS-----\n";
  const auto clean = unwrap(as_bytes(pem));
  REQUIRE(clean.ok());
  CHECK(clean->wrapped);
  CHECK(clean->octets == kCms);
  CHECK(clean->trailing == 0);
  const std::string longer = pem + "more";
  const auto followed = unwrap(as_bytes(longer));
  REQUIRE(followed.ok());
  CHECK(followed->trailing == 4);
  const auto plain = unwrap(kCms);
  REQUIRE(plain.ok());
  CHECK_FALSE(plain->wrapped);
  const auto xml = unwrap(as_bytes("<a/>"));
  REQUIRE(xml.ok());
  CHECK_FALSE(xml->wrapped);
  const auto wrapped_xml = unwrap(as_bytes("PGEv\n Pg=="));
  REQUIRE(wrapped_xml.ok());
  CHECK(as_text(wrapped_xml->octets) == "<a/>");
}

}  // namespace senim::formats
using senim::test::from_hex;

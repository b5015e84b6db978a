#include "validators/formats/signed_document.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/validators/formats/opened.h"
#include "validators/crypto/base64.h"
#include "validators/xml/limits.h"

namespace senim::formats {
namespace {

// design.md 8: 32 MB of XML, whatever stands around it.
std::string xml_of(std::size_t octets, const std::string& before = "") {
  std::string text = before + "<a>";
  text.append(octets - text.size() - 4, 'x');
  text += "</a>";
  return text;
}

std::string pem(const std::string& text) {
  std::string wrapped = "-----BEGIN XML-----\n";
  wrapped += crypto::to_base64(as_bytes(text));
  wrapped += "\n-----END XML-----\n";
  return wrapped;
}

}  // namespace

TEST_CASE("an XML document has at most 32 MB, however it is written or wrapped", "[formats]") {
  CHECK(xml::kMaxSubmitted == 33'554'432);
  const std::string before =
      GENERATE(std::string(), std::string(300'000, ' '), std::string("\xef\xbb\xbf\r\n\t"));
  const std::string most = xml_of(xml::kMaxSubmitted, before);
  const std::string more = xml_of(xml::kMaxSubmitted + 1, before);
  CHECK(test::opened(as_bytes(most)).kind == model::DocumentKind::xml);
  CHECK(test::refused(as_bytes(more)) == ErrorCode::limit_exceeded);
  CHECK(test::refused(as_bytes(crypto::to_base64(as_bytes(more)))) == ErrorCode::limit_exceeded);
  CHECK(test::refused(as_bytes(pem(more))) == ErrorCode::limit_exceeded);
}

TEST_CASE("the limit on XML is on what is wrapped and not on the wrapping", "[formats]") {
  const std::string most = xml_of(xml::kMaxSubmitted);
  const auto base64 = crypto::to_base64(as_bytes(most));
  CHECK(base64.size() > xml::kMaxSubmitted);
  CHECK(test::opened(as_bytes(base64)).kind == model::DocumentKind::xml);
  CHECK(test::opened(as_bytes(pem(most))).kind == model::DocumentKind::xml);
}

TEST_CASE("white space alone does not make a document of another size XML", "[formats]") {
  const std::string blanks(xml::kMaxSubmitted + 1, ' ');
  CHECK(test::opened(as_bytes(blanks)).kind == model::DocumentKind::unknown);
  CHECK(test::refused(as_bytes(blanks + "<a/>")) == ErrorCode::limit_exceeded);
}

}  // namespace senim::formats

// Writes the seeds of tests/fuzz/trust_list anew; hidden, because signatures differ at each run:
// trustlists_test "[seeds]"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/test_pki.h"
#include "tests/trustlists/list_signer.h"

using namespace senim;
using namespace senim::test;

namespace {

std::string rich_list() {
  auto spec = simple_list();
  spec.version = 5;
  auto& service = spec.services.front();
  service.history = {service.current};
  service.history.front().since = at("2020-01-01T00:00:00Z");
  service.current.extensions =
      demo::additional_information(
          "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures") +
      demo::qualification(
          {"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCWithQSCD"},
          "<sie:CriteriaList assert=\"atLeastOne\"><sie:KeyUsage><sie:KeyUsageBit "
          "name=\"nonRepudiation\">true</sie:KeyUsageBit></sie:KeyUsage><sie:PolicySet>"
          "<sie:PolicyIdentifier><xades:Identifier "
          "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">urn:oid:1.2.3</xades:Identifier>"
          "</sie:PolicyIdentifier></sie:PolicySet><sie:CriteriaList assert=\"none\">"
          "</sie:CriteriaList></sie:CriteriaList>") +
      "<tsl:Extension Critical=\"true\"><tsl:ExpiredCertsRevocationInfo>2016-06-30T22:00:00Z"
      "</tsl:ExpiredCertsRevocationInfo></tsl:Extension><tsl:Extension Critical=\"false\">"
      "<add:TakenOverBy xmlns:add=\"http://uri.etsi.org/02231/v2/additionaltypes#\"><add:URI "
      "xml:lang=\"en\">https://example.org/</add:URI></add:TakenOverBy></tsl:Extension>";
  return demo::make_trust_list(spec);
}

void write(const std::string& name, const std::string& text) {
  const std::filesystem::path folder =
      std::filesystem::path(SENIM_SOURCE_DIR) / "tests" / "fuzz" / "trust_list";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("write the fuzz seeds", "[.][seeds]") {
  write("signed.xml", sign_list(demo::make_trust_list(simple_list())));
  write("rich.xml", sign_list(rich_list(), {.certificate_attribute = "SigningCertificate"}));
  write("unsigned.xml", rich_list());
  auto closed = simple_list();
  closed.next_update.reset();
  closed.services.clear();
  std::string text = demo::make_trust_list(closed);
  text.insert(text.find("<tsl:ListIssueDateTime>"),
              "<tsl:PointersToOtherTSL><tsl:OtherTSLPointer><tsl:TSLLocation>https://example.org/"
              "</tsl:TSLLocation><tsl:AdditionalInformation><tsl:OtherInformation>"
              "<tsl:SchemeTerritory>GR</tsl:SchemeTerritory></tsl:OtherInformation>"
              "</tsl:AdditionalInformation></tsl:OtherTSLPointer></tsl:PointersToOtherTSL>");
  write("pointers.xml", sign_list(text, {.reference_uri = "#list"}));
}

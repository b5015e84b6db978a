#include <libxml/c14n.h>
#include <libxml/parser.h>

#include <cstdio>
#include <string>

#include "tests/bench/stopwatch.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/canonical.h"
#include "validators/xml/document.h"

// Reading and canonicalising a document that looks like a trust list, against libxml2 alone.
// Ratios: ours / what `xmllint --noout` does (parse and free), ours / libxml2's canonicalisation.

namespace {

using namespace senim;

std::string list_like(std::size_t octets) {
  std::string certificate;
  for (int i = 0; i < 1'600; ++i) {
    certificate.push_back(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i * 7 % 64]);
  }
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustServiceStatusList "
      "xmlns=\"http://uri.etsi.org/02231/v2#\" "
      "xmlns:x=\"http://uri.etsi.org/02231/v2/additionaltypes#\" "
      "Id=\"list\">\n";
  for (int i = 0; text.size() < octets; ++i) {
    text +=
        "  <TSPService>\n    <ServiceInformation>\n      <ServiceTypeIdentifier>"
        "http://uri.etsi.org/TrstSvc/Svctype/CA/QC</ServiceTypeIdentifier>\n      <ServiceName>\n"
        "        <Name xml:lang=\"en\">Service &amp; number " +
        std::to_string(i) +
        "</Name>\n      </ServiceName>\n      <ServiceDigitalIdentity>\n        <DigitalId>\n"
        "          <X509Certificate>" +
        certificate +
        "</X509Certificate>\n        </DigitalId>\n      </ServiceDigitalIdentity>\n"
        "      <ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
        "</ServiceStatus>\n      <StatusStartingTime>2016-06-30T22:00:00Z</StatusStartingTime>\n"
        "      <ServiceInformationExtensions>\n        <Extension Critical=\"true\">\n"
        "          <x:MimeType>text</x:MimeType>\n        </Extension>\n"
        "      </ServiceInformationExtensions>\n    </ServiceInformation>\n  </TSPService>\n";
  }
  return text + "</TrustServiceStatusList>\n";
}

xmlDoc* libxml2_parse(const std::string& text) {
  return ::xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                         XML_PARSE_NONET | XML_PARSE_COMPACT);
}

}  // namespace

int main() {
  const std::string text = list_like(5U << 20);
  const double mb = static_cast<double>(text.size()) / 1e6;
  const auto report = [&](const char* what, double seconds, double against) {
    std::printf("%-34s %8.2f ms %8.1f MB/s   %.2fx\n", what, seconds * 1e3, mb / seconds,
                seconds / against);
  };

  const auto ours = [&] {
    Budget budget;
    return xml::Document::parse(as_bytes(text), budget).value();
  };
  const double theirs_parse = bench::cpu_seconds([&] { ::xmlFreeDoc(libxml2_parse(text)); }, 3);
  const double ours_parse = bench::cpu_seconds([&] { ours(); }, 3);
  report("libxml2 parse (xmllint --noout)", theirs_parse, theirs_parse);
  report("Document::parse", ours_parse, theirs_parse);

  const auto document = ours();
  xmlDoc* const doc = libxml2_parse(text);
  const auto theirs = [&](int mode) {
    xmlChar* octets = nullptr;
    const int size = ::xmlC14NDocDumpMemory(doc, nullptr, mode, nullptr, 0, &octets);
    ::xmlFree(octets);
    return size;
  };
  const auto canonical = [&](xml::C14nKind kind) {
    Budget budget;
    std::size_t size = 0;
    const Status done = xml::canonicalize(*document, {{}, true, {}}, {kind, false, {}}, budget,
                                          [&size](ByteView piece) { size += piece.size(); });
    return done.ok() ? size : 0;
  };
  const double theirs_inclusive = bench::cpu_seconds([&] { theirs(XML_C14N_1_0); }, 3);
  const double theirs_exclusive = bench::cpu_seconds([&] { theirs(XML_C14N_EXCLUSIVE_1_0); }, 3);
  report("libxml2 inclusive", theirs_inclusive, theirs_inclusive);
  report("canonicalize inclusive 1.0",
         bench::cpu_seconds([&] { canonical(xml::C14nKind::inclusive10); }, 3), theirs_inclusive);
  report("libxml2 exclusive", theirs_exclusive, theirs_exclusive);
  const double ours_exclusive =
      bench::cpu_seconds([&] { canonical(xml::C14nKind::exclusive10); }, 3);
  report("canonicalize exclusive", ours_exclusive, theirs_exclusive);
  ::xmlFreeDoc(doc);

  const double ids = bench::cpu_seconds(
      [&] {
        const auto fresh = ours();
        static_cast<void>(fresh->by_id("list").ok());
      },
      3);
  const double all = bench::cpu_seconds(
      [&] {
        const auto fresh = ours();
        Budget budget;
        auto hasher = crypto::Hasher::start(crypto::DigestAlgorithm::sha256).value();
        static_cast<void>(xml::canonicalize(*fresh, {fresh->by_id("list").value(), false, {}},
                                            {xml::C14nKind::exclusive10, false, {}}, budget,
                                            [&hasher](ByteView piece) { hasher.update(piece); })
                              .ok());
        static_cast<void>(std::move(hasher).finish());
      },
      3);
  report("parse + identifiers", ids, theirs_parse);
  report("parse + identifiers + c14n + SHA-256", all, theirs_parse);
  return 0;
}

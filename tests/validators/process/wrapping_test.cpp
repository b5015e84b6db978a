#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tests/validators/process/court.h"
#include "tests/validators/process/libxml_opinion.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"

// threats.md, "wrapping, duplicate Id, decoy root, second SignedInfo, comment or CDATA inside a
// value": 8 wrappings x 5 places over every kind of XML sample, up to the verdict. A signature may
// go on passing over what it always covered; a document with anything else in it is never
// confirmed.

using namespace senim;
using demo::XmlPackaging;
using process::test::Court;
using process::test::Ruling;
using test::at;

namespace {

constexpr std::string_view kEvil = "<sum>9000</sum>";

struct Sample {
  std::string text;
  std::string part;       // the element that is signed, or the root's inside when enveloped
  std::string part_id;    // its Id, "" when enveloped
  std::string signature;  // the ds:Signature
};

std::string cut(const std::string& text, const std::string& open, const std::string& close) {
  const std::size_t begin = text.find(open);
  const std::size_t end = text.rfind(close);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  return text.substr(begin, end + close.size() - begin);
}

Sample make_sample(XmlPackaging packaging, bool xades, bool exclude_all) {
  const test::TestPki& pki = test::test_pki();
  demo::XadesSpec spec;
  spec.party = &pki.leaf;
  spec.certificates = {pki.ca.certificate};
  spec.packaging = packaging;
  spec.content =
      packaging == XmlPackaging::enveloped ? "<pay><sum>100</sum></pay>" : "<sum>100</sum>";
  spec.xades = xades;
  spec.exclude_all_signatures = exclude_all;
  if (xades) {
    spec.signing_time = at("2026-05-01T00:00:00Z");
  }
  Sample sample;
  sample.text = demo::make_xades(spec);
  sample.signature = cut(sample.text, "<ds:Signature ", "</ds:Signature>");
  switch (packaging) {
    case XmlPackaging::enveloped:
      sample.part = "<sum>100</sum>";
      break;
    case XmlPackaging::internally_detached:
      sample.part = "<data Id=\"sig-data\"><sum>100</sum></data>";
      sample.part_id = "sig-data";
      break;
    case XmlPackaging::enveloping:
    case XmlPackaging::detached:
      sample.part =
          "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"sig-obj\">"
          "<sum>100</sum></ds:Object>";
      sample.part_id = "sig-obj";
      break;
  }
  REQUIRE(sample.text.find(sample.part) != std::string::npos);
  return sample;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t found = text.find(what);
  if (found != std::string::npos) {
    text.replace(found, what.size(), with);
  }
  return text;
}

std::string inserted(std::string text, std::size_t where, std::string_view what) {
  text.insert(where, what);
  return text;
}

// The place p of five: at the start and the end of the root, before and behind the signature (where
// the signature is the root: before and behind its value), in an Object of the signature.
std::string put(const Sample& sample, const std::string& text, std::string_view what, int place) {
  const std::size_t signature = text.find("<ds:Signature ");
  const std::string_view end = "</ds:Signature>";
  switch (place) {
    case 0:
      return inserted(text, text.find('>') + 1, what);
    case 1:
      return inserted(text, text.rfind("</"), what);
    case 2:
      return signature == 0 ? inserted(text, text.find("<ds:SignatureValue"), what)
                            : inserted(text, signature, what);
    case 3:
      return signature == 0 ? inserted(text, text.find("<ds:KeyInfo"), what)
                            : inserted(text, text.rfind(end) + end.size(), what);
    default:
      break;
  }
  REQUIRE_FALSE(sample.signature.empty());
  return inserted(text, text.rfind(end), "<ds:Object>" + std::string(what) + "</ds:Object>");
}

std::string evil_twin(const Sample& sample, bool with_id) {
  std::string evil = replaced(sample.part, "<sum>100</sum>", kEvil);
  return with_id || sample.part_id.empty() ? evil
                                           : replaced(evil, " Id=\"" + sample.part_id + "\"", "");
}

// Values that a comment or CDATA goes into, one for each place.
constexpr std::string_view kValues[] = {"<sum>1", "<ds:DigestValue>", "-value\">",
                                        "<xades:SigningTime>20", "<ds:X509Certificate>"};

std::string wrap(const Sample& sample, int wrapping, int place) {
  const std::string& text = sample.text;
  switch (wrapping) {
    case 0:  // a decoy without identifier
      return put(sample, text, evil_twin(sample, false), place);
    case 1:  // a decoy with the same identifier
      return put(sample, text, evil_twin(sample, true), place);
    case 2:  // the decoy in the place of the original, which moves
      return put(sample, replaced(text, sample.part, evil_twin(sample, false)), sample.part, place);
    case 3: {  // a decoy root around everything, the original somewhere in it
      const std::string tail(static_cast<std::size_t>(place), 'x');
      const std::string open = "<pay" + tail + ">";
      const std::string close = "</pay" + tail + ">";
      return place % 2 == 0 ? open + std::string(kEvil) + text + close
                            : open + text + std::string(kEvil) + close;
    }
    case 4: {  // a second SignedInfo
      const std::string info = cut(text, "<ds:SignedInfo", "</ds:SignedInfo>");
      const std::string evil = replaced(info, "URI=\"", "URI=\"#evil");
      return place == 0 ? replaced(text, info, evil + info)
                        : (place == 1 ? replaced(text, info, info + evil)
                                      : put(sample, text, evil, place));
    }
    case 5:  // a comment inside a value, which hides or shows a digit
      return replaced(text, kValues[place], std::string(kValues[place]) + "<!-- 9 -->");
    case 6:  // CDATA that says more
      return replaced(text, kValues[place], std::string(kValues[place]) + "<![CDATA[9]]>");
    default:  // a second signature, with another content or another time in it
      break;
  }
  std::string second = replaced(sample.signature, "<sum>100</sum>", kEvil);
  second = replaced(second, "2026-05-01", "2020-05-01");
  return put(sample, text, second, place);
}

// Whatever passes says what the original says.
void check_same(const Ruling& ruling, const Ruling& original) {
  const model::SignatureVerdict& known = original.verdict.signatures.at(0);
  for (const model::SignatureVerdict& one : ruling.verdict.signatures) {
    if (one.conclusion.indication != model::Indication::passed) {
      continue;
    }
    CHECK(one.signer->certificate == known.signer->certificate);
    CHECK(one.claimed_signing_time == known.claimed_signing_time);
    CHECK(one.integrity.references == "intact");
    REQUIRE(one.scope.size() == known.scope.size());
    CHECK(one.scope[0].value == known.scope[0].value);
  }
}

}  // namespace

TEST_CASE("no wrapping makes other content confirmed", "[process][attacks]") {
  const auto packaging = GENERATE(XmlPackaging::enveloped, XmlPackaging::enveloping,
                                  XmlPackaging::internally_detached);
  const bool xades = GENERATE(true, false);
  const bool exclude_all = GENERATE(false, true);
  if (exclude_all && packaging != XmlPackaging::enveloped) {
    return;
  }
  const Court court({test::test_pki().root});
  const Sample sample = make_sample(packaging, xades, exclude_all);
  const Ruling original = court.judge(sample.text);
  REQUIRE(original.any_passed());
  const auto form = process::test::libxml_whole(sample.text);
  REQUIRE(form);
  std::size_t made = 0;
  for (int wrapping = 0; wrapping < 8; ++wrapping) {
    for (int place = 0; place < 5; ++place) {
      const std::string text = wrap(sample, wrapping, place);
      if (text == sample.text) {
        continue;  // this sample has no such value
      }
      ++made;
      CAPTURE(static_cast<int>(packaging), xades, exclude_all, wrapping, place, text);
      const Ruling ruling = court.judge(text);
      if (ruling.any_passed()) {
        check_same(ruling, original);
      }
      // Only comments outside of all values are nothing to the canonical form.
      if (ruling.confirmed()) {
        CHECK(process::test::libxml_whole(text) == form);
      }
    }
  }
  CHECK(made >= 38);
}

// attack6 A7.
TEST_CASE("unsigned comments and bindings of a part handed in are refused where the policy says so",
          "[process][attacks]") {
  const std::string text = "<r><p>pay 1</p></r>";
  const test::TestPki& pki = test::test_pki();
  demo::XadesSpec spec;
  spec.party = &pki.leaf;
  spec.certificates = {pki.ca.certificate};
  spec.packaging = XmlPackaging::detached;
  spec.content = "hello";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  const auto signed_over = [&](const std::string& canonical) {
    spec.extra_references =
        "<ds:Reference URI=\"part.xml\">"
        "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">"
        "</ds:Transform></ds:Transforms><ds:DigestMethod "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
        "<ds:DigestValue>" +
        crypto::to_base64(
            crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(canonical)).value()) +
        "</ds:DigestValue></ds:Reference>";
    return demo::make_xades(spec);
  };
  model::PolicyRules strict = test::plain_rules();
  strict.set({model::Key::format_unsigned_content}, test::fails());
  const Court court({pki.root}, std::move(strict));
  const Bytes hello = to_bytes("hello");
  const auto judge = [&](const std::string& document, const std::string& part) {
    const Bytes octets = to_bytes(part);
    return court.judge(document, {process::test::detached_part("document.txt", hello),
                                  process::test::detached_part("part.xml", octets)});
  };
  const auto refused = [&](const Ruling& ruling, const std::string& rule) {
    const auto& one = ruling.verdict.signatures.at(0);
    CHECK(one.conclusion ==
          model::Conclusion{model::Indication::failed, model::SubIndication::format_failure});
    const auto* check = test::find_check(one.checks, rule);
    REQUIRE(check != nullptr);
    CHECK(check->outcome == model::Outcome::failed);
    CHECK(ruling.verdict.reason->code == rule);
  };
  const std::string document = signed_over(text);
  CHECK(judge(document, text).confirmed());
  CHECK(judge(document, "<r ><p>pay 1</p></r>").confirmed());  // the same to every reader
  refused(judge(document, "<r><p>pay 1<!--000 --></p></r>"), "comments-not-signed");
  const std::string speaking = signed_over("<r><p>q:approve</p></r>");
  CHECK(judge(speaking, "<r><p>q:approve</p></r>").confirmed());
  refused(judge(speaking, "<r xmlns:q=\"urn:not\"><p>q:approve</p></r>"), "unsigned-additions");
}

#include "validators/xml/xmldsig.h"

#include <catch2/catch.hpp>
#include <map>

#include "tests/support/corpus.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/limits.h"

using namespace senim;
using xml::Document;
using xml::Element;
using xml::External;
using xml::Reference;
using xml::ReferenceState;
using xml::XmlSignature;

namespace {

constexpr std::string_view kC14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view kC14nComments =
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kBase64 = "http://www.w3.org/2000/09/xmldsig#base64";
constexpr std::string_view kXPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
constexpr std::string_view kFilter2 = "http://www.w3.org/2002/06/xmldsig-filter2";

std::string digest_of(std::string_view octets) {
  return crypto::to_base64(
      crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(octets)).value());
}

std::string transform(std::string_view algorithm, std::string_view content = "") {
  return "<ds:Transform Algorithm=\"" + std::string(algorithm) + "\">" + std::string(content) +
         "</ds:Transform>";
}

struct ReferenceText {
  std::optional<std::string> uri = "";
  std::string transforms = {};
  std::string digest = {};  // base64
  std::string type = {};
  std::string method = "http://www.w3.org/2001/04/xmlenc#sha256";
};
std::string reference(const ReferenceText& text) {
  return "<ds:Reference" + (text.uri ? " URI=\"" + *text.uri + "\"" : "") +
         (text.type.empty() ? "" : " Type=\"" + text.type + "\"") + ">" +
         (text.transforms.empty() ? "" : "<ds:Transforms>" + text.transforms + "</ds:Transforms>") +
         "<ds:DigestMethod Algorithm=\"" + text.method + "\"/><ds:DigestValue>" + text.digest +
         "</ds:DigestValue></ds:Reference>";
}

std::string signature(const std::string& references, const std::string& behind_value = "") {
  return "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"sig\">"
         "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" +
         std::string(kExclusive) +
         "\"/><ds:SignatureMethod "
         "Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>" +
         references + "</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue>" + behind_value +
         "</ds:Signature>";
}

struct Read {
  std::shared_ptr<const Document> document;
  Result<XmlSignature> result;
  const XmlSignature& operator*() const {
    if (!result.ok()) {
      FAIL(result.error().message);
    }
    return *result;
  }
  const XmlSignature* operator->() const { return &**this; }
};

Read read(const std::string& text, const xml::Resolver& resolver = {}) {
  Budget budget;
  auto document = Document::parse(as_bytes(text), budget);
  if (!document.ok()) {
    FAIL(document.error().message << "\n" << text);
  }
  const auto signatures = (*document)->all(xml::kDsig, "Signature");
  REQUIRE_FALSE(signatures.empty());
  return {*document, xml::read_signature(**document, signatures.front(), resolver, budget)};
}

// <r Id="root">...</r> around a signature with one reference.
std::string around(const std::string& signature_text) {
  return "<?p?><!-- out --><r Id=\"root\"><d Id=\"d\" x=\"1\"><!-- in -->t</d>" + signature_text +
         "</r>";
}

Reference only(const std::string& text, const xml::Resolver& resolver = {}) {
  static std::vector<std::shared_ptr<const Document>> kept;  // the Reference points into it
  const Read result = read(text, resolver);
  kept.push_back(result.document);
  REQUIRE(result->references.size() == 1);
  return result->references.front();
}

ReferenceState state_of(const ReferenceText& text, const xml::Resolver& resolver = {}) {
  return only(around(signature(reference(text))), resolver).state;
}

// The reference is intact when its digest is that of `octets`, and changed for any other.
Reference covers_exactly(ReferenceText text, const std::string& octets) {
  text.digest = digest_of(octets + " ");
  CHECK(state_of(text) == ReferenceState::changed);
  text.digest = digest_of(octets);
  const Reference found = only(around(signature(reference(text))));
  CAPTURE(found.problem, octets);
  CHECK(found.state == ReferenceState::intact);
  return found;
}

const std::string kD = "<d Id=\"d\" x=\"1\">t</d>";
const std::string kDWithComment = "<d Id=\"d\" x=\"1\"><!-- in -->t</d>";

}  // namespace

TEST_CASE("a same-document reference covers what its URI names", "[xml]") {
  const Reference by_id = covers_exactly({.uri = "#d"}, kD);
  CHECK(by_id.element.name() == "d");
  CHECK_FALSE(by_id.whole_document);
  CHECK_FALSE(by_id.enveloped);
  CHECK_FALSE(by_id.detached);
  CHECK(by_id.transforms == 0);

  // xmldsig-core1 4.4.3.3: comments stay only with the xpointer forms.
  const std::string comments = transform(kC14nComments);
  covers_exactly({.uri = "#d", .transforms = comments}, kD);
  covers_exactly({.uri = "#xpointer(id('d'))", .transforms = comments}, kDWithComment);
  covers_exactly({.uri = "#xpointer(id(&quot;d&quot;))", .transforms = comments}, kDWithComment);
  covers_exactly({.uri = "#xpointer(id(%27d%27))", .transforms = comments}, kDWithComment);
  covers_exactly({.uri = "#xpointer(id('d'))"}, kD);

  const std::string enveloped = transform(kEnveloped);
  const Reference whole =
      covers_exactly({.uri = "", .transforms = enveloped}, "<?p?>\n<r Id=\"root\">" + kD + "</r>");
  CHECK(whole.whole_document);
  CHECK(whole.enveloped);
  CHECK(whole.element.name() == "r");
  covers_exactly({.uri = "#xpointer(/)", .transforms = enveloped + comments},
                 "<?p?>\n<!-- out -->\n<r Id=\"root\">" + kDWithComment + "</r>");
  const Reference root =
      covers_exactly({.uri = "#root", .transforms = enveloped}, "<r Id=\"root\">" + kD + "</r>");
  CHECK_FALSE(root.whole_document);  // the instruction before it is under no digest
}

TEST_CASE("an expression that removes the signature works like the enveloped transform", "[xml]") {
  const std::string without = "<?p?>\n<r Id=\"root\">" + kD + "</r>";
  const std::string ds = " xmlns:q=\"http://www.w3.org/2000/09/xmldsig#\"";
  const auto xpath = [&](std::string_view expression) {
    return transform(kXPath, "<ds:XPath" + ds + ">" + std::string(expression) + "</ds:XPath>");
  };
  const auto subtract = [&](std::string_view expression) {
    return transform(kFilter2, "<f:XPath xmlns:f=\"" + std::string(kFilter2) + "\"" + ds +
                                   " Filter=\"subtract\">" + std::string(expression) +
                                   "</f:XPath>");
  };
  for (const std::string& removal :
       {xpath("not(ancestor-or-self::q:Signature)"),
        xpath("\n  not ( ancestor-or-self::ds:Signature )\t"),
        xpath("count(ancestor-or-self::q:Signature | here()/ancestor::q:Signature[1]) &gt;\n "
              "count(ancestor-or-self::q:Signature)"),
        subtract("here()/ancestor::q:Signature[1]"), subtract("//q:Signature"),
        subtract(" / descendant::ds:Signature "), subtract("/*/q:Signature"),
        subtract("/descendant::*[name()='ds:Signature']")}) {
    CAPTURE(removal);
    const Reference found = covers_exactly({.uri = "", .transforms = removal}, without);
    CHECK(found.enveloped);
    REQUIRE(found.excluded.size() == 1);
    CHECK(found.excluded.front().is(xml::kDsig, "Signature"));
  }
  // Its neighbours are not evaluated, whatever they would select.
  for (const std::string& other :
       {xpath("not(ancestor-or-self::Signature)"), xpath("not(ancestor-or-self::p:Signature)"),
        xpath("not(ancestor-or-self::xml:Signature)"), xpath("true()"), xpath(""),
        xpath("not(ancestor-or-self::q:Signature) "
              "or true()"),
        xpath("not(ancestor::q:Signature)"), xpath("not(ancestor-or-self::q:Signatures)"),
        xpath("no t(ancestor-or-self::q:Signature)"), xpath("//q:Signature"),
        subtract("not(ancestor-or-self::q:Signature)"), subtract("//q:Signature[1]"),
        subtract("/q:Signature"), subtract("//d"), subtract("/"),
        subtract("/descendant::*[name()='ds:Sig']"),
        transform(kFilter2, "<f:XPath xmlns:f=\"" + std::string(kFilter2) + "\"" + ds +
                                " Filter=\"intersect\">//q:Signature</f:XPath>"),
        transform("http://www.w3.org/2002/04/xmldsig-filter2", "<x/>")}) {
    CAPTURE(other);
    CHECK(state_of({.uri = "", .transforms = other, .digest = digest_of(without)}) ==
          ReferenceState::unsupported);
  }
  for (const std::string& broken :
       {transform(kXPath), transform(kXPath, "<ds:XPath>a</ds:XPath><ds:XPath>a</ds:XPath>"),
        transform(kXPath, "<ds:XPath>not(<!-- -->ancestor-or-self::ds:Signature)</ds:XPath>"),
        transform(kFilter2, "<ds:XPath Filter=\"subtract\">//ds:Signature</ds:XPath>")}) {
    CAPTURE(broken);
    CHECK(state_of({.uri = "", .transforms = broken, .digest = digest_of(without)}) ==
          ReferenceState::malformed);
  }
}

TEST_CASE("enveloped removes its own signature, the XPath every one", "[xml]") {
  const std::string other =
      "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">x"
      "</ds:Signature>";
  const auto document = [&](const ReferenceText& text) {
    return "<r>" + signature(reference(text)) + "<k>" + other + "</k></r>";
  };
  const Reference own = only(document(
      {.transforms = transform(kEnveloped), .digest = digest_of("<r><k>" + other + "</k></r>")}));
  CHECK(own.state == ReferenceState::intact);
  CHECK(own.excluded.size() == 1);
  const Reference all =
      only(document({.transforms = transform(kXPath,
                                             "<ds:XPath>not(ancestor-or-self::ds:Signature)"
                                             "</ds:XPath>"),
                     .digest = digest_of("<r><k></k></r>")}));
  CHECK(all.state == ReferenceState::intact);
  CHECK(all.excluded.size() == 2);
  CHECK(all.covers(all.element.child("", "k")));
  CHECK_FALSE(all.covers(all.element.child("", "k").child(xml::kDsig, "Signature")));
}

TEST_CASE("transforms run in the order written", "[xml]") {
  const std::string inner = "<ds:Object Id=\"o\"> aGVs<b>b</b>G8= </ds:Object>";
  const auto document = [&](const ReferenceText& text) {
    return "<r>" + signature(reference(text), inner) + "</r>";
  };
  // base64 takes the text of the node-set and gives octets; markup in between is not covered.
  const Reference decoded = only(document(
      {.uri = "#o", .transforms = transform(kBase64), .digest = digest_of("hel\x6f\xf1")}));
  CHECK(decoded.state == ReferenceState::changed);
  const std::string plain = "<ds:Object Id=\"o\"> aGVs<!-- -->bG8= </ds:Object>";
  const std::string with_plain =
      "<r>" +
      signature(
          reference({.uri = "#o", .transforms = transform(kBase64), .digest = digest_of("hello")}),
          plain) +
      "</r>";
  const Reference hello = only(with_plain);
  CHECK(hello.state == ReferenceState::intact);
  CHECK(hello.text_only);
  CHECK_FALSE(hello.covers(hello.element));

  // Octets are read as XML again for a canonicalisation, and for nothing else.
  const std::string xml_inside =
      "<ds:Object Id=\"o\">" + crypto::to_base64(as_bytes("<a b='1' a='2'/>")) + "</ds:Object>";
  const auto with_xml = [&](const std::string& transforms, const std::string& octets) {
    return only("<r>" +
                signature(
                    reference({.uri = "#o", .transforms = transforms, .digest = digest_of(octets)}),
                    xml_inside) +
                "</r>")
        .state;
  };
  CHECK(with_xml(transform(kBase64) + transform(kC14n), "<a a=\"2\" b=\"1\"></a>") ==
        ReferenceState::intact);
  CHECK(with_xml(transform(kBase64) + transform(kC14n) + transform(kExclusive),
                 "<a a=\"2\" b=\"1\"></a>") == ReferenceState::intact);
  CHECK(with_xml(transform(kBase64), "<a b='1' a='2'/>") == ReferenceState::intact);
  CHECK(with_xml(transform(kBase64) + transform(kEnveloped), "<a b='1' a='2'/>") ==
        ReferenceState::unsupported);
  // Canonicalised first, there is markup where base64 was expected.
  CHECK(with_xml(transform(kC14n) + transform(kBase64), "x") == ReferenceState::changed);
  // The canonical form of a document with the signature in it, then without.
  CHECK(state_of({.uri = "",
                  .transforms = transform(kC14n) + transform(kEnveloped),
                  .digest = digest_of("x")}) == ReferenceState::unsupported);
}

TEST_CASE("InclusiveNamespaces takes effect in references and in SignedInfo", "[xml]") {
  const std::string list = "<e:InclusiveNamespaces xmlns:e=\"" + std::string(kExclusive) +
                           "\" PrefixList=\" a\n#default \"/>";
  const std::string text =
      "<r xmlns=\"urn:r\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"><b:d Id=\"d\"/>" +
      signature(reference({.uri = "#d",
                           .transforms = transform(kExclusive, list),
                           .digest = digest_of("<b:d xmlns=\"urn:r\" xmlns:a=\"urn:a\" "
                                               "xmlns:b=\"urn:b\" Id=\"d\"></b:d>")})) +
      "</r>";
  CHECK(only(text).state == ReferenceState::intact);
  std::string in_signed_info = text;
  const std::string method = "<ds:CanonicalizationMethod Algorithm=\"" + std::string(kExclusive);
  in_signed_info.replace(in_signed_info.find(method), method.size() + 3,
                         method + "\">" + list + "</ds:CanonicalizationMethod>");
  const std::string octets(as_text(read(in_signed_info)->signed_info));
  CHECK(octets.starts_with("<ds:SignedInfo xmlns=\"urn:r\" xmlns:a=\"urn:a\" xmlns:ds="));
  CHECK(std::string(as_text(read(text)->signed_info)).starts_with("<ds:SignedInfo xmlns:ds="));
  const std::string twice = transform(kExclusive, list + list);
  CHECK(state_of({.uri = "#d", .transforms = twice, .digest = digest_of("x")}) ==
        ReferenceState::malformed);
}

TEST_CASE("what cannot be computed is named unsupported and never guessed", "[xml]") {
  const std::string any = digest_of("x");
  CHECK(state_of({.transforms = transform("http://www.w3.org/TR/1999/REC-xslt-19991116"),
                  .digest = any}) == ReferenceState::unsupported);
  CHECK(state_of({.transforms = transform(""), .digest = any}) == ReferenceState::unsupported);
  CHECK(state_of({.uri = "#xpointer(//d)", .digest = any}) == ReferenceState::unsupported);
  CHECK(state_of({.uri = "#xpointer(id('d')/e)", .digest = any}) == ReferenceState::unsupported);
  const Reference digest = only(around(
      signature(reference({.uri = "#d", .digest = any, .method = "urn:example:no-such-digest"}))));
  CHECK(digest.state == ReferenceState::unsupported);
  CHECK(digest.digest == crypto::DigestAlgorithm::unknown);
  CHECK(digest.digest_uri == "urn:example:no-such-digest");
}

TEST_CASE("a reference to nothing is missing, to two elements malformed", "[xml]") {
  CHECK(state_of({.uri = "#nobody", .digest = digest_of("")}) == ReferenceState::missing);
  CHECK(state_of({.uri = "#", .digest = digest_of("")}) == ReferenceState::missing);
  CHECK(state_of({.uri = "other.xml", .digest = digest_of("")}) == ReferenceState::missing);
  CHECK(state_of({.uri = std::nullopt, .digest = digest_of("")}) == ReferenceState::missing);
  const std::string twin =
      "<r><d Id=\"d\">t</d><d ID=\"d\">t</d>" +
      signature(reference({.uri = "#d", .digest = digest_of("<d Id=\"d\">t</d>")})) + "</r>";
  CHECK(only(twin).state == ReferenceState::malformed);
  CHECK_FALSE(only(twin).element);
}

// spec/threats.md, False accept: canonicalisation fails and "" is hashed.
TEST_CASE("the digest of the empty string never stands for a failed canonicalisation", "[xml]") {
  const std::string empty = digest_of("");
  const std::string relative =
      "<r><d Id=\"d\" xmlns:p=\"relative\"/>" +
      signature(reference({.uri = "#d", .transforms = transform(kC14n), .digest = empty})) + "</r>";
  CHECK(only(relative).state == ReferenceState::malformed);
  // The signature itself, with itself left out.
  CHECK(state_of({.uri = "#sig", .transforms = transform(kEnveloped), .digest = empty}) ==
        ReferenceState::malformed);
  CHECK(state_of({.uri = "#sig",
                  .transforms = transform(kEnveloped) + transform(kBase64),
                  .digest = empty}) == ReferenceState::malformed);
  CHECK_FALSE(read(around(signature(reference({.uri = "#d", .digest = ""})))).result.ok());
  CHECK_FALSE(read(around(signature(reference({.uri = "#d", .digest = "@"})))).result.ok());
  // SignedInfo under a relative namespace URI in inclusive canonicalisation
  std::string text = around(signature(reference({.uri = "#d", .digest = digest_of(kD)})));
  text.replace(text.find("<r "), 3, "<r xmlns:p=\"relative\" ");
  text.replace(text.find(kExclusive), kExclusive.size(), kC14n);
  const Read result = read(text);
  CHECK(result->signed_info.empty());
  CHECK_FALSE(result->problem.empty());
  CHECK_FALSE(result->problem_is_unsupported);
}

TEST_CASE("content outside the document is what the caller supplied", "[xml]") {
  const Bytes content = to_bytes("<x  a='1'/>");
  const xml::Resolver resolver = [&](const std::optional<std::string>& uri,
                                     crypto::DigestAlgorithm digest) -> Result<External> {
    if (uri == "whole.xml" || !uri) {
      return External{ByteView(content), std::nullopt};
    }
    if (uri == "digest.xml") {
      return External{std::nullopt, crypto::digest(digest, content).value()};
    }
    return Error{ErrorCode::not_found, "no"};
  };
  const std::string digest = digest_of(as_text(content));
  const Reference whole =
      only(around(signature(reference({.uri = "whole.xml", .digest = digest}))), resolver);
  CHECK(whole.state == ReferenceState::intact);
  CHECK(whole.detached);
  CHECK_FALSE(whole.element);
  CHECK_FALSE(whole.covers(whole.element));
  CHECK(state_of({.uri = std::nullopt, .digest = digest}, resolver) == ReferenceState::intact);
  CHECK(state_of({.uri = "whole.xml", .digest = digest_of("y")}, resolver) ==
        ReferenceState::changed);
  CHECK(state_of({.uri = "whole.xml",
                  .transforms = transform(kC14n),
                  .digest = digest_of("<x a=\"1\"></x>")},
                 resolver) == ReferenceState::intact);
  CHECK(state_of({.uri = "digest.xml", .digest = digest}, resolver) == ReferenceState::intact);
  CHECK(state_of({.uri = "digest.xml", .digest = digest_of("y")}, resolver) ==
        ReferenceState::changed);
  // report.md 5: a digest serves references without transforms only.
  CHECK(state_of({.uri = "digest.xml", .transforms = transform(kC14n), .digest = digest},
                 resolver) == ReferenceState::missing);
  CHECK(state_of({.uri = "other.xml", .digest = digest}, resolver) == ReferenceState::missing);
}

TEST_CASE("what the forms of a chain leave out is told of content from outside too", "[xml]") {
  const Bytes content = to_bytes("<x xmlns:q=\"urn:q\" a=\"q:b\"><!-- c --></x>");
  const xml::Resolver resolver = [&](const std::optional<std::string>&,
                                     crypto::DigestAlgorithm) -> Result<External> {
    return External{ByteView(content), std::nullopt};
  };
  const auto read_by = [&](const std::string& transforms, const std::string& octets) {
    return only(around(signature(reference(
                    {.uri = "x.xml", .transforms = transforms, .digest = digest_of(octets)}))),
                resolver);
  };
  const std::string inclusive_form = "<x xmlns:q=\"urn:q\" a=\"q:b\"></x>";
  const std::string exclusive_form = "<x a=\"q:b\"></x>";
  const Reference inclusive = read_by(transform(kC14n), inclusive_form);
  CHECK(inclusive.state == ReferenceState::intact);
  CHECK(inclusive.comments_left_out);
  CHECK(inclusive.loose_prefixes.empty());
  const Reference with_comments =
      read_by(transform(kC14nComments), "<x xmlns:q=\"urn:q\" a=\"q:b\"><!-- c --></x>");
  CHECK(with_comments.state == ReferenceState::intact);
  CHECK_FALSE(with_comments.comments_left_out);
  for (const std::string& chain :
       {transform(kExclusive), transform(kC14nComments) + transform(kExclusive),
        transform(kExclusive) + transform(kC14n)}) {
    CAPTURE(chain);
    const Reference exclusive = read_by(chain, exclusive_form);
    CHECK(exclusive.state == ReferenceState::intact);
    CHECK(exclusive.comments_left_out);
    CHECK(exclusive.loose_prefixes == std::set<std::string>{"q"});
  }
  // Whoever does not show the document to people does not ask.
  Budget budget;
  const auto document = *Document::parse(
      as_bytes(around(signature(reference({.uri = "x.xml",
                                           .transforms = transform(kExclusive),
                                           .digest = digest_of(exclusive_form)})))),
      budget);
  const auto unasked =
      xml::read_signature(*document, document->all(xml::kDsig, "Signature").front(), resolver,
                          budget, xml::Prefixes::ignored);
  REQUIRE(unasked.ok());
  CHECK(unasked->references.at(0).state == ReferenceState::intact);
  CHECK(unasked->references.at(0).loose_prefixes.empty());
  // Of what was changed nothing is told.
  const Reference changed = read_by(transform(kExclusive), inclusive_form);
  CHECK(changed.state == ReferenceState::changed);
  CHECK(changed.loose_prefixes.empty());
}

TEST_CASE("signed content that is read as XML has at most 32 MB", "[xml]") {
  std::string content = "<a>" + std::string(xml::kMaxSubmitted - 7, 'x') + "</a>";
  const xml::Resolver resolver = [&](const std::optional<std::string>& /*uri*/,
                                     crypto::DigestAlgorithm /*digest*/) -> Result<External> {
    return External{as_bytes(content), std::nullopt};
  };
  const auto text = [&](const std::string& transforms) {
    return around(
        signature(reference({.uri = "x", .transforms = transforms, .digest = digest_of(content)})));
  };
  CHECK(only(text(transform(kC14n)), resolver).state == ReferenceState::intact);
  content.insert(3, "x");
  CHECK(read(text(transform(kC14n)), resolver).result.error().code == ErrorCode::limit_exceeded);
  CHECK(only(text(""), resolver).state == ReferenceState::intact);  // octets, not XML
}

TEST_CASE("content named many times is paid for each time", "[xml]") {
  const Bytes content(1000, 'x');
  const xml::Resolver resolver = [&](const std::optional<std::string>& /*uri*/,
                                     crypto::DigestAlgorithm /*digest*/) -> Result<External> {
    return External{ByteView(content), std::nullopt};
  };
  std::string references;
  for (int i = 0; i < 10; ++i) {
    references += reference({.uri = "x", .digest = digest_of(as_text(content))});
  }
  const std::string text = "<r>" + signature(references) + "</r>";
  Budget::Limits limits = Budget::kDefaults;
  limits[static_cast<std::size_t>(Cost::canonical_bytes)] = 9'999;
  Budget budget(limits);
  const auto document = Document::parse(as_bytes(text), budget).value();
  const auto result = xml::read_signature(*document, document->all(xml::kDsig, "Signature").front(),
                                          resolver, budget);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("one transform too many is over the limit", "[xml]") {
  std::string five;
  for (std::size_t i = 0; i < xml::kMaxTransforms; ++i) {
    five += transform(kC14n);
  }
  CHECK(state_of({.uri = "#d", .transforms = five, .digest = digest_of(kD)}) ==
        ReferenceState::intact);
  const Read six = read(around(signature(
      reference({.uri = "#d", .transforms = five + transform(kC14n), .digest = "AA=="}))));
  REQUIRE_FALSE(six.result.ok());
  CHECK(six.result.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("entries of a covered manifest are computed apart from their reference", "[xml]") {
  const std::string manifest =
      "<ds:Manifest Id=\"m\">" + reference({.uri = "#d", .digest = digest_of(kD)}) +
      reference({.uri = "#d", .digest = digest_of("other")}) +
      reference({.uri = "absent", .digest = digest_of("other")}) + "</ds:Manifest>";
  std::string canonical = manifest;
  canonical.replace(0, 13, "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" ");
  for (const std::string method =
           "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>";
       canonical.find(method) != std::string::npos;) {
    canonical.replace(canonical.find(method), method.size(),
                      method.substr(0, method.size() - 2) + "></ds:DigestMethod>");
  }
  const auto text = [&](const std::string& digest) {
    return around(signature(
        reference(
            {.uri = "#m", .digest = digest, .type = "http://www.w3.org/2000/09/xmldsig#Manifest"}),
        "<ds:Object>" + manifest + "</ds:Object>"));
  };
  const Read result = read(text(digest_of(canonical)));
  REQUIRE(result->references.size() == 1);
  CHECK(result->references[0].state == ReferenceState::intact);
  CHECK(result->references[0].type == "http://www.w3.org/2000/09/xmldsig#Manifest");
  REQUIRE(result->manifest_entries.size() == 3);
  CHECK(result->manifest_entries[0].state == ReferenceState::intact);
  CHECK(result->manifest_entries[1].state == ReferenceState::changed);
  CHECK(result->manifest_entries[2].state == ReferenceState::missing);
  for (const Reference& entry : result->manifest_entries) {
    CHECK(entry.in_manifest);
    CHECK(entry.manifest_of == "#m");
  }
  CHECK(read(text(digest_of("x")))->references[0].state == ReferenceState::changed);
}

TEST_CASE("a signature whose parts are not in their places is malformed", "[xml]") {
  const std::string good = around(signature(reference({.uri = "#d", .digest = digest_of(kD)}),
                                            "<ds:KeyInfo/><ds:Object/><ds:Object/>"));
  CHECK(read(good)->objects.size() == 2);
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string text = good;
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    text.replace(at, what.size(), with);
    return text;
  };
  const std::string signed_info =
      good.substr(good.find("<ds:SignedInfo>"),
                  good.find("</ds:SignedInfo>") + 16 - good.find("<ds:SignedInfo>"));
  const std::string ref = good.substr(
      good.find("<ds:Reference"), good.find("</ds:Reference>") + 15 - good.find("<ds:Reference"));
  const std::string value = "<ds:SignatureValue>AAAA</ds:SignatureValue>";
  const std::vector<std::string> broken = {
      replaced(signed_info, ""),
      replaced(signed_info, signed_info + signed_info),
      replaced(signed_info, "<x>" + signed_info + "</x>"),
      replaced(signed_info + value, value + signed_info),
      replaced(value, ""),
      replaced(value, value + value),
      replaced(value, "<ds:SignatureValue>AA<!-- -->AA</ds:SignatureValue>"),
      replaced("<ds:KeyInfo/>", "<ds:KeyInfo/><ds:KeyInfo/>"),
      replaced("<ds:KeyInfo/><ds:Object/>", "<ds:Object/><ds:KeyInfo/>"),
      replaced("<ds:KeyInfo/>", "<KeyInfo/>"),
      replaced("<ds:Object/>", "<x/>"),
      replaced(ref, ""),
      replaced(ref, ref + "<x/>"),
      replaced("<ds:DigestMethod", "<x/><ds:DigestMethod"),
      replaced("<ds:DigestValue>", "<ds:DigestValue/><ds:DigestValue>"),
      replaced("<ds:DigestValue>", "<ds:DigestValue><!-- -->"),
      replaced("<ds:DigestValue>", "<ds:DigestValue>*"),
      replaced("<ds:DigestValue>" + digest_of(kD), "<ds:DigestValue>"),
      replaced("<ds:DigestMethod", "<ds:Transforms/><ds:DigestMethod"),
      replaced("<ds:SignatureMethod", "<ds:CanonicalizationMethod/><ds:SignatureMethod"),
  };
  for (const std::string& text : broken) {
    CAPTURE(text);
    const Read result = read(text);
    REQUIRE_FALSE(result.result.ok());
    CHECK(result.result.error().code == ErrorCode::malformed);
  }
  // A value that is no base64 is a value that no key verifies.
  CHECK(read(replaced("AAAA", "AA@A"))->value.empty());
  CHECK(read(replaced("AAAA", "A\nAA\tA"))->value == Bytes{0, 0, 0});
}

TEST_CASE("the signature method says what RSAPSSParams say", "[xml]") {
  const auto with_method = [](const std::string& method) {
    std::string text = around(signature(reference({.uri = "#d", .digest = digest_of(kD)})));
    const std::size_t at = text.find("<ds:SignatureMethod");
    text.replace(at, text.find("/>", at) + 2 - at, method);
    return text;
  };
  const auto pss = [&](const std::string& params) {
    return with_method(
        "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2007/05/xmldsig-more#rsa-pss\">" +
        (params.empty() ? ""
                        : "<p:RSAPSSParams xmlns:p=\"http://www.w3.org/2007/05/xmldsig-more#\">" +
                              params + "</p:RSAPSSParams>") +
        "</ds:SignatureMethod>");
  };
  using crypto::DigestAlgorithm;
  const auto parameters = [&](const std::string& params) {
    const auto algorithm = read(pss(params))->algorithm;
    REQUIRE(algorithm.pss.has_value());
    return *algorithm.pss;
  };
  CHECK(parameters("") ==
        crypto::PssParameters{DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32});
  const std::string sha512 =
      "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha512\"/>";
  CHECK(parameters(sha512) ==
        crypto::PssParameters{DigestAlgorithm::sha512, DigestAlgorithm::sha256, 64});
  CHECK(parameters(sha512 +
                   "<p:MaskGenerationFunction "
                   "Algorithm=\"http://www.w3.org/2007/05/xmldsig-more#MGF1\">" +
                   sha512 + "</p:MaskGenerationFunction><p:SaltLength>20</p:SaltLength>") ==
        crypto::PssParameters{DigestAlgorithm::sha512, DigestAlgorithm::sha512, 20});
  CHECK(read(pss("<ds:DigestMethod Algorithm=\"urn:oid:2.16.840.1.101.3.4.2.12\"/>"))
            ->algorithm.scheme == crypto::SignatureScheme::unknown);  // RFC 8702: no SHAKE in there
  CHECK(read(pss("<p:TrailerField>2</p:TrailerField>"))->algorithm.scheme ==
        crypto::SignatureScheme::unknown);
  CHECK(read(pss("<p:MaskGenerationFunction Algorithm=\"urn:x\"/>"))->algorithm.scheme ==
        crypto::SignatureScheme::unknown);
  CHECK_FALSE(read(pss("<p:SaltLength>-1</p:SaltLength>")).result.ok());
  const Read hmac = read(with_method(
      "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"/>"));
  CHECK(hmac->algorithm.scheme == crypto::SignatureScheme::hmac);
  CHECK_FALSE(crypto::supported(hmac->algorithm));
  const Read unknown = read(with_method("<ds:SignatureMethod Algorithm=\"urn:x\"/>"));
  CHECK(unknown->algorithm.scheme == crypto::SignatureScheme::unknown);
  CHECK(unknown->method_uri == "urn:x");
}

TEST_CASE("an unknown canonicalisation of SignedInfo is a problem of kind unsupported", "[xml]") {
  std::string text = around(signature(reference({.uri = "#d", .digest = digest_of(kD)})));
  text.replace(text.find(kExclusive), kExclusive.size(), "urn:x");
  const Read result = read(text);
  CHECK(result->signed_info.empty());
  CHECK(result->problem_is_unsupported);
  CHECK(result->references[0].state == ReferenceState::intact);
}

// --- wrapping (spec/threats.md, False accept) ---

namespace {

// A signed payment and where an attacker may put it. `signed_part` carries the identifier that the
// reference names; `evil` looks the same and says something else.
struct Wrapping {
  const char* name;
  std::string (*build)(const std::string& signed_part, const std::string& evil,
                       const std::string& signature_text);
};
using Text = const std::string&;
std::string inserted(Text signature_text, Text before, Text what) {
  std::string text = signature_text;
  text.insert(text.find(before), what);
  return text;
}
const Wrapping kWrappings[] = {
    {"decoy before",
     [](Text part, Text evil, Text sig) { return "<r>" + evil + part + sig + "</r>"; }},
    {"decoy behind",
     [](Text part, Text evil, Text sig) { return "<r>" + part + evil + sig + "</r>"; }},
    {"original inside the decoy",
     [](Text part, Text evil, Text sig) {
       return "<r>" + inserted(evil, "</pay>", part) + sig + "</r>";
     }},
    {"original in an Object of the signature",
     [](Text part, Text evil, Text sig) {
       return "<r>" + evil +
              inserted(sig, "</ds:Signature>", "<ds:Object>" + part + "</ds:Object>") + "</r>";
     }},
    {"original in a wrapper behind",
     [](Text part, Text evil, Text sig) {
       return "<r>" + evil + sig + "<w><w>" + part + "</w></w></r>";
     }},
    {"decoy root around everything",
     [](Text part, Text evil, Text sig) {
       return inserted(evil, "</pay>", "<r>" + part + sig + "</r>");
     }},
    {"signature moved into the decoy",
     [](Text part, Text evil, Text sig) {
       return "<r>" + inserted(evil, "</pay>", sig) + part + "</r>";
     }},
    {"decoy in an Object, original in place",
     [](Text part, Text evil, Text sig) {
       return "<r>" + part +
              inserted(sig, "</ds:Signature>", "<ds:Object>" + evil + "</ds:Object>") + "</r>";
     }},
    {"decoy inside KeyInfo",
     [](Text part, Text evil, Text sig) {
       return "<r>" + part +
              inserted(sig, "</ds:Signature>", "<ds:KeyInfo>" + evil + "</ds:KeyInfo>") + "</r>";
     }},
    {"second signature around the original",
     [](Text part, Text evil, Text sig) {
       return "<r>" + evil + sig +
              "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">" + part +
              "</ds:Signature></r>";
     }},
};

}  // namespace

TEST_CASE("no wrapping makes an intact reference cover other content", "[xml]") {
  const std::string part = "<pay Id=\"p\"><sum>1</sum></pay>";
  const std::string transforms =
      GENERATE(std::string(), transform(kExclusive), transform(kEnveloped) + transform(kExclusive),
               transform(kXPath, "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"));
  const std::string uri = GENERATE("#p", "#xpointer(id('p'))", "");
  const std::string evil_id = GENERATE("", " Id=\"p\"", " ID=\"p\"", " id=\"p\"", " xml:id=\"p\"",
                                       " Id=\"q\"", " Id=\"sig\"");
  const std::string evil = "<pay" + evil_id + "><sum>1000</sum></pay>";
  const std::string whole = "<r>" + part + "</r>";
  const std::string sig = signature(reference(
      {.uri = uri, .transforms = transforms, .digest = digest_of(uri.empty() ? whole : part)}));
  if (!uri.empty() || !transforms.starts_with("<ds:Transform Algorithm=\"http://www.w3.org/2001")) {
    // The neighbour: unwrapped it is intact and covers the payment.
    const Read honest = read("<r>" + part + sig + "</r>");
    const bool removes = !transforms.empty() && transforms != transform(kExclusive);
    CHECK((honest->references[0].state == ReferenceState::intact) == (!uri.empty() || removes));
  }
  for (const Wrapping& wrapping : kWrappings) {
    const std::string text = wrapping.build(part, evil, sig);
    CAPTURE(wrapping.name, uri, transforms, evil_id, text);
    Budget budget;
    const auto document = Document::parse(as_bytes(text), budget).value();
    for (const Element element : document->all(xml::kDsig, "Signature")) {
      const auto result = xml::read_signature(*document, element, {}, budget);
      if (!result.ok() || result->references[0].state != ReferenceState::intact) {
        continue;
      }
      for (const Element pay : document->all("", "pay")) {
        const bool original = pay.child("", "sum").trimmed_text() == "1";
        CHECK((original || !result->references[0].covers(pay)));
      }
      CHECK(result->references[0].element.is("", uri.empty() ? "r" : "pay"));
    }
  }
}

TEST_CASE("one changed octet is seen unless the canonical form is the same", "[xml]") {
  const std::string content = "<d b='2' a='1' Id='d'>t&amp;<e/></d>";
  const std::string form = "<d Id=\"d\" a=\"1\" b=\"2\">t&amp;<e></e></d>";
  const std::string head = "<r xmlns:n='urn:n'>";
  const std::string text =
      head + content +
      signature(reference(
          {.uri = "#d", .transforms = transform(kExclusive), .digest = digest_of(form)})) +
      "</r>";
  REQUIRE(only(text).state == ReferenceState::intact);
  std::size_t unchanged = 0;
  for (std::size_t at = head.size(); at < head.size() + content.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string altered = text;
      altered[at] = static_cast<char>(static_cast<unsigned char>(altered[at]) ^ (1U << bit));
      Budget budget;
      const auto document = Document::parse(as_bytes(altered), budget);
      if (!document.ok()) {
        continue;
      }
      const auto signatures = (*document)->all(xml::kDsig, "Signature");
      const auto result = xml::read_signature(**document, signatures.at(0), {}, budget);
      REQUIRE(result.ok());
      if (result->references[0].state != ReferenceState::intact) {
        continue;
      }
      const auto octets = xml::canonicalize(
          **document, {result->references[0].element, false, {}},
          {.kind = xml::C14nKind::exclusive10, .comments = false, .inclusive_prefixes = {}},
          budget);
      CHECK(as_text(octets.value()) == form);
      ++unchanged;
    }
  }
  CHECK(unchanged < 10);  // white space in tags
}

TEST_CASE("the samples of the corpus are read without a crash", "[xml]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout: skipped");
    return;
  }
  std::size_t signatures = 0;
  std::map<ReferenceState, std::size_t> states;
  for (const char* const folder : {"xmlsec", "santuario", "dss-xades", "xmldsig-misc",
                                   "xml-wrapping", "malicious", "xades4j", "itext-xml"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*corpus / folder)) {
      if (!entry.is_regular_file() || entry.file_size() > 2'000'000) {
        continue;
      }
      const Bytes octets = test::read_file(entry.path());
      Budget budget;
      const auto document = Document::parse(octets, budget);
      if (!document.ok()) {
        continue;
      }
      for (const Element element : (*document)->all(xml::kDsig, "Signature")) {
        const auto result = xml::read_signature(**document, element, {}, budget);
        for (std::size_t i = 0; result.ok() && i < result->references.size(); ++i) {
          ++states[result->references[i].state];
        }
        ++signatures;
      }
    }
  }
  CHECK(signatures > 300);
  CHECK(states[ReferenceState::intact] > 300);
}

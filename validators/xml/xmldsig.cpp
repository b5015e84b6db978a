#include "validators/xml/xmldsig.h"

#include <algorithm>

#include "validators/crypto/base64.h"
#include "validators/crypto/shake.h"
#include "validators/xml/key_info.h"
#include "validators/xml/limits.h"
#include "validators/xml/reference_processing.h"

namespace senim::xml {
namespace {

constexpr std::string_view kMorePss = "http://www.w3.org/2007/05/xmldsig-more#";
constexpr std::string_view kManifestType = "http://www.w3.org/2000/09/xmldsig#Manifest";

Error structure(Element element, std::string_view what) {
  return {ErrorCode::malformed,
          "line " + std::to_string(element.line()) + ": " + std::string(what)};
}

// The parts of ds:Signature (xmldsig-core1 4.2): SignedInfo, SignatureValue, KeyInfo?, Object*.
struct Parts {
  Element signed_info;
  Element value;
  Element key_info;  // null when absent
  std::vector<Element> objects;
};
Result<Parts> parts_of(Element signature) {
  const std::vector<Element> children = signature.children();
  if (!signature.is(kDsig, "Signature") || children.size() < 2 ||
      !children[0].is(kDsig, "SignedInfo") || !children[1].is(kDsig, "SignatureValue")) {
    return structure(signature, "not built like a Signature");
  }
  Parts parts{children[0], children[1], {}, {}};
  std::size_t next = 2;
  if (next < children.size() && children[next].is(kDsig, "KeyInfo")) {
    parts.key_info = children[next++];
  }
  for (; next < children.size(); ++next) {
    if (!children[next].is(kDsig, "Object")) {
      return structure(children[next], "not an Object");
    }
    parts.objects.push_back(children[next]);
  }
  return parts;
}

// xmldsig-core1 4.4: CanonicalizationMethod, SignatureMethod, Reference+.
struct SignedInfoParts {
  Element canonicalization;
  Element method;
  std::vector<Element> references;
};
Result<SignedInfoParts> parts_of_signed_info(Element signed_info) {
  std::vector<Element> children = signed_info.children();
  if (children.size() < 3 || !children[0].is(kDsig, "CanonicalizationMethod") ||
      !children[1].is(kDsig, "SignatureMethod")) {
    return structure(signed_info, "not built like SignedInfo");
  }
  SignedInfoParts parts{children[0], children[1], {children.begin() + 2, children.end()}};
  for (const Element reference : parts.references) {
    if (!reference.is(kDsig, "Reference")) {
      return structure(reference, "not a Reference");
    }
  }
  return parts;
}

// --- SignatureMethod
// ------------------------------------------------------------------------------

Result<crypto::DigestAlgorithm> pss_digest(Element parent) {
  if (!parent.child(kDsig, "DigestMethod")) {
    return crypto::DigestAlgorithm::sha256;  // RFC 9231 2.3.9
  }
  SENIM_TRY(const Element method, parent.only_child(kDsig, "DigestMethod"));
  const auto digest = crypto::digest_by_uri(method.attribute("Algorithm").value_or(""));
  // RFC 8702 2 defines RSASSA-PSS with SHAKE by identifiers of its own, without MGF1.
  if (crypto::is_shake(digest)) {
    return Error{ErrorCode::unsupported, "SHAKE in RSAPSSParams"};
  }
  return digest;
}

// RFC 9231 2.3.9, RSAPSSParams; what it leaves out has the defaults given there.
Result<crypto::PssParameters> pss_parameters(Element method) {
  crypto::PssParameters pss{crypto::DigestAlgorithm::sha256, crypto::DigestAlgorithm::sha256, 32};
  const Element given = method.child(kMorePss, "RSAPSSParams");
  if (!given) {
    return pss;
  }
  SENIM_TRY(pss.digest, pss_digest(given));
  pss.salt_length = static_cast<std::uint32_t>(crypto::digest_size(pss.digest));
  if (const Element mask = given.child(kMorePss, "MaskGenerationFunction")) {
    if (mask.attribute("Algorithm").value_or("") != std::string(kMorePss) + "MGF1") {
      return Error{ErrorCode::unsupported, "a mask generation function other than MGF1"};
    }
    SENIM_TRY(pss.mgf_digest, pss_digest(mask));
  }
  if (const Element salt = given.child(kMorePss, "SaltLength")) {
    const std::string text = salt.trimmed_text();
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, digit)) {
      return structure(salt, "not a salt length");
    }
    pss.salt_length = static_cast<std::uint32_t>(std::stoul(text));
  }
  if (const Element trailer = given.child(kMorePss, "TrailerField");
      trailer && trailer.trimmed_text() != "1") {
    return Error{ErrorCode::unsupported, "a trailer field other than 1"};
  }
  return pss;
}

Status read_method(Element method, XmlSignature& signature) {
  signature.method_uri = method.attribute("Algorithm").value_or("");
  signature.algorithm = crypto::signature_by_uri(signature.method_uri);
  if (signature.algorithm.encoding == crypto::ValueEncoding::der) {
    signature.algorithm.encoding = crypto::ValueEncoding::plain;  // xmldsig-core1 6.4
  }
  if (signature.method_uri != std::string(kMorePss) + "rsa-pss") {
    return success();
  }
  auto pss = pss_parameters(method);
  if (pss.ok()) {
    signature.algorithm.pss = *pss;
    signature.algorithm.digest = pss->digest;
    return success();
  }
  if (pss.error().code != ErrorCode::unsupported) {
    return std::move(pss).error();
  }
  // Named, and terminal: nothing is guessed about parameters.
  signature.algorithm = {};
  signature.algorithm.identifier = signature.method_uri + " (" + pss.error().message + ")";
  return success();
}

// --- SignedInfo
// -----------------------------------------------------------------------------------

Status canonical_signed_info(const Document& document, Element method, XmlSignature& signature,
                             Budget& budget) {
  const auto octets = [&]() -> Result<Bytes> {
    SENIM_TRY(const C14nMethod c14n, read_c14n_method(method));
    const Subset subset{signature.signed_info_element, false, {}};
    return canonicalize(document, subset, c14n, budget);
  }();
  if (octets.ok()) {
    signature.signed_info = *octets;
    return success();
  }
  if (octets.error().code == ErrorCode::limit_exceeded) {
    return octets.error();
  }
  signature.problem = octets.error().message;
  signature.problem_is_unsupported = octets.error().code == ErrorCode::unsupported;
  return success();
}

// --- Manifest
// -------------------------------------------------------------------------------------

// The entries of the manifest that `reference` covers (xmldsig-core1 5.1): whether they hold is
// their own affair and not the reference's.
Status read_manifest(ReferenceReader& reader, const Reference& reference,
                     std::vector<Reference>& entries) {
  const Element manifest = reference.element;
  if (reference.type != kManifestType || !manifest.is(kDsig, "Manifest") ||
      !reference.covers(manifest)) {
    return success();
  }
  for (const Element child : manifest.children()) {
    if (!child.is(kDsig, "Reference")) {
      return structure(child, "not a Reference");
    }
    if (entries.size() >= kMaxReferences) {
      return Error{ErrorCode::limit_exceeded, "more manifest entries than one signature may have"};
    }
    SENIM_TRY(Reference entry, reader.read(child));
    entry.in_manifest = true;
    entry.manifest_of = reference.uri.value_or("");
    entries.push_back(std::move(entry));
  }
  return success();
}

}  // namespace

bool Reference::covers(Element part) const {
  return element && !text_only && element.contains(part) &&
         std::ranges::none_of(excluded,
                              [part](Element left_out) { return left_out.contains(part); });
}

Status write_reference(const Document& document, Element signature, Element reference,
                       const Resolver& resolver, const C14nMethod& method, Budget& budget,
                       const Sink& sink) {
  return ReferenceReader(document, signature, resolver, budget, Prefixes::ignored)
      .write(reference, method, sink);
}

Result<XmlSignature> read_signature(const Document& document, Element signature,
                                    const Resolver& resolver, Budget& budget, Prefixes prefixes) {
  SENIM_TRY(const Parts parts, parts_of(signature));
  SENIM_TRY(const SignedInfoParts info, parts_of_signed_info(parts.signed_info));
  if (info.references.size() > kMaxReferences) {
    return Error{ErrorCode::limit_exceeded, "more references than one signature may have"};
  }
  XmlSignature read;
  read.element = signature;
  read.id = signature.attribute("Id").value_or("");
  read.signed_info_element = parts.signed_info;
  read.objects = parts.objects;
  SENIM_CHECK(canonical_signed_info(document, info.canonicalization, read, budget));
  SENIM_CHECK(read_method(info.method, read));
  SENIM_TRY(const std::string value, parts.value.text());
  auto octets = crypto::from_base64(value, crypto::Base64Rules::ignore_whitespace);
  if (octets.ok()) {
    read.value = std::move(octets).value();
  }
  ReferenceReader reader(document, signature, resolver, budget, prefixes);
  for (const Element element : info.references) {
    SENIM_TRY(Reference reference, reader.read(element));
    read.references.push_back(std::move(reference));
    SENIM_CHECK(read_manifest(reader, read.references.back(), read.manifest_entries));
  }
  if (parts.key_info) {
    read.key_info = read_key_info(document, parts.key_info);
  }
  return read;
}

}  // namespace senim::xml

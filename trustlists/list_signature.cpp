#include "trustlists/list_signature.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "trustlists/etsi_list.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/xml/xmldsig.h"

namespace senim::trustlists {
namespace {

using xml::Element;
using xml::ReferenceState;

constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::string_view kSignedPropertiesType = "http://uri.etsi.org/01903#SignedProperties";
// trustlists.md 1.5: "process at most 2-3 transforms and 4 references".
constexpr std::size_t kMaxReferences = 4;
constexpr std::size_t kMaxTransforms = 3;

using Check = std::optional<Refused>;  // empty: the rule is kept

Refused refuse(Refusal why, std::string detail) { return {why, std::move(detail)}; }

// Returns from the calling function with the Refused of a rule that is not kept.
#define SENIM_KEEP(...)                      \
  if (Check senim_refused = (__VA_ARGS__)) { \
    return *std::move(senim_refused);        \
  }                                          \
  static_assert(true)

// DSS tsl-constraint.xml as spec/trustlists.md 1.5 tells it: SHA-224 and up.
bool strong(crypto::DigestAlgorithm digest, const ListSignatureRules& rules) {
  switch (digest) {
    case crypto::DigestAlgorithm::sha224:
    case crypto::DigestAlgorithm::sha256:
    case crypto::DigestAlgorithm::sha384:
    case crypto::DigestAlgorithm::sha512:
    case crypto::DigestAlgorithm::sha512_224:
    case crypto::DigestAlgorithm::sha512_256:
    case crypto::DigestAlgorithm::sha3_224:
    case crypto::DigestAlgorithm::sha3_256:
    case crypto::DigestAlgorithm::sha3_384:
    case crypto::DigestAlgorithm::sha3_512:
    case crypto::DigestAlgorithm::shake128:
    case crypto::DigestAlgorithm::shake256:
    case crypto::DigestAlgorithm::streebog256:
    case crypto::DigestAlgorithm::streebog512:
    case crypto::DigestAlgorithm::belt_hash:
    case crypto::DigestAlgorithm::bash256:
    case crypto::DigestAlgorithm::bash384:
    case crypto::DigestAlgorithm::bash512:
    case crypto::DigestAlgorithm::sm3:
    case crypto::DigestAlgorithm::kupyna256:
    case crypto::DigestAlgorithm::kupyna384:
    case crypto::DigestAlgorithm::kupyna512:
      return true;
    case crypto::DigestAlgorithm::sha1:
      return rules.insecurely_allow_sha1;
    case crypto::DigestAlgorithm::unknown:
    case crypto::DigestAlgorithm::md2:
    case crypto::DigestAlgorithm::md4:
    case crypto::DigestAlgorithm::md5:
    case crypto::DigestAlgorithm::ripemd128:
    case crypto::DigestAlgorithm::ripemd160:
    case crypto::DigestAlgorithm::whirlpool:
    case crypto::DigestAlgorithm::tiger:
    case crypto::DigestAlgorithm::gost_r_3411_94:
    case crypto::DigestAlgorithm::gost_34311_95:
    case crypto::DigestAlgorithm::gost_34311_95_dke1:
      return false;
  }
  return false;
}

// trustlists.md 1.5: RSA from 1024 bits, elliptic curves from 192.
bool strong(const crypto::PublicKey& key) {
  switch (key.family()) {
    case crypto::KeyFamily::rsa:
    case crypto::KeyFamily::rsa_pss:
    case crypto::KeyFamily::dsa:
      return key.bits() >= 1024;
    case crypto::KeyFamily::ec:
      return key.bits() >= 192;
    case crypto::KeyFamily::ed25519:
    case crypto::KeyFamily::ed448:
    case crypto::KeyFamily::gost_r_3410_2001:
    case crypto::KeyFamily::gost_r_3410_2012_256:
    case crypto::KeyFamily::gost_r_3410_2012_512:
    case crypto::KeyFamily::gost_34310_2004:
    case crypto::KeyFamily::gost_34102015_256:
    case crypto::KeyFamily::gost_34102015_512:
    case crypto::KeyFamily::bign:
    case crypto::KeyFamily::sm2:
      return true;
    case crypto::KeyFamily::dstu4145:
    case crypto::KeyFamily::dstu4145_normal_basis:
      return key.bits() >= 192;
    case crypto::KeyFamily::unknown:
    case crypto::KeyFamily::x25519:
    case crypto::KeyFamily::dh:
      return false;
  }
  return false;
}

Check check_root(const xml::Document& document, const ListSignatureRules& rules) {
  const Element root = document.root();
  if (!root.is(kTsl, "TrustServiceStatusList")) {
    return refuse(Refusal::not_a_list, "the root element is {" + std::string(root.ns()) + "}" +
                                           std::string(root.name()));
  }
  const Element version = root.child(kTsl, "SchemeInformation").child(kTsl, "TSLVersionIdentifier");
  const std::string text = version ? version.trimmed_text() : "";
  const bool accepted = std::ranges::any_of(
      rules.versions, [&](unsigned known) { return text == std::to_string(known); });
  if (!accepted) {
    return refuse(Refusal::version, "TSLVersionIdentifier '" + text + "'");
  }
  return std::nullopt;
}

// Exactly one signature in the whole document, and it is a child of the root; no identifier twice:
// then there is nothing to mistake for another (trustlists.md 1.5, anti-wrapping).
std::variant<Element, Refused> find_signature(const xml::Document& document) {
  const std::vector<Element> signatures = document.all(xml::kDsig, "Signature");
  if (signatures.empty()) {
    return refuse(Refusal::unsigned_list, "no ds:Signature");
  }
  if (signatures.size() > 1) {
    return refuse(Refusal::several_signatures,
                  std::to_string(signatures.size()) + " ds:Signature elements");
  }
  if (signatures.front().parent() != document.root()) {
    return refuse(Refusal::misplaced_signature, "ds:Signature is no child of the root");
  }
  if (!document.duplicate_ids().empty()) {
    return refuse(Refusal::duplicate_id, document.duplicate_ids().front());
  }
  return signatures.front();
}

// The allow-list of trustlists.md 1.5, on top of what xmldsig supports: XPath and filter 2 are
// computed there only as ways of removing the signature itself.
bool allowed_transform(std::string_view uri) {
  constexpr std::array<std::string_view, 6> kAllowed = {
      "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
      "http://www.w3.org/2001/10/xml-exc-c14n#",
      "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
      "http://www.w3.org/2006/12/xml-c14n11",
      "http://www.w3.org/TR/1999/REC-xpath-19991116",
      "http://www.w3.org/2002/06/xmldsig-filter2",
  };
  return std::ranges::find(kAllowed, uri) != kAllowed.end();
}

Check check_transforms(const xml::XmlSignature& signature) {
  for (const Element reference : signature.signed_info_element.children(xml::kDsig, "Reference")) {
    std::size_t count = 0;
    // xmldsig reads at most one Transforms element and refuses a Reference with more.
    for (const Element transform : reference.child(xml::kDsig, "Transforms").children()) {
      const std::string uri = transform.attribute("Algorithm").value_or("");
      if (++count > kMaxTransforms || !allowed_transform(uri)) {
        return refuse(Refusal::transform, uri);
      }
    }
  }
  return std::nullopt;
}

Check check_reference_state(const xml::Reference& reference) {
  const std::string name = reference.uri.value_or("(no URI)") + " " + reference.problem;
  switch (reference.state) {
    case ReferenceState::intact:
      return std::nullopt;
    case ReferenceState::changed:
      return refuse(Refusal::changed, name);
    case ReferenceState::missing:
      return refuse(Refusal::coverage, name);
    case ReferenceState::unsupported:
      return refuse(
          crypto::supported(reference.digest) ? Refusal::transform : Refusal::algorithm_unsupported,
          name);
    case ReferenceState::malformed:
      return refuse(Refusal::signature_format, name);
  }
  return refuse(Refusal::signature_format, name);
}

// What the references cover, before anybody looks at digests: the first one the root without the
// signature, another one the SignedProperties of this signature.
Check check_coverage(const xml::XmlSignature& signature, Element root, Element properties) {
  if (signature.references.empty() || signature.references.size() > kMaxReferences) {
    return refuse(Refusal::signature_format,
                  std::to_string(signature.references.size()) + " references");
  }
  const xml::Reference& first = signature.references.front();
  const bool covers_root = (first.whole_document || first.element == root) && !first.detached &&
                           !first.text_only && first.enveloped;
  const bool all_but_itself = std::ranges::all_of(
      first.excluded, [&](Element left_out) { return left_out == signature.element; });
  if (!covers_root || !all_but_itself) {
    return refuse(Refusal::coverage, first.uri.value_or("(no URI)"));
  }
  const bool properties_covered =
      std::ranges::any_of(signature.references, [&](const xml::Reference& reference) {
        return reference.type == kSignedPropertiesType && reference.element == properties &&
               !reference.enveloped;
      });
  if (!properties || !properties_covered) {
    return refuse(Refusal::properties_uncovered, "no reference covers SignedProperties");
  }
  return std::nullopt;
}

Check check_references(const xml::XmlSignature& signature, Element root, Element properties,
                       const ListSignatureRules& rules) {
  SENIM_KEEP(check_transforms(signature));
  SENIM_KEEP(check_coverage(signature, root, properties));
  for (const xml::Reference& reference : signature.references) {
    if (reference.digest == crypto::DigestAlgorithm::unknown) {
      return refuse(Refusal::algorithm_unsupported, reference.digest_uri);
    }
    if (!strong(reference.digest, rules)) {
      return refuse(Refusal::weak_algorithm, reference.digest_uri);
    }
    SENIM_KEEP(check_reference_state(reference));
  }
  return std::nullopt;
}

// Signature/Object/QualifyingProperties/SignedProperties, the only one; null otherwise.
Element signed_properties(const xml::XmlSignature& signature) {
  std::vector<Element> found;
  for (const Element object : signature.objects) {
    for (const Element qualifying : object.children(kXades, "QualifyingProperties")) {
      std::ranges::copy(qualifying.children(kXades, "SignedProperties"), std::back_inserter(found));
    }
  }
  return found.size() == 1 ? found.front() : Element();
}

// Who of KeyInfo is expected. `carried` takes every certificate there: the reference decides.
std::variant<std::vector<pki::Certificate>, Refused> candidates(const xml::KeyInfo& key_info,
                                                                const ExpectedSigner& expected) {
  if (key_info.certificates.empty()) {
    return refuse(Refusal::signer_absent, "KeyInfo carries no certificate");
  }
  if (expected.kind == ExpectedSigner::Kind::carried) {
    return key_info.certificates;
  }
  std::vector<pki::Certificate> pinned;
  for (const pki::Certificate& certificate : key_info.certificates) {
    if (std::ranges::find(expected.pins, certificate.fingerprint()) != expected.pins.end()) {
      pinned.push_back(certificate);
    }
  }
  if (pinned.empty()) {
    return refuse(Refusal::signer_not_pinned, to_hex(key_info.certificates.front().fingerprint()));
  }
  return pinned;
}

// One CertDigest of SigningCertificate or SigningCertificateV2. SHA-1 will do here: the signer is
// known by SHA-256 already, the attribute only has to agree.
bool names(Element cert, const pki::Certificate& certificate) {
  const Element digest = cert.child(kXades, "CertDigest");
  if (!digest) {
    return false;
  }
  const auto algorithm = crypto::digest_by_uri(
      digest.child(xml::kDsig, "DigestMethod").attribute("Algorithm").value_or(""));
  const auto expected = crypto::from_base64(digest.child(xml::kDsig, "DigestValue").trimmed_text(),
                                            crypto::Base64Rules::ignore_whitespace);
  const auto actual = crypto::digest(algorithm, certificate.der());
  return expected.ok() && actual.ok() && equal(*expected, *actual);
}

std::optional<pki::Certificate> referenced(Element signature_properties,
                                           const std::vector<pki::Certificate>& certificates) {
  std::vector<Element> attributes = signature_properties.children(kXades, "SigningCertificate");
  std::ranges::copy(signature_properties.children(kXades, "SigningCertificateV2"),
                    std::back_inserter(attributes));
  for (const Element attribute : attributes) {
    // EN 319 132-1 5.2.2: the first reference names the signing certificate.
    const Element first = attribute.child(kXades, "Cert");
    const auto named = std::ranges::find_if(
        certificates,
        [first](const pki::Certificate& certificate) { return names(first, certificate); });
    if (named != certificates.end()) {
      return *named;
    }
  }
  return std::nullopt;
}

Check check_signing_time(Element signature_properties, const pki::Certificate& signer,
                         UtcTime& time) {
  const Element element = signature_properties.child(kXades, "SigningTime");
  const auto claimed = parse_utc(element ? element.trimmed_text() : "");
  if (!claimed.ok()) {
    return refuse(Refusal::signing_time, "no readable SigningTime");
  }
  if (*claimed < signer.not_before() || *claimed > signer.not_after()) {
    return refuse(Refusal::signing_time, senim::to_string(*claimed) + " is outside the validity " +
                                             senim::to_string(signer.not_before()) + " - " +
                                             senim::to_string(signer.not_after()));
  }
  time = *claimed;
  return std::nullopt;
}

Check check_value(const xml::XmlSignature& signature, const pki::Certificate& signer,
                  const ListSignatureRules& rules) {
  if (!signature.problem.empty()) {
    return refuse(signature.problem_is_unsupported ? Refusal::algorithm_unsupported
                                                   : Refusal::signature_format,
                  signature.problem);
  }
  const crypto::SignatureAlgorithm& algorithm = signature.algorithm;
  const auto& key = signer.key();
  if (!key.ok()) {
    return refuse(Refusal::algorithm_unsupported, key.error().message);
  }
  if (!crypto::supported(algorithm)) {
    return refuse(Refusal::algorithm_unsupported, algorithm.name());
  }
  // EdDSA names no digest: it hashes inside.
  const bool weak_digest =
      algorithm.scheme != crypto::SignatureScheme::eddsa && !strong(algorithm.digest, rules);
  if (weak_digest || !strong(*key)) {
    return refuse(Refusal::weak_algorithm, algorithm.name() + ", " + key->name());
  }
  const auto valid = crypto::verify(*key, algorithm, signature.signed_info, signature.value);
  if (!valid.ok()) {
    return refuse(Refusal::algorithm_unsupported, valid.error().message);
  }
  if (!*valid) {
    return refuse(Refusal::value, algorithm.name());
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::not_xml:
      return "not-xml";
    case Refusal::not_a_list:
      return "not-a-list";
    case Refusal::version:
      return "version";
    case Refusal::unsigned_list:
      return "unsigned";
    case Refusal::several_signatures:
      return "several-signatures";
    case Refusal::misplaced_signature:
      return "misplaced-signature";
    case Refusal::duplicate_id:
      return "duplicate-id";
    case Refusal::signature_format:
      return "signature-format";
    case Refusal::coverage:
      return "coverage";
    case Refusal::properties_uncovered:
      return "properties-uncovered";
    case Refusal::transform:
      return "transform";
    case Refusal::changed:
      return "changed";
    case Refusal::weak_algorithm:
      return "weak-algorithm";
    case Refusal::algorithm_unsupported:
      return "algorithm-unsupported";
    case Refusal::signer_absent:
      return "signer-absent";
    case Refusal::signer_not_pinned:
      return "signer-not-pinned";
    case Refusal::certificate_reference:
      return "certificate-reference";
    case Refusal::signing_time:
      return "signing-time";
    case Refusal::value:
      return "value";
    case Refusal::malformed:
      return "malformed";
    case Refusal::territory:
      return "territory";
    case Refusal::rollback:
      return "rollback";
    case Refusal::conflict:
      return "conflict";
    case Refusal::limit:
      return "limit";
  }
  return "";
}

ListVerification verify_list(std::shared_ptr<const xml::Document> document,
                             const ExpectedSigner& expected, const ListSignatureRules& rules,
                             Budget& budget) {
  SENIM_KEEP(check_root(*document, rules));
  auto found = find_signature(*document);
  if (auto* refused = std::get_if<Refused>(&found)) {
    return std::move(*refused);
  }
  // A list is all of one document: nothing outside it can be meant by a reference.
  const xml::Resolver nothing_outside = [](const std::optional<std::string>&,
                                           crypto::DigestAlgorithm) -> Result<xml::External> {
    return Error{ErrorCode::not_found, "outside the list"};
  };
  const auto signature = xml::read_signature(*document, std::get<Element>(found), nothing_outside,
                                             budget, xml::Prefixes::ignored);
  if (!signature.ok()) {
    return refuse(signature.error().code == ErrorCode::limit_exceeded ? Refusal::limit
                                                                      : Refusal::signature_format,
                  signature.error().message);
  }
  // Who, before what: a stranger's list is refused for its signer, whatever else is wrong with it.
  auto signers = candidates(signature->key_info, expected);
  if (auto* refused = std::get_if<Refused>(&signers)) {
    return std::move(*refused);
  }
  const Element properties = signed_properties(*signature);
  SENIM_KEEP(check_references(*signature, document->root(), properties, rules));
  const Element signature_properties = properties.child(kXades, "SignedSignatureProperties");
  if (!signature_properties) {
    return refuse(Refusal::certificate_reference, "no SignedSignatureProperties");
  }
  const auto signer =
      referenced(signature_properties, std::get<std::vector<pki::Certificate>>(signers));
  if (!signer) {
    return refuse(Refusal::certificate_reference,
                  "SigningCertificate is missing or names another certificate");
  }
  UtcTime signing_time{};
  SENIM_KEEP(check_signing_time(signature_properties, *signer, signing_time));
  if (const Status spent = budget.spend(Cost::signatures); !spent.ok()) {
    return refuse(Refusal::limit, spent.error().message);
  }
  SENIM_KEEP(check_value(*signature, *signer, rules));
  const Element root = document->root();
  return VerifiedList(std::move(document), root, *signer, signing_time);
}

}  // namespace senim::trustlists

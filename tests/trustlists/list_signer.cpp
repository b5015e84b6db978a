#include "tests/trustlists/list_signer.h"

#include "gateway/demo/xades_maker.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/document.h"

namespace senim::test {
namespace {

constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";

std::string hash64(crypto::DigestAlgorithm digest, ByteView octets) {
  return crypto::to_base64(crypto::digest(digest, octets).value());
}

std::string transforms(const std::vector<TransformSpec>& list) {
  std::string text;
  for (const TransformSpec& transform : list) {
    text +=
        "<ds:Transform Algorithm=\"" + transform.uri + "\">" + transform.inner + "</ds:Transform>";
  }
  return text.empty() ? "" : "<ds:Transforms>" + text + "</ds:Transforms>";
}

std::string reference(std::string_view attributes, const std::vector<TransformSpec>& list,
                      crypto::DigestAlgorithm digest, std::string_view over) {
  return "<ds:Reference" + std::string(attributes) + ">" + transforms(list) +
         "<ds:DigestMethod Algorithm=\"" + demo::digest_uri(digest) + "\"></ds:DigestMethod>" +
         "<ds:DigestValue>" + hash64(digest, as_bytes(over)) + "</ds:DigestValue></ds:Reference>";
}

std::string signed_properties(const ListSigning& spec, const demo::Party& party) {
  std::string inner;
  if (spec.with_signing_time) {
    inner += "<xades:SigningTime>" +
             to_string(spec.signing_time.value_or(at("2026-06-01T12:00:00Z"))) +
             "</xades:SigningTime>";
  }
  if (!spec.certificate_attribute.empty()) {
    const Bytes certificate = spec.referenced_certificate.value_or(party.certificate);
    const std::string ds = " xmlns:ds=\"" + std::string(kDs) + "\"";
    inner +=
        "<xades:" + spec.certificate_attribute + "><xades:Cert><xades:CertDigest>" +
        "<ds:DigestMethod" + ds + " Algorithm=\"" +
        demo::digest_uri(crypto::DigestAlgorithm::sha256) + "\"></ds:DigestMethod>" +
        "<ds:DigestValue" + ds + ">" + hash64(crypto::DigestAlgorithm::sha256, certificate) +
        "</ds:DigestValue></xades:CertDigest></xades:Cert></xades:" + spec.certificate_attribute +
        ">";
  }
  return "<xades:SignedProperties xmlns:xades=\"" + std::string(kXades) +
         "\" Id=\"props\"><xades:SignedSignatureProperties>" + inner +
         "</xades:SignedSignatureProperties></xades:SignedProperties>";
}

std::string key_info(const ListSigning& spec, const demo::Party& party) {
  std::string list;
  for (const Bytes& certificate : spec.key_info.value_or(std::vector<Bytes>{party.certificate})) {
    list += "<ds:X509Certificate>" + crypto::to_base64(certificate) + "</ds:X509Certificate>";
  }
  return list.empty() ? "" : "<ds:KeyInfo><ds:X509Data>" + list + "</ds:X509Data></ds:KeyInfo>";
}

}  // namespace

std::string list_signature(const std::string& list, const ListSigning& spec) {
  const demo::Party& party = spec.party != nullptr ? *spec.party : test_signer();
  const std::string properties = signed_properties(spec, party);
  const std::string data =
      reference(" URI=\"" + spec.reference_uri + "\"", spec.transforms, spec.digest, list);
  const std::string type =
      spec.properties_type.empty() ? "" : " Type=\"" + spec.properties_type + "\"";
  const std::string about = spec.reference_properties ? reference(type + " URI=\"#props\"",
                                                                  {{std::string(kExclusive), ""}},
                                                                  spec.digest, properties)
                                                      : "";
  const std::string signed_info =
      "<ds:SignedInfo xmlns:ds=\"" + std::string(kDs) +
      "\"><ds:CanonicalizationMethod Algorithm=\"" + std::string(kExclusive) +
      "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"" +
      party.key.algorithm_uri(spec.sign) + "\"></ds:SignatureMethod>" +
      (spec.properties_first ? about + data : data + about) + spec.extra_references +
      "</ds:SignedInfo>";
  const std::string value =
      crypto::to_base64(party.key.sign_plain(as_bytes(signed_info), spec.sign));
  return "<ds:Signature xmlns:ds=\"" + std::string(kDs) + "\" Id=\"sig\">" + signed_info +
         "<ds:SignatureValue>" + value + "</ds:SignatureValue>" + key_info(spec, party) +
         "<ds:Object><xades:QualifyingProperties xmlns:xades=\"" + std::string(kXades) +
         "\" Target=\"#sig\">" + properties + "</xades:QualifyingProperties></ds:Object>" +
         spec.objects + "</ds:Signature>";
}

std::string insert_last(const std::string& list, std::string_view child) {
  const std::size_t end = list.rfind("</");
  return list.substr(0, end) + std::string(child) + list.substr(end);
}

std::string sign_list(const std::string& list, const ListSigning& spec) {
  return insert_last(list, list_signature(list, spec));
}

const demo::Party& test_signer() { return test_pki().leaf; }

pki::Fingerprint fingerprint(ByteView certificate) { return crypto::sha256(certificate); }

demo::TrustListSpec simple_list() {
  demo::TrustListSpec spec;
  spec.issued = at("2026-06-01T00:00:00Z");
  spec.next_update = at("2026-12-01T00:00:00Z");
  demo::ServiceSpec service;
  service.certificates = {test_pki().ca.certificate};
  service.current.since = at("2024-01-01T00:00:00Z");
  spec.services.push_back(service);
  return spec;
}

trustlists::TrustSource list_source(std::string id, std::string_view octets) {
  trustlists::TrustSource source;
  source.id = std::move(id);
  source.pinned = {fingerprint(test_signer().certificate)};
  source.files.push_back({"list.xml", as_bytes(octets)});
  return source;
}

std::optional<trustlists::Refusal> refusal(std::string_view document,
                                           std::vector<pki::Fingerprint> pins,
                                           const trustlists::ListSignatureRules& rules) {
  Budget budget;
  auto parsed = xml::Document::parse(as_bytes(document), budget);
  if (!parsed.ok()) {
    return trustlists::Refusal::not_xml;
  }
  const auto verification = trustlists::verify_list(
      *parsed, {.kind = trustlists::ExpectedSigner::Kind::pinned, .pins = std::move(pins)}, rules,
      budget);
  if (const auto* refused = std::get_if<trustlists::Refused>(&verification)) {
    return refused->why;
  }
  return std::nullopt;
}

}  // namespace senim::test

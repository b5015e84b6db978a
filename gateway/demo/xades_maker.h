#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/key.h"

// Makes XMLDSig and XAdES (EN 319 132-1) signatures for the demo world and the tests. Everything it
// writes is in exclusive canonical form already (each ds: element declares its prefix), so digests
// are taken over the text itself and the maker needs no canonicalisation of its own, which makes it
// an oracle for ours.

namespace senim::demo {

// inclusive: C14N 1.0 for SignedInfo and C14N 1.0 WithComments for an enveloped document, as
// Kazakhstan signs (domain.md 4.1). The content may then declare no namespaces, or it would be
// written otherwise than here.
enum class XmlCanonicalization { exclusive, inclusive };
enum class XmlPackaging { enveloped, enveloping, detached, internally_detached };

struct XadesSpec {
  const Party* party = nullptr;
  SignOptions sign;
  XmlPackaging packaging = XmlPackaging::enveloped;
  XmlCanonicalization canonicalization = XmlCanonicalization::exclusive;
  // enveloped: a document in canonical form whose root element has an end tag. detached: the octets
  // signed, which stay outside. enveloping, internally_detached: canonical text put into ds:Object
  // or <data Id="..">.
  std::string content;
  std::string detached_uri = "document.txt";
  std::string id = "sig";  // prefix of all Ids
  std::string data_id;     // internally_detached: Id of <data>; by default the prefix and "-data"
  bool exclude_all_signatures =
      false;          // enveloped: an XPath that leaves every ds:Signature out, so that several fit
  bool xades = true;  // else XMLDSig
  bool version_2 = true;  // SigningCertificateV2, else the 1.3.2 elements
  std::optional<Bytes>
      referenced_certificate;  // put this one's digest into SigningCertificate instead
  std::optional<UtcTime> signing_time;
  bool without_signed_properties_type = false;
  bool key_value_only = false;          // ds:KeyValue of an RSA key instead of X509Data (XMLDSig)
  std::vector<Bytes> certificates;      // more in X509Data
  std::string extra_signed_properties;  // canonical text behind SigningCertificate
  std::string unsigned_properties;      // text inside UnsignedSignatureProperties
  std::string extra_references;         // canonical text of further ds:Reference elements
  crypto::DigestAlgorithm reference_digest =
      crypto::DigestAlgorithm::unknown;  // unknown: the key's own
  std::string signature_uri;  // another name of the same algorithm; empty: the key's own name
  std::string digest_uri;     // the same for the references' digest
};

std::string make_xades(const XadesSpec& spec);
// The decoded ds:SignatureValue of the first signature in a document made here, and the canonical
// ds:SignatureValue element (what a SignatureTimeStamp covers).
std::string signature_value_element(std::string_view document);

}  // namespace senim::demo

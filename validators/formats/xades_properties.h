#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/result.h"
#include "validators/model/parsed_signature.h"
#include "validators/xml/document.h"

// QualifyingProperties of XAdES (EN 319 132-1, TS 101 903): versions 1.1.1, 1.2.2 and 1.3.2, and
// what 1.4.1 adds. Reads what is written; which of it is believed is for xades.cpp.

namespace senim::formats::property {

// True for the namespaces of 1.1.1, 1.2.2 and 1.3.2.
bool is_xades(std::string_view ns);
// True for any of these, that of 1.4.1 and that of EN 319 132-2 (additional properties).
bool is_property(std::string_view ns);
// Children of that local name in any namespace of is_property().
std::vector<xml::Element> children(xml::Element parent, std::string_view local_name);
xml::Element child(xml::Element parent, std::string_view local_name);

// SigningCertificate (with issuer and serial as text) and SigningCertificateV2.
std::vector<model::CertificateReference> signing_certificate(xml::Element property);
Result<model::SignaturePolicyReference> signature_policy(xml::Element property);
std::vector<std::string> signer_roles(xml::Element property);  // claimed ones, v1 and v2
std::string production_place(xml::Element property);
std::optional<std::string> commitment(xml::Element property);

// A child that 1.1.1 has in its own namespace and the later ones in that of XMLDSig.
xml::Element digest_child(xml::Element parent, std::string_view local_name);

// The decoded octets of each element of that name below `parent`, at any depth; what is no base64
// is skipped.
std::vector<Bytes> encapsulated(xml::Element parent, std::string_view local_name);
// How many of these are no base64.
std::size_t not_encapsulated(xml::Element parent, std::string_view local_name);

}  // namespace senim::formats::property

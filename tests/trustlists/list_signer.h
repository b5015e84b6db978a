#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/trust_list_maker.h"
#include "trustlists/list_signature.h"
#include "trustlists/trust_snapshot.h"

// Signs trust lists with every part under the test's control, so that each rule of
// spec/trustlists.md 1.5 can be broken alone. Texts are in exclusive canonical form: nothing of
// ours canonicalises here.

namespace senim::test {

inline constexpr std::string_view kEnveloped =
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

struct TransformSpec {
  std::string uri;
  std::string inner;  // canonical text inside ds:Transform
};

struct ListSigning {
  const demo::Party* party = nullptr;  // test_signer() by default
  demo::SignOptions sign{};
  std::string reference_uri{};  // "" is the whole document
  std::vector<TransformSpec> transforms{{std::string(kEnveloped), ""},
                                        {std::string(kExclusive), ""}};
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::sha256;
  std::string properties_type = "http://uri.etsi.org/01903#SignedProperties";
  bool reference_properties = true;
  bool properties_first = false;   // the reference to them stands before the list's
  std::string extra_references{};  // canonical text behind the two
  std::optional<UtcTime> signing_time{};
  bool with_signing_time = true;
  std::string certificate_attribute = "SigningCertificateV2";  // "" for none
  std::optional<Bytes> referenced_certificate{};
  std::optional<std::vector<Bytes>> key_info{};  // certificates; the signer's by default
  std::string objects{};                         // text of further ds:Object elements
};

// The ds:Signature over `list` (canonical text of the root without a signature).
std::string list_signature(const std::string& list, const ListSigning& spec);
// `list` with that signature as the last child of the root.
std::string sign_list(const std::string& list, const ListSigning& spec = {});
std::string insert_last(const std::string& list, std::string_view child);

// The signer of the tests' lists (P-256, valid 2025 to 2028) and the fingerprint of a certificate.
const demo::Party& test_signer();
pki::Fingerprint fingerprint(ByteView certificate);

// A list with one granted CA/QC service, issued in June 2026.
demo::TrustListSpec simple_list();
trustlists::TrustSource list_source(std::string id, std::string_view octets);

// What verify_list() says of a document; nothing when it is accepted.
std::optional<trustlists::Refusal> refusal(std::string_view document,
                                           std::vector<pki::Fingerprint> pins,
                                           const trustlists::ListSignatureRules& rules = {});

}  // namespace senim::test

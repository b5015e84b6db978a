#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/test_pki.h"

// Generated hierarchies of every country and every parameter set of its algorithms (domain.md 4):
// root <- CA <- signer, and the CA's time-stamping unit and delegated OCSP responder.

namespace senim::test {

struct Hierarchy {
  std::string name;     // "KZ GOST 34.10-2015 512", "RU GOST R 34.10-2001 1.2.643.2.2.35.1"
  std::string country;  // of all its names
  demo::Party root;
  demo::Party ca;
  demo::Party leaf;
  demo::Party tsa;
  demo::Party responder;
  // Every SignatureMethod and DigestMethod that XML of this country names its algorithms with; the
  // first pair is what make_xades() writes by itself. Empty where there is no name.
  std::vector<std::string> signature_uris;
  std::vector<std::string> digest_uris;
};

Hierarchy make_hierarchy(const std::string& name, const std::string& country,
                         const std::function<demo::Key()>& next_key);
// Made once per process, in a fixed order.
const std::vector<Hierarchy>& national_hierarchies();
const Hierarchy& national_hierarchy(const std::string& name);

demo::CertificateSpec responder_spec();  // EKU OCSPSigning, ocsp-nocheck (domain.md 1.3)

}  // namespace senim::test

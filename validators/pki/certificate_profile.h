#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/oid.h"
#include "validators/pki/certificate.h"

// What a certificate says of its owner, in the words of his country: a national profile reads the
// identifiers, roles and purposes that RFC 5280 has no place for. The profile is that of the
// issuer's country, because the authority writes by its own rules. Everything here is what the
// certificate states; whether anybody may state it is decided over the path. Plain values, free to
// copy.

namespace senim::pki {

enum class OwnerKind : std::uint8_t {
  unknown,
  individual,
  person_of_organisation,
  organisation,
  system,
};
std::string_view to_string(OwnerKind owner);  // of report.md 1

enum class KeyPurpose : std::uint8_t { unknown, signing, authentication };
std::string_view to_string(KeyPurpose purpose);

struct Identifier {
  enum class State : std::uint8_t {
    unchecked,  // it has no check digit that we know of
    right,
    wrong,      // its check digit, or its form
    ambiguous,  // the certificate states several of this kind: none of them counts
  };
  std::string_view kind;  // member of signer.identifiers: "iin", "ogrn", "vat"
  std::string value;
  State state = State::unchecked;
  friend bool operator==(const Identifier&, const Identifier&) = default;
};
std::string_view to_string(Identifier::State state);

// EN 319 412-5 4 and RFC 3739 3.2.6. Statements of the authority; the trust list decides what they
// are worth (TS 119 615).
struct QualifiedStatements {
  // False: the extension cannot be read or states a thing twice. It then states nothing.
  bool readable = true;
  bool compliance = false;               // QcCompliance: an EU qualified certificate
  bool sscd = false;                     // QcSSCD: the key is in a qualified device
  std::vector<std::string> types;        // esign, eseal, web; others as OID
  std::vector<std::string> legislation;  // QcCClegislation, empty: the EU
  struct Pds {
    std::string url;
    std::string language;
    friend bool operator==(const Pds&, const Pds&) = default;
  };
  std::vector<Pds> pds;
  struct Limit {  // amount * 10^exponent
    std::string currency;
    std::int64_t amount = 0;
    std::int64_t exponent = 0;
    friend bool operator==(const Limit&, const Limit&) = default;
  };
  std::optional<Limit> limit;
  std::optional<std::int64_t> retention_years;
  std::vector<Oid> semantics;  // EN 319 412-1 5: how serialNumber or organizationIdentifier reads
  // Those that came later are read where they can be: what is wrong with one spoils no other.
  // QcQSCDlegislation: whose law certified the device of `sscd`. Absent: the EU's; there and empty:
  // nobody's, for it cannot be read.
  std::optional<std::vector<std::string>> qscd_legislation;
  std::vector<Oid> identification_methods;  // QcIdentMethod
  struct PaymentService {                   // TS 119 495 5.1: PSD2QcType
    std::vector<std::string> roles;         // each as OID and, where stated, by its name
    std::string authority_name;
    std::string authority_id;
    friend bool operator==(const PaymentService&, const PaymentService&) = default;
  };
  std::optional<PaymentService> payment_service;
};

struct CertificateProfile {
  std::string_view name = "general";  // kz, ru, by, ua, eu, general
  std::vector<Identifier> identifiers;
  OwnerKind owner = OwnerKind::unknown;
  KeyPurpose purpose = KeyPurpose::unknown;
  std::vector<Oid> roles;     // Kazakhstan: extended key usages under 1.2.398.3.3.4
  std::vector<Oid> policies;  // certificatePolicies as stated
  std::vector<Oid> key_stores;
  std::vector<std::string_view> tool_classes;  // Russia: KC1, KC2, KC3, KB1, KB2, KA1
  std::string sign_tool;                       // Russia: the owner's tool
  std::vector<std::string> issuer_tools;       // Russia: the authority's tools and their papers
  std::optional<QualifiedStatements> qualified;

  const Identifier* identifier(std::string_view kind) const;
};

CertificateProfile read_profile(const Certificate& certificate);

// What the key is for where the authority is on a list of Kazakhstan: by the rules of Kazakhstan
// (spec/domain.md 1.2 point 16.4, 3.2 to 3.4), also when the certificate has no Kazakh marks and
// read_profile() goes by those of another country.
KeyPurpose purpose_under_kazakh_list(const Certificate& certificate);

// Name of a role in texts and policies ("first-head"); "" for one we have no name for.
std::string_view role_name(const Oid& role);
// Every name that role_name() gives.
bool is_role_name(std::string_view name);

}  // namespace senim::pki

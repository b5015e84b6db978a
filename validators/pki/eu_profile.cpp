#include "validators/pki/eu_profile.h"

#include <algorithm>
#include <array>
#include <span>

#include "validators/base/der_reader.h"
#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

struct Semantics {
  std::string_view type;  // three letters of EN 319 412-1 5.1.3, 5.1.4
  std::string_view kind;
  bool person = false;
};
constexpr std::array kSemantics{
    Semantics{"PNO", "pno", true}, Semantics{"IDC", "idc", true}, Semantics{"PAS", "pas", true},
    Semantics{"TIN", "tin", true}, Semantics{"TAX", "tax", true}, Semantics{"EID", "eid", true},
    Semantics{"VAT", "vat"},       Semantics{"NTR", "ntr"},       Semantics{"PSD", "psd"},
    Semantics{"LEI", "lei"},
};

bool capital(char c) { return c >= 'A' && c <= 'Z'; }

// "PNOEE-1234" gives its row and "EE-1234"; local forms ("EI:SE-1234") name no known kind.
const Semantics* semantics_of(std::string_view value) {
  if (value.size() < 7 || value[5] != '-' || !capital(value[3]) || !capital(value[4])) {
    return nullptr;
  }
  const auto* const found = std::ranges::find(kSemantics, value.substr(0, 3), &Semantics::type);
  return found == kSemantics.end() ? nullptr : found;
}

constexpr std::array<std::pair<Oid, std::string_view>, 3> kTypes{{
    {oid::kQcTypeEsign, "esign"},
    {oid::kQcTypeEseal, "eseal"},
    {oid::kQcTypeWeb, "web"},
}};

constexpr std::size_t kMaxEntries = 64;  // of one statement: languages of the PDS are the most

Result<std::vector<der::Element>> entries_of(ByteView info, std::string_view what) {
  SENIM_TRY(const der::Element list, der::single(info, der::Rules::der, what));
  if (list.tag != der::kSequence) {
    return Error{ErrorCode::malformed, std::string(what) + ": not a SEQUENCE"};
  }
  std::vector<der::Element> entries;
  der::Reader reader(list);
  while (!reader.done()) {
    if (entries.size() == kMaxEntries) {
      return Error{ErrorCode::limit_exceeded, std::string(what) + ": more than 64 entries"};
    }
    SENIM_TRY(const der::Element entry, reader.next());
    entries.push_back(entry);
  }
  return entries;
}

Result<std::string> text_of(const der::Element& element, std::string_view what) {
  auto text = string_of(element.whole);
  if (!text) {
    return Error{ErrorCode::malformed, std::string(what) + ": not a string"};
  }
  return std::move(*text);
}

// An empty QcType or QcCClegislation is there and names nothing. Read like one that is not there it
// would say more: a certificate for signatures, by the law of the EU.
Result<std::vector<der::Element>> some_entries_of(ByteView info, std::string_view what) {
  SENIM_TRY(auto entries, entries_of(info, what));
  if (entries.empty()) {
    return Error{ErrorCode::malformed, std::string(what) + ": empty"};
  }
  return entries;
}

// EN 319 412-5 4.2.3.
Status read_types(ByteView info, QualifiedStatements& into) {
  SENIM_TRY(const auto entries, some_entries_of(info, "QcType"));
  for (const der::Element& entry : entries) {
    SENIM_TRY(const Oid type, der::oid(entry));
    const auto* const known =
        std::ranges::find(kTypes, type, &std::pair<Oid, std::string_view>::first);
    into.types.push_back(known == kTypes.end() ? type.dotted() : std::string(known->second));
  }
  return success();
}

// EN 319 412-5 4.3.4: SEQUENCE OF SEQUENCE { url, language }.
Status read_pds(ByteView info, QualifiedStatements& into) {
  SENIM_TRY(const auto entries, entries_of(info, "QcPDS"));
  for (const der::Element& entry : entries) {
    SENIM_TRY(const auto fields, entries_of(entry.whole, "PdsLocation"));
    if (fields.size() != 2) {
      return Error{ErrorCode::malformed, "PdsLocation has two fields"};
    }
    QualifiedStatements::Pds pds;
    SENIM_TRY(pds.url, text_of(fields[0], "url"));
    SENIM_TRY(pds.language, text_of(fields[1], "language"));
    into.pds.push_back(std::move(pds));
  }
  return success();
}

// EN 319 412-5 4.3.2: the currency is three letters or the number of ISO 4217.
Status read_limit(ByteView info, QualifiedStatements& into) {
  SENIM_TRY(const auto fields, entries_of(info, "QcLimitValue"));
  if (fields.size() != 3) {
    return Error{ErrorCode::malformed, "QcLimitValue has three fields"};
  }
  QualifiedStatements::Limit limit;
  if (fields[0].tag == der::kInteger) {
    SENIM_TRY(const std::int64_t number, der::small_integer(fields[0]));
    limit.currency = std::to_string(number);
  } else {
    SENIM_TRY(limit.currency, text_of(fields[0], "currency"));
  }
  SENIM_TRY(limit.amount, der::small_integer(fields[1]));
  SENIM_TRY(limit.exponent, der::small_integer(fields[2]));
  into.limit = std::move(limit);
  return success();
}

Result<std::vector<std::string>> countries(ByteView info, std::string_view what) {
  SENIM_TRY(const auto entries, some_entries_of(info, what));
  std::vector<std::string> all;
  for (const der::Element& entry : entries) {
    SENIM_TRY(std::string country, text_of(entry, "country"));
    all.push_back(std::move(country));
  }
  return all;
}

Status read_legislation(ByteView info, QualifiedStatements& into) {
  SENIM_TRY(into.legislation, countries(info, "QcCClegislation"));
  return success();
}

// EN 319 412-5 4.2.5: the countries under whose law the device was certified. One that cannot be
// read is still there, or the device would be the EU's by its silence.
void read_qscd_legislation(ByteView info, QualifiedStatements& into) {
  into.qscd_legislation.emplace();
  if (auto read = countries(info, "QcQSCDlegislation")) {
    into.qscd_legislation = std::move(read).value();
  }
}

Result<std::vector<Oid>> methods(ByteView info) {
  SENIM_TRY(const auto entries, entries_of(info, "QcIdentMethod"));
  std::vector<Oid> all;
  for (const der::Element& entry : entries) {
    SENIM_TRY(const Oid method, der::oid(entry));
    all.push_back(method);
  }
  return all;
}

// EN 319 412-5 4.3.5: how the owner was identified (eIDAS Article 24).
void read_identification_methods(ByteView info, QualifiedStatements& into) {
  if (auto read = methods(info)) {
    into.identification_methods = std::move(read).value();
  }
}

// TS 119 495 5.1: SEQUENCE { rolesOfPSP SEQUENCE OF SEQUENCE { OID, name }, nCAName, nCAId }.
Result<QualifiedStatements::PaymentService> payment_service(ByteView info) {
  SENIM_TRY(const auto fields, entries_of(info, "PSD2QcType"));
  if (fields.size() != 3) {
    return Error{ErrorCode::malformed, "PSD2QcType has three fields"};
  }
  QualifiedStatements::PaymentService service;
  SENIM_TRY(const auto roles, entries_of(fields[0].whole, "rolesOfPSP"));
  for (const der::Element& role : roles) {
    SENIM_TRY(const auto parts, entries_of(role.whole, "RoleOfPSP"));
    if (parts.size() != 2) {
      return Error{ErrorCode::malformed, "RoleOfPSP has two fields"};
    }
    SENIM_TRY(const Oid id, der::oid(parts[0]));
    SENIM_TRY(std::string name, text_of(parts[1], "roleOfPspName"));
    service.roles.push_back(id.dotted());
    service.roles.push_back(std::move(name));
  }
  SENIM_TRY(service.authority_name, text_of(fields[1], "nCAName"));
  SENIM_TRY(service.authority_id, text_of(fields[2], "nCAId"));
  return service;
}

void read_payment_service(ByteView info, QualifiedStatements& into) {
  if (auto read = payment_service(info)) {
    into.payment_service = std::move(read).value();
  }
}

Status read_retention(ByteView info, QualifiedStatements& into) {
  SENIM_TRY(const der::Element years, der::single(info, der::Rules::der, "QcRetentionPeriod"));
  SENIM_TRY(into.retention_years, der::small_integer(years));
  return success();
}

// RFC 3739 3.2.6.1: the semantics identifier is the first field, when it is there.
Status read_syntax(ByteView info, QualifiedStatements& into) {
  if (info.empty()) {
    return success();
  }
  SENIM_TRY(const auto fields, entries_of(info, "SemanticsInformation"));
  if (!fields.empty() && fields.front().tag == der::kOid) {
    SENIM_TRY(const Oid semantics, der::oid(fields.front()));
    into.semantics.push_back(semantics);
  }
  return success();
}

Status read_statement(const QcStatement& statement, QualifiedStatements& into) {
  using Read = Status (*)(ByteView, QualifiedStatements&);
  constexpr std::array<std::pair<Oid, Read>, 6> kReaders{{
      {oid::kQcType, read_types},
      {oid::kQcPds, read_pds},
      {oid::kQcLimitValue, read_limit},
      {oid::kQcLegislation, read_legislation},
      {oid::kQcRetentionPeriod, read_retention},
      {oid::kQcSyntaxV2, read_syntax},
  }};
  // What cannot make a certificate qualified: one of these that cannot be read states nothing, and
  // spoils no other.
  using ReadIfSound = void (*)(ByteView, QualifiedStatements&);
  constexpr std::array<std::pair<Oid, ReadIfSound>, 3> kLater{{
      {oid::kQcQscdLegislation, read_qscd_legislation},
      {oid::kQcIdentificationMethod, read_identification_methods},
      {oid::kQcPaymentService, read_payment_service},
  }};
  const auto* const later =
      std::ranges::find(kLater, statement.id, &std::pair<Oid, ReadIfSound>::first);
  if (later != kLater.end()) {
    later->second(statement.info, into);
  }
  into.compliance = into.compliance || statement.id == oid::kQcCompliance;
  into.sscd = into.sscd || statement.id == oid::kQcSscd;
  const auto* const found = std::ranges::find(kReaders, statement.id, &std::pair<Oid, Read>::first);
  return found == kReaders.end() ? success() : found->second(statement.info, into);
}

}  // namespace

void read_semantics(const ProfileSource& source, CertificateProfile& profile) {
  for (const auto& [type, value] : source.subject) {
    if (type != oid::kSerialNumber && type != oid::kOrganizationIdentifier) {
      continue;
    }
    if (const Semantics* semantics = semantics_of(value)) {
      add_identifier(profile, semantics->kind, value.substr(3), Identifier::State::unchecked);
    }
  }
}

std::optional<QualifiedStatements> read_qualified_statements(const Certificate& certificate) {
  const auto stated = certificate.qc_statements();
  if (stated.ok() && !*stated) {
    return std::nullopt;
  }
  QualifiedStatements unreadable;
  unreadable.readable = false;
  if (!stated.ok()) {
    return unreadable;
  }
  QualifiedStatements read;
  const std::vector<QcStatement>& list = **stated;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool twice =
        std::ranges::count(std::span(list).first(i), list[i].id, &QcStatement::id) != 0;
    if (i == kMaxEntries || twice || !read_statement(list[i], read).ok()) {
      return unreadable;
    }
  }
  return read;
}

void read_eu_profile(const ProfileSource& source, CertificateProfile& profile) {
  read_semantics(source, profile);
  if (profile.qualified || !profile.identifiers.empty()) {
    profile.name = "eu";
  }
  const auto person_kind = [](const Identifier& identifier) {
    return std::ranges::any_of(kSemantics, [&](const Semantics& one) {
      return one.person && one.kind == identifier.kind;
    });
  };
  const bool person =
      source.names_person() || std::ranges::any_of(profile.identifiers, person_kind);
  const bool organisation =
      source.has(oid::kOrganizationIdentifier) || source.has(oid::kOrganizationName);
  profile.purpose = general_purpose(source, profile);
  profile.owner = owner_of(person, organisation);
}

}  // namespace senim::pki

#include "trustlists/etsi_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "validators/crypto/base64.h"

namespace senim::trustlists {
namespace {

using model::Criterion;
using model::ServicePeriod;
using model::ServiceStatus;
using xml::Element;

constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kAdditional = "http://uri.etsi.org/02231/v2/additionaltypes#";
constexpr std::string_view kQualifications =
    "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
constexpr std::string_view kXades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::string_view kMra = "http://ec.europa.eu/tools/lotl/mra/schema/v2#";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

// The value of an element, white space cut. An error where a comment or element splits it: a value
// must read the same to everyone (threats.md).
Result<std::string> value(Element element) {
  SENIM_TRY(std::string text, element.text());
  const std::string_view cut = trimmed(text);
  if (cut.size() == text.size()) {
    return text;
  }
  return std::string(cut);
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number result{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (problem != std::errc{} || end != text.data() + text.size() || text.empty()) {
    return std::nullopt;
  }
  return result;
}

// xsd:dateTime. TS 119 612 5.1.5 demands UTC; some lists of 2016 forget the "Z".
Result<UtcTime> utc(std::string_view text) {
  constexpr std::size_t kWithoutZone = std::string_view("2016-03-21T12:00:00").size();
  if (text.size() == kWithoutZone) {
    return parse_utc(std::string(text) + "Z");
  }
  return parse_utc(text);
}

// Calls visit(local name, child) for each child element of that namespace; stops at an error.
template <typename Visit>
Status each(Element parent, std::string_view ns, Visit visit) {
  for (Element child = parent.first_child(); child; child = child.next_sibling()) {
    if (child.ns() == ns) {
      SENIM_CHECK(visit(child.name(), child));
    }
  }
  return success();
}

// Name or URI children in several languages: the English one, else the first.
Result<std::string> in_english(Element parent, std::string_view item) {
  std::optional<Element> chosen;
  SENIM_CHECK(each(parent, parent.ns(), [&](std::string_view name, Element child) -> Status {
    if (name == item && (!chosen || child.attribute(kXml, "lang") == "en")) {
      if (!chosen || chosen->attribute(kXml, "lang") != "en") {
        chosen = child;
      }
    }
    return success();
  }));
  if (!chosen) {
    return std::string();
  }
  return value(*chosen);
}

Result<std::vector<std::string>> all_values(Element parent, std::string_view item) {
  std::vector<std::string> values;
  SENIM_CHECK(each(parent, parent.ns(), [&](std::string_view name, Element child) -> Status {
    if (name == item) {
      SENIM_TRY(values.emplace_back(), value(child));
    }
    return success();
  }));
  return values;
}

// ---- qualifications (TS 119 612 5.5.9.2) ----

std::optional<Oid> identifier(std::string_view text) {
  for (const std::string_view prefix : {"urn:oid:", "URN:OID:", "oid:"}) {
    if (text.starts_with(prefix)) {
      text.remove_prefix(prefix.size());
    }
  }
  return Oid::parse(text);
}

std::optional<pki::KeyUsage> key_usage_bit(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {
      "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
      "keyCertSign",      "crlSign",        "encipherOnly",    "decipherOnly"};
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) {
    return std::nullopt;
  }
  return static_cast<pki::KeyUsage>(found - kNames.begin());
}

Criterion criterion_of(Criterion::Kind kind) {
  Criterion criterion;
  criterion.kind = kind;
  return criterion;
}

// What cannot be read in full matches nothing: Kind::unknown, flagged by process/qualification.
Result<Criterion> read_key_usage(Element element) {
  Criterion criterion = criterion_of(Criterion::Kind::key_usage);
  SENIM_CHECK(each(element, kQualifications, [&](std::string_view, Element child) -> Status {
    const auto bit = key_usage_bit(child.attribute("name").value_or(""));
    SENIM_TRY(const std::string text, value(child));
    const bool set = text == "true" || text == "1";
    if (!bit || (!set && text != "false" && text != "0")) {
      criterion.kind = Criterion::Kind::unknown;
      return success();
    }
    criterion.bits.emplace_back(*bit, set);
    return success();
  }));
  if (criterion.bits.empty()) {
    criterion.kind = Criterion::Kind::unknown;
  }
  return criterion;
}

// PolicySet, CertSubjectDNAttribute, ExtendedKeyUsage: each item holds one xades:Identifier.
Result<Criterion> read_identifiers(Element element, Criterion::Kind kind) {
  Criterion criterion = criterion_of(kind);
  for (Element item = element.first_child(); item; item = item.next_sibling()) {
    SENIM_TRY(const std::string text,
              value(item.child(kXades, "Identifier") ? item.child(kXades, "Identifier") : item));
    if (const auto oid = identifier(text)) {
      criterion.oids.push_back(*oid);
    } else {
      criterion.kind = Criterion::Kind::unknown;
    }
  }
  if (criterion.oids.empty()) {
    criterion.kind = Criterion::Kind::unknown;
  }
  return criterion;
}

// mra:QcStatement/QcStatementId/Identifier; one that also constrains the statement's content is not
// understood.
Result<std::optional<Oid>> read_qc_statement(Element statement) {
  const Element id = statement.first_child();
  if (!id.is(kMra, "QcStatementId") || id.next_sibling()) {
    return std::optional<Oid>();
  }
  SENIM_TRY(const std::string text, value(id.child(kXades, "Identifier")));
  return identifier(text);
}

// mra:QcStatementSet: all of its statements.
Result<Criterion> read_qc_statements(Element element) {
  Criterion criterion = criterion_of(Criterion::Kind::qc_statements);
  for (Element statement = element.first_child(); statement; statement = statement.next_sibling()) {
    SENIM_TRY(const std::optional<Oid> oid, read_qc_statement(statement));
    if (!oid) {
      return criterion_of(Criterion::Kind::unknown);
    }
    criterion.oids.push_back(*oid);
  }
  if (criterion.oids.empty()) {
    criterion.kind = Criterion::Kind::unknown;
  }
  return criterion;
}

Result<Criterion> read_other_criterion(Element element) {
  if (element.is(kAdditional, "CertSubjectDNAttribute")) {
    return read_identifiers(element, Criterion::Kind::dn_attributes);
  }
  if (element.is(kAdditional, "ExtendedKeyUsage")) {
    return read_identifiers(element, Criterion::Kind::extended_key_usages);
  }
  if (element.is(kMra, "QcStatementSet")) {
    return read_qc_statements(element);
  }
  return criterion_of(Criterion::Kind::unknown);
}

Result<Criterion> read_criteria(Element element);

Status read_other_criteria(Element element, Criterion& list) {
  for (Element other = element.first_child(); other; other = other.next_sibling()) {
    SENIM_TRY(list.children.emplace_back(), read_other_criterion(other));
  }
  return success();
}

Status read_criterion(Element child, Criterion& list) {
  const std::string_view name = child.ns() == kQualifications ? child.name() : "unknown";
  if (name == "Description") {
    return success();
  }
  if (name == "otherCriteriaList") {
    return read_other_criteria(child, list);
  }
  Criterion& criterion = list.children.emplace_back();  // of an unknown kind
  if (name == "KeyUsage") {
    SENIM_TRY(criterion, read_key_usage(child));
  } else if (name == "PolicySet") {
    SENIM_TRY(criterion, read_identifiers(child, Criterion::Kind::policy_set));
  } else if (name == "CriteriaList") {
    SENIM_TRY(criterion, read_criteria(child));
  }
  return success();
}

// Recursion is bounded by the depth that Document::parse allows (threats.md: 100).
Result<Criterion> read_criteria(Element element) {
  const std::string assertion = element.attribute("assert").value_or("");
  Criterion list = criterion_of(Criterion::Kind::list);
  if (assertion == "atLeastOne") {
    list.assert_kind = Criterion::Assert::at_least_one;
  } else if (assertion == "none") {
    list.assert_kind = Criterion::Assert::none;
  } else if (assertion != "all") {
    return criterion_of(Criterion::Kind::unknown);
  }
  for (Element child = element.first_child(); child; child = child.next_sibling()) {
    SENIM_CHECK(read_criterion(child, list));
  }
  return list;
}

Result<model::QualificationElement> read_qualification(Element element) {
  // Without a CriteriaList nothing says which certificates are meant: it matches none.
  model::QualificationElement result;
  result.criteria.kind = Criterion::Kind::unknown;
  SENIM_CHECK(each(element, kQualifications, [&](std::string_view name, Element child) -> Status {
    if (name == "Qualifiers") {
      for (const Element qualifier : child.children(kQualifications, "Qualifier")) {
        result.qualifiers.emplace_back(trimmed(qualifier.attribute("uri").value_or("")));
      }
    } else if (name == "CriteriaList") {
      SENIM_TRY(result.criteria, read_criteria(child));
    }
    return success();
  }));
  return result;
}

// ---- service entries ----

// ServiceInformationExtensions (TS 119 612 5.5.9), of the current entry and of history alike.
class ExtensionReader {
 public:
  explicit ExtensionReader(ServicePeriod& period) : period_(period) {}

  Status read(Element extensions) {
    for (Element extension = extensions.first_child(); extension;
         extension = extension.next_sibling()) {
      if (!extension.is(kTsl, "Extension")) {
        continue;
      }
      const std::string critical = extension.attribute("Critical").value_or("false");
      const bool may_be_skipped = critical == "false" || critical == "0";
      bool understood = static_cast<bool>(extension.first_child());
      for (Element content = extension.first_child(); content; content = content.next_sibling()) {
        SENIM_TRY(const bool known, read_content(content));
        understood = understood && known;
      }
      if (!understood && !may_be_skipped) {
        period_.unknown_critical_extension = true;
      }
    }
    return success();
  }

 private:
  Result<bool> read_content(Element content) {
    if (content.is(kTsl, "AdditionalServiceInformation")) {
      const Element uri = content.child(kTsl, "URI");
      if (!uri) {
        return false;
      }
      SENIM_TRY(period_.additional_information.emplace_back(), value(uri));
      return true;
    }
    if (content.is(kQualifications, "Qualifications")) {
      for (Element item = content.first_child(); item; item = item.next_sibling()) {
        if (!item.is(kQualifications, "QualificationElement")) {
          continue;
        }
        SENIM_TRY(period_.qualifications.emplace_back(), read_qualification(item));
      }
      return true;
    }
    if (content.is(kTsl, "ExpiredCertsRevocationInfo")) {
      SENIM_TRY(const std::string text, value(content));
      const auto since = utc(text);
      if (since.ok()) {
        period_.expired_certs_revocation_info = *since;
      }
      return since.ok();
    }
    if (content.is(kAdditional, "TakenOverBy")) {
      return read_taken_over(content);
    }
    return false;
  }

  // Reported, never distrusted for it (trustlists.md 1.8).
  Result<bool> read_taken_over(Element content) {
    if (const Element name = content.child(kAdditional, "TSPName")) {
      SENIM_TRY(period_.taken_over_by, in_english_tsl(name));
    }
    if (const Element uri = content.child(kAdditional, "URI");
        uri && period_.taken_over_by.empty()) {
      SENIM_TRY(period_.taken_over_by, value(uri));
    }
    return true;
  }

  static Result<std::string> in_english_tsl(Element name) {
    const std::vector<Element> names = name.children(kTsl, "Name");
    if (names.empty()) {
      return std::string();
    }
    for (const Element item : names) {
      if (item.attribute(kXml, "lang") == "en") {
        return value(item);
      }
    }
    return value(names.front());
  }

  ServicePeriod& period_;
};

class ListReader {
 public:
  ListReader(const Vocabulary& vocabulary, pki::Certificate::Pool& pool)
      : vocabulary_(vocabulary), pool_(pool) {}

  Result<TrustList> read(Element root) {
    bool has_scheme = false;
    SENIM_CHECK(each(root, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "SchemeInformation") {
        if (std::exchange(has_scheme, true)) {
          return Error{ErrorCode::malformed, "two SchemeInformation elements"};
        }
        return read_scheme(child);
      }
      if (name == "TrustServiceProviderList") {
        return each(child, kTsl, [&](std::string_view item, Element provider) -> Status {
          return item == "TrustServiceProvider" ? read_provider(provider) : success();
        });
      }
      return success();
    }));
    if (!has_scheme) {
      return Error{ErrorCode::malformed, "no SchemeInformation"};
    }
    return std::move(list_);
  }

 private:
  // ---- scheme (TS 119 612 5.3) ----

  Status read_scheme(Element scheme) {
    bool issued = false;
    bool next = false;
    SENIM_CHECK(each(scheme, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "ListIssueDateTime") {
        SENIM_TRY(const std::string text, value(child));
        SENIM_TRY(list_.scheme.issued, utc(text));
        issued = true;
        return success();
      }
      if (name == "NextUpdate") {
        next = true;
        return read_next_update(child);
      }
      if (name == "PointersToOtherTSL") {
        return read_pointers(child);
      }
      return read_scheme_value(name, child);
    }));
    if (!issued || !next) {
      return Error{ErrorCode::malformed, "no ListIssueDateTime or no NextUpdate"};
    }
    return success();
  }

  // TS 119 612 5.3.15: an empty element closes the list for ever.
  Status read_next_update(Element element) {
    const std::vector<Element> times = element.children();
    if (times.empty()) {
      SENIM_TRY(const std::string text, value(element));
      list_.scheme.closed = text.empty();
      return text.empty() ? success()
                          : Error{ErrorCode::malformed, "NextUpdate holds text, not a dateTime"};
    }
    if (times.size() != 1 || !times.front().is(kTsl, "dateTime")) {
      return Error{ErrorCode::malformed, "NextUpdate holds something else than one dateTime"};
    }
    SENIM_TRY(const std::string text, value(times.front()));
    SENIM_TRY(list_.scheme.next_update, utc(text));
    return success();
  }

  Status read_scheme_value(std::string_view name, Element child) {
    SchemeInformation& scheme = list_.scheme;
    if (name == "TSLVersionIdentifier") {
      SENIM_TRY(const std::string text, value(child));
      scheme.version = number<unsigned>(text);
    } else if (name == "TSLSequenceNumber") {
      SENIM_TRY(const std::string text, value(child));
      scheme.sequence = number<std::uint64_t>(text);
    } else if (name == "TSLType") {
      SENIM_TRY(scheme.type, value(child));
    } else if (name == "SchemeOperatorName") {
      SENIM_TRY(scheme.operator_name, in_english(child, "Name"));
    } else if (name == "SchemeName") {
      SENIM_TRY(scheme.name, in_english(child, "Name"));
    } else if (name == "SchemeInformationURI") {
      SENIM_TRY(scheme.uris, all_values(child, "URI"));
    } else if (name == "SchemeTerritory") {
      SENIM_TRY(const std::string text, value(child));
      scheme.territory = territory_code(text);
    } else if (name == "SchemeTypeCommunityRules") {
      SENIM_TRY(scheme.rules, all_values(child, "URI"));
    } else if (name == "HistoricalInformationPeriod") {
      SENIM_TRY(const std::string text, value(child));
      scheme.history_period = number<std::uint32_t>(text);
    } else if (name == "DistributionPoints") {
      SENIM_TRY(scheme.distribution_points, all_values(child, "URI"));
    }
    return success();
  }

  // ---- pointers (TS 119 612 5.3.13) ----

  Status read_pointers(Element element) {
    for (const Element pointer : element.children(kTsl, "OtherTSLPointer")) {
      SENIM_CHECK(read_pointer(pointer));
    }
    return success();
  }

  Status read_pointer(Element element) {
    ListPointer pointer;
    SENIM_CHECK(each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "TSLLocation") {
        SENIM_TRY(pointer.location, value(child));
      } else if (name == "ServiceDigitalIdentities") {
        return read_signers(child, pointer);
      } else if (name == "AdditionalInformation") {
        return read_additional_information(child, pointer);
      }
      return success();
    }));
    list_.pointers.push_back(std::move(pointer));
    return success();
  }

  Status read_signers(Element element, ListPointer& pointer) {
    for (const Element identity : element.children(kTsl, "ServiceDigitalIdentity")) {
      SENIM_TRY(Identities read, read_identities(identity));
      std::ranges::move(read.certificates, std::back_inserter(pointer.signers));
    }
    return success();
  }

  static Status read_additional_information(Element element, ListPointer& pointer) {
    for (const Element information : element.children(kTsl, "OtherInformation")) {
      SENIM_CHECK(read_pointer_information(information, pointer));
    }
    return success();
  }

  static Status read_pointer_information(Element information, ListPointer& pointer) {
    for (Element item = information.first_child(); item; item = item.next_sibling()) {
      if (item.is(kTsl, "TSLType")) {
        SENIM_TRY(pointer.type, value(item));
      } else if (item.is(kTsl, "SchemeTerritory")) {
        SENIM_TRY(const std::string text, value(item));
        pointer.territory = territory_code(text);
      } else if (item.is(kAdditional, "MimeType")) {
        SENIM_TRY(pointer.mime_type, value(item));
      } else if (item.is(kTsl, "SchemeOperatorName")) {
        SENIM_TRY(pointer.operator_name, in_english(item, "Name"));
      } else if (item.is(kTsl, "SchemeTypeCommunityRules")) {
        SENIM_TRY(pointer.rules, all_values(item, "URI"));
      }
    }
    return success();
  }

  // ---- providers and services (TS 119 612 5.4, 5.5) ----

  Status read_provider(Element element) {
    ListedProvider provider;
    SENIM_CHECK(each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "TSPInformation") {
        return read_provider_information(child, provider);
      }
      return name == "TSPServices" ? read_services(child, provider) : success();
    }));
    list_.providers.push_back(std::move(provider));
    return success();
  }

  static Status read_provider_information(Element element, ListedProvider& provider) {
    return each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "TSPName") {
        SENIM_TRY(provider.name, in_english(child, "Name"));
      } else if (name == "TSPTradeName") {
        SENIM_TRY(provider.trade_names, all_values(child, "Name"));
      }
      return success();
    });
  }

  Status read_services(Element element, ListedProvider& provider) {
    return each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "TSPService") {
        SENIM_TRY(provider.services.emplace_back(), read_service(child));
      }
      return success();
    });
  }

  Result<ListedService> read_service(Element element) {
    ListedService service;
    std::vector<ServicePeriod> entries;  // as in the document: the newest first
    bool has_current = false;
    SENIM_CHECK(each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "ServiceInformation" && !std::exchange(has_current, true)) {
        return read_entry(child, service, entries, Entry::current);
      }
      if (name == "ServiceHistory") {
        return read_history(child, service, entries);
      }
      return success();
    }));
    if (!has_current || entries.size() != service.history + 1) {
      service.problem = service.problem.empty() ? "no current entry" : service.problem;
      return service;
    }
    make_timeline(std::move(entries), service);
    return service;
  }

  Status read_history(Element element, ListedService& service,
                      std::vector<ServicePeriod>& entries) {
    for (Element instance = element.first_child(); instance; instance = instance.next_sibling()) {
      if (!instance.is(kTsl, "ServiceHistoryInstance")) {
        continue;
      }
      ++service.history;
      SENIM_CHECK(read_entry(instance, service, entries, Entry::past));
    }
    return success();
  }

  enum class Entry { current, past };

  Status read_entry(Element element, ListedService& service, std::vector<ServicePeriod>& entries,
                    Entry entry) {
    ServicePeriod period;
    bool has_time = false;
    SENIM_CHECK(each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "ServiceTypeIdentifier") {
        SENIM_TRY(period.type, value(child));
        const auto known = vocabulary_.types.find(period.type);
        if (known != vocabulary_.types.end()) {
          period.type = known->second;
        }
      } else if (name == "ServiceStatus") {
        SENIM_TRY(period.status_uri, value(child));
        const auto known = vocabulary_.statuses.find(period.status_uri);
        if (known != vocabulary_.statuses.end()) {
          period.status = known->second;
        }
      } else if (name == "StatusStartingTime") {
        SENIM_TRY(const std::string text, value(child));
        const auto since = utc(text);
        has_time = since.ok();
        if (since.ok()) {
          period.since = *since;
        }
      } else if (name == "ServiceInformationExtensions") {
        return ExtensionReader(period).read(child);
      } else if (entry == Entry::current) {
        return read_current(name, child, service);
      }
      return success();
    }));
    if (!has_time) {
      service.problem = "an entry without a readable StatusStartingTime";
      return success();
    }
    entries.push_back(std::move(period));
    return success();
  }

  // What belongs to the service as a whole: history is bound to the service it is nested in, not
  // to identities of its own (trustlists.md 1.3).
  Status read_current(std::string_view name, Element child, ListedService& service) {
    if (name == "ServiceName") {
      SENIM_TRY(service.name, in_english(child, "Name"));
    } else if (name == "ServiceDigitalIdentity") {
      SENIM_TRY(Identities read, read_identities(child));
      service.identities = std::move(read.certificates);
      service.key_ids = std::move(read.key_ids);
      service.subject_names = std::move(read.subject_names);
      service.unreadable_certificates = read.unreadable;
    }
    return success();
  }

  // trustlists.md 1.7: [start, next start), the last one open; the entry further up in the
  // document wins a tie.
  static void make_timeline(std::vector<ServicePeriod> entries, ListedService& service) {
    const UtcTime current = entries.front().since;
    std::ranges::reverse(entries);
    std::ranges::stable_sort(entries, {}, &ServicePeriod::since);
    for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
      entries[i].until = entries[i + 1].since;
    }
    // A past entry behind the current one would become the last word on the service. No list of
    // the corpus has it but a forged one.
    if (entries.back().since > current) {
      service.problem = "a history entry starts after the current one";
    }
    service.periods = std::move(entries);
  }

  struct Identities {
    std::vector<pki::Certificate> certificates;
    std::vector<Bytes> key_ids;
    std::vector<std::string> subject_names;
    std::size_t unreadable = 0;
  };

  Result<Identities> read_identities(Element identity) {
    Identities found;
    SENIM_CHECK(each(identity, kTsl, [&](std::string_view name, Element child) -> Status {
      return name == "DigitalId" ? read_digital_id(child, found) : success();
    }));
    return found;
  }

  Status read_digital_id(Element element, Identities& found) {
    return each(element, kTsl, [&](std::string_view name, Element child) -> Status {
      if (name == "X509Certificate") {
        return read_certificate(child, found);
      }
      if (name == "X509SKI") {
        SENIM_TRY(const std::string text, value(child));
        auto octets = crypto::from_base64(text, crypto::Base64Rules::ignore_whitespace);
        if (octets.ok()) {
          found.key_ids.push_back(*std::move(octets));
        }
      } else if (name == "X509SubjectName") {
        SENIM_TRY(found.subject_names.emplace_back(), value(child));
      }
      return success();
    });
  }

  // Text of any white space; some lists keep the armour of PEM inside (trustlists.md 1.3). What is
  // no certificate is counted: the service stays visible and loses an anchor.
  Status read_certificate(Element element, Identities& found) {
    SENIM_TRY(const std::string text, element.text());
    std::string_view body = text;
    constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
    if (const std::size_t begin = body.find(kBegin); begin != std::string_view::npos) {
      body.remove_prefix(begin + kBegin.size());
      body = body.substr(0, body.find(kEnd));
    }
    const auto octets = crypto::from_base64(body, crypto::Base64Rules::ignore_whitespace);
    if (octets.ok()) {
      auto certificate = pki::Certificate::from_der(*octets, pool_);
      if (certificate.ok()) {
        found.certificates.push_back(*std::move(certificate));
        return success();
      }
    }
    ++found.unreadable;
    return success();
  }

  const Vocabulary& vocabulary_;
  pki::Certificate::Pool& pool_;
  TrustList list_;
};

std::map<std::string, ServiceStatus, std::less<>> etsi_statuses() {
  struct Row {
    std::string_view word;
    ServiceStatus status;
  };
  // TS 119 612 5.5.4 and annex J; the pre-eIDAS ones are in every history.
  constexpr std::array kRows = {
      Row{"granted", ServiceStatus::granted},
      Row{"withdrawn", ServiceStatus::withdrawn},
      Row{"recognisedatnationallevel", ServiceStatus::national},
      Row{"setbynationallaw", ServiceStatus::national},
      Row{"deprecatedatnationallevel", ServiceStatus::withdrawn},
      Row{"deprecatedbynationallaw", ServiceStatus::withdrawn},
      Row{"undersupervision", ServiceStatus::granted},
      Row{"supervisionincessation", ServiceStatus::granted},
      Row{"accredited", ServiceStatus::granted},
      Row{"supervisionceased", ServiceStatus::withdrawn},
      Row{"supervisionrevoked", ServiceStatus::withdrawn},
      Row{"accreditationceased", ServiceStatus::withdrawn},
      Row{"accreditationrevoked", ServiceStatus::withdrawn},
  };
  // The second prefix is TS 102 231's for the lists under directive 1999/93/EC.
  constexpr std::array<std::string_view, 2> kPrefixes = {
      "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/",
      "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/"};
  std::map<std::string, ServiceStatus, std::less<>> statuses;
  for (const std::string_view prefix : kPrefixes) {
    for (const Row& row : kRows) {
      statuses.emplace(std::string(prefix) + std::string(row.word), row.status);
    }
  }
  return statuses;
}

template <typename Count>
std::size_t sum(const TrustList& list, Count count) {
  std::size_t total = 0;
  for (const ListedProvider& provider : list.providers) {
    for (const ListedService& service : provider.services) {
      total += count(service);
    }
  }
  return total;
}

}  // namespace

const Vocabulary& Vocabulary::etsi() {
  static const Vocabulary vocabulary{.statuses = etsi_statuses(), .types = {}};
  return vocabulary;
}

std::size_t TrustList::services() const {
  return sum(*this, [](const ListedService&) { return 1U; });
}
std::size_t TrustList::history() const {
  return sum(*this, [](const ListedService& service) { return service.history; });
}
std::size_t TrustList::unreadable_certificates() const {
  return sum(*this, [](const ListedService& service) { return service.unreadable_certificates; });
}

Result<TrustList> read_list(xml::Element root, const Vocabulary& vocabulary,
                            pki::Certificate::Pool& pool) {
  if (!root || !root.is(kTsl, "TrustServiceStatusList")) {
    return Error{ErrorCode::malformed, "the root element is no TrustServiceStatusList"};
  }
  return ListReader(vocabulary, pool).read(root);
}

model::Territory territory_code(std::string_view text) {
  model::Territory code(trimmed(text));
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    }
  }
  // TS 119 612 5.3.10: EL and UK in place of ISO 3166's GR and GB.
  if (code == "GR") {
    return "EL";
  }
  return code == "GB" ? "UK" : code;
}

}  // namespace senim::trustlists

#include "validators/process/parsed_crl.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "validators/paths/path_builder.h"
#include "validators/pki/oids.h"

namespace senim::process {

namespace {

using model::CrlEntryFacts;
using model::CrlQuestion;
namespace oid = pki::oid;

// freshestCRL: RFC 5280 5.2.6 forbids it to be critical, Kazakh delta lists have it so
// (spec/domain.md 1.3).
constexpr std::array kProcessed{
    oid::kAuthorityKeyIdentifier,   oid::kCrlNumber,   oid::kDeltaCrlIndicator,
    oid::kIssuingDistributionPoint, oid::kFreshestCrl, oid::kExpiredCertsOnCrl};
constexpr std::array kProcessedOfEntries{oid::kReasonCode, oid::kInvalidityDate,
                                         oid::kCertificateIssuer};

Bytes value_of(const pki::Crl& crl, const Oid& id) {
  const pki::Extension* extension = crl.extension(id);
  return extension == nullptr ? Bytes{} : to_bytes(extension->value);
}

bool indirect(const pki::Crl& crl) {
  const auto scope = crl.issuing_distribution_point();
  return scope.ok() && *scope && (**scope).indirect;
}

// What one entry costs to read: itself, serial, date, extensions.
constexpr std::uint64_t kElementsPerEntry = 4;

}  // namespace

Result<CrlEntryFacts> facts_of(const pki::CrlEntry& entry) {
  CrlEntryFacts facts;
  facts.revoked_at = entry.revoked;
  // RFC 5280 6.3.3: what stands on the list is revoked. A reason that cannot be read is none, which
  // softens nothing.
  if (auto reason = entry.reason(); reason.ok()) {
    facts.reason = *reason;
  }
  if (auto invalidity = entry.invalidity_date(); invalidity.ok()) {
    facts.invalidity = *invalidity;
  }
  return facts;
}

Result<model::CrlHeader> read_crl_header(const pki::Crl& crl, std::string id) {
  model::CrlHeader header;
  header.id = std::move(id);
  header.this_update = crl.this_update();
  header.next_update = crl.next_update();
  model::CrlFacts& facts = header.facts;
  facts.issuer = to_bytes(crl.issuer().der());
  SENIM_TRY(const auto number, crl.number());
  facts.number = number ? to_bytes(*number) : Bytes{};
  const pki::Extension* numbered = crl.extension(oid::kCrlNumber);
  facts.empty_list = crl.has_empty_list();
  facts.number_critical = numbered != nullptr && numbered->critical;
  SENIM_TRY(const auto base, crl.base_number());
  facts.base_number = base ? to_bytes(*base) : Bytes{};
  SENIM_TRY(const auto key_id, crl.authority_key_identifier());
  facts.authority_key_id = key_id ? to_bytes(key_id->key_id) : Bytes{};
  SENIM_TRY([[maybe_unused]] const auto scope, crl.issuing_distribution_point());
  facts.distribution_point = value_of(crl, oid::kIssuingDistributionPoint);
  facts.freshest = value_of(crl, oid::kFreshestCrl);
  const pki::Extension* freshest = crl.extension(oid::kFreshestCrl);
  facts.freshest_critical = freshest != nullptr && freshest->critical;
  SENIM_TRY(facts.expired_certificates_since, crl.expired_certificates_since());
  for (const pki::Extension& extension : crl.extensions()) {
    if (extension.critical && std::ranges::count(kProcessed, extension.id) == 0) {
      facts.unknown_critical.push_back(extension.id);
    }
  }
  auto algorithm =
      paths::agreed_algorithm(crl.signature_algorithm(), crl.tbs_signature_algorithm());
  if (algorithm.ok()) {
    header.algorithm = std::move(algorithm).value();
  } else {
    header.algorithm_problem = algorithm.error().message;
  }
  return header;
}

CrlScan::CrlScan(const pki::Crl& crl) : entries_(crl.entries()), indirect_(indirect(crl)) {}

Result<std::optional<pki::CrlEntry>> CrlScan::next() {
  SENIM_TRY(auto entry, entries_.next());
  if (entry && !entry->extensions.empty()) {
    SENIM_CHECK(take_extensions(*entry));
  }
  return entry;
}

Status CrlScan::take_extensions(const pki::CrlEntry& entry) {
  for (const pki::Extension& extension : entry.extensions) {
    const bool foreign = extension.id == oid::kCertificateIssuer;
    const bool processed = std::ranges::count(kProcessedOfEntries, extension.id) != 0;
    if ((extension.critical && !processed) || (foreign && !indirect_)) {
      return Error{ErrorCode::unsupported, "an entry has the extension " + extension.id.dotted()};
    }
  }
  SENIM_TRY(const auto issuer, entry.certificate_issuer());
  if (!issuer) {
    return success();
  }
  issuers_.clear();
  for (const pki::GeneralName& name : *issuer) {
    if (name.kind == pki::GeneralName::Kind::directory) {
      issuers_.push_back(name.value);
    }
  }
  return issuers_.empty() ? Error{ErrorCode::malformed, "certificateIssuer without a name"}
                          : success();
}

Result<std::shared_ptr<const ParsedCrl>> ParsedCrl::read(ByteView der, std::string id) {
  SENIM_TRY(pki::Crl crl, pki::Crl::from_der(der));
  SENIM_TRY(model::CrlHeader header, read_crl_header(crl, std::move(id)));
  return std::make_shared<const ParsedCrl>(std::move(crl), std::move(header));
}

Result<bool> ParsedCrl::verify(const crypto::PublicKey& key) const {
  if (!header_.algorithm_problem.empty()) {
    return Error{ErrorCode::malformed, header_.algorithm_problem};
  }
  return crypto::verify(key, header_.algorithm, crl_.tbs(), crl_.signature_value());
}

Result<std::vector<std::optional<CrlEntryFacts>>> ParsedCrl::find(
    std::span<const CrlQuestion> questions, Budget& budget) const {
  std::multimap<std::string_view, std::size_t> by_serial;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    by_serial.emplace(as_text(questions[i].serial), i);
  }
  std::vector<std::optional<CrlEntryFacts>> found(questions.size());
  CrlScan scan(crl_);
  for (;;) {
    SENIM_TRY(const auto entry, scan.next());
    if (!entry) {
      return found;
    }
    SENIM_CHECK(budget.spend(Cost::der_elements, kElementsPerEntry));
    const auto [first, last] = by_serial.equal_range(as_text(entry->serial));
    for (auto at = first; at != last; ++at) {
      const pki::Name issuer(questions[at->second].issuer);
      const bool his = scan.issuers().empty()
                           ? matches(crl_.issuer(), issuer)
                           : std::ranges::any_of(scan.issuers(), [&](ByteView name) {
                               return matches(pki::Name(name), issuer);
                             });
      if (!his) {
        continue;
      }
      SENIM_TRY(const CrlEntryFacts facts, facts_of(*entry));
      auto& known = found[at->second];
      if (!known || model::counts_before(facts, *known)) {
        known = facts;
      }
    }
  }
}

}  // namespace senim::process

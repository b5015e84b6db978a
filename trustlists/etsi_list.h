#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/trust_service.h"
#include "validators/pki/certificate.h"
#include "validators/xml/document.h"

// A TS 119 612 list as a value (spec/trustlists.md 1.3-1.8): what it says, in its order, with every
// URI as written. Nothing here has been believed yet: read_list() also reads unsigned documents;
// only list_signature's VerifiedList makes a TrustList worth an anchor. Plain data, copied freely.

namespace senim::trustlists {

inline constexpr std::string_view kTsl = "http://uri.etsi.org/02231/v2#";

// What the URIs of a scheme mean: third countries invent their own (trustlists.md 1.6). A status
// that is not here is `unknown`; a type that is not here stands for itself.
struct Vocabulary {
  std::map<std::string, model::ServiceStatus, std::less<>> statuses;
  std::map<std::string, std::string, std::less<>> types;  // theirs -> ours
  // The status URIs of TS 119 612 5.5.4 and of its predecessors.
  static const Vocabulary& etsi();
};

struct SchemeInformation {
  std::optional<unsigned> version;        // TSLVersionIdentifier
  std::optional<std::uint64_t> sequence;  // TSLSequenceNumber
  std::string type;                       // TSLType
  std::string operator_name;              // English where there is one, else the first
  std::string name;
  std::vector<std::string>
      uris;  // SchemeInformationURI, in order: a list of lists keeps its pivots
  model::Territory territory;
  std::vector<std::string> rules;               // SchemeTypeCommunityRules
  std::optional<std::uint32_t> history_period;  // HistoricalInformationPeriod, days
  UtcTime issued{};
  std::optional<UtcTime> next_update;
  bool closed = false;  // NextUpdate is there and empty: the list is closed for ever
  std::vector<std::string> distribution_points;
};

// OtherTSLPointer: who may sign the list found there.
struct ListPointer {
  std::string location;
  model::Territory territory;
  std::string type;       // TSLType of the target
  std::string mime_type;  // application/vnd.etsi.tsl+xml for the ones to follow
  std::string operator_name;
  std::vector<std::string> rules;
  std::vector<pki::Certificate> signers;
};

struct ListedService {
  std::string name;
  std::vector<pki::Certificate> identities;
  std::vector<Bytes> key_ids;              // X509SKI
  std::vector<std::string> subject_names;  // X509SubjectName
  std::size_t unreadable_certificates = 0;
  // The current entry and the history as stretches, ascending and half-open; of two that start
  // together the one further up in the document wins and the other has no length.
  std::vector<model::ServicePeriod> periods;
  std::size_t history = 0;  // ServiceHistoryInstance elements
  // Why the timeline cannot be used: an entry whose time cannot be read could hide a withdrawal.
  // Such a service is shown and anchors nothing. "" otherwise.
  std::string problem;
};

struct ListedProvider {
  std::string name;
  std::vector<std::string> trade_names;  // VAT.., NTR.. and other official identifiers
  std::vector<ListedService> services;
};

struct TrustList {
  SchemeInformation scheme;
  std::vector<ListPointer> pointers;
  std::vector<ListedProvider> providers;
  std::size_t services() const;
  std::size_t history() const;
  std::size_t unreadable_certificates() const;
};

// Reads the data of a TrustServiceStatusList element. malformed: the element is none, a value that
// decides (issue date, next update) cannot be read, or a comment stands inside a value.
// `pool` interns the certificates. Linear in the tree, whose size Document::parse() bounded.
Result<TrustList> read_list(xml::Element root, const Vocabulary& vocabulary,
                            pki::Certificate::Pool& pool);

// ISO 3166 as lists write it: white space cut, upper case, GR -> EL, GB -> UK (trustlists.md 1.4).
model::Territory territory_code(std::string_view text);

}  // namespace senim::trustlists

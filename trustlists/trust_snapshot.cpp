#include "trustlists/trust_snapshot.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "trustlists/list_structure.h"
#include "validators/crypto/digest.h"
#include "validators/xml/document.h"

namespace senim::trustlists {

using model::TrustListInfo;
using model::TrustService;

// One loaded version of a source. Immutable; snapshots that keep the version share it.
struct TrustSnapshot::Source {
  TrustListInfo info;
  ListReport report;
  bool given = false;
  std::string vocabulary = "etsi";  // or the digest of another one: statuses depend on it
  std::vector<TrustService> services;
  std::vector<ListPointer> pointers;
};

namespace {

using SourcePtr = std::shared_ptr<const TrustSnapshot::Source>;

// Every anchor of the EU, with room: 3,566 distinct certificates in August 2025.
constexpr std::size_t kPoolCapacity = 32'768;

std::string hex_digest(ByteView octets) { return to_hex(crypto::sha256(octets)); }

// ---- one source ----

using Loaded = std::variant<std::shared_ptr<TrustSnapshot::Source>, Refused>;

std::size_t distinct_certificates(const std::vector<TrustService>& services) {
  std::set<pki::Fingerprint> seen;
  for (const TrustService& service : services) {
    for (const pki::Certificate& certificate : service.identities) {
      seen.insert(certificate.fingerprint());
    }
  }
  return seen.size();
}

std::string vocabulary_digest(const Vocabulary& vocabulary) {
  std::string text;
  for (const auto& [uri, status] : vocabulary.statuses) {
    text.append(uri).append("\n").append(std::to_string(static_cast<int>(status))).append("\n");
  }
  for (const auto& [theirs, ours] : vocabulary.types) {
    text.append(theirs).append("\n").append(ours).append("\n");
  }
  return hex_digest(as_bytes(text));
}

// TS 119 612 5.3.15: a list closed for ever is the word on the time before it, and of later times
// says nothing: nobody would withdraw there what it leaves granted (spec/trustlists.md 1.10).
void end_with(const SchemeInformation& scheme, std::vector<model::ServicePeriod>& periods) {
  if (!scheme.closed) {
    return;
  }
  for (model::ServicePeriod& period : periods) {  // one announced for later too
    period.until =
        std::max(period.since, std::min(period.until.value_or(scheme.issued), scheme.issued));
  }
}

// Services whose timeline cannot be used stay out: they are counted, and anchor nothing.
void take_services(TrustList list, const TrustSource& from, TrustSnapshot::Source& to) {
  for (ListedProvider& provider : list.providers) {
    for (ListedService& service : provider.services) {
      if (!service.problem.empty() || service.periods.empty()) {
        ++to.report.unusable_services;
        continue;
      }
      end_with(list.scheme, service.periods);
      to.services.push_back({.source = from.id,
                             .territory = to.info.territory,
                             .provider = provider.name,
                             .name = std::move(service.name),
                             .identities = std::move(service.identities),
                             .periods = std::move(service.periods),
                             .domestic = from.domestic,
                             .given = false});
    }
  }
}

Loaded load_list(const TrustSource& from, pki::Certificate::Pool& pool) {
  if (from.files.size() != 1) {
    return Refused{Refusal::not_xml, "a list is exactly one file"};
  }
  const ByteView octets = from.files.front().octets;
  if (octets.size() > kMaxListOctets) {
    return Refused{Refusal::limit, "more than 64 MB"};
  }
  Budget budget;
  auto document = xml::Document::parse(octets, budget);
  if (!document.ok()) {
    return Refused{
        document.error().code == ErrorCode::limit_exceeded ? Refusal::limit : Refusal::not_xml,
        document.error().message};
  }
  const bool carried = from.given && from.pinned.empty();
  const ExpectedSigner expected{
      .kind = carried ? ExpectedSigner::Kind::carried : ExpectedSigner::Kind::pinned,
      .pins = from.pinned};
  auto verification = verify_list(*std::move(document), expected, from.rules, budget);
  if (auto* refused = std::get_if<Refused>(&verification)) {
    return std::move(*refused);
  }
  const auto& verified = std::get<VerifiedList>(verification);
  auto list =
      read_list(verified.root(), from.vocabulary ? *from.vocabulary : Vocabulary::etsi(), pool);
  if (!list.ok()) {
    return Refused{Refusal::malformed, list.error().message};
  }
  const SchemeInformation& scheme = list->scheme;
  if (!from.territory.empty() && territory_code(from.territory) != scheme.territory) {
    return Refused{Refusal::territory, "the list says '" + scheme.territory + "'"};
  }
  auto source = std::make_shared<TrustSnapshot::Source>();
  source->info = {.source = from.id,
                  .territory = scheme.territory,
                  .sequence = scheme.sequence,
                  .issued = scheme.issued,
                  .next_update = scheme.next_update,
                  .closed = scheme.closed,
                  .pinned = false,
                  .grace = from.grace,
                  .digest = hex_digest(octets),
                  .version = scheme.version,
                  .structure_problem = structure_problem(verified.root())};
  ListReport& report = source->report;
  report.signer = verified.signer().fingerprint();
  report.providers = list->providers.size();
  report.services = list->services();
  report.history = list->history();
  report.unreadable_certificates = list->unreadable_certificates();
  if (from.vocabulary) {
    source->vocabulary = vocabulary_digest(*from.vocabulary);
  }
  source->pointers = std::move(list->pointers);
  take_services(*std::move(list), from, *source);
  report.certificates = distinct_certificates(source->services);
  source->services.shrink_to_fit();
  return source;
}

// An anchor that somebody chose by hand has no timeline: one stretch without bounds, without type.
TrustService given_service(const pki::Certificate& certificate, const TrustSource& from,
                           const model::Territory& territory) {
  TrustService service{.source = from.id,
                       .territory = territory,
                       .provider = "",
                       .name = certificate.subject().text(),
                       .identities = {certificate},
                       .periods = {},
                       .domestic = from.domestic,
                       .given = true};
  service.periods.push_back({.since = UtcTime{},  // 1970: before any certificate

                             .until = std::nullopt,
                             .type = "",
                             .status_uri = "",
                             .status = model::ServiceStatus::granted,
                             .additional_information = {},
                             .qualifications = {},
                             .expired_certs_revocation_info = std::nullopt,
                             .unknown_critical_extension = false,
                             .taken_over_by = ""});
  return service;
}

Loaded load_certificates(const TrustSource& from, pki::Certificate::Pool& pool) {
  const bool all = from.given && from.pinned.empty();
  auto read = all ? given_certificates(from.files, pool)
                  : pinned_certificates(from.files, from.pinned, pool);
  if (!read.ok()) {
    return Refused{
        read.error().code == ErrorCode::not_found ? Refusal::signer_not_pinned : Refusal::malformed,
        read.error().message};
  }
  auto source = std::make_shared<TrustSnapshot::Source>();
  const model::Territory territory = territory_code(from.territory);
  std::vector<pki::Fingerprint> fingerprints;
  for (const pki::Certificate& certificate : read->certificates) {
    source->services.push_back(given_service(certificate, from, territory));
    fingerprints.push_back(certificate.fingerprint());
  }
  // A folder has no octets of its own: its digest is over the sorted fingerprints.
  std::ranges::sort(fingerprints);
  Bytes joined;
  for (const pki::Fingerprint& fingerprint : fingerprints) {
    joined.insert(joined.end(), fingerprint.begin(), fingerprint.end());
  }
  source->info.source = from.id;
  source->info.territory = territory;
  source->info.pinned = true;
  source->info.digest = hex_digest(joined);
  source->report.services = source->services.size();
  source->report.certificates = source->services.size();
  source->report.left_out = read->left_out;
  return source;
}

// trustlists.md 1.10: never back to an older number, and never to another list under the same one.
std::optional<Refused> check_succession(const TrustListInfo& before, const TrustListInfo& after) {
  if (before.pinned || after.pinned || before.digest == after.digest) {
    return std::nullopt;
  }
  const std::string numbers = std::to_string(after.sequence.value_or(0)) + " after " +
                              std::to_string(before.sequence.value_or(0));
  if (after.sequence < before.sequence || after.issued < before.issued) {
    return Refused{Refusal::rollback, numbers};
  }
  if (after.sequence == before.sequence) {
    return Refused{Refusal::conflict, numbers};
  }
  return std::nullopt;
}

// ---- the index ----

struct Anchor {
  pki::Certificate certificate;
  std::vector<const TrustService*> services;
  bool denied = false;  // by the operator: no anchor, but what lists say against its key they say
};

// One line per fact that a verdict can depend on. Lines are sorted, so the order of loading does
// not matter.
std::string identity_line(const TrustSnapshot::Source& source) {
  return "list " + source.info.digest + " " + source.info.territory + " " +
         (source.report.domestic ? "domestic" : "foreign") + " " +
         (source.given ? "given" : "configured") + " " + std::to_string(source.info.grace.count()) +
         " " + source.vocabulary + " " + source.info.source + "\n";
}

std::string snapshot_id(const std::map<std::string, SourcePtr, std::less<>>& sources,
                        const LocalDecisions& decisions) {
  std::vector<std::string> lines;
  lines.reserve(sources.size() + decisions.denied.size());
  for (const auto& [id, source] : sources) {
    lines.push_back(identity_line(*source));
  }
  for (const pki::Fingerprint& denied : decisions.denied) {
    lines.push_back("denied " + to_hex(denied) + "\n");
  }
  std::ranges::sort(lines);
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::string text = "senim-snapshot/1\n";
  for (const std::string& line : lines) {
    text += line;
  }
  return hex_digest(as_bytes(text));
}

}  // namespace

std::string_view ListReport::state(UtcTime now) const {
  return loaded ? info.state(now) : "failed";
}

TrustSource given_source(std::string name, ByteView octets, std::optional<pki::Fingerprint> pin) {
  // XML starts with "<" in every encoding that Document::parse reads, behind a byte order mark or
  // white space; no certificate does (DER: 0x30, PEM: text).
  std::size_t at = 0;
  while (at < octets.size() && at < 64 &&
         (octets[at] == 0xEF || octets[at] == 0xBB || octets[at] == 0xBF || octets[at] == 0xFE ||
          octets[at] == 0xFF || octets[at] == 0 || octets[at] == ' ' || octets[at] == '\t' ||
          octets[at] == '\r' || octets[at] == '\n')) {
    ++at;
  }
  TrustSource source;
  source.id = name;
  source.format = at < octets.size() && octets[at] == '<' ? TrustSource::Format::etsi_list
                                                          : TrustSource::Format::certificates;
  source.given = true;
  if (pin) {
    source.pinned.push_back(*pin);
  }
  source.files.push_back({std::move(name), octets});
  return source;
}

// ---- TrustSnapshot ----

struct TrustSnapshot::State {
  std::map<std::string, SourcePtr, std::less<>> sources;
  std::shared_ptr<pki::Certificate::Pool> pool;
  LocalDecisions decisions;
  std::set<Bytes> denied_keys;  // key_identity() of those that a list writes as the operator
  std::string id;
  std::vector<TrustListInfo> lists;
  std::vector<ListReport> reports;
  std::vector<Anchor> anchors;  // sorted by fingerprint
  // (hash of the subject, index into anchors), sorted.
  std::vector<std::pair<std::uint64_t, std::size_t>> subjects;

  bool denied(const pki::Certificate& certificate) const {
    if (decisions.denied.empty()) {
      return false;
    }
    const crypto::Sha256 key = crypto::sha256(certificate.spki());
    return std::ranges::any_of(decisions.denied,
                               [&](const pki::Fingerprint& fingerprint) {
                                 return fingerprint == certificate.fingerprint() ||
                                        fingerprint == key;
                               }) ||
           (!denied_keys.empty() && denied_keys.contains(certificate.key_identity()));
  }

  // A digest tells one writing of a key only; where a list has it so, its other writings are known.
  void deny_keys(const TrustService& service) {
    for (const pki::Certificate& certificate : service.identities) {
      if (std::ranges::count(decisions.denied, crypto::sha256(certificate.spki())) != 0) {
        denied_keys.insert(certificate.key_identity());
      }
    }
  }

  void index() {
    if (!decisions.denied.empty()) {
      for (const auto& [id_of_source, source] : sources) {
        std::ranges::for_each(source->services,
                              [this](const TrustService& service) { deny_keys(service); });
      }
    }
    for (const auto& [id_of_source, source] : sources) {
      lists.push_back(source->info);
      for (const TrustService& service : source->services) {
        add_anchors(service);
      }
    }
    std::ranges::stable_sort(anchors, {}, [](const Anchor& anchor) -> const pki::Fingerprint& {
      return anchor.certificate.fingerprint();
    });
    merge_equal_anchors();
    subjects.reserve(anchors.size());
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      subjects.emplace_back(anchors[i].certificate.subject().comparison_hash(), i);
    }
    std::ranges::sort(subjects);
  }

  void add_anchors(const TrustService& service) {
    for (const pki::Certificate& certificate : service.identities) {
      anchors.push_back({certificate, {&service}, denied(certificate)});
    }
  }

  void merge_equal_anchors() {
    std::vector<Anchor> merged;
    merged.reserve(anchors.size());
    for (Anchor& anchor : anchors) {
      if (merged.empty() || !(merged.back().certificate == anchor.certificate)) {
        merged.push_back(std::move(anchor));
        continue;
      }
      // One service may name the same certificate twice.
      std::vector<const TrustService*>& services = merged.back().services;
      if (services.back() != anchor.services.front()) {
        services.push_back(anchor.services.front());
      }
    }
    anchors = std::move(merged);
  }

  std::vector<const Anchor*> with_subject(const pki::Name& subject) const {
    std::vector<const Anchor*> found;
    const std::uint64_t hash = subject.comparison_hash();
    auto at = std::ranges::lower_bound(subjects, std::pair{hash, std::size_t{0}});
    for (; at != subjects.end() && at->first == hash; ++at) {
      const Anchor& anchor = anchors[at->second];
      if (matches(anchor.certificate.subject(), subject)) {
        found.push_back(&anchor);
      }
    }
    return found;
  }

  template <typename Counts>
  std::vector<const TrustService*> of_key(const pki::Certificate& certificate,
                                          const Counts& counts) const {
    std::vector<const TrustService*> services;
    for (const Anchor* anchor : with_subject(certificate.subject())) {
      if (!counts(*anchor) || !anchor->certificate.same_key(certificate)) {
        continue;
      }
      for (const TrustService* service : anchor->services) {
        if (std::ranges::find(services, service) == services.end()) {
          services.push_back(service);
        }
      }
    }
    return services;
  }
};

TrustSnapshot::TrustSnapshot(std::unique_ptr<const State> state) : state_(std::move(state)) {}
TrustSnapshot::~TrustSnapshot() = default;

const std::string& TrustSnapshot::id() const { return state_->id; }
std::span<const TrustListInfo> TrustSnapshot::lists() const { return state_->lists; }
std::size_t TrustSnapshot::anchors() const {
  return static_cast<std::size_t>(std::ranges::count(state_->anchors, false, &Anchor::denied));
}
const std::vector<ListReport>& TrustSnapshot::reports() const { return state_->reports; }

// trustlists.md 1.9: the exact certificate, else the same key under the same subject.
std::vector<const TrustService*> TrustSnapshot::services_of(
    const pki::Certificate& certificate) const {
  if (state_->denied(certificate)) {
    return {};
  }
  const auto exact = std::ranges::lower_bound(state_->anchors, certificate.fingerprint(), {},
                                              [](const Anchor& anchor) -> const pki::Fingerprint& {
                                                return anchor.certificate.fingerprint();
                                              });
  if (exact != state_->anchors.end() && exact->certificate == certificate) {
    return exact->services;
  }
  return state_->of_key(certificate, [](const Anchor& anchor) { return !anchor.denied; });
}

std::vector<const TrustService*> TrustSnapshot::services_of_key(
    const pki::Certificate& certificate) const {
  if (state_->denied(certificate)) {
    return {};
  }
  return state_->of_key(certificate, [](const Anchor&) { return true; });
}

std::vector<pki::Certificate> TrustSnapshot::by_subject(const pki::Name& subject) const {
  std::vector<pki::Certificate> certificates;
  for (const Anchor* anchor : state_->with_subject(subject)) {
    if (!anchor->denied) {
      certificates.push_back(anchor->certificate);
    }
  }
  return certificates;
}

const std::vector<ListPointer>* TrustSnapshot::pointers(std::string_view source) const {
  const auto found = state_->sources.find(source);
  return found == state_->sources.end() ? nullptr : &found->second->pointers;
}

bool TrustSnapshot::complete() const {
  return std::ranges::all_of(
      state_->reports, [](const ListReport& report) { return report.loaded || !report.required; });
}

// ---- SnapshotBuilder ----

struct SnapshotBuilder::State {
  std::map<std::string, SourcePtr, std::less<>> sources;
  std::map<std::string, ListReport, std::less<>> reports;
  std::shared_ptr<pki::Certificate::Pool> pool;
  LocalDecisions decisions;

  // The report of a source of which the last octets were not taken: what is in use, and why.
  ListReport& refused(const TrustSource& source, std::optional<Refusal> why, std::string error) {
    ListReport report;
    const auto before = sources.find(source.id);
    if (before != sources.end()) {
      report = before->second->report;
    } else {
      report.info.source = source.id;
      report.info.territory = territory_code(source.territory);
      report.domestic = source.domestic;
    }
    report.required = source.required;
    report.refusal = why;
    report.error = std::move(error);
    return reports[source.id] = std::move(report);
  }
};

SnapshotBuilder::SnapshotBuilder() : state_(std::make_unique<State>()) {
  state_->pool = std::make_shared<pki::Certificate::Pool>(kPoolCapacity);
}
SnapshotBuilder::SnapshotBuilder(const TrustSnapshot& base) : state_(std::make_unique<State>()) {
  state_->sources = base.state_->sources;
  state_->pool = base.state_->pool;
  state_->decisions = base.state_->decisions;
  for (const ListReport& report : base.state_->reports) {
    state_->reports.emplace(report.info.source, report);
  }
}
SnapshotBuilder::SnapshotBuilder(SnapshotBuilder&&) noexcept = default;
SnapshotBuilder& SnapshotBuilder::operator=(SnapshotBuilder&&) noexcept = default;
SnapshotBuilder::~SnapshotBuilder() = default;

const ListReport& SnapshotBuilder::add(const TrustSource& source) {
  Loaded loaded = source.format == TrustSource::Format::etsi_list
                      ? load_list(source, *state_->pool)
                      : load_certificates(source, *state_->pool);
  const auto before = state_->sources.find(source.id);
  const auto* read = std::get_if<std::shared_ptr<TrustSnapshot::Source>>(&loaded);
  if (before != state_->sources.end() && read != nullptr) {
    if (auto held = check_succession(before->second->info, (*read)->info)) {
      loaded = *std::move(held);
    }
  }
  if (const auto* why = std::get_if<Refused>(&loaded)) {
    return state_->refused(source, why->why, std::string(to_string(why->why)) + ": " + why->detail);
  }
  const auto version = std::get<std::shared_ptr<TrustSnapshot::Source>>(std::move(loaded));
  version->given = source.given;
  version->report.info = version->info;
  version->report.loaded = true;
  version->report.required = source.required;
  version->report.domestic = source.domestic;
  ListReport& report = state_->reports[source.id] = version->report;
  state_->sources[source.id] = version;
  return report;
}

const ListReport& SnapshotBuilder::unavailable(const TrustSource& source,
                                               const std::string& problem) {
  return state_->refused(source, std::nullopt, "unavailable: " + problem);
}

void SnapshotBuilder::remove(std::string_view source) {
  if (const auto found = state_->sources.find(source); found != state_->sources.end()) {
    state_->sources.erase(found);
  }
  if (const auto found = state_->reports.find(source); found != state_->reports.end()) {
    state_->reports.erase(found);
  }
}

void SnapshotBuilder::decide(LocalDecisions decisions) { state_->decisions = std::move(decisions); }

std::shared_ptr<const TrustSnapshot> SnapshotBuilder::build() const {
  auto state = std::make_unique<TrustSnapshot::State>();
  state->sources = state_->sources;
  state->pool = state_->pool;
  state->decisions = state_->decisions;
  state->id = snapshot_id(state->sources, state->decisions);
  for (const auto& [id, report] : state_->reports) {
    state->reports.push_back(report);
  }
  state->index();
  return std::make_shared<const TrustSnapshot>(std::move(state));
}

}  // namespace senim::trustlists

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trustlists/certificate_folder.h"
#include "trustlists/etsi_list.h"
#include "trustlists/list_signature.h"
#include "validators/base/utc_time.h"
#include "validators/model/trust_service.h"

// The immutable union of everything trusted: verified lists and pinned certificates. It answers
// "which services list this certificate, and since when"; it never says whether that is enough.
// TrustSnapshot is shared between threads (one base::Published of it); SnapshotBuilder belongs to
// one.

namespace senim::trustlists {

// trustlists.md 3: a longer list is refused unread. The largest one we know has 4 MB.
inline constexpr std::size_t kMaxListOctets = std::size_t{64} << 20;

// One source of trust.yaml, or one file given with --trust, with the octets at hand. Views need to
// live only until SnapshotBuilder::add() returns.
struct TrustSource {
  std::string id;
  // What the list must say of itself; "" takes what it says. For certificates: their territory.
  model::Territory territory;
  bool domestic = false;
  enum class Format { etsi_list, certificates } format = Format::etsi_list;
  // SHA-256 of the certificates that may sign the list, or of each anchor of a folder.
  std::vector<pki::Fingerprint> pinned;
  // Given by hand (report.md 5): a list verifies under the certificate it carries, certificates
  // need no pin.
  bool given = false;
  bool required = false;  // not ready without it
  Seconds grace{0};       // how long past NextUpdate the list still counts (trustlists.md 3)
  ListSignatureRules rules;
  std::optional<Vocabulary> vocabulary;  // of the scheme, where it is not ETSI's
  std::vector<NamedOctets> files;        // a list has exactly one
};

// A file given with --trust: what it is, is told from its first octets. `pin`: FILE#<sha256>.
TrustSource given_source(std::string name, ByteView octets,
                         std::optional<pki::Fingerprint> pin = std::nullopt);

// What became of one source, for `senim trust show` (report.md 5) and readiness.
struct ListReport {
  model::TrustListInfo info;  // of the version in use; only `source` and `territory` when none is
  bool loaded = false;        // a version of this source is in the snapshot
  bool required = false;
  bool domestic = false;
  std::optional<pki::Fingerprint> signer;
  std::size_t providers = 0;
  std::size_t services = 0;
  std::size_t history = 0;
  std::size_t certificates = 0;  // distinct ones
  std::size_t unreadable_certificates = 0;
  std::size_t unusable_services = 0;  // with a timeline that cannot be used: they anchor nothing
  std::size_t left_out = 0;           // certificates of a folder that nobody pinned
  // Why the octets last handed in were not taken; the version before stays in use. "" otherwise.
  std::optional<Refusal> refusal;
  std::string error;  // "signer-not-pinned: ..."
  // fresh, stale, expired, closed, pinned; failed: nothing of this source is in use.
  std::string_view state(UtcTime now) const;
};

// Local decisions of the operator on single certificates. SHA-256 of a certificate or of a
// SubjectPublicKeyInfo: what it names is no anchor, whatever a list says; nor is the same key
// written otherwise (crypto/key_identity.h), if some list holds a certificate that writes it so.
struct LocalDecisions {
  std::vector<pki::Fingerprint> denied;
};

class TrustSnapshot final : public model::TrustView {
 public:
  struct Source;  // one loaded version: immutable, shared by the snapshots that use it

  struct State;
  // For SnapshotBuilder::build(): nobody else can make a State.
  explicit TrustSnapshot(std::unique_ptr<const State> state);
  ~TrustSnapshot() override;
  const std::string& id() const override;
  std::span<const model::TrustListInfo> lists() const override;
  std::vector<const model::TrustService*> services_of(
      const pki::Certificate& certificate) const override;
  std::vector<const model::TrustService*> services_of_key(
      const pki::Certificate& certificate) const override;
  std::vector<pki::Certificate> by_subject(const pki::Name& subject) const override;

  std::size_t anchors() const;                     // distinct certificates
  const std::vector<ListReport>& reports() const;  // in the order of the sources' ids
  const std::vector<ListPointer>* pointers(std::string_view source) const;  // of a list of lists
  bool complete() const;  // every required source is loaded

 private:
  friend class SnapshotBuilder;
  std::unique_ptr<const State> state_;
};

class SnapshotBuilder {
 public:
  SnapshotBuilder();
  // Starts with everything that `base` holds: a refresh replaces single sources.
  explicit SnapshotBuilder(const TrustSnapshot& base);
  SnapshotBuilder(SnapshotBuilder&&) noexcept;
  SnapshotBuilder& operator=(SnapshotBuilder&&) noexcept;
  ~SnapshotBuilder();

  // Verifies and reads one source. A later version replaces the earlier one of the same id; one
  // that is refused (also: a lower sequence number, or the same with other content) does not.
  const ListReport& add(const TrustSource& source);
  // A source that gave no octets: the version before, if any, stays in use, and the report says so.
  const ListReport& unavailable(const TrustSource& source, const std::string& problem);
  void remove(std::string_view source);
  void decide(LocalDecisions decisions);
  std::shared_ptr<const TrustSnapshot> build() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace senim::trustlists

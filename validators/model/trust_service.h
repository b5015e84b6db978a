#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "validators/base/compiled_once.h"
#include "validators/base/oid.h"
#include "validators/base/utc_time.h"
#include "validators/pki/certificate.h"

// What a trust list says of one service, common to all list formats, and the view of a snapshot
// that the core needs.

namespace senim::model {

using Territory = std::string;  // ISO 3166 alpha-2 upper case, EL and UK as TS 119 612 has them, EU
                                // for the LOTL; "" unknown

enum class ServiceStatus {
  // usable: granted, and the good ones of before eIDAS; the original URI stays beside
  granted,
  withdrawn,
  suspended,
  national,
  unknown,
};

// Criteria and qualifiers of sie:Qualifications (TS 119 612 5.5.9.2); evaluated in
// process/qualification.
struct Criterion {
  SENIM_COMPILED_ONCE(Criterion);
  enum class Kind {
    list,
    key_usage,
    policy_set,
    dn_attributes,
    extended_key_usages,
    qc_statements,
    unknown
  } kind = Kind::unknown;
  enum class Assert { all, at_least_one, none } assert_kind = Assert::all;  // of a list
  std::vector<Criterion> children;                                          // of a list
  std::vector<std::pair<pki::KeyUsage, bool>> bits;                         // key_usage: must equal
  std::vector<Oid> oids;  // policies, attribute types, purposes
};
struct QualificationElement {
  std::vector<std::string> qualifiers;  // URIs
  Criterion criteria;                   // kind list
};

// One stretch of a service's history: [since, until); the current one is open.
struct ServicePeriod {
  UtcTime since;
  std::optional<UtcTime> until;
  std::string type;  // URI
  std::string status_uri;
  ServiceStatus status = ServiceStatus::unknown;
  std::vector<std::string> additional_information;  // AdditionalServiceInformation URIs
  std::vector<QualificationElement> qualifications;
  std::optional<UtcTime> expired_certs_revocation_info;
  bool unknown_critical_extension = false;  // visible, but not usable for qualification
  std::string taken_over_by;  // another provider runs it now (TS 119 612 5.5.9.3): reported
};

struct TrustService {
  std::string source;  // id of the trust source (trust.yaml) or file name given with --trust
  Territory territory;
  std::string provider;
  std::string name;
  std::vector<pki::Certificate> identities;
  std::vector<ServicePeriod> periods;  // ascending by `since`; half-open; never empty
  bool domestic = false;
  bool given =
      false;  // an anchor given explicitly (folder, --trust): trusted as given, no timeline

  const ServicePeriod* at(UtcTime time) const;  // the period covering that instant, or null
};

// Services as evidence has them: copies, which outlive the snapshot, made once and shared by all
// copies of a path.
class Services {
 public:
  Services() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a list is a list
  Services(std::vector<TrustService> list)
      : list_(std::make_shared<std::vector<TrustService>>(std::move(list))) {}
  Services(std::initializer_list<TrustService> list) : Services(std::vector<TrustService>(list)) {}
  const TrustService* begin() const { return list().data(); }
  const TrustService* end() const { return begin() + size(); }
  std::size_t size() const { return list().size(); }
  bool empty() const { return list().empty(); }
  const TrustService& front() const { return list().front(); }
  const TrustService& operator[](std::size_t index) const { return list()[index]; }
  const TrustService& at(std::size_t index) const { return list().at(index); }

  // To change them: a list of one's own, whoever shares this one. Threads may share copies as long
  // as none of them drops the last other one while this is called.
  std::vector<TrustService>& own() {
    if (list_.use_count() != 1) {
      list_ = std::make_shared<std::vector<TrustService>>(list());
    }
    return *list_;
  }

  const std::vector<TrustService>& list() const {
    static const std::vector<TrustService> none;
    return list_ ? *list_ : none;
  }

 private:
  std::shared_ptr<std::vector<TrustService>> list_;  // null: none
};

// State of a list at a time, for `basis.snapshot.lists` and for freshness checks.
struct TrustListInfo {
  std::string source;
  Territory territory;
  std::optional<std::uint64_t> sequence;
  std::optional<UtcTime> issued;
  std::optional<UtcTime> next_update;  // empty and closed == true: a list closed for ever
  bool closed = false;
  bool pinned = false;  // certificates pinned one by one: never stale
  Seconds grace{0};
  std::string digest;  // SHA-256 hex of the octets
  // Of TS 119 612 lists: TSLVersionIdentifier, and where the list leaves its schema ("" nowhere).
  std::optional<unsigned> version{};
  std::string structure_problem{};
  std::string_view state(UtcTime now) const;  // fresh, stale, expired, closed, pinned
};

// The trust snapshot as the core sees it. Implemented by trustlists::TrustSnapshot: immutable,
// shared between threads.
class TrustView {
 public:
  TrustView() = default;
  TrustView(const TrustView&) = delete;
  TrustView& operator=(const TrustView&) = delete;
  virtual ~TrustView() = default;
  virtual const std::string& id() const = 0;  // 64 hex
  virtual std::span<const TrustListInfo> lists() const = 0;
  // Services that list this very certificate, or where there is none its key under the same subject
  // (trustlists.md 1.9). Empty: no anchor.
  virtual std::vector<const TrustService*> services_of(
      const pki::Certificate& certificate) const = 0;
  // Whatever is said of its key under the same subject, by any certificate, one that the operator
  // denies among them: to object, never an anchor.
  virtual std::vector<const TrustService*> services_of_key(
      const pki::Certificate& certificate) const = 0;
  // Listed certificates with that subject name: candidates for an issuer.
  virtual std::vector<pki::Certificate> by_subject(const pki::Name& subject) const = 0;
};

}  // namespace senim::model

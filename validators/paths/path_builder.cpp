#include "validators/paths/path_builder.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "validators/crypto/algorithms.h"

namespace senim::paths {

namespace {

using model::CandidatePath;
using model::TrustService;
using model::ValueState;
using pki::Certificate;

// RFC 5280 4.1.1.2. Compared by meaning: some issuers write NULL parameters in one place only
// (spec/domain.md 4.1, trap).
bool same_algorithm(const crypto::SignatureAlgorithm& outer,
                    const crypto::SignatureAlgorithm& inner) {
  return outer.identifier == inner.identifier && outer.scheme == inner.scheme &&
         outer.digest == inner.digest && outer.pss == inner.pss;
}

enum class KeyIdMatch : std::uint8_t { differs, unknown, equal };

// RFC 5280 4.2.1.1: a hint for choosing, no proof. A malformed or absent identifier hints nothing.
KeyIdMatch key_id_match(const Certificate& child, const Certificate& issuer) {
  const auto authority = child.authority_key_identifier();
  const auto subject = issuer.subject_key_identifier();
  if (!authority.ok() || !subject.ok() || !*authority || !*subject ||
      (**authority).key_id.empty()) {
    return KeyIdMatch::unknown;
  }
  return equal((**authority).key_id, **subject) ? KeyIdMatch::equal : KeyIdMatch::differs;
}

bool valid_at(const Certificate& certificate, UtcTime time) {
  return certificate.not_before() <= time && time <= certificate.not_after();
}

bool same_name(const pki::Name& left, const pki::Name& right) {
  return equal(left.der(), right.der()) || matches(left, right);
}

bool same_spki(const Certificate& left, const Certificate& right) {
  return equal(left.spki(), right.spki());
}

bool usable_at(const TrustService& service, UtcTime time) {
  if (service.given) {
    return true;
  }
  const model::ServicePeriod* period = service.at(time);
  return period != nullptr && (period->status == model::ServiceStatus::granted ||
                               period->status == model::ServiceStatus::national);
}

// Smaller is better: whole arithmetic first, then an anchor and certificates that are good now,
// then the shorter path.
auto rank(const CandidatePath& path, UtcTime time) {
  const bool invalid = std::ranges::count(path.signed_by_next, ValueState::invalid) != 0;
  const bool unsupported = std::ranges::count(path.signed_by_next, ValueState::unsupported) != 0;
  const bool withdrawn = std::ranges::none_of(
      path.services, [&](const TrustService& service) { return usable_at(service, time); });
  const bool out_of_time =
      std::ranges::any_of(path.certificates.begin(), path.certificates.end() - 1,
                          [&](const Certificate& one) { return !valid_at(one, time); });
  return std::tuple(invalid, unsupported, withdrawn, out_of_time, path.certificates.size());
}

}  // namespace

Result<crypto::SignatureAlgorithm> agreed_algorithm(ByteView outer, ByteView inner) {
  SENIM_TRY(crypto::SignatureAlgorithm algorithm, crypto::read_signature_algorithm(outer));
  if (!equal(outer, inner)) {
    const auto signed_one = crypto::read_signature_algorithm(inner);
    if (!signed_one.ok() || !same_algorithm(algorithm, *signed_one)) {
      return Error{ErrorCode::malformed, "the signed algorithm identifier is another one"};
    }
  }
  return algorithm;
}

namespace {

using Key = Result<crypto::PublicKey>;

bool lacks_parameters(const Certificate& certificate) {
  return certificate.key().ok() && certificate.key()->lacks_parameters();
}

// RFC 3279 2.3.2
Key inherited(const Key& key, const Key& above) {
  const bool inherits = key.ok() && key->lacks_parameters() && above.ok() &&
                        above->family() == key->family() && !above->lacks_parameters();
  return inherits ? key->inheriting_from(*above) : key;
}

LinkState verify_link(const Certificate& child, const Key& key) {
  const auto outer = agreed_algorithm(child.signature_algorithm(), child.tbs_signature_algorithm());
  if (!outer.ok()) {
    return {ValueState::invalid, outer.error().message};
  }
  if (!key.ok()) {
    const bool unsupported = key.error().code == ErrorCode::unsupported;
    return {unsupported ? ValueState::unsupported : ValueState::invalid, key.error().message};
  }
  const auto verified = crypto::verify(*key, *outer, child.tbs(), child.signature_value());
  if (verified.ok()) {
    return {*verified ? ValueState::valid : ValueState::invalid, ""};
  }
  if (verified.error().code != ErrorCode::unsupported) {
    return {ValueState::invalid, verified.error().message};
  }
  return {ValueState::unsupported, outer->name() + ", " + key->name()};
}

}  // namespace

LinkState verify_link(const Certificate& child, const Certificate& issuer) {
  return verify_link(child, issuer.key());
}

Key working_key(const CandidatePath& path, std::size_t i) {
  const auto& certificates = path.certificates;
  std::size_t from = i;
  while (from + 1 < certificates.size() && lacks_parameters(certificates[from])) {
    ++from;
  }
  Key key = certificates.at(from).key();
  while (from > i) {
    key = inherited(certificates[--from].key(), key);
  }
  return key;
}

// One search: depth first over the certificates that could have issued the last one, best first.
struct PathBuilder::Search {
  struct Node {
    std::vector<const TrustService*> services;  // not empty: a trust anchor
    std::vector<Certificate> issuers;           // best first
  };
  enum class Links : std::uint8_t { sound, any };

  PathBuilder& builder;
  std::span<const Certificate> extra;
  PathSearch result;
  std::vector<Certificate> path;
  std::vector<const LinkState*> links;
  std::map<pki::Fingerprint, Node> nodes;
  const LinkState pending{ValueState::unchecked, ""};  // the key is not whole yet
  Links allowed = Links::sound;
  bool saw_invalid = false;
  std::size_t steps = 0;

  Search(PathBuilder& owner, std::span<const Certificate> certificates)
      : builder(owner), extra(certificates) {}

  void run(const Certificate& signer) {
    path.assign(1, signer);
    links.clear();
    extend();
  }

  Node& node(const Certificate& certificate) {
    const auto [at, fresh] = nodes.try_emplace(certificate.fingerprint());
    if (fresh) {
      at->second.services = listing(certificate);
      at->second.issuers = issuers_of(certificate);
    }
    return at->second;
  }

  // Whoever holds the octets of an anchor can write others with its name and key and without its
  // constraints or with another validity, and no signature is ever checked on them. So only the
  // very certificates of the lists end a path; a child of the copy is a child of the original.
  std::vector<const TrustService*> listing(const Certificate& certificate) const {
    auto services = builder.trust_.services_of(certificate);
    std::erase_if(services, [&](const TrustService* service) {
      return std::ranges::count(service->identities, certificate) == 0;
    });
    return services;
  }

  // Listed certificates come first: the snapshot's copies have their keys decoded already.
  std::vector<Certificate> issuers_of(const Certificate& child) {
    std::vector<Certificate> found = builder.trust_.by_subject(child.issuer());
    for (const Certificate& one : extra) {
      if (same_name(one.subject(), child.issuer()) && std::ranges::count(found, one) == 0) {
        found.push_back(one);
      }
    }
    if (found.size() > 1) {
      const UtcTime time = builder.time_;
      std::ranges::stable_sort(found, [&](const Certificate& left, const Certificate& right) {
        return std::tuple(key_id_match(child, left), valid_at(left, time)) >
               std::tuple(key_id_match(child, right), valid_at(right, time));
      });
    }
    return found;
  }

  bool in_path(const Certificate& issuer) {
    return std::ranges::any_of(path, [&](const Certificate& one) {
      return same_spki(one, issuer) && same_name(one.subject(), issuer.subject());
    });
  }

  void extend() {
    if (result.cut) {
      return;
    }
    if (++steps > kMaxSteps) {
      result.cut = true;
      return;
    }
    const Node& here = node(path.back());
    if (!here.services.empty()) {
      emit(here);
    }
    if (allowed == Links::sound && path.size() > result.partial_path.size()) {
      result.partial_path = path;
    }
    if (path.size() >= kMaxPathLength) {
      result.cut = result.cut || !here.issuers.empty();
      return;
    }
    climb(here);
  }

  void climb(const Node& here) {
    const Certificate* good_key = nullptr;
    for (const Certificate& issuer : here.issuers) {
      if (result.cut || in_path(issuer)) {
        continue;
      }
      // A value that verifies under one key does not under another: only what is listed is tried
      // all the same, so that a crafted second key can never hide an anchor.
      if (good_key != nullptr && !same_spki(issuer, *good_key) && listing(issuer).empty()) {
        continue;
      }
      const LinkState* state = lacks_parameters(issuer)
                                   ? &pending
                                   : builder.link(path.back(), issuer.key(), issuer.spki());
      if (state == nullptr) {
        result.cut = true;
        return;
      }
      if (state->state == ValueState::valid) {
        good_key = &issuer;
      }
      if (state->state == ValueState::invalid && !follow_invalid(path.back(), issuer)) {
        continue;
      }
      path.push_back(issuer);
      links.push_back(state);
      extend();
      path.pop_back();
      links.pop_back();
    }
  }

  // The name fits and the value does not verify. When nothing better leads to an anchor this is
  // shown as a path with a false signature, unless the key identifiers say that another key was
  // meant: then the issuer is simply not at hand.
  bool follow_invalid(const Certificate& child, const Certificate& issuer) {
    const bool plausible = key_id_match(child, issuer) != KeyIdMatch::differs;
    saw_invalid = saw_invalid || plausible;
    return allowed == Links::any && plausible;
  }

  // What could not be computed on the way up, because a key takes its parameters from above.
  // False: the path does not hold, or the purse is empty.
  bool complete(CandidatePath& found, std::vector<const LinkState*>& states) {
    for (std::size_t i = states.size(); i-- > 0;) {
      if (states[i] != &pending) {
        continue;
      }
      const Key key = working_key(found, i + 1);
      states[i] = builder.link(path[i], key, key.ok() ? ByteView(key->spki()) : path[i + 1].spki());
      if (states[i] == nullptr) {
        result.cut = true;
        return false;
      }
      if (states[i]->state == ValueState::invalid && !follow_invalid(path[i], path[i + 1])) {
        return false;
      }
    }
    return true;
  }

  void emit(const Node& anchor) {
    CandidatePath found;
    found.certificates = path;
    std::vector<const LinkState*> states = links;
    if (!complete(found, states)) {
      return;
    }
    // The first of each certificate is free, its others come out of the one purse of the request:
    // the first are bounded by the signatures of the document, and a board of 30 signers must not
    // starve its last ones.
    const bool full = result.paths.size() == kMaxCandidates;
    if (full || (!result.paths.empty() && !builder.budget_.spend(Cost::paths).ok())) {
      result.cut = true;
      return;
    }
    for (const LinkState* state : states) {
      found.signed_by_next.push_back(state->state);
      found.signature_problems.push_back(state->problem);
    }
    std::vector<TrustService> services;
    services.reserve(anchor.services.size());
    for (const TrustService* service : anchor.services) {
      services.push_back(*service);
    }
    found.services = std::move(services);
    result.paths.push_back(std::move(found));
  }
};

PathSearch PathBuilder::build(const Certificate& signer, std::span<const Certificate> extra) {
  Search search(*this, extra);
  search.run(signer);
  if (search.result.paths.empty() && search.saw_invalid && !search.result.cut) {
    search.allowed = Search::Links::any;
    search.run(signer);
  }
  PathSearch result = std::move(search.result);
  if (!result.paths.empty()) {
    result.partial_path.clear();
  }
  if (result.paths.size() > 1) {
    std::ranges::stable_sort(result.paths,
                             [&](const CandidatePath& left, const CandidatePath& right) {
                               return rank(left, time_) < rank(right, time_);
                             });
  }
  return result;
}

// Null: the purse for signature checks is empty.
const LinkState* PathBuilder::link(const Certificate& child,
                                   const Result<crypto::PublicKey>& issuer, ByteView issuer_key) {
  for (const Link& known : links_) {
    if (known.child == child && equal(known.issuer_key, issuer_key)) {
      return &known.state;
    }
  }
  // Known ones too: what a verdict says must not depend on who asked before.
  if (!budget_.spend(Cost::signatures).ok()) {
    return nullptr;
  }
  return &links_.emplace_back(Link{child, to_bytes(issuer_key), compute(child, issuer, issuer_key)})
              .state;
}

LinkState PathBuilder::compute(const Certificate& child, const Key& issuer, ByteView issuer_key) {
  const crypto::VerifiedSignatures::Signed object{crypto::VerifiedSignatures::Kind::certificate,
                                                  child.fingerprint()};
  if (verified_ != nullptr && verified_->contains(issuer_key, object)) {
    return {ValueState::valid, ""};
  }
  LinkState state = verify_link(child, issuer);
  if (verified_ != nullptr && state.state == ValueState::valid) {
    verified_->add(issuer_key, object);
  }
  return state;
}

}  // namespace senim::paths

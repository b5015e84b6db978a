#include "validators/blocks/revocation_scope.h"

#include <algorithm>
#include <list>
#include <span>

#include "validators/pki/der_writer.h"
#include "validators/pki/extensions.h"

namespace senim::blocks {

namespace {

using model::CrlFacts;
using pki::DistributionPoint;
using pki::GeneralName;
using Kind = GeneralName::Kind;
using Names = std::vector<GeneralName>;

bool same(const GeneralName& left, const GeneralName& right) {
  if (left.kind != right.kind) {
    return false;
  }
  return left.kind == Kind::directory ? matches(pki::Name(left.value), pki::Name(right.value))
                                      : equal(left.value, right.value);
}

bool share(const Names& left, const Names& right) {
  return std::ranges::any_of(left, [&](const GeneralName& one) {
    return std::ranges::any_of(right, [&](const GeneralName& other) { return same(one, other); });
  });
}

bool names(const Names& list, const pki::Name& name) {
  return std::ranges::any_of(list, [&](const GeneralName& one) {
    return one.kind == Kind::directory && matches(pki::Name(one.value), name);
  });
}

// RFC 5280 4.2.1.13, nameRelativeToCRLIssuer: the issuer's name with one more RDN. `owner` keeps
// the octets.
Names relative_to(ByteView issuer, ByteView relative, std::list<Bytes>& owner) {
  const auto outer = der::single(issuer, der::Rules::der, "Name");
  if (!outer.ok()) {
    return {};
  }
  Bytes content = to_bytes(outer->content);
  const Bytes last = pki::wrapped(0x31, relative);
  content.insert(content.end(), last.begin(), last.end());
  owner.push_back(pki::wrapped(0x30, content));
  return {{Kind::directory, owner.back()}};
}

struct Scope {
  const CrlFacts& list;
  const pki::Certificate& certificate;
  std::optional<pki::IssuingDistributionPoint> idp;
  std::list<Bytes> owner;  // of what was put together; the views into it stay good

  Scope(const CrlFacts& facts, const pki::Certificate& subject)
      : list(facts), certificate(subject) {}
  static constexpr std::size_t kMaxNames = 64;

  Names list_names() {
    if (!idp->relative_name.empty()) {
      return relative_to(list.issuer, idp->relative_name, owner);
    }
    return idp->full_name;
  }

  // (b)(2)(i): one of the names of the list's point is one of this point's, or, where that has
  // none, of its cRLIssuer's.
  bool point_fits(const DistributionPoint& point, const Names& mine) {
    if (!point.full_name.empty()) {
      return share(mine, point.full_name);
    }
    if (point.relative_name.empty()) {
      return share(mine, point.crl_issuer);
    }
    // Relative to the cRLIssuer, of which there is then one (4.2.1.13), else to the issuer.
    for (const GeneralName& issuer : point.crl_issuer) {
      if (issuer.kind == Kind::directory && owner.size() < kMaxNames &&
          share(mine, relative_to(issuer.value, point.relative_name, owner))) {
        return true;
      }
    }
    return point.crl_issuer.empty() && owner.size() < kMaxNames &&
           share(mine, relative_to(certificate.issuer().der(), point.relative_name, owner));
  }

  std::uint16_t reasons(const DistributionPoint& point) const {
    const std::uint16_t asked = point.reasons.value_or(kAllReasons) & kAllReasons;
    const std::uint16_t told =
        idp ? idp->only_some_reasons.value_or(kAllReasons) & kAllReasons : kAllReasons;
    return asked & told;
  }
};

bool is_ca(const pki::Certificate& certificate) {
  const auto constraints = certificate.basic_constraints();
  return constraints.ok() && *constraints && (**constraints).ca;
}

std::uint16_t through_points(Scope& scope, std::span<const DistributionPoint> points,
                             std::string& why) {
  const pki::Name issuer(scope.list.issuer);
  const bool own = matches(issuer, scope.certificate.issuer());
  const bool named =
      scope.idp && (!scope.idp->full_name.empty() || !scope.idp->relative_name.empty());
  const Names mine = named ? scope.list_names() : Names{};
  std::uint16_t reasons = 0;
  for (const DistributionPoint& point : points) {
    // (b)(1)
    const bool indirect = !point.crl_issuer.empty();
    if (indirect ? !names(point.crl_issuer, issuer) : !own) {
      why = why.empty() ? "issuer" : why;
      continue;
    }
    if (indirect && !own && !(scope.idp && scope.idp->indirect)) {
      why = "indirect";
      continue;
    }
    if (named && !scope.point_fits(point, mine)) {
      why = "distribution-point";
      continue;
    }
    reasons |= scope.reasons(point);
  }
  return reasons;
}

std::vector<std::string> web_urls(const std::vector<DistributionPoint>& points) {
  std::vector<std::string> urls;
  for (const DistributionPoint& point : points) {
    for (const GeneralName& name : point.full_name) {
      const std::string url(as_text(name.value));
      if (name.kind == Kind::uri && (url.starts_with("http://") || url.starts_with("https://"))) {
        urls.push_back(url);
      }
    }
  }
  return urls;
}

// cRLNumber and BaseCRLNumber are never negative; compared without a leading zero octet.
ByteView magnitude(const Bytes& number) {
  ByteView view(number);
  while (!view.empty() && view.front() == 0) {
    view = view.subspan(1);
  }
  return view;
}
bool less(const Bytes& left, const Bytes& right) {
  const ByteView a = magnitude(left);
  const ByteView b = magnitude(right);
  return a.size() != b.size() ? a.size() < b.size() : std::ranges::lexicographical_compare(a, b);
}

}  // namespace

ListScope scope_of(const CrlFacts& list, const pki::Certificate& certificate) {
  Scope scope(list, certificate);
  if (!list.distribution_point.empty()) {
    auto idp = pki::read_issuing_distribution_point(list.distribution_point);
    if (!idp.ok()) {
      return {0, "malformed"};
    }
    scope.idp = std::move(idp).value();
    // (b)(2)(ii) to (iv)
    const bool ca = is_ca(certificate);
    // A certificate without extensions does not say which of both it is.
    const bool user = !ca && certificate.version() == 3;
    if (scope.idp->only_attribute_certificates || (scope.idp->only_user_certificates && !user) ||
        (scope.idp->only_ca_certificates && !ca)) {
      return {0, "certificate-kind"};
    }
  }
  const auto points = certificate.crl_distribution_points();
  if (!points.ok()) {
    return {0, "malformed"};
  }
  std::string why;
  std::uint16_t reasons = *points ? through_points(scope, **points, why) : std::uint16_t{0};
  // 6.3.3, last paragraph: any list of the issuer, as if from a point that bears his name.
  DistributionPoint own;
  own.full_name = {{Kind::directory, certificate.issuer().der()}};
  std::string own_why;
  reasons |= through_points(scope, std::span(&own, 1), own_why);
  return {reasons, reasons != 0 ? "" : (why.empty() ? own_why : why)};
}

ListScope without_bounds(const CrlFacts& list, ListScope scope) {
  if (scope.why != "certificate-kind" && scope.why != "distribution-point") {
    return scope;
  }
  const auto idp = pki::read_issuing_distribution_point(list.distribution_point);
  const bool bounded = !idp.ok() || idp->only_some_reasons || idp->indirect ||
                       std::ranges::count(idp->full_name, Kind::uri, &GeneralName::kind) == 0;
  return bounded ? std::move(scope) : ListScope{kAllReasons, ""};
}

std::vector<std::string> delta_urls(const pki::Certificate& certificate) {
  const auto points = certificate.freshest_crl();
  return points.ok() && *points ? web_urls(**points) : std::vector<std::string>{};
}

std::vector<std::string> delta_urls(const CrlFacts& list) {
  if (list.freshest.empty()) {
    return {};
  }
  const auto points = pki::read_distribution_points(list.freshest);
  return points.ok() ? web_urls(*points) : std::vector<std::string>{};
}

ListKind kind_of(const model::RevocationEvidence& data, const pki::Certificate& certificate) {
  const auto& list = std::get<CrlFacts>(data.facts);
  if (!list.base_number.empty()) {
    return ListKind::delta;
  }
  const auto from = [&](const std::vector<std::string>& urls) {
    return !data.endpoint.empty() && std::ranges::count(urls, data.endpoint) != 0;
  };
  const bool from_base = from(certificate.crl_urls());
  const bool from_delta = from(delta_urls(certificate)) || from(delta_urls(list));
  if ((from_delta || list.freshest_critical) && !from_base) {
    return ListKind::neither;
  }
  return ListKind::complete;
}

DeltaFit fit(const CrlFacts& delta, const CrlFacts& base) {
  const bool same_scope = matches(pki::Name(delta.issuer), pki::Name(base.issuer)) &&
                          equal(delta.distribution_point, base.distribution_point) &&
                          equal(delta.authority_key_id, base.authority_key_id) &&
                          !base.number.empty() && !delta.number.empty();
  if (!same_scope) {
    return DeltaFit::other_scope;
  }
  if (less(base.number, delta.base_number)) {
    return DeltaFit::base_too_old;
  }
  return less(base.number, delta.number) ? DeltaFit::fits : DeltaFit::older;
}

}  // namespace senim::blocks

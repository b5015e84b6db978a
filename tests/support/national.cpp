#include "tests/support/national.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "gateway/demo/sign_bign.h"
#include "gateway/demo/sign_dstu.h"
#include "gateway/demo/sign_gost.h"
#include "gateway/demo/sign_sm2.h"

namespace senim::test {
namespace {

using crypto::KeyFamily;

struct GostRow {
  const char* country;
  KeyFamily family;
  const char* set;
};

// domain.md 4.1 and 4.5: every parameter set.
constexpr std::array kGostSets = {
    GostRow{"KZ", KeyFamily::gost_34102015_512, "1.2.398.3.10.1.1.2.2.1"},
    GostRow{"KZ", KeyFamily::gost_34102015_256, "1.2.398.3.10.1.1.2.1.1"},
    GostRow{"KZ", KeyFamily::gost_34310_2004, "1.2.398.3.10.1.1.1.1.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.2"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.3"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.2"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.3"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.4"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.2"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.3"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.36.0"},
    GostRow{"RU", KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.36.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.0"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.1"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.2"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.3"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.36.0"},
    GostRow{"RU", KeyFamily::gost_r_3410_2001, "1.2.643.2.2.36.1"},
};

// W3C names beside those of CryptoPro (domain.md 4.5).
void add_second_uris(KeyFamily family, Hierarchy& hierarchy) {
  if (family == KeyFamily::gost_r_3410_2001) {
    hierarchy.signature_uris.emplace_back(
        "http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411");
    hierarchy.digest_uris.emplace_back("http://www.w3.org/2001/04/xmldsig-more#gostr3411");
  }
}

// domain.md 4.10: both byte orders, named and spelt-out curves of both cofactors, every digest.
const std::vector<std::pair<std::string, demo::DstuSpec>>& dstu_specs() {
  using crypto::DigestAlgorithm;
  using Curve = demo::DstuSpec::Curve;
  using Order = demo::DstuSpec::Order;
  static const std::vector<std::pair<std::string, demo::DstuSpec>> specs = {
      {"163", {.curve = 0}},
      {"257", {.curve = 6}},
      {"257 BE explicit", {.order = Order::big_endian, .parameters = Curve::spelt_out}},
      {"431 explicit", {.curve = 9, .parameters = Curve::spelt_out}},
      {"257 Kupyna-256", {.digest = DigestAlgorithm::kupyna256}},
      {"173 Kupyna-384", {.curve = 2, .digest = DigestAlgorithm::kupyna384}},
      {"431 BE Kupyna-512",
       {.curve = 9, .order = Order::big_endian, .digest = DigestAlgorithm::kupyna512}},
  };
  return specs;
}

std::vector<Hierarchy> make_all() {
  std::vector<Hierarchy> all;
  for (const GostRow& row : kGostSets) {
    const std::string name =
        std::string(row.country) + " " + std::string(crypto::to_string(row.family)) + " " + row.set;
    Hierarchy made = make_hierarchy(
        name, row.country, [&row] { return demo::make_gost_key(row.family, Oid(row.set)); });
    add_second_uris(row.family, made);
    all.push_back(std::move(made));
  }
  for (const auto& [name, spec] : dstu_specs()) {
    all.push_back(make_hierarchy("UA DSTU 4145 " + name, "UA",
                                 [&spec = spec] { return demo::make_dstu_key(spec); }));
  }
  unsigned which = 0;
  all.push_back(make_hierarchy("KZ RSA", "KZ",
                               [&which] { return shared_key(demo::KeyKind::rsa_2048, which++); }));
  for (const auto& [name, curve] : {std::pair("BY bign 256", "1.2.112.0.2.0.34.101.45.3.1"),
                                    std::pair("BY bign 384", "1.2.112.0.2.0.34.101.45.3.2"),
                                    std::pair("BY bign 512", "1.2.112.0.2.0.34.101.45.3.3")}) {
    all.push_back(
        make_hierarchy(name, "BY", [oid = Oid(curve)] { return demo::make_bign_key(oid); }));
  }
  // Names of EAEU documents for the first (domain.md 4.6).
  Hierarchy& belt = all[all.size() - 3];
  belt.signature_uris.emplace_back("urn:EAEU:Signature:bign-with-hbelt");
  belt.digest_uris.emplace_back("urn:EAEU:Digest:belt-hash256");
  all.push_back(make_hierarchy("CN SM2", "CN", demo::make_sm2_key));
  return all;
}

}  // namespace

demo::CertificateSpec responder_spec() {
  demo::CertificateSpec spec = leaf_spec();
  spec.subject = demo::simple_name("OCSP RESPONDER");
  spec.serial = 5;
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.9")};
  spec.extensions = {{Oid("1.3.6.1.5.5.7.48.1.5"), false, demo::der::null()}};
  return spec;
}

Hierarchy make_hierarchy(const std::string& name, const std::string& country,
                         const std::function<demo::Key()>& next_key) {
  const auto named = [&](demo::CertificateSpec spec) {
    spec.subject =
        demo::simple_name(spec.subject.back().second + " " + name, "Senim Test", country);
    return spec;
  };
  demo::Party root = demo::make_root(named(root_spec()), next_key());
  demo::Party ca = demo::make_issued(named(ca_spec()), next_key(), root);
  demo::Party leaf = demo::make_issued(named(leaf_spec()), next_key(), ca);
  demo::Party tsa = demo::make_issued(named(tsa_spec()), next_key(), ca);
  demo::Party responder = demo::make_issued(named(responder_spec()), next_key(), ca);
  std::vector<std::string> signature_uris;
  std::vector<std::string> digest_uris;
  if (!leaf.key.algorithm_uri().empty()) {
    signature_uris = {leaf.key.algorithm_uri()};
    digest_uris = {leaf.key.digest_uri(crypto::DigestAlgorithm::unknown)};
  }
  return {name,
          country,
          std::move(root),
          std::move(ca),
          std::move(leaf),
          std::move(tsa),
          std::move(responder),
          std::move(signature_uris),
          std::move(digest_uris)};
}

const std::vector<Hierarchy>& national_hierarchies() {
  static const std::vector<Hierarchy> all = make_all();
  return all;
}

const Hierarchy& national_hierarchy(const std::string& name) {
  const auto& all = national_hierarchies();
  const auto found = std::ranges::find(all, name, &Hierarchy::name);
  if (found == all.end()) {
    throw std::logic_error("no hierarchy " + name);
  }
  return *found;
}

}  // namespace senim::test

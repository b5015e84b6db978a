// Chains with random defects, judged by us and by OpenSSL (X509_verify_cert with policy checking):
// whatever we accept it accepts. Lists and answers: revocation_differential_test.

#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <ctime>
#include <map>
#include <memory>
#include <random>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/chain_court.h"
#include "validators/paths/policy_graph.h"

namespace senim::process {
namespace {

namespace der = demo::der;
using demo::KeyKind;
using demo::Party;
using model::Key;
using model::PathInputs;

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* value) const { Free(value); }
};
template <typename T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;
using X509Owned = Owned<X509, ::X509_free>;

const UtcTime kNow = senim::test::at("2026-06-01T00:00:00Z");

// The chain as it is made: the anchor first.
struct Link {
  demo::CertificateSpec spec;
  unsigned key = 0;             // of its subject
  bool foreign_signer = false;  // signed by somebody else's key
  bool spoiled = false;         // an octet of the certificate changed
  bool wrong_key_id = false;    // its AKI names another key
};

struct Chain {
  std::vector<Link> links;
  PathInputs inputs;
  std::map<std::string, unsigned> defects;  // what was done to it, for the log
};

// Key identifiers are hints to us (RFC 5280 4.2.1.1) and law to OpenSSL, so a wrong one is seen by
// us alone; OpenSSL judges the same chain with the right one.
enum class KeyIds : std::uint8_t { as_made, right };

std::vector<Bytes> make(const Chain& chain, KeyIds ids) {
  std::vector<Bytes> certificates;
  std::optional<Party> above;
  for (const Link& link : chain.links) {
    const demo::Key key = senim::test::shared_key(KeyKind::p256, link.key);
    demo::CertificateSpec spec = link.spec;
    if (link.wrong_key_id) {
      // With its own extension list, so that both variants differ in nothing else.
      spec.without_key_identifiers = true;
      spec.extensions.push_back(
          {Oid("2.5.29.14"), false, der::octet_string(demo::key_identifier(key))});
      const Bytes right = demo::key_identifier(above ? above->key : key);
      const Bytes named = ids == KeyIds::right ? right : Bytes(right.size(), 0x5a);
      spec.extensions.push_back({Oid("2.5.29.35"), false, der::sequence({der::context(0, named)})});
    }
    Party made = above ? demo::make_issued(spec, key, *above) : demo::make_root(spec, key);
    if (link.foreign_signer && above) {
      Party foreign = *above;
      foreign.key = senim::test::shared_key(KeyKind::p256, 9);
      spec.without_key_identifiers = true;
      made = demo::make_issued(spec, key, foreign);
    }
    if (link.spoiled) {
      const std::size_t middle = senim::test::certificate(made).tbs().size() / 2;
      made.certificate[middle] ^= 0x01;
    }
    certificates.push_back(made.certificate);
    above = std::move(made);
  }
  return certificates;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  bool chance(int one_in) { return number(1, one_in) == 1; }
  int number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine_); }
  template <typename T>
  T one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(number(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> kHosts{"example.com", "a.example.com", "b.a.example.com",
                                      "example.org", ".example.com"};
const std::vector<const char*> kPolicies{"1.2.3.4", "1.2.3.5", "1.2.3.6", "2.5.29.32.0"};

// GeneralName of a constraint or of a subjectAltName.
Bytes general_name(Random& random, bool constraint) {
  std::string host = random.one_of(kHosts);
  if (!constraint && host.front() == '.') {
    host.erase(0, 1);
  }
  switch (random.number(0, 4)) {
    case 0:
      return der::context(2, as_bytes(host));
    case 1: {
      std::string mail = random.chance(2) || !constraint ? "user@" : "";
      mail.append(!mail.empty() && host.front() == '.' ? host.substr(1) : host);
      return der::context(1, as_bytes(mail));
    }
    case 2: {
      std::string uri = constraint ? "" : "https://";
      uri.append(host).append(constraint ? "" : "/path");
      return der::context(6, as_bytes(uri));
    }
    case 3: {
      Bytes address{10, 0, 0, static_cast<std::uint8_t>(random.number(0, 3))};
      if (constraint) {
        const Bytes mask{255, 255, 255, static_cast<std::uint8_t>(random.chance(2) ? 0 : 254)};
        address.insert(address.end(), mask.begin(), mask.end());
      }
      return der::context(7, address);
    }
    default: {
      demo::NameSpec name{{Oid("2.5.4.6"), random.chance(4) ? "EE" : "KZ"}};
      if (random.chance(2) || !constraint) {
        name.emplace_back(Oid("2.5.4.10"), random.chance(4) ? "Other" : "Senim Test");
      }
      return der::context_constructed(4, demo::make_name(name));
    }
  }
}

Bytes subtrees(Random& random) {
  std::vector<Bytes> trees;
  for (int i = random.number(1, 3); i > 0; --i) {
    trees.push_back(der::sequence({general_name(random, true)}));
  }
  Bytes content;
  for (const Bytes& tree : trees) {
    content.insert(content.end(), tree.begin(), tree.end());
  }
  return content;
}

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Chain run() {
    Chain chain;
    const int authorities = random_.number(1, 3);
    chain.links.push_back({senim::test::root_spec(), 0});
    for (int i = 0; i < authorities; ++i) {
      demo::CertificateSpec spec = senim::test::ca_spec();
      spec.serial = 100 + i;
      std::string name = "Chain CA ";
      name.append(std::to_string(i));
      spec.subject = demo::simple_name(name);
      if (i > 0 && chance(chain, "self-issued", 6)) {
        spec.subject = chain.links.back().spec.subject;
      }
      chain.links.push_back({spec, static_cast<unsigned>(i) + 1});
    }
    chain.links.push_back({senim::test::leaf_spec(), 5});
    with_policies_ = random_.chance(2);
    for (std::size_t i = 0; i < chain.links.size(); ++i) {
      spoil(chain, i);
    }
    inputs(chain);
    return chain;
  }

 private:
  bool chance(Chain& chain, const char* defect, int one_in) {
    if (!random_.chance(one_in)) {
      return false;
    }
    ++chain.defects[defect];
    return true;
  }

  void spoil(Chain& chain, std::size_t i) {
    Link& link = chain.links[i];
    const bool leaf = i + 1 == chain.links.size();
    times(chain, link.spec);
    if (!leaf) {
      authority(chain, link.spec);
    } else if (random_.chance(2)) {
      Bytes names;
      for (int n = random_.number(1, 3); n > 0; --n) {
        const Bytes name = general_name(random_, false);
        names.insert(names.end(), name.begin(), name.end());
      }
      link.spec.extensions.push_back({Oid("2.5.29.17"), false, der::sequence({names})});
    }
    policies(chain, link.spec, leaf);
    if (i == 0) {
      return;  // what is critical in an anchor's certificate is for OpenSSL alone to ask
    }
    if (chance(chain, "critical", 30)) {
      link.spec.extensions.push_back({Oid("1.2.3.4"), true, der::null()});
    }
    link.foreign_signer = chance(chain, "signer", 60);
    link.spoiled = chance(chain, "spoiled", 60);
    link.wrong_key_id = !link.foreign_signer && chance(chain, "key-id", 25);
  }

  void times(Chain& chain, demo::CertificateSpec& spec) {
    // Never the very second: notAfter is inside the validity (RFC 5280 4.1.2.5), not for OpenSSL.
    const auto around = [&] { return kNow + Seconds(random_.one_of<int>({-2, -1, 1, 2})); };
    if (chance(chain, "not-after", 20)) {
      spec.not_after = around();
    }
    if (chance(chain, "not-before", 20)) {
      spec.not_before = around();
    }
  }

  void authority(Chain& chain, demo::CertificateSpec& spec) {
    if (chance(chain, "path-length", 6)) {
      spec.path_length = static_cast<std::uint32_t>(random_.number(0, 2));
    }
    if (chance(chain, "key-usage", 25)) {
      spec.key_usage = static_cast<std::uint16_t>(random_.one_of<int>({1, 1 << 6, 1 << 5}));
    }
    spec.without_key_usage = chance(chain, "no-key-usage", 15);
    if (chance(chain, "no-ca", 40)) {
      spec.ca = false;
    }
    if (chance(chain, "version", 60)) {
      spec.version = 1;
    }
    if (chance(chain, "names", 4)) {
      Bytes value;
      if (random_.chance(2)) {
        value = der::context_constructed(0, subtrees(random_));
      }
      if (value.empty() || random_.chance(3)) {
        const Bytes excluded = der::context_constructed(1, subtrees(random_));
        value.insert(value.end(), excluded.begin(), excluded.end());
      }
      spec.extensions.push_back({Oid("2.5.29.30"), true, der::sequence({value})});
    }
  }

  void policies(Chain& chain, demo::CertificateSpec& spec, bool leaf) {
    if (!with_policies_) {
      return;
    }
    if (!random_.chance(8)) {
      spec.policies = {Oid("1.2.3.4")};
      if (const Oid more(random_.one_of(kPolicies)); more != spec.policies[0]) {
        random_.chance(3) ? spec.policies[0] = more : spec.policies.emplace_back(more);
      }
    }
    if (chance(chain, "require-policy", 6)) {
      spec.extensions.push_back(
          {Oid("2.5.29.36"), true,
           der::sequence(
               {der::context(0, Bytes{static_cast<std::uint8_t>(random_.number(0, 2))}),
                der::context(1, Bytes{static_cast<std::uint8_t>(random_.number(0, 2))})})});
    }
    if (chance(chain, "inhibit-any", 8)) {
      spec.extensions.push_back(
          {Oid("2.5.29.54"), true, der::integer(std::int64_t{random_.number(0, 2)})});
    }
    if (!leaf && chance(chain, "mapping", 6)) {
      const Bytes from = der::oid(Oid(random_.one_of(kPolicies)));
      const Bytes to = der::oid(Oid(random_.one_of(kPolicies)));
      spec.extensions.push_back(
          {Oid("2.5.29.33"), true, der::sequence({der::sequence({from, to})})});
    }
  }

  void inputs(Chain& chain) {
    if (!with_policies_) {
      return;
    }
    if (chance(chain, "initial-policies", 3)) {
      chain.inputs.policies = {Oid("1.2.3.4")};
      if (random_.chance(3)) {
        chain.inputs.policies.emplace_back("1.2.3.5");
      }
    }
    if (chance(chain, "explicit", 3)) {
      chain.inputs.explicit_policy = PathInputs::ExplicitPolicy::required;
    }
    if (chance(chain, "no-mapping", 5)) {
      chain.inputs.policy_mapping = PathInputs::Mapping::inhibited;
    }
    if (chance(chain, "no-any", 5)) {
      chain.inputs.any_policy = PathInputs::Handling::inhibited;
    }
  }

  Random random_;
  bool with_policies_ = false;
};

X509Owned x509(const Bytes& octets) {
  const unsigned char* in = octets.data();
  return X509Owned(::d2i_X509(nullptr, &in, static_cast<long>(octets.size())));
}

// "" or why not.
std::string openssl_refuses(const Chain& chain, const std::vector<Bytes>& certificates) {
  std::vector<X509Owned> parsed;
  for (const Bytes& one : certificates) {
    parsed.push_back(x509(one));
    if (parsed.back() == nullptr) {
      return "unreadable";
    }
  }
  const Owned<X509_STORE, ::X509_STORE_free> store(::X509_STORE_new());
  ::X509_STORE_add_cert(store.get(), parsed.front().get());
  STACK_OF(X509)* const others = sk_X509_new_null();
  for (std::size_t i = 1; i + 1 < parsed.size(); ++i) {
    sk_X509_push(others, parsed[i].get());
  }
  const Owned<X509_STORE_CTX, ::X509_STORE_CTX_free> context(::X509_STORE_CTX_new());
  ::X509_STORE_CTX_init(context.get(), store.get(), parsed.back().get(), others);
  ::X509_VERIFY_PARAM* const parameters = ::X509_STORE_CTX_get0_param(context.get());
  ::X509_VERIFY_PARAM_set_time(parameters,
                               static_cast<std::time_t>(kNow.time_since_epoch().count()));
  unsigned long flags = X509_V_FLAG_POLICY_CHECK;
  flags |= chain.inputs.explicit_policy == PathInputs::ExplicitPolicy::required
               ? X509_V_FLAG_EXPLICIT_POLICY
               : 0;
  flags |=
      chain.inputs.policy_mapping == PathInputs::Mapping::inhibited ? X509_V_FLAG_INHIBIT_MAP : 0;
  flags |= chain.inputs.any_policy == PathInputs::Handling::inhibited ? X509_V_FLAG_INHIBIT_ANY : 0;
  ::X509_VERIFY_PARAM_set_flags(parameters, flags);
  // It reads an empty set as none, we as any-policy.
  const std::vector<Oid> any{paths::kAnyPolicy};
  for (const Oid& policy : chain.inputs.policies.empty() ? any : chain.inputs.policies) {
    ::X509_VERIFY_PARAM_add0_policy(parameters, ::OBJ_txt2obj(policy.dotted().c_str(), 1));
  }
  const bool good = ::X509_verify_cert(context.get()) == 1;
  const int error = ::X509_STORE_CTX_get_error(context.get());
  sk_X509_free(others);
  return good ? "" : ::X509_verify_cert_error_string(error);
}

bool we_accept(const Chain& chain, const std::vector<Bytes>& certificates, std::string& why) {
  test::ChainCase one{senim::test::certificate(certificates.back()), {}, {}, {}, {}, kNow};
  for (const Bytes& octets : certificates) {
    auto read = pki::Certificate::from_der(octets);
    if (!read.ok()) {
      why = read.error().message;
      return false;
    }
    one.others.push_back(*read);
  }
  one.anchors = {one.others.front()};
  model::PolicyRules rules = senim::test::plain_rules();
  rules.set({Key::anchor_expiry, model::Context::signature, model::CertificateRole::ca},
            senim::test::fails());  // OpenSSL asks it of its anchors
  rules.set({Key::not_ca, model::Context::signature}, {model::Level::ignore, false, {}});
  for (model::AnchorRule& rule : rules.anchors) {
    rule.path = chain.inputs;
  }
  const test::ChainOutcome outcome = judge_chain(one, model::Policy(rules));
  why = outcome.text();
  return outcome.passed();
}

}  // namespace

TEST_CASE("whatever chain we accept OpenSSL accepts", "[paths]") {
  constexpr unsigned kChains = 2'000;
  unsigned accepted = 0;
  unsigned theirs = 0;
  unsigned stricter = 0;
  std::map<std::string, unsigned> seen;
  for (unsigned seed = 0; seed < kChains; ++seed) {
    const Chain chain = Maker(seed).run();
    std::string defects;
    for (const auto& [defect, times] : chain.defects) {
      defects.append(defect).append(" ");
      seen[defect] += times;
    }
    std::string why;
    const std::vector<Bytes> made = make(chain, KeyIds::as_made);
    const bool ours = pki::Certificate::from_der(made.back()).ok() && we_accept(chain, made, why);
    const std::string refused = openssl_refuses(chain, make(chain, KeyIds::right));
    accepted += ours ? 1U : 0U;
    theirs += refused.empty() ? 1U : 0U;
    stricter += refused.empty() && !ours ? 1U : 0U;
    CAPTURE(seed, defects, why, refused);
    CHECK((refused.empty() || !ours));
  }
  // Both say yes often enough for the comparison to mean something, and every defect occurred.
  CHECK(accepted > 300);
  CHECK(theirs < kChains / 2);
  CHECK(seen.size() == 20);
  for (const auto& [defect, times] : seen) {
    CAPTURE(defect);
    CHECK(times >= 20);
  }
  WARN("chains: accepted " << accepted << ", by OpenSSL " << theirs << " of " << kChains
                           << ", we alone refuse " << stricter);
}

}  // namespace senim::process

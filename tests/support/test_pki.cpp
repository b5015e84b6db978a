#include "tests/support/test_pki.h"

#include <map>
#include <mutex>

namespace senim::test {
namespace {

std::mutex shared_mutex;  // tests may make their PKI from several threads

}  // namespace

UtcTime at(std::string_view rfc3339) { return parse_utc(rfc3339).value(); }

const demo::Key& shared_key(demo::KeyKind kind, unsigned which) {
  static std::map<std::pair<demo::KeyKind, unsigned>, std::unique_ptr<demo::Key>> keys;
  const std::lock_guard lock(shared_mutex);
  auto& slot = keys[{kind, which}];
  if (!slot) {
    slot = std::make_unique<demo::Key>(demo::Key::generate(kind));
  }
  return *slot;
}

demo::CertificateSpec root_spec() {
  demo::CertificateSpec spec;
  spec.subject = demo::simple_name("Test Root");
  spec.not_before = at("2020-01-01T00:00:00Z");
  spec.not_after = at("2040-01-01T00:00:00Z");
  spec.ca = true;
  return spec;
}

demo::CertificateSpec ca_spec() {
  demo::CertificateSpec spec;
  spec.subject = demo::simple_name("Test CA");
  spec.not_before = at("2022-01-01T00:00:00Z");
  spec.not_after = at("2035-01-01T00:00:00Z");
  spec.serial = 2;
  spec.ca = true;
  return spec;
}

demo::CertificateSpec leaf_spec() {
  demo::CertificateSpec spec;
  spec.subject = demo::simple_name("Test Signer");
  spec.not_before = at("2025-01-01T00:00:00Z");
  spec.not_after = at("2028-01-01T00:00:00Z");
  spec.serial = 3;
  return spec;
}

demo::CertificateSpec tsa_spec() {
  demo::CertificateSpec spec = leaf_spec();
  spec.subject = demo::simple_name("Test TSA");
  spec.serial = 4;
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.8")};
  spec.extended_key_usage_critical = true;
  return spec;
}

const TestPki& test_pki(demo::KeyKind kind) {
  static std::map<demo::KeyKind, std::unique_ptr<TestPki>> made;
  static std::mutex made_mutex;
  const std::lock_guard lock(made_mutex);
  auto& slot = made[kind];
  if (!slot) {
    // Each kind's parties have names of their own: issuer and serial shall name one certificate.
    const auto named = [kind](demo::CertificateSpec spec) {
      spec.subject.back().second += " " + std::to_string(static_cast<int>(kind));
      return spec;
    };
    demo::Party root = demo::make_root(named(root_spec()), shared_key(kind, 0));
    demo::Party ca = demo::make_issued(named(ca_spec()), shared_key(kind, 1), root);
    demo::Party leaf = demo::make_issued(named(leaf_spec()), shared_key(kind, 2), ca);
    slot = std::make_unique<TestPki>(TestPki{std::move(root), std::move(ca), std::move(leaf)});
  }
  return *slot;
}

}  // namespace senim::test

// BoringSSL's name constraints of the corpus (certpath/boringssl/name_constraints_unittest), each
// held against the names that pki/name_constraints_unittest.cc of its source holds it against, as
// critical ones (RFC 5280 4.2.1.10). Where we differ we refuse, and the row says why.

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/demo/der_writer.h"
#include "tests/support/corpus.h"
#include "tests/support/octets.h"
#include "tests/validators/process/chain_court.h"
#include "validators/base/der_reader.h"
#include "validators/paths/name_constraints.h"
#include "validators/pki/extensions.h"

namespace senim::process {
namespace {

using Kind = pki::GeneralName::Kind;
namespace writer = demo::der;

enum class Says : std::uint8_t {
  inside,
  outside,
  stricter,  // they let it in
};

struct Case {
  const char* constraints;
  const char* names;  // a file, `dns:` with a name, `ip:` with octets in hex
  Says says;
};

constexpr auto kIn = Says::inside;
constexpr auto kOut = Says::outside;

const std::vector<Case>& cases() {
  static const std::vector<Case> kAll{
      {"dnsname", "dns:permitted.example.com", kIn},
      {"dnsname", "dns:a.permitted.example.com", kIn},
      {"dnsname", "dns:apermitted.example.com", kOut},
      {"dnsname", "dns:apermitted.example.com.", kOut},
      {"dnsname", "dns:alsopermitted.example.com", kIn},
      {"dnsname", "dns:excluded.permitted.example.com", kOut},
      {"dnsname", "dns:a.excluded.permitted.example.com", kOut},
      {"dnsname", "dns:stillnotpermitted.excluded.permitted.example.com", kOut},
      {"dnsname", "dns:a.stillnotpermitted.excluded.permitted.example.com", kOut},
      {"dnsname", "dns:extraneousexclusion.example.com", kOut},
      {"dnsname", "dns:a.extraneousexclusion.example.com", kOut},
      {"dnsname", "dns:other.example.com", kOut},
      {"dnsname", "dns:other.com", kOut},
      {"dnsname", "dns:*.permitted.example.com", kOut},
      {"dnsname", "dns:*.excluded.permitted.example.com", kOut},
      {"dnsname", "dns:*.foo.permitted.example.com", kIn},
      {"dnsname", "dns:*.alsopermitted.example.com", kIn},
      {"dnsname", "dns:*.example2.com", kOut},
      {"dnsname", "dns:exclude*.permitted.example.com", kIn},
      {"dnsname", "dns:*.", kOut},
      {"dnsname", "dns:*.*", kOut},
      {"dnsname", "dns:.*", kOut},
      {"dnsname", "dns:*", kOut},
      // A dot at the end makes it no DNS name of RFC 5280 4.2.1.6, in the name or the constraint.
      {"dnsname", "dns:permitted.example.com.", Says::stricter},
      {"dnsname", "dns:permitted.example3.com", Says::stricter},
      {"dnsname", "dns:a.permitted.example3.com.", Says::stricter},
      {"dnsname", "san-permitted", kIn},
      {"dnsname", "san-excluded-dnsname", kOut},
      {"dnsname", "san-excluded-directoryname", kIn},
      {"dnsname", "san-excluded-ipaddress", kIn},
      {"dnsname2", "dns:com", kIn},
      {"dnsname2", "dns:bar.com", kIn},
      {"dnsname2", "dns:baz.bar.com", kIn},
      {"dnsname2", "dns:foo.bar.com", kOut},
      {"dnsname2", "dns:baz.foo.bar.com", kOut},
      {"dnsname2", "dns:*.baz.bar.com", kIn},
      {"dnsname2", "dns:*.com", Says::stricter},  // whoever lets `*` stand for two labels
      {"dnsname2", "dns:*.bar.com", kOut},
      {"dnsname2", "dns:*.foo.bar.com", kOut},
      {"dnsname-permitted_with_leading_dot", "dns:com", kOut},
      {"dnsname-permitted_with_leading_dot", "dns:bar.com", kOut},
      {"dnsname-permitted_with_leading_dot", "dns:foobar.com", kOut},
      {"dnsname-permitted_with_leading_dot", "dns:foo.bar.com", kIn},
      {"dnsname-permitted_with_leading_dot", "dns:*.bar.com", kIn},
      {"dnsname-excluded_with_leading_dot", "dns:com", kIn},
      {"dnsname-excluded_with_leading_dot", "dns:bar.com", kIn},
      {"dnsname-excluded_with_leading_dot", "dns:foobar.com", kIn},
      {"dnsname-excluded_with_leading_dot", "dns:foo.bar.com", kOut},
      {"dnsname-excluded_with_leading_dot", "dns:*.bar.com", kOut},
      {"dnsname-permitted_two_dot", "dns:com", kOut},
      {"dnsname-permitted_two_dot", "dns:com.", kOut},
      {"dnsname-permitted_two_dot", "dns:foo.com", kOut},
      {"dnsname-permitted_two_dot", "dns:*.com", kOut},
      {"dnsname-excluded", "dns:", Says::stricter},  // no name at all
      {"dnsname-excluded", "dns:foo.com", kIn},
      {"dnsname-excluded", "dns:permitted.example.com", kIn},
      {"dnsname-excluded", "dns:excluded.permitted.example.com", kOut},
      {"dnsname-excluded", "dns:a.excluded.permitted.example.com", kOut},
      {"dnsname-excludeall", "dns:", kOut},
      {"dnsname-excludeall", "dns:foo.com", kOut},
      {"dnsname-excludeall", "dns:permitted.example.com", kOut},
      {"dnsname-excludeall", "dns:foo.permitted.example.com", kOut},
      {"dnsname-exclude_dot", "dns:foo.com", kOut},
      {"dnsname-exclude_dot", "dns:permitted.example.com", kIn},
      {"dnsname-exclude_dot", "dns:foo.permitted.example.com", kIn},

      {"directoryname", "name-ca", kOut},
      {"directoryname", "name-us", kIn},
      {"directoryname", "name-us-arizona", kIn},
      {"directoryname", "name-us-california", kOut},
      {"directoryname", "name-us-california-mountain_view", kOut},
      {"directoryname", "name-de", kOut},
      {"directoryname", "name-jp", kOut},
      {"directoryname", "name-jp-tokyo", kIn},
      {"directoryname", "san-permitted", kIn},
      {"directoryname", "san-excluded-dnsname", kIn},
      {"directoryname", "san-excluded-directoryname", kOut},
      {"directoryname", "san-excluded-ipaddress", kIn},
      {"directoryname", "name-us-arizona-email", kIn},
      {"directoryname", "name-us-arizona-email-invalidstring", kIn},
      {"directoryname-excluded", "name-empty", kIn},
      {"directoryname-excluded", "name-us", kIn},
      {"directoryname-excluded", "name-us-california", kOut},
      {"directoryname-excluded", "name-us-california-mountain_view", kOut},
      {"directoryname-excludeall", "name-us", kOut},
      {"directoryname-excludeall", "name-us-california", kOut},
      {"directoryname-excludeall", "name-jp", kOut},
      // No name of a host or of an address is looked for in a common name.
      {"directoryname_and_dnsname", "name-us-arizona-foo.com", kIn},
      {"directoryname_and_dnsname", "name-us-arizona-permitted.example.com", kIn},
      {"directoryname_and_dnsname", "name-us-california-permitted.example.com", kOut},
      {"directoryname_and_dnsname_and_ipaddress", "name-us-arizona-1.1.1.1", kIn},
      {"directoryname_and_dnsname_and_ipaddress", "name-us-arizona-192.168.1.1", kIn},
      {"directoryname_and_dnsname_and_ipaddress", "name-us-california-192.168.1.1", kOut},
      {"directoryname_and_dnsname_and_ipaddress", "name-us-arizona-ipv6", kIn},

      {"ipaddress", "ip:c0a90001", kOut},
      {"ipaddress", "ip:c0a80001", kIn},
      {"ipaddress", "ip:c0a80501", kOut},
      {"ipaddress", "ip:c0a80521", kOut},
      {"ipaddress", "ip:c0a7051f", kOut},
      {"ipaddress", "ip:c0a70520", kIn},
      {"ipaddress", "ip:c0a7053f", kIn},
      {"ipaddress", "ip:c0a70540", kOut},
      {"ipaddress", "ip:c0a60520", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0d00000001", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0c00000001", kIn},
      {"ipaddress", "ip:0102030405060708090a0b0c05000001", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0c05210001", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0b051fffff", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0b05200000", kIn},
      {"ipaddress", "ip:0102030405060708090a0b0b053fffff", kIn},
      {"ipaddress", "ip:0102030405060708090a0b0b05400000", kOut},
      {"ipaddress", "ip:0102030405060708090a0b0a05210001", kOut},
      {"ipaddress", "san-permitted", kIn},
      {"ipaddress", "san-excluded-dnsname", kIn},
      {"ipaddress", "san-excluded-directoryname", kIn},
      {"ipaddress", "san-excluded-ipaddress", kOut},
      {"ipaddress-excluded", "ip:c0a80001", kIn},
      {"ipaddress-excluded", "ip:c0a80501", kOut},
      {"ipaddress-excluded", "ip:0102030405060708090a0b0d00000001", kIn},
      {"ipaddress-excludeall", "ip:c0a80001", kOut},
      {"ipaddress-excludeall", "ip:01010101", kOut},
      {"ipaddress-excludeall", "ip:02010101010101010101010101010101", kOut},
      {"ipaddress-excludeall", "ip:0102030405060708090a0b0d00000001", kOut},
      {"ipaddress-permit_singlehost", "ip:00000000", kOut},
      {"ipaddress-permit_singlehost", "ip:c0a80102", kOut},
      {"ipaddress-permit_singlehost", "ip:c0a80103", kIn},
      {"ipaddress-permit_singlehost", "ip:c0a80104", kOut},
      {"ipaddress-permit_singlehost", "ip:ffffffff", kOut},
      {"ipaddress-permit_prefix31", "ip:c0a80101", kOut},
      {"ipaddress-permit_prefix31", "ip:c0a80102", kIn},
      {"ipaddress-permit_prefix31", "ip:c0a80103", kIn},
      {"ipaddress-permit_prefix31", "ip:c0a80104", kOut},
      {"ipaddress-permit_prefix1", "ip:7fffffff", kOut},
      {"ipaddress-permit_prefix1", "ip:80000000", kIn},
      {"ipaddress-permit_prefix1", "ip:ffffffff", kIn},
      {"ipaddress-permit_all", "ip:00000000", kIn},
      {"ipaddress-permit_all", "ip:ffffffff", kIn},
      // Theirs cannot be read; ours permits nothing, whatever else is beside it.
      {"ipaddress-invalid_addr", "ip:c0a80001", kOut},
      {"ipaddress-invalid_mask_not_contiguous_1", "ip:c0a80100", kOut},
      {"ipaddress-invalid_mask_not_contiguous_2", "ip:c0a80000", kOut},
      {"ipaddress-invalid_mask_not_contiguous_3", "ip:00000000", kOut},
      {"ipaddress-invalid_mask_not_contiguous_4", "ip:c0000000", kOut},
      {"ipaddress-mapped_addrs", "ip:c0a80100", kIn},
      {"ipaddress-mapped_addrs", "ip:00000000000000000000ffffc0a80100", kOut},
      {"ipaddress-mapped_addrs", "ip:c0a80101", kOut},
      {"ipaddress-mapped_addrs", "ip:c0a80102", kIn},
      {"ipaddress-mapped_addrs", "ip:00000000000000000000ffffc0a80200", kIn},
      {"ipaddress-mapped_addrs", "ip:c0a80200", kOut},
      {"ipaddress-mapped_addrs", "ip:00000000000000000000ffffc0a80201", kOut},
      {"ipaddress-mapped_addrs", "ip:00000000000000000000ffffc0a80202", kIn},

      {"rfc822name-permitted", "san-rfc822name", kIn},
      {"rfc822name-permitted", "san-rfc822name-domaincase", kIn},
      {"rfc822name-permitted", "san-rfc822name-localpartcase", kOut},
      {"rfc822name-permitted", "san-rfc822name-subdomain", kOut},
      {"rfc822name-permitted", "san-rfc822name-no-at", kOut},
      {"rfc822name-permitted", "san-rfc822name-two-ats", kOut},
      {"rfc822name-permitted", "san-rfc822name-quoted", kOut},
      {"rfc822name-permitted", "san-rfc822name-ipv4", kOut},
      {"rfc822name-permitted", "san-rfc822name-multiple", kOut},
      {"rfc822name-permitted", "name-us-arizona-email", kOut},
      {"rfc822name-permitted", "name-us-arizona-email-localpartcase", kOut},
      {"rfc822name-permitted", "name-us-arizona-email-multiple", kOut},
      {"rfc822name-excluded", "san-rfc822name", kOut},
      {"rfc822name-excluded", "san-rfc822name-domaincase", kOut},
      // RFC 5280 7.5 compares exactly; servers of mail do not, and it would be a way around.
      {"rfc822name-excluded", "san-rfc822name-localpartcase", Says::stricter},
      {"rfc822name-excluded", "san-rfc822name-subdomain", kIn},
      {"rfc822name-excluded", "san-rfc822name-no-at", kOut},
      {"rfc822name-excluded", "san-rfc822name-two-ats", kOut},
      {"rfc822name-excluded", "san-rfc822name-ipv4", kOut},
      {"rfc822name-excluded", "name-us-arizona-email", kIn},
      {"rfc822name-excluded", "name-us-arizona-email-localpartcase", kOut},
      {"rfc822name-excluded", "name-us-arizona-email-multiple", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name", kIn},
      {"rfc822name-permitted-hostname", "san-rfc822name-domaincase", kIn},
      {"rfc822name-permitted-hostname", "san-rfc822name-localpartcase", kIn},
      {"rfc822name-permitted-hostname", "san-rfc822name-subdomain", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name-no-at", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name-two-ats", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name-empty-localpart", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name-quoted", kOut},
      {"rfc822name-permitted-hostname", "san-rfc822name-multiple", kIn},
      {"rfc822name-permitted-hostname", "name-us-arizona-email", kIn},
      {"rfc822name-permitted-hostname", "name-us-arizona-email-invalidstring", kOut},
      {"rfc822name-permitted-hostname", "name-us-arizona-email-multiple", kIn},
      {"rfc822name-excluded-hostname", "san-rfc822name", kOut},
      {"rfc822name-excluded-hostname", "san-rfc822name-domaincase", kOut},
      {"rfc822name-excluded-hostname", "san-rfc822name-localpartcase", kOut},
      {"rfc822name-excluded-hostname", "san-rfc822name-subdomain", kIn},
      {"rfc822name-excluded-hostname", "san-rfc822name-no-at", kOut},
      {"rfc822name-excluded-hostname", "san-rfc822name-two-ats", kOut},
      {"rfc822name-excluded-hostname", "san-rfc822name-empty-localpart", kOut},
      {"rfc822name-permitted-hostnamewithat", "san-rfc822name-empty-localpart", kOut},
      {"rfc822name-permitted-hostnamewithat", "san-rfc822name", kOut},
      {"rfc822name-permitted-hostnamewithat", "san-rfc822name-subdomain", kOut},
      {"rfc822name-permitted-hostnamewithat", "san-rfc822name-no-at", kOut},
      {"rfc822name-permitted-hostnamewithat", "san-rfc822name-two-ats", kOut},
      {"rfc822name-excluded-hostnamewithat", "san-rfc822name-empty-localpart", kOut},
      {"rfc822name-excluded-hostnamewithat", "san-rfc822name", kOut},
      {"rfc822name-excluded-hostnamewithat", "san-rfc822name-subdomain", kOut},
      {"rfc822name-excluded-hostnamewithat", "san-rfc822name-no-at", kOut},
      {"rfc822name-excluded-hostnamewithat", "san-rfc822name-two-ats", kOut},
      {"rfc822name-permitted-subdomains", "san-rfc822name", kOut},
      {"rfc822name-permitted-subdomains", "san-rfc822name-subdomain", kIn},
      {"rfc822name-permitted-subdomains", "san-rfc822name-subdomaincase", kIn},
      {"rfc822name-permitted-subdomains", "san-rfc822name-subdomain-no-at", kOut},
      {"rfc822name-permitted-subdomains", "san-rfc822name-subdomain-two-ats", kOut},
      {"rfc822name-excluded-subdomains", "san-rfc822name", kIn},
      {"rfc822name-excluded-subdomains", "san-rfc822name-subdomain", kOut},
      {"rfc822name-excluded-subdomains", "san-rfc822name-subdomaincase", kOut},
      {"rfc822name-excluded-subdomains", "san-rfc822name-subdomain-no-at", kOut},
      {"rfc822name-excluded-subdomains", "san-rfc822name-subdomain-two-ats", kOut},
      {"rfc822name-permitted-empty", "san-rfc822name", kOut},
      {"rfc822name-permitted-empty", "san-rfc822name-empty", kOut},
      {"rfc822name-excluded-empty", "san-rfc822name", kOut},
      {"rfc822name-excluded-empty", "san-rfc822name-empty", kOut},
      {"rfc822name-permitted-ipv4", "san-rfc822name", kOut},
      {"rfc822name-permitted-ipv4", "san-rfc822name-empty", kOut},
      {"rfc822name-permitted-ipv4", "san-rfc822name-ipv4", kOut},
      {"rfc822name-excluded-ipv4", "san-rfc822name", kOut},
      {"rfc822name-excluded-ipv4", "san-rfc822name-empty", kOut},
      {"rfc822name-excluded-ipv4", "san-rfc822name-ipv4", kOut},
      {"rfc822name-permitted-quoted", "san-rfc822name-quoted", kOut},
      {"rfc822name-excluded-quoted", "san-rfc822name-subdomain", kOut},

      // Kinds that nobody compares: what has none of them is not concerned.
      {"othername-excluded", "san-rfc822name-quoted", kIn},
      {"othername-permitted", "san-othername", kOut},
      {"othername-excluded", "san-othername", kOut},
      {"x400address-permitted", "san-x400address", kOut},
      {"x400address-excluded", "san-x400address", kOut},
      {"edipartyname-permitted", "san-edipartyname", kOut},
      {"edipartyname-excluded", "san-edipartyname", kOut},
      {"registeredid-permitted", "san-registeredid", kOut},
      {"registeredid-excluded", "san-registeredid", kOut},
      {"uri-permitted", "san-uri", kOut},  // a constraint that is a URI, not a host
      {"uri-excluded", "san-uri", kOut},
      // Each kind beside constraints of another.
      {"dnsname", "san-directoryname", kIn},
      {"directoryname", "san-dnsname", kIn},
      {"ipaddress-excluded", "san-ipaddress4", kIn},
      {"ipaddress-excludeall", "san-ipaddress6", kOut},
      {"ipaddress-permit_all", "san-invalid-ipaddress", kOut},
  };
  return kAll;
}

Bytes block_of(const std::filesystem::path& folder, const std::string& name) {
  return test::pem_blocks(as_text(senim::test::read_file(folder / (name + ".pem")))).at(0).second;
}

// Octets of the elements of a SEQUENCE.
std::vector<Bytes> elements(ByteView sequence) {
  std::vector<Bytes> found;
  der::Reader reader(der::single(sequence, der::Rules::der, "SEQUENCE").value());
  while (!reader.done()) {
    found.push_back(to_bytes(reader.next().value().whole));
  }
  return found;
}

// A certificate with that subject, which is signed by nobody: its names are all that is asked.
pki::Certificate with_subject(const Bytes& name) {
  demo::CertificateSpec spec = senim::test::leaf_spec();
  const auto made = demo::make_root(spec, senim::test::shared_key(demo::KeyKind::p256, 0));
  std::vector<Bytes> outer = elements(made.certificate);
  std::vector<Bytes> inner = elements(outer.at(0));
  inner.at(5) = name;  // RFC 5280 4.1: version, serial number, algorithm, issuer, validity, subject
  outer.at(0) = writer::sequence(inner);
  return senim::test::certificate(writer::sequence(outer));
}

pki::Certificate with_alternatives(const Bytes& names) {
  demo::CertificateSpec spec = senim::test::leaf_spec();
  spec.subject.clear();
  spec.extensions.push_back({Oid("2.5.29.17"), true, names});
  const auto made = demo::make_root(spec, senim::test::shared_key(demo::KeyKind::p256, 0));
  return senim::test::certificate(made.certificate);
}

pki::Certificate certificate_of(const std::filesystem::path& folder, std::string_view names) {
  const auto of_kind = [&](Kind kind, const Bytes& value) {
    return with_alternatives(
        writer::sequence({writer::context(static_cast<unsigned>(kind), value)}));
  };
  if (names.starts_with("dns:")) {
    return of_kind(Kind::dns, to_bytes(names.substr(4)));
  }
  if (names.starts_with("ip:")) {
    return of_kind(Kind::ip, senim::test::from_hex(names.substr(3)));
  }
  const Bytes octets = block_of(folder, std::string(names));
  return names.starts_with("name-") ? with_subject(octets) : with_alternatives(octets);
}

}  // namespace

TEST_CASE("BoringSSL's name constraints are judged as their source says", "[boringssl]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const auto folder = *corpus / "certpath" / "boringssl" / "name_constraints_unittest";
  std::set<std::string> used;
  for (const Case& one : cases()) {
    CAPTURE(one.constraints, one.names);
    used.insert(one.constraints);
    used.insert(one.names);
    const Bytes value = block_of(folder, one.constraints);
    const auto constraints = pki::read_name_constraints(value);
    REQUIRE(constraints.ok());
    paths::NameSpace space;
    space.narrow(*constraints);
    const pki::Certificate certificate = certificate_of(folder, one.names);
    Budget budget;
    const auto outside = space.outside(certificate, budget);
    REQUIRE(outside.ok());
    CHECK(outside->empty() == (one.says == Says::inside));
  }
  // RFC 5280 4.2.1.10: no subtree, and bounds that nobody processes. One that says what is so
  // without it, a minimum of zero, is read.
  for (const char* unreadable :
       {"invalid-no_subtrees", "invalid-empty_permitted_subtree", "invalid-empty_excluded_subtree",
        "dnsname-with_max", "dnsname-with_min_0_and_max", "dnsname-with_min_1",
        "dnsname-with_min_1_and_max"}) {
    CAPTURE(unreadable);
    used.insert(unreadable);
    const Bytes value = block_of(folder, unreadable);
    CHECK_FALSE(pki::read_name_constraints(value).ok());
  }
  CHECK(pki::read_name_constraints(block_of(folder, "dnsname-with_min_0")).ok());
  used.insert("dnsname-with_min_0");
  // An empty list of alternative names (RFC 5280 4.2.1.6), and an empty name under one that leaves
  // nothing out: RFC 5280 has no name there to judge.
  used.insert({"san-invalid-empty", "name-empty"});
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CAPTURE(entry.path().stem().string());
    CHECK(used.contains(entry.path().stem().string()));
  }
}

}  // namespace senim::process

#include "validators/process/signer_facts.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"

namespace senim::process {

using model::Purpose;

namespace {

pki::Certificate with_subject(const demo::NameSpec& subject) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = subject;
  return test::certificate(demo::make_root(spec, test::shared_key(demo::KeyKind::p256, 0)));
}

}  // namespace

TEST_CASE("a signer is described by what his certificate plainly says", "[process]") {
  const auto certificate = with_subject({{Oid("2.5.4.6"), "ee"},
                                         {Oid("2.5.4.10"), "Senim Test"},
                                         {Oid("2.5.4.97"), "NTREE-10747013"},
                                         {Oid("2.5.4.3"), "Signer"},
                                         {Oid("2.5.4.5"), "PNOEE-1"}});
  const model::SignerFacts facts = signer_facts(certificate);
  CHECK(facts.certificate == to_hex(certificate.fingerprint()));
  CHECK(facts.name == "Signer");
  CHECK(facts.country == "EE");
  CHECK(facts.identifiers.at("serialNumber") == "PNOEE-1");
  CHECK(facts.identifiers.at("organizationIdentifier") == "NTREE-10747013");
  CHECK(facts.identifiers.at("pno") == "EE-1");
  CHECK(facts.owner == "person-of-organisation");
  CHECK(facts.key_purpose == "signing");
  CHECK(facts.profile == "eu");
  CHECK(facts.roles.empty());
}

TEST_CASE("a number that a certificate states twice differently is nobody's", "[process]") {
  const Oid unit("2.5.4.11");
  const demo::NameSpec one{{Oid("2.5.4.6"), "KZ"}, {unit, "BIN150440345052"}};
  CHECK(signer_facts(with_subject(one)).identifiers.at("bin") == "150440345052");
  demo::NameSpec two = one;
  two.emplace_back(unit, "BIN120740699737");
  CHECK(signer_facts(with_subject(two)).identifiers.count("bin") == 0);
}

TEST_CASE("a signer without a common name is called by his organisation or whole name",
          "[process]") {
  CHECK(signer_facts(with_subject({{Oid("2.5.4.10"), "Org"}})).name == "Org");
  CHECK(signer_facts(with_subject({{Oid("2.5.4.6"), "KZ"}})).name == "C=KZ");
  CHECK(signer_facts(with_subject({{Oid("2.5.4.10"), "Org"}})).country.empty());
  CHECK(signer_facts(with_subject({{Oid("2.5.4.6"), "KAZ"}})).country.empty());
}

TEST_CASE("Greece and the United Kingdom are EL and UK as territories", "[process]") {
  CHECK(territory_of(with_subject({{Oid("2.5.4.6"), "GR"}}).subject()) == "EL");
  CHECK(territory_of(with_subject({{Oid("2.5.4.6"), "GB"}}).subject()) == "UK");
  CHECK(territory_of(with_subject({{Oid("2.5.4.6"), "EE"}}).subject()) == "EE");
}

TEST_CASE("the direction follows from the signer's country, home and the purpose", "[process]") {
  CHECK(direction("EE", "KZ", Purpose::check) == "inbound");
  CHECK(direction("EE", "KZ", Purpose::accept) == "inbound");
  CHECK(direction("EE", "KZ", Purpose::forward) == "transit");
  CHECK(direction("KZ", "KZ", Purpose::check) == "domestic");
  CHECK(direction("KZ", "KZ", Purpose::forward) == "outbound");
  CHECK(direction("", "KZ", Purpose::check) == "unknown");
  CHECK(direction("EE", "", Purpose::check) == "unknown");
}

}  // namespace senim::process

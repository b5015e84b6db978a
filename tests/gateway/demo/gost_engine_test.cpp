// Debian's gost engine on the Russian documents that the makers make: an independent oracle for
// keys, certificates, CRLs, CMS and OCSP responses. Tests pass without it.

#include <catch2/catch.hpp>

#include "gateway/demo/revocation_maker.h"
#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/national.h"

using namespace senim;

namespace {

bool engine_present() {
  return test::run("openssl engine gost -t").output.find("[ available ]") != std::string::npos;
}

std::string pem_file(const test::TemporaryFolder& folder, const std::string& name,
                     const demo::Party& party) {
  const auto file = folder.write(name + ".der", std::string(as_text(party.certificate)));
  std::string pem = (folder.path() / (name + ".pem")).string();
  REQUIRE(test::run("openssl x509 -inform DER -in " + file.string() + " -out " + pem).exit == 0);
  return pem;
}

// The oracle knows one set of each kind of Russian key by every name that we use.
const test::Hierarchy& each_russian() {
  const auto* const name = GENERATE(
      "RU GOST R 34.10-2012 256 1.2.643.7.1.2.1.1.1", "RU GOST R 34.10-2012 256 1.2.643.2.2.35.1",
      "RU GOST R 34.10-2012 512 1.2.643.7.1.2.1.2.1",
      "RU GOST R 34.10-2012 512 1.2.643.7.1.2.1.2.2",
      "RU GOST R 34.10-2012 512 1.2.643.7.1.2.1.2.3", "RU GOST R 34.10-2001 1.2.643.2.2.35.1",
      "RU GOST R 34.10-2001 1.2.643.2.2.36.0");
  return test::national_hierarchy(name);
}

std::string octets(const Bytes& bytes) { return std::string(as_text(bytes)); }

}  // namespace

TEST_CASE("the gost engine verifies Russian chains of the maker and their CRLs", "[demo][oracle]") {
  if (!engine_present()) {
    return;
  }
  const test::Hierarchy& hierarchy = each_russian();
  CAPTURE(hierarchy.name);
  const test::TemporaryFolder folder;
  const std::string root = pem_file(folder, "root", hierarchy.root);
  const std::string ca = pem_file(folder, "ca", hierarchy.ca);
  demo::CrlSpec spec;
  spec.this_update = test::at("2026-06-01T00:00:00Z");
  const auto verifies = [&](const demo::Party& leaf, const Bytes& crl) {
    const auto list = folder.write("list.crl", octets(crl));
    const std::string pem = list.string() + ".pem";
    REQUIRE(test::run("openssl crl -inform DER -in " + list.string() + " -out " + pem).exit == 0);
    return test::run("openssl verify -engine gost -attime 1790000000 -crl_check -CRLfile " + pem +
                     " -CAfile " + root + " -untrusted " + ca + " " +
                     pem_file(folder, "leaf", leaf))
               .exit == 0;
  };
  const Bytes crl = demo::make_crl(spec, hierarchy.ca);
  CHECK(verifies(hierarchy.leaf, crl));
  demo::Party altered = hierarchy.leaf;
  altered.certificate.back() ^= 1;
  CHECK_FALSE(verifies(altered, crl));
  Bytes spoilt = crl;
  spoilt.back() ^= 1;
  CHECK_FALSE(verifies(hierarchy.leaf, spoilt));
  spec.revoked = {{.serial = 3, .revoked = test::at("2026-05-01T00:00:00Z"), .reason = 1}};
  CHECK_FALSE(verifies(hierarchy.leaf, demo::make_crl(spec, hierarchy.ca)));
}

TEST_CASE("the gost engine verifies Russian CMS of the maker and not its altered copy",
          "[demo][oracle]") {
  if (!engine_present()) {
    return;
  }
  const test::Hierarchy& hierarchy = each_russian();
  CAPTURE(hierarchy.name);
  demo::SignerSpec signer;
  signer.party = &hierarchy.leaf;
  signer.signing_time = test::at("2026-06-01T00:00:00Z");
  signer.without_signed_attributes = GENERATE(false, true);
  demo::CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.signers = {signer};
  Bytes cms = demo::make_cms(spec);
  const test::TemporaryFolder folder;
  const auto verifies = [&](const Bytes& message) {
    return test::run(
               "openssl cms -engine gost -verify -noverify -binary -inform DER -out /dev/null "
               "-in " +
               folder.write("signed.der", octets(message)).string())
               .exit == 0;
  };
  CHECK(verifies(cms));
  cms[as_text(cms).find("hello")] ^= 1;
  CHECK_FALSE(verifies(cms));
}

TEST_CASE("a Russian key of the demo world is the same key to the gost engine", "[demo][oracle]") {
  if (!engine_present()) {
    return;
  }
  const test::Hierarchy& hierarchy = each_russian();
  CAPTURE(hierarchy.name);
  const demo::Key& key = hierarchy.leaf.key;
  const test::TemporaryFolder folder;
  const auto out = folder.path() / "public.der";
  REQUIRE(test::run("openssl pkey -engine gost -pubout -outform DER -in " +
                    folder.write("key.pem", key.pem()).string() + " -out " + out.string())
              .exit == 0);
  CHECK(to_hex(test::read_file(out)) == to_hex(key.spki()));
}

#include "validators/formats/name_text.h"

#include <catch2/catch.hpp>

#include "tests/support/test_pki.h"
#include "validators/pki/certificate.h"

namespace senim::formats {
namespace {

TEST_CASE("a name as text has one key however it is spelled", "[formats]") {
  const auto key = name_key("CN=Alice Doe,O=Acme,C=KZ");
  REQUIRE(key.has_value());
  for (const std::string_view same :
       {"C=KZ, O=Acme, CN=Alice Doe", "/C=KZ/O=Acme/CN=Alice Doe", "cn=ALICE  doe;o=acme;c=kz",
        "2.5.4.3=Alice Doe,OID.2.5.4.10=Acme,C=KZ", "CN=\"Alice Doe\",O=Acme,C=KZ",
        "CN=Alice\\20Doe,O=Acme,C=KZ", "CN=#0c09416c69636520446f65,O=Acme,C=KZ",
        "CN=Alice Doe + O=Acme, C=KZ"}) {
    CAPTURE(same);
    CHECK(name_key(same) == key);
  }
  for (const std::string_view other :
       {"CN=Alice Dot,O=Acme,C=KZ", "CN=Alice Doe,O=Acme", "CN=AliceDoe,O=Acme,C=KZ",
        "CN=Alice Doe,O=Acme,C=KZ,OU=x"}) {
    CAPTURE(other);
    REQUIRE(name_key(other).has_value());
    CHECK(name_key(other) != key);
  }
}

// RFC 5280 7.1, as pki::matches has it.
TEST_CASE("case is folded in Cyrillic names as text too", "[formats]") {
  CHECK(name_key("CN=\u0418\u0412\u0410\u041d") == name_key("CN=\u0438\u0432\u0430\u043d"));
  CHECK(name_key("CN=\u0418\u0412\u0410\u041d") != name_key("CN=\u0438\u0432\u0430\u043c"));
}

TEST_CASE("text that is not a name to its end has no key", "[formats]") {
  for (const std::string_view text :
       {"", "Alice", "CN", "pay=1000000", "CN=Alice, pay=1000000", "CN=\"Alice",
        "CN=\"Alice\" and more", "CN=Alice,", "1000000=x"}) {
    CAPTURE(text);
    CHECK_FALSE(name_key(text).has_value());
  }
}

TEST_CASE("the key of a certificate's name is that of its text", "[formats]") {
  const auto leaf = pki::Certificate::from_der(test::test_pki().leaf.certificate);
  REQUIRE(leaf.ok());
  CHECK(name_key(leaf->subject().text()) == name_key(leaf->subject()));
  CHECK(name_key(leaf->issuer().text()) == name_key(leaf->issuer()));
  CHECK(name_key(leaf->issuer().text()) != name_key(leaf->subject()));
}

}  // namespace
}  // namespace senim::formats

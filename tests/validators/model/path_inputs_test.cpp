#include "validators/model/path_inputs.h"

#include <catch2/catch.hpp>

namespace senim::model {

using Kind = pki::GeneralName::Kind;

TEST_CASE("a name subtree is read as a certificate would have it", "[model]") {
  const auto hex = [](std::string_view text) { return to_hex(NameSubtree::parse(text)->value); };
  CHECK(NameSubtree::parse("dns:example.kz")->kind == Kind::dns);
  CHECK(hex("dns:example.kz") == to_hex(as_bytes("example.kz")));
  CHECK(NameSubtree::parse("email:.example.kz")->kind == Kind::email);
  CHECK(NameSubtree::parse("uri:example.kz")->kind == Kind::uri);
  CHECK(hex("ip:10.1.0.0/16") == "0a010000ffff0000");
  CHECK(hex("ip:10.1.2.3/32") == "0a010203ffffffff");
  CHECK(hex("ip:0.0.0.0/0") == "0000000000000000");
  CHECK(hex("ip:10.1.2.0/23") == "0a010200fffffe00");
  CHECK(NameSubtree::parse("directory:C=KZ/O=A")->kind == Kind::directory);
  CHECK(hex("directory:C=KZ/O=A") == "3019310b300906035504060c024b5a310a3008060355040a0c0141");
  CHECK(hex("directory:2.5.4.6=KZ") == "300d310b300906035504060c024b5a");
  CHECK(NameSubtree::parse("dns:a")->text == "dns:a");
}

TEST_CASE("a name subtree that says nothing is refused", "[model]") {
  for (const char* const text :
       {"", "dns", "dns:", "host:example.kz", "ip:10.0.0.0", "ip:10.0.0/8", "ip:10.0.0.0/33",
        "ip:10.0.0.256/8", "ip:10.0.0.0.0/8", "ip:a/8", "directory:KZ",
        "directory:C=", "directory:C=KZ/", "directory:X=KZ"}) {
    CAPTURE(text);
    const auto read = NameSubtree::parse(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::malformed);
  }
}

}  // namespace senim::model

#include "validators/paths/name_constraints.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"

namespace senim::paths {
namespace {

namespace der = demo::der;
using demo::KeyKind;
using Kind = pki::GeneralName::Kind;

pki::GeneralName name(Kind kind, std::string_view text) { return {kind, as_bytes(text)}; }

// Names of the form `kind` in a certificate, and what a space permits and excludes.
struct Fixture {
  pki::Certificate make(Kind kind, const std::string& value) const {
    demo::CertificateSpec spec = test::leaf_spec();
    spec.subject.clear();  // an empty subject: only the alternative name counts
    spec.extensions.push_back(
        {Oid("2.5.29.17"), true,
         der::sequence({der::context(static_cast<unsigned>(kind), as_bytes(value))})});
    return test::certificate(demo::make_root(spec, test::shared_key(KeyKind::p256, 0)).certificate);
  }
  bool inside(Kind kind, const std::string& value, const std::vector<pki::GeneralName>& permitted,
              const std::vector<pki::GeneralName>& excluded = {}) const {
    pki::NameConstraints constraints;
    for (const auto& one : permitted) {
      constraints.permitted.push_back({one});
    }
    for (const auto& one : excluded) {
      constraints.excluded.push_back({one});
    }
    NameSpace space;
    space.narrow(constraints);
    Budget budget;
    return space.outside(make(kind, value), budget).value().empty();
  }
};

}  // namespace

TEST_CASE("DNS names are permitted at and below the constraint", "[paths]") {
  const Fixture fixture;
  const auto row = GENERATE(table<const char*, const char*, bool>({
      {"example.com", "example.com", true},
      {"a.example.com", "example.com", true},
      {"A.EXAMPLE.com", "example.COM", true},
      {"aexample.com", "example.com", false},
      {"example.org", "example.com", false},
      {"com", "example.com", false},
      {"example.com.", "example.com", false},  // no DNS name of RFC 5280
      {"a.example.com", ".example.com", true},
      {"example.com", ".example.com", false},
      {"example.com", "", true},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  CHECK(fixture.inside(Kind::dns, std::get<0>(row), {name(Kind::dns, std::get<1>(row))}) ==
        std::get<2>(row));
}

TEST_CASE("an excluded DNS name is refused, and so is a wildcard that stands for it", "[paths]") {
  const Fixture fixture;
  const std::vector excluded{name(Kind::dns, "a.example.com")};
  CHECK_FALSE(fixture.inside(Kind::dns, "a.example.com", {}, excluded));
  CHECK_FALSE(fixture.inside(Kind::dns, "b.a.example.com", {}, excluded));
  CHECK_FALSE(fixture.inside(Kind::dns, "*.example.com", {}, excluded));
  CHECK(fixture.inside(Kind::dns, "b.example.com", {}, excluded));
  CHECK(fixture.inside(Kind::dns, "*.b.example.com", {}, excluded));
}

TEST_CASE("mail addresses are permitted by address, host or domain", "[paths]") {
  const Fixture fixture;
  const auto row = GENERATE(table<const char*, const char*, bool>({
      {"me@example.com", "example.com", true},
      {"me@a.example.com", "example.com", false},
      {"me@a.example.com", ".example.com", true},
      {"me@example.com", ".example.com", false},
      {"me@example.com", "me@example.com", true},
      {"Me@example.com", "me@example.com", false},
      {"you@example.com", "me@example.com", false},
      {"me@EXAMPLE.com", "me@example.com", true},
      {"example.com", "example.com", false},  // no address at all
      {"me@you@example.com", "example.com", false},
      {"\"me\"@example.com", "example.com", false},  // also written me@example.com
      {"me@[192.0.2.1]", "[192.0.2.1]", false},
      {"me@example.com", "@example.com", false},
      {"me@example.com", "", false},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  CHECK(fixture.inside(Kind::email, std::get<0>(row), {name(Kind::email, std::get<1>(row))}) ==
        std::get<2>(row));
}

TEST_CASE("an excluded mail address is excluded in whatever case it is written", "[paths]") {
  const Fixture fixture;
  const std::vector excluded{name(Kind::email, "me@example.com")};
  CHECK_FALSE(fixture.inside(Kind::email, "ME@Example.com", {}, excluded));
  CHECK(fixture.inside(Kind::email, "you@example.com", {}, excluded));
}

// A constraint that cannot be applied refuses every name of its kind.
TEST_CASE("an exclusion is not passed by in a form that is not compared", "[paths]") {
  const Fixture fixture;
  const std::vector excluded{name(Kind::email, "me@example.com")};
  for (const char* address : {"\"me\"@example.com", "me@you@example.com", "me@[192.0.2.1]",
                              "me@example.com.", "m.\"e\"@example.com"}) {
    CAPTURE(address);
    CHECK_FALSE(fixture.inside(Kind::email, address, {}, excluded));
  }
  for (const char* base : {"\"you\"@example.com", "@example.com", "[192.0.2.1]", ""}) {
    CAPTURE(base);
    CHECK_FALSE(fixture.inside(Kind::email, "me@example.com", {}, {name(Kind::email, base)}));
  }
  CHECK(fixture.inside(Kind::email, "me@example.com", {}, {name(Kind::email, "example.org")}));
  CHECK_FALSE(
      fixture.inside(Kind::uri, "http://a.example/", {}, {name(Kind::uri, "http://b.example")}));
  CHECK(fixture.inside(Kind::uri, "http://a.example/", {}, {name(Kind::uri, "b.example")}));
  for (const char* uri :
       {"http://b.example./", "http://%62.example/", "http://b.example\\@a.example"}) {
    CAPTURE(uri);
    CHECK_FALSE(fixture.inside(Kind::uri, uri, {}, {name(Kind::uri, "b.example")}));
  }
  CHECK_FALSE(fixture.inside(Kind::uri, "http://b.example/", {}, {name(Kind::uri, "b.example.")}));
  CHECK_FALSE(fixture.inside(Kind::email, "me@b.example", {}, {name(Kind::email, "b.example.")}));
  CHECK_FALSE(fixture.inside(Kind::dns, "a.example", {}, {name(Kind::dns, "a.example.")}));
  CHECK(fixture.inside(Kind::dns, "b.example", {}, {name(Kind::dns, "a.example.")}));
}

TEST_CASE("kinds of names that nobody compares are refused where they are constrained", "[paths]") {
  const auto kind = GENERATE(Kind::other, Kind::x400, Kind::edi, Kind::registered_id);
  CAPTURE(static_cast<int>(kind));
  const bool constructed = kind != Kind::registered_id;
  const Bytes content = constructed ? der::sequence({der::oid(Oid("1.2.3.4"))}) : Bytes{0x2a, 0x03};
  const auto number = static_cast<unsigned>(kind);
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject.clear();
  spec.extensions.push_back({Oid("2.5.29.17"), true,
                             der::sequence({constructed ? der::context_constructed(number, content)
                                                        : der::context(number, content)})});
  const auto certificate =
      test::certificate(demo::make_root(spec, test::shared_key(KeyKind::p256, 0)).certificate);
  const auto inside = [&](const pki::NameConstraints& constraints) {
    NameSpace space;
    space.narrow(constraints);
    Budget budget;
    return space.outside(certificate, budget).value().empty();
  };
  const pki::GeneralSubtree same{{kind, content}};
  CHECK_FALSE(inside({{same}, {}}));
  CHECK_FALSE(inside({{}, {same}}));
  const Bytes elsewhere = der::null();
  CHECK_FALSE(inside({{}, {{{kind, elsewhere}}}}));
  // Constraints of another kind do not concern it.
  CHECK(inside({{{name(Kind::dns, "example.com")}}, {{name(Kind::email, "example.com")}}}));
}

TEST_CASE("URIs are judged by their host, and refused without one", "[paths]") {
  const Fixture fixture;
  const auto row = GENERATE(table<const char*, const char*, bool>({
      {"http://example.com/x", "example.com", true},
      {"http://u@example.com:80/x", "example.com", true},
      {"http://example.com.evil.org/", "example.com", false},
      {"http://evil.org/?http://example.com", "example.com", false},
      {"http://evil.org\\@example.org/", "example.com", false},
      {"http://a.example.com", ".example.com", true},
      {"http://192.0.2.1/", "192.0.2.1", false},
      {"urn:x:example.com", "example.com", false},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  CHECK(fixture.inside(Kind::uri, std::get<0>(row), {name(Kind::uri, std::get<1>(row))}) ==
        std::get<2>(row));
}

TEST_CASE("addresses are compared under their mask, within one version", "[paths]") {
  const Fixture fixture;
  const std::string net("\xc0\x00\x02\x00\xff\xff\xff\x00", 8);
  const std::string inside("\xc0\x00\x02\x07", 4);
  const std::string outside("\xc0\x00\x03\x07", 4);
  CHECK(fixture.inside(Kind::ip, inside, {name(Kind::ip, net)}));
  CHECK_FALSE(fixture.inside(Kind::ip, outside, {name(Kind::ip, net)}));
  CHECK_FALSE(fixture.inside(Kind::ip, std::string(16, '\0'), {name(Kind::ip, net)}));
  CHECK_FALSE(fixture.inside(Kind::ip, inside, {}, {name(Kind::ip, net)}));
  CHECK_FALSE(fixture.inside(Kind::ip, inside, {}, {name(Kind::ip, std::string("\xc0", 1))}));
}

// RFC 5280 4.2.1.10 with RFC 4632: a mask is a prefix.
TEST_CASE("a constraint on addresses that has no mask makes its list void", "[paths]") {
  const Fixture fixture;
  const std::string address("\xc0\x00\x02\x07", 4);
  const std::string net("\xc0\x00\x02\x00\xff\xff\xff\x00", 8);
  const std::string holes("\xc0\x00\x02\x00\xff\xff\xfd\x00", 8);
  const std::string odd("\xc0\x00\x02\x00\xff\xff\xff\x00\x00", 9);
  CHECK(fixture.inside(Kind::ip, address, {name(Kind::ip, net)}));
  for (const std::string& bad : {holes, odd}) {
    CHECK_FALSE(fixture.inside(Kind::ip, address, {name(Kind::ip, bad)}));
    CHECK_FALSE(fixture.inside(Kind::ip, address, {name(Kind::ip, net), name(Kind::ip, bad)}));
    CHECK_FALSE(fixture.inside(Kind::ip, address, {}, {name(Kind::ip, bad)}));
    // None of an address at all.
    CHECK(fixture.inside(Kind::dns, "a.example", {name(Kind::ip, bad)}));
  }
  const std::string elsewhere("\xc0\x00\x03\x00\xff\xff\xff\x00", 8);
  CHECK(fixture.inside(Kind::ip, address, {name(Kind::ip, elsewhere), name(Kind::ip, net)}));
}

TEST_CASE("a constraint on one kind of name says nothing about another kind", "[paths]") {
  const Fixture fixture;
  CHECK(fixture.inside(Kind::dns, "example.org", {name(Kind::email, "example.com")}));
}

TEST_CASE("a name must satisfy the constraints of every CA above it", "[paths]") {
  const Fixture fixture;
  NameSpace space;
  space.narrow({{{name(Kind::dns, "example.com")}, {name(Kind::dns, "example.org")}}, {}});
  space.narrow({{{name(Kind::dns, "a.example.com")}}, {}});
  Budget budget;
  CHECK(space.outside(fixture.make(Kind::dns, "a.example.com"), budget).value().empty());
  CHECK_FALSE(space.outside(fixture.make(Kind::dns, "example.org"), budget).value().empty());
}

TEST_CASE("subject names are judged as directory names", "[paths]") {
  const pki::Certificate leaf = test::certificate(test::test_pki().leaf);
  const Bytes inside = demo::make_name({{Oid("2.5.4.6"), "KZ"}});
  const Bytes other = demo::make_name({{Oid("2.5.4.6"), "EE"}});
  Budget budget;
  const auto outside = [&](const Bytes& base, bool excluded) {
    const pki::GeneralSubtree subtree{{Kind::directory, base}};
    NameSpace space;
    space.narrow(excluded ? pki::NameConstraints{{}, {subtree}}
                          : pki::NameConstraints{{subtree}, {}});
    return !space.outside(leaf, budget).value().empty();
  };
  CHECK_FALSE(outside(inside, false));
  CHECK(outside(other, false));
  CHECK(outside(inside, true));
  CHECK_FALSE(outside(other, true));
}

TEST_CASE("a mail address in the subject counts when no alternative name has one", "[paths]") {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject.emplace_back(Oid("1.2.840.113549.1.9.1"), "me@example.org");
  const auto leaf =
      test::certificate(demo::make_root(spec, test::shared_key(KeyKind::p256, 0)).certificate);
  NameSpace space;
  space.narrow({{{name(Kind::email, "example.com")}}, {}});
  Budget budget;
  CHECK_FALSE(space.outside(leaf, budget).value().empty());
}

TEST_CASE("an empty purse ends the comparison with an error", "[paths]") {
  const Fixture fixture;
  NameSpace space;
  space.narrow({{{name(Kind::dns, "a.example")}, {name(Kind::dns, "b.example")}}, {}});
  Budget budget;
  budget.lower(Cost::name_comparisons, 1);
  const auto outside = space.outside(fixture.make(Kind::dns, "b.example"), budget);
  REQUIRE_FALSE(outside.ok());
  CHECK(outside.error().code == ErrorCode::limit_exceeded);
}

// RFC 9598 6: a constraint on mail addresses is not escaped by writing the address as an otherName.
TEST_CASE("constraints on mail addresses hold for their internationalised form", "[paths]") {
  const auto certificate_of = [](const Bytes& other) {
    demo::CertificateSpec spec = test::leaf_spec();
    spec.subject.clear();
    spec.extensions.push_back(
        {Oid("2.5.29.17"), true, der::sequence({der::context_constructed(0, other)})});
    return test::certificate(demo::make_root(spec, test::shared_key(KeyKind::p256, 0)).certificate);
  };
  const auto mailbox = [](const Bytes& value) {
    return der::join({der::oid(Oid("1.3.6.1.5.5.7.8.9")), der::context_constructed(0, value)});
  };
  const auto inside = [&](const Bytes& other, bool permitted, const char* host) {
    pki::NameConstraints constraints;
    (permitted ? constraints.permitted : constraints.excluded).push_back({name(Kind::email, host)});
    NameSpace space;
    space.narrow(constraints);
    Budget budget;
    return space.outside(certificate_of(other), budget).value().empty();
  };
  const Bytes address = mailbox(der::utf8("\xd0\xb0@example.kz"));
  CHECK(inside(address, true, "example.kz"));
  CHECK_FALSE(inside(address, true, "example.ee"));
  CHECK_FALSE(inside(address, false, "example.kz"));
  CHECK(inside(address, false, "example.ee"));
  // One that cannot be read lies in no constraint, and another otherName is no address.
  CHECK_FALSE(inside(mailbox(der::ia5("a@example.kz")), true, "example.kz"));
  CHECK_FALSE(inside(mailbox(der::ia5("a@example.ee")), false, "example.kz"));
  const Bytes other =
      der::join({der::oid(Oid("1.2.3.4")), der::context_constructed(0, der::utf8("a@example.kz"))});
  CHECK(inside(other, true, "example.ee"));
}

}  // namespace senim::paths

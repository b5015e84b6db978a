#include "gateway/net/outbound_rules.h"

#include <catch2/catch.hpp>

using namespace senim;
using namespace senim::net;

TEST_CASE("a URL with one reading is read and written again", "[net]") {
  struct Row {
    const char* text;
    const char* written;
  };
  const Row row = GENERATE(values<Row>({
      {"http://ocsp.example.kz", "http://ocsp.example.kz:80/"},
      {"HTTP://OCSP.Example.KZ/A/b", "http://ocsp.example.kz:80/A/b"},
      {"https://ocsp.example.kz/x?y=1", "https://ocsp.example.kz:443/x?y=1"},
      {"http://ocsp.example.kz?y=1", "http://ocsp.example.kz:80/?y=1"},
      {"http://ocsp.example.kz:8080/", "http://ocsp.example.kz:8080/"},
      {"http://198.51.100.7/", "http://198.51.100.7:80/"},
      {"http://[2001:DB8::1]/crl", "http://[2001:db8::1]:80/crl"},
      {"http://[2001:db8::1]:65535/crl", "http://[2001:db8::1]:65535/crl"},
      {"http://my_ca.example/My CA.crl", "http://my_ca.example:80/My%20CA.crl"},
      {"http://a.example/%41%2f..%5c", "http://a.example:80/%41%2f..%5c"},
      {"http://a.example/a@b:c", "http://a.example:80/a@b:c"},
      {"http://xn--80ak6aa92e.example/", "http://xn--80ak6aa92e.example:80/"},
      {"http://localhost/", "http://localhost:80/"},  // judged by its address
  }));
  CAPTURE(row.text);
  const auto url = parse_url(row.text);
  REQUIRE(url.ok());
  CHECK(url->text() == row.written);
  CHECK(parse_url(url->text())->text() == row.written);
}

TEST_CASE("a URL that two readers could read differently is refused", "[net]") {
  const std::string text = GENERATE(values<std::string>({
      "",
      "http:",
      "http://",
      "http:///path",
      "http:/a.example/",
      "//a.example/",
      "a.example",
      "ftp://a.example/",
      "file:///etc/passwd",
      "gopher://a.example/",
      "ldap://a.example/cn=x",
      "javascript://a.example/",
      "httpx://a.example/",
      " http://a.example/",
      "http://a.example/\r\nHost: b.example",
      "http://a.example/\t",
      "http://a.example/\x7f",
      std::string("http://a.example/\0x", 19),
      "http://a.example\\@b.example/",
      "http://a.example/\\b",
      "http://a.example/#fragment",
      "http://a.example#@b.example/",
      "http://user@a.example/",
      "http://user:password@a.example/",
      "http://a.example@127.0.0.1/",
      "http://a.example:80@127.0.0.1/",
      "http://a.example./",
      "http://.a.example/",
      "http://a..example/",
      "http://-a.example/",
      "http://a-.example/",
      "http://a%2eexample/",
      "http://%61.example/",
      "http://a example/",
      "http://a,b/",
      "http://a*b/",
      "http://\xd0\xb0.example/",
      "http://a\xe3\x80\x82"
      "example/",
      "http://a.example:/",
      "http://a.example:0/",
      "http://a.example:080/",
      "http://a.example:+80/",
      "http://a.example:-1/",
      "http://a.example:65536/",
      "http://a.example:99999999999/",
      "http://a.example:80:80/",
      "http://a.example:http/",
      "http://2130706433/",
      "http://0x7f000001/",
      "http://0x7f.1/",
      "http://0x7f.0.0.1/",
      "http://0177.0.0.1/",
      "http://127.0.0.01/",
      "http://127.1/",
      "http://127.0.1/",
      "http://127.0.0.1./",
      "http://127.0.0.256/",
      "http://127.0.0.1.1/",
      "http://127.0.0.-1/",
      "http://1.2.3.a.4/",
      "http://a.0x7f/",
      "http://[::1/",
      "http://::1/",
      "http://[]/",
      "http://[127.0.0.1]/",
      "http://[a.example]/",
      "http://[fe80::1%25eth0]/",
      "http://[fe80::1%eth0]/",
      "http://[v1.x]/",
      "http://[::1]x/",
      "http://[::1]:/",
      "http://[::ffff:127.0.0.01]/",
      "http://a]b/",
      "http://" + std::string(64, 'a') + ".example/",
      "http://a.example/" + std::string(kMaxUrl, 'a'),
  }));
  CAPTURE(text);
  const auto url = parse_url(text);
  REQUIRE_FALSE(url.ok());
  CHECK(url.error().code == ErrorCode::malformed);
}

TEST_CASE("only addresses that are everybody's may be connected to", "[net]") {
  struct Row {
    const char* address;
    bool allowed;
  };
  // Both ends of each special-purpose network and their neighbours (RFC 6890).
  const Row row = GENERATE(values<Row>({
      {"0.0.0.0", false},
      {"0.255.255.255", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"10.0.0.0", false},
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"126.255.255.255", true},
      {"127.0.0.0", false},
      {"127.0.0.1", false},
      {"127.255.255.255", false},
      {"128.0.0.0", true},
      {"169.253.255.255", true},
      {"169.254.0.0", false},
      {"169.254.169.254", false},
      {"169.255.0.0", true},
      {"172.15.255.255", true},
      {"172.16.0.0", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.0", false},
      {"192.0.1.0", true},
      {"192.0.2.1", false},
      {"192.0.3.0", true},
      {"192.167.255.255", true},
      {"192.168.0.0", false},
      {"192.168.255.255", false},
      {"192.169.0.0", true},
      {"198.17.255.255", true},
      {"198.18.0.0", false},
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.1", false},
      {"198.51.101.0", true},
      {"203.0.113.1", false},
      {"203.0.114.0", true},
      {"223.255.255.255", true},
      {"224.0.0.0", false},
      {"239.255.255.255", false},
      {"240.0.0.0", false},
      {"255.255.255.255", false},
      {"::", false},
      {"::1", false},
      {"::2", false},
      {"::127.0.0.1", false},
      {"::ffff:127.0.0.1", false},
      {"::ffff:10.1.2.3", false},
      {"::ffff:8.8.8.8", true},
      {"::ffff:0:8.8.8.8", false},
      {"64:ff9b::8.8.8.8", true},
      {"64:ff9b::10.0.0.1", false},
      {"64:ff9b::127.0.0.1", false},
      {"64:ff9b:1::1", false},
      {"100::1", false},
      {"1fff:ffff::1", false},
      {"2000::1", true},
      {"2001::1", false},
      {"2001:1ff:ffff::", false},
      {"2001:200::", true},
      {"2001:db7:ffff::", true},
      {"2001:db8::1", false},
      {"2001:db9::", true},
      {"2002:7f00:1::", false},
      {"2002:808:808::", false},
      {"2003::1", true},
      {"2a00:1450::1", true},
      {"3fff::1", false},
      {"3fff:1000::1", true},
      {"4000::1", false},
      {"fbff::1", false},
      {"fc00::1", false},
      {"fdff::1", false},
      {"fe80::1", false},
      {"febf::1", false},
      {"fec0::1", false},
      {"ff02::1", false},
  }));
  CAPTURE(row.address);
  const auto address = IpAddress::parse(row.address);
  REQUIRE(address.has_value());
  CHECK(OutboundRules{}.admit(*address, 80).ok() == row.allowed);
  const bool six = std::string(row.address).find(':') != std::string::npos;
  const auto url = parse_url(six ? "http://[" + std::string(row.address) + "]/"
                                 : "http://" + std::string(row.address));
  REQUIRE(url.ok());
  CHECK(OutboundRules{}.admit(*url).ok() == row.allowed);
}

TEST_CASE("a configured private network is allowed and its neighbour is not", "[net]") {
  OutboundRules rules;
  rules.private_networks = {IpNetwork::parse("10.1.0.0/16").value(),
                            IpNetwork::parse("fd00:1::/32").value()};
  const auto allowed = [&](const char* address) {
    return rules.admit(IpAddress::parse(address).value(), 80).ok();
  };
  CHECK(allowed("10.1.0.0"));
  CHECK(allowed("10.1.255.255"));
  CHECK(allowed("::ffff:10.1.2.3"));
  CHECK(allowed("fd00:1::1"));
  CHECK_FALSE(allowed("10.0.255.255"));
  CHECK_FALSE(allowed("10.2.0.0"));
  CHECK_FALSE(allowed("fd00:2::1"));
}

TEST_CASE("no configuration allows what names no host", "[net]") {
  OutboundRules rules;
  rules.private_networks = {IpNetwork::parse("0.0.0.0/0").value(),
                            IpNetwork::parse("::/0").value()};
  for (const char* address : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"}) {
    CAPTURE(address);
    CHECK_FALSE(rules.admit(IpAddress::parse(address).value(), 80).ok());
  }
  CHECK(rules.admit(IpAddress::parse("127.0.0.1").value(), 80).ok());
}

TEST_CASE("a network with host bits or without length is not read", "[net]") {
  for (const char* text : {"10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/",
                           "/8", "fd00::1/8", "fd00::/129", "10.0.0/8", "a/8"}) {
    CAPTURE(text);
    CHECK_FALSE(IpNetwork::parse(text).has_value());
  }
}

TEST_CASE("exactly the endpoints of the demo are reached on loopback", "[net]") {
  OutboundRules rules;
  rules.endpoints = {{IpAddress::parse("127.0.0.1").value(), std::uint16_t{18080}}};
  const auto allowed = [&](const char* address, std::uint16_t port) {
    return rules.admit(IpAddress::parse(address).value(), port).ok();
  };
  CHECK(allowed("127.0.0.1", 18080));
  CHECK_FALSE(allowed("127.0.0.1", 18081));
  CHECK_FALSE(allowed("127.0.0.2", 18080));
  CHECK_FALSE(allowed("::1", 18080));
}

TEST_CASE("our own listener is never fetched from, and neither are other protocols' ports",
          "[net]") {
  OutboundRules rules;
  rules.private_networks = {IpNetwork::parse("127.0.0.0/8").value()};
  rules.own_port = 8080;
  CHECK_FALSE(rules.admit(IpAddress::parse("127.0.0.1").value(), 8080).ok());
  CHECK(rules.admit(IpAddress::parse("127.0.0.1").value(), 8081).ok());
  for (const std::uint16_t port : std::vector<std::uint16_t>{1, 22, 25, 79, 81, 442, 444, 1023}) {
    CAPTURE(port);
    CHECK_FALSE(rules.admit(IpAddress::parse("8.8.8.8").value(), port).ok());
  }
  for (const std::uint16_t port : std::vector<std::uint16_t>{80, 443, 1024, 8080, 65535}) {
    CAPTURE(port);
    CHECK(rules.admit(IpAddress::parse("8.8.8.8").value(), port).ok());
  }
  CHECK_FALSE(rules.admit(parse_url("http://a.example:25/").value()).ok());
}

TEST_CASE("a redirect leads to listed hosts only and never out of https", "[net]") {
  OutboundRules rules;
  rules.redirect_hosts = {"mirror.example", "10.0.0.1"};
  const auto follows = [&](const char* from, const char* to) {
    return rules.admits_redirect(parse_url(from).value(), parse_url(to).value());
  };
  CHECK(follows("http://a.example/", "http://mirror.example/x"));
  CHECK(follows("http://a.example/", "https://mirror.example/x"));
  CHECK(follows("https://a.example/", "https://mirror.example/x"));
  CHECK_FALSE(follows("https://a.example/", "http://mirror.example/x"));
  CHECK_FALSE(follows("http://a.example/", "http://x.mirror.example/"));
  CHECK_FALSE(follows("http://a.example/", "http://a.example/y"));
  CHECK_FALSE(follows("http://a.example/", "http://10.0.0.1/"));
}

#include "gateway/http/guard.h"

#include <catch2/catch.hpp>

using namespace senim;
using namespace senim::http;

namespace {

const std::string kHost = "Host: senim.example\r\n";

std::variant<RequestHead, Problem> read(const std::string& line, const std::string& fields) {
  return read_head(line + "\r\n" + fields + "\r\n");
}

RequestHead accepted(const std::string& line, const std::string& fields) {
  auto head = read(line, fields);
  CAPTURE(line, fields);
  REQUIRE(std::holds_alternative<RequestHead>(head));
  return std::get<RequestHead>(head);
}

int refused(const std::string& line, const std::string& fields) {
  auto head = read(line, fields);
  CAPTURE(line, fields);
  REQUIRE(std::holds_alternative<Problem>(head));
  return std::get<Problem>(head).status;
}

}  // namespace

TEST_CASE("a request head is read by RFC 9112", "[http]") {
  const RequestHead head = accepted("POST /api/v1/a%20b?name=%D1%84%2Bx+y&at= HTTP/1.1",
                                    kHost + "Content-LENGTH:  12 \r\nX-A: 1\r\nx-a: 2\r\n");
  CHECK(head.method == "POST");
  CHECK(head.path == "/api/v1/a b");
  CHECK(head.query_value("name") == "\xd1\x84+x+y");
  CHECK(head.query_value("at") == "");
  CHECK_FALSE(head.query_value("policy").has_value());
  CHECK(head.content_length == 12);
  CHECK(head.header("x-a") == "1, 2");
  CHECK(head.header("x-b").empty());
  CHECK(head.keep_alive);
  CHECK_FALSE(head.chunked);
  CHECK(accepted("GET http://senim.example/x?y=z HTTP/1.1", kHost).path == "/x");
  CHECK(accepted("GET http://senim.example HTTP/1.1", kHost).path == "/");
  CHECK(accepted("GET HTTPS://[::1]:8443/x HTTP/1.1", kHost).path == "/x");
  const RequestHead bare = accepted("GET http://senim.example?y=/x HTTP/1.1", kHost);
  CHECK(bare.path == "/");
  CHECK(bare.query_value("y") == "/x");
  CHECK(accepted("GET /x?y=http://a/%2F HTTP/1.1", kHost).path == "/x");
  CHECK_FALSE(accepted("GET / HTTP/1.1", kHost + "Connection: Close\r\n").keep_alive);
  CHECK_FALSE(accepted("GET / HTTP/1.0", kHost).keep_alive);
  CHECK(accepted("POST / HTTP/1.1", kHost + "Transfer-Encoding: Chunked\r\n").chunked);
  CHECK(accepted("POST / HTTP/1.1", kHost + "Expect: 100-continue\r\n").expects_continue);
  CHECK_FALSE(accepted("POST / HTTP/1.0", kHost + "Expect: 100-continue\r\n").expects_continue);
}

TEST_CASE("a head that two readers could read differently is refused", "[http]") {
  const std::string line = "POST / HTTP/1.1";
  CHECK(refused(line, "") == 400);
  CHECK(refused(line, kHost + kHost) == 400);
  CHECK(refused(line, "Host:\r\n") == 400);
  CHECK(refused(line, "Host: a/b\r\n") == 400);
  CHECK(refused(line, kHost + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") == 400);
  CHECK(refused(line, kHost + "Content-Length: 1\r\nContent-Length: 1\r\n") == 400);
  CHECK(refused(line, kHost + "Content-Length: 1\r\nContent-Length: 2\r\n") == 400);
  CHECK(refused(line, kHost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") ==
        400);
  CHECK(refused(line, kHost + "Transfer-Encoding: gzip, chunked\r\n") == 400);
  CHECK(refused(line, kHost + "Transfer-Encoding: identity\r\n") == 400);
  CHECK(refused("POST / HTTP/1.0", kHost + "Transfer-Encoding: chunked\r\n") == 400);
  for (const char* length : {"-1", "+1", "", "1 1", "1,1", "0x10", "1.0", "99999999999999999999",
                             "9007199254740993", "=?utf-8?q?5?="}) {
    CHECK(refused(line, kHost + "Content-Length: " + length + "\r\n") == 400);
  }
  CHECK(refused(line, kHost + " folded: 1\r\n") == 400);
  CHECK(refused(line, kHost + "A: 1\r\n folded\r\n") == 400);
  CHECK(refused(line, kHost + "A : 1\r\n") == 400);
  CHECK(refused(line, kHost + "A\r\n") == 400);
  CHECK(refused(line, kHost + ": 1\r\n") == 400);
  CHECK(refused(line, kHost + "A: 1\n\r\n") == 400);
  CHECK(refused(line, kHost + "A: 1\rB: 2\r\n") == 400);
  CHECK(refused(line, kHost + std::string("A: 1\0", 5) + "\r\n") == 400);
  CHECK(refused(line, kHost + "A: \xff\r\n") == 400);
  CHECK(refused(line, kHost + "A: \x7f\r\n") == 400);
  CHECK(refused(line, kHost + "Content-Type: a/b\r\nContent-Type: c/d\r\n") == 400);
  CHECK(refused(line, kHost + "Expect: something\r\n") == 417);
}

TEST_CASE("content that is encoded is refused, for nothing here decodes it", "[http]") {
  for (const char* coding :
       {"gzip", "br", "identity, gzip", "deflate\r\nContent-Encoding: identity",
        "identity\r\nContent-Encoding: identity"}) {
    CAPTURE(coding);
    CHECK(refused("POST / HTTP/1.1", kHost + "Content-Encoding: " + coding + "\r\n") == 415);
  }
  for (const char* coding : {"identity", "Identity", ""}) {
    CHECK(accepted("POST / HTTP/1.1", kHost + "Content-Encoding: " + coding + "\r\n").path == "/");
  }
}

TEST_CASE("plain text has no control character of any kind", "[http]") {
  for (const std::string_view text : {"", " ", "a", "~", "\xc2\xa0", "\xd1\x84", "\xe2\x80\xa7",
                                      "\xe2\x80\xaa", "\xf0\x9f\x98\x80"}) {
    CAPTURE(text);
    CHECK(is_plain_text(text));
  }
  for (const std::string_view text :
       {std::string_view("a\0b", 3), std::string_view("\t"), std::string_view("\n"),
        std::string_view("\x1b[31m"), std::string_view("\x1f"), std::string_view("\x7f"),
        std::string_view("\xc2\x80"), std::string_view("\xc2\x85"), std::string_view("\xc2\x9f"),
        std::string_view("\xe2\x80\xa8"), std::string_view("\xe2\x80\xa9"),
        std::string_view("\xff"), std::string_view("a\xd1")}) {
    CAPTURE(text);
    CHECK_FALSE(is_plain_text(text));
  }
}

TEST_CASE("a request line that is not one is refused", "[http]") {
  CHECK(refused("", kHost) == 400);
  CHECK(refused("GET /", kHost) == 400);
  CHECK(refused("GET  HTTP/1.1", kHost) == 400);
  CHECK(refused("GET / HTTP/2.0", kHost) == 400);
  CHECK(refused("GET / http/1.1", kHost) == 400);
  CHECK(refused("GET / /b HTTP/1.1", kHost) == 400);
  CHECK(refused("GET\t/ HTTP/1.1", kHost) == 400);
  CHECK(refused("G(T / HTTP/1.1", kHost) == 400);
  CHECK(refused("GET relative HTTP/1.1", kHost) == 400);
  CHECK(refused("GET ?a=b HTTP/1.1", kHost) == 400);
  for (const char* const cut :
       {"http", "HTTP", "https", "http:", "http:/", "http://", "https://"}) {
    CHECK(refused("GET " + std::string(cut) + " HTTP/1.1", kHost) == 400);
  }
  CHECK(refused("GET http:///x HTTP/1.1", kHost) == 400);
  CHECK(refused("GET http://?a=b HTTP/1.1", kHost) == 400);
  CHECK(refused("GET http://user@senim.example/x HTTP/1.1", kHost) == 400);
  CHECK(refused("GET http://a/b#c HTTP/1.1", kHost) == 400);
  CHECK(refused("GET ftp://senim.example/x HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /a%2Fb HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /a%2fb HTTP/1.1", kHost) == 400);
  CHECK(refused("OPTIONS * HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /# HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /%0 HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /%00 HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /%ff HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /\xd1\x84 HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /?a=%C0%80 HTTP/1.1", kHost) == 400);
  CHECK(refused("GET /?a=1&a=2 HTTP/1.1", kHost) == 400);
  CHECK(refused("GETGETGETGETGETGE / HTTP/1.1", kHost) == 400);
}

TEST_CASE("one empty line before the request line is ignored, and nothing like it", "[http]") {
  const std::string line = "GET /x HTTP/1.1";
  CHECK(accepted("\r\n" + line, kHost).path == "/x");
  CHECK(refused("\r\n\r\n" + line, kHost) == 400);
  for (const char* const before :
       {"\n", "\r", "\n\r\n", "\r\n\n", "\r\r\n", "\n\n", " \r\n", "\r\n ", "\t\r\n"}) {
    CAPTURE(before);
    CHECK(refused(before + line, kHost) == 400);
  }
  // It ends no head: two of them are one that has nothing in it.
  CHECK(head_end("\r\n" + line + "\r\n" + kHost) == std::string_view::npos);
  CHECK(head_end("\r\n\r\n" + line) == 4);
  CHECK(std::get<Problem>(read_head("\r\n\r\n")).status == 400);
  CHECK(std::get<Problem>(read_head("\r\n")).status == 400);
}

TEST_CASE("the head has limits and each is exact", "[http]") {
  const auto headers = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += "A: 1\r\n";
    }
    return text;
  };
  accepted("GET / HTTP/1.1", kHost + headers(kMaxHeaders - 1));
  CHECK(refused("GET / HTTP/1.1", kHost + headers(kMaxHeaders)) == 431);
  accepted("GET /" + std::string(kMaxTarget - 1, 'a') + " HTTP/1.1", kHost);
  CHECK(refused("GET /" + std::string(kMaxTarget, 'a') + " HTTP/1.1", kHost) == 414);
  const auto query = [](std::size_t count) {
    std::string text = "/?";
    for (std::size_t i = 0; i < count; ++i) {
      text += "a" + std::to_string(i) + "=1&";
    }
    return text;
  };
  accepted("GET " + query(kMaxQueryFields) + " HTTP/1.1", kHost);
  CHECK(refused("GET " + query(kMaxQueryFields + 1) + " HTTP/1.1", kHost) == 414);
  CHECK(accepted("GET / HTTP/1.1", kHost + "Content-Length: 9007199254740992\r\n").content_length ==
        kMaxDeclared);
}

TEST_CASE("media types and their parameters are read", "[http]") {
  CHECK(media_type(" Multipart/Form-Data ; boundary=x") == "multipart/form-data");
  CHECK(media_parameter("a/b; Boundary=xyz", "boundary") == "xyz");
  CHECK(media_parameter("a/b; charset=u; boundary=\"x \\\"; y\"; z=1", "boundary") == "x \"; y");
  CHECK(media_parameter("a/b; boundary=x; boundary=y", "boundary").empty());
  CHECK(media_parameter("a/b", "boundary").empty());
  CHECK(media_parameter("a/b;", "boundary").empty());
  CHECK(media_parameter("a/b; boundary", "boundary").empty());
}

TEST_CASE("Accept chooses what the client likes best", "[http]") {
  const std::vector<std::string_view> offered = {"application/json", "application/jose"};
  const auto none = std::string_view::npos;
  struct Row {
    const char* accept;
    std::size_t chosen;
  };
  const Row row = GENERATE_COPY(values<Row>({{"", 0},
                                             {"*/*", 0},
                                             {"application/*", 0},
                                             {"application/jose", 1},
                                             {"Application/JOSE", 1},
                                             {"application/jose, application/json", 0},
                                             {"application/json;q=0.5, application/jose;q=0.6", 1},
                                             {"application/json;q=0, */*", 1},
                                             {"text/html, */*;q=0.1", 0},
                                             {"application/jose;q=0.001", 1},
                                             {"application/jose;q=0", none},
                                             {"application/jose; Q=0", none},
                                             {"application/json;seq=0", 0},
                                             {"application/json;a=\";q=0\"", 0},
                                             {"text/html", none},
                                             {"application/xml;q=1", none}}));
  CAPTURE(row.accept);
  CHECK(negotiate(row.accept, offered) == row.chosen);
}

TEST_CASE("dates are written as HTTP writes them", "[http]") {
  CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

#include <catch2/catch.hpp>

#include "gateway/http/body.h"
#include "gateway/http/chunked.h"
#include "gateway/http/multipart.h"
#include "tests/gateway/scratch.h"
#include "validators/formats/json_reader.h"

using namespace senim;
using namespace senim::http;
using senim::formats::read_json;

namespace {

Result<std::vector<Part>> parts_of(std::string_view body) {
  return read_multipart(as_bytes(body), "XX");
}

const std::string kNamed = "Content-Disposition: form-data; name=\"document\"\r\n";

struct Decoded {
  std::string octets;
  std::size_t used = 0;
  bool done = false;
  std::optional<ErrorCode> error;
};

Decoded decode(std::string_view wire, std::size_t step) {
  Decoded decoded;
  ChunkedDecoder decoder;
  while (decoded.used < wire.size() && !decoder.done()) {
    const auto used = decoder.feed(wire.substr(decoded.used, step), [&](std::string_view octets) {
      decoded.octets += octets;
      return success();
    });
    if (!used.ok()) {
      decoded.error = used.error().code;
      return decoded;
    }
    decoded.used += *used;
  }
  decoded.done = decoder.done();
  return decoded;
}

}  // namespace

TEST_CASE("multipart parts are views into the body", "[http]") {
  const std::string good = "preamble\r\n--XX\r\n" + kNamed +
                           "Content-Type: Text/Plain; charset=x\r\n\r\none\r\n-- XX\r\n--XX \t\r\n"
                           "content-disposition: form-data; filename=\"a;b.p7s\"; name=detached\r\n"
                           "\r\n\r\n--XX--\r\nepilogue";
  const auto read = parts_of(good);
  REQUIRE(read.ok());
  REQUIRE(read->size() == 2);
  CHECK(read->at(0).name == "document");
  CHECK(read->at(0).file_name.empty());
  CHECK(read->at(0).content_type == "text/plain");
  CHECK(as_text(read->at(0).content) == "one\r\n-- XX");
  CHECK(lies_within(read->at(0).content, as_bytes(good)));
  CHECK(read->at(1).name == "detached");
  CHECK(read->at(1).file_name == "a;b.p7s");
  CHECK(read->at(1).content.empty());
  CHECK(parts_of("--XX--")->empty());
}

TEST_CASE("a multipart body that is not one is malformed", "[http]") {
  const std::string body = GENERATE_COPY(values<std::string>(
      {"", "no boundary", "--XX\r\n" + kNamed + "\r\none", "--XX\r\n" + kNamed + "\r\none\r\n--XX",
       "--XX\r\n" + kNamed + "\r\none\r\n--XX--two\r\n--XX--",
       "--XXY\r\n" + kNamed + "\r\none\r\n--XX--", "--XX\r\n\r\none\r\n--XX--",
       "--XX\r\nContent-Disposition: form-data\r\n\r\none\r\n--XX--",
       "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\none\r\n--XX--",
       "--XX\r\n" + kNamed + kNamed + "\r\none\r\n--XX--",
       "--XX\r\n" + kNamed + "Content-Transfer-Encoding: base64\r\n\r\none\r\n--XX--",
       "--XX\r\nContent-Disposition: form-data; name=\"a\x01\"\r\n\r\none\r\n--XX--",
       "--XX\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\none\r\n--XX--",
       "--XX\r\n" + kNamed + "A: " + std::string(kMaxPartHead, 'a') + "\r\n\r\none\r\n--XX--"}));
  CAPTURE(body);
  const auto parts = parts_of(body);
  REQUIRE_FALSE(parts.ok());
  CHECK(parts.error().code == ErrorCode::malformed);
}

TEST_CASE("a boundary follows RFC 2046 and parts are counted", "[http]") {
  CHECK_FALSE(read_multipart(as_bytes("--"), "").ok());
  CHECK_FALSE(read_multipart(as_bytes("--a\x01--"), "a\x01").ok());
  CHECK_FALSE(
      read_multipart(as_bytes("--" + std::string(71, 'a') + "--"), std::string(71, 'a')).ok());
  CHECK(read_multipart(as_bytes("--" + std::string(70, 'a') + "--"), std::string(70, 'a')).ok());
  std::string body;
  for (std::size_t i = 0; i < kMaxParts; ++i) {
    body += "\r\n--XX\r\n" + kNamed + "\r\n";
  }
  CHECK(parts_of(body + "\r\n--XX--")->size() == kMaxParts);
  CHECK(parts_of(body + "\r\n--XX\r\n" + kNamed + "\r\n\r\n--XX--").error().code ==
        ErrorCode::limit_exceeded);
}

TEST_CASE("chunks are joined however they arrive", "[http]") {
  const std::string wire =
      "5\r\nhello\r\n001A;a=\"b\" ;c\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nTrailer: x\r\n\r\nGET";
  const std::size_t step = GENERATE(1U, 2U, 3U, 7U, 1000U);
  const Decoded decoded = decode(wire, step);
  CHECK(decoded.done);
  CHECK(decoded.octets == "helloabcdefghijklmnopqrstuvwxyz");
  CHECK(wire.substr(decoded.used) == "GET");
}

TEST_CASE("chunks that are not by the grammar are malformed", "[http]") {
  const char* wire = GENERATE("\r\n", "x\r\n", "5\nhello", "5\r\nhelloX", "5\r\nhello\rX", "-5\r\n",
                              "0x5\r\n", "5 \n", "5;\nhello", "00000000000000\r\n", "0\r\na\n\r\n");
  CAPTURE(wire);
  CHECK(decode(wire, 3).error == ErrorCode::malformed);
}

TEST_CASE("chunk extensions and trailers are limited", "[http]") {
  CHECK_FALSE(decode("1;" + std::string(200, 'a') + "\r\nx\r\n0\r\n\r\n", 64).error.has_value());
  CHECK(decode("1;" + std::string(300, 'a') + "\r\nx\r\n0\r\n\r\n", 64).error ==
        ErrorCode::malformed);
  std::string trailers;
  for (int i = 0; i < 100; ++i) {
    trailers += "A: " + std::string(60, 'a') + "\r\n";
  }
  CHECK(decode("0\r\n" + trailers + "\r\n", 64).error == ErrorCode::malformed);
}

TEST_CASE("JSON is read into values", "[http]") {
  const auto value = read_json(as_bytes(R"({"a":[1,true,null,"x\u0444"],"b":{}})"));
  REQUIRE(value.ok());
  REQUIRE(value->object() != nullptr);
  const auto* list = value->find("a")->array();
  REQUIRE(list != nullptr);
  CHECK(list->size() == 4);
  CHECK(*list->at(3).text() == "x\xd1\x84");
  CHECK(value->find("b")->object()->empty());
}

TEST_CASE("JSON that is not JSON or says a thing twice is malformed", "[http]") {
  const char* text = GENERATE("", "{", "{\"a\":1,}", "[1] 2", "{'a':1}", "\"\xff\"", "\"\x01\"",
                              "{\"a\":1,\"a\":1}", "{\"a\":{\"b\":1,\"b\":2}}",
                              "{\"a\":1,\"\\u0061\":2}", "NaN", "[1e999]");
  CAPTURE(text);
  const auto value = read_json(as_bytes(text));
  REQUIRE_FALSE(value.ok());
  CHECK(value.error().code == ErrorCode::malformed);
}

TEST_CASE("JSON has a depth of 32 and 100000 values and no more", "[http]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(read_json(as_bytes(nested(32))).ok());
  CHECK(read_json(as_bytes(nested(33))).error().code == ErrorCode::limit_exceeded);
  CHECK(read_json(as_bytes(std::string(1'000'000, '['))).error().code == ErrorCode::limit_exceeded);
  const auto many = [](std::size_t count) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i) {
      text += ",0";
    }
    return text + "]";
  };
  CHECK(read_json(as_bytes(many(99'999))).ok());
  CHECK(read_json(as_bytes(many(100'000))).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("a body stays in memory up to a megabyte and is mapped above", "[http]") {
  const test::Scratch scratch;
  InFlight in_flight(8U << 20);
  const std::string block(600'000, 'a');
  {
    Body body(in_flight, scratch.path(), 3'000'000);
    REQUIRE(body.append(block).ok());
    CHECK(body.view()->size() == 600'000);
    REQUIRE(body.append(block).ok());
    REQUIRE(body.append("end").ok());
    CHECK(in_flight.octets() == 1'200'003);
    const auto view = body.view();
    REQUIRE(view.ok());
    CHECK(as_text(*view) == block + block + "end");
    CHECK(std::filesystem::is_empty(scratch.path()));  // it has no name
  }
  CHECK(in_flight.octets() == 0);
}

TEST_CASE("a body ends at its route's limit and at what is in flight", "[http]") {
  const test::Scratch scratch;
  InFlight in_flight(10);
  Body first(in_flight, scratch.path(), 8);
  CHECK(first.append("12345678").ok());
  CHECK(first.append("9").error().code == ErrorCode::limit_exceeded);
  {
    Body second(in_flight, scratch.path(), 8);
    CHECK(second.append("12").ok());
    CHECK(second.append("3").error().code == ErrorCode::unavailable);
  }
  Body third(in_flight, scratch.path(), 8);
  CHECK(third.append("12").ok());
}

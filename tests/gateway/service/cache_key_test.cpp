#include "gateway/service/cache_key.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <vector>

using namespace senim;
using namespace senim::service;

namespace {

struct Request {
  std::string document = "document";
  std::string part = "part";
  model::Submission submission;
  std::string book = "book", snapshot = "snapshot", engine = "engine", settings = "settings",
              scope = "scope";

  crypto::Sha256 key() {
    submission.document = as_bytes(document);
    for (model::DetachedPart& detached : submission.detached) {
      if (detached.content.has_value()) {
        detached.content = as_bytes(part);
      }
    }
    return verdict_key(submission, {book, snapshot, engine, settings, scope});
  }
};

Request plain() {
  Request request;
  request.submission.detached.push_back({"a.txt", as_bytes("part"), {}, {}});
  request.submission.evidence.certificates = {to_bytes("c1")};
  request.submission.evidence.crls = {to_bytes("r1")};
  request.submission.evidence.ocsps = {to_bytes("o1")};
  request.submission.policy = "kz";
  request.submission.asked_time = UtcTime{Seconds{1764000000}};
  request.submission.expect = {"900101", "112233", "director"};
  return request;
}

}  // namespace

TEST_CASE("each component of a verdict is in its key", "[cache]") {
  using Change = std::function<void(Request&)>;
  const std::vector<std::pair<const char*, Change>> changes = {
      {"document", [](Request& r) { r.document += "x"; }},
      {"detached content", [](Request& r) { r.part += "x"; }},
      {"detached name", [](Request& r) { r.submission.detached[0].name = "b.txt"; }},
      {"detached absent", [](Request& r) { r.submission.detached.clear(); }},
      {"detached twice",
       [](Request& r) { r.submission.detached.push_back(r.submission.detached[0]); }},
      {"detached as digest",
       [](Request& r) {
         r.submission.detached[0] = {"a.txt", std::nullopt, crypto::DigestAlgorithm::sha256,
                                     to_bytes(crypto::sha256(as_bytes("part")))};
       }},
      {"detached as another digest",
       [](Request& r) {
         r.submission.detached[0] = {"a.txt", std::nullopt, crypto::DigestAlgorithm::sha3_256,
                                     to_bytes(crypto::sha256(as_bytes("part")))};
       }},
      {"detached digest value",
       [](Request& r) {
         r.submission.detached[0] = {"a.txt", std::nullopt, crypto::DigestAlgorithm::sha256,
                                     to_bytes("0")};
       }},
      {"certificate", [](Request& r) { r.submission.evidence.certificates[0] = to_bytes("c2"); }},
      {"certificate absent", [](Request& r) { r.submission.evidence.certificates.clear(); }},
      {"crl", [](Request& r) { r.submission.evidence.crls[0] = to_bytes("r2"); }},
      {"ocsp", [](Request& r) { r.submission.evidence.ocsps[0] = to_bytes("o2"); }},
      {"evidence of another kind",
       [](Request& r) { std::swap(r.submission.evidence.crls, r.submission.evidence.ocsps); }},
      {"policy", [](Request& r) { r.submission.policy = "eu"; }},
      {"policy absent", [](Request& r) { r.submission.policy.reset(); }},
      {"policy empty", [](Request& r) { r.submission.policy = ""; }},
      {"asked time", [](Request& r) { *r.submission.asked_time += Seconds(1); }},
      {"now", [](Request& r) { r.submission.asked_time.reset(); }},
      {"purpose", [](Request& r) { r.submission.purpose = model::Purpose::archive; }},
      {"recipient", [](Request& r) { r.submission.recipient = "RU"; }},
      {"iin", [](Request& r) { r.submission.expect.iin = "900102"; }},
      {"iin absent", [](Request& r) { r.submission.expect.iin.reset(); }},
      {"bin", [](Request& r) { r.submission.expect.bin = "112234"; }},
      {"role", [](Request& r) { r.submission.expect.role = "clerk"; }},
      {"iin and bin exchanged",
       [](Request& r) { std::swap(r.submission.expect.iin, r.submission.expect.bin); }},
      {"policy book", [](Request& r) { r.book = "b"; }},
      {"snapshot", [](Request& r) { r.snapshot = "s"; }},
      {"engine", [](Request& r) { r.engine = "e"; }},
      {"settings", [](Request& r) { r.settings = "h"; }},
      {"caller scope", [](Request& r) { r.scope = "o"; }},
      {"book and snapshot moved",
       [](Request& r) {
         r.book = "books";
         r.snapshot = "napshot";
       }},
  };
  std::set<crypto::Sha256> keys = {plain().key()};
  CHECK(plain().key() == *keys.begin());
  for (const auto& [name, change] : changes) {
    CAPTURE(name);
    Request request = plain();
    change(request);
    CHECK(keys.insert(request.key()).second);
  }
}

TEST_CASE("each component of a receipt is in its key", "[cache]") {
  const crypto::Sha256 verdict = {1};
  std::set<crypto::Sha256> keys;
  CHECK(keys.insert(receipt_key(verdict, {"a", "name", "service"})).second);
  CHECK(keys.insert(receipt_key({2}, {"a", "name", "service"})).second);
  CHECK(keys.insert(receipt_key(verdict, {"b", "name", "service"})).second);
  CHECK(keys.insert(receipt_key(verdict, {"a", "other", "service"})).second);
  CHECK(keys.insert(receipt_key(verdict, {"a", "name", "else"})).second);
  CHECK(keys.insert(receipt_key(verdict, {"an", "ame", "service"})).second);
  CHECK_FALSE(keys.insert(receipt_key(verdict, {"a", "name", "service"})).second);
}

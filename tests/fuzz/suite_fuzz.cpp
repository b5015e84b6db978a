// Any octets as JSON and as a suite file: an Error, or a suite whose rows all have a place, and
// which a policy takes over the same way twice. What was read, written by our writer and read again
// is the same tree and the same suite.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policies/policy_book.h"
#include "policies/suite_file.h"
#include "validators/formats/json_reader.h"
#include "validators/formats/json_writer.h"

namespace {

using namespace senim;
using formats::Json;
using formats::JsonMember;
using formats::JsonValue;

void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

// A fraction, whose value the reader does not keep, becomes null.
Json tree_of(const JsonValue& value) {
  switch (value.kind()) {
    case JsonValue::Kind::null:
    case JsonValue::Kind::fraction:
      return nullptr;
    case JsonValue::Kind::boolean:
      return value.boolean();
    case JsonValue::Kind::integer:
      return value.integer();
    case JsonValue::Kind::text:
      return *value.text();
    case JsonValue::Kind::array: {
      Json list = Json::array();
      for (const JsonValue& entry : *value.array()) {
        list.push_back(tree_of(entry));
      }
      return list;
    }
    case JsonValue::Kind::object: {
      Json object = Json::object();
      for (const JsonMember& member : *value.object()) {
        object[member.name] = tree_of(member.value);
      }
      return object;
    }
  }
  return nullptr;
}

bool same(const JsonValue& read, const JsonValue& again) {
  switch (read.kind()) {
    case JsonValue::Kind::null:
    case JsonValue::Kind::fraction:
      return again.is(JsonValue::Kind::null);
    case JsonValue::Kind::boolean:
      return again.is(read.kind()) && read.boolean() == again.boolean();
    case JsonValue::Kind::integer:
      return again.is(read.kind()) && read.integer() == again.integer();
    case JsonValue::Kind::text:
      return again.is(read.kind()) && *read.text() == *again.text();
    case JsonValue::Kind::array:
      return again.is(read.kind()) && std::ranges::equal(*read.array(), *again.array(), same);
    case JsonValue::Kind::object:
      return again.is(read.kind()) &&
             std::ranges::equal(*read.object(), *again.object(),
                                [](const JsonMember& left, const JsonMember& right) {
                                  return left.name == right.name && same(left.value, right.value);
                                });
  }
  return false;
}

bool same(const policies::SuiteRows& read, const policies::SuiteRows& again) {
  return read.digests == again.digests && read.keys == again.keys &&
         read.digest_places == again.digest_places && read.key_places == again.key_places;
}

bool same(const policies::Suite& read, const policies::Suite& again) {
  return read.name == again.name && read.source == again.source && read.updated == again.updated &&
         read.next_update == again.next_update && read.remarks == again.remarks &&
         std::ranges::equal(read.usages, again.usages,
                            [](const policies::SuiteRows& left, const policies::SuiteRows& right) {
                              return same(left, right);
                            });
}

// In one line and in many; `suite` is what these octets were read as.
void write_and_read_again(ByteView octets, const Result<policies::Suite>& suite) {
  const Result<JsonValue> read = formats::read_json(octets);
  if (!read.ok()) {
    demand(!suite.ok());
    return;
  }
  const Json tree = tree_of(*read);
  for (const std::string& text : {tree.written(), tree.written(2)}) {
    const Result<JsonValue> again = formats::read_json(as_bytes(text));
    demand(again.ok() && same(*read, *again));
    if (text.size() > policies::kMaxSuiteBytes) {
      continue;  // lines and their indents make it longer than it came
    }
    const auto suite_again = policies::read_suite_file("fuzz.json", as_bytes(text));
    demand(suite_again.ok() == suite.ok());
    demand(suite.ok() ? same(*suite, *suite_again)
                      : suite_again.error().code == suite.error().code);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim::policies;
  const ByteView octets(data, size);
  const Result<Suite> suite = read_suite_file("fuzz.json", octets);
  // The writer looks for each member among those before it, which 100,000 would make slow.
  constexpr std::size_t kMostWritten = 65'536;
  if (size <= kMostWritten) {
    write_and_read_again(octets, suite);
  }
  if (!suite.ok()) {
    demand(suite.error().code == ErrorCode::malformed ||
           suite.error().code == ErrorCode::limit_exceeded);
    return 0;
  }
  std::size_t rows = 0;
  for (const SuiteRows& usage : suite->usages) {
    demand(usage.digests.size() == usage.digest_places.size());
    demand(usage.keys.size() == usage.key_places.size());
    rows += usage.digests.size() + usage.keys.size();
  }
  demand(rows <= kMaxSuiteRows);
  constexpr std::string_view kPolicy =
      "schema: 1\nid: fuzz\nversion: \"1\"\nextends: base\ntitle: T\nlegal_basis: L\n"
      "algorithms: {signature: {suites: [fuzz.json]}, revocation: {suites: [fuzz.json, kz]}}\n";
  const std::vector<NamedFile> files{{"fuzz.json", to_bytes(octets), {}},
                                     {"fuzz.yaml", to_bytes(kPolicy), {}}};
  const auto one = PolicyBook::make(files, {});
  const auto two = PolicyBook::make(files, {});
  demand(one.ok() && two.ok() && (*one)->digest() == (*two)->digest());
  return 0;
}

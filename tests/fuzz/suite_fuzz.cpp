// Any octets as JSON and as a suite file: an Error, or a suite whose rows all have a place, and
// which a policy takes over the same way twice.

#include <cstdint>
#include <cstdlib>

#include "policies/policy_book.h"
#include "policies/suite_file.h"

namespace {

void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  using namespace senim::policies;
  const ByteView octets(data, size);
  const Result<Suite> suite = read_suite_file("fuzz.json", octets);
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

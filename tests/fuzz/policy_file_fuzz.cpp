// Any octets as a policy file, an agreement and a list of selection rules: an Error or a value
// whose digest is the same when it is resolved again.

#include <cstdint>
#include <cstdlib>

#include "policies/agreement_file.h"
#include "policies/policy_book.h"
#include "policies/policy_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace senim;
  using namespace senim::policies;
  const ByteView octets(data, size);
  if (Result<PolicyFile> file = read_policy_file("fuzz.yaml", octets); file.ok()) {
    PolicyFiles files{{base_file().id, base_file()}};
    const std::string id = file->id;
    files.insert_or_assign(id, std::move(file).value());
    const Result<ResolvedPolicy> one = resolve_policy(files, id);
    const Result<ResolvedPolicy> two = resolve_policy(files, id);
    if (one.ok() != two.ok() || (one.ok() && one->policy.digest() != two->policy.digest())) {
      std::abort();
    }
  }
  (void)read_agreement_file("fuzz.yaml", octets);
  if (const Result<YamlValue> value = read_yaml("fuzz.yaml", octets); value.ok()) {
    (void)read_selection(*value);
  }
  return 0;
}

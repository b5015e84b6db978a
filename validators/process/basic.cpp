#include "validators/process/basic.h"

#include <algorithm>
#include <iterator>

#include "validators/blocks/cryptographic_check.h"
#include "validators/blocks/format_checking.h"
#include "validators/blocks/signature_acceptance.h"
#include "validators/blocks/signing_certificate.h"
#include "validators/blocks/validation_context.h"

namespace senim::process {

namespace {

// spec/en319102-1.md 6: format, signer and context end the process; a failure of the cryptography
// outranks what is wrong with the certificate (step 5); acceptance has the last word.
model::Conclusion conclude(const BasicResult& result) {
  for (const blocks::BlockResult* block : {&result.format, &result.signer, &result.context,
                                           &result.cryptographic, &result.x509.block}) {
    if (!block->passed()) {
      return block->conclusion;
    }
  }
  return result.acceptance.conclusion;
}

}  // namespace

std::vector<model::CheckRecord> BasicResult::take_checks() {
  std::vector<model::CheckRecord> all;
  const auto blocks = {&format, &signer, &context, &x509.block, &cryptographic, &acceptance};
  std::size_t count = 0;
  for (const blocks::BlockResult* block : blocks) {
    count += block->checks.size();
  }
  all.reserve(count);
  for (blocks::BlockResult* block : blocks) {
    std::ranges::move(block->checks, std::back_inserter(all));
    block->checks.clear();
  }
  return all;
}

BasicResult validate_basic(const blocks::Subject& subject) {
  BasicResult result;
  result.format = blocks::format_checking(subject);
  result.signer = blocks::signing_certificate(subject);
  result.context = blocks::validation_context(subject);
  result.x509 = blocks::x509_validation(subject);
  result.cryptographic = blocks::cryptographic_check(subject);
  result.acceptance = blocks::signature_acceptance(subject, result.x509.path);
  result.conclusion = conclude(result);
  return result;
}

}  // namespace senim::process

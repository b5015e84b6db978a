#include "validators/process/basic.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "validators/blocks/cryptographic_check.h"
#include "validators/blocks/format_checking.h"
#include "validators/blocks/signature_acceptance.h"
#include "validators/blocks/signing_certificate.h"
#include "validators/blocks/validation_context.h"
#include "validators/model/rules.h"
#include "validators/process/timestamp.h"

namespace senim::process {

namespace {

namespace rules = model::rules;
using blocks::BlockResult;
using model::Level;
using model::SubIndication;

// The latest content time-stamp: the signature is younger.
std::optional<UtcTime> youngest(std::span<const TimestampFinding> content) {
  std::optional<UtcTime> latest;
  for (const TimestampFinding& one : content) {
    if (one.valid() && one.kind() == model::TimestampKind::content) {
      latest = std::max(latest.value_or(one.time()), one.time());
    }
  }
  return latest;
}

const blocks::RevocationFinding* signer_revoked(const blocks::X509Result& x509) {
  for (const blocks::RevocationFinding& finding : x509.revocation) {
    if (finding.certificate == 0 && finding.state == blocks::RevocationState::revoked) {
      return &finding;
    }
  }
  return nullptr;
}

// spec/en319102-1.md 6 steps 4 and 6: what was signed after the end of certificate or algorithm is
// bad for good, no proof of existence can help.
BlockResult content_time(const blocks::Subject& subject, const BasicResult& result,
                         UtcTime signed_after) {
  blocks::Checklist list;
  const model::Params when{{"signedAfter", to_string(signed_after)}};
  const SubIndication sub = result.x509.block.conclusion.sub;
  if (const auto* revoked = signer_revoked(result.x509);
      revoked != nullptr && sub == SubIndication::revoked_no_poe) {
    list.require(rules::kSignedBeforeRevocation, Level::fail,
                 signed_after <= *revoked->answer()->status.revoked_at, when);
  }
  if (sub == SubIndication::out_of_bounds_no_poe ||
      sub == SubIndication::out_of_bounds_not_revoked) {
    list.require(rules::kSignedBeforeExpiry, Level::fail,
                 signed_after <= subject.evidence.signing_certificate->not_after(), when);
  }
  if (result.acceptance.conclusion.sub == SubIndication::crypto_constraints_failure_no_poe) {
    const model::Assessment assessment =
        subject.policy.algorithms(subject.algorithm_usage())
            .assess(subject.evidence.signature.algorithm, subject.evidence.key_bits, subject.time);
    list.require(rules::kSignedWithReliableAlgorithm, Level::fail,
                 assessment.ok() || !assessment.until || signed_after < *assessment.until, when);
  }
  return std::move(list).pass();
}

}  // namespace

// spec/en319102-1.md 6: format, signer and context end the process; a failure of the cryptography
// outranks what is wrong with the certificate (step 5); acceptance has the last word.
void BasicResult::conclude() {
  for (const BlockResult* block : {&format, &signer, &context, &cryptographic}) {
    if (!block->passed()) {
      conclusion = block->conclusion;
      return;
    }
  }
  const bool definite = content_time.conclusion.indication == model::Indication::failed ||
                        content_time.conclusion.sub == SubIndication::crypto_constraints_failure;
  if (definite) {
    conclusion = content_time.conclusion;
    return;
  }
  conclusion = x509.block.passed() ? acceptance.conclusion : x509.block.conclusion;
}

std::vector<model::CheckRecord> BasicResult::take_checks() {
  std::vector<model::CheckRecord> all;
  const auto blocks = {&format,        &signer,     &context,     &x509.block,
                       &cryptographic, &acceptance, &content_time};
  std::size_t count = 0;
  for (const BlockResult* block : blocks) {
    count += block->checks.size();
  }
  all.reserve(count);
  for (BlockResult* block : blocks) {
    std::ranges::move(block->checks, std::back_inserter(all));
    block->checks.clear();
  }
  return all;
}

BasicResult validate_basic(const blocks::Subject& subject,
                           std::span<const TimestampFinding> content) {
  BasicResult result;
  result.format = blocks::format_checking(subject);
  result.signer = blocks::signing_certificate(subject);
  if (subject.is_signature()) {
    result.context = blocks::validation_context(subject);
  } else {
    result.context = blocks::Checklist().pass();  // spec/en319102-1.md 5.3: signatures only
  }
  result.x509 = blocks::x509_validation(subject);
  result.cryptographic = blocks::cryptographic_check(subject);
  result.acceptance = blocks::signature_acceptance(subject, result.x509.path);
  if (const auto signed_after = youngest(content)) {
    result.content_time = content_time(subject, result, *signed_after);
  }
  result.conclude();
  return result;
}

const model::CheckRecord* check_behind(const model::Conclusion& conclusion,
                                       std::span<const model::CheckRecord> checks) {
  const auto found = std::ranges::find_if(checks, [&](const model::CheckRecord& check) {
    return check.level == model::Level::fail &&
           (check.outcome == model::Outcome::failed ||
            check.outcome == model::Outcome::unsupported) &&
           check.rule->on_failure == conclusion;
  });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace senim::process

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "validators/crypto/digest.h"
#include "validators/model/submission.h"
#include "validators/process/existence.h"

// The keys of report.md 4. Everything that a verdict or a receipt depends on is in its key, each
// component with its length before it, so that no two different requests share one.

namespace senim::service {

struct VerdictBasis {
  std::string_view policy_book;     // digest
  std::string_view snapshot;        // id
  std::string_view engine_version;  // of the code that judges
  std::string_view settings;        // digest of the configuration that verdicts depend on
  std::string_view caller_scope;    // which policies this caller gets; never who he is
};
crypto::Sha256 verdict_key(const model::Submission& submission, const VerdictBasis& basis);

// Of a verdict that rests on what the archive has of this caller; nobody else gets it.
crypto::Sha256 own_verdict_key(const crypto::Sha256& verdict, std::string_view caller,
                               std::span<const process::Testimony> seen);

struct ReceiptBasis {
  std::string_view caller;         // who he is
  std::string_view document_name;  // as it stands in the receipt
  std::string_view service;        // everything else of the receipt that is not drawn anew
};
crypto::Sha256 receipt_key(const crypto::Sha256& verdict, const ReceiptBasis& basis);

}  // namespace senim::service

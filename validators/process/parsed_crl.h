#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/model/crl_lookup.h"
#include "validators/pki/crl.h"

namespace senim::process {

// What bounds a list, out of its header. malformed: an extension that is used cannot be read.
Result<model::CrlHeader> read_crl_header(const pki::Crl& crl, std::string id);

Result<model::CrlEntryFacts> facts_of(const pki::CrlEntry& entry);

// Reads entries one after another and keeps track of whose each is.
class CrlScan {
 public:
  explicit CrlScan(const pki::Crl& crl);

  // The next one; empty at the end. unsupported: it has a critical extension that nobody processes,
  // certificateIssuer in a list that is not indirect among them.
  Result<std::optional<pki::CrlEntry>> next();
  // Of the entry returned last: Name TLVs of the certificateIssuer that holds for it; empty: the
  // list's own issuer.
  const std::vector<ByteView>& issuers() const { return issuers_; }

 private:
  Status take_extensions(const pki::CrlEntry& entry);
  pki::CrlEntries entries_;
  bool indirect_ = false;
  std::vector<ByteView> issuers_;
};

// A list over octets in memory, which must outlive it: every find() is one scan.
class ParsedCrl final : public model::CrlLookup {
 public:
  // Reads the header, no entry; `id`: of the octets.
  static Result<std::shared_ptr<const ParsedCrl>> read(ByteView der, std::string id);
  const model::CrlHeader& header() const override { return header_; }
  Result<bool> verify(const crypto::PublicKey& key) const override;
  Result<std::vector<std::optional<model::CrlEntryFacts>>> find(
      std::span<const model::CrlQuestion> questions, Budget& budget) const override;

  explicit ParsedCrl(pki::Crl crl, model::CrlHeader header)
      : crl_(std::move(crl)), header_(std::move(header)) {}

 private:
  pki::Crl crl_;
  model::CrlHeader header_;
};

}  // namespace senim::process

#include "gateway/store/crl_index.h"

#include <algorithm>

#include "gateway/store/crl_index_format.h"
#include "gateway/store/record.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/pki/crl.h"
#include "validators/pki/name.h"
#include "validators/process/parsed_crl.h"

namespace senim::store {
namespace {

using namespace crl_index;
using model::CrlEntryFacts;
using model::CrlQuestion;

// Keys that a list is verified under: those of authorities that share a name
// (process/revocation_search asks 8).
constexpr std::size_t kMaxRemembered = 16;
// A block read: what ParsedCrl spends on as many entries.
constexpr std::uint64_t kElementsPerBlock = 4 * kEntriesPerBlock;

Error damage(std::string_view what) {
  return Error{ErrorCode::corrupt, "CRL index: " + std::string(what)};
}

struct StoredEntry {
  std::string_view serial;
  std::uint64_t group = 0;
  CrlEntryFacts facts;
};

bool is_reason(std::uint8_t number) { return number <= 10 && number != 7; }  // RFC 5280 5.3.1

StoredEntry read_entry(RecordReader& block) {
  StoredEntry entry;
  const std::uint8_t flags = block.u8();
  entry.serial = as_text(block.fixed(block.u8()));
  const std::uint8_t reason = block.u8();
  entry.facts.revoked_at = block.time();
  if ((flags & kHasReason) != 0 && is_reason(reason)) {
    entry.facts.reason = static_cast<pki::RevocationReason>(reason);
  }
  if ((flags & kHasInvalidity) != 0) {
    entry.facts.invalidity = block.time();
  }
  if ((flags & kHasGroup) != 0) {
    entry.group = block.u64();
  }
  return entry;
}

bool within(std::uint64_t offset, std::uint64_t size, std::uint64_t all) {
  return offset <= all && size <= all - offset;
}

}  // namespace

Result<std::shared_ptr<const CrlIndex>> CrlIndex::open(const std::filesystem::path& file) {
  SENIM_TRY(std::shared_ptr<const MappedFile> mapped, MappedFile::open(file));
  const ByteView octets = mapped->octets();
  return read(octets, std::move(mapped));
}

Result<std::shared_ptr<const CrlIndex>> CrlIndex::read(ByteView octets,
                                                       std::shared_ptr<const void> owner) {
  const std::string_view all = as_text(octets);
  if (all.size() < kTailSize || !all.ends_with(kMagic)) {
    return damage("it is cut");
  }
  std::uint64_t end_size = 0;
  for (const char octet : all.substr(all.size() - kTailSize, 8)) {
    end_size = (end_size << 8) | static_cast<std::uint8_t>(octet);
  }
  const std::size_t before_tail = all.size() - kTailSize;
  if (end_size > before_tail) {
    return damage("its end is cut");
  }
  const std::shared_ptr<CrlIndex> index(new CrlIndex());
  index->octets_ = all.substr(0, before_tail - end_size);
  index->owner_ = std::move(owner);
  index->end_ = std::string(all.substr(before_tail - end_size, end_size));
  SENIM_CHECK(index->read_end(index->end_));
  SENIM_CHECK(index->check_blocks());
  return std::shared_ptr<const CrlIndex>(index);
}

Status CrlIndex::read_end(std::string_view octets) {
  RecordReader end(kEndKey, octets, kVersion, Checksum::cache);
  std::string id(end.text());
  skeleton_ = to_bytes(end.text());
  if (const std::uint8_t code = end.u8(); code != kNoProblem) {
    problem_ = Error{static_cast<ErrorCode>(code), ""};
  }
  const std::string_view message = end.text();
  if (problem_) {
    problem_->message = std::string(message);
  }
  digest_ = end.text();
  const std::uint64_t groups = end.u64();
  for (std::uint64_t i = 0; i < groups && end.good(); ++i) {
    const std::uint64_t names = end.u64();
    groups_.emplace_back();
    for (std::uint64_t name = 0; name < names && end.good(); ++name) {
      groups_.back().push_back(end.text());
    }
  }
  const std::uint64_t message_at = end.u64();
  const std::uint64_t message_size = end.u64();
  message_digest_ = as_text(end.fixed(crypto::Sha256{}.size()));
  entries_ = end.u64();
  const std::uint64_t blocks = end.u64();
  for (std::uint64_t i = 0; i < blocks && end.good(); ++i) {
    Block block;
    block.offset = end.u64();
    block.size = end.u64();
    block.first = end.text();
    if (!within(block.offset, block.size, octets_.size())) {
      return damage("a block lies outside");
    }
    blocks_.push_back(block);
  }
  if (!end.complete() || !within(message_at, message_size, octets_.size())) {
    return damage("its end is damaged or of another version");
  }
  message_ = octets_.substr(message_at, message_size);
  SENIM_TRY(const pki::Crl crl, pki::Crl::from_der(skeleton_));
  SENIM_TRY(header_, process::read_crl_header(crl, std::move(id)));
  signature_ = crl.signature_value();
  return success();
}

Status CrlIndex::check_blocks() const {
  std::uint64_t entries = 0;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    RecordReader block(block_key(i), this->block(i), kVersion, Checksum::cache);
    const std::uint64_t count = block.u64();
    if (!block.good() || count == 0 || count > kEntriesPerBlock) {
      return damage("a block is damaged");
    }
    entries += count;
  }
  return entries == entries_ ? success() : Status(damage("entries are missing"));
}

std::string_view CrlIndex::block(std::size_t number) const {
  return octets_.substr(blocks_[number].offset, blocks_[number].size);
}

Result<bool> CrlIndex::verify(const crypto::PublicKey& key) const {
  {
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find(verified_, key.spki(), &std::pair<Bytes, bool>::first);
    if (known != verified_.end()) {
      return known->second;
    }
  }
  Result<bool> verified = compute(key);
  if (verified.ok()) {
    const std::lock_guard lock(mutex_);
    if (verified_.size() < kMaxRemembered) {
      verified_.emplace_back(key.spki(), *verified);
    }
  }
  return verified;
}

Result<bool> CrlIndex::compute(const crypto::PublicKey& key) const {
  if (!header_.algorithm_problem.empty()) {
    return Error{ErrorCode::malformed, header_.algorithm_problem};
  }
  if (!needs_message(header_.algorithm.scheme)) {
    if (digest_.empty()) {  // the reason why is the key's or the algorithm's to tell
      Result<bool> untold = crypto::verify(key, header_.algorithm, {}, signature_);
      return untold.ok() ? Result<bool>(false) : untold;
    }
    return crypto::verify_digest(key, header_.algorithm, as_bytes(digest_), signature_);
  }
  if (as_text(crypto::sha256(as_bytes(message_))) != message_digest_) {
    damaged_ = true;
    return damage("the list's octets are damaged");
  }
  return crypto::verify(key, header_.algorithm, as_bytes(message_), signature_);
}

Result<std::vector<std::optional<CrlEntryFacts>>> CrlIndex::find(
    std::span<const CrlQuestion> questions, Budget& budget) const {
  if (problem_) {
    return *problem_;
  }
  std::vector<std::optional<CrlEntryFacts>> found;
  found.reserve(questions.size());
  for (const CrlQuestion& question : questions) {
    SENIM_CHECK(budget.spend(Cost::der_elements, kElementsPerBlock));
    auto entry = look_up(question);
    if (!entry.ok()) {
      return std::move(entry).error();
    }
    found.push_back(std::move(entry).value());
  }
  return found;
}

Result<std::optional<CrlEntryFacts>> CrlIndex::look_up(const CrlQuestion& question) const {
  const std::string_view serial = as_text(question.serial);
  // Equal numbers may begin in the block before the first one that begins with it.
  std::optional<CrlEntryFacts> found;
  const auto from = std::ranges::lower_bound(blocks_, serial, {}, &Block::first);
  auto number = static_cast<std::size_t>(from - blocks_.begin());
  for (number -= number == 0 ? 0 : 1; number < blocks_.size(); ++number) {
    if (blocks_[number].first > serial) {
      break;
    }
    RecordReader block(block_key(number), this->block(number), kVersion, Checksum::cache);
    for (std::uint64_t left = block.u64(); left > 0 && block.good(); --left) {
      const StoredEntry entry = read_entry(block);
      if (!block.good() || entry.serial != serial || !is_issuer(entry.group, question.issuer)) {
        continue;
      }
      if (!found || model::counts_before(entry.facts, *found)) {
        found = entry.facts;
      }
    }
    if (!block.complete()) {
      damaged_ = true;
      return damage("a block is damaged");
    }
  }
  return found;
}

bool CrlIndex::is_issuer(std::uint64_t group, ByteView name) const {
  if (group == 0) {
    return matches(pki::Name(header_.facts.issuer), pki::Name(name));
  }
  return group <= groups_.size() &&
         std::ranges::any_of(groups_[group - 1], [&](std::string_view one) {
           return matches(pki::Name(as_bytes(one)), pki::Name(name));
         });
}

}  // namespace senim::store

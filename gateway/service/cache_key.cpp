#include "gateway/service/cache_key.h"

#include <optional>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/utc_time.h"

namespace senim::service {
namespace {

// Length-prefixed fields: ("ab", "c") and ("a", "bc") differ, and so do an absent and an empty one.
class KeyText {
 public:
  KeyText& add(std::string_view field) {
    text_ += std::to_string(field.size()) + ":" + std::string(field);
    return *this;
  }
  KeyText& optional(const std::optional<std::string>& field) {
    return field.has_value() ? add("+" + *field) : add("-");
  }
  KeyText& digest_of(ByteView octets) { return add(as_text(crypto::sha256(octets))); }
  KeyText& count(std::size_t number) { return add(std::to_string(number)); }
  crypto::Sha256 digest() const { return crypto::sha256(as_bytes(text_)); }

 private:
  std::string text_;
};

void add_detached(KeyText& key, const model::DetachedPart& part) {
  key.add(part.name);
  if (part.content.has_value()) {
    key.add("content").digest_of(*part.content);
  } else {
    key.add("digest").add(crypto::to_string(part.digest)).add(as_text(part.digest_value));
  }
}

void add_all(KeyText& key, const std::vector<Bytes>& items) {
  key.count(items.size());
  for (const Bytes& item : items) {
    key.digest_of(item);
  }
}

}  // namespace

crypto::Sha256 verdict_key(const model::Submission& submission, const VerdictBasis& basis) {
  KeyText key;
  key.add("senim-verdict/2").digest_of(submission.document).count(submission.detached.size());
  for (const model::DetachedPart& part : submission.detached) {
    add_detached(key, part);
  }
  add_all(key, submission.evidence.certificates);
  add_all(key, submission.evidence.crls);
  add_all(key, submission.evidence.ocsps);
  key.optional(submission.policy)
      .add(submission.asked_time.has_value() ? to_string(*submission.asked_time) : "now")
      .add(model::to_string(submission.purpose))
      .add(submission.recipient)
      .optional(submission.expect.iin)
      .optional(submission.expect.bin)
      .optional(submission.expect.role)
      .add(basis.policy_book)
      .add(basis.snapshot)
      .add(basis.engine_version)
      .add(basis.settings)
      .add(basis.caller_scope);
  return key.digest();
}

crypto::Sha256 own_verdict_key(const crypto::Sha256& verdict, std::string_view caller,
                               std::span<const process::Testimony> seen) {
  KeyText key;
  key.add("senim-own-verdict/1").add(as_text(verdict)).add(caller).count(seen.size());
  for (const process::Testimony& one : seen) {
    key.add(as_text(one.object)).add(to_string(one.time)).add(one.receipt);
  }
  return key.digest();
}

crypto::Sha256 receipt_key(const crypto::Sha256& verdict, const ReceiptBasis& basis) {
  return KeyText()
      .add("senim-receipt/1")
      .add(as_text(verdict))
      .add(basis.caller)
      .add(basis.document_name)
      .add(basis.service)
      .digest();
}

}  // namespace senim::service

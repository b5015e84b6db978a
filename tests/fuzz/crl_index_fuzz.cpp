// store/crl_index: the reader over any octets, with the checksum of its end put right; and over
// any list, whose index must say what the list itself says.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "gateway/store/crl_index.h"
#include "gateway/store/crl_index_format.h"
#include "validators/pki/crl.h"
#include "validators/process/parsed_crl.h"

namespace {

using namespace senim;
using store::CrlIndex;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void ask(ByteView octets) {
  const auto index = CrlIndex::read(octets, nullptr);
  if (!index.ok()) {
    return;
  }
  for (const std::size_t size : {0U, 1U, 8U, 20U}) {
    const ByteView serial = octets.first(std::min(size, octets.size()));
    const std::vector<model::CrlQuestion> questions = {{serial, (*index)->header().facts.issuer}};
    Budget budget;
    static_cast<void>((*index)->find(questions, budget));
  }
}

// Behind the checksum of the end record a mutation would never be seen.
void ask_mended(ByteView octets) {
  using namespace store::crl_index;
  std::string text(as_text(octets));
  if (text.size() < kTailSize + 9 || !text.ends_with(kMagic)) {
    return;
  }
  std::uint64_t size = 0;
  for (const char octet : text.substr(text.size() - kTailSize, 8)) {
    size = (size << 8) | static_cast<std::uint8_t>(octet);
  }
  const std::size_t before = text.size() - kTailSize;
  if (size < 9 || size > before) {
    return;
  }
  const std::string fields = text.substr(before - size + 1, size - 9);
  const std::string end =
      store::RecordWriter(kVersion).fixed(as_bytes(fields)).finish(kEndKey, store::Checksum::cache);
  text.replace(before - size, size, end);
  ask(as_bytes(text));
}

void compare(ByteView der) {
  const auto list = process::ParsedCrl::read(der, "R-0");
  static const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("senim-fuzz-crl-" + std::to_string(::getpid()));
  const Status written = store::write_crl_index(der, file);
  require(written.ok() == list.ok());
  if (!written.ok()) {
    return;
  }
  const auto index = CrlIndex::open(file);
  static_cast<void>(std::filesystem::remove(file));
  require(index.ok());
  const pki::Crl crl = pki::Crl::from_der(der).value();
  pki::CrlEntries entries = crl.entries();
  for (int i = 0; i < 100; ++i) {
    const auto entry = entries.next();
    if (!entry.ok() || !*entry) {
      return;
    }
    const std::vector<model::CrlQuestion> questions = {{(*entry)->serial, crl.issuer().der()}};
    Budget budget;
    const auto one = (*list)->find(questions, budget);
    const auto other = (*index)->find(questions, budget);
    require(one.ok() || !other.ok());  // an index may give up earlier, never later
    if (one.ok() && other.ok()) {
      require((*one)[0].has_value() == (*other)[0].has_value());
      require(!(*one)[0] || (*one)[0]->revoked_at == (*other)[0]->revoked_at);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  ask(input);
  ask_mended(input);
  compare(input);
  return 0;
}

#include "gateway/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstring>

#include "validators/base/bytes.h"

namespace senim::gateway {
namespace {

constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// The first object is the program itself; its notes hold the build id (-Wl,--build-id).
int read_note(dl_phdr_info* info, std::size_t, void* result) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) {
      continue;
    }
    // Addresses of the dynamic linker are numbers; there is no other way to the notes in memory.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* at = reinterpret_cast<const std::uint8_t*>(info->dlpi_addr + segment.p_vaddr);
    const auto* const end = at + segment.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const auto* const name = at + sizeof note;
      const auto* const value = name + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
          std::memcmp(name, "GNU", 4) == 0) {
        *static_cast<std::string*>(result) = to_hex(ByteView(value, note.n_descsz));
        return 1;
      }
      at = value + padded(note.n_descsz);
    }
  }
  return 1;  // only the first object
}

}  // namespace

std::string engine_version() {
  std::string build;
  ::dl_iterate_phdr(read_note, &build);
  return "0.1.0+" + build;
}

}  // namespace senim::gateway

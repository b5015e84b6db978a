#include "gateway/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <filesystem>
#include <vector>

#include "validators/base/bytes.h"

namespace senim::gateway {
namespace {

constexpr std::string_view kVersion = "0.1.0";

// One object of the process: the program itself, which comes first and has no name, or a library.
struct Object {
  std::string path;
  std::string build_id;  // hex; "" when it carries none
};

constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// The build id among the notes of one segment; "" when it is not there.
std::string read_notes(const std::uint8_t* at, std::size_t size) {
  const auto* const end = at + size;
  while (at + sizeof(ElfW(Nhdr)) <= end) {
    ElfW(Nhdr) note;
    std::memcpy(&note, at, sizeof note);
    const auto* const name = at + sizeof note;
    const auto* const value = name + padded(note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0) {
      return to_hex(ByteView(value, note.n_descsz));
    }
    at = value + padded(note.n_descsz);
  }
  return {};
}

int note_object(dl_phdr_info* info, std::size_t, void* result) {
  Object object;
  object.path = info->dlpi_name;
  for (int i = 0; i < info->dlpi_phnum && object.build_id.empty(); ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type == PT_NOTE) {
      // Addresses of the dynamic linker are numbers; there is no other way to the notes in memory.
      const ElfW(Addr) place = info->dlpi_addr + segment.p_vaddr;
      // NOLINTNEXTLINE(performance-no-int-to-ptr)
      const auto* const at = reinterpret_cast<const std::uint8_t*>(place);
      object.build_id = read_notes(at, segment.p_memsz);
    }
  }
  static_cast<std::vector<Object>*>(result)->push_back(std::move(object));
  return 0;
}

std::vector<Object> objects() {
  std::vector<Object> found;
  ::dl_iterate_phdr(note_object, &found);
  return found;
}

}  // namespace

std::string engine_version() {
  const std::vector<Object> found = objects();
  return std::string(kVersion) + "+" + (found.empty() ? "" : found.front().build_id);
}

std::string version_text() {
  std::string text = "senim " + engine_version() + "\n";
  for (const Object& object : objects()) {
    std::error_code problem;
    // libxml2.so.2 is a link to libxml2.so.2.9.14: the file's own name tells the version.
    const std::filesystem::path file = std::filesystem::canonical(object.path, problem);
    if (!problem && !object.path.empty()) {
      text.append("  ").append(file.filename().string());
      text.append(object.build_id.empty() ? "" : " " + object.build_id).append("\n");
    }
  }
  return text;
}

}  // namespace senim::gateway

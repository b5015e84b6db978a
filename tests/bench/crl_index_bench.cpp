// A large list: what it costs until it can be asked, beside hashing it alone. Goals of issue 4, for
// 22 MB, 420,000 entries, signed with GOST: at most 2x hashing + 0.2 s; under 16 MB of anonymous
// memory meanwhile, under 12 MB afterwards; there again at once; a lookup under 20 us.

#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>

#include "gateway/demo/der_writer.h"
#include "gateway/store/crl_index.h"
#include "tests/support/judging.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/digest.h"
#include "validators/pki/crl.h"

using namespace senim;

namespace {

constexpr std::size_t kEntries = 420'000;
constexpr double kMegabyte = 1 << 20;

double seconds(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Anonymous memory of this process that is resident, in octets.
double anonymous() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) {
      return std::stod(line.substr(8)) * 1024;
    }
  }
  return 0;
}

class Peak {
 public:
  Peak() : thread_([this] { watch(); }) {}
  double end() {
    stop_ = true;
    thread_.join();
    return most_;
  }

 private:
  void watch() {
    while (!stop_) {
      most_ = std::max(most_, anonymous());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  std::atomic<bool> stop_{false};
  double most_ = 0;
  std::thread thread_;
};

Bytes random_serial(std::mt19937_64& random) {
  Bytes serial(20);
  for (std::uint8_t& octet : serial) {
    octet = static_cast<std::uint8_t>(random());
  }
  serial[0] = static_cast<std::uint8_t>(0x40 | (serial[0] & 0x3f));
  return serial;
}

// As nca_gost_2022.crl of June 2026 (spec/domain.md 1.3), 22 MB: serial numbers of 20 octets, a
// date and, nearly always, a reason.
Bytes large_list(const demo::Party& issuer) {
  namespace der = demo::der;
  std::mt19937_64 random(1);
  Bytes entries;
  const Bytes reason = der::sequence(
      {der::sequence({der::oid(Oid("2.5.29.21")), der::octet_string(der::tlv(0x0a, Bytes{1}))})});
  const Bytes date = der::time(test::at("2026-05-01T00:00:00Z"));
  for (std::size_t i = 0; i < kEntries; ++i) {
    const Bytes serial = der::integer(random_serial(random));
    const Bytes entry =
        i % 24 == 0 ? der::sequence({serial, date}) : der::sequence({serial, date, reason});
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  const Bytes algorithm = issuer.key.algorithm_identifier();
  const Bytes tbs =
      der::sequence({der::integer(std::int64_t{1}), algorithm, issuer.name,
                     der::time(test::at("2026-05-31T00:00:00Z")),
                     der::time(test::at("2026-06-01T03:00:00Z")), der::tlv(0x30, entries)});
  return der::sequence({tbs, algorithm, der::bit_string(issuer.key.sign(tbs))});
}

bool good = true;
void goal(const char* what, double value, double most, const char* unit) {
  const bool held = value <= most;
  good = good && held;
  std::printf("%-44s %10.3f %-3s (goal %.3f)%s\n", what, value, unit, most, held ? "" : "  MISSED");
}

double lookup_seconds(const store::CrlIndex& index, int times) {
  std::mt19937_64 random(1);  // the list's own numbers first, then others
  const Bytes issuer = index.header().facts.issuer;
  int found = 0;
  const double taken = seconds([&] {
    for (int i = 0; i < times; ++i) {
      const Bytes serial = random_serial(random);
      const std::vector<model::CrlQuestion> question = {{serial, issuer}};
      Budget budget;
      found += index.find(question, budget).value()[0].has_value() ? 1 : 0;
    }
  });
  good = good && found == times;
  return taken / times;
}

}  // namespace

int main() {
  const demo::Party& issuer = test::test_pki(demo::KeyKind::kz_2015_512).ca;
  const auto folder =
      std::filesystem::temp_directory_path() / ("senim-bench-crl-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  {
    const Bytes list = large_list(issuer);
    std::ofstream(folder / "list", std::ios::binary)
        .write(reinterpret_cast<const char*>(list.data()),
               static_cast<std::streamsize>(list.size()));
    std::printf("list of %zu entries, %.1f MB\n", kEntries,
                static_cast<double>(list.size()) / kMegabyte);
  }
  ::malloc_trim(0);
  const auto mapped = store::MappedFile::open(folder / "list").value();
  double hashing = 1e9;
  for (int i = 0; i < 3; ++i) {
    hashing = std::min(
        hashing, seconds([&] {
          const pki::Crl crl = pki::Crl::from_der(mapped->octets()).value();
          good = good && crypto::digest(crypto::DigestAlgorithm::streebog512, crl.tbs()).ok();
        }));
  }
  const double before = anonymous();
  Peak peak;
  std::shared_ptr<const store::CrlIndex> index;
  const double loading = seconds([&] {
    good = good && store::write_crl_index(mapped->octets(), folder / "index").ok();
    index = store::CrlIndex::open(folder / "index").value();
    good = good && index->verify(test::certificate(issuer).key().value()).value();
  });
  const double most = peak.end() - before;
  ::malloc_trim(0);
  const double after = anonymous() - before;
  std::printf("hashing it alone %.3f s, index of %.1f MB\n", hashing,
              static_cast<double>(std::filesystem::file_size(folder / "index")) / kMegabyte);
  goal("until it can be asked, signature included", loading, 2 * hashing + 0.2, "s");
  goal("anonymous memory meanwhile", most / kMegabyte, 16, "MB");
  goal("anonymous memory afterwards", after / kMegabyte, 12, "MB");
  index.reset();
  goal("open again after a restart",
       seconds([&] { index = store::CrlIndex::open(folder / "index").value(); }) * 1e3, 50, "ms");
  goal("a lookup", lookup_seconds(*index, 100'000) * 1e6, 20, "us");
  std::filesystem::remove_all(folder);
  return good ? 0 : 1;
}

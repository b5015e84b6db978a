#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/validators/process/court.h"

// Random changes of signed documents and what must hold of each (threats.md, "mutation"): the seed
// is fixed; the keys of the tests are new in each run, so a finding brings its document along.

namespace senim::process::test {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }  // limit > 0
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

// How many mutations of each packaging, from which seed: what `./dev test` runs by default, or
// SENIM_MUTATIONS and SENIM_MUTATION_SEED of the environment for a long hunt (threats.md: 1e8
// before a release).
struct Rounds {
  std::size_t each;
  std::uint32_t seed = 20261124;
};
Rounds rounds(std::size_t each);

// Octets: flips, values, deletions, insertions, repetitions, swaps, truncations, and splices with
// `other`, another signed document.
Bytes mutated_octets(Bytes document, ByteView other, Random& random);
// The tree of TLVs with elements repeated, removed, swapped, replaced by or joined with those of
// `other`; lengths follow. Both must be BER.
Bytes mutated_tlvs(ByteView document, ByteView other, Random& random);
// The same for elements and attributes of XML text as demo::make_xades writes it, with comments,
// instructions and wrappings.
std::string mutated_elements(std::string document, std::string_view other, Random& random);

// What a signature that passes stands for: threats.md allows a pass only where this is known.
struct Signed {
  std::string signer;  // its certificate
  Bytes octets;        // that the value is over: signed attributes, SignedInfo, or the content
  std::vector<Bytes> digests;
  friend bool operator==(const Signed&, const Signed&) = default;
};

// Judges changed documents and keeps what must not be.
class Watch {
 public:
  explicit Watch(std::string name) : name_(std::move(name)) {}
  // A good document: all of its signatures must pass.
  void learn(const Ruling& ruling);
  // False when a signature passes that was not learnt, or without a proper error.
  void look(const Ruling& ruling, ByteView document, std::size_t number);
  void surprise(ByteView document, std::size_t number, const std::string& what);

  std::size_t looked() const { return looked_; }
  std::size_t passed() const { return passed_; }
  std::string surprises() const { return surprises_; }
  std::string summary() const;

 private:
  bool is_known(const Ruling& ruling, std::size_t signature) const;
  std::string name_;
  std::vector<Signed> known_;
  std::size_t looked_ = 0;
  std::size_t passed_ = 0;
  std::size_t refused_ = 0;  // no verdict at all
  std::string surprises_;
};

}  // namespace senim::process::test

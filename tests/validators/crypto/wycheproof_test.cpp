#include <zlib.h>

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/corpus.h"
#include "tests/support/octets.h"
#include "validators/crypto/public_key.h"

// The Wycheproof vectors of the corpus, when it is there. Each must come out as stated; those it
// calls "acceptable" as the table of validators/crypto/README.md says.

using namespace senim;
using namespace senim::crypto;
using nlohmann::json;
using senim::test::from_hex;

namespace {

json read_vectors(const std::filesystem::path& path) {
  ::gzFile file = ::gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string text;
  std::array<char, 65536> piece{};
  for (int read = 0; (read = ::gzread(file, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(read));
  }
  ::gzclose(file);
  return json::parse(text);
}

SignatureAlgorithm algorithm_of(const std::string& file, const json& group) {
  SignatureAlgorithm algorithm;
  algorithm.digest = digest_by_name(group.value("sha", ""));
  if (file.starts_with("rsa_pss")) {
    algorithm.scheme = SignatureScheme::rsa_pss;
    algorithm.pss = PssParameters{algorithm.digest, digest_by_name(group.value("mgfSha", "")),
                                  group.value("sLen", 0U)};
  } else if (file.starts_with("rsa_signature")) {
    algorithm.scheme = SignatureScheme::rsa_pkcs1;
  } else if (file.starts_with("ecdsa")) {
    algorithm.scheme = SignatureScheme::ecdsa;
    algorithm.encoding =
        file.find("p1363") != std::string::npos ? ValueEncoding::plain : ValueEncoding::der;
  } else if (file.starts_with("dsa")) {
    algorithm.scheme = SignatureScheme::dsa;
  } else {
    REQUIRE(file.starts_with("ed"));
    algorithm.scheme = SignatureScheme::eddsa;
  }
  return algorithm;
}

// validators/crypto/README.md: both acceptable kinds are refused.
bool stated(const json& vector) { return vector.at("result") == "valid"; }

struct Tally {
  int vectors = 0;
  int wrong = 0;
};

Tally run(const std::filesystem::path& path) {
  Tally tally;
  const std::string file = path.filename().string();
  const json vectors = read_vectors(path);
  for (const json& group : vectors.at("testGroups")) {
    const Result<PublicKey> key =
        PublicKey::from_spki(from_hex(group.at("publicKeyDer").get<std::string>()));
    REQUIRE(key.ok());
    const SignatureAlgorithm algorithm = algorithm_of(file, group);
    REQUIRE(supported(algorithm));
    for (const json& vector : group.at("tests")) {
      const Result<bool> answer =
          verify(*key, algorithm, from_hex(vector.at("msg").get<std::string>()),
                 from_hex(vector.at("sig").get<std::string>()));
      ++tally.vectors;
      if (!answer.ok() || *answer != stated(vector)) {
        ++tally.wrong;
        UNSCOPED_INFO(file << " " << vector.at("tcId") << " " << vector.at("comment"));
      }
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("Wycheproof signature vectors come out as stated", "[crypto][corpus]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(*corpus / "certpath" / "wycheproof")) {
    const Tally tally = run(entry.path());
    CAPTURE(entry.path().filename());
    CHECK(tally.vectors > 80);
    CHECK(tally.wrong == 0);
    ++files;
  }
  CHECK(files >= 17);
}

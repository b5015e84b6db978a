#include "trustlists/certificate_folder.h"

#include <catch2/catch.hpp>

#include "tests/support/test_pki.h"
#include "tests/trustlists/list_signer.h"
#include "validators/crypto/base64.h"

using namespace senim;
using namespace senim::test;
using trustlists::NamedOctets;

namespace {

std::string pem(ByteView der) {
  return "-----BEGIN CERTIFICATE-----\n" + crypto::to_base64(der) + "\n-----END CERTIFICATE-----\n";
}

struct Folder {
  Bytes root = test_pki().root.certificate;
  std::string both = pem(test_pki().root.certificate) + pem(test_pki().ca.certificate);
  std::vector<NamedOctets> files{{"root.cer", root}, {"both.pem", as_bytes(both)}};
  pki::Fingerprint root_pin = fingerprint(test_pki().root.certificate);
  pki::Fingerprint ca_pin = fingerprint(test_pki().ca.certificate);
  pki::Certificate::Pool pool;
};

}  // namespace

TEST_CASE("pinned certificates are taken once and the others are left out", "[trustlists]") {
  Folder folder;
  const std::vector<pki::Fingerprint> pins{folder.root_pin};
  const auto read = trustlists::pinned_certificates(folder.files, pins, folder.pool);
  REQUIRE(read.ok());
  REQUIRE(read->certificates.size() == 1);
  CHECK(read->certificates.front().fingerprint() == folder.root_pin);
  CHECK(read->left_out == 1);
}

TEST_CASE("a pinned certificate that no file holds is an error", "[trustlists]") {
  Folder folder;
  std::vector<pki::Fingerprint> pins{folder.root_pin, folder.ca_pin};
  CHECK(trustlists::pinned_certificates(folder.files, pins, folder.pool).ok());
  pins.back().at(31) ^= 1U;
  CHECK(trustlists::pinned_certificates(folder.files, pins, folder.pool).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("nothing is taken from a folder with an unreadable file", "[trustlists]") {
  Folder folder;
  const std::vector<pki::Fingerprint> pins{folder.root_pin};
  const Bytes cut(folder.root.begin(), folder.root.end() - 1);
  folder.files.push_back({"cut.cer", cut});
  CHECK_FALSE(trustlists::pinned_certificates(folder.files, pins, folder.pool).ok());
  CHECK_FALSE(trustlists::given_certificates(folder.files, folder.pool).ok());
}

TEST_CASE("without pins a folder anchors nothing", "[trustlists]") {
  Folder folder;
  const auto read = trustlists::pinned_certificates(folder.files, {}, folder.pool);
  REQUIRE(read.ok());
  CHECK(read->certificates.empty());
  CHECK(read->left_out == 2);
}

TEST_CASE("certificates given by hand are all taken", "[trustlists]") {
  Folder folder;
  const auto read = trustlists::given_certificates(folder.files, folder.pool);
  REQUIRE(read.ok());
  CHECK(read->certificates.size() == 2);
  CHECK(read->left_out == 0);
}

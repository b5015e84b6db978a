// Lists and answers of other projects in the corpus (certpath): iText's lists for some kinds of
// certificates, each as its test says (CRLValidatorTest#crlContainsOnly*), and certvalidator's two
// OCSP answers, which one responder with two certificates gave.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"

namespace senim::process {
namespace {

using blocks::RevocationState;
using senim::test::at;
using senim::test::read_file;
using test::ChainCase;

pki::Certificate certificate_of(const std::filesystem::path& file) {
  return pki::Certificate::from_der(test::pem_blocks(as_text(read_file(file))).at(0).second)
      .value();
}

}  // namespace

TEST_CASE("iText's lists say of a signer what their scope allows", "[suites]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const auto folder = *corpus / "certpath" / "CRLValidatorTest" / "issuingDistributionPointTest";
  const pki::Certificate root = certificate_of(folder / "root.pem");
  const model::Policy policy = test::policy_of("");
  const auto state = [&](const char* list, std::string_view time) {
    const ChainCase chain{certificate_of(folder / "sign.pem"), {root}, {root},
                          {read_file(folder / list)},          {},     at(time)};
    return judge_status(chain, policy);
  };
  CHECK(state("onlyUser.crl", "2024-03-01T00:00:00Z") == RevocationState::good);
  CHECK(state("onlyUser.crl", "2024-05-23T23:59:59Z") == RevocationState::good);
  CHECK(state("onlyUser.crl", "2024-05-24T00:00:00Z") == RevocationState::stale);
  for (const char* other : {"onlyCA.crl", "onlyAttr.crl"}) {
    CAPTURE(other);
    // The certificate names where its list is, and this one is none for it.
    CHECK(state(other, "2024-03-01T00:00:00Z") == RevocationState::unreachable);
  }
}

TEST_CASE("certvalidator's answers hold for their chain and for their ten minutes", "[suites]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const auto folder = *corpus / "certpath" / "pyhanko-certvalidator" / "multitasking-ocsp";
  const Bytes of_signer = read_file(folder / "ocsp-resp-alice.der");
  const Bytes of_ca = read_file(folder / "ocsp-resp-interm.der");
  const model::Policy policy = test::policy_of("");
  const auto judged = [&](std::vector<Bytes> answers, std::string_view time) {
    const pki::Certificate root = certificate_of(folder / "root.cert.pem");
    const ChainCase chain{certificate_of(folder / "alice.cert.pem"),
                          {certificate_of(folder / "interm.cert.pem"), root},
                          {root},
                          {},
                          std::move(answers),
                          at(time)};
    return judge_chain(chain, policy);
  };
  constexpr std::string_view kThen = "2021-08-19T12:20:00Z";
  const model::Conclusion later{model::Indication::indeterminate, model::SubIndication::try_later};
  const auto good = judged({of_signer, of_ca}, kThen);
  CAPTURE(good.text());
  CHECK(good.passed());
  CHECK(judged({of_ca, of_signer}, kThen).passed());
  // Each is about one certificate; the chain names where the other's status is to be had.
  CHECK(judged({of_signer}, kThen).conclusion == later);
  CHECK(judged({of_ca}, kThen).conclusion == later);
  CHECK(judged({of_signer, of_ca}, "2021-08-19T12:28:05Z").conclusion == later);
  Bytes changed = of_signer;
  changed[changed.size() / 2] ^= 1;
  CHECK_FALSE(judged({changed, of_ca}, kThen).passed());
}

}  // namespace senim::process

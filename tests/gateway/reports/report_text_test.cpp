#include "gateway/reports/report_text.h"

#include <catch2/catch.hpp>

using namespace senim;

TEST_CASE("control characters never reach the terminal", "[reports]") {
  CHECK(reports::safe_text("a\x1b[31mb\n\x7f") == "a\\x1b[31mb\\x0a\\x7f");
  CHECK(reports::safe_text("\xc2\x9b"
                           "31m") == "\\x9b31m");
  CHECK(reports::safe_text("\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9") ==
        "\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9");
}

TEST_CASE("the answer comes first, then the signer, then why", "[reports]") {
  model::Verdict verdict;
  verdict.status = model::DocumentStatus::not_confirmed;
  verdict.reason = model::Reason{"value-valid", {{"name", ""}, {"problem", "x"}}, ""};
  model::SignatureVerdict signature;
  signature.signer.emplace();
  signature.signer->name = "Owner";
  verdict.signatures = {signature};
  const std::string text = reports::report_text("evil\x1b.p7m", verdict);
  CAPTURE(text);
  CHECK(text.starts_with("evil\\x1b.p7m: NOT CONFIRMED\n"));
  const std::size_t signer = text.find("    signer: Owner\n");
  const std::size_t why = text.find("\n  why: value-valid (problem x)\n");
  REQUIRE(signer != std::string::npos);
  REQUIRE(why != std::string::npos);
  CHECK(signer < why);
}

TEST_CASE("a person reads what can be done and what the signature is worth", "[reports]") {
  model::Verdict verdict;
  verdict.status = model::DocumentStatus::not_confirmed;
  verdict.reason = model::Reason{"reference-digest", {}, "S-1"};
  verdict.reason->remedy = "get-original";
  model::SignatureVerdict signature;
  signature.qualification = model::Qualification{};
  signature.qualification->scheme = "eu";
  signature.qualification->level = "not-AdES";
  signature.agreement = model::AgreementFacts{};
  signature.agreement->id = "kz-ee";
  signature.agreement->relying = "KZ";
  signature.agreement->level = "not-EDS";
  verdict.signatures = {signature};
  const std::string text = reports::report_text("a.p7m", verdict);
  CHECK(text.find("\n  what to do: obtain the document as it was signed") != std::string::npos);
  CHECK(text.find("\n    worth: not-AdES (eu)\n") != std::string::npos);
  CHECK(text.find("\n    by agreement kz-ee: not-EDS in KZ\n") != std::string::npos);
}

TEST_CASE("a person reads who signed, as what and with which algorithm", "[reports]") {
  model::Verdict verdict;
  model::SignatureVerdict signature;
  signature.signature_algorithm = "GOST R 34.10-2012 with GOST R 34.11-2012-512";
  signature.algorithm_oid = "1.2.643.7.1.1.3.3";
  signature.key_bits = 512;
  model::SignerFacts signer;
  signer.name = "Owner";
  signer.identifiers = {{"bin", "150440345052"}, {"iin", "850101768426\x1b"}};
  signer.owner = "person-of-organisation";
  signer.roles = {"1.2.398.3.3.4.1.2.1", "1.2.3"};
  signer.key_purpose = "signing";
  signature.signer = signer;
  verdict.signatures = {signature};
  const std::string text = reports::report_text("file", verdict);
  CAPTURE(text);
  for (const char* line :
       {"    signer: Owner\n", "      identifiers: bin 150440345052, iin 850101768426\\x1b\n",
        "      owner: person-of-organisation\n",
        "      roles: first-head (1.2.398.3.3.4.1.2.1), 1.2.3\n", "      key purpose: signing\n",
        ", GOST R 34.10-2012 with GOST R 34.11-2012-512 (1.2.643.7.1.1.3.3), 512 bits\n"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(text.find("classes of tools") == std::string::npos);
}

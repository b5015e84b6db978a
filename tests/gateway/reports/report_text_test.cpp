#include "gateway/reports/report_text.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "validators/base/utf8.h"

using namespace senim;

TEST_CASE("control characters never reach the terminal", "[reports]") {
  CHECK(reports::safe_text("a\x1b[31mb\n\x7f") == "a\\x1b[31mb\\x0a\\x7f");
  CHECK(reports::safe_text("\xc2\x9b"
                           "31m") == "\\x9b31m");
  CHECK(reports::safe_text("\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9") ==
        "\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9");
}

// attack6 A16: a name with one of them is shown as another name, or on two lines.
TEST_CASE("characters that nobody sees are shown", "[reports][attack]") {
  const auto shown = [](std::string_view text) { return reports::safe_text(text); };
  const std::array<std::pair<std::uint32_t, std::string>, 27> unseen = {{
      {0x00ad, "\\u00ad"}, {0x034f, "\\u034f"},      {0x061c, "\\u061c"},      {0x180e, "\\u180e"},
      {0x200b, "\\u200b"}, {0x200e, "\\u200e"},      {0x200f, "\\u200f"},      {0x2028, "\\u2028"},
      {0x2029, "\\u2029"}, {0x202a, "\\u202a"},      {0x202b, "\\u202b"},      {0x202c, "\\u202c"},
      {0x202d, "\\u202d"}, {0x202e, "\\u202e"},      {0x2060, "\\u2060"},      {0x2066, "\\u2066"},
      {0x2067, "\\u2067"}, {0x2068, "\\u2068"},      {0x2069, "\\u2069"},      {0x206f, "\\u206f"},
      {0x3164, "\\u3164"}, {0xfe0f, "\\ufe0f"},      {0xfeff, "\\ufeff"},      {0xfff9, "\\ufff9"},
      {0x85, "\\x85"},     {0x1d173, "\\U0001d173"}, {0xe0041, "\\U000e0041"},
  }};
  for (const auto& [code, escaped] : unseen) {
    std::string text = "a";
    append_utf8(text, code);
    CHECK(shown(text + "b") == "a" + escaped + "b");
  }
  CHECK(shown("a\xe2\x80") == "a\\xe2\\x80");  // cut off, and octets that are no character
  CHECK(shown("\xff\x9b") == "\\xff\\x9b");
  // Neighbours: those beside each range, spaces that are seen, letters, an emoji.
  for (const std::uint32_t code :
       {0xacU, 0xaeU, 0x2010U, 0x2027U, 0x202fU, 0x205fU, 0x2070U, 0xfdffU, 0xfe10U, 0x4e2dU,
        0x5d0U, 0x627U, 0x1f600U, 0x10ffffU, kReplacementCharacter}) {
    std::string text;
    append_utf8(text, code);
    CAPTURE(code);
    CHECK(shown(text) == text);
  }
  model::Verdict verdict;
  model::SignatureVerdict signature;
  signature.signer.emplace();
  signature.signer->name = "OWNER\xe2\x80\xa8  signature S-2: TOTAL_PASSED\xe2\x80\xae";
  verdict.signatures = {signature};
  CHECK(reports::report_text("a.p7m", verdict)
            .find("    signer: OWNER\\u2028  signature S-2: TOTAL_PASSED\\u202e\n") !=
        std::string::npos);
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

#include "gateway/reports/report_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_pki.h"
#include "validators/model/rules.h"

using namespace senim;
using Json = nlohmann::json;

namespace {

// A verdict with every member set.
model::Verdict full_verdict() {
  model::Verdict verdict;
  verdict.status = model::DocumentStatus::not_confirmed;
  verdict.reason = model::Reason{"value-valid", {{"algorithm", "RSA with SHA-256"}}, "S-1"};
  verdict.validation_time = test::at("2026-11-24T10:00:00Z");
  verdict.asked_time = test::at("2026-11-23T10:00:00Z");
  verdict.fresh_until = test::at("2026-11-24T10:15:00Z");
  verdict.basis = {"book",
                   "snapshot",
                   {{"list", "KZ", 7, test::at("2026-11-01T00:00:00Z"),
                     test::at("2027-01-01T00:00:00Z"), "digest", "fresh"}}};
  verdict.document = {model::DocumentKind::cms, 5, "ab"};
  model::SignatureVerdict signature;
  signature.id = "S-1";
  signature.parent = "S-0";
  signature.policy = {"base", "1", "d"};
  signature.conclusion = {model::Indication::failed, model::SubIndication::sig_crypto_failure};
  signature.integrity.references = "intact";
  signature.integrity.value = model::ValueState::invalid;
  signature.integrity.coverage = model::Coverage::whole;
  signature.integrity.changes = {{"page 1", "annotation", false}};
  signature.authenticity.outcome = model::AspectConclusion::Outcome::refuted;
  signature.claimed_signing_time = test::at("2026-11-22T10:00:00Z");
  signature.best_signature_time = test::at("2026-11-24T10:00:00Z");
  signature.signer = model::SignerFacts{
      "ff", "CN=Signer", "KZ", {{"iin", "1"}}, "individual", {"head"}, "signing", "kz", {}, {}, {},
      {},   {},          {}};
  signature.digest_algorithm = "SHA-256";
  signature.signature_algorithm = "RSA with SHA-256";
  signature.algorithm_oid = "1.2.3";
  signature.key_bits = 2048;
  signature.scope = {{"", model::SignedScope::Kind::full, crypto::DigestAlgorithm::sha256, {0xab}}};
  signature.chain = {"ff"};
  signature.anchor = model::AnchorFacts{"list",    "KZ",      "provider",
                                        "service", "granted", test::at("2020-01-01T00:00:00Z")};
  model::TimestampVerdict timestamp;
  timestamp.id = "T-1";
  timestamp.kind = model::TimestampKind::signature;
  timestamp.time = test::at("2026-11-22T10:00:01Z");
  signature.timestamps = {timestamp};
  model::RevocationFacts revocation;
  revocation.certificate = "ff";
  revocation.status = "unreachable";
  revocation.endpoint = "http://ocsp.example/";
  signature.revocation = {revocation};
  signature.checks = {{&model::rules::kFormatStructure,
                       model::Level::ignore,
                       model::Outcome::ignored,
                       {{"a", "b"}}}};
  verdict.signatures = {signature};
  const auto certificate = pki::Certificate::from_der(test::test_pki().leaf.certificate).value();
  verdict.certificates.emplace(to_hex(certificate.fingerprint()), certificate);
  return verdict;
}

}  // namespace

TEST_CASE("every member of the contract has its name and spelling", "[reports]") {
  const Json json = Json::parse(reports::verdict_json(full_verdict()));
  CHECK(json["status"] == "not_confirmed");
  CHECK(json["reason"] == Json({{"code", "value-valid"},
                                {"params", {{"algorithm", "RSA with SHA-256"}}},
                                {"object", "S-1"}}));
  CHECK(json["validationTime"] == "2026-11-24T10:00:00Z");
  CHECK(json["askedTime"] == "2026-11-23T10:00:00Z");
  CHECK(json["freshUntil"] == "2026-11-24T10:15:00Z");
  CHECK(json["basis"]["snapshot"]["lists"][0]["sequence"] == 7);
  CHECK(json["document"] == Json({{"kind", "CMS"}, {"size", 5}, {"sha256", "ab"}}));
  const Json& signature = json["signatures"][0];
  CHECK(signature["indication"] == "TOTAL_FAILED");
  CHECK(signature["subIndication"] == "SIG_CRYPTO_FAILURE");
  CHECK(signature["integrity"]["value"] == "invalid");
  CHECK(signature["integrity"]["changes"][0]["kind"] == "annotation");
  CHECK(signature["conclusions"]["authenticity"]["outcome"] == "refuted");
  CHECK(signature["conclusions"]["belonging"]["outcome"] == "undetermined");
  CHECK(signature["algorithms"] == Json({{"digest", "SHA-256"},
                                         {"digestOid", "2.16.840.1.101.3.4.2.1"},
                                         {"signature", "RSA with SHA-256"},
                                         {"keyBits", 2048},
                                         {"oid", "1.2.3"}}));
  CHECK(signature["scope"][0]["digest"] == Json({{"alg", "SHA-256"}, {"value", "ab"}}));
  CHECK(signature["timestamps"][0]["indication"] == "INDETERMINATE");
  CHECK(signature["timestamps"][0]["value"] == "unchecked");
  CHECK(signature["revocation"][0]["endpoint"] == "http://ocsp.example/");
  CHECK(signature["checks"][0]["level"] == "inform");
  CHECK(signature["checks"][0]["outcome"] == "ignored");
  const Json& certificate = json["certificates"].begin().value();
  CHECK(certificate["serial"] == "3");
  CHECK(certificate["country"] == "KZ");
  CHECK(certificate["keyAlgorithmOid"] == "1.2.840.10045.2.1");
}

TEST_CASE("the signer block says what his certificate states of him", "[reports]") {
  model::Verdict verdict;
  model::SignatureVerdict signature;
  model::SignerFacts signer;
  signer.certificate = "ab";
  signer.name = "Owner";
  signer.identifiers = {{"iin", "850101768426"}};
  signer.owner = "individual";
  signer.roles = {"1.2.398.3.3.4.1.1"};
  signer.key_purpose = "signing";
  signer.profile = "kz";
  signer.policies = {"1.2.398.3.3.2"};
  signer.key_stores = {"1.2.398.3.3.5.1.1"};
  signature.signer = signer;
  verdict.signatures = {signature};
  const auto written = [&] {
    return Json::parse(reports::verdict_json(verdict))["signatures"][0]["signer"];
  };
  CHECK(written() == Json({{"certificate", "ab"},
                           {"name", "Owner"},
                           {"identifiers", {{"iin", "850101768426"}}},
                           {"owner", "individual"},
                           {"roles", {"1.2.398.3.3.4.1.1"}},
                           {"keyPurpose", "signing"},
                           {"profile", "kz"},
                           {"policies", {"1.2.398.3.3.2"}},
                           {"keyStores", {"1.2.398.3.3.5.1.1"}}}));
  auto& facts = *verdict.signatures[0].signer;
  facts.tool_classes = {"KC1", "KC2"};
  facts.sign_tool = "tool";
  facts.issuer_tools = {"a", "b", "c", "d"};
  facts.qualified.emplace();
  facts.qualified->compliance = true;
  facts.qualified->types = {"esign"};
  facts.qualified->pds = {{"https://ca.example", "en"}};
  facts.qualified->limit = {"EUR", 5, 3};
  facts.qualified->retention_years = 10;
  facts.qualified->semantics = {Oid("0.4.0.194121.1.1")};
  CHECK(written()["tools"] ==
        Json({{"classes", {"KC1", "KC2"}}, {"owner", "tool"}, {"issuer", {"a", "b", "c", "d"}}}));
  CHECK(written()["statements"] ==
        Json({{"readable", true},
              {"qcCompliance", true},
              {"qcSscd", false},
              {"types", {"esign"}},
              {"legislation", Json::array()},
              {"pds", Json::array({{{"url", "https://ca.example"}, {"language", "en"}}})},
              {"limit", {{"currency", "EUR"}, {"amount", 5}, {"exponent", 3}}},
              {"retentionYears", 10},
              {"semantics", {"0.4.0.194121.1.1"}}}));
}

TEST_CASE("the report names list, service, status and since when for both times", "[reports]") {
  model::Verdict verdict = full_verdict();
  const auto since = test::at("2020-01-01T00:00:00Z");
  model::Qualification qualification;
  qualification.scheme = "eu";
  qualification.level = "AdESig-QC";
  qualification.at = test::at("2026-11-22T10:00:01Z");
  qualification.issuance.at = test::at("2026-02-01T00:00:00Z");
  qualification.issuance.quality = "qualified";
  qualification.issuance.type = "esign";
  qualification.issuance.service =
      model::AnchorFacts{"ee", "EE", "provider", "service", "granted", since};
  qualification.signing.at = qualification.at;
  qualification.signing.remarks = {"no-listed-service"};
  CHECK_FALSE(
      Json::parse(reports::verdict_json(verdict))["signatures"][0].contains("qualification"));
  verdict.signatures[0].qualification = qualification;
  verdict.signatures[0].timestamps[0].qualification = qualification;
  const Json json = Json::parse(reports::verdict_json(verdict));
  const Json expected{{"scheme", "eu"},
                      {"level", "AdESig-QC"},
                      {"at", "2026-11-22T10:00:01Z"},
                      {"issuance",
                       {{"at", "2026-02-01T00:00:00Z"},
                        {"quality", "qualified"},
                        {"type", "esign"},
                        {"device", false},
                        {"service",
                         {{"source", "ee"},
                          {"territory", "EE"},
                          {"provider", "provider"},
                          {"service", "service"},
                          {"status", "granted"},
                          {"since", "2020-01-01T00:00:00Z"}}}}},
                      {"signing",
                       {{"at", "2026-11-22T10:00:01Z"},
                        {"quality", "unknown"},
                        {"type", "unknown"},
                        {"device", false},
                        {"remarks", {"no-listed-service"}}}}};
  CHECK(json["signatures"][0]["qualification"] == expected);
  CHECK(json["signatures"][0]["timestamps"][0]["qualification"] == expected);
}

TEST_CASE("the report names the agreement and what can be done", "[reports]") {
  model::Verdict verdict = full_verdict();
  verdict.reason->remedy = "sign-again";
  verdict.reason->remedy_params = {{"algorithm", "RSA"}};
  model::AgreementFacts agreement;
  agreement.id = "kz-ee";
  agreement.since = test::at("2026-01-01T00:00:00Z");
  agreement.relying = "KZ";
  agreement.level = "EDS";
  CHECK_FALSE(Json::parse(reports::verdict_json(verdict))["signatures"][0].contains("agreement"));
  verdict.signatures[0].agreement = agreement;
  Json json = Json::parse(reports::verdict_json(verdict));
  CHECK(json["reason"]["remedy"] ==
        Json({{"code", "sign-again"}, {"params", {{"algorithm", "RSA"}}}}));
  const Json& written = json["signatures"][0]["agreement"];
  CHECK(written["id"] == "kz-ee");
  CHECK(written["since"] == "2026-01-01T00:00:00Z");
  CHECK_FALSE(written.contains("until"));
  CHECK(written["relying"] == "KZ");
  CHECK(written["level"] == "EDS");
  CHECK(written["signing"]["quality"] == "unknown");
  verdict.signatures[0].agreement->until = test::at("2027-01-01T00:00:00Z");
  json = Json::parse(reports::verdict_json(verdict));
  CHECK(json["signatures"][0]["agreement"]["until"] == "2027-01-01T00:00:00Z");
}

TEST_CASE("a member that has no value is absent and never null", "[reports]") {
  model::Verdict verdict;
  model::SignatureVerdict signature;
  verdict.signatures = {signature};
  const std::string text = reports::verdict_json(verdict);
  CHECK(text.find("null") == std::string::npos);
  const Json json = Json::parse(text);
  for (const char* member : {"reason", "askedTime"}) {
    CHECK_FALSE(json.contains(member));
  }
  for (const char* member : {"parent", "subIndication", "claimedSigningTime", "signer", "anchor",
                             "packaging", "qualification"}) {
    CHECK_FALSE(json["signatures"][0].contains(member));
  }
  for (const char* member :
       {"timestamps", "evidenceRecords", "revocation", "checks", "scope", "chain"}) {
    CHECK(json["signatures"][0][member].is_array());
  }
}

TEST_CASE("the report holds the verdict's bytes as they are", "[reports]") {
  const std::string verdict = reports::verdict_json(full_verdict());
  reports::Receipt receipt{
      "id", "17", test::at("2026-11-24T10:00:01Z"), "Senim", "aa", "", "contract.p7m", "", true};
  const std::string report = reports::report_json(receipt, verdict);
  CHECK(report.find("\"verdict\":" + verdict + "}") != std::string::npos);
  const Json json = Json::parse(report);
  CHECK(json["format"] == "senim-report/1");
  CHECK(json["receipt"]["serial"] == "17");
  CHECK(json["receipt"]["issuedAt"] == "2026-11-24T10:00:01Z");
  CHECK(json["receipt"]["service"] == Json({{"name", "Senim"}, {"certificate", "aa"}}));
  CHECK(json["receipt"]["document"]["name"] == "contract.p7m");
  CHECK(json["receipt"]["demo"] == true);
  CHECK_FALSE(Json::parse(reports::report_json(verdict)).contains("receipt"));
}

TEST_CASE("the same verdict gives the same bytes and octets that are not UTF-8 are replaced",
          "[reports]") {
  model::Verdict verdict = full_verdict();
  CHECK(reports::verdict_json(verdict) == reports::verdict_json(full_verdict()));
  verdict.signatures[0].signer->name = "CN=\xff\x01\"";
  const Json json = Json::parse(reports::verdict_json(verdict));
  CHECK(json["signatures"][0]["signer"]["name"] == "CN=\xef\xbf\xbd\x01\"");
}

TEST_CASE("a batch line is a report or an error with its code", "[reports]") {
  const Json line = Json::parse(reports::batch_line("a b.p7m", "{}"));
  CHECK(line ==
        Json({{"file", "a b.p7m"}, {"format", "senim-report/1"}, {"verdict", Json::object()}}));
  const Json error = Json::parse(reports::batch_error("x", {ErrorCode::unsupported, "PDF"}));
  CHECK(error ==
        Json({{"file", "x"}, {"error", {{"code", "unsupported-format"}, {"message", "PDF"}}}}));
}

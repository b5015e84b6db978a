#include "gateway/reports/report_json.h"

#include "validators/base/oid.h"
#include "validators/crypto/base64.h"
#include "validators/formats/json_writer.h"

namespace senim::reports {
namespace {

using formats::Json;
using namespace model;

void put_time(Json& object, const char* member, const std::optional<UtcTime>& time) {
  if (time) {
    object[member] = to_string(*time);
  }
}

void put_text(Json& object, const char* member, std::string_view text) {
  if (!text.empty()) {
    object[member] = text;
  }
}

template <typename T, typename Writer>
void put(Json& object, const char* member, const std::optional<T>& value, Writer writer) {
  if (value) {
    object[member] = writer(*value);
  }
}

template <typename T, typename Writer>
Json list_json(const std::vector<T>& values, Writer writer) {
  Json list = Json::array();
  for (const T& value : values) {
    list.push_back(writer(value));
  }
  return list;
}

// Names and values, in their order.
template <typename Pairs>
Json map_json(const Pairs& pairs) {
  Json object = Json::object();
  for (const auto& [name, value] : pairs) {
    object[name] = value;
  }
  return object;
}

Json check_json(const CheckRecord& check) {
  Json object;
  object["id"] = check.rule->id;
  object["clause"] = check.rule->clause;
  object["block"] = to_string(check.rule->block);
  // A check at level ignore was not run; the contract knows three levels, and its outcome says
  // the rest.
  object["level"] = to_string(check.level == Level::ignore ? Level::inform : check.level);
  object["outcome"] = to_string(check.outcome);
  if (!check.params.empty()) {
    object["params"] = map_json(check.params);
  }
  return object;
}

std::string_view coverage_name(Coverage coverage) {
  switch (coverage) {
    case Coverage::whole:
      return "whole";
    case Coverage::partial:
      return "partial";
    case Coverage::revision:
      return "revision";
  }
  return "partial";
}

Json change_json(const Integrity::Change& change) {
  Json object;
  object["object"] = change.object;
  object["kind"] = change.kind;
  object["allowed"] = change.allowed;
  return object;
}

Json integrity_json(const Integrity& integrity) {
  Json object;
  object["references"] = integrity.references;
  object["value"] = to_string(integrity.value);
  object["coverage"] = coverage_name(integrity.coverage);
  object["modified"] = integrity.modified;
  if (!integrity.changes.empty()) {
    object["changes"] = list_json(integrity.changes, change_json);
  }
  return object;
}

std::string_view outcome_name(AspectConclusion::Outcome outcome) {
  switch (outcome) {
    case AspectConclusion::Outcome::undetermined:
      return "undetermined";
    case AspectConclusion::Outcome::confirmed:
      return "confirmed";
    case AspectConclusion::Outcome::refuted:
      return "refuted";
  }
  return "undetermined";
}

Json aspect_json(const AspectConclusion& aspect) {
  Json object;
  object["outcome"] = outcome_name(aspect.outcome);
  object["checks"] = aspect.checks;
  return object;
}

std::string_view imprint_name(ParsedTimestamp::Imprint imprint) {
  switch (imprint) {
    case ParsedTimestamp::Imprint::matches:
      return "matches";
    case ParsedTimestamp::Imprint::differs:
      return "differs";
    case ParsedTimestamp::Imprint::no_data:
      return "no_data";
    case ParsedTimestamp::Imprint::unchecked:
      return "unchecked";
  }
  return "unchecked";
}

void put_conclusion(Json& object, const Conclusion& conclusion, std::string_view indication) {
  object["indication"] = indication;
  put_text(object, "subIndication", to_string(conclusion.sub));
}

Json anchor_json(const AnchorFacts& anchor) {
  Json object;
  object["source"] = anchor.source;
  object["territory"] = anchor.territory;
  object["provider"] = anchor.provider;
  object["service"] = anchor.service;
  object["status"] = anchor.status;
  put_time(object, "since", anchor.since);
  return object;
}

// What the lists made of the certificate at one of two times.
Json quality_json(const QualityFacts& facts) {
  Json object;
  object["at"] = to_string(facts.at);
  object["quality"] = facts.quality;
  object["type"] = facts.type;
  object["device"] = facts.device;
  put(object, "service", facts.service, anchor_json);
  if (!facts.remarks.empty()) {
    object["remarks"] = facts.remarks;
  }
  return object;
}

Json qualification_json(const Qualification& qualification) {
  Json object;
  object["scheme"] = qualification.scheme;
  object["level"] = qualification.level;
  object["at"] = to_string(qualification.at);
  object["issuance"] = quality_json(qualification.issuance);
  object["signing"] = quality_json(qualification.signing);
  return object;
}

Json agreement_json(const AgreementFacts& agreement) {
  Json object;
  object["id"] = agreement.id;
  object["since"] = to_string(agreement.since);
  put_time(object, "until", agreement.until);
  object["relying"] = agreement.relying;
  object["level"] = agreement.level;
  object["issuance"] = quality_json(agreement.issuance);
  object["signing"] = quality_json(agreement.signing);
  return object;
}

Json timestamp_json(const TimestampVerdict& timestamp) {
  Json object;
  object["id"] = timestamp.id;
  object["kind"] = to_string(timestamp.kind);
  put_time(object, "time", timestamp.time);
  put_text(object, "policy", timestamp.policy);
  put_text(object, "serial", timestamp.serial);
  put_text(object, "tsa", timestamp.tsa);
  put_conclusion(object, timestamp.conclusion, block_name(timestamp.conclusion.indication));
  object["imprint"] = imprint_name(timestamp.imprint);
  object["value"] = to_string(timestamp.value);
  object["covers"] = timestamp.covers;
  put(object, "qualification", timestamp.qualification, qualification_json);
  object["chain"] = timestamp.chain;
  object["checks"] = list_json(timestamp.checks, check_json);
  return object;
}

Json evidence_record_json(const EvidenceRecordVerdict& record) {
  Json object;
  object["id"] = record.id;
  object["format"] = record.format;
  put_conclusion(object, record.conclusion, block_name(record.conclusion.indication));
  object["integrity"] = integrity_json(record.integrity);
  put_time(object, "poe", record.poe);
  object["covers"] = record.covers;
  object["timestamps"] = list_json(record.timestamps, timestamp_json);
  return object;
}

// EN 319 412-5, as stated by the authority.
Json statements_json(const pki::QualifiedStatements& stated) {
  Json object;
  object["readable"] = stated.readable;
  object["qcCompliance"] = stated.compliance;
  object["qcSscd"] = stated.sscd;
  object["types"] = stated.types;
  object["legislation"] = stated.legislation;
  object["pds"] = list_json(stated.pds, [](const pki::QualifiedStatements::Pds& pds) {
    return Json{{"url", pds.url}, {"language", pds.language}};
  });
  if (stated.limit) {
    object["limit"] = {{"currency", stated.limit->currency},
                       {"amount", stated.limit->amount},
                       {"exponent", stated.limit->exponent}};
  }
  if (stated.retention_years) {
    object["retentionYears"] = *stated.retention_years;
  }
  object["semantics"] =
      list_json(stated.semantics, [](const Oid& semantics) { return semantics.dotted(); });
  return object;
}

// Russia, FSB order 795: classes, the owner's tool, the authority's tools and papers.
Json tools_json(const SignerFacts& signer) {
  Json object;
  object["classes"] = signer.tool_classes;
  put_text(object, "owner", signer.sign_tool);
  object["issuer"] = signer.issuer_tools;
  return object;
}

Json signer_json(const SignerFacts& signer) {
  Json object;
  object["certificate"] = signer.certificate;
  object["name"] = signer.name;
  put_text(object, "country", signer.country);
  object["identifiers"] = map_json(signer.identifiers);
  object["owner"] = signer.owner;
  object["roles"] = signer.roles;
  object["keyPurpose"] = signer.key_purpose;
  object["profile"] = signer.profile;
  object["policies"] = signer.policies;
  object["keyStores"] = signer.key_stores;
  if (!signer.tool_classes.empty() || !signer.sign_tool.empty() || !signer.issuer_tools.empty()) {
    object["tools"] = tools_json(signer);
  }
  put(object, "statements", signer.qualified, statements_json);
  return object;
}

std::string_view scope_name(SignedScope::Kind kind) {
  switch (kind) {
    case SignedScope::Kind::full:
      return "full";
    case SignedScope::Kind::partial:
      return "partial";
    case SignedScope::Kind::digest:
      return "digest";
    case SignedScope::Kind::signature:
      return "signature";
    case SignedScope::Kind::archived:
      return "archived";
  }
  return "partial";
}

Json scope_json(const SignedScope& scope) {
  Json object;
  object["name"] = scope.name;
  object["kind"] = scope_name(scope.kind);
  if (!scope.value.empty()) {
    object["digest"] = Json::object();
    object["digest"]["alg"] = crypto::to_string(scope.digest);
    object["digest"]["value"] = to_hex(scope.value);
  }
  return object;
}

Json revocation_json(const RevocationFacts& facts) {
  Json object;
  object["certificate"] = facts.certificate;
  object["kind"] = facts.kind;
  put_text(object, "from", facts.from);
  object["status"] = facts.status;
  put_text(object, "reason", facts.reason);
  put_time(object, "revokedAt", facts.revoked_at);
  put_time(object, "thisUpdate", facts.this_update);
  put_time(object, "nextUpdate", facts.next_update);
  put_time(object, "producedAt", facts.produced_at);
  put_text(object, "endpoint", facts.endpoint);
  return object;
}

Json algorithms_json(const SignatureVerdict& signature) {
  Json object;
  put_text(object, "digest", signature.digest_algorithm);
  put_text(object, "digestOid",
           crypto::digest_oid(crypto::digest_by_name(signature.digest_algorithm)).dotted());
  object["signature"] = signature.signature_algorithm;
  if (signature.key_bits != 0) {
    object["keyBits"] = signature.key_bits;
  }
  put_text(object, "oid", signature.algorithm_oid);
  return object;
}

Json signature_json(const SignatureVerdict& signature) {
  Json object;
  object["id"] = signature.id;
  put_text(object, "parent", signature.parent);
  object["policy"] = {{"id", signature.policy.id},
                      {"version", signature.policy.version},
                      {"digest", signature.policy.digest}};
  put(object, "agreement", signature.agreement, agreement_json);
  object["direction"] = signature.direction;
  object["format"] = to_string(signature.format);
  object["level"] = to_string(signature.level);
  put_text(object, "packaging", to_string(signature.packaging));
  put_conclusion(object, signature.conclusion, signature_name(signature.conclusion.indication));
  object["integrity"] = integrity_json(signature.integrity);
  object["conclusions"] = {{"authenticity", aspect_json(signature.authenticity)},
                           {"belonging", aspect_json(signature.belonging)},
                           {"immutability", aspect_json(signature.immutability)}};
  put_time(object, "claimedSigningTime", signature.claimed_signing_time);
  object["bestSignatureTime"] = to_string(signature.best_signature_time);
  object["bestSignatureTimeFrom"] = signature.best_signature_time_from;
  put(object, "signer", signature.signer, signer_json);
  put(object, "qualification", signature.qualification, qualification_json);
  object["algorithms"] = algorithms_json(signature);
  object["scope"] = list_json(signature.scope, scope_json);
  object["chain"] = signature.chain;
  put(object, "anchor", signature.anchor, anchor_json);
  object["timestamps"] = list_json(signature.timestamps, timestamp_json);
  object["evidenceRecords"] = list_json(signature.evidence_records, evidence_record_json);
  object["revocation"] = list_json(signature.revocation, revocation_json);
  object["checks"] = list_json(signature.checks, check_json);
  return object;
}

// Lower-case hex without leading zeros, as report.md 1 wants serial numbers.
std::string serial_text(ByteView octets) {
  const std::string hex = to_hex(octets);
  const std::size_t first = hex.find_first_not_of('0');
  return first == std::string::npos ? "0" : hex.substr(first);
}

Json certificate_json(const pki::Certificate& certificate) {
  static const Oid country_oid("2.5.4.6");
  Json object;
  object["subject"] = certificate.subject().text();
  object["issuer"] = certificate.issuer().text();
  object["serial"] = serial_text(certificate.serial());
  object["notBefore"] = to_string(certificate.not_before());
  object["notAfter"] = to_string(certificate.not_after());
  if (const auto country = certificate.subject().attribute(country_oid)) {
    object["country"] = *country;
  }
  object["keyAlgorithm"] = certificate.key().ok() ? certificate.key()->name() : "unusable key";
  if (certificate.key().ok()) {
    object["keyAlgorithmOid"] = certificate.key()->algorithm().dotted();
  }
  object["der"] = crypto::to_base64(certificate.der());
  return object;
}

Json list_basis_json(const ListBasis& list) {
  Json object;
  object["source"] = list.source;
  object["territory"] = list.territory;
  if (list.sequence) {
    object["sequence"] = *list.sequence;
  }
  put_time(object, "issued", list.issued);
  put_time(object, "nextUpdate", list.next_update);
  object["digest"] = list.digest;
  object["state"] = list.state;
  return object;
}

Json basis_json(const Basis& basis) {
  Json object;
  object["policyBook"] = basis.policy_book;
  object["snapshot"] = Json::object();
  object["snapshot"]["id"] = basis.snapshot;
  object["snapshot"]["lists"] = list_json(basis.lists, list_basis_json);
  return object;
}

Json reason_json(const Reason& reason) {
  Json object;
  object["code"] = reason.code;
  if (!reason.params.empty()) {
    object["params"] = map_json(reason.params);
  }
  put_text(object, "object", reason.object);
  if (!reason.remedy.empty()) {
    object["remedy"] = {{"code", reason.remedy}};
    if (!reason.remedy_params.empty()) {
      object["remedy"]["params"] = map_json(reason.remedy_params);
    }
  }
  return object;
}

Json receipt_json(const Receipt& receipt) {
  Json object;
  object["id"] = receipt.id;
  object["serial"] = receipt.serial;
  object["issuedAt"] = to_string(receipt.issued_at);
  object["service"] = {{"name", receipt.service_name},
                       {"certificate", receipt.service_certificate}};
  put_text(object["service"], "policy", receipt.service_policy);
  if (!receipt.document_name.empty()) {
    object["document"] = {{"name", receipt.document_name}};
  }
  put_text(object, "transaction", receipt.transaction);
  if (receipt.demo) {
    object["demo"] = true;
  }
  return object;
}

}  // namespace

std::string verdict_json(const Verdict& verdict) {
  Json object;
  object["status"] = to_string(verdict.status);
  put(object, "reason", verdict.reason, reason_json);
  object["validationTime"] = to_string(verdict.validation_time);
  put_time(object, "askedTime", verdict.asked_time);
  object["freshUntil"] = to_string(verdict.fresh_until);
  object["basis"] = basis_json(verdict.basis);
  object["document"] = {{"kind", to_string(verdict.document.kind)},
                        {"size", verdict.document.size},
                        {"sha256", verdict.document.sha256}};
  object["signatures"] = list_json(verdict.signatures, signature_json);
  object["timestamps"] = list_json(verdict.timestamps, timestamp_json);
  object["evidenceRecords"] = list_json(verdict.evidence_records, evidence_record_json);
  Json certificates = Json::object();
  for (const auto& [fingerprint, certificate] : verdict.certificates) {
    certificates[fingerprint] = certificate_json(certificate);
  }
  object["certificates"] = std::move(certificates);
  return object.written();
}

std::string report_json(const Receipt& receipt, std::string_view verdict_bytes) {
  return R"({"format":"senim-report/1","receipt":)" + receipt_json(receipt).written() +
         R"(,"verdict":)" + std::string(verdict_bytes) + "}";
}

std::string report_json(std::string_view verdict_bytes) {
  return R"({"format":"senim-report/1","verdict":)" + std::string(verdict_bytes) + "}";
}

std::string batch_line(std::string_view file, std::string_view verdict_bytes) {
  return R"({"file":)" + Json(file).written() + R"(,"format":"senim-report/1","verdict":)" +
         std::string(verdict_bytes) + "}";
}

std::string batch_error(std::string_view file, const Error& error) {
  Json object;
  object["file"] = file;
  object["error"] = Json::object();
  object["error"]["code"] = to_string(error.code);
  object["error"]["message"] = error.message;
  return object.written();
}

}  // namespace senim::reports

#include "gateway/http/validation_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/http/guard.h"
#include "gateway/http/multipart.h"
#include "validators/crypto/base64.h"
#include "validators/formats/json_reader.h"
#include "validators/process/signer_facts.h"

namespace senim::http {
namespace {

using formats::JsonValue;
using formats::read_json;
using model::Purpose;

constexpr std::array<std::string_view, 3> kLanguages = {"kk", "ru", "en"};
const JsonValue::Array kNoValues;

Error malformed(std::string message) { return Error{ErrorCode::malformed, std::move(message)}; }

// Members by name, and an error for those that nobody asked for.
class Members {
 public:
  static Result<Members> of(const JsonValue& value, std::string where,
                            const std::vector<std::string_view>& allowed) {
    const JsonValue::Object* object = value.object();
    if (object == nullptr) {
      return malformed(where + " is not an object");
    }
    for (const auto& [name, unused] : *object) {
      if (std::ranges::find(allowed, name) == allowed.end()) {
        where.append(" has an unknown member \"").append(name).append("\"");
        return malformed(std::move(where));
      }
    }
    return Members(value, std::move(where));
  }
  const JsonValue* find(std::string_view name) const { return object_->find(name); }
  Result<std::optional<std::string>> text(std::string_view name) const {
    const JsonValue* value = find(name);
    if (value == nullptr) {
      return std::optional<std::string>();
    }
    if (value->text() == nullptr) {
      return malformed(where_ + "." + std::string(name) + " is not a string");
    }
    return std::optional<std::string>(*value->text());
  }
  Result<std::string> needed_text(std::string_view name) const {
    SENIM_TRY(std::optional<std::string> value, text(name));
    if (!value.has_value()) {
      return malformed(where_ + "." + std::string(name) + " is missing");
    }
    return std::move(*value);
  }
  Result<const JsonValue::Array*> list(std::string_view name) const {
    const JsonValue* value = find(name);
    if (value == nullptr) {
      return &kNoValues;
    }
    if (value->array() == nullptr) {
      return malformed(where_ + "." + std::string(name) + " is not an array");
    }
    if (value->array()->size() > kMaxSupplied) {
      return Error{ErrorCode::limit_exceeded, where_ + "." + std::string(name) + " has more than " +
                                                  std::to_string(kMaxSupplied) + " entries"};
    }
    return value->array();
  }
  const std::string& where() const { return where_; }

 private:
  Members(const JsonValue& object, std::string where)
      : object_(&object), where_(std::move(where)) {}
  const JsonValue* object_;
  std::string where_;
};

Result<Bytes> base64(std::string_view text, const std::string& where) {
  Result<Bytes> octets = crypto::from_base64(text);
  if (!octets.ok()) {
    return malformed(where + " is not base64");
  }
  return octets;
}

Result<Bytes> hex(std::string_view text, const std::string& where) {
  std::optional<Bytes> octets = read_hex(text);
  if (!octets || octets->empty() || to_hex(*octets) != text) {
    return malformed(where + " is not lower-case hex");
  }
  return std::move(*octets);
}

// Of a document or detached part. A surface encodes what it writes all the same; what no file
// system and no person needs in a name is not let in (JSON and multipart alike; the guard refuses
// it in a query).
Result<std::string> name_of(std::string name) {
  if (name.size() > kMaxNameOctets) {
    return Error{ErrorCode::limit_exceeded,
                 "a name has more than " + std::to_string(kMaxNameOctets) + " octets"};
  }
  if (!is_plain_text(name)) {
    return malformed("a name has control characters");
  }
  return name;
}

// A territory as the trust lists write it; a caller may write it as ISO 3166 does, which lists and
// agreements do not (Greece GR, the United Kingdom GB): else no agreement with it would be found.
Result<std::string> recipient_of(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() != 2 || !std::all_of(text.begin(), text.end(), capital)) {
    return malformed("recipient is no territory of two letters like RU");
  }
  return process::territory_of(std::string(text));
}

Result<Purpose> purpose_of(std::string_view text) {
  for (const Purpose purpose :
       {Purpose::check, Purpose::accept, Purpose::forward, Purpose::archive}) {
    if (text == model::to_string(purpose)) {
      return purpose;
    }
  }
  return malformed("purpose is none of check, accept, forward, archive");
}

Result<UtcTime> time_of(std::string_view text) {
  Result<UtcTime> time = parse_utc(text);
  return time.ok() ? std::move(time) : malformed("at is not an RFC 3339 time");
}

// What all three ways have in common.
Status set_policy(std::string policy, model::Submission& submission) {
  if (policy.empty()) {
    return malformed("policy is empty");
  }
  submission.policy = std::move(policy);
  return success();
}

Status read_digest(const JsonValue& value, model::DetachedPart& part) {
  SENIM_TRY(const Members digest, Members::of(value, "digest", {"alg", "value"}));
  SENIM_TRY(const std::string name, digest.needed_text("alg"));
  SENIM_TRY(const std::string text, digest.needed_text("value"));
  part.digest = crypto::digest_by_name(name);
  if (part.digest == crypto::DigestAlgorithm::unknown) {
    return malformed("digest.alg is unknown");
  }
  SENIM_TRY(part.digest_value, hex(text, "digest.value"));
  const std::size_t size = crypto::digest_size(part.digest);
  if (size != 0 && part.digest_value.size() != size) {
    return malformed("digest.value does not have the length of its algorithm");
  }
  return success();
}

Status read_detached(const JsonValue& value, ParsedRequest& parsed) {
  SENIM_TRY(const Members members, Members::of(value, "detached", {"name", "content", "digest"}));
  model::DetachedPart part;
  SENIM_TRY(std::optional<std::string> name, members.text("name"));
  SENIM_TRY(part.name, name_of(std::move(name).value_or("")));
  SENIM_TRY(const std::optional<std::string> content, members.text("content"));
  const JsonValue* digest = members.find("digest");
  if (content.has_value() == (digest != nullptr)) {
    return malformed("a detached part has either content or digest");
  }
  if (digest != nullptr) {
    SENIM_CHECK(read_digest(*digest, part));
  } else {
    SENIM_TRY(Bytes octets, base64(*content, "detached.content"));
    part.content = parsed.owned.emplace_back(std::move(octets));
  }
  parsed.request.submission.detached.push_back(std::move(part));
  return success();
}

Status read_evidence(const JsonValue& value, model::SuppliedEvidence& evidence) {
  SENIM_TRY(const Members members,
            Members::of(value, "evidence", {"certificates", "crls", "ocsps"}));
  const std::array<std::pair<std::string_view, std::vector<Bytes>*>, 3> kinds = {
      {{"certificates", &evidence.certificates},
       {"crls", &evidence.crls},
       {"ocsps", &evidence.ocsps}}};
  for (const auto& [name, into] : kinds) {
    SENIM_TRY(const JsonValue::Array* list, members.list(name));
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string* text = (*list)[i].text();
      const std::string where = "evidence." + std::string(name) + "[" + std::to_string(i) + "]";
      if (text == nullptr) {
        return malformed(where + " is not a string");
      }
      SENIM_TRY(Bytes octets, base64(*text, where));
      into->push_back(std::move(octets));
    }
  }
  return success();
}

Status read_expectations(const JsonValue& value, model::Expectations& expect) {
  SENIM_TRY(const Members members, Members::of(value, "expect", {"iin", "bin", "role"}));
  SENIM_TRY(expect.iin, members.text("iin"));
  SENIM_TRY(expect.bin, members.text("bin"));
  SENIM_TRY(expect.role, members.text("role"));
  return success();
}

// Texts are made elsewhere (design.md 1); the language is only checked.
Status read_language(const Members& members) {
  SENIM_TRY(std::optional<std::string> language, members.text("language"));
  const std::string asked = std::move(language).value_or("en");
  if (std::ranges::find(kLanguages, asked) == kLanguages.end()) {
    return malformed("language is none of kk, ru, en");
  }
  return success();
}

// Everything of the JSON request but the document's content.
Status read_request(const Members& members, ParsedRequest& parsed) {
  model::Submission& submission = parsed.request.submission;
  SENIM_TRY(const JsonValue::Array* detached, members.list("detached"));
  for (const JsonValue& part : *detached) {
    SENIM_CHECK(read_detached(part, parsed));
  }
  SENIM_TRY(std::optional<std::string> policy, members.text("policy"));
  if (policy.has_value()) {
    SENIM_CHECK(set_policy(std::move(*policy), submission));
  }
  SENIM_TRY(const std::optional<std::string> at, members.text("at"));
  if (at.has_value()) {
    SENIM_TRY(submission.asked_time, time_of(*at));
  }
  SENIM_TRY(const std::optional<std::string> purpose, members.text("purpose"));
  if (purpose.has_value()) {
    SENIM_TRY(submission.purpose, purpose_of(*purpose));
  }
  SENIM_TRY(const std::optional<std::string> recipient, members.text("recipient"));
  if (recipient.has_value()) {
    SENIM_TRY(submission.recipient, recipient_of(*recipient));
  }
  if (const JsonValue* expect = members.find("expect")) {
    SENIM_CHECK(read_expectations(*expect, submission.expect));
  }
  if (const JsonValue* evidence = members.find("evidence")) {
    SENIM_CHECK(read_evidence(*evidence, submission.evidence));
  }
  return read_language(members);
}

const std::vector<std::string_view> kRequestMembers = {"document", "detached", "policy",
                                                       "at",       "purpose",  "recipient",
                                                       "expect",   "evidence", "language"};

Status finish(const ParsedRequest& parsed) {
  if (parsed.request.submission.document.empty()) {
    return malformed("the document is missing or empty");
  }
  // A form can bring some as parts of its own and some in its request: one limit for both.
  if (parsed.request.submission.detached.size() > kMaxSupplied) {
    return Error{ErrorCode::limit_exceeded,
                 "more than " + std::to_string(kMaxSupplied) +
                     " detached parts, those of the form and of its request together"};
  }
  // Nothing else asks who will rely on it: a caller who names somebody means that agreement.
  const model::Submission& submission = parsed.request.submission;
  if (!submission.recipient.empty() && submission.purpose != Purpose::forward) {
    return malformed("recipient goes with purpose forward only");
  }
  return success();
}

// As long as a whole JSON request may be, whatever the form around it may hold (design.md 8).
Status read_request_part(const Part& part, std::uint64_t limit, ParsedRequest& parsed) {
  if (part.content.size() > limit) {
    return Error{ErrorCode::limit_exceeded,
                 "the part request is longer than " + std::to_string(limit) + " octets"};
  }
  SENIM_TRY(const JsonValue value, read_json(part.content));
  SENIM_TRY(const Members members, Members::of(value, "request", kRequestMembers));
  if (const JsonValue* document = members.find("document")) {
    SENIM_TRY(const Members named, Members::of(*document, "document", {"name"}));
    SENIM_TRY(std::string name, named.needed_text("name"));
    SENIM_TRY(parsed.request.document_name, name_of(std::move(name)));
  }
  return read_request(members, parsed);
}

}  // namespace

Result<ParsedRequest> parse_json_request(ByteView body) {
  SENIM_TRY(const JsonValue value, read_json(body));
  SENIM_TRY(const Members members, Members::of(value, "request", kRequestMembers));
  const JsonValue* document = members.find("document");
  if (document == nullptr) {
    return malformed("request.document is missing");
  }
  SENIM_TRY(const Members described, Members::of(*document, "document", {"name", "content"}));
  ParsedRequest parsed;
  SENIM_TRY(std::optional<std::string> name, described.text("name"));
  SENIM_TRY(parsed.request.document_name, name_of(std::move(name).value_or("")));
  SENIM_TRY(const std::string content, described.needed_text("content"));
  SENIM_TRY(Bytes octets, base64(content, "document.content"));
  parsed.request.submission.document = parsed.owned.emplace_back(std::move(octets));
  SENIM_CHECK(read_request(members, parsed));
  SENIM_CHECK(finish(parsed));
  return parsed;
}

Result<ParsedRequest> parse_multipart_request(ByteView body, std::string_view boundary,
                                              const BodyLimits& limits) {
  SENIM_TRY(const std::vector<Part> parts, read_multipart(body, boundary));
  ParsedRequest parsed;
  bool document = false;
  bool request = false;
  for (const Part& part : parts) {
    SENIM_TRY(std::string name, name_of(part.file_name));
    if (part.name == "document" && !std::exchange(document, true)) {
      parsed.request.submission.document = part.content;
      if (parsed.request.document_name.empty()) {
        parsed.request.document_name = std::move(name);
      }
    } else if (part.name == "detached") {
      model::DetachedPart detached;
      detached.name = std::move(name);
      detached.content = part.content;
      parsed.request.submission.detached.push_back(std::move(detached));
    } else if (part.name == "request" && !std::exchange(request, true)) {
      SENIM_CHECK(read_request_part(part, limits.structured, parsed));
    } else {
      return malformed("a part is neither document, detached nor request, or stands twice");
    }
  }
  SENIM_CHECK(finish(parsed));
  return parsed;
}

Result<ParsedRequest> parse_raw_request(ByteView body, const Fields& query) {
  ParsedRequest parsed;
  model::Submission& submission = parsed.request.submission;
  submission.document = body;
  for (const auto& [name, value] : query) {
    if (name == "name") {
      SENIM_TRY(parsed.request.document_name, name_of(value));
    } else if (name == "policy") {
      SENIM_CHECK(set_policy(value, submission));
    } else if (name == "at") {
      SENIM_TRY(submission.asked_time, time_of(value));
    } else if (name == "purpose") {
      SENIM_TRY(submission.purpose, purpose_of(value));
    } else if (name == "recipient") {
      SENIM_TRY(submission.recipient, recipient_of(value));
    } else {
      return malformed("unknown query parameter");
    }
  }
  SENIM_CHECK(finish(parsed));
  return parsed;
}

Result<ParsedRequest> parse_validation_request(const Request& request, const BodyLimits& limits) {
  const std::string content_type = request.head.header("content-type");
  const std::string type = media_type(content_type);
  const bool structured = type == "application/json" || type == "multipart/form-data";
  if (structured && !request.head.query.empty()) {
    return malformed("query parameters go with a raw document only");
  }
  if (type == "application/json") {
    return parse_json_request(request.body);
  }
  if (type == "multipart/form-data") {
    return parse_multipart_request(request.body, media_parameter(content_type, "boundary"), limits);
  }
  return parse_raw_request(request.body, request.head.query);
}

}  // namespace senim::http

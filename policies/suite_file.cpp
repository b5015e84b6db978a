#include "policies/suite_file.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "validators/base/oid.h"
#include "validators/crypto/algorithms.h"
#include "validators/formats/json_reader.h"

namespace senim::policies {

namespace {

using crypto::DigestAlgorithm;
using crypto::KeyFamily;
using crypto::SignatureScheme;
using formats::JsonValue;
using model::AlgorithmUsage;
using model::DigestRow;
using model::KeyRow;

constexpr std::size_t kMaxText = 1'000;    // names are shown in one line
constexpr unsigned kMaxBits = 65'536;      // as in a policy file
constexpr std::size_t kMaxName = 100;      // of a file
constexpr std::size_t kMaxShownName = 64;  // of an unknown member

// --- values with their place --------------------------------------------------------------------

using Names = std::initializer_list<std::string_view>;

std::string listed(Names names) {
  std::string text;
  for (const std::string_view name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

class Node {
 public:
  Node(const JsonValue& value, const std::string& file, std::string path)
      : value_(&value), file_(&file), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  Error error(std::string_view problem, ErrorCode code = ErrorCode::malformed) const {
    return {code, *file_ + ": " + (path_.empty() ? "" : path_ + ": ") + std::string(problem)};
  }

  // An object with all of `required`, some of `optional` and nothing else.
  Status object(Names required, Names optional) const {
    const bool several = required.size() != 0 && optional.size() != 0;
    const std::string allowed = listed(required) + (several ? ", " : "") + listed(optional);
    if (!value_->is(JsonValue::Kind::object)) {
      return wrong("an object; members allowed here: " + allowed);
    }
    for (const formats::JsonMember& member : *value_->object()) {
      const auto is = [&member](std::string_view name) { return name == member.name; };
      if (std::none_of(required.begin(), required.end(), is) &&
          std::none_of(optional.begin(), optional.end(), is)) {
        return error("unknown member '" + member.name.substr(0, kMaxShownName) +
                     "'; members allowed here: " + allowed);
      }
    }
    for (const std::string_view name : required) {
      if (value_->find(name) == nullptr) {
        return error("the member '" + std::string(name) +
                     "' is missing; members allowed here: " + allowed);
      }
    }
    return success();
  }
  std::optional<Node> find(std::string_view name) const {
    const JsonValue* const found = value_->find(name);
    return found == nullptr ? std::nullopt
                            : std::optional<Node>(Node(*found, *file_, below(std::string(name))));
  }
  // Of a member that object() has required.
  Node at(std::string_view name) const {
    return {*value_->find(name), *file_, below(std::string(name))};
  }

  // RFC 5698 has no empty lists in these places.
  Result<std::vector<Node>> list(std::size_t max) const {
    if (!value_->is(JsonValue::Kind::array)) {
      return wrong("an array").error();
    }
    const std::vector<JsonValue>& values = *value_->array();
    if (values.empty() || values.size() > max) {
      return error("must hold 1 to " + std::to_string(max) + " entries",
                   values.empty() ? ErrorCode::malformed : ErrorCode::limit_exceeded);
    }
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < values.size(); ++i) {
      nodes.emplace_back(values[i], *file_, path_ + "[" + std::to_string(i) + "]");
    }
    return nodes;
  }

  // One line, as it is shown to people.
  Result<std::string> text() const {
    if (!value_->is(JsonValue::Kind::text)) {
      return wrong("a text").error();
    }
    const std::string& text = *value_->text();
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (text.empty() || text.size() > kMaxText || !plain) {
      return error("must be one line of 1 to " + std::to_string(kMaxText) + " octets");
    }
    return text;
  }
  Result<std::string> word(Names words) const {
    SENIM_TRY(std::string found, text());
    if (std::find(words.begin(), words.end(), found) == words.end()) {
      return error("must be one of: " + listed(words));
    }
    return found;
  }
  Result<unsigned> bits() const {
    const bool fits = value_->is(JsonValue::Kind::integer) && value_->integer() >= 1 &&
                      value_->integer() <= kMaxBits;
    if (!fits) {
      return error("must be a whole number from 1 to " + std::to_string(kMaxBits));
    }
    return static_cast<unsigned>(value_->integer());
  }
  // V1.2.1 knows full dates only for validity; the day begins in UTC.
  Result<UtcTime> date() const {
    SENIM_TRY(const std::string day, text());
    Result<UtcTime> time = parse_utc(day + "T00:00:00Z");
    if (day.size() != 10 || !time) {
      return error("must be a date like 2029-01-01");
    }
    return time;
  }
  Result<UtcTime> date_time() const {
    SENIM_TRY(const std::string moment, text());
    Result<UtcTime> time = parse_utc(moment);
    if (!time) {
      return error("must be a date and time like 2026-02-01T00:00:00Z");
    }
    return time;
  }

 private:
  std::string below(const std::string& name) const {
    return path_.empty() ? name : path_ + "." + name;
  }
  Status wrong(const std::string& wanted) const {
    return error("must be " + wanted + ", not " + std::string(to_string(value_->kind())));
  }
  const JsonValue* value_;
  const std::string* file_;
  std::string path_;
};

// --- what an identifier names --------------------------------------------------------------------

struct Named {
  enum class Kind : std::uint8_t { unknown, digest, signature, curve };
  Kind kind = Kind::unknown;
  DigestAlgorithm digest = DigestAlgorithm::unknown;  // of a signature: unknown is any
  SignatureScheme scheme = SignatureScheme::unknown;
  KeyFamily key = KeyFamily::unknown;  // the one kind of key, where it names one
  unsigned bits = 0;                   // of a curve's field
  friend bool operator==(const Named&, const Named&) = default;
};

// SEC 2, RFC 5639, ANSSI FRP256v1: what catalogues list beside ECDSA.
struct Curve {
  Oid oid;
  unsigned bits;
};
constexpr std::array kCurves{
    Curve{Oid{"1.2.840.10045.3.1.1"}, 192},
    Curve{Oid{"1.3.132.0.33"}, 224},
    Curve{Oid{"1.2.840.10045.3.1.7"}, 256},
    Curve{Oid{"1.3.132.0.10"}, 256},
    Curve{Oid{"1.3.132.0.34"}, 384},
    Curve{Oid{"1.3.132.0.35"}, 521},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.7"}, 256},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.8"}, 256},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.9"}, 320},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.10"}, 320},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.11"}, 384},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.12"}, 384},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.13"}, 512},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.14"}, 512},
    Curve{Oid{"1.2.250.1.223.101.256.1"}, 256},
};

// A shared secret proves nothing to a third party: HMAC is no signature.
Named signature_named(const crypto::SignatureAlgorithm& algorithm) {
  if (algorithm.scheme == SignatureScheme::unknown || algorithm.scheme == SignatureScheme::hmac) {
    return {};
  }
  return {Named::Kind::signature, algorithm.digest, algorithm.scheme, algorithm.key, 0};
}

// AlgorithmIdentifier with no parameters; an identifier of ours is never longer than Oid holds.
Bytes identifier_of(const Oid& oid) {
  const auto length = static_cast<std::uint8_t>(oid.content().size());
  Bytes octets{0x30, static_cast<std::uint8_t>(length + 2), 0x06, length};
  octets.insert(octets.end(), oid.content().begin(), oid.content().end());
  return octets;
}

Named named_by(const Oid& oid) {
  if (const auto digest = crypto::digest_by_oid(oid); digest != DigestAlgorithm::unknown) {
    return {Named::Kind::digest, digest, {}, {}, 0};
  }
  if (const auto* const curve = std::find_if(kCurves.begin(), kCurves.end(),
                                             [&oid](const Curve& one) { return one.oid == oid; });
      curve != kCurves.end()) {
    return {Named::Kind::curve, {}, {}, {}, curve->bits};
  }
  // RFC 4055 3.1: beside a signature it has parameters, here it names the scheme with all of them.
  if (crypto::key_family_by_oid(oid) == KeyFamily::rsa_pss) {
    return {Named::Kind::signature, {}, SignatureScheme::rsa_pss, {}, 0};
  }
  const auto read = crypto::read_signature_algorithm(identifier_of(oid));
  return read.ok() ? signature_named(*read) : Named{};
}

Named named_by(std::string_view uri) {
  if (const auto digest = crypto::digest_by_uri(uri); digest != DigestAlgorithm::unknown) {
    return {Named::Kind::digest, digest, {}, {}, 0};
  }
  return signature_named(crypto::signature_by_uri(uri));
}

std::string describe(const Named& named) {
  switch (named.kind) {
    case Named::Kind::unknown:
      return "nothing known here";
    case Named::Kind::digest:
      return std::string(to_string(named.digest));
    case Named::Kind::signature:
      return std::string(to_string(named.scheme)) +
             (named.digest == DigestAlgorithm::unknown
                  ? ""
                  : " with " + std::string(to_string(named.digest)));
    case Named::Kind::curve:
      return "a curve of " + std::to_string(named.bits) + " bits";
  }
  return "";
}

// RSASSA-PSS has one OID for all digests and a URI for each (RFC 9231 2.3.10).
bool agree(const Named& oid, const Named& uri) {
  return oid == uri || (oid.scheme == SignatureScheme::rsa_pss && uri.scheme == oid.scheme &&
                        oid.digest == DigestAlgorithm::unknown);
}

// --- evaluations
// -----------------------------------------------------------------------------------

struct Range {
  unsigned min = 0;
  unsigned max = 0;  // 0: no size is too large
  bool holds(unsigned bits) const { return min <= bits && (max == 0 || bits <= max); }
};

constexpr std::string_view kModulus = "moduluslength";
constexpr std::string_view kField = "plength";
constexpr std::string_view kOrder = "qlength";

using UsageMask = unsigned;  // bit per AlgorithmUsage

struct Evaluation {
  std::string place;
  std::optional<Range> modulus, field, order;
  std::optional<UtcTime> since, until;
  UsageMask usages = 0;
  bool sized() const { return modulus || field || order; }
};

constexpr UsageMask bit(AlgorithmUsage usage) { return 1U << static_cast<unsigned>(usage); }
constexpr UsageMask kEveryUsage = (1U << model::kAlgorithmUsages) - 1;

// TS 119 322: an evaluation for signing or validating any data holds for what lies below it. What
// may be signed may be validated, and this gateway only validates. CRLs have no usage of their own
// there: those of OCSP count for all revocation data.
struct Usage {
  std::string_view uri;
  UsageMask usages;
};
constexpr std::array kUsages{
    Usage{"sign_data", kEveryUsage},
    Usage{"sign_data/sign_certificates", bit(AlgorithmUsage::certificates)},
    Usage{"sign_data/sign_ocsp", bit(AlgorithmUsage::revocation)},
    Usage{"sign_data/sign_timestamps", bit(AlgorithmUsage::timestamps)},
    Usage{"sign_data/validate_data", kEveryUsage},
    Usage{"sign_data/validate_data/validate_certificates", bit(AlgorithmUsage::certificates)},
    Usage{"sign_data/validate_data/validate_ocsp", bit(AlgorithmUsage::revocation)},
    Usage{"sign_data/validate_data/validate_timestamps", bit(AlgorithmUsage::timestamps)},
    // The same without the first part: the spelling of drafts, with one meaning.
    Usage{"validate_data", kEveryUsage},
    Usage{"validate_data/validate_certificates", bit(AlgorithmUsage::certificates)},
    Usage{"validate_data/validate_ocsp", bit(AlgorithmUsage::revocation)},
    Usage{"validate_data/validate_timestamps", bit(AlgorithmUsage::timestamps)},
};
constexpr std::string_view kUsageRoot = "http://uri.etsi.org/19322/";

Result<UsageMask> read_usage(const Node& node) {
  SENIM_TRY(const std::string uri, node.text());
  std::string allowed;
  for (const Usage& usage : kUsages) {
    if (uri == std::string(kUsageRoot).append(usage.uri)) {
      return usage.usages;
    }
    allowed.append(allowed.empty() ? "" : ", ").append(usage.uri);
  }
  return node.error("must be " + std::string(kUsageRoot) + " and one of: " + allowed);
}

Result<Range> read_range(const Node& node) {
  const std::optional<Node> min = node.find("Min");
  const std::optional<Node> max = node.find("Max");
  if (!min && !max) {
    return node.error("must have Min, Max or both");
  }
  Range range;
  if (min) {
    SENIM_TRY(range.min, min->bits());
  }
  if (max) {
    SENIM_TRY(range.max, max->bits());
    if (range.max < range.min) {
      return max->error("must not be less than Min");
    }
  }
  return range;
}

Status read_parameter(const Node& node, Evaluation& evaluation) {
  SENIM_CHECK(node.object({"name"}, {"Min", "Max"}));
  SENIM_TRY(const std::string name, node.at("name").word({kModulus, kField, kOrder}));
  std::optional<Range>& range = name == kModulus ? evaluation.modulus
                                : name == kField ? evaluation.field
                                                 : evaluation.order;
  if (range) {
    return node.error("the parameter " + name + " stands twice");
  }
  SENIM_TRY(range, read_range(node));
  return success();
}

Status read_validity(const Node& node, Evaluation& evaluation) {
  SENIM_CHECK(node.object({}, {"Start", "End"}));
  if (const auto start = node.find("Start")) {
    SENIM_TRY(evaluation.since, start->date());
  }
  if (const auto end = node.find("End")) {
    SENIM_TRY(evaluation.until, end->date());
    if (evaluation.since && *evaluation.until <= *evaluation.since) {
      return end->error("must be after Start");
    }
  }
  return success();
}

Result<Evaluation> read_evaluation(const Node& node) {
  SENIM_CHECK(node.object({"Validity"}, {"Parameter", "AlgorithmUsage", "Recommendation"}));
  Evaluation evaluation;
  evaluation.place = node.path().substr(node.path().find('.') + 1);
  evaluation.usages = kEveryUsage;
  SENIM_CHECK(read_validity(node.at("Validity"), evaluation));
  if (const auto parameters = node.find("Parameter")) {
    SENIM_TRY(const std::vector<Node> entries, parameters->list(3));
    for (const Node& entry : entries) {
      SENIM_CHECK(read_parameter(entry, evaluation));
    }
  }
  if (const auto usage = node.find("AlgorithmUsage")) {
    SENIM_TRY(evaluation.usages, read_usage(*usage));
  }
  // R recommended, L legacy: advice to those who sign.
  if (const auto advice = node.find("Recommendation")) {
    SENIM_CHECK(advice->word({"R", "L"}));
  }
  return evaluation;
}

// Kinds of keys of one size: what the catalogue measures, and what PublicKey::bits() says.
struct OneSize {
  KeyFamily family;
  unsigned field, order, bits;
};
constexpr std::array kOneSize{
    OneSize{KeyFamily::ed25519, 255, 253, 256},  // RFC 8032 5.1, 5.2
    OneSize{KeyFamily::ed448, 448, 446, 456},
    OneSize{KeyFamily::gost_r_3410_2001, 256, 256, 256},
    OneSize{KeyFamily::gost_r_3410_2012_256, 256, 256, 256},
    OneSize{KeyFamily::gost_r_3410_2012_512, 512, 512, 512},
    OneSize{KeyFamily::gost_34310_2004, 256, 256, 256},
    OneSize{KeyFamily::gost_34102015_256, 256, 256, 256},
    OneSize{KeyFamily::gost_34102015_512, 512, 512, 512},
};

const OneSize* one_size(KeyFamily family) {
  const auto* const found =
      std::find_if(kOneSize.begin(), kOneSize.end(),
                   [family](const OneSize& one) { return one.family == family; });
  return found == kOneSize.end() ? nullptr : found;
}

// Empty: no size fits both.
std::optional<Range> both(const Range& one, const Range& other) {
  Range range{std::max(one.min, other.min), std::max(one.max, other.max)};
  if (one.max != 0 && other.max != 0) {
    range.max = std::min(one.max, other.max);
  }
  return range.max != 0 && range.max < range.min ? std::nullopt : std::optional<Range>(range);
}

struct Listed {
  Named named;
  std::string oid;
  std::string uri;  // "" none
  std::string place;
  std::string title;
  std::vector<Evaluation> evaluations;
};

// Whatever they are called by: an end of one must not be undone by the other.
bool same_algorithm(const Listed& one, const Listed& other) {
  if (one.named.kind != other.named.kind) {
    return false;
  }
  switch (one.named.kind) {
    case Named::Kind::unknown:
      return one.oid == other.oid && one.uri == other.uri;
    case Named::Kind::curve:
      return one.oid == other.oid;  // several have one size
    case Named::Kind::digest:
    case Named::Kind::signature:
      return one.named == other.named;
  }
  return false;
}

// What both allow; empty: nothing.
std::optional<Evaluation> common(const Evaluation& one, const Evaluation& other) {
  Evaluation found;
  found.place = one.place + " and " + other.place;
  found.usages = one.usages & other.usages;
  found.since = std::max(one.since, other.since);
  found.until = one.until && other.until ? std::min(one.until, other.until)
                : one.until              ? one.until
                                         : other.until;
  bool some = found.usages != 0 && (!found.since || !found.until || *found.since < *found.until);
  for (const auto size : {&Evaluation::modulus, &Evaluation::field, &Evaluation::order}) {
    if (one.*size || other.*size) {
      found.*size = both((one.*size).value_or(Range{}), (other.*size).value_or(Range{}));
      some = some && found.*size;
    }
  }
  return some ? std::optional<Evaluation>(std::move(found)) : std::nullopt;
}

UsageMask usages_of(const std::vector<Evaluation>& evaluations) {
  UsageMask usages = 0;
  for (const Evaluation& evaluation : evaluations) {
    usages |= evaluation.usages;
  }
  return usages;
}

// --- the whole file
// ----------------------------------------------------------------------------------

class SuiteReader {
 public:
  explicit SuiteReader(const std::string& file) : file_(file) {
    suite_.name = file.substr(file.find_last_of('/') + 1);
  }

  Result<Suite> read(const JsonValue& json) && {
    const Node root(json, file_, "");
    SENIM_CHECK(root.object({kRoot}, {}));
    const Node policy = root.at(kRoot);
    SENIM_CHECK(policy.object({"PolicyName", "Publisher", "PolicyIssueDate", "Algorithm"},
                              {"NextUpdate", "Usage", "Signature", "version", "lang", "id"}));
    SENIM_CHECK(read_head(policy));
    SENIM_TRY(const std::vector<Node> entries, policy.at("Algorithm").list(kMaxSuiteAlgorithms));
    for (const Node& entry : entries) {
      SENIM_CHECK(read_algorithm(entry));
    }
    for (const Listed& one : listed_) {
      SENIM_CHECK(add(one));
    }
    return std::move(suite_);
  }

 private:
  static constexpr std::string_view kRoot = "SecuritySuitabilityPolicy";

  void remark(const std::string& place, const std::string& text) {
    suite_.remarks.push_back(place + ": " + text);
  }

  Status read_head(const Node& policy) {
    const Node name = policy.at("PolicyName");
    SENIM_CHECK(name.object({"Name"}, {"ObjectIdentifier", "URI"}));
    SENIM_TRY(suite_.source, name.at("Name").text());
    if (const auto version = name.find("ObjectIdentifier")) {
      SENIM_TRY(const std::string text, version->text());
      suite_.source += " " + text;
    }
    const Node publisher = policy.at("Publisher");
    SENIM_CHECK(publisher.object({"Name"}, {"Address", "URI"}));
    SENIM_TRY(const std::string who, publisher.at("Name").text());
    suite_.source += ", " + who;
    for (const auto& text :
         {name.find("URI"), publisher.find("Address"), publisher.find("URI"), policy.find("Usage"),
          policy.find("version"), policy.find("lang"), policy.find("id")}) {
      if (text) {
        SENIM_CHECK(text->text());
      }
    }
    SENIM_TRY(suite_.updated, policy.at("PolicyIssueDate").date_time());
    if (const auto next = policy.find("NextUpdate")) {
      SENIM_TRY(suite_.next_update, next->date_time());
      if (*suite_.next_update <= *suite_.updated) {
        return next->error("must be after PolicyIssueDate");
      }
    }
    if (policy.find("Signature")) {
      remark("Signature", "nothing here verifies it");
    }
    return success();
  }

  Status read_algorithm(const Node& node) {
    SENIM_CHECK(node.object({"AlgorithmIdentifier", "Evaluation"}, {"Information"}));
    Listed one;
    one.place = node.path().substr(node.path().find('.') + 1);
    SENIM_CHECK(identify(node.at("AlgorithmIdentifier"), one));
    SENIM_TRY(const std::vector<Node> entries, node.at("Evaluation").list(kMaxSuiteEvaluations));
    for (const Node& entry : entries) {
      SENIM_TRY(Evaluation evaluation, read_evaluation(entry));
      SENIM_CHECK(check_parameters(entry, one.named, evaluation));
      one.evaluations.push_back(std::move(evaluation));
    }
    const auto twin = std::find_if(listed_.begin(), listed_.end(), [&one](const Listed& other) {
      return same_algorithm(one, other);
    });
    if (twin != listed_.end()) {
      return merge(node, one, *twin);
    }
    listed_.push_back(std::move(one));
    return success();
  }

  // One algorithm under two identifiers (two URIs, ECDSA plain and in DER): what either refuses is
  // refused, whichever stands first. Where they have nothing in common for a usage that one of them
  // speaks of, other rows of the list would decide about it: that is an error.
  Status merge(const Node& node, const Listed& one, Listed& twin) {
    std::vector<Evaluation> found;
    for (const Evaluation& first : twin.evaluations) {
      for (const Evaluation& second : one.evaluations) {
        if (std::optional<Evaluation> shared = common(first, second)) {
          found.push_back(*std::move(shared));
        }
      }
    }
    if (usages_of(found) != (usages_of(twin.evaluations) | usages_of(one.evaluations))) {
      return node.error("the algorithm stands in the list twice, as " + twin.place +
                        " too, and for some usage nothing is allowed by both");
    }
    if (found.size() > kMaxSuiteEvaluations) {
      return node.error("the algorithm stands in the list twice, as " + twin.place +
                            " too, with more than " + std::to_string(kMaxSuiteEvaluations) +
                            " combinations of evaluations",
                        ErrorCode::limit_exceeded);
    }
    remark(one.place, one.title + " stands in the list twice, as " + twin.place +
                          " too: what both allow is acceptable");
    twin.evaluations = std::move(found);
    return success();
  }

  // Doubt is an error: two identifiers that lead to different algorithms are never resolved by
  // preferring one (public catalogues give SHA-384 the OID of its parent arc, SHA-224 that of
  // ECDSA with SHA-224).
  Status identify(const Node& node, Listed& one) {
    SENIM_CHECK(node.object({"Name", "ObjectIdentifier"}, {"URI"}));
    SENIM_TRY(one.title, node.at("Name").text());
    const Node written = node.at("ObjectIdentifier");
    SENIM_TRY(one.oid, written.text());
    const std::optional<Oid> oid = Oid::parse(one.oid);
    if (!oid) {
      return written.error("must be an object identifier like 2.16.840.1.101.3.4.2.1");
    }
    one.named = named_by(*oid);
    if (const auto uri = node.find("URI")) {
      SENIM_TRY(one.uri, uri->text());
      SENIM_CHECK(compare(*uri, one));
    }
    const DigestAlgorithm name = crypto::digest_by_name(one.title);
    if (name != DigestAlgorithm::unknown &&
        (one.named.kind != Named::Kind::digest || one.named.digest != name)) {
      return node.at("Name").error(std::string(to_string(name)) + ", but the identifiers name " +
                                   describe(one.named));
    }
    return success();
  }

  Status compare(const Node& node, Listed& one) {
    const Named other = named_by(std::string_view(one.uri));
    if (other.kind == Named::Kind::unknown) {
      if (one.named.kind != Named::Kind::unknown) {
        remark(one.place, "the URI " + one.uri + " is not known here; the object identifier " +
                              one.oid + " names " + describe(one.named));
      }
      return success();
    }
    if (!agree(one.named, other)) {
      return node.error("names " + describe(other) + ", but the object identifier " + one.oid +
                        " names " + describe(one.named) + "; correct whichever is wrong");
    }
    one.named = other;
    return success();
  }

  Status check_parameters(const Node& node, const Named& named, const Evaluation& evaluation) {
    if (named.kind == Named::Kind::unknown || !evaluation.sized()) {
      return success();
    }
    const Node at = node.at("Parameter");
    if (named.kind != Named::Kind::signature) {
      return at.error(describe(named) + " has no parameter");
    }
    const bool rsa =
        named.scheme == SignatureScheme::rsa_pkcs1 || named.scheme == SignatureScheme::rsa_pss;
    if (rsa ? evaluation.field || evaluation.order : evaluation.modulus.has_value()) {
      return at.error(std::string(to_string(named.scheme)) + " is measured by " +
                      (rsa ? std::string(kModulus) : listed({kField, kOrder})) + " only");
    }
    return success();
  }

  Status add(const Listed& one) {
    switch (one.named.kind) {
      case Named::Kind::unknown:
        remark(one.place, one.title + " is not known here and so not acceptable");
        return success();
      case Named::Kind::curve:
        return success();  // bounds the rows of ECDSA
      case Named::Kind::digest:
        for (const Evaluation& evaluation : one.evaluations) {
          SENIM_CHECK(add_row(
              DigestRow{one.named.digest, evaluation.since, evaluation.until, suite_.next_update},
              evaluation.usages, evaluation.place));
        }
        return success();
      case Named::Kind::signature:
        for (const Evaluation& evaluation : one.evaluations) {
          SENIM_CHECK(add_keys(one, evaluation));
        }
        return success();
    }
    return success();
  }

  Status add_keys(const Listed& one, const Evaluation& evaluation) {
    const std::optional<Range> range = range_of(one, evaluation);
    if (!range) {
      return success();
    }
    const bool ecdsa = one.named.scheme == SignatureScheme::ecdsa;
    if (ecdsa && has(Named::Kind::curve)) {
      return add_on_curves(one, evaluation, *range);
    }
    // It may be the one curve that the catalogue wants.
    if (ecdsa && !evaluation.sized() && has(Named::Kind::unknown)) {
      remark(evaluation.place, one.title +
                                   " is listed without a size beside identifiers that are not "
                                   "known here and may be curves: no key fits");
      return success();
    }
    if (range->min == 0 && range->max == 0) {
      remark(evaluation.place, one.title + " is listed for keys of any size");
    }
    return add_key(one, evaluation, *range, evaluation.place);
  }

  // Empty: no key can be said to fit; a remark tells why.
  std::optional<Range> range_of(const Listed& one, const Evaluation& evaluation) {
    const Named& named = one.named;
    if (const OneSize* const known = one_size(named.key)) {
      const bool fits = (!evaluation.field || evaluation.field->holds(known->field)) &&
                        (!evaluation.order || evaluation.order->holds(known->order));
      if (!fits) {
        remark(evaluation.place,
               "no key of " + std::string(to_string(named.key)) + " has that size");
        return std::nullopt;
      }
      return Range{known->bits, known->bits};
    }
    if (evaluation.modulus) {
      return evaluation.modulus;
    }
    // What a signature's evidence tells of a key is the size of its modulus or field. The order is
    // as large where the curve has cofactor 1, but not a DSA key's, nor one's of DSTU 4145.
    if (evaluation.order &&
        (named.scheme == SignatureScheme::dsa || named.scheme == SignatureScheme::dstu4145)) {
      remark(evaluation.place, "qlength of " + std::string(to_string(named.scheme)) +
                                   " cannot be judged, so no key fits");
      return std::nullopt;
    }
    const std::optional<Range> range =
        both(evaluation.field.value_or(Range{}), evaluation.order.value_or(Range{}));
    if (!range) {
      remark(evaluation.place, "no key has both sizes");
    }
    return range;
  }

  bool has(Named::Kind kind) const {
    return std::any_of(listed_.begin(), listed_.end(),
                       [kind](const Listed& one) { return one.named.kind == kind; });
  }

  // A catalogue that lists curves means ECDSA on these. A row knows the size of a key, not its
  // curve: one row per size.
  Status add_on_curves(const Listed& one, const Evaluation& evaluation, const Range& range) {
    if (!std::exchange(told_curves_, true)) {
      suite_.remarks.emplace_back(
          "curves: ECDSA is held to the sizes of the listed curves, not to the curves themselves; "
          "signing_certificate.public_key of a policy names curves");
    }
    for (const Listed& curve : listed_) {
      if (curve.named.kind != Named::Kind::curve || !range.holds(curve.named.bits)) {
        continue;
      }
      for (const Evaluation& other : curve.evaluations) {
        Evaluation common = evaluation;
        common.usages &= other.usages;
        common.since = std::max(evaluation.since, other.since);
        if (other.until && (!common.until || *other.until < *common.until)) {
          common.until = other.until;
        }
        if (!common.since || !common.until || *common.since < *common.until) {
          SENIM_CHECK(add_key(one, common, {curve.named.bits, curve.named.bits},
                              evaluation.place + " on " + other.place));
        }
      }
    }
    return success();
  }

  Status add_key(const Listed& one, const Evaluation& evaluation, const Range& range,
                 const std::string& place) {
    return add_row(KeyRow{one.named.scheme, range.min, evaluation.since, evaluation.until,
                          range.max, one.named.digest, suite_.next_update},
                   evaluation.usages, place);
  }

  static std::vector<DigestRow>& rows(SuiteRows& of, const DigestRow&) { return of.digests; }
  static std::vector<KeyRow>& rows(SuiteRows& of, const KeyRow&) { return of.keys; }
  static std::vector<std::string>& places(SuiteRows& of, const DigestRow&) {
    return of.digest_places;
  }
  static std::vector<std::string>& places(SuiteRows& of, const KeyRow&) { return of.key_places; }

  template <typename Row>
  Status add_row(const Row& row, UsageMask usages, const std::string& place) {
    for (std::size_t usage = 0; usage < model::kAlgorithmUsages; ++usage) {
      std::vector<Row>& all = rows(suite_.usages.at(usage), row);
      const bool listed = (usages & bit(static_cast<AlgorithmUsage>(usage))) != 0;
      if (!listed || std::find(all.begin(), all.end(), row) != all.end()) {
        continue;
      }
      if (++rows_ > kMaxSuiteRows) {
        return Error{ErrorCode::limit_exceeded, file_ + ": " + place + ": more than " +
                                                    std::to_string(kMaxSuiteRows) +
                                                    " combinations of algorithm, size and usage"};
      }
      all.push_back(row);
      places(suite_.usages.at(usage), row).push_back(place);
    }
    return success();
  }

  const std::string& file_;
  Suite suite_;
  std::vector<Listed> listed_;
  std::size_t rows_ = 0;
  bool told_curves_ = false;
};

}  // namespace

bool is_suite_name(std::string_view name) {
  constexpr std::string_view kEnd = ".json";
  return name.size() > kEnd.size() && name.size() <= kMaxName && name.ends_with(kEnd) &&
         name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

Result<Suite> read_suite_file(const std::string& name, ByteView octets) {
  if (octets.size() > kMaxSuiteBytes) {
    return Error{ErrorCode::limit_exceeded,
                 name + ": more than " + std::to_string(kMaxSuiteBytes) + " octets"};
  }
  Result<JsonValue> json = formats::read_json(octets);
  if (!json.ok()) {
    return std::move(json).error().within(name);
  }
  return SuiteReader(name).read(*json);
}

}  // namespace senim::policies

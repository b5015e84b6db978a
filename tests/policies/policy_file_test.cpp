#include "policies/policy_file.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "policies/base_text.h"

namespace senim::policies {
namespace {

using model::Context;
using model::Key;
using model::Level;

constexpr std::string_view kHead =
    "schema: 1\nid: mine\nversion: \"1\"\nextends: base\ntitle: T\nlegal_basis: L\n";

// Line 7 is the first of `body`.
Result<PolicyFile> read(std::string_view body) {
  return read_policy_file("mine.yaml", as_bytes(std::string(kHead) + std::string(body)));
}

PolicyFile named(const std::string& id, const std::string& extends, const std::string& body = "") {
  const std::string demo = id.rfind("demo-", 0) == 0 ? "demo: true\n" : "";
  return read_policy_file(id + ".yaml", as_bytes("schema: 1\nid: " + id +
                                                 "\nversion: \"1\"\nextends: " + extends +
                                                 "\ntitle: T\nlegal_basis: L\n" + demo + body))
      .value();
}

PolicyFiles with_base(std::vector<PolicyFile> files) {
  PolicyFiles all{{"base", base_file()}};
  for (PolicyFile& file : files) {
    const std::string id = file.id;
    all.insert_or_assign(id, std::move(file));
  }
  return all;
}

Result<ResolvedPolicy> resolved(const std::string& body) {
  return resolve_policy(with_base({named("mine", "base", body)}), "mine");
}

template <typename T>
void check_refused(const Result<T>& result, std::string_view where) {
  REQUIRE_FALSE(result.ok());
  CAPTURE(result.error().message);
  CHECK(result.error().code == ErrorCode::malformed);
  CHECK(result.error().message.rfind(where, 0) == 0);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string_view::npos);
  return std::string(text.substr(0, at)) + std::string(to) +
         std::string(text.substr(at + from.size()));
}

}  // namespace

TEST_CASE("the compiled-in base sets every key of schema 1", "[policies]") {
  const ResolvedPolicy& base = base_policy();
  CHECK(base.policy.id() == "base");
  CHECK(base.policy.digest().size() == 64);
  CHECK(base_file().settings.size() == leaves().size());
  for (const Leaf& leaf : leaves()) {
    CAPTURE(leaf.path);
    CHECK(base_file().settings.contains(leaf.path));
  }
}

TEST_CASE("base holds unsupported exactly where no check exists yet", "[policies]") {
  for (const model::Slot& slot : model::slots()) {
    CAPTURE(model::path(slot));
    const model::KeyInfo& key = model::info(slot.key);
    const model::Constraint& constraint =
        key.contexts == 0 ? base_policy().policy.constraint(slot.key)
                          : base_policy().policy.constraint(slot.key, slot.context, slot.role);
    CHECK(constraint.unsupported == !model::implemented(slot));
    CHECK((!key.fixed || constraint.unsupported || constraint.level == Level::fail));
  }
}

TEST_CASE("base lets nothing pass without revocation checks", "[policies]") {
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    for (const auto key :
         {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked}) {
      for (const auto context : {Context::signature, Context::counter_signature}) {
        CHECK(base_policy().policy.constraint(key, context, role).level == Level::fail);
      }
    }
  }
}

TEST_CASE("base takes a mark instead of revocation on short-lived certificates only",
          "[policies]") {
  const Seconds ten_days{10 * 24 * 3600};
  for (const auto context : {Context::signature, Context::counter_signature, Context::timestamp}) {
    const auto& longest = base_policy().policy.constraint(Key::revocation_skip_lifetime, context);
    CHECK(longest.level == Level::fail);
    CHECK(longest.duration() == ten_days);
  }
}

TEST_CASE("base refuses time-stamps in an impossible order, and vague ones", "[policies]") {
  const auto& policy = base_policy().policy;
  CHECK(policy.constraint(Key::timestamp_coherence, Context::timestamp).level == Level::fail);
  const auto& accuracy = policy.constraint(Key::tsa_accuracy, Context::timestamp);
  CHECK(accuracy.level == Level::fail);
  CHECK(accuracy.duration() == Seconds{300});
}

TEST_CASE("a key that base leaves out is an error with the keys allowed there", "[policies]") {
  const std::string text = replaced(base_text(), "  asked_time: untrusted\n", "");
  const Result<PolicyFile> file = read_base_file("base.yaml", as_bytes(text));
  check_refused(file, "base.yaml:");
  CHECK(file.error().message.find("'asked_time' is missing") != std::string::npos);
  CHECK(file.error().message.find("partial_coverage") != std::string::npos);
}

TEST_CASE("each of base's keys is missed when it is left out", "[policies]") {
  for (const Leaf& leaf : leaves()) {
    CAPTURE(leaf.path);
    PolicyFiles files = with_base({named("mine", "base")});
    files.at("base").settings.erase(leaf.path);
    check_refused(resolve_policy(files, "mine"), "mine.yaml:2: the key '" + leaf.path + "'");
  }
}

TEST_CASE("what a policy file must not hold is an error at its line", "[policies]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"modle: shell\n", "mine.yaml:7: modle: unknown key; keys allowed here: schema, id"},
      {"signature:\n  formats: ignore\n", "mine.yaml:8: signature.formats: unknown key"},
      {"signature:\n  signing_certificate:\n    keyusage: fail\n",
       "mine.yaml:9: signature.signing_certificate.keyusage: unknown key"},
      {"signature: fail\n", "mine.yaml:7: signature: must be a map; keys allowed here: format"},
      {"model: sheel\n", "mine.yaml:7: model: must be shell or chain or hybrid"},
      {"level: forever\n",
       "mine.yaml:7: level: must be basic or timestamps or long_term or archival"},
      {"max_age: 15\n", "mine.yaml:7: max_age: "},
      {"stale_revocation: maybe\n", "mine.yaml:7: stale_revocation: "},
      // a flag
      {"signature: {signed_attributes: {signing_time: maybe}}\n",
       "mine.yaml:7: signature.signed_attributes.signing_time: must be fail"},
      {"signature: {signed_attributes: {signing_time: {fail: [x]}}}\n",
       "mine.yaml:7: signature.signed_attributes.signing_time: "},
      {"signature: {signed_attributes: {signing_time:}}\n",
       "mine.yaml:7: signature.signed_attributes.signing_time: "},
      // a check that exists cannot be called unsupported
      {"signature: {signed_attributes: {signing_time: unsupported}}\n",
       "mine.yaml:7: signature.signed_attributes.signing_time: "},
      {"signature: {signed_attributes: {signing_time: {unsupported: inform}}}\n",
       "mine.yaml:7: signature.signed_attributes.signing_time: "},
      // one that does not exist cannot be anything else
      {"signature: {pdf: {doc_mdp: fail}}\n", "mine.yaml:7: signature.pdf.doc_mdp: "},
      {"signature: {pdf: {doc_mdp: ignore}}\n", "mine.yaml:7: signature.pdf.doc_mdp: "},
      {"signature: {pdf: {doc_mdp: {unsupported: ignore}}}\n",
       "mine.yaml:7: signature.pdf.doc_mdp.unsupported: "},
      {"revocation: {integrity: {data_found: fail}}\n",
       "mine.yaml:7: revocation.integrity.data_found: "},
      // a fixed part of the algorithm
      {"signature: {integrity: {value: warn}}\n", "mine.yaml:7: signature.integrity.value: "},
      {"signature: {integrity: {value: ignore}}\n", "mine.yaml:7: signature.integrity.value: "},
      {"signature: {ca_certificate: {ca_flag: inform}}\n",
       "mine.yaml:7: signature.ca_certificate.ca_flag: "},
      // lists
      {"signature: {format: {accepted: fail}}\n", "mine.yaml:7: signature.format.accepted: "},
      {"signature: {format: {accepted: {fail: CAdES-*}}}\n",
       "mine.yaml:7: signature.format.accepted.fail: must be a list"},
      {"signature: {format: {accepted: {ignore: [\"*\"]}}}\n",
       "mine.yaml:7: signature.format.accepted.ignore: unknown key"},
      {"signature: {format: {accepted: {fail: [\"*\"], warn: [\"*\"]}}}\n",
       "mine.yaml:7: signature.format.accepted: "},
      {"signature: {format: {accepted: {}}}\n", "mine.yaml:7: signature.format.accepted: "},
      {"signature:\n  format:\n    accepted:\n      fail:\n        - CAdES-*\n        - Cades-*\n",
       "mine.yaml:12: "},
      {"signature: {format: {accepted: {fail: [CMSX]}}}\n",
       "mine.yaml:7: signature.format.accepted.fail[0]: "},
      {"signature: {signature_policy: {accepted: {fail: [NO_POLICIES]}}}\n",
       "mine.yaml:7: signature.signature_policy.accepted.fail[0]: "},
      {"trust: {lists: {not_expired: warn}}\n", "mine.yaml:7: trust.lists.not_expired: "},
      {"signature: {signing_certificate: {key_usage: {fail: [nonrepudiation]}}}\n",
       "mine.yaml:7: signature.signing_certificate.key_usage.fail[0]: "},
      {"signature: {signing_certificate: {extended_key_usage: {fail: [emailProtection]}}}\n",
       "mine.yaml:7: signature.signing_certificate.extended_key_usage.fail[0]: "},
      {"signature: {signing_certificate: {revocation_skip_extensions: {fail: [1.2]}}}\n",
       "mine.yaml:7: signature.signing_certificate.revocation_skip_extensions: "},
      {"signature: {signing_certificate: {revocation_skip_extensions: [1.2, 1.2]}}\n",
       "mine.yaml:7: signature.signing_certificate.revocation_skip_extensions[1]: "},
      // document
      {"document: {require: []}\n", "mine.yaml:7: document.require: "},
      {"document: {require: some}\n", "mine.yaml:7: document.require: "},
      {"document: {require: [{count: 0}]}\n", "mine.yaml:7: document.require[0].count: "},
      {"document: {require: [{role: head}]}\n",
       "mine.yaml:7: document.require[0]: the key 'count'"},
      {"document: {asked_time: yes}\n", "mine.yaml:7: document.asked_time: "},
      // trust
      {"trust: {signature: {territories: [kz]}}\n",
       "mine.yaml:7: trust.signature.territories[0]: "},
      {"trust: {signature: {statuses: [withdrawn]}}\n",
       "mine.yaml:7: trust.signature.statuses[0]: "},
      {"trust: {signatures: {}}\n", "mine.yaml:7: trust.signatures: unknown key"},
      // algorithms
      {"algorithms: {signature: {suites: [etsi]}}\n",
       "mine.yaml:7: algorithms.signature.suites[0]: "},
      {"algorithms: {signature: {level: inform}}\n", "mine.yaml:7: algorithms.signature.level: "},
      {"algorithms: {signature: {digests: {SHA-9: open}}}\n",
       "mine.yaml:7: algorithms.signature.digests.SHA-9: "},
      {"algorithms: {signature: {digests: {SHA-1: soon}}}\n",
       "mine.yaml:7: algorithms.signature.digests.SHA-1: "},
      {"algorithms: {signature: {digests: {SHA-1: open, sha1: never}}}\n",
       "mine.yaml:7: algorithms.signature.digests.sha1: "},
      {"algorithms: {signature: {keys: {RSB: []}}}\n",
       "mine.yaml:7: algorithms.signature.keys.RSB: "},
      {"algorithms: {signature: {keys: {HMAC: [{min: 1, until: open}]}}}\n",
       "mine.yaml:7: algorithms.signature.keys.HMAC: "},
      {"algorithms: {signature: {keys: {RSA: [{min: 2048}]}}}\n",
       "mine.yaml:7: algorithms.signature.keys.RSA[0]: the key 'until' is missing"},
  }));
  CAPTURE(std::get<0>(row));
  check_refused(read(std::get<0>(row)), std::get<1>(row));
}

TEST_CASE("the head of a policy file is strict too", "[policies]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"schema: 1", "schema: 2"},
      {"schema: 1\n", ""},
      {"id: mine", "id: Mine"},
      {"id: mine", "id: base"},
      {"id: mine", "id: demo-mine"},
      {"id: mine\n", ""},
      {"version: \"1\"\n", ""},
      {"title: T\n", ""},
      {"legal_basis: L\n", ""},
      {"extends: base\n", ""},
      {"title: T\n", "title: T\ndemo: true\n"},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  const std::string text = replaced(kHead, std::get<0>(row), std::get<1>(row));
  check_refused(read_policy_file("mine.yaml", as_bytes(text)), "mine.yaml:");
  CHECK(read_policy_file("mine.yaml", as_bytes(kHead)).ok());
}

TEST_CASE("an empty policy is base under another name", "[policies]") {
  const ResolvedPolicy mine = resolved("").value();
  REQUIRE(mine.lines.size() == base_policy().lines.size());
  for (std::size_t i = 0; i < mine.lines.size(); ++i) {
    const bool head = i < 6;
    CHECK((head || mine.lines[i].value == base_policy().lines[i].value));
    CHECK(mine.lines[i].origin.policy == (head ? "mine" : "base"));
  }
  CHECK(mine.policy.digest() != base_policy().policy.digest());
}

// attack6 A4: an authority signs the lists about what it issued.
TEST_CASE("what may anchor under base may vouch for its revocation data", "[policies]") {
  const auto& policy = base_policy().policy;
  const auto& vouching = policy.anchors(model::AnchorPurpose::revocation);
  for (const auto purpose : {model::AnchorPurpose::signature, model::AnchorPurpose::timestamp}) {
    const model::AnchorRule& rule = policy.anchors(purpose);
    for (const std::string& type : rule.service_types) {
      CAPTURE(type);
      CHECK(std::ranges::count(vouching.service_types, type) == 1);
    }
    CHECK(vouching.sources == rule.sources);
    CHECK(vouching.territories == rule.territories);
    CHECK(vouching.statuses == rule.statuses);
  }
}

TEST_CASE("values of every form reach the policy", "[policies]") {
  const ResolvedPolicy mine =
      resolved(
          "model: chain\nmax_age: 2h\nstale_revocation: negative\n"
          "document:\n  require: [{count: 2}, {count: 1, role: \"1.2.398.3.3.4.1.2.1\"}]\n"
          "  asked_time: trusted\n  partial_coverage: allowed\n"
          "trust: {signature: {sources: [eu], territories: [DE, FR],\n"
          "  service_types: [CA/QC, \"https://example.org/type\"], statuses: [granted]}}\n"
          "algorithms: {signature: {suites: [etsi-2024], level_after_update: fail,\n"
          "  digests: {SHA-1: never, SHA-224: 2027-06-01}, keys: {RSA: [{min: 3000, until: open}], "
          "DSA: []}}}\n"
          "signature:\n  format: {accepted: {warn: [XAdES-BASELINE-*, CMS]}}\n"
          "  signing_certificate: {revocation_skip_policies: [1.2.3], not_self_signed: ignore}\n"
          "  pdf: {doc_mdp: {unsupported: fail}}\n")
          .value();
  const model::PolicyRules& rules = mine.policy.rules();
  CHECK(rules.model == model::ValidityModel::chain);
  CHECK(rules.max_age == Seconds(7200));
  CHECK(rules.revocation.stale == model::StaleRevocation::negative);
  CHECK(rules.document.require == model::Requirement{model::Requirement::Mode::signers,
                                                     {{2, ""}, {1, "1.2.398.3.3.4.1.2.1"}}});
  CHECK(rules.document.asked_time == model::AskedTime::trusted);
  CHECK(rules.document.partial_coverage == model::Permission::allowed);
  CHECK(rules.document.modified == model::Permission::refused);
  CHECK(mine.policy.anchors(model::AnchorPurpose::signature) ==
        model::AnchorRule{{"eu"},
                          {"DE", "FR"},
                          {"http://uri.etsi.org/TrstSvc/Svctype/CA/QC", "https://example.org/type"},
                          {model::ServiceStatus::granted}});

  const auto& table = mine.policy.algorithms(model::AlgorithmUsage::signature);
  const UtcTime early = make_utc(2010, 1, 1, 0, 0, 0).value();
  const UtcTime june = make_utc(2027, 6, 1, 0, 0, 0).value();
  CHECK(table.assess(crypto::DigestAlgorithm::sha1, early).reliability ==
        model::Reliability::not_listed);
  CHECK(table.assess(crypto::DigestAlgorithm::sha224, june - Seconds(1)).ok());
  CHECK(table.assess(crypto::DigestAlgorithm::sha224, june).reliability ==
        model::Reliability::expired);
  CHECK(table.assess(crypto::DigestAlgorithm::sha224, june).level == Level::fail);
  const crypto::SignatureAlgorithm rsa{
      crypto::SignatureScheme::rsa_pkcs1, crypto::DigestAlgorithm::sha256, {}, {}, {}};
  const crypto::SignatureAlgorithm dsa{
      crypto::SignatureScheme::dsa, crypto::DigestAlgorithm::sha256, {}, {}, {}};
  const crypto::SignatureAlgorithm gost{
      crypto::SignatureScheme::gost_34102015, crypto::DigestAlgorithm::streebog256, {}, {}, {}};
  CHECK(table.assess(rsa, 2999, june).reliability == model::Reliability::key_too_small);
  CHECK(table.assess(rsa, 3000, june).ok());
  CHECK(table.assess(dsa, 3072, june).reliability == model::Reliability::not_listed);
  CHECK(table.assess(gost, 256, june).reliability == model::Reliability::not_listed);
  CHECK(mine.policy.algorithms(model::AlgorithmUsage::certificates).assess(gost, 256, june).ok());

  const auto at = [&mine](Key key) { return mine.policy.constraint(key, Context::signature); };
  CHECK(at(Key::format_accepted).level == Level::warn);
  CHECK(at(Key::format_accepted).accepts("XAdES-BASELINE-T"));
  CHECK(at(Key::format_accepted).accepts("CMS"));
  CHECK_FALSE(at(Key::format_accepted).accepts("CAdES-BASELINE-T"));
  CHECK(at(Key::revocation_skip_policies).strings() == std::vector<std::string>{"1.2.3"});
  CHECK_FALSE(at(Key::not_self_signed).runs());
  CHECK(at(Key::pdf_doc_mdp) == model::Constraint{Level::fail, true, {}});
}

TEST_CASE("the nearest policy that sets a key wins, and the view names it", "[policies]") {
  const PolicyFiles files =
      with_base({named("a", "base", "max_age: 1h\nstale_revocation: negative\n"),
                 named("b", "a", "max_age: 2h\n"), named("c", "b")});
  const ResolvedPolicy c = resolve_policy(files, "c").value();
  CHECK(c.policy.max_age() == Seconds(7200));
  CHECK(c.policy.revocation().stale == model::StaleRevocation::negative);
  for (const ResolvedLine& line : c.lines) {
    if (line.path == "max_age") {
      CHECK(line.value == "2h");
      CHECK(line.origin.policy == "b");
      CHECK(line.origin.file == "b.yaml");
      CHECK(line.origin.line == 7);
    }
    if (line.path == "stale_revocation") {
      CHECK(line.origin.policy == "a");
      CHECK(line.origin.line == 8);
    }
    if (line.path == "model") {
      CHECK(line.origin.policy == "base");
    }
  }
}

TEST_CASE("extends must lead to base", "[policies]") {
  CHECK(resolve_policy(with_base({}), "none").error().code == ErrorCode::not_found);
  check_refused(resolve_policy(with_base({named("a", "gone")}), "a"), "a.yaml:2: extends: ");
  check_refused(resolve_policy(with_base({named("a", "b"), named("b", "a")}), "a"),
                "a.yaml:2: extends: ");
  check_refused(resolve_policy(with_base({named("a", "a")}), "a"), "a.yaml:2: extends: ");
}

TEST_CASE("only a demo policy does without revocation, or looks away", "[policies]") {
  const auto body = GENERATE(as<std::string>{},
                             "signature: {signing_certificate: {revocation_available: ignore}}\n",
                             "signature: {signing_certificate: {revocation_available: warn}}\n",
                             "signature: {ca_certificate: {revocation_available: inform}}\n",
                             "signature: {signing_certificate: {not_revoked: warn}}\n",
                             "signature: {ca_certificate: {revocation_acceptable: ignore}}\n",
                             "departures: {trust_time: insecurely_issuance}\n",
                             "departures: {past_algorithms: insecurely_signature}\n",
                             "departures: {list_scope: insecurely_ignored}\n",
                             "departures: {delta_lists: insecurely_ignored}\n",
                             "departures: {indirect_lists: insecurely_ignored}\n",
                             "trust: {revocation: {policy_mapping: insecurely_ignored}}\n");
  CAPTURE(body);
  check_refused(resolve_policy(with_base({named("mine", "base", body)}), "mine"), "mine.yaml:7: ");
  CHECK(resolve_policy(with_base({named("demo-mine", "base", body)}), "demo-mine").ok());
}

TEST_CASE("a real policy cannot stand on a demo one", "[policies]") {
  check_refused(resolve_policy(with_base({named("demo-a", "base"), named("b", "demo-a")}), "b"),
                "b.yaml:2: extends: ");
}

TEST_CASE("the digest changes with every key", "[policies]") {
  std::set<std::string> digests{resolved("").value().policy.digest()};
  const std::vector<std::string> bodies{
      "model: hybrid\n",
      "max_age: 1s\n",
      "stale_revocation: negative\n",
      "departures: {paths: best}\n",
      "departures: {past_path: validation_time}\n",
      "document: {require: at_least_one}\n",
      "document: {require: [{count: 1}]}\n",
      "document: {require: [{count: 1, role: r}]}\n",
      "document: {asked_time: trusted}\n",
      "document: {partial_coverage: allowed}\n",
      "document: {modified: allowed}\n",
      "document: {unmet_expectations: allowed}\n",
      "trust: {signature: {sources: [a]}}\n",
      "trust: {signature: {sources: [a, b]}}\n",
      "trust: {signature: {sources: [\"a, b\"]}}\n",
      "trust: {signature: {territories: [KZ]}}\n",
      "trust: {timestamp: {service_types: [TSA]}}\n",
      "trust: {revocation: {statuses: [national]}}\n",
      "trust: {receipt: {statuses: [granted]}}\n",
      "algorithms: {certificates: {suites: [etsi-2024]}}\n",
      "algorithms: {certificates: {digests: {SHA-1: never}}}\n",
      "algorithms: {certificates: {digests: {SHA-1: 2013-01-01}}}\n",
      "algorithms: {timestamps: {keys: {RSA: [{min: 2048, until: open}]}}}\n",
      "algorithms: {revocation: {level: warn}}\n",
      "algorithms: {revocation: {level_after_update: fail}}\n",
  };
  for (const std::string& body : bodies) {
    CAPTURE(body);
    CHECK(digests.insert(resolved(body).value().policy.digest()).second);
  }
  // Every slot of the constraint table, by another value than base's.
  for (std::size_t i = 0; i < model::slots().size(); ++i) {
    const model::Slot& slot = model::slots()[i];
    CAPTURE(model::path(slot));
    PolicyFile file = named("mine", "base");
    model::Constraint changed = base_policy().policy.rules().constraints[i];
    if (changed.value.index() == 0 && changed.level != Level::fail) {
      changed.level = Level::fail;
    } else if (slot.key == Key::revocation_available || changed.unsupported ||
               changed.level != Level::fail) {
      changed.value = std::vector<std::string>{"x"};
      changed.unsupported = false;
    } else {
      changed.value = std::vector<std::string>{"x"};
    }
    file.settings.insert_or_assign(model::path(slot), Setting{changed, file.origin});
    CHECK(digests.insert(resolve_policy(with_base({file}), "mine").value().policy.digest()).second);
  }
}

TEST_CASE("the digest does not change with comments, order and place", "[policies]") {
  const std::string one = resolved("model: chain\nmax_age: 1h\n").value().policy.digest();
  CHECK(resolved("# why\nmax_age: 60m\n\nmodel: \"chain\"\n").value().policy.digest() == one);
  CHECK(resolved("model: chain\nmax_age: 61m\n").value().policy.digest() != one);
}

TEST_CASE("what may depart from the standard is read and follows it by default", "[policies]") {
  using model::Departures;
  CHECK(base_policy().policy.departures() == Departures{});
  const PolicyFile demo = named(
      "demo-dss", "base",
      "departures: {paths: best, trust_time: insecurely_issuance, list_scope: insecurely_ignored,\n"
      "  delta_lists: insecurely_ignored, indirect_lists: insecurely_ignored,\n"
      "  past_path: validation_time, past_algorithms: insecurely_signature}\n"
      "trust: {signature: {policy_mapping: insecurely_ignored}}\n");
  const ResolvedPolicy mine = resolve_policy(with_base({demo}), "demo-dss").value();
  CHECK(mine.policy.departures() ==
        Departures{Departures::Paths::best, Departures::TrustTime::insecurely_issuance,
                   Departures::Lists::insecurely_ignored, Departures::Lists::insecurely_ignored,
                   Departures::Lists::insecurely_ignored, Departures::PastPath::validation_time,
                   Departures::PastAlgorithms::insecurely_signature});
  CHECK(mine.policy.anchors(model::AnchorPurpose::signature).path.policy_mapping ==
        model::PathInputs::Mapping::insecurely_ignored);
  CHECK(mine.policy.anchors(model::AnchorPurpose::revocation).path == model::PathInputs{});
}

TEST_CASE("the inputs of path validation are read, written and inherited", "[policies]") {
  const std::string text =
      "trust: {signature: {initial_policies: [1.2.3.4, 1.2.3.5], explicit_policy: required,\n"
      "  policy_mapping: inhibited, any_policy: inhibited, path_length: 1,\n"
      "  permitted_names: [\"directory:C=KZ\", \"email:example.kz\"],\n"
      "  excluded_names: [\"ip:10.0.0.0/8\"], anchor_certificate: ignored}}\n";
  const ResolvedPolicy mine = resolved(text).value();
  const model::PathInputs& inputs = mine.policy.anchors(model::AnchorPurpose::signature).path;
  CHECK(inputs.policies == std::vector{Oid("1.2.3.4"), Oid("1.2.3.5")});
  CHECK(inputs.explicit_policy == model::PathInputs::ExplicitPolicy::required);
  CHECK(inputs.policy_mapping == model::PathInputs::Mapping::inhibited);
  CHECK(inputs.any_policy == model::PathInputs::Handling::inhibited);
  CHECK(inputs.path_length == 1U);
  REQUIRE(inputs.permitted.size() == 2);
  CHECK(inputs.permitted[0].kind == pki::GeneralName::Kind::directory);
  CHECK(inputs.excluded.size() == 1);
  CHECK(inputs.anchor == model::PathInputs::AnchorCertificate::ignored);
  CHECK(mine.policy.anchors(model::AnchorPurpose::timestamp).path == model::PathInputs{});
  CHECK(base_policy().policy.anchors(model::AnchorPurpose::signature).path == model::PathInputs{});
  const auto line = [&](std::string_view path) {
    for (const ResolvedLine& one : mine.lines) {
      if (one.path == path) {
        return one.value;
      }
    }
    return std::string("none");
  };
  CHECK(line("trust.signature.initial_policies") == "[1.2.3.4, 1.2.3.5]");
  CHECK(line("trust.signature.path_length") == "1");
  CHECK(line("trust.signature.permitted_names") == "[\"directory:C=KZ\", \"email:example.kz\"]");
  CHECK(line("trust.timestamp.initial_policies") == "[\"*\"]");
  CHECK(line("trust.timestamp.path_length") == "unlimited");
  CHECK(line("trust.timestamp.excluded_names") == "[]");
}

TEST_CASE("inputs and demands that mean nothing are refused", "[policies]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"trust: {signature: {initial_policies: []}}\n",
       "mine.yaml:7: trust.signature.initial_policies: "},
      {"trust: {signature: {initial_policies: [gold]}}\n",
       "mine.yaml:7: trust.signature.initial_policies[0]: "},
      {"trust: {signature: {explicit_policy: set}}\n",
       "mine.yaml:7: trust.signature.explicit_policy: "},
      {"trust: {signature: {path_length: 101}}\n", "mine.yaml:7: trust.signature.path_length: "},
      {"trust: {signature: {path_length: none}}\n", "mine.yaml:7: trust.signature.path_length: "},
      {"trust: {signature: {permitted_names: []}}\n",
       "mine.yaml:7: trust.signature.permitted_names: "},
      {"trust: {signature: {excluded_names: [example.kz]}}\n",
       "mine.yaml:7: trust.signature.excluded_names[0]: "},
      {"trust: {signature: {anchor_certificate: trusted}}\n",
       "mine.yaml:7: trust.signature.anchor_certificate: "},
      {"signature: {signing_certificate: {conformity: {fail: [politeness]}}}\n",
       "mine.yaml:7: signature.signing_certificate.conformity.fail[0]: "},
      {"signature: {ca_certificate: {anchor_conformity: fail}}\n",
       "mine.yaml:7: signature.ca_certificate.anchor_conformity: "},
  }));
  CAPTURE(std::get<0>(row));
  check_refused(read(std::get<0>(row)), std::get<1>(row));
}

TEST_CASE("numbers and object identifiers with leading zeros, which would fit nothing, are refused",
          "[policies]") {
  const auto versions = [](const std::string& number) {
    return read("trust: {lists: {versions: {fail: [\"" + number + "\"]}}}\n");
  };
  for (const char* const good : {"5", "0", "50", "105"}) {
    CAPTURE(good);
    CHECK(versions(good).ok());
  }
  for (const char* const bad : {"05", "00", "005", "5a", "-5"}) {
    CAPTURE(bad);
    check_refused(versions(bad), "mine.yaml:7: trust.lists.versions");
  }
  const auto stores = [](const std::string& oid) {
    return read("signature: {signing_certificate: {key_store: {fail: [" + oid + "]}}}\n");
  };
  CHECK(stores("1.2.398.3.3.5.1.1").ok());
  CHECK(stores("1.0.398").ok());
  for (const char* const bad : {"1.2.0398", "01.2.398", "1.2.398.00", "1.2..398", "1.2.398."}) {
    CAPTURE(bad);
    check_refused(stores(bad), "mine.yaml:7: signature.signing_certificate.key_store");
  }
}

TEST_CASE("a policy says when it is in force and what it is made for", "[policies][scope]") {
  const std::string head =
      "description: more words\nvalid_from: 2026-09-11\nvalid_to: 2027-01-01\n"
      "target: {callers: [a], directions: [inbound], issuer_countries: [KZ],\n"
      "         purposes: [forward], formats: [CAdES-*, CMS]}\n";
  const ResolvedPolicy made = resolved(head).value();
  CHECK(made.description == "more words");
  CHECK(made.scope.from == parse_utc("2026-09-11T00:00:00Z").value());
  CHECK(made.scope.to == parse_utc("2027-01-01T00:00:00Z").value());
  CHECK(made.scope.target.callers == std::vector<std::string>{"a"});
  CHECK(made.scope.target.directions == std::vector<std::string>{"inbound"});
  CHECK(made.scope.target.issuer_countries == std::vector<std::string>{"KZ"});
  CHECK(made.scope.target.purposes == std::vector{model::Purpose::forward});
  CHECK(made.scope.formats == std::vector<std::string>{"CAdES-*", "CMS"});
  const std::string text = made.canonical();
  for (const char* const line :
       {"\ndescription: ", "\nvalid_from: 2026-09-11T00:00:00Z\n",
        "\nvalid_to: 2027-01-01T00:00:00Z\n", "\ntarget.callers: [", "\ntarget.directions: [",
        "\ntarget.issuer_countries: [", "\ntarget.purposes: [", "\ntarget.formats: ["}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
  // Everything of it is in the digest, and nothing where it says nothing.
  const ResolvedPolicy bare = resolved("").value();
  CHECK(bare.scope == PolicyScope{});
  CHECK(bare.canonical().find("valid_") == std::string::npos);
  std::set<std::string> digests{made.policy.digest(), bare.policy.digest()};
  for (const auto& [from, to] :
       {std::pair("more words", "other words"), std::pair("2026-09-11", "2026-09-12"),
        std::pair("2027-01-01", "2027-01-02"), std::pair("[a]", "[b]"),
        std::pair("[inbound]", "[outbound]"), std::pair("[KZ]", "[RU]"),
        std::pair("[forward]", "[check]"), std::pair(", CMS]", "]")}) {
    CHECK(digests.insert(resolved(replaced(head, from, to)).value().policy.digest()).second);
  }
  // It is of this file alone: what extends it is made for what it says itself.
  const PolicyFiles files = with_base({named("mine", "base", head), named("child", "mine")});
  CHECK(resolve_policy(files, "child").value().scope == PolicyScope{});
}

TEST_CASE("period and target are read strictly", "[policies][scope]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"valid_from: 2027-01-01\nvalid_to: 2026-12-31\n", "mine.yaml:8: valid_to"},
      {"valid_to: 2027-01-01\nvalid_from: 2027-01-01\n", "mine.yaml:7: valid_to"},
      {"valid_from: soon\n", "mine.yaml:7: valid_from"},
      {"valid_to: open\n", "mine.yaml:7: valid_to"},
      {"valid_until: 2027-01-01\n", "mine.yaml:7: "},
      {"description: \"\"\n", "mine.yaml:7: description"},
      {"target: {}\n", "mine.yaml:7: target"},
      {"target: {countries: [KZ]}\n", "mine.yaml:7: target"},
      {"target: {issuer_countries: [Kazakhstan]}\n", "mine.yaml:7: target.issuer_countries"},
      {"target: {issuer_countries: []}\n", "mine.yaml:7: target.issuer_countries"},
      {"target: {directions: [in]}\n", "mine.yaml:7: target.directions"},
      {"target: {purposes: [sign]}\n", "mine.yaml:7: target.purposes"},
      {"target: {formats: [CAdES-BASELINE-B, DOC]}\n", "mine.yaml:7: target.formats"},
      {"target: {formats: []}\n", "mine.yaml:7: target.formats"},
  }));
  CAPTURE(std::get<0>(row));
  check_refused(read(std::get<0>(row)), std::get<1>(row));
  CHECK(read("valid_from: 2027-01-01\nvalid_to: 2027-01-01T00:00:01Z\n").ok());
  // base is always in force.
  check_refused(
      read_base_file("base.yaml", as_bytes(std::string(base_text()) + "valid_from: 2026-01-01\n")),
      "base.yaml:");
}

TEST_CASE("the point of the law behind a check is inherited, and another may be named",
          "[policies][scope]") {
  const PolicyFiles files = with_base(
      {named("mine", "base", "legal_points: {not-revoked: point 1, key-usage: point 2}\n"),
       named("child", "mine", "legal_points: {key-usage: point 3}\n")});
  using Points = std::map<std::string, std::string, std::less<>>;
  CHECK(resolve_policy(files, "mine").value().policy.rules().legal_points ==
        Points{{"not-revoked", "point 1"}, {"key-usage", "point 2"}});
  const ResolvedPolicy child = resolve_policy(files, "child").value();
  CHECK(child.policy.rules().legal_points ==
        Points{{"not-revoked", "point 1"}, {"key-usage", "point 3"}});
  CHECK(child.annotated().find("legal_points.not-revoked: \"point 1\"  # mine mine.yaml:7\n") !=
        std::string::npos);
  CHECK(child.annotated().find("legal_points.key-usage: \"point 3\"  # child child.yaml:7\n") !=
        std::string::npos);
  CHECK(read("legal_points: {timestamp.not-revoked: point 1}\n").ok());
  check_refused(read("legal_points: {timestamps.not-revoked: point 1}\n"), "mine.yaml:7: ");
  check_refused(read("legal_points: {not-revokd: point 1}\n"), "mine.yaml:7: ");
  check_refused(read("legal_points: {not-revoked: [a]}\n"), "mine.yaml:7: ");
  check_refused(read("legal_points: [a]\n"), "mine.yaml:7: ");
}

}  // namespace senim::policies

// The rules for checking Kazakh signatures, order 500/НҚ as told in spec/domain.md 1.2, point by
// point: whole documents under the shipped policy kz-domestic, each point with its neighbour.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "gateway/demo/kz_certificates.h"
#include "tests/policies/shipped.h"
#include "tests/support/judging.h"
#include "tests/support/revocation_maker.h"
#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace senim::policies {
namespace {

using demo::KeyKind;
using demo::Party;
using model::DocumentStatus;
using model::SubIndication;
using test::at;
using test::shared_key;

const model::PolicyRules& kz_domestic() {
  static const model::PolicyRules rules = shipped_book()->find("kz-domestic")->policy.rules();
  return rules;
}

// Everybody may ask for everything.
std::shared_ptr<const model::PolicyChooser> asking_for(const std::string& id,
                                                       const std::string& more = "") {
  return shipped_book(more)->scoped({{}, {"*"}, {}}, id).value();
}

constexpr std::int64_t kHolderSerial = 1000;
constexpr std::int64_t kTsaSerial = 1001;
constexpr std::int64_t kNcaSerial = 2;
const Oid kTimestampAttribute("1.2.840.113549.1.9.16.2.14");

// Root <- national CA <- holder, TSA and responder; signed in April, checked in June 2026, with the
// lists of that day. Each test changes one thing.
struct World {
  demo::CertificateSpec root_spec = demo::kz_root(demo::KzAlgorithm::rsa);
  demo::CertificateSpec nca_spec = demo::kz_national_ca(demo::KzAlgorithm::rsa);
  demo::CertificateSpec holder_spec =
      demo::kz_holder(demo::KzRole::individual, demo::KzPurpose::signing, demo::KzAlgorithm::rsa);
  demo::CertificateSpec tsa_spec;
  // Replaced by make().
  Party root = test::test_pki().root;
  Party nca = root;
  Party holder = root;
  Party tsa = root;
  UtcTime now = at("2026-06-01T12:00:00Z");
  demo::SignerSpec signer;
  bool without_certificates = false;
  std::optional<UtcTime> stamped;
  std::optional<Bytes> stamped_octets;          // instead of the signature value
  std::vector<test::CrlEntrySpec> revoked;      // by the national CA
  std::vector<test::CrlEntrySpec> revoked_cas;  // by the root
  UtcTime lists_from = at("2026-06-01T06:00:00Z");
  UtcTime lists_until = at("2026-06-02T06:00:00Z");
  bool without_list = false;         // of the national CA
  std::vector<Bytes> more_lists;     // supplied beside or instead
  std::vector<Bytes> at_hand;        // certificates that only the caller has
  bool false_token = false;          // the time-stamp's own value
  std::optional<UtcTime> withdrawn;  // the root's service, from then on
  std::vector<Bytes> ocsps;
  std::vector<model::Fetched> fetched;
  std::function<void(Bytes&)> spoil = [](Bytes&) {};
  const char* territory = "KZ";
  std::vector<model::TrustService> others;
  model::Purpose purpose = model::Purpose::check;
  model::PolicyRules rules = kz_domestic();
  std::shared_ptr<const model::PolicyChooser> chooser;  // instead of the rules

  World() {
    tsa_spec.subject = {{Oid("2.5.4.6"), "KZ"}, {Oid("2.5.4.3"), "TSA DEMO"}};
    tsa_spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.8")};
    tsa_spec.extended_key_usage_critical = true;
    tsa_spec.policies = {Oid("1.2.398.3.3.2.6")};
    const auto valid = [](demo::CertificateSpec& spec, std::int64_t serial, const char* from,
                          const char* until) {
      spec.serial = serial;
      spec.not_before = at(from);
      spec.not_after = at(until);
    };
    valid(root_spec, 1, "2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    valid(nca_spec, kNcaSerial, "2022-01-01T00:00:00Z", "2035-01-01T00:00:00Z");
    valid(holder_spec, kHolderSerial, "2025-11-01T00:00:00Z", "2026-11-01T00:00:00Z");
    valid(tsa_spec, kTsaSerial, "2025-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    signer.signing_time = at("2026-04-01T10:00:00Z");
    make();
  }
  void make() {
    root = demo::make_root(root_spec, shared_key(KeyKind::p256, 0));
    nca = demo::make_issued(nca_spec, shared_key(KeyKind::p256, 1), root);
    // RSA: the same value each time, for what a time-stamp is over.
    holder = demo::make_issued(holder_spec, shared_key(KeyKind::rsa_2048, 2), nca);
    tsa = demo::make_issued(tsa_spec, shared_key(KeyKind::p256, 3), nca);
  }

  test::CrlEntrySpec entry(std::int64_t serial, const char* when,
                           std::optional<int> reason = std::nullopt) const {
    return {serial, at(when), reason, std::nullopt, {}};
  }
  Bytes list(const Party& issuer, const std::vector<test::CrlEntrySpec>& entries) const {
    test::CrlSpec spec;
    spec.this_update = lists_from;
    spec.next_update = lists_until;
    spec.number = 5;
    spec.entries = entries;
    return test::make_crl(spec, issuer);
  }
  test::OcspSpec answer(
      test::OcspEntrySpec::Status status = test::OcspEntrySpec::Status::good) const {
    test::OcspSpec spec;
    spec.produced_at = at("2026-06-01T11:59:00Z");
    test::OcspEntrySpec one;
    one.certificate = &holder;
    one.issuer = &nca;
    one.status = status;
    one.this_update = spec.produced_at;
    one.next_update = at("2026-06-01T13:00:00Z");
    spec.entries = {one};
    return spec;
  }

  Bytes document() const {
    demo::CmsSpec spec;
    spec.content = to_bytes("one hundred tenge");
    spec.signers = {signer};
    spec.signers[0].party = &holder;
    spec.certificates = {nca.certificate};
    spec.without_signer_certificates = without_certificates;
    if (stamped) {
      const Bytes over = stamped_octets.value_or(demo::signature_value_of(demo::make_cms(spec)));
      Bytes token = demo::make_timestamp(tsa, over, *stamped);
      token.back() ^= false_token ? 1 : 0;  // the last octet of its signature
      spec.signers[0].unsigned_attributes.push_back({kTimestampAttribute, {token}});
    }
    Bytes cms = demo::make_cms(spec);
    spoil(cms);
    return cms;
  }

  model::Verdict verdict() const {
    const Bytes octets = document();
    model::Submission submission;
    submission.document = octets;
    submission.purpose = purpose;
    submission.evidence.ocsps = ocsps;
    submission.evidence.crls = {list(root, revoked_cas)};
    if (!without_list) {
      submission.evidence.crls.push_back(list(nca, revoked));
    }
    submission.evidence.crls.insert(submission.evidence.crls.end(), more_lists.begin(),
                                    more_lists.end());
    submission.evidence.certificates = at_hand;
    model::TrustService service = test::granted(test::certificate(root), "kz");
    service.territory = territory;
    service.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/NationalRootCA-QC";
    if (withdrawn) {
      test::withdraw(service, *withdrawn);
    }
    std::vector<model::TrustService> services = others;
    services.push_back(service);
    const test::TestTrust trust(services);
    const test::TestPolicies own(rules);
    const model::PolicyChooser& policies = chooser ? *chooser : own;
    Budget budget;
    model::Evidence before;
    before.fetched = fetched;
    auto collected = process::collect(submission, std::move(before), trust, policies, now, budget);
    REQUIRE(collected.ok());
    return process::judge(collected->evidence, submission, trust, policies, now);
  }
  DocumentStatus status() const { return verdict().status; }
  // Of the first signature: what failed, for a test that is wrong.
  std::string failures() const {
    std::string text;
    const model::Verdict said = verdict();
    for (const model::CheckRecord& check : said.signatures.at(0).checks) {
      if (check.level == model::Level::fail && check.outcome == model::Outcome::failed) {
        text.append(check.rule->id).append(" ");
      }
    }
    return text;
  }
  std::string reason() const {
    const auto verdict = this->verdict();
    return verdict.reason ? verdict.reason->code : "";
  }
  // Of the reason; "" it names none.
  std::string param(std::string_view name) const {
    const auto verdict = this->verdict();
    return verdict.reason ? param_of(verdict.reason->params, name) : "";
  }
  static std::string param_of(const model::Params& params, std::string_view name) {
    const auto found = std::find_if(params.begin(), params.end(),
                                    [name](const auto& param) { return param.first == name; });
    return found == params.end() ? "" : found->second;
  }
  SubIndication sub() const { return verdict().signatures.at(0).conclusion.sub; }
};

constexpr auto kConfirmed = DocumentStatus::confirmed;
constexpr auto kNo = DocumentStatus::not_confirmed;
constexpr auto kCannot = DocumentStatus::cannot_verify;

// RFC 5280 5.3.1.
constexpr int kUnspecified = 0;
constexpr int kKeyCompromise = 1;
constexpr int kCaCompromise = 2;
constexpr int kAffiliationChanged = 3;
constexpr int kSuperseded = 4;
constexpr int kCessation = 5;
constexpr int kHold = 6;
constexpr int kPrivilegeWithdrawn = 9;
constexpr int kAaCompromise = 10;

}  // namespace

TEST_CASE("a Kazakh signature in which every point holds is an EDS", "[policies][order-500]") {
  const model::Verdict verdict = World{}.verdict();
  CHECK(verdict.status == kConfirmed);
  const auto& signature = verdict.signatures.at(0);
  CHECK(signature.qualification->scheme == "kz");
  CHECK(signature.qualification->level == "EDS");
  using Outcome = model::AspectConclusion::Outcome;
  CHECK(signature.authenticity.outcome == Outcome::confirmed);
  CHECK(signature.belonging.outcome == Outcome::confirmed);
  CHECK(signature.immutability.outcome == Outcome::confirmed);
}

TEST_CASE("point 8: a signing-certificate attribute matches where there is one",
          "[policies][order-500]") {
  World world;
  SECTION("none: plain CMS, told and taken") {
    world.signer.signing_certificate = demo::SigningCertificateAttribute::none;
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.status == kConfirmed);
    const auto* told =
        test::find_check(verdict.signatures.at(0).checks, "signing-certificate-attribute");
    REQUIRE(told != nullptr);
    CHECK(told->outcome == model::Outcome::failed);
    CHECK(told->level == model::Level::warn);
    CHECK(World::param_of(told->params, "legalPoint") == "order 500/НҚ point 8");
  }
  SECTION("of another certificate") {
    world.signer.referenced_certificate = world.nca.certificate;
    CHECK(world.status() != kConfirmed);
    CHECK(world.sub() == SubIndication::no_signing_certificate_found);
  }
}

TEST_CASE("point 14: the moment of checking is that of a valid time-stamp, else now",
          "[policies][order-500]") {
  World world;
  world.now = at("2026-11-02T00:00:00Z");  // the holder's certificate is over
  world.lists_from = at("2026-10-31T12:00:00Z");
  world.lists_until = at("2026-11-03T00:00:00Z");
  CHECK(world.status() == kNo);
  CHECK(world.reason() == "signing-certificate-validity");
  SECTION("a claimed time is none") { CHECK(world.signer.signing_time.has_value()); }
  SECTION("a time-stamp from inside the validity") {
    world.stamped = at("2026-04-01T10:00:05Z");
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.status == kConfirmed);
    CHECK(verdict.signatures.at(0).best_signature_time == *world.stamped);
    CHECK(verdict.signatures.at(0).best_signature_time_from == "timestamp");
    CHECK(verdict.signatures.at(0).qualification->at == *world.stamped);
  }
  SECTION("one of the last second, and one behind it") {
    world.stamped = at("2026-11-01T00:00:00Z");
    CHECK(world.status() == kConfirmed);
    world.stamped = at("2026-11-01T00:00:01Z");
    CHECK(world.status() == kNo);
  }
  SECTION("one that is over something else") {
    world.stamped = at("2026-04-01T10:00:05Z");
    world.stamped_octets = to_bytes("another signature");
    CHECK(world.status() == kNo);
  }
}

TEST_CASE("point 15: the value verifies with the certificate's key, or nobody can say",
          "[policies][order-500]") {
  World world;
  SECTION("a changed value") {
    world.spoil = [](Bytes& cms) { cms.back() ^= 1; };  // the last octet of s
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "signature-value");
    CHECK(world.sub() == SubIndication::sig_crypto_failure);
  }
  SECTION("changed content") {
    world.spoil = [](Bytes& cms) {
      const auto content = to_bytes("one hundred");
      const auto found = std::search(cms.begin(), cms.end(), content.begin(), content.end());
      REQUIRE(found != cms.end());
      *found = 'O';
    };
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "reference-digest");
  }
  SECTION("no certificate anywhere") {
    world.without_certificates = true;
    CHECK(world.status() == kCannot);
    CHECK(world.sub() == SubIndication::no_signing_certificate_found);
    world.at_hand = {world.holder.certificate};  // obtainable
    CHECK(world.status() == kConfirmed);
    world.at_hand = {world.tsa.certificate};
    CHECK(world.status() == kCannot);
  }
}

TEST_CASE("point 16.1: every certificate up to the root is inside its validity",
          "[policies][order-500]") {
  struct Row {
    const char* what;
    demo::CertificateSpec World::*spec;
    const char* reason;
  };
  for (const Row& row : {Row{"holder", &World::holder_spec, "signing-certificate-validity"},
                         Row{"national CA", &World::nca_spec, "ca-validity"},
                         Row{"root", &World::root_spec, "anchor-validity"}}) {
    CAPTURE(row.what);
    World world;
    (world.*row.spec).not_after = world.now;
    world.make();
    CHECK(world.status() == kConfirmed);  // its last second
    (world.*row.spec).not_after = world.now - Seconds{1};
    world.make();
    CHECK(world.status() == kNo);
    CHECK(world.reason() == row.reason);
  }
}

TEST_CASE("point 16.2: one good channel is enough, none is not", "[policies][order-500]") {
  World world;
  SECTION("revoked by list") {
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z")};
    CHECK(world.status() == kNo);
    CHECK(world.sub() == SubIndication::revoked_no_poe);
    CHECK(world.reason() == "not-revoked");
  }
  SECTION("another one revoked") {
    world.revoked = {world.entry(kHolderSerial + 7, "2026-05-01T00:00:00Z")};
    CHECK(world.status() == kConfirmed);
  }
  SECTION("the authority revoked") {
    world.revoked_cas = {world.entry(kNcaSerial, "2026-05-01T00:00:00Z")};
    CHECK(world.status() == kNo);
    CHECK(world.sub() == SubIndication::revoked_ca_no_poe);
  }
  SECTION("revoked by the delta of the list") {
    test::CrlSpec delta;
    delta.this_update = at("2026-06-01T10:00:00Z");
    delta.next_update = at("2026-06-01T18:00:00Z");
    delta.number = 6;
    delta.base_number = 5;
    delta.entries = {world.entry(kHolderSerial + 7, "2026-06-01T09:00:00Z", kSuperseded)};
    world.more_lists = {test::make_crl(delta, world.nca)};
    CHECK(world.status() == kConfirmed);
    delta.entries[0].serial = kHolderSerial;
    world.more_lists = {test::make_crl(delta, world.nca)};
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "not-revoked");
  }
  SECTION("an answer instead of the list") {
    world.without_list = true;
    CHECK(world.status() != kConfirmed);
    world.ocsps = {test::make_ocsp(world.answer(), world.nca)};
    CHECK(world.status() == kConfirmed);
  }
  SECTION("revoked by an answer, whatever the list says") {
    auto spec = world.answer(test::OcspEntrySpec::Status::revoked);
    spec.entries[0].revoked = at("2026-05-01T00:00:00Z");
    world.ocsps = {test::make_ocsp(spec, world.nca)};
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "not-revoked");
  }
}

TEST_CASE("point 16.3: the chain leads to a registered authority", "[policies][order-500]") {
  World world;
  SECTION("one of another country") {
    world.territory = "RU";
    CHECK(world.status() == kCannot);
    CHECK(world.reason() == "trust-source-accepted");
  }
  SECTION("one that issued the certificate and was not asked") {
    world.root = demo::make_root(world.root_spec, shared_key(KeyKind::p256, 4));  // another key
    CHECK(world.status() != kConfirmed);
    CHECK(world.sub() == SubIndication::no_certificate_chain_found);
  }
  SECTION("an issuer that is no authority") {
    world.nca_spec.ca = false;
    world.make();
    CHECK(world.status() != kConfirmed);
  }
}

TEST_CASE("point 16.4: usage, extended usage and policy are those of signing",
          "[policies][order-500]") {
  World world;
  SECTION("a certificate for logging in") {
    const auto signing = world.holder_spec;
    world.holder_spec = demo::kz_holder(demo::KzRole::individual, demo::KzPurpose::authentication,
                                        demo::KzAlgorithm::rsa);
    world.holder_spec.serial = signing.serial;
    world.holder_spec.not_before = signing.not_before;
    world.holder_spec.not_after = signing.not_after;
    world.make();
    CHECK(world.status() == kNo);
    CHECK(world.sub() == SubIndication::chain_constraints_failure);
  }
  SECTION("a policy of the older generation for logging in") {
    world.holder_spec.policies = {Oid("1.2.398.3.3.2.4")};
    world.make();
    CHECK(world.reason() == "key-purpose");
    world.holder_spec.policies = {Oid("1.2.398.3.3.2.3")};
    world.make();
    CHECK(world.status() == kConfirmed);
  }
  SECTION("a purpose that is none of signing") {
    world.holder_spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.1")};
    world.make();
    CHECK(world.reason() == "stated-purpose");
    world.holder_spec.extended_key_usage = {Oid("1.2.398.3.3.4.1.1")};
    world.make();
    CHECK(world.status() == kConfirmed);
  }
  SECTION("the policies stand in the report") {
    CHECK(world.verdict().signatures.at(0).signer->policies ==
          std::vector<std::string>{"1.2.398.3.3.2"});
  }
}

TEST_CASE("point 17: a time-stamp needs value, authority, purpose and imprint",
          "[policies][order-500]") {
  World world;
  world.now = at("2026-11-02T00:00:00Z");  // only a time-stamp saves this signature
  world.lists_from = at("2026-10-31T12:00:00Z");
  world.lists_until = at("2026-11-03T00:00:00Z");
  world.stamped = at("2026-04-01T10:00:05Z");
  CHECK(world.status() == kConfirmed);
  SECTION("a purpose that is not time-stamping") {
    world.tsa_spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.4")};
    world.make();
    CHECK(world.status() == kNo);
  }
  SECTION("an authority that is revoked") {
    world.revoked = {world.entry(kTsaSerial, "2026-03-01T00:00:00Z", kKeyCompromise)};
    CHECK(world.status() == kNo);
  }
  SECTION("an authority of another country's PKI") {
    auto foreign = world.tsa_spec;
    foreign.serial = 1;
    const Party root = demo::make_root(test::root_spec(), shared_key(KeyKind::p256, 5));
    world.tsa = demo::make_issued(foreign, shared_key(KeyKind::p256, 3), root);
    model::TrustService service = test::granted(test::certificate(root), "ru");
    service.territory = "RU";
    world.others = {service};
    CHECK(world.status() == kNo);
    world.others[0].territory = "KZ";  // the same PKI, in its practised reading
    CHECK(world.verdict().signatures.at(0).timestamps.at(0).conclusion.sub !=
          SubIndication::no_certificate_chain_found);
  }
  SECTION("a value that is false") {
    world.false_token = true;
    CHECK(world.status() == kNo);
    CHECK(world.verdict().signatures.at(0).timestamps.at(0).conclusion.sub ==
          SubIndication::sig_crypto_failure);
  }
  SECTION("an imprint of something else") {
    world.stamped_octets = to_bytes("x");
    CHECK(world.status() == kNo);
    CHECK(world.verdict().signatures.at(0).timestamps.at(0).imprint ==
          model::ParsedTimestamp::Imprint::differs);
  }
}

TEST_CASE("point 18: an expired list is a negative answer unless OCSP says good",
          "[policies][order-500]") {
  World world;
  world.lists_until = world.now - Seconds{1};
  CHECK(world.status() == kNo);  // not "nobody can say"
  CHECK(world.reason() == "revocation-not-expired");
  SECTION("its last second") {
    world.lists_until = world.now + Seconds{1};  // EN 319 102-1 5.2.5: strictly before its end
    CHECK(world.status() == kConfirmed);
  }
  SECTION("what an expired list says of a revocation stays true") {
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z")};
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "not-revoked");
  }
}

TEST_CASE("point 18: a list is its issuer's, whole, signed and about such certificates",
          "[policies][order-500]") {
  World world;
  world.without_list = true;
  const auto with = [&](const Bytes& list) {
    world.more_lists = {list};
    return world.status();
  };
  test::CrlSpec spec;
  spec.this_update = world.lists_from;
  spec.next_update = world.lists_until;
  spec.number = 5;
  const Bytes right = test::make_crl(spec, world.nca);
  CHECK(with(right) == kConfirmed);
  SECTION("one octet changed") {  // cut short it is no list: collect_test
    Bytes changed = right;
    changed.back() ^= 1;
    CHECK(with(changed) != kConfirmed);
  }
  SECTION("under the name of the authority, by another key") {
    Party impostor = world.nca;
    impostor.key = shared_key(KeyKind::p256, 8);
    CHECK(with(test::make_crl(spec, impostor)) != kConfirmed);
  }
  SECTION("of the authority above") { CHECK(with(test::make_crl(spec, world.root)) != kConfirmed); }
  SECTION("about certificates of authorities only") {
    spec.distribution_point = test::make_scope({.authorities = true});
    CHECK(with(test::make_crl(spec, world.nca)) != kConfirmed);
    spec.distribution_point = test::make_scope({.users = true});
    CHECK(with(test::make_crl(spec, world.nca)) == kConfirmed);
  }
}

TEST_CASE("point 18: OCSP heals an expired list of the holder's authority",
          "[policies][order-500]") {
  World world;
  test::CrlSpec expired;
  expired.this_update = at("2026-05-30T00:00:00Z");
  expired.next_update = at("2026-05-31T00:00:00Z");
  expired.number = 4;
  world.without_list = true;
  world.more_lists = {test::make_crl(expired, world.nca)};
  CHECK(world.status() == kNo);
  CHECK(world.reason() == "revocation-not-expired");
  world.ocsps = {test::make_ocsp(world.answer(), world.nca)};
  CHECK(world.status() == kConfirmed);
  SECTION("but not the revocation that stands in it") {
    expired.entries = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z")};
    world.more_lists = {test::make_crl(expired, world.nca)};
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "not-revoked");
  }
}

TEST_CASE("point 19: an answer is signed by whom it may be, about this certificate, and known",
          "[policies][order-500]") {
  World world;
  world.without_list = true;
  const auto with = [&](const Bytes& octets) {
    world.ocsps = {octets};
    return world.status();
  };
  CHECK(with(test::make_ocsp(world.answer(), world.nca)) == kConfirmed);
  SECTION("unknown is no") {
    CHECK(with(test::make_ocsp(world.answer(test::OcspEntrySpec::Status::unknown), world.nca)) ==
          kNo);
  }
  SECTION("signed by the holder himself") {
    CHECK(with(test::make_ocsp(world.answer(), world.holder)) != kConfirmed);
  }
  SECTION("a delegate with the purpose, and one without") {
    demo::CertificateSpec spec;
    spec.subject = {{Oid("2.5.4.6"), "KZ"}, {Oid("2.5.4.3"), "OCSP RESPONDER"}};
    spec.serial = 50;
    spec.not_before = at("2026-01-01T00:00:00Z");
    spec.not_after = at("2027-01-01T00:00:00Z");
    spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.9")};
    spec.extensions = {{Oid("1.3.6.1.5.5.7.48.1.5"), false, Bytes{0x05, 0x00}}};
    const auto delegated = [&] {
      const Party responder = demo::make_issued(spec, shared_key(KeyKind::p256, 6), world.nca);
      auto answer = world.answer();
      answer.certificates = {responder.certificate};
      return with(test::make_ocsp(answer, responder));
    };
    CHECK(delegated() == kConfirmed);
    spec.extended_key_usage.clear();
    CHECK(delegated() != kConfirmed);
  }
  SECTION("an unsigned refusal says nothing of the certificate") {
    CHECK(with(test::make_ocsp_refusal(3)) != kConfirmed);
    world.without_list = false;
    CHECK(world.status() == kConfirmed);  // the list answers
  }
  SECTION("with a value that is false") {
    Bytes changed = test::make_ocsp(world.answer(), world.nca);
    changed.back() ^= 1;
    CHECK(with(changed) != kConfirmed);
  }
  SECTION("at its time: until its end, and not from the future") {
    auto spec = world.answer();
    spec.entries[0].next_update = world.now + Seconds{1};
    CHECK(with(test::make_ocsp(spec, world.nca)) == kConfirmed);
    spec.entries[0].next_update = world.now;
    CHECK(with(test::make_ocsp(spec, world.nca)) == kNo);
    CHECK(world.reason() == "revocation-not-expired");
    spec = world.answer();
    spec.produced_at = spec.entries[0].this_update = world.now + Seconds{61};
    CHECK(with(test::make_ocsp(spec, world.nca)) != kConfirmed);
  }
  SECTION("about another certificate") {
    auto spec = world.answer();
    spec.entries[0].certificate = &world.tsa;
    CHECK(with(test::make_ocsp(spec, world.nca)) != kConfirmed);
  }
}

TEST_CASE("revocation over time: a compromise reaches back, an ended employment does not",
          "[policies][order-500]") {
  World world;
  world.stamped = at("2026-04-01T10:00:05Z");
  for (const int reason : {kAffiliationChanged, kSuperseded, kCessation, kPrivilegeWithdrawn}) {
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z", reason)};
    CAPTURE(reason, world.failures());
    CHECK(world.status() == kConfirmed);
    world.revoked = {world.entry(kHolderSerial, "2026-04-01T10:00:05Z", reason)};
    CHECK(world.status() == kNo);  // not strictly after
    world.revoked = {world.entry(kHolderSerial, "2026-03-01T00:00:00Z", reason)};
    CHECK(world.status() == kNo);
  }
  for (const std::optional<int> reason :
       {std::optional<int>{}, std::optional(kUnspecified), std::optional(kKeyCompromise),
        std::optional(kCaCompromise), std::optional(kAaCompromise), std::optional(kHold)}) {
    CAPTURE(reason.value_or(-1));
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z", reason)};
    CHECK(world.status() != kConfirmed);
  }
  world.stamped.reset();
  world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z", kSuperseded)};
  CHECK(world.status() == kNo);  // nothing proves that it was before
}

TEST_CASE("point 22 and the law: who signed is named, and by an accredited authority",
          "[policies][order-500]") {
  World world;
  SECTION("a holder without a number") {
    std::erase_if(world.holder_spec.subject,
                  [](const auto& part) { return part.first == Oid("2.5.4.5"); });
    world.make();
    CHECK(world.status() == kNo);
    CHECK(world.reason() == "qualification-level");
  }
  SECTION("a number that cannot be right") {
    for (auto& [type, value] : world.holder_spec.subject) {
      if (type == Oid("2.5.4.5")) {
        value.back() = value.back() == '9' ? '0' : static_cast<char>(value.back() + 1);
      }
    }
    world.make();
    CHECK(world.reason() == "signer-identifiers");
  }
  SECTION("an authority that is no longer accredited") {
    world.withdrawn = world.now + Seconds{1};
    CHECK(world.status() == kConfirmed);
    world.withdrawn = at("2026-03-01T00:00:00Z");
    CHECK(world.status() == kCannot);
    CHECK(world.sub() == SubIndication::no_certificate_chain_found_no_poe);
  }
}

TEST_CASE("a no names the point of order 500 behind it", "[policies][order-500][legal-point]") {
  World world;
  const auto point = [&] { return world.param("legalPoint"); };
  CHECK(point().empty());  // confirmed: there is no reason
  SECTION("point 15") {
    world.spoil = [](Bytes& cms) { cms.back() ^= 1; };
    CHECK(world.reason() == "signature-value");
    CHECK(point() == "order 500/НҚ point 15");
  }
  SECTION("point 16.1") {
    world.holder_spec.not_after = world.now - Seconds{1};
    world.make();
    CHECK(world.reason() == "signing-certificate-validity");
    CHECK(point() == "order 500/НҚ point 16.1");
  }
  SECTION("point 16.2, and not of a policy that names none") {
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z")};
    CHECK(world.reason() == "not-revoked");
    CHECK(point() == "order 500/НҚ point 16.2");
    world.rules.legal_points.clear();
    CHECK(world.reason() == "not-revoked");
    CHECK(point().empty());
  }
  SECTION("point 16.3") {
    world.territory = "RU";
    CHECK(world.reason() == "trust-source-accepted");
    CHECK(point() == "order 500/НҚ point 16.3");
  }
  SECTION("point 16.4") {
    world.holder_spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.1")};
    world.make();
    CHECK(world.reason() == "stated-purpose");
    CHECK(point() == "order 500/НҚ point 16.4");
  }
  SECTION("points 18 and 19") {
    world.lists_until = world.now - Seconds{1};
    CHECK(world.reason() == "revocation-not-expired");
    CHECK(point() == "order 500/НҚ points 18 and 19");
  }
  SECTION("point 17, of the same check that is point 15 of a signature") {
    world.stamped = at("2026-04-01T10:00:05Z");
    world.false_token = true;
    const model::Verdict verdict = world.verdict();
    const auto& signature = verdict.signatures.at(0);
    const auto* own = test::find_check(signature.checks, "signature-value");
    const auto* stamps = test::find_check(signature.timestamps.at(0).checks, "signature-value");
    REQUIRE(own != nullptr);
    REQUIRE(stamps != nullptr);
    CHECK(World::param_of(own->params, "legalPoint") == "order 500/НҚ point 15");
    CHECK(stamps->outcome == model::Outcome::failed);
    CHECK(World::param_of(stamps->params, "legalPoint") == "order 500/НҚ point 17");
  }
}

TEST_CASE("kz-domestic names a check for every point that asks one", "[policies][order-500]") {
  std::set<std::string> points;
  for (const auto& [id, point] : kz_domestic().legal_points) {
    points.insert(point);
  }
  const std::string order = "order 500/НҚ point";
  CHECK(points == std::set<std::string>{order + " 8", order + " 14", order + " 15", order + " 16.1",
                                        order + " 16.2", order + " 16.3", order + " 16.4",
                                        order + " 17", order + " 18", order + " 19",
                                        order + "s 18 and 19"});
}

TEST_CASE("kz-outbound confirms Kazakh signatures that go abroad, and nothing else",
          "[policies][scope]") {
  World world;
  world.chooser = asking_for("kz-outbound");
  world.purpose = model::Purpose::forward;
  const model::Verdict good = world.verdict();
  CHECK(good.status == kConfirmed);
  CHECK(good.signatures.at(0).policy.id == "kz-outbound");
  CHECK(good.signatures.at(0).direction == "outbound");
  SECTION("for use here") {
    for (const auto purpose :
         {model::Purpose::check, model::Purpose::accept, model::Purpose::archive}) {
      world.purpose = purpose;
      const model::Verdict verdict = world.verdict();
      CHECK(verdict.status == kNo);
      CHECK(verdict.signatures.at(0).conclusion.indication == model::Indication::indeterminate);
      CHECK(verdict.signatures.at(0).conclusion.sub == SubIndication::policy_processing_error);
      CHECK(verdict.signatures.at(0).belonging.outcome ==
            model::AspectConclusion::Outcome::undetermined);
      REQUIRE(verdict.reason);
      CHECK(verdict.reason->code == "policy-in-force");
      CHECK(verdict.reason->params ==
            model::Params{{"policy", "kz-outbound"}, {"problem", "purpose"}});
      CHECK(verdict.reason->remedy == "ask-other-policy");
    }
  }
  SECTION("of another country's list") {
    world.territory = "RU";
    CHECK(world.status() == kCannot);
    CHECK(world.sub() == SubIndication::no_certificate_chain_found);
  }
  SECTION("by the rules that hold here: revoked, and with an expired root") {
    world.revoked = {world.entry(kHolderSerial, "2026-05-01T00:00:00Z")};
    CHECK(world.reason() == "not-revoked");
    CHECK(world.param("legalPoint") == "order 500/НҚ point 16.2");
    world.revoked.clear();
    world.root_spec.not_after = world.now - Seconds{1};
    world.make();
    CHECK(world.reason() == "anchor-validity");
  }
  SECTION("a missing time-stamp is told and refuses nothing") {
    const auto* told = test::find_check(good.signatures.at(0).checks, "timestamp-present");
    REQUIRE(told != nullptr);
    CHECK(told->outcome == model::Outcome::failed);
    CHECK(told->level == model::Level::warn);
  }
}

TEST_CASE("under a policy nothing passes before its period or after it", "[policies][scope]") {
  World world;
  const auto under = [&](const std::string& period) {
    world.chooser = asking_for(
        "mine",
        "schema: 1\nid: mine\nversion: \"1\"\nextends: kz-domestic\ntitle: T\nlegal_basis: L\n" +
            period);
    return world.verdict();
  };
  CHECK(under("").status == kConfirmed);
  const model::Verdict last = under("valid_to: 2026-06-01T12:00:01Z\n");
  CHECK(last.status == kConfirmed);
  CHECK(last.fresh_until == world.now + Seconds{1});  // not served when it is over
  const model::Verdict over = under("valid_to: 2026-06-01T12:00:00Z\n");
  CHECK(over.status == kNo);
  CHECK(over.signatures.at(0).conclusion.sub == SubIndication::policy_processing_error);
  REQUIRE(over.reason);
  CHECK(over.reason->code == "policy-in-force");
  CHECK(over.reason->params == model::Params{{"policy", "mine"},
                                             {"problem", "after-period"},
                                             {"to", "2026-06-01T12:00:00Z"}});
  CHECK(under("valid_from: 2026-06-01T12:00:00Z\n").status == kConfirmed);
  const model::Verdict early = under("valid_from: 2026-06-01T12:00:01Z\n");
  CHECK(early.status == kNo);
  REQUIRE(early.reason);
  CHECK(World::param_of(early.reason->params, "problem") == "before-period");
  CHECK(under("target: {formats: [CAdES-BASELINE-B]}\n").status == kConfirmed);
  CHECK(under("target: {formats: [CAdES-BASELINE-T]}\n").status == kNo);
  // What is wrong by itself stays what it is.
  world.spoil = [](Bytes& cms) { cms.back() ^= 1; };
  const model::Verdict broken = under("valid_to: 2026-06-01T12:00:00Z\n");
  REQUIRE(broken.reason);
  CHECK(broken.reason->code == "signature-value");
  CHECK(broken.signatures.at(0).conclusion.sub == SubIndication::sig_crypto_failure);
}

}  // namespace senim::policies

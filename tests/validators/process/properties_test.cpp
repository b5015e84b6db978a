#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/support/revocation_maker.h"
#include "tests/validators/process/court.h"
#include "tests/validators/process/openssl_opinion.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/pki/cms.h"
#include "validators/process/judge.h"

// What must hold of every document (threats.md, "False accept"): more evidence, more anchors, a
// stricter policy or a later time make no refused signature good.

using namespace senim;
using demo::KeyKind;
using model::DocumentStatus;
using process::test::Court;
using process::test::Ruling;
using process::test::summary;
using test::at;

namespace {

// ---- Documents, each refused for a reason of its own
// ----------------------------------------------

struct Document {
  std::string name;
  Bytes octets;
  std::string said;  // under plain_rules(), at Court::now
  bool failed() const { return said.starts_with("TOTAL_FAILED"); }
};

demo::CmsSpec cms_spec(const demo::Party& signer) {
  demo::SignerSpec spec;
  spec.party = &signer;
  spec.signing_time = at("2026-05-01T00:00:00Z");
  demo::CmsSpec cms;
  cms.content = to_bytes("one hundred tenge");
  cms.signers = {spec};
  cms.certificates = {test::test_pki().ca.certificate};
  return cms;
}

Bytes altered(Bytes document, ByteView part, std::size_t inside) {
  const auto found = std::search(document.begin(), document.end(), part.begin(), part.end());
  REQUIRE(found != document.end());
  *(found + static_cast<std::ptrdiff_t>(inside)) ^= 1;
  return document;
}

demo::Party issued(const std::string& name, std::int64_t serial, const char* not_after,
                   unsigned key = 2) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = demo::simple_name(name);
  spec.serial = serial;
  spec.not_after = at(not_after);
  return demo::make_issued(spec, test::shared_key(KeyKind::p256, key), test::test_pki().ca);
}

std::string xades_text() {
  demo::XadesSpec spec;
  spec.party = &test::test_pki().leaf;
  spec.certificates = {test::test_pki().ca.certificate};
  spec.content = "<pay><sum>100</sum></pay>";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  return demo::make_xades(spec);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), with);
}

std::vector<Document> make_documents() {
  const test::TestPki& pki = test::test_pki();
  const demo::CmsSpec good = cms_spec(pki.leaf);
  const Bytes cms = demo::make_cms(good);
  std::vector<Document> all;
  all.push_back({"good", cms, "TOTAL_PASSED"});
  all.push_back({"content", altered(cms, good.content, 3), "TOTAL_FAILED/HASH_FAILURE"});
  all.push_back({"value", altered(cms, demo::signature_value_of(cms), 20),
                 "TOTAL_FAILED/SIG_CRYPTO_FAILURE"});
  all.push_back(
      {"attribute", altered(cms, to_bytes("260501"), 1), "TOTAL_FAILED/SIG_CRYPTO_FAILURE"});
  demo::CmsSpec spec = good;
  spec.signers[0].content_type_attribute = Oid("1.2.3.4");
  all.push_back({"content type", demo::make_cms(spec), "TOTAL_FAILED/FORMAT_FAILURE"});
  spec = good;
  spec.signers[0].referenced_certificate = pki.ca.certificate;
  all.push_back({"reference", demo::make_cms(spec), "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND"});
  all.push_back({"unknown issuer", demo::make_cms(cms_spec(test::test_pki(KeyKind::p384).leaf)),
                 "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND"});
  const demo::Party expired = issued("Expired", 50, "2026-05-15T00:00:00Z");
  all.push_back({"expired", demo::make_cms(cms_spec(expired)), ""});
  spec = good;
  spec.signers[0].sign.digest = crypto::DigestAlgorithm::sha1;
  all.push_back({"weak digest", demo::make_cms(spec), ""});
  const std::string xades = xades_text();
  all.push_back({"good XML", to_bytes(xades), "TOTAL_PASSED"});
  all.push_back(
      {"XML content", to_bytes(replaced(xades, "<sum>1", "<sum>9")), "TOTAL_FAILED/HASH_FAILURE"});
  all.push_back({"XML property", to_bytes(replaced(xades, "2026-05", "2025-05")),
                 "TOTAL_FAILED/HASH_FAILURE"});
  all.push_back({"XML SignedInfo", to_bytes(replaced(xades, " Id=\"sig-ref\"", " Id=\"sig-xxx\"")),
                 "TOTAL_FAILED/SIG_CRYPTO_FAILURE"});
  const Court court({pki.root});
  for (Document& document : all) {
    const std::string said = court.judge(document.octets).summary();
    CAPTURE(document.name);
    CHECK((document.said.empty() ? said.starts_with("INDETERMINATE/") : said == document.said));
    document.said = said;
  }
  return all;
}
const std::vector<Document>& documents() {
  static const std::vector<Document> kMade = make_documents();
  return kMade;
}

// Names and numbers of the real parties over other keys, and the real ones' keys under other names.
std::vector<Bytes> junk_certificates() {
  const test::TestPki& pki = test::test_pki();
  const demo::Key& other = test::shared_key(KeyKind::p256, 7);
  std::vector<Bytes> junk;
  const auto named = [](demo::CertificateSpec spec) {
    spec.subject.back().second += " " + std::to_string(static_cast<int>(KeyKind::p256));
    return spec;
  };
  junk.push_back(demo::make_root(named(test::root_spec()), other).certificate);
  junk.push_back(demo::make_issued(named(test::ca_spec()), other, pki.root).certificate);
  junk.push_back(demo::make_issued(named(test::leaf_spec()), other, pki.ca).certificate);
  junk.push_back(demo::make_root(named(test::leaf_spec()), pki.leaf.key).certificate);
  junk.push_back(issued("Twin", 51, "2030-01-01T00:00:00Z").certificate);
  junk.push_back(test::test_pki(KeyKind::rsa_2048).root.certificate);
  junk.push_back(test::test_pki(KeyKind::rsa_2048).leaf.certificate);
  return junk;
}

void check_no_better(const Document& document, const Ruling& ruling) {
  CAPTURE(document.name, document.said, ruling.summary());
  if (document.said != "TOTAL_PASSED") {
    CHECK_FALSE(ruling.any_passed());
    CHECK_FALSE(ruling.confirmed());
  }
  if (document.failed()) {
    CHECK(ruling.summary() == document.said);
    CHECK(ruling.verdict.status == DocumentStatus::not_confirmed);
  }
}

// ---- Policies
// -------------------------------------------------------------------------------------

// The strictest thing that can be said at a slot; nothing where a key only steers.
std::optional<model::Constraint> strictest(const model::Slot& slot) {
  if (!model::implemented(slot)) {
    return model::Constraint{model::Level::fail, true, {}};
  }
  switch (model::info(slot.key).kind) {
    case model::ValueKind::flag:
      return test::fails();
    case model::ValueKind::strings:
      return test::fails_unless({"nothing has this name"});
    case model::ValueKind::integer:
      return model::Constraint{model::Level::fail, false, std::uint64_t{0}};
    case model::ValueKind::duration:
      return model::Constraint{model::Level::fail, false, Seconds{0}};
    case model::ValueKind::names:
      return std::nullopt;
  }
  return std::nullopt;
}

// What was found of the documents once, judged again and again.
class Bench {
 public:
  Bench() : court_({test::test_pki().root}) {
    for (const Document& document : documents()) {
      found_.push_back(court_.judge(document.octets).evidence);
    }
  }
  // No document is better off under these rules than under the plain ones.
  void check(const model::PolicyRules& rules, const std::string& what) const {
    const test::TestPolicies policies(rules);
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const Document& document = documents()[i];
      Ruling ruling;
      ruling.verdict = process::judge(found_[i], {}, court_.trust, policies, court_.now);
      CAPTURE(what, document.name, document.said, ruling.summary());
      if (document.said != "TOTAL_PASSED") {
        CHECK_FALSE(ruling.any_passed());
        CHECK_FALSE(ruling.confirmed());
      }
      // An earlier block may have the word now, but what is proven wrong stays refused.
      if (document.failed()) {
        CHECK(ruling.verdict.status == DocumentStatus::not_confirmed);
      }
    }
  }
  bool good_passes(const model::PolicyRules& rules) const {
    const test::TestPolicies policies(rules);
    Ruling ruling;
    ruling.verdict = process::judge(found_.front(), {}, court_.trust, policies, court_.now);
    return ruling.any_passed();
  }

 private:
  Court court_;
  std::vector<model::Evidence> found_;
};

// ---- Signed attributes as content
// -----------------------------------------------------------------

// The same value, sent as a signature without signed attributes over the SET OF that it signs.
Bytes attributes_as_content(const Bytes& cms, bool detached, Bytes& content) {
  Budget budget;
  const auto data = pki::SignedData::from_ber(cms, budget).value();
  const pki::SignerInfo& signer = data.signers().at(0);
  content = signer.signed_attributes_der;
  namespace der = demo::der;
  const Bytes sid = der::sequence({signer.sid.issuer, der::tlv(0x02, signer.sid.serial)});
  const Bytes info =
      der::sequence({der::integer(std::int64_t{1}), sid, signer.digest_algorithm_der,
                     signer.signature_algorithm_der, der::octet_string(signer.signature)});
  Bytes certificates;
  for (const pki::Certificate& one : data.certificates()) {
    certificates.insert(certificates.end(), one.der().begin(), one.der().end());
  }
  const Bytes type = der::oid(Oid("1.2.840.113549.1.7.1"));
  const Bytes inside = detached ? Bytes{} : der::context_constructed(0, der::octet_string(content));
  const Bytes signed_data = der::sequence(
      {der::integer(std::int64_t{1}), der::set({signer.digest_algorithm_der}),
       der::sequence({type, inside}), der::context_constructed(0, certificates), der::set({info})});
  return der::sequence(
      {der::oid(Oid("1.2.840.113549.1.7.2")), der::context_constructed(0, signed_data)});
}

}  // namespace

TEST_CASE("supplied evidence that leads nowhere changes no conclusion", "[process][properties]") {
  const std::vector<Bytes> junk = junk_certificates();
  test::CrlSpec list;
  list.this_update = at("2026-05-31T00:00:00Z");
  Court court({test::test_pki().root});
  for (std::size_t which = 0; which <= junk.size(); ++which) {
    court.supplied.certificates = which < junk.size() ? std::vector<Bytes>{junk[which]} : junk;
    court.supplied.crls = {test::make_crl(list, test::test_pki(KeyKind::rsa_2048).ca)};
    court.supplied.ocsps = {test::make_ocsp_refusal(3)};
    for (const Document& document : documents()) {
      const Ruling ruling = court.judge(document.octets);
      CAPTURE(which);
      check_no_better(document, ruling);
      CHECK(ruling.summary() == document.said);
    }
  }
}

TEST_CASE("the real certificates help no signature that failed", "[process][properties]") {
  Court court({test::test_pki().root});
  for (const KeyKind kind : {KeyKind::p256, KeyKind::p384}) {
    const test::TestPki& pki = test::test_pki(kind);
    for (const demo::Party* party : {&pki.root, &pki.ca, &pki.leaf}) {
      court.supplied.certificates.push_back(party->certificate);
    }
  }
  for (const Document& document : documents()) {
    check_no_better(document, court.judge(document.octets));
  }
}

TEST_CASE("more anchors make no failed signature good", "[process][properties]") {
  Court court({test::test_pki().root});
  const bool given = GENERATE(false, true);
  std::vector<Bytes> anchors = junk_certificates();
  for (const KeyKind kind : {KeyKind::p256, KeyKind::p384}) {
    const test::TestPki& pki = test::test_pki(kind);
    for (const demo::Party* party : {&pki.root, &pki.ca, &pki.leaf}) {
      anchors.push_back(party->certificate);
    }
  }
  for (const Bytes& anchor : anchors) {
    court.trust.add(given ? test::given(test::certificate(anchor))
                          : test::granted(test::certificate(anchor)));
    for (const Document& document : documents()) {
      const Ruling ruling = court.judge(document.octets);
      CAPTURE(given, document.name, ruling.summary());
      // Only those whose one fault was an anchor or its time may become better.
      if (document.failed() || document.name == "reference" || document.name == "weak digest") {
        CHECK_FALSE(ruling.any_passed());
        CHECK_FALSE(ruling.confirmed());
      }
      if (document.failed()) {
        CHECK(ruling.summary() == document.said);
      }
    }
  }
}

TEST_CASE("no time makes a failed signature good, and none an expired one",
          "[process][properties]") {
  Court court({test::test_pki().root});
  std::map<std::string, bool> has_passed;
  std::map<std::string, bool> has_ended;
  for (const char* const now :
       {"2019-01-01T00:00:00Z", "2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z",
        "2026-05-01T00:00:00Z", "2026-05-15T00:00:00Z", "2026-05-15T00:00:01Z",
        "2028-01-01T00:00:00Z", "2028-01-01T00:00:01Z", "2035-01-01T00:00:01Z",
        "2040-01-01T00:00:01Z", "2099-01-01T00:00:00Z"}) {
    court.now = at(now);
    for (const Document& document : documents()) {
      const Ruling ruling = court.judge(document.octets);
      CAPTURE(now, document.name, ruling.summary());
      if (document.failed()) {
        CHECK(ruling.summary() == document.said);
        CHECK(ruling.verdict.status == DocumentStatus::not_confirmed);
      }
      // Good for one stretch of time: what has ended does not begin again.
      const bool passed = ruling.any_passed();
      CHECK_FALSE((passed && has_ended[document.name]));
      has_ended[document.name] = has_ended[document.name] || (has_passed[document.name] && !passed);
      has_passed[document.name] = has_passed[document.name] || passed;
    }
  }
  CHECK(has_passed["good"]);
  CHECK(has_ended["good"]);
  CHECK(has_passed["expired"]);
  CHECK_FALSE(has_passed["unknown issuer"]);
}

TEST_CASE("a stricter policy makes no verdict better", "[process][properties]") {
  const Bench bench;
  REQUIRE(bench.good_passes(test::plain_rules()));
  SECTION("at any one key") {
    std::size_t refused = 0;
    for (const model::Slot& slot : model::slots()) {
      const auto constraint = strictest(slot);
      if (!constraint) {
        continue;
      }
      model::PolicyRules rules = test::plain_rules();
      rules.set(slot, *constraint);
      bench.check(rules, model::path(slot));
      const bool passes = bench.good_passes(rules);
      refused += passes ? 0U : 1U;
      // A check that does not exist yet is never taken for granted (report.md 2), unless it is
      // about something that this document has not: a PDF revision, an explicit signature policy.
      const std::string_view group = model::info(slot.key).group;
      if (!model::implemented(slot) && model::info(slot.key).contexts != 0 &&
          slot.context == model::Context::signature && group != "pdf" &&
          group != "signature_policy") {
        CAPTURE(model::path(slot));
        CHECK_FALSE(passes);
      }
    }
    CHECK(refused > 50);
  }
  SECTION("at one key after the other") {
    model::PolicyRules rules = test::plain_rules();
    for (const model::Slot& slot : model::slots()) {
      if (const auto constraint = strictest(slot)) {
        rules.set(slot, *constraint);
        bench.check(rules, "all up to " + model::path(slot));
      }
    }
    CHECK_FALSE(bench.good_passes(rules));
  }
  SECTION("of algorithms") {
    for (std::size_t usage = 0; usage < model::kAlgorithmUsages; ++usage) {
      model::PolicyRules rules = test::plain_rules();
      for (model::KeyRow& row : rules.algorithms.at(usage).keys) {
        row.min_bits += 10'000;
      }
      bench.check(rules, "longer keys");
      rules.algorithms.at(usage).digests.clear();
      bench.check(rules, "no digests");
    }
  }
  SECTION("of anchors") {
    for (std::size_t purpose = 0; purpose < model::kAnchorPurposes; ++purpose) {
      model::PolicyRules rules = test::plain_rules();
      rules.anchors.at(purpose).statuses.clear();
      bench.check(rules, "no status");
      rules.anchors.at(purpose) = {};
      bench.check(rules, "no anchor");
    }
  }
}

TEST_CASE("signed attributes offered as content are refused", "[process][properties]") {
  const auto kind = GENERATE(KeyKind::p256, KeyKind::rsa_2048, KeyKind::p384, KeyKind::ed25519);
  const auto attribute =
      GENERATE(demo::SigningCertificateAttribute::v2, demo::SigningCertificateAttribute::none);
  const bool more = GENERATE(false, true);
  const test::TestPki& pki = test::test_pki(kind);
  const Court court({pki.root});
  demo::CmsSpec spec = cms_spec(pki.leaf);
  spec.certificates = {pki.ca.certificate};
  spec.signers[0].signing_certificate = attribute;
  if (more) {
    spec.signers[0].unsorted_attributes = true;
    spec.signers[0].signed_attributes = {
        {Oid("1.2.840.113549.1.9.16.2.4"), {demo::der::sequence({demo::der::utf8("hint")})}}};
  }
  const Bytes original = demo::make_cms(spec);
  Bytes content;
  for (const bool detached : {false, true}) {
    const Bytes forged = attributes_as_content(original, detached, content);
    const auto parts = detached ? std::vector{process::test::detached_part("content", content)}
                                : std::vector<model::DetachedPart>{};
    const Ruling ruling = court.judge(forged, parts);
    CAPTURE(static_cast<int>(kind), more, detached);
    CHECK(ruling.summary() == "TOTAL_FAILED/FORMAT_FAILURE");
    REQUIRE(ruling.evidence.signatures.size() == 1);
    // The attack is real: the value is one over these octets, for OpenSSL too.
    CHECK(ruling.evidence.signatures[0].value == model::ValueState::valid);
    if (kind != KeyKind::ed25519) {
      CHECK(process::test::openssl_verifies(
          forged, detached ? std::optional<ByteView>(content) : std::nullopt));
    }
  }
}

TEST_CASE("a failed canonicalisation never has the digest of nothing", "[process][properties]") {
  const auto hash = [](std::string_view text) {
    return crypto::to_base64(crypto::sha256(as_bytes(text)));
  };
  const auto judged = [&](const std::string& ns, const std::string& digest) {
    demo::XadesSpec spec;
    spec.party = &test::test_pki().leaf;
    spec.certificates = {test::test_pki().ca.certificate};
    spec.content = "<pay><sum>100</sum></pay>";
    spec.signing_time = at("2026-05-01T00:00:00Z");
    spec.unsigned_properties = "<note xmlns=\"" + ns + "\" Id=\"note\"></note>";
    spec.extra_references =
        "<ds:Reference URI=\"#note\"><ds:Transforms><ds:Transform "
        "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></ds:Transforms>"
        "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
        "<ds:DigestValue>" +
        digest + "</ds:DigestValue></ds:Reference>";
    const std::string text = demo::make_xades(spec);
    return Court({test::test_pki().root}).judge(text);
  };
  // C14N 1.0 1.3: a relative namespace URI has no canonical form.
  CHECK(judged("relative", hash("")).summary() == "TOTAL_FAILED/FORMAT_FAILURE");
  CHECK(judged("relative", hash("<note xmlns=\"relative\" Id=\"note\"></note>")).summary() ==
        "INDETERMINATE/SIGNED_DATA_NOT_FOUND");
  CHECK(judged("urn:n", hash("")).summary() == "TOTAL_FAILED/HASH_FAILURE");
  CHECK(judged("urn:n", hash("<note xmlns=\"urn:n\" Id=\"note\"></note>")).summary() ==
        "TOTAL_PASSED");
}

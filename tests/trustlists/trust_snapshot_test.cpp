#include "trustlists/trust_snapshot.h"

#include <catch2/catch.hpp>

#include "gateway/demo/trust_list_maker.h"
#include "tests/support/rewritten_key.h"
#include "tests/support/test_pki.h"
#include "tests/trustlists/list_signer.h"
#include "validators/crypto/base64.h"

using namespace senim;
using namespace senim::test;
using trustlists::LocalDecisions;
using trustlists::Refusal;
using trustlists::SnapshotBuilder;
using trustlists::TrustSource;

namespace {

pki::Certificate certificate(ByteView der) { return pki::Certificate::from_der(der).value(); }
pki::Certificate ca() { return certificate(test_pki().ca.certificate); }

std::string signed_list(const demo::TrustListSpec& spec) {
  return sign_list(demo::make_trust_list(spec));
}
demo::TrustListSpec numbered(std::uint64_t sequence) {
  auto spec = simple_list();
  spec.sequence = sequence;
  spec.issued = at("2026-06-01T00:00:00Z") + std::chrono::hours(sequence);
  return spec;
}

TrustSource folder_source(std::string id, std::vector<pki::Fingerprint> pins, const Bytes& der) {
  TrustSource source;
  source.id = std::move(id);
  source.territory = "KZ";
  source.domestic = true;
  source.format = TrustSource::Format::certificates;
  source.pinned = std::move(pins);
  source.files.push_back({"anchor.cer", der});
  return source;
}

// What test_pki() made its CA from: parties of each kind of key have names of their own.
demo::CertificateSpec own_ca_spec() {
  auto spec = ca_spec();
  spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
  return spec;
}

// The subject and key of `spec` under another serial number and root: another certificate.
demo::Party reissued(const demo::CertificateSpec& spec, const demo::Key& key) {
  auto again = spec;
  again.serial = spec.serial + 1000;
  return demo::make_issued(again, key, test_pki().root);
}

}  // namespace

TEST_CASE("a verified list gives anchors with their timeline", "[trustlists]") {
  auto spec = simple_list();
  demo::ServicePeriodSpec withdrawn;
  withdrawn.status = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";
  withdrawn.since = at("2026-03-01T00:00:00Z");
  spec.services.front().history = {spec.services.front().current};
  spec.services.front().current = withdrawn;
  SnapshotBuilder builder;
  const auto& report = builder.add(list_source("kz", signed_list(spec)));
  CHECK(report.loaded);
  CHECK(report.error.empty());
  CHECK(report.signer == fingerprint(test_signer().certificate));
  CHECK(report.providers == 1);
  CHECK(report.services == 1);
  CHECK(report.history == 1);
  CHECK(report.certificates == 1);

  const auto snapshot = builder.build();
  CHECK(snapshot->anchors() == 1);
  const auto services = snapshot->services_of(ca());
  REQUIRE(services.size() == 1);
  CHECK(services.front()->source == "kz");
  CHECK(services.front()->territory == "KZ");
  CHECK(services.front()->provider == "Demo Provider");
  CHECK_FALSE(services.front()->given);
  CHECK(services.front()->at(at("2026-02-28T23:59:59Z"))->status == model::ServiceStatus::granted);
  CHECK(services.front()->at(at("2026-03-01T00:00:00Z"))->status ==
        model::ServiceStatus::withdrawn);
  CHECK(snapshot->services_of(certificate(test_pki().root.certificate)).empty());
}

TEST_CASE("lists are reported with their state at a time", "[trustlists]") {
  auto source = list_source("kz", "");
  source.grace = std::chrono::hours(24);
  const std::string open_list = signed_list(simple_list());
  auto closed_spec = simple_list();
  closed_spec.next_update.reset();
  const std::string closed_list = signed_list(closed_spec);
  SnapshotBuilder builder;
  source.files = {{"open", as_bytes(open_list)}};
  builder.add(source);
  source.id = "closed";
  source.files = {{"closed", as_bytes(closed_list)}};
  builder.add(source);
  source.id = "bad";
  source.files = {{"bad", as_bytes("<a/>")}};
  builder.add(source);
  const auto snapshot = builder.build();
  REQUIRE(snapshot->reports().size() == 3);
  const auto& bad = snapshot->reports()[0];
  const auto& closed = snapshot->reports()[1];
  const auto& open = snapshot->reports()[2];
  CHECK(open.state(at("2026-12-01T00:00:00Z")) == "fresh");
  CHECK(open.state(at("2026-12-01T00:00:01Z")) == "stale");
  CHECK(open.state(at("2026-12-02T00:00:00Z")) == "stale");
  CHECK(open.state(at("2026-12-02T00:00:01Z")) == "expired");
  CHECK(closed.state(at("2099-01-01T00:00:00Z")) == "closed");
  CHECK(bad.state(at("2026-07-01T00:00:00Z")) == "failed");
  CHECK(bad.refusal == Refusal::not_a_list);
  CHECK(snapshot->lists().size() == 2);
}

TEST_CASE("a list closed for ever speaks of the time before it only", "[trustlists]") {
  auto spec = simple_list();
  const auto entry_at = [&](UtcTime time) {
    const std::string list = signed_list(spec);
    SnapshotBuilder builder;
    builder.add(list_source("kz", list));
    const auto snapshot = builder.build();
    const auto services = snapshot->services_of(ca());
    REQUIRE(services.size() == 1);
    const model::ServicePeriod* period = services.front()->at(time);
    return period == nullptr ? "" : period->status_uri;
  };
  const std::string granted = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
  REQUIRE(spec.services.front().current.since < spec.issued);
  CHECK(entry_at(spec.issued) == granted);
  spec.next_update.reset();
  CHECK(entry_at(spec.issued - Seconds{1}) == granted);
  CHECK(entry_at(spec.issued) == "");
  CHECK(entry_at(spec.services.front().current.since - Seconds{1}) == "");
  spec.services.front().history = {spec.services.front().current};
  spec.services.front().current.since = spec.issued + Seconds{10};  // begins behind the end: never
  CHECK(entry_at(spec.issued + Seconds{10}) == "");
  CHECK(entry_at(spec.issued) == "");  // and the entry before it ends like any other
  CHECK(entry_at(spec.issued - Seconds{1}) == granted);
}

TEST_CASE("a certificate is found exactly, else by the same key under the same subject",
          "[trustlists]") {
  const std::string list = signed_list(simple_list());
  SnapshotBuilder builder;
  builder.add(list_source("kz", list));
  const auto snapshot = builder.build();
  const auto same = reissued(own_ca_spec(), test_pki().ca.key);
  REQUIRE(fingerprint(same.certificate) != fingerprint(test_pki().ca.certificate));
  CHECK(snapshot->services_of(certificate(same.certificate)).size() == 1);

  const auto compressed = reissued(own_ca_spec(), test::compressed(test_pki().ca.key));
  REQUIRE(certificate(compressed.certificate).spki().size() < ca().spki().size());
  CHECK(snapshot->services_of(certificate(compressed.certificate)).size() == 1);

  const auto other_key = reissued(own_ca_spec(), shared_key(demo::KeyKind::p256, 8));
  CHECK(snapshot->services_of(certificate(other_key.certificate)).empty());
  auto other_name = own_ca_spec();
  other_name.subject = demo::simple_name("Somebody else");
  CHECK(snapshot->services_of(certificate(reissued(other_name, test_pki().ca.key).certificate))
            .empty());

  CHECK(snapshot->by_subject(ca().subject()).size() == 1);
  CHECK(snapshot->by_subject(certificate(test_pki().root.certificate).subject()).empty());
}

TEST_CASE("what is said of a key by another certificate is asked for apart", "[trustlists]") {
  auto spec = simple_list();
  const auto renewed = reissued(own_ca_spec(), test::compressed(test_pki().ca.key));
  const auto other_key = reissued(own_ca_spec(), shared_key(demo::KeyKind::p256, 8));
  spec.services.push_back(spec.services.front());
  spec.services.back().name = "Renewed";
  spec.services.back().certificates = {renewed.certificate};
  spec.services.push_back(spec.services.front());
  spec.services.back().certificates = {other_key.certificate};
  const std::string list = signed_list(spec);
  SnapshotBuilder builder;
  builder.add(list_source("kz", list));
  const auto snapshot = builder.build();
  REQUIRE(snapshot->services_of(ca()).size() == 1);  // the exact one
  CHECK(snapshot->services_of(ca())[0]->name != "Renewed");
  CHECK(snapshot->services_of_key(ca()).size() == 2);
  CHECK(snapshot->services_of_key(certificate(renewed.certificate)).size() == 2);
  CHECK(snapshot->services_of_key(certificate(other_key.certificate)).size() == 1);
  CHECK(snapshot->services_of_key(certificate(test_pki().root.certificate)).empty());
  builder.decide({.denied = {fingerprint(test_pki().ca.certificate)}});
  const auto denying = builder.build();
  CHECK(denying->services_of_key(ca()).empty());
  CHECK(denying->services_of(certificate(renewed.certificate)).size() == 1);
  CHECK(denying->services_of_key(certificate(renewed.certificate)).size() == 2);  // objects
  CHECK(denying->by_subject(ca().subject()).size() == 2);
  CHECK(denying->anchors() == 2);
}

TEST_CASE("one certificate may stand under several services and lists", "[trustlists]") {
  auto spec = simple_list();
  spec.services.push_back(spec.services.front());
  spec.services.back().current.type = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
  spec.services.push_back(spec.services.front());
  spec.services.back().certificates.push_back(test_pki().ca.certificate);
  const std::string list = signed_list(spec);
  SnapshotBuilder builder;
  builder.add(list_source("one", list));
  builder.add(list_source("two", list));
  const auto snapshot = builder.build();
  CHECK(snapshot->anchors() == 1);
  CHECK(snapshot->services_of(ca()).size() == 6);
  CHECK(snapshot->by_subject(ca().subject()).size() == 1);
}

TEST_CASE("a service without certificate or with an unusable timeline anchors nothing",
          "[trustlists]") {
  std::string text = demo::make_trust_list(simple_list());
  text.replace(text.find("2024-01-01T00:00:00Z"), 20, "2024-99-01T00:00:00Z");
  const std::string list = sign_list(text);
  SnapshotBuilder builder;
  const auto& report = builder.add(list_source("kz", list));
  CHECK(report.loaded);
  CHECK(report.services == 1);
  CHECK(report.unusable_services == 1);
  CHECK(builder.build()->services_of(ca()).empty());
}

TEST_CASE("the id of a snapshot depends on what is trusted and not on the order", "[trustlists]") {
  const std::string first = signed_list(numbered(1));
  const std::string second = signed_list(numbered(2));
  const auto id_of = [](const std::vector<TrustSource>& sources,
                        const std::vector<pki::Fingerprint>& denied = {}) {
    SnapshotBuilder builder;
    for (const TrustSource& source : sources) {
      builder.add(source);
    }
    builder.decide({.denied = denied});
    return builder.build()->id();
  };
  const auto a = list_source("a", first);
  const auto b = list_source("b", second);
  const std::string id = id_of({a, b});
  CHECK(id.size() == 64);
  CHECK(id == id_of({b, a}));
  CHECK(id != id_of({a}));
  CHECK(id != id_of({a, list_source("b", first)}));
  CHECK(id != id_of({a, list_source("c", second)}));
  CHECK(id != id_of({a, b}, {fingerprint(test_pki().root.certificate)}));
  auto domestic = b;
  domestic.domestic = true;
  CHECK(id != id_of({a, domestic}));
  auto longer = b;
  longer.grace = Seconds{1};
  CHECK(id != id_of({a, longer}));
  auto words = b;
  words.vocabulary = trustlists::Vocabulary::etsi();
  words.vocabulary->statuses.erase(words.vocabulary->statuses.begin());
  CHECK(id != id_of({a, words}));
  // What does not load is not trusted.
  auto broken = list_source("broken", "<a/>");
  CHECK(id == id_of({a, b, broken}));
}

TEST_CASE("a later version replaces the earlier one and nothing else does", "[trustlists]") {
  const std::string list_5 = signed_list(numbered(5));
  auto next = numbered(6);
  next.services.front().provider = "Renamed";
  const std::string list_6 = signed_list(next);
  const std::string list_4 = signed_list(numbered(4));
  auto same_number = numbered(5);
  same_number.services.front().provider = "Other";
  const std::string other_5 = signed_list(same_number);
  auto older_date = numbered(7);
  older_date.issued = at("2026-05-01T00:00:00Z");
  const std::string backdated = signed_list(older_date);

  SnapshotBuilder first;
  first.add(list_source("kz", list_5));
  const auto before = first.build();
  SnapshotBuilder builder(*before);

  SECTION("the next number") {
    const auto& report = builder.add(list_source("kz", list_6));
    CHECK(report.error.empty());
    CHECK(report.info.sequence == 6U);
    const auto after = builder.build();
    CHECK(after->id() != before->id());
    CHECK(after->services_of(ca()).front()->provider == "Renamed");
    // Requests that hold the old snapshot go on with it.
    CHECK(before->services_of(ca()).front()->provider == "Demo Provider");
  }
  SECTION("the same octets again") {
    CHECK(builder.add(list_source("kz", list_5)).error.empty());
    CHECK(builder.build()->id() == before->id());
  }
  const auto held = [&](const TrustSource& source, Refusal why) {
    const auto& report = builder.add(source);
    CHECK(report.refusal == why);
    CHECK_FALSE(report.error.empty());
    CHECK(report.loaded);
    CHECK(report.info.sequence == 5U);
    CHECK(builder.build()->id() == before->id());
  };
  SECTION("a lower number") { held(list_source("kz", list_4), Refusal::rollback); }
  SECTION("a higher number with an older date") {
    held(list_source("kz", backdated), Refusal::rollback);
  }
  SECTION("the same number with other content") {
    held(list_source("kz", other_5), Refusal::conflict);
  }
  SECTION("half a file") {
    held(list_source("kz", std::string_view(list_6).substr(0, list_6.size() / 2)),
         Refusal::not_xml);
  }
  SECTION("another signer") {
    auto source = list_source("kz", list_6);
    source.pinned.front().front() ^= 1U;
    held(source, Refusal::signer_not_pinned);
  }
  SECTION("no octets at all") {
    const auto& report = builder.unavailable(list_source("kz", ""), "404");
    CHECK_FALSE(report.refusal.has_value());
    CHECK(report.loaded);
    CHECK_FALSE(report.error.empty());
    CHECK(builder.build()->id() == before->id());
  }
  SECTION("a source that is removed") {
    builder.remove("kz");
    const auto after = builder.build();
    CHECK(after->services_of(ca()).empty());
    CHECK(after->reports().empty());
  }
}

TEST_CASE("a list has at most 64 MB", "[trustlists]") {
  std::string text = signed_list(simple_list());
  text.resize(trustlists::kMaxListOctets, '\n');
  SnapshotBuilder builder;
  CHECK(builder.add(list_source("kz", text)).loaded);
  text += '\n';
  const auto& beyond = builder.add(list_source("other", text));
  CHECK_FALSE(beyond.loaded);
  CHECK(beyond.refusal == Refusal::limit);
}

TEST_CASE("a list of another territory than configured is refused", "[trustlists]") {
  auto spec = simple_list();
  spec.territory = "GR";
  const std::string list = signed_list(spec);
  auto source = list_source("el", list);
  for (const char* same : {"EL", "GR", ""}) {
    source.territory = same;
    SnapshotBuilder builder;
    const auto& report = builder.add(source);
    CHECK(report.loaded);
    CHECK(report.info.territory == "EL");
  }
  source.territory = "KZ";
  SnapshotBuilder builder;
  CHECK(builder.add(source).refusal == Refusal::territory);
}

TEST_CASE("pinned certificates are anchors without a timeline", "[trustlists]") {
  const Bytes& der = test_pki().ca.certificate;
  SnapshotBuilder builder;
  const auto& report = builder.add(folder_source("nuc", {fingerprint(der)}, der));
  CHECK(report.loaded);
  CHECK(report.certificates == 1);
  CHECK(report.state(at("2099-01-01T00:00:00Z")) == "pinned");
  const auto services = builder.build()->services_of(ca());
  REQUIRE(services.size() == 1);
  CHECK(services.front()->given);
  CHECK(services.front()->domestic);
  CHECK(services.front()->territory == "KZ");
  REQUIRE(services.front()->periods.size() == 1);
  CHECK(services.front()->at(at("2026-06-01T00:00:00Z"))->status == model::ServiceStatus::granted);
}

TEST_CASE("a pin of a folder that differs by one byte loads nothing of it", "[trustlists]") {
  const Bytes& der = test_pki().ca.certificate;
  auto pin = fingerprint(der);
  pin.at(5) ^= 1U;
  SnapshotBuilder builder;
  const auto& report = builder.add(folder_source("nuc", {pin}, der));
  CHECK_FALSE(report.loaded);
  CHECK(report.refusal == Refusal::signer_not_pinned);
  CHECK(builder.build()->services_of(ca()).empty());
}

TEST_CASE("denied certificates and keys are no anchors whatever a list says", "[trustlists]") {
  const std::string list = signed_list(simple_list());
  const auto reissue = reissued(own_ca_spec(), test_pki().ca.key);
  const auto anchored = [&](const pki::Fingerprint& denied, const pki::Certificate& asked) {
    SnapshotBuilder builder;
    builder.add(list_source("kz", list));
    builder.decide({.denied = {denied}});
    return !builder.build()->services_of(asked).empty();
  };
  const auto key = crypto::sha256(ca().spki());
  CHECK_FALSE(anchored(ca().fingerprint(), ca()));
  CHECK_FALSE(anchored(key, ca()));
  CHECK_FALSE(anchored(key, certificate(reissue.certificate)));
  CHECK_FALSE(anchored(fingerprint(reissue.certificate), certificate(reissue.certificate)));
  CHECK(anchored(fingerprint(reissue.certificate), ca()));
  auto near = key;
  near.front() ^= 1U;
  CHECK(anchored(near, ca()));
}

TEST_CASE("a denied key is no anchor in another writing either", "[trustlists]") {
  const Bytes usual = test_pki().ca.certificate;
  const Bytes rewritten = reissued(own_ca_spec(), test::compressed(test_pki().ca.key)).certificate;
  const Bytes other = reissued(own_ca_spec(), shared_key(demo::KeyKind::p256, 8)).certificate;
  const auto anchored = [&](const pki::Fingerprint& denied, const Bytes& asked) {
    SnapshotBuilder builder;
    for (const auto& [id, der] :
         {std::pair("a", rewritten), std::pair("b", usual), std::pair("c", other)}) {
      REQUIRE(builder.add(folder_source(id, {fingerprint(der)}, der)).loaded);
    }
    builder.decide({.denied = {denied}});
    return !builder.build()->services_of(certificate(asked)).empty();
  };
  const auto key_of = [](const Bytes& der) { return crypto::sha256(certificate(der).spki()); };
  for (const Bytes& writing : {usual, rewritten}) {
    CHECK_FALSE(anchored(key_of(writing), usual));
    CHECK_FALSE(anchored(key_of(writing), rewritten));
    CHECK(anchored(key_of(writing), other));
  }
  CHECK(anchored(key_of(other), usual));
  CHECK(anchored(key_of(other), rewritten));
  CHECK(anchored(fingerprint(usual), rewritten));  // a certificate is denied, not its key
}

TEST_CASE("a required source that is missing leaves a snapshot incomplete", "[trustlists]") {
  const std::string list = signed_list(simple_list());
  auto source = list_source("kz", list);
  source.required = true;
  SnapshotBuilder builder;
  builder.unavailable(source, "not fetched yet");
  CHECK_FALSE(builder.build()->complete());
  builder.add(source);
  CHECK(builder.build()->complete());
  auto optional = list_source("by", "<a/>");
  builder.add(optional);
  CHECK(builder.build()->complete());
}

TEST_CASE("files given by hand are told apart by their octets", "[trustlists]") {
  const std::string list = signed_list(simple_list());
  const std::string with_mark = "\xEF\xBB\xBF" + list;
  const Bytes& der = test_pki().ca.certificate;
  const std::string pem =
      "-----BEGIN CERTIFICATE-----\n" + crypto::to_base64(der) + "\n-----END CERTIFICATE-----\n";
  const auto load = [](ByteView octets, std::optional<pki::Fingerprint> pin = {}) {
    SnapshotBuilder builder;
    builder.add(trustlists::given_source("file", octets, pin));
    return builder.build();
  };
  CHECK(load(as_bytes(list))->services_of(ca()).size() == 1);
  CHECK_FALSE(load(as_bytes(list))->services_of(ca()).front()->given);
  CHECK(load(as_bytes(with_mark))->services_of(ca()).size() == 1);
  CHECK(load(der)->services_of(ca()).size() == 1);
  CHECK(load(der)->services_of(ca()).front()->given);
  CHECK(load(as_bytes(pem))->services_of(ca()).size() == 1);

  const auto signer = fingerprint(test_signer().certificate);
  CHECK(load(as_bytes(list), signer)->anchors() == 1);
  CHECK(load(as_bytes(list), fingerprint(der))->reports().front().refusal ==
        Refusal::signer_not_pinned);
  CHECK(load(der, fingerprint(der))->anchors() == 1);
  CHECK(load(der, signer)->anchors() == 0);
  CHECK(load(as_bytes(demo::make_trust_list(simple_list())))->reports().front().refusal ==
        Refusal::unsigned_list);
  CHECK(load(as_bytes("rubbish"))->anchors() == 0);
  CHECK(load({})->anchors() == 0);
}

TEST_CASE("a list of lists keeps its pointers in the snapshot", "[trustlists]") {
  auto spec = simple_list();
  spec.services.clear();
  std::string text = demo::make_trust_list(spec);
  text.insert(text.find("<tsl:ListIssueDateTime>"),
              "<tsl:PointersToOtherTSL><tsl:OtherTSLPointer><tsl:TSLLocation>https://example.org/"
              "</tsl:TSLLocation></tsl:OtherTSLPointer></tsl:PointersToOtherTSL>");
  const std::string list = sign_list(text);
  SnapshotBuilder builder;
  builder.add(list_source("lotl", list));
  const auto snapshot = builder.build();
  REQUIRE(snapshot->pointers("lotl") != nullptr);
  CHECK(snapshot->pointers("lotl")->front().location == "https://example.org/");
  CHECK(snapshot->pointers("other") == nullptr);
}

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/xades_maker.h"
#include "tests/validators/process/time_world.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/model/rules.h"

// spec/en319102-1.md 2: every sub-indication, under each of its conditions, with the check that
// decides it, what it does to the three conclusions (report.md 2), and the neighbour, one second,
// status or octet away, which must say something else.

namespace senim::process {
namespace {

namespace der = demo::der;
using crypto::DigestAlgorithm;
using model::AlgorithmUsage;
using model::CertificateRole;
using model::Level;

// Where a world stands: on the condition, or just beside it.
enum class Side { met, beside };

constexpr Seconds kSecond{1};
constexpr Seconds kDay{24 * 3600};
const UtcTime kThen = at("2026-05-10T00:00:00Z");  // what happens between signing and now

Seconds one_second_if(Side side, Side wanted) { return side == wanted ? kSecond : Seconds{0}; }

// ---- What was found -----------------------------------------------------------------------------

struct Found {
  Outcome outcome;
  std::string aspects;  // authenticity, belonging, immutability: c, r or u each; "" of a time-stamp
  std::vector<model::CheckRecord> checks;
  std::vector<std::vector<std::string_view>> listed;  // the checks of each of the three

  // Failed, and it counts.
  const model::Rule* broken(std::string_view id) const {
    const auto found = std::ranges::find_if(checks, [&](const model::CheckRecord& check) {
      return check.rule->id == id && check.level == Level::fail &&
             (check.outcome == model::Outcome::failed ||
              check.outcome == model::Outcome::unsupported);
    });
    return found == checks.end() ? nullptr : found->rule;
  }
};

std::string letter(const model::AspectConclusion& conclusion) {
  switch (conclusion.outcome) {
    case model::AspectConclusion::Outcome::undetermined:
      return "u";
    case model::AspectConclusion::Outcome::confirmed:
      return "c";
    case model::AspectConclusion::Outcome::refuted:
      return "r";
  }
  return "?";
}

// Of the only signature.
Found of_signature(const model::Verdict& verdict) {
  REQUIRE(verdict.signatures.size() == 1);
  const model::SignatureVerdict& one = verdict.signatures[0];
  return {{one.conclusion.indication, one.conclusion.sub},
          letter(one.authenticity) + letter(one.belonging) + letter(one.immutability),
          one.checks,
          {one.authenticity.checks, one.belonging.checks, one.immutability.checks}};
}
Found of_signature(const TimeWorld& world) { return of_signature(world.verdict()); }

Found of_timestamp(const model::TimestampVerdict& one) {
  return {{one.conclusion.indication, one.conclusion.sub}, "", one.checks, {}};
}
// Of the only signature's first time-stamp.
Found of_timestamp(const TimeWorld& world) {
  const model::Verdict verdict = world.verdict();
  return of_timestamp(verdict.signatures.at(0).timestamps.at(0));
}

// ---- Helpers ------------------------------------------------------------------------------------

model::DetachedPart part(ByteView content, std::string name = "") {
  model::DetachedPart one;
  one.name = std::move(name);
  one.content = content;
  return one;
}

// One octet of the only place in which `what` stands, changed.
Bytes with_other_octet(Bytes document, ByteView what) {
  const auto place = std::search(document.begin(), document.end(), what.begin(), what.end());
  REQUIRE(place != document.end());
  *(place + static_cast<std::ptrdiff_t>(what.size()) - 1) ^= 1;
  return document;
}
ByteView octets(std::string_view text) { return as_bytes(text); }

test::TestPki pki_with(void (*change)(demo::CertificateSpec& ca, demo::CertificateSpec& leaf)) {
  test::TestPki pki = test::test_pki(KeyKind::rsa_2048);
  demo::CertificateSpec ca = test::ca_spec();
  demo::CertificateSpec leaf = test::leaf_spec();
  change(ca, leaf);
  pki.ca = demo::make_issued(ca, pki.ca.key, pki.root);
  pki.leaf = demo::make_issued(leaf, pki.leaf.key, pki.ca);
  return pki;
}

void ask(TimeWorld& world, Key key, model::Constraint wanted = test::fails(),
         CertificateRole role = CertificateRole::signing) {
  world.rules.set({key, Context::signature, role}, std::move(wanted));
}
void ask_of_timestamps(TimeWorld& world, Key key, model::Constraint wanted = test::fails()) {
  world.rules.set({key, Context::timestamp}, std::move(wanted));
}

// ---- Format checking (5.2.2) --------------------------------------------------------------------

Found doubled_attribute(Side side) {
  TimeWorld world;
  world.change = [side](demo::CmsSpec& spec) {
    const Oid type{side == Side::met ? "1.2.840.113549.1.9.4" : "1.2.840.113549.1.9.104"};
    spec.signers[0].signed_attributes.push_back({type, {der::octet_string(Bytes(32))}});
  };
  return of_signature(world);
}

demo::XadesSpec order(const TimeWorld& world, std::string content) {
  demo::XadesSpec spec;
  spec.party = &world.rsa.leaf;
  spec.content = std::move(content);
  spec.signing_time = world.signed_at;
  spec.certificates = {world.rsa.ca.certificate};
  return spec;
}

Found doubled_id(Side side) {
  const TimeWorld world;
  const std::string id = side == Side::met ? "sig-props" : "sig-propt";
  const std::string document =
      demo::make_xades(order(world, "<order><item Id=\"" + id + "\">value</item></order>"));
  return of_signature(world.verdict(to_bytes(document)));
}

Found other_format(Side side) {
  TimeWorld world;
  ask(world, Key::format_accepted,
      test::fails_unless({side == Side::met ? "CAdES-BASELINE-T" : "CAdES-BASELINE-B"}));
  return of_signature(world);
}

// ---- Identification of the signing certificate, validation context (5.2.3, 5.2.4) ---------------

Found signer_not_at_hand(Side side) {
  TimeWorld world;
  world.change = [&, side](demo::CmsSpec& spec) {
    spec.without_signer_certificates = true;
    if (side == Side::beside) {
      spec.certificates.push_back(world.rsa.leaf.certificate);
    }
  };
  return of_signature(world);
}

Found other_certificate_referenced(Side side) {
  TimeWorld world;
  world.change = [&, side](demo::CmsSpec& spec) {
    spec.signers[0].referenced_certificate =
        side == Side::met ? world.ec.leaf.certificate : world.rsa.leaf.certificate;
  };
  return of_signature(world);
}

void sign_under(TimeWorld& world, Bytes policy) {
  world.change = [policy = std::move(policy)](demo::CmsSpec& spec) {
    spec.signers[0].signed_attributes.push_back({Oid{"1.2.840.113549.1.9.16.2.15"}, {policy}});
  };
}
Bytes explicit_policy(const char* id) {
  const Bytes digest = der::sequence(
      {der::sequence({der::oid(Oid{"2.16.840.1.101.3.4.2.1"})}), der::octet_string(Bytes(32))});
  return der::sequence({der::oid(Oid{id}), digest});
}

Found other_signature_policy(Side side) {
  TimeWorld world;
  ask(world, Key::signature_policy_accepted, test::fails_unless({"1.2.398.1.1"}));
  sign_under(world, explicit_policy(side == Side::met ? "1.2.398.1.2" : "1.2.398.1.1"));
  return of_signature(world);
}

// An implied policy has no document.
Found policy_document_missing(Side side) {
  TimeWorld world;
  ask(world, Key::signature_policy_available, test::fails());
  sign_under(world, side == Side::met ? explicit_policy("1.2.398.1.1") : der::null());
  return of_signature(world);
}

// ---- X.509 validation (5.2.6) -------------------------------------------------------------------

Found unknown_root(Side side) {
  TimeWorld world;
  if (side == Side::met) {
    world.services.erase(world.services.begin());
  }
  return of_signature(world);
}

Found service_not_yet_granted(Side side) {
  TimeWorld world;
  world.lists_made = world.now;  // nor does its word of before that count
  world.services[0].periods[0].since = world.now + one_second_if(side, Side::met);
  return of_signature(world);
}

Found service_withdrawn(Side side) {
  TimeWorld world;
  test::withdraw(world.services[0], world.now + one_second_if(side, Side::beside));
  return of_signature(world);
}

Found key_for_something_else(Side side) {
  const test::TestPki pki =
      side == Side::met ? pki_with([](auto&, demo::CertificateSpec& leaf) { leaf.key_usage = 1; })
                        : pki_with([](auto&, demo::CertificateSpec& leaf) { leaf.key_usage = 3; });
  TimeWorld world{pki};
  ask(world, Key::key_usage, test::fails_unless({"nonRepudiation"}));
  return of_signature(world);
}

Found other_certificate_policy(Side side) {
  const test::TestPki pki =
      side == Side::met
          ? pki_with([](auto&, demo::CertificateSpec& leaf) { leaf.policies = {Oid{"1.2.398.2"}}; })
          : pki_with(
                [](auto&, demo::CertificateSpec& leaf) { leaf.policies = {Oid{"1.2.398.1"}}; });
  TimeWorld world{pki};
  ask(world, Key::certificate_policies, test::fails_unless({"1.2.398.1"}));
  return of_signature(world);
}

Found path_too_long(Side side) {
  test::TestPki pki = test::test_pki(KeyKind::rsa_2048);
  demo::CertificateSpec upper = test::ca_spec();
  upper.path_length = side == Side::met ? 0 : 1;
  const Party above = demo::make_issued(upper, test::shared_key(KeyKind::p256, 6), pki.root);
  demo::CertificateSpec lower = test::ca_spec();
  lower.subject = demo::simple_name("Test CA below");
  pki.ca = demo::make_issued(lower, pki.ca.key, above);
  pki.leaf = demo::make_issued(test::leaf_spec(), pki.leaf.key, pki.ca);
  TimeWorld world{pki};
  world.rules = test::plain_rules();
  world.more_certificates = {above.certificate};
  return of_signature(world);
}

Found authority_expired(Side side) {
  const test::TestPki pki =
      pki_with([](demo::CertificateSpec& ca, auto&) { ca.not_after = at("2027-01-01T00:00:00Z"); });
  TimeWorld world{pki};
  world.now = at("2027-01-01T00:00:00Z") + one_second_if(side, Side::met);
  return of_signature(world);
}

Found no_revocation_data(Side side) {
  TimeWorld world;
  world.without_lists = side == Side::met;
  return of_signature(world);
}

Found false_revocation_data(Side side) {
  TimeWorld world;
  world.later_lists = world.lists();
  world.without_lists = true;
  if (side == Side::met) {
    world.later_lists.front().back() ^= 1;
  }
  return of_signature(world);
}

Found source_out_of_reach(Side side) {
  const test::TestPki pki = side == Side::met ? pki_with([](auto&, demo::CertificateSpec& leaf) {
    leaf.crl_urls = {"http://crl.example/1.crl"};
  })
                                              : pki_with([](auto&, auto&) {});
  TimeWorld world{pki};
  world.later_lists = {world.list(world.rsa.root, {})};
  world.without_lists = true;
  return of_signature(world);
}

RevokedSpec about(const TimeWorld& world, const Party& party, Side side, std::uint8_t reason) {
  const std::int64_t serial = world.serial_of(party) + (side == Side::met ? 0 : 1);
  return {serial, kThen, reason};
}

Found revoked(Side side) {
  TimeWorld world;
  world.revoked = {about(world, world.rsa.leaf, side, kKeyCompromise)};
  return of_signature(world);
}

Found authority_revoked(Side side) {
  TimeWorld world;
  world.revoked_cas = {about(world, world.rsa.ca, side, kSuperseded)};
  return of_signature(world);
}

Found suspended(Side side) {
  TimeWorld world;
  world.revoked = {
      about(world, world.rsa.leaf, Side::met, side == Side::met ? kHold : kSuperseded)};
  return of_signature(world);
}

Found data_out_of_date(Side side) {
  TimeWorld world;
  world.lists_made = world.now - world.lists_last + one_second_if(side, Side::beside);
  return of_signature(world);
}

Found weak_certificate(Side side) {
  TimeWorld world;
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::certificates,
         world.now + one_second_if(side, Side::beside));
  return of_signature(world);
}

Found weak_revocation_data(Side side) {
  TimeWorld world;
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::revocation,
         world.now + one_second_if(side, Side::beside));
  return of_signature(world);
}

// Its last list says that it was good.
TimeWorld at_the_end(UtcTime end, Seconds after) {
  TimeWorld world;
  world.now = end + after;
  world.lists_made = end - Seconds{3600};
  return world;
}

Found expired(Side side) {
  const TimeWorld world =
      at_the_end(certificate(test::test_pki(KeyKind::rsa_2048).leaf).not_after(),
                 one_second_if(side, Side::met));
  return of_signature(world);
}

Found not_valid_yet(Side side) {
  TimeWorld world;
  world.now = certificate(world.rsa.leaf).not_before() - one_second_if(side, Side::met);
  return of_signature(world);
}

// Whoever says so has ended as well: in the chain model the end of a CA is no failure by itself.
void let_authorities_end(TimeWorld& world) {
  world.rules.model = model::ValidityModel::chain;
  for (const auto role : {CertificateRole::signing, CertificateRole::ca}) {
    ask(world, Key::revocation_issuer_validity, test::fails(), role);
  }
}

Found expired_by_nobodys_word(Side side) {
  TimeWorld world;
  let_authorities_end(world);
  world.lists_made = at("2027-12-01T00:00:00Z");
  world.lists_last = 10 * 365 * kDay;
  world.now = certificate(world.rsa.ca).not_after() + one_second_if(side, Side::met);
  return of_signature(world);
}

Found good_by_nobodys_word(Side side) {
  const test::TestPki pki =
      pki_with([](demo::CertificateSpec& ca, auto&) { ca.not_after = at("2026-06-01T00:00:00Z"); });
  TimeWorld world{pki};
  let_authorities_end(world);
  world.now = at("2026-06-01T00:00:00Z") + one_second_if(side, Side::met);
  world.lists_made = at("2026-05-31T23:00:00Z");
  return of_signature(world);
}

// ---- Cryptographic verification (5.2.7) ---------------------------------------------------------

Found content_changed(Side side) {
  const TimeWorld world;
  Bytes document = world.document();
  if (side == Side::met) {
    document = with_other_octet(std::move(document), octets("tenge"));
  }
  return of_signature(world.verdict(document));
}

Found element_changed(Side side) {
  const TimeWorld world;
  Bytes document = to_bytes(demo::make_xades(order(world, "<order>one hundred tenge</order>")));
  if (side == Side::met) {
    document = with_other_octet(std::move(document), octets("tenge"));
  }
  return of_signature(world.verdict(document));
}

// An XML signature over a manifest, which names a file beside it.
model::Verdict with_manifest(const std::vector<model::DetachedPart>& parts) {
  const auto digest = [](std::string_view text) {
    return crypto::to_base64(crypto::digest(DigestAlgorithm::sha256, octets(text)).value());
  };
  const auto reference = [](const std::string& attributes, const std::string& transforms,
                            const std::string& value) {
    return "<ds:Reference" + attributes + ">" + transforms +
           "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\">"
           "</ds:DigestMethod><ds:DigestValue>" +
           value + "</ds:DigestValue></ds:Reference>";
  };
  const auto manifest = [&](const std::string& declaration) {
    return "<ds:Manifest" + declaration + " Id=\"list\">" +
           reference(" URI=\"file.txt\"", "", digest("one hundred tenge")) + "</ds:Manifest>";
  };
  const TimeWorld world;
  demo::XadesSpec spec = order(world, manifest(""));
  spec.packaging = demo::XmlPackaging::enveloping;
  spec.extra_references = reference(
      " Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" URI=\"#list\"",
      "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">"
      "</ds:Transform></ds:Transforms>",
      digest(manifest(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"")));
  return world.verdict(to_bytes(demo::make_xades(spec)), parts);
}

Found manifest_file_changed(Side side) {
  const Bytes file = to_bytes(side == Side::met ? "one hundred tengf" : "one hundred tenge");
  return of_signature(with_manifest({part(file, "file.txt")}));
}
Found manifest_file_missing(Side side) {
  const Bytes file = to_bytes("one hundred tengf");
  return of_signature(with_manifest(side == Side::met ? std::vector<model::DetachedPart>{}
                                                      : std::vector{part(file, "file.txt")}));
}

Found content_not_at_hand(Side side) {
  TimeWorld world;
  world.change = [](demo::CmsSpec& spec) { spec.detached = true; };
  const Bytes content = to_bytes("one hundred tengf");  // one octet beside what was signed
  return of_signature(world.verdict(world.document(), side == Side::met
                                                          ? std::vector<model::DetachedPart>{}
                                                          : std::vector{part(content)}));
}

Found value_false(Side side) {
  const TimeWorld world;
  Bytes document = world.document();
  const Bytes value = demo::signature_value_of(document);
  if (side == Side::met) {
    document = with_other_octet(std::move(document), value);
  }
  return of_signature(world.verdict(document));
}

Found algorithm_unknown(Side side) {
  TimeWorld world;
  world.change = [side](demo::CmsSpec& spec) {
    const Oid id{side == Side::met ? "1.2.840.113549.1.1.99" : "1.2.840.113549.1.1.11"};
    spec.signers[0].signature_algorithm = der::sequence({der::oid(id), der::null()});
  };
  return of_signature(world);
}

// ---- Signature acceptance (5.2.8) ---------------------------------------------------------------

Found no_signing_time(Side side) {
  TimeWorld world;
  ask(world, Key::signing_time);
  world.change = [side](demo::CmsSpec& spec) {
    if (side == Side::met) {
      spec.signers[0].signing_time.reset();
    }
  };
  return of_signature(world);
}

Found no_location(Side side) {
  TimeWorld world;
  ask(world, Key::signer_location);
  world.change = [side](demo::CmsSpec& spec) {
    // SignerLocation with the country alone (RFC 5126 5.11.2).
    const Bytes location = der::sequence({der::context_constructed(0, der::utf8("KZ"))});
    if (side == Side::beside) {
      spec.signers[0].signed_attributes.push_back({Oid{"1.2.840.113549.1.9.16.2.17"}, {location}});
    }
  };
  return of_signature(world);
}

Found weak_signature(Side side) {
  TimeWorld world;
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::signature,
         world.now + one_second_if(side, Side::beside));
  return of_signature(world);
}

// The value by SHA-512, the references by SHA-256.
Found weak_reference(Side side) {
  TimeWorld world;
  ask(world, Key::reference_digest_algorithm, {Level::ignore, false, {}});
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::signature,
         world.now + one_second_if(side, Side::beside));
  demo::XadesSpec spec = order(world, "<order>one hundred tenge</order>");
  spec.sign.digest = DigestAlgorithm::sha512;
  spec.reference_digest = DigestAlgorithm::sha256;
  return of_signature(world.verdict(to_bytes(demo::make_xades(spec))));
}

// ---- Basic signatures (5.3): a content time-stamp proves that it was signed later ---------------

Found signed_after_revocation(Side side) {
  TimeWorld world;
  world.revoked = {about(world, world.rsa.leaf, Side::met, kSuperseded)};
  world.content_stamped = kThen + one_second_if(side, Side::met);
  return of_signature(world);
}

Found signed_after_expiry(Side side) {
  const UtcTime end = certificate(test::test_pki(KeyKind::rsa_2048).leaf).not_after();
  TimeWorld world = at_the_end(end, Seconds{3600});
  world.content_stamped = end + one_second_if(side, Side::met);
  return of_signature(world);
}

Found signed_after_algorithm(Side side) {
  TimeWorld world;
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::signature, kThen);
  world.content_stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

// ---- Time-stamps (5.4) --------------------------------------------------------------------------

// A token alone, over a document beside it.
Found imprint_of(const std::vector<model::DetachedPart>& parts) {
  const TimeWorld world;
  const Bytes token = demo::make_timestamp(world.tsa, octets("one hundred tenge"), kThen, 1,
                                           DigestAlgorithm::sha256, {world.ec.ca.certificate});
  const model::Verdict verdict = world.verdict(token, parts);
  REQUIRE(verdict.timestamps.size() == 1);
  return of_timestamp(verdict.timestamps[0]);
}
Found imprint_differs(Side side) {
  const Bytes content = to_bytes(side == Side::met ? "one hundred tengf" : "one hundred tenge");
  return imprint_of({part(content)});
}
Found imprint_of_nothing(Side side) {
  const Bytes content = to_bytes("one hundred tengf");
  return imprint_of(side == Side::met ? std::vector<model::DetachedPart>{}
                                      : std::vector{part(content)});
}

Found stamped_before_its_authority(Side side) {
  TimeWorld world;
  demo::CertificateSpec spec = long_lived_tsa();
  spec.not_before = kThen;
  world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), world.ec.ca);
  world.stamped = kThen - one_second_if(side, Side::met);
  return of_timestamp(world);
}

// A clock may run a minute ahead.
Found stamped_in_the_future(Side side) {
  TimeWorld world;
  world.stamped = world.now + Seconds{60} + one_second_if(side, Side::met);
  return of_timestamp(world);
}

// ---- With time (5.5) ----------------------------------------------------------------------------

Found stamped_at_revocation(Side side) {
  TimeWorld world;
  world.revoked = {about(world, world.rsa.leaf, Side::met, kSuperseded)};
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamped_at_revocation_of_authority(Side side) {
  TimeWorld world;
  world.revoked_cas = {about(world, world.rsa.ca, Side::met, kSuperseded)};
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamped_at_suspension(Side side) {
  TimeWorld world;
  world.revoked = {about(world, world.rsa.leaf, Side::met, kHold)};
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamped_when_data_ended(Side side) {
  TimeWorld world;
  world.lists_made = kThen - world.lists_last;
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamped_at_end_of_algorithm(Side side) {
  TimeWorld world;
  end_of(world.rules, DigestAlgorithm::sha256, AlgorithmUsage::signature, kThen);
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamped_after_expiry(Side side) {
  const UtcTime end = certificate(test::test_pki(KeyKind::rsa_2048).leaf).not_after();
  TimeWorld world = at_the_end(end, Seconds{3600});
  world.stamped = end + one_second_if(side, Side::met);
  return of_signature(world);
}

Found stamped_before_issuance(Side side) {
  TimeWorld world;
  world.stamped = certificate(world.rsa.leaf).not_before() - one_second_if(side, Side::met);
  return of_signature(world);
}

Found stamped_at_withdrawal(Side side) {
  TimeWorld world;
  world.lists_made = kThen - Seconds{3600};  // its word of after that is none
  world.lists_last = 60 * kDay;
  test::withdraw(world.services[0], kThen);
  world.stamped = kThen - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found stamps_out_of_order(Side side) {
  TimeWorld world;
  ask_of_timestamps(world, Key::timestamp_coherence);
  world.content_stamped = kThen;
  world.stamped = kThen - one_second_if(side, Side::met);
  return of_signature(world);
}

Found stamped_late(Side side) {
  TimeWorld world;
  ask_of_timestamps(world, Key::timestamp_delay, {Level::fail, false, Seconds{60}});
  world.stamped = world.signed_at + Seconds{60} - one_second_if(side, Side::beside);
  return of_signature(world);
}

Found level_not_reached(Side side) {
  TimeWorld world;
  ask(world, Key::t_level);
  world.stamped = world.now + one_second_if(side, Side::met) - one_second_if(side, Side::beside);
  return of_signature(world);
}

// ---- Past validation (5.6.2) --------------------------------------------------------------------

Found archived_at_revocation_of_authority(Side side) {
  ArchiveWorld world;
  demo::CrlSpec late;
  late.this_update = world.now - Seconds{3600};
  late.next_update = world.now + kDay;
  late.revoked = {{world.serial_of(world.rsa.ca), *world.archived - one_second_if(side, Side::met),
                   kSuperseded}};
  world.later_lists = {demo::make_crl(late, world.rsa.root)};
  return of_signature(world);
}

Found archived_before_issuance(Side side) {
  ArchiveWorld world;
  demo::CertificateSpec spec = test::tsa_spec();
  spec.not_before = at("2024-01-01T00:00:00Z");
  world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), world.ec.ca);
  world.stamped = certificate(world.rsa.leaf).not_before() - one_second_if(side, Side::met);
  world.lists_made = *world.stamped - Seconds{3600};
  world.lists_last = 3 * 365 * kDay;
  return of_signature(world);
}

// Withdrawn by now. What the archive holds is proven to be from before, or it is not.
Found archived_at_withdrawal(Side side) {
  ArchiveWorld world;
  test::withdraw(world.services[0], *world.archived - one_second_if(side, Side::met));
  return of_signature(world);
}

// ---- The table ----------------------------------------------------------------------------------

struct Row {
  std::string_view condition;
  Outcome outcome;
  std::string_view check;
  std::string_view aspects;
  Found (*judge)(Side);
  Outcome otherwise;  // beside it
};

using Sub = SubIndication;
const std::vector<Row>& rows() {
  static const std::vector<Row> kRows{
      {"a single attribute twice", failed(Sub::format_failure), "signed-attributes-unique", "ccr",
       doubled_attribute, kPassed},
      {"an identifier of the signature elsewhere", failed(Sub::format_failure), "unique-ids", "ccr",
       doubled_id, kPassed},
      {"a format that the policy refuses", failed(Sub::format_failure), "accepted-format", "ccr",
       other_format, kPassed},

      {"no certificate of the signer", undecided(Sub::no_signing_certificate_found),
       "signing-certificate-identified", "uuu", signer_not_at_hand, kPassed},
      {"the reference names another", undecided(Sub::no_signing_certificate_found),
       "signing-certificate-digest", "cuc", other_certificate_referenced, kPassed},
      {"a signature policy not accepted", undecided(Sub::policy_processing_error),
       "signature-policy-accepted", "cuc", other_signature_policy, kPassed},
      {"a signature policy not at hand", undecided(Sub::signature_policy_not_available),
       "signature-policy-available", "cuc", policy_document_missing, kPassed},

      {"no path to an anchor", undecided(Sub::no_certificate_chain_found), "path-found", "ucc",
       unknown_root, kPassed},
      {"the anchor not yet granted", undecided(Sub::no_certificate_chain_found),
       "trust-service-status", "ucc", service_not_yet_granted, kPassed},
      {"the anchor withdrawn", undecided(Sub::no_certificate_chain_found_no_poe), "anchor-sunset",
       "ucc", service_withdrawn, kPassed},
      {"the anchor withdrawn when stamped", undecided(Sub::no_certificate_chain_found_no_poe),
       "anchor-sunset", "ucc", stamped_at_withdrawal, kPassed},
      {"the anchor withdrawn when archived", undecided(Sub::no_certificate_chain_found_no_poe),
       "anchor-sunset", "ucc", archived_at_withdrawal, kPassed},

      {"a key for something else", undecided(Sub::chain_constraints_failure), "key-usage", "uuc",
       key_for_something_else, kPassed},
      {"another certificate policy", undecided(Sub::chain_constraints_failure),
       "accepted-certificate-policies", "ucc", other_certificate_policy, kPassed},
      {"a path too long", undecided(Sub::certificate_chain_general_failure), "path-length", "ucc",
       path_too_long, kPassed},
      {"an expired CA", undecided(Sub::certificate_chain_general_failure), "ca-validity", "ucc",
       authority_expired, kPassed},
      {"no revocation data", undecided(Sub::certificate_chain_general_failure),
       "revocation-data-available", "ucc", no_revocation_data, kPassed},
      {"false revocation data", undecided(Sub::certificate_chain_general_failure),
       "revocation-data-acceptable", "ucc", false_revocation_data, kPassed},

      {"revoked", undecided(Sub::revoked_no_poe), "not-revoked", "ucc", revoked, kPassed},
      {"revoked when stamped", undecided(Sub::revoked_no_poe), "proven-before-revocation", "ucc",
       stamped_at_revocation, kPassed},
      {"its CA revoked", undecided(Sub::revoked_ca_no_poe), "ca-not-revoked", "ucc",
       authority_revoked, kPassed},
      {"its CA revoked when stamped", undecided(Sub::revoked_ca_no_poe),
       "proven-before-ca-revocation", "ucc", stamped_at_revocation_of_authority, kPassed},
      {"its CA revoked when archived", undecided(Sub::revoked_ca_no_poe), "ca-not-revoked", "ucc",
       archived_at_revocation_of_authority, kPassed},

      {"suspended", undecided(Sub::try_later), "not-on-hold", "ucc", suspended,
       undecided(Sub::revoked_no_poe)},
      {"suspended when stamped", undecided(Sub::try_later), "proven-before-suspension", "ucc",
       stamped_at_suspension, kPassed},
      {"data out of date", undecided(Sub::try_later), "revocation-fresh", "ucc", data_out_of_date,
       kPassed},
      {"data out of date when stamped", undecided(Sub::try_later), "revocation-fresh-then", "ucc",
       stamped_when_data_ended, kPassed},
      {"a source out of reach", undecided(Sub::try_later), "revocation-source-reachable", "ucc",
       source_out_of_reach, undecided(Sub::certificate_chain_general_failure)},

      {"expired and good", undecided(Sub::out_of_bounds_not_revoked),
       "signing-certificate-validity", "ucc", expired, kPassed},
      {"stamped after its end", undecided(Sub::out_of_bounds_not_revoked), "proven-before-expiry",
       "ucc", stamped_after_expiry, kPassed},
      {"expired, good by the word of nobody", undecided(Sub::out_of_bounds_no_poe),
       "signing-certificate-validity-unknown-status", "ucc", expired_by_nobodys_word,
       undecided(Sub::out_of_bounds_not_revoked)},
      {"good by the word of nobody", undecided(Sub::revocation_out_of_bounds_no_poe),
       "revocation-issuer-validity", "ucc", good_by_nobodys_word, kPassed},

      {"a weak certificate", undecided(Sub::crypto_constraints_failure_no_poe),
       "certificate-algorithm-reliable", "ucc", weak_certificate, kPassed},
      {"weak revocation data", undecided(Sub::crypto_constraints_failure_no_poe),
       "revocation-algorithm-reliable", "ucc", weak_revocation_data, kPassed},
      {"a weak signature", undecided(Sub::crypto_constraints_failure_no_poe), "algorithm-reliable",
       "cuu", weak_signature, kPassed},
      {"a weak reference", undecided(Sub::crypto_constraints_failure_no_poe),
       "reference-digest-reliable", "ccu", weak_reference, kPassed},
      {"a weak signature when stamped", undecided(Sub::crypto_constraints_failure_no_poe),
       "algorithm-reliable", "cuu", stamped_at_end_of_algorithm, kPassed},
      {"signed after the algorithm's end", undecided(Sub::crypto_constraints_failure),
       "content-timestamp-before-algorithm-end", "uuu", signed_after_algorithm,
       undecided(Sub::crypto_constraints_failure_no_poe)},
      {"an algorithm that nobody knows", undecided(Sub::crypto_constraints_failure),
       "algorithm-unsupported", "cuu", algorithm_unknown, kPassed},

      {"changed content", failed(Sub::hash_failure), "reference-digest", "ccr", content_changed,
       kPassed},
      {"a changed element", failed(Sub::hash_failure), "reference-digest", "ccr", element_changed,
       kPassed},
      {"a changed file of a manifest", failed(Sub::hash_failure), "manifest-entry-digest", "ccr",
       manifest_file_changed, kPassed},
      {"another imprint", failed(Sub::hash_failure), "reference-digest", "", imprint_differs,
       kPassed},
      {"content not at hand", undecided(Sub::signed_data_not_found), "signed-data-found", "ccu",
       content_not_at_hand, failed(Sub::hash_failure)},
      {"a manifest's file not at hand", undecided(Sub::signed_data_not_found),
       "manifest-entry-found", "ccu", manifest_file_missing, failed(Sub::hash_failure)},
      {"an imprint of nothing at hand", undecided(Sub::signed_data_not_found), "signed-data-found",
       "", imprint_of_nothing, failed(Sub::hash_failure)},
      {"a false value", failed(Sub::sig_crypto_failure), "signature-value", "cru", value_false,
       kPassed},

      {"no signing time", undecided(Sub::sig_constraints_failure), "signing-time", "uuu",
       no_signing_time, kPassed},
      {"no location of the signer", undecided(Sub::sig_constraints_failure), "signer-location",
       "uuu", no_location, kPassed},
      {"stamped late", undecided(Sub::sig_constraints_failure), "timestamp-delay", "ucc",
       stamped_late, kPassed},
      {"no time-stamp that passes", undecided(Sub::sig_constraints_failure), "level-reached", "ucc",
       level_not_reached, kPassed},
      {"stamped before its authority was", undecided(Sub::sig_constraints_failure),
       "timestamp-inside-validity", "", stamped_before_its_authority, kPassed},
      {"stamped in the future", undecided(Sub::no_poe), "timestamp-not-later", "",
       stamped_in_the_future, kPassed},
      {"stamped out of order", undecided(Sub::timestamp_order_failure), "timestamp-order", "ucc",
       stamps_out_of_order, kPassed},

      {"signed after the revocation", failed(Sub::revoked), "content-timestamp-before-revocation",
       "rcc", signed_after_revocation, undecided(Sub::revoked_no_poe)},
      {"signed after the end", failed(Sub::expired), "content-timestamp-before-expiry", "rcc",
       signed_after_expiry, undecided(Sub::out_of_bounds_not_revoked)},
      {"judged before it was issued", failed(Sub::not_yet_valid), "signed-after-issuance", "rcc",
       not_valid_yet, kPassed},
      {"stamped before it was issued", failed(Sub::not_yet_valid), "signed-after-issuance", "rcc",
       stamped_before_issuance, kPassed},
      {"proven by an archive to be from before it was issued", failed(Sub::not_yet_valid),
       "existed-after-issuance", "rcc", archived_before_issuance, kPassed},
  };
  return kRows;
}

// spec/en319102-1.md 2.2, both families.
constexpr std::array<std::string_view, 6> kFailedFamily{
    "FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"};
constexpr std::array<std::string_view, 19> kIndeterminateFamily{"SIG_CONSTRAINTS_FAILURE",
                                                                "CHAIN_CONSTRAINTS_FAILURE",
                                                                "CERTIFICATE_CHAIN_GENERAL_FAILURE",
                                                                "CRYPTO_CONSTRAINTS_FAILURE",
                                                                "POLICY_PROCESSING_ERROR",
                                                                "SIGNATURE_POLICY_NOT_AVAILABLE",
                                                                "TIMESTAMP_ORDER_FAILURE",
                                                                "NO_SIGNING_CERTIFICATE_FOUND",
                                                                "NO_CERTIFICATE_CHAIN_FOUND",
                                                                "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
                                                                "REVOKED_NO_POE",
                                                                "REVOKED_CA_NO_POE",
                                                                "OUT_OF_BOUNDS_NOT_REVOKED",
                                                                "OUT_OF_BOUNDS_NO_POE",
                                                                "REVOCATION_OUT_OF_BOUNDS_NO_POE",
                                                                "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                                                                "NO_POE",
                                                                "TRY_LATER",
                                                                "SIGNED_DATA_NOT_FOUND"};

// Those that no input can produce yet, each with the reason. None today.
const std::map<SubIndication, std::string_view> kNotProduced{};

std::vector<SubIndication> all_sub_indications() {
  std::vector<SubIndication> all;
  for (int i = 1; !to_string(static_cast<SubIndication>(i)).empty(); ++i) {
    all.push_back(static_cast<SubIndication>(i));
  }
  return all;
}

}  // namespace

TEST_CASE("each sub-indication is given under its condition, by its check, and not beside it",
          "[process][indications]") {
  for (const Row& row : rows()) {
    CAPTURE(row.condition);
    const Found met = row.judge(Side::met);
    CHECK(met.outcome == row.outcome);
    const model::Rule* decided = met.broken(row.check);
    CHECK(decided != nullptr);
    if (decided != nullptr) {
      CHECK(Outcome{decided->on_failure.indication, decided->on_failure.sub} == row.outcome);
    }
    CHECK(met.aspects == row.aspects);
    const Found beside = row.judge(Side::beside);
    CHECK(beside.outcome == row.otherwise);
    CHECK(beside.outcome.sub != row.outcome.sub);
    CHECK(beside.broken(row.check) == nullptr);
    CHECK(beside.aspects.find_first_not_of('c') ==
          (beside.outcome == kPassed ? std::string::npos : beside.aspects.find_first_of("ru")));
  }
}

TEST_CASE("every sub-indication of the specification has a row, in its family",
          "[process][indications]") {
  std::map<SubIndication, std::set<Indication>> produced;
  for (const Row& row : rows()) {
    produced[row.outcome.sub].insert(row.outcome.indication);
  }
  std::set<std::string_view> names;
  for (const SubIndication sub : all_sub_indications()) {
    const std::string_view name = to_string(sub);
    CAPTURE(name);
    names.insert(name);
    CHECK((produced.contains(sub) != kNotProduced.contains(sub)));
    const bool definite = std::ranges::count(kFailedFamily, name) != 0;
    CHECK((definite || std::ranges::count(kIndeterminateFamily, name) != 0));
    const std::set<Indication> family{definite ? Indication::failed : Indication::indeterminate};
    CHECK((!produced.contains(sub) || produced[sub] == family));
  }
  CHECK(names.size() == kFailedFamily.size() + kIndeterminateFamily.size());
}

// spec/en319102-1.md 2.1.
TEST_CASE("each indication has its two names and is given", "[process][indications]") {
  CHECK(signature_name(Indication::passed) == "TOTAL_PASSED");
  CHECK(signature_name(Indication::failed) == "TOTAL_FAILED");
  CHECK(signature_name(Indication::indeterminate) == "INDETERMINATE");
  CHECK(block_name(Indication::passed) == "PASSED");
  CHECK(block_name(Indication::failed) == "FAILED");
  CHECK(block_name(Indication::indeterminate) == "INDETERMINATE");
  TimeWorld world;
  world.stamped = kThen;
  CHECK(of_signature(world).outcome == kPassed);
  CHECK(of_timestamp(world).outcome == kPassed);
  // Nothing signed: no indication at all, and a reason of the document.
  const Bytes letter = to_bytes("<letter>one hundred tenge</letter>");
  const model::Verdict nothing = world.verdict(letter);
  CHECK(nothing.signatures.empty());
  CHECK(nothing.status == DocumentStatus::cannot_verify);
  REQUIRE(nothing.reason.has_value());
  CHECK(nothing.reason->code == "no-signature");
}

// The sliding of 5.6.2.2 says it of an object, and past validation keeps the status so far: what is
// known of the signer is younger than the revocation of his CA.
TEST_CASE("NO_POE of past validation leaves the status as it was", "[process][indications]") {
  const Found found = archived_at_revocation_of_authority(Side::met);
  CHECK(found.outcome == undecided(SubIndication::revoked_ca_no_poe));
  const model::Rule* lacking = found.broken("past-path");
  REQUIRE(lacking != nullptr);
  CHECK(lacking->on_failure == model::rules::kNoPoe);
  CHECK(archived_at_revocation_of_authority(Side::beside).broken("past-path") == nullptr);
}

// report.md 2: every check that was made counts for one of the three conclusions, its own.
TEST_CASE("every check counts for one of the three conclusions", "[process][indications]") {
  for (const Row& row : rows()) {
    const Found found = row.judge(Side::met);
    if (found.aspects.empty()) {
      continue;  // a time-stamp has none of its own
    }
    CAPTURE(row.condition);
    for (const model::CheckRecord& check : found.checks) {
      const bool counts = check.outcome != model::Outcome::ignored &&
                          check.outcome != model::Outcome::not_applicable;
      CAPTURE(check.rule->id);
      for (std::size_t aspect = 0; counts && aspect < found.listed.size(); ++aspect) {
        const bool there = std::ranges::count(found.listed[aspect], check.rule->id) != 0;
        const bool own = check.rule->aspect == static_cast<model::Aspect>(aspect);
        CHECK((there || !own));
      }
    }
  }
}

// report.md 2, last table, by what each rule is about.
TEST_CASE("each block of checks counts for the conclusions of its row", "[process][indications]") {
  using model::Aspect;
  using model::Block;
  const std::map<Block, std::set<Aspect>> table{
      {Block::format_checking, {Aspect::immutability}},
      {Block::signing_certificate, {Aspect::belonging}},
      {Block::validation_context, {Aspect::belonging}},
      {Block::x509_validation, {Aspect::authenticity, Aspect::belonging}},
      {Block::cryptographic_verification, {Aspect::belonging, Aspect::immutability}},
      {Block::signature_acceptance,
       {Aspect::authenticity, Aspect::belonging, Aspect::immutability}},
      {Block::past_validation, {Aspect::authenticity}},
      {Block::basic, {Aspect::authenticity}},
      {Block::with_time, {Aspect::authenticity}},
      {Block::qualification, {Aspect::authenticity}},
      {Block::agreement, {Aspect::authenticity}},
      {Block::document, {Aspect::immutability}}};
  std::map<Block, std::set<Aspect>> found;
  for (const model::Rule* rule : model::rules::all()) {
    found[rule->block].insert(rule->aspect);
  }
  CHECK((found == table));
}

}  // namespace senim::process

#include <algorithm>
#include <catch2/catch.hpp>
#include <exception>
#include <iostream>

#include "tests/validators/process/mutations.h"
#include "tests/validators/process/openssl_opinion.h"
#include "validators/crypto/base64.h"

// threats.md, "mutation", for CMS: with mutation_xml_test more than 1e5 in every run. A pass is
// legal only over what was signed; where OpenSSL can read the message, it must find that there too.

using namespace senim;
using crypto::DigestAlgorithm;
using demo::KeyKind;
using process::test::CmsForm;
using process::test::Court;
using process::test::Random;
using process::test::Watch;
using test::at;

namespace {

constexpr std::size_t kEach = 8000;  // of each packaging

struct Packaging {
  const char* name;
  KeyKind key;
  void (*apply)(demo::CmsSpec&);
};
const Packaging kPackagings[] = {
    {"attached", KeyKind::p256, [](demo::CmsSpec&) {}},
    {"detached", KeyKind::ed25519, [](demo::CmsSpec& spec) { spec.detached = true; }},
    {"BER", KeyKind::rsa_2048, [](demo::CmsSpec& spec) { spec.ber = true; }},
    {"no signed attributes", KeyKind::p256,
     [](demo::CmsSpec& spec) { spec.signers[0].without_signed_attributes = true; }},
    {"no signed attributes, detached", KeyKind::rsa_2048,
     [](demo::CmsSpec& spec) {
       spec.signers[0].without_signed_attributes = true;
       spec.detached = true;
     }},
    {"two signers", KeyKind::rsa_2048,
     [](demo::CmsSpec& spec) {
       static const demo::Party kSecond = [] {
         demo::CertificateSpec more = test::leaf_spec();
         more.serial = 300;
         more.subject = demo::simple_name("Second Signer");
         return demo::make_issued(more, test::shared_key(KeyKind::p256, 3), test::test_pki().ca);
       }();
       spec.signers.push_back(spec.signers[0]);
       spec.signers[1].party = &kSecond;
       spec.signers[1].sign.digest = DigestAlgorithm::sha256;
     }},
    {"countersigned and time-stamped", KeyKind::rsa_2048,
     [](demo::CmsSpec& spec) {
       // RSA values come out the same each time, so this one can be countersigned and sent.
       const Bytes value = demo::signature_value_of(demo::make_cms(spec));
       const Bytes counter = demo::make_counter_signature(spec.signers[0], value);
       const Bytes token =
           demo::make_timestamp(test::test_pki().leaf, value, at("2026-05-02T00:00:00Z"));
       spec.signers[0].unsigned_attributes = {
           {Oid("1.2.840.113549.1.9.6"), {counter}},
           {Oid("1.2.840.113549.1.9.16.2.14"), {token}},
       };
     }},
};

demo::CmsSpec message(const Packaging& packaging, const demo::Party& party, const char* content) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.sign.digest =
      packaging.key == KeyKind::ed25519 ? DigestAlgorithm::sha512 : DigestAlgorithm::sha256;
  signer.signing_time = at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes(content);
  spec.signers = {signer};
  spec.certificates = {test::test_pki().ca.certificate};
  packaging.apply(spec);
  return spec;
}

demo::Party signer_with(KeyKind kind, std::int64_t serial, unsigned key) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = serial;
  spec.subject.back().second += " " + std::to_string(serial);
  return demo::make_issued(spec, test::shared_key(kind, key), test::test_pki().ca);
}

// What OpenSSL reads must be what one of the good messages has, signer by signer.
bool openssl_agrees(const std::optional<CmsForm>& form, const std::vector<CmsForm>& good) {
  return !form || std::ranges::any_of(good, [&](const CmsForm& one) {
    return one.content == form->content &&
           std::ranges::any_of(form->signers, [&](const CmsForm::Signer& signer) {
             return std::ranges::count(one.signers, signer) != 0;
           });
  });
}

// A counter-signature is over the value of its parent, whatever became of the content.
bool any_passed_over_content(const process::test::Ruling& ruling) {
  return std::ranges::any_of(ruling.verdict.signatures, [&](const auto& one) {
    const auto i = static_cast<std::size_t>(&one - ruling.verdict.signatures.data());
    return one.conclusion.indication == model::Indication::passed &&
           !ruling.evidence.signatures[i].signature.parent;
  });
}

}  // namespace

TEST_CASE("no random mutation of a CMS document passes with anything signed changed",
          "[process][mutations]") {
  const Court court({test::test_pki().root});
  const process::test::Rounds wanted = process::test::rounds(kEach);
  std::size_t looked = 0;
  std::size_t unread = 0;
  for (const Packaging& packaging : kPackagings) {
    const demo::Party party = signer_with(packaging.key, 301, 2);
    const demo::Party other_party = signer_with(packaging.key, 302, 4);
    const demo::CmsSpec spec = message(packaging, party, "one hundred tenge to the bearer");
    const Bytes good = demo::make_cms(spec);
    const Bytes other =
        demo::make_cms(message(packaging, other_party, "nine hundred tenge to nobody"));
    std::vector<model::DetachedPart> parts;
    if (spec.detached) {
      parts = {process::test::detached_part("content", spec.content)};
    }
    Watch watch(packaging.name);
    watch.learn(court.judge(good, parts));
    std::vector<CmsForm> forms = {process::test::openssl_form(good).value()};
    if (!spec.detached) {  // the other message is over other content than is at hand
      watch.learn(court.judge(other, parts));
      forms.push_back(process::test::openssl_form(other).value());
    }
    Random random(wanted.seed);
    for (std::size_t number = 1; number <= wanted.each; ++number) {
      const Bytes changed = random.one_in(2) ? process::test::mutated_octets(good, other, random)
                                             : process::test::mutated_tlvs(good, other, random);
      if (changed == good || changed == other) {
        continue;
      }
      try {
        const auto ruling = court.judge(changed, parts);
        watch.look(ruling, changed, number);
        if (any_passed_over_content(ruling)) {
          const auto form = process::test::openssl_form(changed);
          unread += form ? 0U : 1U;
          if (!openssl_agrees(form, forms)) {
            watch.surprise(changed, number, "passed, and OpenSSL reads something else");
          }
        }
      } catch (const std::exception& thrown) {
        watch.surprise(changed, number, thrown.what());
      }
    }
    std::cout << watch.summary() << "\n";
    CHECK(watch.surprises() == "");
    CHECK(watch.passed() > 0);
    looked += watch.looked();
  }
  std::cout << looked << " mutations of CMS documents; " << unread
            << " that pass are such that OpenSSL cannot read them\n";
  CHECK((looked >= 50'000 || wanted.each != kEach));
}

TEST_CASE("the watch over mutations notices what was never signed", "[process][mutations]") {
  const Court court({test::test_pki().root});
  const demo::Party party = signer_with(KeyKind::p256, 301, 2);
  const Bytes learnt = demo::make_cms(message(kPackagings[0], party, "one"));
  const Bytes another = demo::make_cms(message(kPackagings[0], party, "two"));
  Watch watch("watch");
  watch.learn(court.judge(learnt));
  watch.look(court.judge(learnt), learnt, 1);
  CHECK(watch.surprises() == "");
  watch.look(court.judge(another), another, 2);
  CHECK(watch.surprises() ==
        "watch, mutation 2: passed, and was never signed so\n" + crypto::to_base64(another) + "\n");
  CHECK(watch.passed() == 2);
}

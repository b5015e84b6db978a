#include <algorithm>
#include <catch2/catch.hpp>
#include <exception>
#include <iostream>

#include "tests/validators/process/libxml_opinion.h"
#include "tests/validators/process/mutations.h"

// threats.md, "mutation", for XML: with mutation_cms_test more than 1e5 in every run. A pass is
// legal only over what was signed; where libxml2 finds one signature, its own canonical forms must
// be those of a good document.

using namespace senim;
using demo::KeyKind;
using demo::XmlPackaging;
using process::test::Court;
using process::test::Random;
using process::test::Watch;
using process::test::XmlForm;
using test::at;

namespace {

constexpr std::size_t kEach = 7000;  // of each packaging

struct Packaging {
  const char* name;
  XmlPackaging packaging;
  const char* content_id;  // for libxml_form
  bool xades;
  KeyKind key;
};
const Packaging kPackagings[] = {
    {"enveloped XAdES", XmlPackaging::enveloped, "", true, KeyKind::rsa_2048},
    {"enveloping XAdES", XmlPackaging::enveloping, "sig-obj", true, KeyKind::p256},
    {"internally detached XAdES", XmlPackaging::internally_detached, "sig-data", true,
     KeyKind::rsa_2048},
    {"detached XAdES", XmlPackaging::detached, "-", true, KeyKind::rsa_2048},
    {"enveloped XMLDSig", XmlPackaging::enveloped, "", false, KeyKind::p256},
    {"enveloping XMLDSig", XmlPackaging::enveloping, "sig-obj", false, KeyKind::rsa_2048},
    {"internally detached XMLDSig", XmlPackaging::internally_detached, "sig-data", false,
     KeyKind::p256},
    {"detached XMLDSig", XmlPackaging::detached, "-", false, KeyKind::rsa_2048},
};

demo::XadesSpec document(const Packaging& packaging, const demo::Party& party,
                         const char* content) {
  demo::XadesSpec spec;
  spec.party = &party;
  spec.certificates = {test::test_pki().ca.certificate};
  spec.packaging = packaging.packaging;
  spec.content = content;
  spec.xades = packaging.xades;
  if (packaging.xades) {
    spec.signing_time = at("2026-05-01T00:00:00Z");
    spec.unsigned_properties = "<note xmlns=\"urn:n\">n</note>";
  }
  return spec;
}

demo::Party signer_with(KeyKind kind, std::int64_t serial, unsigned key) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = serial;
  spec.subject.back().second += " " + std::to_string(serial);
  return demo::make_issued(spec, test::shared_key(kind, key), test::test_pki().ca);
}

}  // namespace

TEST_CASE("no random mutation of an XML signature passes with anything signed changed",
          "[process][mutations]") {
  const Court court({test::test_pki().root});
  const process::test::Rounds wanted = process::test::rounds(kEach);
  std::size_t looked = 0;
  std::size_t unread = 0;
  for (const Packaging& packaging : kPackagings) {
    const demo::Party party = signer_with(packaging.key, 311, 2);
    const demo::Party other_party = signer_with(packaging.key, 312, 4);
    const demo::XadesSpec spec =
        document(packaging, party, "<pay to=\"7\"><sum>100</sum><cur>KZT</cur></pay>");
    const std::string good = demo::make_xades(spec);
    const std::string other = demo::make_xades(
        document(packaging, other_party, "<pay to=\"8\"><sum>900</sum><cur>KZT</cur></pay>"));
    std::vector<model::DetachedPart> parts;
    const bool detached = packaging.packaging == XmlPackaging::detached;
    if (detached) {
      parts = {process::test::detached_part("document.txt", as_bytes(spec.content))};
    }
    Watch watch(packaging.name);
    watch.learn(court.judge(good, parts));
    std::vector<XmlForm> forms = {process::test::libxml_form(good, packaging.content_id).value()};
    if (!detached) {  // the other document is over other content than is at hand
      watch.learn(court.judge(other, parts));
      forms.push_back(process::test::libxml_form(other, packaging.content_id).value());
    }
    Random random(wanted.seed);
    for (std::size_t number = 1; number <= wanted.each; ++number) {
      const std::string changed = random.one_in(3)
                                      ? std::string(as_text(process::test::mutated_octets(
                                            to_bytes(good), as_bytes(other), random)))
                                      : process::test::mutated_elements(good, other, random);
      if (changed == good || changed == other) {
        continue;
      }
      try {
        const auto ruling = court.judge(changed, parts);
        watch.look(ruling, as_bytes(changed), number);
        if (ruling.any_passed()) {
          const auto form = process::test::libxml_form(changed, packaging.content_id);
          unread += form ? 0U : 1U;
          if (form && std::ranges::count(forms, *form) == 0) {
            watch.surprise(as_bytes(changed), number, "passed, and libxml2 reads something else");
          }
        }
      } catch (const std::exception& thrown) {
        watch.surprise(as_bytes(changed), number, thrown.what());
      }
    }
    std::cout << watch.summary() << "\n";
    CHECK(watch.surprises() == "");
    CHECK(watch.passed() > 0);
    looked += watch.looked();
  }
  std::cout << looked << " mutations of XML signatures; in " << unread
            << " that pass libxml2 finds no or more than one signature\n";
  CHECK((looked >= 50'000 || wanted.each != kEach));
}

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "tests/validators/formats/opened.h"
#include "validators/crypto/digest.h"
#include "validators/formats/cms_attributes.h"
#include "validators/formats/timestamp.h"
#include "validators/pki/cms.h"

namespace senim::formats {
namespace {

namespace der = demo::der;
using namespace senim::formats::test;
using model::ParsedTimestamp;
using model::SignatureLevel;
using model::TimestampKind;
using senim::test::at;
using senim::test::test_pki;

const demo::Party& tsa() {
  static const demo::Party party = demo::make_issued(
      senim::test::tsa_spec(), senim::test::shared_key(demo::KeyKind::p256, 4), test_pki().ca);
  return party;
}

// RSA PKCS#1 v1.5 signs the same attributes to the same value each time, so tokens over it can be
// put in afterwards.
demo::CmsSpec message() {
  demo::SignerSpec signer;
  signer.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  signer.signing_time = at("2026-03-01T10:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.signers = {signer};
  return spec;
}

Bytes token(ByteView over, std::string_view time = "2026-03-01T10:00:05Z") {
  return demo::make_timestamp(tsa(), over, at(time));
}

// A list of whoever issued the signer of message(), or of somebody else.
Bytes list_of(const demo::Party& issuer) {
  demo::CrlSpec spec;
  spec.this_update = at("2026-03-01T00:00:00Z");
  spec.next_update = at("2026-04-01T00:00:00Z");
  return demo::make_crl(spec, issuer);
}
const demo::Party& signers_ca() { return test_pki(demo::KeyKind::rsa_2048).ca; }

Bytes other_than(Bytes octets) {
  octets.front() ^= 1;
  return octets;
}

}  // namespace

TEST_CASE("a signature time-stamp is over the signature value", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, {token(value), token(other_than(value))}}};
  const auto signature = only(opened(make_cms(spec)));
  CHECK(signature.level == SignatureLevel::baseline_t);
  REQUIRE(signature.timestamps.size() == 2);
  // In the order of a SET OF: by octets.
  const std::size_t good =
      signature.timestamps[0].imprint == ParsedTimestamp::Imprint::matches ? 0 : 1;
  const ParsedTimestamp& stamp = signature.timestamps[good];
  CHECK(stamp.kind == TimestampKind::signature);
  CHECK(stamp.id.substr(0, 2) == "T-");
  CHECK(stamp.time == at("2026-03-01T10:00:05Z"));
  CHECK(stamp.covers == std::vector<std::string>{signature.id});
  CHECK(stamp.problem.empty());
  CHECK(stamp.imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[1 - good].imprint == ParsedTimestamp::Imprint::differs);
}

TEST_CASE("a content time-stamp is over the content", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  spec.signers[0].signed_attributes = {{attribute::kContentTimestamp, {token(spec.content)}}};
  const Bytes document = make_cms(spec);
  const auto signature = only(opened(document));
  CHECK(signature.level == SignatureLevel::baseline_b);
  REQUIRE(signature.timestamps.size() == 1);
  CHECK(signature.timestamps[0].kind == TimestampKind::content);
  CHECK(signature.timestamps[0].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[0].covers.empty());

  spec.signers[0].signed_attributes = {
      {attribute::kContentTimestamp, {token(other_than(spec.content))}}};
  CHECK(only(opened(make_cms(spec))).timestamps.at(0).imprint == ParsedTimestamp::Imprint::differs);
  spec.detached = true;
  CHECK(only(opened(make_cms(spec))).timestamps.at(0).imprint == ParsedTimestamp::Imprint::no_data);
}

TEST_CASE("a time-stamp that cannot be read is listed with its problem", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {der::integer(1)}}};
  const auto signature = only(opened(make_cms(spec)));
  REQUIRE(signature.timestamps.size() == 1);
  CHECK_FALSE(signature.timestamps[0].problem.empty());
  CHECK_FALSE(signature.timestamps[0].time.has_value());
  CHECK(signature.timestamps[0].imprint == ParsedTimestamp::Imprint::unchecked);
  CHECK(signature.level == SignatureLevel::baseline_b);
}

TEST_CASE("a time-stamp token is one authority's", "[formats][timestamp]") {
  const Bytes one = token(as_bytes("x"));
  Budget budget;
  const auto data = pki::SignedData::from_ber(one, budget).value();
  demo::SignerSpec signer;
  signer.party = &tsa();
  demo::CmsSpec spec;
  spec.content_type = data.content_type();
  spec.content = to_bytes(data.content());
  spec.signers = {signer};
  ParsedTimestamp stamp;
  stamp.token = make_cms(spec);
  CHECK(codes(read_token_signature(stamp, budget).value()) == Codes{});
  spec.signers.push_back(signer);
  stamp.token = make_cms(spec);
  CHECK(codes(read_token_signature(stamp, budget).value()) == Codes{"timestamp-token-signer"});
}

TEST_CASE("what was read of a token is not read again and outlives the document",
          "[formats][timestamp]") {
  ParsedTimestamp stamp;
  {
    demo::CmsSpec spec = message();
    spec.signers[0].signed_attributes = {{attribute::kContentTimestamp, {token(spec.content)}}};
    const Bytes document = make_cms(spec);
    stamp = only(opened(document)).timestamps.at(0);
  }
  REQUIRE(stamp.read != nullptr);
  Budget budget;
  const std::uint64_t elements = budget.left(Cost::der_elements);
  const model::ParsedSignature again = read_token_signature(stamp, budget).value();
  CHECK(budget.left(Cost::der_elements) == elements);
  stamp.read.reset();
  const model::ParsedSignature anew = read_token_signature(stamp, budget).value();
  CHECK(budget.left(Cost::der_elements) < elements);
  CHECK(again.id == anew.id);
  CHECK(again.value == anew.value);
  CHECK(to_hex(again.signed_octets) == to_hex(anew.signed_octets));
  CHECK(again.matchers.size() == anew.matchers.size());
  CHECK(again.certificates == anew.certificates);
  CHECK(again.coverage == anew.coverage);
}

// EN 319 122-1 6: junk of whoever likes is no level.
TEST_CASE("a time-stamp that cannot be read or is over something else gives no level",
          "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  const Bytes good = token(value);
  const Bytes bad = der::integer(1);
  const Bytes elsewhere = token(other_than(value));
  spec.certificates = {signers_ca().certificate};
  spec.crls = {list_of(signers_ca())};
  const auto level = [&](const Bytes& stamp, const std::optional<Bytes>& archive) {
    spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {stamp}}};
    const Bytes seal = archive
                           ? *archive
                           : demo::make_archive_timestamp_v3(tsa(), make_cms(spec), spec.content,
                                                             at("2026-03-02T10:00:00Z"));
    spec.signers[0].unsigned_attributes.push_back({attribute::kArchiveTimestampV3, {seal}});
    return only(opened(make_cms(spec))).level;
  };
  CHECK(level(good, std::nullopt) == SignatureLevel::baseline_lta);
  for (const Bytes& junk : {bad, elsewhere}) {
    CHECK(level(good, junk) == SignatureLevel::baseline_lt);
    CHECK(level(junk, std::nullopt) == SignatureLevel::baseline_b);
    CHECK(level(junk, junk) == SignatureLevel::baseline_b);
  }
  // Revocation data about somebody else are none.
  spec.crls = {list_of(test_pki().ca)};
  CHECK(level(good, std::nullopt) == SignatureLevel::baseline_t);
  // One that can be read beside one that cannot.
  spec.crls.clear();
  spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {bad, good}}};
  CHECK(only(opened(make_cms(spec))).level == SignatureLevel::baseline_t);
}

// EN 319 122-1 5.5.2: the index says what is under the time-stamp, and may say that nothing is.
TEST_CASE("an archive time-stamp that leaves out what it archives gives no level",
          "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  const Bytes stamp = token(value);
  const Bytes crl = list_of(signers_ca());
  const auto level = [&](bool with_stamp, bool with_list) {
    spec.crls = with_list ? std::vector<Bytes>{crl} : std::vector<Bytes>{};
    spec.signers[0].unsigned_attributes.clear();
    if (with_stamp) {
      spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {stamp}}};
    }
    const Bytes seal = demo::make_archive_timestamp_v3(tsa(), make_cms(spec), spec.content,
                                                       at("2026-03-02T10:00:00Z"));
    spec.crls = {crl};
    spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {stamp}},
                                           {attribute::kArchiveTimestampV3, {seal}}};
    const auto signature = only(opened(make_cms(spec)));
    CHECK(signature.timestamps.back().imprint == ParsedTimestamp::Imprint::matches);
    return signature.level;
  };
  CHECK(level(true, true) == SignatureLevel::baseline_lta);
  CHECK(level(false, true) == SignatureLevel::baseline_lt);
  CHECK(level(true, false) == SignatureLevel::baseline_lt);
}

// EN 319 122-2 E-ERS.
TEST_CASE("an attribute that holds no evidence record gives no level", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  spec.crls = {list_of(signers_ca())};
  const auto level = [&](const Bytes& record) {
    spec.signers[0].unsigned_attributes = {{attribute::kSignatureTimestamp, {token(value)}},
                                           {attribute::kEvidenceRecordInternal, {record}}};
    return only(opened(make_cms(spec))).level;
  };
  const Bytes algorithms = der::sequence(
      {der::sequence({der::oid(crypto::digest_oid(crypto::DigestAlgorithm::sha256))})});
  const auto record = [&](int version) {
    return der::sequence({der::integer(version), algorithms, der::sequence({})});
  };
  CHECK(level(record(1)) == SignatureLevel::ers);
  CHECK(level(record(2)) == SignatureLevel::baseline_lt);
  CHECK(level(der::null()) == SignatureLevel::baseline_lt);
}

// Nothing of it is listed: only the number of digests that it asks for counts.
TEST_CASE("digests of empty values cost what they cost", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  spec.signers[0].unsigned_attributes = {{Oid("1.2.3.4"), std::vector<Bytes>(1'000, der::null())}};
  const Bytes seal = demo::make_archive_timestamp_v3(tsa(), make_cms(spec), spec.content,
                                                     at("2026-03-02T10:00:00Z"));
  spec.signers[0].unsigned_attributes.push_back({attribute::kArchiveTimestampV3, {seal}});
  const Bytes document = make_cms(spec);
  Budget budget;
  REQUIRE(open(document, {}, budget).ok());
  const auto spent = Budget().left(Cost::canonical_bytes) - budget.left(Cost::canonical_bytes);
  CHECK(spent > 200'000);
  budget = Budget();
  budget.lower(Cost::canonical_bytes, 200'000);
  const auto refused_one = open(document, {}, budget);
  REQUIRE_FALSE(refused_one.ok());
  CHECK(refused_one.error().code == ErrorCode::limit_exceeded);
}

namespace {

std::string revocation(ByteView octets) {
  return "R-" + to_hex(crypto::sha256(octets)).substr(0, 32);
}

bool covers_certificate(const ParsedTimestamp& stamp, ByteView certificate) {
  const auto& all = stamp.covered_certificates;
  return std::count(all.begin(), all.end(), crypto::sha256(certificate)) == 1;
}

// With a signature time-stamp, a CRL, another certificate and a counter-signature.
demo::CmsSpec long_term() {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  demo::SignerSpec counter;
  counter.party = &test_pki().leaf;
  spec.certificates = {test_pki().root.certificate};
  spec.crls = {der::sequence({der::integer(1)})};
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, {token(value)}},
      {attribute::kCounterSignature, {demo::make_counter_signature(counter, value)}}};
  return spec;
}

const ParsedTimestamp& last_stamp(const SignedDocument& document) {
  return document.signatures.at(0).timestamps.back();
}

}  // namespace

TEST_CASE("an archive time-stamp covers what its kind says of what was there before it",
          "[formats][timestamp]") {
  const bool v3 = GENERATE(true, false);
  CAPTURE(v3);
  demo::CmsSpec spec = long_term();
  spec.detached = GENERATE(true, false);
  const std::vector<model::DetachedPart> parts = spec.detached
                                                     ? std::vector{part("hello.txt", spec.content)}
                                                     : std::vector<model::DetachedPart>{};
  const auto make = v3 ? demo::make_archive_timestamp_v3 : demo::make_archive_timestamp_v2;
  const Oid type = v3 ? attribute::kArchiveTimestampV3 : attribute::kArchiveTimestampV2;
  const auto stamp = [&](std::string_view time) {
    spec.signers[0].unsigned_attributes.push_back(
        {type, {make(tsa(), make_cms(spec), spec.content, at(time))}});
  };
  stamp("2026-03-02T10:00:00Z");
  const auto document = opened(make_cms(spec), parts);
  const auto& signature = document.signatures.at(0);
  const ParsedTimestamp& first = last_stamp(document);
  CHECK(first.kind == TimestampKind::archive);
  CHECK(first.imprint == ParsedTimestamp::Imprint::matches);
  CHECK(first.covers == std::vector<std::string>{signature.id, signature.timestamps[0].id,
                                                 document.signatures.at(1).id});
  // The signer's, the one beside it, and the authority's inside the signature time-stamp.
  CHECK(first.covered_certificates.size() == 3);
  CHECK(covers_certificate(first, tsa().certificate));
  CHECK(covers_certificate(first, test_pki().root.certificate));
  CHECK(first.covered_revocation == std::vector<std::string>{revocation(spec.crls[0])});

  SECTION("a second one covers the first") {
    stamp("2026-03-03T10:00:00Z");
    const auto renewed = opened(make_cms(spec), parts);
    const auto& stamps = renewed.signatures.at(0).timestamps;
    REQUIRE(stamps.size() == 3);
    CHECK(stamps[1].imprint == ParsedTimestamp::Imprint::matches);
    CHECK(stamps[2].imprint == ParsedTimestamp::Imprint::matches);
    CHECK(std::count(stamps[1].covers.begin(), stamps[1].covers.end(), stamps[2].id) == 0);
    CHECK(std::count(stamps[2].covers.begin(), stamps[2].covers.end(), stamps[1].id) == 1);
  }
  SECTION("what is put in behind it is under no imprint") {
    const Bytes later = der::sequence({der::integer(7)});
    spec.crls.push_back(later);
    spec.certificates.push_back(test_pki().ca.certificate);
    const auto more = opened(make_cms(spec), parts);
    const ParsedTimestamp& archive = last_stamp(more);
    CHECK_FALSE(covers_certificate(archive, test_pki().ca.certificate));
    CHECK(archive.imprint ==
          (v3 ? ParsedTimestamp::Imprint::matches : ParsedTimestamp::Imprint::differs));
    CHECK(archive.covered_revocation ==
          (v3 ? std::vector<std::string>{revocation(spec.crls[0])} : std::vector<std::string>{}));
  }
  SECTION("what is taken away was under it") {
    const auto before = spec;
    spec.crls.clear();
    CHECK(last_stamp(opened(make_cms(spec), parts)).imprint == ParsedTimestamp::Imprint::differs);
    spec = before;
    spec.certificates.clear();
    CHECK(last_stamp(opened(make_cms(spec), parts)).imprint == ParsedTimestamp::Imprint::differs);
    spec = before;
    spec.signers[0].unsigned_attributes.erase(spec.signers[0].unsigned_attributes.begin());
    const auto document_without = opened(make_cms(spec), parts);
    CHECK(last_stamp(document_without).imprint == ParsedTimestamp::Imprint::differs);
    CHECK(last_stamp(document_without).covered_certificates.empty());
    CHECK(last_stamp(document_without).covered_revocation.empty());
  }
  SECTION("without the content nothing can be said") {
    spec.detached = true;
    CHECK(last_stamp(opened(make_cms(spec))).imprint == ParsedTimestamp::Imprint::no_data);
    CHECK_FALSE(last_stamp(opened(make_cms(spec))).imprint_problem.empty());
  }
}

TEST_CASE("an archive time-stamp covers what attributes of a counter-signature carry",
          "[formats][timestamp]") {
  const bool v3 = GENERATE(true, false);
  CAPTURE(v3);
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  const Bytes crl = der::sequence({der::integer(2)});
  demo::SignerSpec counter;
  counter.party = &test_pki().leaf;
  counter.signed_attributes = {
      {attribute::kContentTimestamp, {token(value)}},
      {attribute::kCertificateValues, {der::sequence({test_pki().root.certificate})}}};
  counter.unsigned_attributes = {
      {attribute::kCertificateValues, {der::sequence({test_pki().ca.certificate})}},
      {attribute::kRevocationValues,
       {der::sequence({der::context_constructed(0, der::sequence({crl}))})}}};
  spec.signers[0].unsigned_attributes = {
      {attribute::kCounterSignature, {demo::make_counter_signature(counter, value)}}};
  const auto make = v3 ? demo::make_archive_timestamp_v3 : demo::make_archive_timestamp_v2;
  const Oid type = v3 ? attribute::kArchiveTimestampV3 : attribute::kArchiveTimestampV2;
  spec.signers[0].unsigned_attributes.push_back(
      {type, {make(tsa(), make_cms(spec), spec.content, at("2026-03-02T10:00:00Z"))}});
  const auto document = opened(make_cms(spec));
  const ParsedTimestamp& stamp = last_stamp(document);
  REQUIRE(stamp.imprint == ParsedTimestamp::Imprint::matches);
  CHECK(stamp.covered_certificates.size() == 4);  // the signer's, two values, the authority's
  CHECK(covers_certificate(stamp, tsa().certificate));
  CHECK(covers_certificate(stamp, test_pki().root.certificate));
  CHECK(covers_certificate(stamp, test_pki().ca.certificate));
  CHECK(stamp.covered_revocation == std::vector<std::string>{revocation(crl)});
}

TEST_CASE("an archive time-stamp over something else covers only what its kind promises",
          "[formats][timestamp]") {
  demo::CmsSpec spec = long_term();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  spec.signers[0].unsigned_attributes.push_back(
      {attribute::kArchiveTimestampV3, {token(value, "2026-03-03T10:00:00Z")}});
  spec.signers[0].unsigned_attributes.push_back(
      {attribute::kArchiveTimestampV2, {token(value, "2026-03-02T10:00:00Z")}});
  const auto document = opened(make_cms(spec));
  const auto& stamps = document.signatures.at(0).timestamps;
  REQUIRE(stamps.size() == 3);
  CHECK(stamps[1].time == at("2026-03-02T10:00:00Z"));
  CHECK(stamps[1].imprint == ParsedTimestamp::Imprint::differs);
  CHECK(stamps[1].covered_certificates.empty());
  CHECK(stamps[1].covers == std::vector<std::string>{document.signatures[0].id});
  // Without an ats-hash-index nobody knows what it is over.
  CHECK(stamps[2].imprint == ParsedTimestamp::Imprint::no_data);
  CHECK(stamps[2].covers == std::vector<std::string>{document.signatures[0].id});
}

// EN 319 122-1 5.5.2: the index has had several identifiers.
TEST_CASE("an index under an earlier identifier is one, under a strange one there is none",
          "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  spec.certificates = {test_pki().root.certificate};
  spec.crls = {der::sequence({der::integer(1)})};
  const Bytes seal = demo::make_archive_timestamp_v3(tsa(), make_cms(spec), spec.content,
                                                     at("2026-03-02T10:00:00Z"));
  const auto imprint = [&](std::uint8_t last) {
    Bytes stamp = seal;
    const Bytes known = der::oid(Oid("0.4.0.19122.1.5"));
    const auto place = std::search(stamp.begin(), stamp.end(), known.begin(), known.end());
    REQUIRE(place != stamp.end());
    *(place + static_cast<std::ptrdiff_t>(known.size()) - 1) = last;
    demo::CmsSpec sealed = spec;
    sealed.signers[0].unsigned_attributes = {{attribute::kArchiveTimestampV3, {stamp}}};
    return last_stamp(opened(make_cms(sealed))).imprint;
  };
  CHECK(imprint(5) == ParsedTimestamp::Imprint::matches);
  CHECK(imprint(4) == ParsedTimestamp::Imprint::matches);
  CHECK(imprint(6) == ParsedTimestamp::Imprint::no_data);
}

// TS 101 733 6.4.2 (0.4.0.1733.2.5): a hash of each whole Attribute; hashIndAlgorithm DEFAULT
// SHA-256.
TEST_CASE("an index of version 1 covers the attributes that it lists whole",
          "[formats][timestamp]") {
  demo::CmsSpec spec = long_term();
  demo::HashIndexForm form = demo::hash_index_v1();
  form.algorithm_left_out = GENERATE(true, false);
  CAPTURE(form.algorithm_left_out);
  const auto sealed = [&] {
    demo::CmsSpec with_seal = spec;
    with_seal.signers[0].unsigned_attributes.push_back(
        {attribute::kArchiveTimestampV3,
         {demo::make_archive_timestamp_indexed(tsa(), make_cms(spec), spec.content,
                                               at("2026-03-02T10:00:00Z"), form)}});
    return with_seal;
  };
  const demo::CmsSpec good = sealed();
  const auto document = opened(make_cms(good));
  const auto& signature = document.signatures.at(0);
  const ParsedTimestamp& archive = last_stamp(document);
  CHECK(archive.kind == TimestampKind::archive);
  CHECK(archive.imprint == ParsedTimestamp::Imprint::matches);
  CHECK(archive.covers == std::vector<std::string>{signature.id, signature.timestamps[0].id,
                                                   document.signatures.at(1).id});
  CHECK(archive.covered_certificates.size() == 3);
  CHECK(covers_certificate(archive, tsa().certificate));
  CHECK(covers_certificate(archive, test_pki().root.certificate));
  CHECK(archive.covered_revocation == std::vector<std::string>{revocation(spec.crls[0])});

  SECTION("an attribute that came later is not covered") {
    // Earlier than the archive by its own time, so that only the index keeps it out.
    demo::CmsSpec more = good;
    const Bytes late = token(demo::signature_value_of(make_cms(spec)), "2026-03-01T10:00:06Z");
    more.signers[0].unsigned_attributes.push_back({attribute::kSignatureTimestamp, {late}});
    const auto grown = opened(make_cms(more));
    const auto& stamps = grown.signatures.at(0).timestamps;
    REQUIRE(stamps.size() == 3);
    const auto seal = std::find_if(stamps.begin(), stamps.end(), [](const ParsedTimestamp& stamp) {
      return stamp.kind == TimestampKind::archive;
    });
    const auto added = std::find_if(stamps.begin(), stamps.end(), [](const ParsedTimestamp& stamp) {
      return stamp.time == at("2026-03-01T10:00:06Z");
    });
    const auto listed = std::find_if(
        stamps.begin(), stamps.end(),
        [](const ParsedTimestamp& stamp) { return stamp.time == at("2026-03-01T10:00:05Z"); });
    REQUIRE(seal != stamps.end());
    REQUIRE(added != stamps.end());
    REQUIRE(listed != stamps.end());
    CHECK(seal->imprint == ParsedTimestamp::Imprint::matches);
    CHECK(std::count(seal->covers.begin(), seal->covers.end(), listed->id) == 1);
    CHECK(std::count(seal->covers.begin(), seal->covers.end(), added->id) == 0);
  }
  SECTION("a value put beside a listed one makes another attribute of it") {
    demo::CmsSpec more = good;
    more.signers[0].unsigned_attributes[0].values.push_back(
        token(demo::signature_value_of(make_cms(spec)), "2026-03-01T10:00:06Z"));
    CHECK(last_stamp(opened(make_cms(more))).imprint == ParsedTimestamp::Imprint::differs);
  }
  SECTION("a listed hash that is one bit away names nothing") {
    form.change = [](Bytes& index) { index.back() ^= 1; };
    const auto altered = opened(make_cms(sealed()));
    CHECK(last_stamp(altered).imprint == ParsedTimestamp::Imprint::differs);
    CHECK(last_stamp(altered).covered_certificates.empty());
    CHECK(last_stamp(altered).covered_revocation.empty());
  }
}

TEST_CASE("time-stamps over references are compared with the references that are there",
          "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  const Bytes signature_stamp = token(value);
  const auto content = [](const Oid& type, const Bytes& one) {
    Bytes both = der::oid(type);
    const Bytes set = der::set_of({one});
    both.insert(both.end(), set.begin(), set.end());
    return both;
  };
  const Bytes refs = der::sequence({});
  Bytes references = content(attribute::kCertificateRefs, refs);
  const Bytes more = content(attribute::kRevocationRefs, refs);
  references.insert(references.end(), more.begin(), more.end());
  Bytes all = value;
  const Bytes stamps = content(attribute::kSignatureTimestamp, signature_stamp);
  all.insert(all.end(), stamps.begin(), stamps.end());
  all.insert(all.end(), references.begin(), references.end());
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, {signature_stamp}},
      {attribute::kCertificateRefs, {refs}},
      {attribute::kRevocationRefs, {refs}},
      {attribute::kEscTimestamp, {token(all, "2026-03-02T10:00:00Z")}},
      {attribute::kCertCrlTimestamp, {token(references, "2026-03-03T10:00:00Z")}}};
  const auto signature = only(opened(make_cms(spec)));
  CHECK(signature.level == SignatureLevel::x);
  REQUIRE(signature.timestamps.size() == 3);
  CHECK(signature.timestamps[1].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(covers_certificate(signature.timestamps[1], tsa().certificate));
  CHECK(signature.timestamps[2].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[2].covered_certificates.empty());

  spec.signers[0].unsigned_attributes[1].values = {der::sequence({der::integer(1)})};
  const auto altered = only(opened(make_cms(spec)));
  CHECK(altered.level == SignatureLevel::c);
  CHECK(altered.timestamps.at(1).imprint == ParsedTimestamp::Imprint::differs);
  CHECK(altered.timestamps.at(1).covered_certificates.empty());
  CHECK(altered.timestamps.at(2).imprint == ParsedTimestamp::Imprint::differs);

  spec.signers[0].unsigned_attributes[1].values = {refs};
  for (const std::size_t stamp : {std::size_t{3}, std::size_t{4}}) {
    spec.signers[0].unsigned_attributes[stamp].values = {der::integer(1)};
  }
  CHECK(only(opened(make_cms(spec))).level == SignatureLevel::c);
}

TEST_CASE("time-stamps over references tell whether the signature is under them",
          "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  const Bytes empty = der::sequence({});
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, {token(value)}},
      {attribute::kCertificateRefs, {empty}},
      {attribute::kRevocationRefs, {empty}},
      {attribute::kEscTimestamp, {token(value, "2026-03-02T10:00:00Z")}},
      {attribute::kCertCrlTimestamp, {token(value, "2026-03-03T10:00:00Z")}}};
  const auto signature = only(opened(make_cms(spec)));
  CHECK(signature.level == SignatureLevel::c);  // they are over something else
  REQUIRE(signature.timestamps.size() == 3);
  CHECK(signature.timestamps[1].kind == TimestampKind::validation_data);
  CHECK(signature.timestamps[1].covers ==
        std::vector<std::string>{signature.id, signature.timestamps[0].id});
  CHECK(signature.timestamps[2].kind == TimestampKind::validation_data);
  CHECK(signature.timestamps[2].covers.empty());
}

TEST_CASE("embedded certificates and revocation values are listed", "[formats][cades]") {
  demo::CmsSpec spec = message();
  spec.crls = {der::sequence({der::integer(1)})};
  const Bytes crl = der::sequence({der::integer(2)});
  const Bytes ocsp = der::sequence({der::integer(3)});
  spec.signers[0].unsigned_attributes = {
      {attribute::kCertificateValues, {der::sequence({test_pki().root.certificate})}},
      {attribute::kRevocationValues,
       {der::sequence({der::context_constructed(0, der::sequence({crl})),
                       der::context_constructed(1, der::sequence({ocsp}))})}},
      {attribute::kEvidenceRecordInternal, {der::sequence({der::integer(4)})}}};
  const auto signature = only(opened(make_cms(spec)));
  CHECK(signature.crls == std::vector<Bytes>{spec.crls[0], crl});
  CHECK(signature.ocsp_responses == std::vector<Bytes>{ocsp});
  CHECK(signature.evidence_records.size() == 1);
  REQUIRE(signature.certificates.size() == 2);
  CHECK(equal(signature.certificates[1].der(), test_pki().root.certificate));
  CHECK(signature.signer_candidates.size() == 1);
}

TEST_CASE("more time-stamps than may be checked are refused", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, std::vector<Bytes>(500, der::integer(1))}};
  const auto document = opened(make_cms(spec));
  CHECK(only(document).timestamps.size() == 500);
  CHECK(only(document).timestamps[1].id == only(document).timestamps[0].id + "-2");
  spec.signers[0].unsigned_attributes[0].values.push_back(der::integer(1));
  CHECK(refused(make_cms(spec)) == ErrorCode::limit_exceeded);
}

TEST_CASE("a token handed in alone is over the content beside it", "[formats][timestamp]") {
  const Bytes content = to_bytes("hello");
  const Bytes plain = token(content);
  const Bytes granted = der::sequence({der::sequence({der::integer(std::int64_t{0})}), plain});
  const Bytes document = GENERATE_COPY(plain, granted);
  const auto stamp = [&](const std::vector<model::DetachedPart>& parts) {
    const auto open = opened(document, parts);
    CHECK(open.kind == model::DocumentKind::tst);
    CHECK(open.signatures.empty());
    REQUIRE(open.timestamps.size() == 1);
    return open.timestamps.front();
  };
  using Imprint = ParsedTimestamp::Imprint;
  const auto good = stamp({part("any name", content)});
  CHECK(good.kind == TimestampKind::detached);
  CHECK(good.imprint == Imprint::matches);
  CHECK(good.token == plain);
  CHECK(good.time == at("2026-03-01T10:00:05Z"));
  CHECK(good.covers.empty());
  CHECK(good.covered_certificates.empty());
  const Bytes other = other_than(content);
  CHECK(stamp({part("a", other)}).imprint == Imprint::differs);
  CHECK(stamp({}).imprint == Imprint::no_data);
  CHECK(stamp({part("a", other), part("b", content)}).imprint == Imprint::matches);
  CHECK(stamp({part("a", other), part("b", plain)}).imprint == Imprint::no_data);
  using crypto::DigestAlgorithm;
  CHECK(stamp({digest_part("a", DigestAlgorithm::sha256, content)}).imprint == Imprint::matches);
  CHECK(stamp({digest_part("a", DigestAlgorithm::sha256, other)}).imprint == Imprint::differs);
  CHECK(stamp({digest_part("a", DigestAlgorithm::sha512, content)}).imprint == Imprint::no_data);
}

TEST_CASE("a response that grants nothing is no token", "[formats][timestamp]") {
  const Bytes plain = token(to_bytes("hello"));
  const Bytes content = to_bytes("hello");
  const Bytes rejected = der::sequence({der::sequence({der::integer(std::int64_t{2})}), plain});
  const auto document = opened(rejected, {part("a", content)});
  REQUIRE(document.timestamps.size() == 1);
  CHECK_FALSE(document.timestamps[0].problem.empty());
  CHECK(document.timestamps[0].imprint == ParsedTimestamp::Imprint::unchecked);
  Bytes longer = plain;
  longer.push_back(0);
  CHECK(refused(longer) == ErrorCode::malformed);
}

}  // namespace senim::formats

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/test_pki.h"
#include "tests/validators/formats/opened.h"
#include "validators/formats/cms_attributes.h"

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
}

TEST_CASE("archive time-stamps cover what was there before them", "[formats][timestamp]") {
  demo::CmsSpec spec = message();
  const Bytes value = demo::signature_value_of(make_cms(spec));
  demo::SignerSpec counter;
  counter.party = &test_pki().leaf;
  spec.signers[0].unsigned_attributes = {
      {attribute::kSignatureTimestamp, {token(value)}},
      {attribute::kArchiveTimestampV3, {token(value, "2026-03-03T10:00:00Z")}},
      {attribute::kArchiveTimestampV2, {token(value, "2026-03-02T10:00:00Z")}},
      {attribute::kCounterSignature, {demo::make_counter_signature(counter, value)}}};
  const auto document = opened(make_cms(spec));
  REQUIRE(document.signatures.size() == 2);
  const auto& stamps = document.signatures[0].timestamps;
  REQUIRE(stamps.size() == 3);
  const std::string own = document.signatures[0].id;
  const std::string counter_id = document.signatures[1].id;
  CHECK(stamps[0].kind == TimestampKind::signature);
  CHECK(stamps[1].kind == TimestampKind::archive);
  CHECK(stamps[1].time == at("2026-03-02T10:00:00Z"));
  CHECK(stamps[1].covers == std::vector<std::string>{own, stamps[0].id, counter_id});
  CHECK(stamps[2].time == at("2026-03-03T10:00:00Z"));
  CHECK(stamps[2].covers == std::vector<std::string>{own, stamps[0].id, counter_id, stamps[1].id});
  // What only the validation engine can recompute stays unchecked.
  CHECK(stamps[1].imprint == ParsedTimestamp::Imprint::unchecked);
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
  CHECK(signature.level == SignatureLevel::x);
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

}  // namespace senim::formats

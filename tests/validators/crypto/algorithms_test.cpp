#include "validators/crypto/algorithms.h"

#include <catch2/catch.hpp>

using namespace senim;
using namespace senim::crypto;

namespace {

Bytes tlv(std::uint8_t tag, const Bytes& content) {
  REQUIRE(content.size() < 128);
  Bytes octets{tag, static_cast<std::uint8_t>(content.size())};
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}
Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}
Bytes oid_tlv(std::string_view dotted) { return tlv(0x06, to_bytes(Oid(dotted).content())); }
const Bytes kNullTlv{0x05, 0x00};
Bytes identifier(std::string_view dotted, const Bytes& parameters = {}) {
  return tlv(0x30, join({oid_tlv(dotted), parameters}));
}
constexpr std::string_view kPss = "1.2.840.113549.1.1.10";
constexpr std::string_view kSha256Oid = "2.16.840.1.101.3.4.2.1";
Bytes pss(const Bytes& fields) { return identifier(kPss, tlv(0x30, fields)); }

}  // namespace

TEST_CASE("every digest is found again by its OID and by its name", "[crypto]") {
  for (int i = 1; i <= static_cast<int>(DigestAlgorithm::gost_34311_95_dke1); ++i) {
    const auto digest = static_cast<DigestAlgorithm>(i);
    CAPTURE(to_string(digest));
    CHECK(to_string(digest) != "unknown");
    CHECK_FALSE(digest_oid(digest).empty());
    CHECK(digest_by_oid(digest_oid(digest)) == digest);
    CHECK(digest_by_name(to_string(digest)) == digest);
    CHECK(digest_by_uri("urn:oid:" + digest_oid(digest).dotted()) == digest);
  }
}

TEST_CASE("digests have the identifiers their standards give them", "[crypto]") {
  const auto [uri, digest] = GENERATE(table<std::string, DigestAlgorithm>(
      {{"http://www.w3.org/2000/09/xmldsig#sha1", DigestAlgorithm::sha1},
       {"http://www.w3.org/2001/04/xmlenc#sha256", DigestAlgorithm::sha256},
       {"http://www.w3.org/2001/04/xmldsig-more#sha384", DigestAlgorithm::sha384},
       {"http://www.w3.org/2001/04/xmlenc#sha384", DigestAlgorithm::sha384},
       {"http://www.w3.org/2001/04/xmlenc#sha512", DigestAlgorithm::sha512},
       {"http://www.w3.org/2001/04/xmldsig-more#sha224", DigestAlgorithm::sha224},
       {"http://www.w3.org/2001/04/xmlenc#ripemd160", DigestAlgorithm::ripemd160},
       {"http://www.w3.org/2007/05/xmldsig-more#sha3-512", DigestAlgorithm::sha3_512},
       {"http://www.w3.org/2007/05/xmldsig-more#whirlpool", DigestAlgorithm::whirlpool},
       {"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512",
        DigestAlgorithm::streebog512},
       {"http://www.w3.org/2001/04/xmldsig-more#gost34311", DigestAlgorithm::gost_34311_95},
       {"http://www.w3.org/2001/04/xmldsig-more#gostr3411", DigestAlgorithm::gost_r_3411_94},
       {"urn:EAEU:Digest:belt-hash256", DigestAlgorithm::belt_hash}}));
  CAPTURE(uri);
  CHECK(digest_by_uri(uri) == digest);
}

TEST_CASE("a near miss of an identifier names nothing", "[crypto]") {
  CHECK(digest_by_uri("http://www.w3.org/2000/09/xmldsig#sha256") == DigestAlgorithm::unknown);
  CHECK(digest_by_uri("http://www.w3.org/2001/04/xmlenc#SHA256") == DigestAlgorithm::unknown);
  CHECK(digest_by_uri("http://www.w3.org/2001/04/xmlenc#sha256 ") == DigestAlgorithm::unknown);
  CHECK(digest_by_uri("") == DigestAlgorithm::unknown);
  CHECK(digest_by_uri("urn:oid:") == DigestAlgorithm::unknown);
  CHECK(digest_by_uri("2.16.840.1.101.3.4.2.1") == DigestAlgorithm::unknown);
  CHECK(digest_by_oid(Oid{}) == DigestAlgorithm::unknown);
  CHECK(digest_by_oid(Oid{"2.16.840.1.101.3.4.2.99"}) == DigestAlgorithm::unknown);
  CHECK(digest_by_name("SHA") == DigestAlgorithm::sha1);
  CHECK(digest_by_name("SHA-257") == DigestAlgorithm::unknown);
  CHECK(digest_by_name("") == DigestAlgorithm::unknown);
}

TEST_CASE("names of a digest differ in case and hyphens only", "[crypto]") {
  const auto name = GENERATE("SHA-256", "SHA256", "sha256", "sha-256", "SHA_256", "S256");
  CHECK(digest_by_name(name) == DigestAlgorithm::sha256);
  CHECK(digest_by_name("SHA3-256") == DigestAlgorithm::sha3_256);
  CHECK(digest_by_name("SHA512/256") == DigestAlgorithm::sha512_256);
}

TEST_CASE("a digest AlgorithmIdentifier has NULL parameters or none", "[crypto]") {
  CHECK(read_digest_algorithm(identifier(kSha256Oid)).value() == DigestAlgorithm::sha256);
  CHECK(read_digest_algorithm(identifier(kSha256Oid, kNullTlv)).value() == DigestAlgorithm::sha256);
  CHECK(read_digest_algorithm(identifier("1.2.3.4", kNullTlv)).value() == DigestAlgorithm::unknown);
  CHECK(read_digest_algorithm(identifier(kSha256Oid, oid_tlv("1.2.3"))).error().code ==
        ErrorCode::malformed);
  CHECK(read_digest_algorithm(identifier(kSha256Oid, join({kNullTlv, kNullTlv}))).error().code ==
        ErrorCode::malformed);
  CHECK(read_digest_algorithm(join({identifier(kSha256Oid), kNullTlv})).error().code ==
        ErrorCode::malformed);
  CHECK(read_digest_algorithm(oid_tlv(kSha256Oid)).error().code == ErrorCode::malformed);
  CHECK(read_digest_algorithm({}).error().code == ErrorCode::malformed);
}

TEST_CASE("GOST R 34.11-94 is the CryptoPro table or nothing we can name", "[crypto]") {
  const auto read = [](const Bytes& parameters) {
    return read_digest_algorithm(identifier("1.2.643.2.2.9", parameters)).value();
  };
  CHECK(read(oid_tlv("1.2.643.2.2.30.1")) == DigestAlgorithm::gost_r_3411_94);
  CHECK(read({}) == DigestAlgorithm::gost_r_3411_94);
  CHECK(read(oid_tlv("1.2.643.2.2.30.0")) == DigestAlgorithm::unknown);
}

TEST_CASE("signature OIDs name scheme and digest and are written back the same", "[crypto]") {
  const auto [dotted, name, encoding] = GENERATE(table<std::string, std::string, ValueEncoding>({
      {"1.2.840.113549.1.1.5", "RSA with SHA-1", ValueEncoding::der},
      {"1.2.840.113549.1.1.11", "RSA with SHA-256", ValueEncoding::der},
      {"2.16.840.1.101.3.4.3.16", "RSA with SHA3-512", ValueEncoding::der},
      {"1.2.840.10045.4.3.3", "ECDSA with SHA-384", ValueEncoding::der},
      {"0.4.0.127.0.7.1.1.4.1.3", "ECDSA with SHA-256", ValueEncoding::plain},
      {"1.2.840.10040.4.3", "DSA with SHA-1", ValueEncoding::der},
      {"2.16.840.1.101.3.4.3.2", "DSA with SHA-256", ValueEncoding::der},
      {"1.3.101.112", "Ed25519", ValueEncoding::plain},
      {"1.3.101.113", "Ed448", ValueEncoding::plain},
      {"1.2.398.3.10.1.1.2.3.2", "GOST 34.10-2015 with GOST R 34.11-2012-512",
       ValueEncoding::plain},
      {"1.2.643.7.1.1.3.2", "GOST R 34.10-2012 with GOST R 34.11-2012-256", ValueEncoding::plain},
      {"1.2.112.0.2.0.34.101.45.12", "BIGN with belt-hash", ValueEncoding::plain},
      {"1.2.156.10197.1.501", "SM2 with SM3", ValueEncoding::der},
      {"1.2.804.2.1.1.1.1.3.1.1", "DSTU 4145 with GOST 34.311-95 (DKE 1)",
       ValueEncoding::little_endian},
      {"1.2.804.2.1.1.1.1.3.1.1.1.1", "DSTU 4145 with GOST 34.311-95 (DKE 1)",
       ValueEncoding::plain},
      {"1.2.804.2.1.1.1.1.3.6.2.1", "DSTU 4145 with Kupyna-384", ValueEncoding::little_endian},
      {"1.2.804.2.1.1.1.1.3.6.3.1.1.1", "DSTU 4145 with Kupyna-512", ValueEncoding::plain},
  }));
  CAPTURE(dotted);
  for (const Bytes& parameters : {Bytes{}, kNullTlv}) {
    const SignatureAlgorithm algorithm =
        read_signature_algorithm(identifier(dotted, parameters)).value();
    CHECK(algorithm.name() == name);
    CHECK(algorithm.encoding == encoding);
    CHECK(algorithm.identifier == dotted);
    CHECK(algorithm.oid().dotted() == dotted);
  }
}

TEST_CASE("an unknown signature OID is a value that names itself", "[crypto]") {
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(identifier("1.2.3.4.5", oid_tlv("1.2.3"))).value();
  CHECK(algorithm.scheme == SignatureScheme::unknown);
  CHECK(algorithm.name() == "1.2.3.4.5");
  CHECK(algorithm.oid().empty());
  CHECK(signature_by_uri("urn:x:none").name() == "urn:x:none");
  CHECK(signature_by_jwa("none").scheme == SignatureScheme::unknown);
  CHECK(signature_by_jwa("rs256").scheme == SignatureScheme::unknown);
  CHECK(signature_by_jwa("").scheme == SignatureScheme::unknown);
}

TEST_CASE("in CMS a key OID leaves the digest to digestAlgorithm", "[crypto]") {
  SignatureAlgorithm rsa =
      read_signature_algorithm(identifier("1.2.840.113549.1.1.1", kNullTlv)).value();
  CHECK(rsa.scheme == SignatureScheme::rsa_pkcs1);
  CHECK(rsa.digest == DigestAlgorithm::unknown);
  CHECK(rsa.oid().dotted() == "1.2.840.113549.1.1.1");
  rsa.digest = DigestAlgorithm::sha384;
  CHECK(rsa.name() == "RSA with SHA-384");
  CHECK(rsa.oid().dotted() == "1.2.840.113549.1.1.12");
  const SignatureAlgorithm ec =
      read_signature_algorithm(identifier("1.2.840.10045.2.1", oid_tlv("1.2.840.10045.3.1.7")))
          .value();
  CHECK(ec.scheme == SignatureScheme::ecdsa);
  CHECK(ec.digest == DigestAlgorithm::unknown);
}

TEST_CASE("parameters that an algorithm does not have are malformed", "[crypto]") {
  CHECK(read_signature_algorithm(identifier("1.2.840.113549.1.1.11", oid_tlv("1.2.3")))
            .error()
            .code == ErrorCode::malformed);
  CHECK(read_signature_algorithm(identifier("1.2.840.10045.4.3.2", {0x05, 0x01, 0x00}))
            .error()
            .code == ErrorCode::malformed);
}

TEST_CASE("ecdsa-with-Specified takes its digest from the parameters", "[crypto]") {
  const auto read = [](const Bytes& parameters) {
    return read_signature_algorithm(identifier("1.2.840.10045.4.3", parameters));
  };
  CHECK(read(identifier(kSha256Oid)).value().name() == "ECDSA with SHA-256");
  CHECK(read(identifier("1.2.3")).value().scheme == SignatureScheme::unknown);
  CHECK(read({}).error().code == ErrorCode::malformed);
}

TEST_CASE("RSASSA-PSS parameters have the defaults of RFC 4055 3.1", "[crypto]") {
  const SignatureAlgorithm all_default = read_signature_algorithm(pss({})).value();
  CHECK(all_default.pss == PssParameters{DigestAlgorithm::sha1, DigestAlgorithm::sha1, 20});
  CHECK(all_default.digest == DigestAlgorithm::sha1);

  const Bytes hash = tlv(0xa0, identifier(kSha256Oid, kNullTlv));
  const Bytes mask =
      tlv(0xa1, identifier("1.2.840.113549.1.1.8", identifier(kSha256Oid, kNullTlv)));
  const Bytes salt = tlv(0xa2, {0x02, 0x01, 0x20});
  const Bytes trailer = tlv(0xa3, {0x02, 0x01, 0x01});
  const SignatureAlgorithm full =
      read_signature_algorithm(pss(join({hash, mask, salt, trailer}))).value();
  CHECK(full.pss == PssParameters{DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32});
  CHECK(full.name() == "RSASSA-PSS with SHA-256");
  CHECK(full.oid().dotted() == kPss);
  const SignatureAlgorithm mixed = read_signature_algorithm(pss(hash)).value();
  CHECK(mixed.pss == PssParameters{DigestAlgorithm::sha256, DigestAlgorithm::sha1, 20});
}

TEST_CASE("RSASSA-PSS parameters out of order or out of range are malformed", "[crypto]") {
  const Bytes salt = tlv(0xa2, {0x02, 0x01, 0x20});
  const Bytes trailer = tlv(0xa3, {0x02, 0x01, 0x01});
  const Bytes fields = GENERATE_COPY(
      join({trailer, salt}), join({salt, salt}), tlv(0xa3, {0x02, 0x01, 0x02}),
      tlv(0xa2, {0x02, 0x01, 0xff}), tlv(0xa2, {0x02, 0x03, 0x01, 0x00, 0x00}), Bytes{0x05, 0x00},
      tlv(0xa2, {0x04, 0x01, 0x20}), tlv(0xa1, identifier("1.2.840.113549.1.1.8")));
  CHECK(read_signature_algorithm(pss(fields)).error().code == ErrorCode::malformed);
  CHECK(read_signature_algorithm(identifier(kPss)).error().code == ErrorCode::malformed);
  CHECK(read_signature_algorithm(identifier(kPss, kNullTlv)).error().code == ErrorCode::malformed);
}

TEST_CASE("what RSASSA-PSS parameters cannot name is unknown by name", "[crypto]") {
  const SignatureAlgorithm mask =
      read_signature_algorithm(pss(tlv(0xa1, identifier("1.2.3.4", kNullTlv)))).value();
  CHECK(mask.scheme == SignatureScheme::unknown);
  CHECK(mask.name().find("1.2.3.4") != std::string::npos);
  const SignatureAlgorithm hash =
      read_signature_algorithm(pss(tlv(0xa0, identifier("1.2.3.5")))).value();
  CHECK(hash.scheme == SignatureScheme::unknown);
  CHECK(hash.name().find("1.2.3.5") != std::string::npos);
}

TEST_CASE("XML signature methods carry plain values and fixed PSS parameters", "[crypto]") {
  const SignatureAlgorithm ecdsa =
      signature_by_uri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
  CHECK(ecdsa.name() == "ECDSA with SHA-256");
  CHECK(ecdsa.encoding == ValueEncoding::plain);
  CHECK(ecdsa.oid().dotted() == "1.2.840.10045.4.3.2");
  // RFC 9231 2.3.10: salt as long as the digest.
  const SignatureAlgorithm mgf1 =
      signature_by_uri("http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1");
  CHECK(mgf1.pss == PssParameters{DigestAlgorithm::sha3_384, DigestAlgorithm::sha3_384, 48});
  const SignatureAlgorithm with_parameters =
      signature_by_uri("http://www.w3.org/2007/05/xmldsig-more#rsa-pss");
  CHECK(with_parameters.scheme == SignatureScheme::rsa_pss);
  CHECK_FALSE(with_parameters.pss.has_value());
  CHECK(signature_by_uri("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519").key ==
        KeyFamily::ed25519);
  CHECK(signature_by_uri("http://www.w3.org/2000/09/xmldsig#hmac-sha1").scheme ==
        SignatureScheme::hmac);
  CHECK(signature_by_uri("urn:oid:1.2.840.113549.1.1.11").name() == "RSA with SHA-256");
  CHECK(signature_by_uri("urn:oid:1.2.840.113549.1.1.10").scheme == SignatureScheme::unknown);
}

TEST_CASE("JWA names bind ECDSA to one curve", "[crypto]") {
  const SignatureAlgorithm es256 = signature_by_jwa("ES256");
  CHECK(es256.name() == "ECDSA with SHA-256");
  CHECK(es256.curve.dotted() == "1.2.840.10045.3.1.7");
  CHECK(es256.encoding == ValueEncoding::plain);
  CHECK(signature_by_jwa("ES512").curve.dotted() == "1.3.132.0.35");
  CHECK(signature_by_jwa("PS384").pss ==
        PssParameters{DigestAlgorithm::sha384, DigestAlgorithm::sha384, 48});
  CHECK(signature_by_jwa("EdDSA").name() == "EdDSA");
  CHECK(signature_by_jwa("EdDSA").oid().empty());
  CHECK(signature_by_jwa("HS256").scheme == SignatureScheme::hmac);
}

TEST_CASE("a key algorithm OID names the family", "[crypto]") {
  CHECK(key_family_by_oid(Oid{"1.2.840.113549.1.1.1"}) == KeyFamily::rsa);
  CHECK(key_family_by_oid(Oid{"1.2.398.3.10.1.1.2.2"}) == KeyFamily::gost_34102015_512);
  CHECK(key_family_by_oid(Oid{"1.2.3"}) == KeyFamily::unknown);
}

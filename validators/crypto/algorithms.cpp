#include "validators/crypto/algorithms.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "validators/base/der_reader.h"
#include "validators/crypto/shake.h"

namespace senim::crypto {

namespace {

using D = DigestAlgorithm;
using S = SignatureScheme;
using K = KeyFamily;

// ---- digests ------------------------------------------------------------------------------------

struct DigestRow {
  D digest;
  std::string_view name;
  std::size_t size;
  std::string_view dotted;
  Oid oid;
  std::string_view uri;

  constexpr DigestRow(D d, std::string_view n, std::size_t octets, std::string_view o,
                      std::string_view u)
      : digest(d), name(n), size(octets), dotted(o), oid(o.empty() ? Oid() : Oid(o)), uri(u) {}
};

// The first row of a digest is the one it is written with. Most frequent first.
// RFC 9231 2.1, xmlenc 1.1 5.8, FIPS 202, RFC 8702 3.1 (as long as SHAKE is a digest);
// domain.md 4.1, 4.5, 4.6, 4.8, 4.10.
constexpr std::array kDigests = {
    DigestRow{D::sha256, "SHA-256", 32, "2.16.840.1.101.3.4.2.1",
              "http://www.w3.org/2001/04/xmlenc#sha256"},
    DigestRow{D::sha1, "SHA-1", 20, "1.3.14.3.2.26", "http://www.w3.org/2000/09/xmldsig#sha1"},
    DigestRow{D::sha384, "SHA-384", 48, "2.16.840.1.101.3.4.2.2",
              "http://www.w3.org/2001/04/xmldsig-more#sha384"},
    DigestRow{D::sha512, "SHA-512", 64, "2.16.840.1.101.3.4.2.3",
              "http://www.w3.org/2001/04/xmlenc#sha512"},
    DigestRow{D::sha224, "SHA-224", 28, "2.16.840.1.101.3.4.2.4",
              "http://www.w3.org/2001/04/xmldsig-more#sha224"},
    DigestRow{D::sha512_224, "SHA-512/224", 28, "2.16.840.1.101.3.4.2.5", ""},
    DigestRow{D::sha512_256, "SHA-512/256", 32, "2.16.840.1.101.3.4.2.6", ""},
    DigestRow{D::sha3_224, "SHA3-224", 28, "2.16.840.1.101.3.4.2.7",
              "http://www.w3.org/2007/05/xmldsig-more#sha3-224"},
    DigestRow{D::sha3_256, "SHA3-256", 32, "2.16.840.1.101.3.4.2.8",
              "http://www.w3.org/2007/05/xmldsig-more#sha3-256"},
    DigestRow{D::sha3_384, "SHA3-384", 48, "2.16.840.1.101.3.4.2.9",
              "http://www.w3.org/2007/05/xmldsig-more#sha3-384"},
    DigestRow{D::sha3_512, "SHA3-512", 64, "2.16.840.1.101.3.4.2.10",
              "http://www.w3.org/2007/05/xmldsig-more#sha3-512"},
    DigestRow{D::shake128, "SHAKE128", 32, "2.16.840.1.101.3.4.2.11", ""},
    DigestRow{D::shake256, "SHAKE256", 64, "2.16.840.1.101.3.4.2.12", ""},
    DigestRow{D::md2, "MD2", 16, "1.2.840.113549.2.2",
              "http://www.w3.org/2001/04/xmldsig-more#md2"},
    DigestRow{D::md4, "MD4", 16, "1.2.840.113549.2.4", ""},
    DigestRow{D::md5, "MD5", 16, "1.2.840.113549.2.5",
              "http://www.w3.org/2001/04/xmldsig-more#md5"},
    DigestRow{D::ripemd160, "RIPEMD-160", 20, "1.3.36.3.2.1",
              "http://www.w3.org/2001/04/xmlenc#ripemd160"},
    DigestRow{D::ripemd128, "RIPEMD-128", 16, "1.3.36.3.2.2", ""},
    DigestRow{D::whirlpool, "WHIRLPOOL", 64, "1.0.10118.3.0.55",
              "http://www.w3.org/2007/05/xmldsig-more#whirlpool"},
    DigestRow{D::tiger, "Tiger", 24, "1.3.6.1.4.1.11591.12.2", ""},
    // Kazakhstan (domain.md 4.1); Streebog has an identifier in each country.
    DigestRow{D::gost_34311_95, "GOST 34.311-95", 32, "1.2.398.3.10.1.3.1",
              "http://www.w3.org/2001/04/xmldsig-more#gost34311"},
    DigestRow{D::gost_34311_95, "GOST 34.311-95", 32, "1.2.398.3.10.1.3.1.1.0", ""},
    DigestRow{D::gost_34311_95, "GOST 34.311-95", 32, "1.3.6.1.4.1.6801.1.2.1", ""},
    // Russia (4.5).
    DigestRow{D::gost_r_3411_94, "GOST R 34.11-94", 32, "1.2.643.2.2.9",
              "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr3411"},
    DigestRow{D::gost_r_3411_94, "GOST R 34.11-94", 32, "",
              "http://www.w3.org/2001/04/xmldsig-more#gostr3411"},
    DigestRow{D::streebog256, "GOST R 34.11-2012-256", 32, "1.2.643.7.1.1.2.2",
              "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256"},
    DigestRow{D::streebog512, "GOST R 34.11-2012-512", 64, "1.2.643.7.1.1.2.3",
              "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-512"},
    DigestRow{D::streebog256, "GOST R 34.11-2012-256", 32, "1.2.398.3.10.1.3.2",
              "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256"},
    DigestRow{D::streebog512, "GOST R 34.11-2012-512", 64, "1.2.398.3.10.1.3.3",
              "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512"},
    // Belarus (4.6).
    DigestRow{D::belt_hash, "belt-hash", 32, "1.2.112.0.2.0.34.101.31.81",
              "http://www.w3.org/2009/xmldsig11#belt-hash256"},
    DigestRow{D::belt_hash, "belt-hash", 32, "", "urn:EAEU:Digest:belt-hash256"},
    DigestRow{D::bash256, "bash256", 32, "1.2.112.0.2.0.34.101.77.11",
              "http://www.w3.org/2009/xmldsig11#bash256"},
    DigestRow{D::bash384, "bash384", 48, "1.2.112.0.2.0.34.101.77.12",
              "http://www.w3.org/2009/xmldsig11#bash384"},
    DigestRow{D::bash512, "bash512", 64, "1.2.112.0.2.0.34.101.77.13",
              "http://www.w3.org/2009/xmldsig11#bash512"},
    // China, Ukraine (4.8, 4.10).
    DigestRow{D::sm3, "SM3", 32, "1.2.156.10197.1.401", ""},
    DigestRow{D::gost_34311_95_dke1, "GOST 34.311-95 (DKE 1)", 32, "1.2.804.2.1.1.1.1.2.1",
              "http://www.w3.org/2001/04/xmlenc#gost34311"},
    DigestRow{D::kupyna256, "Kupyna-256", 32, "1.2.804.2.1.1.1.1.2.2.1",
              "http://www.w3.org/2001/04/xmlenc#dstu7564-256"},
    DigestRow{D::kupyna384, "Kupyna-384", 48, "1.2.804.2.1.1.1.1.2.2.2", ""},
    DigestRow{D::kupyna512, "Kupyna-512", 64, "1.2.804.2.1.1.1.1.2.2.3", ""},
    // Second spellings: xmlenc 1.1 lists this one; the last is emitted by some Kazakh tools
    // (domain.md 4.1).
    DigestRow{D::sha384, "SHA-384", 48, "", "http://www.w3.org/2001/04/xmlenc#sha384"},
    DigestRow{D::sha1, "SHA-1", 20, "", "http://www.w3.org/2001/04/xmldsig-more#sha1"},
};

const DigestRow* digest_row(D digest) {
  const auto* const row = std::ranges::find(kDigests, digest, &DigestRow::digest);
  return row == kDigests.end() ? nullptr : row;
}

// "SHA-256", "sha256" and "SHA_256" are one name.
std::string bare_name(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      bare.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c != '-' && c != '_' && c != ' ') {
      bare.push_back(c);
    }
  }
  return bare;
}

// Names of other registries: RFC 5843 and JAdES digest names come out of bare_name(); these do not.
constexpr std::array<std::pair<std::string_view, D>, 6> kDigestAliases = {{
    {"s256", D::sha256},  // JAdES sigD hashM
    {"s384", D::sha384},
    {"s512", D::sha512},
    {"sha", D::sha1},
    {"streebog256", D::streebog256},
    {"streebog512", D::streebog512},
}};

// RFC 3061: a URI made of an OID, met in XAdES.
constexpr std::string_view kOidUrn = "urn:oid:";

// ---- keys ---------------------------------------------------------------------------------------

struct KeyRow {
  K family;
  Oid oid;
};

// RFC 3279, 4055, 8410; domain.md 4.1, 4.5, 4.6, 4.10. SM2 keys are id-ecPublicKey on the SM2
// curve: PublicKey tells them apart.
constexpr std::array kKeys = {
    KeyRow{K::rsa, Oid{"1.2.840.113549.1.1.1"}},
    KeyRow{K::ec, Oid{"1.2.840.10045.2.1"}},
    KeyRow{K::rsa_pss, Oid{"1.2.840.113549.1.1.10"}},
    KeyRow{K::dsa, Oid{"1.2.840.10040.4.1"}},
    KeyRow{K::dsa, Oid{"1.3.14.3.2.12"}},
    KeyRow{K::ed25519, Oid{"1.3.101.112"}},
    KeyRow{K::ed448, Oid{"1.3.101.113"}},
    KeyRow{K::x25519, Oid{"1.3.101.110"}},
    KeyRow{K::dh, Oid{"1.2.840.113549.1.3.1"}},
    KeyRow{K::dh, Oid{"1.2.840.10046.2.1"}},
    KeyRow{K::gost_34102015_512, Oid{"1.2.398.3.10.1.1.2.2"}},
    KeyRow{K::gost_34102015_256, Oid{"1.2.398.3.10.1.1.2.1"}},
    KeyRow{K::gost_34310_2004, Oid{"1.2.398.3.10.1.1.1.1"}},
    KeyRow{K::gost_r_3410_2012_256, Oid{"1.2.643.7.1.1.1.1"}},
    KeyRow{K::gost_r_3410_2012_512, Oid{"1.2.643.7.1.1.1.2"}},
    KeyRow{K::gost_r_3410_2001, Oid{"1.2.643.2.2.19"}},
    KeyRow{K::bign, Oid{"1.2.112.0.2.0.34.101.45.2.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.1.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.1.1.1.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.1.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.2.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.3.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.1.1.1.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.2.1.1.1"}},
    KeyRow{K::dstu4145, Oid{"1.2.804.2.1.1.1.1.3.6.3.1.1.1"}},
    KeyRow{K::dstu4145_normal_basis, Oid{"1.2.804.2.1.1.1.1.3.1.2"}},
    KeyRow{K::dstu4145_normal_basis, Oid{"1.2.804.2.1.1.1.1.3.1.2.1.1"}},
};

// ---- signatures ---------------------------------------------------------------------------------

// What the parameters of an AlgorithmIdentifier may be.
enum class Parameters : std::uint8_t {
  absent_or_null,  // RFC 4055 5, RFC 5758 3.2; NULL and absent mean the same everywhere else, too
  ignored,         // key identifiers in CMS may repeat the key's own parameters
  pss,             // RFC 4055 3.1
  digest,          // X9.62 ecdsa-with-Specified
};

struct SignatureRow {
  std::string_view identifier;  // dotted, URI or JWA name
  S scheme;
  D digest = D::unknown;
  ValueEncoding encoding = ValueEncoding::der;
  Parameters parameters = Parameters::absent_or_null;
  K key = K::unknown;
};

// RFC 3279, 4055, 5754, 5758, 8410, 8692, NIST CSOR, TR-03111 5.2, TeleTrusT; domain.md 4. The
// first row of a combination is the one it is written with.
constexpr std::array kSignatureOids = {
    SignatureRow{"1.2.840.113549.1.1.11", S::rsa_pkcs1, D::sha256},
    SignatureRow{"1.2.840.113549.1.1.12", S::rsa_pkcs1, D::sha384},
    SignatureRow{"1.2.840.113549.1.1.13", S::rsa_pkcs1, D::sha512},
    SignatureRow{"1.2.840.113549.1.1.5", S::rsa_pkcs1, D::sha1},
    SignatureRow{"1.2.840.10045.4.3.2", S::ecdsa, D::sha256},
    SignatureRow{"1.2.840.10045.4.3.3", S::ecdsa, D::sha384},
    SignatureRow{"1.2.840.10045.4.3.4", S::ecdsa, D::sha512},
    SignatureRow{"1.2.840.113549.1.1.1", S::rsa_pkcs1, D::unknown, ValueEncoding::der,
                 Parameters::ignored},
    SignatureRow{"1.2.840.113549.1.1.10", S::rsa_pss, D::unknown, ValueEncoding::der,
                 Parameters::pss},
    SignatureRow{"1.2.840.10045.2.1", S::ecdsa, D::unknown, ValueEncoding::der,
                 Parameters::ignored},
    SignatureRow{"1.3.101.112", S::eddsa, D::unknown, ValueEncoding::plain,
                 Parameters::absent_or_null, K::ed25519},
    SignatureRow{"1.3.101.113", S::eddsa, D::unknown, ValueEncoding::plain,
                 Parameters::absent_or_null, K::ed448},
    SignatureRow{"1.2.840.113549.1.1.14", S::rsa_pkcs1, D::sha224},
    SignatureRow{"1.2.840.113549.1.1.15", S::rsa_pkcs1, D::sha512_224},
    SignatureRow{"1.2.840.113549.1.1.16", S::rsa_pkcs1, D::sha512_256},
    SignatureRow{"2.16.840.1.101.3.4.3.13", S::rsa_pkcs1, D::sha3_224},
    SignatureRow{"2.16.840.1.101.3.4.3.14", S::rsa_pkcs1, D::sha3_256},
    SignatureRow{"2.16.840.1.101.3.4.3.15", S::rsa_pkcs1, D::sha3_384},
    SignatureRow{"2.16.840.1.101.3.4.3.16", S::rsa_pkcs1, D::sha3_512},
    SignatureRow{"1.2.840.113549.1.1.2", S::rsa_pkcs1, D::md2},
    SignatureRow{"1.2.840.113549.1.1.3", S::rsa_pkcs1, D::md4},
    SignatureRow{"1.2.840.113549.1.1.4", S::rsa_pkcs1, D::md5},
    SignatureRow{"1.3.36.3.3.1.2", S::rsa_pkcs1, D::ripemd160},
    SignatureRow{"1.3.36.3.3.1.3", S::rsa_pkcs1, D::ripemd128},
    SignatureRow{"1.2.156.10197.1.504", S::rsa_pkcs1, D::sm3},
    SignatureRow{"1.3.14.3.2.29", S::rsa_pkcs1, D::sha1},  // OIW, still in old CA certificates
    SignatureRow{"1.3.14.3.2.3", S::rsa_pkcs1, D::md5},
    SignatureRow{"1.2.840.10045.4.1", S::ecdsa, D::sha1},
    SignatureRow{"1.2.840.10045.4.3.1", S::ecdsa, D::sha224},
    SignatureRow{"1.2.840.10045.4.3", S::ecdsa, D::unknown, ValueEncoding::der, Parameters::digest},
    SignatureRow{"2.16.840.1.101.3.4.3.9", S::ecdsa, D::sha3_224},
    SignatureRow{"2.16.840.1.101.3.4.3.10", S::ecdsa, D::sha3_256},
    SignatureRow{"2.16.840.1.101.3.4.3.11", S::ecdsa, D::sha3_384},
    SignatureRow{"2.16.840.1.101.3.4.3.12", S::ecdsa, D::sha3_512},
    SignatureRow{"1.3.36.3.3.2.1", S::ecdsa, D::sha1},
    SignatureRow{"1.3.36.3.3.2.2", S::ecdsa, D::ripemd160},
    SignatureRow{"1.3.6.1.5.5.7.6.30", S::rsa_pss, D::shake128},
    SignatureRow{"1.3.6.1.5.5.7.6.31", S::rsa_pss, D::shake256},
    SignatureRow{"1.3.6.1.5.5.7.6.32", S::ecdsa, D::shake128},
    SignatureRow{"1.3.6.1.5.5.7.6.33", S::ecdsa, D::shake256},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.1", S::ecdsa, D::sha1, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.2", S::ecdsa, D::sha224, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.3", S::ecdsa, D::sha256, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.4", S::ecdsa, D::sha384, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.5", S::ecdsa, D::sha512, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.6", S::ecdsa, D::ripemd160, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.8", S::ecdsa, D::sha3_224, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.9", S::ecdsa, D::sha3_256, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.10", S::ecdsa, D::sha3_384, ValueEncoding::plain},
    SignatureRow{"0.4.0.127.0.7.1.1.4.1.11", S::ecdsa, D::sha3_512, ValueEncoding::plain},
    SignatureRow{"1.2.840.10040.4.3", S::dsa, D::sha1},
    SignatureRow{"1.2.840.10040.4.1", S::dsa, D::unknown, ValueEncoding::der, Parameters::ignored},
    SignatureRow{"1.3.14.3.2.27", S::dsa, D::sha1},
    SignatureRow{"2.16.840.1.101.3.4.3.1", S::dsa, D::sha224},
    SignatureRow{"2.16.840.1.101.3.4.3.2", S::dsa, D::sha256},
    SignatureRow{"2.16.840.1.101.3.4.3.3", S::dsa, D::sha384},
    SignatureRow{"2.16.840.1.101.3.4.3.4", S::dsa, D::sha512},
    SignatureRow{"2.16.840.1.101.3.4.3.5", S::dsa, D::sha3_224},
    SignatureRow{"2.16.840.1.101.3.4.3.6", S::dsa, D::sha3_256},
    SignatureRow{"2.16.840.1.101.3.4.3.7", S::dsa, D::sha3_384},
    SignatureRow{"2.16.840.1.101.3.4.3.8", S::dsa, D::sha3_512},
    // Kazakhstan (domain.md 4.1).
    SignatureRow{"1.2.398.3.10.1.1.2.3.2", S::gost_34102015, D::streebog512, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_34102015_512},
    SignatureRow{"1.2.398.3.10.1.1.2.3.1", S::gost_34102015, D::streebog256, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_34102015_256},
    SignatureRow{"1.2.398.3.10.1.1.1.2", S::gost_34310_2004, D::gost_34311_95, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_34310_2004},
    SignatureRow{"1.3.6.1.4.1.6801.1.2.2", S::gost_34310_2004, D::gost_34311_95,
                 ValueEncoding::plain, Parameters::absent_or_null, K::gost_34310_2004},
    // Russia (4.5); CMS may name the key algorithm instead.
    SignatureRow{"1.2.643.7.1.1.3.2", S::gost_r_3410_2012, D::streebog256, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_r_3410_2012_256},
    SignatureRow{"1.2.643.7.1.1.3.3", S::gost_r_3410_2012, D::streebog512, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_r_3410_2012_512},
    SignatureRow{"1.2.643.2.2.3", S::gost_r_3410_2001, D::gost_r_3411_94, ValueEncoding::plain,
                 Parameters::absent_or_null, K::gost_r_3410_2001},
    SignatureRow{"1.2.643.7.1.1.1.1", S::gost_r_3410_2012, D::unknown, ValueEncoding::plain,
                 Parameters::ignored, K::gost_r_3410_2012_256},
    SignatureRow{"1.2.643.7.1.1.1.2", S::gost_r_3410_2012, D::unknown, ValueEncoding::plain,
                 Parameters::ignored, K::gost_r_3410_2012_512},
    SignatureRow{"1.2.643.2.2.19", S::gost_r_3410_2001, D::unknown, ValueEncoding::plain,
                 Parameters::ignored, K::gost_r_3410_2001},
    // Belarus (4.6).
    SignatureRow{"1.2.112.0.2.0.34.101.45.12", S::bign, D::belt_hash, ValueEncoding::plain},
    SignatureRow{"1.2.112.0.2.0.34.101.45.13", S::bign, D::bash256, ValueEncoding::plain},
    SignatureRow{"1.2.112.0.2.0.34.101.45.14", S::bign, D::bash384, ValueEncoding::plain},
    SignatureRow{"1.2.112.0.2.0.34.101.45.15", S::bign, D::bash512, ValueEncoding::plain},
    SignatureRow{"1.2.112.0.2.0.34.101.45.11", S::bign, D::unknown, ValueEncoding::plain,
                 Parameters::ignored},
    // China (4.11).
    SignatureRow{"1.2.156.10197.1.501", S::sm2, D::sm3},
    SignatureRow{"1.2.156.10197.1.301.1", S::sm2, D::sm3},
    // Ukraine (4.10). A key identifier may repeat the key's own parameters. In an optimal normal
    // basis the numbers are others: named, never computed.
    SignatureRow{"1.2.804.2.1.1.1.1.3.1.1", S::dstu4145, D::gost_34311_95_dke1,
                 ValueEncoding::little_endian, Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.1.1.1.1", S::dstu4145, D::gost_34311_95_dke1,
                 ValueEncoding::plain, Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.1.1", S::dstu4145, D::kupyna256,
                 ValueEncoding::little_endian, Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.2.1", S::dstu4145, D::kupyna384,
                 ValueEncoding::little_endian, Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.3.1", S::dstu4145, D::kupyna512,
                 ValueEncoding::little_endian, Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.1.1.1.1", S::dstu4145, D::kupyna256, ValueEncoding::plain,
                 Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.2.1.1.1", S::dstu4145, D::kupyna384, ValueEncoding::plain,
                 Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.6.3.1.1.1", S::dstu4145, D::kupyna512, ValueEncoding::plain,
                 Parameters::ignored, K::dstu4145},
    SignatureRow{"1.2.804.2.1.1.1.1.3.1.2", S::dstu4145, D::gost_34311_95_dke1,
                 ValueEncoding::little_endian, Parameters::ignored, K::dstu4145_normal_basis},
    SignatureRow{"1.2.804.2.1.1.1.1.3.1.2.1.1", S::dstu4145, D::gost_34311_95_dke1,
                 ValueEncoding::plain, Parameters::ignored, K::dstu4145_normal_basis},
};

struct SignatureOid {
  Oid oid;
  const SignatureRow* row = nullptr;
};
constexpr auto kByOid = [] {
  std::array<SignatureOid, kSignatureOids.size()> rows{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {Oid{kSignatureOids[i].identifier}, &kSignatureOids[i]};
  }
  return rows;
}();

// XMLDSig writes r || s (xmldsig-core 6.4). RFC 9231 2.3, xmldsig-core 1.1 6.4; domain.md 4.
constexpr SignatureRow uri_row(std::string_view uri, S scheme, D digest, K key = K::unknown) {
  return {uri, scheme, digest, ValueEncoding::plain, Parameters::absent_or_null, key};
}
constexpr std::array kSignatureUris = {
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", S::rsa_pkcs1, D::sha256),
    uri_row("http://www.w3.org/2000/09/xmldsig#rsa-sha1", S::rsa_pkcs1, D::sha1),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", S::ecdsa, D::sha256),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", S::rsa_pkcs1, D::sha384),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", S::rsa_pkcs1, D::sha512),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", S::ecdsa, D::sha384),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", S::ecdsa, D::sha512),
    uri_row("http://www.w3.org/2000/09/xmldsig#dsa-sha1", S::dsa, D::sha1),
    uri_row("http://www.w3.org/2009/xmldsig11#dsa-sha256", S::dsa, D::sha256),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", S::rsa_pkcs1, D::md5),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", S::rsa_pkcs1, D::sha224),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160", S::rsa_pkcs1, D::ripemd160),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#rsa-whirlpool", S::rsa_pkcs1, D::whirlpool),
    // Not in any standard; emitted by some Kazakh tools (domain.md 4.1).
    uri_row("http://www.w3.org/2001/04/xmldsig-more#rsa-sha1", S::rsa_pkcs1, D::sha1),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", S::ecdsa, D::sha1),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", S::ecdsa, D::sha224),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160", S::ecdsa, D::ripemd160),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#ecdsa-whirlpool", S::ecdsa, D::whirlpool),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-224", S::ecdsa, D::sha3_224),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256", S::ecdsa, D::sha3_256),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384", S::ecdsa, D::sha3_384),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512", S::ecdsa, D::sha3_512),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", S::eddsa, D::unknown,
            K::ed25519),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448", S::eddsa, D::unknown, K::ed448),
    // RFC 9231 2.3.9: parameters in RSAPSSParams, filled in by xml/xmldsig.
    uri_row("http://www.w3.org/2007/05/xmldsig-more#rsa-pss", S::rsa_pss, D::unknown),
    // RFC 9231 2.3.10: MGF1 with the same digest, salt as long as the digest.
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", S::rsa_pss, D::sha256),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", S::rsa_pss, D::sha384),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", S::rsa_pss, D::sha512),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", S::rsa_pss, D::sha1),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1", S::rsa_pss, D::sha224),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha3-224-rsa-MGF1", S::rsa_pss, D::sha3_224),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", S::rsa_pss, D::sha3_256),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1", S::rsa_pss, D::sha3_384),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1", S::rsa_pss, D::sha3_512),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#md2-rsa-MGF1", S::rsa_pss, D::md2),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#md5-rsa-MGF1", S::rsa_pss, D::md5),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#ripemd128-rsa-MGF1", S::rsa_pss, D::ripemd128),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#ripemd160-rsa-MGF1", S::rsa_pss, D::ripemd160),
    uri_row("http://www.w3.org/2007/05/xmldsig-more#whirlpool-rsa-MGF1", S::rsa_pss, D::whirlpool),
    uri_row("http://www.w3.org/2000/09/xmldsig#hmac-sha1", S::hmac, D::sha1),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-md5", S::hmac, D::md5),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-sha224", S::hmac, D::sha224),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", S::hmac, D::sha256),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-sha384", S::hmac, D::sha384),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", S::hmac, D::sha512),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#hmac-ripemd160", S::hmac, D::ripemd160),
    // Kazakhstan.
    uri_row("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
            S::gost_34102015, D::streebog512, K::gost_34102015_512),
    uri_row("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
            S::gost_34102015, D::streebog256, K::gost_34102015_256),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311", S::gost_34310_2004,
            D::gost_34311_95, K::gost_34310_2004),
    // Russia.
    uri_row("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256",
            S::gost_r_3410_2012, D::streebog256, K::gost_r_3410_2012_256),
    uri_row("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-512",
            S::gost_r_3410_2012, D::streebog512, K::gost_r_3410_2012_512),
    uri_row("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102001-gostr3411",
            S::gost_r_3410_2001, D::gost_r_3411_94, K::gost_r_3410_2001),
    uri_row("http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411", S::gost_r_3410_2001,
            D::gost_r_3411_94, K::gost_r_3410_2001),
    // Belarus.
    uri_row("http://www.w3.org/2009/xmldsig11#bign-with-hbelt", S::bign, D::belt_hash),
    uri_row("http://www.w3.org/2009/xmldsig11#bign-with-bash256", S::bign, D::bash256),
    uri_row("http://www.w3.org/2009/xmldsig11#bign-with-bash384", S::bign, D::bash384),
    uri_row("http://www.w3.org/2009/xmldsig11#bign-with-bash512", S::bign, D::bash512),
    uri_row("http://www.w3.org/2009/xmldsig11#bign-with-hspec", S::bign, D::unknown),
    uri_row("urn:EAEU:Signature:bign-with-hbelt", S::bign, D::belt_hash),
    // ETSI TS 119 312 spells EdDSA in its own way.
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ed25519", S::eddsa, D::unknown, K::ed25519),
    uri_row("http://www.w3.org/2021/04/xmldsig-more#ed448", S::eddsa, D::unknown, K::ed448),
};

struct JwaRow {
  SignatureRow row;
  Oid curve;
};
// RFC 7518 3.1, 8037 3.1, 8812 3.2, 9864; each ES name is bound to one curve.
constexpr std::array kJwa = {
    JwaRow{uri_row("ES256", S::ecdsa, D::sha256, K::ec), Oid{"1.2.840.10045.3.1.7"}},
    JwaRow{uri_row("RS256", S::rsa_pkcs1, D::sha256), Oid{}},
    JwaRow{uri_row("PS256", S::rsa_pss, D::sha256), Oid{}},
    JwaRow{uri_row("ES384", S::ecdsa, D::sha384, K::ec), Oid{"1.3.132.0.34"}},
    JwaRow{uri_row("ES512", S::ecdsa, D::sha512, K::ec), Oid{"1.3.132.0.35"}},
    JwaRow{uri_row("ES256K", S::ecdsa, D::sha256, K::ec), Oid{"1.3.132.0.10"}},
    JwaRow{uri_row("RS384", S::rsa_pkcs1, D::sha384), Oid{}},
    JwaRow{uri_row("RS512", S::rsa_pkcs1, D::sha512), Oid{}},
    JwaRow{uri_row("PS384", S::rsa_pss, D::sha384), Oid{}},
    JwaRow{uri_row("PS512", S::rsa_pss, D::sha512), Oid{}},
    JwaRow{uri_row("EdDSA", S::eddsa, D::unknown), Oid{}},
    JwaRow{uri_row("Ed25519", S::eddsa, D::unknown, K::ed25519), Oid{}},
    JwaRow{uri_row("Ed448", S::eddsa, D::unknown, K::ed448), Oid{}},
    JwaRow{uri_row("HS256", S::hmac, D::sha256), Oid{}},
    JwaRow{uri_row("HS384", S::hmac, D::sha384), Oid{}},
    JwaRow{uri_row("HS512", S::hmac, D::sha512), Oid{}},
};

SignatureAlgorithm unknown_signature(std::string identifier) {
  SignatureAlgorithm unknown;
  unknown.identifier = std::move(identifier);
  return unknown;
}

SignatureAlgorithm from_row(const SignatureRow& row) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = row.scheme;
  algorithm.digest = row.digest;
  algorithm.encoding = row.encoding;
  algorithm.key = row.key;
  algorithm.identifier = row.identifier;
  // Fixed parameters of the URI and JWA names (RFC 9231 2.3.10, RFC 7518 3.5) and of the OIDs of
  // RFC 8702 2 (3.2.1: the SHAKE is the mask generation too, a salt of its length).
  if (row.scheme == S::rsa_pss && row.digest != D::unknown) {
    algorithm.pss =
        PssParameters{row.digest, row.digest, static_cast<std::uint32_t>(digest_size(row.digest))};
  }
  return algorithm;
}

// ---- AlgorithmIdentifier ------------------------------------------------------------------------

struct Identifier {
  Oid oid;
  std::optional<der::Element> parameters;
};

// BER: SignerInfo comes from outside; where DER is demanded the outer reader has seen to it.
Result<Identifier> read_identifier(ByteView octets) {
  SENIM_TRY(const der::Element outer, der::single(octets, der::Rules::ber, "AlgorithmIdentifier"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "AlgorithmIdentifier is not a SEQUENCE"};
  }
  der::Reader reader(outer);
  Identifier identifier;
  SENIM_TRY(const der::Element name, reader.expect(der::kOid, "algorithm"));
  SENIM_TRY(identifier.oid, der::oid(name));
  if (!reader.done()) {
    SENIM_TRY(identifier.parameters, reader.next());
  }
  SENIM_CHECK(reader.finish("AlgorithmIdentifier"));
  return identifier;
}

bool absent_or_null(const std::optional<der::Element>& parameters) {
  return !parameters || (parameters->tag == der::kNull && parameters->content.empty());
}

Error bad_parameters(const Oid& oid) {
  return Error{ErrorCode::malformed, "AlgorithmIdentifier " + oid.dotted() +
                                         ": parameters are neither absent nor what it allows"};
}

// GOST R 34.11-94 names its S-box (RFC 4357 6.2): only the CryptoPro one is the algorithm of that
// name; without parameters it is meant.
constexpr Oid kGost3411{"1.2.643.2.2.9"};
constexpr Oid kCryptoProDigestSet{"1.2.643.2.2.30.1"};

// SHAKE with its output length in bits as parameter. RFC 8419 3.1: Ed448 with signed attributes has
// SHAKE256 of 512.
struct ShakeOfLength {
  Oid oid;
  D digest;
};
constexpr std::array kShakesOfLength = {ShakeOfLength{Oid{"2.16.840.1.101.3.4.2.17"}, D::shake128},
                                        ShakeOfLength{Oid{"2.16.840.1.101.3.4.2.18"}, D::shake256}};
Result<D> read_shake_of_length(const ShakeOfLength& shake, const Identifier& identifier) {
  if (!identifier.parameters || identifier.parameters->tag != der::kInteger) {
    return bad_parameters(identifier.oid);
  }
  const auto bits = der::small_integer(*identifier.parameters);
  const auto usual = static_cast<std::int64_t>(digest_size(shake.digest) * 8);
  return bits.ok() && *bits == usual ? shake.digest : D::unknown;
}

constexpr Oid kMgf1{"1.2.840.113549.1.1.8"};

// The explicitly tagged element inside `[number]`, when it is there.
Result<std::optional<der::Element>> tagged(der::Reader& reader, std::uint32_t number) {
  SENIM_TRY(const auto outer, reader.next_if(der::context_constructed(number)));
  if (!outer) {
    return std::optional<der::Element>{};
  }
  der::Reader inside(*outer);
  SENIM_TRY(const der::Element element, inside.next());
  SENIM_CHECK(inside.finish("RSASSA-PSS-params"));
  return std::optional<der::Element>{element};
}

// What could not be named inside the parameters, spelled for the identifier; empty when all could.
struct PssReading {
  PssParameters parameters;
  std::string unnamed;
};

Result<Done> read_pss_digests(der::Reader& reader, PssReading& reading) {
  SENIM_TRY(const auto hash, tagged(reader, 0));
  if (hash) {
    SENIM_TRY(reading.parameters.digest, read_digest_algorithm(hash->whole));
    // RFC 8702 2: SHAKE goes with identifiers of its own, which have no parameters.
    if (reading.parameters.digest == D::unknown || is_shake(reading.parameters.digest)) {
      SENIM_TRY(const Identifier named, read_identifier(hash->whole));
      reading.unnamed = "digest " + named.oid.dotted();
    }
  }
  SENIM_TRY(const auto mask, tagged(reader, 1));
  if (!mask) {
    return success();
  }
  SENIM_TRY(const Identifier generation, read_identifier(mask->whole));
  if (generation.oid != kMgf1) {
    reading.unnamed = "mask generation " + generation.oid.dotted();
    return success();
  }
  if (!generation.parameters) {
    return bad_parameters(kMgf1);
  }
  SENIM_TRY(reading.parameters.mgf_digest, read_digest_algorithm(generation.parameters->whole));
  if (reading.parameters.mgf_digest == D::unknown || is_shake(reading.parameters.mgf_digest)) {
    SENIM_TRY(const Identifier named, read_identifier(generation.parameters->whole));
    reading.unnamed = "mask digest " + named.oid.dotted();
  }
  return success();
}

// RFC 4055 3.1: every field has a default; trailerField must be 1.
Result<PssReading> read_pss(const der::Element& element) {
  if (element.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "RSASSA-PSS-params is not a SEQUENCE"};
  }
  der::Reader reader(element);
  PssReading reading;
  SENIM_CHECK(read_pss_digests(reader, reading));
  SENIM_TRY(const auto salt, tagged(reader, 2));
  if (salt) {
    if (salt->tag != der::kInteger) {
      return Error{ErrorCode::malformed, "saltLength is not an INTEGER"};
    }
    SENIM_TRY(const std::int64_t length, der::small_integer(*salt));
    // No modulus holds a salt longer than this (kMaxRsaBits of public_key.cpp is 16384).
    if (length < 0 || length > 2048) {
      return Error{ErrorCode::malformed, "saltLength is out of range"};
    }
    reading.parameters.salt_length = static_cast<std::uint32_t>(length);
  }
  SENIM_TRY(const auto trailer, tagged(reader, 3));
  if (trailer) {
    if (trailer->tag != der::kInteger) {
      return Error{ErrorCode::malformed, "trailerField is not an INTEGER"};
    }
    SENIM_TRY(const std::int64_t field, der::small_integer(*trailer));
    if (field != 1) {
      return Error{ErrorCode::malformed, "trailerField is not 1 (RFC 4055 3.1)"};
    }
  }
  SENIM_CHECK(reader.finish("RSASSA-PSS-params"));
  return reading;
}

Result<SignatureAlgorithm> with_pss(SignatureAlgorithm algorithm, const Identifier& identifier) {
  if (!identifier.parameters) {
    return Error{ErrorCode::malformed,
                 "RSASSA-PSS without parameters: RFC 4055 3.1 demands them beside a signature"};
  }
  SENIM_TRY(const PssReading reading, read_pss(*identifier.parameters));
  if (!reading.unnamed.empty()) {
    return unknown_signature(identifier.oid.dotted() + " (" + reading.unnamed + ")");
  }
  algorithm.pss = reading.parameters;
  algorithm.digest = reading.parameters.digest;
  return algorithm;
}

Result<SignatureAlgorithm> with_digest(SignatureAlgorithm algorithm, const Identifier& identifier) {
  if (!identifier.parameters) {
    return bad_parameters(identifier.oid);
  }
  SENIM_TRY(algorithm.digest, read_digest_algorithm(identifier.parameters->whole));
  if (algorithm.digest == D::unknown) {
    SENIM_TRY(const Identifier named, read_identifier(identifier.parameters->whole));
    return unknown_signature(identifier.oid.dotted() + " (digest " + named.oid.dotted() + ")");
  }
  return algorithm;
}

}  // namespace

// ---- names --------------------------------------------------------------------------------------

std::string_view to_string(DigestAlgorithm digest) {
  const DigestRow* const row = digest_row(digest);
  return row == nullptr ? "unknown" : row->name;
}

std::string_view to_string(KeyFamily family) {
  switch (family) {
    case K::unknown:
      return "unknown";
    case K::rsa:
      return "RSA";
    case K::rsa_pss:
      return "RSASSA-PSS";
    case K::dsa:
      return "DSA";
    case K::ec:
      return "ECDSA";
    case K::ed25519:
      return "Ed25519";
    case K::ed448:
      return "Ed448";
    case K::x25519:
      return "X25519";
    case K::dh:
      return "DH";
    case K::gost_r_3410_2001:
      return "GOST R 34.10-2001";
    case K::gost_r_3410_2012_256:
      return "GOST R 34.10-2012 256";
    case K::gost_r_3410_2012_512:
      return "GOST R 34.10-2012 512";
    case K::gost_34310_2004:
      return "GOST 34.310-2004";
    case K::gost_34102015_256:
      return "GOST 34.10-2015 256";
    case K::gost_34102015_512:
      return "GOST 34.10-2015 512";
    case K::bign:
      return "BIGN";
    case K::sm2:
      return "SM2";
    case K::dstu4145:
      return "DSTU 4145";
    case K::dstu4145_normal_basis:
      return "DSTU 4145 in an optimal normal basis";
  }
  return "unknown";
}

std::string_view to_string(SignatureScheme scheme) {
  switch (scheme) {
    case S::unknown:
      return "unknown";
    case S::rsa_pkcs1:
      return "RSA";
    case S::rsa_pss:
      return "RSASSA-PSS";
    case S::dsa:
      return "DSA";
    case S::ecdsa:
      return "ECDSA";
    case S::eddsa:
      return "EdDSA";
    case S::hmac:
      return "HMAC";
    case S::gost_r_3410_2001:
      return "GOST R 34.10-2001";
    case S::gost_r_3410_2012:
      return "GOST R 34.10-2012";
    case S::gost_34310_2004:
      return "GOST 34.310-2004";
    case S::gost_34102015:
      return "GOST 34.10-2015";
    case S::bign:
      return "BIGN";
    case S::sm2:
      return "SM2";
    case S::dstu4145:
      return "DSTU 4145";
  }
  return "unknown";
}

Oid digest_oid(DigestAlgorithm digest) {
  const DigestRow* const row = digest_row(digest);
  return row == nullptr ? Oid() : row->oid;
}

std::size_t digest_size(DigestAlgorithm digest) {
  const DigestRow* const row = digest_row(digest);
  return row == nullptr ? 0 : row->size;
}

std::string SignatureAlgorithm::name() const {
  if (scheme == S::unknown) {
    return identifier;
  }
  if (scheme == S::eddsa) {
    return std::string(key == K::unknown ? to_string(scheme) : to_string(key));
  }
  if (scheme == S::bign && digest == D::unknown) {
    return "bign-with-hspec";  // the hash is named elsewhere (domain.md 4.9)
  }
  std::string text(to_string(scheme));
  if (digest != D::unknown) {
    text.append(" with ").append(to_string(digest));
  }
  return text;
}

Oid SignatureAlgorithm::oid() const {
  const auto same = [this](const SignatureOid& entry) {
    const SignatureRow& row = *entry.row;
    return row.scheme == scheme &&
           (row.digest == digest ||
            (scheme == S::rsa_pss && row.digest == D::unknown && !is_shake(digest))) &&
           (row.key == K::unknown || key == K::unknown || row.key == key) &&
           (scheme != S::dstu4145 || row.encoding == encoding);  // two OIDs for two byte orders
  };
  // The identifier itself where it is one of these OIDs and still says the whole: CMS may have
  // named only the key.
  const auto* const written = std::ranges::find_if(kByOid, [&](const SignatureOid& entry) {
    return entry.row->identifier == identifier && same(entry);
  });
  if (written != kByOid.end()) {
    return written->oid;
  }
  if (scheme == S::unknown || (scheme == S::eddsa && key == K::unknown)) {
    return {};
  }
  const auto* const found = std::ranges::find_if(kByOid, same);
  return found == kByOid.end() ? Oid() : found->oid;
}

// ---- finding ------------------------------------------------------------------------------------

KeyFamily key_family_by_oid(const Oid& oid) {
  const auto* const row = std::ranges::find(kKeys, oid, &KeyRow::oid);
  return row == kKeys.end() ? K::unknown : row->family;
}

DigestAlgorithm digest_by_oid(const Oid& oid) {
  if (oid.empty()) {
    return D::unknown;
  }
  const auto* const row = std::ranges::find(kDigests, oid, &DigestRow::oid);
  return row == kDigests.end() ? D::unknown : row->digest;
}

DigestAlgorithm digest_by_uri(std::string_view uri) {
  const bool by_oid = uri.starts_with(kOidUrn);
  const std::string_view sought = by_oid ? uri.substr(kOidUrn.size()) : uri;
  if (sought.empty()) {
    return D::unknown;
  }
  const auto* const row =
      std::ranges::find(kDigests, sought, by_oid ? &DigestRow::dotted : &DigestRow::uri);
  return row == kDigests.end() ? D::unknown : row->digest;
}

DigestAlgorithm digest_by_name(std::string_view name) {
  const std::string sought = bare_name(name);
  for (const DigestRow& row : kDigests) {
    if (bare_name(row.name) == sought) {
      return row.digest;
    }
  }
  const auto* const alias =
      std::ranges::find(kDigestAliases, sought, &std::pair<std::string_view, D>::first);
  return alias == kDigestAliases.end() ? D::unknown : alias->second;
}

SignatureAlgorithm signature_by_uri(std::string_view uri) {
  if (uri.starts_with(kOidUrn)) {
    const auto* const found =
        std::ranges::find(kSignatureOids, uri.substr(kOidUrn.size()), &SignatureRow::identifier);
    // What needs parameters, or the digest of a SignerInfo, cannot be named by its OID alone.
    if (found != kSignatureOids.end() &&
        (found->parameters == Parameters::absent_or_null ||
         (found->parameters == Parameters::ignored && found->digest != D::unknown))) {
      SignatureAlgorithm algorithm = from_row(*found);
      algorithm.identifier = uri;
      if (algorithm.encoding == ValueEncoding::der) {
        algorithm.encoding = ValueEncoding::plain;
      }
      return algorithm;
    }
    return unknown_signature(std::string(uri));
  }
  const auto* const row = std::ranges::find(kSignatureUris, uri, &SignatureRow::identifier);
  return row == kSignatureUris.end() ? unknown_signature(std::string(uri)) : from_row(*row);
}

std::vector<Oid> signature_oids() {
  std::vector<Oid> oids;
  std::ranges::transform(kByOid, std::back_inserter(oids), &SignatureOid::oid);
  return oids;
}

SignatureAlgorithm signature_by_jwa(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kJwa, [&](const JwaRow& row) { return row.row.identifier == name; });
  if (found == kJwa.end()) {
    return unknown_signature(std::string(name));
  }
  SignatureAlgorithm algorithm = from_row(found->row);
  algorithm.curve = found->curve;
  return algorithm;
}

Result<DigestAlgorithm> read_digest_algorithm(ByteView algorithm) {
  SENIM_TRY(const Identifier identifier, read_identifier(algorithm));
  const auto* const shake = std::ranges::find(kShakesOfLength, identifier.oid, &ShakeOfLength::oid);
  if (shake != kShakesOfLength.end()) {
    return read_shake_of_length(*shake, identifier);
  }
  const D digest = digest_by_oid(identifier.oid);
  if (digest == D::unknown || absent_or_null(identifier.parameters)) {
    return digest;
  }
  if (identifier.oid == kGost3411 && identifier.parameters->tag == der::kOid) {
    SENIM_TRY(const Oid set, der::oid(*identifier.parameters));
    return set == kCryptoProDigestSet ? digest : D::unknown;
  }
  return bad_parameters(identifier.oid);
}

Result<SignatureAlgorithm> read_signature_algorithm(ByteView algorithm) {
  SENIM_TRY(const Identifier identifier, read_identifier(algorithm));
  const auto* const entry = std::ranges::find(kByOid, identifier.oid, &SignatureOid::oid);
  if (entry == kByOid.end()) {
    return unknown_signature(identifier.oid.dotted());
  }
  switch (entry->row->parameters) {
    case Parameters::absent_or_null:
      if (!absent_or_null(identifier.parameters)) {
        return bad_parameters(identifier.oid);
      }
      break;
    case Parameters::ignored:
      break;
    case Parameters::pss:
      return with_pss(from_row(*entry->row), identifier);
    case Parameters::digest:
      return with_digest(from_row(*entry->row), identifier);
  }
  return from_row(*entry->row);
}

}  // namespace senim::crypto

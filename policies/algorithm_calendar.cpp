#include "policies/algorithm_calendar.h"

#include <algorithm>

namespace senim::policies {

namespace {

using crypto::DigestAlgorithm;
using crypto::SignatureScheme;

UtcTime day(int year, int month, int date) {
  return make_utc(year, month, date, 0, 0, 0).value();  // literals only
}

// The same rows for every usage.
Suite suite(std::string_view name, std::string_view source, std::optional<UtcTime> updated,
            const SuiteRows& rows) {
  Suite made{std::string(name), std::string(source), updated, {}};
  made.usages.fill(rows);
  return made;
}

// spec/policies.md 2.3. Two additions: SHA-512/256 goes with SHA-2, and EdDSA, which that list
// leaves out, has the strength of ECDSA on P-256 and P-521 (RFC 8032 1, RFC 8410).
Suite etsi() {
  const std::optional<UtcTime> open;
  return suite("etsi-2024", "ETSI TS 119 312 V1.5.1", day(2024, 10, 13),
               {{{DigestAlgorithm::md5, open, day(2004, 8, 1)},
                 {DigestAlgorithm::sha1, open, day(2012, 8, 1)},
                 {DigestAlgorithm::ripemd160, open, day(2014, 8, 1)},
                 {DigestAlgorithm::whirlpool, open, day(2020, 12, 1)},
                 {DigestAlgorithm::sha224, open, day(2029, 1, 1)},
                 {DigestAlgorithm::sha256, open, open},
                 {DigestAlgorithm::sha384, open, open},
                 {DigestAlgorithm::sha512, open, open},
                 {DigestAlgorithm::sha512_256, open, open},
                 {DigestAlgorithm::sha3_256, open, open},
                 {DigestAlgorithm::sha3_384, open, open},
                 {DigestAlgorithm::sha3_512, open, open}},
                {{SignatureScheme::rsa_pkcs1, 786, open, day(2010, 8, 1)},
                 {SignatureScheme::rsa_pkcs1, 1024, open, day(2019, 10, 1)},
                 {SignatureScheme::rsa_pkcs1, 1900, open, day(2029, 1, 1)},
                 {SignatureScheme::rsa_pss, 786, open, day(2010, 8, 1)},
                 {SignatureScheme::rsa_pss, 1024, open, day(2019, 10, 1)},
                 {SignatureScheme::rsa_pss, 1900, open, day(2029, 1, 1)},
                 {SignatureScheme::rsa_pss, 3000, open, open},
                 {SignatureScheme::dsa, 1024, open, day(2015, 12, 1)},
                 {SignatureScheme::dsa, 1900, open, day(2029, 1, 1)},
                 {SignatureScheme::dsa, 3000, open, open},
                 {SignatureScheme::ecdsa, 160, open, day(2012, 8, 1)},
                 {SignatureScheme::ecdsa, 224, open, day(2021, 10, 1)},
                 {SignatureScheme::ecdsa, 256, open, open},
                 {SignatureScheme::eddsa, 250, open, open}}});
}

// National standards in force; none of them has published an end (spec/domain.md 4).
Suite kazakhstan() {
  return suite("kz", "GOST 34.10-2015, GOST 34.310-2004 (spec/domain.md 4.1)", std::nullopt,
               {{{DigestAlgorithm::streebog256, {}, {}},
                 {DigestAlgorithm::streebog512, {}, {}},
                 {DigestAlgorithm::gost_34311_95, {}, {}}},
                {{SignatureScheme::gost_34102015, 256, {}, {}},
                 {SignatureScheme::gost_34310_2004, 256, {}, {}}}});
}

// GOST R 34.10-2001 and GOST R 34.11-94 made no signatures after 2019 (transition to the standards
// of 2012).
Suite russia() {
  const UtcTime end_of_2001 = day(2020, 1, 1);
  return suite("ru", "GOST R 34.10-2012, GOST R 34.11-2012 (spec/domain.md 4.5)", std::nullopt,
               {{{DigestAlgorithm::streebog256, {}, {}},
                 {DigestAlgorithm::streebog512, {}, {}},
                 {DigestAlgorithm::gost_r_3411_94, {}, end_of_2001}},
                {{SignatureScheme::gost_r_3410_2012, 256, {}, {}},
                 {SignatureScheme::gost_r_3410_2001, 256, {}, end_of_2001}}});
}

Suite belarus() {
  return suite("by", "STB 34.101.45, .31, .77 (spec/domain.md 4.6)", std::nullopt,
               {{{DigestAlgorithm::belt_hash, {}, {}},
                 {DigestAlgorithm::bash256, {}, {}},
                 {DigestAlgorithm::bash384, {}, {}},
                 {DigestAlgorithm::bash512, {}, {}}},
                {{SignatureScheme::bign, 256, {}, {}}}});
}

Suite china() {
  return suite("cn", "GB/T 32918, GB/T 32905 (spec/domain.md 4.8)", std::nullopt,
               {{{DigestAlgorithm::sm3, {}, {}}}, {{SignatureScheme::sm2, 256, {}, {}}}});
}

Suite ukraine() {
  return suite("ua", "DSTU 4145-2002, DSTU 7564 (spec/domain.md 4.10)", std::nullopt,
               {{{DigestAlgorithm::gost_34311_95_dke1, {}, {}},
                 {DigestAlgorithm::kupyna256, {}, {}},
                 {DigestAlgorithm::kupyna384, {}, {}},
                 {DigestAlgorithm::kupyna512, {}, {}}},
                {{SignatureScheme::dstu4145, 257, {}, {}}}});
}

}  // namespace

std::span<const Suite> suites() {
  static const std::array<Suite, 6> all{etsi(),    kazakhstan(), russia(),
                                        belarus(), china(),      ukraine()};
  return all;
}

const Suite* find_suite(std::string_view name) {
  const std::span<const Suite> all = suites();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const Suite& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace senim::policies

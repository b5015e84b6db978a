// Suite files by ETSI TS 119 322 in JSON: what they become in the calendar, what they must not
// hold, and whole documents judged by one. Dates and sizes below are invented; identifiers are
// facts.

#include "policies/suite_file.h"

#include <catch2/catch.hpp>

#include "policies/policy_book.h"
#include "tests/policies/country_court.h"
#include "tests/support/judging.h"

namespace senim::policies {
namespace {

using crypto::DigestAlgorithm;
using crypto::SignatureScheme;
using model::AlgorithmUsage;
using model::Reliability;

constexpr std::string_view kSha256 = "2.16.840.1.101.3.4.2.1";
constexpr std::string_view kSha384 = "2.16.840.1.101.3.4.2.2";
constexpr std::string_view kRsaSha256 = "1.2.840.113549.1.1.11";
constexpr std::string_view kEcdsaSha256 = "1.2.840.10045.4.3.2";

UtcTime at(const std::string& day) { return parse_utc(day + "T00:00:00Z").value(); }

std::string algorithm(std::string_view name, std::string_view oid, std::string_view evaluations,
                      std::string_view uri = "") {
  std::string text = R"({"AlgorithmIdentifier":{"Name":")";
  text.append(name).append(R"(","ObjectIdentifier":")").append(oid).append("\"");
  text.append(uri.empty() ? "" : R"(,"URI":")" + std::string(uri) + "\"");
  return text.append(R"(},"Evaluation":[)").append(evaluations).append("]}");
}

std::string suite_text(std::string_view algorithms, std::string_view more = "") {
  std::string text =
      R"({"SecuritySuitabilityPolicy":{"PolicyName":{"Name":"S","ObjectIdentifier":)";
  text.append(R"("1"},"Publisher":{"Name":"P"},"PolicyIssueDate":"2026-01-01T00:00:00+01:00",)");
  return text.append(more).append("\"Algorithm\":[").append(algorithms).append("]}}");
}

Result<Suite> read(const std::string& text) {
  return read_suite_file("conf/mine.json", as_bytes(text));
}

const std::string kOpen = R"({"Validity":{}})";

std::string until(std::string_view end, std::string_view more = "") {
  return R"({"Validity":{"End":")" + std::string(end) + "\"}" + std::string(more) + "}";
}
std::string sized(std::string_view parameters, std::string_view validity = "{}") {
  return R"({"Parameter":[)" + std::string(parameters) + R"(],"Validity":)" +
         std::string(validity) + "}";
}

// One usage of a suite as a policy that names this suite alone has it.
model::AlgorithmTable table_of(const Suite& suite,
                               AlgorithmUsage usage = AlgorithmUsage::signature) {
  model::AlgorithmTable table;
  const SuiteRows& rows = suite.usages.at(static_cast<std::size_t>(usage));
  table.digests = rows.digests;
  table.keys = rows.keys;
  table.updated = suite.updated;
  return table;
}

Reliability judged(const Suite& suite, SignatureScheme scheme, DigestAlgorithm digest,
                   unsigned bits, UtcTime time = at("2026-06-01")) {
  return table_of(suite).assess({scheme, digest, {}, {}, {}}, bits, time).reliability;
}

void check_refused(const Result<Suite>& suite, std::string_view where,
                   ErrorCode code = ErrorCode::malformed) {
  REQUIRE_FALSE(suite.ok());
  CAPTURE(suite.error().message);
  CHECK(suite.error().code == code);
  CHECK(suite.error().message.rfind("conf/mine.json: " + std::string(where), 0) == 0);
}

constexpr std::string_view kPolicyHead =
    "schema: 1\nid: mine\nversion: \"1\"\nextends: base\ntitle: T\nlegal_basis: L\n";

Result<std::shared_ptr<const PolicyBook>> book_with(const std::string& suite,
                                                    const std::string& body) {
  return PolicyBook::make({{"conf/mine.json", to_bytes(suite), {}},
                           {"conf/mine.yaml", to_bytes(std::string(kPolicyHead) + body), {}}},
                          {});
}

const ResolvedLine& line_of(const ResolvedPolicy& policy, std::string_view path) {
  return *std::find_if(policy.lines.begin(), policy.lines.end(),
                       [path](const ResolvedLine& line) { return line.path == path; });
}

}  // namespace

TEST_CASE("a digest holds until the day of its end begins", "[policies][suite]") {
  const Suite suite = read(suite_text(algorithm("SHA256", kSha256, until("2027-01-01")))).value();
  CHECK(suite.name == "mine.json");
  CHECK(suite.updated == parse_utc("2025-12-31T23:00:00Z").value());
  CHECK(suite.remarks.empty());
  const auto table = table_of(suite);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2026-12-31")).ok());
  CHECK(table.assess(DigestAlgorithm::sha256, at("2027-01-01") - Seconds(1)).ok());
  CHECK(table.assess(DigestAlgorithm::sha256, at("2027-01-01")).reliability ==
        Reliability::expired);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2027-01-02")).reliability ==
        Reliability::expired);
  // What the suite does not list is not acceptable, whatever base says.
  CHECK(table.assess(DigestAlgorithm::sha512, at("2026-06-01")).reliability ==
        Reliability::not_listed);
}

TEST_CASE("an end after the day of issue is a forecast", "[policies][suite]") {
  const Suite suite = read(suite_text(algorithm("SHA256", kSha256, until("2027-01-01")) + "," +
                                      algorithm("SHA384", kSha384, until("2025-12-31"))))
                          .value();
  const auto table = table_of(suite);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2027-01-01")).level == model::Level::warn);
  CHECK(table.assess(DigestAlgorithm::sha384, at("2027-01-01")).level == model::Level::fail);
}

TEST_CASE("a validity that starts later does not hold before", "[policies][suite]") {
  const Suite suite =
      read(suite_text(algorithm("SHA256", kSha256, R"({"Validity":{"Start":"2026-06-01"}})")))
          .value();
  const auto table = table_of(suite);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2026-05-31")).reliability ==
        Reliability::not_yet);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2026-06-01")).reliability ==
        Reliability::not_yet);
  CHECK(table.assess(DigestAlgorithm::sha256, at("2026-06-02")).ok());
}

TEST_CASE("keys of RSA are bounded by moduluslength", "[policies][suite]") {
  const Suite suite =
      read(suite_text(algorithm("RSA", kRsaSha256,
                                sized(R"({"name":"moduluslength","Min":1900,"Max":2999})",
                                      R"({"End":"2027-01-01"})") +
                                    "," + sized(R"({"name":"moduluslength","Min":3000})"))))
          .value();
  const auto rsa = [&suite](unsigned bits, const std::string& day) {
    return judged(suite, SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256, bits, at(day));
  };
  CHECK(rsa(1899, "2026-06-01") == Reliability::key_too_small);
  CHECK(rsa(1900, "2026-06-01") == Reliability::reliable);
  CHECK(rsa(2999, "2026-12-31") == Reliability::reliable);
  CHECK(rsa(2999, "2027-01-01") == Reliability::expired);
  CHECK(rsa(3000, "2027-01-01") == Reliability::reliable);
  // Another digest, another scheme: not listed.
  CHECK(judged(suite, SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha384, 4096) ==
        Reliability::not_listed);
  CHECK(judged(suite, SignatureScheme::rsa_pss, DigestAlgorithm::sha256, 4096) ==
        Reliability::not_listed);
}

TEST_CASE("fields and orders of curves are bounded by plength and qlength", "[policies][suite]") {
  const auto row = GENERATE(table<std::string, unsigned, Reliability>({
      {R"({"name":"plength","Min":256})", 255, Reliability::key_too_small},
      {R"({"name":"plength","Min":256})", 256, Reliability::reliable},
      {R"({"name":"plength","Min":256},{"name":"qlength","Min":384})", 383,
       Reliability::key_too_small},
      {R"({"name":"plength","Min":256},{"name":"qlength","Min":384})", 384, Reliability::reliable},
      {R"({"name":"plength","Max":256})", 256, Reliability::reliable},
      {R"({"name":"plength","Max":256})", 257, Reliability::not_listed},
      {R"({"name":"plength","Max":256},{"name":"qlength","Min":257})", 256,
       Reliability::not_listed},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  const Suite suite =
      read(suite_text(algorithm("ECDSA", kEcdsaSha256, sized(std::get<0>(row))))).value();
  CHECK(judged(suite, SignatureScheme::ecdsa, DigestAlgorithm::sha256, std::get<1>(row)) ==
        std::get<2>(row));
}

TEST_CASE("a kind of key of one size fits by what the standard says of it", "[policies][suite]") {
  const auto row = GENERATE(table<std::string, Reliability>({
      {R"({"name":"plength","Min":255})", Reliability::reliable},
      {R"({"name":"plength","Min":256})", Reliability::not_listed},
      {R"({"name":"qlength","Min":253})", Reliability::reliable},
      {R"({"name":"qlength","Min":254})", Reliability::not_listed},
  }));
  CAPTURE(std::get<0>(row));
  const Suite suite =
      read(suite_text(algorithm("id-Ed25519", "1.3.101.112", sized(std::get<0>(row))))).value();
  CHECK(judged(suite, SignatureScheme::eddsa, DigestAlgorithm::unknown, 256) == std::get<1>(row));
  CHECK(judged(suite, SignatureScheme::eddsa, DigestAlgorithm::unknown, 456) !=
        Reliability::reliable);  // Ed448 is not listed
  CHECK(suite.remarks.size() == (std::get<1>(row) == Reliability::reliable ? 0 : 1));
}

TEST_CASE("an order that no evidence tells lets no key fit", "[policies][suite]") {
  constexpr std::string_view kDsa = "1.2.840.10040.4.1";
  const std::string digest = algorithm("SHA256", kSha256, kOpen) + ",";
  const Suite field =
      read(suite_text(digest + algorithm("DSA", kDsa, sized(R"({"name":"plength","Min":3000})"))))
          .value();
  CHECK(judged(field, SignatureScheme::dsa, DigestAlgorithm::sha256, 3000) ==
        Reliability::reliable);
  CHECK(judged(field, SignatureScheme::dsa, DigestAlgorithm::sha256, 2999) ==
        Reliability::key_too_small);
  CHECK(judged(field, SignatureScheme::dsa, DigestAlgorithm::sha384, 3000) ==
        Reliability::not_listed);
  const Suite order = read(suite_text(digest + algorithm("DSA", kDsa,
                                                         sized(R"({"name":"plength","Min":3000},)"
                                                               R"({"name":"qlength","Min":250})"))))
                          .value();
  CHECK(judged(order, SignatureScheme::dsa, DigestAlgorithm::sha256, 3072) ==
        Reliability::not_listed);
  REQUIRE(order.remarks.size() == 1);
  CHECK(order.remarks[0].rfind("Algorithm[1].Evaluation[0]: ", 0) == 0);
}

TEST_CASE("a list of curves holds ECDSA to their sizes", "[policies][suite]") {
  const Suite suite =
      read(suite_text(algorithm("ECDSA", kEcdsaSha256, kOpen) + "," +
                      algorithm("secp256r1", "1.2.840.10045.3.1.7", until("2027-01-01")) + "," +
                      algorithm("secp384r1", "1.3.132.0.34", kOpen)))
          .value();
  const auto ecdsa = [&suite](unsigned bits, const std::string& day) {
    return judged(suite, SignatureScheme::ecdsa, DigestAlgorithm::sha256, bits, at(day));
  };
  CHECK(ecdsa(255, "2026-06-01") == Reliability::key_too_small);
  CHECK(ecdsa(256, "2026-12-31") == Reliability::reliable);
  CHECK(ecdsa(256, "2027-01-01") == Reliability::expired);
  CHECK(ecdsa(257, "2026-06-01") != Reliability::reliable);
  CHECK(ecdsa(384, "2027-01-01") == Reliability::reliable);
  CHECK(ecdsa(521, "2026-06-01") == Reliability::not_listed);
  CHECK(suite.remarks.size() == 1);  // the size stands for the curve
}

// attack6 A14 a: whatever is not known may be the one curve that the catalogue wants.
TEST_CASE("ECDSA without a size fits no key beside an identifier that may be a curve",
          "[policies][suite][attack]") {
  const std::string open = algorithm("ECDSA", kEcdsaSha256, kOpen);
  const std::string curve = algorithm("curve X", "1.3.132.0.99", kOpen);
  const auto p192 = [](const std::string& algorithms) {
    return judged(read(suite_text(algorithms)).value(), SignatureScheme::ecdsa,
                  DigestAlgorithm::sha256, 192);
  };
  const auto p256 = [](const std::string& algorithms) {
    return judged(read(suite_text(algorithms)).value(), SignatureScheme::ecdsa,
                  DigestAlgorithm::sha256, 256);
  };
  for (const std::string& algorithms : {open + "," + curve, curve + "," + open}) {
    const Suite suite = read(suite_text(algorithms)).value();
    CHECK(table_of(suite).keys.empty());
    CHECK(suite.remarks.size() == 2);  // what is not known, and what follows from it
    CHECK(p192(algorithms) == Reliability::not_listed);
    CHECK(p256(algorithms) == Reliability::not_listed);
  }
  // Neighbours: nothing unknown; a size of its own; a curve that is known beside it; another
  // scheme.
  CHECK(p192(open) == Reliability::reliable);
  const std::string bounded =
      algorithm("ECDSA", kEcdsaSha256, sized(R"({"name":"plength","Min":256})"));
  CHECK(p256(bounded + "," + curve) == Reliability::reliable);
  CHECK(p192(bounded + "," + curve) == Reliability::key_too_small);
  const std::string known = algorithm("secp256r1", "1.2.840.10045.3.1.7", kOpen);
  CHECK(p256(open + "," + curve + "," + known) == Reliability::reliable);
  CHECK(p192(open + "," + curve + "," + known) == Reliability::key_too_small);
  CHECK(judged(read(suite_text(algorithm("RSA", kRsaSha256, kOpen) + "," + curve)).value(),
               SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256, 3072) == Reliability::reliable);
}

// attack6 A14 b: one entry must not undo the end of the other.
TEST_CASE("what two identifiers name alike is held to what both allow, whichever stands first",
          "[policies][suite][attack]") {
  const std::string ended = until("2027-01-01");
  const std::string later = until("2028-01-01");
  const std::string known_uri = "http://www.w3.org/2001/04/xmlenc#sha256";
  const auto both = [](const std::string& one, const std::string& other) {
    return read(suite_text(one + "," + other));
  };
  const auto check_ended = [](const Result<Suite>& suite, const auto& assess) {
    REQUIRE(suite.ok());
    REQUIRE_FALSE(suite->remarks.empty());
    CHECK(suite->remarks.back().starts_with("Algorithm[1]: "));
    CHECK(assess(*suite, at("2027-01-01") - Seconds(1)) == Reliability::reliable);
    CHECK(assess(*suite, at("2027-01-01")) == Reliability::expired);
  };
  SECTION("a digest by two URIs") {
    const auto digest = [](const Suite& suite, UtcTime time) {
      return table_of(suite).assess(DigestAlgorithm::sha256, time).reliability;
    };
    for (const std::string& uri : {std::string("urn:x"), known_uri}) {
      for (const std::string& other : {later, kOpen}) {
        CAPTURE(uri, other);
        const std::string one = algorithm("SHA-256", kSha256, ended);
        const std::string two = algorithm("SHA-256", kSha256, other, uri);
        check_ended(both(one, two), digest);
        check_ended(both(two, one), digest);
      }
    }
    // Neighbour: alone the later one counts.
    const Suite alone = read(suite_text(algorithm("SHA-256", kSha256, later))).value();
    CHECK(digest(alone, at("2027-01-01")) == Reliability::reliable);
    CHECK(digest(alone, at("2028-01-01")) == Reliability::expired);
  }
  SECTION("ECDSA plain and in DER, one of them for larger keys only") {
    constexpr std::string_view kPlain = "0.4.0.127.0.7.1.1.4.1.3";
    const auto ecdsa = [](const Suite& suite, unsigned bits, UtcTime time) {
      return judged(suite, SignatureScheme::ecdsa, DigestAlgorithm::sha256, bits, time);
    };
    const std::string plain = algorithm(
        "plain", kPlain, sized(R"({"name":"plength","Min":384})", R"({"End":"2028-01-01"})"));
    const std::string der = algorithm(
        "DER", kEcdsaSha256, sized(R"({"name":"plength","Min":256})", R"({"End":"2027-01-01"})"));
    for (const auto& suite : {both(plain, der), both(der, plain)}) {
      REQUIRE(suite.ok());
      CHECK(ecdsa(*suite, 384, at("2027-01-01") - Seconds(1)) == Reliability::reliable);
      CHECK(ecdsa(*suite, 384, at("2027-01-01")) == Reliability::expired);
      CHECK(ecdsa(*suite, 383, at("2026-06-01")) == Reliability::key_too_small);
    }
    const Suite alone = read(suite_text(der)).value();
    CHECK(ecdsa(alone, 383, at("2026-06-01")) == Reliability::reliable);
    CHECK(ecdsa(alone, 255, at("2026-06-01")) == Reliability::key_too_small);
  }
  SECTION("a curve") {
    const auto p256 = [](const Suite& suite, UtcTime time) {
      return judged(suite, SignatureScheme::ecdsa, DigestAlgorithm::sha256, 256, time);
    };
    const std::string ecdsa = algorithm("ECDSA", kEcdsaSha256, kOpen);
    const std::string one = algorithm("P-256", "1.2.840.10045.3.1.7", ended);
    const std::string two = algorithm("P-256", "1.2.840.10045.3.1.7", kOpen, "urn:x");
    for (const std::string& curves : {one + "," + two, two + "," + one}) {
      const Suite suite = read(suite_text(curves + "," + ecdsa)).value();
      CHECK(p256(suite, at("2027-01-01") - Seconds(1)) == Reliability::reliable);
      CHECK(p256(suite, at("2027-01-01")) == Reliability::expired);
    }
  }
  SECTION("with nothing in common they are an error: other rows would decide") {
    const std::string second = "SecuritySuitabilityPolicy.Algorithm[1]: ";
    const std::string since = R"({"Validity":{"Start":"2027-01-01"}})";
    check_refused(
        both(algorithm("SHA-256", kSha256, ended), algorithm("SHA-256", kSha256, since, "urn:x")),
        second);
    check_refused(
        both(algorithm("SHA-256", kSha256, since), algorithm("SHA-256", kSha256, ended, "urn:x")),
        second);
    const std::string day_before = R"({"Validity":{"Start":"2026-12-31"}})";
    CHECK(both(algorithm("SHA-256", kSha256, ended),
               algorithm("SHA-256", kSha256, day_before, "urn:x"))
              .ok());
    const std::string stamps =
        R"({"Validity":{},"AlgorithmUsage":"http://uri.etsi.org/19322/sign_data/sign_timestamps"})";
    check_refused(
        both(algorithm("SHA-256", kSha256, kOpen), algorithm("SHA-256", kSha256, stamps, "urn:x")),
        second);
  }
  SECTION("too many combinations are an error") {
    std::string many;
    for (int year = 10; year < 21; ++year) {
      many += (many.empty() ? "" : ",") + until("21" + std::to_string(year) + "-01-01");
    }
    check_refused(
        both(algorithm("SHA-256", kSha256, many), algorithm("SHA-256", kSha256, many, "urn:x")),
        "SecuritySuitabilityPolicy.Algorithm[1]: ", ErrorCode::limit_exceeded);
  }
  // Neighbours: two digests, two curves of one size, two things that are not known here.
  CHECK(both(algorithm("SHA-256", kSha256, ended), algorithm("SHA-384", kSha384, kOpen))
            ->remarks.empty());
  CHECK(both(algorithm("P-256", "1.2.840.10045.3.1.7", ended),
             algorithm("secp256k1", "1.3.132.0.10", kOpen))
            ->remarks.empty());
  CHECK(both(algorithm("X", "1.3.132.0.99", ended, "urn:x"),
             algorithm("Y", "1.3.132.0.99", kOpen, "urn:y"))
            .ok());
}

TEST_CASE("an evaluation holds for its usage and what lies below it", "[policies][suite]") {
  const auto row = GENERATE(table<std::string, std::string>({
      {"", "1111"},
      {"sign_data", "1111"},
      {"sign_data/sign_certificates", "0100"},
      {"sign_data/sign_timestamps", "0010"},
      {"sign_data/sign_ocsp", "0001"},
      {"sign_data/validate_data", "1111"},
      {"sign_data/validate_data/validate_certificates", "0100"},
      {"sign_data/validate_data/validate_timestamps", "0010"},
      {"sign_data/validate_data/validate_ocsp", "0001"},
      {"validate_data/validate_ocsp", "0001"},
  }));
  CAPTURE(std::get<0>(row));
  const std::string usage =
      std::get<0>(row).empty()
          ? ""
          : R"(,"AlgorithmUsage":"http://uri.etsi.org/19322/)" + std::get<0>(row) + "\"";
  const Suite suite =
      read(suite_text(algorithm("SHA256", kSha256, until("2030-01-01", usage)))).value();
  for (std::size_t i = 0; i < model::kAlgorithmUsages; ++i) {
    CAPTURE(i);
    CHECK(table_of(suite, static_cast<AlgorithmUsage>(i))
              .assess(DigestAlgorithm::sha256, at("2026-06-01"))
              .ok() == (std::get<1>(row).at(i) == '1'));
  }
}

TEST_CASE("an unknown algorithm is named and not acceptable", "[policies][suite]") {
  const Suite suite = read(suite_text(algorithm("ML-DSA-65", "2.16.840.1.101.3.4.3.18", kOpen,
                                                "urn:example:ml-dsa-65") +
                                      "," + algorithm("SHA256", kSha256, kOpen)))
                          .value();
  REQUIRE(suite.remarks.size() == 1);
  CHECK(suite.remarks[0].find("Algorithm[0]: ML-DSA-65") == 0);
  for (const SuiteRows& usage : suite.usages) {
    CHECK(usage.keys.empty());
    CHECK(usage.digests.size() == 1);
  }
  // HMAC is no signature; a URI that is not known beside an identifier that is decides nothing.
  const Suite more = read(suite_text(algorithm("HMAC", "1.2.840.113549.2.9", kOpen) + "," +
                                     algorithm("SHA256", kSha256, kOpen, "urn:example:sha256")))
                         .value();
  CHECK(more.remarks.size() == 2);
  CHECK(table_of(more).keys.empty());
  CHECK(table_of(more).assess(DigestAlgorithm::sha256, at("2026-06-01")).ok());
}

TEST_CASE("identifiers that contradict each other are an error", "[policies][suite]") {
  const std::string where = "SecuritySuitabilityPolicy.Algorithm[0].AlgorithmIdentifier.";
  const std::string sha384_uri = "http://www.w3.org/2001/04/xmldsig-more#sha384";
  // As published: the OID of SHA-384 without its last arc; SHA-224 with that of ECDSA with SHA-224.
  check_refused(read(suite_text(algorithm("S", "2.16.840.1.101.3.4.2", kOpen, sha384_uri))),
                where + "URI: ");
  check_refused(read(suite_text(algorithm("SHA384", "2.16.840.1.101.3.4.2", kOpen))),
                where + "Name: ");
  check_refused(read(suite_text(algorithm("S", "1.2.840.10045.4.3.1", kOpen,
                                          "http://www.w3.org/2001/04/xmldsig-more#sha224"))),
                where + "URI: ");
  check_refused(read(suite_text(algorithm("SHA224", "1.2.840.10045.4.3.1", kOpen))),
                where + "Name: ");
  check_refused(read(suite_text(algorithm("S", kSha256, kOpen, sha384_uri))), where + "URI: ");
  check_refused(read(suite_text(algorithm("S", kRsaSha256, kOpen,
                                          "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"))),
                where + "URI: ");
  check_refused(read(suite_text(algorithm("S", "1.2.840.113549.1.1.1", kOpen,
                                          "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"))),
                where + "URI: ");
  CHECK(read(suite_text(algorithm("SHA384", kSha384, kOpen, sha384_uri))).ok());
  // RSASSA-PSS has one OID and a URI for each digest.
  const Suite pss =
      read(suite_text(algorithm("PSS", "1.2.840.113549.1.1.10", kOpen,
                                "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1") +
                      "," +
                      algorithm("PSS", "1.2.840.113549.1.1.10", until("2020-01-01"),
                                "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1")))
          .value();
  CHECK(judged(pss, SignatureScheme::rsa_pss, DigestAlgorithm::sha256, 3072) ==
        Reliability::reliable);
  CHECK(judged(pss, SignatureScheme::rsa_pss, DigestAlgorithm::sha384, 3072) ==
        Reliability::expired);
  CHECK(judged(pss, SignatureScheme::rsa_pss, DigestAlgorithm::sha512, 3072) ==
        Reliability::not_listed);
}

TEST_CASE("what a suite file must not hold is an error at its place", "[policies][suite]") {
  const std::string sha256 = algorithm("SHA256", kSha256, kOpen);
  const std::string root = "SecuritySuitabilityPolicy";
  const std::string first = root + ".Algorithm[0].Evaluation[0]";
  const auto digest = [](const std::string& evaluation) {
    return suite_text(algorithm("SHA256", kSha256, evaluation));
  };
  const auto rsa = [](const std::string& parameters) {
    return suite_text(algorithm("RSA", kRsaSha256, sized(parameters)));
  };
  const std::vector<std::pair<std::string, std::string>> rows{
      {"{", "JSON: "},
      {"[]", "must be an object"},
      {"{}", "the member 'SecuritySuitabilityPolicy' is missing"},
      // As one catalogue was published.
      {R"({"SecuritySuitabilityPolicyType":{}})", "unknown member 'SecuritySuitabilityPolicyType'"},
      {suite_text(sha256, R"("PolicyIssueDate":"2026-01-01T00:00:00Z",)"), "JSON: "},
      {suite_text(sha256, R"("Any":{},)"), root + ": unknown member 'Any'"},
      {suite_text(sha256, R"("NextUpdate":"2027-01-01",)"), root + ".NextUpdate: "},
      {suite_text(sha256, R"("NextUpdate":"2025-12-31T23:00:00Z",)"), root + ".NextUpdate: "},
      {suite_text(sha256, R"("Usage":7,)"), root + ".Usage: must be a text"},
      {suite_text(sha256, R"("Usage":"a\u001b[1m",)"), root + ".Usage: "},
      {suite_text(""), root + ".Algorithm: "},
      {suite_text(algorithm("S", "2.16.840.x", kOpen)),
       root + ".Algorithm[0].AlgorithmIdentifier.ObjectIdentifier: "},
      {suite_text(algorithm("S", "", kOpen)),
       root + ".Algorithm[0].AlgorithmIdentifier.ObjectIdentifier: "},
      {suite_text(R"({"AlgorithmIdentifier":{"Name":"SHA256","Objectidentifier":"1.2"}})"),
       root + ".Algorithm[0]: the member 'Evaluation' is missing"},
      {suite_text(R"({"AlgorithmIdentifier":{"Name":"S","Objectidentifier":"1.2"},)"
                  R"("Evaluation":[{"Validity":{}}]})"),
       root + ".Algorithm[0].AlgorithmIdentifier: unknown member 'Objectidentifier'"},
      {suite_text(algorithm("SHA256", kSha256, "")), root + ".Algorithm[0].Evaluation: "},
      {suite_text(R"({"AlgorithmIdentifier":{"Name":"SHA256","ObjectIdentifier":")" +
                  std::string(kSha256) + R"("},"Evaluation":{"Validity":{}}})"),
       root + ".Algorithm[0].Evaluation: must be an array"},
      {digest("{}"), first + ": the member 'Validity' is missing"},
      {digest(R"({"Validity":{},"Level":"R"})"), first + ": unknown member 'Level'"},
      {digest(R"({"Validity":{},"Recommendation":"X"})"), first + ".Recommendation: "},
      {digest(R"({"Validity":{},"AlgorithmUsage":"sign_data"})"), first + ".AlgorithmUsage: "},
      {digest(R"({"Validity":{},"AlgorithmUsage":"http://uri.etsi.org/19322/sign_crl"})"),
       first + ".AlgorithmUsage: "},
      {digest(R"({"Validity":{"Until":"2027-01-01"}})"), first + ".Validity: unknown member"},
      {digest(until("2027")), first + ".Validity.End: must be a date like"},
      {digest(until("2027-02-29")), first + ".Validity.End: "},
      {digest(until("2028-12-31T23:59:59.999+01:00")), first + ".Validity.End: "},
      {digest(until("2027-01-01Z")), first + ".Validity.End: "},
      {digest(R"({"Validity":{"End":null}})"), first + ".Validity.End: must be a text, not null"},
      {digest(R"({"Validity":{"Start":"2027-01-01","End":"2027-01-01"}})"),
       first + ".Validity.End: must be after Start"},
      {digest(sized(R"({"name":"plength","Min":1})")), first + ".Parameter: SHA-256 has no"},
      {rsa(R"({"name":"plength","Min":2048})"), first + ".Parameter: RSA is measured by modulus"},
      {rsa(R"({"name":"modulusLength","Min":2048})"), first + ".Parameter[0].name: "},
      {rsa(R"({"name":"moduluslength"})"), first + ".Parameter[0]: must have Min, Max or both"},
      {rsa(R"({"name":"moduluslength","Min":"2048"})"), first + ".Parameter[0].Min: "},
      {rsa(R"({"name":"moduluslength","Min":2048.5})"), first + ".Parameter[0].Min: "},
      {rsa(R"({"name":"moduluslength","Min":0})"), first + ".Parameter[0].Min: "},
      {rsa(R"({"name":"moduluslength","Min":65537})"), first + ".Parameter[0].Min: "},
      {rsa(R"({"name":"moduluslength","Min":3000,"Max":2999})"), first + ".Parameter[0].Max: "},
      {rsa(R"({"name":"moduluslength","Min":1},{"name":"moduluslength","Max":9})"),
       first + ".Parameter[1]: "},
      {suite_text(algorithm("ECDSA", kEcdsaSha256, sized(R"({"name":"moduluslength","Min":1})"))),
       first + ".Parameter: ECDSA is measured by plength, qlength"},
      {suite_text(algorithm("P", "1.2.840.10045.3.1.7", sized(R"({"name":"plength","Min":1})"))),
       first + ".Parameter: a curve of 256 bits has no"},
  };
  for (const auto& [text, where] : rows) {
    CAPTURE(text);
    check_refused(read(text), where);
  }
  CHECK(read(suite_text(sha256, R"("NextUpdate":"2025-12-31T23:00:01Z",)")).ok());
}

TEST_CASE("suite files are limited", "[policies][suite]") {
  const auto algorithms = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += (i == 0 ? "" : ",") + algorithm("N", "1.3.9999." + std::to_string(i), kOpen);
    }
    return suite_text(text);
  };
  CHECK(read(algorithms(kMaxSuiteAlgorithms)).ok());
  check_refused(read(algorithms(kMaxSuiteAlgorithms + 1)),
                "SecuritySuitabilityPolicy.Algorithm: ", ErrorCode::limit_exceeded);
  const auto evaluations = [](std::size_t count) {
    std::string text = kOpen;
    for (std::size_t i = 1; i < count; ++i) {
      text += "," + kOpen;
    }
    return suite_text(algorithm("SHA256", kSha256, text));
  };
  CHECK(read(evaluations(kMaxSuiteEvaluations)).ok());
  check_refused(read(evaluations(kMaxSuiteEvaluations + 1)),
                "SecuritySuitabilityPolicy.Algorithm[0].Evaluation: ", ErrorCode::limit_exceeded);
  std::string large = suite_text(algorithm("SHA256", kSha256, kOpen));
  large.append(kMaxSuiteBytes - large.size(), ' ');
  CHECK(read(large).ok());
  check_refused(read(large + " "), "", ErrorCode::limit_exceeded);
}

TEST_CASE("a policy names a suite file that stands beside it", "[policies][suite]") {
  const std::string suite = suite_text(algorithm("SHA256", kSha256, until("2027-01-01")) + "," +
                                           algorithm("ML-DSA", "2.16.840.1.101.3.4.3.18", kOpen),
                                       R"("NextUpdate":"2028-01-01T00:00:00Z",)");
  const std::string body = "algorithms: {signature: {suites: [mine.json, kz]}}\n";
  const ResolvedPolicy policy = *book_with(suite, body).value()->find("mine");
  const auto& table = policy.policy.algorithms(AlgorithmUsage::signature);
  CHECK(table.suite == "mine.json+kz");
  CHECK(table.assess(DigestAlgorithm::sha256, at("2026-12-31")).ok());
  CHECK(table.assess(DigestAlgorithm::streebog512, at("2030-01-01")).ok());
  CHECK(table.assess(DigestAlgorithm::sha512, at("2026-06-01")).reliability ==
        Reliability::not_listed);
  CHECK(policy.policy.algorithms(AlgorithmUsage::certificates)
            .assess(DigestAlgorithm::sha512, at("2026-06-01"))
            .ok());  // still base's

  SECTION("each row tells where it came from") {
    const auto& digests = line_of(policy, "algorithms.signature.digests").sources;
    REQUIRE(digests.size() == table.digests.size());
    CHECK(digests[0].ends_with("<- mine.json Algorithm[0].Evaluation[0]"));
    CHECK(digests[1].ends_with("<- suite kz"));
    const auto& suites = line_of(policy, "algorithms.signature.suites").sources;
    REQUIRE(suites.size() == 2);
    CHECK(suites[1].find("Algorithm[1]: ML-DSA") != std::string::npos);
    CHECK(line_of(policy, "algorithms.certificates.digests").sources.empty());
    CHECK(policy.annotated().find("\n#   SHA-256: 2027-01-01") != std::string::npos);
    CHECK(policy.canonical().find('#') == std::string::npos);
  }
  SECTION("the digest covers what was imported") {
    const auto digest = [&body](const std::string& text) {
      return book_with(text, body).value()->find("mine")->policy.digest();
    };
    const std::string text = suite_text(algorithm("SHA256", kSha256, until("2027-01-01")));
    CHECK(digest(text) == digest(text + "\n"));  // not how it is written
    for (const std::string& other :
         {suite_text(algorithm("SHA256", kSha256, until("2027-01-02"))),
          suite_text(algorithm("SHA256", kSha256, kOpen)),
          suite_text(algorithm("SHA384", kSha384, until("2027-01-01"))),
          suite_text(algorithm("SHA256", kSha256,
                               R"({"Validity":{"Start":"2020-01-01","End":"2027-01-01"}})")),
          suite_text(algorithm("SHA256", kSha256, until("2027-01-01")),
                     R"("NextUpdate":"2028-01-01T00:00:00Z",)"),
          suite_text(algorithm("SHA256", kSha256, until("2027-01-01")) + "," +
                     algorithm("RSA", kRsaSha256, kOpen))}) {
      CAPTURE(other);
      CHECK(digest(other) != digest(text));
    }
    const auto keys = [&digest](const std::string& parameters) {
      return digest(suite_text(algorithm("RSA", kRsaSha256, sized(parameters))));
    };
    CHECK(keys(R"({"name":"moduluslength","Min":2048})") !=
          keys(R"({"name":"moduluslength","Min":2049})"));
    CHECK(keys(R"({"name":"moduluslength","Min":2048})") !=
          keys(R"({"name":"moduluslength","Min":2048,"Max":4096})"));
  }
  SECTION("what extends the policy has its suite") {
    const auto child = PolicyBook::make(
        {{"conf/mine.json", to_bytes(suite), {}},
         {"conf/mine.yaml", to_bytes(std::string(kPolicyHead) + body), {}},
         {"conf/child.yaml",
          to_bytes(std::string_view("schema: 1\nid: child\nversion: \"1\"\nextends: mine\n"
                                    "title: T\nlegal_basis: L\n")),
          {}}},
        {});
    CHECK(child.value()->find("child")->policy.algorithms(AlgorithmUsage::signature) == table);
  }
}

TEST_CASE("a suite that a policy names must be there and good", "[policies][suite]") {
  const std::string good = suite_text(algorithm("SHA256", kSha256, kOpen));
  const auto refused = [](const Result<std::shared_ptr<const PolicyBook>>& book) {
    REQUIRE_FALSE(book.ok());
    CAPTURE(book.error().message);
    CHECK(book.error().message.rfind("conf/mine.yaml:7: algorithms.signature.suites", 0) == 0);
    return book.error().message;
  };
  const auto naming = [](const std::string& name) {
    return "algorithms: {signature: {suites: [" + name + "]}}\n";
  };
  CHECK(book_with(good, naming("mine.json")).ok());
  for (const char* name : {"other.json", "../mine.json", "conf/mine.json", "/mine.json", ".json",
                           ".mine.json", "mine", "mine.xml", "\"mi+ne.json\""}) {
    CAPTURE(name);
    refused(book_with(good, naming(name)));
  }
  CHECK(refused(book_with("{}", naming("mine.json"))).find("conf/mine.json: ") !=
        std::string::npos);
  CHECK(book_with("{}", "model: chain\n").ok());  // nobody names it
  const auto unread = PolicyBook::make(
      {{"conf/mine.json", {}, Error{ErrorCode::denied, "conf/mine.json: denied"}},
       {"conf/mine.yaml", to_bytes(std::string(kPolicyHead) + naming("mine.json")), {}}},
      {});
  refused(unread);
}

TEST_CASE("rows of a policy bound the combinations of its suite", "[policies][suite]") {
  const std::string suite = suite_text(algorithm("RSA", kRsaSha256, until("2030-01-01")) + "," +
                                       algorithm("ECDSA", kEcdsaSha256, until("2026-01-01")));
  const auto resolved = [&suite](const std::string& rows) {
    return book_with(suite, "algorithms: {signature: {suites: [mine.json], " + rows + "}}\n")
        .value()
        ->find("mine")
        ->policy.algorithms(AlgorithmUsage::signature);
  };
  const auto judge = [&resolved](const std::string& rows, SignatureScheme scheme,
                                 const std::string& day) {
    return resolved(rows)
        .assess({scheme, DigestAlgorithm::sha256, {}, {}, {}}, 3072, at(day))
        .reliability;
  };
  constexpr auto kRsa = SignatureScheme::rsa_pkcs1;
  CHECK(judge("digests: {}", kRsa, "2029-12-31") == Reliability::reliable);
  CHECK(judge("digests: {SHA-256: never}", kRsa, "2026-06-01") == Reliability::not_listed);
  CHECK(judge("digests: {SHA-256: 2028-01-01}", kRsa, "2027-12-31") == Reliability::reliable);
  CHECK(judge("digests: {SHA-256: 2028-01-01}", kRsa, "2028-01-01") == Reliability::expired);
  CHECK(judge("digests: {SHA-384: never}", kRsa, "2029-12-31") == Reliability::reliable);
  CHECK(judge("digests: {SHA-256: open}", SignatureScheme::ecdsa, "2026-06-01") ==
        Reliability::expired);
  CHECK(judge("keys: {RSA: []}", kRsa, "2026-06-01") == Reliability::not_listed);
  CHECK(judge("digests: {SHA-256: open}, keys: {RSA: [{min: 2048, until: open}]}", kRsa,
              "2035-01-01") == Reliability::reliable);
}

TEST_CASE("a signature is judged by the suite that its policy imports", "[policies][suite]") {
  struct Row {
    std::string ecdsa;  // evaluation
    std::string head;   // of the suite
    std::string after;  // level_after_update
    std::string ruling;
    std::string problem;  // of algorithm-reliable; "" where it is met
  };
  const std::string passed = "TOTAL_PASSED";
  const std::string no_poe = "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE";
  const std::string timestamps =
      R"(,"AlgorithmUsage":"http://uri.etsi.org/19322/sign_data/sign_timestamps")";
  const std::string next = R"("NextUpdate":"2026-06-01T00:00:00Z",)";
  const std::string later = R"("NextUpdate":"2026-06-01T00:00:01Z",)";
  // Judged on 2026-06-01, 00:00.
  const auto row = GENERATE_COPY(
      Row{until("2026-06-02"), "", "fail", passed, ""},
      Row{until("2026-06-01"), "", "fail", no_poe, "expired"},
      Row{until("2026-05-31"), "", "fail", no_poe, "expired"},
      Row{until("2026-06-01"), "", "warn", passed, "expired"},  // a forecast
      Row{until("2025-06-01"), "", "warn", no_poe, "expired"},  // known when it was issued
      Row{until("2030-01-01", timestamps), "", "warn", no_poe, "not_listed"},
      Row{sized(R"({"name":"plength","Min":256})"), "", "warn", passed, ""},
      Row{sized(R"({"name":"plength","Min":257})"), "", "warn", no_poe, "key_too_small"},
      Row{kOpen, later, "fail", passed, ""}, Row{kOpen, next, "warn", passed, "outdated"},
      Row{kOpen, next, "fail", no_poe, "outdated"});
  CAPTURE(row.ecdsa, row.head, row.after);
  const auto book = book_with(
      suite_text(
          algorithm("SHA256", kSha256, kOpen) + "," + algorithm("ECDSA", kEcdsaSha256, row.ecdsa),
          row.head),
      "algorithms: {signature: {suites: [mine.json], level_after_update: " + row.after + "}}\n");
  model::PolicyRules rules = senim::test::plain_rules();
  rules.algorithms.at(0) = book.value()->find("mine")->policy.algorithms(AlgorithmUsage::signature);

  // As base has it: the suite decides about the signature itself.
  rules.set({model::Key::reference_digest_algorithm, model::Context::signature},
            {model::Level::warn, false, {}});

  const senim::test::TestPki& pki = senim::test::test_pki();
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  demo::CmsSpec cms;
  cms.content = to_bytes(std::string_view("contract"));
  cms.signers = {signer};
  cms.certificates = {pki.ca.certificate};
  const process::test::Court court({pki.root}, rules);
  const process::test::Ruling ruling = court.judge(demo::make_cms(cms));
  CHECK(ruling.summary() == row.ruling);
  REQUIRE(ruling.verdict.signatures.size() == 1);
  const model::CheckRecord* const check =
      senim::test::find_check(ruling.verdict.signatures[0].checks, "algorithm-reliable");
  REQUIRE(check != nullptr);
  CHECK((check->outcome == model::Outcome::failed) == !row.problem.empty());
  const auto problem = std::find_if(check->params.begin(), check->params.end(),
                                    [](const auto& param) { return param.first == "problem"; });
  CHECK((problem == check->params.end() ? "" : problem->second) == row.problem);
}

TEST_CASE("the shipped example is a good suite file", "[policies][suite]") {
  const auto path = std::filesystem::path(SENIM_SOURCE_DIR) / "conf" / "suites" / "example.json";
  const Suite suite = read_suite_file("example.json", senim::test::read_file(path)).value();
  CHECK(suite.remarks.empty());
  // It says what the compiled-in suite says of the same algorithms.
  const auto etsi = table_of(*find_suite("etsi-2024"));
  for (const std::string day : {"2026-06-01", "2028-12-31"}) {
    for (const unsigned bits : {1899U, 1900U, 3072U}) {
      const crypto::SignatureAlgorithm rsa{
          SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256, {}, {}, {}};
      CHECK(table_of(suite).assess(rsa, bits, at(day)).ok() ==
            (bits >= 1900 && etsi.assess(rsa, bits, at(day)).ok()));
    }
  }
}

}  // namespace senim::policies

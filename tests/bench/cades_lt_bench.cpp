// CAdES with revocation data: one validation, collect and judge, against its own crypto floor and
// against straightforward OpenSSL (design.md 10 says what is meant by each; tests/bench/README.md
// what is in the figures here). Goals for CAdES-B + OCSP, and for CAdES-LT (a time-stamp, lists and
// the answer embedded) likewise: RSA-2048 45, 60 and 70 % of the crypto floor cold, with a known
// issuer and warm, at least 3 times OpenSSL; P-256 65 % cold, at least 2 times.

#include <openssl/cms.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "policies/policy_book.h"
#include "tests/bench/crypto_floor.h"
#include "tests/bench/stopwatch.h"
#include "tests/support/corpus.h"
#include "tests/support/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "trustlists/trust_snapshot.h"
#include "validators/pki/cms.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"
#include "validators/process/collect.h"
#include "validators/process/judge.h"
#include "validators/process/known.h"

namespace {

using namespace senim;
using bench::demand;
using bench::FloorDigest;
using bench::FloorSignature;
namespace der = demo::der;

enum class Level { b, lt };

const UtcTime kSigned = test::at("2026-05-31T10:00:00Z");
const UtcTime kListed = test::at("2026-05-31T23:00:00Z");
const UtcTime kAnswered = test::at("2026-05-31T23:59:00Z");
const UtcTime kNow = test::at("2026-06-01T00:00:00Z");
const UtcTime kUntil = test::at("2026-06-02T00:00:00Z");

constexpr Oid kSignatureTimestamp{"1.2.840.113549.1.9.16.2.14"};
constexpr Oid kOcspResponse{"1.3.6.1.5.5.7.16.2"};  // RFC 5940: OtherRevocationInfoFormat

// ---- what is validated --------------------------------------------------------------------------

struct World {
  demo::Party root;
  demo::Party ca;
  demo::Party tsa;
  Bytes root_list;  // about the CA
  Bytes ca_list;    // about the time-stamping unit
  demo::KeyKind kind;
};

Bytes list_of(const demo::Party& issuer) {
  test::CrlSpec spec;
  spec.this_update = kListed;
  spec.next_update = kUntil;
  spec.number = 1;
  return test::make_crl(spec, issuer);
}

World make_world(demo::KeyKind kind) {
  const test::TestPki& pki = test::test_pki(kind);
  const demo::Party tsa = demo::make_issued(test::tsa_spec(), test::shared_key(kind, 3), pki.ca);
  return {pki.root, pki.ca, tsa, list_of(pki.root), list_of(pki.ca), kind};
}

demo::Party signer_of(const World& world, std::int64_t serial) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = serial;
  spec.subject = demo::simple_name("Test Signer " + std::to_string(serial));
  return demo::make_issued(spec, test::shared_key(world.kind, 2), world.ca);
}

Bytes answer_about(const World& world, const demo::Party& signer) {
  test::OcspEntrySpec entry;
  entry.certificate = &signer;
  entry.issuer = &world.ca;
  entry.this_update = kAnswered;
  entry.next_update = kUntil;
  test::OcspSpec spec;
  spec.produced_at = kAnswered;
  spec.entries = {entry};
  return test::make_ocsp(spec, world.ca);
}

// A document and what stands beside it.
struct Sample {
  demo::Party signer;
  Bytes content;
  Bytes answer;
  Bytes token;  // of an LT
  Bytes document;
  model::Submission submission;  // views `document`
};

std::unique_ptr<Sample> make_sample(const World& world, Level level, const demo::Party& signer,
                                    const Bytes& answer, std::size_t number) {
  auto sample = std::make_unique<Sample>(Sample{signer, {}, answer, {}, {}, {}});
  sample->content = to_bytes(std::string(2'000, 'x') + std::to_string(number));
  demo::CmsSpec spec;
  spec.content = sample->content;
  demo::SignerSpec by;
  by.party = &sample->signer;
  by.signing_time = kSigned;
  spec.signers = {by};
  spec.certificates = {world.ca.certificate};
  if (level == Level::lt) {
    const Bytes value = demo::signature_value_of(demo::make_cms(spec));
    sample->token = demo::make_timestamp(world.tsa, value, kSigned + Seconds{10},
                                         static_cast<std::int64_t>(number) + 1);
    spec.signers[0].value = value;  // ECDSA never makes the same one again
    spec.signers[0].unsigned_attributes = {{kSignatureTimestamp, {sample->token}}};
    spec.crls = {world.root_list, world.ca_list,
                 der::context_constructed(1, der::join({der::oid(kOcspResponse), answer}))};
  } else {
    sample->submission.evidence.crls = {world.root_list};
    sample->submission.evidence.ocsps = {answer};
  }
  sample->document = demo::make_cms(spec);
  sample->submission.document = sample->document;
  return sample;
}

using Samples = std::vector<std::unique_ptr<Sample>>;

// Each by a signer of his own.
Samples strangers(const World& world, Level level, std::size_t count) {
  Samples made;
  for (std::size_t i = 0; i < count; ++i) {
    const demo::Party signer = signer_of(world, static_cast<std::int64_t>(1'000 + i));
    made.push_back(make_sample(world, level, signer, answer_about(world, signer), i));
  }
  return made;
}

// Many documents of one signer, while one answer about him holds.
Samples regulars(const World& world, Level level, std::size_t count) {
  const demo::Party signer = signer_of(world, 999);
  const Bytes answer = answer_about(world, signer);
  Samples made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(make_sample(world, level, signer, answer, i));
  }
  return made;
}

// ---- ours ---------------------------------------------------------------------------------------

std::shared_ptr<const model::PolicyChooser> default_policy() {
  const std::string path = std::string(SENIM_SOURCE_DIR) + "/conf/policies/default.yaml";
  policies::BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "default";
  auto book = policies::PolicyBook::make({{path, test::read_file(path)}}, settings);
  demand(book.ok(), "policy book");
  return (*book)->scoped({}, std::nullopt).value();
}

class Ours {
 public:
  explicit Ours(const World& world) : policies_(default_policy()) {
    trustlists::SnapshotBuilder builder;
    trustlists::TrustSource source;
    source.id = "bench";
    source.territory = "KZ";
    source.format = trustlists::TrustSource::Format::certificates;
    source.given = true;
    source.files = {{"root.der", world.root.certificate}};
    builder.add(source);
    trust_ = builder.build();
  }
  model::Verdict validate(const Sample& sample, process::Known* known) const {
    Budget budget;
    const auto collected =
        process::collect(sample.submission, {}, *trust_, *policies_, kNow, budget, known);
    demand(collected.ok() && collected->wanted.empty(), "collect");
    return process::judge(collected->evidence, sample.submission, *trust_, *policies_, kNow);
  }
  std::size_t demand_confirmed(const Sample& sample, Level level) const {
    const model::Verdict verdict = validate(sample, nullptr);
    demand(verdict.status == model::DocumentStatus::confirmed, "the document is not confirmed");
    const auto& signature = verdict.signatures.at(0);
    demand((signature.level == model::SignatureLevel::baseline_lt) == (level == Level::lt),
           ("the level is " + std::string(model::to_string(signature.level))).c_str());
    demand(signature.revocation.size() == 2, "revocation was not looked at");
    return signature.checks.size();
  }

 private:
  std::shared_ptr<const model::PolicyChooser> policies_;
  std::shared_ptr<const trustlists::TrustSnapshot> trust_;
};

// Seconds per document: the median of five rounds, each with what `prepare` makes known.
double ours_seconds(const Ours& ours, const Samples& samples,
                    const std::function<void(process::Known&)>& prepare) {
  std::vector<double> measured;
  for (int round = 0; round < 5; ++round) {
    process::Known known;
    if (prepare) {
      prepare(known);
    }
    std::size_t next = 0;
    measured.push_back(
        bench::cpu_seconds([&] { ours.validate(*samples.at(next++), prepare ? &known : nullptr); },
                           static_cast<int>(samples.size()), 1));
  }
  std::ranges::sort(measured);
  return measured.at(measured.size() / 2);
}

// ---- the floor ----------------------------------------------------------------------------------

// The verifications and digests that one document needs, by what may be known before.
struct Floor {
  std::vector<FloorSignature> always;  // the document, its time-stamp
  std::vector<FloorSignature> signer;  // his certificate, the answer about him
  std::vector<FloorSignature> issuer;  // CA, time-stamping unit, their lists
  std::vector<Bytes> digests;

  double seconds(bool with_signer, bool with_issuer) const {
    const FloorDigest digest;
    return bench::cpu_seconds(
        [&] {
          for (const Bytes& octets : digests) {
            digest.run(octets);
          }
          run(always);
          if (with_signer) {
            run(signer);
          }
          if (with_issuer) {
            run(issuer);
          }
        },
        1'000);
  }

 private:
  static void run(const std::vector<FloorSignature>& all) {
    for (const FloorSignature& one : all) {
      one.run();
    }
  }
};

FloorSignature link(const demo::Party& child, const demo::Party& issuer) {
  const auto certificate = pki::Certificate::from_der(child.certificate).value();
  return {issuer.key.spki(), certificate.tbs(), certificate.signature_value()};
}
FloorSignature list(ByteView octets, const demo::Party& issuer) {
  const auto crl = pki::Crl::from_der(octets).value();
  return {issuer.key.spki(), crl.tbs(), crl.signature_value()};
}

Floor floor_of(const World& world, const Sample& sample) {
  Budget budget;
  Floor floor;
  const auto message = pki::SignedData::from_ber(sample.document, budget).value();
  const auto& info = message.signers().at(0);
  floor.always.emplace_back(sample.signer.key.spki(), info.signed_attributes_der, info.signature);
  floor.digests = {sample.content, sample.signer.certificate};
  floor.signer.push_back(link(sample.signer, world.ca));
  const auto answer = pki::BasicOcspResponse::from_der(sample.answer).value();
  floor.signer.emplace_back(world.ca.key.spki(), answer.tbs(), answer.signature_value());
  floor.issuer.push_back(link(world.ca, world.root));
  floor.issuer.push_back(list(world.root_list, world.root));
  if (sample.token.empty()) {
    return floor;
  }
  const auto token = pki::SignedData::from_ber(sample.token, budget).value();
  const auto& stamp = token.signers().at(0);
  floor.always.emplace_back(world.tsa.key.spki(), stamp.signed_attributes_der, stamp.signature);
  floor.digests.insert(floor.digests.end(), {to_bytes(token.content()), to_bytes(info.signature),
                                             world.tsa.certificate});
  floor.issuer.push_back(link(world.tsa, world.ca));
  floor.issuer.push_back(list(world.ca_list, world.ca));
  return floor;
}

// ---- straightforward OpenSSL --------------------------------------------------------------------

template <typename T, auto Free>
using Owner = std::unique_ptr<T, bench::FreedBy<Free>>;
using StoreOwner = Owner<::X509_STORE, ::X509_STORE_free>;
using X509Owner = Owner<::X509, ::X509_free>;
using CmsOwner = Owner<::CMS_ContentInfo, ::CMS_ContentInfo_free>;
using BioOwner = Owner<::BIO, ::BIO_free>;

X509Owner x509(const Bytes& octets) {
  const unsigned char* at = octets.data();
  return X509Owner(::d2i_X509(nullptr, &at, static_cast<long>(octets.size())));
}

// What a program of a page does: the library's own readers and verifiers over a store that is kept.
class OpenSsl {
 public:
  OpenSsl(const World& world, Level level)
      : level_(level), ca_(x509(world.ca.certificate)), signers_(make_store(world)) {
    if (level == Level::lt) {
      // The lists inside the message are used: CMS_verify hands them to the chain.
      ::X509_STORE_set_flags(signers_.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    }
    others_ = make_store(world);
  }

  void validate(const Sample& sample) const {
    const unsigned char* at = sample.document.data();
    const CmsOwner cms(
        ::d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(sample.document.size())));
    const BioOwner content(::BIO_new(::BIO_s_mem()));
    demand(
        ::CMS_verify(cms.get(), nullptr, signers_.get(), nullptr, content.get(), CMS_BINARY) == 1,
        "CMS_verify");
    check_answer(sample);
    if (level_ == Level::lt) {
      check_token(sample);
    }
  }

 private:
  static StoreOwner make_store(const World& world) {
    StoreOwner store(::X509_STORE_new());
    for (const Bytes* octets : {&world.root.certificate, &world.ca.certificate}) {
      demand(::X509_STORE_add_cert(store.get(), x509(*octets).get()) == 1, "store");
    }
    ::X509_VERIFY_PARAM_set_time(::X509_STORE_get0_param(store.get()),
                                 static_cast<time_t>(kNow.time_since_epoch().count()));
    return store;
  }

  void check_answer(const Sample& sample) const {
    using Response = Owner<::OCSP_RESPONSE, ::OCSP_RESPONSE_free>;
    using Basic = Owner<::OCSP_BASICRESP, ::OCSP_BASICRESP_free>;
    using Id = Owner<::OCSP_CERTID, ::OCSP_CERTID_free>;
    const unsigned char* at = sample.answer.data();
    const Response response(
        ::d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(sample.answer.size())));
    const Basic basic(::OCSP_response_get1_basic(response.get()));
    // The issuer's certificate comes with the message; it answers for himself.
    STACK_OF(X509)* const near = sk_X509_new_null();
    sk_X509_push(near, ca_.get());
    const int verified = ::OCSP_basic_verify(basic.get(), near, others_.get(), 0);
    sk_X509_free(near);
    demand(verified == 1, "OCSP_basic_verify");
    const X509Owner signer = x509(sample.signer.certificate);
    const Id id(::OCSP_cert_to_id(nullptr, signer.get(), ca_.get()));
    int status = -1;
    int reason = -1;
    ::ASN1_GENERALIZEDTIME* revoked = nullptr;
    ::ASN1_GENERALIZEDTIME* from = nullptr;
    ::ASN1_GENERALIZEDTIME* until = nullptr;
    demand(::OCSP_resp_find_status(basic.get(), id.get(), &status, &reason, &revoked, &from,
                                   &until) == 1 &&
               status == V_OCSP_CERTSTATUS_GOOD,
           "OCSP_resp_find_status");
  }

  void check_token(const Sample& sample) const {
    using Token = Owner<::PKCS7, ::PKCS7_free>;
    using Context = Owner<::TS_VERIFY_CTX, ::TS_VERIFY_CTX_free>;
    const unsigned char* at = sample.token.data();
    const Token token(::d2i_PKCS7(nullptr, &at, static_cast<long>(sample.token.size())));
    const Context context(::TS_VERIFY_CTX_new());
    ::TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
    ::X509_STORE_up_ref(others_.get());  // the context frees one reference
    ::TS_VERIFY_CTX_set_store(context.get(), others_.get());
    demand(::TS_RESP_verify_token(context.get(), token.get()) == 1, "TS_RESP_verify_token");
  }

  Level level_;
  X509Owner ca_;
  StoreOwner signers_;
  StoreOwner others_;
};

double openssl_seconds(const OpenSsl& other, const Samples& samples) {
  std::size_t next = 0;
  return bench::cpu_seconds([&] { other.validate(*samples.at(next++ % samples.size())); },
                            static_cast<int>(samples.size()));
}

// ---- figures ------------------------------------------------------------------------------------

struct Goals {  // 0: none
  double cold = 0;
  double known_issuer = 0;
  double warm = 0;
  double openssl = 0;
};

void print_share(const char* state, double ours, double floor, double goal) {
  const double share = 100 * floor / ours;
  std::printf("  %-13s %7.1f us, crypto floor %7.1f us: %3.0f %%", state, ours * 1e6, floor * 1e6,
              share);
  goal == 0
      ? std::printf(" of floor speed\n")
      : std::printf(" of floor speed (goal %.0f %%)%s\n", goal, share < goal ? "  MISSED" : "");
}

void print_times(const char* state, double ours, double openssl, double goal) {
  const double times = openssl / ours;
  std::printf("  %-13s x%.1f of straightforward OpenSSL, which takes %.1f us", state, times,
              openssl * 1e6);
  goal == 0 ? std::printf("\n")
            : std::printf(" (goal x%.0f)%s\n", goal, times < goal ? "  MISSED" : "");
}

void measure(const std::string& name, demo::KeyKind kind, Level level, const Goals& goals,
             std::size_t count, const std::string& only) {
  const World world = make_world(kind);
  const Samples others = strangers(world, level, count);
  const Samples same = regulars(world, level, count);
  const Ours ours(world);
  const std::size_t checks = ours.demand_confirmed(*others.at(0), level);
  ours.demand_confirmed(*same.at(0), level);
  const Floor floor = floor_of(world, *others.at(0));

  const auto knowing = [&](const Samples& samples) {
    return ours_seconds(ours, samples,
                        [&](process::Known& earlier) { ours.validate(*same.at(0), &earlier); });
  };
  if (!only.empty()) {
    const double seconds = only == "cold"           ? ours_seconds(ours, others, {})
                           : only == "known issuer" ? knowing(others)
                                                    : knowing(same);
    std::printf("%s, %s: %7.1f us\n", name.c_str(), only.c_str(), seconds * 1e6);
    return;
  }
  const double cold = ours_seconds(ours, others, {});
  const double known = knowing(others);
  const double warm = knowing(same);
  const double openssl = openssl_seconds(OpenSsl(world, level), same);
  std::printf("%s, %s: %zu checks; %zu, %zu and %zu signatures\n", name.c_str(),
              level == Level::lt ? "CAdES-LT" : "CAdES-B + OCSP", checks,
              floor.always.size() + floor.signer.size() + floor.issuer.size(),
              floor.always.size() + floor.signer.size(), floor.always.size());
  print_share("cold", cold, floor.seconds(true, true), goals.cold);
  print_share("known issuer", known, floor.seconds(true, false), goals.known_issuer);
  print_share("warm", warm, floor.seconds(false, false), goals.warm);
  print_times("cold", cold, openssl, goals.openssl);
  print_times("warm", warm, openssl, 0);
}

}  // namespace

// Arguments, for a profiler: "RSA-2048" or "P-256", "B" or "LT", how many documents, and one state
// to measure alone: "cold", "known issuer" or "warm".
int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  const auto wanted = [&](std::size_t at, const char* what) {
    return given.size() <= at || given[at] == what;
  };
  const std::size_t documents = given.size() > 2 ? std::stoul(given[2]) : 300;
  const std::string only = given.size() > 3 ? given[3] : "";
  const std::vector<std::pair<const char*, demo::KeyKind>> kinds = {
      {"RSA-2048", demo::KeyKind::rsa_2048}, {"P-256", demo::KeyKind::p256}};
  for (const auto& [name, kind] : kinds) {
    const Goals goals = kind == demo::KeyKind::p256 ? Goals{65, 0, 0, 2} : Goals{45, 60, 70, 3};
    if (wanted(0, name) && wanted(1, "B")) {
      measure(name, kind, Level::b, goals, documents, only);
    }
    if (wanted(0, name) && wanted(1, "LT")) {
      measure(name, kind, Level::lt, goals, documents, only);
    }
  }
}

// CAdES-B: one validation, collect and judge, against its own crypto floor (design.md 10): the
// digests and public-key verifications that it needs, alone in a loop, with prefetched objects and
// decoded keys. Cold: nothing is known but the snapshot (the root); signer and CA come with the
// document. Goal: 45 % for RSA-2048 (design.md 10 says it for CAdES-B with OCSP, which has as many
// verifications; here the CA's certificate is the third), 65 % for P-256.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "policies/policy_book.h"
#include "tests/bench/crypto_floor.h"
#include "tests/bench/stopwatch.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"
#include "trustlists/trust_snapshot.h"
#include "validators/formats/signed_document.h"
#include "validators/pki/cms.h"
#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace {

using namespace senim;

using bench::demand;

std::shared_ptr<const model::PolicyChooser> demo_policies() {
  std::vector<policies::NamedFile> files;
  for (const char* name : {"default", "demo-basic"}) {
    std::string path = SENIM_SOURCE_DIR;
    path.append("/conf/policies/").append(name).append(".yaml");
    files.push_back({path, test::read_file(path)});
  }
  policies::BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "demo-basic";
  settings.demo = policies::DemoWorld::present;
  auto book = policies::PolicyBook::make(files, settings);
  demand(book.ok(), "policy book");
  return (*book)->scoped({}, std::nullopt).value();
}

void measure(const char* name, demo::KeyKind kind, double goal, int times) {
  const test::TestPki& pki = test::test_pki(kind);
  demo::CmsSpec spec;
  spec.content = Bytes(2'000, 'x');
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  const Bytes document = demo::make_cms(spec);
  const UtcTime now = test::at("2026-06-01T00:00:00Z");

  trustlists::SnapshotBuilder builder;
  trustlists::TrustSource source;
  source.id = "bench";
  source.territory = "KZ";
  source.format = trustlists::TrustSource::Format::certificates;
  source.given = true;
  source.files = {{"root.der", pki.root.certificate}};
  builder.add(source);
  const auto snapshot = builder.build();
  const auto policies = demo_policies();
  model::Submission submission;
  submission.document = document;

  const auto collect = [&] {
    Budget budget;
    return process::collect(submission, {}, *snapshot, *policies, now, budget).value();
  };
  const auto collected = collect();
  const auto verdict = process::judge(collected.evidence, submission, *snapshot, *policies, now);
  demand(verdict.status == model::DocumentStatus::confirmed, "the document is not confirmed");

  Budget budget;
  const auto message = pki::SignedData::from_ber(document, budget).value();
  const auto leaf = pki::Certificate::from_der(pki.leaf.certificate).value();
  const auto ca = pki::Certificate::from_der(pki.ca.certificate).value();
  const auto root = pki::Certificate::from_der(pki.root.certificate).value();
  const auto& info = message.signers().at(0);
  const bench::FloorSignature value(leaf.spki(), info.signed_attributes_der, info.signature);
  const bench::FloorSignature link(ca.spki(), leaf.tbs(), leaf.signature_value());
  const bench::FloorSignature upper(root.spki(), ca.tbs(), ca.signature_value());
  const bench::FloorDigest digest;
  const double floor = bench::cpu_seconds(
      [&] {
        digest.run(spec.content);  // messageDigest
        digest.run(leaf.der());    // signing-certificate attribute
        value.run();
        link.run();
        upper.run();
      },
      times);
  const double opening = bench::cpu_seconds(
      [&] {
        Budget own;
        demand(formats::open(document, {}, own).ok(), "open");
      },
      times);
  const double collecting = bench::cpu_seconds([&] { collect(); }, times);
  const double judging = bench::cpu_seconds(
      [&] { process::judge(collected.evidence, submission, *snapshot, *policies, now); }, times);
  const double whole = bench::cpu_seconds(
      [&] {
        const auto again = collect();
        process::judge(again.evidence, submission, *snapshot, *policies, now);
      },
      times);
  std::printf(
      "CAdES-B %-8s validation %6.1f us (open %5.1f, collect %6.1f, judge %5.1f), crypto floor "
      "%6.1f us: %3.0f %% of floor speed (goal %.0f %%), %zu checks\n",
      name, whole * 1e6, opening * 1e6, collecting * 1e6, judging * 1e6, floor * 1e6,
      100 * floor / whole, goal, verdict.signatures.at(0).checks.size());
}

}  // namespace

// Arguments, for a profiler: the one kind to measure (making RSA keys takes longer), and how often.
int main(int count, char** arguments) {
  const std::string only = count > 1 ? arguments[1] : "";
  const int times = count > 2 ? std::stoi(arguments[2]) : 2'000;
  if (only != "P-256") {
    measure("RSA-2048", demo::KeyKind::rsa_2048, 45, times);
  }
  if (only != "RSA-2048") {
    measure("P-256", demo::KeyKind::p256, 65, times);
  }
}

#include "gateway/demo/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/cms_maker.h"
#include "gateway/demo/key.h"
#include "gateway/demo/trust_list_maker.h"
#include "gateway/demo/xades_maker.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kDay{86'400};
constexpr int kLayout = 1;  // of world.json; another number is made anew

void write_file(const fs::path& path, ByteView octets, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (descriptor < 0) {
    throw std::system_error(errno, std::system_category(), path.string());
  }
  const ssize_t written = ::write(descriptor, octets.data(), octets.size());
  const int closed = ::close(descriptor);
  if (written < 0 || static_cast<std::size_t>(written) != octets.size() || closed != 0) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

void write_file(const fs::path& path, std::string_view text, mode_t mode = 0644) {
  write_file(path, as_bytes(text), mode);
}

// A country of the demo world: root <- CA <- signers, and the operator who signs its trust list.
class Country {
 public:
  Country(std::string territory, std::string name, KeyKind kind, bool domestic,
          const fs::path& folder, UtcTime now)
      : territory_(std::move(territory)),
        name_(std::move(name)),
        kind_(kind),
        domestic_(domestic),
        folder_(folder),
        now_(now),
        root_(make_root(authority("Root CA", -2 * 365 * kDay, 1), key("root"))),
        ca_(make_issued(authority("Signing CA", -365 * kDay, 2), key("ca"), root_)),
        operator_(make_root(list_operator(), key("list-operator"))) {}

  const Party& ca() const { return ca_; }

  // A signer's certificate, valid [from, until) relative to now.
  Party signer(const std::string& common_name, Seconds from, Seconds until,
               std::int64_t serial) const {
    CertificateSpec spec;
    spec.subject = simple_name(common_name, "Demo organisation " + territory_, territory_);
    spec.not_before = now_ + from;
    spec.not_after = now_ + until;
    spec.serial = serial;
    spec.policies = {Oid("1.3.6.1.4.1.99999.2.1")};
    return make_issued(spec, key("signer-" + std::to_string(serial)), ca_);
  }

  DemoList write_list() const {
    TrustListSpec spec;
    spec.territory = territory_;
    spec.type = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/" + territory_ + "list";
    spec.sequence = 1;
    spec.issued = now_ - kDay;
    spec.next_update = now_ + 180 * kDay;
    ServiceSpec service;
    service.provider = "Demo trust services " + territory_;
    service.name = name_ + " Signing CA";
    service.certificates = {ca_.certificate};
    service.current.since = now_ - 365 * kDay;
    service.current.extensions =
        additional_information("http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures");
    spec.services = {service};
    DemoList list;
    list.source = "demo-" + lower(territory_);
    list.territory = territory_;
    list.domestic = domestic_;
    list.path = folder_ / "lists" / (lower(territory_) + ".xml");
    list.signer = to_hex(crypto::sha256(operator_.certificate));
    write_file(list.path, sign_trust_list(make_trust_list(spec), operator_, now_ - kDay));
    return list;
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text) {
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
  }

  CertificateSpec authority(const std::string& what, Seconds from, std::int64_t serial) const {
    CertificateSpec spec;
    spec.subject = simple_name(name_ + " " + what, "Demo trust services " + territory_, territory_);
    spec.not_before = now_ + from;
    spec.not_after = now_ + 3650 * kDay;
    spec.serial = serial;
    spec.ca = true;
    return spec;
  }

  CertificateSpec list_operator() const {
    CertificateSpec spec;
    spec.subject =
        simple_name(name_ + " List Operator", "Demo scheme operator " + territory_, territory_);
    spec.not_before = now_ - 365 * kDay;
    spec.not_after = now_ + 3650 * kDay;
    return spec;
  }

  // Keys are kept, so that a person can sign more documents with them.
  Key key(const std::string& who) const {
    Key made = Key::generate(kind_);
    write_file(folder_ / "keys" / (lower(territory_) + "-" + who + ".pem"), as_bytes(made.pem()),
               0600);
    return made;
  }

  std::string territory_;
  std::string name_;
  KeyKind kind_;
  bool domestic_;
  fs::path folder_;
  UtcTime now_;
  Party root_;
  Party ca_;
  Party operator_;
};

constexpr std::string_view kText =
    "Contract 17/2026. This is a demo document and has no legal effect.\n";
constexpr std::string_view kXml =
    "<contract><number>17/2026</number><note>This is a demo document and has no legal "
    "effect.</note></contract>";

// Writes the samples of one way of signing, CAdES attached or XAdES enveloped.
class SampleWriter {
 public:
  SampleWriter(const fs::path& folder, UtcTime now, std::vector<DemoSample>& samples)
      : folder_(folder / "samples"), now_(now), samples_(samples) {}

  SignerSpec signer(const Party& party,
                    crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown) const {
    SignerSpec spec;
    spec.party = &party;
    spec.signing_time = now_;
    spec.sign.digest = digest;
    return spec;
  }

  Bytes cades(const std::vector<SignerSpec>& signers, bool detached = false) const {
    CmsSpec spec;
    spec.content = to_bytes(kText);
    spec.detached = detached;
    spec.signers = signers;
    return make_cms(spec);
  }

  std::string xades(const Party& party,
                    crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown) const {
    XadesSpec spec;
    spec.party = &party;
    spec.content = std::string(kXml);
    spec.signing_time = now_;
    spec.sign.digest = digest;
    spec.reference_digest = digest;
    return make_xades(spec);
  }

  void put(const std::string& name, const std::string& extension, ByteView octets,
           const std::string& description, const std::string& status,
           const fs::path& detached = {}) {
    DemoSample sample;
    sample.name = name;
    sample.path = folder_ / (name + extension);
    sample.detached = detached;
    sample.description = description;
    sample.status = status;
    write_file(sample.path, octets, 0644);
    samples_.push_back(std::move(sample));
  }

  // One character of the signed content changed: as_text() finds `from` in both forms.
  static Bytes altered(ByteView octets) {
    Bytes changed = to_bytes(octets);
    const std::size_t at = as_text(octets).find("17/2026");
    if (at == std::string_view::npos) {
      throw std::logic_error("the sample does not hold its text");
    }
    changed[at] = '9';
    return changed;
  }

  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
  UtcTime now_;
  std::vector<DemoSample>& samples_;
};

// Two enveloped signatures, each over the whole document without any signature.
std::string two_signatures(const Party& first, const Party& second, UtcTime now) {
  XadesSpec spec;
  spec.party = &first;
  spec.content = std::string(kXml);
  spec.exclude_all_signatures = true;
  spec.signing_time = now;
  spec.id = "first";
  std::string document = make_xades(spec);
  spec.party = &second;
  spec.id = "second";
  const std::string other = make_xades(spec);
  const std::string_view end = "</ds:Signature>";
  const std::size_t start = other.find("<ds:Signature ");
  document.insert(document.rfind("</"), other.substr(start, other.rfind(end) + end.size() - start));
  return document;
}

void write_samples(SampleWriter& writer, const Country& home, const Country& abroad,
                   const Party& stranger, UtcTime now) {
  const Party domestic = home.signer("Demo signer at home", -30 * kDay, 365 * kDay, 11);
  const Party foreign = abroad.signer("Demo signer abroad", -30 * kDay, 365 * kDay, 21);
  const Party expired =
      abroad.signer("Demo signer whose certificate expired", -400 * kDay, -35 * kDay, 22);
  const auto sha1 = crypto::DigestAlgorithm::sha1;

  const Bytes good = writer.cades({writer.signer(foreign)});
  const std::string good_xml = writer.xades(foreign);
  writer.put("good-cades", ".p7m", good, "signed abroad, CAdES attached", "confirmed");
  writer.put("good-xades", ".xml", as_bytes(good_xml), "signed abroad, XAdES enveloped",
             "confirmed");
  writer.put("domestic-cades", ".p7m", writer.cades({writer.signer(domestic)}),
             "signed at home, CAdES attached", "confirmed");
  writer.put("domestic-xades", ".xml", as_bytes(writer.xades(domestic)),
             "signed at home, XAdES enveloped", "confirmed");
  const fs::path content = writer.folder() / "contract.txt";
  write_file(content, kText);
  writer.put("detached-cades", ".p7s", writer.cades({writer.signer(foreign)}, true),
             "signed abroad, CAdES beside contract.txt", "confirmed", content);
  writer.put("altered-cades", ".p7m", SampleWriter::altered(good),
             "one character changed after signing", "not_confirmed");
  writer.put("altered-xades", ".xml", SampleWriter::altered(as_bytes(good_xml)),
             "one character changed after signing", "not_confirmed");
  writer.put("expired-cades", ".p7m", writer.cades({writer.signer(expired)}),
             "the signer's certificate had expired", "not_confirmed");
  writer.put("expired-xades", ".xml", as_bytes(writer.xades(expired)),
             "the signer's certificate had expired", "not_confirmed");
  writer.put("unknown-issuer-cades", ".p7m", writer.cades({writer.signer(stranger)}),
             "issued by a CA on no list", "cannot_verify");
  writer.put("unknown-issuer-xades", ".xml", as_bytes(writer.xades(stranger)),
             "issued by a CA on no list", "cannot_verify");
  writer.put("weak-algorithm-cades", ".p7m", writer.cades({writer.signer(foreign, sha1)}),
             "signed with SHA-1", "not_confirmed");
  writer.put("weak-algorithm-xades", ".xml", as_bytes(writer.xades(foreign, sha1)),
             "signed with SHA-1", "not_confirmed");
  writer.put("two-signers-cades", ".p7m",
             writer.cades({writer.signer(foreign), writer.signer(domestic)}),
             "signed abroad and at home, CAdES", "confirmed");
  writer.put("two-signers-xades", ".xml", as_bytes(two_signatures(foreign, domestic, now)),
             "signed abroad and at home, XAdES", "confirmed");
}

std::string index_of(const World& world) {
  nlohmann::ordered_json index;
  index["layout"] = kLayout;
  index["made"] = to_string(world.made);
  index["lists"] = nlohmann::ordered_json::array();
  for (const DemoList& list : world.lists) {
    index["lists"].push_back({{"source", list.source},
                              {"territory", list.territory},
                              {"domestic", list.domestic},
                              {"file", list.path.lexically_relative(world.folder).string()},
                              {"signer", list.signer}});
  }
  index["samples"] = nlohmann::ordered_json::array();
  for (const DemoSample& sample : world.samples) {
    nlohmann::ordered_json entry = {{"name", sample.name},
                                    {"file", sample.path.lexically_relative(world.folder).string()},
                                    {"description", sample.description},
                                    {"status", sample.status}};
    if (!sample.detached.empty()) {
      entry["detached"] = sample.detached.lexically_relative(world.folder).string();
    }
    index["samples"].push_back(std::move(entry));
  }
  return index.dump(2) + "\n";
}

// The world that stands in `folder`; empty when there is none, or one that must be made anew.
std::optional<World> found_world(const fs::path& folder, UtcTime now) {
  std::ifstream in(folder / "world.json");
  const auto index = nlohmann::json::parse(in, nullptr, false);
  if (!in || index.is_discarded() || index.value("layout", 0) != kLayout) {
    return std::nullopt;
  }
  World world;
  world.folder = folder;
  const auto made = parse_utc(index.value("made", std::string()));
  if (!made.ok() || *made > now || now - *made > kWorldAge) {
    return std::nullopt;
  }
  world.made = *made;
  for (const auto& list : index.at("lists")) {
    world.lists.push_back({list.at("source"), list.at("territory"), list.at("domestic"),
                           folder / list.at("file").get<std::string>(), list.at("signer")});
  }
  for (const auto& sample : index.at("samples")) {
    DemoSample entry{sample.at("name"),
                     folder / sample.at("file").get<std::string>(),
                     {},
                     sample.at("description"),
                     sample.at("status")};
    if (sample.contains("detached")) {
      entry.detached = folder / sample.at("detached").get<std::string>();
    }
    world.samples.push_back(std::move(entry));
  }
  return world;
}

// Everything into `folder`, world.json last: a world without it was not finished.
World make_world(const fs::path& folder, UtcTime now) {
  fs::create_directories(folder / "keys");
  fs::permissions(folder / "keys", fs::perms::owner_all);
  fs::create_directories(folder / "lists");
  fs::create_directories(folder / "samples");
  World world;
  world.folder = folder;
  world.made = now;
  const Country home("KZ", "Demo Kazakhstan", KeyKind::rsa_2048, true, folder, now);
  const Country abroad("XE", "Demo Abroad", KeyKind::p256, false, folder, now);
  world.lists = {home.write_list(), abroad.write_list()};
  const Country unlisted("XU", "Demo Unlisted", KeyKind::p256, false, folder, now);
  SampleWriter writer(folder, now, world.samples);
  write_samples(writer, home, abroad,
                unlisted.signer("Demo signer nobody vouches for", -30 * kDay, 365 * kDay, 31), now);
  write_file(folder / "world.json", index_of(world));
  return world;
}

}  // namespace

Result<World> ensure_world(const fs::path& folder, UtcTime now) {
  try {
    if (auto world = found_world(folder, now)) {
      return std::move(*world);
    }
    fs::path fresh = folder;
    fresh += ".new";
    fs::remove_all(fresh);
    fs::create_directories(fresh);
    (void)make_world(fresh, now);
    fs::remove_all(folder);
    fs::rename(fresh, folder);
    auto world = found_world(folder, now);
    if (!world) {
      return Error{ErrorCode::internal,
                   "the demo world in " + folder.string() + " cannot be read back"};
    }
    return std::move(*world);
  } catch (
      const std::exception& problem) {  // style.md 5: adapter around filesystem, OpenSSL and JSON
    return Error{ErrorCode::unavailable,
                 "the demo world in " + folder.string() + ": " + problem.what()};
  }
}

}  // namespace senim::demo

#include "gateway/demo/world.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/cms_maker.h"
#include "gateway/demo/country.h"
#include "gateway/demo/key.h"
#include "gateway/demo/kz_certificates.h"
#include "gateway/demo/xades_maker.h"
#include "gateway/files.h"
#include "validators/formats/json_reader.h"
#include "validators/formats/json_writer.h"

namespace senim::demo {
namespace {

namespace fs = std::filesystem;
using formats::Json;
using formats::JsonValue;

constexpr int kLayout = 3;  // of world.json; another number is made anew

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

  // CAdES with a signature time-stamp of that time. The signer's key makes the same value twice
  // (RSA), so that the token can be made first.
  Bytes stamped(const Party& party, const Party& tsa, UtcTime when) const {
    SignerSpec spec = signer(party);
    spec.signing_time = when - Seconds{5};
    const Bytes value = signature_value_of(cades({spec}));
    spec.unsigned_attributes = {
        {Oid{"1.2.840.113549.1.9.16.2.14"},
         {make_timestamp(tsa, value, when, 1, crypto::DigestAlgorithm::sha256)}}};
    return cades({spec});
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

  // As Kazakh tools sign XML (domain.md 4.1): no XAdES, inclusive canonicalisation.
  std::string xmldsig(const Party& party) const {
    XadesSpec spec;
    spec.party = &party;
    spec.content = std::string(kXml);
    spec.canonicalization = XmlCanonicalization::inclusive;
    spec.xades = false;
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
    write_file(sample.path, octets);
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
  const Party domestic =
      home.issue("rsa", kz_holder(KzRole::right_to_sign, KzPurpose::signing, KzAlgorithm::rsa),
                 -30 * kDay, 335 * kDay, 11);
  const Party foreign = abroad.issue("Demo signer abroad", -30 * kDay, 365 * kDay, 21);
  const Party expired =
      abroad.issue("Demo signer whose certificate expired", -400 * kDay, -35 * kDay, 22);
  const auto sha1 = crypto::DigestAlgorithm::sha1;

  const Bytes good = writer.cades({writer.signer(foreign)});
  const std::string good_xml = writer.xades(foreign);
  writer.put("good-cades", ".p7m", good, "signed abroad, CAdES attached", "confirmed");
  writer.put("good-xades", ".xml", as_bytes(good_xml), "signed abroad, XAdES enveloped",
             "confirmed");
  writer.put("domestic-cades", ".p7m", writer.cades({writer.signer(domestic)}),
             "signed at home with RSA by a person with the right to sign, CAdES attached",
             "confirmed");
  writer.put("domestic-xades", ".xml", as_bytes(writer.xades(domestic)),
             "signed at home with RSA by a person with the right to sign, XAdES enveloped",
             "confirmed");
  const fs::path content = writer.folder() / "contract.txt";
  write_file(content, as_bytes(kText));
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

// Kazakhstan by its own algorithms and certificates (domain.md 3, 4.1).
void write_kazakh_samples(SampleWriter& writer, const Country& home) {
  std::int64_t serial = 12;
  const auto holder = [&](KzRole role, KzPurpose purpose, KzAlgorithm algorithm) {
    return home.issue(algorithm == KzAlgorithm::gost ? "gost" : "rsa",
                      kz_holder(role, purpose, algorithm), -30 * kDay, 335 * kDay, serial++);
  };
  const Party head = holder(KzRole::first_head, KzPurpose::signing, KzAlgorithm::gost);
  const Party employee = holder(KzRole::employee, KzPurpose::signing, KzAlgorithm::gost);
  const Party individual = holder(KzRole::individual, KzPurpose::signing, KzAlgorithm::gost);
  const Party person = holder(KzRole::individual, KzPurpose::signing, KzAlgorithm::rsa);
  const Party gost_login = holder(KzRole::first_head, KzPurpose::authentication, KzAlgorithm::gost);
  const Party rsa_login = holder(KzRole::individual, KzPurpose::authentication, KzAlgorithm::rsa);

  const Bytes good = writer.cades({writer.signer(head)});
  const std::string good_xml = writer.xades(head);
  writer.put("gost-head-cades", ".p7m", good,
             "signed at home with GOST 34.10-2015 by a first head, CAdES attached", "confirmed");
  writer.put("gost-head-xades", ".xml", as_bytes(good_xml),
             "signed at home with GOST 34.10-2015 by a first head, XAdES enveloped", "confirmed");
  writer.put("gost-employee-cades", ".p7m", writer.cades({writer.signer(employee)}),
             "signed at home with GOST 34.10-2015 by an employee, CAdES attached", "confirmed");
  writer.put(
      "gost-individual-xmldsig", ".xml", as_bytes(writer.xmldsig(individual)),
      "signed at home with GOST 34.10-2015 by an individual, XMLDSig as domestic tools write "
      "it",
      "confirmed");
  writer.put("rsa-individual-xades", ".xml", as_bytes(writer.xades(person)),
             "signed at home with RSA by an individual, XAdES enveloped", "confirmed");
  writer.put("altered-gost-cades", ".p7m", SampleWriter::altered(good),
             "one character changed after signing", "not_confirmed");
  writer.put("altered-gost-xades", ".xml", SampleWriter::altered(as_bytes(good_xml)),
             "one character changed after signing", "not_confirmed");
  writer.put("authentication-gost-cades", ".p7m", writer.cades({writer.signer(gost_login)}),
             "signed with a certificate for authentication only", "not_confirmed");
  writer.put("authentication-gost-xades", ".xml", as_bytes(writer.xades(gost_login)),
             "signed with a certificate for authentication only", "not_confirmed");
  writer.put("authentication-rsa-cades", ".p7m", writer.cades({writer.signer(rsa_login)}),
             "signed with a certificate for authentication only", "not_confirmed");
  writer.put("authentication-rsa-xades", ".xml", as_bytes(writer.xades(rsa_login)),
             "signed with a certificate for authentication only", "not_confirmed");
}

// What only the responders tell: revoked, suspended, and revoked after a time-stamp.
void write_revoked_samples(SampleWriter& writer, Country& home, Country& abroad, UtcTime now) {
  constexpr std::uint8_t kKeyCompromise = 1;
  constexpr std::uint8_t kSuperseded = 4;
  constexpr std::uint8_t kHold = 6;
  const UtcTime then = now - 10 * kDay;
  const auto at_home = [&](const std::string& label, KzAlgorithm algorithm, std::int64_t serial) {
    return home.issue(label, kz_holder(KzRole::employee, KzPurpose::signing, algorithm), -30 * kDay,
                      335 * kDay, serial);
  };
  const Party revoked =
      abroad.issue("Demo signer whose certificate is revoked", -30 * kDay, 365 * kDay, 23);
  abroad.revoke("", {23, then, kKeyCompromise});
  writer.put("revoked-cades", ".p7m", writer.cades({writer.signer(revoked)}),
             "the signer's certificate was revoked ten days ago", "not_confirmed");
  writer.put("revoked-xades", ".xml", as_bytes(writer.xades(revoked)),
             "the signer's certificate was revoked ten days ago", "not_confirmed");
  const Party gost = at_home("gost", KzAlgorithm::gost, 41);
  home.revoke("gost", {41, then, kKeyCompromise});
  writer.put("revoked-gost-cades", ".p7m", writer.cades({writer.signer(gost)}),
             "signed at home with GOST 34.10-2015, the certificate was revoked ten days ago",
             "not_confirmed");
  const Party suspended = at_home("gost", KzAlgorithm::gost, 42);
  home.revoke("gost", {42, then, kHold});
  writer.put("suspended-gost-cades", ".p7m", writer.cades({writer.signer(suspended)}),
             "signed at home with GOST 34.10-2015, the certificate is suspended", "not_confirmed");

  const Party tsa = home.issue_tsa("rsa", 4);
  const Party person = at_home("rsa", KzAlgorithm::rsa, 43);
  writer.put("stamped-cades", ".p7m", writer.stamped(person, tsa, now),
             "signed at home with RSA, with a time-stamp", "confirmed");
  const Party replaced = at_home("rsa", KzAlgorithm::rsa, 44);
  home.revoke("rsa", {44, then, kSuperseded});
  writer.put("stamped-before-revocation-cades", ".p7m",
             writer.stamped(replaced, tsa, now - 20 * kDay),
             "time-stamped ten days before the certificate was revoked", "confirmed");
  writer.put("stamped-after-revocation-cades", ".p7m",
             writer.stamped(replaced, tsa, now - 5 * kDay),
             "time-stamped five days after the certificate was revoked", "not_confirmed");
}

Json index_of(const DemoKey& files, const fs::path& folder) {
  return {{"certificate", files.certificate.lexically_relative(folder).string()},
          {"key", files.key.lexically_relative(folder).string()}};
}

Json index_of(const DemoAuthority& authority, const fs::path& folder) {
  Json entry = {{"id", authority.id}, {"ca", index_of(authority.ca, folder)}};
  if (authority.delegate) {
    entry["delegate"] = index_of(*authority.delegate, folder);
  }
  entry["revoked"] = Json::array();
  for (const DemoRevocation& one : authority.revoked) {
    entry["revoked"].push_back(
        {{"serial", one.serial}, {"at", to_string(one.at)}, {"reason", one.reason}});
  }
  return entry;
}

std::string index_of(const World& world) {
  Json index;
  index["layout"] = kLayout;
  index["made"] = to_string(world.made);
  index["port"] = world.port;
  index["tsa"] = index_of(world.tsa, world.folder);
  index["authorities"] = Json::array();
  for (const DemoAuthority& authority : world.authorities) {
    index["authorities"].push_back(index_of(authority, world.folder));
  }
  index["lists"] = Json::array();
  for (const DemoList& list : world.lists) {
    index["lists"].push_back({{"source", list.source},
                              {"territory", list.territory},
                              {"domestic", list.domestic},
                              {"file", list.path.lexically_relative(world.folder).string()},
                              {"signer", list.signer}});
  }
  index["samples"] = Json::array();
  for (const DemoSample& sample : world.samples) {
    Json entry = {{"name", sample.name},
                  {"file", sample.path.lexically_relative(world.folder).string()},
                  {"description", sample.description},
                  {"status", sample.status}};
    if (!sample.detached.empty()) {
      entry["detached"] = sample.detached.lexically_relative(world.folder).string();
    }
    index["samples"].push_back(std::move(entry));
  }
  return index.written(2) + "\n";
}

// A member of our own world.json: ensure_world() says when one is missing or of another kind.
const JsonValue& member(const JsonValue& entry, std::string_view name, JsonValue::Kind kind) {
  const JsonValue* const found = entry.find(name);
  if (found == nullptr || !found->is(kind)) {
    throw std::runtime_error("world.json has no good " + std::string(name));
  }
  return *found;
}

const std::string& text_of(const JsonValue& entry, std::string_view name) {
  return *member(entry, name, JsonValue::Kind::text).text();
}

std::int64_t number_of(const JsonValue& entry, std::string_view name) {
  return member(entry, name, JsonValue::Kind::integer).integer();
}

const JsonValue::Array& list_of(const JsonValue& entry, std::string_view name) {
  return *member(entry, name, JsonValue::Kind::array).array();
}

DemoKey found_key(const JsonValue& entry, std::string_view name, const fs::path& folder) {
  const JsonValue& key = member(entry, name, JsonValue::Kind::object);
  return {folder / text_of(key, "certificate"), folder / text_of(key, "key")};
}

DemoAuthority found_authority(const JsonValue& entry, const fs::path& folder) {
  DemoAuthority authority;
  authority.id = text_of(entry, "id");
  authority.ca = found_key(entry, "ca", folder);
  if (entry.find("delegate") != nullptr) {
    authority.delegate = found_key(entry, "delegate", folder);
  }
  for (const JsonValue& one : list_of(entry, "revoked")) {
    authority.revoked.push_back({number_of(one, "serial"), parse_utc(text_of(one, "at")).value(),
                                 static_cast<std::uint8_t>(number_of(one, "reason"))});
  }
  return authority;
}

DemoSample found_sample(const JsonValue& entry, const fs::path& folder) {
  DemoSample sample{text_of(entry, "name"),
                    folder / text_of(entry, "file"),
                    {},
                    text_of(entry, "description"),
                    text_of(entry, "status")};
  if (entry.find("detached") != nullptr) {
    sample.detached = folder / text_of(entry, "detached");
  }
  return sample;
}

// The index of `folder` if it is of our layout and of a world that is young enough, and when that
// was made.
std::optional<std::pair<JsonValue, UtcTime>> found_index(const fs::path& folder, UtcTime now) {
  const auto octets = gateway::read_file(folder / "world.json");
  if (!octets.ok()) {
    return std::nullopt;
  }
  auto index = formats::read_json(*octets);
  if (!index.ok() || index->find("layout") == nullptr || number_of(*index, "layout") != kLayout) {
    return std::nullopt;
  }
  const auto made = parse_utc(text_of(*index, "made"));
  if (!made.ok() || *made > now || now - *made > kWorldAge) {
    return std::nullopt;
  }
  return std::pair(std::move(index).value(), *made);
}

// The world that stands in `folder`; empty when there is none, or one that must be made anew.
std::optional<World> found_world(const fs::path& folder, UtcTime now) {
  const auto found = found_index(folder, now);
  if (!found) {
    return std::nullopt;
  }
  const auto& [index, made] = *found;
  World world;
  world.folder = folder;
  world.made = made;
  world.port = static_cast<std::uint16_t>(number_of(index, "port"));
  world.tsa = found_key(index, "tsa", folder);
  for (const JsonValue& authority : list_of(index, "authorities")) {
    world.authorities.push_back(found_authority(authority, folder));
  }
  for (const JsonValue& list : list_of(index, "lists")) {
    world.lists.push_back({text_of(list, "source"), text_of(list, "territory"),
                           member(list, "domestic", JsonValue::Kind::boolean).boolean(),
                           folder / text_of(list, "file"), text_of(list, "signer")});
  }
  for (const JsonValue& sample : list_of(index, "samples")) {
    world.samples.push_back(found_sample(sample, folder));
  }
  return world;
}

// Everything into `folder`, world.json last: a world without it was not finished.
World make_world(const fs::path& folder, UtcTime now, std::uint16_t port) {
  fs::create_directories(folder / "keys");
  fs::permissions(folder / "keys", fs::perms::owner_all);
  fs::create_directories(folder / "certificates");
  fs::create_directories(folder / "lists");
  fs::create_directories(folder / "samples");
  World world;
  world.folder = folder;
  world.made = now;
  world.port = port;
  const std::string responders = "http://127.0.0.1:" + std::to_string(port);
  Country home("KZ", "Demo Kazakhstan", KeyKind::kz_2015_512, responders, folder, now);
  home.add_hierarchy("gost", KeyKind::kz_2015_512, kz_root(KzAlgorithm::gost),
                     kz_national_ca(KzAlgorithm::gost));
  home.add_hierarchy("rsa", KeyKind::rsa_2048, kz_root(KzAlgorithm::rsa),
                     kz_national_ca(KzAlgorithm::rsa));
  Country abroad("XE", "Demo Abroad", KeyKind::p256, responders, folder, now);
  abroad.add_hierarchy(KeyKind::p256);
  abroad.delegate("");
  Country unlisted("XU", "Demo Unlisted", KeyKind::p256, responders, folder, now);
  unlisted.add_hierarchy(KeyKind::p256);
  world.lists = {home.write_list(Country::Side::domestic),
                 abroad.write_list(Country::Side::foreign)};
  SampleWriter writer(folder, now, world.samples);
  write_samples(writer, home, abroad,
                unlisted.issue("Demo signer nobody vouches for", -30 * kDay, 365 * kDay, 31), now);
  write_kazakh_samples(writer, home);
  write_revoked_samples(writer, home, abroad, now);
  world.tsa = home.tsa_files();
  world.authorities = home.authorities();
  for (const Country* other : {&abroad, &unlisted}) {
    const auto more = other->authorities();
    world.authorities.insert(world.authorities.end(), more.begin(), more.end());
  }
  write_file(folder / "world.json", as_bytes(index_of(world)));
  return world;
}

}  // namespace

Result<World> ensure_world(const fs::path& folder, UtcTime now, std::uint16_t port) {
  try {
    if (auto world = found_world(folder, now)) {
      return std::move(*world);
    }
    fs::path fresh = folder;
    fresh += ".new";
    fs::remove_all(fresh);
    fs::create_directories(fresh);
    (void)make_world(fresh, now, port);
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

std::optional<std::uint16_t> port_of_world(const fs::path& folder, UtcTime now) {
  try {
    const auto world = found_world(folder, now);
    return world ? std::optional(world->port) : std::nullopt;
  } catch (const std::exception&) {  // ensure_world() will say what is wrong with it
    return std::nullopt;
  }
}

}  // namespace senim::demo

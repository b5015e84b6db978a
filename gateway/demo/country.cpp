#include "gateway/demo/country.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/trust_list_maker.h"
#include "validators/crypto/digest.h"

namespace senim::demo {

namespace fs = std::filesystem;

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

Country::Country(std::string territory, std::string name, KeyKind list_key, std::string responders,
                 const fs::path& folder, UtcTime now)
    : territory_(std::move(territory)),
      name_(std::move(name)),
      responders_(std::move(responders)),
      folder_(folder),
      now_(now),
      operator_(list_operator(list_key)) {}

void Country::add_hierarchy(const std::string& label, KeyKind kind, CertificateSpec root,
                            CertificateSpec ca) {
  const std::string suffix = label.empty() ? "" : "-" + label;
  root.not_before = now_ - 2 * 365 * kDay;
  ca.not_before = now_ - 365 * kDay;
  root.not_after = ca.not_after = now_ + 3650 * kDay;
  root.serial = 1;
  ca.serial = 2;
  root.ca = ca.ca = true;
  Party root_party = make_root(root, new_key(kind, "root" + suffix));
  Party ca_party = make_issued(ca, new_key(kind, "ca" + suffix), root_party);
  publish("ca" + suffix, ca_party);
  DemoAuthority authority;
  authority.id = code() + suffix;
  authority.ca = files_of("ca" + suffix);
  hierarchies_.emplace(
      label, Hierarchy{kind, std::move(root_party), std::move(ca_party), std::move(authority)});
}

void Country::add_hierarchy(KeyKind kind) {
  add_hierarchy("", kind, authority("Root CA"), authority("Signing CA"));
}

Party Country::issue(const std::string& label, CertificateSpec spec, Seconds from, Seconds until,
                     std::int64_t serial) const {
  const Hierarchy& hierarchy = hierarchies_.at(label);
  spec.not_before = now_ + from;
  spec.not_after = now_ + until;
  spec.serial = serial;
  spec.ocsp_urls = {responders_ + "/ocsp/" + hierarchy.authority.id};
  spec.crl_urls = {responders_ + "/crl/" + hierarchy.authority.id};
  spec.issuer_urls = {responders_ + "/ca/" + hierarchy.authority.id};
  return make_issued(spec, new_key(hierarchy.kind, "signer-" + std::to_string(serial)),
                     hierarchy.ca);
}

void Country::delegate(const std::string& label) {
  Hierarchy& hierarchy = hierarchies_.at(label);
  CertificateSpec spec;
  spec.subject = simple_name("OCSP RESPONDER", "Demo trust services " + territory_, territory_);
  spec.not_before = now_ - 30 * kDay;
  spec.not_after = now_ + 365 * kDay;
  spec.serial = 3;
  spec.key_usage = std::uint16_t{1};  // digitalSignature
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.9")};
  spec.extensions = {{Oid("1.3.6.1.5.5.7.48.1.5"), false, der::null()}};  // nocheck
  const std::string who = "ocsp" + (label.empty() ? "" : "-" + label);
  publish(who, make_issued(spec, new_key(hierarchy.kind, who), hierarchy.ca));
  hierarchy.authority.delegate = files_of(who);
}

Party Country::issue_tsa(const std::string& label, std::int64_t serial) {
  const Hierarchy& hierarchy = hierarchies_.at(label);
  CertificateSpec spec;
  spec.subject =
      simple_name(name_ + " Time-stamping", "Demo trust services " + territory_, territory_);
  spec.not_before = now_ - 60 * kDay;
  spec.not_after = now_ + 3 * 365 * kDay;
  spec.serial = serial;
  spec.key_usage = std::uint16_t{1};  // digitalSignature
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.8")};
  spec.extended_key_usage_critical = true;
  spec.ocsp_urls = {responders_ + "/ocsp/" + hierarchy.authority.id};
  spec.crl_urls = {responders_ + "/crl/" + hierarchy.authority.id};
  Party tsa = make_issued(spec, new_key(hierarchy.kind, "tsa"), hierarchy.ca);
  publish("tsa", tsa);
  return tsa;
}

DemoKey Country::tsa_files() const { return files_of("tsa"); }

void Country::revoke(const std::string& label, const DemoRevocation& revocation) {
  hierarchies_.at(label).authority.revoked.push_back(revocation);
}

std::vector<DemoAuthority> Country::authorities() const {
  std::vector<DemoAuthority> all;
  for (const auto& [label, hierarchy] : hierarchies_) {
    all.push_back(hierarchy.authority);
  }
  return all;
}

DemoKey Country::files_of(const std::string& who) const {
  const std::string name = code() + "-" + who;
  return {folder_ / "certificates" / (name + ".cer"), folder_ / "keys" / (name + ".pem")};
}

void Country::publish(const std::string& who, const Party& party) const {
  write_file(files_of(who).certificate, party.certificate);
}

Party Country::issue(const std::string& common_name, Seconds from, Seconds until,
                     std::int64_t serial) const {
  CertificateSpec spec;
  spec.subject = simple_name(common_name, "Demo organisation " + territory_, territory_);
  spec.policies = {Oid("1.3.6.1.4.1.99999.2.1")};
  return issue("", std::move(spec), from, until, serial);
}

DemoList Country::write_list(Side side) const {
  TrustListSpec spec;
  spec.territory = territory_;
  spec.type = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/" + territory_ + "list";
  spec.sequence = 1;
  spec.issued = now_ - kDay;
  spec.next_update = now_ + 180 * kDay;
  for (const auto& [label, hierarchy] : hierarchies_) {
    ServiceSpec service;
    service.provider = "Demo trust services " + territory_;
    service.name = name_ + " Signing CA" + (label.empty() ? "" : " (" + label + ")");
    service.certificates = {hierarchy.ca.certificate};
    service.current.since = now_ - 365 * kDay;
    service.current.extensions =
        additional_information("http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures");
    spec.services.push_back(std::move(service));
  }
  DemoList list;
  list.source = "demo-" + code();
  list.territory = territory_;
  list.domestic = side == Side::domestic;
  list.path = folder_ / "lists" / (code() + ".xml");
  list.signer = to_hex(crypto::sha256(operator_.certificate));
  write_file(list.path, as_bytes(sign_trust_list(make_trust_list(spec), operator_, now_ - kDay)));
  return list;
}

std::string Country::code() const {
  std::string code = territory_;
  for (char& c : code) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return code;
}

CertificateSpec Country::authority(const std::string& what) const {
  CertificateSpec spec;
  spec.subject = simple_name(name_ + " " + what, "Demo trust services " + territory_, territory_);
  return spec;
}

Party Country::list_operator(KeyKind kind) const {
  CertificateSpec spec;
  spec.subject =
      simple_name(name_ + " List Operator", "Demo scheme operator " + territory_, territory_);
  spec.not_before = now_ - 365 * kDay;
  spec.not_after = now_ + 3650 * kDay;
  return make_root(spec, new_key(kind, "list-operator"));
}

Key Country::new_key(KeyKind kind, const std::string& who) const {
  Key made = Key::generate(kind);
  write_file(folder_ / "keys" / (code() + "-" + who + ".pem"), as_bytes(made.pem()), 0600);
  return made;
}

}  // namespace senim::demo

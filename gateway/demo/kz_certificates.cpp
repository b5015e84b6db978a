#include "gateway/demo/kz_certificates.h"

#include "gateway/demo/der_writer.h"

namespace senim::demo {
namespace {

const Oid kCommonName("2.5.4.3");
const Oid kSurname("2.5.4.4");
const Oid kSerialNumber("2.5.4.5");
const Oid kCountry("2.5.4.6");
const Oid kOrganization("2.5.4.10");
const Oid kUnit("2.5.4.11");
const Oid kGivenName("2.5.4.42");

constexpr const char* kBin = "BIN200040000010";

struct Person {
  const char* surname;
  const char* first_name;
  const char* patronymic;
  const char* iin;
};

// "First" to "Fourth", son or daughter of Demo.
Person person_of(KzRole role) {
  switch (role) {
    case KzRole::first_head:
      return {"ДЕМОБАЕВ", "БІРІНШІ", "ДЕМОҰЛЫ", "IIN850000300016"};
    case KzRole::right_to_sign:
      return {"ДЕМОБАЕВ", "ЕКІНШІ", "ДЕМОҰЛЫ", "IIN860000300028"};
    case KzRole::employee:
      return {"ДЕМОБАЕВА", "ҮШІНШІ", "ДЕМОҚЫЗЫ", "IIN870000400036"};
    case KzRole::individual:
      return {"ДЕМОБАЕВА", "ТӨРТІНШІ", "ДЕМОҚЫЗЫ", "IIN880000400048"};
  }
  return {};
}

// domain.md 3.2: a head has the role of the legal entity and his own.
std::vector<Oid> role_usages(KzRole role) {
  switch (role) {
    case KzRole::first_head:
      return {Oid("1.2.398.3.3.4.1.2"), Oid("1.2.398.3.3.4.1.2.1")};
    case KzRole::right_to_sign:
      return {Oid("1.2.398.3.3.4.1.2"), Oid("1.2.398.3.3.4.1.2.2")};
    case KzRole::employee:
      return {Oid("1.2.398.3.3.4.1.2"), Oid("1.2.398.3.3.4.1.2.5")};
    case KzRole::individual:
      return {Oid("1.2.398.3.3.4.1.1")};
  }
  return {};
}

// domain.md 3.3, bits as pki::KeyUsages.
std::uint16_t key_usage(KzPurpose purpose, KzAlgorithm algorithm) {
  constexpr std::uint16_t kDigitalSignature = 1U;
  constexpr std::uint16_t kNonRepudiation = 1U << 1;
  constexpr std::uint16_t kKeyEncipherment = 1U << 2;
  constexpr std::uint16_t kKeyAgreement = 1U << 4;
  if (purpose == KzPurpose::authentication) {
    return kDigitalSignature | kKeyEncipherment;
  }
  return algorithm == KzAlgorithm::gost ? kDigitalSignature | kNonRepudiation | kKeyAgreement
                                        : kDigitalSignature | kNonRepudiation;
}

std::string with_algorithm(const std::string& name, KzAlgorithm algorithm) {
  return name + (algorithm == KzAlgorithm::gost ? " (GOST)" : " (RSA)") + " DEMO";
}

CertificateSpec authority(const std::string& name, const char* policy) {
  CertificateSpec spec;
  spec.subject = {{kCountry, "KZ"}, {kCommonName, name}};
  spec.ca = true;
  spec.policies = {Oid(policy)};
  return spec;
}

}  // namespace

CertificateSpec kz_root(KzAlgorithm algorithm) {
  return authority(with_algorithm("НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ", algorithm), "1.2.398.3.1.2");
}

CertificateSpec kz_national_ca(KzAlgorithm algorithm) {
  return authority(with_algorithm("ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ", algorithm), "1.2.398.3.3.2");
}

CertificateSpec kz_holder(KzRole role, KzPurpose purpose, KzAlgorithm algorithm) {
  const Person person = person_of(role);
  CertificateSpec spec;
  spec.subject = {{kCommonName, std::string(person.surname) + " " + person.first_name},
                  {kSurname, person.surname},
                  {kSerialNumber, person.iin},
                  {kCountry, "KZ"}};
  if (role != KzRole::individual) {
    spec.subject.insert(spec.subject.end(), {{kOrganization, "ЖШС \"ДЕМО\""}, {kUnit, kBin}});
  }
  spec.subject.emplace_back(kGivenName, person.patronymic);
  spec.key_usage = key_usage(purpose, algorithm);
  // emailProtection says signing, clientAuth authentication (domain.md 3.2).
  spec.extended_key_usage = {
      Oid(purpose == KzPurpose::signing ? "1.3.6.1.5.5.7.3.4" : "1.3.6.1.5.5.7.3.2")};
  const std::vector<Oid> roles = role_usages(role);
  spec.extended_key_usage.insert(spec.extended_key_usage.end(), roles.begin(), roles.end());
  spec.policies = {Oid("1.2.398.3.3.2")};
  // domain.md 3.5: kept in a PKCS#12 file.
  spec.extensions = {
      {Oid("1.2.398.3.3.5"), false, der::sequence({der::oid(Oid("1.2.398.3.3.5.1.1"))})}};
  return spec;
}

}  // namespace senim::demo

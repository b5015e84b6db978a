#include "gateway/demo/responders.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "gateway/demo/cms_maker.h"
#include "gateway/demo/der_writer.h"
#include "gateway/demo/revocation_maker.h"
#include "gateway/files.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/random.h"

namespace senim::demo {
namespace {

namespace fs = std::filesystem;

// Young enough for any policy's maximum age, and an end that lets answers be used again.
constexpr Seconds kAnswerLife{3600};
constexpr Seconds kListLife{86'400};
// Certificates that expired stay in lists and answers (ISO/IEC 9594-8 expiredCertsOnCRL, RFC 6960
// 4.4.4): else nobody could tell whether an expired one had been revoked.
constexpr Seconds kArchive{10 * 365 * 86'400};
// A client asks about one certificate, or a path; each costs a digest and an entry of the answer.
constexpr std::size_t kMaxAsked = 20;

Bytes octets_of(const fs::path& path) {
  auto octets = gateway::read_file(path);
  if (!octets.ok()) {
    throw std::runtime_error(octets.error().message);
  }
  return std::move(octets).value();
}

// The subject Name of a certificate.
Bytes subject_of(ByteView certificate) {
  using senim::der::Reader;
  Reader outer(senim::der::single(certificate, senim::der::Rules::der, "certificate").value());
  Reader fields(outer.next().value());
  if (fields.at(senim::der::context_constructed(0))) {
    (void)fields.next();  // version
  }
  for (int i = 0; i < 4; ++i) {  // serialNumber, signature, issuer, validity
    (void)fields.next().value();
  }
  return to_bytes(fields.next().value().whole);
}

Party party_of(const DemoKey& files) {
  const Bytes pem = octets_of(files.key);
  Party party{Key::from_pem(std::string(as_text(pem))), octets_of(files.certificate), {}};
  party.name = subject_of(party.certificate);
  return party;
}

// RFC 6960 4.2.1: an OCSPResponse that says nothing but why.
Bytes refusal(std::uint8_t status) { return der::sequence({der::tlv(0x0a, Bytes{status})}); }

// RFC 3161 2.4.2: rejection (2), with the bit of PKIFailureInfo that says why.
constexpr unsigned kBadAlgorithm = 0;
constexpr unsigned kBadDataFormat = 5;
Bytes rejection(unsigned bit) {
  const Bytes info{static_cast<std::uint8_t>(0x80U >> bit)};
  return der::sequence(
      {der::sequence({der::integer(std::int64_t{2}), der::bit_string(info, 7 - bit)})});
}

// RFC 3161 2.4.2: unique, and nobody here counts.
std::int64_t random_serial() {
  const Bytes octets = crypto::random_bytes(7).value();
  std::int64_t serial = 0;
  for (const std::uint8_t octet : octets) {
    serial = (serial << 8) | octet;
  }
  return serial;
}

struct Asked {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  ByteView name_hash;
  ByteView key_hash;
  std::int64_t serial = 0;
};

// RFC 6960 4.1.1.
Result<std::vector<Asked>> asked_in(ByteView request) {
  using senim::der::Reader;
  SENIM_TRY(const auto outer, senim::der::single(request, senim::der::Rules::der, "OCSPRequest"));
  Reader file(outer);
  SENIM_TRY(Reader tbs, file.enter(senim::der::kSequence, "tbsRequest"));
  SENIM_TRY([[maybe_unused]] const auto version, tbs.next_if(senim::der::context_constructed(0)));
  SENIM_TRY([[maybe_unused]] const auto who, tbs.next_if(senim::der::context_constructed(1)));
  SENIM_TRY(Reader list, tbs.enter(senim::der::kSequence, "requestList"));
  std::vector<Asked> all;
  while (!list.done()) {
    if (all.size() == kMaxAsked) {
      return Error{ErrorCode::limit_exceeded, "requestList: too many"};
    }
    SENIM_TRY(Reader one, list.enter(senim::der::kSequence, "Request"));
    SENIM_TRY(Reader id, one.enter(senim::der::kSequence, "CertID"));
    Asked asked;
    SENIM_TRY(const auto algorithm, id.expect(senim::der::kSequence, "hashAlgorithm"));
    SENIM_TRY(asked.digest, crypto::read_digest_algorithm(algorithm.whole));
    SENIM_TRY(const auto name, id.expect(senim::der::kOctetString, "issuerNameHash"));
    SENIM_TRY(const auto key, id.expect(senim::der::kOctetString, "issuerKeyHash"));
    SENIM_TRY(const auto serial, id.expect(senim::der::kInteger, "serialNumber"));
    asked.name_hash = name.content;
    asked.key_hash = key.content;
    SENIM_TRY(asked.serial, senim::der::small_integer(serial));
    all.push_back(asked);
  }
  return all;
}

}  // namespace

Result<Responders> Responders::of(const World& world) {
  try {
    Responders responders;
    for (const DemoAuthority& authority : world.authorities) {
      Authority made{party_of(authority.ca), std::nullopt, authority.revoked};
      if (authority.delegate) {
        made.delegate = party_of(*authority.delegate);
      }
      responders.authorities_.emplace(authority.id, std::move(made));
    }
    responders.tsa_ = party_of(world.tsa);
    return responders;
  } catch (const std::exception& problem) {  // style.md 5: adapter around files and OpenSSL
    return Error{ErrorCode::unavailable, "the demo responders: " + std::string(problem.what())};
  }
}

std::optional<Responders::Answer> Responders::get(std::string_view path, UtcTime now) const {
  const std::size_t slash = path.find('/', 1);
  const auto found =
      authorities_.find(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (found == authorities_.end()) {
    return std::nullopt;
  }
  if (path.starts_with("/crl/")) {
    return Answer{list(found->second, now), "application/pkix-crl"};
  }
  if (path.starts_with("/ca/")) {
    return Answer{found->second.ca.certificate, "application/pkix-cert"};
  }
  return std::nullopt;
}

std::optional<Responders::Answer> Responders::post(std::string_view path, ByteView body,
                                                   UtcTime now) const {
  if (path == "/tsa" && tsa_) {
    return Answer{stamp(body, now), "application/timestamp-reply"};
  }
  constexpr std::string_view kOcsp = "/ocsp/";
  const auto found =
      path.starts_with(kOcsp) ? authorities_.find(path.substr(kOcsp.size())) : authorities_.end();
  if (found == authorities_.end()) {
    return std::nullopt;
  }
  return Answer{status(found->second, body, now), "application/ocsp-response"};
}

Bytes Responders::list(const Authority& authority, UtcTime now) const {
  CrlSpec spec;
  spec.this_update = now - Seconds{60};  // clocks differ
  spec.next_update = now + kListLife;
  spec.number = now.time_since_epoch().count();
  spec.extensions = {{Oid("2.5.29.60"), false, der::generalized_time(now - kArchive)}};
  for (const DemoRevocation& one : authority.revoked) {
    spec.revoked.push_back({one.serial, one.at, one.reason});
  }
  return make_crl(spec, authority.ca);
}

Bytes Responders::status(const Authority& authority, ByteView request, UtcTime now) const {
  const auto asked = asked_in(request);
  if (!asked.ok() && asked.error().code == ErrorCode::limit_exceeded) {
    return refusal(6);  // unauthorized: nobody here may ask so much at once
  }
  if (!asked.ok() || asked->empty()) {
    return refusal(1);  // malformedRequest
  }
  OcspSpec spec;
  spec.produced_at = now - Seconds{5};
  spec.id_digest = asked->front().digest;
  for (const Asked& one : *asked) {
    const auto name = crypto::digest(one.digest, authority.ca.name);
    if (!name.ok() || one.digest != spec.id_digest || !equal(*name, one.name_hash)) {
      return refusal(6);  // unauthorized: somebody else's certificate
    }
    OcspAnswer answer;
    answer.serial = one.serial;
    answer.this_update = spec.produced_at;
    answer.next_update = now + kAnswerLife;
    answer.archive_cutoff = now - kArchive;
    const auto revoked = std::ranges::find(authority.revoked, one.serial, &DemoRevocation::serial);
    if (revoked != authority.revoked.end()) {
      answer.status = OcspStatus::revoked;
      answer.revoked = revoked->at;
      answer.reason = revoked->reason;
    }
    spec.answers.push_back(answer);
  }
  const Party& signer = authority.delegate ? *authority.delegate : authority.ca;
  spec.certificates = {signer.certificate};
  return make_ocsp_response(spec, authority.ca, signer);
}

// RFC 3161 2.4.1: version, messageImprint, reqPolicy?, nonce?, certReq, extensions?
Bytes Responders::stamp(ByteView request, UtcTime now) const {
  using senim::der::Reader;
  const auto outer = senim::der::single(request, senim::der::Rules::der, "TimeStampReq");
  if (!outer.ok() || outer->tag != senim::der::kSequence) {
    return rejection(kBadDataFormat);
  }
  Reader fields(*outer);
  (void)fields.next();
  const auto imprint = fields.expect(senim::der::kSequence, "messageImprint");
  if (!imprint.ok()) {
    return rejection(kBadDataFormat);
  }
  Reader inside(*imprint);
  const auto algorithm = inside.expect(senim::der::kSequence, "hashAlgorithm");
  const auto hashed = inside.expect(senim::der::kOctetString, "hashedMessage");
  if (!algorithm.ok() || !hashed.ok()) {
    return rejection(kBadDataFormat);
  }
  const auto digest = crypto::read_digest_algorithm(algorithm->whole);
  if (!digest.ok() || !crypto::supported(*digest) ||
      crypto::digest_size(*digest) != hashed->content.size()) {
    return rejection(kBadAlgorithm);
  }
  (void)fields.next_if(senim::der::kOid);
  const auto nonce = fields.next_if(senim::der::kInteger);
  StampSpec spec;
  spec.imprint = to_bytes(imprint->whole);
  spec.time = now;
  spec.serial = random_serial();
  if (nonce.ok() && *nonce) {
    spec.more = to_bytes((*nonce)->whole);
  }
  return der::sequence(
      {der::sequence({der::integer(std::int64_t{0})}), make_timestamp_over(*tsa_, spec)});
}

}  // namespace senim::demo

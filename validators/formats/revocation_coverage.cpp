#include "validators/formats/revocation_coverage.h"

#include <algorithm>

#include "validators/base/der_reader.h"
#include "validators/base/minimal_integer.h"
#include "validators/crypto/digest.h"
#include "validators/pki/ocsp_request.h"

namespace senim::formats {
namespace {

// Names can go in circles; real chains have at most half of this.
constexpr std::size_t kMaxChain = 20;
// Certificates of the issuer's name that may be his: a renewed authority keeps its name. As many as
// keys are tried for one answer (process/revocation_search.h); more are no renewals.
constexpr std::size_t kMaxNamesakes = 8;
// Longer than every name and key that we know of (RSA of 16,384 bits: 2 KB): with the certificates
// of a request it bounds what is hashed here.
constexpr std::size_t kMaxHashed = 16'384;
// Of all answers together: threats.md looks at 1,000 of them, which are about one certificate each,
// or about all of a small CA's.
constexpr std::size_t kMaxAnswers = 10'000;

// CertificateList ::= SEQUENCE { TBSCertList { version OPTIONAL, signature, issuer, ... }, ... }
Result<ByteView> issuer_of(ByteView crl) {
  SENIM_TRY(const der::Element list, der::single(crl, der::Rules::ber, "CertificateList"));
  der::Reader outer(list);
  SENIM_TRY(der::Reader tbs, outer.enter(der::kSequence, "tbsCertList"));
  SENIM_TRY([[maybe_unused]] const auto version, tbs.next_if(der::kInteger));
  SENIM_TRY([[maybe_unused]] const der::Element signature, tbs.expect(der::kSequence, "signature"));
  SENIM_TRY(const der::Element issuer, tbs.expect(der::kSequence, "issuer"));
  return issuer.whole;
}

// OCSPResponse ::= SEQUENCE { responseStatus, [0] { SEQUENCE { type, OCTET STRING } } }: the
// BasicOCSPResponse inside, or the octets themselves when they already are one.
Result<Bytes> basic_response(ByteView ocsp) {
  SENIM_TRY(const der::Element response, der::single(ocsp, der::Rules::ber, "OCSP response"));
  der::Reader fields(response);
  if (!fields.at(der::kEnumerated)) {
    return to_bytes(ocsp);
  }
  SENIM_TRY([[maybe_unused]] const der::Element status, fields.next());
  SENIM_TRY(der::Reader wrapper, fields.enter(der::context_constructed(0), "responseBytes"));
  SENIM_TRY(der::Reader bytes, wrapper.enter(der::kSequence, "ResponseBytes"));
  SENIM_TRY([[maybe_unused]] const der::Element type, bytes.expect(der::kOid, "responseType"));
  SENIM_TRY(const der::Element inner, bytes.next());
  SENIM_TRY(const der::Octets octets, der::octet_string(inner));
  return to_bytes(octets.view);
}

// CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }. Hashes that
// nobody here can compute, or of another length, name nobody.
Status add_answer(der::Reader id, std::map<Bytes, RevocationCoverage::Issuers>& answers) {
  SENIM_TRY(const der::Element algorithm, id.expect(der::kSequence, "hashAlgorithm"));
  SENIM_TRY(const der::Element name, id.next());
  SENIM_TRY(const der::Octets name_hash, der::octet_string(name));
  SENIM_TRY(const der::Element key, id.next());
  SENIM_TRY(const der::Octets key_hash, der::octet_string(key));
  SENIM_TRY(const der::Element serial, id.expect(der::kInteger, "serialNumber"));
  const auto digest = crypto::read_digest_algorithm(algorithm.whole);
  if (digest.ok() && crypto::supported(*digest) &&
      name_hash.view.size() == crypto::digest_size(*digest) &&
      key_hash.view.size() == crypto::digest_size(*digest)) {
    answers[to_bytes(minimal_integer(serial.content))][*digest].insert(
        {to_bytes(name_hash.view), to_bytes(key_hash.view)});
  }
  return success();
}

// ResponseData ::= SEQUENCE { version [0] OPTIONAL, responderID, producedAt, responses, ... }
Status add_answers(ByteView ocsp, std::size_t& left,
                   std::map<Bytes, RevocationCoverage::Issuers>& answers) {
  SENIM_TRY(const Bytes basic, basic_response(ocsp));
  SENIM_TRY(const der::Element response, der::single(basic, der::Rules::ber, "BasicOCSPResponse"));
  der::Reader outer(response);
  SENIM_TRY(der::Reader data, outer.enter(der::kSequence, "tbsResponseData"));
  SENIM_TRY([[maybe_unused]] const auto version, data.next_if(der::context_constructed(0)));
  SENIM_TRY([[maybe_unused]] const der::Element responder, data.next());
  SENIM_TRY([[maybe_unused]] const der::Element produced, data.next());
  SENIM_TRY(der::Reader responses, data.enter(der::kSequence, "responses"));
  for (; left > 0 && !responses.done(); --left) {
    SENIM_TRY(der::Reader single, responses.enter(der::kSequence, "SingleResponse"));
    SENIM_TRY(const der::Reader id, single.enter(der::kSequence, "certID"));
    SENIM_CHECK(add_answer(id, answers));
  }
  return success();
}

// The authority's name, and a key that it did not sign this one with (RFC 5280 4.2.1.1).
bool other_key(const pki::Certificate& issuer, const pki::Certificate& certificate) {
  const auto own = issuer.subject_key_identifier();
  const auto named = certificate.authority_key_identifier();
  return own.ok() && *own && named.ok() && *named && !(*named)->key_id.empty() &&
         !equal(**own, (*named)->key_id);
}

std::vector<pki::Certificate> issuers_of(const pki::Certificate& certificate,
                                         const std::vector<pki::Certificate>& known) {
  std::vector<pki::Certificate> issuers;
  for (const pki::Certificate& candidate : known) {
    if (issuers.size() < kMaxNamesakes &&
        equal(candidate.subject().der(), certificate.issuer().der()) &&
        !other_key(candidate, certificate)) {
      issuers.push_back(candidate);
    }
  }
  return issuers;
}

bool any_covers(const std::vector<const RevocationCoverage*>& data,
                const pki::Certificate& certificate, const std::vector<pki::Certificate>& issuers,
                IssuerHashes& hashes) {
  return std::any_of(data.begin(), data.end(), [&](const RevocationCoverage* one) {
    return one->covers(certificate, issuers, hashes);
  });
}

Bytes hash_of(crypto::DigestAlgorithm algorithm, ByteView octets) {
  if (octets.size() > kMaxHashed) {
    return {};
  }
  auto digest = crypto::digest(algorithm, octets);
  return digest.ok() ? std::move(digest).value() : Bytes{};
}

}  // namespace

const Bytes& IssuerHashes::of_name(crypto::DigestAlgorithm digest, const pki::Certificate& issued) {
  const auto [at, fresh] = known_.try_emplace({Part::name, digest, issued.fingerprint()});
  if (fresh) {
    at->second = hash_of(digest, issued.issuer().der());
  }
  return at->second;
}

const Bytes& IssuerHashes::of_key(crypto::DigestAlgorithm digest, const pki::Certificate& issuer) {
  const auto [at, fresh] = known_.try_emplace({Part::key, digest, issuer.fingerprint()});
  if (fresh) {
    const auto bits = pki::key_bits(issuer.spki());
    at->second = bits.ok() ? hash_of(digest, *bits) : Bytes{};
  }
  return at->second;
}

RevocationCoverage::RevocationCoverage(const std::vector<Bytes>& crls,
                                       const std::vector<Bytes>& ocsps) {
  for (const Bytes& crl : crls) {
    if (const auto issuer = issuer_of(crl)) {
      crl_issuers_.insert(to_bytes(*issuer));
    }
  }
  std::size_t left = kMaxAnswers;
  for (const Bytes& ocsp : ocsps) {
    // What was read before an error still counts for a level: names only.
    static_cast<void>(add_answers(ocsp, left, ocsp_answers_).ok());
  }
}

bool RevocationCoverage::covers(const pki::Certificate& certificate,
                                const std::vector<pki::Certificate>& issuers,
                                IssuerHashes& hashes) const {
  if (crl_issuers_.count(to_bytes(certificate.issuer().der())) != 0) {
    return true;
  }
  const auto answers = ocsp_answers_.find(to_bytes(minimal_integer(certificate.serial())));
  if (answers == ocsp_answers_.end()) {
    return false;
  }
  return std::ranges::any_of(answers->second, [&](const auto& of_digest) {
    // No structured binding: clang 14 does not let the inner lambda have it.
    const crypto::DigestAlgorithm digest = of_digest.first;
    const auto& named = of_digest.second;
    const Bytes& name = hashes.of_name(digest, certificate);
    if (name.empty()) {
      return false;
    }
    if (issuers.empty()) {
      const auto first = named.lower_bound({name, Bytes{}});
      return first != named.end() && first->first == name;
    }
    return std::ranges::any_of(issuers, [&](const pki::Certificate& issuer) {
      const Bytes& key = hashes.of_key(digest, issuer);
      return !key.empty() && named.count({name, key}) != 0;
    });
  });
}

bool covers_chain(const pki::Certificate& leaf, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data, IssuerHashes& hashes) {
  pki::Certificate current = leaf;
  for (std::size_t step = 0; step < kMaxChain && !current.self_issued(); ++step) {
    const auto issuers = issuers_of(current, known);
    if (!any_covers(data, current, issuers, hashes)) {
      return false;
    }
    if (issuers.empty()) {
      break;
    }
    current = issuers.front();
  }
  return true;
}

bool about_signer(const pki::Certificate& signer, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data, IssuerHashes& hashes) {
  return signer.self_issued() || any_covers(data, signer, issuers_of(signer, known), hashes);
}

}  // namespace senim::formats

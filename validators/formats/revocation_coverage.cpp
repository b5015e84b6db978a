#include "validators/formats/revocation_coverage.h"

#include <algorithm>

#include "validators/base/der_reader.h"

namespace senim::formats {
namespace {

// Names can go in circles; real chains have at most half of this.
constexpr std::size_t kMaxChain = 20;

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

// ResponseData ::= SEQUENCE { version [0] OPTIONAL, responderID, producedAt, responses, ... }
Status serials_of(ByteView ocsp, std::set<Bytes>& serials) {
  SENIM_TRY(const Bytes basic, basic_response(ocsp));
  SENIM_TRY(const der::Element response, der::single(basic, der::Rules::ber, "BasicOCSPResponse"));
  der::Reader outer(response);
  SENIM_TRY(der::Reader data, outer.enter(der::kSequence, "tbsResponseData"));
  SENIM_TRY([[maybe_unused]] const auto version, data.next_if(der::context_constructed(0)));
  SENIM_TRY([[maybe_unused]] const der::Element responder, data.next());
  SENIM_TRY([[maybe_unused]] const der::Element produced, data.next());
  SENIM_TRY(der::Reader responses, data.enter(der::kSequence, "responses"));
  while (!responses.done()) {
    SENIM_TRY(der::Reader single, responses.enter(der::kSequence, "SingleResponse"));
    SENIM_TRY(der::Reader id, single.enter(der::kSequence, "certID"));
    SENIM_TRY([[maybe_unused]] const der::Element algorithm, id.next());
    SENIM_TRY([[maybe_unused]] const der::Element name_hash, id.next());
    SENIM_TRY([[maybe_unused]] const der::Element key_hash, id.next());
    SENIM_TRY(const der::Element serial, id.expect(der::kInteger, "serialNumber"));
    serials.insert(to_bytes(serial.content));
  }
  return success();
}

}  // namespace

RevocationCoverage::RevocationCoverage(const std::vector<Bytes>& crls,
                                       const std::vector<Bytes>& ocsps) {
  for (const Bytes& crl : crls) {
    if (const auto issuer = issuer_of(crl)) {
      crl_issuers_.insert(to_bytes(*issuer));
    }
  }
  for (const Bytes& ocsp : ocsps) {
    // What was read before an error still counts for a level: names only.
    static_cast<void>(serials_of(ocsp, ocsp_serials_).ok());
  }
}

bool RevocationCoverage::covers(const pki::Certificate& certificate) const {
  return ocsp_serials_.count(to_bytes(certificate.serial())) != 0 ||
         crl_issuers_.count(to_bytes(certificate.issuer().der())) != 0;
}

bool covers_chain(const pki::Certificate& leaf, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data) {
  pki::Certificate current = leaf;
  for (std::size_t step = 0; step < kMaxChain && !current.self_issued(); ++step) {
    const bool covered = std::any_of(data.begin(), data.end(), [&](const RevocationCoverage* one) {
      return one->covers(current);
    });
    if (!covered) {
      return false;
    }
    const auto issuer = std::find_if(known.begin(), known.end(), [&](const auto& candidate) {
      return equal(candidate.subject().der(), current.issuer().der());
    });
    if (issuer == known.end()) {
      break;
    }
    current = *issuer;
  }
  return true;
}

bool about_signer(const pki::Certificate& signer,
                  const std::vector<const RevocationCoverage*>& data) {
  return signer.self_issued() ||
         std::any_of(data.begin(), data.end(),
                     [&](const RevocationCoverage* one) { return one->covers(signer); });
}

}  // namespace senim::formats

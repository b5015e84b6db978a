#include "gateway/demo/signing_key.h"

#include <algorithm>
#include <stdexcept>

#include "gateway/demo/der_writer.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----\n";
constexpr std::string_view kEnd = "-----END PRIVATE KEY-----\n";

}  // namespace

Bytes SigningKey::hash(crypto::DigestAlgorithm digest, ByteView octets) const {
  return crypto::digest(digest, octets).value();
}

Bytes SigningKey::digest_identifier(crypto::DigestAlgorithm digest) const {
  return der::sequence({der::oid(crypto::digest_oid(digest))});
}

std::string SigningKey::digest_uri(crypto::DigestAlgorithm digest) const {
  return demo::digest_uri(digest);
}

Bytes SigningKey::sign_cms(ByteView message, const SignOptions& options) const {
  return sign(message, options);
}

Bytes SigningKey::sign_plain(ByteView message, const SignOptions& options) const {
  return sign(message, options);
}

crypto::DigestAlgorithm SigningKey::digest_of(const SignOptions& options) const {
  return options.digest == crypto::DigestAlgorithm::unknown ? own_digest() : options.digest;
}

Bytes SigningKey::identifier(const Oid& oid, Parameters usual, const SignOptions& options) {
  const Bytes name = der::oid(options.oid.empty() ? oid : options.oid);
  const Parameters parameters =
      options.parameters == Parameters::usual ? usual : options.parameters;
  return parameters == Parameters::null ? der::sequence({name, der::null()})
                                        : der::sequence({name});
}

std::string digest_uri(crypto::DigestAlgorithm digest) {
  switch (digest) {
    case crypto::DigestAlgorithm::md5:
      return "http://www.w3.org/2001/04/xmldsig-more#md5";
    case crypto::DigestAlgorithm::sha1:
      return "http://www.w3.org/2000/09/xmldsig#sha1";
    case crypto::DigestAlgorithm::sha224:
      return "http://www.w3.org/2001/04/xmldsig-more#sha224";
    case crypto::DigestAlgorithm::sha256:
      return "http://www.w3.org/2001/04/xmlenc#sha256";
    case crypto::DigestAlgorithm::sha384:
      return "http://www.w3.org/2001/04/xmldsig-more#sha384";
    case crypto::DigestAlgorithm::sha512:
      return "http://www.w3.org/2001/04/xmlenc#sha512";
    case crypto::DigestAlgorithm::sha3_256:
      return "http://www.w3.org/2007/05/xmldsig-more#sha3-256";
    // NOLINTNEXTLINE(bugprone-branch-clone): every other digest is one that the demo world does not
    // use
    default:
      throw std::logic_error("the demo world does not reference with this digest");
  }
}

std::string private_key_pem(ByteView private_key_info) {
  const std::string base64 = crypto::to_base64(private_key_info);
  std::string pem(kBegin);
  for (std::size_t at = 0; at < base64.size(); at += 64) {  // RFC 7468 2
    pem.append(base64, at, 64);
    pem.push_back('\n');
  }
  return pem.append(kEnd);
}

Bytes private_key_octets(const std::string& pem) {
  const std::size_t start = pem.find(kBegin);
  const std::size_t end = pem.find(kEnd);
  if (start == std::string::npos || end == std::string::npos || end < start) {
    return {};
  }
  std::string base64 = pem.substr(start + kBegin.size(), end - start - kBegin.size());
  std::erase(base64, '\n');
  return crypto::from_base64(base64).value();
}

}  // namespace senim::demo

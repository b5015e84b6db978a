#include "validators/base/budget.h"
#include "validators/crypto/base64.h"
#include "validators/pki/certificate.h"
#include "validators/pki/cms.h"

namespace senim::pki {
namespace {

// One certificate or a PKCS#7 with any number.
Status append_binary(ByteView octets, std::vector<Certificate>& certificates) {
  auto certificate = Certificate::from_der(octets);
  if (certificate.ok()) {
    certificates.push_back(std::move(certificate).value());
    return success();
  }
  Budget budget;
  const auto message = SignedData::from_ber(octets, budget);
  if (!message.ok()) {
    return std::move(certificate).error();
  }
  if (message->unreadable_certificates() != 0) {
    return Error{ErrorCode::malformed, "PKCS#7 with a certificate that cannot be read"};
  }
  certificates.insert(certificates.end(), message->certificates().begin(),
                      message->certificates().end());
  return success();
}

bool is_wanted(std::string_view label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE" ||
         label == "PKCS7" || label == "PKCS #7 SIGNED DATA" || label == "CMS";
}

// `openssl x509 -trustout` puts its own trust settings behind the certificate.
Result<ByteView> without_openssl_trust(ByteView octets) {
  der::Reader reader(octets);
  SENIM_TRY(const der::Element certificate, reader.expect(der::kSequence, "Certificate"));
  return certificate.whole;
}

Status append_block(std::string_view label, std::string_view body,
                    std::vector<Certificate>& certificates) {
  SENIM_TRY(const Bytes octets, crypto::from_base64(body, crypto::Base64Rules::ignore_whitespace));
  if (label != "TRUSTED CERTIFICATE") {
    return append_binary(octets, certificates);
  }
  SENIM_TRY(const ByteView certificate, without_openssl_trust(octets));
  return append_binary(certificate, certificates);
}

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kMaxLabel = 64;  // RFC 7468 4-13: the longest has 21 characters

// RFC 7468, with text between the blocks.
Status append_pem(std::string_view text, std::vector<Certificate>& certificates) {
  for (std::size_t number = 1;; ++number) {
    const std::size_t begin = text.find(kBegin);
    if (begin == std::string_view::npos) {
      return success();
    }
    text.remove_prefix(begin + kBegin.size());
    const std::size_t label_end = text.substr(0, kMaxLabel).find(kDashes);
    if (label_end == std::string_view::npos) {
      return Error{ErrorCode::malformed, "PEM block " + std::to_string(number) + " without label"};
    }
    const std::string_view label = text.substr(0, label_end);
    const std::string end_line = std::string(kEnd) + std::string(label) + std::string(kDashes);
    const std::size_t end = text.find(end_line, label_end);
    if (end == std::string_view::npos) {
      return Error{ErrorCode::malformed, "PEM block " + std::to_string(number) + " without end"};
    }
    const std::size_t body = label_end + kDashes.size();
    if (is_wanted(label)) {
      auto status = append_block(label, text.substr(body, end - body), certificates);
      if (!status.ok()) {
        return std::move(status).error().within("PEM block " + std::to_string(number));
      }
    }
    text.remove_prefix(end + end_line.size());
  }
}

}  // namespace

Result<std::vector<Certificate>> read_certificates(ByteView file) {
  std::vector<Certificate> certificates;
  const std::string_view text = as_text(file);
  // A SEQUENCE of more than 127 octets, which no text begins with.
  const bool binary = file.size() > 1 && file[0] == 0x30 && file[1] >= 0x80;
  if (binary) {
    SENIM_CHECK(append_binary(file, certificates));
  } else if (text.find(kBegin) != std::string_view::npos) {
    SENIM_CHECK(append_pem(text, certificates));
  } else {
    SENIM_TRY(const Bytes octets,
              crypto::from_base64(text, crypto::Base64Rules::ignore_whitespace));
    SENIM_CHECK(append_binary(octets, certificates));
  }
  if (certificates.empty()) {
    return Error{ErrorCode::not_found, "no certificate in the file"};
  }
  return certificates;
}

}  // namespace senim::pki

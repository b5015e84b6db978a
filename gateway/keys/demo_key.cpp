#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <iterator>
#include <system_error>

#include "gateway/keys/signing_key.h"
#include "validators/crypto/openssl.h"

// The demo key signs receipts that say `demo: true`: a root that signs one certificate and is
// forgotten, and the key of that certificate.

namespace senim::keys {
namespace {

using BioPtr = crypto::Ptr<BIO, ::BIO_free_all>;
using CertificatePtr = crypto::Ptr<X509, ::X509_free>;
using ExtensionPtr = crypto::Ptr<X509_EXTENSION, ::X509_EXTENSION_free>;

constexpr Seconds kLifetime{365 * 86'400};
constexpr Seconds kRenewBefore{30 * 86'400};

struct Files {
  std::filesystem::path key, chain, root;
};

Files files_in(const std::filesystem::path& folder) {
  return {folder / "receipt-key.pem", folder / "receipt-chain.pem", folder / "receipt-root.pem"};
}

Error failed(std::string_view what) {
  return Error{ErrorCode::internal,
               "demo key: " + std::string(what) + " (" + crypto::drain_errors() + ")"};
}

struct Made {
  crypto::PkeyPtr key;
  CertificatePtr certificate;
};

bool add_extension(X509* certificate, X509V3_CTX* context, int id, const char* value) {
  const ExtensionPtr extension(::X509V3_EXT_conf_nid(nullptr, context, id, value));
  return extension != nullptr && ::X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509_NAME* name, const char* common_name) {
  const auto add = [&](const char* field, const char* text) {
    return ::X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                        reinterpret_cast<const unsigned char*>(text), -1, -1,
                                        0) == 1;
  };
  return add("O", "Senim demo") && add("CN", common_name);
}

bool set_serial(X509* certificate) {
  const crypto::BignumPtr number(::BN_new());
  return number != nullptr &&
         ::BN_rand(number.get(), 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         ::BN_to_ASN1_INTEGER(number.get(), ::X509_get_serialNumber(certificate)) != nullptr;
}

enum class Role { root, signer };

// `issuer` signs; null: the certificate signs itself.
Result<Made> make(Role role, const char* common_name, const Made* issuer, UtcTime now) {
  Made made{crypto::PkeyPtr(::EVP_EC_gen("P-256")), CertificatePtr(::X509_new())};
  X509* const certificate = made.certificate.get();
  if (made.key == nullptr || certificate == nullptr) {
    return failed("cannot make a key");
  }
  const Made& signer = issuer == nullptr ? made : *issuer;
  const std::time_t from = (now - Seconds(3600)).time_since_epoch().count();
  const std::time_t until = (now + kLifetime).time_since_epoch().count();
  X509V3_CTX context{};
  ::X509V3_set_ctx(&context, signer.certificate.get(), certificate, nullptr, nullptr, 0);
  const bool root = role == Role::root;
  const bool complete =
      ::X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
      ::ASN1_TIME_set(::X509_getm_notBefore(certificate), from) != nullptr &&
      ::ASN1_TIME_set(::X509_getm_notAfter(certificate), until) != nullptr &&
      set_name(::X509_get_subject_name(certificate), common_name) &&
      ::X509_set_issuer_name(certificate, ::X509_get_subject_name(signer.certificate.get())) == 1 &&
      ::X509_set_pubkey(certificate, made.key.get()) == 1 &&
      add_extension(certificate, &context, NID_subject_key_identifier, "hash") &&
      (root || add_extension(certificate, &context, NID_authority_key_identifier, "keyid")) &&
      add_extension(certificate, &context, NID_basic_constraints,
                    root ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
      add_extension(
          certificate, &context, NID_key_usage,
          root ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,nonRepudiation") &&
      ::X509_sign(certificate, signer.key.get(), ::EVP_sha256()) > 0;
  if (!complete) {
    return failed("cannot make a certificate");
  }
  return made;
}

std::string text_of(BIO* memory) {
  char* octets = nullptr;
  const long size = BIO_get_mem_data(memory, &octets);
  return {octets, static_cast<std::size_t>(size)};
}

Result<std::string> pem_of(const Made& made, bool key) {
  const BioPtr memory(::BIO_new(::BIO_s_mem()));
  const int written = key ? ::PEM_write_bio_PKCS8PrivateKey(memory.get(), made.key.get(), nullptr,
                                                            nullptr, 0, nullptr, nullptr)
                          : ::PEM_write_bio_X509(memory.get(), made.certificate.get());
  if (written != 1) {
    return failed("cannot write PEM");
  }
  return text_of(memory.get());
}

// Under another name first, so that a kill leaves the old file or the new one.
Status write_private(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path draft = path.string() + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::fchmod(file, 0600) == 0 &&
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  if (file >= 0) {
    ::close(file);
  }
  if (!written || ::rename(draft.c_str(), path.c_str()) != 0) {
    return Error{ErrorCode::unavailable,
                 "cannot write " + path.string() + ": " +
                     std::error_code(errno, std::system_category()).message()};
  }
  return success();
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Status make_files(const std::filesystem::path& folder, UtcTime now) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem || ::chmod(folder.c_str(), 0700) != 0) {
    return Error{ErrorCode::unavailable, "cannot make " + folder.string()};
  }
  SENIM_TRY(const Made root, make(Role::root, "Senim demo receipts root", nullptr, now));
  SENIM_TRY(const Made signer, make(Role::signer, "Senim demo receipts", &root, now));
  SENIM_TRY(const std::string root_pem, pem_of(root, false));
  SENIM_TRY(const std::string chain_pem, pem_of(signer, false));
  SENIM_TRY(const std::string key_pem, pem_of(signer, true));
  const Files files = files_in(folder);
  SENIM_CHECK(write_private(files.root, root_pem));
  SENIM_CHECK(write_private(files.key, key_pem));
  return write_private(files.chain, chain_pem);
}

}  // namespace

Result<std::unique_ptr<SigningKey>> demo_key(const std::filesystem::path& folder, UtcTime now) {
  const Files files = files_in(folder);
  Result<std::unique_ptr<SigningKey>> found =
      key_from_pem(read(files.key), read(files.chain), std::string());
  if (found.ok() && (*found)->not_before() <= now && now + kRenewBefore < (*found)->not_after()) {
    return found;
  }
  SENIM_CHECK(make_files(folder, now));
  return key_from_pem(read(files.key), read(files.chain), std::string());
}

}  // namespace senim::keys

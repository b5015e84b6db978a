#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/key.h"
#include "gateway/demo/world.h"
#include "validators/base/utc_time.h"

// A country of the demo world: one or several hierarchies root <- CA <- signers, and the operator
// who signs the trust list that names the CAs. Certificates name the world's responders. Every
// private key is kept in <folder>/keys, mode 0600, so that a person can sign more documents with
// it.

namespace senim::demo {

inline constexpr Seconds kDay{86'400};

// Throws std::runtime_error when the file cannot be written whole.
void write_file(const std::filesystem::path& path, ByteView octets, mode_t mode = 0644);

class Country {
 public:
  // `responders`: "http://127.0.0.1:8081".
  Country(std::string territory, std::string name, KeyKind list_key, std::string responders,
          const std::filesystem::path& folder, UtcTime now);

  // `label` tells hierarchies of one country apart ("gost"); empty where there is one. Dates,
  // serial numbers and CA flag are set here.
  void add_hierarchy(const std::string& label, KeyKind kind, CertificateSpec root,
                     CertificateSpec ca);
  void add_hierarchy(KeyKind kind);  // the only one, with plain names

  // A signer's certificate, valid [from, until) relative to now.
  Party issue(const std::string& label, CertificateSpec spec, Seconds from, Seconds until,
              std::int64_t serial) const;
  Party issue(const std::string& common_name, Seconds from, Seconds until,
              std::int64_t serial) const;

  // Whoever signs OCSP answers for the hierarchy (RFC 6960 4.2.2.2), instead of its CA.
  void delegate(const std::string& label);
  // A time-stamping unit (RFC 3161 2.3), and where its key is.
  Party issue_tsa(const std::string& label, std::int64_t serial);
  DemoKey tsa_files() const;
  void revoke(const std::string& label, const DemoRevocation& revocation);
  std::vector<DemoAuthority> authorities() const;

  enum class Side { domestic, foreign };
  DemoList write_list(Side side) const;

 private:
  struct Hierarchy {
    KeyKind kind;
    Party root;
    Party ca;
    DemoAuthority authority;
  };

  std::string code() const;  // "kz"
  DemoKey files_of(const std::string& who) const;
  void publish(const std::string& who, const Party& party) const;
  CertificateSpec authority(const std::string& what) const;
  Party list_operator(KeyKind kind) const;
  Key new_key(KeyKind kind, const std::string& who) const;

  std::string territory_;
  std::string name_;
  std::string responders_;
  std::filesystem::path folder_;
  UtcTime now_;
  std::map<std::string, Hierarchy> hierarchies_;
  Party operator_;
};

}  // namespace senim::demo

#pragma once

#include <memory>
#include <utility>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/key.h"
#include "validators/base/der_reader.h"

// A key whose certificates write it otherwise than usual, and which signs as ever.

namespace senim::test {

class RewrittenKey final : public demo::SigningKey {
 public:
  RewrittenKey(demo::Key key, Bytes spki) : key_(std::move(key)), spki_(std::move(spki)) {}

  std::string pem() const override { return key_.pem(); }
  Bytes spki() const override { return spki_; }
  crypto::DigestAlgorithm own_digest() const override {
    return key_.digest(crypto::DigestAlgorithm::unknown);
  }
  Bytes algorithm_identifier(const demo::SignOptions& options) const override {
    return key_.algorithm_identifier(options);
  }
  std::string algorithm_uri(const demo::SignOptions& options) const override {
    return key_.algorithm_uri(options);
  }
  Bytes sign(ByteView message, const demo::SignOptions& options) const override {
    return key_.sign(message, options);
  }

 private:
  demo::Key key_;
  Bytes spki_;
};

inline demo::Key rewritten(const demo::Key& key, Bytes spki) {
  return demo::Key(std::make_shared<RewrittenKey>(key, std::move(spki)));
}

// What the BIT STRING of a SubjectPublicKeyInfo holds.
inline Bytes key_octets(const demo::Key& key) {
  const Bytes spki = key.spki();
  der::Reader reader(der::single(spki, der::Rules::der, "key").value());
  (void)reader.next();
  return to_bytes(der::bit_string(reader.next().value()).value().octets);
}

inline Bytes spki_of(const Bytes& algorithm_identifier, const Bytes& octets) {
  return demo::der::sequence({algorithm_identifier, demo::der::bit_string(octets)});
}

// SEC 1 2.3.3, of an uncompressed one.
inline Bytes compressed_point(const Bytes& point) {
  Bytes octets(point.begin(), point.begin() + static_cast<std::ptrdiff_t>(1 + point.size() / 2));
  octets.front() = static_cast<std::uint8_t>(0x02 | (point.back() & 1));
  return octets;
}

// A P-256 key whose point is compressed.
inline demo::Key compressed(const demo::Key& key) {
  const Bytes algorithm = demo::der::sequence(
      {demo::der::oid(Oid("1.2.840.10045.2.1")), demo::der::oid(Oid("1.2.840.10045.3.1.7"))});
  return rewritten(key, spki_of(algorithm, compressed_point(key_octets(key))));
}

}  // namespace senim::test

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "validators/crypto/digest.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/gost_hash.h"
#include "validators/crypto/verifier.h"

// DSTU 4145-2002 over polynomial bases (domain.md 4.10): keys and signature values in both byte
// orders. The curve's arithmetic is dstu_curve.cpp.

namespace senim::crypto {

#ifdef OPENSSL_NO_EC2M

bool dstu_built() { return false; }

Result<KeyParts> read_dstu_key(const SubjectKey&) {
  KeyParts parts;
  parts.name = to_string(KeyFamily::dstu4145);
  return parts;
}

Result<Bytes> dstu_identity(const SubjectKey&) {
  return Error{ErrorCode::unsupported, "DSTU 4145 without curves over GF(2^m)"};
}

#else

bool dstu_built() { return true; }

namespace {

// ---- parameters ---------------------------------------------------------------------------------

enum class ByteOrder : std::uint8_t { little, big };

// The identifiers whose octets are big-endian.
constexpr std::array kBigEndian = {
    Oid{"1.2.804.2.1.1.1.1.3.1.1.1.1"},
    Oid{"1.2.804.2.1.1.1.1.3.6.1.1.1.1"},
    Oid{"1.2.804.2.1.1.1.1.3.6.2.1.1.1"},
    Oid{"1.2.804.2.1.1.1.1.3.6.3.1.1.1"},
};

ByteOrder order_of(const Oid& key) {
  return std::ranges::count(kBigEndian, key) == 0 ? ByteOrder::little : ByteOrder::big;
}

Bytes big_endian(ByteOrder order, ByteView octets) {
  return order == ByteOrder::big ? to_bytes(octets) : Bytes(octets.rbegin(), octets.rend());
}

// ECBinary ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT 0, f BinaryField, a INTEGER (0..1),
// b OCTET STRING, n INTEGER, bp OCTET STRING }
struct ExplicitCurve {
  std::int64_t degree = 0;
  std::vector<std::int64_t> middle;
  std::int64_t a = 0;
  ByteView b;
  ByteView n;
  ByteView base;
};

Result<std::int64_t> read_small(der::Reader& reader, std::string_view what) {
  SENIM_TRY(const der::Element number, reader.expect(der::kInteger, what));
  return der::small_integer(number);
}

// BinaryField ::= SEQUENCE { m INTEGER, CHOICE { k INTEGER, SEQUENCE { k1, k2, k3 INTEGER } } }
Status read_field(der::Reader& reader, ExplicitCurve& curve) {
  SENIM_TRY(der::Reader field, reader.enter(der::kSequence, "f"));
  SENIM_TRY(curve.degree, read_small(field, "m"));
  if (field.at(der::kInteger)) {
    SENIM_TRY(const std::int64_t k, read_small(field, "k"));
    curve.middle = {k};
    return field.finish("f");
  }
  SENIM_TRY(der::Reader pentanomial, field.enter(der::kSequence, "k"));
  for (int i = 0; i < 3; ++i) {
    SENIM_TRY(const std::int64_t k, read_small(pentanomial, "k"));
    curve.middle.push_back(k);
  }
  SENIM_CHECK(pentanomial.finish("k"));
  return field.finish("f");
}

Result<ExplicitCurve> read_explicit(der::Reader reader) {
  ExplicitCurve curve;
  SENIM_TRY(const auto version, reader.next_if(der::context_constructed(0)));
  if (version) {
    der::Reader inside(*version);
    SENIM_TRY(const std::int64_t number, read_small(inside, "version"));
    SENIM_CHECK(inside.finish("version"));
    if (number != 0) {
      return Error{ErrorCode::malformed, "DSTU 4145 parameters version"};
    }
  }
  SENIM_CHECK(read_field(reader, curve));
  SENIM_TRY(curve.a, read_small(reader, "a"));
  SENIM_TRY(const der::Element b, reader.expect(der::kOctetString, "b"));
  SENIM_TRY(const der::Element n, reader.expect(der::kInteger, "n"));
  SENIM_TRY(const der::Element base, reader.expect(der::kOctetString, "bp"));
  SENIM_CHECK(reader.finish("DSTU 4145 parameters"));
  curve.b = b.content;
  SENIM_TRY(curve.n, der::unsigned_integer(n));
  curve.base = base.content;
  return curve;
}

// What the parameters say: an index among the named curves, or kDstuCurves for another curve, and
// its name then.
struct Named {
  std::size_t curve = kDstuCurves;
  std::string other;
  std::optional<ByteView> table;
};

bool same_number(ByteView octets, const char* hex) {
  constexpr std::size_t kMaxFieldOctets = 54;  // m = 431: hostile lengths cost nothing
  if (octets.size() > kMaxFieldOctets) {
    return false;
  }
  const Frame frame;
  BIGNUM* expected = frame.get();
  must(::BN_hex2bn(&expected, hex) > 0 ? 1 : 0);
  return ::BN_cmp(frame.get(octets), expected) == 0;
}

bool same_curve(const ExplicitCurve& curve, ByteOrder order, std::size_t index) {
  const DstuParameters& named = dstu_parameters(index);
  std::vector<std::int64_t> middle;
  std::ranges::copy_if(named.middle, std::back_inserter(middle),
                       [](unsigned exponent) { return exponent != 0; });
  std::vector<std::int64_t> given = curve.middle;
  std::ranges::sort(given);
  if (curve.degree != named.degree || given != middle || curve.a != named.a ||
      !same_number(curve.n, named.n) || !same_number(big_endian(order, curve.b), named.b)) {
    return false;
  }
  // A base point of the signer's choice would make any key his (CVE-2020-0601).
  const DstuCurve& built = dstu_curve(index);
  return big_endian(order, curve.base) == built.compress(::EC_GROUP_get0_generator(built.group()));
}

// DSTU4145Params ::= SEQUENCE { CHOICE { namedCurve OBJECT IDENTIFIER, ecbinary ECBinary },
// dke OCTET STRING OPTIONAL }. Certificates spell the curve out: it is taken for the named one.
Result<Named> read_parameters(const der::Element& parameters, ByteOrder order) {
  if (parameters.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "DSTU 4145 key parameters are not a SEQUENCE"};
  }
  Named named;
  der::Reader reader(parameters);
  if (reader.at(der::kOid)) {
    SENIM_TRY(const der::Element element, reader.next());
    SENIM_TRY(const Oid oid, der::oid(element));
    named.other = oid.dotted();
    while (named.curve > 0 && dstu_curve_oid(named.curve - 1) != oid) {
      --named.curve;
    }
    named.curve = named.curve == 0 ? kDstuCurves : named.curve - 1;
  } else {
    SENIM_TRY(const der::Reader inside, reader.enter(der::kSequence, "ecbinary"));
    SENIM_TRY(const ExplicitCurve curve, read_explicit(inside));
    named.other = "on an explicit curve";
    named.curve = 0;
    while (named.curve < kDstuCurves && !same_curve(curve, order, named.curve)) {
      ++named.curve;
    }
  }
  SENIM_TRY(const auto table, reader.next_if(der::kOctetString));
  if (table) {
    named.table = table->content;
    if (named.table->size() != kGostTableSize) {
      return Error{ErrorCode::malformed, "a substitution table has 64 octets"};
    }
  }
  SENIM_CHECK(reader.finish("DSTU 4145 key parameters"));
  return named;
}

// ---- verifying ----------------------------------------------------------------------------------

class DstuVerifier final : public Verifier {
 public:
  DstuVerifier(const DstuCurve& curve, const GostTable& table, PointPtr key)
      : curve_(curve), table_(table), key_(std::move(key)) {}

  // The key's table is the table of everything that its holder hashes for signing.
  bool chooses_digest(DigestAlgorithm algorithm) const override {
    return algorithm == DigestAlgorithm::gost_34311_95_dke1 && &table_ != &default_table();
  }
  const void* choice() const override { return &table_ == &default_table() ? nullptr : &table_; }
  Result<Bytes> hash(DigestAlgorithm algorithm, ByteView message) const override {
    if (!chooses_digest(algorithm)) {
      return digest(algorithm, message);
    }
    const auto state = start_gost_hash(table_);
    state->update(message);
    return state->finish();
  }

  Result<bool> verify(const SignatureAlgorithm& algorithm, ByteView message,
                      ByteView value) const override {
    SENIM_TRY(const Bytes hashed, hash(algorithm.digest, message));
    return signs_either(algorithm, hashed, value);
  }

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    if (chooses_digest(algorithm.digest)) {
      return Error{ErrorCode::unsupported,
                   "a digest made without the substitution table of the key"};
    }
    return signs_either(algorithm, digest, value);
  }

 private:
  // X.509, CRL and OCSP wrap the octets in an OCTET STRING, CMS does not: whichever octets can be
  // read both ways are tried both ways.
  bool signs_either(const SignatureAlgorithm& algorithm, ByteView digest, ByteView value) const {
    const auto wrapped = der::single(value, der::Rules::der, "signature value");
    return (wrapped && wrapped->tag == der::kOctetString &&
            signs(algorithm, digest, wrapped->content)) ||
           signs(algorithm, digest, value);
  }

  // r || s in equal halves, each little-endian; the other form is the whole reversed. Either may be
  // shorter than the order or have a sign octet, as Bouncy Castle writes them.
  bool signs(const SignatureAlgorithm& algorithm, ByteView digest, ByteView value) const {
    const auto width = static_cast<std::size_t>(BN_num_bytes(curve_.order()));
    if (value.empty() || value.size() % 2 != 0 || value.size() > 2 * (width + 1)) {
      return false;
    }
    const bool little = algorithm.encoding == ValueEncoding::little_endian;
    const ByteView first = value.first(value.size() / 2);
    const ByteView second = value.last(value.size() / 2);
    const ByteOrder order = little ? ByteOrder::little : ByteOrder::big;
    const Frame frame;
    const BIGNUM* const r = frame.get(big_endian(order, little ? first : second));
    const BIGNUM* const s = frame.get(big_endian(order, little ? second : first));
    return in_range(r) && in_range(s) && curve_.signs(key_.get(), digest, r, s);
  }
  bool in_range(const BIGNUM* number) const {
    return ::BN_is_zero(number) == 0 && ::BN_cmp(number, curve_.order()) < 0;
  }

  const DstuCurve& curve_;  // of dstu_curve(): lives as long as the process
  const GostTable& table_;  // of the published ones: likewise
  PointPtr key_;
};

}  // namespace

Result<KeyParts> read_dstu_key(const SubjectKey& subject) {
  KeyParts parts;
  parts.name = std::string(to_string(KeyFamily::dstu4145)) + " ";
  if (!subject.parameters) {
    return Error{ErrorCode::malformed, "DSTU 4145 key without parameters"};
  }
  const ByteOrder order = order_of(subject.oid);
  SENIM_TRY(const Named named, read_parameters(*subject.parameters, order));
  if (named.curve == kDstuCurves) {
    parts.name += named.other;
    return parts;
  }
  const DstuCurve& curve = dstu_curve(named.curve);
  parts.curve = dstu_curve_oid(named.curve);
  parts.bits = curve.parameters().degree;
  parts.name += std::to_string(parts.bits);
  const GostTable* const table = named.table ? published_table(*named.table) : &default_table();
  if (table == nullptr) {
    // Its holder could find collisions of a hash that he has made himself.
    parts.name += " with a substitution table of its own";
    return parts;
  }
  if (table != &default_table()) {
    parts.name += " with table " + std::string(published_table_name(*named.table));
  }
  const auto octets = der::single(subject.key, der::Rules::der, "DSTU 4145 key");
  PointPtr point = octets && octets->tag == der::kOctetString
                       ? curve.expand(big_endian(order, octets->content))
                       : nullptr;
  if (point == nullptr) {
    return Error{ErrorCode::malformed, "DSTU 4145 key is not a point of its curve"};
  }
  parts.verifier = std::make_shared<DstuVerifier>(curve, *table, std::move(point));
  return parts;
}

// Both byte orders, a curve named or spelled out; the table is the digest's.
Result<Bytes> dstu_identity(const SubjectKey& subject) {
  if (!subject.parameters) {
    return Error{ErrorCode::malformed, "DSTU 4145 key without parameters"};
  }
  const ByteOrder order = order_of(subject.oid);
  SENIM_TRY(const Named named, read_parameters(*subject.parameters, order));
  SENIM_TRY(const der::Element point, der::single(subject.key, der::Rules::der, "DSTU 4145 key"));
  if (named.curve == kDstuCurves || point.tag != der::kOctetString) {
    return Error{ErrorCode::unsupported, "DSTU 4145 key on " + named.other};
  }
  Bytes identity = big_endian(order, point.content);
  identity.push_back(static_cast<std::uint8_t>(named.curve));
  return identity;
}

#endif

}  // namespace senim::crypto

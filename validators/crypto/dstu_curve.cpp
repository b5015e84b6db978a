#include "validators/crypto/dstu_curve.h"

#include <algorithm>

#include "validators/base/lazy.h"

namespace senim::crypto {

namespace {

// DSTU 4145-2002 annex G; the base points are those in use (domain.md 4.10).
constexpr std::array<DstuParameters, kDstuCurves> kCurves = {{
    {163,
     {3, 6, 7},
     1,
     "5FF6108462A2DC8210AB403925E638A19C1455D21",
     "400000000000000000002BEC12BE2262D39BCF14D",
     "2E2F85F5DD74CE983A5C4237229DAF8A3F35823BE",
     "3826F008A8C51D7B95284D9D03FF0E00CE2CD723A"},
    {167,
     {6},
     1,
     "6EE3CEEB230811759F20518A0930F1A4315A827DAC",
     "3FFFFFFFFFFFFFFFFFFFFFB12EBCC7D7F29FF7701F",
     "7A1F6653786A68192803910A3D30B2A2018B21CD54",
     "5F49EB26781C0EC6B8909156D98ED435E45FD59918"},
    {173,
     {1, 2, 10},
     0,
     "108576C80499DB2FC16EDDF6853BBB278F6B6FB437D9",
     "800000000000000000000189B4E67606E3825BB2831",
     "4D41A619BCC6EADF0448FA22FAD567A9181D37389CA",
     "10B51CC12849B234C75E6DD2028BF7FF5C1CE0D991A1"},
    {179,
     {1, 2, 4},
     1,
     "4A6E0856526436F2F88DD07A341E32D04184572BEB710",
     "3FFFFFFFFFFFFFFFFFFFFFFB981960435FE5AB64236EF",
     "6BA06FE51464B2BD26DC57F48819BA9954667022C7D03",
     "25FBC363582DCEC065080CA8287AAFF09788A66DC3A9E"},
    {191,
     {9},
     1,
     "7BC86E2102902EC4D5890E8B6B4981FF27E0482750FEFC03",
     "40000000000000000000000069A779CAC1DABC6788F7474F",
     "714114B762F2FF4A7912A6D2AC58B9B5C2FCFE76DAEB7129",
     "29C41E568B77C617EFE5902F11DB96FA9613CD8D03DB08DA"},
    {233,
     {1, 4, 9},
     1,
     "06973B15095675534C7CF7E64A21BD54EF5DD3B8A0326AA936ECE454D2C",
     "1000000000000000000000000000013E974E72F8A6922031D2603CFE0D7",
     "3FCDA526B6CDF83BA1118DF35B3C31761D3545F32728D003EEB25EFE96",
     "9CA8B57A934C54DEEDA9E54A7BBAD95E3B2E91C54D32BE0B9DF96D8D35"},
    {257,
     {12},
     0,
     "1CEF494720115657E18F938D7A7942394FF9425C1458C57861F9EEA6ADBE3BE10",
     "800000000000000000000000000000006759213AF182E987D3E17714907D470D",
     "02A29EF207D0E9B6C55CD260B306C7E007AC491CA1B10C62334A9E8DCD8D20FB7",
     "10686D41FF744D4449FCCF6D8EEA03102E6812C93A9D60B978B702CF156D814EF"},
    {307,
     {2, 4, 8},
     1,
     "393C7F7D53666B5054B5E6C6D3DE94F4296C0C599E2E2E241050DF18B6090BDC90186904968BB",
     "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC079C2F3825DA70D390FBBA588D4604022B7B7",
     "216EE8B189D291A0224984C1E92F1D16BF75CCD825A087A239B276D3167743C52C02D6E7232AA",
     "5D9306BACD22B7FAEB09D2E049C6E2866C5D1677762A8F2F2DC9A11C7F7BE8340AB2237C7F2A0"},
    {367,
     {21},
     1,
     "43FC8AD242B0B7A6F3D1627AD5654447556B47BF6AA4A6"
     "4B0C2AFE42CADAB8F93D92394C79A79755437B56995136",
     "4000000000000000000000000000000000000000000000"
     "9C300B75A3FA824F22428FD28CE8812245EF44049B2D49",
     "324A6EDDD512F08C49A99AE0D3F961197A76413E7BE81A"
     "400CA681E09639B5FE12E59A109F78BF4A373541B3B9A1",
     "1AB597A5B4477F59E39539007C7F977D1A567B92B043A4"
     "9C6B61984C3FE3481AAF454CD41BA1F051626442B3C10"},
    {431,
     {1, 3, 5},
     1,
     "03CE10490F6A708FC26DFE8C3D27C4F94E690134D5BFF988D8D28A"
     "AEAEDE975936C66BAC536B18AE2DC312CA493117DAA469C640CAF3",
     "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
     "BA3175458009A8C0A724F02F81AA8A1FCBAF80D90C7A95110504CF",
     "1A62BA79D98133A16BBAE7ED9A8E03C32E0824D57AEF72F8898687"
     "4E5AAE49C27BED49A2A95058068426C2171E99FD3B43C5947C857D",
     "70B5E1E14031C1F70BBEFE96BDDE66F451754B4CA5F48DA241F331"
     "AA396B8D1839A855C1769B1EA14BA53308B5E2723724E090E02DB9"},
}};

constexpr std::array<Oid, kDstuCurves> kOids = {
    Oid{"1.2.804.2.1.1.1.1.3.1.1.2.0"}, Oid{"1.2.804.2.1.1.1.1.3.1.1.2.1"},
    Oid{"1.2.804.2.1.1.1.1.3.1.1.2.2"}, Oid{"1.2.804.2.1.1.1.1.3.1.1.2.3"},
    Oid{"1.2.804.2.1.1.1.1.3.1.1.2.4"}, Oid{"1.2.804.2.1.1.1.1.3.1.1.2.5"},
    Oid{"1.2.804.2.1.1.1.1.3.1.1.2.6"}, Oid{"1.2.804.2.1.1.1.1.3.1.1.2.7"},
    Oid{"1.2.804.2.1.1.1.1.3.1.1.2.8"}, Oid{"1.2.804.2.1.1.1.1.3.1.1.2.9"},
};

}  // namespace

const Oid& dstu_curve_oid(std::size_t index) { return kOids.at(index); }
const DstuParameters& dstu_parameters(std::size_t index) { return kCurves.at(index); }

// Some distributions build OpenSSL without curves over GF(2^m); DSTU 4145 is unsupported there
// (domain.md 4.12).
#ifndef OPENSSL_NO_EC2M

namespace {

BignumPtr from_hex(const char* hex) {
  BIGNUM* made = nullptr;
  const int digits = ::BN_hex2bn(&made, hex);
  BignumPtr value(made);
  must(digits > 0 ? 1 : 0);
  return value;
}

BignumPtr field_polynomial(const DstuParameters& parameters) {
  BignumPtr field(::BN_new());
  must(field == nullptr ? 0 : ::BN_set_bit(field.get(), static_cast<int>(parameters.degree)));
  must(::BN_set_bit(field.get(), 0));
  for (const unsigned exponent : parameters.middle) {
    must(::BN_set_bit(field.get(), static_cast<int>(exponent)));  // bit 0 again for none
  }
  return field;
}

// The exponents i below the degree with Tr(x^i) = 1, by Newton's identities over the coefficients
// of the field polynomial: the trace of any element is then a sum of few of its bits.
std::vector<int> trace_bits(const BIGNUM* field, int degree) {
  std::vector<int> steps;  // j with a coefficient of x^(degree - j), below the degree
  for (int j = 1; j < degree; ++j) {
    if (::BN_is_bit_set(field, degree - j) == 1) {
      steps.push_back(j);
    }
  }
  std::vector<bool> sums{degree % 2 == 1};
  std::vector<int> bits;
  for (int i = 0; i < degree; ++i) {
    if (i > 0) {
      bool sum = false;
      for (const int j : steps) {
        if (j < i) {
          sum = sum != sums.at(static_cast<std::size_t>(i - j));
        } else if (j == i) {
          sum = sum != (i % 2 == 1);
        }
      }
      sums.push_back(sum);
    }
    if (sums.back()) {
      bits.push_back(i);
    }
  }
  return bits;
}

}  // namespace

DstuCurve::DstuCurve(const DstuParameters& parameters)
    : parameters_(parameters),
      field_(field_polynomial(parameters)),
      b_(from_hex(parameters.b)),
      trace_bits_(trace_bits(field_.get(), static_cast<int>(parameters.degree))) {
  const Frame frame;
  BIGNUM* const a = frame.get();
  must(::BN_set_word(a, parameters.a));
  group_.reset(::EC_GROUP_new_curve_GF2m(field_.get(), a, b_.get(), frame.context()));
  must(group_ == nullptr ? 0 : 1);
  const PointPtr base(::EC_POINT_new(group_.get()));
  must(base == nullptr ? 0
                       : ::EC_POINT_set_affine_coordinates(
                             group_.get(), base.get(), from_hex(parameters.x).get(),
                             from_hex(parameters.y).get(), frame.context()));
  // DSTU 4145-2002 annex G: cofactor 2 with a = 1, 4 with a = 0.
  BIGNUM* const cofactor = frame.get();
  must(::BN_set_word(cofactor, parameters.a == 1 ? 2 : 4));
  must(::EC_GROUP_set_generator(group_.get(), base.get(), from_hex(parameters.n).get(), cofactor));
}

bool DstuCurve::trace(const BIGNUM* element) const {
  const auto set = std::ranges::count_if(
      trace_bits_, [&](int bit) { return ::BN_is_bit_set(element, bit) == 1; });
  return set % 2 == 1;
}

Bytes DstuCurve::compress(const EC_POINT* point) const {
  const Frame frame;
  BIGNUM* const x = frame.get();
  BIGNUM* const y = frame.get();
  must(::EC_POINT_get_affine_coordinates(group_.get(), point, x, y, frame.context()));
  if (::BN_is_zero(x) == 0) {
    must(::BN_GF2m_mod_div(y, y, x, field_.get(), frame.context()));
    must(trace(y) ? ::BN_set_bit(x, 0) : (::BN_clear_bit(x, 0), 1));
  }
  Bytes octets_of(octets());
  must(::BN_bn2binpad(x, octets_of.data(), static_cast<int>(octets_of.size())) < 0 ? 0 : 1);
  return octets_of;
}

// A point is twice another where Tr(x) = Tr(a), which expand() has seen to. With cofactor 2 that is
// the subgroup; with cofactor 4 (a = 0) half of it must be twice a third: the half's u has
// u^2 = y + (l + 1)x with l^2 + l = x, and Tr(u) = Tr(u^2).
bool DstuCurve::in_subgroup(const Frame& frame, const BIGNUM* x, const BIGNUM* y) const {
  if (parameters_.a == 1) {
    return true;
  }
  BIGNUM* const lambda = frame.get();
  must(::BN_GF2m_mod_solve_quad(lambda, x, field_.get(), frame.context()));
  must(::BN_GF2m_mod_mul(lambda, lambda, x, field_.get(), frame.context()));
  return trace(lambda) == trace(y);  // and Tr(x) = 0
}

PointPtr DstuCurve::expand(ByteView big_endian) const {
  if (big_endian.size() != octets()) {
    return nullptr;
  }
  const Frame frame;
  BIGNUM* const x = frame.get(big_endian);
  // Zero is the point of order 2, which is no key.
  if (::BN_is_zero(x) == 1 || ::BN_num_bits(x) > static_cast<int>(parameters_.degree)) {
    return nullptr;
  }
  const bool bit = ::BN_is_odd(x) == 1;
  ::BN_clear_bit(x, 0);
  const bool trace_of_a = parameters_.a == 1;
  if (trace(x) != trace_of_a) {
    must(::BN_set_bit(x, 0));
  }
  if (::BN_is_zero(x) == 1) {
    return nullptr;
  }
  // z^2 + z = x + a + b / x^2, y = x z.
  BIGNUM* const sum = frame.get();
  BIGNUM* const z = frame.get();
  must(::BN_GF2m_mod_sqr(sum, x, field_.get(), frame.context()));
  must(::BN_GF2m_mod_div(sum, b_.get(), sum, field_.get(), frame.context()));
  must(::BN_GF2m_add(sum, sum, x));
  if (trace_of_a) {
    must(::BN_GF2m_add(sum, sum, ::BN_value_one()));
  }
  if (trace(sum)) {
    return nullptr;  // no point has this x
  }
  must(::BN_GF2m_mod_solve_quad(z, sum, field_.get(), frame.context()));
  if (trace(z) != bit) {
    must(::BN_GF2m_add(z, z, ::BN_value_one()));
  }
  must(::BN_GF2m_mod_mul(z, z, x, field_.get(), frame.context()));
  if (!in_subgroup(frame, x, z)) {
    return nullptr;
  }
  PointPtr point(::EC_POINT_new(group_.get()));
  must(point == nullptr
           ? 0
           : ::EC_POINT_set_affine_coordinates(group_.get(), point.get(), x, z, frame.context()));
  return point;
}

BIGNUM* DstuCurve::field_element(const Frame& frame, ByteView digest) const {
  BIGNUM* const element = frame.get();
  must(::BN_lebin2bn(digest.data(), static_cast<int>(digest.size()), element) == nullptr ? 0 : 1);
  const auto degree = static_cast<int>(parameters_.degree);
  if (::BN_num_bits(element) > degree) {
    must(::BN_mask_bits(element, degree));
  }
  if (::BN_is_zero(element) == 1) {
    must(::BN_set_word(element, 1));
  }
  return element;
}

void DstuCurve::truncate(BIGNUM* element) const {
  const int bits = ::BN_num_bits(order()) - 1;
  if (::BN_num_bits(element) > bits) {
    must(::BN_mask_bits(element, bits));
  }
}

bool DstuCurve::signs(const EC_POINT* key, ByteView digest, const BIGNUM* r,
                      const BIGNUM* s) const {
  const Frame frame;
  const PointPtr point(::EC_POINT_new(group_.get()));
  must(point == nullptr ? 0
                        : ::EC_POINT_mul(group_.get(), point.get(), s, key, r, frame.context()));
  if (::EC_POINT_is_at_infinity(group_.get(), point.get()) == 1) {
    return false;
  }
  BIGNUM* const x = frame.get();
  must(::EC_POINT_get_affine_coordinates(group_.get(), point.get(), x, nullptr, frame.context()));
  const BIGNUM* const hash = field_element(frame, digest);
  must(::BN_GF2m_mod_mul(x, x, hash, field_.get(), frame.context()));
  truncate(x);
  return ::BN_cmp(x, r) == 0;
}

const DstuCurve& dstu_curve(std::size_t index) {
  static const std::array<Lazy<DstuCurve>, kDstuCurves> curves{};
  return curves.at(index).get([&] { return DstuCurve(kCurves.at(index)); });
}

#endif

}  // namespace senim::crypto

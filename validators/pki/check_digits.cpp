#include "validators/pki/check_digits.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace senim::pki {

namespace {

bool digits(std::string_view number, std::size_t count) {
  return number.size() == count &&
         std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

int digit(char c) { return c - '0'; }

// The sum of weight times digit over the first weights.size() digits.
int weighted(std::string_view number, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] * digit(number[i]);
  }
  return sum;
}

// All digits but the last `checks` ones, modulo a small number.
int remainder(std::string_view number, std::size_t checks, int modulus) {
  int rest = 0;
  for (const char c : number.substr(0, number.size() - checks)) {
    rest = (rest * 10 + digit(c)) % modulus;
  }
  return rest;
}

// Kazakhstan, IIN and BIN alike: weights 1..11; where that gives 10, weights 3..11, 1, 2; where
// that gives 10 too, the number was never given out.
bool kazakh(std::string_view number) {
  constexpr std::array kFirst{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  constexpr std::array kSecond{3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
  if (!digits(number, 12)) {
    return false;
  }
  int check = weighted(number, kFirst) % 11;
  if (check == 10) {
    check = weighted(number, kSecond) % 11;
  }
  return check == digit(number[11]);
}

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
// Second letter of a person's UNP: stands for the digit of its place here.
constexpr std::string_view kUnpSecond = "ABCEHKMOPT";

}  // namespace

bool is_iin(std::string_view number) { return kazakh(number); }
bool is_bin(std::string_view number) { return kazakh(number); }

bool is_innle(std::string_view number) {
  constexpr std::array kWeights{2, 4, 10, 3, 5, 9, 4, 6, 8};
  return digits(number, 10) && weighted(number, kWeights) % 11 % 10 == digit(number[9]);
}

bool is_inn(std::string_view number) {
  constexpr std::array kFirst{7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  constexpr std::array kSecond{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  return digits(number, 12) && weighted(number, kFirst) % 11 % 10 == digit(number[10]) &&
         weighted(number, kSecond) % 11 % 10 == digit(number[11]);
}

bool is_ogrn(std::string_view number) {
  return digits(number, 13) && remainder(number, 1, 11) % 10 == digit(number[12]);
}

bool is_ogrnip(std::string_view number) {
  return digits(number, 15) && remainder(number, 1, 13) % 10 == digit(number[14]);
}

bool is_snils(std::string_view number) {
  constexpr std::array kWeights{9, 8, 7, 6, 5, 4, 3, 2, 1};
  // Numbers up to 001-001-998 were given out before there were check digits.
  constexpr std::string_view kLastWithout = "001001998";
  if (!digits(number, 11)) {
    return false;
  }
  const int check = weighted(number, kWeights) % 101 % 100;
  return number.substr(0, 9) <= kLastWithout || check == digit(number[9]) * 10 + digit(number[10]);
}

bool is_unp(std::string_view number) {
  constexpr std::array kWeights{29, 23, 19, 17, 13, 7, 5, 3};
  std::string plain(number);
  if (plain.size() == 9 && kUnpSecond.find(plain[1]) != std::string_view::npos && plain[0] >= 'A' &&
      plain[0] <= 'Z') {
    plain[1] = kAlphabet[kUnpSecond.find(plain[1])];
  }
  if (plain.size() != 9 || !digits(std::string_view(plain).substr(1), 8) ||
      kAlphabet.find(plain[0]) == std::string_view::npos) {
    return false;
  }
  int sum = kWeights[0] * static_cast<int>(kAlphabet.find(plain[0]));
  sum += weighted(std::string_view(plain).substr(1), std::span(kWeights).subspan(1));
  return sum % 11 == digit(plain[8]);  // 10: the number was never given out
}

bool is_rnokpp(std::string_view number) {
  constexpr std::array kWeights{-1, 5, 7, 9, 4, 6, 10, 5, 7};
  if (!digits(number, 10)) {
    return false;
  }
  const int sum = weighted(number, kWeights) + 11;  // the first weight may make it negative
  return sum % 11 % 10 == digit(number[9]);
}

bool is_edrpou(std::string_view number) {
  constexpr std::array kOuter{1, 2, 3, 4, 5, 6, 7};
  constexpr std::array kInner{7, 1, 2, 3, 4, 5, 6};  // from 30,000,000 to 59,999,999
  if (!digits(number, 8)) {
    return false;
  }
  const bool inner = number[0] >= '3' && number[0] <= '5';
  std::array weights = inner ? kInner : kOuter;
  int check = weighted(number, weights) % 11;
  if (check == 10) {
    std::ranges::for_each(weights, [](int& weight) { weight += 2; });
    check = weighted(number, weights) % 11 % 10;
  }
  return check == digit(number[7]);
}

}  // namespace senim::pki

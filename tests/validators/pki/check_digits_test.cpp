#include "validators/pki/check_digits.h"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>

// The numbers are made up by another program (Python) with the published arithmetic; none was
// copied from anywhere.

namespace senim::pki {
namespace {

using Check = bool (*)(std::string_view);

struct Row {
  std::string number;
  Check check = nullptr;
  // A place whose digit the arithmetic does not see: weight 11 modulo 11 (Kazakhstan, first row).
  std::size_t blind = std::string::npos;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"850101768426", is_iin, 10}, {"900315193987", is_iin, 10},   {"150440345052", is_bin, 10},
      {"120740699737", is_bin, 10}, {"8405326781", is_innle},       {"1292731790", is_innle},
      {"676707585451", is_inn},     {"283557526006", is_inn},       {"1271496870754", is_ogrn},
      {"5766638694487", is_ogrn},   {"322328734277746", is_ogrnip}, {"00530347495", is_snils},
      {"52655264900", is_snils},    {"152175195", is_unp},          {"MA9516917", is_unp},
      {"KH2720909", is_unp},        {"8528674783", is_rnokpp},      {"8269350446", is_rnokpp},
      {"44801668", is_edrpou},      {"20360870", is_edrpou},        {"81226022", is_edrpou},
      {"58908871", is_edrpou},
  };
  return all;
}

}  // namespace

TEST_CASE("a national number with its check digit is right and with one digit changed wrong",
          "[pki][profile]") {
  for (const Row& row : rows()) {
    CAPTURE(row.number);
    CHECK(row.check(row.number));
    for (std::size_t i = 0; i < row.number.size(); ++i) {
      if (i == row.blind || row.number[i] < '0' || row.number[i] > '9') {
        continue;
      }
      for (const int step : {1, 9}) {  // the digit above, the digit below
        std::string changed = row.number;
        changed[i] = static_cast<char>('0' + (changed[i] - '0' + step) % 10);
        CAPTURE(changed);
        CHECK_FALSE(row.check(changed));
      }
    }
  }
}

TEST_CASE("exactly one last digit fits a national number", "[pki][profile]") {
  for (const Row& row : rows()) {
    CAPTURE(row.number);
    int fitting = 0;
    for (char last = '0'; last <= '9'; ++last) {
      std::string changed = row.number;
      changed.back() = last;
      fitting += row.check(changed) ? 1 : 0;
    }
    CHECK(fitting == 1);
  }
}

TEST_CASE("a national number of another form is wrong", "[pki][profile]") {
  for (const Row& row : rows()) {
    CAPTURE(row.number);
    CHECK_FALSE(row.check(""));
    CHECK_FALSE(row.check(row.number.substr(1)));
    CHECK_FALSE(row.check(row.number + "0"));
    CHECK_FALSE(row.check("0" + row.number));
    CHECK_FALSE(row.check(" " + row.number.substr(1)));
    for (const char odd : {'-', 'x', '/', ':', '\0', '\xd0'}) {
      std::string changed = row.number;
      changed[changed.size() / 2] = odd;
      CHECK_FALSE(row.check(changed));
    }
  }
}

TEST_CASE("a Kazakh number that both rows of weights give 10 for was never given out",
          "[pki][profile]") {
  for (char last = '0'; last <= '9'; ++last) {
    CHECK_FALSE(is_iin(std::string("70896832075") + last));
    CHECK_FALSE(is_bin(std::string("70896832075") + last));
  }
}

TEST_CASE("the last numbers of the pension register without check digits pass with any",
          "[pki][profile]") {
  CHECK(is_snils("00100199800"));
  CHECK(is_snils("00100199899"));
  CHECK_FALSE(is_snils("00100199900"));
}

TEST_CASE("only the ten letters of the tax office stand second in a person's UNP",
          "[pki][profile]") {
  CHECK(is_unp("MA9516917"));
  for (const char second : {'D', 'F', 'Z', 'a'}) {
    std::string changed = "MA9516917";
    changed[1] = second;
    CHECK_FALSE(is_unp(changed));
  }
  CHECK_FALSE(is_unp("mA9516917"));
}

}  // namespace senim::pki

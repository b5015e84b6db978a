#pragma once

#include <cstdint>
#include <string_view>

// Check digits of the national numbers that certificates name people and organisations by. Pure
// arithmetic over the text: true says that somebody wrote the number down without a slip, not that
// it was ever given to anybody. Whatever has another form (length, characters) is false.

namespace senim::pki {

bool is_iin(std::string_view number);     // Kazakhstan: 12 digits, a person
bool is_bin(std::string_view number);     // Kazakhstan: 12 digits, an organisation
bool is_inn(std::string_view number);     // Russia, taxpayer: 12 digits, a person
bool is_innle(std::string_view number);   // Russia, taxpayer: 10 digits, a legal entity
bool is_ogrn(std::string_view number);    // Russia, register: 13 digits, a legal entity
bool is_ogrnip(std::string_view number);  // Russia, register: 15 digits, a sole trader
bool is_snils(std::string_view number);   // Russia, pension account: 11 digits
bool is_unp(std::string_view number);  // Belarus, taxpayer: 9 digits, of people two letters first
bool is_rnokpp(std::string_view number);  // Ukraine, taxpayer card: 10 digits, a person
bool is_edrpou(std::string_view number);  // Ukraine, register: 8 digits, an organisation

}  // namespace senim::pki

#include "validators/xml/encoding.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "validators/base/utf8.h"

namespace senim::xml {
namespace {

struct Table {
  std::string_view name;
  std::uint8_t first;  // octets below stand for themselves
  std::u16string_view high;
};
constexpr Table kTables[] = {
    // clang-format off
    {"windows-1250", 0x80,
     u"€\ufffd‚\ufffd„…†‡\ufffd‰Š‹ŚŤŽŹ\ufffd‘’“”•–—\ufffd™š›śťžź"
     u"\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż"
     u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
     u"ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙"},
    {"windows-1251", 0x80,
     u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\ufffd™љ›њќћџ"
     u"\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї"
     u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмнопрстуфхцчшщъыьэюя"},
    {"windows-1252", 0x80,
     u"€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"
     u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
     u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
     u"àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"},
    {"windows-1254", 0x80,
     u"€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffd\ufffd\ufffd\ufffd‘’“”•–—˜™š›œ\ufffd\ufffdŸ"
     u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
     u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
     u"àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ"},
    {"windows-1257", 0x80,
     u"€\ufffd‚\ufffd„…†‡\ufffd‰\ufffd‹\ufffd¨ˇ¸\ufffd‘’“”•–—\ufffd™\ufffd›\ufffd¯˛\ufffd"
     u"\u00a0\ufffd¢£¤\ufffd¦§Ø©Ŗ«¬\u00ad®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ"
     u"ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß"
     u"ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙"},
    {"iso-8859-2", 0xa0,
     u"\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žż"
     u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
     u"ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙"},
    {"iso-8859-5", 0xa0,
     u"\u00a0ЁЂЃЄЅІЇЈЉЊЋЌ\u00adЎЏАБВГДЕЖЗИЙКЛМНОП"
     u"РСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп"
     u"рстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ"},
    {"iso-8859-9", 0xa0,
     u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
     u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
     u"àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ"},
    {"iso-8859-15", 0xa0,
     u"\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"
     u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
     u"àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"},
    {"koi8-r", 0x80,
     u"─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷"
     u"═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"
     u"юабцдефгхийклмнопярстужвьызшэщчъ"
     u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"},
    {"koi8-u", 0x80,
     u"─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷"
     u"═║╒ёє╔ії╗╘╙╚╛ґ╝╞╟╠╡ЁЄ╣ІЇ╦╧╨╩╪Ґ╬©"
     u"юабцдефгхийклмнопярстужвьызшэщчъ"
     u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"},  // clang-format on
};
constexpr char16_t kNone = 0xfffd;

Error bad(std::string_view encoding, std::size_t offset) {
  return {ErrorCode::malformed,
          "the octets at " + std::to_string(offset) + " are not " + std::string(encoding)};
}

enum class Order : std::uint8_t { big, little };

// The code unit of `width` octets at `offset`.
std::uint32_t unit(ByteView octets, std::size_t offset, std::size_t width, Order order) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t at = order == Order::big ? i : width - 1 - i;
    value = (value << 8) | octets[offset + at];
  }
  return value;
}

Result<std::string> from_utf16(ByteView octets, Order order) {
  if (octets.size() % 2 != 0) {
    return bad("UTF-16", octets.size() - 1);
  }
  std::string text;
  text.reserve(octets.size() / 2 + octets.size() / 8);
  for (std::size_t at = 0; at < octets.size(); at += 2) {
    std::uint32_t code = unit(octets, at, 2, order);
    if (code >= 0xd800 && code < 0xe000) {
      const std::uint32_t low =
          code < 0xdc00 && at + 4 <= octets.size() ? unit(octets, at + 2, 2, order) : 0;
      if (low < 0xdc00 || low >= 0xe000) {
        return bad("UTF-16", at);
      }
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += 2;
    }
    append_utf8(text, code);
  }
  return text;
}

Result<std::string> from_utf32(ByteView octets, Order order) {
  if (octets.size() % 4 != 0) {
    return bad("UTF-32", octets.size() - octets.size() % 4);
  }
  std::string text;
  text.reserve(octets.size() / 4 + octets.size() / 16);
  for (std::size_t at = 0; at < octets.size(); at += 4) {
    const std::uint32_t code = unit(octets, at, 4, order);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      return bad("UTF-32", at);
    }
    append_utf8(text, code);
  }
  return text;
}

Result<std::string> from_table(ByteView octets, const Table& table) {
  std::string text;
  text.reserve(octets.size() + octets.size() / 2);
  for (std::size_t at = 0; at < octets.size(); ++at) {
    const std::uint8_t octet = octets[at];
    const std::uint32_t code =
        octet < table.first ? octet : table.high[static_cast<std::size_t>(octet - table.first)];
    if (code == kNone) {
      return bad(table.name, at);
    }
    append_utf8(text, code);
  }
  return text;
}

Result<std::string> from_latin1(ByteView octets, std::string_view name, std::uint8_t last) {
  std::string text;
  text.reserve(octets.size() + octets.size() / 2);
  for (std::size_t at = 0; at < octets.size(); ++at) {
    if (octets[at] > last) {
      return bad(name, at);
    }
    append_utf8(text, octets[at]);
  }
  return text;
}

bool starts_with(ByteView octets, std::initializer_list<std::uint8_t> prefix) {
  return octets.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), octets.begin());
}

// The encoding that the XML declaration names, lower case; "" when it names none. "<?xmlx" is a
// processing instruction and names nothing.
std::string declared(ByteView octets) {
  std::string_view text = as_text(octets);
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  constexpr std::string_view kStart = "<?xml";
  if (!text.starts_with(kStart) || text.size() == kStart.size() ||
      std::string_view(" \t\r\n").find(text[kStart.size()]) == std::string_view::npos) {
    return {};
  }
  text = text.substr(0, text.find("?>"));
  const std::size_t at = text.find("encoding");
  if (at == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(at);
  const std::size_t quote = text.find_first_of("\"'");
  if (quote == std::string_view::npos) {
    return {};
  }
  const std::size_t end = text.find(text[quote], quote + 1);
  if (end == std::string_view::npos) {
    return {};
  }
  std::string name(text.substr(quote + 1, end - quote - 1));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return name;
}

Result<std::optional<std::string>> converted(Result<std::string> text) {
  if (!text.ok()) {
    return std::move(text).error();
  }
  if (text->find('\0') != std::string::npos) {
    return bad("XML characters", text->find('\0'));
  }
  return std::optional<std::string>(std::move(text).value());
}

}  // namespace

Result<std::optional<std::string>> to_utf8(ByteView octets) {
  // XML 1.0 appendix F. The four-octet forms come first: FF FE begins UTF-32 too.
  if (starts_with(octets, {0xff, 0xfe, 0, 0}) || starts_with(octets, {'<', 0, 0, 0})) {
    return converted(from_utf32(octets, Order::little));
  }
  if (starts_with(octets, {0, 0, 0xfe, 0xff}) || starts_with(octets, {0, 0, 0, '<'})) {
    return converted(from_utf32(octets, Order::big));
  }
  if (starts_with(octets, {0xff, 0xfe}) || starts_with(octets, {'<', 0})) {
    return converted(from_utf16(octets, Order::little));
  }
  if (starts_with(octets, {0xfe, 0xff}) || starts_with(octets, {0, '<'})) {
    return converted(from_utf16(octets, Order::big));
  }
  const std::string name = declared(octets);
  if (name == "iso-8859-1" || name == "latin1") {
    return converted(from_latin1(octets, name, 0xff));
  }
  for (const Table& table : kTables) {
    if (name == table.name) {
      return converted(from_table(octets, table));
    }
  }
  if (name == "us-ascii" || name == "ascii") {
    return converted(from_latin1(octets, name, 0x7f));
  }
  if (name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("ucs-")) {
    return bad(name, 0);
  }
  if (!name.empty() && name != "utf-8" && name != "utf8") {
    return Error{ErrorCode::unsupported, "XML in the encoding \"" + name + "\" is not read"};
  }
  if (const auto at = invalid_utf8(octets)) {
    return bad("UTF-8", *at);
  }
  if (std::memchr(octets.data(), 0, octets.size()) != nullptr) {
    return bad("XML characters", 0);
  }
  return std::optional<std::string>{};
}

}  // namespace senim::xml

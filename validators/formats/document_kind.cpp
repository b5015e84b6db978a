#include "validators/formats/document_kind.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "validators/base/der_reader.h"
#include "validators/base/oid.h"
#include "validators/crypto/base64.h"

namespace senim::formats {
namespace {

using model::DocumentKind;

// How far the scanners look into a file. PDF: readers accept the header within the first 1024
// octets (ISO 32000-1, annex H.3.4.1). XML: a start tag has at most 64 KB (threats.md), comments
// and instructions before it as much again. base64: enough for the head of any ContentInfo.
constexpr std::size_t kPdfHead = 1024;
constexpr std::size_t kXmlHead = 131'072;
constexpr std::size_t kBase64Head = 256;
constexpr std::size_t kMaxZipEntries = 10'000;  // threats.md

constexpr Oid kTstInfo{"1.2.840.113549.1.9.16.1.4"};
constexpr Oid kPkcs7{"1.2.840.113549.1.7"};
constexpr Oid kGmPkcs7{"1.2.156.10197.6.1.4.2"};  // GM/T 0010

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view skip_space(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

bool starts_with(ByteView octets, ByteView prefix) {
  return octets.size() >= prefix.size() && equal(octets.first(prefix.size()), prefix);
}

// ---- ASN.1 -------------------------------------------------------------------------------------

// The head of a TLV whose end need not be there: a file cut short is still of its kind.
struct Head {
  std::uint8_t tag = 0;
  ByteView rest;  // from the content on
};
std::optional<Head> head(ByteView octets) {
  if (octets.size() < 2) {
    return std::nullopt;
  }
  const std::uint8_t length = octets[1];
  const std::size_t more = length > 0x80 ? length & 0x7fU : 0;
  if (more > 8 || octets.size() < 2 + more) {
    return std::nullopt;
  }
  return Head{octets[0], octets.subspan(2 + more)};
}

// The next complete small element (an identifier, an integer), consumed from `octets`.
std::optional<der::Element> take(ByteView& octets) {
  der::Reader reader(octets, der::Rules::ber);
  auto element = reader.next();
  if (!element) {
    return std::nullopt;
  }
  octets = reader.rest();
  return *element;
}

bool below(const Oid& oid, const Oid& arc) {
  return oid.content().size() == arc.content().size() + 1 &&
         starts_with(oid.content(), arc.content());
}

// SignedData: version, digestAlgorithms, encapContentInfo { eContentType }.
bool holds_tst_info(ByteView explicit_content) {
  const auto wrapper = head(explicit_content);
  if (!wrapper || wrapper->tag != 0xa0) {
    return false;
  }
  const auto signed_data = head(wrapper->rest);
  if (!signed_data || signed_data->tag != 0x30) {
    return false;
  }
  ByteView inside = signed_data->rest;
  if (!take(inside) || !take(inside)) {
    return false;
  }
  const auto encapsulated = head(inside);
  if (!encapsulated) {
    return false;
  }
  ByteView type = encapsulated->rest;
  const auto oid_element = take(type);
  if (!oid_element) {
    return false;
  }
  const auto oid = der::oid(*oid_element);
  return oid.ok() && *oid == kTstInfo;
}

std::optional<DocumentKind> content_info(ByteView octets) {
  const auto outer = head(octets);
  if (!outer || outer->tag != 0x30) {
    return std::nullopt;
  }
  ByteView inside = outer->rest;
  const auto element = take(inside);
  if (!element || element->tag != der::kOid) {
    return std::nullopt;
  }
  const auto oid = der::oid(*element);
  if (!oid || !(below(*oid, kPkcs7) || below(*oid, kGmPkcs7))) {
    return std::nullopt;
  }
  return holds_tst_info(inside) ? DocumentKind::tst : DocumentKind::cms;
}

// RFC 3161 TimeStampResp ::= SEQUENCE { PKIStatusInfo, ContentInfo }.
bool is_timestamp_response(ByteView octets) {
  const auto outer = head(octets);
  if (!outer || outer->tag != 0x30) {
    return false;
  }
  ByteView inside = outer->rest;
  const auto status = take(inside);
  if (!status || status->tag != der::kSequence || !der::Reader(*status).at(der::kInteger)) {
    return false;
  }
  return content_info(inside) == DocumentKind::tst;
}

// RFC 4998 EvidenceRecord ::= SEQUENCE { version 1, digestAlgorithms SEQUENCE OF, ... }; the
// digest algorithms tell it from other sequences that begin with an integer.
bool is_evidence_record(ByteView octets) {
  const auto outer = head(octets);
  if (!outer || outer->tag != 0x30) {
    return false;
  }
  ByteView inside = outer->rest;
  const auto version = take(inside);
  if (!version || version->tag != der::kInteger || version->content.size() != 1 ||
      version->content[0] != 1) {
    return false;
  }
  const auto algorithms = take(inside);
  if (!algorithms || algorithms->tag != der::kSequence) {
    return false;
  }
  der::Reader list(*algorithms);
  const auto first = list.next();
  if (!first || first->tag != der::kSequence) {
    return false;
  }
  const auto algorithm = crypto::read_digest_algorithm(first->whole);
  return algorithm.ok() && *algorithm != crypto::DigestAlgorithm::unknown;
}

std::optional<DocumentKind> asn1_kind(ByteView octets) {
  if (const auto kind = content_info(octets)) {
    return kind;
  }
  if (is_timestamp_response(octets)) {
    return DocumentKind::tst;
  }
  if (is_evidence_record(octets)) {
    return DocumentKind::er;
  }
  return std::nullopt;
}

// ---- text around ASN.1 -------------------------------------------------------------------------

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=';
}

constexpr std::string_view kPemBegin = "-----BEGIN ";

struct PemBlock {
  std::string_view label;
  std::string_view body;
  std::string_view behind;
};
// One PEM block at the very start (RFC 7468); what is inside decides, see names_no_message.
std::optional<PemBlock> pem_block(std::string_view text) {
  text = skip_space(without_byte_order_mark(text));
  if (!text.starts_with(kPemBegin)) {
    return std::nullopt;
  }
  const std::size_t label_end = text.find("-----", kPemBegin.size());
  if (label_end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string end = "-----END " +
                          std::string(text.substr(kPemBegin.size(), label_end - kPemBegin.size())) +
                          "-----";
  const std::size_t begin = label_end + 5;
  const std::size_t stop = text.find(end, begin);
  if (stop == std::string_view::npos) {
    return std::nullopt;
  }
  return PemBlock{text.substr(kPemBegin.size(), label_end - kPemBegin.size()),
                  text.substr(begin, stop - begin), text.substr(stop + end.size())};
}

// The first octets that base64 text stands for, of at most `most` characters.
Bytes base64_head(std::string_view text, std::size_t most) {
  std::string head_text;
  for (const char c : text) {
    if (is_space(c)) {
      continue;
    }
    if (!is_base64(c)) {
      return {};
    }
    head_text += c;
    if (head_text.size() == most) {
      break;
    }
  }
  head_text.resize(head_text.size() / 4 * 4);
  auto octets = crypto::from_base64(head_text);
  return octets ? std::move(octets).value() : Bytes{};
}

// ---- XML ---------------------------------------------------------------------------------------

// The octets that tell whether a file is XML. White space before the first tag is no part of them:
// however much there is, it must not decide which limits apply.
ByteView head_of_xml(ByteView document) {
  const std::string_view text = without_byte_order_mark(as_text(document));
  return as_bytes(skip_space(text).substr(0, kXmlHead));
}

// The text of a file that starts as XML does, UTF-16 narrowed to its ASCII; "" for anything else.
std::string xml_text(ByteView document) {
  const ByteView start = head_of_xml(document);
  const auto first = [&](std::size_t i) { return i < start.size() ? start[i] : 0xff; };
  const bool marked_big = first(0) == 0xfe && first(1) == 0xff;
  const bool marked_little = first(0) == 0xff && first(1) == 0xfe;
  const bool big = marked_big || (first(0) == 0 && first(1) == '<');
  const bool little = marked_little || (first(0) == '<' && first(1) == 0);
  std::string text;
  if (big || little) {
    for (std::size_t i = marked_big || marked_little ? 2 : 0; i + 1 < start.size(); i += 2) {
      const std::uint8_t high = start[big ? i : i + 1];
      const std::uint8_t low = start[big ? i + 1 : i];
      text += high == 0 ? static_cast<char>(low) : '?';
    }
  } else {
    text = std::string(as_text(start));
  }
  const std::string_view body = skip_space(text);
  if (body.size() < 2 || body[0] != '<') {
    return {};
  }
  const char second = body[1];
  const bool name = (second >= 'a' && second <= 'z') || (second >= 'A' && second <= 'Z') ||
                    second == '_' || static_cast<unsigned char>(second) >= 0x80;
  return second == '?' || second == '!' || name ? std::string(body) : std::string{};
}

// The first start tag, past declarations, comments and instructions; "" when there is none.
std::string_view root_tag(std::string_view text) {
  while (true) {
    text = skip_space(text);
    std::string_view end;
    if (text.starts_with("<?")) {
      end = "?>";
    } else if (text.starts_with("<!--")) {
      end = "-->";
    } else if (text.starts_with("<!")) {
      end = ">";
    } else {
      break;
    }
    const std::size_t at = text.find(end, 2);
    if (at == std::string_view::npos) {
      return {};
    }
    text = text.substr(at + end.size());
  }
  return text.starts_with('<') ? text.substr(0, text.find('>')) : std::string_view{};
}

std::string_view local_name(std::string_view tag) {
  std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n/", 1) - 1);
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::optional<DocumentKind> xml_kind(ByteView document) {
  const std::string text = xml_text(document);
  if (text.empty()) {
    return std::nullopt;
  }
  const std::string_view tag = root_tag(text);
  if (tag.empty()) {
    return DocumentKind::xml;
  }
  const std::string_view name = local_name(tag);
  const auto says = [&](std::string_view words) {
    return tag.find(words) != std::string_view::npos;
  };
  if (name == "SignedDoc" && says("urn:EEC:SignedData:")) {
    return DocumentKind::eaeu;
  }
  if (name == "SignedDoc" && (says("DIGIDOC-XML") || says("SK-XML") || says("/DigiDoc/"))) {
    return DocumentKind::ddoc;
  }
  if (name == "EvidenceRecord" && says("urn:ietf:params:xml:ns:ers")) {
    return DocumentKind::er;
  }
  return DocumentKind::xml;
}

// ---- base64 and PEM around either --------------------------------------------------------------

std::optional<DocumentKind> wrapped_kind(std::string_view text) {
  const auto block = pem_block(text);
  const std::string_view body = block ? block->body : without_byte_order_mark(text);
  const Bytes head = base64_head(body, kBase64Head);
  if (head.empty()) {
    return std::nullopt;
  }
  if (const auto kind = asn1_kind(head)) {
    return kind;
  }
  if (!skip_space(as_text(head)).empty() && xml_text(head).empty()) {
    return std::nullopt;
  }
  // Which XML it is stands in its root element, which may come late. Where the text stops being
  // base64 before that, it is XML that unwrap() cannot read.
  Bytes start = base64_head(body, kXmlHead / 3 * 4);
  if (skip_space(as_text(start)).empty()) {
    start = base64_head(body, body.size());
  }
  const auto kind = xml_kind(start);
  return kind || xml_text(head).empty() ? kind : DocumentKind::xml;
}

// ---- ZIP ---------------------------------------------------------------------------------------

std::uint32_t little_endian(ByteView octets, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= static_cast<std::uint32_t>(octets[at + i]) << (8 * i);
  }
  return value;
}

constexpr std::array<std::uint8_t, 4> kLocalHeader{'P', 'K', 3, 4};
constexpr std::size_t kLocalHeaderSize = 30;

struct ZipNames {
  bool mimetype_asic_s = false;
  bool mimetype_asic_e = false;
  bool mimetype_open_document = false;
  bool content_types = false;
  bool manifest = false;
  bool asic_manifest = false;
  bool signature = false;
  bool timestamp = false;
  bool evidence_record = false;
};

void note_mimetype(std::string_view text, ZipNames& names) {
  names.mimetype_asic_s |= text.starts_with("application/vnd.etsi.asic-s+zip");
  names.mimetype_asic_e |= text.starts_with("application/vnd.etsi.asic-e+zip");
  names.mimetype_open_document |= text.starts_with("application/vnd.oasis.opendocument");
}

void note_name(std::string_view name, ZipNames& names) {
  names.content_types |= name == "[Content_Types].xml";
  if (!name.starts_with("META-INF/")) {
    return;
  }
  std::string lower;
  for (const char c : name.substr(9)) {
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  names.manifest |= lower == "manifest.xml";
  names.asic_manifest |= lower.starts_with("asic") && lower.find("manifest") != std::string::npos;
  names.signature |= lower.find("signature") != std::string::npos;
  names.timestamp |= lower.find("timestamp") != std::string::npos;
  names.evidence_record |= lower.find("evidencerecord") != std::string::npos;
}

// Walks from local header to local header; where a size is not there (data descriptor), the next
// header is searched for. A guess for naming only: readers use the central directory.
ZipNames zip_names(ByteView document) {
  ZipNames names;
  std::size_t at = 0;
  for (std::size_t entries = 0; entries < kMaxZipEntries; ++entries) {
    if (document.size() - at < kLocalHeaderSize ||
        !starts_with(document.subspan(at), kLocalHeader)) {
      break;
    }
    const bool sized = (document[at + 6] & 8U) == 0;
    const std::size_t size = little_endian(document, at + 18, 4);
    const std::size_t name_size = little_endian(document, at + 26, 2);
    const std::size_t extra_size = little_endian(document, at + 28, 2);
    const std::size_t data = at + kLocalHeaderSize + name_size + extra_size;
    if (data > document.size()) {
      break;
    }
    const std::string_view name = as_text(document.subspan(at + kLocalHeaderSize, name_size));
    note_name(name, names);
    if (name == "mimetype") {
      note_mimetype(as_text(document.subspan(data)), names);
    }
    const std::size_t from = sized ? data + size : data;
    if (from >= document.size()) {
      break;
    }
    const auto next = std::search(document.begin() + static_cast<std::ptrdiff_t>(from),
                                  document.end(), kLocalHeader.begin(), kLocalHeader.end());
    if (next == document.end()) {
      break;
    }
    at = static_cast<std::size_t>(next - document.begin());
  }
  return names;
}

std::optional<DocumentKind> zip_kind(ByteView document) {
  if (!starts_with(document, kLocalHeader)) {
    return std::nullopt;
  }
  const ZipNames names = zip_names(document);
  if (names.mimetype_asic_s) {
    return DocumentKind::asic_s;
  }
  if (names.mimetype_asic_e) {
    return DocumentKind::asic_e;
  }
  if (names.mimetype_open_document) {
    return DocumentKind::odf;
  }
  if (names.content_types) {
    return DocumentKind::ooxml;
  }
  // EN 319 162-1: the mimetype entry is optional; a manifest is what only ASiC-E has.
  if (names.signature || names.timestamp || names.evidence_record) {
    return names.manifest || names.asic_manifest ? DocumentKind::asic_e : DocumentKind::asic_s;
  }
  return std::nullopt;
}

// ---- JWS ---------------------------------------------------------------------------------------

bool is_base64url(char c) {
  return (is_base64(c) && c != '+' && c != '/' && c != '=') || c == '-' || c == '_';
}

// RFC 7515 7.1: three base64url parts, the first of which is a JSON object ("ey" is `{"` or `{ `,
// "ew" a brace before a line end or a tab).
bool is_compact_jws(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (!text.starts_with("ey") && !text.starts_with("ew")) {
    return false;
  }
  const auto dots = std::count(text.begin(), text.end(), '.');
  return dots == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_base64url(c); });
}

// RFC 7515 7.2: a JSON object with "signature" or "signatures" and a header member.
bool is_json_jws(std::string_view text) {
  const auto has = [&](std::string_view member) {
    return text.find(member) != std::string_view::npos;
  };
  return text.starts_with('{') && (has("\"signature\"") || has("\"signatures\"")) &&
         (has("\"protected\"") || has("\"payload\""));
}

bool is_jws(ByteView document) {
  const std::string_view text = skip_space(without_byte_order_mark(as_text(document)));
  return is_compact_jws(text) || is_json_jws(text);
}

bool is_pdf(ByteView document) {
  const std::string_view start = as_text(document.first(std::min(document.size(), kPdfHead)));
  return start.find("%PDF-") != std::string_view::npos;
}

}  // namespace

model::DocumentKind detect(ByteView document) {
  if (const auto kind = asn1_kind(document)) {
    return *kind;
  }
  if (const auto kind = zip_kind(document)) {
    return *kind;
  }
  if (const auto kind = xml_kind(document)) {
    return *kind;
  }
  if (is_pdf(document)) {
    return DocumentKind::pdf;
  }
  if (const auto kind = wrapped_kind(as_text(document))) {
    return *kind;
  }
  return is_jws(document) ? DocumentKind::jws : DocumentKind::unknown;
}

namespace {

// RFC 7468 labels of other things than messages. A file that is called a certificate outside and
// holds a signed document inside means different things to different readers.
bool names_no_message(std::string_view label) {
  return label.ends_with("CERTIFICATE") || label.ends_with("CRL") || label.ends_with("KEY") ||
         label.ends_with("REQUEST") || label.ends_with("PARAMETERS");
}

}  // namespace

Result<Unwrapped> unwrap(ByteView document) {
  Unwrapped result;
  if (asn1_kind(document) || xml_kind(document)) {
    return result;
  }
  const std::string_view text = as_text(document);
  const auto block = pem_block(text);
  if (block && names_no_message(block->label)) {
    return Error{ErrorCode::malformed, "the PEM label of another thing than a message"};
  }
  const std::string_view body = block ? block->body : without_byte_order_mark(text);
  SENIM_TRY(result.octets, crypto::from_base64(body, crypto::Base64Rules::ignore_whitespace));
  result.wrapped = true;
  if (block) {
    result.trailing = skip_space(block->behind).size();
  }
  return result;
}

}  // namespace senim::formats

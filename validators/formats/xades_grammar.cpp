#include "validators/formats/xades_grammar.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "validators/base/utc_time.h"
#include "validators/crypto/base64.h"
#include "validators/formats/name_text.h"
#include "validators/formats/xades_properties.h"
#include "validators/xml/key_info.h"
#include "validators/xml/limits.h"
#include "validators/xml/signature_filter.h"
#include "validators/xml/xmldsig.h"

namespace senim::formats::xades {
namespace {

using xml::Element;

constexpr std::string_view kWsu =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

// ---- The tables --------------------------------------------------------------------------------

// What text an element may have.
enum class Text : std::uint8_t {
  none,
  base64,
  number,
  date,
  uri,     // absolute, a fragment or an object identifier
  word,    // a media type, a character set
  name,    // a distinguished name
  filter,  // an XPath that takes signatures out
  free,    // anything a person may read
};

struct Row {
  std::string_view name;  // of the vocabulary below
  Text text = Text::none;
  std::string_view children;
  std::string_view attributes;
};

// xmldsig-core1 (with RFC 4050 and 9231), SOAP Message Security 7, xml-exc-c14n, xmldsig-filter2.
// "xa" is every namespace of XAdES, whose versions name what they share alike.
constexpr Row kSignatureRows[] = {
    {"ds:Signature", Text::none, "ds:SignedInfo ds:SignatureValue ds:KeyInfo ds:Object", "Id"},
    {"ds:SignedInfo", Text::none, "ds:CanonicalizationMethod ds:SignatureMethod ds:Reference",
     "Id"},
    {"ds:CanonicalizationMethod", Text::none, "ec:InclusiveNamespaces", "Algorithm"},
    {"ec:InclusiveNamespaces", Text::none, "", "PrefixList"},
    {"ds:SignatureMethod", Text::none, "ds:HMACOutputLength pss:RSAPSSParams", "Algorithm"},
    {"ds:HMACOutputLength", Text::number, "", ""},
    {"pss:RSAPSSParams", Text::none,
     "ds:DigestMethod pss:MaskGenerationFunction pss:SaltLength pss:TrailerField", ""},
    {"pss:MaskGenerationFunction", Text::none, "ds:DigestMethod", "Algorithm"},
    {"pss:SaltLength", Text::number, "", ""},
    {"pss:TrailerField", Text::number, "", ""},
    {"ds:Reference", Text::none, "ds:Transforms ds:DigestMethod ds:DigestValue", "Id URI Type"},
    {"ds:Transforms", Text::none, "ds:Transform", ""},
    {"ds:Transform", Text::none, "ds:XPath f2:XPath ec:InclusiveNamespaces", "Algorithm"},
    {"ds:XPath", Text::filter, "", ""},
    {"f2:XPath", Text::filter, "", "Filter"},
    {"ds:DigestMethod", Text::none, "", "Algorithm"},
    {"ds:DigestValue", Text::base64, "", ""},
    {"ds:SignatureValue", Text::base64, "", "Id"},
    {"ds:Object", Text::none, "xa:QualifyingProperties xa:QualifyingPropertiesReference",
     "Id MimeType Encoding"},
    {"ds:KeyInfo", Text::none,
     "ds:KeyName ds:KeyValue ds:RetrievalMethod ds:X509Data ds:PGPData ds:SPKIData ds:MgmtData "
     "ds11:DEREncodedKeyValue ds11:KeyInfoReference wsse:SecurityTokenReference",
     "Id"},
    {"ds:KeyName", Text::free, "", ""},
    {"ds:MgmtData", Text::free, "", ""},
    {"ds:RetrievalMethod", Text::none, "ds:Transforms", "URI Type"},
    {"ds11:KeyInfoReference", Text::none, "", "URI Id"},
    {"ds11:DEREncodedKeyValue", Text::base64, "", "Id"},
    {"ds:PGPData", Text::none, "ds:PGPKeyID ds:PGPKeyPacket", ""},
    {"ds:PGPKeyID", Text::base64, "", ""},
    {"ds:PGPKeyPacket", Text::base64, "", ""},
    {"ds:SPKIData", Text::none, "ds:SPKISexp", ""},
    {"ds:SPKISexp", Text::base64, "", ""},
    {"ds:KeyValue", Text::none, "ds:DSAKeyValue ds:RSAKeyValue ds11:ECKeyValue more:ECDSAKeyValue",
     ""},
    {"ds:RSAKeyValue", Text::none, "ds:Modulus ds:Exponent", ""},
    {"ds:DSAKeyValue", Text::none, "ds:P ds:Q ds:G ds:Y ds:J ds:Seed ds:PgenCounter", ""},
    {"ds:Modulus", Text::base64, "", ""},
    {"ds:Exponent", Text::base64, "", ""},
    {"ds:P", Text::base64, "", ""},
    {"ds:Q", Text::base64, "", ""},
    {"ds:G", Text::base64, "", ""},
    {"ds:Y", Text::base64, "", ""},
    {"ds:J", Text::base64, "", ""},
    {"ds:Seed", Text::base64, "", ""},
    {"ds:PgenCounter", Text::base64, "", ""},
    {"ds11:ECKeyValue", Text::none, "ds11:NamedCurve ds11:PublicKey", "Id"},
    {"ds11:NamedCurve", Text::none, "", "URI"},
    {"ds11:PublicKey", Text::base64, "", ""},
    {"more:ECDSAKeyValue", Text::none, "more:DomainParameters more:PublicKey", ""},
    {"more:DomainParameters", Text::none, "more:NamedCurve", ""},
    {"more:NamedCurve", Text::none, "", "URN"},
    {"more:PublicKey", Text::none, "more:X more:Y", ""},
    {"more:X", Text::none, "", "Value"},
    {"more:Y", Text::none, "", "Value"},
    {"ds:X509Data", Text::none,
     "ds:X509IssuerSerial ds:X509SKI ds:X509SubjectName ds:X509Certificate ds:X509CRL "
     "ds11:X509Digest",
     ""},
    {"ds:X509IssuerSerial", Text::none, "ds:X509IssuerName ds:X509SerialNumber", ""},
    {"ds:X509IssuerName", Text::name, "", ""},
    {"ds:X509SerialNumber", Text::number, "", ""},
    {"ds:X509SubjectName", Text::name, "", ""},
    {"ds:X509SKI", Text::base64, "", ""},
    {"ds:X509Certificate", Text::base64, "", ""},
    {"ds:X509CRL", Text::base64, "", ""},
    {"ds11:X509Digest", Text::base64, "", "Algorithm"},
    {"wsse:SecurityTokenReference", Text::none, "ds:X509Data wsse:Reference wsse:KeyIdentifier",
     "Id wsu:Id"},
    {"wsse:Reference", Text::none, "", "URI ValueType"},
    {"wsse:KeyIdentifier", Text::base64, "", "ValueType EncodingType wsu:Id"},
};

// EN 319 132-1 (TS 101 903 in its versions) and EN 319 132-2.
constexpr Row kPropertyRows[] = {
    {"xa:QualifyingProperties", Text::none, "xa:SignedProperties xa:UnsignedProperties",
     "Target Id"},
    {"xa:QualifyingPropertiesReference", Text::none, "", "URI Id"},
    {"xa:SignedProperties", Text::none,
     "xa:SignedSignatureProperties xa:SignedDataObjectProperties", "Id"},
    {"xa:UnsignedProperties", Text::none,
     "xa:UnsignedSignatureProperties xa:UnsignedDataObjectProperties", "Id"},
    {"xa:SignedSignatureProperties", Text::none,
     "xa:SigningTime xa:SigningCertificate xa:SigningCertificateV2 xa:SignaturePolicyIdentifier "
     "xa:SignatureProductionPlace xa:SignatureProductionPlaceV2 xa:SignerRole xa:SignerRoleV2",
     "Id"},
    {"xa:SignedDataObjectProperties", Text::none,
     "xa:DataObjectFormat xa:CommitmentTypeIndication xa:AllDataObjectsTimeStamp "
     "xa:IndividualDataObjectsTimeStamp",
     "Id"},
    {"xa:UnsignedSignatureProperties", Text::none,
     "xa:CounterSignature xa:SignatureTimeStamp xa:CompleteCertificateRefs "
     "xa:CompleteCertificateRefsV2 xa:CompleteRevocationRefs xa:AttributeCertificateRefs "
     "xa:AttributeCertificateRefsV2 xa:AttributeRevocationRefs xa:SigAndRefsTimeStamp "
     "xa:SigAndRefsTimeStampV2 xa:RefsOnlyTimeStamp xa:RefsOnlyTimeStampV2 xa:CertificateValues "
     "xa:RevocationValues xa:AttrAuthoritiesCertValues xa:AttributeRevocationValues "
     "xa:ArchiveTimeStamp xa:ArchiveTimeStampV2 xa:TimeStampValidationData xa:AnyValidationData "
     "xa:SealingEvidenceRecords xa:SignaturePolicyStore",
     "Id"},
    {"xa:UnsignedDataObjectProperties", Text::none, "xa:UnsignedDataObjectProperty", "Id"},
    {"xa:UnsignedDataObjectProperty", Text::free, "", ""},
    {"xa:CounterSignature", Text::none, "ds:Signature", "Id"},

    {"xa:SigningTime", Text::date, "", ""},
    {"xa:SigningCertificate", Text::none, "xa:Cert", ""},
    {"xa:SigningCertificateV2", Text::none, "xa:Cert", ""},
    {"xa:Cert", Text::none, "xa:CertDigest xa:IssuerSerial xa:IssuerSerialV2", "URI"},
    {"xa:CertDigest", Text::none, "ds:DigestMethod ds:DigestValue xa:DigestMethod xa:DigestValue",
     ""},
    {"xa:DigestMethod", Text::none, "", "Algorithm"},
    {"xa:DigestValue", Text::base64, "", ""},
    {"xa:IssuerSerial", Text::none, "ds:X509IssuerName ds:X509SerialNumber", ""},
    {"xa:IssuerSerialV2", Text::base64, "", ""},

    {"xa:SignaturePolicyIdentifier", Text::none, "xa:SignaturePolicyId xa:SignaturePolicyImplied",
     ""},
    {"xa:SignaturePolicyImplied", Text::none, "", ""},
    {"xa:SignaturePolicyId", Text::none,
     "xa:SigPolicyId ds:Transforms xa:SigPolicyHash xa:SigPolicyQualifiers", ""},
    {"xa:SigPolicyId", Text::none, "xa:Identifier xa:Description xa:DocumentationReferences", ""},
    {"xa:SigPolicyHash", Text::none,
     "ds:DigestMethod ds:DigestValue xa:DigestMethod xa:DigestValue", ""},
    {"xa:SigPolicyQualifiers", Text::none, "xa:SigPolicyQualifier", ""},
    {"xa:SigPolicyQualifier", Text::free, "xa:SPURI xa:SPUserNotice xa:SPDocSpecification", ""},
    {"xa:SPURI", Text::uri, "", ""},
    {"xa:SPUserNotice", Text::none, "xa:NoticeRef xa:ExplicitText", ""},
    {"xa:NoticeRef", Text::none, "xa:Organization xa:NoticeNumbers", ""},
    {"xa:Organization", Text::free, "", ""},
    {"xa:NoticeNumbers", Text::none, "xa:int", ""},
    {"xa:int", Text::number, "", ""},
    {"xa:ExplicitText", Text::free, "", ""},
    {"xa:SPDocSpecification", Text::none, "xa:Identifier xa:Description xa:DocumentationReferences",
     ""},
    {"xa:Identifier", Text::uri, "", "Qualifier"},
    {"xa:Description", Text::free, "", ""},
    {"xa:DocumentationReferences", Text::none, "xa:DocumentationReference", ""},
    {"xa:DocumentationReference", Text::uri, "", ""},
    {"xa:SignaturePolicyStore", Text::none,
     "xa:SPDocSpecification xa:SignaturePolicyDocument xa:SigPolDocLocalURI", "Id"},
    {"xa:SignaturePolicyDocument", Text::base64, "", ""},
    {"xa:SigPolDocLocalURI", Text::uri, "", ""},

    {"xa:SignatureProductionPlace", Text::none,
     "xa:City xa:StateOrProvince xa:PostalCode xa:CountryName", ""},
    {"xa:SignatureProductionPlaceV2", Text::none,
     "xa:City xa:StreetAddress xa:StateOrProvince xa:PostalCode xa:CountryName", ""},
    {"xa:City", Text::free, "", ""},
    {"xa:StreetAddress", Text::free, "", ""},
    {"xa:StateOrProvince", Text::free, "", ""},
    {"xa:PostalCode", Text::free, "", ""},
    {"xa:CountryName", Text::free, "", ""},
    {"xa:SignerRole", Text::none, "xa:ClaimedRoles xa:CertifiedRoles", ""},
    {"xa:SignerRoleV2", Text::none, "xa:ClaimedRoles xa:CertifiedRolesV2 xa:SignedAssertions", ""},
    {"xa:ClaimedRoles", Text::none, "xa:ClaimedRole", ""},
    {"xa:ClaimedRole", Text::free, "", ""},
    {"xa:CertifiedRoles", Text::none, "xa:CertifiedRole", ""},
    {"xa:CertifiedRole", Text::base64, "", "Id Encoding"},
    {"xa:CertifiedRolesV2", Text::none, "xa:CertifiedRole", ""},
    {"xa:SignedAssertions", Text::none, "xa:SignedAssertion", ""},
    {"xa:SignedAssertion", Text::free, "", ""},

    {"xa:DataObjectFormat", Text::none,
     "xa:Description xa:ObjectIdentifier xa:MimeType xa:Encoding", "ObjectReference"},
    {"xa:ObjectIdentifier", Text::none, "xa:Identifier xa:Description xa:DocumentationReferences",
     ""},
    {"xa:MimeType", Text::word, "", ""},
    {"xa:Encoding", Text::word, "", ""},
    {"xa:CommitmentTypeIndication", Text::none,
     "xa:CommitmentTypeId xa:ObjectReference xa:AllSignedDataObjects xa:CommitmentTypeQualifiers",
     ""},
    {"xa:CommitmentTypeId", Text::none, "xa:Identifier xa:Description xa:DocumentationReferences",
     ""},
    {"xa:ObjectReference", Text::uri, "", ""},
    {"xa:AllSignedDataObjects", Text::none, "", ""},
    {"xa:CommitmentTypeQualifiers", Text::none, "xa:CommitmentTypeQualifier", ""},
    {"xa:CommitmentTypeQualifier", Text::free, "", ""},

    {"xa:CompleteCertificateRefs", Text::none, "xa:CertRefs xa:Cert", "Id"},
    {"xa:CompleteCertificateRefsV2", Text::none, "xa:CertRefs", "Id"},
    {"xa:AttributeCertificateRefs", Text::none, "xa:CertRefs", "Id"},
    {"xa:AttributeCertificateRefsV2", Text::none, "xa:CertRefs", "Id"},
    {"xa:CertRefs", Text::none, "xa:Cert", ""},
    {"xa:CompleteRevocationRefs", Text::none, "xa:CRLRefs xa:OCSPRefs", "Id"},
    {"xa:AttributeRevocationRefs", Text::none, "xa:CRLRefs xa:OCSPRefs", "Id"},
    {"xa:CRLRefs", Text::none, "xa:CRLRef", ""},
    {"xa:CRLRef", Text::none, "xa:DigestAlgAndValue xa:CRLIdentifier", ""},
    {"xa:DigestAlgAndValue", Text::none,
     "ds:DigestMethod ds:DigestValue xa:DigestMethod xa:DigestValue", ""},
    {"xa:CRLIdentifier", Text::none, "xa:Issuer xa:IssueTime xa:Number", "URI"},
    {"xa:Issuer", Text::name, "", ""},
    {"xa:IssueTime", Text::date, "", ""},
    {"xa:Number", Text::number, "", ""},
    {"xa:OCSPRefs", Text::none, "xa:OCSPRef", ""},
    {"xa:OCSPRef", Text::none, "xa:OCSPIdentifier xa:DigestAlgAndValue", ""},
    {"xa:OCSPIdentifier", Text::none, "xa:ResponderID xa:ProducedAt", "URI"},
    {"xa:ResponderID", Text::none, "xa:ByName xa:ByKey", ""},
    {"xa:ByName", Text::name, "", ""},
    {"xa:ByKey", Text::base64, "", ""},
    {"xa:ProducedAt", Text::date, "", ""},

    {"xa:CertificateValues", Text::none, "xa:EncapsulatedX509Certificate", "Id"},
    {"xa:AttrAuthoritiesCertValues", Text::none, "xa:EncapsulatedX509Certificate", "Id"},
    {"xa:EncapsulatedX509Certificate", Text::base64, "", "Id Encoding"},
    {"xa:RevocationValues", Text::none, "xa:CRLValues xa:OCSPValues", "Id"},
    {"xa:AttributeRevocationValues", Text::none, "xa:CRLValues xa:OCSPValues", "Id"},
    {"xa:CRLValues", Text::none, "xa:EncapsulatedCRLValue", ""},
    {"xa:OCSPValues", Text::none, "xa:EncapsulatedOCSPValue", ""},
    {"xa:EncapsulatedCRLValue", Text::base64, "", "Id Encoding"},
    {"xa:EncapsulatedOCSPValue", Text::base64, "", "Id Encoding"},
    {"xa:TimeStampValidationData", Text::none, "xa:CertificateValues xa:RevocationValues",
     "Id URI"},
    {"xa:AnyValidationData", Text::none, "xa:CertificateValues xa:RevocationValues", "Id URI"},

    {"xa:EncapsulatedTimeStamp", Text::base64, "", "Id Encoding"},
    {"xa:XMLTimeStamp", Text::base64, "", ""},
    {"xa:Include", Text::none, "", "URI referencedData"},
    {"xa:ReferenceInfo", Text::none, "ds:DigestMethod ds:DigestValue", "Id URI"},
    {"xa:HashDataInfo", Text::none, "xa:Transforms ds:Transforms", "uri"},
    {"xa:Transforms", Text::none, "ds:Transform", ""},

    {"xa:SealingEvidenceRecords", Text::none, "ers:EvidenceRecord xa:ASN1EvidenceRecord", "Id"},
    {"xa:ASN1EvidenceRecord", Text::base64, "", "Id Encoding"},
    {"ers:EvidenceRecord", Text::none, "ers:ArchiveTimeStampSequence", "Version"},
    {"ers:ArchiveTimeStampSequence", Text::none, "ers:ArchiveTimeStampChain", ""},
    {"ers:ArchiveTimeStampChain", Text::none,
     "ers:DigestMethod ers:CanonicalizationMethod ers:ArchiveTimeStamp", "Order"},
    {"ers:DigestMethod", Text::none, "", "Algorithm"},
    {"ers:CanonicalizationMethod", Text::none, "", "Algorithm"},
    {"ers:ArchiveTimeStamp", Text::none, "ers:HashTree ers:TimeStamp", "Order"},
    {"ers:HashTree", Text::none, "ers:Sequence", ""},
    {"ers:Sequence", Text::none, "ers:DigestValue", "Order"},
    {"ers:DigestValue", Text::base64, "", ""},
    {"ers:TimeStamp", Text::none, "ers:TimeStampToken ers:CryptographicInformationList", ""},
    {"ers:TimeStampToken", Text::base64, "", "Type"},
    {"ers:CryptographicInformationList", Text::none, "ers:CryptographicInformation", ""},
    {"ers:CryptographicInformation", Text::base64, "", "Order Type"},
};

constexpr Row kTimestampRow{"", Text::none,
                            "xa:Include xa:ReferenceInfo xa:HashDataInfo ds:CanonicalizationMethod "
                            "xa:EncapsulatedTimeStamp xa:XMLTimeStamp",
                            "Id"};
constexpr std::string_view kTimestamps[] = {
    "xa:AllDataObjectsTimeStamp", "xa:IndividualDataObjectsTimeStamp",
    "xa:SignatureTimeStamp",      "xa:SigAndRefsTimeStamp",
    "xa:SigAndRefsTimeStampV2",   "xa:RefsOnlyTimeStamp",
    "xa:RefsOnlyTimeStampV2",     "xa:ArchiveTimeStamp",
    "xa:ArchiveTimeStampV2"};

const Row* row_of(const std::string& name) {
  static const auto row_by_name = [] {
    std::unordered_map<std::string, const Row*> rows;
    for (const Row& row : kSignatureRows) {
      rows.emplace(row.name, &row);
    }
    for (const Row& row : kPropertyRows) {
      rows.emplace(row.name, &row);
    }
    for (const std::string_view timestamp : kTimestamps) {
      rows.emplace(timestamp, &kTimestampRow);
    }
    return rows;
  }();
  const auto found = row_by_name.find(name);
  return found == row_by_name.end() ? nullptr : found->second;
}

// The name as the tables write it; "" for other vocabularies.
std::string table_name(std::string_view ns, std::string_view local_name) {
  constexpr std::pair<std::string_view, std::string_view> kVocabulary[] = {
      {xml::kDsig, "ds:"},
      {"http://www.w3.org/2009/xmldsig11#", "ds11:"},
      {"http://www.w3.org/2001/04/xmldsig-more#", "more:"},
      {"http://www.w3.org/2007/05/xmldsig-more#", "pss:"},
      {"http://www.w3.org/2001/10/xml-exc-c14n#", "ec:"},
      {"http://www.w3.org/2002/06/xmldsig-filter2", "f2:"},
      {"urn:ietf:params:xml:ns:ers", "ers:"},
      {xml::kWsse, "wsse:"},
      {kWsu, "wsu:"}};
  std::string name;
  if (property::is_property(ns)) {
    name = "xa:";
  }
  for (const auto& [known, prefix] : kVocabulary) {
    if (ns == known) {
      name = prefix;
    }
  }
  return name.empty() ? name : name.append(local_name);
}

// Whose prefixes may be declared where nothing uses them, as software does.
bool is_vocabulary(std::string_view ns) {
  return ns.empty() || ns == "http://www.w3.org/2001/XMLSchema" ||
         ns == "http://www.w3.org/2001/XMLSchema-instance" || !table_name(ns, "x").empty();
}

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) {
      return !word.empty();
    }
  }
  return false;
}

// ---- Values ------------------------------------------------------------------------------------

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr std::string_view kBase64 = "http://www.w3.org/2000/09/xmldsig#base64";

// RFC 3986 2, RFC 3987 2.2, as far as one octet shows it.
bool is_uri_character(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
         std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

bool is_one_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_uri_character);
}

// xml-exc-c14n 2.1: prefixes and "#default". Those that are bound here, no more than there can be,
// or the list would be a place for sentences.
bool is_prefix_list(std::string_view text, Element element) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::size_t words_left = xml::kMaxPrefixes;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (words_left-- == 0 || (word != "#default" && !element.namespace_of(word))) {
      return false;
    }
    at = text.find_first_not_of(kSpace, end);
  }
  return true;
}

bool is_uri(std::string_view text) {
  const std::size_t scheme =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
  const bool absolute = scheme != std::string_view::npos && scheme > 0 && text[scheme] == ':' &&
                        is_letter(text.front());
  const bool oid =
      scheme == std::string_view::npos && text.find('.') != std::string_view::npos &&
      std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  return is_one_word(text) && (absolute || oid || text.front() == '#');
}

// RFC 2046 5.1, 4.1.2 ("text/plain; charset=UTF-8"): a space only behind a semicolon.
bool is_media_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = text[i] == ' ' && i > 0 && text[i - 1] == ';';
    if (!space && text[i] != '"' && !is_uri_character(text[i])) {
      return false;
    }
  }
  return true;
}

// Of those that XML is written in (xml/encoding.h) the ones that tools name here.
bool is_charset(std::string_view name) {
  constexpr std::array<std::string_view, 9> kCharsets{
      "utf-8",        "utf-16",       "us-ascii",   "iso-8859-1", "windows-1251",
      "windows-1252", "windows-1254", "iso-8859-5", "koi8-r"};
  std::string folded(name);
  for (char& octet : folded) {
    octet = octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet + ('a' - 'A')) : octet;
  }
  return std::find(kCharsets.begin(), kCharsets.end(), folded) != kCharsets.end();
}

// An Object that holds properties is XML and says nothing else of itself.
bool is_xml_type(std::string_view text) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view type = text.substr(0, end);
  if (type != "text/xml" && type != "application/xml") {
    return false;
  }
  constexpr std::string_view kCharset = "charset=";
  std::string_view parameter = text.substr(end);
  if (parameter.empty()) {
    return true;
  }
  parameter.remove_prefix(parameter.starts_with("; ") ? 2 : 1);
  return parameter.starts_with(kCharset) && is_charset(parameter.substr(kCharset.size()));
}

bool is_number(std::string_view text) {
  constexpr std::size_t kMaxDigits = 100;  // as of X509SerialNumber: xades_properties.cpp
  text.remove_prefix(text.front() == '-' || text.front() == '+' ? 1 : 0);
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

bool is_filter(Element element) {
  const bool filter2 = element.ns() != xml::kDsig;
  return filter2 ? xml::read_filter2(element).ok() : xml::read_xpath(element).ok();
}

// xsd:dateTime, whose zone may be left out.
bool is_date(const std::string& text) { return parse_utc(text).ok() || parse_utc(text + "Z").ok(); }

// RFC 2045 6.8, RFC 7468: encoders break the lines of base64. Blanks between words are a person's,
// who may read them ("PAY TEN ..."), though XML Schema lets them stand.
bool is_broken_by_lines(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  for (std::size_t at = text.find_first_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_not_of(kSpace, at), text.size());
    if (text.substr(at, end - at).find_first_of("\r\n") == std::string_view::npos) {
      return false;
    }
    at = text.find_first_of(kSpace, end);
  }
  return true;
}

// Whoever names a certificate in ds:KeyInfo brings it, as a rule; references to certificates, lists
// and answers name what may be elsewhere.
bool is_name(std::string_view text, Element element, const Standing& standing) {
  const auto key = name_key(text);
  const Element above = element.parent();
  const bool in_key_info =
      above.is(xml::kDsig, "X509Data") || above.is(xml::kDsig, "X509IssuerSerial");
  const bool some = standing.names != nullptr && !standing.names->empty();
  const bool known = standing.names_must_be_known || (in_key_info && some);
  return key && (!known || (some && standing.names->count(*key) != 0));
}

// `text`, which is not empty, is all that stands in `element`.
bool is_value(const std::string& text, Element element, Text kind, const Standing& standing) {
  switch (kind) {
    case Text::base64:
      return is_broken_by_lines(text) &&
             crypto::from_base64(text, crypto::Base64Rules::ignore_whitespace).ok();
    case Text::number:
      return is_number(text);
    case Text::date:
      return is_date(text);
    case Text::uri:
      return is_uri(text);
    case Text::word:
      return is_media_word(text);
    case Text::name:
      return is_name(text, element, standing);
    case Text::filter:
      return is_filter(element);
    case Text::none:
    case Text::free:
      return false;
  }
  return false;
}

// ---- The walk ----------------------------------------------------------------------------------

enum class Speech : std::uint8_t { nobodys, a_signers };

class Walk {
 public:
  Walk(const Standing& standing, Budget& budget) : standing_(standing), budget_(budget) {}
  Status look(Element element, const Row& row, Speech speech);
  std::vector<std::string> take() { return std::move(found_); }

 private:
  bool is_object_fact(Element object, const Element::Attribute& attribute) const;
  bool is_attribute(Element element, const Row& row, const Element::Attribute& attribute) const;
  void look_at_attributes(Element element, const Row& row);
  Result<bool> is_used(Element element, std::string_view prefix, std::string_view ns);
  Status look_at_declarations(Element element);
  bool text_allowed(Element element, const Row& row, Speech speech) const;
  void add(std::string what);

  const Standing& standing_;
  Budget& budget_;
  std::size_t lookups_left_ = 32;  // more than any real signature declares outside the vocabulary
  std::vector<std::string> found_;
};

void Walk::add(std::string what) {
  if (found_.size() < kMaxAdditions &&
      std::find(found_.begin(), found_.end(), what) == found_.end()) {
    found_.push_back(std::move(what));
  }
}

// What MimeType and Encoding say of an Object a reader believes who shows its content:
// xmldsig-core1 4.5 calls them advisory, and no digest is over them. They may say what is known
// without them.
bool Walk::is_object_fact(Element object, const Element::Attribute& attribute) const {
  if (attribute.name == "Encoding") {
    return attribute.value == kBase64;
  }
  return standing_.text_covered.count(object.node()) != 0
             ? standing_.media_types.count(attribute.value) != 0
             : is_xml_type(attribute.value);
}

bool Walk::is_attribute(Element element, const Row& row,
                        const Element::Attribute& attribute) const {
  const std::string name =
      attribute.ns.empty() ? std::string(attribute.name) : table_name(attribute.ns, attribute.name);
  if (!has_word(row.attributes, name)) {
    return false;
  }
  if (name == "MimeType" || (name == "Encoding" && row.name == "ds:Object")) {
    return is_object_fact(element, attribute);
  }
  return name == "PrefixList" ? is_prefix_list(attribute.value, element)
                              : is_one_word(attribute.value);
}

void Walk::look_at_attributes(Element element, const Row& row) {
  for (const Element::Attribute& attribute : element.attributes()) {
    if (!is_attribute(element, row, attribute)) {
      add(std::string(element.name()).append("/@").append(attribute.name));
    }
  }
}

// The name of an element or attribute below uses the prefix as it is bound here.
Result<bool> Walk::is_used(Element element, std::string_view prefix, std::string_view ns) {
  SENIM_CHECK(budget_.spend(Cost::canonical_bytes));
  const auto attributes = element.attributes();
  if ((element.prefix() == prefix && element.ns() == ns) ||
      std::any_of(attributes.begin(), attributes.end(), [&](const Element::Attribute& attribute) {
        return attribute.prefix == prefix && attribute.ns == ns;
      })) {
    return true;
  }
  for (Element child = element.first_child(); child; child = child.next_sibling()) {
    SENIM_TRY(const bool below, is_used(child, prefix, ns));
    if (below) {
      return true;
    }
  }
  return false;
}

// A declaration is text as any attribute, and no canonical form that leaves the element out writes
// it. Those of the vocabulary, those that were in force already and those that names in use stand
// on say nothing.
Status Walk::look_at_declarations(Element element) {
  if (standing_.declarations.count(element.node()) != 0) {
    return success();
  }
  constexpr std::size_t kLongestPrefix = 10;  // those in use have at most nine letters
  const Element above = element.parent();
  for (const std::string_view prefix : element.declared_prefixes()) {
    const std::string_view ns = element.namespace_of(prefix).value_or("");
    if ((above && above.namespace_of(prefix) == ns) ||
        (is_vocabulary(ns) && prefix.size() <= kLongestPrefix)) {
      continue;
    }
    // Each is looked for in all that stands below; who declares more says something.
    const bool looked_for = lookups_left_ > 0;
    lookups_left_ -= looked_for ? 1 : 0;
    SENIM_TRY(const bool used, looked_for ? is_used(element, prefix, ns) : Result<bool>(false));
    if (!used) {
      add(std::string(element.name())
              .append(prefix.empty() ? "/@xmlns" : "/@xmlns:")
              .append(prefix));
    }
  }
  return success();
}

bool Walk::text_allowed(Element element, const Row& row, Speech speech) const {
  if (!element.has_text()) {
    return true;
  }
  if (row.text == Text::none || !element.text().ok()) {
    return false;
  }
  return speech == Speech::a_signers ||
         is_value(element.trimmed_text(), element, row.text, standing_);
}

Status Walk::look(Element element, const Row& row, Speech speech) {
  SENIM_CHECK(budget_.spend(Cost::canonical_bytes));
  look_at_attributes(element, row);
  SENIM_CHECK(look_at_declarations(element));
  if (standing_.text_covered.count(element.node()) != 0) {
    return success();
  }
  if (standing_.spoken.count(element.node()) != 0) {
    speech = Speech::a_signers;
  }
  if (!text_allowed(element, row, speech)) {
    add(std::string(element.name()) + "/text()");
  }
  // depth <= 100 (threats.md), kept by xml::Document
  for (Element child = element.first_child(); child; child = child.next_sibling()) {
    if (standing_.covered.count(child.node()) != 0) {
      continue;
    }
    const std::string name = table_name(child.ns(), child.name());
    const Row* const known = has_word(row.children, name) ? row_of(name) : nullptr;
    if (known == nullptr) {
      add(std::string(child.name()));
    } else {
      SENIM_CHECK(look(child, *known, speech));
    }
  }
  return success();
}

}  // namespace

Result<std::vector<std::string>> additions(xml::Element signature, const Standing& standing,
                                           Budget& budget) {
  Walk walk(standing, budget);
  SENIM_CHECK(walk.look(signature, *row_of("ds:Signature"), Speech::nobodys));
  return walk.take();
}

}  // namespace senim::formats::xades

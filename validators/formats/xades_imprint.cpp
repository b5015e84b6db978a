#include <algorithm>
#include <array>
#include <utility>

#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/formats/archive_imprint.h"
#include "validators/formats/xades_properties.h"
#include "validators/formats/xades_reader.h"
#include "validators/xml/canonical.h"

// What the time-stamps of XAdES are over (EN 319 132-1 5.2.8, 5.3, 5.5, TS 101 903 7.7.1), where
// the stamped things and the time-stamp share a parent. Time-stamps that list what they are over
// (Include, except for individual data objects; HashDataInfo of version 1.1.1) are `no_data`.

namespace senim::formats::xades {

using crypto::DigestAlgorithm;
using model::ParsedTimestamp;
using xml::C14nMethod;
using xml::kDsig;
using xml::Reference;

namespace {

constexpr std::string_view kInclusiveC14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::array<std::string_view, 6> kReferences{
    "CompleteCertificateRefs",  "CompleteCertificateRefsV2",  "CompleteRevocationRefs",
    "AttributeCertificateRefs", "AttributeCertificateRefsV2", "AttributeRevocationRefs"};

// The canonicalisation that a time-stamp property asks for; EN 319 132-1 5.1.4.4: C14N 1.0 when it
// asks for none.
Result<C14nMethod> method_of(Element property) {
  if (const Element method = property.child(kDsig, "CanonicalizationMethod")) {
    return xml::read_c14n_method(method);
  }
  return *xml::c14n_by_uri(kInclusiveC14n);
}

bool lists_its_data(Element property) {
  return !property::children(property, "Include").empty() ||
         !property::children(property, "ReferenceInfo").empty() ||
         !property::children(property, "HashDataInfo").empty();
}

Element signed_info(const Entry& entry) { return entry.element.child(kDsig, "SignedInfo"); }

// The one that an Include of signed data names; null: none.
Element included(const std::vector<Element>& references, Element include) {
  const std::string uri = include.attribute("URI").value_or("");
  const auto named = std::find_if(references.begin(), references.end(), [&](Element one) {
    const auto id = one.attribute("Id");
    return id && uri == "#" + *id;
  });
  const bool data = include.attribute("referencedData").value_or("") == "true";
  return data && named != references.end() ? *named : Element{};
}

// What a content time-stamp is over. EN 319 132-1 5.2.8.1: every data object, not the signed
// properties; 5.2.8.2: the listed ones.
Result<std::vector<Element>> references_under(const Entry& entry, Element property) {
  const bool individual = property.name() == "IndividualDataObjectsTimeStamp";
  const auto includes = property::children(property, "Include");
  if (individual == includes.empty() || !property::children(property, "HashDataInfo").empty()) {
    return Error{ErrorCode::unsupported, "a content time-stamp of another version"};
  }
  std::vector<Element> references = signed_info(entry).children(kDsig, "Reference");
  if (!individual) {
    std::erase_if(references, [](Element one) {
      return is_signed_properties_type(one.attribute("Type").value_or(""));
    });
    return references;
  }
  std::vector<Element> listed;
  for (const Element include : includes) {
    const Element reference = included(references, include);
    if (!reference) {
      return Error{ErrorCode::unsupported, "an Include of something else than signed data"};
    }
    listed.push_back(reference);
  }
  return listed;
}

}  // namespace

// ---- Pieces ------------------------------------------------------------------------------------

Status XmlReader::add_element(Element element, const C14nMethod& method, crypto::Hasher& hasher) {
  xml::Subset subset;
  subset.apex = element;
  return xml::canonicalize(*document_, subset, method, budget_,
                           [&hasher](ByteView piece) { hasher.update(piece); });
}

// What a ds:Reference names, after its transforms (xmldsig-core1 4.4.3.2).
Status XmlReader::add_reference(const Entry& entry, Element reference, const C14nMethod& method,
                                crypto::Hasher& hasher) {
  std::size_t externals = 0;
  for (const Element other : signed_info(entry).children(kDsig, "Reference")) {
    externals += is_external(other.attribute("URI")) ? 1U : 0U;
  }
  const auto resolver = [&](const std::optional<std::string>& uri, DigestAlgorithm digest) {
    return parts_.find(uri, digest,
                       externals == 1 ? ExternalReferences::one : ExternalReferences::several);
  };
  return xml::write_reference(*document_, entry.element, reference, resolver, method, budget_,
                              [&hasher](ByteView piece) { hasher.update(piece); });
}

// The unsigned properties that stand before a time-stamp.
std::vector<Element> XmlReader::properties_before(Element property) const {
  std::vector<Element> before;
  for (Element other = property.parent().first_child(); other && other != property;
       other = other.next_sibling()) {
    before.push_back(other);
  }
  return before;
}

// ---- Kinds -------------------------------------------------------------------------------------

ImprintOf XmlReader::signature_value_imprint(const Entry& entry, Element property) {
  return [this, &entry, property](DigestAlgorithm algorithm) -> Result<Bytes> {
    if (lists_its_data(property) || !entry.value) {
      return Error{ErrorCode::unsupported, "a time-stamp that lists what it is over"};
    }
    SENIM_TRY(const C14nMethod method, method_of(property));
    SENIM_TRY(crypto::Hasher hasher, crypto::Hasher::start(algorithm));
    SENIM_CHECK(add_element(entry.value, method, hasher));
    return std::move(hasher).finish();
  };
}

ImprintOf XmlReader::content_imprint(const Entry& entry, Element property) {
  return [this, &entry, property](DigestAlgorithm algorithm) -> Result<Bytes> {
    SENIM_TRY(const auto references, references_under(entry, property));
    SENIM_TRY(const C14nMethod method, method_of(property));
    SENIM_TRY(crypto::Hasher hasher, crypto::Hasher::start(algorithm));
    for (const Element reference : references) {
      SENIM_CHECK(add_reference(entry, reference, method, hasher));
    }
    return std::move(hasher).finish();
  };
}

// EN 319 132-2 5.5: the references before it, behind ds:SignatureValue and the signature
// time-stamps where the signature is covered too.
ImprintOf XmlReader::references_imprint(const Entry& entry, Element property, References scope) {
  const bool with_signature = scope == References::with_signature;
  return [this, &entry, property, with_signature](DigestAlgorithm algorithm) -> Result<Bytes> {
    if (lists_its_data(property) || !entry.value) {
      return Error{ErrorCode::unsupported, "a time-stamp that lists what it is over"};
    }
    SENIM_TRY(const C14nMethod method, method_of(property));
    SENIM_TRY(crypto::Hasher hasher, crypto::Hasher::start(algorithm));
    if (with_signature) {
      SENIM_CHECK(add_element(entry.value, method, hasher));
    }
    bool some = false;
    for (const Element before : properties_before(property)) {
      const bool reference =
          std::find(kReferences.begin(), kReferences.end(), before.name()) != kReferences.end();
      if (reference || (with_signature && before.name() == "SignatureTimeStamp")) {
        SENIM_CHECK(add_element(before, method, hasher));
        some = some || reference;
      }
    }
    if (!some) {
      return Error{ErrorCode::not_found, "no references before the time-stamp"};
    }
    return std::move(hasher).finish();
  };
}

// EN 319 132-1 5.5.2.2: what the references name, SignedInfo, SignatureValue, KeyInfo, the unsigned
// properties before it, and the ds:Object elements that are neither signed nor hold the properties.
Result<Bytes> XmlReader::archive_digest(const Entry& entry, Element property, Objects objects,
                                        DigestAlgorithm algorithm) {
  SENIM_TRY(const C14nMethod method, method_of(property));
  SENIM_TRY(crypto::Hasher hasher, crypto::Hasher::start(algorithm));
  for (const Element reference : signed_info(entry).children(kDsig, "Reference")) {
    SENIM_CHECK(add_reference(entry, reference, method, hasher));
  }
  for (const std::string_view name : {"SignedInfo", "SignatureValue", "KeyInfo"}) {
    if (const Element part = entry.element.child(kDsig, name)) {
      SENIM_CHECK(add_element(part, method, hasher));
    }
  }
  for (const Element before : properties_before(property)) {
    SENIM_CHECK(add_element(before, method, hasher));
  }
  for (const Element object : entry.xmldsig->objects) {
    const auto& references = entry.xmldsig->references;
    const bool referenced =
        std::any_of(references.begin(), references.end(),
                    [&](const Reference& r) { return r.element && r.element == object; });
    if (objects == Objects::none || object.contains(property) ||
        (objects == Objects::unreferenced && referenced)) {
      continue;
    }
    SENIM_CHECK(add_element(object, method, hasher));
  }
  return std::move(hasher).finish();
}

// The rule about ds:Object is read in three ways in practice.
ImprintMatches XmlReader::archive_matches(const Entry& entry, Element property) {
  return [this, &entry, property](const pki::TimestampToken& token) -> Result<bool> {
    if (lists_its_data(property)) {
      return Error{ErrorCode::unsupported, "a time-stamp that lists what it is over"};
    }
    const bool only = entry.xmldsig->objects.size() <= 1;
    for (const Objects objects : {Objects::unreferenced, Objects::none, Objects::all}) {
      SENIM_TRY(const Bytes imprint,
                archive_digest(entry, property, objects, token.info.imprint_digest));
      if (equal(imprint, token.info.imprint)) {
        return true;
      }
      if (only) {
        break;
      }
    }
    return false;
  };
}

// ---- Coverage ----------------------------------------------------------------------------------

namespace {

Status add_objects(Element property, Budget& budget, CoveredObjects& objects) {
  for (const Bytes& certificate : property::encapsulated(property, "EncapsulatedX509Certificate")) {
    objects.add_certificate(ByteView(certificate));
  }
  for (const std::string_view name : {"EncapsulatedCRLValue", "EncapsulatedOCSPValue"}) {
    for (const Bytes& revocation : property::encapsulated(property, name)) {
      objects.add_revocation(revocation);
    }
  }
  for (const Bytes& token : property::encapsulated(property, "EncapsulatedTimeStamp")) {
    SENIM_CHECK(objects.add_token(token, budget));
  }
  return success();
}

// What stands in KeyInfo itself; where it only points to something, that is under no imprint.
void add_key_info(Element key_info, CoveredObjects& objects) {
  if (!key_info) {
    return;
  }
  for (const Element data : key_info.children(kDsig, "X509Data")) {
    for (const Element item : data.children()) {
      const auto text = item.text();
      const auto octets = text ? crypto::from_base64(*text, crypto::Base64Rules::ignore_whitespace)
                               : Result<Bytes>(text.error());
      if (!octets) {
        continue;
      }
      if (item.is(kDsig, "X509Certificate")) {
        objects.add_certificate(ByteView(*octets));
      } else if (item.is(kDsig, "X509CRL")) {
        objects.add_revocation(*octets);
      }
    }
  }
}

}  // namespace

// en319102-1.md 9.3: signature time-stamps reach the signed properties, those over signature and
// references the signature time-stamps too, archive ones KeyInfo and every property before them.
Status XmlReader::cover_objects(const Entry& entry, Element property, ParsedTimestamp& timestamp) {
  if (timestamp.imprint != ParsedTimestamp::Imprint::matches) {
    return success();
  }
  CoveredObjects objects;
  const std::string_view name = property.name();
  const bool archive = timestamp.kind == model::TimestampKind::archive;
  if (archive || name.starts_with("SigAndRefs") || name == "SignatureTimeStamp") {
    if (entry.signed_properties) {
      SENIM_CHECK(add_objects(entry.signed_properties, budget_, objects));
    }
  }
  if (archive || name.starts_with("SigAndRefs")) {
    for (const Element before : properties_before(property)) {
      if (archive || before.name() == "SignatureTimeStamp") {
        SENIM_CHECK(add_objects(before, budget_, objects));
      }
    }
  }
  if (archive) {
    add_key_info(entry.element.child(kDsig, "KeyInfo"), objects);
  }
  objects.write_to(timestamp);
  return success();
}

}  // namespace senim::formats::xades

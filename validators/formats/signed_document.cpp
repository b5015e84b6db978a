#include "validators/formats/signed_document.h"

#include "validators/formats/cades.h"
#include "validators/formats/detached_timestamp.h"
#include "validators/formats/document_kind.h"
#include "validators/formats/xades.h"
#include "validators/xml/limits.h"

namespace senim::formats {
namespace {

Result<SignedDocument> open_wrapped_cms(ByteView document,
                                        const std::vector<model::DetachedPart>& detached,
                                        Budget& budget) {
  SENIM_TRY(Unwrapped unwrapped, unwrap(document));
  CmsFile file{.document = document, .trailing = unwrapped.trailing};
  if (unwrapped.wrapped) {
    file.decoded = std::make_shared<const Bytes>(std::move(unwrapped.octets));
  }
  return open_cms(file, detached, budget);
}

// The same rule as for CMS. What stands behind a PEM block belongs to no XML document.
Result<SignedDocument> open_wrapped_xml(ByteView document,
                                        const std::vector<model::DetachedPart>& detached,
                                        Budget& budget) {
  SENIM_TRY(const Unwrapped unwrapped, unwrap(document));
  if (unwrapped.trailing != 0) {
    return Error{ErrorCode::malformed, "octets behind the PEM block around an XML document"};
  }
  const ByteView octets = unwrapped.wrapped ? ByteView(unwrapped.octets) : document;
  if (octets.size() > xml::kMaxSubmitted) {
    return Error{ErrorCode::limit_exceeded, "an XML document has at most 32 MB"};
  }
  return open_xml(octets, detached, budget);
}

Result<SignedDocument> open_wrapped_timestamp(ByteView document,
                                              const std::vector<model::DetachedPart>& detached,
                                              Budget& budget) {
  SENIM_TRY(const Unwrapped unwrapped, unwrap(document));
  if (unwrapped.trailing != 0) {
    return Error{ErrorCode::malformed, "octets behind the text around a time-stamp"};
  }
  return open_timestamp(unwrapped.wrapped ? unwrapped.octets : document, detached, budget);
}

Error unsupported(model::DocumentKind kind) {
  return {ErrorCode::unsupported,
          std::string(model::to_string(kind)) + " documents are not supported yet"};
}

Result<SignedDocument> open_kind(ByteView document,
                                 const std::vector<model::DetachedPart>& detached, Budget& budget) {
  using model::DocumentKind;
  const DocumentKind kind = detect(document);
  switch (kind) {
    case DocumentKind::cms:
      return open_wrapped_cms(document, detached, budget);
    case DocumentKind::xml:
      return open_wrapped_xml(document, detached, budget);
    case DocumentKind::tst:
      return open_wrapped_timestamp(document, detached, budget);
    case DocumentKind::pdf:
    case DocumentKind::asic_s:
    case DocumentKind::asic_e:
    case DocumentKind::jws:
    case DocumentKind::ooxml:
    case DocumentKind::odf:
    case DocumentKind::eaeu:
    case DocumentKind::er:
    case DocumentKind::ddoc:
      return unsupported(kind);
    case DocumentKind::unknown:
      break;
  }
  return SignedDocument{};
}

// What a reader could not make out is no counter-signature. Whether one passes is judged, not read.
void mark_countersigned(std::vector<model::ParsedSignature>& signatures) {
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (signatures[i].parent && signatures[i].format_problems.empty()) {
      signatures.at(*signatures[i].parent).countersigned = true;
    }
  }
}

}  // namespace

Result<SignedDocument> open(ByteView document, const std::vector<model::DetachedPart>& detached,
                            Budget& budget) {
  SENIM_TRY(SignedDocument opened, open_kind(document, detached, budget));
  mark_countersigned(opened.signatures);
  return opened;
}

}  // namespace senim::formats

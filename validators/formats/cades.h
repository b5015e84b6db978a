#pragma once

#include <memory>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/formats/signed_document.h"
#include "validators/model/submission.h"
#include "validators/pki/cms.h"

// CMS SignedData and CAdES (RFC 5652, EN 319 122): one ParsedSignature per SignerInfo, each
// followed by its counter-signatures. It is CAdES when a signing-certificate attribute is signed,
// else CMS.

namespace senim::formats {

// `octets` hold the ContentInfo when it had to be decoded (PEM, base64), else `document` does.
// `trailing`: octets of the file behind the decoded text. `message`: what was read before, in their
// place; whoever hands it in makes the pointer own the octets that it views.
struct CmsFile {
  ByteView document{};
  std::shared_ptr<const Bytes> decoded{};
  std::size_t trailing = 0;
  std::shared_ptr<const pki::SignedData> message{};
};
Result<SignedDocument> open_cms(const CmsFile& file,
                                const std::vector<model::DetachedPart>& detached, Budget& budget);

}  // namespace senim::formats

#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/certificate.h"
#include "validators/xml/canonical.h"
#include "validators/xml/document.h"

// XMLDSig (W3C xmldsig-core1, RFC 9231): one ds:Signature read and its references computed. The
// signature value is not verified here: `signed_info` are the octets it signs. Nothing is fetched;
// what a Reference outside the document means, the caller's Resolver says. Wrapping is impossible
// by construction: every reference says which element it covered (`element`), and readers take
// values only from below such an element.

namespace senim::xml {

inline constexpr std::string_view kDsig = "http://www.w3.org/2000/09/xmldsig#";

enum class ReferenceState : std::uint8_t { intact, changed, missing, unsupported, malformed };

struct Reference {
  std::string id;
  std::optional<std::string> uri;
  std::string type;  // the Type attribute, "" when absent
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::string digest_uri;
  Bytes expected;  // DigestValue
  ReferenceState state = ReferenceState::missing;
  std::string problem;  // for people: which transform, which URI; "" when intact
  // What was covered: an element of this document, the whole document, or octets from the resolver.
  Element element;              // null unless a same-document reference resolved to one element
  bool whole_document = false;  // URI="", or the root by id where no instruction stands around it
  bool around_root = false;     // URI="": what stands before and behind the root as well
  bool enveloped = false;       // the signature itself was left out by a transform
  // Below `element`, but not covered: left out by transforms (the signature, or every
  // ds:Signature).
  std::vector<Element> excluded;
  // Only the text below `element` was covered, not its markup: a base64 transform decoded it.
  bool text_only = false;
  // Comments stand in what was covered, here or in the resolver's octets, and the digest knows
  // nothing of them. Told of intact references, as the next.
  bool comments_left_out = false;
  // Prefixes that values and text of what was covered use, and whose binding an exclusive form left
  // out: xml/prefix_use.h.
  std::set<std::string> loose_prefixes;
  bool detached = false;   // octets from the resolver
  std::string other_name;  // External::other_name
  std::size_t transforms = 0;
  bool in_manifest = false;
  std::string manifest_of;  // URI of the manifest's reference for entries

  // Whether everything `part` consists of went into the digest, as markup. It says nothing about
  // the digest: see `state`. Readers take values only from what an intact reference covers.
  bool covers(Element part) const;
};

// Octets for a reference outside the document: error not_found when the caller has none. `digest`
// is the algorithm wanted: a caller that knows only a digest answers with it (usable without
// transforms only).
struct External {
  std::optional<ByteView> octets;
  std::optional<Bytes> digest;  // computed with the asked algorithm
  std::string other_name{};     // its name, where the URI gives another one
};
using Resolver = std::function<Result<External>(const std::optional<std::string>& uri,
                                                crypto::DigestAlgorithm digest)>;

// A ds:KeyInfo read. Nothing in it is verified; RetrievalMethod and KeyInfoReference are followed
// one step, inside the document only.
struct KeyInfo {
  std::vector<pki::Certificate>
      certificates;  // X509Certificate, in order; unreadable ones are skipped and counted
  std::size_t unreadable_certificates = 0;
  std::vector<Bytes> crls;  // X509CRL
  std::optional<crypto::PublicKey>
      bare_key;                  // KeyValue, DEREncodedKeyValue (also by KeyInfoReference)
  std::string bare_key_problem;  // why a KeyValue could not be used
  std::string key_name;
  struct IssuerSerial {
    std::string issuer;  // RFC 4514 text as written
    std::string serial;  // decimal as written
  };
  std::vector<IssuerSerial> issuer_serials;
  std::vector<Bytes> subject_key_ids;
  std::vector<std::string> subject_names;
};

struct XmlSignature {
  Element element;  // ds:Signature
  std::string id;
  Element signed_info_element;
  Bytes signed_info;    // canonical SignedInfo; empty when it cannot be canonicalised (see problem)
  std::string problem;  // why SignedInfo cannot be used: unsupported canonicalisation, limits
  bool problem_is_unsupported = false;  // else it is a format failure
  std::string method_uri;
  crypto::SignatureAlgorithm algorithm;  // encoding plain; parameters of RSAPSSParams filled in
  Bytes value;                           // SignatureValue decoded
  std::vector<Reference> references;     // of SignedInfo, in order
  std::vector<Reference>
      manifest_entries;  // of ds:Manifest objects that a reference of Type Manifest covers
  KeyInfo key_info;
  std::vector<Element> objects;  // ds:Object
};

// Whether Reference::loose_prefixes is filled: of no use where nobody reads the document as text.
enum class Prefixes { ignored, told };

// Reads the fixed structure (SignedInfo, SignatureValue, KeyInfo?, Object*), computes every
// reference. malformed: the structure is not XMLDSig's; limit_exceeded: more than kMaxTransforms or
// kMaxReferences, or the Budget. A SignatureValue that is no base64 is an empty `value`, which no
// key verifies.
Result<XmlSignature> read_signature(const Document& document, Element signature,
                                    const Resolver& resolver, Budget& budget,
                                    Prefixes prefixes = Prefixes::told);

// CanonicalizationMethod or a canonicalising Transform, with its InclusiveNamespaces; unsupported:
// another algorithm.
Result<C14nMethod> read_c14n_method(Element method);

// The octets that `reference` names, after its transforms (4.4.3.2), `method` making octets of what
// is still a node-set. not_found: the content is not at hand, or only its digest; else as
// read_signature.
Status write_reference(const Document& document, Element signature, Element reference,
                       const Resolver& resolver, const C14nMethod& method, Budget& budget,
                       const Sink& sink);

}  // namespace senim::xml

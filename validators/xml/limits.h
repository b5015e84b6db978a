#pragma once

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"

// The linear scan that comes before libxml2, whose parser is quadratic in the attributes of an
// element. It reads UTF-8 (encoding.h) and proves nothing about well-formedness: for a well-formed
// document its counts are exact; for any other it either refuses or leaves that to libxml2.

namespace senim::xml {

// All from spec/threats.md, Limits, except the size.
inline constexpr std::size_t kMaxAttributes = 128;        // of one element, xmlns not counted
inline constexpr std::size_t kMaxDeclarations = 64;       // xmlns of one element
inline constexpr std::size_t kMaxStartTag = 64UL * 1024;  // octets from < to >
inline constexpr std::size_t kMaxElementDepth = 100;      // the root has depth 1
inline constexpr std::size_t kMaxPrefixes = 64;           // distinct prefixes in scope
// Declarations in scope, repeated ones counted: libxml2 searches them one by one for each prefixed
// name. At three times kMaxPrefixes the worst 10 MB document we know costs about 15 times a
// harmless one (design.md 10 allows 20).
inline constexpr std::size_t kMaxDeclarationsInScope = 192;
inline constexpr std::size_t kMaxDocument = 64UL << 20;  // octets; spec/trustlists.md 3
// Octets of a document, or of a part of one, that somebody submits: design.md 8.
inline constexpr std::size_t kMaxSubmitted = 32UL << 20;
inline constexpr std::size_t kMaxTransforms = 5;  // per ds:Reference
// Per signature, entries of manifests counted too; as many as a container may have files. What each
// costs is bounded by the Budget.
inline constexpr std::size_t kMaxReferences = 10'000;

// malformed: a DOCTYPE or any other markup declaration, a tag that does not end; limit_exceeded.
// Spends one of xml_nodes per element, attribute, declaration and run of text, comment, CDATA
// section and processing instruction.
Status check_limits(ByteView utf8, Budget& budget);

}  // namespace senim::xml

#include "validators/xml/reference_processing.h"

#include <algorithm>
#include <utility>

#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/limits.h"
#include "validators/xml/prefix_use.h"
#include "validators/xml/signature_filter.h"

namespace senim::xml {
namespace {

constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kBase64 = "http://www.w3.org/2000/09/xmldsig#base64";
constexpr std::string_view kXPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
constexpr std::string_view kFilter2 = "http://www.w3.org/2002/06/xmldsig-filter2";
constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

std::string where(Element element) { return "line " + std::to_string(element.line()) + ": "; }

std::vector<std::string> words(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::vector<std::string> found;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    found.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(kSpace, end);
  }
  return found;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

// The x of xpointer(id('x')), or nothing.
std::optional<std::string_view> pointed_id(std::string_view pointer) {
  constexpr std::string_view kOpen = "xpointer(id(";
  constexpr std::string_view kClose = "))";
  if (!pointer.starts_with(kOpen) || !pointer.ends_with(kClose)) {
    return std::nullopt;
  }
  pointer.remove_prefix(kOpen.size());
  pointer.remove_suffix(kClose.size());
  if (pointer.size() < 2 || pointer.front() != pointer.back() ||
      (pointer.front() != '\'' && pointer.front() != '"')) {
    return std::nullopt;
  }
  pointer = pointer.substr(1, pointer.size() - 2);
  if (pointer.find_first_of("'\"()") != std::string_view::npos) {
    return std::nullopt;
  }
  return pointer;
}

}  // namespace

// What flows from transform to transform: a node-set (a subset of some document) or octets.
struct ReferenceReader::Data {
  bool is_octets = false;
  // A node-set.
  Subset subset;
  bool comments = false;  // xmldsig-core1 4.4.3.3: "" and "#id" leave comments out
  // Octets: a view of the caller's, or ours.
  ByteView view;
  Bytes own;
  std::optional<Bytes> digest;  // the caller has no octets, only their digest
  // Octets that are our canonical form, without comments, of a subset without any ds:Signature.
  bool without_signatures = false;

  Data() = default;
  Data(Data&&) = default;  // a copy's view would look into the original
  Data& operator=(Data&&) = default;
  void become(Bytes octets) {
    own = std::move(octets);
    view = own;
    is_octets = true;
  }
};

Result<C14nMethod> read_c14n_method(Element method) {
  const std::string uri = method.attribute("Algorithm").value_or("");
  auto read = c14n_by_uri(uri);
  if (!read) {
    return Error{ErrorCode::unsupported, "the canonicalisation \"" + uri + "\""};
  }
  if (read->kind == C14nKind::exclusive10) {
    const auto inclusive = method.children(kExclusive, "InclusiveNamespaces");
    if (inclusive.size() > 1) {
      return Error{ErrorCode::malformed, where(method) + "more than one InclusiveNamespaces"};
    }
    if (!inclusive.empty()) {
      read->inclusive_prefixes = words(inclusive.front().attribute("PrefixList").value_or(""));
    }
  }
  return *std::move(read);
}

Result<Reference> ReferenceReader::read(Element element) {
  // xmldsig-core1 4.4.3: Transforms?, DigestMethod, DigestValue.
  std::vector<Element> children = element.children();
  if (!children.empty() && children.front().is(kDsig, "Transforms")) {
    const auto transforms = children.front().children();
    if (transforms.empty() || !std::ranges::all_of(transforms, [](Element transform) {
          return transform.is(kDsig, "Transform");
        })) {
      return Error{ErrorCode::malformed, where(element) + "Transforms without Transform"};
    }
    if (transforms.size() > kMaxTransforms) {
      return Error{ErrorCode::limit_exceeded, where(element) + "too many transforms"};
    }
    children.erase(children.begin());
  }
  if (children.size() != 2 || !children[0].is(kDsig, "DigestMethod") ||
      !children[1].is(kDsig, "DigestValue")) {
    return Error{ErrorCode::malformed, where(element) + "not built like a Reference"};
  }
  Reference reference;
  reference.id = element.attribute("Id").value_or("");
  reference.uri = element.attribute("URI");
  reference.type = element.attribute("Type").value_or("");
  reference.digest_uri = children[0].attribute("Algorithm").value_or("");
  reference.digest = crypto::digest_by_uri(reference.digest_uri);
  SENIM_TRY(const std::string value, children[1].text());
  auto expected = crypto::from_base64(value, crypto::Base64Rules::ignore_whitespace);
  if (!expected.ok() || expected->empty()) {  // xmldsig-core1 4.4.3.6: a digest in base64
    return Error{ErrorCode::malformed, where(element) + "a DigestValue that is no base64"};
  }
  reference.expected = std::move(expected).value();
  const Status done = compute(element, reference);
  if (done.ok()) {
    return reference;
  }
  reference.problem = done.error().message;
  switch (done.error().code) {
    case ErrorCode::limit_exceeded:
      return done.error();
    case ErrorCode::unsupported:
      reference.state = ReferenceState::unsupported;
      break;
    case ErrorCode::malformed:
      reference.state = ReferenceState::malformed;
      break;
    case ErrorCode::corrupt:
      reference.state = ReferenceState::changed;
      break;
    case ErrorCode::not_found:
    case ErrorCode::unavailable:
    case ErrorCode::denied:
    case ErrorCode::internal:
      reference.state = ReferenceState::missing;
      break;
  }
  return reference;
}

Status ReferenceReader::write(Element element, const C14nMethod& method, const Sink& sink) {
  Reference reference;
  reference.uri = element.attribute("URI");
  if (const Element digest_method = element.child(kDsig, "DigestMethod")) {
    reference.digest = crypto::digest_by_uri(digest_method.attribute("Algorithm").value_or(""));
  }
  std::vector<Element> transforms;
  if (const Element list = element.child(kDsig, "Transforms")) {
    transforms = list.children();
  }
  if (transforms.size() > kMaxTransforms) {
    return Error{ErrorCode::limit_exceeded, where(element) + "too many transforms"};
  }
  reference.transforms = transforms.size();
  SENIM_TRY(Data data, dereference(reference));
  for (const Element each : transforms) {
    SENIM_CHECK(transform(each, data, reference));
  }
  if (data.digest) {
    return Error{ErrorCode::not_found, "the content itself, of which only a digest is at hand"};
  }
  if (!data.is_octets) {
    return canonical(method, data, sink);
  }
  SENIM_CHECK(budget_.spend(Cost::canonical_bytes, data.view.size()));
  sink(data.view);
  return success();
}

// Error corrupt: the data are there and are not what was signed.
Status ReferenceReader::compute(Element element, Reference& reference) {
  omitted_ = {};
  loose_prefixes_.clear();
  std::vector<Element> transforms;
  if (const Element list = element.child(kDsig, "Transforms")) {
    transforms = list.children();
  }
  reference.transforms = transforms.size();
  SENIM_TRY(Data data, dereference(reference));
  // A canonicalisation at the end goes straight into the digest.
  std::optional<C14nMethod> last;
  if (!transforms.empty() && c14n_by_uri(transforms.back().attribute("Algorithm").value_or(""))) {
    SENIM_TRY(last, read_c14n_method(transforms.back()));
    transforms.pop_back();
  }
  for (const Element each : transforms) {
    SENIM_CHECK(transform(each, data, reference));
  }
  SENIM_TRY(const Bytes computed, digest(data, reference, last));
  if (!equal(computed, reference.expected)) {
    return Error{ErrorCode::corrupt, "the digest differs"};
  }
  reference.comments_left_out = omitted_.comments;
  reference.loose_prefixes = std::move(loose_prefixes_);
  reference.state = ReferenceState::intact;
  return success();
}

// --- xmldsig-core1 4.4.3.2, 4.4.3.3: what the URI names
// -------------------------------------------

Result<ReferenceReader::Data> ReferenceReader::dereference(Reference& reference) {
  if (reference.uri && (reference.uri->empty() || reference.uri->starts_with('#'))) {
    return dereference_inside(*reference.uri, reference);
  }
  if (!resolver_) {
    return Error{ErrorCode::not_found, "content outside the document"};
  }
  SENIM_TRY(External external, resolver_(reference.uri, reference.digest));
  Data data;
  data.is_octets = true;
  reference.detached = true;
  reference.other_name = std::move(external.other_name);
  if (external.octets) {
    data.view = *external.octets;
  } else if (external.digest && reference.transforms == 0) {
    data.digest = std::move(external.digest);
  } else {
    // report.md 5: a digest serves references without transforms only.
    return Error{ErrorCode::not_found, "the content itself, which has to be transformed"};
  }
  return data;
}

Result<ReferenceReader::Data> ReferenceReader::dereference_inside(std::string_view uri,
                                                                  Reference& reference) {
  Data data;
  const std::string fragment = uri.empty() ? "" : percent_decoded(uri.substr(1));
  if (uri.empty() || fragment == "xpointer(/)") {
    data.subset.whole_document = true;
    data.comments = !uri.empty();
    reference.element = document_.root();
    reference.whole_document = true;
    reference.around_root = true;
    return data;
  }
  std::string_view id = fragment;
  if (const auto pointed = pointed_id(fragment)) {
    id = *pointed;
    data.comments = true;
  } else if (fragment.find('(') != std::string::npos) {
    return Error{ErrorCode::unsupported, "the pointer \"" + fragment + "\""};
  }
  SENIM_TRY(data.subset.apex, document_.by_id(id));
  reference.element = data.subset.apex;
  // xmldsig-core1 8.1.2: a reader also sees what an instruction before the root makes of it.
  reference.whole_document =
      data.subset.apex == document_.root() && !document_.around_root().instructions;
  return data;
}

// --- transforms
// ------------------------------------------------------------------------------------

Status ReferenceReader::transform(Element transform, Data& data, Reference& reference) {
  const std::string uri = transform.attribute("Algorithm").value_or("");
  if (uri == kBase64) {
    return decode_base64(data, reference);
  }
  if (c14n_by_uri(uri)) {
    return canonicalise(transform, data);
  }
  if (uri != kEnveloped && uri != kXPath && uri != kFilter2) {
    return Error{ErrorCode::unsupported, "the transform \"" + uri + "\""};
  }
  // "Itself" and "every signature" mean nothing in octets that have left the document; except that
  // taking every signature out of a canonical form without one changes nothing (Poland's trust
  // list of 2016).
  if (data.is_octets && uri == kXPath && data.without_signatures) {
    return removes_every_signature(transform);
  }
  if (data.is_octets) {
    return Error{ErrorCode::unsupported, "the transform \"" + uri + "\" over octets"};
  }
  SENIM_CHECK(remove(transform, data));
  const auto left_out = [this](Element element) { return element.contains(signature_); };
  reference.excluded = data.subset.excluded;
  reference.enveloped = std::ranges::any_of(reference.excluded, left_out);
  return success();
}

Status ReferenceReader::removes_every_signature(Element transform) {
  const std::vector<Element> expressions = transform.children();
  if (expressions.size() != 1 || !expressions.front().is(kDsig, "XPath")) {
    return Error{ErrorCode::malformed, where(transform) + "not one XPath"};
  }
  SENIM_TRY(const SignatureFilter filter, read_xpath(expressions.front()));
  return filter.removes == SignatureFilter::Removes::all
             ? success()
             : Error{ErrorCode::unsupported, "here() over octets"};
}

bool ReferenceReader::leaves_out_every_signature(const Data& data) {
  return !data.is_octets && std::ranges::all_of(all_signatures(), [&data](Element signature) {
    return std::ranges::any_of(data.subset.excluded, [signature](Element excluded) {
      return excluded.contains(signature);
    });
  });
}

Status ReferenceReader::remove(Element transform, Data& data) {
  const std::string uri = transform.attribute("Algorithm").value_or("");
  if (uri == kEnveloped) {
    return remove(std::vector<Element>{signature_}, data);
  }
  const std::vector<Element> expressions = transform.children();
  if (expressions.empty()) {
    return Error{ErrorCode::malformed, where(transform) + "a transform without its XPath"};
  }
  if (uri == kXPath) {
    if (expressions.size() != 1 || !expressions.front().is(kDsig, "XPath")) {
      return Error{ErrorCode::malformed, where(transform) + "not one XPath"};
    }
    SENIM_TRY(const SignatureFilter filter, read_xpath(expressions.front()));
    SENIM_TRY(const auto elements, removed_by(filter));
    return remove(elements, data);
  }
  for (const Element expression : expressions) {
    if (!expression.is(kFilter2, "XPath")) {
      return Error{ErrorCode::malformed, where(transform) + "not an XPath of this filter"};
    }
    SENIM_TRY(const SignatureFilter filter, read_filter2(expression));
    SENIM_TRY(const auto elements, removed_by(filter));
    SENIM_CHECK(remove(elements, data));
  }
  return success();
}

Status ReferenceReader::remove(const std::vector<Element>& elements, Data& data) {
  const Element apex = data.subset.whole_document ? document_.root() : data.subset.apex;
  for (const Element element : elements) {
    SENIM_CHECK(budget_.spend(Cost::xml_nodes));
    if (apex.contains(element) || element.contains(apex)) {
      data.subset.excluded.push_back(element);
    }
  }
  return success();
}

Result<std::vector<Element>> ReferenceReader::removed_by(const SignatureFilter& filter) {
  using Removes = SignatureFilter::Removes;
  switch (filter.removes) {
    case Removes::own:
      return std::vector<Element>{signature_};
    case Removes::all:
      return all_signatures();
    case Removes::root_children:
      return document_.root().children(kDsig, "Signature");
    case Removes::by_name:
      break;
  }
  std::vector<Element> found;
  std::vector<Element> open{document_.root()};
  while (!open.empty()) {
    const Element element = open.back();
    open.pop_back();
    SENIM_CHECK(budget_.spend(Cost::xml_nodes));
    std::string name(element.prefix());
    name.append(name.empty() ? "" : ":").append(element.name());
    if (name == filter.name) {
      // Whoever adds an element of that name and another namespace adds content under no digest.
      if (!element.is(kDsig, "Signature")) {
        return Error{ErrorCode::unsupported,
                     where(element) + "a " + name + " that is no signature, left out by its name"};
      }
      found.push_back(element);
    }
    const std::vector<Element> children = element.children();
    open.insert(open.end(), children.begin(), children.end());
  }
  return found;
}

const std::vector<Element>& ReferenceReader::all_signatures() {
  if (signatures_.empty()) {
    signatures_ = document_.all(kDsig, "Signature");
  }
  return signatures_;
}

// xml-exc-c14n 1.3. Every exclusive form of the chain may be the one that leaves a binding out.
Status ReferenceReader::look_for_prefixes(const C14nMethod& method, Element part,
                                          const std::vector<Element>& left_out) {
  if (prefixes_ == Prefixes::ignored || method.kind != C14nKind::exclusive10) {
    return success();
  }
  SENIM_TRY(auto found, unsigned_prefixes(part, method.inclusive_prefixes, left_out, budget_));
  loose_prefixes_.merge(found);
  return success();
}

// A node-set, or octets that are read as XML with everything in it (xmldsig-core1 4.4.3.2). What
// the form leaves out is told of both: content that the caller supplied is shown to people too.
Status ReferenceReader::canonical(const C14nMethod& method, const Data& data, const Sink& sink) {
  if (data.is_octets) {
    if (data.view.size() > kMaxSubmitted) {
      return Error{ErrorCode::limit_exceeded, "signed XML content has at most 32 MB"};
    }
    SENIM_TRY(const auto document, Document::parse(data.view, budget_));
    SENIM_CHECK(look_for_prefixes(method, document->root(), {}));
    const Subset whole{.apex = {}, .whole_document = true, .excluded = {}};
    return canonicalize(*document, whole, method, budget_, sink, &omitted_);
  }
  const Element part = data.subset.whole_document ? document_.root() : data.subset.apex;
  SENIM_CHECK(look_for_prefixes(method, part, data.subset.excluded));
  C14nMethod visible = method;
  visible.comments = method.comments && data.comments;
  return canonicalize(document_, data.subset, visible, budget_, sink, &omitted_);
}

Status ReferenceReader::canonicalise(Element transform, Data& data) {
  SENIM_TRY(const C14nMethod method, read_c14n_method(transform));
  Bytes octets;
  SENIM_CHECK(canonical(method, data, [&octets](ByteView piece) {
    octets.insert(octets.end(), piece.begin(), piece.end());
  }));
  const bool without = !method.comments && leaves_out_every_signature(data);
  data.become(std::move(octets));
  data.without_signatures = without;
  return success();
}

Status ReferenceReader::decode_base64(Data& data, Reference& reference) {
  std::string text;
  if (data.is_octets) {
    SENIM_CHECK(budget_.spend(Cost::canonical_bytes, data.view.size()));
    text = as_text(data.view);
  } else {
    SENIM_TRY(text, text_content(document_, data.subset, budget_));
    reference.text_only = true;
  }
  auto octets = crypto::from_base64(text, crypto::Base64Rules::ignore_whitespace);
  if (!octets.ok()) {
    return Error{ErrorCode::corrupt, "the data are no base64"};
  }
  data.become(std::move(octets).value());
  data.without_signatures = false;
  return success();
}

Result<Bytes> ReferenceReader::digest(const Data& data, const Reference& reference,
                                      const std::optional<C14nMethod>& last) {
  if (data.digest) {
    return *data.digest;
  }
  if (!crypto::supported(reference.digest)) {
    return Error{ErrorCode::unsupported, "the digest algorithm \"" + reference.digest_uri + "\""};
  }
  SENIM_TRY(auto hasher, crypto::Hasher::start(reference.digest));
  if (data.is_octets && !last) {
    // A small document may name the same large content many times.
    SENIM_CHECK(budget_.spend(Cost::canonical_bytes, data.view.size()));
    hasher.update(data.view);
    return std::move(hasher).finish();
  }
  // xmldsig-core1 4.4.3.2: what is still a node-set becomes octets by Canonical XML 1.0.
  SENIM_CHECK(canonical(last.value_or(C14nMethod{}), data,
                        [&hasher](ByteView piece) { hasher.update(piece); }));
  return std::move(hasher).finish();
}

}  // namespace senim::xml

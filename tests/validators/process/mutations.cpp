#include "tests/validators/process/mutations.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/base64.h"

namespace senim::process::test {
namespace {

using Offset = std::ptrdiff_t;

Offset offset(std::size_t at) { return static_cast<Offset>(at); }

// A length that is mostly short.
std::size_t some_length(Random& random, std::size_t limit) {
  const std::size_t wanted = random.one_in(4) ? random.below(limit) + 1 : random.below(8) + 1;
  return std::min(wanted, limit);
}

void swap_pieces(Bytes& document, Random& random) {
  const std::size_t size = std::min(some_length(random, document.size()), document.size() / 2);
  const std::size_t first = random.below(document.size() / 2 - size + 1);
  const std::size_t half = document.size() / 2;
  const std::size_t second = half + random.below(document.size() - half - size + 1);
  std::swap_ranges(document.begin() + offset(first), document.begin() + offset(first + size),
                   document.begin() + offset(second));
}

void splice(Bytes& document, ByteView other, Random& random) {
  const std::size_t cut = random.below(document.size());
  // Mostly where the two documents still run in step.
  const std::size_t from =
      random.one_in(2) ? std::min(cut, other.size()) : random.below(other.size());
  const ByteView tail = other.subspan(from);
  if (random.one_in(2)) {
    document.resize(cut);
    document.insert(document.end(), tail.begin(), tail.end());
    return;
  }
  const ByteView piece = tail.first(std::min(tail.size(), some_length(random, 400)));
  const std::size_t end = std::min(document.size(), cut + piece.size());
  document.erase(document.begin() + offset(cut), document.begin() + offset(end));
  document.insert(document.begin() + offset(cut), piece.begin(), piece.end());
}

std::optional<unsigned long> number_from(const char* variable) {
  const char* const text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
  return text == nullptr ? std::nullopt : std::optional(std::stoul(text));
}

}  // namespace

Rounds rounds(std::size_t each) {
  Rounds wanted{.each = each};
  wanted.each = number_from("SENIM_MUTATIONS").value_or(each);
  wanted.seed =
      static_cast<std::uint32_t>(number_from("SENIM_MUTATION_SEED").value_or(wanted.seed));
  return wanted;
}

Bytes mutated_octets(Bytes document, ByteView other, Random& random) {
  const std::size_t at = random.below(document.size());
  const auto place = document.begin() + offset(at);
  switch (random.below(9)) {
    case 0:
    case 1:
      *place ^= static_cast<std::uint8_t>(1U << random.below(8));
      break;
    case 2:
      *place = random.octet();
      break;
    case 3:
      document.erase(place, place + offset(some_length(random, document.size() - at)));
      break;
    case 4: {
      Bytes more(some_length(random, 64));
      std::generate(more.begin(), more.end(), [&] { return random.octet(); });
      document.insert(place, more.begin(), more.end());
      break;
    }
    case 5: {
      const Bytes again(place, place + offset(some_length(random, document.size() - at)));
      document.insert(place, again.begin(), again.end());
      break;
    }
    case 6:
      swap_pieces(document, random);
      break;
    case 7:
      document.resize(at);
      break;
    default:
      splice(document, other, random);
      break;
  }
  return document;
}

// ---- TLVs --------------------------------------------------------------------------------------

namespace {

struct Tlv {
  Bytes identifier;
  Bytes content;  // when primitive
  bool constructed = false;
  std::vector<Tlv> children;
};

std::size_t identifier_size(ByteView whole) {
  std::size_t size = 1;
  if ((whole[0] & 0x1f) == 0x1f) {
    while ((whole[size++] & 0x80) != 0) {
    }
  }
  return size;
}

Tlv read(const der::Element& element) {
  Tlv tlv;
  tlv.identifier = to_bytes(element.whole.first(identifier_size(element.whole)));
  tlv.constructed = element.tag.constructed;
  if (!tlv.constructed) {
    tlv.content = to_bytes(element.content);
    return tlv;
  }
  der::Reader inside(element);
  while (!inside.done()) {
    tlv.children.push_back(read(inside.next().value()));
  }
  return tlv;
}

void write(const Tlv& tlv, Bytes& out) {
  Bytes content = tlv.content;
  for (const Tlv& child : tlv.children) {
    write(child, content);
  }
  // The writer takes identifiers of one octet; longer ones keep their first octets before it.
  const Bytes written = demo::der::tlv(tlv.identifier.back(), content);
  out.insert(out.end(), tlv.identifier.begin(), tlv.identifier.end() - 1);
  out.insert(out.end(), written.begin(), written.end());
}

void list_nodes(Tlv& tlv, std::vector<Tlv*>& all) {
  all.push_back(&tlv);
  for (Tlv& child : tlv.children) {
    list_nodes(child, all);
  }
}

Tlv& any_node(Tlv& tree, Random& random) {
  std::vector<Tlv*> all;
  list_nodes(tree, all);
  return *all[random.below(all.size())];
}

Tlv& any_parent(Tlv& tree, Random& random) {
  std::vector<Tlv*> all;
  list_nodes(tree, all);
  std::erase_if(all, [](const Tlv* tlv) { return tlv->children.empty(); });
  return *all[random.below(all.size())];
}

void change_content(Tlv& tlv, Random& random) {
  if (tlv.content.empty()) {
    tlv.content.push_back(random.octet());
  } else if (random.one_in(2)) {
    tlv.content[random.below(tlv.content.size())] ^=
        static_cast<std::uint8_t>(1U << random.below(8));
  } else {
    tlv.content.resize(random.below(tlv.content.size() + 4));
  }
}

void mutate(Tlv& tree, Tlv& other, Random& random) {
  Tlv& parent = any_parent(tree, random);
  const std::size_t at = random.below(parent.children.size());
  const auto place = parent.children.begin() + offset(at);
  switch (random.below(9)) {
    case 0: {
      const Tlv copy = *place;
      parent.children.insert(place, copy);
      break;
    }
    case 1:
      parent.children.erase(place);
      break;
    case 2:
      std::swap(*place, parent.children[random.below(parent.children.size())]);
      break;
    case 3:
      any_node(tree, random) = any_node(other, random);
      break;
    case 4:
      parent.children.insert(place, any_node(other, random));
      break;
    case 5: {
      const Tlv copy = any_node(tree, random);
      parent.children.insert(place, copy);
      break;
    }
    case 6:
      place->identifier.back() ^= static_cast<std::uint8_t>(1U << random.below(8));
      break;
    case 7: {
      // The same place of the other document, where it has the same shape.
      Tlv& there = any_parent(other, random);
      if (!there.children.empty()) {
        *place = there.children[std::min(at, there.children.size() - 1)];
      }
      break;
    }
    default:
      change_content(any_node(tree, random), random);
      break;
  }
}

}  // namespace

Bytes mutated_tlvs(ByteView document, ByteView other, Random& random) {
  Tlv tree = read(der::single(document, der::Rules::ber, "document").value());
  Tlv foreign = read(der::single(other, der::Rules::ber, "document").value());
  for (std::size_t i = random.one_in(4) ? 2 : 1; i > 0 && !tree.children.empty(); --i) {
    mutate(tree, foreign, random);
  }
  Bytes out;
  write(tree, out);
  return out;
}

// ---- Elements ----------------------------------------------------------------------------------

namespace {

struct Span {
  std::size_t begin = 0;   // of the start tag
  std::size_t inside = 0;  // behind the start tag
  std::size_t close = 0;   // of the end tag
  std::size_t end = 0;
};

// Elements in the order of their end tags; the maker writes no empty-element tags, comments or
// CDATA, and what mutations of earlier rounds break is passed over.
std::vector<Span> elements(std::string_view text) {
  std::vector<Span> done;
  std::vector<Span> open;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t stop = text.find('>', at);
    if (stop == std::string_view::npos) {
      break;
    }
    if (text[at + 1] != '/') {
      open.push_back({at, stop + 1, 0, 0});
    } else if (!open.empty()) {
      Span span = open.back();
      open.pop_back();
      span.close = at;
      span.end = stop + 1;
      done.push_back(span);
    }
  }
  return done;
}

std::string_view whole(std::string_view text, const Span& span) {
  return text.substr(span.begin, span.end - span.begin);
}

std::string_view name_of(std::string_view text, const Span& span) {
  return text.substr(span.begin + 1, text.find_first_of(" >", span.begin) - span.begin - 1);
}

void swap_elements(std::string& text, Span first, Span second) {
  if (first.begin > second.begin) {
    std::swap(first, second);
  }
  if (first.end > second.begin) {
    return;  // one inside the other
  }
  const std::string one(whole(text, first));
  const std::string two(whole(text, second));
  text.replace(second.begin, two.size(), one);
  text.replace(first.begin, one.size(), two);
}

void change_attribute(std::string& text, const Span& span, Random& random) {
  const std::size_t quote = text.find("=\"", span.begin);
  if (quote == std::string::npos || quote > span.inside) {
    text.insert(span.inside - 1, random.one_in(2) ? " Id=\"sig-data\"" : " n=\"1\"");
    return;
  }
  const std::size_t end = text.find('"', quote + 2);
  switch (random.below(3)) {
    case 0:  // gone
      text.erase(text.rfind(' ', quote), end + 1 - text.rfind(' ', quote));
      break;
    case 1:
      text.insert(quote + 2 + random.below(end - quote - 1), "x");
      break;
    default:
      text.replace(quote + 2, end - quote - 2, random.one_in(2) ? "" : "#sig-data");
      break;
  }
}

std::string wrapping(Random& random) {
  static constexpr std::array kBefore = {"<!--c-->", "<?p i?>", "<![CDATA[x]]>", "\n",  " ",
                                         "&#65;",    "&#x0a;",  "<e></e>",       "<!--"};
  return kBefore[random.below(kBefore.size())];
}

}  // namespace

std::string mutated_elements(std::string document, std::string_view other, Random& random) {
  for (std::size_t rounds = random.one_in(4) ? 2 : 1; rounds > 0; --rounds) {
    const std::vector<Span> here = elements(document);
    const std::vector<Span> there = elements(other);
    if (here.empty()) {
      return document;
    }
    const Span span = here[random.below(here.size())];
    const Span foreign = there[random.below(there.size())];
    switch (random.below(10)) {
      case 0:
        document.insert(random.one_in(2) ? span.end : span.begin,
                        std::string(whole(document, span)));
        break;
      case 1:
        document.erase(span.begin, span.end - span.begin);
        break;
      case 2:
        swap_elements(document, span, here[random.below(here.size())]);
        break;
      case 3:
        document.replace(span.begin, span.end - span.begin, whole(other, foreign));
        break;
      case 4: {
        // The element of the same name, as an attacker would.
        const auto twin = std::find_if(there.begin(), there.end(), [&](const Span& one) {
          return name_of(other, one) == name_of(document, span);
        });
        if (twin != there.end()) {
          document.replace(span.begin, span.end - span.begin, whole(other, *twin));
        }
        break;
      }
      case 5:
        document.insert(random.one_in(2) ? span.inside : span.close, whole(other, foreign));
        break;
      case 6:
        document.insert(span.end, "</w>");
        document.insert(span.begin, random.one_in(2) ? "<w>" : "<w xmlns=\"urn:w\">");
        break;
      case 7:
        change_attribute(document, span, random);
        break;
      case 8:
        document.insert(span.inside + random.below(span.close - span.inside + 1), wrapping(random));
        break;
      default: {  // moved
        const std::string text(whole(document, span));
        document.erase(span.begin, text.size());
        const std::vector<Span> left = elements(document);
        if (!left.empty()) {
          document.insert(left[random.below(left.size())].inside, text);
        }
        break;
      }
    }
  }
  return document;
}

// ---- What must hold ----------------------------------------------------------------------------

namespace {

Signed signed_by(const Ruling& ruling, std::size_t i) {
  Signed what;
  const model::ParsedSignature& signature = ruling.evidence.signatures.at(i).signature;
  const model::SignatureVerdict& verdict = ruling.verdict.signatures.at(i);
  what.signer = verdict.signer ? verdict.signer->certificate : "nobody";
  what.octets = to_bytes(signature.signed_octets);
  for (const model::DigestMatcher& matcher : signature.matchers) {
    what.digests.push_back(matcher.expected);
  }
  return what;
}

bool passes(const Ruling& ruling, std::size_t i) {
  return ruling.verdict.signatures[i].conclusion.indication == model::Indication::passed;
}

}  // namespace

void Watch::learn(const Ruling& ruling) {
  if (ruling.error || ruling.verdict.signatures.empty()) {
    surprise({}, 0, "the good document is no signed document");
    return;
  }
  for (std::size_t i = 0; i < ruling.verdict.signatures.size(); ++i) {
    if (!passes(ruling, i)) {
      surprise({}, 0, "a signature of the good document does not pass: " + ruling.summary());
    }
    known_.push_back(signed_by(ruling, i));
  }
}

// As written, or in the other order that the value may be over (RFC 5652 5.4).
bool Watch::is_known(const Ruling& ruling, std::size_t i) const {
  Signed what = signed_by(ruling, i);
  if (std::ranges::count(known_, what) != 0) {
    return true;
  }
  const auto& others = ruling.evidence.signatures[i].signature.signed_octets_alternatives;
  return std::ranges::any_of(others, [&](const Bytes& alternative) {
    what.octets = alternative;
    return std::ranges::count(known_, what) != 0;
  });
}

void Watch::look(const Ruling& ruling, ByteView document, std::size_t number) {
  ++looked_;
  if (ruling.error) {
    ++refused_;
    if (*ruling.error != ErrorCode::malformed && *ruling.error != ErrorCode::unsupported &&
        *ruling.error != ErrorCode::limit_exceeded) {
      surprise(document, number, ruling.summary());
    }
    return;
  }
  bool any = false;
  for (std::size_t i = 0; i < ruling.verdict.signatures.size(); ++i) {
    if (!passes(ruling, i)) {
      continue;
    }
    any = true;
    if (!is_known(ruling, i)) {
      surprise(document, number, "passed, and was never signed so");
    }
  }
  passed_ += any ? 1U : 0U;
  if (ruling.confirmed() && !any) {
    surprise(document, number, "confirmed without a signature that passed");
  }
}

void Watch::surprise(ByteView document, std::size_t number, const std::string& what) {
  surprises_ += name_ + ", mutation " + std::to_string(number) + ": " + what + "\n" +
                crypto::to_base64(document) + "\n";
}

std::string Watch::summary() const {
  return name_ + ": " + std::to_string(looked_) + " mutations, " + std::to_string(refused_) +
         " without verdict, " + std::to_string(passed_) + " with what was signed unchanged";
}

}  // namespace senim::process::test

#include "validators/formats/detached_parts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "validators/base/bytes.h"

namespace senim::formats {
namespace {

// The last segment of the path of a URI, percent-decoded (RFC 3986 2.1).
std::string last_segment(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t slash = uri.rfind('/');
  const std::string_view segment = slash == std::string_view::npos ? uri : uri.substr(slash + 1);
  std::string decoded;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const auto octet = segment[i] == '%' ? read_hex(segment.substr(i + 1, 2)) : std::nullopt;
    if (octet && octet->size() == 1) {
      decoded += static_cast<char>(octet->front());
      i += 2;
    } else {
      decoded += segment[i];
    }
  }
  return decoded;
}

// The same content handed in twice (a caller's convenience) is one part.
bool same_content(const model::DetachedPart& left, const model::DetachedPart& right) {
  if (left.content && right.content) {
    return equal(*left.content, *right.content);
  }
  return !left.content && !right.content && left.digest == right.digest &&
         left.digest_value == right.digest_value;
}

}  // namespace

DetachedParts::DetachedParts(const std::vector<model::DetachedPart>& parts)
    : parts_(parts), used_(parts.size(), false) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Named& name = names_.try_emplace(parts[i].name, Named{i, false}).first->second;
    const bool same = same_content(parts[name.first], parts[i]);
    name.ambiguous = name.ambiguous || !same;
    same_as_.push_back(same ? name.first : i);
  }
}

Result<xml::External> DetachedParts::find(const std::optional<std::string>& uri,
                                          crypto::DigestAlgorithm digest,
                                          ExternalReferences references) {
  const auto place = place_of(uri, references);
  if (!place) {
    return Error{ErrorCode::not_found, "no such content was handed in"};
  }
  const model::DetachedPart& part = parts_[place->index];
  xml::External external;
  // A reference without a URI gives no name, and a part may be handed in without one.
  external.other_name = place->by_name || !uri ? std::string{} : part.name;
  external.octets = part.content;
  if (!part.content) {
    if (part.digest != digest || digest == crypto::DigestAlgorithm::unknown) {
      return Error{ErrorCode::not_found,
                   "the content was handed in as a digest by another algorithm"};
    }
    external.digest = part.digest_value;
  }
  used_[same_as_[place->index]] = true;
  return external;
}

void DetachedParts::start_signature() { std::fill(used_.begin(), used_.end(), false); }

bool DetachedParts::all_used() const {
  return std::all_of(same_as_.begin(), same_as_.end(), [this](std::size_t i) { return used_[i]; });
}

std::optional<DetachedParts::Place> DetachedParts::place_of(const std::optional<std::string>& uri,
                                                            ExternalReferences references) const {
  if (uri) {
    if (const auto exact = named(*uri)) {
      return Place{*exact, true};
    }
    if (const auto by_segment = named(last_segment(*uri))) {
      return Place{*by_segment, true};
    }
  }
  const bool only = parts_.size() == 1 && references == ExternalReferences::one;
  return only ? std::optional<Place>(Place{}) : std::nullopt;
}

std::optional<std::size_t> DetachedParts::named(const std::string& name) const {
  const auto found = name.empty() ? names_.end() : names_.find(name);
  return found == names_.end() || found->second.ambiguous
             ? std::nullopt
             : std::optional<std::size_t>(found->second.first);
}

}  // namespace senim::formats

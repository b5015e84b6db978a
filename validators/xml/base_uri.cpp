#include "validators/xml/base_uri.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace senim::xml {
namespace {

// RFC 3986 appendix B, without the fragment.
struct Parts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
};

Parts split(std::string_view uri) {
  Parts parts;
  uri = uri.substr(0, uri.find('#'));
  const std::size_t colon = uri.find_first_of(":/?");
  if (colon != std::string_view::npos && colon != 0 && uri[colon] == ':') {
    parts.scheme = uri.substr(0, colon);
    uri.remove_prefix(colon + 1);
  }
  if (const std::size_t question = uri.find('?'); question != std::string_view::npos) {
    parts.query = uri.substr(question + 1);
    uri = uri.substr(0, question);
  }
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    const std::size_t slash = std::min(uri.find('/'), uri.size());
    parts.authority = uri.substr(0, slash);
    uri.remove_prefix(slash);
  }
  parts.path = uri;
  return parts;
}

std::string without_dot_segments(std::string_view path) {
  const bool absolute = path.starts_with('/');
  bool open_ended = false;  // the last segment was a directory
  std::vector<std::string_view> kept;
  std::size_t at = 0;
  while (at < path.size()) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, slash - at);
    open_ended = slash < path.size();
    at = slash + 1;
    if (segment.empty()) {
      continue;  // "//" is "/"
    }
    if (segment == ".") {
      open_ended = true;
    } else if (segment == "..") {
      open_ended = true;
      if (!kept.empty() && kept.back() != "..") {
        kept.pop_back();
      } else if (!absolute) {
        kept.push_back(segment);
      }
    } else {
      kept.push_back(segment);
    }
  }
  std::string joined = absolute ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    joined += (i == 0 ? "" : "/");
    joined += kept[i];
  }
  if (open_ended && !kept.empty()) {
    joined += '/';
  }
  return joined;
}

std::string merged(const Parts& base, std::string_view path) {
  if (base.authority && base.path.empty()) {
    return "/" + std::string(path);
  }
  std::string_view directory = base.path;
  if (directory == ".." || directory.ends_with("/..") || directory == "." ||
      directory.ends_with("/.")) {
    return std::string(directory) + "/" + std::string(path);
  }
  directory = directory.substr(0, directory.rfind('/') + 1);
  return std::string(directory) + std::string(path);
}

}  // namespace

std::string join_uri_references(std::string_view base, std::string_view reference) {
  const Parts from = split(base);
  Parts to = split(reference);
  std::string path;
  if (to.scheme || to.authority) {
    path = without_dot_segments(to.path);
  } else if (to.path.empty()) {
    path = std::string(from.path);
    to.query = to.query ? to.query : from.query;
  } else {
    path = without_dot_segments(to.path.starts_with('/') ? std::string(to.path)
                                                         : merged(from, to.path));
  }
  if (!to.scheme) {
    to.authority = to.authority ? to.authority : from.authority;
    to.scheme = from.scheme;
  }
  std::string joined;
  if (to.scheme) {
    joined = std::string(*to.scheme) + ":";
  }
  if (to.authority) {
    joined += "//" + std::string(*to.authority);
  }
  joined += path;
  if (to.query) {
    joined += "?" + std::string(*to.query);
  }
  return joined;
}

}  // namespace senim::xml

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "validators/xml/document.h"

// A little of XML Schema: how often and in which order the children of an element stand. No types,
// no attributes, no text. Tables are written where the vocabulary is read.

namespace senim::xml {

inline constexpr unsigned kUnbounded = 0xffffffff;

// One place of a sequence. `names` separates alternatives by spaces.
struct Particle {
  std::string_view names;
  unsigned least = 1;
  unsigned most = 1;
};
struct ContentModel {
  std::string_view element;
  std::span<const Particle> sequence;
};

// The first departure among this element and everything of its namespaces below it; an element
// that no model names may hold anything. Children of namespaces that are not `own` may stand
// anywhere: what is open to others is not told apart. "": as the models have it; else where they
// are left, for people.
std::string first_departure(Element root, std::span<const ContentModel> models,
                            bool (*own)(std::string_view ns));

}  // namespace senim::xml

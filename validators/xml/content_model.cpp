#include "validators/xml/content_model.h"

#include <algorithm>

namespace senim::xml {

namespace {

bool is_one_of(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (names.substr(0, end) == name) {
      return true;
    }
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

std::string told(std::string_view child, std::string_view what, Element parent) {
  return std::string(child).append(what).append(parent.name());
}

Element skip_foreign(Element element, bool (*own)(std::string_view ns)) {
  while (element && !own(element.ns())) {
    element = element.next_sibling();
  }
  return element;
}

std::string departure(Element parent, std::span<const Particle> sequence,
                      bool (*own)(std::string_view ns)) {
  Element next = skip_foreign(parent.first_child(), own);
  for (const Particle& particle : sequence) {
    unsigned count = 0;
    while (next && count < particle.most && is_one_of(particle.names, next.name())) {
      ++count;
      next = skip_foreign(next.next_sibling(), own);
    }
    if (count < particle.least) {
      return told(particle.names, " is missing in ", parent);
    }
  }
  return next ? told(next.name(), " is not due here in ", parent) : std::string{};
}

}  // namespace

// Depth <= 100 (threats.md), kept by xml::Document.
std::string first_departure(Element root, std::span<const ContentModel> models,
                            bool (*own)(std::string_view ns)) {
  const auto model = std::ranges::find(models, root.name(), &ContentModel::element);
  if (model != models.end()) {
    std::string found = departure(root, model->sequence, own);
    if (!found.empty()) {
      return found;
    }
  }
  for (Element child = root.first_child(); child; child = child.next_sibling()) {
    if (own(child.ns())) {
      std::string found = first_departure(child, models, own);
      if (!found.empty()) {
        return found;
      }
    }
  }
  return {};
}

}  // namespace senim::xml

#include "model/options.h"

#include <stdexcept>

namespace expgate {

template <typename T>
const T& Options::get(std::string_view name) const {
  const auto found = values_.find(name);
  const T* value = found == values_.end() ? nullptr : std::get_if<T>(&found->second);
  if (value == nullptr)
    throw std::logic_error("option `" + std::string(name) + "` is not declared with this type");
  return *value;
}

template const bool& Options::get(std::string_view) const;
template const std::uint64_t& Options::get(std::string_view) const;
template const std::string& Options::get(std::string_view) const;
template const std::vector<std::string>& Options::get(std::string_view) const;
template const TextLists& Options::get(std::string_view) const;

}  // namespace expgate

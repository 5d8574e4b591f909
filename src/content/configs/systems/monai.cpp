#include "content/configs/systems/monai.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/strings.h"

namespace expgate::content {

std::optional<text::Node> seed_of_determinism(const text::Node& value) {
  constexpr std::string_view kCall = "set_determinism(";
  const std::string_view text = value.scalar;
  const std::size_t call = text.find(kCall);
  if (!value.is_scalar() || !text.starts_with('$') || call == std::string_view::npos) return std::nullopt;
  std::string_view argument = text.substr(call + kCall.size());
  argument = trim(argument.substr(0, argument.find_first_of(",)")));
  const std::size_t equals = argument.find('=');
  if (equals != std::string_view::npos && trim(argument.substr(0, equals)) != "seed") return std::nullopt;
  if (equals != std::string_view::npos) argument = trim(argument.substr(equals + 1));
  text::Node seed{text::Node::Kind::scalar, value.mark, "?", std::string(argument), {}, {}};
  if (argument.starts_with('@')) {
    seed.tag = "!ref";
    seed.scalar = "<" + std::string(argument.substr(1)) + ">";
    std::replace(seed.scalar.begin(), seed.scalar.end(), '#', '.');
  }
  return seed;
}

}  // namespace expgate::content

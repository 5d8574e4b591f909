// Any bytes as a Dockerfile and as lists of requirements.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/pins/dockerfile.h"
#include "content/pins/requirements.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate::content;
  static_cast<void>(dockerfile_images(bytes));
  static_cast<void>(read_requirements(bytes));
  static_cast<void>(read_conda_environment(bytes));
  return 0;
}

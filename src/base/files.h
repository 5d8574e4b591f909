#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include <tl/expected.hpp>

namespace expgate {

// All bytes of a file, or what the system says against it (a folder cannot be read).
tl::expected<std::string, std::error_code> read_file(const std::filesystem::path& path);

}  // namespace expgate

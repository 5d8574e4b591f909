#pragma once

#include <filesystem>
#include <string>
#include <string_view>

// The texts of our hooks: made from the shims of hooks/, and read again when they are found somewhere.
namespace expgate::deploy {

// The shim of that name (hooks/NAME) with `value` in its open place: the path of the binary, or the folder to
// pass on to. It runs no other hook first. The name must be one of shims().
std::string render_shim(std::string_view name, const std::string& value);

// The shim's text with `hook` (absolute; empty: none) as the one that runs first. A text without a place for
// it stays as it is.
std::string running_first(std::string shim_text, const std::filesystem::path& hook);

// The shim's text with these options, quoted for a shell, in each call of the binary.
std::string with_options(std::string shim_text, const std::string& options);

// The shim's text with a gate that only reports (--mode warn).
std::string in_warn_mode(std::string shim_text);

// The binary that a shim's text calls; empty if there is none in it.
std::filesystem::path gate_of(std::string_view shim_text);

// The hook that a shim's text runs first; empty: none, or one that a shim of version 0.1.0 finds by its own
// name.
std::filesystem::path first_of(std::string_view shim_text);

// Whether a text is that of a shim of any version.
bool is_shim(std::string_view text);

}  // namespace expgate::deploy

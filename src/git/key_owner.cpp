#include "git/key_owner.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include "base/ascii.h"
#include "base/files.h"
#include "base/strings.h"
#include "git/command.h"
#include "text/utf8.h"

namespace expgate::git {

namespace {

constexpr std::int64_t kDay = 86'400;  // seconds

// "%d\x3aabc" as gpg writes a colon in a field.
std::string unescaped(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool is_escape = field.substr(i).starts_with("\\x") && i + 3 < field.size() &&
                           hex_value(field[i + 2]) >= 0 && hex_value(field[i + 3]) >= 0;
    text += is_escape ? static_cast<char>(hex_value(field[i + 2]) * 16 + hex_value(field[i + 3])) : field[i];
    if (is_escape) i += 3;
  }
  return text;
}

// The time as ssh-keygen's `verify-time` wants it: the clock here, as git gives it.
std::string local_time(std::int64_t date) {
  const auto seconds = static_cast<std::time_t>(date);
  std::tm parts{};
  char text[32];
  if (::localtime_r(&seconds, &parts) == nullptr) return "0";
  return {text, std::strftime(text, sizeof text, "%Y%m%d%H%M%S", &parts)};
}

Result<void> write_scratch(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if ((out << text).flush()) return {};
  return fail(tr("cannot use a temporary file: {reason}", {{"reason", verbatim(std::strerror(errno))}}),
              tr("set `TMPDIR` to a folder with enough room that this user may write to"));
}

}  // namespace

std::string with_lower_principals(std::string_view allowed_signers) {
  std::string folded;
  while (!allowed_signers.empty()) {
    const std::size_t end = std::min(allowed_signers.find('\n'), allowed_signers.size() - 1) + 1;
    const std::string_view line = allowed_signers.substr(0, end);
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    const bool is_quoted = line.substr(begin).starts_with('"');
    const std::size_t behind = is_quoted ? line.find('"', begin + 1) : line.find_first_of(" \t", begin);
    folded += ascii_lower(line.substr(0, behind));
    folded += line.substr(std::min(behind, line.size()));
    allowed_signers.remove_prefix(end);
  }
  return folded;
}

SignedParts signed_parts(std::string_view commit, ObjectFormat format) {
  const std::string_view wanted = format == ObjectFormat::sha1 ? "gpgsig " : "gpgsig-sha256 ";
  SignedParts parts;
  bool is_signature = false;
  bool is_wanted = false;
  while (!commit.empty() && !commit.starts_with('\n')) {
    const std::string_view line = commit.substr(0, std::min(commit.find('\n'), commit.size() - 1) + 1);
    commit.remove_prefix(line.size());
    const bool is_continued = line.starts_with(' ');
    if (!is_continued) {
      is_signature = line.starts_with("gpgsig");
      is_wanted = line.starts_with(wanted);
    }
    if (!is_signature) parts.payload += line;
    if (is_wanted) parts.signature += line.substr(is_continued ? 1 : wanted.size());
  }
  parts.payload += commit;
  return parts;
}

std::string address_in(std::string_view user_id) {
  user_id = trim(user_id);
  const std::size_t begin = user_id.rfind('<');
  const std::size_t end = user_id.rfind('>');
  const bool is_bare = begin == std::string_view::npos && end == std::string_view::npos;
  std::string_view address = user_id;
  if (!is_bare)
    address = begin == std::string_view::npos || end == std::string_view::npos || end < begin
                  ? std::string_view{}
                  : user_id.substr(begin + 1, end - begin - 1);
  const bool is_address = address.find('@') != std::string_view::npos &&
                          address.find_first_of(" \t\n\v\f\r<>") == std::string_view::npos;
  return is_address ? ascii_lower(address) : "";
}

AddressesOfKeys addresses_in_listing(std::string_view listing) {
  AddressesOfKeys all;
  std::vector<std::string> fingerprints;
  std::set<std::string> addresses;
  const auto end_key = [&] {
    for (const std::string& each : fingerprints) all[each].insert(addresses.begin(), addresses.end());
    fingerprints.clear();
    addresses.clear();
  };
  for (const std::string_view line : lines(listing)) {
    constexpr std::size_t kValidity = 1;
    constexpr std::size_t kText = 9;  // a fingerprint or a user ID
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.front() == "pub") end_key();
    if (fields.size() <= kText) continue;
    if (fields.front() == "fpr") fingerprints.emplace_back(fields[kText]);
    if (fields.front() != "uid" || fields[kValidity] == "r" || fields[kValidity] == "i") continue;
    if (std::string address = address_in(unescaped(fields[kText])); !address.empty())
      addresses.insert(std::move(address));
  }
  end_key();
  return all;
}

Result<AddressesOfKeys> addresses_of_openpgp_keys(const std::string& gpg, const std::string& home,
                                                  std::chrono::milliseconds most) {
  TRY_ASSIGN(const auto said, run_for(most,
                                      {gpg, "--homedir", home, "--batch", "--no-tty", "--no-autostart",
                                       "--no-auto-check-trustdb", "--with-colons", "--fingerprint",
                                       "--fingerprint", "--list-keys"},
                                      {}, {"GNUPGHOME=" + home, "LC_ALL=C"}));
  if (!said) return fail(tr("`gpg` took too long to list keys"));
  if (!said->ok())
    return fail(
        tr("`gpg` cannot list keys: {reason}", {{"reason", verbatim(text::printable(trim(said->err)))}}));
  return addresses_in_listing(said->out);
}

Result<bool> SshKeyOwners::may_sign(const SshSigned& commit) {
  if (commit.address.empty()) return false;
  const std::string lower = ascii_lower(commit.address);
  const bool is_pattern = commit.signer.find_first_of("*?!") != std::string_view::npos;
  if (!is_pattern && ascii_lower(commit.signer) == lower) return true;
  const std::int64_t day = commit.date / kDay;
  const auto [known, is_new] =
      known_.emplace(std::tuple(std::string(commit.key), std::string(commit.address), day), false);
  if (!is_new) return known->second;
  TRY(fold_list());
  TRY_SET(known->second, ask(commit, lower, (folder_->path() / "list").string()));
  // A certificate names addresses too, in letters that are its own.
  if (!known->second && lower != commit.address && !has_exclusions_)
    TRY_SET(known->second, ask(commit, std::string(commit.address), allowed_signers_));
  return known->second;
}

// Writes the list with its patterns in lower case, once: ssh-keygen tells `Ada@` from `ada@`, and `!ada@…`
// shuts out both.
Result<void> SshKeyOwners::fold_list() {
  if (folder_) return {};
  const auto list = read_file(allowed_signers_);
  if (!list)
    return fail(tr("cannot read the keys in `{file}`", {{"file", LocalFile{allowed_signers_}}}),
                tr("the user who runs the hook must be able to read it"));
  TRY_ASSIGN(TemporaryFolder made, TemporaryFolder::make("keys"));
  const std::string folded = with_lower_principals(*list);
  has_exclusions_ = folded.find('!') != std::string::npos;
  TRY(write_scratch((made.path() / "list").string(), folded));
  folder_.emplace(std::move(made));
  return {};
}

Result<bool> SshKeyOwners::ask(const SshSigned& commit, const std::string& address, const std::string& list) {
  const SignedParts parts = signed_parts(commit.bytes, commit.format);
  const std::string file = (folder_->path() / "signature").string();
  TRY(write_scratch(file, parts.signature));
  std::vector<std::string> argv{ssh_keygen_, "-Y", "verify", "-n", "git", "-f",
                                list,        "-I", address,  "-s", file};
  if (commit.date != 0) argv.push_back("-Overify-time=" + local_time(commit.date));
  TRY_ASSIGN(const auto said, run_for(most_, std::move(argv), parts.payload));
  if (!said) return fail(tr("`ssh-keygen` took too long to verify a signature"));
  return said->ok();
}

}  // namespace expgate::git

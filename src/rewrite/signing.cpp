#include "rewrite/signing.h"

#include <cstdio>
#include <fstream>
#include <unistd.h>
#include <vector>

#include "base/strings.h"
#include "git/command.h"
#include "text/utf8.h"

namespace expgate::rewrite {

namespace {

// What git makes of a setting of that type ("bool", "path"); empty: not set.
Result<std::string> setting(const std::string& type, const std::string& key) {
  TRY_ASSIGN(const git::CommandOutput said, git::run({"git", "config", "--type=" + type, "--get", key}));
  return std::string(trim(said.out));
}

std::string email_in(std::string_view identity) {
  const std::size_t open = identity.find('<');
  const std::size_t close = identity.find('>', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return "";
  return std::string(identity.substr(open + 1, close - open - 1));
}

std::string usual_program(const std::string& format) {
  if (format == "ssh") return "ssh-keygen";
  return format == "x509" ? "gpgsm" : "gpg";
}

// The public key itself, in place of the path of a file.
bool is_literal_key(std::string_view key) {
  return key.starts_with("key::") || key.starts_with("ssh-");
}

}  // namespace

Result<std::optional<Signer>> Signer::find(git::Repository& repository) {
  TRY_ASSIGN(const std::string wanted, setting("bool", "commit.gpgsign"));
  if (wanted != "true") return std::optional<Signer>{};
  Signer signer;
  TRY_ASSIGN(const auto format, repository.config("gpg.format"));
  signer.format_ = format.value_or("openpgp");
  TRY_ASSIGN(const auto program, repository.config("gpg." + signer.format_ + ".program"));
  TRY_ASSIGN(const auto gpg, repository.config("gpg.program"));
  signer.program_ = program ? *program : usual_program(signer.format_);
  if (!program && gpg && signer.format_ == "openpgp") signer.program_ = *gpg;
  TRY_ASSIGN(const auto key, repository.config("user.signingkey"));
  signer.key_ = key.value_or("");
  if (!is_literal_key(signer.key_)) TRY_SET(signer.key_, setting("path", "user.signingkey"));
  TRY_ASSIGN(const std::string identity, git::output_of({"git", "var", "GIT_COMMITTER_IDENT"}));
  signer.email_ = email_in(identity);
  if (signer.key_.empty() && signer.format_ == "ssh") {
    TRY_ASSIGN(const auto command, repository.config("gpg.ssh.defaultkeycommand"));
    if (command) {
      TRY_ASSIGN(const std::string keys, git::output_of({"sh", "-c", *command}));
      if (!lines(keys).empty()) signer.key_ = lines(keys).front();
    }
  }
  if (signer.key_.empty() && signer.format_ == "ssh")
    return fail(tr("`commit.gpgSign` is set, but no `user.signingKey`"),
                tr("set it, or keep commits unsigned: `git -c commit.gpgSign=false …`"));
  if (signer.key_.empty()) signer.key_ = trim(identity.substr(0, identity.find('>') + 1));
  signer.folder_ = repository.git_folder();
  return std::optional(std::move(signer));
}

Result<std::string> Signer::sign(std::string_view bytes) const {
  std::vector<std::string> argv{program_, "--status-fd=2", "-bsau", key_};
  std::string key_file;
  if (format_ == "ssh") {
    argv = {program_, "-Y", "sign", "-n", "git", "-f", key_};
    if (is_literal_key(key_)) {
      key_file = folder_ + "expgate-signing-key." + std::to_string(::getpid());
      std::ofstream(key_file) << (key_.starts_with("key::") ? key_.substr(5) : key_) << '\n';
      argv.back() = key_file;
      argv.emplace_back("-U");
    }
  }
  const Result<git::CommandOutput> made = git::run(argv, bytes);
  if (!key_file.empty()) std::remove(key_file.c_str());
  if (!made) return tl::unexpected(made.error());
  if (!made->ok() || made->out.find("-----BEGIN ") == std::string::npos)
    return fail(tr("`{program}` did not sign a commit: {reason}",
                   {{"program", program_}, {"reason", verbatim(text::printable(trim(made->err)))}}),
                tr("nothing was changed; `git -c commit.gpgSign=false` does without signatures"));
  return made->out;
}

}  // namespace expgate::rewrite

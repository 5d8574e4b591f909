#include <fstream>
#include <unistd.h>
#include <unordered_map>

#include "base/environment.h"
#include "base/strings.h"
#include "base/temporary_folder.h"
#include "git/command.h"
#include "git/commit.h"
#include "git/key_owner.h"
#include "git/repository_parts.h"
#include "text/utf8.h"

// Signatures of commits. git takes them apart and asks gpg or ssh-keygen; which programs these are, and whose
// keys count, is said to it here: a configuration could name anything.
namespace expgate::git {

namespace {

constexpr std::chrono::seconds kMostTime{60};  // for a batch; the deadline of a hook is another limit

// Where the program lies that `PATH` leads to.
Result<std::string> program_named(const std::string& name) {
  const std::string path = environment("PATH");
  for (const std::string_view folder : split(path, ':')) {
    std::string file = std::string(folder) + "/" + name;
    if (folder.starts_with('/') && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return fail(tr("`{program}`, which verifies signatures, is not installed", {{"program", name}}),
              tr("check that it is installed and in the `PATH` of this process"));
}

Result<void> check_readable(const std::string& file) {
  if (::access(file.c_str(), R_OK) == 0) return {};
  return fail(tr("cannot read the keys in `{file}`", {{"file", LocalFile{file}}}),
              tr("the user who runs the hook must be able to read it"));
}

enum class SignatureKind { none, ssh, openpgp, other };

SignatureKind kind_of_signature(std::string_view commit) {
  const std::string_view header = commit.substr(0, commit.find("\n\n"));
  for (const std::string_view line : lines(header)) {
    if (!line.starts_with("gpgsig ") && !line.starts_with("gpgsig-sha256 ")) continue;
    const std::string_view mark = trim(line.substr(line.find(' ') + 1));
    if (mark == "-----BEGIN SSH SIGNATURE-----") return SignatureKind::ssh;
    const bool is_openpgp = mark == "-----BEGIN PGP SIGNATURE-----" || mark == "-----BEGIN PGP MESSAGE-----";
    return is_openpgp ? SignatureKind::openpgp : SignatureKind::other;
  }
  return SignatureKind::none;
}

// git's letter for it (git-log(1), `%G?`).
SignatureState state_of(char letter) {
  switch (letter) {
    case 'G':
      return SignatureState::good;
    case 'B':
      return SignatureState::bad;
    case 'X':
    case 'Y':
      return SignatureState::expired;
    case 'R':
      return SignatureState::revoked;
    case 'N':
      return SignatureState::none;
    default:
      return SignatureState::unknown;
  }
}

// A home for gpg that has these keys and nothing else: all of them count, none is looked for elsewhere, and
// no agent is started.
Result<TemporaryFolder> home_with_keys(const std::string& gpg, const std::string& keys) {
  constexpr std::string_view kCounts = "[GNUPG:] IMPORT_RES ";
  TRY(check_readable(keys));
  TRY_ASSIGN(TemporaryFolder home, TemporaryFolder::make("keys"));
  const std::ofstream no_daemon(home.path() / "common.conf");  // a new gpg would choose to have one for keys
  std::ofstream(home.path() / "gpg.conf")
      << "batch\nno-tty\nno-autostart\nno-auto-key-retrieve\nno-auto-key-locate\ntrust-model always\n";
  TRY_ASSIGN(const auto made, run_for(kMostTime,
                                      {gpg, "--homedir", home.path().string(), "--batch", "--no-tty",
                                       "--no-autostart", "--status-fd=1", "--import", "--", keys},
                                      {}, {"GNUPGHOME=" + home.path().string()}));
  if (!made) return fail(tr("`gpg` took too long to read the keys in `{file}`", {{"file", LocalFile{keys}}}));
  const std::size_t counts = made->out.find(kCounts);  // "IMPORT_RES 2 …": so many keys were read
  if (counts == std::string::npos || made->out.substr(counts + kCounts.size()).starts_with("0 "))
    return fail(tr("`gpg` finds no keys in `{file}`: {reason}",
                   {{"file", LocalFile{keys}}, {"reason", verbatim(text::printable(trim(made->err)))}}),
                tr("write them with `gpg --export --armor`"));
  return home;
}

// How git is called, and in which environment.
struct Verifier {
  std::vector<std::string> argv;
  std::vector<std::string> variables{"GIT_TERMINAL_PROMPT=0", "LC_ALL=C"};

  void set(const std::string& key, const std::string& value) {
    argv.emplace_back("-c");
    argv.push_back(key + "=" + value);
  }
};

// A line of git's: "<oid> G <fingerprint> <signer>".
void read_answer(std::string_view line, std::unordered_map<Oid, SignatureCheck, OidHash>& answers) {
  const std::size_t end = line.find(' ');
  const auto oid = Oid::parse(line.substr(0, end));
  if (!oid || end == std::string_view::npos || line.size() < end + 3) return;
  SignatureCheck check{.state = state_of(line[end + 1])};
  const std::string_view rest = line.substr(end + 3);
  check.key = rest.substr(0, rest.find(' '));
  const std::size_t signer = rest.find(' ');
  if (signer != std::string_view::npos) check.signer = trim(rest.substr(signer + 1));
  answers.insert_or_assign(*oid, std::move(check));
}

// Who knows whose the keys are.
struct Owners {
  SshKeyOwners ssh;
  std::string gpg;
  std::string home;                        // of gpg
  std::optional<AddressesOfKeys> openpgp;  // once they were asked for
};

// Whether the key of a good signature may sign for the committer.
Result<bool> is_committers(const Oid& oid, std::string_view bytes, const SignatureCheck& check,
                           Owners& owners) {
  TRY_ASSIGN(const Commit commit, parse_commit(oid, bytes));
  const Signature& committer = commit.committer;
  if (kind_of_signature(bytes) == SignatureKind::ssh)
    return owners.ssh.may_sign({.bytes = bytes,
                                .format = oid.format,
                                .key = check.key,
                                .signer = check.signer,
                                .address = committer.email,
                                .date = committer.date});
  if (!owners.openpgp) TRY_SET(owners.openpgp, addresses_of_openpgp_keys(owners.gpg, owners.home, kMostTime));
  const auto addresses = owners.openpgp->find(check.key);
  return addresses != owners.openpgp->end() && addresses->second.contains(ascii_lower(committer.email));
}

}  // namespace

Result<std::vector<SignatureCheck>> Repository::verify_signatures(std::span<const Oid> commits,
                                                                  const Signers& signers) {
  std::vector<SignatureCheck> checks(commits.size());
  std::vector<std::size_t> asked;  // indices of those that git is asked for
  bool has_ssh = false;
  bool has_openpgp = false;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    TRY_ASSIGN(const std::string bytes, raw(commits[i], ObjectKind::commit));
    const SignatureKind kind = kind_of_signature(bytes);
    const bool is_ssh = kind == SignatureKind::ssh;
    const bool is_openpgp = kind == SignatureKind::openpgp;
    if (kind == SignatureKind::other) checks[i].state = SignatureState::unsupported;
    if (!is_ssh && !is_openpgp) continue;
    checks[i].state = SignatureState::unknown;
    // Signed in this process and not stored yet: git could not see it, and whoever gets it looks again.
    if (parts_->objects.is_made(commits[i])) {
      checks[i].state = SignatureState::good;
      checks[i].is_committers = true;
    }
    if (parts_->objects.is_made(commits[i]) || (is_ssh ? signers.ssh : signers.openpgp).empty()) continue;
    has_ssh |= is_ssh;
    has_openpgp |= is_openpgp;
    asked.push_back(i);
  }
  if (asked.empty()) return checks;

  Verifier verifier{.argv = {"git"}};
  std::optional<TemporaryFolder> home;
  const std::string nothing = "/dev/null/none";  // no program: what is not asked for is not run
  std::string gpg = nothing;
  std::string ssh_keygen = nothing;
  if (has_ssh) {
    TRY_SET(ssh_keygen, program_named("ssh-keygen"));
    TRY(check_readable(signers.ssh));
    if (!signers.revoked.empty()) TRY(check_readable(signers.revoked));
  }
  if (has_openpgp) {
    TRY_SET(gpg, program_named("gpg"));
    TRY_ASSIGN(TemporaryFolder made, home_with_keys(gpg, signers.openpgp));
    home.emplace(std::move(made));
    verifier.variables.push_back("GNUPGHOME=" + home->path().string());
  }
  verifier.set("gpg.program", gpg);
  verifier.set("gpg.openpgp.program", gpg);
  verifier.set("gpg.x509.program", nothing);
  verifier.set("gpg.ssh.program", ssh_keygen);
  verifier.set("gpg.ssh.allowedSignersFile", signers.ssh);
  verifier.set("gpg.ssh.revocationFile", signers.revoked);
  verifier.set("gpg.minTrustLevel", "undefined");
  verifier.set("log.showSignature", "false");
  for (const char* argument : {"log", "--no-walk=unsorted", "-z", "-s", "--no-color", "--no-notes",
                               "--no-decorate", "--no-mailmap", "--format=tformat:%H %G? %GF %GS", "--stdin"})
    verifier.argv.emplace_back(argument);
  std::string input;
  for (const std::size_t i : asked) input += commits[i].hex() + "\n";
  TRY_ASSIGN(const auto said, run_for(kMostTime, verifier.argv, input, verifier.variables));
  if (!said)
    return fail(tr_n("git took longer than {seconds} s to verify {count} signature",
                     "git took longer than {seconds} s to verify {count} signatures", asked.size(),
                     {{"seconds", kMostTime.count()}}));
  if (!said->ok())
    return fail(tr("git cannot verify signatures: {reason}",
                   {{"reason", verbatim(text::printable(trim(said->err)))}}));
  std::unordered_map<Oid, SignatureCheck, OidHash> answers;
  for (const std::string_view line : split(said->out, '\0')) read_answer(line, answers);
  for (const std::size_t i : asked) {
    const auto found = answers.find(commits[i]);
    if (found == answers.end())
      return fail(tr("git says nothing about the signature of {commit}", {{"commit", commits[i].hex()}}));
    checks[i] = found->second;
  }
  if (!signers.must_be_committer) return checks;

  Owners owners{SshKeyOwners(ssh_keygen, signers.ssh, kMostTime), gpg, home ? home->path().string() : "", {}};
  for (const std::size_t i : asked) {
    if (checks[i].state != SignatureState::good) continue;
    TRY_ASSIGN(const std::string bytes, raw(commits[i], ObjectKind::commit));
    TRY_SET(checks[i].is_committers, is_committers(commits[i], bytes, checks[i], owners));
  }
  return checks;
}

}  // namespace expgate::git

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "git/repository.h"

namespace expgate::rewrite {

// Signs commits as git would do by its configuration (git-config(1), commit.gpgSign, gpg.format,
// user.signingKey).
class Signer {
 public:
  // Nothing: commits are not signed here.
  static Result<std::optional<Signer>> find(git::Repository& repository);

  // Whether the commit is by whoever signs.
  [[nodiscard]] bool is_mine(const Commit& commit) const { return commit.committer.email == email_; }

  // The signature of these bytes; an error if the program that signs fails, or its user says no.
  [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;

 private:
  std::string format_;   // openpgp, x509, ssh
  std::string program_;  // gpg, gpgsm, ssh-keygen, or what stands in for it
  std::string key_;
  std::string email_;
  std::string folder_;  // for a key that has to lie in a file
};

}  // namespace expgate::rewrite

#pragma once

#include <string>

namespace expgate {

// The files that say whose signatures count, absolute paths; empty: none do of that kind.
struct Signers {
  std::string ssh;                 // as ssh-keygen(1) reads them, "ALLOWED SIGNERS"
  std::string openpgp;             // public keys, as `gpg --export` writes them
  std::string revoked;             // SSH keys that count no more, as ssh-keygen(1) reads them; may be empty
  bool must_be_committer = false;  // whether to find out if the key is the committer's
  bool operator==(const Signers&) const = default;
};

enum class SignatureState {
  none,
  good,         // by somebody who may sign
  bad,          // the commit is not what was signed
  unknown,      // by a key that nobody is known to have
  expired,      // the signature, or the key
  revoked,      // the key
  unsupported,  // of another kind than OpenPGP and SSH
};

// What git says of the signature of a commit.
struct SignatureCheck {
  SignatureState state = SignatureState::none;
  std::string
      signer;       // who signed, as the list of signers names them: an address, or "Ada <ada@example.org>"
  std::string key;  // fingerprint of the key; empty: not known
  bool is_committers = false;  // the key may sign for the committer's address; only if that was asked
};

}  // namespace expgate

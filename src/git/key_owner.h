#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "base/result.h"
#include "base/temporary_folder.h"
#include "model/oid.h"

// Whose a key is: whether the one that signed a commit may sign for an address.
namespace expgate::git {

// A signed commit taken apart as git does it: what was signed, and the signature.
struct SignedParts {
  std::string payload;
  std::string signature;
};
SignedParts signed_parts(std::string_view commit, ObjectFormat format);

// The address in the user ID of an OpenPGP key, "Ada <ada@example.org>", in lower case; empty: it has none.
std::string address_in(std::string_view user_id);

// The addresses of OpenPGP keys by the fingerprints of the keys and of their subkeys, from what `gpg
// --with-colons --list-keys` prints. User IDs that were revoked do not count.
using AddressesOfKeys = std::map<std::string, std::set<std::string>, std::less<>>;
AddressesOfKeys addresses_in_listing(std::string_view listing);

// Those of the keys in the home.
Result<AddressesOfKeys> addresses_of_openpgp_keys(const std::string& gpg, const std::string& home,
                                                  std::chrono::milliseconds most);

// The list of keys (ssh-keygen(1), ALLOWED SIGNERS) with whose keys they are in lower case.
std::string with_lower_principals(std::string_view allowed_signers);

// A commit whose SSH signature is good, and the address that it should be one of.
struct SshSigned {
  std::string_view bytes;  // of the commit
  ObjectFormat format;
  std::string_view key;     // fingerprint
  std::string_view signer;  // the principal that git names
  std::string_view address;
  std::int64_t date = 0;  // of the signature
};

// Asks ssh-keygen, since a key may have many principals, patterns among them, and git names one.
class SshKeyOwners {
 public:
  SshKeyOwners(std::string ssh_keygen, std::string allowed_signers, std::chrono::milliseconds most)
      : ssh_keygen_(std::move(ssh_keygen)), allowed_signers_(std::move(allowed_signers)), most_(most) {}

  // Whether the list has the address for the key, at that time, in either case of its letters.
  Result<bool> may_sign(const SshSigned& commit);

 private:
  Result<void> fold_list();
  Result<bool> ask(const SshSigned& commit, const std::string& address, const std::string& list);

  std::string ssh_keygen_;
  std::string allowed_signers_;
  std::chrono::milliseconds most_;
  std::optional<TemporaryFolder> folder_;  // of the folded list, and of a signature
  bool has_exclusions_ = false;            // "!ada@…"; true also where only a comment has a '!'
  std::map<std::tuple<std::string, std::string, std::int64_t>, bool>
      known_;  // by key, address and day: lists may say until when a key counts
};

}  // namespace expgate::git

#!/bin/bash
# What GitLab's push rules have, through real pushes: patterns of messages, addresses of committers, verified signatures, sign-offs.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
with_debians_git

# gate RULES: a server with these rules alone, and a clone of it with one good commit about to be pushed.
gate() {
  server project
  policy project <<YAML
version: 1
extends: []
rules: {$1}
YAML
  clone project
  save 'feat: add a thing' a.txt
}

# reword MESSAGE: the last commit anew.
reword() {
  tick
  git -c core.hooksPath=/dev/null commit -q --amend --allow-empty --cleanup=verbatim -m "$1"
}

test_a_message_matches_and_holds_nothing_forbidden() {
  gate "commit-message: {pattern: '^Refs: EXP-\\d+\$', forbidden: '(?i)do not merge'}"
  push_refused 'a message without the pattern' commit-message
  says 'names it' 'nothing in the message matches `^Refs: EXP-\d+$`'
  reword $'feat: add a thing\n\nRefs: EXP-12'
  push_ok 'one that has it on a line of its own'
  save $'feat: add more\n\nDo Not Merge yet.\n\nRefs: EXP-13' b.txt
  push_refused 'a forbidden one' commit-message
  says 'names the line' 'line 3 matches `(?i)do not merge`'
  reword $'feat: add more\n\nRefs: EXP-13x'
  push_refused 'a near miss' commit-message
  reword $'feat: add more\n\nRefs: EXP-13'
  git switch -q -c side HEAD~
  save $'feat: add a side\n\nRefs: EXP-14' c.txt
  tick
  git merge -q --no-edit main
  push_ok 'a merge owes no pattern'
  git switch -q -c other main
  tick
  git merge -q --no-ff -m 'Merge side, do not merge again' side
  push_refused 'but holds nothing forbidden' commit-message origin HEAD
}

test_a_pattern_that_is_none() {
  gate "commit-message: {forbidden: '(?=a)'}"
  push_undecided 'a policy with such a pattern'
  exits 'is refused by policy check' 2 "$EXPGATE" policy check ../project.git/custom_hooks/expgate.yaml
  says 'with its place' 'expgate.yaml`:3:37: `forbidden`'
}

test_the_committer_is_the_pusher() {
  gate "commit-committer: {addresses: {alice: [ada@example.com], key-3: [bot@example.com], '*': ['{user}@example.com']}}"
  export GL_ID=user-1 GL_USERNAME=bob GL_PROTOCOL=ssh
  push_refused "somebody else's commit" commit-committer
  says 'names both' '`ada@example.com` does not belong to `bob`, who pushes'
  GL_PROTOCOL=web
  push_ok 'what a page of the forge makes, the forge commits' origin HEAD:refs/heads/web
  GL_PROTOCOL=ssh
  reword 'feat: add a thing'
  GL_USERNAME=alice
  push_ok 'one by the pusher' origin HEAD:refs/heads/a
  GIT_COMMITTER_EMAIL=Bob@Example.com reword 'feat: add a thing'
  push_refused 'not if the author alone is the pusher' commit-committer origin HEAD:refs/heads/b
  GL_USERNAME=bob
  push_ok 'by the pattern for everybody else, in either case' origin HEAD:refs/heads/b
  GIT_COMMITTER_EMAIL=bot@example.com reword 'feat: add a thing'
  GL_USERNAME='' GL_ID=key-3
  push_ok 'a deploy key that is listed' origin HEAD:refs/heads/c
  reword 'feat: add a thing'
  push_refused 'and no other address of its' commit-committer origin HEAD:refs/heads/d
  GL_ID=''
  GL_REPOSITORY=project-1 push_refused 'where nobody knows who pushes' commit-committer origin HEAD:refs/heads/d
  says 'says so' 'does not say who pushes'
  sed -i "s/, '\\*': .*/}}}/" ../project.git/custom_hooks/expgate.yaml
  GL_ID=user-2 GL_USERNAME=mallory push_refused 'who is not listed' commit-committer origin HEAD:refs/heads/d
  says 'is told' 'no address for `mallory`'
  sed -i '1a identity: gitea' ../project.git/custom_hooks/expgate.yaml
  GL_PROTOCOL=web GL_ID=key-3 push_refused 'on another server a client may set these' commit-committer origin HEAD:refs/heads/d
  GITEA_PUSHER_NAME=alice push_ok 'its own variable counts' origin HEAD:refs/heads/d
}

test_the_committers_name_and_address() {
  gate "commit-committer: {email: '.+@example\\.com', name: '\\S+ \\S+'}"
  push_refused 'a name that does not match' commit-committer
  says 'is shown' "the committer's name \`Ada\`"
  GIT_COMMITTER_NAME='Ada Lovelace' reword 'feat: add a thing'
  push_ok 'one that does'
  GIT_COMMITTER_NAME='Ada Lovelace' GIT_COMMITTER_EMAIL=ada@example.comx reword 'feat: add more'
  push_refused 'an address that does not' commit-committer origin HEAD:refs/heads/b
}

test_a_sign_off_of_the_author() {
  gate 'commit-footer: {dco: true}'
  push_refused 'none' commit-footer
  says 'and the command that adds it' 'git commit --amend -s --no-edit'
  reword $'feat: add a thing\n\nSigned-off-by: Eve <eve@example.com>'
  push_refused "somebody else's" commit-footer
  says 'names the author' 'is by the author, `Ada <ada@example.com>`'
  reword $'feat: add a thing\n\nSigned-off-by: Ada Lovelace <ada@example.com>'
  push_refused 'another name' commit-footer
  tick
  git commit -q --amend -s --no-edit
  push_ok 'after the command'
  client hooks commit-msg
  printf 'version: 1\nextends: []\nrules: {commit-footer: {dco: true}}\n' >.expgate.yaml
  git add .expgate.yaml
  commit_refused 'commit-msg says it earlier' commit-footer -m 'feat: add a policy'
  commit_ok 'and takes -s' -s -m 'feat: add a policy'
}

# ssh_key NAME: a key.
ssh_key() { rm -f "$work/$1" && ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$work/$1"; }
# signed FORMAT KEY MESSAGE: the last commit anew, signed.
signed() {
  tick
  git -c gpg.format="$1" -c user.signingkey="$2" commit -q --amend -S --allow-empty -m "$3"
}

test_signatures_by_ssh() {
  ssh_key ada && ssh_key eve && ssh_key old
  printf 'ada@example.com %s\n' "$(cut -d' ' -f1,2 "$work/ada.pub")" >"$work/signers"
  printf 'old@example.com valid-before="20200101" %s\n' "$(cut -d' ' -f1,2 "$work/old.pub")" >>"$work/signers"
  gate "commit-signature: {allowed_signers: $work/signers}"
  push_refused 'no signature' commit-signature
  signed ssh "$work/ada" 'feat: add a thing'
  push_ok 'one by a key on the list'
  signed ssh "$work/eve" 'feat: add another thing'
  push_refused 'one by another key' commit-signature origin HEAD:refs/heads/b
  says 'names the key' "\`$(ssh-keygen -lf "$work/eve" | cut -d' ' -f2)\`"
  git -C ../project.git config gpg.ssh.allowedSignersFile "$work/eves"
  git -C ../project.git config gpg.ssh.program /bin/true
  printf '* %s\n' "$(cut -d' ' -f1,2 "$work/eve.pub")" >"$work/eves"
  push_refused "whatever the repository's configuration says" commit-signature origin HEAD:refs/heads/b
  signed ssh "$work/old" 'feat: add another thing'
  push_refused 'one by a key whose time is over' commit-signature origin HEAD:refs/heads/b
  signed ssh "$work/ada" 'feat: add another thing'
  git cat-file commit HEAD | sed 's/another thing/something else/' >../forged
  git update-ref refs/heads/forged "$(git hash-object -t commit -w ../forged)"
  push_refused 'one that was made for another commit' commit-signature origin forged
  says 'says so' 'not one of this commit'
  ssh-keygen -k -q -f "$work/revoked" "$work/ada.pub"
  sed -i "s|signers}|signers, revoked_keys: $work/revoked}|" ../project.git/custom_hooks/expgate.yaml
  push_refused 'one by a key that was taken back' commit-signature origin HEAD:refs/heads/b
  sed -i "s|, revoked_keys: [^}]*||" ../project.git/custom_hooks/expgate.yaml
  save 'feat: add one without' d.txt
  push_refused 'each commit of a push needs one' commit-signature origin HEAD:refs/heads/b
  signed ssh "$work/ada" 'feat: add one with'
  push_ok 'two good ones' origin HEAD:refs/heads/b
  rm "$work/signers"
  signed ssh "$work/ada" 'feat: add a last one'
  push_undecided 'a list that is gone' origin HEAD:refs/heads/c
  says 'its place is not told' 'the keys in `signers`'
}

test_the_key_is_the_committers_by_ssh() {
  ssh_key ada && ssh_key eve && ssh_key bot
  key() { cut -d' ' -f1,2 "$work/$1.pub"; }
  {
    printf 'ada@example.com,ada@work.example.com,*@lab.example.com %s\n' "$(key ada)"
    printf 'ada@old.example.com valid-before="20200101" %s\n' "$(key ada)"
    printf 'ada@home.example.com %s\n' "$(key ada)"
    printf 'eve@example.com %s\n!ada@example.com,* %s\n' "$(key eve)" "$(key bot)"
  } >"$work/signers"
  gate "commit-signature: {allowed_signers: $work/signers}"
  signed ssh "$work/eve" 'feat: add a thing'
  push_refused "somebody else's key" commit-signature
  says 'names both' "the key \`$(ssh-keygen -lf "$work/eve" | cut -d' ' -f2)\` that signed the commit does not belong to the committer, \`ada@example.com\`"
  tick
  git -c gpg.format=ssh -c user.signingkey="$work/ada" commit -q --amend -S --no-edit
  push_ok 'after the command'
  # by KEY ADDRESS: the last commit, committed by that address and signed with that key.
  by() { GIT_COMMITTER_EMAIL=$2 signed ssh "$work/$1" "feat: add what $2 needs"; }
  local address
  for address in ada@work.example.com Ada@Example.com any@lab.example.com ada@home.example.com; do
    by ada "$address"
    push_ok "each of a key's principals counts: $address" origin "HEAD:refs/heads/$address"
  done
  for address in xada@example.com ada@example.comx any@lab.example.org ada@old.example.com '*@lab.example.net' eve@example.com -; do
    by ada "$address"
    push_refused "but no other address: $address" commit-signature origin HEAD:refs/heads/other
  done
  by bot eve@example.com
  push_ok 'a key that may sign for everybody' origin HEAD:refs/heads/bot
  for address in ADA@Example.com ada@example.com; do
    by bot "$address"
    push_refused "but one, in either case: $address" commit-signature origin HEAD:refs/heads/other
  done
  sed -i 's|signers}|signers, by_committer: false}|' ../project.git/custom_hooks/expgate.yaml
  push_ok 'unless the policy does not ask' origin HEAD:refs/heads/other
}

test_what_verifies_is_missing() {
  ssh_key ada
  printf 'ada@example.com %s\n' "$(cut -d' ' -f1,2 "$work/ada.pub")" >"$work/signers"
  gate "commit-signature: {allowed_signers: $work/signers}"
  signed ssh "$work/ada" 'feat: add a thing'
  mkdir ../bin
  local program
  for program in git git-receive-pack git-upload-pack sh; do ln -s "$(command -v "$program")" ../bin/; done
  printf '#!/bin/sh\nPATH=%s exec "%s" pre-receive\n' "$PWD/../bin" "$EXPGATE" >../project.git/hooks/pre-receive
  chmod +x ../project.git/hooks/pre-receive
  push_undecided 'without ssh-keygen nothing is certain'
  says 'says what is missing' '`ssh-keygen`, which verifies signatures, is not installed'
  ln -s "$(command -v ssh-keygen)" ../bin/
  push_ok 'with it it is'
}

# pgp_key NAME: a key, in a home that is gone with the test.
pgp_key() {
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key "$1 <$1@example.com>" ed25519 sign never 2>/dev/null
}

test_signatures_by_openpgp() {
  GNUPGHOME=$(mktemp -d /tmp/expgate-gpg.XXXXXX)
  export GNUPGHOME
  pgp_key ada && pgp_key eve
  gpg --armor --export ada@example.com >"$work/keys.asc"
  gate "commit-signature: {openpgp_keys: $work/keys.asc}"
  signed openpgp ada@example.com 'feat: add a thing'
  push_ok 'one by a key on the list'
  signed openpgp eve@example.com 'feat: add another thing'
  push_refused "one by another key, though the account's own ring has it" commit-signature origin HEAD:refs/heads/b
  git -C ../project.git config gpg.program /bin/true
  push_refused "whatever the repository's configuration says" commit-signature origin HEAD:refs/heads/b
  gpg --export ada@example.com eve@example.com >"$work/keys.asc"
  push_refused 'a key of somebody else than the committer' commit-signature origin HEAD:refs/heads/b
  GIT_COMMITTER_EMAIL=Eve@example.com signed openpgp eve@example.com 'feat: add another thing'
  push_ok 'both keys, in the other form' origin HEAD:refs/heads/b
  ssh_key kim
  signed ssh "$work/kim" 'feat: add yet another'
  push_refused 'a kind of key that the server has none of' commit-signature origin HEAD:refs/heads/c
  says 'says so' 'of a kind that the server knows none of'
  echo nonsense >"$work/keys.asc"
  git update-ref -d HEAD
  save 'feat: add a last one' a.txt
  signed openpgp ada@example.com 'feat: add a last one'
  push_undecided 'a list that holds no keys' origin HEAD:refs/heads/c
  gpgconf --kill all
  is 'nothing is left of the keys' '' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'expgate-keys.*' -newer "$work/keys.asc")"
  rm -rf "$GNUPGHOME"
}

test_the_key_is_the_committers_by_openpgp() {
  GNUPGHOME=$(mktemp -d /tmp/expgate-gpg.XXXXXX)
  export GNUPGHOME
  pgp_key ada && pgp_key eve
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-add-uid ada@example.com 'Ada (work) <ada@work.example.com>'
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-add-uid ada@example.com 'Ada <ada@old.example.com>'
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-revoke-uid ada@example.com 'Ada <ada@old.example.com>'
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-add-key \
    "$(gpg --with-colons --list-keys ada@example.com | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -n 1)" ed25519 sign never
  gpg --export >"$work/keys.gpg"
  gate "commit-signature: {openpgp_keys: $work/keys.gpg}"
  by() { GIT_COMMITTER_EMAIL=$2 signed openpgp "$1" "feat: add what $2 needs"; }
  local address
  for address in ada@example.com ada@work.example.com; do # by the subkey, which is the newest
    by ada@example.com "$address"
    push_ok "each user ID counts: $address" origin "HEAD:refs/heads/$address"
  done
  for address in ada@old.example.com eve@example.com ada@example.co ''; do
    by ada@example.com "$address"
    push_refused "but no other address: $address" commit-signature origin HEAD:refs/heads/other
  done
  says 'says so' 'does not belong to the committer'
  gpgconf --kill all
  rm -rf "$GNUPGHOME"
}

test_only_the_server_names_keys() {
  gate 'commit-signature: {severity: off}'
  printf 'version: 1\nextends: []\nrules: {commit-signature: {severity: error, allowed_signers: /etc/passwd}}\n' >.expgate.yaml
  exits 'a policy of a repository with such a key' 2 "$EXPGATE" policy check
  says 'is refused with its place' '`.expgate.yaml`:3:45: `allowed_signers` is for a server'
  printf 'version: 1\nextends: []\nrules: {commit-signature: {allowed_signers: keys}}\n' >server.yaml
  exits 'a path that depends on where the hook runs' 2 "$EXPGATE" policy check server.yaml
  printf 'version: 1\nextends: []\nrules: {commit-signature: {}}\n' >server.yaml
  exits 'no keys at all' 2 "$EXPGATE" policy check server.yaml
  says 'says what to use' 'signed: true'
}

test_many_signatures_in_one_push() {
  ssh_key ada
  printf 'ada@example.com %s\n' "$(cut -d' ' -f1,2 "$work/ada.pub")" >"$work/signers"
  gate "commit-signature: {allowed_signers: $work/signers}"
  signed ssh "$work/ada" 'feat: add a thing'
  git config gpg.format ssh && git config user.signingkey "$work/ada"
  local i
  for i in $(seq 40); do tick; git commit -q -S --allow-empty -m "feat: add thing $i"; done
  push_ok 'forty'
  is 'are on the server' 41 "$(git -C ../project.git rev-list --count main)"
}

run_tests "$@"

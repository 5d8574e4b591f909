#!/bin/sh
# usage: after-unpacking.sh ROOT, called by mmdebstrap: what the scripts of the packages would have done, and what an image has no use for.
set -eu
cd -- "$1"

cp usr/share/base-passwd/passwd.master etc/passwd
cp usr/share/base-passwd/group.master etc/group
echo 'expgate:x:1000:1000:expgate:/home/expgate:/bin/bash' >>etc/passwd
echo 'expgate:x:1000:' >>etc/group
mkdir -p home/expgate repository etc/ssl/certs
chown 1000:1000 home/expgate repository
find usr/share/ca-certificates -name '*.crt' | LC_ALL=C sort | xargs cat >etc/ssl/certs/ca-certificates.crt
printf '[safe]\n\tdirectory = *\n' >etc/gitconfig # a mounted repository belongs to somebody else

rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/info usr/share/lintian usr/share/bash-completion var/log/*
rm -rf usr/bin/perl* usr/share/perl* usr/lib/*/perl* usr/lib/*/libperl.so* # git's scripts in Perl are not used
rm -f usr/bin/scalar usr/lib/git-core/scalar usr/lib/git-core/git-imap-send usr/lib/git-core/git-http-push usr/lib/git-core/git-daemon

#!/usr/bin/env bash
# Six people with six habits, each on a machine of their own that has no compiler: from their first command to a commit that is judged, in a
# minute. The machines are Debian 12, 13 and sid as debootstrap lays them; .ci/nightly runs this. Needs root.
#
#   tests/first_minute/run.sh [PERSON…]    pip, pre-commit, npm, apt, container, ci
# shellcheck disable=SC2016 # what people type is not for this shell
set -euo pipefail
unset CDPATH # `cd` would look there first
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

[ "$(id -u)" = 0 ] || { echo 'skipped: only root can make a root'; exit 77; }
./install.sh --packages release
[ -n "${EXPGATE_DIST:-}" ] || packaging/release.sh --arch x86_64 --out build/dist
dist=$(realpath "${EXPGATE_DIST:-build/dist}")
version=$(sed -nE 's/^project\(expgate VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; umount "$work"/*/dev "$work"/*/proc 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
failed=0
readonly limit=60 # seconds

# machine NAME SUITE PACKAGES: a fresh one at $work/NAME, with /dist and what this machine knows of registries.
machine() {
  local suite=$2 packages=$3 sources file
  sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    awk -v suite="$suite" '$2 == "bookworm" {print "deb", $1, suite, $3}' | sort -u)
  printf '%s\n' "$sources" | mmdebstrap --quiet --variant=apt --aptopt='Acquire::Check-Valid-Until "false"' "--include=ca-certificates,git,$packages" "$suite" "$work/$1" -
  cp /etc/resolv.conf "$work/$1/etc/"
  for file in /etc/pip.conf ~/.config/pip/pip.conf ~/.npmrc; do
    case $file in
      */pip.conf) [ ! -f "$file" ] || cp "$file" "$work/$1/etc/pip.conf" ;;
      *) [ ! -f "$file" ] || cp "$file" "$work/$1/root/.npmrc" ;;
    esac
  done
  cp /etc/ssl/certs/ca-certificates.crt "$work/$1/etc/ssl/certs/" # it may hold that of a mirror
  cp -r "$dist" "$work/$1/dist"
  mount --rbind /dev "$work/$1/dev" && mount -t proc proc "$work/$1/proc"
  if chroot "$work/$1" sh -c 'command -v cc || command -v gcc || command -v c++'; then echo "$1 has a compiler" && exit 1; fi
}

# person NAME COMMANDS: types these, then commits with a bad message, which has to be rejected, and with a good one, all in a minute.
person() {
  local name=$1 commands=$2 begin end log=$work/$1.log status=0
  begin=$(date +%s%N)
  chroot "$work/$name" env -i PATH=/root/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    "${registries[@]}" "VERSION=$version" sh -euc '
    git config --global user.name Ada && git config --global user.email ada@example.com && git config --global init.defaultBranch main
    git init -q /project && cd /project && echo "print(1)" >train.py && git add train.py
    '"$commands"'
    if git commit -q -m "did things"; then echo "a bad message was taken" && exit 1; fi
    git commit -q -m "feat: begin" && git log --oneline' >"$log" 2>&1 || status=$?
  end=$(date +%s%N)
  local seconds=$(((end - begin) / 1000000000))
  if [ "$status" = 0 ] && grep -q 'error\[commit-header\]' "$log" && [ "$seconds" -lt "$limit" ]; then
    printf 'ok      %-12s %2d s\n' "$name" "$seconds"
  else
    printf 'failed  %-12s %2d s\n' "$name" "$seconds"
    tail -n 30 "$log" | sed 's/^/    /'
    failed=1
  fi
  umount -R "$work/$name/dev" "$work/$name/proc" && rm -rf --one-file-system "${work:?}/$name"
}

# What this machine's environment says of registries, for pip and npm.
mapfile -t registries < <(env | grep -E '^(PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|PIP_CERT|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|npm_config_registry|NPM_CONFIG_REGISTRY)=' || true)

# try PERSON
try() {
  case $1 in
    pip)
      machine pip bookworm python3-venv
      person pip 'python3 -m venv /venv && /venv/bin/pip -q install --find-links /dist expgate
        PATH=/venv/bin:$PATH
        expgate init >/dev/null'
      ;;
    pre-commit)
      machine pre-commit trixie python3-venv
      person pre-commit 'python3 -m venv /venv && /venv/bin/pip -q install pre-commit && PATH=/venv/bin:$PATH
        export PIP_FIND_LINKS=/dist
        git clone -q -b main "/dist/expgate-pre-commit-$VERSION.bundle" /mirror
        printf "repos:\n  - repo: /mirror\n    rev: v%s\n    hooks: [{id: expgate-commit-msg}]\n" "$VERSION" >.pre-commit-config.yaml
        git add .pre-commit-config.yaml && pre-commit install --hook-type commit-msg'
      ;;
    npm)
      machine npm trixie nodejs,npm,python3-minimal
      cp tests/e2e/npm_registry.py "$work/npm/registry.py"
      person npm 'python3 /registry.py /port /dist/expgate-*.tgz & registry=$!
        while [ ! -s /port ]; do sleep 0.1; done
        npm_config_registry="http://127.0.0.1:$(cat /port)" npm install --silent --no-audit --no-fund --save-dev expgate
        kill $registry
        PATH=$PWD/node_modules/.bin:$PATH
        npx expgate init >/dev/null'
      ;;
    apt)
      machine apt sid apt
      person apt 'apt-get install -y -qq "/dist/expgate_$VERSION-1_amd64.deb" >/dev/null && expgate init >/dev/null'
      ;;
    container)
      machine container bookworm umoci
      mkdir -p "$work/container/image" && tar -xf "$dist/expgate-$version-oci-x86_64.tar" -C "$work/container/image"
      # What `docker run` would do: the image is the root, the project is mounted, and expgate is asked as its user.
      person container 'umoci unpack --image "/image:$VERSION" /bundle >/dev/null
        printf "#!/bin/sh\ncp \"\$1\" /bundle/rootfs/repository/message\nchroot --userspec=1000:1000 /bundle/rootfs env -C /repository HOME=/home/expgate expgate-entrypoint commit-msg /repository/message\n" >.git/hooks/commit-msg
        cp -r .git /bundle/rootfs/repository/ && chmod +x .git/hooks/commit-msg'
      ;;
    ci)
      machine ci bookworm curl,python3-yaml
      cp examples/gitlab-ci/expgate.gitlab-ci.yml "$work/ci/job.yml"
      # As GitLab's runner does: the job's script, in an image without expgate, with a release from the package registry.
      person ci 'export EXPGATE_VERSION=$VERSION EXPGATE_SOURCE=file:///dist CI_API_V4_URL=http://gitlab.test/api/v4
        EXPGATE_CHECKSUM=$(sed -n "s/  expgate-$VERSION-linux-x86_64.tar.gz//p" /dist/SHA256SUMS) && export EXPGATE_CHECKSUM
        python3 -c "import yaml; print(yaml.safe_load(open(\"/job.yml\"))[\".expgate\"][\"before_script\"][0])" >/before.sh
        . /before.sh
        git commit -q -m "did things" --allow-empty
        expgate ci --range "$(git hash-object -t tree -w --stdin </dev/null | xargs git commit-tree -m "chore: begin")..HEAD" --ref feature/x --default-branch main && exit 1
        git update-ref -d HEAD && git add train.py && expgate init >/dev/null'
      ;;
    *) echo "nobody is called $1" && exit 2 ;;
  esac
}

people=("$@")
[ ${#people[@]} -gt 0 ] || people=(pip pre-commit npm apt container ci)
for each in "${people[@]}"; do try "$each"; done
[ "$failed" = 0 ] && echo "${#people[@]} people had a commit judged within a minute"
exit "$failed"

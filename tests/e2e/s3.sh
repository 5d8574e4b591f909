# shellcheck shell=bash disable=SC2034,SC2154
# A real S3 server that checks signatures: versitygw, built once for this machine. Source it after lib.sh and servers.sh.
readonly s3_version=v1.8.0
readonly s3_gateway=$machine_cache/expgate/versitygw-$s3_version/versitygw

# Whether there is one. Builds it if EXPGATE_SETUP is set (.ci/nightly: it takes minutes), and says why not otherwise.
has_s3() {
  [ ! -x "$s3_gateway" ] || return 0
  if [ -z "${EXPGATE_SETUP:-}" ]; then ok 'skipped: no S3 server is built yet; .ci/nightly builds it (EXPGATE_SETUP=1)'; return 1; fi
  if ! command -v go >/dev/null; then ok 'skipped: there is no Go to build an S3 server with'; return 1; fi
  local sources
  export GOPATH=$work/go GOCACHE=$work/go-build GOFLAGS=-mod=mod GOTOOLCHAIN=local GOSUMDB=off CGO_ENABLED=0
  sources=$(cd / && go mod download -json "github.com/versity/versitygw@$s3_version" 2>"$work/go.log" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  if [ -n "$sources" ] && cp -r "$sources" "$work/versitygw" && chmod -R u+w "$work/versitygw" && mkdir -p "$(dirname "$s3_gateway")" &&
    (cd "$work/versitygw" && go build -o "$s3_gateway.new" ./cmd/versitygw) >>"$work/go.log" 2>&1 && mv "$s3_gateway.new" "$s3_gateway"; then
    chmod -R u+w "$work/go"
    return 0
  fi
  chmod -R u+w "$work/go" 2>/dev/null
  ok "skipped: the S3 server cannot be built: $(tail -1 "$work/go.log")"
  return 1
}

# Starts it; the environment names it from then on.
s3_server() {
  mkdir -p ../s3
  configure() { s3_port=$1; printf '%s\n' "$1" >../s3-port; }
  start_at_port configure ../s3.log sh -c "exec '$s3_gateway' --port 127.0.0.1:\$(cat ../s3-port) --access ada --secret 'love/lace+1' --region eu-test-1 --quiet posix ../s3"
  export AWS_ACCESS_KEY_ID=ada AWS_SECRET_ACCESS_KEY=love/lace+1 AWS_REGION=eu-test-1 AWS_ENDPOINT_URL=http://127.0.0.1:$s3_port EXPGATE_VERIFY_HOSTS=
}

# upload FILE URL-PATH [HEADER]
upload() {
  curl -sS -f -q -T "$1" -u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 "aws:amz:$AWS_REGION:s3" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    ${3:+-H "$3"} "$AWS_ENDPOINT_URL/$2" >/dev/null
}

# What verify says of objects there; record() and asked() are the suite's.
s3_checks() {
  curl -sS -f -q -X PUT -u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 "aws:amz:$AWS_REGION:s3" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    "$AWS_ENDPOINT_URL/bucket" >/dev/null
  printf hello >hello
  upload hello bucket/vit/best.pt
  upload hello bucket/vit/sum.pt "x-amz-checksum-sha256: $(printf hello | openssl dgst -sha256 -binary | base64)"
  upload hello 'bucket/a%2Bb%20%28c%29%3D%40%C3%A9~.pt'
  asked 'there' 0 good '["presence","size"]' s3://bucket/vit/best.pt
  asked 'with a checksum' 0 good '["presence","size","sha256"]' s3://bucket/vit/sum.pt
  asked 'another checksum' 1 different-checksum '["presence","size","sha256"]' s3://bucket/vit/sum.pt "$(printf 'a%.0s' {1..64})"
  asked 'another size' 1 different-size '["presence","size"]' s3://bucket/vit/best.pt "$hello" 6
  asked 'missing' 1 missing '["presence"]' s3://bucket/vit/none.pt
  asked 'no such bucket' 1 missing '["presence"]' s3://no-bucket/vit/none.pt
  asked 'odd characters' 0 good '["presence","size"]' 's3://bucket/a+b%20(c)=@é~.pt'
  asked 'the same, escaped' 0 good '["presence","size"]' 's3://bucket/a%2Bb%20%28c%29%3D%40%C3%A9~.pt'
  record one s3://bucket/vit/best.pt
  run "$EXPGATE" verify --download results/one.json
  is 'downloaded' 0 "$status"
  AWS_SECRET_ACCESS_KEY=wrong asked 'a wrong secret' 2 unknown '[]' s3://bucket/vit/best.pt
  says_not 'is not repeated' wrong
  AWS_REGION=us-east-1 asked 'a wrong region' 0 good '["presence","size"]' s3://bucket/vit/best.pt
  local key=$AWS_ACCESS_KEY_ID secret=$AWS_SECRET_ACCESS_KEY url=$AWS_ENDPOINT_URL
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL AWS_REGION
  mkdir -p "$HOME/.aws"
  printf '[default]\naws_access_key_id = nobody\naws_secret_access_key = x\n[lab]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$key" "$secret" >"$HOME/.aws/credentials"
  printf '[profile lab]\nregion = eu-test-1\nservices = minio\n[services minio]\ns3 =\n  endpoint_url = %s\n' "$url" >"$HOME/.aws/config"
  AWS_PROFILE=lab asked 'by a profile' 0 good '["presence","size"]' s3://bucket/vit/best.pt
  rm -r "$HOME/.aws"
  AWS_ENDPOINT_URL=$url AWS_REGION=eu-test-1 asked 'unsigned' 2 unknown '[]' s3://bucket/vit/best.pt
}

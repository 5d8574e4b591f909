#!/bin/sh
# Uploads FILE to s3://BUCKET/KEY: upload.sh FILE URI. It needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for a
# store that is not AWS. What is there is kept, since others may rely on it; the next job sees whether it is the same.
set -eu
url=${AWS_ENDPOINT_URL:-https://s3.${AWS_REGION:-us-east-1}.amazonaws.com}/${2#s3://}
sum=$(python -c 'import base64, hashlib, sys; print(base64.b64encode(hashlib.sha256(open(sys.argv[1], "rb").read()).digest()).decode())' "$1")
# The secret goes in by a pipe: everybody on the machine can read arguments. The store checks the sum, and keeps it for `expgate verify`.
status=$(printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" |
  curl --silent --show-error --config - --aws-sigv4 "aws:amz:${AWS_REGION:-us-east-1}:s3" --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    --header "x-amz-checksum-sha256: $sum" --header 'If-None-Match: *' --output /dev/null --write-out '%{http_code}' --upload-file "$1" "$url")
case $status in
  200) echo "uploaded $1 to $2" ;;
  412) echo "$2 is there already" ;;
  *) echo "cannot upload $1 to $2: the store answers with status $status" >&2 && exit 1 ;;
esac

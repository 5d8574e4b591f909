#!/bin/sh
# Builds the image of this commit and hands its digest on: image.env says TRAIN_IMAGE=NAME@sha256:…
# With buildah and a registry it is built and pushed. On a runner that has neither, an OCI image layout is made in image/.
set -eu
name=$CI_REGISTRY_IMAGE/train
if command -v buildah >/dev/null && [ -n "${CI_REGISTRY_PASSWORD:-}" ]; then
  printf '%s' "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"
  buildah build -t "$name:$CI_COMMIT_SHA" .
  buildah push --digestfile digest.txt "$name:$CI_COMMIT_SHA"
  digest=$(cat digest.txt)
else
  echo "no buildah or no registry here: making an OCI image layout in image/"
  digest=$(python ci/oci_layout.py image Dockerfile)
fi
echo "TRAIN_IMAGE=$name@$digest" | tee image.env

#!/bin/sh
# `docker run IMAGE audit` runs expgate. A CI system starts a shell instead: that runs as it is.
case ${1-} in
  sh | bash | env | git | expgate | /*) exec "$@" ;;
  *) exec expgate "$@" ;;
esac

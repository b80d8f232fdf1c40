#!/usr/bin/env bash
# Installs the kit beside the job's files, not among them. VERSION: a version on npm, or the path of a tarball.
set -euo pipefail
home="$RUNNER_TEMP/pickup-load-test"
case "$VERSION" in
  *.tgz) kit=$(realpath "$VERSION") ;;
  *) kit="pickup-load-test@$VERSION" ;;
esac
npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error "$kit"
echo "$home/node_modules/.bin" >>"$GITHUB_PATH"

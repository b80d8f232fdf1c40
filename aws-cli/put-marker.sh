#!/bin/sh
# Puts one marker: that of FILE, or of marker.json beside this script.
#   put-marker.sh [FILE.json] [--endpoint-url URL] [OPTION…]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"

marker=$here/marker.json
case ${1:-} in
'' | -*) ;;
*) marker=$1 && shift ;;
esac
dynamodb put-item --table-name "$table" --item "file://$marker" "$@"

#!/bin/sh
# Shows every item of one profile with the types of its attributes.
#   query-profile.sh USERID:PRODUCTCODE [--endpoint-url URL] [OPTION…]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"

profile=${1:-}
case $profile in
'' | -* | *[!A-Za-z0-9:._-]*)
  echo "usage: query-profile.sh USERID:PRODUCTCODE, as in PICKUP-LT-EXAMPLE000000000:hboMax" >&2
  exit 2
  ;;
esac
shift
dynamodb query --table-name "$table" --cli-input-json "file://$here/query-profile.json" \
  --expression-attribute-values "{\":prof\": {\"S\": \"$profile\"}}" "$@"

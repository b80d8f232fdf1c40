#!/bin/sh
# Makes the table of markers, items expiring by `ttl`, and describes it; a table that is there already is left as it is.
#   create-table.sh [--endpoint-url URL] [OPTION…]
set -eu
here=$(dirname "$0")
. "$here/settings.sh"

if ! error=$(dynamodb create-table --table-name "$table" --cli-input-json "file://$here/table.json" "$@" 2>&1 >/dev/null); then
  case $error in
  *ResourceInUseException*) echo "table $table is there already" >&2 ;;
  *) printf '%s\n' "$error" >&2 && exit 1 ;;
  esac
fi
dynamodb wait table-exists --table-name "$table" "$@"
ttl="file://$here/time-to-live.json"
if ! error=$(dynamodb update-time-to-live --table-name "$table" --time-to-live-specification "$ttl" "$@" 2>&1 >/dev/null); then
  case $error in
  *UnknownOperation*) echo "this DynamoDB knows no time to live: items will not expire by themselves" >&2 ;;
  *"already enabled"*) ;;
  *) printf '%s\n' "$error" >&2 && exit 1 ;;
  esac
fi
dynamodb describe-table --table-name "$table" "$@"

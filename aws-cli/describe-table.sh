#!/bin/sh
# Describes the table: its keys, its capacity, its indexes. (Its ItemCount is up to six hours old: see count-items.sh.)
#   describe-table.sh [--endpoint-url URL] [OPTION…]
set -eu
. "$(dirname "$0")/settings.sh"

dynamodb describe-table --table-name "$table" "$@"

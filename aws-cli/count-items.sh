#!/bin/sh
# Prints how many items the table holds, by reading all of it: that costs read capacity.
#   count-items.sh [--endpoint-url URL] [OPTION…]
set -eu
. "$(dirname "$0")/settings.sh"

dynamodb scan --table-name "$table" --select COUNT --query Count "$@"

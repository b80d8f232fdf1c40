#!/usr/bin/env bash
# Runs the load test without a page, names its folder as an output, and ends with its exit code. The run itself writes the
# summary of the step (GITHUB_STEP_SUMMARY) and the annotations (PICKUP_ANNOTATIONS).
set -uo pipefail
words=(load --headless)
[ -z "$TEST" ] || words+=("$TEST")
[ -z "$BASELINE" ] || words+=(--baseline "$BASELINE" --fail-if-worse "$FAIL_IF_WORSE")
# The words of ARGUMENTS with their quotes as on a command line; nothing in them is expanded or run.
mapfile -d '' -t further < <(xargs -r printf '%s\0' <<<"$ARGUMENTS")
words+=("${further[@]}")

pickup "${words[@]}" --json-file "$RUNNER_TEMP/summary.json"
code=$?

echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [ -f "$RUNNER_TEMP/summary.json" ]; then
  id=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).run.id' "$RUNNER_TEMP/summary.json")
  run="${PICKUP_RUNS:-runs}/$id"
  [ ! -d "$run" ] || echo "run=$(realpath "$run")" >>"$GITHUB_OUTPUT"
fi
exit "$code"

#!/usr/bin/env bash
# Every suite of `pnpm eval` into a folder that is kept, then the dashboard over all that is in it.
#
#   nightly-evals.sh FOLDER
#
# Results go to FOLDER/runs, the dashboard to FOLDER/site. Exit codes: 0 nothing became worse; 1 something did; 2 wrong use, or
# another run is at work; anything else is that of the evaluation, of which nothing is lost: the next run goes on from it.
set -euo pipefail

if (($# != 1)) || [[ $1 == -* ]]; then
  echo 'Usage: nightly-evals.sh FOLDER' >&2
  exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Two runs at once would spoil each other's times. The lock goes with the process.
exec 9>"$folder/lock"
if ! flock --nonblock 9; then
  echo "Another run is at work in $folder." >&2
  exit 2
fi

pnpm eval all --out "$folder/runs"
pnpm dashboard "$folder/runs" --out "$folder/site" --fail-on-change

#!/bin/sh
# Generates sdk/nodejs, sdk/python and sdk/go from schema.json, into the folder given (default: sdk).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/sdk}

if ! command -v go >/dev/null; then
  echo "The SDK generator is a Go program: install Go 1.26 or newer (https://go.dev/doc/install)." >&2
  exit 1
fi
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$root/tools/sdkgen"
exec go run . "$root/schema.json" "$root/LICENSE" "$out"

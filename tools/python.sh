#!/bin/sh
# Makes .venv with Pulumi's Python SDK and ours, for the tests of programs in Python. Without Python they are skipped.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

command -v python3 >/dev/null || exit 0
version=$(node -p 'require("./package.json").dependencies["@pulumi/pulumi"]')
pip="python -m pip --quiet --disable-pip-version-check"

if [ ! -f ".venv/pulumi-$version" ]; then
  echo "Installing Pulumi's Python SDK $version into .venv, for the tests."
  rm -rf .venv
  python3 -m venv .venv
  .venv/bin/$pip install "pulumi==$version" parver semver mypy
  touch ".venv/pulumi-$version"
fi

if [ ! -f .venv/sdk ] || [ -n "$(find sdk/python -newer .venv/sdk)" ]; then
  # From a copy, since a build leaves its files in the folder that it builds.
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  cp -R sdk/python "$copy"
  .venv/bin/$pip install --no-deps --force-reinstall "$copy/python"
  touch .venv/sdk
fi

#!/bin/sh
# Packs the plugin for this machine as a release would be, and installs it for the user's own Pulumi programs.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

case $(uname -s) in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
  *)
    echo "make install knows Linux and macOS only; on Windows install a release's archive with \`pulumi plugin install\`." >&2
    exit 1
    ;;
esac
case $(uname -m) in
  x86_64) arch=amd64 ;;
  *) arch=arm64 ;;
esac

node -r ts-node/register/transpile-only tools/dist.ts "$os-$arch"
version=$(node -p 'require("./package.json").version')
bin/pulumi plugin install resource cmk "$version" --reinstall \
  --file "dist/release/pulumi-resource-cmk-v$version-$os-$arch.tar.gz"
echo "Installed the plugin cmk $version."

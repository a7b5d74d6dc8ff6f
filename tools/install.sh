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

echo "Packing the plugin for $os-$arch."
node -r ts-node/register/transpile-only tools/dist.ts "$os-$arch" >/dev/null
version=$(node -p 'require("./package.json").version')
bin/pulumi plugin install resource cmk "$version" --reinstall \
  --file "dist/release/pulumi-resource-cmk-v$version-$os-$arch.tar.gz"
echo "Installed the plugin cmk $version in ${PULUMI_HOME:-~/.pulumi}/plugins. To remove it: pulumi plugin rm resource cmk $version"
command -v pulumi >/dev/null || echo "There is no Pulumi CLI on PATH; the one that was built here is $root/bin/pulumi"
echo "Next, the SDK of your language: docs/installation.md; a first key on the emulator: docs/how-to/first-key.md"

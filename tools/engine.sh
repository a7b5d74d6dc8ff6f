#!/bin/sh
# Puts the Pulumi CLI and its YAML language host into bin/: those on PATH if they are new enough, else built from the
# Go modules in tools/engine and kept in a cache outside the checkout, so that a fresh clone finds them there.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
modules=$root/tools/engine
version=$(awk '$1 == "require" && $2 ~ /pulumi\/pkg\/v3$/ { print substr($3, 2) }' "$modules/pulumi/go.mod")

# PATH without our own bin, which would only find what an earlier run put there.
outside() {
  PATH=$(printf %s "$PATH" | tr : '\n' | grep -vxF "$root/bin" | paste -sd : -) command -v "$1"
}

# Whether dotted version $1 is at least $2.
at_least() {
  printf '%s\n%s\n' "$1" "$2" | awk -F '[.+-]' '
    NR == 1 { for (i = 1; i <= 3; i++) have[i] = $i + 0 }
    NR == 2 { for (i = 1; i <= 3; i++) if (have[i] != $i + 0) exit have[i] < $i + 0 }'
}

link() {
  mkdir -p "$root/bin"
  ln -sf "$1" "$root/bin/pulumi"
  ln -sf "$2" "$root/bin/pulumi-language-yaml"
}

if pulumi=$(outside pulumi) && yaml=$(outside pulumi-language-yaml); then
  found=$("$pulumi" version 2>/dev/null | sed 's/^v//')
  if at_least "$found" "$version"; then
    link "$pulumi" "$yaml"
    exit
  fi
fi

sums=$(cat "$modules"/*/go.sum | cksum | cut -d ' ' -f 1)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pulumi-cmk/engine/$version-$sums-$(uname -s)-$(uname -m)

if [ ! -d "$cache" ]; then
  if ! command -v go >/dev/null; then
    cat >&2 <<EOF
No Pulumi engine: \`pulumi\` and \`pulumi-language-yaml\` $version or newer are not on PATH, and there is no Go to build them with.
Install one of the two:
  - the Pulumi CLI, which brings both: https://www.pulumi.com/docs/install/
  - Go 1.26 or newer: https://go.dev/doc/install
EOF
    exit 1
  fi
  echo "Building the Pulumi engine $version from Go modules into $cache: about 4 minutes, once per machine."
  mkdir -p "$(dirname "$cache")"
  half=$(mktemp -d "$cache.XXXXXX")
  trap 'rm -rf "$half"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  (cd "$modules/pulumi" && go build -trimpath \
    -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$version" \
    -o "$half/pulumi" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi)
  (cd "$modules/yaml" && go build -trimpath -ldflags "-s -w" \
    -o "$half/pulumi-language-yaml" github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml)
  chmod 755 "$half"
  # A rename, so that no half-done build is ever found there. Another make may have been first: its build is as good.
  [ -d "$cache" ] || mv "$half" "$cache"
fi
link "$cache/pulumi" "$cache/pulumi-language-yaml"

#!/bin/sh
# Makes sure of a Chromium, for the tests of pages in a browser. Where none is and Debian's can't be had, they are skipped.
set -eu

command -v chromium >/dev/null && exit 0
command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] && [ -n "${CI:-}" ] || exit 0

echo "Installing Debian's Chromium, for the tests of pages."
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null 2>&1 ||
  echo "It can't be had: these tests are skipped."

#!/bin/sh
# Prints which stacks to deploy, for GITHUB_OUTPUT: those whose config has changed since the given commit. If anything
# else has changed too, or the commit is unknown, as in a run that somebody starts, these are all stacks.
set -eu
before=${1:-none}
config='^Pulumi\.(.+)\.yaml$'

files=$(git ls-files 'Pulumi.*.yaml')
if git cat-file -e "$before^{commit}" 2>/dev/null; then
  others=$(git diff --relative --name-only "$before" HEAD | grep -vE "$config" || true)
  if [ -z "$others" ]; then
    files=$(git diff --relative --name-only --diff-filter=d "$before" HEAD)
  fi
fi
printf 'stacks=[%s]\n' "$(echo "$files" | sed -nE "s/$config/\"\1\"/p" | paste -sd, -)"

/**
 * A shell script that finds its own folder, `$here`, through symbolic links and from any working folder, and becomes
 * the command given, so that signals reach it.
 */
export function launcher(command: string): string {
  return `#!/bin/sh
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=\${self%/*}/$link ;;
  esac
done
here=$(CDPATH= cd -P -- "\${self%/*}" && pwd)
exec ${command} "$@"
`;
}

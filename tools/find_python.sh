#!/bin/sh
# Print the newest usable Python (3.11 or later, able to make a virtual environment) on PATH.
# PYTHON=/path/to/python overrides the search. On failure: one message that says what to do.
set -u
seen=""
for candidate in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3 python; do
  path=$(command -v "$candidate" 2>/dev/null) || continue
  # a shim may exist for a version that is not installed, so ask each one to run
  version=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null)
  old=$?
  [ -n "$version" ] || continue
  if [ "$old" -ne 0 ]; then
    seen="$seen $candidate is Python $version;"
  elif "$path" -c 'import ensurepip, venv' 2>/dev/null; then
    printf '%s\n' "$path"
    exit 0
  else
    seen="$seen $candidate (Python $version) lacks the venv module;"
    package="python$version-venv"
  fi
done
{
  echo "Tailorbird needs Python 3.11 or later with its venv module."
  [ -z "$seen" ] || echo "Found:$seen none of them will do."
  if [ -n "${package:-}" ]; then
    echo "On Debian or Ubuntu: sudo apt-get install $package"
  else
    echo "Install it (Debian or Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python)"
    echo "or name one you have: make setup PYTHON=/path/to/python3.11"
  fi
} >&2
exit 2

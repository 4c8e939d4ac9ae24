#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image (Debian or Ubuntu as the base). A container
# with one processor and 3 GB of memory is enough.
set -euo pipefail

root=${RAFT_LAB_AUTOGRADER_ROOT:-/autograder}

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends ca-certificates nodejs npm

# The system's Node is too old for the kit, but it can install a newer Node and its npm.
npm install --global node@22 npm@10
hash -r

if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  echo "Node is $(node --version) after the installation, and the grader needs 20.19 or newer." >&2
  exit 1
fi

cd "$root/source"
npm ci --omit=dev --no-audit --no-fund
# No other user may read the key of the hidden seeds.
if [ -f assignment.key ]; then chmod 600 assignment.key; fi

#!/bin/sh
# Runs compare.py, or says why not: compare.sh PYTHON ANSWERS [SEED]
set -eu
python=$1
if ! "$python" -c 'import zoneinfo' >/dev/null 2>&1; then
    echo "SKIPPED: no Python with time zones"
    exit 0
fi
shift
exec "$python" "$(dirname "$0")/compare.py" "$@"

#!/bin/sh
# Runs compare.py, or says why not: compare.sh PYTHON USHER [SEED [DAYS]]
set -eu
python=$1
if ! "$python" -c 'import fractions' >/dev/null 2>&1; then
    echo "SKIPPED: no Python 3"
    exit 0
fi
shift
exec "$python" -B "$(dirname "$0")/compare.py" "$@"

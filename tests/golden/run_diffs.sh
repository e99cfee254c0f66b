#!/bin/sh
# Compares the pairs of centres in tests/golden/diff with the command, and what it says with the file.
#   run_diffs.sh USHER [FILE...]      GOLDEN_UPDATE=1 rewrites the files instead
#
# A pair is one Markdown file: prose, then fenced blocks. old and new are the centres; hours, contacts
# and shifts are files beside them, if they are there; options (one line) are added to the command.
# stdout, stderr and exit are what must come out; without the last two: nothing, and 3.
set -eu

usher=${1:?usage: run_diffs.sh USHER [FILE...]}
shift
case $usher in
/*) ;;
*) usher=$PWD/$usher ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/golden/blocks.sh
. "$here/blocks.sh"
cd "$here/diff"
[ $# -gt 0 ] || set -- ./*.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
played=0

# play FILE: leaves stdout, stderr and exit in the work folder
play()
{
    for part in old new hours; do
        block "$1" $part >"$work/$part.yaml"
    done
    for part in contacts shifts; do
        block "$1" $part >"$work/$part.csv"
    done
    code=0
    # The options are several words.
    # shellcheck disable=SC2046
    (cd "$work" && "$usher" diff old.yaml new.yaml $(block "$here/diff/$1" options)) \
        >"$work/stdout" 2>"$work/stderr" || code=$?
    echo $code >"$work/exit"
}

for file in "$@"; do
    played=$((played + 1))
    play "$file"
    if [ -n "${GOLDEN_UPDATE:-}" ]; then
        rewrite "$file"
        continue
    fi
    fine=1
    compare "$file" stdout || fine=0
    compare "$file" stderr || fine=0
    if has "$file" exit; then
        compare "$file" exit || fine=0
    elif [ "$(cat "$work/exit")" != 3 ]; then
        echo "$file: exit code $(cat "$work/exit"), not 3"
        fine=0
    fi
    if ! grep -q -e --json "$file" && LC_ALL=C.UTF-8 grep -E '.{81}' "$work/stdout"; then
        echo "$file: a line of more than 80 columns"
        fine=0
    fi
    [ $fine = 1 ] || failed=$((failed + 1))
done
echo "$played pairs, $failed failed"
[ $failed = 0 ]

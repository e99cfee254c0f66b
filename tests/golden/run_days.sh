#!/bin/sh
# Plays the days of tests/golden/run through the command and compares what comes out.
#   run_days.sh USHER [FILE...]      GOLDEN_UPDATE=1 rewrites the files instead
#
# A day is one Markdown file: prose, then fenced blocks. centre, contacts and shifts are the input;
# options (one line) are added to the command. contacts-out, stdout, stderr and events are what must
# come out; "events TYPE..." holds the lines of these types only. A block that is not there is not
# compared, except stderr, which must be empty then.
set -eu

usher=${1:?usage: run_days.sh USHER [FILE...]}
shift
case $usher in
/*) ;;
*) usher=$PWD/$usher ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/golden/blocks.sh
. "$here/blocks.sh"
cd "$here/run"
[ $# -gt 0 ] || set -- ./*.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
played=0

# The types of the events block, as a pattern of lines: "type":"offer.made" or ...
types()
{
    awk '/^```events/ {
        for (i = 2; i <= NF; i++) printf("%s\"type\":\"%s\"", (i > 2 ? "|" : ""), $i)
        exit }' "$1" | sed 's/\./\\./g'
}

# play FILE: leaves contacts-out, stdout, stderr and events in the work folder
play()
{
    for part in centre contacts shifts; do
        block "$1" $part >"$work/$part"
    done
    # The options are several words.
    # shellcheck disable=SC2046
    "$usher" run "$work/centre" "$work/contacts" --agents "$work/shifts" $(block "$1" options) \
        --contacts-out "$work/contacts-out" --events "$work/all-events" \
        >"$work/stdout" 2>"$work/stderr" || return 1
    grep -E "$(types "$1")" "$work/all-events" >"$work/events" || true
}

for file in "$@"; do
    played=$((played + 1))
    if ! play "$file"; then
        echo "$file: the run failed"
        cat "$work/stderr"
        failed=$((failed + 1))
        continue
    fi
    if [ -n "${GOLDEN_UPDATE:-}" ]; then
        rewrite "$file"
        continue
    fi
    fine=1
    for part in contacts-out stdout events; do
        if has "$file" $part; then
            compare "$file" $part || fine=0
        fi
    done
    compare "$file" stderr || fine=0
    [ $fine = 1 ] || failed=$((failed + 1))
done
echo "$played days, $failed failed"
[ $failed = 0 ]

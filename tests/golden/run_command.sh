#!/bin/sh
# The command's manners: exit codes, what stands on which stream, suggestions, files that are not there.
#   run_command.sh USHER
# shellcheck disable=SC2016   # back quotes stand for themselves in messages
set -eu

usher=${1:?usage: run_command.sh USHER}
case $usher in
/*) ;;
*) usher=$PWD/$usher ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
checks=0
failed=0

cat >good.yaml <<'END'
usher: 1
queues: {billing: {}}
profiles: {calls: {channels: {voice: {max: 1}}, entries: [{queue: billing, channels: [voice]}]}}
agents: [{name: ann, profile: calls}]
stages: {shut: {queues: {billing: {max_contacts: 0}}}}
END
sed 's/queue: billing/queue: biling/' good.yaml >bad.yaml
printf 'id,arrival,channel,queue,handle\nc1,0,voice,billing,60\n' >contacts.csv
sed 's/c1,0/c1,5/' contacts.csv >later.csv
printf 'agent,at,do,value\nann,0,status,Available\n' >shifts.csv
printf 'id,arrival,channel,queue,handle,priorty\nc1,x,voice,biling,60,1\n' >bad-contacts.csv
printf 'agent,at,do,value\nann,0,status,Avialable\n' >bad-shifts.csv

# expect CODE ARGUMENT...: runs the command; out and err hold what it said
expect()
{
    wanted=$1
    shift
    checks=$((checks + 1))
    code=0
    "$usher" "$@" >out 2>err || code=$?
    [ "$code" = "$wanted" ] || complain "usher $*: exit code $code, not $wanted"
    last="usher $*"
}

complain()
{
    echo "$1"
    sed 's/^/  out: /' out
    sed 's/^/  err: /' err
    failed=$((failed + 1))
}

# says FILE TEXT: the last command said this somewhere on that stream
says()
{
    grep -qF -- "$2" "$1" || complain "$last: no such words on $1: $2"
}

# silent FILE: the last command said nothing there
silent()
{
    [ ! -s "$1" ] || complain "$last: something stands on $1"
}

expect 2
silent out
says err 'usher COMMAND'
expect 0 --version
says out 'usher '
for page in check diff run schema help; do
    expect 0 help $page
    cp out page
    expect 0 $page --help
    cmp -s page out || complain "usher $page --help is not usher help $page"
    says out Usage:
    says out 'Exit codes:'
    awk 'length > 80 { exit 1 }' out || complain "usher help $page: lines of more than 80 columns"
    silent err
done
expect 0 --help
says out Commands:
expect 2 help chekc
says err 'did you mean `check`?'
expect 2 chekc good.yaml
says err 'unknown command `chekc`, did you mean `check`?'
expect 2 --verson
says err 'did you mean `--version`?'
expect 2 frobnicate
says err 'unknown command `frobnicate`'

expect 0 check good.yaml
says out 'good.yaml: no errors; 1 queue, 1 profile, 1 agent'
silent err
expect 1 check bad.yaml
says out 'bad.yaml:3:67: error 401 unknown-queue: '
silent err
expect 1 check bad.yaml --json
says out '"code":401,"name":"unknown-queue","file":"bad.yaml","line":3,"column":67'
expect 0 check good.yaml --stage shut
expect 1 check good.yaml --stage nowhere
expect 1 check nothing.yaml
says out 'nothing.yaml: error '
# A centre may come through a pipe; what it includes may not, because nobody may ever write there.
mkfifo pipe
cat good.yaml >pipe &
expect 0 check pipe
for other in pipe . /dev/null; do
    printf 'usher: 1\ninclude: [%s]\n' $other >including.yaml
    expect 1 check including.yaml
    says out "including.yaml:2:11: error 101 cannot-read: \`$other\` is no plain file"
done
expect 2 check
expect 2 check good.yaml good.yaml
says err 'one argument too many: `good.yaml`'
expect 2 check --jsno good.yaml
says err 'unknown option `--jsno`, did you mean `--json`?'
expect 2 check good.yaml --stage
says err 'option `--stage` needs a value'
expect 2 check good.yaml --json=yes
says err 'option `--json` takes no value'
expect 2 check -j good.yaml
expect 0 check -- good.yaml

sed 's/max: 1/max: 2/' good.yaml >other.yaml
expect 0 diff good.yaml good.yaml
says out 'No changes.'
silent err
expect 3 diff good.yaml other.yaml
says out 'profile calls'
says out 'good.yaml:3 -> other.yaml:3'
says out '~ channels.voice.max  1 -> 2'
says out '0 to add, 1 to change, 0 to remove.'
silent err
expect 3 diff good.yaml other.yaml --json
says out '{"key":"channels.voice.max","old":"1","new":"2"}'
expect 3 diff good.yaml other.yaml --stage shut
expect 1 diff good.yaml other.yaml --stage nowhere
says err 'good.yaml:5:'
says err 'other.yaml:5:'
expect 1 diff bad.yaml other.yaml
silent out
says err 'bad.yaml:3:67: error 401 unknown-queue: '
expect 1 diff other.yaml bad.yaml
silent out
says err 'bad.yaml:3:67: error 401 unknown-queue: '
expect 1 diff nothing.yaml other.yaml
silent out
says err 'nothing.yaml: error '
expect 2 diff good.yaml
says err 'which centres? Give the old file and the new one'
says err 'usher help diff'
expect 2 diff
expect 2 diff good.yaml other.yaml third.yaml
says err 'one argument too many: `third.yaml`'
expect 2 diff good.yaml other.yaml --dya x
says err 'did you mean `--day`?'
expect 2 diff good.yaml other.yaml --day contacts.csv
says err '--day needs --agents SHIFTS'
expect 2 diff good.yaml other.yaml --agents shifts.csv
expect 2 diff good.yaml other.yaml --start 2026-03-02T08:00:00Z
says err 'give --day CONTACTS'
expect 2 diff good.yaml other.yaml --day contacts.csv --agents shifts.csv --start soon
expect 3 diff good.yaml other.yaml --day contacts.csv --agents shifts.csv
says out 'billing, voice'
silent err
expect 1 diff good.yaml other.yaml --day bad-contacts.csv --agents bad-shifts.csv
silent out
says err 'bad-contacts.csv:2:12: error 631 unknown-queue: unknown queue `biling`, did you mean `billing`?'
says err 'bad-shifts.csv:2:14: error 634 unknown-status: '
expect 1 diff good.yaml other.yaml --day nothing.csv --agents shifts.csv
says err 'nothing.csv: error 600 cannot-read: '
# The figures are those of two runs.
expect 3 diff good.yaml other.yaml --day contacts.csv --agents shifts.csv --json
cp out both
for side in 'old good' 'new other'; do
    expect 0 run "${side#* }.yaml" contacts.csv --agents shifts.csv --json
    total=$(sed -n 's/^  "total":\(.*\),$/\1/p' out)
    [ -n "$total" ] || complain "$last: no total"
    grep -qF "\"${side% *}\":$total" both || complain "$last: another total than in usher diff"
done
expect 2 dif good.yaml other.yaml
says err 'did you mean `diff`?'

expect 0 run good.yaml contacts.csv --agents shifts.csv
says out 'billing  voice'
silent err
expect 0 run --agents=shifts.csv good.yaml contacts.csv --json
says out '"ended_by":"nothing_left"'
silent err
expect 0 run good.yaml contacts.csv --agents shifts.csv --seed 42 --json
expect 0 run good.yaml contacts.csv --agents shifts.csv --stage shut --json
says out '"refused":1'
expect 0 run good.yaml contacts.csv --agents shifts.csv --until 10
says err 'stopped at 1970-01-01T00:00:10.000000Z (--until) with contacts inside: 0 waiting, 1 in hand'
expect 0 run good.yaml contacts.csv --agents shifts.csv --start 2026-03-02T08:00:00Z \
    --until 2026-03-02T08:00:10Z --json
says out '"start":"2026-03-02T08:00:00.000000Z","end":"2026-03-02T08:00:10.000000Z"'
expect 2 run good.yaml contacts.csv
says err '--agents SHIFTS is missing'
expect 2 run good.yaml --agents shifts.csv
expect 2 run --agents shifts.csv
expect 2 run good.yaml contacts.csv --agents shifts.csv --evnts x
says err 'did you mean `--events`?'
for wrong in '--start soon' '--start 8' '--until soon' '--seed x' '--seed -1'; do
    # shellcheck disable=SC2086
    expect 2 run good.yaml contacts.csv --agents shifts.csv $wrong
done

expect 2 run good.yaml contacts.csv --agents shifts.csv --until 1969-12-31T23:59:59Z --events new
says err 'is before the beginning of the run'
silent out
[ ! -e new ] || complain 'a file was made by a command that was refused'
expect 0 run good.yaml contacts.csv --agents shifts.csv --until 0
expect 0 run good.yaml contacts.csv --agents shifts.csv --start 2026-03-02T08:00:00Z --until 0
expect 0 run good.yaml later.csv --agents shifts.csv --until 4
says out 'Not arrived when the run ended: 1.'
expect 0 run good.yaml later.csv --agents shifts.csv --until 10
says out 'Still in hand, of the answered: 1.'
expect 1 run good.yaml bad-contacts.csv --agents bad-shifts.csv
silent out
says err 'bad-contacts.csv:1:33: error 610 unknown-column: unknown column `priorty`, did you mean `priority`?'
says err 'bad-contacts.csv:2:4: error 622 bad-time: '
says err 'bad-contacts.csv:2:12: error 631 unknown-queue: unknown queue `biling`, did you mean `billing`?'
says err 'bad-shifts.csv:2:14: error 634 unknown-status: unknown status `Avialable`, did you mean `Available`?'
expect 1 run bad.yaml contacts.csv --agents shifts.csv
silent out
says err 'bad.yaml:3:67: error 401'
expect 1 run good.yaml nothing.csv --agents .
says err 'nothing.csv: error 600 cannot-read: '
says err '.: error 600 cannot-read: '
expect 1 run good.yaml contacts.csv --agents shifts.csv --events nowhere/events
says err 'cannot write nowhere/events'
silent out
# What is read is not written, under whatever name, and nothing is written twice.
cp contacts.csv kept.csv
ln contacts.csv contacts-too.csv
for wrong in '--events contacts.csv' '--events ./contacts-too.csv' '--contacts-out shifts.csv' \
    '--events good.yaml' '--events new --contacts-out new' '--events kept.csv --contacts-out ./kept.csv'; do
    # shellcheck disable=SC2086
    expect 2 run good.yaml contacts.csv --agents shifts.csv $wrong
    silent out
done
says err '--events and --contacts-out are one file: kept.csv'
cmp -s contacts.csv kept.csv || complain 'contacts.csv has been written over'
[ ! -e new ] || complain 'a file was made by a command that was refused'
expect 0 run good.yaml contacts.csv --agents shifts.csv --events /dev/null --contacts-out /dev/null
if [ -w /dev/full ]; then
    expect 1 run good.yaml contacts.csv --agents shifts.csv --contacts-out /dev/full
    says err 'cannot write all of /dev/full'
    "$usher" schema >/dev/full 2>err && complain 'usher schema >/dev/full: exit code 0'
fi

# A hundred findings are shown, and the number of the others.
{
    echo 'id,arrival,channel,queue,handle'
    i=0
    while [ $i -lt 250 ]; do
        echo "c$i,0,voice,nowhere,60"
        i=$((i + 1))
    done
} >many.csv
expect 1 run good.yaml many.csv --agents shifts.csv
says err 'and 150 more errors'
[ "$(grep -c unknown-queue err)" = 100 ] || complain 'not a hundred findings'

# No colour outside a terminal, whatever the terminal is called.
TERM=xterm expect 1 check bad.yaml
if grep -q "$(printf '\033')" out; then complain 'colours in a pipe'; fi

# On a terminal there are colours, unless somebody does not want them or the terminal cannot.
# terminal SETTING: a table as a person sees it
terminal()
{
    checks=$((checks + 1))
    last="usher run on a terminal with $1"
    script -qec "env $1 '$usher' run good.yaml contacts.csv --agents shifts.csv" /dev/null \
        </dev/null >out 2>err || complain "$last: exit code $?"
}
# A machine may have no terminals to give (a chroot without devpts).
terminals=no
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    terminals=yes
else
    echo 'SKIPPED: what is seen on a terminal, for want of one'
fi
if [ $terminals = yes ]; then
    terminal TERM=xterm
    grep -q "$(printf '\033')" out || complain "$last: no colours"
    for setting in 'TERM=xterm NO_COLOR=1' 'TERM=dumb' '-u TERM'; do
        terminal "$setting"
        says out 'queue    channel   offered'
        if grep -q "$(printf '\033')" out; then complain "$last: colours"; fi
    done
fi

# The signs of a change have colours on a terminal.
if [ $terminals = yes ]; then
    checks=$((checks + 1))
    last='usher diff on a terminal'
    script -qec "env TERM=xterm '$usher' diff good.yaml other.yaml" /dev/null </dev/null >out 2>err || true
    grep -q "$(printf '\033')\[33m~" out || complain "$last: no colours"
    script -qec "env TERM=xterm NO_COLOR=1 '$usher' diff good.yaml other.yaml" /dev/null </dev/null >out 2>err || true
    if grep -q "$(printf '\033')" out; then complain "$last: colours"; fi
fi

# Help and tables fit a terminal of 80 columns.
for page in check diff run schema help ''; do
    # shellcheck disable=SC2086
    expect 0 help $page
    silent err
    if awk 'length > 80 { exit 1 }' out; then :; else complain "$last: a line of more than 80 columns"; fi
done
sed 's/billing/a-queue-with-a-long-name/' good.yaml >long.yaml
sed 's/billing/a-queue-with-a-long-name/' contacts.csv >long.csv
expect 0 run long.yaml long.csv --agents shifts.csv
says out 'a-queue-with-a-long…  voice'
if LC_ALL=C.UTF-8 awk 'length > 80 { exit 1 }' out; then :; else complain "$last: a line of more than 80 columns"; fi

expect 0 schema
says out '"$schema"'
silent err

echo "$checks commands, $failed complaints"
[ $failed = 0 ]

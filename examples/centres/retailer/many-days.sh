#!/bin/sh
# Is it luck? Makes N other days like this one (seeds 1 to N), runs both centres on each, and prints
# the mean over the days of the daily figures, with the least and the largest day.
#
#   ./many-days.sh [N [USHER]]
set -eu
cd "$(dirname "$0")"
days=${1:-20}
usher=${2:-../../../build/release/examples/usher/usher}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One line a channel of one run: contacts, mean wait of the answered, mean time until done, per cent
# that gave up, number left over.
# shellcheck disable=SC2016
figures='
    FNR > 1 { n[$2]++ }
    FNR > 1 && $14 == "answered" { served[$2]++; wait[$2] += $10; done[$2] += $10 + $11 }
    FNR > 1 && $14 == "abandoned" { lost[$2]++ }
    FNR > 1 && $14 == "waiting" { left[$2]++ }
    END {
        for (c in n)
            print run, c, wait[c] / served[c], done[c] / served[c] / 60, 100 * lost[c] / n[c], left[c] + 0
    }'

seed=1
while [ "$seed" -le "$days" ]; do
    ./make-day.py --seed "$seed" --dir "$scratch"
    for run in centre separate; do
        "$usher" run $run.yaml "$scratch/contacts.csv" --agents "$scratch/shifts.csv" \
            --contacts-out "$scratch/result.csv" >/dev/null
        awk -F, -v run=$run "$figures" "$scratch/result.csv" >>"$scratch/figures"
    done
    seed=$((seed + 1))
done

awk -v days="$days" '
    function add(what, value,    key) {
        key = $1 " " $2 " " what
        sum[key] += value
        if (!(key in low) || value < low[key]) low[key] = value
        if (!(key in high) || value > high[key]) high[key] = value
    }
    function line(channel, what, unit,    i, key) {
        printf "%-6s %-16s", channel, unit
        for (i = 1; i <= 2; i++) {
            key = run[i] " " channel " " what
            printf " %7.1f  %-16s", sum[key] / days, sprintf("(%.1f to %.1f)", low[key], high[key])
        }
        print ""
    }
    { add("wait", $3); add("done", $4); add("lost", $5); add("left", $6) }
    END {
        run[1] = "centre"; run[2] = "separate"
        print days " days: mean (least to largest day)"
        printf "%-23s %7s  %-16s %7s\n", "", "blended", "", "separate"
        line("voice", "wait", "wait, s"); line("voice", "lost", "gave up, %")
        line("chat", "wait", "wait, s"); line("chat", "lost", "gave up, %")
        line("email", "done", "until done, min"); line("email", "left", "left over")
        line("task", "done", "until done, min"); line("task", "left", "left over")
    }' "$scratch/figures"

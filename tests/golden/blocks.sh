# Golden files of the command: Markdown with fenced blocks. To be read in (.) by a script that has set
# `work`, a folder in which each block that came out is a file.
# shellcheck shell=sh disable=SC2154

# block FILE NAME: the lines of a block
block()
{
    awk -v name="$2" '
        /^```/ { if (inside) { inside = 0; next } split($0, word, " "); if (word[1] == "```" name) { inside = 1; next } }
        inside' "$1"
}

# has FILE NAME
has()
{
    grep -q "^\`\`\`$2\\( \\|\$\\)" "$1"
}

# rewrite FILE: puts what came out in place of what stands there
rewrite()
{
    awk -v work="$work" '
        /^```/ && !inside {
            inside = 1
            split($0, word, " ")
            name = substr(word[1], 4)
            print
            skipped = name ~ /^(contacts-out|stdout|stderr|events|exit)$/
            if (skipped) while ((getline line < (work "/" name)) > 0) print line
            next
        }
        /^```/ { inside = 0; skipped = 0 }
        !skipped' "$1" >"$work/new"
    cat "$work/new" >"$1"
}

# compare FILE NAME
compare()
{
    block "$1" "$2" >"$work/expected"
    cmp -s "$work/expected" "$work/$2" && return 0
    echo "$1: $2 differs"
    diff "$work/expected" "$work/$2" | head -n 20
    return 1
}

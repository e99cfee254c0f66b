/*
 * main.c - bench-engine: what routing costs on this machine. Prints numbers, judges nothing.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: bench-engine [--small | --large | --largest | --growth | --all | --cycles N] [--heap]\n"
    "  --small    (default) a whole cycle in a centre of 100 agents\n"
    "  --large    100,000 agents, 10,000 queues, 1,000,000 waiting: a line per command kind,\n"
    "             all of one priority, then mixed priorities and ages\n"
    "  --largest  the same, mixed: the worst command kind in one line\n"
    "  --heap     behind these two: libc's memory instead of huge pages\n"
    "  --growth   one axis at a time: agents, waiting, queues, entries\n"
    "  --cycles   N cycles of the small centre and nothing else, for tools that count "
    "instructions\n";

/* The benches that an option names; false if it names none. */
static bool run(const char *what, bool heap)
{
    bool all = strcmp(what, "--all") == 0;
    bool known = all;
    if (all || strcmp(what, "--small") == 0) {
        bench_small();
        known = true;
    }
    if (all || strcmp(what, "--large") == 0) {
        bench_large(false, heap);
        bench_large(true, heap);
        known = true;
    }
    if (all || strcmp(what, "--growth") == 0) {
        bench_growth();
        known = true;
    }
    if (all || strcmp(what, "--largest") == 0) {
        bench_largest(heap);
        known = true;
    }
    return known;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "--small";
    if (argc <= 2 && strcmp(what, "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc == 3 && strcmp(what, "--cycles") == 0) {
        bench_cycles((unsigned)strtoul(argv[2], NULL, 10));
        return 0;
    }
    bool heap = argc == 3 && strcmp(argv[2], "--heap") == 0;
    if (argc > (heap ? 3 : 2) || !run(what, heap)) {
        fputs(usage, stderr);
        return 2;
    }
    return 0;
}

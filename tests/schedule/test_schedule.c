/*
 * test_schedule.c - reports in any order and at any time, on an engine whose store stalls, refuses
 * and fails: many days, and what they held in figures.
 *
 * test-schedule [--steps N] [--of N] [--seed S]: N steps in days of so many, from seed S on. What
 * is wrong is told with its seed and step: --seed S --steps 1 plays this day alone.
 */
#include "day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    uint64_t steps, of, seed;
    bool bad;
} arguments;

/* Before so many steps it is chance what occurs. */
enum { STEPS_FOR_QUOTAS = 40000 };

/* ---- figures --------------------------------------------------------------------------------- */

static unsigned long long number(uint64_t n)
{
    return n;
}

static uint64_t commands_of(const figures *f, uint32_t op)
{
    uint64_t sum = 0;
    for (int i = 0; i < OUTCOMES; i++) {
        sum += f->commands[op][i];
    }
    return sum;
}

static uint64_t with_outcome(const figures *f, outcome which)
{
    uint64_t sum = 0;
    for (uint32_t op = 0; op < DAY_OPS; op++) {
        sum += f->commands[op][which];
    }
    return sum;
}

static void print_commands(const figures *f)
{
    printf("\n%-26s %9s %9s %9s %9s %9s %9s\n", "command", "ok", "not_found", "store", "fenced",
           "nomem", "refused");
    for (uint32_t op = 0; op < DAY_OPS; op++) {
        if (commands_of(f, op) == 0) {
            continue;
        }
        printf("%-26s", usher_command_name(op));
        for (int i = 0; i < OUTCOMES; i++) {
            printf(" %9llu", number(f->commands[op][i]));
        }
        putchar('\n');
    }
}

static void print_line(const char *what, uint64_t count)
{
    printf("%-26s %9llu\n", what, number(count));
}

static void print_events(const figures *f)
{
    printf("\n%-26s %9s\n", "event", "times");
    for (uint32_t type = 0; type < DAY_EVENTS; type++) {
        if (f->events[type] > 0) {
            print_line(usher_event_name(type), f->events[type]);
        }
    }
    print_line("(given again)", f->redelivered);
}

static void print_figures(const figures *f)
{
    printf("%llu days, %llu steps\n", number(f->days), number(f->steps));
    print_commands(f);
    print_events(f);
    putchar('\n');
    print_line("reports lost", f->lost);
    print_line("reports repeated", f->repeated);
    print_line("reports late", f->late);
    print_line("changes of centre", f->changes);
    print_line("store stalled", f->stalls);
    print_line("store failed", f->failed);
    print_line("opened again", f->crashes);
    print_line("records not written", f->unwritten);
}

/* ---- quotas ---------------------------------------------------------------------------------- */

static bool quota(const char *what, uint64_t is, uint64_t least)
{
    if (is < least) {
        printf("quota missed: %s %llu, not %llu\n", what, number(is), number(least));
    }
    return is >= least;
}

/* Each report is taken, and every way an offer can go is gone, so often in a thousand steps. */
static bool facts_reached(const figures *f, uint64_t thousands)
{
    static const uint16_t types[] = { USHER_EVENT_OFFER_RINGING,   USHER_EVENT_OFFER_ANSWERED,
                                      USHER_EVENT_OFFER_MISSED,    USHER_EVENT_OFFER_REJECTED,
                                      USHER_EVENT_OFFER_FAILED,    USHER_EVENT_OFFER_WITHDRAWN,
                                      USHER_EVENT_OFFER_LOST,      USHER_EVENT_OFFER_MOVED,
                                      USHER_EVENT_CONTACT_OUTSIDE, USHER_EVENT_CONTACT_RETURNED };
    bool reached = quota("offers", f->events[USHER_EVENT_OFFER_MADE], 20 * thousands);
    for (uint32_t i = 0; i < sizeof types / sizeof *types; i++) {
        reached = quota(usher_event_name(types[i]), f->events[types[i]], thousands / 4) && reached;
    }
    for (uint32_t op = USHER_COMMAND_REPORT_RINGING; op <= USHER_COMMAND_REPORT_OUTSIDE_LOAD;
         op++) {
        reached = quota(usher_command_name(op), f->commands[op][OUTCOME_OK], thousands) && reached;
    }
    return reached;
}

static bool quotas_reached(const figures *f)
{
    uint64_t thousands = f->steps / 1000;
    bool reached = facts_reached(f, thousands);
    reached = quota("stalls", f->stalls, thousands) && reached;
    reached = quota("refused", with_outcome(f, OUTCOME_STORE), thousands) && reached;
    reached = quota("failed", f->failed, thousands / 2) && reached;
    reached = quota("memory refused", with_outcome(f, OUTCOME_NOMEM), thousands / 10) && reached;
    reached = quota("opened again", f->crashes, thousands) && reached;
    return quota("changes", f->changes, thousands) && reached;
}

/* ---- arguments ------------------------------------------------------------------------------- */

static uint64_t read_number(arguments *a, const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    a->bad = a->bad || *end != '\0' || end == text || value == 0;
    return value;
}

static arguments read_arguments(int argc, char **argv)
{
    arguments a = { .steps = 1000000, .of = 1000, .seed = 1 };
    for (int i = 1; i < argc && !a.bad; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--steps") == 0) {
            a.steps = read_number(&a, value);
        } else if (strcmp(argv[i], "--of") == 0) {
            a.of = read_number(&a, value);
        } else if (strcmp(argv[i], "--seed") == 0) {
            a.seed = read_number(&a, value);
        } else {
            a.bad = true;
        }
    }
    a.bad = a.bad || a.of > UINT32_MAX;
    return a;
}

int main(int argc, char **argv)
{
    static day today;
    static figures f;
    arguments a = read_arguments(argc, argv);
    if (a.bad) {
        fputs("usage: test-schedule [--steps N] [--of N] [--seed S]\n", stderr);
        return 2;
    }
    for (uint64_t seed = a.seed; f.steps < a.steps; seed++) {
        day_play(&today, seed, (uint32_t)a.of, &f);
    }
    printf("seeds %llu on: ", number(a.seed));
    print_figures(&f);
    return f.steps < STEPS_FOR_QUOTAS || quotas_reached(&f) ? 0 : 1;
}

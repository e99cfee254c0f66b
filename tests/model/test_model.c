/*
 * test_model.c - the engine against the naive reference: random commands, and all small situations.
 *
 *     test-model [--seeds A-B] [--commands N] [--for SECONDS] [--situations all]
 *
 * Without options: situations, then 2,000 seeds of 500 commands. --seeds and --for play random
 * commands only; --for goes on with new seeds until the time is over; --situations all plays every
 * situation and nothing else, which takes some minutes. A run of a million commands has quotas on
 * what must have happened in it. The first difference ends the run: its seed is told, and its
 * commands, shortened, are printed as a script.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    STATUSES = 20, /* -19 .. 0, and one more for EXISTS */
    QUOTA_OF_REFUSALS = 100,
    QUOTA_OF_CHANGES = 10000,
    QUOTA_OF_OVERFLOWS = 1000,
    QUOTA_OF_MISPLACED = 100,
    QUOTA_OF_KINDS = 1,     /* percent */
    QUOTA_OF_ACCEPTED = 60, /* percent */
    COMMANDS_FOR_QUOTAS = 1000000
};

typedef struct figures {
    uint64_t seeds;
    uint64_t commands;
    uint64_t accepted;
    uint64_t events;
    uint64_t folds, folded;       /* tables rebuilt from events, and objects in them */
    uint64_t changes;             /* of centre, committed */
    uint64_t overflowed, overdue; /* contacts that left a queue, or could not */
    uint64_t misplaced;           /* offers withdrawn as their agents came to another profile */
    uint64_t kinds[COMMAND_KINDS + 1];
    uint64_t statuses[STATUSES + 1]; /* by -status; EXISTS last */
} figures;

typedef struct arguments {
    uint64_t first, last;
    size_t commands;
    long seconds; /* 0 = as many seeds as there are */
    bool situations;
    bool whole; /* all situations, and nothing else */
    bool bad;
} arguments;

/* ---- one seed -------------------------------------------------------------------------------- */

static void count(figures *f, const step *s, usher_status status)
{
    f->commands++;
    f->accepted += status >= 0;
    f->kinds[command_kind(s->op)]++;
    f->statuses[status == USHER_EXISTS ? STATUSES : -status]++;
}

/* Plays random commands; false, and a report, at the first difference. */
static bool run_seed(uint64_t seed, size_t commands, step *steps, figures *f)
{
    dice d = { seed };
    world w;
    play p;
    chooser c;
    world_throw(&w, seed, &d);
    chooser_begin(&c, &d);
    play_begin(&p, &w);
    for (size_t i = 0; i < commands; i++) {
        chooser_next(&c, &p, &steps[i]);
        if (!step_safely(&p, &steps[i], true)) {
            printf("seed %llu, command %zu: %s\n", (unsigned long long)seed, i + 1, p.why);
            fflush(stdout);
            trace_report(&w, steps, i + 1, stdout);
            return false;
        }
        count(f, &steps[i], p.status);
    }
    if (!play_again(&p)) {
        printf("seed %llu, opened again: %s\n", (unsigned long long)seed, p.why);
        return false;
    }
    usher_engine_info info;
    usher_engine_get(p.engine, &info);
    f->events += info.event;
    f->folds += p.folds;
    f->folded += p.folded;
    f->changes += p.changes;
    f->overflowed += p.fold.overflowed;
    f->overdue += p.fold.overdue;
    f->misplaced += p.fold.misplaced;
    f->seeds++;
    play_end(&p);
    return true;
}

/* ---- figures and quotas ---------------------------------------------------------------------- */

static void print_figures(const figures *f)
{
    printf("%llu seeds, %llu commands, %llu accepted, %llu events\n", (unsigned long long)f->seeds,
           (unsigned long long)f->commands, (unsigned long long)f->accepted,
           (unsigned long long)f->events);
    printf("%llu tables rebuilt from events alone, %llu objects in them\n",
           (unsigned long long)f->folds, (unsigned long long)f->folded);
    printf("%llu changes of centre\n", (unsigned long long)f->changes);
    printf("%llu contacts overflowed into another queue, %llu could not\n",
           (unsigned long long)f->overflowed, (unsigned long long)f->overdue);
    printf("%llu offers withdrawn from agents who came to another profile\n",
           (unsigned long long)f->misplaced);
    for (uint32_t i = 0; i < COMMAND_KINDS; i++) {
        printf("  %-22s %llu\n", kind_name(i), (unsigned long long)f->kinds[i]);
    }
    printf("  %-22s %llu\n", "(no such command)", (unsigned long long)f->kinds[COMMAND_KINDS]);
    for (int i = 0; i < STATUSES; i++) {
        if (f->statuses[i] > 0) {
            printf("  %-22s %llu\n", usher_status_name(-i), (unsigned long long)f->statuses[i]);
        }
    }
    printf("  %-22s %llu\n", "EXISTS", (unsigned long long)f->statuses[STATUSES]);
}

static bool quota(const char *what, uint64_t is, uint64_t least)
{
    if (is < least) {
        printf("quota missed: %s %llu, not %llu\n", what, (unsigned long long)is,
               (unsigned long long)least);
    }
    return is >= least;
}

static bool quotas_reached(const figures *f)
{
    static const usher_status refusals[] = {
        USHER_ERR_INVALID, USHER_ERR_NOT_FOUND, USHER_ERR_STATE,     USHER_ERR_LIMIT,
        USHER_ERR_FULL,    USHER_ERR_DISABLED,  USHER_ERR_CONFLICT,  USHER_ERR_IN_USE,
        USHER_ERR_STOPPED, USHER_ERR_STALE,     USHER_ERR_UNATTENDED
    };
    bool reached = quota("accepted", f->accepted, f->commands / 100 * QUOTA_OF_ACCEPTED);
    for (uint32_t i = 0; i < COMMAND_KINDS; i++) {
        reached = quota(kind_name(i), f->kinds[i], f->commands / 100 * QUOTA_OF_KINDS) && reached;
    }
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        reached =
            quota(usher_status_name(refusals[i]), f->statuses[-refusals[i]], QUOTA_OF_REFUSALS) &&
            reached;
    }
    reached = quota("changes of centre", f->changes, QUOTA_OF_CHANGES) && reached;
    reached = quota("overflowed", f->overflowed, QUOTA_OF_OVERFLOWS) && reached;
    reached = quota("offers misplaced", f->misplaced, QUOTA_OF_MISPLACED) && reached;
    reached = quota("overdue", f->overdue, QUOTA_OF_OVERFLOWS) && reached;
    return quota("EXISTS", f->statuses[STATUSES], QUOTA_OF_REFUSALS) && reached;
}

/* ---- arguments ------------------------------------------------------------------------------- */

static void read_seeds(arguments *a, const char *text)
{
    char *end;
    a->first = strtoull(text, &end, 10);
    a->last = *end == '-' ? strtoull(end + 1, &end, 10) : a->first;
    a->bad = a->bad || *end != '\0' || a->last < a->first;
    a->situations = false;
}

static uint64_t read_number(arguments *a, const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    a->bad = a->bad || *end != '\0' || end == text || value == 0;
    return value;
}

static arguments read_arguments(int argc, char **argv)
{
    arguments a = { .first = 1, .last = 2000, .commands = 500, .situations = true };
    for (int i = 1; i < argc && !a.bad; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--seeds") == 0) {
            read_seeds(&a, value);
        } else if (strcmp(argv[i], "--commands") == 0) {
            a.commands = (size_t)read_number(&a, value);
        } else if (strcmp(argv[i], "--for") == 0) {
            a.seconds = (long)read_number(&a, value);
            a.last = UINT64_MAX;
            a.situations = false;
        } else if (strcmp(argv[i], "--situations") == 0) {
            a.whole = true;
            a.bad = strcmp(value, "all") != 0;
        } else {
            a.bad = true;
        }
    }
    return a;
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool run_seeds(const arguments *a, figures *f)
{
    time_t end = time(NULL) + a->seconds;
    step *steps = calloc(a->commands, sizeof *steps);
    bool same = steps != NULL;
    for (uint64_t seed = a->first; same && seed <= a->last; seed++) {
        if (a->seconds > 0 && time(NULL) >= end) {
            break;
        }
        same = run_seed(seed, a->commands, steps, f);
    }
    free(steps);
    return same;
}

int main(int argc, char **argv)
{
    arguments a = read_arguments(argc, argv);
    if (a.bad) {
        fputs("usage: test-model [--seeds A-B] [--commands N] [--for SECONDS] [--situations all]\n",
              stderr);
        return 2;
    }
    figures f = { 0 };
    uint64_t situations = 0;
    if (a.situations) {
        bool same = situations_all(a.whole, &situations);
        printf("%llu situations\n", (unsigned long long)situations);
        if (!same) {
            return 1;
        }
    }
    if (a.whole) {
        return 0;
    }
    bool same = run_seeds(&a, &f);
    print_figures(&f);
    if (!same) {
        return 1;
    }
    return f.commands < COMMANDS_FOR_QUOTAS || quotas_reached(&f) ? 0 : 1;
}

/*
 * test_changes.c - random pairs of centres, the second applied to an engine at work in the first.
 *
 *     test-changes [--pairs N] [--seed S]
 *
 * Each seed plays some commands, so that contacts wait, ring and are spoken with; then it changes
 * the centre again and again, with a rule for everything that is removed (refuse, drain or move),
 * and some commands in between. After each step the engine is compared with the reference and its
 * invariants are checked (compare.c); around each change all places are (compare_places.c); behind
 * each change a second engine is opened from the records, and must be the same. Ends when N pairs
 * have been applied, 10,000 if it is not said, and prints what has happened in them.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAIRS = 10000,
    ROUNDS = 8,   /* changes of a seed, applied or not */
    WARMING = 60, /* commands before the first one */
    BETWEEN = 10, /* and between two */
    STEPS = WARMING + ROUNDS * (3 * BETWEEN + 6),
    KINDS = USHER_CHANGE_AGENT + 1,
    ACTIONS = USHER_MOVE + 1
};

typedef struct figures {
    uint64_t seeds, commands;
    uint64_t applied, refused, stale, senseless; /* pairs */
    uint64_t used[KINDS][ACTIONS];               /* things in use, and what became of them */
    uint64_t unused;                             /* things that were removed and not in use */
    change_figures counted;
} figures;

typedef struct run {
    play play;
    chooser chooser;
    world world;
    step steps[STEPS];
    size_t count;
    uint64_t seed;
    figures *figures;
} run;

/* ---- steps ----------------------------------------------------------------------------------- */

static bool take_step(run *r, const step *s)
{
    r->steps[r->count++] = *s;
    if (step_safely(&r->play, s, true)) {
        return true;
    }
    printf("seed %llu, step %zu: %s\n", (unsigned long long)r->seed, r->count, r->play.why);
    fflush(stdout);
    trace_report(&r->world, r->steps, r->count, stdout);
    return false;
}

static bool play_commands(run *r, uint32_t count)
{
    bool same = true;
    for (uint32_t i = 0; same && i < count; i++) {
        step s;
        chooser_next(&r->chooser, &r->play, &s);
        same = take_step(r, &s);
        r->figures->commands++;
    }
    return same;
}

/* Now, and one of the two places for changes. */
static step change_step(const run *r, uint16_t op, uint8_t place)
{
    step s = { .op = op, .flag = place, .actor = 1 };
    s.at = (usher_duration)((uint64_t)usher_engine_now(r->play.engine) - (uint64_t)r->world.start);
    return s;
}

static bool prepare(run *r, uint8_t place)
{
    step s = change_step(r, STEP_PREPARE, place);
    s.value = dice_next(&r->chooser.dice);
    s.tag = 1;
    return take_step(r, &s);
}

/* ---- figures --------------------------------------------------------------------------------- */

/* A thing that a rule is about: what becomes of it, if it is in use? */
static void count_thing(figures *f, const prepared *c, const usher_change_rule *rule)
{
    usher_change_finding found;
    for (size_t i = 0; usher_change_finding_get(c->engine, i, &found); i++) {
        if (found.what == USHER_FOUND_IN_USE && found.kind == rule->kind &&
            strcmp(found.name, rule->name) == 0) {
            f->used[found.kind][found.action]++;
            return;
        }
    }
    f->unused++;
}

static void count_change(figures *f, const play *p, const prepared *c)
{
    f->applied += p->status == USHER_OK;
    f->refused += p->status == USHER_ERR_IN_USE;
    f->stale += p->status == USHER_ERR_STALE;
    bool looked_at = p->status == USHER_OK || p->status == USHER_ERR_IN_USE;
    for (size_t i = 0; looked_at && i < c->wanted.options.rules_count; i++) {
        count_thing(f, c, &c->wanted.options.rules[i]);
    }
}

static void add_counted(change_figures *sum, const change_figures *more)
{
    sum->waiting += more->waiting;
    sum->moved += more->moved;
    sum->draining += more->draining;
    sum->parts += more->parts;
    sum->overrides += more->overrides;
}

/* ---- one seed -------------------------------------------------------------------------------- */

static bool commit(run *r, uint8_t place)
{
    play *p = &r->play;
    step s = change_step(r, STEP_COMMIT, place);
    if (p->prepared[place].engine == NULL) {
        r->figures->senseless++;
        return true;
    }
    if (!take_step(r, &s)) {
        return false;
    }
    count_change(r->figures, p, &p->prepared[place]);
    if (p->status == USHER_OK && !play_again(p)) {
        printf("seed %llu, opened again: %s\n", (unsigned long long)r->seed, p->why);
        return false;
    }
    return true;
}

/* One change; at times others use what it removes, or another change, come in between. */
static bool play_round(run *r)
{
    dice *d = &r->chooser.dice;
    bool same = prepare(r, 0);
    if (same && dice_percent(d, 30)) {
        same = play_commands(r, 1 + dice_below(d, BETWEEN));
    }
    if (same && dice_percent(d, 5)) {
        same = prepare(r, 1) && commit(r, 1);
    }
    return same && commit(r, 0) && play_commands(r, dice_below(d, 2 * BETWEEN));
}

/* Only this file decides when the centre changes. */
static void leave_out(chooser *c, uint16_t op)
{
    uint32_t kind = command_kind(op);
    c->weights_sum -= c->weights[kind];
    c->weights[kind] = 0;
}

static bool has_room(const play *p)
{
    return p->queues_count < PLACES_MAX / 2 && p->profiles_count < PLACES_MAX / 2 &&
           p->statuses_count < PLACES_MAX / 2;
}

static bool run_seed(run *r)
{
    dice d = { r->seed };
    world_throw(&r->world, r->seed, &d);
    r->world.stored = true;
    r->world.contacts_max = 4 + dice_below(&d, 24);
    chooser_begin(&r->chooser, &d);
    leave_out(&r->chooser, STEP_PREPARE);
    leave_out(&r->chooser, STEP_COMMIT);
    r->count = 0;
    play_begin(&r->play, &r->world);
    bool same = play_commands(r, WARMING);
    for (uint32_t i = 0; same && i < ROUNDS && has_room(&r->play); i++) {
        same = play_round(r);
    }
    if (same) {
        add_counted(&r->figures->counted, &r->play.counted);
        r->figures->seeds++;
        play_end(&r->play);
    } /* else it may be broken: it is left as it is */
    return same;
}

/* ---- what has happened ----------------------------------------------------------------------- */

static void print_figures(const figures *f)
{
    static const char *const kinds[KINDS] = { "",       "channels", "statuses",
                                              "queues", "profiles", "agents" };
    const change_figures *c = &f->counted;
    printf("%llu pairs of centres applied to live states (%llu seeds, %llu commands), each opened "
           "again from its records\n",
           (unsigned long long)f->applied, (unsigned long long)f->seeds,
           (unsigned long long)f->commands);
    printf("  %llu refused as in use, %llu stale, %llu that make no sense\n",
           (unsigned long long)f->refused, (unsigned long long)f->stale,
           (unsigned long long)f->senseless);
    for (int i = USHER_CHANGE_CHANNEL; i < KINDS; i++) {
        printf("  %-8s in use: %llu refused, %llu drained, %llu moved\n", kinds[i],
               (unsigned long long)f->used[i][USHER_REFUSE],
               (unsigned long long)f->used[i][USHER_DRAIN],
               (unsigned long long)f->used[i][USHER_MOVE]);
    }
    printf("  %llu things removed that nobody used\n", (unsigned long long)f->unused);
    printf("  %llu contacts waiting: %llu moved, %llu in what is leaving, all others as before\n",
           (unsigned long long)c->waiting, (unsigned long long)c->moved,
           (unsigned long long)c->draining);
    printf("  %llu slots taken, %llu overrides kept\n", (unsigned long long)c->parts,
           (unsigned long long)c->overrides);
}

static bool quota(const char *what, uint64_t is, uint64_t least)
{
    if (is < least) {
        printf("quota missed: %s %llu, not %llu\n", what, (unsigned long long)is,
               (unsigned long long)least);
    }
    return is >= least;
}

/* So much at least must have happened, by a thousand pairs. */
static bool quotas_reached(const figures *f)
{
    uint64_t thousands = f->applied / 1000;
    bool reached = quota("refused", f->refused, 50 * thousands);
    reached = quota("stale", f->stale, 20 * thousands) && reached;
    reached = quota("contacts moved", f->counted.moved, 200 * thousands) && reached;
    reached = quota("contacts that drain", f->counted.draining, 150 * thousands) && reached;
    reached = quota("overrides kept", f->counted.overrides, 300 * thousands) && reached;
    for (int i = USHER_CHANGE_CHANNEL; i < KINDS; i++) {
        bool moves = i != USHER_CHANGE_CHANNEL;
        reached = quota("things refused", f->used[i][USHER_REFUSE], thousands) && reached;
        reached = quota("things drained", f->used[i][USHER_DRAIN], 10 * thousands) && reached;
        reached = quota("things moved", f->used[i][USHER_MOVE], moves * 20 * thousands) && reached;
    }
    return reached;
}

static uint64_t read_number(const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    return *end == '\0' ? value : 0;
}

int main(int argc, char **argv)
{
    static run r;
    figures f = { 0 };
    uint64_t pairs = PAIRS;
    uint64_t seed = 1;
    bool bad = false;
    for (int i = 1; i < argc; i += 2) {
        uint64_t value = i + 1 < argc ? read_number(argv[i + 1]) : 0;
        bool counts = strcmp(argv[i], "--pairs") == 0;
        bad = bad || value == 0 || (!counts && strcmp(argv[i], "--seed") != 0);
        *(counts ? &pairs : &seed) = value;
    }
    if (bad) {
        fputs("usage: test-changes [--pairs N] [--seed S]\n", stderr);
        return 2;
    }
    r.figures = &f;
    bool same = true;
    for (r.seed = seed; same && f.applied < pairs; r.seed++) {
        same = run_seed(&r);
    }
    print_figures(&f);
    return same && (pairs < 1000 || quotas_reached(&f)) ? 0 : 1;
}

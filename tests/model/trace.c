/*
 * trace.c - a list of steps that fails, made as short as deleting can make it, and printed as a
 * script of a golden file (docs/testing.md).
 *
 * Deleting works because steps speak of names: what is left of a list means what it meant. Whatever
 * difference a shorter list shows is as good as the first one.
 */
#include "model.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ---- playing --------------------------------------------------------------------------------- */

/* An assertion in the engine ends in SIGABRT. It comes back to step_safely as a difference; what
 * the broken engine had in memory stays lost. */
static jmp_buf aborted;

static void on_abort(int number)
{
    (void)number;
    longjmp(aborted, 1);
}

bool step_safely(play *p, const step *s, bool closely)
{
    volatile bool same = false;
    signal(SIGABRT, on_abort);
    if (setjmp(aborted) == 0) {
        same = play_step(p, s, closely);
    } else {
        snprintf(p->why, sizeof p->why, "an assertion failed");
    }
    signal(SIGABRT, SIG_DFL);
    return same;
}

/* As trace_play; statuses receives what each step was answered, if it is not NULL, and the centres
 * of changes are printed then. */
static bool play_all(const world *w, const step *steps, size_t count, size_t *failed, char *why,
                     size_t why_size, usher_status *statuses)
{
    play p;
    play_begin(&p, w);
    bool same = true;
    for (*failed = 0; *failed < count; ++*failed) {
        if (statuses != NULL && steps[*failed].op == STEP_PREPARE) {
            world_change change;
            world_change_throw(&change, &p.file_world, p.centre, steps[*failed].value,
                               steps[*failed].tag == 1);
            world_change_print(&change, stdout);
        }
        same = step_safely(&p, &steps[*failed], true);
        if (statuses != NULL) {
            statuses[*failed] = p.status;
        }
        if (!same) {
            break;
        }
    }
    snprintf(why, why_size, "%s", p.why);
    if (same) {
        play_end(&p);
    } /* else it may be broken: it is left as it is */
    return same;
}

bool trace_play(const world *w, const step *steps, size_t count, size_t *failed, char *why,
                size_t why_size)
{
    return play_all(w, steps, count, failed, why, why_size, NULL);
}

/* ---- shortening ------------------------------------------------------------------------------ */

typedef struct trace {
    world world;
    step *steps;
    size_t count;
    char why[2048];
} trace;

/* Does this list still fail? Then it becomes the trace, without what comes after the failure. */
static bool accept(trace *t, const world *w, const step *steps, size_t count)
{
    size_t failed;
    char why[sizeof t->why];
    if (trace_play(w, steps, count, &failed, why, sizeof why)) {
        return false;
    }
    t->world = *w;
    memmove(t->steps, steps, (failed + 1) * sizeof *steps);
    t->count = failed + 1;
    memcpy(t->why, why, sizeof why);
    return true;
}

/* Tries to do without each piece of `size` steps. */
static bool delete_pieces(trace *t, size_t size, step *scratch)
{
    bool shorter = false;
    for (size_t from = 0; from < t->count;) {
        size_t piece = size < t->count - from ? size : t->count - from;
        size_t rest = t->count - from - piece;
        memcpy(scratch, t->steps, from * sizeof *scratch);
        memcpy(scratch + from, t->steps + from + piece, rest * sizeof *scratch);
        if (piece < t->count && accept(t, &t->world, scratch, t->count - piece)) {
            shorter = true;
        } else {
            from += piece;
        }
    }
    return shorter;
}

/* Moves this step and all later ones by `by`. */
static bool shift(trace *t, size_t from, usher_duration by, step *scratch)
{
    memcpy(scratch, t->steps, t->count * sizeof *scratch);
    for (size_t i = from; i < t->count; i++) {
        scratch[i].at = (usher_duration)((uint64_t)scratch[i].at + (uint64_t)by);
    }
    return accept(t, &t->world, scratch, t->count);
}

/* Waits of nothing, or else of whole seconds. */
static void shorten_waits(trace *t, step *scratch)
{
    for (size_t i = 0; i < t->count; i++) {
        uint64_t before = i > 0 ? (uint64_t)t->steps[i - 1].at : 0;
        usher_duration wait = (usher_duration)((uint64_t)t->steps[i].at - before);
        if (wait != 0 && !shift(t, i, -wait, scratch)) {
            (void)(wait % 1000000 != 0 && shift(t, i, -(wait % 1000000), scratch));
        }
    }
}

/* Deletes pieces of every size until none is left that can be done without. */
static void shorten_steps(trace *t, step *scratch)
{
    bool shorter = true;
    while (shorter) {
        shorter = false;
        for (size_t size = t->count / 2; size > 0; size /= 2) {
            shorter = delete_pieces(t, size, scratch) || shorter;
        }
    }
}

/* ---- a plainer world ------------------------------------------------------------------------- */

static void try_world(trace *t, const world *w)
{
    (void)accept(t, w, t->steps, t->count);
}

static void plain_options(trace *t)
{
    static const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    static const size_t words[] = { offsetof(usher_routing_options, buffer_rounding),
                                    offsetof(usher_routing_options, while_busy_default),
                                    offsetof(usher_routing_options, priority_scope),
                                    offsetof(usher_routing_options, delay_clock),
                                    offsetof(usher_routing_options, handled),
                                    offsetof(usher_routing_options, after_miss),
                                    offsetof(usher_routing_options, age_adjustment),
                                    offsetof(usher_routing_options, same_agent_twice),
                                    offsetof(usher_routing_options, slots_with_next_status),
                                    offsetof(usher_routing_options, when_gone),
                                    offsetof(usher_routing_options, profile_change) };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        world w = t->world;
        ((uint8_t *)&w.options)[words[i]] = ((const uint8_t *)&usual)[words[i]];
        try_world(t, &w);
    }
    world w = t->world;
    w.options.reoffer_after = usual.reoffer_after;
    try_world(t, &w);
    w = t->world;
    w.options.clear_missed_after = usual.clear_missed_after;
    try_world(t, &w);
    w = t->world;
    w.options.presentation_limit = usual.presentation_limit;
    try_world(t, &w);
    for (size_t i = 0; i < USHER_FAILURES; i++) {
        w = t->world;
        w.options.failures[i] = usual.failures[i];
        try_world(t, &w);
    }
    w = t->world;
    w.options.join_limit = usual.join_limit;
    try_world(t, &w);
    w = t->world;
    w.options.gone_status = usual.gone_status;
    try_world(t, &w);
    w = t->world;
    w.options.agent_queue_max = usual.agent_queue_max;
    w.options.transfers_max = usual.transfers_max;
    try_world(t, &w);
}

static void plain_queue(trace *t, uint32_t queue)
{
    world w = t->world;
    w.queues[queue].max_contacts = USHER_UNLIMITED;
    w.queues[queue].disabled = false;
    try_world(t, &w);
    w = t->world;
    w.queues[queue].offers = 1;
    try_world(t, &w);
}

static void plain_profile(trace *t, uint32_t profile)
{
    for (uint32_t queue = 0; queue < t->world.queues_count; queue++) {
        for (uint32_t channel = 0; channel < t->world.channels_count; channel++) {
            world w = t->world;
            w.entries[profile][queue][channel].priority = 0;
            try_world(t, &w);
            w = t->world;
            w.entries[profile][queue][channel].delay = 0;
            try_world(t, &w);
        }
    }
    for (uint32_t channel = 0; channel < t->world.channels_count; channel++) {
        world w = t->world;
        w.profiles[profile].max[channel] = 0;
        w.profiles[profile].while_busy[channel] = USHER_WHILE_BUSY_DEFAULT;
        try_world(t, &w);
    }
}

static void plain_agent(trace *t, uint32_t agent)
{
    world w = t->world;
    usher_agent_def usual = USHER_AGENT_DEF_INIT;
    usual.name = w.agents[agent].name;
    usual.profile = w.agents[agent].profile;
    w.agents[agent] = usual;
    try_world(t, &w);
}

/* A world that begins at 0, works in the usual units, and has little in it. */
static void make_world_plain(trace *t)
{
    world w = t->world;
    w.start = 0;
    try_world(t, &w);
    w = t->world;
    w.units = 64;
    try_world(t, &w);
    for (uint32_t i = t->world.agents_count; i > 0; i--) {
        w = t->world;
        w.agents_count = i - 1;
        try_world(t, &w);
    }
    plain_options(t);
    for (uint32_t i = 0; i < t->world.queues_count; i++) {
        plain_queue(t, i);
    }
    for (uint32_t i = 0; i < t->world.profiles_count; i++) {
        plain_profile(t, i);
    }
    for (uint32_t i = 0; i < t->world.agents_count; i++) {
        plain_agent(t, i);
    }
}

static void shorten(trace *t, step *scratch)
{
    shorten_steps(t, scratch);
    make_world_plain(t);
    shorten_waits(t, scratch);
    shorten_steps(t, scratch);
}

/* ---- the report ------------------------------------------------------------------------------ */

static void print_trace(const trace *t, FILE *out)
{
    usher_status *statuses = calloc(t->count, sizeof *statuses);
    char why[sizeof t->why];
    size_t failed;
    if (statuses == NULL) {
        abort();
    }
    (void)play_all(&t->world, t->steps, t->count, &failed, why, sizeof why, statuses);
    fprintf(out, "seed %llu, units_per_command %u, time 0 is %lld us, shortened to %zu steps:\n\n",
            (unsigned long long)t->world.seed, t->world.units, (long long)t->world.start, t->count);
    fputs("```centre\n", out);
    world_print(&t->world, out);
    fputs("```\n```script\n", out);
    for (size_t i = 0; i < t->count; i++) {
        print_step(&t->steps[i], statuses[i], out);
    }
    fprintf(out, "```\nafter the last step: %s\n", t->why);
    free(statuses);
}

void trace_report(const world *w, const step *steps, size_t count, FILE *out)
{
    trace t = { .world = *w, .count = count };
    t.steps = calloc(count, sizeof *steps);
    step *scratch = calloc(count, sizeof *steps);
    if (t.steps == NULL || scratch == NULL) {
        abort();
    }
    if (accept(&t, w, steps, count)) {
        shorten(&t, scratch);
        print_trace(&t, out);
    } else {
        fputs("the failure does not come back when it is played again\n", out);
    }
    free(scratch);
    free(t.steps);
}

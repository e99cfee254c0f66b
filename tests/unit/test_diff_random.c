/*
 * test_diff_random.c - random pairs of centres, compared by the command and by a naive reading.
 *
 * A world is a few things with few values, in some order; its centre is built from it. What the
 * command tells must be exactly the things of which the worlds differ, and nothing if and only if
 * the bytes of both centres are the same.
 *
 *     test_diff_random [SEED]
 */
#include "compare.h"

#include "support/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 2000, POOL = 4, NONE = -1, BYTES_MAX = 4096 };
enum { STATUSES, HOURS, QUEUES, PROFILES, AGENTS, SORTS };

static const enum outline_kind kind_of[SORTS] = { OUTLINE_STATUS, OUTLINE_HOURS, OUTLINE_QUEUE,
                                                  OUTLINE_PROFILE, OUTLINE_AGENT };
static const char *const names[SORTS][POOL] = {
    { "s0", "s1", "s2", "s3" }, { "h0", "h1", "h2", "h3" }, { "q0", "q1", "q2", "q3" },
    { "p0", "p1", "p2", "p3" }, { "a0", "a1", "a2", "a3" },
};

typedef struct entry {
    bool here;
    uint32_t priority, delay;
} entry;

/* What one thing has; each sort uses what it needs, and the rest is 0. */
typedef struct thing {
    bool here;
    uint32_t value, other;
    int refers;     /* queue: hours; profile: queue; agent: profile; or NONE */
    bool backwards; /* profile: in which order entries are added */
    entry entries[POOL][USHER_EMAIL + 1]; /* profile: by queue and channel */
} thing;

typedef struct world {
    uint32_t name, transfers_max;
    thing things[SORTS][POOL];
    int order[SORTS][POOL];
} world;

static uint64_t seed = 1;

static uint32_t any(uint32_t n)
{
    return scenario_random(&seed, n);
}

/* ---- worlds ---------------------------------------------------------------------------------- */

static void make_thing(thing *t, int sort)
{
    memset(t, 0, sizeof *t);
    t->here = sort == PROFILES || any(3) > 0;
    t->value = any(3);
    t->other = sort == QUEUES || sort == PROFILES || sort == AGENTS ? any(2) : 0;
    t->refers = sort >= QUEUES ? (int)any(POOL) : NONE;
    t->backwards = sort == PROFILES && any(2) == 0;
    for (int queue = 0; sort == PROFILES && queue < POOL; queue++) {
        for (int channel = 0; channel <= USHER_EMAIL; channel++) {
            t->entries[queue][channel] = (entry){ any(4) == 0, 1 + any(2), any(2) };
        }
    }
}

static void swap_two(int order[POOL])
{
    int at = (int)any(POOL - 1);
    int first = order[at];
    order[at] = order[at + 1];
    order[at + 1] = first;
}

static void make_world(world *w)
{
    memset(w, 0, sizeof *w);
    w->name = any(2);
    w->transfers_max = any(2);
    for (int sort = 0; sort < SORTS; sort++) {
        for (int i = 0; i < POOL; i++) {
            make_thing(&w->things[sort][i], sort);
            w->order[sort][i] = i;
        }
    }
}

/* Another world that is not far away: few things are made anew, or change places. */
static void change_world(world *w)
{
    for (uint32_t changes = any(4); changes > 0; changes--) {
        int sort = (int)any(SORTS);
        switch (any(4)) {
        case 0:
            swap_two(w->order[sort]);
            break;
        case 1:
            w->name = any(2);
            w->transfers_max = any(2);
            break;
        default:
            make_thing(&w->things[sort][any(POOL)], sort);
            break;
        }
    }
}

/* A reference to something that is not there is none. An agent always has his profile. */
static int target(const world *w, int sort, const thing *t)
{
    int to = sort == QUEUES ? HOURS : sort == PROFILES ? QUEUES : PROFILES;
    return t->refers == NONE || !w->things[to][t->refers].here ? NONE : t->refers;
}

/* ---- a centre of it -------------------------------------------------------------------------- */

typedef struct made {
    usher_centre_builder *builder;
    uint32_t refs[SORTS][POOL];
} made;

static uint32_t ref_of(const made *m, int sort, int index)
{
    return index == NONE ? 0 : m->refs[sort][index];
}

static void add_hours(made *m, const thing *t, int i)
{
    const usher_hours_span span = { (uint8_t)t->value, 480, 1020 };
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref ref;
    def.name = names[HOURS][i];
    def.spans = &span;
    def.spans_count = 1;
    assert_int_equal(usher_centre_add_hours(m->builder, &def, &ref), USHER_OK);
    m->refs[HOURS][i] = ref.v;
}

static void add_status(made *m, const thing *t, int i)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    def.name = names[STATUSES][i];
    def.kind = (uint8_t)t->value;
    assert_int_equal(usher_centre_add_status(m->builder, &def, NULL), USHER_OK);
}

static void add_queue(made *m, const world *w, const thing *t, int i)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    usher_queue_ref ref;
    def.name = names[QUEUES][i];
    def.max_contacts = t->value == 0 ? USHER_UNLIMITED : t->value;
    def.disabled = t->other != 0;
    def.hours.v = ref_of(m, HOURS, target(w, QUEUES, t));
    assert_int_equal(usher_centre_add_queue(m->builder, &def, &ref), USHER_OK);
    m->refs[QUEUES][i] = ref.v;
}

static void add_entry(made *m, const world *w, const thing *t, int i, int at)
{
    int queue = at / (USHER_EMAIL + 1);
    int channel = at % (USHER_EMAIL + 1);
    const entry *e = &t->entries[queue][channel];
    usher_entry_def def = USHER_ENTRY_DEF_INIT;
    if (!e->here || !w->things[QUEUES][queue].here) {
        return;
    }
    def.queue.v = ref_of(m, QUEUES, queue);
    def.channel = (usher_channel)channel;
    def.priority = (uint8_t)e->priority;
    def.delay = USHER_SECONDS(e->delay);
    usher_profile_ref profile = { m->refs[PROFILES][i] };
    assert_int_equal(usher_centre_add_entry(m->builder, profile, &def), USHER_OK);
}

static void add_profile(made *m, const world *w, const thing *t, int i)
{
    enum { PLACES = POOL * (USHER_EMAIL + 1) };
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_profile_ref ref;
    def.name = names[PROFILES][i];
    def.max[USHER_VOICE] = (uint16_t)t->value;
    def.while_busy[USHER_CHAT] = t->other != 0 ? USHER_WHILE_BUSY_ANY : USHER_WHILE_BUSY_DEFAULT;
    def.outbound_queue.v = ref_of(m, QUEUES, target(w, PROFILES, t));
    assert_int_equal(usher_centre_add_profile(m->builder, &def, &ref), USHER_OK);
    m->refs[PROFILES][i] = ref.v;
    for (int at = 0; at < PLACES; at++) {
        add_entry(m, w, t, i, t->backwards ? PLACES - 1 - at : at);
    }
}

static void add_agent(made *m, const world *w, const thing *t, int i)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    def.name = names[AGENTS][i];
    def.profile.v = ref_of(m, PROFILES, target(w, AGENTS, t));
    def.acw[USHER_CHAT] = USHER_SECONDS(t->value);
    def.device = t->other != 0 ? "desk:1" : NULL;
    assert_int_equal(usher_centre_add_agent(m->builder, &def), USHER_OK);
}

static void add_thing(made *m, const world *w, int sort, int i)
{
    const thing *t = &w->things[sort][i];
    if (!t->here) {
        return;
    }
    switch (sort) {
    case STATUSES:
        add_status(m, t, i);
        break;
    case HOURS:
        add_hours(m, t, i);
        break;
    case QUEUES:
        add_queue(m, w, t, i);
        break;
    case PROFILES:
        add_profile(m, w, t, i);
        break;
    default:
        add_agent(m, w, t, i);
        break;
    }
}

static usher_centre *build(const world *w)
{
    made m = { 0 };
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_centre *centre;
    assert_int_equal(usher_centre_builder_new(NULL, &m.builder), USHER_OK);
    assert_int_equal(usher_centre_set_name(m.builder, w->name != 0 ? "one" : "other", NULL),
                     USHER_OK);
    options.transfers_max = 11 + w->transfers_max;
    assert_int_equal(usher_centre_set_options(m.builder, &options), USHER_OK);
    for (int sort = 0; sort < SORTS; sort++) {
        for (int i = 0; i < POOL; i++) {
            add_thing(&m, w, sort, w->order[sort][i]);
        }
    }
    assert_int_equal(usher_centre_build(m.builder, &centre), USHER_OK);
    usher_centre_builder_free(m.builder);
    return centre;
}

/* ---- the naive reading ----------------------------------------------------------------------- */

/* What counts of an entry in a world. */
static entry entry_in(const world *w, const thing *t, int at)
{
    entry e = t->entries[at / (USHER_EMAIL + 1)][at % (USHER_EMAIL + 1)];
    return e.here && w->things[QUEUES][at / (USHER_EMAIL + 1)].here ? e : (entry){ 0 };
}

static bool same_entries(const world *a, const world *b, const thing *x, const thing *y)
{
    uint32_t of_priority[3] = { 0 };
    for (int at = 0; at < POOL * (USHER_EMAIL + 1); at++) {
        entry e = entry_in(a, x, at);
        entry f = entry_in(b, y, at);
        if (e.here != f.here || e.priority != f.priority || e.delay != f.delay) {
            return false;
        }
        of_priority[e.priority]++;
    }
    /* Of two with the same priority the one that was added first stands first. */
    return x->backwards == y->backwards || (of_priority[1] < 2 && of_priority[2] < 2);
}

static bool same_thing(const world *a, const world *b, int sort, int i)
{
    const thing *x = &a->things[sort][i];
    const thing *y = &b->things[sort][i];
    return x->value == y->value && x->other == y->other &&
           (sort < QUEUES || target(a, sort, x) == target(b, sort, y)) &&
           (sort != PROFILES || same_entries(a, b, x, y));
}

static int place_of(const world *w, int sort, int thing_index)
{
    int place = 0;
    while (w->order[sort][place] != thing_index) {
        place++;
    }
    return place;
}

static bool same_order(const world *a, const world *b, int sort)
{
    for (int x = 0; x < POOL; x++) {
        for (int y = 0; y < x; y++) {
            bool both = a->things[sort][x].here && a->things[sort][y].here &&
                        b->things[sort][x].here && b->things[sort][y].here;
            if (both && (place_of(a, sort, x) < place_of(a, sort, y)) !=
                            (place_of(b, sort, x) < place_of(b, sort, y))) {
                return false;
            }
        }
    }
    return true;
}

/* ---- the comparison -------------------------------------------------------------------------- */

/* What the command tells about a thing; COMPARE_ACTIONS: nothing. A thing is told once. */
static enum compare_action told_of(const comparison *c, enum outline_kind kind, const char *name)
{
    enum compare_action action = COMPARE_ACTIONS;
    for (size_t i = 0; i < c->count; i++) {
        const outline_thing *told = compare_thing(&c->things[i]);
        if (told->kind == kind && strcmp(told->name, name) == 0) {
            assert_int_equal(action, COMPARE_ACTIONS);
            action = c->things[i].action;
        }
    }
    return action;
}

static size_t expect(const comparison *c, enum outline_kind kind, const char *name,
                     enum compare_action wanted)
{
    enum compare_action told = told_of(c, kind, name);
    if (told != wanted) {
        fail_msg("%s %s: action %d, not %d", outline_kind_name(kind, false), name, (int)told,
                 (int)wanted);
    }
    return wanted != COMPARE_ACTIONS ? 1 : 0;
}

static void expect_exactly(const comparison *c, const world *a, const world *b)
{
    bool same = a->name == b->name;
    size_t count = expect(c, OUTLINE_OPTIONS, "",
                          a->transfers_max == b->transfers_max ? COMPARE_ACTIONS : COMPARE_CHANGED);
    for (int sort = 0; sort < SORTS; sort++) {
        same = same && same_order(a, b, sort);
        for (int i = 0; i < POOL; i++) {
            bool was = a->things[sort][i].here;
            bool is = b->things[sort][i].here;
            enum compare_action wanted = was && is && !same_thing(a, b, sort, i) ? COMPARE_CHANGED
                                         : was && !is                            ? COMPARE_REMOVED
                                         : is && !was                            ? COMPARE_ADDED
                                                                                 : COMPARE_ACTIONS;
            count += expect(c, kind_of[sort], names[sort][i], wanted);
        }
    }
    count += expect(c, OUTLINE_CENTRE, "", same ? COMPARE_ACTIONS : COMPARE_CHANGED);
    assert_int_equal(c->count, count);
}

static bool have_same_bytes(const usher_centre *a, const usher_centre *b)
{
    uint8_t x[BYTES_MAX];
    uint8_t y[BYTES_MAX];
    size_t size = usher_centre_encode(a, x, sizeof x);
    assert_true(size <= sizeof x);
    return usher_centre_encode(b, y, sizeof y) == size && memcmp(x, y, size) == 0;
}

static void compare_worlds(const world *a, const world *b)
{
    usher_centre *old = build(a);
    usher_centre *next = build(b);
    outline was = { 0 };
    outline is = { 0 };
    comparison c = { 0 };
    outline_read(&was, old, NULL);
    outline_read(&is, next, NULL);
    compare_outlines(&c, &was, &is);
    expect_exactly(&c, a, b);
    assert_int_equal(c.count == 0, have_same_bytes(old, next));
    compare_clear(&c);
    outline_clear(&was);
    outline_clear(&is);
    usher_centre_unref(old);
    usher_centre_unref(next);
}

static void random_pairs(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        world a;
        world b;
        make_world(&a);
        b = a;
        compare_worlds(&a, &b);
        change_world(&b);
        compare_worlds(&a, &b);
        make_world(&b);
        compare_worlds(&a, &b);
    }
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_pairs) };
    seed = count > 1 ? strtoull(words[1], NULL, 10) : seed;
    printf("seed %llu\n", (unsigned long long)seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

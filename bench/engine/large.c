/*
 * large.c - a large centre: what each kind of command costs, one by one.
 *
 * 100,000 agents in 1,000 profiles of 50 entries, 10,000 queues, 1,000,000 contacts waiting, about
 * 2,500 offers ringing. Queue, agent and contact of every command are drawn at random, which is the
 * worst locality there is. The engine has its memory in huge pages (pages.c), as a host with such a
 * centre should give it, or from libc, to compare. Set-up is not measured.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    AGENTS = 100000,
    PROFILES = 1000,
    QUEUES = 10000,
    ENTRIES = 50,
    WAITING = 1000000,
    RINGING = 2500,
    SAMPLES = 200000
};

enum { BEGIN, ANSWERED, JOINED, END, CLEAR, ABANDON, POSITION, KINDS };
static const char *const kind_names[KINDS] = { "begin", "answered", "joined",  "end",
                                               "clear", "abandon",  "position" };

typedef struct leg {
    usher_participant_id part;
    usher_contact_id contact;
} leg;

typedef struct legs {
    leg items[AGENTS];
    uint32_t count;
} legs;

typedef struct large {
    usher_engine *engine;
    bench_pages pages;
    usher_mem mem;
    usher_time now;
    bench_random random;
    bool mixed;
    legs ringing, talking;
    usher_contact_id *begun; /* some of them wait no more */
    uint32_t begun_count;
    uint32_t *ns[KINDS];
    double bytes_per_waiting;
} large;

static leg take(legs *list, uint32_t at)
{
    leg one = list->items[at];
    list->items[at] = list->items[--list->count];
    return one;
}

static void drain(large *l)
{
    const usher_event *event;
    while ((event = usher_engine_next(l->engine)) != NULL) {
        if (event->type == USHER_EVENT_OFFER_MADE) {
            l->ringing.items[l->ringing.count++] = (leg){ event->participant, event->contact };
        }
    }
}

static usher_contact_begin_options draw_contact(large *l)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue.v = bench_below(&l->random, QUEUES) + 1;
    if (l->mixed) {
        options.priority = bench_below(&l->random, 9) + 1;
        options.age = USHER_SECONDS(bench_below(&l->random, 600));
    }
    return options;
}

static uint32_t begin(large *l, usher_contact_id *contact)
{
    usher_contact_begin_options options = draw_contact(l);
    uint64_t from = bench_ticks();
    bench_must(usher_contact_begin(l->engine, ++l->now, &options, contact));
    uint32_t ns = bench_ticks_since(from);
    drain(l);
    return ns;
}

static void answer_some(large *l, uint32_t keep)
{
    while (l->ringing.count > keep) {
        leg one = take(&l->ringing, bench_below(&l->random, l->ringing.count));
        bench_must(usher_report_answered(l->engine, ++l->now, one.part));
        bench_must(usher_report_joined(l->engine, l->now, one.part));
        l->talking.items[l->talking.count++] = one;
        drain(l);
    }
}

static uint64_t bytes(const large *l)
{
    usher_engine_info info;
    usher_engine_get(l->engine, &info);
    return info.bytes;
}

/* Everybody talks, a few telephones ring, a million wait. */
static large *set_up(bool mixed, bool heap)
{
    large *l = calloc(1, sizeof *l);
    bench_centre shape = { .agents = AGENTS,
                           .profiles = PROFILES,
                           .queues = QUEUES,
                           .entries = ENTRIES,
                           .acw = USHER_FOREVER };
    if (!heap && bench_pages_open(&l->pages, &l->mem)) {
        shape.mem = &l->mem;
    }
    l->engine = bench_engine(&shape);
    l->mixed = mixed;
    l->random.state = 20261121;
    l->begun = calloc(WAITING, sizeof *l->begun);
    for (int kind = 0; kind < KINDS; kind++) {
        l->ns[kind] = calloc(SAMPLES, sizeof *l->ns[kind]);
    }
    bench_available(l->engine, 0);
    usher_engine_info info = { .waiting = 0 };
    while (info.waiting <
           QUEUES) { /* until every agent is busy and every queue is about to hold somebody */
        (void)begin(l, NULL);
        answer_some(l, RINGING);
        usher_engine_get(l->engine, &info);
    }
    uint64_t before = bytes(l);
    while (l->begun_count < WAITING) {
        (void)begin(l, &l->begun[l->begun_count++]);
        answer_some(l, RINGING);
    }
    l->bytes_per_waiting = (double)(bytes(l) - before) / WAITING;
    return l;
}

/* A random contact that waits and is offered to nobody; who is no longer so is replaced. */
static uint32_t draw_waiting(large *l)
{
    for (;;) {
        uint32_t at = bench_below(&l->random, l->begun_count);
        usher_contact_info info;
        bool there = usher_contact_get(l->engine, l->begun[at], &info);
        if (there && info.state == USHER_CONTACT_QUEUED && info.offers == 0) {
            return at;
        }
        (void)begin(l, &l->begun[at]);
    }
}

static void measure_conversation(large *l, uint32_t i)
{
    leg rings = take(&l->ringing, bench_below(&l->random, l->ringing.count));
    uint64_t from = bench_ticks();
    bench_must(usher_report_answered(l->engine, ++l->now, rings.part));
    l->ns[ANSWERED][i] = bench_ticks_since(from);
    from = bench_ticks();
    bench_must(usher_report_joined(l->engine, ++l->now, rings.part));
    l->ns[JOINED][i] = bench_ticks_since(from);
    drain(l);
    l->talking.items[l->talking.count++] = rings;
    leg ends = take(&l->talking, bench_below(&l->random, l->talking.count));
    from = bench_ticks();
    bench_must(
        usher_contact_end(l->engine, ++l->now, ends.contact, USHER_REASON_CUSTOMER_DISCONNECT));
    l->ns[END][i] = bench_ticks_since(from);
    drain(l);
    from = bench_ticks();
    bench_must(usher_participant_clear(l->engine, ++l->now, ends.part));
    l->ns[CLEAR][i] = bench_ticks_since(from);
    drain(l);
}

static void measure_waiting(large *l, uint32_t i)
{
    l->ns[BEGIN][i] = begin(l, &l->begun[bench_below(&l->random, l->begun_count)]);
    uint32_t at = draw_waiting(l);
    uint64_t from = bench_ticks();
    uint32_t position = usher_contact_position(l->engine, l->begun[at]);
    l->ns[POSITION][i] = bench_ticks_since(from);
    if (position == 0) {
        bench_must(USHER_ERR_STATE);
    }
    from = bench_ticks();
    bench_must(
        usher_contact_end(l->engine, ++l->now, l->begun[at], USHER_REASON_CUSTOMER_DISCONNECT));
    l->ns[ABANDON][i] = bench_ticks_since(from);
    drain(l);
    (void)begin(l, &l->begun[at]);
}

static void measure(large *l)
{
    for (uint32_t i = 0; i < SAMPLES; i++) {
        measure_conversation(l, i);
        measure_waiting(l, i);
    }
    for (int kind = 0; kind < KINDS; kind++) {
        qsort(l->ns[kind], SAMPLES, sizeof *l->ns[kind], bench_compare_uint32);
    }
}

static uint32_t quantile(const large *l, int kind, double share)
{
    return l->ns[kind][(uint32_t)((SAMPLES - 1) * share)];
}

static void tear_down(large *l)
{
    usher_engine_free(l->engine);
    bench_pages_close(&l->pages);
    for (int kind = 0; kind < KINDS; kind++) {
        free(l->ns[kind]);
    }
    free(l->begun);
    free(l);
}

/* A line per kind of command. */
void bench_large(bool mixed, bool heap)
{
    large *l = set_up(mixed, heap);
    measure(l);
    for (int kind = 0; kind < KINDS; kind++) {
        printf("%-8s %s p50_ns=%u p99_ns=%u max_ns=%u\n", kind_names[kind],
               mixed ? "mixed" : "fifo ", quantile(l, kind, 0.5), quantile(l, kind, 0.99),
               quantile(l, kind, 1));
    }
    printf("bytes_per_waiting=%.1f\n", l->bytes_per_waiting);
    tear_down(l);
}

/*
 * The command kind with the worst p99, mixed priorities and ages. Position is a question, not a
 * command.
 */
void bench_largest(bool heap)
{
    large *l = set_up(true, heap);
    measure(l);
    int worst = BEGIN;
    for (int kind = 0; kind < POSITION; kind++) {
        worst = quantile(l, kind, 0.99) > quantile(l, worst, 0.99) ? kind : worst;
    }
    printf("worst=%s position_p99_ns=%u\n", kind_names[worst], quantile(l, POSITION, 0.99));
    printf("p50_ns=%u p99_ns=%u max_ns=%u bytes_per_waiting=%.1f\n", quantile(l, worst, 0.5),
           quantile(l, worst, 0.99), quantile(l, worst, 1), l->bytes_per_waiting);
    tear_down(l);
}

/*
 * growth.c - how the cost of a cycle grows when one thing grows: agents, waiting, queues, entries.
 *
 * Each axis has five points, a factor of ten or so apart; the exponent is the slope of the line
 * through (log size, log cost) by least squares. An exponent of 0 means: size does not matter.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { POINTS = 5, WARM_UP = 2000, CYCLES = 1000, ROUNDS = 50 };

typedef struct point {
    uint32_t agents, waiting, queues, entries;
} point;

static usher_participant_id rings;
static usher_contact_id rings_for;

static void drain(usher_engine *engine)
{
    const usher_event *event;
    while ((event = usher_engine_next(engine)) != NULL) {
        if (event->type == USHER_EVENT_OFFER_MADE) {
            rings = event->participant;
            rings_for = event->contact;
        }
    }
}

static void begin(usher_engine *engine, usher_time now, uint32_t queue)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue.v = queue + 1;
    bench_must(usher_contact_begin(engine, now, &options, NULL));
    drain(engine);
}

/*
 * The contact that rings is answered, ends and is cleared, so that the next one rings; one arrives.
 */
static void cycle(usher_engine *engine, usher_time now, uint32_t queue)
{
    usher_participant_id part = rings;
    usher_contact_id contact = rings_for;
    begin(engine, now, queue);
    bench_must(usher_report_answered(engine, now, part));
    bench_must(usher_report_joined(engine, now, part));
    bench_must(usher_contact_end(engine, now, contact, USHER_REASON_CUSTOMER_DISCONNECT));
    bench_must(usher_participant_clear(engine, now, part));
    drain(engine);
}

static double cost_of(const point *p)
{
    bench_centre shape = { .agents = p->agents,
                           .profiles = 1,
                           .queues = p->queues,
                           .entries = p->entries,
                           .acw = USHER_FOREVER };
    usher_engine *engine = bench_engine(&shape);
    bench_random random = { 1 };
    bench_available(engine, 0);
    for (uint32_t i = 0; i < p->agents + p->waiting; i++) {
        begin(engine, 0, bench_below(&random, p->entries));
    }
    usher_time now = 1;
    for (int i = 0; i < WARM_UP; i++) {
        cycle(engine, now++, bench_below(&random, p->entries));
    }
    double rounds[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t from = bench_ns();
        for (int i = 0; i < CYCLES; i++) {
            cycle(engine, now++, bench_below(&random, p->entries));
        }
        rounds[round] = (double)(bench_ns() - from) / CYCLES;
    }
    usher_engine_free(engine);
    qsort(rounds, ROUNDS, sizeof *rounds, bench_compare_doubles);
    return rounds[ROUNDS / 2];
}

static void axis(const char *name, const point points[POINTS], const uint32_t sizes[POINTS])
{
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    printf("%-8s", name);
    for (int i = 0; i < POINTS; i++) {
        double ns = cost_of(&points[i]);
        double x = log(sizes[i]);
        double y = log(ns);
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
        printf(" %u:%.0fns", sizes[i], ns);
    }
    printf(" exponent=%.3f\n", (POINTS * sxy - sx * sy) / (POINTS * sxx - sx * sx));
}

void bench_growth(void)
{
    static const uint32_t agents[POINTS] = { 10, 100, 1000, 10000, 100000 };
    static const uint32_t waiting[POINTS] = { 100, 1000, 10000, 100000, 1000000 };
    static const uint32_t queues[POINTS] = { 10, 100, 1000, 10000, 50000 };
    static const uint32_t entries[POINTS] = { 3, 6, 12, 25, 50 };
    point points[POINTS];
    for (int i = 0; i < POINTS; i++) {
        points[i] = (point){ agents[i], 1000, 10, 10 };
    }
    axis("agents", points, agents);
    for (int i = 0; i < POINTS; i++) {
        points[i] = (point){ 100, waiting[i], 10, 10 };
    }
    axis("waiting", points, waiting);
    for (int i = 0; i < POINTS; i++) {
        points[i] = (point){ 100, 1000, queues[i], 10 };
    }
    axis("queues", points, queues);
    for (int i = 0; i < POINTS; i++) {
        points[i] = (point){ 100, 1000, 50, entries[i] };
    }
    axis("entries", points, entries);
}

/*
 * bench.c - the shared parts of the engine's benches.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void bench_fail(usher_status status)
{
    fprintf(stderr, "bench-engine: %s\n", usher_strerror(status));
    exit(1);
}

uint64_t bench_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

#if defined(__x86_64__)
uint64_t bench_ticks(void)
{
    __builtin_ia32_lfence();
    uint64_t ticks = __builtin_ia32_rdtsc();
    __builtin_ia32_lfence();
    return ticks;
}

/* Ticks of a nanosecond, and what two readings in a row cost: measured once, at the first use. */
static double ticks_per_ns;
static uint64_t ticks_idle;

static void calibrate(void)
{
    uint64_t ns = bench_ns();
    uint64_t ticks = bench_ticks();
    while (bench_ns() - ns < 50000000) {
    }
    ticks_per_ns = (double)(bench_ticks() - ticks) / (double)(bench_ns() - ns);
    ticks_idle = UINT64_MAX;
    for (int i = 0; i < 1000; i++) {
        uint64_t from = bench_ticks();
        uint64_t idle = bench_ticks() - from;
        ticks_idle = idle < ticks_idle ? idle : ticks_idle;
    }
}

uint32_t bench_ticks_since(uint64_t from)
{
    uint64_t ticks = bench_ticks() - from;
    if (ticks_per_ns == 0) {
        calibrate();
    }
    return ticks > ticks_idle ? (uint32_t)((double)(ticks - ticks_idle) / ticks_per_ns) : 0;
}
#else
uint64_t bench_ticks(void)
{
    return bench_ns();
}

uint32_t bench_ticks_since(uint64_t from)
{
    return (uint32_t)(bench_ns() - from);
}
#endif

int bench_compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

int bench_compare_uint32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t bench_below(bench_random *random, uint32_t bound)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(((z ^ (z >> 31)) >> 32) * bound >> 32);
}

static void add_queues(usher_centre_builder *builder, const bench_centre *shape)
{
    for (uint32_t i = 0; i < shape->queues; i++) {
        char name[32];
        snprintf(name, sizeof name, "queue%u", i);
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        def.name = name;
        bench_must(usher_centre_add_queue(builder, &def, NULL));
    }
}

static void add_profiles(usher_centre_builder *builder, const bench_centre *shape)
{
    for (uint32_t i = 0; i < shape->profiles; i++) {
        char name[32];
        snprintf(name, sizeof name, "profile%u", i);
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        usher_profile_ref ref;
        def.name = name;
        def.max[USHER_VOICE] = 1;
        bench_must(usher_centre_add_profile(builder, &def, &ref));
        for (uint32_t k = 0; k < shape->entries; k++) {
            usher_entry_def entry = USHER_ENTRY_DEF_INIT;
            entry.queue.v = (i * shape->entries + k) % shape->queues + 1;
            entry.priority = (uint8_t)(shape->entries > 5 ? k % 5 + 1 : 1);
            bench_must(usher_centre_add_entry(builder, ref, &entry));
        }
    }
}

static void add_agents(usher_centre_builder *builder, const bench_centre *shape)
{
    for (uint32_t i = 0; i < shape->agents; i++) {
        char name[32];
        snprintf(name, sizeof name, "agent%u", i);
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        def.name = name;
        def.profile.v = i % shape->profiles + 1;
        def.acw[USHER_VOICE] = shape->acw;
        bench_must(usher_centre_add_agent(builder, &def));
    }
}

usher_engine *bench_engine(const bench_centre *shape)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_engine *engine;
    bench_must(usher_centre_builder_new(NULL, &builder));
    add_queues(builder, shape);
    add_profiles(builder, shape);
    add_agents(builder, shape);
    bench_must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.mem = shape->mem;
    bench_must(usher_engine_new(&options, &engine));
    usher_centre_unref(centre);
    return engine;
}

void bench_available(usher_engine *engine, usher_time now)
{
    usher_agent_status_ref available =
        usher_centre_find_status(usher_engine_centre(engine), "Available");
    usher_agent_id agent = { 0 };
    while ((agent = usher_engine_next_agent(engine, agent)).v != 0) {
        bench_must(usher_agent_set_status(engine, now, agent, available));
        usher_engine_info info;
        usher_engine_get(engine, &info);
        usher_engine_confirm(engine, info.event);
    }
}

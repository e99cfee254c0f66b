/*
 * test_shared_memory.c - an engine in memory that two processes share is the engine of one.
 *
 * The model of servers that are many processes over one shared memory: it is mapped before the
 * fork, the engine, its centre and its store get all their memory from an arena in it, and one lock
 * that both processes know is held around every use. Two processes play a random script in turns,
 * and everything that can be seen after each step must be what one process alone comes to. Either
 * of them may have made the engine, so anything in it that belongs to one process only shows.
 * `test_shared_memory SEED` plays one script.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "support/scenario.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SCRIPTS = 12, STEPS = 300, CLASSES = 40 };
static const size_t shared_size = (size_t)64 << 20;

static uint32_t first_script, scripts;
static scenario script;

/* ---- an arena: blocks of powers of two, used again when they are free ------------------------ */

typedef struct arena {
    uint8_t *at, *end;
    void *free[CLASSES]; /* the first free block of each size; the next one stands in it */
} arena;

static int class_of(size_t size)
{
    int class = 5;
    while ((size_t)1 << class < size) {
        class ++;
    }
    return class;
}

static void *get(arena *a, size_t size)
{
    int class = class_of(size);
    void *block = a->free[class];
    if (block != NULL) {
        memcpy(&a->free[class], block, sizeof(void *));
        return block;
    }
    size_t whole = (size_t)1 << class;
    if ((size_t)(a->end - a->at) < whole) {
        return NULL;
    }
    block = a->at;
    a->at += whole;
    return block;
}

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    arena *a = ctx;
    void *block = new_size > 0 ? get(a, new_size) : NULL;
    if (ptr != NULL && (block != NULL || new_size == 0)) {
        if (block != NULL) {
            memcpy(block, ptr, old_size < new_size ? old_size : new_size);
        }
        memset(ptr, 0xa5, old_size);
        memcpy(ptr, &a->free[class_of(old_size)], sizeof(void *));
        a->free[class_of(old_size)] = ptr;
    }
    return block;
}

/* ---- what the processes share ---------------------------------------------------------------- */

/* All that can be seen after a step. */
typedef struct mark {
    usher_status status;
    uint64_t id, digest, state_digest, delivered, due;
} mark;

typedef struct room {
    pthread_mutex_t lock;
    pthread_cond_t moved; /* a step was played */
    arena arena;
    usher_mem mem; /* NULL function: libc */
    usher_memory_store *store;
    usher_engine *engine;
    usher_time now;
    uint64_t delivered; /* digest of the events that came to a callback, in either process */
    uint32_t steps;     /* played so far */
    uint32_t played[2]; /* by whom */
    bool failed;
    mark marks[STEPS];
} room;

static bool must(room *r, bool what, const char *text)
{
    if (!what && !r->failed) {
        (void)fprintf(stderr, "script %u, step %u: %s\n", (unsigned)script.index,
                      (unsigned)r->steps, text);
        r->failed = true;
    }
    return what;
}

static const usher_mem *mem_of(const room *r)
{
    return r->mem.resize != NULL ? &r->mem : NULL;
}

static void open_engine(room *r)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_store table;
    if (!must(r, usher_memory_store_new(mem_of(r), true, &r->store) == USHER_OK, "no store")) {
        return;
    }
    table = usher_memory_store_table(r->store);
    options.centre = scenario_centre(&script, mem_of(r), NULL);
    options.mem = mem_of(r);
    options.store = &table;
    must(r, usher_engine_new(&options, &r->engine) == USHER_OK, "no engine");
    usher_centre_unref(options.centre);
}

/* The host of both processes. It answers what rings on its own, from inside the callback. */
static void on_offer_made(void *user, usher_engine *engine, const usher_event *event)
{
    room *r = user;
    r->delivered = r->delivered * 31 + event->number;
    if (event->number % 3 == 0) {
        usher_status status = usher_report_ringing(engine, r->now, event->participant);
        must(r, status == USHER_OK || status == USHER_ERR_NOT_FOUND, "ringing");
    }
}

static void on_other(void *user, usher_engine *engine, const usher_event *event)
{
    room *r = user;
    (void)engine;
    r->delivered = r->delivered * 31 + event->number + event->type;
}

static void play_step(room *r)
{
    const scenario_step *step = &script.steps[r->steps];
    mark *m = &r->marks[r->steps];
    usher_host host = { .size = sizeof host, .user = r };
    host.offer_made = on_offer_made;
    host.other = on_other;
    usher_command command;
    *m = (mark){ .status = USHER_OK };
    r->now += step->after;
    must(r, usher_engine_advance(r->engine, r->now) == USHER_OK, "advance");
    if (scenario_resolve(r->engine, step, r->now, &command)) {
        m->status = usher_engine_submit(r->engine, &command, &m->id);
    }
    must(r, usher_engine_dispatch(r->engine, &host) == USHER_OK, "dispatch");
    must(r, usher_engine_check(r->engine) == NULL, "an invariant is broken");
    usher_engine_info info;
    usher_engine_get(r->engine, &info);
    m->digest = info.digest;
    m->state_digest = usher_engine_state_digest(r->engine);
    m->delivered = r->delivered;
    m->due = (uint64_t)usher_engine_next_due(r->engine);
    r->steps++;
}

/* ---- one process, two processes -------------------------------------------------------------- */

static void play_alone(room *r)
{
    open_engine(r);
    while (!r->failed && r->steps < script.count) {
        play_step(r);
    }
}

/* Every other script is a race, in which one process may come too late for anything. */
static bool whoever_comes_first(void)
{
    return script.index % 2 == 0;
}

static bool is_my_turn(uint32_t step, int me)
{
    uint64_t random = script.seed + step;
    return whoever_comes_first() || (int)scenario_random(&random, 2) == me;
}

static void play_in_turns(room *r, int me)
{
    (void)pthread_mutex_lock(&r->lock);
    while (!r->failed && r->steps < script.count) {
        if (r->engine == NULL && (int)(script.index / 2 % 2) == me) {
            open_engine(r);
        } else if (r->engine == NULL || !is_my_turn(r->steps, me)) {
            (void)pthread_cond_wait(&r->moved, &r->lock);
            continue;
        } else {
            play_step(r);
            r->played[me]++;
        }
        (void)pthread_cond_broadcast(&r->moved);
        (void)pthread_mutex_unlock(&r->lock);
        if (whoever_comes_first()) {
            (void)usleep(50); /* let the other one in */
        }
        (void)pthread_mutex_lock(&r->lock);
    }
    (void)pthread_cond_broadcast(&r->moved);
    (void)pthread_mutex_unlock(&r->lock);
}

static room *map_room(void)
{
    room *r = mmap(NULL, shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(r != MAP_FAILED);
    pthread_mutexattr_t lock;
    pthread_condattr_t moved;
    assert_int_equal(pthread_mutexattr_init(&lock), 0);
    assert_int_equal(pthread_mutexattr_setpshared(&lock, PTHREAD_PROCESS_SHARED), 0);
    assert_int_equal(pthread_mutex_init(&r->lock, &lock), 0);
    assert_int_equal(pthread_condattr_init(&moved), 0);
    assert_int_equal(pthread_condattr_setpshared(&moved, PTHREAD_PROCESS_SHARED), 0);
    assert_int_equal(pthread_cond_init(&r->moved, &moved), 0);
    (void)pthread_mutexattr_destroy(&lock);
    (void)pthread_condattr_destroy(&moved);
    uint8_t *bytes = (uint8_t *)r;
    r->arena.at = bytes + (sizeof *r + 63) / 64 * 64;
    r->arena.end = bytes + shared_size;
    r->mem = (usher_mem){ resize, &r->arena };
    return r;
}

static void play_together(room *r)
{
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        play_in_turns(r, 1);
        _exit(r->failed ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    play_in_turns(r, 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
}

/* ---- the same -------------------------------------------------------------------------------- */

static void check_marks(const room *a, const room *b)
{
    assert_false(a->failed);
    assert_false(b->failed);
    assert_int_equal(a->steps, b->steps);
    for (uint32_t i = 0; i < a->steps; i++) {
        const mark *one = &a->marks[i];
        const mark *two = &b->marks[i];
        assert_int_equal(one->status, two->status);
        assert_true(one->id == two->id && one->due == two->due);
        assert_true(one->digest == two->digest && one->state_digest == two->state_digest);
        assert_true(one->delivered == two->delivered);
    }
}

static void check_records(const room *a, const room *b)
{
    usher_store one = usher_memory_store_table(a->store);
    usher_store two = usher_memory_store_table(b->store);
    uint64_t last = usher_memory_store_last(a->store);
    static uint8_t bytes[2][USHER_RECORD_MAX];
    assert_true(last > STEPS / 4 && last == usher_memory_store_last(b->store));
    for (uint64_t number = 1; number <= last; number++) {
        size_t sizes[2] = { USHER_RECORD_MAX, USHER_RECORD_MAX };
        assert_int_equal(one.read(one.user, number, bytes[0], &sizes[0]), USHER_OK);
        assert_int_equal(two.read(two.user, number, bytes[1], &sizes[1]), USHER_OK);
        assert_int_equal(sizes[0], sizes[1]);
        assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    }
}

static void close_room(room *r)
{
    usher_engine_free(r->engine);
    usher_memory_store_free(r->store);
}

static void two_processes_are_as_one(void **state)
{
    (void)state;
    static room alone;
    for (uint32_t i = 0; i < scripts; i++) {
        scenario_make(&script, first_script + i, STEPS);
        alone = (room){ .now = 0 };
        play_alone(&alone);
        room *shared = map_room();
        play_together(shared);
        check_marks(shared, &alone);
        check_records(shared, &alone);
        bool both = shared->played[0] > 0 && shared->played[1] > 0;
        assert_true(both || whoever_comes_first());
        close_room(shared); /* whoever made it */
        close_room(&alone);
        assert_int_equal(munmap(shared, shared_size), 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(two_processes_are_as_one) };
    first_script = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1;
    scripts = argc > 1 ? 1 : SCRIPTS;
    printf("scripts from %u on, %u of them\n", (unsigned)first_script, (unsigned)scripts);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

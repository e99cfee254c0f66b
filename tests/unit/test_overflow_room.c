/*
 * test_overflow_room.c - time alone spreads contacts over queues, and memory is not asked for.
 *
 * Queues overflow one into the other, each sooner than contacts come. They all come into the first
 * one; when the allocator refuses everything, they are let run down the chain, until each of them
 * waits in a queue of its own.
 */
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { CONTACTS = 300, QUEUES = 2 * CONTACTS, APART = 1000, STAY = APART / 2 };

typedef struct world {
    fault_mem fault;
    usher_mem mem;
    usher_engine *engine;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* Nobody leaves the first queue before the last contact has come. */
static usher_centre *build(void)
{
    usher_centre_builder *b;
    usher_centre *centre;
    ok(usher_centre_builder_new(NULL, &b));
    for (uint32_t i = 1; i <= QUEUES; i++) {
        char name[32];
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        (void)snprintf(name, sizeof name, "q%u", (unsigned)i);
        def.name = name;
        def.longest_wait = i > 1 ? STAY : CONTACTS * APART;
        def.overflow_queue.v = i < QUEUES ? i + 1 : 0;
        ok(usher_centre_add_queue(b, &def, NULL));
    }
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

static void open_world(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    *w = (world){ .fault = { 0 } };
    w->mem = fault_mem_host(&w->fault);
    options.centre = build();
    options.mem = &w->mem;
    ok(usher_engine_new(&options, &w->engine));
    usher_centre_unref(options.centre);
}

/* All that is due is done, with the room there is for events. */
static void pass(world *w, usher_time now)
{
    usher_engine_info info;
    do {
        ok(usher_engine_advance(w->engine, now));
        usher_engine_get(w->engine, &info);
        usher_engine_confirm(w->engine, info.event);
    } while (info.work_left);
}

static uint32_t queues_used(const world *w)
{
    uint32_t used = 0;
    for (uint32_t i = 1; i <= QUEUES; i++) {
        usher_queue_info info;
        assert_true(usher_queue_get(w->engine, (usher_queue_ref){ i }, &info));
        used += info.waiting > 0;
    }
    return used;
}

static void contacts_run_down_a_chain(void **state)
{
    (void)state;
    world w;
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    open_world(&w);
    call.queue.v = 1;
    for (usher_time now = 0; now < CONTACTS * APART; now += APART) {
        ok(usher_contact_begin(w.engine, now, &call, NULL));
        pass(&w, now);
    }
    assert_int_equal(queues_used(&w), 1);
    w.fault.refuse_at = 1;
    w.fault.for_ever = true;
    for (usher_time now = CONTACTS * APART; now < 2 * CONTACTS * APART; now += STAY) {
        pass(&w, now);
        assert_null(usher_engine_check(w.engine));
    }
    assert_int_equal(queues_used(&w), CONTACTS);
    usher_engine_free(w.engine);
    assert_int_equal(w.fault.blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_run_down_a_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

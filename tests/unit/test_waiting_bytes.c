/*
 * test_waiting_bytes.c - what a contact that waits costs in memory, all included.
 *
 * As many contacts a queue as in the large centre of the benchmark, of mixed priorities and ages,
 * in one of several channels. What counts is how much all allocations grow from the first contact
 * in every queue to the last.
 */
#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Exact builds give each object a block of its own, and so a pointer to it; and they are slow. */
#ifdef US_EXACT_GROWTH
enum { QUEUES = 50, MOST = 256 + 8 };
#else
enum { QUEUES = 1000, MOST = 256 };
#endif
enum { FEW = 10 * QUEUES, MANY = 100 * QUEUES };

static usher_engine *open_engine(void)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_engine *engine;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    for (int i = 0; i < QUEUES; i++) {
        char name[32];
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        (void)snprintf(name, sizeof name, "queue-%d", i);
        def.name = name;
        assert_int_equal(usher_centre_add_queue(builder, &def, NULL), USHER_OK);
    }
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_builder_free(builder);
    usher_centre_unref(centre);
    return engine;
}

static uint32_t draw(uint64_t *random, uint32_t below)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*random >> 33) % below;
}

/* Contacts begin until so many wait; the bytes of the engine then. */
static uint64_t fill(usher_engine *engine, uint64_t *random, uint32_t waiting)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    while (info.waiting < waiting) {
        usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
        o.queue.v = draw(random, QUEUES) + 1;
        o.priority = draw(random, 9) + 1;
        o.age = USHER_SECONDS(draw(random, 600));
        usher_time now = usher_engine_now(engine) + 1;
        assert_int_equal(usher_contact_begin(engine, now, &o, NULL), USHER_OK);
        usher_engine_get(engine, &info);
        usher_engine_confirm(engine, info.event);
    }
    usher_engine_get(engine, &info);
    return info.bytes;
}

static void a_waiting_contact_is_small(void **state)
{
    (void)state;
    uint64_t random = 20261121;
    usher_engine *engine = open_engine();
    uint64_t few = fill(engine, &random, FEW);
    uint64_t many = fill(engine, &random, FEW + MANY);
    print_message("          %.1f bytes a contact\n", (double)(many - few) / MANY);
    assert_true(many - few <= (uint64_t)MANY * MOST);
    usher_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_waiting_contact_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

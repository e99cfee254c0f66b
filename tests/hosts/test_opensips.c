/*
 * test_opensips.c - the OpenSIPS half of the examples, in one process that plays several.
 *
 * The lock knows whether it is held: nothing that B2B is asked may be asked under it. B2B calls
 * back at once, from inside of what it is asked, and things happen elsewhere while it dials.
 */
#include "opensips.h"

#include "opensips_core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct {
    gen_lock_t lock;
    int blocks; /* of both memories */
    usher_time now;
    char log[4096];
    char leg[ADAPTER_NAME]; /* the latest that was dialled */
    bool caller_gives_up;   /* while the next leg is dialled */
} world;

/* ---- the core -------------------------------------------------------------------------------- */

void *shm_malloc(size_t size)
{
    world.blocks++;
    return malloc(size);
}

void *shm_realloc(void *ptr, size_t size)
{
    return realloc(ptr, size);
}

void shm_free(void *ptr)
{
    world.blocks--;
    free(ptr);
}

void *pkg_malloc(size_t size)
{
    world.blocks++;
    return malloc(size);
}

void pkg_free(void *ptr)
{
    world.blocks--;
    free(ptr);
}

gen_lock_t *lock_alloc(void)
{
    return &world.lock;
}

gen_lock_t *lock_init(gen_lock_t *lock)
{
    return lock;
}

void lock_get(gen_lock_t *lock)
{
    assert_int_equal(lock->held, 0); /* it is no recursive lock */
    lock->held = 1;
}

void lock_release(gen_lock_t *lock)
{
    assert_int_equal(lock->held, 1);
    lock->held = 0;
}

usher_time server_time(void)
{
    return world.now;
}

/* ---- B2B ------------------------------------------------------------------------------------- */

static void note(const char *what, const char *leg)
{
    size_t used = strlen(world.log);
    assert_int_equal(world.lock.held, 0);
    (void)snprintf(world.log + used, sizeof world.log - used, "%s %s\n", what,
                   adapter_is_agents(leg) ? "part" : leg);
}

void b2b_leg_to_media(const char *caller)
{
    note("media", caller);
}

void b2b_leg_new(const char *leg, const char *uri, const char *caller)
{
    note("new", uri);
    (void)snprintf(world.leg, sizeof world.leg, "%s", leg);
    if (world.caller_gives_up) {
        world.caller_gives_up = false;
        assert_int_equal(usher_leg_gone(caller, 16), USHER_OK); /* in another process */
    }
}

void b2b_leg_bridge(const char *caller, const char *leg)
{
    note("bridge", caller);
    assert_int_equal(usher_leg_joined(leg), USHER_OK); /* at once */
}

void b2b_leg_hang_up(const char *leg)
{
    char name[ADAPTER_NAME];
    (void)snprintf(name, sizeof name, "%s", leg);
    note("hang up", name);
    assert_int_equal(usher_leg_gone(name, 487), USHER_OK); /* its session is destroyed */
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void expect(const char *log)
{
    assert_string_equal(world.log, log);
    world.log[0] = '\0';
}

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_centre *centre;
    ok(usher_centre_builder_new(&shared_memory, &builder));
    queue.name = "sales";
    queue.max_contacts = 2;
    ok(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(builder, &profile, &agent.profile));
    ok(usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = "ann";
    agent.device = "sip:ann@example.com";
    ok(usher_centre_add_agent(builder, &agent));
    agent.name = "bob";
    agent.device = "sip:bob@example.com";
    ok(usher_centre_add_agent(builder, &agent));
    ok(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

static void test_calls(void **state)
{
    usher_centre *centre = build_centre();
    (void)state;
    assert_true(world.blocks > 0);
    ok(usher_init(centre));
    usher_centre_unref(centre);
    ok(usher_agent("ann", "Available"));
    ok(usher_agent("bob", "Available"));

    world.now = USHER_SECONDS(1);
    ok(usher_caller("c1"));
    ok(usher_caller("c1")); /* a retransmission */
    expect("media c1\nnew sip:ann@example.com\n");
    ok(usher_leg_rings(world.leg));
    world.now += USHER_SECONDS(20);
    usher_tick();
    expect("hang up part\nnew sip:bob@example.com\n");
    ok(usher_leg_answered(world.leg));
    expect("bridge c1\n");
    ok(usher_leg_gone("c1", 16));
    ok(usher_leg_gone("c1", 16));
    expect("hang up c1\nhang up part\n");

    world.now += USHER_SECONDS(60);
    usher_tick();
    world.log[0] = '\0';
    world.caller_gives_up = true; /* so the offer is withdrawn before there is a leg, */
    ok(usher_caller("c2"));       /* and who dialled it looks again */
    expect("media c2\nnew sip:ann@example.com\nhang up part\nhang up c2\nhang up part\n");

    ok(usher_agent("ann", "Offline"));
    ok(usher_agent("bob", "Offline"));
    ok(usher_caller("c3"));
    ok(usher_caller("c4"));
    assert_int_equal(usher_caller("c5"), USHER_ERR_FULL);
    ok(usher_leg_rings("part-0000000077000001"));
    expect("media c3\nmedia c4\nhang up part\n");
    usher_exit();
    assert_int_equal(world.blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_calls) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

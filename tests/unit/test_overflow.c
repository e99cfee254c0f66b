/*
 * test_overflow.c - overflow where it is hard: without memory, and with facts in the middle of it.
 *
 * Queues overflow one into the other, each as soon as contacts come. They all come into the first
 * one; when the allocator refuses everything, they are let run down the chain, until each of them
 * waits in a line of its own, and no line is left. And with one unit a command, somebody comes
 * back to a queue that nobody serves any more while those inside are told so.
 */
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <usher/usher.h>

/* So many on each channel come one after the other. */
enum { CHANNELS = 4, CONTACTS = 75, QUEUES = CONTACTS, APART = 1000 };

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
        def.longest_wait = i > 1 ? APART : CONTACTS * APART;
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

static void begin(const world *w, usher_time now)
{
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    call.queue.v = 1;
    for (call.channel = 0; call.channel < CHANNELS; call.channel++) {
        ok(usher_contact_begin(w->engine, now, &call, NULL));
    }
}

static void contacts_run_down_a_chain(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    for (usher_time now = 0; now < CONTACTS * APART; now += APART) {
        begin(&w, now);
        pass(&w, now);
    }
    assert_int_equal(queues_used(&w), 1);
    w.fault.refuse_at = 1;
    w.fault.for_ever = true;
    for (usher_time now = CONTACTS * APART; now < (2 * CONTACTS - 1) * APART; now += APART) {
        pass(&w, now);
        assert_null(usher_engine_check(w.engine));
    }
    assert_int_equal(queues_used(&w), CONTACTS);
    usher_engine_free(w.engine);
    assert_int_equal(w.fault.blocks, 0);
}

/* ---- facts in the middle of it --------------------------------------------------------------- */

enum { CALLERS = 5 };

typedef struct desk {
    usher_engine *engine;
    usher_agent_status_ref available, offline;
    usher_agent_id ann, bob;
    usher_contact_id callers[CALLERS];
    usher_participant_id first; /* of the first caller, whom bob has picked up */
} desk;

/* Only ann serves the queue; who overflows ends with `end`, or stays. */
static usher_centre *build_desk(uint8_t end)
{
    usher_centre_builder *b;
    usher_centre *centre;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    queue.name = "sales";
    queue.stay_needs = USHER_NEEDS_STAFFED;
    queue.overflow_end = end;
    ok(usher_centre_add_queue(b, &queue, &entry.queue));
    profile.max[USHER_VOICE] = 2;
    profile.name = "desk";
    ok(usher_centre_add_profile(b, &profile, &agent.profile));
    ok(usher_centre_add_entry(b, agent.profile, &entry));
    agent.name = "ann";
    ok(usher_centre_add_agent(b, &agent));
    profile.name = "other";
    ok(usher_centre_add_profile(b, &profile, &agent.profile));
    agent.name = "bob";
    ok(usher_centre_add_agent(b, &agent));
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

static bool work_is_left(const desk *d)
{
    usher_engine_info info;
    usher_engine_get(d->engine, &info);
    return info.work_left;
}

static void catch_up(desk *d)
{
    while (work_is_left(d)) {
        ok(usher_engine_advance(d->engine, 0));
    }
}

/* Ann rings for one caller or two, and has answered none. */
static void open_desk(desk *d, uint8_t end)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.centre = build_desk(end);
    options.limits.units_per_command = 1;
    ok(usher_engine_new(&options, &d->engine));
    d->available = usher_centre_find_status(options.centre, "Available");
    d->offline = usher_centre_find_status(options.centre, "Offline");
    d->ann = usher_agent_find(d->engine, "ann");
    d->bob = usher_agent_find(d->engine, "bob");
    usher_centre_unref(options.centre);
    ok(usher_agent_set_status(d->engine, 0, d->ann, d->available));
    call.queue.v = 1;
    for (int i = 0; i < CALLERS; i++) {
        catch_up(d);
        ok(usher_contact_begin(d->engine, 0, &call, &d->callers[i]));
    }
    catch_up(d);
    d->first = usher_contact_next_part(d->engine, d->callers[0], (usher_participant_id){ 0 });
}

static uint32_t count_overdue(const desk *d)
{
    uint32_t count = 0;
    for (int i = 0; i < CALLERS; i++) {
        usher_contact_info info;
        assert_true(usher_contact_get(d->engine, d->callers[i], &info));
        count += info.overdue;
    }
    return count;
}

/*
 * After so many of the others have been told, the first one is back before all of them. In the end
 * nobody is left to be told, whoever goes then: that is known without looking at each of them.
 */
static void one_comes_back_meanwhile(void **state)
{
    (void)state;
    for (uint32_t told = 0; told < CALLERS; told++) {
        desk d;
        open_desk(&d, USHER_REASON_NONE);
        ok(usher_report_answered_by(d.engine, 0, d.first, d.bob));
        catch_up(&d);
        ok(usher_agent_set_status(d.engine, 0, d.ann, d.offline));
        while (count_overdue(&d) < told) {
            ok(usher_engine_advance(d.engine, 0));
        }
        ok(usher_report_join_failed(d.engine, 0, d.first, USHER_REASON_NOT_JOINED));
        catch_up(&d);
        assert_null(usher_engine_check(d.engine));
        assert_int_equal(count_overdue(&d), CALLERS);
        ok(usher_agent_set_profile(d.engine, 0, d.ann, (usher_profile_ref){ 2 }));
        assert_false(work_is_left(&d));
        usher_engine_free(d.engine);
    }
}

/*
 * Ann wants to go, and her telephone rings still: all are to end. She answers after so many units.
 * It may be too late; if not, the conversation is one as any other, and ends when somebody says so.
 */
static void one_is_answered_meanwhile(void **state)
{
    (void)state;
    bool was_too_late = false;
    for (uint32_t units = 0; !was_too_late; units++) {
        desk d;
        usher_contact_info info;
        open_desk(&d, USHER_REASON_EXPIRED);
        ok(usher_agent_set_status(d.engine, 0, d.ann, d.offline));
        for (uint32_t i = 0; i < units; i++) {
            ok(usher_engine_advance(d.engine, 0));
        }
        usher_status status = usher_report_answered(d.engine, 0, d.first);
        was_too_late = status == USHER_ERR_NOT_FOUND;
        assert_true(was_too_late || status == USHER_OK);
        catch_up(&d);
        assert_null(usher_engine_check(d.engine));
        if (usher_contact_get(d.engine, d.callers[0], &info)) {
            ok(usher_report_left(d.engine, 0, usher_contact_customer(d.callers[0])));
            catch_up(&d);
        }
        for (int i = 0; i < CALLERS; i++) {
            assert_false(usher_contact_get(d.engine, d.callers[i], &info));
        }
        assert_null(usher_engine_check(d.engine));
        usher_engine_free(d.engine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_run_down_a_chain),
        cmocka_unit_test(one_comes_back_meanwhile),
        cmocka_unit_test(one_is_answered_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

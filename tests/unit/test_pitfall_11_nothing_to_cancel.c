/*
 * test_pitfall_11_nothing_to_cancel.c - an offer that is withdrawn while the news of it is still on
 * its way to the host.
 *
 * A host that dials on offer.made, and drops on offer.withdrawn, has nothing to drop yet when the
 * two come together. So an offer that is over before the host has confirmed it says so itself. One
 * that the host knows does not change any more; what it has dialled it finds by the number.
 */
#include "support/memory_files.h"

#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char text[] = "usher: 1\n"
                           "queues: {all: {offers: all}}\n"
                           "profiles:\n"
                           "  agent:\n"
                           "    channels: {voice: {max: 1}}\n"
                           "    entries: [{queue: all, channels: [voice]}]\n"
                           "agents: [{name: ann, profile: agent}, {name: bob, profile: agent}]\n";

typedef struct world {
    usher_loaded *loaded;
    usher_memory_store *memory;
    usher_engine *engine;
    usher_contact_id call;
    usher_participant_id parts[2]; /* ann's, bob's */
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* Forgets what the host has been told so far. */
static void confirm_all(world *w)
{
    usher_engine_info info;
    usher_engine_get(w->engine, &info);
    usher_engine_confirm(w->engine, info.event);
}

/* Two agents, and a call that both are offered; none of that has been told to the host. */
static void open_world(world *w, bool durable)
{
    static const char *const names[] = { "ann", "bob" };
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    *w = (world){ 0 };
    ok(load_text(text, &w->loaded));
    ok(usher_memory_store_new(NULL, durable, &w->memory));
    usher_store store = usher_memory_store_table(w->memory);
    options.centre = usher_loaded_centre(w->loaded);
    options.store = &store;
    ok(usher_engine_new(&options, &w->engine));
    usher_agent_status_ref available = usher_centre_find_status(options.centre, "Available");
    for (int i = 0; i < 2; i++) {
        ok(usher_agent_set_status(w->engine, 0, usher_agent_find(w->engine, names[i]), available));
    }
    usher_engine_acknowledge(w->engine, usher_memory_store_last(w->memory));
    confirm_all(w);
    begin.queue = usher_centre_find_queue(options.centre, "all");
    ok(usher_contact_begin(w->engine, 0, &begin, &w->call));
    for (int i = 0; i < 2; i++) {
        usher_participant_id before = { i == 0 ? 0 : w->parts[0].v };
        w->parts[i] = usher_contact_next_part(w->engine, w->call, before);
        assert_int_not_equal(w->parts[i].v, 0);
    }
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_memory_store_free(w->memory);
    usher_loaded_free(w->loaded);
}

/* The visible event of this type about this part; NULL if there is none. */
static const usher_event *find(const world *w, uint16_t type, usher_participant_id part)
{
    const usher_event *event = usher_engine_peek(w->engine);
    while (event != NULL && (event->type != type || event->participant.v != part.v)) {
        event = usher_engine_peek_after(w->engine, event->number);
    }
    return event;
}

static void is_cancelled(const world *w, usher_participant_id part, bool wanted)
{
    const usher_event *made = find(w, USHER_EVENT_OFFER_MADE, part);
    const usher_event *withdrawn = find(w, USHER_EVENT_OFFER_WITHDRAWN, part);
    assert_non_null(made);
    assert_true(((made->flags & USHER_EVENT_CANCELLED) != 0) == wanted);
    assert_true((withdrawn != NULL) == wanted);
    assert_true(withdrawn == NULL || withdrawn->number > made->number);
}

static void the_caller_is_gone_before_the_host_looks(void **state)
{
    (void)state;
    world w;
    open_world(&w, true);
    is_cancelled(&w, w.parts[0], false);
    ok(usher_report_left(w.engine, USHER_SECONDS(1), usher_contact_customer(w.call)));
    is_cancelled(&w, w.parts[0], true);
    is_cancelled(&w, w.parts[1], true);
    close_world(&w);
}

static void somebody_answers_before_the_host_looks(void **state)
{
    (void)state;
    world w;
    open_world(&w, true);
    ok(usher_report_answered(w.engine, USHER_SECONDS(1), w.parts[1]));
    is_cancelled(&w, w.parts[0], true);
    is_cancelled(&w, w.parts[1], false);
    close_world(&w);
}

/* All before the offer has been dealt with: the offer is the very next thing. */
static void the_caller_is_gone_as_the_host_gets_to_the_offer(void **state)
{
    (void)state;
    world w;
    open_world(&w, true);
    const usher_event *made = find(&w, USHER_EVENT_OFFER_MADE, w.parts[0]);
    assert_non_null(made);
    usher_engine_confirm(w.engine, made->number - 1);
    assert_ptr_equal(usher_engine_peek(w.engine), made);
    ok(usher_report_left(w.engine, USHER_SECONDS(1), usher_contact_customer(w.call)));
    is_cancelled(&w, w.parts[0], true);
    close_world(&w);
}

/* While the record is not safe nothing is told; then all of it is, and the offer is over. */
static void the_store_is_slow(void **state)
{
    (void)state;
    world w;
    open_world(&w, false);
    assert_null(usher_engine_peek(w.engine));
    ok(usher_report_left(w.engine, USHER_SECONDS(1), usher_contact_customer(w.call)));
    assert_null(usher_engine_peek(w.engine));
    usher_engine_acknowledge(w.engine, usher_memory_store_last(w.memory));
    is_cancelled(&w, w.parts[0], true);
    is_cancelled(&w, w.parts[1], true);
    close_world(&w);
}

/* The host is dialling already: the withdrawal names what to drop, and a late leg finds nothing. */
static void the_host_is_dialling(void **state)
{
    (void)state;
    world w;
    open_world(&w, true);
    confirm_all(&w);
    ok(usher_report_left(w.engine, USHER_SECONDS(1), usher_contact_customer(w.call)));
    assert_null(find(&w, USHER_EVENT_OFFER_MADE, w.parts[0]));
    assert_non_null(find(&w, USHER_EVENT_OFFER_WITHDRAWN, w.parts[0]));
    assert_non_null(find(&w, USHER_EVENT_OFFER_WITHDRAWN, w.parts[1]));
    assert_int_equal(usher_report_ringing(w.engine, USHER_SECONDS(2), w.parts[0]),
                     USHER_ERR_NOT_FOUND);
    assert_int_equal(usher_report_joined(w.engine, USHER_SECONDS(3), w.parts[0]),
                     USHER_ERR_NOT_FOUND);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_is_gone_before_the_host_looks),
        cmocka_unit_test(the_caller_is_gone_as_the_host_gets_to_the_offer),
        cmocka_unit_test(somebody_answers_before_the_host_looks),
        cmocka_unit_test(the_store_is_slow),
        cmocka_unit_test(the_host_is_dialling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

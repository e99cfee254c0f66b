/*
 * test_virtual_host.c - days of a few contacts, second by second: what happens when, and in which
 * order.
 *
 * The centre: queue q (at most 3 contacts), agents ann and bob with one call or three chats, a
 * profile "chats" without calls. A day's log has a line for each event that matters: "second type
 * contact agent", contacts and agents by their index.
 */
#include "virtual_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LOG_MAX = 8192, STATUS_AVAILABLE = 1, STATUS_OFFLINE = 2, ANN = 0, BOB = 1 };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_run_settings settings;
    virtual_day day;
    char log[LOG_MAX];
} world;

static usher_profile_ref add_profile(usher_centre_builder *builder, const char *name, bool calls,
                                     usher_queue_ref queue)
{
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_profile_ref ref;
    profile.name = name;
    profile.max[USHER_VOICE] = calls ? 1 : 0;
    profile.max[USHER_CHAT] = 3;
    profile.while_busy[USHER_CHAT] = USHER_WHILE_BUSY_ANY;
    profile.while_busy[USHER_VOICE] = USHER_WHILE_BUSY_ANY;
    assert_int_equal(usher_centre_add_profile(builder, &profile, &ref), USHER_OK);
    entry.queue = queue;
    entry.channel = USHER_CHAT;
    assert_int_equal(usher_centre_add_entry(builder, ref, &entry), USHER_OK);
    entry.channel = USHER_VOICE;
    assert_int_equal(calls ? usher_centre_add_entry(builder, ref, &entry) : USHER_OK, USHER_OK);
    return ref;
}

static void add_agent(usher_centre_builder *builder, const char *name, usher_profile_ref profile)
{
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    agent.name = name;
    agent.profile = profile;
    assert_int_equal(usher_centre_add_agent(builder, &agent), USHER_OK);
}

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref q;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    queue.name = "q";
    queue.max_contacts = 3;
    assert_int_equal(usher_centre_add_queue(builder, &queue, &q), USHER_OK);
    usher_profile_ref both = add_profile(builder, "both", true, q);
    add_profile(builder, "chats", false, q);
    add_agent(builder, "ann", both);
    add_agent(builder, "bob", both);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

static void open_world(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    memset(w, 0, sizeof *w);
    w->centre = build_centre();
    w->settings = (usher_run_settings){ .size = sizeof w->settings, .chat_speed_count = 1,
                                        .chat_speed = { 1000000 } };
    w->day.settings = &w->settings;
    w->day.until = USHER_SECONDS(100000);
    options.centre = w->centre;
    options.limits.units_per_command = 1;
    assert_int_equal(usher_engine_new(&options, &w->engine), USHER_OK);
}

static void close_world(world *w)
{
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

static bool is_logged(const usher_event *event)
{
    switch (event->type) {
    case USHER_EVENT_CONTACT_BEGUN:
    case USHER_EVENT_CONTACT_QUEUED:
    case USHER_EVENT_CONTACT_CONNECTED:
    case USHER_EVENT_CONTACT_COMPLETED:
    case USHER_EVENT_OFFER_RINGING:
        return false;
    default:
        return true;
    }
}

static void note(world *w, usher_time time, const char *what, uint32_t contact, uint32_t agent)
{
    char line[128];
    char who[2][16] = { "-", "-" };
    if (contact != VIRTUAL_NOBODY) {
        snprintf(who[0], sizeof who[0], "%u", (unsigned)contact);
    }
    if (agent != VIRTUAL_NOBODY) {
        snprintf(who[1], sizeof who[1], "%s", agent == ANN ? "ann" : "bob");
    }
    snprintf(line, sizeof line, "%g %s %s %s\n", (double)time / 1e6, what, who[0], who[1]);
    assert_true(strlen(w->log) + strlen(line) < LOG_MAX);
    strcat(w->log, line);
}

static void hear(void *user, const usher_event *event, uint32_t contact, uint32_t agent)
{
    if (is_logged(event)) {
        note(user, event->time, usher_event_name(event->type), contact, agent);
    }
}

static void hear_refusal(void *user, usher_time at, uint32_t contact, usher_status why)
{
    note(user, at, usher_status_name(why), contact, VIRTUAL_NOBODY);
}

/* Plays the day to its end; false when something was left for later. */
static bool play(world *w)
{
    virtual_listener listener = { w, hear, hear_refusal };
    virtual_host *host;
    bool more = true;
    assert_int_equal(virtual_host_new(w->engine, &w->day, &listener, &host), USHER_OK);
    while (more) {
        assert_int_equal(virtual_host_step(host, &more), USHER_OK);
        assert_null(usher_engine_check(w->engine));
    }
    bool cut = virtual_host_is_cut(host);
    virtual_host_free(host);
    return !cut;
}

static void play_day(world *w, const virtual_contact *contacts, uint32_t contacts_count,
                     const virtual_shift *shifts, uint32_t shifts_count, const char *log)
{
    w->day.contacts = contacts;
    w->day.contacts_count = contacts_count;
    w->day.shifts = shifts;
    w->day.shifts_count = shifts_count;
    assert_true(play(w));
    assert_string_equal(w->log, log);
}

/* A call or chat that never gives up, is answered after 3 s and has no after-contact work. */
static virtual_contact contact(usher_channel channel, int64_t arrival_s, int64_t handle_s)
{
    return (virtual_contact){ .arrival = USHER_SECONDS(arrival_s), .patience = USHER_FOREVER,
                              .handle = USHER_SECONDS(handle_s), .ring = USHER_SECONDS(3),
                              .queue = { 1 }, .channel = channel };
}

static virtual_shift status(int64_t at_s, uint32_t agent, uint32_t value)
{
    return (virtual_shift){ USHER_SECONDS(at_s), agent, VIRTUAL_SHIFT_STATUS, value };
}

static void a_call_from_beginning_to_end(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    const virtual_contact contacts[] = { contact(USHER_VOICE, 10, 60) };
    play_day(&w, contacts, 1, shifts, 1,
             "0 agent.status - ann\n"
             "10 offer.made 0 ann\n"
             "13 offer.answered 0 ann\n"
             "73 contact.ended 0 -\n"
             "73 slot.cleared 0 ann\n");
    close_world(&w);
}

/* Shift, end of work, answer, giving up and arrival, all at second 20, and engine timers before. */
static void the_order_at_one_microsecond(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = {
        status(0, ANN, STATUS_AVAILABLE),
        status(0, BOB, STATUS_AVAILABLE),
        { USHER_SECONDS(20), BOB, VIRTUAL_SHIFT_PROFILE, 2 },
    };
    virtual_contact contacts[] = {
        contact(USHER_VOICE, 0, 17),  /* ann; ends at 20 */
        contact(USHER_VOICE, 0, 100), /* bob, rings for 20 s: missed at 20 */
        contact(USHER_CHAT, 1, 1),    /* ann, answered at 20 */
        contact(USHER_VOICE, 4, 1),   /* gives up at 20 */
        contact(USHER_CHAT, 20, 1),
    };
    contacts[1].ring = USHER_SECONDS(20);
    contacts[1].patience = USHER_SECONDS(20);
    contacts[2].ring = USHER_SECONDS(19);
    contacts[3].patience = USHER_SECONDS(16);
    play_day(&w, contacts, 5, shifts, 3,
             "0 agent.status - ann\n"
             "0 agent.status - bob\n"
             "0 offer.made 0 ann\n"
             "0 offer.made 1 bob\n"
             "1 offer.made 2 ann\n"
             "3 offer.answered 0 ann\n"
             "20 offer.missed 1 bob\n"     /* the engine's timer */
             "20 agent.profile - bob\n"    /* a shift */
             "20 contact.ended 0 -\n"      /* an end of work, and what it causes */
             "20 slot.cleared 0 ann\n"
             "20 offer.made 1 ann\n"
             "20 offer.answered 2 ann\n"   /* an answer */
             "20 offer.withdrawn 1 ann\n"  /* a customer gives up, the next is offered */
             "20 contact.ended 1 -\n"
             "20 offer.made 3 ann\n"
             "20 offer.withdrawn 3 ann\n"  /* and gives up */
             "20 contact.ended 3 -\n"
             "20 offer.made 4 ann\n"       /* an arrival; no profile of bob's has calls */
             "21 contact.ended 2 -\n"
             "21 slot.cleared 2 ann\n"
             "23 offer.answered 4 ann\n"
             "24 contact.ended 4 -\n"
             "24 slot.cleared 4 ann\n"
             "50 slot.cleared 1 bob\n");   /* missed: the contact has gone long ago */
    close_world(&w);
}

static void an_answer_beats_giving_up_at_the_same_moment(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    virtual_contact contacts[] = { contact(USHER_VOICE, 10, 5) };
    contacts[0].patience = USHER_SECONDS(3);
    play_day(&w, contacts, 1, shifts, 1,
             "0 agent.status - ann\n"
             "10 offer.made 0 ann\n"
             "13 offer.answered 0 ann\n"
             "18 contact.ended 0 -\n"
             "18 slot.cleared 0 ann\n");
    close_world(&w);
}

static void no_patience_at_all_needs_an_answer_at_once(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    virtual_contact contacts[] = { contact(USHER_VOICE, 10, 5), contact(USHER_VOICE, 12, 5),
                                   contact(USHER_CHAT, 12, 0) };
    contacts[0].patience = contacts[0].ring = 0;
    contacts[1].patience = 0; /* ann is busy */
    contacts[2].patience = contacts[2].ring = 0;
    play_day(&w, contacts, 3, shifts, 1,
             "0 agent.status - ann\n"
             "10 offer.made 0 ann\n"
             "10 offer.answered 0 ann\n"
             "12 contact.ended 1 -\n"
             "12 offer.made 2 ann\n"
             "12 offer.answered 2 ann\n"
             "12 contact.ended 2 -\n"
             "12 slot.cleared 2 ann\n"
             "15 contact.ended 0 -\n"
             "15 slot.cleared 0 ann\n");
    close_world(&w);
}

static void an_answer_at_the_end_of_the_window_is_a_miss(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE),
                                     status(0, BOB, STATUS_AVAILABLE) };
    virtual_contact contacts[] = { contact(USHER_VOICE, 10, 5) };
    contacts[0].ring = USHER_SECONDS(20);
    contacts[0].patience = USHER_SECONDS(25);
    play_day(&w, contacts, 1, shifts, 2,
             "0 agent.status - ann\n"
             "0 agent.status - bob\n"
             "10 offer.made 0 ann\n"
             "30 offer.missed 0 ann\n"
             "30 offer.made 0 bob\n"
             "35 offer.withdrawn 0 bob\n"
             "35 contact.ended 0 -\n"
             "60 slot.cleared 0 ann\n");
    close_world(&w);
}

static void a_full_queue_refuses(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_contact contacts[] = { contact(USHER_VOICE, 1, 5), contact(USHER_VOICE, 1, 5),
                                         contact(USHER_CHAT, 1, 5), contact(USHER_CHAT, 2, 5) };
    play_day(&w, contacts, 4, NULL, 0, "2 ERR_FULL 3 -\n");
    close_world(&w);
}

static void talking_stops_other_work(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    w.settings.other_work_while[USHER_VOICE] = 1;
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    const virtual_contact contacts[] = { contact(USHER_CHAT, 0, 20), contact(USHER_VOICE, 5, 30) };
    /* the chat: 3..8 and 38..53; ringing from 5 to 8 costs nothing */
    play_day(&w, contacts, 2, shifts, 1,
             "0 agent.status - ann\n"
             "0 offer.made 0 ann\n"
             "3 offer.answered 0 ann\n"
             "5 offer.made 1 ann\n"
             "8 offer.answered 1 ann\n"
             "38 contact.ended 1 -\n"
             "38 slot.cleared 1 ann\n"
             "53 contact.ended 0 -\n"
             "53 slot.cleared 0 ann\n");
    close_world(&w);
}

static void chats_share_their_agent(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    w.settings.chat_speed_count = 2;
    w.settings.chat_speed[1] = 500000; /* two or more: half speed */
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    const virtual_contact contacts[] = { contact(USHER_CHAT, 0, 20), contact(USHER_CHAT, 7, 10) };
    /* 3..10 at 1, then half of both: the second needs 20 s until 30, the first has 3 s left then */
    play_day(&w, contacts, 2, shifts, 1,
             "0 agent.status - ann\n"
             "0 offer.made 0 ann\n"
             "3 offer.answered 0 ann\n"
             "7 offer.made 1 ann\n"
             "10 offer.answered 1 ann\n"
             "30 contact.ended 1 -\n"
             "30 slot.cleared 1 ann\n"
             "33 contact.ended 0 -\n"
             "33 slot.cleared 0 ann\n");
    close_world(&w);
}

static void a_next_status_waits_for_the_last_slot(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE),
                                     status(20, ANN, STATUS_OFFLINE) };
    virtual_contact contacts[] = { contact(USHER_VOICE, 10, 60), contact(USHER_CHAT, 30, 1) };
    contacts[0].acw = USHER_SECONDS(5);
    play_day(&w, contacts, 2, shifts, 2,
             "0 agent.status - ann\n"
             "10 offer.made 0 ann\n"
             "13 offer.answered 0 ann\n"
             "20 agent.next_status - ann\n"
             "73 contact.ended 0 -\n"
             "73 acw.started 0 ann\n"
             "78 slot.cleared 0 ann\n"
             "78 agent.status - ann\n");
    close_world(&w);
}

/* What is due at `until` happens, what is due a microsecond later does not. */
static void a_day_ends_where_it_should(void **state)
{
    (void)state;
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    const virtual_contact contacts[] = { contact(USHER_VOICE, 10, 60) };
    for (int64_t early = 0; early < 2; early++) {
        world w;
        open_world(&w);
        w.day.contacts = contacts;
        w.day.contacts_count = 1;
        w.day.shifts = shifts;
        w.day.shifts_count = 1;
        w.day.until = USHER_SECONDS(13) - early;
        assert_false(play(&w));
        assert_int_equal(strstr(w.log, "offer.answered") != NULL, early == 0);
        close_world(&w);
    }
}

static void two_channels_that_stop_each_other_end_the_day(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    w.settings.other_work_while[USHER_VOICE] = 1;
    w.settings.other_work_while[USHER_CHAT] = 1;
    const virtual_shift shifts[] = { status(0, ANN, STATUS_AVAILABLE) };
    const virtual_contact contacts[] = { contact(USHER_CHAT, 0, 20), contact(USHER_VOICE, 0, 30) };
    play_day(&w, contacts, 2, shifts, 1,
             "0 agent.status - ann\n"
             "0 offer.made 0 ann\n"
             "0 offer.made 1 ann\n"
             "3 offer.answered 0 ann\n"
             "3 offer.answered 1 ann\n");
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_from_beginning_to_end),
        cmocka_unit_test(the_order_at_one_microsecond),
        cmocka_unit_test(an_answer_beats_giving_up_at_the_same_moment),
        cmocka_unit_test(no_patience_at_all_needs_an_answer_at_once),
        cmocka_unit_test(an_answer_at_the_end_of_the_window_is_a_miss),
        cmocka_unit_test(a_full_queue_refuses),
        cmocka_unit_test(talking_stops_other_work),
        cmocka_unit_test(chats_share_their_agent),
        cmocka_unit_test(a_next_status_waits_for_the_last_slot),
        cmocka_unit_test(a_day_ends_where_it_should),
        cmocka_unit_test(two_channels_that_stop_each_other_end_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

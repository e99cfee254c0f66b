/*
 * test_query.c - what can be read: cursors, places in line, texts, and what is gone.
 *
 * The order of waiting contacts is compared with a plain sort of what the contacts themselves tell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { AGENTS = 3, MANY = 200 };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_time now;
    usher_queue_ref sales, support;
    usher_profile_ref desk;
    usher_agent_status_ref available, offline;
    usher_agent_id agents[AGENTS];
} world;

static const char *const names[AGENTS] = { "ann", "bob", "zo\xc3\xab" };

static void build(world *w)
{
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    queue.name = "sales";
    queue.offers = USHER_OFFER_TO_ALL;
    assert_int_equal(usher_centre_add_queue(b, &queue, &w->sales), USHER_OK);
    queue.name = "support";
    assert_int_equal(usher_centre_add_queue(b, &queue, &w->support), USHER_OK);
    profile.name = "desk";
    profile.max[USHER_VOICE] = 2;
    assert_int_equal(usher_centre_add_profile(b, &profile, &w->desk), USHER_OK);
    entry.queue = w->sales;
    assert_int_equal(usher_centre_add_entry(b, w->desk, &entry), USHER_OK);
    agent.profile = w->desk;
    agent.device = "sip:desk-4711@example.org";
    agent.acw[USHER_VOICE] = USHER_FOREVER;
    for (int i = 0; i < AGENTS; i++) {
        agent.name = names[i];
        agent.tag = 50u + (uint64_t)i;
        assert_int_equal(usher_centre_add_agent(b, &agent), USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &w->centre), USHER_OK);
    usher_centre_builder_free(b);
}

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    build(w);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w->centre;
    assert_int_equal(usher_engine_new(&options, &w->engine), USHER_OK);
    w->available = usher_centre_find_status(w->centre, "Available");
    w->offline = usher_centre_find_status(w->centre, "Offline");
    for (int i = 0; i < AGENTS; i++) {
        w->agents[i] = usher_agent_find(w->engine, names[i]);
        assert_int_not_equal(w->agents[i].v, 0);
    }
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

static usher_contact_id begin(world *w, const usher_contact_begin_options *options)
{
    usher_contact_id id = { 0 };
    assert_int_equal(usher_contact_begin(w->engine, w->now, options, &id), USHER_OK);
    return id;
}

static usher_contact_id begin_in(world *w, usher_queue_ref queue, usher_channel channel)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue = queue;
    options.channel = channel;
    return begin(w, &options);
}

static void set_available(world *w, int agent)
{
    assert_int_equal(usher_agent_set_status(w->engine, w->now, w->agents[agent], w->available),
                     USHER_OK);
}

static void end(world *w, usher_contact_id contact)
{
    assert_int_equal(usher_contact_end(w->engine, w->now, contact, USHER_REASON_API), USHER_OK);
}

static uint32_t roll(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

/* ---- waiting contacts ------------------------------------------------------------------------ */

static int by_rank(const void *a, const void *b)
{
    const usher_contact_info *x = a;
    const usher_contact_info *y = b;
    if (x->priority != y->priority) {
        return x->priority < y->priority ? -1 : 1;
    }
    usher_time rank_x = x->enqueued - x->age;
    usher_time rank_y = y->enqueued - y->age;
    if (rank_x != rank_y) {
        return rank_x < rank_y ? -1 : 1;
    }
    return USHER_SERIAL(x->id) < USHER_SERIAL(y->id) ? -1 : 1;
}

/* The cursor of a queue and channel gives exactly these, in this order; each knows its place. */
static void waits_as(const world *w, usher_queue_ref queue, usher_channel channel,
                     const usher_contact_info *sorted, uint32_t count)
{
    usher_contact_id at = { 0 };
    for (uint32_t i = 0; i < count; i++) {
        at = usher_queue_next_waiting(w->engine, queue, channel, at);
        assert_int_equal(at.v, sorted[i].id.v);
        assert_int_equal(usher_contact_position(w->engine, at), i + 1);
    }
    at = usher_queue_next_waiting(w->engine, queue, channel, at);
    assert_int_equal(at.v, 0);
}

/* Random contacts of all lines; the expected order of one line is sorted from what they tell. */
static void the_waiting_come_in_order_of_dispatch(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    uint32_t seed = 7;
    print_message("seed %u\n", (unsigned)seed);
    for (int i = 0; i < MANY; i++) {
        usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
        options.queue = roll(&seed, 2) == 0 ? w.sales : w.support;
        options.channel = roll(&seed, 2) == 0 ? USHER_VOICE : USHER_CHAT;
        options.priority = roll(&seed, 3);
        options.age = (usher_duration)roll(&seed, 5) - 2;
        w.now += roll(&seed, 3);
        usher_contact_id id = begin(&w, &options);
        if (roll(&seed, 8) == 0) {
            end(&w, id);
        }
    }
    for (uint32_t line = 0; line < 4; line++) {
        usher_queue_ref queue = line % 2 == 0 ? w.sales : w.support;
        usher_channel channel = line < 2 ? USHER_VOICE : USHER_CHAT;
        usher_contact_info sorted[MANY];
        uint32_t count = 0;
        usher_contact_id id = { 0 };
        while ((id = usher_engine_next_contact(w.engine, id)).v != 0) {
            usher_contact_info info;
            assert_true(usher_contact_get(w.engine, id, &info));
            if (info.queue.v == queue.v && info.channel == channel) {
                sorted[count++] = info;
            }
        }
        assert_true(count > 20);
        qsort(sorted, count, sizeof *sorted, by_rank);
        waits_as(&w, queue, channel, sorted, count);
        usher_queue_info info;
        assert_true(usher_queue_get(w.engine, queue, &info));
        assert_int_equal(info.waiting_by_channel[channel], count);
        assert_int_equal(info.waiting, info.waiting_by_channel[USHER_VOICE] +
                                           info.waiting_by_channel[USHER_CHAT]);
    }
    close_world(&w);
}

static void what_is_offered_keeps_its_place(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id first = begin_in(&w, w.sales, USHER_VOICE);
    w.now++;
    usher_contact_id second = begin_in(&w, w.sales, USHER_VOICE);
    set_available(&w, 0);
    usher_contact_info info;
    assert_true(usher_contact_get(w.engine, first, &info));
    assert_int_equal(info.offers, 1);
    usher_contact_id none = { 0 };
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, none).v, first.v);
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, first).v, second.v);
    assert_int_equal(usher_contact_position(w.engine, second), 2);
    usher_participant_id none_yet = { 0 };
    usher_participant_id part = usher_contact_next_part(w.engine, first, none_yet);
    assert_int_equal(usher_report_answered(w.engine, w.now, part), USHER_OK);
    assert_int_equal(usher_contact_position(w.engine, first), 0);
    assert_int_equal(usher_contact_position(w.engine, second), 1);
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, none).v, second.v);
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, first).v, 0);
    close_world(&w);
}

static void there_is_no_line_of_what_is_not_defined(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id id = begin_in(&w, w.sales, USHER_VOICE);
    usher_contact_id none = { 0 };
    usher_queue_info info;
    const usher_queue_ref no_queues[] = { { 0 }, { 3 }, { UINT32_MAX } };
    for (int i = 0; i < 3; i++) {
        usher_queue_ref no = no_queues[i];
        assert_false(usher_queue_get(w.engine, no, &info));
        assert_int_equal(usher_queue_next_waiting(w.engine, no, USHER_VOICE, none).v, 0);
    }
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, 4, none).v, 0);
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_CHANNEL_NONE, none).v, 0);
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, id).v, 0);
    usher_contact_id unknown = { 12345u << 24 };
    assert_int_equal(usher_queue_next_waiting(w.engine, w.sales, USHER_VOICE, unknown).v, 0);
    assert_int_equal(usher_contact_position(w.engine, unknown), 0);
    close_world(&w);
}

/* Own queues have places too, channel by channel. */
static void a_place_in_an_own_queue(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.agent = w.agents[1];
    usher_contact_id first = begin(&w, &options);
    usher_contact_id second = begin(&w, &options);
    options.channel = USHER_CHAT;
    usher_contact_id chat = begin(&w, &options);
    assert_int_equal(usher_contact_position(w.engine, first), 1);
    assert_int_equal(usher_contact_position(w.engine, second), 2);
    assert_int_equal(usher_contact_position(w.engine, chat), 1);
    usher_agent_info info;
    assert_true(usher_agent_get(w.engine, w.agents[1], &info));
    assert_int_equal(info.agent_queue_count, 3);
    usher_contact_info contact;
    assert_true(usher_contact_get(w.engine, second, &contact));
    assert_int_equal(contact.queue.v, 0);
    assert_int_equal(contact.agent_queue.v, w.agents[1].v);
    end(&w, first);
    assert_int_equal(usher_contact_position(w.engine, second), 1);
    close_world(&w);
}

/* ---- objects one by one ---------------------------------------------------------------------- */

static void every_agent_is_seen_once(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_id at = { 0 };
    for (int i = 0; i < AGENTS; i++) {
        at = usher_engine_next_agent(w.engine, at);
        assert_int_equal(at.v, w.agents[i].v);
    }
    assert_int_equal(usher_engine_next_agent(w.engine, at).v, 0);
    /* The one under the cursor goes, and the walk goes on behind it. */
    assert_int_equal(usher_agent_remove(w.engine, 0, w.agents[1]), USHER_OK);
    assert_int_equal(usher_engine_next_agent(w.engine, w.agents[1]).v, w.agents[2].v);
    assert_int_equal(usher_engine_next_agent(w.engine, w.agents[0]).v, w.agents[2].v);
    usher_agent_add_options options = USHER_AGENT_ADD_OPTIONS_INIT;
    options.name = "carl";
    options.profile = w.desk;
    usher_agent_id carl;
    assert_int_equal(usher_agent_add(w.engine, 0, &options, &carl), USHER_OK);
    uint32_t seen = 0;
    for (at.v = 0; (at = usher_engine_next_agent(w.engine, at)).v != 0;) {
        assert_true(at.v == carl.v || at.v == w.agents[0].v || at.v == w.agents[2].v);
        seen++;
    }
    assert_int_equal(seen, 3);
    close_world(&w);
}

/* Half of many contacts are gone: the walk sees the others, each once, in order of slot. */
static void every_contact_is_seen_once(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id ids[MANY];
    for (int i = 0; i < MANY; i++) {
        ids[i] = begin_in(&w, w.support, USHER_CHAT);
    }
    for (int i = 0; i < MANY; i += 2) {
        end(&w, ids[i]);
    }
    usher_contact_id at = { 0 };
    for (int i = 1; i < MANY; i += 2) {
        at = usher_engine_next_contact(w.engine, at);
        assert_int_equal(at.v, ids[i].v);
    }
    assert_int_equal(usher_engine_next_contact(w.engine, at).v, 0);
    usher_engine_info info;
    usher_engine_get(w.engine, &info);
    assert_int_equal(info.contacts, MANY / 2);
    assert_int_equal(info.waiting, MANY / 2);
    assert_int_equal(info.agents, AGENTS);
    assert_int_equal(info.participants, 0);
    close_world(&w);
}

/* Two contacts offered to all three agents: each list has its own, oldest first. */
static void parts_come_oldest_first(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    for (int i = AGENTS; i-- > 0;) {
        set_available(&w, i);
    }
    usher_contact_id first = begin_in(&w, w.sales, USHER_VOICE);
    usher_contact_id second = begin_in(&w, w.sales, USHER_VOICE);
    const usher_contact_id contacts[] = { first, second };
    for (int c = 0; c < 2; c++) {
        usher_participant_id at = { 0 };
        uint64_t last = 0;
        for (int i = 0; i < AGENTS; i++) {
            at = usher_contact_next_part(w.engine, contacts[c], at);
            assert_true(at.v > last);
            last = at.v;
            usher_participant_info info;
            assert_true(usher_participant_get(w.engine, at, &info));
            assert_int_equal(info.contact.v, contacts[c].v);
            assert_int_equal(info.role, USHER_ROLE_AGENT);
            assert_int_equal(info.state, USHER_PART_OFFERED);
        }
        assert_int_equal(usher_contact_next_part(w.engine, contacts[c], at).v, 0);
        assert_int_equal(usher_contact_next_part(w.engine, contacts[1 - c], at).v, 0);
    }
    for (int i = 0; i < AGENTS; i++) {
        usher_participant_id at = { 0 };
        for (int c = 0; c < 2; c++) {
            at = usher_agent_next_part(w.engine, w.agents[i], at);
            usher_participant_info info;
            assert_true(usher_participant_get(w.engine, at, &info));
            assert_int_equal(info.agent.v, w.agents[i].v);
            assert_int_equal(info.contact.v, contacts[c].v);
        }
        assert_int_equal(usher_agent_next_part(w.engine, w.agents[i], at).v, 0);
    }
    close_world(&w);
}

/* A missed part leaves the contact's list at once, and outlives the contact in the agent's. */
static void a_missed_part_stays_with_the_agent(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    set_available(&w, 0);
    usher_contact_id contact = begin_in(&w, w.sales, USHER_VOICE);
    usher_participant_id none = { 0 };
    usher_participant_id part = usher_contact_next_part(w.engine, contact, none);
    usher_participant_id customer = usher_contact_customer(contact);
    usher_participant_info info;
    assert_true(usher_participant_get(w.engine, customer, &info));
    assert_int_equal(info.role, USHER_ROLE_CUSTOMER);
    assert_int_equal(info.contact.v, contact.v);
    assert_int_equal(info.agent.v, 0);
    assert_int_equal(usher_report_failed(w.engine, w.now, part, USHER_REASON_NO_ANSWER), USHER_OK);
    usher_participant_id again = usher_contact_next_part(w.engine, contact, none);
    assert_int_not_equal(again.v, part.v);
    assert_int_equal(usher_contact_next_part(w.engine, contact, again).v, 0);
    assert_int_equal(usher_agent_next_part(w.engine, w.agents[0], part).v, again.v);
    end(&w, contact);
    assert_int_equal(usher_contact_next_part(w.engine, contact, none).v, 0);
    assert_int_equal(usher_contact_next_part(w.engine, contact, part).v, 0);
    assert_int_equal(usher_agent_next_part(w.engine, w.agents[0], none).v, part.v);
    assert_int_equal(usher_agent_next_part(w.engine, w.agents[0], part).v, 0);
    assert_int_equal(usher_agent_next_part(w.engine, w.agents[0], again).v, 0);
    assert_true(usher_participant_get(w.engine, part, &info));
    assert_int_equal(info.state, USHER_PART_MISSED);
    assert_int_equal(info.reason, USHER_REASON_NO_ANSWER);
    assert_int_equal(info.contact.v, contact.v);
    assert_false(usher_participant_get(w.engine, customer, &info));
    assert_int_equal(usher_contact_customer((usher_contact_id){ 0 }).v, 0);
    close_world(&w);
}

static void nothing_is_known_of_what_is_gone(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.key = "call-1";
    usher_contact_id contact = begin(&w, &options);
    assert_int_equal(usher_contact_find(w.engine, "call-1").v, contact.v);
    assert_int_equal(usher_contact_find(w.engine, "call-").v, 0);
    assert_int_equal(usher_contact_find(w.engine, "call-12").v, 0);
    assert_int_equal(usher_contact_find(w.engine, "").v, 0);
    assert_int_equal(usher_agent_find(w.engine, "call-1").v, 0);
    end(&w, contact);
    assert_int_equal(usher_agent_remove(w.engine, 0, w.agents[0]), USHER_OK);
    usher_contact_info contact_info;
    usher_agent_info agent_info;
    usher_participant_info part_info;
    usher_participant_id none = { 0 };
    assert_false(usher_contact_get(w.engine, contact, &contact_info));
    assert_int_equal(usher_contact_find(w.engine, "call-1").v, 0);
    assert_false(usher_agent_get(w.engine, w.agents[0], &agent_info));
    assert_int_equal(usher_agent_find(w.engine, names[0]).v, 0);
    assert_false(usher_participant_get(w.engine, none, &part_info));
    assert_int_equal(usher_agent_next_part(w.engine, w.agents[0], none).v, 0);
    assert_int_equal(usher_contact_next_part(w.engine, contact, none).v, 0);
    close_world(&w);
}

/* ---- texts ----------------------------------------------------------------------------------- */

typedef size_t read_contact_text(const usher_engine *, usher_contact_id, char *, size_t);
typedef size_t read_agent_text(const usher_engine *, usher_agent_id, char *, size_t);

/* Whatever the buffer: as much as fits and a NUL, nothing behind it, and the whole length. */
static void is_cut(size_t length, const char *text, const char *buffer, size_t size)
{
    size_t whole = strlen(text);
    assert_int_equal(length, whole);
    if (size > 0) {
        size_t fits = whole < size ? whole : size - 1;
        assert_memory_equal(buffer, text, fits);
        assert_int_equal(buffer[fits], '\0');
    }
    assert_int_equal(buffer[size], '#');
}

static void texts_are_cut_to_fit(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    char long_text[256]; /* several cells, the longest key */
    for (size_t i = 0; i < sizeof long_text; i++) {
        long_text[i] = (char)('a' + i % 26);
    }
    long_text[255] = '\0';
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.key = long_text;
    options.customer = "+49 30 123456";
    usher_contact_id contact = begin(&w, &options);
    for (size_t size = 0; size < 300; size++) {
        char buffer[301];
        memset(buffer, '#', sizeof buffer);
        is_cut(usher_contact_key(w.engine, contact, buffer, size), long_text, buffer, size);
        memset(buffer, '#', sizeof buffer);
        is_cut(usher_contact_endpoint(w.engine, contact, buffer, size), "+49 30 123456", buffer,
               size);
        memset(buffer, '#', sizeof buffer);
        is_cut(usher_agent_name(w.engine, w.agents[2], buffer, size), names[2], buffer, size);
        memset(buffer, '#', sizeof buffer);
        is_cut(usher_agent_device(w.engine, w.agents[0], buffer, size), "sip:desk-4711@example.org",
               buffer, size);
    }
    assert_int_equal(usher_contact_key(w.engine, contact, NULL, 0), 255);
    assert_int_equal(usher_agent_name(w.engine, w.agents[2], NULL, 0), 4);
    close_world(&w);
}

static void a_text_that_is_not_there_is_empty(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact = begin(&w, &options);
    const usher_contact_id contacts[] = { contact, { 0 }, { 99u << 24 } };
    read_contact_text *const of_contacts[] = { usher_contact_key, usher_contact_endpoint };
    read_agent_text *const of_agents[] = { usher_agent_name, usher_agent_device };
    for (int i = 0; i < 6; i++) {
        char buffer[4] = "xyz";
        assert_int_equal(of_contacts[i % 2](w.engine, contacts[i / 2], buffer, sizeof buffer), 0);
        assert_string_equal(buffer, "");
        assert_int_equal(of_contacts[i % 2](w.engine, contacts[i / 2], NULL, 0), 0);
    }
    for (int i = 0; i < 4; i++) {
        char buffer[4] = "xyz";
        usher_agent_id no_agent = { i < 2 ? 0 : 99u << 24 };
        assert_int_equal(of_agents[i % 2](w.engine, no_agent, buffer, sizeof buffer), 0);
        assert_string_equal(buffer, "");
    }
    close_world(&w);
}

/* ---- the engine as a whole ------------------------------------------------------------------- */

static void counts_follow_events_and_confirmations(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_engine_info before;
    usher_engine_info info;
    usher_engine_get(w.engine, &before);
    w.now = 5;
    usher_contact_id contact = begin_in(&w, w.sales, USHER_VOICE);
    usher_engine_get(w.engine, &info);
    assert_true(info.now == 5 && usher_engine_now(w.engine) == 5);
    assert_int_equal(info.event, before.event + 2); /* contact.begun, contact.queued */
    assert_int_equal(info.event_visible, info.event);
    assert_int_equal(info.event_confirmed, before.event_confirmed);
    assert_true(info.record > before.record && info.record_durable == info.record);
    assert_int_equal(info.digest, 0);
    usher_engine_confirm(w.engine, info.event - 1);
    usher_engine_get(w.engine, &info);
    assert_int_equal(info.event_confirmed, info.event - 1);
    assert_int_equal(usher_engine_peek(w.engine)->number, info.event);
    usher_engine_confirm(w.engine, info.event + 10); /* no such event: nothing happens */
    assert_int_equal(usher_engine_peek(w.engine)->number, info.event);
    w.now = 3; /* back: counted, and taken as 5 */
    end(&w, contact);
    usher_engine_get(w.engine, &info);
    assert_int_equal(info.time_back, before.time_back + 1);
    assert_true(info.now == 5);
    assert_false(info.fenced || info.work_left);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_waiting_come_in_order_of_dispatch),
        cmocka_unit_test(what_is_offered_keeps_its_place),
        cmocka_unit_test(there_is_no_line_of_what_is_not_defined),
        cmocka_unit_test(a_place_in_an_own_queue),
        cmocka_unit_test(every_agent_is_seen_once),
        cmocka_unit_test(every_contact_is_seen_once),
        cmocka_unit_test(parts_come_oldest_first),
        cmocka_unit_test(a_missed_part_stays_with_the_agent),
        cmocka_unit_test(nothing_is_known_of_what_is_gone),
        cmocka_unit_test(texts_are_cut_to_fit),
        cmocka_unit_test(a_text_that_is_not_there_is_empty),
        cmocka_unit_test(counts_follow_events_and_confirmations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

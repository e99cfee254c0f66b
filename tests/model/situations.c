/*
 * situations.c - small situations of routing: up to three agents, up to three contacts, two queues.
 *
 * A crew is a list of agents, each with a profile and something in hand; it is made once. Then each
 * crowd, a list of contacts, meets it in four ways: contacts come one by one; they do, and each is
 * missed by the first agent who is offered it; all come into sight at one instant; all agents are
 * set free at one instant. Afterwards the contacts end, and the crew is as it was. The whole is
 * every crew with every crowd in every order. The usual test plays two parts of it: every crew with
 * plain crowds, and plain crews with every crowd. Options, and the order in which agents became
 * available, go round with the crew's number.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

enum {
    MEMBERS_MAX = 3,
    AGENT_STATES = 6,
    PLAIN_AGENT_STATES = 2,
    PLACES = 4,
    PLAIN_RANKS = 1,
    RANKS = 3,
    BLOCKER =
        4, /* the contact that is offered to all in the third queue, and its queue's way out */
    FIRST_PRIVATE = 5,
    STEPS_KEPT = 64
};

enum { COME_ONE_BY_ONE, ARE_MISSED, COME_INTO_SIGHT, AGENTS_SET_FREE, WAYS };

/* What an agent does when the contacts come. The first ones are the plain ones. */
enum { IDLE, BUSY_ON_CHAT, BUSY_ON_VOICE, HAS_MISSED, LEAVING, OFFLINE };

/* Up to three things out of `kinds`, in order. */
typedef struct row {
    uint32_t count;
    uint32_t of[MEMBERS_MAX];
} row;

typedef struct meeting {
    world world;
    play play;
    usher_duration at;
    row crew, crowd;
    uint32_t way;
    uint32_t number;   /* of the crew */
    size_t crew_steps; /* how many of the steps made the crew */
    size_t count;
    step steps[STEPS_KEPT]; /* of the crew, and of the crowd that is here now */
    bool same;
} meeting;

/* ---- counting -------------------------------------------------------------------------------- */

/* The next row: all of one member, then of two, then of three. False after the last. */
static bool next_row(row *r, uint32_t kinds, bool sorted)
{
    uint32_t i = r->count;
    while (i > 0 && r->of[i - 1] + 1 == kinds) {
        i--;
    }
    if (i == 0) {
        r->count++;
        memset(r->of, 0, sizeof r->of);
        return r->count <= MEMBERS_MAX;
    }
    r->of[i - 1]++;
    for (uint32_t k = i; k < r->count; k++) {
        r->of[k] = sorted ? r->of[i - 1] : 0;
    }
    return true;
}

/* ---- the world ------------------------------------------------------------------------------- */

static void add_entry(world *w, uint32_t profile, uint32_t queue, usher_channel channel,
                      uint8_t priority, usher_duration delay)
{
    usher_entry_def *e = &w->entries[profile][queue - 1][channel];
    *e = (usher_entry_def)USHER_ENTRY_DEF_INIT;
    e->queue.v = queue;
    e->channel = channel;
    e->priority = priority;
    e->delay = delay;
}

/* One profile prefers the first queue; the other takes both alike, sees them later, has less. */
static void make_profiles(world *w, bool delayed)
{
    const usher_duration sooner = delayed ? USHER_SECONDS(10) : 0;
    const usher_duration later = delayed ? USHER_SECONDS(20) : 0;
    w->profiles_count = 2;
    add_entry(w, 0, 1, USHER_VOICE, 1, sooner);
    add_entry(w, 0, 1, USHER_CHAT, 1, sooner);
    add_entry(w, 0, 2, USHER_VOICE, 2, sooner);
    add_entry(w, 1, 1, USHER_VOICE, 1, later);
    add_entry(w, 1, 1, USHER_CHAT, 2, sooner);
    add_entry(w, 1, 2, USHER_VOICE, 1, sooner);
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        add_entry(w, i, 3, USHER_TASK, 1, 0);
        w->profiles[i].max[USHER_VOICE] = 1;
        w->profiles[i].max[USHER_CHAT] = i == 0 ? 2 : 1;
        w->profiles[i].max[USHER_TASK] = 1;
    }
    w->profiles[0].while_busy[USHER_CHAT] = USHER_WHILE_BUSY_ANY;
    w->profiles[1].while_busy[USHER_VOICE] = USHER_WHILE_BUSY_ANY;
}

static void make_world(meeting *m)
{
    static const uint32_t offers[] = { 1, 2, USHER_OFFER_TO_ALL };
    world *w = &m->world;
    world_clear(w);
    w->statuses_count = 3;
    w->queues_count = 3;
    w->queues[0].offers = offers[m->number % 3];
    w->queues[2].offers = USHER_OFFER_TO_ALL;
    w->options.priority_scope = m->number / 3 % 2;
    w->options.handled = m->number / 6 % 2;
    w->options.clear_missed_after = USHER_FOREVER;
    w->options.presentation_limit = USHER_FOREVER;
    make_profiles(w, m->way == COME_INTO_SIGHT);
    w->agents_count = m->crew.count;
    for (uint32_t i = 0; i < m->crew.count; i++) {
        w->agents[i].profile.v = 1 + m->crew.of[i] % 2;
    }
}

/* ---- steps ----------------------------------------------------------------------------------- */

static step *new_step(meeting *m, uint16_t op)
{
    step *s = &m->steps[m->count++];
    memset(s, 0, sizeof *s);
    s->op = op;
    s->at = m->at;
    s->acw = USHER_ACW_OF_AGENT;
    return s;
}

static void play_last(meeting *m, bool closely)
{
    m->same = m->same && step_safely(&m->play, &m->steps[m->count - 1], closely);
}

static void set_status(meeting *m, uint32_t agent, uint32_t status)
{
    step *s = new_step(m, USHER_COMMAND_AGENT_SET_STATUS);
    s->agent = agent;
    s->status = status;
    play_last(m, false);
}

static step *new_contact(meeting *m, uint32_t name, usher_channel channel)
{
    step *s = new_step(m, USHER_COMMAND_CONTACT_BEGIN);
    s->contact = name;
    s->channel = channel;
    return s;
}

static void report(meeting *m, uint16_t op, uint32_t agent, uint32_t contact, uint8_t reason)
{
    step *s = new_step(m, op);
    s->agent = agent;
    s->contact = contact;
    s->reason = reason;
    play_last(m, false);
}

static void end_contact(meeting *m, uint32_t name)
{
    step *s = new_step(m, USHER_COMMAND_CONTACT_END);
    s->contact = name;
    s->reason = USHER_REASON_API;
    play_last(m, false);
}

static void let_pass(meeting *m, usher_duration time)
{
    m->at += time;
    (void)new_step(m, USHER_COMMAND_ADVANCE);
    play_last(m, true);
}

/* ---- the crew -------------------------------------------------------------------------------- */

/* Something comes to the agent through the own queue, and is answered or missed. */
static void give_work(meeting *m, uint32_t agent, uint32_t state)
{
    uint32_t name = FIRST_PRIVATE + agent;
    new_contact(m, name, state == BUSY_ON_VOICE ? USHER_VOICE : USHER_CHAT)->agent = agent;
    play_last(m, false);
    if (state == HAS_MISSED) {
        report(m, USHER_COMMAND_REPORT_FAILED, agent, name, USHER_REASON_NO_ANSWER);
        end_contact(m, name);
    } else {
        report(m, USHER_COMMAND_REPORT_JOINED, agent, name, 0);
    }
}

static void prepare_agent(meeting *m, uint32_t agent)
{
    uint32_t state = m->crew.of[agent - 1] / 2;
    if (state == OFFLINE) {
        return;
    }
    set_status(m, agent, 1);
    if (state != IDLE) {
        give_work(m, agent, state);
    }
    if (state == LEAVING) {
        set_status(m, agent, 3);
    }
}

/* Agents become available in their order, against it, or at one instant. */
static void prepare_crew(meeting *m)
{
    uint32_t order = m->number / 12 % 3;
    for (uint32_t i = 1; i <= m->crew.count; i++) {
        prepare_agent(m, order == 1 ? m->crew.count + 1 - i : i);
        m->at += order == 2 ? 0 : USHER_SECONDS(1);
    }
    m->crew_steps = m->count;
}

/* ---- the crowd ------------------------------------------------------------------------------- */

static void begin_member(meeting *m, uint32_t name, uint32_t kind)
{
    uint32_t place = kind % PLACES;
    uint32_t rank = kind / PLACES;
    step *s = new_contact(m, name, place == 1 || place == 3 ? USHER_CHAT : USHER_VOICE);
    s->queue = place == 3 ? 0 : 1 + (place == 2);
    s->agent = place == 3 ? 1 : 0;
    s->priority = rank == 1 ? 1 : 0;
    s->age = rank == 2 ? USHER_SECONDS(60) : 0;
    play_last(m, m->way == COME_ONE_BY_ONE);
}

/* The oldest open offer of a member of the crowd; 0 = none. */
static uint64_t first_offer(const meeting *m, uint32_t name)
{
    usher_contact_id id = { play_known(&m->play, play_contact(&m->play, name))->id };
    usher_participant_id none = { 0 };
    return USHER_SERIAL(usher_contact_next_part(m->play.engine, id, none));
}

static void report_part(meeting *m, uint16_t op, uint64_t part)
{
    step *s = new_step(m, op);
    s->reason = USHER_REASON_NO_ANSWER;
    m->same = m->same && name_part(&m->play, part, s);
    play_last(m, true);
}

/* Each member is missed once, if it is offered at all. What was missed goes to `missed`. */
static void miss_all(meeting *m, uint64_t missed[MEMBERS_MAX])
{
    for (uint32_t i = 0; i < m->crowd.count; i++) {
        missed[i] = first_offer(m, 1 + i);
        if (missed[i] != 0) {
            report_part(m, USHER_COMMAND_REPORT_FAILED, missed[i]);
        }
    }
}

static void begin_crowd(meeting *m)
{
    if (m->way == AGENTS_SET_FREE) {
        new_contact(m, BLOCKER, USHER_TASK)->queue = 3;
        play_last(m, false);
    }
    for (uint32_t i = 0; i < m->crowd.count; i++) {
        begin_member(m, 1 + i, m->crowd.of[i]);
    }
    if (m->way == COME_INTO_SIGHT) {
        let_pass(m, USHER_SECONDS(10));
        let_pass(m, USHER_SECONDS(10));
    } else if (m->way == AGENTS_SET_FREE) {
        end_contact(m, BLOCKER);
        let_pass(m, 0);
    }
}

static void meet(meeting *m)
{
    uint64_t missed[MEMBERS_MAX] = { 0 };
    m->count = m->crew_steps;
    begin_crowd(m);
    if (m->way == ARE_MISSED) {
        miss_all(m, missed);
    }
    for (uint32_t i = 0; i < m->crowd.count; i++) {
        if (missed[i] != 0) {
            report_part(m, USHER_COMMAND_PARTICIPANT_CLEAR, missed[i]);
        }
    }
    for (uint32_t i = 0; i < m->crowd.count; i++) {
        end_contact(m, 1 + i);
    }
    m->at += USHER_SECONDS(100);
}

/* ---- all ------------------------------------------------------------------------------------- */

/* One crew, every crowd; sorted: those that differ by their order only are one. */
static bool run_crew(meeting *m, uint32_t ranks, bool sorted, uint64_t *count)
{
    m->at = 0;
    m->count = 0;
    m->same = true;
    make_world(m);
    play_begin(&m->play, &m->world);
    m->play.matching_only = true;
    prepare_crew(m);
    m->crowd = (row){ 0, { 0 } };
    while (m->same && next_row(&m->crowd, PLACES * ranks, sorted)) {
        meet(m);
        ++*count;
    }
    if (!m->same) {
        printf("situation %llu: %s\n", (unsigned long long)*count, m->play.why);
        fflush(stdout);
        trace_report(&m->world, m->steps, m->count, stdout);
        return false; /* the play may be broken: it is left as it is */
    }
    play_end(&m->play);
    return true;
}

static bool run_crews(meeting *m, uint32_t states, uint32_t ranks, bool sorted, uint64_t *count)
{
    for (m->way = 0; m->way < WAYS; m->way++) {
        m->crew = (row){ 0, { 0 } };
        for (m->number = 0; next_row(&m->crew, 2 * states, true); m->number++) {
            if (!run_crew(m, ranks, sorted, count)) {
                return false;
            }
        }
    }
    return true;
}

bool situations_all(bool whole, uint64_t *count)
{
    meeting *m = calloc(1, sizeof *m);
    if (m == NULL) {
        abort();
    }
    *count = 0;
    bool same = whole ? run_crews(m, AGENT_STATES, RANKS, false, count)
                      : run_crews(m, AGENT_STATES, PLAIN_RANKS, true, count) &&
                            run_crews(m, PLAIN_AGENT_STATES, RANKS, false, count);
    free(m);
    return same;
}

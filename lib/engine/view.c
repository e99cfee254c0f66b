/*
 * view.c - cursors in order, and the rows of a wallboard. Nothing here changes anything.
 *
 * Rows are put together from counts that the state keeps; what is not counted there (who has waited
 * longest, who serves a queue) is found on the way that docs of view.h tell the cost of.
 */
#include "engine.h"

#include "state/agent.h"
#include "state/line.h"
#include "state/task.h"

#include <usher/operate.h>
#include <usher/view.h>

/* ---- what is asked for ----------------------------------------------------------------------- */

/* The line of a queue and channel; US_NIL if the centre has none such. */
static uint32_t line_of(const usher_engine *engine, usher_queue_ref queue, usher_channel channel)
{
    const usher_centre *centre = engine->centre;
    bool known =
        queue.v != 0 && queue.v <= centre->queues_count && channel < centre->channels_count;
    return known ? us_line_of(queue.v - 1, channel) : US_NIL;
}

static bool has_profile(const usher_engine *engine, usher_profile_ref profile)
{
    return profile.v != 0 && profile.v <= engine->centre->profiles_count;
}

/* ---- cursors in order ------------------------------------------------------------------------ */

static us_key key_of(const usher_cursor *cursor)
{
    return (us_key){ cursor->major, cursor->minor, cursor->id };
}

/* The first key of an order behind the cursor, whatever its value. */
static bool behind(const us_order *order, const usher_cursor *cursor, us_key *out)
{
    us_key at = key_of(cursor);
    return us_order_next(order, &at, INT64_MAX, out);
}

static void move_to(usher_cursor *cursor, const us_key *key)
{
    *cursor = (usher_cursor){ key->major, key->minor, key->id };
}

static bool next_waiting(const us_state *state, uint32_t line, usher_cursor *cursor,
                         usher_contact_id *out)
{
    us_key key;
    if (!behind(&us_line_at(state, line)->order, cursor, &key)) {
        return false;
    }
    move_to(cursor, &key);
    out->v = key.id;
    return true;
}

bool usher_queue_waiting(const usher_engine *engine, usher_queue_ref queue, usher_channel channel,
                         usher_cursor *cursor, usher_contact_id *out)
{
    uint32_t line = line_of(engine, queue, channel);
    return line != US_NIL && next_waiting(&engine->state, line, cursor, out);
}

bool usher_agent_waiting(const usher_engine *engine, usher_agent_id id, usher_channel channel,
                         usher_cursor *cursor, usher_contact_id *out)
{
    const us_state *state = &engine->state;
    const us_agent *agent = us_pool_find(&state->agents, id.v);
    uint32_t line = agent != NULL ? us_line_find_own(state, agent, channel) : US_NIL;
    return line != US_NIL && next_waiting(state, line, cursor, out);
}

bool usher_profile_free(const usher_engine *engine, usher_profile_ref profile,
                        usher_channel channel, usher_cursor *cursor, usher_agent_id *out)
{
    const us_state *state = &engine->state;
    us_key key;
    if (!has_profile(engine, profile) || channel >= engine->centre->channels_count ||
        !behind(us_free_agents(state, profile.v - 1, channel), cursor, &key)) {
        return false;
    }
    move_to(cursor, &key);
    out->v = key.id;
    return true;
}

bool usher_queue_free(const usher_engine *engine, usher_queue_ref queue, usher_channel channel,
                      usher_cursor *cursor, usher_agent_id *out)
{
    const us_state *state = &engine->state;
    const usher_centre *centre = engine->centre;
    uint32_t line = line_of(engine, queue, channel);
    us_key best = { 0 };
    for (uint32_t i = line != US_NIL ? centre->servers_from[line] : 0;
         line != US_NIL && i < centre->servers_from[line + 1]; i++) {
        const us_order *order = us_free_agents(state, centre->servers[i].profile, channel);
        us_key key;
        if (behind(order, cursor, &key) && (best.id == 0 || us_key_before(&key, &best))) {
            best = key;
        }
    }
    if (best.id == 0) {
        return false;
    }
    move_to(cursor, &best);
    out->v = best.id;
    return true;
}

/* ---- cursors in order of slot ---------------------------------------------------------------- */

static uint32_t slot_after(const us_pool *pool, uint64_t after)
{
    return us_pool_next(pool, after == 0 ? 0 : us_slot(after) + 1);
}

usher_contact_id usher_engine_next_contact_in(const usher_engine *engine, uint32_t states,
                                              usher_contact_id after)
{
    const us_state *state = &engine->state;
    uint32_t slot = slot_after(&state->contacts, after.v);
    while (slot != US_NIL && (states >> us_contact_at(state, slot)->state & 1) == 0) {
        slot = us_pool_next(&state->contacts, slot + 1);
    }
    return (usher_contact_id){ slot != US_NIL ? us_contact_at(state, slot)->id : 0 };
}

usher_participant_id usher_engine_next_part_in(const usher_engine *engine, uint32_t states,
                                               usher_participant_id after)
{
    const us_state *state = &engine->state;
    uint32_t slot = slot_after(&state->parts, after.v);
    while (slot != US_NIL && (states >> us_part_at(state, slot)->state & 1) == 0) {
        slot = us_pool_next(&state->parts, slot + 1);
    }
    return (usher_participant_id){ slot != US_NIL ? us_part_at(state, slot)->id : 0 };
}

usher_agent_id usher_profile_next_agent(const usher_engine *engine, usher_profile_ref profile,
                                        usher_agent_id after)
{
    const us_state *state = &engine->state;
    uint32_t slot = slot_after(&state->agents, after.v);
    while (slot != US_NIL && us_agent_at(state, slot)->profile + 1 != profile.v) {
        slot = us_pool_next(&state->agents, slot + 1);
    }
    return (usher_agent_id){ slot != US_NIL ? us_agent_at(state, slot)->id : 0 };
}

/* ---- in one word ----------------------------------------------------------------------------- */

/* The least number tells: USHER_ACTIVITY_* go by that. */
uint8_t usher_agent_activity(const usher_engine *engine, usher_agent_id id)
{
    static const uint8_t of_kinds[] = { USHER_ACTIVITY_AVAILABLE, USHER_ACTIVITY_CUSTOM,
                                        USHER_ACTIVITY_OFFLINE };
    static const uint8_t of_states[] = { USHER_ACTIVITY_INCOMING,   USHER_ACTIVITY_INCOMING,
                                         USHER_ACTIVITY_ON_CONTACT, USHER_ACTIVITY_ON_CONTACT,
                                         USHER_ACTIVITY_ON_CONTACT, USHER_ACTIVITY_ACW,
                                         USHER_ACTIVITY_MISSED,     USHER_ACTIVITY_REJECTED,
                                         USHER_ACTIVITY_ERROR };
    const us_state *state = &engine->state;
    const us_agent *agent = us_pool_find(&state->agents, id.v);
    if (agent == NULL) {
        return USHER_ACTIVITY_NONE;
    }
    uint8_t word = of_kinds[state->centre->statuses[agent->status].kind];
    for (uint32_t slot = agent->parts; slot != US_NIL; slot = us_part_at(state, slot)->agent_next) {
        uint8_t of_part = of_states[us_part_at(state, slot)->state];
        word = of_part < word ? of_part : word;
    }
    return word;
}

const char *usher_activity_name(uint32_t activity)
{
    switch (activity) {
#define USHER_X(ENUM, number, name) \
    case USHER_ACTIVITY_##ENUM:     \
        return name;
        USHER_ACTIVITY_MAP(USHER_X)
#undef USHER_X
    default:
        return "?";
    }
}

/* ---- rows ------------------------------------------------------------------------------------ */

/*
 * When the contact that has waited longest came in. Within one priority a contact's rank is not
 * after its entry, unless the line has late ones; so once a rank is not before the best entry, what
 * follows in its priority cannot be older.
 */
static usher_time oldest_of(const us_state *state, uint32_t number)
{
    const us_line *line = us_line_at(state, number);
    bool ordered = state->tallies[us_tally_of(number)].late == 0;
    usher_time oldest = USHER_TIME_NEVER;
    us_key at = { INT64_MIN, INT64_MIN, 0 };
    us_key next;
    while (us_order_next(&line->order, &at, INT64_MAX, &next)) {
        usher_time entered = us_contact_at(state, us_slot(next.id))->enqueued;
        oldest = entered < oldest ? entered : oldest;
        bool settled = ordered && next.minor >= oldest;
        at = settled ? (us_key){ next.major, INT64_MAX, UINT64_MAX } : next;
    }
    return oldest;
}

static void add_parts(const us_tally *tally, usher_queue_row *row)
{
    row->offered = tally->offered;
    row->offers = tally->open;
    row->live = tally->live;
    row->acw = tally->acw;
    row->missed = tally->missed;
}

/* Each agent has one profile, and a profile has a line once: nobody is counted twice. */
static void add_agents(const us_state *state, uint32_t line, usher_queue_row *row)
{
    const usher_centre *centre = state->centre;
    for (uint32_t i = centre->servers_from[line]; i < centre->servers_from[line + 1]; i++) {
        uint32_t profile = centre->servers[i].profile;
        if (centre->profiles[profile].max[row->channel] > 0) {
            row->logged_in += state->staff[profile].logged_in;
            row->staffed += state->staff[profile].staffed;
            row->available += us_free_agents(state, profile, row->channel)->count;
        }
    }
}

bool usher_queue_row_get(const usher_engine *engine, usher_queue_ref queue, usher_channel channel,
                         usher_queue_row *out)
{
    const us_state *state = &engine->state;
    uint32_t line = line_of(engine, queue, channel);
    if (line == US_NIL) {
        return false;
    }
    *out = (usher_queue_row){ .queue = queue,
                              .channel = channel,
                              .enabled = state->queue_enabled[queue.v - 1],
                              .waiting = us_line_at(state, line)->order.count,
                              .oldest = oldest_of(state, line) };
    add_parts(&state->tallies[us_tally_of(line)], out);
    add_agents(state, line, out);
    return true;
}

bool usher_profile_row_get(const usher_engine *engine, usher_profile_ref profile,
                           usher_profile_row *out)
{
    const us_state *state = &engine->state;
    if (!has_profile(engine, profile)) {
        return false;
    }
    const us_staff *staff = &state->staff[profile.v - 1];
    *out = (usher_profile_row){ .profile = profile,
                                .agents = staff->members,
                                .logged_in = staff->logged_in,
                                .staffed = staff->staffed };
    for (uint32_t channel = 0; channel < engine->centre->channels_count; channel++) {
        out->available[channel] =
            us_free_agents(state, profile.v - 1, (usher_channel)channel)->count;
    }
    return true;
}

static void tell_record(const usher_engine *engine, uint64_t *as_of)
{
    if (as_of != NULL) {
        *as_of = engine->state.record;
    }
}

uint32_t usher_queue_rows(const usher_engine *engine, usher_queue_row *rows, uint32_t size,
                          uint64_t *as_of)
{
    uint32_t channels = engine->centre->channels_count;
    uint32_t count = engine->centre->queues_count * channels;
    tell_record(engine, as_of);
    for (uint32_t i = 0; i < count && i < size; i++) {
        usher_queue_ref queue = { i / channels + 1 };
        (void)usher_queue_row_get(engine, queue, (usher_channel)(i % channels), &rows[i]);
    }
    return count;
}

uint32_t usher_profile_rows(const usher_engine *engine, usher_profile_row *rows, uint32_t size,
                            uint64_t *as_of)
{
    uint32_t count = engine->centre->profiles_count;
    tell_record(engine, as_of);
    for (uint32_t i = 0; i < count && i < size; i++) {
        (void)usher_profile_row_get(engine, (usher_profile_ref){ i + 1 }, &rows[i]);
    }
    return count;
}

bool usher_engine_sweep(const usher_engine *engine, usher_sweep_info *out)
{
    const us_state *state = &engine->state;
    uint32_t slot = us_pool_next(&state->tasks, 0);
    while (slot != US_NIL && !us_task_sweeps(us_task_at(state, slot))) {
        slot = us_pool_next(&state->tasks, slot + 1);
    }
    if (slot == US_NIL) {
        return false;
    }
    const us_task *task = us_task_at(state, slot);
    *out = (usher_sweep_info){ .queue = us_line_queue(task->last),
                               .to = task->to,
                               .done = task->done,
                               .left = us_task_left(state, task),
                               .reason = task->reason,
                               .actor = task->actor };
    return true;
}

/*
 * evening.c - all contacts are ended, whoever has them, and then nothing may be left of the day: no
 * contact, offer, part, slot, deadline, waiting status, text or work.
 *
 * First the public interface is asked, then the rooms of the state. The same must be so in an
 * engine that is opened from the records.
 */
#include "day.h"

#include "base/text.h"
#include "engine/engine.h"

enum { PATIENCE = 100000 };

static void advance_to(day *d, usher_time now)
{
    usher_command advance = USHER_COMMAND_INIT;
    advance.op = USHER_COMMAND_ADVANCE;
    d->now = now > d->now ? now : d->now;
    usher_status status = day_submit(d, &advance);
    if (status != USHER_OK) {
        day_fail(d, "time does not pass in the evening: %s", usher_status_name(status));
    }
    day_take_events(d);
}

/* Until nothing will happen any more by itself. */
static void run_out(day *d)
{
    for (uint32_t i = 0; usher_engine_next_due(d->engine) != USHER_TIME_NEVER; i++) {
        if (i == PATIENCE) {
            day_fail(d, "%s", "there is always something due");
        }
        advance_to(d, usher_engine_next_due(d->engine));
    }
    day_take_events(d);
}

/* The customer hangs up, or the host ends it. It may be gone by what was still to be done. */
static void end_contact(day *d, usher_contact_id contact)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = day_below(d, 2) == 0 ? USHER_COMMAND_REPORT_LEFT : USHER_COMMAND_CONTACT_END;
    command.reason = USHER_REASON_API;
    command.contact = contact;
    command.participant = usher_contact_customer(contact);
    usher_status status = day_submit(d, &command);
    if (status != USHER_OK && status != USHER_ERR_NOT_FOUND) {
        day_fail(d, "a contact cannot be ended: %s", usher_status_name(status));
    }
}

static void end_contacts(day *d)
{
    usher_contact_id id = usher_engine_next_contact(d->engine, (usher_contact_id){ 0 });
    while (id.v != 0) {
        usher_contact_id next = usher_engine_next_contact(d->engine, id);
        end_contact(d, id);
        id = next;
    }
}

/* What waits for somebody to clear it. Nothing else may be there any more. */
static void clear_parts(day *d)
{
    while (d->slots.parts_count > 0) {
        usher_participant_info info;
        usher_participant_id id = { d->slots.parts[0].part };
        usher_command clear = USHER_COMMAND_INIT;
        clear.op = USHER_COMMAND_PARTICIPANT_CLEAR;
        clear.participant = id;
        if (!usher_participant_get(d->engine, id, &info)) {
            day_fail(d, "%s", "a part is gone, and no event has told so");
        }
        if (info.state < USHER_PART_ACW || info.until != USHER_TIME_NEVER) {
            day_fail(d, "%s", "all contacts are ended, and a part is not over");
        }
        usher_status status = day_submit(d, &clear);
        if (status != USHER_OK) {
            day_fail(d, "a part cannot be cleared: %s", usher_status_name(status));
        }
        run_out(d);
    }
}

/* ---- what may be left ------------------------------------------------------------------------ */

static const char *left_outside(const usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    if (info.contacts != 0 || info.participants != 0 || info.waiting != 0) {
        return "contacts or parts";
    }
    usher_agent_id id = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; id.v != 0; id = usher_engine_next_agent(engine, id)) {
        usher_agent_info agent;
        (void)usher_agent_get(engine, id, &agent);
        for (usher_channel channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
            if (agent.occupied[channel] != 0) {
                return "a slot";
            }
        }
        if (agent.next_status.v != 0 || agent.leaving || agent.agent_queue_count != 0) {
            return "an agent who waits for something";
        }
    }
    return info.work_left || usher_engine_next_due(engine) != USHER_TIME_NEVER ? "work" : NULL;
}

/* Cells of the texts of all agents; nobody else has any. */
static uint32_t text_cells(const usher_engine *engine)
{
    uint32_t cells = 0;
    usher_agent_id id = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; id.v != 0; id = usher_engine_next_agent(engine, id)) {
        cells += us_texts_cells(usher_agent_name(engine, id, NULL, 0));
        cells += us_texts_cells(usher_agent_device(engine, id, NULL, 0));
    }
    return cells;
}

static const char *left_inside(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    /* Entries may be stopped, and queues may have needs. */
    uint32_t tasks = state->tasks.live - (state->closing != NULL) - (state->leaver != NULL);
    if (state->contacts.live + state->parts.live + tasks + state->own_lines.live > 0) {
        return "an object";
    }
    if (state->deadlines.count + state->sights.count > 0) {
        return "a timer";
    }
    if (state->waiting_nodes.leaves.live + state->waiting_nodes.inners.live > 0) {
        return "a node of a waiting line";
    }
    if (state->contact_keys.count > 0 || state->texts.cells.live != text_cells(engine)) {
        return "a key or a text";
    }
    if (state->there != 0 || state->reseat != NULL || state->work.head != US_NIL ||
        state->changed_contacts != NULL || state->changed_agents != NULL) {
        return "something to be done";
    }
    return NULL;
}

static void expect_nothing(day *d)
{
    const char *left = left_outside(d->engine);
    left = left == NULL ? left_inside(d->engine) : left;
    if (left != NULL) {
        day_fail(d, "all contacts are ended, and yet there is %s", left);
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

void day_evening(day *d)
{
    d->fault.refuse_at = 0;
    d->journal.fault_at = 0;
    usher_engine_info info;
    usher_engine_get(d->engine, &info);
    if (info.fenced) {
        day_crash(d);
    }
    day_end_stall(d);
    day_take_events(d);
    end_contacts(d);
    run_out(d);
    clear_parts(d);
    expect_nothing(d);
    uint64_t digest = usher_engine_state_digest(d->engine);
    day_crash(d);
    if (usher_engine_state_digest(d->engine) != digest) {
        day_fail(d, "%s", "the records tell another evening");
    }
    expect_nothing(d);
}

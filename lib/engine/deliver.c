/*
 * deliver.c - events out, and the store's answers in.
 *
 * An event leaves only when its record is durable. Records are in order, so the first event that is
 * not visible hides all after it.
 */
#include "engine.h"

#include <string.h>

const usher_event *usher_engine_peek_after(const usher_engine *engine, uint64_t number)
{
    const us_outbox *outbox = &engine->state.outbox;
    uint64_t next = number + 1 > outbox->first ? number + 1 : outbox->first;
    if (number == UINT64_MAX || next >= outbox->next) {
        return NULL;
    }
    const usher_event *event = us_outbox_at(outbox, next);
    return event->record <= engine->durable ? event : NULL;
}

const usher_event *usher_engine_peek(const usher_engine *engine)
{
    const us_outbox *outbox = &engine->state.outbox;
    if (outbox->first == outbox->next) {
        return NULL;
    }
    const usher_event *event = outbox->oldest;
    return event->record <= engine->durable ? event : NULL;
}

/* The oldest event is given from now on; NULL if none is visible. */
static inline const usher_event *give(usher_engine *engine, usher_event *oldest)
{
    us_outbox *outbox = &engine->state.outbox;
    bool none = outbox->first == outbox->next || oldest->record > engine->durable;
    outbox->given = none ? NULL : oldest;
    return outbox->given;
}

/* The same, where a chunk of events may be used again. */
US_APART static const usher_event *turn_and_give(usher_engine *engine)
{
    us_outbox_reuse(&engine->state.outbox);
    return give(engine, engine->state.outbox.oldest);
}

const usher_event *usher_engine_next(usher_engine *engine)
{
    us_outbox *outbox = &engine->state.outbox;
    usher_event *oldest = outbox->oldest;
    if (outbox->given == oldest) {
        outbox->oldest = ++oldest;
        outbox->first++;
        if (outbox->first >= outbox->turn) {
            return turn_and_give(engine);
        }
    }
    return give(engine, oldest);
}

/* As usher_engine_confirm, where it is not the oldest event, or there is none. */
US_APART static void confirm_up_to(usher_engine *engine, uint64_t number)
{
    us_outbox *outbox = &engine->state.outbox;
    if (number >= outbox->first && number < outbox->next &&
        us_outbox_at(outbox, number)->record <= engine->durable) {
        us_outbox_confirm(outbox, number + 1);
    }
}

void usher_engine_confirm(usher_engine *engine, uint64_t number)
{
    us_outbox *outbox = &engine->state.outbox;
    if (number != outbox->first || number == outbox->next) {
        confirm_up_to(engine, number);
    } else if (outbox->oldest->record <= engine->durable) {
        us_outbox_confirm_one(outbox);
    }
}

static void deliver(usher_engine *engine, const usher_host *host, const usher_event *event)
{
    void (*callback)(void *, usher_engine *, const usher_event *) = NULL;
    switch (event->type) {
#define USHER_X(ENUM, number, name, text, fields) \
    case USHER_EVENT_##ENUM:                      \
        callback = host->name;                    \
        break;
        USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    default:
        break;
    }
    if (callback == NULL) {
        callback = host->other;
    }
    if (callback != NULL) {
        callback(host->user, engine, event);
    }
}

/*
 * While the host looks at an event nobody is inside, so that it may issue commands. A second thread
 * that has come in meanwhile ends the dispatch; what the host has seen is not shown to it again.
 */
static usher_status deliver_all(usher_engine *engine, const usher_host *host)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    const usher_event *event;
    while ((event = usher_engine_peek(engine)) != NULL) {
        uint64_t number = event->number;
        if (number > engine->delivered) {
            engine->delivered = number;
            us_engine_leave(engine);
            deliver(engine, host, event);
            if (!us_engine_enter(engine)) {
                return USHER_ERR_REENTRANT;
            }
        }
        usher_engine_confirm(engine, number);
    }
    us_engine_leave(engine);
    return USHER_OK;
}

usher_status usher_engine_dispatch(usher_engine *engine, const usher_host *host)
{
    if (host == NULL || host->size != sizeof *host) {
        return USHER_ERR_INVALID;
    }
    if (!us_guard_enter(&engine->dispatching)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = deliver_all(engine, host);
    us_guard_leave(&engine->dispatching);
    return status;
}

void usher_engine_acknowledge(usher_engine *engine, uint64_t record)
{
    if (record > engine->durable && record <= engine->state.record && !engine->fenced) {
        engine->durable = record;
    }
}

void usher_engine_store_lost(usher_engine *engine)
{
    engine->fenced = true;
    engine->apart = true;
}

/* ---- words ----------------------------------------------------------------------------------- */

const char *usher_event_name(uint32_t type)
{
    switch (type) {
#define USHER_X(ENUM, number, callback, name, fields) \
    case USHER_EVENT_##ENUM:                          \
        return name;
        USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    default:
        return "?";
    }
}

uint32_t usher_event_type(const char *text)
{
#define USHER_X(ENUM, number, callback, name, fields) \
    if (strcmp(text, name) == 0) {                    \
        return number;                                \
    }
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    return 0;
}

uint32_t usher_event_fields(uint32_t type)
{
    switch (type) {
#define USHER_X(ENUM, number, callback, name, fields) \
    case USHER_EVENT_##ENUM:                          \
        return fields;
        USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    default:
        return 0;
    }
}

const char *usher_reason_name(uint32_t reason)
{
    switch (reason) {
#define USHER_X(ENUM, number, name) \
    case USHER_REASON_##ENUM:       \
        return name;
        USHER_REASON_MAP(USHER_X)
#undef USHER_X
    default:
        return "?";
    }
}

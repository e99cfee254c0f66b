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
    const usher_event *event = us_outbox_at(outbox, outbox->first);
    return event->record <= engine->durable ? event : NULL;
}

/* As usher_engine_next, where a whole chunk of events was given, or there is none yet. */
US_APART static const usher_event *next_in_chunks(usher_engine *engine)
{
    us_outbox *outbox = &engine->state.outbox;
    if (outbox->read == NULL) {
        return NULL;
    }
    us_outbox_confirm(outbox, outbox->first + 1);
    const usher_event *event = usher_engine_peek(engine);
    outbox->read += event != NULL;
    return event;
}

/* All are read. */
static inline void rest(us_outbox *outbox)
{
    outbox->first = outbox->next;
    if (us_rarely(outbox->first >= outbox->restart)) {
        us_outbox_reuse(outbox);
    }
}

const usher_event *usher_engine_next(usher_engine *engine)
{
    us_outbox *outbox = &engine->state.outbox;
    usher_event *event = outbox->read;
    if (us_rarely(event == outbox->read_end)) {
        return next_in_chunks(engine);
    }
    if (event == outbox->place) {
        rest(outbox);
        return NULL;
    }
    outbox->first = event->number;
    if (us_rarely(event->record > engine->durable)) {
        return NULL;
    }
    outbox->read = event + 1;
    return event;
}

void usher_engine_confirm(usher_engine *engine, uint64_t number)
{
    us_outbox *outbox = &engine->state.outbox;
    if (number >= outbox->first && number < outbox->next &&
        us_outbox_at(outbox, number)->record <= engine->durable) {
        us_outbox_confirm(outbox, number + 1);
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
    us_engine_fence(engine);
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

/*
 * change_store.c - a change as records: the new centre in parts, with the plan behind it, and then
 * the record that installs it.
 *
 * The first change of a store writes before its own the centre with which the store was opened, so
 * that from then on a store holds all that replay needs. A part says how many bytes there are in
 * all if it is the first; whatever came before it and was not installed is forgotten.
 */
#include "change.h"

#include "base/buf.h"
#include "pipeline.h"

#include <string.h>

enum { PART_MAX = 3840 }; /* bytes of one record */

/* ---- bytes ----------------------------------------------------------------------------------- */

static void put_plan(us_writer *w, const us_plan *plan)
{
    for (uint32_t i = 0; plan != NULL && i < plan->count; i++) {
        us_write_uint(w, plan->items[i].action);
        if (plan->items[i].action == USHER_MOVE) {
            us_write_uint(w, plan->items[i].to);
        }
    }
}

usher_status us_change_encode(us_mem *mem, const usher_centre *centre, const us_plan *plan,
                              uint8_t **bytes, size_t *size)
{
    size_t centre_size = usher_centre_encode(centre, NULL, 0);
    us_writer counted = { NULL, 0, SIZE_MAX, false };
    us_write_uint(&counted, centre_size);
    put_plan(&counted, plan);
    uint8_t *block = us_mem_resize(mem, NULL, 0, counted.size + centre_size);
    if (block == NULL) {
        return USHER_ERR_NOMEM;
    }
    us_writer w = { block, 0, counted.size + centre_size, false };
    us_write_uint(&w, centre_size);
    (void)usher_centre_encode(centre, w.data + w.size, centre_size);
    w.size += centre_size;
    put_plan(&w, plan);
    us_assert(!w.failed && w.size == w.capacity);
    *bytes = block;
    *size = w.size;
    return USHER_OK;
}

/* The centre at the beginning; the reader goes on behind it. *out is as it was if there is none. */
static usher_status take_centre(const us_mem *mem, us_reader *reader, uint64_t hash,
                                usher_centre **out)
{
    uint64_t size = us_read_uint(reader);
    const uint8_t *bytes = size <= SIZE_MAX ? us_read_bytes(reader, (size_t)size) : NULL;
    if (bytes == NULL) {
        return USHER_ERR_CORRUPT;
    }
    usher_centre *made;
    usher_status status = usher_centre_decode(bytes, (size_t)size, &mem->host, &made);
    if (status != USHER_OK) {
        return status;
    }
    if (usher_centre_hash(made) != hash) {
        usher_centre_unref(made);
        return USHER_ERR_CORRUPT;
    }
    *out = made;
    return USHER_OK;
}

static bool take_plan(us_reader *reader, us_plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        uint64_t action = us_read_uint(reader);
        uint64_t to = action == USHER_MOVE ? us_read_uint(reader) : 0;
        if (action > USHER_MOVE || to > UINT32_MAX) {
            return false;
        }
        plan->items[i].action = (uint8_t)action;
        plan->items[i].to = (uint32_t)to;
    }
    return !reader->failed && reader->at == reader->size;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Each part is a record of its own, which changes nothing. */
static usher_status append_parts(usher_engine *engine, const uint8_t *bytes, size_t size,
                                 uint64_t hash, uint64_t actor)
{
    usher_command command = { .op = US_OP_CENTRE, .actor = actor };
    for (size_t at = 0; at < size; at += PART_MAX) {
        us_record_head head = { .part = bytes + at,
                                .part_size = size - at < PART_MAX ? size - at : PART_MAX,
                                .parts_size = at == 0 ? size : 0,
                                .centre = at == 0 ? hash : 0 };
        usher_status status = us_append_head(engine, &head, &command);
        if (status != USHER_OK) {
            return status;
        }
        engine->state.record++;
    }
    return USHER_OK;
}

/* Once in the life of a store: it needs the centre of its beginning too, from now on. */
static usher_status append_opening(usher_engine *engine, uint64_t actor)
{
    uint8_t *bytes;
    size_t size;
    usher_status status = us_change_encode(&engine->mem, engine->centre, NULL, &bytes, &size);
    if (status != USHER_OK) {
        return status;
    }
    status = append_parts(engine, bytes, size, engine->centre->hash, actor);
    us_mem_free(&engine->mem, bytes, size);
    engine->opening_kept = status == USHER_OK;
    return status;
}

usher_status us_change_append(usher_engine *engine, const usher_change *change, us_budget budget)
{
    usher_command command = { .op = US_OP_CHANGE, .actor = change->actor };
    us_record_head head = { .budget = budget, .centre = change->hash };
    usher_status status = engine->opening_kept ? USHER_OK : append_opening(engine, change->actor);
    if (status == USHER_OK) {
        status =
            append_parts(engine, change->bytes, change->bytes_size, change->hash, change->actor);
    }
    return status == USHER_OK ? us_append_head(engine, &head, &command) : status;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void forget_parts(usher_engine *engine)
{
    us_centre_parts *parts = &engine->parts;
    us_mem_free(&engine->mem, parts->bytes, parts->capacity);
    *parts = (us_centre_parts){ 0 };
}

/* One part more. Memory grows as bytes come, whatever the first part promises. */
static usher_status take_part(usher_engine *engine, const us_record_head *head)
{
    us_centre_parts *parts = &engine->parts;
    if (head->parts_size != 0) {
        parts->used = 0;
        parts->size = head->parts_size;
        parts->hash = head->centre;
    }
    if (head->part_size == 0 || head->part_size > parts->size - parts->used) {
        return USHER_ERR_CORRUPT;
    }
    if (head->part_size > UINT32_MAX - parts->used) {
        return USHER_ERR_NOMEM;
    }
    usher_status status =
        us_mem_grow(&engine->mem, (void **)&parts->bytes, &parts->capacity,
                    (uint32_t)(parts->used + head->part_size), sizeof *parts->bytes);
    if (status == USHER_OK) {
        memcpy(parts->bytes + parts->used, head->part, head->part_size);
        parts->used += (uint32_t)head->part_size;
    }
    return status;
}

static bool are_complete(const us_centre_parts *parts)
{
    return parts->used > 0 && parts->used == parts->size;
}

usher_status us_centre_part_again(usher_engine *engine, const us_record *record)
{
    usher_status status = take_part(engine, &record->head);
    if (status == USHER_OK) {
        engine->state.record++;
        engine->opening_kept = engine->opening_kept || are_complete(&engine->parts);
    }
    return status;
}

/* What cannot have been is damage; only memory may be short without. */
static usher_status judged(usher_status status)
{
    return status == USHER_OK || status == USHER_ERR_NOMEM ? status : USHER_ERR_CORRUPT;
}

static usher_status change_of_bytes(usher_engine *engine, const usher_centre *next,
                                    us_reader *reader, usher_change *change)
{
    usher_status status =
        us_reseat_new(&change->mem.host, engine->centre, change->actor, &change->reseat);
    if (status == USHER_OK) {
        us_reseat *r = change->reseat;
        status = us_plan_list(&r->mem, r->old, next, &r->plan);
    }
    if (status == USHER_OK && !take_plan(reader, &change->reseat->plan)) {
        status = USHER_ERR_CORRUPT;
    }
    if (status == USHER_OK) {
        status = us_change_merge(change, next);
    }
    const us_reseat *r = change->reseat;
    if (status == USHER_OK && !us_plan_fits(&r->plan, r->old, r->next)) {
        status = USHER_ERR_CORRUPT;
    }
    return status;
}

/* The change that the parts are of. The caller frees it, also when this fails. */
static usher_status take_change(usher_engine *engine, const us_record *record, usher_change *change)
{
    usher_centre *next;
    const us_centre_parts *parts = &engine->parts;
    us_reader reader = { parts->bytes, parts->used, 0, false };
    if (!are_complete(parts) || parts->hash != record->head.centre) {
        return USHER_ERR_CORRUPT;
    }
    usher_status status = take_centre(&engine->mem, &reader, parts->hash, &next);
    if (status != USHER_OK) {
        return status;
    }
    change->old = usher_centre_ref(engine->centre);
    change->actor = record->command.actor;
    status = change_of_bytes(engine, next, &reader, change);
    usher_centre_unref(next);
    return status;
}

usher_status us_change_again(usher_engine *engine, const us_record *record)
{
    usher_change *change = us_change_new(engine);
    if (change == NULL) {
        return USHER_ERR_NOMEM;
    }
    usher_status status = take_change(engine, record, change);
    forget_parts(engine);
    if (status == USHER_OK) {
        status = us_change_check(engine, change);
    }
    if (status == USHER_OK) {
        status = us_reserve_again(engine, record->head.budget);
    }
    if (status == USHER_OK) {
        status = us_change_reserve(engine, change);
    }
    if (status == USHER_OK) {
        us_change_apply(engine, change, record->head.budget);
    }
    usher_change_free(change);
    return judged(status);
}

void us_change_close(usher_engine *engine)
{
    forget_parts(engine);
}

/* ---- the centre of the beginning ------------------------------------------------------------- */

/* The next record from `number` on that is a part of a centre. */
static usher_status read_part(usher_engine *engine, uint64_t *number, us_record *record)
{
    usher_status status;
    do {
        size_t size = USHER_RECORD_MAX;
        status = engine->store.read(engine->store.user, *number, engine->record, &size);
        if (status == USHER_OK) {
            status = us_record_decode(engine->record, size, record);
        }
        ++*number;
    } while (status == USHER_OK && record->command.op != US_OP_CENTRE);
    return status;
}

usher_status us_find_opening(usher_engine *engine, uint64_t hash, us_record *record,
                             usher_centre **out)
{
    uint64_t number = 2;
    usher_status status = USHER_OK;
    while (status == USHER_OK && !are_complete(&engine->parts)) {
        status = read_part(engine, &number, record);
        if (status == USHER_OK) {
            status = take_part(engine, &record->head);
        }
    }
    if (status == USHER_OK) {
        us_reader reader = { engine->parts.bytes, engine->parts.used, 0, false };
        status = take_centre(&engine->mem, &reader, hash, out);
    }
    forget_parts(engine);
    return status;
}

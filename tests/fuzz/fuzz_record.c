/*
 * fuzz_record.c - any bytes as records: no crash, no hang, and no engine that breaks its
 * invariants.
 *
 * The input is a row of records, each after its size in two bytes, the lower one first. Length,
 * number and checksum of each are put right, so that what is in a record is reached. An engine is
 * opened from them, on the centre of tests/support/every_op.h; opened twice it is the same, and it
 * can go on.
 */
#include "support/every_op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 127 }; /* so that a number has one byte */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "fuzz_record: %s\n", what);
        abort();
    }
}

/* The next record of the input, put right; its size in bytes of the input, or 0 at the end. */
static size_t take_record(journal *j, const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    size_t record_size = data[0] | (size_t)data[1] << 8;
    if (record_size > size - 2) {
        record_size = size - 2;
    }
    if (record_size > USHER_RECORD_MAX) {
        record_size = USHER_RECORD_MAX;
    }
    journal_add(j, data + 2, record_size);
    if (record_size > 8) {
        j->records[j->last - 1].bytes[4] = (uint8_t)j->last;
        journal_seal(j->records[j->last - 1].bytes, record_size);
    }
    return 2 + record_size;
}

/* Opens an engine; NULL if the records are refused. */
static usher_engine *open_engine(journal *j, usher_centre *centre)
{
    usher_store store = journal_store(j);
    usher_engine *engine = NULL;
    usher_status status = every_op_open(&store, centre, &engine);
    if (status == USHER_ERR_CONFLICT) { /* there may have been a change */
        status = every_op_open(&store, NULL, &engine);
    }
    must(status == USHER_OK || engine == NULL, "refused, and yet there is an engine");
    must(status == USHER_OK || status == USHER_ERR_CORRUPT || status == USHER_ERR_VERSION ||
             status == USHER_ERR_CONFLICT,
         usher_status_name(status));
    return engine;
}

/* Time goes on, events are taken, and everybody who is in hand is seen off. */
static void go_on(usher_engine *engine)
{
    usher_time now = usher_engine_now(engine);
    for (int i = 0; i < 20; i++) {
        now = now < USHER_TIME_NEVER - USHER_SECONDS(20) ? now + USHER_SECONDS(20) : now;
        must(usher_engine_advance(engine, now) == USHER_OK, "advance is refused");
        must(usher_engine_check(engine) == NULL, "an invariant is broken by time");
        usher_engine_info info;
        usher_engine_get(engine, &info);
        usher_engine_confirm(engine, info.event);
    }
    usher_contact_id contact;
    while ((contact = usher_engine_next_contact(engine, (usher_contact_id){ 0 })).v != 0) {
        usher_participant_id part;
        must(usher_contact_end(engine, now, contact, USHER_REASON_API) == USHER_OK,
             "an end is refused");
        while ((part = usher_contact_next_part(engine, contact, (usher_participant_id){ 0 })).v !=
               0) {
            must(usher_participant_clear(engine, now, part) == USHER_OK, "clearing is refused");
        }
    }
    must(usher_engine_check(engine) == NULL, "an invariant is broken at the end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static usher_centre *centre;
    if (centre == NULL) {
        centre = every_op_centre();
    }
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    size_t taken;
    for (size_t at = 0;
         j.last < RECORDS_MAX && (taken = take_record(&j, data + at, size - at)) > 0;) {
        at += taken;
    }
    usher_engine *engine = j.last > 0 ? open_engine(&j, centre) : NULL;
    if (engine != NULL) {
        must(usher_engine_check(engine) == NULL, "an invariant is broken by replay");
        usher_engine *again = open_engine(&j, centre);
        must(again != NULL, "opened once, but not twice");
        must(usher_engine_state_digest(again) == usher_engine_state_digest(engine),
             "not the same twice");
        usher_engine_free(again);
        go_on(engine);
        usher_engine_free(engine);
    }
    journal_clear(&j);
    return 0;
}

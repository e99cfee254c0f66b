/*
 * records.c - bytes that are not a journal never become an engine, and never a crash.
 *
 * Each byte of each record is changed, records are cut, lengthened, left out, doubled and swapped:
 * the checksum or the numbers tell. With length and checksum put right, what is in them is looked
 * at; either it is refused, or the engine that comes of it holds all its invariants. And records
 * have what a command uses, and nothing else of it.
 */
#include "engine/record.h"
#include "support/every_op.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t masks[] = { 0x01, 0x80, 0xff };

/* The day of every_op.h, and its centre. */
static void open_day(journal *j, usher_centre **centre)
{
    journal_init(j, USHER_APPEND_DURABLE);
    *centre = every_op_centre();
    usher_store store = journal_store(j);
    usher_engine *engine;
    assert_int_equal(every_op_open(&store, *centre, &engine), USHER_OK);
    every_op_play(engine);
    assert_int_equal(j->last, EVERY_OP_RECORDS);
    usher_engine_free(engine);
}

static void close_day(journal *j, usher_centre *centre)
{
    journal_clear(j);
    usher_centre_unref(centre);
}

/* Opens, looks at what came out, goes on for an hour, closes. */
static usher_status try_to_open(journal *j, usher_centre *centre)
{
    usher_store store = journal_store(j);
    usher_engine *engine = NULL;
    uint64_t last = j->last;
    usher_status status = every_op_open(&store, centre, &engine);
    if (status != USHER_OK) {
        assert_null(engine);
        assert_int_equal(j->last, last);
        return status;
    }
    assert_null(usher_engine_check(engine));
    assert_int_equal(usher_engine_advance(engine, usher_engine_now(engine) + USHER_MINUTES(60)),
                     USHER_OK);
    assert_null(usher_engine_check(engine));
    usher_engine_free(engine);
    return status;
}

static bool is_damaged(usher_status status)
{
    return status == USHER_ERR_CORRUPT || status == USHER_ERR_VERSION;
}

static void a_changed_byte_is_noticed(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    open_day(&j, &centre);
    for (uint64_t i = 0; i < j.last; i++) {
        journal_record *record = &j.records[i];
        for (size_t at = 0; at < record->size; at++) {
            for (size_t m = 0; m < sizeof masks; m++) {
                record->bytes[at] ^= masks[m];
                assert_true(is_damaged(try_to_open(&j, centre)));
                record->bytes[at] ^= masks[m];
            }
        }
    }
    assert_int_equal(try_to_open(&j, centre), USHER_OK);
    close_day(&j, centre);
}

/* Cut records are copied into blocks of their size, so that reading behind the end is seen. */
static void a_cut_record_is_noticed(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    open_day(&j, &centre);
    for (uint64_t i = 0; i < j.last; i++) {
        journal_record whole = j.records[i];
        for (size_t size = 0; size < whole.size + 3; size++) {
            uint8_t *part = calloc(size + 1, 1);
            assert_non_null(part);
            memcpy(part, whole.bytes, size < whole.size ? size : whole.size);
            j.records[i] = (journal_record){ part, size };
            assert_int_equal(is_damaged(try_to_open(&j, centre)), size != whole.size);
            free(part);
        }
        j.records[i] = whole;
    }
    close_day(&j, centre);
}

static void good_records_in_bad_order_are_noticed(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    open_day(&j, &centre);
    for (uint64_t i = 0; i < j.last; i++) {
        journal_record was = j.records[i];
        for (uint64_t k = 0; k < j.last; k++) {
            j.records[i] = k == i ? was : j.records[k];
            assert_int_equal(is_damaged(try_to_open(&j, centre)), k != i);
        }
        j.records[i] = was;
    }
    for (uint64_t i = 0; i + 1 < j.last; i++) { /* left out */
        journal rest;
        journal_init(&rest, USHER_APPEND_DURABLE);
        journal_copy(&rest, &j, i);
        for (uint64_t k = i + 1; k < j.last; k++) {
            journal_add(&rest, j.records[k].bytes, j.records[k].size);
        }
        assert_true(is_damaged(try_to_open(&rest, centre)));
        journal_clear(&rest);
    }
    close_day(&j, centre);
}

/* Each byte between length and checksum takes some other values; both are put right. */
static void what_is_in_a_good_record_is_looked_at(void **state)
{
    (void)state;
    static const uint8_t values[] = { 0x00, 0x01, 0x02, 0x1d, 0x3a, 0x40, 0x7f, 0x80, 0xff };
    journal j;
    usher_centre *centre;
    uint32_t refused = 0;
    uint32_t taken = 0;
    open_day(&j, &centre);
    for (uint64_t i = 0; i < j.last; i++) {
        journal_record *record = &j.records[i];
        for (size_t at = 4; at + 4 < record->size; at++) {
            uint8_t was = record->bytes[at];
            for (size_t v = 0; v < sizeof values; v++) {
                record->bytes[at] = values[v];
                journal_seal(record->bytes, record->size);
                usher_status status = try_to_open(&j, centre);
                assert_true(status == USHER_OK || is_damaged(status) ||
                            (i == 0 && status == USHER_ERR_CONFLICT));
                refused += status != USHER_OK;
                taken += status == USHER_OK;
            }
            record->bytes[at] = was;
            journal_seal(record->bytes, record->size);
        }
    }
    assert_true(refused > taken && taken > 0);
    close_day(&j, centre);
}

/* The byte of the version stands behind number, time and opcode. */
static size_t version_at(const uint8_t *bytes)
{
    size_t at = 4;
    for (int varints = 0; varints < 3; varints++) {
        while ((bytes[at++] & 0x80) != 0) {
        }
    }
    return at;
}

static void another_version_is_told(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    open_day(&j, &centre);
    for (uint64_t i = 0; i < j.last; i++) {
        journal_record *record = &j.records[i];
        size_t at = version_at(record->bytes);
        assert_int_equal(record->bytes[at], 1);
        for (int version = 0; version < 0x80; version++) {
            record->bytes[at] = (uint8_t)version;
            journal_seal(record->bytes, record->size);
            assert_int_equal(try_to_open(&j, centre), version == 1 ? USHER_OK : USHER_ERR_VERSION);
        }
        record->bytes[at] = 1;
        journal_seal(record->bytes, record->size);
    }
    close_day(&j, centre);
}

/* ---- records that the limits do not allow --------------------------------------------------- */

static const usher_limits small = { .size = sizeof small,
                                    .contacts = 2,
                                    .agents = 2,
                                    .participants = 2,
                                    .text_bytes = 256,
                                    .events_unconfirmed = 8,
                                    .units_per_command = 4,
                                    .time_step = USHER_FOREVER };

/* An engine with small limits on a journal. */
static usher_status open_small(journal *j, usher_centre *centre, usher_engine **out)
{
    usher_store store = journal_store(j);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.store = &store;
    options.limits = small;
    return usher_engine_new(&options, out);
}

/* What an engine with small limits answers to one more record. */
static usher_status open_with(const journal *before, usher_centre *centre, us_budget budget,
                              const usher_command *command)
{
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    journal_copy(&j, before, before->last);
    us_record_head head = { .number = j.last + 1, .budget = budget };
    uint8_t bytes[USHER_RECORD_MAX];
    journal_add(&j, bytes, us_record_encode(&head, command, bytes, sizeof bytes));
    usher_engine *engine = NULL;
    usher_status status = open_small(&j, centre, &engine);
    usher_engine_free(engine);
    journal_clear(&j);
    return status;
}

/* More memory would not help: such a record was never accepted under these limits. */
static void what_the_limits_do_not_allow_is_damage(void **state)
{
    (void)state;
    static char long_text[300];
    memset(long_text, 'x', sizeof long_text - 1);
    usher_centre *centre = every_op_centre();
    journal j;
    usher_engine *engine;
    journal_init(&j, USHER_APPEND_DURABLE);
    assert_int_equal(open_small(&j, centre, &engine), USHER_OK);
    usher_engine_free(engine);

    usher_command begin = USHER_COMMAND_INIT;
    begin.op = USHER_COMMAND_CONTACT_BEGIN;
    usher_command advance = USHER_COMMAND_INIT;
    advance.op = USHER_COMMAND_ADVANCE;
    usher_command dial = USHER_COMMAND_INIT;
    dial.op = USHER_COMMAND_CONTACT_DIAL;
    dial.agent.v = 1u << 24;
    usher_command add = USHER_COMMAND_INIT;
    add.op = USHER_COMMAND_AGENT_ADD;
    add.key = "zoe";
    add.profile.v = 1;

    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &begin), USHER_OK);
    assert_int_equal(open_with(&j, centre, (us_budget){ 5, 2 }, &begin), USHER_ERR_CORRUPT);
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 3 }, &begin), USHER_ERR_CORRUPT);
    assert_int_equal(open_with(&j, centre, (us_budget){ 1, 2 }, &begin), USHER_ERR_CORRUPT);
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 1 }, &dial), USHER_OK);
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &dial), USHER_ERR_CORRUPT);
    begin.key = long_text;
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &begin), USHER_ERR_CORRUPT);
    begin.key = NULL;

    assert_int_equal(open_small(&j, centre, &engine), USHER_OK);
    uint64_t id;
    assert_int_equal(usher_engine_submit(engine, &add, &id), USHER_OK);
    assert_int_equal(usher_engine_submit(engine, &begin, &id), USHER_OK);
    assert_int_equal(usher_engine_submit(engine, &begin, &id), USHER_OK);
    usher_engine_free(engine);
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &advance), USHER_OK);
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &begin), USHER_ERR_CORRUPT);
    add.key = "zack";
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &add), USHER_ERR_CORRUPT);
    close_day(&j, centre);
}

/* Events that nobody confirmed stop new contacts, also in what is replayed. */
static void an_entry_beyond_the_unconfirmed_events_is_damage(void **state)
{
    (void)state;
    usher_centre *centre = every_op_centre();
    journal j;
    usher_engine *engine;
    journal_init(&j, USHER_APPEND_DURABLE);
    assert_int_equal(open_small(&j, centre, &engine), USHER_OK);
    usher_command c = USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_QUEUE_SET_ENABLED;
    c.queue.v = 1;
    for (uint8_t i = 0; i < 8; i++) {
        c.flag = i & 1;
        assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    }
    usher_engine_free(engine);
    c = (usher_command)USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_CONTACT_BEGIN;
    assert_int_equal(open_with(&j, centre, (us_budget){ 4, 2 }, &c), USHER_ERR_CORRUPT);
    close_day(&j, centre);
}

/* ---- a store that cannot read ---------------------------------------------------------------- */

static usher_status read_badly(void *user, uint64_t number, void *buffer, size_t *size)
{
    journal *j = user;
    if (number == j->fault_at) {
        return USHER_ERR_CORRUPT;
    }
    return journal_store(j).read(user, number, buffer, size);
}

static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    open_day(&j, &centre);
    for (uint64_t number = 1; number <= j.last + 1; number++) {
        usher_store store = journal_store(&j);
        usher_engine *engine = NULL;
        store.read = read_badly;
        j.fault_at = number;
        assert_int_equal(every_op_open(&store, centre, &engine), USHER_ERR_CORRUPT);
        assert_null(engine);
    }
    close_day(&j, centre);
}

/* ---- what a record does not have ------------------------------------------------------------- */

static void fill_with_nonsense(usher_command *c, const char *text, const usher_duration *acw)
{
    *c = (usher_command){ .size = sizeof *c,
                          .op = c->op,
                          .channel = 200,
                          .reason = 200,
                          .flag = 200,
                          .contact = { 1 },
                          .agent = { 2 },
                          .participant = { 3 },
                          .queue = { 4000 },
                          .profile = { 5000 },
                          .status = { 6000 },
                          .group = { 7000 },
                          .priority = -8,
                          .age = -9,
                          .acw = -10,
                          .tag = 11,
                          .key = text,
                          .endpoint = text,
                          .acw_by_channel = acw };
}

/*
 * A command may carry anything in fields that it does not use; nothing of it is looked at or
 * written.
 */
static void fields_that_are_not_used_are_ignored(void **state)
{
    (void)state;
    static const usher_duration acw[USHER_CHANNELS_MAX] = { -1, -2, -3 };
    static char text[5001];
    memset(text, 'x', sizeof text - 1);
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    usher_centre *centre = every_op_centre();
    usher_store store = journal_store(&j);
    usher_engine *engine;
    assert_int_equal(every_op_open(&store, centre, &engine), USHER_OK);
    usher_agent_id ann = usher_agent_find(engine, "ann");
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id call;
    o.channel = USHER_CHAT;
    o.queue.v = 1;
    assert_int_equal(usher_contact_begin(engine, 0, &o, &call), USHER_OK);

    usher_command c = { .op = USHER_COMMAND_AGENT_SET_STATUS };
    fill_with_nonsense(&c, text, acw);
    c.agent = ann;
    c.status.v = 1;
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c = (usher_command){ .op = USHER_COMMAND_REPORT_RINGING };
    fill_with_nonsense(&c, text, acw);
    c.participant = usher_agent_next_part(engine, ann, (usher_participant_id){ 0 });
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c.op = USHER_COMMAND_REPORT_JOINED;
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c = (usher_command){ .op = USHER_COMMAND_CONTACT_HOLD };
    fill_with_nonsense(&c, text, acw);
    c.contact = call;
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c = (usher_command){ .op = USHER_COMMAND_QUEUE_SET_ENABLED };
    fill_with_nonsense(&c, text, acw);
    c.queue.v = 2;
    c.flag = 0;
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c = (usher_command){ .op = USHER_COMMAND_CONTACT_END };
    fill_with_nonsense(&c, text, acw);
    c.contact = call;
    c.reason = USHER_REASON_API;
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);
    c = (usher_command){ .op = USHER_COMMAND_RESUME };
    fill_with_nonsense(&c, text, acw);
    c.now = usher_engine_now(engine) + USHER_MINUTES(1);
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_OK);

    uint64_t digest = usher_engine_state_digest(engine);
    usher_engine_free(engine);
    for (uint64_t i = 0; i < j.last; i++) {
        assert_true(j.records[i].size < 80);
    }
    assert_int_equal(every_op_open(&store, centre, &engine), USHER_OK);
    assert_true(usher_engine_state_digest(engine) == digest);
    usher_engine_free(engine);
    close_day(&j, centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_byte_is_noticed),
        cmocka_unit_test(a_cut_record_is_noticed),
        cmocka_unit_test(good_records_in_bad_order_are_noticed),
        cmocka_unit_test(what_is_in_a_good_record_is_looked_at),
        cmocka_unit_test(another_version_is_told),
        cmocka_unit_test(what_the_limits_do_not_allow_is_damage),
        cmocka_unit_test(an_entry_beyond_the_unconfirmed_events_is_damage),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(fields_that_are_not_used_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

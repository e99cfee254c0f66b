/*
 * test_record.c - commands as bytes: what comes back is what the command uses, and no other bytes
 * are taken for a record.
 *
 * Fields that a command does not use are filled with noise before it is written; a table here says,
 * apart from the one in record.c, which fields each command uses.
 */
#include "base/hash.h"
#include "engine/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 300 };

typedef struct use { /* which fields a command uses, as letters, as engine.h lists them */
    uint16_t op;
    const char *fields;
} use;

/* c contact, a agent, p participant, q queue, r profile, s status, g group, C channel, R reason,
 * F flag, P priority, A age, W acw, T tag, K key, E endpoint, B acw_by_channel, V value */
static const use uses[] = {
    { USHER_COMMAND_ADVANCE, "" },
    { USHER_COMMAND_RESUME, "" },
    { USHER_COMMAND_STOP_ENTRIES, "F" },
    { USHER_COMMAND_AGENT_ADD, "FrgTKEB" },
    { USHER_COMMAND_AGENT_REMOVE, "a" },
    { USHER_COMMAND_AGENT_SET_STATUS, "as" },
    { USHER_COMMAND_AGENT_SET_PROFILE, "ar" },
    { USHER_COMMAND_AGENT_FORCE_OUT, "asF" },
    { USHER_COMMAND_CONTACT_BEGIN, "CqaKEPAWT" },
    { USHER_COMMAND_CONTACT_ENQUEUE, "cqaR" },
    { USHER_COMMAND_CONTACT_SET_PRIORITY, "cP" },
    { USHER_COMMAND_CONTACT_SET_AGE, "cA" },
    { USHER_COMMAND_CONTACT_END, "cR" },
    { USHER_COMMAND_CONTACT_HOLD, "cF" },
    { USHER_COMMAND_CONTACT_DIAL, "CqaKEPAWT" },
    { USHER_COMMAND_PARTICIPANT_CLEAR, "p" },
    { USHER_COMMAND_QUEUE_SET_ENABLED, "qF" },
    { USHER_COMMAND_QUEUE_END_WAITING, "qCR" },
    { USHER_COMMAND_QUEUE_MOVE_WAITING, "qCV" },
    { USHER_COMMAND_REPORT_RINGING, "p" },
    { USHER_COMMAND_REPORT_ANSWERED, "p" },
    { USHER_COMMAND_REPORT_FAILED, "pR" },
    { USHER_COMMAND_REPORT_JOINED, "p" },
    { USHER_COMMAND_REPORT_LEFT, "p" },
    { USHER_COMMAND_REPORT_ANSWERED_BY, "pa" },
    { USHER_COMMAND_REPORT_JOIN_FAILED, "pR" },
    { USHER_COMMAND_REPORT_LEG, "pV" },
    { USHER_COMMAND_REPORT_AGENT_GONE, "a" },
    { USHER_COMMAND_REPORT_AGENT_REACHABLE, "a" },
    { USHER_COMMAND_REPORT_OUTSIDE_LOAD, "CaV" },
};
enum { OPS = sizeof uses / sizeof *uses };

typedef struct source { /* a random command and what it points to */
    us_record_head head;
    usher_command command;
    char key[300], endpoint[1100];
    usher_duration acw[USHER_CHANNELS_MAX];
} source;

static uint64_t next(uint64_t *seed)
{
    *seed += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = *seed;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Numbers of all sizes, the extremes among them. */
static uint64_t word(uint64_t *seed)
{
    switch (next(seed) % 7) {
    case 0:
        return 0;
    case 1:
        return UINT64_MAX;
    case 2:
        return (uint64_t)INT64_MAX + next(seed) % 2;
    case 3:
        return 1 + next(seed) % 3;
    default:
        return next(seed) >> next(seed) % 64;
    }
}

static int64_t number(uint64_t *seed)
{
    uint64_t w = word(seed);
    int64_t value;
    memcpy(&value, &w, sizeof value);
    return value;
}

static void fill_text(uint64_t *seed, char *text, size_t longest)
{
    size_t size = next(seed) % 3 == 0 ? longest : 1 + (size_t)(next(seed) % longest);
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)(1 + next(seed) % 255);
    }
    text[size] = '\0';
}

/* Every field is set, also those that the command does not use. */
static void make(source *s, uint64_t *seed, uint16_t op)
{
    usher_command *c = &s->command;
    *c = (usher_command)USHER_COMMAND_INIT;
    c->op = op;
    c->channel = (uint8_t)word(seed);
    c->reason = (uint8_t)word(seed);
    c->flag = (uint8_t)word(seed);
    c->now = number(seed);
    c->actor = word(seed);
    c->contact.v = word(seed);
    c->agent.v = word(seed);
    c->participant.v = word(seed);
    c->queue.v = (uint32_t)word(seed);
    c->profile.v = (uint32_t)word(seed);
    c->status.v = (uint32_t)word(seed);
    c->group.v = (uint32_t)word(seed);
    c->priority = number(seed);
    c->age = number(seed);
    c->acw = number(seed);
    c->tag = word(seed);
    c->value = word(seed);
    fill_text(seed, s->key, 255);
    fill_text(seed, s->endpoint, 1023);
    c->key = next(seed) % 3 != 0 ? s->key : NULL;
    c->endpoint = next(seed) % 3 != 0 ? s->endpoint : NULL;
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        s->acw[i] = s->key[1] % 4 == 0 ? INT64_MIN : number(seed);
    }
    c->acw_by_channel = next(seed) % 3 != 0 ? s->acw : NULL;
    s->head = (us_record_head){ .number = word(seed), .now = number(seed) };
    s->head.budget.units = (uint32_t)word(seed);
    s->head.budget.offers = (uint32_t)word(seed);
    s->head.confirmed = word(seed);
    s->head.digest = word(seed);
}

static bool uses_field(const use *u, char letter)
{
    return strchr(u->fields, letter) != NULL;
}

/* The text that came back: as written, or none. */
static void same_text(const char *is, const char *given, bool used)
{
    if (used && given != NULL) {
        assert_string_equal(is, given);
    } else {
        assert_null(is);
    }
}

static void same_acw(const usher_command *is, const usher_command *given, bool used)
{
    if (used && given->acw_by_channel != NULL) {
        assert_memory_equal(is->acw_by_channel, given->acw_by_channel,
                            USHER_CHANNELS_MAX * sizeof(usher_duration));
    } else {
        assert_null(is->acw_by_channel);
    }
}

/* What the command uses came back as it was given, and of all else nothing. */
static void same_command(const usher_command *is, const usher_command *given, const use *u)
{
    const usher_command usual = USHER_COMMAND_INIT;
    assert_int_equal(is->op, given->op);
    assert_true(is->actor == given->actor);
    assert_int_equal(is->channel, uses_field(u, 'C') ? given->channel : usual.channel);
    assert_int_equal(is->reason, uses_field(u, 'R') ? given->reason : usual.reason);
    assert_int_equal(is->flag, uses_field(u, 'F') ? given->flag : usual.flag);
    assert_true(is->contact.v == (uses_field(u, 'c') ? given->contact.v : 0));
    assert_true(is->agent.v == (uses_field(u, 'a') ? given->agent.v : 0));
    assert_true(is->participant.v == (uses_field(u, 'p') ? given->participant.v : 0));
    assert_int_equal(is->queue.v, uses_field(u, 'q') ? given->queue.v : 0);
    assert_int_equal(is->profile.v, uses_field(u, 'r') ? given->profile.v : 0);
    assert_int_equal(is->status.v, uses_field(u, 's') ? given->status.v : 0);
    assert_int_equal(is->group.v, uses_field(u, 'g') ? given->group.v : 0);
    assert_true(is->priority == (uses_field(u, 'P') ? given->priority : usual.priority));
    assert_true(is->age == (uses_field(u, 'A') ? given->age : usual.age));
    assert_true(is->acw == (uses_field(u, 'W') ? given->acw : usual.acw));
    assert_true(is->tag == (uses_field(u, 'T') ? given->tag : usual.tag));
    assert_true(is->value == (uses_field(u, 'V') ? given->value : usual.value));
    same_text(is->key, given->key, uses_field(u, 'K'));
    same_text(is->endpoint, given->endpoint, uses_field(u, 'E'));
    same_acw(is, given, uses_field(u, 'B'));
}

static void same_head(const us_record_head *is, const us_record_head *given)
{
    assert_true(is->number == given->number);
    assert_true(is->now == given->now);
    assert_int_equal(is->budget.units, given->budget.units);
    assert_int_equal(is->budget.offers, given->budget.offers);
    assert_true(is->confirmed == given->confirmed);
    assert_true(is->digest == given->digest);
}

static void commands_survive_with_the_fields_they_use(void **state)
{
    (void)state;
    uint64_t seed = 3;
    print_message("seed %u\n", (unsigned)seed);
    for (int i = 0; i < OPS * ROUNDS; i++) {
        const use *u = &uses[i % OPS];
        source s;
        make(&s, &seed, u->op);
        uint8_t bytes[USHER_RECORD_MAX];
        size_t size = us_record_encode(&s.head, &s.command, bytes, sizeof bytes);
        assert_true(size > 0);
        us_record record;
        assert_int_equal(us_record_decode(bytes, size, &record), USHER_OK);
        same_head(&record.head, &s.head);
        same_command(&record.command, &s.command, u);
        assert_true(record.command.now == s.head.now);
        assert_true(record.head.centre == 0 && record.head.seed == 0);
        uint8_t again[USHER_RECORD_MAX];
        record.head.number = s.head.number;
        assert_int_equal(us_record_encode(&record.head, &record.command, again, sizeof again),
                         size);
        assert_memory_equal(again, bytes, size);
    }
}

/* The table above names all commands there are. */
static void every_command_is_tried(void **state)
{
    (void)state;
    uint32_t count = 0;
#define USHER_X(name, value, text) count++;
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
    assert_int_equal(count, OPS);
    for (int i = 1; i < OPS; i++) {
        assert_true(uses[i].op > uses[i - 1].op);
    }
}

static void the_opening_survives(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < ROUNDS; i++) {
        source s;
        make(&s, &seed, US_OP_OPEN);
        s.head.centre = word(&seed);
        s.head.seed = word(&seed);
        s.head.limits = (usher_limits)USHER_LIMITS_INIT;
        s.head.limits.contacts = (uint32_t)word(&seed);
        s.head.limits.agents = (uint32_t)word(&seed);
        s.head.limits.participants = (uint32_t)word(&seed);
        s.head.limits.text_bytes = (uint32_t)word(&seed);
        s.head.limits.events_unconfirmed = (uint32_t)word(&seed);
        s.head.limits.units_per_command = (uint32_t)word(&seed);
        s.head.limits.time_step = number(&seed);
        uint8_t bytes[USHER_RECORD_MAX];
        size_t size = us_record_encode(&s.head, &s.command, bytes, sizeof bytes);
        us_record record;
        assert_int_equal(us_record_decode(bytes, size, &record), USHER_OK);
        same_head(&record.head, &s.head);
        assert_int_equal(record.command.op, US_OP_OPEN);
        assert_true(record.head.centre == s.head.centre);
        assert_true(record.head.seed == s.head.seed);
        const usher_limits *is = &record.head.limits;
        const usher_limits *given = &s.head.limits;
        assert_int_equal(is->contacts, given->contacts);
        assert_int_equal(is->agents, given->agents);
        assert_int_equal(is->participants, given->participants);
        assert_int_equal(is->text_bytes, given->text_bytes);
        assert_int_equal(is->events_unconfirmed, given->events_unconfirmed);
        assert_int_equal(is->units_per_command, given->units_per_command);
        assert_true(is->time_step == given->time_step);
    }
}

static void what_does_not_fit_is_not_written(void **state)
{
    (void)state;
    uint64_t seed = 5;
    source s;
    make(&s, &seed, USHER_COMMAND_CONTACT_BEGIN);
    s.command.key = s.key;
    uint8_t bytes[USHER_RECORD_MAX + 1];
    size_t size = us_record_encode(&s.head, &s.command, bytes, USHER_RECORD_MAX);
    for (size_t capacity = 0; capacity < size; capacity++) {
        bytes[capacity] = 0x5a;
        assert_int_equal(us_record_encode(&s.head, &s.command, bytes, capacity), 0);
        assert_int_equal(bytes[capacity], 0x5a);
    }
    bytes[size] = 0x5a;
    assert_int_equal(us_record_encode(&s.head, &s.command, bytes, size), size);
    assert_int_equal(bytes[size], 0x5a);
}

/* ---- damage ---------------------------------------------------------------------------------- */

/* A record made by hand: `body` stands behind the length, a checksum behind it. */
static size_t wrap(uint8_t *bytes, const uint8_t *body, size_t size)
{
    size_t whole = size + 8;
    for (uint32_t i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(whole >> (8 * i));
    }
    memcpy(bytes + 4, body, size);
    uint32_t crc = us_crc32c(0, bytes, size + 4);
    for (uint32_t i = 0; i < 4; i++) {
        bytes[size + 4 + i] = (uint8_t)(crc >> (8 * i));
    }
    return whole;
}

/* What becomes of a body: number 1, time 0, an op, the version, no budget, and `fields`. */
static usher_status decode_fields(uint8_t op, const uint8_t *fields, size_t size, us_record *record)
{
    uint8_t body[64] = { 1, 0, op, US_RECORD_VERSION, 0, 0 };
    uint8_t bytes[80];
    assert_true(size <= sizeof body - 6);
    memcpy(body + 6, fields, size);
    return us_record_decode(bytes, wrap(bytes, body, size + 6), record);
}

static void every_cut_and_every_flipped_bit_is_found(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int i = 0; i < OPS; i++) {
        source s;
        make(&s, &seed, uses[i].op);
        s.key[40] = '\0';
        s.endpoint[40] = '\0';
        uint8_t bytes[USHER_RECORD_MAX + 1];
        size_t size = us_record_encode(&s.head, &s.command, bytes, USHER_RECORD_MAX);
        us_record record;
        for (size_t cut = 0; cut < size; cut++) {
            assert_int_equal(us_record_decode(bytes, cut, &record), USHER_ERR_CORRUPT);
        }
        bytes[size] = 0;
        assert_int_equal(us_record_decode(bytes, size + 1, &record), USHER_ERR_CORRUPT);
        for (size_t bit = 0; bit < size * 8; bit++) {
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_equal(us_record_decode(bytes, size, &record), USHER_ERR_CORRUPT);
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(us_record_decode(bytes, size, &record), USHER_OK);
    }
}

/* The same body, cut anywhere, under a right checksum: a field without its end is refused. */
static void a_body_without_its_end_is_refused(void **state)
{
    (void)state;
    uint64_t seed = 21;
    source s;
    make(&s, &seed, USHER_COMMAND_AGENT_ADD);
    s.command.key = s.key;
    s.command.endpoint = s.endpoint;
    s.command.acw_by_channel = s.acw;
    uint8_t bytes[USHER_RECORD_MAX];
    size_t body = us_record_encode(&s.head, &s.command, bytes, sizeof bytes) - 8;
    uint32_t refused = 0;
    for (size_t size = 0; size < body; size++) {
        uint8_t cut[USHER_RECORD_MAX];
        us_record record;
        usher_status status = us_record_decode(cut, wrap(cut, bytes + 4, size), &record);
        assert_true(status == USHER_OK || status == USHER_ERR_CORRUPT);
        refused += status != USHER_OK;
    }
    assert_true(refused > body - 16); /* a cut between two fields leaves a record with fewer */
}

static void tags_that_are_unknown_or_out_of_order_are_refused(void **state)
{
    (void)state;
    us_record record;
    enum { CONTACT = 5 << 1, AGENT = 6 << 1, KEY = 16 << 1 | 1 };
    const uint8_t good[] = { CONTACT, 7, AGENT, 8, KEY, 1, 'k' };
    assert_int_equal(decode_fields(33, good, sizeof good, &record), USHER_OK);
    assert_true(record.command.contact.v == 7 && record.command.agent.v == 8);
    assert_string_equal(record.command.key, "k");
    const uint8_t swapped[] = { AGENT, 8, CONTACT, 7 };
    assert_int_equal(decode_fields(33, swapped, sizeof swapped, &record), USHER_ERR_CORRUPT);
    const uint8_t twice[] = { CONTACT, 7, CONTACT, 7 };
    assert_int_equal(decode_fields(33, twice, sizeof twice, &record), USHER_ERR_CORRUPT);
    const uint8_t zero[] = { 0, 7 };
    assert_int_equal(decode_fields(33, zero, sizeof zero, &record), USHER_ERR_CORRUPT);
    const uint8_t unknown[] = { 63 << 1, 7 };
    assert_int_equal(decode_fields(33, unknown, sizeof unknown, &record), USHER_ERR_CORRUPT);
    const uint8_t unknown_bytes[] = { 63 << 1 | 1, 1, 'x' };
    assert_int_equal(decode_fields(33, unknown_bytes, sizeof unknown_bytes, &record),
                     USHER_ERR_CORRUPT);
    const uint8_t far[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 7 };
    assert_int_equal(decode_fields(33, far, sizeof far, &record), USHER_ERR_CORRUPT);
}

static void a_field_of_the_wrong_kind_or_size_is_refused(void **state)
{
    (void)state;
    us_record record;
    const uint8_t number_as_bytes[] = { 5 << 1 | 1, 1, 'x' };
    assert_int_equal(decode_fields(33, number_as_bytes, 3, &record), USHER_ERR_CORRUPT);
    const uint8_t bytes_as_number[] = { 16 << 1, 1 };
    assert_int_equal(decode_fields(32, bytes_as_number, 2, &record), USHER_ERR_CORRUPT);
    const uint8_t largest_channel[] = { 1 << 1, 0xff, 0x01 };
    assert_int_equal(decode_fields(32, largest_channel, 3, &record), USHER_OK);
    assert_int_equal(record.command.channel, 255);
    for (uint8_t tag = 1; tag <= 3; tag++) { /* channel, reason, flag: 256 is too much */
        const uint8_t wide[] = { (uint8_t)(tag << 1), 0x80, 0x02 };
        assert_int_equal(decode_fields(32, wide, 3, &record), USHER_ERR_CORRUPT);
    }
    for (uint8_t tag = 8; tag <= 11; tag++) { /* references: 2^32 is too much */
        const uint8_t wide[] = { (uint8_t)(tag << 1), 0x80, 0x80, 0x80, 0x80, 0x10 };
        assert_int_equal(decode_fields(32, wide, 6, &record), USHER_ERR_CORRUPT);
    }
    for (uint8_t tag = 22; tag <= 27; tag++) { /* limits too */
        const uint8_t wide[] = { (uint8_t)(tag << 1), 0x80, 0x80, 0x80, 0x80, 0x10 };
        assert_int_equal(decode_fields(1, wide, 6, &record), USHER_ERR_CORRUPT);
    }
    const uint8_t long_text[] = { 16 << 1 | 1, 5, 'a', 'b' };
    assert_int_equal(decode_fields(32, long_text, 4, &record), USHER_ERR_CORRUPT);
    const uint8_t few_channels[] = { 18 << 1 | 1, 7, 0, 0, 0, 0, 0, 0, 0 };
    assert_int_equal(decode_fields(16, few_channels, 9, &record), USHER_ERR_CORRUPT);
    const uint8_t channels[] = { 18 << 1 | 1, 8, 0, 1, 2, 3, 4, 5, 6, 7 };
    assert_int_equal(decode_fields(16, channels, 10, &record), USHER_OK);
    assert_int_equal(record.command.acw_by_channel[1], -1);
    assert_int_equal(record.command.acw_by_channel[6], 3);
    const uint8_t many_channels[] = { 18 << 1 | 1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    assert_int_equal(decode_fields(16, many_channels, 11, &record), USHER_ERR_CORRUPT);
}

/* Texts have room for 2,048 bytes with their NULs, and for no byte more. */
static void texts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    for (size_t size = 2040; size < 2056; size++) {
        uint8_t body[2100] = { 1, 0, 32, US_RECORD_VERSION, 0, 0, 16 << 1 | 1 };
        uint8_t bytes[2120];
        us_record record;
        body[7] = (uint8_t)(0x80 | (size & 0x7f));
        body[8] = (uint8_t)(size >> 7);
        memset(body + 9, 'k', size);
        usher_status status = us_record_decode(bytes, wrap(bytes, body, size + 9), &record);
        assert_int_equal(status, size < sizeof record.texts ? USHER_OK : USHER_ERR_CORRUPT);
    }
}

/* A NUL would cut a text short, and what is replayed would not be what stands there. */
static void texts_with_a_nul_are_refused(void **state)
{
    (void)state;
    us_record record;
    for (uint8_t tag = 16; tag <= 17; tag++) { /* key, endpoint */
        for (size_t at = 0; at <= 5; at++) {
            uint8_t text[] = { (uint8_t)(tag << 1 | 1), 5, 'a', 'b', 'c', 'd', 'e' };
            if (at < 5) {
                text[2 + at] = 0;
            }
            assert_int_equal(decode_fields(32, text, sizeof text, &record),
                             at < 5 ? USHER_ERR_CORRUPT : USHER_OK);
        }
    }
}

static void heads_out_of_range_and_other_versions_are_refused(void **state)
{
    (void)state;
    us_record record;
    uint8_t bytes[80];
    const uint8_t version[] = { 1, 0, 2, US_RECORD_VERSION + 1, 0, 0 };
    assert_int_equal(us_record_decode(bytes, wrap(bytes, version, 6), &record), USHER_ERR_VERSION);
    const uint8_t wide_op[] = { 1, 0, 0x80, 0x80, 0x04, US_RECORD_VERSION, 0, 0 };
    assert_int_equal(us_record_decode(bytes, wrap(bytes, wide_op, 8), &record), USHER_ERR_CORRUPT);
    const uint8_t last_op[] = { 1, 0, 0xff, 0xff, 0x03, US_RECORD_VERSION, 0, 0 };
    assert_int_equal(us_record_decode(bytes, wrap(bytes, last_op, 8), &record), USHER_OK);
    assert_int_equal(record.command.op, UINT16_MAX); /* no such command, but a record */
    const uint8_t wide_units[] = { 1, 0, 2, US_RECORD_VERSION, 0x80, 0x80, 0x80, 0x80, 0x10, 0 };
    assert_int_equal(us_record_decode(bytes, wrap(bytes, wide_units, 10), &record),
                     USHER_ERR_CORRUPT);
    const uint8_t wide_offers[] = { 1, 0, 2, US_RECORD_VERSION, 0, 0x80, 0x80, 0x80, 0x80, 0x10 };
    assert_int_equal(us_record_decode(bytes, wrap(bytes, wide_offers, 10), &record),
                     USHER_ERR_CORRUPT);
    uint8_t large[USHER_RECORD_MAX + 1] = { 0 };
    assert_int_equal(us_record_decode(large, sizeof large, &record), USHER_ERR_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_tried),
        cmocka_unit_test(commands_survive_with_the_fields_they_use),
        cmocka_unit_test(the_opening_survives),
        cmocka_unit_test(what_does_not_fit_is_not_written),
        cmocka_unit_test(every_cut_and_every_flipped_bit_is_found),
        cmocka_unit_test(a_body_without_its_end_is_refused),
        cmocka_unit_test(tags_that_are_unknown_or_out_of_order_are_refused),
        cmocka_unit_test(a_field_of_the_wrong_kind_or_size_is_refused),
        cmocka_unit_test(texts_that_do_not_fit_are_refused),
        cmocka_unit_test(texts_with_a_nul_are_refused),
        cmocka_unit_test(heads_out_of_range_and_other_versions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

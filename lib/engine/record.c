/*
 * record.c - writing and reading records, field by field.
 *
 * length (4 bytes), number, time, opcode, version, units, offers, then fields as (tag, value) with
 * ascending tags, then CRC-32C (4 bytes). A field that has its default is left out. The lowest bit
 * of a tag tells a byte string from a number, so that any reader can take a record apart. A tag
 * that is not known is refused: what it means may decide. Tags and opcodes keep their meaning for
 * ever.
 */
#include "record.h"

#include "base/buf.h"
#include "base/hash.h"

#include <string.h>

enum { /* tags */
       TAG_CHANNEL = 1,
       TAG_REASON = 2,
       TAG_FLAG = 3,
       TAG_ACTOR = 4,
       TAG_CONTACT = 5,
       TAG_AGENT = 6,
       TAG_PARTICIPANT = 7,
       TAG_QUEUE = 8,
       TAG_PROFILE = 9,
       TAG_STATUS = 10,
       TAG_GROUP = 11,
       TAG_PRIORITY = 12,
       TAG_AGE = 13,
       TAG_ACW = 14,
       TAG_TAG = 15,
       TAG_KEY = 16,          /* bytes */
       TAG_ENDPOINT = 17,     /* bytes */
       TAG_ACW_CHANNELS = 18, /* bytes: one zigzag varint per channel */
       TAG_CONFIRMED = 19,
       TAG_CENTRE = 20,
       TAG_SEED = 21,
       TAG_LIMIT_FIRST = 22, /* contacts, agents, participants, text_bytes, events_unconfirmed, */
       TAG_LIMIT_LAST = 28,  /* units_per_command, time_step */
       TAG_DIGEST = 29,
       TAG_SERIAL = 30,
       TAG_VALUE = 31,
       TAG_PARTS_SIZE = 32,
       TAG_PART = 33, /* bytes */
       TAG_LAST = TAG_PART
};

static uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put(us_writer *w, uint32_t tag, uint64_t value, uint64_t usual)
{
    if (value != usual) {
        us_write_uint(w, (uint64_t)tag << 1);
        us_write_uint(w, value);
    }
}

static void put_bytes(us_writer *w, uint32_t tag, const void *bytes, size_t size)
{
    if (size > 0) {
        us_write_uint(w, (uint64_t)tag << 1 | 1);
        us_write_uint(w, size);
        us_write_bytes(w, bytes, size);
    }
}

static void put_text(us_writer *w, uint32_t tag, const char *text)
{
    put_bytes(w, tag, text, text != NULL ? strlen(text) : 0);
}

static void put_acw_channels(us_writer *w, const usher_duration *acw)
{
    uint8_t bytes[USHER_CHANNELS_MAX * 10];
    us_writer inner = { bytes, 0, sizeof bytes, false };
    for (uint32_t i = 0; acw != NULL && i < USHER_CHANNELS_MAX; i++) {
        us_write_int(&inner, acw[i]);
    }
    put_bytes(w, TAG_ACW_CHANNELS, bytes, inner.size);
}

/* The fields that a command uses, a bit per tag; the others are ignored, whatever they hold. */
#define BIT(tag) (1u << (tag))

static uint32_t fields_of(uint16_t op)
{
    const uint32_t begin = BIT(TAG_CHANNEL) | BIT(TAG_AGENT) | BIT(TAG_QUEUE) | BIT(TAG_PRIORITY) |
                           BIT(TAG_AGE) | BIT(TAG_ACW) | BIT(TAG_TAG) | BIT(TAG_KEY) |
                           BIT(TAG_ENDPOINT);
    switch (op) {
    case USHER_COMMAND_AGENT_ADD:
        return BIT(TAG_FLAG) | BIT(TAG_PROFILE) | BIT(TAG_GROUP) | BIT(TAG_TAG) | BIT(TAG_KEY) |
               BIT(TAG_ENDPOINT) | BIT(TAG_ACW_CHANNELS);
    case USHER_COMMAND_AGENT_REMOVE:
        return BIT(TAG_AGENT);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return BIT(TAG_AGENT) | BIT(TAG_STATUS);
    case USHER_COMMAND_AGENT_FORCE_OUT:
        return BIT(TAG_AGENT) | BIT(TAG_STATUS) | BIT(TAG_FLAG);
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return BIT(TAG_AGENT) | BIT(TAG_PROFILE);
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        return begin;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return BIT(TAG_CONTACT) | BIT(TAG_QUEUE) | BIT(TAG_AGENT) | BIT(TAG_REASON);
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        return BIT(TAG_CONTACT) | BIT(TAG_PRIORITY);
    case USHER_COMMAND_CONTACT_SET_AGE:
        return BIT(TAG_CONTACT) | BIT(TAG_AGE);
    case USHER_COMMAND_CONTACT_END:
        return BIT(TAG_CONTACT) | BIT(TAG_REASON);
    case USHER_COMMAND_CONTACT_HOLD:
        return BIT(TAG_CONTACT) | BIT(TAG_FLAG);
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return BIT(TAG_QUEUE) | BIT(TAG_FLAG);
    case USHER_COMMAND_QUEUE_END_WAITING:
        return BIT(TAG_QUEUE) | BIT(TAG_CHANNEL) | BIT(TAG_REASON);
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        return BIT(TAG_QUEUE) | BIT(TAG_CHANNEL) | BIT(TAG_VALUE);
    case USHER_COMMAND_STOP_ENTRIES:
        return BIT(TAG_FLAG);
    case USHER_COMMAND_PARTICIPANT_CLEAR:
    case USHER_COMMAND_REPORT_RINGING:
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_JOINED:
    case USHER_COMMAND_REPORT_LEFT:
        return BIT(TAG_PARTICIPANT);
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOIN_FAILED:
        return BIT(TAG_PARTICIPANT) | BIT(TAG_REASON);
    case USHER_COMMAND_REPORT_ANSWERED_BY:
        return BIT(TAG_AGENT) | BIT(TAG_PARTICIPANT);
    case USHER_COMMAND_REPORT_LEG:
        return BIT(TAG_PARTICIPANT) | BIT(TAG_VALUE);
    case USHER_COMMAND_REPORT_AGENT_GONE:
    case USHER_COMMAND_REPORT_AGENT_REACHABLE:
        return BIT(TAG_AGENT);
    case USHER_COMMAND_REPORT_OUTSIDE_LOAD:
        return BIT(TAG_CHANNEL) | BIT(TAG_AGENT) | BIT(TAG_VALUE);
    default:
        return 0;
    }
}

static void put_numbers(us_writer *w, const usher_command *c, uint32_t fields)
{
    const struct {
        uint32_t tag;
        uint64_t value, usual;
    } numbers[] = {
        { TAG_CHANNEL, c->channel, 0 },
        { TAG_REASON, c->reason, 0 },
        { TAG_FLAG, c->flag, 0 },
        { TAG_ACTOR, c->actor, USHER_ACTOR_HOST },
        { TAG_CONTACT, c->contact.v, 0 },
        { TAG_AGENT, c->agent.v, 0 },
        { TAG_PARTICIPANT, c->participant.v, 0 },
        { TAG_QUEUE, c->queue.v, 0 },
        { TAG_PROFILE, c->profile.v, 0 },
        { TAG_STATUS, c->status.v, 0 },
        { TAG_GROUP, c->group.v, 0 },
        { TAG_PRIORITY, zigzag(c->priority), 0 },
        { TAG_AGE, zigzag(c->age), 0 },
        { TAG_ACW, zigzag(c->acw), zigzag(USHER_ACW_OF_AGENT) },
        { TAG_TAG, c->tag, 0 },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if ((fields & BIT(numbers[i].tag)) != 0) {
            put(w, numbers[i].tag, numbers[i].value, numbers[i].usual);
        }
    }
}

static void put_command(us_writer *w, const usher_command *c)
{
    uint32_t fields = fields_of(c->op) | BIT(TAG_ACTOR);
    put_numbers(w, c, fields);
    if ((fields & BIT(TAG_KEY)) != 0) {
        put_text(w, TAG_KEY, c->key);
    }
    if ((fields & BIT(TAG_ENDPOINT)) != 0) {
        put_text(w, TAG_ENDPOINT, c->endpoint);
    }
    if ((fields & BIT(TAG_ACW_CHANNELS)) != 0) {
        put_acw_channels(w, c->acw_by_channel);
    }
}

static void put_opening(us_writer *w, const us_record_head *r)
{
    const uint64_t limits[] = { r->limits.contacts,           r->limits.agents,
                                r->limits.participants,       r->limits.text_bytes,
                                r->limits.events_unconfirmed, r->limits.units_per_command,
                                zigzag(r->limits.time_step) };
    put(w, TAG_SEED, r->seed, 0);
    for (uint32_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        put(w, TAG_LIMIT_FIRST + i, limits[i], 0);
    }
}

size_t us_record_encode(const us_record_head *head, const usher_command *command, uint8_t *bytes,
                        size_t capacity)
{
    us_writer w = { bytes, 0, capacity, false };
    us_write_fixed32(&w, 0); /* the length, known at the end */
    us_write_uint(&w, head->number);
    us_write_int(&w, head->now);
    us_write_uint(&w, command->op);
    us_write_uint(&w, US_RECORD_VERSION);
    us_write_uint(&w, head->budget.units);
    us_write_uint(&w, head->budget.offers);
    if (command->op != US_OP_OPEN) {
        put_command(&w, command);
    }
    put(&w, TAG_CONFIRMED, head->confirmed, 0);
    put(&w, TAG_CENTRE, head->centre, 0);
    if (command->op == US_OP_OPEN) {
        put_opening(&w, head);
    }
    put(&w, TAG_DIGEST, head->digest, 0);
    put(&w, TAG_SERIAL, head->serial, 0);
    if ((fields_of(command->op) & BIT(TAG_VALUE)) != 0) {
        put(&w, TAG_VALUE, command->value, 0);
    }
    put(&w, TAG_PARTS_SIZE, head->parts_size, 0);
    put_bytes(&w, TAG_PART, head->part, head->part_size);
    us_writer start = { bytes, 0, capacity, false };
    us_write_fixed32(&start, (uint32_t)(w.size + 4));
    us_write_fixed32(&w, us_crc32c(0, bytes, w.size));
    return w.failed ? 0 : w.size;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A text is copied behind the others, with a NUL; one that holds a NUL was never a text. */
static const char *take_text(us_record *r, size_t *used, const uint8_t *bytes, size_t size)
{
    if (bytes == NULL || size >= sizeof r->texts - *used || memchr(bytes, '\0', size) != NULL) {
        return NULL;
    }
    char *text = r->texts + *used;
    memcpy(text, bytes, size);
    text[size] = '\0';
    *used += size + 1;
    return text;
}

static bool take_acw_channels(us_record *r, const uint8_t *bytes, size_t size)
{
    us_reader reader = { bytes, size, 0, bytes == NULL };
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        r->acw_by_channel[i] = us_read_int(&reader);
    }
    r->command.acw_by_channel = r->acw_by_channel;
    return !reader.failed && reader.at == size;
}

static bool take_bytes(us_record *r, uint32_t tag, size_t *used, const uint8_t *bytes, size_t size)
{
    switch (tag) {
    case TAG_KEY:
        r->command.key = take_text(r, used, bytes, size);
        return r->command.key != NULL;
    case TAG_ENDPOINT:
        r->command.endpoint = take_text(r, used, bytes, size);
        return r->command.endpoint != NULL;
    case TAG_ACW_CHANNELS:
        return take_acw_channels(r, bytes, size);
    case TAG_PART:
        r->head.part = bytes;
        r->head.part_size = size;
        return bytes != NULL;
    default:
        return false;
    }
}

static bool take_limit(usher_limits *limits, uint32_t tag, uint64_t value)
{
    uint32_t *const words[] = { &limits->contacts,           &limits->agents,
                                &limits->participants,       &limits->text_bytes,
                                &limits->events_unconfirmed, &limits->units_per_command };
    if (tag == TAG_LIMIT_LAST) {
        limits->time_step = unzigzag(value);
        return true;
    }
    *words[tag - TAG_LIMIT_FIRST] = (uint32_t)value;
    return value <= UINT32_MAX;
}

static bool take_small(uint8_t *field, uint64_t value)
{
    *field = (uint8_t)value;
    return value <= UINT8_MAX;
}

static bool take_ref(uint32_t *field, uint64_t value)
{
    *field = (uint32_t)value;
    return value <= UINT32_MAX;
}

static bool take_word(uint64_t *field, uint64_t value)
{
    *field = value;
    return true;
}

static bool take_signed(int64_t *field, uint64_t value)
{
    *field = unzigzag(value);
    return true;
}

static bool take_number(us_record *r, uint32_t tag, uint64_t value)
{
    usher_command *c = &r->command;
    switch (tag) {
    case TAG_CHANNEL:
        return take_small(&c->channel, value);
    case TAG_REASON:
        return take_small(&c->reason, value);
    case TAG_FLAG:
        return take_small(&c->flag, value);
    case TAG_ACTOR:
        return take_word(&c->actor, value);
    case TAG_CONTACT:
        return take_word(&c->contact.v, value);
    case TAG_AGENT:
        return take_word(&c->agent.v, value);
    case TAG_PARTICIPANT:
        return take_word(&c->participant.v, value);
    case TAG_QUEUE:
        return take_ref(&c->queue.v, value);
    case TAG_PROFILE:
        return take_ref(&c->profile.v, value);
    case TAG_STATUS:
        return take_ref(&c->status.v, value);
    case TAG_GROUP:
        return take_ref(&c->group.v, value);
    case TAG_PRIORITY:
        return take_signed(&c->priority, value);
    case TAG_AGE:
        return take_signed(&c->age, value);
    case TAG_ACW:
        return take_signed(&c->acw, value);
    case TAG_TAG:
        return take_word(&c->tag, value);
    case TAG_CONFIRMED:
        return take_word(&r->head.confirmed, value);
    case TAG_CENTRE:
        return take_word(&r->head.centre, value);
    case TAG_SEED:
        return take_word(&r->head.seed, value);
    case TAG_DIGEST:
        return take_word(&r->head.digest, value);
    case TAG_SERIAL:
        return take_word(&r->head.serial, value);
    case TAG_VALUE:
        return take_word(&c->value, value);
    case TAG_PARTS_SIZE:
        return take_word(&r->head.parts_size, value);
    default:
        return tag >= TAG_LIMIT_FIRST && tag <= TAG_LIMIT_LAST &&
               take_limit(&r->head.limits, tag, value);
    }
}

static bool take_fields(us_reader *reader, us_record *record)
{
    size_t used = 0;
    uint64_t last = 0;
    while (!reader->failed && reader->at < reader->size) {
        uint64_t key = us_read_uint(reader);
        uint64_t value = us_read_uint(reader);
        bool good = key >> 1 > last && key >> 1 <= TAG_LAST;
        last = key >> 1;
        if (good && (key & 1) != 0) {
            const uint8_t *bytes = value <= SIZE_MAX ? us_read_bytes(reader, (size_t)value) : NULL;
            good = take_bytes(record, (uint32_t)last, &used, bytes, (size_t)value);
        } else if (good) {
            good = take_number(record, (uint32_t)last, value);
        }
        if (!good) {
            return false;
        }
    }
    return !reader->failed;
}

usher_status us_record_decode(const uint8_t *bytes, size_t size, us_record *record)
{
    if (size < 8 || size > USHER_RECORD_MAX) {
        return USHER_ERR_CORRUPT;
    }
    us_reader reader = { bytes, size - 4, 0, false };
    us_reader tail = { bytes, size, size - 4, false };
    if (us_read_fixed32(&reader) != size ||
        us_read_fixed32(&tail) != us_crc32c(0, bytes, size - 4)) {
        return USHER_ERR_CORRUPT;
    }
    *record = (us_record){ .command = USHER_COMMAND_INIT };
    record->head.number = us_read_uint(&reader);
    record->head.now = us_read_int(&reader);
    record->command.now = record->head.now;
    uint64_t op = us_read_uint(&reader);
    uint64_t version = us_read_uint(&reader);
    uint64_t units = us_read_uint(&reader);
    uint64_t offers = us_read_uint(&reader);
    if (reader.failed || op > UINT16_MAX || units > UINT32_MAX || offers > UINT32_MAX) {
        return USHER_ERR_CORRUPT;
    }
    if (version != US_RECORD_VERSION) {
        return USHER_ERR_VERSION;
    }
    record->command.op = (uint16_t)op;
    record->head.budget = (us_budget){ (uint32_t)units, (uint32_t)offers };
    return take_fields(&reader, record) ? USHER_OK : USHER_ERR_CORRUPT;
}

/*
 * golden_records.c - records keep their meaning for ever: one golden record of each kind and
 * version.
 *
 * The days of every_*.h write each kind of record. The first one of a kind is compared with its
 * file in tests/golden/records/, which tells it byte by byte, as read here by a reader of its own,
 * written from docs/journal-format.md. The files of the first day are a journal: what an engine
 * makes of it is a file too. GOLDEN_UPDATE=1 rewrites the files; look at the difference before you
 * commit it. A file of an old version is never changed and never removed.
 */
#include "support/every_fact.h"
#include "support/every_order.h"
#include "support/one_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TEXT_MAX = 8192, PER_LINE = 12, OPENING = 1, CENTRE = 4, CHANGE = 5 };

#define FOLDER USHER_SOURCE_DIR "/tests/golden/records"
#define DOCUMENT USHER_SOURCE_DIR "/docs/journal-format.md"

/* ---- texts and files ------------------------------------------------------------------------- */

typedef struct text {
    char chars[TEXT_MAX];
    size_t size;
} text;

static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(t->chars + t->size, sizeof t->chars - t->size, format, arguments);
    va_end(arguments);
    assert_true(size >= 0 && t->size + (size_t)size < sizeof t->chars);
    t->size += (size_t)size;
}

static bool read_file(const char *path, text *t)
{
    FILE *file = fopen(path, "rb");
    *t = (text){ .size = 0 };
    if (file == NULL) {
        return false;
    }
    t->size = fread(t->chars, 1, sizeof t->chars - 1, file);
    fclose(file);
    t->chars[t->size] = '\0';
    return true;
}

static void write_file(const char *path, const text *t)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(t->chars, 1, t->size, file), t->size);
    assert_int_equal(fclose(file), 0);
}

static bool updating(void)
{
    const char *update = getenv("GOLDEN_UPDATE");
    return update != NULL && strcmp(update, "1") == 0;
}

/* Compares with a file of the folder, or writes it. */
static void check_file(const char *name, const text *now)
{
    static text golden;
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    if (updating()) {
        write_file(path, now);
    }
    if (!read_file(path, &golden)) {
        fail_msg("%s cannot be read", path);
    }
    if (strcmp(golden.chars, now->chars) != 0) {
        print_message("--- %s\n%s+++ now\n%s", name, golden.chars, now->chars);
        fail_msg("%s differs", name);
    }
}

/* ---- a reader of records, from the document alone -------------------------------------------- */

typedef enum field_kind { NUMBER, SIGNED, TEXT, DURATIONS, BYTES } field_kind;

static const struct field {
    uint8_t tag;
    field_kind kind;
    const char *name;
} fields[] = {
    { 1, NUMBER, "channel" },
    { 2, NUMBER, "reason" },
    { 3, NUMBER, "flag" },
    { 4, NUMBER, "actor" },
    { 5, NUMBER, "contact" },
    { 6, NUMBER, "agent" },
    { 7, NUMBER, "participant" },
    { 8, NUMBER, "queue" },
    { 9, NUMBER, "profile" },
    { 10, NUMBER, "status" },
    { 11, NUMBER, "group" },
    { 12, SIGNED, "priority" },
    { 13, SIGNED, "age" },
    { 14, SIGNED, "acw" },
    { 15, NUMBER, "tag" },
    { 16, TEXT, "key" },
    { 17, TEXT, "endpoint" },
    { 18, DURATIONS, "acw_by_channel" },
    { 19, NUMBER, "confirmed" },
    { 20, NUMBER, "centre" },
    { 21, NUMBER, "seed" },
    { 22, NUMBER, "limits.contacts" },
    { 23, NUMBER, "limits.agents" },
    { 24, NUMBER, "limits.participants" },
    { 25, NUMBER, "limits.text_bytes" },
    { 26, NUMBER, "limits.events_unconfirmed" },
    { 27, NUMBER, "limits.units_per_command" },
    { 28, SIGNED, "limits.time_step" },
    { 29, NUMBER, "digest" },
    { 31, NUMBER, "value" },
    { 32, NUMBER, "parts_size" },
    { 33, BYTES, "part" },
};

typedef struct reader {
    const uint8_t *bytes;
    size_t at, end;
    size_t shown; /* bytes up to here stand in the listing */
} reader;

static uint64_t read_number(reader *r)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        assert_true(r->at < r->end && shift < 64);
        uint8_t byte = r->bytes[r->at++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            assert_true(byte != 0 || shift == 0); /* the shortest form */
            return value;
        }
    }
}

static int64_t unfold(uint64_t value)
{
    return (value & 1) != 0 ? -(int64_t)(value >> 1) - 1 : (int64_t)(value >> 1);
}

/* The bytes read since the last call, and what they are. */
static void show(text *out, reader *r, const char *format, ...)
{
    char what[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    bool first = true;
    while (r->shown < r->at) {
        char line[PER_LINE * 3 + 1] = "";
        size_t used = 0;
        while (used < PER_LINE && r->shown < r->at) {
            (void)snprintf(line + used * 3, 4, "%02x ", r->bytes[r->shown++]);
            used++;
        }
        line[used * 3 - 1] = '\0';
        if (first) {
            add(out, "%-*s  # %s\n", PER_LINE * 3 - 1, line, what);
        } else {
            add(out, "%s\n", line);
        }
        first = false;
    }
}

static const struct field *field_of(uint64_t tag)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].tag == tag) {
            return &fields[i];
        }
    }
    fail_msg("tag %llu is not in the table", (unsigned long long)tag);
    return NULL;
}

static void show_bytes(text *out, reader *r, const struct field *f)
{
    size_t size = (size_t)read_number(r);
    show(out, r, "%u %s, %zu bytes", f->tag, f->name, size);
    assert_true(size > 0 && size <= r->end - r->at);
    if (f->kind == BYTES) {
        r->at += size;
        show(out, r, "  bytes of a centre");
        return;
    }
    if (f->kind == TEXT) {
        const char *chars = (const char *)r->bytes + r->at;
        r->at += size;
        show(out, r, "  \"%.*s\"", (int)size, chars);
        return;
    }
    size_t end = r->at + size;
    for (int channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        int64_t value = unfold(read_number(r));
        show(out, r, "  channel %d: %lld", channel, (long long)value);
    }
    assert_int_equal(r->at, end);
}

static void show_field(text *out, reader *r, uint64_t *last_tag)
{
    uint64_t key = read_number(r);
    const struct field *f = field_of(key >> 1);
    assert_true(f->tag > *last_tag);
    *last_tag = f->tag;
    bool is_bytes = f->kind == TEXT || f->kind == DURATIONS || f->kind == BYTES;
    assert_int_equal(key & 1, is_bytes);
    if (is_bytes) {
        show_bytes(out, r, f);
        return;
    }
    uint64_t value = read_number(r);
    if (f->kind == SIGNED) {
        show(out, r, "%u %s: %lld", f->tag, f->name, (long long)unfold(value));
    } else {
        show(out, r, "%u %s: %llu", f->tag, f->name, (unsigned long long)value);
    }
}

static uint32_t read_fixed(reader *r)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        value |= (uint32_t)r->bytes[r->at++] << (8 * i);
    }
    return value;
}

static const char *op_name(uint64_t op)
{
    static const char *const inner[] = { "", "open", "", "", "centre", "change" };
    bool is_inner = op < sizeof inner / sizeof *inner && inner[op][0] != '\0';
    return is_inner ? inner[op] : usher_command_name((uint32_t)op);
}

/* The listing of one record; *op and *version are what it says. */
static void list_record(const journal_record *record, text *out, uint64_t *op, uint64_t *version)
{
    reader r = { record->bytes, 0, record->size - 4, 0 };
    *out = (text){ .size = 0 };
    assert_int_equal(read_fixed(&r), record->size);
    show(out, &r, "length %zu", record->size);
    uint64_t number = read_number(&r);
    show(out, &r, "number %llu", (unsigned long long)number);
    int64_t time = unfold(read_number(&r));
    show(out, &r, "time %lld", (long long)time);
    *op = read_number(&r);
    show(out, &r, "opcode %llu, %s", (unsigned long long)*op, op_name(*op));
    *version = read_number(&r);
    show(out, &r, "version %llu", (unsigned long long)*version);
    uint64_t units = read_number(&r);
    show(out, &r, "units %llu", (unsigned long long)units);
    uint64_t offers = read_number(&r);
    show(out, &r, "offers %llu", (unsigned long long)offers);
    uint64_t tag = 0;
    while (r.at < r.end) {
        show_field(out, &r, &tag);
    }
    r.end += 4;
    uint32_t checksum = read_fixed(&r);
    assert_true(checksum == journal_checksum(record->bytes, record->size - 4));
    show(out, &r, "checksum 0x%08lx", (unsigned long)checksum);
}

/* ---- the tests ------------------------------------------------------------------------------- */

static const struct day {
    void (*play)(usher_engine *engine);
    const char *seed;
} days[] = {
    { every_op_play, USHER_SOURCE_DIR "/tests/fuzz/corpus/record/every-op" },
    { every_fact_play, USHER_SOURCE_DIR "/tests/fuzz/corpus/record/every-fact" },
    { every_order_play, USHER_SOURCE_DIR "/tests/fuzz/corpus/record/every-order" },
    { one_change_play, USHER_SOURCE_DIR "/tests/fuzz/corpus/record/change" },
};
enum { DAYS = sizeof days / sizeof *days };

static void open_day(int day, journal *j, usher_centre **centre, usher_engine **engine)
{
    journal_init(j, USHER_APPEND_DURABLE);
    *centre = every_op_centre();
    usher_store store = journal_store(j);
    assert_int_equal(every_op_open(&store, *centre, engine), USHER_OK);
    days[day].play(*engine);
    assert_true(day > 0 || j->last == EVERY_OP_RECORDS);
}

static void close_day(journal *j, usher_centre *centre, usher_engine *engine)
{
    usher_engine_free(engine);
    usher_centre_unref(centre);
    journal_clear(j);
}

/* The first record of each kind that was not seen yet. */
static void check_new_kinds(const journal *j, bool seen[256])
{
    static text listing;
    for (uint64_t i = 0; i < j->last; i++) {
        uint64_t op;
        uint64_t version;
        char name[64];
        list_record(&j->records[i], &listing, &op, &version);
        if (!seen[op]) {
            (void)snprintf(name, sizeof name, "%s-v%u.hex", op_name(op), (unsigned)version);
            check_file(name, &listing);
        }
        seen[op] = true;
    }
}

static void each_kind_of_record_is_as_it_was(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    usher_engine *engine;
    bool seen[256] = { false };
    for (int i = 0; i < DAYS; i++) {
        open_day(i, &j, &centre, &engine);
        check_new_kinds(&j, seen);
        close_day(&j, centre, engine);
    }
#define USHER_X(ENUM, number, name) assert_true(seen[number]);
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
    assert_true(seen[OPENING] && seen[CENTRE] && seen[CHANGE]);
}

/* Every 64th record has the digest of all events before it. */
static void the_digest_stands_in_every_64th_record(void **state)
{
    (void)state;
    static text listing;
    journal j;
    usher_centre *centre;
    usher_engine *engine;
    usher_engine_info before = { 0 };
    open_day(0, &j, &centre, &engine);
    for (bool enabled = false; j.last < 64; enabled = !enabled) {
        usher_engine_get(engine, &before);
        usher_queue_ref night = { 2 };
        usher_time now = usher_engine_now(engine);
        assert_int_equal(usher_queue_set_enabled(engine, now, night, !enabled), USHER_OK);
    }
    uint64_t op;
    uint64_t version;
    char digest[64];
    for (uint64_t i = 0; i < j.last; i++) {
        list_record(&j.records[i], &listing, &op, &version);
        assert_int_equal(strstr(listing.chars, "# 29 digest") != NULL, i + 1 == 64);
    }
    (void)snprintf(digest, sizeof digest, "# 29 digest: %llu\n", (unsigned long long)before.digest);
    assert_non_null(strstr(listing.chars, digest));
    check_file("64th-v1.hex", &listing);
    close_day(&j, centre, engine);
}

/* The bytes of a listing. */
static size_t unlist(const char *listing, uint8_t *bytes, size_t capacity)
{
    size_t size = 0;
    for (const char *line = listing; *line != '\0'; line += strcspn(line, "\n") + 1) {
        for (const char *at = line; at[0] != '\n' && at[0] != '#'; at += strspn(at, " ")) {
            char pair[3] = { at[0], at[1], '\0' };
            char *end;
            assert_true(size < capacity);
            bytes[size++] = (uint8_t)strtoul(pair, &end, 16);
            assert_int_equal(*end, '\0');
            at += 2;
        }
    }
    return size;
}

/*
 * The files of one version, in the order of their numbers, are a journal that is understood for
 * ever.
 */
static void the_files_are_a_journal(void **state)
{
    (void)state;
    static text file;
    journal j;
    journal files;
    usher_centre *centre;
    usher_engine *engine;
    open_day(0, &j, &centre, &engine);
    journal_init(&files, USHER_APPEND_DURABLE);
    for (uint64_t i = 0; i < j.last; i++) {
        uint64_t op;
        uint64_t version;
        static text listing;
        char path[512];
        uint8_t bytes[USHER_RECORD_MAX];
        list_record(&j.records[i], &listing, &op, &version);
        (void)snprintf(path, sizeof path, "%s/%s-v1.hex", FOLDER, op_name(op));
        assert_true(read_file(path, &file));
        journal_add(&files, bytes, unlist(file.chars, bytes, sizeof bytes));
    }
    usher_store store = journal_store(&files);
    usher_engine *again;
    assert_int_equal(every_op_open(&store, centre, &again), USHER_OK);
    assert_null(usher_engine_check(again));
    usher_engine_info info;
    usher_engine_get(again, &info);
    text digests = { .size = 0 };
    add(&digests, "records %llu\nevents %llu\n", (unsigned long long)info.record,
        (unsigned long long)info.event);
    add(&digests, "centre 0x%016llx\n", (unsigned long long)usher_centre_hash(centre));
    add(&digests, "events' digest 0x%016llx\n", (unsigned long long)info.digest);
    add(&digests, "state's digest 0x%016llx\n",
        (unsigned long long)usher_engine_state_digest(again));
    check_file("digests-v1.txt", &digests);
    assert_true(usher_engine_state_digest(again) == usher_engine_state_digest(engine));
    usher_engine_free(again);
    journal_clear(&files);
    close_day(&j, centre, engine);
}

/* Each record of a day after its size in two bytes. */
static void check_seed(const journal *j, const char *path)
{
    static text seed;
    static text golden;
    seed.size = 0;
    for (uint64_t i = 0; i < j->last; i++) {
        const journal_record *record = &j->records[i];
        assert_true(seed.size + 2 + record->size < sizeof seed.chars);
        seed.chars[seed.size++] = (char)(record->size & 0xff);
        seed.chars[seed.size++] = (char)(record->size >> 8);
        memcpy(seed.chars + seed.size, record->bytes, record->size);
        seed.size += record->size;
    }
    if (updating()) {
        write_file(path, &seed);
    }
    assert_true(read_file(path, &golden));
    assert_int_equal(golden.size, seed.size);
    assert_memory_equal(golden.chars, seed.chars, seed.size);
}

static void the_fuzzer_begins_with_the_days(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    usher_engine *engine;
    for (int i = 0; i < DAYS; i++) {
        open_day(i, &j, &centre, &engine);
        check_seed(&j, days[i].seed);
        close_day(&j, centre, engine);
    }
}

/* ---- the document ---------------------------------------------------------------------------- */

static char *whole_document(void)
{
    FILE *file = fopen(DOCUMENT, "rb");
    assert_non_null(file);
    char *chars = calloc(1, 1 << 16);
    assert_non_null(chars);
    assert_true(fread(chars, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    return chars;
}

static void the_documents_example_is_a_golden_record(void **state)
{
    (void)state;
    static text golden;
    char *document = whole_document();
    assert_true(read_file(FOLDER "/contact_begin-v1.hex", &golden));
    if (strstr(document, golden.chars) == NULL) {
        fail_msg(
            "tests/golden/records/contact_begin-v1.hex does not stand in docs/journal-format.md");
    }
    free(document);
}

static void must_stand(const char *document, const char *row)
{
    if (strstr(document, row) == NULL) {
        fail_msg("docs/journal-format.md has no row that begins \"%s\"", row);
    }
}

static void the_document_has_every_opcode_and_tag(void **state)
{
    (void)state;
    char *document = whole_document();
    char row[80];
#define USHER_X(ENUM, number, name)                                   \
    (void)snprintf(row, sizeof row, "\n| %d | `%s` |", number, name); \
    must_stand(document, row);
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
    must_stand(document, "\n| 1 | `open` |");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        (void)snprintf(row, sizeof row, "\n| %u | `%s` |", fields[i].tag, fields[i].name);
        must_stand(document, row);
    }
    free(document);
}

/* ---- digests --------------------------------------------------------------------------------- */

/* The digest of events as the document defines it. */
static uint64_t digest_of(const usher_event *e, uint64_t digest)
{
    const uint64_t words[12] = {
        e->number,
        e->record,
        (uint64_t)e->time,
        e->actor,
        e->contact.v,
        e->agent.v,
        e->participant.v,
        (uint64_t)e->until,
        (uint64_t)e->value,
        e->tag,
        (uint64_t)e->queue.v << 32 | e->profile.v,
        (uint64_t)e->status.v << 32 | (uint64_t)e->type << 16 | (uint64_t)e->channel << 8 |
            e->reason,
    };
    for (int i = 0; i < 12; i++) {
        digest = (digest ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        digest ^= digest >> 29;
    }
    return digest;
}

static void the_digest_of_events_is_as_written(void **state)
{
    (void)state;
    journal j;
    usher_centre *centre;
    usher_engine *engine;
    open_day(0, &j, &centre, &engine);
    usher_store store = journal_store(&j);
    usher_engine *again;
    journal first;
    journal_init(&first, USHER_APPEND_DURABLE);
    journal_copy(&first, &j, 6);
    store = journal_store(&first);
    assert_int_equal(every_op_open(&store, centre, &again), USHER_OK);
    uint64_t digest = 1;
    const usher_event *event;
    for (uint64_t last = 0; (event = usher_engine_peek_after(again, last)) != NULL;
         last = event->number) {
        assert_int_equal(event->number, last + 1);
        digest = digest_of(event, digest);
    }
    usher_engine_info info;
    usher_engine_get(again, &info);
    assert_true(info.event >= 4 && info.digest == digest);
    usher_engine_free(again);
    journal_clear(&first);
    close_day(&j, centre, engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_record_is_as_it_was),
        cmocka_unit_test(the_digest_stands_in_every_64th_record),
        cmocka_unit_test(the_files_are_a_journal),
        cmocka_unit_test(the_fuzzer_begins_with_the_days),
        cmocka_unit_test(the_documents_example_is_a_golden_record),
        cmocka_unit_test(the_document_has_every_opcode_and_tag),
        cmocka_unit_test(the_digest_of_events_is_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_inputs.c - contacts.csv and shifts.csv: what a row means, and every finding at its place.
 */
#include "contacts.h"
#include "names.h"
#include "rows.h"
#include "shifts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEADER                                                                                     \
    "id,arrival,channel,queue,number,priority,patience,handle,acw,ring,age,customer,attr:x\n"

enum { ANSWER_AFTER = 3000000 };

/* A centre with queues billing and mail, profile blended, agents ann and bob, number +1555. */
typedef struct world {
    usher_centre *centre;
    input_names names;
    row_clock clock;
    input_findings findings;
    contact_list contacts;
    shift_list shifts;
    const char *text;
} world;

static void add_agent(usher_centre_builder *builder, const char *name, usher_profile_ref profile)
{
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    agent.name = name;
    agent.profile = profile;
    assert_int_equal(usher_centre_add_agent(builder, &agent), USHER_OK);
}

static usher_queue_ref add_queue(usher_centre_builder *builder, const char *name)
{
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref ref;
    queue.name = name;
    assert_int_equal(usher_centre_add_queue(builder, &queue, &ref), USHER_OK);
    return ref;
}

static usher_centre *build_centre(usher_queue_ref *billing)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_profile_ref blended;
    usher_agent_status_def lunch = USHER_AGENT_STATUS_DEF_INIT;
    usher_agent_status_ref status;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    *billing = add_queue(builder, "billing");
    add_queue(builder, "mail");
    profile.name = "blended";
    profile.max[USHER_VOICE] = 1;
    assert_int_equal(usher_centre_add_profile(builder, &profile, &blended), USHER_OK);
    lunch.name = "Lunch";
    assert_int_equal(usher_centre_add_status(builder, &lunch, &status), USHER_OK);
    add_agent(builder, "bob", blended);
    add_agent(builder, "ann", blended);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

static void open_world(world *w)
{
    usher_entry_point number = { "+1555", { 0 } };
    memset(w, 0, sizeof *w);
    w->centre = build_centre(&number.queue);
    names_init(&w->names, w->centre, &number, 1);
}

static void close_world(world *w)
{
    contacts_clear(&w->contacts);
    shifts_clear(&w->shifts);
    findings_clear(&w->findings);
    names_clear(&w->names);
    usher_centre_unref(w->centre);
}

static size_t read_text(void *user, void *buffer, size_t size)
{
    world *w = user;
    size_t left = strlen(w->text);
    size_t count = left < size ? left : size;
    memcpy(buffer, w->text, count);
    w->text += count;
    return count;
}

static void read_contacts(world *w, const char *text)
{
    csv_reader reader;
    w->text = text;
    csv_open(&reader, "c.csv", read_text, w, &w->findings);
    contacts_read(&w->contacts, &reader, &w->names, &w->clock, ANSWER_AFTER);
    csv_close(&reader);
}

static void read_shifts(world *w, const char *text)
{
    csv_reader reader;
    w->text = text;
    csv_open(&reader, "s.csv", read_text, w, &w->findings);
    shifts_read(&w->shifts, &reader, &w->names, &w->clock);
    csv_close(&reader);
}

static void expect_finding(const world *w, size_t index, uint32_t line, uint32_t column,
                           enum input_finding_code code, const char *message)
{
    const input_finding *f = &w->findings.kept[index];
    assert_true(index < w->findings.kept_count);
    assert_string_equal(f->message, message);
    assert_int_equal(f->place.line, line);
    assert_int_equal(f->place.column, column);
    assert_int_equal(f->code, code);
}

/* One contacts file with one finding, and nothing else wrong. */
static void expect_one(const char *text, uint32_t line, uint32_t column,
                       enum input_finding_code code, const char *message)
{
    world w;
    open_world(&w);
    read_contacts(&w, text);
    expect_finding(&w, 0, line, column, code, message);
    assert_int_equal(w.findings.count, 1);
    close_world(&w);
}

static void expect_one_shift(const char *text, uint32_t line, uint32_t column,
                             enum input_finding_code code, const char *message)
{
    world w;
    open_world(&w);
    read_shifts(&w, text);
    expect_finding(&w, 0, line, column, code, message);
    assert_int_equal(w.findings.count, 1);
    close_world(&w);
}

static void a_full_row_is_read(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, HEADER "c1,3.25,voice,billing,,2,180,245.5,20,4,-1.5,+15550142,en\n");
    assert_int_equal(w.findings.count, 0);
    assert_int_equal(w.contacts.count, 1);
    const virtual_contact *c = &w.contacts.rows[0];
    assert_string_equal(contacts_id(&w.contacts, 0), "c1");
    assert_true(c->arrival == 3250000);
    assert_int_equal(c->channel, USHER_VOICE);
    assert_int_equal(c->queue.v, usher_centre_find_queue(w.centre, "billing").v);
    assert_true(c->priority == 2);
    assert_true(c->patience == USHER_SECONDS(180));
    assert_true(c->handle == 245500000);
    assert_true(c->acw == USHER_SECONDS(20));
    assert_true(c->ring == USHER_SECONDS(4));
    assert_true(c->age == -1500000);
    close_world(&w);
}

static void empty_fields_have_their_defaults(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, "handle,queue,channel,arrival,id\n7,mail,email,0,x\n");
    assert_int_equal(w.findings.count, 0);
    const virtual_contact *c = &w.contacts.rows[0];
    assert_true(c->priority == 0);
    assert_true(c->patience == USHER_FOREVER);
    assert_true(c->acw == USHER_ACW_OF_AGENT);
    assert_true(c->ring == ANSWER_AFTER);
    assert_true(c->age == 0);
    close_world(&w);
}

static void a_number_leads_to_its_queue(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, HEADER "c1,0,voice,,+1555,,,1,,,,,\n");
    assert_int_equal(w.findings.count, 0);
    assert_int_equal(w.contacts.rows[0].queue.v, usher_centre_find_queue(w.centre, "billing").v);
    close_world(&w);
}

static void zero_is_not_empty(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, HEADER "c1,0,voice,billing,,,0,0,0,0,0,,\n");
    const virtual_contact *c = &w.contacts.rows[0];
    assert_true(c->patience == 0 && c->handle == 0 && c->acw == 0 && c->ring == 0);
    close_world(&w);
}

static void headers_have_findings(void **state)
{
    (void)state;
    expect_one("", 0, 0, INPUT_NO_HEADER, "the file is empty; its first row names the columns");
    expect_one("id,arrival,channel,queue,handle,priorty\n", 1, 33, INPUT_UNKNOWN_COLUMN,
               "unknown column `priorty`, did you mean `priority`?");
    expect_one("id,arrival,channel,queue,handle,language\n", 1, 33, INPUT_UNKNOWN_COLUMN,
               "unknown column `language`; columns of your own begin with `attr:`");
    expect_one("id,arrival,channel,queue,handle,attr:\n", 1, 33, INPUT_UNKNOWN_COLUMN,
               "unknown column `attr:`; columns of your own begin with `attr:`");
    expect_one("id;arrival;channel\na;0;voice\n", 1, 1, INPUT_WRONG_SEPARATOR,
               "the columns are not separated by commas: save the file with commas");
    expect_one("id\tarrival\na\t0\n", 1, 1, INPUT_WRONG_SEPARATOR,
               "the columns are not separated by commas: save the file with commas");
    expect_one("\xFF\xFEi", 1, 1, INPUT_NOT_UTF8, "the file is in UTF-16: save it as UTF-8");
    expect_one("id,arrival,channel,queue,handle,id\n", 1, 33, INPUT_DUPLICATE_COLUMN,
               "column `id` is there twice");
    expect_one("id,arrival,channel,queue\nc1,0,voice,billing\n", 1, 1, INPUT_MISSING_COLUMN,
               "column `handle` is missing");
    expect_one("id,arrival,channel,handle\nc1,0,voice,1\n", 1, 1, INPUT_MISSING_COLUMN,
               "column `queue` or `number` is missing");
}

static void values_have_findings(void **state)
{
    (void)state;
    expect_one(HEADER ",0,voice,billing,,,,1,,,,,\n", 2, 1, INPUT_MISSING_VALUE, "`id` is empty");
    expect_one(HEADER "a,,voice,billing,,,,1,,,,,\n", 2, 3, INPUT_MISSING_VALUE,
               "`arrival` is empty");
    expect_one(HEADER "a,0,,billing,,,,1,,,,,\n", 2, 5, INPUT_MISSING_VALUE, "`channel` is empty");
    expect_one(HEADER "a,0,voice,billing,,,,,,,,,\n", 2, 22, INPUT_MISSING_VALUE,
               "`handle` is empty");
    expect_one(HEADER "a,0,voice,billing,,0,,1,,,,,\n", 2, 20, INPUT_BAD_NUMBER,
               "`0` is less than 1");
    expect_one(HEADER "a,0,voice,billing,,5.5,,1,,,,,\n", 2, 20, INPUT_BAD_NUMBER,
               "`5.5` is not a number of this kind: a whole one is needed");
    expect_one(HEADER "a,0,voice,billing,,,3m,1,,,,,\n", 2, 21, INPUT_BAD_NUMBER,
               "`3m` is not a number of seconds such as 20 or 2.5");
    expect_one(HEADER "a,0,voice,billing,,,,1.0000001,,,,,\n", 2, 22, INPUT_BAD_NUMBER,
               "`1.0000001` has more than six decimals");
    expect_one(HEADER "a,0,voice,billing,,,,1,99999999999,,,,\n", 2, 24, INPUT_BAD_NUMBER,
               "`99999999999` is too large");
    expect_one(HEADER "a,0,voice,billing,,,,1,,-4,,,\n", 2, 25, INPUT_BAD_NUMBER,
               "`-4` is not a number of seconds such as 20 or 2.5");
    expect_one(HEADER "a,0,voice,billing,,,,1,,,1-,,\n", 2, 26, INPUT_BAD_NUMBER,
               "`1-` is not a number of seconds such as 20 or -2.5");
}

static void names_have_findings(void **state)
{
    (void)state;
    expect_one(HEADER "a,0,Voice,billing,,,,1,,,,,\n", 2, 5, INPUT_UNKNOWN_CHANNEL,
               "unknown channel `Voice`, did you mean `voice`?");
    expect_one(HEADER "a,0,voice,biling,,,,1,,,,,\n", 2, 11, INPUT_UNKNOWN_QUEUE,
               "unknown queue `biling`, did you mean `billing`?");
    expect_one(HEADER "a,0,voice,,+1556,,,1,,,,,\n", 2, 12, INPUT_UNKNOWN_NUMBER,
               "unknown number `+1556`, did you mean `+1555`?");
    expect_one(HEADER "a,0,voice,,,,,1,,,,,\n", 2, 1, INPUT_QUEUE_OR_NUMBER,
               "either `queue` or `number` must be there");
    expect_one(HEADER "a,0,voice,mail,+1555,,,1,,,,,\n", 2, 16, INPUT_QUEUE_OR_NUMBER,
               "`queue` and `number` are both there; one of them decides");
}

static void rows_have_findings(void **state)
{
    (void)state;
    expect_one(HEADER "a,0,voice\nb,0,voice,billing,,,,1,,,,,\n", 2, 1, INPUT_FIELD_COUNT,
               "this row has 3 fields, the header 13");
    expect_one(HEADER "\"a,0,voice,billing,,,,1,,,,,\nb,0\n", 2, 1, INPUT_BAD_QUOTE,
               "this quote is never closed");
    expect_one(HEADER "a,0,voice,billing,,,,1,,,,,\na,0,voice,billing,,,,1,,,,,\n", 3, 1,
               INPUT_DUPLICATE_ID, "id `a` is taken by an earlier row");
    expect_one(HEADER "a,5,voice,billing,,,,1,,,,,\nb,4,voice,billing,,,,1,,,,,\n", 3, 3,
               INPUT_UNSORTED,
               "this arrival is before that of the row above: sort the file by `arrival`");
}

static void an_id_has_a_limit(void **state)
{
    (void)state;
    char text[CONTACT_ID_MAX + 400];
    world w;
    open_world(&w);
    strcpy(text, HEADER);
    size_t at = strlen(text);
    memset(text + at, 'x', CONTACT_ID_MAX);
    strcpy(text + at + CONTACT_ID_MAX, ",0,voice,mail,,,,1,,,,,\n");
    read_contacts(&w, text);
    assert_int_equal(w.findings.count, 0);
    memset(text + at, 'y', CONTACT_ID_MAX + 1);
    strcpy(text + at + CONTACT_ID_MAX + 1, ",0,voice,mail,,,,1,,,,,\n");
    read_contacts(&w, text);
    expect_finding(&w, 0, 2, 1, INPUT_BAD_ID, "an id has at most 256 bytes, this one has 257");
    close_world(&w);
}

static void one_pass_finds_everything(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, "id,arrival,channel,queue,handle,priorty\n"
                      "a,x,fax,biling,-,1\n"
                      "b,1,voice,billing,1,1\n"
                      "b,0,voice,billing,,1\n");
    const enum input_finding_code codes[] = { INPUT_UNKNOWN_COLUMN, INPUT_BAD_TIME,
                                              INPUT_UNKNOWN_CHANNEL, INPUT_UNKNOWN_QUEUE,
                                              INPUT_BAD_NUMBER, INPUT_DUPLICATE_ID,
                                              INPUT_UNSORTED, INPUT_MISSING_VALUE };
    assert_int_equal(w.findings.count, sizeof codes / sizeof *codes);
    for (size_t i = 0; i < w.findings.count; i++) {
        assert_int_equal(w.findings.kept[i].code, codes[i]);
    }
    close_world(&w);
}

static void many_ids_are_all_told_apart(void **state)
{
    (void)state;
    enum { ROWS = 3000, ROW_SIZE = 40 };
    world w;
    open_world(&w);
    char *text = malloc(ROWS * ROW_SIZE + 100);
    assert_non_null(text);
    size_t at = (size_t)sprintf(text, "id,arrival,channel,queue,handle\n");
    for (int i = 0; i < ROWS; i++) {
        at += (size_t)sprintf(text + at, "c%d,0,voice,mail,1\n", i % (ROWS - 1));
    }
    read_contacts(&w, text);
    free(text);
    assert_int_equal(w.findings.count, 1);
    expect_finding(&w, 0, ROWS + 1, 1, INPUT_DUPLICATE_ID, "id `c0` is taken by an earlier row");
    close_world(&w);
}

/* ---- times ------------------------------------------------------------------------------- */

static void seconds_count_from_the_start(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    w.clock.start = USHER_SECONDS(1000);
    w.clock.start_given = true;
    read_contacts(&w, HEADER "a,2.5,voice,mail,,,,1,,,,,\n"
                             "b,1970-01-01T01:16:43+01:00,voice,mail,,,,1,,,,,\n");
    assert_int_equal(w.findings.count, 0);
    assert_true(w.contacts.rows[0].arrival == 1002500000);
    assert_true(w.contacts.rows[1].arrival == 1003000000);
    close_world(&w);
}

static void dates_and_seconds_need_a_start(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_contacts(&w, HEADER "a,2,voice,mail,,,,1,,,,,\nb,3,voice,mail,,,,1,,,,,\n");
    assert_int_equal(w.findings.count, 0);
    read_shifts(&w, "agent,at,do,value\nann,2026-03-02T08:00:00Z,status,Available\n"
                    "ann,2026-03-02T09:00:00Z,status,Lunch\n");
    expect_finding(&w, 0, 2, 5, INPUT_MIXED_TIMES,
                   "dates and seconds in one run: --start must tell what the seconds count from");
    assert_int_equal(w.findings.count, 1);
    close_world(&w);
}

static void nothing_is_before_the_start(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(usher_parse_time("2026-03-02T08:00:00Z", 20, &w.clock.start), USHER_OK);
    w.clock.start_given = true;
    read_contacts(&w, HEADER "a,2026-03-02T07:59:59Z,voice,mail,,,,1,,,,,\n"
                             "b,2026-03-02T08:00:00Z,voice,mail,,,,1,,,,,\n");
    expect_finding(&w, 0, 2, 3, INPUT_BEFORE_START, "`2026-03-02T07:59:59Z` is before --start");
    assert_int_equal(w.findings.count, 1);
    close_world(&w);
}

static void bad_times_are_told(void **state)
{
    (void)state;
    expect_one(HEADER "a,8:00,voice,mail,,,,1,,,,,\n", 2, 3, INPUT_BAD_TIME,
               "`8:00` is neither a time such as 2026-03-02T08:00:00Z nor seconds after --start");
    expect_one(HEADER "a,2026-03-02 08:00,voice,mail,,,,1,,,,,\n", 2, 3, INPUT_BAD_TIME,
               "`2026-03-02 08:00` is not a time such as 2026-03-02T08:00:00Z");
    expect_one(HEADER "a,-1,voice,mail,,,,1,,,,,\n", 2, 3, INPUT_BAD_TIME,
               "`-1` is neither a time such as 2026-03-02T08:00:00Z nor seconds after --start");
}

/* ---- shifts ------------------------------------------------------------------------------ */

static void shifts_are_read(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    read_shifts(&w, "agent,at,do,value\nann,0,status,Lunch\nbob,0,profile,blended\n");
    assert_int_equal(w.findings.count, 0);
    assert_int_equal(w.shifts.count, 2);
    assert_int_equal(w.shifts.rows[0].agent, 1); /* the second of the centre */
    assert_int_equal(w.shifts.rows[0].kind, VIRTUAL_SHIFT_STATUS);
    assert_int_equal(w.shifts.rows[0].value, usher_centre_find_status(w.centre, "Lunch").v);
    assert_int_equal(w.shifts.rows[1].agent, 0);
    assert_int_equal(w.shifts.rows[1].kind, VIRTUAL_SHIFT_PROFILE);
    assert_int_equal(w.shifts.rows[1].value, usher_centre_find_profile(w.centre, "blended").v);
    close_world(&w);
}

static void shifts_have_findings(void **state)
{
    (void)state;
    expect_one_shift("agent,at,do,value,note\n", 1, 19, INPUT_UNKNOWN_COLUMN,
                     "unknown column `note`");
    expect_one_shift("agent,at,do,value\nanne,0,status,Lunch\n", 2, 1, INPUT_UNKNOWN_AGENT,
                     "unknown agent `anne`, did you mean `ann`?");
    expect_one_shift("agent,at,do,value\nann,0,state,Lunch\n", 2, 7, INPUT_UNKNOWN_ACTION,
                     "`state` is neither `status` nor `profile`");
    expect_one_shift("agent,at,do,value\nann,0,status,lunch\n", 2, 14, INPUT_UNKNOWN_STATUS,
                     "unknown status `lunch`, did you mean `Lunch`?");
    expect_one_shift("agent,at,do,value\nann,0,profile,Lunch\n", 2, 15, INPUT_UNKNOWN_PROFILE,
                     "unknown profile `Lunch`");
    expect_one_shift("agent,at,do,value\nann,5,status,Lunch\nbob,4,status,Lunch\n", 3, 5,
                     INPUT_UNSORTED,
                     "this time is before that of the row above: sort the file by `at`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_row_is_read),
        cmocka_unit_test(empty_fields_have_their_defaults),
        cmocka_unit_test(a_number_leads_to_its_queue),
        cmocka_unit_test(zero_is_not_empty),
        cmocka_unit_test(headers_have_findings),
        cmocka_unit_test(values_have_findings),
        cmocka_unit_test(names_have_findings),
        cmocka_unit_test(rows_have_findings),
        cmocka_unit_test(an_id_has_a_limit),
        cmocka_unit_test(one_pass_finds_everything),
        cmocka_unit_test(many_ids_are_all_told_apart),
        cmocka_unit_test(seconds_count_from_the_start),
        cmocka_unit_test(dates_and_seconds_need_a_start),
        cmocka_unit_test(nothing_is_before_the_start),
        cmocka_unit_test(bad_times_are_told),
        cmocka_unit_test(shifts_are_read),
        cmocka_unit_test(shifts_have_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

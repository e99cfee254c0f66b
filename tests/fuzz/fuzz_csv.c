/*
 * fuzz_csv.c - any bytes as contacts.csv or as shifts.csv: no crash, no hang, bounded memory.
 *
 * The first byte chooses: an odd one reads contacts, an even one shifts; the rest is the file. What
 * was read must be fit for a run: sorted if nothing was found wrong, with ids of a sane size.
 */
#include "contacts.h"
#include "names.h"
#include "shifts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct input {
    const uint8_t *bytes;
    size_t left;
} input;

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static size_t read_bytes(void *user, void *buffer, size_t size)
{
    input *in = user;
    size_t count = in->left < size ? in->left : size;
    memcpy(buffer, in->bytes, count);
    in->bytes += count;
    in->left -= count;
    return count;
}

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder = NULL;
    usher_centre *centre = NULL;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref queue_ref;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_profile_ref profile_ref;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    queue.name = "q";
    profile.name = "p";
    profile.max[USHER_VOICE] = 1;
    agent.name = "a";
    demand(usher_centre_builder_new(NULL, &builder) == USHER_OK);
    demand(usher_centre_add_queue(builder, &queue, &queue_ref) == USHER_OK);
    demand(usher_centre_add_profile(builder, &profile, &profile_ref) == USHER_OK);
    agent.profile = profile_ref;
    demand(usher_centre_add_agent(builder, &agent) == USHER_OK);
    demand(usher_centre_build(builder, &centre) == USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

static void read_contacts(csv_reader *reader, const input_names *names, row_clock *clock)
{
    contact_list list = { 0 };
    contacts_read(&list, reader, names, clock, USHER_SECONDS(3));
    for (size_t i = 0; i < list.count; i++) {
        demand(strlen(contacts_id(&list, i)) <= CONTACT_ID_MAX);
        if (reader->findings->count == 0) {
            demand(list.rows[i].handle >= 0 && list.rows[i].queue.v == 1);
            demand(i == 0 || list.rows[i - 1].arrival <= list.rows[i].arrival);
        }
    }
    contacts_clear(&list);
}

static void read_shifts(csv_reader *reader, const input_names *names, row_clock *clock)
{
    shift_list list = { 0 };
    shifts_read(&list, reader, names, clock);
    for (size_t i = 1; i < list.count && reader->findings->count == 0; i++) {
        demand(list.rows[i - 1].at <= list.rows[i].at && list.rows[i].value != 0);
    }
    shifts_clear(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    usher_centre *centre = build_centre();
    usher_entry_point number = { "+1555", { 1 } };
    input in = { data, size };
    input_names names;
    input_findings findings = { 0 };
    row_clock clock = { 0 };
    csv_reader reader;
    bool contacts = size > 0 && data[0] % 2 == 1;
    if (size > 0) {
        in = (input){ data + 1, size - 1 };
    }
    names_init(&names, centre, &number, 1);
    csv_open(&reader, "fuzz.csv", read_bytes, &in, &findings);
    if (contacts) {
        read_contacts(&reader, &names, &clock);
    } else {
        read_shifts(&reader, &names, &clock);
    }
    csv_close(&reader);
    demand(findings.kept_count <= FINDINGS_KEPT_MAX);
    findings_clear(&findings);
    names_clear(&names);
    usher_centre_unref(centre);
    return 0;
}

/*
 * queues.c - `queues:`, and `numbers:` that lead to them.
 */
#include "sections.h"

/* What a queue does by itself. */
static void read_rules(us_load *load, us_node *node, usher_queue_def *def)
{
    const us_node *overflow =
        us_reference(load, node, "overflow_queue", &load->queues, US_CODE_UNKNOWN_QUEUE);
    def->longest_wait = us_number(node, "longest_wait", 0);
    def->overflow_end = (uint8_t)us_number(node, "overflow_end", 0);
    def->join_needs = (uint8_t)us_number(node, "join_needs", USHER_NEEDS_NOTHING);
    def->stay_needs = (uint8_t)us_number(node, "stay_needs", USHER_NEEDS_NOTHING);
    def->overflow_queue.v = overflow != NULL ? (uint32_t)overflow->number : 0;
    if (overflow == node) {
        us_report(load, US_CODE_OWN_OVERFLOW, us_typed(node, "overflow_queue"),
                  "queue `%s` overflows to itself", node->key->text);
    }
    bool overflows = overflow != NULL || def->overflow_end != 0;
    if (overflows && def->longest_wait == 0 && def->stay_needs == USHER_NEEDS_NOTHING) {
        us_report(load, US_CODE_IDLE_OVERFLOW, node->key,
                  "nobody overflows from queue `%s`: it has neither `longest_wait` nor "
                  "`stay_needs`",
                  node->key->text);
    }
}

static void read_queue(us_load *load, us_node *node)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    us_node *hours = us_reference(load, node, "hours", &load->hours, US_CODE_UNKNOWN_HOURS);
    const us_node *service_level = us_typed(node, "service_level");
    def.name = node->key->text;
    def.display = us_text(node, "display");
    def.max_contacts = (uint32_t)us_number(node, "max_contacts", def.max_contacts);
    def.offers = (uint32_t)us_number(node, "offers", def.offers);
    def.disabled = us_number(node, "state", 0) != 0;
    read_rules(load, node, &def);
    if (hours != NULL) {
        def.hours.v = (uint32_t)hours->number;
        hours->used = true;
    }
    if (service_level != NULL) {
        def.service_level = us_number(service_level, "within", def.service_level);
    }
    if (us_load_clean(load)) {
        us_load_take(load, node->key, usher_centre_add_queue(load->builder, &def, NULL));
        us_place_keep(load, USHER_DEFINES_QUEUE, (uint64_t)(node->number - 1), node->key);
    }
}

/* A queue may overflow to one that comes after it: numbers are known before any is read. */
void us_queues_read(us_load *load, const us_node *section)
{
    int64_t number = 0;
    load->queues = us_index_make(load, section);
    us_places_begin(load, USHER_DEFINES_QUEUE, section->size);
    for (us_node *node = section->first; node != NULL; node = node->next) {
        node->number = ++number;
    }
    for (us_node *node = section->first; node != NULL; node = node->next) {
        read_queue(load, node);
    }
}

void us_numbers_read(us_load *load, const us_node *section)
{
    us_places_begin(load, USHER_DEFINES_NUMBER, section->size);
    load->entry_points = us_arena_get(load->kept, section->size * sizeof *load->entry_points);
    if (load->entry_points == NULL) {
        load->nomem = true;
        return;
    }
    for (const us_node *node = section->first; node != NULL; node = node->next) {
        const us_node *queue =
            us_reference(load, node, "queue", &load->queues, US_CODE_UNKNOWN_QUEUE);
        if (queue == NULL) {
            continue;
        }
        us_place_keep(load, USHER_DEFINES_NUMBER, load->entry_points_count, node->key);
        const char *number = us_arena_text(load->kept, node->key->text, node->key->size);
        load->nomem |= number == NULL;
        load->entry_points[load->entry_points_count++] =
            (usher_entry_point){ number, { (uint32_t)queue->number } };
    }
}

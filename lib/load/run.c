/*
 * run.c - `run:`, what virtual agents do; never part of the centre.
 */
#include "sections.h"

static void read_other_work(us_load *load, const us_node *channels)
{
    for (const us_node *node = channels != NULL ? channels->first : NULL; node != NULL;
         node = node->next) {
        usher_channel channel =
            node->key->broken ? USHER_CHANNEL_NONE : us_channel_refer(load, node->key);
        if (channel != USHER_CHANNEL_NONE && node->typed) {
            load->run->other_work_while[channel] = (uint8_t)node->number;
        }
    }
}

static void read_speeds(us_load *load, const us_node *speeds)
{
    size_t room = sizeof load->run->chat_speed / sizeof *load->run->chat_speed;
    uint32_t count = 0;
    for (const us_node *speed = speeds != NULL ? speeds->first : NULL; speed != NULL;
         speed = speed->next) {
        if (count == room) {
            us_report(load, US_CODE_TOO_MANY, speed, "`chat_speed` has at most %u values",
                      (unsigned)room);
            return;
        }
        load->run->chat_speed[count++] = (uint32_t)speed->number;
    }
    load->run->chat_speed_count = count > 0 ? count : load->run->chat_speed_count;
}

void us_run_read(us_load *load, const us_node *section)
{
    load->run->answer_after = us_number(section, "answer_after", load->run->answer_after);
    read_other_work(load, us_typed(section, "other_work_while"));
    read_speeds(load, us_typed(section, "chat_speed"));
}

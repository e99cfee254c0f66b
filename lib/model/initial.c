/*
 * initial.c - what a definition holds before somebody fills it, for languages without macros of C.
 */
#include <usher/centre.h>

void usher_channel_def_init(usher_channel_def *def)
{
    *def = (usher_channel_def)USHER_CHANNEL_DEF_INIT;
}

void usher_agent_status_def_init(usher_agent_status_def *def)
{
    *def = (usher_agent_status_def)USHER_AGENT_STATUS_DEF_INIT;
}

void usher_zone_def_init(usher_zone_def *def)
{
    *def = (usher_zone_def)USHER_ZONE_DEF_INIT;
}

void usher_hours_def_init(usher_hours_def *def)
{
    *def = (usher_hours_def)USHER_HOURS_DEF_INIT;
}

void usher_override_def_init(usher_override_def *def)
{
    *def = (usher_override_def)USHER_OVERRIDE_DEF_INIT;
}

void usher_queue_def_init(usher_queue_def *def)
{
    *def = (usher_queue_def)USHER_QUEUE_DEF_INIT;
}

void usher_profile_def_init(usher_profile_def *def)
{
    *def = (usher_profile_def)USHER_PROFILE_DEF_INIT;
}

void usher_entry_def_init(usher_entry_def *def)
{
    *def = (usher_entry_def)USHER_ENTRY_DEF_INIT;
}

void usher_agent_def_init(usher_agent_def *def)
{
    *def = (usher_agent_def)USHER_AGENT_DEF_INIT;
}

void usher_failure_rule_init(usher_failure_rule *rule)
{
    *rule = (usher_failure_rule)USHER_FAILURE_RULE_INIT;
}

void usher_routing_options_init(usher_routing_options *options)
{
    *options = (usher_routing_options)USHER_ROUTING_OPTIONS_INIT;
}

/*
 * occupancy.h - how much of their time agents had something in hand, by group and by profile.
 *
 * An agent is logged in while the status is of any kind but offline, and busy while at least one
 * slot is occupied: ringing, in conversation, in after-contact work, or missed and not cleared. One
 * contact in hand is as busy as ten. Time counts for the group of the agent, and for the profile
 * that the agent had then.
 */
#ifndef COMMAND_OCCUPANCY_H
#define COMMAND_OCCUPANCY_H

#include <stdint.h>

#include <usher/usher.h>

/** Figures of one group or profile; crew 0 of the groups is "no group". */
typedef struct crew_figures {
    uint32_t agents;   /* who were logged in at some time */
    uint64_t contacts; /* answered */
    usher_duration busy;
    usher_duration logged_in;
} crew_figures;

typedef struct occupancy occupancy;

/** All agents of the centre are offline at `start`. The centre is borrowed. */
occupancy *occupancy_new(const usher_centre *centre, usher_time start);
void occupancy_free(occupancy *o);
/** Follows the engine; agent is the event's agent as an index in the centre, or VIRTUAL_NOBODY. */
void occupancy_event(occupancy *o, const usher_event *event, uint32_t agent);
/** Counts what goes on at the end of the run up to that time. */
void occupancy_finish(occupancy *o, usher_time end);
/** By usher_group_ref (0 = agents in no group) and by usher_profile_ref. */
const crew_figures *occupancy_group(const occupancy *o, uint32_t group);
const crew_figures *occupancy_profile(const occupancy *o, uint32_t profile);

#endif

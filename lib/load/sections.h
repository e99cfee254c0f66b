/*
 * sections.h - the parts of a centre file, each read from the checked tree into the builder.
 *
 * A section reports what the schema cannot know (names that lead nowhere, one too many, twice the
 * same) and gives the builder nothing once there is an error: then there will be no centre.
 */
#ifndef US_LOAD_SECTIONS_H
#define US_LOAD_SECTIONS_H

#include "context.h"

/* Reads all sections of a checked tree, in the order in which they refer to each other. */
void us_sections_read(us_load *load, us_node *root);

void us_channels_read(us_load *load, const us_node *section);
void us_statuses_read(us_load *load, const us_node *section);
void us_hours_read(us_load *load, const us_node *section);
void us_queues_read(us_load *load, const us_node *section);
void us_profiles_read(us_load *load, const us_node *section);
void us_agents_read(us_load *load, const us_node *section);
void us_numbers_read(us_load *load, const us_node *section);
void us_options_read(us_load *load, const us_node *section);
void us_run_read(us_load *load, const us_node *section);
/* What is allowed, but hardly meant: from the marks that reading has left. */
void us_warnings_report(us_load *load, const us_node *root);

/* The channel of this name, or USHER_CHANNEL_NONE. */
usher_channel us_channel_find(const us_load *load, const char *name);
/* The same with a finding. */
usher_channel us_channel_refer(us_load *load, const us_node *name);

/*
 * The reference of the status that a text names, which must not be routable: Offline without a
 * text, 0 for "none" or with a finding.
 */
uint32_t us_status_without_offers(us_load *load, const us_node *name);

/* places.c: makes room for so many definitions of a kind, and notes where one of them stands. */
void us_places_begin(us_load *load, uint8_t kind, size_t count);
void us_place_keep(us_load *load, uint8_t kind, uint64_t index, const us_node *node);

/* A value of its right shape under a key, or NULL. */
us_node *us_typed(const us_node *map, const char *key);
/* Its number, or what the default is. */
int64_t us_number(const us_node *map, const char *key, int64_t fallback);
/* Its text, or NULL. */
const char *us_text(const us_node *map, const char *key);
/* The definition that a text value refers to; NULL without a value, or with a finding. */
us_node *us_reference(us_load *load, const us_node *map, const char *key, const us_index *index,
                      us_code code);

#endif

/*
 * fake_asterisk.h - what a test does with the Asterisk that is played.
 */
#ifndef FAKE_ASTERISK_H
#define FAKE_ASTERISK_H

struct ast_channel;

/* A caller's channel; ast_channel_unref lets go of it. */
struct ast_channel *fake_channel(const char *id);
/* How many channels and dials there are. */
int fake_asterisk_things(void);
/* How many conversations there were. */
int fake_asterisk_bridges(void);

#endif

/*
 * fake_asterisk.h - what a test does with the Asterisk that is played.
 */
#ifndef FAKE_ASTERISK_H
#define FAKE_ASTERISK_H

struct ast_channel;

/* A caller's channel; ast_channel_unref lets go of it. */
struct ast_channel *fake_channel(const char *id);
/* Until there is no channel and no dial. */
void fake_asterisk_settle(void);
/* How many conversations there were, and how often music was begun. */
int fake_asterisk_bridges(void);
int fake_asterisk_music(void);

#endif

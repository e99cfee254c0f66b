/*
 * tree.h - from bytes to a tree, and what is done to whole trees: copy, lay over, make keys unique.
 */
#ifndef US_LOAD_TREE_H
#define US_LOAD_TREE_H

#include "context.h"

/* The root map of file number `file`; NULL with findings (and `incomplete` set) if it has none. */
us_node *us_tree_parse(us_load *load, uint16_t file, const char *data, size_t size);

/* A node of the load's memory and count; NULL when one of them is used up (without a finding). */
us_node *us_tree_node(us_load *load);
/* A copy of a node and everything below it; NULL like us_tree_node. The caller checks the depth. */
us_node *us_tree_copy(us_load *load, const us_node *node);
/*
 * Makes the keys of a map unique: values of `<<` are merged in where the map has none of its own,
 * a second value under one key becomes a finding and goes. False when memory or nodes are used up.
 */
bool us_tree_settle(us_load *load, us_node *map);
/* Moves all values of `from` to the end of `into`, which is of the same kind. */
void us_tree_append(us_node *into, us_node *from);

#endif

/*
 * hash.h - hashing of bytes and words, and the record checksum. Equal on every platform.
 */
#ifndef US_HASH_H
#define US_HASH_H

#include <usher/base.h>

/* Keyed hash of bytes (SipHash-1-3): tables cannot be flooded by whoever chooses the keys. */
uint64_t us_hash_bytes(uint64_t seed, const void *bytes, size_t size);
/* CRC-32C (Castagnoli), as in iSCSI: crc of "123456789" from 0 is 0xe3069283. */
uint32_t us_crc32c(uint32_t crc, const void *bytes, size_t size);

/* Adds one word to a running digest. */
static inline uint64_t us_digest(uint64_t digest, uint64_t word)
{
    digest ^= word;
    digest *= UINT64_C(0x9e3779b97f4a7c15);
    return digest ^ (digest >> 29);
}

#endif

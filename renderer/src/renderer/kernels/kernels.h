/* What the kernels' files share. All processors that there are libraries for are little-endian. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

static inline u64 load_pair(const u8 *pixels) {
    u64 value;
    memcpy(&value, pixels, 8);
    return value;
}

static inline void store_pair(u8 *pixels, u64 value) { memcpy(pixels, &value, 8); }

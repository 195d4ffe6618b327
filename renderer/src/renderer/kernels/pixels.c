/* Loops over pixels that Pillow has not, or only as several passes.

   Images are Pillow's own memory: rows without gaps, four bytes a pixel for RGB (whose fourth byte
   means nothing) and RGBA, one for L. What comes out equals to the byte what the callers make with
   Pillow alone; so the arithmetic is Pillow's: a product of levels is divided by 255 and rounded.
   Callers see to it that all sizes are right. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define INTERFACE 1 /* of library.py too: another number where functions take other arguments */
#define OUT_OF_MEMORY 1
#define UP 2
#define ALPHA 24 /* bits to it in a pixel read as a number: all processors we know are little-endian */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

/* A pixel's four bytes far enough apart to be multiplied by a level each. */
#define APART 0x00FF00FF00FF00FFu
#define HALVES 0x0080008000800080u

static inline u64 spread(u32 pixel) { return (pixel | (u64)pixel << 24) & APART; }

static inline u32 joined(u64 bytes) { return (u32)(bytes | bytes >> 24); }

/* Two pixels' bytes mixed: weight 0 is all the first's, 255 all the second's. */
static inline u32 mixed(u32 first, u32 second, u32 weight) {
    u64 sum = spread(first) * (255 - weight) + spread(second) * weight + HALVES;
    return joined(((sum + ((sum >> 8) & APART)) >> 8) & APART);
}

/* Levels mixed one by one, in 16 bits: compilers turn that into vectors. */
static void mix_rows(const u8 *first, const u8 *second, const u8 *weights, size_t count, u8 *out) {
    for (size_t i = 0; i < count; i++) {
        u16 sum = (u16)(first[i] * (255 - weights[i]) + second[i] * weights[i] + 128);
        out[i] = (u8)((u16)(sum + (sum >> 8)) >> 8);
    }
}

static void mix_evenly(const u8 *first, const u8 *second, u8 weight, size_t count, u8 *out) {
    u16 rest = 255 - weight;
    for (size_t i = 0; i < count; i++) {
        u16 sum = (u16)(first[i] * rest + second[i] * weight + 128);
        out[i] = (u8)((u16)(sum + (sum >> 8)) >> 8);
    }
}

static inline u32 load(const u8 *pixel) {
    u32 value;
    memcpy(&value, pixel, 4);
    return value;
}

static inline void store(u8 *pixel, u32 value) { memcpy(pixel, &value, 4); }

/* The source pixel at a whole position, or the one at the edge. */
static inline long clamped(double whole, long count) {
    if (!(whole > 0)) return 0;
    return whole < (double)count ? (long)whole : count - 1;
}

EXPORT int kernels_interface(void) { return INTERFACE; }

/* --- Pillow's memory ---------------------------------------------------------------------- */

/* As the Arrow C data interface lays it down. A pixel of several bytes is a list of them: its
   bytes are those of the only child. */
typedef struct Array {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct Array **children;
    struct Array *dictionary;
    void (*release)(struct Array *);
    void *private_data;
} Array;

static u8 *pixels_of(const Array *array) {
    while (array->n_children > 0) array = array->children[0];
    return (u8 *)array->buffers[1];
}

/* --- sampling ----------------------------------------------------------------------------- */

/* Where the output pixels of a row take theirs: byte offsets of the source pixels before and
   after, how much of the one after (four times the same byte), and room for both. */
typedef struct {
    size_t count;
    u32 *before, *after, *weights, *firsts, *seconds;
} Taps;

static void premultiply(u32 *pixels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        u32 alpha = (u8)(pixels[i] >> ALPHA);
        if (alpha != 255) pixels[i] = (mixed(0, pixels[i], alpha) & ~(255u << ALPHA)) | alpha << ALPHA;
    }
}

static inline void straighten(u8 *pixel) {
    u32 alpha = pixel[3];
    if (alpha == 0 || alpha == 255) return;
    for (int channel = 0; channel < 3; channel++) {
        u32 value = 255 * (u32)pixel[channel] / alpha;
        pixel[channel] = value > 255 ? 255 : (u8)value;
    }
}

/* One source row, sampled along x. */
static void sample_row(const u8 *row, const Taps *x, int has_alpha, u32 *out) {
    for (size_t i = 0; i < x->count; i++) {
        x->firsts[i] = load(row + x->before[i]);
        x->seconds[i] = load(row + x->after[i]);
    }
    if (has_alpha) {
        premultiply(x->firsts, x->count);
        premultiply(x->seconds, x->count);
    }
    mix_rows((u8 *)x->firsts, (u8 *)x->seconds, (u8 *)x->weights, 4 * x->count, (u8 *)out);
}

/* Bilinear samples on a grid; the edge pixels go on beyond the source. Straight alpha is taken
   premultiplied, and given back straight. */
EXPORT int sample(const Array *image, int width, int height, int has_alpha, double x_first,
                  double x_step, int x_count, const u8 *x_weights, double y_first, double y_step,
                  int y_count, const u8 *y_weights, Array *result) {
    const u8 *source = pixels_of(image);
    u8 *out = pixels_of(result);
    size_t columns = (size_t)x_count;
    u32 *memory = malloc(7 * columns * sizeof(u32));
    if (memory == NULL) return OUT_OF_MEMORY;
    Taps x = {columns, memory, memory + columns, memory + 2 * columns, memory + 3 * columns,
              memory + 4 * columns};
    u32 *rows[2] = {memory + 5 * columns, memory + 6 * columns};
    long held[2] = {-1, -1}; /* which source row each holds, sampled along x */
    for (int i = 0; i < x_count; i++) {
        double position = floor(x_first + i * x_step);
        x.before[i] = 4 * (u32)clamped(position, width);
        x.after[i] = 4 * (u32)clamped(position + 1, width);
        x.weights[i] = x_weights[i] * 0x01010101u;
    }
    for (int j = 0; j < y_count; j++) {
        double position = floor(y_first + j * y_step);
        u32 weight = y_weights[j];
        long wanted[2] = {clamped(position, height), clamped(position + 1, height)};
        if (weight == 0) wanted[1] = wanted[0];
        const u32 *found[2];
        for (int k = 0; k < 2; k++) {
            int slot = held[0] == wanted[k] ? 0 : held[1] == wanted[k] ? 1 : -1;
            if (slot < 0) {
                slot = k == 0 ? held[0] == wanted[1] : found[0] == rows[0];
                sample_row(source + (size_t)wanted[k] * (size_t)width * 4, &x, has_alpha,
                           rows[slot]);
                held[slot] = wanted[k];
            }
            found[k] = rows[slot];
        }
        u8 *line = out + (size_t)j * columns * 4;
        const u8 *upper = (const u8 *)found[0], *lower = (const u8 *)found[1];
        if (upper == lower) {
            memcpy(line, upper, 4 * columns);
        } else {
            mix_evenly(upper, lower, (u8)weight, 4 * columns, line);
        }
        if (has_alpha)
            for (size_t i = 0; i < columns; i++) straighten(line + 4 * i);
    }
    free(memory);
    return 0;
}

/* --- reducing ----------------------------------------------------------------------------- */

static inline u32 mean(u32 a, u32 b) { return (a & b) + (((a ^ b) & 0xFEFEFEFEu) >> 1); }

/* Every output pixel one source pixel (block 1), or the mean of 2 x 2 cut to whole levels, first
   along x, then along y (block 2); blocks start at the whole part of first + i * step. */
EXPORT int pick(const Array *image, int width, int height, int block, double x_first, double x_step,
                int x_count, double y_first, double y_step, int y_count,
                Array *result) {
    const u8 *source = pixels_of(image);
    u8 *out = pixels_of(result);
    size_t columns = (size_t)x_count;
    u32 *before = malloc(2 * columns * sizeof(u32));
    if (before == NULL) return OUT_OF_MEMORY;
    u32 *after = before + columns;
    for (int i = 0; i < x_count; i++) {
        double position = floor(x_first + i * x_step);
        before[i] = 4 * (u32)clamped(position, width);
        after[i] = 4 * (u32)clamped(position + 1, width);
    }
    for (int j = 0; j < y_count; j++) {
        double position = floor(y_first + j * y_step);
        const u8 *upper = source + (size_t)clamped(position, height) * (size_t)width * 4;
        const u8 *lower = source + (size_t)clamped(position + 1, height) * (size_t)width * 4;
        u8 *line = out + (size_t)j * columns * 4;
        for (size_t i = 0; i < columns; i++) {
            u32 value = load(upper + before[i]);
            if (block == 2)
                value = mean(mean(value, load(upper + after[i])),
                             mean(load(lower + before[i]), load(lower + after[i])));
            store(line + 4 * i, value);
        }
    }
    free(before);
    return 0;
}

/* --- laying ------------------------------------------------------------------------------- */

#define RUN 16 /* pixels looked at together: many patches are mostly opaque or empty */

static void lay_run(u8 *under, const u8 *over, int count) {
    u32 weights[RUN];
    u32 every = 255, any = 0;
    for (int i = 0; i < count; i++) {
        u32 alpha = load(over + 4 * i) >> ALPHA;
        every &= alpha;
        any |= alpha;
        weights[i] = alpha | alpha << 8 | alpha << 16 | alpha << 24;
    }
    if (every == 255)
        memcpy(under, over, 4 * (size_t)count);
    else if (any != 0)
        mix_rows(under, over, (u8 *)weights, 4 * (size_t)count, under);
}

/* A straight RGBA patch over a part of an opaque page; the patch has to lie inside of it. */
EXPORT void lay(Array *page, int page_width, const Array *patch, int width, int height, int left,
                int top) {
    u8 *below = pixels_of(page);
    const u8 *above = pixels_of(patch);
    for (int j = 0; j < height; j++) {
        u8 *under = below + ((size_t)(top + j) * (size_t)page_width + (size_t)left) * 4;
        const u8 *over = above + (size_t)j * (size_t)width * 4;
        int i = 0;
        for (; i + RUN <= width; i += RUN) lay_run(under + 4 * i, over + 4 * i, RUN);
        lay_run(under + 4 * i, over + 4 * i, width - i);
    }
}

/* --- masks -------------------------------------------------------------------------------- */

#define SPAN 16 /* levels of a mask looked at together: most cover nothing */

/* Whether a mask covers nothing in some pixels. */
static inline int is_empty(const u8 *mask, int count) {
    u64 words[SPAN / 8] = {0};
    memcpy(words, mask, (size_t)count);
    return (words[0] | words[1]) == 0;
}

/* One colour through a mask onto a part of an opaque page; the mask has to lie inside of it. */
EXPORT void ink(Array *page, int page_width, const Array *mask, int width, int height, u32 colour,
                int left, int top) {
    u8 *below = pixels_of(page);
    const u8 *covered = pixels_of(mask);
    u32 colours[SPAN];
    for (int i = 0; i < SPAN; i++) colours[i] = colour;
    for (int j = 0; j < height; j++) {
        u8 *under = below + ((size_t)(top + j) * (size_t)page_width + (size_t)left) * 4;
        const u8 *over = covered + (size_t)j * (size_t)width;
        for (int i = 0; i < width; i += SPAN) {
            int count = width - i < SPAN ? width - i : SPAN;
            if (is_empty(over + i, count)) continue;
            u32 weights[SPAN];
            for (int k = 0; k < count; k++) weights[k] = over[i + k] * 0x01010101u;
            mix_rows(under + 4 * i, (u8 *)colours, (u8 *)weights, 4 * (size_t)count,
                     under + 4 * i);
        }
    }
}

/* A mask, and where it is placed in another one; no part of it may lie outside. */
typedef struct {
    const Array *mask;
    int64_t width, height, left, top;
} Part;

/* Masks painted over each other onto one, which is empty before. */
EXPORT void unite(const Part *parts, int count, Array *whole, int width) {
    for (const Part *part = parts; part < parts + count; part++) {
        const u8 * over = pixels_of(part->mask);
        u8 * under = pixels_of(whole) + part->top * width + part->left;
        size_t columns = (size_t)part->width;
        for (int64_t j = 0; j < part->height; j++, over += columns, under += width)
            for (size_t i = 0; i < columns; i++) {
                u16 sum = (u16)(under[i] * (255 - over[i]) + 255 * over[i] + 128);
                under[i] = (u8)((u16)(sum + (sum >> 8)) >> 8);
            }
    }
}

/* --- encoding ----------------------------------------------------------------------------- */

static inline u64 load_pair(const u8 *pixels) {
    u64 value;
    memcpy(&value, pixels, 8);
    return value;
}

static inline void store_pair(u8 *pixels, u64 value) { memcpy(pixels, &value, 8); }

static inline u64 difference(u64 values, u64 others) {
    const u64 tops = 0x8080808080808080u; /* of each byte: kept from borrowing from the next one */
    return ((values | tops) - (others & ~tops)) ^ ((values ^ ~others) & tops);
}

/* PNG's filter "up": each row minus the one above it (of the first: minus black), led by the
   filter's number. Of the ``stride`` bytes of a pixel the first ``bands`` are kept. */
EXPORT void filter_up(const Array *image, int width, int height, int stride, int bands, u8 *out) {
    const u8 *pixels = pixels_of(image);
    size_t row = (size_t)width * (size_t)stride;
    for (int j = 0; j < height; j++) {
        const u8 *line = pixels + (size_t)j * row, *above = line - row;
        *out++ = UP;
        int i = 0;
        if (j > 0 && stride == 4 && bands == 3) {
            /* Bytes that are written beyond a pixel are overwritten by the next one. */
            for (; i + 4 < width; i += 4, out += 12)
                for (int k = 0; k < 4; k += 2) {
                    u64 pair = difference(load_pair(line + 4 * (i + k)), load_pair(above + 4 * (i + k)));
                    store_pair(out + 3 * k, (pair & 0xFFFFFFu) | (pair >> 8 & 0xFFFFFF000000u));
                }
        }
        for (; i < width; i++)
            for (int band = 0; band < bands; band++)
                *out++ = (u8)(line[i * stride + band] - (j > 0 ? above[i * stride + band] : 0));
    }
}

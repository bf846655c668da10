/* Loaded before the C library: what is read from a folder comes slowly, or not at all.
 *
 * DRIVE is the folder. Each read from a file in it waits DRIVE_WAIT_US microseconds; while the file
 * DRIVE_GONE exists, every read and every opening there fails as on a drive that is disconnected.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_FILES 65536
static char is_there[MOST_FILES]; /* by file descriptor */

static int on_drive(const char *path) {
    const char *drive = getenv("DRIVE");
    return drive && path && strncmp(path, drive, strlen(drive)) == 0;
}

static int gone(void) {
    const char *mark = getenv("DRIVE_GONE");
    return mark && access(mark, F_OK) == 0;
}

FILE *fopen64(const char *path, const char *mode) {
    FILE *(*real)(const char *, const char *) = dlsym(RTLD_NEXT, "fopen64");
    if (on_drive(path) && gone()) {
        errno = EIO;
        return NULL;
    }
    FILE *file = real(path, mode);
    if (file && fileno(file) < MOST_FILES)
        is_there[fileno(file)] = on_drive(path);
    return file;
}

size_t fread(void *to, size_t size, size_t count, FILE *file) {
    size_t (*real)(void *, size_t, size_t, FILE *) = dlsym(RTLD_NEXT, "fread");
    int number = fileno(file);
    if (number >= 0 && number < MOST_FILES && is_there[number]) {
        if (gone()) {
            errno = EIO;
            return 0;
        }
        const char *wait = getenv("DRIVE_WAIT_US");
        usleep(wait ? (useconds_t)atol(wait) : 0);
    }
    return real(to, size, count, file);
}

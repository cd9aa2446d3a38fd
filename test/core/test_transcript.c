/* SPDX-License-Identifier: MIT */
/* Every transcript of the files named on the command line is a test. */
#include "cmocka_all.h"
#include "script.h"

#include <stdio.h>
#include <stdlib.h>

static void transcript_is_the_same_every_way(void **state)
{
    script_verify(*state);
}

static char *file_read(const char *name)
{
    FILE *f = fopen(name, "rb");
    char *text = NULL;
    size_t n = 0, got = 1;

    if (f == NULL)
        harness_die("cannot open %s", name);
    while (got > 0) {
        text = realloc(text, n + 4096 + 1);
        require(text != NULL);
        got = fread(text + n, 1, 4096, f);
        n += got;
    }
    text[n] = '\0';
    fclose(f);
    return text;
}

static void test_add(struct CMUnitTest **tests, size_t *n, struct script *script)
{
    *tests = realloc(*tests, (*n + 1) * sizeof **tests);
    require(*tests != NULL);
    (*tests)[(*n)++] =
        (struct CMUnitTest){script->name, transcript_is_the_same_every_way, NULL, NULL, script};
}

int main(int argc, char **argv)
{
    struct CMUnitTest *tests = NULL;
    size_t n = 0;
    int failed;

    for (int i = 1; i < argc; i++) {
        char *file = file_read(argv[i]);
        for (const char *text = file; *text != '\0';) {
            struct script *script = malloc(sizeof *script);
            require(script != NULL);
            script_read(script, &text);
            test_add(&tests, &n, script);
        }
        free(file);
    }
    require(n > 0);
    failed = _cmocka_run_group_tests("transcripts", tests, n, NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        script_free(tests[i].initial_state);
        free(tests[i].initial_state);
    }
    free(tests);
    return failed;
}

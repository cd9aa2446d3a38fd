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

/* The transcripts of a file, each a group of one test that has its name. */
static int file_run(const char *text)
{
    int failed = 0, n = 0;

    for (; *text != '\0'; n++) {
        struct script script;
        script_read(&script, &text);
        struct CMUnitTest test[1] = {
            {script.name, transcript_is_the_same_every_way, NULL, NULL, &script}};
        failed += cmocka_run_group_tests_name(script.name, test, NULL, NULL);
        script_free(&script);
    }
    require(n > 0);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    require(argc > 1);
    for (int i = 1; i < argc; i++) {
        char *text = file_read(argv[i]);
        failed += file_run(text);
        free(text);
    }
    return failed;
}

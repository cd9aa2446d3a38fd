/* SPDX-License-Identifier: MIT */
#ifndef PRACTICE_HELP_H
#define PRACTICE_HELP_H

/* Prints how to use nxpop3-practice, with the language of its scripts. */
void help_print(void);

#endif

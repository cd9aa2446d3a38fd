/* SPDX-License-Identifier: MIT */
/* The initialization of the programs that have none of their own. */
#include "harness.h"

void tx_application_define(void *memory)
{
    (void)memory;
    stage_define();
}

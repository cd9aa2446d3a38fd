/* SPDX-License-Identifier: MIT */
/* What every mechanism has in common towards its caller. */
#include "nxpop3/sasl.h"

void pop3_sasl_wipe(struct pop3_sasl *sasl)
{
    if (sasl->vt)
        sasl->vt->wipe(sasl);
}

/* SPDX-License-Identifier: MIT */
/* The ThreadX port layer of the Linux host: basic types and the values that
   the ThreadX port for Linux fixes. ULONG has 32 bits on every target, as it
   has on the microcontrollers that the applications are written for. */
#ifndef TX_PORT_H
#define TX_PORT_H

#ifdef TX_INCLUDE_USER_DEFINE_FILE
#include "tx_user.h"
#endif

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef void VOID;
typedef char CHAR;
typedef unsigned char UCHAR;
typedef int INT;
typedef unsigned int UINT;
typedef short SHORT;
typedef unsigned short USHORT;
typedef uint64_t ULONG64;
#define ULONG64_DEFINED

#if UINTPTR_MAX > 0xFFFFFFFFu
typedef int LONG;
typedef unsigned int ULONG;
typedef unsigned long long ALIGN_TYPE;
#else
typedef long LONG;
typedef unsigned long ULONG;
typedef unsigned long ALIGN_TYPE;
#endif
#define ALIGN_TYPE_DEFINED

#ifndef TX_MAX_PRIORITIES
#define TX_MAX_PRIORITIES 32
#endif
#ifndef TX_MINIMUM_STACK
#define TX_MINIMUM_STACK 200
#endif
#ifndef TX_TIMER_THREAD_STACK_SIZE
#define TX_TIMER_THREAD_STACK_SIZE 400
#endif
#ifndef TX_TIMER_THREAD_PRIORITY
#define TX_TIMER_THREAD_PRIORITY 0
#endif

#define TX_INT_DISABLE 1
#define TX_INT_ENABLE  0

/* Only the thread that holds the processor runs, and it is preempted only
   inside services: there is nothing to lock out. */
#define TX_INTERRUPT_SAVE_AREA
#define TX_DISABLE
#define TX_RESTORE

/* Members that an application's tx_user.h may add. */
#ifndef TX_THREAD_USER_EXTENSION
#define TX_THREAD_USER_EXTENSION
#endif

#endif

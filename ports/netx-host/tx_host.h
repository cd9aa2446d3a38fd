/* SPDX-License-Identifier: MIT */
/* Internal to the host port: what its ThreadX files share. Everything here is
   called by the POSIX thread that holds the processor, so nothing locks. */
#ifndef TX_HOST_H
#define TX_HOST_H

#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

/* The public names would rename members of control blocks. */
#define TX_SOURCE_CODE
#define NX_SOURCE_CODE

#include "tx_api.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>

#define TX_THREAD_ID      ((ULONG)0x54485244)
#define TX_TIMER_ID       ((ULONG)0x4154494D)
#define TX_MUTEX_ID       ((ULONG)0x4D555445)
#define TX_SEMAPHORE_ID   ((ULONG)0x53454D41)
#define TX_EVENT_FLAGS_ID ((ULONG)0x4456444E)
#define TX_QUEUE_ID       ((ULONG)0x51554555)
#define TX_BYTE_POOL_ID   ((ULONG)0x42595445)
#define TX_BLOCK_POOL_ID  ((ULONG)0x424C4F43)

/* The POSIX thread under a TX_THREAD. */
typedef struct NX_HOST_THREAD_STRUCT
{
    pthread_t thread;
    sem_t turn;  /* posted to give it the processor */
    jmp_buf end; /* where a terminated thread leaves */
    TX_THREAD *tx_thread;
    int started, killed; /* pthread_create was called; it must leave */
    int preempted;       /* lost the processor under a preemption threshold */
    TX_THREAD **list;    /* what it waits on, for tx_host_wait */
    UINT *count;
    UINT timeout_status;
    struct NX_HOST_THREAD_STRUCT *next;
} NX_HOST_THREAD;

/* tx_schedule.c */
VOID _tx_host_resume(TX_THREAD *thread_ptr);
VOID _tx_host_suspend(TX_THREAD *thread_ptr, UINT state, ULONG ticks);
VOID _tx_host_unready(TX_THREAD *thread_ptr);
VOID _tx_host_ready_move(TX_THREAD *thread_ptr, UINT priority);
VOID _tx_host_preempt_check(VOID);
VOID _tx_host_yield(VOID);
VOID _tx_host_start(TX_THREAD *thread_ptr);
VOID _tx_host_kill(TX_THREAD *thread_ptr);
VOID _tx_host_run(VOID);
VOID _tx_host_end(VOID);

/* tx_wait.c */
VOID _tx_host_list_add(TX_THREAD **list, TX_THREAD *thread_ptr);
VOID _tx_host_list_remove(TX_THREAD **list, TX_THREAD *thread_ptr);
UINT _tx_host_wait(TX_THREAD **list, UINT *count, VOID *object, UINT state, UINT timeout_status, ULONG ticks);
VOID _tx_host_wake(TX_THREAD **list, UINT *count, TX_THREAD *thread_ptr, UINT status);
VOID _tx_host_wake_all(TX_THREAD **list, UINT *count, UINT status);
VOID _tx_host_prioritize(TX_THREAD **list);
VOID _tx_thread_timeout(TX_THREAD *thread_ptr);
UINT _tx_host_caller_check(ULONG wait_option);
UINT _tx_host_not_isr(VOID);
UINT _tx_host_thread_only(VOID);

/* tx_timer.c */
VOID _tx_host_tick(VOID);
VOID _tx_host_timer_start(TX_TIMER_INTERNAL *timer_ptr);
VOID _tx_host_timer_stop(TX_TIMER_INTERNAL *timer_ptr);
VOID _tx_host_timers_clear(VOID);
ULONG _tx_host_ticks_to_next(VOID);

extern TX_TIMER_INTERNAL *_tx_timer_expired_timer_ptr;

/* tx_time.c */
VOID _tx_host_time_begin(VOID);
VOID _tx_host_time_pass(VOID);
VOID _tx_host_poll_counted(VOID);
UINT _tx_host_time_is_real(VOID);
VOID _tx_host_time_real_need(VOID);

/* tx_mutex.c */
VOID _tx_mutex_thread_release(TX_THREAD *thread_ptr);

/* tx_objects.c */
VOID _tx_host_objects_forget(VOID);

/* Hands out one value of an info_get service to a caller that wants it. */
#define TX_HOST_GIVE(to, value)                                                                              \
    if (to)                                                                                                  \
    {                                                                                                        \
        *(to) = (value);                                                                                     \
    }

/* tx_kernel.c */
VOID _tx_host_deadlock(VOID);
UINT _tx_host_finished(VOID);
UINT _tx_host_deadline_pending(VOID);
UINT _tx_host_thread_is_system(const TX_THREAD *thread_ptr);
extern VOID (*_tx_host_network_poll)(int milliseconds);
extern VOID (*_tx_host_network_reset)(VOID);

extern TX_BLOCK_POOL *_tx_block_pool_created_ptr;
extern ULONG _tx_block_pool_created_count;
extern TX_BYTE_POOL *_tx_byte_pool_created_ptr;
extern ULONG _tx_byte_pool_created_count;
extern TX_EVENT_FLAGS_GROUP *_tx_event_flags_created_ptr;
extern ULONG _tx_event_flags_created_count;
extern TX_MUTEX *_tx_mutex_created_ptr;
extern ULONG _tx_mutex_created_count;
extern TX_QUEUE *_tx_queue_created_ptr;
extern ULONG _tx_queue_created_count;
extern TX_SEMAPHORE *_tx_semaphore_created_ptr;
extern ULONG _tx_semaphore_created_count;
extern TX_THREAD *_tx_thread_created_ptr;
extern ULONG _tx_thread_created_count;
extern TX_TIMER *_tx_timer_created_ptr;
extern ULONG _tx_timer_created_count;
extern ULONG _tx_timer_system_clock;
extern int _tx_host_stopping;

/* Membership of the circular list of created objects. Each kind of control
   block has its own link names, so these are macros. */
#define TX_HOST_CREATED_ADD(head, count, object, links)                                                      \
    do                                                                                                       \
    {                                                                                                        \
        if (head)                                                                                            \
        {                                                                                                    \
            (object)->links##_next = (head);                                                                 \
            (object)->links##_previous = (head)->links##_previous;                                           \
            (head)->links##_previous->links##_next = (object);                                               \
            (head)->links##_previous = (object);                                                             \
        }                                                                                                    \
        else                                                                                                 \
        {                                                                                                    \
            (head) = (object);                                                                               \
            (object)->links##_next = (object)->links##_previous = (object);                                  \
        }                                                                                                    \
        (count)++;                                                                                           \
    } while (0)

#define TX_HOST_CREATED_REMOVE(head, count, object, links)                                                   \
    do                                                                                                       \
    {                                                                                                        \
        (object)->links##_previous->links##_next = (object)->links##_next;                                   \
        (object)->links##_next->links##_previous = (object)->links##_previous;                               \
        if ((head) == (object))                                                                              \
        {                                                                                                    \
            (head) = (object)->links##_next == (object) ? TX_NULL : (object)->links##_next;                  \
        }                                                                                                    \
        (count)--;                                                                                           \
    } while (0)

#define TX_HOST_CREATED_FIND(type, head, count, object, links, found)                                        \
    do                                                                                                       \
    {                                                                                                        \
        ULONG left_ = (count);                                                                               \
        (found) = 0;                                                                                         \
        if (left_)                                                                                           \
        {                                                                                                    \
            type *each_ = (head);                                                                            \
            for (; left_; left_--, each_ = each_->links##_next)                                              \
            {                                                                                                \
                if (each_ == (object))                                                                       \
                {                                                                                            \
                    (found) = 1;                                                                             \
                }                                                                                            \
            }                                                                                                \
        }                                                                                                    \
    } while (0)

#endif

/* SPDX-License-Identifier: MIT */
/* The ThreadX services as the Linux host offers them: names, values and
   status codes are those of ThreadX 6.4, so that applications compile
   unchanged. Each service is as in the ThreadX user guide; what is particular
   to the host stands in nx_host.h. Control blocks belong to the caller, are
   written by a create service and must stay until the matching delete. */
#ifndef TX_API_H
#define TX_API_H

#ifdef __cplusplus
extern "C"
{
#endif

#include "tx_port.h"

#ifndef TX_PARAMETER_NOT_USED
#define TX_PARAMETER_NOT_USED(p) ((void)(p))
#endif

#define AZURE_RTOS_THREADX
#define THREADX_MAJOR_VERSION 6
#define THREADX_MINOR_VERSION 4
#define THREADX_PATCH_VERSION 2

#ifndef TX_TIMER_TICKS_PER_SECOND
#define TX_TIMER_TICKS_PER_SECOND (100UL)
#endif

/* Arguments. */
#define TX_NO_WAIT       ((ULONG)0)
#define TX_WAIT_FOREVER  ((ULONG)0xFFFFFFFFUL)
#define TX_OR            ((UINT)0)
#define TX_OR_CLEAR      ((UINT)1)
#define TX_AND           ((UINT)2)
#define TX_AND_CLEAR     ((UINT)3)
#define TX_1_ULONG       ((UINT)1)
#define TX_2_ULONG       ((UINT)2)
#define TX_4_ULONG       ((UINT)4)
#define TX_8_ULONG       ((UINT)8)
#define TX_16_ULONG      ((UINT)16)
#define TX_NO_TIME_SLICE ((ULONG)0)
#define TX_AUTO_START    ((UINT)1)
#define TX_DONT_START    ((UINT)0)
#define TX_AUTO_ACTIVATE ((UINT)1)
#define TX_NO_ACTIVATE   ((UINT)0)
#define TX_INHERIT       ((UINT)1)
#define TX_NO_INHERIT    ((UINT)0)
#define TX_THREAD_ENTRY  ((UINT)0)
#define TX_THREAD_EXIT   ((UINT)1)
#define TX_TRUE          ((UINT)1)
#define TX_FALSE         ((UINT)0)
#define TX_NULL          ((void *)0)
#define TX_STACK_FILL    ((ULONG)0xEFEFEFEFUL)

/* Thread states. */
#define TX_READY           ((UINT)0)
#define TX_COMPLETED       ((UINT)1)
#define TX_TERMINATED      ((UINT)2)
#define TX_SUSPENDED       ((UINT)3)
#define TX_SLEEP           ((UINT)4)
#define TX_QUEUE_SUSP      ((UINT)5)
#define TX_SEMAPHORE_SUSP  ((UINT)6)
#define TX_EVENT_FLAG      ((UINT)7)
#define TX_BLOCK_MEMORY    ((UINT)8)
#define TX_BYTE_MEMORY     ((UINT)9)
#define TX_IO_DRIVER       ((UINT)10)
#define TX_FILE            ((UINT)11)
#define TX_TCP_IP          ((UINT)12)
#define TX_MUTEX_SUSP      ((UINT)13)
#define TX_PRIORITY_CHANGE ((UINT)14)

/* Status codes. */
#define TX_SUCCESS             ((UINT)0x00)
#define TX_DELETED             ((UINT)0x01)
#define TX_POOL_ERROR          ((UINT)0x02)
#define TX_PTR_ERROR           ((UINT)0x03)
#define TX_WAIT_ERROR          ((UINT)0x04)
#define TX_SIZE_ERROR          ((UINT)0x05)
#define TX_GROUP_ERROR         ((UINT)0x06)
#define TX_NO_EVENTS           ((UINT)0x07)
#define TX_OPTION_ERROR        ((UINT)0x08)
#define TX_QUEUE_ERROR         ((UINT)0x09)
#define TX_QUEUE_EMPTY         ((UINT)0x0A)
#define TX_QUEUE_FULL          ((UINT)0x0B)
#define TX_SEMAPHORE_ERROR     ((UINT)0x0C)
#define TX_NO_INSTANCE         ((UINT)0x0D)
#define TX_THREAD_ERROR        ((UINT)0x0E)
#define TX_PRIORITY_ERROR      ((UINT)0x0F)
#define TX_NO_MEMORY           ((UINT)0x10)
#define TX_START_ERROR         ((UINT)0x10)
#define TX_DELETE_ERROR        ((UINT)0x11)
#define TX_RESUME_ERROR        ((UINT)0x12)
#define TX_CALLER_ERROR        ((UINT)0x13)
#define TX_SUSPEND_ERROR       ((UINT)0x14)
#define TX_TIMER_ERROR         ((UINT)0x15)
#define TX_TICK_ERROR          ((UINT)0x16)
#define TX_ACTIVATE_ERROR      ((UINT)0x17)
#define TX_THRESH_ERROR        ((UINT)0x18)
#define TX_SUSPEND_LIFTED      ((UINT)0x19)
#define TX_WAIT_ABORTED        ((UINT)0x1A)
#define TX_WAIT_ABORT_ERROR    ((UINT)0x1B)
#define TX_MUTEX_ERROR         ((UINT)0x1C)
#define TX_NOT_AVAILABLE       ((UINT)0x1D)
#define TX_NOT_OWNED           ((UINT)0x1E)
#define TX_INHERIT_ERROR       ((UINT)0x1F)
#define TX_NOT_DONE            ((UINT)0x20)
#define TX_CEILING_EXCEEDED    ((UINT)0x21)
#define TX_INVALID_CEILING     ((UINT)0x22)
#define TX_FEATURE_NOT_ENABLED ((UINT)0xFF)

    struct TX_THREAD_STRUCT;
    struct TX_MUTEX_STRUCT;

    /* One entry of the timer wheel; a thread has one, so has a timer. */
    typedef struct TX_TIMER_INTERNAL_STRUCT
    {
        ULONG tx_timer_internal_remaining_ticks, tx_timer_internal_re_initialize_ticks;
        VOID (*tx_timer_internal_timeout_function)(ULONG id);
        ULONG tx_timer_internal_timeout_param;
        struct TX_TIMER_INTERNAL_STRUCT *tx_timer_internal_active_next, *tx_timer_internal_active_previous;
        struct TX_TIMER_INTERNAL_STRUCT **tx_timer_internal_list_head;
        VOID *tx_timer_internal_extension_ptr;
    } TX_TIMER_INTERNAL;

    typedef struct TX_TIMER_STRUCT
    {
        ULONG tx_timer_id;
        CHAR *tx_timer_name;
        TX_TIMER_INTERNAL tx_timer_internal;
        struct TX_TIMER_STRUCT *tx_timer_created_next, *tx_timer_created_previous;
    } TX_TIMER;

    typedef struct TX_THREAD_STRUCT
    {
        ULONG tx_thread_id, tx_thread_run_count;
        VOID *tx_thread_stack_ptr, *tx_thread_stack_start, *tx_thread_stack_end;
        ULONG tx_thread_stack_size, tx_thread_time_slice, tx_thread_new_time_slice;
        struct TX_THREAD_STRUCT *tx_thread_ready_next, *tx_thread_ready_previous;
        CHAR *tx_thread_name;
        UINT tx_thread_priority, tx_thread_state, tx_thread_delayed_suspend, tx_thread_suspending;
        UINT tx_thread_preempt_threshold;
        VOID (*tx_thread_entry)(ULONG id);
        ULONG tx_thread_entry_parameter;
        TX_TIMER_INTERNAL tx_thread_timer;
        VOID (*tx_thread_suspend_cleanup)(struct TX_THREAD_STRUCT *thread_ptr, ULONG suspension_sequence);
        VOID *tx_thread_suspend_control_block;
        struct TX_THREAD_STRUCT *tx_thread_suspended_next, *tx_thread_suspended_previous;
        ULONG tx_thread_suspend_info;
        VOID *tx_thread_additional_suspend_info;
        UINT tx_thread_suspend_option, tx_thread_suspend_status;
        VOID *tx_thread_extension_ptr;
        struct TX_THREAD_STRUCT *tx_thread_created_next, *tx_thread_created_previous;
#ifndef TX_NO_FILEX_POINTER
        VOID *tx_thread_filex_ptr;
#endif
        UINT tx_thread_user_priority, tx_thread_user_preempt_threshold, tx_thread_inherit_priority;
        UINT tx_thread_owned_mutex_count;
        struct TX_MUTEX_STRUCT *tx_thread_owned_mutex_list;
        VOID (*tx_thread_entry_exit_notify)(struct TX_THREAD_STRUCT *thread_ptr, UINT type);
        ULONG tx_thread_suspension_sequence;
        struct NX_HOST_THREAD_STRUCT *tx_thread_host_ptr;
        TX_THREAD_USER_EXTENSION
    } TX_THREAD;

    typedef struct TX_BLOCK_POOL_STRUCT
    {
        ULONG tx_block_pool_id;
        CHAR *tx_block_pool_name;
        UINT tx_block_pool_available, tx_block_pool_total;
        UCHAR *tx_block_pool_available_list, *tx_block_pool_start;
        ULONG tx_block_pool_size;
        UINT tx_block_pool_block_size;
        TX_THREAD *tx_block_pool_suspension_list;
        UINT tx_block_pool_suspended_count;
        struct TX_BLOCK_POOL_STRUCT *tx_block_pool_created_next, *tx_block_pool_created_previous;
    } TX_BLOCK_POOL;

    typedef struct TX_BYTE_POOL_STRUCT
    {
        ULONG tx_byte_pool_id;
        CHAR *tx_byte_pool_name;
        ULONG tx_byte_pool_available;
        UINT tx_byte_pool_fragments;
        UCHAR *tx_byte_pool_list, *tx_byte_pool_search, *tx_byte_pool_start;
        ULONG tx_byte_pool_size;
        TX_THREAD *tx_byte_pool_owner, *tx_byte_pool_suspension_list;
        UINT tx_byte_pool_suspended_count;
        struct TX_BYTE_POOL_STRUCT *tx_byte_pool_created_next, *tx_byte_pool_created_previous;
    } TX_BYTE_POOL;

    typedef struct TX_EVENT_FLAGS_GROUP_STRUCT
    {
        ULONG tx_event_flags_group_id;
        CHAR *tx_event_flags_group_name;
        ULONG tx_event_flags_group_current;
        UINT tx_event_flags_group_reset_search;
        TX_THREAD *tx_event_flags_group_suspension_list;
        UINT tx_event_flags_group_suspended_count;
        struct TX_EVENT_FLAGS_GROUP_STRUCT *tx_event_flags_group_created_next,
            *tx_event_flags_group_created_previous;
        ULONG tx_event_flags_group_delayed_clear;
        VOID (*tx_event_flags_group_set_notify)(struct TX_EVENT_FLAGS_GROUP_STRUCT *group_ptr);
    } TX_EVENT_FLAGS_GROUP;

    typedef struct TX_MUTEX_STRUCT
    {
        ULONG tx_mutex_id;
        CHAR *tx_mutex_name;
        UINT tx_mutex_ownership_count;
        TX_THREAD *tx_mutex_owner;
        UINT tx_mutex_inherit, tx_mutex_original_priority;
        TX_THREAD *tx_mutex_suspension_list;
        UINT tx_mutex_suspended_count;
        struct TX_MUTEX_STRUCT *tx_mutex_created_next, *tx_mutex_created_previous;
        UINT tx_mutex_highest_priority_waiting;
        struct TX_MUTEX_STRUCT *tx_mutex_owned_next, *tx_mutex_owned_previous;
    } TX_MUTEX;

    typedef struct TX_QUEUE_STRUCT
    {
        ULONG tx_queue_id;
        CHAR *tx_queue_name;
        UINT tx_queue_message_size, tx_queue_capacity, tx_queue_enqueued, tx_queue_available_storage;
        ULONG *tx_queue_start, *tx_queue_end, *tx_queue_read, *tx_queue_write;
        TX_THREAD *tx_queue_suspension_list;
        UINT tx_queue_suspended_count;
        struct TX_QUEUE_STRUCT *tx_queue_created_next, *tx_queue_created_previous;
        VOID (*tx_queue_send_notify)(struct TX_QUEUE_STRUCT *queue_ptr);
    } TX_QUEUE;

    typedef struct TX_SEMAPHORE_STRUCT
    {
        ULONG tx_semaphore_id;
        CHAR *tx_semaphore_name;
        ULONG tx_semaphore_count;
        TX_THREAD *tx_semaphore_suspension_list;
        UINT tx_semaphore_suspended_count;
        struct TX_SEMAPHORE_STRUCT *tx_semaphore_created_next, *tx_semaphore_created_previous;
        VOID (*tx_semaphore_put_notify)(struct TX_SEMAPHORE_STRUCT *semaphore_ptr);
    } TX_SEMAPHORE;

/* Both forms of every service. The checking form of a create service takes
   the size of the control block as well. */
#define TX_FORM(name) _tx_##name
#include "tx_services.h"
#undef TX_FORM
#define TX_FORM(name) _txe_##name
#include "tx_services.h"
#undef TX_FORM

    UINT _tx_block_pool_create(TX_BLOCK_POOL *pool_ptr, CHAR *name_ptr, ULONG block_size, VOID *pool_start,
                               ULONG pool_size);
    UINT _txe_block_pool_create(TX_BLOCK_POOL *pool_ptr, CHAR *name_ptr, ULONG block_size, VOID *pool_start,
                                ULONG pool_size, UINT control_block_size);
    UINT _tx_byte_pool_create(TX_BYTE_POOL *pool_ptr, CHAR *name_ptr, VOID *pool_start, ULONG pool_size);
    UINT _txe_byte_pool_create(TX_BYTE_POOL *pool_ptr, CHAR *name_ptr, VOID *pool_start, ULONG pool_size,
                               UINT control_block_size);
    UINT _tx_event_flags_create(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR *name_ptr);
    UINT _txe_event_flags_create(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR *name_ptr, UINT control_block_size);
    UINT _tx_mutex_create(TX_MUTEX *mutex_ptr, CHAR *name_ptr, UINT inherit);
    UINT _txe_mutex_create(TX_MUTEX *mutex_ptr, CHAR *name_ptr, UINT inherit, UINT control_block_size);
    UINT _tx_queue_create(TX_QUEUE *queue_ptr, CHAR *name_ptr, UINT message_size, VOID *queue_start,
                          ULONG queue_size);
    UINT _txe_queue_create(TX_QUEUE *queue_ptr, CHAR *name_ptr, UINT message_size, VOID *queue_start,
                           ULONG queue_size, UINT control_block_size);
    UINT _tx_semaphore_create(TX_SEMAPHORE *semaphore_ptr, CHAR *name_ptr, ULONG initial_count);
    UINT _txe_semaphore_create(TX_SEMAPHORE *semaphore_ptr, CHAR *name_ptr, ULONG initial_count,
                               UINT control_block_size);
    UINT _tx_thread_create(TX_THREAD *thread_ptr, CHAR *name_ptr, VOID (*entry_function)(ULONG),
                           ULONG entry_input, VOID *stack_start, ULONG stack_size, UINT priority,
                           UINT preempt_threshold, ULONG time_slice, UINT auto_start);
    UINT _txe_thread_create(TX_THREAD *thread_ptr, CHAR *name_ptr, VOID (*entry_function)(ULONG),
                            ULONG entry_input, VOID *stack_start, ULONG stack_size, UINT priority,
                            UINT preempt_threshold, ULONG time_slice, UINT auto_start,
                            UINT control_block_size);
    UINT _tx_timer_create(TX_TIMER *timer_ptr, CHAR *name_ptr, VOID (*expiration_function)(ULONG),
                          ULONG expiration_input, ULONG initial_ticks, ULONG reschedule_ticks,
                          UINT auto_activate);
    UINT _txe_timer_create(TX_TIMER *timer_ptr, CHAR *name_ptr, VOID (*expiration_function)(ULONG),
                           ULONG expiration_input, ULONG initial_ticks, ULONG reschedule_ticks,
                           UINT auto_activate, UINT control_block_size);

    VOID _tx_initialize_kernel_enter(VOID);
    TX_THREAD *_tx_thread_identify(VOID);
    UINT _tx_thread_interrupt_control(UINT new_posture);
    UINT _tx_thread_sleep(ULONG timer_ticks);
    UINT _tx_thread_stack_error_notify(VOID (*stack_error_handler)(TX_THREAD *thread_ptr));
    ULONG _tx_time_get(VOID);
    VOID _tx_time_set(ULONG new_time);

    /* Supplied by the application; it may carve stacks and pools from the memory
       that begins at first_unused_memory (see NX_HOST_MEMORY_SIZE). */
    VOID tx_application_define(VOID *first_unused_memory);

    extern TX_THREAD *_tx_thread_current_ptr;
    extern TX_THREAD _tx_timer_thread;
    extern volatile ULONG _tx_thread_system_state;
    extern volatile UINT _tx_thread_preempt_disable;
#define TX_THREAD_GET_SYSTEM_STATE() _tx_thread_system_state
#define TX_INITIALIZE_IN_PROGRESS    ((ULONG)0xF0F0F0F0UL)

#ifndef TX_SOURCE_CODE
#include "tx_names.h"
#endif

#ifdef __cplusplus
}
#endif

#endif

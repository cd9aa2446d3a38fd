/* SPDX-License-Identifier: MIT */
/* The ThreadX services that come in two forms. tx_api.h includes this file
   once for the plain form (_tx_) and once for the checking form (_txe_), so it
   has no include guard; TX_FORM(name) yields the symbol. */
UINT TX_FORM(block_allocate)(TX_BLOCK_POOL *pool_ptr, VOID **block_ptr, ULONG wait_option);
UINT TX_FORM(block_pool_delete)(TX_BLOCK_POOL *pool_ptr);
UINT TX_FORM(block_pool_info_get)(TX_BLOCK_POOL *pool_ptr, CHAR **name, ULONG *available_blocks,
                                  ULONG *total_blocks, TX_THREAD **first_suspended, ULONG *suspended_count,
                                  TX_BLOCK_POOL **next_pool);
UINT TX_FORM(block_pool_prioritize)(TX_BLOCK_POOL *pool_ptr);
UINT TX_FORM(block_release)(VOID *block_ptr);

UINT TX_FORM(byte_allocate)(TX_BYTE_POOL *pool_ptr, VOID **memory_ptr, ULONG memory_size, ULONG wait_option);
UINT TX_FORM(byte_pool_delete)(TX_BYTE_POOL *pool_ptr);
UINT TX_FORM(byte_pool_info_get)(TX_BYTE_POOL *pool_ptr, CHAR **name, ULONG *available_bytes,
                                 ULONG *fragments, TX_THREAD **first_suspended, ULONG *suspended_count,
                                 TX_BYTE_POOL **next_pool);
UINT TX_FORM(byte_pool_prioritize)(TX_BYTE_POOL *pool_ptr);
UINT TX_FORM(byte_release)(VOID *memory_ptr);

UINT TX_FORM(event_flags_delete)(TX_EVENT_FLAGS_GROUP *group_ptr);
UINT TX_FORM(event_flags_get)(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG requested_flags, UINT get_option,
                              ULONG *actual_flags_ptr, ULONG wait_option);
UINT TX_FORM(event_flags_info_get)(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR **name, ULONG *current_flags,
                                   TX_THREAD **first_suspended, ULONG *suspended_count,
                                   TX_EVENT_FLAGS_GROUP **next_group);
UINT TX_FORM(event_flags_set)(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG flags_to_set, UINT set_option);
UINT TX_FORM(event_flags_set_notify)(TX_EVENT_FLAGS_GROUP *group_ptr,
                                     VOID (*events_set_notify)(TX_EVENT_FLAGS_GROUP *));

UINT TX_FORM(mutex_delete)(TX_MUTEX *mutex_ptr);
UINT TX_FORM(mutex_get)(TX_MUTEX *mutex_ptr, ULONG wait_option);
UINT TX_FORM(mutex_info_get)(TX_MUTEX *mutex_ptr, CHAR **name, ULONG *count, TX_THREAD **owner,
                             TX_THREAD **first_suspended, ULONG *suspended_count, TX_MUTEX **next_mutex);
UINT TX_FORM(mutex_prioritize)(TX_MUTEX *mutex_ptr);
UINT TX_FORM(mutex_put)(TX_MUTEX *mutex_ptr);

UINT TX_FORM(queue_delete)(TX_QUEUE *queue_ptr);
UINT TX_FORM(queue_flush)(TX_QUEUE *queue_ptr);
UINT TX_FORM(queue_front_send)(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option);
UINT TX_FORM(queue_info_get)(TX_QUEUE *queue_ptr, CHAR **name, ULONG *enqueued, ULONG *available_storage,
                             TX_THREAD **first_suspended, ULONG *suspended_count, TX_QUEUE **next_queue);
UINT TX_FORM(queue_prioritize)(TX_QUEUE *queue_ptr);
UINT TX_FORM(queue_receive)(TX_QUEUE *queue_ptr, VOID *destination_ptr, ULONG wait_option);
UINT TX_FORM(queue_send)(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option);
UINT TX_FORM(queue_send_notify)(TX_QUEUE *queue_ptr, VOID (*queue_send_notify)(TX_QUEUE *));

UINT TX_FORM(semaphore_ceiling_put)(TX_SEMAPHORE *semaphore_ptr, ULONG ceiling);
UINT TX_FORM(semaphore_delete)(TX_SEMAPHORE *semaphore_ptr);
UINT TX_FORM(semaphore_get)(TX_SEMAPHORE *semaphore_ptr, ULONG wait_option);
UINT TX_FORM(semaphore_info_get)(TX_SEMAPHORE *semaphore_ptr, CHAR **name, ULONG *current_value,
                                 TX_THREAD **first_suspended, ULONG *suspended_count,
                                 TX_SEMAPHORE **next_semaphore);
UINT TX_FORM(semaphore_prioritize)(TX_SEMAPHORE *semaphore_ptr);
UINT TX_FORM(semaphore_put)(TX_SEMAPHORE *semaphore_ptr);
UINT TX_FORM(semaphore_put_notify)(TX_SEMAPHORE *semaphore_ptr, VOID (*semaphore_put_notify)(TX_SEMAPHORE *));

UINT TX_FORM(thread_delete)(TX_THREAD *thread_ptr);
UINT TX_FORM(thread_entry_exit_notify)(TX_THREAD *thread_ptr, VOID (*entry_exit_notify)(TX_THREAD *, UINT));
UINT TX_FORM(thread_info_get)(TX_THREAD *thread_ptr, CHAR **name, UINT *state, ULONG *run_count,
                              UINT *priority, UINT *preemption_threshold, ULONG *time_slice,
                              TX_THREAD **next_thread, TX_THREAD **next_suspended_thread);
UINT TX_FORM(thread_preemption_change)(TX_THREAD *thread_ptr, UINT new_threshold, UINT *old_threshold);
UINT TX_FORM(thread_priority_change)(TX_THREAD *thread_ptr, UINT new_priority, UINT *old_priority);
VOID TX_FORM(thread_relinquish)(VOID);
UINT TX_FORM(thread_reset)(TX_THREAD *thread_ptr);
UINT TX_FORM(thread_resume)(TX_THREAD *thread_ptr);
UINT TX_FORM(thread_suspend)(TX_THREAD *thread_ptr);
UINT TX_FORM(thread_terminate)(TX_THREAD *thread_ptr);
UINT TX_FORM(thread_time_slice_change)(TX_THREAD *thread_ptr, ULONG new_time_slice, ULONG *old_time_slice);
UINT TX_FORM(thread_wait_abort)(TX_THREAD *thread_ptr);

UINT TX_FORM(timer_activate)(TX_TIMER *timer_ptr);
UINT TX_FORM(timer_change)(TX_TIMER *timer_ptr, ULONG initial_ticks, ULONG reschedule_ticks);
UINT TX_FORM(timer_deactivate)(TX_TIMER *timer_ptr);
UINT TX_FORM(timer_delete)(TX_TIMER *timer_ptr);
UINT TX_FORM(timer_info_get)(TX_TIMER *timer_ptr, CHAR **name, UINT *active, ULONG *remaining_ticks,
                             ULONG *reschedule_ticks, TX_TIMER **next_timer);

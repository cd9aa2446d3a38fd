/* SPDX-License-Identifier: MIT */
/* The public names of the ThreadX services. They stand for the checking form,
   or for the plain form with TX_DISABLE_ERROR_CHECKING. */
#ifndef TX_NAMES_H
#define TX_NAMES_H

#define tx_kernel_enter              _tx_initialize_kernel_enter
#define tx_interrupt_control         _tx_thread_interrupt_control
#define tx_thread_interrupt_control  _tx_thread_interrupt_control
#define tx_thread_identify           _tx_thread_identify
#define tx_thread_sleep              _tx_thread_sleep
#define tx_thread_stack_error_notify _tx_thread_stack_error_notify
#define tx_time_get                  _tx_time_get
#define tx_time_set                  _tx_time_set

#ifdef TX_DISABLE_ERROR_CHECKING
#define TX_CALLED(name)       _tx_##name
#define tx_block_pool_create  _tx_block_pool_create
#define tx_byte_pool_create   _tx_byte_pool_create
#define tx_event_flags_create _tx_event_flags_create
#define tx_mutex_create       _tx_mutex_create
#define tx_queue_create       _tx_queue_create
#define tx_semaphore_create   _tx_semaphore_create
#define tx_thread_create      _tx_thread_create
#define tx_timer_create       _tx_timer_create
#else
#define TX_CALLED(name)                     _txe_##name
#define tx_block_pool_create(p, n, b, s, z) _txe_block_pool_create(p, n, b, s, z, sizeof(TX_BLOCK_POOL))
#define tx_byte_pool_create(p, n, s, z)     _txe_byte_pool_create(p, n, s, z, sizeof(TX_BYTE_POOL))
#define tx_event_flags_create(g, n)         _txe_event_flags_create(g, n, sizeof(TX_EVENT_FLAGS_GROUP))
#define tx_mutex_create(m, n, i)            _txe_mutex_create(m, n, i, sizeof(TX_MUTEX))
#define tx_queue_create(q, n, m, s, z)      _txe_queue_create(q, n, m, s, z, sizeof(TX_QUEUE))
#define tx_semaphore_create(s, n, i)        _txe_semaphore_create(s, n, i, sizeof(TX_SEMAPHORE))
#define tx_thread_create(t, n, e, i, s, l, p, r, c, a)                                                       \
    _txe_thread_create(t, n, e, i, s, l, p, r, c, a, sizeof(TX_THREAD))
#define tx_timer_create(t, n, e, i, c, r, a) _txe_timer_create(t, n, e, i, c, r, a, sizeof(TX_TIMER))
#endif

#define tx_block_allocate           TX_CALLED(block_allocate)
#define tx_block_pool_delete        TX_CALLED(block_pool_delete)
#define tx_block_pool_info_get      TX_CALLED(block_pool_info_get)
#define tx_block_pool_prioritize    TX_CALLED(block_pool_prioritize)
#define tx_block_release            TX_CALLED(block_release)
#define tx_byte_allocate            TX_CALLED(byte_allocate)
#define tx_byte_pool_delete         TX_CALLED(byte_pool_delete)
#define tx_byte_pool_info_get       TX_CALLED(byte_pool_info_get)
#define tx_byte_pool_prioritize     TX_CALLED(byte_pool_prioritize)
#define tx_byte_release             TX_CALLED(byte_release)
#define tx_event_flags_delete       TX_CALLED(event_flags_delete)
#define tx_event_flags_get          TX_CALLED(event_flags_get)
#define tx_event_flags_info_get     TX_CALLED(event_flags_info_get)
#define tx_event_flags_set          TX_CALLED(event_flags_set)
#define tx_event_flags_set_notify   TX_CALLED(event_flags_set_notify)
#define tx_mutex_delete             TX_CALLED(mutex_delete)
#define tx_mutex_get                TX_CALLED(mutex_get)
#define tx_mutex_info_get           TX_CALLED(mutex_info_get)
#define tx_mutex_prioritize         TX_CALLED(mutex_prioritize)
#define tx_mutex_put                TX_CALLED(mutex_put)
#define tx_queue_delete             TX_CALLED(queue_delete)
#define tx_queue_flush              TX_CALLED(queue_flush)
#define tx_queue_front_send         TX_CALLED(queue_front_send)
#define tx_queue_info_get           TX_CALLED(queue_info_get)
#define tx_queue_prioritize         TX_CALLED(queue_prioritize)
#define tx_queue_receive            TX_CALLED(queue_receive)
#define tx_queue_send               TX_CALLED(queue_send)
#define tx_queue_send_notify        TX_CALLED(queue_send_notify)
#define tx_semaphore_ceiling_put    TX_CALLED(semaphore_ceiling_put)
#define tx_semaphore_delete         TX_CALLED(semaphore_delete)
#define tx_semaphore_get            TX_CALLED(semaphore_get)
#define tx_semaphore_info_get       TX_CALLED(semaphore_info_get)
#define tx_semaphore_prioritize     TX_CALLED(semaphore_prioritize)
#define tx_semaphore_put            TX_CALLED(semaphore_put)
#define tx_semaphore_put_notify     TX_CALLED(semaphore_put_notify)
#define tx_thread_delete            TX_CALLED(thread_delete)
#define tx_thread_entry_exit_notify TX_CALLED(thread_entry_exit_notify)
#define tx_thread_info_get          TX_CALLED(thread_info_get)
#define tx_thread_preemption_change TX_CALLED(thread_preemption_change)
#define tx_thread_priority_change   TX_CALLED(thread_priority_change)
#define tx_thread_relinquish        TX_CALLED(thread_relinquish)
#define tx_thread_reset             TX_CALLED(thread_reset)
#define tx_thread_resume            TX_CALLED(thread_resume)
#define tx_thread_suspend           TX_CALLED(thread_suspend)
#define tx_thread_terminate         TX_CALLED(thread_terminate)
#define tx_thread_time_slice_change TX_CALLED(thread_time_slice_change)
#define tx_thread_wait_abort        TX_CALLED(thread_wait_abort)
#define tx_timer_activate           TX_CALLED(timer_activate)
#define tx_timer_change             TX_CALLED(timer_change)
#define tx_timer_deactivate         TX_CALLED(timer_deactivate)
#define tx_timer_delete             TX_CALLED(timer_delete)
#define tx_timer_info_get           TX_CALLED(timer_info_get)

#endif

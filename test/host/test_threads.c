/* SPDX-License-Identifier: MIT */
/* Who runs when: priorities, thresholds, the ThreadX objects, virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel.h"

static TX_THREAD thread[4];
static TX_MUTEX mutex;
static TX_SEMAPHORE semaphore;
static TX_EVENT_FLAGS_GROUP group;
static TX_QUEUE queue;
static TX_TIMER timer;
static TX_BYTE_POOL bytes;
static TX_BLOCK_POOL blocks;

static void noting_a(ULONG input)
{
    (void)input;
    note('a');
    tx_thread_relinquish();
    note('A');
}

static void noting_b(ULONG input)
{
    (void)input;
    note('b');
    tx_thread_relinquish();
    note('B');
}

static void noting_c(ULONG input)
{
    (void)input;
    note('c');
    tx_thread_sleep(5);
    note('C');
}

static void order_define(void)
{
    kernel_thread(&thread[0], noting_a, 5);
    kernel_thread(&thread[1], noting_b, 5);
    kernel_thread(&thread[2], noting_c, 4);
}

static void priority_then_arrival_decides(void **state)
{
    (void)state;
    kernel_run(order_define);
    assert_string_equal(notes(), "cabABC");
}

static void waker(ULONG input)
{
    UINT old;
    (void)input;
    tx_thread_resume(&thread[1]);
    note('1');
    CHECK(tx_thread_preemption_change(&thread[0], 8, &old), TX_SUCCESS);
    CHECK(old, 2);
    note('2');
}

static void woken(ULONG input)
{
    (void)input;
    note('w');
}

static void threshold_define(void)
{
    CHECK(tx_thread_create(&thread[1], (CHAR *)"woken", woken, 0, kernel_memory(4096), 4096, 4,
                           4, TX_NO_TIME_SLICE, TX_DONT_START),
          TX_SUCCESS);
    CHECK(tx_thread_create(&thread[0], (CHAR *)"waker", waker, 0, kernel_memory(4096), 4096, 8,
                           2, TX_NO_TIME_SLICE, TX_AUTO_START),
          TX_SUCCESS);
}

static void a_threshold_keeps_others_away_until_it_is_lifted(void **state)
{
    (void)state;
    kernel_run(threshold_define);
    assert_string_equal(notes(), "1w2");
}

static void owner_low(ULONG input)
{
    UINT priority;
    (void)input;
    CHECK(tx_mutex_get(&mutex, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_mutex_get(&mutex, TX_NO_WAIT), TX_SUCCESS);
    tx_thread_resume(&thread[1]);
    CHECK(thread[0].tx_thread_priority, 3);
    note('o');
    CHECK(tx_mutex_put(&mutex), TX_SUCCESS);
    note('p');
    CHECK(tx_mutex_put(&mutex), TX_SUCCESS);
    note('q');
    CHECK(tx_thread_info_get(&thread[0], NULL, NULL, NULL, &priority, NULL, NULL, NULL, NULL),
          TX_SUCCESS);
    CHECK(priority, 9);
    CHECK(thread[0].tx_thread_priority, 9);
    CHECK(tx_mutex_put(&mutex), TX_NOT_OWNED);
}

static void wanting_high(ULONG input)
{
    (void)input;
    CHECK(tx_mutex_get(&mutex, TX_NO_WAIT), TX_NOT_AVAILABLE);
    CHECK(tx_mutex_get(&mutex, TX_WAIT_FOREVER), TX_SUCCESS);
    note('h');
}

static void mutex_define(void)
{
    CHECK(tx_mutex_create(&mutex, (CHAR *)"m", TX_INHERIT), TX_SUCCESS);
    CHECK(tx_mutex_create(&mutex, (CHAR *)"m", TX_INHERIT), TX_MUTEX_ERROR);
    CHECK(tx_mutex_get(&mutex, TX_WAIT_FOREVER), TX_WAIT_ERROR);
    CHECK(tx_thread_create(&thread[1], (CHAR *)"high", wanting_high, 0, kernel_memory(4096),
                           4096, 3, 3, TX_NO_TIME_SLICE, TX_DONT_START),
          TX_SUCCESS);
    kernel_thread(&thread[0], owner_low, 9);
}

static void a_mutex_lends_its_owner_the_priority_of_who_waits(void **state)
{
    (void)state;
    kernel_run(mutex_define);
    assert_string_equal(notes(), "ophq");
}

static void semaphore_waiter(ULONG input)
{
    ULONG before = tx_time_get();
    (void)input;
    CHECK(tx_semaphore_get(&semaphore, 70), TX_NO_INSTANCE);
    CHECK(tx_time_get() - before, 70);
    CHECK(tx_semaphore_get(&semaphore, TX_WAIT_FOREVER), TX_SUCCESS);
    CHECK(tx_time_get() - before, 100);
    CHECK(tx_semaphore_get(&semaphore, TX_WAIT_FOREVER), TX_SUCCESS);
    CHECK(tx_semaphore_get(&semaphore, TX_WAIT_FOREVER), TX_DELETED);
    CHECK(tx_semaphore_get(&semaphore, TX_NO_WAIT), TX_SEMAPHORE_ERROR);
    CHECK(tx_thread_sleep(1000), TX_WAIT_ABORTED);
    note('w');
}

static void semaphore_giver(ULONG input)
{
    (void)input;
    tx_thread_sleep(100);
    CHECK(tx_semaphore_put(&semaphore), TX_SUCCESS);
    CHECK(tx_semaphore_ceiling_put(&semaphore, 1), TX_SUCCESS);
    CHECK(tx_semaphore_delete(&semaphore), TX_SUCCESS);
    CHECK(tx_thread_wait_abort(&thread[0]), TX_SUCCESS);
    note('g');
}

static void semaphore_define(void)
{
    CHECK(tx_semaphore_create(&semaphore, (CHAR *)"s", 0), TX_SUCCESS);
    kernel_thread(&thread[0], semaphore_waiter, 5);
    kernel_thread(&thread[1], semaphore_giver, 6);
}

static void waits_end_by_time_by_put_by_delete_and_by_abort(void **state)
{
    (void)state;
    kernel_run(semaphore_define);
    assert_string_equal(notes(), "wg");
}

static void flags_waiter(ULONG input)
{
    ULONG flags;
    (void)input;
    CHECK(tx_event_flags_get(&group, 5, TX_AND_CLEAR, &flags, 100), TX_SUCCESS);
    CHECK(flags, 7);
    CHECK(tx_event_flags_get(&group, 5, TX_OR, &flags, TX_NO_WAIT), TX_NO_EVENTS);
    CHECK(tx_event_flags_get(&group, 2, TX_OR_CLEAR, &flags, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_event_flags_get(&group, 2, 9, &flags, TX_NO_WAIT), TX_OPTION_ERROR);
    note('f');
}

static void flags_setter(ULONG input)
{
    (void)input;
    CHECK(tx_event_flags_set(&group, 3, TX_OR), TX_SUCCESS);
    note('1');
    CHECK(tx_event_flags_set(&group, 4, TX_OR), TX_SUCCESS);
    note('2');
}

static void flags_define(void)
{
    CHECK(tx_event_flags_create(&group, (CHAR *)"g"), TX_SUCCESS);
    kernel_thread(&thread[0], flags_waiter, 5);
    kernel_thread(&thread[1], flags_setter, 6);
}

static void event_flags_wait_for_all_and_clear(void **state)
{
    (void)state;
    kernel_run(flags_define);
    assert_string_equal(notes(), "1f2");
}

static void queue_user(ULONG input)
{
    ULONG message = 1, got = 0;
    (void)input;
    CHECK(tx_queue_send(&queue, &message, TX_NO_WAIT), TX_SUCCESS);
    message = 2;
    CHECK(tx_queue_front_send(&queue, &message, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_queue_send(&queue, &message, TX_NO_WAIT), TX_QUEUE_FULL);
    CHECK(tx_queue_receive(&queue, &got, TX_NO_WAIT), TX_SUCCESS);
    CHECK(got, 2);
    CHECK(tx_queue_receive(&queue, &got, TX_NO_WAIT), TX_SUCCESS);
    CHECK(got, 1);
    CHECK(tx_queue_receive(&queue, &got, 30), TX_QUEUE_EMPTY);
    note('q');
}

static void memory_user(ULONG input)
{
    VOID *first, *second;
    (void)input;
    CHECK(tx_byte_allocate(&bytes, &first, 600, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_byte_allocate(&bytes, &second, 600, TX_NO_WAIT), TX_NO_MEMORY);
    CHECK(tx_byte_release(first), TX_SUCCESS);
    CHECK(tx_byte_release(first), TX_PTR_ERROR);
    CHECK(tx_byte_allocate(&bytes, &second, 900, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_block_allocate(&blocks, &first, TX_NO_WAIT), TX_SUCCESS);
    CHECK(tx_block_allocate(&blocks, &second, 10), TX_NO_MEMORY);
    CHECK(tx_block_release(first), TX_SUCCESS);
    CHECK(tx_block_allocate(&blocks, &second, 10), TX_SUCCESS);
    note('m');
}

static void timer_entry(ULONG input)
{
    note((char)input);
}

static void objects_define(void)
{
    CHECK(tx_queue_create(&queue, (CHAR *)"q", TX_1_ULONG, kernel_memory(2 * sizeof(ULONG)),
                          2 * sizeof(ULONG)),
          TX_SUCCESS);
    CHECK(tx_byte_pool_create(&bytes, (CHAR *)"y", kernel_memory(1000), 1000), TX_SUCCESS);
    CHECK(tx_block_pool_create(&blocks, (CHAR *)"k", 40, kernel_memory(64), 64), TX_SUCCESS);
    CHECK(tx_timer_create(&timer, (CHAR *)"t", timer_entry, 't', 0, 7, TX_AUTO_ACTIVATE),
          TX_TICK_ERROR);
    CHECK(tx_timer_create(&timer, (CHAR *)"t", timer_entry, 't', 20, 0, TX_AUTO_ACTIVATE),
          TX_SUCCESS);
    kernel_thread(&thread[0], queue_user, 5);
    kernel_thread(&thread[1], memory_user, 6);
}

static void queues_pools_and_timers_do_their_work(void **state)
{
    (void)state;
    kernel_run(objects_define);
    assert_string_equal(notes(), "mtq");
}

static void spinner(ULONG input)
{
    ULONG before = tx_time_get();
    (void)input;
    while (tx_time_get() - before < 5) {
    }
    note('s');
    before = tx_time_get();
    while (tx_semaphore_get(&semaphore, TX_NO_WAIT) == TX_NO_INSTANCE &&
           tx_time_get() - before < 3) {
    }
    note('S');
}

static void spinner_define(void)
{
    CHECK(tx_semaphore_create(&semaphore, (CHAR *)"s", 0), TX_SUCCESS);
    kernel_thread(&thread[0], spinner, 5);
}

static void a_polling_thread_sees_time_pass(void **state)
{
    (void)state;
    kernel_run(spinner_define);
    assert_string_equal(notes(), "sS");
}

static void deadlock_note(void)
{
    note('d');
}

static void waits_for_ever(ULONG input)
{
    (void)input;
    tx_semaphore_get(&semaphore, TX_WAIT_FOREVER);
}

static void deadlock_define(void)
{
    CHECK(tx_semaphore_create(&semaphore, (CHAR *)"s", 0), TX_SUCCESS);
    kernel_thread(&thread[0], waits_for_ever, 5);
    nodes_create();
}

static void a_deadlock_is_noticed_even_with_ip_instances(void **state)
{
    (void)state;
    nodes_reset();
    nx_host_deadlock_notify_set(deadlock_note);
    kernel_run(deadlock_define);
    nx_host_deadlock_notify_set(NX_NULL);
    assert_string_equal(notes(), "d");
}

static void sleeps_for_ever(ULONG input)
{
    (void)input;
    for (;;) {
        tx_thread_sleep(10);
    }
}

static void ends_others(ULONG input)
{
    (void)input;
    tx_thread_sleep(35);
    CHECK(tx_thread_delete(&thread[1]), TX_DELETE_ERROR);
    CHECK(tx_thread_terminate(&thread[1]), TX_SUCCESS);
    CHECK(tx_thread_reset(&thread[1]), TX_SUCCESS);
    CHECK(tx_thread_resume(&thread[1]), TX_SUCCESS);
    tx_thread_sleep(5);
    CHECK(tx_thread_suspend(&thread[1]), TX_SUCCESS);
    tx_thread_sleep(50);
    CHECK(thread[1].tx_thread_state, TX_SUSPENDED);
    CHECK(tx_thread_terminate(&thread[1]), TX_SUCCESS);
    CHECK(tx_thread_delete(&thread[1]), TX_SUCCESS);
    note('e');
    tx_thread_terminate(&thread[0]);
    note('!');
}

static void ends_define(void)
{
    kernel_thread(&thread[0], ends_others, 5);
    kernel_thread(&thread[1], sleeps_for_ever, 6);
    CHECK(tx_thread_create(&thread[2], (CHAR *)"t", woken, 0, kernel_memory(100), 100, 5, 5, 0,
                           1),
          TX_SIZE_ERROR);
    CHECK(tx_thread_create(&thread[2], (CHAR *)"t", woken, 0, kernel_memory(400), 400, 40, 5, 0,
                           1),
          TX_PRIORITY_ERROR);
}

static void threads_are_terminated_reset_suspended_and_deleted(void **state)
{
    (void)state;
    kernel_run(ends_define);
    assert_string_equal(notes(), "e");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(priority_then_arrival_decides),
        cmocka_unit_test(a_threshold_keeps_others_away_until_it_is_lifted),
        cmocka_unit_test(a_mutex_lends_its_owner_the_priority_of_who_waits),
        cmocka_unit_test(waits_end_by_time_by_put_by_delete_and_by_abort),
        cmocka_unit_test(event_flags_wait_for_all_and_clear),
        cmocka_unit_test(queues_pools_and_timers_do_their_work),
        cmocka_unit_test(a_polling_thread_sees_time_pass),
        cmocka_unit_test(a_deadlock_is_noticed_even_with_ip_instances),
        cmocka_unit_test(threads_are_terminated_reset_suspended_and_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

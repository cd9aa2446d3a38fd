/* SPDX-License-Identifier: MIT */
/* Message queues. Threads wait either to send or to receive, never both: a
   queue is full or empty. A waiting sender's message enters the queue when room
   appears; a waiting receiver's message goes straight to its buffer. */
#include "tx_host.h"

TX_QUEUE *_tx_queue_created_ptr;
ULONG _tx_queue_created_count;

UINT _tx_queue_create(TX_QUEUE *queue_ptr, CHAR *name_ptr, UINT message_size, VOID *queue_start,
                      ULONG queue_size)
{
    UINT capacity = (UINT)(queue_size / sizeof(ULONG)) / message_size;
    memset(queue_ptr, 0, sizeof *queue_ptr);
    queue_ptr->tx_queue_name = name_ptr;
    queue_ptr->tx_queue_message_size = message_size;
    queue_ptr->tx_queue_capacity = queue_ptr->tx_queue_available_storage = capacity;
    queue_ptr->tx_queue_start = queue_ptr->tx_queue_read = queue_ptr->tx_queue_write = queue_start;
    queue_ptr->tx_queue_end = queue_ptr->tx_queue_start + capacity * message_size;
    queue_ptr->tx_queue_id = TX_QUEUE_ID;
    TX_HOST_CREATED_ADD(_tx_queue_created_ptr, _tx_queue_created_count, queue_ptr, tx_queue_created);
    return TX_SUCCESS;
}

static VOID message_copy(const TX_QUEUE *queue_ptr, VOID *to, const VOID *from)
{
    memcpy(to, from, queue_ptr->tx_queue_message_size * sizeof(ULONG));
}

static VOID message_add(TX_QUEUE *queue_ptr, const VOID *message, UINT front)
{
    UINT size = queue_ptr->tx_queue_message_size;
    if (front)
    {
        if (queue_ptr->tx_queue_read == queue_ptr->tx_queue_start)
        {
            queue_ptr->tx_queue_read = queue_ptr->tx_queue_end;
        }
        queue_ptr->tx_queue_read -= size;
        message_copy(queue_ptr, queue_ptr->tx_queue_read, message);
    }
    else
    {
        message_copy(queue_ptr, queue_ptr->tx_queue_write, message);
        queue_ptr->tx_queue_write += size;
        if (queue_ptr->tx_queue_write == queue_ptr->tx_queue_end)
        {
            queue_ptr->tx_queue_write = queue_ptr->tx_queue_start;
        }
    }
    queue_ptr->tx_queue_enqueued++;
    queue_ptr->tx_queue_available_storage--;
}

static VOID message_take(TX_QUEUE *queue_ptr, VOID *to)
{
    message_copy(queue_ptr, to, queue_ptr->tx_queue_read);
    queue_ptr->tx_queue_read += queue_ptr->tx_queue_message_size;
    if (queue_ptr->tx_queue_read == queue_ptr->tx_queue_end)
    {
        queue_ptr->tx_queue_read = queue_ptr->tx_queue_start;
    }
    queue_ptr->tx_queue_enqueued--;
    queue_ptr->tx_queue_available_storage++;
}

static VOID first_wake(TX_QUEUE *queue_ptr, UINT status)
{
    _tx_host_wake(&queue_ptr->tx_queue_suspension_list, &queue_ptr->tx_queue_suspended_count,
                  queue_ptr->tx_queue_suspension_list, status);
}

static UINT queue_wait(TX_QUEUE *queue_ptr, VOID *message, UINT front, UINT timeout_status, ULONG wait_option)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    thread_ptr->tx_thread_additional_suspend_info = message;
    thread_ptr->tx_thread_suspend_option = front;
    return _tx_host_wait(&queue_ptr->tx_queue_suspension_list, &queue_ptr->tx_queue_suspended_count,
                         queue_ptr, TX_QUEUE_SUSP, timeout_status, wait_option);
}

static UINT queue_send(TX_QUEUE *queue_ptr, VOID *source_ptr, UINT front, ULONG wait_option)
{
    VOID (*notify)(TX_QUEUE *) = queue_ptr->tx_queue_send_notify;
    if (!queue_ptr->tx_queue_available_storage)
    {
        if (!wait_option || _tx_thread_preempt_disable)
        {
            _tx_host_poll_counted();
            return TX_QUEUE_FULL;
        }
        return queue_wait(queue_ptr, source_ptr, front, TX_QUEUE_FULL, wait_option);
    }
    if (!queue_ptr->tx_queue_enqueued && queue_ptr->tx_queue_suspension_list)
    {
        message_copy(queue_ptr, queue_ptr->tx_queue_suspension_list->tx_thread_additional_suspend_info,
                     source_ptr);
        _tx_thread_preempt_disable++;
        first_wake(queue_ptr, TX_SUCCESS);
        _tx_thread_preempt_disable--;
    }
    else
    {
        message_add(queue_ptr, source_ptr, front);
    }
    if (notify)
    {
        (notify)(queue_ptr);
    }
    _tx_host_preempt_check();
    return TX_SUCCESS;
}

UINT _tx_queue_send(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option)
{
    return queue_send(queue_ptr, source_ptr, TX_FALSE, wait_option);
}

UINT _tx_queue_front_send(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option)
{
    return queue_send(queue_ptr, source_ptr, TX_TRUE, wait_option);
}

UINT _tx_queue_receive(TX_QUEUE *queue_ptr, VOID *destination_ptr, ULONG wait_option)
{
    TX_THREAD *sender = queue_ptr->tx_queue_suspension_list;
    if (!queue_ptr->tx_queue_enqueued)
    {
        if (!wait_option || _tx_thread_preempt_disable)
        {
            _tx_host_poll_counted();
            return TX_QUEUE_EMPTY;
        }
        return queue_wait(queue_ptr, destination_ptr, TX_FALSE, TX_QUEUE_EMPTY, wait_option);
    }
    if (sender && sender->tx_thread_suspend_option)
    {
        message_copy(queue_ptr, destination_ptr, sender->tx_thread_additional_suspend_info);
    }
    else
    {
        message_take(queue_ptr, destination_ptr);
        if (sender)
        {
            message_add(queue_ptr, sender->tx_thread_additional_suspend_info, TX_FALSE);
        }
    }
    if (sender)
    {
        first_wake(queue_ptr, TX_SUCCESS);
    }
    return TX_SUCCESS;
}

/* Waiting senders' messages are flushed with the others: they have succeeded. */
UINT _tx_queue_flush(TX_QUEUE *queue_ptr)
{
    UINT senders = queue_ptr->tx_queue_enqueued != 0;
    queue_ptr->tx_queue_enqueued = 0;
    queue_ptr->tx_queue_available_storage = queue_ptr->tx_queue_capacity;
    queue_ptr->tx_queue_read = queue_ptr->tx_queue_write = queue_ptr->tx_queue_start;
    if (senders)
    {
        _tx_host_wake_all(&queue_ptr->tx_queue_suspension_list, &queue_ptr->tx_queue_suspended_count,
                          TX_SUCCESS);
    }
    return TX_SUCCESS;
}

UINT _tx_queue_delete(TX_QUEUE *queue_ptr)
{
    queue_ptr->tx_queue_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_queue_created_ptr, _tx_queue_created_count, queue_ptr, tx_queue_created);
    _tx_host_wake_all(&queue_ptr->tx_queue_suspension_list, &queue_ptr->tx_queue_suspended_count, TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_queue_prioritize(TX_QUEUE *queue_ptr)
{
    _tx_host_prioritize(&queue_ptr->tx_queue_suspension_list);
    return TX_SUCCESS;
}

UINT _tx_queue_send_notify(TX_QUEUE *queue_ptr, VOID (*queue_send_notify)(TX_QUEUE *))
{
    queue_ptr->tx_queue_send_notify = queue_send_notify;
    return TX_SUCCESS;
}

UINT _tx_queue_info_get(TX_QUEUE *queue_ptr, CHAR **name, ULONG *enqueued, ULONG *available_storage,
                        TX_THREAD **first_suspended, ULONG *suspended_count, TX_QUEUE **next_queue)
{
    TX_HOST_GIVE(name, queue_ptr->tx_queue_name)
    TX_HOST_GIVE(enqueued, queue_ptr->tx_queue_enqueued)
    TX_HOST_GIVE(available_storage, queue_ptr->tx_queue_available_storage)
    TX_HOST_GIVE(first_suspended, queue_ptr->tx_queue_suspension_list)
    TX_HOST_GIVE(suspended_count, queue_ptr->tx_queue_suspended_count)
    TX_HOST_GIVE(next_queue, queue_ptr->tx_queue_created_next)
    return TX_SUCCESS;
}

static UINT queue_invalid(const TX_QUEUE *queue_ptr)
{
    return !queue_ptr || queue_ptr->tx_queue_id != TX_QUEUE_ID;
}

UINT _txe_queue_create(TX_QUEUE *queue_ptr, CHAR *name_ptr, UINT message_size, VOID *queue_start,
                       ULONG queue_size, UINT control_block_size)
{
    int created;
    if (!queue_ptr || control_block_size != sizeof(TX_QUEUE))
    {
        return TX_QUEUE_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_QUEUE, _tx_queue_created_ptr, _tx_queue_created_count, queue_ptr,
                         tx_queue_created, created);
    if (created)
    {
        return TX_QUEUE_ERROR;
    }
    if (!queue_start)
    {
        return TX_PTR_ERROR;
    }
    if (message_size < TX_1_ULONG || message_size > TX_16_ULONG || queue_size / sizeof(ULONG) < message_size)
    {
        return TX_SIZE_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR
                              : _tx_queue_create(queue_ptr, name_ptr, message_size, queue_start, queue_size);
}

static UINT message_check(const TX_QUEUE *queue_ptr, const VOID *message, ULONG wait_option)
{
    if (queue_invalid(queue_ptr))
    {
        return TX_QUEUE_ERROR;
    }
    return message ? _tx_host_caller_check(wait_option) : TX_PTR_ERROR;
}

UINT _txe_queue_send(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option)
{
    UINT status = message_check(queue_ptr, source_ptr, wait_option);
    return status ? status : _tx_queue_send(queue_ptr, source_ptr, wait_option);
}

UINT _txe_queue_front_send(TX_QUEUE *queue_ptr, VOID *source_ptr, ULONG wait_option)
{
    UINT status = message_check(queue_ptr, source_ptr, wait_option);
    return status ? status : _tx_queue_front_send(queue_ptr, source_ptr, wait_option);
}

UINT _txe_queue_receive(TX_QUEUE *queue_ptr, VOID *destination_ptr, ULONG wait_option)
{
    UINT status = message_check(queue_ptr, destination_ptr, wait_option);
    return status ? status : _tx_queue_receive(queue_ptr, destination_ptr, wait_option);
}

UINT _txe_queue_flush(TX_QUEUE *queue_ptr)
{
    return queue_invalid(queue_ptr) ? TX_QUEUE_ERROR : _tx_queue_flush(queue_ptr);
}

UINT _txe_queue_delete(TX_QUEUE *queue_ptr)
{
    if (queue_invalid(queue_ptr))
    {
        return TX_QUEUE_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_queue_delete(queue_ptr);
}

UINT _txe_queue_prioritize(TX_QUEUE *queue_ptr)
{
    return queue_invalid(queue_ptr) ? TX_QUEUE_ERROR : _tx_queue_prioritize(queue_ptr);
}

UINT _txe_queue_send_notify(TX_QUEUE *queue_ptr, VOID (*queue_send_notify)(TX_QUEUE *))
{
    return queue_invalid(queue_ptr) ? TX_QUEUE_ERROR : _tx_queue_send_notify(queue_ptr, queue_send_notify);
}

UINT _txe_queue_info_get(TX_QUEUE *queue_ptr, CHAR **name, ULONG *enqueued, ULONG *available_storage,
                         TX_THREAD **first_suspended, ULONG *suspended_count, TX_QUEUE **next_queue)
{
    return queue_invalid(queue_ptr) ? TX_QUEUE_ERROR
                                    : _tx_queue_info_get(queue_ptr, name, enqueued, available_storage,
                                                         first_suspended, suspended_count, next_queue);
}

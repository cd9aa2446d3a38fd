/* SPDX-License-Identifier: MIT */
/* The timer wheel and the timer services. The wheel has 32 slots as ThreadX's
   has, and far deadlines travel round it in the same way, because that decides
   which of two waits that end at the same tick ends first. */
#include "tx_host.h"

#define TX_TIMER_ENTRIES 32u

TX_TIMER *_tx_timer_created_ptr;
ULONG _tx_timer_created_count;
ULONG _tx_timer_system_clock;
TX_TIMER_INTERNAL *_tx_timer_expired_timer_ptr;

static TX_TIMER_INTERNAL *wheel[TX_TIMER_ENTRIES];
static UINT slot_now;

static VOID slot_add(TX_TIMER_INTERNAL **slot, TX_TIMER_INTERNAL *timer_ptr)
{
    TX_TIMER_INTERNAL *head = *slot;
    timer_ptr->tx_timer_internal_list_head = slot;
    if (!head)
    {
        *slot = timer_ptr->tx_timer_internal_active_next = timer_ptr->tx_timer_internal_active_previous =
            timer_ptr;
        return;
    }
    timer_ptr->tx_timer_internal_active_next = head;
    timer_ptr->tx_timer_internal_active_previous = head->tx_timer_internal_active_previous;
    head->tx_timer_internal_active_previous->tx_timer_internal_active_next = timer_ptr;
    head->tx_timer_internal_active_previous = timer_ptr;
}

VOID _tx_host_timer_start(TX_TIMER_INTERNAL *timer_ptr)
{
    ULONG ticks = timer_ptr->tx_timer_internal_remaining_ticks;
    if (!ticks || ticks == TX_WAIT_FOREVER || timer_ptr->tx_timer_internal_list_head)
    {
        return;
    }
    if (ticks > TX_TIMER_ENTRIES)
    {
        ticks = TX_TIMER_ENTRIES;
    }
    slot_add(&wheel[(slot_now + ticks - 1) % TX_TIMER_ENTRIES], timer_ptr);
}

/* Ticks until a timer in its slot is due, counted from now. */
static ULONG remaining(const TX_TIMER_INTERNAL *timer_ptr)
{
    ULONG ticks = timer_ptr->tx_timer_internal_remaining_ticks;
    TX_TIMER_INTERNAL **slot = timer_ptr->tx_timer_internal_list_head;
    ULONG away;
    if (slot < wheel || slot >= wheel + TX_TIMER_ENTRIES)
    {
        return ticks;
    }
    away = ((UINT)(slot - wheel) + TX_TIMER_ENTRIES - slot_now) % TX_TIMER_ENTRIES + 1;
    return ticks > TX_TIMER_ENTRIES ? ticks - TX_TIMER_ENTRIES + away : away;
}

VOID _tx_host_timer_stop(TX_TIMER_INTERNAL *timer_ptr)
{
    TX_TIMER_INTERNAL **slot = timer_ptr->tx_timer_internal_list_head;
    if (!slot)
    {
        return;
    }
    timer_ptr->tx_timer_internal_remaining_ticks = remaining(timer_ptr);
    timer_ptr->tx_timer_internal_list_head = NULL;
    if (timer_ptr->tx_timer_internal_active_next == timer_ptr)
    {
        *slot = NULL;
        return;
    }
    timer_ptr->tx_timer_internal_active_previous->tx_timer_internal_active_next =
        timer_ptr->tx_timer_internal_active_next;
    timer_ptr->tx_timer_internal_active_next->tx_timer_internal_active_previous =
        timer_ptr->tx_timer_internal_active_previous;
    if (*slot == timer_ptr)
    {
        *slot = timer_ptr->tx_timer_internal_active_next;
    }
}

/* A timer that is due. While its function runs it stands in a list of its own,
   so that it counts as active and the function may stop it; one that was not
   stopped is rescheduled afterwards. */
static VOID timer_due(TX_TIMER_INTERNAL *timer_ptr)
{
    ULONG ticks = timer_ptr->tx_timer_internal_remaining_ticks;
    TX_TIMER_INTERNAL *held = NULL;
    _tx_host_timer_stop(timer_ptr);
    if (ticks > TX_TIMER_ENTRIES)
    {
        timer_ptr->tx_timer_internal_remaining_ticks = ticks - TX_TIMER_ENTRIES;
        _tx_host_timer_start(timer_ptr);
        return;
    }
    timer_ptr->tx_timer_internal_remaining_ticks = timer_ptr->tx_timer_internal_re_initialize_ticks;
    if (!timer_ptr->tx_timer_internal_timeout_function)
    {
        _tx_thread_timeout(timer_ptr->tx_timer_internal_extension_ptr);
        return;
    }
    slot_add(&held, timer_ptr);
    _tx_timer_expired_timer_ptr = timer_ptr;
    (timer_ptr->tx_timer_internal_timeout_function)(timer_ptr->tx_timer_internal_timeout_param);
    _tx_timer_expired_timer_ptr = NULL;
    if (held)
    {
        _tx_host_timer_stop(timer_ptr);
        _tx_host_timer_start(timer_ptr);
    }
}

/* One tick of the clock: what is due happens, in the name of the timer
   thread; nobody else runs meanwhile. */
VOID _tx_host_tick(VOID)
{
    TX_THREAD *caller = _tx_thread_current_ptr;
    TX_TIMER_INTERNAL *due = NULL;
    TX_TIMER_INTERNAL *head = wheel[slot_now];
    _tx_timer_system_clock++;
    if (head)
    {
        TX_TIMER_INTERNAL *each = head;
        do
        {
            each->tx_timer_internal_list_head = &due;
            each = each->tx_timer_internal_active_next;
        } while (each != head);
        due = head;
        wheel[slot_now] = NULL;
    }
    slot_now = (slot_now + 1) % TX_TIMER_ENTRIES;
    _tx_thread_current_ptr = &_tx_timer_thread;
    while (due)
    {
        timer_due(due);
    }
    _tx_thread_current_ptr = caller;
}

ULONG _tx_host_ticks_to_next(VOID)
{
    for (UINT i = 0; i < TX_TIMER_ENTRIES; i++)
    {
        if (wheel[(slot_now + i) % TX_TIMER_ENTRIES])
        {
            return i + 1;
        }
    }
    return 0;
}

VOID _tx_host_timers_clear(VOID)
{
    memset(wheel, 0, sizeof wheel);
    slot_now = 0;
    _tx_timer_created_ptr = NULL;
    _tx_timer_created_count = 0;
    _tx_timer_system_clock = 0;
}

UINT _tx_timer_create(TX_TIMER *timer_ptr, CHAR *name_ptr, VOID (*expiration_function)(ULONG),
                      ULONG expiration_input, ULONG initial_ticks, ULONG reschedule_ticks, UINT auto_activate)
{
    TX_TIMER_INTERNAL *internal = &timer_ptr->tx_timer_internal;
    memset(timer_ptr, 0, sizeof *timer_ptr);
    timer_ptr->tx_timer_name = name_ptr;
    internal->tx_timer_internal_remaining_ticks = initial_ticks;
    internal->tx_timer_internal_re_initialize_ticks = reschedule_ticks;
    internal->tx_timer_internal_timeout_function = expiration_function;
    internal->tx_timer_internal_timeout_param = expiration_input;
    timer_ptr->tx_timer_id = TX_TIMER_ID;
    TX_HOST_CREATED_ADD(_tx_timer_created_ptr, _tx_timer_created_count, timer_ptr, tx_timer_created);
    if (auto_activate == TX_AUTO_ACTIVATE)
    {
        _tx_host_timer_start(internal);
    }
    return TX_SUCCESS;
}

UINT _tx_timer_activate(TX_TIMER *timer_ptr)
{
    TX_TIMER_INTERNAL *internal = &timer_ptr->tx_timer_internal;
    if (!internal->tx_timer_internal_remaining_ticks || internal->tx_timer_internal_list_head)
    {
        return TX_ACTIVATE_ERROR;
    }
    _tx_host_timer_start(internal);
    return TX_SUCCESS;
}

UINT _tx_timer_deactivate(TX_TIMER *timer_ptr)
{
    _tx_host_timer_stop(&timer_ptr->tx_timer_internal);
    return TX_SUCCESS;
}

/* An active timer is not changed. */
UINT _tx_timer_change(TX_TIMER *timer_ptr, ULONG initial_ticks, ULONG reschedule_ticks)
{
    TX_TIMER_INTERNAL *internal = &timer_ptr->tx_timer_internal;
    if (!internal->tx_timer_internal_list_head)
    {
        internal->tx_timer_internal_remaining_ticks = initial_ticks;
        internal->tx_timer_internal_re_initialize_ticks = reschedule_ticks;
    }
    return TX_SUCCESS;
}

UINT _tx_timer_delete(TX_TIMER *timer_ptr)
{
    _tx_host_timer_stop(&timer_ptr->tx_timer_internal);
    timer_ptr->tx_timer_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_timer_created_ptr, _tx_timer_created_count, timer_ptr, tx_timer_created);
    return TX_SUCCESS;
}

UINT _tx_timer_info_get(TX_TIMER *timer_ptr, CHAR **name, UINT *active, ULONG *remaining_ticks,
                        ULONG *reschedule_ticks, TX_TIMER **next_timer)
{
    TX_TIMER_INTERNAL *internal = &timer_ptr->tx_timer_internal;
    if (name)
    {
        *name = timer_ptr->tx_timer_name;
    }
    if (active)
    {
        *active = internal->tx_timer_internal_list_head ? TX_TRUE : TX_FALSE;
    }
    if (remaining_ticks)
    {
        *remaining_ticks = remaining(internal);
    }
    if (reschedule_ticks)
    {
        *reschedule_ticks = internal->tx_timer_internal_re_initialize_ticks;
    }
    if (next_timer)
    {
        *next_timer = timer_ptr->tx_timer_created_next;
    }
    return TX_SUCCESS;
}

UINT _txe_timer_create(TX_TIMER *timer_ptr, CHAR *name_ptr, VOID (*expiration_function)(ULONG),
                       ULONG expiration_input, ULONG initial_ticks, ULONG reschedule_ticks,
                       UINT auto_activate, UINT control_block_size)
{
    int created;
    if (!timer_ptr || control_block_size != sizeof(TX_TIMER))
    {
        return TX_TIMER_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_TIMER, _tx_timer_created_ptr, _tx_timer_created_count, timer_ptr,
                         tx_timer_created, created);
    if (created)
    {
        return TX_TIMER_ERROR;
    }
    if (!initial_ticks)
    {
        return TX_TICK_ERROR;
    }
    if (auto_activate > TX_AUTO_ACTIVATE)
    {
        return TX_ACTIVATE_ERROR;
    }
    if (_tx_host_not_isr())
    {
        return TX_CALLER_ERROR;
    }
    return _tx_timer_create(timer_ptr, name_ptr, expiration_function, expiration_input, initial_ticks,
                            reschedule_ticks, auto_activate);
}

static UINT timer_invalid(const TX_TIMER *timer_ptr)
{
    return !timer_ptr || timer_ptr->tx_timer_id != TX_TIMER_ID;
}

UINT _txe_timer_activate(TX_TIMER *timer_ptr)
{
    return timer_invalid(timer_ptr) ? TX_TIMER_ERROR : _tx_timer_activate(timer_ptr);
}

UINT _txe_timer_deactivate(TX_TIMER *timer_ptr)
{
    return timer_invalid(timer_ptr) ? TX_TIMER_ERROR : _tx_timer_deactivate(timer_ptr);
}

UINT _txe_timer_change(TX_TIMER *timer_ptr, ULONG initial_ticks, ULONG reschedule_ticks)
{
    if (timer_invalid(timer_ptr))
    {
        return TX_TIMER_ERROR;
    }
    if (!initial_ticks)
    {
        return TX_TICK_ERROR;
    }
    return _tx_thread_system_state ? TX_CALLER_ERROR
                                   : _tx_timer_change(timer_ptr, initial_ticks, reschedule_ticks);
}

UINT _txe_timer_delete(TX_TIMER *timer_ptr)
{
    if (timer_invalid(timer_ptr))
    {
        return TX_TIMER_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_timer_delete(timer_ptr);
}

UINT _txe_timer_info_get(TX_TIMER *timer_ptr, CHAR **name, UINT *active, ULONG *remaining_ticks,
                         ULONG *reschedule_ticks, TX_TIMER **next_timer)
{
    return timer_invalid(timer_ptr)
               ? TX_TIMER_ERROR
               : _tx_timer_info_get(timer_ptr, name, active, remaining_ticks, reschedule_ticks, next_timer);
}

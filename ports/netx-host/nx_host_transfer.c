/* SPDX-License-Identifier: MIT */
/* Octets between host sockets and packets. Received ones go straight into
   packets of the instance's default pool, laid out as a driver's would be:
   segments of at most the MSS, each with its header space, chained where a
   payload is smaller; several packets are filled by one system call. Sent ones
   are gathered from the queued packets, as many as the host takes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "nx_host_net.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define VECTORS 64

static ULONG header_space(const NX_TCP_SOCKET *socket_ptr)
{
    ULONG space = socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6
                      ? NX_IPv6_TCP_PACKET
                      : NX_IPv4_TCP_PACKET;
    ULONG payload = socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_default_packet_pool->nx_packet_pool_payload_size;
    return payload > space ? space : NX_TCP_HEADER_BYTES;
}

/* One segment's packets, for up to so many octets. */
static NX_PACKET *segment_allocate(NX_TCP_SOCKET *socket_ptr, ULONG length, struct iovec *vector, int *used)
{
    NX_PACKET_POOL *pool_ptr = socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_default_packet_pool;
    NX_PACKET *first = NX_NULL, *last = NX_NULL, *packet_ptr;
    while (length && *used < VECTORS && pool_ptr->nx_packet_pool_available)
    {
        ULONG room;
        if (_nx_packet_allocate(pool_ptr, &packet_ptr, first ? 0 : header_space(socket_ptr), NX_NO_WAIT))
        {
            break;
        }
        room = (ULONG)(packet_ptr->nx_packet_data_end - packet_ptr->nx_packet_prepend_ptr);
        room = room < length ? room : length;
        vector[*used].iov_base = packet_ptr->nx_packet_prepend_ptr;
        vector[*used].iov_len = room;
        (*used)++;
        length -= room;
        first = first ? first : packet_ptr;
#ifdef NX_DISABLE_PACKET_CHAIN
        (void)last;
        break;
#else
        if (last)
        {
            last->nx_packet_next = packet_ptr;
        }
        last = packet_ptr;
#endif
    }
    return first;
}

/* Gives the packets of a segment the octets that arrived; returns how many. */
static ULONG segment_fill(NX_PACKET *first, ULONG limit, ULONG arrived)
{
    ULONG taken = 0;
    NX_PACKET *each = first;
    limit = limit < arrived ? limit : arrived;
    for (; each && taken < limit; each = nx_packet_after(each))
    {
        ULONG room = (ULONG)(each->nx_packet_data_end - each->nx_packet_prepend_ptr);
        room = room < limit - taken ? room : limit - taken;
        each->nx_packet_append_ptr = each->nx_packet_prepend_ptr + room;
        taken += room;
    }
    _nx_packet_drop_tail(first, taken);
    return taken;
}

/* The rest is as if a segment had come in. */
static VOID segment_deliver(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    ULONG window = socket_ptr->nx_tcp_socket_rx_window_last_sent;
    ULONG acked = socket_ptr->nx_tcp_socket_rx_sequence_acked;
    packet_ptr->nx_packet_prepend_ptr -= NX_TCP_HEADER_BYTES;
    packet_ptr->nx_packet_length += NX_TCP_HEADER_BYTES;
    _nx_tcp_header_write(socket_ptr, packet_ptr, NX_TCP_ACK_BIT, socket_ptr->nx_tcp_socket_rx_sequence,
                         socket_ptr->nx_tcp_socket_tx_sequence);
    socket_ptr->nx_tcp_socket_rx_window_last_sent = window;
    socket_ptr->nx_tcp_socket_rx_sequence_acked = acked;
    if (!_nx_tcp_socket_state_data_check(socket_ptr, packet_ptr))
    {
        (void)_nx_packet_release(packet_ptr);
    }
}

static VOID end_of_stream(NX_HOST_SOCKET *host)
{
    host->eof_seen = NX_TRUE;
    _nx_tcp_socket_peer_closed(host->socket_ptr);
}

/* Reads what is there, as far as window, pool and one call allow. */
VOID _nx_host_receive(NX_HOST_SOCKET *host)
{
    NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    NX_PACKET *segments[VECTORS];
    struct iovec vector[VECTORS];
    int used = 0, count = 0, waiting = 0;
    ULONG mss = socket_ptr->nx_tcp_socket_connect_mss, wanted = socket_ptr->nx_tcp_socket_rx_window_current;
    ssize_t arrived;
    if (!ioctl(host->fd, FIONREAD, &waiting) && (ULONG)waiting < wanted)
    {
        wanted = waiting > 0 ? (ULONG)waiting : 1;
    }
    while (wanted && used < VECTORS)
    {
        NX_PACKET *segment = segment_allocate(socket_ptr, wanted < mss ? wanted : mss, vector, &used);
        if (!segment)
        {
            break;
        }
        segments[count++] = segment;
        wanted -= wanted < mss ? wanted : mss;
    }
    if (!count)
    {
        return;
    }
    arrived = readv(host->fd, vector, used);
    host->failed = arrived < 0 && errno != EAGAIN && errno != EINTR;
    for (int i = 0; i < count; i++)
    {
        ULONG left = arrived > 0 ? (ULONG)arrived : 0;
        ULONG taken = left ? segment_fill(segments[i], mss, left) : 0;
        arrived = arrived > 0 ? arrived - (ssize_t)taken : arrived;
        if (taken && socket_ptr->nx_tcp_socket_host_ptr == host)
        {
            segment_deliver(socket_ptr, segments[i]);
        }
        else
        {
            (void)_nx_packet_release(segments[i]);
        }
        if (i == 0 && !left && arrived == 0)
        {
            end_of_stream(host);
            for (i++; i < count; i++)
            {
                (void)_nx_packet_release(segments[i]);
            }
        }
    }
}

/* The queued packets' data, without headers and without what is gone. */
static int vectors_gather(const NX_HOST_SOCKET *host, struct iovec *vector)
{
    const NX_PACKET *packet_ptr = host->socket_ptr->nx_tcp_socket_transmit_sent_head;
    ULONG skip = NX_TCP_HEADER_BYTES + host->head_written;
    int used = 0;
    for (; packet_ptr; packet_ptr = nx_tcp_queued_after(packet_ptr), skip = NX_TCP_HEADER_BYTES)
    {
        for (const NX_PACKET *part = packet_ptr; part; part = nx_packet_after(part))
        {
            ULONG length = (ULONG)(part->nx_packet_append_ptr - part->nx_packet_prepend_ptr);
            ULONG over = skip < length ? skip : length;
            if (length > over && used < VECTORS)
            {
                vector[used].iov_base = part->nx_packet_prepend_ptr + over;
                vector[used].iov_len = length - over;
                used++;
            }
            skip -= over;
        }
    }
    return used;
}

/* Packets whose last octet is gone are done with. */
static VOID written_release(NX_HOST_SOCKET *host, ULONG written)
{
    NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    NX_PACKET *head;
    while ((head = socket_ptr->nx_tcp_socket_transmit_sent_head) != NX_NULL)
    {
        ULONG left = head->nx_packet_length - NX_TCP_HEADER_BYTES - host->head_written;
        if (written < left)
        {
            host->head_written += written;
            return;
        }
        written -= left;
        host->head_written = 0;
        _nx_tcp_socket_sent_release(socket_ptr, 1);
    }
}

VOID _nx_host_transmit(NX_HOST_SOCKET *host)
{
    NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    struct iovec vector[VECTORS];
    struct msghdr message;
    host->blocked = NX_FALSE;
    while (socket_ptr->nx_tcp_socket_transmit_sent_head && !host->failed)
    {
        ssize_t written;
        memset(&message, 0, sizeof message);
        message.msg_iov = vector;
        message.msg_iovlen = (size_t)vectors_gather(host, vector);
        written = sendmsg(host->fd, &message, MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR)
        {
            continue;
        }
        if (written < 0 && errno == EAGAIN)
        {
            host->blocked = NX_TRUE;
            break;
        }
        if (written < 0)
        {
            host->failed = NX_TRUE;
            (void)_tx_event_flags_set(&socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_events,
                                      NX_IP_DRIVER_DEFERRED_EVENT, TX_OR);
            break;
        }
        written_release(host, (ULONG)written);
    }
    _nx_tcp_socket_state_transmit_check(socket_ptr);
}

VOID _nx_host_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    packet_ptr->nx_packet_queue_next = (NX_PACKET *)(uintptr_t)NX_DRIVER_TX_DONE;
    if (!socket_ptr->nx_tcp_socket_host_ptr->blocked)
    {
        _nx_host_transmit(socket_ptr->nx_tcp_socket_host_ptr);
    }
}

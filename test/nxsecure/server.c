/* SPDX-License-Identifier: MIT */
/*
 * The scripted server with TLS, see secure.h. It runs before the client
 * whenever both can.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secure.h"

#define STACK   (512u * 1024u)
#define POLL    20u
#define PATIENT 6000u

static TX_THREAD thread;
static TX_SEMAPHORE go, ready, done;
static ULONG64 stack[STACK / 8];
static NX_TCP_SOCKET listener;
static NX_SECURE_TLS_SESSION session;
static NX_SECURE_X509_CERT own, above;
static UCHAR metadata[16000], buffer[20000];
static const struct scene_tls *scene;
static const struct line *line;
static struct play play;
static volatile int over;
static int secured;
static char clear[8192];
static size_t clear_n;

const char *tls_server_clear(size_t *n)
{
    *n = clear_n;
    return clear;
}

static size_t text_gather(NX_PACKET *packet, char *to, size_t cap)
{
    ULONG n = 0;
    if (packet->nx_packet_length < cap)
        nx_packet_data_retrieve(packet, to, &n);
    return n;
}

/* What came in one packet, or 0 at the end of the connection. */
static size_t hear(char *to, size_t cap)
{
    NX_PACKET *packet;
    UINT status;
    size_t n;
    do
        status = secured ? nx_secure_tls_session_receive(&session, &packet, POLL)
                         : nx_tcp_socket_receive(&listener, &packet, POLL);
    while (status == NX_NO_PACKET && !over);
    if (status != NX_SUCCESS)
        return 0;
    n = text_gather(packet, to, cap - 1);
    to[n] = 0;
    nx_packet_release(packet);
    if (!secured && n <= sizeof clear - clear_n) {
        memcpy(clear + clear_n, to, n);
        clear_n += n;
    }
    return n;
}

static UINT packet_get(NX_PACKET **packet)
{
    if (secured)
        return nx_secure_tls_packet_allocate(&session, &server_pool, packet, PATIENT);
    return nx_packet_allocate(&server_pool, packet, NX_TCP_PACKET, PATIENT);
}

static int part_say(const char *p, size_t n)
{
    NX_PACKET *packet;
    UINT status;
    if (packet_get(&packet) != NX_SUCCESS)
        return 0;
    status = nx_packet_data_append(packet, (VOID *)p, (ULONG)n, &server_pool, PATIENT);
    if (status == NX_SUCCESS)
        status = secured ? nx_secure_tls_session_send(&session, packet, PATIENT)
                         : nx_tcp_socket_send(&listener, packet, PATIENT);
    if (status != NX_SUCCESS)
        nx_packet_release(packet);
    return status == NX_SUCCESS;
}

static int say(const char *p)
{
    size_t n = strlen(p), most = play.record ? play.record : 16000;
    while (n > 0) {
        size_t part = n < most ? n : most;
        if (!part_say(p, part))
            return 0;
        p += part;
        n -= part;
    }
    return 1;
}

static void certificate_use(NX_SECURE_X509_CERT *to, enum cert_name name, int key)
{
    struct cert *cert = &certs[name];
    UINT type =
        cert->rsa ? NX_SECURE_X509_KEY_TYPE_RSA_PKCS1_DER : NX_SECURE_X509_KEY_TYPE_EC_DER;
    if (nx_secure_x509_certificate_initialize(to, cert->octets, (USHORT)cert->n, NX_NULL, 0,
                                              key ? cert->key : NX_NULL,
                                              (USHORT)(key ? cert->key_n : 0), type) ||
        nx_secure_tls_local_certificate_add(&session, to))
        case_fail("the server's certificate cannot be used");
}

static UINT handshake(void)
{
    UINT status = nx_secure_tls_session_create(&session, &nx_crypto_tls_ciphers_ecc, metadata,
                                               sizeof metadata);
    if (status == NX_SUCCESS)
        status = nx_secure_tls_ecc_initialize(&session, nx_crypto_ecc_supported_groups,
                                              (USHORT)nx_crypto_ecc_supported_groups_size,
                                              nx_crypto_ecc_curves);
    if (status == NX_SUCCESS)
        status = nx_secure_tls_session_packet_buffer_set(&session, buffer, sizeof buffer);
    if (status != NX_SUCCESS)
        return status;
    certificate_use(&own, scene->cert, 1);
    if (scene->above != CERT_ROOT)
        certificate_use(&above, scene->above, 0);
    if (scene->version)
        nx_secure_tls_session_protocol_version_override(&session, scene->version);
    return nx_secure_tls_session_start(&session, &listener, PATIENT);
}

static void session_close(int notify)
{
    if (session.nx_secure_tls_id != NX_SECURE_TLS_ID)
        return;
    if (notify && secured)
        nx_secure_tls_session_end(&session, PATIENT);
    nx_secure_tls_session_delete(&session);
    secured = 0;
}

static int line_hear(char *heard, size_t cap)
{
    size_t n = hear(heard, cap);
    if (line->deed == HEAR && (n != strlen(line->text) || memcmp(heard, line->text, n) != 0)) {
        case_fail("expected %s, got %s", report_show(line->text, strlen(line->text)),
                  report_show(heard, n));
        return 0;
    }
    return n > 0;
}

static int shake(void)
{
    UINT status = handshake();
    secured = status == NX_SUCCESS;
    if ((line->deed == SHAKE) != secured)
        case_fail("the server's handshake gives 0x%03x", status);
    return secured;
}

/* The octets of a long record, of which TLS has to await the end. */
static void drip(void)
{
    static const char head[] = "\x17\x03\x03\x40";
    UINT i;
    secured = 0;
    for (i = 0; i < 400 && part_say(head + (i < 4 ? i : 3), 1); i++)
        tx_thread_sleep(NX_IP_PERIODIC_RATE / 5);
    if (i == 400)
        case_fail("the client does not lose its patience");
}

static int line_play(void)
{
    static char heard[8192], answer[2048];
    switch (line->deed) {
    case SAY:
        return say(line->text);
    case HEAR:
        return line_hear(heard, sizeof heard);
    case REPLY:
        if (!line_hear(heard, sizeof heard))
            return 0;
        answer[0] = 0;
        line->reply(heard, answer);
        return say(answer);
    case SHAKE:
    case SHAKE_NOT:
        return shake();
    case NOTIFY:
        session_close(1);
        return 0;
    case DRIP:
        drip();
        return 1;
    case FINISH:
    case CUT:
    case AGAIN:
        break;
    }
    return 0;
}

static void connection_play(void)
{
    static char heard[8192];
    size_t n;
    while (line_play())
        line++;
    if ((line->deed == FINISH || line->deed == AGAIN) && (n = hear(heard, sizeof heard)) != 0)
        case_fail("the server got %s after the end of its script", report_show(heard, n));
    if (line->deed != FINISH && line->deed != AGAIN && line->deed != CUT &&
        line->deed != NOTIFY && line->deed != SHAKE_NOT && !report_faulty())
        case_fail("the script stopped at line %d", (int)(line - scene->lines));
    nx_tcp_socket_disconnect(&listener, 500);
    session_close(0);
    nx_tcp_server_socket_unaccept(&listener);
    nx_tcp_server_socket_relisten(&server_ip, (UINT)scene->port, &listener);
    line++;
}

static int connection_accept(void)
{
    for (;;) {
        ULONG start = tx_time_get();
        if (nx_tcp_server_socket_accept(&listener, POLL) == NX_SUCCESS)
            return 1;
        if (over)
            return 0;
        if (tx_time_get() == start)
            tx_thread_sleep(1);
    }
}

static void script_play(void)
{
    while (connection_accept()) {
        if (line->deed == FINISH && line != scene->lines)
            case_fail("the client connects once more");
        connection_play();
    }
}

static void server_entry(ULONG unused)
{
    (void)unused;
    for (;;) {
        tx_semaphore_get(&go, TX_WAIT_FOREVER);
        nx_tcp_socket_create(&server_ip, &listener, "tls", NX_IP_NORMAL, NX_DONT_FRAGMENT,
                             NX_IP_TIME_TO_LIVE, 8192, NX_NULL, NX_NULL);
        nx_tcp_server_socket_listen(&server_ip, (UINT)scene->port, &listener, 5, NX_NULL);
        tx_semaphore_put(&ready);
        script_play();
        nx_tcp_server_socket_unlisten(&server_ip, (UINT)scene->port);
        nx_tcp_socket_delete(&listener);
        tx_semaphore_put(&done);
    }
}

void tls_server_start(const struct scene_tls *what, const struct play *how)
{
    static int built;
    if (!built) {
        tx_semaphore_create(&go, "tls go", 0);
        tx_semaphore_create(&ready, "tls ready", 0);
        tx_semaphore_create(&done, "tls done", 0);
        tx_thread_create(&thread, "tls server", server_entry, 0, stack, STACK, 8, 8,
                         TX_NO_TIME_SLICE, TX_AUTO_START);
        built = 1;
    }
    scene = what;
    line = scene->lines;
    play = *how;
    over = secured = 0;
    clear_n = 0;
    tx_semaphore_put(&go);
    tx_semaphore_get(&ready, TX_WAIT_FOREVER);
}

void tls_server_stop(void)
{
    over = 1;
    tx_semaphore_get(&done, TX_WAIT_FOREVER);
}

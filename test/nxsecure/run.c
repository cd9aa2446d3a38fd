/* SPDX-License-Identifier: MIT */
/* The client's side of a case, and what is true after it; see secure.h. */
#include <stdio.h>
#include <string.h>

#include "secure.h"

#define HOLDS 4u

static NX_SECURE_TLS_SESSION session;
static NX_SECURE_X509_CERT trusted, remote[HOLDS];
static UCHAR metadata[16000], buffer[8000], octets[HOLDS][2000];
static NX_SECURE_X509_DNS_NAME sni;
static const struct scene_tls *now;
static char body[256 * 1024];

static struct {
    ULONG client, receive, sockets, sessions;
} before;

static ULONG time_tell(VOID)
{
    return now->now;
}

static ULONG name_check(NX_SECURE_TLS_SESSION *tls, NX_SECURE_X509_CERT *cert)
{
    (void)tls;
    return nx_secure_x509_common_name_dns_check(cert, (const UCHAR *)now->host,
                                                (UINT)strlen(now->host));
}

/* As an application does it. */
static UINT tls_setup(NX_POP3_CLIENT *pop3, NX_SECURE_TLS_SESSION *tls)
{
    UINT status = nx_secure_tls_session_create(tls, &nx_crypto_tls_ciphers_ecc, metadata,
                                               sizeof metadata);
    (void)pop3;
    if (status != NX_SUCCESS)
        return status;
    nx_secure_tls_ecc_initialize(tls, nx_crypto_ecc_supported_groups,
                                 (USHORT)nx_crypto_ecc_supported_groups_size,
                                 nx_crypto_ecc_curves);
    nx_secure_tls_session_packet_buffer_set(tls, buffer, sizeof buffer);
    for (UINT i = 0; i < HOLDS; i++)
        nx_secure_tls_remote_certificate_allocate(tls, &remote[i], octets[i], sizeof octets[i]);
    nx_secure_x509_certificate_initialize(&trusted, certs[now->trusted].octets,
                                          (USHORT)certs[now->trusted].n, NX_NULL, 0, NX_NULL, 0,
                                          NX_SECURE_X509_KEY_TYPE_NONE);
    status = nx_secure_tls_trusted_certificate_add(tls, &trusted);
    if (now->now)
        nx_secure_tls_session_time_function_set(tls, time_tell);
    if (now->host) {
        nx_secure_tls_session_certificate_callback_set(tls, name_check);
        nx_secure_x509_dns_name_initialize(&sni, (const UCHAR *)now->host,
                                           (USHORT)strlen(now->host));
        nx_secure_tls_session_sni_extension_set(tls, &sni);
    }
    return status;
}

static UINT create(void)
{
    CHAR name[] = NAME, pass[] = SECRET;
    if (now->auth && now->auth->nx_pop3_auth_token)
        pass[0] = 0;
    if (now->plain)
        return nxd_pop3_client_create(&client, now->apop, &client_ip, &client_pool,
                                      stage_server_nxd(), now->port, name, pass);
    if (stage_world()->family == 4)
        return nx_pop3_client_secure_create(&client, now->apop, &client_ip, &client_pool,
                                            stage_server_address(), now->port, name, pass,
                                            &session, tls_setup);
    return nxd_pop3_client_secure_create(&client, now->apop, &client_ip, &client_pool,
                                         stage_server_nxd(), now->port, name, pass, &session,
                                         tls_setup);
}

void must_give(const char *what, UINT got, UINT want)
{
    if (got != want)
        case_fail("%s: status 0x%03x instead of 0x%03x", what, got, want);
}

/* A packet of the message; 0 where it is over. */
static int packet_take(size_t *n)
{
    NX_PACKET *packet;
    ULONG bytes, copied = 0;
    UINT final = NX_FALSE;
    UINT status = nx_pop3_client_mail_item_message_get(&client, &packet, &bytes, &final);
    must_give("message_get", status, NX_SUCCESS);
    if (status != NX_SUCCESS)
        return 0;
    if (packet->nx_packet_pool_owner != &receive_pool)
        case_fail("a packet of the message is not of the receive pool");
    if (bytes != packet->nx_packet_length || (bytes == 0 && !final))
        case_fail("bytes is %lu, the length %lu", (unsigned long)bytes,
                  (unsigned long)packet->nx_packet_length);
    if (bytes && bytes <= sizeof body - *n)
        nx_packet_data_retrieve(packet, body + *n, &copied);
    *n += copied;
    nx_packet_release(packet);
    return !final;
}

void fetch(UINT item, const char *text, size_t n)
{
    ULONG size;
    size_t got = 0;
    must_give("item_get", nx_pop3_client_mail_item_get(&client, item, &size), NX_SUCCESS);
    while (!report_faulty() && packet_take(&got))
        ;
    if (!report_faulty() && (got != n || memcmp(body, text, n) != 0))
        case_fail("the message has %zu octets instead of %zu, or others", got, n);
}

static int contains(const void *where, size_t n, const char *what)
{
    size_t what_n = strlen(what);
    for (size_t i = 0; i + what_n <= n; i++)
        if (memcmp((const char *)where + i, what, what_n) == 0)
            return 1;
    return 0;
}

/* The secrets and the forms that mechanisms send them in: base64 at the three alignments. */
static void secrets_seek(const void *where, size_t n, const char *place)
{
    static const char *const forms[] = {SECRET,      TOKEN,  "dGFuc3RhY",   "RhbnN0YWFm",
                                        "0YW5zdGFh", DIGEST, "eWEyOS52Rjlk"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (contains(where, n, forms[i]))
            case_fail("%s: a secret, %s", place, forms[i]);
}

static int is_zero(const void *where, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((const unsigned char *)where)[i])
            return 0;
    return 1;
}

static void after_check(void)
{
    size_t n;
    const char *clear;
    must_give("delete", nx_pop3_client_delete(&client), NX_SUCCESS);
    secrets_seek(&client, sizeof client, "the client's memory");
    if (!now->plain && !is_zero(&session, sizeof session))
        case_fail("the TLS session's memory is not clear");
    tls_server_stop();
    stage_settle();
    clear = tls_server_clear(&n);
    if (!now->plain || now->status == NX_POP3_TLS_REQUIRED)
        secrets_seek(clear, n, "what was sent in the clear");
    if (client_pool.nx_packet_pool_available != before.client ||
        receive_pool.nx_packet_pool_available != before.receive)
        case_fail("packets are missing: %lu of %lu, %lu of %lu",
                  (unsigned long)client_pool.nx_packet_pool_available,
                  (unsigned long)before.client,
                  (unsigned long)receive_pool.nx_packet_pool_available,
                  (unsigned long)before.receive);
    if (client_pool.nx_packet_pool_invalid_releases ||
        receive_pool.nx_packet_pool_invalid_releases)
        case_fail("a release was invalid");
    if (client_ip.nx_ip_tcp_created_sockets_count != before.sockets)
        case_fail("the socket is still there");
    if (_nx_secure_tls_created_count != before.sessions)
        case_fail("the TLS session is still there");
}

void tls_run(const struct scene_tls *scene, const struct play *play)
{
    static const struct play usual = {4, 0, 0};
    static struct scene_tls copy;
    static int made;
    char name[160];
    struct world world = world_4;
    ULONG start;
    UINT status;
    if (!made) {
        made = 1;
        certs_make();
        nx_secure_tls_initialize();
    }
    if (!play)
        play = &usual;
    snprintf(name, sizeof name, "%s, IPv%u, MTU %u, records %zu", scene->name, play->family,
             play->mtu, play->record);
    if (!report_case(name))
        return;
    copy = *scene;
    if (copy.port == 0)
        copy.port = 995;
    now = &copy;
    world.family = play->family;
    world.mtu = play->mtu;
    stage_build(&world);
    stage_settle();
    before.client = client_pool.nx_packet_pool_available;
    before.receive = receive_pool.nx_packet_pool_available;
    before.sockets = client_ip.nx_ip_tcp_created_sockets_count;
    before.sessions = _nx_secure_tls_created_count;
    memset(&client, 0xA5, sizeof client);
    memset(&session, 0x5A, sizeof session);
    tls_server_start(now, play);
    if (now->auth)
        must_give("auth_set", nx_pop3_client_auth_set(&client, now->auth), NX_SUCCESS);
    start = tx_time_get();
    status = create();
    start = tx_time_get() - start;
    must_give("create", status, now->status);
    if (now->ticks && (start < now->ticks || start > now->ticks * 11 / 10))
        case_fail("create takes %lu ticks instead of %lu", (unsigned long)start,
                  (unsigned long)now->ticks);
    if (status == NX_SUCCESS && now->then && !report_faulty())
        now->then();
    after_check();
    report_done();
}

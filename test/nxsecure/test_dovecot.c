/* SPDX-License-Identifier: MIT */
/*
 * The NetX services over TLS and Dovecot, over the host driver: POP3S and STLS,
 * IPv4 and IPv6, every mechanism that Dovecot has and the services know. One
 * kernel and one thread go through all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "dovecot.h"
#include "mail.h"
#include "vault.h"

#include "nx_host.h"
#include "nxd_pop3_client_secure.h"

#define MAILS   20u
#define PAYLOAD 1536
#define PACKETS 60
#define POOL    (PACKETS * (PAYLOAD + sizeof(NX_PACKET)))
#define STACK   65536

extern const NX_SECURE_TLS_CRYPTO nx_crypto_tls_ciphers_ecc;

static const struct account rose = {"mrose", "tanstaaf"};
static struct vault vault;
static struct dovecot server;
static struct mail mails[MAILS];
static char token[TOKEN_TEXT];
static UCHAR ca[4096], area[POOL + 256], ip_stack[STACK], stack[STACK], arp[1024];
static USHORT ca_n;
static const char *host; /* that the certificate must be for */

static TX_THREAD thread;
static NX_PACKET_POOL pool;
static NX_IP ip;
static NX_POP3_CLIENT client;
static NX_SECURE_TLS_SESSION session;
static NX_SECURE_X509_CERT root, remote[3];
static UCHAR room[2048], metadata[16000], buffer[8000], octets[3][2000];
static int failures;
static const char *now = "";

static void expect(const char *call, UINT got, UINT want)
{
    if (got == want)
        return;
    fprintf(stderr, "%s: %s gives 0x%03x instead of 0x%03x\n", now, call, got, want);
    failures++;
}

static ULONG time_tell(VOID)
{
    return (ULONG)time(NULL);
}

static ULONG name_check(NX_SECURE_TLS_SESSION *tls, NX_SECURE_X509_CERT *cert)
{
    (void)tls;
    return nx_secure_x509_common_name_dns_check(cert, (const UCHAR *)host, (UINT)strlen(host));
}

static UINT tls_setup(NX_POP3_CLIENT *pop3, NX_SECURE_TLS_SESSION *tls)
{
    UINT status = nx_secure_tls_session_create(tls, &nx_crypto_tls_ciphers_ecc, metadata,
                                               sizeof metadata);
    (void)pop3;
    if (status != NX_SUCCESS)
        return status;
    nx_secure_tls_session_packet_buffer_set(tls, buffer, sizeof buffer);
    for (size_t i = 0; i < 3; i++)
        nx_secure_tls_remote_certificate_allocate(tls, &remote[i], octets[i], sizeof octets[i]);
    nx_secure_x509_certificate_initialize(&root, ca, ca_n, NX_NULL, 0, NX_NULL, 0,
                                          NX_SECURE_X509_KEY_TYPE_NONE);
    nx_secure_tls_session_time_function_set(tls, time_tell);
    nx_secure_tls_session_certificate_callback_set(tls, name_check);
    return nx_secure_tls_trusted_certificate_add(tls, &root);
}

static UINT random_give(UCHAR *to, UINT length)
{
    return RAND_bytes(to, (int)length) == 1 ? NX_SUCCESS : NX_NOT_SUCCESSFUL;
}

static UINT create(int version, ULONG port)
{
    CHAR name[16], password[16];
    NXD_ADDRESS six = {.nxd_ip_version = NX_IP_VERSION_V6, .nxd_ip_address.v6 = {0, 0, 0, 1}};
    strcpy(name, rose.name);
    strcpy(password, rose.password);
    if (version == 6)
        return nxd_pop3_client_secure_create(&client, NX_FALSE, &ip, &pool, &six, port, name,
                                             password, &session, tls_setup);
    return nx_pop3_client_secure_create(&client, NX_FALSE, &ip, &pool, IP_ADDRESS(127, 0, 0, 1),
                                        port, name, password, &session, tls_setup);
}

static UINT message_fetch(UINT item)
{
    struct mail_sum sum;
    struct mail got;
    ULONG size, bytes;
    UINT final = NX_FALSE;
    NX_PACKET *packet;
    UINT status = nx_pop3_client_mail_item_get(&client, item, &size);
    mail_sum_begin(&sum);
    while (status == NX_SUCCESS && !final) {
        status = nx_pop3_client_mail_item_message_get(&client, &packet, &bytes, &final);
        if (status != NX_SUCCESS)
            break;
        for (const NX_PACKET *p = packet; p; p = p->nx_packet_next)
            mail_sum_add(&sum, p->nx_packet_prepend_ptr,
                         (size_t)(p->nx_packet_append_ptr - p->nx_packet_prepend_ptr));
        nx_packet_release(packet);
    }
    mail_sum_end(&sum, &got);
    if (status == NX_SUCCESS && !mail_equal(&got, &mails[item - 1]))
        status = NX_INVALID_PACKET;
    return status;
}

static void session_run(NX_POP3_CLIENT_AUTH *auth, int version, int first, UINT want)
{
    UINT items = 0;
    ULONG total;
    auth->nx_pop3_auth_options = first ? NX_POP3_AUTH_TLS_FIRST : 0;
    nx_pop3_client_auth_set(&client, auth);
    UINT status = create(version, first ? server.tls_port : server.port);
    expect(first ? "create, POP3S" : "create, STLS", status, want);
    if (status == NX_SUCCESS) {
        expect("items_get", nx_pop3_client_mail_items_get(&client, &items, &total), NX_SUCCESS);
        expect("items_get's count", items, MAILS);
        for (UINT item = 1; item <= items && !failures; item++)
            expect("message", message_fetch(item), NX_SUCCESS);
        expect("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
    }
    expect("delete", nx_pop3_client_delete(&client), NX_SUCCESS);
    expect("packets free", (UINT)pool.nx_packet_pool_available,
           (UINT)pool.nx_packet_pool_total);
    expect("sockets", (UINT)ip.nx_ip_tcp_created_sockets_count, 0);
}

static void all_ways(NX_POP3_CLIENT_AUTH *auth, UINT want)
{
    for (int i = 0; i < 4; i++)
        session_run(auth, i & 1 ? 6 : 4, i & 2, want);
}

static void mechanisms_run(void)
{
    static const struct pop3_method *const methods[] = {
        &pop3_method_scram_sha_256, &pop3_method_scram_sha_1, &pop3_method_cram_md5,
        &pop3_method_plain,         &pop3_method_login,       &pop3_method_oauthbearer,
        &pop3_method_xoauth2,       &pop3_method_apop,        &pop3_method_user};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        const struct pop3_method *const one[] = {methods[i], NULL};
        NX_POP3_CLIENT_AUTH auth = {.nx_pop3_auth_methods = one,
                                    .nx_pop3_auth_random = random_give,
                                    .nx_pop3_auth_token = token,
                                    .nx_pop3_auth_host = "localhost",
                                    .nx_pop3_auth_buffer = room,
                                    .nx_pop3_auth_buffer_size = sizeof room};
        now = methods[i]->name;
        if (methods[i]->bit == POP3_METHOD_APOP) /* the timestamp of before STLS is forgotten */
            session_run(&auth, 4, 1, NX_SUCCESS);
        else
            all_ways(&auth, NX_SUCCESS);
    }
}

static VOID thread_entry(ULONG input)
{
    NX_POP3_CLIENT_AUTH usual = {0};
    (void)input;
    nx_secure_tls_initialize();
    host = "localhost";
    mechanisms_run();
    now = "another host";
    host = "other.example";
    all_ways(&usual, NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH);
    nx_host_stop();
}

VOID tx_application_define(VOID *memory)
{
    (void)memory;
    nx_system_initialize();
    UINT status = nx_packet_pool_create(&pool, "pool", PAYLOAD, area, sizeof area);
    status |= nx_ip_create(&ip, "ip", IP_ADDRESS(127, 0, 0, 1), 0xFF000000UL, &pool,
                           _nx_host_network_driver, ip_stack, sizeof ip_stack, 1);
    status |= nx_arp_enable(&ip, arp, sizeof arp);
    status |= nxd_ipv6_enable(&ip);
    status |= nxd_icmp_enable(&ip);
    status |= nx_tcp_enable(&ip);
    status |= tx_thread_create(&thread, "client", thread_entry, 0, stack, sizeof stack, 4, 4,
                               TX_NO_TIME_SLICE, TX_AUTO_START);
    expect("tx_application_define", status, NX_SUCCESS);
}

static void ca_read(void)
{
    char path[128];
    UCHAR *to = ca;
    snprintf(path, sizeof path, "%s/ca.pem", vault.dir);
    FILE *file = fopen(path, "r");
    X509 *x509 = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (!x509 || i2d_X509(x509, NULL) > (int)sizeof ca) {
        fprintf(stderr, "no CA in %s\n", path);
        exit(2);
    }
    ca_n = (USHORT)i2d_X509(x509, &to);
    X509_free(x509);
    fclose(file);
}

int main(void)
{
    const struct dovecot_options options = {.vault = vault.dir};
    vault_begin(&vault);
    ca_read();
    vault_token(vault.key, rose.name, 600, token);
    if (!dovecot_start_with(&server, &rose, 1, &options) ||
        !mail_put_many(&server, rose.name, MAILS, 30000, mails))
        failures++;
    else
        tx_kernel_enter();
    failures = dovecot_stop(&server, failures);
    vault_end(&vault);
    return failures != 0;
}

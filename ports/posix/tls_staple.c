/* SPDX-License-Identifier: MIT */
/*
 * The OCSP answer that a server staples to its certificate (RFC 6066 section 8,
 * RFC 6960 section 3.2), seen before the handshake is finished. None is fine,
 * unless the certificate demands one (RFC 7633). One that is there must be
 * signed for this certificate, of now, and good. Nobody is asked over the network.
 */
#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "tls_parts.h"

#define CLOCK_SKEW     300L /* seconds that two clocks may differ */
#define STATUS_REQUEST 5L   /* its number as a TLS extension */

static bool staple_demanded(const X509 *leaf)
{
    TLS_FEATURE *features = X509_get_ext_d2i(leaf, NID_tlsfeature, NULL, NULL);
    bool found = false;

    for (int i = 0; features != NULL && i < sk_ASN1_INTEGER_num(features); i++)
        found = found || ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) == STATUS_REQUEST;
    TLS_FEATURE_free(features);
    return found;
}

/* Does the answer name this certificate, by whatever digest the responder used? */
static bool single_is_for(OCSP_SINGLERESP *single, const X509 *leaf, const X509 *issuer)
{
    OCSP_CERTID *theirs = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single), *ours = NULL;
    ASN1_OBJECT *name = NULL;
    const EVP_MD *md;
    bool same = false;

    if (OCSP_id_get0_info(NULL, &name, NULL, NULL, theirs) != 1)
        return false;
    md = EVP_get_digestbyobj(name);
    if (md != NULL)
        ours = OCSP_cert_to_id(md, leaf, issuer);
    if (ours != NULL)
        same = OCSP_id_cmp(ours, theirs) == 0;
    OCSP_CERTID_free(ours);
    return same;
}

/* What is said about the certificate now: V_OCSP_CERTSTATUS_*, or -1 for nothing. */
static int status_now(OCSP_BASICRESP *basic, const X509 *leaf, const X509 *issuer)
{
    int found = -1;

    for (int i = 0; i < OCSP_resp_count(basic); i++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
        ASN1_GENERALIZEDTIME *from = NULL, *to = NULL;
        int status;

        if (!single_is_for(single, leaf, issuer))
            continue;
        status = OCSP_single_get0_status(single, NULL, NULL, &from, &to);
        if (OCSP_check_validity(from, to, CLOCK_SKEW, -1) != 1)
            continue;
        if (status != V_OCSP_CERTSTATUS_GOOD)
            return status;
        found = status;
    }
    return found;
}

static OCSP_RESPONSE *response_get(SSL *ssl)
{
    const unsigned char *der = NULL;
    long n = SSL_get_tlsext_status_ocsp_resp(ssl, &der);

    return der != NULL && n > 0 ? d2i_OCSP_RESPONSE(NULL, &der, n) : NULL;
}

/* NULL, or what is wrong with the answer; *status as status_now() has it. */
static const char *response_check(SSL *ssl, OCSP_RESPONSE *response, int *status)
{
    STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
    int n = chain != NULL ? sk_X509_num(chain) : 0;
    OCSP_BASICRESP *basic;
    const char *wrong = NULL;

    if (response == NULL)
        return "it cannot be read";
    if (n == 0 || OCSP_response_status(response) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return "the responder could not answer";
    basic = OCSP_response_get1_basic(response);
    if (basic == NULL)
        return "it is of an unknown kind";
    if (OCSP_basic_verify(basic, chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)), 0) != 1)
        wrong = "its signature is not trusted";
    else
        *status = status_now(basic, sk_X509_value(chain, 0), sk_X509_value(chain, n > 1));
    OCSP_BASICRESP_free(basic);
    return wrong;
}

static void staple_fail(struct pop3_tls *t, const char *wrong)
{
    struct tls_text text = tls_fail_begin(t, POP3_TLS_STAPLE);

    tls_text_add(&text, "the statement that its certificate is not revoked is no good: ");
    tls_text_add(&text, wrong);
    tls_text_add(&text, "; check this machine's clock, then ask the server's operator");
}

static bool staple_good(struct pop3_tls *t, SSL *ssl)
{
    OCSP_RESPONSE *response = response_get(ssl);
    int status = -1;
    const char *wrong = response_check(ssl, response, &status);

    OCSP_RESPONSE_free(response);
    if (wrong == NULL && status == V_OCSP_CERTSTATUS_GOOD)
        return true;
    if (wrong == NULL && status == V_OCSP_CERTSTATUS_REVOKED)
        tls_fail(t, POP3_TLS_REVOKED,
                 "the authority revoked the server's certificate; do not "
                 "log in, ask the server's operator");
    else
        staple_fail(t, wrong != NULL  ? wrong
                       : status == -1 ? "it is old, or for another certificate"
                                      : "the authority does not know the certificate");
    return false;
}

int tls_staple(SSL *ssl, void *unused)
{
    struct pop3_tls *t = SSL_get_app_data(ssl);
    const unsigned char *der = NULL;
    bool good;

    (void)unused;
    if (SSL_session_reused(ssl) == 1)
        return 1;
    if (SSL_get_tlsext_status_ocsp_resp(ssl, &der) < 0 || der == NULL) {
        if (t->peer == NULL || !staple_demanded(t->peer))
            return 1;
        tls_fail(t, POP3_TLS_STAPLE,
                 "the certificate demands a stapled statement that it is not revoked, and the "
                 "server sent none; ask its operator");
        return 0;
    }
    good = staple_good(t, ssl);
    ERR_clear_error();
    return good;
}

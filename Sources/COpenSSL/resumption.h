// What resumption asks of C: the sealing of tickets, and what travels in them.
#ifndef MARTLET_RESUMPTION_H
#define MARTLET_RESUMPTION_H

#define MARTLET_TICKET_NAME 16

// AES-256-CBC under HMAC-SHA-256 (RFC 5077 section 4).
typedef struct {
    uint8_t name[MARTLET_TICKET_NAME];
    uint8_t cipher[32];
    uint8_t mac[32];
} martlet_ticket_key;

static inline int martlet_new_ticket_key(martlet_ticket_key *key) {
    return RAND_bytes(key->name, sizeof key->name) == 1 && RAND_priv_bytes(key->cipher, sizeof key->cipher) == 1 &&
           RAND_priv_bytes(key->mac, sizeof key->mac) == 1;
}

// Readies both contexts for a ticket, to seal one or to open it. `iv` is made when sealing.
static inline int martlet_ready_ticket(
    const martlet_ticket_key *key, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int sealing) {
    const EVP_CIPHER *aes = EVP_aes_256_cbc();
    OSSL_PARAM rules[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key->mac, sizeof key->mac),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    if (sealing && RAND_bytes(iv, EVP_CIPHER_get_iv_length(aes)) != 1) return 0;
    return EVP_CipherInit_ex(cipher, aes, NULL, key->cipher, iv, sealing) == 1 &&
           EVP_MAC_CTX_set_params(mac, rules) == 1;
}

// A server's tickets carry when the client's chain ends, in seconds from the epoch.
static inline int martlet_set_ticket_end(SSL_SESSION *session, int64_t end) {
    return SSL_SESSION_set1_ticket_appdata(session, &end, sizeof end) == 1;
}

// False when the ticket carries none.
static inline int martlet_ticket_end(SSL_SESSION *session, int64_t *end) {
    void *bytes = NULL;
    size_t count = 0;
    if (SSL_SESSION_get0_ticket_appdata(session, &bytes, &count) != 1 || count != sizeof *end) return 0;
    memcpy(end, bytes, sizeof *end);
    return 1;
}

static inline void martlet_context_keep_sessions(SSL_CTX *context, int (*keep)(SSL *, SSL_SESSION *)) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep);
}

static inline void *martlet_context_data(const SSL *ssl) { return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)); }
static inline void martlet_set_context_data(SSL_CTX *context, void *data) { SSL_CTX_set_app_data(context, data); }

#endif

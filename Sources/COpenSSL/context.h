// What a context is told once, and the reading of keys.
#ifndef MARTLET_CONTEXT_H
#define MARTLET_CONTEXT_H

// Counts the peer's messages after the handshake: a KeyUpdate costs us a key derivation, and an answer if it asks for
// one; a ticket is taken apart and kept.
static inline void martlet_on_message(
    int outgoing, int version, int type, const void *bytes, size_t count, SSL *ssl, void *unused) {
    (void)version, (void)unused;
    if (outgoing || type != SSL3_RT_HANDSHAKE || count == 0) return;
    martlet_wire *wire = SSL_get_app_data(ssl);
    if (!wire) return;
    uint8_t kind = ((const uint8_t *)bytes)[0];
    if (kind == SSL3_MT_KEY_UPDATE) wire->key_updates++;
    if (kind == SSL3_MT_NEWSESSION_TICKET) wire->tickets++;
}

// A ClientHello without ALPN never reaches the selection below, so it is looked for first.
static inline int martlet_on_client_hello(SSL *ssl, int *alert, void *unused) {
    (void)unused;
    const unsigned char *bytes;
    size_t count;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &bytes, &count))
        return SSL_CLIENT_HELLO_SUCCESS;
    martlet_wire *wire = SSL_get_app_data(ssl);
    if (wire) wire->alpn_refused = 1;
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return SSL_CLIENT_HELLO_ERROR;
}

// Takes h2 from the client's list, or ends the handshake.
static inline int martlet_on_select_protocol(
    SSL *ssl, const unsigned char **chosen, unsigned char *chosen_count, const unsigned char *list,
    unsigned int list_count, void *unused) {
    (void)unused;
    unsigned int at = 0;
    while (at < list_count) {
        unsigned int length = list[at];
        if (length > list_count - at - 1) break;
        if (length == 2 && list[at + 1] == 'h' && list[at + 2] == '2') {
            *chosen = list + at + 1;
            *chosen_count = 2;
            return SSL_TLSEXT_ERR_OK;
        }
        at += 1 + length;
    }
    martlet_wire *wire = SSL_get_app_data(ssl);
    if (wire) wire->alpn_refused = 1;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static inline void martlet_context_common(SSL_CTX *context) {
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Off, so that control comes back after each message that carries no data, and a flood of them can be counted.
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_max_early_data(context, 0);
    SSL_CTX_set_security_level(context, 2);  // RSA from 2048 bits, no SHA-1; whatever openssl.cnf says
    SSL_CTX_set_max_cert_list(context, 64 * 1024);
    SSL_CTX_set_verify_depth(context, 4);
    // No cache of OpenSSL's: a server's sessions travel in tickets, a client's are kept by its context.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_msg_callback(context, martlet_on_message);
}

static inline int martlet_context_floor(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

static inline void martlet_context_server(SSL_CTX *context) {
    SSL_CTX_set_client_hello_cb(context, martlet_on_client_hello, NULL);
    SSL_CTX_set_alpn_select_cb(context, martlet_on_select_protocol, NULL);
}

static inline int martlet_context_offer_h2(SSL_CTX *context) {
    return SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\x02h2", 3) == 0;
}

// Takes ownership of `certificate` when it succeeds.
static inline int martlet_context_add_chain(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add0_chain_cert(context, certificate) == 1;
}

static inline int martlet_context_name_authority(SSL_CTX *context, X509 *authority) {
    return SSL_CTX_add_client_CA(context, authority) == 1;
}

static inline int martlet_set_server_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name) == 1;
}

// The answer to PEM's question for a passphrase. OpenSSL's own would ask the terminal.
typedef struct {
    const char *passphrase;  // NULL: there is none
    size_t count;
    int asked;
} martlet_passphrase;

static inline int martlet_on_passphrase(char *into, int room, int writing, void *answer) {
    (void)writing;
    martlet_passphrase *given = answer;
    given->asked = 1;
    if (!given->passphrase || given->count > (size_t)room) return -1;
    memcpy(into, given->passphrase, given->count);
    return (int)given->count;
}

static inline EVP_PKEY *martlet_read_key(BIO *bio, martlet_passphrase *answer) {
    return PEM_read_bio_PrivateKey(bio, NULL, martlet_on_passphrase, answer);
}

static inline int martlet_error_reason(unsigned long error) { return ERR_GET_REASON(error); }
static inline int martlet_error_is_ssl(unsigned long error) { return ERR_GET_LIB(error) == ERR_LIB_SSL; }

#endif

// The two ends of a TLS session's wire, both in memory, and the BIO that OpenSSL sees of them.
#ifndef MARTLET_WIRE_H
#define MARTLET_WIRE_H

// Output buffers that a loop's sessions share: a session holds one only while it has something to send.
// One thread at a time.
#define MARTLET_SPARE_BUFFERS 16
// One gathered flush of 64 KiB in four records, and a handshake message on top.
#define MARTLET_BUFFER_SIZE (68 * 1024)

typedef struct {
    uint8_t *spare[MARTLET_SPARE_BUFFERS];
    unsigned count;
} martlet_buffers;

typedef struct {
    const uint8_t *input;    // lent by the caller, not yet read by OpenSSL
    size_t input_count;
    uint8_t *output;         // sealed, not yet taken by the caller; NULL when there is nothing
    size_t output_start, output_end, output_capacity;
    martlet_buffers *buffers;
    uint32_t key_updates;    // received since `key_update_credit` was last given
    uint32_t tickets;        // received by a client, of the same allowance
    uint32_t alpn_refused;   // why the server ended a handshake: the client does not speak h2
    void *session;           // the Swift object that holds this wire, for callbacks
} martlet_wire;

static inline uint8_t *martlet_take_buffer(martlet_buffers *buffers) {
    if (buffers && buffers->count) return buffers->spare[--buffers->count];
    return malloc(MARTLET_BUFFER_SIZE);
}

static inline void martlet_give_buffer(martlet_buffers *buffers, uint8_t *buffer, size_t capacity) {
    if (buffers && capacity == MARTLET_BUFFER_SIZE && buffers->count < MARTLET_SPARE_BUFFERS)
        buffers->spare[buffers->count++] = buffer;
    else
        free(buffer);
}

static inline void martlet_wire_release_output(martlet_wire *wire) {
    if (wire->output) martlet_give_buffer(wire->buffers, wire->output, wire->output_capacity);
    wire->output = NULL;
    wire->output_start = wire->output_end = wire->output_capacity = 0;
}

// Makes room for `count` more bytes of output; 0 when there is no memory.
static inline int martlet_wire_reserve(martlet_wire *wire, size_t count) {
    if (!wire->output) {
        wire->output = martlet_take_buffer(wire->buffers);
        if (!wire->output) return 0;
        wire->output_capacity = MARTLET_BUFFER_SIZE;
    }
    if (wire->output_end + count <= wire->output_capacity) return 1;
    size_t pending = wire->output_end - wire->output_start;
    if (wire->output_start) {
        memmove(wire->output, wire->output + wire->output_start, pending);
        wire->output_start = 0;
        wire->output_end = pending;
    }
    size_t capacity = wire->output_capacity;
    while (capacity < pending + count) capacity *= 2;
    if (capacity == wire->output_capacity) return 1;
    uint8_t *larger = realloc(wire->output, capacity);
    if (!larger) return 0;
    wire->output = larger;
    wire->output_capacity = capacity;
    return 1;
}

static inline int martlet_bio_read(BIO *bio, char *into, size_t room, size_t *count) {
    martlet_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *count = wire->input_count < room ? wire->input_count : room;
    if (*count == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    memcpy(into, wire->input, *count);
    wire->input += *count;
    wire->input_count -= *count;
    return 1;
}

static inline int martlet_bio_write(BIO *bio, const char *bytes, size_t room, size_t *count) {
    martlet_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *count = 0;
    if (!martlet_wire_reserve(wire, room)) return 0;
    memcpy(wire->output + wire->output_end, bytes, room);
    wire->output_end += room;
    *count = room;
    return 1;
}

static inline long martlet_bio_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static inline int martlet_bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

// One method serves the whole process; NULL when there is no memory.
static inline BIO_METHOD *martlet_bio_method_new(void) {
    int type = BIO_get_new_index();
    if (type == -1) return NULL;
    BIO_METHOD *method = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "martlet wire");
    if (!method) return NULL;
    BIO_meth_set_read_ex(method, martlet_bio_read);
    BIO_meth_set_write_ex(method, martlet_bio_write);
    BIO_meth_set_ctrl(method, martlet_bio_control);
    BIO_meth_set_create(method, martlet_bio_create);
    return method;
}

// Gives `ssl` both ends of `wire`, which must outlive it. 0 when there is no memory.
static inline int martlet_connect_wire(SSL *ssl, const BIO_METHOD *method, martlet_wire *wire) {
    BIO *bio = BIO_new(method);
    if (!bio) return 0;
    BIO_set_data(bio, wire);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_app_data(ssl, wire);
    return 1;
}

// Whether OpenSSL's buffers of a record outlive it. They can be given back between records only: SSL_free_buffers of
// OpenSSL before 3.0.14 also frees what it still reads from (CVE-2024-4741). In the middle of a record they go at its
// end.
static inline void martlet_keep_record_buffers(SSL *ssl) { SSL_clear_mode(ssl, SSL_MODE_RELEASE_BUFFERS); }
static inline void martlet_release_record_buffers(SSL *ssl) {
    SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
    int is_between_records = strcmp(SSL_rstate_string(ssl), "RH") == 0;  // "read header"
    if (is_between_records && !SSL_has_pending(ssl)) SSL_free_buffers(ssl);
}

static inline martlet_wire *martlet_wire_of(const SSL *ssl) { return SSL_get_app_data(ssl); }

// The wire of the session whose peer is being verified.
static inline martlet_wire *martlet_wire_verified(X509_STORE_CTX *verification) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
    return ssl ? SSL_get_app_data(ssl) : NULL;
}

#endif

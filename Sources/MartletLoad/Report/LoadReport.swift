import Martlet

/// What a run came to, as a table for people and as JSON for programs.
///
/// The JSON, `"schema": "martlet-load/1"`; a change that would mislead a reader changes the number, additions don't:
/// - `plan`: `target`, `security` (`tls` or `cleartext`), `method`, `shape`, `request_bytes` (`[smallest, largest]`,
///   encoded), `connections`, `streams`, `loops`, `warm_up_s`, `duration_s` or `calls`, `pace` (`closed` or `open`),
///   and of an open loop `rates`, `arrival`, `max_outstanding`; `messages_per_call` (null: as many as fit), `exchange`
///   (bidirectional calls only), `deadline_s` (null: none), `drain_s`, `seed`.
/// - `environment`: `processor`, `cores`, `kernel`, `load_average` (of the minute before), `revision` (null unless
///   given).
/// - `latency_of`: `call` or `round_trip`.
/// - `steps`, one object each:
///   (Calls count that began, or should have begun, in the window; of calls that go on for as long as the window does,
///   those that ended in it or after it.)
///   `rate` (calls per second asked for; null in a closed loop), `seconds` (what rates refer to: from the window's
///   start to its end, or to the last counted call's, if later), `calls` (counted and ended), `calls_begun` (warm-up
///   included), `calls_per_s`, `messages_sent`, `messages_received`, `messages_per_s` (received), `response_bytes`,
///   `statuses` (an object of status name and count, `OK` included), `first_failure` (null or text), `cut`,
///   `unfinished`, `late`, `not_started`;
///   `latency_us`: `count`, `mean`, `min`, `p50`, `p75`, `p90`, `p95`, `p99`, `p99.9`, `p99.99`, `max`, in
///   microseconds. All calls with a status are in it, failed ones too: leaving out those that ran into their deadline
///   would flatter the server;
///   `histogram`: `[upper, count]` for each bucket that holds something, `upper` in microseconds;
///   `client` and `server` (null unless its process was given): `cpu_us_per_call`, `cpu_us_per_message` (received;
///   null when there was none), `cpu_s`, `peak_memory_kib`, `voluntary_switches`, `involuntary_switches`, from the
///   window's start to the end of the drain;
///   `wire`: `bytes_sent`, `bytes_received` by the generator's sockets in that time, TLS and HTTP/2 included,
///   `connections_opened` since the run began.
public struct LoadReport: Sendable {
    /// The name of the JSON's schema.
    public static let schema = "martlet-load/1"

    let plan: LoadPlan
    let machine: Machine
    /// One for each rate; one of a closed loop.
    public let steps: [LoadStep]

    /// The latency is that of round trips, not of calls.
    var measuresRoundTrips: Bool { plan.method.shape == .bidirectionalStreaming && plan.exchange == .pingPong }

    /// Whether every counted call ended with one of these statuses (0 is OK), in time.
    public func isAsExpected(_ expected: Set<Int>) -> Bool { steps.allSatisfy { $0.isAsExpected(expected) } }
}

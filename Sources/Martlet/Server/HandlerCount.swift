/// The handlers that run on one loop, for all of its connections: the server's limit, shared out evenly among its
/// loops, so that no call asks another thread.
///
/// Touched on the loop only.
final class HandlerCount {
    let limit: Int
    @exclusivity(unchecked) var running = 0

    init(limit: Int) { self.limit = limit }
}

import Martlet

/// How many event loops a benchmark gets.
enum ThreadCount {
    /// More would be started for nothing, and a driver's mistake must not exhaust the machine.
    static let most = 256

    /// The first of two settings that is not zero, else one per processor. Throws `INVALID_ARGUMENT` for a number that
    /// is negative or above `most`.
    static func of(
        _ threads: Int32, _ name: String, or limit: Int32, _ limitName: String
    ) throws(RPCError) -> Int {
        for (count, name) in [(threads, name), (limit, limitName)] where count != 0 {
            guard (1...Int32(most)).contains(count) else {
                throw RPCError(.invalidArgument, "\(name): \(count) is not from 1 to \(most)")
            }
            return Int(count)
        }
        return min(EventLoopGroup.cores, most)
    }
}

import Foundation
import Glibc

/// What one run of some work allocates on the heap.
struct AllocationCount {
    let allocations: Double
    /// As asked for; the heap may have given more.
    let bytes: Double
}

/// Counts allocations with `Native/allocations.c`, which must have been loaded before everything else.
struct AllocationCounter {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private typealias Counter = @convention(c) () -> UInt64
    private let count: Counter
    private let bytes: Counter

    /// The counter, for which the process starts anew when it was not loaded with it.
    init() throws {
        if let count = dlsym(nil, "allocation_count"), let bytes = dlsym(nil, "allocated_bytes") {
            // The types are those of allocations.c.
            self.count = unsafeBitCast(count, to: Counter.self)
            self.bytes = unsafeBitCast(bytes, to: Counter.self)
        } else {
            throw Self.restart()
        }
    }

    /// Returns only when that failed.
    private static func restart() -> Failure {
        let library = repository.appending(path: "Benchmarks/.build/peers/allocations.so").path
        guard access(library, R_OK) == 0, getenv("LD_PRELOAD") == nil else {
            return Failure(description: "\(library) could not be built or loaded, so nothing can be counted")
        }
        setenv("LD_PRELOAD", library, 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        return Failure(description: "the bench could not start itself anew to count allocations")
    }

    /// Of one run in many. What only the first one allocates, and what is made ready in front of a loop, is left out.
    func perRun(_ run: (_ count: Int) throws -> Void) throws -> AllocationCount {
        try run(1)
        let (short, long) = (2, 12)
        let (few, many) = (try total(run, short), try total(run, long))
        let runs = Double(long - short)
        return AllocationCount(
            allocations: Double(many.count - few.count) / runs, bytes: Double(many.bytes - few.bytes) / runs)
    }

    private func total(
        _ run: (_ count: Int) throws -> Void, _ times: Int
    ) throws -> (count: UInt64, bytes: UInt64) {
        let before = (count(), bytes())
        try run(times)
        return (count() - before.0, bytes() - before.1)
    }
}

extension Workload {
    /// A table of what each library in this process allocates in one run of each operation.
    func allocations(_ counter: AllocationCounter) throws -> String {
        try operations.reduce("\(name): \(summary), \(byteCount) bytes\n") { text, operation in
            let works = [("Martlet", operation.ours)] + operation.peers.map { ($0.contender.rawValue, $0.work) }
            return try works.reduce(text) { text, entry in
                guard case .here(let run) = entry.1 else { return text }
                return text + Self.line(operation.name, entry.0, try counter.perRun(run))
            }
        }
    }

    private static func line(_ operation: String, _ library: String, _ count: AllocationCount) -> String {
        let cells = [operation, library].map { $0.padding(toLength: 20, withPad: " ", startingAt: 0) }.joined()
        return String(format: "  \(cells) %9g allocations %9g bytes\n", count.allocations, count.bytes)
    }
}

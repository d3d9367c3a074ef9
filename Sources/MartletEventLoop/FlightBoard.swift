import CLinux
import Glibc

/// What the handlers of several processes are at, in memory that outlives each of them: when one crashes, the others
/// can read what it did. Methods have numbers from 0 on, and each process a place.
///
///     fences: a byte per method │ place 0: condition, flights │ place 1: condition, flights │ …
///
/// `@unchecked Sendable`: a flight is written by one loop only, and read once its process has ended, or by a handler of
/// signals in the thread that wrote it; fences and what a process says of itself only ever turn from 0 to something.
package final class FlightBoard: @unchecked Sendable {
    /// Methods with higher numbers are not recorded.
    package static let methodLimit = 4096
    /// How many handlers of one process are recorded at a time.
    package static let flightsPerProcess = 1024

    /// What to pass to the processes.
    package let descriptor: Int32
    private let memory: UnsafeMutableRawPointer
    private let size: Int

    /// A new board for so many processes.
    package convenience init(processes: Int) throws(SystemError) {
        let descriptor = clinux_memory_create(UInt(Self.size(processes)))
        guard descriptor >= 0 else { throw .last("memfd_create", "the board of methods in flight") }
        try self.init(descriptor: descriptor, processes: processes)
    }

    /// The board that another process made.
    package init(descriptor: Int32, processes: Int) throws(SystemError) {
        self.descriptor = descriptor
        size = Self.size(processes)
        guard let memory = clinux_memory_map(descriptor, UInt(size)) else {
            throw .last("mmap", "the board of methods in flight")
        }
        self.memory = memory
    }

    deinit {
        munmap(memory, size)
        _ = Glibc.close(descriptor)
    }

    private static let stride = 64 + flightsPerProcess * MemoryLayout<clinux_flight>.stride
    private static func size(_ processes: Int) -> Int { methodLimit + processes * stride }

    private func condition(_ place: Int) -> UnsafeMutablePointer<clinux_condition> {
        (memory + Self.methodLimit + place * Self.stride).assumingMemoryBound(to: clinux_condition.self)
    }

    private func flights(_ place: Int) -> UnsafeMutableBufferPointer<clinux_flight> {
        let start = (memory + Self.methodLimit + place * Self.stride + 64).assumingMemoryBound(to: clinux_flight.self)
        return UnsafeMutableBufferPointer(start: start, count: Self.flightsPerProcess)
    }

    // MARK: For a process at its place

    /// Has this process name the method that was running, should it crash.
    package func watchCrashes(place: Int) {
        clinux_watch_crashes(condition(place), flights(place).baseAddress, UInt32(Self.flightsPerProcess))
    }

    /// Says that the process ends in order when it is asked to by a signal.
    package func noteSignalsHeeded(place: Int) { condition(place).pointee.heeds_signals = 1 }

    /// A recorder for each of the loops of a process.
    package func recorders(place: Int, loops: Int) -> [FlightRecorder] {
        let flights = flights(place)
        let fences = UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
        let share = Self.flightsPerProcess / max(1, loops)
        return (0..<loops).map { loop in
            FlightRecorder(
                self, fences, UnsafeMutableBufferPointer(rebasing: flights[loop * share..<(loop + 1) * share]))
        }
    }

    // MARK: For the one that watches them

    /// The method whose handler crashed, if that is known, and all that were in flight with their counts.
    package func remains(place: Int) -> (culprit: Int?, inFlight: [Int: Int]) {
        var counts: [Int: Int] = [:]
        for flight in flights(place) where flight.method > 0 { counts[Int(flight.method) - 1, default: 0] += 1 }
        let culprit = Int(condition(place).pointee.method)
        return (culprit > 0 ? culprit - 1 : nil, counts)
    }

    package func heedsSignals(place: Int) -> Bool { condition(place).pointee.heeds_signals != 0 }

    /// Makes a place ready for the next process.
    package func clear(place: Int) {
        condition(place).pointee = clinux_condition()
        flights(place).update(repeating: clinux_flight())
    }

    /// Has the processes run this method no more.
    package func fence(_ method: Int) {
        if method < Self.methodLimit { memory.storeBytes(of: 1, toByteOffset: method, as: UInt8.self) }
    }
}

/// Notes which methods run on one loop. On the loop only.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
package final class FlightRecorder: @unchecked Sendable {
    private let board: FlightBoard
    private let fences: UnsafePointer<UInt8>
    private let flights: UnsafeMutableBufferPointer<clinux_flight>
    @exclusivity(unchecked) private var free: [Int32]

    init(
        _ board: FlightBoard, _ fences: UnsafePointer<UInt8>, _ flights: UnsafeMutableBufferPointer<clinux_flight>
    ) {
        self.board = board
        self.fences = fences
        self.flights = flights
        free = Array((0..<Int32(flights.count)).reversed())
    }

    /// Whether this method must not run any more.
    package func isFenced(_ method: Int) -> Bool { method < FlightBoard.methodLimit && fences[method] != 0 }

    /// The task that calls this begins to run the method; nil when there is no room to note it.
    package func begin(_ method: Int) -> Int32? {
        guard method < FlightBoard.methodLimit, let flight = free.popLast() else { return nil }
        flights[Int(flight)] = clinux_flight(task: clinux_current_task(), method: UInt32(method + 1))
        return flight
    }

    package func end(_ flight: Int32) {
        flights[Int(flight)].method = 0
        free.append(flight)
    }
}

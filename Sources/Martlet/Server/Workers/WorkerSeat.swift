import MartletEventLoop

/// A worker's place on the board that it shares with its supervisor and the other workers.
struct WorkerSeat: Sendable {
    private let board: FlightBoard
    private let index: Int

    /// Has the board name the method that was running, should this process crash.
    init(_ assignment: WorkerAssignment) throws(SystemError) {
        board = try FlightBoard(descriptor: assignment.board, processes: assignment.count)
        index = assignment.index
        board.watchCrashes(place: index)
    }

    /// Note what the handlers of this process do, loop by loop.
    func recorders(loops: Int) -> [FlightRecorder] { board.recorders(place: index, loops: loops) }

    func noteSignalsHeeded() { board.noteSignalsHeeded(place: index) }
}

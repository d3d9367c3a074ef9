import Testing

@testable import struct Martlet.WorkerAssignment

/// What a supervisor tells its workers arrives as it was meant.
@Suite struct WorkerAssignmentTests {
    private static let assignment = WorkerAssignment(
        index: 1, count: 4, supervisor: 77, lifeline: 5, board: 6,
        listeners: [
            [.init(descriptor: 3, isShared: false)],
            [.init(descriptor: 8, isShared: true), .init(descriptor: 9, isShared: true)],
        ])

    @Test func theTextHoldsAllOfIt() {
        #expect(Self.assignment.text == "1/4/77/5/6/3;x8,x9")
        #expect(WorkerAssignment(Self.assignment.text) == Self.assignment)
        #expect(Self.assignment.descriptors == [5, 6, 3, 8, 9])
    }

    @Test(arguments: [
        "", "1", "4/4/77/5/6/3", "-1/4/77/5/6/3", "1/4/77/5/6", "1/4/77/5/6/y3", "a/4/77/5/6/3", "0/-1/7/5/6/3",
    ])
    func otherTextIsRefused(text: String) {
        #expect(WorkerAssignment(text) == nil)
    }

    @Test func aProcessThatNobodyStartedAsAWorkerIsNone() {
        #expect(WorkerAssignment.current == nil)
    }
}

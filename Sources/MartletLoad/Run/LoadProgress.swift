/// How a run gets on: for a line once a second.
public struct LoadProgress: Sendable {
    /// Calls so far.
    public struct Counts: Hashable, Sendable {
        /// Calls that have begun in this step, those of the warm-up included.
        public var begun = 0
        /// Calls that count and have ended.
        public var ended = 0
        /// Calls that count and have ended with another status than OK.
        public var failed = 0
        /// Messages that count and have come.
        public var messages = 0

        /// None yet.
        public init(begun: Int = 0, ended: Int = 0, failed: Int = 0, messages: Int = 0) {
            self.begun = begun
            self.ended = ended
            self.failed = failed
            self.messages = messages
        }

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                begun: left.begun + right.begun, ended: left.ended + right.ended, failed: left.failed + right.failed,
                messages: left.messages + right.messages)
        }
    }

    /// The step's number, from 1, and how many there are.
    public var step: Int
    public var steps: Int
    /// Since the step's window began; negative during the warm-up.
    public var elapsed: Duration
    public var counts: Counts
}

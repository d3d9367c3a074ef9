/// What holds for some methods only. What is nil here is as it is for the others.
public struct MethodLimits: Hashable, Sendable {
    /// The largest request message, in bytes. More is RESOURCE_EXHAUSTED.
    public var maxReceiveMessageBytes: Int?
    /// The largest response message, in bytes. More is RESOURCE_EXHAUSTED.
    public var maxSendMessageBytes: Int?
    /// The deadline of a call whose client gave none; none by default.
    public var defaultTimeout: Duration?
    /// The longest deadline: calls that ask for a later one, or for none, get this. No bound by default.
    public var maxTimeout: Duration?
    /// How often the methods may be called, each for itself; more is RESOURCE_EXHAUSTED. No bound by default.
    public var rate: RateLimit?

    /// The limits that are given.
    public init(
        maxReceiveMessageBytes: Int? = nil, maxSendMessageBytes: Int? = nil, defaultTimeout: Duration? = nil,
        maxTimeout: Duration? = nil, rate: RateLimit? = nil
    ) {
        self.maxReceiveMessageBytes = maxReceiveMessageBytes
        self.maxSendMessageBytes = maxSendMessageBytes
        self.defaultTimeout = defaultTimeout
        self.maxTimeout = maxTimeout
        self.rate = rate
    }

    /// These where they say something, else `others`.
    func over(_ others: MethodLimits) -> MethodLimits {
        MethodLimits(
            maxReceiveMessageBytes: maxReceiveMessageBytes ?? others.maxReceiveMessageBytes,
            maxSendMessageBytes: maxSendMessageBytes ?? others.maxSendMessageBytes,
            defaultTimeout: defaultTimeout ?? others.defaultTimeout, maxTimeout: maxTimeout ?? others.maxTimeout,
            rate: rate ?? others.rate)
    }

    /// How long a call may take that asks for `asked`.
    func timeout(_ asked: Duration?) -> Duration? {
        let wanted = asked ?? defaultTimeout
        guard let maxTimeout else { return wanted }
        return min(wanted ?? maxTimeout, maxTimeout)
    }
}

extension [MethodScope: MethodLimits] {
    /// What holds for a method: what is said for it, then for its service, then for all.
    func limits(of path: String) -> MethodLimits {
        let covering = filter { $0.key.covers(path) }.sorted { $0.key.breadth < $1.key.breadth }
        return covering.reduce(MethodLimits()) { $0.over($1.value) }
    }
}

extension MethodScope {
    fileprivate var breadth: Int {
        switch self {
        case .method: 0
        case .service: 1
        case .all: 2
        }
    }
}

/// A plan that can't be carried out: which setting, what is wrong with it, and what to do.
public struct LoadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The setting, as the command line spells it: `--connections`.
    public var option: String
    /// What is wrong, with the limit where there is one.
    public var problem: String
    /// What to do about it.
    public var advice: String

    /// Describes a setting that can't be used.
    public init(_ option: String, _ problem: String, advice: String) {
        self.option = option
        self.problem = problem
        self.advice = advice
    }

    public var description: String { "\(option): \(problem); \(advice)" }
}

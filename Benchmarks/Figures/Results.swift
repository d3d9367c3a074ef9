public import Foundation
public import MartletLoad

/// What one run of the benchmarks measured: the file that reports are drawn from and that two runs are compared by.
public struct Results: Codable, Sendable {
    /// The version of this file's schema. A reader refuses others.
    public static let currentFormat = "martlet-bench/1"

    public var format = Self.currentFormat
    /// When the run began.
    public var date: Date
    /// Where it ran.
    public var machine: Machine
    /// Everybody that was to be measured, the one whose benchmarks these are first.
    public var contenders: [Contender]
    /// Single figures.
    public var rows: [Row] = []
    /// Figures against something that was varied.
    public var curves: [Curve] = []
    /// Distributions of latency.
    public var profiles: [Profile] = []
    /// Benches of the run that failed; `nil` when none did.
    public var failures: [Failure]?

    public init(date: Date, machine: Machine, contenders: [Contender]) {
        self.date = date
        self.machine = machine
        self.contenders = contenders
    }
}

extension Results {
    /// One that was measured, or that could not be.
    public struct Contender: Codable, Sendable {
        public var name: String
        public var version: String
        /// Why nothing is said of it; `nil` when it was measured.
        public var missing: String?

        public init(name: String, version: String = "", missing: String? = nil) {
            self.name = name
            self.version = version
            self.missing = missing
        }
    }

    /// A bench that ended before it had all its figures.
    public struct Failure: Codable, Sendable {
        /// What `run.sh` calls it.
        public var bench: String
        public var reason: String

        public init(bench: String, reason: String) {
            self.bench = bench
            self.reason = reason
        }
    }

    /// Which end of a figure is the good one.
    public enum Direction: String, Codable, Sendable {
        case lower, higher
    }

    /// What a figure should reach, compared with one contender's or by itself.
    public struct Goal: Codable, Sendable {
        /// Whose figure ours is divided by; `nil` when ours has to reach `value` by itself.
        public var reference: String?
        /// The most (the least, where higher is better) that the ratio or the figure may be.
        public var value: Double

        public init(_ value: Double, of reference: String? = nil) {
            self.value = value
            self.reference = reference
        }
    }

    /// One figure of several contenders, measured in rounds.
    public struct Row: Codable, Sendable {
        /// Short and stable: what two runs are matched by.
        public var id: String
        public var title: String
        /// The unit of the samples, such as "us CPU per call".
        public var unit: String
        public var better: Direction
        public var goals: [Goal]
        /// Why nothing can be said of the goals on this machine; `nil` when it can.
        public var reservation: String?
        /// By contender, one sample a round; a round has the same place in all of them.
        public var samples: [String: [Double]]

        public init(
            id: String, title: String, unit: String, better: Direction, goals: [Goal] = [],
            samples: [String: [Double]] = [:]
        ) {
            self.id = id
            self.title = title
            self.unit = unit
            self.better = better
            self.goals = goals
            self.samples = samples
        }

        /// One contender's figure over another's, round by round: what disturbs a round disturbs both.
        public func ratios(of name: String, to reference: String) -> [Double] {
            zip(samples[name] ?? [], samples[reference] ?? []).map { $0 / $1 }
        }
    }

    /// A figure of several contenders at several places of what was varied.
    public struct Curve: Codable, Sendable {
        public struct Point: Codable, Sendable {
            public var x: Double
            /// One a round.
            public var samples: [Double]

            public init(x: Double, samples: [Double]) {
                self.x = x
                self.samples = samples
            }
        }

        public enum Scale: String, Codable, Sendable {
            case linear, logarithmic
        }

        public var id: String
        public var title: String
        /// What was varied, with its unit.
        public var xLabel: String
        /// What was measured, with its unit.
        public var yLabel: String
        public var xScale: Scale
        public var yScale: Scale
        /// For how much more of what was varied the page tells what it costs; `nil` where no straight line would fit.
        public var slopeStep: Double?
        /// By contender, in rising order of `x`.
        public var series: [String: [Point]]

        public init(
            id: String, title: String, xLabel: String, yLabel: String, xScale: Scale = .linear,
            yScale: Scale = .linear, slopeStep: Double? = nil, series: [String: [Point]] = [:]
        ) {
            self.id = id
            self.title = title
            self.xLabel = xLabel
            self.yLabel = yLabel
            self.xScale = xScale
            self.yScale = yScale
            self.slopeStep = slopeStep
            self.series = series
        }
    }

    /// How latency was distributed, all rounds together.
    public struct Profile: Codable, Sendable {
        public struct Quantile: Codable, Sendable {
            /// From 0 up to, but not including, 1.
            public var quantile: Double
            public var microseconds: Double

            public init(quantile: Double, microseconds: Double) {
                self.quantile = quantile
                self.microseconds = microseconds
            }
        }

        public var id: String
        public var title: String
        /// By contender, in rising order.
        public var series: [String: [Quantile]]

        public init(id: String, title: String, series: [String: [Quantile]] = [:]) {
            self.id = id
            self.title = title
            self.series = series
        }
    }
}

extension Results {
    /// Why a file can't be used.
    public struct Unusable: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) { self.description = description }
    }

    /// Reads a file of this format.
    public init(contentsOf file: URL) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw Unusable("\(file.path) can't be read: \(error.localizedDescription)")
        }
        struct Head: Decodable { var format: String? }
        let format = try? decoder.decode(Head.self, from: data).format
        guard format == Self.currentFormat else {
            throw Unusable(
                "\(file.path) has format \(format ?? "unknown"); this program reads \(Self.currentFormat)")
        }
        do { self = try decoder.decode(Results.self, from: data) } catch {
            throw Unusable("\(file.path) is damaged: \(error)")
        }
    }

    /// Writes the file, and the folder it is in.
    public func write(to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        try encoder.encode(self).write(to: file)
    }
}

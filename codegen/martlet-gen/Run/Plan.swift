internal import Glibc
internal import MartletGenerator
internal import MartletSchema

/// What the schemas ask for, beside what is on disk.
struct Plan {
    /// How many files the schemas give.
    private(set) var fileCount = 0
    /// The files that differ, sorted by path within each folder.
    private(set) var changes: [Change] = []

    /// Reads the schemas that the arguments, or else the configuration, name, and compares.
    init(_ arguments: SchemaArguments) throws {
        let commandLine = !arguments.paths.isEmpty || arguments.descriptorSet != nil
        let jobs = commandLine ? [try Job(arguments)] : try Self.configuredJobs(arguments.configuration)
        let loader = SchemaLoader(descriptorSet: arguments.descriptorSet, protocPath: arguments.protocPath)
        let loaded = try loader.load(jobs)
        try ChosenNames.check(jobs.first?.options.names ?? [:], among: loaded.map(\.schema))
        for (job, schema) in loaded {
            var options = job.options
            if job.module != nil {
                let map = ModuleMap(for: job, among: jobs)
                try job.showing { () throws(SchemaError) in try map.check(schema, for: options) }
                (options.modules, options.descriptorModules) = (map.types, map.descriptors)
            }
            let files = try job.showing { () throws(SchemaError) in
                try Generator(schema, options: options).files()
            }
            try compare(files, for: job)
        }
    }

    private static func configuredJobs(_ path: String?) throws -> [Job] {
        let path = path ?? Configuration.defaultName
        guard SourceTree.entry(at: path) == .file else {
            throw ConfigurationError(
                "nothing to generate from: no paths were given and \(path) does not exist",
                help: "martlet-gen generate Proto -o Sources/MyModule/Generated")
        }
        return try Job.all(of: Configuration(path: path))
    }

    private mutating func compare(_ files: [GeneratedFile], for job: Job) throws {
        fileCount += files.count
        var wanted: Set<String> = []
        for file in files {
            let path = "\(job.output)/\(file.path)"
            wanted.insert(file.path)
            guard SourceTree.entry(at: path) == .file else {
                changes.append(Change(kind: .missing, path: path, source: file.source))
                continue
            }
            if try TextFile.bytes(of: path) != Array(file.source.utf8) {
                changes.append(Change(kind: .stale, path: path, source: file.source))
            }
        }
        guard job.ownsOutput, SourceTree.entry(at: job.output) == .folder else { return }
        for path in try SourceTree.files(in: job.output, suffix: ".swift") where !wanted.contains(path) {
            let path = "\(job.output)/\(path)"
            let isOurs = try TextFile.bytes(of: path).starts(with: FileHeader.mark.utf8)
            if isOurs { changes.append(Change(kind: .orphan, path: path)) }
        }
    }

    /// Makes the disk what the schemas say. Files that are right already keep their times.
    func apply(reporting report: (String) -> Void) throws {
        for change in changes {
            if let source = change.source {
                try TextFile.replace(change.path, with: Array(source.utf8))
                report("wrote \(change.path)")
            } else {
                try TextFile.remove(change.path)
                report("removed \(change.path)")
            }
        }
    }

    /// `up to date (43 files, 18 ms)`, or how many were changed.
    func summary(after duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        let figures = "\(fileCount) \(fileCount == 1 ? "file" : "files"), \(Int(milliseconds.rounded())) ms"
        return changes.isEmpty ? "up to date (\(figures))" : "\(changes.count) changed (\(figures))"
    }
}

internal import MartletGenerator
internal import MartletSchema

/// Gets schemas for jobs: protoc runs once for all jobs that share their import folders.
struct SchemaLoader {
    /// A descriptor set to read instead of running protoc.
    var descriptorSet: String?
    var protocPath: String?

    /// The jobs with their schemas, in the order given.
    func load(_ jobs: [Job]) throws -> [(job: Job, schema: Schema)] {
        if let descriptorSet {
            let bytes = try TextFile.bytes(of: descriptorSet)
            return try jobs.map { job in
                (job, try Schema(descriptorSet: bytes, generating: job.protos.isEmpty ? nil : job.protos))
            }
        }
        let protoc = try Protoc.find(explicit: protocPath)
        var sets: [[String]: [UInt8]] = [:]
        for job in jobs where sets[job.roots] == nil {
            let sharing = jobs.filter { $0.roots == job.roots }
            let output = try protoc.compile(files: sharing.flatMap(\.protos), roots: job.roots)
            for warning in output.warnings { Output.complain(warning) }
            sets[job.roots] = output.descriptorSet
        }
        return try jobs.map { job in
            let schema = try job.showing { () throws(SchemaError) in
                try Schema(descriptorSet: sets[job.roots] ?? [], generating: job.protos)
            }
            return (job, schema)
        }
    }
}

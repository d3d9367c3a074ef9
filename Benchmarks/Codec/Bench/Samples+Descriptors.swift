import Foundation

extension Samples {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// protoc's description of the schema that describes schemas: proto2, nested, and full of options and names.
    static func descriptors() throws -> [UInt8] {
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "protoc", "-I", repository.appending(path: "Proto").path, "--descriptor_set_out=/dev/stdout",
            "google/protobuf/descriptor.proto",
        ]
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "fds: protoc does not describe Proto/google/protobuf/descriptor.proto")
        }
        return [UInt8](bytes)
    }
}

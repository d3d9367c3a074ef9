internal import Foundation
internal import FuzzTargets

// Says how long each target takes for its slowest input, in nanoseconds per byte:
//   pace FOLDER...              folders named for targets, with inputs in them; and the hostile inputs
let sizes = [16 << 10, 1 << 20]
for input in HostileInput.all {
    let paces = sizes.map { Pace.nanosecondsPerByte(of: input.bytes($0), for: input.target) }
    let figures = zip(sizes, paces).map { "\(Int($1.rounded())) ns per byte of \($0 >> 10) KiB" }
    print("\(input): \(figures.joined(separator: ", "))")
}
for folder in CommandLine.arguments.dropFirst().map({ URL(filePath: $0) }) {
    guard let target = FuzzTarget(rawValue: folder.lastPathComponent) else { continue }
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var slowest = (pace: 0.0, file: "", count: 0)
    for file in files {
        let input = [UInt8](try Data(contentsOf: file))
        let pace = Pace.nanosecondsPerByte(of: input, for: target)
        if pace > slowest.pace { slowest = (pace, file.lastPathComponent, input.count) }
    }
    let pace = "\(Int(slowest.pace.rounded())) ns per byte (\(slowest.file), \(slowest.count) bytes)"
    print("\(target.rawValue): \(files.count) inputs of the corpus, at most \(pace)")
}

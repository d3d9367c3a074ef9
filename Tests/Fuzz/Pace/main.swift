internal import FuzzTargets
internal import Foundation

// Says how long each target takes for its slowest input, in nanoseconds per byte:
//   pace FOLDER...              folders named for targets, with inputs in them
for folder in CommandLine.arguments.dropFirst().map({ URL(filePath: $0) }) {
    guard let target = FuzzTarget(rawValue: folder.lastPathComponent) else { continue }
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var slowest = (pace: 0.0, file: "", count: 0)
    for file in files {
        let input = [UInt8](try Data(contentsOf: file))
        let pace = Pace.nanosecondsPerByte(of: input, for: target)
        if pace > slowest.pace { slowest = (pace, file.lastPathComponent, input.count) }
    }
    let pace = Int(slowest.pace.rounded())
    print("\(target.rawValue): \(files.count) inputs, at most \(pace) ns per byte (\(slowest.file), \(slowest.count) bytes)")
}

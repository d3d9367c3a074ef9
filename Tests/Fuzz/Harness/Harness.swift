import FuzzTargets
import Glibc

/// What libFuzzer calls with each input; the environment says which target gets it.
@_cdecl("LLVMFuzzerTestOneInput")
func takeOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(BrokenPromise) {
        try target.take(input)
    } catch {
        fatalError(error.description)
    }
    return 0
}

private let target: FuzzTarget = {
    let name = getenv("MARTLET_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else { fatalError("MARTLET_FUZZ_TARGET names no target") }
    return target
}()

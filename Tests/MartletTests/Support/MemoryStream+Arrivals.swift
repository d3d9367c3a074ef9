import MartletEventLoop

@testable import RawHTTP2

extension MemoryStream {
    /// Takes all that waits here, as the frames that it completes.
    func takeArrivals(_ parser: inout ArrivalParser) -> [Arrival] {
        var arrivals: [Arrival] = []
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { region in
            while case .bytes(let count) = read(into: region), count > 0 {
                arrivals += parser.take(UnsafeRawBufferPointer(rebasing: region[..<count]))
            }
        }
        return arrivals
    }
}

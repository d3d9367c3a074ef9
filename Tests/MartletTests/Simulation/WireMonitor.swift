/// Watches one connection in cleartext from outside: what both sides may send by the rules of streams, windows and
/// GOAWAY. It knows neither nghttp2 nor Martlet.
final class WireMonitor {
    /// What one side has sent.
    private struct Side {
        var cutter: FrameCutter
        /// DATA bytes sent, and the credit for them that the other side gave, for the connection.
        var sent = 0
        var credit = 65_535
        /// The largest window that the other side announced for a new stream.
        var window = 65_535
        var lastStreamServed = Int(Int32.max)
        var maxStreams = Int.max
        var streams: [Int32: Flow] = [:]
    }

    private struct Flow {
        var sent = 0
        var credit = 0
        var isOver = false
    }

    private var client = Side(cutter: FrameCutter(preface: 24))
    private var server = Side(cutter: FrameCutter(preface: 0))
    private var open: Set<Int32> = []
    private let clientWindow: Int
    private let serverWindow: Int
    private let report: (String) -> Void
    private let alter: (FrameCutter.Frame) -> UInt8?
    private let note: (FrameCutter.Frame) -> Void

    /// - Parameters:
    ///   - clientWindow: how much a client lets the server send ahead on the connection; `serverWindow` likewise.
    ///   - report: hears of broken rules.
    init(
        clientWindow: Int, serverWindow: Int, alter: @escaping (FrameCutter.Frame) -> UInt8?,
        note: @escaping (FrameCutter.Frame) -> Void, report: @escaping (String) -> Void
    ) {
        self.clientWindow = clientWindow
        self.serverWindow = serverWindow
        self.alter = alter
        self.note = note
        self.report = report
    }

    /// One side has written these bytes.
    func sent(_ bytes: inout [UInt8], byClient: Bool) {
        var frames: [FrameCutter.Frame] = []
        if byClient {
            client.cutter.take(&bytes, alter: alter) { frames.append($0) }
            for frame in frames { check(frame, by: &client, to: &server, windowOfSender: clientWindow, "client") }
        } else {
            server.cutter.take(&bytes, alter: alter) { frames.append($0) }
            for frame in frames { check(frame, by: &server, to: &client, windowOfSender: serverWindow, "server") }
        }
        for frame in frames {
            note(frame)
            count(frame, byClient: byClient)
        }
    }

    private func check(
        _ frame: FrameCutter.Frame, by sender: inout Side, to receiver: inout Side, windowOfSender: Int, _ name: String
    ) {
        switch frame.type {
        case 0, 1, 9: checkContent(frame, by: &sender, name)
        case 3: sender.streams[frame.stream, default: Flow()].isOver = true
        case 4: settings(frame, by: &sender, for: &receiver)
        case 7:
            let last = frame.number(at: 0)
            if last > sender.lastStreamServed { report("the \(name)'s GOAWAY rose to \(last)") }
            sender.lastStreamServed = last
        case 8: update(frame, for: &receiver, windowOfSender, name)
        default: break
        }
    }

    private func checkContent(_ frame: FrameCutter.Frame, by sender: inout Side, _ name: String) {
        var flow = sender.streams[frame.stream] ?? Flow()
        if flow.isOver, frame.type != 9 { report("the \(name) goes on with stream \(frame.stream) after its end") }
        if name == "server", Int(frame.stream) > sender.lastStreamServed {
            report("the server answers stream \(frame.stream), GOAWAY said \(sender.lastStreamServed)")
        }
        if frame.type == 0 {
            sender.sent += frame.length
            flow.sent += frame.length
            if sender.sent > sender.credit { report("the \(name) sends beyond the connection's window") }
            if flow.sent > sender.window + flow.credit {
                report("the \(name) sends beyond the window of stream \(frame.stream)")
            }
        }
        if frame.type != 9, frame.endsStream { flow.isOver = true }
        sender.streams[frame.stream] = flow
    }

    private func settings(_ frame: FrameCutter.Frame, by sender: inout Side, for receiver: inout Side) {
        for offset in stride(from: 0, to: frame.payload.count, by: 6) {
            let value = frame.number(at: offset + 2)
            switch frame.payload[offset + 1] {
            case 3: receiver.maxStreams = value
            case 4: receiver.window = max(value, 65_535)
            default: break
            }
        }
    }

    private func update(
        _ frame: FrameCutter.Frame, for sender: inout Side, _ windowOfReceiver: Int, _ name: String
    ) {
        let credit = frame.number(at: 0)
        guard frame.stream != 0 else {
            sender.credit += credit
            if sender.credit - sender.sent > windowOfReceiver { report("the \(name) gave credit twice") }
            return
        }
        sender.streams[frame.stream, default: Flow()].credit += credit
        let flow = sender.streams[frame.stream] ?? Flow()
        if flow.credit > flow.sent { report("the \(name) gave credit for stream \(frame.stream) twice") }
    }

    /// A stream is open from the client's headers to both ends or a reset.
    private func count(_ frame: FrameCutter.Frame, byClient: Bool) {
        let stream = frame.stream
        if byClient, frame.type == 1, server.streams[stream] == nil { open.insert(stream) }
        let isOver = client.streams[stream]?.isOver == true && server.streams[stream]?.isOver == true
        if frame.type == 3 || isOver { open.remove(stream) }
        let limit = client.maxStreams
        if open.count > limit { report("\(open.count) streams are open, the limit is \(limit)") }
    }
}

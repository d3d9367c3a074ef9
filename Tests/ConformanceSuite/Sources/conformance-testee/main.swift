internal import MartletProtobuf
internal import OfficialMessages

// What the official conformance runner starts: it asks on standard input and reads the answers on standard output.
while let question = try Pipe.read() {
    try Pipe.write(Testee.answer(to: ConformanceRequest(decoding: question)).encoded())
}

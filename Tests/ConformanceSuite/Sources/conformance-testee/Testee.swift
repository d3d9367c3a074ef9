internal import MartletProtobuf
internal import MartletReflection
internal import OfficialMessages

/// Reads a message in one format and writes it in another, as the runner asks.
enum Testee {
    typealias Result = ConformanceResponse.Result

    static func answer(to request: ConformanceRequest) -> ConformanceResponse {
        // The first question: which cases are expected to fail. What is expected stands in the runner's own lists.
        if request.messageType == FailureSet.messageName {
            return ConformanceResponse(result: .protobufPayload([]))
        }
        guard let type = TestMessages.byName[request.messageType] else {
            return ConformanceResponse(result: .skipped("no message type \(request.messageType)"))
        }
        return ConformanceResponse(result: convert(request, as: type))
    }

    private static func convert<M: TestMessage>(_ request: ConformanceRequest, as type: M.Type) -> Result {
        let message: M
        do {
            switch request.payload {
            case .protobufPayload(let bytes)?:
                message = try M(decoding: bytes.array)
                // Generated code leaves extensions as they are until somebody asks for them. This asks for all.
                if !M.descriptor.extensionRanges.isEmpty { _ = try DynamicMessage(message) }
            case .jsonPayload(let text)?:
                let ignores = request.testCategory == .jsonIgnoreUnknownParsingTest
                message = try M(json: text, options: JSONDecodingOptions(ignoreUnknownFields: ignores))
            case .textPayload(let text)?:
                message = try M(textFormat: text)
            case .jspbPayload?: return .skipped("a format inside Google only")
            case nil: return .runtimeError("the request has no payload")
            }
        } catch {
            return .parseError("\(error)")
        }
        return output(message, for: request)
    }

    private static func output(_ message: some TestMessage, for request: ConformanceRequest) -> Result {
        do {
            switch request.requestedOutputFormat {
            case .protobuf: return .protobufPayload(Bytes(try message.encoded()))
            case .json: return .jsonPayload(try message.jsonString())
            case .textFormat:
                let options = TextFormatOptions(printsUnknownFields: request.printUnknownFields)
                return .textPayload(try message.textFormat(options))
            case let other: return .skipped("output format \(other)")
            }
        } catch {
            return .serializeError("\(error)")
        }
    }
}

internal import MartletProtobuf
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

    private static func convert(_ request: ConformanceRequest, as type: (some TestMessage).Type) -> Result {
        switch request.payload {
        case .protobufPayload(let bytes)?:
            do throws(DecodeError) {
                return output(try type.init(decoding: bytes.array), for: request)
            } catch {
                return .parseError("\(error)")
            }
        case .jsonPayload?, .textPayload?, .jspbPayload?: return .skipped("format of the payload")
        case nil: return .runtimeError("the request has no payload")
        }
    }

    private static func output(_ message: some TestMessage, for request: ConformanceRequest) -> Result {
        do {
            switch request.requestedOutputFormat {
            case .protobuf: return .protobufPayload(Bytes(try message.encoded()))
            case let other: return .skipped("output format \(other)")
            }
        } catch {
            return .serializeError("\(error)")
        }
    }
}

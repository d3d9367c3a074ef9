import Glibc

/// Questions to header values that both sides ask, on raw bytes.
enum HeaderBytes {
    /// `application/grpc`, alone or followed by `+codec` or `;parameters` (gRPC over HTTP/2, "Content-Type").
    static func isGRPC(contentType value: UnsafeRawBufferPointer) -> Bool {
        let prefix: StaticString = "application/grpc"
        guard value.starts(with: prefix) else { return false }
        guard value.count > prefix.utf8CodeUnitCount else { return true }
        let next = value[prefix.utf8CodeUnitCount]
        return next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    @inline(__always)
    func starts(with text: StaticString) -> Bool {
        guard let baseAddress, count >= text.utf8CodeUnitCount else { return text.utf8CodeUnitCount == 0 }
        return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    @inline(__always)
    func ends(with text: StaticString) -> Bool {
        guard let baseAddress, count >= text.utf8CodeUnitCount else { return text.utf8CodeUnitCount == 0 }
        return memcmp(baseAddress + (count - text.utf8CodeUnitCount), text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    @inline(__always)
    func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let baseAddress, let otherBase = other.baseAddress else { return true }
        return memcmp(baseAddress, otherBase, count) == 0
    }
}

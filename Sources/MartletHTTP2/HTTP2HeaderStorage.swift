internal import CNghttp2
internal import Glibc

/// The memory of a header block: nghttp2's own array of fields, and the copied bytes that some of them point into.
///
/// `@unchecked Sendable`: only `HTTP2HeaderBlock` changes it, and only while it is the one holder; everyone else reads.
final class HTTP2HeaderStorage: @unchecked Sendable {
    private(set) var fields: UnsafeMutablePointer<nghttp2_nv>
    private(set) var count = 0
    private(set) var listSize = 0
    private var fieldCapacity: Int
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCount = 0
    private var byteCapacity: Int

    init(fieldCapacity: Int, byteCapacity: Int) {
        self.fieldCapacity = fieldCapacity
        self.byteCapacity = byteCapacity
        fields = .allocate(capacity: fieldCapacity)
        bytes = .allocate(capacity: byteCapacity)
    }

    /// A copy with room for a few fields more, because a copy is made to be added to.
    convenience init(copying other: HTTP2HeaderStorage) {
        self.init(fieldCapacity: other.count + 4, byteCapacity: other.byteCount + 64)
        fields.update(from: other.fields, count: other.count)
        bytes.update(from: other.bytes, count: other.byteCount)
        count = other.count
        byteCount = other.byteCount
        listSize = other.listSize
        rebase(from: other.bytes)
    }

    deinit {
        fields.deallocate()
        bytes.deallocate()
    }

    func append(
        name: UnsafeRawBufferPointer, copyName: Bool, value: UnsafeRawBufferPointer, copyValue: Bool, sensitive: Bool
    ) {
        // nghttp2 lowers the case of names that it copies itself; a borrowed name must be lower case already.
        let keepsName = !copyName && !name.contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
        reserve(bytes: (keepsName ? 0 : name.count) + (copyValue ? value.count : 0))
        var flags = NGHTTP2_NV_FLAG_NONE.rawValue
        if keepsName { flags |= NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue }
        if !copyValue { flags |= NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue }
        if sensitive { flags |= NGHTTP2_NV_FLAG_NO_INDEX.rawValue }
        fields[count] = nghttp2_nv(
            name: keepsName ? borrow(name) : copy(name), value: copyValue ? copy(value) : borrow(value),
            namelen: name.count, valuelen: value.count, flags: UInt8(truncatingIfNeeded: flags))
        count += 1
        listSize += name.count + value.count + 32
    }

    private func borrow(_ source: UnsafeRawBufferPointer) -> UnsafeMutablePointer<UInt8> {
        guard let base = source.baseAddress else { return bytes }
        return UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: UInt8.self)
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> UnsafeMutablePointer<UInt8> {
        let target = bytes + byteCount
        if let base = source.baseAddress {
            memcpy(target, base, source.count)
            byteCount += source.count
        }
        return target
    }

    /// Makes room for one field and `count` copied bytes.
    private func reserve(bytes count: Int) {
        if self.count == fieldCapacity {
            let larger = UnsafeMutablePointer<nghttp2_nv>.allocate(capacity: fieldCapacity * 2)
            larger.update(from: fields, count: self.count)
            fields.deallocate()
            fields = larger
            fieldCapacity *= 2
        }
        guard byteCapacity - byteCount < count else { return }
        byteCapacity = max(byteCapacity * 2, byteCount + count, 64)
        let old = bytes
        bytes = .allocate(capacity: byteCapacity)
        bytes.update(from: old, count: byteCount)
        rebase(from: old)
        old.deallocate()
    }

    /// Points copied names and values, which lay in `old`, into `bytes`.
    private func rebase(from old: UnsafeMutablePointer<UInt8>) {
        for index in 0..<count {
            if !fields[index].keeps(NGHTTP2_NV_FLAG_NO_COPY_NAME) {
                fields[index].name = bytes + old.distance(to: fields[index].name)
            }
            if !fields[index].keeps(NGHTTP2_NV_FLAG_NO_COPY_VALUE) {
                fields[index].value = bytes + old.distance(to: fields[index].value)
            }
        }
    }
}

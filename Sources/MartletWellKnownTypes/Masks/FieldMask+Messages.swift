public import MartletProtobuf

/// Masks applied to messages.
extension FieldMask {
    /// What becomes of fields of the destination that the mask names and the source has too.
    public struct Merging: Hashable, Sendable {
        /// Whether messages are replaced instead of merged: false unless set.
        public var replacesMessages: Bool
        /// Whether repeated fields and maps are replaced instead of extended: false unless set.
        public var replacesRepeated: Bool

        public init(replacesMessages: Bool = false, replacesRepeated: Bool = false) {
            self.replacesMessages = replacesMessages
            self.replacesRepeated = replacesRepeated
        }
    }

    /// Brings the fields that the mask names from one message into another: what an update with a mask does.
    ///
    /// Scalars are copied, also those that the source does not have: they are cleared then. Messages are merged,
    /// repeated fields extended, entries of maps set, unless `merging` says otherwise. Below a message that the
    /// source does not have, nothing changes; one that it has is there afterwards.
    ///
    /// - Throws: ``FieldMaskError`` when a path leads to no field; `destination` is unchanged then.
    public func merge<M: Message>(
        from source: M, into destination: inout M, _ merging: Merging = Merging()
    ) throws(FieldMaskError) {
        try validate(for: M.self)
        let node = MaskNode(self)
        var wanted = MaskedFields(keeping: node, of: M.self)
        try wanted.read(source)
        var rest = MaskedFields(removing: node, of: M.self, for: wanted, merging)
        try rest.read(destination)
        destination = try M(fields: rest, wanted)
    }

    /// The fields of a message that the mask names, and no others: what a read with a mask returns. An empty mask
    /// names none; who takes a missing mask for all fields asks for presence first.
    ///
    /// - Throws: ``FieldMaskError`` when a path leads to no field.
    public func trimmed<M: Message>(_ message: M) throws(FieldMaskError) -> M {
        try validate(for: M.self)
        var wanted = MaskedFields(keeping: MaskNode(self), of: M.self)
        try wanted.read(message)
        return try M(fields: wanted)
    }

    /// Clears all fields of a message that the mask does not name.
    ///
    /// - Throws: ``FieldMaskError`` when a path leads to no field; `message` is unchanged then.
    public func trim<M: Message>(_ message: inout M) throws(FieldMaskError) {
        message = try trimmed(message)
    }
}

extension Message {
    /// Reads a message that is in memory already, so that no limit is left to keep. Required fields are not looked
    /// for: a mask names what it likes.
    fileprivate mutating func read(_ message: some Message) throws(FieldMaskError) {
        let bytes: [UInt8]
        do throws(EncodeError) {
            bytes = try message.encoded(options: EncodingOptions(allowPartial: true))
        } catch {
            throw .unencodable(error)
        }
        do throws(DecodeError) {
            try merge(from: bytes, options: .trusting)
        } catch {
            throw .undecodable(error)
        }
    }

    /// A message of the fields of several others, the last ones winning.
    fileprivate init(fields parts: MaskedFields...) throws(FieldMaskError) {
        self.init()
        for part in parts { try read(part) }
    }
}

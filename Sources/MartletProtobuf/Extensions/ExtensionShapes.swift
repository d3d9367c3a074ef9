// What generated code calls the shapes: `.singular(.int32)`, `.messages(Part.self)`.

extension ExtensionShape {
    @inlinable
    public static func singular<Coding: ReadableCoding>(
        _ coding: Coding
    ) -> Self where Self == SingularExtension<Coding> {
        Self(coding)
    }

    @inlinable
    public static func closedEnum<E>(_: E.Type) -> Self where Self == ClosedEnumExtension<E> { Self() }

    @inlinable
    public static func message<M>(_: M.Type) -> Self where Self == MessageExtension<M> { Self(group: false) }

    @inlinable
    public static func group<M>(_: M.Type) -> Self where Self == MessageExtension<M> { Self(group: true) }

    @inlinable
    public static func repeated<Coding: NumberCoding>(
        _ coding: Coding, packed: Bool
    ) -> Self where Self == RepeatedNumberExtension<Coding> {
        Self(coding, packed: packed)
    }

    @inlinable
    public static func repeated<Coding: LengthDelimitedCoding>(
        _ coding: Coding
    ) -> Self where Self == RepeatedTextExtension<Coding> {
        Self(coding)
    }

    @inlinable
    public static func closedEnums<E>(
        _: E.Type, packed: Bool
    ) -> Self where Self == RepeatedClosedEnumExtension<E> {
        Self(packed: packed)
    }

    @inlinable
    public static func messages<M>(_: M.Type) -> Self where Self == RepeatedMessageExtension<M> {
        Self(group: false)
    }

    @inlinable
    public static func groups<M>(_: M.Type) -> Self where Self == RepeatedMessageExtension<M> {
        Self(group: true)
    }
}

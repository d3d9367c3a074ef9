/// Names what generated code expects of this module: files that `martlet-gen` writes mention it, so that a
/// generator and a runtime that do not fit fail to compile with this name in the error.
public enum GeneratedCodeVersion3: Sendable {}

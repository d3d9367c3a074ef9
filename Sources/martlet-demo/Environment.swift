import Glibc

/// The value of an environment variable; nil when it is unset or empty.
func getEnvironment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
}

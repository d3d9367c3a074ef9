import CLinux
import Glibc

/// This program, started again as a child of this process.
package struct ChildProcess: Sendable {
    /// How a process ended.
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// Its number.
    package let id: Int32
    /// Readable once it has ended.
    package let descriptor: Int32

    /// Starts it with this process's arguments and environment, and another variable.
    ///
    /// - Parameter descriptors: what it inherits, under the same numbers.
    package init(variable: String, value: String, descriptors: [Int32]) throws(SystemError) {
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        let inherited = Self.environment.filter { !$0.hasPrefix("\(variable)=") }
        var environment = (inherited + ["\(variable)=\(value)"]).map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        id = clinux_spawn_self(&arguments, &environment, descriptors, Int32(descriptors.count))
        guard id > 0 else { throw .last("posix_spawn", "/proc/self/exe") }
        descriptor = clinux_process_open(id)
        guard descriptor >= 0 else {
            let error = SystemError.last("pidfd_open", "\(id)")
            kill(id, SIGKILL)
            throw error
        }
    }

    package func send(_ signal: Int32) { kill(id, signal) }

    /// How it ended, once; nil while it runs. To be called before nobody looks at `descriptor` any more.
    package func reap() -> End? {
        var (code, signal) = (Int32(-1), Int32(-1))
        // When somebody else has taken its remains away, nobody knows how it ended.
        guard clinux_process_reap(id, &code, &signal) != 0 else { return nil }
        _ = Glibc.close(descriptor)
        return signal > 0 ? .signalled(signal) : .exited(code)
    }

    private static var environment: [String] {
        var texts: [String] = []
        var next = environ
        while let text = next.pointee {
            texts.append(String(cString: text))
            next += 1
        }
        return texts
    }
}

extension ChildProcess.End: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "\(String(cString: clinux_signal_name(signal))) (\(signal))"
        }
    }
}

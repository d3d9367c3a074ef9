/// The Swift types that stand for one service.
struct ServiceNames {
    /// The protocol that servers implement. A service called `…Service` doesn't say so twice.
    let service: String
    /// The struct that calls the service.
    let client: String
    /// The namespace of the method descriptors.
    let methods: String

    init(_ name: String) {
        service = name.hasSuffix("Service") ? name : name + "Service"
        client = name + "Client"
        methods = name + "Methods"
    }

    var all: [String] { [service, client, methods] }
}

/// A generated service that knows its descriptor: the namespace of its methods, such as `GreeterMethods`.
///
/// Conformances stand in the files that `martlet-gen` writes when it is asked for descriptors.
public protocol DescribedService {
    static var descriptor: ServiceDescriptor { get }
}

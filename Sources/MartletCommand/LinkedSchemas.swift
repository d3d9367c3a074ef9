import MartletBenchmarkService
import MartletInterop
import MartletReflection

/// The schemas that this program carries, so that their services can be called without asking anybody.
enum LinkedSchemas {
    static var files: [FileDescriptor] {
        [TestServiceMethods.descriptor, BenchmarkServiceMethods.descriptor, GreeterMethods.descriptor].map(\.file)
    }
}

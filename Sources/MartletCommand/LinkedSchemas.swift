import MartletReflection

/// The schemas that this program carries, so that their services can be called without asking anybody.
enum LinkedSchemas {
    static var files: [FileDescriptor] {
        [_pbFile_grpc_testing_test, _pbFile_grpc_testing_benchmark_service_187d727e, _pbFile_greeter_v1_greeter]
            .map(\.descriptor)
    }
}

// grpc.testing.BenchmarkService by gRPC for C++, through its callback API: no thread waits in a call.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "grpc/testing/benchmark_service.grpc.pb.h"

using grpc::CallbackServerContext;
using grpc::Status;
using grpc::testing::BenchmarkService;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;

namespace {

void Answer(const SimpleRequest& request, SimpleResponse* response) {
    if (request.response_size() > 0) response->mutable_payload()->mutable_body()->assign(request.response_size(), '\0');
}

// StreamingCall: an answer to each request, in turn.
class PingPong : public grpc::ServerBidiReactor<SimpleRequest, SimpleResponse> {
 public:
    PingPong() { StartRead(&request_); }

    void OnReadDone(bool ok) override {
        if (!ok) return Finish(Status::OK);
        response_.Clear();
        Answer(request_, &response_);
        StartWrite(&response_);
    }

    void OnWriteDone(bool ok) override {
        if (ok) StartRead(&request_);
        else Finish(Status::CANCELLED);
    }

    void OnDone() override { delete this; }

 private:
    SimpleRequest request_;
    SimpleResponse response_;
};

// StreamingFromServer: the same answer until the client cancels.
class Outpouring : public grpc::ServerWriteReactor<SimpleResponse> {
 public:
    explicit Outpouring(const SimpleRequest& request) {
        Answer(request, &response_);
        StartWrite(&response_);
    }

    void OnWriteDone(bool ok) override {
        if (ok) StartWrite(&response_);
        else Finish(Status::CANCELLED);
    }

    void OnDone() override { delete this; }

 private:
    SimpleResponse response_;
};

// StreamingFromClient: takes requests, then answers the last.
class Intake : public grpc::ServerReadReactor<SimpleRequest> {
 public:
    explicit Intake(SimpleResponse* response) : response_(response) { StartRead(&request_); }

    void OnReadDone(bool ok) override {
        if (ok) return StartRead(&request_);
        Answer(request_, response_);
        Finish(Status::OK);
    }

    void OnDone() override { delete this; }

 private:
    SimpleRequest request_;
    SimpleResponse* response_;
};

// StreamingBothWays: the answer to the first request again and again, until the client has ended its side. Reading and
// writing go on at the same time, so the two share only what is atomic; whoever comes last finishes.
class BothWays : public grpc::ServerBidiReactor<SimpleRequest, SimpleResponse> {
 public:
    BothWays() { StartRead(&request_); }

    void OnReadDone(bool ok) override {
        if (!ok) {
            readerEnded_ = true;
            if (!isWriting_ || oneEnded_.exchange(true)) Finish(Status::OK);
            return;
        }
        if (!isWriting_) {
            isWriting_ = true;
            Answer(request_, &response_);
            StartWrite(&response_);
        }
        StartRead(&request_);
    }

    void OnWriteDone(bool ok) override {
        if (ok && !readerEnded_) return StartWrite(&response_);
        if (oneEnded_.exchange(true)) Finish(Status::OK);
    }

    void OnDone() override { delete this; }

 private:
    SimpleRequest request_;
    SimpleResponse response_;
    bool isWriting_ = false;  // read and written by the reader alone
    std::atomic<bool> readerEnded_{false};
    std::atomic<bool> oneEnded_{false};  // set by the first of reader and writer to end
};

class Service final : public BenchmarkService::CallbackService {
    grpc::ServerUnaryReactor* UnaryCall(
        CallbackServerContext* context, const SimpleRequest* request, SimpleResponse* response) override {
        Answer(*request, response);
        auto* reactor = context->DefaultReactor();
        reactor->Finish(Status::OK);
        return reactor;
    }

    grpc::ServerBidiReactor<SimpleRequest, SimpleResponse>* StreamingCall(CallbackServerContext*) override {
        return new PingPong;
    }

    grpc::ServerReadReactor<SimpleRequest>* StreamingFromClient(
        CallbackServerContext*, SimpleResponse* response) override {
        return new Intake(response);
    }

    grpc::ServerWriteReactor<SimpleResponse>* StreamingFromServer(
        CallbackServerContext*, const SimpleRequest* request) override {
        return new Outpouring(*request);
    }

    grpc::ServerBidiReactor<SimpleRequest, SimpleResponse>* StreamingBothWays(CallbackServerContext*) override {
        return new BothWays;
    }
};

// Ten methods that nobody calls, registered as those of generated services are.
class Crowd final : public grpc::Service {
 public:
    Crowd(int first, int end) {
        for (int number = first; number < end; number++) {
            // The method keeps the pointer.
            names_.push_back(std::make_unique<std::string>(
                "/benchmark.Crowd" + std::to_string(first / 10) + "/Method" + std::to_string(number)));
            AddMethod(new grpc::internal::RpcServiceMethod(
                names_.back()->c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
            MarkMethodCallback(
                number - first,
                new grpc::internal::CallbackUnaryHandler<SimpleRequest, SimpleResponse>(
                    [](CallbackServerContext* context, const SimpleRequest*, SimpleResponse*) {
                        auto* reactor = context->DefaultReactor();
                        reactor->Finish(Status::OK);
                        return reactor;
                    }));
        }
    }

 private:
    std::vector<std::unique_ptr<std::string>> names_;
};

std::string Read(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

int main(int count, char** arguments) {
    std::string port, certificate, key;
    int methods = 0;
    for (int i = 1; i + 1 < count; i++) {
        if (!strcmp(arguments[i], "--port")) port = arguments[i + 1];
        if (!strcmp(arguments[i], "--tls-cert")) certificate = arguments[i + 1];
        if (!strcmp(arguments[i], "--tls-key")) key = arguments[i + 1];
        if (!strcmp(arguments[i], "--methods")) methods = std::atoi(arguments[i + 1]);
    }
    if (port.empty()) {
        std::cerr << "usage: server --port P (--tls-cert F --tls-key F | --plaintext) [--methods N]\n";
        return 64;
    }
    auto credentials = grpc::InsecureServerCredentials();
    if (!certificate.empty()) {
        grpc::SslServerCredentialsOptions options;
        options.pem_key_cert_pairs.push_back({Read(key), Read(certificate)});
        credentials = grpc::SslServerCredentials(options);
    }
    Service service;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + port, credentials).RegisterService(&service);
    std::vector<std::unique_ptr<Crowd>> crowd;
    for (int first = 0; first < methods; first += 10) {
        crowd.push_back(std::make_unique<Crowd>(first, std::min(first + 10, methods)));
        builder.RegisterService(crowd.back().get());
    }
    auto server = builder.BuildAndStart();
    if (!server) return 1;
    server->Wait();
}

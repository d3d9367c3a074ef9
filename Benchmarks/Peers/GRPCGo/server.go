// grpc.testing.BenchmarkService by grpc-go.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	pb "peer/benchpb"
)

type server struct{ pb.UnimplementedBenchmarkServiceServer }

func answer(request *pb.SimpleRequest) *pb.SimpleResponse {
	if request.GetResponseSize() <= 0 {
		return &pb.SimpleResponse{}
	}
	return &pb.SimpleResponse{Payload: &pb.Payload{Body: make([]byte, request.GetResponseSize())}}
}

func (server) UnaryCall(_ context.Context, request *pb.SimpleRequest) (*pb.SimpleResponse, error) {
	return answer(request), nil
}

func (server) StreamingCall(stream pb.BenchmarkService_StreamingCallServer) error {
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(answer(request)); err != nil {
			return err
		}
	}
}

func (server) StreamingFromClient(stream pb.BenchmarkService_StreamingFromClientServer) error {
	last := &pb.SimpleRequest{}
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(answer(last))
		}
		if err != nil {
			return err
		}
		last = request
	}
}

func (server) StreamingFromServer(
	request *pb.SimpleRequest, stream pb.BenchmarkService_StreamingFromServerServer,
) error {
	response := answer(request)
	for {
		if err := stream.Send(response); err != nil {
			return err
		}
	}
}

func (server) StreamingBothWays(stream pb.BenchmarkService_StreamingBothWaysServer) error {
	first, err := stream.Recv()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		for {
			if _, err := stream.Recv(); err != nil {
				ended <- err
				return
			}
		}
	}()
	response := answer(first)
	for {
		select {
		case err := <-ended:
			if err == io.EOF {
				return nil
			}
			return err
		default:
			if err := stream.Send(response); err != nil {
				return err
			}
		}
	}
}

// Methods that nobody calls, ten in a service.
func registerCrowd(s *grpc.Server, count int) {
	for first := 0; first < count; first += 10 {
		crowd := grpc.ServiceDesc{
			ServiceName: fmt.Sprintf("benchmark.Crowd%d", first/10), HandlerType: (*interface{})(nil),
		}
		for number := first; number < first+10 && number < count; number++ {
			crowd.Methods = append(crowd.Methods, grpc.MethodDesc{
				MethodName: fmt.Sprintf("Method%d", number), Handler: handleUnary,
			})
		}
		s.RegisterService(&crowd, server{})
	}
}

func handleUnary(
	_ interface{}, _ context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor,
) (interface{}, error) {
	request := &pb.SimpleRequest{}
	if err := decode(request); err != nil {
		return nil, err
	}
	return answer(request), nil
}

func main() {
	methods := flag.Int("methods", 0, "")
	port := flag.Int("port", 0, "")
	certificate := flag.String("tls-cert", "", "")
	key := flag.String("tls-key", "", "")
	plaintext := flag.Bool("plaintext", false, "")
	flag.Parse()
	var options []grpc.ServerOption
	if !*plaintext {
		secure, err := credentials.NewServerTLSFromFile(*certificate, *key)
		if err != nil {
			log.Fatal(err)
		}
		options = append(options, grpc.Creds(secure))
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	s := grpc.NewServer(options...)
	pb.RegisterBenchmarkServiceServer(s, server{})
	registerCrowd(s, *methods)
	log.Fatal(s.Serve(listener))
}

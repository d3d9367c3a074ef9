import Foundation

extension ProxySite {
    var nginx: String {
        get throws {
            """
            daemon off;
            master_process off;
            pid \(folder.path)/pid;
            error_log stderr error;
            events {}
            http {
                access_log off;
                client_body_temp_path \(folder.path)/body;
                proxy_temp_path \(folder.path)/proxy;
                fastcgi_temp_path \(folder.path)/fastcgi;
                uwsgi_temp_path \(folder.path)/uwsgi;
                scgi_temp_path \(folder.path)/scgi;
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate \(try Tools.certificate("server.pem"));
                    ssl_certificate_key \(try Tools.certificate("server.key"));
                    client_max_body_size 0;
                    location / {
                        grpc_pass grpcs://127.0.0.1:\(backend);
                        grpc_ssl_verify on;
                        grpc_ssl_trusted_certificate \(try Tools.certificate("ca.pem"));
                        grpc_ssl_name localhost;
                        grpc_ssl_server_name on;
                    }
                }
            }
            """
        }
    }

    var haproxy: String {
        get throws {
            let parts = try ["server.pem", "server.key"].map {
                try String(contentsOfFile: Tools.certificate($0), encoding: .utf8)
            }
            let authority = "ca-file \(try Tools.certificate("ca.pem")) verifyhost localhost"
            let identity = try write(parts.joined(), "identity.pem")
            return """
                global
                    log stderr format raw local0 err
                defaults
                    mode http
                    timeout connect 10s
                    timeout client 1m
                    timeout server 1m
                frontend front
                    bind 127.0.0.1:\(port) ssl crt \(identity) alpn h2
                    default_backend back
                backend back
                    server one 127.0.0.1:\(backend) ssl alpn h2 sni str(localhost) verify required \(authority)

                """
        }
    }

    var envoy: String {
        get throws {
            """
            static_resources:
              listeners:
              - address: { socket_address: { address: 127.0.0.1, port_value: \(port) } }
                filter_chains:
                - transport_socket:
                    name: tls
                    typed_config:
                      "@type": \(Self.types).transport_sockets.tls.v3.DownstreamTlsContext
                      common_tls_context:
                        alpn_protocols: [h2]
                        tls_certificates:
                        - certificate_chain: { filename: \(try Tools.certificate("server.pem")) }
                          private_key: { filename: \(try Tools.certificate("server.key")) }
                  filters:
                  - name: http
                    typed_config:
                      "@type": \(Self.types).filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: front
                      codec_type: HTTP2
                      route_config:
                        virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes: [{ match: { prefix: / }, route: { cluster: back, timeout: 0s } }]
                      http_filters:
                      - name: router
                        typed_config: { "@type": \(Self.types).filters.http.router.v3.Router }
              clusters:
              - name: back
                type: STATIC
                common_lb_config: { healthy_panic_threshold: {} }
                health_checks:
                - timeout: 5s
                  interval: 1s
                  no_traffic_interval: 1s
                  unhealthy_threshold: 1
                  healthy_threshold: 1
                  tls_options: { alpn_protocols: [h2] }
                  grpc_health_check: { service_name: \(healthyService) }
                load_assignment:
                  cluster_name: back
                  endpoints:
                  - lb_endpoints:
                    - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: \(backend) } } }
                transport_socket:
                  name: tls
                  typed_config:
                    "@type": \(Self.types).transport_sockets.tls.v3.UpstreamTlsContext
                    sni: localhost
                    common_tls_context:
                      validation_context:
                        trusted_ca: { filename: \(try Tools.certificate("ca.pem")) }
                        match_typed_subject_alt_names: [{ san_type: DNS, matcher: { exact: localhost } }]
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": \(Self.types).upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: { http2_protocol_options: {} }
            """
        }
    }

    private static let types = "type.googleapis.com/envoy.extensions"
}

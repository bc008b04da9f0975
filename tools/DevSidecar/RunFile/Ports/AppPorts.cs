namespace DemoApp.DevSidecar.RunFile.Ports;

/// <summary>The ports of one app and its sidecar, with nothing left to choose.</summary>
internal sealed record AppPorts(int? App, int Http, int Grpc, int InternalGrpc, int Metrics);

namespace DemoApp.TenantPage.Hosting;

/// <summary>Where telemetry is received.</summary>
/// <param name="Grpc">OTLP over gRPC.</param>
/// <param name="Http">OTLP over HTTP.</param>
internal sealed record Endpoints(Uri Grpc, Uri Http);

namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>Every line that the sidecar itself logs.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "starting the development sidecar in place of daprd {Version}; this is not Dapr")]
    public static partial void Starting(this ILogger log, string version);
    [LoggerMessage(LogLevel.Information, "HTTP server is running on port {Port}")]
    public static partial void HttpRunning(this ILogger log, int port);
    [LoggerMessage(LogLevel.Information, "gRPC server is running on port {Port}")]
    public static partial void GrpcRunning(this ILogger log, int port);
    [LoggerMessage(LogLevel.Information, "internal server is running on port {Port}")]
    public static partial void InternalRunning(this ILogger log, int port);
    [LoggerMessage(LogLevel.Information, "metrics server is running on port {Port}")]
    public static partial void MetricsRunning(this ILogger log, int port);
    [LoggerMessage(LogLevel.Information, "component loaded: {Name} ({Type}/{Version})")]
    public static partial void ComponentLoaded(this ILogger log, string name, string type, string version);
    [LoggerMessage(LogLevel.Information, "names of sidecars are kept in {Registry}")]
    public static partial void NameResolution(this ILogger log, string registry);
    [LoggerMessage(LogLevel.Warning, "the entry of this sidecar in the registry cannot be written: {Error}")]
    public static partial void EntryNotWritten(this ILogger log, string error);
    [LoggerMessage(LogLevel.Information, "application discovered on port {Port}")]
    public static partial void AppDiscovered(this ILogger log, int port);
    [LoggerMessage(LogLevel.Debug, "the application did not answer GET /dapr/config: {Error}")]
    public static partial void NoAppConfiguration(this ILogger log, string error);
    [LoggerMessage(LogLevel.Information, "waiting for the application to listen on port {Port}")]
    public static partial void WaitingForApp(this ILogger log, int port);
    [LoggerMessage(LogLevel.Information, "dapr initialized. Status: Running. Init Elapsed {Milliseconds}ms")]
    public static partial void Initialized(this ILogger log, long milliseconds);
    [LoggerMessage(LogLevel.Information, "Blocking graceful shutdown for {Seconds}s or until app reports unhealthy...")]
    public static partial void BlockingShutdown(this ILogger log, double seconds);
    [LoggerMessage(LogLevel.Information, "{Reason}, entering shutdown...")]
    public static partial void BlockingEnded(this ILogger log, string reason);
    [LoggerMessage(LogLevel.Information, "dapr shutting down")]
    public static partial void ShuttingDown(this ILogger log);
    [LoggerMessage(LogLevel.Warning, "{Flag} has no effect in the development sidecar")]
    public static partial void FlagWithoutEffect(this ILogger log, string flag);
    [LoggerMessage(LogLevel.Warning, "{Location}: a resource of kind {Kind} has no effect here")]
    public static partial void KindWithoutEffect(this ILogger log, string location, string kind);
    [LoggerMessage(LogLevel.Warning, "{Location}: {Part} has no effect here")]
    public static partial void ConfigurationWithoutEffect(this ILogger log, string location, string part);
    [LoggerMessage(LogLevel.Warning, "app is unhealthy after {Failures} failed probes")]
    public static partial void AppUnhealthy(this ILogger log, int failures);
    [LoggerMessage(LogLevel.Information, "app is healthy")]
    public static partial void AppHealthy(this ILogger log);
    [LoggerMessage(LogLevel.Information, "{Protocol} API Called: {Call}")]
    public static partial void ApiCalled(this ILogger log, string protocol, string call);
    [LoggerMessage(LogLevel.Information, "retrying {Target}: {Reason}")]
    public static partial void Retrying(this ILogger log, string target, string reason);
    [LoggerMessage(LogLevel.Warning, "HTTP service invocation failed to complete with error: {Error}")]
    public static partial void InvocationBroken(this ILogger log, string error);
    [LoggerMessage(LogLevel.Error, "a request failed because of a fault of the development sidecar")]
    public static partial void Unexpected(this ILogger log, Exception error);
}

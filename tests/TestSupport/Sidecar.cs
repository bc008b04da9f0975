using System.Net.Sockets;

namespace DemoApp.TestSupport;

/// <summary>A Dapr sidecar as a process: the one that <c>DAPRD</c> names, else the development sidecar.</summary>
public sealed class Sidecar : IAsyncDisposable
{
    private Sidecar(ChildProcess process, int httpPort, int grpcPort)
    {
        Process = process;
        HttpPort = httpPort;
        GrpcPort = grpcPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
    }

    /// <summary>True where the sidecar under test is a real daprd.</summary>
    public static bool IsRealDaprd => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DAPRD"));

    /// <summary>The sidecar's process.</summary>
    public ChildProcess Process { get; }

    /// <summary>The port of its HTTP API.</summary>
    public int HttpPort { get; }

    /// <summary>The port of its gRPC API.</summary>
    public int GrpcPort { get; }

    /// <summary>Calls its HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts a sidecar and waits until its APIs are up (outbound health), which is before its app is.</summary>
    public static async Task<Sidecar> StartAsync(
        string appId, int? appPort, string resourcesPath, string configFile, IReadOnlyDictionary<string, string?>? environment = null)
    {
        int http = FreePort.Next(), grpc = FreePort.Next();
        List<string> arguments =
        [
            "--app-id", appId,
            "--dapr-http-port", $"{http}",
            "--dapr-grpc-port", $"{grpc}",
            "--dapr-internal-grpc-port", $"{FreePort.Next()}",
            "--metrics-port", $"{FreePort.Next()}",
            "--dapr-listen-addresses", "127.0.0.1",
            "--placement-host-address", "",
            "--scheduler-host-address", "",
            "--resources-path", resourcesPath,
            "--config", configFile,
            "--log-level", "info",
        ];
        if (appPort is { } port)
        {
            arguments.AddRange(["--app-port", $"{port}", "--app-protocol", "http"]);
        }

        var variables = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
        {
            ["DAPR_HOST_IP"] = "127.0.0.1",
        };
        var process = ChildProcess.Start(Repository.Executable("DAPRD", "tools/DevSidecar"), arguments, variables, Path.GetDirectoryName(configFile));
        var sidecar = new Sidecar(process, http, grpc);
        try
        {
            await Eventually.TrueAsync(
                async () => process.HasExited || await sidecar.AnswersAsync("/v1.0/healthz/outbound"), $"outbound health of sidecar {appId}");
        }
        catch (TimeoutException e)
        {
            await sidecar.DisposeAsync();
            throw new TimeoutException($"{e.Message}\n{process.Tail()}");
        }

        return process.HasExited ? throw new InvalidOperationException($"Sidecar {appId} ended at start:\n{process.Tail()}") : sidecar;
    }

    /// <summary>Waits until the sidecar is ready altogether, its app included.</summary>
    public Task HealthyAsync() => Eventually.TrueAsync(() => AnswersAsync("/v1.0/healthz"), $"health of the sidecar on port {HttpPort}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}

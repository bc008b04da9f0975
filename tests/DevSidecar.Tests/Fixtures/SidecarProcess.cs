using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>A sidecar as its own process on free ports: this tool, or the daprd that the variable DAPRD names.</summary>
public sealed class SidecarProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private SidecarProcess(string appId, int[] ports, Process process)
    {
        AppId = appId;
        (HttpPort, GrpcPort, InternalPort) = (ports[0], ports[1], ports[2]);
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // As the recordings have them: a character for each byte.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{HttpPort}"),
            Timeout = TimeSpan.FromSeconds(60),
        };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>The executable under test.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("DAPRD") is { Length: > 0 } daprd
        ? daprd
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "DevSidecar.exe" : "DevSidecar");

    /// <summary>Whether that executable is a real daprd and not this tool.</summary>
    public static bool IsDaprd { get; } = Environment.GetEnvironmentVariable("DAPRD") is { Length: > 0 };

    public string AppId { get; }

    public int HttpPort { get; }

    public int GrpcPort { get; }

    public int InternalPort { get; }

    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a sidecar and waits until its APIs answer.</summary>
    public static async Task<SidecarProcess> StartAsync(
        string appId, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var sidecar = Launch(appId, arguments, environment);
        await Eventually.TrueAsync(
            async () =>
            {
                if (sidecar.HasExited)
                {
                    throw new InvalidOperationException($"The sidecar of {appId} has ended:\n{sidecar.Output}");
                }

                return await sidecar.StatusOfAsync("/v1.0/healthz/outbound") == HttpStatusCode.NoContent;
            },
            $"the sidecar of {appId}",
            TimeSpan.FromSeconds(40));
        return sidecar;
    }

    /// <summary>Starts a sidecar and waits for nothing.</summary>
    public static SidecarProcess Launch(
        string appId, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, int? metricsPort = null)
    {
        int[] ports = [FreePort.Next(), FreePort.Next(), FreePort.Next(), metricsPort ?? FreePort.Next()];
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] own =
        [
            "--app-id", appId, "--dapr-http-port", Text(ports[0]), "--dapr-grpc-port", Text(ports[1]), "--dapr-internal-grpc-port",
            Text(ports[2]),
            "--metrics-port", Text(ports[3]), "--dapr-listen-addresses", "127.0.0.1",
        ];
        foreach (var argument in own.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // What the machine says about telemetry must not decide what the sidecar under test does.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DAPR_HOST_IP"] = "127.0.0.1";
        // Nor may the tests of this machine meet the sidecars of its user.
        start.Environment["DEVSIDECAR_REGISTRY"] = Path.Combine(Path.GetTempPath(), $"devsidecar-tests-{Environment.ProcessId}", "names");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var sidecar = new SidecarProcess(appId, ports, process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return sidecar;
    }

    public async Task<HttpStatusCode?> StatusOfAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    public Task UntilReadyAsync() =>
        Eventually.TrueAsync(async () => await StatusOfAsync("/v1.0/healthz") == HttpStatusCode.NoContent, $"{AppId} to find its app");

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Tells the sidecar to stop, as a terminal or an orchestrator does.</summary>
    public void Terminate() => Signals.Send(_process.Id, ChildProcess.SigTerm);

    /// <summary>Tells the sidecar to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
        }

        await WaitForExitAsync();
    }

    public async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}

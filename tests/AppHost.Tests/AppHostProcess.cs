using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.AppHost.Tests;

/// <summary>The built app host as <c>make run</c> executes it.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private AppHostProcess(AppHostRun run, ChildProcess process)
    {
        Run = run;
        Process = process;
    }

    public AppHostRun Run { get; }

    public ChildProcess Process { get; }

    public static AppHostProcess Start(IEnumerable<string> arguments, params IEnumerable<(string Name, string? Value)> variables)
    {
        var run = new AppHostRun();
        return new(run, ChildProcess.StartInGroup(Repository.Executable("APP_HOST", "tools/AppHost"), arguments, run.Variables(variables)));
    }

    public static async Task<AppHostProcess> ReadyAsync(params IEnumerable<(string Name, string? Value)> variables)
    {
        var host = Start([], variables);
        await host.Process.LineAsync("curl -X POST", seconds: 90);
        return host;
    }

    /// <summary>Sends a request to a tenant's Sender.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(int tenant, JsonObject body)
    {
        using var answer = await _http.PostAsJsonAsync(Address(8000, tenant, "/send"), body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonNode>());
    }

    /// <summary>The answer of a Receiver's sidecar for a key of its state store.</summary>
    public async Task<HttpStatusCode> RecordAsync(int tenant, string key)
    {
        using var answer = await _http.GetAsync(Address(3510, tenant, $"/v1.0/state/statestore/{key}"));
        return answer.StatusCode;
    }

    /// <summary>A JSON answer of the tenant page.</summary>
    public async Task<JsonNode> PageAsync(string path) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri($"http://localhost:{Run.PagePort}/api/{path}")))!;

    /// <summary>Waits until nothing of the run is left.</summary>
    public Task NothingIsLeftAsync() =>
        Eventually.TrueAsync(Run.IsGone, "no process and no port of the run is left", TimeSpan.FromSeconds(15));

    /// <summary>Signals its group, as a terminal does, and waits for its end and that of all it started.</summary>
    public async Task EndAsync(int signal)
    {
        Process.SignalGroup(signal);
        await Process.ExitCodeAsync(15);
        await NothingIsLeftAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
        // Whatever a failed test has left.
        foreach (var process in Run.Processes)
        {
            process.Kill();
        }
    }

    private Uri Address(int port, int tenant, string path) => new($"http://127.0.0.1:{port + Run.Offset + ((tenant - 1) * Run.Step)}{path}");
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>
/// Two tenants on this machine as <c>make run</c> has them: a viewer, and for each tenant Sender, Receiver and their sidecars, run from one
/// run file on free ports. With <c>DAPRD</c> the sidecars are real ones.
/// </summary>
public sealed class LocalRun : IAsyncDisposable
{
    /// <summary>The tenants of the run.</summary>
    public static readonly string[] Tenants = ["tenant1", "tenant2"];

    private readonly string _folder = Directory.CreateTempSubdirectory("demo-app-").FullName;
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, int> _ports = [];
    private ChildProcess? _run;

    private LocalRun()
    {
    }

    /// <summary>Shows the run.</summary>
    public ViewerProcess Viewer { get; private set; } = null!;

    /// <summary>Starts everything, and waits until a request of each tenant has passed through all of it but the viewer.</summary>
    public static async Task<LocalRun> StartAsync()
    {
        var local = new LocalRun();
        try
        {
            await local.StartProcessesAsync();
            return local;
        }
        catch
        {
            await local.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request to a tenant's Sender as anybody does, and returns whether it was answered without an error.</summary>
    public async Task<bool> AnswersAsync(string tenant)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{_ports[$"sender-{tenant}"]}/send"), new { message = $"Hello from {tenant}" });
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Sends a request to a tenant's Sender by the page's API, and returns the id of its trace.</summary>
    public async Task<string> SendAsync(string tenant, string message = "Hello from the tests")
    {
        using var answer = await Viewer.Http.PostAsJsonAsync(new Uri("/api/try", UriKind.Relative), new { tenant, message });
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["traceId"]!.GetValue<string>();
    }

    /// <summary>Sends a request, waits until its trace is complete and returns the trace.</summary>
    public async Task<JsonNode> TraceAsync(string tenant)
    {
        var id = await SendAsync(tenant);
        JsonNode? trace = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var found = await Viewer.Http.GetAsync(new Uri($"/api/traces/{id}", UriKind.Relative));
                trace = found.IsSuccessStatusCode ? JsonNode.Parse(await found.Content.ReadAsStringAsync()) : null;
                return trace?["complete"]!.GetValue<bool>() == true;
            },
            $"trace {id} is complete");
        return trace!;
    }

    /// <summary>Puts faults in force in one service, or takes them back where <paramref name="faults"/> is null.</summary>
    public async Task FaultsAsync(string appId, object? faults)
    {
        var address = new Uri($"http://127.0.0.1:{_ports[appId]}/faults");
        using var answer = faults is null ? await _http.DeleteAsync(address) : await _http.PutAsJsonAsync(address, faults);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_run is { HasExited: false })
            {
                // Not Ctrl-C's signal, which a test run in the background of a shell was started to ignore.
                _run.Signal(ChildProcess.SigTerm);
                await _run.ExitCodeAsync();
            }
        }
        finally
        {
            if (_run is not null)
            {
                await _run.DisposeAsync();
            }

            if (Viewer is not null)
            {
                await Viewer.DisposeAsync();
            }

            _http.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartProcessesAsync()
    {
        var runFile = await WriteAsync("dapr.yaml", RunFile());
        Viewer = await ViewerProcess.StartAsync("--run-file", runFile, "--tenants", string.Join(',', Tenants), "--watch-pid", $"{Environment.ProcessId}");
        await WriteAsync("configuration.yaml", Configuration());
        Directory.CreateDirectory(Path.Combine(_folder, "components"));
        await WriteAsync("components/statestore.yaml", StateStore());
        _run = ChildProcess.Start(Repository.Executable("DEVSIDECAR", "tools/DevSidecar"), ["run", "-f", runFile], new Dictionary<string, string?>
        {
            ["DEVSIDECAR_STATE"] = Path.Combine(_folder, "state"),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Viewer.Grpc.ToString(),
        });
        await _run.LineAsync("Ready after", seconds: 120);
        foreach (var tenant in Tenants)
        {
            // A sidecar learns where the other one is a moment after both are ready.
            await Eventually.TrueAsync(() => AnswersAsync(tenant), $"POST /send of {tenant} is answered 200");
        }
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private string RunFile() => $$"""
        version: 1
        common:
          resourcesPaths: [ {{_folder}}/components ]
          configFilePath: {{_folder}}/configuration.yaml
          placementHostAddress: " "
          schedulerHostAddress: " "
          apiListenAddresses: 127.0.0.1
          env:
            FAULTS_API: "true"
            PROCESSING_TIME_MS: "5"
            OTEL_RESOURCE_ATTRIBUTES: deployment.environment.name=development
            # An exception is an event of its span too.
            OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: logs/dup
            OTEL_BSP_SCHEDULE_DELAY: "200"
            OTEL_METRIC_EXPORT_INTERVAL: "1000"
        apps:
        {{string.Join('\n', Tenants.SelectMany(tenant => (string[])[App("sender", "Sender", tenant), App("receiver", "Receiver", tenant)]))}}
        """;

    private string App(string name, string project, string tenant)
    {
        var appId = $"{name}-{tenant}";
        var port = _ports[appId] = FreePort.Next();
        return $$"""
              - appID: {{appId}}
                appDirPath: {{_folder}}
                appPort: {{port}}
                daprHTTPPort: {{FreePort.Next()}}
                daprGRPCPort: {{FreePort.Next()}}
                daprInternalGRPCPort: {{FreePort.Next()}}
                metricsPort: {{FreePort.Next()}}
                command: [ {{Repository.Executable(project.ToUpperInvariant(), $"src/{project}")}} ]
                env:
                  TENANT_ID: {{tenant}}
                  RECEIVER_APP_ID: receiver-{{tenant}}
                  OTEL_SERVICE_NAME: {{name}}-service
                  ASPNETCORE_URLS: http://127.0.0.1:{{port}}
            """;
    }

    private string Configuration() => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: local
        spec:
          tracing:
            samplingRate: "1"
            otel: { endpointAddress: "{{Viewer.Grpc.Authority}}", isSecure: false, protocol: grpc }
          nameResolution:
            component: sqlite
            version: v1
            configuration:
              connectionString: {{_folder}}/names.db
          metric:
            http:
              increasedCardinality: false
        """;

    // In each Receiver's sidecar's own memory, so one component does for both.
    private static string StateStore() => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: statestore
        spec:
          type: state.in-memory
          version: v1
          metadata: []
        scopes: [ {{string.Join(", ", Tenants.Select(tenant => $"receiver-{tenant}"))}} ]
        """;
}

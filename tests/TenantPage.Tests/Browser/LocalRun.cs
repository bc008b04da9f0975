using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>
/// Two tenants on free ports, as <c>make run</c> has them: the page, and for each tenant Sender, Receiver and their sidecars.
/// With <c>DAPRD</c> the sidecars are real ones.
/// </summary>
public sealed class LocalRun : IAsyncDisposable
{
    /// <summary>The tenants of the run.</summary>
    public static readonly string[] Tenants = ["tenant1", "tenant2"];

    private readonly string _folder = Directory.CreateTempSubdirectory("demo-app-").FullName;
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, int> _ports = [];
    private readonly List<Sidecar> _sidecars = [];
    private readonly List<ChildProcess> _services = [];
    private readonly int _grpcPort = FreePort.Next();

    private LocalRun()
    {
    }

    /// <summary>Shows the run.</summary>
    public ViewerProcess Viewer { get; private set; } = null!;

    /// <summary>The dashboard that the page links and forwards to.</summary>
    public FakeDashboard Dashboard { get; private set; } = null!;

    /// <summary>Starts everything, and waits until a request of each tenant is answered.</summary>
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

    /// <summary>The address of a tenant's Sender.</summary>
    public Uri Sender(string tenant) => new($"http://127.0.0.1:{_ports[$"sender-{tenant}"]}");

    /// <summary>Sends a request to a tenant's Sender and returns the status; the body may claim another tenant.</summary>
    public async Task<HttpStatusCode> SendAsync(string tenant, string? claim = null)
    {
        object body = claim is null ? new { message = $"Hello from {tenant}" } : new { tenant_id = claim };
        using var answer = await _http.PostAsJsonAsync(new Uri(Sender(tenant), "/send"), body);
        return answer.StatusCode;
    }

    /// <summary>Sets the faults of one service, or removes them if <paramref name="faults"/> is null.</summary>
    public async Task FaultsAsync(string appId, object? faults)
    {
        var address = new Uri($"http://127.0.0.1:{_ports[appId]}/faults");
        using var answer = faults is null ? await _http.DeleteAsync(address) : await _http.PutAsJsonAsync(address, faults);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the row of a service on the Overview's API fulfils <paramref name="condition"/>.</summary>
    public Task RowAsync(string tenant, string service, Func<JsonNode, bool> condition, string what) => Eventually.TrueAsync(
        async () => (await Viewer.GetAsync("/api/overview"))["rows"]!.AsArray().Any(row =>
            row!["tenant"]!.GetValue<string>() == tenant && row["service"]!.GetValue<string>() == service && condition(row)),
        $"{service} of {tenant} {what}");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _services.Concat(_sidecars.Select(sidecar => sidecar.Process)))
        {
            await process.DisposeAsync();
        }

        foreach (var sidecar in _sidecars)
        {
            await sidecar.DisposeAsync();
        }

        if (Viewer is not null)
        {
            await Viewer.DisposeAsync();
        }

        if (Dashboard is not null)
        {
            await Dashboard.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartProcessesAsync()
    {
        Dashboard = await FakeDashboard.StartAsync();
        var configuration = await WriteAsync("configuration.yaml", Configuration());
        Directory.CreateDirectory(Path.Combine(_folder, "components"));
        await WriteAsync("components/statestore.yaml", StateStore());
        (string Name, string Project, string Tenant)[] apps =
            [.. Tenants.SelectMany(tenant => ((string, string, string)[])[("sender", "Sender", tenant), ("receiver", "Receiver", tenant)])];
        foreach (var (name, _, tenant) in apps)
        {
            _ports[$"{name}-{tenant}"] = FreePort.Next();
        }

        _sidecars.AddRange(await Task.WhenAll(apps.Select(app => $"{app.Name}-{app.Tenant}").Select(appId =>
            Sidecar.StartAsync(appId, _ports[appId], Path.Combine(_folder, "components"), configuration))));
        List<string> arguments = ["--tenants", string.Join(',', Tenants), "--watch-pid", $"{Environment.ProcessId}"];
        foreach (var ((name, project, tenant), sidecar) in apps.Zip(_sidecars))
        {
            var port = _ports[$"{name}-{tenant}"];
            var executable = Repository.Executable(project.ToUpperInvariant(), $"src/{project}");
            _services.Add(ChildProcess.Start(executable, [], Variables(name, tenant, port, sidecar)));
            arguments.AddRange(["--app", $"{tenant}/{name}-{tenant}/{name}-service-{tenant}:{port}:{sidecar.HttpPort}"]);
        }

        arguments.AddRange(["--grpc-port", _grpcPort.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["--forward", $"http://{Dashboard.Receiver.Address}", "--dashboard-url", Dashboard.Address.ToString()]);
        Viewer = await ViewerProcess.StartAsync(arguments);
        await Task.WhenAll(Tenants.Select(tenant =>
            // A sidecar finds the other one a moment after both are ready.
            Eventually.TrueAsync(() => IsProcessedAsync(tenant), $"POST /send of {tenant} is answered 200", TimeSpan.FromSeconds(60))));
    }

    private async Task<bool> IsProcessedAsync(string tenant)
    {
        try
        {
            return await SendAsync(tenant) == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private Dictionary<string, string?> Variables(string name, string tenant, int port, Sidecar sidecar) => new()
    {
        ["TENANT_ID"] = tenant,
        ["RECEIVER_APP_ID"] = $"receiver-{tenant}",
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["DAPR_HTTP_PORT"] = $"{sidecar.HttpPort}",
        ["DAPR_GRPC_PORT"] = $"{sidecar.GrpcPort}",
        ["FAULTS_API"] = "true",
        ["PROCESSING_TIME_MS"] = "5",
        ["OTEL_SERVICE_NAME"] = $"{name}-service-{tenant}",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{_grpcPort}",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=development",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    private string Configuration() => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: local
        spec:
          tracing:
            samplingRate: "1"
            otel: { endpointAddress: "127.0.0.1:{{_grpcPort}}", isSecure: false, protocol: grpc }
          nameResolution:
            component: sqlite
            version: v1
            configuration:
              connectionString: {{_folder}}/names.db
          metric:
            http:
              increasedCardinality: false
        """;

    // In the memory of each Receiver's sidecar, so one component does for both.
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

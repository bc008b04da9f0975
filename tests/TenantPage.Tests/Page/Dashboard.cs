using System.Net;
using System.Reflection;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The Aspire dashboard as a process on free ports; NuGet's package has it as one native executable.</summary>
public sealed class Dashboard : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http = new();

    private Dashboard(ChildProcess process, int page, int otlp)
    {
        _process = process;
        Page = new Uri($"http://localhost:{page}");
        Otlp = new Uri($"http://localhost:{otlp}");
    }

    public Uri Page { get; }

    /// <summary>OTLP over gRPC.</summary>
    public Uri Otlp { get; }

    private static string Executable =>
        typeof(Dashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "AspireDashboard").Value!;

    public static async Task<Dashboard> StartAsync()
    {
        var (page, otlp) = (FreePort.Next(), FreePort.Next());
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://localhost:{page}",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{otlp}",
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://localhost:{FreePort.Next()}",
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
        };
        // It looks for its files where it is started.
        var process = ChildProcess.Start(Executable, [], environment, Path.GetDirectoryName(Executable));
        await process.LineAsync("OTLP/HTTP listening on");
        return new Dashboard(process, page, otlp);
    }

    /// <summary>Whether it has a trace.</summary>
    public async Task<bool> HasAsync(string traceId)
    {
        using var answer = await _http.GetAsync(new Uri(Page, $"/api/telemetry/traces/{traceId}"));
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }
}

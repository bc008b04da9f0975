using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests;

/// <summary>The tenant page as a real process on free ports; <c>TENANT_PAGE</c> names another executable.</summary>
public sealed partial class ViewerProcess : IAsyncDisposable
{
    private ViewerProcess(ChildProcess process, int page, int grpc, int http)
    {
        Process = process;
        Page = new Uri($"http://localhost:{page}");
        Grpc = new Uri($"http://localhost:{grpc}");
        OtlpHttp = new Uri($"http://localhost:{http}");
        Http = new HttpClient { BaseAddress = Page };
    }

    private static readonly string[] PortOptions = ["--grpc-port", "--http-port", "--page-port"];

    public static string Executable => Repository.Executable("TENANT_PAGE", "tools/TenantPage");

    public ChildProcess Process { get; }

    /// <summary>The page.</summary>
    public Uri Page { get; }

    /// <summary>OTLP over gRPC.</summary>
    public Uri Grpc { get; }

    /// <summary>OTLP over HTTP.</summary>
    public Uri OtlpHttp { get; }

    /// <summary>Asks the page's API.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts one, on free ports where <paramref name="arguments"/> name none, and waits until it listens.</summary>
    public static Task<ViewerProcess> StartAsync(params IEnumerable<string> arguments) => StartAsync(Executable, arguments, null);

    /// <summary>Starts one with variables of its own.</summary>
    public static Task<ViewerProcess> StartAsync(IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> arguments) =>
        StartAsync(Executable, arguments, environment);

    /// <summary>Starts one that has a single core to itself, for measurements.</summary>
    public static Task<ViewerProcess> StartPinnedAsync(int core, params IEnumerable<string> arguments) =>
        StartAsync("taskset", ["-c", $"{core}", Executable, .. arguments], null);

    private static async Task<ViewerProcess> StartAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        List<string> given = [.. arguments];
        var process = ChildProcess.Start(command, [.. given, .. PortOptions.Except(given).SelectMany(option => (string[])[option, "0"])], environment);
        try
        {
            var ports = Ports().Match(await process.LineAsync("Tenant page:")).Groups;
            return new ViewerProcess(process, Port("page"), Port("grpc"), Port("http"));

            int Port(string name) => int.Parse(ports[name].Value, CultureInfo.InvariantCulture);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the API answers to a GET.</summary>
    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>The row of a tenant in <c>/api/isolation</c>.</summary>
    public async Task<JsonNode> TenantAsync(string name) =>
        (await GetAsync("/api/isolation"))["tenants"]!.AsArray().Single(tenant => tenant!["name"]!.GetValue<string>() == name)!;

    /// <summary>The row of a service in <c>/api/overview</c>, or null.</summary>
    public async Task<JsonNode?> RowAsync(string tenant, string service) =>
        (await GetAsync("/api/overview"))["rows"]!.AsArray().SingleOrDefault(
            row => row!["tenant"]!.GetValue<string>() == tenant && row["service"]!.GetValue<string>() == service);

    /// <summary>The most memory that the process has had so far, in bytes.</summary>
    public long PeakBytes()
    {
        var line = File.ReadLines($"/proc/{Process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }

    /// <summary>Sends an export over HTTP.</summary>
    public async Task<HttpResponseMessage> ExportAsync(string signal, byte[] body, string contentType, string? encoding = null, string? tenantHeader = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(OtlpHttp, $"/v1/{signal}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (tenantHeader is not null)
        {
            request.Headers.Add("x-scope-orgid", tenantHeader);
        }

        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    [GeneratedRegex(@"localhost:(?<page>\d+) \(OTLP: gRPC on (?<grpc>\d+), HTTP on (?<http>\d+)\)")]
    private static partial Regex Ports();
}

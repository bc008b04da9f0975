using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>Sender or Receiver as a real process on a port of its own.</summary>
public sealed class Service : IAsyncDisposable
{
    private Service(ChildProcess process, int port)
    {
        Process = process;
        Port = port;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public ChildProcess Process { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public static string SenderExecutable => Repository.Executable("SENDER", "src/Sender");

    public static string ReceiverExecutable => Repository.Executable("RECEIVER", "src/Receiver");

    public static Task<Service> SenderAsync(IReadOnlyDictionary<string, string?> environment, int? port = null) =>
        StartAsync(SenderExecutable, [], port ?? FreePort.Next(), environment);

    public static Task<Service> ReceiverAsync(IReadOnlyDictionary<string, string?> environment, int? port = null) =>
        StartAsync(ReceiverExecutable, [], port ?? FreePort.Next(), environment);

    /// <summary>The service whose standard output goes to a file, a device or a pipe of the test's.</summary>
    public static Task<Service> WithOutputAsync(string executable, string output, IReadOnlyDictionary<string, string?> environment) =>
        StartAsync("/bin/sh", ["-c", "exec \"$0\" >\"$1\"", executable, output], FreePort.Next(), environment);

    public Task<Answer> PostAsync(string path, string body, params IEnumerable<(string Name, string Value)> headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return SendAsync(HttpMethod.Post, path, content, headers);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.ToString(), response.Content.Headers.Allow.FirstOrDefault());
    }

    /// <summary>Asks the process to end, as a platform does, and waits until it has, with everything exported that was to be.</summary>
    public async Task StopAsync(int seconds = 30)
    {
        Process.Signal(ChildProcess.SigTerm);
        Assert.Equal(0, await Process.ExitCodeAsync(seconds));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    private static async Task<Service> StartAsync(
        string executable, string[] arguments, int port, IReadOnlyDictionary<string, string?> environment)
    {
        var variables = new Dictionary<string, string?>(environment) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" };
        // Without a collector of the test's own, nothing may go to one that happens to run on this machine.
        variables.TryAdd("OTEL_SDK_DISABLED", "true");
        var service = new Service(ChildProcess.Start(executable, arguments, variables), port);
        await Eventually.TrueAsync(async () => service.Process.HasExited || await service.AnswersAsync(), $"GET /alive of {executable}");
        return service.Process.HasExited ? throw new InvalidOperationException($"{executable} ended at start:\n{service.Process.Tail()}") : service;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await Http.GetAsync(new Uri("/alive", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}

/// <summary>What a service answered.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, string Body, string? RetryAfter, string? Allow)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The body is null.");

    public string Detail => Json["detail"]!.GetValue<string>();
}

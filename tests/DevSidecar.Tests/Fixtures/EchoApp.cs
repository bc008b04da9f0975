using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>The app of the recordings: answers what it was handed, and does what its path says.</summary>
public sealed class EchoApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    private EchoApp(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Port { get; private set; }

    /// <summary>Ends, with the time, for every request of /slow whose caller has gone away.</summary>
    public TaskCompletionSource<DateTimeOffset> Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<EchoApp> StartAsync(int port = 0)
    {
        var app = new EchoApp(port);
        await app._app.StartAsync();
        app.Port = new Uri(app._app.Urls.Single()).Port;
        return app;
    }

    public int CallsOf(string path) => _calls.GetValueOrDefault(path);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var calls = _calls.AddOrUpdate(target, 1, static (_, count) => count + 1);
        using var received = new MemoryStream();
        await context.Request.Body.CopyToAsync(received);

        var parts = target.Split('?')[0].Split('/');
        var status = parts[1] switch
        {
            "status" => int.Parse(parts[2], null),
            "flaky" when calls <= int.Parse(parts[2], null) => 503,
            "empty" => 204,
            "redirect" => 302,
            _ => 200,
        };
        if (parts[1] == "close")
        {
            Close(context);
            return;
        }

        if (await EchoAnswers.WriteAsync(context, parts[1]))
        {
            return;
        }

        if (parts[1] == "slow" && !await SleepAsync(context, double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)))
        {
            return;
        }

        context.Response.StatusCode = status;
        // What the recorded app's server said of itself.
        context.Response.Headers.Server = "BaseHTTP/0.6 Python/3.11.7";
        context.Response.Headers["x-from-app"] = "yes";
        if (status == 302)
        {
            context.Response.Headers.Location = "/elsewhere";
        }

        context.Response.ContentType = parts[1] == "text" ? "text/plain" : "application/json";
        if (status is 204 or 304)
        {
            return;
        }

        var body = parts[1] == "text" ? "plain text"u8.ToArray() : Describe(context.Request, target, received, calls);
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    /// <summary>Ends the connection plainly, as a process that dies does; Abort alone would send a reset.</summary>
    internal static void Close(HttpContext context)
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Both);
        context.Abort();
    }

    private async Task<bool> SleepAsync(HttpContext context, double seconds)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), context.RequestAborted);
            return true;
        }
        catch (OperationCanceledException)
        {
            Abandoned.TrySetResult(DateTimeOffset.UtcNow);
            return false;
        }
    }

    private static byte[] Describe(HttpRequest request, string path, MemoryStream received, int calls) =>
        JsonSerializer.SerializeToUtf8Bytes(new
    {
        method = request.Method,
        path,
        headers = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(),
            header => string.Join(", ", header.Value.ToArray())),
        body = received.Length > 100_000 ? $"len:{received.Length}" : Encoding.Latin1.GetString(received.ToArray()),
        calls,
    });
}

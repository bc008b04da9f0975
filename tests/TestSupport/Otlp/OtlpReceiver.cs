using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DemoApp.TestSupport;

/// <summary>A collector in the test's own process: takes OTLP over gRPC and over HTTP, keeps everything, and misbehaves as it is told.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile CollectorAnswer _answer;

    private OtlpReceiver(int port, int httpPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, httpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Host and port of the gRPC receiver, without a scheme.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Host and port of the HTTP receiver, without a scheme.</summary>
    public string HttpAddress { get; private set; } = "";

    /// <summary>How exports are answered from now on.</summary>
    public CollectorAnswer Answer
    {
        get => _answer;
        set => _answer = value;
    }

    /// <summary>How long each export waits before it is taken; one whose caller has gone by then is not.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Called with each export that was taken, before it is answered.</summary>
    public Func<ReceivedRequest, Task> BeforeAnswer { get; set; } = static _ => Task.CompletedTask;

    /// <summary>How many items of each export are rejected, by an answer of partial success.</summary>
    public int RejectPerRequest { get; set; }

    /// <summary>What was taken.</summary>
    public ReceivedTelemetry Received { get; } = new();

    /// <summary>What was refused, or answered with garbage; an export that is tried again is in it again.</summary>
    public ReceivedTelemetry Refused { get; } = new();

    /// <inheritdoc cref="ReceivedTelemetry.Spans" />
    public IReadOnlyCollection<ReceivedSpan> Spans => Received.Spans;

    /// <inheritdoc cref="ReceivedTelemetry.Logs" />
    public IReadOnlyCollection<ReceivedLog> Logs => Received.Logs;

    /// <inheritdoc cref="ReceivedTelemetry.Metrics" />
    public IReadOnlyCollection<ReceivedMetric> Metrics => Received.Metrics;

    /// <summary>Starts one, on free ports where none is given.</summary>
    public static async Task<OtlpReceiver> StartAsync(int port = 0, int httpPort = 0)
    {
        var receiver = new OtlpReceiver(port, httpPort);
        await receiver._app.StartAsync();
        var addresses = receiver._app.Urls.Select(url => new Uri(url).Authority).ToList();
        (receiver.Address, receiver.HttpAddress) = (addresses[0], addresses[1]);
        return receiver;
    }

    /// <summary>The address for a value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    public string Endpoint(string protocol) => $"http://{(protocol == "grpc" ? Address : HttpAddress)}";

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        if (OtlpWire.Signal(http.Request.Path) is not { } signal)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var request = await OtlpWire.ReadAsync(http.Request, signal);
        await Task.Delay(Delay, http.RequestAborted);
        var answer = Answer;
        switch (answer)
        {
            case CollectorAnswer.Accept:
                await AcceptAsync(http, request);
                break;
            case CollectorAnswer.Refuse or CollectorAnswer.RefuseForGood:
                Refused.Add(request);
                await OtlpWire.RefuseAsync(http.Response, request, retryable: answer == CollectorAnswer.Refuse);
                break;
            case CollectorAnswer.Garbage:
                Refused.Add(request);
                await OtlpWire.AnswerWithGarbageAsync(http.Response);
                break;
            case CollectorAnswer.Cut:
                Received.Add(request);
                http.Abort();
                break;
            case CollectorAnswer.Stall:
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                break;
        }
    }

    private async Task AcceptAsync(HttpContext http, ReceivedRequest request)
    {
        var rejected = Math.Min(RejectPerRequest, request.Items.Count);
        if (rejected > 0)
        {
            Refused.Add(request, request.Items.Take(rejected));
        }

        Received.Add(request, request.Items.Skip(rejected));
        await BeforeAnswer(request);
        await OtlpWire.AcceptAsync(http.Response, request, rejected);
    }
}

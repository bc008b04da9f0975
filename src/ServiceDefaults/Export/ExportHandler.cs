using System.Net;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// The way of every export to the collector: headers and a timeout for each, one deadline for all once the service has stopped, and an eye on what
/// the collector took and yet rejected.
/// </summary>
internal class ExportHandler : DelegatingHandler
{
    // A gRPC message follows one byte for compression and four for its length.
    protected const int GrpcPrefixBytes = 5;

    // An answer to an export has a number and a sentence.
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly ExportDeadline _deadline;
    private readonly SignalLoss _loss;

    public ExportHandler(OtlpSignal signal, ExportDeadline deadline, SignalLoss loss)
        : base(new SocketsHttpHandler
        {
            ConnectTimeout = signal.Timeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // Exports are no requests of the service: no spans, no trace context, and no part in http.client.* metrics.
            ActivityHeadersPropagator = null,
            MeterFactory = new UnobservedMeterFactory(),
        }) =>
        (Signal, _deadline, _loss) = (signal, deadline, loss);

    /// <summary>Where the exports go, and how.</summary>
    protected OtlpSignal Signal { get; }

    /// <summary>Cancelled when the time after the service's stop is over.</summary>
    protected CancellationToken Deadline => _deadline.Over;

    /// <summary>True for OTLP over gRPC.</summary>
    protected static bool IsGrpc(HttpContent? content) => content?.Headers.ContentType?.MediaType == "application/grpc";

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddHeaders(request);
        using var limit = Limit(cancellationToken);
        var response = base.Send(request, limit.Token);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit.Token).GetAwaiter().GetResult();
            Check(request, response);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddHeaders(request);
        using var limit = Limit(cancellationToken);
        var response = await base.SendAsync(request, limit.Token);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit.Token);
            Check(request, response);
        }

        return response;
    }

    /// <exception cref="HttpRequestException">What answers is no collector.</exception>
    private void Check(HttpRequestMessage request, HttpResponseMessage response)
    {
        // The answer has the type of the request (OTLP specification); a web page with status 200 has taken nothing.
        if (response.Content.Headers.ContentType?.MediaType is { } type && type != request.Content?.Headers.ContentType?.MediaType)
        {
            response.Dispose();
            throw new HttpRequestException($"what listens at {request.RequestUri} is no collector: it answered with {type}");
        }

        // Buffered already: nothing is waited for here.
        var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        var (rejected, message) = PartialSuccess.Read(body, IsGrpc(response.Content) ? GrpcPrefixBytes : 0);
        if (rejected > 0)
        {
            _loss.Drop(rejected);
            _loss.Rejected(rejected, message);
        }
    }

    private void AddHeaders(HttpRequestMessage request)
    {
        foreach (var (name, value) in Signal.Headers)
        {
            // In place of what the exporter may have set (User-Agent), and of those of the last try.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _deadline.Over);
        limit.CancelAfter(Signal.Timeout);
        return limit;
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using DemoApp.Otlp;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>POST /api/try: sends a request as a caller would, and gives its trace to the page; the call itself is the root of that trace.</summary>
internal sealed class TryApi(LocalTopology topology, IHttpClientFactory clients, TelemetryIngest ingest)
{
    /// <summary>Who the page is in traces.</summary>
    private const string Service = "tenant-page";

    private const string Path = "/send";

    public async Task<Results<Ok<TryAnswer>, ProblemHttpResult>> PostAsync(TryRequest wanted, CancellationToken stop)
    {
        var senders = topology.Apps.Where(app => app is { Sends: true, Url: not null } && (wanted.Tenant is null || app.Tenant == wanted.Tenant)).ToList();
        if (senders is not [{ } sender, ..])
        {
            return TypedResults.Problem(
                topology.RunFile is null
                    ? "No run file says where a Sender is: start the page with `make run`."
                    : $"{topology.RunFile} has no Sender{(wanted.Tenant is null ? "" : $" of {wanted.Tenant}")}.",
                statusCode: StatusCodes.Status404NotFound);
        }

        var (traceId, spanId) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sender.Url!, Path));
        request.Headers.Add("traceparent", $"00-{traceId}-{spanId}-01");
        request.Content = JsonContent.Create(new SendBody(wanted.Message ?? "Hello from the page"), ApiJson.Default.SendBody);
        var start = TimeProvider.System.GetUtcNow();
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            using var client = clients.CreateClient(FaultApi.Client);
            using var answer = await client.SendAsync(request, stop);
            var body = await answer.Content.ReadAsStringAsync(stop);
            var duration = TimeProvider.System.GetElapsedTime(started);
            Keep(sender, traceId, spanId, start, duration, (int)answer.StatusCode, null);
            return TypedResults.Ok(new TryAnswer($"{traceId}", (int)answer.StatusCode, duration.TotalMilliseconds, body));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            Keep(sender, traceId, spanId, start, TimeProvider.System.GetElapsedTime(started), null, e.GetType().FullName);
            return TypedResults.Problem(
                $"{sender.AppId} does not answer at {sender.Url!.Authority}: is it running?", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private void Keep(LocalApp sender, ActivityTraceId traceId, ActivitySpanId spanId, DateTimeOffset start, TimeSpan duration, int? status, string? error)
    {
        var startNano = (ulong)(start - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        error ??= status >= 400 ? $"{status}" : null;
        var span = new Span
        {
            TraceId = OtlpIds.Bytes(UInt128.Parse($"{traceId}", System.Globalization.NumberStyles.AllowHexSpecifier, null)),
            SpanId = OtlpIds.Bytes(Convert.ToUInt64($"{spanId}", 16)),
            Name = $"POST {Path}",
            Kind = Span.Types.SpanKind.Client,
            StartTimeUnixNano = startNano,
            EndTimeUnixNano = startNano + ((ulong)duration.Ticks * TimeSpan.NanosecondsPerTick),
            Attributes =
            {
                Text("http.request.method", "POST"), Text("url.full", $"{new Uri(sender.Url!, Path)}"),
                Text("server.address", sender.Url!.Host), Number("server.port", sender.Url.Port),
            },
        };
        if (status is { } code)
        {
            span.Attributes.Add(Number("http.response.status_code", code));
        }

        if (error is not null)
        {
            span.Attributes.Add(Text("error.type", error));
            span.Status = new Status { Code = Status.Types.StatusCode.Error };
        }

        var resource = new Resource { Attributes = { Text("service.name", Service) } };
        if (sender.Tenant is { } tenant)
        {
            resource.Attributes.Add(Text("tenant.id", tenant));
        }

        var spans = new ResourceSpans { Resource = resource, ScopeSpans = { new ScopeSpans { Spans = { span } } } };
        ingest.Take(new ExportTraceServiceRequest { ResourceSpans = { spans } }, new ExportSource("page", null));
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Number(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}

internal sealed record TryRequest(string? Tenant, string? Message);

internal sealed record TryAnswer(string TraceId, int Status, double DurationMs, string Body);

internal sealed record SendBody([property: JsonPropertyName("message")] string Message);

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using DemoApp.Otlp;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Topology;
using Google.Protobuf;

namespace DemoApp.TenantPage.Api;

/// <summary>Sends a request to a Sender as a caller would; the call is the root of its trace and counted like other telemetry.</summary>
internal sealed class SenderCall(LocalTopology topology, AppClient client, TelemetryIngest ingest)
{
    private const string Service = "tenant-page";
    private const string Path = "/send";

    public LocalApp? Find(string? tenant) =>
        topology.Apps.FirstOrDefault(app => app is { Sends: true, Url: not null } && (tenant is null || app.Tenant == tenant));

    public string NotFound(string? tenant) => topology.Apps.Count == 0
        ? "The address of a Sender is not known: start the page with `make run`."
        : $"{topology.Origin} names no Sender{(tenant is null ? "" : $" of {tenant}")}.";

    public async Task<CallAnswer> SendAsync(
        LocalApp sender, SendBody body, CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> headers)
    {
        var (traceId, spanId) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sender.Url!, Path));
        request.Headers.Add("traceparent", $"00-{traceId}-{spanId}-01");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        request.Content = JsonContent.Create(body, ApiJson.Default.SendBody);
        var start = TimeProvider.System.GetUtcNow();
        var started = TimeProvider.System.GetTimestamp();
        int? status = null;
        try
        {
            var answer = await client.SendAsync(sender.AppId, request, cancellationToken);
            status = answer.Status;
            return new CallAnswer($"{traceId}", answer.Status, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, answer.Text);
        }
        finally
        {
            Count(sender, traceId, spanId, start, TimeProvider.System.GetElapsedTime(started), status);
        }
    }

    private void Count(
        LocalApp sender, ActivityTraceId traceId, ActivitySpanId spanId, DateTimeOffset start, TimeSpan duration, int? status)
    {
        var startNano = (ulong)(start - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var span = new Span
        {
            TraceId = ByteString.CopyFrom(Convert.FromHexString($"{traceId}")),
            SpanId = ByteString.CopyFrom(Convert.FromHexString($"{spanId}")),
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

        if (status is null or >= 400)
        {
            span.Attributes.Add(Text("error.type", status?.ToString(CultureInfo.InvariantCulture) ?? nameof(AppCallException)));
            span.Status = new Status { Code = Status.Types.StatusCode.Error };
        }

        var resource = new Resource { Attributes = { Text("service.name", Service) } };
        if (sender.Tenant is { } tenant)
        {
            resource.Attributes.Add(Text("tenant.id", tenant));
        }

        var spans = new ResourceSpans { Resource = resource, ScopeSpans = { new ScopeSpans { Spans = { span } } } };
        var export = new ExportTraceServiceRequest { ResourceSpans = { spans } };
        ingest.Take(export.ToByteArray(), Signal.Traces, new ExportSource("page", null));
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };
    private static KeyValue Number(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}

/// <summary>What a Sender answered, and the trace of that.</summary>
internal sealed record CallAnswer(string TraceId, int Status, double DurationMs, string Body);

internal sealed record SendBody(
    [property: JsonPropertyName("message")] string Message, [property: JsonPropertyName("tenant_id")] string? TenantId = null);

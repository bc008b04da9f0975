using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DemoApp.Otlp;
using DemoApp.TestSupport;
using Google.Protobuf;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Two tenants at once, each claiming to be the other wherever a caller can: nothing of one carries the other's id.</summary>
public sealed class TenantsTests
{
    private const string Blue = "tenant-blue-5f2c";
    private const string Green = "tenant-green-9d41";
    private const int RequestsOfEach = 60;

    [Fact]
    public async Task TwoTenants_EachForgesTheOther_NoTelemetryOfOneHasTheOthersId()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var starts = new[] { StartAsync(Blue, collector), StartAsync(Green, collector) };
        await using var blue = await starts[0];
        await using var green = await starts[1];
        var tenantOfTrace = new ConcurrentDictionary<string, string>();
        var refused = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * RequestsOfEach), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var (topology, own, other) = i % 2 == 0 ? (blue, Blue, Green) : (green, Green, Blue);
            var traceId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            tenantOfTrace[traceId] = own;
            var (service, path) = i % 3 == 0 ? (topology.Receiver, "/process") : (topology.Sender, "/send");
            var (body, expected) = (i % 5) switch
            {
                0 => ($$"""{"tenant_id":"{{other}}"}""", HttpStatusCode.Forbidden),
                1 => ($$"""{"tenant_id":"{{own}}","tenant.id":"{{other}}","app.tenant.id":"{{other}}","data":{"tenant_id":"{{other}}"} }""", HttpStatusCode.OK),
                2 => ($$"""{"message":"{{other}}","resource":{"tenant.id":"{{other}}"},"OTEL_RESOURCE_ATTRIBUTES":"tenant.id={{other}}"}""", HttpStatusCode.OK),
                3 => ($$"""{"data":"{{other}}","service.name":"{{other}}","exception.message":"{{other}}","@m":"{{other}}"}""", HttpStatusCode.OK),
                _ => ($$"""{ {{other}} """, HttpStatusCode.BadRequest),
            };

            var answer = await service.PostAsync(path, body,
                ("traceparent", $"00-{traceId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}-01"),
                ("tracestate", $"tenant={other}"),
                ("baggage", $"tenant.id={other},app.tenant.id={other},tenant_id={other}"),
                ("tenant-id", other), ("tenant.id", other), ("x-tenant", other), ("x-tenant-id", other), ("X-Scope-OrgID", other),
                ("Forwarded", $"for={other}"), ("X-Forwarded-Host", other), ("Referer", $"http://{other}/"));

            Assert.True(expected == answer.Status, $"{path} {body}: {answer.Status} {answer.Body}");
            if (expected == HttpStatusCode.Forbidden)
            {
                refused.Add($"{own} {path}");
            }
        });
        await blue.StopAsync();
        await green.StopAsync();

        // The services' exports, byte for byte: a resource, an attribute, an exemplar, a body, a name of whatever kind. All but tracestate,
        // which is the word of the caller's tracing system and goes on unchanged (W3C Trace Context, 3.3).
        var exports = collector.Received.Requests
            .Select(request => (Tenants: Tenants(request), request.Signal, Text: Encoding.Latin1.GetString(WithoutTraceState(request))))
            .Where(export => export.Tenants.Count > 0).ToList();
        Assert.Equal(
            [(Blue, "logs"), (Blue, "metrics"), (Blue, "traces"), (Green, "logs"), (Green, "metrics"), (Green, "traces")],
            exports.Select(export => (Assert.Single(export.Tenants), export.Signal)).Distinct().Order());
        Assert.All(exports, export => Assert.DoesNotContain(export.Tenants.Single() == Blue ? Green : Blue, export.Text, StringComparison.Ordinal));

        // And every span of a tenant's traces, those of the sidecars too.
        Assert.Equal(tenantOfTrace.Count, collector.Spans.Select(span => span.TraceId).Where(tenantOfTrace.ContainsKey).Distinct().Count());
        Assert.All(collector.Spans.Where(span => tenantOfTrace.ContainsKey(span.TraceId)), span => Assert.DoesNotContain(
            tenantOfTrace[span.TraceId] == Blue ? Green : Blue,
            string.Join(' ', span.Attributes.Concat(span.Resource).SelectMany(pair => (string[])[pair.Key, pair.Value]).Concat(span.Events).Append(span.Name)),
            StringComparison.Ordinal));
        Assert.All(collector.Logs.Where(log => tenantOfTrace.ContainsKey(log.TraceId)),
            log => Assert.Equal(tenantOfTrace[log.TraceId], log.Attributes["tenant.id"]));

        // Each refusal is counted by its service, and to be seen in a span and a log record.
        foreach (var (tenant, path, service) in ((string, string, string)[])
            [(Blue, "/send", "sender-service"), (Blue, "/process", "receiver-service"),
                (Green, "/send", "sender-service"), (Green, "/process", "receiver-service")])
        {
            var count = refused.Count(one => one == $"{tenant} {path}");
            Assert.True(count > 0);
            Assert.Equal(count, collector.Metrics.Last(
                point => point.Name == "app.tenant.refused" && point.ServiceName == service && point.Resource["tenant.id"] == tenant).Value);
            Assert.Equal(count, collector.Spans.Count(span => span.ServiceName == service && span.Resource["tenant.id"] == tenant
                && span.Attributes.GetValueOrDefault("http.response.status_code") == "403" && span.Attributes.GetValueOrDefault("app.tenant.id") == tenant));
            Assert.Equal(count, collector.Logs.Count(log => log.ServiceName == service && log.Attributes["tenant.id"] == tenant
                && log.Attributes.GetValueOrDefault("StatusCode") == "403"));
        }
    }

    private static Task<Topology> StartAsync(string tenant, OtlpReceiver collector)
    {
        var variables = new Dictionary<string, string?> { ["TENANT_ID"] = tenant };
        return Topology.StartAsync(new TopologyOptions { Collector = collector.Address, Sender = variables, Receiver = variables });
    }

    private static byte[] WithoutTraceState(ReceivedRequest request)
    {
        if (request.Signal != "traces")
        {
            return request.Message;
        }

        var traces = ExportTraceServiceRequest.Parser.ParseFrom(request.Message);
        foreach (var span in traces.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans))
        {
            span.TraceState = "";
        }

        return traces.ToByteArray();
    }

    private static HashSet<string> Tenants(ReceivedRequest request) => [.. request.Items
        .Select(item => item switch
        {
            ReceivedSpan span => span.Resource,
            ReceivedLog log => log.Resource,
            _ => ((ReceivedMetric)item).Resource,
        })
        .Where(resource => resource.ContainsKey("tenant.id")).Select(resource => resource["tenant.id"])];
}

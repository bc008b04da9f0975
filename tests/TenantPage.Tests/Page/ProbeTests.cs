using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The button that asks a tenant's Sender for another tenant, and the file that has all of it.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task SenderThatKeepsItsTenant_RefusesTheBodyAndKeepsItsTenantElse()
    {
        await using var sender = new Sender();
        var attempts = await sender.ProbeAsync("tenant1");

        Assert.Equal(["body 403 refused", "header 200 kept its tenant", "baggage 200 kept its tenant"], attempts.Select(Verdict));
        Assert.All(attempts, attempt => Assert.Equal(32, attempt!["traceId"]!.GetValue<string>().Length));
        var tenant = await sender.Viewer.TenantAsync("tenant2");
        var refused = Assert.Single(tenant["refusedRequests"]!.AsArray())!;
        Assert.Equal(("/send", 1, "tenant-page of tenant2"), (refused["path"]!.GetValue<string>(), refused["count"]!.GetValue<int>(), refused["askedBy"]!.GetValue<string>()));
        Assert.Equal(0, tenant["unexpected"]!.GetValue<int>());
    }

    [Fact]
    public async Task SenderThatBelievesItsCaller_IsFoundOutByItsAnswerAndByItsTelemetry()
    {
        await using var sender = new Sender { BelievesBody = true, BelievesHeader = true, BelievesBaggage = true };
        var attempts = await sender.ProbeAsync("tenant1");

        Assert.Equal(["body 200 CROSSED", "header 200 CROSSED", "baggage 200 CROSSED"], attempts.Select(Verdict));
        Assert.Equal("The answer names tenant1 as its tenant.", attempts[0]!["detail"]!.GetValue<string>());
        Assert.Equal("Telemetry of tenant2 names tenant1.", attempts[1]!["detail"]!.GetValue<string>());
        Assert.Equal("A service of tenant1 took part in the trace.", attempts[2]!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Report_HasAllOfItAsOneFile()
    {
        await using var sender = new Sender();
        await sender.ProbeAsync("tenant1");
        using var answer = await sender.Viewer.Http.GetAsync(new Uri("/api/isolation/report", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Matches(@"^isolation-\d{8}T\d{6}Z\.json$", answer.Content.Headers.ContentDisposition.FileName!);
        var report = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(3, report["probe"]!["attempts"]!.AsArray().Count);
        Assert.Equal("tenant2", report["isolation"]!["tenants"]![0]!["name"]!.GetValue<string>());
        Assert.NotEmpty(report["overview"]!["rows"]!.AsArray());
        Assert.StartsWith("0.1.0", report["versions"]!["tenantPage"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse(report["time"]!.GetValue<string>(), out _));
    }

    [Theory]
    [InlineData("tenant2", "tenant2", HttpStatusCode.BadRequest)]
    [InlineData("tenant2", "", HttpStatusCode.BadRequest)]
    [InlineData("tenant2", "a\r\nb", HttpStatusCode.BadRequest)]
    [InlineData(null, "tenant1", HttpStatusCode.BadRequest)]
    [InlineData("tenant3", "tenant1", HttpStatusCode.NotFound)]
    public async Task ProbeThatCannotBe_IsRefused(string? tenant, string claim, HttpStatusCode expected)
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var answer = await viewer.Http.PostAsJsonAsync(
            new Uri("/api/isolation/probe", UriKind.Relative), new { tenant, claim }, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static string Verdict(JsonNode? attempt) => $"{attempt!["way"]} {attempt["status"]} {attempt["verdict"]}";

    /// <summary>A Sender of tenant2 with telemetry, that believes its caller or not.</summary>
    private sealed class Sender : IAsyncDisposable
    {
        private FakeApp? _app;

        public bool BelievesBody { get; init; }

        public bool BelievesHeader { get; init; }

        public bool BelievesBaggage { get; init; }

        public ViewerProcess Viewer { get; private set; } = null!;

        public async Task<JsonArray> ProbeAsync(string claim)
        {
            _app = await FakeApp.StartAsync(AnswerAsync);
            Viewer = await ViewerProcess.StartAsync(_app.AsSenderOf("tenant2"));
            using var answer = await Viewer.Http.PostAsJsonAsync(new Uri("/api/isolation/probe", UriKind.Relative), new { tenant = "tenant2", claim });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["attempts"]!.AsArray();
        }

        public async ValueTask DisposeAsync()
        {
            await _app!.DisposeAsync();
            await Viewer.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            if (http.Request.Path != "/send")
            {
                return;
            }

            var body = (await JsonNode.ParseAsync(http.Request.Body))!;
            var parent = http.Request.Headers.TraceParent.ToString().Split('-');
            var span = Telemetry.Span("POST /send", Id(parent[1]), Id(parent[2]));
            span.Attributes.Add(Telemetry.Attribute("http.route", "/send"));
            var (claimed, isRefused) = (body["tenant_id"]?.GetValue<string>(), false);
            if (claimed is not null)
            {
                isRefused = !BelievesBody;
                http.Response.StatusCode = isRefused ? 403 : 200;
                span.Attributes.Add(Telemetry.Attribute("http.response.status_code", http.Response.StatusCode));
            }

            if (http.Request.Headers["x-tenant-id"].ToString() is { Length: > 0 } header && BelievesHeader)
            {
                span.Attributes.Add(Telemetry.Attribute("app.tenant.id", header));
            }

            using var client = new OtlpGrpcClient(Viewer.Grpc);
            await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "sender-service-tenant2"), span));
            if (BelievesBaggage && http.Request.Headers.Baggage.ToString().Contains("tenant.id=tenant1", StringComparison.Ordinal))
            {
                await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "receiver"), Telemetry.Span("POST", span.TraceId, span.SpanId)));
            }

            await http.Response.WriteAsJsonAsync(new { tenant_id = isRefused ? null : claimed ?? "tenant2" });
        }

        private static ByteString Id(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));
    }
}

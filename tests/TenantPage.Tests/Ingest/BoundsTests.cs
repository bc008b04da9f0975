using System.Text.Json.Nodes;
using DemoApp.Otlp;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>Every tenant has a share of its own, and no sender keeps another one out.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task ServicesOfOneTenant_KeepNoneOfAnotherOffTheOverview()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        for (var i = 0; i < 200; i++)
        {
            await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("noisy", $"service{i}"), Telemetry.Span()));
        }

        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("quiet", "shop"), Enumerable.Range(0, 50).Select(_ => Telemetry.Span())));

        Assert.Equal(50, (await viewer.RowAsync("quiet", "shop"))!["requests"]!.GetValue<int>());
        var uncounted = Assert.Single((await viewer.GetAsync("/api/overview"))["uncounted"]!.AsArray())!;
        Assert.Equal(("noisy", 176), (uncounted["tenant"]!.GetValue<string>(), uncounted["requests"]!.GetValue<int>()));
        Assert.Equal(200, Number(await viewer.TenantAsync("noisy"), "accepted", "spans"));
    }

    [Fact]
    public async Task ThousandTenants_AreTwentyAndARefusal()
    {
        await using var viewer = await ViewerProcess.StartAsync("--tenants", "tenant1");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var request = new ExportTraceServiceRequest();
        for (var i = 0; i < 1_000; i++)
        {
            request.ResourceSpans.AddRange(Telemetry.Traces(Telemetry.Resource($"stranger{i}", "shop"), Telemetry.Span()).ResourceSpans);
        }

        Assert.Equal(980, (await client.ExportAsync(request)).PartialSuccess.RejectedSpans);
        // The one that is expected has its place all the same.
        Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()))).PartialSuccess);
        Assert.Equal(1, Number(await viewer.TenantAsync("tenant1"), "accepted", "spans"));
    }

    /// <summary>Each announces 16 MB and sends them slowly; whoever has something to send is not kept waiting by that.</summary>
    [Fact]
    public async Task ExportsThatDrip_KeepNobodyWaitingAndAreCutOff()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var dripping = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => StalledSender.StartAsync(viewer.OtlpHttp.Port)));
        try
        {
            await Task.WhenAll(dripping.Select(sender => sender.SendAsync(20_000)));
            Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "shop"), Telemetry.Span()))).PartialSuccess);
            Assert.Equal(1, Number(await viewer.TenantAsync("tenant2"), "accepted", "spans"));
            Assert.All(await Task.WhenAll(dripping.Select(sender => sender.Answer)), answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        }
        finally
        {
            Array.ForEach(dripping, sender => sender.Dispose());
        }
    }

    /// <summary>What is read at once is bounded; the largest are told to come again, and small ones are taken all the same.</summary>
    [Fact]
    public async Task ExportsThatFillTheBudget_AreRefusedAndSmallOnesAreTaken()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var large = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => StalledSender.StartAsync(viewer.OtlpHttp.Port)));
        try
        {
            var sending = Task.WhenAll(large.Select(sender => sender.SendAsync(9 << 20)));
            var first = await await Task.WhenAny(large.Select(sender => sender.Answer));
            Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "shop"), Telemetry.Span()))).PartialSuccess);
            Assert.StartsWith("HTTP/1.1 503", first, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 1", first, StringComparison.Ordinal);
            await sending;
        }
        finally
        {
            Array.ForEach(large, sender => sender.Dispose());
        }
    }

    private static int Number(JsonNode tenant, string group, string name) => tenant[group]![name]!.GetValue<int>();
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>The rendered pods of a release without Dapr, and of one whose sidecar is gone.</summary>
public sealed class WithoutDaprTests
{
    [Fact]
    public async Task Send_WithoutDapr_GoesToTheReceiversService()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var manifest = await ChartCase.Named("no-dapr").ReadAsync();
        await using var release = await TenantNamespace.StartAsync("demo", manifest, collector.Address);

        using var response = await release.Pods["sender"].App.PostAsJsonAsync("/send", new { request_id = "direct" }, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("receiver-service", (string?)answer["receiver_response"]!["receiver"]);
        Assert.Equal(1, (int?)answer["receiver_response"]!["database_result"]!["records"]);
        Assert.Null(release.Pods["sender"].Sidecar);
    }

    [Fact]
    public async Task Probes_OfAPodWhoseSidecarIsGone_TakeItOutOfTrafficAndLeaveItAlive()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var manifest = await ChartCase.Named("tenant1").ReadAsync();
        await using var release = await TenantNamespace.StartAsync("tenant1-demo", manifest, collector.Address);
        var sender = release.Pods["sender"];

        await sender.KillSidecarAsync();

        await Eventually.TrueAsync(async () => !await sender.SucceedsAsync(sender.Pod.Container.ReadinessProbe), "a readiness probe that fails");
        Assert.True(await sender.SucceedsAsync(sender.Pod.Container.LivenessProbe));
        Assert.True(await sender.SucceedsAsync(sender.Pod.Container.StartupProbe));
    }
}

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The times of a stop fit each other, or the chart says which two do not.</summary>
public sealed class ShutdownTests
{
    [Theory]
    // The sidecar must serve the app's last requests (10 s).
    [InlineData("dapr.blockShutdownSeconds", "sender.preStopSleepSeconds", "sender.preStopSleepSeconds=31")]
    [InlineData("dapr.blockShutdownSeconds", "sender.preStopSleepSeconds", "sender.preStopSleepSeconds=40")]
    [InlineData("dapr.blockShutdownSeconds", "receiver.preStopSleepSeconds", "receiver.preStopSleepSeconds=31")]
    [InlineData("dapr.blockShutdownSeconds", "receiver.preStopSleepSeconds", "dapr.blockShutdownSeconds=37")]
    [InlineData("dapr.blockShutdownSeconds", "sender.preStopSleepSeconds", "dapr.blockShutdownSeconds=0")]
    [InlineData("dapr.blockShutdownSeconds", "sender.preStopSleepSeconds", "dapr.blockShutdownSeconds=null")]
    // Kubernetes must not kill the app during those and its last telemetry (2 s), with Dapr or without.
    [InlineData("sender.terminationGracePeriodSeconds", "sender.preStopSleepSeconds", "sender.terminationGracePeriodSeconds=17")]
    [InlineData("sender.terminationGracePeriodSeconds", "sender.preStopSleepSeconds",
        "sender.terminationGracePeriodSeconds=17", "dapr.enabled=false")]
    [InlineData("receiver.terminationGracePeriodSeconds", "receiver.preStopSleepSeconds",
        "receiver.preStopSleepSeconds=48", "dapr.enabled=false")]
    [InlineData("receiver.terminationGracePeriodSeconds", "receiver.preStopSleepSeconds", "receiver.preStopSleepSeconds=60")]
    // Nor the sidecar at its own end.
    [InlineData("sender.terminationGracePeriodSeconds", "dapr.blockShutdownSeconds", "sender.terminationGracePeriodSeconds=45")]
    [InlineData("receiver.terminationGracePeriodSeconds", "dapr.gracefulShutdownSeconds", "receiver.terminationGracePeriodSeconds=45")]
    [InlineData("dapr.blockShutdownSeconds", "dapr.gracefulShutdownSeconds", "dapr.gracefulShutdownSeconds=20")]
    // Callers' sidecars keep the address of a pod for 20 s.
    [InlineData("receiver.preStopSleepSeconds", "dapr.enabled", "receiver.preStopSleepSeconds=0")]
    [InlineData("receiver.preStopSleepSeconds", "dapr.enabled", "receiver.preStopSleepSeconds=20")]
    [InlineData("receiver.preStopSleepSeconds", "dapr.enabled", "receiver.preStopSleepSeconds=24")]
    public async Task Times_ThatDoNotFit_AreRefusedWithBothKeys(string key, string other, params string[] settings)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Chart.RenderSetAsync(settings));

        Assert.Contains($"{key} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(other, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sender.preStopSleepSeconds=30")]
    [InlineData("receiver.preStopSleepSeconds=30")]
    [InlineData("receiver.preStopSleepSeconds=25", "dapr.blockShutdownSeconds=35")]
    [InlineData("sender.terminationGracePeriodSeconds=46", "receiver.terminationGracePeriodSeconds=46")]
    [InlineData("sender.preStopSleepSeconds=0")]
    [InlineData("dapr.enabled=false", "dapr.blockShutdownSeconds=0",
        "receiver.preStopSleepSeconds=0", "receiver.terminationGracePeriodSeconds=13")]
    // For a DNS that keeps answers for 30 s, as the README has it.
    [InlineData("receiver.preStopSleepSeconds=55", "dapr.blockShutdownSeconds=65",
        "receiver.terminationGracePeriodSeconds=75", "sender.terminationGracePeriodSeconds=75")]
    public async Task Times_ThatFit_Render(params string[] settings) => await Chart.RenderSetAsync(settings);

    [Fact]
    public async Task Sender_WithoutASleep_HasNoHook() =>
        Assert.Null((await Chart.RenderSetAsync("sender.preStopSleepSeconds=0")).Pod("sender").Container.Lifecycle);
}

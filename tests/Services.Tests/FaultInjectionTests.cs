using System.Diagnostics;
using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class FaultInjectionTests
{
    private static readonly FaultSettings Started = new(0.25, 0);
    private static readonly FaultSettings Other = new(1, 0, 0.5);

    private readonly ManualTime _time = new();

    [Fact]
    public void Replaced_UntilItExpires_IsInForceAndThenTheEnvironmentIs()
    {
        var faults = Injection();
        var expiresAt = _time.Now.AddSeconds(60);

        Assert.Equal(new ActiveFaults(Other, expiresAt), faults.Replace(Other, TimeSpan.FromSeconds(60)));

        _time.Now = expiresAt.AddTicks(-1);
        Assert.Equal(new ActiveFaults(Other, expiresAt), faults.Active);
        _time.Now = expiresAt;
        Assert.Equal(new ActiveFaults(Started, null), faults.Active);
    }

    [Fact]
    public void Replaced_ExpiredAndReplacedAgain_IsInForceAgain()
    {
        var faults = Injection();
        faults.Replace(Other, TimeSpan.FromSeconds(1));
        _time.Now = _time.Now.AddSeconds(2);
        Assert.Equal(Started, faults.Active.Settings);

        faults.Replace(Other, TimeSpan.FromSeconds(1));

        Assert.Equal(Other, faults.Active.Settings);
    }

    [Fact]
    public void Reset_BeforeTheExpiry_PutsTheEnvironmentInForce()
    {
        var faults = Injection();
        faults.Replace(Other, TimeSpan.FromSeconds(60));

        Assert.Equal(new ActiveFaults(Started, null), faults.Reset());
        Assert.Equal(new ActiveFaults(Started, null), faults.Active);
    }

    [Theory]
    [InlineData(0.49, true)]
    [InlineData(0.5, false)]
    public async Task DatabaseFailureRate_AndANumberBelowItOrNot_HitsOrNot(double drawn, bool expected)
    {
        var faults = new FaultInjection(Started, () => drawn, _time);
        faults.Replace(Other, TimeSpan.FromSeconds(60));

        Assert.Equal(expected, await faults.InjectIntoDatabaseAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ErrorRate_Expired_IsTheEnvironmentsAgain()
    {
        var faults = new FaultInjection(Started, () => 0.5, _time);
        faults.Replace(Other, TimeSpan.FromSeconds(60));
        Assert.True(await faults.InjectAsync(TestContext.Current.CancellationToken));

        _time.Now = _time.Now.AddSeconds(60);

        Assert.False(await faults.InjectAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DatabaseLatency_Set_IsWaited()
    {
        var faults = Injection();
        faults.Replace(new FaultSettings(0, 0, 0, 60_000), TimeSpan.FromSeconds(60));
        using var givenUp = new CancellationTokenSource();

        var waiting = faults.InjectIntoDatabaseAsync(givenUp.Token).AsTask();

        Assert.False(waiting.IsCompleted);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Fault_ThatHits_IsOnTheSpanAndTheOneThatDoesNotIsNot()
    {
        using var span = new Activity("request").Start();
        var faults = new FaultInjection(new FaultSettings(0.5, 0, 0.5), () => 0.5, _time);
        await faults.InjectAsync(TestContext.Current.CancellationToken);
        await faults.InjectIntoDatabaseAsync(TestContext.Current.CancellationToken);
        Assert.Null(span.GetTagItem("app.fault"));

        faults.Replace(new FaultSettings(1, 0), TimeSpan.FromSeconds(60));
        await faults.InjectAsync(TestContext.Current.CancellationToken);

        Assert.Equal("error", span.GetTagItem("app.fault"));
    }

    [Fact]
    public void Active_AskedThousandsOfTimes_AllocatesNothing()
    {
        var faults = Injection();
        faults.Replace(Other, TimeSpan.FromSeconds(60));
        var active = faults.Active;
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++)
        {
            active = faults.Active;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Other, active.Settings);
    }

    private FaultInjection Injection() => new(Started, static () => 0, _time);
}

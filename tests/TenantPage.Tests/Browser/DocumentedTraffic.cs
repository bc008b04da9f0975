namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Traffic for the pictures of the documentation: two minutes of both tenants, with faults; with <c>DOCS=write</c> only.</summary>
public sealed class DocumentedTraffic(BrowserFixture shared) : IAsyncLifetime
{
    // At about eight a second; they go on while the pictures are taken.
    private const int RequestsBefore = 800;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _traffic = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        if (!Pictures.AreWritten || Chromium.Find() is null)
        {
            return;
        }

        _traffic = SendAsync();
        await await Task.WhenAny(_traffic, _enough.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _traffic;
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        await FaultAsync("receiver-tenant1", errorRate: 0.01, databaseLatencyMs: 20);
        using var timer = new PeriodicTimer(Interval);
        List<Task> sent = [];
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            await timer.WaitForNextTickAsync();
            switch (i)
            {
                case RequestsBefore / 3:
                    await FaultAsync("receiver-tenant2", errorRate: 0.2, databaseLatencyMs: 150);
                    break;
                case RequestsBefore / 2:
                    await FaultAsync("receiver-tenant2", errorRate: 0.03, databaseLatencyMs: 40);
                    break;
                case RequestsBefore:
                    _enough.SetResult();
                    break;
            }

            if (i % 200 == 150)
            {
                sent.Add(shared.Run.SendAsync("tenant2", claim: "tenant1"));
            }

            // Two thirds are tenant1's; now and then few come, so that the rate has hills and valleys.
            if (i / 80 % 4 != 3 || i % 4 == 0)
            {
                sent.Add(shared.Run.SendAsync(i % 3 == 2 ? "tenant2" : "tenant1"));
            }
        }

        await Task.WhenAll(sent);
    }

    private Task FaultAsync(string appId, double errorRate, int databaseLatencyMs) =>
        shared.Run.FaultsAsync(appId, new { error_rate = errorRate, database_latency_ms = databaseLatencyMs, expires_in_seconds = 600 });
}

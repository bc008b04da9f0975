namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The traffic in the pictures of the documentation: some minutes of both tenants, with a fault in one of them. Only with <c>DOCS=write</c>.</summary>
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
        await shared.Run.FaultsAsync("receiver-tenant1", new { error_rate = 0.01, database_latency_ms = 20, expires_in_seconds = 600 });
        using var timer = new PeriodicTimer(Interval);
        List<Task> sent = [];
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            await timer.WaitForNextTickAsync();
            switch (i)
            {
                case RequestsBefore / 3:
                    await shared.Run.FaultsAsync("receiver-tenant2", new { error_rate = 0.2, latency_ms = 150, database_failure_rate = 0.1 });
                    break;
                case RequestsBefore / 2:
                    await shared.Run.FaultsAsync("receiver-tenant2", new { error_rate = 0.03, database_latency_ms = 40, expires_in_seconds = 600 });
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
}

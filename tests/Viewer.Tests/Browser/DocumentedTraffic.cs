namespace DemoApp.Viewer.Tests.Browser;

/// <summary>What the pictures of the documentation show: some minutes of both tenants, of which one has a bad time in between. Without <c>DOCS=write</c> there is none.</summary>
public sealed class DocumentedTraffic(BrowserFixture shared) : IAsyncLifetime
{
    private const int Requests = 1800;

    // About eight requests a second: two thirds of them are tenant1's.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);

    public async ValueTask InitializeAsync()
    {
        if (!Pictures.AreWritten || Chromium.Find() is null)
        {
            return;
        }

        await shared.Run.FaultsAsync("receiver-tenant1", new { error_rate = 0.01, database_latency_ms = 20 });
        using var timer = new PeriodicTimer(Interval);
        List<Task> sent = [];
        for (var i = 0; i < Requests; i++)
        {
            await timer.WaitForNextTickAsync();
            if (i == Requests / 3)
            {
                await shared.Run.FaultsAsync("receiver-tenant2", new { error_rate = 0.2, latency_ms = 150, database_failure_rate = 0.1 });
            }
            else if (i == Requests / 2)
            {
                await shared.Run.FaultsAsync("receiver-tenant2", new { error_rate = 0.03, database_latency_ms = 40 });
            }

            // Every now and then nobody comes, so that the rate has hills and valleys.
            if (i / 80 % 4 != 3 || i % 3 == 0)
            {
                sent.Add(shared.Run.AnswersAsync(i % 3 == 2 ? "tenant2" : "tenant1"));
            }
        }

        await Task.WhenAll(sent);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

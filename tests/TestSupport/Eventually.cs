using System.Diagnostics;

namespace DemoApp.TestSupport;

/// <summary>Waits for something that will be so in a moment, instead of for a time that is hoped to be long enough.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, limit);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? DefaultLimit)) throw new TimeoutException($"Waited in vain for: {what}");
            await Task.Delay(20);
        }
    }
}

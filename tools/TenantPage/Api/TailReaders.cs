using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace DemoApp.TenantPage.Api;

/// <summary>Counts readers of the live tail that could not keep up, and what they missed.</summary>
internal sealed class TailReaders
{
    /// <summary>
    /// 512 KiB a second, as an average of what is under way, after five seconds. Kestrel's own least is 240 bytes, at which one event
    /// could hold its connection for an hour.
    /// </summary>
    private static readonly MinDataRate LeastRate = new(512 << 10, TimeSpan.FromSeconds(5));

    private long _slow;
    private long _skipped;

    /// <summary>Times that a reader took more than a second for one event.</summary>
    public long SlowCount => Interlocked.Read(ref _slow);

    /// <summary>Records that were gone before a reader got to them.</summary>
    public long SkippedCount => Interlocked.Read(ref _skipped);

    /// <summary>Has the connection cut where its reader takes less than it is sent.</summary>
    public static void Limit(HttpContext http) => http.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate = LeastRate;

    public void Slow() => Interlocked.Increment(ref _slow);

    public void Skipped(long records) => Interlocked.Add(ref _skipped, records);
}

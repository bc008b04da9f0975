using System.Globalization;

namespace DemoApp.TenantPage.Api;

/// <summary>Times as the API writes them: milliseconds since 1970, with a fraction.</summary>
internal static class ApiTime
{
    public static double Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    public static double? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    /// <summary>A time of today within a sentence.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss' UTC'", CultureInfo.InvariantCulture);
}

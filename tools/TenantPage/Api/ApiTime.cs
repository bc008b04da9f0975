namespace DemoApp.TenantPage.Api;

/// <summary>Times as the API writes them: milliseconds since 1970, with a fraction.</summary>
internal static class ApiTime
{
    public static double Of(ulong nanoseconds) => nanoseconds / 1e6;

    public static double Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public static double? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}

using System.Globalization;
using System.Numerics;

namespace DemoApp.TenantPage.Statistics;

/// <summary>Ids of traces and spans: as keys of tables that no sender can make collide, and as text.</summary>
internal static class TraceKey
{
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    public static ulong Of(UInt128 traceId) => Mix((ulong)(traceId >> 64)) ^ BitOperations.RotateLeft(Mix((ulong)traceId ^ Seed), 32) | 1;
    public static ulong Of(ulong trace, ulong spanId) => Mix(trace ^ BitOperations.RotateLeft(spanId * Seed, 17)) | 1;
    public static string Text(UInt128 traceId) => traceId == 0 ? "" : traceId.ToString("x32", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out UInt128 traceId)
    {
        traceId = 0;
        return text.Length == 32 && text.All(char.IsAsciiHexDigit) && (traceId = Parse(text)) != 0;
    }

    public static UInt128 Parse(string text) => UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static ulong Mix(ulong value)
    {
        value = (value ^ Seed) * 0x9E3779B97F4A7C15;
        return value ^ (value >> 32);
    }
}

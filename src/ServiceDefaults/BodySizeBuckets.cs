using System.Diagnostics.Metrics;

namespace DemoApp.ServiceDefaults;

/// <summary>Histograms of bytes.</summary>
internal static class BodySizeBuckets
{
    // Empty bodies by themselves, then powers of four around the limit of 1 MiB; the conventions advise no bounds.
    private static readonly InstrumentAdvice<long> Bytes = new()
    {
        HistogramBucketBoundaries = [0, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    };

    public static Histogram<long> Create(string name, string description) =>
        Instrumentation.Meter.CreateHistogram(name, "By", description, tags: null, Bytes);
}

using DemoApp.Otlp;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>What a histogram has counted between two points: counts by bin, each with its bounds.</summary>
internal sealed class Distribution
{
    private readonly double[] _counts;
    private readonly Func<int, (double Low, double High)> _bounds;

    private Distribution(double[] counts, Func<int, (double Low, double High)> bounds, string layout)
    {
        _counts = counts;
        _bounds = bounds;
        Layout = layout;
    }

    /// <summary>Two distributions can be subtracted where this is the same.</summary>
    private string Layout { get; }

    /// <summary>Of explicit bounds. The lowest bin starts at the smallest value, or at 0; the highest ends at the largest, or at its lower bound.</summary>
    public static Distribution Of(HistogramDataPoint point)
    {
        var bounds = point.ExplicitBounds;
        return new Distribution(
            [.. point.BucketCounts.Select(count => (double)count)],
            bin => (
                bin == 0 ? Math.Min(point.HasMin ? point.Min : 0, bounds.Count > 0 ? bounds[0] : 0) : bounds[bin - 1],
                bin < bounds.Count ? bounds[bin] : Math.Max(point.HasMax ? point.Max : double.MinValue, bounds.Count > 0 ? bounds[^1] : 0)),
            string.Join(' ', bounds));
    }

    /// <summary>Of exponential buckets: base 2^(2^-scale), negative values, then zeros, then positive ones.</summary>
    public static Distribution Of(ExponentialHistogramDataPoint point)
    {
        var growth = Math.Pow(2, Math.Pow(2, -point.Scale));
        var negative = point.Negative?.BucketCounts ?? [];
        var positive = point.Positive?.BucketCounts ?? [];
        var (negativeOffset, positiveOffset) = (point.Negative?.Offset ?? 0, point.Positive?.Offset ?? 0);
        double[] counts = [.. negative.Reverse().Select(count => (double)count), point.ZeroCount, .. positive.Select(count => (double)count)];
        return new Distribution(counts, Bounds, $"{point.Scale} {negativeOffset} {negative.Count} {positiveOffset}");

        (double, double) Bounds(int bin)
        {
            if (bin < negative.Count)
            {
                var index = negativeOffset + negative.Count - 1 - bin;
                return (-Math.Pow(growth, index + 1), -Math.Pow(growth, index));
            }

            var above = positiveOffset + bin - negative.Count - 1;
            return bin == negative.Count ? (0, 0) : (Math.Pow(growth, above), Math.Pow(growth, above + 1));
        }
    }

    /// <summary>What was counted since <paramref name="before"/>; all of it where the bins have changed.</summary>
    public Distribution Since(Distribution? before)
    {
        if (before is null || before.Layout != Layout || before._counts.Length > _counts.Length)
        {
            return this;
        }

        var counts = new double[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Math.Max(0, _counts[i] - (i < before._counts.Length ? before._counts[i] : 0));
        }

        return new Distribution(counts, _bounds, Layout);
    }

    /// <summary>The value that a share of all is not above, as if values lay evenly in their bin; NaN where there is none.</summary>
    public double Quantile(double share)
    {
        var total = _counts.Sum();
        if (total == 0)
        {
            return double.NaN;
        }

        var (wanted, seen) = (share * total, 0.0);
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            if (_counts[bin] > 0 && seen + _counts[bin] >= wanted)
            {
                var (low, high) = _bounds(bin);
                return low + ((high - low) * Math.Clamp((wanted - seen) / _counts[bin], 0, 1));
            }

            seen += _counts[bin];
        }

        return double.NaN;
    }
}

namespace DemoApp.TenantPage.Telemetry;

/// <summary>One point of a series as charts show it.</summary>
/// <param name="TimeNano">When it was measured.</param>
/// <param name="Value">
/// A gauge's or an up-down counter's value; of a counter the increase per second, and of a histogram the observations per second,
/// since the point before.
/// </param>
/// <param name="P50">Of a histogram: the median of what was observed since the point before; NaN where nothing was.</param>
/// <param name="P90">Likewise the 90th percentile.</param>
/// <param name="P99">Likewise the 99th percentile.</param>
internal readonly record struct SeriesPoint(ulong TimeNano, double Value, double P50 = double.NaN, double P90 = double.NaN, double P99 = double.NaN);

/// <summary>A measurement that names the trace it was made in.</summary>
internal readonly record struct StoredExemplar(ulong TimeNano, double Value, UInt128 TraceId, ulong SpanId);

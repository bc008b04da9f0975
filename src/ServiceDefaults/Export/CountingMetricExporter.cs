using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Exports metric points and counts those of exports that failed; sums are cumulative, so the next export has what they said.</summary>
internal sealed class CountingMetricExporter(OtlpExporterOptions options, SignalLoss loss) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        if (result == ExportResult.Success)
        {
            loss.Succeeded();
        }
        else
        {
            loss.Drop(Points(metrics));
            loss.Failed("an export of metrics was not taken");
        }

        return result;
    }

    private static long Points(in Batch<Metric> metrics)
    {
        var points = 0L;
        foreach (var metric in metrics)
        {
            foreach (ref readonly var _ in metric.GetMetricPoints())
            {
                points++;
            }
        }

        return points;
    }
}

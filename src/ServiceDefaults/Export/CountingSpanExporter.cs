using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Exports spans and counts those of batches that failed; a failed batch is not tried again.</summary>
internal sealed class CountingSpanExporter(OtlpExporterOptions options, SignalLoss loss) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var spans = activityBatch.Count;
        var result = base.Export(activityBatch);
        if (result == ExportResult.Success)
        {
            loss.Succeeded();
        }
        else
        {
            loss.Drop(spans);
            loss.Failed("a batch of spans was not taken");
        }

        return result;
    }
}

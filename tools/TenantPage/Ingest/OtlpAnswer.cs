using DemoApp.Otlp;

namespace DemoApp.TenantPage.Ingest;

/// <summary>OTLP's answers: empty where all was taken, else with the number of what was not and the reason.</summary>
internal static class OtlpAnswer
{
    public static ExportTraceServiceResponse Traces(ExportOutcome outcome) => outcome.Rejected == 0
        ? new()
        : new() { PartialSuccess = new() { RejectedSpans = outcome.Rejected, ErrorMessage = outcome.Reason } };

    public static ExportMetricsServiceResponse Metrics(ExportOutcome outcome) => outcome.Rejected == 0
        ? new()
        : new() { PartialSuccess = new() { RejectedDataPoints = outcome.Rejected, ErrorMessage = outcome.Reason } };

    public static ExportLogsServiceResponse Logs(ExportOutcome outcome) => outcome.Rejected == 0
        ? new()
        : new() { PartialSuccess = new() { RejectedLogRecords = outcome.Rejected, ErrorMessage = outcome.Reason } };
}

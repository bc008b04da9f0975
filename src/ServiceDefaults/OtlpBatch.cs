namespace DemoApp.ServiceDefaults;

/// <summary>How spans or log records wait for their export.</summary>
/// <param name="MaxQueueSize">The most that wait; more are dropped and counted.</param>
/// <param name="MaxExportBatchSize">The most in one export.</param>
/// <param name="ScheduleDelay">How long the first of a batch waits.</param>
public sealed record OtlpBatch(int MaxQueueSize, int MaxExportBatchSize, TimeSpan ScheduleDelay)
{
    // Twice OpenTelemetry's own default, for bursts. 16,384 took more than the 50 MB that a stalled collector may cost (make test-slow).
    private const int DefaultQueueSize = 4_096;

    /// <summary>Reads <c>OTEL_BSP_*</c> (spans) or <c>OTEL_BLRP_*</c> (log records).</summary>
    /// <exception cref="InvalidSettingException">A value is out of range, or a batch larger than the queue.</exception>
    internal static OtlpBatch Read(SettingReader variables, string prefix, int defaultDelayMs)
    {
        var queue = variables.WholeNumber($"{prefix}_MAX_QUEUE_SIZE", DefaultQueueSize, 1, 1_000_000);
        return new OtlpBatch(
            queue,
            variables.WholeNumber($"{prefix}_MAX_EXPORT_BATCH_SIZE", Math.Min(512, queue), 1, queue),
            TimeSpan.FromMilliseconds(variables.WholeNumber($"{prefix}_SCHEDULE_DELAY", defaultDelayMs, 1, 600_000)));
    }
}

namespace DemoApp.OtlpViewer.Ingest;

/// <summary>Words for limits, the same on both transports.</summary>
internal static class OtlpLimits
{
    public static string TooLarge(int limit) => $"an export may have {limit >> 20} MiB after decompression; send smaller batches";
}

using Google.Protobuf;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Counts the records of an ExportLogsServiceRequest (opentelemetry/proto/collector/logs/v1) without reading them.</summary>
internal static class OtlpLogRecords
{
    // resource_logs = 1 of the request, scope_logs = 2 of ResourceLogs, log_records = 2 of ScopeLogs.
    private static readonly int[] Path = [1, 2, 2];

    public static int Count(ReadOnlySpan<byte> request) => Count(request.ToArray(), 0);

    private static int Count(byte[] message, int depth)
    {
        var input = new CodedInputStream(message);
        var count = 0;
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) != Path[depth])
            {
                input.SkipLastField();
            }
            else if (depth == Path.Length - 1)
            {
                input.SkipLastField();
                count++;
            }
            else
            {
                count += Count(input.ReadBytes().ToByteArray(), depth + 1);
            }
        }

        return count;
    }
}

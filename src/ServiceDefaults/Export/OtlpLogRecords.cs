using Google.Protobuf;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Counts the records of an ExportLogsServiceRequest (opentelemetry/proto/collector/logs/v1) without reading them.</summary>
internal static class OtlpLogRecords
{
    // resource_logs = 1 of the request, scope_logs = 2 of ResourceLogs, log_records = 2 of ScopeLogs.
    private static readonly int[] Path = [1, 2, 2];

    /// <summary>The number of records in <paramref name="request"/>, from <paramref name="offset"/> on.</summary>
    public static int Count(byte[] request, int offset)
    {
        var input = new CodedInputStream(request, offset, request.Length - offset);
        return Count(input, input.Position + request.Length - offset, 0);
    }

    private static int Count(CodedInputStream input, long end, int depth)
    {
        var count = 0;
        while (input.Position < end)
        {
            if (WireFormat.GetTagFieldNumber(input.ReadTag()) != Path[depth])
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
                var length = input.ReadLength();
                count += Count(input, input.Position + length, depth + 1);
            }
        }

        return count;
    }
}

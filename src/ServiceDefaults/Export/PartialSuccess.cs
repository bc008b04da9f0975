using Google.Protobuf;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// What a collector says of an export that it took: how many items of it were rejected all the same (opentelemetry/proto/collector,
/// Export...ServiceResponse; the field numbers are those of all three signals).
/// </summary>
/// <param name="Rejected">Spans, data points or log records.</param>
/// <param name="Message">The collector's reason, in its own words.</param>
internal readonly record struct PartialSuccess(long Rejected, string Message)
{
    // partial_success = 1 of the response; rejected_... = 1 and error_message = 2 of it.
    private const int PartialSuccessField = 1;
    private const int RejectedField = 1;
    private const int MessageField = 2;

    /// <summary>Reads an answer's body from <paramref name="offset"/> on; one that is no such message rejects nothing.</summary>
    public static PartialSuccess Read(byte[] body, int offset)
    {
        if (body.Length <= offset)
        {
            return default;
        }

        try
        {
            var input = new CodedInputStream(body, offset, body.Length - offset);
            while (input.ReadTag() is var tag and not 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) == PartialSuccessField && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                {
                    return ReadFields(new CodedInputStream(input.ReadBytes().ToByteArray()));
                }

                input.SkipLastField();
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            // The status said that the export was taken, and nothing readable says otherwise.
        }

        return default;
    }

    private static PartialSuccess ReadFields(CodedInputStream input)
    {
        var (rejected, message) = (0L, "");
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (RejectedField, WireFormat.WireType.Varint):
                    rejected = Math.Max(0, input.ReadInt64());
                    break;
                case (MessageField, WireFormat.WireType.LengthDelimited):
                    message = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new PartialSuccess(rejected, message);
    }
}

using System.Buffers.Binary;
using Google.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>Trace and span ids as numbers, and as the hexadecimal text that people know.</summary>
internal static class OtlpIds
{
    public static bool TryTraceId(ByteString bytes, out UInt128 id)
    {
        id = bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes.Span) : 0;
        return id != 0;
    }

    public static bool TrySpanId(ByteString bytes, out ulong id)
    {
        id = bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes.Span) : 0;
        return id != 0;
    }

    /// <summary>32 digits; empty for 0.</summary>
    public static string Text(UInt128 traceId) => traceId == 0 ? "" : traceId.ToString("x32", null);

    /// <summary>16 digits; empty for 0.</summary>
    public static string Text(ulong spanId) => spanId == 0 ? "" : spanId.ToString("x16", null);

    public static ByteString Bytes(UInt128 traceId)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, traceId);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static ByteString Bytes(ulong spanId)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, spanId);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}

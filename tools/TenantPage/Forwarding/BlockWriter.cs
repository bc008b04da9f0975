using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Forwarding;

/// <summary>Copies a resource with the items that are forwarded: byte for byte if these are all, else without the others.</summary>
internal static class BlockWriter
{
    /// <summary>Bytes of a message: what receivers of gRPC take by default is 4 MiB.</summary>
    public const int LargestBlock = 3 << 20;
    private const int PieceBytes = 1 << 20;
    private const int ResourceField = 1;

    /// <summary>Gives the resource in as many pieces as it needs; one that cannot be small enough has no bytes.</summary>
    public static void Write(
        string tenant, Signal signal, ReadOnlySpan<byte> message, ResourceBlock block, KeptItems kept, Action<ForwardBlock> add)
    {
        if (kept.Fields.Count == kept.Total && block.Field.Length <= LargestBlock)
        {
            add(new ForwardBlock(tenant, signal, block.Field.Of(message).ToArray(), kept.Total, kept.Traces));
            return;
        }

        for (var first = 0; first < kept.Fields.Count;)
        {
            var (count, bytes) = (0, 0);
            while (first + count < kept.Fields.Count && (count == 0 || bytes + kept.Fields[first + count].Length <= PieceBytes))
            {
                bytes += kept.Fields[first + count++].Length;
            }

            var piece = new Piece(signal, kept.Fields, first, count);
            add(new ForwardBlock(tenant, signal, piece.Write(message, block.Payload), count, kept.Traces));
            first += count;
        }
    }

    private sealed class Piece(Signal signal, IReadOnlyList<TextRange> kept, int first, int count)
    {
        private readonly ProtobufWriter _writer = new(LargestBlock);
        private int _written;

        public ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> message, TextRange resource)
        {
            try
            {
                var start = _writer.Begin(ResourceField);
                Write(message, resource, 0);
                _writer.End(start);
                return _writer.Written.ToArray();
            }
            catch (ExportTooLargeException)
            {
                return default;
            }
        }

        private void Write(ReadOnlySpan<byte> message, TextRange range, int level)
        {
            var fields = new ProtobufReader(message, range);
            while (fields.Next())
            {
                var field = new TextRange(fields.FieldStart, fields.FieldEnd);
                if (!OtlpFields.Holds(signal, level, fields))
                {
                    _writer.Raw(field.Of(message));
                }
                else if (level < OtlpFields.ItemLevel(signal))
                {
                    WriteWithin(message, fields, level);
                }
                else if (_written < count && kept[first + _written].Start == field.Start)
                {
                    _writer.Raw(field.Of(message));
                    _written++;
                }
            }
        }

        private void WriteWithin(ReadOnlySpan<byte> message, in ProtobufReader field, int level)
        {
            var (before, writtenBefore) = (_writer.Length, _written);
            var start = _writer.Begin(field.Field);
            Write(message, field.Payload, level + 1);
            _writer.End(start);
            if (_written == writtenBefore)
            {
                // Nothing of it is forwarded.
                _writer.Reset(before);
            }
        }
    }
}

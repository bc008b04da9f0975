using System.Buffers.Binary;

namespace DemoApp.TenantPage.Protobuf;

/// <summary>Reads the fields of one message within a buffer and makes no objects; positions count from the start of the buffer.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> buffer, TextRange message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly int _end = message.End;
    private int _wireType;

    public int Field { get; private set; }
    public int FieldStart { get; private set; }
    public int FieldEnd { get; private set; } = message.Start;
    public readonly bool IsPayload => _wireType == LengthDelimited;
    public readonly bool IsNumber => _wireType != LengthDelimited;
    public TextRange Payload { get; private set; }
    public ulong Value { get; private set; }

    public bool Next()
    {
        if (FieldEnd == _end)
        {
            return false;
        }

        FieldStart = FieldEnd;
        var tag = ReadVarint();
        Field = tag <= uint.MaxValue ? (int)(tag >> 3) : 0;
        _wireType = (int)(tag & 7);
        if (Field == 0)
        {
            throw new InvalidDataException($"field number 0 at byte {FieldStart}");
        }

        switch (_wireType)
        {
            case Varint: Value = ReadVarint(); break;
            case Fixed64: Value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong))); break;
            case LengthDelimited:
                var length = ReadVarint();
                var start = FieldEnd;
                Take(length);
                Payload = new TextRange(start, FieldEnd);
                break;
            case Fixed32: Value = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))); break;
            default:
                throw new InvalidDataException($"wire type {_wireType} at byte {FieldStart}");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_end - FieldEnd))
        {
            throw new InvalidDataException($"field {Field} at byte {FieldStart} is longer than its message");
        }

        var taken = _buffer.Slice(FieldEnd, (int)length);
        FieldEnd += (int)length;
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (FieldEnd == _end)
            {
                throw new InvalidDataException($"the message ends within a number at byte {FieldStart}");
            }

            var next = _buffer[FieldEnd++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"a number of more than 64 bits at byte {FieldStart}");
    }
}

/// <summary>A part of a buffer: a message, a string, or nothing if it is empty.</summary>
internal readonly record struct TextRange(int Start, int End)
{
    public int Length => End - Start;
    public bool IsEmpty => End == Start;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> buffer) => buffer[Start..End];
}

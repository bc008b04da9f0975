using System.Buffers.Binary;

namespace DemoApp.TenantPage.Protobuf;

/// <summary>Writes messages within messages into one buffer that grows up to a limit.</summary>
internal sealed class ProtobufWriter(int limit)
{
    private const int SmallestBuffer = 1 << 10;
    private const int LongestLength = 5;
    private byte[] _buffer = new byte[SmallestBuffer];

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Tag(int field, int wireType) => Varint(((ulong)(uint)field << 3) | (uint)wireType);

    public void Varint(ulong value)
    {
        var place = Reserve(10);
        var used = 0;
        while (value >= 0x80)
        {
            place[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        place[used++] = (byte)value;
        Advance(used);
    }

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);
        Advance(sizeof(uint));
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
        Advance(sizeof(ulong));
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Advance(bytes.Length);
    }

    public void Advance(int bytes) => Length += bytes;

    /// <summary>Begins a message or a string of a length that is not known yet; <see cref="End"/> writes its length.</summary>
    public int Begin(int field)
    {
        Tag(field, 2);
        Reserve(LongestLength);
        Advance(LongestLength);
        return Length;
    }

    /// <summary>Ends what began at that place: moves it to behind its length, which is shorter than the room that was left.</summary>
    public void End(int start)
    {
        var length = Length - start;
        Length = start - LongestLength;
        Varint((ulong)length);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(Length));
        Length += length;
    }

    public void Reset(int length) => Length = length;

    /// <summary>Makes room for some bytes; <see cref="Advance"/> says how many were written there.</summary>
    public Span<byte> Reserve(int more)
    {
        if (Length + (long)more > limit)
        {
            throw new ExportTooLargeException();
        }

        if (Length + more > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(limit, Math.Max(Length + more, _buffer.Length * 2L)));
        }

        return _buffer.AsSpan(Length);
    }
}

/// <summary>The message has more bytes than may be written.</summary>
internal sealed class ExportTooLargeException : Exception;

using System.Globalization;
using System.Text;

namespace DemoApp.TenantPage.Protobuf;

/// <summary>Values of attributes as text, cut to a length that names never reach.</summary>
internal static class AnyValueText
{
    public const int Longest = 1_024;
    private const int String = 1;
    private const int Bool = 2;
    private const int Int = 3;
    private const int Double = 4;

    public static string Of(ReadOnlySpan<byte> buffer, TextRange value)
    {
        var text = "";
        var reader = new ProtobufReader(buffer, value);
        while (reader.Next())
        {
            text = reader.Field switch
            {
                String when reader.IsPayload => Cut(reader.Payload.Of(buffer)),
                Bool when reader.IsNumber => reader.Value == 0 ? "false" : "true",
                Int when reader.IsNumber => ((long)reader.Value).ToString(CultureInfo.InvariantCulture),
                Double when reader.IsNumber => BitConverter.UInt64BitsToDouble(reader.Value).ToString(CultureInfo.InvariantCulture),
                _ => "(a list, a map or bytes)",
            };
        }

        return text;
    }

    public static bool Is(ReadOnlySpan<byte> buffer, TextRange value, ReadOnlySpan<byte> text)
    {
        var reader = new ProtobufReader(buffer, value);
        return reader.Next() && reader is { Field: String, IsPayload: true } && reader.Payload.Of(buffer).SequenceEqual(text);
    }

    public static int Number(ReadOnlySpan<byte> buffer, TextRange value) =>
        int.TryParse(Of(buffer, value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Cut(ReadOnlySpan<byte> text)
    {
        const int MostBytesOfALetter = 4;
        var decoded = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Longest * MostBytesOfALetter)]);
        return decoded.Length <= Longest ? decoded : string.Concat(decoded.AsSpan(0, Longest - 1).TrimEnd('\ufffd'), "…");
    }
}

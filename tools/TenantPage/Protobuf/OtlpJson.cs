using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace DemoApp.TenantPage.Protobuf;

/// <summary>
/// Turns OTLP's JSON into the same message in protobuf. Unlike protobuf's own JSON, ids are hexadecimal and numbers of 64 bits are exact
/// whether they are written as numbers or as strings.
/// </summary>
internal static class OtlpJson
{
    private const int Depth = 256;
    private static readonly string[] Ids = ["trace_id", "span_id", "parent_span_id"];

    public static ReadOnlyMemory<byte> ToProtobuf(ReadOnlySpan<byte> json, MessageDescriptor message, int limit)
    {
        var writer = new ProtobufWriter(limit);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            Message(ref reader, message, writer);
            if (reader.Read())
            {
                throw new InvalidDataException("there is more than one JSON value");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(e.Message, e);
        }

        return writer.Written;
    }

    private static void Message(ref Utf8JsonReader reader, MessageDescriptor message, ProtobufWriter writer)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException($"{message.Name} is a JSON object, not {Kind(reader)}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Find(message, ref reader);
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                Field(ref reader, field, writer);
            }
        }
    }

    private static FieldDescriptor? Find(MessageDescriptor message, ref Utf8JsonReader reader)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (reader.ValueTextEquals(field.JsonName) || reader.ValueTextEquals(field.Name))
            {
                return field;
            }
        }

        return null;
    }

    private static void Field(ref Utf8JsonReader reader, FieldDescriptor field, ProtobufWriter writer)
    {
        if (!field.IsRepeated)
        {
            Value(ref reader, field, writer, isPacked: false);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidDataException($"{field.JsonName} is a list, not {Kind(reader)}");
        }

        var isPacked = field.FieldType is not (FieldType.Message or FieldType.String or FieldType.Bytes);
        var start = isPacked ? writer.Begin(field.FieldNumber) : 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Value(ref reader, field, writer, isPacked);
        }

        if (isPacked)
        {
            writer.End(start);
        }
    }

    private static void Value(ref Utf8JsonReader reader, FieldDescriptor field, ProtobufWriter writer, bool isPacked)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                var message = writer.Begin(field.FieldNumber);
                Message(ref reader, field.MessageType, writer);
                writer.End(message);
                break;
            case FieldType.String:
                var text = writer.Begin(field.FieldNumber);
                if (reader.TokenType != JsonTokenType.String)
                {
                    throw Wrong(reader, field);
                }

                writer.Advance(reader.CopyString(writer.Reserve(reader.ValueSpan.Length)));
                writer.End(text);
                break;
            case FieldType.Bytes:
                var bytes = writer.Begin(field.FieldNumber);
                writer.Raw(Bytes(Text(ref reader, field), field));
                writer.End(bytes);
                break;
            case FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64:
                Tag(field, writer, isPacked, 1);
                writer.Fixed64(field.FieldType == FieldType.Double
                    ? BitConverter.DoubleToUInt64Bits(Double(ref reader, field))
                    : (ulong)Integer(ref reader, field));
                break;
            case FieldType.Fixed32:
                Tag(field, writer, isPacked, 5);
                writer.Fixed32((uint)Integer(ref reader, field));
                break;
            default:
                Tag(field, writer, isPacked, 0);
                writer.Varint((ulong)Integer(ref reader, field));
                break;
        }
    }

    private static void Tag(FieldDescriptor field, ProtobufWriter writer, bool isPacked, int wireType)
    {
        if (!isPacked)
        {
            writer.Tag(field.FieldNumber, wireType);
        }
    }

    private static Int128 Integer(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        if (field.FieldType == FieldType.Bool)
        {
            return reader.TokenType switch { JsonTokenType.True => 1, JsonTokenType.False => 0, _ => throw Wrong(reader, field) };
        }

        if (field.FieldType == FieldType.Enum && reader.TokenType == JsonTokenType.String
            && field.EnumType.FindValueByName(reader.GetString()!) is { } named)
        {
            return named.Number;
        }

        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            throw Wrong(reader, field);
        }

        // A decimal is exact for every number of 64 bits, with an exponent or without.
        var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (!decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || decimal.Truncate(value) != value)
        {
            throw Wrong(reader, field);
        }

        var (least, most) = field.FieldType switch
        {
            FieldType.UInt64 or FieldType.Fixed64 => (0, ulong.MaxValue),
            FieldType.UInt32 or FieldType.Fixed32 => (0, uint.MaxValue),
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long.MinValue, (decimal)long.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };
        if (value < least || value > most)
        {
            throw Wrong(reader, field);
        }

        var whole = (Int128)value;
        return field.FieldType is FieldType.SInt32 or FieldType.SInt64 ? (whole << 1) ^ (whole >> 127) : whole;
    }

    private static double Double(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        return Text(ref reader, field) switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text when double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
            _ => throw Wrong(reader, field),
        };
    }

    private static string Text(ref Utf8JsonReader reader, FieldDescriptor field) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Wrong(reader, field);

    /// <summary>A malformed id becomes empty: its span is rejected by number, a log record or a link does without.</summary>
    private static byte[] Bytes(string text, FieldDescriptor field)
    {
        if (Ids.Contains(field.Name))
        {
            return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : [];
        }

        // Both alphabets, as protobuf's JSON has it; padding may be left out.
        return Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_').TrimEnd('='));
    }

    private static InvalidDataException Wrong(Utf8JsonReader reader, FieldDescriptor field) =>
        new($"{field.JsonName} is a {field.FieldType.ToString().ToLowerInvariant()}, not {Kind(reader)}");

    private static string Kind(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.Null => "null",
        _ => Shorten(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
    };

    private static string Shorten(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}

using System.Text;
using System.Text.Json;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>Reads a JSON body and says what is wrong with it in the words of Go's decoder, which clients get to see.</summary>
internal static class GoJsonReader
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 1000 };

    public static async Task<(JsonDocument? Document, string? Fault)> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 1 << 20));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        try
        {
            return (JsonDocument.Parse(bytes.ToArray(), Lenient), null);
        }
        catch (JsonException e)
        {
            // Go's decoder reads one value and leaves what follows it alone.
            if (FirstValue(bytes.Span) is { } first) return (first, null);
            return (null, Describe(bytes.Span, e));
        }
    }

    private static JsonDocument? FirstValue(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
            return JsonDocument.TryParseValue(ref reader, out var document) ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(ReadOnlySpan<byte> bytes, JsonException failure)
    {
        if (bytes.Trim(" \t\r\n"u8).IsEmpty) return "EOF";
        var position = Position(bytes, failure);
        if (position >= bytes.Length) return "unexpected EOF";
        // A misspelt true, false or null is reported at its start; Go names the letter that does not fit.
        foreach (var literal in (ReadOnlySpan<string>)["null", "true", "false"])
        {
            if (bytes[position] != literal[0]) continue;
            var i = 1;
            while (i < literal.Length && position + i < bytes.Length && bytes[position + i] == literal[i]) i++;
            if (position + i >= bytes.Length) return "unexpected EOF";
            if (i == literal.Length || IsNameExpected(bytes, position)) break;
            return $"invalid character '{Show(bytes[position + i])}' in literal {literal} (expecting '{literal[i]}')";
        }

        var place = IsNameExpected(bytes, position) ? "looking for beginning of object key string" : "looking for beginning of value";
        return $"invalid character '{Show(bytes[position])}' {place}";
    }

    private static int Position(ReadOnlySpan<byte> bytes, JsonException failure)
    {
        var start = 0;
        for (var line = failure.LineNumber ?? 0; line > 0; line--) start += bytes[start..].IndexOf((byte)'\n') + 1;
        return start + (int)(failure.BytePositionInLine ?? 0);
    }

    private static bool IsNameExpected(ReadOnlySpan<byte> bytes, int position)
    {
        var before = bytes[..position].TrimEnd(" \t\r\n"u8);
        return !before.IsEmpty && before[^1] == '{';
    }

    private static string Show(byte octet) => Encoding.Latin1.GetString([octet]);
}

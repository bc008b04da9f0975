using System.Globalization;

namespace DemoApp.DevSidecar.Resources;

/// <summary>Durations as Go writes them: 500ms, 2s, 1m30s.</summary>
internal static class GoDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return false;
        if (rest is "0") return true;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters])) letters++;
            TimeSpan? unit = rest[..letters] switch
            {
                "ms" => TimeSpan.FromMilliseconds(1),
                "s" => TimeSpan.FromSeconds(1),
                "m" => TimeSpan.FromMinutes(1),
                "h" => TimeSpan.FromHours(1),
                "us" or "µs" => TimeSpan.FromMicroseconds(1),
                _ => null,
            };
            if (unit is null || number * unit.Value.TotalDays > 36500) return false;
            duration += number * unit.Value;
            rest = rest[letters..];
        }

        return true;
    }
}

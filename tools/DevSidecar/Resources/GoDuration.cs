using System.Globalization;
using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.Resources;

/// <summary>Durations as Go writes them: 500ms, 2s, 1m30s.</summary>
internal static partial class GoDuration
{
    private const int LongestInDays = 36500;

    public static bool TryParse(string input, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Parts().Match(input.Trim());
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var unit = match.Groups["unit"].Captures[i].Value switch
            {
                "ms" => TimeSpan.FromMilliseconds(1),
                "s" => TimeSpan.FromSeconds(1),
                "m" => TimeSpan.FromMinutes(1),
                "h" => TimeSpan.FromHours(1),
                _ => TimeSpan.FromMicroseconds(1),
            };
            var text = match.Groups["number"].Captures[i].ValueSpan;
            var number = double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if ((number * unit.TotalDays) + duration.TotalDays > LongestInDays)
            {
                return false;
            }

            duration += number * unit;
        }

        return match.Success;
    }

    [GeneratedRegex(@"\A(?:0|(?:(?<number>[0-9]+\.?[0-9]*|\.[0-9]+)(?<unit>ms|us|µs|s|m|h))+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}

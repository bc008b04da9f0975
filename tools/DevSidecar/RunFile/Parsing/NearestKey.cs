namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Finds the known key that a misspelt one was most likely meant to be.</summary>
internal static class NearestKey
{
    public static string? Find(string written, IEnumerable<string> known)
    {
        var best = known.Select(key => (key, distance: Distance(Fold(written), Fold(key)))).MinBy(pair => pair.distance);
        return best.distance <= Math.Max(2, written.Length / 3) ? best.key : null;
    }

    private static string Fold(string text) => text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    // Levenshtein distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

using System.Globalization;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary>The table that <c>make bench-page</c> shows: the median of several runs, and their range.</summary>
internal static class Report
{
    public static void Add(string what, List<double> values, string format, string unit)
    {
        var sorted = values.Order().ToList();
        Add(what, Number(sorted[sorted.Count / 2]), values.Count > 1 ? $"{Number(sorted[0])} to {Number(sorted[^1])}" : "");

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture) + unit;
    }

    private static void Add(string what, string median, string range)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        File.AppendAllText(Path.Combine(folder.FullName, "bench-page.md"), $"| {what} | {median} | {range} |\n");
    }
}

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Compares what arrived with a table of docs/telemetry.md, in both directions.</summary>
/// <typeparam name="T">A span, a data point or a log record.</typeparam>
internal sealed class Contract<T>(string heading)
{
    private static readonly Dictionary<string, string[]> Services = new()
    {
        ["Sender"] = ["sender-service"],
        ["Receiver"] = ["receiver-service"],
        ["both"] = ["sender-service", "receiver-service"],
        ["sender"] = ["sender"],
        ["receiver"] = ["receiver"],
    };

    /// <summary>Whether an item is what a row is about, apart from the service that it is from.</summary>
    public required Func<IReadOnlyDictionary<string, string>, T, bool> IsAbout { get; init; }

    /// <summary>How an item is called where it has no row.</summary>
    public required Func<T, string> Describe { get; init; }

    /// <summary>The service that an item is from.</summary>
    public required Func<T, string?> Service { get; init; }

    /// <summary>The attributes of an item.</summary>
    public required Func<T, IReadOnlyDictionary<string, string>> Attributes { get; init; }

    /// <summary>Fails with everything that is different.</summary>
    public void Check(IReadOnlyCollection<T> items)
    {
        var rows = DocumentedTable.Rows(heading);
        var found = rows.Select(_ => new List<T>()).ToList();
        var differences = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var row = rows.FindIndex(row => Services[row["of"]].Contains(Service(item)) && IsAbout(row, item));
            if (row >= 0)
            {
                found[row].Add(item);
            }
            else
            {
                differences.Add($"has no row: {Describe(item)} of {Service(item)}");
            }
        }

        foreach (var (row, ofRow) in rows.Zip(found))
        {
            differences.UnionWith(Differences(row, ofRow));
        }

        Assert.True(differences.Count == 0, $"docs/telemetry.md, {heading}:\n{string.Join('\n', differences)}");
    }

    private IEnumerable<string> Differences(IReadOnlyDictionary<string, string> row, List<T> items)
    {
        var name = $"{row.Values.First()} ({row.Values.Skip(1).First()})";
        foreach (var service in Services[row["of"]].Except(items.Select(item => Service(item)!)))
        {
            yield return $"did not arrive: {name} of {service}";
        }

        if (items.Count == 0)
        {
            yield break;
        }

        var (onAll, onSome) = (DocumentedTable.Attributes(row["attributes"]), DocumentedTable.Attributes(row["on some"]));
        foreach (var (attribute, count) in items.SelectMany(item => Attributes(item).Keys).Concat(onAll).Concat(onSome).Distinct()
            .Select(attribute => (attribute, items.Count(item => Attributes(item).ContainsKey(attribute)))))
        {
            var documented = onAll.Contains(attribute) ? "on all" : onSome.Contains(attribute) ? "on some" : "on none";
            var arrived = count == items.Count ? "on all" : count == 0 ? "on none" : "on some";
            if (documented != arrived)
            {
                yield return $"{attribute} of {name} is documented {documented} and arrived {arrived} ({count} of {items.Count})";
            }
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md are what arrives: nothing that is not in them, and nothing of them that does not.</summary>
public sealed class ContractTests(EveryOutcomeFixture everything)
{
    private const string AnyMethod = "(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|QUERY|HTTP)";

    public static TheoryData<string> Protocols => ["grpc", "http/protobuf"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Spans_OfTheServices_AreThoseOfTheTable(string protocol)
    {
        var received = await everything.RunAsync(protocol);

        new Contract<ReceivedSpan>("### Spans")
        {
            IsAbout = (row, span) => Regex.IsMatch(span.Name, Pattern(row["span"])) && span.Kind == row["kind"] && span.Scope == row["scope"].Trim('`'),
            Describe = span => $"{span.Name} {span.Kind} of scope {span.Scope}",
            Service = span => span.ServiceName,
            Attributes = span => span.Attributes,
        }.Check([.. OfServices(received)]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Spans_OfTheSidecars_AreThoseOfTheTable(string protocol)
    {
        var received = await everything.RunAsync(protocol);
        // The test's own look into the state store is a trace of the sidecar's alone.
        var traces = OfServices(received).Select(span => span.TraceId).ToHashSet();

        new Contract<ReceivedSpan>("### Spans of the sidecars")
        {
            IsAbout = (row, span) => span.Name == row["span"].Trim('`') && span.Kind == row["kind"],
            Describe = span => $"{span.Name} {span.Kind}",
            Service = span => span.ServiceName,
            Attributes = span => span.Attributes,
        }.Check([.. received.Spans.Where(span => !IsService(span.ServiceName) && traces.Contains(span.TraceId))]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Metrics_AreThoseOfTheTable(string protocol)
    {
        var received = await everything.RunAsync(protocol);
        var bounds = DocumentedTable.Rows("### Bounds of histograms").ToDictionary(row => row["bounds"], row => row["upper limits"]);
        bounds[""] = "";

        new Contract<ReceivedMetric>("### Metrics")
        {
            IsAbout = (row, point) => (row["metric"], row["instrument"], row["unit"], bounds[row["bounds"]])
                == ($"`{point.Name}`", point.Instrument, $"`{point.Unit}`", Bounds(point)),
            Describe = point => $"{point.Name}, {point.Instrument} in {point.Unit}, bounds \"{Bounds(point)}\"",
            Service = point => point.ServiceName,
            Attributes = point => point.Attributes,
        }.Check(received.Metrics);
        Assert.All(received.Metrics, point => Assert.True(point.IsCumulative));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LogEvents_AreThoseOfTheTable(string protocol)
    {
        var received = await everything.RunAsync(protocol);

        new Contract<ReceivedLog>("### Log events")
        {
            IsAbout = (row, log) => (row["event"], row["severity"], row["scope"])
                == (log.EventName is { } name ? $"`{name}`" : "(none)", log.Severity, $"`{log.Scope}`"),
            Describe = log => $"{log.EventName ?? "(none)"}, {log.Severity} of scope {log.Scope}: {log.Body}",
            Service = log => log.ServiceName,
            Attributes = log => log.Attributes,
        }.Check(received.Logs);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Resource_IsThatOfTheTableAndOneForAllSignals(string protocol)
    {
        var received = await everything.RunAsync(protocol);
        var rows = DocumentedTable.Rows("### Resource");
        var processes = received.Logs.Select(log => log.Resource).GroupBy(resource => resource["service.instance.id"]).ToList();

        Assert.Equal(6, processes.Count);
        foreach (var process in processes)
        {
            Assert.Single(OfServices(received).Select(span => span.Resource).Concat(received.Metrics.Select(point => point.Resource)).Concat(process)
                .Where(resource => resource["service.instance.id"] == process.Key).Select(Text).Distinct());
        }

        // Every attribute where all are set, and no other.
        var names = rows.ToDictionary(row => row["attribute"].Trim('`'), row => row["there"]);
        Assert.Equal(names.Keys.Order(StringComparer.Ordinal), processes.SelectMany(process => process.First().Keys).Distinct().Order(StringComparer.Ordinal));
        Assert.All(names.Where(name => name.Value == "always"), name => Assert.All(processes, process => Assert.Contains(name.Key, process.First().Keys)));
        Assert.All(names.Where(name => name.Value != "always"), name => Assert.Contains(processes, process => !process.First().ContainsKey(name.Key)));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exceptions_AreLogRecordsAndNoSpanEvents(string protocol)
    {
        var received = await everything.RunAsync(protocol);

        Assert.Contains(received.Logs, log => log.Attributes.ContainsKey("exception.type"));
        Assert.Empty(OfServices(received).SelectMany(span => span.Events.Select(one => $"{one} of {span.Name} of {span.Scope}")).Distinct());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Spans_WithAnErrorType_AreErrorsAndTheOthersAreUnset(string protocol)
    {
        var received = await everything.RunAsync(protocol);

        Assert.All(OfServices(received), span => Assert.Equal(
            (span.Name, span.Attributes.ContainsKey("error.type") ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET"), (span.Name, span.StatusCode)));
    }

    private static IEnumerable<ReceivedSpan> OfServices(ReceivedTelemetry received) => received.Spans.Where(span => IsService(span.ServiceName));

    private static bool IsService(string? name) => name is "sender-service" or "receiver-service";

    private static string Pattern(string cell) =>
        $@"\A{Regex.Escape(cell.Trim('`')).Replace(@"\{method}", AnyMethod, StringComparison.Ordinal)}\z";

    private static string Bounds(ReceivedMetric point) =>
        string.Join(' ', point.Histogram.Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)));

    private static string Text(IReadOnlyDictionary<string, string> resource) =>
        string.Join(' ', resource.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}

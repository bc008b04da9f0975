using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;
using YamlDotNet.Serialization;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The table of values in the chart's README: descriptions from the schema, defaults from the values.</summary>
public sealed partial class ValuesTableTests
{
    [Fact]
    public async Task Readme_OfTheChart_HasTheTableOfTheSchema()
    {
        const string readme = $"{Chart.Folder}/README.md";
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, readme), TestContext.Current.CancellationToken);
        var table = new StringBuilder("\n| value | default | |\n| --- | --- | --- |\n");
        foreach (var row in await RowsAsync())
        {
            var (value, description) = (row.Default.Length == 0 ? "" : $"`{row.Default}`", row.Description.Replace("|", "\\|", StringComparison.Ordinal));
            table.Append(null, $"| `{row.Key}` | {value} | {description} |\n");
        }

        Assert.Matches(Section(), text);
        await GeneratedFile.VerifyAsync(readme, Section().Replace(text, match => $"{match.Groups[1].Value}{table}{match.Groups[2].Value}"));
    }

    [Fact]
    public async Task Schema_OfEveryValue_HasADescriptionAndADefault()
    {
        var rows = await RowsAsync();

        Assert.True(rows.Count > 100);
        Assert.All(rows, row => Assert.True(row.Description.Length > 0, $"{row.Key} has no description in values.schema.json."));
        // A default of these two would be found by the condition of a parent chart, whose tags then count no more.
        Assert.All(rows.Where(row => row.Key is not ("enabled" or "tags")),
            row => Assert.True(row.HasDefault, $"{row.Key} is in values.schema.json and not in values.yaml."));
        Assert.DoesNotContain(rows, row => row.Key is "enabled" or "tags" && row.HasDefault);
    }

    private static async Task<List<Row>> RowsAsync()
    {
        var folder = Path.Combine(Repository.Root, Chart.Folder);
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "values.schema.json"), TestContext.Current.CancellationToken))!;
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(await File.ReadAllTextAsync(Path.Combine(folder, "values.yaml"), TestContext.Current.CancellationToken));
        return [.. Rows(schema, JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml)), "")];
    }

    private static IEnumerable<Row> Rows(JsonNode schema, JsonNode? value, string path)
    {
        foreach (var (name, member) in schema["properties"]!.AsObject())
        {
            var key = path.Length == 0 ? name : $"{path}.{name}";
            var has = value is JsonObject parent && parent.ContainsKey(name);
            var own = has ? value![name] : null;
            if (member!["properties"] is null)
            {
                yield return new Row(key, Text(own), (string?)member["description"] ?? "", has);
                continue;
            }

            foreach (var row in Rows(member, own, key))
            {
                yield return row;
            }
        }
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar => scalar.ToString() is { Length: > 0 } text ? text : "\"\"",
        _ => value.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
    };

    [GeneratedRegex(@"(<!-- values: .*? -->\n).*?(<!-- /values -->)", RegexOptions.Singleline)]
    private static partial Regex Section();

    private sealed record Row(string Key, string Default, string Description, bool HasDefault);
}
